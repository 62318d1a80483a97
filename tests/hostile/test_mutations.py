"""Shipped files, mutated: each loads, or tells what is wrong at a line of it. Nothing else ever comes out."""

from __future__ import annotations

import re
import tempfile
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evtrials.bench.checks import examine
from evtrials.collection.folders import shipped_folder, trial_files
from evtrials.collection.loading import Loaded, validate
from evtrials.collection.store import Folder, Store, open_store
from evtrials.errors import DataError
from evtrials.evidence.traits import headline_of, profile_of
from evtrials.trial.reader import ReadError, read_bytes

FILES = trial_files(shipped_folder())

POSITIONS = st.integers(0, 1 << 20)
# Signs that mean something to YAML, to the notation or to a terminal; digits of other scripts; letters that look alike.
CHARACTERS = st.sampled_from(
    ":,#[]{}&*!|>'\"%@`-?<~ \t\n\r\\/.=()0123456789abevzAZ\x00\x1b\x7f\x85\x9b\u00a0\u00ad\u200b\u202e\u2028\u2066\ufeff\ufffe"
    "\U000e0041٧７²еé–−"
)
NUMBERS = st.one_of(
    st.sampled_from(["0", "00", "0.0", "-1", "1", "100", "101", "999999999999", "9" * 5000, "1e9", "1_000", "0x1F", ".5", "nan", "inf", "", "0/0"]),
    st.integers(-200, 3000).map(str),
    st.decimals(0, 200, places=2).map(str),
)
LINES = st.sampled_from(["", "   ", "# a comment: [", "  # another", " "])

DELETED = st.tuples(st.just("delete"), POSITIONS)
DOUBLED = st.tuples(st.just("double"), POSITIONS)
SWAPPED = st.tuples(st.just("swap"), POSITIONS, POSITIONS)
FLIPPED = st.tuples(st.just("flip"), POSITIONS, CHARACTERS)
INSERTED = st.tuples(st.just("insert"), POSITIONS, CHARACTERS)
CUT = st.tuples(st.just("cut"), POSITIONS, st.integers(1, 40))
RENUMBERED = st.tuples(st.just("number"), POSITIONS, NUMBERS)
MOVED = st.tuples(st.just("indent"), POSITIONS, st.integers(-3, 3))
MUTATIONS = st.lists(
    st.one_of(DELETED, DOUBLED, SWAPPED, FLIPPED, INSERTED, CUT, RENUMBERED, RENUMBERED, MOVED), min_size=1, max_size=3
)
ADDED = st.lists(st.one_of(st.tuples(st.just("add"), POSITIONS, LINES), st.tuples(st.just("trail"), POSITIONS, st.just("  # x"))), min_size=1, max_size=6)


def mutated(text: str, mutations: list[tuple[object, ...]]) -> str:
    """A text with each mutation done; a position counts lines, characters or numbers, round and round."""
    for kind, position, *rest in mutations:
        assert isinstance(position, int)
        lines = text.split("\n")
        at, here = position % len(lines), position % max(len(text), 1)
        value = rest[0] if rest else None
        if kind == "delete":
            del lines[at]
        elif kind == "double":
            lines.insert(at, lines[at])
        elif kind == "swap":
            assert isinstance(value, int)
            other = value % len(lines)
            lines[at], lines[other] = lines[other], lines[at]
        elif kind == "add":
            lines.insert(at, str(value))
        elif kind == "trail":
            lines[at] += str(value)
        elif kind == "indent":
            assert isinstance(value, int)
            lines[at] = " " * value + lines[at] if value >= 0 else lines[at][-value:]
        else:
            lines = [_changed(text, str(kind), here, position, value)]
        text = "\n".join(lines)
    return text


def _changed(text: str, kind: str, here: int, position: int, value: object) -> str:
    if kind == "number":
        numbers = list(re.finditer(r"\d+(?:\.\d+)?", text))
        if not numbers:
            return text
        found = numbers[position % len(numbers)]
        return text[: found.start()] + str(value) + text[found.end() :]
    if kind == "cut":
        assert isinstance(value, int)
        return text[:here] + text[here + value :]
    return text[:here] + str(value) + text[here + (kind == "flip") :]


