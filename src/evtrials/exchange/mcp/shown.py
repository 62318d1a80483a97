"""The page of an answer as an agent reads it: Markdown whose signs mean themselves, of no more than so many bytes."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from evtrials.answers.closing import closed
from evtrials.answers.markdown import markdown
from evtrials.errors import counted, listed
from evtrials.notation.spaces import NBSP
from evtrials.questions.answer import Listing, first_of, length_of

if TYPE_CHECKING:
    from evtrials.questions.answer import Answer, Page

_MOST_NAMED = 60
_ESCAPED = re.compile(r"\\(?P<sign>[^\s\w|]|_)|(?P<entity>&lt;|&amp;)|<(?P<address>(?i:https?)://[^>\s]*)>|(?P<line><br>)")


class Shown(NamedTuple):
    """The page of an answer as text. left: how many of its rows it has no room for; names: whose these are; lines: how many
    lines of remarks it has no room for either."""

    text: str
    left: int = 0
    names: tuple[str, ...] = ()
    lines: int = 0

    @classmethod
    def title_of(cls, answer: Answer, offset: int) -> Shown:
        """In place of the page, which stands in the first part of a reply."""
        title = spaced(answer.made_page.title)
        told = f"what stands behind the answer, from {offset + 1} on; the answer itself is without offset."
        return cls(f"{title}: {told}" if title else told)

    @classmethod
    def of(cls, answer: Answer, most: int) -> Shown:
        """The page, with as many rows as so many bytes hold: whole ones, with their footnotes."""
        page = answer.made_page
        text = _text(answer, page)
        if size_of(text) <= most:
            return cls(text)
        every = length_of(page)
        low, high = 0, every
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (middle, high) if size_of(_text(answer, first_of(page, middle))) <= most else (low, middle - 1)
        kept = first_of(page, low)
        lines = _text(answer, kept).split("\n")
        shown = len(lines)
        while size_of("\n".join(lines[:shown])) > most:
            shown -= 1
        return cls("\n".join(lines[:shown]), every - low, tuple(_names(page) - _names(kept)), len(lines) - shown)

    @property
    def cut(self) -> tuple[str, ...]:
        """What is not on the page for want of room."""
        whose = f", of {listed(self.names, most=_MOST_NAMED)}" if self.names else ""
        told = [f"{counted(self.left, 'row')} of the answer found no room{whose}; ask for less at a time"] if self.left else []
        return (*told, *([f"{counted(self.lines, 'line')} of remarks found no room"] if self.lines else []))


def _names(page: Page) -> Counter[str]:
    return Counter(item.name for block in page.blocks if isinstance(block, Listing) for item in block.items)


def _text(answer: Answer, page: Page) -> str:
    """A page as Markdown that no renderer reads: what a renderer would take for a sign is one character of a text."""
    shown = markdown(closed(replace(answer, page=page), is_evidence=False))
    return _ESCAPED.sub(_meant, shown).replace(NBSP, " ").strip()


def _meant(found: re.Match[str]) -> str:
    entity = {"&lt;": "<", "&amp;": "&"}.get(found["entity"] or "", "")
    return found["sign"] or entity or found["address"] or ("; " if found["line"] else "")


def size_of(text: str) -> int:
    """How many bytes a text has."""
    return len(text.encode())


def spaced(text: str) -> str:
    """A text with single spaces, which hold nothing together."""
    return " ".join(text.replace(NBSP, " ").split())
