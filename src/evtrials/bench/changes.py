"""Two versions of one trial compared field by field: two independent readings (reconcile), or before and after (diff).

Both files are taken apart into items: a row of an endpoint, a term of a table, an arm, a cut, a section. Items are
matched by what names them, never by their position. One that has no counterpart is set against its nearest
(the same figures under another assessor, cut, population), so that the reader sees in what the two differ.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from evtrials.collection.store import Loaded, load_file, shown
from evtrials.errors import EvTrialsError
from evtrials.evidence.rows import ALL
from evtrials.evidence.rows import Path as Place
from evtrials.notation.figures import MISSING
from evtrials.trial.results import Endpoint, Row
from evtrials.trial.tables import Block
from evtrials.trial.terms import Terms

Kind = Literal["figure", "field", "wording"]
Status = Literal["different", "only in first", "only in second"]

WORDING = frozenset({"title", "summary", "label", "text", "why", "not_seen"})
NOT_STATED = "not stated"
_BLOCKS = ("safety", "exposure", "baseline")
# What a row takes from its endpoint where it says nothing itself: compared in the rows.
_INHERITED = frozenset({"measure", "unit", "at", "definition", "analysis_set", "method"})
# The fields that name an entry of a list, besides its source.
_NAMING = ("check", "about", "kind", "part", "of", "arm")
# Who or what is measured: figures that coincide say little across these.
_SUBJECT = frozenset({"endpoint", "term", "population", "measure", "at", "id"})
_COUNTS = frozenset({"n", "events", "p", "p_interaction"})
_ORDERED = frozenset({"authors"})
_NEAREST = 2
_COMMON = 50
_UNSAID = (("population", ALL), ("assessor", NOT_STATED), ("attribution", NOT_STATED))

Key = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Side:
    """A value as one file has it; the line where it stands (0: nowhere, it follows from what is left out); its source."""

    value: str
    line: int
    source: str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that is not the same in both: the section, what it belongs to, its name, both values (None: not there).

    whole: all that the field belongs to stands in one file alone.
    """

    section: str
    item: str
    field: str
    kind: Kind
    first: Side | None
    second: Side | None
    whole: bool = False

    @property
    def status(self) -> Status:
        """Whether both files say something, or one alone."""
        if self.second is None:
            return "only in first"
        return "only in second" if self.first is None else "different"


@dataclass(frozen=True, slots=True)
class Agreement:
    """How many fields of one section were compared, and how that ended. Wording is not among them."""

    section: str
    equal: int = 0
    different: int = 0
    only_first: int = 0
    only_second: int = 0

    @property
    def compared(self) -> int:
        """All fields that stand in at least one of the files."""
        return self.equal + self.different + self.only_first + self.only_second


@dataclass(frozen=True, slots=True)
class Comparison:
    """One trial in two files. `differences` are facts, `wording` is how the same may be said in other words."""

    trial: str
    name: str
    first: str
    second: str
    sections: tuple[Agreement, ...]
    differences: tuple[Difference, ...]
    wording: tuple[Difference, ...]

    @property
    def total(self) -> Agreement:
        """All sections together."""
        return Agreement(
            "all",
            sum(section.equal for section in self.sections),
            sum(section.different for section in self.sections),
            sum(section.only_first for section in self.sections),
            sum(section.only_second for section in self.sections),
        )


@dataclass(frozen=True, slots=True)
class Brief:
    """A trial that one collection has and the other has not: id, name, title, number of figures."""

    id: str
    name: str
    title: str
    figures: int


@dataclass(frozen=True, slots=True)
class Changes:
    """Two collections: trials added, removed, and changed."""

    old: str
    new: str
    added: tuple[Brief, ...]
    removed: tuple[Brief, ...]
    changed: tuple[Comparison, ...]


def load_reading(path: Path, terms: Terms, shared_sources: dict[str, dict[str, Any]]) -> Loaded:
    """One reading of a trial; the file may be named otherwise than the id (`bolero-2.second.yaml`). DataError as usual."""
    return load_file(path, terms, shared_sources, any_name=True)


def reconcile(first: Loaded, second: Loaded) -> Comparison:
    """Two independent readings of one trial. What no source prints (curves, waivers, curation) is passed over."""
    return _compare(first, second, frozenset({"curves", "waivers", "curation"}))


