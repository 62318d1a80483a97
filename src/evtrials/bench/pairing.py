"""Which item of one file is which of the other: the same key, else the nearest, so that the reader sees in what two differ."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from evtrials.bench.grouping import grouped
from evtrials.bench.items import Item, Key

# Who or what is measured: figures that coincide say little across these.
_SUBJECT = frozenset({"endpoint", "term", "population", "measure", "at", "id"})
_NEAREST = 2  # parts of the key in which the nearest may differ
_COMMON = 50  # items that have a value; one that more have tells nothing


def paired(first: list[Item], second: list[Item]) -> list[tuple[Item | None, Item | None]]:
    """Items of the same key together, then the nearest of those left over, then each alone; in the order of the files."""
    theirs = grouped(second, _name)
    found: dict[Item, Item] = {}
    for name, ours in grouped(first, _name).items():
        found |= _most_alike(ours, theirs.get(name, []))
    taken = set(found.values())
    found |= _nearest([item for item in first if item not in found], [item for item in second if item not in taken])
    taken = set(found.values())
    pairs: list[tuple[Item | None, Item | None]] = [(item, found.get(item)) for item in first]
    pairs += [(None, item) for item in second if item not in taken]
    sections = list(dict.fromkeys(item.section for item in (*first, *second)))
    return sorted(pairs, key=lambda pair: sections.index((pair[0] or pair[1]).section))  # type: ignore[union-attr]


def _name(item: Item) -> tuple[str, Key]:
    return item.section, item.key


def _most_alike(first: list[Item], second: list[Item]) -> dict[Item, Item]:
    """Items of one key in pairs; where there are several, those with the most fields in common first."""
    return _first_come([(-_alike(a, b), i, j) for i, a in enumerate(first) for j, b in enumerate(second)], first, second)


def _alike(first: Item, second: Item) -> int:
    return sum(name in second.fields and second.fields[name].same == leaf.same for name, leaf in first.fields.items())


def _first_come(candidates: Iterable[tuple[int, ...]], first: list[Item], second: list[Item]) -> dict[Item, Item]:
    """Each item in one pair at most, the best candidates first; a candidate ends with the positions of its two items."""
    found: dict[Item, Item] = {}
    for *_, i, j in sorted(candidates):
        if first[i] not in found and second[j] not in found.values():
            found[first[i]] = second[j]
    return found


def _nearest(first: list[Item], second: list[Item]) -> dict[Item, Item]:
    """For items that one file names otherwise: the counterpart with the fewest differences in its key, then the most
    figures in common. Figures must agree by half, and wholly where the subject itself (endpoint, term, group) differs."""
    by_value: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for position, item in enumerate(second):
        for named in item.telling.items():
            by_value[item.section, item.key_names, named].append(position)
    candidates: list[tuple[int, ...]] = []
    for index, item in enumerate(first):
        mine = item.telling
        same = (by_value.get((item.section, item.key_names, named), []) for named in mine.items())
        # A value that many have (0, 1) tells nothing.
        for position in {position for positions in same if len(positions) <= _COMMON for position in positions}:
            other = second[position]
            theirs = other.telling
            differing = [name for (name, a), (_, b) in zip(item.key, other.key, strict=True) if a != b]
            both = mine.keys() & theirs.keys()
            equal = sum(mine[name] == theirs[name] for name in both)
            is_other_subject = not _SUBJECT.isdisjoint(differing)
            enough = equal == len(both) >= 2 if is_other_subject else 2 * equal >= len(both)
            if len(differing) <= _NEAREST and enough:
                candidates.append((len(differing), -equal, index, position))
    return _first_come(candidates, first, second)
