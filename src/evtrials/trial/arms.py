"""Who was treated with what: arms, parts of a protocol, populations, and the cuts at which one looked."""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from evtrials.notation.closed_words import Allocation, Her2, HormoneReceptor, Menopause, Phase, Planned, Tumour, Unit
from evtrials.trial.fields import Contrast, Count, Date, Dose, Figure, Followup, Line, Record, Src, Text, one_or_many


class Part(Record):
    """A phase or a separately randomised cohort of one protocol; arms name it."""

    label: Text
    phase: Phase | None = None
    allocation: Allocation | None = None
    src: Src


class Arm(Record):
    """One arm: label, number of patients, drugs. `external` marks a historical control, by id where it is in the collection.

    n_src: the source of n, where it is not that of the drugs.
    """

    label: Text
    n: Count | None = None
    n_src: Src | None = None
    drugs: tuple[Dose, ...] = ()
    control: bool = False
    part: Text | None = None
    external: Text | None = None
    src: Src


class Isolates(Record):
    """What a contrast isolates where its drugs do not tell, with the reason."""

    of: Contrast
    is_: Text = Field(alias="is")
    why: Text


class Population(Record):
    """A subgroup or biomarker group, declared once: factor and level, whether it was planned, how it was measured."""

    factor: Text
    level: Text
    planned: Planned = "not stated"
    assay: Text | None = None
    definition: Text | None = None
    n: Count | None = None
    src: Src

    @property
    def label(self) -> str:
        """Factor and level in one phrase."""
        return f"{self.factor}: {self.level}"


class CutFacts(Record):
    """What one source says of a cut: its date, median follow-up, number of events, as printed."""

    date: Date | None = None
    followup: Followup | None = None
    events: Count | None = None
    src: Src


class Cut(CutFacts):
    """A look at the data. `also` holds what further sources say of it; what is said first stands in the tables."""

    label: Text
    also: Annotated[tuple[CutFacts, ...], BeforeValidator(one_or_many)] = ()

    def stated(self, name: Literal["date", "followup", "events"]) -> str:
        """The first statement of a fact; "" where no source says it."""
        return next((value for facts in (self, *self.also) if (value := getattr(facts, name))), "")


class Mixture(Record):
    """Patients of several kinds in one trial: each kind with its number or share, over all patients or one arm.

    In the file each kind is a key of its own beside unit, arm and src.
    """

    kinds: dict[str, Figure]
    unit: Unit = "participants"
    arm: Text | None = None
    src: Src

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

    summary: Text
    hr: tuple[HormoneReceptor, ...] = ()
    her2: tuple[Her2, ...] = ()
    menopause: tuple[Menopause, ...] = ()
    tumours: tuple[Tumour, ...] = ("breast",)
    line: Line = "not stated"
    prior: tuple[Text, ...] = ()
    naive: tuple[Text, ...] = ()
    src: Src
    mix: Annotated[tuple[Mixture, ...], BeforeValidator(one_or_many)] = ()
