"""Pictures as a user sees them: whole text screens at several widths, files whose text is text, what cannot be drawn."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from pathlib import Path

import pytest

# An interval that leaves the axis, one of 90 %, a ratio without one, and a contrast of more than an mTOR inhibitor.
WIDE = """\
id: wide
name: WIDE
title: A toy of wide intervals
registry: [NCT00000021]
phase: 2
setting: advanced
status: {is: completed, as_of: 2016-06, src: Roe2021 Abstract}
sources:
  Roe2021: {title: A toy of wide intervals, authors: [Roe R], year: 2021, pmid: 10000021, basis: abstract}
  Poe2022: {title: A review, year: 2022, basis: review, reports: Roe2021}
design: {allocation: randomised, ratio: 1:1:1:1, control: active, src: Roe2021 Abstract}
population: {summary: Pretreated, hr: [positive], her2: [negative], line: 2, src: Roe2021 Abstract}
arms:
  eve: {label: Everolimus + fulvestrant, n: 21, drugs: [everolimus 10 mg daily, fulvestrant 500 mg], src: Roe2021 Abstract}
  low: {label: Low everolimus + fulvestrant, n: 22, drugs: [everolimus 5 mg daily, fulvestrant 500 mg], src: Roe2021 Abstract}
  exe: {label: Everolimus + exemestane, n: 23, drugs: [everolimus 10 mg daily, exemestane 25 mg], src: Roe2021 Abstract}
  ful: {label: Fulvestrant, n: 24, control: true, drugs: [fulvestrant 500 mg], src: Roe2021 Abstract}
cuts:
  last: {label: Last analysis, date: 2020-01-01, src: Roe2021 Abstract}
endpoints:
  pfs:
    role: primary
    assessor: central
    measure: median
    unit: months
    results:
      - {assessor: central, of: eve v ful, eve: 9.0, ful: 5.4, hr: 0.50 (0.02 to 12.4), p: 0.5, src: Roe2021 Abstract}
      - {assessor: central, of: low v ful, low: 7.6, hr: 0.63 (90 % CI 0.42 to 0.92), p: 0.01 one-sided, src: Roe2021 Abstract}
      - {assessor: central, of: exe v ful, exe: 7.0, hr: 1.10, src: Poe2022 Table 1}
  orr:
    measure: rate
    unit: percent
    results:
      - {of: eve v ful, eve: 30, ful: 10, odds_ratio: 3.9 (1.1 to not reached), src: Roe2021 Abstract}
      - {of: low v ful, low: 20, ful: 10, difference: 10, src: Roe2021 Abstract}
safety:
  - src: Roe2021 Table 2
    attribution: related
    threshold: at least 10 %
    unit: percent
    n: {eve: 20, ful: 24}
    columns: [eve any, "eve >=3", ful any, "ful >=3", p any]
    rows:
      Oral mucositis: [53.5, 11, 12, <1, 0.02]
      Pneumonitis: [5, 5, 10, 0, 0.4]
"""
CURVE = """\
curves:
  - {endpoint: os, cut: final, file: curves/toy.csv, unit: weeks, reconstructs: Doe2020 Figure 2, made_by: Roe R, licence: MIT}
"""


@pytest.fixture
def ask(shell: Callable, write_toy: Callable[..., Path], toy_folder: Path) -> Callable:
    """The shell on the three toys of every test, one of wide intervals, and one with a reconstructed curve."""
    write_toy(id="wide", text=WIDE)
    write_toy(
        ("name: TOY-1", "name: TOY-4"), ("NCT00000001", "NCT00000004"), ("pmid: 10000001", "pmid: 10000004"),
        ("safety:\n", CURVE + "safety:\n"), id="toy-4",
    )  # fmt: skip
    (toy_folder / "curves").mkdir()
    data = [f"{4 * week},{int(week % 4 > 0)},eve" for week in range(1, 41)]
    data += [f"{2 * week},{int(week % 5 > 0)},pbo" for week in range(1, 31)]
    (toy_folder / "curves" / "toy.csv").write_text("time,event,arm\n" + "\n".join(data) + "\n")
    return shell


COMMANDS = {
    "forest": ["results", "--endpoint", "pfs,orr", "--about", "all", "--plot"],
    "harms": ["safety", "stomatitis", "pneumonitis", "--mixed", "--plot"],
    "curve": ["curve", "toy-4", "--plot"],
    "map": ["map", "--mixed", "--unstated", "--plot"],
}


def test_a_forest_at_80_columns(ask: Callable) -> None:
    """Each row says what the table says of it, its interval below; one that leaves the axis ends in arrows."""
    assert """\
