"""Where a text stands in the collection: names, drugs, populations, endpoints, harms, notes, sources; ranked, with the place.

A word that names something of the vocabulary finds it under all its names: Afinitor and RAD001 find everolimus. All words
must be found in a trial. The rank says how near the place is to what the trial is; it never depends on a result.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evtrials.collection.searchable import DRUG, LEAST_NAME, Searchable
from evtrials.notation.patterns import compiled
from evtrials.notation.spelling import folded

if TYPE_CHECKING:
    from evtrials.collection.library import Library
    from evtrials.evidence.profile import Profile
    from evtrials.trial.terms import Terms

_LEAST_PREFIX = 3
_AROUND = 60
_SECTIONS = ("drugs", "endpoints", "adverse_events", "factors")


@dataclass(frozen=True, slots=True)
class Match:
    """One place of a trial where the text stands: `note 3 (conflict)`, `arm eve`; and the words there, cut round the match."""

    place: str
    match: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A trial in which all words were found, with the places, the nearest first."""

    profile: Profile
    matches: tuple[Match, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """The answer to a search. read_as: what words were read as a name of the vocabulary (`Afinitor` is `everolimus`).

    alone: for an empty answer to several words, in how many trials each was found alone.
    """

    hits: tuple[Hit, ...]
    read_as: tuple[tuple[str, str], ...] = ()
    alone: tuple[tuple[str, int], ...] = ()


# A text with its words, folded, as one.
_Searched = tuple[Searchable, str]
_WORD = compiled(r"[\w+]+")


@dataclass(frozen=True, slots=True)
class _Unit:
    """One thing asked for: as typed, every spelling (folded) under which it is looked for, and its names in the vocabulary."""

    typed: str
    spellings: tuple[str, ...]
    named: tuple[tuple[str, str], ...] = ()


def search(library: Library, text: str) -> Found:
    """The trials in which every word of a text stands, nearest first.

    Those that name a word as it was typed (Afinitor) go before those that only have what it means (everolimus); of equals the
    one with more figures is first, then the order of setting, line and year.
    """
    units = _units(text, library.terms, {name for names in library.names.values() for name in names.names})
    texts = {
        id_: [(text, "".join(map(folded, _WORD.findall(text.text)))) for text in found] for id_, found in library.texts.items()
    }
    scored: list[tuple[tuple[int, ...], Hit]] = []
    for id_, searched in texts.items():
        found = [_best_first(unit, searched) for unit in units]
        if found and all(found):
            best = [_nearest(unit, matches, searched) for unit, matches in zip(units, found, strict=True)]
            profile = library.profiles[id_]
            rank = (-sum(named for named, _, _ in best), -sum(weight for _, weight, _ in best), -profile.figures)
            # The best place of each word first, then all places by weight.
            rest = sorted((entry for matches in found for entry in matches), key=lambda entry: -entry[0])
            every = [*(match for _, _, match in best), *(match for _, match in rest)]
            scored.append((rank, Hit(profile, tuple(dict.fromkeys(every)))))
    scored.sort(key=lambda entry: (entry[0], entry[1].profile.order))
    alone: tuple[tuple[str, int], ...] = ()
    if not scored and len(units) > 1:
        alone = tuple((unit.typed, sum(bool(_best_first(unit, searched)) for searched in texts.values())) for unit in units)
    read_as = tuple((unit.typed, name) for unit in units for _, name in unit.named if folded(name) != folded(unit.typed))
    return Found(tuple(hit for _, hit in scored), tuple(dict.fromkeys(read_as)), alone)


def _units(text: str, terms: Terms, trial_names: set[str]) -> list[_Unit]:
    """The text cut into the longest runs of words that name something, and the words left over."""
    words = text.split()
    vocabulary = _vocabulary(terms)
    units: list[_Unit] = []
    start = 0
    while start < len(words):
        for end in range(len(words), start, -1):
            typed = " ".join(words[start:end])
            key = folded(typed)
            if key in vocabulary or key in trial_names or end == start + 1:
                break
        if key:
            named = tuple(vocabulary.get(key, ()))
            spellings = [key, *(folded(spelling) for entry in named for spelling in _spellings(terms, *entry))]
            units.append(_Unit(typed, tuple(dict.fromkeys(spellings)), named))
        start = end
    return units


def _vocabulary(terms: Terms) -> dict[str, list[tuple[str, str]]]:
    """Every name of the vocabulary, folded, with what it names: section and term."""
    found: dict[str, list[tuple[str, str]]] = {}
    for section in _SECTIONS:
        for name in getattr(terms, section):
            for spelling in _spellings(terms, section, name):
                entries = found.setdefault(folded(spelling), [])
                if (section, name) not in entries:
                    entries.append((section, name))
    return found


def _spellings(terms: Terms, section: str, name: str) -> tuple[str, ...]:
    entry = getattr(terms, section)[name]
    return (name, *((entry.name,) if section == "endpoints" else ()), *entry.synonyms)


def _best_first(unit: _Unit, texts: list[_Searched]) -> list[tuple[int, Match]]:
    """The places of a unit in one trial with their weight; a word that only begins so weighs half."""
    found: list[tuple[int, Match]] = []
    for entry, joined in texts:
        if entry.about[0] and entry.about in unit.named:
            found.append((entry.weight, Match(entry.place, _cut_round(entry.text, 0, 0))))
            continue
        spans = [span for spelling in unit.spellings if spelling in joined and (span := _span(spelling, entry.text))]
        if spans:
            start, end, whole = max(spans, key=lambda span: span[2])
            found.append((entry.weight if whole else entry.weight // 2, Match(entry.place, _cut_round(entry.text, start, end))))
    return sorted(found, key=lambda entry: -entry[0])


def _nearest(unit: _Unit, found: list[tuple[int, Match]], texts: list[_Searched]) -> tuple[int, int, Match]:
    """Whether a trial names a word as it was typed (1 or 0), the weight of its best place, and the place.

    Where it does not, a name that holds the word's meaning is no nearer than the drug itself.
    """
    if not unit.named:
        return 1, *found[0]
    typed = [entry for entry in _best_first(_Unit(unit.typed, unit.spellings[:1]), texts) if entry[0] >= LEAST_NAME]
    return (1, *typed[0]) if typed else (0, min(found[0][0], DRUG), found[0][1])


def _span(key: str, text: str) -> tuple[int, int, bool] | None:
    """Where a folded text begins and ends among the words of another, and whether it ends with a whole word."""
    prefix: tuple[int, int, bool] | None = None
    words = [(match.start(), match.end(), folded(match[0])) for match in _WORD.finditer(text)]
    for first, (start, _, _) in enumerate(words):
        joined = ""
        for _, end, word in words[first:]:
            joined += word
            if joined == key:
                return start, end, True
            if not key.startswith(joined):
                if prefix is None and len(key) >= _LEAST_PREFIX and joined.startswith(key):
                    prefix = start, end, False
                break
    return prefix


def _cut_round(text: str, start: int, end: int) -> str:
    """A text cut to some words on either side of the match."""
    low, high = max(0, start - _AROUND), min(len(text), max(end, start) + _AROUND)
    if low:
        low = text.find(" ", low, start) + 1 or low
    if high < len(text):
        high = text.rfind(" ", end, high) if text.rfind(" ", end, high) > 0 else high
    return ("…" if low else "") + text[low:high] + ("…" if high < len(text) else "")
