"""A fence around what hostile words may make a command write: nothing outside a folder, whatever they name. See attack.py."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from reach import written


class Fence:
    """While it stands, what would be written outside its folder fails as on a read-only disk, and is named here."""

    def __init__(self) -> None:
        self.within = ""
        self.held: list[str] = []

    def hook(self, event: str, given: tuple[object, ...]) -> None:
        """Refuse what an audit event tells, where it is outside."""
        if not self.within or (place := written(event, given)) is None:
            return
        path = os.path.realpath(place)
        if path != self.within and not path.startswith(f"{self.within}{os.sep}") and path != os.devnull:
            self.held.append(path)
            raise OSError(errno.EROFS, os.strerror(errno.EROFS), place)


@cache
def _standing() -> Fence:
    fence = Fence()
    sys.addaudithook(fence.hook)
    return fence


@contextmanager
def fenced(folder: Path) -> Iterator[list[str]]:
    """Nothing outside the folder is written meanwhile; gives what would have been."""
    fence = _standing()
    fence.within, fence.held = os.path.realpath(folder), []
    try:
        yield fence.held
    finally:
        fence.within = ""
