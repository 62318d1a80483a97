"""What a source states in words stands on every screen that is asked for it, and none says that nothing was read of it.

Asked of every shipped trial: the screens are told in full of toys, and what they forget is found here.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from page_words import text_of

from evtrials.collection.filters import query_of
from evtrials.collection.library import Library
from evtrials.collection.loading import Loaded
from evtrials.collection.store import Store, open_store
from evtrials.evidence.rows import FigureRow
from evtrials.questions.answer import Entries, Table
from evtrials.questions.compare import comparison_answer
from evtrials.questions.contrasts_found import Scope, contrasts_asked
from evtrials.questions.exposure_topics import tells_of_any_harm
from evtrials.questions.harms import ANY_EVENT, grades_named, harm_endpoints, is_said_in, limits_dose
from evtrials.questions.phrases import in_words, labels
from evtrials.questions.quote import quote_answer
from evtrials.questions.results import results_answer
from evtrials.questions.safety import safety_answer
from evtrials.questions.safety_asked import SafetyAsked
from evtrials.questions.show import show
from evtrials.questions.show_sections import NOT_SEEN
from evtrials.questions.subgroups import EVERY, MARKERS, OTHERS, GroupsAsked, groups_answer
from evtrials.questions.trace import trace_answer
from evtrials.questions.trials import list_answer
from evtrials.trial.identity import ALL
from evtrials.trial.model import Trial

Said = list[tuple[Trial, FigureRow]]
QUERY = query_of(about="all")


@pytest.fixture(scope="module")
def library(load_shipped: Callable[[str], Loaded]) -> Library:
    """The shipped trials, each read once for all tests."""
    store: Store = open_store(["shipped"])
    store.load = load_shipped  # type: ignore[method-assign]
    return Library(store)


@pytest.fixture(scope="module")
def said(library: Library) -> Said:
    """Every result and harm that is told in words."""
    found = [(trial, row) for trial in library for row in library.rows_of(trial) if row.kind == "statement"]
    assert 100 < len(found)
    return found


def missing(said: Said, text: str, quote: str = "") -> list[tuple[str, str, str]]:
    """The statements whose words a page lacks."""
    return [
        (trial.id, row.endpoint or row.term, row.figure.text)
        for trial, row in said
        if f"{quote}{' '.join(row.figure.text.split())}{quote}" not in text
    ]


def test_the_card_and_the_trace_hold_every_statement(library: Library, said: Said) -> None:
    """Of whatever section it is, whatever else stands there."""
    for trial in {trial.id: trial for trial, _ in said}.values():
        mine = [(of, row) for of, row in said if of is trial]
        assert [] == missing(mine, text_of(show(library, trial, full=True)))
        assert [] == missing(mine, text_of(trace_answer(library, trial)), "")


def test_the_trace_of_a_name_holds_what_is_said_of_it(library: Library, said: Said) -> None:
    """By endpoint or by term."""
    for (id_, name), mine in {(trial.id, row.key or row.term): (trial, row) for trial, row in said}.items():
        text = text_of(trace_answer(library, library.get(id_), name))
        assert [] == missing([mine], text, "")
        assert "in the sources read" not in text


def test_no_section_of_a_card_is_called_unread_or_is_empty_where_something_is_stored(library: Library) -> None:
    """A harm that is an endpoint, or that limited a dose, is told of where no table of harms was seen."""
    for trial in library:
        rows = library.rows_of(trial)
        stored = {row.analysis.section for row in rows}
        if harm_endpoints(rows, library.terms) or limits_dose(rows):
            stored.add("safety")
        blocks = show(library, trial, full=True).made_page.blocks
        unread = {block.title for block in blocks if isinstance(block, Entries) and any(NOT_SEEN in text for text in block.lead)}
        of_title = {"Results": "endpoints", "Harms": "safety", "Exposure": "exposure", "Baseline": "baseline"}
        assert set() == {of_title.get(title, "") for title in unread} & stored, trial.id
        assert [] == [block.title for block in blocks if isinstance(block, Table) and not block.rows], trial.id


def test_the_results_of_an_endpoint_hold_what_is_said_of_it(library: Library, said: Said) -> None:
    """Of all patients at once, of groups with --all; and no trial is left out as one of which nothing was read."""
    of_endpoints = [(trial, row) for trial, row in said if row.key]
    endpoints = list(dict.fromkeys(row.endpoint for _, row in of_endpoints))
    selection = library.select(QUERY)
    for everything in (False, True):
        scope = Scope(everything=everything)
        found = contrasts_asked(library, selection, QUERY, scope, endpoints)
        wanted = of_endpoints if everything else [(trial, row) for trial, row in of_endpoints if row.population == ALL]
        assert [] == missing(wanted, text_of(results_answer(library, selection, QUERY, scope, found)))
        for one in found:
            having = {trial.id for trial, row in of_endpoints if row.endpoint == one.endpoint}
            assert set() == having & set(one.without)


def test_the_groups_hold_what_is_said_of_them(library: Library, said: Said) -> None:
    """Of every group among the subgroups, of one that a marker makes among the biomarkers."""
    terms = library.terms
    for which in (EVERY, MARKERS, OTHERS):
        mine = [(trial, row) for trial, row in said if row.key and row.population != ALL]
        for_one = {True: MARKERS, False: OTHERS}
        if which != EVERY:
            groups = [(trial.populations[row.population], trial, row) for trial, row in mine]
            mine = [(t, row) for one, t, row in groups if for_one[bool(one.assay) or terms.is_marker(one.factor)] == which]
        answer = groups_answer(GroupsAsked(library, which), list(library), {})
        assert [] == missing(mine, text_of(answer))
        assert set() == {trial.id for trial, _ in mine} & {id_ for _, ids in answer.left_out for id_ in ids}


@pytest.mark.parametrize("grade", ["", "3+"])
def test_the_harms_hold_what_is_said_of_them(grade: str, library: Library, said: Said) -> None:
    """Of a grade what names it; what names none is counted."""
    bands = grades_named(grade)
    of_harms = [(trial, row) for trial, row in said if row.analysis.section == "safety" and is_said_in(row, bands)]
    events = list(dict.fromkeys(library.terms.adverse_event(row.term) for _, row in of_harms))
    selection = library.select(QUERY)
    short, whole = (
        safety_answer(SafetyAsked(library, selection, QUERY, tuple(events), grade, everything)) for everything in (False, True)
    )
    assert [] == missing(of_harms, text_of(whole))
    # Beside figures of the same trial they are counted, else shown.
    shown = {(harm.trial.id, harm.event) for harm in short.rows if harm.cell.kind != "statement"}
    alone = [(of, row) for of, row in of_harms if (of.id, library.terms.adverse_event(row.term)) not in shown]
    assert alone
    assert [] == missing(alone, text_of(short))
    assert f"in words (--all{', without --grade' if grade else ''})" in text_of(short)
    assert set() == {trial.id for trial, _ in of_harms} & {id_ for _, ids in short.left_out for id_ in ids}


def test_a_harm_is_told_from_wherever_it_stands(library: Library) -> None:
    """What limited a dose, and what was stopped for a harm, is in no table of harms: its trial is not one without the harm."""
    selection, told = library.select(QUERY), 0
    events: dict[str, list[tuple[Trial, FigureRow]]] = {}
    for trial in library:
        for row in library.rows_of(trial):
            if row.kind in ("exposure", "dose finding"):
                if tells_of_any_harm(row.term):
                    events.setdefault(ANY_EVENT, []).append((trial, row))
                for word in f"{row.term} {row.figure.text}".split():
                    # Of a dose a total is no adverse event.
                    if (event := library.terms.adverse_event(word)) != ANY_EVENT:
                        events.setdefault(event, []).append((trial, row))
    for event in events.keys() & library.terms.adverse_events:
        answer = safety_answer(SafetyAsked(library, selection, QUERY, (event,)))
        text = text_of(answer)
        shown = {harm.cell.path for harm in answer.rows}
        for trial, row in events[event]:
            told += 1
            words = row.figure.text if row.kind == "dose finding" else f"{row.term[:1].lower()}{row.term[1:]}"
            assert words in text
            assert row.path in shown
            assert trial.id not in {id_ for _, ids in answer.left_out for id_ in ids}
    assert told


@pytest.mark.parametrize("event", ["Stomatitis", "Pneumonitis"])
def test_a_harm_that_is_to_be_quoted_is_pointed_to(event: str, library: Library) -> None:
    """Of a trial whose tables of harms have it, it is never called unread, nor its name unknown."""
    having = [
        trial
        for trial in library
        if any(row.kind == "safety" and library.terms.adverse_event(row.term) == event for row in library.rows_of(trial))
    ]
    answers = {trial.id: quote_answer(library, trial, [event.lower()]) for trial in having}
    unquoted = {id_: answer.caveats for id_, answer in answers.items() if not answer.rows}
    assert len(unquoted) > 10
    for id_, (told,) in unquoted.items():
        assert told.endswith(f": evtrials safety {event.lower()} {id_}")


def test_a_comparison_holds_what_is_said_of_an_endpoint_without_figures(library: Library, said: Said) -> None:
    """Of a main endpoint and of survival, beside whatever trial."""
    trials = list(library)
    for trial in {trial.id: trial for trial, _ in said}.values():
        other = next(one for one in trials if one is not trial)
        rows = library.rows_of(trial)
        with_figures = {row.endpoint for row in rows if row.kind in ("outcome", "effect", "association")}
        mine = [
            (of, row) for of, row in said
            if of is trial and row.key and row.population == ALL and row.endpoint not in with_figures
            and (row.role in ("primary", "co-primary") or row.endpoint == "os")
        ]  # fmt: skip
        assert [] == missing(mine, text_of(comparison_answer(library, [trial.id, other.id])))


def test_the_list_tells_in_words_what_has_no_figure(library: Library, said: Said) -> None:
    """A primary endpoint of which words alone were read is not one without a figure."""
    selection = library.select(QUERY)
    text = text_of(list_answer(library, QUERY, selection))
    ids = [entry.profile.id for entry in selection.shown]
    headlines = dict(zip(ids, library.headlines(ids), strict=True))
    alone = [(trial, row) for trial, row in said if any(row in one.rows for one in headlines[trial.id].primary)]
    assert alone
    # A long quotation is `show`'s.
    short = [row for trial, row in alone if len(in_words(row, labels(trial))) <= 70]
    assert short
    assert [] == [row.figure.text for row in short if f": {row.figure.text}" not in text]
    primary = {trial.id for trial, row in said if row.role in ("primary", "co-primary") and row.population == ALL}
    assert set() == {id_ for id_ in primary if not headlines[id_].primary}


def test_what_is_said_of_a_factor_is_found_by_it(library: Library, said: Said) -> None:
    """BOLERO-3 was said to show no correlation with PIK3CA: asked for the factor, that is the answer and no absence."""
    of_a_factor = [(trial, row) for trial, row in said if row.analysis.factor]
    assert of_a_factor
    missed = [
        (trial.id, row.analysis.factor)
        for trial, row in of_a_factor
        if not GroupsAsked(library, factors=(row.analysis.factor,)).holds_related(row, trial)
    ]
    assert [] == missed
