"""How a text begins a sentence, and how it stands within one; mTOR, pCR, HER2 and Ki67 have their capitals for themselves."""

from __future__ import annotations

from evtrials.notation.patterns import compiled

_FIRST_WORD = compiled(r"[^\s/,;:(]*")
# What is written small wherever it stands.
_SYMBOLS = ("p", "n")


def begun_large(text: str) -> str:
    """A text as it begins a sentence; a symbol, and a word that has a capital within it, stays as it is written."""
    first = _FIRST_WORD.match(text)[0]  # type: ignore[index]
    return text if first in _SYMBOLS or first[1:] != first[1:].lower() else text[:1].upper() + text[1:]


def begun_small(text: str) -> str:
    """A text as it stands within a sentence; an abbreviation, and a name with a digit, stays as it is written."""
    rest = _FIRST_WORD.match(text)[0][1:].replace("-", "")  # type: ignore[index]
    return text[:1].lower() + text[1:] if rest.isalpha() and rest.islower() else text
