"""Times to an event: the Kaplan-Meier estimate, its median, and the hazard ratio of two groups. Knows nothing of trials.

Times are in any one unit. The methods and their details (variance, ties, limits) are the defaults of R's package survival.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from evtrials.stats.estimates import Effect, Estimate, normal_quantile

_ALMOST = 1e-8
# Of the logarithm of a hazard ratio: a step further than to seven times as much is likely to be too far.
_LONGEST_STEP, _SHORTEST_STEP = 2.0, 1e-10


@dataclass(frozen=True, slots=True)
class Observation:
    """One patient: the time seen, and whether it ended with the event (else it was censored)."""

    time: float
    event: bool


@dataclass(frozen=True, slots=True)
class Step:
    """One time at which somebody had the event or was censored; survival and its limits hold from here on.

    at_risk: those under observation just before. The limits are None where the last patient had the event.
    """

    time: float
    at_risk: int
    events: int
    censored: int
    survival: float
    low: float | None
    high: float | None


def kaplan_meier(group: Sequence[Observation], level: float = 95) -> tuple[Step, ...]:
    """The product-limit estimate (Kaplan EL, Meier P. J Am Stat Assoc 1958;53:457-81), one step for each time seen.

    Limits by Greenwood's variance of the logarithm of survival (Greenwood M. The natural duration of cancer. London, 1926).
    """
    z = normal_quantile(level)
    steps: list[Step] = []
    at_risk, survival, variance = len(group), 1.0, 0.0
    for time, same in groupby(sorted(group, key=_time), key=_time):
        here = list(same)
        events = sum(one.event for one in here)
        survival *= 1 - events / at_risk
        low = high = None
        if events < at_risk:
            variance += events / (at_risk * (at_risk - events))
        if survival > 0:
            half = z * math.sqrt(variance)
            low, high = survival * math.exp(-half), min(1.0, survival * math.exp(half))
        steps.append(Step(time, at_risk, events, len(here) - events, survival, low, high))
        at_risk -= len(here)
    return tuple(steps)


def survival_at(steps: Sequence[Step], time: float) -> float:
    """The estimate at a time."""
    return next((step.survival for step in reversed(steps) if step.time <= time), 1.0)


def estimate_at(steps: Sequence[Step], time: float) -> Estimate | None:
    """The estimate at a time with its limits; None after the last time seen, and where nobody is left and it has no limits."""
    if not steps or time > steps[-1].time:
        return None
    here = next((step for step in reversed(steps) if step.time <= time), None)
    if here is None:
        return Estimate(1.0, 1.0, 1.0)
    return None if here.low is None or here.high is None else Estimate(here.survival, here.low, here.high)


def at_risk(group: Sequence[Observation], time: float) -> int:
    """How many were still under observation at a time, those included who left at it."""
    return sum(one.time >= time for one in group)


def median_time(steps: Sequence[Step]) -> tuple[float | None, float | None, float | None]:
    """Median and its limits, each None where it was not reached.

    The limits are the times at which the limits of survival pass one half (Brookmeyer R, Crowley J. Biometrics
    1982;38:29-41); where survival stays at exactly one half, the middle of that time.
    """
    return (
        _passes_half([(step.time, step.survival) for step in steps]),
        _passes_half([(step.time, step.low) for step in steps]),
        _passes_half([(step.time, step.high) for step in steps]),
    )


def hazard_ratio(first: Sequence[Observation], second: Sequence[Observation], level: float = 95) -> Estimate | None:
    """The hazard ratio of the first group to the second, unstratified and unadjusted, with its interval.

    Proportional hazards (Cox DR. J R Stat Soc B 1972;34:187-220), ties by Efron's method (Efron B. J Am Stat Assoc
    1977;72:557-65), Wald's interval. None where it is not estimable: the likelihood rises without end where one group has no
    event while anybody of the other is at risk (separation; Heinze G, Schemper M. Biometrics 2001;57:114-9). A limit that is
    beyond all numbers is infinite.
    """
    deaths = _deaths(first, second)
    if not any(one and other_at_risk for one, _, _, other_at_risk in deaths):
        return None
    if not any(other and one_at_risk for _, other, one_at_risk, _ in deaths):
        return None
    beta = _log_hazard_ratio(deaths)
    return Effect(beta, 1 / math.sqrt(_score(beta, deaths)[1])).ratio(level)


def _log_hazard_ratio(deaths: Sequence[tuple[int, ...]]) -> float:
    """Where the slope of the partial likelihood is 0, which it is somewhere: Newton's method, its steps bounded and halved until
    the slope is nearer to 0, without which it runs off where the likelihood is flat."""
    beta = 0.0
    for _ in range(200):
        slope, information = _score(beta, deaths)
        step = max(-_LONGEST_STEP, min(_LONGEST_STEP, slope / information))
        while abs(step) > _SHORTEST_STEP and abs(_score(beta + step, deaths)[0]) > abs(slope):
            step /= 2
        beta += step
        if abs(step) <= _SHORTEST_STEP:
            break
    return beta


def one_step_log_hazard_ratio(first: Sequence[Observation], second: Sequence[Observation]) -> float | None:
    """About the logarithm of the hazard ratio of the first group to the second, by observed and expected events: (O - E) / V.

    Yusuf S et al. Prog Cardiovasc Dis 1985;27:335-71, with V as in Efron's method. Unlike a fitted one it exists where one
    group has no event; far from 0 it is too near to 0. None where nobody of one group was there at the other's events.
    """
    slope, information = _score(0.0, _deaths(first, second))
    return slope / information if information > 0 else None


def _deaths(first: Sequence[Observation], second: Sequence[Observation]) -> list[tuple[int, ...]]:
    """At each time of an event: how many of either group had it, and how many of either were at risk."""
    events = [Counter(one.time for one in group if one.event) for group in (first, second)]
    seen = [sorted(one.time for one in group) for group in (first, second)]
    return [
        (events[0][time], events[1][time], *(len(times) - bisect_left(times, time) for times in seen))
        for time in {**events[0], **events[1]}
    ]


def _score(beta: float, deaths: Sequence[tuple[int, ...]]) -> tuple[float, float]:
    """Slope and information of the partial likelihood, the covariate being 1 in the first group and 0 in the second."""
    hazard = math.exp(beta)
    slope = information = 0.0
    for first, second, at_risk_first, at_risk_second in deaths:
        slope += first
        tied = first + second
        for index in range(tied):
            gone = index / tied
            mine = hazard * (at_risk_first - gone * first)
            share = mine / (mine + at_risk_second - gone * second)
            slope -= share
            information += share * (1 - share)
    return slope, information


def _time(one: Observation) -> float:
    return one.time


def _passes_half(curve: Sequence[tuple[float, float | None]]) -> float | None:
    below = [(time, value) for time, value in curve if value is not None and value < 0.5 + _ALMOST]
    if not below:
        return None
    time, value = below[0]
    later = next((other for other, lower in below if lower < value), None)
    return (time + later) / 2 if abs(value - 0.5) < _ALMOST and later is not None else time
