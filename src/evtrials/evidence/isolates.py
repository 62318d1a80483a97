"""What a contrast isolates: that in which the drugs of its two arms differ."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from evtrials.notation.doses import Dose
    from evtrials.trial.model import Trial


def isolates(trial: Trial, arm: str, comparator: str) -> str:
    """What a contrast isolates, from the drugs of its arms: a drug, a dose, a schedule, or both sides where both differ.

    Placebo is nothing. `everolimus`, `schedule of everolimus`, `everolimus + exemestane v capecitabine`.
    """
    for override in trial.isolates:
        if override.of == f"{arm} v {comparator}":
            return override.is_
    a, b = ({dose.drug: dose for dose in trial.arms[id_].given if dose.drug != "placebo"} for id_ in (arm, comparator))
    changed = [f"{what} of {drug}" for drug in a if drug in b and (what := _difference(a[drug], b[drug]))]
    only_a = [drug for drug in a if drug not in b]
    only_b = [drug for drug in b if drug not in a]
    if only_a and only_b:
        return f"{' + '.join(only_a + changed)} v {' + '.join(only_b)}"
    # Which side has it is told by arm and comparator.
    return " + ".join((only_b or only_a) + changed)


def _difference(a: Dose, b: Dose) -> str:
    """ "dose", "schedule", or "" where two doses of one drug are not known to differ."""
    if not (a.steps and b.steps):
        return ""
    if [(step.low, step.high, step.unit) for step in a.steps] != [(step.low, step.high, step.unit) for step in b.steps]:
        return "dose"
    # A schedule that is not stated is unknown, not another one.
    steps = zip(a.steps, b.steps, strict=True)
    return "schedule" if any(x.schedule and y.schedule and x.schedule != y.schedule for x, y in steps) else ""
