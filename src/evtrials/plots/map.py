"""The map of a collection: a field for each subtype and each setting or line, with its trials; empty fields stay visible."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from rich.cells import cell_len

from evtrials.notation.spaces import NBSP
from evtrials.plots.characters import GAP, side_by_side, widest, wrapped
from evtrials.plots.files import LINE, MARGIN, SMALL, Sheet, inches
from evtrials.questions.map import EMPTY, EXPLAINED, SEVERAL, SUBTYPES, Cell, Grid, Place, Placed, title

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# Characters: of the names of subtypes, and the least of a column, in which most ids fit with their patients.
_FOLD, _LEAST = 10, 15
# Lines of trials in a cell: few where the map would not fit on a screen, else as many as do.
_FEWEST, _MOST, _SCREEN = 2, 12, 40
# In a file: inches of a column, its letters, the lines of trials in a cell; the count of contrasts of the darkest cell.
_WIDE, _LETTERS, _NAMED, _DARKEST = 1.75, 25, 8, 12


class MapPicture:
    """The picture of one map."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid

    def lines(self, width: int) -> list[str]:
        """The picture in characters: as many trials to a cell as one screen has room for."""
        width = max(width, 40)
        drawn = self._lines(width, _FEWEST)
        for most in range(_FEWEST + 1, _MOST + 1):
            taller = self._lines(width, most)
            if len(taller) > _SCREEN:
                break
            drawn = taller
        return drawn

    def _lines(self, width: int, most: int) -> list[str]:
        found = [*wrapped(title(self.grid), width)]
        label = widest([wrapped(subtype, _FOLD) for subtype in self.grid.subtypes])
        for places in self._blocks((width - label) // (_LEAST + GAP)):
            column = (width - label - GAP * len(places)) // len(places)
            widths = [label, *[min(column, 2 * _LEAST)] * len(places)]
            found += ["", *side_by_side([[""], *(wrapped(place.words, widths[1]) for place in places)], widths)]
            found.append("─" * (sum(widths) + GAP * len(places)))
            for subtype in self._rows(places):
                cells = [_cell_lines(self.grid.cell(subtype, place), widths[1], most) for place in places]
                found += side_by_side([wrapped(subtype, _FOLD), *cells], widths)
        return [*found, "", *(line for text in (*EXPLAINED, SEVERAL) for line in wrapped(text, width))]

    def _rows(self, places: Sequence[Place]) -> list[str]:
        """The rows of a block: the usual subtypes, and others that have a trial in it."""
        return [
            subtype
            for subtype in self.grid.subtypes
            if subtype in SUBTYPES or any(self.grid.cell(subtype, place).placed for place in places)
        ]

    def _blocks(self, most: int) -> Iterator[Sequence[Place]]:
        """The columns that stand side by side: all of them, or lines of therapy apart from settings, so many at once."""
        places, most = self.grid.places, max(most, 1)
        lines = [place for place in places if place.setting == "advanced"]
        for group in [places] if len(places) <= most else [lines, [place for place in places if place not in lines]]:
            for start in range(0, len(group), most):
                yield group[start : start + most]

    def figure(self) -> Figure:
        """The picture for a file: the more randomised contrasts, the darker a cell."""
        grid = self.grid
        left = MARGIN + 1.1 * inches(grid.subtypes) + 0.15
        sheet = Sheet(left + _WIDE * max(len(grid.places), 3) + MARGIN)
        sheet.paragraph(title(grid), weight="bold", fontsize=SMALL + 1.5, color="black")
        sheet.y += LINE
        for column, place in enumerate(grid.places):
            sheet.text(left + column * _WIDE + 0.06, sheet.y, place.words, weight="bold")
        sheet.y += 0.7 * LINE
        for subtype in grid.subtypes:
            self._row(sheet, subtype, left)
        sheet.y += LINE / 2
        for text in (*EXPLAINED, SEVERAL):
            sheet.paragraph(text)
        return sheet.finished()

    def _row(self, sheet: Sheet, subtype: str, left: float) -> None:
        cells = [self.grid.cell(subtype, place) for place in self.grid.places]
        texts = [_cell_lines(cell, _LETTERS, _NAMED) for cell in cells]
        height = LINE * max(map(len, texts)) + 0.1
        axes = sheet.axes(left, sheet.y, _WIDE * len(cells), height)
        axes.set_xlim(0, len(cells))
        axes.set_axis_off()
        for column, (cell, lines) in enumerate(zip(cells, texts, strict=True)):
            shade = 1 - 0.35 * min(cell.contrasts, _DARKEST) / _DARKEST if cell.placed else 1.0
            axes.barh(0, 1, left=column, height=1, color=(shade, shade, 1.0), edgecolor="#999999", linewidth=0.7, clip_on=False)
            for line, text in enumerate(lines):
                sheet.text(left + column * _WIDE + 0.06, sheet.y + LINE * (line + 0.5) + 0.05, text)
        axes.set_ylim(-0.5, 0.5)
        sheet.text(MARGIN, sheet.y + LINE / 2 + 0.05, subtype, weight="bold")
        sheet.y += height


def _cell_lines(cell: Cell, width: int, most: int) -> list[str]:
    """What stands in a cell: its counts, and of its trials what fits in so many lines; the rest is counted."""
    if not cell.placed:
        return [EMPTY]
    counts = wrapped("  ".join(text.replace(" ", NBSP) for text in cell.counts), width)
    trials = [_trial_lines(placed, width) for placed in cell.placed]
    named, hidden = _flowed(trials, width, most)
    if hidden:
        named, hidden = _flowed(trials, width, most - 1)
        named.append(f"and {hidden} more")
    return [*counts, *named]


def _trial_lines(placed: Placed, width: int) -> list[str]:
    """A trial of a cell; its id breaks after a hyphen where it is wider than the cell."""
    lines = wrapped(placed.words, width, "  ")
    if widest([lines]) <= width:
        return lines
    sign, id_, *n = placed.words.split(" ", 2)
    lines = [f"{sign} "]
    for part in (*re.split("(?<=-)", id_), *(f" {text}" for text in n)):
        if cell_len(lines[-1] + part) <= width:
            lines[-1] += part
        else:
            lines.append(f"  {part.lstrip()}")
    return lines


def _flowed(trials: Sequence[list[str]], width: int, most: int) -> tuple[list[str], int]:
    """Trials one after the other, side by side where two fit in a line, in so many lines, the first one in any case; and how
    many did not fit.
    """
    lines: list[str] = []
    hidden = 0
    for own in trials:
        if lines and not hidden and len(own) == 1 and cell_len(f"{lines[-1]}  {own[0]}") <= width:
            lines[-1] += f"  {own[0]}"
        elif not lines or (not hidden and len(lines) + len(own) <= most):
            lines += own
        else:
            hidden += 1
    return lines, hidden
