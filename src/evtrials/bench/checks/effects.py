"""An effect and the figures of its arms: they go the same way, and a difference is theirs."""

from __future__ import annotations

from collections.abc import Iterator

from evtrials.bench.checks.base import Doubt, cell, check, exceeds, lines
from evtrials.collection.loading import Loaded
from evtrials.evidence.rows import FigureRow
from evtrials.stats import gap, rounding_interval


@check(
    "W213",
    mend="See whether the arms or the direction of the contrast (of: A v B) are turned round. Curves that cross can do "
    "this: waive it with that.",
    inspect_sr=("4.4", "4.9"),
)
def arms_against_effect(loaded: Loaded) -> Iterator[Doubt]:
    """The figures of the arms go the other way than their ratio or difference: a longer median beside a hazard ratio above 1,
    a lower response rate beside an odds ratio above 1.
    """
    for effect, first, second in _contrasts(loaded):
        favours = _first_is_higher(effect, first)
        is_opposed = exceeds(second, first) if favours else exceeds(first, second)
        if favours is not None and is_opposed:
            yield Doubt.at(
                effect,
                f"{cell(first)} with {first.arm} and {cell(second)} with {second.arm} go against the {effect.measure} "
                f"{effect.figure.value} of {effect.arm} to {effect.comparator}",
                first,
                second,
            )


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
    """A printed difference is not the difference of the figures of its arms."""
    for effect, first, second in _contrasts(loaded):
        if effect.measure != "difference" or effect.method or {first.unit, second.unit} != {effect.unit}:
            continue
        a, b, printed = (rounding_interval(row.figure.value) for row in (first, second, effect))
        made = (a[0] - b[1], a[1] - b[0])
        if gap(made, printed) > 1e-9 and gap((-made[1], -made[0]), printed) > 1e-9:
            yield Doubt.at(
                effect,
                f"the difference {effect.figure.value} is not that of {first.figure.value} and {second.figure.value} "
                f"({float(first.figure.value) - float(second.figure.value):.4g})",
                first,
                second,
            )
