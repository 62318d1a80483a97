"""What is said to the user beside an answer, on stderr: messages, notes and errors, made safe for a terminal."""

from __future__ import annotations

from collections.abc import Iterable

from evtrials.cli.streams import err_is_terminal, put_aside, size
from evtrials.errors import DataError, printable
from evtrials.notation.spaces import NBSP

# More than any message has: what is longer repeats a word or a path without end.
_MOST = 2000


def say(text: object) -> None:
    """Print lines on stderr; of what a file, a folder or a typed word brought along nothing steers the terminal.

    A terminal gets them folded at spaces, a file or another program whole.
    """
    # A space that holds a figure together on the page needs no holding here.
    lines = [printable(line) for line in str(text).replace(NBSP, " ").split("\n")]
    lines = [line if len(line) <= _MOST else f"{line[:_MOST]} ..." for line in lines]
    if err_is_terminal():
        from evtrials.plots.characters import wrapped

        width = size().columns
        lines = [part for line in lines for part in wrapped(line, width, "  ")]
    put_aside("\n".join(lines) + "\n")


def skipped(failures: Iterable[DataError]) -> list[str]:
    """What is said of files that were passed over: a line for each of their faults."""
    return [f"skipped, because it does not load: {problem}" for failure in failures for problem in failure.problems]
