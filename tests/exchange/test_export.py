"""`evtrials export`: what it writes and says, where it refuses to write, and how each format holds what is odd."""

from __future__ import annotations

import csv
import json
import os
import resource
import signal
import sqlite3
from collections.abc import Callable
from itertools import groupby
from pathlib import Path

import pytest

from evtrials.cli.tables import TABLES, columns_of
from evtrials.evidence.columns import BY_NAME, Column
from evtrials.exchange import formats
from evtrials.exchange.effects import EFFECTS
from evtrials.exchange.notes import NOTES
from evtrials.exchange.tables import Sheet
from evtrials.questions.trials import OF_TRIAL

Ask = Callable[..., tuple[int, str, str]]
BESIDE = ["codebook.csv", "datapackage.json", "effects.R", "effects.csv"]
FILES = {
    "csv": ["arms.csv", "figures.csv", "notes.csv", "sources.csv", "trials.csv"],
    "parquet": ["arms.parquet", "figures.parquet", "notes.parquet", "sources.parquet", "trials.parquet"],
    "sqlite": ["evtrials.sqlite"],
    "xlsx": ["evtrials.xlsx"],
}  # fmt: skip
# What spreadsheets read as a date, a formula or an error, and what a text may hold besides.
ODD = ["1/2", "=1+1", "+5", "-3 to 4", "@SUM(A1)", "#N/A", "22.5", "007", "2011-02", "TRUE", "two\nlines", 'a "word"', "", "5\u00a0mg"]
SHEET = Sheet(
    "odd",
    "Odd texts",
    (
        Column("printed", lambda row: row, "text", "text"),
        Column("number", lambda row: row, "number", "number"),
        Column("flag", lambda row: row, "flag", "flag"),
        Column("texts", lambda row: row, "list", "list"),
        Column("nothing", lambda row: row, "text", "empty in every row"),
    ),
    [(text, "7.0" if text else "", text == "TRUE", (text, "b"), "") for text in ODD],
)


def rows_of(path: Path) -> list[dict[str, str]]:
    """The records of a CSV file."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def names_in(folder: Path) -> list[str]:
    """The files of a folder."""
    return sorted(os.listdir(folder))


@pytest.mark.parametrize("format", FILES)
def test_a_folder_has_its_tables_and_what_tells_of_them(format: str, ask: Ask) -> None:
    """datapackage.json names every other file, with its columns as the codebook and `evtrials columns` have them."""
    if library := {"parquet": "pyarrow", "xlsx": "openpyxl"}.get(format):
        pytest.importorskip(library)
    code, out, err = ask("export", "tables", "--format", format)
    assert (0, "") == (code, out)
    assert err.startswith("written: tables: rows of figures 27, arms 4, trials 1, notes 0, sources 2; effects.csv with"), err
    assert sorted([*BESIDE, *FILES[format]]) == names_in(Path("tables"))
    package = json.loads(Path("tables/datapackage.json").read_text(encoding="utf-8"))
    assert ["arms", "codebook", "effects", "effects-script", "figures", "notes", "sources", "trials"] == sorted(one["name"] for one in package["resources"])
    told = {one["name"]: [field["name"] for field in one["schema"]["fields"]] for one in package["resources"] if "schema" in one}
    book = {table: [row["name"] for row in rows] for table, rows in groupby(rows_of(Path("tables/codebook.csv")), lambda row: row["table"])}
    assert {name: columns for name, columns in told.items() if name != "codebook"} == book
    assert [column.name for column in columns_of("figures")] == told["figures"]
    assert "Evidence, not medical advice; the literature was not searched systematically." == package["caveats"][0]


def test_what_is_left_out_is_said_and_stored(ask: Ask, write_toy: Callable[..., Path]) -> None:
    """What the filters left out stands on stderr and, with its names, in datapackage.json, with the question."""
    write_toy(("name: TOY-1", "name: TOY-2"), ("NCT00000001", "NCT00000002"), ("pmid: 10000001", "pmid: 10000002"), ("line: 1+", "line: not stated"), id="toy-2")
    _, _, err = ask("export", "tables", "--line", "2")
    assert "Not stated 1" in err
    assert "(evtrials list --left-out)\n" in err
    package = json.loads(Path("tables/datapackage.json").read_text(encoding="utf-8"))
    assert ({"unstated": ["toy-2"]}, ["2"]) == (package["left_out"], package["query"]["line"])


def test_the_tables_are_those_of_the_commands(ask: Ask) -> None:
    """figures.csv, arms.csv and sources.csv are what the commands of their names print."""
    ask("export", "tables")
    for command in ("figures", "arms", "sources"):
        assert ask(command, "--format", "csv")[1] == Path(f"tables/{command}.csv").read_text(encoding="utf-8")


def test_a_column_has_one_meaning_in_every_table() -> None:
    """No name of an export means two things, in it or in an answer; only two do, which R's packages call so."""
    every = [*EFFECTS, *NOTES, *OF_TRIAL, *(column for command in TABLES if command != "columns" for column in columns_of(command))]
    told = sorted({(column.name, column.type, column.unit, column.meaning) for column in every})
    assert {"hr", "study"} == {name for name, group in groupby(told, lambda one: one[0]) if len(list(group)) > 1}


