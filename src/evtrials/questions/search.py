"""What a search found: trials in order of nearness, each with the places where the text stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evtrials.errors import counted, joined
from evtrials.evidence.columns import Column
from evtrials.notation.spaces import unbroken
from evtrials.notation.spelling import suggest
from evtrials.questions.answer import Answer, Entries, Entry, Page
from evtrials.questions.columns import NAME, TRIAL, of

if TYPE_CHECKING:
    from evtrials.collection.library import Library
    from evtrials.collection.search import Found, Hit

COLUMNS: tuple[Column, ...] = (
    Column("rank", lambda row: row[0], "number", "place of the trial in the answer, the nearest first"),
    *of(lambda row: row[1].profile, TRIAL, NAME),
    Column("place", lambda row: row[2].place, "text", "where in the file the text stands"),
    Column("match", lambda row: row[2].match, "text", "the text"),
)
_PLACES = 3
# The head of each trial shows them.
_IN_HEAD = ("name", "id")


def search_answer(text: str, found: Found) -> Answer:
    """The trials found with the places of the match: three of them on the screen, all in the data."""
    hits = found.hits
    title = f'{counted(len(hits), "trial")} with "{text}"'
    lead = tuple(f'"{typed}" is read as {name} too.' for typed, name in found.read_as)
    return Answer(
        name="matches",
        columns=COLUMNS,
        rows=((rank, hit, match) for rank, hit in enumerate(hits, 1) for match in hit.matches),
        page=Page("", (Entries(title, tuple(_entry(hit) for hit in hits), lead=lead),)),
        query={"text": text},
        by_trial=True,
    )


def _entry(hit: Hit) -> Entry:
    places = [match for match in hit.matches if match.place not in _IN_HEAD]
    lines = [f"{unbroken(match.place)}: {match.match}" for match in places[:_PLACES]]
    if len(places) > _PLACES:
        lines.append(f"and {len(places) - _PLACES} more")
    return Entry(f"{hit.profile.id}  {hit.profile.name}", marks=tuple(lines))


def nothing_found(text: str, found: Found, library: Library) -> str:
    """What to try where a search found nothing: the words that stand somewhere alone, or the nearest names."""
    if any(count for _, count in found.alone):
        counts = ", ".join(f'"{word}" {count}' for word, count in found.alone)
        return f"no trial has all of these; alone they are in: {counts}"
    terms = library.terms
    names = {name: profile.name for profile in library.profiles.values() for name in (profile.id, profile.name)}
    for section in ("drugs", "endpoints", "adverse_events", "factors"):
        names |= {spelling: spelling for spelling in terms.spellings(section)}
    near = suggest(text, names)
    return f'nothing found for "{text}"; ' + (f"did you mean {joined(near)}?" if near else "try fewer or other words")
