"""Files and collections checked: places of findings, waivers, and what does not load."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from dataclasses import replace

import pytest

from evtrials.bench.checks import CHECKS, check_paths, check_store, examination
from evtrials.bench.checks.base import Check
from evtrials.bench.checks.inspect_sr import ITEMS
from evtrials.collection.folders import shipped_folder
from evtrials.collection.store import Folder, Store
from evtrials.errors import EvTrialsError

OFF_CENTRE = ("0.45 (0.34 to 0.59)", "0.54 (0.34 to 0.59)")


def waiver(code: str, about: str) -> tuple[str, str]:
    """A replacement that adds a waiver to the toy."""
    return ("safety:", f"waivers:\n  - {{check: {code}, about: {about}, why: Doe2020 prints it so}}\nsafety:")


def test_the_plain_toy_is_clean(write_toy, toy_folder):
    """Nothing is found in a file with nothing odd."""
    write_toy()
    report = check_paths([toy_folder])
    assert () == report.findings
    assert "1 trial: no error, no warning, no note" == report.summary


def test_codes_and_names_are_unique():
    """A waiver names one check; a code is a letter of severity and a number, and has its words."""
    assert len(CHECKS) == len({check.code for check in CHECKS}) == len({check.name for check in CHECKS})
    assert [] == [check.code for check in CHECKS if not re.fullmatch("E1[0-9]{2}|W2[0-9]{2}|N3[0-9]{2}", check.code)]
    assert [] == [check.code for check in CHECKS if not check.description.endswith(".") or not check.mend.endswith(".")]


def test_every_item_of_inspect_sr_is_one_of_the_21():
    """A check points to no item that INSPECT-SR does not have; the items are in order in four domains."""
    assert 21 == len(ITEMS)
    assert {"1": 3, "2": 5, "3": 2, "4": 11} == Counter(item.partition(".")[0] for item in ITEMS)
    assert set() == {item for check in CHECKS for item in check.inspect_sr} - set(ITEMS)


def test_what_does_not_load_is_not_waived(write_toy):
    """A curve that cannot be read is read by no one, whatever the file says of it."""
    fields = "endpoint: pfs, file: curves/none.csv, unit: months, reconstructs: Doe2020 Figure 1, made_by: Roe R, licence: MIT"
    curve = ("safety:", f"curves: [{{{fields}}}]\nsafety:")
    report = check_paths([write_toy(curve, waiver("E100", "{}"))])
    assert ["E100", "N390"] == [finding.code for finding in report.open]


def test_a_finding_has_file_line_column_and_field(write_toy):
    """The place is that of the figure."""
    path = write_toy(OFF_CENTRE)
    (finding,) = check_paths([path]).findings
    lines = path.read_text().splitlines()
    assert "0.54 (0.34 to 0.59)" == lines[finding.line - 1][finding.column - 1 :][:19]
    assert "endpoints.pfs.results.1.hr" == finding.field
    assert "W210" == finding.code


def test_more_patients_beside_a_comparison_than_the_arm_has(write_toy):
    """The number analysed in an arm that is printed with a ratio is held against the size of the arm."""
    old = "{cut: final, eve: not reached, pbo: 26.6 (22.6 to not reached),"
    path = write_toy((old, "{cut: final, n: {eve: 190, pbo: 103}, hr: 0.9 (0.7 to 1.2),"))
    assert [("E131", "103 of only 100 patients of pbo")] == [
        (finding.code, finding.message) for finding in check_paths([path]).findings if finding.code == "E131"
    ]


def test_a_file_that_does_not_load_is_a_finding_with_its_place(write_toy):
    """The other files are checked nevertheless."""
    write_toy(OFF_CENTRE, ("NCT00000001", "NCT00000002"), ("name: TOY-1", "name: TOY-2"), id="toy-2")
    folder = write_toy(("hr: 0.43 (0.32 to 0.58)", "hr: 0,43")).parent
    report = check_paths([folder])
    assert ["E100", "W210"] == [finding.code for finding in report.findings]
    assert report.findings[0].line > 1
    assert "2 trials: 1 error, 1 warning, no note" == report.summary


def test_broken_shared_terms_are_a_finding(write_toy, toy_folder):
    """Without the vocabulary nothing else is checked."""
    write_toy()
    (toy_folder / "_terms.yaml").write_text("drugs: [a]\n", encoding="utf-8")
    (finding,) = check_paths([toy_folder]).findings
    assert ("E100", 1) == (finding.code, finding.line)
    assert finding.file.endswith("_terms.yaml")


@pytest.mark.parametrize("about", ["{endpoint: pfs, cut: final}", "{measure: hazard ratio, ci_low: '0.34'}"])
def test_a_waived_finding_keeps_its_reason_and_is_not_open(about, write_toy):
    """A selector marks one of the figures concerned."""
    report = check_paths([write_toy(OFF_CENTRE, waiver("W210", about))])
    assert () == report.open
    assert ["Doe2020 prints it so"] == [finding.waived for finding in report.findings]
    assert "1 trial: no error, no warning, no note; 1 waived" == report.summary


def test_a_waiver_for_now_is_counted_apart(write_toy):
    """Where the reason says `to read again`, the finding is answered but not settled."""
    code, settled = waiver("W210", "{endpoint: pfs}")
    path = write_toy(OFF_CENTRE, (code, settled.replace("prints it so", "prints it so; to read again")))
    assert "1 trial: no error, no warning, no note; 1 waived, 1 of them to read again" == check_paths([path]).summary


@pytest.mark.parametrize(("code", "about"), [("W210", "{endpoint: os}"), ("E110", "{endpoint: pfs}"), ("W999", "{}")])
def test_a_waiver_of_something_else_answers_nothing(code, about, write_toy):
    """The finding stays open, and the waiver is a finding itself."""
    report = check_paths([write_toy(OFF_CENTRE, waiver(code, about))])
    assert {"W210", "N390"} == {finding.code for finding in report.open}


def test_a_waiver_may_name_a_section(write_toy):
    """What is no figure is waived by its section and its id."""
    unused = ("cuts:\n", "cuts:\n  early: {label: A first look, src: Doe2020 Abstract}\n")
    assert () == check_paths([write_toy(unused, waiver("N351", "{section: cuts, cut: early}"))]).open
    assert {"N351", "N390"} == {
        finding.code for finding in check_paths([write_toy(unused, waiver("N351", "{section: cuts, cut: final}"))]).open
    }


def test_a_file_is_held_against_its_folder_but_only_its_own_findings_are_told(write_toy):
    """Naming one file finds that another has its registration, and says nothing of the other's faults."""
    write_toy(OFF_CENTRE)
    path = write_toy(("name: TOY-1", "name: TOY-2"), ("pmid: 10000001", "pmid: 10000002"), id="toy-2")
    report = check_paths([path])
    assert ["E180"] == [finding.code for finding in report.findings]
    assert 1 == report.files


