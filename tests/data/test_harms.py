"""The harms of the shipped trials: every stored figure is shown or counted, on no screen too wide, never without its regimen."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from parted import parted

from evtrials.answers.closing import closed, texts
from evtrials.answers.terminal import page_text
from evtrials.collection.filters import query_of
from evtrials.collection.library import Library
from evtrials.collection.loading import Loaded
from evtrials.collection.store import Store, open_store
from evtrials.evidence.harms import CLASS_EFFECTS, FATAL, THREE_AND_ABOVE, Report
from evtrials.evidence.rows import FigureRow
from evtrials.notation.phrasings import words_said
from evtrials.questions.answer import Answer, Listing
from evtrials.questions.conflicts import DIFFER, conflicts_of
from evtrials.questions.exposure import exposed
from evtrials.questions.exposure_topics import DEATHS
from evtrials.questions.footnotes import Footnotes
from evtrials.questions.harms import DEATH, GRADES_ASKED, Harms, event_known, grades_named, nearest_events
from evtrials.questions.safety import safety_answer
from evtrials.questions.safety_asked import SafetyAsked
from evtrials.questions.safety_page import harm_blocks, treated_sizes
from evtrials.questions.top_harms import top_answer
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
    return Harms(library, library.ids)


def asked(library: Library, *events: str, grade: str = "", everything: bool = False) -> SafetyAsked:
    """A question about all trials."""
    return SafetyAsked(library, library.select(QUERY), QUERY, events, grade, everything)


def screen(answer: Answer, columns: int) -> str:
    """What a terminal of so many columns shows."""
    return page_text(closed(answer, is_evidence=True), columns)


@pytest.mark.parametrize(
    ("typed", "event"),
    [
        ("mouth ulcers", "Stomatitis"),
        ("Mouth sores", "Stomatitis"),
        ("oral mucositis", "Stomatitis"),
        ("lung inflammation", "Pneumonitis"),
        ("ILD", "Interstitial lung disease"),
        ("high blood sugar", "Hyperglycaemia"),
        ("high sugar", "Hyperglycaemia"),
        ("high cholesterol", "Hypercholesterolaemia"),
        ("tiredness", "Fatigue"),
        ("shortness of breath", "Dyspnoea"),
        ("nose bleed", "Epistaxis"),
        ("low platelets", "Thrombocytopenia"),
        ("raised liver enzymes", "Elevated liver enzymes"),  # not all of which are transaminases
        ("loss of appetite", "Decreased appetite"),
    ],
)
def test_a_harm_is_found_by_the_words_of_patients(typed: str, event: str, library: Library) -> None:
    """As by those of a report or of MedDRA."""
    assert event == event_known(library, typed)


@pytest.mark.parametrize(("typed", "event"), [("blood sugar", "Hyperglycaemia"), ("muth ulcer", "Stomatitis"), ("lung problems", "Pneumonitis")])
def test_words_that_nothing_bears_suggest_what_is_near(typed: str, event: str, library: Library) -> None:
    """By the whole of them, or by one of them."""
    assert event in nearest_events(library, typed)


def stored(library: Library, event: str) -> list[FigureRow]:
    """The figures of the tables of harms that are of an event."""
    every = (row for trial in library for row in library.rows_of(trial))
    return [row for row in every if row.kind == "safety" and not row.is_spread and library.terms.adverse_event(row.term) == event]


def test_every_stored_figure_is_shown_or_counted(library: Library, harms: Harms) -> None:
    """By default what stands for a trial; the rest is counted, and shown with --all."""
    for event in harms.events:
        every = {(row.trial, row.path) for row in stored(library, event)}
        whole = harms.of(event, everything=True)
        for bands in ((), THREE_AND_ABOVE):
            short = harms.of(event, bands)
            shown, beside = (
                {(row.trial, row.path) for row in rows if row.kind == "safety"}
                for rows in ([row for one in short for row in one.rows], harms.beside(event, short))
            )
            assert every == shown | beside
            assert set() == shown & beside
        assert every == {(row.trial, row.path) for one in whole for row in one.rows if row.kind == "safety"}


@pytest.mark.parametrize("grade", GRADES_ASKED)
def test_every_band_that_is_printed_is_an_answer_by_itself(grade: str, library: Library, harms: Harms) -> None:
    """`--grade fatal` alone tells of every term that has a figure of it, of deaths, and else of what is said in words of it."""
    bands = grades_named(grade)
    wanted = {event for event in harms.events if any(row.grade in bands for row in stored(library, event))}
    found = {leading.event: leading.found for leading in harms.by_frequency(bands)}
    assert wanted <= found.keys()
    rest = [one for event in found.keys() - wanted for one in found[event]]
    assert all(one.stated or one.limits or one.event == DEATH for one in rest)


@pytest.mark.parametrize("grade", GRADES_ASKED)
def test_no_word_of_another_grade_answers_a_question_about_one(grade: str, harms: Harms) -> None:
    """What says "grade 3 or 4" is no answer to --grade 5; what names no grade answers --grade any alone. All else is counted."""
    bands = grades_named(grade)
    for event in harms.events:
        answers = harms.of(event, bands, everything=True)
        said = [row for one in answers for row in (*one.stated, *one.limits)]
        foreign = [row for row in said if set(bands).isdisjoint(words_said("grade", row.figure.text))]
        unbanded = [row for row in foreign if not words_said("grade", row.figure.text)]
        allowed = unbanded if grade == "any" else [row for row in foreign if grade == "dose-limiting" and "dlt" in row.path]
        assert (allowed if event != DEATH else foreign) == foreign
        every = [row for one in harms.of(event, everything=True) for row in (*one.stated, *one.limits)]
        assert set(every) == {*said, *(row for row in harms.beside(event, answers) if row.kind in ("statement", "dose finding"))}


def test_what_is_counted_elsewhere_stands_apart_and_says_its_band(library: Library) -> None:
    """The endpoint of DESIREE, grade 2 or more, is in no listing of grade 3-4, and is said to be of another band."""
    page = safety_answer(asked(library, "Stomatitis", grade="3+")).made_page
    tables, elsewhere, *_ = (block for block in page.blocks if isinstance(block, Listing))
    assert "desiree" not in {item.name for item in tables.items}
    said = {item.name: " ".join(line.text for line in item.lines) for item in elsewhere.items}
    assert "grade ≥2, not 3+: stomatitis episodes of grade 2 or more" in said["desiree"].replace("\u00a0", " ")
    assert "grade ≥3: grade 3 or more" in said["ravaud-2014"].replace("\u00a0", " ")


def test_every_death_is_told_by_both_questions(library: Library, harms: Harms) -> None:
    """`safety fatal` and `exposure deaths` show the same deaths, of every trial: none sends a reader to the other."""
    fatal = {(one.trial.id, row.path) for leading in harms.by_frequency(FATAL, everything=True) for one in leading.found for row in one.rows}
    deaths = {(one.trial.id, one.row.path) for one in exposed(library, list(library), [DEATHS], everything=True)}
    assert fatal == deaths
    assert {"bolero-2", "bolero-5"} <= {trial for trial, _ in deaths}


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
    """No line is wider than the terminal, and each figure that is shown stands whole on one line with its unit."""
    for leading in harms.by_frequency()[:MOST]:
        answer = safety_answer(asked(library, leading.event))
        shown = screen(answer, columns)
        assert [] == [line for line in shown.splitlines() if len(line) > columns]
        assert [] == parted(shown.splitlines())
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


@pytest.mark.parametrize("id_", ["bolero-2", "pre0102", "ballet", ""])
def test_the_most_frequent_harms_have_the_class_effects(id_: str, library: Library) -> None:
    """BOLERO-2's pneumonitis is none of its ten most frequent harms, and stands among them; with --top so many and no more."""
    of = replace(asked(library), selection=library.selection_of([id_])) if id_ else asked(library)
    every = {leading.event for leading in Harms(library, of.selection.ids).by_frequency()}
    shown = {harm.event for harm in top_answer(of, None).rows}
    assert {"Pneumonitis"} <= every.intersection(CLASS_EFFECTS) <= shown
    assert 3 == len({harm.event for harm in top_answer(of, 3).rows})


