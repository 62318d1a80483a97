"""Hostile files, one at a time beside a good trial: a message with the place, quickly, in little memory, nothing else touched."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from cases import CASES, FILE, FULL, SEED, SHARED, TOY, Case, pattern, reads_all

# What one command may cost on one file. Without a hostile file it is about 0.1 s and 70 MB with the interpreter.
SECONDS = 2.0
# A good trial as large as can be takes about 1.5 s; the margin is for slow machines.
FULL_SECONDS = 5.0
BYTES = 200 << 20
COMMANDS = ("check", "list", "skip")
ALL = {**CASES, **SHARED}


def is_possible(name: str) -> bool:
    """Whether this system, and this user, can have such a file."""
    if name == "an unreadable file" and reads_all():
        return False
    return os.name == "posix" or not any(word in name for word in ("link", "pipe", "socket"))


def tree(folder: Path) -> dict[str, tuple[int, int, int]]:
    """Everything below a folder, with what a write would change."""
    found = {}
    for path in sorted(folder.rglob("*")):
        status = path.lstat()
        found[path.relative_to(folder).as_posix()] = (status.st_mode, status.st_size, status.st_mtime_ns)
    return found


@pytest.fixture(scope="module")
def attacked(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, dict[str, Any]]]:
    """What check, list and list --skip-invalid say of every case that is run, and `written`: what changed on the disk meanwhile."""
    items = [item for item in request.session.items if isinstance(item, pytest.Function) and hasattr(item, "callspec")]
    chosen = {item.callspec.params.get("case", item.callspec.params.get("name")) for item in items}
    root = tmp_path_factory.mktemp("hostile")
    work = root / "work"
    work.mkdir()
    lines = []
    for index, (name, case) in enumerate({**ALL, **FULL}.items()):
        if name not in chosen or not is_possible(name):
            continue
        folder = work / f"case-{index}" / "trials"
        folder.mkdir(parents=True)
        (folder / "toy-1.yaml").write_text(TOY, encoding="utf-8")
        case.make(folder)
        lines.append(json.dumps([name, str(folder), case.checked or case.file]))
    (root / "cases").write_text("\n".join(lines), encoding="utf-8")
    before = tree(work)
    environment = {**os.environ, "EVTRIALS_CACHE": str(root / "cache"), "HOME": str(work), "COLUMNS": "100"}
    source = Path(__file__).parents[2] / "src"
    done = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("attack.py")), str(root / "cases"), str(root / "answers")],
        cwd=work, env={**environment, "PYTHONPATH": str(source)}, capture_output=True, text=True, timeout=600, check=False,
    )  # fmt: skip
    answers = dict(json.loads(line) for line in (root / "answers").read_text(encoding="utf-8").splitlines())
    answers["process"] = {"code": done.returncode, "err": done.stderr[-2000:]}
    after = tree(work)
    answers["written"] = {name for name in {**before, **after} if before.get(name) != after.get(name)}
    return answers


@pytest.fixture(params=[pytest.param(name, marks=() if name in SEED else pytest.mark.slow) for name in ALL])
def case(request: pytest.FixtureRequest) -> str:
    """The name of a case that this system can have."""
    name: str = request.param
    if not is_possible(name):
        pytest.skip("this system or this user cannot have such a file")
    return name


def said(attacked: dict[str, Any], name: str, command: str) -> dict[str, Any]:
    """The answer of a command; a case without one crashed or hung the process."""
    assert name in attacked, f"the process ended before it had an answer: {attacked['process']}"
    answer: dict[str, Any] = attacked[name][command]
    return answer


@pytest.mark.parametrize(("command", "stream"), [("check", "out"), pytest.param("list", "err", marks=pytest.mark.slow)])
def test_a_hostile_file_is_told_with_its_place(attacked: dict[str, Any], case: str, command: str, stream: str) -> None:
    """The exit code is 1, and the message names the file, line and column, and what is wrong there."""
    answer = said(attacked, case, command)
    assert 1 == answer["code"]
    assert pattern(ALL[case]).search(answer[stream]), answer[stream][:2000]


def test_the_trials_beside_a_hostile_file_are_unharmed(attacked: dict[str, Any], case: str) -> None:
    """With --skip-invalid the good trial of the folder is listed and the hostile file named."""
    if case in SHARED:
        pytest.skip("a fault of what all trials share")
    answer = said(attacked, case, "skip")
    assert (0, 1) == (answer["code"], answer["out"].count("toy-1"))
    assert pattern(CASES[case]).search(answer["err"])


def test_messages_are_clean(attacked: dict[str, Any], case: str) -> None:
    """There is no traceback, no fault of the tool itself, nothing of the file that would steer a terminal, and not much text."""
    answers = [said(attacked, case, command) for command in COMMANDS]
    text = "".join(answer["out"] + answer["err"] for answer in answers)
    assert "Traceback" not in text
    assert "a fault of evtrials itself" not in text
    assert [] == [char for char in text if not (char.isprintable() or char in "\n\u00a0")]
    assert len(text) < 500_000


def test_a_hostile_file_costs_little(attacked: dict[str, Any], case: str) -> None:
    """Each command takes under 2 s of processor time and 200 MB, interpreter included."""
    answers = [said(attacked, case, command) for command in COMMANDS]
    assert [] == [answer["seconds"] for answer in answers if answer["seconds"] >= SECONDS]
    assert [] == [answer["bytes"] for answer in answers if answer["bytes"] >= BYTES]


@pytest.mark.slow
@pytest.mark.parametrize("name", FULL)
def test_a_file_as_full_as_can_be_costs_little(attacked: dict[str, Any], name: str) -> None:
    """A good trial of nearly as many values as are read is checked and listed in seconds, though its rows meet each other."""
    answers = [said(attacked, name, command) for command in COMMANDS]
    assert [0, 0, 0] == [answer["code"] for answer in answers]
    assert [] == [answer["seconds"] for answer in answers if answer["seconds"] >= FULL_SECONDS]
    assert [] == [answer["bytes"] for answer in answers if answer["bytes"] >= BYTES]


def test_nothing_is_written(attacked: dict[str, Any]) -> None:
    """Neither the folders nor the working folder nor the home folder changed; the index alone was written, in its cache."""
    assert set() == attacked["written"]


def test_every_case_is_hostile_in_its_own_way(tmp_path: Path) -> None:
    """The good trial, without the change, is not told of: what the patterns find is the change."""
    from evtrials.cli import run

    (tmp_path / FILE).write_text(TOY.replace("id: toy-1", "id: hostile", 1), encoding="utf-8")
    assert 0 == run(["check", str(tmp_path / FILE)])
    assert isinstance(CASES["NUL"], Case)
