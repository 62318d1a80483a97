"""Lines of characters: where they break, blocks of text side by side. Widths are cells of a terminal: 患 takes two of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import groupby

from rich.cells import cell_len, chop_cells, split_graphemes

from evtrials.notation.patterns import compiled
from evtrials.notation.spaces import NBSP, with_units

GAP = 2
# A shorter word is never cut: it may be a figure.
_LEAST_CUT = 24
_UNBOUNDED = 1_000_000
_ADDRESS = compiled(r"\W{0,2}(?:https?://|www\.)")
_CONTROL_SPACE = compiled(r"[\t\n\v\f\r]")
_WORD = compiled("( *)([^ ]+)")


def wrapped(text: str, width: int, indent: str = "") -> list[str]:
    """Text wrapped as by `broken`, further lines indented; a no-break space becomes a space.

    What a no-break space holds together, and a word, may be longer than a line.
    """
    lines = (line for part in text.split("\n") for line in broken(part, width, rest=indent, whole=True))
    return [line.replace(NBSP, " ") for line in lines]


def broken(text: str, width: int, first: str = "", rest: str = "", *, whole: bool = False) -> list[str]:
    """A line of text broken at its spaces, or between wide characters, into lines that begin with `first` and `rest`.

    What is longer than a line breaks at its no-break spaces, then wherever the line ends, unless it is to stay whole. An
    address, and a word so short that it may be a figure, always does.
    """
    text = _CONTROL_SPACE.sub(" ", text).rstrip(" ")
    if text.isascii() and len(first) + len(text) <= width:
        return [first + text]
    lines, line, used, begun = [], first, cell_len(first), False
    for gap, unit in _units(text, _UNBOUNDED if whole else width - max(used, cell_len(rest))):
        size = cell_len(unit)
        if begun and used + len(gap) + size > width:
            lines.append(line.rstrip(NBSP))
            line, used, gap = rest, cell_len(rest), ""
        line, used, begun = f"{line}{gap}{unit}", used + len(gap) + size, True
    return [*lines, line]


@lru_cache(maxsize=2_000)  # a page that is too long is laid out again and again
def _units(text: str, room: int) -> tuple[tuple[str, str], ...]:
    """What stands between two places where a line may break, with the spaces before it."""
    found: list[tuple[str, str]] = []
    for gap, word in _WORD.findall(with_units(text)):
        for unit in _parts(word, room):
            found.append((gap, unit))
            gap = ""
    return tuple(found)


def _parts(word: str, room: int) -> list[str]:
    """A word, or what it may be broken into."""
    if _ADDRESS.match(word) or (word.isascii() and len(word) <= room):
        return [word]
    if NBSP in word and cell_len(word) > room:
        # The space stays with the part before it, and nobody sees it at the end of a line.
        return [part for held in re.findall(f"[^{NBSP}]*{NBSP}?", word) for part in _within(held, room)]
    return _within(word, room)


def _within(word: str, room: int) -> list[str]:
    """A word broken around each of its wide characters, and what is too long for a line where the line ends."""
    if cell_len(word) == len(word):
        return _cut(word, room)
    signs = [(word[start:end], cells) for start, end, cells in split_graphemes(word)[0]]
    parts: list[str] = []
    for is_wide, run in groupby(signs, key=lambda sign: sign[1] > 1):
        found = [sign for sign, _ in run]
        parts += found if is_wide else _cut("".join(found), room)
    return parts


def _cut(word: str, room: int) -> list[str]:
    return chop_cells(word, room) if cell_len(word) > room >= _LEAST_CUT else [word]


def longest_part(text: str) -> int:
    """The cells of the longest part of a text that is broken nowhere, in however narrow a column."""
    return max((cell_len(unit) for _, unit in _units(text, _UNBOUNDED)), default=0)


def padded(text: str, width: int) -> str:
    """Text with as many spaces after it as fill so many cells."""
    return text + " " * (width - cell_len(text))


def height(text: str, width: int) -> int:
    """The lines of a terminal that a text takes: one that is wider than it takes several."""
    return sum(max(1, -(-cell_len(line) // width)) for line in text.splitlines())


def widest(blocks: Sequence[Sequence[str]]) -> int:
    """The cells of the longest line of some blocks."""
    return max((cell_len(line) for block in blocks for line in block), default=0)


def side_by_side(blocks: Sequence[Sequence[str]], widths: Sequence[int]) -> list[str]:
    """Blocks of lines as columns of given widths, without spaces at the end."""
    height = max(len(block) for block in blocks)
    gap = " " * GAP
    rows = [[block[index] if index < len(block) else "" for block in blocks] for index in range(height)]
    return [gap.join(padded(cell, width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
