"""What two arms' rates imply: the p value of their test, their odds or risk ratio, their difference and its interval.

The counts behind a percentage are all that round to it, so that what is implied is a range.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import product
from typing import NamedTuple

from evtrials import stats
from evtrials.bench.checks.base import Doubt, cell, check, lines, whole
from evtrials.bench.checks.p_values import RELATIVE_SLACK, SLACK
from evtrials.bench.checks.percentages import counts_behind, denominator
from evtrials.bench.checks.readings import (
    ONE_SIDED,
    TWO_SIDED,
    Supposition,
    confidence_limits,
    is_of_margin,
    of_level,
    other_levels,
    sizes_of_statistic,
    verdict,
)
from evtrials.collection.loading import Loaded
from evtrials.evidence.rows import RATIOS, FigureRow
from evtrials.stats import Estimate, Span, gap, rounding_interval, two_by_two
from evtrials.stats.two_by_two import TwoByTwo

# Strata, adjustment and other methods may shift an estimate or a limit by this share of the half width of the interval.
SHIFT = 0.25
# Another measure or level would do where it comes nearer than this share.
NEAR = 0.05
_COMPARED = ("odds ratio", "risk ratio", "difference")


class TwoRates(NamedTuple):
    """A test or effect of two arms beside their rates: every table of counts that the rates may stand for, and the words."""

    row: FigureRow
    first: FigureRow
    second: FigureRow
    tables: tuple[TwoByTwo, ...]
    words: str

    @property
    def arms(self) -> tuple[FigureRow, FigureRow]:
        """The rates of both arms."""
        return self.first, self.second


def two_rates(loaded: Loaded) -> Iterator[TwoRates]:
    """Every test, ratio or difference that stands in a row with the rates of both its arms, where their patients are known."""
    for _path, rows in lines(loaded, within=("results",)):
        arms = {row.arm: row for row in rows if row.kind == "outcome" and row.measure in ("rate", "count")}
        for row in rows:
            if row.contrast and row.kind in ("effect", "association") and {row.arm, row.comparator} <= set(arms):
                first, second = arms[row.arm], arms[row.comparator]
                sizes = [_patients(arm, row, loaded) for arm in (first, second)]
                counts = [counts_behind(arm, n) for arm, n in zip((first, second), sizes, strict=True)]
                if all(counts):
                    tables = tuple(TwoByTwo(a, sizes[0], b, sizes[1]) for a, b in product(*counts))
                    told = (f"{cell(arm)} of {n} ({arm.arm})" for arm, n in zip((first, second), sizes, strict=True))
                    yield TwoRates(row, first, second, tables, " and ".join(told))


def _patients(arm: FigureRow, compared: FigureRow, loaded: Loaded) -> int:
    return whole(arm.n) or whole(compared.sizes.get(arm.arm)) or denominator(arm, loaded)[0]


@check(
    "W223",
    mend="Look up p value, rates and numbers of patients; the test may be of other patients, or adjusted: waive it with the "
    "place. Of a p value for non-inferiority or equivalence say so: method: non-inferiority.",
    inspect_sr=("4.9",),
)
def p_against_rates(loaded: Loaded) -> Iterator[Doubt]:
    """A p value is far from what the rates of the two arms give by the chi-square test, with and without Yates' correction,
    and by Fisher's exact test.

    Needs: in one row p as a number or a bound and both rates, with counts, or percentages of known numbers of patients.
    Limits: an adjusted or stratified test may lie further off; without a printed number the patients of the arm are taken.
    """
    for pair in two_rates(loaded):
        row, p = pair.row, pair.row.p
        if p is None or row.measure not in ("test", *_COMPARED) or is_of_margin(row):
            continue
        implied = {sides: _statistics(pair, sides) for sides in (1, 2)}
        allowed = {sides: sizes_of_statistic(p, sides) for sides in (1, 2)}
        off = {sides: gap(span, implied[sides]) for sides, span in allowed.items() if span}
        sides = p.sides or 2
        if off and off[sides] > SLACK + RELATIVE_SLACK * implied[sides][0]:
            other = ONE_SIDED if sides == 2 else TWO_SIDED
            explained = verdict([([other], off[3 - sides] == 0)])
            told = _p_range(implied[sides], sides)
            yield Doubt.at(row, f"p {p.text} beside {pair.words}: by these it is {told} (derived); {explained}", *pair.arms)


def _statistics(pair: TwoRates, sides: int) -> Span:
    """The sizes of the test statistic that the usual tests give, by all tables."""
    sizes = [size for table in pair.tables for size in _sizes(table, sides)]
    ways = {table.difference > 0 for table in pair.tables}
    return 0.0 if len(ways) > 1 else min(sizes), max(sizes)


def _sizes(table: TwoByTwo, sides: int) -> tuple[float, float, float]:
    exact = stats.z_of_p(two_by_two.fisher_p(table, sides), sides)
    return two_by_two.chi_square_z(table), two_by_two.chi_square_z(table, correction=True), exact


def _p_range(statistics: Span, sides: int) -> str:
    low, high = (f"{stats.two_sided_p(size) * sides / 2:.2g}" for size in reversed(statistics))
    return f"{low} to {high}, {'two' if sides == 2 else 'one'}-sided"


@check(
    "W224",
    mend="Look up effect, interval, rates and numbers of patients; say method: where the effect is adjusted or stratified.",
    inspect_sr=("4.9",),
)
def effect_against_rates(loaded: Loaded) -> Iterator[Doubt]:
    """An odds or risk ratio is not that of the rates of its arms, or the interval of a ratio or difference is not what these
    give (Woolf 1955; Katz 1978; Newcombe 1998, simple and score). The finding tells whether another measure or level would do.

    Needs: in one row the effect and both rates, with counts, or percentages of known numbers of patients.
    Limits: an adjusted or stratified effect may lie further off; without a printed number the patients of the arm are taken.
    """
    for pair in two_rates(loaded):
        row = pair.row
        if row.measure not in _COMPARED or not row.figure.is_plain or row.method:
            continue
        level = float(row.figure.level or 95)
        made, printed = _made(pair, row.measure, level), _printed(row)
        if _agree(printed, made, row.measure, SHIFT) or _is_opposed(printed, made):
            continue
        readings = [
            ([Supposition(f"it is the {measure}")], _agree(printed, _made(pair, measure, level), measure, NEAR))
            for measure in ("odds ratio", "risk ratio")
            if row.measure in RATIOS and measure != row.measure
        ]
        if confidence_limits(row.figure):
            made_at = {each: _made(pair, row.measure, each) for each in other_levels(level, loaded)}
            readings += [([of_level(each)], _agree(printed, those, row.measure, NEAR)) for each, those in made_at.items()]
        told = f"these give {_told(made[0], row)}; {verdict(readings)}"
        yield Doubt.at(row, f"the {row.measure} {row.figure.text} beside {pair.words}: {told}", *pair.arms)


def _told(made: Estimate, row: FigureRow) -> str:
    """An effect of `_made` in the unit of a row."""
    value, low, high = made.exponentiated() if row.measure in RATIOS else made
    return f"{value:.2f} ({low:.2f} to {high:.2f})" if confidence_limits(row.figure) else f"{value:.2f}"


def _made(pair: TwoRates, measure: str, level: float) -> list[Estimate]:
    """The effect by every table and every usual method, a ratio as its logarithm, a difference in percentage points."""
    made = []
    for table in pair.tables:
        if measure == "difference":
            for method in (two_by_two.wald_difference, two_by_two.newcombe_difference):
                made.append(Estimate(*(100 * share for share in method(table, level))))
        elif ratio := (two_by_two.odds_ratio if measure == "odds ratio" else two_by_two.risk_ratio)(table, level):
            made.append(Estimate(*map(math.log, ratio)))
    return made


def _printed(row: FigureRow) -> list[Span]:
    """What is printed of an effect on the scale of `_made`: its value, and its limits if it has both; none without logarithm."""
    spans = [rounding_interval(digits) for digits in (row.figure.value, *(confidence_limits(row.figure) or ()))]
    if row.measure not in RATIOS:
        return spans
    return [(math.log(low), math.log(high)) for low, high in spans] if min(low for low, _ in spans) > 0 else []


def _agree(printed: list[Span], made: list[Estimate], measure: str, share: float) -> bool:
    """Whether an effect, and its interval where it has one, is what its rates give, but for a share of the half width; True
    where that cannot be said.
    """
    if not made:
        return True
    slack = share * max(one.high - one.low for one in made) / 2
    ranges = [(min(values), max(values)) for values in zip(*made, strict=True)]
    # The value of a difference is another check's.
    first = 1 if measure == "difference" else 0
    return all(gap(span, implied) <= slack for span, implied in list(zip(printed, ranges, strict=False))[first:])


def _is_opposed(printed: list[Span], made: list[Estimate]) -> bool:
    """Whether effect and rates favour different arms: another finding."""
    low, high = printed[0]
    return all(one.value > 0 for one in made) if high < 0 else all(one.value < 0 for one in made) if low > 0 else False
