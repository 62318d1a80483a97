"""Proportions: their intervals, and the counts that a printed percentage allows. Shares from 0 to 1, levels in percent."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction

from evtrials.stats.estimates import Envelope, Estimate, envelope, normal_quantile
from evtrials.stats.rounding import Span, exact_rounding_interval


def rounds_to(count: int, n: int, digits: str) -> bool:
    """Whether `count` of `n` can be printed as this percentage, a half rounded upwards or downwards."""
    low, high = exact_rounding_interval(digits)
    return low <= Fraction(100 * count, n) <= high


def counts_for_percentage(digits: str, n: int) -> range:
    """The counts of `n` patients that round to a printed percentage; empty where no whole number of patients does.

    The test of granularity of Brown NJL, Heathers JAJ. Soc Psychol Personal Sci 2017;8:363-9, for percentages.
    """
    low, high = exact_rounding_interval(digits)
    first, last = max(0, math.ceil(low * n / 100)), min(n, math.floor(high * n / 100))
    return range(first, max(first, last + 1))


def counts_below(digits: str, n: int) -> range:
    """The counts of `n` patients that are less than a printed percentage, for rates such as "<1 %": from 0 on."""
    return range(min(n + 1, math.ceil(Fraction(digits) * n / 100)))


def clopper_pearson(count: int, n: int, level: float = 95) -> Span:
    """The exact interval of a proportion (Clopper CJ, Pearson ES. Biometrika 1934;26:404-13), as proportions."""
    tail = 0.5 - level / 200
    low = 0.0 if count == 0 else _solve(lambda p: incomplete_beta(p, count, n - count + 1), tail)
    high = 1.0 if count == n else _solve(lambda p: incomplete_beta(p, count + 1, n - count), 1 - tail)
    return low, high


def jeffreys(count: int, n: int, level: float = 95) -> Span:
    """Jeffreys' interval of a proportion (Brown LD, Cai TT, DasGupta A. Stat Sci 2001;16:101-33), as proportions.

    Near the mid-p and the Agresti-Coull interval.
    """
    tail = 0.5 - level / 200

    def below(p: float) -> float:
        return incomplete_beta(p, count + 0.5, n - count + 0.5)

    return 0.0 if count == 0 else _solve(below, tail), 1.0 if count == n else _solve(below, 1 - tail)


def wilson(count: int, n: int, level: float = 95) -> Span:
    """The score interval of a proportion (Wilson EB. J Am Stat Assoc 1927;22:209-12), as proportions."""
    z = normal_quantile(level)
    centre = count + z * z / 2
    half = z * math.sqrt(count * (n - count) / n + z * z / 4)
    return 0.0 if count == 0 else (centre - half) / (n + z * z), 1.0 if count == n else (centre + half) / (n + z * z)


def wilson_envelope(counts: range, n: int, level: float = 95) -> Envelope:
    """What the score interval may be where the count is known to a range; ValueError where there is no count."""
    return envelope(share(count, n, level) for count in counts)


def share(count: int, n: int, level: float = 95) -> Estimate:
    """A proportion with its score interval."""
    return Estimate(count / n, *wilson(count, n, level))


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
