"""How a trial answers the filters of treatment: its drugs and their classes and doses, what they isolate, what went before.

A class that arms or eligibility name in place of a drug leaves open which drug of it was meant.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from evtrials.collection.judging import Answer, Context, Fit, Judge, best, plain, worst
from evtrials.collection.typed_values import DrugDose, Range, united
from evtrials.errors import joined
from evtrials.notation.patterns import compiled
from evtrials.notation.spelling import folded

if TYPE_CHECKING:
    from evtrials.evidence.profile import Profile
    from evtrials.notation.doses import Dose, Step
    from evtrials.trial.terms import Terms

# Between drugs that are asked for together.
_TOGETHER = compiled(r"(\s*(?:/|\+|&|\band\b|\bwith\b)\s*)")


def drugs_in(text: str, context: Context) -> list[str]:
    """The drugs and classes that a value asks for together, by their names in the vocabulary: `everolimus/trastuzumab`.

    What is a name itself is one: `cdk4/6 inhibitor`; of what is none the longest parts that are.
    """
    borne = {folded(drug): drug for profile in context.profiles() for drug in profile.drugs}
    parts = _TOGETHER.split(text.strip())
    found: list[str] = []
    start = 0
    while start < len(parts):
        tried = ((end, "".join(parts[start:end]).strip()) for end in range(len(parts), start, -2))
        named = ((end, context.terms.therapy(name) or borne.get(folded(name), "")) for end, name in tried)
        end, known = next(((end, known) for end, known in named if known), (start + 1, parts[start].strip()))
        found.append(known)
        start = end + 1
    return found


def therapy_in(text: str, context: Context) -> list[str]:
    """The drug or class that a value names, by its name in the vocabulary; else as it stands."""
    return [context.terms.therapy(text) or text]


def by_drug(values: Sequence[str], context: Context) -> Judge:
    """In, if each drug of a value is in some arm, or a drug of it where it is a class."""
    fits = [[_has(name, context.terms) for name in drugs_in(value, context)] for value in values]
    return lambda profile: best(worst(fit(profile) for fit in together) for together in fits)


def by_class(values: Sequence[str], context: Context) -> Judge:
    """In, if an arm has a drug of the class."""
    fits = [_has(name, context.terms) for value in values for name in therapy_in(value, context)]
    return lambda profile: best(fit(profile) for fit in fits)


def _has(wanted: str, terms: Terms) -> Judge:
    """Whether a trial gives a drug or one of a class; unstated, where it gives one of a class that the wanted is part of."""
    above = terms.classes_of(wanted)

    @cache
    def fit(own: str) -> Answer:
        if terms.is_of(own, wanted):
            return Fit.IN, ""
        return (Fit.UNSTATED, f"{own}, not stated which") if own in above else (Fit.OUT, "")

    return lambda profile: best(fit(own) for own in profile.drugs)


def by_isolates(values: Sequence[str], context: Context) -> Judge:
    return plain(lambda profile: any(is_isolated(own, value, context.terms) for own in profile.isolates for value in values))


def is_isolated(isolated: str, asked: str, terms: Terms) -> bool:
    """Whether what a contrast isolates is what is asked for, or one drug of the class that is."""
    return folded(isolated) == folded(terms.drug(asked)) or terms.is_of(isolated, asked)


def by_prior(values: Sequence[str], context: Context) -> Judge:
    wanted = [name for value in values for name in therapy_in(value, context)]
    return lambda profile: best(_prior_fit(profile, name, context.terms) for name in wanted)


def _prior_fit(profile: Profile, wanted: str, terms: Terms) -> Answer:
    """In, if all had had it, or a drug of it; of a drug, if all had had its class, whose drugs eligibility seldom tells apart.

    Of a class, a wider one does not say which: unstated.
    """
    above = terms.classes_of(wanted)
    named = dict(zip(profile.prior, profile.prior_names, strict=True))
    none_had = any(name == wanted or name in above for name in profile.naive)
    had = [
        text
        for text, names in named.items()
        if folded(text) == folded(wanted) or any(terms.is_of(name, wanted) for name in names)
    ]
    wider = [] if none_had else [text for text, names in named.items() if not set(above).isdisjoint(names)]
    found = had if terms.is_class(wanted) else [*had, *wider]
    if found:
        is_all = not set(found) <= set(profile.prior_of_some)
        return (Fit.IN if is_all else Fit.MIXED), "" if is_all and had else f"prior {', '.join(found)}"
    if wider or not (named or none_had):
        return Fit.UNSTATED, f"prior {', '.join(wider)}, not stated which" if wider else "prior therapy not stated"
    return Fit.OUT, ""


# What is said of how values were read.


def told_of_prior(values: Sequence[str], context: Context) -> list[str]:
    """That a drug also finds the classes that it is part of, as far as some trial names them."""
    borne = {name for profile in context.profiles() for names in profile.prior_names for name in names}
    found = []
    for name in (name for value in values for name in therapy_in(value, context) if not context.terms.is_class(name)):
        if classes := [class_ for class_ in context.terms.classes_of(name) if class_ in borne]:
            them = "the class" if len(classes) == 1 else "one of the classes"
            found.append(f"{name} is {joined([_one(class_) for class_ in classes], 'and')}; trials with {them} are shown too")
    return found


def told_of_drugs(values: Sequence[str], context: Context) -> list[str]:
    """That a class stands for every drug of it."""
    classes = (name for value in values for name in drugs_in(value, context) if context.terms.is_class(name))
    return [f"{name} is a class of drugs; trials with any drug of it are shown" for name in dict.fromkeys(classes)]


def _one(name: str) -> str:
    """A class with the article before it: `an aromatase inhibitor`; without one for a therapy."""
    if name.endswith("therapy"):
        return name
    return f"an {name}" if name.casefold().startswith((*"aeiou", "lhrh", "mtor")) else f"a {name}"


# Doses.


def by_everolimus_dose(ranges: Sequence[Range], context: Context) -> Judge:
    return by_dose([DrugDose("everolimus", amount, rhythm="daily") for amount in ranges], context)


def by_dose(asked: Sequence[DrugDose], context: Context) -> Judge:
    """In, if the target of every arm with the drug is within what is asked of it; of several drugs the best answer."""
    terms = context.terms
    by_drug: dict[str, list[DrugDose]] = {}
    for one in asked:
        by_drug.setdefault(terms.drug(one.drug), []).append(one)
    joint = {drug: _united(doses) for drug, doses in by_drug.items()}

    def judge(profile: Profile) -> Answer:
        own = [(terms.drug(dose.drug), dose) for dose in map(_read, profile.doses)]
        return best(_doses_fit(_doses_of(drug, own, terms), doses) for drug, doses in joint.items())

    return judge


@lru_cache(maxsize=10_000)  # the same doses are asked for by filter after filter
def _read(text: str) -> Dose:
    from evtrials.notation.doses import parse_dose

    return parse_dose(text)


def _doses_of(drug: str, own: Iterable[tuple[str, Dose]], terms: Terms) -> list[Dose]:
    """The doses of a drug; a class that stands in its place is one of which no dose is stated."""
    from evtrials.notation.doses import Dose

    above = terms.classes_of(drug)
    return [dose if name == drug else Dose(name, name) for name, dose in own if name == drug or name in above]


def _united(asked: Sequence[DrugDose]) -> list[DrugDose]:
    """Doses asked of one drug, those whose ranges meet made one: a range of 2.5 to 10 lies within ..5 and 5.. together."""
    kinds = {(one.drug, one.unit, one.rhythm): [other.amount for other in asked if other[2:] == one[2:]] for one in asked}
    return [DrugDose(drug, amount, unit, rhythm) for (drug, unit, rhythm), all_ in kinds.items() for amount in united(all_)]


def _doses_fit(doses: Sequence[Dose], asked: Sequence[DrugDose]) -> Answer:
    """How the doses of a drug, one for each arm that has it, answer together. That one is not stated makes the others no less
    sure: a trial of 10 mg in one arm, and of the drug without a dose in another, is mixed for 10 and unstated for 5."""
    fits = [best((_dose_fit(dose, one), "") for one in asked)[0] for dose in doses]
    if set(fits) <= {Fit.IN} or set(fits) <= {Fit.OUT}:
        return (fits[0] if fits else Fit.OUT), ""
    if Fit.MIXED not in fits and Fit.IN not in fits:
        return Fit.UNSTATED, f"{doses[0].drug} dose not stated"
    told = (f"{dose.text} (dose not stated)" if not dose.target.low else dose.text for dose in doses)
    return Fit.MIXED, "; ".join(dict.fromkeys(told))


def _dose_fit(dose: Dose, asked: DrugDose) -> Fit:
    """In by its target; mixed, if a range or a step passes through it, or a rhythm may be the one asked for: every other day."""
    if not dose.target.low:
        return Fit.OUT if _is_of_other_rhythm(dose.target, asked) else Fit.UNSTATED
    if _step_fit(dose.target, asked) is Fit.IN:
        return Fit.IN
    steps = (step for step in dose.steps if step.low)
    return Fit.MIXED if any(_step_fit(step, asked) is not Fit.OUT for step in steps) else Fit.OUT


def _step_fit(step: Step, asked: DrugDose) -> Fit:
    if _is_of_other_rhythm(step, asked) or (asked.unit and step.unit.casefold() != asked.unit):
        return Fit.OUT
    low, high = sorted((float(step.low), float(step.high)))
    # Of a dose in several intakes one is printed; whether it or their sum is asked for is not known.
    is_wanted = step.is_daily is not False if asked.rhythm == "daily" else step.rhythm == "weekly"
    is_sure = not asked.rhythm or (is_wanted and step.intakes == 1)
    within, passes = asked.amount.low <= low and high <= asked.amount.high, asked.amount.overlaps(low, high)
    if asked.rhythm == "daily" and step.intakes > 1:
        passes = passes or asked.amount.overlaps(low * step.intakes, high * step.intakes)
    return Fit.IN if is_sure and within else Fit.MIXED if passes else Fit.OUT


def _is_of_other_rhythm(step: Step, asked: DrugDose) -> bool:
    """Whether it is weekly where daily is asked for, or daily where weekly is; other rhythms may be either."""
    return bool(asked.rhythm) and step.rhythm in ("daily", "weekly") and step.rhythm != asked.rhythm
