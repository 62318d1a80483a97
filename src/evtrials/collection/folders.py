"""Where collections are, and which files of a folder are trials. Reads names, never contents."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from evtrials.errors import EvTrialsError, printable

SHIPPED = "shipped"
ENVIRONMENT = "EVTRIALS_TRIALS"
SHARED_FILES = ("_terms.yaml", "_sources.yaml", "_collection.yaml")


def folders_of(places: Sequence[str] = ()) -> tuple[Path, ...]:
    """The folders named (`shipped` is the collection that comes with the tool), else those of EVTRIALS_TRIALS, else the
    shipped one. EvTrialsError where one is no folder."""
    if not places:
        places = [place for place in os.environ.get(ENVIRONMENT, "").split(os.pathsep) if place] or [SHIPPED]
    return tuple(existing(shipped_folder() if place == SHIPPED else Path(place)) for place in places)


def existing(path: Path) -> Path:
    """The path, if it is a folder."""
    # Path.is_dir would raise where a folder above cannot be entered, or the name is too long.
    if not os.path.isdir(path):
        raise EvTrialsError(f"{printable(str(path))} is no folder of trials; give --trials the folder that holds the .yaml files")
    return path


def shipped_folder() -> Path:
    """The collection that comes with the tool: inside the package, or at the root of the checkout."""
    package = Path(__file__).parent.parent
    for candidate in (package / "trials", package.parent.parent / "trials"):
        if candidate.is_dir():
            return candidate
    raise EvTrialsError("the trials that come with evtrials are missing; install it again, or name a folder with --trials")


class Stamp(NamedTuple):
    """What the file system says of a file (times in nanoseconds). Equal stamps of an old file mean equal content."""

    size: int
    mtime: int
    ctime: int
    inode: int


def stamp_of(path: Path) -> Stamp | None:
    """The stamp of a file; None where there is none to be had."""
    try:
        return _stamp(os.stat(path))
    except OSError:
        return None


def stamps_in(folder: Path) -> dict[str, Stamp]:
    """The stamps of all files of a folder, by name."""
    found: dict[str, Stamp] = {}
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            with contextlib.suppress(OSError):
                found[entry.name] = _stamp(entry.stat())
    return found


def _stamp(status: os.stat_result) -> Stamp:
    return Stamp(status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)


def trial_names(folder: Path) -> dict[str, str]:
    """The names of the trial files of a folder by id, sorted; names that begin with "_" or "." are not trials."""
    try:
        names = sorted(name for name in os.listdir(folder) if name.endswith(".yaml") and name[0] not in "_.")
    except OSError as error:
        raise EvTrialsError(f"{printable(str(folder))} cannot be read ({error.strerror}); check the folder") from None
    return {printable(name.removesuffix(".yaml")): name for name in names}


def trial_files(folder: Path) -> dict[str, Path]:
    """The trial files of a folder by id, sorted."""
    return {id_: folder / name for id_, name in trial_names(folder).items()}


def stacked(folders: Sequence[Mapping[str, str]]) -> dict[str, tuple[int, str]]:
    """The number of the folder and the name of the file of every trial; of two with one id, that of the later folder."""
    files = {id_: (number, name) for number, names in enumerate(folders) for id_, name in names.items()}
    return dict(sorted(files.items()))
