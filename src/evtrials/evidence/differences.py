"""The difference of two arms of one trial in a share of patients: of counts, of rates with denominators, of their limits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

from evtrials import stats
from evtrials.evidence.traits import arm_size
from evtrials.stats.absolute import mover_difference
from evtrials.stats.two_by_two import newcombe_envelope

if TYPE_CHECKING:
    from evtrials.evidence.rows import FigureRow
    from evtrials.trial.model import Trial

LEVEL = 95.0
NEWCOMBE = "interval of Newcombe 1998 (method 10)"
MOVER = "interval out of the limits of both (MOVER, Zou and Donner 2008)"
Way = Literal["counts", "rates and denominators", "rates and limits"]


class Counts(NamedTuple):
    """The patients of an arm who had something, as far as a print tells: every count that it may be, of so many.

    assumed: the denominator is not that of the print.
    """

    events: range
    n: int
    is_assumed: bool = False


@dataclass(frozen=True, slots=True)
class Difference:
    """The share of the first arm less that of the second, with what is known of it where counts are known to ranges.

    first, second: the figures. way: out of what; counts: of both arms, None where their limits tell.
    """

    first: FigureRow
    second: FigureRow
    envelope: stats.Envelope
    way: Way
    counts: tuple[Counts, Counts] | None = None

    @property
    def is_assumed(self) -> bool:
        """Whether a denominator is taken to be that of the analysis, which no source says."""
        return self.counts is not None and any(one.is_assumed for one in self.counts)

    @property
    def method(self) -> str:
        """By which interval."""
        return NEWCOMBE if self.counts else MOVER

    @property
    def is_of_ranges(self) -> bool:
        """Whether a rate stands for several counts."""
        return self.counts is not None and any(len(one.events) > 1 for one in self.counts)


def difference_of(first: FigureRow, second: FigureRow, denominators: Mapping[str, int] | None = None) -> Difference | None:
    """The difference of two figures of arms; None where neither counts nor limits of one level tell it.

    denominators: by arm, for rates whose own is not printed.
    """
    counts = [counts_of(row, denominators or {}) for row in (first, second)]
    a, b = counts
    if a and b and a.events and b.events:
        envelope = newcombe_envelope(a.events, a.n, b.events, b.n, LEVEL)
        way: Way = "counts" if _is_counted(first) and _is_counted(second) else "rates and denominators"
        return Difference(first, second, envelope, way, (a, b))
    limits = [_estimate(row) for row in (first, second)]
    if limits[0] and limits[1] and first.figure.level == second.figure.level:
        found = mover_difference(limits[0], limits[1])
        return Difference(first, second, stats.envelope([found]), "rates and limits")
    return None


def counts_of(row: FigureRow, denominators: Mapping[str, int]) -> Counts | None:
    """The patients of a figure who had something, of how many; None where no source tells, or the figure is no such share.

    A rate at a time of a survival curve is none: some had left before.
    """
    figure = row.figure
    if row.measure not in ("rate", "count", "deaths"):
        return None
    n = figure.n or row.n
    if _is_counted(row) and n.isdigit():
        events = int(figure.events or figure.value)
        return Counts(range(events, events + 1), int(n)) if events <= int(n) else None
    if row.unit != "percent" or not figure.value or figure.qualifier not in ("", "<"):
        return None
    known = int(n) if n.isdigit() else None
    total = known if known is not None else denominators.get(row.arm)
    if not total or float(figure.value) > 100:
        return None
    made = stats.counts_below if figure.qualifier else stats.counts_for_percentage
    return Counts(made(figure.value, total), total, is_assumed=known is None)


def denominators_of(trial: Trial, rows: Iterable[FigureRow], which: str) -> dict[str, int]:
    """The patients of each arm who were randomised, or treated, as far as a source counts them.

    Treated are those of which the trial's tables of harms were made, where they all say one number.
    """
    if which == "randomised":
        sizes = {id_: arm_size(trial, id_) for id_ in trial.arms}
        return {id_: int(size.n) for id_, size in sizes.items() if size.of == "randomised" and size.n.isdigit()}
    told: dict[str, Counter[str]] = {}
    for row in rows:
        n = row.figure.n or row.n
        if row.kind == "safety" and row.outcome_of and n.isdigit():
            told.setdefault(row.arm, Counter())[n] += 1
    return {arm: int(next(iter(found))) for arm, found in told.items() if len(found) == 1}


def _is_counted(row: FigureRow) -> bool:
    """Whether the number of patients is printed, and not their share alone; counts of events may be of one patient."""
    if row.figure.qualifier or row.unit == "events":
        return False
    is_count = row.measure in ("count", "deaths") and row.unit == "participants" and row.term != "analysed"
    return (row.figure.events if row.unit == "percent" else row.figure.value if is_count else "").isdigit()


def _estimate(row: FigureRow) -> stats.Estimate | None:
    """A printed share with its limits, as shares; None without limits of a confidence interval around it."""
    figure = row.figure
    if row.unit != "percent" or not figure.is_plain or figure.interval_kind != "CI" or (limits := figure.limits) is None:
        return None
    value, low, high = (float(digits) / 100 for digits in (figure.value, *limits))
    return stats.Estimate(value, low, high) if low <= value <= high and low < high else None
