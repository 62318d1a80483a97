"""What may be asked of the collection, in one table: how each filter is written, read, judged, checked and explained.

A filter has three answers. A trial is *in* if all that it enrolled fits, *mixed* if some does, *unstated* if its sources
do not say, else *out*. Several values of one filter are alternatives, and are judged as their union. To add a filter, add
a line to FILTERS: options, help, completion, checks and documentation are made from it. A fact that no filter has asked yet
needs a field of evidence/profile.py, which evidence/traits.py fills.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import product
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, get_args

from evtrials.errors import UsageError
from evtrials.notation.closed_words import BASES, Menopause, Phase, StatusWord
from evtrials.notation.dates import today
from evtrials.notation.spelling import folded, typed, unknown

if TYPE_CHECKING:
    from evtrials.evidence.profile import Profile
    from evtrials.notation.doses import Dose
    from evtrials.trial.terms import Terms


class Fit(Enum):
    """How a trial answers a filter, best first."""

    IN = "in"
    MIXED = "mixed"
    UNSTATED = "unstated"
    OUT = "out"


Answer = tuple[Fit, str]
Judge = Callable[["Profile"], Answer]
_SEVERITY = {fit: rank for rank, fit in enumerate(Fit)}


class Context(NamedTuple):
    """What a judge may need besides a profile: the vocabulary, the words of a trial by its id, and all profiles."""

    terms: Terms
    words_of: Callable[[str], str]
    profiles: Callable[[], Iterable[Profile]]


class Filter(NamedTuple):
    """One filter.

    name: in Query and in Python; flag: on the command line. parse: a typed word as a value, or UsageError. judge: of the
    values asked for, the function that answers for a trial; None for what only says which answers are shown.
    vocabulary: the only words there are. examples: what completion offers besides. known: every spelling that the
    vocabulary and the collection know, with the name to suggest, where a name that nothing bears is an error; naming: the
    names in a value, kind: what they name. takes: words (many, alternatives), a count, a yes or no, or a switch. For
    docs/commands.md, example: a value to show; fits: when a trial is in, mixed or unstated, empty for what it never is.
    """

    name: str
    flag: str
    metavar: str
    help: str
    judge: Callable[[Sequence[Any], Context], Judge] | None = None
    parse: Callable[[str], Any] = str
    vocabulary: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    known: Callable[[Context], Mapping[str, str]] | None = None
    naming: Callable[[Any, Context], Sequence[str]] = lambda value, _: (value,)
    kind: str = ""
    takes: Literal["words", "count", "either", "switch"] = "words"
    example: str = ""
    fits: tuple[str, str, str] = ("", "", "")

    @property
    def many(self) -> bool:
        """Whether it takes several values."""
        return self.takes == "words"


# How values are written.


class Range(NamedTuple):
    """From one number to another, both within: `5`, `5..10`, `..5`, `5..`."""

    low: float
    high: float

    def __str__(self) -> str:
        low, high = ("" if abs(end) == float("inf") else f"{end:g}" for end in self)
        return low if low == high else f"{low}..{high}"


class DrugDose(NamedTuple):
    """A drug with a range of its dose: `temsirolimus 30`."""

    drug: str
    amount: Range

    def __str__(self) -> str:
        return f"{self.drug} {self.amount}"


SUBTYPES = ("her2+", "her2-", "her2-low", "her2-mutated", "hr+", "hr-", "tnbc")
_SUBTYPE_WORDS = {
    "er+": "hr+", "er-": "hr-", "her2positive": "her2+", "her2negative": "her2-", "hrpositive": "hr+", "hrnegative": "hr-",
    "erpositive": "hr+", "ernegative": "hr-", "triplenegative": "tnbc", "her2low": "her2-low", "her2mutated": "her2-mutated",
    "her2mutant": "her2-mutated", "her2amplified": "her2+",
}  # fmt: skip


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


def parse_range(text: str) -> Range:
    """`5`, `5..10`, `..5`, `5..` as two limits; UsageError with how to write it."""
    match = re.fullmatch(r"(\d{1,9}(?:\.\d{1,9})?)?(\.\.)?(\d{1,9}(?:\.\d{1,9})?)?", text, re.ASCII)
    if match is None or not (match[1] or match[3]) or (match[3] and not match[2]):
        raise UsageError(f'"{text}" is no number or range; write 5, 5..10, ..5 or 5..')
    first = float(match[1]) if match[1] else float("-inf")
    last = float(match[3]) if match[3] else float("inf") if match[2] else first
    if last < first:
        raise UsageError(f'"{text}" runs backwards; write {match[3]}..{match[1]}')
    return Range(first, last)


def parse_drug_dose(text: str) -> DrugDose:
    """`temsirolimus 30` as a drug and the limits of its dose."""
    drug, _, amount = text.strip().rpartition(" ")
    if not drug:
        raise UsageError(f'"{text}" is no drug with a dose; write --dose "temsirolimus 30" or --dose "everolimus 5..10"')
    return DrugDose(drug, parse_range(amount))


def parse_line(text: str) -> int:
    """A line of therapy, 1 to 9."""
    if not re.fullmatch("[1-9]", text):
        raise UsageError(f'--line: "{text}" is no line of therapy; write 1, 2, 3 ...')
    return int(text)


# How trials are judged.


def _plain(test: Callable[[Profile], bool]) -> Judge:
    return lambda profile: (Fit.IN if test(profile) else Fit.OUT, "")


def _stated(
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
            return (Fit.UNSTATED, f"{field} not stated") if said == _NOT_STATED else (Fit.OUT, "")

        return one

    return judge


def _is_all(words: Sequence[str], every: Sequence[str]) -> bool:
    """Whether all that may be said is asked for, so that it does not matter what the sources leave unsaid."""
    return set(every) - {_NOT_STATED} <= set(words)


def _is_one(said: str, words: Sequence[str]) -> bool:
    return said in words


def _any_of(field: str, name: Callable[[Context, str], str] = lambda _, text: text) -> Callable[[Sequence[str], Context], Judge]:
    """In, if one of the names in a field of the profile is one of those asked for, however they are spelt."""

    def judge(values: Sequence[str], context: Context) -> Judge:
        wanted = {folded(name(context, value)) for value in values}
        return _plain(lambda profile: any(folded(own) in wanted for own in getattr(profile, field)))

    return judge


_NOT_STATED = "not stated"
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


def _subtype(subtypes: Sequence[str], _: Context) -> Judge:
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
        missing = [name for name in named if any(_NOT_STATED == pair[name == "her2"] for pair in pairs)]
        return Fit.UNSTATED, "; ".join(f"{name.upper()} not stated" for name in missing)
    told = {name: dict.fromkeys(sorted(pair[name == "her2"] for pair in pairs)) for name in named}
    several = {name: words for name, words in told.items() if len(words) > 1} or told
    return Fit.MIXED, "; ".join(f"{name.upper()} {', '.join(words)}" for name, words in several.items())


def _are_all_wanted(status: Mapping[str, str], wanted: Sequence[Sequence[tuple[str, frozenset[str]]]]) -> bool:
    """Whether patients have one of the subtypes together, whatever a status may be that is unknown or not stated: HR-positive
    and HR-negative together are everybody."""
    may_be = (_STATUSES[name] if said in ("unknown", _NOT_STATED) else (said,) for name, said in status.items())
    return all(
        any(all(kind[name == "her2"] in words for name, words in parts) for parts in wanted) for kind in product(*may_be)
    )


def _status_fit(status: str, wanted: frozenset[str]) -> int:
    """How a status answers wanted ones: 0 yes, 1 perhaps (it is unknown in these patients), 2 it is not stated, 3 no."""
    return 0 if status in wanted else {"unknown": 1, _NOT_STATED: 2}.get(status, 3)


def _menopause(words: Sequence[str], _: Context) -> Judge:
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


def _everolimus_dose(ranges: Sequence[Range], context: Context) -> Judge:
    return _dose([DrugDose("everolimus", amount) for amount in ranges], context)


def _dose(asked: Sequence[DrugDose], context: Context) -> Judge:
    """In, if the target of every arm with the drug is in a range; of several drugs the best answer."""
    from evtrials.notation.doses import parse_dose

    terms = context.terms
    ranges: dict[str, list[Range]] = {}
    for one in asked:
        ranges.setdefault(folded(terms.drug(one.drug)), []).append(one.amount)
    joint = {drug: united(amounts) for drug, amounts in ranges.items()}

    def judge(profile: Profile) -> Answer:
        own: dict[str, list[Dose]] = {}
        for dose in map(parse_dose, profile.doses):
            own.setdefault(folded(terms.drug(dose.drug)), []).append(dose)
        answers = [_doses_fit(own[drug], amounts) for drug, amounts in joint.items() if drug in own]
        return min(answers, key=lambda answer: _SEVERITY[answer[0]], default=(Fit.OUT, ""))

    return judge


def united(ranges: Sequence[Range]) -> list[Range]:
    """Ranges with those that meet made one."""
    found: list[Range] = []
    for low, high in sorted(ranges):
        if found and low <= found[-1].high:
            found[-1] = Range(found[-1].low, max(high, found[-1].high))
        else:
            found.append(Range(low, high))
    return found


def _doses_fit(doses: Sequence[Dose], ranges: Sequence[Range]) -> Answer:
    stated = [dose for dose in doses if dose.target.low]
    if not stated:
        return Fit.UNSTATED, f"{doses[0].drug} dose not stated"
    fits = {_dose_fit(dose, ranges) for dose in stated}
    if len(fits) == 1 and fits != {Fit.MIXED}:
        return fits.pop(), ""
    return Fit.MIXED, "; ".join(dict.fromkeys(dose.text for dose in stated))


def _dose_fit(dose: Dose, ranges: Sequence[Range]) -> Fit:
    """In by its target; mixed, if a range, a step or a dose of another rhythm than daily passes through. Weekly is not daily."""
    target = dose.target
    if target.rhythm == "weekly":
        return Fit.OUT
    if target.is_daily is not False and any(low <= float(target.low) and float(target.high) <= high for low, high in ranges):
        return Fit.IN
    steps = [step for step in dose.steps if step.low and step.rhythm != "weekly"]
    passes = any(float(step.low) <= high and float(step.high) >= low for step in steps for low, high in ranges)
    return Fit.MIXED if passes else Fit.OUT


def _line(lines: Sequence[int], _: Context) -> Judge:
    def judge(profile: Profile) -> Answer:
        text = profile.line
        if text == "not stated":
            return Fit.UNSTATED, "line not stated"
        if text in ("any", "not applicable"):
            return (Fit.IN if text == "any" else Fit.OUT), ""
        first = int(text[0])
        last = first if len(text) == 1 else 99 if text.endswith("+") else int(text[-1])
        return (Fit.IN if any(first <= line <= last for line in lines) else Fit.OUT), ""

    return judge


def _year(ranges: Sequence[Range], _: Context) -> Judge:
    def judge(profile: Profile) -> Answer:
        if not profile.year:
            return Fit.UNSTATED, "year not stated"
        return (Fit.IN if any(low <= float(profile.year) <= high for low, high in ranges) else Fit.OUT), ""

    return judge


ONGOING = ("planned", "recruiting", "active not recruiting")
ONGOING_YEARS = 3


def _status(words: Sequence[str], _: Context) -> Judge:
    """A status that can pass holds only where it was said within some years; what is older or undated is unstated today."""

    is_all = _is_all(words, get_args(StatusWord))

    def judge(profile: Profile) -> Answer:
        if is_all:
            return Fit.IN, ""
        if not (profile.status in words or ("ongoing" in words and profile.status in ONGOING)):
            return (Fit.UNSTATED, "status not stated") if profile.status == _NOT_STATED else (Fit.OUT, "")
        if profile.status not in ONGOING or (profile.as_of and int(profile.as_of[:4]) >= today().year - ONGOING_YEARS):
            return Fit.IN, ""
        return Fit.UNSTATED, f"{profile.status}, last said in {profile.as_of or 'a source without a date'}"

    return judge


def _is_of_phase(phase: str, words: Sequence[str]) -> bool:
    """A phase fits by its own word, or by its number: `1` finds 1, 1b, 1/2 and 1b/2."""
    return any(phase == word or word in re.findall(r"\d", phase) for word in words)


def drugs_in(text: str, context: Context) -> list[str]:
    """The drugs that a value asks for together: `everolimus/trastuzumab`; the whole, where it is a name itself."""
    whole = context.terms.drug(text)
    return [whole] if "/" not in text or whole in context.terms.drugs else [part.strip() for part in text.split("/")]


def _drug(values: Sequence[str], context: Context) -> Judge:
    wanted = [{folded(context.terms.drug(name)) for name in drugs_in(value, context)} for value in values]
    return _plain(lambda profile: any(names <= {folded(drug) for drug in profile.drugs} for names in wanted))


def _prior(values: Sequence[str], _: Context) -> Judge:
    words = [folded(text) for text in values]

    def judge(profile: Profile) -> Answer:
        found = [entry for entry in profile.prior if any(word in folded(entry) for word in words)]
        if not found or set(found) - set(profile.prior_of_some):
            return (Fit.IN if found else Fit.OUT), ""
        return Fit.MIXED, f"prior {', '.join(found)}"

    return judge


def _with_results(values: Sequence[bool], _: Context) -> Judge:
    return _plain(lambda profile: profile.has_results in values)


def _min_n(values: Sequence[int], _: Context) -> Judge:
    from evtrials.evidence.profile import digits

    def judge(profile: Profile) -> Answer:
        n = digits(profile.n)
        return (Fit.IN if n >= max(values) else Fit.OUT, "") if n else (Fit.UNSTATED, "number of patients not stated")

    return judge


def _search(values: Sequence[str], context: Context) -> Judge:
    texts = [text.casefold() for text in values]
    return _plain(lambda profile: any(text in context.words_of(profile.id) for text in texts))


# What is known.


def _borne(context: Context, *fields: str) -> dict[str, str]:
    """The names in some fields of the profiles, each for itself."""
    return {name: name for profile in context.profiles() for field in fields for name in getattr(profile, field)}


def _known_drugs(context: Context) -> dict[str, str]:
    named = {name: id_ for id_, drug in context.terms.drugs.items() for name in (id_, *drug.synonyms)}
    return named | _borne(context, "drugs")


def _known_isolated(context: Context) -> dict[str, str]:
    return _known_drugs(context) | _borne(context, "isolates")


def _known_classes(context: Context) -> dict[str, str]:
    return {drug.class_: drug.class_ for drug in context.terms.drugs.values()} | _borne(context, "classes")


def _known_endpoints(context: Context) -> dict[str, str]:
    named = {name: id_ for id_, term in context.terms.endpoints.items() for name in (id_, term.name, *term.synonyms)}
    return named | _borne(context, "endpoints", "primary")


SETTINGS = ("advanced", "neoadjuvant", "adjuvant", "supportive")
MTOR = "mtor"
ALL = "all"
# What a trial is evidence about, in words; `all` takes every one.
ABOUT = {
    MTOR: "trials of mTOR inhibitors",
    "mtor-in-both-arms": "an mTOR inhibitor in every arm",
    "supportive-care": "supportive care",
    "comparator": "no mTOR inhibitor",
    "pooled": "pooled analyses",
    "cohort": "real-world cohorts",
    ALL: "all of them",
}

_DOSE_FITS = (
    "every dose of the drug has a daily target within it; weekly dosing is not daily",
    "a range, a titration or one of several doses passes through it", "the drug is given, and its dose is not stated",
)  # fmt: skip

FILTERS: Mapping[str, Filter] = {
    one.name: one
    for one in (
        Filter("subtype", "--subtype", "her2+|hr+/her2-|tnbc", 'Subtype; "/" joins for and, repeat for or.', _subtype,
               parse_subtype, examples=(*SUBTYPES, "hr+/her2-", "hr+/her2+"), example="hr+/her2-",
               fits=("all that could enter had it", "some had it, or in some it was unknown; or other tumours could enter too",
                     "the sources do not state a receptor that decides")),
        Filter("line", "--line", "N", "Line of therapy for advanced disease that could enter.", _line, parse_line,
               examples=("1", "2", "3"), example="2",
               fits=("patients of that line could enter; a trial of 1+ is in for every line", "", "the line is not stated")),
        Filter("setting", "--setting", "SETTING", f"Setting of the disease: {', '.join(SETTINGS)}.",
               _stated("setting", _is_one, SETTINGS), vocabulary=SETTINGS, example="adjuvant",
               fits=("it is the trial's setting", "", "the setting is not stated")),
        Filter("phase", "--phase", "N", "Phase; 1 finds 1b and 1/2 too.", _stated("phase", _is_of_phase, get_args(Phase)),
               vocabulary=get_args(Phase), example="3",
               fits=("it is the trial's phase, or a number in it", "", "the phase is not stated")),
        Filter("status", "--status", "STATUS", "Status; ongoing = planned, recruiting or active, of the last three years.",
               _status, vocabulary=(*get_args(StatusWord), "ongoing"), example="ongoing",
               fits=("it is the status", "", "the status is not stated; or it is one that passes, and was said more than three "
                     "years ago or by a source without a date")),
        Filter("drug", "--drug", "NAME", 'A drug in any arm, by any of its names; "/" joins for and.', _drug,
               known=_known_drugs, naming=drugs_in, kind="drug", example="everolimus/trastuzumab",
               fits=("an arm has it; of several joined by /, each stands in some arm", "", "")),
        Filter("drug_class", "--class", "CLASS", 'A class of drug: rapalog, "aromatase inhibitor" ...', _any_of("classes"),
               known=_known_classes, kind="class of drug", example="aromatase inhibitor",
               fits=("an arm has a drug of the class", "", "")),
        Filter("dose", "--dose", "'DRUG N'", 'Daily dose of a drug: "temsirolimus 30".', _dose, parse_drug_dose,
               known=_known_drugs, naming=lambda value, _: (value.drug,), kind="drug", example="temsirolimus 30",
               fits=_DOSE_FITS),
        Filter("everolimus_dose", "--everolimus-dose", "N|N..N", "Daily dose of everolimus in mg: 5, 5..10, ..5, 5..",
               _everolimus_dose, parse_range, example="5", fits=_DOSE_FITS),
        Filter("prior", "--prior", "TEXT", 'Therapy that all patients had had: "cdk4/6".', _prior, example="cdk4/6",
               fits=("all patients had had it", "some had had it", "")),
        Filter("menopause", "--menopause", "pre|post", "Menopausal status.", _menopause, vocabulary=get_args(Menopause),
               example="post", fits=("all that could enter had it", "some had it", "it is not stated")),
        Filter("isolates", "--isolates", "DRUG", "What a contrast isolates: everolimus.",
               _any_of("isolates", lambda context, text: context.terms.drug(text)), known=_known_isolated, kind="drug",
               example="everolimus", fits=("a contrast of the trial isolates it", "", "")),
        Filter("endpoint", "--endpoint", "NAME", "Trials with a figure of this endpoint: pfs, os, orr ...",
               _any_of("endpoints", lambda context, text: context.terms.endpoint(text)), known=_known_endpoints,
               kind="endpoint", example="os", fits=("a figure of it was read", "", "")),
        Filter("basis", "--basis", "BASIS", "Trials with an outcome read in such a source.", _any_of("bases"),
               vocabulary=BASES, example="label", fits=("an outcome was read in such a source", "", "")),
        Filter("with_results", "--with-results/--without-results", "", "Only with, or without, results.", _with_results,
               takes="either", fits=("results were read, or none were", "", "")),
        Filter("year", "--year", "N|N..N", "Year of first publication of the primary result.", _year, parse_range,
               example="2012..2014", fits=("it is that year, or one of these", "", "the year is not stated")),
        Filter("min_n", "--min-n", "N", "Least number of patients.", _min_n, int, takes="count", example="500",
               fits=("the trial has so many patients or more", "", "the number of patients is not stated")),
        Filter("search", "--search", "TEXT", "Trials with this text in name, drugs, population or notes.", _search,
               example="starting dose", fits=("the text stands there", "", "")),
        Filter("about", "--about", "WHAT",
               "Subject: mtor (default), mtor-in-both-arms, supportive-care, comparator, pooled, cohort, all.",
               vocabulary=tuple(ABOUT), example="supportive-care",
               fits=("it is what the trial is evidence about; others that fit are counted as of another subject", "", "")),
        Filter("mixed", "--mixed", "", "Add trials in which only some patients fit.", takes="switch"),
        Filter("unstated", "--unstated", "", "Add trials whose sources do not say.", takes="switch"),
    )
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked of the collection: for each filter that is set, its parsed values. `query.line` gives those of one.

    A filter that is not set has no values; without `about` it is mTOR inhibitors that are asked about.
    """

    values: Mapping[str, tuple[Any, ...]]

    def __getattr__(self, name: str) -> tuple[Any, ...]:
        if name not in FILTERS:
            raise AttributeError(name)
        return self.values.get(name, (MTOR,) if name == "about" else ())

    def but(self, **values: tuple[Any, ...]) -> Query:
        """This query with other (parsed) values of some filters; none of one unsets it."""
        return Query({name: found for name, found in {**self.values, **values}.items() if found})

    @property
    def asked(self) -> dict[str, object]:
        """The filters that are set, by name, for the answer to repeat: values as they are written."""
        found: dict[str, object] = {}
        for name, one in FILTERS.items():
            values = [value if isinstance(value, (int, str)) else str(value) for value in getattr(self, name)]
            if values:
                found[name] = values if one.many else values[0]
        return found


