"""Where caches lie, and which files there are ours: by their folder, name, owner and mode, and by the mark that they bear.

No other file is opened as a database, followed, changed or deleted, whatever stands at the place of a cache.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
import stat
from collections.abc import Sequence
from pathlib import Path

from evtrials.errors import EvTrialsError, UsageError, printable
from evtrials.notation.patterns import compiled

ENVIRONMENT = "EVTRIALS_CACHE"
OFF = "off"
# Marks a database as made by us ("evtr"): no other is ever written to.
APPLICATION_ID = 0x65767472
# What SQLite keeps beside a database while it writes.
BESIDE = ("-journal", "-wal", "-shm")
_NAME = compiled(r"trials-[0-9a-f]{16}\.sqlite3(?:-journal|-wal|-shm)?")
_MAGIC = b"SQLite format 3\0"
# The head of a database: its magic, whether it is written by a journal (1) or a log (2), bytes that never differ, and the mark of
# its program.
_HEAD_BYTES, _VERSIONS, _FIXED, _MARK = 100, slice(18, 20), slice(21, 24), slice(68, 72)


def is_switched_off() -> bool:
    """Whether the user wants no cache (EVTRIALS_CACHE=off, --no-cache)."""
    return os.environ.get(ENVIRONMENT, "").strip().casefold() == OFF


def cache_path(folders: Sequence[Path]) -> Path:
    """Where the cache of some folders is kept: one file for each collection, in the user's cache folder."""
    name = hashlib.sha256("\0".join(str(folder.resolve()) for folder in folders).encode(errors="surrogateescape")).hexdigest()
    return cache_folder() / f"trials-{name[:16]}.sqlite3"


def cache_folder() -> Path:
    """The folder of the caches: EVTRIALS_CACHE, else the user's cache folder. UsageError where that is a word and no folder."""
    chosen = os.environ.get(ENVIRONMENT, "").strip()
    if not chosen:
        from platformdirs import user_cache_path

        return user_cache_path("evtrials")
    if not os.path.dirname(chosen) and chosen not in (".", "..", "~") and not os.path.isdir(chosen):
        told = printable(chosen)
        raise UsageError(f'{ENVIRONMENT} is "{told}", neither a folder nor "{OFF}"; for a new folder here write ./{told}')
    return Path(os.path.expanduser(chosen))


def own(path: Path) -> None:
    """Make a cache file where it is missing, for its owner alone, in a folder that nobody else may write.

    OSError, with what is not ours, for a link, a file that others own, may read or write, a database of another program, and a
    place where none can be made; sqlite3.DatabaseError for a file of our own that is no sound database.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder = path.parent.stat()
    if hasattr(os, "getuid") and (folder.st_uid not in (os.getuid(), 0) or folder.st_mode & 0o022):
        raise OSError(f"others may write to {printable(str(path.parent))}")
    for beside in BESIDE:
        if os.path.lexists(other := f"{path}{beside}") and not is_ours(os.lstat(other)):
            raise OSError(f"{printable(other)} is not a file of the user's own")
    # Not blocking, and held against what is opened: a pipe, or a file put there in between, does not pass for a cache.
    flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)
    handle = os.open(path, flags, 0o600)
    try:
        if not is_ours(os.fstat(handle)):
            raise OSError(f"{printable(str(path))} is not a file of the user's own")
        head = os.read(handle, _HEAD_BYTES)
    finally:
        os.close(handle)
    if _is_foreign(head):
        raise OSError(f"{printable(str(path))} is a database of another program")
    if head and (not head.startswith(_MAGIC) or head[_VERSIONS] != b"\1\1"):
        raise sqlite3.DatabaseError("no database of ours")


def is_ours(status: os.stat_result) -> bool:
    """Whether a file is a plain one of one name, of this user and for this user alone."""
    is_private = not hasattr(os, "getuid") or (status.st_uid == os.getuid() and not status.st_mode & 0o077)
    return stat.S_ISREG(status.st_mode) and status.st_nlink == 1 and is_private


def delete(path: Path) -> None:
    """Delete a cache file of ours that is damaged, and what SQLite left beside it."""
    for name in (str(path), *(f"{path}{beside}" for beside in BESIDE)):
        if os.path.lexists(name) and is_ours(os.lstat(name)):
            Path(name).unlink(missing_ok=True)


def clear(folder: Path) -> tuple[int, list[Path]]:
    """Delete every cache of a folder; how many files that were, and those that bear a cache's name and are not ours.

    EvTrialsError where the place is no folder or cannot be read, OSError where a file cannot be deleted.
    """
    try:
        names = sorted(name for name in os.listdir(folder) if _NAME.fullmatch(name))
    except FileNotFoundError:
        return 0, []
    except OSError as error:
        told = printable(str(folder))
        raise EvTrialsError(f"{told} is no folder of caches ({error.strerror}); see {ENVIRONMENT}") from None
    deleted, left = 0, []
    for name in names:
        path = folder / name
        try:
            if not is_ours(os.lstat(path)) or _is_foreign(_head(path)):
                left.append(path)
                continue
            path.unlink()
        except FileNotFoundError:  # another process was faster
            continue
        deleted += 1
    return deleted, left


def _is_foreign(head: bytes) -> bool:
    """Whether a file begins as a database that another program made. One of ours whose mark is damaged is taken for one too."""
    is_database = head.startswith(_MAGIC) and head[_FIXED] == b"\x40\x20\x20"
    return is_database and head[_MARK] != APPLICATION_ID.to_bytes(4, "big")


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_HEAD_BYTES)
