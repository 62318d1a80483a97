"""Scales: where a value lies between the ends of an axis, and a ruler of characters under it."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

# A ratio beyond these is drawn as an arrow, unless an estimate itself lies there.
_LEAST, _MOST = -3, 3


@dataclass(frozen=True, slots=True)
class Scale:
    """An axis from `low` to `high` with its ticks; logarithmic for ratios. `origin` is where there is no difference."""

    low: float
    high: float
    ticks: tuple[float, ...]
    is_log: bool = False
    origin: float | None = None

    def inside(self, value: float) -> float:
        """The value, or the end of the axis beyond which it lies."""
        return min(max(value, self.low), self.high)

    def share(self, value: float) -> float:
        """Where a value lies: 0 at the low end, 1 at the high end; outside them beyond."""
        if self.is_log:
            return (math.log(value) - math.log(self.low)) / (math.log(self.high) - math.log(self.low))
        return (value - self.low) / (self.high - self.low)

    def column(self, value: float, width: int) -> int:
        """The character, of `width`, in which a value lies; a value outside lies in the first or last.

        One that is not the origin never stands in the character of the origin, so that it shows its side.
        """
        at = round(self.share(self.inside(value)) * (width - 1))
        if self.origin not in (None, value) and at == self.column(self.origin, width):
            at += 1 if value > self.origin else -1
        return min(max(at, 0), width - 1)

    @property
    def labels(self) -> list[str]:
        """The ticks as printed."""
        return [f"{tick:g}" for tick in self.ticks]

    def under(self, texts: Iterable[str], width: int) -> str:
        """A text under each tick; one without room is left out."""
        line, free = [" "] * width, 0
        for tick, text in zip(self.ticks, texts, strict=True):
            start = min(max(self.column(tick, width) - (len(text) - 1) // 2, 0), width - len(text))
            if start >= free:
                line[start : start + len(text)] = text
                free = start + len(text) + 1
        return "".join(line).rstrip()

    def ruler(self, width: int) -> tuple[str, str]:
        """The axis with its ticks, and the labels under them."""
        at = {self.column(tick, width) for tick in self.ticks}
        return "".join("┬" if place in at else "─" for place in range(width)), self.under(self.labels, width)


def ratio_scale(estimates: Iterable[float], limits: Iterable[float]) -> Scale:
    """A logarithmic axis around 1 by powers of two, which holds every estimate, and limits from 1/8 to 8."""
    points = [math.log2(value) for value in estimates if value > 0]
    ends = [min(max(math.log2(value), _LEAST), _MOST) for value in limits if value > 0]
    low = min(-1, math.floor(min([*points, *ends], default=-1)))
    high = max(1, math.ceil(max([*points, *ends], default=1)))
    ticks = tuple(2.0**power for power in range(low, high + 1))
    return Scale(ticks[0], ticks[-1], ticks, is_log=True, origin=1.0)