def diff(old: Mapping[str, Loaded], new: Mapping[str, Loaded], names: tuple[str, str]) -> Changes:
    """What changed from one collection to another, by trial; `names` is how the two are called."""

    def brief(loaded: Loaded) -> Brief:
        return Brief(loaded.trial.id, loaded.trial.name, loaded.trial.title, len(loaded.figures))

    both = [_compare(old[id_], new[id_]) for id_ in sorted(old.keys() & new.keys())]
    return Changes(
        *names,
        added=tuple(brief(new[id_]) for id_ in sorted(new.keys() - old.keys())),
        removed=tuple(brief(old[id_]) for id_ in sorted(old.keys() - new.keys())),
        changed=tuple(comparison for comparison in both if comparison.differences or comparison.wording),
    )


def _compare(first: Loaded, second: Loaded, passed_over: frozenset[str] = frozenset()) -> Comparison:
    if first.trial.id != second.trial.id:
        raise EvTrialsError(
            f'{shown(first.file)} is "{first.trial.id}" and {shown(second.file)} is "{second.trial.id}"; '
            "give two readings of one trial"
        )
    pairs = _paired(_items(first, passed_over), _items(second, passed_over))
    counts: dict[str, Agreement] = {}
    differences: list[Difference] = []
    wording: list[Difference] = []
    tables = {(a.section, a.key, b.key) for a, b in pairs if a and b and a.section in _BLOCKS}
    for a, b in pairs:
        for difference in _fields(a, b, tables):
            if difference.kind == "wording":
                if not _agree(difference):
                    wording.append(difference)
                continue
            section = counts.setdefault(difference.section, Agreement(difference.section))
            counts[difference.section] = _counted(section, difference)
            if not _agree(difference):
                differences.append(difference)
    return Comparison(
        second.trial.id,
        second.trial.name,
        shown(first.file),
        shown(second.file),
        tuple(section for section in counts.values()),
        tuple(differences),
        tuple(wording),
    )


def _counted(section: Agreement, difference: Difference) -> Agreement:
    if _agree(difference):
        return replace(section, equal=section.equal + 1)
    if difference.status == "different":
        return replace(section, different=section.different + 1)
    if difference.status == "only in first":
        return replace(section, only_first=section.only_first + 1)
    return replace(section, only_second=section.only_second + 1)


def _agree(difference: Difference) -> bool:
    first, second = difference.first, difference.second
    return first is not None and second is not None and first.value == second.value


# What a file is made of


@dataclass(frozen=True, slots=True)
class _Leaf:
    """One value: the text, how it is compared (lists without their order), its line, whether it is written there."""

    value: str
    same: object
    kind: Kind
    line: int
    source: str


@dataclass(frozen=True, slots=True)
class _Item:
    """A thing of the file that its key names, with its fields."""

    section: str
    key: Key
    line: int
    fields: dict[str, _Leaf] = field(default_factory=dict)
    # Parts of the key that go without saying.
    quiet: Key = ()

    @property
    def label(self) -> str:
        """The key in words: `pfs, median, cut final, assessor central, Doe2020`."""
        words: list[str] = []
        for name, value in self.key:
            if not value or (name, value) in (*_UNSAID, *self.quiet):
                continue
            plain = name in ("endpoint", "measure", "term", "id", "source", "about", "in", "kind")
            words.append(value if plain else f"{name.replace('_', ' ')} {value}")
        return ", ".join(words)

    @property
    def telling(self) -> dict[str, str]:
        """The values by which a counterpart may be known: figures, or where there are none the other fields."""
        figures = {name: leaf.value for name, leaf in self.fields.items() if leaf.kind == "figure"}
        rest = {name: leaf.value for name, leaf in self.fields.items() if leaf.kind == "field"}
        others = {name: value for name, value in rest.items() if name not in ("place", "unit")}
        return {name: value for name, value in (figures or others or rest).items() if value not in MISSING}


def _items(loaded: Loaded, passed_over: frozenset[str]) -> list[_Item]:
    return [item for item in _Items(loaded).all() if item.section not in passed_over]