def test_what_looks_at_each_trial_by_itself_looks_at_the_named_alone(write_toy, monkeypatch):
    """A file is checked at the cost of one: of the others only what it is held against is looked at."""
    asked: dict[bool, list[str]] = {True: [], False: []}

    def told(check: Check) -> Check:
        def run(trials):
            asked[check.is_of_each] += [loaded.trial.id for loaded in trials]
            return check.run(trials)

        return replace(check, run=run)

    monkeypatch.setattr(examination, "CHECKS", tuple(map(told, CHECKS)))
    path = write_toy(OFF_CENTRE)
    write_toy(OFF_CENTRE, ("NCT00000001", "NCT00000002"), ("name: TOY-1", "name: TOY-2"), ("pmid: 10000001", "pmid: 10000002"), id="toy-2")
    assert ["W210"] == [finding.code for finding in check_paths([path]).findings]
    assert ({"toy-1"}, {"toy-1", "toy-2"}) == (set(asked[True]), set(asked[False]))


def test_a_path_that_is_no_trial_file_is_refused(tmp_path):
    """The message names the path and what would do."""
    (tmp_path / "a.txt").write_text("x")
    with pytest.raises(EvTrialsError, match="not there"):
        check_paths([tmp_path / "b.yaml"])
    with pytest.raises(EvTrialsError, match=r"end in \.yaml"):
        check_paths([tmp_path / "a.txt"])


def test_a_folder_without_vocabulary_has_the_shipped_one(write_toy, toy_folder):
    """A collection's own terms add to the shipped terms."""
    write_toy(("everolimus 10 mg daily, letrozole", "toystatin 10 mg daily, letrozole"), ("Everolimus + letrozole", "Toystatin"))
    assert {"W270"} == {finding.code for finding in check_store(Store([Folder(toy_folder)])).open}
    (toy_folder / "_terms.yaml").write_text("drugs: {toystatin: {class: toy}}\n", encoding="utf-8")
    assert set() == {finding.code for finding in check_store(Store([Folder(toy_folder)])).open}


