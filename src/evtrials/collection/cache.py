"""What was made of trial files, kept in an SQLite file of our own, so that an answer costs what it needs.

The files are the only truth. An entry is given out only for the very file it was made from, by the very code that would
make it again, and only if its checksum holds; any other is as good as absent, and made anew. So nothing here fails: with a
cache that is missing, damaged, locked, foreign or full, `get` finds nothing and `put` keeps nothing.

A file is known to be unchanged by its stamp (size, times, inode); where that could deceive (a file changed within two
seconds of being read, or dated in the future), by the hash of its content.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
import stat
import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from evtrials.collection.folders import SHARED_FILES, Stamp, shipped_folder

ENVIRONMENT = "EVTRIALS_CACHE"
# Marks a database as made by us ("evtr"): no other is ever written to.
APPLICATION_ID = 0x65767472
# A file system may date two changes alike; a file as young as this, when it was read, is known by its content alone.
RACY_NS = 2_000_000_000
# How cache files are named.
NAMED = "trials-*.sqlite3"
_LOCK_SECONDS = 2.0
# A larger file is no trial file and is never kept; it is not read to its end.
_MOST_BYTES = (1 << 20) + 1
# How many variables a statement may have in any build of SQLite.
_MOST_VARIABLES = 500


class Entry(NamedTuple):
    """All that is kept of one trial: its file, the stamp and hash of the file, when it was read (ns), and its parts."""

    id: str
    file: str
    stamp: Stamp
    digest: bytes
    seen: int
    parts: Mapping[str, bytes]


class Cache:
    """One cache file, for one collection. `tag` says by which code and with which shared files its entries were made."""

    def __init__(self, path: Path, tag: str, parts: Sequence[str]) -> None:
        self.path = path
        self.tag = tag
        self.parts = tuple(parts)
        self._connection: sqlite3.Connection | None = None
        self._is_usable = True

    def current(self, stamps: Mapping[str, tuple[str, Stamp]], read: Callable[[str], bytes]) -> dict[str, bytes]:
        """The hashes of those files that are as they were when they were kept, by id; the entries of others are dropped
        when they are put anew.

        stamps: name and stamp of each file asked about. read: the hash of a file's content, by id.
        """
        only = list(stamps) if len(stamps) <= _MOST_VARIABLES else None
        where = f"WHERE id IN ({', '.join('?' * len(only))})" if only is not None else ""
        known = self._all(f"SELECT id, file, digest, seen, size, mtime, ctime, inode FROM files {where}", only or ())
        found: dict[str, bytes] = {}
        moved: dict[str, Stamp] = {}
        for id_, file, digest, seen, *numbers in known:
            name, stamp = stamps.get(id_, ("", None))
            if stamp is None or file != name or type(digest) is not bytes or type(seen) is not int:
                continue
            if stamp == tuple(numbers) and max(stamp.mtime, stamp.ctime) < seen - RACY_NS:
                found[id_] = digest
            elif stamp.size == numbers[0] and read(id_) == digest:
                found[id_], moved[id_] = digest, stamp
        if moved:
            self._restamp(moved)
        return found

    def get(self, part: str, digests: Mapping[str, bytes]) -> dict[str, bytes]:
        """A part of the entries made from the files with these hashes, by id; without those whose checksum does not hold."""
        ids = list(digests)
        rows: list[Any] = []
        if len(ids) > 10 * _MOST_VARIABLES:
            rows = self._all(f"SELECT id, content, sum FROM {part}")
        else:
            for start in range(0, len(ids), _MOST_VARIABLES):
                some = ids[start : start + _MOST_VARIABLES]
                rows += self._all(f"SELECT id, content, sum FROM {part} WHERE id IN ({', '.join('?' * len(some))})", some)
        return {
            id_: content
            for id_, content, sum_ in rows
            if id_ in digests and type(content) is bytes and sum_ == _sum(digests[id_], content)
        }

    def put(self, entries: Iterable[Entry], gone: Sequence[str] = ()) -> None:
        """Keep some entries and forget those of other ids, all or nothing."""

        def write(connection: sqlite3.Connection) -> None:
            for table in ("files", *self.parts):
                connection.executemany(f"DELETE FROM {table} WHERE id = ?", ((id_,) for id_ in gone))
            for e in entries:
                row = (e.id, e.file, *e.stamp, e.digest, e.seen)
                connection.execute("INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)
                for part, content in e.parts.items():
                    statement = f"INSERT OR REPLACE INTO {part} VALUES (?, ?, ?)"
                    connection.execute(statement, (e.id, content, _sum(e.digest, content)))

        self._write(write)

    def keep_only(self, ids: Collection[str]) -> None:
        """Forget the trials that there are no more."""
        if self._all("SELECT count(*) FROM files") > [(len(ids),)]:
            self.put((), [id_ for (id_,) in self._all("SELECT id FROM files") if id_ not in ids])

    def note(self, name: str) -> bytes | None:
        """What is kept of the collection as a whole under a name; None where there is nothing."""
        found = self._all("SELECT content, sum FROM notes WHERE id = ?", (name,))
        content, sum_ = found[0] if found else (None, b"")
        return content if type(content) is bytes and sum_ == _sum(self.tag.encode(), content) else None

    def set_note(self, name: str, content: bytes) -> None:
        """Keep something of the collection as a whole."""
        row = (name, content, _sum(self.tag.encode(), content))
        self._write(lambda connection: connection.execute("INSERT OR REPLACE INTO notes VALUES (?, ?, ?)", row))

    def clear(self) -> None:
        """Forget everything."""
        self._write(lambda connection: self._make_tables(connection))

    def _restamp(self, stamps: Mapping[str, Stamp]) -> None:
        """Note new stamps of files whose content is the same."""
        rows = [(*stamp, time.time_ns(), id_) for id_, stamp in stamps.items()]
        statement = "UPDATE files SET size = ?, mtime = ?, ctime = ?, inode = ?, seen = ? WHERE id = ?"
        self._write(lambda connection: connection.executemany(statement, rows))

    def _all(self, statement: str, values: Sequence[object] = ()) -> list[Any]:
        connection = self._opened()
        if connection is None:
            return []
        try:
            return connection.execute(statement, values).fetchall()
        except sqlite3.Error as error:
            self._give_up(error)
            return []

    def _write(self, action: Callable[[sqlite3.Connection], object]) -> None:
        connection = self._opened()
        if connection is None:
            return
        try:
            connection.execute("BEGIN IMMEDIATE")
            action(connection)
            connection.execute("COMMIT")
        except sqlite3.Error as error:
            self._give_up(error)

    def _give_up(self, error: Exception) -> None:
        """Go on without; what was begun is undone, and a damaged file of ours is removed, for the next answer to make anew."""
        self._is_usable = False
        self.close()
        if _is_damage(error):
            self._discard()

    def _opened(self) -> sqlite3.Connection | None:
        """The database, opened at the first use and made ready for the tag; None where there is none of ours to be had."""
        if self._connection is None and self._is_usable:
            try:
                self._connection = self._open()
            except (sqlite3.Error, OSError) as error:
                if not _is_damage(error) or not self._discard():
                    self._is_usable = False
                    return None
                try:
                    self._connection = self._open()
                except (sqlite3.Error, OSError):
                    self._is_usable = False
        return self._connection if self._is_usable else None

    def _open(self) -> sqlite3.Connection:
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _own(self.path)
        connection = sqlite3.connect(self.path, timeout=_LOCK_SECONDS, isolation_level=None)
        try:
            # The journal guards against a kill; a power cut may cost the cache, which costs nothing.
            connection.execute("PRAGMA synchronous = OFF")
            if self._tag_in(connection) != self.tag:
                connection.execute("BEGIN EXCLUSIVE")
                if self._tag_in(connection) != self.tag:
                    self._make_tables(connection)
                connection.execute("COMMIT")
        except BaseException:
            connection.close()
            raise
        return connection

    def _tag_in(self, connection: sqlite3.Connection) -> str | None:
        """By what the entries were made; None for a database that is new. OSError for one that we did not make."""
        if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
            if connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
                raise OSError(f"{self.path} is a database of another program")
            return None
        found = connection.execute("SELECT content FROM notes WHERE id = 'tag'").fetchone()
        return str(found[0]) if found else None

    def _make_tables(self, connection: sqlite3.Connection) -> None:
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'").fetchall()
        for (name,) in tables:
            connection.execute(f'DROP TABLE "{name}"')
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(
            "CREATE TABLE files (id TEXT PRIMARY KEY, file TEXT, size INTEGER, mtime INTEGER, ctime INTEGER, inode INTEGER, "
            "digest BLOB, seen INTEGER)"
        )
        # A table a part, so that a list reads profiles and nothing else.
        for part in ("notes", *self.parts):
            connection.execute(f"CREATE TABLE {part} (id TEXT PRIMARY KEY, content BLOB, sum BLOB)")
        connection.execute("INSERT INTO notes VALUES ('tag', ?, NULL)", (self.tag,))

    def close(self) -> None:
        """Let go of the file."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _discard(self) -> bool:
        """Remove our own damaged file; False where that is not possible."""
        try:
            for path in (self.path, self.path.with_name(self.path.name + "-journal")):
                path.unlink(missing_ok=True)
        except OSError:
            return False
        return True


