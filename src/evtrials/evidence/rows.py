"""One row of the tidy table: a stored figure with all that names it. Plain data; knows no file and no model."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any

from evtrials.notation.closed_words import BASES, Basis, FigureKind

if TYPE_CHECKING:
    from evtrials.trial.model import Trial
    from evtrials.trial.results import Endpoint

ALL = "all"
Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class FigureRow:
    """One stored figure. The names and their order are the columns of the tidy table; "" is an empty cell.

    value, ci_low, ci_high, p: digits as printed (a limit may be a word: not reached). text: the cell as printed.
    arm, comparator, population, cut: ids of the file; population is "all" or a declared id.
    """

    trial: str
    analysis: str
    kind: FigureKind
    role: str = ""
    endpoint: str = ""
    definition: str = ""
    measure: str = ""
    at: str = ""
    period: str = ""
    term: str = ""
    grade: str = ""
    attribution: str = ""
    arm: str = ""
    comparator: str = ""
    isolates: str = ""
    population: str = ALL
    analysis_set: str = ""
    assessor: str = ""
    method: str = ""
    cut: str = ""
    cut_date: str = ""
    followup: str = ""
    value: str = ""
    text: str = ""
    qualifier: str = ""
    unit: str = ""
    better: str = ""
    ci_low: str = ""
    ci_high: str = ""
    ci_level: str = ""
    p: str = ""
    p_text: str = ""
    p_sides: str = ""
    n: str = ""
    events: str = ""
    default: bool = False
    basis: Basis = "press"
    source: str = ""
    locator: str = ""
    flag: str = ""
    note: str = ""
    # Not columns: the key of the endpoint in the file, the measure of the arms in the same row, where the figure stands.
    key: str = field(default="", compare=False)
    base: str = field(default="", compare=False)
    path: Path = field(default=(), compare=False)

    @property
    def is_suspect(self) -> bool:
        """True under a note of kind `suspect`: shown, never a default."""
        return "suspect" in self.flag.split(", ")

    @property
    def interval(self) -> str:
        """The interval as printed, `0.38 to 0.54`, with its level where it is not 95 %; "" where there is none."""
        if not self.ci_low:
            return ""
        level = "" if self.ci_level == "95" else f"{self.ci_level} % CI "
        return f"{level}{self.ci_low} to {self.ci_high}"


COLUMNS = tuple(field.name for field in fields(FigureRow) if field.name not in ("key", "base", "path"))
NUMERIC = ("value", "ci_low", "ci_high", "ci_level", "p", "p_sides", "n", "events")


def as_json(row: FigureRow) -> dict[str, Any]:
    """A row as JSON: numbers as numbers beside the printed text, empty numeric cells as null."""
    return {name: number(getattr(row, name)) if name in NUMERIC else getattr(row, name) for name in COLUMNS}


def number(text: str) -> int | float | None:
    """Printed digits as a number; None for an empty cell or a limit that is a word (not reached)."""
    if not text or not (text[0].isdigit() or text[0] in "-."):
        return None
    return float(text) if "." in text else int(text)


def one_or_more(value: str | tuple[str, ...]) -> tuple[str, ...]:
    """The words of a selector: one, or any of several."""
    return (value,) if isinstance(value, str) else tuple(value)


def matches(row: FigureRow, about: dict[str, Any]) -> bool:
    """Whether a selector in the words of the tidy table marks a row; `endpoint` takes the key of the file or the term."""
    for column, wanted in about.items():
        words = one_or_more(wanted)
        if column == "endpoint":
            if row.endpoint not in words and row.key not in words:
                return False
        elif getattr(row, column, None) not in words:
            return False
    return True


def preference(row: FigureRow, trial: Trial) -> tuple[Any, ...]:
    """How well a row stands for its question, least first: not suspect, all patients, primary analysis set and method,
    the protocol's assessor, the last declared cut, the best basis, the row with an interval."""
    endpoint = trial.endpoints.get(row.key)
    cuts = list(trial.cuts)
    return (
        row.is_suspect,
        row.population != ALL,
        row.analysis_set != ((endpoint.analysis_set if endpoint else None) or ""),
        row.method != ((endpoint.method if endpoint else None) or ""),
        _assessor_rank(row, endpoint),
        -(cuts.index(row.cut) if row.cut else -1),
        BASES.index(row.basis),
        not row.ci_low,
    )


def _assessor_rank(row: FigureRow, endpoint: Endpoint | None) -> int:
    wanted = (endpoint.assessor if endpoint else None) or ""
    if not wanted or row.assessor == wanted:
        return 0
    return 1 if row.assessor == "not stated" else 2
