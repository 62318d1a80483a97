"""Shares of patients: percentages that a number of patients can give, and their intervals."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from evtrials import stats
from evtrials.bench.checks.base import cell, check_of_figures, whole
from evtrials.bench.checks.counts import size_of_arm
from evtrials.bench.checks.denominators import numbers_of_own_arm, patients_that_give
from evtrials.bench.checks.readings import CUT_OFF, Supposition, confidence_limits, of_level, other_levels, verdict
from evtrials.collection.loading import Loaded
from evtrials.evidence.rows import FigureRow
from evtrials.stats import Span, gap, rounding_interval, truncation_interval
from evtrials.trial.identity import ALL

# Percentage points by which the limits of a rate may leave the nearest of the usual methods.
RATE_SLACK = 1.0
_METHODS = (stats.clopper_pearson, stats.wilson, stats.jeffreys, stats.wald)
_OF_PATIENTS = Supposition("it is of {} patients")


def denominator(row: FigureRow, loaded: Loaded) -> tuple[int, str]:
    """The number of patients of which a figure is a share, and words for it; 0 where none is known.

    It is printed in the row, block or cell; else it is the size of the arm, for a result or a baseline figure of all
    patients (harms are of those treated, a named analysis set or a laboratory value of those measured).
    """
    if row.n:
        return whole(row.n), f"{row.n} patients"
    term = loaded.terms.endpoints.get(row.endpoint)
    measured = term is not None and term.group == "pharmacology"
    if row.kind not in ("outcome", "baseline") or row.population != ALL or row.analysis_set or measured:
        return 0, ""
    size = size_of_arm(loaded, row.arm)
    return size, f"the {size} patients of the arm {row.arm}"


def counts_behind(row: FigureRow, n: int) -> tuple[int, ...]:
    """The least and the largest count of `n` patients that a printed rate or count may stand for; none where none does."""
    if not n or not row.figure.is_plain:
        return ()
    if row.events.isdigit() or row.unit == "participants":
        count = whole(row.events or row.figure.value)
        return (count,) if count <= n else ()
    counts = stats.counts_for_percentage(row.figure.value, n) if row.unit == "percent" else range(0)
    return tuple(dict.fromkeys((counts[0], counts[-1]))) if counts else ()


@check_of_figures(
    "W230",
    mend="Look up percentage and number of patients; the denominator may be another (evaluable, treated), then write that "
    "one as n.",
    inspect_sr=("4.8",),
)
def percentage_no_count_gives(row: FigureRow, loaded: Loaded) -> Iterator[str]:
    """No whole number of the patients gives this percentage, by either way of rounding (Brown and Heathers 2017). RADHER:
    43.5 % of 40. The number of patients is the one printed with the figure, else the size of the arm; where another number
    of the trial gives it, that is told.

    Needs: a plain percentage and a number of patients so small that not every percentage of its digits is possible.
    Limits: estimates of a model, and percentages of events, are no shares of patients.
    """
    share, (n, told) = _share(row, "rate", "deaths", "events"), denominator(row, loaded)
    if share is None or not n or row.events or not 0 <= share <= 100:
        return
    if not stats.counts_for_percentage(row.figure.value, n):
        below = int(share * n / 100)
        near = " and ".join(f"{count} is {100 * count / n:.4g} %" for count in (below, below + 1) if count <= n)
        others = patients_that_give(row, n, loaded)
        yield f"no whole number of {told} is {cell(row)}: {near}" + (f"; {others}" if others else "")


def _share(row: FigureRow, *measures: str) -> float | None:
    """A plain percentage of one of these measures, as a number."""
    return row.figure.number if row.unit == "percent" and row.measure in measures and row.figure.is_plain else None


@check_of_figures(
    "E130",
    mend="Look the three numbers up again; where the source prints them so, waive this with the place.",
    inspect_sr=("4.10",),
)
def count_against_percentage(row: FigureRow, _: Loaded) -> Iterator[str]:
    """Count, number of patients and percentage disagree, as 12 of 40 printed as 32 %, or 0 patients with a percentage above 0."""
    events, n = whole(row.events), whole(row.n)
    is_share = _share(row, "rate", "deaths", "events", "count") is not None and not _is_bare_count(row)
    if is_share and n and row.events.isdigit() and events <= n and not stats.rounds_to(events, n, row.figure.value):
        yield f"{row.events} of {n} is {100 * events / n:.4g} %, not {cell(row)}"


@check_of_figures(
    "E132",
    mend="Look the number up again; a change in percent is no rate: say measure: mean or median.",
    inspect_sr=("4.10",),
)
def percentage_out_of_range(row: FigureRow, _: Loaded) -> Iterator[str]:
    """A share of patients is below 0 or above 100 %."""
    is_share = row.unit == "percent" and row.measure in ("rate", "landmark rate", "deaths", "events")
    if is_share and row.figure.number is not None and not 0 <= row.figure.number <= 100:
        yield f"{cell(row)} is no share of patients"


@check_of_figures(
    "E133",
    mend="Add the percentage if it is printed, 12/40 (30 %); else say measure: count, unit: participants in the row.",
)
def count_as_percentage(row: FigureRow, _: Loaded) -> Iterator[str]:
    """A bare count stands where the unit says percent, and would be read as a percentage."""
    if row.unit == "percent" and _is_bare_count(row):
        yield f"{row.figure.text} is a count, but stands where percentages stand"


def _is_bare_count(row: FigureRow) -> bool:
    return bool(row.events) and row.figure.text == f"{row.events}/{row.n}"


@check_of_figures(
    "W215",
    mend="Look up rate, interval, level and denominator; a method for two-stage designs may differ: waive it with that.",
    inspect_sr=("4.9",),
)
def rate_interval(row: FigureRow, loaded: Loaded) -> Iterator[str]:
    """The interval of a response rate is not the one that its number of patients gives by the exact (Clopper and Pearson
    1934), the score (Wilson 1927), Jeffreys' or the simple normal method, both limits by one method. The finding tells
    whether another level or another number of patients of the arm would do.

    Needs: a rate with both limits, and its number of patients, printed or that of the arm.
    Limits: intervals of two-stage designs and of models differ from all four.
    """
    limits, (n, told) = confidence_limits(row.figure), denominator(row, loaded)
    if limits is None or not n or _share(row, "rate") is None or not (counts := counts_behind(row, n)):
        return
    level = float(row.figure.level)
    if not _is_interval(limits, n, counts, level, RATE_SLACK):
        readings = [([of_level(other)], _is_interval(limits, n, counts, other)) for other in other_levels(level, loaded)]
        others = sorted(numbers_of_own_arm(row, loaded).keys() - {0, n})
        of_others = ((str(other), _is_interval(limits, other, counts_behind(row, other), level)) for other in others)
        readings += [([_OF_PATIENTS._replace(value=other)], fits) for other, fits in of_others]
        readings.append(([CUT_OFF], _is_interval(limits, n, counts, level, numbers=truncation_interval)))
        exact = " to ".join(f"{100 * limit:.1f}" for limit in stats.clopper_pearson(counts[0], n, level))
        yield (
            f"the interval {row.figure.interval_text} is not that of {cell(row)} of {told}: the exact one is {exact}; "
            f"{verdict(readings)}"
        )


def _is_interval(
    limits: tuple[str, str],
    n: int,
    counts: tuple[int, ...],
    level: float,
    slack: float = 0.0,
    numbers: Callable[[str], Span] = rounding_interval,
) -> bool:
    """Whether limits in percent may be those of one of these counts by one of the methods."""
    low, high = (numbers(limit) for limit in limits)
    for method in _METHODS if counts else ():
        lows, highs = zip(*(method(count, n, level) for count in counts), strict=True)
        if max(gap(low, _percent(lows)), gap(high, _percent(highs))) <= slack:
            return True
    return False


def _percent(proportions: Sequence[float]) -> Span:
    return 100 * min(proportions), 100 * max(proportions)