def query_of(**asked: Any) -> Query:
    """The query that some filters make, given by name as words, numbers or lists of them; None asks nothing.

    UsageError with the allowed words where one is not a filter's, and for an empty one.
    """
    for name in asked.keys() - FILTERS.keys():
        raise UsageError(f'"{name}" is no filter; filters are: {", ".join(FILTERS)}')
    found = {name: _parsed(FILTERS[name], asked[name]) for name in FILTERS if asked.get(name) is not None}
    return Query({name: values for name, values in found.items() if values})


def _parsed(one: Filter, given: Any) -> tuple[Any, ...]:
    if one.takes == "count":
        if isinstance(given, bool) or not isinstance(given, int):
            raise UsageError(f"{one.flag}: {given!r} is no number of patients; write 100")
        return (given,)
    if not one.many:
        if not isinstance(given, bool):
            raise UsageError(f"{one.flag}: {given!r} is neither True nor False")
        return (bool(given),) if given or one.takes == "either" else ()
    texts = [given] if isinstance(given, (str, int)) else list(given)
    words = [typed(one.flag, part, one.help) for text in texts for part in str(text).split(",")]
    for word in words:
        if one.vocabulary and word not in one.vocabulary:
            raise UsageError(f'{one.flag}: "{word}" is not one of: {", ".join(one.vocabulary)}')
    return tuple(dict.fromkeys(one.parse(word) for word in words))


