"""Two groups and how many of each had something: tests of no difference, and the ratio or difference with its interval.

Counts and group sizes are whole numbers; levels in percent. A difference is in proportions, as are its limits.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from evtrials.stats.absolute import mover_difference
from evtrials.stats.estimates import Effect, Envelope, Estimate, envelope
from evtrials.stats.proportions import share


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


def odds_ratio(table: TwoByTwo, level: float = 95, add: float = 0.0) -> Estimate | None:
    """The odds ratio with its interval on the logarithmic scale (Woolf B. Ann Hum Genet 1955;19:251-3).

    None where a cell is 0, unless something is added to each cell then: 0.5 (Haldane JBS. Ann Hum Genet 1956;20:309-11). Where
    nobody or everybody of both groups had it nothing is known of the ratio, and it is None all the same.
    """
    cells = _cells(table, add)
    if not all(cells):
        return None
    a, b, c, d = cells
    return Effect(math.log(a * d / (b * c)), math.sqrt(1 / a + 1 / b + 1 / c + 1 / d)).ratio(level)


def risk_ratio(table: TwoByTwo, level: float = 95, add: float = 0.0) -> Estimate | None:
    """The ratio of shares with its interval on the logarithmic scale (Katz D et al. Biometrics 1978;34:469-74).

    None without a patient in a group who had it, unless something is added to each cell where one is 0, as in `odds_ratio`.
    """
    a, b, c, d = _cells(table, add)
    if not a or not c or not (b or d):
        return None
    error = math.sqrt(1 / a - 1 / (a + b) + 1 / c - 1 / (c + d))
    return Effect(math.log(a * (c + d) / (c * (a + b))), error).ratio(level)


def _cells(table: TwoByTwo, add: float) -> tuple[float, ...]:
    """With and without it in the first group, and in the second; `add` to each where one is 0 and the groups can be compared."""
    cells = (table.first, table.first_n - table.first, table.second, table.second_n - table.second)
    is_comparable = any(cells[::2]) and any(cells[1::2])
    return tuple(cell + add for cell in cells) if is_comparable and not all(cells) else cells


def wald_difference(table: TwoByTwo, level: float = 95) -> Estimate:
    """The difference of shares with its simple normal interval (Newcombe RG. Stat Med 1998;17:873-90, method 1)."""
    groups = ((table.first / table.first_n, table.first_n), (table.second / table.second_n, table.second_n))
    error = math.sqrt(sum(part * (1 - part) / n for part, n in groups))
    return Effect(table.difference, error).interval(level)


def newcombe_difference(table: TwoByTwo, level: float = 95) -> Estimate:
    """The difference of shares with its interval out of the score intervals of both (the same paper, method 10)."""
    return mover_difference(share(table.first, table.first_n, level), share(table.second, table.second_n, level))


def newcombe_envelope(first: range, first_n: int, second: range, second_n: int, level: float = 95) -> Envelope:
    """What the same interval may be where the counts of both groups are known to ranges; ValueError where one has no count."""
    firsts = [share(count, first_n, level) for count in first]
    seconds = [share(count, second_n, level) for count in second]
    return envelope(mover_difference(one, other) for one in firsts for other in seconds)
