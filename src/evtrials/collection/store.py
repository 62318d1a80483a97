"""Which folders make a collection and what lies in them. Names are listed at once; a file is read when it is asked for."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evtrials.collection.folders import (
    Found,
    Stamp,
    existing,
    find_trials,
    folders_of,
    no_trial_in,
    shipped_folder,
    stacked,
    stamp_of,
    stamped,
)
from evtrials.errors import DataError, Problem, joined, printable
from evtrials.trial.terms import Terms

if TYPE_CHECKING:
    from evtrials.collection.loading import Loaded


class Folder:
    """A folder of trial files, in it and (`below`) below it, with its shared terms and sources."""

    def __init__(self, path: Path, below: bool = True) -> None:
        self.path, self.below = existing(path), below

    @cached_property
    def found(self) -> Found:
        """The trial files as they were listed."""
        return find_trials(self.path, self.below)

    @property
    def names(self) -> dict[str, str]:
        """The names of the trial files from this folder, by id, sorted."""
        return self.found.names

    @property
    def files(self) -> dict[str, Path]:
        """The trial files by id, sorted."""
        return {id_: self.path / name for id_, name in self.names.items()}

    @property
    def has_terms(self) -> bool:
        """Whether it has a vocabulary of its own, be it a good one."""
        return os.path.lexists(self.path / "_terms.yaml")

    def terms_beside(self, known: Terms, *, may_redefine: bool = False) -> Terms:
        """A vocabulary with what the _terms.yaml of this folder adds; DataError where it says otherwise (see `load_terms`)."""
        from evtrials.collection.loading import load_terms

        return load_terms(self.path / "_terms.yaml", known, may_redefine=may_redefine) if self.has_terms else known

    @cached_property
    def sources(self) -> dict[str, dict[str, Any]]:
        """The sources of _sources.yaml as they stand in the file, each of them valid."""
        from evtrials.collection.loading import load_sources

        path = self.path / "_sources.yaml"
        return load_sources(path) if os.path.lexists(path) else {}

    @cached_property
    def version(self) -> tuple[str, str] | None:
        """Version and date of the collection; None where it has no _collection.yaml."""
        from evtrials.collection.loading import load_version

        path = self.path / "_collection.yaml"
        return load_version(path) if os.path.lexists(path) else None


class Store:
    """A stack of folders; a later one overrides a trial by its id, and its terms add to those before.

    may_redefine: the terms of a folder stand also where they say otherwise than those before, as in a collection of another
    time; what they change is in `terms.redefined`.
    """

    def __init__(self, folders: Sequence[Folder], *, may_redefine: bool = False) -> None:
        self.folders = tuple(folders)
        self.may_redefine = may_redefine

    @cached_property
    def names(self) -> dict[str, tuple[int, str]]:
        """The number of the folder and the name of the file of every trial, by id, sorted.

        Of two files with one id, that of the later folder. A path of each would take ten times as long to make.
        """
        return stacked([folder.names for folder in self.folders])

    @property
    def files(self) -> dict[str, Path]:
        """Every trial file by id."""
        return {id_: self.path(id_) for id_ in self.names}

    def path(self, id_: str) -> Path:
        """The file of a trial."""
        number, name = self.names[id_]
        return self.folders[number].path / name

    @property
    def readings(self) -> tuple[str, ...]:
        """The names of second readings that lie in the folders and are passed over."""
        return tuple(name for folder in self.folders for name in folder.found.readings)

    @property
    def overridden(self) -> tuple[str, ...]:
        """Ids which a later folder took over from an earlier one."""
        seen: set[str] = set()
        twice: dict[str, None] = {}
        for folder in self.folders:
            twice.update(dict.fromkeys(id_ for id_ in folder.names if id_ in seen))
            seen.update(folder.names)
        return tuple(twice)

    def clash(self, id_: str) -> DataError | None:
        """The fault of a trial that has two files in one folder, told at each of them; None where it has one."""
        folder = self.folders[self.names[id_][0]]
        if id_ not in folder.found.twice:
            return None
        from evtrials.collection.loading import shown

        names = folder.found.twice[id_]
        told = f"two files of one id: {printable(joined(names, 'and'))}; keep one, or give the other an id and a name of its own"
        return DataError([Problem(shown(folder.path / name), 0, 0, "", told) for name in names])

    def stamps(self) -> dict[str, Stamp]:
        """What the file system says of every trial file, by id, as it was listed; one that cannot be looked at is left out, and
        one of two files with one id, of which nothing may be kept."""
        founds = [folder.found for folder in self.folders]
        listed = ((id_, founds[number]) for id_, (number, _) in self.names.items())
        return {id_: stamp for id_, found in listed if id_ not in found.twice and (stamp := stamped(found.entries[id_]))}

    def stamp(self, id_: str) -> Stamp | None:
        """What the file system says of one trial file; None if it cannot be looked at, and of one of two with one id."""
        return None if self.clash(id_) else stamp_of(self.path(id_))

    @property
    def adds_terms(self) -> bool:
        """Whether a folder beside the shipped one has a vocabulary, without reading it."""
        shipped = shipped_folder()
        return any(folder.has_terms for folder in self.folders if folder.path != shipped)

    @cached_property
    def terms(self) -> Terms:
        """The shipped vocabulary and what the folders add to it."""
        shipped = Folder(shipped_folder())
        terms = shipped.terms_beside(Terms())
        for folder in self.folders:
            if folder.path != shipped.path:
                terms = folder.terms_beside(terms, may_redefine=self.may_redefine)
        return terms

    @cached_property
    def sources(self) -> dict[str, dict[str, Any]]:
        """The shared sources of all folders; of two under one key, that of the first. A trial goes by those of its own folder
        first (see `sources_for`)."""
        return {key: value for folder in reversed(self.folders) for key, value in folder.sources.items()}

    def sources_for(self, id_: str) -> dict[str, dict[str, Any]]:
        """The shared sources that a trial may cite: another folder adds to those of its own, and changes none."""
        own = self.folders[self.names[id_][0]]
        return {**self.sources, **own.sources} if len(self.folders) > 1 else self.sources

    @property
    def version(self) -> tuple[str | None, str | None]:
        """Version and date of the collection; of several folders that state them all of these, `0.1.0 + 2.3`, since an answer is
        of all."""
        stated = [folder.version for folder in self.folders if folder.version]
        if not stated:
            return None, None
        version, day = (" + ".join(dict.fromkeys(filter(None, said))) for said in zip(*stated, strict=True))
        return version, day

    def load(self, id_: str) -> Loaded:
        """One trial by its exact id; DataError with every fault of its file."""
        from evtrials.collection.loading import load_file

        if isinstance(self._common, DataError):
            raise self._common
        if clash := self.clash(id_):
            raise clash
        return load_file(self.path(id_), self._common, self.sources_for(id_))

    @cached_property
    def _common(self) -> Terms | DataError:
        """What every trial needs. A fault in it is found, and told, once, not again for each trial."""
        try:
            # Before anything else, so that files of another format are not half understood.
            _ = self.version, self.sources
            return self.terms
        except DataError as error:
            return error

    def load_each(self, ids: Iterable[str] | None = None) -> Iterator[Loaded | DataError]:
        """The trials asked for (all, if not said), in order of id; a faulty file gives its DataError in its place."""
        for id_ in self.names if ids is None else ids:
            try:
                yield self.load(id_)
            except DataError as error:
                yield error


def open_store(places: Sequence[str] = ()) -> Store:
    """The store of the folders that `folders_of` finds; EvTrialsError where one holds no trial."""
    folders = [Folder(path) for path in folders_of(places)]
    for folder in folders:
        if not folder.names:
            raise no_trial_in(folder.path)
    return Store(folders)
