"""A reconstructed survival curve beside what its trial published. What is computed from it is derived, and says so."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from evtrials.collection.library import Library
from evtrials.errors import EvTrialsError
from evtrials.evidence.columns import BY_NAME, Column
from evtrials.evidence.contrasts import ContrastLine, choose, lines, whole_before_groups
from evtrials.evidence.regimens import arm_names
from evtrials.evidence.rows import FigureRow
from evtrials.notation.capitals import begun_large
from evtrials.notation.spaces import unbroken
from evtrials.notation.times import DAYS
from evtrials.questions import phrases
from evtrials.questions.answer import Answer, Heading, Page, Paragraph, Table
from evtrials.questions.columns import TRIAL
from evtrials.stats.survival import Observation, Step, at_risk, hazard_ratio, kaplan_meier, median_time, survival_at
from evtrials.trial.curve_data import read_curve
from evtrials.trial.curves import Curve
from evtrials.trial.model import Trial

KIND = "reconstructed"
# A longer name of an arm leaves the curve no room.
_LONGEST_NAME = 14
_SPACING = {
    "days": (1, 7, 14, 30, 60, 90, 180, 365, 730, 1825),
    "weeks": (1, 2, 4, 8, 13, 26, 52, 104, 260),
    "months": (1, 2, 3, 6, 12, 24, 60, 120),
    "years": (1, 2, 5, 10),
}


@dataclass(frozen=True, slots=True)
class Reconstruction:
    """One curve: the observations and the Kaplan-Meier steps of each arm, and the trial's own line of figures, if any."""

    trial: Trial
    curve: Curve
    endpoint: str
    groups: dict[str, tuple[Observation, ...]]
    steps: dict[str, tuple[Step, ...]]
    published: ContrastLine | None

    @property
    def what(self) -> str:
        """What is drawn, and of whom."""
        return f"{self.trial.name}: {self.endpoint}, {KIND}"

    @property
    def origin(self) -> str:
        """What the data are, and are not."""
        curve = self.curve
        cut = f" ({self.trial.cuts[curve.cut].shown})" if curve.cut else ""
        return (
            f"{begun_large(KIND)} from a published figure, {curve.reconstructs}{cut}, by {curve.made_by}; no trial records. "
            f"Licence of the data: {curve.licence}."
        )

    @property
    def caveat(self) -> str:
        """How to read what is computed here."""
        return (
            "Derived from the reconstruction (Kaplan-Meier with 95 % CI; unstratified, unadjusted Cox model), not reported by "
            "the trial: what the trial published stands beside it and is what to cite."
        )

    def name(self, arm: str) -> str:
        """An arm in a word: what it gives and the other does not; its id where that is longer, beside which its label stands."""
        pair = self.trial.implied_contrast()
        if pair and arm in pair and self.trial.is_randomised_between(*pair):
            names = dict(zip(pair, arm_names(self.trial, pair), strict=True))
            return names[arm] if max(map(len, names.values())) <= _LONGEST_NAME else arm
        return arm

    def label(self, arm: str) -> str:
        """The name of an arm."""
        return self.trial.arms[arm].label

    def counts(self, arm: str) -> str:
        """Events of patients: `268/485`."""
        group = self.groups[arm]
        return f"{sum(one.event for one in group)}/{len(group)}"

    def median(self, arm: str) -> str:
        """The derived median with its interval; in the published unit too, where that is another."""
        unit, found = self.curve.unit, median_time(self.steps[arm])
        text = f"{_interval(found)} {unit}"
        row = self.published_row(arm)
        if row is not None and row.unit in DAYS and row.unit != unit:
            factor = DAYS[unit] / DAYS[row.unit]
            text += f" = {_interval(tuple(None if time is None else time * factor for time in found))} {row.unit}"
        return text

    def published_row(self, arm: str) -> FigureRow | None:
        """The figure which the trial published for an arm, None where none was seen."""
        line = self.published
        if line is None:
            return None
        return line.arm_row if arm == line.arm else line.comparator_row if arm == line.comparator else None

    def published_words(self, arm: str) -> str:
        """The published figure of an arm as printed with its place, or "not seen"."""
        row = self.published_row(arm)
        return f"{unbroken(phrases.figure(row))} [{phrases.place(row)}]" if row is not None else "not seen"

    def ratio(self) -> str:
        """The derived hazard ratio of the trial's contrast, or that it is not estimable; "" where the trial has no contrast."""
        pair = self.trial.implied_contrast()
        if pair is None:
            return ""
        found = hazard_ratio(self.groups.get(pair[0], ()), self.groups.get(pair[1], ()))
        if found is None:
            return "HR not estimable (no event of one arm while the other was at risk)"
        ratio, low, high = map(_ratio, found)
        return unbroken(f"HR {ratio} ({low} to {high})")

    def published_ratio(self) -> str:
        """The published effect with its p value and place, or "not seen"."""
        row = self.published.effect if self.published else None
        if row is None:
            return "not seen"
        parts = [unbroken(part) for part in (phrases.effect(row), phrases.p_value(row)) if part]
        return f"{', '.join(parts)} [{phrases.place(row)}]"

    @property
    def last(self) -> float:
        """The longest time that anybody was seen; above 0."""
        return max([one.time for group in self.groups.values() for one in group if one.time > 0], default=1.0)

    def times(self, most: int) -> list[float]:
        """Round times from 0 to the last one seen, at most so many: where numbers at risk are told."""
        last = self.last
        spacing = next((step for step in _SPACING[self.curve.unit] if last / step <= most - 1), last)
        return [spacing * index for index in range(int(last / spacing) + 1)]

    def survival(self, arm: str, time: float) -> float:
        """The share of an arm without the event at a time."""
        return survival_at(self.steps[arm], time)

    def at_risk(self, arm: str, times: Iterable[float]) -> list[int]:
        """Numbers at risk at some times."""
        return [at_risk(self.groups[arm], time) for time in times]


