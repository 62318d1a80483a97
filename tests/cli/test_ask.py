"""results, safety, subgroups and biomarkers as a user sees them: whole screens, what is left out, wrong words."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest

THREE_ARMS = """\
id: three
name: THREE
title: A toy of three arms
registry: [NCT00000011]
phase: 2
setting: advanced
status: {is: results published, as_of: 2021-01-01, src: Roe2021 Abstract}
sources:
  Roe2021: {title: A toy of three arms, authors: [Roe R], year: 2021, pmid: 10000011, basis: abstract}
design: {allocation: randomised, ratio: 1:1:1, control: active, src: Roe2021 Abstract}
population: {summary: Pretreated, hr: [positive], her2: [negative], line: 2, src: Roe2021 Abstract}
arms:
  vis: {label: Vistusertib + fulvestrant, n: 50, drugs: [vistusertib 50 mg twice daily, fulvestrant 500 mg], src: Roe2021 Abstract}
  eve: {label: Everolimus + fulvestrant, n: 51, drugs: [everolimus 10 mg daily, fulvestrant 500 mg], src: Roe2021 Abstract}
  ful: {label: Fulvestrant, n: 52, control: true, drugs: [fulvestrant 500 mg], src: Roe2021 Abstract}
cuts:
  first: {label: First analysis, date: 2019-01-01, src: Roe2021 Abstract}
  last: {label: Last analysis, date: 2020-01-01, src: Roe2021 Abstract}
endpoints:
  pfs:
    role: primary
    measure: median
    unit: months
    results:
      - {cut: first, of: vis v ful, vis: 7.6, ful: 5.4, hr: 0.88 (0.63 to 1.24), src: Roe2021 Abstract}
      - {cut: first, of: vis v eve, vis: 7.6, eve: 12.3, hr: 0.63 (0.45 to 0.90), src: Roe2021 Abstract}
      - {cut: first, of: eve v ful, eve: 12.3, ful: 5.4, hr: 0.63 (90 % CI 0.42 to 0.92), p: 0.01, src: Roe2021 Abstract}
      - {cut: last, of: eve v ful, eve: 12.4, ful: 5.5, p: 0.02, src: Roe2021 Table 1}
  cbr:
    measure: rate
    unit: percent
    results:
      - {cut: last, eve: 61, ful: 42, src: Roe2021 Table 1}
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
  - src: Roe2021 Table 3
    measure: median
    unit: months
    columns: [eve]
    rows:
      Everolimus exposure: [5.1]
"""
ONE_ARM = """\
id: one-arm
name: ONE-ARM
title: A toy of one arm
registry: [NCT00000012]
phase: 2
setting: advanced
status: {is: completed, src: Poe2022 Abstract}
sources:
  Poe2022: {title: A toy of one arm, year: 2022, basis: conference abstract}
design: {allocation: single arm, src: Poe2022 Abstract}
population: {summary: Any, src: Poe2022 Abstract}
arms:
  eve-let: {label: Everolimus + letrozole, n: 40, drugs: [everolimus 5 mg daily, letrozole 2.5 mg daily], src: Poe2022 Abstract}
endpoints:
  pfs:
    measure: median
    unit: months
    results:
      - {eve-let: 22.0, src: Poe2022 Abstract}
safety:
  - src: CTgov Adverse events
    columns: [eve-let serious]
    rows:
      Stomatitis: [1/40 (2.50 %)]
"""
MARKERS = """\
id: markers
name: MARKERS
title: A toy with markers
registry: [NCT00000013]
phase: 3
setting: adjuvant
status: {is: results published, src: Loe2023 Abstract}
sources:
  Loe2023: {title: A toy with markers, year: 2023, basis: review}
design: {allocation: randomised, src: Loe2023 Abstract}
population: {summary: Resected, hr: [positive], her2: [negative], src: Loe2023 Abstract}
arms:
  eve: {label: Everolimus, n: 600, drugs: [everolimus 10 mg daily], src: Loe2023 Abstract}
  pbo: {label: Placebo, n: 601, control: true, drugs: [placebo daily], src: Loe2023 Abstract}
populations:
  tam: {factor: endocrine backbone, level: tamoxifen, planning: prespecified, n: 505, src: Loe2023 Abstract}
  ai: {factor: endocrine backbone, level: aromatase inhibitor, planning: prespecified, n: 696, src: Loe2023 Abstract}
  pre: {factor: menopausal status, level: premenopausal, planning: post hoc, src: Loe2023 Abstract}
  mutated: {factor: PIK3CA mutation, level: present, assay: sequencing of plasma, planning: exploratory, src: Loe2023 Abstract}
endpoints:
  idfs:
    role: primary
    assessor: investigator
    results:
      - {assessor: investigator, hr: 0.95 (0.69 to 1.32), p: 0.78, src: Loe2023 Table 1}
      - {assessor: investigator, population: tam, hr: 0.63 (0.37 to 1.05), src: Loe2023 Table 2}
      - {assessor: investigator, population: ai, hr: 1.25 (0.82 to 1.90), src: Loe2023 Table 2}
      - {assessor: investigator, population: pre, hr: 0.76 (0.43 to 1.34), src: Loe2023 Table 2}
      - {assessor: investigator, factor: endocrine backbone, p_interaction: 0.044, src: Loe2023 Table 2}
      - {assessor: investigator, population: mutated, hr: 0.67 (0.45 to 1.00), src: Loe2023 Table 3}
      - {assessor: investigator, per: PIK3CA mutation v none, hr: 1.40 (0.90 to 2.10), src: Loe2023 Table 3}
