"""Toy trials: small invented files on which the behaviour of the code is shown."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime, tzinfo
from functools import cache
from pathlib import Path

import pytest

from evtrials.collection.loading import Loaded, load_file
from evtrials.collection.store import Folder, Store, open_store

TOY = """\
id: toy-1
name: TOY-1
title: Everolimus plus letrozole in an invented disease
registry: [NCT00000001]
phase: 3
setting: advanced
status: {is: results published, as_of: 2020-06-30, src: Doe2020 Abstract}
participants: {randomised: 300, src: Doe2020 Abstract}
sources:
  Doe2020: {title: A toy paper, authors: [Doe J], journal: J Toys, year: 2020, pmid: 10000001, basis: abstract}
  News2020: {title: A toy report, year: 2020, basis: press, reports: Doe2020}
design: {allocation: randomised, ratio: 2:1, masking: double-blind, control: placebo, src: Doe2020 Abstract}
population:
  summary: Postmenopausal; progression on an aromatase inhibitor
  hr: [positive]
  her2: [negative]
  menopause: [post]
  line: 1+
  prior: [aromatase inhibitor]
  src: Doe2020 Abstract
arms:
  eve: {label: Everolimus + letrozole, n: 200, drugs: [everolimus 10 mg daily, letrozole 2.5 mg daily], src: Doe2020 Abstract}
  pbo: {label: Placebo + letrozole, n: 100, control: true, drugs: [placebo daily, letrozole 2.5 mg daily], src: Doe2020 Abstract}
populations:
  visceral: {factor: visceral metastasis, level: present, planning: prespecified, src: Doe2020 Abstract}
cuts:
  interim: {label: Interim analysis, date: 2018-01-31, src: Doe2020 Abstract}
  final: {label: Final analysis, date: 2019-06-30, followup: 18 months, events: 210, src: Doe2020 Abstract}
endpoints:
  pfs:
    role: primary
    assessor: investigator
    measure: median
    unit: months
    results:
      - {cut: interim, eve: 6.9, pbo: 2.8, hr: 0.43 (0.32 to 0.58), p: <0.001, assessor: investigator, src: News2020 News}
      - {cut: final, eve: 7.8 (6.9 to 8.5), pbo: 3.2 (2.8 to 4.1), hr: 0.45 (0.34 to 0.59), p: <0.0001, assessor: investigator, src: Doe2020 Abstract}
      - {cut: final, assessor: central, role: supportive, eve: 11.0, pbo: 4.1, hr: 0.38 (0.28 to 0.51), src: Doe2020 Abstract}
      - {cut: final, population: visceral, eve: 6.8, pbo: 2.8, hr: 0.47 (0.31 to 0.71), assessor: investigator, src: Doe2020 Abstract}
  os:
    role: key secondary
    measure: median
    unit: months
    results:
      - {cut: final, eve: not reached, pbo: 26.6 (22.6 to not reached), src: Doe2020 Abstract}
safety:
  - src: Doe2020 Table 2
    cut: final
    attribution: any cause
    unit: percent
    n: {eve: 199, pbo: 100}
    columns: [eve any, eve 3-4, pbo any, pbo 3-4]
    rows:
      Stomatitis: [59, 8, 12, 0]
      Diarrhoea: [34, 2, 19, <1]
"""


def pytest_assertrepr_compare(config: pytest.Config, op: str, left: object, right: object) -> None:
    """With UPDATE_SCREENS=1 what is shown now is written over the literal of the failing test; read the diff, and run again."""
    if os.environ.get("UPDATE_SCREENS") and op == "==" and isinstance(left, str) and isinstance(right, str) and "\n" in left:
        path = config.rootpath / os.environ["PYTEST_CURRENT_TEST"].partition("::")[0]
        old, new = (text.replace("\\", "\\\\") for text in (left, right))
        path.write_text(path.read_text(encoding="utf-8").replace(f'"""\\\n{old}"""', f'"""\\\n{new}"""'), encoding="utf-8")


@pytest.fixture(autouse=True)
def no_index(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test touches the user's cache; what the index does is shown where it is switched on."""
    monkeypatch.setenv("EVTRIALS_CACHE", "off")


@pytest.fixture(scope="session")
def shipped() -> Store:
    """The shipped collection, whose vocabulary and sources are read once for all tests."""
    return open_store(["shipped"])


@pytest.fixture(scope="session")
def load_shipped(shipped: Store) -> Callable[[str], Loaded]:
    """Load a shipped trial by its id; each is read once for all tests, so that no test may change what it is given."""
    return cache(shipped.load)


@pytest.fixture
def toy_folder(tmp_path: Path) -> Path:
    """An empty collection folder, which has the shipped vocabulary through `write_toy` and `load_toy`."""
    folder = tmp_path / "toys"
    folder.mkdir()
    return folder


@pytest.fixture
def write_toy(toy_folder: Path) -> Callable[..., Path]:
    """Write the toy trial with parts of its text replaced: `write_toy(("0.45 (0.34", "0.45 (0.46"), id="toy-2")`."""

    def write(*replacements: tuple[str, str], id: str = "toy-1", text: str = TOY) -> Path:
        for old, new in replacements:
            assert text.count(old) >= 1, f"{old!r} is not in the toy"
            text = text.replace(old, new)
        text = text.replace("id: toy-1", f"id: {id}", 1)
        path = toy_folder / f"{id}.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.fixture
def load_toy(write_toy: Callable[..., Path], shipped: Store) -> Callable[..., Loaded]:
    """Write the toy trial as `write_toy` does and load it with the shipped vocabulary."""

    def load(*replacements: tuple[str, str], **kwargs: str) -> Loaded:
        path = write_toy(*replacements, **kwargs)
        return load_file(path, shipped.terms, Folder(path.parent).sources)

    return load


class _Clock(datetime):
    """A clock that stands at eleven in the morning of 30 November 2026 in Greenwich."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> _Clock:
        """What it shows in a time zone."""
        return cls(2026, 11, 30, 11, tzinfo=UTC).astimezone(tz)


@pytest.fixture
def last_of_november(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is eleven in the morning of 30 November 2026 in Greenwich, and 1 December where a day begins first."""
    monkeypatch.setattr("evtrials.notation.dates.datetime", _Clock)
