"""The shared vocabulary of `_terms.yaml`: drugs and their classes, endpoints, adverse events, factors, with synonyms."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Literal

from pydantic import ConfigDict

from evtrials.models.base import Record, Text

MTOR_CLASSES = ("rapalog", "mTOR kinase inhibitor", "PI3K/mTOR inhibitor")


class Term(Record):
    """A name and the other names for the same thing."""

    synonyms: tuple[Text, ...] = ()


class Drug(Term):
    """A drug and its class."""

    class_: Text

    model_config = ConfigDict(alias_generator=lambda name: name.rstrip("_"), extra="forbid", frozen=True)


class EndpointTerm(Term):
    """An endpoint: its full name, which direction is better, whether somebody assesses it (progression yes, death no)."""

    name: Text
    better: Literal["higher", "lower"] | None = None
    assessed: Literal["yes", "no"] = "no"
    group: Literal["time to event", "response", "patient-reported", "pharmacology", "other"] = "other"


class Terms(Record):
    """The vocabulary of a collection; a collection's own terms add to the shipped ones."""

    drugs: dict[Text, Drug] = {}
    endpoints: dict[Text, EndpointTerm] = {}
    adverse_events: dict[Text, Term] = {}
    factors: dict[Text, Term] = {}

    def with_more(self, other: Terms) -> Terms:
        """These terms and the other's; where both name one term the other's entry stands."""
        return Terms(
            drugs={**self.drugs, **other.drugs},
            endpoints={**self.endpoints, **other.endpoints},
            adverse_events={**self.adverse_events, **other.adverse_events},
            factors={**self.factors, **other.factors},
        )

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

    def endpoint(self, name: str) -> str:
        """The id of an endpoint by any of its names; the name itself where it is not known."""
        return self._endpoint_names.get(folded(name), name)

    def adverse_event(self, name: str) -> str:
        """The term under which an adverse event is known here; the name itself where it is not known."""
        return self._adverse_event_names.get(folded(name), name)

    def factor(self, name: str) -> str:
        """The name of a factor of subgroups; the name itself where it is not known."""
        return self._factor_names.get(folded(name), name)

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


def folded(name: str) -> str:
    """A name without case, spaces and punctuation, in British spelling: how names are compared on the way in."""
    text = re.sub(r"[^\w+]", "", name.casefold()).replace("_", "")
    for american, british in _SPELLINGS:
        text = text.replace(american, british)
    return text


_SPELLINGS = (
    ("diarrhea", "diarrhoea"),
    ("anemia", "anaemia"),
    ("edema", "oedema"),
    ("hyperglycem", "hyperglycaem"),
    ("leukopenia", "leucopenia"),
    ("dyspnea", "dyspnoea"),
    ("hemo", "haemo"),
    ("lipidemia", "lipidaemia"),
    ("cholesterolemia", "cholesterolaemia"),
    ("kalemia", "kalaemia"),
    ("randomiz", "randomis"),
    ("tumor", "tumour"),
    ("ooedema", "oedema"),
    ("haaemo", "haemo"),
)


def _names(entries: dict[str, Term] | dict[str, Drug] | dict[str, EndpointTerm]) -> dict[str, str]:
    names = {folded(synonym): name for name, entry in entries.items() for synonym in entry.synonyms}
    return {**names, **{folded(name): name for name in entries}}
