"""Statistics, pinned to published worked examples and to reference values of scipy 1.17.1 and statsmodels 0.15.0."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evtrials import stats


@pytest.mark.parametrize(
    ("digits", "span"),
    [("0.43", (0.425, 0.435)), ("7", (6.5, 7.5)), ("7.0", (6.95, 7.05)), ("-0.7", (-0.75, -0.65)), (".0084", (0.00835, 0.00845))],
)
def test_a_printed_number_stands_for_what_rounds_to_its_digits(digits, span):
    """The half unit of the last printed digit lies to either side."""
    assert span == pytest.approx(stats.rounding_interval(digits), abs=1e-12)


@pytest.mark.parametrize(
    ("digits", "span"), [("0.43", (0.43, 0.44)), ("7", (7, 8)), ("-0.7", (-0.8, -0.7)), (".0084", (0.0084, 0.0085))]
)
def test_a_number_that_was_cut_off_stands_for_what_begins_with_its_digits(digits, span):
    """The whole unit of the last printed digit lies beyond it, away from 0."""
    assert span == pytest.approx(stats.truncation_interval(digits), abs=1e-12)


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("8.9", "9", True),
        ("8.9", "9.0", False),
        ("6.93", "6.9", True),
        ("6.85", "6.8", True),
        ("6.85", "6.9", True),
        ("9", "9.0", True),
        ("9", "9.5", True),
        ("9", "9.51", False),
        ("0.5", ".5", True),
    ],
)
def test_two_printed_numbers_agree_to_the_coarser_precision(first, second, expected):
    """8.9 may be printed as 9, but not as 9.0; a half may go either way."""
    assert expected == stats.agree(first, second)
    assert expected == stats.agree(second, first)


def test_p_from_an_interval_as_in_altman_and_bland():
    """BMJ 2011;343:d2304: relative risk 0.81, 95 % interval 0.70 to 0.94: SE 0.075, z 2.80, P 0.005."""
    found = stats.effect_of_ratio(0.81, 0.70, 0.94)
    assert (0.075, -2.80, 0.005) == (round(found.se, 3), round(found.z, 2), round(found.p, 3))


def test_interval_from_a_p_value_as_in_altman_and_bland():
    """BMJ 2011;343:d2090: a difference of 6.4 with P 0.03: z 2.17, SE 2.95, 95 % interval 0.6 to 12.2."""
    found = stats.effect_of_p(6.4, 0.03, sides=2)
    assert (2.17, 2.95, 0.6, 12.2) == (round(found.z, 2), round(found.se, 2), *(round(limit, 1) for limit in found.interval().span))


def test_a_p_value_of_one_side_means_the_statistic_of_twice_as_much():
    """0.015 one-sided is 0.03 two-sided; beyond one half it lies on the other side, as far from it."""
    assert stats.effect_of_p(6.4, 0.015, sides=1) == pytest.approx(stats.effect_of_p(6.4, 0.03, sides=2))
    assert stats.effect_of_p(6.4, 0.985, sides=1) == pytest.approx(stats.effect_of_p(6.4, 0.03, sides=2))


@pytest.mark.parametrize(
    ("limits", "error"),
    # The first is a test of the R package maicplus; the others R 4.2.2.
    [
        ((0.55, 0.90), 0.12563406495792420), ((0.35, 0.54), 0.11062346), ((0.65, 0.92), 0.08862441), ((0.63, 0.97), 0.11009801),
        ((0.73, 1.10), 0.10459910),
    ],
)  # fmt: skip
def test_standard_error_of_a_log_ratio(limits, error):
    """The distance of the logarithms of the limits over twice 1.96."""
    assert error == pytest.approx(stats.se_of_log_ratio(*limits), abs=5e-9)


@pytest.mark.parametrize(
    "call",
    [
        lambda: stats.effect_of_ratio(0.8, 0, 1),
        lambda: stats.effect_of_ratio(0.8, 0.9, 1),
        lambda: stats.effect_of_ratio(0.8, 0.8, 0.8),
        lambda: stats.effect_of_difference(5, 6, 7),
        lambda: stats.effect_of_p(0.5, 0.0, sides=2),
        lambda: stats.effect_of_p(0.5, 0.03, sides=3),
        lambda: stats.effect_of_p(0.0, 0.03, sides=2),
        lambda: stats.effect_of_p(0.5, 0.5, sides=1),
        lambda: stats.envelope([]),
    ],
    ids=["limit of 0", "outside", "no width", "a difference outside", "p of 0", "three sides", "no effect", "p of no effect", "nothing"],
)
def test_what_implies_no_error_is_refused(call):
    """No standard error is made up for it."""
    with pytest.raises(ValueError):
        call()


@settings(max_examples=50, deadline=None, derandomize=True)
@given(st.floats(0.05, 20), st.floats(0.01, 2), st.sampled_from([80, 90, 95, 96.85, 99]))
def test_interval_and_error_are_inverse(ratio, error, level):
    """At any level; p as well, from its own statistic; the reciprocal has the other sign and the same error."""
    effect = stats.Effect(math.log(ratio), error)
    assert effect == pytest.approx(stats.effect_of_ratio(*effect.ratio(level), level), rel=1e-9, abs=1e-9)
    value, low, high = effect.reversed().ratio(level)
    assert (1 / value, 1 / high, 1 / low) == pytest.approx(effect.ratio(level))
    if 1e-6 < effect.p < 0.999:
        assert effect == pytest.approx(stats.effect_of_p(effect.value, effect.p, sides=2), rel=1e-6)


def test_standard_error_of_a_difference_as_in_altman_and_bland():
    """BMJ 2011;343:d2090: 17 points, interval 1.4 to 32.6, standard error 7.94 (to the rounding of the limits)."""
    assert 7.94 == pytest.approx(stats.se_of_difference(1.4, 32.6), abs=0.03)


def test_an_interval_of_another_level_has_its_own_quantile():
    """A 90 % interval reaches 1.645 standard errors, a 95 % interval 1.960, a 99 % interval 2.576 (any normal table)."""
    assert [1.645, 1.96, 2.576] == [round(stats.normal_quantile(level), 3) for level in (90, 95, 99)]


def test_p_and_its_test_statistic_are_inverse():
    """Two-sided 0.05 is 1.96, one-sided 0.025 as well; 0 is infinitely far and a one-sided 0.5 says nothing."""
    assert 1.96 == round(stats.z_of_p(0.05), 2) == round(stats.z_of_p(0.025, sides=1), 2)
    assert 0.05 == pytest.approx(stats.two_sided_p(stats.z_of_p(0.05)))
    assert float("inf") == stats.z_of_p(0.0)
    assert 0 == pytest.approx(stats.z_of_p(0.5, sides=1), abs=1e-12)


def test_standard_error_from_events_as_schoenfeld():
    """Schoenfeld 1981 (and 1983): 508 events of a 1:1 trial detect a hazard ratio of 0.75 with 90 % power at two-sided 5 %,

    because log(0.75) is then 1.96 + 1.28 standard errors.
    """
    events = (1.959964 + 1.281552) ** 2 / (0.25 * 0.2876821**2)
    assert 508 == round(events)
    assert pytest.approx(stats.se_of_log_hazard_ratio(events, 0.5)) == 0.2876821 / (1.959964 + 1.281552)


def test_standard_error_from_the_events_of_two_arms():
    """With as many events in each arm of an equal allocation both formulas give the same."""
    assert stats.se_of_log_hazard_ratio(200, 0.5) == pytest.approx(stats.se_of_log_hazard_ratio_by_arm(100, 100))


@pytest.mark.parametrize(
    ("count", "n", "exact", "score"),
    # Newcombe RG. Stat Med 1998;17:857-72, Table I, methods 5 and 3.
    [
        (81, 263, (0.2527, 0.3676), (0.2553, 0.3662)),
        (15, 148, (0.0578, 0.1617), (0.0624, 0.1605)),
        (0, 20, (0, 0.1684), (0, 0.1611)),
        (1, 29, (0.0009, 0.1776), (0.0061, 0.1718)),
    ],
)
def test_intervals_of_a_proportion_as_in_newcombe(count, n, exact, score):
    """The exact and the score interval have the limits which Newcombe prints."""
    assert exact == tuple(round(limit, 4) for limit in stats.clopper_pearson(count, n))
    assert score == tuple(round(limit, 4) for limit in stats.wilson(count, n))


@pytest.mark.parametrize(
    ("count", "n", "expected"),
    [(12, 40, (0.1756198, 0.4521583)), (1, 10, (0.0110117, 0.3813148)), (0, 20, (0, 0.1166390)), (20, 20, (0.8833610, 1))],
)
def test_jeffreys_interval(count, n, expected):
    """As scipy's beta distribution with half a patient more on each side gives it."""
    assert expected == pytest.approx(stats.jeffreys(count, n), abs=1e-7)


