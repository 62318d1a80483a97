"""Doses held against those of other trials: by drug, unit and rhythm, and only where enough of them are known."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from evtrials.bench.checks import check_paths

WriteToy = Callable[..., Path]


def codes_beside(write_toy: WriteToy, folder: Path, dose: str, *others: str) -> list[str]:
    """What is found in a trial with this dose of a new drug, beside one trial for each other dose."""
    (folder / "_terms.yaml").write_text("drugs: {toystatin: {class: toy}}\n", encoding="utf-8")
    for number, given in enumerate((dose, *others), 1):
        write_toy(
            ("everolimus 10 mg daily, letrozole", f"toystatin {given}, letrozole"), ("Everolimus + letrozole", "Toystatin"),
            ("NCT00000001", f"NCT0000000{number}"), ("TOY-1", f"TOY-{number}"), ("10000001", f"1000000{number}"),
            id=f"toy-{number}",
        )  # fmt: skip
    report = check_paths([folder])
    return [finding.code for finding in report.findings if finding.file.endswith("toy-1.yaml")]


@pytest.mark.parametrize(
    ("dose", "others", "codes"),
    [
        ("100 mg daily", ("5 mg daily", "10 mg daily"), ["W272"]),
        ("100 mg daily", ("10 mg daily",), []),
        ("30 mg daily", ("5 mg daily", "10 mg daily"), []),
        ("1 mg daily", ("5 mg daily", "10 mg daily"), ["W272"]),
        ("70 mg weekly", ("5 mg daily", "10 mg daily"), []),
        ("700 mg weekly", ("5 mg daily", "10 mg daily"), ["W272"]),
        ("70 mg daily", ("70 mg weekly", "10 mg daily", "5 mg daily"), ["W272"]),
        ("10 mg daily then 100 mg daily", ("5 mg daily", "10 mg daily"), ["W272"]),
        ("10 mg/kg daily", ("5 mg daily", "10 mg daily"), ["W273"]),
        ("10 mg/kg daily", ("5 mg daily", "10 mg/kg daily"), []),
        ("0 mg daily then 10 mg daily", ("5 mg daily", "10 mg daily"), ["E154"]),
    ],
)
def test_a_dose_is_held_against_those_of_other_trials(
    dose: str, others: tuple[str, ...], codes: list[str], write_toy: WriteToy, toy_folder: Path
) -> None:
    """A week of daily doses is no more than one weekly dose; a daily dose is held against daily ones alone; one trial is few."""
    assert codes == codes_beside(write_toy, toy_folder, dose, *others)


def test_the_shipped_collection_tells_what_is_printed_of_its_drugs(write_toy: WriteToy) -> None:
    """A single file of one's own is held against the trials that come with the tool."""
    path = write_toy(("everolimus 10 mg daily", "everolimus 1000 mg daily"))
    (finding,) = check_paths([path]).findings
    assert "W272" == finding.code
    assert finding.message.startswith("1000 mg is more than 3 times what is printed elsewhere: ")
    assert finding.message.endswith(" other trials of everolimus print from 2.5 mg to 10 mg")
