"""How each format writes the tables of an export into a folder: types declared, nothing read as what it is not."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from errno import EIO
from pathlib import Path
from typing import Any

from evtrials.answers.delimited import write_delimited
from evtrials.collection.arrow import arrow_table
from evtrials.errors import EvTrialsError, NotInstalled
from evtrials.evidence.columns import Column
from evtrials.exchange.tables import Sheet

# More does not fit in a cell of a workbook, and openpyxl would cut it.
_MOST_OF_A_CELL = 32_767
_WIDEST = 60
_SQL_TYPES = {"number": "REAL", "flag": "INTEGER NOT NULL"}


def write_csv(folder: Path, sheets: Sequence[Sheet]) -> None:
    """A file a table, as --format csv prints it: UTF-8, figures as printed, text guarded against formulas."""
    for sheet in sheets:
        with (folder / f"{sheet.name}.csv").open("w", encoding="utf-8", newline="") as stream:
            write_delimited([column.name for column in sheet.columns], sheet.records, stream, ",")


def write_parquet(folder: Path, sheets: Sequence[Sheet]) -> None:
    """A file a table: numbers double, flags boolean, all else string; none nested, no decimals, no dictionary columns."""
    for sheet in sheets:
        table = arrow_table(sheet.columns, sheet.records)
        from pyarrow import parquet

        parquet.write_table(table, folder / f"{sheet.name}.parquet")


def write_sqlite(folder: Path, sheets: Sequence[Sheet]) -> None:
    """One database: numbers REAL (NULL where there is none), flags INTEGER 0 or 1, texts TEXT ("" where one is empty)."""
    import sqlite3
    from contextlib import closing

    try:
        with closing(sqlite3.connect(folder / FILES["sqlite"])) as database, database:
            for sheet in sheets:
                columns = ", ".join(f'"{one.name}" {_SQL_TYPES.get(one.type, "TEXT NOT NULL")}' for one in sheet.columns)
                database.execute(f'CREATE TABLE "{sheet.name}" ({columns})')
                places = ", ".join("?" for _ in sheet.columns)
                database.executemany(f'INSERT INTO "{sheet.name}" VALUES ({places})', typed_rows(sheet))
    except sqlite3.Error as error:
        raise OSError(EIO, str(error)) from None  # what a full disk is to sqlite3 is no OSError


def write_xlsx(folder: Path, sheets: Sequence[Sheet]) -> None:
    """One workbook, a sheet a table: heads frozen, numbers as numbers, every text a text cell that no program reads otherwise.

    NotInstalled where openpyxl is not installed; EvTrialsError for a text that no cell of a workbook holds.
    """
    try:
        from openpyxl import Workbook
    except ImportError:
        raise NotInstalled("openpyxl", "xlsx") from None
    book = Workbook(write_only=True)
    for sheet in sheets:
        _write_sheet(book.create_sheet(sheet.name), sheet)
    book.save(folder / FILES["xlsx"])


def _write_sheet(page: Any, sheet: Sheet) -> None:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    page.freeze_panes = "B2"
    for place, column in enumerate(sheet.columns, 1):
        page.column_dimensions[get_column_letter(place)].width = _width(column, [record[place - 1] for record in sheet.records])
    last = get_column_letter(len(sheet.columns))
    page.auto_filter.ref = f"A1:{last}{len(sheet.records) + 1}"
    head, text = WriteOnlyCell(page), WriteOnlyCell(page)
    head.font = Font(bold=True)
    # "@" is the format of text: a cell that is typed over stays one, and 1/2 no second of January.
    head.number_format = text.number_format = "@"

    def cell(value: float | bool | str | None, name: str, like: Any = text) -> Any:
        if not isinstance(value, str):
            return value
        if len(value) > _MOST_OF_A_CELL:
            told = f"a text of {len(value)} characters under {name} is more than a cell of a workbook holds"
            raise EvTrialsError(f"{told}; take --format csv, parquet or sqlite")
        if not value:
            return None
        like.value = value
        like.data_type = "s"  # a text, also where openpyxl takes it for a formula or an error
        return like

    names = [column.name for column in sheet.columns]
    # Each cell is written before the next is made, so that one object stands for all texts.
    page.append(cell(name, name, head) for name in names)
    for row in typed_rows(sheet):
        page.append(cell(value, name) for name, value in zip(names, row, strict=True))


def _width(column: Column, cells: Sequence[object]) -> int:
    longest = max((len(str(column.typed(cell))) for cell in cells), default=0)
    return min(max(len(column.name) + 3, longest + 1), _WIDEST)


def typed_rows(sheet: Sheet) -> Iterator[tuple[float | bool | str | None, ...]]:
    """The rows of a table, each cell of its column's type."""
    types = [column.typed for column in sheet.columns]
    return (tuple(typed(cell) for typed, cell in zip(types, record, strict=True)) for record in sheet.records)


WRITERS: Mapping[str, Callable[[Path, Sequence[Sheet]], None]] = {
    "csv": write_csv,
    "parquet": write_parquet,
    "sqlite": write_sqlite,
    "xlsx": write_xlsx,
}
# The formats of which one file holds all tables.
FILES = {"sqlite": "evtrials.sqlite", "xlsx": "evtrials.xlsx"}


def file_of(format: str, table: str) -> str:
    """The name of the file that holds a table in a format."""
    return FILES.get(format) or f"{table}.{format}"
