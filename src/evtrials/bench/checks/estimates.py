"""Estimates and their intervals: inside, in the middle, as wide as the events allow, and in the direction of the arms."""

from __future__ import annotations

import math
from collections.abc import Iterator

from evtrials import stats
from evtrials.bench.checks.base import Doubt, analyses, cell, check, row_of
from evtrials.bench.checks.counts import denominator
from evtrials.collection.store import Loaded
from evtrials.evidence.rows import FigureRow, Path
from evtrials.trial.identity import ALL
from evtrials.trial.results import Row
from evtrials.trial.terms import Terms

RATIOS = ("hazard ratio", "odds ratio", "risk ratio")

# Beyond rounding, an estimate may lie off the middle by this share of the half width (of a log-rank or stratified
# estimate beside the interval of a Cox model).
OFF_CENTRE = 0.05
# The standard error behind an interval over the one which the events allow. Strata and adjustment make intervals a little
# wider than the formula. A 90 % interval taken for one of 95 % is 0.84 of its width, the other way round 1.19.
NARROWEST, WIDEST = 0.87, 1.17
# Percentage points by which the limits of a rate may leave the usual methods (exact, score, simple normal).
RATE_SLACK = 1.0


@check("E110", mend="Look the three numbers up again; where the source prints them so, waive this with the place.")
def estimate_outside_interval(loaded: Loaded, _: Terms) -> Iterator[Doubt]:
    """An estimate lies outside its confidence interval, or a median outside its printed range."""
    spreads: dict[Path, list[FigureRow]] = {}
    for row in loaded.figures:
        if row.measure in ("minimum", "maximum", "lower quartile", "upper quartile"):
            spreads.setdefault(row.path, []).append(row)
    for row in loaded.figures:
        value = row.figure.span(row.unit)
        if not row.figure.is_plain or value is None:
            continue
        if row.figure.has_interval:
            low, high = map(_limit, row.figure.limit_digits, (-math.inf, math.inf))
            if low[0] <= high[1] and (value[1] < low[0] or value[0] > high[1]):
                name = row.measure or "figure"
                yield Doubt(row.path, f"the {name} {cell(row)} lies outside its interval {row.figure.interval_text}", (row,))
        if row.path in spreads and row not in spreads[row.path]:
            low_end, high_end = spreads[row.path]
            if value[1] < _limit(low_end.figure.value, 0)[0] or value[0] > _limit(high_end.figure.value, 0)[1]:
                printed = f"{low_end.figure.value} to {high_end.figure.value}"
                yield Doubt(row.path, f"{row.figure.value} lies outside the printed {printed}", (row,))


def _limit(digits: str, otherwise: float) -> stats.Span:
    return stats.rounding_interval(digits) if digits else (otherwise, otherwise)


@check("E111", mend="Look the limits up again and write the lower first.")
def interval_reversed(loaded: Loaded, _: Terms) -> Iterator[Doubt]:
    """The lower limit of an interval or span is above the upper one."""
    for row in loaded.figures:
        pair = row.figure.between or row.figure.limits
        if pair and float(pair[0]) > float(pair[1]):
            yield Doubt(row.path, f"{pair[0]} to {pair[1]} runs from the higher number to the lower", (row,))


@check("E112", mend="Look the level up again; a level that is not printed is left out and read as 95 %.")
def impossible_interval_level(loaded: Loaded, _: Terms) -> Iterator[Doubt]:
    """The level of an interval is below 50 % or is 100 % or more."""
    for row in loaded.figures:
        if row.figure.level and not 50 <= float(row.figure.level) < 100:
            yield Doubt(row.path, f"no interval is one of {row.figure.level} %", (row,))


