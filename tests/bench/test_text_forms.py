"""The forms in which texts come: encodings, signs between digits and limits, decimal commas, and files that are no text."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from evtrials.bench.audit import Confirmation, audit
from evtrials.bench.corpus import TextMap, Texts, open_texts, read_mapping
from evtrials.bench.encodings import NoTextError, decoded
from evtrials.bench.texts import Text
from evtrials.cli import run
from evtrials.collection.loading import Loaded

Load = Callable[..., Loaded]
ROW = "endpoints.pfs.results.1"
SENTENCE = (
    "Médian PFS was 7.8 months (95% CI 6.9–8.5) with everolimus v 3.2 months (95% CI 2.8–4.1) with placebo; "
    "hazard ratio 0·45 (95% CI 0·34–0·59); P <0.0001."
)
# What stands between the digits of one number, and what it must be read as. A file's 120 must not be found in 1 120.
DIGITS = (
    ("in 1\u2009120 women", ["1120"]),
    ("in 1\u202f120 and 2\u00a0345\u2009678", ["1120", "2345678"]),
    ("1'120, 2’345 and 1.120.000", ["1120", "2345", "1120000"]),
    ("1.120 of 0.45\u2009120", ["1.120", "0.45", "120"]),
    ("of 1 120 women (n = 2 345)", ["1120", "2345"]),
    ("on day 1 100 mg then", ["1", "100"]),
    ("Rash 1 120\nFatigue 3 100", ["1", "120", "3", "100"]),
    ("BOLERO 7\u2009120", ["7120"]),
    ("12\u200912 and 0\u2009120", ["12", "12", "0", "120"]),
)
# What stands between the limits of an interval: each is a span of two limits, and none is `about` or a sign.
BETWEEN = ("~", " ~ ", "～", "∼", "-", "–", " – ", "—", "−", " to ", ", ", ",", "/", " / ", ";", "; ", " through ", "...", "…", " and ")
COMMAS = (
    ("0,45 (IC 95% 0,34-0,59), p <0,0001", ["0.45", "0.34", "0.59", "<0.0001"]),
    ("1.120 de 1.234.567; 1.120,5; 0.455 y 7.8", ["1120", "1234567", "1120.5", "0.455", "7.8"]),
    ("p = ,001; grados 1,2,3", ["0.001", "1", "2", "3"]),
    ("0,34~0,59; 7,8", ["0.34", "0.59", "7.8"]),
)
NO_TEXTS = {
    "a PDF": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "is a PDF"),
    "a Word file": (b"PK\x03\x04" + b"\x14\0\x06\0" * 40, "is a Word file or another archive"),
    "an old Word file": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 90, "is an old Word file"),
    "rich text": (b"{\\rtf1\\ansi everolimus 10 mg}", "is rich text"),
    "HTML": (b"<!DOCTYPE html>\n<html><body>7.8</body></html>", "is HTML or XML"),
    "a part of a page": (b"<div class='abstract'>7.8 months</div>", "is HTML or XML"),
    "zero bytes": (b"everolimus\0\0\0 7.8 \0 months", "is binary, not text"),
    "control characters": (bytes(range(1, 9)) * 40, "is binary, not text"),
    "damaged UTF-8": ("0·45 – 0·59\n".encode() + b"0\xb745", "is neither UTF-8 (line 2) nor Windows-1252"),
    "another alphabet": ("中位无进展生存期 7.8 个月".encode("gbk"), "is neither UTF-8 (line 1) nor Windows-1252"),
    "half of a UTF-16": ("﻿7.8 months".encode("utf-16-le") + b"\0", "begins as UTF-16-LE and is none"),
    "nothing": (b" \n\n", "is empty"),
    "a header alone": (b"key: doe-2020\ncitation: PFS 7.8\n", "is empty"),
}


@pytest.fixture
def say(load_toy: Load, tmp_path: Path) -> Callable[..., Confirmation]:
    """What the audit says of the toy's row against one file of these bytes."""

    def said(raw: bytes, name: str = "Doe2020.txt") -> Confirmation:
        folder = tmp_path / "texts"
        folder.mkdir(exist_ok=True)
        (folder / name).write_bytes(raw)
        return next(row for row in audit(load_toy(), Texts([folder], {"toy-1": {"Doe2020": [name]}})) if row.field == ROW)

    return said


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "with a mark, big-endian"]
)
def test_texts_are_read_in_the_encodings_that_editors_write(say: Callable[..., Confirmation], encoding: str) -> None:
    """With a byte order mark or, for UTF-16, plainly without one; Windows-1252 keeps its dashes and middle dots."""
    raw = b"\xfe\xff" + SENTENCE.encode("utf-16-be") if " " in encoding else SENTENCE.encode(encoding)
    assert "confirmed" == say(raw).result
    assert SENTENCE == decoded(raw)


