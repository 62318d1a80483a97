"""Strips: a ratio with its interval in so many characters."""

from __future__ import annotations

import pytest

from evtrials.plots.scale import ratio_scale
from evtrials.plots.strip import strip
from evtrials.questions.answer import Ratio

SCALE = ratio_scale([1], [0.5, 2])


@pytest.mark.parametrize(
    ("low", "value", "high", "drawn"),
    [
        (0.6, 0.75, 0.95, "   ├──■──┤│          "),
        (0.8, 1.1, 1.6, "       ├──┼■─────┤   "),
        (0.1, 0.7, 9.0, "◄────■────┼─────────►"),
        (None, 0.75, None, "      □   │          "),
        (None, 1.0, None, "          □          "),
    ],
)
def test_a_strip(low: float | None, value: float, high: float | None, drawn: str) -> None:
    """The interval crosses the line of 1 only where it holds 1, and ends in an arrow where it leaves the axis."""
    assert drawn == strip(Ratio(low, value, high), 21, SCALE)