@check(
    "W210",
    mend="Look the three numbers up again; a digit may be wrong. An exact or bootstrap interval need not be symmetric: "
    "waive it with that.",
)
def estimate_off_centre(loaded: Loaded, _: Terms) -> Iterator[Doubt]:
    """A ratio is not in the middle of its interval on the logarithmic scale, or a difference on the plain one, though every
    printed number is given its whole rounding interval.
    """
    for row in loaded.figures:
        pair = row.figure.limits
        if pair is None or not row.figure.is_plain or row.measure not in (*RATIOS, "difference"):
            continue
        is_ratio = row.measure != "difference"
        low, value, high = (_scaled(digits, is_ratio) for digits in (pair[0], row.figure.value, pair[1]))
        if low is None or value is None or high is None or low[0] > high[1]:
            continue
        if value[1] < low[0] or high[1] < value[0]:
            continue  # it lies outside, which is the graver finding
        middle = ((low[0] + high[0]) / 2, (low[1] + high[1]) / 2)
        if stats.gap(value, middle) > OFF_CENTRE * (high[1] - low[0]) / 2:
            at = (float(pair[0]) + float(pair[1])) / 2
            where = ""
            if is_ratio:
                at = math.sqrt(float(pair[0]) * float(pair[1]))
                where = " on the logarithmic scale, on which such intervals are made"
            yield Doubt(
                row.path,
                f"the {row.measure} {row.figure.value} is not in the middle of its interval {row.figure.interval_text}: "
                f"the middle is about {at:.2g}{where}",
                (row,),
            )


def _scaled(digits: str, is_ratio: bool) -> stats.Span | None:
    """The rounding interval of a number, of a ratio on the logarithmic scale; None where that has no end."""
    low, high = stats.rounding_interval(digits)
    if not is_ratio:
        return low, high
    return (math.log(low), math.log(high)) if low > 0 else None


@check(
    "W211",
    mend="Look up the interval, its level (90 or 95 %) and the events; the events may be those of another cut or assessor.",
)
def interval_width_against_events(loaded: Loaded, _: Terms) -> Iterator[Doubt]:
    """The interval of a hazard ratio is far narrower or wider than the printed number of events allows, given how patients
    were divided between the arms (standard error 1 / sqrt(events x share x (1 - share)), Schoenfeld 1981).
    """
    for row in loaded.figures:
        pair = row.figure.limits
        if pair is None or row.kind != "effect" or row.measure != "hazard ratio":
            continue
        expected, told = _expected_error(loaded, row)
        low, high = stats.rounding_interval(pair[0]), stats.rounding_interval(pair[1])
        if not told or low[0] <= 0 or low[1] >= high[0]:
            continue
        level = float(row.figure.level)
        narrowest = stats.se_of_log_ratio(low[1], high[0], level)
        widest = stats.se_of_log_ratio(low[0], high[1], level)
        if widest < NARROWEST * expected[0] or narrowest > WIDEST * expected[1]:
            # No event count makes an interval that reaches further; the words stay short.
            half = min(stats.normal_quantile(level) * expected[0], 7.0)
            ratio = float(row.figure.value) if row.figure.value else math.sqrt(float(pair[0]) * float(pair[1]))
            yield Doubt(
                row.path,
                f"the interval {row.figure.interval_text} is too {'narrow' if widest < expected[0] else 'wide'} for {told}: "
                f"these give about {ratio * math.exp(-half):.2f} to {ratio * math.exp(half):.2f}",
                (row,),
            )


def _expected_error(loaded: Loaded, row: FigureRow) -> tuple[stats.Span, str]:
    """The standard error that the printed events allow, as a range, and the words for them; none where too little is printed."""
    trial, stored = loaded.trial, row_of(loaded, row)
    events = stored.events if isinstance(stored.events, dict) else {}
    counts = [_events_of_arm(stored, events, arm, row, loaded) for arm in (row.arm, row.comparator)]
    if all(counts):
        first, second = (int(count) for count in counts)
        error = stats.se_of_log_hazard_ratio_by_arm(first, second)
        return (error, error), f"{first} and {second} events"
    total = stored.events if isinstance(stored.events, str) and stored.events.isdigit() else ""
    if not total and _is_counted_by_its_cut(loaded, row):
        total = trial.cuts[row.cut].events or ""
    sizes = [_size(loaded, stored, arm, row.population) for arm in (row.arm, row.comparator)]
    if not total.isdigit() or not int(total) or not all(sizes):
        return (0.0, 0.0), ""
    # While patients are without event, their events divide as the hazards do; at the end, as the patients do.
    share = sizes[0] / sum(sizes)
    hazard = float(row.figure.value) if row.figure.is_plain and float(row.figure.value) > 0 else 1.0
    by_hazard = share * hazard / (share * hazard + 1 - share)
    errors = [stats.se_of_log_hazard_ratio(int(total), part) for part in (share, by_hazard)]
    return (min(errors), max(errors)), f"{total} events of {sizes[0]} and {sizes[1]} patients"


