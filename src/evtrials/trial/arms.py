"""Who was treated with what: arms, parts of a protocol, populations, and the cuts at which one looked."""

from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_serializer, model_validator

from evtrials.notation import doses
from evtrials.notation.closed_words import Allocation, Her2, HormoneReceptor, Menopause, Phase, Planning, Tumour, Unit
from evtrials.trial.fields import (
    Contrast,
    Count,
    Date,
    Disease,
    Dose,
    Figure,
    Followup,
    Line,
    Listed,
    Record,
    Src,
    Text,
    refuse_old_words,
)
from evtrials.trial.notes import Notes, Sourced


class Part(Sourced):
    """A phase or a separately randomised cohort of one protocol; arms name it."""

    label: Text = Field(description="a name a reader understands")
    phase: Phase | None = Field(None, description="phase of the trial")
    allocation: Allocation | None = Field(None, description="how patients came to their arm")


class Arm(Sourced):
    """One arm: label, number of patients, drugs. `external` marks a historical control, by id where it is in the collection.

    n_src: the source of n, where it is not that of the drugs.
    """

    label: Text = Field(description="a name a reader understands")
    n: Count | None = Field(None, description="patients of the arm")
    n_src: Src | None = Field(None, description="the source of n, where it is not that of the drugs")
    drugs: tuple[Dose, ...] = Field((), description="each drug with its dose")
    options: tuple[tuple[Text, ...], ...] = Field(
        (), description="where each patient had one of several regimens (physician's choice): the drugs of each, as under drugs"
    )
    control: bool = Field(False, description="true for the arm that the others are compared with")
    part: Text | None = Field(None, description="the part of the protocol, declared under parts")
    external: Text | None = Field(
        None, description="true, or the id of the trial a historical control comes from; shown, never in an effect"
    )
    note: Notes = Field((), description="remarks on the arm, or with drug: on a dose of it")

    @model_validator(mode="after")
    def _choose_among_its_drugs(self) -> Self:
        named = {drug for option in self.options for drug in option}
        if self.options and (len(self.options) < 2 or named != {dose.drug for dose in self.drugs}):
            raise ValueError("options: two or more regimens that together name every drug of the arm, and no other")
        return self

    @property
    def given(self) -> tuple[Dose, ...]:
        """What each patient had: every drug; of a choice its regimens as one, `exemestane + everolimus OR fulvestrant`."""
        if not self.options:
            return self.drugs
        texts = {dose.drug: dose.text for dose in self.drugs}
        choice = " OR ".join(" + ".join(texts[drug] for drug in option) for option in self.options)
        return (doses.Dose(choice, choice),)


class Isolates(Record):
    """What a contrast isolates where its drugs do not tell, with the reason."""

    of: Contrast = Field(description="the contrast in the printed direction")
    is_: Text = Field(alias="is", description="what the contrast isolates")
    why: Text = Field(description="why the drugs of the arms do not tell it")


class Population(Sourced):
    """A subgroup or biomarker group, declared once: factor and level, whether it was planned, how it was measured."""

    factor: Text = Field(description="the factor by which patients are grouped: age")
    level: Text = Field(description="the level of the factor that makes this group")
    planning: Planning = Field("not stated", description="whether this analysis was planned")
    assay: Text | None = Field(None, description="how a biomarker was measured")
    definition: Text | None = Field(None, description="how the report defines it")
    n: Count | None = Field(None, description="patients of the group")

    @model_validator(mode="before")
    @classmethod
    def _refuse_old_words(cls, data: Any) -> Any:
        refuse_old_words(data, planned="planning")
        return data

    @property
    def label(self) -> str:
        """Factor and level in one phrase."""
        return f"{self.factor}: {self.level}"


class CutFacts(Sourced):
    """What one source says of a cut: its date, median follow-up, number of events, as printed."""

    date: Date | None = Field(None, description="the date of the data cut")
    followup: Followup | None = Field(None, description="median follow-up")
    events: Count | None = Field(None, description="number of events at the cut")


class Cut(CutFacts):
    """A look at the data. `also` holds what further sources say of it; what is said first stands in the tables.

    A `report` is no cut: its source names none, so that it may have looked at the same data as another.
    """

    label: Text = Field(description="a name a reader understands")
    report: bool = Field(False, description="true where the source names no data cut: a report, not a cut of the data")
    also: Annotated[tuple[CutFacts, ...], Listed()] = Field((), description="what further sources say of this cut")

    @property
    def shown(self) -> str:
        """The label, and of a report that no cut is stated: its label alone may read as that of a cut."""
        return f"{self.label} (cut not stated)" if self.report else self.label

    def stated(self, name: Literal["date", "followup", "events"], source: str = "") -> str:
        """The first statement of a fact, or that of one source alone; "" where none says it."""
        said_by = (facts for facts in (self, *self.also) if source in ("", facts.src.key))
        return next((value for facts in said_by if (value := getattr(facts, name))), "")