def check_names(query: Query, context: Context) -> None:
    """UsageError for a name in a query that nothing bears, with the nearest: a misspelt one would find nothing, and nothing
    would look like an answer. The names are gathered only for a filter that is set."""
    for one in FILTERS.values():
        values = getattr(query, one.name)
        if one.known is None or not values:
            continue
        known = one.known(context)
        spellings = {folded(name) for name in known}
        for name in (name for value in values for name in one.naming(value, context)):
            if folded(name) not in spellings:
                raise unknown(one.kind, name, known, "see what is stored with: evtrials arms --about all, evtrials results")


def judges_of(query: Query, context: Context) -> list[Judge]:
    """For each filter that is set, the function that judges a trial by it."""
    asked = [(one.judge, getattr(query, one.name)) for one in FILTERS.values()]
    return [judge(values, context) for judge, values in asked if judge and values]


def judged(profile: Profile, judges: Sequence[Judge]) -> Answer:
    """How a trial answers all filters together: the least favourable of their answers, with its reasons."""
    if len(judges) == 1:
        return judges[0](profile)
    answers = [judge(profile) for judge in judges]
    fit = max((answer for answer, _ in answers), key=_SEVERITY.__getitem__, default=Fit.IN)
    return fit, "; ".join(reason for answer, reason in answers if answer is fit and reason)
