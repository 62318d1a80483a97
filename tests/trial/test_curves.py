"""Files of reconstructed curves: what is read, and what a stranger's file is told."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from evtrials.bench.checks import check_paths
from evtrials.collection.loading import Loaded
from evtrials.collection.store import Store
from evtrials.errors import DataError
from evtrials.trial.curve_data import curve_faults, read_curve

ARMS = ("eve", "pbo")


def written(folder: Path, text: str) -> Path:
    """A file of a curve."""
    path = folder / "toy.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_patients_by_arm(tmp_path: Path) -> None:
    """Each row is a patient; an arm without one is left out."""
    found = read_curve(written(tmp_path, "time,event,arm\n1.5,1,eve\n2,0,eve\n"), ARMS)
    assert {"eve": [(1.5, True), (2.0, False)]} == {arm: [(one.time, one.event) for one in group] for arm, group in found.items()}


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("", 1, "the first line is: time,event,arm"),
        ("time,arm,event\n1,eve,1\n", 1, "the first line is: time,event,arm"),
        ("time,event,arm\n", 0, "holds no patient"),
        ("time,event,arm\n1,1,eve\n-1,1,eve\n", 3, "the time '-1' is no number from 0 to 100000"),
        ("time,event,arm\nnan,1,eve\n", 2, "the time 'nan' is no number from 0 to 100000"),
        ("time,event,arm\n\uff11,1,eve\n", 2, "the time '\\uff11' is no number from 0 to 100000"),
        ("time,event,arm\n1_0,1,eve\n", 2, "the time '1_0' is no number from 0 to 100000"),
        ("time,event,arm\n1e999,1,eve\n", 2, "the time '1e999' is no number from 0 to 100000"),
        ("time,event,arm\n1e5,1,eve\n100001,1,eve\n", 3, "the time '100001' is no number from 0 to 100000"),
        ("time,event,arm\n1,2,eve\n", 2, "the event '2' is neither 1 nor 0"),
        ("time,event,arm\n1,1,\x1b[31m\n", 2, "'\\x1b[31m' is not an arm of this trial (eve, pbo)"),
        ("time,event,arm\n1,1\n", 2, "a row has three cells: time, event, arm"),
        ("time,event,arm\n1,1,eve\x00\n", 2, "'eve\\x00' is not an arm of this trial (eve, pbo)"),
    ],
)
def test_faults_are_told_with_their_line(tmp_path: Path, text: str, line: int, message: str) -> None:
    """A fault names its line; what a stranger wrote is printed harmlessly."""
    with pytest.raises(DataError) as caught:
        read_curve(written(tmp_path, text), ARMS)
    assert [(line, message)] == [(problem.line, problem.message) for problem in caught.value.problems]


def test_a_curve_without_end_is_refused(tmp_path: Path) -> None:
    """More patients than any trial has had would cost the checks what nobody waits for."""
    text = "time,event,arm\n" + "1,1,eve\n" * 10_000
    assert 10_000 == len(read_curve(written(tmp_path, text), ARMS)["eve"])
    with pytest.raises(DataError, match="holds 10001 patients; a curve has at most 10000"):
        read_curve(written(tmp_path, f"{text}2,1,eve\n"), ARMS)


def test_a_large_file_is_not_read(tmp_path: Path) -> None:
    """What is larger than 1 MiB is refused unread."""
    with pytest.raises(DataError, match="larger than 1 MiB"):
        read_curve(written(tmp_path, "time,event,arm\n" + "1,1,eve\n" * 140_000), ARMS)


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    """A link out of the folder is refused."""
    secret = written(tmp_path, "time,event,arm\n1,1,eve\n")
    (tmp_path / "link.csv").symlink_to(secret)
    with pytest.raises(DataError, match="is a link"):
        read_curve(tmp_path / "link.csv", ARMS)


def test_the_shipped_curves_can_be_read(shipped: Store, load_shipped: Callable[[str], Loaded]) -> None:
    """Every curve that a shipped trial names is there and whole."""
    found = [loaded for loaded in map(load_shipped, shipped.files) if loaded.trial.curves]
    assert found
    assert [] == [fault for loaded in found for fault in curve_faults(loaded.trial, loaded.file.parent)]


def test_no_figure_comes_from_a_curve(load_shipped: Callable[[str], Loaded]) -> None:
    """The tidy table of a trial with a curve is that of the same file without it."""
    assert [] == [row for row in load_shipped("bolero-2").figures if "curves" in row.path]


CURVE = "curves: [{endpoint: pfs, file: curves/toy.csv, unit: months, reconstructs: Doe2020 Figure 1, made_by: Roe R, licence: MIT}]\n"


def test_check_finds_a_curve_that_is_missing(write_toy: Callable[..., Path]) -> None:
    """A trial loads without opening its curve; `check` says that the file is not there, at its line."""
    path = write_toy(("safety:\n", CURVE + "safety:\n"))
    (finding,) = [one for one in check_paths([path]).findings if one.code == "E100"]
    assert "curves.0.file" == finding.field
    assert finding.message.startswith("curves/toy.csv: cannot be opened")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("endpoint: pfs", "endpoint: dfs", '"dfs" is no endpoint of this trial (pfs, os)'),
        ("unit: months", "unit: months, cut: last", '"last" is not declared under cuts (interim, final)'),
        ("Doe2020 Figure 1", "Poe2020 Figure 1", 'the source "Poe2020" is declared neither in this file'),
        ("curves/toy.csv", "../toy.csv", "name a file of the folder curves beside the trial file"),
        ("curves/toy.csv", "curves/../toy.csv", "name a file of the folder curves beside the trial file"),
    ],
)
def test_a_curve_names_what_the_file_declares(load_toy: Callable[..., Loaded], old: str, new: str, message: str) -> None:
    """Endpoint, cut and source of a curve are declared, and its file lies in the folder curves."""
    with pytest.raises(DataError) as caught:
        load_toy(("safety:\n", CURVE.replace(old, new) + "safety:\n"))
    assert message in str(caught.value)
