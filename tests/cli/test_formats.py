"""One answer in six formats: the same records under the same names, numbers that are numbers, and a dictionary that tells them."""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
from collections.abc import Callable, Iterator
from itertools import groupby
from pathlib import Path

import pytest

from evtrials.cli.tables import TABLES, columns_of
from evtrials.evidence.columns import FIGURES, Column

NUMERIC = ["value", "ci_low", "ci_high", "ci_level", "p", "p_sides", "n", "events", "log_ratio", "se"]
# Each command with the column whose cells its screen shows, each of them.
ASKED = {
    "list": (["list", "--about", "all"], "result"),
    "show": (["show", "toy-4"], ""),
    "compare": (["compare", "toy-4", "toy-2"], ""),
    "figures": (["figures", "--about", "all"], "text"),
    "arms": (["arms", "--about", "all"], "dose_text"),
    "results": (["results", "--endpoint", "pfs"], "text"),
    "quote": (["quote", "toy-4"], "quote"),
    "safety": (["safety", "stomatitis", "diarrhoea"], "text"),
    "exposure": (["exposure"], "text"),
    "doses": (["doses", "everolimus"], ""),
    "subgroups": (["subgroups"], "text"),
    "biomarkers": (["biomarkers"], "text"),
    "curve": (["curve", "toy-4"], ""),
    "indirect": (["indirect", "toy-1:eve", "toy-2:eve", "--across", "subtype"], ""),
    "absolute": (["absolute", "toy-1", "stomatitis", "--denominator", "treated"], "first_text"),
    "pool": (["pool", "pfs", "toy-1", "toy-4", "--model", "common"], "text"),
    "map": (["map", "--about", "all", "--mixed"], "trial"),
    "trace": (["trace", "toy-4"], "text"),
    "conflicts": (["conflicts"], "text"),
    "search": (["search", "everolimus"], "name"),
    "sources": (["sources"], "citation"),
    "reconcile": (["reconcile", "toy-1.yaml", "../second.yaml"], "second"),
    "diff": (["diff", ".", "../later"], "new"),
    "columns": (["columns"], "meaning"),
}
# A count that is about so many, a limit in words, a bound of p, an interval of 90 %, a ratio that is printed the other way
# round, a marker, and two sources that disagree.
ODD = (
    ("name: TOY-1", "name: TOY-4"), ("NCT00000001", "NCT00000004"), ("pmid: 10000001", "pmid: 10000004"),
    ("n: 100, control: true", "n: about 100, control: true"),
    ("cuts:\n", "  mutated: {factor: PIK3CA mutation, level: present, assay: sequencing, n: 40, src: Doe2020 Abstract}\ncuts:\n"),
    (
        "  os:\n    role: key secondary\n    measure: median\n    unit: months\n    results:\n",
        "  os:\n    role: key secondary\n    measure: median\n    unit: months\n    results:\n"
        "      - {cut: final, of: pbo v eve, hr: 1.25 (90 % CI 1.00 to 1.60), p: <0.05 one-sided, n: about 280, events: 120, src: Doe2020 Abstract}\n"
        "      - {cut: final, population: mutated, hr: 0.80 (0.40 to not reached), p: 0.5, src: Doe2020 Abstract}\n"
        "      - {cut: final, eve: not reached, pbo: 24.1, src: News2020 News}\n",
    ),
    (
        "safety:\n",
        "curves:\n  - {endpoint: os, cut: final, file: curves/toy.csv, unit: weeks, reconstructs: Doe2020 Figure 2, "
        "made_by: Roe R, licence: MIT}\n"
        "exposure:\n  - {src: Doe2020 Abstract, unit: percent, columns: [eve, pbo], rows: {Discontinued for adverse events: [10, <5]}}\nsafety:\n",
    ),
)  # fmt: skip


