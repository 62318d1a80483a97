"""Quantiles and tails of t, tails of chi-square, and roots of functions: the one door to scipy, which the extra `stats` brings.

Each raises NotInstalled where scipy is missing. Levels in percent.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from evtrials.errors import NotInstalled


def t_quantile(level: float, df: int) -> float:
    """How many standard errors an interval of this level by Student's t reaches to each side: 12.7 at 95 % with df 1."""
    return float(_special().stdtrit(df, 0.5 + level / 200))


def t_two_sided_p(t: float, df: int) -> float:
    """The two-sided p value of a statistic that has Student's t distribution."""
    return float(2 * _special().stdtr(df, -abs(t)))


def chi_square_p(statistic: float, df: int) -> float:
    """The chance that a chi-square variable exceeds the statistic."""
    return float(_special().chdtrc(df, statistic))


def root(function: Callable[[float], float], low: float, high: float) -> float:
    """Where a function that has one sign at `low` and the other at `high` is 0, to the machine's precision (Brent's method)."""
    try:
        from scipy.optimize import brentq
    except ImportError:
        raise NotInstalled("scipy", "stats") from None
    return float(brentq(function, low, high, xtol=1e-15, rtol=1e-14))


def _special() -> Any:
    try:
        from scipy import special
    except ImportError:
        raise NotInstalled("scipy", "stats") from None
    return special
