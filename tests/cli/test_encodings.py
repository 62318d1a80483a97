"""A stream that lacks characters gets the nearest that it has; marks stay apart, widths are kept, JSON stays JSON."""

from __future__ import annotations

import ast
import io
import json
import re
import sys
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evtrials.answers.closing import MARKS
from evtrials.answers.delimited import write_delimited
from evtrials.answers.markdown import markdown
from evtrials.answers.plain import MARKS as PLAIN
from evtrials.answers.plain import every_text, plain
from evtrials.cli import run
from evtrials.plots.rows import Chart, Group, Mark, Row, RowPlot
from evtrials.plots.scale import Scale
from evtrials.questions.answer import Page, Paragraph

SOURCE = Path(__file__).parents[2] / "src" / "evtrials"
ENCODINGS = ("ascii", "latin-1", "cp1252", "cp437")
PROVENANCE = (
    ("basis: press, reports: Doe2020}", "basis: press, reports: Doe2020}\n  Rev2021: {title: A review, year: 2021, basis: review}\n"
     "  Meet2020: {title: A talk, year: 2020, basis: conference abstract}"),
    ("  os:\n    role: key secondary\n    measure: median\n    unit: months\n    results:\n",
     "  os:\n    role: key secondary\n    measure: median\n    unit: months\n    results:\n"
     "      - {cut: final, hr: 0.89 (0.73 to 1.10), src: Rev2021 Text}\n"
     "  orr:\n    measure: rate\n    unit: percent\n    results:\n      - {cut: final, eve: 12.6, pbo: 1.7, src: Meet2020 Abstract}\n"
     "  cbr:\n    measure: rate\n    unit: percent\n    results:\n      - {cut: final, eve: 49.9, pbo: 22.2, src: News2020 News}\n"),
    ("label: Everolimus + letrozole", "label: Éverolimus ± 5 µg/m² (≥1 dose…) 依维莫司"),
    ("name: TOY-1", "name: “Créteil–Łódź” ½ 试验"),
    ("summary: Postmenopausal", "summary: PI3Kα ≠ wild type; 10⁻³ × normal, −5 °; Postmenopausal"),
)  # fmt: skip
ASKED = (
    "list --about all", "show odd", "show odd --all-cuts", "compare odd toy-2", "results --endpoint pfs", "results --endpoint os --plot", "safety",
    "safety stomatitis --plot", "subgroups", "trace odd os", "conflicts", "sources odd", "search everolimus", "map", "map --left-out",
)  # fmt: skip


class Written(io.TextIOWrapper):
    """A stream of an encoding that keeps what was written to it."""

    def __init__(self, encoding: str) -> None:
        super().__init__(io.BytesIO(), encoding=encoding, errors="strict", newline="\n")

    @property
    def text(self) -> str:
        """What was written, read again."""
        self.flush()
        return self.buffer.getvalue().decode(self.encoding)  # type: ignore[attr-defined]


@pytest.fixture
def ask(toys: Path, write_toy: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str], tuple[str, str]]:
    """What one command writes to stdout and to stderr in an encoding, about the toys and one of odd characters."""
    write_toy(*PROVENANCE, ("NCT00000001", "NCT00000005"), ("pmid: 10000001", "pmid: 10000005"), id="odd")
    monkeypatch.setenv("EVTRIALS_TRIALS", str(toys))
    monkeypatch.setenv("COLUMNS", "80")

    def asked(encoding: str, line: str) -> tuple[str, str]:
        out, err = Written(encoding), Written(encoding)
        with monkeypatch.context() as patched:
            patched.setattr(sys, "stdout", out)
            patched.setattr(sys, "stderr", err)
            assert run(line.split()) in (0, 2)
        return out.text, err.text

    return asked


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("question", ASKED)
def test_every_screen_can_be_written(question: str, encoding: str, ask: Callable) -> None:
    """No encoding is a fault; the screen keeps its width, and each of its lines is as long as if all could be written, or folded."""
    for form in ("table", *(["markdown"] if "--plot" not in question else [])):
        shown, _ = ask(encoding, f"{question} --format {form}")
        assert shown
        if form == "table":
            assert [] == [line for line in shown.splitlines() if len(line) > 80]


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("question", ["list --about all", "figures", "show odd", "check --list", "check --explain W211", "cite odd"])
def test_data_stay_data(question: str, encoding: str, ask: Callable) -> None:
    """JSON says the same in every encoding, by escapes; a table for spreadsheets has as many cells."""
    form = "csl-json" if "cite" in question else "json"
    assert json.loads(ask("utf-8", f"{question} --format {form}")[0]) == json.loads(ask(encoding, f"{question} --format {form}")[0])
    if question in ("list --about all", "figures"):
        for form in ("csv", "tsv", "jsonl"):
            whole, made = ask("utf-8", f"{question} --format {form}")[0], ask(encoding, f"{question} --format {form}")[0]
            assert len(whole.splitlines()) == len(made.splitlines())


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("form", ["table", "markdown"])
def test_marks_stay_apart_and_are_explained(form: str, encoding: str, ask: Callable) -> None:
    """A figure from a review, one from the press and one of a conference bear three marks, and the page says which is which."""
    shown = " ".join(ask(encoding, f"show odd --all-cuts --format {form}")[0].replace("\\", "").split())
    signs = {words: plain(sign, encoding) for sign, words in MARKS.items()}
    assert 3 == len(set(signs.values()))
    for words, sign in signs.items():
        assert f"{sign} {words}" in shown
    assert f"0.89 (0.73 to 1.10) {signs['from a review']}" in shown