Progression-free survival (PFS), months; investigator, primary, 95 % intervals
unless said; a ratio below 1 favours the drug added, or the arm before v
◄ favours first arm   favours second arm ►
toy-1  letrozole ± everolimus 10 mg daily (placebo)
       n 200 v 100   line 1+   7.8 v 3.2
       ├─■─┤  │                 HR 0.45 (0.34 to 0.59), p <0.0001
toy-4  letrozole ± everolimus 10 mg daily (placebo)
       n 200 v 100   line 1+   7.8 v 3.2
       ├─■─┤  │                 HR 0.45 (0.34 to 0.59), p <0.0001
toy-2  letrozole ± everolimus 5 mg daily (placebo)
       n 200 v 100   line 1   7.8 v 3.2
       ├─■─┤  │                 HR 0.45 (0.34 to 0.59), p <0.0001
wide   fulvestrant ± everolimus 10 mg daily
       n 21 v 24   line 2   9.0 v 5.4   central review
◄─────────■───┼──────────────►  HR 0.50 (0.02 to 12.4), p 0.5
wide   fulvestrant ± everolimus 5 mg daily
       n 22 v 24   line 2   7.6 v 5.4   central review
        ├──■─┤│                 HR 0.63 (90 % CI 0.42 to 0.92), p 0.01 one-sided
wide   everolimus 10 mg daily + exemestane 25 mg v fulvestrant 500 mg
       n 23 v 24   line 2   7.0 † v 5.4   central review
              │□                HR 1.10 †
toy-3  letrozole ± everolimus 2.5-10 mg daily (placebo)
       n 200 v 100   line not stated   7.8 v 3.2
       ├─■─┤  │                 HR 0.45 (0.34 to 0.59), p <0.0001
┬────┬────┬───┬────┬────┬────┬
0.125    0.5  1    2    4    8


Objective response rate (ORR); assessor not stated, 95 % intervals unless said;
a ratio above 1 favours the drug added, or the arm before v
◄ favours its control   favours everolimus ►
wide  fulvestrant ± everolimus 10 mg daily
      n 21 v 24   line 2   30 % v 10 %
            │ ├──────────────────────■────────────►  OR 3.9 (1.1 to not reached)
┬───────────┬────────────┬────────────┬───────────┬
0.5         1            2            4           8

■ ratio with its interval, □ without one, ◄ ► interval beyond the axis; upright
line: 1, no difference. First arm: with the drug after ±, or before v. °
conference abstract, † review, ‡ press. Nothing is pooled.
Not drawn, because no ratio was read:
· wide, fulvestrant ± everolimus 5 mg daily: n 22 v 24   line 2   20 % v 10 %,
  difference 10 percentage points
Where a contrast isolates more than an mTOR inhibitor, its effect is not that of
  the mTOR inhibitor alone.
Also stored: 4 at other cuts (--all-cuts), 4 by other assessors (--assessor), 4
  of subgroups (evtrials subgroups).
9 contrasts of 5 trials. No ORR in the sources read 4. (--left-out)
""" == ask("results", "--endpoint", "pfs,orr", "--about", "all", "--plot").screen


def test_a_forest_at_140_columns(ask: Callable) -> None:
    """In a wide terminal the interval stands between what a contrast is and its figures."""
    assert """\
Progression-free survival (PFS), months; investigator, primary, 95 % intervals unless said; a ratio below 1 favours the drug added, or the
arm before v
                                                      ◄ favours first arm │ favours second arm ►
toy-1  letrozole ± everolimus 10 mg daily (placebo)                ├─■─┤  │                 HR 0.45 (0.34 to 0.59), p <0.0001
       n 200 v 100   line 1+   7.8 v 3.2                                  │
