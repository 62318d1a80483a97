"""safety as a user sees it: whole screens of invented trials, what stands for a trial, what is counted, wrong words."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest

FRAME = """\
id: {id}
name: {name}
title: A toy about harms
registry: [NCT000000{number}]
phase: 2
setting: {setting}
status: {{is: results published, src: Roe2021 Abstract}}
sources:
  Roe2021: {{title: A toy about harms, authors: [Roe R], year: 2021, pmid: 100000{number}, basis: abstract}}
  Rev2022: {{title: A review, year: 2022, basis: review}}
design: {{allocation: {allocation}, src: Roe2021 Abstract}}
population: {{summary: Pretreated, hr: [positive], her2: [negative], line: 2, src: Roe2021 Abstract}}
"""
# Three arms: a list of harms that leaves one of them out, with its own word, attribution and threshold; exposure of one arm.
THREE = """\
arms:
  vis: {label: Vistusertib + fulvestrant, n: 50, drugs: [vistusertib 50 mg twice daily, fulvestrant 500 mg], src: Roe2021 Abstract}
  eve: {label: Everolimus + fulvestrant, n: 51, drugs: [everolimus 10 mg daily, fulvestrant 500 mg], src: Roe2021 Abstract}
  ful: {label: Fulvestrant, n: 52, control: true, drugs: [fulvestrant 500 mg], src: Roe2021 Abstract}
safety:
  - src: Roe2021 Table 2
    attribution: related
    threshold: at least 10 % in either arm
    unit: percent
    columns: [eve any, "eve >=3", ful any, "ful >=3"]
    rows:
      Oral mucositis: [53, 11, 12, <1]
      Pneumonitis: not reported
exposure:
  - {src: Roe2021 Table 3, measure: median, unit: months, columns: [eve], rows: {Everolimus exposure: [5.1]}}
"""
# One arm, of which a registry lists what was serious.
LISTED = """\
arms:
  eve-let: {label: Everolimus + letrozole, n: 40, drugs: [everolimus 5 mg daily, letrozole 2.5 mg daily], src: Roe2021 Abstract}
safety:
  - {src: Roe2021 Adverse events, columns: [eve-let serious], rows: {Stomatitis: [1/40 (2.50 %)]}}
"""
# Two starts of one drug: the harm is the endpoint, a reason for stopping, and what limited a dose.
STARTS = """\
arms:
  slow: {label: Slow start, n: 80, drugs: [everolimus 5 mg daily then 10 mg daily, exemestane 25 mg daily], src: Roe2021 Abstract}
  full: {label: Full start, n: 76, control: true, drugs: [everolimus 10 mg daily, exemestane 25 mg daily], src: Roe2021 Abstract}
endpoints:
  stomatitis:
    role: primary
    measure: rate
    unit: percent
    definition: stomatitis of grade 2 or more
    at: 12 weeks
    results:
      - {slow: 28.8, full: 46.1, at: 12 weeks, odds_ratio: 0.47 (0.24 to 0.92), p: 0.026, src: Roe2021 Abstract}
exposure:
  - {src: Roe2021 Abstract, measure: rate, unit: percent, columns: [slow, full], rows: {Discontinued with pneumonitis: [16, 6]}}
dose_finding: {dlt: [stomatitis grade 3], src: Roe2021 Abstract}
safety:
  - {src: Roe2021 Abstract, rows: {}, stated: {Pneumonitis: {says: more frequent, text: more often than expected}}}
"""
# Three reports of a harm at three times, one of them of a group.
REPORTS = """\
arms:
  eve: {label: Everolimus + letrozole, n: 92, drugs: [everolimus 10 mg daily, letrozole 2.5 mg daily], src: Roe2021 Abstract}
  let: {label: Letrozole, n: 45, control: true, drugs: [letrozole 2.5 mg daily], src: Roe2021 Abstract}
populations:
  liver: {factor: visceral metastasis, level: liver, n: 30, src: Roe2021 Abstract}
cuts:
  interim: {label: Interim analysis, src: Roe2021 Abstract}
  review: {label: Table of the review, report: true, src: Rev2022 Table 2}
