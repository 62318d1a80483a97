"""A trial file as a whole."""

from functools import cached_property
from typing import Annotated, Any

from pydantic import Field, model_validator

from evtrials.notation.closed_words import Allocation, Control, Kind, Masking, Phase, Setting, StatusWord
from evtrials.trial.arms import Arm, Cut, Eligibility, Isolates, Part, Population
from evtrials.trial.curves import Curve
from evtrials.trial.fields import Count, Date, Id, Listed, Ratio, Record, Registration, Text, refuse_old_words
from evtrials.trial.notes import NoteAbout, PlacedNote, Sourced
from evtrials.trial.results import Endpoint
from evtrials.trial.sources import Publication
from evtrials.trial.tables import Block, DoseFinding, Harms


class Status(Sourced):
    """Where the trial stood, and when that was said."""

    is_: StatusWord = Field(alias="is", description="where the trial stood")
    as_of: Date | None = Field(None, description="when that was said")


class Participants(Sourced):
    """Numbers of patients as one source prints them. Planned is not enrolled, randomised is not treated."""

    planned: Count | None = Field(None, description="patients planned")
    screened: Count | None = Field(None, description="patients screened")
    enrolled: Count | None = Field(None, description="patients enrolled")
    randomised: Count | None = Field(None, description="patients randomised")
    treated: Count | None = Field(None, description="patients treated")
    analysed: Count | None = Field(None, description="patients in the analysis")

    @property
    def counts(self) -> dict[str, str]:
        """The counts that are stated, by name."""
        return {name: value for name in COUNTS if (value := getattr(self, name)) is not None}


# What is counted of a trial's patients, each name a number of its own.
COUNTS = tuple(name for name in Participants.model_fields if name not in Sourced.model_fields)


class Design(Sourced):
    """Allocation, masking, control; the ratio in the order of the arms; sites and countries."""

    allocation: Allocation = Field("not stated", description="how patients came to their arm")
    ratio: Ratio | None = Field(None, description="the allocation ratio, in the order of the arms")
    masking: Masking = Field("not stated", description="who knew the treatment")
    control: Control = Field("not stated", description="what the control patients received")
    sites: Count | None = Field(None, description="number of sites")
    countries: Count | None = Field(None, description="number of countries")


class Strata(Sourced):
    """The factors by which randomisation was stratified."""

    by: tuple[Text, ...] = Field(description="the factors of stratification")


class Stopped(Sourced):
    """Why a trial ended early."""

    why: Text = Field(description="why it was stopped")


class Crossover(Sourced):
    """What control patients could receive, as the source tells it."""

    text: Text = Field(description="what the source says, in one line")


class Waiver(Record):
    """The answer to a check: which, about what, and why it stands, with a source or a rule of arithmetic."""

    check: Text = Field(description="the code of the check that is answered")
    about: dict[str, Text | tuple[Text, ...]] = Field(
        {}, description="which figures: columns of the tidy table with their values; or section: with arm, drug, cut or endpoint"
    )
    why: Text = Field(description="the reason, with a source or a rule of arithmetic")


class Reading(Record):
    """Who read the sources, and when."""

    by: Text = Field(description="who read the sources")
    date: Date = Field(description="when")

    @model_validator(mode="before")
    @classmethod
    def _refuse_old_words(cls, data: Any) -> Any:
        refuse_old_words(data, on="date")
        return data


class Curation(Record):
    """The two independent readings of a file."""

    extracted: Reading | None = Field(None, description="the first reading")
    verified: Reading | None = Field(None, description="the second reading")


