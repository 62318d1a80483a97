"""What a printed text is before its words and numbers are read: typography levelled, digits kept.

Dashes, spaces, tildes and signs of one meaning become one character, digits of one number are put together. What is
ambiguous is left as it stands, or read so that a wrong figure of a file is rather not found than confirmed.
"""

from __future__ import annotations

import re

_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−﹣－"), "-")
_SPACES = dict.fromkeys((*range(0x2000, 0x200B), 0xA0, 0x202F, 0x205F, 0x3000, ord("\t")), " ")
_TILDES = dict.fromkeys(map(ord, "˜∼〜～≈≃≅"), "~")
_LEVELLED = {
    **_DASHES, **_SPACES, **_TILDES, ord("≤"): "<=", ord("⩽"): "<=", ord("≥"): ">=", ord("⩾"): ">=", ord("˂"): "<",
    ord("‹"): "<", ord("˃"): ">", ord("›"): ">", ord("ﬁ"): "fi", ord("ﬂ"): "fl", ord("ﬀ"): "ff", ord("’"): "'", ord("％"): "%",
    ord("\u00ad"): None, ord("\u200b"): None, ord("\ufeff"): None,
}  # fmt: skip

# A thin, narrow, figure or no-break space, or an apostrophe, between groups of three digits holds one number together:
# nobody sets two numbers so. Two points or more do so too; a single one may be a decimal point, and is one.
_GROUPS = re.compile(
    r"(?<![\w.,])(?<!\d[\u2006-\u200a\u202f\u00a0'’])[1-9]\d{0,2}"
    r"(?:(?:[\u2006-\u200a\u202f\u00a0]\d{3})+|(?:['’]\d{3})+|(?:\.\d{3}){2,})(?!\d|[\u2006-\u200a\u202f\u00a0'’]\d)(?!\.\d{3}\.)"
)
# A plain space between digits is ambiguous: `Rash 1 120` is two cells of a table, `day 1 100 mg` two numbers of a sentence,
# `in 1 120 patients` one. It is one number where a sentence goes on around it, a word or `=` before and a word or `)` after,
# and that word counts nothing itself. Read so, a 120 of the file is not found there and is looked at by eye; read as two
# numbers, it would be confirmed.
_GROUPS_IN_A_SENTENCE = re.compile(r"(?:(?<=[A-Za-z] )|(?<==)|(?<== ))[1-9]\d{0,2}(?: \d{3})+(?= [a-z]{3}|\))")
_COUNTING_WORD = re.compile(
    r"\b(?:arms?|cohorts?|courses?|cycles?|days?|grades?|groups?|levels?|lines?|months?|parts?|phases?|stages?|stud(?:y|ies)"
    r"|tables?|trials?|visits?|weeks?|years?) \Z",
    re.I,
)
_POINTED_GROUPS = re.compile(r"(?<![\w.,])[1-9]\d{0,2}(?:\.\d{3})+(?![\d.])")
_DECIMAL_COMMA = re.compile(r"(?<![\d,.])(\d+),(?=\d)(?!\d+[.,]\d)|(?<=[\s(\[=<>]),(?=\d)(?!\d+[.,]\d)")
# Between two numbers, close to both or with a space on either side, a tilde is a dash, as are dots; `in 3 ~30 %` has none.
_RANGE = re.compile(r"(?<=[\d%])(?:~| ~ | ?(?:\.\.\.?|…) ?)(?=\.?\d)")


def levelled(raw: str, *, decimal_comma: bool = False) -> str:
    """The text with one character for each meaning; lines stay lines.

    decimal_comma: the curator says that the text prints 0,45 for 0.45 (and 1.120 for 1120).
    """
    text = raw.replace("\r\n", "\n").replace("\r", "\n")
    text = _GROUPS.sub(_joined, text).translate(_LEVELLED)
    text = _GROUPS_IN_A_SENTENCE.sub(_joined_in_a_sentence, text)
    if decimal_comma:
        text = _DECIMAL_COMMA.sub(r"\1.", _POINTED_GROUPS.sub(_joined, text))
    return _RANGE.sub("-", text)


def _joined(match: re.Match[str]) -> str:
    """The digits of a number without what stands between its groups."""
    return re.sub(r"\D", "", match[0])


def _joined_in_a_sentence(match: re.Match[str]) -> str:
    before = match.string[max(0, match.start() - 12) : match.start()]
    return match[0] if _COUNTING_WORD.search(before) else _joined(match)