safety:
  - {src: Roe2021 Table 1, cut: interim, unit: percent, columns: [eve 3-4, let 3-4], rows: {Stomatitis: [9, 1], Rash: [4, 0]}}
  - {src: Rev2022 Table 2, cut: review, unit: percent, columns: [eve any, eve 3-4, let any, let 3-4], rows: {Stomatitis: [60, 8, 12, 0]}}
  - {src: Roe2021 Table 2, cut: interim, unit: percent, columns: [eve any], rows: {Rash: [41]}, population: liver}
  - {src: Rev2022 Text, cut: review, unit: percent, columns: [eve any, let any], rows: {Rash: [40, 7]}}
  - {src: Roe2021 Text, cut: interim, rows: {}, stated: {Stomatitis: {says: other, text: early}}}
"""
WASH = """\
arms:
  dex: {label: Mouthwash, n: 40, drugs: [dexamethasone mouthwash 10 ml four times daily, everolimus 10 mg daily], src: Roe2021 Abstract}
endpoints:
  stomatitis: {measure: rate, unit: percent, results: [{dex: 2, src: Roe2021 Abstract}]}
"""


@pytest.fixture
def ask(shell: Callable, write_toy: Callable[..., Path]) -> Callable:
    """The shell on the three toys of every test and five of this question."""
    for number, (id_, body, setting, allocation) in enumerate(
        [
            ("three", THREE, "advanced", "randomised"),
            ("listed", LISTED, "advanced", "single arm"),
            ("starts", STARTS, "advanced", "randomised"),
            ("reports", REPORTS, "advanced", "randomised"),
            ("wash", WASH, "supportive", "single arm"),
        ],
        21,
    ):
        frame = FRAME.format(id=id_, name=id_.upper(), number=number, setting=setting, allocation=allocation)
        write_toy(id=id_, text=frame + body)
    return shell


def rows(text: str) -> list[dict[str, str]]:
    """The records of a TSV answer."""
    return list(csv.DictReader(io.StringIO(text), delimiter="\t"))


def test_a_harm_in_every_grade(ask: Callable) -> None:
    """The heading says once what is shared; a trial has its whole regimen, its figures under their arms, and what deviates in
    words; endpoints stand among them, lists of serious events after, what limited a dose and prevention are pointed to."""
    assert """\
Stomatitis, any / grade 3-4, % of patients, any cause, unless said; first arm:
with the drug after ±, or before v
                                                             first arm    second
───────────────────────────────────────────────────────────────────────────────
toy-1     letrozole 2.5 mg daily ± everolimus 10 mg daily (placebo)
          HR+/HER2-, n 199 v 100                                59 / 8    12 / 0
toy-2     letrozole 2.5 mg daily ± everolimus 5 mg daily (placebo)
          HER2+ (HR+ or HR-), n 199 v 100                       59 / 8    12 / 0
reports   letrozole 2.5 mg daily ± everolimus 10 mg daily
          HR+/HER2-, attribution not stated,                  60 / 8 †  12 / 0 †
          92 v 45 in the arms
three     fulvestrant 500 mg ± everolimus 10 mg daily
          HR+/HER2-, any / grade ≥3, related to treatment,     53 / 11   12 / <1
          everolimus exposure (first arm) 5.1 months, no
          figure of Vistusertib + fulvestrant,
          51 v 52 in the arms [a,b]
toy-3     letrozole 2.5 mg daily ± everolimus 2.5-10 mg daily (placebo)
          HR+ (HER2+ or HER2-mutated), n 199 v 100              59 / 8    12 / 0
───────────────────────────────────────────────────────────────────────────────

Stomatitis as an endpoint, or among what became of the treatment; each row says
its grade; first arm: with the drug after ±, or before v
                                                               first arm  second
───────────────────────────────────────────────────────────────────────────────
starts    everolimus stepwise 5 to 10 mg daily + exemestane 25 mg daily v
          everolimus 10 mg daily + exemestane
          HR+/HER2-, grade ≥2: stomatitis of grade 2 or more      28.8 %  46.1 %
          at 12 weeks, primary endpoint, OR 0.47
          (0.24 to 0.92), p 0.026, 80 v 76 in the arms
          dose-limiting: stomatitis grade 3
───────────────────────────────────────────────────────────────────────────────

Stomatitis in lists of serious events, or in arms of fewer than 20 patients,
serious events, % of patients, attribution not stated, unless said
───────────────────────────────────────────────────────────────────────────────
listed    everolimus 5 mg daily + letrozole 2.5 mg daily
          HR+/HER2-                                                1/40 (2.50 %)