toy-4  letrozole ± everolimus 10 mg daily (placebo)                ├─■─┤  │                 HR 0.45 (0.34 to 0.59), p <0.0001
       n 200 v 100   line 1+   7.8 v 3.2                                  │
toy-2  letrozole ± everolimus 5 mg daily (placebo)                 ├─■─┤  │                 HR 0.45 (0.34 to 0.59), p <0.0001
       n 200 v 100   line 1   7.8 v 3.2                                   │
wide   fulvestrant ± everolimus 10 mg daily                 ◄─────────■───┼──────────────►  HR 0.50 (0.02 to 12.4), p 0.5
       n 21 v 24   line 2   9.0 v 5.4   central review                    │
wide   fulvestrant ± everolimus 5 mg daily                          ├──■─┤│                 HR 0.63 (90 % CI 0.42 to 0.92), p 0.01 one-sided
       n 22 v 24   line 2   7.6 v 5.4   central review                    │
wide   everolimus 10 mg daily + exemestane 25 mg v                        │□                HR 1.10 †
       fulvestrant 500 mg                                                 │
       n 23 v 24   line 2   7.0 † v 5.4   central review                  │
toy-3  letrozole ± everolimus 2.5-10 mg daily (placebo)            ├─■─┤  │                 HR 0.45 (0.34 to 0.59), p <0.0001
       n 200 v 100   line not stated   7.8 v 3.2                          │
                                                            ┬────┬────┬───┬────┬────┬────┬
                                                            0.125    0.5  1    2    4    8


Objective response rate (ORR); assessor not stated, 95 % intervals unless said; a ratio above 1 favours the drug added, or the arm before v
                                     ◄ favours its control │ favours everolimus ►
wide  fulvestrant ± everolimus 10 mg daily                 │ ├──────────────────────────■──────────────►  OR 3.9 (1.1 to not reached)
      n 21 v 24   line 2   30 % v 10 %                     │
                                            ┬──────────────┬──────────────┬─────────────┬──────────────┬
                                            0.5            1              2             4              8

■ ratio with its interval, □ without one, ◄ ► interval beyond the axis; upright line: 1, no difference. First arm: with the drug after ±, or
before v. ° conference abstract, † review, ‡ press. Nothing is pooled.
Not drawn, because no ratio was read:
· wide, fulvestrant ± everolimus 5 mg daily: n 22 v 24   line 2   20 % v 10 %, difference 10 percentage points
Where a contrast isolates more than an mTOR inhibitor, its effect is not that of the mTOR inhibitor alone.
Also stored: 4 at other cuts (--all-cuts), 4 by other assessors (--assessor), 4 of subgroups (evtrials subgroups).
9 contrasts of 5 trials. No ORR in the sources read 4. (--left-out)
""" == ask("results", "--endpoint", "pfs,orr", "--about", "all", "--plot", columns=140).screen


def test_harms_at_80_columns(ask: Callable) -> None:
    """A trial is one line with a sign for each of its arms; the drugs of the arms are said once."""
    assert """\
                                                         % of patients
Stomatitis, any grade
toy-1        ○─────────────────────●                     59 v 12
toy-4        ○─────────────────────●                     59 v 12
toy-2        ○─────────────────────●                     59 v 12
wide         ○──────────────────●                        53.5 v 12, p 0.02 [a,b]
toy-3        ○─────────────────────●                     59 v 12
       ┬───────────┬───────────┬──────────┬───────────┬
       0           25          50         75        100

Stomatitis, grade 3-4 unless said
toy-1  ○───●                                             8 v 0
toy-4  ○───●                                             8 v 0
toy-2  ○───●                                             8 v 0
wide   ○────●                                            11 v <1 [a,b,c]
toy-3  ○───●                                             8 v 0
       ┬───────────┬───────────┬──────────┬───────────┬
       0           25          50         75        100

Pneumonitis, any grade
wide     ●──○                                            5 v 10, p 0.4 [b]
       ┬───────────┬───────────┬──────────┬───────────┬
       0           25          50         75        100

Pneumonitis, grade >=3
wide   ○─●                                               5 v 0 [b]
       ┬───────────┬───────────┬──────────┬───────────┬
       0           25          50         75        100

