"""What a hostile text may still say when it is printed: markup stays text, a formula is never run."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from evtrials.answers.delimited import write_delimited
from evtrials.cli import run

MARKUP = "[bold red]A[/bold red] [link=https://example.org]B[/link] [/] :smile: [@click=x]"
# A sign of every kind, and those that only look like one.
FORMULAS = ("=1+1", "=HYPERLINK(1)", "+1+1", "@SUM(1)", "-1+1", "-1+cmd|' /C calc'!A0", "-cmd", "＝1+1", "－1+1", "=cmd|' /C calc'!A0")


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """Standard output of one command that answers."""
    monkeypatch.setenv("EVTRIALS_CACHE", "off")
    monkeypatch.setenv("COLUMNS", "300")

    def call(*arguments: object) -> str:
        capsys.readouterr()
        assert 0 == run([str(argument) for argument in arguments])
        return capsys.readouterr().out

    return call


def full_of(text: str, write_toy: Callable[..., Path]) -> Path:
    """The folder of a toy in which every free text says the same."""
    quoted = '"' + text.replace('"', "'") + '"'
    return write_toy(
        ("name: TOY-1", f"name: {quoted}"), ("title: Everolimus plus letrozole in an invented disease", f"title: {quoted}"),
        ("title: A toy paper", f"title: {quoted}"), ("label: Everolimus + letrozole", f"label: {quoted}"),
        ("summary: Postmenopausal; progression on an aromatase inhibitor", f"summary: {quoted}"),
        ("factor: visceral metastasis", f"factor: {quoted}"), ("label: Final analysis", f"label: {quoted}"),
        ("Stomatitis: [", f"{quoted}: ["), ("    unit: months\n    results:\n      - {cut: interim", f"    unit: months\n    definition: {quoted}\n    results:\n      - {{cut: interim"),
        ("src: Doe2020 Table 2", f'src: "Doe2020 {text}"'),
        ("safety:\n", f"dose_finding: {{mtd: {quoted}, dlt: [{quoted}], src: Doe2020 Abstract}}\n"
         f"notes:\n  - {{about: {{endpoint: pfs}}, kind: caveat, text: {quoted}}}\nsafety:\n"),
    ).parent  # fmt: skip


@pytest.mark.parametrize("colour", [{}, {"FORCE_COLOR": "1"}], ids=["plain", "colour"])
def test_markup_is_text(
    colour: dict[str, str], write_toy: Callable[..., Path], say: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Brackets, links and emoji codes are printed as they are; the styles on a terminal are the tool's own."""
    for name, value in colour.items():
        monkeypatch.setenv(name, value)
    folder = full_of(MARKUP, write_toy)
    shown = say("show", "toy-1", "--trials", folder, "--format", "table", "--all-cuts")
    assert shown.count("[bold red]A[/bold red] [link=https://example.org]B[/link] [/] :smile:") >= 8
    # 31 is red and 8; a link: neither is a style of the tool.
    assert "\x1b]8" not in shown
    assert "\x1b[1;31m" not in shown
    assert MARKUP in say("list", "--trials", folder, "--format", "table")


def test_no_text_of_a_source_steers_the_terminal(
    write_toy: Callable[..., Path], say: Callable[..., str], tmp_path: Path
) -> None:
    """What `check --texts` shows of a text where it looked for a figure is words, though the text holds escapes."""
    write_toy()
    (tmp_path / "texts").mkdir()
    line = "Everolimus \x1b]0;title\x07 central \x1b[8m review \u202e at 12 months, hr 0.45 (0.34 to 0.59) and 7.8 (6.9 to 8.5) months.\n"
    (tmp_path / "texts" / "Doe2020.txt").write_text(line * 3, encoding="utf-8")
    shown = say("check", tmp_path / "toys", "--texts", tmp_path / "texts")
    assert "near: Doe2020:1" in shown
    assert r"\x1b]0;title" in shown
    assert all(char.isprintable() or char in "\n\u00a0" for char in shown)


@pytest.mark.parametrize("form", ["csv", "tsv"])
@pytest.mark.parametrize("command", ["list", "figures", "arms", "results", "safety", "subgroups"])
def test_no_cell_is_a_formula(command: str, form: str, write_toy: Callable[..., Path], say: Callable[..., str]) -> None:
    """Wherever a text of the file stands in a table for spreadsheets, a formula is quoted; a negative number is none."""
    text = "=HYPERLINK(1)"
    folder = full_of(text, write_toy)
    more = ["--endpoint", "pfs"] if command == "results" else []
    printed = say(command, "--trials", folder, "--format", form, *more)
    cells = [cell for row in csv.reader(io.StringIO(printed), delimiter="," if form == "csv" else "\t") for cell in row]
    begun = [cell for cell in cells if cell.lstrip().startswith(("=", "+", "-", "@", "＝", "－"))]
    assert [] == [cell for cell in begun if not re.fullmatch(r"-\d+(\.\d+)?(e-?\d+)?", cell)]
    assert f"'{text}" in cells or command in ("results", "subgroups")


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        *((text, f"'{text}") for text in FORMULAS),
        ("-5", "-5"),
        ("-5.0 (-8.25 to 3)", "-5.0 (-8.25 to 3)"),
        ("-5 to 3", "-5 to 3"),
        ("-5 (90 % CI -8 to -2)", "-5 (90 % CI -8 to -2)"),
        ("-5-8", "'-5-8"),
        (" =1", "' =1"),
        ("\t=1", "'=1"),
        ("a\tb\nc", "a b c"),
        (-0.00001, "-1e-05"),
        (None, ""),
        (True, "true"),
    ],
)
def test_a_formula_is_quoted_and_a_figure_is_not(cell: object, written: str) -> None:
    """A negative figure stays as printed, in whichever column; a formula, and what only begins like a figure, is quoted."""
    stream = io.StringIO()
    write_delimited(["a"], [[cell]], stream, "\t")
    assert f"a\n{written}\n" == stream.getvalue() or ("" == written and 'a\n""\n' == stream.getvalue())
