"""Where a row of figures stands in a text: in one place and in order, beside a word of the row.

Presence anywhere proves nothing: in a long review almost any number of two digits stands somewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from evtrials.bench.texts import Number, Text, phrase

REACH = 200  # characters between a figure and a word of its row
OTHERS = 2  # other numbers between neighbours of a row, and between a single figure and the word
_BESIDE = 1500  # characters between a count and the total printed once for many: an abstract
_LEVEL_REACH = 80  # characters between the level of an interval and its lower limit
_SECTION = 9000  # characters of a section under its heading; a table is shorter, but a page break may cut it
_FIT = {
    "percent": ("", "percent"), "months": ("", "months"), "weeks": ("", "weeks"), "years": ("", "years"),
    "days": ("", "days"), "mg": ("", "mg"), "mg/day": ("", "mg"), "mg/week": ("", "mg"),
}  # fmt: skip
_NR = ("not reported", "not reached")
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Wanted:
    """One number as the file has it.

    unit: of the file (`percent`, `months`, `participants` ...), `not stated` where any fits. missing: a word for a number.
    gap: how many other numbers may stand before it. level: of the interval it opens. beside: it need not stand in order
    (the total of a count, printed once for many). limit: it is a limit of an interval, and only such a one may be.
    arm: whose number it is; "" of an effect, a p value, a figure that several arms share.
    """

    digits: str = ""
    operator: str = ""
    unit: str = "not stated"
    gap: int = OTHERS
    level: str = ""
    missing: str = ""
    beside: bool = False
    limit: bool = False
    arm: str = ""

    def fits(self, number: Number) -> bool:
        """Whether the text prints this: the same digits, the same operator, and no other unit beside it."""
        if self.missing or number.missing:
            return number.missing == self.missing or (number.missing == "NR" and self.missing in _NR)
        if self.digits != number.digits or self.operator != number.operator or (number.limit and not self.limit):
            return False
        if number.spelled and self.digits != "0" and self.unit in ("ratio", "percent"):
            return False
        return self.unit == "not stated" or number.unit in _FIT.get(self.unit, ("",))


@dataclass(frozen=True, slots=True)
class Nearby:
    """Words of a row of which `needed` must stand within reach of its figures.

    others: how many other numbers may stand between one of them and the figures; None where it does not matter.
    """

    patterns: tuple[re.Pattern[str], ...]
    needed: int = 1
    reach: int = REACH
    others: int | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a text says what a claim says: from the first number to the last, and which number stands for which wanted one."""

    start: int
    end: int
    numbers: tuple[tuple[Wanted, Number], ...]


@dataclass(frozen=True, slots=True)
class Claim:
    """What a file says that a text prints: one of `runs` in one place, beside the words of each of `near`.

    in_sentence: no sentence may end within the run (the cells of a row; an analysis may take two sentences).
    """

    runs: tuple[tuple[Wanted, ...], ...]
    near: tuple[Nearby, ...] = ()
    in_sentence: bool = False


def find(text: Text, claim: Claim, regions: Sequence[Span]) -> Place | None:
    """The first place in the regions where the text says so; None where it says so nowhere."""
    return next(places(text, claim, regions), None)


def places(text: Text, claim: Claim, regions: Sequence[Span]) -> Iterator[Place]:
    """Each place in the regions where the text says so, run by run in the order of the claim."""
    for wanted in claim.runs:
        run, beside = [one for one in wanted if not one.beside], [one for one in wanted if one.beside]
        for place in _runs(text, run, regions):
            span = (place.start, place.end)
            is_torn = claim.in_sentence and _SENTENCE_END.search(text.body, *span)
            if (
                not is_torn
                and _has_words(text, span, claim.near, alone=len(run) == 1)
                and all(_is_beside(text, one, span) for one in beside)
                and not (beside and _has_own_total(text, place))
            ):
                yield place


