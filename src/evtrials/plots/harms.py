"""Adverse events as bars: the arms of each report, any grade and grade 3 and above, and their difference, on one scale."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from evtrials.collection.library import Library, Selection
from evtrials.errors import EvTrialsError
from evtrials.evidence.contrasts import declared_contrasts
from evtrials.evidence.rows import FigureRow
from evtrials.plots.rows import Beside, Chart, Group, Mark, Row, RowPlot
from evtrials.plots.scale import linear_scale
from evtrials.questions import phrases
from evtrials.questions.safety import (
    OWN_ARMS,
    THREE_AND_ABOVE,
    HarmLine,
    arm_words,
    doses,
    grades_named,
    harm_lines,
    report_words,
)

WIDE, HIGH = "▒", "█"
# The difference between bars of a kind.
DIFFERENCE = {WIDE: "◆", HIGH: "◇"}
# Of several bands of grade 3 and above in one report, the one that holds the most.
_HIGH_BANDS = (">=3", "3-5", "3-4", "3")
_POINTS = "Differences are derived here: percentage points between the arms of one report of one trial, without an interval."

_LEGEND = (
    f"{HIGH} grade 3 and above, {WIDE} any grade (or the band that was asked for); {DIFFERENCE[WIDE]} difference in any grade, "
    f"{DIFFERENCE[HIGH]} in grade 3 and above; a bar that ends in < (or is empty inside) is an upper limit as printed. "
    "What is no single percentage has no bar. Bands that are neither (serious, 1-2 ...) are drawn only "
    "where --grade asks for one of them."
)


def harms_of(
    library: Library, selection: Selection, events: Sequence[str], grade: str, lead: str, *, everything: bool = False
) -> RowPlot:
    """The harms chart of some events; EvTrialsError where none of them has a figure."""
    grades = grades_named(grade)
    found = {event: harm_lines(library, selection.trials, event, grades, everything=everything) for event in events}
    groups = tuple(
        Group(event + (f", grade {grade}" if grade else ""), rows)
        for event, lines in found.items()
        if (rows := tuple(_rows(lines, library, grade)))
    )
    if not groups:
        raise EvTrialsError("there is no adverse event to draw; see what was read without --plot and --output")
    values = [mark.value for group in groups for row in group.rows if isinstance(row, Row) for mark in row.marks]
    # One scale of percent, and of percentage points, for the whole picture.
    scale = linear_scale(5.0 * (min([0.0, *values]) // 5), max([10.0, *values]), " %", origin=0.0)
    notes = tuple(text for text in (lead, _LEGEND, _POINTS, OWN_ARMS) if text)
    return RowPlot([Chart(groups, scale, (Beside("", 40),), (Beside("", 60),), fold=26, notes=notes)])


def _rows(lines: Iterable[HarmLine], library: Library, grade: str) -> Iterable[Row | str]:
    """What each report is, its arms, and the differences between them."""
    reports: dict[tuple[object, ...], list[HarmLine]] = {}
    for line in lines:
        reports.setdefault((line.trial.id, line.first.path[1], line.first.term), []).append(line)
    for every in reports.values():
        first = every[0].first
        bands = {line.arm: found for line in every if (found := _bands(line, grade))}
        if not bands:
            continue
        report = [line for line in every if line.arm in bands]
        given = [f"{line.arm} {doses(line.trial, line.arm, library.terms)}" for line in report if line.arm in line.trial.arms]
        words = report_words(every[0], library, None)
        yield f"{every[0].trial.name}: {'. '.join(part for part in ('; '.join(given), words) if part)} [{phrases.place(first)}]"
        for line in report:
            drawn = bands[line.arm]
            said = [_said(cell) for cell in _figures(line) if cell in drawn.values() or cell.grade in ("4", "5")]
            bars = tuple(_bar(fill, cell) for fill, cell in drawn.items() if _percent(cell))
            yield Row((f"  {arm_words(line)}",), bars, (", ".join(said),))
        yield from _compared(every, bands)


def _figures(line: HarmLine) -> list[FigureRow]:
    """The figures of an arm without the tests that stand in its row."""
    return [cell for cell in line.cells if cell.measure != "test"]


def _bands(line: HarmLine, grade: str) -> dict[str, FigureRow]:
    """The figures that are drawn, by their bar: of any grade, and of a high one; of another band that was asked for, that one."""
    figures = _figures(line)
    if grade and grade not in (*THREE_AND_ABOVE, "3+"):
        return {WIDE: figures[0]} if figures else {}
    by_band: dict[str, FigureRow] = {cell.grade: cell for cell in figures}
    high = [(HIGH, by_band[band]) for band in _HIGH_BANDS if band in by_band]
    return dict([(WIDE, by_band["any"])] if "any" in by_band else []) | dict(high[:1])


def _percent(cell: FigureRow) -> Decimal | None:
    return Decimal(cell.figure.value) if cell.unit == "percent" and cell.figure.value else None


def _bar(fill: str, cell: FigureRow) -> Mark:
    """A bar from 0; it ends in `<` where the figure is an upper limit."""
    return Mark(f"│{fill}{'<' if cell.figure.qualifier in ('<', '<=') else fill}", float(cell.figure.value), 0.0)


def _said(cell: FigureRow) -> str:
    return phrases.unbroken(f"{cell.grade} {phrases.figure(cell)}")


def _compared(report: Sequence[HarmLine], bands: dict[str, dict[str, FigureRow]]) -> Iterable[Row]:
    """A row for each randomised contrast of the report: the derived differences, and what tests the report prints."""
    tests = [cell for line in report for cell in line.cells if cell.measure == "test"]
    for arm, comparator in declared_contrasts(report[0].trial):
        mine = [cell for cell in tests if {cell.arm, cell.comparator} == {arm, comparator}]
        marks: list[Mark] = []
        said: list[str] = []
        for fill, one in bands.get(arm, {}).items():
            other = bands.get(comparator, {}).get(fill)
            if other and one.grade == other.grade and (of := _plain(one)) is not None and (to := _plain(other)) is not None:
                marks.append(Mark(DIFFERENCE[fill], float(of - to)))
                signs = dict.fromkeys(phrases.mark(one) + phrases.mark(other))
                said.append(phrases.unbroken(f"{one.grade} {of - to:+}{''.join(signs)}"))
        printed = [*([f"derived {', '.join(said)}"] if said else []), *map(_said, mine)]
        if printed:
            tests = [cell for cell in tests if cell not in mine]
            yield Row((f"  {arm} less {comparator}",), tuple(marks), (", ".join(printed),))
    if tests:
        yield Row(("  test as printed",), (), (", ".join(map(_said, tests)),))


def _plain(cell: FigureRow) -> Decimal | None:
    """The percentage that a difference may be made of: no limit, and not suspect."""
    return None if cell.figure.qualifier or cell.is_suspect else _percent(cell)
