"""What `_terms.yaml` may say."""

from typing import Literal

from pydantic import Field

from evtrials.trial.fields import Record, Text


class TermEntry(Record):
    """A name and the other names for the same thing."""

    synonyms: tuple[Text, ...] = Field((), description="other names of the same thing")
    override: bool = Field(
        False, description="true: what this entry says otherwise than the shipped vocabulary stands, and every answer tells it"
    )


class DrugEntry(TermEntry):
    """A drug and its class."""

    class_: Text = Field(alias="class", description="the class of the drug: rapalog")


class ClassEntry(TermEntry):
    """A class of drugs, what it is part of, and drugs of it."""

    of: tuple[Text, ...] = Field((), description="the wider classes that it is part of: a rapalog is an mTOR inhibitor")
    drugs: tuple[Text, ...] = Field((), description="drugs of it, where the class told at the drug is a wider one: paclitaxel")


class EventEntry(TermEntry):
    """An adverse event."""

    see: tuple[Text, ...] = Field(
        (), description="events that tell of the same harm in other words, and are counted apart; each finds the other"
    )


class EndpointEntry(TermEntry):
    """An endpoint: its full name, which direction is better, whether somebody assesses it, what kind it is."""

    name: Text = Field(description="the endpoint's name in full")
    better: Literal["higher", "lower"] | None = Field(None, description="which figure is better for patients")
    assessed: Literal["yes", "no"] = Field("no", description="whether somebody judges it: progression yes, death no")
    group: Literal["time to event", "response", "patient-reported", "pharmacology", "other"] = Field(
        "other", description="what kind of endpoint it is"
    )


class FactorEntry(TermEntry):
    """A factor of subgroups."""

    marker: bool = Field(False, description="true for a biomarker: PIK3CA, ESR1")


class TermsFile(Record):
    """The vocabulary of one folder; what it says is used as `evtrials.trial.terms.Terms`."""

    drugs: dict[Text, DrugEntry] = Field({}, description="drugs, each with its class")
    classes: dict[Text, ClassEntry] = Field({}, description="classes of drugs, and what each is part of")
    endpoints: dict[Text, EndpointEntry] = Field({}, description="endpoints, each with its full name")
    adverse_events: dict[Text, EventEntry] = Field({}, description="adverse events")
    factors: dict[Text, FactorEntry] = Field({}, description="factors of subgroups and biomarkers")