class Mixture(Sourced):
    """Patients of several kinds in one trial: each kind with its number or share, over all patients or one arm.

    In the file each kind is a key of its own beside the other fields.
    """

    kinds: dict[str, Figure]
    unit: Unit = Field("participants", description="the unit of the figures")
    arm: Text | None = Field(None, description="the arm's id")

    @model_validator(mode="before")
    @classmethod
    def _gather_kinds(cls, data: Any) -> Any:
        if not isinstance(data, dict) or "kinds" in data:
            return data
        fields = {name: value for name, value in data.items() if name in cls.model_fields}
        return {**fields, "kinds": {name: value for name, value in data.items() if name not in fields}}


class Therapy(Record):
    """A drug or class of the vocabulary that patients had had; `share` where not all had, in patients or in per cent."""

    is_: Text = Field(alias="is", description="the drug or class")
    share: Figure | None = Field(None, description="how many of the patients, where not all: 96/104")
    unit: Literal["percent"] | None = Field(None, description="percent, where the share is one of 100")

    @model_validator(mode="after")
    def _unit_of_a_share(self) -> Self:
        if self.unit and (self.share is None or self.share.n):
            raise ValueError("unit: percent is of a share such as 33 to 35; it is not said without one, nor of 96/104")
        return self

    def __str__(self) -> str:
        return f"{self.is_} ({self.share}{' %' if self.unit else ''})" if self.share else self.is_

    @model_serializer
    def _as_written(self) -> str | dict[str, str]:
        if not self.share:
            return self.is_
        return {"is": self.is_, "share": str(self.share), **({"unit": self.unit} if self.unit else {})}


Therapies = Annotated[tuple[Therapy, ...], Listed(alone=False, text="is")]
_RECEPTOR: dict[str, HormoneReceptor] = {"+": "positive", "-": "negative", "-unknown": "unknown"}
_HER2: dict[str, Her2] = {"+": "positive", "-": "negative", "-low": "low", "-mutated": "mutated", "-unknown": "unknown"}


class Eligibility(Sourced):
    """Whom the protocol let in, as pairs of receptors or each status as a set; an empty one means that the sources do not say.

    prior: therapy that every patient had had; naive: therapy that none had had.
    """

    summary: Text = Field(description="whom the protocol let in, in one line")
    disease: tuple[Disease, ...] = Field(
        (), description="the receptors together, every pair that the protocol let in; hr-any where it did not ask"
    )
    hr: tuple[HormoneReceptor, ...] = Field(
        (), description="every hormone receptor status that the protocol let in; empty where no source says"
    )
    her2: tuple[Her2, ...] = Field((), description="every HER2 status that the protocol let in; empty where no source says")
    menopause: tuple[Menopause, ...] = Field(
        (), description="every menopausal status that the protocol let in; empty where no source says"
    )
    tumours: tuple[Tumour, ...] = Field(("breast",), description="breast, or other where other cancers were let in too")
    line: Line = Field("not stated", description="the line of therapy for advanced disease that could enter")
    prior: Therapies = Field((), description="treatment that every patient had had, or a share of them")
    naive: Therapies = Field((), description="treatment that no patient had had")
    mix: Annotated[tuple[Mixture, ...], Listed()] = Field(
        (), description="patients of several kinds in one trial: each kind with its number or share"
    )

    @property
    def pairs(self) -> tuple[tuple[HormoneReceptor | None, Her2 | None], ...]:
        """HR and HER2 status of those who could enter, together; None where the protocol did not ask, or no source says."""
        if self.disease:
            split = (pair.removeprefix("hr").split("/her2") for pair in self.disease)
            return tuple((_RECEPTOR.get(receptor), _HER2.get(her2)) for receptor, her2 in split)
        return tuple((receptor, her2) for receptor in self.hr or (None,) for her2 in self.her2 or (None,))

    @property
    def hr_statuses(self) -> tuple[HormoneReceptor, ...]:
        """Every HR status that could enter; empty where a pair does not ask for it, or no source says."""
        found = [receptor for receptor, _ in self.pairs]
        return () if None in found else tuple(dict.fromkeys(receptor for receptor in found if receptor))

    @property
    def her2_statuses(self) -> tuple[Her2, ...]:
        """Every HER2 status that could enter; empty where a pair does not ask for it, or no source says."""
        found = [her2 for _, her2 in self.pairs]
        return () if None in found else tuple(dict.fromkeys(her2 for her2 in found if her2))
