"""Comparisons of shipped trials: their width and length, and that no absence is said which is none."""

from __future__ import annotations

import itertools
import random
import re
from collections.abc import Callable, Iterator

import pytest
from rich.cells import cell_len

from evtrials.answers.closing import closed
from evtrials.answers.terminal import page_text
from evtrials.collection.library import Library
from evtrials.collection.loading import Loaded
from evtrials.collection.store import open_store
from evtrials.evidence.rows import FigureRow
from evtrials.questions import phrases
from evtrials.questions.compare import MOST_LINES, comparison_answer
from evtrials.questions.footnotes import Footnotes
from evtrials.questions.side_by_side import SideBySide, sides_of
from evtrials.trial.identity import ALL

WIDTHS = (80, 110, 140)
# Trials of many arms, of words alone, of long names, of harms that are endpoints, each beside the others.
HARD = ("viktoria-1", "triniti-1", "swish", "desiree", "letrozole-everolimus-trastuzumab-ph1", "carboplatin-everolimus-mount-sinai")


@pytest.fixture(scope="module")
def library(load_shipped: Callable[[str], Loaded]) -> Library:
    """The shipped trials, each read once for all tests."""
    store = open_store(["shipped"])
    store.load = load_shipped  # type: ignore[method-assign]
    return Library(store)


def sets_of(library: Library, size: int, count: int) -> list[tuple[str, ...]]:
    """So many sets of so many trials, always the same ones."""
    chance = random.Random(size)
    return [tuple(chance.sample(list(library.ids), size)) for _ in range(count)]


def pairs(library: Library) -> list[tuple[str, ...]]:
    """Forty pairs by chance, and the hard ones in pairs."""
    return [("bolero-2", "horizon"), ("swish", "bolero-2"), *sets_of(library, 2, 40), *itertools.combinations(HARD, 2)]


def screen(library: Library, ids: tuple[str, ...], width: int) -> list[str]:
    """What a terminal of so many columns shows."""
    return page_text(closed(comparison_answer(library, ids), is_evidence=True, on_screen=True), width).splitlines()


def test_two_trials_side_by_side_fit_one_screen(library: Library) -> None:
    """Within the width, at most sixty lines, both trials named by what a reader types next."""
    for ids in pairs(library):
        for width in WIDTHS:
            lines = screen(library, ids, width)
            assert [] == [line for line in lines if cell_len(line) > width], ids
            assert len(lines) <= MOST_LINES, ids
            assert {*ids} <= {word for line in lines for word in line.split()}, ids


@pytest.mark.parametrize("size", [3, 4, 5, 6])
def test_more_trials_stay_within_the_width(size: int, library: Library) -> None:
    """Where columns find no room each trial has a block of its own; nothing is cut."""
    for ids in sets_of(library, size, 8):
        for width in WIDTHS:
            assert [] == [line for line in screen(library, ids, width) if cell_len(line) > width], ids


def absences(library: Library, ids: tuple[str, ...]) -> Iterator[tuple[str, str, str]]:
    """Each cell that says of a trial that something was not read: trial, label of the row, what is said."""
    sides = SideBySide(library, sides_of(library, [library.trial(id_) for id_ in ids]), Footnotes())
    for label, *cells in (*sides.results(99), *sides.harms(99)):
        if len(cells) == len(ids):
            yield from ((id_, label, cell) for id_, cell in zip(ids, cells, strict=True) if re.match(r"no .* read$|planned;|-$", cell))


def is_told_of(row: FigureRow) -> bool:
    """Whether a harm is told by grade, or in words, of all patients."""
    is_graded = row.grade == "any" or row.grade[:1].isdigit() or row.grade.startswith(">")
    told = (row.kind == "safety" and is_graded) or (row.kind == "statement" and row.analysis.section == "safety")
    return told and row.population == ALL and row.figure.qualifier != "not reported" and row.measure != "test"


def test_an_absence_is_one(library: Library) -> None:
    """Of an endpoint or a harm of which something is stored nothing says that none was read."""
    terms = library.terms
    seen = 0
    for ids in pairs(library):
        for id_, label, cell in absences(library, ids):
            rows = library.rows_of(id_)
            endpoints = {phrases.endpoint_short(row.endpoint, terms).casefold() for row in rows if row.endpoint}
            harms = {terms.adverse_event(row.term) for row in rows if is_told_of(row)}
            name = label.partition(",")[0]
            assert name.casefold() not in endpoints, (id_, label, cell)
            assert name not in harms, (id_, label, cell)
            seen += 1
    assert seen > 50


def test_a_harm_and_an_endpoint_of_one_name_are_one_row(library: Library) -> None:
    """SWISH counts stomatitis as its endpoint, BOLERO-2 as a harm, and its patients are the historical control of SWISH."""
    lines = screen(library, ("swish", "bolero-2"), 140)
    start = next(index for index, line in enumerate(lines) if line.startswith("Stomatitis"))
    row = " ".join(lines[start : start + 4])
    assert [1, 2] == [row.count("endpoint: "), row.count("harm, any / grade 3-4: ")]
    assert "59 / 8 v 12 / 0 †" in row
    assert 1 == sum(line.startswith("Stomatitis") for line in lines)
    assert any("its historical control is bolero-2" in line for line in lines)


def test_a_comparison_shows_the_defaults_of_the_tidy_table(library: Library) -> None:
    """The effect in all patients is the default of its question, as in every other command; a primary group stands beside it."""
    for trial in library:
        side = SideBySide(library, sides_of(library, [trial]), Footnotes()).sides[0]
        effects = [line.effect for results in side.results.values() for one in results for line in one.lines if line.effect]
        assert [] == [effect for effect in effects if effect.population == ALL and not effect.default], trial.id
