"""A small collection of toys, and a shell that runs the tool on it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from evtrials.cli import run


@dataclass(frozen=True)
class Shell:
    """What one command gave back."""

    code: int
    out: str
    err: str

    @property
    def screen(self) -> str:
        """What a terminal shows: the answer, then what was said beside it, without the blanks that end a line."""
        return "\n".join(line.rstrip() for line in (self.out + self.err).split("\n"))


@pytest.fixture
def toys(write_toy: Callable[..., Path], toy_folder: Path) -> Path:
    """Three trials: HR+/HER2- second line (toy-1), HER2+ of 5 mg (toy-2), one with HER2-positive and mutated tumours (toy-3)."""
    write_toy()
    write_toy(
        ("name: TOY-1", "name: TOY-2"), ("NCT00000001", "NCT00000002"), ("everolimus 10 mg", "everolimus 5 mg"),
        ("her2: [negative]", "her2: [positive]"), ("hr: [positive]", "hr: [positive, negative]"), ("line: 1+", "line: 1"),
        ("year: 2020, pmid: 10000001", "year: 2021, pmid: 10000002"), id="toy-2",
    )  # fmt: skip
    write_toy(
        ("name: TOY-1", "name: TOY-3"), ("NCT00000001", "NCT00000003"), ("everolimus 10 mg", "everolimus 2.5-10 mg"),
        ("her2: [negative]", "her2: [positive, mutated]"), ("line: 1+", "line: not stated"), ("pmid: 10000001", "pmid: 10000003"),
        ("  src: Doe2020 Abstract\narms", "  src: Doe2020 Abstract\n  mix: {her2 amplified: 28, her2 mutated: 4, src: Doe2020 Abstract}\narms"),
        id="toy-3",
    )  # fmt: skip
    return toy_folder


@pytest.fixture
def shell(toys: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Shell]:
    """Run one command on the toys in a terminal of so many columns."""
    monkeypatch.setenv("EVTRIALS_TRIALS", str(toys))

    def call(*arguments: str, columns: int = 80) -> Shell:
        monkeypatch.setenv("COLUMNS", str(columns))
        capsys.readouterr()
        code = run(list(arguments))
        captured = capsys.readouterr()
        return Shell(code, captured.out, captured.err)

    return call
