"""Absolute effects, pinned to published examples."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evtrials.stats import Estimate
from evtrials.stats.absolute import from_ratio, mover_difference, number_needed
from evtrials.stats.two_by_two import TwoByTwo, newcombe_difference


@st.composite
def estimates(draw, least=0.0, most=1.0):
    """A number between its limits, all within a range."""
    low, value, high = sorted(draw(st.lists(st.floats(least, most), min_size=3, max_size=3)))
    return Estimate(value, low, high)


@pytest.mark.parametrize(
    ("measure", "baseline", "ratio", "treated", "difference"),
    # The README of the R package abseff, per 1000; it subtracts rounded numbers: -66 (-143), where -65.4 (-142.3) is meant.
    [
        ("risk ratio", 50 / 130, (0.83, 0.63, 1.03), (319, 242, 396), (-65, -142, 12)),
        ("odds ratio", 14 / 100, (1.57, 1.31, 1.87), (204, 176, 233), (64, 36, 93)),
        ("hazard ratio", 0.055, (0.90, 0.61, 1.34), (50, 34, 73), (-5, -21, 18)),
    ],
)
def test_absolute_effects_as_in_abseff(measure, baseline, ratio, treated, difference):
    """The risk with the treatment and its difference from that without, of a risk, an odds and a hazard ratio."""
    found = from_ratio(measure, baseline, Estimate(*ratio))
    assert treated == tuple(round(1000 * share) for share in found.treated)
    assert difference == tuple(round(1000 * share) for share in found.difference)


def test_of_those_without_the_event_the_limits_change_over():
    """A hazard ratio of 0.5 (0.25 to 1) makes 36 % of 13 % alive at most and 13 % at least; by hand, and by events the same."""
    free, events = (from_ratio("hazard ratio", share, Estimate(0.5, 0.25, 1), kind) for share, kind in ((0.16, True), (0.84, False)))
    assert (0.4, 0.16, 0.16**0.25) == pytest.approx(free.treated)
    assert tuple(free.difference) == pytest.approx(tuple(events.difference.reversed()))


@pytest.mark.parametrize(("ratio", "needed"), [(0.43, 3.682763), (0.35, 2.884475), (0.54, 5.307767)])
def test_number_needed_of_times_by_the_formula_of_altman_and_andersen(ratio, needed):
    """BMJ 1999;319:1492-5: 1 / (S^HR - S), worked in R where 10 % of the controls are without the event."""
    gain = from_ratio("hazard ratio", 0.10, Estimate(ratio, ratio, ratio), event_free=True).difference
    assert needed == round(number_needed(gain).value, 6)


def test_number_needed_as_in_altman():
    """BMJ 1998;317:1309-12: a gain of 10 % (-5 to 25): NNTB 10 (NNTH 20 to infinity to NNTB 4)."""
    found = number_needed(Estimate(0.10, -0.05, 0.25))
    assert (10, -20, 4) == pytest.approx(found)
    assert found.through_infinity


@pytest.mark.parametrize(
    ("counts", "expected", "through_infinity"),
    [((56, 70, 48, 80), (5.0, 19.0725, 2.9952), False), ((5, 56, 0, 29), (11.2, -26.2212, 5.1932), True)],
)
def test_number_needed_by_score_limits(counts, expected, through_infinity):
    """Bender R. Control Clin Trials 2001;22:102-10: the reciprocals of Newcombe's limits, worked in R."""
    found = number_needed(newcombe_difference(TwoByTwo(*counts)))
    assert expected == tuple(round(number, 4) for number in found)
    assert through_infinity == found.through_infinity


def test_a_limit_of_no_difference_is_infinite():
    """The interval then ends at infinity and does not go through it; no difference at all has the sign of neither."""
    assert (10, math.inf, 5, False) == (*number_needed(Estimate(0.1, 0, 0.2)), number_needed(Estimate(0.1, 0, 0.2)).through_infinity)
    assert -math.inf == number_needed(Estimate(-0.1, -0.2, 0)).of_high
    assert number_needed(Estimate(0, -0.1, 0.1)).through_infinity


def test_difference_of_landmark_rates_by_hand():
    """0.88 (0.85 to 0.90) less 0.82 (0.79 to 0.86): below by 0.03 and 0.04, above by 0.02 and 0.03, put together as Pythagoras."""
    found = mover_difference(Estimate(0.88, 0.85, 0.90), Estimate(0.82, 0.79, 0.86))
    assert (0.06, 0.06 - 0.05, 0.06 + math.sqrt(0.0013)) == pytest.approx(found)


@pytest.mark.parametrize(
    "call",
    [
        lambda: from_ratio("risk ratio", 1.2, Estimate(1, 1, 1)),
        lambda: from_ratio("risk ratio", 0.6, Estimate(2, 1, 3)),
        lambda: from_ratio("risk ratio", 0.6, Estimate(0, 0, 3)),
        lambda: from_ratio("hazard ratio", 0.6, Estimate(2, 3, 1)),
        lambda: from_ratio("odds ratio", 0.6, Estimate(1, 1, 1), event_free=True),
        lambda: mover_difference(Estimate(0.5, 0.6, 0.7), Estimate(0.5, 0.4, 0.6)),
    ],
    ids=["no risk", "risk above 1", "no ratio", "limits in disorder", "event-free of odds", "outside its limits"],
)
def test_what_means_nothing_is_refused(call):
    """No absolute effect comes of it."""
    with pytest.raises(ValueError):
        call()


def test_a_limit_of_a_risk_ends_at_one():
    """A risk ratio of 1.5 (1 to 3) at 50 % is 75 %, at most all."""
    assert (0.75, 0.5, 1.0) == from_ratio("risk ratio", 0.5, Estimate(1.5, 1, 3)).treated


@settings(max_examples=50, deadline=None, derandomize=True)
@given(st.floats(0.01, 0.9), estimates(0.2, 5), st.sampled_from(["odds ratio", "hazard ratio"]))
def test_a_ratio_and_its_reciprocal_undo_each_other(baseline, ratio, measure):
    """What the treatment makes of the baseline, its absence makes of the result."""
    treated = from_ratio(measure, baseline, ratio).treated
    back = from_ratio(measure, treated.value, Estimate(*(1 / number for number in (ratio.value, ratio.high, ratio.low)))).treated
    assert baseline == pytest.approx(back.value, rel=1e-6, abs=1e-9)


@settings(max_examples=50, deadline=None, derandomize=True)
@given(estimates(), estimates())
def test_a_swap_of_arms_negates_a_difference(first, second):
    """Second less first is first less second with the other sign and the limits changed over."""
    assert mover_difference(first, second) == pytest.approx(mover_difference(second, first).reversed())


@settings(max_examples=50, deadline=None, derandomize=True)
@given(estimates(-1, 1))
def test_limits_of_a_number_needed_lie_on_both_sides_of_infinity(gain):
    """Just where the gain's limits lie on both sides of 0; else the larger gain is the smaller number."""
    found = number_needed(gain)
    assert (gain.low < 0 < gain.high) == found.through_infinity
    if gain.low > 0:
        assert 0 < found.of_high <= found.value <= found.of_low
    if gain.high < 0:
        assert found.of_high <= found.value <= found.of_low < 0
