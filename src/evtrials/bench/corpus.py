"""The texts of the sources that a curator keeps: which files belong to which source of which trial, read once.

They are the curator's and no part of the collection; `_texts.yaml` beside the trials says which is whose.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evtrials.bench.encodings import NoTextError, decoded
from evtrials.bench.texts import MOST_CHARACTERS, Text
from evtrials.collection.loading import shown
from evtrials.errors import DataError, EvTrialsError, Problem
from evtrials.trial.reader import ReadError, read_file
from evtrials.trial.walk import Path as Place

MAPPING = "_texts.yaml"
SHARED = "shared"
DECIMAL_COMMA = "decimal comma"  # with a space, so that no trial can have the name
_MOST_NAME = 200  # characters of the name of a file, which has at most 255 bytes
_MAX_BYTES = 8 << 20
_MOST_VALUES = 300_000  # of a JSON file: as many take 100 MB
ONE_SOURCE = "keep the text of one source in one file"
# Other endings than .txt that a name may have; which of them hold text their bytes tell.
_ENDINGS = re.compile(r"\.(?:txt|text|md|json|csv|tsv|pdf|docx?|rtf|html?|xml)\Z", re.I)

Mapped = Mapping[str, Mapping[str, Sequence[str]]]


@dataclass(frozen=True, slots=True)
class TextMap:
    """What a mapping file says.

    sources: for each trial id, and under `shared` for all, source key to names of text files.
    decimal_comma: the names of the texts that print 0,45 for 0.45.
    """

    sources: Mapped
    decimal_comma: tuple[str, ...] = ()


class Texts:
    """The texts that a curator keeps: folders, and which files belong to which source.

    mapping: as in TextMap; a source that is not mapped has the text `<key>.txt`. A name without an ending means .txt.
    Texts are read when asked for; what cannot be read is a reason (`paper.pdf is a PDF; ...`), not an error.
    """

    def __init__(self, folders: Sequence[Path], mapping: Mapped, decimal_comma: Iterable[str] = ()) -> None:
        for folder in folders:
            if not os.path.isdir(folder):  # Path.is_dir would raise where the name is too long
                raise EvTrialsError(f"{folder} is no folder; give --texts the folder that holds the texts of the sources")
        self.folders, self.mapping = tuple(folders), mapping
        self.decimal_comma = frozenset(map(_with_ending, decimal_comma))
        self._read: dict[str, Text | str | None] = {}

    def names(self, trial: str, key: str) -> tuple[str, ...]:
        """The file names of a source's texts, whether or not they are there."""
        named = self.mapping.get(trial, {}).get(key) or self.mapping.get(SHARED, {}).get(key) or [key]
        return tuple(map(_with_ending, named))

    def of(self, trial: str, key: str) -> tuple[Text, ...]:
        """The texts of a source that are there and can be read."""
        return tuple(text for text in map(self._text, self.names(trial, key)) if isinstance(text, Text))

    def unread(self, trial: str, key: str) -> tuple[str, ...]:
        """Why the other texts of a source were not read, a reason for each that lies in a folder."""
        return tuple(reason for reason in map(self._text, self.names(trial, key)) if isinstance(reason, str))

    def absent(self, trial: str, key: str) -> tuple[str, ...]:
        """The names of a source's texts that lie in no folder."""
        return tuple(name for name in self.names(trial, key) if self._text(name) is None)

    def folders_without(self, sources: Iterable[tuple[str, str]]) -> dict[Path, tuple[str, ...]]:
        """The folders in which no text lies, neither one that the mapping names nor one of these sources (trial, key), each
        with the names of the files that do lie there.
        """
        mapped = (_with_ending(name) for keys in self.mapping.values() for names in keys.values() for name in names)
        names = {*mapped, *(name for source in sources for name in self.names(*source))}
        without = (folder for folder in self.folders if not any((folder / name).is_file() for name in names))
        return {folder: tuple(sorted(path.name for path in folder.iterdir() if path.is_file())) for folder in without}

    def _text(self, name: str) -> Text | str | None:
        """The text, why it was not read, or None where it lies in no folder."""
        if name not in self._read:
            path = next((folder / name for folder in self.folders if (folder / name).is_file()), None)
            self._read[name] = None if path is None else _read_text(path, decimal_comma=name in self.decimal_comma)
        return self._read[name]


def open_texts(folders: Sequence[str], mapping: Path | None = None) -> Texts:
    """The texts in the folders, by the mapping file where one is given; DataError with the place of a fault in it."""
    read = read_mapping(mapping) if mapping else TextMap({})
    return Texts([Path(folder) for folder in folders], read.sources, read.decimal_comma)


def mapping_of(folder: Path) -> Path | None:
    """The mapping file of a collection, where it has one."""
    path = folder / MAPPING
    return path if path.is_file() else None


