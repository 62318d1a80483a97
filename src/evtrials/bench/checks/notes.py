"""Notes as a reader meets them: a line under a table."""

from __future__ import annotations

from collections.abc import Iterator

from evtrials.bench.checks.base import Doubt, check
from evtrials.collection.loading import Loaded
from evtrials.trial.fields import MAX_SHORT


@check(
    "N359",
    mend="Say it in `short:`; if it tells only where a figure stands or how it was read, write `marks: false`.",
)
def note_without_short_form(loaded: Loaded) -> Iterator[Doubt]:
    """A note that stands under what it marks, be it a figure, the population, the design, the status, an arm or a cut, is longer
    than a line and has no short form.
    """
    for note in loaded.trial.notes:
        if note.remark.marks is not False and not note.short and len(note.text) > MAX_SHORT:
            yield Doubt(note.path, f"a note of {len(note.text)} characters has no short form for the line under a table")
