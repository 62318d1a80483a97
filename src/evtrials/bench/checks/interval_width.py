"""The width of an interval against the number of events, which alone decides how narrow a hazard ratio can be known."""

from __future__ import annotations

import math
from collections.abc import Iterator

from evtrials import stats
from evtrials.bench.checks.base import check_of_figures, whole
from evtrials.bench.checks.counts import events_of_cut, own_arms, size_of_arm
from evtrials.bench.checks.readings import confidence_limits, of_level, other_levels, verdict
from evtrials.collection.loading import Loaded
from evtrials.evidence.rows import FigureRow
from evtrials.stats import Span, rounding_interval
from evtrials.trial.identity import ALL
from evtrials.trial.results import Row

# The standard error behind an interval over the one which the events allow. Strata and adjustment make intervals a little
# wider than the formula. A 90 % interval taken for one of 95 % is 0.84 of its width, the other way round 1.19.
NARROWEST, WIDEST = 0.87, 1.17
# Another level would do where it comes nearer than this.
NEAR = 1.05


@check_of_figures(
    "W211",
    mend="Look up the interval, its level (90 or 95 %) and the events; the events may be those of another cut or assessor.",
    inspect_sr=("4.9",),
)
def interval_width_against_events(row: FigureRow, loaded: Loaded) -> Iterator[str]:
    """The interval of a hazard ratio is far narrower or wider than the printed number of events allows, given how patients
    were divided between the arms (standard error 1 / sqrt(events x share x (1 - share)), Schoenfeld 1981).

    Needs: the limits of a hazard ratio of two arms, and the events of each, or of both with the patients of each.
    Limits: hazard ratios far from 1, strata and adjustment widen an interval; only what is beyond these is found.
    """
    limits, allowed = confidence_limits(row.figure), _error_allowed(loaded, row)
    if limits is None or allowed is None:
        return
    (least, most), events = allowed
    low, high = (rounding_interval(limit) for limit in limits)
    if low[0] <= 0 or low[1] >= high[0]:
        return
    level = float(row.figure.level)
    too_narrow = stats.se_of_log_ratio(low[0], high[1], level) < NARROWEST * least
    too_wide = stats.se_of_log_ratio(low[1], high[0], level) > WIDEST * most
    if too_narrow or too_wide:
        levels = [(other, stats.se_of_log_ratio(low[0], high[0], other)) for other in other_levels(level, loaded)]
        explained = verdict(([of_level(other)], least / NEAR <= error <= most * NEAR) for other, error in levels)
        # No event count makes an interval that reaches further; the words stay short.
        half = min(stats.normal_quantile(level) * least, 7.0)
        ratio = row.figure.number or math.sqrt(float(limits[0]) * float(limits[1]))
        yield (
            f"the interval {row.figure.interval_text} is too {'narrow' if too_narrow else 'wide'} for {events}: "
            f"these give about {ratio * math.exp(-half):.2f} to {ratio * math.exp(half):.2f}; {explained}"
        )


def _error_allowed(loaded: Loaded, row: FigureRow) -> tuple[Span, str] | None:
    """The standard error, as a range, that the printed events behind the hazard ratio of two arms allow; words for these.

    The events are those of each arm, else of both together; None where too little is printed.
    """
    if row.kind != "effect" or row.measure != "hazard ratio":
        return None
    stored = loaded.trial.endpoints[row.key].results[int(row.path[3])]
    first, second = (_events_of_arm(loaded, row, stored, arm) for arm in (row.arm, row.comparator))
    if first and second:
        error = stats.se_of_log_hazard_ratio_by_arm(first, second)
        return (error, error), f"{first} and {second} events"
    total = whole(stored.events) if isinstance(stored.events, str) else 0
    if not total and len(own_arms(loaded)) == 2:
        total = events_of_cut(loaded, row)
    sizes = [_size(loaded, row, stored, arm) for arm in (row.arm, row.comparator)]
    if not total or not all(sizes):
        return None
    # While patients are without event, their events divide as the hazards do; at the end, as the patients do.
    share = sizes[0] / sum(sizes)
    hazard = (row.figure.number if row.figure.is_plain else None) or 1.0
    by_hazard = share * hazard / (share * hazard + 1 - share)
    errors = [stats.se_of_log_hazard_ratio(total, part) for part in (share, by_hazard)]
    return (min(errors), max(errors)), f"{total} events of {sizes[0]} and {sizes[1]} patients"


def _events_of_arm(loaded: Loaded, row: FigureRow, stored: Row, arm: str) -> int:
    if isinstance(stored.events, dict) and arm in stored.events:
        return whole(stored.events[arm])
    endpoint, figure = loaded.trial.endpoints[row.key], stored.values.get(arm)
    if figure is None or figure.qualifier or (stored.measure or endpoint.measure) not in ("events", "deaths"):
        return 0
    is_counted = (stored.unit or endpoint.unit) in ("events", "participants")
    return whole(figure.events or (figure.value if is_counted else ""))


def _size(loaded: Loaded, row: FigureRow, stored: Row, arm: str) -> int:
    """The patients of an arm in a contrast: those printed with the row, else of all patients the size of the arm."""
    if isinstance(stored.n, dict) and arm in stored.n:
        return whole(stored.n[arm])
    return size_of_arm(loaded, arm) if row.population == ALL else 0
