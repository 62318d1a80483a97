"""Every source of the page once, under the key that a reference manager has for it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from evtrials.questions.citation import link
from evtrials.questions.sources import cite_keys, read_of, without_address

if TYPE_CHECKING:
    from evtrials.collection.library import Library
    from evtrials.trial.model import Trial
    from evtrials.trial.sources import Publication


class Entry(NamedTuple):
    """A source: the reference, its address and how that is shown, what was read of it and what was not."""

    id: str
    key: str
    reference: str
    address: str
    shown: str
    read: str


class Bibliography:
    """The sources of some trials, one that several share once."""

    def __init__(self, library: Library, trials: Iterable[Trial]) -> None:
        self.entries: list[Entry] = []
        self._ids: dict[tuple[str, str], str] = {}
        known: dict[str, str] = {}
        for trial in trials:
            for key, cite_key in cite_keys(library, trial).items():
                if cite_key not in known:
                    known[cite_key] = f"src:{len(known) + 1}"
                    self.entries.append(_entry(known[cite_key], cite_key, trial.sources[key]))
                self._ids[trial.id, key] = known[cite_key]

    def id_of(self, trial: str, key: str) -> str:
        """The id of a source that stands under a key in the file of a trial."""
        return self._ids[trial, key]


def _entry(id_: str, key: str, source: Publication) -> Entry:
    address = link(source)
    # What a number finds needs no address to be typed from paper.
    shown = (urlsplit(address).hostname or address) if source.pmid or source.doi else address
    unseen = f"; not seen: {source.not_seen}" if source.not_seen else ""
    return Entry(id_, key, without_address(source), address, shown, f"{read_of(source)}{unseen}")
