"""What is said of a trial as a whole: its status against its results, its sources against each other, nothing twice."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from evtrials.bench.checks import check_paths

WriteToy = Callable[..., Path]
STATUS = "status: {is: results published, as_of: 2020-06-30, src: Doe2020 Abstract}"
NEWS = "  News2020: {title: A toy report, year: 2020, basis: press, reports: Doe2020}"


def codes(write_toy: WriteToy, *replacements: tuple[str, str]) -> list[str]:
    """The codes of what is found in the toy with these replacements."""
    return [finding.code for finding in check_paths([write_toy(*replacements)]).findings]


@pytest.mark.parametrize(
    ("status", "found"),
    [
        ("is: terminated, as_of: 2019", []),
        ("is: completed, as_of: 2021-06-30", ["W251"]),
        ("is: withdrawn, as_of: 2021-06-30", ["W251"]),
        ("is: not stated", ["W251"]),
        ("is: recruiting, as_of: 2025-12-31", ["W251"]),
        ("is: recruiting, as_of: 2023", ["W251"]),
        ("is: recruiting, as_of: 2022", ["N354", "W251"]),
        ("is: recruiting", ["N354", "W251"]),
    ],
)
@pytest.mark.usefixtures("last_of_november")
def test_a_status_is_held_against_the_results_and_the_day(status: str, found: list[str], write_toy: WriteToy) -> None:
    """Results outlast every status but that they are out or that the trial ended early; recruiting holds for three years."""
    assert found == sorted(codes(write_toy, (STATUS, f"status: {{{status}, src: Doe2020 Abstract}}")))


@pytest.mark.parametrize(
    ("sources", "found"),
    [
        ("  News2020: {title: A, year: 2020, basis: press, reports: News2020}", ["E153"]),
        (
            "  News2020: {title: A, year: 2020, basis: press, reports: Roe2020}\n"
            "  Roe2020: {title: B, year: 2020, basis: press, reports: News2020}",
            ["E153", "E153"],
        ),
        (
            "  News2020: {title: A, year: 2020, basis: press, reports: Roe2020}\n"
            "  Roe2020: {title: B, year: 2020, basis: press, reports: Doe2020}",
            [],
        ),
        ('  News2020: {title: A, basis: press, url: "https://pubmed.ncbi.nlm.nih.gov/10000001/"}', ["W281"]),
        ("  News2020: {title: A, year: 2019, basis: press, reports: Doe2020}", ["W282"]),
    ],
)
def test_sources_are_held_against_each_other(sources: str, found: list[str], write_toy: WriteToy) -> None:
    """What retells is neither first nor older; the chain may be long, and one document stands once."""
    used = "participants: [{randomised: 300, src: News2020 News}]\nsources:"
    assert found == sorted(codes(write_toy, (NEWS, sources), ("participants: {randomised: 300, src: Doe2020 Abstract}\nsources:", used)))


def test_a_shared_source_and_one_of_the_file_may_be_one_document(write_toy: WriteToy, toy_folder: Path) -> None:
    """The file's own entry is found, and not what it borrows."""
    (toy_folder / "_sources.yaml").write_text("Shared2020: {title: A, pmid: 10000001, basis: abstract}\n", encoding="utf-8")
    path = write_toy(("design: {", "stopped: {why: For want of toys, src: Shared2020 Abstract}\ndesign: {"))
    assert [("W281", "sources.Doe2020", "Doe2020 is Shared2020 of _sources.yaml: both are PMID 10000001")] == [
        (finding.code, finding.field, finding.message) for finding in check_paths([path]).findings
    ]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("registry: [NCT00000001]", "registry: [UMIN000001234, JPRN-UMIN000001234]"),
        ("hr: [positive]", "hr: [positive, positive]"),
        ("name: TOY-1", "name: TOY-1\naliases: [toy one, TOY ONE]"),
        ("prior: [aromatase inhibitor]", "prior: [aromatase inhibitor, Aromatase Inhibitor]"),
    ],
)
def test_what_a_list_says_twice_is_found(old: str, new: str, write_toy: WriteToy) -> None:
    """Whatever the spelling."""
    assert ["E152"] == codes(write_toy, (old, new))


def test_one_registration_in_two_spellings_is_one(write_toy: WriteToy) -> None:
    """The prefix of the WHO platform makes no other trial."""
    write_toy(("NCT00000001", "JPRN-UMIN000001234"))
    other = (("NCT00000001", "UMIN000001234"), ("TOY-1", "TOY-2"), ("10000001", "10000002"))
    path = write_toy(*other, id="toy-2")
    assert ["E180"] == [finding.code for finding in check_paths([path]).findings]


@pytest.mark.parametrize(
    ("summary", "line", "found"),
    [
        ("at most one line of chemotherapy for advanced disease", "not stated", ["N356"]),
        ("0-3 regimens for metastatic disease before", "not stated", ["N356"]),
        ("no limit on earlier treatment", "not stated", []),
        ("HER2 1+ or 2+ by immunohistochemistry after treatment", "not stated", []),
        ("0-3 regimens for metastatic disease before", "1-4", []),
        ("up to 3 regimens of chemotherapy for metastatic disease", "1-4", ["N358"]),
        ("no treatment for advanced disease except endocrine therapy", "1", ["N358"]),
        ("after first-line chemotherapy", "2", []),
        ("no chemotherapy for advanced disease", "any", []),
    ],
)
def test_a_line_is_held_against_the_limit_in_words(summary: str, line: str, found: list[str], write_toy: WriteToy) -> None:
    """A number of earlier treatments says something of the line; one of a single kind does not close it."""
    old = "Postmenopausal; progression on an aromatase inhibitor"
    assert found == codes(write_toy, (old, f'"Postmenopausal; {summary}"'), ("line: 1+", f"line: {line}"))


DESIGN = "design: {allocation: randomised, ratio: 2:1, masking: double-blind, control: placebo, src: Doe2020 Abstract}"


@pytest.mark.parametrize(
    ("design", "found"),
    [
        ("allocation: randomised, ratio: 2:1, masking: double-blind, control: placebo", []),
        ("allocation: randomised, ratio: 1:1, masking: double-blind, control: placebo", ["W286"]),
        ("allocation: randomised, ratio: 2:1:1, masking: double-blind, control: placebo", ["W285"]),
        ("allocation: randomised, masking: open label, control: placebo", ["W285"]),
        ("allocation: randomised, masking: double-blind, control: none", ["W285"]),
    ],
)
def test_a_design_is_held_against_itself_and_the_arms(design: str, found: list[str], write_toy: WriteToy) -> None:
    """A placebo is not given openly, a blind trial has a control, and a ratio has a number for each arm."""
    assert found == codes(write_toy, (DESIGN, f"design: {{{design}, src: Doe2020 Abstract}}"))


@pytest.mark.parametrize(("enrolled", "found"), [("299", ["W231"]), ("300", []), ("320", [])])
def test_the_arms_together_are_no_more_than_the_trial(enrolled: str, found: list[str], write_toy: WriteToy) -> None:
    """Where no source says how many were randomised, any other number is a bound."""
    assert found == codes(write_toy, ("participants: {randomised: 300", f"participants: {{enrolled: {enrolled}"))
