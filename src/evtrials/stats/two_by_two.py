"""Two groups and how many of each had something: tests of no difference, and the ratio or difference with its interval.

Counts and group sizes are whole numbers; levels in percent. A difference is in proportions, as are its limits.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from evtrials.stats.effects import normal_quantile
from evtrials.stats.proportions import wilson
from evtrials.stats.rounding import Span


class TwoByTwo(NamedTuple):
    """How many of the patients of a first and a second group had something."""

    first: int
    first_n: int
    second: int
    second_n: int

    @property
    def difference(self) -> float:
        """The share of the first group less that of the second."""
        return self.first / self.first_n - self.second / self.second_n


def chi_square_z(table: TwoByTwo, correction: bool = False) -> float:
    """The size of the normal statistic whose square is Pearson's chi-square; with Yates' correction smaller.

    Pearson K. Philos Mag 1900;50:157-75. Yates F. J R Stat Soc Suppl 1934;1:217-35. 0 where all or none had it.
    """
    n, total = table.first_n + table.second_n, table.first + table.second
    if total in (0, n):
        return 0.0
    surplus = abs(table.first - total * table.first_n / n)
    if correction:
        surplus = max(0.0, surplus - 0.5)
    return surplus * math.sqrt(n**3 / (table.first_n * table.second_n * total * (n - total)))


def fisher_p(table: TwoByTwo, sides: int = 2) -> float:
    """The p value of Fisher's exact test (Fisher RA. J R Stat Soc 1935;98:39-82), as R's fisher.test.

    Two-sided it is the chance of all tables that are no more likely than this one; one-sided of those further the same way.
    """
    total = table.first + table.second
    least, most = max(0, total - table.second_n), min(total, table.first_n)
    chances = {count: _chance(count, table, total) for count in range(least, most + 1)}
    if sides == 1:
        below = sum(chance for count, chance in chances.items() if count <= table.first)
        above = sum(chance for count, chance in chances.items() if count >= table.first)
        return min(1.0, below, above)
    limit = chances[table.first] * (1 + 1e-7)
    return min(1.0, sum(chance for chance in chances.values() if chance <= limit))


def _chance(count: int, table: TwoByTwo, total: int) -> float:
    n = table.first_n + table.second_n
    logarithm = _log_choose(table.first_n, count) + _log_choose(table.second_n, total - count) - _log_choose(n, total)
    return math.exp(logarithm)


def _log_choose(n: int, k: int) -> float:
    return math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)


def odds_ratio(table: TwoByTwo, level: float = 95) -> tuple[float, Span] | None:
    """The odds ratio with its interval on the logarithmic scale (Woolf B. Ann Hum Genet 1955;19:251-3); None if a cell is 0."""
    cells = (table.first, table.first_n - table.first, table.second, table.second_n - table.second)
    if not all(cells):
        return None
    a, b, c, d = cells
    return _on_log_scale(a * d / (b * c), math.sqrt(1 / a + 1 / b + 1 / c + 1 / d), level)


def risk_ratio(table: TwoByTwo, level: float = 95) -> tuple[float, Span] | None:
    """The ratio of shares with its interval on the logarithmic scale (Katz D et al. Biometrics 1978;34:469-74); None without
    a patient in a group who had it.
    """
    if not table.first or not table.second:
        return None
    ratio = table.first * table.second_n / (table.second * table.first_n)
    error = math.sqrt(1 / table.first - 1 / table.first_n + 1 / table.second - 1 / table.second_n)
    return _on_log_scale(ratio, error, level) if error else None


def wald_difference(table: TwoByTwo, level: float = 95) -> Span:
    """The simple normal interval of a difference of shares (Newcombe RG. Stat Med 1998;17:873-90, method 1)."""
    shares = ((table.first / table.first_n, table.first_n), (table.second / table.second_n, table.second_n))
    half = normal_quantile(level) * math.sqrt(sum(share * (1 - share) / n for share, n in shares))
    return table.difference - half, table.difference + half


def newcombe_difference(table: TwoByTwo, level: float = 95) -> Span:
    """The interval of a difference of shares out of the score intervals of both (the same paper, method 10)."""
    first, second = table.first / table.first_n, table.second / table.second_n
    (low1, high1), (low2, high2) = (wilson(table.first, table.first_n, level), wilson(table.second, table.second_n, level))
    below = math.hypot(first - low1, high2 - second)
    above = math.hypot(high1 - first, second - low2)
    return table.difference - below, table.difference + above


def _on_log_scale(ratio: float, error: float, level: float) -> tuple[float, Span]:
    half = normal_quantile(level) * error
    return ratio, (ratio * math.exp(-half), ratio * math.exp(half))
