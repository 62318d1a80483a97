"""The bytes of a file as text, or why they are none that can be audited: said, never guessed past."""

from __future__ import annotations

import re

_MARKS = (
    (b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe\0\0", "utf-32-le"), (b"\0\0\xfe\xff", "utf-32-be"), (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)  # fmt: skip
_FORMATS = (
    (b"PK\x03\x04", "a Word file or another archive"), (b"\xd0\xcf\x11\xe0", "an old Word file"), (b"{\\rtf", "rich text"),
    (b"\x1f\x8b", "compressed"), (b"%!PS", "PostScript"),
)  # fmt: skip
_HTML = re.compile(r"<(?:!doctype\s+html|html|head|body|\?xml)\b|\A\s*<(?:article|div|p|section|span|table)\b", re.I)
_BEGIN = 4096  # bytes or characters by which a format is told
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_MOST_FOREIGN = 0.3  # of the characters of a text in Windows-1252; in a language of western Europe a tenth has an accent

SAVE = "save its words as plain text in UTF-8"


class NoTextError(Exception):
    """The file holds no text that can be audited; the message goes on after its name: `is a PDF; ...`."""


def decoded(raw: bytes) -> str:
    """The text of a file in UTF-8, UTF-16, UTF-32 or Windows-1252; NoTextError for what is none.

    UTF-16 without a byte order mark is read where every second byte says so; a file that is not UTF-8 is taken for
    Windows-1252 (of which Latin-1 is a part) only where no part of it looks like UTF-8 or like another alphabet.
    """
    if b"%PDF-" in raw[:1024]:
        raise NoTextError(f"is a PDF; {SAVE}")
    if kind := next((kind for begin, kind in _FORMATS if raw.startswith(begin)), ""):
        raise NoTextError(f"is {kind}; {SAVE}")
    text = _in_its_encoding(raw)
    if len(_CONTROLS.findall(text[:_BEGIN])) > len(text[:_BEGIN]) // 100 or "\0" in text:
        raise NoTextError(f"is binary, not text; {SAVE}")
    if _HTML.search(text[:_BEGIN]):
        raise NoTextError(f"is HTML or XML; {SAVE}")
    return text


def _in_its_encoding(raw: bytes) -> str:
    for mark, encoding in _MARKS:
        if raw.startswith(mark):
            return _strictly(raw[len(mark) :], encoding)
    if b"\0" in raw[:_BEGIN]:
        return _strictly(raw, _utf_16_without_mark(raw))
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        return _in_windows_1252(raw, error)


def _strictly(raw: bytes, encoding: str) -> str:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError:
        raise NoTextError(f"begins as {encoding.upper()} and is none; {SAVE}") from None


def _utf_16_without_mark(raw: bytes) -> str:
    """UTF-16 by where the zero bytes of digits, spaces and Latin letters stand: in every second place, and only there."""
    zeros = raw[:_BEGIN:2].count(0), raw[1:_BEGIN:2].count(0)
    if min(zeros) == 0 and max(zeros) > len(raw[:_BEGIN]) // 6:
        return "utf-16-be" if zeros[0] else "utf-16-le"
    raise NoTextError(f"is binary, not text; {SAVE}")


def _in_windows_1252(raw: bytes, fault: UnicodeDecodeError) -> str:
    line = raw.count(b"\n", 0, fault.start) + 1
    as_utf_8 = raw.decode("utf-8", errors="ignore")
    try:
        text = raw.decode("cp1252")
    except UnicodeDecodeError:
        text = ""
    foreign = len(text) - len(text.encode("ascii", errors="ignore"))
    if not text or not as_utf_8.isascii() or foreign > _MOST_FOREIGN * len(text):
        raise NoTextError(f"is neither UTF-8 (line {line}) nor Windows-1252; {SAVE}")
    return text
