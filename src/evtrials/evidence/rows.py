"""One row of the tidy table: a stored figure with all that names it. Plain data; knows no file and no model."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, fields
from operator import attrgetter
from typing import Any, NamedTuple, TypeVar

from evtrials.notation.closed_words import Basis, FigureKind
from evtrials.notation.figures import Figure
from evtrials.notation.p_values import PValue
from evtrials.trial.identity import NOT_STATED, AnalysisKey

Path = tuple[str | int, ...]
RATIOS = ("hazard ratio", "odds ratio", "risk ratio")
Thing = TypeVar("Thing")
Key = TypeVar("Key")


class Place(NamedTuple):
    """Where a figure stands: the key of the source, the place in it, and what was read of the source."""

    source: str
    locator: str
    basis: Basis


class Contrast(NamedTuple):
    """Two arms in the printed direction, and what their drugs differ in.

    is_turned: whether the arm named first is the control and the other is not, so that a ratio is that of the control.
    arm_n, comparator_n: the patients of each as the row of the file prints them, where it prints no figure of the arm itself.
    """

    arm: str
    comparator: str
    isolates: str
    is_turned: bool = False
    arm_n: str = ""
    comparator_n: str = ""

    @property
    def pair(self) -> frozenset[str]:
        """The two arms, whichever way round a source prints their ratio."""
        return frozenset((self.arm, self.comparator))

    @property
    def sizes(self) -> dict[str, str]:
        """The patients of each arm that are printed beside the comparison, by the arm's id."""
        return {arm: n for arm, n in ((self.arm, self.arm_n), (self.comparator, self.comparator_n)) if n}


@dataclass(frozen=True, slots=True, repr=False)
class FigureRow:
    """One stored figure, with what names it. "" where a thing does not apply or is not stated.

    figure: the cell as printed (of a bare test, its p value in words). p: the p value printed with it.
    outcome_of: the arm whose own figure this is; contrast: the two arms that an effect, association or test compares.
    at: the time point that the source of the row prints; `analysis.at` is the one taken to be meant. planning: of a subgroup.
    assessor_assumed: the protocol's, where the row names none. stated: what a result in words comes to.
    shorts: its notes each in a line, as a table has them. base: the measure of the arms in the same row of the file. path: where
    it stands.
    """

    trial: str
    analysis: AnalysisKey
    kind: FigureKind
    place: Place
    figure: Figure
    p: PValue | None = None
    outcome_of: str = ""
    contrast: Contrast | None = None
    role: str = ""
    endpoint: str = ""
    definition: str = ""
    measure: str = ""
    term: str = ""
    grade: str = ""
    cut_date: str = ""
    followup: str = ""
    unit: str = ""
    better: str = ""
    n: str = ""
    events: str = ""
    at: str = ""
    planning: str = ""
    assessor_assumed: str = ""
    stated: str = ""
    default: bool = False
    flag: str = ""
    note: str = ""
    shorts: tuple[str, ...] = field(default=(), compare=False)
    base: str = field(default="", compare=False)
    path: Path = field(default=(), compare=False)

    @property
    def arm(self) -> str:
        """The arm of an outcome; of a contrast the arm named first."""
        return self.contrast.arm if self.contrast else self.outcome_of

    @property
    def comparator(self) -> str:
        """The arm named second in a contrast; "" without one."""
        return self.contrast.comparator if self.contrast else ""

    @property
    def isolates(self) -> str:
        """What the contrast isolates; "" without one."""
        return self.contrast.isolates if self.contrast else ""

    @property
    def sizes(self) -> dict[str, str]:
        """The patients of each arm that are printed beside a comparison of them; empty of any other figure."""
        return self.contrast.sizes if self.contrast else {}

    @property
    def key(self) -> str:
        """The key of the endpoint in the file; "" of any other figure."""
        return self.analysis.subject if self.analysis.section == "endpoints" else ""

    @property
    def period(self) -> str:
        """The time that the figure covers, where that is not the whole."""
        return self.analysis.period

    @property
    def attribution(self) -> str:
        """Whether a harm is of any cause or related to treatment."""
        return self.analysis.attribution

    @property
    def population(self) -> str:
        """ "all", or the id of a subgroup."""
        return self.analysis.population

    @property
    def analysis_set(self) -> str:
        """Who was analysed, where that is not everyone."""
        return self.analysis.analysis_set

    @property
    def assessor(self) -> str:
        """Who judged the endpoint, as the source of the row prints it; `analysis.assessor` is who is taken to have."""
        return NOT_STATED if self.assessor_assumed else self.analysis.assessor

    @property
    def method(self) -> str:
        """The method of the analysis, where a report has more than one."""
        return self.analysis.method

    @property
    def cut(self) -> str:
        """The id of the data cut or report."""
        return self.analysis.cut

    def __repr__(self) -> str:
        what = (self.endpoint or self.term, self.grade, self.measure, self.arm, self.comparator and f"v {self.comparator}")
        said = " ".join(part for part in (self.trial, *what) if part)
        return f"<Figure {said}: {self.figure.text} [{self.place.source} {self.place.locator}]>"

    @property
    def is_spread(self) -> bool:
        """Whether the figure is an end of the range that is printed with another, or its standard deviation."""
        return self.measure in ("minimum", "maximum", "lower quartile", "upper quartile", "standard deviation")

    @property
    def is_suspect(self) -> bool:
        """True under a note of kind `suspect`: shown, never a default."""
        return "suspect" in self.flag.split(", ")

    @property
    def is_in_conflict(self) -> bool:
        """True under a note of kind `conflict`: another source prints another figure."""
        return "conflict" in self.flag.split(", ")


