"""One command in this process, and what it said."""

from __future__ import annotations

import contextlib
import io
import time
from typing import NamedTuple

from evtrials.cli import run

# The processor time of each command, in seconds, since who measures emptied it.
SPENT: list[float] = []


class Said(NamedTuple):
    """Exit code, standard output and standard error of a command."""

    code: int
    out: str
    err: str


def ask(*arguments: str) -> Said:
    """Run a command."""
    out, err = io.StringIO(), io.StringIO()
    start = time.process_time()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = run(list(arguments))
    SPENT.append(time.process_time() - start)
    return Said(code, out.getvalue(), err.getvalue())
