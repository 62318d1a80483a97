"""Who was treated with what: arms, parts of a protocol, populations, and the cuts at which one looked."""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from evtrials.notation.closed_words import Allocation, Her2, HormoneReceptor, Menopause, Phase, Planning, Tumour, Unit
from evtrials.trial.fields import Contrast, Count, Date, Dose, Figure, Followup, Line, Record, Src, Text, one_or_many


class Part(Record):
    """A phase or a separately randomised cohort of one protocol; arms name it."""

    label: Text = Field(description="a name a reader understands")
    phase: Phase | None = Field(None, description="phase of the trial")
    allocation: Allocation | None = Field(None, description="how patients came to their arm")
    src: Src = Field(description="where it stands")


class Arm(Record):
    """One arm: label, number of patients, drugs. `external` marks a historical control, by id where it is in the collection.

    n_src: the source of n, where it is not that of the drugs.
    """

    label: Text = Field(description="a name a reader understands")
    n: Count | None = Field(None, description="patients of the arm")
    n_src: Src | None = Field(None, description="the source of n, where it is not that of the drugs")
    drugs: tuple[Dose, ...] = Field((), description="each drug with its dose")
    control: bool = Field(False, description="true for the arm that the others are compared with")
    part: Text | None = Field(None, description="the part of the protocol, declared under parts")
    external: Text | None = Field(
        None, description="true, or the id of the trial a historical control comes from; shown, never in an effect"
    )
    src: Src = Field(description="where it stands")


class Isolates(Record):
    """What a contrast isolates where its drugs do not tell, with the reason."""

    of: Contrast = Field(description="the contrast in the printed direction")
    is_: Text = Field(alias="is", description="what the contrast isolates")
    why: Text = Field(description="why the drugs of the arms do not tell it")


class Population(Record):
    """A subgroup or biomarker group, declared once: factor and level, whether it was planned, how it was measured."""

    factor: Text = Field(description="the factor by which patients are grouped: age")
    level: Text = Field(description="the level of the factor that makes this group")
    planned: Planning = Field("not stated", description="whether this analysis was planned")
    assay: Text | None = Field(None, description="how a biomarker was measured")
    definition: Text | None = Field(None, description="how the report defines it")
    n: Count | None = Field(None, description="patients of the group")
    src: Src = Field(description="where it stands")

    @property
    def label(self) -> str:
        """Factor and level in one phrase."""
        return f"{self.factor}: {self.level}"


class CutFacts(Record):
    """What one source says of a cut: its date, median follow-up, number of events, as printed."""

    date: Date | None = Field(None, description="the date of the data cut")
    followup: Followup | None = Field(None, description="median follow-up")
    events: Count | None = Field(None, description="number of events at the cut")
    src: Src = Field(description="where it stands")


class Cut(CutFacts):
    """A look at the data. `also` holds what further sources say of it; what is said first stands in the tables."""

    label: Text = Field(description="a name a reader understands")
    report: bool = Field(False, description="true where the source names no data cut: a report, not a cut of the data")
    also: Annotated[tuple[CutFacts, ...], BeforeValidator(one_or_many)] = Field(
        (), description="what further sources say of this cut"
    )

    def stated(self, name: Literal["date", "followup", "events"]) -> str:
        """The first statement of a fact; "" where no source says it."""
        return next((value for facts in (self, *self.also) if (value := getattr(facts, name))), "")


class Mixture(Record):
    """Patients of several kinds in one trial: each kind with its number or share, over all patients or one arm.

    In the file each kind is a key of its own beside unit, arm and src.
    """

    kinds: dict[str, Figure]
    unit: Unit = Field("participants", description="the unit of the figures")
    arm: Text | None = Field(None, description="the arm's id")
    src: Src = Field(description="where it stands")

    @model_validator(mode="before")
    @classmethod
    def _gather_kinds(cls, data: Any) -> Any:
        if not isinstance(data, dict) or "kinds" in data:
            return data
        fields = ("unit", "arm", "src")
        return {
            **{name: data[name] for name in fields if name in data},
            "kinds": {name: value for name, value in data.items() if name not in fields},
        }


class Eligibility(Record):
    """Whom the protocol let in. Each status is a set; an empty one means that the sources do not say.

    prior: therapy that every patient had had; naive: therapy that none had had.
    """

    summary: Text = Field(description="whom the protocol let in, in one line")
    hr: tuple[HormoneReceptor, ...] = Field(
        (), description="every hormone receptor status that the protocol let in; empty where no source says"
    )
    her2: tuple[Her2, ...] = Field((), description="every HER2 status that the protocol let in; empty where no source says")
    menopause: tuple[Menopause, ...] = Field(
        (), description="every menopausal status that the protocol let in; empty where no source says"
    )
    tumours: tuple[Tumour, ...] = Field(("breast",), description="breast, or other where other cancers were let in too")
    line: Line = Field("not stated", description="the line of therapy for advanced disease that could enter")
    prior: tuple[Text, ...] = Field((), description="treatment that every patient had had")
    naive: tuple[Text, ...] = Field((), description="treatment that no patient had had")
    src: Src = Field(description="where it stands")
    mix: Annotated[tuple[Mixture, ...], BeforeValidator(one_or_many)] = Field(
        (), description="patients of several kinds in one trial: each kind with its number or share"
    )
