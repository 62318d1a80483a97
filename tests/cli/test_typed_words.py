"""Words as anybody may type them, in every option and argument that takes one: none matches everything, none reaches a terminal.

What takes a word is read off the commands themselves, so a new option is tried as soon as there is one.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from typed_words import EVERY, HOSTILE, NO_NUMBERS, NOTHING, WORDS, Place, parameters, title

from evtrials.cli.commands import COMMANDS
from evtrials.collection.filters import FILTERS
from evtrials.collection.library import Library
from evtrials.collection.store import Folder, Store
from evtrials.errors import UsageError


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a command writes, it writes into a folder of its own."""
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")


def test_the_places_are_found() -> None:
    """Every filter of words, and the arguments that name trials, are among them."""
    assert {one.flag for one in FILTERS.values() if one.takes == "words"} <= {place.flag for place in WORDS if place.command == "list"}
    assert {"show trial", "cite names", "results --population", "subgroups --factor", "biomarkers words"} <= set(map(title, WORDS))
    assert {"list --trials", "diff old", "results --output"} <= {title(place) for place in EVERY if place.is_path}


@pytest.mark.parametrize("place", WORDS, ids=title)
def test_a_word_that_asks_for_nothing_is_refused(place: Place, shell: Callable) -> None:
    """It is wrong usage, with no answer, wherever it stands: folded it is a part of every name."""
    for word in NOTHING:
        found = shell(*place.given(word))
        assert (2, "") == (found.code, found.out), (place, word)
        assert "evtrials: " in found.err, (place, word)


@pytest.mark.parametrize("place", EVERY, ids=title)
def test_no_typed_word_steers_a_terminal(place: Place, shell: Callable) -> None:
    """Escapes, controls, bidirectional marks and words without end come to a short, printable message, and soon."""
    for kind, word in HOSTILE.items():
        start = time.process_time()
        found = shell(*place.given(word))
        # What has no bound takes minutes; the first command of a kind pays for its imports.
        assert time.process_time() - start < 5, (place, kind)
        # A folder may have such a name.
        assert found.code in ((0, 1, 2) if place.is_path else (1, 2)), (place, kind)
        told = found.out + found.err
        assert "" == "".join(char for char in told if not char.isprintable() and char != "\n"), (place, kind)
        assert len(told) < 10_000, (place, kind)
        assert "a fault of evtrials itself" not in told


@pytest.mark.parametrize("flag", ["--line", "--min-n", "--year", "--everolimus-dose", "--limit", "--baseline"])
@pytest.mark.parametrize("word", NO_NUMBERS, ids=range(len(NO_NUMBERS)))
def test_what_is_no_number_is_none(flag: str, word: str, shell: Callable) -> None:
    """Digits that are not those of ASCII, and numbers that no count has, are wrong usage, not a number."""
    found = shell(*(("absolute", "toy-1", "pfs") if flag == "--baseline" else ("list",)), f"{flag}={word}")
    assert (2, "") == (found.code, found.out)
    assert len(found.err) < 1000


def test_every_number_is_read_by_our_own_reader() -> None:
    """Python's int() and float() take 1_000 and digits of any alphabet: no option of a command leaves a number to them."""
    numbers = [(command, hint) for command, kind, hint, _ in parameters() if any(word in str(kind) for word in ("int", "float"))]
    assert len(numbers) > len(COMMANDS)
    assert [] == [(command, hint.param_decls) for command, hint in numbers if hint.parser is None]


@pytest.mark.parametrize("word", NOTHING)
def test_python_refuses_what_asks_for_nothing_too(word: str, toys) -> None:
    """A library has no trial of such a name, and no filter takes it."""
    library = Library(Store([Folder(toys)]))
    assert word not in library
    with pytest.raises(UsageError):
        library.get(word)
    for name, one in FILTERS.items():
        if one.takes == "words":
            with pytest.raises(UsageError):
                library.select(**{name: word})


def test_a_sign_between_words_is_passed_over(shell: Callable) -> None:
    """A search for a combination as it is written finds it."""
    assert 0 == shell("search", "everolimus", "+", "letrozole").code
