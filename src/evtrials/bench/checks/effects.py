"""An effect and the figures of its arms: they go the same way, about as far, and a difference is theirs."""

from __future__ import annotations

import math
from collections.abc import Iterator

from evtrials.bench.checks.base import Doubt, cell, check, exceeds, lines
from evtrials.bench.checks.readings import Supposition, verdict
from evtrials.collection.loading import Loaded
from evtrials.evidence.rows import FigureRow
from evtrials.notation.times import DAYS
from evtrials.stats import Span, gap, rounding_interval

# By this factor a hazard ratio may be off from what the times of its arms imply.
FAR = 3.0
POINTS, RELATIVE = Supposition("it is in percentage points"), Supposition("it is in percent of one of them")


@check(
    "W213",
    mend="See whether the arms or the direction of the contrast (of: A v B) are turned round. Curves that cross can do "
    "this: waive it with that.",
    inspect_sr=("4.4", "4.9"),
)
def arms_against_effect(loaded: Loaded) -> Iterator[Doubt]:
    """The figures of the arms go the other way than their ratio or difference: a longer median beside a hazard ratio above 1,
    a lower response rate beside an odds ratio above 1.

    Needs: the effect and the figures of both its arms in one row.
    Limits: medians are one point of two curves; where these cross, or the ratio is near 1, both may be right.
    """
    for effect, first, second in _contrasts(loaded):
        if _is_opposed(effect, first, second):
            yield Doubt.at(
                effect,
                f"{cell(first)} with {first.arm} and {cell(second)} with {second.arm} go against the {effect.measure} "
                f"{effect.figure.value} of {effect.arm} to {effect.comparator}",
                first,
                second,
            )


def _is_opposed(effect: FigureRow, first: FigureRow, second: FigureRow) -> bool:
    favours = _first_is_higher(effect, first)
    return favours is not None and (exceeds(second, first) if favours else exceeds(first, second))


@check(
    "W219",
    mend="Look the three numbers up again, with their units; a digit or a decimal point may be wrong. Curves that are flat or "
    "part late can do this: waive it with that.",
    inspect_sr=("4.4", "4.9"),
)
def times_against_hazard_ratio(loaded: Loaded) -> Iterator[Doubt]:
    """A hazard ratio is far from that which the medians or the survival of its arms imply, were hazards proportional (and of
    medians: steady): 34 and 3.2 months beside 0.45, where one is in weeks.

    Needs: the hazard ratio and both figures in one row, in one unit.
    Limits: hazards need be neither; so only a factor of three is doubted.
    """
    for effect, first, second in _contrasts(loaded):
        implied = _hazard_ratio_of(first, second) if effect.measure == "hazard ratio" else None
        if implied is None or _is_opposed(effect, first, second):  # the other way is another finding
            continue
        low, high = rounding_interval(effect.figure.value)
        if implied[0] > FAR * high or implied[1] * FAR < low:
            about = (implied[0] * implied[1]) ** 0.5
            told = f"{cell(first)} with {first.arm} and {cell(second)} with {second.arm} imply a hazard ratio"
            yield Doubt.at(effect, f"{told} of about {about:.2g}, not {effect.figure.value}", first, second)


def _hazard_ratio_of(first: FigureRow, second: FigureRow) -> Span | None:
    """The hazard ratio, as a range, of two medians (their reciprocal ratio, of steady hazards) or of survival at one time (the
    ratio of the logarithms, of proportional ones); None of other figures.
    """
    if first.unit != second.unit or first.measure != second.measure or first.better != "higher":
        return None
    a, b = (rounding_interval(row.figure.value) for row in (first, second))
    if first.measure == "median" and first.unit in DAYS and min(a[0], b[0]) > 0:
        return b[0] / a[1], b[1] / a[0]
    if first.measure == "landmark rate" and first.unit == "percent" and min(a[0], b[0]) > 0 and max(a[1], b[1]) < 100:
        hazards = [[-math.log(share / 100) for share in (most, least)] for least, most in (a, b)]
        return hazards[0][0] / hazards[1][1], hazards[0][1] / hazards[1][0]
    return None


def _contrasts(loaded: Loaded) -> Iterator[tuple[FigureRow, FigureRow, FigureRow]]:
    """Each effect with the figures of both its arms in the same row, where all three are plain numbers."""
    for _path, rows in lines(loaded, within=("results",)):
        plain = [row for row in rows if row.figure.is_plain]
        # The figure of an arm stands under its id; a count of patients or events beside it is no result.
        arms = {row.arm: row for row in plain if row.kind == "outcome" and row.path[4] == row.arm}
        for effect in plain:
            if effect.kind in ("effect", "association") and {effect.arm, effect.comparator} <= set(arms):
                yield effect, arms[effect.arm], arms[effect.comparator]


def _first_is_higher(effect: FigureRow, arm: FigureRow) -> bool | None:
    """Whether the effect says that the first arm has the higher figure; None where it says neither."""
    low, high = rounding_interval(effect.figure.value)
    if effect.measure == "hazard ratio":
        # Fewer events over time mean a longer median; and a higher share without event where not having it is better.
        timed = arm.measure == "median" or (arm.measure == "landmark rate" and arm.better == "higher")
        return None if not timed or low <= 1 <= high else high < 1
    if effect.measure in ("odds ratio", "risk ratio"):
        return None if arm.measure not in ("rate", "count", "landmark rate") or low <= 1 <= high else low > 1
    return None if low <= 0 <= high else low > 0


@check(
    "W214",
    mend="Look the three numbers up again; say method: where the difference is adjusted or stratified.",
    inspect_sr=("4.9",),
)
def difference_against_arms(loaded: Loaded) -> Iterator[Doubt]:
    """A printed difference is not the difference of the figures of its arms. The finding tells whether it would be a relative
    change.

    Needs: the difference and both figures in one row, in one unit.
    Limits: a difference of adjusted means, or of medians of pairs, need not be that of the arms.
    """
    for effect, first, second in _contrasts(loaded):
        if effect.measure != "difference" or effect.method or {first.unit, second.unit} != {_unit_of_arms(effect)}:
            continue
        is_relative = effect.unit == "relative percent"
        if not _is_difference(effect, first, second, is_relative):
            # That numbers are cut off explains nothing: their difference may be as far off as that of rounded ones.
            explained = verdict([([POINTS if is_relative else RELATIVE], _is_difference(effect, first, second, not is_relative))])
            yield Doubt.at(
                effect,
                f"the difference {effect.figure.value} is not that of {first.figure.value} and {second.figure.value} "
                f"({float(first.figure.value) - float(second.figure.value):.4g}); {explained}",
                first,
                second,
            )


def _unit_of_arms(effect: FigureRow) -> str:
    """The unit of the figures whose difference is in percentage points, or a relative change."""
    return "percent" if effect.unit in ("percentage points", "relative percent") else effect.unit


def _is_difference(effect: FigureRow, first: FigureRow, second: FigureRow, is_relative: bool) -> bool:
    """Whether a difference, of either sign, is that of two figures, or in percent of one of them."""
    a, b, printed = (rounding_interval(row.figure.value) for row in (first, second, effect))
    made = [(a[0] - b[1], a[1] - b[0])]
    if is_relative:
        made = [_in_percent(made[0], whole) for whole in (a, b) if whole[0] > 0]
    return any(gap(span, printed) <= 1e-9 or gap((-span[1], -span[0]), printed) <= 1e-9 for span in made)


def _in_percent(difference: Span, whole: Span) -> Span:
    ends = [100 * end / of for end in difference for of in whole]
    return min(ends), max(ends)
