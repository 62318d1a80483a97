"""A trial taken apart into items: a row of an endpoint, a term of a table, an arm, a cut, a section; each under its key.

A key says what an item is, never where it stands: by it the items of two files are matched.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, Literal

from evtrials.collection.loading import Loaded
from evtrials.notation.doses import Dose
from evtrials.notation.figures import MISSING, Figure
from evtrials.notation.p_values import PValue
from evtrials.trial.fields import Source
from evtrials.trial.identity import ALL, AnalysisKey, key_of_row, key_of_term
from evtrials.trial.notes import Note
from evtrials.trial.results import Endpoint, Row, Statement
from evtrials.trial.tables import Block
from evtrials.trial.walk import Node, Path, records

Kind = Literal["figure", "field", "wording"]
Key = tuple[tuple[str, str], ...]

WORDING = frozenset({"title", "summary", "label", "text", "why", "not_seen", "short"})
NOT_STATED = "not stated"
BLOCKS = ("safety", "exposure", "baseline")
# What a row takes from its endpoint where it says nothing itself: compared in the rows.
_INHERITED = frozenset({"measure", "unit", "definition", "analysis_set", "method"})
# The fields that name an entry of a list, besides its source.
_NAMING = ("check", "about", "kind", "part", "of", "arm")
# What names a row besides its endpoint, and a table, in the order in which it is told.
_NAMING_A_ROW = (
    "measure", "at", "period", "of", "per", "population", "analysis_set", "assessor", "method", "definition", "cut", "factor",
    "source",
)  # fmt: skip
_NAMING_A_TABLE = ("source", "cut", "population", "attribution", "period", "measure")
_COUNTS = frozenset({"n", "events", "p", "p_interaction"})
_ORDERED = frozenset({"authors"})
_UNSAID = (("population", ALL), ("assessor", NOT_STATED), ("attribution", NOT_STATED))


@dataclass(frozen=True, slots=True)
class Leaf:
    """A value as one file has it: the text, how it is compared (lists without their order, figures and doses as they are
    read), the line where it stands (0: nowhere, it follows from what is left out), its source. `spelt`: the text where order
    counts, else its parts; two of one meaning may be spelt otherwise."""

    value: str
    same: object
    kind: Kind
    line: int
    source: str = ""
    spelt: object = None


@dataclass(frozen=True, slots=True, eq=False)
class Item:
    """A thing of the file that its key names, with its fields; two of the same content are two."""

    section: str
    key: Key
    line: int
    fields: dict[str, Leaf] = field(default_factory=dict)

    @property
    def label(self) -> str:
        """The key in words: `pfs, median, cut final, assessor central, Doe2020`."""
        words: list[str] = []
        for name, value in self.key:
            if not value or (name, value) in _UNSAID:
                continue
            plain = name in ("endpoint", "measure", "term", "id", "source", "about", "in", "kind")
            words.append(value if plain else f"{name.replace('_', ' ')} {value}")
        return ", ".join(words)

    @property
    def key_names(self) -> tuple[str, ...]:
        """What the key consists of; only items of which it is the same are compared."""
        return tuple(name for name, _ in self.key)

    @property
    def telling(self) -> dict[str, object]:
        """The values by which a counterpart may be known: figures, or where there are none the other fields."""
        figures = {name: leaf for name, leaf in self.fields.items() if leaf.kind == "figure"}
        rest = {name: leaf for name, leaf in self.fields.items() if leaf.kind == "field"}
        others = {name: leaf for name, leaf in rest.items() if name not in ("place", "unit")}
        return {name: leaf.same for name, leaf in (figures or others or rest).items() if leaf.value not in MISSING}


def items(loaded: Loaded) -> list[Item]:
    """Everything that a trial says, section by section."""
    return list(_TakenApart(loaded).items())


class _TakenApart:
    """Takes one trial apart. Values come from the model (defaults filled, inheritance applied), lines from the file."""

    def __init__(self, loaded: Loaded) -> None:
        self.loaded, self.trial = loaded, loaded.trial
        self.subjects = {note.path: note.subject for note in loaded.trial.notes}
        paths = {row.path for row in loaded.figures}
        self.figures = paths | {path[:-1] for path in paths if path and isinstance(path[-1], int)}

    def items(self) -> Iterator[Item]:
        for _, nodes in groupby(records(self.trial), key=lambda node: node.path[:1]):
            tables: dict[Key, list[Item]] = defaultdict(list)
            for node in nodes:
                if isinstance(node.record, Block):
                    self._table(node, node.record, tables)
                elif isinstance(node.record, Endpoint):
                    yield self._endpoint(node, node.record)
                elif isinstance(node.record, Row):
                    yield self._row(node, node.record)
                elif isinstance(node.record, Note):
                    # A remark at its figure is named by what it is of, as those of the list are.
                    yield self._item(node, "notes", (("about", self.subjects[node.path]),))
                elif isinstance(node.record, Statement):
                    continue  # told with the row or table that holds it
                elif node.path and isinstance(node.path[-1], int):
                    yield self._entry(node)
                else:
                    yield self._record(node)
            for made in tables.values():
                yield from made

    def _record(self, node: Node) -> Item:
        """The trial itself, a section, or what a section has under an id."""
        section, *inside = map(str, node.path or ("trial",))
        return self._item(node, section, (("id", inside[0]),) if inside else ())

    def _item(self, node: Node, section: str, key: Key, left_out: Container[str] = ()) -> Item:
        """An item with the fields of a record, but those that its key tells."""
        item = Item(section, key, self._line(node.path))
        for name, path, value, source in node.fields():
            if name not in left_out:
                self._add(item, name, value, path, source)
        return item

    def _entry(self, node: Node) -> Item:
        """An entry of a list, named by what tells it from the others and by its source."""
        said = {name: _words(value) for name, _, value, _ in node.fields()}
        names = [name for name in _NAMING if name in said]
        own: Source | None = getattr(node.record, "src", None)
        section, *inside, _ = map(str, node.path)
        # cuts.final.also.0: the entry stands in the list `also` of the cut `final`.
        key = [*zip(("id", "in") if len(inside) > 1 else ("in",), inside, strict=False)]
        key += [(name, said[name]) for name in names]
        key += [("source", own.key)] if own else []
        item = self._item(node, section, tuple(key), (*names, "src"))
        if own:
            self._add(item, "place", own.place, (*node.path, "src"), own)
        return item

    def _endpoint(self, node: Node, endpoint: Endpoint) -> Item:
        id_ = str(node.path[1])
        item = self._item(node, "endpoints", (("endpoint", id_),), _INHERITED if endpoint.results else ())
        if not endpoint.is_:
            self._add(item, "is", id_, (*node.path, "is"), node.source)
        return item

    def _row(self, node: Node, row: Row) -> Item:
        id_ = str(node.path[1])
        endpoint = self.trial.endpoints[id_]
        analysis = key_of_row(self.trial, id_, row, self.loaded.terms)
        # Two readers differ where one wrote down an assessor or a time that the other did not see printed.
        named = analysis._replace(assessor=row.assessor or "", at=row.at or "").as_read
        key = (("endpoint", id_), *_named(named, _NAMING_A_ROW))
        item = self._item(node, "endpoints", key, (*_NAMING_A_ROW, "src", "unit"))
        if row.stated:
            self._stated(item, row.stated, "stated", (*node.path, "stated"), row.src)
        if row.role is None:
            self._add(item, "role", endpoint.role, (*node.path, "role"), row.src)
        unit_path = (*node.path, "unit") if row.unit else ("endpoints", id_, "unit")
        self._add(item, "unit", row.unit or endpoint.unit or "", unit_path, row.src)
        self._add(item, "place", row.src.place, (*node.path, "src"), row.src)
        return item

    def _table(self, node: Node, block: Block, made: dict[Key, list[Item]]) -> None:
        """One item for what is said of a table, one for each term. Tables of one key are one, unless their columns clash."""
        section = str(node.path[0])
        analysis = key_of_term(section, "", block)
        key = _named(analysis._replace(measure=block.measure or _measure(block)), _NAMING_A_TABLE)
        table = self._item(node, section, key, (*_NAMING_A_TABLE, "src", "columns", "rows"))
        self._add(table, "place", block.src.place, (*node.path, "src"), block.src)
        for term, statement in block.stated.items():
            self._stated(table, statement, f"stated {term}", (*node.path, "stated", term), block.src)
        _joined(made[key], table)
        for term, cells in block.rows.items():
            named = (*key, ("term", term))
            path = (*node.path, "rows", term)
            row = Item(section, named, self._line(path))
            for position, (column, cell) in enumerate(zip(block.columns, cells, strict=True)):
                self._add(row, column, cell, (*path, position), block.src)
            _joined(made[named], row)

    def _stated(self, item: Item, statement: Statement, name: str, path: Path, source: Source) -> None:
        """A result in words: what it says and in which."""
        for part in ("says", "text"):
            self._add(item, f"{name} {part}", getattr(statement, part), (*path, part), source)

    def _add(self, item: Item, name: str, value: Any, path: Path, source: Source | None) -> None:
        """A field, or each entry of a mapping (`n eve`, the arms of a row) as one."""
        if isinstance(value, dict):
            for sub, part in value.items():
                self._add(item, f"{name} {sub}" if name else sub, part, (*path, sub), source)
            return
        text = _words(value)
        if not text:
            return
        kind: Kind = "field"
        if item.section in ("notes", "waivers") or name in WORDING:
            kind = "wording"
        elif path in self.figures or (item.section in ("endpoints", *BLOCKS) and name.split(" ")[0] in _COUNTS):
            kind = "figure"
        same: object = self._meaning(value)
        spelt: object = text
        if isinstance(value, tuple) and name not in _ORDERED:
            same, spelt = frozenset(map(self._meaning, value)), frozenset(map(_words, value))
        line = self._line(path) if _is_written(self.loaded.document.data, path) else 0
        item.fields[name] = Leaf(text, same, kind, line, str(source or ""), spelt)

    def _meaning(self, value: Any) -> object:
        """A value as it is compared: what was read of a figure, a p value or a dose, the words of any other."""
        if isinstance(value, Figure | PValue):
            return value.meaning
        if isinstance(value, Dose):
            return self.loaded.terms.drug(value.drug), *(step.meaning for step in value.steps)
        return _words(value)

    def _line(self, path: Path) -> int:
        return self.loaded.place(path)[0]


def _named(analysis: AnalysisKey, names: tuple[str, ...]) -> Key:
    return tuple((name, getattr(analysis, name)) for name in names)


def _words(value: Any) -> str:
    """A value in one line: lists with commas, a selector as `endpoint pfs, arm eve`, yes and no as in the file."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return ", ".join(f"{name} {_words(part)}" for name, part in value.items())
    return ", ".join(map(_words, value)) if isinstance(value, tuple) else str(value)


def _is_written(data: Any, path: Path) -> bool:
    """Whether a value stands in the file, and is not filled in by the model."""
    for part in path:
        if (isinstance(data, dict) and part in data) or (isinstance(data, list) and isinstance(part, int) and part < len(data)):
            data = data[part]  # type: ignore[index]
        elif isinstance(data, str):
            # One word stands for every cell of a row.
            return True
        elif part != 0:
            # One mapping may stand where a list of one could.
            return False
    return True


def _measure(block: Block) -> str:
    """What the cells are where the block does not say: shares in percent, else counts."""
    shares = block.unit == "percent" or any(cell.is_percent for cells in block.rows.values() for cell in cells)
    return "rate" if shares else "count"


def _joined(items: list[Item], new: Item) -> None:
    """Add an item to those of its key: to one whose fields it does not contradict, else beside them."""
    for item in items:
        if all(item.fields[name].same == leaf.same for name, leaf in new.fields.items() if name in item.fields):
            for name, leaf in new.fields.items():
                item.fields.setdefault(name, leaf)
            return
    items.append(new)
