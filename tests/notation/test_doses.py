"""How drugs and doses are read: nothing is converted, the last step is the target."""

import pytest

from evtrials.errors import NotationError
from evtrials.notation.doses import Step, parse_dose


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
    "text",
    [
        "everolimus 10 mg dailly",
        "everolimus 10mg daily",
        "everolimus, 10 mg daily",
        "",
        "everolimus then 5 mg",
        "carboplatin AUC",
    ],
)
def test_a_dose_that_does_not_read_is_refused(text: str) -> None:
    """A misspelt schedule or unit is an error, never part of the drug's name."""
    with pytest.raises(NotationError):
        parse_dose(text)
