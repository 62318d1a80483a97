"""A reconstructed survival curve: Kaplan-Meier steps of each arm, numbers at risk, and the published figures beside them."""

from __future__ import annotations

from itertools import cycle
from typing import TYPE_CHECKING

from evtrials.notation.capitals import begun_large
from evtrials.plots.characters import wrapped
from evtrials.plots.files import LINE, MARGIN, SMALL, Sheet, inches
from evtrials.plots.scale import Scale
from evtrials.questions.curve import Reconstruction, ratio_lines

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# Along, down, from along to down, from down to along: by weight, so that colour is not needed.
_STROKES = (("━", "┃", "┓", "┗"), ("─", "│", "┐", "└"), ("═", "║", "╗", "╚"), ("╌", "╎", "┐", "└"))
_STYLES = (("black", "solid"), ("#0072b2", (0, (5, 2))), ("#d55e00", "dotted"), ("#009e73", "dashdot"))
_ROWS = 17
_PERCENT = (100, 75, 50, 25, 0)
_TICK_ROOM = 8


# Inches.
_WIDE, _TALL = 6.2, 3.4


class CurvePicture:
    """The picture of one reconstruction."""

    def __init__(self, found: Reconstruction) -> None:
        self.found = found
        self.arms = list(found.groups)

    @property
    def _facts(self) -> list[str]:
        """Below the curve: each arm's events and medians, the hazard ratio, the caveat."""
        found = self.found
        said = [
            f"{found.name(arm)}, {found.label(arm)}: {found.counts(arm)} events. Median, reconstructed (derived): "
            f"{found.median(arm)}; published: {found.published_words(arm)}."
            for arm in self.arms
        ]
        return [*said, *ratio_lines(found), found.caveat]

    def _scale(self, most: int) -> Scale:
        return Scale(0, self.found.last, tuple(self.found.times(max(most, 3))))

    def _at_risk(self, arm: str, scale: Scale) -> list[str]:
        return [str(number) for number in self.found.at_risk(arm, scale.ticks)]

    def lines(self, width: int) -> list[str]:
        """The picture in characters."""
        width, found = max(width, 40), self.found
        margin = max(6, *(len(found.name(arm)) + 1 for arm in self.arms))
        plot = width - margin - 1
        scale = self._scale(plot // _TICK_ROOM)
        grid = [[" "] * plot for _ in range(_ROWS)]
        grid[_row(0.5)] = ["·" if not at % 2 else " " for at in range(plot)]
        strokes = dict(zip(self.arms, cycle(_STROKES), strict=False))
        # The first arm is drawn last, so that it lies on top.
        for arm in reversed(self.arms):
            self._stroke(grid, arm, scale, strokes[arm])
        labels = {_row(percent / 100): f"{percent} %" for percent in _PERCENT}
        axis, ticks = scale.ruler(plot)
        picture = [
            f"{'':{margin}} {'   '.join(f'{along * 2} {found.name(arm)}' for arm, (along, *_) in strokes.items())}",
            *(f"{labels.get(index, ''):>{margin}}│{''.join(row)}".rstrip() for index, row in enumerate(grid)),
            f"{'':{margin}}└{axis}",
            f"{'':{margin}} {ticks}",
        ]
        return [
            *wrapped(found.what, width),
            *wrapped(found.origin, width),
            "",
            *picture,
            "",
            *wrapped(f"Numbers at risk, by time in {found.curve.unit} (reconstructed)", width),
            *(f"{found.name(arm):<{margin}} {scale.under(self._at_risk(arm, scale), plot)}" for arm in self.arms),
            "",
            *(line for fact in self._facts for line in wrapped(fact, width, "  ")),
        ]

    def _stroke(self, grid: list[list[str]], arm: str, scale: Scale, strokes: tuple[str, str, str, str]) -> None:
        """One arm's steps into the grid, up to the last time that anybody of it was seen."""
        along, down, turn_down, turn_along = strokes
        width, before = len(grid[0]), 0
        for at in range(scale.column(self.found.steps[arm][-1].time, width) + 1):
            row = _row(self.found.survival(arm, scale.high * at / (width - 1)))
            grid[row][at] = along
            if row > before:
                grid[before][at], grid[row][at] = turn_down, turn_along
                for between in range(before + 1, row):
                    grid[between][at] = down
            before = row

    def figure(self) -> Figure:
        """The picture for a file."""
        found, scale = self.found, self._scale(11)
        left = MARGIN + max(0.75, inches([found.name(arm) for arm in self.arms]) + 0.3)
        sheet = Sheet(left + _WIDE + 2 * MARGIN)
        sheet.paragraph(found.what, weight="bold", fontsize=SMALL + 1.5, color="black")
        sheet.paragraph(found.origin)
        self._curves(sheet.axes(left, sheet.y, _WIDE, _TALL), scale)
        sheet.y += _TALL + 0.6
        sheet.paragraph("Numbers at risk (reconstructed)", weight="bold", color="black")
        for arm in self.arms:
            for tick, number in zip(scale.ticks, self._at_risk(arm, scale), strict=True):
                sheet.text(left + _WIDE * scale.share(tick), sheet.y, number, ha="center")
            sheet.paragraph(found.name(arm), color="black")
        sheet.y += LINE
        for fact in self._facts:
            sheet.paragraph(fact, "   ")
        return sheet.finished()

    def _curves(self, axes: Axes, scale: Scale) -> None:
        found = self.found
        axes.axhline(50, color="#bbbbbb", linewidth=0.7, linestyle="dotted", zorder=0)
        for arm, (colour, style) in zip(self.arms, cycle(_STYLES), strict=False):
            steps = found.steps[arm]
            points = [(0.0, 100.0), *((step.time, 100 * step.survival) for step in steps)]
            label = f"{found.name(arm)}: {found.label(arm)}"
            axes.step(*zip(*points, strict=True), where="post", color=colour, linestyle=style, linewidth=1.3, label=label)
            censored = [point for point, step in zip(points[1:], steps, strict=True) if step.censored]
            for time, percent in censored:
                axes.plot(time, percent, "|", color=colour, markersize=4, markeredgewidth=0.6)
        axes.set_xlim(0, scale.high)
        axes.set_ylim(0, 101)
        axes.set_yticks(_PERCENT, labels=[f"{percent} %" for percent in _PERCENT])
        axes.set_xticks(scale.ticks, labels=scale.labels)
        axes.set_xlabel(f"{begun_large(found.curve.unit)}; small strokes: censored", fontsize=SMALL)
        axes.set_ylabel("Reconstructed", fontsize=SMALL)
        for side in ("right", "top"):
            axes.spines[side].set_visible(False)
        axes.legend(frameon=False, fontsize=SMALL, loc="best")


def _row(survival: float) -> int:
    return round((1 - survival) * (_ROWS - 1))
