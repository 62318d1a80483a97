"""The door for Python: look up, select, and take figures to pandas or Arrow."""

from __future__ import annotations

import builtins
import sys
from html import escape
from typing import Any

import pytest

import evtrials
from evtrials.collection.notebook import html_table
from evtrials.errors import EvTrialsError, NameNotFound
from evtrials.evidence.columns import FIGURES


@pytest.fixture(scope="module")
def lib() -> evtrials.Library:
    """The shipped collection, as a user opens it."""
    return evtrials.load()


def test_a_library_is_a_collection(lib: evtrials.Library) -> None:
    """Any name finds a trial, whose id is what it is known by; iteration and length are of trials."""
    assert "bolero-2" == lib["BOLERO-2"].id == lib["NCT00863655"].id
    assert ("bolero-2" in lib, "no such trial" in lib, 7 in lib) == (True, False, False)
    assert [trial.id for trial in lib] == list(lib.ids)
    assert len(lib) == len(lib.ids)
    with pytest.raises(NameNotFound, match="did you mean bolero-2"):
        lib["bolreo-2"]


def test_select_takes_filters_by_name(lib: evtrials.Library) -> None:
    """Words as on the command line, numbers, lists; the answer is a sequence of trials."""
    selection = lib.select(subtype="her2+", line=1)
    assert "bolero-1" in [trial.id for trial in selection]
    assert len(selection) == len(selection.ids) == len(selection.trials)
    assert repr(selection).startswith(f"<Selection: {len(selection)} trials (")
    assert " mixed, " in repr(selection)


def test_figures_are_a_lazy_sequence(lib: evtrials.Library) -> None:
    """Of trials named, or of what filters ask for; rows of the endpoint alone."""
    figures = lib.figures("bolero-2", endpoint="pfs")
    assert {("bolero-2", "pfs")} == {(row.trial, row.endpoint) for row in figures}
    assert (len(figures), figures[0]) == (len(list(figures)), next(iter(figures)))
    assert f"<Figures: {len(figures)} rows of 1 trial>" == repr(figures)
    assert {"abstract"} == {row.place.basis for row in lib.figures(basis="abstract")}


def test_the_shapes_read_well(lib: evtrials.Library) -> None:
    """A short line each, and a table in a notebook, with text as text."""
    assert repr(lib).startswith(f"<Library: {len(lib)} trials, data ")
    assert f"<caption>{len(lib.figures('bolero-2'))} figures, the first 50 shown" in lib.figures("bolero-2")._repr_html_()
    assert "<td>&lt;1</td>" in html_table(["text"], [["<1"]], 1, "figure")
    assert '<th scope="col">Subtype</th>' in lib.select(subtype="her2+")._repr_html_()


def test_a_trial_and_a_figure_read_well(lib: evtrials.Library) -> None:
    """What it is in a line, and printed in a few; a figure with what it is of and where it stands."""
    trial = lib["bolero-2"]
    assert "<Trial bolero-2: BOLERO-2, phase 3, advanced, 2 arms, " in repr(trial)
    lines = str(trial).splitlines()
    assert "BOLERO-2 (NCT00863655): " == lines[0][:24]
    assert "phase 3, advanced, line 1+, results published" == lines[1]
    assert "  eve: Everolimus + exemestane, n 485" in lines
    effects = [repr(row) for row in lib.figures("bolero-2", endpoint="pfs") if row.measure == "hazard ratio" and row.default]
    assert any(effect.startswith("<Figure bolero-2 pfs hazard ratio eve v pbo: 0.") for effect in effects)
    assert f"<pre>{escape(str(trial))}</pre>" == trial._repr_html_()


def test_figures_go_to_pandas(lib: evtrials.Library) -> None:
    """Numbers are floats, flags are bools, and text is text in every column."""
    pandas = pytest.importorskip("pandas")
    table = lib.figures(endpoint="pfs").to_pandas()
    assert [column.name for column in FIGURES] == list(table.columns)
    assert {"float64"} == {str(table[column.name].dtype) for column in FIGURES if column.type == "number"}
    assert {"bool"} == {str(table[column.name].dtype) for column in FIGURES if column.type == "flag"}
    assert not any(pandas.api.types.is_numeric_dtype(table[column.name]) for column in FIGURES if column.type == "text")
    assert len(table) == len(lib.figures(endpoint="pfs"))


def test_figures_go_to_arrow(lib: evtrials.Library) -> None:
    """Every type is declared, so that an empty column is one too."""
    pytest.importorskip("pyarrow")
    table = lib.figures("bolero-2").to_arrow()
    types = {"number": "double", "flag": "bool", "text": "string"}
    assert {column.name: types[column.type] for column in FIGURES} == {field.name: str(field.type) for field in table.schema}


@pytest.mark.parametrize(("method", "library", "extra"), [("to_pandas", "pandas", "pandas"), ("to_arrow", "pyarrow", "arrow")])
def test_a_missing_library_is_told(
    method: str, library: str, extra: str, lib: evtrials.Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With how to get it."""
    real = builtins.__import__

    def without(name: str, *rest: Any) -> Any:
        if name == library:
            raise ImportError(name)
        return real(name, *rest)

    monkeypatch.delitem(sys.modules, library, raising=False)
    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(EvTrialsError, match=rf"pip install 'evtrials\[{extra}\]'"):
        getattr(lib.figures("bolero-2"), method)()


def test_the_package_is_typed() -> None:
    """Type checkers read the annotations."""
    from importlib.resources import files

    assert files("evtrials").joinpath("py.typed").is_file()
    assert {"load", "Library", "Trial", "Query", "EvTrialsError"} <= set(evtrials.__all__)
    assert all(getattr(evtrials, name) for name in evtrials.__all__)
