"""Where a row of figures stands in a text: in one place and in order, beside a word of the row.

Presence anywhere proves nothing: in a long review almost any number of two digits stands somewhere.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain

from evtrials.bench.effort import SpentError
from evtrials.bench.texts import READ_PER_NUMBER, Number, Text, phrase

REACH = 200  # characters between a figure and a word of its row
OTHERS = 2  # other numbers between neighbours of a row, and between a single figure and the word
_BESIDE = 1500  # characters between a count and the total printed once for many: an abstract
_LEVEL_REACH = 80  # characters between the level of an interval and its lower limit
_SECTION = 9000  # characters of a section under its heading; a table is shorter, but a page break may cut it
_HEADING = 70  # characters of a line that may be a heading
_WITHIN = 60  # characters between two numbers that are one figure or one comparison
_PAGE_BREAK = 1000  # characters without words between two cells of one row
_MOST_CELLS = 100  # of one row of a table of several trials
_FIT = {
    **dict.fromkeys(("percent", "percentage points", "relative percent"), ("", "percent")),
    "months": ("", "months"), "weeks": ("", "weeks"), "years": ("", "years"),
    "days": ("", "days"), "mg": ("", "mg"), "mg/day": ("", "mg"), "mg/week": ("", "mg"), "mg/m2": ("", "mg"),
}  # fmt: skip
# What stands for a missing number in print, by what it may mean: a registry writes NA for each.
_SHORT_FOR = {"not reported": ("NR", "NA"), "not reached": ("NR", "NA"), "not estimable": ("NA",), "not applicable": ("NA",)}
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
            return number.missing in (self.missing, *_SHORT_FOR.get(self.missing, ()))
        if self.digits != number.digits or self.operator != number.operator or (number.limit and not self.limit):
            return False
        if number.spelled and self.digits != "0" and self.unit in ("ratio", "percent"):
            return False
        return self.unit == "not stated" or number.unit in _FIT.get(self.unit, ("",))


@dataclass(frozen=True, slots=True)
class Nearby:
    """Words of a row of which `needed` must stand within reach of its figures.

    others: how many other numbers may stand between one of them and the figures; None where it does not matter.
    about: for whom or what they are words, as a reader would say it.
    """

    patterns: tuple[re.Pattern[str], ...]
    needed: int = 1
    reach: int = REACH
    others: int | None = None
    about: str = ""


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
    """Each place in the regions where the text says so, run by run in the order of the claim; until its effort is spent."""
    with suppress(SpentError):
        yield from _places(text, claim, regions)


def _places(text: Text, claim: Claim, regions: Sequence[Span]) -> Iterator[Place]:
    for wanted in claim.runs:
        if not all(_same_print(text, one) for one in wanted):
            continue
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


def has_enough(text: Text, span: Span, nearby: Nearby) -> bool:
    """Whether as many of the words as are needed stand within reach of a place, whatever stands between."""
    around = text.body[max(0, span[0] - nearby.reach) : span[1] + nearby.reach]
    found = 0
    for pattern in nearby.patterns:
        text.spend(1 + len(around) // READ_PER_NUMBER)
        found += pattern.search(around) is not None
        if found >= nearby.needed:
            return True
    return False


def regions(text: Text, locator: str) -> list[Span]:
    """The parts of a text that a place in a source names (`Table 2`, `section Biomarkers`); all of it where none is found.

    A table begins at its caption. A section begins at each short line with its name, else at each mention of it,
    and is long enough to outlast a table that a page break put into it. None where the effort of the text is spent.
    """
    with suppress(SpentError):
        if locator not in text.parts:
            text.parts[locator] = _regions(text, locator)
        return text.parts[locator]
    return []


def _regions(text: Text, locator: str) -> list[Span]:
    kind, _, name = locator.partition(" ")
    starts: list[int] = []
    if kind == "Table" and name:
        caption = re.compile(rf"^[^\w\n]{{0,20}}Table {re.escape(name)}\b(?! ?[,.)])", re.M)
        starts = [start for start, _ in text.places(caption)]
    elif kind == "section" and name:
        named = phrase(name)
        mentions = text.places(named)
        starts = [start for start, end in mentions if _is_heading(text, start, end, named)] or [start for start, _ in mentions]
    return _merged([(start, start + _SECTION) for start in starts]) or [(0, len(text.body))]


def dense(text: Text, after: int) -> list[Number]:
    """The numbers that follow a place with no words between them: the cells of a table's row, or of a bracket.

    No more than a row of a table may have; where there are more, none of them is a cell.
    """
    found: list[Number] = []
    for number in _dense(text, after):
        found.append(number)
        if len(found) > _MOST_CELLS:
            return []
    return found


def _dense(text: Text, after: int) -> Iterator[Number]:
    position = after
    for index in text.between(after, len(text.body)):
        number = text.numbers[index]
        text.spend(1)
        if number.start - position > _PAGE_BREAK or _WORDS.search(text.body, position, number.start):
            return
        yield number
        position = number.end


def candidates(text: Text, claim: Claim, regions: Sequence[Span]) -> list[tuple[int, Span]]:
    """What stands where the claim might have stood: (how many of its numbers agree, place), the two best.

    No more of the text is looked through than its effort allows.
    """
    run = [wanted for wanted in claim.runs[0] if not wanted.beside]
    agreeing = _starts_that_agree(text, run, regions)
    counts = sorted({*agreeing.values()}, reverse=True)
    equally_good = [sorted(start for start in agreeing if agreeing[start] == count) for count in counts]
    rest = (start for low, high in regions for start in text.between(low, high) if start not in agreeing)
    found: list[tuple[int, Span]] = []
    with suppress(SpentError):
        for starts in chain(equally_good, [rest]):
            for start, span in _beside_words(text, claim.near, starts, len(run)):
                if all(span[0] >= other[1] or span[1] <= other[0] for _, other in found):
                    found.append((agreeing.get(start, 0), span))
                if len(found) == 2:
                    return found
    return found


def _starts_that_agree(text: Text, run: Sequence[Wanted], regions: Sequence[Span]) -> dict[int, int]:
    """For each number with which a window begins that holds numbers of the run in order: how many."""
    inside = [text.between(low, high) for low, high in regions]
    found: dict[int, int] = {}
    with suppress(SpentError):
        for index in (index for wanted in run for index in _same_print(text, wanted)):
            for start in range(max(0, index - len(run) - OTHERS), index + 1):
                if start not in found and any(start in stretch for stretch in inside):
                    text.spend(len(run))
                    found[start] = _agreeing(run, _window(text, start, len(run)))
    return {start: count for start, count in found.items() if count}


def _beside_words(text: Text, near: Sequence[Nearby], starts: Iterable[int], length: int) -> Iterator[tuple[int, Span]]:
    """The windows beside words of a claim, those beside all of them first: where each begins, and its place."""
    partly: list[tuple[int, int, Span]] = []
    for start in starts:
        window = _window(text, start, length)
        span = (window[0].start, window[-1].end)
        met = sum(has_enough(text, span, nearby) for nearby in near)
        if met == len(near):
            yield start, span
        elif met:
            partly.append((-met, start, span))
    yield from ((start, span) for _, start, span in sorted(partly))


def _window(text: Text, index: int, length: int) -> list[Number]:
    """The numbers from one on: as many as a run has, and those that may stand between, as far as they are neighbours."""
    window = [text.numbers[index]]
    for number in text.numbers[index + 1 : index + length + (OTHERS if length > 1 else 0)]:
        if number.start - window[-1].end > REACH:
            break
        window.append(number)
    return window


_WORDS = re.compile(r"(?<![A-Za-z])(?!(?:vs|versus|and|or|to|all|any|grades?|CI|NR|NE)\b)[A-Za-z]{2,}", re.I)


def _is_heading(text: Text, start: int, end: int, named: re.Pattern[str]) -> bool:
    """Whether a mention of a name stands in a short line that is the name, or ends or begins with it, and is no sentence."""
    body = text.body
    first, last = body.rfind("\n", max(0, start - _HEADING - 1), start) + 1, body.find("\n", end, end + _HEADING + 1)
    last = len(body) if last < 0 else last
    line = body[first:last] if last - first <= _HEADING else ""
    stripped = line.strip()
    match = named.search(stripped)
    if match is None or "\n" in line or stripped[-1:] in (".", ",", ";") or stripped[:1].islower():
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


def _same_print(text: Text, wanted: Wanted) -> Sequence[int]:
    """Which numbers of the text might fit by their digits, or by their word for a missing one."""
    if short := _SHORT_FOR.get(wanted.missing):
        return sorted(place for word in (wanted.missing, *short) for place in text.printed(word))
    return text.printed(wanted.missing or wanted.digits)


def _inside(indices: Sequence[int], stretch: range) -> Sequence[int]:
    return indices[bisect_left(indices, stretch.start) : bisect_left(indices, stretch.stop)]


def _runs(text: Text, run: Sequence[Wanted], regions: Sequence[Span]) -> Iterator[Place]:
    dead_ends: set[tuple[int, int]] = set()
    first = _same_print(text, run[0])
    for low, high in regions:
        for index in _inside(first, text.between(low, high)):
            text.spend(1)
            if run[0].fits(text.numbers[index]) and _level_fits(text, run[0], text.numbers[index]):
                found = _follow(text, run, 1, index, dead_ends)
                if found is not None:
                    numbers = [text.numbers[one] for one in (index, *found)]
                    yield Place(numbers[0].start, numbers[-1].end, tuple(zip(run, numbers, strict=True)))


def _follow(
    text: Text, run: Sequence[Wanted], position: int, index: int, dead_ends: set[tuple[int, int]]
) -> tuple[int, ...] | None:
    """The indices of the numbers that run[position:] are, where they follow the number at `index`; None where not.

    dead_ends: the positions and indices from which the run does not go on; without them a row of equal numbers has as many
    ways as there are subsets of it.
    """
    if position == len(run):
        return ()
    if (position, index) in dead_ends:
        return None
    for next_index in range(index + 1, len(text.numbers)):
        text.spend(1)
        number = text.numbers[next_index]
        if number.start - text.numbers[index].end > REACH or _others(text, index + 1, next_index) > run[position].gap:
            break
        if run[position].fits(number) and _level_fits(text, run[position], number) and not _is_torn(text, index, next_index):
            rest = _follow(text, run, position + 1, next_index, dead_ends)
            if rest is not None:
                return (next_index, *rest)
    dead_ends.add((position, index))
    return None


def _others(text: Text, first: int, last: int) -> int:
    """How many numbers stand between two: those in letters do not count, nor a percentage of the number before them,
    nor a count of which the number after them is the percentage.
    """
    count = text.in_digits(first, last)
    if first < last:
        count -= first > 0 and _is_percentage_of(text, first - 1)
        count -= last < len(text.numbers) and _is_percentage_of(text, last - 1)
    return count


def _is_torn(text: Text, index: int, next_index: int) -> bool:
    """Whether a step from one number to another leaves or enters a pair in its midst."""
    return next_index > index + 1 and (_is_pair(text, index) or _is_pair(text, next_index - 1))


def _is_pair(text: Text, index: int) -> bool:
    """Whether the number and the next are the two sides of one comparison, `5% versus 2%`, which is not torn apart."""
    first, second = text.numbers[index : index + 2]
    return second.start - first.end <= _WITHIN and _VERSUS.fullmatch(text.body, first.end, second.start) is not None


_SENTENCE_END = re.compile(r"(?<=[a-z\])%])[.;!?](?:\d+(?:[,-]\d+)*)?\s+[A-Z]")
_BRACKET = re.compile(r"\w*\s*\(")
_TOTAL = re.compile(r"/\d")
_VERSUS = re.compile(r"\s*(?:%|[a-z]+)?\s*(?:v|vs\.?|versus)\s+", re.I)


def _is_percentage_of(text: Text, index: int) -> bool:
    """Whether the next number is this one's percentage in brackets, `58 partial (12.0%)`: the two are one figure."""
    first, second = text.numbers[index : index + 2]
    if second.unit != "percent" or first.unit or second.start - first.end > _WITHIN:
        return False
    return _BRACKET.fullmatch(text.body[first.end : second.start].strip()) is not None


