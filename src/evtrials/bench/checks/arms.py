"""Arms that may be turned round or are not told apart: placebo on the wrong side, one label or one treatment twice."""

from __future__ import annotations

import re
from collections.abc import Iterator

from evtrials.bench.checks.base import Doubt, check
from evtrials.bench.checks.counts import own_arms
from evtrials.bench.grouping import grouped
from evtrials.collection.loading import Loaded
from evtrials.errors import listed
from evtrials.trial.arms import Arm
from evtrials.trial.terms import Terms

PLACEBO = "placebo"
# A dose in a label; "0.5 mg per 5 mL" is a concentration.
_AMOUNT = r"(\d+(?:\.\d+)?)(?:-(\d+(?:\.\d+)?))? (mg/m2|mg/kg|mg|g)\b(?!/| per )"

_OR = re.compile(r"\bor\b", re.IGNORECASE)


@check("W274", mend="See which arm had the placebo: the drugs may stand at the wrong arm, or `control: true` does.")
def placebo_on_the_wrong_side(loaded: Loaded) -> Iterator[Doubt]:
    """An arm that is not the control has the placebo while the control of its part has none, or no arm has it though the design
    says that the control was placebo.
    """
    own = own_arms(loaded)
    with_placebo = {id_ for id_, arm in own.items() if PLACEBO in _drugs(arm, loaded.terms)}
    for part in dict.fromkeys(arm.part for arm in own.values()):
        controls = [id_ for id_, arm in own.items() if arm.control and arm.part == part and arm.drugs]
        if not controls or with_placebo.intersection(controls):
            continue
        of_part = [id_ for id_ in own if own[id_].part == part and id_ in with_placebo]
        for id_ in of_part:
            yield Doubt(("arms", id_, "drugs"), f"{id_} has the placebo and the control {controls[0]} has none")
        if not with_placebo and loaded.trial.design.control == PLACEBO:
            message = f"the design says that the control was placebo; the control {controls[0]} has none among its drugs"
            yield Doubt(("arms", controls[0], "drugs"), message)


@check("W275", mend="Give each arm a label of its own: what its patients had, and which part or group they are.")
def one_label_two_arms(loaded: Loaded) -> Iterator[Doubt]:
    """Two arms bear one label, so that no table tells them apart."""
    for (first, _), *others in grouped(loaded.trial.arms.items(), lambda arm: " ".join(arm[1].label.casefold().split())).values():
        for id_, arm in others:
            yield Doubt(("arms", id_, "label"), f'{id_} is labelled "{arm.label}", as {first} is')


@check("W276", mend="Say what tells them apart: a part, a dose, a schedule; or make them one arm, its groups `populations`.")
def one_treatment_two_arms(loaded: Loaded) -> Iterator[Doubt]:
    """Two arms of one part have the same drugs at the same doses, so that nothing stored tells their patients apart."""
    treated = ((id_, arm) for id_, arm in own_arms(loaded).items() if arm.drugs)
    for (first, arm), *others in grouped(treated, lambda arm: (arm[1].part, _regimens(arm[1], loaded.terms))).values():
        for id_, _ in others:
            message = f"{id_} and {first} have the same treatment ({listed(map(str, arm.drugs))})"
            yield Doubt(("arms", id_), message)


@check("W277", mend="Correct the label or the drugs; they may be those of another arm.")
def label_names_another_drug(loaded: Loaded) -> Iterator[Doubt]:
    """The label of an arm names a drug that its `drugs` lack. Where these name a class (endocrine therapy), it may be of it."""
    for id_, arm in loaded.trial.arms.items():
        had = _drugs(arm, loaded.terms)
        classes = {loaded.terms.drug_class(drug) for drug in had}
        # A drug that the vocabulary does not know is told by W270, and may be the one that the label names.
        if not had or classes & had - {PLACEBO} or not had <= loaded.terms.drugs.keys():
            continue
        missing = [drug for drug in _named(arm.label, loaded.terms) if drug not in had | classes]
        if missing:
            message = f'the label "{arm.label}" names {listed(missing)}, which is not among the drugs'
            yield Doubt(("arms", id_, "label"), message)


@check("W278", mend="Correct the dose in the label or among the drugs; the arms may have been taken for one another.")
def label_prints_another_dose(loaded: Loaded) -> Iterator[Doubt]:
    """The label of an arm prints a dose of a drug (everolimus 5 mg) that its `drugs` do not print of it."""
    spellings, names = _drug_names(loaded.terms)
    for id_, arm in loaded.trial.arms.items():
        for name, low, high, unit in re.findall(rf"{names} {_AMOUNT}", arm.label.casefold()):
            steps = [step for dose in arm.drugs if loaded.terms.drug(dose.drug) == spellings[name] for step in dose.steps]
            amounts = {(step.low, step.high, step.unit) for step in steps if step.unit}
            if amounts and (low, high or low, unit) not in amounts:
                printed = f"{low}-{high}" if high else low
                message = f'the label "{arm.label}" prints {printed} {unit} of {spellings[name]}, and the drugs another dose'
                yield Doubt(("arms", id_, "label"), message)


@check("W279", mend="Name the regimens under `options`, each with its drugs; or correct the label.")
def choice_told_as_combination(loaded: Loaded) -> Iterator[Doubt]:
    """The label of an arm says "or" between drugs that its `drugs` list as if each patient had had all of them.

    Limits: a choice that only the source tells of, and not the label, is not seen.
    """
    for id_, arm in loaded.trial.arms.items():
        first, *others = (set(_named(part, loaded.terms)) & _drugs(arm, loaded.terms) for part in _OR.split(arm.label))
        if first and any(others) and not arm.options:
            message = f'the label "{arm.label}" says "or", and the drugs are listed as given together'
            yield Doubt(("arms", id_, "drugs"), message)


def _drugs(arm: Arm, terms: Terms) -> set[str]:
    return {terms.drug(dose.drug) for dose in arm.drugs}


def _regimens(arm: Arm, terms: Terms) -> frozenset[tuple[str, str]]:
    return frozenset((terms.drug(dose.drug), dose.regimen) for dose in arm.drugs)


def _named(label: str, terms: Terms) -> list[str]:
    """The drugs that a label names, each by its name in the vocabulary; the longer of two names that stand in one place."""
    spellings, names = _drug_names(terms)
    return list(dict.fromkeys(spellings[spelling] for spelling in re.findall(names, label.casefold())))


def _drug_names(terms: Terms) -> tuple[dict[str, str], str]:
    """The drug of each spelling in small letters, and the pattern of any of them as words of a label."""
    spellings = {spelling.casefold(): drug for spelling, drug in terms.spellings("drugs").items()}
    longest_first = "|".join(re.escape(spelling) for spelling in sorted(spellings, key=len, reverse=True))
    return spellings, rf"(?<![\w-])({longest_first})(?![\w-])"
