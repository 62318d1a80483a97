"""How figures are read: digits, operators and words stay as printed; and what a figure may stand for."""

import math

import pytest

from evtrials.errors import NotationError
from evtrials.notation.figures import MISSING, parse_estimate, parse_figure


@pytest.mark.parametrize("text", ["7", "7.0", "7.00", "-5", "<1", ">90", ">=3", "about 3", "2 to 6", *MISSING])
def test_text_is_kept_as_printed(text: str) -> None:
    """A figure gives back exactly what was written, to the last zero."""
    assert text == str(parse_figure(text))


@pytest.mark.parametrize(
    ("text", "value", "qualifier"),
    [
        ("7.0", "7.0", ""), ("<1", "1", "<"), (">90", "90", ">"), ("about 3", "3", "about"), ("2 to 6", "", "between"),
        ("not reached", "", "not reached"), ("122/280 (43.57 %)", "43.57", ""), ("122/280", "122", ""), ("1/96 (<1 %)", "1", "<"),
    ],
)  # fmt: skip
def test_value_and_qualifier(text: str, value: str, qualifier: str) -> None:
    """A bound keeps its number beside its operator; a span and a missing figure have no number."""
    figure = parse_figure(text)
    assert (value, qualifier) == (figure.value, figure.qualifier)


def test_zero_is_zero() -> None:
    """Zero is a figure, not a missing one."""
    figure = parse_figure("0")
    assert (0.0, False) == (figure.number, figure.is_missing)


@pytest.mark.parametrize(
    ("text", "low", "high", "level", "kind"),
    [
        ("0.43 (0.35 to 0.54)", "0.35", "0.54", "95", "CI"),
        ("0.74 (90 % CI 0.57 to 0.97)", "0.57", "0.97", "90", "CI"),
        ("0.74 (80% CI 0.57 to 0.97)", "0.57", "0.97", "80", "CI"),
        ("0.74 (96.85 % CI 0.57 to 0.97)", "0.57", "0.97", "96.85", "CI"),
        ("0.43 (CI 0.35 to 0.54)", "0.35", "0.54", "", "CI"),
        ("0.43 (95 % CrI 0.35 to 0.54)", "0.35", "0.54", "95", "CrI"),
        ("0.43 (CrI 0.35 to 0.54)", "0.35", "0.54", "", "CrI"),
        ("0.71 (95 % CI to 0.94)", "", "0.94", "95", "CI"),
        ("0.71 (97.5 % CI from 0.50)", "0.50", "", "97.5", "CI"),
        ("-0.71 (CrI from -1.50)", "-1.50", "", "", "CrI"),
        ("31.0 (28.0 to not reached)", "28.0", "not reached", "95", "CI"),
        ("31.0 (CI 28.0 to not reached)", "28.0", "not reached", "", "CI"),
        ("not reached (3.1 to not estimable)", "3.1", "not estimable", "95", "CI"),
        ("33/54 (61.1 %; 46.9 to 74.1)", "46.9", "74.1", "95", "CI"),
        ("33/54 (61.1 %; 90 % CrI 46.9 to 74.1)", "46.9", "74.1", "90", "CrI"),
        ("33/54 (61.1 %; CI 46.9 to 74.1)", "46.9", "74.1", "", "CI"),
        ("33/54 (61.1 %; 95 % CI from 46.9)", "46.9", "", "95", "CI"),
        ("0.43", "", "", "", ""),
    ],
)
def test_intervals_keep_limits_level_and_kind(text: str, low: str, high: str, level: str, kind: str) -> None:
    """An interval of any level is read as printed; a limit may be a word or absent, a level that is not printed is none."""
    figure = parse_figure(text)
    assert (text, low, high, level, kind) == (str(figure), figure.low, figure.high, figure.level, figure.interval_kind)


