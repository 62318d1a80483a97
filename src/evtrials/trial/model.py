"""A trial file as a whole."""

from typing import Annotated

from pydantic import BeforeValidator, Field

from evtrials.notation.closed_words import Allocation, Control, Kind, Masking, NoteKind, Phase, Setting, StatusWord
from evtrials.trial.arms import Arm, Cut, Eligibility, Isolates, Part, Population
from evtrials.trial.curves import Curve
from evtrials.trial.fields import Count, Date, Id, Ratio, Record, Registration, Src, Text, one_or_many
from evtrials.trial.results import Endpoint
from evtrials.trial.sources import Publication
from evtrials.trial.tables import Block, DoseFinding, Harms


class Status(Record):
    """Where the trial stood, and when that was said."""

    is_: StatusWord = Field(alias="is")
    as_of: Date | None = None
    src: Src


class Participants(Record):
    """Numbers of patients as one source prints them. Planned is not enrolled, randomised is not treated."""

    planned: Count | None = None
    screened: Count | None = None
    enrolled: Count | None = None
    randomised: Count | None = None
    treated: Count | None = None
    analysed: Count | None = None
    src: Src

    @property
    def counts(self) -> dict[str, str]:
        """The counts that are stated, by name."""
        names = ("planned", "screened", "enrolled", "randomised", "treated", "analysed")
        return {name: value for name in names if (value := getattr(self, name)) is not None}


class Design(Record):
    """Allocation, masking, control; the ratio in the order of the arms; sites and countries."""

    allocation: Allocation = "not stated"
    ratio: Ratio | None = None
    masking: Masking = "not stated"
    control: Control = "not stated"
    sites: Count | None = None
    countries: Count | None = None
    src: Src


class Strata(Record):
    """The factors by which randomisation was stratified."""

    by: tuple[Text, ...]
    src: Src


class Stopped(Record):
    """Why a trial ended early."""

    why: Text
    src: Src


class Crossover(Record):
    """What control patients could receive, as the source tells it."""

    text: Text
    src: Src


class Note(Record):
    """A remark on figures: its kind, its text, and a selector in the words of the tidy table (or a section of the file)."""

    about: dict[str, Text | tuple[Text, ...]]
    kind: NoteKind
    text: Text
    src: Src | None = None


class Waiver(Record):
    """The answer to a check: which, about what, and why it stands, with a source or a rule of arithmetic."""

    check: Text
    about: dict[str, Text | tuple[Text, ...]] = {}
    why: Text


class Reading(Record):
    """Who read the sources, and when."""

    by: Text
    on: Date


class Curation(Record):
    """The two independent readings of a file."""

    extracted: Reading | None = None
    verified: Reading | None = None


class Trial(Record):
    """One registration: what it is, whence, who against whom, in whom, when looked at, what was found, what it cost."""

    id: Id
    name: Text
    title: Text
    aliases: tuple[Text, ...] = ()
    registry: tuple[Registration, ...] = ()
    kind: Kind = "trial"
    phase: Phase = "not stated"
    setting: Setting = "not stated"
    status: Status
    participants: Annotated[tuple[Participants, ...], BeforeValidator(one_or_many)] = ()
    sources: dict[str, Publication] = {}
    design: Design
    strata: Strata | None = None
    stopped: Stopped | None = None
    crossover: Crossover | None = None
    population: Eligibility
    parts: dict[str, Part] = {}
    pools: tuple[Id, ...] = ()
    arms: dict[Id, Arm] = {}
    isolates: tuple[Isolates, ...] = ()
    populations: dict[Id, Population] = {}
    cuts: dict[Id, Cut] = {}
    endpoints: dict[Id, Endpoint] = {}
    dose_finding: Annotated[tuple[DoseFinding, ...], BeforeValidator(one_or_many)] = ()
    safety: tuple[Harms, ...] = ()
    exposure: tuple[Block, ...] = ()
    baseline: tuple[Block, ...] = ()
    curves: tuple[Curve, ...] = ()
    notes: tuple[Note, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    curation: Curation = Curation()

    @property
    def is_randomised(self) -> bool:
        """True where patients were allocated at random, as a source says."""
        return self.design.allocation == "randomised"

    def implied_contrast(self) -> tuple[str, str] | None:
        """Experimental arm and control, where the trial has exactly two arms and one is the control."""
        own = {id_: arm for id_, arm in self.arms.items() if not arm.external}
        controls = [id_ for id_, arm in own.items() if arm.control]
        if len(own) != 2 or len(controls) != 1:
            return None
        (experimental,) = (id_ for id_ in own if id_ != controls[0])
        return experimental, controls[0]

    def is_randomised_between(self, arm: str, comparator: str) -> bool:
        """Whether randomisation made this contrast: own arms, of one part, and that part (or the trial) randomised."""
        a, b = self.arms[arm], self.arms[comparator]
        if a.external or b.external or a.part != b.part:
            return False
        allocation = self.parts[a.part].allocation if a.part in self.parts else None
        return (allocation or self.design.allocation) == "randomised"
