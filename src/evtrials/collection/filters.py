"""What may be asked of the collection, and how a trial answers.

A filter has three answers. A trial is *in* if every patient it enrolled fits, *mixed* if some do, *unstated* if its
sources do not say, else *out*. Only what is in is shown, unless the others are asked for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date
from enum import Enum
from functools import cache
from typing import TYPE_CHECKING

from evtrials.errors import UsageError
from evtrials.evidence.profile import Profile, digits
from evtrials.notation.spelling import folded
from evtrials.trial.terms import Terms

if TYPE_CHECKING:
    from evtrials.notation.doses import Dose, Step


class Fit(Enum):
    """How a trial answers a filter."""

    IN = "in"
    MIXED = "mixed"
    UNSTATED = "unstated"
    OUT = "out"


_SEVERITY = [Fit.IN, Fit.MIXED, Fit.UNSTATED, Fit.OUT]

SUBTYPES = ("her2+", "her2-", "her2-low", "her2-mutated", "hr+", "hr-", "tnbc")
_SUBTYPE_WORDS = {
    "er+": "hr+", "er-": "hr-", "her2positive": "her2+", "her2negative": "her2-", "hrpositive": "hr+", "hrnegative": "hr-",
    "erpositive": "hr+", "ernegative": "hr-", "triplenegative": "tnbc", "her2low": "her2-low", "her2mutated": "her2-mutated",
    "her2mutant": "her2-mutated", "her2amplified": "her2+",
}  # fmt: skip
_STATUS_SETS: dict[str, tuple[str, frozenset[str]]] = {
    "her2+": ("her2", frozenset({"positive"})),
    "her2-": ("her2", frozenset({"negative", "low"})),
    "her2-low": ("her2", frozenset({"low"})),
    "her2-mutated": ("her2", frozenset({"mutated"})),
    "hr+": ("hr", frozenset({"positive"})),
    "hr-": ("hr", frozenset({"negative"})),
}

ONGOING = ("planned", "recruiting", "active not recruiting")
ONGOING_YEARS = 3


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked of the collection; an empty tuple or None asks nothing. Values of one field are alternatives."""

    subtype: tuple[str, ...] = ()
    line: tuple[int, ...] = ()
    setting: tuple[str, ...] = ()
    phase: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    drug: tuple[str, ...] = ()
    drug_class: tuple[str, ...] = ()
    dose: tuple[str, ...] = ()
    everolimus_dose: tuple[str, ...] = ()
    prior: tuple[str, ...] = ()
    menopause: tuple[str, ...] = ()
    isolates: tuple[str, ...] = ()
    endpoint: tuple[str, ...] = ()
    basis: tuple[str, ...] = ()
    with_results: bool | None = None
    year: tuple[str, ...] = ()
    min_n: int | None = None
    search: tuple[str, ...] = ()
    about: tuple[str, ...] = ("mtor",)
    mixed: bool = False
    unstated: bool = False

    @property
    def asked(self) -> dict[str, object]:
        """The filters that are set, by name, for the answer to repeat."""
        found: dict[str, object] = {}
        for entry in fields(self):
            value = getattr(self, entry.name)
            if value not in ((), None, False):
                found[entry.name] = list(value) if isinstance(value, tuple) else value
        return found


Judge = Callable[[Profile], tuple[Fit, str]]


def judged(profile: Profile, judges: Sequence[Judge]) -> tuple[Fit, str]:
    """How a trial answers all filters together: the least favourable of their answers, with its reasons."""
    if len(judges) == 1:
        return judges[0](profile)
    answers = [judge(profile) for judge in judges]
    fit = max((answer for answer, _ in answers), key=_SEVERITY.index, default=Fit.IN)
    return fit, "; ".join(reason for answer, reason in answers if answer is fit and reason)


