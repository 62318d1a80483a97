"""Scales: their ends, their ticks, where values lie."""

from __future__ import annotations

from evtrials.plots.scale import ratio_scale


def test_ratios_lie_on_powers_of_two() -> None:
    """The axis holds estimates and limits, and at least a half to two."""
    assert (0.25, 0.5, 1.0, 2.0) == ratio_scale([0.45], [0.38, 1.66]).ticks
    assert (0.5, 1.0, 2.0) == ratio_scale([0.9], [0.8, 1.1]).ticks


def test_an_extreme_limit_does_not_stretch_the_axis() -> None:
    """A limit beyond 1/8 or 8 leaves the axis; an estimate beyond them does not."""
    assert (0.125, 8.0) == (ratio_scale([1], [0.01, 100]).low, ratio_scale([1], [0.01, 100]).high)
    assert 16.0 == ratio_scale([9], [100]).high


def test_one_half_and_two_lie_equally_far_from_one() -> None:
    """The axis is logarithmic."""
    scale = ratio_scale([0.5, 2], [])
    assert [0.0, 0.5, 1.0] == [scale.share(value) for value in (0.5, 1, 2)]


def test_labels_without_room_are_left_out() -> None:
    """Two labels never touch; a tick without its label stays."""
    line, labels = ratio_scale([1], [0.125, 8]).ruler(19)
    assert 7 == line.count("┬")
    assert ["0.125", "1", "2", "4", "8"] == labels.split()