"""

LATER = """\
id: later
name: LATER
title: A toy with a later look
registry: [NCT00000014]
phase: 2
setting: advanced
status: {is: results published, src: Moe2021 Abstract}
sources:
  Moe2021: {title: A toy with a later look, year: 2021, basis: abstract}
design: {allocation: randomised, src: Moe2021 Abstract}
population: {summary: Pretreated, hr: [positive], her2: [negative], line: 2, src: Moe2021 Abstract}
arms:
  eve: {label: Everolimus + letrozole, n: 92, drugs: [everolimus 10 mg daily, letrozole 2.5 mg daily], src: Moe2021 Abstract}
  let: {label: Letrozole, n: 45, control: true, drugs: [letrozole 2.5 mg daily], src: Moe2021 Abstract}
populations:
  visceral: {factor: visceral metastasis, level: present, src: Moe2021 Abstract}
  liver: {factor: visceral metastasis, level: liver, n: 30, src: Moe2021 Abstract}
  mutated: {factor: ESR1, level: mutated, assay: plasma, src: Moe2021 Abstract}
cuts:
  first: {label: First analysis, src: Moe2021 Abstract}
  last: {label: Last analysis, src: Moe2021 Abstract}
  other: {label: Report of the liver (cut not stated), src: Moe2021 Abstract}
endpoints:
  pfs:
    role: primary
    measure: median
    unit: months
    results:
      - {cut: first, eve: 18.1, let: 13.8, hr: 0.73, p: 0.137, src: Moe2021 Table 1}
      - {cut: last, eve: 17.5, let: 13.8, p: 0.245, src: Moe2021 Table 2}
      - {cut: last, population: visceral, eve: 16.4, let: 9.5, p: 0.040, src: Moe2021 Table 2}
      - {cut: other, population: liver, eve: 12.0, let: 6.0, src: Moe2021 Table 3}
  os:
    measure: median
    unit: months
    results:
      - {cut: last, eve: 31.0, let: 26.6, hr: 0.89 (0.73 to 1.10), src: Moe2021 Table 2}
      - {cut: last, population: mutated, together: 20.0, src: Moe2021 Table 2}
safety:
  - src: Moe2021 Table 4
    cut: last
    population: visceral
    unit: percent
    columns: [eve any]
    rows:
      Stomatitis: [62.2]
  - src: Moe2021 Table 5
    cut: other
    population: liver
    unit: percent
    columns: [eve any]
    rows:
      Rash: [41]
"""
COHORTS = """\
id: cohorts
name: COHORTS
title: A toy of two cohorts
registry: [NCT00000015]
phase: 3
setting: advanced
status: {is: results published, src: Noe2025 News}
sources:
  Noe2025: {title: A toy of two cohorts, year: 2025, basis: press}
design: {src: Noe2025 News}
population: {summary: Pretreated, hr: [positive], her2: [negative], line: 2, src: Noe2025 News}
parts:
  wild: {label: Wild-type cohort, allocation: randomised, src: Noe2025 News}
  mutated: {label: Mutated cohort, allocation: randomised, src: Noe2025 News}
arms:
  wild-eve: {label: Everolimus (wild-type), n: 131, part: wild, drugs: [everolimus, fulvestrant], src: Noe2025 News}
  wild-ful: {label: Fulvestrant (wild-type), n: 130, part: wild, drugs: [fulvestrant], src: Noe2025 News}
  mut-eve: {label: Everolimus (mutated), n: 155, part: mutated, drugs: [everolimus, fulvestrant], src: Noe2025 News}
  mut-ful: {label: Fulvestrant (mutated), part: mutated, drugs: [fulvestrant], src: Noe2025 News}
populations:
  wild: {factor: PIK3CA, level: wild-type, planning: prespecified, src: Noe2025 News}
  mutated: {factor: PIK3CA, level: mutated, planning: prespecified, src: Noe2025 News}
endpoints:
  pfs:
    measure: median
    unit: months
    results:
      - {population: wild, role: primary, of: wild-eve v wild-ful, wild-eve: 9.3, wild-ful: 2.0, hr: 0.24 (0.17 to 0.35), src: Noe2025 News}
      - {population: mutated, role: primary, of: mut-eve v mut-ful, mut-eve: 11.1, mut-ful: 5.6, hr: 0.50 (0.37 to 0.68), src: Noe2025 News}
