"""Parts of the trials of a store: as the cache keeps them where a file is unchanged, else made of the file, and kept."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from evtrials.collection.cache import Cache, Entry, digest_of, tag_of
from evtrials.collection.cache_files import cache_path, is_switched_off
from evtrials.collection.parts import MANY, PARTS, Part, entries_of, file_of, packed
from evtrials.collection.store import Store
from evtrials.errors import DataError
from evtrials.trial.terms import Terms

if TYPE_CHECKING:
    from evtrials.collection.loading import Loaded

Progress = Callable[[int, int], None]
_BATCH = 100


class PartsReader:
    """Reads parts of trials by id, of the cache or of the files. faults: of the files that did not load, by id."""

    def __init__(self, store: Store, progress: Progress | None = None) -> None:
        self.store = store
        self.progress = progress
        self.faults: dict[str, DataError] = {}
        # The hashes of the files that the cache has an entry of; what was read of the others, where nothing is kept.
        self._digests: dict[str, bytes] = {}
        self._loaded: dict[str, Loaded] = {}
        self._checked: set[str] = set()

    @cached_property
    def terms(self) -> Terms:
        """The vocabulary of the collection."""
        kept = self.cache.note("terms") if self.cache else None
        if kept:
            return Terms.of(json.loads(kept))
        terms = self.store.terms
        if self.cache and self._may_keep():
            self.cache.set_note("terms", packed(terms.data()))
        return terms

    @cached_property
    def version(self) -> tuple[str | None, str | None]:
        """Version and date of the data."""
        kept = self.cache.note("version") if self.cache else None
        if kept:
            version, day = json.loads(kept)
            return version, day
        found = self.store.version
        if self.cache and self._may_keep():
            self.cache.set_note("version", packed(found))
        return found

    @cached_property
    def cache(self) -> Cache | None:
        """What was made of the files before; None where it is switched off."""
        if is_switched_off():
            return None
        folders = [folder.path for folder in self.store.folders]
        return Cache(cache_path(folders), tag_of(folders), [part.name for part in PARTS])

    def one(self, part: Part, id_: str) -> Any:
        """A part of one trial; DataError with every fault of its file."""
        found = self.read(part, [id_])
        if id_ in self.faults:
            raise self.faults[id_]
        return found[id_]

    def each(self, part: Part, ids: Sequence[str]) -> Iterator[Any]:
        """A part of each of some trials in their order, read some at a time; DataError with every fault of a file."""
        for start in range(0, len(ids), MANY):
            some = ids[start : start + MANY]
            found = self.read(part, some)
            for id_ in some:
                if id_ in self.faults:
                    raise self.faults[id_]
                yield found[id_]

    def whole(self, part: Part, *, skip_invalid: bool = False) -> dict[str, Any]:
        """A part of every good trial in order of id; DataError with every fault of every file unless `skip_invalid`."""
        found = self.read(part, tuple(self.store.names))
        if self.faults and not skip_invalid:
            raise DataError([problem for failure in self.faults.values() for problem in failure.problems])
        return {id_: found[id_] for id_ in tuple(self.store.names) if id_ in found}

    def read(self, part: Part, ids: Sequence[str]) -> dict[str, Any]:
        """A part of some trials by id: as the cache keeps it where the file is unchanged, else made of the file.

        A trial that does not load is left out, and its faults are in `_faults`.
        """
        if self.cache is None:
            return {id_: part.make(loaded) for id_ in ids if (loaded := self._load(id_))}
        self._check(ids)
        kept = self.cache.get(part.name, {id_: self._digests[id_] for id_ in ids if id_ in self._digests})
        missing = [id_ for id_ in ids if id_ not in kept and id_ not in self.faults]
        found = {id_: part.make(self._loaded[id_]) for id_ in missing if id_ in self._loaded}
        kept.update(self._made(part, [id_ for id_ in missing if id_ not in found]))
        found.update(zip(kept, part.read(list(kept.values())), strict=True))
        return found

    def _check(self, ids: Sequence[str]) -> None:
        """Note which of some files the cache has a current entry of; each file is looked at once."""
        new = [id_ for id_ in ids if id_ not in self._checked]
        if not new or self.cache is None:
            return
        stamps = self.store.stamps() if len(new) > 1 else {id_: stamp for id_ in new if (stamp := self.store.stamp(id_))}
        asked = {id_: (file_of(self.store, id_), stamps[id_]) for id_ in new if id_ in stamps}
        self._digests.update(self.cache.current(asked, lambda id_: digest_of(self.store.path(id_))))
        self._checked.update(new)

    def _made(self, part: Part, ids: Sequence[str]) -> dict[str, bytes]:
        """A part of some trials, made of their files; all parts of them are kept, batch by batch."""
        assert self.cache is not None
        found: dict[str, bytes] = {}
        batch: list[Entry] = []
        for done, made in enumerate(entries_of(self.store, ids, self._load_for_keeping), 1):
            if isinstance(made, DataError):
                self.faults[ids[done - 1]] = made
            else:
                found[made.id] = made.parts[part.name]
                self._digests[made.id] = made.digest
                batch.append(made)
            # An interruption loses a batch at most.
            if len(batch) >= _BATCH:
                self._put(batch)
                batch = []
            if self.progress and len(ids) >= MANY:
                self.progress(done, len(ids))
        self._put(batch)
        return found

    def belied(self, trials: Iterable[Loaded]) -> list[str]:
        """Of which of some trials, read of their files, and of which shared files the cache gives out something else; it is
        emptied where there are any.

        That needs an entry that proves itself and yet is false, or one of another content under the stamp of this one: a fault
        of the tool, or somebody who writes as this user.
        """
        read = {loaded.trial.id: loaded for loaded in trials}
        if self.cache is None or not read:
            return []
        self._check(tuple(self.store.names))
        asked = {id_: digest for id_, digest in self._digests.items() if id_ in read and digest == read[id_].document.digest}
        shared = (("_terms.yaml", "terms", self.store.terms.data()), ("_collection.yaml", "version", self.store.version))
        found = {file: None for file, name, made in shared if self.cache.note(name) not in (None, packed(made))}
        for part in PARTS:
            kept = self.cache.get(part.name, asked)
            found.update(dict.fromkeys(id_ for id_, content in kept.items() if content != part.write(part.make(read[id_]))))
        # What the stamp said to be of another content is false, unless the file was changed since it was read.
        others = (id_ for id_ in self._digests if id_ in read and id_ not in asked)
        found.update(dict.fromkeys(id_ for id_ in others if digest_of(self.store.path(id_)) == read[id_].document.digest))
        if found:
            self.cache.clear()
        return sorted(found)

    def _put(self, batch: Sequence[Entry]) -> None:
        if batch and self.cache and self._may_keep():
            self.cache.put(batch)

    def _may_keep(self) -> bool:
        """Whether the shared files are as they were when the cache was opened: else what was made may be of another state."""
        return self.cache is not None and self.cache.tag == tag_of([folder.path for folder in self.store.folders])

    def _load_for_keeping(self, id_: str) -> Loaded:
        """A file read to be kept; where nothing can be kept, what was read serves again."""
        loaded = self.store.load(id_)
        self._loaded[id_] = loaded
        return loaded

    def _load(self, id_: str) -> Loaded | None:
        """A trial read from its file, once; None where it does not load."""
        if id_ not in self._loaded and id_ not in self.faults:
            try:
                self._loaded[id_] = self.store.load(id_)
            except DataError as error:
                self.faults[id_] = error
        return self._loaded.get(id_)
