"""What is said to the user beside an answer, on stderr: messages, notes and errors, made safe for a terminal."""

from __future__ import annotations

import typer

from evtrials.errors import printable

# More than any message has: what is longer repeats a word or a path without end.
_MOST = 2000


def say(text: object) -> None:
    """Print lines on stderr; of what a file, a folder or a typed word brought along nothing steers the terminal."""
    # A space that holds a figure together on the page needs no holding here.
    lines = (printable(line) for line in str(text).replace("\u00a0", " ").split("\n"))
    typer.echo("\n".join(line if len(line) <= _MOST else f"{line[:_MOST]} ..." for line in lines), err=True)
