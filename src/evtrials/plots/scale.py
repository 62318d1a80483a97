"""Scales: where a value lies between the ends of an axis, and a ruler of characters under it."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

_STEPS = (1, 2, 5, 10, 20, 25, 50, 100, 200, 500, 1000)
# A ratio beyond these is drawn as an arrow, unless an estimate itself lies there.
_LEAST, _MOST = -3, 3


@dataclass(frozen=True, slots=True)
class Scale:
    """An axis from `low` to `high` with its ticks; logarithmic for ratios."""

    low: float
    high: float
    ticks: tuple[float, ...]
    is_log: bool = False
    unit: str = ""

    def share(self, value: float) -> float:
        """Where a value lies: 0 at the low end, 1 at the high end; outside them beyond."""
        if self.is_log:
            return (math.log(value) - math.log(self.low)) / (math.log(self.high) - math.log(self.low))
        return (value - self.low) / (self.high - self.low)

    def column(self, value: float, width: int) -> int:
        """The character, of `width`, in which a value lies; a value outside lies in the first or last."""
        return min(max(round(self.share(value) * (width - 1)), 0), width - 1)

    def label(self, tick: float) -> str:
        """A tick as printed."""
        return f"{tick:g}{self.unit}"

    def ruler(self, width: int) -> tuple[str, str]:
        """The axis with its ticks, and the labels under them; a label without room is left out."""
        line, labels = ["─"] * width, [" "] * width
        free = 0
        for tick in self.ticks:
            at = self.column(tick, width)
            line[at] = "┬"
            text = self.label(tick)
            start = min(max(at - (len(text) - 1) // 2, 0), width - len(text))
            if start >= free:
                labels[start : start + len(text)] = text
                free = start + len(text) + 1
        return "".join(line), "".join(labels)


def ratio_scale(estimates: Iterable[float], limits: Iterable[float]) -> Scale:
    """A logarithmic axis around 1 by powers of two, which holds every estimate, and limits from 1/8 to 8."""
    points = [math.log2(value) for value in estimates if value > 0]
    ends = [min(max(math.log2(value), _LEAST), _MOST) for value in limits if value > 0]
    low = min(-1, math.floor(min([*points, *ends], default=-1)))
    high = max(1, math.ceil(max([*points, *ends], default=1)))
    ticks = [2.0**power for power in range(low, high + 1)]
    return Scale(ticks[0], ticks[-1], tuple(ticks), is_log=True)


def linear_scale(low: float, high: float, unit: str = "", most: int = 6) -> Scale:
    """An axis from `low` to a round number at or above `high`, with at most so many round ticks."""
    step = next((step for step in _STEPS if high / step - low / step <= most - 1), _STEPS[-1])
    first, last = math.ceil(low / step), max(math.ceil(high / step), math.ceil(low / step) + 1)
    ticks = tuple(float(step * index) for index in range(first, last + 1))
    return Scale(min(low, ticks[0]), ticks[-1], ticks, unit=unit)
