"""New trial files: the template with nothing filled in, and the skeleton of a file for the second reader.

Both say TODO wherever a source has to be read, and no file that still says so loads. A skeleton keeps what names
each row (endpoint, cut, population, assessor, source ...), so that two readings can be set side by side; it drops
every figure, count, dose, date and judgement, the notes, waivers and curation.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from evtrials.errors import EvTrialsError, UsageError
from evtrials.trial.fields import HOW_ID, ID
from evtrials.trial.reader import Document, ReadError, read_text
from evtrials.trial.results import ROW_FIELDS
from evtrials.trial.schema import SCHEMA_FILE, first_line
from evtrials.trial.walk import leaves

TODO = "TODO"
Place = tuple[str | int, ...]

_TABLES = ("safety", "exposure", "baseline")
_OF_IDS = ("sources", "parts", "arms", "populations", "cuts", "endpoints")
_DROPPED = ("curves", "notes", "waivers", "curation")
_WIDTH = 110
_KEYS_OF_A_ROW = frozenset({
    "cut", "assessor", "population", "analysis_set", "measure", "unit", "at", "period", "method", "definition", "of", "per",
    "factor", "src",
})  # fmt: skip
_KEYS_OF_A_TABLE = frozenset({"src", "cut", "population", "attribution", "period", "measure", "unit", "columns"})
# What a skeleton keeps of each section, by the name of the field; of sections that are not here, the src alone.
_KEPT: dict[str, frozenset[str]] = {
    "population": frozenset({"unit", "arm", "src"}),
    "parts": frozenset({"label", "src"}),
    "arms": frozenset({"label", "control", "part", "external", "src", "n_src"}),
    "isolates": frozenset({"of"}),
    "populations": frozenset({"factor", "level", "assay", "definition", "src"}),
    "cuts": frozenset({"label", "report", "src"}),
    "endpoints": _KEYS_OF_A_ROW | {"is", "instrument", "threshold"},
    "dose_finding": frozenset({"part", "src"}),
    "safety": _KEYS_OF_A_TABLE,
    "exposure": _KEYS_OF_A_TABLE,
    "baseline": _KEYS_OF_A_TABLE,
}
_KEPT_WHOLE = frozenset({"id", "name", "title", "aliases", "registry", "kind", "pools", "sources"})
# What a new file keeps of the template: the names by which one part of a file refers to another.
_REFERENCES = frozenset({"id", "src", "n_src", "cut", "population", "part", "arm", "of", "reports", "columns"})

_FOR_THE_SECOND_READER = (
    "# For the second reader: write what the sources print wherever it says TODO, without looking at the first reading.\n"
    "# Delete the line or the row where a source does not say it; add what is missing. The file loads when no TODO is left.\n"
)
_TO_FILL_IN = (
    "# A new trial. Write what the sources print wherever it says TODO, delete what they do not say, rename the ids,\n"
    "# and look at _template.yaml for an example of every field. The file loads when no TODO is left.\n"
)
_FIGURES = (
    "# A figure is 7.8, <1, about 3, 2 to 6, 122/280 (43.57 %), 0.43 (0.35 to 0.54), 64 (range 41 to 86), not reached\n"
    '# or not reported; a limit above is quoted (">90"). A dose is everolimus 10 mg daily.\n'
)


_MINIMAL = """\
# A new trial. Write what the sources print wherever it says TODO; rename arm-1, endpoint-1, Author2020. A src is a source
# and the place in it: Author2020 Abstract. _template.yaml shows every field; "evtrials check {id}.yaml" says what is left.
id: {id}
name: TODO
title: TODO
status: {{is: TODO, src: TODO}}
design: {{allocation: TODO, src: TODO}}
population: {{summary: TODO, src: TODO}}
arms:
  arm-1: {{label: TODO, drugs: [TODO], src: TODO}}
endpoints:
  endpoint-1: {{is: TODO, role: TODO, measure: TODO, unit: TODO, results: [{{arm-1: TODO, src: TODO}}]}}
sources:
  Author2020: {{title: TODO, basis: TODO}}
