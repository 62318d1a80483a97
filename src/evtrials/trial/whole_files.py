"""Files and folders that are written for the user: whole or not at all, whatever ends the writing."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from evtrials.errors import EvTrialsError

# As much of a file as tells what it is.
_BEGINNING = 2000


def write_new(path: Path, text: str, gives_way: Callable[[str], bool] | None = None) -> None:
    """Write a file that must not exist yet, or whose beginning is of one that gives way; EvTrialsError where neither is so, or
    it cannot be written."""
    if gives_way and path.is_file() and gives_way(_beginning(path)):
        try:
            with in_place_of(path) as made:
                made.write_text(text, encoding="utf-8", newline="\n")
        except OSError as error:
            raise EvTrialsError(f"{path} cannot be written ({error.strerror}); check the folder") from None
        return
    try:
        file = path.open("x", encoding="utf-8", newline="\n")
    except FileExistsError:
        raise EvTrialsError(f"{path} exists and is not overwritten; take another name, or move it away") from None
    except OSError as error:
        raise EvTrialsError(f"{path} cannot be written ({error.strerror}); check the folder") from None
    try:
        with file:
            file.write(text)
    except BaseException as error:
        # What is there is ours, and a beginning of it would pass for the whole, and be in the way of it.
        path.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise EvTrialsError(f"{path} cannot be written ({error.strerror}); check the folder") from None
        raise


def _beginning(path: Path) -> str:
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            return file.read(_BEGINNING)
    except OSError:
        return ""


@contextmanager
def in_place_of(path: Path) -> Iterator[Path]:
    """A file beside `path` to be written, which takes its place at the end; OSError where that cannot be, and all is as before.

    A link at `path` gives way itself, and what it points to stays as it is.
    """
    handle, name = tempfile.mkstemp(prefix=".evtrials-", dir=path.parent)
    os.close(handle)
    try:
        yield Path(name)
        os.chmod(name, 0o666 & ~_umask())
        os.replace(name, path)
    finally:
        Path(name).unlink(missing_ok=True)


@contextmanager
def folder_in_place_of(path: Path) -> Iterator[Path]:
    """A folder beside `path` to be filled, which takes its place at the end; OSError where that cannot be, and all is as before.

    What is in a folder at `path` goes: who calls has seen that it may.
    """
    made = Path(tempfile.mkdtemp(prefix=".evtrials-", dir=path.parent))
    old = made.with_name(f"{made.name}-old")
    try:
        yield made
        os.chmod(made, 0o777 & ~_umask())
        try:
            if path.exists():
                os.rename(path, old)
            os.rename(made, path)
        except BaseException:
            if old.exists() and not path.exists():
                os.rename(old, path)
            raise
    finally:
        shutil.rmtree(made, ignore_errors=True)
        shutil.rmtree(old, ignore_errors=True)


def _umask() -> int:
    current = os.umask(0)
    os.umask(current)
    return current