def test_effects_are_of_the_experimental_arm_against_the_control(ask: Ask, write_toy: Callable[..., Path]) -> None:
    """A ratio that is printed the other way round stands as its reciprocal, and says so; one in words of a limit has no error."""
    write_toy(
        ("eve: 7.8", "of: pbo v eve, eve: 7.8"), ("hr: 0.45 (0.34 to 0.59)", "hr: 2.00 (90 % CI 1.60 to 2.50)"),
        ("hr: 0.47 (0.31 to 0.71)", "hr: 2.10 (1.50 to not reached)"),
    )  # fmt: skip
    ask("export", "tables")
    (row,) = rows_of(Path("tables/effects.csv"))
    assert ["toy-1", "eve", "pbo", "pfs", "0.5", "0.4", "0.625", "90"] == list(row.values())[:8]
    assert "2.00 (90 % CI 1.60 to 2.50) (printed of treat2 against treat1)" == row["hr_text"]
    assert ("-0.6931471806", "value, ci_low, ci_high, ci_level, reciprocal") == (row["log_hr"], row["se_from"])
    # ln 2.5 - ln 1.6 over twice 1.644854
    assert ("0.1356616", "200", "100") == (row["se_log_hr"][:9], row["n1"], row["n2"])


def test_an_earlier_export_gives_way_and_nothing_else_does(ask: Ask) -> None:
    """A folder that holds an export as it was written is made anew; one with anything else, or with a file changed since, stays."""
    assert 0 == ask("export", "tables")[0] == ask("export", "tables", "--format", "sqlite")[0]
    assert sorted([*BESIDE, "evtrials.sqlite"]) == names_in(Path("tables"))
    Path("tables/mine.txt").write_text("notes of my own")
    code, _, err = ask("export", "tables")
    assert 1 == code
    assert "evtrials: tables holds what no export wrote, or what was changed since (mine.txt), and is not written over; name a new folder, or move that away\n" == err
    Path("tables/mine.txt").unlink()
    with Path("tables/codebook.csv").open("a") as file:
        file.write("my,own,line\n")
    code, _, err = ask("export", "tables")
    assert (1, True) == (code, "changed since (codebook.csv)" in err)
    assert "my,own,line\n" in Path("tables/codebook.csv").read_text()


@pytest.mark.parametrize(
    ("place", "why"),
    [
        (".", "is the folder that you are in"),
        ("..", "is the folder that you are in"),
        ("nowhere/tables", "there is no folder nowhere"),
        ("file", "is a file"),
        ("others", "holds what no export wrote"),
    ],
)
def test_where_no_export_goes(place: str, why: str, ask: Ask) -> None:
    """The folder one is in, one below none, a file, and a folder of somebody else's files, whatever these say of themselves."""
    Path("file").write_text("a file")
    Path("others").mkdir()
    Path("others/datapackage.json").write_text('{"name": "evtrials-export", "resources": 1}')
    code, _, err = ask("export", place)
    assert (1, True) == (code, why in err), err
    assert ["file", "others"] == names_in(Path())
    assert ["datapackage.json"] == names_in(Path("others"))


@pytest.mark.parametrize("format", ["csv", "sqlite"])
def test_an_export_that_fails_leaves_all_as_it_was(format: str, ask: Ask) -> None:
    """On a disk that is full no beginning of a folder stays, and an earlier export is there as before."""
    ask("export", "tables")
    before = {name: Path("tables", name).read_bytes() for name in names_in(Path("tables"))}

    before_limit, heard = resource.getrlimit(resource.RLIMIT_FSIZE), signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2000, before_limit[1]))
    try:
        code, _, err = ask("export", "tables", "--format", format)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before_limit)
        signal.signal(signal.SIGXFSZ, heard)
    assert (1, True) == (code, "tables cannot be written (" in err), err
    assert ["tables"] == names_in(Path())
    assert before == {name: Path("tables", name).read_bytes() for name in names_in(Path("tables"))}


