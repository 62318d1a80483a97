"""Which item of one file is which of the other: the same key, else the nearest, so that the reader sees in what two differ."""

from __future__ import annotations

from collections import defaultdict

from evtrials.bench.items import Item, Key

# Who or what is measured: figures that coincide say little across these.
_SUBJECT = frozenset({"endpoint", "term", "population", "measure", "at", "id"})
_NEAREST = 2  # parts of the key in which the nearest may differ
_COMMON = 50  # items that have a value; one that more have tells nothing


def paired(first: list[Item], second: list[Item]) -> list[tuple[Item | None, Item | None]]:
    """Items of the same key together, then the nearest of those left over, then each alone; in the order of the files."""
    named: dict[tuple[str, Key], tuple[list[Item], list[Item]]] = defaultdict(lambda: ([], []))
    for side, items in enumerate((first, second)):
        for item in items:
            named[item.section, item.key][side].append(item)
    found: dict[int, Item] = {}
    for ours, theirs in named.values():
        found.update(_most_alike(ours, theirs))
    taken = {id(item) for item in found.values()}
    left, others = [item for item in first if id(item) not in found], [item for item in second if id(item) not in taken]
    found.update(_nearest(left, others))
    taken = {id(item) for item in found.values()}
    pairs: list[tuple[Item | None, Item | None]] = [(item, found.get(id(item))) for item in first]
    pairs += [(None, item) for item in second if id(item) not in taken]
    order = {section: None for items in (first, second) for section in (item.section for item in items)}
    rank = {section: index for index, section in enumerate(order)}
    return sorted(pairs, key=lambda pair: rank[(pair[0] or pair[1]).section])  # type: ignore[union-attr]


def _most_alike(first: list[Item], second: list[Item]) -> dict[int, Item]:
    """Items of one key in pairs; where there are several, those with the most fields in common first."""
    scores = [
        (-sum(name in b.fields and b.fields[name].same == leaf.same for name, leaf in a.fields.items()), i, j)
        for i, a in enumerate(first)
        for j, b in enumerate(second)
    ]
    return _first_come(sorted(scores), first, second)


def _first_come(candidates: list[tuple[int, int, int]], first: list[Item], second: list[Item]) -> dict[int, Item]:
    """Each item in one pair at most, the best candidates first; a candidate ends with the positions of its two items."""
    found: dict[int, Item] = {}
    taken: set[int] = set()
    for _, index, other in candidates:
        if id(first[index]) not in found and other not in taken:
            found[id(first[index])] = second[other]
            taken.add(other)
    return found


def _nearest(first: list[Item], second: list[Item]) -> dict[int, Item]:
    """For items that one file names otherwise: the counterpart with the fewest differences in its key, then the most
    figures in common. Figures must agree by half, and wholly where the subject itself (endpoint, term, group) differs."""
    by_value: dict[tuple[object, ...], list[Item]] = defaultdict(list)
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


def _names(item: Item) -> tuple[str, ...]:
    return tuple(name for name, _ in item.key)
