"""Reconstructed curves against what their trials printed: each fault of a file is told, and the shipped ones have none."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evtrials.bench.checks import check_paths
from evtrials.collection.folders import shipped_folder

CODES = ("E100", "W262", "W263", "W264", "W265")
Rows = list[list[str]]


def turned_round(rows: Rows) -> Rows:
    """The labels of the arms, changed for each other."""
    return [[time, event, {"eve": "pbo", "pbo": "eve"}[arm]] for time, event, arm in rows]


def in_days(rows: Rows) -> Rows:
    """Times of months as days."""
    return [[str(float(time) * 30.4375), event, arm] for time, event, arm in rows]


def censored_for_event(rows: Rows) -> Rows:
    """Events and censored patients, changed for each other."""
    return [[time, str(1 - int(event)), arm] for time, event, arm in rows]


def cut_short(rows: Rows) -> Rows:
    """A file of which the last half of each arm is missing."""
    arms = ([row for row in rows if row[2] == arm] for arm in ("eve", "pbo"))
    return [row for arm in arms for row in arm[: len(arm) // 2]]


def one_arm(rows: Rows) -> Rows:
    """A file that ends before its second arm."""
    return [row for row in rows if row[2] == "eve"]


@pytest.fixture
def found(tmp_path: Path) -> Callable[..., list[tuple[str, str]]]:
    """Code and message of what is found in a shipped trial whose curve is changed so."""

    def of(id_: str, name: str, change: Callable[[Rows], Rows], unit: str = "") -> list[tuple[str, str]]:
        shipped = shipped_folder()
        (tmp_path / "curves").mkdir(exist_ok=True)
        for file in ("_sources.yaml", "_terms.yaml"):
            shutil.copy(shipped / file, tmp_path / file)
        text = (shipped / f"{id_}.yaml").read_text(encoding="utf-8")
        if unit:
            text = re.sub(rf"(file: curves/{name}, unit: )\w+", rf"\g<1>{unit}", text)
        (tmp_path / f"{id_}.yaml").write_text(text, encoding="utf-8")
        head, *lines = (shipped / "curves" / name).read_text(encoding="utf-8").splitlines()
        rows = change([line.split(",") for line in lines])
        (tmp_path / "curves" / name).write_text("\n".join([head, *map(",".join, rows)]) + "\n", encoding="utf-8")
        findings = check_paths([tmp_path / f"{id_}.yaml"]).findings
        return [(one.code, one.message) for one in findings if one.code in CODES and not one.waived]

    return of


OS, PFS = ("bolero-2", "bolero-2-os.csv"), ("bolero-3", "bolero-3-pfs.csv")


@pytest.mark.parametrize("curve", [OS, PFS])
def test_the_shipped_curves_go_with_their_print(found: Callable, curve: tuple[str, str]) -> None:
    """Nothing is found in a curve as it ships."""
    assert [] == found(*curve, lambda rows: rows)


@pytest.mark.parametrize(
    ("curve", "change", "unit", "expected"),
    [
        (OS, turned_round, "", [("W262", "the median of eve in the curve is that of pbo in print")]),
        (PFS, turned_round, "", [("W262", "the median of eve in the curve is that of pbo in print")]),
        (OS, in_days, "", [("W263", "a factor of 30; it would fit if the times were days")] * 2),
        (OS, list, "days", [("W263", "a factor of 0.033; it would fit if the times were months")] * 2),
        (PFS, list, "months", [("W263", "a factor of 4.4; it would fit if the times were weeks")] * 2),
        (OS, cut_short, "", [("W263", "in print (Piccart2014"), ("W263", "in print (Piccart2014"),
                             ("W264", "119 patients of pbo in the curve, 239 in print"),
                             ("W264", "242 patients of eve in the curve, 485 in print"),
                             ("W265", "events in all in the curve, 410 in print")]),
        (OS, one_arm, "", [("W264", "no patient of pbo in the curve"), ("W265", "268 events in all in the curve, 410 in print")]),
        (OS, lambda rows: rows[1:], "", [("W264", "484 patients of eve in the curve, 485 in print")]),
        (OS, censored_for_event, "", [("W262", "the curve gives a hazard ratio of about"), ("W263", "median of eve"),
                                      ("W263", "median of pbo"), ("W265", "313 events in all in the curve, 410 in print")]),
    ],
)  # fmt: skip
def test_a_fault_of_a_curve_is_told(found: Callable, curve: tuple[str, str], change: Callable, unit: str, expected: list) -> None:
    """Labels turned round, another unit, a file cut short, events and censored changed for each other: each in its words."""
    told = found(*curve, change, unit)
    assert [code for code, _ in expected] == [code for code, _ in told]
    assert [] == [(words, message) for (_, words), (_, message) in zip(expected, told, strict=True) if words not in message]


PATIENTS = st.tuples(st.sampled_from(["0", "1", "2.5", "7", "1e5", "1e-300"]), st.sampled_from("01"), st.sampled_from(["eve", "pbo"]))


def test_whatever_a_curve_holds_is_held_against_print(write_toy: Callable[..., Path], toy_folder: Path) -> None:
    """Nobody with an event, everybody at once, one patient against a hundred: nothing makes a check fall over."""
    curve = "file: curves/toy.csv, unit: months, reconstructs: Doe2020 Figure 1, made_by: Roe R, licence: MIT"
    path = write_toy(("safety:\n", f"curves: [{{endpoint: pfs, cut: final, {curve}}}]\nsafety:\n"))
    (toy_folder / "curves").mkdir()

    @settings(derandomize=True, deadline=None, database=None, max_examples=60)
    @given(st.lists(PATIENTS, min_size=1, max_size=8), st.sampled_from([0, 4000]))
    def held(patients: list[tuple[str, str, str]], more: int) -> None:
        lines = ["time,event,arm", *map(",".join, patients), *["9,0,pbo"] * more]
        (toy_folder / "curves" / "toy.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
        assert {"W264"} <= {one.code for one in check_paths([path]).findings} <= set(CODES)

    held()
