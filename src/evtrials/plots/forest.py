"""A forest plot of randomised contrasts: one line for each, in the order of the table, without a pooled estimate."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from evtrials.collection.library import Library
from evtrials.errors import EvTrialsError
from evtrials.evidence.columns import BY_NAME
from evtrials.evidence.contrasts import ContrastLine, isolates_more
from evtrials.evidence.rows import FigureRow
from evtrials.plots.characters import GAP, side_by_side, widest, wrapped
from evtrials.plots.files import LINE, MARGIN, SIZE, SMALL, Sheet, inches
from evtrials.plots.scale import Scale, ratio_scale
from evtrials.questions import phrases
from evtrials.questions.contrast_phrases import breakable, n_words, p_words, where_words
from evtrials.questions.results import Contrasts, footnotes

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

RATIOS = ("hazard ratio", "odds ratio", "risk ratio")
ESTIMATE, BARE, LEFT, RIGHT = "■", "□", "◄", "►"
FIRST_NAMED = "A is the arm named first in a contrast, B the other; the upright line is 1, no difference."
_TOLD_APART = ("population", "at", "period", "assessor", "cut", "analysis_set", "method", "source")
# Text beside the plot folds at this width, so that the plot keeps room at 80 columns.
_FOLD = 20


@dataclass(frozen=True, slots=True)
class Bar:
    """One contrast as drawn: what stands beside it, the estimate, and its limits.

    low, high: None where no interval is printed; 0 and infinity where a limit is a word (not reached).
    """

    trial: str
    contrast: str
    apart: str
    n: str
    effect: str
    p: str
    where: str
    value: float
    low: float | None
    high: float | None

    @property
    def label(self) -> str:
        """The contrast, and what tells it from others of the same trial."""
        return "; ".join(part for part in (self.contrast, self.apart) if part)


@dataclass(frozen=True, slots=True)
class Panel:
    """The contrasts of one endpoint in one measure, on one axis."""

    title: str
    measure: str
    better: str
    bars: tuple[Bar, ...]
    notes: tuple[str, ...]

    @property
    def scale(self) -> Scale:
        """The axis that holds every estimate."""
        limits = [limit for bar in self.bars for limit in (bar.low, bar.high) if limit]
        return ratio_scale([bar.value for bar in self.bars], limits)

    @property
    def sides(self) -> tuple[str, str]:
        """What lies to the left of 1 and to the right of it."""
        if self.better == "lower":
            return "favours A", "favours B"
        if self.better == "higher":
            return "favours B", "favours A"
        return "lower with A", "higher with A"

    def leaves(self, bar: Bar) -> tuple[bool, bool]:
        """Whether the interval goes beyond the low and the high end of the axis."""
        low, high = bar.low, bar.high
        return low is not None and low < self.scale.low, high is not None and high > self.scale.high

    @property
    def legend(self) -> tuple[str, ...]:
        """The signs that are used, explained."""
        said = [FIRST_NAMED]
        if any(bar.low is None for bar in self.bars):
            said.append(f"{BARE} no interval in the sources read.")
        if any(True in self.leaves(bar) for bar in self.bars):
            said.append(f"{LEFT} {RIGHT} the interval goes beyond the axis.")
        if any(bar.contrast.endswith("*") for bar in self.bars):
            said.append("* more than an mTOR inhibitor differs between the arms.")
        return (" ".join(said),)


class Forest:
    """The picture of a `results` query: a panel for each endpoint and measure."""

    def __init__(self, panels: Sequence[Panel]) -> None:
        if not panels:
            raise EvTrialsError("there is no hazard, odds or risk ratio to draw; see the figures without --plot and --output")
        self.panels = tuple(panels)

    def lines(self, width: int) -> list[str]:
        """The picture in characters."""
        found: list[str] = []
        for panel in self.panels:
            found += [""] if found else []
            found += _panel_lines(panel, max(width, 40))
        return found

    def figure(self) -> Figure:
        """The picture for a file."""
        return _figure(self.panels)


def forest_of(found: Iterable[Contrasts], library: Library) -> Forest:
    """The forest plot of the contrasts of some endpoints; EvTrialsError where none of them has a ratio."""
    return Forest([panel for one in found for panel in _panels(one, library)])


def _panels(one: Contrasts, library: Library) -> Iterable[Panel]:
    drawn = {measure: [line for line in one.lines if _is_drawn(line, measure)] for measure in RATIOS}
    kept = {measure: found for measure, found in drawn.items() if found}
    others = [line for line in one.lines if not any(line in found for found in kept.values())]
    for measure, found in kept.items():
        count = f"{len(found)} randomised contrast{'' if len(found) == 1 else 's'}"
        notes = [*footnotes(one, library)]
        if others and measure == next(iter(kept)):
            names = ", ".join(f"{line.trial.name} ({line.arm} v {line.comparator})" for line in others)
            notes.insert(1, f"Not drawn, because no ratio was seen: {names}.")
        yield Panel(
            f"{phrases.endpoint_name(one.endpoint, library.terms)}: {measure}, {count}",
            measure,
            next((line.effect.better for line in found if line.effect and line.effect.better), ""),
            tuple(_bar(line, found, library) for line in found),
            tuple(notes),
        )


def _is_drawn(line: ContrastLine, measure: str) -> bool:
    return line.effect is not None and line.effect.measure == measure and bool(line.effect.figure.number)


def _bar(line: ContrastLine, found: Sequence[ContrastLine], library: Library) -> Bar:
    row = line.effect
    assert row is not None, "only contrasts with a ratio are drawn"
    low, high = _limits(row)
    star = "*" if isolates_more(line, library.terms) else ""
    sources = "; ".join(phrases.place(source) for source in line.sources)
    return Bar(
        trial=line.trial.name,
        contrast=f"{line.arm} v {line.comparator}{star}",
        apart=_apart(line, found),
        n=n_words(line).replace(phrases.NBSP, " "),
        effect=breakable(f"{row.figure.text}{phrases.mark(row)}"),
        p="\n".join(p_words(tested) for tested in (row, *line.tests) if tested.p),
        where=(
            f"{line.trial.name}, {line.arm} v {line.comparator}: isolates {line.isolates or 'nothing'}; "
            f"{where_words(line)} [{sources}]"
        ),
        value=float(row.figure.value),
        low=low,
        high=high,
    )


def _limits(row: FigureRow) -> tuple[float | None, float | None]:
    if not row.figure.has_interval:
        return None, None
    low, high = row.figure.limit_digits
    return (float(low) if low else 0.0), (float(high) if high else float("inf"))


def _apart(line: ContrastLine, found: Sequence[ContrastLine]) -> str:
    """What tells a line from the others of the same contrast: population, time, assessor, cut, source."""
    alike = [other for other in found if other.trial.id == line.trial.id and other.pair == line.pair]
    said: list[str] = []
    for name in _TOLD_APART:
        values = {BY_NAME[name].get(other.lead) for other in alike}
        if len(values) > 1 and (own := getattr(line.lead, name)):
            if name == "population":
                own = line.trial.populations[own].label if own in line.trial.populations else "all patients"
            said.append(own)
    return ", ".join(said)


# In characters


def _panel_lines(panel: Panel, width: int) -> list[str]:
    drawing = _wide(panel, width) or _middle(panel, width) or _narrow(panel, width)
    looks = [line for bar in panel.bars for line in wrapped(bar.where, width - 2, "  ")]
    notes = [line for note in (*panel.legend, *panel.notes) for line in wrapped(note, width)]
    return [*wrapped(panel.title, width), "", *drawing, "", *notes, "", "What each line is:", *looks]


def _wide(panel: Panel, width: int) -> list[str]:
    """One line for a contrast, its columns to the left and right of the plot; [] where the plot had no room."""
    short = phrases.SHORT[panel.measure]
    bars = panel.bars
    names, labels = [wrapped(bar.trial, 2 * _FOLD) for bar in bars], [wrapped(bar.label, _FOLD) for bar in bars]
    before = [names, labels, [[bar.n] for bar in bars]]
    after = [[[_plain(bar.effect)] for bar in bars], [_plain(bar.p).split("\n") for bar in bars]]
    return _table(panel, width, 40, before, after, (("Trial",), ("A v B",), ("n",)), ((f"{short} (95 % CI)",), ("p",)))


def _middle(panel: Panel, width: int) -> list[str]:
    """Trial above contrast, effect above p; [] where the plot had no room."""
    short = phrases.SHORT[panel.measure]
    bars = panel.bars
    names = [[*wrapped(bar.trial, _FOLD), *(f"  {part}" for part in wrapped(bar.label, _FOLD - 2))] for bar in bars]
    figures = [[line for text in (bar.effect, *bar.p.split("\n")) if text for line in wrapped(text, _FOLD)] for bar in bars]
    before, after = [names, [[bar.n] for bar in bars]], [figures]
    heads = (("Trial", "  A v B"), ("n",)), ((f"{short} (95 % CI)", "p"),)
    return _table(panel, width, 20, before, after, *heads)


def _table(
    panel: Panel,
    width: int,
    least: int,
    before: Sequence[Sequence[Sequence[str]]],
    after: Sequence[Sequence[Sequence[str]]],
    heads_before: Sequence[Sequence[str]],
    heads_after: Sequence[Sequence[str]],
) -> list[str]:
    """Rows of blocks around the plot; [] where fewer than `least` characters are left for it."""
    left = [max(widest(column), widest([head])) for column, head in zip(before, heads_before, strict=True)]
    right = [max(widest(column), widest([head])) for column, head in zip(after, heads_after, strict=True)]
    plot = width - sum(left) - sum(right) - GAP * (len(left) + len(right))
    if plot < least:
        return []
    widths = [*left, plot, *right]
    start = sum(left) + GAP * len(left)
    found = [_sides(panel, start, plot, width)]
    found += side_by_side([*heads_before, [], *heads_after], widths)
    for index, bar in enumerate(panel.bars):
        cells = [column[index] for column in before], [column[index] for column in after]
        height = max(len(cell) for side in cells for cell in side)
        found += side_by_side([*cells[0], _drawn(panel, bar, plot, height), *cells[1]], widths)
    axis, labels = panel.scale.ruler(plot)
    return [*found, " " * start + axis, (" " * start + labels).rstrip()]


def _narrow(panel: Panel, width: int) -> list[str]:
    """Each contrast as a block: what it is, the plot over the whole width, its figures."""
    found = [_sides(panel, 0, width, width)]
    for bar in panel.bars:
        found += wrapped(f"{bar.trial}, {bar.label}; n {bar.n}", width)
        found += _drawn(panel, bar, width, 1)
        figures = [f"{phrases.SHORT[panel.measure]}{phrases.NBSP}{bar.effect}", *(part for part in bar.p.split("\n") if part)]
        found += wrapped(f"  {', '.join(figures)}", width, "  ")
    axis, labels = panel.scale.ruler(width)
    return [line.rstrip() for line in (*found, axis, labels)]


def _sides(panel: Panel, start: int, plot: int, width: int) -> str:
    """The line above the plot: which side favours which arm."""
    one = start + panel.scale.column(1, plot)
    left, right = f"{LEFT} {panel.sides[0]} ", f" {panel.sides[1]} {RIGHT}"
    return (left[-one:].rjust(one) + "│" + right)[:width].rstrip()


def _drawn(panel: Panel, bar: Bar, width: int, height: int) -> list[str]:
    """The interval and its estimate, and the line of 1 below them to the height of the row."""
    scale = panel.scale
    one = scale.column(1, width)
    rest = " " * one + "│" + " " * (width - one - 1)
    cells = list(rest)
    if bar.low is not None and bar.high is not None:
        beyond_low, beyond_high = panel.leaves(bar)
        first = 0 if beyond_low else _beside_one(bar.low, scale, width)
        last = width - 1 if beyond_high else _beside_one(bar.high, scale, width)
        for at in range(first, last + 1):
            cells[at] = "┼" if at == one else "─"
        cells[first] = LEFT if beyond_low else "├"
        cells[last] = RIGHT if beyond_high else "┤"
    cells[_beside_one(bar.value, scale, width)] = BARE if bar.low is None else ESTIMATE
    return ["".join(cells), *[rest] * (height - 1)]


def _beside_one(value: float, scale: Scale, width: int) -> int:
    """The character of a ratio; one that is not 1 never stands on the line of 1, so that an interval shows its side."""
    at, one = scale.column(value, width), scale.column(1, width)
    return at if at != one or value == 1 else one + (1 if value > 1 else -1)


# As a file

_PLOT = 3.6
_APART = 0.2


def _figure(panels: Sequence[Panel]) -> Figure:
    columns = [_columns(panel) for panel in panels]
    widths = [[max(inches(cell.split("\n")) for cell in column) + _APART for column in panel] for panel in columns]
    width = max(sum(own) for own in widths) + _PLOT + 2 * MARGIN + _APART
    small = int((width - 2 * MARGIN) / (SMALL * 0.0076))
    notes = [[line for text in (*panel.legend, *panel.notes) for line in wrapped(text, small)] for panel in panels]
    looks = [[line for bar in panel.bars for line in wrapped(bar.where, small, "   ")] for panel in panels]
    heights = [
        MARGIN + 3 * LINE + sum(_row_heights(cells)) + 0.55 + LINE * 0.85 * (len(note) + len(look) + 1) + MARGIN
        for cells, note, look in zip(columns, notes, looks, strict=True)
    ]
    sheet = Sheet(width, sum(heights))
    top = 0.0
    for panel, own, cells, note, look, height in zip(panels, widths, columns, notes, looks, heights, strict=True):
        _draw(sheet, top, panel, cells, own, note, look)
        top += height
    return sheet.figure


def _columns(panel: Panel) -> list[list[str]]:
    """The text columns, three before the plot and two behind it, each with its head."""
    short = phrases.SHORT[panel.measure]
    return [
        ["Trial", *(bar.trial for bar in panel.bars)],
        ["A v B", *("\n".join(wrapped(bar.label, 30)) for bar in panel.bars)],
        ["n", *(bar.n for bar in panel.bars)],
        [f"{short} (95 % CI)", *(_plain(bar.effect) for bar in panel.bars)],
        ["p", *(_plain(bar.p) for bar in panel.bars)],
    ]


def _plain(text: str) -> str:
    return text.replace(phrases.NBSP, " ")


def _row_heights(columns: Sequence[Sequence[str]]) -> list[float]:
    """The height of each contrast in inches, by the lines of its longest cell."""
    return [0.17 + 0.15 * max(cell.count("\n") + 1 for cell in cells) for cells in list(zip(*columns, strict=True))[1:]]


def _draw(
    sheet: Sheet, top: float, panel: Panel, columns: list[list[str]], widths: list[float], notes: list[str], looks: list[str]
) -> None:
    scale, rows = panel.scale, _row_heights(columns)
    middles = [sum(rows[:index]) + row / 2 for index, row in enumerate(rows)]
    sheet.text(MARGIN, top + MARGIN, panel.title, weight="bold")
    head = top + MARGIN + 2.2 * LINE
    first = head + 0.7 * LINE
    start = MARGIN + sum(widths[:3])
    lefts = [MARGIN, MARGIN + widths[0], MARGIN + sum(widths[:2]), start + _PLOT + _APART, start + _PLOT + _APART + widths[3]]
    for left, column in zip(lefts, columns, strict=True):
        sheet.text(left, head, column[0], weight="bold")
        for middle, cell in zip(middles, column[1:], strict=True):
            sheet.text(left, first + middle, cell, linespacing=1.0, va="center")
    axes = sheet.axes(start, first, _PLOT, sum(rows))
    axes.set_ylim(sum(rows), 0)
    _bars(axes, panel, scale, middles)
    one = start + _PLOT * scale.share(1)
    sheet.text(one - 0.08, head, f"← {panel.sides[0]}", ha="right", fontsize=SMALL)
    sheet.text(one + 0.08, head, f"{panel.sides[1]} →", fontsize=SMALL)
    y = first + sum(rows) + 0.55
    for line in (*notes, "What each line is:", *looks):
        sheet.text(MARGIN, y, line, fontsize=SMALL, color="#333333")
        y += LINE * 0.85


def _bars(axes: Axes, panel: Panel, scale: Scale, middles: Sequence[float]) -> None:
    axes.set_xscale("log")
    axes.set_xlim(scale.low, scale.high)
    axes.axvline(1, color="#888888", linewidth=0.9, zorder=0)
    for at, bar in zip(middles, panel.bars, strict=True):
        if bar.low is not None and bar.high is not None:
            beyond = panel.leaves(bar)
            ends = max(bar.low, scale.low), min(bar.high, scale.high)
            axes.plot(ends, (at, at), color="black", linewidth=1.1, solid_capstyle="butt", clip_on=False)
            for end, is_beyond, arrow in zip(ends, beyond, ("<", ">"), strict=True):
                axes.plot(end, at, marker=arrow if is_beyond else "|", color="black", markersize=6, clip_on=False)
        filled = "black" if bar.low is not None else "white"
        axes.plot(bar.value, at, marker="s", color="black", markerfacecolor=filled, markersize=5.5, clip_on=False)
    axes.set_yticks([])
    axes.set_xticks(scale.ticks, labels=[scale.label(tick) for tick in scale.ticks], fontsize=SIZE)
    axes.minorticks_off()
    for side in ("left", "right", "top"):
        axes.spines[side].set_visible(False)
    axes.set_xlabel(f"{panel.measure.capitalize()}, logarithmic axis", fontsize=SMALL, labelpad=2)