@pytest.mark.parametrize(
    ("text", "shown", "in_words", "limits"),
    [
        ("0.43 (0.35 to 0.54)", "0.35 to 0.54", "", ("0.35", "0.54")),
        ("0.43 (95 % CI 0.35 to 0.54)", "0.35 to 0.54", "", ("0.35", "0.54")),
        ("0.74 (90 % CI 0.57 to 0.97)", "90 % CI 0.57 to 0.97", "", ("0.57", "0.97")),
        ("0.43 (CI 0.35 to 0.54)", "CI 0.35 to 0.54", "", None),
        ("0.43 (95 % CrI 0.35 to 0.54)", "95 % CrI 0.35 to 0.54", "", ("0.35", "0.54")),
        ("0.71 (95 % CI to 0.94)", "95 % CI to 0.94", "to 0.94", None),
        ("0.71 (CI from 0.50)", "CI from 0.50", "from 0.50", None),
        ("31.0 (28.0 to not reached)", "28.0 to not reached", "28.0 to not reached", None),
        ("0.43 (100 % CI 0.35 to 0.54)", "100 % CI 0.35 to 0.54", "", None),
        ("0.43", "", "", None),
        ("64 (range 41 to 86)", "", "", None),
    ],
)
def test_an_interval_is_shown_with_its_label_and_computed_with_only_where_whole(
    text: str, shown: str, in_words: str, limits: tuple[str, str] | None
) -> None:
    """Anything but 95 % confidence is labelled; one limit, a word or an unknown level gives no pair to compute with."""
    figure = parse_figure(text)
    assert (shown, in_words, limits, bool(shown)) == (
        figure.interval_text,
        figure.interval_in_words,
        figure.limits,
        figure.has_interval,
    )


def test_a_limit_in_words_has_no_digits() -> None:
    """The columns of limits hold numbers alone."""
    found = [parse_figure(text).limit_digits for text in ("31.0 (28.0 to not reached)", "0.71 (95 % CI to 0.94)", "7")]
    assert [("28.0", ""), ("", "0.94"), ("", "")] == found


@pytest.mark.parametrize(
    "text",
    [
        "0.71 (to 0.94)", "0.71 (from 0.50)", "0.71 (95 % CI 0.50 to)", "0.71 (95 % CI to not reached)", "0.71 (95 % 0.50 to 0.94)",
        "0.71 (95 % ci 0.50 to 0.94)", "0.71 (CI)", "0.71 (HDI 0.5 to 0.9)", "0.71 (% CI 0.5 to 0.9)", "33/54 (61.1 %; to 74.1)",
    ],
)  # fmt: skip
def test_half_an_interval_is_refused(text: str) -> None:
    """One limit needs its label, and a label its limits: what is cut off must not pass for printed."""
    with pytest.raises(NotationError):
        parse_figure(text)


@pytest.mark.parametrize(
    ("text", "spread"),
    [
        ("64 (range 41 to 86)", (("minimum", "41"), ("maximum", "86"))),
        ("24 (IQR 19.9 to 47.4)", (("lower quartile", "19.9"), ("upper quartile", "47.4"))),
        ("62 (SD 6.3)", (("standard deviation", "6.3"),)),
    ],
)
def test_a_range_is_no_interval(text: str, spread: tuple[tuple[str, str], ...]) -> None:
    """Ranges, quartiles and standard deviations never become confidence limits."""
    figure = parse_figure(text)
    assert (spread, "") == (figure.spread, figure.low)


@pytest.mark.parametrize(
    "text",
    [
        "1,112", "0.43 (0.35-0.54)", "0.43 (0.35 – 0.54)", "NR", "n/a", "7,8", "0.43(0.35 to 0.54)", "<", "", " 7", "7 ", "1e5",
        "1234567890123", "not  reached", "12 %", "inf", "nan", "0.4.3", "4/", "12/40 (30 %; x)", "5 (0.3 to )", "+5", "±1",
    ],
)  # fmt: skip
def test_what_is_no_figure_is_refused(text: str) -> None:
    """Anything outside the notation is an error, never a guess."""
    with pytest.raises(NotationError):
        parse_figure(text)


@pytest.mark.parametrize("text", ["12/40 (30 %)", "64 (range 41 to 86)", "2 to 6"])
def test_an_estimate_is_no_count_range_or_span(text: str) -> None:
    """A ratio or difference is one number, with an interval at most."""
    with pytest.raises(NotationError):
        parse_estimate(text)


