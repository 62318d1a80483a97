"""What a check is, what it doubts, and what a curator reads of it; and how a printed figure is taken as a range."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from typing import Literal

from evtrials import stats
from evtrials.models import Row
from evtrials.rows import FigureRow, Path
from evtrials.store import Loaded
from evtrials.terms import Terms

Severity = Literal["error", "warning", "note"]
Replacements = tuple[tuple[str, str], ...]

_SEVERITIES: dict[str, Severity] = {"E": "error", "W": "warning", "N": "note"}
_EXACT_UNITS = ("participants", "events", "lesions", "doses", "cycles")


@dataclass(frozen=True, slots=True)
class Doubt:
    """One thing to look at again: where in the file, why, and the figures concerned (a waiver is matched against them)."""

    path: Path
    message: str
    rows: tuple[FigureRow, ...] = ()


@dataclass(frozen=True, slots=True)
class Check:
    """One rule of a careful curator.

    code: E1xx errors, W2xx warnings, N3xx notes; permanent, because waivers name it.
    description: what is looked at, in words of medicine; how: what to do about it.
    example, near_miss: replacements in a toy trial, which the check catches and lets pass.
    run: looks at one trial; across: looks at all trials together (then example and near miss are a second trial beside
    the toy). A check with neither is made by the frame: a file that does not load, a waiver that answers nothing.
    """

    code: str
    name: str
    description: str
    how: str
    example: Replacements
    near_miss: Replacements
    run: Callable[[Loaded, Terms], Iterator[Doubt]] | None = None
    across: Callable[[Sequence[Loaded], Terms], Iterator[tuple[Loaded, Doubt]]] | None = None

    @property
    def severity(self) -> Severity:
        """error: cannot be right as it stands; warning: to be mended or waived; note: worth a look."""
        return _SEVERITIES[self.code[0]]


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One finding in one file. Line and column count from 1; 0 means the file as a whole. `waived` is the reason given."""

    file: str
    line: int
    column: int
    code: str
    field: str
    message: str
    waived: str = ""
    check: Check = dataclass_field(kw_only=True, compare=False, repr=False)

    @property
    def severity(self) -> Severity:
        """The severity of its check."""
        return self.check.severity


def row_of(loaded: Loaded, figure: FigureRow) -> Row:
    """The row of the file in which a figure of an endpoint stands."""
    return loaded.trial.endpoints[figure.key].results[int(figure.path[3])]


def analyses(loaded: Loaded) -> Iterator[tuple[Path, list[FigureRow]]]:
    """The figures of each row of each endpoint, with the path of the row."""
    groups: dict[Path, list[FigureRow]] = {}
    for figure in loaded.figures:
        if figure.key:
            groups.setdefault(figure.path[:4], []).append(figure)
    yield from groups.items()


def cell(figure: FigureRow) -> str:
    """A figure in a message: with its sign of percent, without its interval."""
    text = f"{figure.qualifier}{figure.value}" if figure.qualifier in ("<", "<=", ">", ">=") else figure.value or figure.text
    return f"{text} %" if figure.unit == "percent" else text


def is_plain(figure: FigureRow) -> bool:
    """A single number without an operator."""
    return bool(figure.value) and not figure.qualifier


def limits(figure: FigureRow) -> tuple[str, str] | None:
    """Both limits of the printed interval, where both are numbers and its level is one that an interval can have."""
    if not figure.ci_low or not 0 < float(figure.ci_level) < 100:
        return None
    if "n" in figure.ci_low or "n" in figure.ci_high:
        return None
    return figure.ci_low, figure.ci_high


def span(figure: FigureRow) -> stats.Span | None:
    """The numbers that a figure may stand for: its rounding interval, or all below or above its limit; None of a word."""
    if figure.qualifier == "between":
        low, _, high = figure.text.partition(" to ")
        return float(low), float(high)
    if not figure.value:
        return None
    value = float(figure.value)
    if figure.qualifier in ("<", "<="):
        return -math.inf if value < 0 else 0.0, value
    if figure.qualifier in (">", ">="):
        return value, math.inf
    if figure.unit in _EXACT_UNITS and figure.qualifier != "about" and value == int(value):
        return value, value
    return stats.rounding_interval(figure.value)


def exceeds(first: FigureRow, second: FigureRow) -> bool:
    """Whether a figure is above another for certain, whatever their rounding hides."""
    if is_plain(first) and is_plain(second) and _decimals(first) == _decimals(second):
        return float(first.value) > float(second.value)
    a, b = span(first), span(second)
    return a is not None and b is not None and a[0] > b[1]


def gap(first: stats.Span, second: stats.Span) -> float:
    """The distance between two ranges; 0 where they meet."""
    return max(0.0, first[0] - second[1], second[0] - first[1])


def _decimals(figure: FigureRow) -> int:
    return len(figure.value.partition(".")[2])
