"""The template has every word of the format: each command answers about it, so that none meets a word that it does not know."""

from __future__ import annotations

from pathlib import Path

import pytest

from evtrials.cli import run
from evtrials.collection.folders import shipped_folder

ASKED = (
    "list", "show template-1", "results --endpoint pfs", "results --endpoint orr", "subgroups template-1", "biomarkers PIK3CA",
    "safety stomatitis", "safety fatigue", "exposure", "doses everolimus", "trace template-1 pfs", "trace template-1", "trace template-1 fatigue", "conflicts", "map", "figures", "arms", "sources", "search together",
    "curve template-1 pfs", "check",
)  # fmt: skip


@pytest.fixture
def template(tmp_path: Path) -> Path:
    """A folder with the template as a trial, and the curve that it names."""
    folder = tmp_path / "own"
    (folder / "curves").mkdir(parents=True)
    text = (shipped_folder() / "_template.yaml").read_text(encoding="utf-8")
    (folder / "template-1.yaml").write_text(text, encoding="utf-8")
    (folder / "curves" / "template-1-pfs.csv").write_text("time,event,arm\n1,1,eve-10\n2,0,let\n", encoding="utf-8")
    return folder


@pytest.mark.parametrize("format_", ["table", "csv", "json"])
@pytest.mark.parametrize("asked", ASKED)
def test_every_command_answers_about_the_template(
    asked: str, format_: str, template: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """An answer is given in every form."""
    formats = () if asked == "check" and format_ != "json" else ("--format", format_)
    code = run([*asked.split(), "--trials", str(template), *formats])
    answer = capsys.readouterr()
    assert (0, True) == (code, len(answer.out + answer.err) > 20), answer.err


def test_it_is_compared_with_a_shipped_trial(template: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Side by side, whatever its words."""
    assert 0 == run(["compare", "template-1", "bolero-2", "--trials", "shipped", "--trials", str(template)])
    assert "template-1" in capsys.readouterr().out.casefold()


@pytest.mark.parametrize("asked", ["results --endpoint pfs --all", "results --endpoint orr", "safety --all", "curve template-1 pfs", "map"])
def test_every_picture_is_drawn_of_the_template(asked: str, template: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Rows that differ by their source alone are told apart too."""
    assert 0 == run([*asked.split(), "--plot", "--trials", str(template)]), capsys.readouterr().err
    assert "template-1" in capsys.readouterr().out.casefold()


def test_a_ratio_without_direction_is_in_no_contrast(template: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`of: A with B` is shown under both labels, as what it is, and is no line of a comparison."""
    run(["results", "--endpoint", "pfs", "--trials", str(template), "--format", "csv"])
    assert "0.80" not in capsys.readouterr().out
    run(["show", "template-1", "--full", "--trials", str(template), "--format", "markdown"])
    shown = "Everolimus 10 mg + letrozole with Everolimus 5 mg + letrozole"
    assert f"{shown} (which way round is not printed)" in capsys.readouterr().out


def test_a_result_in_words_stands_where_its_figure_would(template: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A result that a source gives in words alone is told with its place, and is never called unseen."""
    for asked, expected in (
        ("biomarkers PIK3CA", "template-1: said in words, without a figure"),
        ("biomarkers PIK3CA", '**PFS**: letrozole ± everolimus 10 mg daily (open), PIK3CA: mutated: in words, consistent: as in all patients'),
        ("show template-1 --only biomarkers", 'in words, consistent: as in all patients'),
        ("show template-1 --only harms", 'Fatigue, in words, more frequent: more frequent with everolimus [Doe2020, Table 2]'),
        ("safety fatigue --all", 'more frequent: more frequent with everolimus [Doe2020, Table 2]'),
    ):
        assert 0 == run([*asked.split(), "--trials", str(template), "--format", "markdown"])
        answer = capsys.readouterr()
        assert (True, False) == (expected in answer.out.replace("\u00a0", " "), "left out" in answer.err), answer.out + answer.err
