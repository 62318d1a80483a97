"""Ratios and differences: what an interval, a p value or a number of events implies of each other.

Levels are in percent (95), p values from 0 to 1.
"""

from __future__ import annotations

import math

from evtrials.stats.estimates import Effect, normal, normal_quantile


def se_of_difference(low: float, high: float, level: float = 95) -> float:
    """Standard error behind a normal interval of a difference (Altman DG, Bland JM. BMJ 2011;343:d2304)."""
    return (high - low) / (2 * normal_quantile(level))


def se_of_log_ratio(low: float, high: float, level: float = 95) -> float:
    """Standard error of the logarithm behind an interval of a ratio (Altman DG, Bland JM. BMJ 2011;343:d2304)."""
    return se_of_difference(math.log(low), math.log(high), level)


def effect_of_difference(difference: float, low: float, high: float, level: float = 95) -> Effect:
    """A difference with the standard error behind its normal interval, of the interval's own level.

    ValueError where the limits are in disorder or the difference lies outside them.
    """
    if not low <= difference <= high or low == high:
        raise ValueError(f"{difference} does not lie within an interval of {low} to {high}")
    return Effect(difference, se_of_difference(low, high, level))


def effect_of_ratio(ratio: float, low: float, high: float, level: float = 95) -> Effect:
    """The natural logarithm of a ratio with the standard error behind its interval, of the interval's own level.

    Its z and p are those of Altman DG, Bland JM. BMJ 2011;343:d2304, the normal distribution in place of the approximation
    given there. ValueError for what is not above 0, limits in disorder, and a ratio outside them.
    """
    if low <= 0:
        raise ValueError(f"a ratio of {ratio} ({low} to {high}) has no logarithm")
    return effect_of_difference(math.log(ratio), math.log(low), math.log(high), level)


def effect_of_p(value: float, p: float, sides: int) -> Effect:
    """An effect, a ratio as its natural logarithm, with the standard error that its p value implies.

    Altman DG, Bland JM. BMJ 2011;343:d2090, the normal distribution in place of the approximation given there. The sides of
    the test must be known: the same p of one side means a smaller statistic. ValueError for a p that is a bound (0, 1) or
    says nothing of the error (no effect, one-sided 0.5).
    """
    if sides not in (1, 2) or not 0 < p < 1:
        raise ValueError(f"p {p} of {sides} sides implies no standard error")
    z = z_of_p(p, sides)
    if value == 0 or z == 0:
        raise ValueError(f"an effect of {value} with p {p} implies no standard error")
    return Effect(value, abs(value) / z)


def z_of_p(p: float, sides: int = 2) -> float:
    """The size of the normal test statistic behind a p value of one or two sides."""
    tail = p / sides
    if tail <= 0 or tail >= 1:
        return math.inf
    return abs(normal().inv_cdf(tail))


def se_of_log_hazard_ratio(events: float, share: float) -> float:
    """Standard error that a number of events allows, with this share of the patients in the first arm.

    1 / sqrt(events x share x (1 - share)): Schoenfeld D. Biometrika 1981;68:316-9. It holds for hazard ratios
    not far from 1.
    """
    return 1 / math.sqrt(events * share * (1 - share))


def se_of_log_hazard_ratio_by_arm(first: float, second: float) -> float:
    """Standard error that the events of two arms allow: sqrt(1/a + 1/b).

    Parmar MKB, Torri V, Stewart L. Stat Med 1998;17:2815-34.
    """
    return math.sqrt(1 / first + 1 / second)
