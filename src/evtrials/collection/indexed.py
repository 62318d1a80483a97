"""A catalogue that answers from the index, and from the files wherever the index does not serve."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evtrials.collection.folders import SHARED_FILES, folders_of, shipped_folder, stacked_names
from evtrials.collection.index import Index, IndexUnusable, Record, Stamp, compact, digest_of, is_settled, now, stamp_of, tag_of
from evtrials.errors import DataError
from evtrials.evidence.profile import (
    Card,
    Headline,
    pack_card,
    pack_headline,
    unpack_card,
    unpack_headline,
)
from evtrials.evidence.rows import ENDPOINT, FigureRow, from_plain, to_plain
from evtrials.trial.terms import Terms

if TYPE_CHECKING:
    from evtrials.collection.catalogue import Catalogue
    from evtrials.collection.store import Loaded
    from evtrials.trial.model import Trial

ENVIRONMENT = "EVTRIALS_CACHE"
SHIPPED_INDEX = "_index.sqlite3"
# Fewer files than this are read faster here than by processes that must first start.
_MANY = 200
_BATCH = 100
Progress = Callable[[int, int], None]


class IndexedCatalogue:
    """The trials of some folders, by way of an index in the user's cache folder."""

    def __init__(self, folders: Sequence[Path], progress: Progress | None = None) -> None:
        self.folders = tuple(folders)
        self.progress = progress
        self._failures: list[DataError] = []
        self._plain: Catalogue | None = None
        self._files, self.overridden = stacked_names(self.folders)

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of all trials, without reading any."""
        return tuple(self._files)

    @cached_property
    def terms(self) -> Terms:
        """The vocabulary of the collection."""
        try:
            kept = self._open().meta("terms")
            if kept:
                return Terms.of(json.loads(kept))
            terms = self.plain.terms
            self._index.set_meta("terms", compact(terms.data()))
            return terms
        except IndexUnusable:
            return self.plain.terms

    @cached_property
    def version(self) -> tuple[str | None, str | None]:
        """Version and date of the data."""
        try:
            kept = self._open().meta("version")
            if kept:
                version, day = json.loads(kept)
                return version, day
            self._index.set_meta("version", compact(self.plain.version))
        except IndexUnusable:
            pass
        return self.plain.version

    def cards(self) -> tuple[list[Card], list[DataError]]:
        """The card of every good trial in order of id, and the faults of the others."""
        try:
            kept = self._synced().cards()
            return [unpack_card(json.loads(kept[id_])) for id_ in self._files if id_ in kept], self._failures
        except IndexUnusable:
            return self.plain.cards()

    def headline(self, id_: str) -> Headline:
        """What a trial found, in short."""
        try:
            return unpack_headline(json.loads(self._fresh(id_).column("headline", id_)))
        except IndexUnusable:
            return self.plain.headline(id_)

    def text(self, id_: str) -> str:
        """The words of a trial that --search looks through, case-folded."""
        try:
            return self._fresh(id_).column("words", id_)
        except IndexUnusable:
            return self.plain.text(id_)

    def trial(self, id_: str) -> Trial:
        """One trial; DataError with every fault of its file."""
        try:
            body = self._fresh(id_).column("body", id_)
        except IndexUnusable:
            return self.plain.trial(id_)
        from evtrials.trial.model import Trial

        return Trial.model_validate_json(body)

    def rows(self, id_: str, endpoints: Collection[str] = ()) -> list[FigureRow]:
        """The tidy rows of a trial, or those of some endpoints; DataError with every fault of its file."""
        try:
            kept = json.loads(self._fresh(id_).column("rows", id_))
        except IndexUnusable:
            return self.plain.rows(id_, endpoints)
        return [from_plain(values) for values in kept if not endpoints or values[ENDPOINT] in endpoints]

    @property
    def shared_sources(self) -> dict[str, dict[str, Any]]:
        """The sources that several trials share, as they stand in `_sources.yaml`."""
        return self.plain.shared_sources

    def folder(self, id_: str) -> Path:
        """The folder in which the file of a trial lies."""
        return self._path(id_).parent

    @cached_property
    def plain(self) -> Catalogue:
        """The same trials read from their files."""
        from evtrials.collection.catalogue import Catalogue
        from evtrials.collection.store import Folder, Store

        return Catalogue(Store([Folder(folder) for folder in self.folders]))

    def rebuild(self) -> None:
        """Forget the index and make it anew."""
        self._index.close()
        self._index._discard()
        self.__dict__.pop("_opened", None)
        self.__dict__.pop("_checked", None)
        self._synced()

    @cached_property
    def _index(self) -> Index:
        return Index(index_path(self.folders))

    def _open(self) -> Index:
        """The index, opened once and made current with the shared files; IndexUnusable where there is none."""
        if is_switched_off():
            raise IndexUnusable("switched off")
        if "_opened" not in self.__dict__:
            tag = tag_of(self._shared())
            try:
                if not self._index.path.exists():
                    self._take_shipped()
                self._index.open(tag)
            except (IndexUnusable, OSError) as error:
                # A cache that cannot be written: the index that came with the tool serves as it is.
                if self.folders != (shipped_folder(),) or not (shipped_folder() / SHIPPED_INDEX).exists():
                    raise IndexUnusable(str(error)) from None
                self._index.path = shipped_folder() / SHIPPED_INDEX
                self._index.open_as_is(tag)
            self.__dict__["_opened"] = True
        return self._index

    def _take_shipped(self) -> None:
        """Begin with the index that came with the tool; its rows are held against the files like any others."""
        shipped = shipped_folder()
        if self.folders == (shipped,) and (shipped / SHIPPED_INDEX).is_file():
            self._index.path.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=self._index.path.parent)
            os.close(handle)
            shutil.copyfile(shipped / SHIPPED_INDEX, name)
            os.replace(name, self._index.path)

    def _shared(self) -> Iterator[tuple[str, bytes]]:
        for folder in dict.fromkeys((shipped_folder(), *self.folders)):
            for name in SHARED_FILES:
                path = folder / name
                try:
                    yield name, digest_of(path) if path.is_file() else b""
                except OSError:
                    yield name, b"?"

    def _fresh(self, id_: str) -> Index:
        """The index with a current row for one trial; DataError where its file is faulty."""
        index = self._open()
        if id_ not in self._checked:
            failures = self._bring_up_to_date(index, [id_], index.stamps(id_))
            if failures:
                raise failures[0]
        return index

    def _synced(self) -> Index:
        """The index with a current row for every good file, and none for any other."""
        index = self._open()
        if not self.__dict__.get("_complete"):
            known = index.stamps()
            gone = [id_ for id_ in known if id_ not in self._files]
            self._failures = self._bring_up_to_date(index, self._files, known, gone)
            self.__dict__["_complete"] = True
        return index

    @cached_property
    def _checked(self) -> set[str]:
        return set()

    def _path(self, id_: str) -> Path:
        number, name = self._files[id_]
        return self.folders[number] / name

    def _bring_up_to_date(
        self, index: Index, ids: Iterable[str], known: dict[str, tuple[str, Stamp, bytes, int]], gone: Sequence[str] = ()
    ) -> list[DataError]:
        """Read again what is not as the index knows it; the faults of those files."""
        roots = [os.path.join(folder, "") for folder in self.folders]
        stale: dict[str, Path] = {}
        moved: dict[str, Stamp] = {}
        for id_ in ids:
            number, name = self._files[id_]
            stamp = _stamp(roots[number] + name)
            file, old, digest, seen = known.get(id_, ("", None, b"", 0))
            if stamp is None or old is None or file != f"{number}/{name}":
                stale[id_] = self._path(id_)
            elif stamp == old and is_settled(stamp, seen):
                continue
            elif stamp.size == old.size and _same(self._path(id_), digest):
                moved[id_] = stamp
            else:
                stale[id_] = self._path(id_)
        failures = self._read(index, stale, gone)
        self._checked.update(id_ for id_ in ids if id_ not in stale)
        if moved:
            _try(lambda: index.restamp(moved, now()))
        return failures

    def _read(self, index: Index, stale: dict[str, Path], gone: Sequence[str]) -> list[DataError]:
        """Read the stale files and write what was made of them, batch by batch, so that an interruption loses little."""
        failures: list[DataError] = []
        batch: list[Record] = []
        if gone:
            index.put((), gone)
        for done, made in enumerate(self._made(stale), 1):
            if isinstance(made, DataError):
                failures.append(made)
            else:
                batch.append(made)
                self._checked.add(made.id)
            if len(batch) >= _BATCH:
                index.put(batch)
                batch = []
            if self.progress and len(stale) >= _MANY:
                self.progress(done, len(stale))
        if batch:
            index.put(batch)
        faulty = [id_ for id_ in stale if id_ not in self._checked]
        if faulty:
            index.put((), faulty)
        return failures

    def _made(self, stale: dict[str, Path]) -> Iterator[Record | DataError]:
        if not stale:
            return
        if len(stale) < _MANY or (os.cpu_count() or 1) < 2:
            store = self.plain.store
            yield from (make_record(store.load, id_, path, self.folders) for id_, path in stale.items())
            return
        from concurrent.futures import ProcessPoolExecutor

        with ProcessPoolExecutor(initializer=_prepare, initargs=(self.folders,)) as pool:
            yield from pool.map(_make, stale.items(), chunksize=16)


def write_index(folder: Path, target: Path) -> int:
    """Make the index of one folder as a file of its own, to go with the tool; the number of its trials."""
    from evtrials.collection.store import Folder, Store

    catalogue = IndexedCatalogue([folder])
    index = Index(target)
    index.open(tag_of(catalogue._shared()))
    store = Store([Folder(folder)])
    made = [make_record(store.load, id_, path, [folder]) for id_, path in store.files.items()]
    index.put(record for record in made if isinstance(record, Record))
    index.set_meta("terms", compact(store.terms.data()))
    index.set_meta("version", compact(store.version))
    index.close()
    return len(made)


def open_catalogue(places: Sequence[str] = (), progress: Progress | None = None) -> IndexedCatalogue | Catalogue:
    """The catalogue of the folders that `folders_of` finds (the shipped collection, if none is named)."""
    catalogue = IndexedCatalogue(folders_of(places), progress)
    return catalogue.plain if is_switched_off() else catalogue


def index_path(folders: Sequence[Path]) -> Path:
    """Where the index of some folders is kept: one file for each collection, in the user's cache folder."""
    name = hashlib.sha256("\0".join(str(folder.resolve()) for folder in folders).encode()).hexdigest()[:16]
    return cache_folder() / f"index-{name}.sqlite3"


