"""Words as anybody may type them, and every place of the commands that takes one, read off the commands themselves."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from importlib import import_module
from typing import Any, NamedTuple

from evtrials.cli.commands import COMMANDS
from evtrials.collection.filters import FILTERS

# What a command must be given besides, and what it is given where the word stands in the place of that.
NEEDED = {
    "show": {"trial": "toy-1"}, "compare": {"names": "toy-1 toy-2"}, "search": {"words": "everolimus"}, "curve": {"trial": "toy-1"},
    "trace": {"trial": "toy-1"}, "quote": {"trial": "toy-1"}, "new": {"id": "toy-9"}, "diff": {"old": ".", "new": "."},
    "reconcile": {"first": "a", "second": "b"}, "results": {}, "doses": {"name": "everolimus"}, "absolute": {"trial": "toy-1"},
    "indirect": {"first": "toy-1:eve", "second": "toy-2:eve"},
    "export": {"folder": "tables"},
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


def parameters() -> Iterator[tuple[str, Any, Any, str]]:
    """Every option and argument of every command, as Typer reads it of the signature: command, type, what is said of it, name."""
    for command, one in COMMANDS.items():
        module, _, function = one.place.partition(".")
        signature = inspect.signature(getattr(import_module(f"evtrials.cli.{module}"), function), eval_str=True)
        for parameter in signature.parameters.values():
            yield command, parameter.annotation.__origin__, parameter.annotation.__metadata__[0], parameter.name


def places() -> Iterator[Place]:
    """Every one of them that takes text."""
    for command, kind, hint, name in parameters():
        if any(word in str(kind) for word in ("str", "Path")):
            # Of an annotation the first name of an option stands where the default does.
            flags = [hint.default, *(getattr(hint, "param_decls", None) or ())]
            flag = next((flag for flag in flags if isinstance(flag, str) and flag.startswith("--")), "")
            yield Place(command, name, flag, hint.metavar or "")


# Each command has the filters of the same table, read by the same function: one of them is tried for all.
EVERY = [place for place in places() if place.name not in FILTERS or place.command == "list"]
WORDS = [place for place in EVERY if not place.is_path]


def title(place: Place) -> str:
    """A place as a test is named by it."""
    return f"{place.command} {place.flag or place.name}"