@pytest.mark.parametrize(
    ("count", "n", "level", "expected"),
    # statsmodels 0.15.0, proportion_confint(method="beta")
    [
        (61, 485, 95, (0.09758854791421982, 0.15861296941736713)),
        (20, 20, 95, (0.8315665290169147, 1.0)),
        (4, 239, 90, (0.005736483910942628, 0.03788777767018199)),
        (1200, 3000, 99, (0.3769690427057691, 0.4233509952109599)),
    ],
)
def test_exact_interval_as_in_statsmodels(count, n, level, expected):
    """The exact interval agrees with the reference implementation, small and large, at any level."""
    assert expected == pytest.approx(stats.clopper_pearson(count, n, level), abs=1e-9)


@pytest.mark.parametrize(
    ("x", "a", "b", "expected"),
    # scipy 1.17.1, scipy.stats.beta.cdf
    [
        (0.3, 2, 5, 0.579825),
        (0.9, 50, 10, 0.9334105544171287),
        (0.01, 0.5, 0.5, 0.06376856085851985),
        (0.5, 1000, 1000, 0.5),
        (0.0, 2, 5, 0.0),
        (1.0, 2, 5, 1.0),
    ],
)
def test_incomplete_beta_as_in_scipy(x, a, b, expected):
    """The incomplete beta function agrees with the reference implementation."""
    assert expected == pytest.approx(stats.incomplete_beta(x, a, b), abs=1e-11)


