"""What is kept of a trial, part by part: how each is made of a loaded file, and how it is written and read back.

An answer reads the part it needs: a list the profiles, a look-up the names, a page one whole trial with its rows.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from evtrials.collection.cache import Entry
from evtrials.collection.folders import Stamp
from evtrials.collection.store import Folder, Store
from evtrials.errors import DataError
from evtrials.evidence.columns import NAMES as CELLS
from evtrials.evidence.columns import record
from evtrials.evidence.profile import Headline, Profile, pack_headline, unpack_headline
from evtrials.evidence.rows import ENDPOINT, FigureRow, from_plain, to_plain

if TYPE_CHECKING:
    from evtrials.collection.loading import Loaded
    from evtrials.collection.searchable import Searchable
    from evtrials.trial.model import Trial

# Fewer files than this are read faster here than by processes that must first start.
MANY = 200


class Names(NamedTuple):
    """The names that find a trial alone, and the authors of what was read of it; as printed."""

    names: tuple[str, ...]
    authors: tuple[str, ...]


class Part(NamedTuple):
    """One thing that is kept of a trial. read: of many at once, which takes less time than one by one."""

    name: str
    make: Callable[[Loaded], Any]
    write: Callable[[Any], bytes]
    read: Callable[[Sequence[bytes]], list[Any]]


def packed(data: object) -> bytes:
    """Data as the shortest JSON."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()


def _each(contents: Sequence[bytes]) -> list[Any]:
    found: list[Any] = json.loads(b"[" + b",".join(contents) + b"]")
    return found


def _profile(loaded: Loaded) -> Profile:
    from evtrials.evidence.traits import profile_of

    return profile_of(loaded.trial, loaded.figures, loaded.terms)


def _names(loaded: Loaded) -> Names:
    from evtrials.evidence.traits import authors, names

    return Names(tuple(dict.fromkeys(names(loaded.trial))), tuple(dict.fromkeys(authors(loaded.trial))))


def _headline(loaded: Loaded) -> Headline:
    from evtrials.evidence.traits import headline_of

    return headline_of(loaded.trial, loaded.figures)


def _words(loaded: Loaded) -> str:
    from evtrials.evidence.traits import haystack

    return haystack(loaded.trial)


def _texts(loaded: Loaded) -> list[Searchable]:
    from evtrials.collection.searchable import texts_of

    return list(texts_of(loaded.trial, loaded.terms))


def _read_texts(contents: Sequence[bytes]) -> list[list[Searchable]]:
    from evtrials.collection.searchable import Searchable

    return [[Searchable(place, weight, text, tuple(about)) for place, weight, text, about in one] for one in _each(contents)]


def _written_trial(trial: Trial) -> bytes:
    from evtrials.trial.kept import written

    return written(trial)


def _read_trials(contents: Sequence[bytes]) -> list[Trial]:
    from evtrials.trial.kept import read

    return list(map(read, contents))


def _by_endpoint(rows: Sequence[Any], endpoint_of: Callable[[Any], str]) -> bytes:
    """A line for each run of plain rows of one endpoint, with its name before it: a question for one reads no other."""
    lines = (endpoint.encode() + b"\t" + packed(list(run)) for endpoint, run in groupby(rows, endpoint_of))
    return b"\n".join(lines)


def _plain_in(content: bytes, endpoints: Collection[str]) -> Iterator[Any]:
    """The plain rows in a written part, or those of some endpoints (all, if none is named)."""
    wanted = {endpoint.encode() for endpoint in endpoints}
    for line in content.split(b"\n") if content else ():
        endpoint, _, rows = line.partition(b"\t")
        if not wanted or endpoint in wanted:
            yield from json.loads(rows)