@pytest.fixture
def ask(shell: Callable, toys: Path, write_toy: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> Callable:
    """The shell on the three toys and an odd one, within their folder; a second reading and a later state lie there too."""
    write_toy(*ODD, id="toy-4")
    (toys / "curves").mkdir()
    data = [f"{4 * week},{int(week % 4 > 0)},{arm}" for week in range(1, 21) for arm in ("eve", "pbo")]
    (toys / "curves" / "toy.csv").write_text("time,event,arm\n" + "\n".join(data) + "\n")
    later = toys.parent / "later"
    later.mkdir()
    text = (toys / "toy-1.yaml").read_text(encoding="utf-8").replace("0.45 (0.34 to 0.59)", "0.46 (0.34 to 0.59)")
    (later / "toy-1.yaml").write_text(text, encoding="utf-8")
    (toys.parent / "second.yaml").write_text(text, encoding="utf-8")
    monkeypatch.chdir(toys)
    return shell


def as_cell(column: Column, value: object) -> object:
    """A value of JSON as a table of text has it; a number as a number, since its digits are those of the source there."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = "; ".join(value) if isinstance(value, list) else str(value)
    return float(text) if column.type == "number" and text else " ".join(text.split())


def rows_of(text: str, delimiter: str) -> list[dict[str, str]]:
    """The records of CSV or TSV; a guarded formula without its guard."""
    return list(csv.DictReader(io.StringIO(text), delimiter=delimiter))


def records(document: dict[str, object]) -> list[dict[str, object]]:
    """The records of a JSON answer; of one that holds whole trials, their figures or primary results."""
    (items,) = [value for name, value in document.items() if name not in FRAME]
    assert isinstance(items, list)
    if items and isinstance(items[0].get("figures"), list):
        return [row for item in items for row in item["figures"]]
    if items and "results" in items[0]:
        order = [column.name for column in columns_of("list")]
        merged = [{**item, **row} for item in items for row in item["results"]]
        return [{name: row[name] for name in order} for row in merged]
    return items


FRAME = ("schema_version", "data_version", "data_date", "query", "caveats", "left_out")


@pytest.mark.parametrize("command", TABLES)
def test_every_format_has_the_same_records_under_the_same_names(command: str, ask: Callable) -> None:
    """CSV, TSV, JSON and jsonl agree cell by cell, with the names, the order and the types that the dictionary tells."""
    columns = columns_of(command)
    told = {kind: ask(*ASKED[command][0], "--format", kind).out for kind in ("csv", "tsv", "json", "jsonl")}
    document = json.loads(told["json"])
    found = records(document)
    names = [column.name for column in columns]
    assert [*FRAME, list(document)[-1]] == list(document)
    assert 2 == document["schema_version"]
    assert names == next(csv.reader(io.StringIO(told["csv"]))) == next(csv.reader(io.StringIO(told["tsv"]), delimiter="\t"))
    assert [] == [list(row) for row in found if list(row) != names]
    assert found == [json.loads(line) for line in told["jsonl"].splitlines()]
    assert found
    types = {"number": (int, float, type(None)), "flag": bool, "list": list, "text": str}
    assert [] == [(c.name, row[c.name]) for row in found for c in columns if not isinstance(row[c.name], types[c.type])]
    for kind, delimiter in (("csv", ","), ("tsv", "\t")):
        cells = [
            {c.name: float(row[c.name]) if c.type == "number" and row[c.name] else row[c.name].removeprefix("'") for c in columns}
            for row in rows_of(told[kind], delimiter)
        ]
        assert [[as_cell(c, row[c.name]) for c in columns] for row in found] == [list(row.values()) for row in cells]


@pytest.mark.parametrize("command", [command for command, (_, shown) in ASKED.items() if shown])
def test_the_screen_and_markdown_show_every_record(command: str, ask: Callable) -> None:
    """What tells the records apart stands in the table and in Markdown, whole."""
    arguments, shown = ASKED[command]
    wanted = {" ".join(str(row[shown]).split()) for row in records(json.loads(ask(*arguments, "--json").out))}
    for kind in ("table", "markdown"):
        out = ask(*arguments, "--format", kind, columns=2000).out.replace("<br>", " ").replace("&lt;", "<")
        screen = " ".join(out.replace("\u00a0", " ").split())
        assert [] == sorted(text for text in wanted if text not in screen and text.rstrip(".") not in screen)


def test_a_column_has_one_name_and_a_name_one_meaning() -> None:
    """No two answers have a column of one name with another type, unit or meaning."""
    declared = [(each.name, each.type, each.unit, each.meaning) for name in TABLES if name != "columns" for each in columns_of(name)]
    by_name = groupby(sorted(set(declared)), key=lambda told: told[0])
    assert [] == [told for name, group in by_name if len(told := list(group)) > 1]
    by_meaning = groupby(sorted(set(declared), key=lambda told: told[3]), key=lambda told: told[3])
    assert [] == [told for meaning, group in by_meaning if len(told := list(group)) > 1]


def test_the_dictionary_of_one_command(ask: Callable) -> None:
    """evtrials columns COMMAND tells its columns in their order; another word is wrong usage."""
    found = json.loads(ask("columns", "arms", "--json").out)["columns"]
    assert [column.name for column in columns_of("arms")] == [row["name"] for row in found]
    refused = ask("columns", "arm")
    assert (2, '"arm" is no command with columns; these are: list, show') == (refused.code, refused.err[10:65])


def odd_figures(ask: Callable) -> Iterator[dict[str, object]]:
    """The figures of the odd toy."""
    yield from json.loads(ask("figures", "toy-4", "--json").out)["figures"]


def test_what_a_number_cannot_say_stands_beside_it(ask: Callable) -> None:
    """Operators and words leave the numeric columns and are not lost."""
    found = {str(row["text"]): row for row in odd_figures(ask)}
    turned, open_ended, size = found["1.25 (90 % CI 1.00 to 1.60)"], found["0.80 (0.40 to not reached)"], found["about 100"]
    assert (0.05, "<", 1, 280, "n about 280") == tuple(turned[name] for name in ("p", "p_qualifier", "p_sides", "n", "counts_text"))
    assert (0.4, None, 95, "0.40 to not reached") == tuple(open_ended[name] for name in ("ci_low", "ci_high", "ci_level", "ci_text"))
    assert (100, "about") == (size["value"], size["qualifier"])
    arm = json.loads(ask("arms", "toy-4", "--json").out)["arms"][-1]
    assert (100, "n about 100") == (arm["n"], arm["counts_text"])


def test_the_logarithm_of_a_ratio_is_of_the_experimental_arm_at_its_printed_level(ask: Callable) -> None:
    """ln 1.25 = 0.223144 is turned, since placebo is named first; 0.142871 is ln 1.6 over twice 1.644854; an open one has none."""
    found = {str(row["text"]): row for row in odd_figures(ask)}
    told = ("log_ratio", "se", "derived_from")
    turned, open_ended = found["1.25 (90 % CI 1.00 to 1.60)"], found["0.80 (0.40 to not reached)"]
    assert (-0.223144, 0.142871, "value, ci_low, ci_high, ci_level, reciprocal") == tuple(turned[name] for name in told)
    assert (None, None, "") == tuple(open_ended[name] for name in told)
    plain = found["0.45 (0.34 to 0.59)"]
    assert (-0.798508, 0.140609, "value, ci_low, ci_high, ci_level") == tuple(plain[name] for name in told)


@pytest.fixture
def figures_csv(ask: Callable, tmp_path: Path) -> Path:
    """The tidy table as a user saves it."""
    path = tmp_path / "figures.csv"
    path.write_text(ask("figures", "--about", "all", "--format", "csv").out, encoding="utf-8")
    return path


def test_pandas_finds_the_types(figures_csv: Path) -> None:
    """Every numeric column is one, default is a flag, everything else is text."""
    pandas = pytest.importorskip("pandas")
    table = pandas.read_csv(figures_csv)
    assert [column.name for column in FIGURES] == list(table.columns)
    assert [] == [name for name in NUMERIC if not pandas.api.types.is_numeric_dtype(table[name])]
    assert pandas.api.types.is_bool_dtype(table["default"])
    texts = [c.name for c in FIGURES if c.type == "text" and table[c.name].notna().any()]
    assert [] == [name for name in texts if pandas.api.types.is_numeric_dtype(table[name])]


def test_duckdb_finds_the_types(figures_csv: Path) -> None:
    """Without being told a type, as `FROM 'figures.csv'` reads it."""
    duckdb = pytest.importorskip("duckdb")
    told = duckdb.sql(f"DESCRIBE SELECT * FROM '{figures_csv}'").fetchall()
    types = {name: kind for name, kind, *_ in told}
    assert [column.name for column in FIGURES] == list(types)
    assert [] == [(name, types[name]) for name in NUMERIC if types[name] not in ("DOUBLE", "BIGINT")]
    assert "BOOLEAN" == types["default"]
    assert {"VARCHAR"} == {types[name] for name in ("text", "qualifier", "p_text", "p_qualifier", "ci_text", "counts_text")}


@pytest.mark.skipif(shutil.which("Rscript") is None, reason="needs R: Rscript is not installed here")
def test_r_finds_the_types(figures_csv: Path) -> None:
    """read.csv makes numbers of the numeric columns; `default` is turned by type.convert as R reads `true`."""
    code = f"t <- read.csv('{figures_csv}'); cat(names(t)[sapply(t, is.numeric)], sep='\\n')"
    done = subprocess.run(["Rscript", "-e", code], capture_output=True, text=True, check=True)
    assert NUMERIC == done.stdout.split()
