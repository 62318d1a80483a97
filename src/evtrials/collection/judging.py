"""How a trial answers each filter: of the values asked for, a judge of one trial's profile."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import Enum
from itertools import product
from typing import TYPE_CHECKING, NamedTuple, get_args

from evtrials.collection.typed_values import Lines, Range
from evtrials.notation.closed_words import Menopause, StatusWord
from evtrials.notation.dates import today
from evtrials.notation.spelling import folded, in_one_spelling

if TYPE_CHECKING:
    from evtrials.evidence.profile import Profile
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


def plain(test: Callable[[Profile], bool]) -> Judge:
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
        return plain(lambda profile: any(folded(own) in wanted for own in getattr(profile, field)))

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


def told_of_subtypes(subtypes: Sequence[str], _: Context) -> list[str]:
    """That alternatives of which each is about another receptor may have been meant together."""
    about = {subtype: {_STATUS_SETS[part][0] for part in subtype.split("/")} for subtype in subtypes}
    hr, her2 = ([subtype for subtype, named in about.items() if named == {receptor}] for receptor in ("hr", "her2"))
    if not (hr and her2):
        return []
    return [f"--subtype {','.join(subtypes)} is for either of them; {hr[0]}/{her2[0]} asks for both in one patient"]


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


def by_line(lines: Sequence[Lines], _: Context) -> Judge:
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


# The words for a trial that is under way; one said to be in progress may be recruiting or no longer.
_IN_PROGRESS, _OF_PROGRESS = "in progress", ("recruiting", "active not recruiting")
ONGOING = ("planned", _IN_PROGRESS, *_OF_PROGRESS)
ONGOING_YEARS = 3


def by_status(words: Sequence[str], _: Context) -> Judge:
    """A status that can pass holds only where it was said within some years; what is older or undated may be a later one now."""
    order = get_args(StatusWord)
    asked = {*words, *(ONGOING if "ongoing" in words else ())}
    is_all = _is_all(words, order)

    def judge(profile: Profile) -> Answer:
        status = profile.status
        is_current = status not in ONGOING or bool(profile.as_of and int(profile.as_of[:4]) >= today().year - ONGOING_YEARS)
        if is_all or (is_current and status in asked):
            return Fit.IN, ""
        if status == NOT_STATED:
            return Fit.UNSTATED, "status not stated"
        may_be = order[order.index(status) :] if not is_current else _OF_PROGRESS if status == _IN_PROGRESS else ()
        if asked.isdisjoint(may_be):
            return Fit.OUT, ""
        return Fit.UNSTATED, f"{status}, last said in {profile.as_of or 'a source without a date'}"

    return judge


def is_of_phase(phase: str, words: Sequence[str]) -> bool:
    """A phase fits by its own word, or by its number: `1` finds 1, 1b, 1/2 and 1b/2."""
    return any(phase == word or word in re.findall(r"\d", phase) for word in words)


def by_with_results(values: Sequence[bool], _: Context) -> Judge:
    return plain(lambda profile: profile.has_results in values)


def by_min_n(values: Sequence[int], _: Context) -> Judge:
    from evtrials.evidence.profile import digits

    def judge(profile: Profile) -> Answer:
        n = digits(profile.n)
        return (Fit.IN if n >= max(values) else Fit.OUT, "") if n else (Fit.UNSTATED, "number of patients not stated")

    return judge


def by_search(values: Sequence[str], context: Context) -> Judge:
    texts = [in_one_spelling(text) for text in values]
    return plain(lambda profile: any(text in context.words_of(profile.id) for text in texts))


class Verdict(NamedTuple):
    """How a trial answers all filters together: the least favourable of their answers, why, and which of them it is mixed for,
    and which its sources leave without an answer."""

    fit: Fit
    why: str = ""
    mixed: tuple[str, ...] = ()
    unstated: tuple[str, ...] = ()


def judged(profile: Profile, judges: Mapping[str, Judge]) -> Verdict:
    """How a trial answers all filters together, each by its name."""
    answers = {name: judge(profile) for name, judge in judges.items()}
    fit = worst(answers.values())[0]
    if fit is Fit.OUT:
        return Verdict(fit)
    told = dict.fromkeys(reason for _, reason in answers.values() if reason)
    mixed, unstated = (tuple(name for name, answer in answers.items() if answer[0] is one) for one in (Fit.MIXED, Fit.UNSTATED))
    return Verdict(fit, "; ".join(told), mixed, unstated)


def best(answers: Iterable[Answer]) -> Answer:
    """The most favourable of alternatives."""
    return min(answers, key=_severity, default=(Fit.OUT, ""))


def worst(answers: Iterable[Answer]) -> Answer:
    """The least favourable of what is asked together."""
    return max(answers, key=_severity, default=(Fit.IN, ""))


def _severity(answer: Answer) -> int:
    return _SEVERITY[answer[0]]
