"""Why the figures of a row are not found in the texts of its source: what the texts have in their stead, in a sentence.

Either one thing alone is amiss (the place in the source, a word beside the figures, the unit, the level of an interval), or
number by number it is told which stands where, which only otherwise and which nowhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from evtrials.bench.effort import SpentError
from evtrials.bench.passages import REACH, Claim, Place, Span, Wanted, find, has_enough, regions
from evtrials.bench.quotations import Quotation
from evtrials.bench.texts import Number, Text
from evtrials.errors import joined

_PRINTS = 20  # prints of one number that are looked at
_WORDS_FOR_UNITS = {"percent": "per cent", "": "none"}
NOT_TOLD = "not in one place and in this order beside a word of the row"

Way = tuple[Claim, ...]
Found = list[Place]


def amiss(quotation: Quotation, texts: Sequence[Text]) -> str:
    """What is wrong with figures that the texts do not print as the file has them; the general word where it cannot be told."""
    wanted = _numbers(quotation)
    told = ""
    with suppress(SpentError):
        if all(_is_printed(one, texts) for one in wanted):
            told = next((said for text in texts for said in _one_thing(quotation, text)), "")
        told = told or _number_by_number(wanted, texts)
    return told or NOT_TOLD


def _numbers(quotation: Quotation) -> list[Wanted]:
    """The numbers that a quotation asks for, each once."""
    every = (wanted for claim in quotation.ways[0] for wanted in claim.runs[0] if wanted.digits)
    return list({(one.operator, one.digits, one.unit): one for one in every}.values())


def _is_printed(wanted: Wanted, texts: Sequence[Text]) -> bool:
    return any(text.printed(wanted.digits) for text in texts)


# One thing alone


def _one_thing(quotation: Quotation, text: Text) -> Iterator[str]:
    """What alone keeps a text from saying what the file says, the likeliest first."""
    what = _stand(quotation)
    where = regions(text, quotation.source.place)
    whole = [(0, len(text.body))]
    if where != whole and (found := _found(quotation, text, whole, lambda claim: claim)):
        yield f"{what} at {_at(text, found)}, outside of what is taken for {quotation.source.place}"
    for index in range(max(len(claim.near) for way in quotation.ways for claim in way)):
        yield from _without_words(quotation, text, where, index)
    if found := _found(quotation, text, where, _of_any_unit):
        units = dict.fromkeys(
            _WORDS_FOR_UNITS.get(number.unit, number.unit)
            for place in found for wanted, number in place.numbers
            if not wanted.missing and number.unit and not _with_unit(quotation, wanted).fits(number)
        )  # fmt: skip
        yield f"{what} at {_at(text, found)}, with another unit: {', '.join(units)}"
    if found := _found(quotation, text, where, _of_any_level):
        levels = dict.fromkeys(text.level_before(number.start, REACH) for place in found for _, number in place.numbers)
        yield f"{what} at {_at(text, found)}, with another level: {', '.join(filter(None, levels))} %"


def _found(quotation: Quotation, text: Text, where: Sequence[Span], loosened: Callable[[Claim], Claim]) -> Found:
    """The places where a text says all claims of one of the ways, each loosened; none where it does not."""
    for way in quotation.ways:
        places = [find(text, loosened(claim), where) for claim in way]
        if all(places):
            return [place for place in places if place]
    return []


def _without_words(quotation: Quotation, text: Text, where: Sequence[Span], index: int) -> Iterator[str]:
    """The figures without the words of one kind that must be near: whether those are not near, or have figures of their own."""

    def loosened(claim: Claim) -> Claim:
        return replace(claim, near=(*claim.near[:index], *claim.near[index + 1 :]))

    what = _stand(quotation)
    if found := _found(quotation, text, where, loosened):
        nearby = next(claim.near[index] for way in quotation.ways for claim in way if len(claim.near) > index)
        is_near = all(has_enough(text, (place.start, place.end), nearby) for place in found)
        nearer = f"other numbers stand nearer to the words for {nearby.about}"
        yield f"{what} at {_at(text, found)}, but {nearer if is_near else f'no word for {nearby.about} is near'}"


def _stand(quotation: Quotation) -> str:
    return "the figures stand" if len(_numbers(quotation)) > 1 else "the figure stands"


def _of_any_unit(claim: Claim) -> Claim:
    return replace(claim, runs=tuple(tuple(replace(wanted, unit="not stated") for wanted in run) for run in claim.runs))


def _of_any_level(claim: Claim) -> Claim:
    return replace(claim, runs=tuple(tuple(replace(wanted, level="") for wanted in run) for run in claim.runs))


def _with_unit(quotation: Quotation, loose: Wanted) -> Wanted:
    """The number of a quotation that was looked for in any unit."""
    every = (wanted for way in quotation.ways for claim in way for run in claim.runs for wanted in run)
    return next(wanted for wanted in every if replace(wanted, unit="not stated") == loose)


def _at(text: Text, found: Found) -> str:
    return f"{text.name}:{text.line(min(place.start for place in found))}"


# Number by number


@dataclass(frozen=True, slots=True)
class _Print:
    """One print of a number's digits in a text."""

    text: Text
    number: Number

    @property
    def place(self) -> str:
        return f"{self.text.name}:{self.text.line(self.number.start)}"