"""


@pytest.fixture
def ask(shell: Callable, write_toy: Callable[..., Path]) -> Callable:
    """The shell on the three toys of every test and three of these questions: three arms, one arm, markers."""
    write_toy(id="three", text=THREE_ARMS)
    write_toy(id="one-arm", text=ONE_ARM.replace("CTgov Adverse", "Poe2022 Adverse"))
    write_toy(id="markers", text=MARKERS)
    return shell


def rows(text: str) -> list[dict[str, str]]:
    """The records of a TSV answer."""
    return list(csv.DictReader(io.StringIO(text), delimiter="\t"))


def test_results_at_80_columns(ask: Callable) -> None:
    """Each trial's own contrast is a row, and what was passed over or left out is counted."""
    assert """\
Progression-free survival (PFS), months; investigator, primary, 95 % intervals
unless said; a ratio below 1 favours the drug added, or the arm before v
───────────────────────────────────────────────────────────────────────────────
toy-1     letrozole ± everolimus 10 mg daily (placebo)
          n 200 v 100   line 1+   7.8 v 3.2
          HR 0.45 (0.34 to 0.59), p <0.0001
toy-2     letrozole ± everolimus 5 mg daily (placebo)
          n 200 v 100   line 1   7.8 v 3.2
          HR 0.45 (0.34 to 0.59), p <0.0001
three     fulvestrant ± everolimus 10 mg daily
          n 51 v 52   line 2   12.3 v 5.4   assessor not stated
          HR 0.63 (90 % CI 0.42 to 0.92), p 0.01
toy-3     letrozole ± everolimus 2.5-10 mg daily (placebo)
          n 200 v 100   line not stated   7.8 v 3.2
          HR 0.45 (0.34 to 0.59), p <0.0001
───────────────────────────────────────────────────────────────────────────────
4 contrasts of 4 trials. No PFS in the sources read 1 (markers), PFS without a
randomised contrast 1 (one-arm), PFS of contrasts that isolate no rapalog 2.
(--left-out)
THREE: a later look (last analysis) prints a p value without a ratio: p 0.02
(--all-cuts).
Also stored: 4 at other cuts (--all-cuts), 3 by other assessors (--assessor), 3
of subgroups (evtrials subgroups).
Evidence, not medical advice; the literature was not searched systematically.
""" == ask("results", "--endpoint", "pfs", "--format", "table").screen


def test_results_about_every_drug(ask: Callable) -> None:
    """With --about all contrasts that isolate no rapalog are shown too, each with what it isolates."""
    assert """\
Progression-free survival (PFS), months; investigator, primary, 95 % intervals unless said; a ratio below 1 favours the drug added, or the arm before
v
─────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
toy-1     letrozole ± everolimus 10 mg daily (placebo)                                                                                  │
          n 200 v 100   line 1+   7.8 v 3.2   HR 0.45 (0.34 to 0.59), p <0.0001                                     ├────■────┤         │
toy-2     letrozole ± everolimus 5 mg daily (placebo)                                                                                   │
          n 200 v 100   line 1   7.8 v 3.2   HR 0.45 (0.34 to 0.59), p <0.0001                                      ├────■────┤         │
three     fulvestrant ± vistusertib 50 mg twice daily                                                                                   │
          n 50 v 52   line 2   7.6 v 5.4   assessor not stated   HR 0.88 (0.63 to 1.24)                                        ├──────■─┼───┤
three     vistusertib 50 mg twice daily + fulvestrant v everolimus 10 mg daily + fulvestrant                                            │
          n 50 v 51   line 2   7.6 v 12.3   assessor not stated   HR 0.63 (0.45 to 0.90)                                 ├─────■──────┤ │
three     fulvestrant ± everolimus 10 mg daily                                                                                          │
          n 51 v 52   line 2   12.3 v 5.4   assessor not stated   HR 0.63 (90 % CI 0.42 to 0.92), p 0.01                ├──────■──────┤ │
toy-3     letrozole ± everolimus 2.5-10 mg daily (placebo)                                                                              │
          n 200 v 100   line not stated   7.8 v 3.2   HR 0.45 (0.34 to 0.59), p <0.0001                             ├────■────┤         │
                                                                                                              ┬────────────┬────────────┬────────────┬
                                                                                                              0.25        0.5           1            2
─────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
6 contrasts of 4 trials. No PFS in the sources read 1 (markers), PFS without a randomised contrast 1 (one-arm). (--left-out)
THREE: a later look (last analysis) prints a p value without a ratio: p 0.02 (--all-cuts).
Also stored: 4 at other cuts (--all-cuts), 3 by other assessors (--assessor), 3 of subgroups (evtrials subgroups).
Evidence, not medical advice; the literature was not searched systematically.
""" == ask("results", "--endpoint", "pfs", "--about", "all", "--format", "table", columns=150).screen


def test_results_at_all_cuts(ask: Callable) -> None:
    """A later look that prints a p value alone is a row of its own."""
    assert """\
Progression-free survival (PFS), months; investigator, primary, 95 % intervals
unless said; a ratio below 1 favours the drug added, or the arm before v
───────────────────────────────────────────────────────────────────────────────
toy-1     letrozole ± everolimus 10 mg daily (placebo)
          n 200 v 100   line 1+   6.9 v 2.8 ‡   interim analysis
          HR 0.43 (0.32 to 0.58), p <0.001 ‡
toy-1     letrozole ± everolimus 10 mg daily (placebo)
          n 200 v 100   line 1+   7.8 v 3.2
          final analysis, follow-up 18 months
          HR 0.45 (0.34 to 0.59), p <0.0001
three     fulvestrant ± everolimus 10 mg daily
          n 51 v 52   line 2   12.3 v 5.4   assessor not stated   first analysis
          HR 0.63 (90 % CI 0.42 to 0.92), p 0.01
three     fulvestrant ± everolimus 10 mg daily
          n 51 v 52   line 2   12.4 v 5.5   assessor not stated   last analysis
          p 0.02
───────────────────────────────────────────────────────────────────────────────
2 contrasts of 2 trials. Not stated 3 (markers, one-arm, toy-3), PFS of
contrasts that isolate no rapalog 2; 1 does not fit. (--left-out)
Also stored: 1 by other assessors (--assessor), 1 of subgroups (evtrials
subgroups).
‡ from press.
Evidence, not medical advice; the literature was not searched systematically.
""" == ask("results", "--endpoint", "pfs", "--all-cuts", "--line", "2", "--format", "table").screen