_figure_values = attrgetter(*(entry.name for entry in fields(Figure)))
_p_values = attrgetter(*(entry.name for entry in fields(PValue)))
_row_values = attrgetter(*(entry.name for entry in fields(FigureRow)))
_FIGURE, _P = (tuple(entry.name for entry in fields(FigureRow)).index(name) for name in ("figure", "p"))
# Where `to_plain` has the endpoint, so that rows of other endpoints need not be made.
ENDPOINT = tuple(entry.name for entry in fields(FigureRow)).index("endpoint")


def to_plain(row: FigureRow) -> list[Any]:
    """A row as plain lists in the order of its fields, for JSON."""
    values = list(_row_values(row))
    values[_FIGURE] = _figure_values(row.figure)
    values[_P] = _p_values(row.p) if row.p else None
    return values


def from_plain(values: list[Any]) -> FigureRow:
    """A row from the lists of `to_plain`."""
    trial, analysis, kind, place, figure, p, outcome_of, contrast, *rest = values
    # JSON has no tuples, and rows are compared and kept in sets.
    parts: list[Any] = [_hashable(part) if type(part) is list else part for part in figure]
    rest[-1], rest[-3] = tuple(rest[-1]), tuple(rest[-3])
    return FigureRow(
        trial, AnalysisKey(*analysis), kind, Place(*place), Figure(*parts), PValue(*p) if p else None, outcome_of,
        Contrast(*contrast) if contrast else None, *rest,
    )  # fmt: skip


def _hashable(part: Any) -> Any:
    return tuple(_hashable(one) for one in part) if type(part) is list else part


def one_or_more(value: str | tuple[str, ...]) -> tuple[str, ...]:
    """The words of a selector: one, or any of several."""
    return (value,) if isinstance(value, str) else tuple(value)


def grouped(things: Iterable[Thing], key: Callable[[Thing], Key]) -> dict[Key, list[Thing]]:
    """Rows, or what is made of them, by what they have in common; keys and members in their order."""
    groups: dict[Key, list[Thing]] = {}
    for thing in things:
        groups.setdefault(key(thing), []).append(thing)
    return groups
