"""What an answer costs as a collection grows: ratios, each measured in turns in one run, with versions and peak memory.

    python benchmarks/answers.py [--quick] [--sizes 100 1000 10000] [--largest] [--turns N] [--others PYTHON] [--folder DIR]

`startup.py` measures the shipped collection. Whole processes are measured, from start to exit, output to the null device;
a ratio is one of medians. Memory is the largest process of a command. The collections are made by `collection.py` and kept
in --folder, if one is given.
--others names the interpreter that has DuckDB, pandas or sqlite-utils; what is not installed there is left out, and said.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from startup import EVTRIALS, Measured, in_turns, plain_environment, table, versions

from evtrials.collection.folders import trial_files

# A file changed so shortly before it was read is held against its content at every answer.
SETTLED_SECONDS = 2.5
ANSWERS = {
    "list --subtype her2+": ["list", "--subtype", "her2+"],
    "list --subtype her2+ --limit 20": ["list", "--subtype", "her2+", "--limit", "20"],
    "show": ["show", "A"],
    "compare": ["compare", "A", "B"],
    "figures --endpoint pfs": ["figures", "--endpoint", "pfs"],
}
EXPORTED = "figures --endpoint pfs"


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


def answer(name: str, folder: Path | None, trials: Sequence[str], cache: Path) -> Measured:
    """A question to the collection of a folder (the shipped one, if none is named), A and B being two of its trials."""
    words = [{"A": trials[0], "B": trials[1]}.get(word, word) for word in ANSWERS[name]]
    where = ["--trials", str(folder)] if folder else []
    return Measured([*EVTRIALS, *words, *where], {"EVTRIALS_CACHE": str(cache)})


def of_a_size(folder: Path, size: int, cache: Path, turns: int, others: Others, build_turns: int) -> list[Line]:
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
    bases = {name: answer(name, None, ("bolero-2", "horizon"), cache) for name in ANSWERS}
    in_turns(bases.values(), 1)
    bases = {name: base.again() for name, base in bases.items()}
    in_turns([*bases.values(), *warm.values()], turns)
    for name, one in warm.items():
        goal = "2 x" if size == 10_000 and "--limit" in name else "under 250 MB" if size == 10_000 and "figures" in name else ""
        lines.append(Line(f"{name}, {size} trials", one, "the same, shipped", bases[name], goal))
    lines.append(changed(folder / f"{ids[0]}.yaml", size, Measured([*EVTRIALS, "list", "--trials", str(folder)], place), turns))
    return lines + others.lines(folder, size, place, warm, turns)


def changed(path: Path, size: int, plain: Measured, turns: int) -> Line:
    """`list` after a change of one file, in turns with `list` after none."""
    after = plain.again()
    text = path.read_text(encoding="utf-8")
    for turn in range(turns):
        plain.run()
        path.write_text(f"{text}\n# change {turn}\n", encoding="utf-8")
        after.run()
        # Until the file has settled each answer holds it against its content: the next plain one shall not.
        time.sleep(SETTLED_SECONDS)
        plain.again().run()
    path.write_text(text, encoding="utf-8")
    return Line(f"list, one of {size} changed", after, "list, none changed", plain, "1.5 x" if size == 10_000 else "")


class Others:
    """The tools that users would otherwise take, as far as an interpreter has them."""

    SCRIPTS = {
        "duckdb": "import duckdb; duckdb.sql(\"COPY (SELECT * FROM read_json_auto('{file}') WHERE endpoint = 'pfs') "
        "TO '/dev/null' (FORMAT csv, DELIMITER '\\t', HEADER)\")",
        "pandas": "import pandas, sys; table = pandas.read_json('{file}', lines=True); "
        "table[table['endpoint'] == 'pfs'].to_csv(sys.stdout, sep='\\t', index=False)",
        "sqlite-utils": "from sqlite_utils.cli import cli; "
        "cli(['memory', '{file}:nl', \"select * from '{table}' where endpoint = 'pfs'\", '--tsv'])",
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
        """The same question asked of the same data, exported beforehand; nothing for a size that is not asked for."""
        if size not in self.sizes or not self.versions:
            return []
        file = self.folder / f"figures_{size}.jsonl"
        with file.open("w") as stream:
            command = [*EVTRIALS, "figures", "--format", "jsonl", "--trials", str(trials)]
            subprocess.run(command, env=plain_environment() | place, stdout=stream, stderr=subprocess.DEVNULL, check=True)
        mine = warm[EXPORTED].again()
        scripts = {name: self.SCRIPTS[name].format(file=file, table=file.stem) for name in self.versions}
        tools = {name: Measured([self.interpreter, "-c", script]) for name, script in scripts.items()}
        in_turns([mine, *tools.values()], turns)
        file.unlink()
        goals = {"duckdb": "1.2 x" if size == 10_000 else "under 1 x"}
        return [Line(f"{EXPORTED}, {size} trials", mine, name, tool, goals.get(name, "")) for name, tool in tools.items()]


def read_all(folder: Path) -> None:
    """Read every file of a folder by the event reader alone, on all cores: what no build can do without."""
    with ProcessPoolExecutor() as pool:
        for _ in pool.map(_read, trial_files(folder).values(), chunksize=16):
            pass


def _read(path: Path) -> int:
    # Not above: what this process has in memory would count as that of the programs it starts.
    from evtrials.trial.reader import read_file

    return len(read_file(path).marks)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="100 trials only, three turns")
    parser.add_argument("--sizes", type=int, nargs="*", default=[100, 1_000, 10_000], help="numbers of trials")
    parser.add_argument("--largest", action="store_true", help="100,000 trials as well: takes an hour and 3 GB")
    parser.add_argument("--turns", type=int, default=9, help="turns of the answers")
    parser.add_argument("--build-turns", type=int, default=3, help="turns of the cold build")
    parser.add_argument("--others", default=sys.executable, metavar="PYTHON", help="interpreter that has other tools")
    parser.add_argument("--others-at", type=int, nargs="*", default=[1_000, 10_000], metavar="N", help="and where")
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
        others = Others(options.others, root, options.others_at)
        lines: list[Line] = []
        for size in sizes:
            folder = root / f"trials-{size}"
            if len(trial_files(folder) if folder.is_dir() else ()) != size:
                print(f"making {size} trials", file=sys.stderr)
                maker = Path(__file__).with_name("collection.py")
                seed = ["--seed", str(options.seed), "--no-check"]
                subprocess.run([sys.executable, str(maker), str(folder), str(size), *seed], stdout=sys.stderr, check=True)
            print(f"measuring {size} trials", file=sys.stderr)
            lines += of_a_size(folder, size, cache, turns, others, build_turns)
        tools = ", ".join(f"{name} {number}" for name, number in others.versions.items())
        print(f"{versions()}; {tools or 'no other tools'}; {turns} turns, {build_turns} of the build\n")
        print(table(HEADS, [line.cells() for line in lines]))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