● first arm: with the drug after ±, or before v; ○ second; ◉ both; without a
sign: no single percentage. ° conference abstract, † review, ‡ press. Compare
within a trial only; a trial that is missing is not zero.
toy-1: letrozole ± everolimus 10 mg daily (placebo)
toy-4: letrozole ± everolimus 10 mg daily (placebo)
toy-2: letrozole ± everolimus 5 mg daily (placebo)
wide: fulvestrant ± everolimus 10 mg daily
toy-3: letrozole ± everolimus 2.5-10 mg daily (placebo)
[a] printed as Oral mucositis
[b] related to treatment
[c] grade >=3
""" == ask("safety", "stomatitis", "pneumonitis", "--mixed", "--plot").screen


def test_a_curve(ask: Callable) -> None:
    """A reconstructed curve says so, with what was published beside what is derived."""
    assert """\
TOY-4: Overall survival (OS), reconstructed
Reconstructed from a published figure, Doe2020 Figure 2 (Final analysis), by Roe
R; no trial records. Licence of the data: MIT.

            ━━ everolimus   ── placebo
      100 %│━━━━┓
           │ └─┐┗━━━━┓
           │   └──┐  ┗━━━━━━┓
           │      └┐        ┗━━┓
       75 %│       └──┐        ┗━━━━┓
           │          └┐            ┗━━━━━━┓
           │           └┐                  ┗━━━━┓
           │            └──┐                    ┗━━┓
       50 %│· · · · · · · ·└┐ · · · · · · · · · · ·┗━━━━┓ · · · · · · · · · · ·
           │                └─┐                         ┗━━━━┓
           │                  └┐                             ┗━━┓
           │                   └─┐                              ┗━━━┓
       25 %│                     └┐                                 ┗━━┓
           │                      └┐                                   ┗━━┓
           │                       └─┐                                    ┗━━━┓
           │                         └                                        ┗━
        0 %│
           └┬──────────┬──────────┬──────────┬──────────┬─────────┬──────────┬──
            0          26         52         78        104       130        156

Numbers at risk, by time in weeks (reconstructed)
everolimus  40         34         28         21         15        8          2
placebo     30         18         5          0          0         0          0

everolimus, Everolimus + letrozole: 30/40 events. Median, reconstructed
  (derived): 100.0 (72.0 to 132.0) weeks = 23.0 (16.6 to 30.4) months;
  published: not reached [Doe2020, Abstract].
placebo, Placebo + letrozole: 24/30 events. Median, reconstructed (derived):
  36.0 (26.0 to 48.0) weeks = 8.3 (6.0 to 11.0) months; published:
  26.6 (22.6 to not reached) months [Doe2020, Abstract].
everolimus v placebo, reconstructed (derived): HR 0.17 (0.08 to 0.36);
  published: not seen.
Derived from the reconstruction (Kaplan-Meier with 95 % CI; unstratified,
  unadjusted Cox model), not reported by the trial: what the trial published
  stands beside it and is what to cite.
