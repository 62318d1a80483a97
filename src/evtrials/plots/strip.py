"""Marks on an axis of so many characters: of a row of a picture, and of a row of a table that has room for it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from evtrials.plots.scale import Scale, ratio_scale
from evtrials.questions.answer import Ratio

LEFT, RIGHT = "◄", "►"
ESTIMATE, BARE = "■", "□"
FIRST, SECOND, BOTH = "●", "○", "◉"


class Mark(NamedTuple):
    """A sign at a value; or, of three signs, a line from `start` to the value: its beginning, its run, its end."""

    sign: str
    value: float
    start: float | None = None


def strip(ratio: Ratio | None, width: int, scale: Scale) -> str:
    """A ratio with its interval in so many characters, the line of no difference among them: `├──■──┤   │     `.

    Without an interval it is an open square; an interval ends in an arrow where it leaves the axis. None: the line alone.
    """
    return drawn(interval(ratio, scale) if ratio else (), scale, width)


def scale_of(ratios: Sequence[Ratio]) -> Scale:
    """The axis that holds some ratios, and their intervals as far as they are near."""
    limits = (limit for ratio in ratios for limit in (ratio.low, ratio.high) if limit)
    return ratio_scale([ratio.value for ratio in ratios], limits)


def interval(ratio: Ratio, scale: Scale) -> tuple[Mark, ...]:
    """The marks of a ratio with its interval."""
    low, value, high = ratio
    if low is None or high is None:
        return (Mark(BARE, value),)
    ends = LEFT if low < scale.low else "├", RIGHT if high > scale.high else "┤"
    return Mark("─".join(ends), high, low), Mark(ESTIMATE, value)


def drawn(marks: Sequence[Mark], scale: Scale, width: int) -> str:
    """Marks on the line of the origin, later ones over earlier ones; both arms in one place have a sign of their own."""
    cells = [" "] * width
    origin = -1 if scale.origin is None else scale.column(scale.origin, width)
    if origin >= 0:
        cells[origin] = "│"
    for sign, value, start in marks:
        at = scale.column(value, width)
        if start is not None:
            first = scale.column(start, width)
            for place in range(first, at + 1):
                cells[place] = "┼" if place == origin else sign[1]
            cells[first] = sign[0]
        cells[at] = BOTH if (cells[at], sign) == (SECOND, FIRST) else sign[-1]
    return "".join(cells)