def rows_of(*endpoints: str) -> Part:
    """The rows of a trial, or those of some endpoints."""

    def read(contents: Sequence[bytes]) -> list[list[FigureRow]]:
        return [list(map(from_plain, _plain_in(content, endpoints))) for content in contents]

    def write(rows: Sequence[FigureRow]) -> bytes:
        return _by_endpoint(list(map(to_plain, rows)), itemgetter(ENDPOINT))

    def make(loaded: Loaded) -> list[FigureRow]:
        return [row for row in loaded.figures if not endpoints or row.endpoint in endpoints]

    return Part("rows", make, write, read)


def records_of(*endpoints: str) -> Part:
    """The cells of the rows of a trial, or of those of some endpoints: what a long table is made of without making the rows."""

    def read(contents: Sequence[bytes]) -> list[list[tuple[object, ...]]]:
        return [list(map(tuple, _plain_in(content, endpoints))) for content in contents]

    def write(records: Sequence[tuple[object, ...]]) -> bytes:
        return _by_endpoint(records, itemgetter(CELLS.index("endpoint")))

    def make(loaded: Loaded) -> list[tuple[object, ...]]:
        return list(map(record, rows_of(*endpoints).make(loaded)))

    return Part("records", make, write, read)


PROFILE = Part("profile", _profile, packed, lambda contents: list(map(Profile._make, _each(contents))))
NAMES = Part("names", _names, packed, lambda contents: [Names(*map(tuple, pair)) for pair in _each(contents)])
HEADLINE = Part(
    "headline", _headline, lambda made: packed(pack_headline(made)), lambda contents: list(map(unpack_headline, _each(contents)))
)
WORDS = Part("words", _words, str.encode, lambda contents: [content.decode() for content in contents])
TEXTS = Part("texts", _texts, packed, _read_texts)
TRIAL = Part("trial", lambda loaded: loaded.trial, _written_trial, _read_trials)
ROWS, RECORDS = rows_of(), records_of()
PARTS = (PROFILE, NAMES, HEADLINE, WORDS, TEXTS, TRIAL, ROWS, RECORDS)


def entry_of(store: Store, id_: str, load: Callable[[str], Loaded]) -> Entry | DataError:
    """Everything that is kept of one file; its faults where it does not load."""
    try:
        # The stamp is taken before the file is read: a change in between leaves an entry that is soon found stale. The hash is
        # that of the bytes that were read: those of another moment may be another state's, which may come back.
        seen, stamp = time.time_ns(), store.stamp(id_) or Stamp(0, 0, 0, 0)
        loaded = load(id_)
    except DataError as error:
        return error
    parts = {part.name: part.write(part.make(loaded)) for part in PARTS}
    return Entry(id_, file_of(store, id_), stamp, loaded.document.digest, seen, parts)


def file_of(store: Store, id_: str) -> str:
    """The file of a trial as an entry names it: by the number of its folder."""
    number, name = store.names[id_]
    return f"{number}/{name}"


def entries_of(store: Store, ids: Sequence[str], load: Callable[[str], Loaded]) -> Iterator[Entry | DataError]:
    """The entries of some files, in their order; many files are read side by side by as many processes as there are cores."""
    if len(ids) < MANY or (os.cpu_count() or 1) < 2:
        yield from (entry_of(store, id_, load) for id_ in ids)
        return
    from concurrent.futures import ProcessPoolExecutor

    folders = tuple(folder.path for folder in store.folders)
    with ProcessPoolExecutor(initializer=_prepare, initargs=(folders,)) as pool:
        yield from pool.map(_make, ids, chunksize=16)


_OPEN: list[Store] = []


def _prepare(folders: tuple[Path, ...]) -> None:
    """Each process opens the store once. An interruption is the parent's to answer; when it ends, however, so do they."""
    import signal
    import threading

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _OPEN.append(Store([Folder(folder) for folder in folders]))


def _end_with_parent() -> None:
    """Wait for the end of the parent: killed, it can tell nobody, and a process that waits for its word would wait forever."""
    import multiprocessing

    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _make(id_: str) -> Entry | DataError:
    return entry_of(_OPEN[-1], id_, _OPEN[-1].load)