───────────────────────────────────────────────────────────────────────────────
7 of 8 trials. Other subject 1 (wash). (--left-out)
[a] printed as Oral mucositis
[b] the report lists events of this frequency: at least 10 % in either arm
Also stored of stomatitis: 2 figures of other grades, reports, cuts or groups, 1
in words (--all).
Prevention: wash (dexamethasone mouthwash): evtrials safety stomatitis --about
supportive-care.
Arms are compared within a trial only; trials differ in patients, grading, time
on treatment (evtrials exposure) and what they list. What is missing, or –, was
not seen in what was read; that is not zero.
† from a review.
Evidence, not medical advice; the literature was not searched systematically.
""" == ask("safety", "stomatitis", "--format", "table").screen


def test_harms_of_grade_3_and_above(ask: Callable) -> None:
    """Each band as printed; a trial of which words alone are told in that grade stands after those with figures."""
    assert """\
Stomatitis, grade 3-4, % of patients, any cause, unless said; first arm: with
the drug after ±, or before v
                                                               first arm  second
───────────────────────────────────────────────────────────────────────────────
toy-1     letrozole 2.5 mg daily ± everolimus 10 mg daily (placebo)
          HR+/HER2-, n 199 v 100                                       8       0
toy-2     letrozole 2.5 mg daily ± everolimus 5 mg daily (placebo)
          HER2+ (HR+ or HR-), n 199 v 100                              8       0
reports   letrozole 2.5 mg daily ± everolimus 10 mg daily
          HR+/HER2-, attribution not stated,                         8 †     0 †
          92 v 45 in the arms
three     fulvestrant 500 mg ± everolimus 10 mg daily
          HR+/HER2-, grade ≥3, related to treatment,                  11      <1
          everolimus exposure (first arm) 5.1 months, no
          figure of Vistusertib + fulvestrant,
          51 v 52 in the arms [a,b]
toy-3     letrozole 2.5 mg daily ± everolimus 2.5-10 mg daily (placebo)
          HR+ (HER2+ or HER2-mutated), n 199 v 100                     8       0
───────────────────────────────────────────────────────────────────────────────

Stomatitis as an endpoint, or among what became of the treatment; each row says
its grade; first arm: with the drug after ±, or before v
                                                               first arm  second
───────────────────────────────────────────────────────────────────────────────
starts    everolimus stepwise 5 to 10 mg daily + exemestane 25 mg daily v
          everolimus 10 mg daily + exemestane
          HR+/HER2-, grade ≥2, not 3+: stomatitis of grade 2      28.8 %  46.1 %
          or more at 12 weeks, primary endpoint, OR 0.47
          (0.24 to 0.92), p 0.026, 80 v 76 in the arms
          dose-limiting: stomatitis grade 3
───────────────────────────────────────────────────────────────────────────────

Pneumonitis, grade ≥3, % of patients, related to treatment, unless said; first
arm: with the drug after ±, or before v
                                                         first arm        second
───────────────────────────────────────────────────────────────────────────────
three     fulvestrant 500 mg ± everolimus 10 mg daily
          everolimus exposure (first arm)             not reported  not reported
          5.1 months, no figure of Vistusertib +
          fulvestrant [b]
───────────────────────────────────────────────────────────────────────────────

Pneumonitis as an endpoint, or among what became of the treatment; each row says
its grade; first arm: with the drug after ±, or before v
                                                               first arm  second
───────────────────────────────────────────────────────────────────────────────
starts    everolimus stepwise 5 to 10 mg daily + exemestane 25 mg daily v
          everolimus 10 mg daily + exemestane
          grade not stated: discontinued with pneumonitis,          16 %     6 %
          80 v 76 in the arms
───────────────────────────────────────────────────────────────────────────────
6 of 8 trials. Other subject 1 (wash), harms read, but none of these terms in
grade 3+ 1 (listed). (--left-out)
[a] printed as Oral mucositis
[b] the report lists events of this frequency: at least 10 % in either arm
Also stored of stomatitis: 13 figures of other grades, reports, cuts or groups,
1 in words (--all, without --grade).
Prevention: wash (dexamethasone mouthwash): evtrials safety stomatitis --about
supportive-care.
Also stored of pneumonitis: 2 figures of other grades, reports, cuts or groups,
1 in words (--all, without --grade).
Arms are compared within a trial only; trials differ in patients, grading, time
on treatment (evtrials exposure) and what they list. What is missing, or –, was
not seen in what was read; that is not zero.
† from a review.
Evidence, not medical advice; the literature was not searched systematically.
""" == ask("safety", "stomatitis", "pneumonitis", "--grade", "3+", "--format", "table").screen


def test_harms_in_a_wide_terminal(ask: Callable) -> None:
    """From 110 columns on a trial takes a line where it fits."""
    assert """\