@pytest.mark.parametrize(("format", "library", "extra"), [("parquet", "pyarrow", "arrow"), ("xlsx", "openpyxl", "xlsx")])
def test_a_missing_library_is_named_with_its_extra(format: str, library: str, extra: str, ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    """As where only evtrials itself is installed; no folder is left."""
    monkeypatch.setitem(__import__("sys").modules, library, None)
    code, _, err = ask("export", "tables", "--format", format)
    assert (1, f"evtrials: {library} is not installed; install it with: pip install 'evtrials[{extra}]'\n") == (code, err)
    assert [] == names_in(Path())


def test_a_workbook_holds_texts_as_texts_and_numbers_as_numbers(tmp_path: Path) -> None:
    """No date, no formula, no error; the head and the first column stay in sight."""
    openpyxl = pytest.importorskip("openpyxl")
    formats.write_xlsx(tmp_path, [SHEET])
    page = openpyxl.load_workbook(tmp_path / "evtrials.xlsx")["odd"]
    head, *rows = page.iter_rows()
    assert ("B2", "A1:E15") == (page.freeze_panes, page.auto_filter.ref)
    assert ["printed", "number", "flag", "texts", "nothing"] == [cell.value for cell in head]
    assert [text or None for text in ODD] == [row[0].value for row in rows]
    assert {("s", "@")} == {(cell.data_type, cell.number_format) for row in rows for cell in (row[0], row[3]) if cell.value is not None}
    assert {(7.0, "n"), (None, "n")} == {(row[1].value, row[1].data_type) for row in rows}
    assert {(True, "b"), (False, "b")} == {(row[2].value, row[2].data_type) for row in rows}


def test_a_text_that_no_cell_holds_is_not_cut(tmp_path: Path) -> None:
    """It is refused, with the formats that hold it."""
    pytest.importorskip("openpyxl")
    long = SHEET._replace(records=[("a" * 32_768, "", False, (), "")])
    with pytest.raises(formats.EvTrialsError, match=r"32768 characters under printed .* take --format csv, parquet or sqlite"):
        formats.write_xlsx(tmp_path, [long])


def test_a_database_holds_each_type(tmp_path: Path) -> None:
    """REAL or NULL, 0 or 1, TEXT that is never NULL, so that no comparison drops a row."""
    formats.write_sqlite(tmp_path, [SHEET])
    database = sqlite3.connect(tmp_path / "evtrials.sqlite")
    assert [(text, 7.0 if text else None, int(text == "TRUE"), f"{text}; b", "") for text in ODD] == database.execute("SELECT * FROM odd").fetchall()
    assert {("text", "integer", "text")} == set(database.execute("SELECT typeof(printed), typeof(flag), typeof(\"nothing\") FROM odd"))
    database.close()


def test_parquet_declares_every_type(tmp_path: Path) -> None:
    """Strings, doubles and booleans alone; a column that is empty in every row has its type too."""
    pyarrow = pytest.importorskip("pyarrow")
    formats.write_parquet(tmp_path, [SHEET])
    table = __import__("pyarrow.parquet").parquet.read_table(tmp_path / "odd.parquet")
    assert [pyarrow.string(), pyarrow.float64(), pyarrow.bool_(), pyarrow.string(), pyarrow.string()] == table.schema.types
    assert ODD == table["printed"].to_pylist()
    assert {""} == set(table["nothing"].to_pylist())


def test_csv_guards_what_a_spreadsheet_would_compute(tmp_path: Path) -> None:
    """As every CSV of the tool does: a formula has a mark before it, a figure has none, a line end is a space."""
    formats.write_csv(tmp_path, [SHEET])
    found = [row["printed"] for row in rows_of(tmp_path / "odd.csv")]
    assert ["1/2", "'=1+1", "'+5", "-3 to 4", "'@SUM(A1)", "#N/A", "22.5", "007", "2011-02", "TRUE", "two lines", 'a "word"', "", "5 mg"] == found


def test_typed_cells_of_a_number() -> None:
    """Digits as printed are a float, and what is empty is none."""
    assert [7.0, None, None] == [BY_NAME["value"].typed(cell) for cell in ("7.0", "", None)]
