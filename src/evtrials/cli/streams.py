"""The streams of a command: what stdout and stderr are and can write, and the one door through which anything is written."""

from __future__ import annotations

import codecs
import contextlib
import io
import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple, TextIO, TypeVar

_T = TypeVar("_T")
_FALLBACK = (80, 24)
# No screen is wider; whoever says so would be given lines of megabytes.
_WIDEST = 10_000
# What terminals are called that show nothing but characters.
_DUMB = ("dumb", "unknown")
_ERRORS = "evtrials.plain"


class Size(NamedTuple):
    """Columns and lines of a terminal."""

    columns: int
    lines: int


def prepare() -> None:
    """Make both streams such that whatever is written to them is no fault: closed ones, and those that lack characters."""

    def plain_part(error: UnicodeError) -> tuple[str, int]:
        from evtrials.answers.plain import plain_part

        return plain_part(error)

    codecs.register_error(_ERRORS, plain_part)
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # started with it closed, `>&-`: nobody wants it
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115 - to the end
        with contextlib.suppress(AttributeError):  # a stream that is none of Python's own
            getattr(sys, name).reconfigure(errors=_ERRORS)


def lacks_characters(stream: TextIO) -> bool:
    """Whether there are characters that a stream cannot write; those of Python's own encoding are all."""
    encoding = stream.encoding or "utf-8"
    return encoding != "utf-8" and not codecs.lookup(encoding).name.startswith("utf")


def plainly(value: _T, stream: TextIO | None = None) -> _T:
    """A text, a page or whatever holds texts, with the nearest characters that the stream (stdout) can write."""
    stream = stream or sys.stdout
    if not lacks_characters(stream):
        return value
    from evtrials.answers.plain import every_text, plain

    return every_text(value, lambda text: plain(text, stream.encoding))


def out_is_terminal() -> bool:
    """Whether the answer is read as it is written."""
    return sys.stdout.isatty()


def err_is_terminal() -> bool:
    """Whether what is said beside it is."""
    return sys.stderr.isatty()


def in_is_terminal() -> bool:
    """Whether the input is typed by somebody."""
    return sys.stdin is not None and sys.stdin.isatty()


def has_styles() -> bool:
    """Whether an answer may be bold and dim: NO_COLOR forbids it, FORCE_COLOR asks for it, else a terminal that can has it."""
    if os.environ.get("NO_COLOR") or is_dumb():
        return False
    # The old console of Windows shows the codes.
    return bool(os.environ.get("FORCE_COLOR")) or (out_is_terminal() and (os.name != "nt" or "WT_SESSION" in os.environ))


def is_dumb() -> bool:
    """Whether the terminal is one that shows nothing but characters."""
    return os.environ.get("TERM", "").casefold() in _DUMB


def size() -> Size:
    """Columns and lines as COLUMNS and LINES say, else those of the terminal, which any of the streams may have."""
    columns, lines = _FALLBACK
    for stream in (sys.stdout, sys.stderr, sys.stdin):
        with contextlib.suppress(AttributeError, OSError, ValueError):  # closed, in memory, a pipe
            columns, lines = os.get_terminal_size(stream.fileno())
            break
    # A terminal may say that it has no size.
    columns, lines = _number("COLUMNS") or columns or _FALLBACK[0], _number("LINES") or lines or _FALLBACK[1]
    return Size(min(columns, _WIDEST), lines)


def _number(name: str) -> int:
    text = os.environ.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def out() -> TextIO:
    """The stream of the answer, for what writes to a stream."""
    return sys.stdout


def put(pieces: str | Iterable[str]) -> None:
    """Write a text, or the pieces of one, to stdout."""
    sys.stdout.writelines(map(plainly, [pieces] if isinstance(pieces, str) else pieces))


def put_json(pieces: str | Iterable[str]) -> None:
    """Write JSON to stdout, which stays valid in every encoding."""
    pieces = [pieces] if isinstance(pieces, str) else pieces
    if lacks_characters(sys.stdout):
        from evtrials.answers.plain import ascii_json

        pieces = map(ascii_json, pieces)
    sys.stdout.writelines(pieces)


def put_html(text: str) -> None:
    """Write HTML, which says that it is UTF-8, to stdout: in every other encoding with the codes of what is not ASCII."""
    sys.stdout.write(text.encode("ascii", "xmlcharrefreplace").decode("ascii") if lacks_characters(sys.stdout) else text)


def put_aside(text: str) -> None:
    """Write to stderr at once; where nobody can be told, nobody is."""
    with contextlib.suppress(OSError):
        sys.stderr.write(plainly(text, sys.stderr))
        sys.stderr.flush()


def write_no_more() -> None:
    """Nothing may be written to stdout any more, at shutdown either, which would change the exit code."""
    with contextlib.suppress(io.UnsupportedOperation):  # a text in memory cannot fail
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
