"""How a trial answers each filter: of the values asked for, a judge of one trial's profile."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import Enum
from itertools import product
from typing import TYPE_CHECKING, NamedTuple, get_args

from evtrials.collection.typed_values import DrugDose, Range, united
from evtrials.notation.closed_words import Menopause, StatusWord
from evtrials.notation.dates import today
from evtrials.notation.spelling import folded

if TYPE_CHECKING:
    from evtrials.evidence.profile import Profile
    from evtrials.notation.doses import Dose, Step
    from evtrials.trial.terms import Terms


class Fit(Enum):
    """How a trial answers a filter, best first."""

    IN = "in"
    MIXED = "mixed"
    UNSTATED = "unstated"
    OUT = "out"


NOT_STATED = "not stated"
Answer = tuple[Fit, str]
Judge = Callable[["Profile"], Answer]
_SEVERITY = {fit: rank for rank, fit in enumerate(Fit)}


class Context(NamedTuple):
    """What a judge may need besides a profile: the vocabulary, the words of a trial by its id, and all profiles."""

    terms: Terms
    words_of: Callable[[str], str]
    profiles: Callable[[], Iterable[Profile]]


def _plain(test: Callable[[Profile], bool]) -> Judge:
    return lambda profile: (Fit.IN if test(profile) else Fit.OUT, "")


def by_stated(
    field: str, test: Callable[[str, Sequence[str]], bool], every: Sequence[str]
) -> Callable[[Sequence[str], Context], Judge]:
    """In, if what a field of the profile says passes; unstated, where it is not stated and that was not asked for.

    every: all that it may say. Where all of it is asked for, a trial that does not say is in: it is one of them.
    """

    def judge(words: Sequence[str], _: Context) -> Judge:
        is_all = _is_all(words, every)

        def one(profile: Profile) -> Answer:
            said = getattr(profile, field)
            if is_all or test(said, words):
                return Fit.IN, ""
            return (Fit.UNSTATED, f"{field} not stated") if said == NOT_STATED else (Fit.OUT, "")

        return one

    return judge


def _is_all(words: Sequence[str], every: Sequence[str]) -> bool:
    """Whether all that may be said is asked for, so that it does not matter what the sources leave unsaid."""
    return set(every) - {NOT_STATED} <= set(words)


def is_one(said: str, words: Sequence[str]) -> bool:
    return said in words


def by_any_of(
    field: str, name: Callable[[Context, str], str] = lambda _, text: text
) -> Callable[[Sequence[str], Context], Judge]:
    """In, if one of the names in a field of the profile is one of those asked for, however they are spelt."""

    def judge(values: Sequence[str], context: Context) -> Judge:
        wanted = {folded(name(context, value)) for value in values}
        return _plain(lambda profile: any(folded(own) in wanted for own in getattr(profile, field)))

    return judge


# What a receptor may be of which a source does not say more; a mutation is looked for besides, in a tumour of either status.
_STATUSES = {"hr": ("positive", "negative"), "her2": ("positive", "low", "negative")}
_STATUS_SETS = {
    "her2+": ("her2", frozenset({"positive"})),
    "her2-": ("her2", frozenset({"negative", "low"})),
    "her2-low": ("her2", frozenset({"low"})),
    "her2-mutated": ("her2", frozenset({"mutated"})),
    "hr+": ("hr", frozenset({"positive"})),
    "hr-": ("hr", frozenset({"negative"})),
}


def by_subtype(subtypes: Sequence[str], _: Context) -> Judge:
    wanted = [[_STATUS_SETS[part] for part in subtype.split("/")] for subtype in subtypes]
    named = dict.fromkeys(name for parts in wanted for name, _ in parts)
    # Trials differ in few ways here.
    known: dict[tuple[tuple[str, str], ...], Answer] = {}

    def judge(profile: Profile) -> Answer:
        pairs = tuple((hr, her2) for hr, her2 in profile.receptors)
        if pairs not in known:
            known[pairs] = _pairs_fit(pairs, wanted, list(named))
        fit, why = known[pairs]
        if "other" in profile.tumours and fit is Fit.IN:
            fit, why = Fit.MIXED, "other tumours too"
        return fit, (profile.mixture or why) if fit is Fit.MIXED else why

    return judge


def _pairs_fit(
    pairs: Sequence[tuple[str, str]], wanted: Sequence[Sequence[tuple[str, frozenset[str]]]], named: Sequence[str]
) -> Answer:
    """How the kinds of patients that could enter answer subtypes, each of which asks for statuses together."""
    answers = set()
    for pair in pairs:
        status = dict(zip(("hr", "her2"), pair, strict=True))
        one_by_one = min((max(_status_fit(status[name], words) for name, words in parts) for parts in wanted), default=0)
        answers.add(0 if _are_all_wanted(status, wanted) else one_by_one)
    if answers == {0}:
        return Fit.IN, ""
    if answers == {3}:
        return Fit.OUT, ""
    if 2 in answers:
        missing = [name for name in named if any(NOT_STATED == pair[name == "her2"] for pair in pairs)]
        return Fit.UNSTATED, "; ".join(f"{name.upper()} not stated" for name in missing)
    told = {name: dict.fromkeys(sorted(pair[name == "her2"] for pair in pairs)) for name in named}
    several = {name: words for name, words in told.items() if len(words) > 1} or told
    return Fit.MIXED, "; ".join(f"{name.upper()} {', '.join(words)}" for name, words in several.items())


def _are_all_wanted(status: Mapping[str, str], wanted: Sequence[Sequence[tuple[str, frozenset[str]]]]) -> bool:
    """Whether patients have one of the subtypes together, whatever a status may be that is unknown or not stated: HR-positive
    and HR-negative together are everybody."""
    may_be = (_STATUSES[name] if said in ("unknown", NOT_STATED) else (said,) for name, said in status.items())
    return all(
        any(all(kind[name == "her2"] in words for name, words in parts) for parts in wanted) for kind in product(*may_be)
    )


def _status_fit(status: str, wanted: frozenset[str]) -> int:
    """How a status answers wanted ones: 0 yes, 1 perhaps (it is unknown in these patients), 2 it is not stated, 3 no."""
    return 0 if status in wanted else {"unknown": 1, NOT_STATED: 2}.get(status, 3)


def by_menopause(words: Sequence[str], _: Context) -> Judge:
    asked = set(words)
    is_all = _is_all(words, get_args(Menopause))

    def judge(profile: Profile) -> Answer:
        enrolled = set(profile.menopause)
        if is_all:
            return Fit.IN, ""
        if not enrolled:
            return Fit.UNSTATED, "menopause not stated"
        if enrolled <= asked:
            return Fit.IN, ""
        return (Fit.MIXED, f"menopause {', '.join(sorted(enrolled))}") if enrolled & asked else (Fit.OUT, "")

    return judge


def by_everolimus_dose(ranges: Sequence[Range], context: Context) -> Judge:
    return by_dose([DrugDose("everolimus", amount, rhythm="daily") for amount in ranges], context)


def by_dose(asked: Sequence[DrugDose], context: Context) -> Judge:
    """In, if the target of every arm with the drug is within what is asked of it; of several drugs the best answer."""
    from evtrials.notation.doses import parse_dose

    terms = context.terms
    by_drug: dict[str, list[DrugDose]] = {}
    for one in asked:
        by_drug.setdefault(folded(terms.drug(one.drug)), []).append(one)
    joint = {drug: _united(doses) for drug, doses in by_drug.items()}

    def judge(profile: Profile) -> Answer:
        own: dict[str, list[Dose]] = {}
        for dose in map(parse_dose, profile.doses):
            own.setdefault(folded(terms.drug(dose.drug)), []).append(dose)
        answers = [_doses_fit(own[drug], doses) for drug, doses in joint.items() if drug in own]
        return min(answers, key=lambda answer: _SEVERITY[answer[0]], default=(Fit.OUT, ""))

    return judge


def _united(asked: Sequence[DrugDose]) -> list[DrugDose]:
    """Doses asked of one drug, those whose ranges meet made one: a range of 2.5 to 10 lies within ..5 and 5.. together."""
    kinds = {(one.drug, one.unit, one.rhythm): [other.amount for other in asked if other[2:] == one[2:]] for one in asked}
    return [DrugDose(drug, amount, unit, rhythm) for (drug, unit, rhythm), all_ in kinds.items() for amount in united(all_)]


def _doses_fit(doses: Sequence[Dose], asked: Sequence[DrugDose]) -> Answer:
    """How the doses of a drug, one for each arm that has it, answer together. That one is not stated makes the others no less
    sure: a trial of 10 mg in one arm, and of the drug without a dose in another, is mixed for 10 and unstated for 5."""
    fits = [min((_dose_fit(dose, one) for one in asked), key=_SEVERITY.__getitem__) for dose in doses]
    if set(fits) in ({Fit.IN}, {Fit.OUT}):
        return fits[0], ""
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


def by_line(lines: Sequence[Range], _: Context) -> Judge:
    def judge(profile: Profile) -> Answer:
        text = profile.line
        if text == "not stated":
            return Fit.UNSTATED, "line not stated"
        if text in ("any", "not applicable"):
            return (Fit.IN if text == "any" else Fit.OUT), ""
        first = int(text[0])
        last = first if len(text) == 1 else 99 if text.endswith("+") else int(text[-1])
        return (Fit.IN if any(line.overlaps(first, last) for line in lines) else Fit.OUT), ""

    return judge


def by_year(ranges: Sequence[Range], _: Context) -> Judge:
    def judge(profile: Profile) -> Answer:
        if not profile.year:
            return Fit.UNSTATED, "year not stated"
        return (Fit.IN if any(low <= float(profile.year) <= high for low, high in ranges) else Fit.OUT), ""

    return judge


ONGOING = ("planned", "recruiting", "active not recruiting")
ONGOING_YEARS = 3


def by_status(words: Sequence[str], _: Context) -> Judge:
    """A status that can pass holds only where it was said within some years; what is older or undated is unstated today."""

    is_all = _is_all(words, get_args(StatusWord))

    def judge(profile: Profile) -> Answer:
        if is_all:
            return Fit.IN, ""
        if not (profile.status in words or ("ongoing" in words and profile.status in ONGOING)):
            return (Fit.UNSTATED, "status not stated") if profile.status == NOT_STATED else (Fit.OUT, "")
        if profile.status not in ONGOING or (profile.as_of and int(profile.as_of[:4]) >= today().year - ONGOING_YEARS):
            return Fit.IN, ""
        return Fit.UNSTATED, f"{profile.status}, last said in {profile.as_of or 'a source without a date'}"

    return judge


def is_of_phase(phase: str, words: Sequence[str]) -> bool:
    """A phase fits by its own word, or by its number: `1` finds 1, 1b, 1/2 and 1b/2."""
    return any(phase == word or word in re.findall(r"\d", phase) for word in words)


def drugs_in(text: str, context: Context) -> list[str]:
    """The drugs that a value asks for together: `everolimus/trastuzumab`; the whole, where it is a name itself."""
    whole = context.terms.drug(text)
    return [whole] if "/" not in text or whole in context.terms.drugs else [part.strip() for part in text.split("/")]


def by_drug(values: Sequence[str], context: Context) -> Judge:
    wanted = [{folded(context.terms.drug(name)) for name in drugs_in(value, context)} for value in values]
    return _plain(lambda profile: any(names <= {folded(drug) for drug in profile.drugs} for names in wanted))


def by_prior(values: Sequence[str], _: Context) -> Judge:
    words = [folded(text) for text in values]

    def judge(profile: Profile) -> Answer:
        found = [entry for entry in profile.prior if any(word in folded(entry) for word in words)]
        if not found or set(found) - set(profile.prior_of_some):
            return (Fit.IN if found else Fit.OUT), ""
        return Fit.MIXED, f"prior {', '.join(found)}"

    return judge


def by_with_results(values: Sequence[bool], _: Context) -> Judge:
    return _plain(lambda profile: profile.has_results in values)


def by_min_n(values: Sequence[int], _: Context) -> Judge:
    from evtrials.evidence.profile import digits

    def judge(profile: Profile) -> Answer:
        n = digits(profile.n)
        return (Fit.IN if n >= max(values) else Fit.OUT, "") if n else (Fit.UNSTATED, "number of patients not stated")

    return judge


def by_search(values: Sequence[str], context: Context) -> Judge:
    texts = [text.casefold() for text in values]
    return _plain(lambda profile: any(text in context.words_of(profile.id) for text in texts))


def judged(profile: Profile, judges: Sequence[Judge]) -> Answer:
    """How a trial answers all filters together: the least favourable of their answers, with its reasons."""
    if len(judges) == 1:
        return judges[0](profile)
    answers = [judge(profile) for judge in judges]
    fit = max((answer for answer, _ in answers), key=_SEVERITY.__getitem__, default=Fit.IN)
    return fit, "; ".join(reason for answer, reason in answers if answer is fit and reason)
