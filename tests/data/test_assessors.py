"""Who assessed an analysis is said in the same words by every command that shows it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from evtrials.collection.filters import query_of
from evtrials.collection.library import Library
from evtrials.collection.loading import Loaded
from evtrials.collection.store import Store, open_store
from evtrials.questions import phrases
from evtrials.questions.card_results import Result, results_of
from evtrials.questions.contrasts_found import Contrasts, Scope, contrasts
from evtrials.questions.footnotes import Footnotes
from evtrials.questions.quote import quote_answer
from evtrials.questions.results_page import contrasts_listing
from evtrials.trial.identity import ALL, NOT_STATED

QUERY = query_of(about="all")


@pytest.fixture(scope="module")
def library(load_shipped: Callable[[str], Loaded]) -> Library:
    """The shipped trials, each read once for all tests."""
    store: Store = open_store(["shipped"])
    store.load = load_shipped  # type: ignore[method-assign]
    return Library(store)


def on_the_card(found: list[Result], key: str) -> set[str]:
    """The assessors that a card names of an endpoint in all patients."""
    rows = (row for one in found if one.key == key and one.lines for row in one.rows if row.population == ALL)
    return {row.assessor for row in rows} - {"", NOT_STATED}


def test_results_quotes_and_the_card_name_one_assessor(library: Library) -> None:
    """Of every contrast of every trial: whom one print of an analysis names stands beside all its figures."""
    named = 0
    for trial in library:
        found = results_of(trial, library.rows_of(trial), library.terms)
        for endpoint in {row.endpoint for row in library.rows_of(trial) if row.kind in ("effect", "outcome") and row.endpoint}:
            one: Contrasts = contrasts(library, [trial], endpoint, QUERY, Scope())
            quotes = quote_answer(library, trial, [endpoint]).rows
            for line in one.lines:
                words = phrases.assessor(line.assessor)
                listing = contrasts_listing(Contrasts(endpoint, [line]), library, Scope(), Footnotes())
                assert not words or words in listing.lead[0]
                mine = [quoted for quoted in quotes if (quoted.line.lead.key, quoted.line.pair) == (line.lead.key, line.pair)]
                mine = [quoted for quoted in mine if quoted.line.lead.population == line.lead.population]
                assert not words or all(words in quoted.sentence for quoted in mine if quoted.line.lead.kind != "statement"), trial.id
                if line.assessor not in ("", NOT_STATED) and line.lead.population == ALL:
                    assert line.assessor in on_the_card(found, line.lead.key), (trial.id, line.lead.key)
                    named += 1
    assert named > 10


def test_the_assessor_of_bolero_1_is_the_same_everywhere(library: Library) -> None:
    """The registry names the investigator beside the medians, the news beside the ratio nobody: it is one analysis."""
    trial = library.trial("bolero-1")
    one = contrasts(library, [trial], "pfs", QUERY, Scope())
    assert ["investigator"] == [line.assessor for line in one.lines]
    figures = [quoted for quoted in quote_answer(library, trial).rows if quoted.line.lead.kind != "statement"]
    assert len(figures) == sum("investigator" in quoted.sentence for quoted in figures) > 1
