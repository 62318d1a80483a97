"""Whether a text gives each number to the arm to which a file gives it.

A place of a text agrees, is opposed, or does not tell. A row is confirmed where some place agrees; where none does, and one
is opposed, the numbers stand with other arms.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice, pairwise
from typing import Literal

from evtrials.bench.arm_reading import Group, Reading
from evtrials.bench.arm_words import ArmWords
from evtrials.bench.passages import Claim, Place, Span, Wanted, places
from evtrials.bench.texts import Text

Verdict = Literal["agrees", "opposed", "not told"]
Figures = Mapping[str, tuple[Wanted, ...]]

_CLOSE = 200  # characters between the figures of two arms that are read as one list
_PLACES = 40  # places of one claim that are asked of which arm they speak
_HALF_BEFORE = re.compile(r"\d\s*%?\)?\s*(?:[a-z]+\s+)?(?:v|vs\.?|versus)\s+\Z", re.I)
_HALF_AFTER = re.compile(r"\s*%?\s*(?:[a-z]+\s+)?(?:v|vs\.?|versus)\s+[<>]?\d", re.I)


@dataclass(frozen=True, slots=True)
class Telling:
    """What a place says of the arms: the verdict, and for arms of the file the words beside their numbers in the text."""

    verdict: Verdict
    said: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Sighting:
    """Where a text says what a row says, and whether it gives the numbers to the row's arms."""

    place: Place
    telling: Telling


def figures_by_arm(claims: Iterable[Claim], arms: Collection[str]) -> Figures:
    """The numbers of each arm that a row has; empty where they are the same for all, so that there is nothing to tell apart.

    Of a row of one arm the others have none: its numbers must not stand with them.
    """
    found: dict[str, tuple[Wanted, ...]] = {}
    for wanted in (wanted for claim in claims for wanted in claim.runs[0]):
        if wanted.arm in arms:
            found[wanted.arm] = (*found.get(wanted.arm, ()), replace(wanted, arm=""))
    if all(wanted.missing for numbers in found.values() for wanted in numbers):
        return {}
    if len(found) == 1:
        found.update((arm, ()) for arm in arms if arm not in found)
    return found if len(set(found.values())) > 1 else {}


def sighted(text: Text, way: Sequence[Claim], regions: Sequence[Span], words: ArmWords, arms: Figures) -> Sighting | None:
    """The place of a text that says all the claims, told as well as the text tells it; None where it does not say them all.

    Of one claim a place that agrees speaks for it, else one that is opposed. Of several claims one that is opposed speaks
    for all: each is of one arm; where they stand close to each other they are asked together too.
    """
    found = [one for claim in way if (one := _best(text, claim, regions, words, arms)) is not None]
    if len(found) < len(way):
        return None
    if len(found) > 1 and (together := _together([one.place for one in found])) is not None:
        found.append(Sighting(together, telling(text, together, words, arms)))
    return next((one for verdict in ("opposed", "agrees") for one in found if one.telling.verdict == verdict), found[0])


def _together(found: Sequence[Place]) -> Place | None:
    """The places of several claims as one; None where they stand apart, or one within another."""
    ordered = sorted(found, key=lambda place: place.start)
    if any(not 0 <= next_.start - one.end <= _CLOSE for one, next_ in pairwise(ordered)):
        return None
    return Place(ordered[0].start, ordered[-1].end, tuple(number for place in ordered for number in place.numbers))


def _best(text: Text, claim: Claim, regions: Sequence[Span], words: ArmWords, arms: Figures) -> Sighting | None:
    seen: dict[Verdict, Sighting] = {}
    for place in islice(places(text, claim, regions), _PLACES if arms else 1):
        told = telling(text, place, words, arms)
        seen.setdefault(told.verdict, Sighting(place, told))
        if told.verdict == "agrees":
            break
    verdicts: tuple[Verdict, ...] = ("agrees", "opposed", "not told")
    return next((seen[verdict] for verdict in verdicts if verdict in seen), None)


def telling(text: Text, place: Place, words: ArmWords, arms: Figures) -> Telling:
    """Whether the words at a place give its numbers to the arms of the file.

    arms: those of the row, each with its figures; two with equal figures are not told apart, nor need they be.
    """
    groups = list(_groups(place, arms))
    if not groups or (len(groups) > 1 and _is_torn(text, place)):
        return Telling("not told")
    said = Reading(text, groups, words, arms).arms()
    if not said:
        return Telling("not told")
    pairs = [(groups[index].arm, word) for index, word in sorted(said.items())]
    agrees = all(arms[own] == arms.get(word.arm) for own, word in pairs)
    quoted = tuple((own, text.snippet(word.start, word.end, around=0)) for own, word in pairs)
    return Telling("agrees" if agrees else "opposed", quoted)


def _groups(place: Place, arms: Figures) -> Iterator[Group]:
    """The numbers of the arms in the order of the text, those of one arm that follow one another together."""
    open_: Group | None = None
    numbers = sorted((number.start, number.end, wanted.arm) for wanted, number in place.numbers if wanted.arm in arms)
    for start, end, arm in numbers:
        if open_ is not None and open_.arm == arm:
            open_ = replace(open_, end=end)
            continue
        if open_ is not None:
            yield open_
        open_ = Group(arm, start, end)
    if open_ is not None:
        yield open_


def _is_torn(text: Text, place: Place) -> bool:
    """Whether the numbers begin or end within a comparison, `4% versus [1%), cough (4%] versus 2%`."""
    before = text.body[max(0, place.start - 30) : place.start]
    return bool(_HALF_BEFORE.search(before) or _HALF_AFTER.match(text.body, place.end))