def cache_path(folders: Sequence[Path]) -> Path:
    """Where the cache of some folders is kept: one file for each collection, in the user's cache folder."""
    name = hashlib.sha256("\0".join(str(folder.resolve()) for folder in folders).encode()).hexdigest()[:16]
    return cache_folder() / NAMED.replace("*", name)


def cache_folder() -> Path:
    """The folder of the caches: EVTRIALS_CACHE, else the user's cache folder."""
    if chosen := os.environ.get(ENVIRONMENT):
        return Path(chosen)
    from platformdirs import user_cache_path

    return user_cache_path("evtrials")


def is_switched_off() -> bool:
    """Whether the user wants no cache (EVTRIALS_CACHE=off, --no-cache)."""
    return os.environ.get(ENVIRONMENT) == "off"


def digest_of(path: Path) -> bytes:
    """The hash of a file's content; of nothing, where it is no plain file or cannot be read."""
    try:
        if not path.is_file():
            return b""
        with path.open("rb") as file:
            return hashlib.sha256(file.read(_MOST_BYTES)).digest()
    except OSError:
        return b""


def tag_of(folders: Sequence[Path]) -> str:
    """What an entry depends on besides its own file: the tool's whole code, and the shared files of the collection."""
    digest = hashlib.sha256(code_digest(Path(__file__).parent.parent))
    for folder in dict.fromkeys((shipped_folder(), *folders)):
        for name in SHARED_FILES:
            digest.update(name.encode() + b"\0" + digest_of(folder / name))
    return digest.hexdigest()


