"""How far a log-rank test lies from Wald's interval of the Cox model in the same patients, in standard errors.

    python benchmarks/log_rank.py [--trials N] [--seed N]          # needs numpy

Trials are simulated of 60 to 700 patients in six strata (hazards from 1 to 2.5), randomised in blocks within strata 1:1 and
2:1, with hazard ratios of 1 to 0.25. For each size and ratio: the 99th percentile of the distance, and the share of trials
beyond what the check N320 allows (`evtrials check --explain N320`), both for a test and an interval of the same strata and
for a stratified test beside an unstratified interval.
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from evtrials.bench.checks.p_values import RELATIVE_SLACK, SLACK, SLACK_OF_RATIO

SIZES, RATIOS, STRATA, PROGNOSIS = (60, 150, 300, 700), (1.0, 0.8, 0.6, 0.4, 0.25), 6, 0.3
BLOCKS = ((1, 0), (1, 1, 0))


class Events(NamedTuple):
    """The events of one stratum, in order of time: patients at risk, those of them in the first arm, the arm of the event."""

    at_risk: np.ndarray
    at_risk_first: np.ndarray
    first: np.ndarray


def events(time: np.ndarray, event: np.ndarray, arm: np.ndarray) -> Events:
    """The events of some patients."""
    order = np.argsort(time)
    event, arm = event[order], arm[order]
    at_risk = np.arange(len(time), 0, -1)
    return Events(at_risk[event], np.cumsum(arm[::-1])[::-1][event], arm[event])


def score(strata: Sequence[Events], beta: float) -> tuple[float, float]:
    """Slope and information of the partial likelihood at a log hazard ratio; at 0 those of the log-rank test."""
    slope = information = 0.0
    for at_risk, at_risk_first, first in strata:
        mine = math.exp(beta) * at_risk_first
        share = mine / (mine + at_risk - at_risk_first)
        slope += float((first - share).sum())
        information += float((share * (1 - share)).sum())
    return slope, information


def log_rank(strata: Sequence[Events]) -> float:
    """The size of the log-rank statistic."""
    slope, information = score(strata, 0)
    return abs(slope) / math.sqrt(information)


def wald(strata: Sequence[Events]) -> tuple[float, float] | None:
    """The log hazard ratio and its standard error; None where the ratio has no estimate, all events of an arm coming last."""
    beta = 0.0
    for _ in range(40):
        slope, information = score(strata, beta)
        if abs(beta) > 5:
            return None
        beta += max(-1.0, min(1.0, slope / information))
    return beta, 1 / math.sqrt(score(strata, beta)[1])


def simulated(random: np.random.Generator, n: int, ratio: float, block: Sequence[int]) -> tuple[Events, list[Events]]:
    """One trial: its events as one stratum, and by stratum."""
    stratum = random.integers(STRATA, size=n)
    arm = np.zeros(n)
    for one in range(STRATA):
        where = np.flatnonzero(stratum == one)
        arm[where] = np.concatenate([random.permutation(block) for _ in range(len(where) + 1)])[: len(where)]
    hazard = np.exp(PROGNOSIS * np.linspace(-1.5, 1.5, STRATA))[stratum] * np.where(arm == 1, ratio, 1)
    time, censored = random.exponential(1 / hazard), random.uniform(0.3, 2.0, size=n)
    seen, event = np.minimum(time, censored), time <= censored
    by_stratum = [events(*(values[stratum == one] for values in (seen, event, arm))) for one in range(STRATA)]
    return events(seen, event, arm), by_stratum


def distance(test: float, beta: float, error: float) -> tuple[float, bool]:
    """How far a test lies from an interval, and whether that is beyond what the check allows."""
    statistic = abs(beta) / error
    allowed = SLACK + RELATIVE_SLACK * statistic + SLACK_OF_RATIO * beta**2 + (beta * error) ** 2
    off = abs(test - statistic)
    return off, off > allowed


def main() -> None:
    """Print a line for each size and hazard ratio."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--trials", type=int, default=300, help="trials of each size, ratio and allocation")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    random = np.random.default_rng(arguments.seed)
    print("| patients | hazard ratio | same strata: 99 % within | beyond | test stratified alone: 99 % within | beyond |")
    print("| -- | -- | -- | -- | -- | -- |")
    for n in SIZES:
        for ratio in RATIOS:
            same, mixed = [], []
            for block in BLOCKS:
                for _ in range(arguments.trials):
                    together, by_stratum = simulated(random, n, ratio, block)
                    test, stratified, unstratified = log_rank(by_stratum), wald(by_stratum), wald([together])
                    if stratified and unstratified:
                        same.append(distance(test, *stratified))
                        mixed.append(distance(test, *unstratified))
            cells = [
                f"{np.quantile([off for off, _ in trials], 0.99):.2f} | {np.mean([beyond for _, beyond in trials]):.1%}"
                for trials in (same, mixed)
            ]
            print(f"| {n} | {ratio} | {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    main()