"""


def minimal_text(id_: str, schema: str = SCHEMA_FILE) -> str:
    """The shortest file to begin with, a dozen lines: what a file must say and one figure, each TODO.

    schema: where that is, from the folder of the file.
    """
    return f"{first_line(schema)}\n{_MINIMAL.format(id=_checked(id_))}"


def _checked(id_: str) -> str:
    if not re.fullmatch(ID, id_):
        raise UsageError(f'"{id_}" cannot be an id: {HOW_ID}')
    return id_


def new_text(id_: str, template: Path, schema: str = SCHEMA_FILE) -> str:
    """A commented file to fill in: the template under a new id, its comments kept, TODO for everything invented.

    schema: where that is, from the folder of the file.
    """
    _checked(id_)
    try:
        text = _unfolded(template)
        document = read_text(text)
    except (OSError, ReadError) as error:
        raise EvTrialsError(f"the template {template} cannot be read: {error}; install evtrials again") from None
    lines = text.split("\n")
    columns = [line.find(" #") for line in lines]
    from_the_end = sorted(leaves(document.data), key=lambda leaf: document.marks[leaf[0]], reverse=True)
    for place, value in from_the_end:
        if not _is_reference(place):
            _replace(lines, document.marks[place], value, TODO)
        elif place == ("id",):
            _replace(lines, document.marks[place], value, id_)
    # Comments stay in their column.
    for index, column in enumerate(columns):
        said, mark, comment = lines[index].partition(" #")
        if column > 0 and mark:
            lines[index] = said.rstrip().ljust(column) + mark + comment
    head = next(index for index, line in enumerate(lines) if line.startswith("id:"))
    return f"{first_line(schema)}\n{_TO_FILL_IN}{_FIGURES}\n" + "\n".join(lines[head:])


def skeleton_text(document: Document, schema: str = SCHEMA_FILE) -> str:
    """A valid trial file without its figures, for a second reading; the ids and the keys of each row stay.

    schema: where that is, from the folder of the file. Who reads, and when, is to be filled in too.
    """
    if not isinstance(document.data, dict):
        raise EvTrialsError("a skeleton is made of a trial file, which is a mapping of fields")
    kept = {name: _blanked(value, (name,)) for name, value in document.data.items() if name not in _DROPPED}
    kept["curation"] = {"extracted": {"by": TODO, "date": TODO}}
    return f"{first_line(schema)}\n{_FOR_THE_SECOND_READER}" + "\n".join(_file(kept)) + "\n"


def places_to_fill(data: Any) -> list[Place]:
    """Where the data of a file still say TODO, in the order of the file."""
    return [place for place, value in leaves(data) if value == TODO]


# What stays, and what is to be read again


def _is_kept(place: Place) -> bool:
    """Whether a skeleton keeps the value at a place: ids and the keys by which rows are matched."""
    section = str(place[0])
    if section in _KEPT_WHOLE:
        return True
    return _field(place) in (_KEYS_OF_A_ROW if _is_in_row(place) else _KEPT.get(section, ("src",)))


def _is_in_row(place: Place) -> bool:
    """Whether a value stands in a row of results, where an arm's id may be a word that is a field elsewhere."""
    return place[0] == "endpoints" and len(place) > 4


def _field(place: Place) -> str:
    """The field of its row, its table or its part of the file in which a value stands."""
    names = [part for part in place if isinstance(part, str)]
    return names[1] if names[0] in _TABLES else names[3] if _is_in_row(place) else names[-1]


def _is_note(place: Place) -> bool:
    """Whether a remark stands at a place: the second reader makes his own."""
    return place[-1] == "note" and (len(place) != 2 or place[0] not in _OF_IDS)


def _is_reference(place: Place) -> bool:
    """Whether a new file keeps the value of the template at a place: a name by which one part of it refers to another."""
    section, name = place[0], _field(place)
    if section == "pools" or section in _DROPPED:
        return section == "pools"
    if section == "population" and place[1] != "mix":
        return name == "src"
    return name in _REFERENCES and (name in ROW_FIELDS or not _is_in_row(place))


