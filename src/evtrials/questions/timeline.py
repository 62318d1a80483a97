"""Trials over the years: data cuts, reports, and where each trial stood when that was last said."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import get_args

from evtrials.collection.library import Selection
from evtrials.errors import counted
from evtrials.evidence.columns import BY_NAME, Column
from evtrials.evidence.traits import year_of
from evtrials.notation.closed_words import PRIMARY_ROLES, StatusWord
from evtrials.questions.answer import Answer, Heading, Page, Table
from evtrials.questions.columns import AS_OF, NAME, SETTING, STATUS, TRIAL, of
from evtrials.trial.model import Trial

CUT, FIRST, REPORT, STATUS_SAID = "data cut", "first report of the primary result", "report", "status"
NOT_A_START = (
    "Dates are those that the sources read print: data cuts, years of reports, and the day for which the status holds; "
    "no source read gives every trial's start. A trial without any date has an empty line."
)


@dataclass(frozen=True, slots=True)
class Event:
    """Something of a trial with a date as printed (a year, a month or a day)."""

    what: str
    date: str
    label: str
    source: str = ""
    locator: str = ""

    @property
    def years(self) -> float:
        """The date as a number of years; a year alone is its middle."""
        year, *rest = (int(part) for part in self.date.split("-"))
        if not rest:
            return year + 0.5
        return year + (rest[0] - 1) / 12 + ((rest[1] - 1) / 365 if len(rest) > 1 else 0.5 / 12)


@dataclass(frozen=True, slots=True)
class Course:
    """One trial with its dated events, oldest first."""

    trial: Trial
    events: tuple[Event, ...]


COLUMNS: tuple[Column, ...] = (
    *of(lambda row: row[0], TRIAL, NAME, SETTING, STATUS, AS_OF),
    Column("event", lambda row: row[1].what, "text", "data cut, first report of the primary result, report, status"),
    Column("date", lambda row: row[1].date, "text", "the day, month or year as printed"),
    Column("event_text", lambda row: row[1].label, "text", "what the cut, the report or the status is"),
    BY_NAME["source"].by(lambda row: row[1].source),
    BY_NAME["locator"].by(lambda row: row[1].locator),
)


def courses(selection: Selection) -> dict[str, list[Course]]:
    """The trials of a choice by status, in the order of the statuses; in each in the order of all lists."""
    found: dict[str, list[Course]] = {word: [] for word in get_args(StatusWord)}
    for trial in selection.trials:
        found[trial.status.is_].append(Course(trial, tuple(sorted(_events(trial), key=lambda event: event.years))))
    return {status: group for status, group in found.items() if group}


def timeline_answer(selection: Selection, query: dict[str, object]) -> Answer:
    """Every dated event of some trials, one row each; trials without one have a row without a date."""
    groups = courses(selection)
    no_event = Event("", "", "")
    tables = tuple(_table(status, group) for status, group in groups.items())
    return Answer(
        name="timeline",
        columns=COLUMNS,
        rows=(
            (course.trial, event) for group in groups.values() for course in group for event in course.events or (no_event,)
        ),
        page=Page("", tables),
        query=query,
        caveats=(NOT_A_START,),
        left_out=selection.left_out,
    )


def heading(status: str, group: Sequence[Course]) -> str:
    """What stands above the trials of a status: `Completed: 3 trials`."""
    return f"{status.capitalize()}: {counted(len(group), 'trial')}"


def _table(status: str, group: Sequence[Course]) -> Table:
    return Table(
        (Heading("trial", "Trial", folds=True), Heading("cuts", "Data cuts", folds=True),
         Heading("reports", "Reports", folds=True), Heading("as_of", "Status of")),
        tuple(
            (
                course.trial.name,
                ", ".join(f"{event.date} ({event.label})" for event in course.events if event.what == CUT) or "no date seen",
                ", ".join(
                    dict.fromkeys(
                        event.date + (" (first of the primary result)" if event.what == FIRST else "")
                        for event in course.events
                        if event.what in (FIRST, REPORT)
                    )
                )
                or "no date seen",
                course.trial.status.as_of or "not stated",
            )
            for course in group
        ),
        title=heading(status, group),
    )  # fmt: skip


def _events(trial: Trial) -> Iterable[Event]:
    for cut in trial.cuts.values():
        if dated := next((facts for facts in (cut, *cut.also) if facts.date), None):
            yield Event(CUT, dated.date or "", cut.shown, dated.src.key, dated.src.place)
    first, primary = year_of(trial), _primary_sources(trial)
    for key, source in trial.sources.items():
        # Reviews and news tell of many trials, and their year is none of this one.
        if source.year and source.basis not in ("review", "press", "label", "registry"):
            yield Event(FIRST if source.year == first and key in primary else REPORT, source.year, source.title, key)
    if trial.status.as_of:
        yield Event(STATUS_SAID, trial.status.as_of, trial.status.is_, trial.status.src.key, trial.status.src.place)


def _primary_sources(trial: Trial) -> set[str]:
    """The sources of the primary result; of any figure, where none is said to be primary."""
    rows = [(row.role or endpoint.role, row.src.key) for endpoint in trial.endpoints.values() for row in endpoint.results]
    return {key for role, key in rows if role in PRIMARY_ROLES} or {key for _, key in rows}
