"""How drugs and doses are read: nothing is converted, the last step is the target."""

import pytest

from evtrials.errors import NotationError
from evtrials.notation.doses import HOW, HOW_ALONE, Step, parse_dose


@pytest.mark.parametrize(
    ("text", "drug", "target"),
    [
        ("everolimus 10 mg daily", "everolimus", Step("10", "10", "mg", "daily")),
        ("everolimus 2.5-10 mg daily", "everolimus", Step("2.5", "10", "mg", "daily")),
        (
            "everolimus 2.5 mg every other day then 5 mg daily from day 13",
            "everolimus",
            Step("5", "5", "mg", "daily from day 13"),
        ),
        (
            "temsirolimus 30 mg daily days 1-5 every 14 days",
            "temsirolimus",
            Step("30", "30", "mg", "daily days 1-5 every 14 days"),
        ),
        ("paclitaxel 80 mg/m2 days 1+8+15 every 28 days", "paclitaxel", Step("80", "80", "mg/m2", "days 1+8+15 every 28 days")),
        ("trastuzumab 4 mg/kg then 2 mg/kg weekly", "trastuzumab", Step("2", "2", "mg/kg", "weekly")),
        ("carboplatin AUC 6 every 21 days", "carboplatin", Step("6", "6", "AUC", "every 21 days")),
        ("placebo daily", "placebo", Step("", "", "", "daily")),
        ("exemestane", "exemestane", Step()),
        ("radium-223 50 kBq/kg every 4 weeks", "radium-223", Step("50", "50", "kBq/kg", "every 4 weeks")),
    ],
)
def test_drug_and_target(text: str, drug: str, target: Step) -> None:
    """A dose is its drug, and the last step of its schedule."""
    dose = parse_dose(text)
    assert (text, drug, target) == (str(dose), dose.drug, dose.target)


@pytest.mark.parametrize(
    ("text", "rhythm", "is_daily"),
    [
        ("everolimus 10 mg daily", "daily", True), ("everolimus 10 mg once daily", "daily", True),
        ("everolimus 10 mg daily for 24 weeks", "daily", True), ("everolimus 10 mg daily from week 4", "daily", True),
        ("temsirolimus 30 mg daily days 1-5 every 14 days", "daily", True), ("ridaforolimus 40 mg daily 5 days per week", "daily", True),
        ("vistusertib 50 mg twice daily", "daily", True), ("everolimus 70 mg weekly", "weekly", False),
        ("paclitaxel 80 mg/m2 weekly for 12 weeks", "weekly", False), ("vinorelbine 25 mg/m2 weekly on days 1+8+15", "weekly", False),
        ("everolimus 2.5 mg every other day", "other", False), ("everolimus 30 mg twice weekly", "other", False),
        ("everolimus 20 mg three times weekly", "other", False), ("carboplatin AUC 6 every 3 weeks", "other", False),
        ("paclitaxel 80 mg/m2 days 1+8+15 every 28 days", "other", False), ("fulvestrant 250 mg monthly", "other", False),
        ("fulvestrant 500 mg day 1 of each 28 day cycle", "other", False), ("everolimus 10 mg", "unknown", None),
        ("everolimus 10 mg for 24 weeks", "unknown", None), ("everolimus 10 mg from week 4", "unknown", None),
        ("everolimus 10 mg orally continuous", "unknown", None), ("everolimus", "unknown", None),
    ],
)  # fmt: skip
def test_a_rhythm_is_what_says_how_often(text: str, rhythm: str, is_daily: bool | None) -> None:
    """Durations, starts and routes are no rhythm, and a weekly amount is no daily dose."""
    target = parse_dose(text).target
    assert (rhythm, is_daily) == (target.rhythm, target.is_daily)


