"""How long `evtrials list` takes beside an empty Typer program that prints one Rich table: run in turns, medians, one ratio.

python benchmarks/startup.py [RUNS]
"""

from __future__ import annotations

import os
import platform
import statistics
import subprocess
import sys
import time
from importlib.metadata import version

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
PROGRAMS = {
    "bare interpreter": [sys.executable, "-c", "pass"],
    "empty Typer + Rich": [sys.executable, "-c", EMPTY],
    "evtrials --version": [sys.executable, "-m", "evtrials", "--version"],
    "evtrials list": [sys.executable, "-m", "evtrials", "list", "--format", "table"],
    "evtrials show bolero-2": [sys.executable, "-m", "evtrials", "show", "bolero-2", "--format", "table"],
    "evtrials compare A B": [sys.executable, "-m", "evtrials", "compare", "bolero-2", "horizon", "--format", "table"],
}


def plain_environment() -> dict[str, str]:
    """The environment without what makes Python compile its modules at every start, or write each line by itself."""
    return {name: value for name, value in os.environ.items() if name not in ("PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED")}


def measure(runs: int) -> dict[str, float]:
    """The median wall time of each program in seconds, measured in turns so that a busy moment meets all of them."""
    taken: dict[str, list[float]] = {name: [] for name in PROGRAMS}
    for _ in range(runs):
        for name, command in PROGRAMS.items():
            start = time.perf_counter()
            null = subprocess.DEVNULL
            subprocess.run(command, stdout=null, stderr=null, check=True, env=plain_environment())
            taken[name].append(time.perf_counter() - start)
    return {name: statistics.median(times) for name, times in taken.items()}


def main() -> None:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    medians = measure(runs)
    base = medians["empty Typer + Rich"]
    libraries = ", ".join(f"{name} {version(name)}" for name in ("typer", "rich", "pydantic"))
    print(f"Python {platform.python_version()}, {libraries}, {runs} runs")
    for name, seconds in medians.items():
        print(f"{name:36}{seconds * 1000:8.0f} ms{seconds / base:7.2f} x")


if __name__ == "__main__":
    main()
