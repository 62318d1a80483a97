"""Where collections are, and which files of a folder are trials. Reads names, never contents."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

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


def trial_files(folder: Path) -> dict[str, Path]:
    """The trial files of a folder by id, sorted; names that begin with "_" or "." are not trials."""
    return {id_: folder / name for id_, name in _file_names(folder).items()}


def _file_names(folder: Path) -> dict[str, str]:
    try:
        names = sorted(name for name in os.listdir(folder) if name.endswith(".yaml") and name[0] not in "_.")
    except OSError as error:
        raise EvTrialsError(f"{printable(str(folder))} cannot be read ({error.strerror}); check the folder") from None
    return {printable(name.removesuffix(".yaml")): name for name in names}


def stacked_files(folders: Sequence[Path]) -> tuple[dict[str, Path], tuple[str, ...]]:
    """Every trial file by id, of two with one id that of the later folder; and the ids that a later folder took over."""
    names, overridden = stacked_names(folders)
    return {id_: folders[number] / name for id_, (number, name) in names.items()}, overridden


def stacked_names(folders: Sequence[Path]) -> tuple[dict[str, tuple[int, str]], tuple[str, ...]]:
    """The same as the number of the folder and the name of the file, which takes a tenth of the time of a path."""
    files: dict[str, tuple[int, str]] = {}
    overridden: dict[str, None] = {}
    for number, folder in enumerate(folders):
        own = {id_: (number, name) for id_, name in _file_names(folder).items()}
        overridden.update(dict.fromkeys(id_ for id_ in own if id_ in files))
        files.update(own)
    return dict(sorted(files.items())), tuple(overridden)
