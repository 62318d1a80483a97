"""Row plots: texts on both sides of marks on one axis. One layout, drawn with characters or by matplotlib."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from evtrials.plots.characters import GAP, side_by_side, widest, wrapped
from evtrials.plots.files import LINE, MARGIN, SMALL, Sheet, inches
from evtrials.plots.scale import Scale

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

LEFT, RIGHT = "◄", "►"
# Characters that the plot must have: beside every column of text, and beside columns that stand one under the other.
_ROOMY, _LEAST = 40, 16
# The same signs in a file: marker, face colour, size.
_MARKERS = {
    "■": ("s", "black", 5.5), "□": ("s", "white", 5.5), "◆": ("D", "black", 5.0), "◇": ("D", "white", 5.0),
    "●": ("o", "#808080", 5.5), "·": (".", "black", 6.0), "├": ("|", "black", 6.0), "┤": ("|", "black", 6.0),
    LEFT: ("<", "black", 6.0), RIGHT: (">", "black", 6.0),
}  # fmt: skip
_BARS = {"▒": "#b5b5b5", "█": "#303030"}
# Inches: the plot, the room between columns, one line of a row, the room between rows.
_PLOT, _APART, _SLOT, _BETWEEN = 5.0, 0.2, 0.14, 0.06


class Mark(NamedTuple):
    """A sign at a value; or, of three signs, a bar or line from `start` to the value: its beginning, its run, its end.

    A bar that ends in `<` is an upper limit.
    """

    sign: str
    value: float
    start: float | None = None


class Row(NamedTuple):
    """Cells to the left of the plot, marks on it, cells to its right."""

    before: tuple[str, ...]
    marks: tuple[Mark, ...]
    after: tuple[str, ...] = ()


class Beside(NamedTuple):
    """A column of text beside the plot: its head, where it folds, and a word before its cell where no head stands above."""

    head: str
    fold: int
    word: str = ""


class Group(NamedTuple):
    """Rows with the axis below them; a text among them goes across."""

    title: str
    rows: tuple[Row | str, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """Groups of rows on one scale.

    fold: where text folds that has to leave room for the plot. sides: what lies to the left and right of the origin.
    axis: what the scale is. notes: below the chart; a further line of `hanging` ones is indented.
    """

    groups: tuple[Group, ...]
    scale: Scale
    before: tuple[Beside, ...]
    after: tuple[Beside, ...] = ()
    fold: int = 20
    title: str = ""
    sides: tuple[str, str] = ("", "")
    axis: str = ""
    notes: tuple[str, ...] = ()
    hanging: tuple[str, ...] = ()

    @property
    def heads(self) -> Row:
        """The heads of the columns, as a row."""
        return Row(tuple(column.head for column in self.before), (), tuple(column.head for column in self.after))

    @property
    def rows(self) -> list[Row]:
        """Every row, of whatever group."""
        return [row for group in self.groups for row in group.rows if isinstance(row, Row)]


@dataclass(frozen=True, slots=True)
class RowPlot:
    """A picture of charts, one below the other."""

    charts: Sequence[Chart]

    def lines(self, width: int) -> list[str]:
        """The picture in characters."""
        found: list[str] = []
        for chart in self.charts:
            found += ["", *_lines(chart, max(width, 40))] if found else _lines(chart, max(width, 40))
        return found

    def figure(self) -> Figure:
        """The picture for a file."""
        widths = [_widths(chart) for chart in self.charts]
        sheet = Sheet(2 * MARGIN + _PLOT + _APART + max(map(sum, widths)))
        for chart, own in zip(self.charts, widths, strict=True):
            sheet.y += MARGIN if chart is not self.charts[0] else 0
            _put(chart, sheet, own)
        return sheet.finished()


# In characters

_Blocks = list[list[str]]
_Split = Callable[[Row], tuple[_Blocks, _Blocks]]


def _lines(chart: Chart, width: int) -> list[str]:
    fold = min(chart.fold, width // 3)

    def in_columns(row: Row) -> tuple[_Blocks, _Blocks]:
        return _folded(row.before, chart.before), _folded(row.after, chart.after)

    def one_under_the_other(row: Row) -> tuple[_Blocks, _Blocks]:
        (name, *others), after = row.before, [line for cell in row.after if cell for line in wrapped(cell, fold)]
        under = [f"  {line}" for cell in others[:1] for line in wrapped(cell, fold - 2)]
        block = [*wrapped(name, fold, "" if under else "  "), *under]
        return [block, *(wrapped(cell, fold) for cell in others[1:])], [after] if row.after else []

    drawing = (
        _beside(chart, width, _ROOMY, in_columns) or _beside(chart, width, _LEAST, one_under_the_other) or _stacked(chart, width)
    )
    title = [*wrapped(chart.title, width), ""] if chart.title else []
    notes = [line for note in chart.notes for line in wrapped(note, width)]
    return [*title, *drawing, *notes, *(line for note in chart.hanging for line in wrapped(note, width - 2, "  "))]


def _folded(cells: Sequence[str], columns: Sequence[Beside]) -> _Blocks:
    return [wrapped(cell, column.fold) for cell, column in zip(cells, columns, strict=True)]


def _beside(chart: Chart, width: int, least: int, split: _Split) -> list[str]:
    """Rows of blocks around the plot; [] where fewer than `least` characters are left for it."""
    cells = [split(row) for row in (chart.heads, *chart.rows)]
    left, right = ([widest(column) for column in zip(*side, strict=True)] for side in zip(*cells, strict=True))
    plot = width - sum(left) - sum(right) - GAP * len(left + right)
    if plot < least:
        return []
    start = sum(left) + GAP * len(left)

    def around(row: Row) -> list[str]:
        before, after = split(row)
        height = max(map(len, [*before, *after]))
        drawn = [_drawn(row.marks, chart.scale, plot), *[_drawn((), chart.scale, plot)] * (height - 1)]
        return side_by_side([*before, drawn if row is not heads else [], *after], [*left, plot, *right])

    heads = chart.heads
    return _grouped(chart, width, start, plot, around, around(heads) if any(heads.before) else [])


def _stacked(chart: Chart, width: int) -> list[str]:
    """The texts of each row above its marks, which have the whole width."""
    words = [column.word for column in (*chart.before, *chart.after)]

    def above(row: Row) -> list[str]:
        said = [word + cell.replace("\n", ", ") for word, cell in zip(words, (*row.before, *row.after), strict=True) if cell]
        return [*wrapped("; ".join(said), width, "  "), _drawn(row.marks, chart.scale, width).rstrip()]

    return _grouped(chart, width, 0, width, above, [])


def _grouped(chart: Chart, width: int, start: int, plot: int, draw: Callable[[Row], list[str]], heads: list[str]) -> list[str]:
    found = [_sides(chart, start, plot)[:width], *heads] if any(chart.sides) else heads
    axis, labels = chart.scale.ruler(plot)
    for group in chart.groups:
        found += wrapped(group.title, width) if group.title else []
        for row in group.rows:
            found += draw(row) if isinstance(row, Row) else wrapped(row, width, "  ")
        found += [" " * start + axis, " " * start + labels, ""]
    return found


def _sides(chart: Chart, start: int, plot: int) -> str:
    """The line above the plot: which side of the origin is whose."""
    origin = start + chart.scale.column(chart.scale.origin or 0, plot)
    left, right = f"{LEFT} {chart.sides[0]} ", f" {chart.sides[1]} {RIGHT}"
    return left[-origin:].rjust(origin) + "│" + right


def _drawn(marks: Sequence[Mark], scale: Scale, width: int) -> str:
    """Marks on the line of the origin, later ones over earlier ones."""
    cells = [" "] * width
    origin = -1 if scale.origin is None else scale.column(scale.origin, width)
    if origin >= 0:
        cells[origin] = "│"
    for sign, value, start in marks:
        at = scale.column(value, width)
        if start is not None:
            first = scale.column(start, width)
            for place in range(first, at + 1):
                cells[place] = "┼" if place == origin else sign[1]
            cells[first] = sign[0]
        cells[at] = sign[-1]
    return "".join(cells)


# As a file


def _widths(chart: Chart) -> list[float]:
    """The inches of each column of text, the room behind it included."""
    rows = [_cells(row, chart) for row in (chart.heads, *chart.rows)]
    return [inches([line for cell in column for line in cell.split("\n")]) + _APART for column in zip(*rows, strict=True)]


def _cells(row: Row, chart: Chart) -> list[str]:
    return ["\n".join(block) for block in _folded((*row.before, *row.after), (*chart.before, *chart.after))]


def _put(chart: Chart, sheet: Sheet, widths: Sequence[float]) -> None:
    scale, count = chart.scale, len(chart.before)
    start = MARGIN + sum(widths[:count])
    lefts = [MARGIN + sum(widths[:index]) + (_PLOT + _APART if index >= count else 0) for index in range(len(widths))]
    sheet.paragraph(chart.title, weight="bold", fontsize=SMALL + 1.5, color="black")
    if any(chart.sides):
        sheet.y += 1.5 * LINE
        one = start + _PLOT * scale.share(scale.origin or 0)
        sheet.text(one - 0.08, sheet.y, f"← {chart.sides[0]}", ha="right")
        sheet.text(one + 0.08, sheet.y, f"{chart.sides[1]} →")
        for left, head in zip(lefts, _cells(chart.heads, chart), strict=True):
            sheet.text(left, sheet.y, head, weight="bold")
        sheet.y += 0.7 * LINE
    elif len(chart.groups) > 1:
        sheet.y += LINE
    top, drawn = sheet.y, []
    for index, group in enumerate(chart.groups):
        sheet.y += LINE if index else 0
        sheet.paragraph(group.title, weight="bold", fontsize=SMALL + 1.5, color="black")
        for row in group.rows:
            if isinstance(row, str):
                sheet.paragraph(row, "   ")
                continue
            cells = _cells(row, chart)
            height = _BETWEEN + _SLOT * max(cell.count("\n") + 1 for cell in cells)
            for left, cell in zip(lefts, cells, strict=True):
                sheet.text(left, sheet.y + height / 2, cell, linespacing=1.0, va="center")
            drawn.append((sheet.y - top, height, row))
            sheet.y += height
    axes = sheet.axes(start, top, _PLOT, sheet.y - top)
    axes.set_ylim(sheet.y - top, 0)
    _rule(axes, chart)
    for at, height, row in drawn:
        if scale.origin is not None:
            axes.plot((scale.origin,) * 2, (at, at + height), color="#888888", linewidth=0.9, zorder=0)
        for mark in row.marks:
            _mark(axes, at + height / 2, mark, scale)
    sheet.y += 0.55
    for note in chart.notes:
        sheet.paragraph(note)
    for note in chart.hanging:
        sheet.paragraph(note, "   ")


def _rule(axes: Axes, chart: Chart) -> None:
    """The axis; above the plot too, where it has several groups."""
    scale, many = chart.scale, len(chart.groups) > 1
    axes.patch.set_visible(False)
    if scale.is_log:
        axes.set_xscale("log")
    axes.set_xlim(scale.low, scale.high)
    axes.set_yticks([])
    axes.set_xticks(scale.ticks, labels=scale.labels, fontsize=SMALL)
    axes.minorticks_off()
    axes.tick_params(top=many, labeltop=many)
    for side in ("left", "right") if many else ("left", "right", "top"):
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
        if colour := _BARS.get(sign[1]):
            face = "none" if sign[-1] == "<" else colour
            axes.barh(at, value - start, left=start, height=_SLOT, facecolor=face, edgecolor=colour, linewidth=0.8)
        else:
            axes.plot((start, value), (at, at), color="black", linewidth=1.1, solid_capstyle="butt", clip_on=False)
    for end, place in ends:
        if end in _MARKERS:
            marker, face, size = _MARKERS[end]
            axes.plot(place, at, marker=marker, color="black", markerfacecolor=face, markersize=size, clip_on=False)
