"""Numbers that cannot be together: of patients, of events, of survival at several times, of one figure in two units."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from whole import write_whole

from evtrials.bench.checks import check_paths
from evtrials.bench.checks.survival import days_at

ROE = "sources: {Roe2021: {title: A toy review, year: 2021, basis: review, reports: Doe2020}}"


def results(**rows: list[str]) -> str:
    """The fragment of endpoints with their rows."""
    listed = ("".join(f"\n      - {{{row}}}" for row in own) for own in rows.values())
    return "endpoints:" + "".join(f"\n  {key}:\n    results:{own}" for key, own in zip(rows, listed, strict=True)) + "\n"


@pytest.fixture
def found(tmp_path: Path) -> Callable[..., list[tuple[str, str]]]:
    """Code and message of what is found in the trial to which these fragments belong."""

    def of(*fragments: str) -> list[tuple[str, str]]:
        return [(one.code, one.message) for one in check_paths([write_whole(tmp_path, *fragments)]).findings]

    return of


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (["n: {eve: 52}, eve: 43.5", "at: 1 year, n: {eve: 46}, eve: 50"], "of 46 (orr, Doe2020 Table 2) it is 20"),
        (["n: {eve: 60}, eve: 24.6", "at: 1 year, n: {pbo: 57}, pbo: 50.9"], "of 57 it would be 14"),  # no number of eve
        (["n: {eve: 130}, eve: 0.5"], "of 200 (the arm eve) it is 1"),
        (["n: {pbo: 52}, pbo: 40.5"], "of 200 (the arm eve) it is 81"),  # columns turned round
        (["n: {together: 310}, together: 43.3"], "of 300 (randomised, Doe2020 Abstract) it is 130"),
    ],
)
def test_another_number_of_patients_that_gives_a_percentage_is_named(found: Callable, rows: list[str], told: str) -> None:
    """The nearest that is printed for the arm, else of another arm, else the most patients that would give it."""
    (message,) = [message for code, message in found(results(orr=rows)) if code == "W230"]
    assert told in message


@pytest.mark.parametrize(
    ("fragment", "expected"),
    [
        (results(orr=["n: {eve: 210}, eve: 30"]), ["W233"]),
        (results(orr=["n: {eve: 200}, eve: 30"]), []),
        (results(orr=["eve: 63/210 (30 %)"]), ["W233"]),
        (results(orr=["n: {together: 310}, together: 30"]), []),
        ("exposure: [{src: Doe2020 Table 4, unit: percent, n: {pbo: 101}, columns: [pbo], rows: {Dose reductions: [4]}}]", ["W233"]),
    ],
)
def test_more_patients_than_the_arm_has(found: Callable, fragment: str, expected: list[str]) -> None:
    """The number printed with a table, a row or a cell is held against the size of the arm, and told once."""
    assert expected == [code for code, _ in found(fragment)]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("eve: 200", ["W234"]),
        ("n: {eve: 60}, eve: 60", ["W234"]),
        ("eve: 60/60", []),  # counted and told as such
        ("eve: 199", []),
        ("n: {eve: 3}, eve: 3", []),  # of so few, all may
    ],
)
def test_a_number_analysed_is_no_result(found: Callable, row: str, expected: list[str]) -> None:
    """A count of responses that is the number of patients is doubted, unless it is printed as a count of them."""
    counted = f"measure: count, unit: participants, {row}"
    assert expected == [code for code, _ in found(results(orr=[counted]))]


def test_a_number_analysed_of_an_endpoint_of_ones_own(found: Callable) -> None:
    """An endpoint that is no term is a rate where the file says so; one that is not may be had by all."""
    own = "endpoints: {dry-mouth: {measure: %s, unit: %s, results: [{measure: count, unit: participants, eve: 200}]}}"
    codes = [[code for code, _ in found(own % kind)] for kind in (("rate", "percent"), ("count", "participants"))]
    assert [["W271", "W234"], ["W271"]] == codes


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (["events: {eve: 90}, eve: 7", "population: visceral, events: {eve: 91}, eve: 6"], ["W235"]),
        (["events: {eve: 90}, eve: 7", "population: visceral, events: {eve: 90}, eve: 6"], []),
        (["events: {eve: 90}, eve: 7", "assessor: central, population: visceral, events: {eve: 91}, eve: 6"], []),
        (["events: {eve: 90}, eve: 7", "cut: interim, events: {eve: 91}, eve: 6"], ["W236"]),
        (["events: {eve: 90}, eve: 7", "cut: interim, assessor: central, events: {eve: 91}, eve: 6"], []),
        (["events: {eve: 90}, eve: 7", "cut: interim, population: visceral, events: {eve: 91}, eve: 6"], []),
        (["events: 90, hr: 0.8", "cut: interim, events: 91, hr: 0.8"], ["W236"]),
        (["events: 90, hr: 0.8", "cut: interim, events: 60, hr: 0.8"], []),
        (["measure: events, unit: events, eve: 90", "cut: interim, events: {eve: 91}, eve: 6"], ["W236"]),
    ],
)
def test_events_of_parts_and_of_earlier_cuts(found: Callable, rows: list[str], expected: list[str]) -> None:
    """Neither a subgroup nor an earlier cut has more events; who assessed them is another count."""
    assert expected == [code for code, _ in found(results(pfs=rows))]


@pytest.mark.parametrize(
    ("at", "days"),
    [("12 months", 365.25), ("1 year", 365.25), ("2-year", 730.5), ("at 4 weeks", 28.0), ("surgery", None), ("day 15", None)],
)
def test_a_time_point_in_days(at: str, days: float | None) -> None:
    """Months, weeks and years are one scale; a time that is no number of them is on none."""
    assert days == (None if days_at(at) is None else pytest.approx(days_at(at)))


RATE = "measure: landmark rate, unit: percent"


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([f"{RATE}, at: 12 months, eve: 60", f"{RATE}, at: 6 months, eve: 59.5"], []),  # 60 may be 59.5
        ([f"{RATE}, at: 12 months, eve: 60", f"{RATE}, at: 26 weeks, eve: 59"], ["W255"]),
        ([f"{RATE}, at: 12 months, eve: 60", f"{RATE}, at: 6 months, pbo: 55"], []),
        ([f"{RATE}, at: 12 months, eve: 60", f"{RATE}, cut: interim, at: 6 months, eve: 55"], []),
        ([f"{RATE}, at: 12 months, eve: 60", f"{RATE}, population: visceral, at: 6 months, eve: 55"], []),
        (["eve: 9.9", f"{RATE}, at: 12 months, eve: 51"], ["W256"]),
        (["eve: 9.9", f"{RATE}, at: 12 months, eve: 50"], []),
        (["eve: 14.9", f"{RATE}, at: 1 year, eve: 47"], ["W256"]),
        (["eve: 14.9", f"{RATE}, assessor: central, at: 1 year, eve: 47"], []),
        (["eve: 12", f"{RATE}, at: 1 year, eve: 47"], []),
        (["eve: 12.5", f"{RATE}, at: 52 weeks, eve: 47"], []),  # 52 weeks may be 13 months of four
        (["eve: not reached", f"{RATE}, at: 1 year, eve: 47"], ["W256"]),
        (["eve: not estimable", f"{RATE}, at: 1 year, eve: 47"], []),
    ],
)
def test_survival_and_its_median(found: Callable, rows: list[str], expected: list[str]) -> None:
    """In one arm, analysis and cut survival does not rise, and crosses one half at its median, beyond rounding."""
    assert expected == [code for code, _ in found(results(pfs=rows))]


def test_a_share_with_an_event_that_falls(found: Callable) -> None:
    """Where fewer are better the landmarks count events, of which there are ever more."""
    bone = "endpoints: {bone-progression: {is: bone progression, measure: landmark rate, unit: percent, results: [%s]}}"
    falling = "{at: 60 days, eve: 5}, {at: 1 year, eve: 3}"
    rising = "{at: 60 days, eve: 3}, {at: 1 year, eve: 5}"
    assert [["W255"], []] == [[code for code, _ in found(bone % rows)] for rows in (falling, rising)]


@pytest.mark.parametrize(
    ("os", "pfs", "expected"),
    [
        ("eve: 7.7", "eve: 7.8", ["W257"]),
        ("eve: 7.8", "eve: 8", []),  # 8 may be 7.5
        ("eve: 7.7", "cut: interim, eve: 7.8", ["W257"]),
        ("eve: 7.7", "cut: interim, eve: not reached", []),
        ("eve: 7.7", "population: visceral, eve: 7.8", []),
        ("eve: 7.7", "assessor: central, eve: 7.8", ["W257"]),
        ("eve: 7.7", "eve: not reached", ["W257"]),
        ("eve: not reached", "eve: 7.8", []),
        ("eve: 7.7", "unit: weeks, eve: 35", []),
        ("eve: 7.7", "unit: weeks, eve: 45", ["W257"]),
        (f"{RATE}, at: 2 years, eve: 40", f"{RATE}, at: 24 months, eve: 45", ["W257"]),
        (f"{RATE}, at: 2 years, eve: 40", f"{RATE}, at: 12 months, eve: 45", []),
    ],
)
def test_nobody_dies_before_progression_ends(found: Callable, os: str, pfs: str, expected: list[str]) -> None:
    """Overall survival is nowhere below progression-free survival in the same arm and population; what one cut did not
    reach, a later one may.
    """
    assert expected == [code for code, _ in found(results(os=[os], pfs=[pfs]))]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("eve: 34, pbo: 3.2, hr: 0.45", ["W219"]),  # weeks
        ("eve: 7.8, pbo: 3.2, hr: 0.05", ["W219"]),
        ("eve: 7.4, pbo: 2.0, hr: 0.52", []),  # BOLERO-5: crossing or late curves
        ("eve: 0.78, pbo: 3.2, hr: 0.45", ["W213"]),  # the other way is told as that alone
        ("eve: 7.8, pbo: not reached, hr: 5.2", []),
        (f"{RATE}, at: 1 year, eve: 70, pbo: 20, hr: 0.90", ["W219"]),
        (f"{RATE}, at: 1 year, eve: 70, pbo: 20, hr: 0.22", []),
        (f"{RATE}, at: 1 year, eve: 100, pbo: 20, hr: 0.90", []),
        ("measure: rate, unit: percent, eve: 70, pbo: 20, hr: 0.90", []),
    ],
)
def test_times_and_their_hazard_ratio(found: Callable, row: str, expected: list[str]) -> None:
    """A ratio three times off what medians or survival imply is doubted, nearer ones are let pass."""
    assert expected == [code for code, _ in found(results(pfs=[row]))]


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("eve: 7.8", "eve: 33.9", ["W261"]),  # weeks
        ("eve: 7.8", "eve: 31", ["W261"]),  # months of four weeks
        ("eve: 7.8", "eve: 237", ["W261"]),  # days
        ("eve: 7.8", "eve: 0.65", ["W261"]),  # years
        ("eve: 7.8", "eve: 78", ["W261"]),
        ("eve: 7.8", "assessor: central, cut: interim, eve: 33.9", ["W261"]),  # no look makes four of one
        ("eve: 7.8", "assessor: central, cut: interim, unit: weeks, eve: 78", ["W261"]),
        ("eve: 7.8", "population: visceral, eve: 33.9", []),
        ("eve: 7.8", "eve: 16", ["W260"]),
        ("eve: 1", "cut: interim, eve: 10", []),  # many factors would do
        ("measure: count, unit: participants, eve: 3", "measure: count, unit: participants, cut: interim, eve: 30", []),
        ("eve: 7.8", "eve: 8", []),
        ("eve: 7.8", "unit: weeks, eve: 34", []),
        ("eve: 7.8", "unit: weeks, eve: 31", []),
        ("eve: 7.8", "unit: weeks, eve: 7.8", ["W261"]),
        ("eve: 7.8", "unit: years, eve: 0.6", []),
        ("eve: 7.8", "unit: weeks, eve: 7.8, note: {kind: conflict, text: Both are so printed}", []),
        ("eve: 7.8, hr: 0.45", "eve: 7.8, hr: 4.5", ["W261"]),
        ("measure: rate, unit: percent, eve: 43", "measure: rate, unit: percent, eve: 0.43", ["W261"]),
        ("measure: rate, unit: percent, eve: 43", "measure: rate, unit: percent, eve: 10", ["W260"]),
    ],
)
def test_one_figure_in_two_units(found: Callable, first: str, second: str, expected: list[str]) -> None:
    """Two sources that differ by the factor of a unit are told as that, and once."""
    rows = [first, f"{second}, src: Roe2021 Table 1"]
    assert expected == [code for code, _ in found(ROE, results(pfs=rows)) if code in ("W260", "W261")]
