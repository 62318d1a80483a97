"""The tables of an export: what each holds, of the columns that the questions declare."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from evtrials.evidence.columns import Column, record
from evtrials.exchange.effects import EFFECTS, Effects
from evtrials.exchange.notes import NOTES, notes_of
from evtrials.questions import dictionary, sources, trials
from evtrials.questions.figures import ARMS, arm_drugs, figures_answer

if TYPE_CHECKING:
    from evtrials.collection.filters import Query
    from evtrials.collection.library import Library
    from evtrials.collection.selection import Selection


class Sheet(NamedTuple):
    """A table of an export: its name, what a row of it is, its columns, and the cells of each row."""

    name: str
    title: str
    columns: tuple[Column, ...]
    records: Sequence[Sequence[object]]


CODEBOOK: tuple[Column, ...] = (
    Column("table", lambda row: row.command, "text", "the table that has the column"),
    *dictionary.COLUMNS[1:],
)
ABOUT: tuple[Column, ...] = (
    Column("about", lambda row: row[0], "text", "what is said: data, query, caveat, left out"),
    Column("says", lambda row: row[1], "text", "what is said of all tables of the export"),
)


def sheets_of(library: Library, selection: Selection, query: Query) -> list[Sheet]:
    """The tables of some trials: figures (of the endpoints and bases of the query alone), arms, trials, notes, sources."""
    chosen = selection.trials
    figures = figures_answer(library.figures_of(query, selection.ids), library, {})
    cited = sources.sources_answer(library, chosen, {}, ())
    arms = (row for trial in chosen for row in arm_drugs(trial, library.terms))
    return [
        Sheet("figures", "Every stored figure, one row each: the tidy table", figures.columns, list(figures.records)),
        _sheet("arms", "Every drug of every arm, one row each", ARMS, arms),
        _sheet("trials", "Each trial, with its primary result in words", trials.OF_TRIAL, trials.trial_rows(library, selection)),
        _sheet("notes", "Every note on a figure or a part of a trial", NOTES, notes_of(library, chosen)),
        _sheet("sources", "Every source of every trial, and what was read of it", cited.columns, cited.rows),
    ]


def effects_sheet(effects: Effects) -> Sheet:
    """The hazard ratios, a row a contrast."""
    return _sheet("effects", "Hazard ratios, a row a contrast of a trial's own arms", EFFECTS, effects.rows)


def codebook(sheets: Iterable[Sheet]) -> Sheet:
    """What each column of some tables means."""
    rows = [dictionary.Described(sheet.name, column) for sheet in sheets for column in sheet.columns]
    return _sheet("codebook", "What each column of each table means", CODEBOOK, rows)


def about_sheet(told: Iterable[tuple[str, str]]) -> Sheet:
    """What is said of all tables together, for a file that leaves its folder."""
    return _sheet("about", "Which data, which question, what to know before reading", ABOUT, told)


def _sheet(name: str, title: str, columns: tuple[Column, ...], rows: Iterable[Any]) -> Sheet:
    return Sheet(name, title, columns, list(_records(rows, columns)))


def _records(rows: Iterable[Any], columns: tuple[Column, ...]) -> Iterator[tuple[object, ...]]:
    return (record(row, columns) for row in rows)
