"""The doses of a drug in a collection: in which arms, with which drugs beside it, and which of them randomisation compared."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from evtrials.evidence.contrasts import ContrastLine, choose, lines
from evtrials.evidence.isolates import isolates
from evtrials.evidence.regimens import PLACEBO
from evtrials.evidence.rows import FigureRow, grouped
from evtrials.evidence.traits import default_order
from evtrials.notation.closed_words import PRIMARY_ROLES
from evtrials.notation.doses import Dose, Step
from evtrials.notation.patterns import compiled
from evtrials.trial.arms import Arm
from evtrials.trial.identity import ALL
from evtrials.trial.model import Trial
from evtrials.trial.terms import Terms, told_apart

Rows = Callable[[Trial], Sequence[FigureRow]]
_NOT_COMPARATIVE = compiled(r"\bnon-?comparative|\bnot comparative", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class DosedArm:
    """An arm with the drug, or (dose None) one that randomisation compares with it and that lacks the drug alone.

    partners: the other drugs, which are the backbone.
    """

    trial: Trial
    id: str
    dose: Dose | None
    partners: tuple[str, ...]

    @property
    def arm(self) -> Arm:
        """The arm as the file has it."""
        return self.trial.arms[self.id]

    @property
    def target(self) -> Step:
        """The step of the dose that is its target; an empty one where none is printed."""
        return self.dose.target if self.dose else Step()

    @property
    def daily(self) -> str:
        """The amount that is the target of every day, `10 mg`; "" of a range, of another schedule and where none is printed."""
        target = self.target
        is_one = bool(target.low) and target.low == target.high and target.frequency == "daily"
        return f"{target.low} {target.unit}" if is_one else ""


@dataclass(frozen=True, slots=True)
class DoseContrast:
    """Two arms of a trial that randomisation gave different doses or schedules of a drug.

    others: what else they differ in. line: the result of a primary endpoint, else of the first in the file; None without one.
    """

    arm: DosedArm
    comparator: DosedArm
    others: tuple[str, ...]
    line: ContrastLine | None

    @property
    def trial(self) -> Trial:
        """The trial of both arms."""
        return self.arm.trial

    @property
    def is_comparative(self) -> bool:
        """False where a note on the design says that the arms are not compared."""
        notes = (note.text for note in self.trial.notes if note.about.get("section") == "design")
        return not any(map(_NOT_COMPARATIVE.search, notes))


def arms_with(trial: Trial, drug: str, terms: Terms) -> list[DosedArm]:
    """The trial's own arms with a drug, by its name in the vocabulary."""
    found: list[DosedArm] = []
    for id_, arm in trial.arms.items():
        doses = {terms.drug(dose.drug): dose for dose in reversed(arm.drugs)}
        if drug in doses and not arm.external:
            options = [{terms.drug(name) for name in option} for option in arm.options] or [set(doses)]
            beside = set[str]().union(*(option for option in options if drug in option))
            found.append(DosedArm(trial, id_, doses[drug], tuple(sorted(beside - {drug, PLACEBO}))))
    return found


def dose_contrasts(trials: Iterable[Trial], drug: str, terms: Terms, rows_of: Rows) -> list[DoseContrast]:
    """The randomised contrasts of two doses or schedules of a drug, in order of setting, line and year."""
    found: list[DoseContrast] = []
    for trial in sorted(trials, key=default_order):
        arms = sorted(arms_with(trial, drug, terms), key=lambda one: one.arm.control)
        for arm, comparator in combinations(arms, 2):
            if not trial.is_randomised_between(arm.id, comparator.id):
                continue
            told = told_apart(isolates(trial, arm.id, comparator.id))
            of_drug = [part for part, name in told if part != name and terms.drug(name) == drug]
            if of_drug:
                others = tuple(part for part, _ in told if part not in of_drug)
                found.append(DoseContrast(arm, comparator, others, _main_line(rows_of(trial), arm, comparator)))
    return found


def _main_line(rows: Sequence[FigureRow], arm: DosedArm, comparator: DosedArm) -> ContrastLine | None:
    """The result by which a contrast is known, in all patients; where nothing compares the arms, their figures side by side."""
    trial = arm.trial
    whole = [row for row in rows if row.population == ALL and row.default]
    found = [line for line in choose(lines(whole, trial)) if line.pair == {arm.id, comparator.id}]
    own = grouped((row for row in whole if row.kind == "outcome" and not row.is_spread), lambda row: row.analysis.shared)
    for outcomes in own.values():
        sides = {row.arm: row for row in reversed(outcomes) if row.term != "analysed"}
        if sides.keys() >= {arm.id, comparator.id}:
            found.append(ContrastLine(trial, arm.id, comparator.id, None, sides[arm.id], sides[comparator.id]))
    return min(found, key=lambda line: line.lead.role not in PRIMARY_ROLES, default=None)


def daily_doses(trials: Iterable[Trial], drug: str, terms: Terms) -> Counter[str]:
    """The amounts of a drug that are given every day, as fixed targets, each with the number of trials that have it."""
    each = ({one.daily for one in arms_with(trial, drug, terms)} - {""} for trial in trials)
    return Counter(amount for amounts in each for amount in amounts)


def never_randomised(in_use: Counter[str], contrasts: Iterable[DoseContrast]) -> str:
    """Which daily doses no trial randomised against each other: the two that most trials give, and whether any others were.

    "" where they were, or where fewer than two are in use.
    """
    tried = {frozenset((one.arm.daily, one.comparator.daily)) for one in contrasts}
    most = sorted((amount for amount, _ in in_use.most_common(2)), key=_size)
    if len(most) < 2 or frozenset(most) in tried:
        return ""
    amounts = sorted(in_use, key=_size)
    said = f"No trial of this collection randomised {most[0]} against {most[1]} daily"
    if len(amounts) == 2 or any(frozenset(pair) in tried for pair in combinations(amounts, 2)):
        return f"{said}."
    return f"{said}, nor any other two of the daily doses in use ({', '.join(amounts)}) as the dose to be kept."


def by_backbone(trials: Iterable[Trial], drug: str, terms: Terms) -> dict[tuple[str, ...], list[list[DosedArm]]]:
    """Of each backbone the arms of each trial: those with the drug, then what randomisation compares with these of it alone.

    The backbones of most trials go first; within one the trials keep their order, which is never of result.
    """
    groups: dict[tuple[str, ...], list[list[DosedArm]]] = {}
    for trial in trials:
        for partners, arms in grouped(arms_with(trial, drug, terms), lambda one: one.partners).items():
            groups.setdefault(partners, []).append([*arms, *_without(trial, arms, drug, terms)])
    return dict(sorted(groups.items(), key=lambda group: (-len(group[1]), group[0])))


def _without(trial: Trial, arms: Sequence[DosedArm], drug: str, terms: Terms) -> list[DosedArm]:
    own = [id_ for id_, arm in trial.arms.items() if not arm.external]
    pairs = [(one.id, id_) for one in arms for id_ in own if id_ != one.id and trial.is_randomised_between(one.id, id_)]
    found = dict.fromkeys(id_ for arm, id_ in pairs if terms.drug(isolates(trial, arm, id_)) == drug)
    return [DosedArm(trial, id_, None, arms[0].partners) for id_ in found]


def _size(amount: str) -> float:
    return float(amount.partition(" ")[0])
