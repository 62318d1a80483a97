"""datapackage.json: what the files of an export are, column by column, as programs read it (Data Package, version 2)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from evtrials.evidence.columns import LIST_SEPARATOR, Column
from evtrials.exchange.formats import file_of
from evtrials.exchange.tables import Sheet

FILE = "datapackage.json"
NAME = "evtrials-export"
_SCHEMA = "https://datapackage.org/profiles/2.0/datapackage.json"
_TYPES = {"text": "string", "number": "number", "flag": "boolean", "list": "list"}
_MEDIA = {
    ".csv": "text/csv", ".R": "text/x-r", ".parquet": "application/vnd.apache.parquet", ".sqlite": "application/vnd.sqlite3",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}  # fmt: skip
# Longer than any export's: a file of that name which somebody else wrote is not read to its end.
_MOST_BYTES = 10_000_000


class Told(NamedTuple):
    """What is said of all tables: the data, the question, what a reader must know, and which trials are left out, by reason."""

    made_by: str
    data_version: str | None
    data_date: str | None
    query: Mapping[str, object]
    caveats: Sequence[str]
    left_out: Mapping[str, Sequence[str]]

    @property
    def lines(self) -> Iterator[tuple[str, str]]:
        """Each thing with what is said of it, for a table of its own."""
        yield "made by", self.made_by
        yield "data", f"{self.data_version} of {self.data_date}" if self.data_version else "without a version"
        for name, words in self.query.items():
            yield f"query: {name}", ", ".join(map(str, words)) if isinstance(words, (list, tuple)) else str(words)
        yield from (("caveat", text) for text in self.caveats)
        yield from ((f"left out: {reason}", ", ".join(names)) for reason, names in self.left_out.items())


def described(
    folder: Path, told: Told, format: str, sheets: Sequence[Sheet], beside: Sequence[Sheet], scripts: Sequence[str]
) -> str:
    """The text of datapackage.json for the files of a folder.

    sheets: in the format; beside: in CSV whatever the format is; scripts: names of files that are no tables.
    """
    tables = [_table(folder, sheet, format) for sheet in sheets] + [_table(folder, sheet, "csv") for sheet in beside]
    package = {
        "$schema": _SCHEMA,
        "name": NAME,
        "title": "Trials of everolimus and the other mTOR inhibitors in breast cancer: tables of evtrials",
        "description": told.caveats[0],
        **({"version": told.data_version} if told.data_version else {}),
        "resources": [*tables, *({"name": Path(name).stem + "-script", **_file(folder, name)} for name in scripts)],
        "made_by": told.made_by,
        "data_version": told.data_version,
        "data_date": told.data_date,
        "query": told.query,
        "caveats": told.caveats,
        "left_out": told.left_out,
    }
    return json.dumps(package, ensure_ascii=False, indent=2) + "\n"


def _table(folder: Path, sheet: Sheet, format: str) -> dict[str, Any]:
    within: dict[str, Any] = {"sqlite": {"table": sheet.name}, "xlsx": {"sheetName": sheet.name}}.get(format, {})
    return {
        "name": sheet.name,
        "type": "table",
        "title": sheet.title,
        **_file(folder, file_of(format, sheet.name)),
        **({"dialect": within} if within else {}),
        "rows": len(sheet.records),
        "schema": {"fields": [_field(column) for column in sheet.columns], "missingValues": [""]},
    }


def _field(column: Column) -> dict[str, Any]:
    field = {"name": column.name, "type": _TYPES[column.type], "description": column.meaning}
    if column.type == "list":
        field["delimiter"] = LIST_SEPARATOR
    return {**field, "unit": column.unit} if column.unit else field


def _file(folder: Path, name: str) -> dict[str, Any]:
    path = folder / name
    of_text = {"encoding": "utf-8"} if path.suffix in (".csv", ".R") else {}
    kind = {"format": path.suffix[1:], "mediatype": _MEDIA[path.suffix], **of_text}
    return {"path": name, **kind, "bytes": path.stat().st_size, "hash": hash_of(path)}


def hash_of(path: Path) -> str:
    """The hash of a file as a data package tells it."""
    with path.open("rb") as file:
        return f"sha256:{hashlib.file_digest(file, 'sha256').hexdigest()}"


def files_told(path: Path) -> dict[str, str] | None:
    """The files that a datapackage.json of ours tells of, each with its hash; None where it is none of ours."""
    if not path.is_file() or path.stat().st_size > _MOST_BYTES:
        return None
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        return {one["path"]: one["hash"] for one in found["resources"]} if found["name"] == NAME else None
    except (ValueError, LookupError, TypeError, RecursionError):
        return None
