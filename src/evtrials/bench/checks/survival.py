"""Times to an event in one arm: survival falls with time, goes through its median, and nobody dies before progression ends."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations

from evtrials.bench.checks.base import FOUR_WEEKS, Doubt, cell, check, exceeds, in_days
from evtrials.bench.grouping import grouped
from evtrials.collection.loading import Loaded
from evtrials.errors import listed
from evtrials.evidence.rows import FigureRow
from evtrials.notation.times import DAYS
from evtrials.trial.identity import AnalysisKey

# The first never comes before the second: who lives without the second lives.
_LATER = {
    "os": ("pfs", "pfs2", "ttp", "ttf", "dfs", "idfs", "ddfs", "dmfs", "rfs", "efs"),
    "pfs2": ("pfs",),
    "ttp": ("pfs",),
}


def days_at(at: str) -> float | None:
    """A time point in days: `12 months`, `2-year`; None of any other, as `surgery`."""
    match = re.fullmatch(r"(?:at )?(\d+(?:\.\d+)?)[ -](day|week|month|year)s?", at)
    return float(match[1]) * DAYS[f"{match[2]}s"] if match else None


def _curve(row: FigureRow) -> tuple[str, AnalysisKey, str]:
    """What the points of one survival curve share: arm, analysis (at whatever time, from whatever source) and definition."""
    return row.arm, row.analysis.shared._replace(at=""), row.definition


def _landmarks(loaded: Loaded) -> list[tuple[float, FigureRow]]:
    """The shares of patients without (or with) an event at a time, with that time in days."""
    rows = (row for row in loaded.figures if row.kind == "outcome" and row.measure == "landmark rate" and row.unit == "percent")
    return [(days, row) for row in rows if (days := days_at(row.analysis.at)) is not None and row.better]


@check(
    "W255",
    mend="Look both up again, with their times; they may be of two cuts or populations, or events may be counted, not survival.",
    inspect_sr=("4.10",),
)
def survival_that_rises(loaded: Loaded) -> Iterator[Doubt]:
    """More patients are alive, or without progression, at a later time than at an earlier one, in one arm, population and cut.

    Needs: times told as a number of days, weeks, months or years.
    """
    for curve in grouped(_landmarks(loaded), lambda timed: _curve(timed[1])).values():
        for (early, first), (late, second) in combinations(sorted(curve, key=lambda timed: timed[0]), 2):
            # Of an event that counts as such, the share rises.
            low, high = (second, first) if first.better == "higher" else (first, second)
            if early < late and exceeds(low, high):
                times = (second.analysis.at, first.analysis.at)
                message = f"{cell(second)} at {times[0]} beside {cell(first)} at {times[1]}: such a share never"
                yield Doubt.at(second, f"{message} {'rises' if first.better == 'higher' else 'falls'}", first)


@check(
    "W256",
    mend="Look both up again, with their time and arm; they may be of two cuts, populations or assessors.",
    inspect_sr=("4.10",),
)
def survival_against_median(loaded: Loaded) -> Iterator[Doubt]:
    """Survival at a time is below 50 % though the median is later, or above 50 % though it is earlier, in one arm, population
    and cut.

    Needs: both with the same words for cut, assessor, population and set.
    """
    medians = [row for row in loaded.figures if row.kind == "outcome" and row.measure == "median" and not row.is_spread]
    by_curve = grouped(medians, _curve)
    for days, row in _landmarks(loaded):
        for median in by_curve.get(_curve(row), ()) if row.better == "higher" else ():
            side, share = _side_of_median(days, row, median), row.figure.span()
            if share and ((side < 0 and share[1] < 50) or (side > 0 and share[0] > 50)):
                told = f"{cell(row)} at {row.analysis.at} does not go with a median of {_value(median)}"
                yield Doubt.at(row, told, median)


def _side_of_median(days: float, row: FigureRow, median: FigureRow) -> int:
    """Whether a time lies before a median (-1, as of one not reached), behind it (1), or neither for certain (0)."""
    if median.figure.qualifier == "not reached":
        return -1
    span = in_days(median)
    if span is None:
        return 0
    slack = 0.0 if median.unit.rstrip("s") in row.analysis.at else FOUR_WEEKS
    return -1 if days * (1 + slack) < span[0] else 1 if days * (1 - slack) > span[1] else 0


@check(
    "W257",
    mend="Look both medians up again; endpoints or arms may be turned round. Where deaths without progression are censored "
    "(time to progression), it can be: waive it with that.",
    inspect_sr=("4.10",),
)
def death_before_progression(loaded: Loaded) -> Iterator[Doubt]:
    """The median of overall survival, or its rate at a time, is below that of progression-free survival, or of another time
    that ends no later, in one arm and population, at whatever cut.

    Limits: who is seen no longer leaves the two curves at different times; medians that are near each other can change places.
    """
    medians = (row for row in loaded.figures if row.kind == "outcome" and row.measure == "median" and row.unit in DAYS)
    timed = [(0.0, row) for row in medians] + _landmarks(loaded)
    for rows in grouped(timed, lambda one: (one[0], one[1].arm, one[1].population, one[1].period)).values():
        of = grouped((row for _, row in rows), lambda row: row.endpoint)
        for later, sooner in ((later, sooner) for later, every in _LATER.items() for sooner in every):
            for last in of.get(later, ()):
                # A figure is told once, however many assessors saw the other.
                if before := [first for first in of.get(sooner, ()) if _is_before(last, first)]:
                    seen = listed(dict.fromkeys(f"{_value(first)}{_by(first)}" for first in before))
                    message = f"{last.measure} of {later} {_value(last)} is below that of {sooner} {seen}"
                    yield Doubt.at(last, f"{last.arm}: {message}, which ends no later", *before)


def _is_before(first: FigureRow, second: FigureRow) -> bool:
    """Whether a median or rate is below another for certain; one that was not reached is above every number of its cut."""
    if second.figure.qualifier == "not reached":
        return first.figure.is_plain and first.cut == second.cut
    if first.unit == second.unit:
        return exceeds(second, first)
    mine, others = in_days(first), in_days(second)
    return mine is not None and others is not None and mine[1] * (1 + FOUR_WEEKS) < others[0]


def _by(row: FigureRow) -> str:
    return f" ({row.analysis.assessor})" if row.analysis.assessor else ""


def _value(row: FigureRow) -> str:
    return f"{cell(row)} {row.unit}" if row.unit in DAYS and not row.figure.is_missing else cell(row)
