"""A terminal's width is kept, in cells: a Chinese character takes two of them, an accent none."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from evtrials.answers.layout import listing_lines
from evtrials.plots.characters import broken
from evtrials.questions.answer import Item, Line, Listing

# A registry's own title, two scripts beside one another, a character of a combining accent, and a word without a space.
NAME = "依维莫司联合依西美坦治疗绝经后激素受体阳性晚期乳腺癌的随机双盲安慰剂对照研究"
TITLE = f'"{NAME} (Cre\u0301teil), エベロリムスの第III相試験"'
LONG = "hormonrezeptorpositivesmammakarzinommitmetastasenderhaut"
ASKED = (
    "list --about all", "list --about all --columns trial,name,title", "show wide", "show wide --all-cuts", "compare wide toy-1", "results --endpoint pfs",
    "results --endpoint pfs --plot", "safety stomatitis", "safety stomatitis --plot", "subgroups wide", "biomarkers", "trace wide",
    "conflicts", "sources", "figures wide", "arms wide", "search everolimus", "map", "curve wide", "columns list",
)  # fmt: skip


@pytest.fixture
def wide(toys: Path, write_toy: Callable[..., Path]) -> None:
    """A trial whose texts are Chinese, Japanese, or of one long word, with a curve."""
    (toys / "curves").mkdir()
    data = [f"{4 * week},{int(week % 4 > 0)},{arm}" for week in range(1, 21) for arm in ("eve", "pbo")]
    (toys / "curves" / "toy.csv").write_text("time,event,arm\n" + "\n".join(data) + "\n")
    write_toy(
        ("name: TOY-1", f"name: {NAME}"), ("NCT00000001", "NCT00000009"), ("pmid: 10000001", "pmid: 10000009"),
        ("title: Everolimus plus letrozole in an invented disease", f"title: {TITLE}"), ("title: A toy paper", f"title: {TITLE}"),
        ("label: Everolimus + letrozole", f"label: {NAME}"), ("label: Final analysis", f"label: {TITLE}"),
        ("summary: Postmenopausal; progression on an aromatase inhibitor", f"summary: {NAME}; {LONG}"),
        ("factor: visceral metastasis, level: present", f"factor: {LONG}, level: 内脏转移"),
        ("authors: [Doe J]", "authors: [陳 大文, Doe J]"), ("Diarrhoea:", f"{NAME}:"),
        ("safety:\n", "curves:\n  - {endpoint: os, cut: final, file: curves/toy.csv, unit: weeks, reconstructs: Doe2020 Figure 2, "
         f"made_by: 陳 大文, licence: MIT}}\nnotes:\n  - {{about: {{endpoint: pfs}}, kind: caveat, text: {TITLE}}}\nsafety:\n"),
        id="wide",
    )  # fmt: skip


@pytest.mark.usefixtures("wide")
@pytest.mark.parametrize("columns", [60, 80, 110, 140])
@pytest.mark.parametrize("question", ASKED)
def test_no_line_is_wider_than_the_terminal(question: str, columns: int, shell: Callable) -> None:
    """Each screen stays within its columns, whatever script its texts are in."""
    told = shell(*question.split(), "--format", "table", columns=columns)
    assert 0 == told.code
    assert [] == [line for line in told.out.splitlines() if cell_len(line) > columns]


def test_cells_that_find_no_room_side_by_side_stand_below_each_other() -> None:
    """In a terminal of 40 columns, the second arm behind v; nothing is cut."""
    cells = ("122 (43.6 %) / 81 (28.9 %) ° [ay]", "58 (20.6 %) / 46 (16.3 %) ° [ay]")
    listing = Listing((Item("toy-1", (Line("letrozole ± everolimus"), Line("n 280 v 282", cells=cells))),), heads=("first arm", "second"))
    lines = [name + rest for name, rest in listing_lines(listing, 40)]
    assert [] == [line for line in lines if cell_len(line) > 40]
    said = " ".join(" ".join(lines).split())
    assert f"n 280 v 282 {cells[0]} v {cells[1]}" in said


@given(st.text("ab1. -\u00a0é\u0301\ufe0f王エ😀", max_size=80), st.integers(30, 80))
def test_a_broken_text_loses_nothing(text: str, width: int) -> None:
    """Lines fit, and together have every letter of the text in its order."""
    lines = broken(text, width, "* ", "  ")
    assert [] == [line for line in lines if cell_len(line) > width]
    letters = "".join(line[2:] for line in lines)
    assert re.sub(r"[ \u00a0]", "", text) == re.sub(r"[ \u00a0]", "", letters)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("HR 0.45 (0.38\u00a0to\u00a00.54)", ["HR 0.45", "(0.38\u00a0to\u00a00.54)"]),
        ("依维莫司联合依西美坦治疗", ["依维莫司联合依", "西美坦治疗"]),
        ("see https://example.org/a/long/address.", ["see", "https://example.org/a/long/address."]),
        ("  two  spaces   within", ["  two  spaces", "within"]),
        ("", [""]),
    ],
)
def test_where_a_line_breaks(text: str, lines: list[str]) -> None:
    """At a space, or between wide characters; not in what a no-break space holds together, nor in an address."""
    assert lines == broken(text, 15)
