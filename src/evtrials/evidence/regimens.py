"""Regimens as the field says them: `exemestane ± everolimus 10 mg daily (placebo)`, `A v B` with every dose that differs."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from evtrials.notation.doses import Dose
    from evtrials.trial.model import Trial

PLACEBO = "placebo"
# A name of an arm that heads a column; a longer one is no shorter than its label.
_LONGEST_NAME = 40


def contrast_regimen(
    trial: Trial, arm: str, comparator: str, *, doses: bool = True, whole: bool = False, control: bool = True
) -> str:
    """Both arms of a contrast: what both give once and without its doses, then what differs with its dose and schedule.

    `±` only where the first arm adds drugs to a backbone that is equal in drugs, doses and schedules; in brackets what the
    second has in their place (placebo, or open where the trial is open label). Everything else is `A v B`. doses: false
    where they find no room with their schedules; arms of the same drugs are then told by their labels. whole: what both give
    has its doses too, where it stands first. control: with what stands in brackets.
    """
    shared, added = _shared(trial, arm, comparator), _added(trial, arm, comparator)
    if added:
        inside = _control(trial, comparator) if control else ""
        active = _active(trial, arm).items()
        backbone = " + ".join(_in_short(dose) if whole else drug for drug, dose in active if drug in shared)
        plus = " + ".join(_in_short(dose) if doses else dose.drug for dose in added)
        return f"{backbone} ± {plus}{f' ({inside})' if inside else ''}"
    first, second = (set(_active(trial, id_)) for id_ in (arm, comparator))
    if not doses and (first == second or not (first and second)):
        return f"{trial.arms[arm].label} v {trial.arms[comparator].label}"
    plain = shared if doses else first | second
    return f"{_side(trial, arm, set() if whole else plain)} v {_side(trial, comparator, plain)}"


def contrasts_in_short(trial: Trial, pairs: Collection[tuple[str, str]]) -> dict[str, str]:
    """Contrasts in short by `A v B` of their ids, `everolimus ± exemestane`: with doses where two would read alike without."""
    plain, dosed = ([contrast_regimen(trial, *pair, doses=doses, control=False) for pair in pairs] for doses in (False, True))
    told = zip(pairs, plain, dosed, strict=True)
    return {" v ".join(pair): whole if plain.count(short) > 1 else min(short, whole, key=len) for pair, short, whole in told}


def arm_names(trial: Trial, arms: Sequence[str]) -> list[str]:
    """Two arms in a word each, as heads of their columns: by the drugs in which they differ, else by their labels.

    `everolimus` and `placebo`; of an arm that adds nothing what it gives, `letrozole alone`; of one drug in two ways its dose.
    """
    shared, active = _shared(trial, *arms), [_active(trial, id_) for id_ in arms]
    names = []
    for id_, own, other in zip(arms, active, reversed(active), strict=True):
        differing = [_in_short(dose) if drug in other else drug for drug, dose in own.items() if drug not in shared]
        alone = f"{' + '.join(own)} alone" if own else ""
        has_placebo = any(dose.drug == PLACEBO for dose in trial.arms[id_].drugs)
        names.append(" + ".join(differing) or (PLACEBO if has_placebo else alone) or trial.arms[id_].label)
    is_told = names[0] != names[1] and max(map(len, names)) <= _LONGEST_NAME
    return names if is_told else [trial.arms[id_].label for id_ in arms]


def contrast_in_prose(trial: Trial, arm: str, comparator: str) -> str:
    """Both arms of a contrast for a sentence that stands alone, every drug with its dose and schedule, the first arm first:
    `exemestane 25 mg daily with everolimus 10 mg daily v with placebo`.
    """
    added = _added(trial, arm, comparator)
    if not added:
        return " v ".join(_side(trial, id_, set()) for id_ in (arm, comparator))
    shared = _shared(trial, arm, comparator)
    backbone = " + ".join(_in_short(dose) for drug, dose in _active(trial, arm).items() if drug in shared)
    control = "with placebo" if _control(trial, comparator) == PLACEBO else "without"
    return f"{backbone} with {' + '.join(map(_in_short, added))} v {control}"


def arm_regimen(trial: Trial, arm: str) -> str:
    """Every drug of an arm with its dose and schedule as printed: `everolimus 10 mg daily + exemestane 25 mg daily`."""
    return _side(trial, arm, set())


def arms_apart(trial: Trial, arms: Sequence[str]) -> tuple[str, dict[str, str]]:
    """Several arms: what all of them give with its doses, "" where that is nothing, and what each gives besides.

    An arm that gives nothing besides is `alone`; arms that give the same are told by their labels.
    """
    given = {arm: _active(trial, arm) for arm in arms}
    texts = [list(map(_in_short, doses.values())) for doses in given.values()]
    shared = [text for text in texts[0] if all(text in mine for mine in texts)] if len(arms) > 1 else []
    apart = {arm: _side(trial, arm, set(), frozenset(shared)) or "alone" for arm in arms}
    labels = {arm: trial.arms[arm].label for arm, said in apart.items() if list(apart.values()).count(said) > 1}
    return " + ".join(shared), {**apart, **labels}


def regimen(trial: Trial) -> str:
    """What a trial gives to whom: of two randomised arms their contrast, of one arm its drugs with their doses.

    Of more arms their labels, the control last: `A v B` where randomisation made them, `A; B` where it did not.
    """
    own = {id_: arm for id_, arm in trial.arms.items() if not arm.external}
    contrast = trial.implied_contrast()
    if contrast and len(own) == 2 and trial.is_randomised_between(*contrast):
        return contrast_regimen(trial, *contrast)
    if len(own) == 1:
        return arm_regimen(trial, *own)
    parts: dict[str | None, list[str]] = {}
    for id_ in sorted(own, key=lambda id_: own[id_].control):
        parts.setdefault(own[id_].part, []).append(id_)
    said = []
    for ids in parts.values():
        between = " v " if trial.are_randomised(ids) else "; "
        said.append(between.join(own[id_].label for id_ in ids))
    return "; ".join(said) or "not stated"


def _shared(trial: Trial, arm: str, comparator: str) -> set[str]:
    """The drugs that both arms give in doses that are not known to differ."""
    first, second = (_active(trial, id_) for id_ in (arm, comparator))
    return {drug for drug in first if drug in second and _is_same(first[drug], second[drug])}


def _added(trial: Trial, arm: str, comparator: str) -> list[Dose]:
    """What the first arm adds to the second; nothing where that is not all that they differ in."""
    first, second, shared = _active(trial, arm), _active(trial, comparator), _shared(trial, arm, comparator)
    added = [dose for drug, dose in first.items() if drug not in second]
    return added if shared and len(shared) == len(second) and len(shared) + len(added) == len(first) else []


def shorter_regimens(trial: Trial) -> list[str]:
    """What says the regimen where its doses find no room with their schedules: drugs alone (labels, where the arms have the same
    drugs), then of several arms the first alone and how many more there are."""
    own = {id_: arm for id_, arm in trial.arms.items() if not arm.external}
    labels = [arm.label for arm in own.values()]
    told = regimen(trial)
    if not own:
        return []
    if len(own) == 1:
        drugs = _active(trial, *own)
        return [" + ".join(drugs)] if drugs else []
    contrast = trial.implied_contrast()
    found = []
    if contrast and len(own) == 2 and trial.is_randomised_between(*contrast):
        found.append(contrast_regimen(trial, *contrast, doses=False))
    more = len(own) - 1
    found += [f"{labels[0]} and {more} more arm{'s' if more > 1 else ''}", f"{len(own)} arms"]
    return [text for text in found if len(text) < len(told)]


def _active(trial: Trial, arm: str) -> dict[str, Dose]:
    return {dose.drug: dose for dose in trial.arms[arm].given if dose.drug != PLACEBO}


def _in_short(dose: Dose) -> str:
    """A drug with its dose, of one that rises step by step its first and last: `everolimus stepwise 2.5 to 10 mg daily`."""
    return f"{dose.drug} {dose.in_short}".rstrip()


def _is_same(first: Dose, second: Dose) -> bool:
    """Whether two doses of one drug are not known to differ."""
    return not (first.steps and second.steps) or [step.meaning for step in first.steps] == [step.meaning for step in second.steps]


def _side(trial: Trial, arm: str, without_dose: set[str], without: frozenset[str] = frozenset()) -> str:
    """An arm by its drugs; one that has none printed by its label, and one of placebo alone as placebo.

    without: the texts of doses that are told elsewhere.
    """
    active = _active(trial, arm).items()
    drugs = [drug if drug in without_dose else _in_short(dose) for drug, dose in active if _in_short(dose) not in without]
    has_placebo = any(dose.drug == PLACEBO for dose in trial.arms[arm].drugs)
    if not drugs:
        return PLACEBO if has_placebo else "" if active else trial.arms[arm].label
    return " + ".join((*drugs, PLACEBO) if has_placebo else drugs)


def _control(trial: Trial, comparator: str) -> str:
    """What the second arm has in place of the drug that is added."""
    if any(dose.drug == PLACEBO for dose in trial.arms[comparator].drugs) or trial.design.control == PLACEBO:
        return PLACEBO
    return "open" if trial.design.masking == "open label" else ""