@cache
def code_digest(package: Path) -> bytes:
    """The hash of every module of a package, in whatever folder: another version of any never reads an old entry."""
    digest = hashlib.sha256()
    for folder, below, names in os.walk(package):
        below.sort()
        for name in sorted(name for name in names if name.endswith(".py")):
            with open(os.path.join(folder, name), "rb") as file:
                digest.update(name.encode() + b"\0" + file.read())
    return digest.digest()


def _sum(digest: bytes, content: bytes) -> bytes:
    """The checksum of an entry: of its content and of the file that it was made from."""
    return hashlib.sha256(digest + content).digest()[:16]


def _own(path: Path) -> None:
    """Make the file where it is missing, for its owner alone; OSError for a link, or a file that others own or may write."""
    flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0)
    handle = os.open(path, flags, 0o600)
    try:
        status = os.fstat(handle)
    finally:
        os.close(handle)
    is_ours = not hasattr(os, "getuid") or (status.st_uid == os.getuid() and not status.st_mode & 0o077)
    if not (stat.S_ISREG(status.st_mode) and status.st_nlink == 1 and is_ours):
        raise OSError(f"{path} is not a file of the user's own")


def _is_damage(error: Exception) -> bool:
    """Whether the file is no sound database of ours, rather than locked, foreign, full or out of reach."""
    is_unsound = isinstance(error, sqlite3.DatabaseError) and not isinstance(error, sqlite3.OperationalError)
    return is_unsound or "no such" in str(error)