def test_subgroups_of_a_trial(ask: Callable) -> None:
    """All patients stand above the groups, each group with its planning and test of interaction."""
    assert """\
markers: Invasive disease-free survival (IDFS)
everolimus 10 mg daily v placebo
investigator; cut not stated
                       n          effect
All patients           600 v 601  HR 0.95 (0.69 to 1.32), p 0.78 †
endocrine backbone: prespecified; p for interaction 0.044 †
  tamoxifen            505        HR 0.63 (0.37 to 1.05) †
  aromatase inhibitor  696        HR 1.25 (0.82 to 1.90) †
menopausal status: post hoc
  premenopausal                   HR 0.76 (0.43 to 1.34) †
PIK3CA mutation: exploratory; by sequencing of plasma
  present                         HR 0.67 (0.45 to 1.00) †
No test of interaction seen for: menopausal status, PIK3CA mutation.

markers: associations, not effects of treatment: no randomisation made these
groups
───────────────────────────────────────────────────────────────────────────────
IDFS      PIK3CA mutation v none: HR 1.40 (0.90 to 2.10) †
          investigator; cut not stated
───────────────────────────────────────────────────────────────────────────────
An effect in one group is no evidence that it differs between groups; that takes
a test of interaction. Groups that were not planned, or planned without such a
test, raise questions and settle none.
† from a review.
Evidence, not medical advice; the literature was not searched systematically.
""" == ask("subgroups", "markers", "--format", "table").screen


def test_biomarkers(ask: Callable) -> None:
    """Effects within groups stand apart from associations, which no randomisation made."""
    assert """\
markers: Invasive disease-free survival (IDFS)
everolimus 10 mg daily v placebo
investigator; cut not stated; groups exploratory
              n          effect
All patients  600 v 601  HR 0.95 (0.69 to 1.32), p 0.78 †
PIK3CA mutation: by sequencing of plasma
  present                HR 0.67 (0.45 to 1.00) †
No test of interaction seen for any of these groups.

markers: associations, not effects of treatment: no randomisation made these
groups
───────────────────────────────────────────────────────────────────────────────
IDFS      PIK3CA mutation v none: HR 1.40 (0.90 to 2.10) †
          investigator; cut not stated
───────────────────────────────────────────────────────────────────────────────
1 of 6 trials. No biomarker results of pik3ca read 5. (--left-out)
An effect in one group is no evidence that it differs between groups; that takes
a test of interaction. Groups that were not planned, or planned without such a
test, raise questions and settle none.
† from a review.
Evidence, not medical advice; the literature was not searched systematically.
""" == ask("biomarkers", "pik3ca", "--format", "table").screen


@pytest.mark.parametrize("columns", [60, 80, 110, 160])
@pytest.mark.parametrize("command", [["results", "--endpoint", "pfs"], ["safety", "stomatitis"], ["subgroups"], ["biomarkers"]])
def test_no_line_is_wider_than_the_terminal_and_no_interval_is_cut(columns: int, command: list[str], ask: Callable) -> None:
    """At every width a figure stands whole on one line."""
    out = ask(*command, "--format", "table", columns=columns).out
    assert [] == [line for line in out.splitlines() if len(line.rstrip()) > columns]
    whole = {
        "results": "(0.34 to 0.59)",
        "safety": "1/40 (2.50 %)",
        "subgroups": "(0.31 to 0.71)",
        "biomarkers": "(0.45 to 1.00)",
    }
    assert whole[command[0]] in out


def test_results_give_one_row_for_each_contrast_of_a_rapalog(ask: Callable) -> None:
    """By default the last cut by the protocol's assessor answers; contrasts of another mTOR inhibitor wait for --about all."""
    answer = ask("results", "--endpoint", "PFS")
    found = [(row["trial"], row["arm"], row["comparator"], row["isolates"], row["text"], row["cut"]) for row in rows(answer.out)]
    assert [
        ("toy-1", "eve", "pbo", "everolimus", "0.45 (0.34 to 0.59)", "final"),
        ("toy-2", "eve", "pbo", "everolimus", "0.45 (0.34 to 0.59)", "final"),
        ("three", "eve", "ful", "everolimus", "0.63 (90 % CI 0.42 to 0.92)", "first"),
        ("toy-3", "eve", "pbo", "everolimus", "0.45 (0.34 to 0.59)", "final"),
    ] == found
    assert "PFS of contrasts that isolate no rapalog 2" in answer.err
    left = rows(ask("results", "--endpoint", "PFS", "--left-out").out)
    assert ["three fulvestrant ± vistusertib", "three vistusertib + fulvestrant v everolimus + fulvestrant"] == [row["trial"] for row in left if row["option"] == "add --about all"]
    assert 6 == len(rows(ask("results", "--endpoint", "pfs", "--about", "all").out))


