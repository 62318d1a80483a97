"""How a card ends: how much more there is of a trial and in which section, and what of the literature was read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from evtrials.errors import counted
from evtrials.evidence.rows import FigureRow
from evtrials.notation.closed_words import BASES
from evtrials.questions import phrases
from evtrials.questions.contrast_phrases import suspect_words
from evtrials.trial.identity import ALL

if TYPE_CHECKING:
    from evtrials.questions.card_results import Result
    from evtrials.trial.model import Trial
    from evtrials.trial.terms import Terms

# A file has no place for an assessment; where it will have one, it is told here.
RISK = "Risk of bias not assessed."
# So many endpoints are named, more are counted.
_NAMED = 2
_NOUNS = {"press": "press page", "registry": "registry record"}


class Beyond:
    """What a trial has beside what a card shows of it, counted by section."""

    def __init__(self, trial: Trial, rows: Sequence[FigureRow], results: Iterable[Result], terms: Terms) -> None:
        self.trial, self.terms = trial, terms
        of_card = {one.key for one in results}
        endpoints = [row for row in rows if row.key and row.kind != "interaction"]
        between_arms = [row for row in endpoints if row.kind != "association" or row.comparator]
        self.main = [row for row in between_arms if row.population == ALL or row.key in of_card]
        self.shorts = {row.key: phrases.endpoint_short(row.endpoint, terms) for row in self.main}
        groups = {row.population for row in endpoints if row.population != ALL}
        assayed = {id_ for id_ in groups if trial.populations[id_].assay}
        related = {row.term for row in endpoints if row.kind == "association" and not row.comparator}
        self.harms = {
            terms.adverse_event(row.term)
            for row in rows
            if row.analysis.section == "safety" and not row.is_spread and row.measure != "test"
        }
        self.others = {
            "exposure": len({row.term for row in rows if row.analysis.section == "exposure"}),
            "subgroups": len(groups - assayed),
            "biomarkers": len(assayed | related),
            "baseline": len({row.term for row in rows if row.analysis.section == "baseline"}),
        }

    @property
    def of_groups(self) -> list[str]:
        """The sections that hold results of groups of patients."""
        return [name for name in ("subgroups", "biomarkers") if self.others[name]]

    def words(self, shown: Sequence[Result], harms: Iterable[str], notes: int) -> str:
        """`More: results (7 endpoints), harms (17 terms), ...: evtrials show bolero-2 --full`; "" where a card shows all."""
        told = {row.path for one in shown for row in one.rows}
        keys = {one.key for one in shown}
        left = dict.fromkeys(short for key, short in self.shorts.items() if key not in keys)
        rest = [row for row in self.main if row.path not in told]
        doubted = [row for row in rest if row.kind == "effect" and row.is_suspect]
        seen = {row.path for row in doubted}
        further = len({row.analysis for row in rest if row.key in keys and row.path not in seen})
        results = [", ".join(left) if len(left) <= _NAMED else counted(len(left), "endpoint")] if left else []
        results += [f"{further} at other cuts or in further sources"] if further else []
        terms = self.harms - {self.terms.adverse_event(term) for term in harms}
        counts = {
            "results": ", ".join(results),
            "harms": counted(len(terms), "term") if terms else "",
            **self.others,
            "notes": max(0, len(self.trial.notes) - notes),
        }
        said = [f"{name} ({count})" for name, count in counts.items() if count]
        suspects = suspect_words(self.trial, doubted)
        if not said:
            return suspects
        first = said[0].partition(" ")[0]
        more = f"More: {', '.join(said)}: evtrials show {self.trial.id} --full, or --only {first}"
        return f"{more}; {suspects}" if suspects else more


def read_words(trial: Trial) -> str:
    """What was read of a trial: `Read: label, registry, 15 abstracts, 3 reviews; no full text.`"""
    counts = Counter(source.basis for source in trial.sources.values())
    shown = [
        basis if counts[basis] == 1 and basis in ("label", "registry") else counted(counts[basis], _NOUNS.get(basis, basis))
        for basis in BASES
        if counts[basis]
    ]
    part = sum(bool(source.not_seen) for source in trial.sources.values())
    said = ", ".join(shown) + (f"; {part} of them in part" if part else "") + ("" if counts["full text"] else "; no full text")
    return f"Read: {said}."