@pytest.mark.parametrize(
    ("text", "unit", "span"),
    [
        ("0.43", "", (0.425, 0.435)), ("7", "months", (6.5, 7.5)), ("7", "participants", (7, 7)), ("7.0", "events", (7, 7)),
        ("7.5", "cycles", (7.45, 7.55)), ("about 60", "participants", (59.5, 60.5)), ("<1", "percent", (0, 1)),
        ("<=-1", "points", (-math.inf, -1)), (">90", "percent", (90, math.inf)), ("2 to 6", "months", (2, 6)),
        ("not reached", "months", None), ("122/280 (43.57 %)", "percent", (43.565, 43.575)),
    ],
)  # fmt: skip
def test_a_figure_stands_for_all_that_its_rounding_hides(text: str, unit: str, span: tuple[float, float] | None) -> None:
    """A rounded number is a range, a bound is open on one side, and people are counted, not rounded."""
    assert (None if span is None else pytest.approx(span)) == parse_figure(text).span(unit)


@pytest.mark.parametrize(
    ("first", "second", "unit", "agree"),
    [
        ("8.9", "9", "months", True), ("8.9", "9.0", "months", False), ("0.45", "0.4", "", True), ("<1", "0.5", "percent", True),
        ("<1", "2", "percent", False), ("2 to 6", "4", "months", True), ("2 to 6", "7", "months", False),
        ("not reached", "not estimable", "months", True), ("not reached", "31.0", "months", False),
        ("not reported", "31.0", "months", True), ("about 60", "60", "participants", True), (">60", "60", "participants", True),
        (">=61", "60", "participants", False), (">=60.4", "60", "months", True), (">=60.4", "60", "events", False),
    ],
)  # fmt: skip
def test_figures_agree_where_rounding_can_explain_the_difference(first: str, second: str, unit: str, agree: bool) -> None:
    """The finer is held against the digits of the coarser, either way round; silence contradicts nothing."""
    a, b = parse_figure(first), parse_figure(second)
    assert (agree, agree) == (a.agrees(b, unit), b.agrees(a, unit))


@pytest.mark.parametrize(
    ("first", "second", "agree"),
    [
        ("1 (0.35 to 0.54)", "1 (0.4 to 0.54)", True), ("1 (0.35 to 0.54)", "1 (0.36 to 0.54)", False),
        ("1 (0.35 to not reached)", "1 (0.35 to not reached)", True), ("1 (0.35 to not reached)", "1 (0.35 to 0.54)", False),
        ("1 (0.35 to 0.54)", "1 (90 % CI 0.2 to 0.9)", True), ("1 (CI 0.35 to 0.54)", "1 (0.2 to 0.9)", True),
        ("1 (95 % CrI 0.35 to 0.54)", "1 (0.2 to 0.9)", True), ("1 (95 % CI to 0.54)", "1 (0.35 to 0.54)", False),
        ("1 (95 % CI to 0.54)", "1 (95 % CI to 0.5)", True), ("1", "1 (0.2 to 0.9)", True),
    ],
)  # fmt: skip
def test_intervals_agree_limit_by_limit(first: str, second: str, agree: bool) -> None:
    """Intervals of two levels or kinds are not held against each other."""
    a, b = parse_figure(first), parse_figure(second)
    assert (agree, agree) == (a.interval_agrees(b), b.interval_agrees(a))


@pytest.mark.parametrize(
    ("first", "second", "unit", "exceeds"),
    [
        ("7.1", "7.0", "months", True), ("7", "7.4", "months", False), ("7.6", "7", "months", True), ("7.5", "7", "months", False),
        ("8", "7", "percent", True), (">90", "80", "percent", True), ("<90", "80", "percent", False), ("7", "6.5", "events", True),
        ("7", "6.5", "months", False), ("not reached", "7", "months", False),
    ],
)  # fmt: skip
def test_a_figure_exceeds_another_only_for_certain(first: str, second: str, unit: str, exceeds: bool) -> None:
    """Where rounding may hide it, nothing is said; two numbers of equal digits are compared as printed."""
    assert exceeds == parse_figure(first).exceeds(parse_figure(second), unit)
