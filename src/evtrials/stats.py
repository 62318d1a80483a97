"""Numbers in, numbers out: what a printed interval, p value or percentage implies. Knows nothing of trials.

A printed number stands for every number that rounds to it; `Span` is such a range, both ends included, so that
half-up and half-even rounding are allowed alike. Levels are in percent (95), proportions and p values from 0 to 1.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from statistics import NormalDist

Span = tuple[float, float]

_NORMAL = NormalDist()


def rounding_interval(digits: str) -> Span:
    """The numbers that a printed number may stand for, by its digits: `0.43` is 0.425 to 0.435, `7` is 6.5 to 7.5."""
    low, high = _rounding_interval(digits)
    return float(low), float(high)


def agree(first: str, second: str) -> bool:
    """Whether two printed numbers may be one number, each rounded to its own digits: 8.9 and 9 agree, 8.9 and 9.0 do not.

    The finer is rounded to the digits of the coarser, a half upwards or downwards; equal digits must be equal numbers.
    """
    coarse, fine = sorted((first, second), key=_decimals)
    if _decimals(coarse) == _decimals(fine):
        return Fraction(coarse) == Fraction(fine)
    low, high = _rounding_interval(coarse)
    return low <= Fraction(fine) <= high


def normal_quantile(level: float) -> float:
    """How many standard errors a normal interval of this level reaches to each side: 1.96 at 95 %."""
    return _NORMAL.inv_cdf(0.5 + level / 200)


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
    return 2 * _NORMAL.cdf(-abs(z))


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
    return abs(_NORMAL.inv_cdf(tail))


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


def rounds_to(count: int, n: int, digits: str) -> bool:
    """Whether `count` of `n` can be printed as this percentage, a half rounded upwards or downwards."""
    low, high = _rounding_interval(digits)
    return low <= Fraction(100 * count, n) <= high


def counts_for_percentage(digits: str, n: int) -> range:
    """The counts of `n` patients that round to a printed percentage; empty where no whole number of patients does.

    The test of granularity of Brown NJL, Heathers JAJ. Soc Psychol Personal Sci 2017;8:363-9, for percentages.
    """
    low, high = _rounding_interval(digits)
    first, last = max(0, math.ceil(low * n / 100)), min(n, math.floor(high * n / 100))
    return range(first, max(first, last + 1))


def clopper_pearson(count: int, n: int, level: float = 95) -> Span:
    """The exact interval of a proportion (Clopper CJ, Pearson ES. Biometrika 1934;26:404-13), as proportions."""
    tail = 0.5 - level / 200
    low = 0.0 if count == 0 else _solve(lambda p: incomplete_beta(p, count, n - count + 1), tail)
    high = 1.0 if count == n else _solve(lambda p: incomplete_beta(p, count + 1, n - count), 1 - tail)
    return low, high


def wilson(count: int, n: int, level: float = 95) -> Span:
    """The score interval of a proportion (Wilson EB. J Am Stat Assoc 1927;22:209-12), as proportions."""
    z = normal_quantile(level)
    centre = count + z * z / 2
    half = z * math.sqrt(count * (n - count) / n + z * z / 4)
    return max(0.0, (centre - half) / (n + z * z)), min(1.0, (centre + half) / (n + z * z))


def wald(count: int, n: int, level: float = 95) -> Span:
    """The simple normal interval of a proportion, as proportions (Newcombe RG. Stat Med 1998;17:857-72, method 1)."""
    share = count / n
    half = normal_quantile(level) * math.sqrt(share * (1 - share) / n)
    return max(0.0, share - half), min(1.0, share + half)


def incomplete_beta(x: float, a: float, b: float) -> float:
    """The regularised incomplete beta function I_x(a, b): the chance of `a` or more of a + b - 1 where each has chance x.

    Continued fraction 8.17.22 of the NIST Digital Library of Mathematical Functions, by Lentz's method.
    """
    if x <= 0 or x >= 1:
        return 0.0 if x <= 0 else 1.0
    if x > (a + 1) / (a + b + 2):
        return 1 - incomplete_beta(1 - x, b, a)
    front = math.exp(math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x))
    return front * _beta_fraction(x, a, b) / a


def _beta_fraction(x: float, a: float, b: float) -> float:
    tiny = 1e-300
    c, d = 1.0, 1 / _away_from_zero(1 - (a + b) * x / (a + 1), tiny)
    total = d
    for m in range(1, 10_000):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        step = 1.0
        for term in (even, odd):
            d = 1 / _away_from_zero(1 + term * d, tiny)
            c = _away_from_zero(1 + term / c, tiny)
            step = c * d
            total *= step
        if abs(step - 1) < 1e-15:
            break
    return total


def _away_from_zero(value: float, tiny: float) -> float:
    return value if abs(value) > tiny else tiny


def _solve(rising: Callable[[float], float], target: float) -> float:
    """Where a function that rises from 0 to 1 on the unit interval meets `target`, by bisection."""
    low, high = 0.0, 1.0
    while high - low > 1e-12:
        middle = (low + high) / 2
        low, high = (middle, high) if rising(middle) < target else (low, middle)
    return (low + high) / 2


def _decimals(digits: str) -> int:
    return len(digits.partition(".")[2])


def _rounding_interval(digits: str) -> tuple[Fraction, Fraction]:
    half = Fraction(1, 2 * 10 ** _decimals(digits))
    return Fraction(digits) - half, Fraction(digits) + half