Stomatitis, any / grade 3-4, % of patients, any cause, unless said; first arm: with the drug after ±, or before v
                                                                                                       first arm  second
───────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
toy-1     letrozole 2.5 mg daily ± everolimus 10 mg daily (placebo)   n 199 v 100                         59 / 8  12 / 0
───────────────────────────────────────────────────────────────────────────────────────────────────────────────────────

Stomatitis as an endpoint, or among what became of the treatment; each row says its grade; first arm: with the drug
after ±, or before v
                                                                                                       first arm  second
───────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
starts    everolimus stepwise 5 to 10 mg daily + exemestane 25 mg daily v everolimus 10 mg daily + exemestane
          grade ≥2: stomatitis of grade 2 or more at 12 weeks, primary endpoint, OR 0.47                  28.8 %  46.1 %
          (0.24 to 0.92), p 0.026, 80 v 76 in the arms
          dose-limiting: stomatitis grade 3
───────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
2 of 2 trials.
Prevention: wash (dexamethasone mouthwash): evtrials safety stomatitis --about supportive-care.
Arms are compared within a trial only; trials differ in patients, grading, time on treatment (evtrials exposure) and
what they list. What is missing, or –, was not seen in what was read; that is not zero.
Evidence, not medical advice; the literature was not searched systematically.
""" == ask("safety", "stomatitis", "toy-1", "starts", "--format", "table", columns=120).screen


def test_every_report_of_a_harm(ask: Callable) -> None:
    """With --all each report stands with its cut and place, and what is said in words beside figures."""
    assert """\
Stomatitis, any / grade 3-4, % of patients, attribution not stated, unless said;
first arm: with the drug after ±, or before v
                                                             first arm    second
───────────────────────────────────────────────────────────────────────────────
reports   letrozole 2.5 mg daily ± everolimus 10 mg daily
          table of the review (cut not stated),               60 / 8 †  12 / 0 †
          92 v 45 in the arms, [Rev2022, Table 2]
          grade 3-4, interim analysis, 92 v 45 in the arms,          9         1
          [Roe2021, Table 1]
          in words: early [Roe2021, Text]
───────────────────────────────────────────────────────────────────────────────

Rash, any grade, % of patients, attribution not stated, unless said; first arm:
with the drug after ±, or before v
                                                               first arm  second
───────────────────────────────────────────────────────────────────────────────
reports   letrozole 2.5 mg daily ± everolimus 10 mg daily
          grade 3-4, interim analysis, 92 v 45 in the arms,            4       0
          [Roe2021, Table 1]
          table of the review (cut not stated),                     40 †     7 †
          92 v 45 in the arms, [Rev2022, Text]
          visceral metastasis: liver, n 30 of all arms,               41       –
          interim analysis, [Roe2021, Table 2]
───────────────────────────────────────────────────────────────────────────────
1 of 1 trial.
Prevention: wash (dexamethasone mouthwash): evtrials safety stomatitis --about
supportive-care.
The primary endpoint of starts, too: evtrials safety stomatitis starts.
Arms are compared within a trial only; trials differ in patients, grading, time
on treatment (evtrials exposure) and what they list. What is missing, or –, was
not seen in what was read; that is not zero.
† from a review.
Evidence, not medical advice; the literature was not searched systematically.
""" == ask("safety", "stomatitis", "rash", "reports", "--all", "--format", "table").screen


def test_the_most_frequent_harms(ask: Callable) -> None:
    """A row a term, with the trial that leads it; how they are ordered is said."""
    assert """\
The most frequent harms, each with the trial that prints the highest percentage,
any / grade 3-4, % of patients, attribution not stated, unless said; first arm:
with the drug after ±, or before v
                                                             first arm    second
───────────────────────────────────────────────────────────────────────────────
stomatitis  toy-1: letrozole ± everolimus 10 mg daily (placebo)
            HR+/HER2-, any cause, n 199 v 100                   59 / 8    12 / 0
            toy-2: letrozole ± everolimus 5 mg daily (placebo)
            HER2+ (HR+ or HR-), any cause, n 199 v 100          59 / 8    12 / 0
            starts: everolimus stepwise 5 to 10 mg daily + exemestane v
            everolimus 10 mg daily + exemestane
            HR+/HER2-, grade ≥2: stomatitis of grade 2          28.8 %    46.1 %
            or more at 12 weeks, primary endpoint,
            OR 0.47 (0.24 to 0.92), p 0.026,
            80 v 76 in the arms
            dose-limiting: stomatitis grade 3
            listed: everolimus 5 mg daily + letrozole 2.5 mg daily
            HR+/HER2-, serious events                    1/40 (2.50 %)
            reports: letrozole ± everolimus 10 mg daily
            HR+/HER2-, 92 v 45 in the arms                    60 / 8 †  12 / 0 †
            three: fulvestrant ± everolimus 10 mg daily
            HR+/HER2-, any / grade ≥3, related to              53 / 11   12 / <1
            treatment, no figure of Vistusertib +
            fulvestrant, 51 v 52 in the arms [a,b]
            toy-3: letrozole ± everolimus 2.5-10 mg daily (placebo)
            HR+ (HER2+ or HER2-mutated), any cause,             59 / 8    12 / 0
            n 199 v 100
