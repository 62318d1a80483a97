"""Which figures a note marks: the one place where a note of a trial file meets the rows of the tidy table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from evtrials.evidence.columns import is_in, matches
from evtrials.evidence.rows import FigureRow, Path, one_or_more
from evtrials.trial.notes import PlacedNote

if TYPE_CHECKING:
    from evtrials.trial.model import Trial

_DEPTH = 4  # a path of a note reaches from the section to a row of an endpoint


def marks(note: PlacedNote, row: FigureRow) -> bool:
    """Whether a note marks a row of the tidy table."""
    if note.at:
        return any(row.path[: len(at)] == at for at in note.at) and _is_its_cell(note, row)
    return note.marks_figures and matches(row, note.about)


def touching(trial: Trial, rows: Iterable[FigureRow]) -> list[tuple[int, PlacedNote]]:
    """The notes of a trial that mark some of its rows, with their numbers in the file, as every screen numbers them."""
    flagged = [row for row in rows if row.flag]
    return [(index, note) for index, note in enumerate(trial.notes, 1) if any(marks(note, row) for row in flagged)]


def marked(notes: Iterable[PlacedNote], rows: Sequence[FigureRow]) -> Iterator[tuple[PlacedNote, list[int]]]:
    """Each note with the places of the rows that it marks, as `marks` has it; a file may have many of both."""
    within: dict[Path, list[int]] = {}
    for index, row in enumerate(rows):
        for length in range(1, min(_DEPTH, len(row.path)) + 1):
            within.setdefault(row.path[:length], []).append(index)
    for note in notes:
        if note.at:
            found = sorted(index for at in note.at for index in within.get(at, ()) if _is_its_cell(note, rows[index]))
        else:
            found = _selected(note.about, rows) if note.marks_figures else []
        yield note, found


def _is_its_cell(note: PlacedNote, row: FigureRow) -> bool:
    if note.term and row.term not in note.term:
        return False
    return not note.only or not note.only.isdisjoint(_words(row))


def _words(row: FigureRow) -> set[str]:
    """What `only` may call a figure: its field or arm in the file, its column or grade in a table, what is printed with it."""
    words = {part for part in row.path[_DEPTH if row.key else 1 :] if isinstance(part, str)}
    if row.path[0] in ("safety", "exposure", "baseline"):
        column = "p" if row.measure == "test" else row.arm
        words = {column, row.grade, f"{column} {row.grade}"}
    if row.p and row.kind != "interaction":
        words.add("p")
    words |= {*row.sizes, "n"} if row.sizes else set()
    return words | {name for name in ("n", "events") if getattr(row, name)}


def _selected(about: dict[str, Any], rows: Sequence[FigureRow]) -> list[int]:
    """The places of the rows that a selector marks, as `matches` has it, column by column."""
    found: Iterable[int] = range(len(rows))
    for column, wanted in about.items():
        words = one_or_more(wanted)
        found = [index for index in found if is_in(rows[index], column, words)]
    return list(found)