class _Items:
    """Takes one trial apart. Values come from the model (defaults filled, inheritance applied), lines from the file."""

    def __init__(self, loaded: Loaded) -> None:
        self.loaded, self.trial = loaded, loaded.trial
        self.data: dict[str, Any] = loaded.trial.model_dump(by_alias=True, exclude_none=True)
        paths = {row.path for row in loaded.figures}
        self.figures = paths | {path[:-1] for path in paths if path and isinstance(path[-1], int)}

    def all(self) -> Iterator[_Item]:
        head = _Item("trial", (), 1)
        yield head
        for name, value in self.data.items():
            if name == "endpoints":
                yield from self._endpoints()
            elif name in _BLOCKS:
                yield from self._blocks(name)
            elif _is_mappings(value):
                yield from self._list(name, value, (), (name,))
            elif isinstance(value, dict):
                if value and all(isinstance(part, dict) for part in value.values()):
                    for id_, part in value.items():
                        yield from self._mapping(name, part, (("id", id_),), (name, id_))
                else:
                    yield from self._mapping(name, value, (), (name,))
            else:
                self._add(head, name, value, (name,), "")

    def _mapping(self, section: str, value: dict[str, Any], key: Key, path: Place) -> Iterator[_Item]:
        """One item of a mapping, and one for each entry of the lists in it."""
        item = _Item(section, key, self._line(path))
        yield item
        for name, part in value.items():
            if _is_mappings(part):
                yield from self._list(section, part, (*key, ("in", name)), (*path, name))
            else:
                self._add(item, name, part, (*path, name), str(value.get("src", "")))

    def _list(self, section: str, values: Iterable[dict[str, Any]], key: Key, path: Place) -> Iterator[_Item]:
        for index, value in enumerate(values):
            names = [name for name in _NAMING if name in value]
            source, _, place = str(value.get("src", "")).partition(" ")
            own = (*key, *((name, _words(value[name])) for name in names), *((("source", source),) if source else ()))
            rest = {name: part for name, part in value.items() if name not in (*names, "src")}
            item = _Item(section, own, self._line((*path, index)))
            for name, part in rest.items():
                self._add(item, name, part, (*path, index, name), str(value.get("src", "")))
            if place:
                self._add(item, "place", place, (*path, index, "src"), str(value.get("src", "")))
            yield item

    def _endpoints(self) -> Iterator[_Item]:
        for key, endpoint in self.trial.endpoints.items():
            data, path = self.data["endpoints"][key], ("endpoints", key)
            item = _Item("endpoints", (("endpoint", key),), self._line(path))
            for name, value in {"is": key, **data}.items():
                if name != "results" and not (endpoint.results and name in _INHERITED):
                    self._add(item, name, value, (*path, name), str(data.get("src", "")))
            yield item
            for index, row in enumerate(endpoint.results):
                yield self._row(key, endpoint, row, data["results"][index], (*path, "results", index))

    def _row(self, id_: str, endpoint: Endpoint, row: Row, data: dict[str, Any], path: Place) -> _Item:
        contrast = " v ".join(self.trial.implied_contrast() or ())
        only_cut = next(iter(self.trial.cuts)) if len(self.trial.cuts) == 1 else None
        key = {
            "endpoint": id_,
            "measure": row.measure or endpoint.measure,
            "at": row.at or endpoint.at,
            "period": row.period,
            "of": row.of or (contrast if row.per is None else None),
            "per": row.per,
            "population": row.population or ALL,
            "analysis_set": row.analysis_set or endpoint.analysis_set,
            "assessor": row.assessor or endpoint.assessor or NOT_STATED,
            "method": row.method or endpoint.method,
            "definition": row.definition or endpoint.definition,
            "cut": row.cut or only_cut,
            "factor": row.factor,
            "source": row.src.key,
        }
        parts = tuple((name, value or "") for name, value in key.items())
        item = _Item("endpoints", parts, self._line(path), quiet=(("of", contrast),))
        source = str(row.src)
        for name, value in data.items():
            if name not in key and name not in ("src", "unit"):
                self._add(item, name, value, (*path, name), source)
        if "role" not in data:
            self._add(item, "role", endpoint.role, (*path, "role"), source)
        if unit := row.unit or endpoint.unit:
            self._add(item, "unit", unit, (*path, "unit") if row.unit else ("endpoints", id_, "unit"), source)
        self._add(item, "place", row.src.place, (*path, "src"), source)
        return item

    def _blocks(self, section: str) -> Iterator[_Item]:
        """One item for what is said of a table, one for each term. Tables of one key are one, unless their columns clash."""
        made: dict[Key, list[_Item]] = defaultdict(list)
        blocks: tuple[Block, ...] = getattr(self.trial, section)
        for index, block in enumerate(blocks):
            data, path = self.data[section][index], (section, index)
            key: Key = (
                ("source", block.src.key),
                ("cut", block.cut or ""),
                ("population", block.population or ALL),
                ("attribution", block.attribution),
                ("period", block.period or ""),
                ("measure", block.measure or _measure(block)),
            )
            table = _Item(section, key, self._line(path))
            for name, value in data.items():
                if name not in (*dict(key), "src", "columns", "rows"):
                    self._add(table, name, value, (*path, name), str(block.src))
            self._add(table, "place", block.src.place, (*path, "src"), str(block.src))
            _joined(made[key], table)
            for term, cells in data["rows"].items():
                named = (*key, ("term", term))
                row = _Item(section, named, self._line((*path, "rows", term)))
                for position, (column, cell) in enumerate(zip(block.columns, cells, strict=True)):
                    self._add(row, column, cell, (*path, "rows", term, position), str(block.src))
                _joined(made[named], row)
        for items in made.values():
            yield from items

    def _add(self, item: _Item, name: str, value: Any, path: Place, source: str) -> None:
        """A field, or each entry of a mapping (`n eve`, the arms of a row) as one."""
        if isinstance(value, dict):
            for sub, part in value.items():
                if name in ("values", "kinds"):
                    self._add(item, sub, part, (*path[:-1], sub), source)
                else:
                    self._add(item, f"{name} {sub}", part, (*path, sub), source)
            return
        text = _words(value)
        if not text:
            return
        kind: Kind = "field"
        if item.section in ("notes", "waivers") or name in WORDING:
            kind = "wording"
        elif path in self.figures or (item.section in ("endpoints", *_BLOCKS) and name.split(" ")[0] in _COUNTS):
            kind = "figure"
        same = frozenset(map(_words, value)) if isinstance(value, tuple) and name not in _ORDERED else text
        line = self._line(path) if _is_written(self.loaded.document.data, path) else 0
        item.fields[name] = _Leaf(text, same, kind, line, source)

    def _line(self, path: Place) -> int:
        return self.loaded.place(path)[0]


