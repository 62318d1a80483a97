"""A ratio on the scale on which ratios are pooled: its logarithm with the standard error, derived from the printed interval."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from evtrials import stats
from evtrials.evidence.rows import RATIOS, FigureRow

_FROM = "value, ci_low, ci_high, ci_level"


class LogRatio(NamedTuple):
    """The natural logarithm of a ratio and its standard error, unrounded. derived_from: which columns, whether turned round."""

    value: float
    se: float
    derived_from: str


def log_ratio(row: FigureRow) -> LogRatio | None:
    """The logarithm of the ratio of a row, of the experimental arm against the control whichever way round it is printed.

    None unless the ratio lies within a two-sided confidence interval of numbers at a printed level: a bound, a limit in words
    or a credible interval gives no standard error.
    """
    figure = row.figure
    if row.measure not in RATIOS or not figure.is_plain or figure.interval_kind != "CI" or (limits := figure.limits) is None:
        return None
    return _derived(figure.value, *limits, figure.level, row.contrast is not None and row.contrast.is_turned)


@lru_cache(maxsize=4096)  # each of the three columns asks for it
def _derived(value: str, low: str, high: str, level: str, is_turned: bool) -> LogRatio | None:
    numbers = float(value), float(low), float(high)
    if not 0 < numbers[1] <= numbers[0] <= numbers[2] or numbers[1] == numbers[2]:
        return None
    effect = stats.effect_of_ratio(*numbers, float(level))
    return LogRatio(*effect.reversed(), f"{_FROM}, reciprocal") if is_turned else LogRatio(*effect, _FROM)