def _number_by_number(wanted: Sequence[Wanted], texts: Sequence[Text]) -> str:
    nowhere: list[str] = []
    otherwise: list[str] = []
    there: dict[str, list[str]] = {}
    for one in wanted:
        spelt = one.operator + one.digits if one.operator != "about" else f"about {one.digits}"
        prints = [_Print(text, text.numbers[index]) for text in texts for index in text.printed(one.digits)[:_PRINTS]]
        if fitting := [each for each in prints if one.fits(each.number)]:
            there[spelt] = list(dict.fromkeys(each.place for each in fitting))
        elif prints:
            otherwise.append(f"{spelt} stands only {_otherwise(one, prints[0].number)}, at {prints[0].place}")
        else:
            nowhere.append(spelt)
    parts = [f"{joined(nowhere, word='and')} {'is' if len(nowhere) == 1 else 'are'} nowhere in the text"] if nowhere else []
    parts += otherwise
    places = _places(there)
    parts += [f"{joined(numbers, word='and')} {'is' if len(numbers) == 1 else 'are'} at {place}" for place, numbers in places]
    if nowhere or otherwise:
        return "; ".join(parts)
    if len(there) == 1:
        return f"the number stands at {places[0][0]}, but not beside the words of the row"
    if len(places) == 1:
        return f"the numbers stand at {places[0][0]}, but not one after the other as in the row"
    return "the numbers stand apart: " + "; ".join(parts)


def _otherwise(wanted: Wanted, number: Number) -> str:
    """How a text prints digits that the file has in another way."""
    if wanted.operator != number.operator:
        return f"as {number.operator} {number.digits}" if number.operator else f"as {number.digits} without a sign"
    if number.limit and not wanted.limit:
        return "as the limit of an interval"
    if number.spelled:
        return "in letters"
    return f"with another unit ({_WORDS_FOR_UNITS.get(number.unit, number.unit)})"


def _places(there: dict[str, list[str]]) -> list[tuple[str, list[str]]]:
    """Places that together have all numbers, each with those for which it is named: the place with the most of them first."""
    left = dict(there)
    found: list[tuple[str, list[str]]] = []
    while left:
        places = dict.fromkeys(place for places in left.values() for place in places)
        best = max(places, key=lambda place: sum(place in places for places in left.values()))
        numbers = [spelt for spelt, places in left.items() if best in places]
        found.append((best, numbers))
        left = {spelt: places for spelt, places in left.items() if spelt not in numbers}
    return found
