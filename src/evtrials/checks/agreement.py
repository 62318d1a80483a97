"""Two sources of one figure: where they differ beyond rounding, the file says so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from evtrials import stats
from evtrials.checks.base import Check, Doubt, gap, is_plain, span
from evtrials.figures import question
from evtrials.notation import parse_p
from evtrials.rows import FigureRow
from evtrials.store import Loaded
from evtrials.terms import Terms
from evtrials.vocabulary import BASES

# Notes that tell the reader of a figure that it is not undisputed.
_TOLD = ("conflict", "erratum", "suspect")


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
        first, *others = sorted(group, key=lambda row: BASES.index(row.basis))
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


def _disagreement(loaded: Loaded, terms: Terms) -> Iterator[Doubt]:
    for pair in disagreements(loaded.figures, terms):
        first, row = pair.first, pair.other
        if not _is_told(first) and not _is_told(row):
            yield Doubt(
                row.path,
                f"{row.source} {row.locator} and {first.source} {first.locator} differ: {'; '.join(pair.differences)}",
                (row, first),
            )


def _is_told(row: FigureRow) -> bool:
    return any(kind in _TOLD for kind in row.flag.split(", "))


def _differences(first: FigureRow, second: FigureRow) -> Iterator[str]:
    if not _same_figure(first, second):
        yield f"{second.text} against {first.text}"
    elif first.ci_low and second.ci_low and first.ci_level == second.ci_level and not _same_interval(first, second):
        yield f"interval {second.interval} against {first.interval}"
    if first.p_text and second.p_text and not _same_p(first, second):
        yield f"p {second.p_text} against {first.p_text}"


def _same_figure(first: FigureRow, second: FigureRow) -> bool:
    if is_plain(first) and is_plain(second):
        return stats.agree(first.value, second.value)
    silent = ("not reported", "not applicable")
    if first.qualifier in silent or second.qualifier in silent:
        return True
    a, b = span(first), span(second)
    if a is None or b is None:
        # Words beside each other ("not reached", "not estimable") are one answer; a word beside a number is not.
        return a is None and b is None
    return gap(a, b) == 0


def _same_interval(first: FigureRow, second: FigureRow) -> bool:
    pairs = ((first.ci_low, second.ci_low), (first.ci_high, second.ci_high))
    return all(a == b or (a[-1].isdigit() and b[-1].isdigit() and stats.agree(a, b)) for a, b in pairs)


def _same_p(first: FigureRow, second: FigureRow) -> bool:
    a, b = parse_p(first.p_text), parse_p(second.p_text)
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


_OS = "  os:\n    role: key secondary"

CHECKS = (
    Check(
        "W260",
        "sources-disagree",
        "Two sources, or two places of one, print different figures for one question at one cut, by one assessor, in "
        "one population, "
        "beyond rounding to the coarser precision, and no note says so.",
        "Look both up again. If both print so, add a note of kind conflict about the figure; if they are not the same "
        "analysis, say in what they differ.",
        ((_OS, f"      - {{cut: final, eve: 7.6, pbo: 3.2, src: News2020 News}}\n{_OS}"),),
        ((_OS, f"      - {{cut: final, eve: 8, pbo: 3, src: News2020 News}}\n{_OS}"),),
        _disagreement,
    ),
)
