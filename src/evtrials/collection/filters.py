"""What may be asked of the collection, in one table: how each filter is written, read, judged, checked and explained.

A filter has three answers. A trial is *in* if all that it enrolled fits, *mixed* if some does, *unstated* if its sources
do not say, else *out*. Several values of one filter are alternatives, and are judged as their union. To add a filter, add
a line to FILTERS: options, help, completion, checks and documentation are made from it. A fact that no filter has asked yet
needs a field of evidence/profile.py, which evidence/traits.py fills.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal, NamedTuple, get_args

from evtrials.collection import judging, judging_treatment
from evtrials.collection.judging import NOT_STATED, Context, Fit, Judge, Verdict
from evtrials.collection.judging_treatment import drugs_in, therapy_in
from evtrials.collection.typed_values import (
    SUBTYPES,
    doses_apart,
    parse_drug_dose,
    parse_everolimus_dose,
    parse_line,
    parse_subtype,
    parse_years,
    phase_word,
    words_meant,
)
from evtrials.errors import UsageError
from evtrials.notation.closed_words import BASES, Menopause, Phase, StatusWord
from evtrials.notation.spelling import folded, typed, unknown


class Filter(NamedTuple):
    """One filter.

    name: in Query and in Python; flag: on the command line. parse: a typed word as a value, or UsageError; apart: a typed
    text as words. judge: of the values asked for, the function that answers for a trial; None for what only says which
    answers are shown. vocabulary: the only words there are; also: what else is typed for them. examples: what completion
    offers besides. known: every spelling that the vocabulary and the collection know, with the name to suggest, where a name
    that nothing bears is an error; naming: the names in a value, kind: what they name. takes: words (many, alternatives), a
    count, a yes or no, or a switch. For docs/commands.md, example: a value to show; fits: when a trial is in, mixed or
    unstated, empty for what it never is.
    """

    name: str
    flag: str
    metavar: str
    help: str
    judge: Callable[[Sequence[Any], Context], Judge] | None = None
    parse: Callable[[str], Any] = str
    apart: Callable[[str], Sequence[str]] = lambda text: text.split(",")
    vocabulary: tuple[str, ...] = ()
    also: Mapping[str, Sequence[str]] = MappingProxyType({})
    examples: tuple[str, ...] = ()
    known: Callable[[Context], Mapping[str, str]] | None = None
    naming: Callable[[Any, Context], Sequence[str]] = lambda value, _: (value,)
    kind: str = ""
    told: Callable[[Sequence[Any], Context], Sequence[str]] = lambda _values, _context: ()
    takes: Literal["words", "count", "either", "switch"] = "words"
    example: str = ""
    fits: tuple[str, str, str] = ("", "", "")

    @property
    def many(self) -> bool:
        """Whether it takes several values."""
        return self.takes == "words"


# What is known.


def _borne(context: Context, *fields: str) -> dict[str, str]:
    """The names in some fields of the profiles, each for itself."""
    return {name: name for profile in context.profiles() for field in fields for name in getattr(profile, field)}


def _known_treatments(*fields: str) -> Callable[[Context], dict[str, str]]:
    """Every spelling of a drug or class, and the names in some fields of the profiles."""

    def known(context: Context) -> dict[str, str]:
        return context.terms.spellings("drugs") | _known_classes(context) | _borne(context, *fields)

    return known


def _known_classes(context: Context) -> dict[str, str]:
    classes = (drug.class_ for drug in context.terms.drugs.values())
    return {class_: class_ for class_ in classes if class_} | context.terms.spellings("classes") | _borne(context, "classes")


def _known_endpoints(context: Context) -> dict[str, str]:
    return context.terms.spellings("endpoints") | _borne(context, "endpoints", "primary")


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

# What else is typed for the words of the closed lists; what is typed for two of them asks for both.
_EARLY = ("early", "early stage", "early breast cancer", "EBC", "perioperative")
_SETTINGS_TYPED = {
    "advanced": ("metastatic", "advanced or metastatic", "advanced/metastatic", "metastatic/advanced", "stage IV", "recurrent",
                 "MBC", "ABC", "metastatic breast cancer", "advanced breast cancer"),
    "neoadjuvant": (*_EARLY, "preoperative"),
    "adjuvant": (*_EARLY, "postoperative"),
    "supportive": ("supportive care", "prevention", "prophylaxis"),
}  # fmt: skip
_PHASES_TYPED = {"not applicable": ("NA", "N/A"), NOT_STATED: ("unknown",)}
_STATUSES_TYPED = {
    "planned": ("not yet recruiting",), "in progress": ("trial in progress", "under way"),
    "recruiting": ("open", "enrolling"), "active not recruiting": ("active",),
    "terminated": ("stopped", "stopped early"), "results published": ("published",), NOT_STATED: ("unknown",),
    "ongoing": ("running",),
}  # fmt: skip
_MENOPAUSE_TYPED = {
    word: tuple(f"{word}menopaus{end}" for end in ("e", "al", "al women", "al patients")) for word in ("pre", "peri", "post")
} | {"men": ("male", "males", "man")}
_BASES_TYPED = {
    "full text": ("paper", "article", "full paper"), "label": ("labels", "prescribing information"),
    "registry": ("registry record",), "abstract": ("abstracts",), "conference abstract": ("conference", "meeting abstract"),
    "review": ("reviews",), "press": ("news", "press release"),
}  # fmt: skip
_ABOUT_TYPED = {
    MTOR: ("mTOR inhibitor", "mTOR inhibitors"), "supportive-care": ("supportive", "prevention"),
    "comparator": ("comparators",), "pooled": ("pooled analysis", "pooled analyses"),
    "cohort": ("cohorts", "real-world", "real-world cohorts", "real-world evidence", "RWE"), ALL: ("any", "everything"),
}  # fmt: skip

_DOSE_FITS = (
    "every dose of the drug has its target within it",
    "a range, a titration or one of several doses passes through it, or one of them is not stated",
    "the drug is given, and no dose of it is stated that fits; another is not stated",
)  # fmt: skip

FILTERS: dict[str, Filter] = {
    one.name: one
    for one in (
        Filter("subtype", "--subtype", "her2+|hr+/her2-|tnbc", 'Subtype; "/" joins for and, repeat for or.', judging.by_subtype,
               parse_subtype, told=judging.told_of_subtypes, examples=(*SUBTYPES, "hr+/her2-", "hr+/her2+"), example="hr+/her2-",
               fits=("all that could enter had it", "some had it, or in some it was unknown; or other tumours could enter too",
                     "the sources do not state a receptor that decides")),
        Filter("line", "--line", "N|N+", "Line of therapy for advanced disease that could enter.", judging.by_line, parse_line,
               examples=("1", "2", "3", "2+"), example="2",
               fits=("patients of that line could enter; a trial of 1+ is in for every line", "", "the line is not stated")),
        Filter("setting", "--setting", "SETTING",
               f"Setting of the disease: {', '.join(SETTINGS)}; metastatic is advanced, early is neoadjuvant or adjuvant.",
               judging.by_stated("setting", judging.is_one, SETTINGS), vocabulary=SETTINGS, also=_SETTINGS_TYPED,
               example="adjuvant",
               fits=("it is the trial's setting", "", "the setting is not stated")),
        Filter("phase", "--phase", "N", "Phase; 1 finds 1b and 1/2 too.",
               judging.by_stated("phase", judging.is_of_phase, get_args(Phase)), phase_word, vocabulary=get_args(Phase),
               also=_PHASES_TYPED, example="3",
               fits=("it is the trial's phase, or a number in it", "", "the phase is not stated")),
        Filter("status", "--status", "STATUS", "Status; ongoing = all before completed, of the last three years.",
               judging.by_status, vocabulary=(*get_args(StatusWord), "ongoing"), also=_STATUSES_TYPED, example="ongoing",
               fits=("it is the status", "", "the status is not stated; or it was one that passes, said more than three years "
                     "ago or by a source without a date, and may be this one today; or in progress is all that is said")),
        Filter("drug", "--drug", "NAME", 'A drug in any arm, by any of its names, or any drug of a class; "/" joins for and.',
               judging_treatment.by_drug, known=_known_treatments("drugs"), naming=drugs_in, kind="drug",
               told=judging_treatment.told_of_drugs, example="everolimus/trastuzumab",
               fits=("an arm has it; of several joined by /, each stands in some arm", "", "an arm has a drug of its class, and "
                     "the sources do not say which")),
        Filter("drug_class", "--class", "CLASS", 'A class of drug: rapalog, "aromatase inhibitor" ...',
               judging_treatment.by_class, known=_known_classes, naming=therapy_in, kind="class of drug",
               example="aromatase inhibitor",
               fits=("an arm has a drug of the class", "", "an arm has a drug of a wider class, and the sources do not say "
                     "which")),
        Filter("dose", "--dose", "'DRUG N'",
               'Dose of a drug as printed, of any rhythm unless one is said: "paclitaxel 80 weekly".',
               judging_treatment.by_dose, parse_drug_dose, doses_apart, known=_known_treatments("drugs"),
               naming=lambda value, _: (value.drug,), kind="drug", example="temsirolimus 30", fits=_DOSE_FITS),
        Filter("everolimus_dose", "--everolimus-dose", "N|N..N", "Daily dose of everolimus in mg: 5, 5..10, ..5, 5..",
               judging_treatment.by_everolimus_dose, parse_everolimus_dose, doses_apart, example="5",
               fits=("every dose of it has a daily target within it; weekly dosing is not daily", *_DOSE_FITS[1:])),
        Filter("prior", "--prior", "NAME", "Therapy that all patients had had, a drug or a class: cdk4/6, letrozole.",
               judging_treatment.by_prior, known=_known_treatments("prior"), naming=therapy_in, kind="drug or class of drugs",
               told=judging_treatment.told_of_prior, examples=("cdk4/6 inhibitor", "aromatase inhibitor", "chemotherapy"),
               example="cdk4/6",
               fits=("all patients had had it; a drug is also found by its class", "some had had it",
                     "no therapy before is stated, or only that of a wider class")),
        Filter("menopause", "--menopause", "pre|post", "Menopausal status.", judging.by_menopause, vocabulary=get_args(Menopause),
               also=_MENOPAUSE_TYPED, example="post", fits=("all that could enter had it", "some had it", "it is not stated")),
        Filter("isolates", "--isolates", "DRUG", "What a contrast isolates, a drug or any of a class: everolimus.",
               judging_treatment.by_isolates, known=_known_treatments("isolates"), naming=therapy_in, kind="drug",
               example="everolimus", fits=("a contrast of the trial isolates it", "", "")),
        Filter("endpoint", "--endpoint", "NAME", "Trials with a figure of this endpoint: pfs, os, orr ...",
               judging.by_any_of("endpoints", lambda context, text: context.terms.endpoint(text)), known=_known_endpoints,
               kind="endpoint", example="os", fits=("a figure of it was read", "", "")),
        Filter("basis", "--basis", "BASIS", "Trials with an outcome read in such a source.", judging.by_any_of("bases"),
               vocabulary=BASES, also=_BASES_TYPED, example="label", fits=("an outcome was read in such a source", "", "")),
        Filter("with_results", "--with-results/--without-results", "", "Only with, or without, results.", judging.by_with_results,
               takes="either", fits=("results were read, or none were", "", "")),
        Filter("year", "--year", "N|N..N", "Year of first publication of the primary result.", judging.by_year, parse_years,
               example="2012..2014", fits=("it is that year, or one of these", "", "the year is not stated")),
        Filter("min_n", "--min-n", "N", "Least number of patients.", judging.by_min_n, int, takes="count", example="500",
               fits=("the trial has so many patients or more", "", "the number of patients is not stated")),
        Filter("search", "--search", "TEXT", "Trials with this text in name, drugs, population or notes.", judging.by_search,
               example="starting dose", fits=("the text stands there", "", "")),
        Filter("about", "--about", "WHAT",
               "Subject: mtor (default), mtor-in-both-arms, supportive-care, comparator, pooled, cohort, all.",
               vocabulary=tuple(ABOUT), also=_ABOUT_TYPED, example="supportive-care",
               fits=("it is what the trial is evidence about; others that fit are counted as of another subject", "", "")),
        Filter("mixed", "--mixed", "", "Add trials in which only some patients fit.", takes="switch"),
        Filter("unstated", "--unstated", "", "Add trials whose sources do not say.", takes="switch"),
    )
}  # fmt: skip
# The filters that the sources may leave without an answer, by their flags.
_MAY_BE_UNSTATED = {one.flag.removeprefix("--"): name for name, one in FILTERS.items() if one.fits[2]}
FILTERS["unstated_for"] = Filter(
    "unstated_for", "--unstated-for", "A,B", "Add trials whose sources leave nothing unsaid but what these filters ask.",
    vocabulary=tuple(_MAY_BE_UNSTATED), example="line,prior",
)  # fmt: skip


def withheld(query: Query, verdict: Verdict) -> str:
    """What a query must ask for besides to have a trial of some verdict shown, as it is counted: `unstated`, `mixed` or ""."""
    is_unstated_added = query.unstated or set(verdict.unstated) <= {_MAY_BE_UNSTATED[flag] for flag in query.unstated_for}
    if verdict.unstated and not is_unstated_added:
        return Fit.UNSTATED.value
    return Fit.MIXED.value if verdict.mixed and not query.mixed else ""


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
    for text in texts:
        typed(one.flag, str(text), one.help)
    try:
        words = [typed(one.flag, part, one.help) for text in texts for part in one.apart(str(text))]
        return tuple(dict.fromkeys(value for word in words for value in _values(one, word)))
    except UsageError as error:
        raise UsageError(f"{one.flag}: {str(error).removeprefix(f'{one.flag}: ')}") from None


def _values(one: Filter, word: str) -> Sequence[Any]:
    """The values that a typed word asks for: one, or alternatives with `or` between them where that is no value itself, as
    `2 or later` is. The name of the filter may stand before it: `phase III`."""
    parts = re.split(r"(?i)\s+or\s+", word)
    takes_any_text = one.parse is str and not (one.vocabulary or one.known)
    if len(parts) == 1 or takes_any_text:
        return _one_value(one, word)
    if not one.known:
        with suppress(UsageError):
            return _one_value(one, word)
    return [value for part in parts for value in _one_value(one, typed(one.flag, part, one.help))]


def _one_value(one: Filter, word: str) -> Sequence[Any]:
    if one.parse is not str or one.vocabulary:
        word = re.sub(rf"(?i)^{one.flag[2:]}s?[ :=]+(?=\S)", "", word)
    value = one.parse(word)
    return words_meant(value, one.vocabulary, one.also) if one.vocabulary else (value,)


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
                above = context.terms.classes_of(name)
                stored = "see what is stored with: evtrials arms --about all, evtrials results"
                otherwise = f"it is a drug of the class {above[0]}" if above else stored
                raise unknown(one.kind, name, known, otherwise)


def judges_of(query: Query, context: Context) -> dict[str, Judge]:
    """For each filter that is set, by its name, the function that judges a trial by it."""
    asked = ((one, getattr(query, one.name)) for one in FILTERS.values())
    return {one.name: one.judge(values, context) for one, values in asked if one.judge and values}


def told_of(query: Query, context: Context) -> tuple[str, ...]:
    """What a reader must know of how the values of a query were read: which mean more, or other, than they may seem to."""
    return tuple(line for one in FILTERS.values() for line in one.told(getattr(query, one.name), context))
