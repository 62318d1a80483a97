"""What was made of trial files, kept in an SQLite file of our own, so that an answer costs what it needs.

The files are the only truth. An entry is given out only for the very file it was made from, by the very code that would
make it again, and only if its checksum holds; any other is as good as absent, and made anew. So nothing here fails: with a
cache that is missing, damaged, locked, foreign or full, `get` finds nothing and `put` keeps nothing. Which files are ours
is said in `cache_files`; the checksum guards against damage, owner and mode against other people.

A file is known to be unchanged by its stamp (size, times, inode); where that could deceive (a file changed within two
seconds of being read, or dated in the future), by the hash of its content.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from threading import RLock
from typing import Any, NamedTuple

from evtrials.collection.cache_files import APPLICATION_ID, delete, own
from evtrials.collection.folders import SHARED_FILES, Stamp, shipped_folder, stamped

# A file system may date two changes alike; a file as young as this, when it was read, is known by its content alone.
RACY_NS = 2_000_000_000
_LOCK_SECONDS = 2.0
# A larger file is no trial file and is never kept; it is not read to its end.
_MOST_BYTES = (1 << 20) + 1
# What SQLite says where not the file is at fault but its circumstances: another process, the disk, permissions.
_CIRCUMSTANCES = frozenset(
    {
        sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH, sqlite3.SQLITE_INTERRUPT, sqlite3.SQLITE_PROTOCOL, sqlite3.SQLITE_NOLFS,
    }
)  # fmt: skip
# What may go wrong with a database: what its file says may also be more than there is memory for, or no text.
_FAILURES = (sqlite3.Error, OSError, MemoryError, OverflowError, UnicodeError)
# Connections of a process of which this is a copy: closed here they could undo what it writes.
_INHERITED: list[sqlite3.Connection] = []
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
        # Why nothing can be kept, where that is so.
        self.trouble = ""
        self._connection: sqlite3.Connection | None = None
        # The process that opened it, and one thread at a time within.
        self._process = 0
        self._lock = RLock()
        # A table a part, so that a list reads profiles and nothing else.
        self._tables = {
            "files": "CREATE TABLE files (id TEXT PRIMARY KEY, file TEXT, size INTEGER, mtime INTEGER, ctime INTEGER, "
            "inode INTEGER, digest BLOB, seen INTEGER)",
            **{name: f"CREATE TABLE {name} (id TEXT PRIMARY KEY, content BLOB, sum BLOB)" for name in ("notes", *parts)},
        }

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
        found = {
            id_: content
            for id_, content, sum_ in rows
            if id_ in digests and type(content) is bytes and sum_ == self._sum(part, id_, digests[id_], content)
        }
        if len(found) < sum(id_ in digests for id_, *_ in rows):
            self._doubt()
        return found

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
                    connection.execute(statement, (e.id, content, self._sum(part, e.id, e.digest, content)))

        self._write(write)

    def keep_only(self, ids: Collection[str]) -> None:
        """Forget the trials that there are no more."""
        if self._all("SELECT count(*) FROM files") > [(len(ids),)]:
            self.put((), [id_ for (id_,) in self._all("SELECT id FROM files") if id_ not in ids])

    def note(self, name: str) -> bytes | None:
        """What is kept of the collection as a whole under a name; None where there is nothing."""
        found = self._all("SELECT content, sum FROM notes WHERE id = ?", (name,))
        content, sum_ = found[0] if found else (None, b"")
        return content if type(content) is bytes and sum_ == self._sum("notes", name, b"", content) else None

    def set_note(self, name: str, content: bytes) -> None:
        """Keep something of the collection as a whole."""
        row = (name, content, self._sum("notes", name, b"", content))
        self._write(lambda connection: connection.execute("INSERT OR REPLACE INTO notes VALUES (?, ?, ?)", row))

    def clear(self) -> None:
        """Forget everything."""
        self._write(self._empty)

    def _sum(self, part: str, id_: str, digest: bytes, content: bytes) -> bytes:
        """The checksum of an entry: of what it is part of, of whom, by what code and from what file it was made, and its content.

        Without the former an entry that a damaged database, or another version, puts in the place of another would pass.
        """
        made = hashlib.sha256("\0".join((self.tag, part, id_, "")).encode(errors="surrogatepass") + digest)
        made.update(content)
        return made.digest()[:16]

    def _doubt(self) -> None:
        """An entry was not sound: where the database is not either, it is made anew as a whole, else the entry alone is."""
        found = self._all("PRAGMA quick_check(1)")
        if found and found != [("ok",)]:
            self._give_up(sqlite3.DatabaseError("damaged"))

    def _restamp(self, stamps: Mapping[str, Stamp]) -> None:
        """Note new stamps of files whose content is the same."""
        rows = [(*stamp, time.time_ns(), id_) for id_, stamp in stamps.items()]
        statement = "UPDATE files SET size = ?, mtime = ?, ctime = ?, inode = ?, seen = ? WHERE id = ?"
        self._write(lambda connection: connection.executemany(statement, rows))

    def _all(self, statement: str, values: Sequence[object] = ()) -> list[Any]:
        with self._lock:
            connection = self._opened()
            if connection is None:
                return []
            try:
                return connection.execute(statement, values).fetchall()
            except _FAILURES as error:
                self._give_up(error)
                return []

    def _write(self, action: Callable[[sqlite3.Connection], object]) -> None:
        with self._lock:
            connection = self._opened()
            if connection is None:
                return
            try:
                connection.execute("BEGIN IMMEDIATE")
                action(connection)
                connection.execute("COMMIT")
            except _FAILURES as error:
                self._give_up(error)

    def _give_up(self, error: Exception) -> None:
        """Go on without; what was begun is undone, and a damaged file of ours is removed, for the next answer to make anew."""
        self.trouble = self.trouble or str(error) or type(error).__name__
        self.close()
        if _is_damage(error):
            self._discard()

    def _opened(self) -> sqlite3.Connection | None:
        """The database, opened at the first use and made ready for the tag; None where there is none of ours to be had."""
        if self._connection is not None and self._process != os.getpid():
            # A copy of the process that opened it may neither use nor close it.
            _INHERITED.append(self._connection)
            self._connection = None
        if self._connection is None and not self.trouble:
            self._process = os.getpid()
            try:
                try:
                    self._connection = self._open()
                except _FAILURES as error:
                    if not _is_damage(error) or not self._discard():
                        raise
                    self._connection = self._open()
            except _FAILURES as error:
                self._give_up(error)
        return self._connection

    def _open(self) -> sqlite3.Connection:
        own(self.path)
        connection = sqlite3.connect(self.path, timeout=_LOCK_SECONDS, isolation_level=None, check_same_thread=False)
        try:
            # The journal guards against a kill; a power cut may cost the cache, which costs nothing.
            for pragma in ("synchronous = OFF", "cell_size_check = ON", "mmap_size = 0"):
                connection.execute(f"PRAGMA {pragma}")
            if self._tag_in(connection) != self.tag:
                connection.execute("BEGIN EXCLUSIVE")
                if self._tag_in(connection) != self.tag:
                    self._empty(connection)
                connection.execute("COMMIT")
        except BaseException:
            connection.close()
            raise
        return connection

    def _tag_in(self, connection: sqlite3.Connection) -> str | None:
        """By what the entries were made; None for a database that is new, and for one of other tables."""
        if self._tables_in(connection) != self._tables:
            return None
        found = connection.execute("SELECT content FROM notes WHERE id = 'tag'").fetchone()
        return str(found[0]) if found else None

    def _tables_in(self, connection: sqlite3.Connection) -> dict[str, str]:
        """What was made in a database, by name: a view or a trigger is none of ours."""
        return dict(connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL"))

    def _empty(self, connection: sqlite3.Connection) -> None:
        """Make all tables anew. DatabaseError where there is more than tables."""
        for name in self._tables_in(connection):
            connection.execute(f'DROP TABLE "{name.replace(chr(34), chr(34) * 2)}"')
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        for statement in self._tables.values():
            connection.execute(statement)
        connection.execute("INSERT INTO notes VALUES ('tag', ?, NULL)", (self.tag,))

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            if self._connection is not None and self._process == os.getpid():
                self._connection.close()
            self._connection = None

    def _discard(self) -> bool:
        """Remove our own damaged file; False where that is not possible."""
        try:
            delete(self.path)
        except OSError:
            return False
        return True


def digest_of(path: Path) -> bytes:
    """The hash of a file's content; nothing where there is no file, and a word where there is one that cannot be read.

    That a file is there counts: what was made without it does not stand for what is told of it.
    """
    try:
        if not path.is_file():
            return b"no plain file" if os.path.lexists(path) else b""
        with path.open("rb") as file:
            return hashlib.sha256(file.read(_MOST_BYTES)).digest()
    except OSError:
        return b"not readable"


def tag_of(folders: Sequence[Path]) -> str:
    """What an entry depends on besides its own file: the tool's whole code, and the shared files of the collection."""
    digest = hashlib.sha256(code_digest(Path(__file__).parent.parent))
    for folder in dict.fromkeys((shipped_folder(), *folders)):
        for name in SHARED_FILES:
            digest.update(name.encode() + b"\0" + digest_of(folder / name))
    return digest.hexdigest()


@cache
def code_digest(package: Path) -> bytes:
    """The hash of the names and stamps of every module of a package, in whatever folder: another version reads no old entry.

    Python itself takes a module for unchanged by less; to read them all took a fortieth of the time of an answer.
    """
    digest = hashlib.sha256()
    folders = [os.fspath(package)]
    while folders:
        for entry in sorted(os.scandir(folders.pop()), key=lambda entry: entry.name):
            if entry.name.endswith(".py"):
                digest.update(b"%s\0%s\0" % (os.fsencode(entry.path), repr(stamped(entry)).encode()))
            elif entry.is_dir() and entry.name != "__pycache__":
                folders.append(entry.path)
    return digest.digest()


def _is_damage(error: Exception) -> bool:
    """Whether the file is no sound database of ours, rather than locked, foreign, full or out of reach."""
    if isinstance(error, OSError):
        return False
    code = getattr(error, "sqlite_errorcode", None)
    if code is None:
        return True
    # Where the file could be opened for writing, that it is "read-only" is what its head says; not so where SQLite says why.
    is_moved = code & 0xFF == sqlite3.SQLITE_READONLY and code != sqlite3.SQLITE_READONLY
    return not is_moved and code & 0xFF not in _CIRCUMSTANCES