def _is_mappings(value: Any) -> bool:
    return isinstance(value, tuple) and any(isinstance(part, dict) for part in value)


def _words(value: Any) -> str:
    """A value in one line: lists with commas, a selector as `endpoint pfs, arm eve`, yes and no as in the file."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return ", ".join(f"{name} {_words(part)}" for name, part in value.items())
    return ", ".join(map(_words, value)) if isinstance(value, tuple) else str(value)


def _is_written(data: Any, path: Place) -> bool:
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


def _joined(items: list[_Item], new: _Item) -> None:
    """Add an item to those of its key: to one whose fields it does not contradict, else beside them."""
    for item in items:
        if all(item.fields[name].same == leaf.same for name, leaf in new.fields.items() if name in item.fields):
            for name, leaf in new.fields.items():
                item.fields.setdefault(name, leaf)
            return
    items.append(new)


# Which item of one file is which of the other


def _paired(first: list[_Item], second: list[_Item]) -> list[tuple[_Item | None, _Item | None]]:
    """Items of the same key together, then the nearest of those left over, then each alone; in the order of the files."""
    named: dict[tuple[str, Key], tuple[list[_Item], list[_Item]]] = defaultdict(lambda: ([], []))
    for side, items in enumerate((first, second)):
        for item in items:
            named[item.section, item.key][side].append(item)
    found: dict[int, _Item] = {}
    for ours, theirs in named.values():
        found.update(_most_alike(ours, theirs))
    taken = {id(item) for item in found.values()}
    left, others = [item for item in first if id(item) not in found], [item for item in second if id(item) not in taken]
    found.update(_nearest(left, others))
    taken = {id(item) for item in found.values()}
    pairs: list[tuple[_Item | None, _Item | None]] = [(item, found.get(id(item))) for item in first]
    pairs += [(None, item) for item in second if id(item) not in taken]
    order = {section: None for items in (first, second) for section in (item.section for item in items)}
    rank = {section: index for index, section in enumerate(order)}
    return sorted(pairs, key=lambda pair: rank[(pair[0] or pair[1]).section])  # type: ignore[union-attr]


def _most_alike(first: list[_Item], second: list[_Item]) -> dict[int, _Item]:
    """Items of one key in pairs; where there are several, those with the most fields in common first."""
    scores = [
        (-sum(name in b.fields and b.fields[name].same == leaf.same for name, leaf in a.fields.items()), i, j)
        for i, a in enumerate(first)
        for j, b in enumerate(second)
    ]
    return _first_come(sorted(scores), first, second)


def _first_come(candidates: list[tuple[int, int, int]], first: list[_Item], second: list[_Item]) -> dict[int, _Item]:
    """Each item in one pair at most, the best candidates first; a candidate ends with the positions of its two items."""
    found: dict[int, _Item] = {}
    taken: set[int] = set()
    for _, index, other in candidates:
        if id(first[index]) not in found and other not in taken:
            found[id(first[index])] = second[other]
            taken.add(other)
    return found


def _nearest(first: list[_Item], second: list[_Item]) -> dict[int, _Item]:
    """For items that one file names otherwise: the counterpart with the fewest differences in its key, then the most
    figures in common. Figures must agree by half, and wholly where the subject itself (endpoint, term, group) differs."""
    by_value: dict[tuple[object, ...], list[_Item]] = defaultdict(list)
    for item in second:
        for name, value in item.telling.items():
            by_value[item.section, _names(item), name, value].append(item)
    candidates: list[tuple[int, int, int, int]] = []
    position = {id(item): index for index, item in enumerate(second)}
    for index, item in enumerate(first):
        mine = item.telling
        same = (by_value.get((item.section, _names(item), name, value), []) for name, value in mine.items())
        # A value that many have (0, 1) tells nothing.
        for other in {id(other): other for others in same if len(others) <= _COMMON for other in others}.values():
            theirs = other.telling
            differing = [name for (name, a), (_, b) in zip(item.key, other.key, strict=True) if a != b]
            both = mine.keys() & theirs.keys()
            equal = sum(mine[name] == theirs[name] for name in both)
            subject = not _SUBJECT.isdisjoint(differing)
            enough = equal == len(both) >= 2 if subject else 2 * equal >= len(both)
            if len(differing) <= _NEAREST and enough:
                candidates.append((len(differing), -equal, index, position[id(other)]))
    ordered = [(rank, index, other) for rank, (_, _, index, other) in enumerate(sorted(candidates))]
    return _first_come(ordered, first, second)


def _names(item: _Item) -> tuple[str, ...]:
    return tuple(name for name, _ in item.key)


def _fields(first: _Item | None, second: _Item | None, tables: AbstractSet[tuple[str, Key, Key]]) -> Iterator[Difference]:
    """Every field of a pair that stands in one of the files, equal or not, the parts of the key that differ before them.

    tables: the keys of the tables that were paired; in what they differ is told once, not for each of their terms.
    """
    item = first or second
    if item is None:
        return
    wording: Kind = "wording" if item.section in ("notes", "waivers") else "field"
    if first and second:
        told = (item.section, first.key[:-1], second.key[:-1]) in tables
        for (name, a), (_, b) in zip(first.key, second.key, strict=True):
            if a != b and not (told and name != "term"):
                one, other = (Side(value, holder.line) if value else None for value, holder in ((a, first), (b, second)))
                yield Difference(item.section, item.label, name, wording, one, other)
    mine, theirs = (first.fields if first else {}), (second.fields if second else {})
    for name in {**mine, **theirs}:
        a_leaf, b_leaf = mine.get(name), theirs.get(name)
        leaf = a_leaf or b_leaf
        if leaf is None:
            continue
        if not (a_leaf and b_leaf) and leaf.value == NOT_STATED:
            a_leaf = b_leaf = leaf
        same = a_leaf is not None and b_leaf is not None and a_leaf.same == b_leaf.same
        # What neither file says is passed over; but a shared source differs where _sources.yaml does.
        shared = item.section == "sources" and a_leaf is not None and b_leaf is not None and not same
        if not shared and not any(each and each.line for each in (a_leaf, b_leaf)):
            continue
        if same and a_leaf and b_leaf:
            b_leaf = replace(b_leaf, value=a_leaf.value)
        whole = first is None or second is None
        yield Difference(item.section, item.label, name, leaf.kind, _side(a_leaf), _side(b_leaf), whole)


def _side(leaf: _Leaf | None) -> Side | None:
    return Side(leaf.value, leaf.line, leaf.source) if leaf else None