def read_mapping(path: Path) -> TextMap:
    """Read a mapping file: trial id (or `shared`) to source key to a list of names of text files; and `decimal comma`."""
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
    sources: dict[str, Any] = dict(document.data)  # type: ignore[arg-type]
    return TextMap(sources=sources, decimal_comma=tuple(sources.pop(DECIMAL_COMMA, ())))


def _mapping_faults(data: Any) -> Iterator[tuple[Place, str]]:
    """What is wrong with a mapping, each fault with its place."""
    how = 'write trial: {Key: [name, ...]}; "shared" stands for all trials, and decimal comma: [name, ...] for texts with 0,45'
    if not isinstance(data, dict):
        yield (), how
        return
    for trial, sources in data.items():
        if trial == DECIMAL_COMMA:
            yield from _faults_of_names((trial,), sources)
        elif not isinstance(sources, dict):
            yield (trial,), how
        else:
            for key, names in sources.items():
                yield from _faults_of_names((trial, key), names)
    commas = data.get(DECIMAL_COMMA, ())
    every = [names for keys in data.values() if isinstance(keys, dict) for names in keys.values() if isinstance(names, list)]
    mapped = {name for names in every for name in names if isinstance(name, str)}
    for index, name in enumerate(commas if isinstance(commas, list) else ()):
        if isinstance(name, str) and name not in mapped:
            yield (DECIMAL_COMMA, index), "is the text of no source in this file; write it there too, trial: {Key: [name, ...]}"


def _faults_of_names(place: Place, names: Any) -> Iterator[tuple[Place, str]]:
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        yield place, "is a list of names of text files: [name, ...]"
        return
    for index, name in enumerate(names):
        if "/" in name or "\\" in name or name.startswith(".") or len(name) > _MOST_NAME:
            yield (*place, index), "is the plain name of a file; the folder is given with --texts"


def _with_ending(name: str) -> str:
    return name if _ENDINGS.search(name) else f"{name}.txt"


def _read_text(path: Path, *, decimal_comma: bool) -> Text | str:
    """Read a text, of a JSON file its words and numbers, one to a line; or the reason why it was not read."""
    try:
        raw = _words_of(path)
    except OSError as error:
        return f"{path.name} cannot be opened ({error.strerror})"
    except NoTextError as error:
        return f"{path.name} {error}"
    text = Text(raw, path.stem, decimal_comma=decimal_comma)
    if not text.body.strip():
        return f"{path.name} is empty"
    return f"{path.name} {text.odd}; {ONE_SOURCE}" if text.odd else text


def _words_of(path: Path) -> str:
    size = path.stat().st_size
    if size > _MAX_BYTES:
        raise NoTextError(f"has {size} bytes, more than {_MAX_BYTES}; {ONE_SOURCE}")
    raw = decoded(path.read_bytes())
    if path.suffix.lower() == ".json":
        values = sum(raw.count(mark) for mark in ",:[{")
        if values > _MOST_VALUES:
            raise NoTextError(f"has about {values} values, more than {_MOST_VALUES}; {ONE_SOURCE}")
        try:
            raw = _GLUED.sub(" ", "\n".join(_entries(json.loads(raw, parse_float=str, parse_int=str))))
        except (ValueError, RecursionError):
            raise NoTextError("is not JSON; give it the ending .txt if it is plain text") from None
    if len(raw) > MOST_CHARACTERS:
        raise NoTextError(f"has {len(raw)} characters, more than {MOST_CHARACTERS}; {ONE_SOURCE}")
    return raw


_GLUED = re.compile(r"(?<=[a-z]{3})(?=\d+/\d+ \()")  # `anemia2/55 (3.64%)` in records of a registry


def _entries(data: Any) -> Iterator[str]:
    """The keys and values of a document in its order, however deep.

    Wherever groups are listed, as in a registry's record, a group has its title in place of its id, which another outcome
    gives to another group, and each class of an outcome's table has the title of the outcome before it.
    """
    waiting: list[tuple[Any, dict[str, str], str]] = [(data, {}, "")]
    while waiting:
        value, titles, outcome = waiting.pop()
        if isinstance(value, dict):
            if groups := _titles(value.get("groups")):
                titles, outcome = titles | groups, str(value.get("title") or "")
            if outcome and "categories" in value:
                yield outcome
            waiting += ((part, titles, outcome) for entry in reversed(value.items()) for part in reversed(entry))
        elif isinstance(value, list):
            waiting += ((part, titles, outcome) for part in reversed(value))
        elif value is not None:
            yield titles.get(value, value) if isinstance(value, str) else str(value)


def _titles(groups: Any) -> dict[str, str]:
    """The titles of groups by their ids, of a list of them."""
    named = [group for group in groups if isinstance(group, dict)] if isinstance(groups, list) else []
    return {str(group["id"]): str(group["title"]) for group in named if "id" in group and "title" in group}