def test_errors_are_written_too(ask: Callable) -> None:
    """What is said on stderr is written in its encoding."""
    out, err = ask("ascii", "list --drug évérolimus-王")
    assert "" == out
    assert 'evtrials: "everolimus-?"' in err


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("exemestane ± everolimus, grade ≥2, <1 – 5 %", "exemestane +/- everolimus, grade >=2, <1 - 5 %"),
        ("8 † 12 ‡ 0.45 °", "8 # 12 ## 0.45 ^"),
        ("5 µg, 5 μg, PI3Kα, Δ", "5 microg, 5 microg, PI3Kalpha, Delta"),
        ("10⁻³, m², H₂O, 2½, 5‰", "10?^3, m^2, H2O, 2 1/2, 5 per mille"),
        ("André Łukasz Straße ﬁn Ångström naïve e\u0301", "Andre Lukasz Strasse fin Angstrom naive e"),
        ("“a” ‘b’ «c» d… e\u00a0f\u2009g", "\"a\" 'b' \"c\" d... e f g"),
        ("├──■──┤ └┬┼ ━┃ ═║ ╌", "+--@--+ +++ ## == ~"),
        ("３ ٣ 王 😀", "3 3 ? ?"),
        ("＝＋－＠｜＊", "??-???"),
        ("\ud800", "\\ud800"),
    ],
)
def test_the_nearest_plain_characters(text: str, made: str) -> None:
    """What reads the same; a superscript is no digit of the number before it, and no full-width sign becomes a sign of a format."""
    assert made == plain(text, "ascii")


@given(st.text(max_size=60), st.sampled_from(ENCODINGS))
def test_any_text_can_be_written(text: str, encoding: str) -> None:
    """In each encoding, and a text that it has is left as it is."""
    made = plain(text, encoding)
    assert made == plain(made, encoding) == made.encode(encoding).decode(encoding)


def test_what_the_tool_itself_writes_has_a_plain_form() -> None:
    """Every sign in a text of the source has something near it, and two signs of meaning never the same."""
    rooms = ("questions", "plots", "answers", "evidence", "cli")
    texts = [
        node.value
        for room in rooms
        for path in (SOURCE / room).glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and path.name not in ("plain.py", "references.py")
    ]
    signs = {char for text in texts for char in text if not char.isascii()}
    assert {"±", "†", "■", "─"} <= signs
    assert [] == sorted(sign for sign in signs if "?" in plain(sign, "ascii") and unicodedata.east_asian_width(sign) not in "WF")
    assert len(PLAIN) == len(set(PLAIN.values()))
    assert set(MARKS) <= set(PLAIN)


def test_a_picture_keeps_its_places() -> None:
    """Text that grows is made plain before the picture is laid out, so that every mark stands where its value is."""
    scale = Scale(0, 10, (0, 5, 10))
    texts = ("exemestane ± everolimus", "placebo")
    rows = tuple(Row(text, (Mark("■", 5),), ("≥2",)) for text in texts)
    picture = RowPlot([Chart((Group("", rows),), scale, ("",))])
    lines = every_text(picture, lambda text: plain(text, "ascii") if "■" not in text else text).lines(80)
    assert 1 == len({line.index("■") for line in lines if "■" in line})
    assert "exemestane +/- everolimus" in lines[0]


def test_what_is_made_plain_is_escaped_after() -> None:
    """A sign that becomes one of Markdown, a formula or a quotation is escaped, guarded or quoted like any other."""
    page = every_text(Page("", (Paragraph("† ‡ ≤5 ●"),)), lambda text: plain(text, "ascii"))
    assert "\\# \\## &lt;=5 O\n" == markdown(page)
    stream = io.StringIO()
    write_delimited(["a"], [every_text(("–1+cmd|“x”",), lambda text: plain(text, "ascii"))], stream, ",")
    assert 'a\n"\'-1+cmd|""x"""\n' == stream.getvalue()


def test_one_door_leads_out() -> None:
    """Nothing but the streams writes to stdout or stderr: there it is settled how."""
    doors = re.compile(r"sys\.(?:__)?std(?:out|err)|(?<![.\w])print\(|\bs?echo\(|Console\(")
    found = {
        path.relative_to(SOURCE).as_posix(): sorted(set(doors.findall(path.read_text(encoding="utf-8"))))
        for path in sorted(SOURCE.rglob("*.py"))
        if doors.search(path.read_text(encoding="utf-8"))
    }
    # The page is laid out by a console that writes to memory, and what prints in a script for R is R.
    scripts = {path: ["print("] for path in ("exchange/script.py", "questions/pool_script.py")}
    assert {"answers/terminal.py": ["Console("], "cli/streams.py": ["sys.stderr", "sys.stdout"], **scripts} == found