@pytest.mark.parametrize(("raw", "reason"), NO_TEXTS.values(), ids=NO_TEXTS.keys())
def test_what_is_no_text_is_named(say: Callable[..., Confirmation], raw: bytes, reason: str) -> None:
    """The row is not checkable, and the reason names the file and what it is."""
    row = say(raw)
    assert ("not checkable", True) == (row.result, row.reason.startswith(f"Doe2020.txt {reason}")), row.reason


def test_no_byte_is_replaced_silently() -> None:
    """A text is read whole or not at all; no sign stands for bytes that were not understood."""
    for raw in (SENTENCE.encode("cp1252"), b"na\xefve 7.8"):
        assert "\ufffd" not in decoded(raw)
    with pytest.raises(NoTextError):
        decoded(SENTENCE.encode() + b"\xff")


@pytest.mark.parametrize(("printed", "numbers"), DIGITS)
def test_digits_of_one_number_are_kept_together(printed: str, numbers: list[str]) -> None:
    """Thin and no-break spaces and apostrophes hold groups of three together; a plain space does in a sentence alone."""
    assert numbers == [number.digits for number in Text(printed).numbers]


@pytest.mark.parametrize("sign", BETWEEN)
def test_signs_between_limits_make_a_span(sign: str) -> None:
    """Two limits without operator or sign, whatever stands between; neither may be taken for a value."""
    numbers = Text(f"HR 0.45 (95% CI 0.34{sign}0.59)").numbers
    assert [("", "0.45", False), ("", "0.34", True), ("", "0.59", True)] == [
        (number.operator, number.digits, number.limit) for number in numbers
    ]


def test_a_tilde_before_a_number_says_about() -> None:
    """Only between two numbers is it a dash."""
    numbers = Text("in phase 3 ~30% and ≈4 of ~5").numbers
    assert ["3", "about30", "about4", "about5"] == [number.operator + number.digits for number in numbers]


@pytest.mark.parametrize(("printed", "numbers"), COMMAS)
def test_declared_decimal_commas_are_decimal(printed: str, numbers: list[str]) -> None:
    """Points between groups of three are none then, and a list with commas stays a list."""
    assert numbers == [number.operator + number.digits for number in Text(printed, decimal_comma=True).numbers]


def test_a_curator_declares_decimal_commas_by_text(tmp_path: Path, load_toy: Load) -> None:
    """`decimal comma` in the mapping names texts; the same text without it does not confirm the row."""
    (tmp_path / "garcia.txt").write_text(SENTENCE.replace("·", ".").replace(".", ",").replace("–", "-"), encoding="utf-8")
    mapping = tmp_path / "_texts.yaml"
    for declared, result in (("", "not found"), ("decimal comma: [garcia]\n", "confirmed")):
        mapping.write_text("toy-1: {Doe2020: [garcia]}\n" + declared, encoding="utf-8")
        rows = {row.field: row for row in audit(load_toy(), open_texts([str(tmp_path)], mapping))}
        assert result == rows[ROW].result
    assert TextMap({"toy-1": {"Doe2020": ["garcia"]}}, ("garcia",)) == read_mapping(mapping)


