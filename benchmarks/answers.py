"""What an answer costs: one table of ratios, each measured in turns in one run, with versions, machine and peak memory.

    python benchmarks/answers.py [--quick] [--sizes 100 1000 10000] [--largest] [--turns N] [--others PYTHON] [--folder DIR]

Whole processes are measured, from start to exit, output to the null device; a ratio is one of medians. Memory is the
largest process of a command. The collections are made by `collection.py` and kept in --folder, if one is given.
--others names the interpreter that has DuckDB, pandas or sqlite-utils; what is not installed there is left out, and said.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

from startup import EMPTY, plain_environment

from evtrials.collection.folders import trial_files

EVTRIALS = [sys.executable, "-m", "evtrials"]
EMPTY_PROGRAM = [sys.executable, "-c", EMPTY]
# A file changed so shortly before it was read is held against its content at every answer.
SETTLED_SECONDS = 2.5
ANSWERS = {
    "list --subtype her2+": ["list", "--subtype", "her2+"],
    "list --subtype her2+ --limit 20": ["list", "--subtype", "her2+", "--limit", "20"],
    "show": ["show", "A"],
    "compare": ["compare", "A", "B"],
    "figures --endpoint pfs": ["figures", "--endpoint", "pfs"],
}
LISTED, FOUND = "her2 = 'positive'", "endpoint = 'pfs'"


@dataclass
class Measured:
    """A command with what its runs took: seconds, and the peak memory in MB of its largest process."""

    command: list[str]
    environment: dict[str, str] = field(default_factory=dict)
    seconds: list[float] = field(default_factory=list)
    peak: float = 0.0

    @property
    def median(self) -> float:
        """The median of its runs in seconds."""
        return statistics.median(self.seconds)

    def run(self) -> None:
        """Run once more. A command that fails ends the measurement, for a wrong answer has no speed."""
        start = time.perf_counter()
        null = subprocess.DEVNULL
        process = subprocess.Popen(self.command, env=plain_environment() | self.environment, stdout=null, stderr=null)
        _, status, usage = os.wait4(process.pid, 0)
        self.seconds.append(time.perf_counter() - start)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise SystemExit(f"exit code {process.returncode}: {' '.join(self.command)}")
        # Linux counts in kilobytes, macOS in bytes.
        self.peak = max(self.peak, usage.ru_maxrss / (1024 if sys.platform != "darwin" else 1024 * 1024))


@dataclass(frozen=True)
class Line:
    """One line of the table: a question, what it is held against, and the ratio that is the goal, if there is one."""

    question: str
    answer: Measured
    against: str
    other: Measured
    goal: str = ""

    def cells(self) -> tuple[str, ...]:
        """Question, against what, ratio, goal, seconds of both, and peak memory of both."""
        ratio = self.answer.median / self.other.median
        return (
            self.question, self.against, f"{ratio:.2f} x", self.goal, f"{self.answer.median:.3f}", f"{self.other.median:.3f}",
            f"{self.answer.peak:.0f}", f"{self.other.peak:.0f}",
        )  # fmt: skip


HEADS = ("question", "against", "ratio", "goal", "s", "s of the other", "MB", "MB of the other")


def in_turns(measured: Iterable[Measured], turns: int) -> None:
    """Run all of them again and again, one after the other, so that a busy moment of the machine meets each of them."""
    programs = list(measured)
    for _ in range(turns):
        for program in programs:
            program.run()


def answer(name: str, folder: Path | None, trials: Sequence[str], cache: Path, form: str | None = None) -> Measured:
    """A question to the collection of a folder (the shipped one, if none is named), A and B being two of its trials."""
    words = [{"A": trials[0], "B": trials[1]}.get(word, word) for word in ANSWERS[name]]
    where = ["--trials", str(folder)] if folder else []
    return Measured([*EVTRIALS, *words, *where, *(["--format", form] if form else [])], {"EVTRIALS_CACHE": str(cache)})


def of_the_shipped(cache: Path, turns: int) -> tuple[list[Line], dict[str, Measured]]:
    """The answers of the shipped collection against an empty program."""
    empty = Measured(EMPTY_PROGRAM)
    pair = ("bolero-2", "horizon")
    piped = {name: answer(name, None, pair, cache) for name in ANSWERS}
    drawn = {name: answer(name, None, pair, cache, "table") for name in ("list --subtype her2+", "show", "compare")}
    in_turns([*piped.values(), *drawn.values()], 1)
    for one in (*piped.values(), *drawn.values()):
        one.seconds.clear()
    in_turns([empty, *piped.values(), *drawn.values()], turns)
    goals = {"list --subtype her2+": "1.2 x", "show": "1.3 x", "compare": "1.3 x"}
    program = "an empty Typer + Rich program"
    lines = [Line(f"{name}, shipped, in a pipe", one, program, empty, goals.get(name, "")) for name, one in piped.items()]
    lines += [Line(f"{name}, shipped, as on a terminal", one, program, empty, goals.get(name, "")) for name, one in drawn.items()]
    return lines, piped


def of_a_size(
    folder: Path, size: int, cache: Path, turns: int, shipped: dict[str, Measured], others: Others, build_turns: int
) -> list[Line]:
    """The cold build, the warm answers, one changed file, and other tools, at one size."""
    ids = list(trial_files(folder))
    pair = tuple(next(id_ for id_ in ids if id_.startswith(name)) for name in ("bolero-2", "horizon"))
    time.sleep(SETTLED_SECONDS)
    place = {"EVTRIALS_CACHE": str(cache)}
    build = Measured([*EVTRIALS, "cache", "--rebuild", "--trials", str(folder)], place)
    reader = Measured([sys.executable, __file__, "--read", str(folder)])
    in_turns([reader, build], build_turns)
    goal = "2 x" if size == 10_000 else ""
    lines = [Line(f"cold build, {size} trials", build, "the bare event reader, as many processes", reader, goal)]
    warm = {name: answer(name, folder, pair, cache) for name in ANSWERS}
    # What is held against the shipped collection is measured in turns with it.
    bases = {name: Measured(shipped[name].command, shipped[name].environment) for name in ANSWERS}
    in_turns([*bases.values(), *warm.values()], turns)
    for name, one in warm.items():
        goal = "2 x" if size == 10_000 and "--limit" in name else "under 250 MB" if size == 10_000 and "figures" in name else ""
        lines.append(Line(f"{name}, {size} trials", one, "the same, shipped", bases[name], goal))
    lines.append(changed(folder / f"{ids[0]}.yaml", size, Measured([*EVTRIALS, "list", "--trials", str(folder)], place), turns))
    return lines + others.lines(folder, size, place, warm, turns)


def changed(path: Path, size: int, plain: Measured, turns: int) -> Line:
    """`list` after a change of one file, in turns with `list` after none."""
    after = Measured(plain.command, plain.environment)
    text = path.read_text(encoding="utf-8")
    for turn in range(turns):
        plain.run()
        path.write_text(f"{text}\n# change {turn}\n", encoding="utf-8")
        after.run()
        # Until the file has settled each answer holds it against its content: the next plain one shall not.
        time.sleep(SETTLED_SECONDS)
        Measured(plain.command, plain.environment).run()
    path.write_text(text, encoding="utf-8")
    return Line(f"list, one of {size} changed", after, "list, none changed", plain, "1.5 x" if size == 10_000 else "")


class Others:
    """The tools that users would otherwise take, as far as an interpreter has them."""

    SCRIPTS = {
        "duckdb": "import duckdb; duckdb.sql(\"COPY (SELECT * FROM read_json_auto('{file}') WHERE {where}) "
        "TO '/dev/null' (FORMAT csv, DELIMITER '\\t', HEADER)\")",
        "pandas": "import pandas, sys; table = pandas.read_json('{file}', lines=True); "
        "table[table['{column}'] == '{value}'].to_csv(sys.stdout, sep='\\t', index=False)",
        "sqlite-utils": "from sqlite_utils.cli import cli; "
        "cli(['memory', '{file}:nl', \"select * from '{table}' where {where}\", '--tsv'])",
    }
    MODULES = {"duckdb": "duckdb", "pandas": "pandas", "sqlite-utils": "sqlite_utils"}

    def __init__(self, interpreter: str, folder: Path, sizes: Sequence[int]) -> None:
        self.interpreter, self.folder, self.sizes = interpreter, folder, sizes
        self.versions: dict[str, str] = {}
        for name, module in self.MODULES.items():
            script = f"import {module}; from importlib.metadata import version; print(version('{name}'))"
            found = subprocess.run([interpreter, "-c", script], capture_output=True, text=True, check=False)
            if found.returncode == 0:
                self.versions[name] = found.stdout.strip()
            else:
                print(f"left out: {name} is not installed for {interpreter}", file=sys.stderr)

    def lines(
        self, trials: Path, size: int, place: dict[str, str], warm: dict[str, Measured], turns: int
    ) -> list[Line]:
        """The same questions asked of the same data, exported beforehand; nothing for a size that is not asked for."""
        if size not in self.sizes or not self.versions:
            return []
        lines = []
        for question, exported, where in (
            ("list --subtype her2+", ["list"], LISTED),
            ("figures --endpoint pfs", ["figures"], FOUND),
        ):
            file = self.folder / f"{exported[0]}_{size}.jsonl"
            with file.open("w") as stream:
                command = [*EVTRIALS, *exported, "--format", "jsonl", "--trials", str(trials)]
                subprocess.run(command, env=plain_environment() | place, stdout=stream, stderr=subprocess.DEVNULL, check=True)
            column, value = where.replace("'", "").split(" = ")
            mine = Measured(warm[question].command, warm[question].environment)
            tools = {}
            for name in self.versions:
                script = self.SCRIPTS[name].format(file=file, where=where, column=column, value=value, table=file.stem)
                tools[name] = Measured([self.interpreter, "-c", script])
            in_turns([mine, *tools.values()], turns)
            lines += [Line(f"{question}, {size} trials", mine, name, tool, "under 1 x") for name, tool in tools.items()]
            file.unlink()
        return lines


def read_all(folder: Path) -> None:
    """Read every file of a folder by the event reader alone, on all cores: what no build can do without."""
    with ProcessPoolExecutor() as pool:
        for _ in pool.map(_read, trial_files(folder).values(), chunksize=16):
            pass


def _read(path: Path) -> int:
    # Not above: what this process has in memory would count as that of the programs it starts.
    from evtrials.trial.reader import read_file

    return len(read_file(path).marks)


def table(lines: Sequence[Line]) -> str:
    """The lines as a Markdown table."""
    rows = [HEADS, tuple("-" * len(head) for head in HEADS), *(line.cells() for line in lines)]
    widths = [max(len(row[place]) for row in rows) for place in range(len(HEADS))]
    return "\n".join("| " + " | ".join(cell.ljust(wide) for cell, wide in zip(row, widths, strict=True)) + " |" for row in rows)


def machine(others: Others) -> str:
    """Versions and machine, in one line."""
    names = ("typer", "rich", "pydantic", "pyyaml", "evtrials")
    found = {**{name: _version(name) for name in names}, **others.versions}
    libraries = ", ".join(f"{name} {number}" for name, number in found.items())
    return f"Python {platform.python_version()}, {libraries}; {platform.system()} {platform.machine()}, {os.cpu_count()} cores"


def _version(name: str) -> str:
    try:
        return version(name)
    except ImportError:
        from evtrials import __version__

        return __version__


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="100 trials only, three turns")
    parser.add_argument("--sizes", type=int, nargs="*", default=[100, 1_000, 10_000], help="numbers of trials")
    parser.add_argument("--largest", action="store_true", help="100,000 trials as well: takes an hour and 3 GB")
    parser.add_argument("--turns", type=int, default=9, help="turns of the answers")
    parser.add_argument("--build-turns", type=int, default=3, help="turns of the cold build")
    parser.add_argument("--others", default=sys.executable, metavar="PYTHON", help="interpreter that has other tools")
    parser.add_argument("--others-at", type=int, nargs="*", metavar="N", help="sizes at which they are asked")
    parser.add_argument("--folder", type=Path, help="keep collections and caches here")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--read", type=Path, metavar="DIR", help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.read:
        read_all(options.read)
        return 0
    sizes = [100] if options.quick else [*options.sizes, *([100_000] if options.largest else [])]
    turns, build_turns = (3, 1) if options.quick else (options.turns, options.build_turns)
    with tempfile.TemporaryDirectory() as scratch:
        root = (options.folder or Path(scratch)).resolve()
        root.mkdir(parents=True, exist_ok=True)
        cache = root / "cache"
        others = Others(options.others, root, options.others_at if options.others_at is not None else sizes[-2:][:1])
        lines, shipped = of_the_shipped(cache, turns)
        for size in sizes:
            folder = root / f"trials-{size}"
            if len(trial_files(folder) if folder.is_dir() else ()) != size:
                print(f"making {size} trials", file=sys.stderr)
                maker = Path(__file__).with_name("collection.py")
                seed = ["--seed", str(options.seed), "--no-check"]
                subprocess.run([sys.executable, str(maker), str(folder), str(size), *seed], stdout=sys.stderr, check=True)
            print(f"measuring {size} trials", file=sys.stderr)
            lines += of_a_size(folder, size, cache, turns, shipped, others, build_turns)
        print(f"{machine(others)}; {turns} turns, {build_turns} of the build\n")
        print(table(lines))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
