"""A question of an agent: the collection, the trials that it is about, and the words of the vocabulary that it names."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from evtrials.collection.filters import ALL, FILTERS, MTOR, query_of
from evtrials.errors import UsageError, joined

if TYPE_CHECKING:
    from evtrials.collection.filters import Query
    from evtrials.collection.library import Library
    from evtrials.collection.selection import Selection

# What chooses among the contrasts of trials, which may be named then.
_BESIDE_NAMES = ("isolates", "about", "mixed", "unstated")


class Asked:
    """A question. given: the arguments of the call, read; those that are filters choose the trials, unless trials are named."""

    def __init__(self, library: Library, given: Mapping[str, Any]) -> None:
        self.library, self.given = library, given
        filters = {name: value for name, value in given.items() if name in FILTERS and name != "endpoint"}
        self.query: Query = query_of(**filters)
        self.names = tuple(given.get("trials", ()))
        if self.names and (beside := [name for name in filters if name not in _BESIDE_NAMES]):
            raise UsageError(f"name trials, or choose them by filters, not both: leave out trials or {joined(beside, 'and')}")

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """The ids of the trials named, each once; NameNotFound with the nearest."""
        return tuple(dict.fromkeys(self.library.id_of(name) for name in self.names))

    @cached_property
    def selection(self) -> Selection:
        """The trials that are named, whatever they are about; else those of the filters."""
        return self.library.selection_of(self.ids) if self.names else self.library.select(self.query)

    @property
    def query_of_all(self) -> Query:
        """The query, of every contrast of a trial that is named."""
        return self.query.but(about=(ALL,)) if self.names and self.query.about == (MTOR,) else self.query

    @property
    def caveats(self) -> tuple[str, ...]:
        """What a reader must know of how names and filters were read, and of the collection."""
        of_filters = self.selection.caveats if "selection" in vars(self) else ()
        return (*self.library.caveats, *self.library.caveats_of_names, *of_filters)

    @property
    def loosened(self) -> tuple[str, ...]:
        """Where no trial fits the filters: how many would without each of them."""
        if self.names or "selection" not in vars(self) or self.selection:
            return ()
        hints = [f"without {name} {count}" for name, count in self.library.loosened(self.query).items()]
        return ("No trial fits; " + (f"trials found {', '.join(hints)}." if hints else "try fewer filters."),)
