"""YAML as text with lines: what a trial file has no use for is refused, with its place."""

import os
from pathlib import Path

import pytest

from evtrials.trial.reader import MAX_BYTES, ReadError, read_bytes, read_file, read_text


@pytest.mark.parametrize("value", ["2:1", "no", "0.40", "1e3", "2020-01-01", "0x1F", "null", "<0.001", "1_000", ".5", "012"])
def test_every_scalar_is_text(value: str) -> None:
    """No resolver touches a value: 2:1 is no 121, no is no false, 0.40 keeps its zero."""
    assert {"a": value} == read_text(f"a: {value}").data


def test_each_value_has_its_place() -> None:
    """Line and column of a value in flow style count from 1."""
    document = read_text("a:\n  - {x: 1, y: 2}\n")
    assert (2, 15) == document.place(("a", 0, "y"))


def test_a_path_that_does_not_exist_has_the_place_of_what_is_around_it() -> None:
    """An error about a missing field points to the mapping that misses it."""
    document = read_text("a:\n  b: 1\n")
    assert document.place(("a",)) == document.place(("a", "missing"))


@pytest.mark.parametrize(
    ("text", "line", "column", "word"),
    [
        ("a: 1\na: 2", 2, 1, "twice"),
        ("a: &x 1", 1, 4, "anchor"),
        ("a: 1\nb: *a", 2, 4, "alias"),
        ("a: !!int 1", 1, 4, "tag"),
        ("a: |\n  x", 1, 4, "block scalar"),
        ("a: >\n  x", 1, 4, "block scalar"),
        ("a:\nb: 1", 1, 3, "empty value"),
        ("a: ~", 1, 4, "empty value"),
        ("a: ''", 1, 4, "empty value"),
        ("--- {a: 1}\n--- {b: 2}", 2, 1, "second document"),
        ("? [a]\n: b", 1, 3, "a key is plain text"),
        ("<<: {a: 1}", 1, 1, "merge key"),
        ("a: [1", 2, 1, "not YAML"),
        ("a: b: c", 1, 5, "not YAML"),
        ("a: x\x1b[31m", 1, 5, "U+001B"),
        ("a: x\u202ey", 1, 5, "U+202E"),
        ("a: x\x00y", 1, 5, "U+0000"),
        ("ok: 1\na: x\u200by", 2, 5, "U+200B"),
    ],
)
def test_what_offends_is_named_with_its_place(text: str, line: int, column: int, word: str) -> None:
    """The first offence is refused, with line, column and a word on how to write it."""
    with pytest.raises(ReadError) as caught:
        read_text(text)
    assert (line, column, True) == (caught.value.line, caught.value.column, word in caught.value.message)


def test_a_near_miss_of_each_trap_reads() -> None:
    """Quoted signs, ampersands within text, CRLF and a byte order mark are harmless."""
    raw = b'\xef\xbb\xbfa: "~"\r\nb: R&D *star\r\nc: ">90"\r\n'
    assert {"a": "~", "b": "R&D *star", "c": ">90"} == read_bytes(raw).data


def test_deep_nesting_is_refused_at_once() -> None:
    """A hundred thousand brackets end at the twenty-first."""
    with pytest.raises(ReadError, match="nested more than 20 deep"):
        read_text("[" * 100_000)


def test_a_large_file_is_refused_unread(tmp_path: Path) -> None:
    """A file over 1 MiB is not read at all."""
    path = tmp_path / "large.yaml"
    with path.open("wb") as file:
        file.truncate(100 << 20)
    with pytest.raises(ReadError, match="larger than 1 MiB"):
        read_file(path)


def test_a_file_of_exactly_the_limit_is_read(tmp_path: Path) -> None:
    """The limit itself is allowed."""
    path = tmp_path / "full.yaml"
    path.write_bytes(b"a: x #" + b"x" * (MAX_BYTES - 6))
    assert {"a": "x"} == read_file(path).data


def test_another_encoding_is_named(tmp_path: Path) -> None:
    """A file that is not UTF-8 is refused with the line of the first bad byte."""
    path = tmp_path / "latin.yaml"
    path.write_bytes("a: 1\nb: Andr\xe9\n".encode("latin-1"))
    with pytest.raises(ReadError, match="not UTF-8") as caught:
        read_file(path)
    assert 2 == caught.value.line


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_does_not_hang(tmp_path: Path) -> None:
    """A pipe that bears a trial's name is refused instead of waited for."""
    path = tmp_path / "pipe.yaml"
    os.mkfifo(path)
    with pytest.raises(ReadError, match="not a plain file"):
        read_file(path)


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    """A folder that bears a trial's name is refused."""
    with pytest.raises(ReadError, match=r"not a plain file|cannot be opened"):
        read_file(tmp_path)


def test_an_empty_file_says_how_to_begin() -> None:
    """An empty file is an error with the next step."""
    with pytest.raises(ReadError, match=r"_template\.yaml"):
        read_text("# nothing\n")
