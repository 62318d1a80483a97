"""A design whose words contradict each other, or the arms: placebo in an open trial, a ratio of another number of arms."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence

from evtrials.bench.checks.base import Doubt, check, whole
from evtrials.bench.checks.counts import own_arms
from evtrials.bench.grouping import grouped
from evtrials.collection.loading import Loaded
from evtrials.errors import counted, joined
from evtrials.trial.arms import Arm

# How many standard errors an arm may be larger or smaller than the ratio makes it: further off it is about once in 16,000 trials.
FAR = 4.0
_BLIND = ("single-blind", "double-blind")


@check("W285", mend="Look the design up again; one of the two is of another part, or of another trial.", inspect_sr=("2.3",))
def design_against_itself(loaded: Loaded) -> Iterator[Doubt]:
    """The words of the design cannot be together, or not with the arms: placebo in an open trial, a blind one without a control,
    a single arm with a control or a ratio, a ratio of another number of arms, a part of a phase that the trial has not.
    """
    trial, design = loaded.trial, loaded.trial.design
    own = list(own_arms(loaded).items())
    drugs = {loaded.terms.drug(dose.drug) for _, arm in own for dose in arm.drugs}
    control = next((id_ for id_, arm in own if arm.control), "")
    if design.masking == "open label" and (design.control == "placebo" or "placebo" in drugs):
        yield Doubt(("design", "masking"), "the trial is open label, and there is placebo in it")
    if design.masking in _BLIND and design.control in ("none", "no added treatment"):
        yield Doubt(("design", "masking"), f"the trial is {design.masking}, and the control is {design.control}")
    if design.allocation == "single arm" and (control or design.ratio):
        beside = f"the arm {control} is its control" if control else f"its ratio is {design.ratio}"
        yield Doubt(("design", "allocation"), f"the trial has a single arm, and {beside}")
    if design.ratio and own and not _of_ratio(design.ratio, own):
        yield Doubt(("design", "ratio"), f"the ratio is {design.ratio}, and {_told(own)}")
    for id_, part in trial.parts.items():
        phases = set(re.findall(r"\d", trial.phase))
        if phases and part.phase and not set(re.findall(r"\d", part.phase)) <= phases:
            yield Doubt(("parts", id_, "phase"), f"{id_} is of phase {part.phase}, and the trial of phase {trial.phase}")


@check("W286", mend="Look the sizes of the arms up again: they may be turned round, or of those analysed.", inspect_sr=("4.2",))
def arms_against_ratio(loaded: Loaded) -> Iterator[Doubt]:
    """The numbers of patients of the arms are further from the ratio of allocation than chance brings about (four standard errors
    of a binomial share).

    Needs: the ratio, and a number of patients for each arm. Limits: blocks, strata and a change of ratio are not known.
    """
    ratio = loaded.trial.design.ratio
    if not ratio:
        return
    for arms in _of_ratio(ratio, list(own_arms(loaded).items())):
        shares = [int(part) / sum(map(int, ratio.split(":"))) for part in ratio.split(":")]
        sizes = [whole(arm.n) for _, arm in arms]
        if not all(sizes) or not all(shares):
            continue
        errors = [math.sqrt(sum(sizes) * share * (1 - share)) for share in shares]
        off = [abs(n - sum(sizes) * share) / error for n, share, error in zip(sizes, shares, errors, strict=True)]
        if max(off) > FAR:
            expected = joined([f"{sum(sizes) * share:.0f}" for share in shares], "and")
            message = f"{joined([str(n) for n in sizes], 'and')} patients in a ratio of {ratio} would be {expected}"
            yield Doubt(("arms", arms[off.index(max(off))][0], "n"), message)


def _of_ratio(ratio: str, own: Sequence[tuple[str, Arm]]) -> list[list[tuple[str, Arm]]]:
    """The arms of the parts (all, where there are none) that are as many as the numbers of a ratio."""
    groups = grouped(own, lambda arm: arm[1].part).values()
    return [arms for arms in groups if len(arms) == len(ratio.split(":"))]


def _told(own: Sequence[tuple[str, Arm]]) -> str:
    """How many arms each part has: `there are 3 arms`."""
    sizes = {part: len(arms) for part, arms in grouped(own, lambda arm: arm[1].part).items()}
    return "there are " + joined([counted(n, "arm") + (f" of {part}" if part else "") for part, n in sizes.items()], "and")
