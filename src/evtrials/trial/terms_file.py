"""What `_terms.yaml` may say."""

from typing import Literal

from pydantic import ConfigDict

from evtrials.trial.fields import Record, Text


class TermEntry(Record):
    """A name and the other names for the same thing."""

    synonyms: tuple[Text, ...] = ()


class DrugEntry(TermEntry):
    """A drug and its class."""

    class_: Text

    model_config = ConfigDict(alias_generator=lambda name: name.rstrip("_"), extra="forbid", frozen=True)


class EndpointEntry(TermEntry):
    """An endpoint: its full name, which direction is better, whether somebody assesses it, what kind it is."""

    name: Text
    better: Literal["higher", "lower"] | None = None
    assessed: Literal["yes", "no"] = "no"
    group: Literal["time to event", "response", "patient-reported", "pharmacology", "other"] = "other"


class TermsFile(Record):
    """The vocabulary of one folder; what it says is used as `evtrials.trial.terms.Terms`."""

    drugs: dict[Text, DrugEntry] = {}
    endpoints: dict[Text, EndpointEntry] = {}
    adverse_events: dict[Text, TermEntry] = {}
    factors: dict[Text, TermEntry] = {}
