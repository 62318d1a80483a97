"""Two sources of one figure: where they differ beyond rounding, the file says so; by the factor of a unit, one is misread."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from evtrials.bench.checks.base import FOUR_WEEKS, Doubt, cell, check, in_days
from evtrials.bench.grouping import grouped
from evtrials.collection.loading import Loaded
from evtrials.evidence.agreement import Disagreement, disagreements
from evtrials.evidence.defaults import question
from evtrials.evidence.rows import FigureRow
from evtrials.notation.times import DAYS

# Notes that tell the reader of a figure that it is not undisputed.
_TOLD = ("conflict", "erratum", "suspect")
# By how much a figure is multiplied if it is read in another unit, or with a digit too many.
_OF_TIMES = {
    "months for years": 12.0, "weeks for months": 365.25 / 84, "four weeks for a month": 4.0, "weeks for years": 365.25 / 7,
    "days for weeks": 7.0, "days for months": 365.25 / 12, "days for years": 365.25,
}  # fmt: skip
_OF_SHARES = {"percent for a share of 1": 100.0}
_OF_ANY = {"a decimal place": 10.0}
# Of what two looks may print figures of any size.
_OF_ANY_SIZE = ("count", "events", "deaths", "difference", "standard deviation", "minimum", "maximum")
# Two sources may round a time before it is told in another unit.
_SLACK = 0.01


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
        if not _is_told(pair.first) and not _is_told(pair.other) and not _unit_taken(pair.first, pair.other):
            yield _doubt(pair)


@check(
    "W261",
    mend="Look both up again, with their units: one of them is in another unit, or its decimal point has moved. If both print "
    "so, add a note of kind conflict about the figure.",
    inspect_sr=("4.4", "4.11"),
)
def factor_of_a_unit(loaded: Loaded) -> Iterator[Doubt]:
    """Two sources print one figure of one arm and population in different sizes, at whatever cut: 7 months and 7 years, 0.43
    and 43 %, 7.8 and 78 months; beyond rounding, and no note says so.

    Limits: two figures may be that far from each other for any other reason.
    """
    rows = (row for row in loaded.figures if row.figure.is_plain and row.measure not in _OF_ANY_SIZE and not _is_told(row))
    for prints in grouped(rows, lambda row: _whatever_unit(row, loaded)).values():
        for first, row in combinations(prints, 2):
            taken = _unit_taken(first, row)
            if taken or not _is_one_time(first, row):
                told = f", by the factor of {taken}" if taken else ""
                yield _doubt(Disagreement(first, row, (f"{_value(row)} against {_value(first)}",)), told)


def _doubt(pair: Disagreement, more: str = "") -> Doubt:
    first, row = pair.first, pair.other
    places = f"{row.place.source} {row.place.locator} and {first.place.source} {first.place.locator}"
    return Doubt(row.path, f"{places} differ: {'; '.join(pair.differences)}{more}", (row, first))


def _is_told(row: FigureRow) -> bool:
    return any(kind in _TOLD for kind in row.flag.split(", "))


def _whatever_unit(row: FigureRow, loaded: Loaded) -> tuple[object, ...]:
    """What one figure is of, in whatever unit; of a result at whatever cut too, as no look makes four months of one."""
    looked = () if row.key else row.analysis.shared._replace(subject="")
    return question(row, loaded.terms), row.population, row.definition, looked


def _unit_taken(first: FigureRow, second: FigureRow) -> str:
    """As what one of two figures of one unit may have been read, by the factor between them; "" if by none of them."""
    are_alike = first.unit == second.unit and first.figure.is_plain and second.figure.is_plain
    if not are_alike or first.measure in _OF_ANY_SIZE:
        return ""
    small, large = sorted(row.figure.span(row.unit) or (0.0, 0.0) for row in (first, second))
    if small[0] <= 0:
        return ""
    least, most = large[0] / small[1] / (1 + _SLACK), large[1] / small[0] * (1 + _SLACK)
    factors = {**(_OF_TIMES if first.unit in DAYS else _OF_SHARES), **_OF_ANY}
    # Digits so few that many factors would do say nothing of this one.
    return next((taken for taken, factor in factors.items() if least <= factor <= most < 2 * least), "")


def _is_one_time(first: FigureRow, second: FigureRow) -> bool:
    """Whether two times of two units may be one, where a source may have taken four weeks for a month."""
    mine, others = in_days(first), in_days(second)
    if first.unit == second.unit or mine is None or others is None:
        return True
    return others[0] <= mine[1] * (1 + FOUR_WEEKS) and mine[0] <= others[1] * (1 + FOUR_WEEKS)


def _value(row: FigureRow) -> str:
    return f"{row.figure.value} {row.unit}" if row.unit in DAYS else cell(row)
