"""What a shell completes: names of the collection, words of the filters, columns; and the shells themselves.

A name of several words is offered with hyphens, which mean the same and need no quotes, and one with other signs not at all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, TypeAlias

import typer

from evtrials.cli.tables import TABLES, columns_of
from evtrials.notation.patterns import compiled

if TYPE_CHECKING:
    from evtrials.collection.filters import Filter
    from evtrials.collection.library import Library
    from evtrials.collection.store import Store

Completion: TypeAlias = "Callable[[str], list[str]]"
SHELLS = ("bash", "zsh", "fish", "powershell", "pwsh")
OPTIONS = ("--install-completion", "--show-completion")
# The script of a shell evaluates what it is offered.
_SAFE = compiled(r"[\w+./%-]+", re.ASCII)


def beginning(incomplete: str, names: Iterable[str]) -> list[str]:
    """The names that begin so, in any case, as they go on."""
    typed = incomplete.casefold()
    offered = (name.replace(" ", "-") for name in names)
    found = (name for name in offered if name.casefold().startswith(typed) and _SAFE.fullmatch(name))
    return [incomplete + name[len(incomplete) :] for name in found]


def among(words: Iterable[str]) -> Completion:
    """Completion by some words."""
    return lambda incomplete: beginning(incomplete, words)


def in_collection(names: Callable[[Store], Iterable[str]]) -> Completion:
    """Completion by some names of the collection's files."""

    def complete(incomplete: str) -> list[str]:
        from evtrials.collection.store import open_store

        try:
            return beginning(incomplete, names(open_store()))
        except Exception:  # completion has nobody to tell
            return []

    return complete


def in_library(names: Callable[[Library], Iterable[str]]) -> Completion:
    """Completion by some names of what the trials of the collection hold."""

    def of_store(store: Store) -> Iterable[str]:
        from evtrials.collection.library import Library

        return names(Library(store, skip_invalid=True))

    return in_collection(of_store)


def one_of_several(complete: Completion, separators: str = ",") -> Completion:
    """Completion of the last of several words."""

    def last(incomplete: str) -> list[str]:
        whole = complete(incomplete)
        at = max(incomplete.rfind(sign) for sign in separators) + 1
        return whole or [incomplete[:at] + word for word in complete(incomplete[at:])]

    return last


def of_filter(one: Filter) -> Completion | None:
    """Completion of the words that a filter takes; None where it takes more than a name, or any text."""
    known = one.known
    if words := one.vocabulary or one.examples:
        complete = among(words)
    elif known is not None and one.parse is str:
        complete = in_library(lambda library: sorted(set(known(library.context).values())))
    else:
        return None
    return one_of_several(complete, ",/") if one.many else complete


def of_columns(ctx: typer.Context, incomplete: str) -> list[str]:
    """Completion of the columns of the command."""
    names = [column.name for column in columns_of(ctx.info_name or "")] if ctx.info_name in TABLES else []
    return one_of_several(among(names))(incomplete)


def with_shell(arguments: Sequence[str]) -> list[str]:
    """The arguments with the shell of an option for completion: where none is named, the one in which the command was typed.

    UsageError where that cannot be told.
    """
    found = list(arguments)
    for at, word in enumerate(arguments):
        if word in OPTIONS and not set(arguments[at + 1 : at + 2]) & set(SHELLS):
            found.insert(at + 1, _shell(word))
    return found


def _shell(option: str) -> str:
    import shellingham  # type: ignore[import-untyped]

    from evtrials.errors import UsageError, joined

    try:
        name: str = shellingham.detect_shell()[0]
    except (shellingham.ShellDetectionFailure, OSError):
        name = ""
    if name not in SHELLS:
        raise UsageError(f"{option}: name the shell: {joined(SHELLS)}")
    return name
