"""What was found: endpoints, and under each its analyses, one row for one analysis from one source."""

from typing import Any

from pydantic import Field, ValidationInfo, model_validator
from pydantic_core import PydanticCustomError

from evtrials.errors import listed
from evtrials.notation.closed_words import ALL_ARMS, Assessor, Measure, Role, Unit
from evtrials.trial.fields import Contrast, Count, Estimate, Figure, PValue, Record, Src, Text

EFFECTS: dict[str, Measure] = {
    "hr": "hazard ratio",
    "odds_ratio": "odds ratio",
    "risk_ratio": "risk ratio",
    "difference": "difference",
}


class Row(Record):
    """One analysis. `values` holds the figure of each arm (written under the arm's id in the file; `all` = arms together).

    n and events are counts of the whole analysis, or a mapping by arm. `per` marks an association which no
    randomisation made; `of` a contrast, in the printed direction.
    """

    cut: Text | None = None
    assessor: Assessor | None = None
    population: Text | None = None
    analysis_set: Text | None = None
    role: Role | None = None
    measure: Measure | None = None
    unit: Unit | None = None
    at: Text | None = None
    period: Text | None = None
    method: Text | None = None
    definition: Text | None = None
    of: Contrast | None = None
    per: Text | None = None
    n: Count | dict[str, Count] | None = None
    events: Count | dict[str, Count] | None = None
    hr: Estimate | None = None
    odds_ratio: Estimate | None = None
    risk_ratio: Estimate | None = None
    difference: Estimate | None = None
    p: PValue | None = None
    p_interaction: PValue | None = None
    factor: Text | None = None
    src: Src
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
            elif key in arms or key == ALL_ARMS:
                values[key] = value
            else:
                raise PydanticCustomError(
                    "row_key",
                    '"{key}" is neither a field nor an arm of this trial ({arms})',
                    {"key": key, "arms": listed(arms)},
                )
        return {**row, "values": values}

    @property
    def effects(self) -> dict[Measure, Any]:
        """The printed ratios and differences of this row, by measure."""
        return {measure: getattr(self, name) for name, measure in EFFECTS.items() if getattr(self, name) is not None}


ROW_FIELDS = tuple(name for name in Row.model_fields if name != "values")


class Endpoint(Record):
    """An endpoint of the trial: what a row may leave unsaid because it is the same in all rows."""

    is_: Text | None = Field(None, alias="is", description="the term of _terms.yaml, where the key is another")
    role: Role = "not stated"
    assessor: Assessor | None = None
    measure: Measure | None = None
    unit: Unit | None = None
    at: Text | None = None
    definition: Text | None = None
    instrument: Text | None = None
    threshold: Text | None = None
    analysis_set: Text | None = None
    method: Text | None = None
    src: Src | None = None
    results: tuple[Row, ...] = ()

    @property
    def described(self) -> str:
        """Instrument, threshold and definition in one phrase; "" where none is stated."""
        return "; ".join(part for part in (self.instrument, self.threshold, self.definition) if part)