def judges_of(query: Query, terms: Terms, text_of: Callable[[str], str]) -> list[Judge]:
    """For each filter that is set, the function that judges a trial by it; `text_of` gives the words of a trial by its id."""
    judges: list[Judge] = []

    def plain(test: Callable[[Profile], bool]) -> None:
        judges.append(lambda profile: (Fit.IN if test(profile) else Fit.OUT, ""))

    if query.subtype:
        wanted = [parse_subtype(text) for text in query.subtype]
        judges.append(lambda profile: _best(_subtype_fit(profile, one) for one in wanted))
    if query.everolimus_dose:
        ranges = [parse_range(text) for text in query.everolimus_dose]
        judges.append(lambda profile: _best(_dose_fit(profile, "everolimus", one, terms) for one in ranges))
    if query.dose:
        asked = [parse_drug_dose(text) for text in query.dose]
        judges.append(lambda profile: _best(_dose_fit(profile, drug, limits, terms) for drug, limits in asked))
    if query.menopause:
        judges.append(lambda profile: _set_fit(profile.menopause, set(query.menopause), "menopause"))
    if query.line:
        judges.append(lambda profile: _line_fit(profile, query.line))
    if query.setting:
        plain(lambda profile: profile.setting in query.setting)
    if query.phase:
        plain(lambda profile: _phase_fits(profile.phase, query.phase))
    if query.status:
        judges.append(lambda profile: _status_fit(profile, query.status))
    if query.drug:
        drugs = {folded(terms.drug(name)) for name in query.drug}
        plain(lambda profile: any(folded(drug) in drugs for drug in profile.drugs))
    if query.drug_class:
        classes = {folded(name) for name in query.drug_class}
        plain(lambda profile: any(folded(name) in classes for name in profile.classes))
    if query.prior:
        priors = [folded(text) for text in query.prior]
        plain(lambda profile: any(word in folded(entry) for word in priors for entry in profile.prior))
    if query.isolates:
        words = {folded(terms.drug(text)) for text in query.isolates}
        plain(lambda profile: any(folded(isolated) in words for isolated in profile.isolates))
    if query.endpoint:
        endpoints = {terms.endpoint(text) for text in query.endpoint}
        plain(lambda profile: any(endpoint in endpoints for endpoint in profile.endpoints))
    if query.basis:
        plain(lambda profile: any(basis in query.basis for basis in profile.bases))
    if query.with_results is not None:
        plain(lambda profile: profile.has_results is query.with_results)
    if query.year:
        years = [parse_range(text) for text in query.year]
        judges.append(lambda profile: _year_fit(profile, years))
    if query.min_n is not None:
        least = query.min_n
        plain(lambda profile: digits(profile.n) >= least)
    if query.search:
        texts = [text.casefold() for text in query.search]
        plain(lambda profile: any(text in text_of(profile.id) for text in texts))
    return judges


def parse_subtype(text: str) -> str:
    """A subtype in the tool's words, `hr+/her2-`; UsageError with the allowed ones."""
    parts = []
    for part in text.split("/"):
        word = part.strip().casefold()
        word = _SUBTYPE_WORDS.get(re.sub(r"[^a-z0-9+-]|(?<=[a-z0-9])-(?=[a-z])", "", word), word)
        if word not in SUBTYPES:
            raise UsageError(f'"{text}" is no subtype; use {", ".join(SUBTYPES)}, joined by "/" for and: hr+/her2-')
        parts += ["hr-", "her2-"] if word == "tnbc" else [word]
    return "/".join(dict.fromkeys(parts))


def parse_range(text: str) -> tuple[float, float]:
    """`5`, `5..10`, `..5`, `5..` as two limits; UsageError with how to write it."""
    match = re.fullmatch(r"(\d+(?:\.\d+)?)?(\.\.)?(\d+(?:\.\d+)?)?", text)
    if match is None or not (match[1] or match[3]) or (match[3] and not match[2]):
        raise UsageError(f'"{text}" is no number or range; write 5, 5..10, ..5 or 5..')
    first = float(match[1]) if match[1] else float("-inf")
    last = float(match[3]) if match[3] else float("inf") if match[2] else first
    if last < first:
        raise UsageError(f'"{text}" runs backwards; write {match[3]}..{match[1]}')
    return first, last


def parse_drug_dose(text: str) -> tuple[str, tuple[float, float]]:
    """`temsirolimus 30` as a drug and the limits of its dose."""
    drug, _, amount = text.strip().rpartition(" ")
    if not drug:
        raise UsageError(f'"{text}" is no drug with a dose; write --dose "temsirolimus 30" or --dose "everolimus 5..10"')
    return drug, parse_range(amount)


def _subtype_fit(profile: Profile, subtype: str) -> tuple[Fit, str]:
    fit, why = _statuses_fit(tuple(profile.hr), tuple(profile.her2), subtype)
    if "other" in profile.tumours and fit is Fit.IN:
        fit, why = Fit.MIXED, "other tumours too"
    if fit is Fit.MIXED:
        why = profile.mixture or why
    return fit, why


