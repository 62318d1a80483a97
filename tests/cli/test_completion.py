"""Completion: what is offered is understood, and needs no quotes in any shell."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from evtrials.cli import run
from evtrials.cli.completing import SHELLS, beginning, of_filter
from evtrials.collection.filters import FILTERS, Filter


@pytest.fixture
def offered(toys: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[[str], list[str]]:
    """What a bash is offered after a line, on the toys."""
    monkeypatch.setenv("EVTRIALS_TRIALS", str(toys))
    monkeypatch.setenv("_EVTRIALS_COMPLETE", "complete_bash")

    def after(line: str) -> list[str]:
        words = line.split(" ")
        monkeypatch.setenv("COMP_WORDS", line)
        monkeypatch.setenv("COMP_CWORD", str(len(words) - 1))
        capsys.readouterr()
        assert 0 == run([])
        return capsys.readouterr().out.split()

    return after


@pytest.mark.parametrize(
    ("line", "some"),
    [
        ("evtrials sh", ["show"]),
        ("evtrials show to", ["toy-1", "toy-2", "toy-3"]),
        ("evtrials show TOY-1", ["TOY-1"]),
        ("evtrials compare toy-1 toy-2", ["toy-2"]),
        ("evtrials list --subtype her2+,hr", ["her2+,hr+", "her2+,hr-"]),
        ("evtrials list --drug letr", ["letrozole"]),
        ("evtrials list --drug everolimus/letr", ["everolimus/letrozole"]),
        ("evtrials list --class arom", ["aromatase-inhibitor"]),
        ("evtrials list --endpoint o", ["os"]),
        ("evtrials list --columns trial,subt", ["trial,subtype"]),
        ("evtrials show toy-1 --only results,har", ["results,harms"]),
        ("evtrials safety sto", ["stomatitis"]),
        ("evtrials list --prior aroma", ["aromatase-inhibitor"]),
        ("evtrials results pf", ["pfs"]),
        ("evtrials check --explain w21", ["w211"]),
        ("evtrials trace toy-1 pf", ["pfs"]),
        ("evtrials cite toy-1 --format b", ["bibtex"]),
    ],
)
def test_what_is_offered(line: str, some: list[str], offered: Callable[[str], list[str]]) -> None:
    """Commands, trials, words of filters, endpoints, events, sections, columns; of several words the last is completed."""
    assert set(some) <= set(offered(line))


@pytest.mark.parametrize("one", [one for one in FILTERS.values() if of_filter(one)], ids=lambda one: one.name)
def test_what_a_filter_is_offered_it_takes(one: Filter, shell: Callable) -> None:
    """Each word that completion offers for a filter is one that it knows: of alternatives, one that is not known would be refused."""
    complete = of_filter(one)
    assert complete
    words = complete("")
    assert words
    # Ten words a question, since a value typed is bounded in length.
    questions = [",".join(words[first : first + 10]) for first in range(0, len(words), 10)]
    assert [] == [question for question in questions if 0 != shell("list", f"{one.flag}={question}").code]
    assert 2 == shell("list", f"{one.flag}={questions[-1]},xyzzy").code


def test_nothing_that_a_shell_would_run_is_offered() -> None:
    """Scripts of shells evaluate what they are offered: a name with a sign of theirs is not, one of several words without spaces is."""
    names = ["hand-foot syndrome", "a$(id)", "a`id`", "a\\$(id)", 'a"b', "a;b", "a&b", "a'b", "a|b", "a>b", "a\nb", "é"]
    assert ["hand-foot-syndrome"] == beginning("", names)
    assert ["HAND-foot-syndrome"] == beginning("HAND", names)


@pytest.mark.parametrize("shell_name", SHELLS)
def test_the_script_of_any_shell_is_printed_in_any_other(shell_name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """`--show-completion fish` under bash prints the script of fish."""
    assert 0 == run(["--show-completion", shell_name])
    script = capsys.readouterr().out
    assert f"complete_{shell_name.replace('pwsh', 'powershell')}" in script
    if shutil.which(shell_name):
        subprocess.run([shell_name, "-n"], input=script, text=True, check=True)


def test_without_a_shell_that_is_known_one_is_asked_for(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Where no shell is named, it is the one in which the command was typed; where that is none, the known ones are named."""
    monkeypatch.setattr("shellingham.detect_shell", lambda: ("fish", "/usr/bin/fish"))
    assert 0 == run(["--show-completion"])
    assert capsys.readouterr().out.startswith("complete --command evtrials")
    monkeypatch.setattr("shellingham.detect_shell", lambda: ("nu", "/usr/bin/nu"))
    assert 2 == run(["--install-completion"])
    assert "evtrials: --install-completion: name the shell: bash, zsh, fish, powershell or pwsh\n" == capsys.readouterr().err


@pytest.mark.skipif(not shutil.which("bash"), reason="needs bash")
def test_bash_completes_with_the_script(tmp_path: Path, toys: Path) -> None:
    """The script, installed in a home of its own, completes a trial in bash itself."""
    program = tmp_path / "evtrials"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m evtrials "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    environment = {
        **os.environ, "HOME": str(tmp_path), "EVTRIALS_TRIALS": str(toys), "PATH": f"{tmp_path}:{os.environ['PATH']}",
        "PYTHONPATH": str(Path(__file__).parents[2] / "src"),
    }  # fmt: skip
    typed = (
        "evtrials --install-completion bash && . ~/.bash_completions/evtrials.sh && COMP_WORDS=(evtrials show toy) COMP_CWORD=2"
        ' && _evtrials_completion evtrials; echo "${COMPREPLY[@]}"'
    )
    done = subprocess.run(["bash", "-c", typed], env=environment, capture_output=True, text=True, check=True)
    assert "toy-1 toy-2 toy-3" == done.stdout.splitlines()[-1]
    assert re.search(r"bash_completions/evtrials\.sh", (tmp_path / ".bashrc").read_text(encoding="utf-8"))


def test_where_a_number_is_asked_for_nothing_is_offered() -> None:
    """Where a number or any text may stand, there is nothing to complete."""
    assert [None, None, None] == [of_filter(FILTERS[name]) for name in ("min_n", "search", "dose")]
