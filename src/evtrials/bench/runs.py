"""The numbers of a figure, and of several, in the orders in which texts print them."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from evtrials.bench.passages import Wanted
from evtrials.bench.texts import canonical
from evtrials.notation.figures import Figure
from evtrials.notation.p_values import PValue

Run = tuple[Wanted, ...]
# One figure: its numbers in each order in which a text may print them.
Printings = list[list[Wanted]]


def wanted_count(count: str, unit: str) -> Wanted:
    """The number of a count as the file writes it, `about 300`; a unit that is "" may be any."""
    match = re.fullmatch(r"(about |<=|>=|<|>)?(\d+)", count)
    assert match is not None  # the model lets nothing else through
    return Wanted(match[2], (match[1] or "").strip(), unit or "not stated")


def wanted_p(p: PValue) -> Wanted:
    """The number of a p value that has one."""
    return Wanted(canonical(p.value), p.operator, "ratio")


def printings(figure: Figure, unit: str) -> Printings:
    """The numbers of one figure in each order in which texts print them."""
    if figure.is_missing and not figure.has_interval:
        return [[Wanted(missing=figure.qualifier)]]
    if figure.between:
        return [[Wanted(canonical(figure.between[0]), unit=unit), Wanted(canonical(figure.between[1]), unit=unit, gap=0)]]
    ends = [limit for limit in (figure.low, figure.high) if limit]
    limits = [_limit(limit, unit, gap=0 if index else 1, level="" if index else figure.level) for index, limit in enumerate(ends)]
    if figure.n:
        return _count_printings(figure, limits)
    operator = "" if figure.is_missing else figure.qualifier
    value = Wanted(missing=figure.qualifier) if figure.is_missing else Wanted(canonical(figure.value), operator, unit)
    spread = [Wanted(canonical(digits), unit=unit, gap=index == 0) for index, (_, digits) in enumerate(figure.spread)]
    return [[value, *limits, *spread]]


def _count_printings(figure: Figure, limits: list[Wanted]) -> Printings:
    """`122/280 (43.57 %)` also stands as 43.57 % (122/280), or as 122 (43.57 %) where the total stands elsewhere."""
    events, total = Wanted(figure.events, unit="participants"), Wanted(figure.n, unit="participants", gap=0)
    elsewhere = Wanted(figure.n, unit="participants", beside=True)
    if not figure.is_percent:
        return [[events, total, *limits], [events, *limits, elsewhere]]
    percent = Wanted(canonical(figure.value), figure.qualifier, "percent", gap=0)
    first = Wanted(canonical(figure.value), figure.qualifier, "percent")
    after = Wanted(figure.events, unit="participants", gap=0)
    return [
        [events, total, percent, *limits], [first, *limits, after, total], [first, after, total, *limits],
        [events, percent, *limits, elsewhere],
    ]  # fmt: skip


def _limit(digits: str, unit: str, gap: int, level: str) -> Wanted:
    if digits.startswith("not "):
        return Wanted(missing=digits, gap=gap)
    return Wanted(canonical(digits), unit=unit, gap=gap, level=level, limit=True)


def of_arm(arm: str, printed: Printings) -> Printings:
    """The numbers of a figure as those of an arm."""
    return [[replace(wanted, arm=arm) for wanted in order] for order in printed]


def given_once(arms: list[Printings]) -> list[Printings]:
    """The figures of the arms with those that are the same given once, as `27% in both arms`; none where all differ."""
    once = [arm for index, arm in enumerate(arms) if arm not in arms[:index]]
    return once if len(once) < len(arms) else []


def orders_of_analysis(arms: list[Printings], effects: list[Printings], tests: list[Printings]) -> tuple[Run, ...]:
    """The orders in which a sentence gives one analysis: arms in either direction, effect and p after or before them."""
    orders: list[list[Printings]] = []
    for values in (arms, arms[::-1]):
        for ratios in (effects, effects[::-1]):
            orders += [[*values, *ratios, *tests], [*values, *tests, *ratios]]
            orders += [[*ratios, *tests, *values], [*ratios, *values, *tests], [*ratios[:1], *values, *ratios[1:], *tests]]
    return joined(orders)


def joined(orders: Iterable[Sequence[Printings]]) -> tuple[Run, ...]:
    """Every run that the orders of figures and the orders within each figure make."""
    runs: dict[Run, None] = {}
    for order in orders:
        for choice in itertools.product(*order):
            runs[tuple(wanted for part in choice for wanted in part)] = None
    return tuple(runs)
