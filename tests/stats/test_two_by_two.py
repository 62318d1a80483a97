"""Two groups and how many of each had something, pinned to published examples and to scipy 1.17.1."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evtrials.stats import two_by_two, two_sided_p
from evtrials.stats.two_by_two import TwoByTwo

# First and its patients, second and its patients: p by chi-square, with Yates' correction, by Fisher's exact test of two
# sides and of one. scipy.stats.chi2_contingency and fisher_exact.
TESTS = [
    ((3, 4, 1, 4), 0.1572992, 0.4795001, 0.4857143, 0.2428571),
    ((15, 32, 19, 29), 0.1432173, 0.2278848, 0.1981682, 0.1137868),
    ((33, 54, 24, 57), 0.0452427, 0.0699213, 0.0579435, 0.0347158),
    ((12, 66, 8, 65), 0.3499886, 0.4891342, 0.4672112, 0.2450421),
    ((42, 66, 27, 65), 0.0113167, 0.0183851, 0.0143913, 0.0090247),
    ((0, 10, 5, 12), 0.0202275, 0.0701038, 0.0396446, 0.0300752),
]


@pytest.mark.parametrize(("counts", "plain", "corrected", "exact", "one_sided"), TESTS)
def test_tests_of_two_rates(counts, plain, corrected, exact, one_sided):
    """As scipy gives them; the first table is Fisher's tea, 0.4857 and 0.2429 in the examples of R's fisher.test."""
    table = TwoByTwo(*counts)
    assert plain == pytest.approx(two_sided_p(two_by_two.chi_square_z(table)), abs=1e-7)
    assert corrected == pytest.approx(two_sided_p(two_by_two.chi_square_z(table, correction=True)), abs=1e-7)
    assert exact == pytest.approx(two_by_two.fisher_p(table), abs=1e-7)
    assert one_sided == pytest.approx(two_by_two.fisher_p(table, sides=1), abs=1e-7)


def test_where_all_or_none_had_it_nothing_differs():
    """There is nothing to test."""
    assert 0 == two_by_two.chi_square_z(TwoByTwo(0, 10, 0, 12)) == two_by_two.chi_square_z(TwoByTwo(10, 10, 12, 12))
    assert 1 == pytest.approx(two_by_two.fisher_p(TwoByTwo(0, 10, 0, 12)))


def test_interval_of_an_odds_ratio_as_in_a_published_example():
    """Woolf.CI(2, 14, 1, 11) of the R package ORCI prints 0.1310604 to 21.1946394."""
    ratio, low, high = two_by_two.odds_ratio(TwoByTwo(2, 14, 1, 11))
    assert (1.6666667, 0.1310604, 21.1946394) == pytest.approx((ratio, low, high), abs=1e-6)
    assert two_by_two.odds_ratio(TwoByTwo(0, 14, 1, 11)) is None


def test_interval_of_a_risk_ratio_as_in_a_published_example():
    """10 of 75 and 12 of 225 in the documentation of scipy's relative_risk: 2.5 (1.12616 to 5.54985)."""
    ratio, low, high = two_by_two.risk_ratio(TwoByTwo(10, 75, 12, 225))
    assert (2.5, 1.1261564, 5.5498508) == pytest.approx((ratio, low, high), abs=1e-7)
    assert two_by_two.risk_ratio(TwoByTwo(0, 75, 12, 225)) is None
    assert two_by_two.risk_ratio(TwoByTwo(75, 75, 225, 225)) is None


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ((56, 70, 48, 80), (0.0524, 0.3339)),
        ((9, 10, 3, 10), (0.1705, 0.8090)),
        ((6, 7, 2, 7), (0.0582, 0.8062)),
        ((5, 56, 0, 29), (-0.0381, 0.1926)),
        ((0, 10, 0, 20), (-0.1611, 0.2775)),
        ((0, 10, 0, 10), (-0.2775, 0.2775)),
        ((10, 10, 0, 20), (0.6791, 1.0)),
        ((10, 10, 0, 10), (0.6075, 1.0)),
    ],
)
def test_score_interval_of_a_difference_as_in_newcombe(counts, expected):
    """Stat Med 1998;17:873-90, table II, method 10."""
    assert expected == pytest.approx(two_by_two.newcombe_difference(TwoByTwo(*counts)).span, abs=5e-5)


def test_simple_interval_of_a_difference_as_in_newcombe():
    """The same table, method 1: 56 of 70 and 48 of 80 are 0.2 (0.0575 to 0.3425)."""
    assert (0.0575, 0.3425) == pytest.approx(two_by_two.wald_difference(TwoByTwo(56, 70, 48, 80)).span, abs=5e-5)


def test_ratios_with_an_empty_cell():
    """Half a patient in each cell, as metafor's escalc gives by default: of 0 of 10 and 5 of 12 the table 0.5, 10.5, 5.5, 7.5."""
    table = TwoByTwo(0, 10, 5, 12)
    odds, risk = two_by_two.odds_ratio(table, add=0.5), two_by_two.risk_ratio(table, add=0.5)
    assert (0.5 * 7.5 / (10.5 * 5.5), 0.5 * 13 / (5.5 * 11)) == pytest.approx((odds.value, risk.value))
    assert odds.low < odds.value < 1 < odds.high


def test_a_table_without_an_empty_cell_is_left_as_it_is():
    """The half patient is for empty cells alone."""
    table = TwoByTwo(3, 10, 5, 12)
    assert [two_by_two.odds_ratio(table), two_by_two.risk_ratio(table)] == [
        two_by_two.odds_ratio(table, add=0.5), two_by_two.risk_ratio(table, add=0.5)
    ]  # fmt: skip


@pytest.mark.parametrize("counts", [(0, 10, 0, 12), (10, 10, 12, 12)])
def test_where_all_or_none_had_it_there_is_no_ratio(counts):
    """Nothing is known of it, whatever is added."""
    assert two_by_two.odds_ratio(TwoByTwo(*counts), add=0.5) is two_by_two.risk_ratio(TwoByTwo(*counts), add=0.5) is None


def test_difference_where_the_counts_are_known_to_a_range():
    """Of 8 % of 482 and 1 % of 238: least and greatest difference, lowest and highest limit of every pair of counts."""
    found = two_by_two.newcombe_envelope(range(37, 41), 482, range(2, 4), 238)
    least, greatest = TwoByTwo(37, 482, 3, 238), TwoByTwo(40, 482, 2, 238)
    assert (least.difference, greatest.difference) == (found.least, found.greatest)
    assert (two_by_two.newcombe_difference(least).low, two_by_two.newcombe_difference(greatest).high) == (found.low, found.high)


@settings(max_examples=50, deadline=None, derandomize=True)
@given(st.integers(1, 40), st.integers(1, 40), st.data())
def test_a_swap_of_groups_negates_the_difference_and_turns_the_ratio_round(first_n, second_n, data):
    """Limits change over; the ratios are reciprocals."""
    first, second = data.draw(st.integers(0, first_n)), data.draw(st.integers(0, second_n))
    table, swapped = TwoByTwo(first, first_n, second, second_n), TwoByTwo(second, second_n, first, first_n)
    assert two_by_two.newcombe_difference(table) == pytest.approx(two_by_two.newcombe_difference(swapped).reversed(), abs=1e-12)
    for ratio in (two_by_two.odds_ratio, two_by_two.risk_ratio):
        found, turned = ratio(table, add=0.5), ratio(swapped, add=0.5)
        assert (found is None) == (turned is None)
        if found and turned:
            assert (1 / found.value, 1 / found.high, 1 / found.low) == pytest.approx(turned)
