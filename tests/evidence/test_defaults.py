"""Which row stands for a question: first the analysis, then the print of it that says most."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from evtrials.collection.loading import Loaded
from evtrials.collection.store import Store
from evtrials.evidence.defaults import OF_ANALYSES, may_answer, question, reason
from evtrials.trial.identity import ALL

FINAL = (
    "      - {cut: final, eve: 7.8 (6.9 to 8.5), pbo: 3.2 (2.8 to 4.1), hr: 0.45 (0.34 to 0.59), p: <0.0001, assessor: investigator, "
    "src: Doe2020 Abstract}\n"
)


def standing(loaded: Loaded, measure: str, arm: str = "eve") -> list[tuple[str, str]]:
    """Text and source of the default rows of PFS of one measure and arm."""
    return [
        (row.figure.text, row.place.source)
        for row in loaded.figures
        if row.default and row.key == "pfs" and row.measure == measure and row.arm == arm
    ]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("{cut: final, hr: 0.446 (0.341 to 0.588), src: News2020 News}", ("0.446 (0.341 to 0.588)", "News2020")),
        ("{cut: final, hr: 0.48 (0.341 to 0.588), src: News2020 News}", ("0.45 (0.34 to 0.59)", "Doe2020")),
        ("{cut: final, hr: 0.446 (0.351 to 0.588), src: News2020 News}", ("0.45 (0.34 to 0.59)", "Doe2020")),
        ("{cut: final, hr: 0.446, src: News2020 News}", ("0.45 (0.34 to 0.59)", "Doe2020")),
        ("{cut: interim, method: adjusted, hr: 0.446 (0.341 to 0.588), src: Doe2020 Abstract}", ("0.45 (0.34 to 0.59)", "Doe2020")),
        ("{cut: final, assessor: not stated, hr: 0.446 (0.341 to 0.588), src: Doe2020 Table 1}", ("0.45 (0.34 to 0.59)", "Doe2020")),
    ],
    ids=["agrees with more digits", "another ratio", "another limit", "more digits, no interval", "another analysis", "first in the file"],
)
def test_a_print_with_more_digits_stands_where_it_contradicts_nothing(
    load_toy: Callable[..., Loaded], row: str, expected: tuple[str, str]
) -> None:
    """The best basis stands, but for a print of the same analysis that agrees with it and says more."""
    assert [expected] == standing(load_toy((FINAL, f"{FINAL}      - {row}\n")), "hazard ratio")


def test_intention_to_treat_is_no_narrower_set(load_toy: Callable[..., Loaded]) -> None:
    """A page that leaves the set unsaid does not go before a paper that says it is all patients as they were assigned."""
    row = FINAL.replace("final,", "final, analysis_set: intention to treat,")
    retold = "      - {cut: final, eve: 7.8, pbo: 3.2, src: News2020 News}\n"
    assert [("7.8 (6.9 to 8.5)", "Doe2020")] == standing(load_toy((FINAL, retold + row)), "median")
    narrower = row.replace("intention to treat", "evaluable patients")
    assert [("7.8", "News2020")] == standing(load_toy((FINAL, retold + narrower)), "median")


def test_no_print_goes_first_where_sources_conflict(load_toy: Callable[..., Loaded]) -> None:
    """Where sources swap the arms, a cell that happens to agree does not stand beside one of the other source."""
    prints = "      - {cut: final, eve: 9, pbo: 8.9, src: Doe2020 Abstract}\n      - {cut: final, eve: 8.9, pbo: 9.0, src: News2020 News}\n"
    note = "  - {about: {endpoint: pfs, cut: final, assessor: not stated}, kind: conflict, text: Which arm had 8.9 is not settled.}\n"
    loaded = load_toy((FINAL, prints), ("safety:\n", f"notes:\n{note}safety:\n"))
    assert [("9", "Doe2020")] == standing(loaded, "median")


def test_a_report_without_a_cut_stands_only_where_none_is_named(load_toy: Callable[..., Loaded]) -> None:
    """A later report never displaces a named cut; of reports the latest stands."""
    report = "  later: {report: true, label: Report of 2022, src: Doe2020 Abstract}\n"
    row = "      - {cut: later, eve: 9.9, pbo: 3.3, hr: 0.40 (0.30 to 0.50), src: Doe2020 Abstract}\n"
    loaded = load_toy(("endpoints:\n", f"{report}endpoints:\n"), (FINAL, FINAL + row))
    assert [("7.8 (6.9 to 8.5)", "Doe2020")] == standing(loaded, "median")


def test_a_report_that_retells_is_no_later_look(load_toy: Callable[..., Loaded]) -> None:
    """Where only reports are there, the latest stands, but a press page goes behind what it may retell."""
    cuts = (
        "  final: {label: Final analysis, date: 2019-06-30, followup: 18 months, events: 210, src: Doe2020 Abstract}\n",
        "  final: {report: true, label: Report of 2020, src: Doe2020 Abstract}\n"
        "  later: {report: true, label: Report of 2022, src: News2020 News}\n",
    )
    interim = "  interim: {label: Interim analysis, date: 2018-01-31, src: Doe2020 Abstract}\n"
    early = "      - {cut: interim, eve: 6.9, pbo: 2.8, hr: 0.43 (0.32 to 0.58), p: <0.001, assessor: investigator, src: News2020 News}\n"
    row = "      - {cut: later, eve: 9.9, pbo: 3.3, src: News2020 News}\n"
    loaded = load_toy(cuts, (interim, ""), (early, ""), (FINAL, FINAL + row))
    assert [("7.8 (6.9 to 8.5)", "Doe2020")] == standing(loaded, "median")


@pytest.mark.parametrize(
    ("cut", "lost"),
    [
        ("final", "not default: second-hand (press; the default is from an abstract)"),
        ("later", "not default: second-hand (press; the default is from an abstract)"),
        ("interim", "not default: earlier report"),
    ],
)
def test_of_reports_it_is_told_what_decided(load_toy: Callable[..., Loaded], cut: str, lost: str) -> None:
    """Beside a report that stands, a press page loses by being one and an earlier report by its time, none for want of a cut."""
    reports = (
        "  interim: {label: Interim analysis, date: 2018-01-31, src: Doe2020 Abstract}\n"
        "  final: {label: Final analysis, date: 2019-06-30, followup: 18 months, events: 210, src: Doe2020 Abstract}\n",
        "".join(f"  {name}: {{report: true, label: Report, src: Doe2020 Abstract}}\n" for name in ("interim", "final", "later")),
    )
    early = "      - {cut: interim, eve: 6.9, pbo: 2.8, hr: 0.43 (0.32 to 0.58), p: <0.001, assessor: investigator, src: News2020 News}\n"
    source = "Doe2020 Abstract" if cut == "interim" else "News2020 News"
    loaded = load_toy(reports, (early, ""), (FINAL, f"{FINAL}      - {{cut: {cut}, eve: 7.8, pbo: 3.3, src: {source}}}\n"))
    row, *others = sorted(
        (row for row in loaded.figures if (row.key, row.measure, row.arm, row.population) == ("pfs", "median", "eve", ALL)
         and row.analysis.assessor == "investigator"),
        key=lambda row: row.default,
    )  # fmt: skip
    assert lost == reason(row, others, loaded.trial)


def test_a_reason_is_told_once(load_toy: Callable[..., Loaded]) -> None:
    """A report that goes before a press page and before a review of its own cut stands for one reason, the better basis."""
    cuts = (
        "  interim: {label: Interim analysis, date: 2018-01-31, src: Doe2020 Abstract}\n"
        "  final: {label: Final analysis, date: 2019-06-30, followup: 18 months, events: 210, src: Doe2020 Abstract}\n",
        "  final: {report: true, label: Report, src: Doe2020 Abstract}\n",
    )
    sources = ("basis: abstract}\n", "basis: registry}\n  Roe2020: {title: A toy, year: 2020, basis: abstract}\n")
    early = "      - {cut: interim, eve: 6.9, pbo: 2.8, hr: 0.43 (0.32 to 0.58), p: <0.001, assessor: investigator, src: News2020 News}\n"
    others = "".join(f"      - {{cut: final, eve: 7.8, pbo: 3.2, src: {source}}}\n" for source in ("News2020 News", "Roe2020 Abstract"))
    loaded = load_toy(cuts, sources, (early, ""), (FINAL, FINAL.replace("7.8 (6.9 to 8.5)", "7.8") + others))
    row, *rivals = sorted(
        (row for row in loaded.figures if (row.key, row.measure, row.arm, row.population, row.analysis.assessor)
         == ("pfs", "median", "eve", ALL, "investigator")),
        key=lambda row: not row.default,
    )  # fmt: skip
    assert "default: best basis (registry)" == reason(row, rivals, loaded.trial)


@pytest.mark.parametrize("name", [criterion.name for criterion in OF_ANALYSES])
def test_each_criterion_has_its_words(load_toy: Callable[..., Loaded], name: str) -> None:
    """What decides between analyses can be read aloud, won and lost."""
    loaded = load_toy()
    (criterion,) = [one for one in OF_ANALYSES if one.name == name]
    row = next(row for row in loaded.figures if row.key == "pfs" and row.population == "visceral")
    assert [True, True] == [bool(criterion.won(row, loaded.trial)), bool(criterion.lost(row, row, loaded.trial))]


def test_each_question_of_the_shipped_trials_has_one_default(shipped: Store) -> None:
    """Exactly one row of each question that is not suspect stands; of one that only subgroups answer, one for each.

    A result in words is none, nor is a ratio without a printed direction.
    """
    for loaded in map(shipped.load, shipped.files):
        counted: dict[object, list[bool]] = {}
        rows = [row for row in loaded.figures if not row.is_suspect and may_answer(row, loaded.trial)]
        whole = {question(row, loaded.terms) for row in rows if row.population == ALL}
        for row in rows:
            asked = question(row, loaded.terms)
            group = (asked, "") if asked in whole else (asked, row.population)
            counted.setdefault(group, []).append(row.default)
        assert [] == [asked for asked, defaults in counted.items() if sum(defaults) != 1]
