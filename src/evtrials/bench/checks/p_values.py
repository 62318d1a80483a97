"""P values against their intervals: impossible ones, those that look one-sided, and those that contradict."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Literal, NamedTuple

from evtrials import stats
from evtrials.bench.checks.base import Doubt, check
from evtrials.bench.checks.readings import (
    Printed,
    Reading,
    at_face,
    is_of_margin,
    of_p,
    off_p,
    other_levels,
    printed,
    tried,
    verdict,
)
from evtrials.collection.loading import Loaded
from evtrials.evidence.rows import FigureRow, Path
from evtrials.notation.p_values import PValue
from evtrials.stats import Span

# How far the statistic of a log-rank or exact test, stratified or adjusted, may lie from that of a model's interval, beyond
# rounding, in standard errors: a constant, a share of the statistic, and what the distance of a ratio from 1 adds. In 12 000
# simulated trials (60 to 700 patients, hazard ratio 0.25 to 1) no log-rank test lay further off the interval of the same
# strata; see benchmarks/log_rank.py.
SLACK, RELATIVE_SLACK, SLACK_OF_RATIO = 0.15, 0.06, 0.3
# Nearer than this, in standard errors, no other test is asked for.
NEAR = 0.05
# A p value looks one-sided where it fits the interval as such, and as a two-sided one lies further off than this.
ONE_SIDED, RELATIVE_ONE_SIDED = 0.05, 0.05


@check(
    "E120",
    mend="Write it as printed: 0.000 of a program is usually printed as <0.001; waive it if the source does print 0.",
    inspect_sr=("4.9",),
)
def impossible_p(loaded: Loaded) -> Iterator[Doubt]:
    """A p value is exactly 0, or above 1."""
    for row in loaded.figures:
        p = row.p
        if p and p.number == 0 and p.operator in ("", "<", "<="):
            yield Doubt(_path(row), f"p {p.text}: no p value is 0", (row,))
        elif p and p.number == 1 and p.operator in (">", ">="):
            yield Doubt(_path(row), f"p {p.text}: no p value is above 1", (row,))


def _path(row: FigureRow) -> Path:
    """Where the p value of an effect stands."""
    return row.path if row.path[-1] == "p_interaction" else (*row.path[:-1], "p")


@check(
    "W220",
    mend="Look for the word one-sided in the source or its protocol; if it is not there the sides stay unstated: waive it "
    "with the arithmetic.",
    inspect_sr=("4.9",),
)
def p_looks_one_sided(loaded: Loaded) -> Iterator[Doubt]:
    """A p value is about half of the two-sided one that its interval implies (Altman and Bland, BMJ 2011;343:d2304), and the
    source does not say how many sides it has. BOLERO-2: survival, p 0.14 beside 0.89 (0.73 to 1.10).

    Needs: a ratio or difference, both limits, and p as a number without its sides.
    Limits: it shows what p looks like, not what it is; a test of other strata can look so too.
    """
    yield from _doubts(loaded, "one-sided")


@check(
    "W221",
    mend="Look up estimate, interval, level and p value; the p value may be of another test or population. Of a p value for "
    "non-inferiority or equivalence say so: method: non-inferiority.",
    inspect_sr=("4.9",),
)
def p_against_interval(loaded: Loaded) -> Iterator[Doubt]:
    """A p value is far from the one that its interval implies, further than a log-rank or exact test of the same patients. The
    finding tells which other reading would do (sides, level, numbers cut off, scale), or that none does.

    Needs: a ratio or difference, both limits, and p as a number or a bound; none said to be for non-inferiority or equivalence.
    Limits: a stratified test beside an unstratified interval, or the other way round, can lie up to one standard error off;
    that p is of another analysis no arithmetic can tell.
    """
    yield from _doubts(loaded, "size")


@check(
    "W222",
    mend="Look up interval and p value; where the source prints both so, waive it with the place. Of a p value for "
    "non-inferiority or equivalence say so: method: non-inferiority.",
    inspect_sr=("4.9",),
)
def significance_against_interval(loaded: Loaded) -> Iterator[Doubt]:
    """A 95 % interval and its p value contradict each other on significance at 5 %, beyond rounding and beyond what a log-rank
    or exact test of the same patients can differ.

    Needs: a ratio or difference, both limits of 95 %, and p as a number, or stated to be significant.
    Limits: as those of W221; a p stated to be not significant may have been held against another bound and is passed over.
    """
    yield from _doubts(loaded, "significance")


@check(
    "N320",
    mend="Nothing is wrong if p is of a log-rank, stratified or exact test and the interval of a model: waive it with the "
    "place that names the test. If p is one-sided, write that.",
    inspect_sr=("4.9",),
)
def p_of_another_test(loaded: Loaded) -> Iterator[Doubt]:
    """A p value is not the one that its interval implies, but no further off than a log-rank, stratified or exact test of the
    same patients may lawfully be from Wald's interval (Lin et al., Biometrics 2016;72:1098-102); they may even contradict
    each other on significance.

    Needs: a ratio or difference, both limits, and p as a number.
    Limits: which test was used is not known from the numbers.
    """
    yield from _doubts(loaded, "test")


@check(
    "N321",
    mend="Look the numbers up again, in a table with more digits if there is one.",
    inspect_sr=("4.9",),
)
def consistent_only_by_rounding(loaded: Loaded) -> Iterator[Doubt]:
    """A p value and its interval contradict each other as printed, in size or on significance, and only the rounding of the
    printed numbers lets both be right: p 0.049 beside 0.80 (0.64 to 1.00).

    Needs: a ratio or difference, both limits, and p as a number.
    """
    yield from _doubts(loaded, "rounding")


Kind = Literal["one-sided", "size", "significance", "test", "rounding"]


class Judgement(NamedTuple):
    """What is odd about a p value beside its interval."""

    kind: Kind
    words: str


def _doubts(loaded: Loaded, kind: Kind) -> Iterator[Doubt]:
    for row in loaded.figures:
        judgement = judged(row, loaded)
        if judgement and judgement.kind == kind:
            yield Doubt(_path(row), judgement.words, (row,))


def judged(row: FigureRow, loaded: Loaded) -> Judgement | None:
    """What is odd about a p value beside its interval; one thing at most, the gravest."""
    p, shown = row.p, printed(row)
    if p is None or shown is None or is_of_margin(row):
        return None
    beside = f"p {p.text} beside {row.figure.value} ({row.figure.interval_text})"
    plain = replace(shown.plain, sides=p.sides or 2)
    if p.number is None:
        if p.stated == "significant" and shown.excludes_none(plain) is False:
            return Judgement("significance", f"{beside}: the interval includes no effect")
        return None
    # A p value of 0 is another finding.
    if p.number == 0 or (statistic := shown.statistic(plain)) is None:
        return None
    off = off_p(p, shown, plain)
    derived = f"{beside}: by the interval it is {_p_range(statistic)} (two-sided, derived)"
    if p.sides is None and (one_sided := _one_sided(p, shown, plain, statistic)):
        return None if p.operator else Judgement("one-sided", f"{derived}, {one_sided}")
    if p.sides == 1:
        derived += ", one-sided half of that"
    if off <= NEAR:
        by_rounding = off == 0 and _is_by_rounding(p, shown, plain)
        return Judgement("rounding", f"{derived}; consistent only by rounding") if by_rounding else None
    readings = of_p(plain, other_levels(shown.level, loaded))
    explained = verdict(tried(plain, readings, lambda reading: off_p(p, shown, reading) == 0 and shown.is_centred(reading)))
    if off <= _slack(shown, plain, statistic):
        may = "a log-rank, stratified or exact test may differ as much"
        return Judgement("test", f"{derived}; {may}" + (f"; {explained}" if explained.startswith("consistent") else ""))
    if contradiction := _contradiction(p, shown, plain):
        return Judgement("significance", f"{derived}: {contradiction}; {explained}")
    return Judgement("size", f"{derived}; {explained}")


def _one_sided(p: PValue, shown: Printed, plain: Reading, statistic: Span) -> str:
    """The words for a p value that fits as a one-sided one and does not as a two-sided one; "" of any other."""
    tight = ONE_SIDED + RELATIVE_ONE_SIDED * statistic[0]
    fits = off_p(p, shown, replace(plain, sides=1)) <= tight
    if fits and off_p(p, shown, plain) > max(tight, _slack_of_ratio(shown, plain)):
        return "about twice the printed value; it looks one-sided, which is not stated"
    return ""


def _slack(shown: Printed, plain: Reading, statistic: Span) -> float:
    """How far another test of the same patients may lie from the interval, in standard errors."""
    return SLACK + RELATIVE_SLACK * statistic[0] + _slack_of_ratio(shown, plain)


def _slack_of_ratio(shown: Printed, plain: Reading) -> float:
    """What the distance of a ratio from 1 adds: a log-rank test has its variance at 1, Wald's interval at the estimate."""
    spans = shown.spans(plain)
    if not shown.is_ratio or spans is None:
        return 0.0
    low, estimate, high = (sum(span) / 2 for span in spans)
    error = stats.se_of_difference(low, high, plain.level)
    return SLACK_OF_RATIO * estimate**2 + (estimate * error) ** 2


def _is_by_rounding(p: PValue, shown: Printed, plain: Reading) -> bool:
    """Whether p and interval would be doubted if the printed numbers were exact."""
    exact = replace(plain, numbers=at_face)
    statistic = shown.statistic(exact)
    is_far = statistic is not None and off_p(p, shown, exact) > _slack(shown, exact, statistic)
    return is_far or bool(_contradiction(p, shown, exact))


def _contradiction(p: PValue, shown: Printed, reading: Reading) -> str:
    """The words for a 95 % interval and a p value of which one alone is significant at 5 %; "" where they agree or may."""
    if p.sides == 1 or p.stated or p.operator or shown.level != 95:
        return ""
    excludes, value = shown.excludes_none(reading), reading.numbers(p.value)
    if (excludes is True and value[0] > 0.05) or (excludes is False and value[1] < 0.05):
        return f"the interval {'excludes' if excludes else 'includes'} no effect, the p value says otherwise"
    return ""


def _p_range(statistic: Span) -> str:
    low, high = (f"{stats.two_sided_p(z):.2g}" for z in (statistic[1], statistic[0]))
    return f"about {low}" if low == high else f"{low} to {high}"