def _events_of_arm(stored: Row, events: dict[str, str], arm: str, row: FigureRow, loaded: Loaded) -> str:
    if arm in events:
        return events[arm] if events[arm].isdigit() and int(events[arm]) else ""
    figure = stored.values.get(arm)
    measure = stored.measure or loaded.trial.endpoints[row.key].measure
    unit = stored.unit or loaded.trial.endpoints[row.key].unit
    if figure is None or measure not in ("events", "deaths") or figure.qualifier:
        return ""
    digits = figure.events or (figure.value if unit in ("events", "participants") else "")
    return digits if digits.isdigit() and int(digits) else ""


def _is_counted_by_its_cut(loaded: Loaded, row: FigureRow) -> bool:
    """The events of a cut are those of the one primary endpoint, in all patients, by the protocol's assessor."""
    trial = loaded.trial
    primary = [key for key, endpoint in trial.endpoints.items() if endpoint.role in ("primary", "co-primary")]
    return (
        row.cut in trial.cuts
        and row.population == ALL
        and not row.period
        and primary == [row.key]
        and row.role in ("primary", "co-primary")
        and row.assessor == (trial.endpoints[row.key].assessor or row.assessor)
        and len([arm for arm in trial.arms.values() if not arm.external]) == 2
    )


def _size(loaded: Loaded, stored: Row, arm: str, population: str) -> int:
    n = stored.n.get(arm, "") if isinstance(stored.n, dict) else ""
    if not n and population == ALL:
        n = loaded.trial.arms[arm].n or ""
    return int(n) if n.isdigit() else 0


@check(
    "W212",
    mend="See which level the source prints beside which interval; waive it with the place if it prints both.",
)
def mixed_interval_levels(loaded: Loaded, _: Terms) -> Iterator[Doubt]:
    """One analysis has intervals of more than one level, as 90 % for the ratio and 95 % for the medians."""
    for path, rows in analyses(loaded):
        levels = dict.fromkeys(row.figure.level for row in rows if row.figure.level)
        if len(levels) > 1:
            marked = tuple(row for row in rows if row.figure.level)
            yield Doubt(path, f"one analysis has intervals of {' and '.join(levels)} %", marked)


@check(
    "W213",
    mend="See whether the arms or the direction of the contrast (of: A v B) are turned round. Curves that cross can do "
    "this: waive it with that.",
)
def arms_against_effect(loaded: Loaded, _: Terms) -> Iterator[Doubt]:
    """The figures of the arms go the other way than their ratio or difference: a longer median beside a hazard ratio above 1,
    a lower response rate beside an odds ratio above 1.
    """
    for _path, rows in analyses(loaded):
        for effect, first, second in _contrasted(rows):
            higher = _higher(first, second)
            favours = _first_is_higher(effect, first)
            if higher is None or favours is None or higher == favours:
                continue
            yield Doubt(
                effect.path,
                f"{cell(first)} with {first.arm} and {cell(second)} with {second.arm} go against the {effect.measure} "
                f"{effect.figure.value} of {effect.arm} to {effect.comparator}",
                (effect, first, second),
            )