def test_results_name_the_trials_that_have_no_contrast_or_no_endpoint(ask: Callable) -> None:
    """Single-arm outcomes are no contrasts; both kinds of trial are counted with their names, on stderr and in left_out."""
    answer = ask("results", "--endpoint", "pfs", "--json")
    left_out = json.loads(answer.out)["left_out"]
    assert (["one-arm"], ["markers"]) == (left_out["PFS without a randomised contrast"], left_out["no PFS in the sources read"])
    assert "No PFS in the sources read 1 (markers), PFS without a randomised contrast 1 (one-arm)," in answer.err


def test_a_contrast_that_nothing_compares_is_a_row_without_an_effect(ask: Callable) -> None:
    """Both arms' rates are printed, no ratio and no p: the row says so, and invents none."""
    (row,) = rows(ask("results", "--endpoint", "cbr").out)
    assert ("three", "61", "42", "", "") == tuple(
        row[name] for name in ("trial", "arm_text", "comparator_text", "text", "p_text")
    )
    assert "no comparison" in ask("results", "--endpoint", "cbr", "--format", "table", columns=140).out


def test_a_ratio_of_an_earlier_cut_is_said_to_be_one(ask: Callable) -> None:
    """The last analysis prints a p value alone; the row keeps the ratio and the footnote names the later look."""
    out = " ".join(ask("results", "--endpoint", "pfs", "--format", "table", columns=140).out.split())
    assert "THREE: a later look (last analysis) prints a p value without a ratio: p 0.02 (--all-cuts)." in out


def test_figures_of_the_arms_are_not_said_to_be_uncompared_where_another_row_compares_them(ask: Callable, toys: Path) -> None:
    """With --all the medians of another source stand alone: the comparison is printed apart, and they bear no role of it."""
    first = "      - {cut: first, of: vis v ful,"
    medians = "      - {cut: first, eve: 12.3, ful: 5.4, src: Roe2021 Table 9}\n"
    (toys / "three.yaml").write_text(THREE_ARMS.replace(first, medians + first), encoding="utf-8")
    (row,) = (
        row
        for row in rows(ask("results", "--endpoint", "pfs", "--search", "three", "--all").out)
        if row["locator"] == "Table 9"
    )
    assert ("eve", "ful", "", "") == (row["arm"], row["comparator"], row["text"], row["role"])
    out = ask("results", "--endpoint", "pfs", "--search", "three", "--all", "--format", "table", columns=140).out
    assert (1, 0) == (out.count("comparison printed apart"), out.count("no comparison seen"))


def test_an_interval_stands_with_its_level(ask: Callable) -> None:
    """No line ends between the level of confidence and the interval."""
    for columns in (60, 80, 100):
        assert "(90 % CI 0.42 to 0.92)" in ask("results", "--endpoint", "pfs", "--format", "table", columns=columns).out


def test_stderr_counts_the_trials_that_json_names(ask: Callable, write_toy: Callable[..., Path]) -> None:
    """What was left out is a line on stderr, and every id of it in JSON."""
    ids = [f"silent-{number}" for number in range(1, 8)]
    for number, id_ in enumerate(ids):
        names = ("name: TOY-1", f"name: SILENT-{number}")
        write_toy(names, ("NCT00000001", f"NCT0000010{number}"), ("10000001", f"1000010{number}"), id=id_)
    answer = ask("safety", "pneumonitis", "--search", "SILENT", "--json")
    assert ids == json.loads(answer.out)["left_out"]["harms read, but not this term"]
    assert f"0 of 13 trials. Harms read, but not this term 7 ({', '.join(ids)}); 6 do not fit. (--left-out)\n" == answer.err
    assert ", ".join(ids[:3]) in ask("safety", "pneumonitis", "--search", "SILENT", "--format", "table").out


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ((), [("final", "investigator", "all")]),
        (("--all-cuts",), [("interim", "investigator", "all"), ("final", "investigator", "all")]),
        (("--assessor", "central"), [("final", "central", "all")]),
        (("--population", "visceral"), [("final", "investigator", "visceral")]),
        (("--population", "visceral disease"), [("final", "investigator", "visceral")]),
    ],
)
def test_results_of_other_cuts_assessors_and_populations(
    options: tuple[str, ...], expected: list[tuple[str, ...]], ask: Callable
) -> None:
    """Each option shows what the default passes over."""
    found = rows(ask("results", "--endpoint", "pfs", "--search", "toy-1", *options).out)
    assert expected == [(row["cut"], row["assessor"], row["population"]) for row in found]


def test_results_of_all_analyses_show_each_stored_effect(ask: Callable) -> None:
    """--all gives every effect of the file, with its own source."""
    found = rows(ask("results", "--endpoint", "pfs", "--search", "toy-1", "--all").out)
    assert ["News2020", "Doe2020", "Doe2020", "Doe2020"] == [row["source"] for row in found]
    assert [False, True, False, False] == [row["default"] == "true" for row in found]


