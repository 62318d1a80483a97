"""A ratio on the scale on which ratios are pooled: its logarithm with the standard error, derived from the printed interval."""

from __future__ import annotations

import math
from typing import NamedTuple

from evtrials import stats
from evtrials.evidence.rows import FigureRow

RATIOS = ("hazard ratio", "odds ratio", "risk ratio")
_FROM = "value, ci_low, ci_high, ci_level"


class LogRatio(NamedTuple):
    """The natural logarithm of a ratio and its standard error. derived_from: of which columns, and whether turned round."""

    value: float
    se: float
    derived_from: str


def log_ratio(row: FigureRow) -> LogRatio | None:
    """The logarithm of the ratio of a row, of the experimental arm against the control whichever way round it is printed.

    None unless the ratio has a two-sided confidence interval of numbers at a printed level: a bound, a limit in words or a
    credible interval gives no standard error.
    """
    figure = row.figure
    if row.measure not in RATIOS or not figure.is_plain or figure.interval_kind != "CI" or (limits := figure.limits) is None:
        return None
    ratio, low, high = float(figure.value), *map(float, limits)
    if not 0 < low < high or ratio <= 0:
        return None
    se = round(stats.se_of_log_ratio(low, high, float(figure.level)), 6)
    value = round(math.log(ratio), 6)
    if row.contrast is not None and row.contrast.is_turned:
        return LogRatio(-value, se, f"{_FROM}, reciprocal")
    return LogRatio(value, se, _FROM)