rash        reports: letrozole ± everolimus 10 mg daily
            HR+/HER2-, grade 3-4, interim analysis,                  4         0
            92 v 45 in the arms
            any grade, table of the review (cut not               40 †       7 †
            stated), 92 v 45 in the arms
diarrhoea   toy-1: letrozole ± everolimus 10 mg daily (placebo)
            HR+/HER2-, any cause, n 199 v 100                   34 / 2   19 / <1
            toy-2: letrozole ± everolimus 5 mg daily (placebo)
            HER2+ (HR+ or HR-), any cause, n 199 v 100          34 / 2   19 / <1
            toy-3: letrozole ± everolimus 2.5-10 mg daily (placebo)
            HR+ (HER2+ or HER2-mutated), any cause,             34 / 2   19 / <1
            n 199 v 100
───────────────────────────────────────────────────────────────────────────────
3 of 4 terms, 7 of 8 trials. Other subject 1 (wash). (--left-out)
[a] printed as Oral mucositis
[b] the report lists events of this frequency: at least 10 % in either arm
In order of the highest percentage that a report which stands for its trial
prints for an arm with an mTOR inhibitor; all patients before groups of them,
arms of fewer than 20 patients after all others, then what has no percentage.
Unless --top says how many, class effects (stomatitis, pneumonitis,
hyperglycaemia) are always among them.
A term in all trials: evtrials safety stomatitis; 1 more term: --top 4.
Arms are compared within a trial only; trials differ in patients, grading, time
on treatment (evtrials exposure) and what they list. What is missing, or –, was
not seen in what was read; that is not zero.
† from a review.
Evidence, not medical advice; the literature was not searched systematically.
""" == ask("safety", "--top", "3", "--format", "table").screen


def test_the_harms_of_one_trial(ask: Callable) -> None:
    """Its regimen and its patients stand in the heading."""
    assert """\
Harms of toy-1, letrozole ± everolimus 10 mg daily (placebo), any / grade 3-4, %
of patients, n 199 v 100, any cause, unless said; first arm: with the drug after
±, or before v
                                                              first arm   second
