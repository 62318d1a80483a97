"""The texts of the sources that a curator keeps: which files belong to which source of which trial, read once.

They are the curator's and no part of the collection; `_texts.yaml` beside the trials says which is whose.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from evtrials.bench.texts import Text
from evtrials.collection.loading import shown
from evtrials.errors import DataError, EvTrialsError, Problem
from evtrials.trial.reader import ReadError, read_file
from evtrials.trial.walk import Path as Place

MAPPING = "_texts.yaml"
SHARED = "shared"
_MAX_BYTES = 8 << 20

Mapped = Mapping[str, Mapping[str, Sequence[str]]]


class Texts:
    """The texts that a curator keeps: folders, and which files belong to which source.

    mapping: for each trial id, and under `shared` for all, source key to names of text files; a source that is not
    mapped has the text `<key>.txt`. A name without .txt or .json means .txt. Texts are read when asked for.
    """

    def __init__(self, folders: Sequence[Path], mapping: Mapped) -> None:
        for folder in folders:
            if not folder.is_dir():
                raise EvTrialsError(f"{folder} is no folder; give --texts the folder that holds the texts of the sources")
        self.folders, self.mapping = tuple(folders), mapping
        self._read: dict[Path, Text] = {}

    def names(self, trial: str, key: str) -> tuple[str, ...]:
        """The file names of a source's texts, whether or not they are there."""
        named = self.mapping.get(trial, {}).get(key) or self.mapping.get(SHARED, {}).get(key) or [key]
        return tuple(name if name.endswith((".txt", ".json")) else f"{name}.txt" for name in named)

    def of(self, trial: str, key: str) -> tuple[Text, ...]:
        """The texts of a source that are there."""
        found = []
        for name in self.names(trial, key):
            path = next((folder / name for folder in self.folders if (folder / name).is_file()), None)
            if path is not None:
                if path not in self._read:
                    self._read[path] = _read_text(path)
                found.append(self._read[path])
        return tuple(found)


def open_texts(folders: Sequence[str], mapping: Path | None = None) -> Texts:
    """The texts in the folders, by the mapping file where one is given; DataError with the place of a fault in it."""
    return Texts([Path(folder) for folder in folders], read_mapping(mapping) if mapping else {})


def mapping_of(folder: Path) -> Path | None:
    """The mapping file of a collection, where it has one."""
    path = folder / MAPPING
    return path if path.is_file() else None


def read_mapping(path: Path) -> Mapped:
    """Read a mapping file: trial id (or `shared`) to source key to a list of names of text files."""
    try:
        document = read_file(path)
    except ReadError as error:
        raise DataError([Problem(shown(path), error.line, error.column, "", error.message)]) from None
    problems = [
        Problem(shown(path), *document.place(place), ".".join(map(str, place)), message)
        for place, message in _mapping_faults(document.data)
    ]
    if problems:
        raise DataError(problems)
    mapping: Mapped = document.data  # type: ignore[assignment]
    return mapping


def _mapping_faults(data: Any) -> Iterator[tuple[Place, str]]:
    """What is wrong with a mapping, each fault with its place."""
    how = 'write trial: {Key: [name, ...]}; "shared" stands for all trials'
    if not isinstance(data, dict):
        yield (), how
        return
    for trial, sources in data.items():
        if not isinstance(sources, dict):
            yield (trial,), how
            continue
        for key, names in sources.items():
            if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
                yield (trial, key), "is a list of names of text files: [name, ...]"
                continue
            for index, name in enumerate(names):
                if "/" in name or "\\" in name or name.startswith("."):
                    yield (trial, key, index), "is the plain name of a file; the folder is given with --texts"


def _read_text(path: Path) -> Text:
    """Read a text; of a JSON file its words and numbers, one to a line."""
    if path.stat().st_size > _MAX_BYTES:
        raise EvTrialsError(f"{path} is larger than 8 MiB and was not read; keep the text of one source in one file")
    raw = path.read_bytes().decode("utf-8-sig", errors="replace")
    if path.suffix == ".json":
        try:
            raw = _GLUED.sub(" ", "\n".join(_entries(json.loads(raw))))
        except (ValueError, RecursionError):
            raise EvTrialsError(f"{path} is not JSON; give it the ending .txt if it is plain text") from None
    return Text(raw, path.stem)


_GLUED = re.compile(r"(?<=[a-z]{3})(?=\d+/\d+ \()")  # `anemia2/55 (3.64%)` in records of a registry


def _entries(data: Any) -> Iterator[str]:
    if isinstance(data, dict):
        for key, value in data.items():
            yield str(key)
            yield from _entries(value)
    elif isinstance(data, list):
        for value in data:
            yield from _entries(value)
    elif data is not None:
        yield str(data)