def cache_folder() -> Path:
    """The folder of the indexes: EVTRIALS_CACHE, else the user's cache folder."""
    if chosen := os.environ.get(ENVIRONMENT):
        return Path(chosen)
    from platformdirs import user_cache_path

    return user_cache_path("evtrials")


def is_switched_off() -> bool:
    """Whether the user wants no index (EVTRIALS_CACHE=off, --no-cache)."""
    return os.environ.get(ENVIRONMENT) == "off"


def make_record(load: Callable[[str], Loaded], id_: str, path: Path, folders: Sequence[Path]) -> Record | DataError:
    """What the index keeps of one file; its faults where it does not load.

    The file is named by the number of its folder, so that an index may be made in one place and used in another.
    """
    from evtrials.collection.catalogue import card_of, headline_of
    from evtrials.evidence.traits import haystack

    try:
        # Stamp and hash are taken before the file is read: a change in between leaves a row that is soon found stale.
        seen, stamp = now(), _stamp(path) or Stamp(0, 0, 0, 0)
        digest = _digest(path)
        loaded = load(id_)
    except DataError as error:
        return error
    trial, rows = loaded.trial, loaded.figures
    return Record(
        id_, f"{list(folders).index(path.parent)}/{path.name}", stamp, digest, seen,
        card=compact(pack_card(card_of(trial, rows, loaded.terms))),
        headline=compact(pack_headline(headline_of(trial, rows))),
        words=haystack(trial),
        body=trial.model_dump_json(by_alias=True, exclude_defaults=True),
        rows=compact([to_plain(row) for row in rows]),
    )  # fmt: skip


_OPEN: list[tuple[Callable[[str], Loaded], tuple[Path, ...]]] = []


def _prepare(folders: tuple[Path, ...]) -> None:
    """Each process opens the store once."""
    from evtrials.collection.store import Folder, Store

    _OPEN.append((Store([Folder(folder) for folder in folders]).load, folders))


def _make(item: tuple[str, Path]) -> Record | DataError:
    load, folders = _OPEN[-1]
    return make_record(load, *item, folders)


def _stamp(path: Path | str) -> Stamp | None:
    try:
        return stamp_of(path)
    except OSError:
        return None


def _digest(path: Path) -> bytes:
    try:
        return digest_of(path) if path.is_file() else b""
    except OSError:
        return b""


def _same(path: Path, digest: bytes) -> bool:
    return bool(digest) and _digest(path) == digest


def _try(action: Callable[[], None]) -> None:
    """Do what only makes the next answer faster."""
    try:
        action()
    except IndexUnusable:
        return
