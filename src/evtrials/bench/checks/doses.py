"""Doses that cannot be, and doses far from those that other trials of the drug print.

Nothing is known here of what a drug's dose should be: a dose is held against those of the other trials checked and of the
collection that comes with the tool. A dose under a note `suspect` is told already, and is held against nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import NamedTuple

from evtrials.bench.checks.base import Doubt, check, check_of_all
from evtrials.bench.grouping import grouped
from evtrials.collection.folders import shipped_folder
from evtrials.collection.library import Library
from evtrials.collection.loading import Loaded
from evtrials.collection.store import Folder, Store
from evtrials.errors import counted
from evtrials.evidence.rows import Path
from evtrials.evidence.traits import is_suspect_dose
from evtrials.notation.doses import Step, parse_dose
from evtrials.trial.walk import Stored, stored

# From how many other trials the doses of a drug must be known, and how far beyond them one may go: a decimal point in the
# wrong place goes ten times as far.
FEW = 2
FACTOR = 3
_DAYS_OF_A_WEEK = 7


class _Printed(NamedTuple):
    """One step of a dose: the trial that prints it, its drug by the name in the vocabulary, its place in the file."""

    trial: str
    drug: str
    step: Step
    path: Path = ()


@check("E154", mend="Look the dose up again: a range is written from low to high, a dose that falls in steps with `then`.")
def impossible_dose(loaded: Loaded) -> Iterator[Doubt]:
    """A dose is nought, or its range runs downwards (10-5 mg)."""
    for dose in stored(loaded.trial, "dose"):
        for step in dose.value.steps:
            if step.unit and not _is_possible(step):
                told = "is no dose" if float(step.low) == 0 else "runs downwards"
                yield Doubt(dose.path, f"{dose.value}: {_amount(step)} {told}")


@check_of_all(
    "W272",
    mend="Look the dose up again: a digit or the decimal point may be wrong. Where the source prints it so, waive this.",
)
def dose_far_from_others(trials: Sequence[Loaded]) -> Iterator[tuple[Loaded, Doubt]]:
    """A dose is more than three times the largest, or less than a third of the smallest, that other trials of the drug print in
    this unit; where fewer than two print one, it is held against nothing. Daily doses are held against daily ones, any other
    against a week of those too.
    """
    known = _known(trials)
    for loaded in trials:
        for printed in _untold(loaded):
            if told := _far(printed, known.get(printed.drug, [])):
                yield loaded, Doubt(printed.path, told)


@check_of_all(
    "W273",
    mend="Look the unit up again. Where the source prints it so, waive this; if it may be wrong, add a note `suspect`.",
)
def dose_in_another_unit(trials: Sequence[Loaded]) -> Iterator[tuple[Loaded, Doubt]]:
    """A dose is in a unit that no other trial of the drug uses (mg for mg/kg), where at least two others print one."""
    known = _known(trials)
    for loaded in trials:
        for printed in _untold(loaded):
            others = grouped(_others(printed, known.get(printed.drug, [])), lambda other: other.step.unit)
            number = len({other.trial for of_unit in others.values() for other in of_unit})
            if number >= FEW and printed.step.unit not in others:
                message = f"{printed.drug} is in {printed.step.unit} here; {number} other trials print {' or '.join(others)}"
                yield loaded, Doubt(printed.path, message)


def _far(printed: _Printed, known: Iterable[_Printed]) -> str:
    """How far an amount is beyond those of other trials; "" where it is not, or too few are known."""
    step = printed.step
    others = [other for other in _others(printed, known) if other.step.unit == step.unit]
    if step.rhythm == "daily":
        others = [other for other in others if other.step.rhythm == "daily"]
    number = len({other.trial for other in others})
    if number < FEW:
        return ""
    week = _DAYS_OF_A_WEEK if step.rhythm != "daily" else 1
    largest = max(float(other.step.high) * (week if other.step.rhythm == "daily" else 1) for other in others)
    smallest = min(float(other.step.low) for other in others)
    of_others = f"{counted(number, 'other trial')} of {printed.drug} print {_span(others)}"
    if float(step.high) > FACTOR * largest:
        return f"{_amount(step)} is more than {FACTOR} times what is printed elsewhere: {of_others}"
    if float(step.low) * FACTOR < smallest:
        return f"{_amount(step)} is less than a third of what is printed elsewhere: {of_others}"
    return ""


def _is_possible(step: Step) -> bool:
    return 0 < float(step.low) <= float(step.high)


def _span(others: Sequence[_Printed]) -> str:
    """What other trials print, from the smallest to the largest."""
    low = min((other.step.low for other in others), key=float)
    high = max((other.step.high for other in others), key=float)
    unit = others[0].step.unit
    return f"{low} {unit}" if low == high else f"{low} to {high} {unit}"


def _amount(step: Step) -> str:
    amount = step.low if step.low == step.high else f"{step.low}-{step.high}"
    return f"AUC {amount}" if step.unit == "AUC" else f"{amount} {step.unit}"


def _others(printed: _Printed, known: Iterable[_Printed]) -> list[_Printed]:
    return [other for other in known if other.trial != printed.trial]


def _known(trials: Sequence[Loaded]) -> dict[str, list[_Printed]]:
    """The amounts that the trials checked print, and those of the collection that comes with the tool, by drug."""
    given = {loaded.trial.id for loaded in trials}
    own = [printed for loaded in trials for printed in _untold(loaded)]
    return grouped([*own, *(printed for printed in _shipped() if printed.trial not in given)], lambda printed: printed.drug)


@cache
def _shipped() -> tuple[_Printed, ...]:
    library = Library(Store([Folder(shipped_folder())]), skip_invalid=True)
    doses = ((id_, parse_dose(text)) for id_, profile in library.profiles.items() for text in profile.doses)
    return tuple(_Printed(id_, library.terms.drug(dose.drug), step) for id_, dose in doses for step in dose.steps if step.unit)


def _untold(loaded: Loaded) -> Iterator[_Printed]:
    """The amounts of a trial that can be, and that no note calls suspect."""
    for dose in stored(loaded.trial, "dose"):
        if not _is_suspect(loaded, dose):
            for step in dose.value.steps:
                if step.unit and _is_possible(step):
                    yield _Printed(loaded.trial.id, loaded.terms.drug(dose.value.drug), step, dose.path)


def _is_suspect(loaded: Loaded, dose: Stored) -> bool:
    if dose.path[0] == "arms":
        return is_suspect_dose(loaded.trial, str(dose.path[1]), dose.value.drug)
    return any(row.is_suspect for row in loaded.figures if row.path == dose.path)
