"""What was found: endpoints, and under each its analyses, one row for one analysis from one source."""

from typing import Any

from pydantic import Field, ValidationInfo, model_validator
from pydantic_core import PydanticCustomError

from evtrials.errors import listed
from evtrials.notation.closed_words import ARM_GROUPS, Assessor, Measure, Role, Unit
from evtrials.trial.fields import Contrast, Count, Estimate, Figure, Finding, PValue, Record, Src, Text
from evtrials.trial.notes import Notes, Sourced

EFFECTS: dict[str, Measure] = {
    "hr": "hazard ratio",
    "odds_ratio": "odds ratio",
    "risk_ratio": "risk ratio",
    "difference": "difference",
}


def arms_of(contrast: str) -> tuple[str, str]:
    """The two arms of a contrast as printed: `A v B`, or `A with B` where the source does not say which to which."""
    first, _, second = contrast.split(" ")
    return first, second


class Statement(Record):
    """A result that a source gives in words alone."""

    says: Finding = Field(description="what it says, in a closed word")
    text: Text = Field(description="what it says, in the terms of the source")


def is_undirected(of: str) -> bool:
    """Whether a contrast is written `A with B`: no source says which arm its ratio compares with which."""
    return " with " in of


class Row(Sourced):
    """One analysis. `values` holds the figure of each arm, written under the arm's id in the file; `together` are the arms
    as one, `one-arm` is one that is not named, `across-arms` a range over arms.

    n and events are counts of the whole analysis, or a mapping by arm. `per` marks an association which no
    randomisation made; `of` a contrast, in the printed direction.
    """

    cut: Text | None = Field(None, description="the id of the cut at which one looked")
    assessor: Assessor | None = Field(None, description="who judged this figure, where the source of the row prints it")
    population: Text | None = Field(None, description="the id of a subgroup or biomarker group; left out for all patients")
    analysis_set: Text | None = Field(
        None, description="who was analysed where it is not everyone randomised: eligible patients, measurable disease"
    )
    role: Role | None = Field(None, description="the role that the protocol gave it")
    measure: Measure | None = Field(None, description="what the figures are")
    unit: Unit | None = Field(None, description="the unit of the figures")
    at: Text | None = Field(None, description="the time point that the source of the row prints: 12 months")
    period: Text | None = Field(None, description="the time a figure covers: years 0 to 2")
    method: Text | None = Field(None, description="method of the analysis where the report has more than one")
    definition: Text | None = Field(None, description="how the report defines it")
    of: Contrast | None = Field(None, description="the contrast in the printed direction")
    per: Text | None = Field(None, description="what an association is of, where no randomisation made it: ESR1 D538G v none")
    n: Count | dict[str, Count] | None = Field(None, description="number of patients, of the whole or by arm")
    events: Count | dict[str, Count] | None = Field(None, description="number of events, of the whole or by arm")
    hr: Estimate | None = Field(None, description="hazard ratio, first arm to second")
    odds_ratio: Estimate | None = Field(None, description="odds ratio, first arm to second")
    risk_ratio: Estimate | None = Field(None, description="risk ratio, first arm to second")
    difference: Estimate | None = Field(None, description="printed difference, first arm less second")
    p: PValue | None = Field(None, description="p value as printed")
    p_interaction: PValue | None = Field(None, description="p value of a test of interaction; its factor stands beside it")
    factor: Text | None = Field(None, description="the factor of a test of interaction: age")
    recalled: bool = Field(False, description="true for a figure that a later report repeats from an earlier one")
    stated: Statement | None = Field(None, description="a result without a figure, where the source gives it in words alone")
    note: Notes = Field((), description="remarks on the row; they reach all prints of its analysis")
    values: dict[str, Figure] = {}

    @model_validator(mode="before")
    @classmethod
    def _gather_arms(cls, data: Any, info: ValidationInfo) -> Any:
        """Move the arms' figures under `values`, and name a key that is neither field nor arm before any figure is read."""
        arms = (info.context or {}).get("arms")
        if arms is None or not isinstance(data, dict):
            return data
        row: dict[str, Any] = {}
        values: dict[str, Any] = {}
        for key, value in data.items():
            if key in ROW_FIELDS:
                row[key] = value
            elif key in arms or key in ARM_GROUPS:
                values[key] = value
            else:
                raise PydanticCustomError(
                    "row_key",
                    '"{key}" is neither a field nor an arm of this trial ({arms})',
                    {"key": key, "arms": listed(arms), "known": arms},
                )
        return {**row, "values": values}

    @property
    def is_undirected(self) -> bool:
        """Whether the source does not say which arm its ratio compares with which: `of: A with B`."""
        return is_undirected(self.of or "")

    @property
    def contrast(self) -> tuple[str, str] | None:
        """The arm and its comparator that the row names; None where it names none, or no direction is printed."""
        return arms_of(self.of) if self.of is not None and not self.is_undirected else None

    @property
    def cells(self) -> tuple[str, ...]:
        """What this row prints, by the arm or field under which it stands; arms with a count alone are among them."""
        counted = (arm for counts in (self.n, self.events) if isinstance(counts, dict) for arm in counts)
        fields = (*EFFECTS, "p", "p_interaction", "n", "events", "stated")
        named = (name for name in fields if getattr(self, name) is not None)
        return tuple(dict.fromkeys((*self.values, *counted, *named)))

    @property
    def effects(self) -> dict[Measure, Any]:
        """The printed ratios and differences of this row, by measure."""
        return {measure: getattr(self, name) for name, measure in EFFECTS.items() if getattr(self, name) is not None}


ROW_FIELDS = tuple(name for name in Row.model_fields if name != "values")


class Endpoint(Record):
    """An endpoint of the trial: what a row may leave unsaid because it is the same in all rows."""

    is_: Text | None = Field(None, alias="is", description="the term of _terms.yaml, where the key is another")
    role: Role = Field("not stated", description="the role that the protocol gave it")
    assessor: Assessor | None = Field(None, description="who judges it by the protocol; left out where that means nothing")
    measure: Measure | None = Field(None, description="what the figures are")
    unit: Unit | None = Field(None, description="the unit of the figures")
    at: Text | None = Field(None, description="the time point by the protocol: 12 months; a row says its own")
    definition: Text | None = Field(None, description="how the report defines it")
    instrument: Text | None = Field(None, description="the questionnaire or scale, where patients report the endpoint")
    threshold: Text | None = Field(None, description="the change that counts: 5 % decrease")
    analysis_set: Text | None = Field(
        None, description="who was analysed where it is not everyone randomised: eligible patients, measurable disease"
    )
    method: Text | None = Field(None, description="method of the analysis where the report has more than one")
    src: Src | None = Field(None, description="where it stands")
    note: Notes = Field((), description="remarks on the endpoint, in whatever row")
    results: tuple[Row, ...] = Field((), description="one analysis from one source in each row")

    @property
    def described(self) -> str:
        """Instrument, threshold and definition in one phrase; "" where none is stated."""
        return "; ".join(part for part in (self.instrument, self.threshold, self.definition) if part)
