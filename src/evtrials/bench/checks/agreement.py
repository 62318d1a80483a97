"""Two sources of one figure: where they differ beyond rounding, the file says so."""

from __future__ import annotations

from collections.abc import Iterator

from evtrials.bench.checks.base import Doubt, check
from evtrials.collection.loading import Loaded
from evtrials.evidence.agreement import disagreements
from evtrials.evidence.rows import FigureRow

# Notes that tell the reader of a figure that it is not undisputed.
_TOLD = ("conflict", "erratum", "suspect")


@check(
    "W260",
    mend="Look both up again. If both print so, add a note of kind conflict about the figure; if they are not the same "
    "analysis, say in what they differ.",
    inspect_sr=("4.4", "4.11"),
)
def sources_disagree(loaded: Loaded) -> Iterator[Doubt]:
    """Two sources, or two places of one, print different figures for one question at one cut, by one assessor, in one
    population, beyond rounding to the coarser precision, and no note says so.

    Needs: both rows with the same words for cut, assessor, population, set and time.
    Limits: two analyses that no source tells apart look like one.
    """
    for pair in disagreements(loaded.figures, loaded.terms):
        first, row = pair.first, pair.other
        if not _is_told(first) and not _is_told(row):
            yield Doubt(
                row.path,
                f"{row.place.source} {row.place.locator} and {first.place.source} {first.place.locator} differ: "
                f"{'; '.join(pair.differences)}",
                (row, first),
            )


def _is_told(row: FigureRow) -> bool:
    return any(kind in _TOLD for kind in row.flag.split(", "))