def test_no_conflict_is_between_two_terms_or_two_definitions(library: Library) -> None:
    """Fatigue of 38 and asthenia of 15 % on one page are two harms: sources differ on one term of one definition alone."""
    found = [one for trial in library for one in conflicts_of(library, trial) if one.cause == DIFFER]
    assert len(found) > 10
    for one in found:
        assert 1 == len({(frozenset(re.split(r"[\s/]+", row.term.casefold())), row.definition) for row in one.rows}), one.subject


def test_a_harm_as_an_endpoint_is_told_with_its_historical_control(library: Library, harms: Harms) -> None:
    """What the patients of another study had, to whom a trial was held, stands beside what its own had: 33 % of SWISH's BOLERO-2."""
    outside = {
        (row.trial, row.arm)
        for trial in library
        for row in library.rows_of(trial)
        if row.default and row.arm in trial.arms and trial.arms[row.arm].external and event_known(library, row.endpoint)
    }
    told = {(one.trial.id, row.arm) for event in harms.events for one in harms.of(event) for row in one.rows}
    assert ("swish", "hist") in outside
    assert set() == outside - told


def test_what_prevents_stomatitis_points_to_the_trial_of_a_starting_dose(library: Library) -> None:
    """DESIREE is no trial of supportive care, and its primary endpoint is stomatitis."""
    query = query_of(about="supportive-care")
    told = screen(safety_answer(SafetyAsked(library, library.select(query), query, ("Stomatitis",))), 80)
    assert "evtrials safety stomatitis desiree" in told
    assert "33 %" in told


def test_no_number_randomised_stands_beside_a_harm_where_that_of_the_safety_set_is_known(library: Library) -> None:
    """What another table of harms of the trial prints is said, and said to be of it."""
    told: dict[str, list[str]] = {}
    for trial in library:
        known = treated_sizes(library.rows_of(trial))
        blocks = harm_blocks("Stomatitis", Harms(library, [trial.id]).of("Stomatitis"), library, Footnotes(), grade="", everything=False)
        said = " ".join(line.text for block in blocks if isinstance(block, Listing) for item in block.items for line in item.lines)
        arms = trial.implied_contrast() or tuple(id_ for id_, arm in trial.arms.items() if not arm.external)
        if arms and all(known.get(arm) for arm in arms):
            told[trial.id] = re.findall(r"\d+ randomised", said.replace("\xa0", " "))
    assert "bolero-2" in told
    assert {} == {id_: found for id_, found in told.items() if found}


def test_harms_of_several_subtypes_name_that_of_each_trial(library: Library) -> None:
    """And harms of trials of one subtype do not."""
    every, one = (screen(safety_answer(asked(library, "Pneumonitis")), 110), library.select(subtype="hr+/her2-"))
    assert re.search(r"HER2\+, safety set 280 v 282", every.replace("\xa0", " "))
    assert "HR+/HER2-" not in screen(safety_answer(SafetyAsked(library, one, QUERY, ("Pneumonitis",))), 110)
