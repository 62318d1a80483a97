"""Effects of several trials put together by their inverse variances: the mean, what it does not explain, and where the next
trial's effect may lie. Knows no trial, and does not know whether these may be pooled.

Effects are on the scale on which they are normal (ratios as natural logarithms), levels in percent, I2 in percent, weights
shares of 1. What needs scipy raises NotInstalled without it: PM, REML, Hartung-Knapp, the p of Q, the intervals of tau2 and of
the next trial.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from evtrials.stats.distributions import chi_square_p, root, t_quantile, t_two_sided_p
from evtrials.stats.estimates import Effect, Estimate, normal_quantile
from evtrials.stats.rounding import Span

Method = Literal["common", "DL", "PM", "REML"]
Test = Literal["normal", "HKSJ", "HKSJ conservative"]
TestDf = Literal["k-1", "k-2"]
# Of how finely the restricted likelihood is looked through for its maxima: steps of a quarter of the logarithm.
_STEPS_PER_E = 4


class _Mean(NamedTuple):
    """The weighted mean at one tau2, the sum of the weights, and Q: the weighted squares around it."""

    value: float
    total: float
    q: float


@dataclass(frozen=True, slots=True)
class Pooled:
    """The mean of k effects. effect: with the standard error of its test; estimate: with the limits of its test; df: of t,
    None where the test is normal; p: two-sided, against no effect; weights: in the order of the effects.
    """

    method: Method
    test: Test
    level: float
    k: int
    tau2: float
    effect: Effect
    estimate: Estimate
    df: int | None
    p: float
    weights: tuple[float, ...]

    @property
    def ratio(self) -> Estimate:
        """The estimate as the ratio of which it is the logarithm."""
        return self.estimate.exponentiated()


@dataclass(frozen=True, slots=True)
class Heterogeneity:
    """Cochran's Q with its degrees of freedom and p; I2 by Q in percent with its interval, None where two effects allow none."""

    q: float
    df: int
    p: float
    i2: float
    i2_interval: Span | None


def pool(effects: Sequence[Effect], method: Method = "REML", test: Test = "normal", level: float = 95) -> Pooled:
    """The inverse-variance mean of independent effects.

    common: one true effect in all. DL: DerSimonian R, Laird N. Control Clin Trials 1986;7:177-88. PM: Paule RC, Mandel J. J Res
    Natl Bur Stand 1982;87:377-85. REML: restricted maximum likelihood (Viechtbauer W. J Educ Behav Stat 2005;30:261-93), where
    it has several maxima the highest. HKSJ: Hartung J, Knapp G. Stat Med 2001;20:3875-89, t with k - 1 degrees of freedom;
    conservative: its factor at least 1 (Röver C, Knapp G, Friede T. BMC Med Res Methodol 2015;15:99).
    ValueError for fewer than two effects, a standard error that is not above 0, and HKSJ of a common effect.
    """
    _refuse(effects)
    if test != "normal" and method == "common":
        raise ValueError("the Hartung-Knapp test is of random effects")
    tau2 = _tau2(effects, method)
    mean = _mean(effects, tau2)
    se, df, quantile = 1 / math.sqrt(mean.total), None, normal_quantile(level)
    if test != "normal":
        df = len(effects) - 1
        factor = mean.q / df
        se *= math.sqrt(max(1.0, factor) if test == "HKSJ conservative" else factor)
        quantile = t_quantile(level, df)
    effect = Effect(mean.value, se)
    p = _p(effect, df)
    estimate = Estimate(mean.value, mean.value - quantile * se, mean.value + quantile * se)
    weights = tuple(weight / mean.total for weight in _weights(effects, tau2))
    return Pooled(method, test, level, len(effects), tau2, effect, estimate, df, p, weights)


def _p(effect: Effect, df: int | None) -> float:
    if effect.se == 0:  # Hartung-Knapp's, where all effects are equal
        return 1.0 if effect.value == 0 else 0.0
    return effect.p if df is None else t_two_sided_p(effect.z, df)


def prediction_interval(pooled: Pooled, df: TestDf = "k-1") -> Estimate:
    """Where the true effect of another such trial lies, by t with k - 1 degrees of freedom (as metafor, and R's meta from 8.0
    on; Veroniki AA et al. Res Synth Methods 2019;10:23-43) or k - 2 (Higgins JPT et al. J R Stat Soc A 2009;172:137-59).

    The standard error is that of the pooled test. ValueError for a common effect, and for k - 2 of two effects.
    """
    if pooled.method == "common":
        raise ValueError("a common effect is the same in every trial")
    degrees = pooled.k - (1 if df == "k-1" else 2)
    if degrees < 1:
        raise ValueError("two effects leave k - 2 no degree of freedom")
    half = t_quantile(pooled.level, degrees) * math.sqrt(pooled.tau2 + pooled.effect.se**2)
    return Estimate(pooled.effect.value, pooled.effect.value - half, pooled.effect.value + half)


