"""Adverse events as bars: the arms of each report, any grade and grade 3 and above, and their difference, on one scale."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from evtrials.collection.library import Library
from evtrials.errors import EvTrialsError
from evtrials.evidence.contrasts import declared_contrasts
from evtrials.evidence.rows import FigureRow
from evtrials.plots.characters import GAP, wrapped
from evtrials.plots.files import LINE, MARGIN, SMALL, Sheet, inches
from evtrials.plots.scale import Scale, linear_scale
from evtrials.questions import phrases
from evtrials.questions.safety import (
    OWN_ARMS,
    THREE_AND_ABOVE,
    HarmLine,
    doses,
    grades_named,
    harm_lines,
    n_words,
    report_words,
)
from evtrials.trial.identity import ALL
from evtrials.trial.model import Trial

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

WIDE, HIGH, DIFFERENCE, HIGH_DIFFERENCE = "▒", "█", "◆", "◇"
# Of several bands of grade 3 and above in one report, the one that holds the most.
_HIGH_BANDS = (">=3", "3-5", "3-4", "3")
_POINTS = "Differences are derived here: percentage points between the arms of one report of one trial, without an interval."

_Pair = tuple[FigureRow | None, FigureRow | None]


@dataclass(frozen=True, slots=True)
class Bands:
    """What a report prints for one arm, or the difference of two: in the wide band (any grade) and in the high one.

    below: whether the figure of the band is an upper limit (<1).
    """

    label: str
    wide: float | None
    high: float | None
    printed: str
    is_difference: bool = False
    below: tuple[bool, bool] = (False, False)


@dataclass(frozen=True, slots=True)
class ReportBars:
    """The arms of one report on one event, then their derived differences."""

    head: str
    rows: tuple[Bands, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """One adverse event."""

    title: str
    groups: tuple[ReportBars, ...]


class Harms:
    """The picture of a `safety` query."""

    def __init__(self, sections: Sequence[Section], lead: str) -> None:
        self.sections = tuple(section for section in sections if section.groups)
        if not self.sections:
            raise EvTrialsError("there is no adverse event to draw; see what was read without --plot and --output")
        self.notes = tuple(text for text in (lead, _LEGEND, _POINTS, OWN_ARMS, phrases.MARKS_EXPLAINED) if text)

    @property
    def rows(self) -> list[Bands]:
        """Every row of the picture."""
        return [row for section in self.sections for group in section.groups for row in group.rows]

    @property
    def scale(self) -> Scale:
        """One scale of percent, and of percentage points, for the whole picture."""
        values = [value for row in self.rows for value in (row.wide, row.high) if value is not None]
        return linear_scale(5.0 * (min([0.0, *values]) // 5), max([10.0, *values]), " %")

    def lines(self, width: int) -> list[str]:
        """The picture in characters."""
        width, scale = max(width, 40), self.scale
        left = max(len(row.label) for row in self.rows) + 2
        right = min(max(len(row.printed) for row in self.rows), 26)
        plot = width - left - right - 2 * GAP
        stacked = plot < 16
        if stacked:
            left, plot = 2, width - 2 - GAP
        axis, labels = scale.ruler(plot)
        indent = " " * (left + GAP)
        found: list[str] = []
        for section in self.sections:
            found += wrapped(section.title, width)
            for group in section.groups:
                found += wrapped(group.head, width, "  ")
                for row in group.rows:
                    bar = "".join(_bar(row, scale, plot))
                    if stacked:
                        found += [*wrapped(f"  {row.label}: {row.printed}", width, "    "), f"{indent}{bar}".rstrip()]
                        continue
                    parts = wrapped(row.printed, right)
                    found.append(f"{'  ' + row.label:<{left}}{' ' * GAP}{bar}{' ' * GAP}{parts[0]}".rstrip())
                    found += [" " * (left + plot + 2 * GAP) + part for part in parts[1:]]
            found += [indent + axis, (indent + labels).rstrip(), ""]
        return [*found, *(line for note in self.notes for line in wrapped(note, width))]

    def figure(self) -> Figure:
        """The picture for a file."""
        return _figure(self)


_LEGEND = (
    f"{HIGH} grade 3 and above, {WIDE} any grade (or the band that was asked for); {DIFFERENCE} difference in any grade, "
    f"{HIGH_DIFFERENCE} in grade 3 and above; a bar that ends in < (or is empty inside) is an upper limit as printed. "
    "What is no single percentage has no bar. Bands that are neither (serious, 1-2 ...) are drawn only "
    "where --grade asks for one of them."
)


def harms_of(
    library: Library, trials: Sequence[Trial], events: Sequence[str], grade: str, lead: str, *, everything: bool = False
) -> Harms:
    """The harms chart of some events; EvTrialsError where none of them has a figure."""
    grades = grades_named(grade)
    return Harms(
        [
            Section(
                event + (f", grade {grade}" if grade else ""),
                tuple(_groups(harm_lines(library, trials, event, grades, everything=everything), library, grade)),
            )
            for event in events
        ],
        lead,
    )


def _groups(lines: Iterable[HarmLine], library: Library, grade: str) -> Iterable[ReportBars]:
    reports: dict[tuple[object, ...], list[HarmLine]] = {}
    for line in lines:
        reports.setdefault((line.trial.id, line.first.path[1], line.first.term), []).append(line)
    for every in reports.values():
        first = every[0]
        arms = {line.arm: bands for line in every if any(bands := _cells(line, grade))}
        report = [line for line in every if line.arm in arms]
        if not report:
            continue
        rows = [
            Bands(
                _label(line),
                _percent(arms[line.arm][0]),
                _percent(arms[line.arm][1]),
                ", ".join(_said(cell) for cell in _figures(line) if cell in arms[line.arm] or cell.grade in ("4", "5")),
                below=_below(arms[line.arm]),
            )
            for line in report
        ]
        tests = [cell for line in every for cell in line.cells if cell.measure == "test"]
        rows += _compared(first.trial, arms, tests)
        named = [line for line in report if line.arm != ALL]
        given = "; ".join(f"{line.arm} {doses(line.trial, line.arm, library.terms)}" for line in named)
        source = phrases.place(first.first)
        head = f"{first.trial.name}: {given}{'. ' if given else ''}{report_words(first, library, None)} [{source}]"
        yield ReportBars(head, tuple(rows))


def _label(line: HarmLine) -> str:
    """The arm with its number as the report counts it, else the size of the arm, and said to be."""
    return f"{'all arms' if line.arm == ALL else line.arm}, n {n_words(line)}"


def _figures(line: HarmLine) -> list[FigureRow]:
    """The figures of an arm without the tests that stand in its row."""
    return [cell for cell in line.cells if cell.measure != "test"]


def _cells(line: HarmLine, grade: str) -> _Pair:
    """The cell of the wide band and of the high one; of another band that was asked for, that one as the wide."""
    figures = _figures(line)
    by_band: dict[str, FigureRow] = {cell.grade: cell for cell in figures}
    high = next((by_band[band] for band in _HIGH_BANDS if band in by_band), None)
    wide = by_band.get("any")
    if grade and grade not in (*THREE_AND_ABOVE, "3+"):
        return (figures[0] if figures else None), None
    return wide, high


def _percent(cell: FigureRow | None) -> float | None:
    if cell is None or cell.unit != "percent" or not cell.figure.value or cell.measure == "test":
        return None
    return float(cell.figure.value)


def _below(bands: _Pair) -> tuple[bool, bool]:
    wide, high = (cell is not None and cell.figure.qualifier in ("<", "<=") for cell in bands)
    return wide, high


def _said(cell: FigureRow) -> str:
    return phrases.unbroken(f"{cell.grade} {phrases.figure(cell)}")


def _compared(trial: Trial, arms: dict[str, _Pair], tests: Sequence[FigureRow]) -> Iterable[Bands]:
    """A row for each randomised contrast of the report: the derived differences, and what tests the report prints."""
    rest = list(tests)
    for arm, comparator in declared_contrasts(trial):
        mine = [cell for cell in rest if {cell.arm, cell.comparator} == {arm, comparator}]
        points: list[float | None] = [None, None]
        said: list[str] = []
        if arm in arms and comparator in arms:
            for index, (one, other) in enumerate(zip(arms[arm], arms[comparator], strict=True)):
                if one and other and one.grade == other.grade and _is_plain(one) and _is_plain(other):
                    difference = Decimal(one.figure.value) - Decimal(other.figure.value)
                    points[index] = float(difference)
                    marks = dict.fromkeys(phrases.mark(one) + phrases.mark(other))
                    said.append(phrases.unbroken(f"{one.grade} {difference:+}{''.join(marks)}"))
        printed = ", ".join([*([f"derived {', '.join(said)}"] if said else []), *map(_said, mine)])
        if printed:
            rest = [cell for cell in rest if cell not in mine]
            yield Bands(f"{arm} less {comparator}", points[0], points[1], printed, is_difference=True)
    if rest:
        yield Bands("test as printed", None, None, ", ".join(map(_said, rest)), is_difference=True)


def _is_plain(cell: FigureRow) -> bool:
    return _percent(cell) is not None and not cell.figure.qualifier and not cell.is_suspect


def _bar(row: Bands, scale: Scale, width: int) -> list[str]:
    """The bars of an arm from 0, or the marks of a difference."""
    zero = scale.column(0, width)
    cells = [" "] * width
    cells[zero] = "│"
    if row.is_difference:
        for value, mark in ((row.wide, DIFFERENCE), (row.high, HIGH_DIFFERENCE)):
            if value is not None:
                cells[scale.column(value, width)] = mark
        return cells
    for value, mark, is_below in zip((row.wide, row.high), (WIDE, HIGH), row.below, strict=True):
        if value:
            end = max(scale.column(value, width), zero + 1)
            cells[zero + 1 : end + 1] = mark * (end - zero)
            if is_below:
                cells[end] = "<"
    return cells


# As a file

_PLOT = 5.0
_SLOT = 0.2


def _figure(harms: Harms) -> Figure:
    scale = harms.scale
    left = inches([row.label for row in harms.rows], SMALL) + 0.3
    right = inches([row.printed.replace(phrases.NBSP, " ") for row in harms.rows], SMALL) + 0.2
    width = MARGIN + left + _PLOT + right + MARGIN
    letters = int((width - 2 * MARGIN) / (SMALL * 0.0076))
    notes = [line for note in harms.notes for line in wrapped(note, letters)]
    slots: list[tuple[str, Bands | None, bool]] = []
    for section in harms.sections:
        slots.append((section.title, None, True))
        for group in section.groups:
            slots += [(line, None, False) for line in wrapped(group.head, letters, "   ")]
            slots += [(row.label, row, False) for row in group.rows]
        slots.append(("", None, False))
    height = MARGIN + 0.35 + _SLOT * len(slots) + 0.45 + LINE * 0.85 * len(notes) + MARGIN + 0.1
    sheet = Sheet(width, height)
    top = MARGIN + 0.35
    axes = sheet.axes(MARGIN + left, top, _PLOT, _SLOT * len(slots))
    axes.patch.set_visible(False)
    axes.set_xlim(scale.low, scale.high)
    axes.set_ylim(len(slots) - 0.5, -0.5)
    for index, (text, row, is_title) in enumerate(slots):
        y = top + _SLOT * (index + 0.5)
        style = {"weight": "bold"} if is_title else {}
        sheet.text(MARGIN + (0.15 if row else 0), y, text, fontsize=SMALL if not is_title else SMALL + 1.5, **style)
        if row is not None:
            _marks(axes, index, row)
            sheet.text(MARGIN + left + _PLOT + 0.15, y, row.printed, fontsize=SMALL)
    axes.set_yticks([])
    for place in ("left", "right"):
        axes.spines[place].set_visible(False)
    axes.set_xticks(scale.ticks, labels=[scale.label(tick) for tick in scale.ticks], fontsize=SMALL)
    axes.tick_params(top=True, labeltop=True)
    y = top + _SLOT * len(slots) + 0.45
    for line in notes:
        sheet.text(MARGIN, y, line, fontsize=SMALL, color="#333333")
        y += LINE * 0.85
    return sheet.figure


def _marks(axes: Axes, index: int, row: Bands) -> None:
    axes.plot((0, 0), (index - 0.5, index + 0.5), color="#888888", linewidth=0.8)
    if row.is_difference:
        for value, filled in ((row.wide, "black"), (row.high, "white")):
            if value is not None:
                axes.plot(value, index, marker="D", color="black", markerfacecolor=filled, markersize=5, clip_on=False)
        return
    for value, colour, is_below in zip((row.wide, row.high), ("#b5b5b5", "#303030"), row.below, strict=True):
        if value:
            axes.barh(index, value, height=0.66, facecolor="none" if is_below else colour, edgecolor=colour, linewidth=0.8)
