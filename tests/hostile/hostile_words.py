"""A collection whose every free text says a payload: the template's trial, twice, with each payload in each field in turn."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from payloads import PAYLOADS

from evtrials.collection.folders import shipped_folder
from evtrials.collection.loading import load_file
from evtrials.collection.store import Folder, Store
from evtrials.errors import DataError
from evtrials.trial.reader import read_text

TEXTS = list(PAYLOADS.values())
# What commands ask for by its name, what names something else in the file, and figures.
_NAMES = {"id", "drug", "basis", "reports", "endpoint", "section", "check", "date", "columns", "only", "external", "rows"}
_SOURCES = ("src", "n_src", "reconstructs")
Place = tuple[str | int, ...]


def _leaves(data: Any, place: Place = ()) -> Iterator[Place]:
    if isinstance(data, str):
        yield place
    else:
        for name, value in data.items() if isinstance(data, dict) else enumerate(data):
            yield from _leaves(value, (*place, name))


def _at(data: Any, place: Place) -> Any:
    for part in place:
        data = data[part]
    return data


def filled(turn: int, number: int, folder: Path) -> tuple[int, int]:
    """Write a trial, `template-NUMBER`, whose places each say the payload of their turn, and the shared sources.

    Gives how many texts and how many names of rows say one: a place that refuses its payload keeps its own words.
    """
    file = folder / f"template-{number}.yaml"
    plain = read_text((shipped_folder() / "_template.yaml").read_text(encoding="utf-8")).data
    assert isinstance(plain, dict)
    plain |= {"id": file.stem, "registry": [f"NCT0000000{number}"]}
    del plain["arms"]["eve-5"]["note"]["drug"]
    plain["endpoints"]["qol-5"]["is"] = "invented"
    _write_words(folder, TEXTS[turn % len(TEXTS)])
    places = sorted((place for place in _leaves(plain) if not _NAMES & set(place)), key=str)
    # An arm keeps the drug by which it is found, an endpoint the term whose name says a payload.
    for named in (("arms", "eve-10", "drugs", 0), ("endpoints", "qol-5", "is")):
        places.remove(named)
    while True:
        data = copy.deepcopy(plain)
        for index, place in enumerate(places):
            text = TEXTS[(index + turn + number) % len(TEXTS)]
            before = f"{_at(plain, place).split()[0]} " if place[-1] in _SOURCES else ""
            _at(data, place[:-1])[place[-1]] = before + text
        renamed = _rename_rows(data, turn + number)
        shared = {"Registry": data["sources"].pop("Registry")}
        (folder / "_sources.yaml").write_text(json.dumps(shared, ensure_ascii=False), encoding="utf-8")
        file.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
        try:
            load_file(file, Store([Folder(folder)]).terms, Folder(folder).sources)
        except DataError as error:
            # A fault of a shared source is told without the section.
            refused = {f"{before}{problem.field}" for problem in error.problems for before in ("", "sources.")}
            kept = [place for place in places if not _is_refused(place, refused)]
            assert len(kept) < len(places), str(error)
            places = kept
        else:
            return len(places), renamed


def _write_words(folder: Path, text: str) -> None:
    """The name of the collection, and the endpoint `invented` under a name of its own."""
    words = {"endpoints": {"invented": {"name": f"{text} term", "better": "higher"}}, "factors": {"invented factor": {"synonyms": [f"{text} of it"]}}}
    (folder / "_terms.yaml").write_text(json.dumps(words, ensure_ascii=False), encoding="utf-8")
    about = {"name": text, "version": text, "date": "2026-01-01", "format": "2"}
    (folder / "_collection.yaml").write_text(json.dumps(about, ensure_ascii=False), encoding="utf-8")


def _is_refused(place: Place, refused: set[str]) -> bool:
    return any(".".join(map(str, place[:length])) in refused for length in range(1, len(place) + 1))


def _rename_rows(data: dict[str, Any], turn: int) -> int:
    """Give the rows of the tables payloads as names, and say how many."""
    number = 0
    for section in ("safety", "exposure", "baseline"):
        for block in data[section]:
            named = {}
            for values in block["rows"].values():
                number += 1
                named[TEXTS[(number + turn) % len(TEXTS)].strip()] = values
            block["rows"] = named
            # It named a row.
            block.pop("note", None)
    return number
