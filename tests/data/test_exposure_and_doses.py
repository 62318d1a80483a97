"""exposure and doses over the shipped trials: nothing falls out, and what is said of all is true of each."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations

import pytest

from evtrials.answers.layout import listing_lines
from evtrials.collection.filters import query_of
from evtrials.collection.library import Library
from evtrials.collection.loading import Loaded
from evtrials.collection.store import Store, open_store
from evtrials.evidence.dosing import arms_with, daily_doses, dose_contrasts, never_randomised
from evtrials.evidence.harms import FATAL
from evtrials.questions import phrases
from evtrials.questions.absolute_answer import exposure_words
from evtrials.questions.answer import Answer, Listing
from evtrials.questions.doses import doses_answer
from evtrials.questions.exposure import LED_TO_STOP, exposed, exposure_answer
from evtrials.questions.exposure_topics import OTHER, TOPICS, Topic, topic_of

QUERY = query_of(about="all")


@pytest.fixture(scope="module")
def library(load_shipped: Callable[[str], Loaded]) -> Library:
    """The shipped trials, each read once for all tests."""
    store: Store = open_store(["shipped"])
    store.load = load_shipped  # type: ignore[method-assign]
    return Library(store)


def text_of(answer: Answer) -> str:
    """The words of the listings of a page, as one line."""
    said = [
        " ".join((item.name, *(part for line in item.lines for part in (line.text, *line.cells))))
        for block in answer.made_page.blocks
        if isinstance(block, Listing)
        for item in block.items
    ]
    return " ".join(" ".join(said).replace("\u00a0", " ").split())


def test_every_row_of_exposure_has_one_topic_and_stands_in_the_answer_once(library: Library) -> None:
    """With --all each figure and each statement is one row, under the one topic that its words have."""
    wanted = [
        (trial.id, row.path)
        for trial in library
        for row in library.rows_of(trial)
        if (row.analysis.section == "exposure" and not row.is_spread) or row.grade in (LED_TO_STOP, *FATAL)
    ]
    found = exposed(library, list(library), everything=True)
    assert len(wanted) > 150
    found_of_tables = [one for one in found if one.row.analysis.section == "exposure" or one.row.grade in (LED_TO_STOP, *FATAL)]
    assert sorted(map(str, wanted)) == sorted(str((one.trial.id, one.row.path)) for one in found_of_tables)
    assert {one.topic for one in found} <= set(TOPICS)


def test_a_topic_that_is_asked_for_takes_every_term_that_is_of_it(library: Library) -> None:
    """What stands under its first topic stands under another where that alone is asked for: no absence is false."""
    terms = {row.term for trial in library for row in library.rows_of(trial) if row.analysis.section == "exposure"}
    for term in terms:
        knowing = [topic for topic in TOPICS if topic is not OTHER and topic.knows(term.casefold(), library.terms)]
        assert topic_of(term, library.terms) in (knowing or [OTHER])
        assert [topic_of(term, library.terms, [topic]) for topic in knowing] == knowing


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.name)
def test_the_page_of_a_topic_holds_every_figure_of_it(topic: Topic, library: Library) -> None:
    """And the printed words where they say more than the topic: of `Other` always."""
    answer = exposure_answer(library, library.select(QUERY), QUERY, [topic], everything=True)
    text = text_of(answer)
    for one in answer.rows:
        assert one.row.figure.text in text
        if not topic.says_all_of(one.row.term) and one.row.grade != LED_TO_STOP:
            assert one.row.term in text
    assert topic is not OTHER or len(list(answer.rows)) > 0


def test_that_two_doses_were_never_randomised_is_true_of_every_pair_of_arms(library: Library) -> None:
    """Of every drug: the doses that are named as untried stand in no randomised pair of arms."""
    trials = list(library)
    said = {}
    for drug in {name for profile in library.profiles.values() for name in profile.drugs}:
        contrasts = dose_contrasts(trials, drug, library.terms, library.rows_of)
        said[drug] = never_randomised(daily_doses(trials, drug, library.terms), contrasts)
        tried = {
            frozenset((a.daily, b.daily))
            for trial in trials
            for a, b in combinations(arms_with(trial, drug, library.terms), 2)
            if trial.is_randomised_between(a.id, b.id)
        }
        for pair in combinations(daily_doses(trials, drug, library.terms), 2):
            is_said = f"{pair[0]} against {pair[1]} daily" in said[drug] or f"{pair[1]} against {pair[0]} daily" in said[drug]
            assert not (is_said and frozenset(pair) in tried)
            assert not (", nor any other two" in said[drug] and frozenset(pair) in tried)
    assert "5 mg against 10 mg daily" in said["everolimus"]


def test_a_trial_has_few_lines_of_doses_at_80_columns(library: Library) -> None:
    """Three, and a fourth where its drugs, or the words for who stopped, fill two; none is wider than the terminal."""
    answer = doses_answer(library, library.select(QUERY), QUERY, "everolimus")
    _, trials = (block for block in answer.made_page.blocks if isinstance(block, Listing))
    lengths = []
    for item in trials.items:
        lines = listing_lines(trials._replace(items=(item,)), 80)[1:-1]
        lengths.append(len(lines) - (lines[0][1] == ""))
        assert lengths[-1] <= 4, item.name
        assert [] == [line for line in lines if len("".join(line)) > 80]
    assert sum(length == 4 for length in lengths) * 4 < len(lengths)


def test_a_time_on_treatment_says_of_which_drug_of_the_arm_it_is(library: Library) -> None:
    """Beside a difference in harms no arm is told twice: where its times are of single drugs, each stands behind its own."""
    of_drugs = 0
    for trial in library.trials():
        rows = [row for row in library.rows_of(trial) if phrases.is_time_on_treatment(row) and row.default]
        said = exposure_words(library, trial)
        for row in rows:
            drugs = [dose.drug for dose in trial.arms[row.arm].given if dose.drug in row.term.lower()] if row.arm in trial.arms else []
            assert all(f"{drug} {phrases.figure(row)}" in said for drug in drugs), said
            of_drugs += len(drugs)
        parts = said.rstrip(".").removeprefix("Median time on treatment: ").split("; ")
        assert not rows or len(parts) == len({row.arm for row in rows}), said
    assert of_drugs > 5
