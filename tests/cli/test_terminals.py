"""What a terminal gets: its width, its height, a pager for what is longer, bold only where it can; and what no stream at all gets."""

from __future__ import annotations

import errno
import os
import re
import select
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from evtrials.cli.pager import is_longer, pager
from evtrials.cli.streams import Size, has_styles, size

fcntl = pytest.importorskip("fcntl", reason="needs the terminals of POSIX")
pty = pytest.importorskip("pty")
termios = pytest.importorskip("termios")

SOURCE = str(Path(__file__).parents[2] / "src")
BOLD = "\x1b[1m"


class Shown(NamedTuple):
    """What stood on a terminal, with which exit code."""

    code: int
    text: str


@pytest.fixture
def environment(toys: Path, tmp_path: Path) -> dict[str, str]:
    """The environment of a person at a terminal, and nothing of the one that runs the tests."""
    return {
        "PATH": os.environ["PATH"], "HOME": str(tmp_path), "TERM": "xterm", "LANG": "C.UTF-8", "PYTHONPATH": SOURCE, "EVTRIALS_CACHE": "off",
        "EVTRIALS_TRIALS": str(toys),
    }  # fmt: skip


@pytest.fixture
def terminal(environment: dict[str, str]) -> Callable[..., Shown]:
    """Run one command on a terminal of its own, of so many columns and lines."""

    def run(*words: str, columns: int = 80, lines: int = 24, **variables: str) -> Shown:
        here, there = pty.openpty()
        termios.tcsetwinsize(there, (lines, columns))
        command = [sys.executable, "-m", "evtrials", *words]
        child = subprocess.Popen(command, stdin=there, stdout=there, stderr=there, env={**environment, **variables}, start_new_session=True)
        os.close(there)
        found = b""
        while select.select([here], [], [], 60)[0]:
            try:
                part = os.read(here, 65536)
            except OSError as error:  # the last one has closed it
                assert errno.EIO == error.errno
                break
            if not part:
                break
            found += part
        os.close(here)
        return Shown(child.wait(60), found.decode().replace("\r\n", "\n"))

    return run


PAGER = """sh -c 'echo "pager LESS=$LESS"; cat'"""


def test_a_long_answer_goes_through_the_pager_with_its_styles(terminal: Callable[..., Shown]) -> None:
    """The pager gets the whole of it, and LESS where the person has no settings of their own."""
    paged = terminal("show", "toy-1", lines=9, EVTRIALS_PAGER=PAGER)
    plain = terminal("--no-pager", "show", "toy-1", lines=9, EVTRIALS_PAGER=PAGER)
    assert (0, 0) == (paged.code, plain.code)
    assert f"pager LESS=FRX\n{plain.text}" == paged.text
    assert BOLD in plain.text
    assert max(map(len, re.sub(r"\x1b\[[0-9;]*m", "", plain.text).splitlines())) <= 80


def test_a_pager_that_is_left_early_is_no_fault(terminal: Callable[..., Shown]) -> None:
    """One who has read enough leaves; nothing is said of it, and nothing printed after it."""
    shown = terminal("figures", "toy-1", "--format", "markdown", EVTRIALS_PAGER="head -n 1", LESS="R")
    assert (0, 1) == (shown.code, len(shown.text.splitlines()))


def test_a_pager_that_is_not_there_or_fails_loses_nothing(terminal: Callable[..., Shown]) -> None:
    """The answer is printed, and that there was no pager is said."""
    without, failing, killed = (
        terminal("show", "toy-1", lines=9, PAGER=command) for command in ("no-such-pager --x", "sh -c 'exit 3'", "sh -c 'kill -9 $$'")
    )
    assert (0, failing) == (without.code, killed)
    assert "no pager: no-such-pager: No such file or directory\n" == without.text[: -len(failing.text)]
    assert (0, True) == (failing.code, "TOY-1" in failing.text)


def test_less_itself_keeps_the_answer_on_the_screen(terminal: Callable[..., Shown]) -> None:
    """What fits is printed as it is; for what does not, less waits for a key."""
    pytest.importorskip("shutil").which("less") or pytest.skip("needs less")
    shown = terminal("show", "toy-1", lines=500, PAGER="less")
    assert 0 == shown.code
    assert shown.text == terminal("show", "toy-1", "--no-pager", lines=500).text


def test_a_short_answer_and_data_go_past_the_pager(terminal: Callable[..., Shown]) -> None:
    """What fits on the screen, and what another program reads, is printed."""
    assert "pager" not in terminal("columns", "arms", lines=200, EVTRIALS_PAGER=PAGER).text
    assert terminal("show", "toy-1", "--json", EVTRIALS_PAGER=PAGER).text.startswith("{")


def test_what_is_said_beside_an_answer_is_folded_on_a_terminal_alone(terminal: Callable[..., Shown], environment: dict[str, str]) -> None:
    """A person reads whole words; another program gets a line for a line."""
    words = ("list", "--drug", "everolimsu/letrozol")
    shown = terminal(*words, columns=50)
    piped = subprocess.run([sys.executable, "-m", "evtrials", *words], env=environment, capture_output=True, text=True, check=False)
    assert (2, 2, "") == (shown.code, piped.returncode, piped.stdout)
    assert max(map(len, shown.text.splitlines())) <= 50
    assert 1 == len(piped.stderr.splitlines())
    assert piped.stderr.split() == shown.text.split()