""" == ask("curve", "toy-4", "--plot").screen


def test_an_interval_on_one_side_of_1_does_not_touch_the_line(ask: Callable) -> None:
    """0.42 to 0.92 ends before the line of 1, however narrow the plot."""
    for columns in (80, 100, 120, 140):
        out = ask("results", "--endpoint", "pfs", "--plot", columns=columns).out
        (line,) = [line for line in out.splitlines() if "■" in line and "0.63" in line]
        assert re.search("├─*■─*┤ *│", line)


@pytest.mark.parametrize("columns", [40, 55, 80, 110, 160])
@pytest.mark.parametrize("name", COMMANDS)
def test_no_line_is_wider_than_the_terminal(name: str, columns: int, ask: Callable) -> None:
    """A picture fits at every width, and bears no colour or trailing space."""
    lines = ask(*COMMANDS[name], columns=columns).out.splitlines()
    assert [] == [line for line in lines if len(line) > columns or line != line.rstrip() or "\x1b" in line]


def test_an_interval_that_leaves_the_axis_ends_in_arrows(ask: Callable) -> None:
    """Beyond 1/8 and 8 an arrow stands at the edge, on both sides; the legend says what it means."""
    out = ask(*COMMANDS["forest"]).out
    (line,) = [line for line in out.splitlines() if "0.50" in line]
    assert re.search("◄─+■─+┼─+►", line)
    assert "◄ ► interval beyond the axis" in " ".join(out.split())


def test_the_level_of_an_interval_that_is_not_95_is_printed(ask: Callable) -> None:
    """A 90 % interval says so beside the plot."""
    assert "0.63 (90 % CI 0.42 to 0.92)" in ask(*COMMANDS["forest"], columns=140).out


def test_a_ratio_without_an_interval_is_an_open_square(ask: Callable) -> None:
    """No interval is drawn where none is printed, and second-hand figures keep their mark."""
    line = next(line for line in ask(*COMMANDS["forest"], columns=140).out.splitlines() if "1.10" in line)
    assert "□" in line
    assert "├" not in line
    assert line.endswith("HR 1.10 †")


def test_a_forest_is_neither_sorted_nor_pooled(ask: Callable) -> None:
    """Contrasts stand in the order of the table, by setting, line and year; no line sums them up."""
    drawn = re.findall(r"HR (\d\.\d+) ", ask("results", "--endpoint", "pfs", "--plot", columns=140).out)
    rows = csv.DictReader(io.StringIO(ask("results", "--endpoint", "pfs").out), delimiter="\t")
    assert [row["value"] for row in rows] == drawn


def test_what_has_no_ratio_is_named(ask: Callable) -> None:
    """A contrast with a difference alone is not on a log axis, and is said not to be drawn, with what was read of it."""
    out = " ".join(ask("results", "--endpoint", "orr", "--plot").out.split())
    assert "Not drawn, because no ratio was read: · wide, fulvestrant ± everolimus 5 mg daily: n 22 v 24 line 2 20 % v 10 %" in out


def test_which_side_favours_whom_follows_the_endpoint(ask: Callable) -> None:
    """A low hazard ratio favours the first arm, a high odds ratio of response does."""
    sides = [re.findall("favours (?:everolimus|its control)", ask("results", "--endpoint", name, "--isolates", "everolimus", "--plot").out) for name in ("pfs", "orr")]
    assert [["favours everolimus", "favours its control"], ["favours its control", "favours everolimus"]] == sides


def test_a_ratio_printed_the_other_way_round_favours_no_drug(ask: Callable, write_toy: Callable[..., Path]) -> None:
    """Of placebo against everolimus the first arm is the one without the drug: sides are named by place."""
    write_toy(("hr: 0.45 (0.34 to 0.59)", "of: pbo v eve, hr: 2.22 (1.69 to 2.94)"), id="toy-1")
    out = ask("results", "--endpoint", "pfs", "--subtype", "hr+/her2-", "--line", "3", "--plot").out
    assert "favours first arm" in out
    assert "favours everolimus" not in out


def test_an_upper_limit_and_a_test_are_said_beside_the_signs(ask: Callable) -> None:
    """What is <1 % says so, and a p value that the report prints for a row stands with its figures."""
    out = " ".join(ask(*COMMANDS["harms"]).out.split())
    assert "53.5 v 12, p 0.02" in out
    assert "11 v <1" in out


def test_a_curve_says_that_it_is_reconstructed(ask: Callable) -> None:
    """Title, numbers at risk and medians say reconstructed or derived; the published figure stands beside them."""
    out = " ".join(ask("curve", "toy-4", "os", "--plot").out.split())
    assert "TOY-4: Overall survival (OS), reconstructed Reconstructed from a published figure, Doe2020 Figure 2" in out
    assert "published: 26.6 (22.6 to not reached) months [Doe2020, Abstract]" in out
    assert "Numbers at risk, by time in weeks (reconstructed)" in out


def test_the_steps_of_a_curve_as_rows(ask: Callable) -> None:
    """A pipe gets the steps; every row says that it is reconstructed, and what from."""
    rows = list(csv.DictReader(io.StringIO(ask("curve", "toy-4").out), delimiter="\t"))
    assert 70 == len(rows)
    assert {("reconstructed", "Doe2020 Figure 2", "weeks")} == {(row["kind"], row["reconstructs"], row["time_unit"]) for row in rows}
    found = json.loads(ask("curve", "toy-4", "--json").out)
    assert [float(row["survival"]) for row in rows] == [row["survival"] for row in found["curve"]]
    assert any("no trial records" in caveat for caveat in found["caveats"])


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (
            [*(f"{time},1,eve" for time in (1, 2, 4)), *(f"{time},{time % 2},pbo" for time in (3, *range(5, 23)))],
            "HR 37.88 (3.78 to 379.15)",
        ),
        (["1,1,eve", "2,1,eve", "3,1,pbo"], "HR not estimable (no event of one arm while the other was at risk)"),
        (["1,0,eve", "2,1,pbo"], "HR not estimable (no event of one arm while the other was at risk)"),
        (["1,1,pbo", "1,0,pbo"], "HR not estimable (no event of one arm while the other was at risk)"),
        (["1,0,eve", "1,0,pbo"], "HR not estimable (no event of one arm while the other was at risk)"),
        (["1,1,eve", "1,1,pbo"], "HR 1.00 (0.06 to 15.99)"),
        (
            ["1,1,eve", *["3,0,eve"] * 4990, *["1.5,0,pbo"] * 4990, "2,1,pbo"],
            "HR 0.01 (<0.01 to >1000)",
        ),
    ],
    ids=["nearly separated", "separated", "no event in one", "nobody in one", "no event", "tied", "beyond what digits show"],
)
def test_a_hazard_ratio_of_odd_curves(rows: list[str], said: str, ask: Callable, toy_folder: Path) -> None:
    """Whatever the patients, the picture and the page are drawn, and say the ratio or that it is not estimable."""
    (toy_folder / "curves" / "toy.csv").write_text("time,event,arm\n" + "\n".join(rows) + "\n")
    for arguments in (("curve", "toy-4", "--plot"), ("curve", "toy-4", "--format", "markdown"), ("curve", "toy-4", "--json")):
        answer = ask(*arguments, columns=200)
        assert (0, "") == (answer.code, answer.err)
        if "--json" not in arguments:
            assert f"everolimus v placebo, reconstructed (derived): {said}" in " ".join(answer.out.replace("&gt;", ">").replace("&lt;", "<").split())


def test_show_names_the_curve(ask: Callable) -> None:
    """The card says that there is one and how to see it; the figures stay those that were printed."""
    assert "evtrials curve toy-4 os" in " ".join(ask("show", "toy-4", "--only", "results", "--format", "table").out.split())
    figures = [ask("figures", id_).out.count("\n") for id_ in ("toy-1", "toy-4")]
    assert figures[0] == figures[1]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("toy-1",), "there is no reconstructed curve of toy-1; there are: toy-4 (os)"),
        (("toy-4", "pfs"), 'toy-4 has no curve of "pfs"; name one of: os'),
    ],
)
def test_a_curve_that_is_not_there(arguments: tuple[str, ...], message: str, ask: Callable) -> None:
    """The answer names what there is, and the exit code is 1."""
    answer = ask("curve", *arguments)
    assert (1, f"evtrials: {message}\n") == (answer.code, answer.err)


@pytest.mark.parametrize("name", COMMANDS)
def test_the_text_of_an_svg_is_text(name: str, ask: Callable, tmp_path: Path) -> None:
    """The file is XML, and its words can be selected."""
    pytest.importorskip("matplotlib")
    arguments = [word for word in COMMANDS[name] if word != "--plot"]
    answer = ask(*arguments, "--output", str(tmp_path / "one.svg"))
    assert (0, "") == (answer.code, answer.out)
    root = ElementTree.parse(tmp_path / "one.svg").getroot()
    texts = ["".join(element.itertext()) for element in root.iter("{http://www.w3.org/2000/svg}text")]
    assert any("toy-4" in text.casefold() for text in texts)
    assert any("not medical advice" in text for text in texts)


def test_no_picture_is_set_by_latex(ask: Callable, tmp_path: Path) -> None:
    r"""Where a user's own settings ask for LaTeX it is not run: a label could say `\input`."""
    matplotlib = pytest.importorskip("matplotlib")
    with matplotlib.rc_context({"text.usetex": True}):
        answer = ask("results", "--endpoint", "pfs", "--output", str(tmp_path / "one.svg"))
    assert 0 == answer.code, answer.err
    assert "<text" in (tmp_path / "one.svg").read_text(encoding="utf-8")


