"""Two arms whose sizes are not printed: which splits of the printed total give every percentage of theirs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from evtrials import stats
from evtrials.bench.checks.base import Doubt, cell, check
from evtrials.bench.checks.counts import own_arms
from evtrials.collection.loading import Loaded
from evtrials.evidence.rows import FigureRow
from evtrials.trial.identity import ALL


class Splits(NamedTuple):
    """A printed total, the percentages of each arm, and every size of the first arm with which all can be."""

    total: int
    first: list[FigureRow]
    second: list[FigureRow]
    sizes: list[int]

    @property
    def words(self) -> str:
        """The percentages: `65.0 %, 90.0 % (eve) and 40.0 %, 70.0 % (fec)`."""
        told = (", ".join(dict.fromkeys(map(cell, rows))) + f" ({rows[0].arm})" for rows in (self.first, self.second))
        return " and ".join(told)


def splits(loaded: Loaded) -> Splits | None:
    """The splits of a randomised trial of two arms without sizes; None of any other.

    Of the results in all patients, without a number or a set of their own. After the splits of a total into groups of
    Jung's R package scrutiny.
    """
    own = own_arms(loaded)
    if not loaded.trial.is_randomised or loaded.trial.parts or len(own) != 2 or any(arm.n for arm in own.values()):
        return None
    groups = [group.counts for group in loaded.trial.participants]
    totals = {counts["randomised"] for counts in groups if "randomised" in counts}
    totals = totals or {counts["enrolled"] for counts in groups if "enrolled" in counts}
    first, second = (_rates(loaded, arm) for arm in own)
    if len(totals) != 1 or not first or not second:
        return None
    total = int(totals.pop())
    sizes = [size for size in range(1, total) if _all_of(first, size) and _all_of(second, total - size)]
    return Splits(total, first, second, sizes)


def _rates(loaded: Loaded, arm: str) -> list[FigureRow]:
    rates = (row for row in loaded.figures if row.kind == "outcome" and row.arm == arm and row.measure == "rate")
    plain = (row for row in rates if row.unit == "percent" and row.figure.is_plain and not row.n)
    return [row for row in plain if row.population == ALL and not row.analysis_set]


def _all_of(rates: list[FigureRow], size: int) -> bool:
    return all(stats.counts_for_percentage(row.figure.value, size) for row in rates)


@check(
    "W225",
    mend="Look for the numbers of patients behind the percentages: some may be of those evaluated, then write them as n.",
    inspect_sr=("4.6", "4.8"),
)
def no_split_gives_percentages(loaded: Loaded) -> Iterator[Doubt]:
    """The sizes of two randomised arms are not printed, and no split of the printed total gives all percentages of their results.

    Needs: the total, and percentages of both arms in all patients; digits after the point help.
    Limits: percentages of those evaluated or treated are not of the total.
    """
    found = splits(loaded)
    if found and not found.sizes:
        told = f"no split of the {found.total} patients into two arms gives {found.words}"
        yield Doubt(("arms",), told, (*found.first, *found.second))


@check(
    "N322",
    mend="Look for these sizes in the source. If it prints none they stay out of the file, being derived: waive it with that.",
    inspect_sr=("4.6",),
)
def one_split_gives_percentages(loaded: Loaded) -> Iterator[Doubt]:
    """The sizes of two randomised arms are not printed, but only one split of the printed total gives all percentages of their
    results.

    Needs: the total, and percentages of both arms in all patients; digits after the point help.
    Limits: percentages of those evaluated or treated may meet a split by chance.
    """
    found = splits(loaded)
    if found and len(found.sizes) == 1:
        (size,) = found.sizes
        told = f"of the {found.total} patients only {size} and {found.total - size} give {found.words}"
        yield Doubt(("arms",), told, (*found.first, *found.second))
