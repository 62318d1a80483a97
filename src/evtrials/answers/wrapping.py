"""Texts wrapped to a width of terminal cells: at spaces alone, never within a word or a figure."""

from __future__ import annotations

from rich.cells import cell_len

from evtrials.plots.characters import broken

# No text is wrapped to less.
_LEAST = 4


def wrapped(text: str, width: int, indent: str = "", hanging: str | None = None) -> list[str]:
    """Text wrapped at spaces (see `characters.broken`); `hanging` stands before the lines after the first, else `indent`."""
    hanging = indent if hanging is None else hanging
    return [line for part in text.split("\n") for line in broken(part, max(width, _LEAST), indent, hanging)]


def flowed(pieces: tuple[str, ...], width: int, indent: str) -> list[str]:
    """Pieces side by side, three spaces apart, as many to a line as fit; one longer than a line breaks at its spaces."""
    lines: list[str] = []
    for piece in pieces:
        gap = " " if lines and lines[-1].endswith(":") else "   "
        if lines and cell_len(lines[-1] + gap + piece) <= width:
            lines[-1] += gap + piece
        else:
            lines += wrapped(piece, width, indent)
    return lines


def hung(line: str, indent: int, width: int) -> str:
    """A line as far in as it fits: an address that is too long begins at the edge, and is cut nowhere."""
    return " " * max(min(indent, width - cell_len(line)), 0) + line


def right_aligned(text: str, width: int) -> str:
    """A text at the right end of a width in cells."""
    return " " * (width - cell_len(text)) + text
