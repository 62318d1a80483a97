"""A figure and its interval: the limits the right way round, of one level, and the figure inside and in the middle."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

from evtrials.bench.checks.base import Doubt, cell, check, check_of_figures, lines
from evtrials.bench.checks.readings import of_centre, printed, tried, verdict
from evtrials.collection.loading import Loaded
from evtrials.evidence.rows import RATIOS, FigureRow
from evtrials.notation.figures import Figure
from evtrials.stats import Span, rounding_interval


@check_of_figures(
    "E110",
    mend="Look the three numbers up again; where the source prints them so, waive this with the place.",
    inspect_sr=("4.9", "4.10"),
)
def estimate_outside_interval(row: FigureRow, _: Loaded) -> Iterator[str]:
    """An estimate lies outside its confidence interval, or a median outside its printed range."""
    figure, value = row.figure, row.figure.span(row.unit)
    if value is None or not figure.is_plain:
        return
    if figure.has_interval and _is_outside(value, *figure.limit_digits):
        yield f"the {row.measure or 'figure'} {cell(row)} lies outside its interval {figure.interval_text}"
    if (ends := _ends_of_spread(figure)) and _is_outside(value, *ends):
        yield f"{figure.value} lies outside the printed {ends[0]} to {ends[1]}"


def _is_outside(value: Span, lower: str, upper: str) -> bool:
    """Whether a value is below a lower end or above an upper one; "" is an end that is no number."""
    low = rounding_interval(lower) if lower else (-math.inf, -math.inf)
    high = rounding_interval(upper) if upper else (math.inf, math.inf)
    # Ends that are turned round are another finding.
    return low[0] <= high[1] and (value[1] < low[0] or high[1] < value[0])


def _ends_of_spread(figure: Figure) -> tuple[str, str] | None:
    """Both ends of a printed range, or both quartiles; a standard deviation has none."""
    return (figure.spread[0][1], figure.spread[1][1]) if len(figure.spread) == 2 else None


@check_of_figures("E111", mend="Look the limits up again and write the lower first.", inspect_sr=("4.9",))
def interval_reversed(row: FigureRow, _: Loaded) -> Iterator[str]:
    """The lower limit of an interval, range or span is above the upper one."""
    for low, high in filter(None, (row.figure.limit_digits, row.figure.between, _ends_of_spread(row.figure))):
        if low and high and float(low) > float(high):
            yield f"{low} to {high} runs from the higher number to the lower"


@check_of_figures(
    "E112",
    mend="Look the level up again; where the source prints none, write the label without it: 0.43 (CI 0.35 to 0.54).",
    inspect_sr=("4.9",),
)
def impossible_interval_level(row: FigureRow, _: Loaded) -> Iterator[str]:
    """The level of an interval is below 50 %."""
    if row.figure.level and float(row.figure.level) < 50:
        yield f"no interval is one of {row.figure.level} %"


@check_of_figures(
    "W216",
    mend="Look both limits up again; where the source prints one number twice, waive this with the place.",
    inspect_sr=("4.9",),
)
def interval_without_width(row: FigureRow, _: Loaded) -> Iterator[str]:
    """Both limits of an interval are one number, as 0.45 (0.45 to 0.45)."""
    low, high = row.figure.limit_digits
    # The interval of a rate of known patients is reckoned again as a whole (W215).
    is_reckoned = row.measure == "rate" and row.n
    if low and high and float(low) == float(high) and not is_reckoned:
        yield f"the interval {row.figure.interval_text} of {cell(row)} has no width"


@check_of_figures(
    "W237",
    mend="If it is a range, write 64 (range 33 to 85), if quartiles 64 (IQR 56 to 71); where the source calls it a confidence "
    "interval, write the label too: 64 (95 % CI 61 to 67).",
    inspect_sr=("4.3",),
)
def interval_of_characteristic(row: FigureRow, _: Loaded) -> Iterator[str]:
    """A median or mean of what patients were like at baseline (age, weight, time since diagnosis) has limits without a label,
    which are read as a 95 % confidence interval; what is printed there is nearly always a range or the quartiles.
    """
    is_labelled = re.search(r"CI|CrI", row.figure.text)
    if row.kind == "baseline" and row.measure in ("median", "mean") and row.figure.has_interval and not is_labelled:
        yield f"the limits of {row.figure.text} are read as a 95 % confidence interval of the {row.measure}"


@check_of_figures(
    "W217",
    mend="Look the limit up again: a median has such a limit, and the row may be one of an arm. Where the source prints it so, "
    "waive this with the place.",
    inspect_sr=("4.9",),
)
def limit_in_words_of_ratio(row: FigureRow, loaded: Loaded) -> Iterator[str]:
    """A ratio or difference has a limit that was not reached or cannot be estimated, as 0.45 (0.34 to not reached): only a
    time has such a limit, and a ratio where an arm had no event.

    Limits: an arm without events is known only where that is printed in the same row.
    """
    words = [limit for limit in (row.figure.low, row.figure.high) if limit.startswith("not ")]
    if words and row.measure in (*RATIOS, "difference") and not _is_beside_none(row, loaded):
        yield f"a limit that is {words[0]} is one of a time, and this is a {row.measure}: {row.figure.text}"


def _is_beside_none(row: FigureRow, loaded: Loaded) -> bool:
    """Whether an arm of which nobody had the event or response stands in the row of a ratio, which then has no end."""
    arms = (other for other in loaded.figures if other.kind == "outcome" and other.path[:4] == row.path[:4])
    shares = ("rate", "count", "events", "deaths")
    return any(arm.events == "0" or (arm.measure in shares and arm.figure.number == 0) for arm in arms)


@check(
    "W218",
    mend="Look for the other limit; if the source prints one alone because the interval is one-sided, say so of p (0.02 "
    "one-sided) or in a note of the row.",
    inspect_sr=("4.9",),
)
def limit_alone(loaded: Loaded) -> Iterator[Doubt]:
    """One limit of an interval is missing, and nothing beside it says that it is one-sided."""
    for _path, rows in lines(loaded, within=("results", "rows")):
        said_one_sided = any((row.p and row.p.sides == 1) or "one-sided" in row.note for row in rows)
        for row in rows:
            if row.figure.has_interval and not (row.figure.low and row.figure.high) and not said_one_sided:
                yield Doubt.at(row, f"{row.figure.text} has one limit alone, and nothing says that the interval is one-sided")


@check_of_figures(
    "W210",
    mend="Look the three numbers up again; a digit may be wrong. An exact or bootstrap interval need not be symmetric: "
    "waive it with that.",
    inspect_sr=("4.9",),
)
def estimate_off_centre(row: FigureRow, _: Loaded) -> Iterator[str]:
    """A ratio is not in the middle of its interval on the logarithmic scale, or a difference on the plain one, though every
    printed number is given its whole rounding interval.

    Needs: a ratio or difference and both limits of confidence.
    Limits: exact, bootstrap and profile intervals are not symmetrical; few patients make them less so.
    """
    if (shown := printed(row)) is not None and not shown.is_centred(shown.plain):
        explained = verdict(tried(shown.plain, of_centre(shown.plain), shown.is_centred))
        yield (
            f"the {row.measure} {row.figure.value} is not in the middle of its interval {row.figure.interval_text}: "
            f"the middle is about {_middle(row)}; {explained}"
        )


def _middle(row: FigureRow) -> str:
    low, high = (float(limit) for limit in row.figure.limit_digits)
    if row.measure == "difference":
        return f"{(low + high) / 2:.2g}"
    return f"{math.sqrt(low * high):.2g} on the logarithmic scale, on which such intervals are made"


@check(
    "W212",
    mend="See which level the source prints beside which interval; waive it with the place if it prints both.",
    inspect_sr=("4.9",),
)
def mixed_interval_levels(loaded: Loaded) -> Iterator[Doubt]:
    """One analysis has intervals of more than one level, as 90 % for the ratio and 95 % for the medians.

    Limits: both may be printed so.
    """
    for path, rows in lines(loaded, within=("results",)):
        marked = tuple(row for row in rows if row.figure.level)
        levels = dict.fromkeys(row.figure.level for row in marked)
        if len(levels) > 1:
            yield Doubt(path, f"one analysis has intervals of {' and '.join(levels)} %", marked)
