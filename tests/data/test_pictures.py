"""Pictures of the shipped trials: nothing falls out of a map, a forest or the harms, and every one fits its width."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

import evtrials
from evtrials.collection.filters import query_of
from evtrials.collection.library import Library
from evtrials.plots.forest import forest_of
from evtrials.plots.harms import harms_of
from evtrials.plots.map import MapPicture
from evtrials.questions.contrasts_found import Scope, contrasts_asked
from evtrials.questions.harms import harm_lines
from evtrials.questions.in_short import ratio_of
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
@pytest.mark.parametrize(
    ("line", "columns"), [("1", {"1", "1+"}), ("2", {"1+", "2+"}), ("1,2,3", {"1", "1+", "2+"}), ("", {""})]
)
def test_the_cells_hold_what_the_filters_find(subtype: str, line: str, columns: set[str], library: Library) -> None:
    """All of whom fit is in the columns that a line may be of, in one of them; in these is nobody of whom none fits."""
    setting = "advanced" if line else "neoadjuvant"
    filters = {"subtype": subtype.casefold(), "setting": setting} | ({"line": line.split(",")} if line else {})
    grid = of(library, **EVERY)
    own = [placed.trial.id for column in columns for placed in grid.cell(subtype, Place(setting, column)).placed]
    assert len(set(own)) == len(own)
    assert set(library.select(query_of(**filters, about="all")).ids) <= set(own)
    # Of the second line or later is one of the third line alone, too.
    assert line == "2" or set(own) <= set(library.select(query_of(**filters, **EVERY)).ids)


@pytest.mark.parametrize("width", [40, 80, 110, 140, 200])
def test_the_map_fits(width: int, library: Library) -> None:
    """No line is wider than the terminal."""
    lines = MapPicture(of(library, **EVERY)).lines(width)
    assert [] == [line for line in lines if cell_len(line) > width]


def endpoints(library: Library) -> list[str]:
    """Every endpoint of which some trial has a figure."""
    return sorted({name for profile in library.profiles.values() for name in profile.endpoints})


@pytest.mark.parametrize("width", [40, 80, 110, 140])
def test_every_forest_fits_and_shows_or_names_every_contrast(width: int, library: Library) -> None:
    """Of each endpoint, the rows that are drawn and those that are named below are the rows of `results`."""
    query = query_of(**EVERY)
    selection, found = library.select(query), 0
    for endpoint in endpoints(library):
        (one,) = contrasts_asked(library, selection, query, Scope(), [endpoint])
        if not any(ratio_of(line.effect) for line in one.lines):
            continue
        found += 1
        picture = forest_of([one], library, Scope())
        assert [] == [line for line in picture.lines(width) if cell_len(line) > width]
        drawn = [row.name for chart in picture.charts for row in chart.rows]
        named = [note.removeprefix("· ").partition(",")[0].partition(":")[0] for note in picture.notes if note.startswith("· ")]
        said = [trial.id for trial, _ in one.stated]
        assert sorted(line.trial.id for line in one.lines) == sorted(drawn + named[: len(one.lines) - len(drawn)])
        assert set(said) <= {*drawn, *named}
    assert found > 10


@pytest.mark.parametrize("width", [40, 80, 140])
def test_every_picture_of_harms_fits_and_shows_every_figure(width: int, library: Library) -> None:
    """Of each adverse event every percentage of any grade, and of the band that a report has of grade 3 and above, is there."""
    selection = library.select(query_of(**EVERY))
    events = sorted({library.terms.adverse_event(row.term) for row in library.rows(selection.ids) if row.kind == "safety"})
    for event in events:
        lines = harm_lines(library, selection.ids, event, ("any",))
        if not lines:
            continue
        picture = harms_of(library, selection, [event], "any", "")
        assert [] == [line for line in picture.lines(width) if cell_len(line) > width]
        (chart,) = picture.charts
        marks = [mark.value for row in chart.rows for mark in row.marks if mark.start is None]
        figures = [
            float(cell.figure.value) for line in lines for cell in line.cells if cell.unit == "percent" and cell.figure.value and cell.measure != "test"
        ]
        assert sorted(figures) == sorted(marks)
