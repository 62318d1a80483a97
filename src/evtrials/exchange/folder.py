"""An export as a folder: written whole or not at all, and never over what somebody else put there."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from evtrials.errors import EvTrialsError, listed
from evtrials.exchange.datapackage import FILE, Told, described, files_told, hash_of
from evtrials.exchange.formats import FILES, WRITERS, write_csv
from evtrials.exchange.script import effects_script
from evtrials.exchange.tables import Sheet, about_sheet, codebook
from evtrials.trial.whole_files import folder_in_place_of

SCRIPT = "effects.R"
_NAMED = 3


def place_of(path: Path) -> Path:
    """The folder that an export is to become: a new one, an empty one, or one that holds an earlier export and nothing else.

    EvTrialsError where it holds anything that no export wrote, or that was changed since; where its parent is not there; and
    for the folder that the user is in.
    """
    place = path.resolve()
    if not place.parent.is_dir():
        raise EvTrialsError(f"{path} cannot be made, for there is no folder {path.parent}; make that first")
    if place == Path.cwd() or place in Path.cwd().parents:
        raise EvTrialsError(f"{path} is the folder that you are in; name a new one in it")
    if not place.exists():
        return place
    if not place.is_dir():
        raise EvTrialsError(f"{path} is a file, and an export is a folder; take another name")
    if others := _not_ours(place):
        told = f"{path} holds what no export wrote, or what was changed since ({listed(others, most=_NAMED)})"
        raise EvTrialsError(f"{told}, and is not written over; name a new folder, or move that away")
    return place


def _not_ours(folder: Path) -> list[str]:
    """What a folder holds beside an export that is as it was written."""
    names = sorted(one.name for one in folder.iterdir())
    ours = files_told(folder / FILE) or {}
    return [
        name
        for name in names
        if not (ours and name == FILE)
        and not (name in ours and (folder / name).is_file() and hash_of(folder / name) == ours[name])
    ]


def write_export(place: Path, format: str, sheets: Sequence[Sheet], effects: Sheet, told: Told) -> None:
    """Write the tables in a format, the effects with their script, the codebook and the description into a folder of their own.

    place: as `place_of` found it. EvTrialsError where it cannot be written; NotInstalled without the library of the format.
    """
    book = codebook([*sheets, effects])
    # A file that holds everything may leave its folder, and takes along what is said of it.
    every = [*sheets, book, about_sheet(told.lines)] if format in FILES else list(sheets)
    try:
        with folder_in_place_of(place) as folder:
            WRITERS[format](folder, every)
            write_csv(folder, [effects, book])
            (folder / SCRIPT).write_text(effects_script(told.made_by), encoding="utf-8", newline="\n")
            text = described(folder, told, format, sheets, [effects, book], [SCRIPT])
            (folder / FILE).write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise EvTrialsError(f"{place} cannot be written ({error.strerror or error}); check the folder that it is in") from None
