"""Every plausible reading of an estimate, its interval and its p value, and which of them makes what is printed consistent.

A paper seldom says whether p is one-sided, an interval one of 90 %, a number cut off instead of rounded. As statcheck and
effectcheck do, each is tried, and a finding tells which one would do: `consistent if one-sided`. That one would do does not
prove it; it says where to look.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from evtrials import stats
from evtrials.collection.loading import Loaded
from evtrials.evidence.rows import RATIOS, FigureRow
from evtrials.notation.figures import Figure
from evtrials.notation.p_values import PValue
from evtrials.stats import Span, gap, rounding_interval, truncation_interval

# Levels of intervals that trials print; those printed in the same file are tried too.
LEVELS = (80.0, 90.0, 95.0, 97.5, 99.0)

# Beyond rounding, an estimate may lie off the middle by this share of the half width (of a log-rank or stratified
# estimate beside the interval of a Cox model).
OFF_CENTRE = 0.05

# Words of a p value that is held against a margin: no effect, at which intervals are looked at, is not what it tests.
_OF_A_MARGIN = re.compile(r"\bnon-?inferior|\bequivalence\b", re.I)


class Supposition(NamedTuple):
    """What a reading supposes, in words that follow "consistent if"; `value` stands in the braces of `of`."""

    of: str
    value: str = ""

    def __str__(self) -> str:
        return self.of.format(self.value)


ONE_SIDED, TWO_SIDED = Supposition("one-sided"), Supposition("two-sided")
CUT_OFF = Supposition("numbers are cut off, not rounded")


def of_level(level: float) -> Supposition:
    """That an interval is of another level."""
    return Supposition("the interval is one of {} %", f"{level:g}")


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to take what is printed.

    level: of the interval, in percent; sides: of p. numbers: which numbers digits stand for. is_log: whether the interval
    was made on the logarithmic scale.
    """

    level: float
    sides: int = 2
    numbers: Callable[[str], Span] = rounding_interval
    is_log: bool = True

    def supposes(self, plain: Reading) -> list[Supposition]:
        """What it supposes beyond the plain reading."""
        suppositions = [
            (self.sides != plain.sides, ONE_SIDED if self.sides == 1 else TWO_SIDED),
            (self.level != plain.level, of_level(self.level)),
            (self.numbers != plain.numbers, CUT_OFF),
            (self.is_log != plain.is_log, Supposition("the interval is made on the plain scale")),
        ]
        return [supposition for differs, supposition in suppositions if differs]


@dataclass(frozen=True, slots=True)
class Printed:
    """An estimate and both limits of its confidence interval as digits; a ratio or a difference."""

    estimate: str
    low: str
    high: str
    level: float
    is_ratio: bool

    @property
    def plain(self) -> Reading:
        """As it is printed: two-sided, rounded, a ratio on the logarithmic scale."""
        return Reading(self.level, is_log=self.is_ratio)

    @property
    def none(self) -> float:
        """The value of no effect."""
        return 1.0 if self.is_ratio else 0.0

    def spans(self, reading: Reading) -> tuple[Span, Span, Span] | None:
        """Lower limit, estimate and upper limit as ranges on the scale of the reading, no effect being 0 there.

        None where a logarithm has no end.
        """
        low, estimate, high = (reading.numbers(digits) for digits in (self.low, self.estimate, self.high))
        if not reading.is_log:
            return _moved(low, self.none), _moved(estimate, self.none), _moved(high, self.none)
        if min(low[0], estimate[0], high[0]) <= 0:
            return None
        return _log(low), _log(estimate), _log(high)

    def statistic(self, reading: Reading) -> Span | None:
        """The size of the normal test statistic behind estimate and interval, as a range over the rounding of all three.

        None where the limits are one number or turned round, or the estimate is outside them: graver findings.
        """
        spans = self.spans(reading)
        if spans is None or spans[0][1] >= spans[2][0] or _is_outside(*spans):
            return None
        (low, value, high), level = spans, reading.level
        near = 0.0 if value[0] <= 0 <= value[1] else min(abs(value[0]), abs(value[1]))
        far = max(abs(value[0]), abs(value[1]))
        by_estimate = near / stats.se_of_difference(low[0], high[1], level), far / stats.se_of_difference(low[1], high[0], level)
        # The limits alone give the estimate too, as their middle, and mostly more closely.
        ends = [abs(a + b) / 2 / stats.se_of_difference(a, b, level) for a in low for b in high]
        by_limits = (min(ends), max(ends))
        narrowed = max(by_estimate[0], by_limits[0]), min(by_estimate[1], by_limits[1])
        return narrowed if narrowed[0] <= narrowed[1] else by_estimate

    def off_centre(self, reading: Reading) -> float:
        """How far the estimate lies off the middle of its interval beyond rounding, as a share of the half width.

        0 where limits are turned round, or the estimate is outside them: graver findings.
        """
        spans = self.spans(reading)
        if spans is None:
            return 0.0
        low, estimate, high = spans
        if low[0] > high[1] or _is_outside(low, estimate, high):
            return 0.0
        return 2 * gap(estimate, ((low[0] + high[0]) / 2, (low[1] + high[1]) / 2)) / (high[1] - low[0])

    def is_centred(self, reading: Reading) -> bool:
        """Whether the estimate may be the middle of its interval."""
        return self.off_centre(reading) <= OFF_CENTRE

    def excludes_none(self, reading: Reading) -> bool | None:
        """Whether the interval excludes no effect; None where rounding hides it."""
        low, high = reading.numbers(self.low), reading.numbers(self.high)
        if low[0] > self.none or high[1] < self.none:
            return True
        return False if low[1] <= self.none <= high[0] else None


