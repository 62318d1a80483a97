"""The shared vocabulary: drugs and their classes, endpoints, adverse events, factors, each found by any of its names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from evtrials.notation.spelling import folded

RAPALOG = "rapalog"
MTOR_CLASSES = (RAPALOG, "mTOR kinase inhibitor", "PI3K/mTOR inhibitor")


@dataclass(frozen=True, slots=True)
class Term:
    """A name and the other names for the same thing."""

    synonyms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Drug(Term):
    """A drug and its class."""

    class_: str = ""


@dataclass(frozen=True, slots=True)
class EndpointTerm(Term):
    """An endpoint: its full name, which direction is better, whether somebody assesses it (progression yes, death no)."""

    name: str = ""
    better: str | None = None
    assessed: str = "no"
    group: str = "other"


@dataclass(frozen=True, slots=True)
class Factor(Term):
    """A factor of subgroups. marker: it is a biomarker, whether a source says how it was measured or not."""

    marker: bool = False


@dataclass(frozen=True)
class Terms:
    """The vocabulary of a collection: the shipped terms, and those that folders add (see `trial.vocabulary`).

    redefined: what a folder says otherwise than it was known before, a sentence each.
    """

    drugs: dict[str, Drug] = field(default_factory=dict)
    endpoints: dict[str, EndpointTerm] = field(default_factory=dict)
    adverse_events: dict[str, Term] = field(default_factory=dict)
    factors: dict[str, Factor] = field(default_factory=dict)
    redefined: tuple[str, ...] = ()

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Terms:
        """The terms that `data` wrote as plain data."""
        return cls(
            drugs={key: Drug(_synonyms(entry), entry["class"]) for key, entry in data.get("drugs", {}).items()},
            endpoints={
                key: EndpointTerm(_synonyms(entry), **{name: text for name, text in entry.items() if name != "synonyms"})
                for key, entry in data.get("endpoints", {}).items()
            },
            adverse_events={key: Term(_synonyms(entry)) for key, entry in data.get("adverse_events", {}).items()},
            factors={key: Factor(_synonyms(entry), entry.get("marker", False)) for key, entry in data.get("factors", {}).items()},
            redefined=tuple(data.get("redefined", ())),
        )

    def data(self) -> dict[str, Any]:
        """The terms as plain data, which `of` reads back."""
        return {
            "drugs": {key: {"class": drug.class_, "synonyms": drug.synonyms} for key, drug in self.drugs.items()},
            "endpoints": {
                key: {
                    "synonyms": term.synonyms,
                    "name": term.name,
                    "better": term.better,
                    "assessed": term.assessed,
                    "group": term.group,
                }
                for key, term in self.endpoints.items()
            },
            "adverse_events": {key: {"synonyms": term.synonyms} for key, term in self.adverse_events.items()},
            "factors": {key: {"synonyms": term.synonyms, "marker": term.marker} for key, term in self.factors.items()},
            "redefined": self.redefined,
        }

    def spellings(self, section: str) -> dict[str, str]:
        """Every spelling of the terms of a section (`endpoints`, `factors`, ...), with the term that it means."""
        entries: dict[str, Term] = getattr(self, section)
        full = {term.name: key for key, term in entries.items() if isinstance(term, EndpointTerm)}
        return {**{spelling: key for key, term in entries.items() for spelling in (*term.synonyms, key)}, **full}

    def drug(self, name: str) -> str:
        """The name under which a drug is known here; the name itself where it is not known."""
        return self._drug_names.get(folded(name), name)

    def drug_class(self, name: str) -> str:
        """The class of a drug; "" where it is not known."""
        entry = self.drugs.get(self.drug(name))
        return entry.class_ if entry else ""

    def is_mtor_inhibitor(self, drug: str) -> bool:
        """Whether a drug is a rapalog or a kinase inhibitor of mTOR."""
        return self.drug_class(drug) in MTOR_CLASSES

    def isolates_mtor(self, isolated: str) -> bool:
        """Whether an mTOR inhibitor, its dose or its schedule is among what a contrast isolates, as `evidence.isolates` says."""
        return any(self.is_mtor_inhibitor(drug) for _, drug in told_apart(isolated))

    def endpoint(self, name: str) -> str:
        """The id of an endpoint by any of its names; the name itself where it is not known."""
        return self._endpoint_names.get(folded(name), name)

    def adverse_event(self, name: str) -> str:
        """The term under which an adverse event is known here; the name itself where it is not known."""
        return self._adverse_event_names.get(folded(name), name)

    def factor(self, name: str) -> str:
        """The name of a factor of subgroups; the name itself where it is not known."""
        return self._factor_names.get(folded(name), name)

    def is_marker(self, factor: str) -> bool:
        """Whether a factor is a biomarker by the vocabulary."""
        known = self.factors.get(self.factor(factor))
        return known is not None and known.marker

    @cached_property
    def _drug_names(self) -> dict[str, str]:
        return _names(self.drugs)

    @cached_property
    def _endpoint_names(self) -> dict[str, str]:
        return {**_names(self.endpoints), **{folded(term.name): id_ for id_, term in self.endpoints.items()}}

    @cached_property
    def _adverse_event_names(self) -> dict[str, str]:
        return _names(self.adverse_events)

    @cached_property
    def _factor_names(self) -> dict[str, str]:
        return _names(self.factors)


def _synonyms(entry: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(entry.get("synonyms", ()))


def _names(entries: Mapping[str, Term]) -> dict[str, str]:
    names = {folded(synonym): name for name, entry in entries.items() for synonym in entry.synonyms}
    return {**names, **{folded(name): name for name in entries}}


def told_apart(isolated: str) -> list[tuple[str, str]]:
    """What a contrast isolates, part by part, each with the drug that it is of: ("schedule of everolimus", "everolimus")."""
    parts = [part for side in isolated.split(" v ") for part in side.split(" + ")]
    return [(part, part.removeprefix("dose of ").removeprefix("schedule of ")) for part in parts]
