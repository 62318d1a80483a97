"""Row plots: a name, texts and figures beside marks on one axis. One layout, drawn with characters or by matplotlib."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from evtrials.notation.spaces import NBSP
from evtrials.plots.characters import GAP, broken, padded, side_by_side, widest, wrapped
from evtrials.plots.files import LINE, MARGIN, SMALL, Sheet, inches
from evtrials.plots.scale import Scale
from evtrials.plots.strip import LEFT, RIGHT, Mark, drawn

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# A name that is longer stands on a line of its own, and widens no column.
LONGEST_NAME = 14
# Characters: the least of a plot and of texts that stand beside each other, and the most of a plot.
_LEAST_PLOT, _LEAST_TEXT, _MOST_PLOT = 30, 40, 60
# The same signs in a file: marker, face colour, size.
_MARKERS = {
    "■": ("s", "black", 5.5), "□": ("s", "white", 5.5), "●": ("o", "black", 5.5), "○": ("o", "white", 8.0),
    "├": ("|", "black", 6.0), "┤": ("|", "black", 6.0), LEFT: ("<", "black", 6.0), RIGHT: (">", "black", 6.0),
    "◆": ("D", "black", 6.5), "◇": ("D", "white", 4.0),
}  # fmt: skip
# Inches: the plot, the room between columns, one line of a row, the room between rows; letters of a line of texts.
_PLOT, _APART, _SLOT, _BETWEEN, _LETTERS = 4.2, 0.2, 0.15, 0.08, 62


class Row(NamedTuple):
    """A name, texts on what it is, marks on the plot, and figures, each under its head."""

    name: str
    marks: tuple[Mark, ...]
    figures: tuple[str, ...]
    texts: tuple[str, ...] = ()


class Group(NamedTuple):
    """Rows under a title."""

    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """Groups of rows on one scale, each with the axis below it.

    heads: of the figures. fold: from how many characters on a figure may wrap. sides: what lies to the left and right of the
    origin. axis: what the scale is. apart: texts stand below, once for each name, where a plot has no room beside them.
    legend: what explains the signs, right below. notes: what else stands below, each a paragraph.
    """

    groups: tuple[Group, ...]
    scale: Scale
    heads: tuple[str, ...]
    fold: int = 48
    title: str = ""
    sides: tuple[str, str] = ("", "")
    axis: str = ""
    apart: bool = False
    legend: str = ""
    notes: tuple[str, ...] = ()

    @property
    def rows(self) -> list[Row]:
        """Every row, of whatever group."""
        return [row for group in self.groups for row in group.rows]

    @property
    def key(self) -> list[tuple[str, str]]:
        """Each name with its texts."""
        return list(dict.fromkeys((row.name, "; ".join(row.texts)) for row in self.rows if row.texts))


@dataclass(frozen=True, slots=True)
class RowPlot:
    """A picture of charts, one below the other, and what is said below all of them."""

    charts: Sequence[Chart]
    notes: Sequence[str] = ()

    def lines(self, width: int) -> list[str]:
        """The picture in characters."""
        width = max(width, 40)
        found: list[str] = []
        for chart in self.charts:
            found += [*([""] if found else []), *_Characters(chart, width).lines()]
        return [*found, *(line for note in self.notes for line in _within(note, width, "  "))]

    def figure(self) -> Figure:
        """The picture for a file."""
        widths = [_widths(chart) for chart in self.charts]
        sheet = Sheet(2 * MARGIN + _PLOT + _APART + max(map(sum, widths)))
        for chart, own in zip(self.charts, widths, strict=True):
            sheet.y += MARGIN if chart is not self.charts[0] else 0
            _put(chart, sheet, own)
        for note in self.notes:
            sheet.paragraph(note, "   ")
        return sheet.finished()


class _Characters:
    """A chart in characters: name, texts, plot and figures beside each other; or the texts above, or apart from the plot."""

    def __init__(self, chart: Chart, width: int) -> None:
        self.chart, self.width = chart, width
        names = [size for row in chart.rows if (size := widest([[row.name]])) <= LONGEST_NAME]
        name = max(names, default=0)
        columns = zip(chart.heads, *(row.figures for row in chart.rows), strict=True)
        self.figures = [min(widest([text.split("\n") for text in column]), chart.fold, width * 3 // 5) for column in columns]
        room = width - sum(self.figures) - GAP * len(self.figures)
        has_texts = any(row.texts for row in chart.rows) and not chart.apart
        beside = room - name - 2 * GAP
        self.indent = name + GAP
        # What stands before the plot, and whether name and texts stand above it.
        self.before = [name]
        if has_texts and beside >= _LEAST_TEXT + _LEAST_PLOT:
            self.before.append(min(widest([row.texts for row in chart.rows]), beside - _LEAST_PLOT))
        self.is_above = has_texts and len(self.before) == 1
        if self.is_above:
            self.before = []
        self.start = sum(self.before) + GAP * len(self.before)
        # Figures that leave no room for a plot stand above it.
        self.is_narrow = room - self.start < _LEAST_PLOT // 2
        self.plot = min(_MOST_PLOT, (width if self.is_narrow else room) - self.start)

    def lines(self) -> list[str]:
        """Every line."""
        chart = self.chart
        key = [f"{name}: {text}" for name, text in chart.key] if chart.apart else []
        notes = [line for note in (*key, *chart.notes) for line in _within(note, self.width, "  ")]
        legend = wrapped(chart.legend, self.width) if chart.legend else []
        title = wrapped(chart.title, self.width) if chart.title else []
        return [*title, *self._heads(), *self._groups(), *legend, *notes]

    def _heads(self) -> Iterator[str]:
        if any(self.chart.sides):
            yield from wrapped(_sides(self.chart, self.start, self.plot), self.width)
        if any(self.chart.heads) and not self.is_narrow:
            blank = " " * (self.start + self.plot + GAP)
            yield (blank + (" " * GAP).join(map(padded, self.chart.heads, self.figures))).rstrip()

    def _groups(self) -> Iterator[str]:
        axis, labels = self.chart.scale.ruler(self.plot)
        for group in self.chart.groups:
            yield from wrapped(group.title, self.width) if group.title else ()
            for row in group.rows:
                yield from self._row(row)
            yield from (" " * self.start + axis, " " * self.start + labels, "")

    def _row(self, row: Row) -> Iterator[str]:
        scale, is_long = self.chart.scale, widest([[row.name]]) > LONGEST_NAME
        if is_long:
            yield row.name
        name = "" if is_long else row.name
        if self.is_above:
            texts = [line for text in row.texts for line in _within(text, self.width - self.indent)]
            yield from (padded("" if index else name, self.indent) + line for index, line in enumerate(texts))
        if self.is_narrow:
            said = [line for text in row.figures if text for line in _within(text, self.width - 2 * GAP)]
            yield from (" " * 2 * GAP + line for line in said)
        figures = [] if self.is_narrow else [_within(text, size) for text, size in zip(row.figures, self.figures, strict=True)]
        blocks = [] if self.is_above else [[name]]
        if len(self.before) > 1:
            blocks.append([line for text in row.texts for line in _within(text, self.before[-1])])
        empty = [drawn((), scale, self.plot)] * (max(map(len, [*blocks, *figures]), default=1) - 1)
        plot = [drawn(row.marks, scale, self.plot), *empty]
        yield from side_by_side([*blocks, plot, *figures], [*self.before, self.plot, *self.figures[: len(figures)]])


def _within(text: str, width: int, indent: str = "") -> list[str]:
    """Text broken at spaces, and at no-break ones only where it would not fit otherwise."""
    return [line.replace(NBSP, " ") for part in text.split("\n") for line in broken(part, width, rest=indent)]


def _sides(chart: Chart, start: int, plot: int) -> str:
    """The line above the plot: which side of the origin is whose; both from its beginning where one has no room."""
    origin = start + chart.scale.column(chart.scale.origin or 0, plot)
    left, right = f"{LEFT} {chart.sides[0]} ", f" {chart.sides[1]} {RIGHT}"
    if widest([[left]]) > origin:
        return f"{left.strip()}   {right.strip()}"
    return " " * (origin - widest([[left]])) + f"{left}│{right}"


# As a file


def _widths(chart: Chart) -> list[float]:
    """The inches of the name, the texts and each column of figures, the room behind them included."""
    cells = zip(*(_cells(chart, row) for row in (Row("", (), chart.heads), *chart.rows)), strict=True)
    sizes = [inches([line for cell in column for line in cell.split("\n")]) for column in cells]
    return [size + _APART if size else 0 for size in sizes]


def _cells(chart: Chart, row: Row) -> list[str]:
    """The texts of a row in columns, with their lines."""
    texts = [line for text in row.texts for line in wrapped(text, _LETTERS)]
    return [row.name, "\n".join(texts), *("\n".join(wrapped(text, chart.fold)) for text in row.figures)]


def _put(chart: Chart, sheet: Sheet, widths: Sequence[float]) -> None:
    scale = chart.scale
    start = MARGIN + sum(widths[:2])
    lefts = [MARGIN + sum(widths[:index]) + (_PLOT + _APART if index > 1 else 0) for index in range(len(widths))]
    sheet.paragraph(chart.title, weight="bold", fontsize=SMALL + 1.5, color="black")
    sheet.y += LINE
    if any(chart.sides):
        one = start + _PLOT * scale.share(scale.origin or 0)
        sheet.text(one - 0.08, sheet.y, f"← {chart.sides[0]}", ha="right")
        sheet.text(one + 0.08, sheet.y, f"{chart.sides[1]} →")
    for left, head in zip(lefts[2:], chart.heads, strict=True):
        sheet.text(left, sheet.y, head, weight="bold")
    sheet.y += 0.7 * LINE
    for group in chart.groups:
        _put_group(chart, group, sheet, lefts, start)
    for text in (chart.legend, *chart.notes):
        sheet.paragraph(text, "   ")


def _put_group(chart: Chart, group: Group, sheet: Sheet, lefts: Sequence[float], start: float) -> None:
    scale = chart.scale
    sheet.paragraph(group.title, weight="bold", color="black")
    top, placed = sheet.y, []
    for row in group.rows:
        cells = _cells(chart, row)
        height = _BETWEEN + _SLOT * max(cell.count("\n") + 1 for cell in cells)
        for index, (left, cell) in enumerate(zip(lefts, cells, strict=True)):
            sheet.text(left, sheet.y + height / 2, cell, linespacing=1.0, va="center", weight="normal" if index else "bold")
        placed.append((sheet.y - top + height / 2, height, row))
        sheet.y += height
    axes = sheet.axes(start, top, _PLOT, sheet.y - top)
    axes.set_ylim(sheet.y - top, 0)
    _rule(axes, chart)
    for at, height, row in placed:
        if scale.origin is not None:
            axes.plot((scale.origin,) * 2, (at - height / 2, at + height / 2), color="#888888", linewidth=0.9, zorder=0)
        for mark in row.marks:
            _mark(axes, at, mark, scale)
    sheet.y += 0.6


def _rule(axes: Axes, chart: Chart) -> None:
    """The axis."""
    scale = chart.scale
    axes.patch.set_visible(False)
    if scale.is_log:
        axes.set_xscale("log")
    axes.set_xlim(scale.low, scale.high)
    axes.set_yticks([])
    axes.set_xticks(scale.ticks, labels=scale.labels, fontsize=SMALL)
    axes.minorticks_off()
    for side in ("left", "right", "top"):
        axes.spines[side].set_visible(False)
    if scale.origin is None:
        axes.grid(axis="x", color="#dddddd", linewidth=0.6)
        axes.set_axisbelow(True)
    axes.set_xlabel(chart.axis, fontsize=SMALL, labelpad=2)


def _mark(axes: Axes, at: float, mark: Mark, scale: Scale) -> None:
    sign, value = mark.sign, scale.inside(mark.value)
    ends = [(sign[-1], value)]
    if mark.start is not None:
        start = scale.inside(mark.start)
        ends = [(sign[0], start), *ends]
        axes.plot((start, value), (at, at), color="black", linewidth=1.1, solid_capstyle="butt", clip_on=False)
    for end, place in ends:
        if end in _MARKERS:
            marker, face, size = _MARKERS[end]
            axes.plot(place, at, marker=marker, color="black", markerfacecolor=face, markersize=size, clip_on=False)
