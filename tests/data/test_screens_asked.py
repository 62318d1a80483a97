"""What holds for the screens of every shipped trial: their width, their words, and that they say what JSON says."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from parted import parted
from rich.cells import cell_len

from evtrials.answers.closing import closed
from evtrials.answers.terminal import page_text
from evtrials.collection.filters import query_of
from evtrials.collection.library import Library
from evtrials.collection.loading import Loaded
from evtrials.collection.store import open_store
from evtrials.questions.answer import Answer
from evtrials.questions.conflicts import conflicts_answer
from evtrials.questions.figures import arms_answer, figures_answer
from evtrials.questions.sources import sources_answer
from evtrials.questions.subgroups import EVERY, MARKERS, GroupsAsked, groups_answer
from evtrials.questions.trace import trace_answer

WIDTHS = (80, 110, 140)


@pytest.fixture(scope="module")
def library(load_shipped: Callable[[str], Loaded]) -> Library:
    """The shipped trials, each read once for all tests."""
    store = open_store(["shipped"])
    store.load = load_shipped  # type: ignore[method-assign]
    return Library(store)


def screen(answer: Answer, width: int) -> list[str]:
    """The lines that a terminal of so many columns shows."""
    return [line.rstrip() for line in page_text(closed(answer, is_evidence=True), width).splitlines()]


def too_wide(lines: list[str], width: int) -> list[str]:
    """The lines that are wider than the terminal; an address may be, where it stands alone."""
    return [line for line in lines if cell_len(line) > width and not (line.lstrip().startswith("http") and " " not in line.lstrip())]


@pytest.mark.parametrize("width", WIDTHS)
def test_what_is_asked_of_the_whole_collection_stays_within_its_width(width: int, library: Library) -> None:
    """Figures are cut nowhere, nor parted from their units, and no line is wider than the terminal but that of an address alone."""
    trials = list(library)
    answers = {
        "conflicts": conflicts_answer(library, trials, {}, (), ()),
        "sources": sources_answer(library, trials, {}, ()),
        "arms": arms_answer(trials, library.terms, {}),
        "figures": figures_answer(library.figures_of(query_of(about="all"), library.ids), library, {}),
        "subgroups": groups_answer(GroupsAsked(library, EVERY), trials, {}),
        "every cut": groups_answer(GroupsAsked(library, EVERY, all_cuts=True), trials, {}),
        "biomarkers": groups_answer(GroupsAsked(library, MARKERS), trials, {}),
    }
    for name, answer in answers.items():
        page = screen(answer, width)
        assert [] == too_wide(page, width), name
        assert [] == parted(page), name


@pytest.mark.parametrize("width", WIDTHS)
def test_a_trace_stays_within_its_width(width: int, library: Library) -> None:
    """Of every trial, whole."""
    for trial in library:
        page = screen(trace_answer(library, trial), width)
        assert [] == too_wide(page, width), trial.id
        assert [] == parted(page), trial.id


def test_a_group_without_an_effect_says_which_figures_there_are(library: Library) -> None:
    """A dash alone would leave open whether nothing was compared, or nothing seen of it."""
    lines = screen(groups_answer(GroupsAsked(library, EVERY), list(library), {}), 80)
    assert [] == [line for line in lines if line.endswith(" -")]
    assert 3 < sum(line.endswith("medians only") for line in lines)
