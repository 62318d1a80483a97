"""A forest picture of the ratios of a table, in the order of its rows: where everything stands, for a template to draw."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from evtrials.evidence.rows import RATIOS
from evtrials.plots.forest import sides_of
from evtrials.plots.strip import scale_of
from evtrials.questions.in_short import ratio_of

if TYPE_CHECKING:
    from evtrials.evidence.contrasts import ContrastLine
    from evtrials.plots.scale import Scale
    from evtrials.questions.answer import Ratio

# Units of the picture: its names, the axis beside them, room at the right, a row, what stands above and below the rows.
_NAMES, _AXIS, _RIGHT, _ROW, _TOP, _BOTTOM = 140.0, 212.0, 8.0, 20.0, 22.0, 24.0
# As wide as a letter of what stands above the rows, and the room beside 1.
_LETTER, _APART = 7.0, 6.0
# A longer name is written smaller.
_LONG_NAME = 18


class Drawn(NamedTuple):
    """A ratio of a row: where its name and line stand from the top, its estimate from the left, and its interval, None without
    one. is_cut: whether the interval leaves the axis at the left, and at the right."""

    trial: str
    is_long: bool
    at: float
    low: float | None
    value: float
    high: float | None
    is_cut: tuple[bool, bool]


class Tick(NamedTuple):
    """A place of the axis with what stands under it."""

    at: float
    label: str


class Side(NamedTuple):
    """Whom a ratio on one side of 1 favours, and where the text stands: at the left its end, at the right its beginning."""

    at: float
    text: str


class Forest(NamedTuple):
    """A picture of the ratios of one measure. one: where 1 is."""

    id: str
    title: str
    description: str
    rows: tuple[Drawn, ...]
    ticks: tuple[Tick, ...]
    one: float
    sides: tuple[Side, Side]
    width: float
    height: float


def forests_of(lines: Sequence[ContrastLine], section: str, name: str) -> Iterator[Forest]:
    """A picture for each measure of which two contrasts or more have a ratio."""
    for measure in RATIOS:
        mine = [line for line in lines if line.effect and line.effect.measure == measure]
        drawn = [(line, ratio) for line in mine if (ratio := ratio_of(line.effect))]
        if len(drawn) > 1:
            yield _forest(drawn, f"{section}:{measure.split()[0]}", f"{name}: {measure}")


def _forest(drawn: Sequence[tuple[ContrastLine, Ratio]], id_: str, title: str) -> Forest:
    scale = scale_of([ratio for _, ratio in drawn])
    rows = tuple(_drawn(line.trial.id, ratio, scale, place) for place, (line, ratio) in enumerate(drawn))
    one, width, sides = _across(1, scale), _NAMES + _AXIS + _RIGHT, sides_of([line for line, _ in drawn])
    left, right = f"\u2190 {sides[0]}", f"{sides[1]} \u2192"
    # Beside 1 where there is room; else as far left as the picture needs.
    start = min(one + _APART, width - _LETTER * len(right))
    places = Side(round(min(one, start) - _APART, 1), left), Side(round(start, 1), right)
    description = (
        f"The ratios of the table below, in its order, on a logarithmic axis; left of 1 {sides[0]}, right of it {sides[1]}. "
        "A filled square has an interval, an open one none; an arrow leaves the axis. Nothing is pooled."
    )
    ticks = tuple(Tick(_across(value, scale), label) for value, label in zip(scale.ticks, scale.labels, strict=True))
    height = _TOP + _ROW * len(rows) + _BOTTOM
    return Forest(id_, title, description, rows, ticks, one, places, width, height)


def _drawn(trial: str, ratio: Ratio, scale: Scale, place: int) -> Drawn:
    at = _TOP + _ROW * place
    if ratio.low is None or ratio.high is None:
        return Drawn(trial, len(trial) > _LONG_NAME, at, None, _across(ratio.value, scale), None, (False, False))
    cut = ratio.low < scale.low, ratio.high > scale.high
    low, high = (_across(scale.inside(limit), scale) for limit in (ratio.low, ratio.high))
    return Drawn(trial, len(trial) > _LONG_NAME, at, low, _across(ratio.value, scale), high, cut)


def _across(value: float, scale: Scale) -> float:
    return round(_NAMES + _AXIS * scale.share(value), 1)
