"""The map as a user sees it: which cells there are, who stands in which, and what a filter leaves of it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable

import pytest


def test_a_map_at_80_columns(shell: Callable) -> None:
    """Each trial stands in every cell that its patients could be of, beside it the cells where none is."""
    assert """\
3 trials by subtype and setting; lines are of therapy for advanced disease

              line 1           line 2           line 3+          line not stated
────────────────────────────────────────────────────────────────────────────────
HR+/HER2-     1 trial, 1 ■     1 trial, 1 ■     1 trial, 1 ■     ·
              n 300            n 300            n 300
              ■ toy-1 300      ■ toy-1 300      ■ toy-1 300
HR+/HER2+     1 trial, 1 ■     ·                ·                1 trial, 1 ■
              n 300                                              n 300
              ■ toy-2 300                                        ■ toy-3 300
HR-/HER2+     1 trial, 1 ■     ·                ·                ·
              n 300
              ■ toy-2 300
TNBC          ·                ·                ·                ·
HR+,          ·                ·                ·                1 trial, 1 ■
HER2-mutated                                                     n 300
                                                                 ■ toy-3 300

              neoadjuvant                     adjuvant
────────────────────────────────────────────────────────────────────────────
HR+/HER2-     ·                               ·
HR+/HER2+     ·                               ·
HR-/HER2+     ·                               ·
TNBC          ·                               ·

■ randomised contrasts whose arms differ in an mTOR inhibitor alone, and the
trials that have one; □ other trials; · no such trial. n: patients of the whole
trials, together (derived); + where some trial's were not read or are planned.
A trial of several lines or subtypes stands in every cell that its patients
could be of, with all its patients: cells do not add up.
""" == shell("map", "--mixed", "--plot").screen


def test_a_map_at_140_columns(shell: Callable) -> None:
    """Lines of therapy and settings stand side by side where there is room."""
    assert """\
3 trials by subtype and setting; lines are of therapy for advanced disease

              line 1               line 2               line 3+              line not stated      neoadjuvant          adjuvant
──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
HR+/HER2-     1 trial, 1 ■  n 300  1 trial, 1 ■  n 300  1 trial, 1 ■  n 300  ·                    ·                    ·
              ■ toy-1 300          ■ toy-1 300          ■ toy-1 300
HR+/HER2+     1 trial, 1 ■  n 300  ·                    ·                    1 trial, 1 ■  n 300  ·                    ·
              ■ toy-2 300                                                    ■ toy-3 300
HR-/HER2+     1 trial, 1 ■  n 300  ·                    ·                    ·                    ·                    ·
              ■ toy-2 300
TNBC          ·                    ·                    ·                    ·                    ·                    ·
HR+,          ·                    ·                    ·                    1 trial, 1 ■  n 300  ·                    ·
HER2-mutated                                                                 ■ toy-3 300

■ randomised contrasts whose arms differ in an mTOR inhibitor alone, and the trials that have one; □ other trials; · no such trial. n:
patients of the whole trials, together (derived); + where some trial's were not read or are planned.
A trial of several lines or subtypes stands in every cell that its patients could be of, with all its patients: cells do not add up.
""" == shell("map", "--mixed", "--plot", columns=140).screen


def test_a_filter_leaves_only_cells_that_patients_asked_for_could_be_of(shell: Callable) -> None:
    """Of first-line HER2+ disease nothing is said of other lines or subtypes, whose trials were not looked for."""
    assert """\
1 trial by subtype and setting; lines are of therapy for advanced disease

           line 1
─────────────────────────────────────────
HR+/HER2+  1 trial, 1 ■  n 300
           ■ toy-2 300
HR-/HER2+  1 trial, 1 ■  n 300
           ■ toy-2 300

■ randomised contrasts whose arms differ in an mTOR inhibitor alone, and the
trials that have one; □ other trials; · no such trial. n: patients of the whole
trials, together (derived); + where some trial's were not read or are planned.
A trial of several lines or subtypes stands in every cell that its patients
could be of, with all its patients: cells do not add up.
1 of 3 trials. Not stated 1; 1 does not fit. (--left-out)
""" == shell("map", "--subtype", "her2+", "--line", "1", "--plot").screen


def test_a_row_for_each_trial_and_cell(shell: Callable) -> None:
    """A trial of several lines has several rows; each says what the whole trial let in."""
    rows = list(csv.DictReader(io.StringIO(shell("map").out), delimiter="\t"))
    assert [
        ("toy-1", "HR+/HER2-", "1", "1+"), ("toy-1", "HR+/HER2-", "2", "1+"), ("toy-1", "HR+/HER2-", "3+", "1+"),
        ("toy-2", "HR+/HER2+", "1", "1"), ("toy-3", "HR+/HER2+", "not stated", "not stated"), ("toy-2", "HR-/HER2+", "1", "1"),
        ("toy-3", "HR+, HER2-mutated", "not stated", "not stated"),
    ] == [(row["trial"], row["cell_subtype"], row["cell_line"], row["line"]) for row in rows]  # fmt: skip
    assert {"eve v pbo: everolimus"} == {row["mtor_contrasts"] for row in rows}


@pytest.mark.parametrize("columns", [40, 80, 110, 140, 200])
def test_each_trial_of_a_cell_is_named_or_counted(columns: int, shell: Callable) -> None:
    """However narrow the cell, the ids in it and those that it counts are all of its trials."""
    out = shell("map", "--mixed", "--plot", columns=columns).out
    named = len(re.findall("[■□] toy-", out)) + sum(int(more) for more in re.findall(r"and (\d+) more", out))
    assert named == sum(int(count) for count in re.findall(r"(?m)(\d+) trials?\b(?! by)", out)) == 7
