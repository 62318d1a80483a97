"""Ratios and differences: what an interval, a p value or a number of events implies of each other.

Levels are in percent (95), p values from 0 to 1.
"""

from __future__ import annotations

import math
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from statistics import NormalDist


@cache
def _normal() -> NormalDist:
    """The standard normal distribution; its module takes ten times as long to import as this one."""
    from statistics import NormalDist

    return NormalDist()


def normal_quantile(level: float) -> float:
    """How many standard errors a normal interval of this level reaches to each side: 1.96 at 95 %."""
    return _normal().inv_cdf(0.5 + level / 200)


def se_of_difference(low: float, high: float, level: float = 95) -> float:
    """Standard error behind a normal interval of a difference (Altman DG, Bland JM. BMJ 2011;343:d2304)."""
    return (high - low) / (2 * normal_quantile(level))


def se_of_log_ratio(low: float, high: float, level: float = 95) -> float:
    """Standard error of the logarithm behind an interval of a ratio (Altman DG, Bland JM. BMJ 2011;343:d2304)."""
    return se_of_difference(math.log(low), math.log(high), level)


def z_of_ratio(ratio: float, low: float, high: float, level: float = 95) -> float:
    """The normal test statistic of a ratio against 1, from its interval (Altman DG, Bland JM. BMJ 2011;343:d2304)."""
    return math.log(ratio) / se_of_log_ratio(low, high, level)


def two_sided_p(z: float) -> float:
    """The two-sided p value of a normal test statistic."""
    return 2 * _normal().cdf(-abs(z))


def p_of_ratio(ratio: float, low: float, high: float, level: float = 95) -> float:
    """The two-sided p value of a ratio, from its interval (Altman DG, Bland JM. BMJ 2011;343:d2304).

    The normal distribution is used in place of the approximation given there.
    """
    return two_sided_p(z_of_ratio(ratio, low, high, level))


def z_of_p(p: float, sides: int = 2) -> float:
    """The size of the normal test statistic behind a p value of one or two sides."""
    tail = p / sides
    if tail <= 0 or tail >= 1:
        return math.inf
    return abs(_normal().inv_cdf(tail))


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
