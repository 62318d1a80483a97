"""What the other modules give back: an effect with its standard error, a number with its limits, and a range of such numbers.

Levels are in percent (95), p values from 0 to 1.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from evtrials.stats.rounding import Span

if TYPE_CHECKING:
    from statistics import NormalDist

_LARGEST_EXPONENT = 709.0


@cache
def normal() -> NormalDist:
    """The standard normal distribution; its module takes ten times as long to import as this one."""
    from statistics import NormalDist

    return NormalDist()


def normal_quantile(level: float) -> float:
    """How many standard errors a normal interval of this level reaches to each side: 1.96 at 95 %."""
    return normal().inv_cdf(0.5 + level / 200)


def two_sided_p(z: float) -> float:
    """The two-sided p value of a normal test statistic, right to its digits however small."""
    return math.erfc(abs(z) / math.sqrt(2))


class Estimate(NamedTuple):
    """A number with the limits of its interval, on the scale on which it is read: a ratio, a difference, a proportion."""

    value: float
    low: float
    high: float

    @property
    def span(self) -> Span:
        """The limits alone."""
        return self.low, self.high

    def reversed(self) -> Estimate:
        """A difference the other way round, as of two arms that change places."""
        return Estimate(-self.value, -self.high, -self.low)

    def exponentiated(self) -> Estimate:
        """The ratio of which this is the natural logarithm; what is beyond all numbers is infinite."""
        return Estimate(*(math.exp(number) if number < _LARGEST_EXPONENT else math.inf for number in self))


class Effect(NamedTuple):
    """An effect of a first against a second and its standard error, on the scale on which it is normal: a difference itself, a
    ratio as its natural logarithm.
    """

    value: float
    se: float

    @property
    def z(self) -> float:
        """The normal test statistic against no effect."""
        return self.value / self.se

    @property
    def p(self) -> float:
        """The two-sided p value against no effect."""
        return two_sided_p(self.z)

    def interval(self, level: float = 95) -> Estimate:
        """With normal limits, on the same scale."""
        half = normal_quantile(level) * self.se
        return Estimate(self.value, self.value - half, self.value + half)

    def ratio(self, level: float = 95) -> Estimate:
        """With normal limits, as the ratio of which it is the logarithm."""
        return self.interval(level).exponentiated()

    def reversed(self) -> Effect:
        """The second against the first."""
        return Effect(-self.value, self.se)


class Envelope(NamedTuple):
    """What is known of an estimate where its counts are known to a range: the least and the greatest value it may have, the
    lowest and the highest limit.
    """

    least: float
    greatest: float
    low: float
    high: float


def envelope(estimates: Iterable[Estimate]) -> Envelope:
    """The envelope of every estimate that is possible; ValueError where none is."""
    values, lows, highs = zip(*estimates, strict=True)
    return Envelope(min(values), max(values), min(lows), max(highs))