@dataclass(frozen=True, slots=True)
class ArmStep:
    """A step of the Kaplan-Meier curve of an arm."""

    found: Reconstruction
    arm: str
    step: Step


COLUMNS: tuple[Column, ...] = (
    TRIAL.of(lambda row: row.found.trial),
    Column("curve", lambda row: row.found.curve.endpoint, "text", "key of the endpoint in the trial's file"),
    BY_NAME["cut"].by(lambda row: row.found.curve.cut or ""),
    BY_NAME["arm"].by(lambda row: row.arm),
    Column("time", lambda row: row.step.time, "number", "time of the step", "time_unit"),
    Column("time_unit", lambda row: row.found.curve.unit, "text", "unit of time"),
    Column("at_risk", lambda row: row.step.at_risk, "number", "patients at risk right before the time", "participants"),
    BY_NAME["events"].by(lambda row: row.step.events),
    Column("censored", lambda row: row.step.censored, "number", "patients seen no longer", "participants"),
    Column("survival", lambda row: round(row.step.survival, 6), "number", "share without the event (Kaplan-Meier)", "proportion"),
    Column("survival_low", lambda row: _rounded(row.step.low), "number", "lower limit of its 95 % interval", "proportion"),
    Column("survival_high", lambda row: _rounded(row.step.high), "number", "upper limit of its 95 % interval", "proportion"),
    BY_NAME["kind"].by(lambda _: KIND),
    Column("reconstructs", lambda row: str(row.found.curve.reconstructs), "text",
           "the published figure that was reconstructed"),
)  # fmt: skip


def curve_of(library: Library, trial: Trial, endpoint: str | None) -> Reconstruction:
    """The curve of an endpoint, or the only one; EvTrialsError with what there is where there is none."""
    terms = library.terms
    names = {curve.endpoint: curve for curve in trial.curves}
    if not names:
        others = [f"{other.id} ({curve.endpoint})" for other in library.trials() for curve in other.curves]
        raise EvTrialsError(f"there is no reconstructed curve of {trial.id}; there are: {', '.join(others) or 'none'}")
    if endpoint is None:
        keys = list(names)
    else:
        wanted = terms.endpoint(endpoint)
        keys = [key for key in names if wanted in (key, trial.endpoints[key].is_ or key)]
    if len(keys) != 1:
        asked = f'of "{endpoint}"' if endpoint else "alone"
        raise EvTrialsError(f"{trial.id} has no curve {asked}; name one of: {', '.join(names)}")
    curve = names[keys[0]]
    groups = read_curve(library.folder(trial) / curve.file, trial.arms)
    rows = [row for row in library.rows_of(trial) if row.key == curve.endpoint and row.kind in ("outcome", "effect")]
    own = [line for line in lines(rows, trial) if line.comparator and curve.cut in (None, line.lead.cut)]
    return Reconstruction(
        trial,
        curve,
        phrases.endpoint_name(trial.endpoints[curve.endpoint].is_ or curve.endpoint, terms),
        groups,
        {arm: kaplan_meier(group) for arm, group in groups.items()},
        next(iter(choose(whole_before_groups(own))), None),
    )


def curve_answer(found: Reconstruction) -> Answer:
    """The steps of a curve as rows; on a page its numbers at risk, medians and what was published."""
    curve = found.curve
    times = found.times(9)
    arms = Table(
        (
            Heading("arm", "Arm", folds=True),
            Heading("events", "Events/n"),
            Heading("median", f"Median, {KIND} (derived)", folds=True),
            Heading("published", "Published", folds=True),
        ),
        tuple(
            (f"{found.name(arm)}: {found.label(arm)}", found.counts(arm), found.median(arm), found.published_words(arm))
            for arm in found.groups
        ),
        footnotes=tuple(ratio_lines(found)),
    )
    risk = Table(
        (Heading("arm", f"At risk, {curve.unit}", folds=True), *(Heading(f"{time:g}", f"{time:g}") for time in times)),
        tuple((found.name(arm), *(str(number) for number in found.at_risk(arm, times))) for arm in found.groups),
    )
    return Answer(
        name="curve",
        columns=COLUMNS,
        rows=(ArmStep(found, arm, step) for arm, steps in found.steps.items() for step in steps),
        page=Page(found.what, (Paragraph(found.origin, strong=True), arms, risk, Paragraph(found.caveat))),
        query={"trial": found.trial.id, "endpoint": curve.endpoint},
        caveats=(found.origin, found.caveat),
    )


def ratio_lines(found: Reconstruction) -> Iterable[str]:
    """The derived hazard ratio and the published one."""
    pair = found.trial.implied_contrast()
    if (ratio := found.ratio()) and pair:
        yield f"{' v '.join(map(found.name, pair))}, {KIND} (derived): {ratio}; published: {found.published_ratio()}."


def _interval(found: tuple[float | None, ...]) -> str:
    middle, low, high = ("not reached" if time is None else f"{time:.1f}" for time in found)
    return unbroken(f"{middle} ({low} to {high})")


def _ratio(ratio: float) -> str:
    """A ratio with two digits behind the point, or how far it is beyond what these show."""
    return "<0.01" if ratio < 0.005 else ">1000" if ratio > 1000 else f"{ratio:.2f}"


def _rounded(limit: float | None) -> float | None:
    return None if limit is None else round(limit, 6)
