"""How a printed text says numbers: a text is read once into numbers with their places, sign, operator and unit.

Typography is levelled (beside what typography.py does, middle dots, words broken at line ends, thousands separators,
number words, a PDF's `,1` for `<1`); digits are not: `7`, `7.0` and `7.00` stay three figures. What looks like a number and
is none is passed over: digits inside names (BOLERO-2, HER2), superscript citations, grades, levels of intervals.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property, lru_cache
from itertools import accumulate, islice

from evtrials.bench.effort import Effort
from evtrials.bench.typography import levelled
from evtrials.errors import printable

# A text with more is none of one source: the densest table of side effects that was seen has a number in 9 characters, the
# longest review 662 numbers in 64 thousand characters.
MOST_CHARACTERS = 1_000_000
MOST_NUMBERS = 30_000
_CHARACTERS_PER_NUMBER = 3
_A_FEW = 2_000
READ_PER_NUMBER = 100  # characters through which a pattern is looked for in the time that a number is tried

_SCIENTIFIC = re.compile(r"(?<![\w.])\d(?:\.\d{1,6})?e-\d\b", re.I)  # a p value of 2.9e-6
_MIDDLE_DOT = re.compile(r"(?<![^\W\d])[·∙⋅‧](?=\d)")
_LOST_LESS_THAN = re.compile(r"(?<=[\s(\[=]),(?=\d)|^,(?=\d)", re.M)
# What is taken out of a text: the break of a word at the end of a line, and of a run of blanks what is more than any pattern
# asks for, so that none goes back and forth in it.
_TAKEN_OUT = re.compile(r"(?<=[^\W\d_])-[ ]*\n\s*(?=[a-z])|(?<=\s{30})\s+")
# The block of `key: value` lines above a text, which is about the text and no part of it, but for the remarks on what was read.
_HEADER = re.compile(r"key:(?: .*)?\n(?:[a-z_]+:(?: .*)?\n)*")
_ABOUT_THE_TEXT = re.compile(r"^(?!note:)[a-z_]+:.*", re.M)

_LEVEL = re.compile(
    r"(?<![\d.])(\d{2}(?:\.\d+)?) ?%[ -]*(?:(?:CI|IC|KI)s?\b|confidence (?:interval|limit)s?|credible interval)"
    r"|\b(?:CI|confidence interval)[ ,(-]*(\d{2}(?:\.\d+)?) ?%(?= ?[,:;)=])"
    r"|\b(?:IC|KI)(?: al?)?[ (]*(\d{2}(?:\.\d+)?) ?%",
    re.I,
)
_GRADE = re.compile(
    r"\bgrades?\s*(?:[<>]=?\s*)?[1-5](?:\s*(?:-|/|,|to|or|and)\s*(?:grade\s+)?[1-5](?!\d|\.\d|\s?%|,\d))*(?!\d|\.\d|\s?%)", re.I
)
_CITATION = re.compile(r"(?<=[A-Za-z)\]])[.,]\d{1,3}(?:[,-]\d{1,3})*(?![\d.]|\s?%|-[a-z]|\s+to\b)")
_MISSING = re.compile(
    r"\b(?:(?i:not (?:yet )?(?:been )?(?:reached|attained|reported|estimable|evaluable|calculable))|NR|NE|NA|N/R)\b"
)
_ONES = {
    "none": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17,
    "eighteen": 18, "nineteen": 19,
}  # fmt: skip
_TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip
_SCALES = {"hundred": 100, "thousand": 1000}
_COUNTING = "|".join([*_ONES, *_TENS, *_SCALES])
# "No" is none where it counts, `no grade 4 event` (a grade is blanked), not where it compares or denies, `no more than`.
_NO = (
    r"no(?=\s{6}|\s+(?!(?:more|less|fewer|longer|later|other|further|differences?|significant|evidence|changes?|such|new|one)\b)[a-z])"
)
_SINGLE = r"single(?=\s+(?:institution|cent(?:re|er)|hospital|patient|case)\b)"
_SPELLED = re.compile(rf"\b(?=[efhnost])(?:(?:{_COUNTING})(?:[\s-]+(?:and\s+)?(?:{_COUNTING})){{0,9}}\b|{_NO}|{_SINGLE})", re.I)
_UNIT = r"mg|mcg|kg|ml|mm|cm|g|mo|wks?|yrs?|d|h"
_NUMBER = re.compile(
    r"(?P<op><=|>=|<|>|~)?\s?(?P<sign>(?<![\w%).\]])-)?(?P<number>(?<!\d)(?:\d{1,3}(?:,\d{3})+(?![\d,])|\d+(?:\.\d+)?)|\.\d+)"
    rf"(?!\d)(?!(?!(?:{_UNIT}|to|v|vs|versus|months?|weeks?|years?|days?)\b)[A-Za-z])"
)
_DIGITS = re.compile(r"(?<![\w.,])\d[\d.,]*")
_IN_A_NAME = re.compile(r"(?:[A-Za-z]|[A-Za-z]\d*[-/])\Z")
_UNIT_AFTER = re.compile(
    r" ?-? ?(?:(?P<percent>%|per ?cent\b|percentage points?\b)|(?P<months>months?\b|mo\b)|(?P<weeks>weeks?\b|wks?\b)"
    r"|(?P<years>years?\b|yrs?\b)|(?P<days>days?\b)|(?P<mg>mg\b|mcg\b))",
    re.I,
)
_OPERATOR_WORDS = re.compile(
    r"(?<![\w-])(?:(?P<below>(?:less|fewer|lower|shorter) than|below|under)"
    r"|(?P<above>(?:more|greater|higher|longer) than|above|over|exceed\w*)"
    r"|(?P<least>at least|no (?:less|fewer) than)|(?P<most>at most|no more than|up to)"
    r"|(?P<about>about|approximately|approx\.?|around|nearly|almost|roughly|circa|some))\s*\Z",
    re.I,
)
_OPERATORS = {"below": "<", "above": ">", "least": ">=", "most": "<=", "about": "about", "": ""}
_MISSING_KINDS = {
    "reached": "not reached", "attained": "not reached", "reported": "not reported", "estimable": "not estimable",
    "evaluable": "not estimable", "calculable": "not estimable", "ne": "not estimable", "nr": "NR", "n/r": "NR", "na": "NA",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Number:
    """One number of a text, or a word that stands for a missing one.

    digits: as printed, without thousands separators and with the zero before a bare decimal point; "" of a missing one.
    operator: `<`, `<=`, `>`, `>=`, `about` or "" (by sign or by word). unit: `percent`, `months` ... or "".
    spelled: written in letters. limit: one of the two that follow the level of an interval.
    missing: `not reached`, `not reported`, `not estimable`, `NR` or "".
    """

    start: int
    end: int
    digits: str = ""
    operator: str = ""
    unit: str = ""
    spelled: bool = False
    missing: str = ""
    limit: bool = False


class Text:
    """One text, levelled: `body` without the block of `key: value` lines that may stand above it, but for its `note:`."""

    def __init__(self, raw: str, name: str = "", *, decimal_comma: bool = False) -> None:
        self.name = name
        self.effort: Effort | None = None  # what is left of the work that the text may cost; without end where None
        self.parts: dict[str, list[tuple[int, int]]] = {}  # what places in the source name, as far as they were looked for
        raw = _SCIENTIFIC.sub(lambda match: f"{Decimal(match[0]):f}", levelled(raw, decimal_comma=decimal_comma))
        if header := _HEADER.match(raw):
            raw = _ABOUT_THE_TEXT.sub("", header[0]) + raw[header.end() :]
        # Where something was taken out, and how many line ends have been taken out up to there.
        self._closed, self._taken_out = [-1], [0]
        parts, length, position = [], 0, 0
        for match in _TAKEN_OUT.finditer(raw):
            parts.append(raw[position : match.start()])
            length += len(parts[-1])
            self._closed.append(length)
            self._taken_out.append(self._taken_out[-1] + match[0].count("\n"))
            position = match.end()
        parts.append(raw[position:])
        self.body = _MIDDLE_DOT.sub(".", _LOST_LESS_THAN.sub("<", "".join(parts)))

    def line(self, offset: int) -> int:
        """The line of the file on which the place lies, from 1."""
        taken_out = self._taken_out[bisect_right(self._closed, offset) - 1]
        return 1 + self.body.count("\n", 0, offset) + taken_out

    @cached_property
    def _marked(self) -> tuple[str, list[tuple[int, str]], list[Number]]:
        """The body with all that is no figure blanked, the levels of intervals, and the words for missing numbers."""
        levels: list[tuple[int, str]] = []

        def blank_level(match: re.Match[str]) -> str:
            levels.append((match.start(), match[match.lastindex or 0]))
            return " " * len(match[0])

        body = _LEVEL.sub(blank_level, self.body)
        for pattern in (_GRADE, _CITATION):
            body = pattern.sub(lambda match: " " * len(match[0]), body)
        missing = [
            Number(match.start(), match.end(), missing=_MISSING_KINDS[match[0].split()[-1].lower()])
            for match in islice(_MISSING.finditer(body), MOST_NUMBERS + 1)
        ]
        return body, levels, missing

    @property
    def levels(self) -> list[tuple[int, str]]:
        """Each printed level of an interval with its place: (offset, "90")."""
        return self._marked[1]

    @cached_property
    def numbers(self) -> list[Number]:
        """The numbers in the order of the text; of one that is `odd`, not all."""
        body, _, missing = self._marked
        found = [*missing, *islice(_spelled(body), MOST_NUMBERS + 1)]
        for match in islice(_NUMBER.finditer(body), MOST_NUMBERS + 1):
            if _IN_A_NAME.search(body[max(0, match.start("number") - 12) : match.start("number")]) and not match["sign"]:
                continue
            start = match.start("op" if match["op"] else "sign" if match["sign"] else "number")
            unit = _UNIT_AFTER.match(body, match.end())
            found.append(
                Number(
                    start, match.end(), canonical((match["sign"] or "") + match["number"].replace(",", "")),
                    _operator(body, match), unit.lastgroup or "" if unit else "",
                )
            )  # fmt: skip
        found.sort(key=lambda number: number.start)
        return _with_limits(found, body, self._level_offsets)

    @cached_property
    def _starts(self) -> list[int]:
        return [number.start for number in self.numbers]

    @cached_property
    def odd(self) -> str:
        """Why the text is none of a source that could be audited (it goes on after its name); "" of any other."""
        # Groups of digits are counted first, which is ten times as fast as reading them.
        return self._too_many(sum(1 for _ in _DIGITS.finditer(self.body))) or self._too_many(len(self.numbers))

    def _too_many(self, numbers: int) -> str:
        most = max(_A_FEW, min(MOST_NUMBERS, len(self.body) // _CHARACTERS_PER_NUMBER))
        return f"has {numbers} numbers in {len(self.body)} characters, more than {most}" if numbers > most else ""

    @cached_property
    def _by_print(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for index, number in enumerate(self.numbers):
            found.setdefault(number.missing or number.digits, []).append(index)
        return found

    def printed(self, digits: str) -> Sequence[int]:
        """Which of `numbers` have these digits, or are this word for a missing one, by their places in the list."""
        return self._by_print.get(digits, ())

    @cached_property
    def _in_digits(self) -> list[int]:
        return [0, *accumulate(not number.spelled for number in self.numbers)]

    def in_digits(self, first: int, last: int) -> int:
        """How many of numbers[first:last] are not written in letters."""
        return self._in_digits[max(first, last)] - self._in_digits[first]

    @cached_property
    def _level_offsets(self) -> list[int]:
        return [offset for offset, _ in self.levels]

    def level_before(self, offset: int, reach: int) -> str:
        """The last level of an interval that is printed at most so many characters before a place; "" where none is."""
        last = bisect_right(self._level_offsets, offset) - 1
        return self.levels[last][1] if last >= 0 and offset - self.levels[last][0] <= reach else ""

    def between(self, start: int, end: int) -> range:
        """Which of `numbers` begin in a stretch of the text, by their places in the list."""
        return range(bisect_left(self._starts, start), bisect_left(self._starts, end))

    def places(self, pattern: re.Pattern[str], start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
        """Start and end of each match of a pattern of words, in all of the text or in a stretch of it."""
        end = len(self.body) if end is None else min(end, len(self.body))
        return [match.span() for match in self.matches(pattern, self.body, self._lowered, start, end)]

    @cached_property
    def _lowered(self) -> str:
        return self.body.lower()

    def matches(self, pattern: re.Pattern[str], body: str, lowered: str, start: int, end: int) -> Iterator[re.Match[str]]:
        """Each match of a pattern in a stretch of the body, or of another form of it, which is given in small letters too.

        A pattern that begins with letters is tried only where they stand: they are found twenty times as fast.
        """
        letters, is_small = _first_letters(pattern)
        if not letters or len(lowered) != len(body):
            self.spend(max(0, end - start) // READ_PER_NUMBER)
            yield from pattern.finditer(body, start, end)
            return
        self.spend(max(0, end - start) // (20 * READ_PER_NUMBER))
        within = lowered if is_small else body
        at = within.find(letters, start, end)
        while at >= 0:
            self.spend(1)
            match = pattern.match(body, at, end)
            if match:
                yield match
            at = within.find(letters, match.end() if match else at + 1, end)

    def spend(self, numbers: int) -> None:
        """So much work is done on the text; SpentError where its `effort` has an end and it is reached."""
        if self.effort is not None:
            self.effort.spend(numbers)

    def snippet(self, start: int, end: int, around: int = 30) -> str:
        """The text at a place on one line; of what a text from anywhere holds, nothing steers a terminal."""
        return printable(" ".join(self.body[max(0, start - around) : end + around].split()))


def canonical(digits: str) -> str:
    """Digits as they are compared: the zero before a bare decimal point is put back; nothing else is changed."""
    sign, digits = ("-", digits[1:]) if digits.startswith("-") else ("", digits)
    return sign + ("0" + digits if digits.startswith(".") else digits)


@lru_cache(maxsize=8192)
def _first_letters(pattern: re.Pattern[str]) -> tuple[str, bool]:
    """The letters with which each match of a pattern of `phrase` or `stems` begins, and whether in small letters; or ""."""
    begin = re.match(r"\(\?<!\[\^\\W_\]\)([A-Za-z]+)(?![?*|{])", pattern.pattern)
    is_small = bool(pattern.flags & re.I)
    if begin is None or len(begin[1]) < (3 if is_small else 2) or "|" in _BRACKETED.sub("", _BRACKETED.sub("", pattern.pattern)):
        return "", is_small
    return (begin[1].lower() if is_small else begin[1]), is_small


_BRACKETED = re.compile(r"\([^()]*\)")


@lru_cache(maxsize=4096)
def phrase(words: str) -> re.Pattern[str]:
    """The words one after the other, whatever stands between them, in British or American spelling, singular or plural."""
    parts = _split(words)
    singular = [*parts[:-1], re.sub(r"(?<=[^s]{4})s$", "", parts[-1])] if parts else ["$^"]
    return re.compile(
        r"(?<![^\W_])" + r"[\W_]*".join(_variants(word) for word in singular) + r"(?:s|es)?(?![^\W_])",
        0 if len(words) < 3 else re.I,
    )


def stems(words: Iterable[str]) -> dict[str, re.Pattern[str]]:
    """The words that bear meaning, each as a pattern that also finds its other endings.

    Abbreviations of two letters (OS, PR) count in capitals only.
    """
    found: dict[str, re.Pattern[str]] = {}
    for word in (word for text in words for word in _split(text)):
        key = word.lower()
        if key in _EMPTY_WORDS or key in found:
            continue
        if key.isdigit():
            found[key] = re.compile(rf"(?<![\w.]){key}(?![\w.])")
        elif len(key) < 3:
            if word.isupper():
                found[key] = re.compile(rf"(?<![^\W_]){word}s?(?![^\W_])")
        elif len(key) == 3 or any(char.isdigit() for char in key):
            found[key] = re.compile(rf"(?<![^\W_]){_variants(key)}s?(?![^\W_])", re.I)
        else:
            found[key] = re.compile(rf"(?<![^\W_]){_variants(key[: max(4, len(key) - (4 if len(key) > 8 else 3))])}", re.I)
    return found


_EMPTY_WORDS = frozenset(
    (
        "the", "and", "for", "with", "without", "from", "per", "who", "whose", "had", "has", "have", "not", "nor", "all", "any",
        "was", "were", "are", "than", "then", "its", "this", "that", "other", "of", "to", "in", "on", "at", "by", "as", "or",
        "an", "is", "no", "it", "least", "where", "whether", "both", "either", "each", "rate", "time", "median", "mean",
        "number", "patients", "study", "analysis",
    )
)  # fmt: skip
_SPELLINGS = (
    (r"ae(?=[a-z])", "a?e"), (r"oe(?=[a-z])", "o?e"), (r"(?<!\?)emia", "a?emia"),
    (r"(?<!\?)edema", "o?edema"), (r"diarrhea", "diarrho?ea"), (r"dyspnea", "dyspno?ea"), (r"leu[kc]o", "leu[kc]o"),
    (r"ha?emo", "ha?emo"), (r"tumou?r", "tumou?r"), (r"(?<=[a-z])i[sz](?=ed|at|e$|ing|$)", "i[sz]"),
    (r"cent(?:re|er)", "cent(?:re|er)"), (r"men$", "m[ae]n"), (r"(?<=[a-z]{3})y$", "(?:y|ies)"),
)  # fmt: skip


@lru_cache(maxsize=4096)
def _variants(word: str) -> str:
    """A word as a pattern that accepts the other spelling of it."""
    pattern = re.escape(word)
    for written, accepted in _SPELLINGS:
        pattern = re.sub(written, lambda _match, accepted=accepted: accepted, pattern, flags=re.I)  # type: ignore[misc]
    return pattern


def _split(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", levelled(text))


def _with_limits(numbers: list[Number], body: str, levels: Iterable[int]) -> list[Number]:
    """The numbers with the limits of intervals marked: the two that follow a printed level, `95% CI, 0.36 to 0.81`."""
    starts = [number.start for number in numbers]
    for level in levels:
        first = bisect_left(starts, level)
        pair = numbers[first : first + 2]
        is_near = len(pair) == 2 and pair[0].start - level <= _LEVEL_LENGTH and pair[1].start - pair[0].end <= _LEVEL_LENGTH
        if is_near and _TO.fullmatch(body, pair[0].end, pair[1].start) and not _NEXT_ROW.search(body, level, pair[0].start):
            numbers[first : first + 2] = [replace(number, limit=True) for number in pair]
    return numbers


_TO = re.compile(r"\s*%?\s*(?:[a-z]+\s+)?(?:-|to|,|;|/|and)?\s*", re.I)
# What begins the row of a table below the head of its last column, `HR (95% CI)`, and is no part of a sentence.
_NEXT_ROW = re.compile(r"\n\s*(?!(?:for|from|of|between|was|were|is|to)\b)[A-Za-z]{2}")
_LEVEL_LENGTH = 40  # characters from the level of an interval to its lower limit, and from there to the upper one


def _spelled(body: str) -> Iterator[Number]:
    for match in _SPELLED.finditer(body):
        total = part = 0
        for word in re.findall(r"[a-z]+", match[0].lower()):
            if word in _SCALES:
                part = max(part, 1) * _SCALES[word]
                if word == "thousand":
                    total, part = total + part, 0
            else:
                part += _ONES.get(word, 0) + _TENS.get(word, 0) + (word == "single")
        unit = _UNIT_AFTER.match(body, match.end())
        yield Number(match.start(), match.end(), str(total + part), unit=unit.lastgroup or "" if unit else "", spelled=True)


def _operator(body: str, match: re.Match[str]) -> str:
    if match["op"]:
        return "about" if match["op"] == "~" else match["op"]
    words = _OPERATOR_WORDS.search(body[max(0, match.start() - 30) : match.start()])
    return _OPERATORS[words.lastgroup or "" if words else ""]
