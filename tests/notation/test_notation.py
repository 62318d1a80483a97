"""How figures and p values are read: digits, operators and words stay as printed."""

import pytest

from evtrials.errors import NotationError
from evtrials.notation.figures import MISSING, parse_estimate, parse_figure, parse_p


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
    ("text", "low", "high", "level"),
    [
        ("0.43 (0.35 to 0.54)", "0.35", "0.54", "95"),
        ("0.74 (90 % CI 0.57 to 0.97)", "0.57", "0.97", "90"),
        ("31.0 (28.0 to not reached)", "28.0", "not reached", "95"),
        ("not reached (3.1 to not estimable)", "3.1", "not estimable", "95"),
        ("33/54 (61.1 %; 46.9 to 74.1)", "46.9", "74.1", "95"),
    ],
)
def test_intervals_keep_their_level_and_words(text: str, low: str, high: str, level: str) -> None:
    """An interval of any level is read as printed, and a limit may be a word."""
    figure = parse_figure(text)
    assert (low, high, level) == (figure.low, figure.high, figure.level)


def test_an_open_interval_has_no_numbers() -> None:
    """An interval whose limit was not reached offers no pair of numbers to compute with."""
    assert parse_figure("31.0 (28.0 to not reached)").interval is None


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
    ("text", "value", "operator", "sides", "stated"),
    [
        ("0.14", "0.14", "", None, ""), ("<0.0001", "0.0001", "<", None, ""), (".0084", ".0084", "", None, ""),
        ("0.062 one-sided", "0.062", "", 1, ""), ("0.5 two-sided", "0.5", "", 2, ""),
        ("0.0049 stated not significant", "0.0049", "", None, "not significant"),
        ("stated significant", "", "", None, "significant"),
    ],
)  # fmt: skip
def test_p_values(text: str, value: str, operator: str, sides: int | None, stated: str) -> None:
    """A p value keeps operator and statement, and has sides only where they are printed."""
    p = parse_p(text)
    assert (value, operator, sides, stated) == (p.value, p.operator, p.sides, p.stated)


@pytest.mark.parametrize("text", ["1.2", "5", "p=0.05", "ns", "", "0.05 2-sided", "-0.1"])
def test_what_is_no_p_value_is_refused(text: str) -> None:
    """A p value lies between 0 and 1 and is written one way."""
    with pytest.raises(NotationError):
        parse_p(text)