def _level_fits(text: Text, wanted: Wanted, number: Number) -> bool:
    """Whether the level printed before a lower limit is that of the file; 95 need not be printed, any other must."""
    if not wanted.level:
        return True
    # Where the own level need not be printed, one that stands further off may be that of another interval.
    reach = _LEVEL_REACH if wanted.level == "95" else REACH
    return (text.level_before(number.start, reach) or "95") == wanted.level


def _has_words(text: Text, span: Span, near: Sequence[Nearby], alone: bool) -> bool:
    for nearby in near:
        if not has_enough(text, span, nearby):
            return False
        if nearby.others is not None and not _is_close(text, span, nearby, nearby.others):
            return False
    return not alone or not near or any(_is_close(text, span, nearby, OTHERS) for nearby in near)


def _is_close(text: Text, span: Span, nearby: Nearby, others: int) -> bool:
    """Whether one of the words stands within reach of the figures, with at most so many other numbers between."""
    low, high = max(0, span[0] - REACH), min(len(text.body), span[1] + REACH)
    text.spend(len(nearby.patterns) * (1 + (high - low) // READ_PER_NUMBER))
    for match in (match for pattern in nearby.patterns for match in pattern.finditer(text.body, low, high)):
        text.spend(1)
        if others == 0 and match.start() >= span[1] and next(_dense(text, match.end()), None):
            continue  # the word has figures of its own; these are of the word before
        between = text.between(match.end(), span[0]) if match.start() < span[0] else text.between(span[1], match.start())
        if _others(text, between.start, between.stop) <= others:
            return True
    return False


def _has_own_total(text: Text, place: Place) -> bool:
    """Whether a count brings its total with it (`0/17`), so that one printed elsewhere is not its own."""
    return any(_TOTAL.match(text.body, number.end) for _, number in place.numbers)


def _is_beside(text: Text, wanted: Wanted, span: Span) -> bool:
    around = text.between(span[0] - _BESIDE, span[1] + _BESIDE)
    return any(wanted.fits(text.numbers[index]) for index in _inside(_same_print(text, wanted), around))


def _agreeing(run: Sequence[Wanted], window: Sequence[Number]) -> int:
    """How many numbers of the run stand in the window in order."""
    best = [0] * (len(window) + 1)
    for wanted in run:
        previous = best
        best = [0]
        for index, number in enumerate(window):
            best.append(max(best[-1], previous[index + 1], previous[index] + wanted.fits(number)))
    return best[-1]