───────────────────────────────────────────────────────────────────────────────
stomatitis                                                       59 / 8   12 / 0
diarrhoea                                                        34 / 2  19 / <1
───────────────────────────────────────────────────────────────────────────────
2 of 2 terms, 1 of 1 trial.
In order of the highest percentage that a report which stands for its trial
prints for an arm with an mTOR inhibitor; all patients before groups of them,
arms of fewer than 20 patients after all others, then what has no percentage.
Unless --top says how many, class effects (stomatitis, pneumonitis,
hyperglycaemia) are always among them.
A term in all trials: evtrials safety stomatitis.
Arms are compared within a trial only; trials differ in patients, grading, time
on treatment (evtrials exposure) and what they list. What is missing, or –, was
not seen in what was read; that is not zero.
Evidence, not medical advice; the literature was not searched systematically.
""" == ask("safety", "toy-1", "--format", "table").screen


def test_the_report_that_stands_is_the_fullest_of_all_patients(ask: Callable) -> None:
    """The review has any grade and 3-4 of both arms, so it goes before the interim analysis; what else is stored is counted."""
    found = [(row["grade"], row["text"], row["cut"]) for row in rows(ask("safety", "stomatitis", "reports").out)]
    assert [("any", "60", "review"), ("3-4", "8", "review"), ("any", "12", "review"), ("3-4", "0", "review")] == found
    out = " ".join(ask("safety", "stomatitis", "reports", "--format", "table").out.split())
    assert "Also stored of stomatitis: 2 figures of other grades, reports, cuts or groups, 1 in words (--all)." in out
    assert 7 == len(rows(ask("safety", "stomatitis", "reports", "--all").out))


def test_no_row_mixes_two_reports(ask: Callable) -> None:
    """Any grade and grade 3-4 of rash are of two reports, so each has a line with its cut; the figure of a group is counted."""
    found = {(row["cut"], row["grade"]): row["text"] for row in rows(ask("safety", "rash", "reports").out) if row["arm"] == "eve"}
    assert {("interim", "3-4"): "4", ("review", "any"): "40"} == found
    out = " ".join(ask("safety", "rash", "reports", "--format", "table", columns=140).out.split())
    assert ("interim analysis" in out, "table of the review (cut not stated)" in out, "any / grade" in out) == (True, True, False)


def test_the_patients_are_those_of_the_report_else_of_the_arm(ask: Callable) -> None:
    """The report of TOY-1 prints its own; that of REPORTS none, and nothing says that its arms count the randomised."""
    out = ask("safety", "stomatitis", "--format", "table").out
    assert ["n 199 v 100", "92 v 45 in the arms"] == [text for text in ("n 199 v 100", "92 v 45 in the arms") if text in out]
    groups = [row for row in rows(ask("safety", "rash", "reports", "--all").out) if row["population"] != "all"]
    assert [""] == [row["arm_n"] for row in groups]


def test_synonyms_are_joined_and_each_band_is_kept_as_printed(ask: Callable) -> None:
    """Oral mucositis and stomatitis stand together under their printed terms; 3-4 and >=3 are never made one band."""
    names = ("trial", "arm", "term", "grade", "text", "n", "mtor_dose")
    found = [tuple(row[name] for name in names) for row in rows(ask("safety", "mucositis", "three", "toy-1", "--grade", "3+").out)]
    assert [
        ("toy-1", "eve", "Stomatitis", "3-4", "8", "199", "everolimus 10 mg daily"),
        ("toy-1", "pbo", "Stomatitis", "3-4", "0", "100", "none"),
        ("three", "eve", "Oral mucositis", ">=3", "11", "", "everolimus 10 mg daily"),
        ("three", "ful", "Oral mucositis", ">=3", "<1", "", "none"),
    ] == found


@pytest.mark.parametrize("typed", ["grade 3+", "Grade 3+", "g3+"])
def test_a_grade_is_read_as_people_type_it(typed: str, ask: Callable) -> None:
    """`grade 3+` asks for what `3+` asks for."""
    assert ask("safety", "stomatitis", "--grade", "3+").out == ask("safety", "stomatitis", "--grade", typed).out


@pytest.mark.parametrize(
    ("grade", "bands"), [("2+", {"3-4", ">=3"}), ("3+", {"3-4", ">=3"}), ("≥3", {"3-4", ">=3"}), ("3–4", {"3-4"}), ("any", {"any"})]
)
def test_a_grade_is_that_band_or_those_that_hold_nothing_below(grade: str, bands: set[str], ask: Callable) -> None:
    """`2+` and `3+` ask for several bands, every other word for the band as printed."""
    assert bands == {row["grade"] for row in rows(ask("safety", "stomatitis", "--grade", grade).out) if row["kind"] == "safety"}


def test_what_bears_on_a_figure_stands_beside_it(ask: Callable) -> None:
    """Attribution, threshold of listing and exposure are columns, and `not seen` where no source read tells it."""
    found = {(row["trial"], row["arm"]): row for row in rows(ask("safety", "stomatitis", "--grade", "any").out)}
    names = ("attribution", "threshold", "exposure")
    three, toy = found["three", "eve"], found["toy-1", "eve"]
    assert ("related", "at least 10 % in either arm", "Everolimus exposure: median 5.1 months") == tuple(three[n] for n in names)
    assert ("any cause", "not stated", "not seen") == tuple(toy[n] for n in names)


def test_what_counts_a_harm_elsewhere_has_its_kind(ask: Callable) -> None:
    """An endpoint, a reason for stopping, what limited a dose and a statement are rows of the answer, each of its kind."""
    answers = [row for event in ("stomatitis", "pneumonitis") for row in rows(ask("safety", event, "starts").out)]
    assert [
        ("outcome", "", "28.8"),
        ("outcome", "", "46.1"),
        ("effect", "", "0.47 (0.24 to 0.92)"),
        ("dose finding", "dose-limiting toxicity (entry 1)", "stomatitis grade 3"),
        ("exposure", "Discontinued with pneumonitis", "16"),
        ("exposure", "Discontinued with pneumonitis", "6"),
        ("statement", "Pneumonitis", "more often than expected"),
    ] == [(row["kind"], row["term"], row["text"]) for row in answers]


def test_what_is_not_reported_and_what_was_not_seen(ask: Callable) -> None:
    """A table that prints `not reported` says so; a trial whose harms lack the term is left out with its reason."""
    out = ask("safety", "pneumonitis", "--format", "table", columns=120).out
    assert 2 == out.count("not reported")
    assert "2 of 8 trials. Other subject 1 (wash), harms read, but not this term 5. (--left-out)" in out
    left_out = json.loads(ask("safety", "pneumonitis", "--json").out)["left_out"]
    assert {"toy-1", "toy-2", "toy-3", "listed", "reports"} == set(left_out["harms read, but not this term"])


@pytest.mark.parametrize(
    ("group", "told"),
    [("together", "arms together"), ("one-arm", "one arm (not named which)"), ("across-arms", "range over the arms")],
)
def test_what_stands_in_place_of_an_arm_is_said(group: str, told: str, shell: Callable, write_toy: Callable) -> None:
    """A figure of one arm that no source names is none of all arms."""
    write_toy(("columns: [eve any, eve 3-4, pbo any, pbo 3-4]", f"columns: [{group} any, {group} 3-4, pbo any, pbo 3-4]"))
    found = {row["arm"]: row for row in rows(shell("safety", "stomatitis", "--grade", "any").out)}
    assert (told, told) == (found[group]["arm_label"], found[group]["mtor_dose"])
    assert told in " ".join(shell("safety", "stomatitis", "toy-1", "--format", "table").out.split())


def test_an_arm_without_a_figure_is_said_to_have_none(ask: Callable) -> None:
    """The report of THREE has no column for vistusertib."""
    assert "no figure of Vistusertib + fulvestrant" in " ".join(ask("safety", "stomatitis", "--format", "table").out.split())


def test_the_same_harm_in_other_words_is_pointed_to(ask: Callable, write_toy: Callable[..., Path]) -> None:
    """Pneumonitis and interstitial lung disease find each other, and are never joined."""
    text = FRAME.format(id="ild", name="ILD-1", number=33, setting="advanced", allocation="single arm") + LISTED
    write_toy(("Stomatitis:", "Interstitial lung disease:"), id="ild", text=text)
    for asked, other in (("pneumonitis", "interstitial lung disease"), ("ILD", "pneumonitis")):
        out = " ".join(ask("safety", asked, "--format", "table").out.split())
        assert f"Not joined with it: {other} in " in out
    assert {"Interstitial lung disease"} == {row["term"] for row in rows(ask("safety", "ILD").out)}


def test_small_arms_lead_no_list(ask: Callable, write_toy: Callable[..., Path]) -> None:
    """90 % of 10 patients stands behind 59 % of 199, and a term of such arms alone behind all others; no term falls out."""
    text = FRAME.format(id="few", name="FEW", number=31, setting="advanced", allocation="single arm") + LISTED
    few = ("Stomatitis: [1/40 (2.50 %)]", "Cough: [90], Stomatitis: [90]")
    write_toy(("n: 40", "n: 10"), ("columns: [eve-let serious]", "unit: percent, columns: [eve-let any]"), few, id="few", text=text)
    events = list(dict.fromkeys(row["adverse_event"] for row in rows(ask("safety", "--top", "9").out)))
    assert ["Stomatitis", "Rash", "Diarrhoea"] == events[:3]
    assert "Cough" in events[3:]


@pytest.mark.parametrize("grade", ["3-4", "serious", "fatal"])
def test_a_grade_alone_is_an_answer(grade: str, ask: Callable, write_toy: Callable[..., Path]) -> None:
    """The terms with figures in that band are shown, though none of them has any grade; by itself such a trial is not empty."""
    text = FRAME.format(id="grave", name="GRAVE", number=32, setting="advanced", allocation="single arm") + LISTED
    changes = (("columns: [eve-let serious]", f"columns: [eve-let {grade}]"), ("Stomatitis: [1/40", "Pneumonitis: [1/40"))
    write_toy(*changes, id="grave", text=text)
    assert "Pneumonitis" in {row["adverse_event"] for row in rows(ask("safety", "--grade", grade).out)}
    assert "1/40 (2.50 %)" in ask("safety", "--grade", grade, "grave", "--format", "table").out
    assert {"Pneumonitis"} == {row["adverse_event"] for row in rows(ask("safety", "grave").out)}


def test_deaths_are_typed_as_a_grade(ask: Callable, write_toy: Callable[..., Path]) -> None:
    """`fatal`, `deaths` and `--grade fatal` are one question, in which deaths that exposure counts stand too; so is `grade 3+`."""
    text = FRAME.format(id="grave", name="GRAVE", number=32, setting="advanced", allocation="single arm") + LISTED
    died = "exposure:\n  - {src: Roe2021 Abstract, unit: participants, columns: [eve-let], rows: {Deaths on treatment: [3]}}\n"
    changes = (("columns: [eve-let serious]", "columns: [eve-let fatal]"), ("Stomatitis: [1/40", "Pneumonitis: [1/40"))
    write_toy(*changes, id="grave", text=text + died)
    for words in (["fatal"], ["deaths"], ["--grade", "fatal"]):
        found = rows(ask("safety", *words, "grave").out)
        assert [("Pneumonitis", "1/40 (2.50 %)"), ("Death", "3")] == [(row["adverse_event"], row["text"]) for row in found]
    assert ask("safety", "stomatitis", "--grade", "3+").out == ask("safety", "stomatitis", "grade", "3+").out
    assert '"fatal" is a grade itself; give it without --grade 3+' in ask("safety", "fatal", "--grade", "3+").err


def test_what_was_not_seen_of_a_trial_is_named(ask: Callable) -> None:
    """By its name and grade, with what was read of it and the command that shows what is near; a harm of one of several trials
    stands under its trial."""
    out = " ".join(ask("safety", "pneumonitis", "toy-1", "--format", "table").out.split())
    assert "toy-1, not seen: pneumonitis. Read: 1 abstract, 1 press page; no full text. Seen: other harms (evtrials safety toy-1)." in out
    out = " ".join(ask("safety", "stomatitis", "fatal", "toy-1", "--format", "table").out.split())
    assert "toy-1, not seen: stomatitis, fatal." in out
    assert "Seen: other grades, or words (evtrials safety stomatitis toy-1)." in out
    out = ask("safety", "serious", "toy-1", "listed", "--format", "table").out
    assert "listed: everolimus 5 mg daily" in out
    assert "toy-1, not seen: harms, serious events." in out


def test_a_limit_counts_trials_and_keeps_their_footnotes_alone(ask: Callable) -> None:
    """The rest is beyond the limit, and so are the notes on it."""
    assert "[a]" in ask("safety", "stomatitis", "--format", "table").out
    assert "[a]" not in ask("safety", "stomatitis", "--limit", "1", "--format", "table").out
    assert {"toy-1"} == {row["trial"] for row in rows(ask("safety", "stomatitis", "diarrhoea", "--limit", "1").out)}


def test_a_word_is_an_event_or_a_trial(ask: Callable) -> None:
    """What names a trial narrows the question to it, whatever it is about; a word that is neither is refused with both."""
    assert {"wash"} == {row["trial"] for row in rows(ask("safety", "stomatitis", "wash").out)}
    assert ask("safety", "Oral mucositis", "three").out == ask("safety", "oral", "mucositis", "three").out
    answer = ask("safety", "tois-1")
    assert (2, "") == (answer.code, answer.out)
    assert '"tois-1" is no adverse event and no trial of this collection; did you mean ' in answer.err
    assert "toy-1" in answer.err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["stomattis"], '"stomattis" is no adverse event and no trial of this collection; did you mean Stomatitis'),
        (["dose", "reduction"], '"dose reduction" is no adverse event but what became of the treatment: evtrials exposure dose reduction'),
        (["stomatitis", "--grade", "severe"], '--grade: "severe" is not one of: 3+, 2+, any, 1, 2, 3, 4, 5'),
        (["stomatitis", "--top", "3"], "--top chooses the terms itself; give it without a term"),
    ],
)
def test_wrong_words_are_answered_with_the_nearest(arguments: list[str], message: str, ask: Callable) -> None:
    """A mistyped term or grade names the nearest ones on stderr, and is wrong usage."""
    answer = ask("safety", *arguments)
    assert (2, "") == (answer.code, answer.out)
    assert message in answer.err


def test_a_known_term_that_no_trial_reports_is_an_empty_answer(ask: Callable) -> None:
    """Depression is in the vocabulary and in no toy: every trial with harms is left out with that reason."""
    answer = ask("safety", "depression", "--format", "table")
    assert 0 == answer.code
    assert answer.out.startswith("Depression: no figure in the trials chosen; what they lack")
    assert "0 of 8 trials. Other subject 1 (wash), harms read, but not this term 7 (" in answer.out
