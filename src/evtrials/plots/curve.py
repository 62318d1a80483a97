"""A reconstructed survival curve: Kaplan-Meier steps of each arm, numbers at risk, and the published figures beside them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import cycle
from typing import TYPE_CHECKING

from evtrials.plots.characters import wrapped
from evtrials.plots.files import LINE, MARGIN, SMALL, Sheet, inches
from evtrials.plots.scale import Scale
from evtrials.questions.curve import Reconstruction, ratio_lines
from evtrials.stats.survival import Step, survival_at

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# Along, down, from along to down, from down to along: by weight, so that colour is not needed.
_STROKES = (("━", "┃", "┓", "┗"), ("─", "│", "┐", "└"), ("═", "║", "╗", "╚"), ("╌", "╎", "┐", "└"))
_STYLES = (("black", "solid"), ("#0072b2", (0, (5, 2))), ("#d55e00", "dotted"), ("#009e73", "dashdot"))
_ROWS = 17
_PERCENT = (100, 75, 50, 25, 0)
_TICK_ROOM = 8


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
            f"{arm}, {found.label(arm)}: {found.counts(arm)} events. Median, reconstructed (derived): {found.median(arm)}; "
            f"published: {found.published_words(arm)}."
            for arm in self.arms
        ]
        return [*said, *ratio_lines(found), found.caveat]

    def lines(self, width: int) -> list[str]:
        """The picture in characters."""
        width, found = max(width, 40), self.found
        margin = max(6, *(len(arm) + 1 for arm in self.arms))
        plot = width - margin - 1
        scale = self._scale(plot // _TICK_ROOM)
        grid = [[" "] * plot for _ in range(_ROWS)]
        middle = _row(0.5)
        grid[middle] = ["·" if not at % 2 else " " for at in range(plot)]
        # The first arm is drawn last, so that it lies on top.
        for arm, strokes in reversed(list(zip(self.arms, cycle(_STROKES), strict=False))):
            _stroke(grid, found.steps[arm], scale, strokes)
        labels = {_row(percent / 100): f"{percent} %" for percent in _PERCENT}
        body = [f"{labels.get(index, ''):>{margin}}│{''.join(row)}".rstrip() for index, row in enumerate(grid)]
        axis, ticks = scale.ruler(plot)
        legend = "   ".join(f"{strokes[0] * 2} {arm}" for arm, strokes in zip(self.arms, cycle(_STROKES), strict=False))
        risk = [f"{arm:<{margin}} {_numbers(found.at_risk(arm, scale.ticks), scale, plot)}".rstrip() for arm in self.arms]
        return [
            *wrapped(found.what, width),
            *wrapped(found.origin, width),
            "",
            f"{'':{margin}} {legend}",
            *body,
            f"{'':{margin}}└{axis}",
            f"{'':{margin}} {ticks}".rstrip(),
            "",
            *wrapped(f"Numbers at risk, by time in {found.curve.unit} (reconstructed)", width),
            *risk,
            "",
            *(line for fact in self._facts for line in wrapped(fact, width, "  ")),
        ]

    def _scale(self, most: int) -> Scale:
        return Scale(0, self.found.last, tuple(self.found.times(max(most, 3))))

    def figure(self) -> Figure:
        """The picture for a file."""
        found, plot, tall = self.found, 6.2, 3.4
        left = MARGIN + max(0.75, inches(self.arms) + 0.3)
        width = left + plot + 2 * MARGIN
        letters = int((width - 2 * MARGIN) / (SMALL * 0.0076))
        head = wrapped(found.origin, letters)
        facts = [line for fact in self._facts for line in wrapped(fact, letters, "   ")]
        top = MARGIN + LINE * (1.5 + len(head))
        height = top + tall + 0.55 + LINE * (len(self.arms) + 1.5) + LINE * 0.85 * len(facts) + MARGIN + 0.1
        sheet = Sheet(width, height)
        sheet.text(MARGIN, MARGIN, found.what, weight="bold")
        for index, line in enumerate(head):
            sheet.text(MARGIN, MARGIN + LINE * (index + 1.1), line, fontsize=SMALL, color="#333333")
        scale = self._scale(11)
        axes = sheet.axes(left, top, plot, tall)
        axes.axhline(50, color="#bbbbbb", linewidth=0.7, linestyle="dotted", zorder=0)
        for arm, (colour, style) in zip(self.arms, cycle(_STYLES), strict=False):
            steps = found.steps[arm]
            times, survival = [0.0, *(step.time for step in steps)], [100.0, *(100 * step.survival for step in steps)]
            label = f"{arm}: {found.label(arm)}"
            axes.step(times, survival, where="post", color=colour, linestyle=style, linewidth=1.3, label=label)
            censored = [step for step in steps if step.censored]
            axes.plot(
                [step.time for step in censored], [100 * step.survival for step in censored], "|", color=colour, markersize=4,
                markeredgewidth=0.6,
            )  # fmt: skip
        axes.set_xlim(0, scale.high)
        axes.set_ylim(0, 101)
        axes.set_yticks(_PERCENT, labels=[f"{percent} %" for percent in _PERCENT])
        axes.set_xticks(scale.ticks, labels=[scale.label(tick) for tick in scale.ticks])
        axes.set_xlabel(f"{found.curve.unit.capitalize()}; small strokes: censored", fontsize=SMALL)
        axes.set_ylabel("Reconstructed", fontsize=SMALL)
        for side in ("right", "top"):
            axes.spines[side].set_visible(False)
        axes.legend(frameon=False, fontsize=SMALL, loc="best")
        y = top + tall + 0.6
        sheet.text(MARGIN, y, "Numbers at risk (reconstructed)", fontsize=SMALL, weight="bold")
        for arm in self.arms:
            y += LINE
            sheet.text(MARGIN, y, arm, fontsize=SMALL)
            for tick, number in zip(scale.ticks, found.at_risk(arm, scale.ticks), strict=True):
                sheet.text(left + plot * scale.share(tick), y, str(number), fontsize=SMALL, ha="center")
        y += LINE * 0.5
        for line in facts:
            y += LINE * 0.85
            sheet.text(MARGIN, y, line, fontsize=SMALL, color="#333333")
        return sheet.figure


def _row(survival: float) -> int:
    return round((1 - survival) * (_ROWS - 1))


def _stroke(grid: list[list[str]], steps: Sequence[Step], scale: Scale, strokes: tuple[str, str, str, str]) -> None:
    """One arm's steps into the grid, up to the last time that anybody of it was seen."""
    along, down, turn_down, turn_along = strokes
    width = len(grid[0])
    before = 0
    for at in range(scale.column(steps[-1].time, width) + 1):
        row = _row(survival_at(steps, scale.high * at / (width - 1)))
        grid[row][at] = along
        if row > before:
            grid[before][at], grid[row][at] = turn_down, turn_along
            for between in range(before + 1, row):
                grid[between][at] = down
        before = row


def _numbers(numbers: Sequence[int], scale: Scale, width: int) -> str:
    """Numbers under the ticks that they belong to."""
    line = [" "] * (width + 4)
    free = 0
    for tick, number in zip(scale.ticks, numbers, strict=True):
        text = str(number)
        start = max(min(scale.column(tick, width) - (len(text) - 1) // 2, width - len(text)), free)
        line[start : start + len(text)] = text
        free = start + len(text) + 1
    return "".join(line).rstrip()