@pytest.mark.parametrize(
    ("text", "frequency", "in_short"),
    [
        ("everolimus 10 mg once daily for 24 weeks", "daily", "10 mg once daily for 24 weeks"),
        ("everolimus 2.5 mg every other day then 5 mg daily from day 13", "daily", "stepwise to 5 mg daily"),
        ("everolimus 5 mg daily then 10 mg daily from week 5", "daily", "stepwise 5 to 10 mg daily"),
        ("trastuzumab 4 mg/kg then 2 mg/kg weekly", "weekly", "4 mg/kg then 2 mg/kg weekly"),
        ("temsirolimus 30 mg daily days 1-5 every 14 days", "daily day 1-5 every 14 days", "30 mg daily days 1-5 every 14 days"),
        ("everolimus", "", ""),
    ],
)
def test_how_often_a_dose_is_given_and_how_it_is_said_in_short(text: str, frequency: str, in_short: str) -> None:
    """The words for how often alone; a dose that rises by steps is told by its target, a loading dose is no such step."""
    dose = parse_dose(text)
    assert (frequency, in_short) == (dose.target.frequency, dose.in_short)


def test_a_range_printed_backwards_is_kept_as_printed() -> None:
    """`10-5 mg` loads, first number first: a check asks about it."""
    assert Step("10", "5", "mg", "daily") == parse_dose("everolimus 10-5 mg daily").target


@pytest.mark.parametrize(
    "text",
    [
        "everolimus 10 mg dailly",
        "everolimus 10mg daily",
        "everolimus, 10 mg daily",
        "",
        "everolimus then 5 mg",
        "carboplatin AUC",
        "everolimus \uff110 mg daily",
        "everolimus \u0663 mg daily",
    ],
)
def test_a_dose_that_does_not_read_is_refused(text: str) -> None:
    """A misspelt schedule or unit is an error, never part of the drug's name."""
    with pytest.raises(NotationError):
        parse_dose(text)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("everolimus 10 mg/day", "everolimus 10 mg daily"), ("everolimus 10 mg/d", "everolimus 10 mg daily"),
        ("everolimus 10mg", "everolimus 10 mg"), ("everolimus 10 mg qd", "everolimus 10 mg daily"),
        ("everolimus 10 mg p.o. q.d.", "everolimus 10 mg orally daily"), ("everolimus 10 MG daily", "everolimus 10 mg daily"),
        ("everolimus 10 mg once a day", "everolimus 10 mg daily"), ("paclitaxel 80 mg/m2/day", "paclitaxel 80 mg/m2 daily"),
        ("paclitaxel 80 mg/m\u00b2 weekly", "paclitaxel 80 mg/m2 weekly"), ("everolimus, 10 mg daily", "everolimus 10 mg daily"),
        ("everolimus 2,5 mg daily", "everolimus 2.5 mg daily"), ("everolimus 2.5\u201310 mg daily", "everolimus 2.5-10 mg daily"),
        ("everolimus 5 to 10 mg daily", "everolimus 5-10 mg daily"), ("everolimus 500 ug daily", "everolimus 500 mcg daily"),
        ("carboplatin AUC6 q3w", "carboplatin AUC 6 every 3 weeks"), ("trastuzumab 2 mg/kg qw", "trastuzumab 2 mg/kg weekly"),
        ("temsirolimus 25 mg/week", "temsirolimus 25 mg weekly"), ("vistusertib 50 mg bid", "vistusertib 50 mg twice daily"),
        ("paclitaxel 80 mg/m2 d1, 8, 15 q28d", "paclitaxel 80 mg/m2 days 1+8+15 every 28 days"),
        ("paclitaxel 80 mg/m2 on days 1, 8 and 15 every 28 days", "paclitaxel 80 mg/m2 on days 1+8+15 every 28 days"),
        ("carboplatin AUC 6 every three weeks", "carboplatin AUC 6 every 3 weeks"),
    ],
)  # fmt: skip
def test_a_dose_as_papers_print_it_is_mended(typed: str, meant: str) -> None:
    """What is no dose as it is written is no name of a drug either: the message says how to write it."""
    with pytest.raises(NotationError) as error:
        parse_dose(typed)
    assert str(error.value).startswith(f'write "{meant}": ')


@pytest.mark.parametrize(("typed", "message"), [("everolimus 10 mg dailly", HOW), ("5 mg daily", HOW_ALONE)])
def test_what_is_no_known_slip_of_a_dose_is_told_the_notation(typed: str, message: str) -> None:
    """Nothing is guessed; a dose alone in a list is what a comma left of one."""
    with pytest.raises(NotationError) as error:
        parse_dose(typed)
    assert message == str(error.value)