@pytest.mark.parametrize("backend", ["module://matplotlib_inline.backend_inline", "inline", "of no matplotlib"])
def test_the_window_of_a_notebook_is_no_matter(backend: str, toys: Path, tmp_path: Path) -> None:
    """A command run from a notebook is told of its back end, which its own Python may lack: a file needs none."""
    pytest.importorskip("matplotlib")
    target = tmp_path / "one.svg"
    command = [sys.executable, "-m", "evtrials", "map", "--trials", str(toys), "-o", str(target)]
    done = subprocess.run(command, env={**os.environ, "MPLBACKEND": backend}, capture_output=True, text=True, check=False)
    assert (0, "") == (done.returncode, done.stdout)
    assert f"drawn: {target}" == done.stderr.splitlines()[0]


def test_the_same_question_gives_the_same_file(ask: Callable, tmp_path: Path) -> None:
    """A picture holds no time and no random name."""
    pytest.importorskip("matplotlib")
    for name in ("one.svg", "two.svg"):
        ask("results", "--endpoint", "pfs", "--output", str(tmp_path / name))
    assert (tmp_path / "one.svg").read_bytes() == (tmp_path / "two.svg").read_bytes()


def test_a_png_is_a_png_and_replaces_the_old_file(ask: Callable, tmp_path: Path) -> None:
    """The file is written whole beside the old one and takes its place; nothing else is left in the folder."""
    pytest.importorskip("matplotlib")
    target = tmp_path / "forest.png"
    target.write_text("old")
    answer = ask("results", "--endpoint", "pfs", "-o", str(target), "--plot")
    assert b"\x89PNG" == target.read_bytes()[:4]
    assert [target] == [path for path in tmp_path.iterdir() if path.is_file()]
    assert f"drawn: {target}" in answer.err
    assert "■" in answer.out


