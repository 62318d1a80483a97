"""What no trial can have, whatever its source prints: a ratio below zero, half a patient, a share of nobody.

A file that says so does not load, so that nothing which computes or draws meets such a number. What is only odd is a check's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from evtrials.notation.closed_words import EXACT_UNITS
from evtrials.notation.figures import Figure
from evtrials.notation.times import DAYS
from evtrials.trial.arms import Mixture
from evtrials.trial.model import Trial
from evtrials.trial.results import EFFECTS, Row
from evtrials.trial.tables import P_COLUMN, Block, arm_and_grade
from evtrials.trial.walk import Node, Path, records, stored

_RATIOS = tuple(measure for measure in EFFECTS.values() if measure != "difference")
# Of which there is none or some: time and what is counted. A change of it may well be negative.
_AMOUNTS = (*DAYS, *EXACT_UNITS, "lines", "regimens", "therapies", "metastatic sites")
_CHANGES = ("difference", "change from baseline")


class _Said(NamedTuple):
    """A figure where it stands: its path, what it is, of which arm ("" of a comparison), and the patients printed with it."""

    path: Path
    figure: Figure
    measure: str
    unit: str
    arm: str = ""
    n: str = ""


def impossible(trial: Trial) -> Iterator[tuple[Path, str]]:
    """Every value that no trial can have: its path, and what to do about it."""
    seen: set[str] = set()
    for said in _figures(trial):
        if not said.figure.is_missing:
            seen.add(said.arm)
        told = _of_ratio(said) or _of_amount(said) or _of_share(said) or _of_nobody(said) or _of_level(said.figure)
        if told:
            yield said.path, told
    for id_, arm in trial.arms.items():
        if arm.n == "0" and id_ in seen:
            yield ("arms", id_, "n"), "an arm of no patients has no results; look the number up again"
    for value in stored(trial, "count", "follow-up"):
        if re.match(r"<0+\b", value.value) or re.search(r"(?:range|IQR|CI|to) -", value.value):
            yield value.path, f"{value.value} is below zero; look it up again"
    if trial.design.ratio and re.search(r"\b0+\b", trial.design.ratio):
        yield ("design", "ratio"), f"{trial.design.ratio} gives an arm no patient; look it up again"


def _figures(trial: Trial) -> Iterator[_Said]:
    """Every figure of results, tables and mixtures."""
    for node in records(trial):
        if isinstance(node.record, Row):
            yield from _of_row(trial, node, node.record)
        elif isinstance(node.record, Block):
            yield from _of_block(node, node.record)
        elif isinstance(node.record, Mixture):
            for value in node.values("figure"):
                unit = "percent" if value.value.is_percent else node.record.unit
                yield _Said(value.path, value.value, "rate" if unit == "percent" else "count", unit)


def _of_row(trial: Trial, node: Node, row: Row) -> Iterator[_Said]:
    endpoint = trial.endpoints[str(node.path[1])]
    own_measure, own_unit = row.measure or endpoint.measure or "", row.unit or endpoint.unit or ""
    counts, whole = (row.n, "") if isinstance(row.n, dict) else ({}, row.n or "")
    for value in node.values("figure"):
        if value.field in EFFECTS:
            unit = own_unit if value.field == "difference" else "ratio"
            yield _Said(value.path, value.value, EFFECTS[value.field], unit, n=whole)
        else:
            arm = str(value.keys[0])
            unit = "percent" if value.value.is_percent else own_unit
            yield _Said(value.path, value.value, own_measure, unit, arm, counts.get(arm, whole))


def _of_block(node: Node, block: Block) -> Iterator[_Said]:
    for value in node.values("figure"):
        column = int(value.keys[1])
        if column >= len(block.columns):  # a cell of no column is a fault of its own
            continue
        arm, _ = arm_and_grade(block.columns[column])
        if arm != P_COLUMN:
            measure, unit = block.measured(value.value)
            yield _Said(value.path, value.value, measure, unit, arm, block.n.get(arm, ""))


def _of_ratio(said: _Said) -> str:
    """A ratio lies above zero, and so does its upper limit.

    A lower limit of 0.00 is one that rounding hides, or that an exact method gives where an arm had no event; an estimate
    of 0.00 can be told as a bound.
    """
    if said.measure not in _RATIOS:
        return ""
    figure = said.figure
    low, high = figure.limit_digits
    if any(float(digits) <= 0 for digits in (figure.value, high, *(figure.between or ())) if digits):
        return (
            f"no {said.measure} or upper limit of one is 0 or below; look up number and sign, or whether it is a difference. "
            'What is printed as 0.00 by rounding is written "<0.01"'
        )
    if low and float(low) < 0:
        return f"no {said.measure} has a limit below 0; look up the sign, or whether it is a difference"
    return ""


def _of_amount(said: _Said) -> str:
    """Of time and of what is counted there is not less than nothing, and of patients and events no part of one."""
    figure, spread = said.figure, dict(said.figure.spread)
    if float(spread.pop("standard deviation", "0")) < 0:
        return "a standard deviation is not below zero; look it up again"
    if said.unit not in _AMOUNTS or said.measure in _CHANGES:
        return ""
    # The interval of a mean may reach below what it can be.
    limits = figure.limit_digits if said.measure != "mean" else ()
    numbers = [float(digits) for digits in (figure.value, *(figure.between or ()), *limits, *spread.values()) if digits]
    if min(numbers, default=0) < 0 or (figure.qualifier == "<" and figure.number == 0):
        return f"{figure.text} is below zero; look it up again, or say measure: change from baseline"
    is_counted = said.measure in ("count", "deaths", "events") and said.unit in ("participants", "events")
    if is_counted and figure.is_plain and not float(figure.value).is_integer():
        return f"{figure.value} is no whole number of {said.unit}; say unit: percent, or measure: mean, if that is what it is"
    return ""


def _of_share(said: _Said) -> str:
    """A probability lies from 0 to 1, or from 0 to 100 %."""
    most = 100 if said.unit == "percent" else 1
    if said.measure == "probability" and said.figure.number is not None and not 0 <= said.figure.number <= most:
        return f"a probability lies from 0 to {most}; look it up again, or say unit: percent"
    return ""


def _of_nobody(said: _Said) -> str:
    """Where nobody was looked at, nothing was found; the word for it may stand there."""
    if any(n.isdigit() and int(n) == 0 for n in (said.figure.n, said.n)) and not said.figure.is_missing:
        return 'of no patients there is no figure; look the number of patients up again, or write "not applicable"'
    return ""


def _of_level(figure: Figure) -> str:
    if figure.level and not 0 < float(figure.level) < 100:
        return f"no interval is one of {figure.level} %; look the level up again, or leave it out where it is not printed"
    return ""
