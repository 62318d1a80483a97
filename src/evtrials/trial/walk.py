"""How every stored value of a trial file is reached: its path, the record that holds it, and the source that bears it.

The models are the map: a field that they gain is walked without a word here. Whoever wants the figures, the dates, the
sources of a file asks `stored` for them; whoever wants its rows, tables or arms asks `records`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, get_args, get_type_hints

from evtrials.trial.arms import Mixture
from evtrials.trial.fields import Count, Date, Dose, Estimate, Figure, Followup, PValue, Record, Source, Src, Year
from evtrials.trial.model import Trial
from evtrials.trial.results import Row

Path = tuple[str | int, ...]
Notation = Literal["figure", "p value", "count", "dose", "follow-up", "date", "source", "text"]

_NOTATIONS: tuple[tuple[Any, Notation], ...] = (
    (Figure, "figure"), (Estimate, "figure"), (PValue, "p value"), (Count, "count"), (Dose, "dose"), (Followup, "follow-up"),
    (Date, "date"), (Year, "date"), (Src, "source"),
)  # fmt: skip
# What a digit can make wrong: each such value is printed by a source.
FIGURES: frozenset[Notation] = frozenset({"figure", "p value", "count", "dose", "follow-up"})
# Fields whose entries stand in the file beside the other fields of their record, under keys of their own.
_GATHERED: dict[type[Record], str] = {Row: "values", Mixture: "kinds"}


@dataclass(frozen=True, slots=True)
class Stored:
    """One value of a trial file.

    path: where it stands, from the section on; a single mapping where a list may stand is its entry 0.
    value: Figure, PValue, Dose, Source, bool, or the text of anything else. notation: how it is written.
    field, keys: the field of the record, and the way within it: (arm) of a row's values, (term, column) of a table's cell.
    source: what bears it: its own (`n_src`), else that of its record, else of the records around; None where none is stated.
    node: the record that holds it: a row, a table, an arm, a cut ...
    """

    path: Path
    value: Any
    notation: Notation
    field: str
    keys: Path
    source: Source | None
    node: Node


@dataclass(frozen=True, slots=True)
class Node:
    """One record of a trial file: its path, the record around it (None for the trial itself), and the source it stands on."""

    path: Path
    record: Record
    around: Node | None
    source: Source | None

    def values(self, *notations: Notation) -> Iterator[Stored]:
        """What the record itself says, in the order of its fields, of these notations (all, if none is named).

        What it leaves to a default is not stored.
        """
        for field in _fields(type(self.record)):
            if field.name in self.record.model_fields_set and (not notations or field.notation in notations):
                source, start = self._source(field), self._start(field)
                for keys, value in _parts(getattr(self.record, field.name)):
                    if not isinstance(value, Record):
                        yield Stored((*start, *keys), value, field.notation, field.name, keys, source, self)

    def fields(self) -> Iterator[tuple[str, Path, Any, Source | None]]:
        """Each field whole, defaults among them, but what is None or holds records: name in the file, path, value, source.

        The name of a field whose entries stand beside the others is "".
        """
        for field in _fields(type(self.record)):
            value = getattr(self.record, field.name)
            if value is not None and not any(isinstance(part, Record) for _, part in _parts(value)):
                start = self._start(field)
                yield "" if start == self.path else field.written, start, value, self._source(field)

    def inner(self, name: str = "") -> Iterator[Node]:
        """The records within, or within one field by its name in the file, each followed by those within it."""
        for field in _fields(type(self.record)):
            if field.has_records and name in ("", field.written):
                for keys, part in _parts(getattr(self.record, field.name)):
                    if isinstance(part, Record):
                        yield from _nodes((*self._start(field), *keys), part, self)

    def _source(self, field: _Field) -> Source | None:
        return (getattr(self.record, field.own_source) if field.own_source else None) or self.source

    def _start(self, field: _Field) -> Path:
        """Where the entries of a field stand: under its name, or beside the other fields."""
        return self.path if _GATHERED.get(type(self.record)) == field.name else (*self.path, field.written)


def stored(trial: Trial, *notations: Notation) -> Iterator[Stored]:
    """Every value that a trial file says, once, of these notations (all, if none is named).

    Records come in the order of `records`, the values of each in that of its fields.
    """
    for node in records(trial):
        yield from node.values(*notations)


def records(trial: Trial, section: str = "") -> Iterator[Node]:
    """Every record of a trial file, the trial first, each before those within it, sections in the order of the template; or those
    of one section."""
    return Node((), trial, None, None).inner(section) if section else _nodes((), trial, None)


def leaves(data: Any, path: Path = ()) -> Iterator[tuple[Path, str]]:
    """Every scalar of a document that is no trial yet, with its path, in the order of the file."""
    if isinstance(data, str):
        yield path, data
    else:
        for key, value in data.items() if isinstance(data, dict) else enumerate(data):
            yield from leaves(value, (*path, key))


def _nodes(path: Path, record: Record, around: Node | None) -> Iterator[Node]:
    source = record.src if "src" in type(record).model_fields else None  # type: ignore[attr-defined]
    source = source or (around.source if around else None)
    node = Node(path, record, around, source)
    yield node
    yield from node.inner()


def _parts(value: Any, keys: Path = ()) -> Iterator[tuple[Path, Any]]:
    """The records or scalars of a field with their keys: itself, or the entries of its mapping or list."""
    if isinstance(value, (dict, tuple)):
        for key, part in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _parts(part, (*keys, key))
    elif value is not None:
        yield keys, value


@dataclass(frozen=True, slots=True)
class _Field:
    """A field of a model: its name, its name in the file, the notation of its scalars, whether records stand in it.

    own_source: the field that says where this one stands, if not where its record stands; "" where the model has none.
    """

    name: str
    written: str
    notation: Notation
    has_records: bool
    own_source: str


@cache
def _fields(model: type[Record]) -> tuple[_Field, ...]:
    hints = get_type_hints(model, include_extras=True)
    return tuple(
        _Field(name, field.alias or name, _notation(hints[name]), _has_records(hints[name]), own if own in hints else "")
        for name, field in model.model_fields.items()
        for own in (f"{name}_src",)
    )


def _notation(hint: Any) -> Notation:
    """How the scalars of a type are written; a type of several (one count, or one for each arm) is written in one way."""
    for known, notation in _NOTATIONS:
        if hint == known:
            return notation
    found = (_notation(part) for part in get_args(hint))
    return next((notation for notation in found if notation != "text"), "text")


def _has_records(hint: Any) -> bool:
    return (isinstance(hint, type) and issubclass(hint, Record)) or any(map(_has_records, get_args(hint)))
