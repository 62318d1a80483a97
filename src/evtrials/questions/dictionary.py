"""The data dictionary: what each column of each answer means, from the columns themselves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from evtrials.evidence.columns import Column
from evtrials.questions.answer import Answer, Heading, Page, Table


class Described(NamedTuple):
    """A column of the answer of a command."""

    command: str
    column: Column


COLUMNS: tuple[Column, ...] = (
    Column("command", lambda row: row.command, "text", "the command whose answer has the column"),
    Column("name", lambda row: row.column.name, "text", "name of the column, the same in CSV, TSV, JSON and jsonl"),
    Column("type", lambda row: row.column.type, "text", "text, number, flag (true or false), list (in CSV joined by ;)"),
    Column("unit", lambda row: row.column.unit, "text", "unit of a number, or the column that names it"),
    Column("meaning", lambda row: row.column.meaning, "text", "what a cell of the column says"),
)
_SCREEN = (
    Heading("name", "Column", folds=True, firm=True),
    Heading("type", "Type"),
    Heading("unit", "Unit", folds=True, drop=1),
    Heading("meaning", "Meaning", folds=True),
)


def dictionary_answer(tables: Mapping[str, tuple[Column, ...]], query: dict[str, object]) -> Answer:
    """The columns of the answers of some commands, by command."""
    return Answer(
        name="columns",
        columns=COLUMNS,
        rows=_described(tables),
        page=lambda: Page("", tuple(_table(command, columns) for command, columns in tables.items())),
        query=query,
    )


def _described(tables: Mapping[str, tuple[Column, ...]]) -> Iterator[Described]:
    return (Described(command, column) for command, columns in tables.items() for column in columns)


def _table(command: str, columns: tuple[Column, ...]) -> Table:
    rows = tuple((column.name, column.type, column.unit, column.meaning) for column in columns)
    return Table(_SCREEN, rows, title=f"evtrials {command}: {len(rows)} columns")