def _outside_of_texts(text: str, mutation: tuple[object, ...]) -> tuple[object, ...]:
    """The same mutation at the next line where it does not come into a text that runs over lines within its quotes."""
    kind, position, value = mutation
    assert isinstance(position, int)
    is_open, goes_on = False, []  # of each line, whether a text is open at its begin
    for line in text.split("\n"):
        goes_on.append(is_open)
        is_open ^= not line.lstrip().startswith("#") and len(re.findall(r'(?<!\\)"', line)) % 2 == 1
    assert not is_open
    at = position % len(goes_on)
    ahead = 1 if kind == "trail" else 0
    while at + ahead < len(goes_on) and goes_on[at + ahead]:
        at += 1
    return kind, at, value


@cache
def shipped() -> Store:
    """The shipped collection, its vocabulary and sources read once."""
    return open_store(["shipped"])


@cache
def original(id_: str) -> tuple[str, Loaded]:
    """A shipped file: its text and its trial."""
    return FILES[id_].read_text(encoding="utf-8"), shipped().load(id_)


def loaded(id_: str, text: str) -> Loaded | None:
    """The trial of a text; None where the text is refused as it should be: at a line, in words that can be printed."""
    try:
        document = read_bytes(text.encode("utf-8"))
        return validate(document, Path(f"{id_}.yaml"), shipped().terms, shipped().sources)
    except ReadError as error:
        told = [(error.line, error.column, error.message)]
    except DataError as error:
        told = [(problem.line, problem.column, f"{problem.field} {problem.message}") for problem in error.problems]
    assert told
    # What is missing at the end is missed on the line after the last.
    lines = text.count("\n") + 2
    for line, column, message in told:
        assert 1 <= line <= lines
        assert 1 <= column
        assert message.strip()
        assert [] == [char for char in message if not char.isprintable() and char != "\u00a0"]
        assert len(message) < 1500
    return None


@pytest.fixture(params=[60, pytest.param(600, marks=pytest.mark.slow)])
def examples(request: pytest.FixtureRequest) -> settings:
    """How many mutations are tried. Derandomised and without a deadline: the test says the same on every machine, however slow."""
    too_slow = [HealthCheck.too_slow]
    return settings(max_examples=request.param, derandomize=True, deadline=None, database=None, suppress_health_check=too_slow)


def test_a_mutated_file_loads_or_is_told_with_a_line(examples: settings) -> None:
    """What loads can be listed and checked too: zeros, limits turned round and other figures are no traceback."""

    @examples
    @given(st.sampled_from(sorted(FILES)), MUTATIONS)
    def attack(id_: str, mutations: list[tuple[object, ...]]) -> None:
        text, _ = original(id_)
        found = loaded(id_, mutated(text, mutations))
        if found is not None:
            profile_of(found.trial, found.figures, found.terms)
            headline_of(found.trial, found.figures)
            assert [] == [finding for finding in examine([found]) if finding.line < 1]

    attack()


def test_blank_lines_and_comments_change_nothing(examples: settings) -> None:
    """Between them stands the same trial with the same figures."""

    @examples
    @given(st.sampled_from(sorted(FILES)), ADDED)
    def attack(id_: str, mutations: list[tuple[object, ...]]) -> None:
        text, before = original(id_)
        for mutation in mutations:
            text = mutated(text, [_outside_of_texts(text, mutation)])
        after = loaded(id_, text)
        assert after is not None
        assert (before.trial, before.figures) == (after.trial, after.figures)

    attack()


def test_a_mutated_vocabulary_loads_or_is_told_with_a_line(examples: settings) -> None:
    """What the trials of a folder share is read as carefully as a trial."""

    @examples
    @given(st.sampled_from(["_terms.yaml", "_sources.yaml"]), MUTATIONS)
    def attack(name: str, mutations: list[tuple[object, ...]]) -> None:
        with tempfile.TemporaryDirectory() as made:
            text = (shipped_folder() / name).read_text(encoding="utf-8")
            (Path(made) / name).write_text(mutated(text, mutations), encoding="utf-8", newline="")
            try:
                folder = Folder(Path(made))
                assert (folder.terms_beside(shipped().terms), folder.sources) != (None, None)
            except DataError as error:
                assert [] == [problem for problem in error.problems if problem.line < 1]

    attack()
