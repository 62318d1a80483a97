"""The planted mistakes by which the bench is measured: what each changes, where it can be made, and how it is counted."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from evtrials.collection.folders import shipped_folder, trial_files
from evtrials.collection.loading import Loaded
from evtrials.trial.reader import read_file

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))

import mistakes
import planted

Load = Callable[..., Loaded]
TEXT = (
    "PFS rose from 3.2 (95% CI, 2.8 to 4.1) months with letrozole to 7.8 (95% CI, 6.9 to 8.5) with everolimus, HR 0.45; 95% CI, "
    "0.34 to 0.59; P<.0001.\nTable 2\nStomatitis 59 8 12 0\nDiarrhoea 34 2 19 <1\n"
)
TOLD = ("beside", "named before", "named after", "respectively", "column head", "group before", "not told")


def made(loaded: Loaded, kind: str) -> dict[str, tuple[str, object]]:
    """Each mistake of a kind that can be made in a trial, by its field: what is said of it, and what stands there then."""
    found = {}
    for opening in mistakes.KINDS[kind](loaded):
        done = opening.make(Random(1))
        assert done is not None
        said, data = done
        assert data != loaded.document.data
        found[".".join(map(str, opening.path))] = said, mistakes.at(data, opening.path[:4]) if kind != "term" else data
    return found


def test_the_arms_of_every_grade_are_exchanged(load_toy: Load) -> None:
    """In results the figures of two arms, in a table of harms the cells of each grade; not where the arms are equal."""
    loaded = load_toy(("[34, 2, 19, <1]", "[34, 2, 34, 2]"))
    found = {opening.path: opening.make(Random(1)) for opening in mistakes.arms_swapped(loaded)}
    row = ("endpoints", "pfs", "results", 1)
    harms = ("safety", 0, "rows", "Stomatitis")
    assert 6 == len(found)
    assert ("safety", 0, "rows", "Diarrhoea") not in found
    _, data = found[row] or ("", {})
    assert {"eve": "3.2 (2.8 to 4.1)", "pbo": "7.8 (6.9 to 8.5)"}.items() <= mistakes.at(data, row).items()
    _, data = found[harms] or ("", {})
    assert ["12", "0", "59", "8"] == mistakes.at(data, harms)


def test_equal_counts_of_other_denominators_are_no_mistake(load_toy: Load) -> None:
    """None of 199 and none of 100 exchanged would be told by the denominators alone."""
    loaded = load_toy(("[34, 2, 19, <1]", "[0/199, 0/199, 0/100, 0/100]"))
    assert ("safety", 0, "rows", "Diarrhoea") not in {opening.path for opening in mistakes.arms_swapped(loaded)}


def test_a_word_is_exchanged_for_another_of_the_trial(load_toy: Load) -> None:
    """Term, grade, unit, population and assessor are those of the trial or their counterpart; one thing is changed at a time."""
    loaded = load_toy()
    assert {"safety.0.rows.Stomatitis": "Stomatitis -> Diarrhoea", "safety.0.rows.Diarrhoea": "Diarrhoea -> Stomatitis"} == {
        field: said for field, (said, _) in made(loaded, "term").items()
    }
    assert {"any -> 3-4, 3-4 -> any", "3-4 -> any, any -> 3-4"} >= {said for said, _ in made(loaded, "grade").values()}
    assert {"months -> weeks", "percent -> participants"} == {said for said, _ in made(loaded, "unit").values()}
    assert ["all -> visceral", "visceral -> all"] == sorted({said for said, _ in made(loaded, "population").values()})
    assert ["central -> investigator", "investigator -> central"] == sorted({said for said, _ in made(loaded, "assessor").values()})


def test_another_row_lends_its_figures_and_keeps_its_own(load_toy: Load) -> None:
    """Only rows of one source with figures of the same arms, measure and unit are mistaken for each other."""
    loaded = load_toy()
    found = made(loaded, "another row")
    assert {f"endpoints.pfs.results.{index}" for index in (1, 2, 3)} | {
        "safety.0.rows.Stomatitis", "safety.0.rows.Diarrhoea"
    } == set(found)  # fmt: skip
    _, row = found["endpoints.pfs.results.1"]
    assert isinstance(row, dict)
    assert row["eve"] in ("11.0", "6.8")
    assert "p" not in row
    assert "59" == loaded.document.data["safety"][0]["rows"]["Stomatitis"][0]  # type: ignore[index, call-overload]


def test_a_listed_row_is_known_by_its_figures(tmp_path: Path, load_toy: Load, capsys: pytest.CaptureFixture[str]) -> None:
    """A row that has moved is found where it is now; one whose figures were corrected is named and left out."""
    path = tmp_path / "list.yaml"
    path.write_text(
        '- {trial: toy-1, field: endpoints.pfs.results.7, figures: {eve: "7.8 (6.9 to 8.5)"}, told: beside}\n'
        '- {trial: toy-1, field: endpoints.pfs.results.1, figures: {eve: "7.9"}, told: beside}\n'
    )
    assert [("beside", ("toy-1", "endpoints.pfs.results.1"))] == list(planted.listed(path, [load_toy()]))
    assert "no longer as listed: toy-1 endpoints.pfs.results.1" in capsys.readouterr().err


def test_the_list_by_hand_has_its_rows() -> None:
    """Sixty rows whose text tells the arms apart and twenty whose text does not, each told in a closed word, of shipped trials."""
    entries = read_file(planted.TOLD_APART).data
    assert isinstance(entries, list)
    told = Counter(entry["told"] for entry in entries)
    assert set(TOLD) == set(told)
    assert (60, 20) == (len(entries) - told["not told"], told["not told"])
    assert set() == {entry["trial"] for entry in entries} - set(trial_files(shipped_folder()))
    assert 80 == len({(entry["trial"], entry["field"]) for entry in entries})


@pytest.mark.slow
def test_the_script_counts_what_is_found(tmp_path: Path, load_toy: Load, capsys: pytest.CaptureFixture[str]) -> None:
    """With a text of the toy's table every digit changed in a cell is found; each kind has its line."""
    loaded = load_toy(("basis: abstract", "basis: review"))
    (tmp_path / "Doe2020.txt").write_text(TEXT, encoding="utf-8")
    assert 0 == planted.main([str(tmp_path), "--trials", str(loaded.file.parent), "--of-each", "15"])
    out, err = capsys.readouterr()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in out.splitlines() if line.startswith("| ")]
    rates = {row[0]: row[1:] for row in rows}
    assert {*mistakes.KINDS, "one digit, all"} <= rates.keys()
    assert ["5", "5", "5", "100 %"] == [rates["one digit, table cells"][column] for column in (0, 1, 4, 5)]
    assert ["0", "0", "0", "0"] == rates["one digit, short sources"][:4]
    assert "6" == rates["all of two arms or more"][0]
    assert 80 == err.count("no longer as listed")
