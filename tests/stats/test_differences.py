"""Indirect comparisons and interactions, pinned to published examples."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evtrials.stats import Effect, effect_of_ratio
from evtrials.stats.indirect import difference

some = st.builds(Effect, st.floats(-3, 3), st.floats(0.01, 2))


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    # The tests of the R package maicplus, function bucher, at 90 %: difference, standard error, limits, p.
    [
        (
            Effect(math.log(1.1), 0.2),
            Effect(math.log(1.3), 0.18),
            (-0.1670540846631661, 0.26907248094147423, -0.6096389308525807, 0.27553076152624845, 0.5346972582218585),
        ),
        (Effect(1, 0.04), Effect(1.2, 0.08), (-0.2, 0.0894427191, -0.347120, -0.052880, 0.0253473)),
    ],
)
def test_bucher_as_in_maicplus(first, second, expected):
    """A against B less C against B is A against C, with the variances of both."""
    found = difference(first, second)
    assert expected == pytest.approx((*found, *found.interval(90).span, found.p), abs=5e-7)


def test_interaction_as_in_altman_and_bland():
    """BMJ 2003;326:219: 0.67 (0.46 to 0.98) and 0.88 (0.71 to 1.08): d -0.273, SE 0.2206, z -1.24, P 0.2, ratio 0.76 (0.49 to 1.17)."""
    found = difference(effect_of_ratio(0.67, 0.46, 0.98), effect_of_ratio(0.88, 0.71, 1.08))
    assert (-0.2726, 0.2206, -1.24, 0.2) == (round(found.value, 4), round(found.se, 4), round(found.z, 2), round(found.p, 1))
    assert (0.76, 0.49, 1.17) == tuple(round(number, 2) for number in found.ratio())


def test_direct_against_indirect_as_in_bucher():
    """J Clin Epidemiol 1997;50:683-91: indirect OR 0.37 (0.21 to 0.65), direct 0.64 (0.45 to 0.90), P for their difference 0.11."""
    assert 0.11 == round(difference(effect_of_ratio(0.37, 0.21, 0.65), effect_of_ratio(0.64, 0.45, 0.90)).p, 2)


@settings(max_examples=30, deadline=None, derandomize=True)
@given(some, some)
def test_a_swap_turns_an_indirect_comparison_round(first, second):
    """C against A is A against C with the other sign; its ratio the reciprocal, limits changed over."""
    one, other = difference(first, second), difference(second, first)
    assert one == pytest.approx(other.reversed())
    assert [1 / number for number in one.ratio()] == pytest.approx([other.ratio().value, other.ratio().high, other.ratio().low])
