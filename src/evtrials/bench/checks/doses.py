"""Doses that cannot be, and doses far from those that other trials of the drug print.

Nothing is known here of what a drug's dose should be: a dose is held against those of the other trials checked and of the
collection that comes with the tool. A dose under a note `suspect` is told already, and is held against nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from evtrials.bench.checks.base import Doubt, check, check_of_all
from evtrials.collection.folders import shipped_folder
from evtrials.collection.library import Library
from evtrials.collection.loading import Loaded
from evtrials.collection.store import Folder, Store
from evtrials.errors import joined
from evtrials.evidence.rows import Path
from evtrials.evidence.traits import is_suspect_dose
from evtrials.notation.doses import Dose, parse_dose
from evtrials.trial.walk import Stored, stored

# From how many other trials the doses of a drug must be known, and how far beyond them one may go: a decimal point in the
# wrong place goes ten times as far.
FEW = 2
FACTOR = 3
_DAYS_OF_A_WEEK = 7


class _Amount(NamedTuple):
    """One step of a dose as it is held against others."""

    low: float
    high: float
    unit: str
    is_daily: bool
    text: str


class _Printed(NamedTuple):
    """An amount that a trial prints: the trial, the drug by its name in the vocabulary, the place in the file."""

    trial: str
    drug: str
    amount: _Amount
    path: Path = ()


# The amounts of a drug, each with the trials that print it: thousands of trials print but a few.
_Known = Mapping[_Amount, Collection[str]]


@check("E154", mend="Look the dose up again: a range is written from low to high, a dose that falls in steps with `then`.")
def impossible_dose(loaded: Loaded) -> Iterator[Doubt]:
    """A dose is nought, or its range runs downwards (10-5 mg)."""
    for dose in stored(loaded.trial, "dose"):
        for amount in _amounts(dose.value):
            if not _is_possible(amount):
                told = "is no dose" if amount.low == 0 else "runs downwards"
                yield Doubt(dose.path, f"{dose.value}: {amount.text} {told}")


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
            if told := _far(printed, known.get(printed.drug, {})):
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
            others = _others(printed, known.get(printed.drug, {}))
            units = dict.fromkeys(amount.unit for amount in others)
            if printed.amount.unit not in units and (number := _number(printed, others)) >= FEW:
                message = f"{printed.drug} is in {printed.amount.unit} here; {number} other trials print {joined(list(units))}"
                yield loaded, Doubt(printed.path, message)


def _far(printed: _Printed, known: _Known) -> str:
    """How far an amount is beyond those of other trials; "" where it is not, or too few are known."""
    own = printed.amount
    others = {
        amount: trials for amount, trials in _others(printed, known).items()
        if amount.unit == own.unit and (amount.is_daily or not own.is_daily)
    }  # fmt: skip
    if not others:
        return ""
    largest = max(amount.high * (_DAYS_OF_A_WEEK if amount.is_daily and not own.is_daily else 1) for amount in others)
    smallest = min(amount.low for amount in others)
    beyond = own.high > FACTOR * largest
    is_far = beyond or own.low * FACTOR < smallest
    if not is_far or (number := _number(printed, others)) < FEW:
        return ""
    low, high = min(others, key=lambda amount: amount.low), max(others, key=lambda amount: amount.high)
    span = low.text if low == high else f"from {low.text} to {high.text}"
    told = f"more than {FACTOR} times" if beyond else "less than a third of"
    return f"{own.text} is {told} what is printed elsewhere: {number} other trials of {printed.drug} print {span}"


def _others(printed: _Printed, known: _Known) -> dict[_Amount, Collection[str]]:
    """The amounts that some other trial prints."""
    return {amount: trials for amount, trials in known.items() if len(trials) > 1 or printed.trial not in trials}


def _number(printed: _Printed, others: _Known) -> int:
    """How many other trials print one of these amounts."""
    return len({trial for trials in others.values() for trial in trials} - {printed.trial})


def _known(trials: Sequence[Loaded]) -> dict[str, dict[_Amount, set[str]]]:
    """The amounts that the trials checked print, and those of the collection that comes with the tool, by drug."""
    given = {loaded.trial.id for loaded in trials}
    own = (printed for loaded in trials for printed in _untold(loaded))
    known: dict[str, dict[_Amount, set[str]]] = {}
    for printed in (*own, *(printed for printed in _shipped() if printed.trial not in given)):
        known.setdefault(printed.drug, {}).setdefault(printed.amount, set()).add(printed.trial)
    return known


@cache
def _shipped() -> tuple[_Printed, ...]:
    library = Library(Store([Folder(shipped_folder())]), skip_invalid=True)
    doses = ((id_, parse_dose(text)) for id_, profile in library.profiles.items() for text in profile.doses)
    return tuple(_Printed(id_, library.terms.drug(dose.drug), amount) for id_, dose in doses for amount in _amounts(dose))


def _untold(loaded: Loaded) -> Iterator[_Printed]:
    """The amounts of a trial that can be, and that no note calls suspect."""
    for dose in stored(loaded.trial, "dose"):
        if not _is_suspect(loaded, dose):
            for amount in filter(_is_possible, _amounts(dose.value)):
                yield _Printed(loaded.trial.id, loaded.terms.drug(dose.value.drug), amount, dose.path)


def _is_suspect(loaded: Loaded, dose: Stored) -> bool:
    if dose.path[0] == "arms":
        return is_suspect_dose(loaded.trial, str(dose.path[1]), dose.value.drug)
    return any(row.is_suspect for row in loaded.figures if row.path == dose.path)


def _amounts(dose: Dose) -> Iterator[_Amount]:
    for step in dose.steps:
        if step.unit:
            digits = step.low if step.low == step.high else f"{step.low}-{step.high}"
            text = f"AUC {digits}" if step.unit == "AUC" else f"{digits} {step.unit}"
            yield _Amount(float(step.low), float(step.high), step.unit, step.rhythm == "daily", text)


def _is_possible(amount: _Amount) -> bool:
    return 0 < amount.low <= amount.high
