"""One command in this process, and what it said."""

from __future__ import annotations

import contextlib
import io
from typing import NamedTuple

from evtrials.cli import run


class Said(NamedTuple):
    """Exit code, standard output and standard error of a command."""

    code: int
    out: str
    err: str


def ask(*arguments: str) -> Said:
    """Run a command."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = run(list(arguments))
    return Said(code, out.getvalue(), err.getvalue())
