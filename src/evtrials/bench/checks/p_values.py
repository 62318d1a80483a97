"""P values against their intervals: impossible ones, those that look one-sided, and those that contradict."""

from __future__ import annotations

from collections.abc import Iterator

from evtrials import stats
from evtrials.bench.checks.base import Doubt, check
from evtrials.bench.checks.intervals import on_its_scale
from evtrials.collection.loading import Loaded
from evtrials.evidence.rows import FigureRow, Path
from evtrials.notation.p_values import PValue
from evtrials.stats import Span, gap, rounding_interval

# How far the test statistic behind a p value (of a log-rank or exact test, perhaps stratified) may lie from the one
# behind the interval (of a model), beyond rounding: in standard errors, and as a share of the statistic.
SLACK, RELATIVE_SLACK = 0.15, 0.06
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
    """
    yield from _doubts(loaded, "one-sided")


@check(
    "W221",
    mend="Look up estimate, interval, level and p value; the p value may be of another test or population.",
    inspect_sr=("4.9",),
)
def p_against_interval(loaded: Loaded) -> Iterator[Doubt]:
    """A p value is far from the one that its interval implies."""
    yield from _doubts(loaded, "size")


@check(
    "W222",
    mend="Look up interval and p value; where the source prints both so, waive it with the place.",
    inspect_sr=("4.9",),
)
def significance_against_interval(loaded: Loaded) -> Iterator[Doubt]:
    """A 95 % interval and its p value contradict each other on significance at 5 %, beyond rounding."""
    yield from _doubts(loaded, "significance")


def _doubts(loaded: Loaded, kind: str) -> Iterator[Doubt]:
    for row in loaded.figures:
        judgement = _judged(row)
        if judgement and judgement[0] == kind:
            yield Doubt(_path(row), judgement[1], (row,))


def _judged(row: FigureRow) -> tuple[str, str] | None:
    """What is odd about a p value beside its interval: the kind and the words; one kind at most."""
    p, statistic = row.p, _statistic(row)
    if p is None or statistic is None:
        return None
    beside = f"p {p.text} beside {row.figure.value} ({row.figure.interval_text})"
    if p.number is None:
        if p.stated == "significant" and _excludes_no_effect(row) is False:
            return "significance", f"{beside}: the interval includes no effect"
        return None
    slack = SLACK + RELATIVE_SLACK * statistic[0]
    derived = f"by the interval it is {_p_range(statistic)} (two-sided, derived)"
    if p.operator:
        return _bounded(p, statistic, slack, beside, derived)
    printed = rounding_interval(p.value)
    off = {sides: gap(_statistics(printed, sides), statistic) for sides in (1, 2)}
    tight = ONE_SIDED + RELATIVE_ONE_SIDED * statistic[0]
    if p.sides is None and off[1] <= tight < off[2]:
        return "one-sided", f"{beside}: {derived}, about twice the printed value; it looks one-sided, which is not stated"
    if off[p.sides or 2] <= slack:
        return None
    if p.sides != 1 and not p.stated and row.figure.level == "95":
        excludes = _excludes_no_effect(row)
        if (excludes is True and printed[0] > 0.05) or (excludes is False and printed[1] < 0.05):
            without = "excludes" if excludes else "includes"
            return "significance", f"{beside}: the interval {without} no effect, the p value says otherwise; {derived}"
    return "size", f"{beside}: {derived}" + (", one-sided half of that" if p.sides == 1 else "")


def _bounded(p: PValue, statistic: Span, slack: float, beside: str, derived: str) -> tuple[str, str] | None:
    """A p value below or above a bound: odd only where the interval is on the other side by either count of sides."""
    assert p.number is not None
    sides = (p.sides,) if p.sides else (1, 2)
    bounds = [stats.z_of_p(p.number, side) for side in sides]
    below = p.operator in ("<", "<=")
    wrong = statistic[1] + slack < min(bounds) if below else statistic[0] - slack > max(bounds)
    return ("size", f"{beside}: {derived}") if wrong else None


def _statistic(row: FigureRow) -> Span | None:
    """The size of the normal test statistic behind estimate and interval, as a range over the rounding of all three."""
    numbers = on_its_scale(row)
    if numbers is None or numbers[0][1] >= numbers[2][0]:
        return None
    (low, value, high), level = numbers, float(row.figure.level)
    near = 0.0 if value[0] <= 0 <= value[1] else min(abs(value[0]), abs(value[1]))
    far = max(abs(value[0]), abs(value[1]))
    by_estimate = near / stats.se_of_difference(low[0], high[1], level), far / stats.se_of_difference(low[1], high[0], level)
    # The limits alone give the estimate too, as their middle, and mostly more closely.
    ends = [abs(a + b) / 2 / stats.se_of_difference(a, b, level) for a in low for b in high]
    by_limits = (min(ends), max(ends))
    narrowed = max(by_estimate[0], by_limits[0]), min(by_estimate[1], by_limits[1])
    return narrowed if narrowed[0] <= narrowed[1] else by_estimate


def _statistics(printed: Span, sides: int) -> Span:
    low, high = max(0.0, printed[0]), min(1.0, printed[1])
    ends = stats.z_of_p(low, sides), stats.z_of_p(high, sides)
    return min(ends), max(ends)


def _p_range(statistic: Span) -> str:
    low, high = (f"{stats.two_sided_p(z):.2g}" for z in (statistic[1], statistic[0]))
    return f"about {low}" if low == high else f"{low} to {high}"


def _excludes_no_effect(row: FigureRow) -> bool | None:
    """Whether an interval excludes no effect; None where rounding hides it."""
    none = 0.0 if row.measure == "difference" else 1.0
    low, high = (rounding_interval(limit) for limit in row.figure.limit_digits)
    if low[0] > none or high[1] < none:
        return True
    return False if low[1] < none < high[0] else None
