"""The harms of the shipped trials: every stored figure is shown or counted, on no screen too wide, never without its regimen."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from evtrials.answers.closing import closed, texts
from evtrials.answers.terminal import page_text
from evtrials.collection.filters import query_of
from evtrials.collection.library import Library
from evtrials.collection.loading import Loaded
from evtrials.collection.store import Store, open_store
from evtrials.evidence.harms import Report
from evtrials.evidence.rows import FigureRow
from evtrials.questions.answer import Answer, Listing
from evtrials.questions.harms import GRADES_ASKED, Harms, grades_named
from evtrials.questions.safety import SafetyAsked, safety_answer
from evtrials.trial.identity import ALL

QUERY = query_of(about="all")
MOST = 30


@pytest.fixture(scope="module")
def library(load_shipped: Callable[[str], Loaded]) -> Library:
    """The shipped trials, each read once for all tests."""
    store: Store = open_store(["shipped"])
    store.load = load_shipped  # type: ignore[method-assign]
    return Library(store)


@pytest.fixture(scope="module")
def harms(library: Library) -> Harms:
    """What all of them tell of harms."""
    return Harms(library, list(library))


def asked(library: Library, *events: str, grade: str = "", everything: bool = False) -> SafetyAsked:
    """A question about all trials."""
    return SafetyAsked(library, library.select(QUERY), QUERY, events, grade, everything)


def screen(answer: Answer, columns: int) -> str:
    """What a terminal of so many columns shows."""
    return page_text(closed(answer, is_evidence=True), columns)


def stored(library: Library, event: str) -> list[FigureRow]:
    """The figures of the tables of harms that are of an event."""
    every = (row for trial in library for row in library.rows_of(trial))
    return [row for row in every if row.kind == "safety" and not row.is_spread and library.terms.adverse_event(row.term) == event]


def test_every_stored_figure_is_shown_or_counted(library: Library, harms: Harms) -> None:
    """By default what stands for a trial; the rest is counted, and shown with --all."""
    for event in harms.events:
        every = {(row.trial, row.path) for row in stored(library, event)}
        short, whole = harms.of(event), harms.of(event, everything=True)
        shown, further = (
            {(row.trial, row.path) for one in short for row in rows if row.kind == "safety"}
            for rows in ([row for one in short for row in one.rows], [row for one in short for row in one.further])
        )
        assert every == shown | further
        assert set() == shown & further
        assert every == {(row.trial, row.path) for one in whole for row in one.rows if row.kind == "safety"}


@pytest.mark.parametrize("grade", GRADES_ASKED)
def test_every_band_that_is_printed_is_an_answer_by_itself(grade: str, library: Library, harms: Harms) -> None:
    """`--grade fatal` alone tells of every term that has a figure of it, and of no other."""
    bands = grades_named(grade)
    wanted = {event for event in harms.events if any(row.grade in bands for row in stored(library, event))}
    assert wanted == {leading.event for leading in harms.by_frequency(bands)}


def test_no_line_of_a_trial_mixes_two_reports(harms: Harms) -> None:
    """One source, place, cut, group, attribution and term for all cells of a line, and no arm and band twice but as percentage
    and number."""
    for event in harms.events:
        for one in harms.of(event):
            for report in one.reports:
                assert 1 == len({(row.place, row.cut, row.population, row.attribution, row.term) for row in report.rows})
                for arm in report.arms:
                    assert all(len(report.of(arm, band)) <= 2 for band in report.bands)


def test_what_stands_is_not_suspect_then_of_all_patients_then_graded(harms: Harms) -> None:
    """A suspect report, one of a group, a list of serious events stand only where there is nothing better, in that order."""

    def flaws(report: Report) -> tuple[bool, ...]:
        return any(row.is_suspect for row in report.rows), report.first.population != ALL, report.is_list

    for event in harms.events:
        every = {one.trial.id: one.reports for one in harms.of(event, everything=True)}
        for one in harms.of(event):
            if one.reports:
                assert flaws(one.reports[0]) == min(map(flaws, every[one.trial.id]))


@pytest.mark.parametrize("columns", [80, 110, 140])
def test_the_screens_of_the_most_frequent_harms_fit(columns: int, library: Library, harms: Harms) -> None:
    """No line is wider than the terminal, and each figure that is shown stands whole on one line."""
    for leading in harms.by_frequency()[:MOST]:
        answer = safety_answer(asked(library, leading.event))
        shown = screen(answer, columns)
        assert [] == [line for line in shown.splitlines() if len(line) > columns]
        figures = {harm.cell.figure.text for harm in answer.rows if harm.cell.kind == "safety" and harm.cell.figure.value}
        assert [] == [text for text in figures if text not in shown]


def test_no_regimen_lacks_a_drug_or_its_schedule(library: Library, harms: Harms) -> None:
    """Every drug of an arm whose figures are shown is named with its dose, that of a partner once; no arm is "none"."""
    for event in ("Pneumonitis", "Stomatitis"):
        page = closed(safety_answer(asked(library, event)), is_evidence=True)
        items = [item for block in page.blocks if isinstance(block, Listing) for item in block.items]
        said = {item.name: " ".join(line.text for line in item.lines).replace("\u00a0", " ") for item in items}
        assert "none" not in " ".join(texts(page)).split()
        for one in harms.of(event):
            arms = {row.arm for row in one.rows if row.outcome_of} & {
                id_ for id_, arm in one.trial.arms.items() if not arm.external
            }
            drugs = (dose for arm in arms for dose in one.trial.arms[arm].drugs if dose.drug != "placebo")
            doses = {f"{dose.drug} {dose.in_short}".rstrip() for dose in drugs}
            assert [] == [dose for dose in doses if dose not in said[one.trial.id]], one.trial.id


def test_the_most_frequent_harms_are_in_the_order_that_is_said(harms: Harms) -> None:
    """By the highest percentage; arms of a few patients after all others, then what has no percentage; none falls out."""
    every = harms.by_frequency()
    assert set(harms.events) == {leading.event for leading in every}
    keys = [
        (leading.row is None, leading.is_of_few, -float(leading.row.figure.value) if leading.row else 0.0) for leading in every
    ]
    assert sorted(keys) == keys