def heterogeneity(effects: Sequence[Effect], level: float = 95) -> Heterogeneity:
    """Cochran's Q and I2 by Q, (Q - df) / Q, with its test-based interval.

    Cochran WG. Biometrics 1954;10:101-29. Higgins JPT, Thompson SG. Stat Med 2002;21:1539-58. ValueError as `pool`.
    """
    _refuse(effects)
    q, df = _mean(effects, 0.0).q, len(effects) - 1
    i2 = i2_of_h(math.sqrt(q / df))
    return Heterogeneity(q, df, chi_square_p(q, df), i2, i2_interval_of_q(q, df + 1, level))


def i2_interval_of_q(q: float, k: int, level: float = 95) -> Span | None:
    """The test-based interval of I2 by Q of k effects (the same paper); None of two effects, for which it has no error."""
    if k < 3:
        return None
    if q > k:
        error = 0.5 * (math.log(q) - math.log(k - 1)) / (math.sqrt(2 * q) - math.sqrt(2 * k - 3))
    else:
        error = math.sqrt(1 / (2 * (k - 2)) * (1 - 1 / (3 * (k - 2) ** 2)))
    half = normal_quantile(level) * error
    h = math.sqrt(q / (k - 1))
    return i2_of_h(h * math.exp(-half)), i2_of_h(h * math.exp(half))


def i2_of_h(h: float) -> float:
    """I2 in percent of the square root of Q / df; 0 where Q is no more than its degrees of freedom."""
    return 100 * (1 - 1 / h**2) if h > 1 else 0.0


def _refuse(effects: Sequence[Effect]) -> None:
    if len(effects) < 2:
        raise ValueError("one effect is not pooled")
    for effect in effects:
        if not (math.isfinite(effect.value) and 0 < effect.se < math.inf):
            raise ValueError(f"{effect} has no weight")


def _weights(effects: Sequence[Effect], tau2: float) -> list[float]:
    return [1 / (effect.se**2 + tau2) for effect in effects]


def _mean(effects: Sequence[Effect], tau2: float) -> _Mean:
    weights = _weights(effects, tau2)
    total = sum(weights)
    value = sum(weight * effect.value for weight, effect in zip(weights, effects, strict=True)) / total
    q = sum(weight * (effect.value - value) ** 2 for weight, effect in zip(weights, effects, strict=True))
    return _Mean(value, total, q)


def _tau2(effects: Sequence[Effect], method: Method) -> float:
    if method == "common":
        return 0.0
    if method == "DL":
        weights, mean = _weights(effects, 0.0), _mean(effects, 0.0)
        return max(0.0, (mean.q - len(effects) + 1) / (mean.total - sum(weight**2 for weight in weights) / mean.total))
    if method == "PM":
        return _where_q_is(effects, len(effects) - 1) or 0.0
    if method == "REML":
        return _restricted_maximum(effects)
    raise ValueError(f"{method} is no method of common, DL, PM, REML")


def _where_q_is(effects: Sequence[Effect], target: float) -> float | None:
    """The tau2 at which Q falls to a target; None where Q is below it from 0 on."""

    def excess(tau2: float) -> float:
        return _mean(effects, tau2).q - target

    return None if excess(0.0) < 0 else root(excess, 0.0, _beyond(effects, target))


def _beyond(effects: Sequence[Effect], target: float) -> float:
    """A tau2 at which Q is surely below a target: each weight is below 1 / tau2."""
    centre = sum(effect.value for effect in effects) / len(effects)
    return sum((effect.value - centre) ** 2 for effect in effects) / target + max(effect.se for effect in effects) ** 2


def _restricted_maximum(effects: Sequence[Effect]) -> float:
    """The tau2 of the highest restricted likelihood: of 0 and of every place where its slope falls through 0."""
    last = math.log(_beyond(effects, 1.0))
    first = math.log(min(effect.se for effect in effects) ** 2) - 12
    steps = math.ceil((last - first) * _STEPS_PER_E)
    grid = [0.0, *(math.exp(first + (last - first) * step / steps) for step in range(steps + 1))]
    slopes = [_restricted_slope(effects, tau2) for tau2 in grid]
    maxima = [0.0] if slopes[0] <= 0 else []
    for index in range(len(grid) - 1):
        if slopes[index] > 0 >= slopes[index + 1]:
            maxima.append(root(lambda tau2: _restricted_slope(effects, tau2), grid[index], grid[index + 1]))
    return max(maxima, key=lambda tau2: _restricted_likelihood(effects, tau2))


def _restricted_slope(effects: Sequence[Effect], tau2: float) -> float:
    """Twice the slope of the restricted log-likelihood by tau2."""
    weights, mean = _weights(effects, tau2), _mean(effects, tau2)
    squares = sum(weight**2 * (effect.value - mean.value) ** 2 for weight, effect in zip(weights, effects, strict=True))
    return squares - mean.total + sum(weight**2 for weight in weights) / mean.total


def _restricted_likelihood(effects: Sequence[Effect], tau2: float) -> float:
    """Twice the restricted log-likelihood, but for a constant."""
    mean = _mean(effects, tau2)
    return sum(map(math.log, _weights(effects, tau2))) - math.log(mean.total) - mean.q
