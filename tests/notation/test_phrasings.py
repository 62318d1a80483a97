"""How texts say closed words and dates."""

from __future__ import annotations

from typing import get_args

import pytest

from evtrials.notation.closed_words import GRADES, Assessor, Attribution, Measure, Planning, Role, Unit
from evtrials.notation.phrasings import WordKind, date_phrasing, phrasing, words_of

CLOSED = {
    "assessor": get_args(Assessor), "role": get_args(Role), "planning": get_args(Planning), "measure": get_args(Measure),
    "unit": get_args(Unit), "grade": GRADES, "attribution": get_args(Attribution), "p_sides": ("1", "2"),
}  # fmt: skip
# What a figure tells by itself, or what says that no source states it.
IMPLIED = {
    "not stated", "rate", "landmark rate", "count", "test", "minimum", "maximum", "lower quartile", "upper quartile",
    "participants", "events", "ratio",
}  # fmt: skip
SAYS = [
    ("assessor", "investigator", "PFS by local investigators"),
    ("assessor", "investigator", "investigator-assessed PFS"),
    ("assessor", "investigator", "local radiology review"),
    ("assessor", "central", "blinded independent central review"),
    ("assessor", "central", "PFS by BICR"),
    ("assessor", "central", "IRC-assessed"),
    ("assessor", "central", "PFS, independent (primary)"),
    ("assessor", "patient", "EORTC QLQ-C30"),
    ("role", "primary", "Primary endpoint: PFS"),
    ("role", "secondary", "Secondary: OS"),
    ("role", "key secondary", "OS is the key secondary endpoint"),
    ("role", "co-primary", "the coprimary endpoints"),
    ("role", "post hoc", "a posthoc analysis"),
    ("planning", "prespecified", "in all pre-specified subgroups"),
    ("planning", "exploratory", "we explored"),
    ("measure", "median", "Median PFS"),
    ("measure", "hazard ratio", "HR 0.45"),
    ("measure", "odds ratio", "OR, 1.4"),
    ("unit", "months", "7.8-month"),
    ("unit", "months", "7.8 mo"),
    ("unit", "percent", "41 per cent"),
    ("grade", "3-4", "grade 3 or 4"),
    ("grade", "3-4", "Grade 3/4"),
    ("grade", "3-4", "grades 3 and 4"),
    ("grade", "3-4", "no grade 3-4."),
    ("grade", "3-4", "grade III/IV"),
    ("grade", "3-4", "All 3-4 All 3-4"),
    ("grade", ">=3", "grade 3 or higher"),
    ("grade", ">=3", "grade >=3"),
    ("grade", ">=2", "grade 2 or worse"),
    ("grade", "3", "grade 3 rash"),
    ("grade", "4", "Grade 3/4: 53%/3%"),
    ("grade", "4", "grade 3 (three) and 4 (one)"),
    ("grade", "1-3", "grade 1, 2 and 3"),
    ("grade", "fatal", "two patients died"),
    ("grade", "serious", "Serious: pneumonia"),
    ("grade", "not serious", "Other adverse events: rash"),
    ("grade", "not serious", "otherEvents"),
    ("grade", "led to discontinuation", "discontinued for adverse events"),
    ("attribution", "related", "treatment-related"),
    ("attribution", "any cause", "regardless of causality"),
    ("p_sides", "1", "one-sided"),
    ("p_sides", "1", "1-tailed"),
    ("p_sides", "2", "two sided"),
]
DOES_NOT_SAY = [
    ("assessor", "investigator", "letrozole or investigator's choice"),
    ("assessor", "investigator", "locally advanced"),
    ("assessor", "investigator", "the Principal Investigator said"),
    ("assessor", "investigator", "masking double (participant, investigator)"),
    ("assessor", "central", "central nervous system"),
    ("assessor", "central", "independent of dose"),
    ("role", "primary", "primary breast cancer"),
    ("role", "primary", "primary hormone resistance"),
    ("role", "supportive", "supportive care"),
    ("planning", "prespecified", "unplanned"),
    ("measure", "hazard ratio", "HR-positive"),
    ("measure", "odds ratio", "one or two"),
    ("grade", "3-4", "grade 3, 4% versus 2%"),
    ("grade", "3-4", "grade 3 or higher"),
    ("grade", "3", "grade 3 or 4"),
    ("grade", "3", "grade 3-4"),
    ("grade", ">=3", "grade 3 rash"),
    ("grade", "4", "grade 3 or 4"),
    ("grade", "serious", "no serious uncontrolled illness"),
    ("grade", "serious", "non-serious adverse events"),
    ("p_sides", "2", "one-sided"),
]


@pytest.mark.parametrize(("kind", "closed"), CLOSED.items())
def test_each_closed_word_has_its_ways_or_is_implied(kind: WordKind, closed: tuple[str, ...]) -> None:
    """Whoever adds a word to a closed list says here how texts say it."""
    assert set(closed) - IMPLIED == set(words_of(kind)) - IMPLIED


@pytest.mark.parametrize(("kind", "word", "text"), SAYS)
def test_a_text_says_a_word(kind: WordKind, word: str, text: str) -> None:
    """In the ways of the field, not by the word of the file alone."""
    pattern = phrasing(kind, word)
    assert pattern is not None
    assert pattern.search(text)


@pytest.mark.parametrize(("kind", "word", "text"), DOES_NOT_SAY)
def test_a_text_does_not_say_a_word(kind: WordKind, word: str, text: str) -> None:
    """The same letters in another sense do not count."""
    pattern = phrasing(kind, word)
    assert pattern is not None
    assert not pattern.search(text)


@pytest.mark.parametrize(
    ("date", "text", "is_said"),
    [
        ("2013-10-03", "cutoff 3 October 2013", True),
        ("2013-10-03", "October 3, 2013", True),
        ("2013-10-03", "03-Oct-2013", True),
        ("2013-10-03", "2013-10-03", True),
        ("2013-10-03", "13 October 2013", False),
        ("2013-10-03", "October 2013", False),
        ("2013-10", "October 2013", True),
        ("2013-10", "on October 3, 2013", True),
        ("2013-10", "November 2013", False),
        ("2013", "in 2013", True),
        ("2013", "12013 patients", False),
    ],
)
def test_a_date_is_said_in_several_ways(date: str, text: str, is_said: bool) -> None:
    """Day before or after the month, the month in full or in three letters; no less exact than the file."""
    assert is_said == bool(date_phrasing(date).search(text))
