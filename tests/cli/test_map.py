"""The map as a user sees it: which cells there are, who stands in which, and what a filter leaves of it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable

import pytest


def test_a_map_at_80_columns(shell: Callable) -> None:
    """Each trial stands once in each row that its patients could be of, as some of its patients where there are several; beside it
    the cells where none is."""
    assert """\
3 trials by subtype and setting; lines are of therapy for advanced disease

              line 1           line 1 or later  line 2 or later  line not stated
────────────────────────────────────────────────────────────────────────────────
HR+/HER2-     ·                1 trial  1 ■     ·                ·
                               n 300
                               ■ toy-1 300
HR+/HER2+     1 trial  1 ■     ·                ·                1 trial  1 ■
              n 300                                              n 300
              ■ toy-2 some                                       ■ toy-3 some
                of 300                                             of 300
HR-/HER2+     1 trial  1 ■     ·                ·                ·
              n 300
              ■ toy-2 some
                of 300
TNBC          ·                ·                ·                ·
HR+,          ·                ·                ·                1 trial  1 ■
HER2-mutated                                                     n 300
                                                                 ■ toy-3 some
                                                                   of 300

              neoadjuvant                     adjuvant
────────────────────────────────────────────────────────────────────────────
HR+/HER2-     ·                               ·
HR+/HER2+     ·                               ·
HR-/HER2+     ·                               ·
TNBC          ·                               ·

■ randomised, and the arms of some contrast differ in an mTOR inhibitor alone;
◆ randomised, and those of none do; □ not randomised, or not stated; · no such
trial. Contrasts: those of ■, where they are more than the trials.
n: patients of the whole trials, together (derived); + where some trial's were
not read or are planned.
A trial of several subtypes stands under each that its patients could be of, as
some of all its patients: rows do not add up.
""" == shell("map", "--mixed", "--plot").screen


def test_a_map_at_140_columns(shell: Callable) -> None:
    """Lines of therapy and settings stand side by side where there is room."""
    assert """\
3 trials by subtype and setting; lines are of therapy for advanced disease

              line 1               line 1 or later      line 2 or later      line not stated      neoadjuvant          adjuvant
──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
HR+/HER2-     ·                    1 trial  1 ■  n 300  ·                    ·                    ·                    ·
                                   ■ toy-1 300
HR+/HER2+     1 trial  1 ■  n 300  ·                    ·                    1 trial  1 ■  n 300  ·                    ·
              ■ toy-2 some of 300                                            ■ toy-3 some of 300
HR-/HER2+     1 trial  1 ■  n 300  ·                    ·                    ·                    ·                    ·
              ■ toy-2 some of 300
TNBC          ·                    ·                    ·                    ·                    ·                    ·
HR+,          ·                    ·                    ·                    1 trial  1 ■  n 300  ·                    ·
HER2-mutated                                                                 ■ toy-3 some of 300

■ randomised, and the arms of some contrast differ in an mTOR inhibitor alone; ◆ randomised, and those of none do; □ not randomised, or not
stated; · no such trial. Contrasts: those of ■, where they are more than the trials.
n: patients of the whole trials, together (derived); + where some trial's were not read or are planned.
A trial of several subtypes stands under each that its patients could be of, as some of all its patients: rows do not add up.
""" == shell("map", "--mixed", "--plot", columns=140).screen


def test_a_filter_leaves_only_cells_that_patients_asked_for_could_be_of(shell: Callable) -> None:
    """Of first-line HER2+ disease nothing is said of other lines or subtypes, whose trials were not looked for."""
    assert """\
1 trial by subtype and setting; lines are of therapy for advanced disease

           line 1                          line 1 or later
─────────────────────────────────────────────────────────────────────────
HR+/HER2+  1 trial  1 ■  n 300             ·
           ■ toy-2 some of 300
HR-/HER2+  1 trial  1 ■  n 300             ·
           ■ toy-2 some of 300

■ randomised, and the arms of some contrast differ in an mTOR inhibitor alone;
◆ randomised, and those of none do; □ not randomised, or not stated; · no such
trial. Contrasts: those of ■, where they are more than the trials.
n: patients of the whole trials, together (derived); + where some trial's were
not read or are planned.
A trial of several subtypes stands under each that its patients could be of, as
some of all its patients: rows do not add up.
1 of 3 trials. Not stated 1 (toy-3); 1 does not fit. (--left-out)
""" == shell("map", "--subtype", "her2+", "--line", "1", "--plot").screen


def test_a_row_for_each_trial_and_cell(shell: Callable) -> None:
    """A trial of several subtypes has several rows, one of several lines has one; each says what the whole trial let in."""
    rows = list(csv.DictReader(io.StringIO(shell("map").out), delimiter="\t"))
    assert [
        ("toy-1", "HR+/HER2-", "1+", "1+"),
        ("toy-2", "HR+/HER2+", "1", "1"), ("toy-3", "HR+/HER2+", "not stated", "not stated"), ("toy-2", "HR-/HER2+", "1", "1"),
        ("toy-3", "HR+, HER2-mutated", "not stated", "not stated"),
    ] == [(row["trial"], row["cell_subtype"], row["cell_line"], row["line"]) for row in rows]  # fmt: skip
    assert {"eve v pbo: everolimus"} == {row["mtor_contrasts"] for row in rows}


@pytest.mark.parametrize("columns", [40, 80, 110, 140, 200])
def test_each_trial_of_a_cell_is_named_or_counted(columns: int, shell: Callable) -> None:
    """However narrow the cell, the ids in it and those that it counts are all of its trials."""
    out = shell("map", "--mixed", "--plot", columns=columns).out
    named = len(re.findall("[■◆□] toy-", out)) + sum(int(more) for more in re.findall(r"and (\d+) more", out))
    assert named == sum(int(count) for count in re.findall(r"(?m)(\d+) trials?\b(?! by)", out)) == 5


def test_a_randomised_trial_that_isolates_no_mtor_inhibitor_is_told_from_others(shell: Callable, write_toy: Callable) -> None:
    """Exemestane is added to everolimus in one trial, another has one arm: three signs, those that isolate one first."""
    write_toy(("placebo daily, letrozole 2.5 mg daily", "everolimus 10 mg daily"), ("NCT00000001", "NCT00000004"), ("pmid: 10000001", "pmid: 10000004"), ("TOY-1", "TOY-4"), id="toy-4")
    write_toy(("allocation: randomised, ratio: 2:1", "allocation: not stated"), ("NCT00000001", "NCT00000005"), ("pmid: 10000001", "pmid: 10000005"), ("TOY-1", "TOY-5"), id="toy-5")
    out = shell("map", "--about", "all", "--subtype", "hr+/her2-", "--plot", columns=140).out
    assert ["■ toy-1", "◆ toy-4", "□ toy-5"] == re.findall("[■◆□] toy-.", out)
    assert "3 trials  1 ■ 1 ◆" in out
