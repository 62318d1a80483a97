"""Pictures of the shipped trials: nobody falls out of the map, and its cells say what the filters say."""

from __future__ import annotations

import pytest

import evtrials
from evtrials.collection.filters import query_of
from evtrials.collection.library import Library
from evtrials.plots.map import MapPicture
from evtrials.questions.map import SUBTYPES, Grid, Place, grid_of

EVERY = {"about": "all", "mixed": True, "unstated": True}
ASKED = (
    {}, {"subtype": "her2+"}, {"subtype": "hr+/her2-"}, {"subtype": ["hr+", "hr-"]}, {"subtype": "her2-mutated"}, {"subtype": "tnbc"},
    {"line": 1}, {"line": [2, 3]}, {"line": 4}, {"setting": "adjuvant"}, {"setting": ["advanced", "supportive"], "subtype": "hr+"},
)  # fmt: skip


@pytest.fixture(scope="module")
def library() -> Library:
    """The shipped collection."""
    return evtrials.load("shipped")


def of(library: Library, **filters: object) -> Grid:
    """The map of the trials that some filters find."""
    query = query_of(**filters)
    return grid_of(library, library.select(query), query)


@pytest.mark.parametrize("filters", ASKED, ids=str)
@pytest.mark.parametrize("more", [{}, EVERY], ids=["in", "every"])
def test_each_trial_that_is_found_stands_in_a_cell(filters: dict[str, object], more: dict[str, object], library: Library) -> None:
    """Whatever is asked for, the trials of the map are those of the list."""
    grid = of(library, **filters, **more)
    found = library.select(query_of(**filters, **more)).ids
    assert set(found) == {placed.trial.id for cell in grid.cells.values() for placed in cell.placed}
    assert grid.count == len(found)


@pytest.mark.parametrize("subtype", SUBTYPES)
@pytest.mark.parametrize("place", [Place("advanced", "1"), Place("advanced", "2"), Place("neoadjuvant")], ids=str)
def test_a_cell_holds_what_the_filters_find(subtype: str, place: Place, library: Library) -> None:
    """All of whom fit is in the cell; in it is nobody of whom none fits."""
    filters = {"subtype": subtype.casefold(), "setting": place.setting} | ({"line": place.line} if place.line else {})
    own = {placed.trial.id for placed in of(library, **EVERY).cell(subtype, place).placed}
    assert set(library.select(query_of(**filters, about="all")).ids) <= own
    assert own <= set(library.select(query_of(**filters, **EVERY)).ids)


@pytest.mark.parametrize("width", [40, 80, 110, 140, 200])
def test_the_map_fits(width: int, library: Library) -> None:
    """No line is wider than the terminal."""
    lines = MapPicture(of(library, **EVERY)).lines(width)
    assert [] == [line for line in lines if len(line) > width]
