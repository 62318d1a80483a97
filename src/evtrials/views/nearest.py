"""A name that was typed and is not known: what it may have meant."""

from __future__ import annotations

import difflib
from collections.abc import Mapping

from evtrials.errors import UsageError
from evtrials.terms import folded

_MOST = 4


def nearest(typed: str, names: Mapping[str, str]) -> tuple[str, ...]:
    """The names nearest to what was typed, best first. `names` maps every spelling to the name to suggest."""
    key = folded(typed)
    by_key = {folded(spelling): name for spelling, name in names.items()}
    near = [by_key[spelling] for spelling in difflib.get_close_matches(key, by_key, _MOST, cutoff=0.6)]
    if len(key) > 2:
        near += [name for spelling, name in by_key.items() if key in spelling]
        # A word of a longer name may be the one that is misspelt: "viseral" means "visceral metastasis".
        words = {folded(word): name for spelling, name in names.items() for word in spelling.split()}
        near += [words[word] for word in difflib.get_close_matches(key, words, _MOST, cutoff=0.7)]
    return tuple(dict.fromkeys(near))[:_MOST]


def unknown(option: str, typed: str, names: Mapping[str, str], otherwise: str) -> UsageError:
    """The error for a name that nothing bears: the nearest ones, or what else to do."""
    near = nearest(typed, names)
    meant = f"did you mean {_or(near)}?" if near else otherwise
    return UsageError(f'"{typed}" is no {option} of this collection; {meant}')


def _or(names: tuple[str, ...]) -> str:
    return " or ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else names[0]
