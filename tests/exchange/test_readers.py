"""An export as its readers open it: one question of two lines, asked of the shipped trials, has the answer of the tool in each."""

from __future__ import annotations

import csv
import os
import re
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from evtrials.collection.filters import query_of
from evtrials.collection.library import Library
from evtrials.questions.contrasts_found import Scope, contrasts_asked
from evtrials.questions.figures import CELLS
from evtrials.questions.results import results_answer

# The document's own queries, of `tables/figures.parquet` and `tables/figures.csv`.
DOCUMENT = (Path(__file__).parents[2] / "docs" / "exchange.md").read_text(encoding="utf-8")
IN_SQL, IN_SPARK, IN_R = (re.findall(rf"```{language}\n(.*?)```", DOCUMENT, re.DOTALL)[0] for language in ("sql", "python", "r"))
HER2 = {"subtype": "her2+"}
Answer = list[tuple[str, str]]


@pytest.fixture(scope="session")
def told(library: Library) -> Answer:
    """Trial and text of each row of `evtrials results pfs --subtype her2+`."""
    query = query_of(**HER2)
    selection = library.select(query)
    answer = results_answer(library, selection, query, Scope(), contrasts_asked(library, selection, query, Scope(), ["pfs"]))
    found = [(str(trial), str(text)) for trial, text in answer.narrowed(["trial", "text"]).records]
    assert ("bolero-3", "0.78 (0.65 to 0.95)") in found
    return sorted(found)


@pytest.mark.parametrize("format", ["csv", "parquet"])
def test_duckdb_answers(format: str, exported: Callable[..., Path], told: Answer) -> None:
    """FROM 'figures.csv' and FROM 'figures.parquet', without being told a type."""
    duckdb = pytest.importorskip("duckdb")
    if format == "parquet":
        pytest.importorskip("pyarrow")
    path = exported(format, **HER2) / f"figures.{format}"
    assert told == sorted(duckdb.sql(IN_SQL.replace("tables/figures.parquet", str(path))).fetchall())


@pytest.mark.parametrize("format", ["csv", "parquet"])
def test_pandas_answers(format: str, exported: Callable[..., Path], told: Answer) -> None:
    """read_csv and read_parquet, with the flag as a flag."""
    pandas = pytest.importorskip("pandas")
    if format == "parquet":
        pytest.importorskip("pyarrow")
    table = getattr(pandas, f"read_{format}")(exported(format, **HER2) / f"figures.{format}")
    asked = table.query("endpoint == 'pfs' and population == 'all' and (measure == 'hazard ratio' and default or kind == 'statement')")
    assert told == sorted(zip(asked.trial, asked.text, strict=True))


def test_sqlite_answers(exported: Callable[..., Path], told: Answer) -> None:
    """The database, by the library that is in Python."""
    database = sqlite3.connect(exported("sqlite", **HER2) / "evtrials.sqlite")
    assert told == sorted(database.execute(IN_SQL.replace("'tables/figures.parquet'", "figures")).fetchall())
    database.close()


def test_openpyxl_answers(exported: Callable[..., Path], told: Answer) -> None:
    """The workbook, by the names in its first row."""
    openpyxl = pytest.importorskip("openpyxl")
    names, *rows = openpyxl.load_workbook(exported("xlsx", **HER2) / "evtrials.xlsx")["figures"].values
    found = [dict(zip(names, row, strict=True)) for row in rows]
    asked = [row for row in found if row["endpoint"] == "pfs" and row["population"] == "all"]
    wanted = [row for row in asked if (row["measure"] == "hazard ratio" and row["default"] is True) or row["kind"] == "statement"]
    assert told == sorted((row["trial"], row["text"]) for row in wanted)


def test_spark_is_asked_the_same() -> None:
    """The document's condition for Spark is that of SQL, in Spark's quotes; Spark itself is not run here."""
    condition = " ".join(IN_SQL.split()).partition(" WHERE ")[2].rstrip(";").replace('"', "`")
    assert condition in IN_SPARK


@pytest.mark.skipif(shutil.which("Rscript") is None, reason="needs R: Rscript is not installed here")
def test_r_answers(exported: Callable[..., Path], told: Answer) -> None:
    """read.csv and subset; `default` is text there, as R reads `true`."""
    code = IN_R.replace("tables/", "").replace("subset(", "asked <- subset(") + "\nwriteLines(paste(asked$trial, asked$text, sep = '\\t'))"
    done = subprocess.run(["Rscript", "-e", code], cwd=exported("csv", **HER2), capture_output=True, text=True, check=True)
    assert [f"{trial}\t{text}" for trial, text in told] == sorted(done.stdout.splitlines())


def has_metafor() -> bool:
    """Whether the script that is handed on can run here."""
    return shutil.which("Rscript") is not None and not subprocess.run(["Rscript", "-e", "library(metafor)"], capture_output=True).returncode


@pytest.mark.skipif(not has_metafor(), reason="needs R with metafor, which is not installed here")
def test_the_script_runs_wherever_its_folder_lies(exported: Callable[..., Path], tmp_path: Path) -> None:
    """effects.R finds effects.csv beside it, derives each standard error once more, and tells each trial by itself."""
    folder = tmp_path / "a folder of all"
    shutil.copytree(exported("csv", about="all"), folder)
    environment = {**os.environ, "LC_ALL": "C.UTF-8", "R_DEFAULT_WIDTH": "200"}
    done = subprocess.run(["Rscript", str(folder / "effects.R")], cwd="/", env=environment, capture_output=True, text=True, check=True)
    with (folder / "effects.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    usable = [row for row in rows if row["se_log_hr"]]
    assert f"{len(rows)} hazard ratios, {len(usable)} with a standard error" == done.stdout.splitlines()[0]
    assert [] == [row["study"] for row in usable if row["study"] not in done.stdout]


def cells(rows: Sequence[Sequence[object]]) -> list[list[object]]:
    """Cells of the tidy table as JSON types them, "" for an empty one."""
    typed = [[column.typed(cell) for column, cell in zip(CELLS, row, strict=True)] for row in rows]
    return [["" if cell is None else cell for cell in row] for row in typed]


def test_nothing_of_the_shipped_trials_is_lost(library: Library, exported: Callable[..., Path]) -> None:
    """CSV and SQLite hold every row of the tidy table, cell by cell."""
    expected = cells(list(library.figures(about="all").records))
    database = sqlite3.connect(exported("sqlite", about="all") / "evtrials.sqlite")
    assert expected == [["" if cell is None else cell for cell in row] for row in database.execute("SELECT * FROM figures ORDER BY rowid")]
    database.close()
    with (exported("csv", about="all") / "figures.csv").open(encoding="utf-8", newline="") as file:
        names, *rows = csv.reader(file)
    assert [column.name for column in CELLS] == names
    # A text that a spreadsheet would read as a formula has a mark before it there, and its line ends and no-break spaces are spaces.
    read = [[_read(column.type, cell) for column, cell in zip(CELLS, row, strict=True)] for row in rows]
    assert [[" ".join(cell.split()) if isinstance(cell, str) else cell for cell in row] for row in expected] == read


def _read(type: str, cell: str) -> object:
    if type == "flag":
        return {"true": True, "false": False}[cell]
    return float(cell) if type == "number" and cell else cell.removeprefix("'")
