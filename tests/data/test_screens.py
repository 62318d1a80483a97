"""Screens of the shipped trials: each within its width and its length, with the same analysis as the tidy table."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pytest
from parted import parted
from rich.cells import cell_len

from evtrials.answers.closing import closed
from evtrials.answers.terminal import page_text
from evtrials.collection.filters import query_of
from evtrials.collection.library import Library
from evtrials.collection.store import Store
from evtrials.evidence.contrasts import choose, lines, whole_before_groups
from evtrials.exchange.mcp.records import Told, figure_record
from evtrials.questions.answer import Answer
from evtrials.questions.contrasts_found import Scope, contrasts_asked
from evtrials.questions.entries import UNDIRECTED, relation
from evtrials.questions.in_short import arms_in_short
from evtrials.questions.results import results_answer
from evtrials.questions.trials import list_answer, result_words
from evtrials.trial.results import is_undirected

WIDTHS = (80, 110, 140)
# The subtype of HORIZON, three contrasts of three arms, and what counts of a harm find no room in one line of 80 columns.
FOUR_LINES = {"horizon", "bolero-6", "clever", "sofea", "viktoria-1", "nct00499603", "oral-care-bc", "capecitabine-everolimus-ph1", "letrozole-everolimus-trastuzumab-ph1", "radar", "manta", "everexes", "swish", "desiree", "mucoadhesive-mouthwash-2020", "mist", "nct00699491"}


@pytest.fixture(scope="module")
def library(shipped: Store) -> Library:
    """The shipped collection."""
    return Library(shipped)


def screen(answer: Answer, width: int) -> list[str]:
    """The lines of an answer on a terminal."""
    return page_text(closed(answer, is_evidence=True), width).splitlines()


def rows_of(page: Iterable[str]) -> dict[str, list[str]]:
    """The lines of each item of a listing, by its name; of a name that stands there twice those of the longest."""
    found: dict[str, list[str]] = {}
    name, within = "", False
    current: list[str] = []
    for line in page:
        if line.startswith("─"):
            name, within = "", not within
        elif within and re.match("[a-z0-9]", line):
            name, current = line.split()[0], [line]
        elif name:
            current.append(line)
        if name and len(current) > len(found.get(name, [])):
            found[name] = current
    return found


@pytest.mark.parametrize("width", WIDTHS)
def test_the_list_of_all_trials_has_three_lines_a_trial(library: Library, width: int) -> None:
    """Two from 120 columns on, where they fit; a name that is longer than its column may take one more."""
    query = query_of(about="all")
    page = screen(list_answer(library, query, library.select(query)), width)
    assert [] == [line for line in page if cell_len(line) > width]
    assert [] == parted(page)
    long = {name for name, own in rows_of(page).items() if len(own) > 3}
    assert long <= FOUR_LINES
    assert all(len(own) <= 4 for own in rows_of(page).values())
    assert width < 120 or sum(len(own) == 2 for own in rows_of(page).values()) > 60


@pytest.mark.parametrize("width", WIDTHS)
def test_the_results_of_every_endpoint_keep_to_the_width(library: Library, width: int) -> None:
    """No line is longer than the terminal, and the first contrast stands within the first lines."""
    query = query_of(about="all")
    selection = library.select(query)
    endpoints = sorted({name for profile in library.profiles.values() for name in profile.endpoints})
    for endpoint in endpoints:
        page = screen(results_answer(library, selection, query, Scope(), contrasts_asked(library, selection, query, Scope(), [endpoint])), width)
        assert [] == [line for line in page if cell_len(line) > width], endpoint
        assert [] == parted(page), endpoint


def test_results_show_the_defaults_of_the_tidy_table(library: Library) -> None:
    """The effect of every contrast shown is the default of its question, and so is each arm's figure of the same analysis.

    Where the last cut prints medians alone, or a p alone, the ratio is that of an earlier cut with its own medians, and a line
    says that there is a later look.
    """
    other: set[str] = set()
    for trial in library:
        rows = [row for row in library.rows_of(trial) if row.kind in ("outcome", "effect")]
        for line in choose(whole_before_groups(lines(rows, trial))) if rows else ():
            sides = [row for row in (line.arm_row, line.comparator_row) if row]
            if line.effect is not None:
                assert line.effect.default
                assert {row.analysis.shared for row in sides} <= {line.effect.analysis.shared}
            if any(not row.default for row in sides):
                other.add(f"{trial.id} {line.lead.key}")
    assert {"leo pfs"} == other


def test_the_list_tells_the_same_primary_result_as_the_tidy_table(library: Library) -> None:
    """Every figure that the list has of a trial is the default of its question."""
    query = query_of(about="all")
    answer = list_answer(library, query, library.select(query))
    shown = [listed for listed in answer.rows if listed.row is not None and listed.row.kind != "statement"]
    shown = [listed for listed in shown if listed.row.population == "all" or listed.profile.id != "bolero-1"]  # its co-primary population stands beside all patients
    defaults = {(row.trial, row.analysis, row.measure, row.arm, row.comparator) for row in library.rows(library.ids) if row.default}
    missing = {
        (one.row.trial, one.row.key)
        for one in shown
        if (one.row.trial, one.row.analysis, one.row.measure, one.row.arm, one.row.comparator) not in defaults
    }
    assert set() == missing


def test_no_list_puts_arms_against_each_other_that_nobody_randomised(library: Library) -> None:
    """ELEVATE's two combinations stood as "PFS 8.3 v 14.3 months", which reads as a comparison."""
    seen = 0
    for profile in library.profiles.values():
        (headline,) = library.headlines([profile.id])
        if profile.arms != 2 or profile.is_randomised or any(one.effects for one in headline.primary or headline.other):
            continue
        words = result_words(profile, headline, library.terms)
        seen += ", not compared" in words
        assert not re.search(r"\d[^;,]* v\s\d", words), profile.id
    assert seen >= 5


def test_a_ratio_of_no_printed_direction_is_called_no_association(library: Library) -> None:
    """A registry posts a ratio of two groups without saying of which to which: randomised arms all the same (BOLERO-3)."""
    rows = [row for id_ in library.ids for row in library.rows_of(id_) if row.kind == "association" and is_undirected(row.analysis.of)]
    assert {"bolero-1", "bolero-3"} <= {row.trial for row in rows}
    assert {UNDIRECTED} == {relation(row) for row in rows}
    assert {UNDIRECTED} == {figure_record(Told(library.trial(row.trial), row), library.terms).data["reads"] for row in rows}


def test_a_number_of_patients_says_what_befell_them(library: Library) -> None:
    """Deaths and events are named where they are counted: 112 of 896 alone may be alive or dead."""
    counted = 0
    for trial in library:
        rows = [row for row in library.rows_of(trial) if row.kind in ("outcome", "effect")]
        for line in lines(rows, trial):
            sides = [row for row in (line.arm_row, line.comparator_row) if row]
            if nouns := {row.measure for row in sides if row.measure in ("deaths", "events")}:
                assert [noun for noun in nouns if noun in arms_in_short(*sides, *[None] * (2 - len(sides)))], (trial.id, line.lead.key)
                counted += 1
    assert counted > 5


def test_a_harm_as_a_primary_endpoint_is_listed_with_what_counts_and_against_whom(library: Library) -> None:
    """SWISH: which grade by when, and the patients of another trial to whom its one arm was held."""
    query = query_of(about="supportive-care")
    page = " ".join(" ".join(screen(list_answer(library, query, library.select(query)), 80)).split())
    assert "stomatitis, grade 2 or worse, at 56 days: 2/86 patients; historical control 33 %" in page