def printed(row: FigureRow) -> Printed | None:
    """The estimate and interval of a ratio or difference; None where one of the three numbers is not printed."""
    limits = confidence_limits(row.figure)
    if limits is None or not row.figure.is_plain or row.measure not in (*RATIOS, "difference"):
        return None
    return Printed(row.figure.value, *limits, float(row.figure.level), row.measure != "difference")


def is_of_margin(row: FigureRow) -> bool:
    """Whether a test is said to be one of non-inferiority or equivalence, in its method, its definition or a note."""
    return any(_OF_A_MARGIN.search(words) for words in (row.analysis.method, row.definition, row.note))


def confidence_limits(figure: Figure) -> tuple[str, str] | None:
    """Both limits of an interval of confidence; None of a credible one, which its prior shapes as much as the patients do."""
    return figure.limits if figure.interval_kind == "CI" else None


def off_p(p: PValue, shown: Printed, reading: Reading) -> float:
    """The distance, in standard errors, between the test statistic behind p and the one behind the interval; 0 if they meet."""
    statistic, allowed = shown.statistic(reading), sizes_of_statistic(p, reading.sides, reading.numbers)
    return gap(allowed, statistic) if allowed and statistic else 0.0


def sizes_of_statistic(p: PValue, sides: int, numbers: Callable[[str], Span] = rounding_interval) -> Span | None:
    """The sizes of a normal test statistic that a p value of one or two sides allows; None of a statement in words."""
    if p.number is None:
        return None
    bound = stats.z_of_p(p.number, sides)
    if p.operator:
        return (bound, math.inf) if p.operator in ("<", "<=") else (0.0, bound)
    low, high = (min(1.0, max(0.0, end)) for end in numbers(p.value))
    ends = [stats.z_of_p(end, sides) for end in (low, high)]
    # One-sided, 0.4 and 0.6 are as far from one half, where the statistic is 0.
    least = 0.0 if sides == 1 and low <= 0.5 <= high else min(ends)
    return least, max(ends)


def at_face(digits: str) -> Span:
    """A printed number taken as exact."""
    return float(digits), float(digits)


def other_levels(level: float, loaded: Loaded) -> list[float]:
    """The levels that an interval may have instead: the usual ones, and those of other intervals of the trial."""
    used = (float(row.figure.level) for row in loaded.figures if row.figure.level)
    return sorted({*LEVELS, *used} - {level})


def of_centre(plain: Reading) -> Iterator[Reading]:
    """What else may put an estimate off the middle of its interval."""
    yield replace(plain, numbers=truncation_interval)
    if plain.is_log:
        yield replace(plain, is_log=False)


def of_p(plain: Reading, levels: Sequence[float]) -> Iterator[Reading]:
    """What else a p value beside an interval may be: one supposition each, then other sides and another level together."""
    turned = replace(plain, sides=3 - plain.sides)
    yield turned
    yield from (replace(plain, level=level) for level in levels)
    yield from of_centre(plain)
    yield from (replace(turned, level=level) for level in levels)


def tried(
    plain: Reading, readings: Iterable[Reading], is_consistent: Callable[[Reading], bool]
) -> Iterator[tuple[list[Supposition], bool]]:
    """What each reading supposes, and whether it makes the print consistent: as `verdict` takes it."""
    return ((reading.supposes(plain), is_consistent(reading)) for reading in readings)


def verdict(readings: Iterable[tuple[Sequence[Supposition], bool]]) -> str:
    """Which readings make the print consistent (of those, the ones that suppose least), or that none of those tried does."""
    every: dict[str, dict[str, None]] = {}
    fitting = []
    for suppositions, fits in readings:
        for supposition in suppositions:
            every.setdefault(supposition.of, {})[supposition.value] = None
        if fits:
            fitting.append(suppositions)
    if fitting:
        least = min(map(len, fitting))
        told = (" and ".join(map(str, suppositions)) for suppositions in fitting if len(suppositions) == least)
        return f"consistent if {', or if '.join(told)}"
    return f"inconsistent under every reading tried ({'; '.join(of.format(', '.join(values)) for of, values in every.items())})"


def _is_outside(low: Span, estimate: Span, high: Span) -> bool:
    return low[0] > estimate[1] or estimate[0] > high[1]


def _moved(span: Span, none: float) -> Span:
    return span[0] - none, span[1] - none


def _log(span: Span) -> Span:
    return math.log(span[0]), math.log(span[1])
