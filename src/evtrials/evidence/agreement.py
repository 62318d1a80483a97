"""Where two figures agree: what a printed figure may stand for, and which sources differ beyond rounding."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from evtrials import stats
from evtrials.evidence.rows import FigureRow
from evtrials.evidence.tidy import question
from evtrials.notation.closed_words import BASES
from evtrials.notation.p_values import PValue
from evtrials.trial.terms import Terms

_EXACT_UNITS = ("participants", "events", "lesions", "doses", "cycles")


def is_plain(figure: FigureRow) -> bool:
    """A single number without an operator."""
    return bool(figure.figure.value) and not figure.figure.qualifier


def limits(figure: FigureRow) -> tuple[str, str] | None:
    """Both limits of the printed interval, where both are numbers and its level is one that an interval can have."""
    if not figure.figure.low or not 0 < float(figure.figure.level) < 100:
        return None
    if "n" in figure.figure.low or "n" in figure.figure.high:
        return None
    return figure.figure.low, figure.figure.high


def span(figure: FigureRow) -> stats.Span | None:
    """The numbers that a figure may stand for: its rounding interval, or all below or above its limit; None of a word."""
    if figure.figure.qualifier == "between":
        low, _, high = figure.figure.text.partition(" to ")
        return float(low), float(high)
    if not figure.figure.value:
        return None
    value = float(figure.figure.value)
    if figure.figure.qualifier in ("<", "<="):
        return -math.inf if value < 0 else 0.0, value
    if figure.figure.qualifier in (">", ">="):
        return value, math.inf
    if figure.unit in _EXACT_UNITS and figure.figure.qualifier != "about" and value == int(value):
        return value, value
    return stats.rounding_interval(figure.figure.value)


def exceeds(first: FigureRow, second: FigureRow) -> bool:
    """Whether a figure is above another for certain, whatever their rounding hides."""
    if is_plain(first) and is_plain(second) and _decimals(first) == _decimals(second):
        return float(first.figure.value) > float(second.figure.value)
    a, b = span(first), span(second)
    return a is not None and b is not None and a[0] > b[1]


def gap(first: stats.Span, second: stats.Span) -> float:
    """The distance between two ranges; 0 where they meet."""
    return max(0.0, first[0] - second[1], second[0] - first[1])


def _decimals(figure: FigureRow) -> int:
    return len(figure.figure.value.partition(".")[2])


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Two figures of one analysis which differ beyond rounding; `first` is of the better source. differences: in what."""

    first: FigureRow
    other: FigureRow
    differences: tuple[str, ...]


def disagreements(rows: Iterable[FigureRow], terms: Terms) -> Iterator[Disagreement]:
    """The figures of a trial that differ beyond rounding at one question, cut, assessor, population, set and method."""
    groups: dict[tuple[str, ...], list[FigureRow]] = {}
    for row in rows:
        groups.setdefault(analysis_of(row, terms), []).append(row)
    for group in groups.values():
        # The best source stands for the question; each other one is held against it.
        first, *others = sorted(group, key=lambda row: BASES.index(row.place.basis))
        for row in others:
            if differences := tuple(_differences(first, row)):
                yield Disagreement(first, row, differences)


def analysis_of(row: FigureRow, terms: Terms) -> tuple[str, ...]:
    """What two sources of one figure have in common: the question, and where and how it was looked at."""
    return (
        *question(row, terms),
        row.unit,
        row.population,
        row.cut,
        row.assessor,
        row.analysis_set,
        row.method,
        row.definition,
    )


def _differences(first: FigureRow, second: FigureRow) -> Iterator[str]:
    if not _same_figure(first, second):
        yield f"{second.figure.text} against {first.figure.text}"
    elif _have_intervals(first, second) and not _same_interval(first, second):
        yield f"interval {second.figure.interval_text} against {first.figure.interval_text}"
    if first.p and second.p and not _same_p(first.p, second.p):
        yield f"p {second.p.text} against {first.p.text}"


def _same_figure(first: FigureRow, second: FigureRow) -> bool:
    if is_plain(first) and is_plain(second):
        return stats.agree(first.figure.value, second.figure.value)
    silent = ("not reported", "not applicable")
    if first.figure.qualifier in silent or second.figure.qualifier in silent:
        return True
    a, b = span(first), span(second)
    if a is None or b is None:
        # Words beside each other ("not reached", "not estimable") are one answer; a word beside a number is not.
        return a is None and b is None
    return gap(a, b) == 0


def _have_intervals(first: FigureRow, second: FigureRow) -> bool:
    return bool(first.figure.low and second.figure.low) and first.figure.level == second.figure.level


def _same_interval(first: FigureRow, second: FigureRow) -> bool:
    pairs = ((first.figure.low, second.figure.low), (first.figure.high, second.figure.high))
    return all(a == b or (a[-1].isdigit() and b[-1].isdigit() and stats.agree(a, b)) for a, b in pairs)


def _same_p(a: PValue, b: PValue) -> bool:
    if a.number is None or b.number is None or a.sides != b.sides:
        return True
    if not a.operator and not b.operator:
        return stats.agree(a.value, b.value)
    return gap(_p_span(a.value, a.operator), _p_span(b.value, b.operator)) == 0


def _p_span(digits: str, operator: str) -> stats.Span:
    value = float(digits)
    if not operator:
        return stats.rounding_interval(digits)
    return (0.0, value) if operator in ("<", "<=") else (value, 1.0)
