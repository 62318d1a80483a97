"""Notes as a table: a row a note, beside the figures that bear its text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from evtrials.evidence.columns import Column
from evtrials.evidence.notes import marked
from evtrials.questions.columns import TRIAL

if TYPE_CHECKING:
    from evtrials.collection.library import Library
    from evtrials.trial.model import Trial
    from evtrials.trial.notes import PlacedNote


class TrialNote(NamedTuple):
    """A note of a trial. marked: how many stored figures it marks."""

    trial: Trial
    note: PlacedNote
    marked: int


NOTES: tuple[Column, ...] = (
    TRIAL.of(lambda row: row.trial),
    Column("note_path", lambda row: ".".join(map(str, row.note.path)), "text", "where the note stands in the trial's file"),
    Column("note_kind", lambda row: row.note.kind, "text", "caveat, conflict of sources, erratum, or suspect: probably wrong"),
    Column("note_of", lambda row: row.note.subject, "text", "what the note is of, in the words of the trial's file"),
    Column("note_text", lambda row: row.note.text, "text", "the remark; in `note` of a figure stand all that touch it"),
    Column("note_short", lambda row: row.note.short, "text", "the remark in a line, where the file has it so"),
    Column("note_source", lambda row: row.note.src.key if row.note.src else "", "text",
           "source of the remark, if not that of the figure"),
    Column("note_locator", lambda row: row.note.src.place if row.note.src else "", "text", "place of the remark in its source"),
    Column("marked", lambda row: row.marked, "number",
           "how many stored figures of the trial the note marks; 0 where it is said of a part of the trial", "figures"),
)  # fmt: skip


def notes_of(library: Library, trials: Iterable[Trial]) -> Iterator[TrialNote]:
    """Every note of some trials, in the order of their files."""
    for trial in trials:
        for note, places in marked(trial.notes, library.rows_of(trial)):
            yield TrialNote(trial, note, len(places))