@pytest.mark.parametrize(
    ("variables", "command"),
    [
        ({}, ["less"]),
        ({"PAGER": "more -s"}, ["more", "-s"]),
        ({"PAGER": "more", "EVTRIALS_PAGER": "less -S"}, ["less", "-S"]),
        ({"PAGER": "more", "EVTRIALS_PAGER": ""}, []),
        ({"PAGER": ""}, []),
        ({"PAGER": "cat"}, []),
        ({"PAGER": "'less"}, ["'less"]),
        ({"CI": "true"}, []),
        ({"CI": "false"}, ["less"]),
        ({"TERM": "dumb"}, []),
        ({"TERM": ""}, []),
    ],
)
def test_which_pager(variables: dict[str, str], command: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """EVTRIALS_PAGER before PAGER before less; none where it is empty or cat, under CI, and on a terminal that cannot."""
    for name in ("PAGER", "EVTRIALS_PAGER", "CI"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr("shutil.which", lambda name: f"/usr/bin/{name}")
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert command == pager()


def test_without_less_there_is_no_pager(monkeypatch: pytest.MonkeyPatch) -> None:
    """Then the answer is printed."""
    for name in ("PAGER", "EVTRIALS_PAGER", "CI"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr("shutil.which", lambda _: None)
    assert [] == pager()


def test_how_long_an_answer_is() -> None:
    """Lines that are wider than the screen take several, Chinese ones twice as soon, styles none; the prompt needs one."""
    assert [False, True] == [is_longer("a\n" * count, Size(80, 24)) for count in (23, 24)]
    assert [False, True] == [is_longer("王" * count + "\n" * 23, Size(80, 24)) for count in (40, 41)]
    assert not is_longer(f"{BOLD}{'a' * 80}\x1b[0m\n" * 23, Size(80, 24))


@pytest.mark.parametrize(
    ("variables", "styled"),
    [
        ({}, True),
        ({"NO_COLOR": "1"}, False),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        ({"NO_COLOR": ""}, True),
        ({"TERM": "dumb", "FORCE_COLOR": "1"}, False),
        ({"out": "a pipe"}, False),
        ({"out": "a pipe", "FORCE_COLOR": "1"}, True),
    ],
)
def test_where_an_answer_is_bold(variables: dict[str, str], styled: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """NO_COLOR wins over FORCE_COLOR; without either it is so on a terminal that can."""
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr("evtrials.cli.streams.out_is_terminal", lambda: "out" not in variables)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert styled == has_styles()


@pytest.mark.parametrize(("said", "columns"), [("132", 132), ("", 80), ("0", 80), ("-5", 80), ("²", 80), ("wide", 80), ("9" * 4000, 80), ("99999999", 10_000)])
def test_columns_are_what_the_environment_says_where_it_makes_sense(said: str, columns: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """COLUMNS is a number of columns, or is passed over; no screen has a million."""
    monkeypatch.setenv("COLUMNS", said)
    monkeypatch.setattr("os.get_terminal_size", lambda _: os.terminal_size((80, 24)))
    assert columns == size().columns


@pytest.mark.parametrize(
    ("line", "code", "out"),
    [
        ("list --about all | head -n 1", 0, "trial\t"),
        ("figures | head -c 10", 0, "trial\tanal"),
        ("list >&-", 0, ""),
        ("list 2>&-", 0, "trial\t"),
        ("list <&-", 0, "trial\t"),
        ("list >&- 2>&- <&-", 0, ""),
        ("list --subtype none 2>&-", 2, ""),
        ("show nothing 2>/dev/full", 1, ""),
        ("list --subtype her2+ 2>/dev/full", 0, "trial\t"),
        ("figures >/dev/full", 1, ""),
        ("list --json >/dev/full 2>&1", 1, ""),
        ("--version >/dev/full", 1, ""),
        ("show --help >/dev/full", 1, ""),
        ("check --list >/dev/full", 1, ""),
        ("list --help | head -n 1", 0, "Usage: evtrials list"),
    ],
)
def test_a_stream_that_takes_nothing_is_no_fault(line: str, code: int, out: str, environment: dict[str, str]) -> None:
    """A reader that leaves, a stream that is closed, a disk that is full: the exit code is that of the answer, and no traceback."""
    if "/dev/full" in line and not Path("/dev/full").exists():
        pytest.skip("needs a device that is always full")
    command, pipe, reader = line.partition("|")
    shell = f'"$PYTHON" -m evtrials {command}; code=$?' + (f'; exit $code) {pipe}{reader}' if pipe else "; exit $code)")
    script = f'set -o pipefail; ({shell}'
    done = subprocess.run(["bash", "-c", script], env={**environment, "PYTHON": sys.executable}, capture_output=True, text=True, check=False)
    assert code == done.returncode, done.stderr
    assert done.stdout.startswith(out)
    assert "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr
