"""Run by test_files.py in a process of its own: the commands on one hostile folder after another, with what each one cost.

One process for all cases, because most of the time of a command is the start of the interpreter. Arguments: a file of cases
(one JSON list [name, folder, file] a line) and a file for the answers, a line for each case as soon as it is done.
"""

import contextlib
import faulthandler
import json
import os
import resource
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from asked import ask

# A command that has not ended by then hangs (or is far too slow); the process is ended, and the case has no answer.
HANGS_AFTER_SECONDS = 30


def peak_memory() -> int:
    """The most bytes this process held since the last reset (where the system cannot reset it, since its start)."""
    with contextlib.suppress(OSError):
        for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def reset_peak_memory() -> None:
    """Begin to count the peak anew; Linux alone can."""
    with contextlib.suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


def measured(arguments: list[str]) -> dict[str, object]:
    """One command: its exit code, what it printed, its seconds of processor time and its peak of memory."""
    reset_peak_memory()
    # Processor time, not the clock on the wall: another process on the machine does not make a file more hostile.
    start = time.process_time()
    said = ask(*arguments)
    return {**said._asdict(), "seconds": time.process_time() - start, "bytes": peak_memory()}


def answers(folder: str, file: str) -> Iterator[tuple[str, dict[str, object]]]:
    """What each command says of a folder with one hostile file and one good trial."""
    yield "check", measured(["check", os.path.join(folder, file)])
    yield "list", measured(["list", "--about", "all", "--trials", folder])
    yield "skip", measured(["list", "--about", "all", "--trials", folder, "--skip-invalid", "--format", "table"])


def main(cases: str, results: str) -> None:
    """Go through the cases; the first of them goes twice, since it pays for the imports."""
    _, first, file = json.loads(Path(cases).read_text(encoding="utf-8").partition("\n")[0])
    for _ in answers(first, file):
        pass
    with open(results, "w", encoding="utf-8") as stream:
        for line in Path(cases).read_text(encoding="utf-8").splitlines():
            name, folder, file = json.loads(line)
            faulthandler.dump_traceback_later(HANGS_AFTER_SECONDS, exit=True)
            stream.write(json.dumps([name, dict(answers(folder, file))]) + "\n")
            stream.flush()
        faulthandler.cancel_dump_traceback_later()


if __name__ == "__main__":
    main(*sys.argv[1:])
