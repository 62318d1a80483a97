"""A file of reconstructed survival data: a row for each patient with time, event and arm. Read when it is asked for."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from evtrials.errors import DataError, Problem
from evtrials.notation.patterns import compiled
from evtrials.stats.survival import Observation
from evtrials.trial.reader import ReadError, plain_bytes

if TYPE_CHECKING:
    from evtrials.trial.model import Trial

HEADER = ("time", "event", "arm")
# More than any trial has had, or any follow-up lasted (in days): what is beyond is no data, and costs what nobody waits for.
MAX_PATIENTS = 10_000
MAX_TIME = 100_000
# As programs write a number; Python would take digits of any alphabet, and `1_0`.
_TIME = compiled(r"\d*\.?\d+(?:[eE][-+]?\d+)?", re.ASCII)


def read_curve(path: Path, arms: Iterable[str]) -> dict[str, tuple[Observation, ...]]:
    """The observations of each arm, in the order of `arms`; DataError with every fault of the file and its line.

    Every patient belongs to one of the arms; an arm without a patient is left out.
    """
    known = list(arms)
    try:
        if path.is_symlink() or path.parent.is_symlink():
            raise ReadError("is a link and was not read; copy the file here")
        rows = list(csv.reader(io.StringIO(plain_bytes(path).decode("utf-8-sig"), newline=""), strict=True))
    except (ReadError, UnicodeDecodeError, csv.Error) as error:
        message = error.message if isinstance(error, ReadError) else "is no table of comma-separated text in UTF-8"
        raise DataError([Problem(str(path), 0, 0, "", message)]) from None
    if not rows or tuple(rows[0]) != HEADER:
        raise DataError([Problem(str(path), 1, 1, "", f"the first line is: {','.join(HEADER)}")])
    if len(rows) - 1 > MAX_PATIENTS:
        raise DataError([Problem(str(path), 0, 0, "", f"holds {len(rows) - 1} patients; a curve has at most {MAX_PATIENTS}")])
    found: dict[str, list[Observation]] = {arm: [] for arm in known}
    problems: list[Problem] = []
    for number, row in enumerate(rows[1:], 2):
        if fault := _fault(row, known):
            problems.append(Problem(str(path), number, 1, "", fault))
        else:
            found[row[2]].append(Observation(float(row[0]), row[1] == "1"))
    if not problems and not any(found.values()):
        problems.append(Problem(str(path), 0, 0, "", "holds no patient"))
    if problems:
        raise DataError(problems)
    return {arm: tuple(group) for arm, group in found.items() if group}


def curve_faults(trial: Trial, folder: Path) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """What is wrong with the files of the curves that a trial of a folder names: the path in the trial, and the first fault."""
    for index, curve in enumerate(trial.curves):
        try:
            read_curve(folder / curve.file, trial.arms)
        except DataError as error:
            first = error.problems[0]
            line = f":{first.line}" if first.line else ""
            more = f" (and {len(error.problems) - 1} more)" if len(error.problems) > 1 else ""
            yield ("curves", index, "file"), f"{curve.file}{line}: {first.message}{more}"


def _fault(row: list[str], arms: list[str]) -> str:
    """What is wrong with a row; "" where nothing is."""
    if len(row) != len(HEADER):
        return f"a row has three cells: {', '.join(HEADER)}"
    time, event, arm = row
    if not _TIME.fullmatch(time) or float(time) > MAX_TIME:
        return f"the time {_shown(time)} is no number from 0 to {MAX_TIME}"
    if event not in ("0", "1"):
        return f"the event {_shown(event)} is neither 1 nor 0"
    if arm not in arms:
        return f"{_shown(arm)} is not an arm of this trial ({', '.join(arms)})"
    return ""


def _shown(cell: str) -> str:
    """A cell of a file from anywhere, safe on a terminal."""
    return ascii(cell[:30])