def test_results_count_what_the_default_passed_over(ask: Callable) -> None:
    """An interim cut, a central reading and a subgroup are counted, each with the option that shows it."""
    out = " ".join(ask("results", "--endpoint", "pfs", "--search", "toy-1", "--format", "table").out.split())
    assert "1 at other cuts (--all-cuts), 1 by other assessors (--assessor), 1 of subgroups (evtrials subgroups)" in out


def test_results_of_several_endpoints_are_tables_of_their_own(ask: Callable) -> None:
    """Endpoints never share a table; TSV has a column that names them."""
    arguments = ("results", "--endpoint", "pfs,os", "--search", "toy-1")
    assert ["pfs", "os"] == [row["endpoint"] for row in rows(ask(*arguments).out)]
    page = ask(*arguments, "--format", "markdown").out
    assert (1, 1) == (page.count("Progression-free survival (PFS), months;"), page.count("Overall survival (OS), months;"))


def test_json_and_tsv_of_results_hold_the_same(ask: Callable) -> None:
    """Both have the same names; TSV has the digits as printed, JSON numbers."""
    items = json.loads(ask("results", "--endpoint", "pfs", "--json").out)["results"]
    table = rows(ask("results", "--endpoint", "pfs").out)
    assert [list(item) for item in items] == [list(row) for row in table]
    assert [float(row["value"]) for row in table] == [item["value"] for item in items]
    assert (200, 100, 0.0001) == tuple(items[0][name] for name in ("arm_n", "comparator_n", "p"))


def test_a_negative_figure_of_an_arm_is_not_guarded_as_a_formula(ask: Callable, toys: Path) -> None:
    """-5 stays -5 in the columns of the arms too."""
    path = toys / "three.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("eve: 61, ful", "eve: -5, ful"), encoding="utf-8")
    assert ["-5"] == [row["arm_text"] for row in rows(ask("results", "--endpoint", "cbr").out)]


def test_subgroups_stand_under_the_effect_in_all_patients_with_planning_and_test(ask: Callable) -> None:
    """Each level bears the overall effect beside it, its planning, and the test of interaction or that none was seen."""
    found = rows(ask("subgroups", "markers", "--factor", "endocrine backbone").out) + rows(ask("subgroups", "markers", "menopause").out)
    assert [
        ("all", "0.95 (0.69 to 1.32)", "", "", "0.95 (0.69 to 1.32)"),
        ("tam", "0.63 (0.37 to 1.05)", "prespecified", "0.044", "0.95 (0.69 to 1.32)"),
        ("ai", "1.25 (0.82 to 1.90)", "prespecified", "0.044", "0.95 (0.69 to 1.32)"),
        ("all", "0.95 (0.69 to 1.32)", "", "", "0.95 (0.69 to 1.32)"),
        ("pre", "0.76 (0.43 to 1.34)", "post hoc", "no test seen", "0.95 (0.69 to 1.32)"),
    ] == [tuple(row[name] for name in ("population", "text", "planning", "interaction", "overall_text")) for row in found]


def test_the_effect_in_all_patients_is_of_the_cut_of_the_subgroup(ask: Callable, write_toy: Callable[..., Path]) -> None:
    """Where that cut has no overall effect the default stands there, and the row says of which cut it is."""
    write_toy(id="later", text=LATER)
    found = rows(ask("subgroups", "later", "pfs").out)
    assert [("all", "last", "0.245"), ("all", "first", "0.137"), ("visceral", "last", "0.040"), ("liver", "other", "")] == [
        (row["population"], row["cut"], row["p"]) for row in found
    ]
    assert ["last", "first"] == [row["overall_cut"] for row in found[2:]]
    out = ask("subgroups", "later", "pfs", "--format", "table").out
    begun = [line[:18].rstrip() for line in out.splitlines() if line.startswith(("All", "    first"))]
    assert ["All patients  92 v", "All patients  92 v", "    first analysis"] == begun


def test_all_patients_by_arm_where_the_groups_are_of_the_arms_together(ask: Callable, write_toy: Callable[..., Path]) -> None:
    """What is stored of all patients is shown, and never said to be unseen."""
    write_toy(id="later", text=LATER)
    out = " ".join(ask("biomarkers", "esr1", "--format", "table", columns=160).out.split())
    assert "All patients, by arm (no figure of the arms together seen) letrozole ± everolimus 10 mg daily 92 v 45 31.0 v 26.6" in out
    assert "HR 0.89 (0.73 to 1.10)" in out
    assert "not seen" not in out


def test_a_cohort_of_the_protocol_is_no_subgroup(ask: Callable, write_toy: Callable[..., Path]) -> None:
    """Its arms are its own, so it has neither planning nor test of interaction nor a row of all patients."""
    write_toy(id="cohorts", text=COHORTS)
    found = rows(ask("subgroups", "cohorts").out)
    assert [("a cohort of the protocol", "", "131", "130"), ("a cohort of the protocol", "", "155", "")] == [
        (row["planning"], row["interaction"], row["arm_n"], row["comparator_n"]) for row in found
    ]
    out = ask("subgroups", "cohorts", "--format", "table", columns=140).out
    assert (2, 0, 0) == tuple(out.count(text) for text in ("each group a cohort of the protocol", "for interaction", "All patients"))


