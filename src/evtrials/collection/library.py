"""The collection: get a trial by any of its names, filter by a Query, suggest what was meant; read only what is needed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evtrials.collection.cache import Cache
from evtrials.collection.figures import Figures
from evtrials.collection.filters import ALL, FILTERS, Query, check_names, judges_of, query_of, told_of, withheld
from evtrials.collection.judging import Context, Fit, judged
from evtrials.collection.judging_treatment import is_isolated
from evtrials.collection.name_index import NameIndex
from evtrials.collection.notebook import trials_html
from evtrials.collection.parts import (
    HEADLINE,
    MANY,
    NAMES,
    PROFILE,
    ROWS,
    TEXTS,
    TRIAL,
    WORDS,
    Names,
    Part,
    records_of,
    rows_of,
)
from evtrials.collection.parts_reader import PartsReader, Progress
from evtrials.collection.selection import Judged, LeftOut, Selection
from evtrials.collection.store import Store, open_store
from evtrials.errors import DataError, NameNotFound, UsageError, counted, joined
from evtrials.evidence.columns import NAMES as CELLS
from evtrials.evidence.profile import Headline, Profile
from evtrials.evidence.rows import FigureRow
from evtrials.notation.spelling import folded
from evtrials.trial.terms import Terms

if TYPE_CHECKING:
    from evtrials.collection.loading import Loaded
    from evtrials.collection.searchable import Searchable
    from evtrials.trial.model import Trial


class Library:
    """A collection of trials: the files of a store, by way of what the cache keeps of them."""

    def __init__(self, store: Store | None = None, *, skip_invalid: bool = False, progress: Progress | None = None) -> None:
        self.store = open_store() if store is None else store
        self.skip_invalid = skip_invalid
        self._reader = PartsReader(self.store, progress)
        self._trials: dict[str, Trial] = {}
        self._rows: dict[str, list[FigureRow]] = {}
        self._shared_names: dict[str, None] = {}

    @property
    def cache(self) -> Cache | None:
        """What was made of the files before; None where it is switched off."""
        return self._reader.cache

    @property
    def terms(self) -> Terms:
        """The vocabulary of the collection."""
        return self._reader.terms

    @property
    def version(self) -> tuple[str | None, str | None]:
        """Version and date of the data."""
        return self._reader.version

    @cached_property
    def caveats(self) -> tuple[str, ...]:
        """What a reader of any answer must know of the collection: which trials and words a folder took over."""
        overridden = self.store.overridden
        told = (f"overridden by a later folder: {', '.join(overridden)}",) if overridden else ()
        return (*told, *(self.terms.redefined if self.store.adds_terms else ()))

    @property
    def caveats_of_names(self) -> tuple[str, ...]:
        """What a reader must know of the names by which trials were found: that another trial bears one, too."""
        return tuple(self._shared_names)

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of all trials, without reading any."""
        return tuple(self.store.names)

    @cached_property
    def profiles(self) -> dict[str, Profile]:
        """The profile of every trial by id; DataError with every fault of every file unless `skip_invalid`."""
        found = self._whole(PROFILE)
        if self.cache:
            self.cache.keep_only(self.store.names)
        return found

    @cached_property
    def names(self) -> dict[str, Names]:
        """The names of every trial, folded, by id."""
        found: dict[str, Names] = self._whole(NAMES)
        return {id_: Names(*(tuple(map(folded, spelt)) for spelt in names)) for id_, names in found.items()}

    @property
    def _index(self) -> NameIndex:
        return NameIndex(self.ids, lambda: self.names)

    @cached_property
    def _words(self) -> dict[str, str]:
        """The words of every trial that --search looks through, case-folded."""
        return self._whole(WORDS)

    @cached_property
    def texts(self) -> dict[str, list[Searchable]]:
        """Every text of every trial that a search looks through, by id."""
        return self._whole(TEXTS)

    @property
    def skipped(self) -> list[DataError]:
        """The faults of the files that were passed over, in order of file; one that all share is told once."""
        faults = {failure.problems: failure for failure in self._reader.faults.values()} if self.skip_invalid else {}
        return [faults[problems] for problems in sorted(faults)]

    def trials(self) -> tuple[Trial, ...]:
        """Every trial of the collection, in order of id; DataError as `profiles`."""
        return tuple(self)

    def trial(self, id_: str) -> Trial:
        """One trial by its exact id; DataError with every fault of its file."""
        if id_ not in self._trials:
            self._trials[id_] = self._reader.one(TRIAL, id_)
        return self._trials[id_]

    def rows_of(self, trial: Trial | str) -> list[FigureRow]:
        """The tidy rows of a trial, by its id."""
        id_ = trial if isinstance(trial, str) else trial.id
        if id_ not in self._rows:
            self._rows[id_] = self._reader.one(ROWS, id_)
        return self._rows[id_]

    def trials_of(self, ids: Sequence[str]) -> tuple[Trial, ...]:
        """Some trials by their exact ids, in that order; DataError as `trial`."""
        return tuple(self._each_trial(ids))

    def rows_of_each(self, ids: Sequence[str]) -> dict[str, list[FigureRow]]:
        """The tidy rows of each of some trials by id, as `rows_of`; read together, which takes less time than one by one."""
        missing = [id_ for id_ in ids if id_ not in self._rows]
        self._rows.update(zip(missing, self._reader.each(ROWS, missing), strict=True))
        return {id_: self._rows[id_] for id_ in ids}

    def rows(self, ids: Iterable[str], endpoints: Collection[str] = ()) -> Iterator[FigureRow]:
        """The tidy rows of some trials, or those of some endpoints, in order; not kept, so that many do not fill the memory."""
        return chain.from_iterable(self._reader.each(rows_of(*endpoints), list(ids)))

    def records(self, ids: Iterable[str], endpoints: Collection[str] = ()) -> Iterator[tuple[object, ...]]:
        """The cells of the rows of `rows`, in the order of the columns of the tidy table."""
        return chain.from_iterable(self._reader.each(records_of(*endpoints), list(ids)))

    def headlines(self, ids: Sequence[str]) -> Iterator[Headline]:
        """What each of some trials found, in short: the analyses of its primary endpoint(s)."""
        return self._reader.each(HEADLINE, ids)

    @property
    def shared_sources(self) -> dict[str, dict[str, Any]]:
        """The sources that several trials share, as they stand in `_sources.yaml`."""
        return self.store.sources

    def folder(self, trial: Trial) -> Path:
        """The folder in which the file of a trial lies, with what it names beside it."""
        return self.store.path(trial.id).parent

    def _whole(self, part: Part) -> dict[str, Any]:
        """A part of every good trial in order of id; DataError with every fault of every file unless `skip_invalid`."""
        return self._reader.whole(part, skip_invalid=self.skip_invalid)

    def belied(self, trials: Iterable[Loaded]) -> list[str]:
        """Of which of some trials, read of their files, the cache gives out something else (see `PartsReader.belied`)."""
        return self._reader.belied(trials)

    def get(self, name: str) -> Trial:
        """A trial by id, name, alias, registration, PMID or author; NameNotFound with candidates.

        An id needs only its own file to be good. Any other name is looked for in the whole collection; one that fits
        several trials is not guessed.
        """
        return self.trial(self.id_of(name))

    def id_of(self, name: str) -> str:
        """The id of a trial by any of its names, as `get`; UsageError for a name that asks for nothing.

        An id finds its trial also where it is another name of others. Of an id of a later folder, and of one that is typed
        otherwise than it is, `caveats_of_names` tells so; to find out, the names of all trials are read.
        """
        id_ = self._index.id_of(name)
        is_later = self.store.names[id_][0] > 0
        if folded(name) == folded(id_) and (is_later or name.casefold() != id_) and (others := self._others_named(id_)):
            whose = " of a later folder" if is_later else ""
            self._shared_names[f'"{name}" finds {id_}{whose}; it is also a name of {joined(others, "and")}'] = None
        return id_

    def _others_named(self, id_: str) -> list[str]:
        """The trials of which the id of another is a name. What does not load has no names; that is told by whoever needs it."""
        every: dict[str, Names] = self._reader.read(NAMES, self.ids)
        bear = {other: {*map(folded, (*names.names, *names.authors))} for other, names in every.items()}
        return [other for other, keys in bear.items() if other != id_ and folded(id_) in keys]

    def together(self, words: Sequence[str]) -> list[str]:
        """Words with those joined that are a trial's name only together: `bolero 2`, `Baselga 2012`, `PMID: 22149876`."""
        return self._index.together(words)

    def suggest(self, name: str) -> tuple[str, ...]:
        """Ids of the trials whose names are nearest to a name that was not found."""
        return self._index.suggest(name)

    @property
    def context(self) -> Context:
        """What the filters judge by, beside the profile of a trial."""
        return Context(self.terms, lambda id_: self._words[id_], self.profiles.values)

    def select(self, query: Query | None = None, /, **filters: Any) -> Selection:
        """The trials that a query, or filters given by name, ask for: `select(subtype="her2+", line=2)`.

        A value is a word as on the command line, a number, or a list of alternatives. Shown is what fits wholly, in order of
        setting, line and year, never of results; `mixed=True` and `unstated=True` add the others, `unstated_for="line,prior"`
        those of which nothing else is unsaid, `about="all"` other subjects.
        UsageError for a word that a filter does not take, and for a drug, class or endpoint that nothing bears.
        """
        query = query_of(**filters) if query is None else query
        check_names(query, self.context)
        judges = judges_of(query, self.context)
        shown: list[Judged] = []
        left_out: dict[str, list[str]] = {}
        out = 0
        for profile in self.profiles.values():
            verdict = judged(profile, judges)
            if verdict.fit is Fit.OUT:
                out += 1
            elif ALL not in query.about and profile.about not in query.about:
                held = filter(None, (f"about {profile.about}", withheld(query, verdict)))
                left_out.setdefault(", ".join(held), []).append(profile.id)
            elif reason := withheld(query, verdict):
                left_out.setdefault(reason, []).append(profile.id)
            else:
                shown.append(Judged(profile, verdict.fit, verdict.why))
        shown.sort(key=lambda one: one.profile.order)
        reasons = tuple(LeftOut(reason, tuple(ids)) for reason, ids in left_out.items())
        return Selection(tuple(shown), reasons, out, told_of(query, self.context), self._each_trial)

    def selection_of(self, ids: Iterable[str]) -> Selection:
        """Some trials as a selection, in order of setting, line and year."""
        named = dict.fromkeys(ids)
        shown = sorted((Judged(self.profiles[id_]) for id_ in named), key=lambda one: one.profile.order)
        return Selection(tuple(shown), load=self._each_trial)

    def loosened(self, query: Query) -> dict[str, int]:
        """For each filter of a query, how many trials the rest of it would find without that filter."""
        judging = [name for name in query.asked if FILTERS[name].judge]
        found = {name: len(self.select(query.but(**{name: ()}))) for name in judging}
        return {name: count for name, count in found.items() if count}

    def figures(self, *trials: str | Trial, **filters: Any) -> Figures:
        """The stored figures of trials named, or of those that filters ask for (see `select`); of the endpoints and bases
        among the filters alone, and of contrasts those that isolate what is asked for: `figures("bolero-2")`,
        `figures(endpoint="pfs", subtype="her2+")`.

        A lazy sequence of rows, with `.to_pandas()` and `.to_arrow()`. NameNotFound, UsageError and DataError as `get`
        and `select`.
        """
        query = query_of(**filters)
        named = dict.fromkeys(self.id_of(trial) if isinstance(trial, str) else trial.id for trial in trials)
        return self.figures_of(query, tuple(named) or self.select(query).ids)

    def figures_of(self, query: Query, ids: Sequence[str]) -> Figures:
        """The figures of some trials by id, of the endpoints and bases of a query alone; of contrasts, of those that isolate what
        it asks for.
        """
        endpoints = {self.terms.endpoint(name) for name in query.endpoint}
        bases = frozenset(query.basis)

        def is_wanted(basis: str, isolates: str) -> bool:
            is_other = bool(query.isolates and isolates) and not any(
                is_isolated(isolates, asked, self.terms) for asked in query.isolates
            )
            return not is_other and (not bases or basis in bases)

        def rows() -> Iterator[FigureRow]:
            return (row for row in self.rows(ids, endpoints) if is_wanted(row.place.basis, row.isolates))

        def records() -> Iterator[tuple[object, ...]]:
            basis, isolates = CELLS.index("basis"), CELLS.index("isolates")
            return (each for each in self.records(ids, endpoints) if is_wanted(str(each[basis]), str(each[isolates])))

        return Figures(rows, records)

    def __getitem__(self, name: str) -> Trial:
        return self.get(name)

    def __contains__(self, name: object) -> bool:
        try:
            return isinstance(name, str) and bool(self.id_of(name))
        except (NameNotFound, UsageError):
            return False

    def __iter__(self) -> Iterator[Trial]:
        return self._each_trial(list(self.profiles))

    def __len__(self) -> int:
        return len(self.profiles)

    def __bool__(self) -> bool:
        return True

    def __repr__(self) -> str:
        version, day = self.version
        return f"<Library: {counted(len(self.ids), 'trial')}{f', data {version} of {day}' if version else ''}>"

    def _repr_html_(self) -> str:
        return trials_html(self.profiles.values())

    def _each_trial(self, ids: Sequence[str]) -> Iterator[Trial]:
        """Trials by id, read some at a time."""
        for start in range(0, len(ids), MANY):
            some = ids[start : start + MANY]
            self._trials.update(self._reader.read(TRIAL, [id_ for id_ in some if id_ not in self._trials]))
            yield from (self.trial(id_) for id_ in some)
