"""What a check is, what it doubts, and what a curator reads of it."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from functools import wraps
from typing import Literal

from evtrials.bench.checks.inspect_sr import ITEMS
from evtrials.bench.grouping import grouped
from evtrials.collection.loading import Loaded
from evtrials.evidence.rows import FigureRow, Path
from evtrials.notation.times import DAYS
from evtrials.stats import Span

# By this share two prints of one time may differ, where one source takes four weeks for a month.
FOUR_WEEKS = 0.09

Severity = Literal["error", "warning", "note"]

_SEVERITIES: dict[str, Severity] = {"1": "error", "2": "warning", "3": "note"}


@dataclass(frozen=True, slots=True)
class Doubt:
    """One thing to look at again: where in the file, why, and the figures concerned (a waiver is matched against them)."""

    path: Path
    message: str
    rows: tuple[FigureRow, ...] = ()

    @classmethod
    def at(cls, row: FigureRow, message: str, *beside: FigureRow) -> Doubt:
        """A doubt about a figure, and about those that it was held against."""
        return cls(row.path, message, (row, *beside))


OfTrial = Callable[[Loaded], Iterator[Doubt]]
OfFigure = Callable[[FigureRow, Loaded], Iterator[str]]
OfAll = Callable[[Sequence[Loaded]], Iterator[tuple[Loaded, Doubt]]]


@dataclass(frozen=True, slots=True)
class Rule:
    """What a finding is an instance of.

    code: E1xx errors, W2xx warnings, N3xx notes; T2xx and T3xx of the texts of sources; permanent, because others name it.
    description: what is looked at, in words of medicine; mend: what to do about it.
    inspect_sr: the numbers of INSPECT-SR's items to which a finding may matter.
    needs: what must be printed for anything to be found; limits: what a finding does not prove. "" where it goes without saying.
    """

    code: str
    name: str
    description: str
    mend: str
    inspect_sr: tuple[str, ...] = ()
    needs: str = ""
    limits: str = ""

    @property
    def severity(self) -> Severity:
        """error: cannot be right as it stands; warning: to be mended or waived; note: worth a look."""
        return _SEVERITIES[self.code[1]]

    @property
    def asked(self) -> dict[str, str]:
        """What the items of INSPECT-SR ask to which a finding may matter, by number."""
        return {item: ITEMS[item] for item in self.inspect_sr}


@dataclass(frozen=True, slots=True)
class Check(Rule):
    """One rule of a careful curator; what it catches and lets pass stands in `bench/examples`, under its code.

    run: every doubt about these trials, each with the trial it is about. is_of_each: whether each is looked at by itself, so
    that the others need not be there.
    """

    run: OfAll = dataclass_field(kw_only=True)
    is_of_each: bool = dataclass_field(default=False, kw_only=True)


def check_of_all(
    code: str, mend: str, inspect_sr: tuple[str, ...] = (), *, is_of_each: bool = False
) -> Callable[[OfAll], Check]:
    """Make a check of a function that looks at all trials together: it bears the function's name and docstring.

    Two paragraphs may end the docstring, apart from what is looked at: "Needs: ..." and "Limits: ...".
    """

    def made(rule: OfAll) -> Check:
        description, needs, limits = _told(rule.__doc__ or "")
        name = rule.__name__.replace("_", "-")
        return Check(code, name, description, mend, inspect_sr, needs, limits, run=rule, is_of_each=is_of_each)

    return made


def _told(docstring: str) -> tuple[str, str, str]:
    """What a check looks at, what it needs and what its limits are, each in one line."""
    text = " ".join(docstring.split())
    text, _, limits = text.partition(" Limits: ")
    description, _, needs = text.partition(" Needs: ")
    return description, needs, limits


def check(code: str, mend: str, inspect_sr: tuple[str, ...] = ()) -> Callable[[OfTrial], Check]:
    """Make a check of a function that looks at one trial: see `check_of_all`."""

    def made(rule: OfTrial) -> Check:
        @wraps(rule)
        def run(trials: Sequence[Loaded]) -> Iterator[tuple[Loaded, Doubt]]:
            return ((loaded, doubt) for loaded in trials for doubt in rule(loaded))

        return check_of_all(code, mend, inspect_sr, is_of_each=True)(run)

    return made


def check_of_figures(code: str, mend: str, inspect_sr: tuple[str, ...] = ()) -> Callable[[OfFigure], Check]:
    """Make a check of a function that looks at one figure and says what is odd about it: see `check_of_all`."""

    def made(rule: OfFigure) -> Check:
        @wraps(rule)
        def run(loaded: Loaded) -> Iterator[Doubt]:
            return (Doubt.at(row, message) for row in loaded.figures for message in rule(row, loaded))

        return check(code, mend, inspect_sr)(run)

    return made


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
    check: Rule = dataclass_field(kw_only=True, compare=False, repr=False)

    @property
    def severity(self) -> Severity:
        """The severity of its check."""
        return self.check.severity


def lines(loaded: Loaded, within: Container[str]) -> Iterator[tuple[Path, list[FigureRow]]]:
    """The figures of each entry of `results` (a row of an endpoint) or of `rows` (a term of a table), with its path."""
    figures = (row for row in loaded.figures if len(row.path) > 3 and row.path[2] in within)
    yield from grouped(figures, lambda row: row.path[:4]).items()


def cell(row: FigureRow) -> str:
    """A figure in a message: with its sign of percent, without its interval."""
    operator = row.figure.qualifier if row.figure.qualifier in ("<", "<=", ">", ">=") else ""
    text = f"{operator}{row.figure.value}" if row.figure.value else row.figure.text
    return f"{text} %" if row.unit == "percent" else text


def whole(digits: str | None) -> int:
    """A printed number of patients or events; 0 where none is printed."""
    return int(digits) if digits and digits.isdigit() else 0


def in_days(row: FigureRow) -> Span | None:
    """A time as a range of days over its rounding; None of what is no time, or no number."""
    span = row.figure.span(row.unit)
    return (span[0] * DAYS[row.unit], span[1] * DAYS[row.unit]) if span and row.unit in DAYS else None


def exceeds(first: FigureRow, second: FigureRow) -> bool:
    """Whether a figure is above another of its unit for certain, whatever their rounding hides."""
    return first.figure.exceeds(second.figure, first.unit)
