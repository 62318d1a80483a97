"""Trials over the years, by status: data cuts, reports, and the day for which the status was last said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from evtrials.errors import EvTrialsError
from evtrials.plots.rows import Beside, Chart, Group, Mark, Row, RowPlot
from evtrials.plots.scale import Scale, linear_scale
from evtrials.questions.timeline import CUT, FIRST, NOT_A_START, REPORT, STATUS_SAID, Course, heading

# The later one covers the earlier one where two fall on the same place.
SIGNS = {REPORT: "·", STATUS_SAID: "◇", CUT: "●", FIRST: "■"}
_LEGEND = ", ".join(f"{sign} {what}" for what, sign in SIGNS.items()) + "."
_LONGEST = 30


def timeline_of(courses: Mapping[str, Sequence[Course]]) -> RowPlot:
    """The picture of the courses of some trials by status; EvTrialsError where none of them has a date."""
    dates = [event.years for group in courses.values() for course in group for event in course.events]
    if not dates:
        raise EvTrialsError("there is no trial with a date to draw; try fewer filters")
    first, last = min(dates) // 1, max(dates) // 1 + 1
    ticks = tuple(tick for tick in linear_scale(first, last, most=9).ticks if tick <= max(dates) + 1)
    groups = tuple(Group(heading(status, group), tuple(map(_row, group))) for status, group in courses.items())
    notes = (_LEGEND, NOT_A_START)
    return RowPlot([Chart(groups, Scale(first, last, ticks), (Beside("", _LONGEST),), fold=_LONGEST, notes=notes)])


def _row(course: Course) -> Row:
    """The name, or the id where the name is a sentence; a line from the first date to the last with a sign at each."""
    name = course.trial.name if len(course.trial.name) <= _LONGEST else course.trial.id
    years = [event.years for event in course.events]
    line = [Mark("───", max(years), min(years))] if years else []
    signs = [Mark(sign, event.years) for what, sign in SIGNS.items() for event in course.events if event.what == what]
    return Row((name,), (*line, *signs))