@cache
def _statuses_fit(hr: tuple[str, ...], her2: tuple[str, ...], subtype: str) -> tuple[Fit, str]:
    """How the statuses of the receptors answer a subtype; trials differ in few ways here."""
    fits = []
    for part in subtype.split("/"):
        name, wanted = _STATUS_SETS[part]
        fits.append(_set_fit(hr if name == "hr" else her2, wanted, name.upper()))
    return max(fits, key=lambda judged: _SEVERITY.index(judged[0]))


def _set_fit(statuses: Iterable[str], wanted: Iterable[str], name: str) -> tuple[Fit, str]:
    """How a set of enrolled statuses answers a wanted set."""
    enrolled, asked = set(statuses), set(wanted)
    if not enrolled:
        return Fit.UNSTATED, f"{name} not stated"
    if enrolled <= asked:
        return Fit.IN, ""
    if enrolled & asked or enrolled == {"unknown"}:
        return Fit.MIXED, f"{name} {', '.join(sorted(enrolled))}"
    return Fit.OUT, ""


def _dose_fit(profile: Profile, drug: str, limits: tuple[float, float], terms: Terms) -> tuple[Fit, str]:
    """How the daily doses of a drug answer a range: all of them in, some of them mixed. Weekly is not daily."""
    from evtrials.notation.doses import parse_dose

    low, high = limits
    name = folded(terms.drug(drug))
    doses = [dose for text in profile.doses if folded(terms.drug((dose := parse_dose(text)).drug)) == name]
    if not doses:
        return Fit.OUT, ""
    stated = [dose for dose in doses if dose.target.low]
    if not stated:
        return Fit.UNSTATED, f"{drug} dose not stated"
    fits = [_one_dose(dose, low, high) for dose in stated]
    if all(fit is Fit.IN for fit in fits):
        return Fit.IN, ""
    if all(fit is Fit.OUT for fit in fits):
        return Fit.OUT, ""
    return Fit.MIXED, "; ".join(dict.fromkeys(dose.text for dose in stated))


def _one_dose(dose: Dose, low: float, high: float) -> Fit:
    target = dose.target
    if not _same_rhythm(target):
        return Fit.OUT
    first, last = float(target.low), float(target.high)
    if low <= first and last <= high:
        return Fit.IN
    passes = any(float(step.low) <= high and float(step.high) >= low for step in dose.steps if step.low and _same_rhythm(step))
    return Fit.MIXED if passes else Fit.OUT


def _same_rhythm(step: Step) -> bool:
    """Whether a step is given day by day: a weekly amount is not a daily dose."""
    return "week" not in step.schedule or "days" in step.schedule


def _line_fit(profile: Profile, lines: Sequence[int]) -> tuple[Fit, str]:
    text = profile.line
    if text in ("not stated", "any"):
        return (Fit.UNSTATED, "line not stated") if text == "not stated" else (Fit.IN, "")
    if text == "not applicable":
        return Fit.OUT, ""
    first = int(text[0])
    last = first if len(text) == 1 else 99 if text.endswith("+") else int(text[-1])
    return (Fit.IN if any(first <= line <= last for line in lines) else Fit.OUT), ""


def _year_fit(profile: Profile, years: Sequence[tuple[float, float]]) -> tuple[Fit, str]:
    if not profile.year:
        return Fit.UNSTATED, "year not stated"
    return (Fit.IN if any(low <= float(profile.year) <= high for low, high in years) else Fit.OUT), ""


def _status_fit(profile: Profile, statuses: Sequence[str]) -> tuple[Fit, str]:
    """A status that can pass holds only where it was said within some years; what is older or undated is unstated today."""
    asked = profile.status in statuses or ("ongoing" in statuses and profile.status in ONGOING)
    if not asked:
        return Fit.OUT, ""
    if profile.status not in ONGOING or (profile.as_of and int(profile.as_of[:4]) >= date.today().year - ONGOING_YEARS):
        return Fit.IN, ""
    return Fit.UNSTATED, f"{profile.status}, last said in {profile.as_of or 'a source without a date'}"


def _phase_fits(phase: str, wanted: Sequence[str]) -> bool:
    """A phase fits by its own word, or by its number: `1` finds 1, 1b, 1/2 and 1b/2."""
    return any(phase == word or word in re.findall(r"\d", phase) for word in wanted)


def _best(fits: Iterable[tuple[Fit, str]]) -> tuple[Fit, str]:
    return min(fits, key=lambda judged: _SEVERITY.index(judged[0]))
