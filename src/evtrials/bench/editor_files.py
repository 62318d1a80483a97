"""What an editor needs beside the trials of a folder: the schema, and the template with an example of every field."""

from __future__ import annotations

import json
import os
from pathlib import Path

from evtrials.collection.folders import root_of, shipped_folder
from evtrials.errors import EvTrialsError, printable
from evtrials.trial.schema import SCHEMA_FILE, TITLE, schema_text
from evtrials.trial.whole_files import in_place_of

TEMPLATE_FILE = "_template.yaml"
# Ten times what a schema has.
_MOST_BYTES = 1 << 20


def schema_for(file: Path) -> tuple[str, Path | None]:
    """Where the schema of a trial file is, or is to be: its path from the folder of the file, as the first line has it, and the
    folder of the collection where it is still to be brought."""
    root = root_of(file)
    path = os.path.relpath(root / SCHEMA_FILE, file.parent).replace(os.sep, "/")
    return path, None if (root / SCHEMA_FILE).is_file() else root


def made(folder: Path) -> Path:
    """A folder, with those above it made where there is none; EvTrialsError where that cannot be."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        told = "is a file" if isinstance(error, (FileExistsError, NotADirectoryError)) else error.strerror
        raise EvTrialsError(f"the folder {printable(str(folder))} cannot be made ({told}); name another") from None
    return folder


def bring(folder: Path) -> list[str]:
    """Write the schema into a folder, and the template where there is none; what was done, a line for each file.

    A schema of ours is made anew, for one of an older version would mark what is right. EvTrialsError where another file
    bears its name, or nothing can be written.
    """
    template = (shipped_folder() / TEMPLATE_FILE).read_text(encoding="utf-8")
    done = []
    for path, text, meaning in (
        (folder / SCHEMA_FILE, schema_text(), "by which an editor helps while typing"),
        (folder / TEMPLATE_FILE, template, "an example of every field"),
    ):
        if path.is_symlink():
            raise EvTrialsError(f"{path} is a link and is not written through; move it away")
        try:
            old = _old(path)
            if old == text:
                done.append(f"{path} is up to date")
            elif old is not None and path.name == TEMPLATE_FILE:
                done.append(f"{path} is not the one of this version and stays as it is; delete it to have that")
            elif old is not None and not _is_ours(old):
                raise EvTrialsError(f"{path} is no schema of evtrials and is not overwritten; move it away")
            else:
                with in_place_of(path) as file:
                    file.write_text(text, encoding="utf-8", newline="\n")
                done.append(f"wrote {path}: {meaning}")
        except UnicodeDecodeError:
            raise EvTrialsError(f"{path} is no text of evtrials and is not overwritten; move it away") from None
        except OSError as error:
            raise EvTrialsError(f"{path} cannot be written ({error.strerror}); check the folder") from None
    return done


def _old(path: Path) -> str | None:
    """What stands in a file; None where there is none. No more is read than could be ours, and of no pipe, which has no end."""
    if not os.path.lexists(path):
        return None
    return path.read_text(encoding="utf-8") if path.is_file() and path.stat().st_size <= _MOST_BYTES else ""


def _is_ours(text: str) -> bool:
    try:
        found = json.loads(text)
    except ValueError:
        return False
    return isinstance(found, dict) and found.get("title") == TITLE
