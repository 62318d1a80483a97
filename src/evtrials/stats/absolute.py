"""How many patients in a hundred: absolute effects, out of a ratio and the risk without treatment, or out of two rates with their
limits, and the number of patients who need the treatment for one to gain by it. Risks and shares from 0 to 1.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, NamedTuple

from evtrials.stats.estimates import Estimate

Ratio = Literal["risk ratio", "odds ratio", "hazard ratio"]


@dataclass(frozen=True, slots=True)
class Absolute:
    """What a ratio makes of a baseline. treated: with the treatment; difference: treated less baseline.

    The baseline is taken for certain and the ratio for the same at every baseline: the limits are those of the ratio alone.
    """

    baseline: float
    treated: Estimate
    difference: Estimate


class NumberNeeded(NamedTuple):
    """How many patients are treated for one to gain: to benefit where above 0, to harm where below, infinite at no difference.

    of_low and of_high: of the limits of the gain.
    """

    value: float
    of_low: float
    of_high: float

    @property
    def through_infinity(self) -> bool:
        """Whether benefit and harm are both possible: the interval goes from of_low (to harm) over infinity to of_high."""
        return self.of_low < 0 < self.of_high


def from_ratio(measure: Ratio, baseline: float, ratio: Estimate, event_free: bool = False) -> Absolute:
    """The absolute effect of a ratio of events, with its interval.

    The formulas of the Cochrane Handbook (chapters 14 and 15) and of the GRADE tables (Skoetz N et al. J Clin Epidemiol
    2020;118:124-31): risk x RR; OR x risk / (1 - risk + OR x risk); 1 - (1 - risk)^HR.
    baseline: the risk of the event without treatment; with event_free (of a hazard ratio alone) the share without the event,
    S, and what is given back is of such a share: S^HR.
    ValueError for a baseline outside 0 to 1, a ratio that is not above 0 or outside its limits, and a risk ratio that would make
    a risk above 1; where only its upper limit would, the limit is 1.
    """
    if not 0 <= baseline <= 1 or not 0 < ratio.low <= ratio.value <= ratio.high:
        raise ValueError(f"{ratio} at a baseline of {baseline}")
    if event_free and measure != "hazard ratio":
        raise ValueError(f"a {measure} is of events")
    if measure == "risk ratio" and baseline * ratio.value > 1:
        raise ValueError(f"a risk ratio of {ratio.value} cannot hold at a baseline risk of {baseline}")
    risk = _survival if event_free else _RISKS[measure]
    value, *limits = (risk(baseline, number) for number in ratio)
    treated = Estimate(value, min(limits), max(limits))
    return Absolute(baseline, treated, Estimate(*(share - baseline for share in treated)))


def _survival(share: float, hazard_ratio: float) -> float:
    return math.pow(share, hazard_ratio)


_RISKS: dict[Ratio, Callable[[float, float], float]] = {
    "risk ratio": lambda risk, ratio: min(1.0, risk * ratio),
    "odds ratio": lambda risk, ratio: ratio * risk / (1 - risk + ratio * risk),
    "hazard ratio": lambda risk, ratio: 1 - _survival(1 - risk, ratio),
}


def mover_difference(first: Estimate, second: Estimate) -> Estimate:
    """The difference of two independent estimates, first less second, by the distances of both to their own limits.

    The method of variance estimates recovery (Zou GY, Donner A. Stat Med 2008;27:1693-702). The limits must be of one level, and
    may be of rates at one time of two survival curves. ValueError for an estimate outside its limits.
    """
    for estimate in (first, second):
        if not estimate.low <= estimate.value <= estimate.high:
            raise ValueError(f"{estimate} lies outside its limits")
    value = first.value - second.value
    below = math.hypot(first.value - first.low, second.high - second.value)
    above = math.hypot(first.high - first.value, second.value - second.low)
    return Estimate(value, value - below, value + above)


def number_needed(gain: Estimate) -> NumberNeeded:
    """The reciprocals of a gain and its limits: how many to treat for one more with the better outcome.

    Altman DG. BMJ 1998;317:1309-12, through infinity where the limits of the gain lie on both sides of 0; of times to an event
    Altman DG, Andersen PK. BMJ 1999;319:1492-5. gain: a difference of shares turned so that above 0 is better.
    """
    of_none = (math.inf, math.inf, -math.inf)  # a limit of 0 has the sign of what lies within
    return NumberNeeded(*(1 / share if share else infinite for share, infinite in zip(gain, of_none, strict=True)))
