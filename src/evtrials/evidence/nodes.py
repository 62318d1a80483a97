"""Regimens as nodes of indirect comparisons: two arms are one only where drugs, doses and schedules are the same."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeAlias

from evtrials.evidence.regimens import PLACEBO, arm_regimen
from evtrials.notation.patterns import compiled

if TYPE_CHECKING:
    from evtrials.notation.doses import Dose
    from evtrials.trial.model import Trial
    from evtrials.trial.terms import Terms

# The drugs of a regimen with the meaning of each step of their doses; empty of placebo alone.
Node: TypeAlias = frozenset[tuple[str, tuple[tuple[str, ...], ...]]]
_DAYS = compiled(r"\bday (\d+(?:[-+]\d+)*)")
_EVERY = compiled(r"every (\d+) days")
_OF_EACH = compiled(r"\bday 1 (?:of each (?=\d)|every (?=\d))(\d+) days?(?: cycle)?$")


def node_of(trial: Trial, arm: str, terms: Terms) -> Node | None:
    """The regimen of an arm; None where a dose or a schedule is not stated. Placebo is no drug."""
    doses = [dose for dose in trial.arms[arm].given if dose.drug != PLACEBO]
    if not trial.arms[arm].drugs or not all(map(_is_whole, doses)):
        return None
    return frozenset((terms.drug(dose.drug), _steps(dose)) for dose in doses)


def node_words(trial: Trial, arm: str) -> str:
    """A node as the arm's drugs with their doses, without its placebo."""
    return arm_regimen(trial, arm).removesuffix(f" + {PLACEBO}")


def unstated(trial: Trial, arm: str) -> list[str]:
    """The drugs of an arm whose dose or schedule is not stated."""
    return [dose.drug for dose in trial.arms[arm].given if dose.drug != PLACEBO and not _is_whole(dose)]


def _is_whole(dose: Dose) -> bool:
    """Whether every step has its amount, and the target its schedule; a loading dose is given once."""
    return bool(dose.steps) and all(step.low for step in dose.steps) and bool(dose.target.frequency)


def _steps(dose: Dose) -> tuple[tuple[str, ...], ...]:
    """The steps of a dose in one spelling: days counted from 1, and none told twice, as the 29th is by "every 28 days"."""
    meanings = [(*step.meaning[:-1], _OF_EACH.sub(r"every \1 days", step.meaning[-1])) for step in dose.steps]
    days = [day for *_, schedule in meanings for day in _days_of(schedule)]
    later = 1 if 0 in days else 0
    *amount, last = meanings[-1]
    again = 1 + int(found[1]) if (found := _EVERY.fullmatch(last)) else 0
    steps = []
    for *own, schedule in meanings:
        told = [day + later for day in _days_of(schedule) if own != amount or day + later != again]
        rest = _DAYS.sub("day " + "+".join(map(str, told)), schedule, count=1) if "-" not in schedule and told else schedule
        steps.append((*own, rest))
    return tuple(steps)


def _days_of(schedule: str) -> list[int]:
    found = _DAYS.search(schedule)
    return [int(day) for day in re.findall(r"\d+", found[1])] if found else []
