"""Which figures of one analysis the sources print differently, beyond rounding."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from evtrials.evidence.defaults import question
from evtrials.evidence.rows import FigureRow, grouped
from evtrials.notation.closed_words import BASES
from evtrials.notation.spelling import folded
from evtrials.trial.terms import Terms


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Two figures of one analysis which differ beyond rounding; `first` is of the better source. differences: in what."""

    first: FigureRow
    other: FigureRow
    differences: tuple[str, ...]


def disagreements(rows: Iterable[FigureRow], terms: Terms) -> Iterator[Disagreement]:
    """The figures of a trial that differ beyond rounding at one question, cut, assessor, population, set and method."""
    for group in grouped(rows, lambda row: analysis_of(row, terms)).values():
        # The best source stands for the question; each other one is held against it.
        first, *others = sorted(group, key=lambda row: BASES.index(row.place.basis))
        for row in others:
            if differences := tuple(_differences(first, row)):
                yield Disagreement(first, row, differences)


def analysis_of(row: FigureRow, terms: Terms) -> tuple[object, ...]:
    """What two sources of one figure have in common: the question, and where and how it was looked at.

    An adverse event is that of its printed term: fatigue and asthenia, which the vocabulary joins, may be counted apart.
    """
    return (question(row, terms), row.unit, row.analysis.shared._replace(subject=""), row.definition, _words(row.term))


def _words(term: str) -> frozenset[str]:
    """The words of a term in whatever order: stomatitis/mucositis is mucositis/stomatitis."""
    return frozenset(map(folded, re.split(r"[\s/,]+", term)))


def _differences(first: FigureRow, second: FigureRow) -> Iterator[str]:
    """In what two prints of one figure differ; their units are the same, or they would be no one figure."""
    if not first.figure.agrees(second.figure, first.unit):
        yield f"{second.figure.text} against {first.figure.text}"
    elif not first.figure.interval_agrees(second.figure):
        yield f"interval {second.figure.interval_text} against {first.figure.interval_text}"
    if first.p and second.p and not first.p.agrees(second.p):
        yield f"p {second.p.text} against {first.p.text}"
