"""list, show, compare, figures and arms as a user sees them: whole screens, pipes, wrong words."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from evtrials.evidence.columns import NAMES

EXPECTED = Path(__file__).parent / "screens"


def screen(name: str) -> str:
    """A whole screen kept beside the tests: what the reader of the test sees is what the user sees."""
    return (EXPECTED / f"{name}.txt").read_text(encoding="utf-8")


SCREENS = {
    "list-80": (80, ["list", "--format", "table"]),
    "list-140": (140, ["list", "--format", "table"]),
    "list-mixed-140": (140, ["list", "--subtype", "her2+", "--mixed", "--format", "table"]),
    "list-40": (40, ["list", "--format", "table"]),
    "list-markdown": (80, ["list", "--format", "markdown"]),
    "show-80": (80, ["show", "toy-1", "--format", "table"]),
    "show-140": (140, ["show", "toy-1", "--format", "table"]),
    "show-markdown": (80, ["show", "toy-1"]),
    "compare-80": (80, ["compare", "toy-1", "toy-2", "--format", "table"]),
    "compare-140": (140, ["compare", "toy-1", "toy-2", "--format", "table"]),
    "compare-three-80": (80, ["compare", "toy-1", "toy-2", "toy-3", "--format", "table"]),
    "figures-80": (80, ["figures", "toy-1", "--endpoint", "pfs", "--format", "table"]),
    "arms-80": (80, ["arms", "--format", "table"]),
}


@pytest.mark.parametrize("name", SCREENS)
def test_whole_screens(name: str, shell: Callable) -> None:
    """Each screen at its width is the one kept in tests/cli/screens."""
    columns, arguments = SCREENS[name]
    out = shell(*arguments, columns=columns).out
    if os.environ.get("UPDATE_SCREENS"):
        (EXPECTED / f"{name}.txt").write_text(out, encoding="utf-8")
    assert screen(name) == out


@pytest.mark.parametrize("columns", range(60, 161, 20))
@pytest.mark.parametrize("command", [["list"], ["show", "toy-1"], ["compare", "toy-1", "toy-2"], ["figures"], ["arms"]])
def test_no_line_is_wider_than_the_terminal_and_no_interval_is_cut(columns: int, command: list[str], shell: Callable) -> None:
    """At every width each interval stands whole on one line."""
    out = shell(*command, "--format", "table", columns=columns).out
    assert [] == [line for line in out.splitlines() if len(line.rstrip()) > columns]
    if command[0] != "arms":
        assert "(0.34 to 0.59)" in out


def test_a_narrow_list_says_what_it_left_out(shell: Callable) -> None:
    """At 80 columns status goes first, then phase, then n, and a line says so."""
    assert "Too narrow for: Status" in shell("list", "--format", "table", columns=80).out


def test_mixed_trials_are_counted_apart_and_marked_when_added(shell: Callable) -> None:
    """The trial with mutated tumours is left out on stderr with its flag, and shown with its mixture when asked for."""
    plain, mixed = (
        shell("list", "--subtype", "her2+"),
        shell("list", "--subtype", "her2+", "--mixed", "--format", "table", columns=220),
    )
    assert "left out: 1 (only some of the patients fit): toy-3; add with --mixed\n" == plain.err
    assert "toy-3" not in plain.out
    assert "[mixed: her2 amplified 28," in mixed.out


def test_a_pipe_gets_tsv_from_a_table_and_markdown_from_a_page(shell: Callable) -> None:
    """One-table commands give a header and rows; pages give Markdown."""
    assert shell("list").out.startswith("trial\tname\tfit\t")
    assert shell("show", "toy-1").out.startswith("# TOY-1")
    assert shell("compare", "toy-1", "toy-2").out.startswith("# TOY-1 and TOY-2")


def test_figures_have_the_same_columns_in_every_format(shell: Callable) -> None:
    """CSV, TSV, JSON and jsonl bear the names of the fixed table in its order."""
    as_csv = next(csv.reader(io.StringIO(shell("figures", "toy-1", "--format", "csv").out)))
    as_tsv = shell("figures", "toy-1", "--format", "tsv").out.splitlines()[0].split("\t")
    as_json = list(json.loads(shell("figures", "toy-1", "--json").out)["figures"][0])
    as_lines = list(json.loads(shell("figures", "toy-1", "--format", "jsonl").out.splitlines()[0]))
    assert [list(NAMES)] * 4 == [as_csv, as_tsv, as_json, as_lines]


def test_json_and_csv_hold_the_same_figures(shell: Callable) -> None:
    """Digits as printed in CSV, numbers in JSON beside the text."""
    rows = list(csv.DictReader(io.StringIO(shell("figures", "toy-1", "--format", "csv").out)))
    items = json.loads(shell("figures", "toy-1", "--json").out)["figures"]
    assert [row["text"] for row in rows] == [item["text"] for item in items]
    assert [float(row["value"]) if row["value"] else None for row in rows] == [item["value"] for item in items]


def test_json_numbers_and_words(shell: Callable) -> None:
    """`<1` is value 1 with its qualifier, a median not reached is null, a limit not reached too."""
    items = json.loads(shell("figures", "toy-1", "--json").out)["figures"]
    bound = next(item for item in items if item["text"] == "<1")
    unreached = next(item for item in items if item["endpoint"] == "os" and item["arm"] == "eve")
    limit = next(item for item in items if item["endpoint"] == "os" and item["arm"] == "pbo")
    assert (1, "<") == (bound["value"], bound["qualifier"])
    assert (None, "not reached") == (unreached["value"], unreached["qualifier"])
    assert (26.6, 22.6, None) == (limit["value"], limit["ci_low"], limit["ci_high"])


@pytest.mark.parametrize(
    ("arguments", "name"),
    [
        (["list"], "trials"),
        (["figures"], "figures"),
        (["arms"], "arms"),
        (["show", "toy-1"], "trial"),
        (["compare", "toy-1", "toy-2"], "comparison"),
    ],
)
def test_json_is_one_object_of_the_fixed_form(arguments: list[str], name: str, shell: Callable) -> None:
    """Every answer has the same frame, and its items under its own name."""
    document = json.loads(shell(*arguments, "--json").out)
    assert ["schema_version", "data_version", "data_date", "query", "caveats", "left_out", name] == list(document)
    assert document[name]


def test_table_and_json_show_the_same_figures(shell: Callable) -> None:
    """Every figure text of the PFS rows stands on the screen."""
    items = json.loads(shell("figures", "toy-1", "--endpoint", "pfs", "--json").out)["figures"]
    out = shell("figures", "toy-1", "--endpoint", "pfs", "--format", "table", columns=200).out
    assert [] == [item["text"] for item in items if item["text"] not in out]


def test_show_names_cut_assessor_source_basis_and_place_of_each_figure(shell: Callable) -> None:
    """The interim, central and final readings stand apart, each with where it comes from."""
    (trial,) = json.loads(shell("show", "toy-1", "--json").out)["trial"]
    found = {
        (item["text"], item["cut"], item["assessor"], item["source"], item["basis"], item["locator"])
        for item in trial["figures"] if item["measure"] == "hazard ratio" and item["population"] == "all"
    }  # fmt: skip
    assert {
        ("0.43 (0.32 to 0.58)", "interim", "investigator", "News2020", "press", "News"),
        ("0.45 (0.34 to 0.59)", "final", "investigator", "Doe2020", "abstract", "Abstract"),
        ("0.38 (0.28 to 0.51)", "final", "central", "Doe2020", "abstract", "Abstract"),
    } == found


def test_compare_keeps_the_order_as_typed(shell: Callable) -> None:
    """Trials stand in the order of the command, not of their results."""
    assert shell("compare", "toy-2", "toy-1").out.startswith("# TOY-2 and TOY-1")


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["show", "toy-9"], 1, 'there is no trial "toy-9"; did you mean toy-'),
        (["list", "--subtype", "luminal"], 2, '"luminal" is no subtype; use her2+, her2-, her2-low'),
        (
            ["list", "--setting", "metastatic"],
            2,
            '--setting: "metastatic" is not one of: advanced, neoadjuvant, adjuvant, supportive',
        ),
        (["list", "--line", "second"], 2, '"second" is no line of therapy; write 1, 2, 3'),
        (["list", "--drug", "evrolimus"], 2, '"evrolimus" is no drug of this collection; did you mean everolimus'),
        (["list", "--dose", "evrolimus 10"], 2, '"evrolimus" is no drug of this collection; did you mean everolimus'),
        (["list", "--class", "rapalogue"], 2, '"rapalogue" is no class of drug of this collection; did you mean rapalog'),
        (["list", "--isolates", "evrolimus"], 2, '"evrolimus" is no drug of this collection; did you mean everolimus'),
        (["figures", "--endpoint", "pfss"], 2, '"pfss" is no endpoint of this collection; did you mean pfs'),
        (["list", "--year", "2020..2010"], 2, '"2020..2010" runs backwards; write 2010..2020'),
        (["list", "--subtype", ""], 2, "--subtype: an empty word asks for nothing; give one, or leave the option out"),
        (["list", "--class", "rapalog,"], 2, "--class: an empty word asks for nothing"),
        (["list", "--columns", "name", "--json"], 2, "--columns is for tables, csv and tsv"),
        (["show", "toy-1", "--only", ""], 2, '--only: "" is not one of: about, results'),
        (["list", "--everolimus-dose", "ten"], 2, '"ten" is no number or range; write 5, 5..10, ..5 or 5..'),
        (["list", "--dose", "30"], 2, 'write --dose "temsirolimus 30"'),
        (["list", "--sort", "pfs"], 2, '--sort: "pfs" is not one of: name, year, n, phase, line, setting'),
        (["list", "--columns", "hazard"], 2, '"hazard" is no column; columns are: name, phase'),
        (["list", "--format", "xml"], 2, '--format: "xml" is not one of: table, markdown, csv, tsv, json, jsonl'),
        (["list", "--json", "--format", "csv"], 2, "ask for two formats; give one"),
        (["show", "toy-1", "--only", "harms"], 2, '--only: "harms" is not one of: about, results'),
        (["compare", "toy-1"], 2, "compare takes two to six different trials, not 1"),
        (["compare", "toy-1", "TOY 1"], 2, "compare takes two to six different trials, not 1"),
        (["lst"], 2, "No such command 'lst'"),
        (["list", "--trials", "nowhere"], 1, "nowhere is no folder of trials"),
    ],
)
def test_wrong_words_are_answered_with_the_next_step(arguments: list[str], code: int, message: str, shell: Callable) -> None:
    """Every error names the thing and what to type, on stderr, with the code of its kind, and never a traceback."""
    answer = shell(*arguments)
    assert (code, "") == (answer.code, answer.out)
    assert message in answer.err
    assert "Traceback" not in answer.err


def test_an_empty_list_is_an_answer(shell: Callable) -> None:
    """Nothing found is exit 0, with the filter to loosen on stderr."""
    answer = shell("list", "--subtype", "her2+", "--line", "3", "--json")
    assert (0, []) == (answer.code, json.loads(answer.out)["trials"])
    assert "no trial fits; trials found without --subtype" in answer.err


def test_a_bad_file_fails_a_question_over_the_collection_and_says_where(shell: Callable, toys: Path) -> None:
    """The list names file, line and column; with --skip-invalid it goes on and names the file all the same."""
    (toys / "bad.yaml").write_text("id: bad\nname: [", encoding="utf-8")
    failed, skipped = shell("list"), shell("list", "--skip-invalid")
    assert (1, "") == (failed.code, failed.out)
    assert "bad.yaml:3:1" in failed.err
    assert 0 == skipped.code
    assert "bad.yaml:3:1" in skipped.err
    assert 0 == shell("show", "toy-1").code


def test_formulas_are_guarded_in_text_and_figures_are_not_touched(shell: Callable, toys: Path) -> None:
    """A text cell that a spreadsheet would run is quoted; a negative figure stays a number."""
    path = toys / "toy-1.yaml"
    text = path.read_text(encoding="utf-8").replace("label: Everolimus + letrozole", 'label: "=cmd()"')
    path.write_text(text.replace("eve: not reached, pbo: 26.6", "eve: -5, pbo: 26.6"), encoding="utf-8")
    assert "'=cmd()" in shell("arms", "toy-1", "--format", "csv").out
    rows = list(csv.DictReader(io.StringIO(shell("figures", "toy-1", "--format", "csv").out)))
    assert "-5" in [row["value"] for row in rows]


def test_markup_in_a_file_is_text(shell: Callable, toys: Path) -> None:
    """Square brackets and colons of a file are printed as they are."""
    path = toys / "toy-1.yaml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("title: Everolimus", 'title: "[bold]A[/bold] :smile:" #'), encoding="utf-8"
    )
    assert "[bold]A[/bold] :smile:" in shell("show", "toy-1", "--format", "table").out


def test_columns_choose_those_of_rows_too(shell: Callable) -> None:
    """In a pipe the columns asked for are printed, by the names that the table has."""
    assert "id,year\ntoy-1,2020\n" in shell("list", "--columns", "id,year", "--format", "csv").out.replace("trial,", "id,")


def test_rows_name_the_contrast_and_what_it_isolates(shell: Callable) -> None:
    """A row of the list says whose hazard ratio it is, so that a script need not guess."""
    (row,) = csv.DictReader(io.StringIO(shell("list", "--subtype", "hr+/her2-", "--format", "csv").out))
    assert ("eve", "pbo", "everolimus", "primary") == (row["arm"], row["comparator"], row["isolates"], row["role"])


def test_a_primary_result_of_something_else_is_said_to_be_one(shell: Callable, toys: Path) -> None:
    """Where the primary contrast isolates no mTOR inhibitor, list, show and compare say what it isolates."""
    path = toys / "toy-1.yaml"
    text = path.read_text(encoding="utf-8")
    solo = "  solo: {label: Everolimus alone, drugs: [everolimus 10 mg daily], src: Doe2020 Abstract}\n"
    path.write_text(
        text.replace("populations:\n", f"{solo}populations:\n").replace(", hr:", ", of: eve v solo, hr:"), encoding="utf-8"
    )
    listed = shell("list", "--format", "table", columns=140).out
    assert "PFS eve v solo" in listed
    assert "(isolates letrozole):" in listed
    warning = "primary contrast isolates letrozole, not an mTOR inhibitor."
    assert f"The {warning}" in shell("show", "toy-1").out
    assert f"TOY-1: the {warning}" in shell("compare", "toy-1", "toy-2").out


@pytest.mark.parametrize("arguments", [["figures", "--format", "csv"], ["list", "--json"], ["check"]])
def test_a_reader_that_stops_early_has_what_it_wanted(arguments: list[str], toys: Path) -> None:
    """A closed pipe, as `head` leaves it, is no failure."""
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [sys.executable, "-m", "evtrials", *arguments, "--trials", str(toys)], stdout=writing, stderr=subprocess.PIPE, check=False
    )
    os.close(writing)
    assert (0, b"") == (done.returncode, done.stderr)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_is_told(toys: Path) -> None:
    """An answer that could not be written whole is a failure with a reason."""
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "evtrials", "list", "--trials", str(toys)], stdout=full, stderr=subprocess.PIPE, check=False
        )
    assert (1, b"evtrials: the answer could not be written: No space left on device\n") == (done.returncode, done.stderr)
