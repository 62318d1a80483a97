"""Regular expressions that are compiled when they are first asked."""

import re

import pytest

from evtrials.notation.patterns import compiled


def test_it_stands_for_the_expression() -> None:
    """Its methods answer as those of `re.compile`, with its flags, the first time and again."""
    pattern = compiled(r"grade (?P<grade>\d)", re.IGNORECASE)
    assert ["3", "4"] == [found["grade"] for text in ("Grade 3", "grade 4") if (found := pattern.fullmatch(text))]
    assert "x and x" == pattern.sub("x", "grade 1 and GRADE 2")
    assert r"grade (?P<grade>\d)" == pattern.pattern


def test_it_is_compiled_at_the_first_use() -> None:
    """A wrong expression is told when it is asked, no sooner."""
    pattern = compiled("(")
    with pytest.raises(re.error):
        pattern.search("")
