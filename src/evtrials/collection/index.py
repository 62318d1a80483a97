"""What was made of the trial files, kept in an SQLite file so that an answer costs what it needs.

The files are the only truth: a row is used only for the very file it was made from, by the very code that would make it
again. A row is known to be current by size, times and inode of its file; where those could deceive (a file changed within
two seconds of being indexed, or dated in the future), by the hash of its content. Losing the index loses nothing.
"""

import hashlib
import json
import os
import sqlite3
import time
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from evtrials import __version__

SCHEMA = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE trials (
    id TEXT PRIMARY KEY, file TEXT NOT NULL, size INTEGER, mtime INTEGER, ctime INTEGER, inode INTEGER, digest BLOB,
    seen INTEGER, card TEXT NOT NULL
);
CREATE TABLE contents (
    id TEXT PRIMARY KEY, headline TEXT NOT NULL, words TEXT NOT NULL, body TEXT NOT NULL, rows TEXT NOT NULL
);
"""
# A file system may date two changes alike; a file as young as this, when it was indexed, is known by its content alone.
RACY_NS = 2_000_000_000
_LOCK_SECONDS = 2.0
# A larger file is no trial file and never gets a row; it is not read to its end.
_MOST_BYTES = (1 << 20) + 1


class Stamp(NamedTuple):
    """What the file system says of a file. Equal stamps of an old file mean equal content."""

    size: int
    mtime: int
    ctime: int
    inode: int


class Record(NamedTuple):
    """All that is made of one trial file, as JSON texts, with the stamp and hash of the file it was made from."""

    id: str
    file: str
    stamp: Stamp
    digest: bytes
    seen: int
    card: str
    headline: str
    words: str
    body: str
    rows: str


class IndexUnusable(Exception):
    """The index cannot be read or written; the files answer instead."""


class Index:
    """One index file. Every fault of SQLite or of the disk comes out as IndexUnusable."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._connection: sqlite3.Connection | None = None

    def open(self, tag: str) -> None:
        """Open the file, made anew where it is missing, damaged, foreign, or of another version (`tag`)."""
        for attempt in (1, 2):
            try:
                self._connection = self._connect()
                if self._value("tag") == tag:
                    return
                self._begin_anew(tag)
                return
            except (sqlite3.Error, OSError) as error:
                self.close()
                if attempt == 2 or _is_locked(error) or not self._discard():
                    raise IndexUnusable(str(error)) from None

    def open_as_is(self, tag: str) -> None:
        """Open a finished file for reading alone; IndexUnusable where it is of another version."""
        try:
            self._connection = sqlite3.connect(f"{self.path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
            if self._value("tag") != tag:
                raise IndexUnusable("made by another version")
        except (sqlite3.Error, OSError) as error:
            raise IndexUnusable(str(error)) from None

    def close(self) -> None:
        """Let go of the file."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def stamps(self, id_: str | None = None) -> dict[str, tuple[str, Stamp, bytes, int]]:
        """File, stamp, hash and time of indexing by id, of one trial or of all."""
        statement = "SELECT id, file, digest, seen, size, mtime, ctime, inode FROM trials"
        found = self._all(statement) if id_ is None else self._all(f"{statement} WHERE id = ?", (id_,))
        return {row[0]: (row[1], Stamp._make(row[4:]), row[2], row[3]) for row in found}

    def column(self, name: str, id_: str) -> str:
        """One column of the contents of one trial, as text."""
        found = self._all(f"SELECT {name} FROM contents WHERE id = ?", (id_,))
        if not found:
            raise IndexUnusable(f"no row for {id_}")
        return str(found[0][0])

    def cards(self) -> dict[str, str]:
        """The card of every trial by id. They lie apart from the contents, so that a list reads nothing else."""
        return dict(self._all("SELECT id, card FROM trials"))

    def put(self, records: Iterable[Record], gone: Sequence[str] = ()) -> None:
        """Write some trials and forget others, all or nothing."""
        try:
            connection = self._open_connection()
            connection.execute("BEGIN IMMEDIATE")
            for table in ("trials", "contents"):
                connection.executemany(f"DELETE FROM {table} WHERE id = ?", ((id_,) for id_ in gone))
            for r in records:
                connection.execute(
                    "INSERT OR REPLACE INTO trials VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    (r.id, r.file, *r.stamp, r.digest, r.seen, r.card),
                )
                connection.execute(
                    "INSERT OR REPLACE INTO contents VALUES (?, ?, ?, ?, ?)", (r.id, r.headline, r.words, r.body, r.rows)
                )
            connection.execute("COMMIT")
        except (sqlite3.Error, OSError) as error:
            raise IndexUnusable(str(error)) from None

    def restamp(self, stamps: dict[str, Stamp], seen: int) -> None:
        """Note new stamps of files whose content is the same."""
        try:
            connection = self._open_connection()
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany(
                "UPDATE trials SET size = ?, mtime = ?, ctime = ?, inode = ?, seen = ? WHERE id = ?",
                ((s.size, s.mtime, s.ctime, s.inode, seen, id_) for id_, s in stamps.items()),
            )
            connection.execute("COMMIT")
        except (sqlite3.Error, OSError) as error:
            raise IndexUnusable(str(error)) from None

    def meta(self, name: str) -> str | None:
        """A text kept about the collection; None where there is none."""
        try:
            return self._value(name)
        except sqlite3.Error as error:
            raise IndexUnusable(str(error)) from None

    def set_meta(self, name: str, value: str) -> None:
        """Keep a text about the collection."""
        try:
            self._open_connection().execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, value))
        except sqlite3.Error as error:
            raise IndexUnusable(str(error)) from None

    def _connect(self) -> sqlite3.Connection:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(self.path, timeout=_LOCK_SECONDS, isolation_level=None)
        # The journal guards against a kill; a power cut may cost the index, which costs nothing.
        connection.execute("PRAGMA synchronous = OFF")
        return connection

    def _begin_anew(self, tag: str) -> None:
        connection = self._open_connection()
        connection.execute("BEGIN EXCLUSIVE")
        if self._value("tag") != tag:
            for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
                connection.execute(f'DROP TABLE "{name}"')
            for statement in SCHEMA.strip().split(";\n"):
                connection.execute(statement)
            connection.execute("INSERT INTO meta VALUES ('tag', ?)", (tag,))
        connection.execute("COMMIT")

    def _discard(self) -> bool:
        """Remove a damaged file; False where that is not possible."""
        try:
            self.path.unlink(missing_ok=True)
            self.path.with_name(self.path.name + "-journal").unlink(missing_ok=True)
        except OSError:
            return False
        return True

    def _value(self, name: str) -> str | None:
        connection = self._open_connection()
        if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'meta'").fetchone():
            return None
        found = connection.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
        return str(found[0]) if found else None

    def _all(self, statement: str, values: tuple[Any, ...] = ()) -> list[Any]:
        try:
            return self._open_connection().execute(statement, values).fetchall()
        except sqlite3.Error as error:
            raise IndexUnusable(str(error)) from None

    def _open_connection(self) -> sqlite3.Connection:
        if self._connection is None:
            raise IndexUnusable("not open")
        return self._connection


def stamp_of(path: Path | str) -> Stamp:
    """The stamp of a file."""
    status = os.stat(path)
    return Stamp(status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)


def is_settled(stamp: Stamp, seen: int) -> bool:
    """Whether a file was old enough, when it was indexed, for its stamp to tell later changes from none."""
    return max(stamp.mtime, stamp.ctime) < seen - RACY_NS


def digest_of(path: Path) -> bytes:
    """The hash of a file's content."""
    with path.open("rb") as file:
        return hashlib.sha256(file.read(_MOST_BYTES)).digest()


def tag_of(shared: Iterable[tuple[str, bytes]]) -> str:
    """What a row depends on besides its own file: the tool's version and code, and the shared files of the collection."""
    digest = hashlib.sha256(_code_digest())
    for name, content in shared:
        digest.update(name.encode() + b"\0" + content)
    return f"{__version__} {digest.hexdigest()}"


@cache
def _code_digest() -> bytes:
    """The hash of every module of the package, in whatever folder: another version of any never reads a stale row."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.parent.rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.digest()


def now() -> int:
    """The clock of the stamps, in nanoseconds."""
    return time.time_ns()


def compact(data: object) -> str:
    """Data as the shortest JSON."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def _is_locked(error: Exception) -> bool:
    return "locked" in str(error) or "busy" in str(error)