def _blanked(value: Any, place: Place) -> Any:
    if isinstance(value, dict):
        parts = {name: _blanked(part, (*place, name)) for name, part in value.items() if not _is_note((*place, name))}
        if place[0] in _TABLES and len(place) == 2 and "rows" in value:
            # A row that says one word for all cells must not tell so.
            parts["rows"] = {term: [TODO] * len(value["columns"]) for term in value["rows"]}
        return parts
    if isinstance(value, list):
        if any(isinstance(part, dict) for part in value):
            return [_blanked(part, (*place, index)) for index, part in enumerate(value)]
        return value if _is_kept(place) else [TODO]
    return value if _is_kept(place) else TODO


def _replace(lines: list[str], mark: tuple[int, int], value: str, new: str) -> None:
    """Put a new value where the old one stands in the text of the template."""
    line, start = lines[mark[0] - 1], mark[1] - 1
    old = f'"{value}"' if line[start : start + 1] == '"' else value
    if not line.startswith(old, start):
        raise EvTrialsError(f"line {mark[0]} of _template.yaml is written so that it cannot be emptied; report it")
    lines[mark[0] - 1] = line[:start] + new + line[start + len(old) :]


def _unfolded(template: Path) -> str:
    """The text of the template with each quoted text on one line."""
    text = template.read_text(encoding="utf-8")
    lines = text.split("\n")
    for line, column in sorted(read_text(text).marks.values(), reverse=True):
        rest = lines[line - 1][column - 1 :]
        if rest.startswith('"') and '"' not in rest[1:]:
            lines[line - 1] += " " + lines.pop(line).lstrip()
    return "\n".join(lines)


# How a file is written: a mapping of fields, one row on one line


def _file(data: dict[str, Any]) -> Iterator[str]:
    for name, value in data.items():
        if not isinstance(value, str) and value and name in _SPACED:
            yield ""
        yield from _entry(name, value, "")


_SPACED = frozenset({
    "sources", "design", "population", "parts", "arms", "populations", "cuts", "endpoints", "dose_finding", "safety", "exposure",
    "baseline", "curation",
})  # fmt: skip


def _entry(name: str, value: Any, indent: str) -> Iterator[str]:
    """`name: value` on one line where a reader can take it in, else the parts below it."""
    line = f"{indent}{_scalar(name)}: {_flow(value)}"
    # Arms, cuts and the like take a line each, however few; so do the terms of a table.
    below = isinstance(value, dict) and (
        name == "rows" or (not indent and (len(line) > _WIDTH or any(isinstance(part, dict) for part in value.values())))
    )
    if _is_flat(value) and not below:
        yield line
        return
    yield f"{indent}{_scalar(name)}:"
    if isinstance(value, dict):
        for key, part in value.items():
            yield from _entry(key, part, indent + "  ")
    else:
        for part in value:
            yield from _listed(part, indent + "  ")


def _listed(value: Any, indent: str) -> Iterator[str]:
    """An entry of a list: a row on one line, a table as a block."""
    if _is_flat(value):
        yield f"{indent}- {_flow(value)}"
        return
    first = True
    for key, part in value.items():
        for line in _entry(key, part, indent + "  "):
            yield f"{indent}- {line.removeprefix(indent + '  ')}" if first else line
            first = False


def _is_flat(value: Any) -> bool:
    """Whether a value is one row: no list of rows in it, and no table."""
    if isinstance(value, dict):
        return "rows" not in value and "results" not in value and all(_is_flat(part) for part in value.values())
    return isinstance(value, str) or not any(isinstance(part, dict) for part in value)


def _flow(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_scalar(name)}: {_flow(part)}" for name, part in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flow, value)) + "]"
    return _scalar(value)


def _scalar(text: str) -> str:
    """The text as YAML: plain where our reader gives the same text back from a row, else in double quotes."""
    if text.isidentifier() or text.isdigit():
        return text
    try:
        if read_text(f"{{k: {text}, {text}: v}}").data == {"k": text, text: "v"}:
            return text
    except ReadError:
        pass
    return json.dumps(text, ensure_ascii=False)