def _contrasted(rows: list[FigureRow]) -> Iterator[tuple[FigureRow, FigureRow, FigureRow]]:
    """Each effect of a row with the figures of both its arms, where all three are plain numbers."""
    # The figure of an arm stands under its id; a count of patients or events beside it is no result.
    arms = {row.arm: row for row in rows if row.kind == "outcome" and row.path[4] == row.arm and row.figure.is_plain}
    for effect in rows:
        compares = effect.kind in ("effect", "association") and effect.figure.is_plain
        if compares and effect.arm in arms and effect.comparator in arms:
            yield effect, arms[effect.arm], arms[effect.comparator]


def _higher(first: FigureRow, second: FigureRow) -> bool | None:
    """Whether the first arm has the higher figure; None where rounding hides it."""
    if first.figure.exceeds(second.figure, first.unit):
        return True
    return False if second.figure.exceeds(first.figure, second.unit) else None


def _first_is_higher(effect: FigureRow, arm: FigureRow) -> bool | None:
    """Whether the effect says that the first arm has the higher figure; None where it says neither."""
    low, high = stats.rounding_interval(effect.figure.value)
    if effect.measure == "hazard ratio":
        # Fewer events over time mean a longer median; and a higher share without event where not having it is better.
        timed = arm.measure == "median" or (arm.measure == "landmark rate" and arm.better == "higher")
        return None if not timed or low <= 1 <= high else high < 1
    if effect.measure in ("odds ratio", "risk ratio"):
        return None if arm.measure not in ("rate", "count", "landmark rate") or low <= 1 <= high else low > 1
    return None if low <= 0 <= high else low > 0


@check("W214", mend="Look the three numbers up again; say method: where the difference is adjusted or stratified.")
def difference_against_arms(loaded: Loaded, _: Terms) -> Iterator[Doubt]:
    """A printed difference is not the difference of the figures of its arms."""
    for _path, rows in analyses(loaded):
        for effect, first, second in _contrasted(rows):
            if effect.measure != "difference" or effect.method or {first.unit, second.unit} != {effect.unit}:
                continue
            a, b, printed = (stats.rounding_interval(row.figure.value) for row in (first, second, effect))
            made = (a[0] - b[1], a[1] - b[0])
            if stats.gap(made, printed) > 1e-9 and stats.gap((-made[1], -made[0]), printed) > 1e-9:
                yield Doubt(
                    effect.path,
                    f"the difference {effect.figure.value} is not that of {first.figure.value} and {second.figure.value} "
                    f"({float(first.figure.value) - float(second.figure.value):.4g})",
                    (effect, first, second),
                )


@check(
    "W215",
    mend="Look up rate, interval, level and denominator; a method for two-stage designs may differ: waive it with that.",
)
def rate_interval(loaded: Loaded, terms: Terms) -> Iterator[Doubt]:
    """The interval of a response rate is not the one that its number of patients gives by the exact (Clopper and Pearson
    1934), the score (Wilson 1927) or the simple normal method.
    """
    for row in loaded.figures:
        pair, (n, told) = row.figure.limits, denominator(loaded, row, terms)
        if pair is None or not n or row.measure != "rate" or row.unit != "percent" or not row.figure.is_plain:
            continue
        low, high = (stats.rounding_interval(limit) for limit in pair)
        counts = list(stats.counts_for_percentage(row.figure.value, n))
        if row.events.isdigit() and int(row.events) <= n:
            counts = [int(row.events)]
        level = float(row.figure.level)
        methods = (stats.clopper_pearson, stats.wilson, stats.wald)
        made = [method(count, n, level) for count in {*counts[:1], *counts[-1:]} for method in methods]
        if not made:
            continue
        lows, highs = ((100 * min(ends), 100 * max(ends)) for ends in zip(*made, strict=True))
        if stats.gap(low, lows) > RATE_SLACK or stats.gap(high, highs) > RATE_SLACK:
            exact = stats.clopper_pearson(counts[0], n, level)
            yield Doubt(
                row.path,
                f"the interval {row.figure.interval_text} is not that of {cell(row)} of {told}: the exact one is "
                f"{100 * exact[0]:.1f} to {100 * exact[1]:.1f}",
                (row,),
            )