class Trial(Record):
    """One registration: what it is, whence, who against whom, in whom, when looked at, what was found, what it cost."""

    id: Id = Field(description="the permanent id, which is also the file's name")
    name: Text = Field(description="the name that users know")
    title: Text = Field(description="what the trial is, in one line")
    aliases: tuple[Text, ...] = Field((), description="every other name, number or author that should find the trial")
    registry: tuple[Registration, ...] = Field((), description="registrations")
    kind: Kind = Field("trial", description="what kind of study this is")
    phase: Phase = Field("not stated", description="phase of the trial")
    setting: Setting = Field("not stated", description="setting of the disease")
    status: Status = Field(description="where the trial stood, and when that was said")
    participants: Annotated[tuple[Participants, ...], Listed()] = Field(
        (), description="numbers of patients, each as one source prints them"
    )
    sources: dict[str, Publication] = Field(
        {}, description="what was read, and only that; sources cited by several trials stand in _sources.yaml"
    )
    design: Design = Field(description="allocation, masking, control, size of the network")
    strata: Strata | None = Field(None, description="the factors by which randomisation was stratified")
    stopped: Stopped | None = Field(None, description="why the trial ended early")
    crossover: Crossover | None = Field(None, description="what patients of the control arm could receive later")
    population: Eligibility = Field(description="whom the protocol let in")
    parts: dict[str, Part] = Field({}, description="phases or separately randomised cohorts of one protocol")
    pools: tuple[Id, ...] = Field((), description="ids of the trials that a pooled analysis pools")
    arms: dict[Id, Arm] = Field(
        {}, description="the arms by their ids, which are the columns of every table: two or more of a-z 0-9 -"
    )
    isolates: tuple[Isolates, ...] = Field(
        (), description="what a contrast isolates, only where the drugs of its arms do not tell"
    )
    populations: dict[Id, Population] = Field(
        {}, description="subgroups and biomarker groups, each declared once; results name them"
    )
    cuts: dict[Id, Cut] = Field(
        {}, description="looks at the data: named cuts oldest first, then the reports that name none"
    )
    endpoints: dict[Id, Endpoint] = Field({}, description="endpoints by your own short names")
    dose_finding: Annotated[tuple[DoseFinding, ...], Listed()] = Field(
        (), description="what a dose escalation found"
    )
    safety: tuple[Harms, ...] = Field((), description="tables of adverse events; each block is one table of one report")
    exposure: tuple[Block, ...] = Field((), description="tables of dose intensity, duration and discontinuation")
    baseline: tuple[Block, ...] = Field((), description="tables of the patients' characteristics")
    curves: tuple[Curve, ...] = Field(
        (), description="survival data rebuilt from a published figure; never among the printed figures"
    )
    notes_about: tuple[NoteAbout, ...] = Field((), alias="notes", description="remarks that no single place holds")
    waivers: tuple[Waiver, ...] = Field((), description="checks that are answered, with the reason")
    curation: Curation = Field(Curation(), description="the two independent readings of the sources")

    def __repr__(self) -> str:
        parts = f"{len(self.arms)} arms, {len(self.endpoints)} endpoints"
        return f"<Trial {self.id}: {self.name}, phase {self.phase}, {self.setting}, {parts}>"

    def __str__(self) -> str:
        """What a trial is, in whom and who against whom, in a few lines."""
        registered = f" ({', '.join(self.registry)})" if self.registry else ""
        arms = [f"  {id_}: {arm.label}{f', n {arm.n}' if arm.n else ''}" for id_, arm in self.arms.items()]
        endpoints = [f"{key} ({endpoint.role})" for key, endpoint in self.endpoints.items()]
        return "\n".join(
            (
                f"{self.name}{registered}: {self.title}",
                f"phase {self.phase}, {self.setting}, line {self.population.line}, {self.status.is_}",
                self.population.summary,
                *arms,
                f"endpoints: {', '.join(endpoints) or 'none'}",
            )
        )

    def _repr_html_(self) -> str:
        """The same lines in a notebook."""
        from html import escape

        return f"<pre>{escape(str(self))}</pre>"

    @cached_property
    def notes(self) -> tuple[PlacedNote, ...]:
        """Every note of the file with its place: those at their figures in the order of the file, then those of the list."""
        from evtrials.trial.noted import placed  # by the walk, which knows the model

        return tuple(placed(self))

    @cached_property
    def notes_of_arms(self) -> tuple[PlacedNote, ...]:
        """Those of `notes` that stand at an arm or in the list: to look for them costs no walk through all tables."""
        from evtrials.trial.noted import placed

        return tuple(placed(self, "arms"))

    @cached_property
    def notes_of_population(self) -> tuple[PlacedNote, ...]:
        """Those of `notes` that stand at the population or in the list."""
        from evtrials.trial.noted import placed

        return tuple(placed(self, "population"))

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

    @cached_property
    def declared_contrasts(self) -> tuple[tuple[str, str], ...]:
        """The randomised contrasts that it is about: of each arm with the one control, and those which some endpoint names."""
        implied = self.implied_contrast()
        own = [id_ for id_, arm in self.arms.items() if not arm.external]
        controls = [id_ for id_ in own if self.arms[id_].control]
        against_control = [(id_, controls[0]) for id_ in own if id_ != controls[0]] if len(controls) == 1 else []
        named = [contrast for endpoint in self.endpoints.values() for row in endpoint.results if (contrast := row.contrast)]
        pairs = [implied] if implied else list(dict.fromkeys(named))
        pairs += against_control
        # A pair that is also printed the other way round is one contrast.
        once = {frozenset(pair): pair for pair in reversed(pairs)}
        return tuple(pair for pair in reversed(once.values()) if self.is_randomised_between(*pair))

    def are_randomised(self, arms: list[str]) -> bool:
        """Whether randomisation made the contrast of each of some arms with the first; true of one arm, or none."""
        return all(self.is_randomised_between(arms[0], other) for other in arms[1:])

    def is_randomised_between(self, arm: str, comparator: str) -> bool:
        """Whether randomisation made this contrast: own arms, of one part, and that part (or the trial) randomised."""
        a, b = self.arms[arm], self.arms[comparator]
        if a.external or b.external or a.part != b.part:
            return False
        allocation = self.parts[a.part].allocation if a.part in self.parts else None
        return (allocation or self.design.allocation) == "randomised"
