"""The harms of a trial report by report: what one source prints at one cut is one table, in however many it stands in the file.

Grades of one report stand side by side, `59 / 8 %`; two reports are never mixed, and a list of serious events is none of grades.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from evtrials.evidence.defaults import behind
from evtrials.evidence.harms import LISTS
from evtrials.evidence.rows import FigureRow, grouped
from evtrials.notation.closed_words import GRADES
from evtrials.notation.figures import MISSING
from evtrials.trial.identity import ALL

if TYPE_CHECKING:
    from evtrials.trial.model import Trial

# The bands that hold nothing below grade 3, that of most reports first.
SEVERE = ("3-4", ">=3", "3-5", "3", "4")
# Bands that are a table by themselves: what was serious or fatal stands beside no grade.
APART = (*LISTS, "fatal")


class HarmReport(NamedTuple):
    """What one source prints of the harms of some patients at one cut. cells: of each term, by arm and band; tests: the p values.

    A percentage stands before a number of patients where a report has both.
    """

    first: FigureRow
    cells: dict[str, dict[tuple[str, str], FigureRow]]
    tests: dict[str, list[FigureRow]]

    @property
    def arms(self) -> tuple[str, ...]:
        """The arms (or what stands in their place) in the order of the report."""
        return tuple(dict.fromkeys(arm for cells in self.cells.values() for arm, _ in cells if arm))

    @property
    def bands(self) -> tuple[str, ...]:
        """The bands in the order of severity."""
        found = {band for cells in self.cells.values() for _, band in cells}
        return tuple(band for band in GRADES if band in found)

    @property
    def is_of_grades(self) -> bool:
        """Whether it counts events by grade; a list of serious events does not."""
        return not any(band in APART for band in self.bands)

    @property
    def rows(self) -> tuple[FigureRow, ...]:
        """Every cell."""
        return tuple(row for cells in self.cells.values() for row in cells.values())


def harm_reports(rows: Iterable[FigureRow], trial: Trial) -> list[HarmReport]:
    """The reports of harms of a trial, the one that tells most first: of all patients, by grade, of most cells, at the last cut.

    Those of groups of patients, and of seriousness alone, come after.
    """
    figures = [row for row in rows if row.kind == "safety" and not row.is_spread]
    found = [_report(prints) for prints in grouped(figures, _of_report).values()]
    return sorted(found, key=lambda report: _rank(report, trial))


def _of_report(row: FigureRow) -> tuple[object, ...]:
    """What the cells of one report share."""
    seriousness = row.grade if row.grade in APART else ""
    return (*row.place[:2], row.cut, row.population, row.attribution, row.period, seriousness)


def _report(rows: list[FigureRow]) -> HarmReport:
    cells: dict[str, dict[tuple[str, str], FigureRow]] = {}
    figures = [row for row in rows if row.measure != "test"]
    for row in sorted(figures, key=lambda row: row.unit != "percent"):
        cells.setdefault(row.term, {}).setdefault((row.arm, row.grade), row)
    order = list(dict.fromkeys(row.term for row in figures))
    tests = grouped((row for row in rows if row.measure == "test"), lambda row: row.term)
    return HarmReport(rows[0], {term: cells[term] for term in order}, tests)


def _rank(report: HarmReport, trial: Trial) -> tuple[object, ...]:
    first = report.first
    told = [row for row in report.rows if row.figure.qualifier not in MISSING]
    return (first.population != ALL, not report.is_of_grades, -len(told), behind(first, trial))
