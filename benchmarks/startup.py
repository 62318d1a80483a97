"""What an answer from the shipped collection costs beside an empty Typer program that prints one Rich table.

    python benchmarks/startup.py [TURNS]

Whole processes, each question in turns with the empty program (A B A B ...), so that a busy moment of the machine meets both;
ratios of medians, of the time that passed and of the processor's. Output goes to the null device: `terminal` is
`--format table`, as a terminal gets it, `pipe` what a pipe gets. A first run fills the cache and is not counted.
"""

from __future__ import annotations

import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version

EVTRIALS = [sys.executable, "-m", "evtrials"]
EMPTY = """
import typer
app = typer.Typer(rich_markup_mode=None)
@app.command()
def main() -> None:
    from rich.console import Console
    from rich.table import Table
    table = Table()
    table.add_column("a")
    table.add_row("1")
    Console().print(table)
app()
"""
EMPTY_PROGRAM = [sys.executable, "-c", EMPTY]
# Each question with the most that its answer on a terminal may cost, in times of the empty program.
QUESTIONS = {
    "list": 1.2,
    "list --subtype her2+": 1.2,
    "show bolero-2": 1.3,
    "compare bolero-2 horizon": 1.3,
    "results --endpoint pfs": 1.5,
    "safety stomatitis": 1.5,
    "search RAD001": 1.5,
    "trace bolero-2 orr": 1.5,
    "figures --endpoint pfs": None,
}


@dataclass
class Measured:
    """A command with what its runs took: seconds, seconds of the processor, and the peak MB of its largest process."""

    command: list[str]
    environment: dict[str, str] = field(default_factory=dict)
    seconds: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)
    peak: float = 0.0

    @property
    def median(self) -> float:
        """The median of its runs in seconds."""
        return statistics.median(self.seconds)

    @property
    def median_processor(self) -> float:
        """The median of its runs in seconds of the processor, in its own code and in the system's."""
        return statistics.median(self.processor)

    def again(self) -> Measured:
        """The same command without its runs."""
        return Measured(self.command, self.environment)

    def run(self) -> None:
        """Run once more. A command that fails ends the measurement, for a wrong answer has no speed."""
        start = time.perf_counter()
        null = subprocess.DEVNULL
        process = subprocess.Popen(self.command, env=plain_environment() | self.environment, stdout=null, stderr=null)
        _, status, usage = os.wait4(process.pid, 0)
        self.seconds.append(time.perf_counter() - start)
        self.processor.append(usage.ru_utime + usage.ru_stime)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise SystemExit(f"exit code {process.returncode}: {' '.join(self.command)}")
        # Linux counts in kilobytes, macOS in bytes.
        self.peak = max(self.peak, usage.ru_maxrss / (1024 if sys.platform != "darwin" else 1024 * 1024))


def plain_environment() -> dict[str, str]:
    """The environment without what makes Python compile its modules at every start, or write each line by itself."""
    return {name: value for name, value in os.environ.items() if name not in ("PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED")}


def in_turns(measured: Iterable[Measured], turns: int) -> None:
    """Run all of them again and again, one after the other, so that a busy moment of the machine meets each of them."""
    programs = list(measured)
    for _ in range(turns):
        for program in programs:
            program.run()


def versions(names: Iterable[str] = ("typer", "rich", "pydantic", "pyyaml")) -> str:
    """Interpreter, libraries and machine, in one line."""
    found = []
    for name in names:
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            continue
    machine = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores"
    return f"Python {platform.python_version()}, {', '.join(found)}; {machine}"


def table(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """Rows as a Markdown table."""
    lines = [heads, tuple("-" * len(head) for head in heads), *rows]
    widths = [max(len(line[index]) for line in lines) for index in range(len(heads))]
    padded = ([cell.ljust(wide) for cell, wide in zip(line, widths, strict=True)] for line in lines)
    return "\n".join(f"| {' | '.join(cells)} |" for cells in padded)


def main() -> None:
    """Measure and print."""
    turns = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    asked: list[tuple[str, str, str, list[str]]] = [
        ("bare interpreter", "", "", [sys.executable, "-c", "pass"]),
        ("--version", "", "", [*EVTRIALS, "--version"]),
    ]
    for question, goal in QUESTIONS.items():
        words = [*EVTRIALS, *question.split()]
        asked.append((question, "terminal", f"{goal} x" if goal else "", [*words, "--format", "table"]))
        asked.append((question, "pipe", "", words))
    asked.append(("check", "", "", [*EVTRIALS, "check"]))
    rows = []
    for question, form, goal, command in asked:
        Measured(command).run()
        empty, one = Measured(EMPTY_PROGRAM), Measured(command)
        in_turns([empty, one], turns)
        rows.append((
            question, form, f"{one.median / empty.median:.2f} x", goal, f"{one.median_processor / empty.median_processor:.2f} x",
            f"{one.median * 1000:.0f}", f"{empty.median * 1000:.0f}", f"{one.peak:.0f}",
        ))  # fmt: skip
    print(f"{versions()}; {turns} turns\n")
    print(table(("question", "answer to", "time", "goal", "processor", "ms", "ms of the empty program", "MB"), rows))


if __name__ == "__main__":
    main()
