"""The shared vocabulary: drugs and their classes, endpoints, adverse events, factors, each found by any of its names."""

from __future__ import annotations

import re
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
class DrugClass(Term):
    """A class of drugs: the wider ones that it is part of, and drugs of it whose class in the vocabulary is a wider one."""

    of: tuple[str, ...] = ()
    drugs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EventTerm(Term):
    """An adverse event, and those that tell of the same harm in other words but are counted apart, as a pneumonitis and an
    interstitial lung disease are."""

    see: tuple[str, ...] = ()


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
    classes: dict[str, DrugClass] = field(default_factory=dict)
    endpoints: dict[str, EndpointTerm] = field(default_factory=dict)
    adverse_events: dict[str, EventTerm] = field(default_factory=dict)
    factors: dict[str, Factor] = field(default_factory=dict)
    redefined: tuple[str, ...] = ()

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Terms:
        """The terms that `data` wrote as plain data."""
        return cls(
            drugs={key: Drug(_synonyms(entry), entry["class"]) for key, entry in data.get("drugs", {}).items()},
            classes={
                key: DrugClass(_synonyms(entry), tuple(entry["of"]), tuple(entry["drugs"]))
                for key, entry in data.get("classes", {}).items()
            },
            endpoints={
                key: EndpointTerm(_synonyms(entry), **{name: text for name, text in entry.items() if name != "synonyms"})
                for key, entry in data.get("endpoints", {}).items()
            },
            adverse_events={
                key: EventTerm(_synonyms(entry), tuple(entry["see"])) for key, entry in data.get("adverse_events", {}).items()
            },
            factors={key: Factor(_synonyms(entry), entry.get("marker", False)) for key, entry in data.get("factors", {}).items()},
            redefined=tuple(data.get("redefined", ())),
        )

    def data(self) -> dict[str, Any]:
        """The terms as plain data, which `of` reads back."""
        return {
            "drugs": {key: {"class": drug.class_, "synonyms": drug.synonyms} for key, drug in self.drugs.items()},
            "classes": {
                key: {"synonyms": term.synonyms, "of": term.of, "drugs": term.drugs} for key, term in self.classes.items()
            },
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
            "adverse_events": {
                key: {"synonyms": term.synonyms, "see": term.see} for key, term in self.adverse_events.items()
            },
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

    def therapy(self, name: str) -> str:
        """The drug or class of drugs that is known by a name, also in the plural and as `CDK4/6` or `CDK4/6i`; "" where none is.

        What is both, as a class that arms name in place of a drug, is the class.
        """
        key = folded(name)
        spellings = (key, key.removesuffix("s"), f"{key}inhibitor", f"{key.removesuffix('i')}inhibitor")
        found = (names.get(spelling) for spelling in spellings for names in (self._class_names, self._drug_names))
        return next(filter(None, found), "")

    def is_drug(self, name: str) -> bool:
        """Whether a drug is known by a name."""
        return folded(name) in self._drug_names

    def is_class(self, name: str) -> bool:
        """Whether a class of drugs is known by a name."""
        return folded(name) in self._class_names

    def is_event(self, name: str) -> bool:
        """Whether an adverse event is known by a name."""
        return folded(name) in self._adverse_event_names

    def classes_of(self, name: str) -> tuple[str, ...]:
        """Every class that a drug or class is part of, nearest first: of letrozole aromatase inhibitor ... endocrine therapy."""
        found: dict[str, None] = {}
        near = self._wider(name)
        while near:
            found |= dict.fromkeys(near)
            near = [wider for class_ in near for wider in self._wider(class_) if wider not in found]
        found.pop(self.therapy(name), None)
        return tuple(found)

    def is_of(self, name: str, wanted: str) -> bool:
        """Whether a drug or class is the wanted one, or part of it; a name that is not known is of itself alone."""
        known = self.therapy(wanted) or wanted
        return folded(known) == folded(self.therapy(name) or name) or known in self.classes_of(name)

    def therapies_in(self, text: str) -> tuple[str, ...]:
        """The drugs and classes that a text names: of `first-line chemotherapy` chemotherapy; none where it names none."""
        if known := self.therapy(text):
            return (known,)
        words = f" {_in_words(text)} "
        return tuple(dict.fromkeys(name for spelling, name in self._therapies_in_words.items() if f" {spelling} " in words))

    def _wider(self, name: str) -> list[str]:
        """The classes next above a drug or class."""
        known = self.therapy(name)
        drug, class_ = self.drugs.get(known), self.classes.get(known)
        above = [drug.class_] if drug else []
        above += [*(class_.of if class_ else ()), *self._classes_that_list.get(folded(known), ())]
        return [self._class_names.get(folded(wider), wider) for wider in above if wider]

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

    def see_also(self, event: str) -> tuple[str, ...]:
        """The adverse events that tell of the same harm as another in other words; nothing of one that is not known."""
        name = self.adverse_event(event)
        entry = self.adverse_events.get(name)
        pointing = (other for other, term in self.adverse_events.items() if name in term.see)
        return tuple(dict.fromkeys((*(entry.see if entry else ()), *pointing)))

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
    def _class_names(self) -> dict[str, str]:
        return {**{folded(drug.class_): drug.class_ for drug in self.drugs.values() if drug.class_}, **_names(self.classes)}

    @cached_property
    def _therapies_in_words(self) -> dict[str, str]:
        """Drugs and classes by their names as words in a text."""
        spelt = {**self.spellings("drugs"), **{name: name for name in self._class_names.values()}, **self.spellings("classes")}
        return {_in_words(spelling): self.therapy(name) for spelling, name in spelt.items()}

    @cached_property
    def _classes_that_list(self) -> dict[str, list[str]]:
        """The classes that list a drug among their own, by the folded name of the drug."""
        found: dict[str, list[str]] = {}
        for class_, term in self.classes.items():
            for drug in term.drugs:
                found.setdefault(folded(self.drug(drug)), []).append(class_)
        return found

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


def _in_words(text: str) -> str:
    """A text in small letters, with one space between words: `Non-steroidal aromatase inhibitor`."""
    return " ".join(re.findall(r"[^\W_]+", text.casefold()))


def _names(entries: Mapping[str, Term]) -> dict[str, str]:
    names = {folded(synonym): name for name, entry in entries.items() for synonym in entry.synonyms}
    return {**names, **{folded(name): name for name in entries}}


def told_apart(isolated: str) -> list[tuple[str, str]]:
    """What a contrast isolates, part by part, each with the drug that it is of: ("schedule of everolimus", "everolimus")."""
    parts = [part for side in isolated.split(" v ") for part in side.split(" + ")]
    return [(part, part.removeprefix("dose of ").removeprefix("schedule of ")) for part in parts]
