"""How p values are read: operator, statement and sides as printed, and what a p value may stand for."""

import pytest

from evtrials.errors import NotationError
from evtrials.notation.p_values import parse_p


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


@pytest.mark.parametrize(
    ("text", "span"),
    [("0.14", (0.135, 0.145)), ("<0.001", (0, 0.001)), (">0.9", (0.9, 1)), ("stated significant", None)],
)
def test_a_p_value_stands_for_all_that_its_rounding_hides(text: str, span: tuple[float, float] | None) -> None:
    """A bound reaches to 0 or to 1; a statement has no number."""
    assert (None if span is None else pytest.approx(span)) == parse_p(text).span()


@pytest.mark.parametrize(
    ("first", "second", "agree"),
    [
        ("0.14", "0.143", True), ("0.14", "0.150", False), ("<0.001", "0.0004", True), ("<0.001", "0.02", False),
        ("0.02 one-sided", "0.04 two-sided", True), ("0.02 one-sided", "0.04", True), ("0.02", "0.04", False),
        ("stated significant", "0.9", True), ("<0.001", ">0.05", False),
    ],
)  # fmt: skip
def test_p_values_agree_where_rounding_can_explain_the_difference(first: str, second: str, agree: bool) -> None:
    """One of other sides, or in words, contradicts none."""
    a, b = parse_p(first), parse_p(second)
    assert (agree, agree) == (a.agrees(b), b.agrees(a))
