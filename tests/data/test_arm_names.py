"""Arms are named by their regimen or label; the id of one stands on a screen only behind what it means.

Ids are for who writes files and filters tables: `arms`, `trace`, `show --only arms`, JSON and CSV have them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import pairwise

import pytest
from page_words import text_of

from evtrials.collection.filters import query_of
from evtrials.collection.library import Library
from evtrials.collection.loading import Loaded
from evtrials.collection.store import Store, open_store
from evtrials.questions.answer import Answer
from evtrials.questions.compare import comparison_answer
from evtrials.questions.conflicts import conflicts_answer
from evtrials.questions.contrasts_found import Scope, contrasts_asked
from evtrials.questions.exposure import exposure_answer
from evtrials.questions.figures import figures_answer
from evtrials.questions.quote import quote_answer
from evtrials.questions.results import results_answer
from evtrials.questions.safety_asked import SafetyAsked
from evtrials.questions.show import show
from evtrials.questions.subgroups import EVERY, GroupsAsked, groups_answer
from evtrials.questions.top_harms import top_answer
from evtrials.questions.trials import list_answer
from evtrials.trial.model import Trial

WORD = re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?")
# What sources say, notes, and references have words of their own.
QUOTED = re.compile(r'"[^"]*"|\[[^\]]*\]')
QUERY = query_of(about="all")
# The section about the trial is where ids are told.
SECTIONS = ("results", "harms", "exposure", "subgroups", "biomarkers", "baseline", "dose-finding", "notes")


@pytest.fixture(scope="module")
def library(load_shipped: Callable[[str], Loaded]) -> Library:
    """The shipped trials, each read once for all tests."""
    store: Store = open_store(["shipped"])
    store.load = load_shipped  # type: ignore[method-assign]
    return Library(store)


def coded(trial: Trial) -> set[str]:
    """The ids of arms that are no words: neither of a label, nor of the trial's title or notes, nor of English."""
    told = " ".join((trial.title, *(arm.label for arm in trial.arms.values()), *(note.text for note in trial.notes)))
    return set(trial.arms) - set(WORD.findall(told.casefold())) - {"full", "chemo", "steroid", "et", "triplet", "ai"}


def bare(answer: Answer, ids: set[str]) -> set[str]:
    """The ids that stand in a page which does not say what they mean."""
    text = QUOTED.sub("", text_of(answer, notes=False))
    found = set(WORD.findall(text)) & ids
    return {id_ for id_ in found if not any(f"{id_}{sign}" in text for sign in (": ", " = ", ", external control"))}


def test_pages_of_one_trial_tell_what_each_id_means(library: Library) -> None:
    """Card, each of its sections, and quotes."""
    for trial in library:
        ids = coded(trial)
        answers = [show(library, trial), quote_answer(library, trial), *(show(library, trial, [name]) for name in SECTIONS)]
        assert [] == [(trial.id, answer.name, found) for answer in answers if (found := bare(answer, ids))]


def test_pages_of_several_trials_have_no_ids_of_arms(library: Library) -> None:
    """Lists, results, groups, harms, exposure, conflicts, figures, comparisons, and what they leave out."""
    everything = {id_ for trial in library for id_ in coded(trial)}

    def answers() -> Iterator[tuple[str, Answer]]:
        selection, trials = library.select(QUERY), list(library)
        yield "list", list_answer(library, QUERY, selection)
        for endpoint in sorted({name for profile in library.profiles.values() for name in profile.endpoints}):
            for about in ("all", "mtor"):
                query = query_of(about=about)
                chosen = library.select(query)
                found = contrasts_asked(library, chosen, query, Scope(everything=about == "all"), [endpoint])
                yield f"results {endpoint}", results_answer(library, chosen, query, Scope(everything=about == "all"), found)
        yield "subgroups", groups_answer(GroupsAsked(library, EVERY), trials, {})
        yield "safety", top_answer(SafetyAsked(library, selection, QUERY), None)
        yield "exposure", exposure_answer(library, selection, QUERY)
        yield "conflicts", conflicts_answer(library, trials, {}, (), ())
        yield "figures", figures_answer(library.figures_of(QUERY, library.ids), library, {})
        for first, second in pairwise(trials):
            yield f"compare {first.id} {second.id}", comparison_answer(library, [first.id, second.id])

    told = [(name, bare(answer, everything)) for name, answer in answers()]
    assert [] == [(name, found) for name, found in told if found]


def test_what_is_left_out_is_named_as_it_is_shown(library: Library) -> None:
    """The contrasts of MANTA that are of no rapalog, in words that tell them apart."""
    query = query_of(about="mtor")
    chosen = library.select(query)
    answer = results_answer(library, chosen, query, Scope(), contrasts_asked(library, chosen, query, Scope(), ["pfs"]))
    (left,) = [one.ids for one in answer.left_out if "no rapalog" in one.reason]
    assert len(left) == len(set(left))
    assert [] == [name for name in left if set(WORD.findall(name)) & {id_ for trial in library for id_ in coded(trial)}]
