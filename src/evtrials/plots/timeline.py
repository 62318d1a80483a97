"""Trials over the years, by status: data cuts, reports, and the day for which the status was last said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evtrials.collection.library import Selection
from evtrials.errors import EvTrialsError
from evtrials.plots.characters import GAP, wrapped
from evtrials.plots.files import LINE, MARGIN, SMALL, Sheet, inches
from evtrials.plots.scale import Scale, linear_scale
from evtrials.questions.timeline import CUT, FIRST, NOT_A_START, REPORT, STATUS_SAID, Course, counted, courses

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# The later one covers the earlier one where two fall on the same place.
SIGNS = {REPORT: "·", STATUS_SAID: "◇", CUT: "●", FIRST: "■"}
_LEGEND = ", ".join(f"{sign} {what}" for what, sign in SIGNS.items()) + "."
_LONGEST = 30
_MARKERS = {REPORT: (".", "black"), STATUS_SAID: ("D", "white"), CUT: ("o", "#808080"), FIRST: ("s", "black")}


class Timeline:
    """The picture of some trials by status."""

    def __init__(self, selection: Selection) -> None:
        self.groups = courses(selection)
        dates = [event.years for group in self.groups.values() for course in group for event in course.events]
        if not dates:
            raise EvTrialsError("there is no trial with a date to draw; try fewer filters")
        ruled = linear_scale(min(dates) // 1, max(dates) // 1 + 1, most=9)
        self.scale = Scale(min(dates) // 1, max(dates) // 1 + 1, tuple(tick for tick in ruled.ticks if tick <= max(dates) + 1))

    def lines(self, width: int) -> list[str]:
        """The picture in characters."""
        width = max(width, 40)
        left = min(max(len(_name(course)) for group in self.groups.values() for course in group), width // 3)
        plot = width - left - GAP
        axis, labels = self.scale.ruler(plot)
        indent = " " * (left + GAP)
        found: list[str] = []
        for status, group in self.groups.items():
            found.append(counted(status, group))
            for course in group:
                first, *more = wrapped(_name(course), left, "  ")
                found.append(f"{first:<{left}}{' ' * GAP}{_row(course, self.scale, plot)}".rstrip())
                found += more
            found += [indent + axis, (indent + labels).rstrip(), ""]
        return [*found, *(line for note in (_LEGEND, NOT_A_START) for line in wrapped(note, width))]

    def figure(self) -> Figure:
        """The picture for a file."""
        slot, plot = 0.2, 6.0
        names = [_name(course) for group in self.groups.values() for course in group]
        left = inches(names, SMALL) + 0.25
        width = left + plot + 2 * MARGIN
        rows = sum(len(group) + 2 for group in self.groups.values())
        letters = int((width - 2 * MARGIN) / (SMALL * 0.0076))
        notes = [line for note in (_LEGEND, NOT_A_START) for line in wrapped(note, letters)]
        top = MARGIN + 0.2
        sheet = Sheet(width, top + slot * rows + 0.45 + LINE * 0.85 * len(notes) + MARGIN + 0.1)
        axes = sheet.axes(MARGIN + left, top, plot, slot * rows)
        axes.set_xlim(self.scale.low, self.scale.high)
        axes.set_ylim(rows - 0.5, -0.5)
        at = 0
        for status, group in self.groups.items():
            sheet.text(MARGIN, top + slot * (at + 0.5), counted(status, group), weight="bold")
            for course in group:
                at += 1
                sheet.text(MARGIN + 0.1, top + slot * (at + 0.5), _name(course), fontsize=SMALL)
                _marks(axes, at, course)
            at += 2
        axes.set_yticks([])
        axes.set_xticks(self.scale.ticks, labels=[self.scale.label(tick) for tick in self.scale.ticks], fontsize=SMALL)
        axes.tick_params(top=True, labeltop=True)
        axes.grid(axis="x", color="#dddddd", linewidth=0.6)
        axes.set_axisbelow(True)
        for side in ("left", "right"):
            axes.spines[side].set_visible(False)
        y = top + slot * rows + 0.45
        for line in notes:
            sheet.text(MARGIN, y, line, fontsize=SMALL, color="#333333")
            y += LINE * 0.85
        return sheet.figure


def _name(course: Course) -> str:
    """The trial's name, or its id where the name is a sentence."""
    return course.trial.name if len(course.trial.name) <= _LONGEST else course.trial.id


def _row(course: Course, scale: Scale, width: int) -> str:
    cells = [" "] * width
    places = [(event.what, scale.column(event.years, width)) for event in course.events]
    for at in range(min((at for _, at in places), default=0), max((at for _, at in places), default=-1) + 1):
        cells[at] = "─"
    for what, sign in SIGNS.items():
        for at in (place for event, place in places if event == what):
            cells[at] = sign
    return "".join(cells)


def _marks(axes: Axes, at: int, course: Course) -> None:
    years = [event.years for event in course.events]
    if years:
        axes.plot((min(years), max(years)), (at, at), color="#808080", linewidth=0.8)
    for event in course.events:
        marker, colour = _MARKERS[event.what]
        size, above = (6 if event.what == REPORT else 5), 3 + list(SIGNS).index(event.what)
        axes.plot(
            event.years, at, marker=marker, markerfacecolor=colour, color="black", markersize=size, zorder=above, clip_on=False
        )
