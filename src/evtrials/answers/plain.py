"""What an encoding cannot write, as the nearest that it can: ± as +/-, ≥ as >=, é as e, a dagger as a sign of its own.

A text is made plain before it is laid out, escaped for Markdown or guarded for a spreadsheet, so that widths and escapes are
those of what is written. What stands for several characters is never one of those that a text already has a meaning for: a
mark stays apart from the other marks, a superscript from the digits before it.
"""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from collections.abc import Callable
from typing import Any, TypeVar

_T = TypeVar("_T")
# What stands for a character that has nothing near it.
_NOTHING_NEAR = "?"
# Marks of provenance and signs of pictures: each is told from every other.
MARKS = {
    "°": "^", "†": "#", "‡": "##", "■": "@", "□": "o", "◆": "*", "◇": "x", "●": "O", "○": "c", "◉": "&", "▲": "A", "△": "a",
    "▒": ":", "█": "=", "░": ",", "·": ".", "◄": "<", "►": ">", "≠": "!=",
}  # fmt: skip
_NEAREST = {
    **MARKS,
    "±": "+/-", "≥": ">=", "⩾": ">=", "≤": "<=", "⩽": "<=", "≈": "~", "≃": "~", "∼": "~", "×": "x", "÷": "/", "−": "-",
    "∞": "infinity", "…": "...", "•": "*", "∙": ".", "⋅": ".", "‘": "'", "’": "'", "‚": "'", "‹": "'", "›": "'", "′": "'",
    "″": '"', "←": "<-", "→": "->", "µ": "micro", "μ": "micro", "®": "(R)", "©": "(C)", "™": "(TM)", "¼": " 1/4", "½": " 1/2",
    "¾": " 3/4", "‰": " per mille", "ß": "ss", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ø": "o", "Ø": "O", "ł": "l",
    "Ł": "L", "đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "þ": "th", "Þ": "Th", "ı": "i",
}  # fmt: skip


def plain_part(error: UnicodeError) -> tuple[str, int]:
    """What to write in place of what an encoding lacks, and where to go on: for Python's `codecs.register_error`."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(map(_nearest, error.object[error.start : error.end])), error.end


def plain(text: str, encoding: str) -> str:
    """A text of characters that the encoding has."""
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return "".join(_in(encoding, char) for char in text)
    return text


def in_place(text: str, encoding: str) -> str:
    """A text in which what takes other room when it is made plain is so already: for what is laid out before the rest is."""
    return "".join(char if len(made := _in(encoding, char)) == 1 == _cells(char) else made for char in text)


def every_text(value: _T, change: Callable[[str], str]) -> _T:
    """A value (a page, its blocks, the rows of a picture) with each of its texts changed."""
    changed: Any = value
    if isinstance(value, str):
        changed = change(value)
    elif isinstance(value, tuple):
        parts = [every_text(part, change) for part in value]
        changed = type(value)(*parts) if hasattr(value, "_fields") else tuple(parts)
    elif isinstance(value, list):
        changed = [every_text(part, change) for part in value]
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = {field.name: getattr(value, field.name) for field in dataclasses.fields(value) if field.init}
        changed = dataclasses.replace(value, **{name: every_text(part, change) for name, part in fields.items()})
    result: _T = changed
    return result


def ascii_json(text: str) -> str:
    """JSON in ASCII: what else there is stands in its texts, where it may be escaped."""
    return re.sub(r"[^\x00-\x7f]", lambda match: _escaped(match[0]), text)


def _in(encoding: str, char: str) -> str:
    try:
        char.encode(encoding)
    except UnicodeEncodeError:
        return _nearest(char)
    return char


def _nearest(char: str) -> str:
    known = _NEAREST.get(char)
    if known is not None:
        return known
    kind, name = unicodedata.category(char), unicodedata.name(char, "")
    if name.startswith("BOX DRAWINGS"):
        return _line(name)
    if kind == "Nd":
        return str(unicodedata.decimal(char))
    if name.startswith(("SUPERSCRIPT ", "SUBSCRIPT ")) and (digit := unicodedata.digit(char, None)) is not None:
        return f"^{digit}" if name.startswith("SUPER") else str(digit)
    if kind.startswith("L"):
        return _letters(char, name)
    if kind == "Cs":
        return _escaped(char)
    by_kind = {"Zs": " ", "Pd": "-", "Pi": '"', "Pf": '"', "Mn": "", "Me": "", "Cf": ""}
    return by_kind.get(kind, _NOTHING_NEAR)


def _letters(char: str, name: str) -> str:
    """A letter without its accents, the letters of a ligature, the name of a Greek one."""
    letters = "".join(part for part in unicodedata.normalize("NFKD", char) if part.isascii() and part.isalpha())
    if letters:
        return letters
    greek = re.fullmatch("GREEK (SMALL|CAPITAL) LETTER (?:FINAL )?([A-Z]+)(?: WITH .*)?", name)
    if greek is None:
        return _NOTHING_NEAR
    return greek[2].lower() if greek[1] == "SMALL" else greek[2].capitalize()


def _line(name: str) -> str:
    """A sign of a drawn line by its weight, and a light one by its direction too."""
    if "HEAVY" in name:
        return "#"
    if "DOUBLE" in name and "DASH" not in name:
        return "="
    directions = ("VERTICAL" in name or "UP" in name or "DOWN" in name, "HORIZONTAL" in name or "LEFT" in name or "RIGHT" in name)
    dashed = "DASH" in name
    return {(True, False): ":" if dashed else "|", (False, True): "~" if dashed else "-"}.get(directions, "+")


def _cells(char: str) -> int:
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def _escaped(char: str) -> str:
    units = char.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at]:02x}{units[at + 1]:02x}" for at in range(0, len(units), 2))
