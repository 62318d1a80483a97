"""A question about harms: the trials, the adverse events and the grades that it is about."""

from __future__ import annotations

from dataclasses import dataclass

from evtrials.collection.filters import Query
from evtrials.collection.library import Library
from evtrials.collection.selection import Selection


@dataclass(frozen=True, slots=True)
class SafetyAsked:
    """What is asked of the harms of some trials. events: those named. grade: a word of --grade, "" for all. named: the trials
    that were named, and not found by the filters."""

    library: Library
    selection: Selection
    query: Query
    events: tuple[str, ...] = ()
    grade: str = ""
    everything: bool = False
    named: tuple[str, ...] = ()

    @property
    def words(self) -> dict[str, object]:
        """What was asked, as JSON tells it."""
        asked = {**self.query.asked, "terms": list(self.events), "grade": self.grade, "all": self.everything}
        return {name: value for name, value in asked.items() if value}
