"""The JSON Schema of a trial file, draft 7, for editors: generated from the models, said in the words of a curator.

Editors read YAML with numbers (`7.8` is one, `<1` is not), so figures, counts and dates are text or number.
The schema helps while typing; what a trial file must be is decided by the models alone.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from evtrials.notation.closed_words import ARM_GROUPS, GRADES
from evtrials.notation.figures import MISSING
from evtrials.trial.model import Trial
from evtrials.trial.results import ROW_FIELDS

DRAFT = "http://json-schema.org/draft-07/schema#"
SCHEMA_FILE = "_schema.json"
TITLE = "A trial file of evtrials"
_FOR_EDITORS = "# yaml-language-server: $schema="
FIRST_LINE = f"{_FOR_EDITORS}{SCHEMA_FILE}"

_OBVIOUS = "write one line of text"


def trial_schema() -> dict[str, Any]:
    """The JSON Schema (draft 7) of a trial file."""
    models = Trial.model_json_schema(by_alias=True)
    definitions = models.pop("$defs")
    definitions["Trial"] = models
    for name, model in definitions.items():
        _as_written(name, model["properties"], model)
    schema = {
        name: {**_converted(model), "properties": _properties(model["properties"])}
        for name, model in definitions.items()
    }
    trial = schema.pop("Trial")
    return {"$schema": DRAFT, "title": TITLE, **trial, "definitions": schema}


def first_line(schema: str) -> str:
    """The comment by which an editor finds the schema, at a path from the folder of the file."""
    return f"{_FOR_EDITORS}{schema}"


def schema_text() -> str:
    """The schema as it stands in `_schema.json`, with a line end."""
    return json.dumps(trial_schema(), indent=2, ensure_ascii=False) + "\n"


def _as_written(name: str, properties: dict[str, Any], model: dict[str, Any]) -> None:
    """What a model gathers or spreads on reading, said as it is written in the file."""
    if name == "Row":
        figure = properties.pop("values")["additionalProperties"]
        described = {**figure, "description": "the figure of an arm"}
        model["patternProperties"] = {_arm_ids(ROW_FIELDS): described}
    elif name == "Mixture":
        figure = properties.pop("kinds")["additionalProperties"]
        model["required"].remove("kinds")
        model["additionalProperties"] = figure
    elif name in ("Block", "Harms"):
        cells = properties["rows"]["additionalProperties"]
        properties["rows"]["additionalProperties"] = {"anyOf": [cells, {"enum": list(MISSING)}]}
        if name == "Harms":
            how = f"write a column as an arm and a grade band: {', '.join(f'eve {grade}' for grade in GRADES)}"
            properties["columns"]["items"] = {"type": "string", "pattern": rf"^\S+ (?:{'|'.join(GRADES)})$", "$comment": how}
    elif name == "Arm":
        properties["external"] = {"type": ["string", "boolean"], "description": properties["external"]["description"]}
    elif name == "Trial":
        (arm,) = properties["arms"]["patternProperties"].values()
        properties["arms"]["patternProperties"] = {_arm_ids((*ROW_FIELDS, *ARM_GROUPS)): arm}


def _arm_ids(taken: tuple[str, ...]) -> str:
    """An arm's id: as any id, and none of the names that are taken; in a row `together` is the arms as one."""
    return rf"^(?!(?:{'|'.join(taken)})$)[a-z0-9][a-z0-9-]{{0,62}}[a-z0-9]$"


def _properties(properties: dict[str, Any]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for name, schema in properties.items():
        node = _converted(schema)
        text = node.pop("description", "")
        if "$ref" in node:
            # Draft 7 ignores whatever stands beside a $ref.
            node = {"allOf": [{"$ref": node.pop("$ref")}], **node}
        made[name] = {"description": text, **node}
    return made


def _converted(node: Any) -> Any:
    """A part of pydantic's schema (2020-12) in draft 7, without what a trial file has no use for: null, titles."""
    if isinstance(node, list):
        return [_converted(item) for item in node]
    if not isinstance(node, dict):
        return node
    if "anyOf" in node:
        kept = [choice for choice in node["anyOf"] if choice != {"type": "null"}]
        if len(kept) == 1:
            node = {**kept[0], **{key: value for key, value in node.items() if key != "anyOf"}}
        else:
            node = {**node, "anyOf": kept}
    node = dict(node)
    # How a scalar is written stands behind what its field means.
    if (how := node.pop("$comment", _OBVIOUS)) != _OBVIOUS:
        node = {**node, "description": f"{node['description']}; {how}" if "description" in node else how}
        # Editors say it instead of the pattern, which nobody can read; the word is theirs, and others pass over it.
        if "pattern" in node:
            node["patternErrorMessage"] = how
    made: dict[str, Any] = {}
    for key, value in node.items():
        if key == "$ref":
            made[key] = value.replace("#/$defs/", "#/definitions/")
        elif key == "enum":
            made["enum"] = [word for name in value for word in (name, *_numbers(name))]
        elif key in ("properties", "patternProperties"):
            made[key] = {name: _converted(schema) for name, schema in value.items()}
        elif key == "default":
            if value not in (None, [], {}) and not isinstance(value, dict):
                made[key] = value
        elif key == "description":
            made[key] = " ".join(value.split())
        elif key not in ("title", "propertyNames"):
            made[key] = _converted(value)
    if "enum" in made:
        made.pop("type", None)
    if "patternProperties" in made:
        made["additionalProperties"] = False
    return made


def _numbers(word: str) -> Iterator[int]:
    """The number that an editor makes of a word such as the phase `2`."""
    if word.isdecimal():
        yield int(word)