def test_pooled_analyses_are_among_the_groups_unless_asked_otherwise(ask: Callable, write_toy: Callable[..., Path]) -> None:
    """They are marked; --about mtor leaves them out."""
    pooled = MARKERS.replace("id: markers", "id: pooled\nkind: pooled analysis\npools: [toy-1, markers]")
    write_toy(id="pooled", text=pooled.replace("registry: [NCT00000013]\n", "").replace("MARKERS", "POOLED"))
    answer = ask("biomarkers", "pik3ca", "--format", "table", columns=140)
    assert "pooled: Invasive disease-free survival (IDFS) (pooled analysis of toy-1, markers)\n" in answer.out
    assert {"markers"} == {row["trial"] for row in rows(ask("biomarkers", "pik3ca", "--about", "mtor").out)}


def test_results_of_a_group_alone_never_show_the_size_of_the_arm(ask: Callable, write_toy: Callable[..., Path]) -> None:
    """An arm that other endpoints look at as a whole is no group, though this endpoint has figures of that group alone."""
    write_toy(("{cut: final, eve: not reached,", "{cut: final, population: visceral, eve: not reached,"))
    (found,) = json.loads(ask("results", "--endpoint", "os", "--search", "TOY-1", "--json").out)["results"]
    assert ("visceral", None, None) == (found["population"], found["arm_n"], found["comparator_n"])


def test_subgroups_by_factor_under_any_of_its_names(ask: Callable) -> None:
    """`visceral` is a part of the name, `visceral disease` a synonym; trials without it are named."""
    for name in ("visceral", "visceral disease"):
        answer = ask("subgroups", "--factor", name)
        assert ["all", "visceral"] * 3 == [row["population"] for row in rows(answer.out)]
        assert f"No subgroups of {name} read 3" in answer.err


@pytest.mark.parametrize("command", ["subgroups", "biomarkers"])
def test_words_of_groups_are_understood_in_any_order(command: str, ask: Callable) -> None:
    """A trial, a factor and an endpoint may stand in any order, as on the command line of `results`."""
    first = ask(command, "markers", "pik3ca", "idfs", "--json")
    assert ["markers", "markers", "markers"] == [row["trial"] for row in json.loads(first.out)[command]]
    assert {"trials": ["markers"], "endpoint": ["idfs"], "factor": ["pik3ca"]} == json.loads(first.out)["query"]
    assert first.out == ask(command, "idfs", "markers", "PIK3CA".lower(), "--json").out


def test_biomarkers_are_groups_too(ask: Callable) -> None:
    """`subgroups` tells of every group, `biomarkers` of those that a marker makes, with an assay or by the vocabulary."""
    assert ["all", "tam", "ai", "pre", "mutated", "all"] == [row["population"] for row in rows(ask("subgroups", "markers").out)]
    assert ["all", "mutated", "all"] == [row["population"] for row in rows(ask("biomarkers", "markers").out)]


def test_a_marker_without_an_assay_is_a_biomarker(ask: Callable, write_toy: Callable[..., Path]) -> None:
    """The sources often do not say how PIK3CA was measured."""
    write_toy(id="cohorts", text=COHORTS)
    assert {"wild", "mutated"} == {row["population"] for row in rows(ask("biomarkers", "cohorts").out)}


def test_a_lone_test_of_interaction_is_shown(ask: Callable, write_toy: Callable[..., Path]) -> None:
    """It stands under the effect in all patients, though no group of its factor has a figure."""
    tested = "      - {cut: final, factor: age, p_interaction: 0.31, src: Doe2020 Abstract}\n  os:"
    write_toy(("  os:", tested), ("name: TOY-1", "name: LONE"), ("NCT00000001", "NCT00000031"), ("10000001", "10000031"), id="lone")
    out = ask("subgroups", "lone", "age", "--format", "table").out
    assert ["All patients  200 v 100  7.8 v 3.2  HR 0.45 (0.34 to 0.59), p <0.0001", "age: p for interaction 0.31"] == out.splitlines()[4:6]
    assert [("effect", "", "0.45 (0.34 to 0.59)"), ("interaction", "age", "0.31")] == [
        (row["kind"], row["term"], row["text"]) for row in rows(ask("subgroups", "lone", "age").out)
    ]


def test_an_absence_of_groups_names_its_scope(ask: Callable) -> None:
    """Nothing is said to be unread of a trial that has groups of another endpoint or factor."""
    out = " ".join(ask("subgroups", "toy-1", "--endpoint", "os", "--format", "table").out.split())
    assert out.startswith("toy-1: no subgroups read for OS; read for PFS: evtrials subgroups toy-1.")
    out = " ".join(ask("subgroups", "markers", "age", "--format", "table").out.split())
    assert out.startswith("markers: no subgroups of age read; read for IDFS, by endocrine backbone, menopausal status and PIK3CA mutation:")
    assert ask("subgroups", "one-arm", "--format", "table").out.startswith("one-arm: no subgroups read.\n")