def test_json_that_is_none_is_named(say: Callable[..., Confirmation]) -> None:
    """A broken record is a reason beside its rows, and the other trials are audited; digits of a number are as printed."""
    assert "record.json is not JSON; give it the ending .txt if it is plain text" == say(b"{", "record.json").reason
    assert "confirmed" == say(json.dumps({"Results": SENTENCE}).encode("utf-16"), "record.JSON").result


@pytest.mark.parametrize(
    ("name", "file"),
    [("doe", "doe.txt"), ("Doe et al. 2020", "Doe et al. 2020.txt"), ("doe.md", "doe.md"), ("doe.TXT", "doe.TXT"), ("doe.pdf", "doe.pdf")],
)
def test_a_name_without_an_ending_means_txt(tmp_path: Path, name: str, file: str) -> None:
    """An ending that files have is the file's; another point is a part of the name."""
    assert (file,) == Texts([tmp_path], {"toy-1": {"Doe2020": [name]}}).names("toy-1", "Doe2020")


def test_a_text_that_lies_in_no_folder_is_named(tmp_path: Path, load_toy: Load) -> None:
    """What the texts at hand confirm is confirmed; what they do not may stand in the absent one, which is named and counted."""
    (tmp_path / "abstract.txt").write_text("after 210 events", encoding="utf-8")
    texts = Texts([tmp_path], {"toy-1": {"Doe2020": ["abstract", "paper.json"]}})
    rows = {row.field: row for row in audit(load_toy(), texts)}
    assert "confirmed" == rows["cuts.final.events"].result
    assert ("not checkable", "not in the texts at hand of Doe2020, and no text of Doe2020 (paper.json)") == (
        rows[ROW].result, rows[ROW].reason,
    )  # fmt: skip


def test_a_folder_without_a_text_is_told(write_toy: Callable[..., Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """On one line with the files that lie there unmapped; the others are audited, and only where none has a text the exit is 1."""
    full, other, empty = tmp_path / "full", tmp_path / "other", tmp_path / "empty"
    for folder in (full, other, empty):
        folder.mkdir()
    (full / "Doe2020.txt").write_text("after 210 events", encoding="utf-8")
    (other / "doe-2020.txt").write_text("after 210 events", encoding="utf-8")
    path = str(write_toy())
    unmapped = f"{other} holds no text of these trials, but doe-2020.txt; _texts.yaml says which text is which source"
    assert 0 == run(["check", path, "--texts", str(full), "--texts", str(other), "--texts", str(empty)])
    assert [unmapped, f"{empty} holds no text of these trials: it is empty"] == capsys.readouterr().err.splitlines()
    assert 1 == run(["check", path, "--texts", str(other)])
    assert f"evtrials: {unmapped}" in capsys.readouterr().err



def test_a_posted_outcome_says_whose_each_number_is(tmp_path: Path) -> None:
    """A group has its title in place of its id, which the next outcome gives to another group; each class has the outcome's title."""

    def outcome(title: str, groups: tuple[str, str], classes: tuple[str, ...]) -> dict[str, object]:
        measured = [{"groupId": f"OG00{index}", "value": f"{index}.5"} for index in (0, 1)]
        named = [{"id": f"OG00{index}", "title": group} for index, group in enumerate(groups)]
        return {"title": title, "groups": named, "classes": [{"title": one, "categories": [{"measurements": measured}]} for one in classes]}

    measures = [outcome("Level", ("Everolimus", "Placebo"), ("day 1", "day 15")), outcome("Survival", ("Placebo", "Everolimus"), ("all",))]
    (tmp_path / "record.json").write_text(json.dumps({"outcomeMeasures": measures}), encoding="utf-8")
    (text,) = Texts([tmp_path], {"toy-1": {"Record": ["record.json"]}}).of("toy-1", "Record")
    said = " ".join(text.body.split())
    assert "Level title day 15 categories measurements groupId Everolimus value 0.5 groupId Placebo value 1.5" in said
    assert "Survival title all categories measurements groupId Placebo value 0.5 groupId Everolimus value 1.5" in said
