"""Where collections are, and which files of a folder are trials. Reads names, never contents."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from evtrials.errors import EvTrialsError, printable

SHIPPED = "shipped"
ENVIRONMENT = "EVTRIALS_TRIALS"
SHARED_FILES = ("_terms.yaml", "_sources.yaml", "_collection.yaml")
# A file that marks the folder in which it stands as the root of a collection.
MARKS = (*SHARED_FILES, "_texts.yaml", "_schema.json")
ENDINGS = ("yaml", "yml")  # of a trial file, in small letters or in capitals
# How the second reading of a trial is named, before its ending: `bolero-2.second.yaml`. An id has no dot.
SECOND = ".second"
CURVES = "curves"
# Several times what a collection needs: who names the root of a disk is told so, and need not wait for it.
MAX_DEPTH = 10
MAX_FOLDERS = 10_000


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


def no_trial_in(folder: Path) -> EvTrialsError:
    """What is said of a folder without a trial, so that it is not taken for an answer."""
    name = printable(str(folder))
    return EvTrialsError(
        f"{name} has no trial file in it or below it (.yaml or .yml; names that begin with _ or . are no "
        f"trials, and {SECOND}.yaml is a second reading); begin one: evtrials new my-trial --minimal --into {name}"
    )


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


def stamped(entry: os.DirEntry[str]) -> Stamp | None:
    """The stamp of a file that was listed; None where there is none to be had."""
    try:
        return _stamp(entry.stat())
    except OSError:
        return None


def _stamp(status: os.stat_result) -> Stamp:
    return Stamp(status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)


class Found(NamedTuple):
    """The trial files of a folder. names: by id, sorted, the name of each file from the folder; entries: what was listed of it;
    twice: the names of all files of an id that several bear; readings: those of second readings, of which nothing is asked."""

    names: dict[str, str]
    entries: dict[str, os.DirEntry[str]]
    twice: dict[str, tuple[str, ...]]
    readings: tuple[str, ...] = ()


def find_trials(folder: Path, below: bool = True) -> Found:
    """The trial files of a folder: `.yaml` or `.yml`, in it or (`below`) anywhere below it; each folder is listed once.

    Names that begin with "_" or "." are not trials and not gone into, nor are links to folders, nor `curves`, which holds
    survival data. EvTrialsError where a folder cannot be read, where there are more than a collection has, and where one
    below has the files that trials share, which stand at the root.
    """
    names: dict[str, str] = {}
    found: dict[str, os.DirEntry[str]] = {}
    twice: dict[str, list[str]] = {}
    readings: list[str] = []
    waiting = [(str(folder), "")]
    for path, prefix in waiting:
        if len(waiting) > MAX_FOLDERS or prefix.count("/") > MAX_DEPTH:
            raise EvTrialsError(
                f"{printable(str(folder))} has more than {MAX_FOLDERS} folders, or some more than {MAX_DEPTH} deep; "
                "name the folder that holds the trial files"
            )
        for entry in _listed(path):
            name = entry.name
            id_, _, ending = name.rpartition(".")
            if name[0] in "_.":
                if prefix and name in SHARED_FILES:
                    raise EvTrialsError(
                        f"{printable(prefix + name)} marks the root of a collection within {printable(str(folder))}, and its "
                        f"trials would be read without it; name the folder {printable(str(folder / prefix))}, or move the file up"
                    )
                continue
            if ending.lower() in ENDINGS and id_.endswith(SECOND):
                readings.append(prefix + name)
            elif ending.lower() in ENDINGS and id_:
                id_ = id_ if id_.isprintable() else printable(id_)
                if id_ in names:
                    twice.setdefault(id_, [names[id_]]).append(prefix + name)
                names[id_], found[id_] = prefix + name, entry
            elif below and name != CURVES and entry.is_dir(follow_symlinks=False):
                waiting.append((entry.path, f"{prefix}{name}/"))
    all_of = {id_: tuple(sorted(names_)) for id_, names_ in twice.items()}
    return Found({id_: names[id_] for id_ in sorted(names)}, found, all_of, tuple(sorted(readings)))


def is_second_reading(path: Path) -> bool:
    """Whether a file is the second reading of a trial, by its name."""
    return path.stem.endswith(SECOND)


def is_read(path: str) -> bool:
    """Whether a file is read as part of a collection, by its path from the root (`2020/toy-1.yml`), wherever it is listed."""
    folders, _, name = path.rpartition("/")
    id_, _, ending = name.rpartition(".")
    is_trial = bool(id_) and name[0] not in "_." and ending.lower() in ENDINGS
    return (is_trial or name in SHARED_FILES) and may_be_entered(folders)


def may_be_entered(path: str) -> bool:
    """Whether trials are looked for in a folder, by its path from the root of the collection."""
    return not any(part == CURVES or part[:1] in ("_", ".") for part in path.split("/") if part)


def _listed(path: str) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(path) as entries:
            return list(entries)
    except OSError as error:
        raise EvTrialsError(f"{printable(path)} cannot be read ({error.strerror}); check the folder") from None


def trial_files(folder: Path) -> dict[str, Path]:
    """The trial files of a folder by id, sorted."""
    return {id_: folder / name for id_, name in find_trials(folder).names.items()}


def root_of(file: Path) -> Path:
    """The folder of the collection in which a file lies: the nearest at or above it that has a shared file; else its own."""
    folder = file.parent
    for _ in range(MAX_DEPTH + 1):
        if has_shared_file(folder):
            return folder
        # Spelt as the file was: what is told of the trials there is told by names that the user typed.
        folder = folder / ".." if folder.name in ("", "..") else folder.parent
    return file.parent


def has_shared_file(folder: Path) -> bool:
    """Whether a folder has a file that all trials in it or below it share, as the root of a collection."""
    return any(os.path.isfile(folder / name) for name in MARKS)


def stacked(folders: Sequence[Mapping[str, str]]) -> dict[str, tuple[int, str]]:
    """The number of the folder and the name of the file of every trial; of two with one id, that of the later folder."""
    files = {id_: (number, name) for number, names in enumerate(folders) for id_, name in names.items()}
    return dict(sorted(files.items()))
