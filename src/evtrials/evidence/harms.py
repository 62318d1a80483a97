"""Which report of a harm stands for a trial: one source at one cut in one group of patients, never cells of several."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from evtrials.evidence.defaults import behind
from evtrials.evidence.rows import FigureRow, grouped
from evtrials.notation.closed_words import BASES, GRADES
from evtrials.trial.identity import ALL

if TYPE_CHECKING:
    from evtrials.trial.model import Trial

# Lists that are no grades: what was serious says neither how often an event came nor how severe it was.
LISTS = ("serious", "not serious", "dose-limiting", "led to discontinuation")
# A band is never turned into another: these are the bands that hold nothing below a grade, each shown as printed.
THREE_AND_ABOVE = ("3", "4", "5", "3-4", "3-5", "4-5", ">=3", "fatal")
TWO_AND_ABOVE = ("2", "2-3", "2-4", ">=2", *THREE_AND_ABOVE)
FATAL = ("5", "fatal")
# The signature harms of mTOR inhibitors: where a report tells of them no selection of its harms leaves them out.
CLASS_EFFECTS = ("Stomatitis", "Pneumonitis", "Interstitial lung disease", "Hyperglycaemia")
_ANY, _HIGH, _OTHER = "any", "high", "other"


@dataclass(frozen=True, slots=True)
class Report:
    """What one place of a source prints of a harm at one cut in one group of patients: figures by arm and grade band.

    rows: never empty. Those of a test or an effect stand beside the figures.
    """

    rows: tuple[FigureRow, ...]

    @property
    def first(self) -> FigureRow:
        """A row that bears what all rows share."""
        return self.rows[0]

    @property
    def figures(self) -> tuple[FigureRow, ...]:
        """The figures of the arms."""
        return tuple(row for row in self.rows if row.outcome_of and row.measure != "test")

    @property
    def compared(self) -> tuple[FigureRow, ...]:
        """The effects and tests."""
        return tuple(row for row in self.rows if row not in self.figures)

    @property
    def bands(self) -> tuple[str, ...]:
        """Its grade bands, from any grade to the highest."""
        found = {row.grade for row in self.figures or self.rows}
        return tuple(sorted(found, key=lambda grade: GRADES.index(grade) if grade in GRADES else -1))

    @property
    def arms(self) -> tuple[str, ...]:
        """The arms, or what stands in place of an arm, each once."""
        return tuple(dict.fromkeys(row.arm for row in self.figures))

    @property
    def is_list(self) -> bool:
        """Whether it bands nothing by grade: a list of what was serious, or limited a dose."""
        return all(band in LISTS for band in self.bands)

    def of(self, arm: str, band: str) -> list[FigureRow]:
        """The figures of an arm in a band: one, or a percentage and the number of patients that is printed beside it."""
        return [row for row in self.figures if (row.arm, row.grade) == (arm, band)]

    def within(self, bands: Sequence[str]) -> Report | None:
        """The report in some bands alone; itself for () and None where it has no figure in them."""
        if not bands:
            return self
        rows = tuple(row for row in self.rows if row.grade in bands)
        return Report(rows) if rows else None


def reports(rows: Iterable[FigureRow], trial: Trial) -> list[Report]:
    """The figures of one harm of a trial, report by report, that which stands for the trial first.

    Not suspect → all patients → graded, not a list of serious events → of the most arms in any and in a high grade → the last
    cut → percentages → the best basis → first in the file.
    """
    found = [Report(tuple(mine)) for mine in grouped(rows, _key).values()]
    return sorted(found, key=lambda report: _weight(report, trial))


def standing(found: Sequence[Report], bands: Sequence[str]) -> Iterator[Report]:
    """Of the reports of a harm in order that which stands for the trial in some bands (() for all), narrowed to them.

    Of a harm of which only groups of patients are told, that of each of them: none stands for the others. Where it has no
    figure in any grade, or none of a high one, and all grades are asked for, then the first report of all patients that has.
    """
    asked = [one for report in found if (one := report.within(bands))]
    yield from asked[:1]
    if not asked:
        return
    first = asked[0]
    if first.first.population != ALL:
        others = grouped(asked[1:], lambda report: report.first.population)
        yield from (mine[0] for group, mine in others.items() if group != first.first.population)
        return
    if bands or first.is_list:
        return
    for wanted in (_ANY, _HIGH):
        if wanted not in map(_class, first.bands):
            whole = (one for one in asked[1:] if one.first.population == ALL and not _is_suspect(one))
            yield from [one for one in whole if wanted in map(_class, one.bands)][:1]


def _key(row: FigureRow) -> tuple[object, ...]:
    of = row.analysis
    group = (of.population, of.analysis_set, of.period, of.attribution)
    # An endpoint has a key of its own, a definition and a time; what is a list is no part of what bands by grade.
    return (row.key, row.definition, row.at, row.term, row.grade in LISTS, row.place, row.cut, *group)


def _class(band: str) -> str:
    return _ANY if band == "any" else _HIGH if band in THREE_AND_ABOVE else _OTHER


def _is_suspect(report: Report) -> bool:
    return any(row.is_suspect for row in report.rows)


def _weight(report: Report, trial: Trial) -> tuple[object, ...]:
    """How well a report stands for a trial, least first."""
    first, own = report.first, [row for row in report.figures if row.arm in trial.arms and not trial.arms[row.arm].external]
    told = {(row.arm, _class(row.grade)) for row in own}
    return (
        _is_suspect(report),
        first.population != ALL,
        report.is_list,
        -sum(kind != _OTHER for _, kind in told),
        -len(told),
        behind(first, trial),
        all(row.unit != "percent" for row in report.figures),
        BASES.index(first.place.basis),
        first.path,
    )