def test_other_endings_are_refused(ask: Callable, tmp_path: Path) -> None:
    """Another ending is wrong usage, and the endings that there are are named."""
    answer = ask("results", "--endpoint", "pfs", "-o", str(tmp_path / "forest.jpg"))
    assert 2 == answer.code
    assert "ends in none of .svg, .png" in answer.err


def test_a_picture_takes_no_data_format(ask: Callable) -> None:
    """--plot and --format csv ask for two things, which is wrong usage."""
    assert 2 == ask("results", "--endpoint", "pfs", "--plot", "--format", "csv").code


def test_a_folder_that_is_not_there(ask: Callable, tmp_path: Path) -> None:
    """The message names the file and why it cannot be written."""
    pytest.importorskip("matplotlib")
    answer = ask("map", "-o", str(tmp_path / "nowhere" / "a.svg"))
    assert 1 == answer.code
    assert "cannot be written (No such file or directory)" in answer.err


def test_without_matplotlib_files_cannot_be_drawn_and_text_can(
    ask: Callable, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The message says what to install; --plot still draws."""
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    answer = ask("results", "--endpoint", "pfs", "-o", str(tmp_path / "a.svg"))
    assert 1 == answer.code
    assert 'needs matplotlib: install evtrials with its extra "plot"' in answer.err
    assert 0 == ask("results", "--endpoint", "pfs", "--plot").code


def test_nothing_to_draw(ask: Callable, tmp_path: Path) -> None:
    """Where no contrast has a ratio the answer stands as its table, and a line says why; no file is written of nothing."""
    answer = ask("results", "--endpoint", "os", "--plot")
    assert ask("results", "--endpoint", "os", "--format", "table").out == answer.out
    assert (0, True) == (answer.code, "there is no hazard, odds or risk ratio to draw" in answer.err)
    file = tmp_path / "none.svg"
    answer = ask("results", "--endpoint", "os", "-o", str(file))
    assert (1, "", False) == (answer.code, answer.out, file.exists())
