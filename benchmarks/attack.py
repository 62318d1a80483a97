"""Attacks the tool as an outsider would, and counts what fell.

    python benchmarks/attack.py [--seed N] [--inputs N] [--kinds WORD ...] [--list]

One input is one thing done to the tool, by chance but the same for the same seed; it failed where an answer is not that of the
trial files alone, an exit code is not as designed, a fault is the tool's own, or a file of somebody else was changed. Printed is
a table of kinds with the processor time of the slowest input (of this process; most inputs ask five questions) and, for each that
fell, what was done. 1 where any fell. On a system of other rights (no root, no fork) the kinds that need them are left out.
"""

from __future__ import annotations

import argparse
import random
import resource
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).parent))

from attack_cache import KINDS, Bench

# Of a kind whose inputs are processes of their own, this share of the inputs is tried.
COSTLY_SHARE = 50
MOST_SECONDS = 2.0
MOST_BYTES = 200 << 20


class Result(NamedTuple):
    """What came of a kind: the number of inputs, what was done where it fell, and the slowest input in seconds."""

    kind: str
    tried: int
    failed: list[str]
    slowest: float


def attacked(bench: Bench, name: str, inputs: int, seed: int) -> Result:
    """Try one kind so many times."""
    kind, failed, slowest = KINDS[name], [], 0.0
    tried = max(1, inputs // COSTLY_SHARE) if kind.is_costly else inputs
    for number in range(tried):
        chance = random.Random(f"{seed} {name} {number}")
        bench.fresh()
        start = time.process_time()
        why = kind.attack(bench, chance)
        seconds = time.process_time() - start
        slowest = max(slowest, seconds)
        if not why and seconds > MOST_SECONDS:
            why = f"took {seconds:.1f} s"
        if why:
            failed.append(f"{name}, input {number}: {why}")
    return Result(name, tried, failed, slowest)


def peak_memory() -> int:
    """The most bytes that this process held. What the system counts of a resource is also that of the process it came from."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text(encoding="ascii").splitlines() if line.startswith("VmHWM:"))
        return int(line.split()[1]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def main(arguments: Sequence[str] | None = None) -> int:
    """Try all kinds and print the table; 1 where anything fell."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seed", type=int, default=1, help="another seed makes other inputs")
    parser.add_argument("--inputs", type=int, default=1000, help=f"inputs of each kind; of costly kinds one in {COSTLY_SHARE}")
    parser.add_argument("--kinds", nargs="+", default=list(KINDS), choices=list(KINDS), metavar="WORD", help="these kinds alone")
    parser.add_argument("--list", action="store_true", help="print what each kind does, and end")
    options = parser.parse_args(arguments)
    if options.list:
        print("\n".join(f"{name}: {kind.attack.__doc__}" for name, kind in KINDS.items()))
        return 0
    with tempfile.TemporaryDirectory(prefix="evtrials-attack-") as folder:
        bench = Bench(Path(folder))
        able = [name for name in options.kinds if KINDS[name].is_possible()]
        results = [attacked(bench, name, options.inputs, options.seed) for name in able]
    print(f"seed {options.seed}\n\n| kind | tried | failed | slowest, s |\n| -- | -- | -- | -- |")
    for result in results:
        print(f"| {result.kind} | {result.tried} | {len(result.failed)} | {result.slowest:.2f} |")
    print(f"| all | {sum(result.tried for result in results)} | {sum(len(result.failed) for result in results)} | |")
    if left := [name for name in options.kinds if name not in able]:
        print(f"\nleft out, for this system does not allow them: {', '.join(left)}")
    peak = peak_memory()
    print(f"\npeak of memory: {peak >> 20} MB")
    failed = [line for result in results for line in result.failed] + (["too much memory"] if peak > MOST_BYTES else [])
    print("\n".join(failed[:200]))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
