"""Two versions of one trial compared field by field: two independent readings (reconcile), or before and after (diff).

Both files are taken apart into items: a row of an endpoint, a term of a table, an arm, a cut, a section. Items are
matched by what names them, never by their position. One that has no counterpart is set against its nearest
(the same figures under another assessor, cut, population), so that the reader sees in what the two differ.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from evtrials.bench.items import BLOCKS, NOT_STATED, Item, Key, Kind, Leaf, items
from evtrials.bench.pairing import paired
from evtrials.collection.loading import Loaded, load_file, shown
from evtrials.errors import EvTrialsError
from evtrials.trial.terms import Terms

Status = Literal["different", "only in first", "only in second"]


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
    sides = ([item for item in items(loaded) if item.section not in passed_over] for loaded in (first, second))
    pairs = paired(*sides)
    counts: dict[str, Agreement] = {}
    differences: list[Difference] = []
    wording: list[Difference] = []
    tables = {(a.section, a.key, b.key) for a, b in pairs if a and b and a.section in BLOCKS}
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


def _fields(first: Item | None, second: Item | None, tables: AbstractSet[tuple[str, Key, Key]]) -> Iterator[Difference]:
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


def _side(leaf: Leaf | None) -> Side | None:
    return Side(leaf.value, leaf.line, leaf.source) if leaf else None
