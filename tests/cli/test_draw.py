"""Pictures as a user sees them: whole text screens at several widths, files whose text is text, what cannot be drawn."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import sys
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from pathlib import Path

import pytest

EXPECTED = Path(__file__).parent / "screens"

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
      - {of: eve v ful, eve: 9.0, ful: 5.4, hr: 0.50 (0.02 to 12.4), p: 0.5, src: Roe2021 Abstract}
      - {of: low v ful, low: 7.6, hr: 0.63 (90 % CI 0.42 to 0.92), p: 0.01 one-sided, src: Roe2021 Abstract}
      - {of: exe v ful, exe: 7.0, hr: 1.10, src: Poe2022 Table 1}
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
    "timeline": ["timeline", "--mixed", "--plot"],
}


@pytest.mark.parametrize("columns", [50, 80, 140])
@pytest.mark.parametrize("name", COMMANDS)
def test_whole_pictures(name: str, columns: int, ask: Callable) -> None:
    """Each picture in characters at its width is the one kept in tests/cli/screens."""
    shown = ask(*COMMANDS[name], columns=columns).out
    path = EXPECTED / f"{name}-{columns}.txt"
    if os.environ.get("UPDATE_SCREENS"):
        path.write_text(shown, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == shown


def test_an_interval_on_one_side_of_1_does_not_touch_the_line(ask: Callable) -> None:
    """0.42 to 0.92 ends before the line of 1, however narrow the plot."""
    for columns in (80, 100, 120, 140):
        out = ask("results", "--endpoint", "pfs", "--plot", columns=columns).out
        (line,) = [line for line in out.splitlines() if "■" in line and "0.63" in line]
        assert re.search("├─*■─*┤ *│", line)


@pytest.mark.parametrize("columns", range(40, 161, 15))
@pytest.mark.parametrize("name", COMMANDS)
def test_no_line_is_wider_than_the_terminal(name: str, columns: int, ask: Callable) -> None:
    """A picture fits at every width, and bears no colour or trailing space."""
    lines = ask(*COMMANDS[name], columns=columns).out.splitlines()
    assert [] == [line for line in lines if len(line) > columns or line != line.rstrip() or "\x1b" in line]


def test_an_interval_that_leaves_the_axis_ends_in_arrows(ask: Callable) -> None:
    """Beyond 1/8 and 8 an arrow stands at the edge, on both sides; the legend says what it means."""
    out = ask(*COMMANDS["forest"]).out
    (line,) = [line for line in out.splitlines() if line.startswith("WIDE") and "0.50" in line]
    assert re.search("◄─+■─+┼─+►", line)
    assert "◄ ► the interval goes beyond the axis." in " ".join(out.split())


def test_the_level_of_an_interval_that_is_not_95_is_printed(ask: Callable) -> None:
    """A 90 % interval says so beside the plot."""
    assert "0.63 (90 % CI 0.42 to 0.92)" in ask(*COMMANDS["forest"], columns=140).out


def test_a_ratio_without_an_interval_is_an_open_square(ask: Callable) -> None:
    """No interval is drawn where none is printed, second-hand figures keep their mark, and what is mixed has its star."""
    line = next(line for line in ask(*COMMANDS["forest"], columns=140).out.splitlines() if "exe v ful*" in line)
    assert "□" in line
    assert "├" not in line
    assert line.endswith("1.10†")


def test_a_forest_is_neither_sorted_nor_pooled(ask: Callable) -> None:
    """Contrasts stand in the order of the table, by setting, line and year; no line sums them up."""
    drawn = [line.split()[0] for line in ask("results", "--endpoint", "pfs", "--plot", columns=140).out.splitlines() if "■" in line]
    rows = csv.DictReader(io.StringIO(ask("results", "--endpoint", "pfs").out), delimiter="\t")
    assert [row["name"] for row in rows if row["ci_low"]] == drawn


def test_what_has_no_ratio_is_named(ask: Callable) -> None:
    """A contrast with a difference alone is not on a log axis, and is said not to be drawn."""
    out = " ".join(ask("results", "--endpoint", "orr", "--plot").out.split())
    assert "Not drawn, because no ratio was seen: WIDE (low v ful)." in out


def test_which_side_favours_whom_follows_the_endpoint(ask: Callable) -> None:
    """A low hazard ratio favours the first arm, a high odds ratio of response does."""
    out = ask(*COMMANDS["forest"]).out
    assert ["favours A │ favours B", "favours B │ favours A"] == re.findall(r"favours . │ favours .", out)


def test_differences_of_harms_are_derived_within_a_report(ask: Callable) -> None:
    """Plain percentages of one band are subtracted, with their sign; an upper limit gives no difference."""
    out = ask(*COMMANDS["harms"], columns=140).out
    lines = [re.sub(r"[\s│▒█◆◇<]+", " ", line).strip() for line in out.splitlines() if "eve less ful" in line]
    assert ["eve less ful derived any +41.5", "eve less ful derived any -5, >=3 +5"] == lines


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
    assert {("reconstructed", "Doe2020 Figure 2", "weeks")} == {(row["kind"], row["reconstructs"], row["unit"]) for row in rows}
    found = json.loads(ask("curve", "toy-4", "--json").out)
    assert [float(row["survival"]) for row in rows] == [row["survival"] for row in found["curve"]]
    assert any("no trial records" in caveat for caveat in found["caveats"])


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


def test_the_timeline_is_by_status_and_says_what_its_dates_are(ask: Callable) -> None:
    """Events as rows: cut, first report and status, each with its date as printed."""
    rows = [row for row in csv.DictReader(io.StringIO(ask("timeline").out), delimiter="\t") if row["trial"] == "wide"]
    assert [("status", "2016-06"), ("data cut", "2020-01-01"), ("first report of the primary result", "2021")] == [
        (row["event"], row["date"]) for row in rows
    ]


@pytest.mark.parametrize("name", COMMANDS)
def test_the_text_of_an_svg_is_text(name: str, ask: Callable, tmp_path: Path) -> None:
    """The file is XML, its words can be selected, and the same question gives the same file."""
    pytest.importorskip("matplotlib")
    arguments = [word for word in COMMANDS[name] if word != "--plot"]
    answer = ask(*arguments, "--output", str(tmp_path / "one.svg"))
    assert (0, "") == (answer.code, answer.out)
    root = ElementTree.parse(tmp_path / "one.svg").getroot()
    texts = ["".join(element.itertext()) for element in root.iter("{http://www.w3.org/2000/svg}text")]
    assert any("TOY-4" in text for text in texts)
    assert any("not medical advice" in text for text in texts)
    ask(*arguments, "-o", str(tmp_path / "two.svg"))
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
    """Wrong usage, with the endings that there are."""
    answer = ask("results", "--endpoint", "pfs", "-o", str(tmp_path / "forest.jpg"))
    assert 2 == answer.code
    assert "ends in none of .svg, .png" in answer.err


def test_a_picture_takes_no_data_format(ask: Callable) -> None:
    """--plot and --format csv ask for two things."""
    assert 2 == ask("results", "--endpoint", "pfs", "--plot", "--format", "csv").code


def test_a_folder_that_is_not_there(ask: Callable, tmp_path: Path) -> None:
    """The message names the file and what to do."""
    pytest.importorskip("matplotlib")
    answer = ask("timeline", "-o", str(tmp_path / "nowhere" / "a.svg"))
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


def test_nothing_to_draw(ask: Callable) -> None:
    """Where no contrast has a ratio the message says so, with exit code 1."""
    answer = ask("results", "--endpoint", "os", "--plot")
    assert (1, True) == (answer.code, "there is no hazard, odds or risk ratio to draw" in answer.err)


def test_the_question_of_the_issue(ask: Callable, monkeypatch: pytest.MonkeyPatch) -> None:
    """On the shipped trials: every contrast of a rapalog with a hazard ratio, neither vistusertib nor giredestrant, 80 columns."""
    monkeypatch.setenv("EVTRIALS_TRIALS", "shipped")
    question = ["results", "--endpoint", "pfs", "--subtype", "hr+/her2-", "--setting", "advanced"]
    out = ask(*question, "--plot").out
    rows = csv.DictReader(io.StringIO(ask(*question).out), delimiter="\t")
    wanted = [row["name"] for row in rows if row["measure"] == "hazard ratio"]
    drawn = [line.split()[0] for line in out.splitlines() if "■" in line or ("□" in line and " v " in line)]
    assert wanted == drawn
    assert {"BOLERO-2", "BOLERO-5", "PrE0102"} <= set(drawn)
    assert 80 >= max(map(len, out.splitlines()))
    assert [] == re.findall("(?i)manta|vistusertib|evera|giredestrant", out)
    assert "MANTA" in ask(*question, "--about", "all", "--unstated", "--plot").out