def test_the_p_of_one_group_is_no_proof(ask: Callable, write_toy: Callable[..., Path]) -> None:
    """It is not on the screen where the interval is; a bare p value is, and so is that of all patients."""
    write_toy(("hr: 0.47 (0.31 to 0.71), ", "hr: 0.47 (0.31 to 0.71), p: 0.002, "))
    out = ask("subgroups", "toy-1", "--format", "table").out
    assert (True, False) == ("0.47 (0.31 to 0.71)" in out, "0.002" in out)
    assert "0.002" in ask("subgroups", "toy-1").out


def test_biomarkers_keep_associations_apart_from_effects(ask: Callable) -> None:
    """A hazard ratio between levels of a marker is an association, in a table of its own, and never an effect."""
    found = rows(ask("biomarkers").out)
    assert [("effect", "all"), ("effect", "mutated"), ("association", "all")] == [
        (row["kind"], row["population"]) for row in found
    ]
    assert ["", "", "PIK3CA mutation v none"] == [row["term"] for row in found]
    out = ask("biomarkers", "--format", "table", columns=120).out
    effects, associations = out.split("associations, not effects of treatment")
    assert ("1.40" in effects, "1.40" in associations) == (False, True)


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["results"], 2, "name the endpoint: evtrials results pfs"),
        (["results", "--endpoint", "pfss"], 2, '"pfss" is no endpoint of this collection; did you mean pfs'),
        (["results", "--endpoint", "xyzzy"], 2, '"xyzzy" is no endpoint of this collection; see them with: evtrials figures'),
        (
            ["results", "--endpoint", "pfs", "--assessor", "centre"],
            2,
            '--assessor: "centre" is not one of: investigator, central',
        ),
        (["results", "--endpoint", "pfs", "--population", "viseral"], 2, "did you mean visceral"),
        (["subgroups", "--factor", "viseral"], 2, '"viseral" is no factor, marker, endpoint or trial of this collection; did you'),
        (["subgroups", "--endpoint", "pfss"], 2, '"pfss" is no endpoint of this collection; did you mean pfs'),
        (["subgroups", "toy-9"], 2, '"toy-9" is no factor, marker, endpoint or trial of this collection; did you mean toy-'),
        (["biomarkers", "PIK3CAA"], 2, "of this collection; did you mean PIK3CA"),
    ],
)
def test_wrong_words_are_answered_with_the_nearest(arguments: list[str], code: int, message: str, ask: Callable) -> None:
    """A mistyped endpoint, term or factor names the nearest ones on stderr, and is wrong usage."""
    answer = ask(*arguments)
    assert (code, "") == (answer.code, answer.out)
    assert message in answer.err


@pytest.mark.parametrize("name", ["results", "safety", "subgroups", "biomarkers"])
def test_every_command_has_the_frame_the_lines_and_an_example(name: str, ask: Callable) -> None:
    """JSON frames the records under the command's name, jsonl has the same records, and the help has a command to copy."""
    options = ["--endpoint", "pfs"] if name == "results" else []
    document = json.loads(ask(name, *options, "--json").out)
    noun = "harms" if name == "safety" else name
    assert ["schema_version", "data_version", "data_date", "query", "caveats", "left_out", noun] == list(document)
    assert document[noun] == [json.loads(line) for line in ask(name, *options, "--format", "jsonl").out.splitlines()]
    assert f"evtrials {name}" in " ".join(ask(name, "--help").out.split())


@pytest.mark.parametrize(
    ("joined", "apart"),
    [
        ("results pfs,os", "results pfs os"),
        ("results pfs,os toy-1,toy-2", "results pfs os toy-1 toy-2"),
        ("safety stomatitis,diarrhoea", "safety stomatitis diarrhoea"),
        ("subgroups toy-1,markers", "subgroups toy-1 markers"),
        ("quote toy-1 pfs,os", "quote toy-1 pfs os"),
        ("compare toy-1,toy-2", "compare toy-1 toy-2"),
        ("figures toy-1,toy-2", "figures toy-1 toy-2"),
    ],
)
def test_a_comma_is_or_among_words_as_in_filters(joined: str, apart: str, ask: Callable) -> None:
    """Words behind a command are alternatives, with a comma or apart."""
    found = [ask(*command.split(), "--format", "table") for command in (joined, apart)]
    assert (0, found[1].out) == (found[0].code, found[0].out)


@pytest.mark.parametrize(
    ("word", "told"),
    [
        ("everolimus", "but a drug: evtrials list --drug everolimus, or evtrials doses everolimus"),
        ("PFS", "but an endpoint: evtrials results PFS"),
        ("mouth ulcers", "but an adverse event: evtrials safety 'mouth ulcers'"),
        ("PIK3CA", "but a factor or marker: evtrials subgroups PIK3CA"),
    ],
)
@pytest.mark.parametrize("command", ["show", "quote", "trace", "curve"])
def test_what_is_no_trial_is_told_with_the_command_that_answers_for_it(command: str, word: str, told: str, ask: Callable) -> None:
    """A drug, an endpoint, a harm, a marker: no trial that happens to hold the word in its name is suggested."""
    answer = ask(command, word)
    assert (1, "", f'evtrials: there is no trial "{word}", {told}\n') == (answer.code, answer.out, answer.err)