def test_simple_interval_as_in_newcombe():
    """Newcombe 1998, Table I, method 1: 81 of 263 gives 0.2522 to 0.3638; it is cut off at 0."""
    assert (0.2522, 0.3638) == tuple(round(limit, 4) for limit in stats.wald(81, 263))
    assert 0.0 == stats.wald(1, 29)[0]


def test_granularity_as_in_brown_and_heathers():
    """Brown and Heathers 2017: of 28 whole numbers a mean of 5.19 is impossible, of 5.18 possible.

    That is 19 and 18 % of 28 beyond the 5.
    """
    assert [] == list(stats.counts_for_percentage("19", 28))
    assert [5] == list(stats.counts_for_percentage("18", 28))


def test_less_than_a_percentage_is_a_range():
    """Below 1 % of 284 are 0, 1 and 2, as 3 is 1.06 %; of 100 only 0, since 1 is 1 % itself; of 1 % of 0.5 and 0 by hand."""
    assert [range(3), range(1), range(1), range(0)] == [
        stats.counts_below(digits, n) for digits, n in (("1", 284), ("1", 100), ("0.5", 200), ("0", 50))
    ]


@pytest.mark.parametrize(("digits", "n", "counts"), [("56", 482, range(268, 273)), ("8", 482, range(37, 41)), ("11", 238, range(25, 28)), ("1", 238, range(2, 4))])
def test_counts_behind_a_percentage(digits, n, counts):
    """All that round to it, by hand: 56 % of 482 may be 268 to 272."""
    assert counts == stats.counts_for_percentage(digits, n)


def test_interval_of_a_share_that_is_known_to_a_range():
    """From the lower limit of the least to the upper limit of the greatest count."""
    found = stats.wilson_envelope(range(37, 41), 482)
    assert (37 / 482, 40 / 482, stats.wilson(37, 482)[0], stats.wilson(40, 482)[1]) == found


def test_a_percentage_that_no_count_gives():
    """43.5 % of 40 is none (RADHER); 42.5 % is 17, and 42 or 43 % may be 17 by either way of rounding a half."""
    assert [] == list(stats.counts_for_percentage("43.5", 40))
    assert [17] == list(stats.counts_for_percentage("42.5", 40)) == list(stats.counts_for_percentage("42", 40))
    assert [17] == list(stats.counts_for_percentage("43", 40))
    assert range(0, 1) == stats.counts_for_percentage("0", 40)


@settings(max_examples=50, deadline=None, derandomize=True)
@given(n=st.integers(1, 60), tenths=st.integers(0, 1000))
def test_possible_counts_are_those_that_round_to_the_percentage(n, tenths):
    """The range of possible counts holds each count that rounds to the percentage and no other."""
    digits = f"{tenths / 10:.1f}"
    assert [count for count in range(n + 1) if stats.rounds_to(count, n, digits)] == list(stats.counts_for_percentage(digits, n))
