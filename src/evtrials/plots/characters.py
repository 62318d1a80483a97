"""Lines of characters: wrapping, blocks of text side by side."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from rich.cells import cell_len

NBSP = "\u00a0"
GAP = 2


def wrapped(text: str, width: int, indent: str = "") -> list[str]:
    """Text wrapped at spaces, never at a no-break space (which becomes a space), further lines indented."""
    return [
        line.replace(NBSP, " ")
        for part in text.split("\n")
        for line in textwrap.wrap(part, width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False) or [""]
    ]


def widest(blocks: Sequence[Sequence[str]]) -> int:
    """The cells of the longest line of some blocks."""
    return max((cell_len(line) for block in blocks for line in block), default=0)


def side_by_side(blocks: Sequence[Sequence[str]], widths: Sequence[int]) -> list[str]:
    """Blocks of lines as columns of given widths, without spaces at the end."""
    height = max(len(block) for block in blocks)
    gap = " " * GAP
    rows = [[block[index] if index < len(block) else "" for block in blocks] for index in range(height)]
    return [gap.join(padded(cell, width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]


def padded(text: str, width: int) -> str:
    """Text with spaces up to so many cells of a terminal, of which a Chinese letter takes two."""
    return text + " " * (width - cell_len(text))
