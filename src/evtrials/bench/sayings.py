"""How a text says something in words, and where: a closed word, a phrase of the file, an amount of time."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from heapq import merge
from weakref import WeakKeyDictionary

from evtrials.bench.passages import Span
from evtrials.bench.texts import Text, stems
from evtrials.notation.phrasings import abbreviations

REACH = 600  # characters between a figure and a word that says what it is: a paragraph
_PASSED_PER_NUMBER = 10  # places already found that are passed over in the time that a number is tried
Ways = tuple[re.Pattern[str], ...]

_AMOUNT = re.compile(r"(?:about |>=?|<=?)?(\d+(?:\.\d+)?) (day|week|month|year)s?(?: \(.*\))?")
_REMARK = re.compile(r"\([^()]*\bnot\b[^()]*\)")
_SHORT = re.compile(r"\(([A-Z][A-Z0-9-]+)\)")
_NUMBER = re.compile(r"(?<![\w.-])\d+(?:\.\d+)?(?![\w.]*[A-Za-z])")


@dataclass(frozen=True, slots=True)
class Saying:
    """How a text says it: in one place `needed` of the groups, and all that are `demanded`; or an amount of time.

    groups, demanded: each a thing to be said, with the ways to say it. amount: digits and unit, `24`, `weeks`.
    """

    groups: tuple[Ways, ...] = ()
    needed: int = 1
    demanded: tuple[Ways, ...] = ()
    amount: tuple[str, str] | None = None

    def starts(self, text: Text) -> list[int]:
        """Where a text says any part of it."""
        if self.amount:
            return list(_amounts(text, *self.amount))
        found = [start for ways in (*self.demanded, *self.groups) for start in starts(text, ways)]
        text.spend(len(found) // _PASSED_PER_NUMBER)
        return found

    def stands(self, text: Text, parts: Sequence[Span]) -> bool:
        """Whether a text says it, in one place of one of its parts."""
        text.spend(len(parts) // _PASSED_PER_NUMBER)
        if self.amount:
            return any(low <= start < high for start in _amounts(text, *self.amount) for low, high in parts)
        places = [starts(text, ways) for ways in (*self.demanded, *self.groups)]
        text.spend(len(parts) * (1 + sum(map(len, places))) // _PASSED_PER_NUMBER)
        return any(_together(places, len(self.demanded), self.needed, low, high) for low, high in parts)


def any_of(*ways: re.Pattern[str]) -> Saying:
    """What is said by any of the ways."""
    return Saying((ways,))


def said(phrase: str) -> Saying:
    """How texts say a phrase of the file: an amount of time as itself, else half of its words and all of its numbers.

    An abbreviation that the phrase gives, `pattern plot (STEPP)`, says it too. Remarks on what is not stated count for nothing.
    """
    if amount := _AMOUNT.fullmatch(phrase):
        return Saying(amount=(amount[1], f"{amount[2]}s"))
    phrase = _REMARK.sub("", phrase)
    short = tuple(re.compile(rf"\b{re.escape(letters)}\b") for letters in _SHORT.findall(phrase))
    numbers = dict.fromkeys(_NUMBER.findall(phrase))
    demanded = tuple((re.compile(rf"(?<![\d.]){re.escape(digits)}(?!\d|\.\d)"),) for digits in numbers)
    words = stems([_NUMBER.sub(" ", phrase)])
    groups = tuple((pattern, *short, *abbreviations(word)) for word, pattern in words.items())
    return Saying(groups, max(1, len(groups) // 2), demanded)


def _together(places: Sequence[Sequence[int]], demanded: int, needed: int, low: int, high: int) -> bool:
    """Whether in a stretch so many things, and each of the first `demanded`, stand within reach of one another.

    places: where each thing stands.
    """
    within = [[(start, which) for start in found if low <= start < high] for which, found in enumerate(places)]
    if len(places) == 1:
        return bool(within[0])
    events = list(merge(*within))
    last = 0
    here: Counter[int] = Counter()
    for start, which in events:
        here[which] += 1
        while events[last][0] < start - 2 * REACH:
            here[events[last][1]] -= 1
            last += 1
        standing = [thing for thing, count in here.items() if count]
        if sum(thing < demanded for thing in standing) == demanded and sum(thing >= demanded for thing in standing) >= needed:
            return True
    return False


# Where each text says each thing: the words of a trial, and a review that many trials cite, are asked many times.
_STARTS: WeakKeyDictionary[Text, dict[Ways, tuple[int, ...]]] = WeakKeyDictionary()


def starts(text: Text, ways: Ways) -> tuple[int, ...]:
    """Where a text says a thing in any of the ways, in order."""
    known = _STARTS.setdefault(text, {})
    if ways not in known:
        flat, lowered, moved = _flat(text)
        matches = (match for way in ways for match in text.matches(way, flat, lowered, 0, len(flat)))
        known[ways] = tuple(sorted(moved(match.start()) for match in matches))
    return known[ways]


_FLAT: WeakKeyDictionary[Text, tuple[str, str, list[int], list[int]]] = WeakKeyDictionary()
_WIDE = re.compile(r"\s{2,}|\n")


def _flat(text: Text) -> tuple[str, str, Callable[[int], int]]:
    """The body with single spaces for what lies between words, also in small letters, and from a place in it to the body's."""
    if text not in _FLAT:
        pieces, here, there = [], [0], [0]
        for match in _WIDE.finditer(text.body):
            pieces.append(text.body[there[-1] : match.start()])
            here.append(here[-1] + len(pieces[-1]) + 1)
            there.append(match.end())
        flat = " ".join([*pieces, text.body[there[-1] :]])
        _FLAT[text] = flat, flat.lower(), here, there
    flat, lowered, here, there = _FLAT[text]

    def moved(place: int) -> int:
        index = bisect_right(here, place) - 1
        return there[index] + place - here[index]

    return flat, lowered, moved


_BEFORE = re.compile(r"\b(day|week|month|year)s?\s+(?:\d+(?:,\s*|\s+(?:and|or|to|&)\s+|-))*$", re.I)
_AFTER = re.compile(r"(?:(?:,|\s+to|\s+and|\s+or|-|\s+&)+\s*\d+(?:\.\d+)?)+[-\s]?(day|week|month|year)s?\b", re.I)


def _amounts(text: Text, digits: str, unit: str) -> Iterator[int]:
    """Where a text says an amount of time: `24 weeks`, `24-week`, `week 24`, `12, 24 and 36 weeks`, also in letters."""
    for number in (text.numbers[index] for index in text.printed(digits)):
        text.spend(1)
        if number.unit in ("", unit):
            before = _BEFORE.search(text.body, max(0, number.start - 30), number.start)
            after = _AFTER.match(text.body, number.end, number.end + 40)
            around = [f"{match[1].lower()}s" for match in (before, after) if match]
            if number.unit or unit in around:
                yield number.start
