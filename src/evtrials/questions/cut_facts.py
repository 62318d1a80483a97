"""What is said of the data cut of a contrast: its follow-up, its date, its events, each with the source that states it.

Sources of one analysis say different things of one cut, as a label its follow-up and the paper its date: each keeps its name.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Literal, NamedTuple

from evtrials.evidence.contrasts import ContrastLine
from evtrials.evidence.rows import FigureRow, Place

if TYPE_CHECKING:
    from evtrials.trial.arms import Cut, CutFacts
    from evtrials.trial.model import Trial


class CutFact(NamedTuple):
    """A fact of a cut in words, `data to 2013-10-03`; what it is, `date of the cut`; where it stands."""

    words: str
    what: str
    place: Place


def cut_facts(line: ContrastLine, figures: Sequence[FigureRow]) -> list[CutFact]:
    """Follow-up, date and events of the cut of a contrast, as far as stated: by the source of its lead, of another figure of
    it, or else by the file's source of the cut.

    Of a report, which may have looked at the same data as another, only its figures' own sources tell. figures: all of the
    trial, which tell whether the events are those of this endpoint.
    """
    trial, lead = line.trial, line.lead
    if not lead.cut:
        return []
    cut = trial.cuts[lead.cut]
    shown = [row for row in (lead, line.effect, *line.tests, line.arm_row, line.comparator_row) if row is not None]
    sources = list(dict.fromkeys(row.place.source for row in shown))
    found = []
    if said := _said_by(cut, "followup", sources, has_others=not cut.report):
        found.append(CutFact(f"follow-up {str(said.followup).partition(' (')[0]}", "follow-up", _place(said, trial)))
    if said := _said_by(cut, "date", sources, has_others=not cut.report):
        found.append(CutFact(f"data to {said.date}", "date of the cut", _place(said, trial)))
    said = _said_by(cut, "events", sources, has_others=False)
    if said and str(said.events) not in cut.label and _counts(line, figures):
        noun = "deaths" if lead.endpoint == "os" else "events"
        found.append(CutFact(f"{said.events} {noun}", noun, _place(said, trial)))
    return found


def _said_by(
    cut: Cut, name: Literal["followup", "date", "events"], sources: Iterable[str], *, has_others: bool
) -> CutFacts | None:
    """Who states a fact of a cut: the first of some sources that does, else the first of the file's others."""
    said = [facts for facts in (cut, *cut.also) if getattr(facts, name)]
    own = (facts for source in sources for facts in said if facts.src.key == source)
    return next(own, said[0] if said and has_others else None)


def _place(facts: CutFacts, trial: Trial) -> Place:
    return Place(facts.src.key, facts.src.place, trial.sources[facts.src.key].basis)


def _counts(line: ContrastLine, figures: Iterable[FigureRow]) -> bool:
    """Whether the events of a cut are those of the endpoint: it alone is followed to an event there."""
    timed = {
        row.endpoint for row in figures if row.cut == line.lead.cut and row.measure in ("hazard ratio", "median")
    }
    return timed == {line.lead.endpoint}
