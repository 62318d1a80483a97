"""Which day it is, and which days a date may mean."""

from __future__ import annotations

import ast
from datetime import date
from pathlib import Path

import pytest

import evtrials
from evtrials.notation import dates


@pytest.mark.usefixtures("last_of_november")
def test_today_is_the_latest_date_on_earth() -> None:
    """At eleven in Greenwich it is one in the morning of the next day where a day begins first."""
    assert date(2026, 12, 1) == dates.today()


def test_the_clock_is_read_in_one_place() -> None:
    """No other module asks for the day or the hour where the user happens to be."""
    source = Path(evtrials.__file__).parent
    reading = {
        str(path.relative_to(source))
        for path in source.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in ("today", "now", "utcnow", "localtime")
    }
    assert {"notation/dates.py"} == reading


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("2013", date(2013, 1, 1), date(2013, 12, 31)),
        ("2012-02", date(2012, 2, 1), date(2012, 2, 29)),
        ("2013-10-03", date(2013, 10, 3), date(2013, 10, 3)),
    ],
)
def test_a_date_may_mean_several_days(written: str, first: date, last: date) -> None:
    """A year or a month is any day of it."""
    assert (first, last) == dates.span(written)
