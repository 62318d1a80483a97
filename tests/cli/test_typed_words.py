"""Words as anybody may type them, in every option and argument that takes one: none matches everything, none reaches a terminal.

What takes a word is read off the commands themselves, so a new option is tried as soon as there is one.
"""

from __future__ import annotations

import inspect
import time
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

import pytest

from evtrials.cli.commands import COMMANDS
from evtrials.collection.filters import FILTERS
from evtrials.collection.library import Library
from evtrials.collection.store import Folder, Store
from evtrials.errors import UsageError

# What a command must be given besides, and what it is given where the word stands in the place of that.
NEEDED = {
    "show": {"trial": "toy-1"}, "compare": {"names": "toy-1 toy-2"}, "search": {"words": "everolimus"}, "curve": {"trial": "toy-1"},
    "trace": {"trial": "toy-1"}, "cite": {"names": "toy-1"}, "new": {"id": "toy-9"}, "diff": {"old": ".", "new": "."},
    "reconcile": {"first": "a", "second": "b"}, "results": {},
}  # fmt: skip
NOTHING = ["", " ", "!", "?", "+", "-", "_", "\u0301", "\u2026", ", ,", "/"]
HOSTILE = {
    "escape": "\x1b[31mred", "bidi": "every\u202eolimus", "line end": "two\nlines", "tab": "two\ttabs", "zero width": "eve\u200brolimus",
    "control": "a\x07b", "C1": "a\x9bb", "surrogate": "a\udcffb", "100 kB": "a" * 100_000, "100 kB of words": "ab " * 33_000,
}  # fmt: skip
# Digits of other alphabets, signs that look like digits, and numbers without end.
NO_NUMBERS = ["1_000", "\u00b2", "\uff11", "\u0663", "\u2167", "1e1", "0x1", "9" * 5000, "-1", "1.5.", "inf", "nan"]


class Place(NamedTuple):
    """An option or argument of a command that takes words."""

    command: str
    name: str
    flag: str
    metavar: str

    @property
    def is_path(self) -> bool:
        """Whether it takes the name of a file, a folder or a revision: no name is looked for in the collection."""
        return any(word in self.metavar for word in ("DIR", "FILE", "PATH", "OLD", "NEW", "FIRST", "SECOND"))

    def given(self, word: str) -> list[str]:
        """The arguments of the command with the word at this place."""
        needed = NEEDED.get(self.command, {})
        options = [f"{self.flag}={word}"] if self.flag else []
        arguments = [part for name, value in needed.items() for part in ([word] if name == self.name else value.split())]
        if not self.flag and self.name not in needed:
            arguments.append(word)
        return [self.command, *options, "--", *arguments]


def places() -> Iterator[Place]:
    """Every option and argument of every command that takes text, as Typer reads it of the signature."""
    for command, one in COMMANDS.items():
        module, _, function = one.place.partition(".")
        signature = inspect.signature(getattr(import_module(f"evtrials.cli.{module}"), function), eval_str=True)
        for parameter in signature.parameters.values():
            kind, hint = parameter.annotation.__origin__, parameter.annotation.__metadata__[0]
            if any(word in str(kind) for word in ("str", "Path")):
                # Of an annotation the first name of an option stands where the default does.
                flags = [hint.default, *(getattr(hint, "param_decls", None) or ())]
                flag = next((flag for flag in flags if isinstance(flag, str) and flag.startswith("--")), "")
                yield Place(command, parameter.name, flag, hint.metavar or "")


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a command writes, it writes into a folder of its own."""
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")


# Each command has the filters of the same table, read by the same function: one of them is tried for all.
EVERY = [place for place in places() if place.name not in FILTERS or place.command == "list"]
WORDS = [place for place in EVERY if not place.is_path]


def title(place: Place) -> str:
    """A place as a test is named by it."""
    return f"{place.command} {place.flag or place.name}"


def test_the_places_are_found() -> None:
    """Every filter of words, and the arguments that name trials, are among them."""
    assert {one.flag for one in FILTERS.values() if one.takes == "words"} <= {place.flag for place in WORDS if place.command == "list"}
    assert {"show trial", "cite names", "results --population", "subgroups --factor", "biomarkers name"} <= set(map(title, WORDS))
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
        assert time.process_time() - start < 2, (place, kind)
        # A folder may have such a name.
        assert found.code in ((0, 1, 2) if place.is_path else (1, 2)), (place, kind)
        told = found.out + found.err
        assert "" == "".join(char for char in told if not char.isprintable() and char != "\n"), (place, kind)
        assert len(told) < 10_000, (place, kind)
        assert "a fault of evtrials itself" not in told


@pytest.mark.parametrize("flag", ["--line", "--min-n", "--year", "--everolimus-dose", "--limit"])
@pytest.mark.parametrize("word", NO_NUMBERS, ids=range(len(NO_NUMBERS)))
def test_what_is_no_number_is_none(flag: str, word: str, shell: Callable) -> None:
    """Digits that are not those of ASCII, and numbers that no count has, are wrong usage, not a number."""
    found = shell("list", f"{flag}={word}")
    assert (2, "") == (found.code, found.out)
    assert len(found.err) < 1000


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