def test_a_later_folder_overrides_an_earlier_file_of_that_id(write_toy, toy_folder, tmp_path):
    """In a stack only the file that counts is checked."""
    earlier = tmp_path / "earlier"
    earlier.mkdir()
    shutil.copy(write_toy(OFF_CENTRE), earlier / "toy-1.yaml")
    write_toy()
    assert () == check_store(Store([Folder(earlier), Folder(toy_folder)])).findings


def test_the_template_can_be_checked(tmp_path):
    """The template is named like a shared file but is a trial."""
    shutil.copy(shipped_folder() / "_template.yaml", tmp_path)
    report = check_paths([tmp_path / "_template.yaml"])
    assert 1 == len(report.trials)
    assert "E100" not in {finding.code for finding in report.findings}


def test_a_date_that_a_further_source_gives_is_checked(write_toy, toy_folder):
    """The date of a cut may stand under `also`: in the future, or out of order, it is found as any other."""
    further = "also: {date: 2098-02, src: News2020 News}, src: Doe2020 Abstract}"
    write_toy(("Interim analysis, date: 2018-01-31, src: Doe2020 Abstract}", f"Interim analysis, {further}"))
    found = {(finding.code, finding.field) for finding in check_paths([toy_folder]).findings}
    assert ("E151", "cuts.interim.also.0.date") in found
    assert ("E150", "cuts.final") in found


@pytest.mark.parametrize(
    ("interval", "codes"),
    [
        ("95 % CI to 0.59", ["W218"]),
        ("95 % CI to 0.40", ["E110", "W218"]),
        ("95 % CI from 0.34", ["W218"]),
        ("CI from 0.50", ["E110", "W218"]),
        ("CI 0.34 to 0.59", []),
        ("95 % CrI 0.34 to 0.59", []),
    ],
)
def test_checks_take_every_kind_of_interval(write_toy, interval, codes):
    """An interval with one limit, or without its level, is doubted only where what it prints is odd."""
    report = check_paths([write_toy(("0.45 (0.34 to 0.59)", f"0.45 ({interval})"))])
    assert codes == [finding.code for finding in report.findings]


@pytest.mark.parametrize(("day", "codes"), [("2026-12-01", []), ("2026-12-02", ["E151"])])
@pytest.mark.usefixtures("last_of_november")
def test_a_reading_of_today_anywhere_is_not_in_the_future(day, codes, write_toy):
    """At eleven in Greenwich on 30 November it is 1 December in Auckland, and nowhere the second."""
    reading = ("safety:", f"curation: {{extracted: {{by: Doe J, date: {day}}}}}\nsafety:")
    assert codes == [finding.code for finding in check_paths([write_toy(reading)]).findings]


def test_an_arm_larger_than_all_is_told_beside_a_waiver_of_their_sum(write_toy):
    """A waiver that says why the arms do not add up hides no arm of 5000 among 300."""
    summed = ("safety:", "waivers:\n  - {check: W231, why: Doe2020 prints it so}\nsafety:")
    told = check_paths([write_toy(("label: Everolimus + letrozole, n: 200", "label: Everolimus + letrozole, n: 5000"), summed)]).open
    assert ("E135", "the arm eve has 5000 patients, of at most 300 in the trial") in [(finding.code, finding.message) for finding in told]


def test_a_waiver_of_every_figure_is_doubted(write_toy):
    """It hides a finding of its code that comes later; one of a part of the file, or of no figure, is as it must be."""
    path = write_toy(OFF_CENTRE, ("safety:", "waivers:\n  - {check: W210, why: Doe2020 prints it so}\nsafety:"))
    (finding,) = check_paths([path]).open
    assert ("N391", "the waiver of W210 names no figure and hides every finding of that code, now 1") == (finding.code, finding.message)


def test_what_stands_behind_a_known_drug_is_told_as_no_dose(write_toy):
    """The drug is in the vocabulary; what is wrong is how its dose is written."""
    (finding,) = check_paths([write_toy(("everolimus 10 mg daily", "everolimus ten mg"))]).open
    assert ("W270", True) == (
        finding.code, finding.message.startswith('behind the drug "everolimus" stands "ten mg", which is no dose; write a drug as "everolimus 10 mg daily"')
    )  # fmt: skip


def test_faults_of_the_text_of_a_file_are_told_together(write_toy):
    """One run tells every comma that cuts a value, each at its field."""
    path = write_toy(("eve: 6.9, pbo: 2.8,", "eve: 6,9, pbo: 2,8,"))
    told = [(finding.line, finding.message.partition(": ")[0]) for finding in check_paths([path]).findings]
    line = path.read_text().splitlines().index(next(line for line in path.read_text().splitlines() if "6,9" in line)) + 1
    assert [(line, f'a comma separates here and cuts the value of "{arm}"') for arm in ("eve", "pbo")] == told


