"""The documents tell the truth: outputs in the README are those of the tool, every command is named, the tables are current.

UPDATE_DOCUMENTS=1 writes them anew.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from evtrials.cli import COMMANDS
from evtrials.collection.library import Library
from evtrials.evidence.traits import best_basis

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
GUIDE = ROOT / "trials" / "README.md"
_CONSOLE = re.compile(r"```console\n\$ (?P<command>[^\n]+)\n(?P<output>.*?)```", re.DOTALL)
_TABLE = re.compile(r"(<!-- table -->\n).*?(<!-- end of table -->)", re.DOTALL)


def answer(command: str) -> str:
    """What a terminal of 80 columns shows after a command: its output, then what it said on stderr."""
    is_plain = "|" not in command and "--format" not in command and "--json" not in command
    line = command.replace("evtrials", f"'{sys.executable}' -m evtrials", 1) + (" --format table" if is_plain else "")
    environment = {**os.environ, "COLUMNS": "80", "NO_COLOR": "1"}
    environment.pop("EVTRIALS_TRIALS", None)
    done = subprocess.run(["bash", "-c", line], capture_output=True, text=True, cwd=ROOT, env=environment, check=False)
    text = done.stdout + done.stderr
    return "\n".join(part.rstrip() for part in text.splitlines()) + "\n"


def written(path: Path, text: str) -> str:
    """The text of a document; with UPDATE_DOCUMENTS the new text is written first."""
    if os.environ.get("UPDATE_DOCUMENTS"):
        path.write_text(text, encoding="utf-8")
    return path.read_text(encoding="utf-8")


def test_outputs_in_the_readme_are_current(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each console block of the README shows what the command prints now."""
    monkeypatch.setenv("EVTRIALS_CACHE", str(tmp_path))  # so that the collection is read once
    old = README.read_text(encoding="utf-8")
    new = _CONSOLE.sub(lambda match: f"```console\n$ {match['command']}\n{answer(match['command'])}```", old)
    assert new == written(README, new)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_in_the_readme(command: str) -> None:
    """A command that the README does not name does not exist for its readers."""
    assert f"`evtrials {command}" in README.read_text(encoding="utf-8")


def test_the_first_screen_of_the_readme() -> None:
    """One sentence, one command with its output, two one-line commands stand within the first 45 lines."""
    head = "\n".join(README.read_text(encoding="utf-8").splitlines()[:45])
    assert [1, 2] == [head.count("```console"), len(re.findall(r"^python3 -m venv .*$", head, re.MULTILINE))]


def test_the_table_of_trials_is_current() -> None:
    """trials/README.md lists each trial with its number of figures, best basis, and what was not seen."""
    library = Library()
    lines = ["| trial | name | registration | figures | best basis | not seen |", "| --- | --- | --- | --- | --- | --- |"]
    for trial in library.trials():
        missing = "; ".join(dict.fromkeys(source.not_seen for source in trial.sources.values() if source.not_seen))
        rows = library.figures(trial)
        cells = (
            f"[{trial.id}]({trial.id}.yaml)",
            trial.name,
            ", ".join(trial.registry),
            str(len(rows)),
            best_basis(rows),
            missing,
        )
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    old = GUIDE.read_text(encoding="utf-8")
    new = _TABLE.sub(lambda match: match[1] + "\n" + "\n".join(lines) + "\n\n" + match[2], old)
    assert new == written(GUIDE, new)


def test_no_document_names_the_machine_or_a_registry_host() -> None:
    """Nothing in the repository names a package registry's host or a folder outside it."""
    # Written in pieces, so that this file does not name them either.
    forbidden = re.compile(
        "|".join(["py" + r"pi\.org", "python" + "hosted", "registry" + r"\.npmjs", r"\.\./sha" + "red", "/wo" + "rk/"])
    )
    ignored = {".git", ".venv", "__pycache__", ".ruff_cache", ".mypy_cache", ".pytest_cache", ".hypothesis", "dist", "build"}
    found = [
        path.relative_to(ROOT).as_posix()
        for path in sorted(ROOT.rglob("*"))
        if path.is_file() and not ignored & set(path.relative_to(ROOT).parts) and path.suffix in (".py", ".md", ".yaml", ".toml", ".cff", "", ".json")
        and forbidden.search(path.read_text(encoding="utf-8", errors="replace"))
    ]  # fmt: skip
    assert [] == found