def regions(text: Text, locator: str) -> list[Span]:
    """The parts of a text that a place in a source names (`Table 2`, `section Biomarkers`); all of it where none is found.

    A table begins at its caption. A section begins at each short line with its name, else at each mention of it,
    and is long enough to outlast a table that a page break put into it.
    """
    whole = [(0, len(text.body))]
    kind, _, name = locator.partition(" ")
    if kind == "Table" and name:
        caption = re.compile(rf"^\W*Table {re.escape(name)}\b(?! ?[,.)])", re.M)
        starts = [match.start() for match in caption.finditer(text.body)]
    elif kind == "section" and name:
        named = phrase(name)
        starts = [match.start() for match in re.finditer(r"^.{1,70}$", text.body, re.M) if _is_heading(match[0], named)] or [
            start for start, _ in text.places(named)
        ]
    else:
        return whole
    return _merged([(start, start + _SECTION) for start in starts]) or whole


def dense(text: Text, after: int) -> list[Number]:
    """The numbers that follow a place with no words between them: the cells of a table's row, or of a bracket."""
    found: list[Number] = []
    position = after
    for index in text.between(after, len(text.body)):
        number = text.numbers[index]
        if _WORDS.search(text.body, position, number.start):
            break
        found.append(number)
        position = number.end
    return found


def candidates(text: Text, claim: Claim, regions: Sequence[Span]) -> list[tuple[int, Span]]:
    """What stands where the claim might have stood: (how many of its numbers agree, place), the two best."""
    run = [wanted for wanted in claim.runs[0] if not wanted.beside]
    scored: list[tuple[int, int, Span]] = []
    for low, high in regions:
        for index in text.between(low, high):
            window = _window(text, index, len(run))
            span = (window[0].start, window[-1].end)
            words = sum(_words_within(text, span, nearby) >= nearby.needed for nearby in claim.near)
            if words or not claim.near:
                scored.append((_agreeing(run, window), words, span))
    found: list[tuple[int, Span]] = []
    for agreeing, _, span in sorted(scored, key=lambda entry: (-entry[0], -entry[1], entry[2])):
        if all(span[0] >= other[1] or span[1] <= other[0] for _, other in found):
            found.append((agreeing, span))
    return found[:2]


def _window(text: Text, index: int, length: int) -> list[Number]:
    """The numbers from one on: as many as a run has, and those that may stand between, as far as they are neighbours."""
    window = [text.numbers[index]]
    for number in text.numbers[index + 1 : index + length + (OTHERS if length > 1 else 0)]:
        if number.start - window[-1].end > REACH:
            break
        window.append(number)
    return window


_WORDS = re.compile(r"(?<![A-Za-z])(?!(?:vs|versus|and|or|to|all|any|grades?|CI|NR|NE)\b)[A-Za-z]{2,}", re.I)


def _is_heading(line: str, named: re.Pattern[str]) -> bool:
    """A short line that is the name, or ends or begins with it, and is no part of a sentence."""
    stripped = line.strip()
    match = named.search(stripped)
    if match is None or stripped[-1:] in (".", ",", ";") or stripped[:1].islower():
        return False
    return match.start() == 0 or match.end() >= len(stripped) - 1


def _merged(spans: list[Span]) -> list[Span]:
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _runs(text: Text, run: Sequence[Wanted], regions: Sequence[Span]) -> Iterator[Place]:
    for low, high in regions:
        for index in text.between(low, high):
            if run[0].fits(text.numbers[index]) and _level_fits(text, run[0], text.numbers[index]):
                found = _follow(text, run, 1, index)
                if found is not None:
                    numbers = [text.numbers[one] for one in (index, *found)]
                    yield Place(numbers[0].start, numbers[-1].end, tuple(zip(run, numbers, strict=True)))


def _follow(text: Text, run: Sequence[Wanted], position: int, index: int) -> tuple[int, ...] | None:
    """The indices of the numbers that run[position:] are, where they follow the number at `index`; None where not."""
    if position == len(run):
        return ()
    for next_index in range(index + 1, len(text.numbers)):
        number = text.numbers[next_index]
        if number.start - text.numbers[index].end > REACH or _others(text, index + 1, next_index) > run[position].gap:
            return None
        torn = next_index > index + 1 and (_is_pair(text, index) or _is_pair(text, next_index - 1))
        if not torn and run[position].fits(number) and _level_fits(text, run[position], number):
            rest = _follow(text, run, position + 1, next_index)
            if rest is not None:
                return (next_index, *rest)
    return None