def test_a_comma_in_a_cell_is_told_with_the_number_of_cells(write_toy):
    """A decimal comma makes a row longer than its table."""
    (finding,) = check_paths([write_toy(("[59, 8, 12, 0]", "[59,5, 8, 12, 0]"))]).findings
    assert (
        'the row "Stomatitis" has 5 cells for 4 columns; a comma separates cells, the decimal point is typed as "."' == finding.message
    )


def test_a_name_that_is_declared_nowhere_is_told_once(write_toy):
    """At its first place, with the number of the others: a forgotten source is cited all over a file, and fills no screen."""
    path = write_toy(("src: Doe2020", "src: Roe2020"), ("cut: final", "cut: last"))
    told = [finding.message for finding in check_paths([path]).findings]
    assert 2 == len(told)
    assert [True, True] == [bool(re.search(r" \(and so in \d+ other places\)$", message)) for message in told]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("{cut: interim, eve: 6.9,", "{cut: interim, evee: 6.9,"), '"evee" is neither a field nor an arm of this trial (eve, pbo); did you mean "eve"?'),
        (("{cut: interim, eve: 6.9,", "{cut: interim, all: 6.9,"), '"all" is neither a field nor an arm of this trial (eve, pbo)'),
        (("columns: [eve any,", "columns: [all any,"), '"all" is not an arm of this trial (eve, pbo)'),
        (("columns: [eve any,", "columns: [evee any,"), '"evee" is not an arm of this trial (eve, pbo); did you mean "eve"?'),
        (("cut: interim, eve", "cut: interm, eve"), '"interm" is not declared under cuts (interim, final); did you mean "interim"?'),
        (("src: News2020 News", "src: New2020 News"), 'the source "New2020" is declared neither in this file (Doe2020, News2020) nor in _sources.yaml; did you mean "News2020"?'),
        (("allocation: randomised", "allocation: randomized"), '"randomized" is not one of: randomised, non-randomised, single arm, not stated; did you mean "randomised"?'),
        (("ratio: 2:1,", "ratio: 2:1, masking: double blind,"), '"double blind" is not one of: open label, single-blind, double-blind, not stated; did you mean "double-blind"?'),
        (("assessor: central", "assessor: independent"), '"independent" is not one of: investigator, central, patient, not stated; did you mean "central"?'),
        (("assessor: central", "assessor: BICR"), '"BICR" is not one of: investigator, central, patient, not stated; did you mean "central"?'),
        (("hr: [positive]", "disease: [HR+/HER2-]"), 'write "hr+/her2-", in small letters'),
        (("line: 1+", "line: Not stated"), 'write "not stated", in small letters'),
        (("registry: [NCT00000001]", "registry: [NCT2387099]"), 'a number of ClinicalTrials.gov is written as "NCT00863655", with 8 digits; here are 7'),
        (("p: <0.0001", "p: 65.34"), 'a p value lies from 0 to 1; look up what this figure is; write p as "0.14", "<0.0001", "0.062 one-sided", "stated significant" or "0.0049 stated not significant"'),
        (("src: News2020 News", "src: News2020"), 'name the place in the source too: "News2020 Abstract", "News2020 Table 2"'),
    ],
)  # fmt: skip
def test_what_was_meant_is_said(change, message, write_toy):
    """A slip in an arm, a closed word, a number or a source is told with what it may have been."""
    write = [change]
    if "masking: double blind" in change[1]:
        write.append(("masking: double-blind, ", ""))
    assert message in [finding.message for finding in check_paths([write_toy(*write)]).findings]


def test_a_figure_below_several_is_told_once_and_names_their_assessors(write_toy):
    """One median of survival below two of progression is one finding."""
    (finding,) = [each for each in check_paths([write_toy(("{cut: final, eve: not reached", "{cut: final, eve: 5.0"))]).open if each.code == "W257"]
    assert (
        "eve: median of os 5.0 months is below that of pfs 6.9 months (investigator), 7.8 months (investigator), 11.0 months (central), "
        "which ends no later"
    ) == finding.message  # fmt: skip


def test_a_source_is_held_against_the_cut_whoever_dates_it(write_toy):
    """The row of a source that prints no date is told too, where another source dates the cut later."""
    retold = ("  os:\n", "      - {cut: final, eve: 7.8, src: Old2015 News}\n  os:\n")
    old = ("design:", "  Old2015: {title: An old report, year: 2015, basis: press}\ndesign:")
    assert "W252" in [finding.code for finding in check_paths([write_toy(old, retold)]).open]
