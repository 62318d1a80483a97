"""YAML as text with lines: what a trial file has no use for is refused, with its place."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
import yaml

from evtrials.collection.folders import shipped_folder
from evtrials.trial import reader
from evtrials.trial.reader import MAX_BYTES, ReadError, read_bytes, read_file, read_text

SHIPPED = sorted(shipped_folder().glob("*.yaml"))
# Read twice in the fast suite too: everything that a file can hold, what all share, and one long file.
SEED = ("_template", "_terms", "_sources", "bolero-2")


@pytest.fixture(autouse=True, params=["CSafeLoader", "SafeLoader"])
def loader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Each test of this file runs with libyaml, and with the pure loader that stands in where there is no libyaml."""
    name: str = request.param
    if not hasattr(yaml, name):
        pytest.skip("this PyYAML was built without libyaml")
    monkeypatch.setattr(reader, "_LOADER", getattr(yaml, name))
    return name


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


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("[" * 21, 1, 21),
        ("[" * 1_000, 1, 21),
        ("[" * 100_000, 1, 21),
        ("{a: " * 100_000, 1, 81),
        ("- " * 100_000, 1, 41),
        ("".join(f"{' ' * depth}a:\n" for depth in range(1_200)), 21, 21),
        ("".join(f"{' ' * depth}-\n" for depth in range(1_200)), 21, 21),
        ("- a\n" * 20 + "- " + "[" * 2_000 + "]" * 2_000, 21, 22),
        ("[\n" * 3_000, 21, 1),
        ("# [[[[\né: '[[['\nb: x [[[\nc: " + "[" * 2_000, 4, 23),
        ("a: 1\nb: " + "[" * 25 + "@", 2, 23),
        ("[" * 25 + '"not closed', 1, 21),
    ],
)
def test_deep_nesting_is_refused_at_once(text: str, line: int, column: int) -> None:
    """The twenty-first level has the message, though the parser may give up at the thousandth or at a later fault."""
    start = time.process_time()
    with pytest.raises(ReadError, match=r"^is nested more than 20 deep$") as caught:
        read_text(text)
    assert (line, column) == (caught.value.line, caught.value.column)
    assert time.process_time() - start < 2


@pytest.mark.parametrize(
    ("text", "column", "word"), [("[[[&a " + "[" * 100_000, 4, "an anchor"), ("{" * 100_000, 2, "a key is plain text")]
)
def test_what_offends_before_the_twenty_first_level_is_told_first(text: str, column: int, word: str) -> None:
    """An anchor in the third bracket is nearer than the depth that the parser gives up at."""
    with pytest.raises(ReadError, match=word) as caught:
        read_text(text)
    assert (1, column) == (caught.value.line, caught.value.column)


@pytest.mark.parametrize(
    "text",
    ["[" * 20 + "x" + "]" * 20, "a: '" + "[" * 2_000 + "'", "a: x " + "[" * 2_000, "a: 1 #" + "[" * 2_000, "- [[]]\n" * 2_000],
)
def test_twenty_levels_and_brackets_within_a_text_are_read(text: str) -> None:
    """Depth is what is open at once: neither brackets in quotes, texts and comments nor closed ones count."""
    assert read_text(text).data


@pytest.mark.parametrize(
    ("text", "line", "column", "word"),
    [
        ('a: 1\nb: "x\nc: 2\n', 2, 4, "a quote that opens here is not closed"),
        (r'a: "x\s"', 1, 6, "a backslash within double quotes"),
        ("a: @x", 1, 4, "a text cannot begin with @"),
        ("a: %x", 1, 4, "a text cannot begin with %"),
        ("\ta: 1", 1, 1, "a text cannot begin with a tab"),
        ("a: x: y", 1, 5, 'a ":" that follows no name of a field'),
        ("a: 1\nb: {x: 1, y:[2]}", 2, 12, 'a ":" that follows no name of a field, or no space after it'),
        ("a: 1\nb\nc: 1", 3, 1, "a name of a field without its colon"),
        ("a: [1, 2\nb: 1", 2, 2, "a comma or a closing bracket is missing before this"),
        ("a: {b: 1 c: 2}", 1, 11, "a comma or a closing bracket is missing before this"),
        ("a: [1", 2, 1, "a comma or a closing bracket is missing before this"),
        ("a: 1\n  b: 2", 2, 4, 'a ":" that follows no name of a field'),
        ("  a: 1\nb: 2", 2, 1, "this does not continue the lines above; look at the indent"),
        ("a: 'b' c", 1, 8, "this does not continue the lines above; look at the indent"),
        ("a: [b] ]", 1, 8, "this does not continue the lines above; look at the indent"),
        ("]", 1, 1, "a value is missing before this"),
    ],
)
def test_what_is_no_yaml_is_told_in_our_words(text: str, line: int, column: int, word: str) -> None:
    """The common slips have the same message and place whichever parser meets them."""
    with pytest.raises(ReadError) as caught:
        read_text(text)
    assert (line, column) == (caught.value.line, caught.value.column)
    assert caught.value.message.startswith(f"is not YAML here: {word}")


