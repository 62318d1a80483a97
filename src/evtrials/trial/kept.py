"""A trial as the cache keeps it: as JSON that is read back as it was, without being checked again.

The checks were made when the file was read; to make them again, with all that they need, took a tenth of the time of an answer.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any

from pydantic import BaseModel

from evtrials.notation.doses import Dose, Step
from evtrials.notation.figures import Figure
from evtrials.notation.p_values import PValue
from evtrials.trial.fields import Record, Source
from evtrials.trial.model import Trial

# Names the kind of a thing among its fields: a character that no text and no key of a trial file holds.
_KIND = "\x7f"
_VALUES = "of"


def written(trial: Trial) -> bytes:
    """A trial as JSON that `read` reads."""
    return json.dumps(_plain(trial), ensure_ascii=False, separators=(",", ":")).encode()


def read(content: bytes) -> Trial:
    """The trial that `written` wrote."""
    trial = json.loads(content, object_hook=_thing)
    assert isinstance(trial, Trial), "what was kept of a trial is a trial"
    return trial


def _plain(value: Any) -> Any:
    """What is no plain data is a mapping that names its kind: a record of the fields that are set, a figure of all its values."""
    if isinstance(value, BaseModel):
        return {_KIND: type(value).__name__, **{name: _plain(getattr(value, name)) for name in sorted(value.model_fields_set)}}
    if is_dataclass(value):
        return {_KIND: type(value).__name__, _VALUES: [_plain(getattr(value, one.name)) for one in fields(value)]}
    if isinstance(value, dict):
        return {key: _plain(part) for key, part in value.items()}
    return [_plain(part) for part in value] if isinstance(value, tuple) else value


def _thing(values: dict[str, Any]) -> Any:
    """A mapping of the JSON as what it stands for; every list of a trial is a tuple."""
    kind = values.pop(_KIND, "")
    for name, value in values.items():
        if type(value) is list:
            values[name] = _tuple(value)
    if not kind:
        return values
    if kind in _NOTATIONS:
        return _NOTATIONS[kind](*values[_VALUES])
    model, defaults, mappings = _models()[kind]
    record = model.__new__(model)
    own = {**defaults, **{name: {} for name in mappings}, **values}
    record.__setstate__(
        {"__dict__": own, "__pydantic_fields_set__": {*values}, "__pydantic_extra__": None, "__pydantic_private__": None}
    )
    return record


def _tuple(values: list[Any]) -> tuple[Any, ...]:
    return tuple(_tuple(value) if type(value) is list else value for value in values)


_NOTATIONS: dict[str, Any] = {kind.__name__: kind for kind in (Figure, PValue, Dose, Step)}


@cache
def _models() -> dict[str, tuple[type[BaseModel], dict[str, Any], list[str]]]:
    """Every model by its name, with what its fields are where they are not set, and which of these are empty mappings."""
    found: dict[str, tuple[type[BaseModel], dict[str, Any], list[str]]] = {}
    every: tuple[type[BaseModel], ...] = (Source, *_below(Record))
    for model in every:
        defaults = {name: field.default for name, field in model.model_fields.items()}
        found[model.__name__] = (model, defaults, [name for name, value in defaults.items() if value == {}])
    return found


def _below(model: type[Record]) -> Iterator[type[Record]]:
    for part in model.__subclasses__():
        yield part
        yield from _below(part)
