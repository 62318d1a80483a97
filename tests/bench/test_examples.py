"""The examples that ship with the checks: each is caught, let pass and waived as it says."""

from __future__ import annotations

from pathlib import Path

import pytest
from whole import write_whole

from evtrials.bench import examples
from evtrials.bench.checks import CHECKS, Check, Finding, check_paths
from evtrials.bench.examples import Example, example

by_code = pytest.mark.parametrize("check", CHECKS, ids=lambda check: f"{check.code} {check.name}")


def found(folder: Path, shown: Example, *fragments: str) -> tuple[Finding, ...]:
    """What is found in the trial of these fragments, with another trial and a curve beside it where there are such."""
    write_whole(folder, *fragments)
    if shown.beside:
        write_whole(folder, "registry: [NCT00000008]", shown.beside)
    if shown.curve:
        (folder / "curves").mkdir()
        (folder / "curves" / "toy.csv").write_text(shown.curve, encoding="utf-8")
    return check_paths([folder]).findings


@by_code
def test_what_a_check_catches_is_found_by_it_alone(check: Check, tmp_path: Path) -> None:
    """The first fragment is doubted by its own check and by no other, but for what it waives itself."""
    shown = example(check.code)
    assert {check.code} == {finding.code for finding in found(tmp_path, shown, shown.catches) if not finding.waived}


@by_code
def test_what_a_check_lets_pass_is_clean(check: Check, tmp_path: Path) -> None:
    """In the second fragment nothing is found that a waiver does not answer."""
    shown = example(check.code)
    assert [] == [finding for finding in found(tmp_path, shown, shown.passes) if not finding.waived]


@pytest.mark.parametrize("check", [check for check in CHECKS if check.code not in ("E100", "N390", "N391")], ids=lambda check: check.code)
def test_a_finding_is_waived_as_shown(check: Check, tmp_path: Path) -> None:
    """The waiver shown answers what the first fragment raises; what cannot be read, and a waiver, are mended instead."""
    shown = example(check.code)
    findings = found(tmp_path, shown, shown.catches, shown.waived)
    assert {(check.code, True)} == {(finding.code, bool(finding.waived)) for finding in findings}


def test_every_example_belongs_to_a_check() -> None:
    """No file is left behind where a check went."""
    files = Path(examples.__file__).parent.glob("*.yaml")
    assert sorted(path.stem for path in files) == [check.code for check in CHECKS]