CI95 = "limits without a label are read as a 95 % CI"


@pytest.mark.parametrize(
    ("text", "column", "message"),
    [
        ("a: {xent: 12,7, hr: 1}", 5, 'a comma separates here and cuts the value of "xent": write "12.7": the decimal point is typed as "."'),
        ("a: {p: <0,001, b: 2}", 5, 'a comma separates here and cuts the value of "p": write "<0.001": the decimal point is typed as "."'),
        ("a: {b: 2, p: 0,03 one-sided}", 11, 'a comma separates here and cuts the value of "p": write "0.03 one-sided": the decimal point is typed as "."'),
        ("a: {n: 1,120}", 5, 'a comma separates here and cuts the value of "n": write "1120": no thousands separators'),
        ("a: {hr: 1.19 (95% CI, 0.55, 2.59)}", 5, 'a comma separates here and cuts the value of "hr": write "1.19 (95 % CI 0.55 to 2.59)": the label is "95 % CI" or "95 % CrI", with one space behind it; between two numbers stands "to"'),
        ("a: {label: Everolimus escalated, then\n 10 mg, n: 4}", 5, 'a comma separates here and cuts the value of "label"; put the text in quotes: "Everolimus escalated, then 10 mg"'),
        ('a: {label: "Everolimus", then 10 mg}', 26, '"then 10 mg" has no value; a field is written as name: value'),
        ("a: {eve, n: 4}", 5, '"eve" has no value; a field is written as name: value'),
        ("a: {eve\u00a0\u3000b, n: 4}", 5, '"eve\\xa0\\u3000b" has no value; a field is written as name: value'),
        ("a: {n: 4, hr: 1.19 [0.55, 2.59], p: 1}", 11, f'a bracket "[" ends the value of "hr": write "1.19 (0.55 to 2.59)": brackets are round; between two numbers stands "to"; {CI95}'),
        ("a: {label: Everolimus [5 mg], n: 4}", 5, 'a bracket "[" ends the value of "label": write round ones, or put the text in quotes'),
    ],
)  # fmt: skip
def test_a_text_that_a_comma_or_a_bracket_cuts_is_told_at_its_field(text: str, column: int, message: str) -> None:
    """What YAML makes of the rest is another thing than what was typed: the field is named, with how to write it."""
    with pytest.raises(ReadError) as caught:
        read_text(text)
    assert [(1, column, message)] == [(fault.line, fault.column, fault.message) for fault in caught.value.every]


def test_every_fault_that_the_reader_can_go_on_behind_is_told_at_once() -> None:
    """A mistake of one value hides none behind it, up to where the text is no YAML any more."""
    text = "a: {x: 1,5, y: 2,5}\nb: &n 1\nc:\nd: !!t 1\na: 2\ne: *n\nf: |\n  x\n'g ': 1\nh: {i: j: k}\nl:\n"
    with pytest.raises(ReadError) as caught:
        read_text(text)
    assert [1, 1, 2, 3, 4, 5, 6, 7, 9, 10] == [fault.line for fault in caught.value.every]


def test_no_more_faults_are_told_than_are_mended_at_once() -> None:
    """A file of nothing but faults ends the reading."""
    with pytest.raises(ReadError) as caught:
        read_text("".join(f"k{index}:\n" for index in range(5_000)))
    assert (reader.MAX_FAULTS, 200) == (len(caught.value.every), caught.value.every[-1].line)


@pytest.mark.parametrize("text", ["{?a: b}", "c: {d: e, ?a: b}", "{? a: b, ?a: c}"])
def test_a_question_mark_at_a_key_is_refused(text: str) -> None:
    """The parsers of YAML 1.1 and 1.2 differ on whether it belongs to the key."""
    with pytest.raises(ReadError, match="a key is plain text; leave the question mark out") as caught:
        read_text(text)
    assert (1, text.index("?a") + 2) == (caught.value.line, caught.value.column)


@pytest.mark.parametrize("text", ["why? because", "why?", "a?b", "a ? b", "a ??", "is it so ?"])
def test_a_question_mark_within_a_text_in_brackets_is_text(text: str) -> None:
    """The pure loader would end the text there."""
    assert {"a": [text, {"b": text}], "c": text} == read_text(f"a: [{text}, {{b: {text}}}]\nc: {text}").data


@pytest.mark.parametrize(
    "path", [pytest.param(path, id=path.stem, marks=() if path.stem in SEED else pytest.mark.slow) for path in SHIPPED]
)
def test_each_shipped_file_is_the_same_to_both_loaders(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same tree, with each value at the same place."""
    document = read_file(path)
    monkeypatch.setattr(reader, "_LOADER", yaml.SafeLoader)
    assert document == read_file(path)


def test_the_pure_loader_stands_in_where_there_is_no_libyaml() -> None:
    """A PyYAML without the C loader is enough."""
    code = (
        "import yaml; vars(yaml).pop('CSafeLoader', None)\n"
        "from evtrials.trial.reader import read_text; print(read_text('a: [1, 2]').data)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "{'a': ['1', '2']}" == done.stdout.strip()


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
