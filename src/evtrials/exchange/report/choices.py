"""What the page can be filtered by, and how each of its trials fits each choice: as the filters of every command judge it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from evtrials.collection.filters import ALL, query_of
from evtrials.errors import UsageError
from evtrials.evidence.profile import SETTINGS, sort_key

if TYPE_CHECKING:
    from evtrials.collection.library import Library
    from evtrials.collection.selection import Selection
    from evtrials.evidence.profile import Profile

_SUBTYPES = ("hr+/her2-", "hr+", "her2+", "her2-", "her2-low", "her2-mutated", "tnbc")
_LINES = ("1", "2", "3")
_DOSES = ("2.5", "5", "7.5", "10")
# A drug of fewer trials is found in the list itself.
_FEWEST = 2
# What the list is sorted by, and what in it comes first where nothing else is chosen.
SORTS = ("name", "phase", "setting", "n")


class Choice(NamedTuple):
    """A value of a filter: the trials that fit, those of which only some patients do, those whose sources do not say."""

    value: str
    fits: tuple[str, ...]
    mixed: tuple[str, ...]
    unstated: tuple[str, ...]


class Filter(NamedTuple):
    """A filter of the page with the values of which some trial fits."""

    name: str
    label: str
    choices: tuple[Choice, ...]


def filters_of(library: Library, selection: Selection) -> list[Filter]:
    """The filters that part the trials of the page."""
    profiles = [one.profile for one in selection.shown]
    drugs = _common(profile.drugs for profile in profiles)
    prior = _common([name for names in profile.prior_names for name in names] for profile in profiles)
    isolated = _common(profile.isolates for profile in profiles)
    values = {
        "subtype": ("Receptors", _SUBTYPES),
        "setting": ("Setting", [setting for setting in SETTINGS if setting != "not stated"]),
        "line": ("Line that could enter", _LINES),
        "prior": ("All had had", prior),
        "isolates": ("A contrast isolates", isolated),
        "drug": ("Drug", drugs),
        "everolimus_dose": ("Everolimus, mg daily", _DOSES),
    }
    found = (Filter(name, label, tuple(_choices(library, selection, name, words))) for name, (label, words) in values.items())
    return [one for one in found if one.choices]


def _common(names: Iterable[Sequence[str]]) -> list[str]:
    """What several trials have."""
    counts = Counter(name for mine in names for name in dict.fromkeys(mine))
    return sorted((name for name, count in counts.items() if count >= _FEWEST), key=str.casefold)


def _choices(library: Library, selection: Selection, name: str, values: Sequence[str]) -> Iterator[Choice]:
    here = set(selection.ids)
    for value in values:
        try:
            found = library.select(query_of(**{"about": [ALL], name: [value]}))
        except UsageError:  # a name that a file has and no filter takes
            continue
        rest = {one.reason: tuple(id_ for id_ in one.ids if id_ in here) for one in found.left_out}
        if fits := tuple(id_ for id_ in found.ids if id_ in here):
            yield Choice(value, fits, rest.get("mixed", ()), rest.get("unstated", ()))


def ranks_of(profiles: Sequence[Profile]) -> dict[str, str]:
    """The place of each trial in each order that the list can be sorted in: `3 1 5 9`."""
    places: dict[str, list[int]] = {profile.id: [] for profile in profiles}
    for by in SORTS:
        for place, profile in enumerate(sorted(profiles, key=sort_key(by))):
            places[profile.id].append(place)
    return {id_: " ".join(map(str, mine)) for id_, mine in places.items()}
