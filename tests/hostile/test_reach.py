"""What the commands reach for: no network, no other program, no file written but in the cache and where it was asked."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
from collections.abc import Callable
from pathlib import Path

import pytest

from evtrials.collection.folders import shipped_folder

ANSWERS = (
    "list", "list --about all --search everolimus", "show toy-1", "show toy-1 --json", "compare toy-1 toy-2", "search everolimus",
    "map --about all", "results --endpoint pfs --plot", "quote toy-1 pfs", "safety --all", "exposure --all", "doses everolimus", "subgroups toy-1", "biomarkers --about all", "trace toy-1 pfs", "conflicts",
    "sources", "figures --format csv", "arms", "cite toy-1 --format bibtex", "columns", "check", "check TRIALS/toy-1.yaml", "check --texts TEXTS",
    "check --explain W211", "diff TRIALS TRIALS", "schema", "cache", "cache --rebuild",
    "show nothing", "list --subtype nothing", "list --trials nowhere",
)  # fmt: skip
WRITES = ("new toy-9 --into OUT", "cite toy-1 --output OUT/one.bib", "new toy-8 --minimal --into OUT", "new toy-1 --skeleton toy-1 --into OUT", "schema --into OUT", "export OUT/tables", "export OUT/base --format sqlite", "report --output OUT/report.html")


@pytest.fixture
def reached(tmp_path: Path, write_toy: Callable[..., Path]) -> Callable[..., list[tuple[str, str, str]]]:
    """What some commands reach for: the command, how, and where."""
    folder = write_toy().parent
    write_toy(("NCT00000001", "NCT00000002"), ("name: TOY-1", "name: TOY-2"), ("pmid: 10000001", "pmid: 10000002"), id="toy-2")
    for name in ("home", "work", "texts", "out"):
        (tmp_path / name).mkdir()
    (tmp_path / "texts" / "Doe2020.txt").write_text("hr 0.45 (0.34 to 0.59)", encoding="utf-8")
    words = {"TRIALS": str(folder), "TEXTS": str(tmp_path / "texts"), "OUT": str(tmp_path / "out")}

    def run(commands: tuple[str, ...]) -> list[tuple[str, str, str]]:
        for old, new in words.items():
            commands = tuple(command.replace(old, new) for command in commands)
        (tmp_path / "commands").write_text("\n".join(json.dumps(command.split()) for command in commands), encoding="utf-8")
        environment = {
            **os.environ, "EVTRIALS_TRIALS": str(folder), "EVTRIALS_CACHE": str(tmp_path / "cache"), "HOME": str(tmp_path / "home"),
            "PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": str(Path(__file__).parents[2] / "src"),
        }  # fmt: skip
        program = [sys.executable, str(Path(__file__).with_name("reach.py")), str(tmp_path / "commands"), str(tmp_path / "reached")]
        done = subprocess.run(program, cwd=tmp_path / "work", env=environment, capture_output=True, text=True, check=False)
        assert (0, "") == (done.returncode, done.stderr)
        return [tuple(json.loads(line)) for line in (tmp_path / "reached").read_text(encoding="utf-8").splitlines()]

    return run


def test_answers_reach_for_the_collection_and_write_their_cache(reached: Callable[..., list[tuple[str, str, str]]], tmp_path: Path) -> None:
    """No answer reaches for the network or another program, writes anywhere but in its cache, or reads what it was not asked to."""
    found = reached(ANSWERS)
    assert set(ANSWERS[-3:]) == {command for command, how, code in found if (how, code) in {("code", "1"), ("code", "2")}}
    assert [] == [one for one in found if one[1] in ("network", "process")]
    assert [] == [one for one in found if one[1] == "write" and not one[2].startswith(str(tmp_path / "cache"))]
    program = {str(Path(path).resolve()) for path in (*sysconfig.get_paths().values(), sys.prefix, sys.base_prefix)}
    own = (str(tmp_path), str(shipped_folder().resolve()), str(Path(__file__).parents[2] / "src"), *program, "/etc/localtime", "/proc", "/usr")
    assert [] == [one for one in found if one[1] == "read" and os.path.isabs(one[2]) and not os.path.realpath(one[2]).startswith(own)]
    assert [] == [path for path in (tmp_path / "home", tmp_path / "work", tmp_path / "out") if list(path.iterdir())]


def test_what_is_written_is_written_where_it_was_asked(reached: Callable[..., list[tuple[str, str, str]]], tmp_path: Path) -> None:
    """A new file, a skeleton and the schema lie in the folder that was named."""
    found = reached(WRITES)
    assert [] == [one for one in found if one[1] in ("network", "process") or (one[1] == "code" and one[2] != "0")]
    places = (str(tmp_path / "out"), str(tmp_path / "cache"))
    assert [] == [one for one in found if one[1] == "write" and not one[2].startswith(places)]
    assert [] == [path for path in (tmp_path / "home", tmp_path / "work") if list(path.iterdir())]
