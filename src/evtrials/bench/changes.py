"""Two versions of one trial compared field by field: two independent readings (reconcile), or before and after (diff).

Both files are taken apart into items: a row of an endpoint, a term of a table, an arm, a cut, a section. Items are
matched by what names them, never by their position. One that has no counterpart is set against its nearest
(the same figures under another assessor, cut, population), so that the reader sees in what the two differ.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal, NamedTuple, get_args

from evtrials.bench.grouping import grouped
from evtrials.bench.items import BLOCKS, NOT_STATED, Item, Key, Kind, Leaf, items
from evtrials.bench.pairing import paired
from evtrials.collection.loading import Loaded, load_file, shown
from evtrials.errors import EvTrialsError
from evtrials.notation.authors import may_be_one
from evtrials.notation.spelling import folded
from evtrials.trial.model import Reading
from evtrials.trial.terms import Terms

Status = Literal["equal", "different", "only in first", "only in second"]


@dataclass(frozen=True, slots=True)
class Compared:
    """One field of both files, the same or not: the section, what it belongs to, its name, both values (None: not there).

    whole: all that the field belongs to stands in one file alone.
    """

    section: str
    item: str
    field: str
    kind: Kind
    first: Leaf | None
    second: Leaf | None
    whole: bool = False

    @property
    def status(self) -> Status:
        """Whether both files say the same, or something else, or one says it alone."""
        if self.first is None:
            return "only in second"
        if self.second is None:
            return "only in first"
        return "equal" if self.first.same == self.second.same else "different"


class Agreement(NamedTuple):
    """How many fields of one section stand in at least one of the files, and how their comparison ended."""

    section: str
    compared: int
    equal: int
    different: int
    only_first: int
    only_second: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """One trial in two files: every field that was compared. `facts` count, `wording` is how the same may be said otherwise, a
    figure in another spelling among it. `readings`: who read the sources for each file, and when; None where it does not say."""

    trial: str
    name: str
    first: str
    second: str
    facts: tuple[Compared, ...]
    wording: tuple[Compared, ...]
    readings: tuple[Reading | None, Reading | None] = (None, None)

    @property
    def differences(self) -> tuple[Compared, ...]:
        """The facts that are not the same in both."""
        return tuple(field for field in self.facts if field.status != "equal")

    @property
    def sections(self) -> list[Agreement]:
        """The agreement of each section."""
        return [_agreement(section, fields) for section, fields in grouped(self.facts, lambda field: field.section).items()]

    @property
    def total(self) -> Agreement:
        """All sections together."""
        return _agreement("all", self.facts)


def _agreement(section: str, fields: Sequence[Compared]) -> Agreement:
    ended = Counter(field.status for field in fields)
    return Agreement(section, len(fields), *(ended[status] for status in get_args(Status)))


@dataclass(frozen=True, slots=True)
class Changes:
    """Two collections: trials added, removed, and changed."""

    old: str
    new: str
    added: tuple[Loaded, ...]
    removed: tuple[Loaded, ...]
    changed: tuple[Comparison, ...]


def load_reading(path: Path, terms: Terms, shared_sources: dict[str, dict[str, Any]]) -> Loaded:
    """One reading of a trial; the file may be named otherwise than the id (`bolero-2.second.yaml`). DataError as usual."""
    return load_file(path, terms, shared_sources, any_name=True)


def reconcile(first: Loaded, second: Loaded) -> Comparison:
    """Two independent readings of one trial. What no source prints (curves, waivers, curation) is passed over."""
    return _compare(first, second, frozenset({"curves", "waivers", "curation"}))


def refuse_one_reader(first: Loaded, second: Loaded) -> None:
    """EvTrialsError where both readings are by one person: whoever reads again what he has read finds what he found."""
    one, other = reading_of(first), reading_of(second)
    if one and other and may_be_one(one.by, other.by):
        is_plain = folded(one.by) == folded(other.by)
        told = f'"{other.by}"' if is_plain else f'"{one.by}" and "{other.by}", who may be one'
        raise EvTrialsError(
            f"{shown(first.file)} and {shown(second.file)} were both read by {told} (curation.extracted); "
            f"the second reading is another person's, made without looking at the first"
            f"{'' if is_plain else '; if they are two, write their names in full'}"
        )


def unsigned(first: Loaded, second: Loaded) -> tuple[str, ...]:
    """The files that do not say who read the sources: what two readings agree in, they may have of each other."""
    return tuple(shown(loaded.file) for loaded in (first, second) if reading_of(loaded) is None)


def reading_of(loaded: Loaded) -> Reading | None:
    """Who read the sources for a file, and when: its first reading, or the only one that it tells; None where it tells none."""
    return loaded.trial.curation.extracted or loaded.trial.curation.verified


def diff(old: Mapping[str, Loaded], new: Mapping[str, Loaded], names: tuple[str, str]) -> Changes:
    """What changed from one collection to another, by trial; `names` is how the two are called."""

    both = [_compare(old[id_], new[id_]) for id_ in sorted(old.keys() & new.keys())]
    return Changes(
        *names,
        added=tuple(new[id_] for id_ in sorted(new.keys() - old.keys())),
        removed=tuple(old[id_] for id_ in sorted(old.keys() - new.keys())),
        changed=tuple(comparison for comparison in both if comparison.differences or comparison.wording),
    )


def _compare(first: Loaded, second: Loaded, passed_over: frozenset[str] = frozenset()) -> Comparison:
    trial = second.trial
    if first.trial.id != trial.id:
        raise EvTrialsError(
            f'{shown(first.file)} is "{first.trial.id}" and {shown(second.file)} is "{trial.id}"; give two readings of one trial'
        )
    sides = ([item for item in items(loaded) if item.section not in passed_over] for loaded in (first, second))
    pairs = paired(*sides)
    tables = {(a.section, a.key, b.key) for a, b in pairs if a and b and a.section in BLOCKS}
    fields = [field for a, b in pairs for field in (*_key(a, b, tables), *_fields(a, b))]
    return Comparison(
        trial.id,
        trial.name,
        shown(first.file),
        shown(second.file),
        facts=tuple(field for field in fields if field.kind != "wording"),
        wording=tuple(
            field for field in map(_as_spelt, fields) if field.kind == "wording" and field.status != "equal"
        ),
        readings=(reading_of(first), reading_of(second)),
    )


def _as_spelt(field: Compared) -> Compared:
    """A field that both files have in other spellings of one meaning, as a difference of wording; any other as it is."""
    if field.status != "equal" or not field.first or not field.second or field.first.spelt == field.second.spelt:
        return field
    first, second = (replace(side, same=side.spelt, kind="wording") for side in (field.first, field.second))
    return replace(field, kind="wording", first=first, second=second)


def _key(first: Item | None, second: Item | None, tables: AbstractSet[tuple[str, Key, Key]]) -> Iterator[Compared]:
    """The parts of the key in which two items differ that were paired nevertheless.

    tables: the keys of the tables that were paired; in what they differ is told once, not for each of their terms.
    """
    if first is None or second is None:
        return
    of_a_table = (first.section, first.key[:-1], second.key[:-1]) in tables
    kind: Kind = "wording" if first.section in ("notes", "waivers") else "field"
    for (name, a), (_, b) in zip(first.key, second.key, strict=True):
        if a != b and not (of_a_table and name != "term"):
            one, other = (Leaf(value, value, kind, item.line) if value else None for value, item in ((a, first), (b, second)))
            yield Compared(first.section, first.label, name, kind, one, other)


def _fields(first: Item | None, second: Item | None) -> Iterator[Compared]:
    """Every field of a pair of items that stands in one of the files, the same or not."""
    item = first or second
    assert item is not None  # a pair has one of the two at least
    mine, theirs = (each.fields if each else {} for each in (first, second))
    for name in {**mine, **theirs}:
        a, b = mine.get(name), theirs.get(name)
        leaf = mine.get(name) or theirs[name]
        if leaf.value == NOT_STATED and not (a and b):
            a = b = leaf
        found = Compared(item.section, item.label, name, leaf.kind, a, b, whole=first is None or second is None)
        # What neither file says is passed over; but a shared source differs where _sources.yaml does.
        is_shared = item.section == "sources" and found.status == "different"
        if is_shared or any(side and side.line for side in (a, b)):
            yield found
