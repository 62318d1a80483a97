"""An export of the shipped trials, read once, and one command on the toys."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from evtrials.cli import run
from evtrials.collection.filters import query_of
from evtrials.collection.library import Library
from evtrials.collection.store import Store
from evtrials.exchange.export import Export, export_of


@pytest.fixture(scope="session")
def library(shipped: Store) -> Library:
    """The shipped collection."""
    return Library(shipped)


@pytest.fixture(scope="session")
def exported(library: Library, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Export shipped trials in a format, once for all tests, as `evtrials export` does: `exported("csv", subtype="her2+")`."""

    @cache
    def made(**filters: str) -> Export:
        query = query_of(**filters)
        return export_of(library, library.select(query), query)

    @cache
    def export(format: str, **filters: str) -> Path:
        place = tmp_path_factory.mktemp("exports") / format
        made(**filters).write(place, format)
        return place

    return export


@pytest.fixture
def ask(write_toy: Callable[..., Path], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Callable[..., tuple[int, str, str]]:
    """Run one command on the toys that are written: its exit code, its answer, and what was said beside it."""
    folder = write_toy().parent
    monkeypatch.setenv("EVTRIALS_TRIALS", str(folder))
    (tmp_path / "desk").mkdir()
    monkeypatch.chdir(tmp_path / "desk")

    def call(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = run(list(arguments))
        said = capsys.readouterr()
        return code, said.out, said.err

    return call