def _others(text: Text, first: int, last: int) -> int:
    """How many numbers stand between two: those in letters do not count, nor a percentage of the number before them,
    nor a count of which the number after them is the percentage.
    """
    count = sum(not number.spelled for number in text.numbers[first:last])
    if first < last:
        count -= first > 0 and _is_percentage_of(text, first - 1)
        count -= last < len(text.numbers) and last - 1 > first - 1 and _is_percentage_of(text, last - 1)
    return count


def _is_pair(text: Text, index: int) -> bool:
    """Whether the number and the next are the two sides of one comparison, `5% versus 2%`, which is not torn apart."""
    first, second = text.numbers[index : index + 2]
    return _VERSUS.fullmatch(text.body, first.end, second.start) is not None


_SENTENCE_END = re.compile(r"(?<=[a-z\])%])[.;!?](?:\d+(?:[,-]\d+)*)?\s+[A-Z]")
_TOTAL = re.compile(r"/\d")
_VERSUS = re.compile(r"\s*(?:%|[a-z]+)?\s*(?:v|vs\.?|versus)\s+", re.I)


def _is_percentage_of(text: Text, index: int) -> bool:
    """Whether the next number is this one's percentage in brackets, `58 partial (12.0%)`: the two are one figure."""
    first, second = text.numbers[index : index + 2]
    between = text.body[first.end : second.start].strip()
    return second.unit == "percent" and not first.unit and re.fullmatch(r"\w*\s*\(", between) is not None


def _level_fits(text: Text, wanted: Wanted, number: Number) -> bool:
    """Whether the level printed before a lower limit is that of the file; 95 need not be printed, any other must."""
    if not wanted.level:
        return True
    # Where the own level need not be printed, one that stands further off may be that of another interval.
    reach = _LEVEL_REACH if wanted.level == "95" else REACH
    before = [level for offset, level in text.levels if 0 <= number.start - offset <= reach]
    return (before[-1] if before else "95") == wanted.level


def _has_words(text: Text, span: Span, near: Sequence[Nearby], alone: bool) -> bool:
    for nearby in near:
        if _words_within(text, span, nearby) < nearby.needed:
            return False
        if nearby.others is not None and not _is_close(text, span, nearby, nearby.others):
            return False
    return not alone or not near or any(_is_close(text, span, nearby, OTHERS) for nearby in near)


def _words_within(text: Text, span: Span, nearby: Nearby) -> int:
    around = text.body[max(0, span[0] - nearby.reach) : span[1] + nearby.reach]
    return sum(pattern.search(around) is not None for pattern in nearby.patterns)


def _is_close(text: Text, span: Span, nearby: Nearby, others: int) -> bool:
    """Whether one of the words stands within reach of the figures, with at most so many other numbers between."""
    low, high = max(0, span[0] - REACH), min(len(text.body), span[1] + REACH)
    for match in (match for pattern in nearby.patterns for match in pattern.finditer(text.body, low, high)):
        if others == 0 and match.start() >= span[1] and dense(text, match.end()):
            continue  # the word has figures of its own; these are of the word before
        between = text.between(match.end(), span[0]) if match.start() < span[0] else text.between(span[1], match.start())
        if _others(text, between.start, between.stop) <= others:
            return True
    return False


def _has_own_total(text: Text, place: Place) -> bool:
    """Whether a count brings its total with it (`0/17`), so that one printed elsewhere is not its own."""
    return any(_TOTAL.match(text.body, number.end) for _, number in place.numbers)


def _is_beside(text: Text, wanted: Wanted, span: Span) -> bool:
    return any(wanted.fits(text.numbers[index]) for index in text.between(span[0] - _BESIDE, span[1] + _BESIDE))


def _agreeing(run: Sequence[Wanted], window: Sequence[Number]) -> int:
    """How many numbers of the run stand in the window in order."""
    best = [0] * (len(window) + 1)
    for wanted in run:
        previous = best
        best = [0]
        for index, number in enumerate(window):
            best.append(max(best[-1], previous[index + 1], previous[index] + wanted.fits(number)))
    return best[-1]
