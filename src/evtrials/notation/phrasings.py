"""How the texts of sources say the closed words of a trial file: `investigator` is also "local assessment", `central` "BICR".

A pattern is of a text with plain hyphens, `>=` and single spaces; its letters count in either case, but for abbreviations,
which count as they are written. A word without a pattern is implied by its figure, or says that no source states it.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Literal

WordKind = Literal["assessor", "role", "planning", "measure", "unit", "grade", "attribution", "p_sides"]

_ROMAN = {"1": "I", "2": "II", "3": "III", "4": "IV", "5": "V"}
_GRADE = r"(?<![A-Za-z])(?:(?:grades?|gr\.|CTC(?:AE)?) ?(?:of )?|(?-i:G))"
_AND = r"\s*(?:-|/|,|to|or|and|&)\s*(?:grades?\s*)?"  # between two grades
_END = r"(?!\d|\.\d|\s?%)"  # a figure is no grade: `grade 3, 4 %`


def _one_grade(grade: str) -> str:
    """`grade 4`, also as the last of several that are told apart: `grade 3 (6) and 4 (1)`, `grade 3/4 27 %/3 %`."""
    alone = rf"{grade}{_END}(?!\s*(?:-|to\b|or\b|\+))|(?-i:{_ROMAN[grade]}\b)"
    return rf"{_GRADE}(?:{alone}|[1-5]\b[^.;]{{0,40}}?(?:,|/|\band\b)\s*(?:grades?\s*)?{grade}{_END})"


def _band(low: str, high: str) -> str:
    """`grade 3-4`, `grade 3/4`, `grade III or IV`, `grade 3 and grade 4`; also the head of a column, `3-4`."""
    steps = _AND.join(str(grade) for grade in range(int(low), int(high) + 1))
    named = rf"{_GRADE}(?:{low}{_AND}{high}{_END}|{steps}{_END}|(?-i:{_ROMAN[low]}{_AND}{_ROMAN[high]}\b))"
    return rf"{named}|(?<![\w.]){low}\s*[-/]\s*{high}(?!\w|\.\d|\s?%)"


def _from_grade(grade: str) -> str:
    """`grade 3 or higher`, `grade >= 3`, `at least grade 3`, `grade 3+`."""
    worse = r"\s*(?:\+|(?:or|and) (?:higher|more|worse|above|greater|over|up|severer))"
    return (
        rf"{_GRADE}(?:{grade}{worse}|>=?\s*{grade}|{grade}\s*(?:-|to)\s*5)|>=?\s*{_GRADE}{grade}"
        rf"|\b(?:at least|minimum) {_GRADE}{grade}"
    )


_PRIMARY_DISEASE = r"(?:breast|tumou?rs?|cancer|malignan|(?:\w+ )?resistan|site|surgery|care|prophyla)"
_EXPLORED = r"\bexplor(?:atory|ed|ative|e)\b"
_POST_HOC = r"\bpost[- ]?hoc\b|\bretrospective|\bunplanned\b|\bnot (?:pre-?)?(?:planned|specified)\b"
_OF_INVESTIGATORS = r"(?![- ](?:initiated|sponsored|driven|led)|'?s?'? (?:choice|brochure|site))"

_PHRASINGS: dict[WordKind, dict[str, str]] = {
    "assessor": {
        "investigator": (
            rf"(?<!principal )(?<!participant, )\binvestigators?\b{_OF_INVESTIGATORS}|\bphysicians?\b{_OF_INVESTIGATORS}"
            r"|\blocal(?:ly)?\b(?! (?:advanced|recurren|relaps|region|therap|treat|lab|progress))|(?-i:\bINV\b)"
        ),
        "central": (
            r"\bcentral(?:ly)?\b(?! (?:nervous|ven|lab))"
            r"|\bindependent(?:ly)?\b(?! (?:of|from|predict|prognos|factor|associat|data))"
            r"|\bblinded (?:\w+ )?(?:review|radiolog|assess)|(?-i:\b(?:BI?CR|B?IRC|IRR|ICR|IRF)\b)"
        ),
        "patient": (
            r"\bpatient[- ](?:reported|rated|assessed|completed)|\bself[- ](?:reported|rated|assessed|administered)"
            r"|\bquestionnaires?\b|\bdiar(?:y|ies)\b|\bquality[- ]of[- ]life\b|(?-i:\bPROs?\b|\bQLQ\b|\bFACT\b)|\b(?:HR)?QOL\b"
        ),
    },
    "role": {
        "primary": rf"\bprimary\b(?! {_PRIMARY_DISEASE})",
        "co-primary": (
            r"\bco-? ?primary|\b(?:two|dual|both|three) primary|\bprimary (?:end ?points|outcomes|objectives|populations)\b"
        ),
        "key secondary": r"\bkey secondary",
        "secondary": rf"\bsecondary\b(?! {_PRIMARY_DISEASE})",
        "exploratory": _EXPLORED,
        "supportive": r"\bsupporti(?:ve|ng)\b(?! care)|\bsensitivity anal|\bconfirm(?:s|ed|atory)\b",
        "post hoc": _POST_HOC,
        "safety": r"\bsafety\b|\btolerab|\btoxicit|\badverse",
    },
    "planning": {
        "prespecified": r"\b(?:pre-?\s?|protocol-)(?:specified|defined|planned)\b|(?<!un)(?<!not )\bplanned\b|\ba priori\b",
        "exploratory": _EXPLORED,
        "post hoc": _POST_HOC,
    },
    "measure": {
        "median": r"\bmedians?\b",
        "mean": r"\bmeans?\b|\baverage|\bleast[- ]squares?\b|(?-i:\bLS\b)",
        "standard deviation": r"\bstandard deviations?\b|(?-i:\bSD\b)|\+/-|±",
        "deaths": r"\bdeaths?\b|\bdied\b|\bdead\b|\bdeceased\b|\bfatal",
        "events": r"\bevents?\b",
        "ratio": r"\bratio|\bfold\b",
        "change from baseline": r"\bchanges?\b|\bbaseline\b|\b(?:de|in)creas|\breduc|\bf[ae]ll\b|\bdeclin|\brose\b",
        "probability": r"\bprobabilit",
        "dose": r"\bdos(?:es?|ing)\b|\bmg\b|(?-i:\bAUC\b)",
        "hazard ratio": r"\bhazards?\b|(?-i:\b[as]?HRs?\b(?! ?[-+]|[- ](?:pos|neg)))",
        "odds ratio": r"\bodds\b|(?-i:\bORs?\b)",
        "risk ratio": r"\brisks?\b|(?-i:\bRRs?\b)",
        "difference": (
            r"\bdiffer|\bgain|\bimprov|\b(?:short|long|high|low|few)er\b|\breduc|\b(?:in|de)creas|\bbenefit|\bmore\b|\bless\b"
            r"|\bprolong|[-+]\d"
        ),
    },
    "unit": {
        "days": r"(?<![A-Za-z])days?\b",
        "weeks": r"(?<![A-Za-z])(?:weeks?|wks?)\b",
        "months": r"(?<![A-Za-z])(?:months?|mos?)\b",
        "years": r"(?<![A-Za-z])(?:years?|yrs?|ages?|aged)\b",
        "percent": r"%|\bper ?cent|\bproportion|\bprobabilit",
        "percentage points": r"\bpoints?\b|%|\bper ?cent",
        "relative percent": r"%|\bper ?cent",
        "points": r"\bpoints?\b|\bscores?\b|\bscale\b",
        "cycles": r"\bcycles?\b|\bcourses?\b",
        "doses": r"\bdoses?\b",
        "lesions": r"\blesions?\b",
        "mg": r"(?<![A-Za-z])mg\b|\bmilligrams?\b",
        "mg/day": r"(?<![A-Za-z])mg\b|\bmilligrams?\b",
        "mg/week": r"(?<![A-Za-z])mg\b|\bmilligrams?\b",
        "mg/m2": r"(?<![A-Za-z])mg ?(?:/|per) ?(?:m|sq)",
        "ng/ml": r"(?<![A-Za-z])ng ?(?:/|per) ?ml",
        "microgram/ml": r"(?<![A-Za-z])(?:micrograms?|[µμu]g|mcg) ?(?:/|per) ?ml",
        "mm": r"(?<![A-Za-z])mm\b|\bmillimet",
        "lines": r"\blines?\b",
        "regimens": r"\bregimens?\b|\blines?\b",
        "therapies": r"\btherap|\btreatments?\b",
        "metastatic sites": r"\bsites?\b|\bmetasta|\borgans?\b",
    },
    "grade": {
        "any": r"\b(?:any|all)[- ]grades?\b|\bgrades? (?:1-[45]|any|all)\b",
        **{grade: _one_grade(grade) for grade in _ROMAN},
        **{band: _band(band[0], band[2]) for band in ("1-2", "1-3", "2-3", "2-4", "3-4", "3-5", "4-5")},
        **{f">={grade}": _from_grade(grade) for grade in "23"},
        "serious": (
            r"(?<!not )(?<!non-)\bserious\b(?! (?:\S+ ){0,4}?(?:illness|disease|condition|infection|disorder|arrhythmia))"
            r"|(?-i:\bSAEs?\b)"
        ),
        "not serious": r"\bother adverse events?\b|\bother\s?events?\b|\bnon-?serious\b|\bnot serious\b",
        "fatal": rf"\bfatal|\bdeaths?\b|\bdied\b|\bdeceased\b|{_GRADE}5\b",
        "dose-limiting": r"\bdose[- ]limiting|(?-i:\bDLTs?\b)",
        "led to discontinuation": r"\bdiscontinu|\bwithdr[ae]w|\bstopp(?:ed|ing)\b|\boff[- ](?:study|treatment)\b",
    },
    "attribution": {
        "any cause": (
            r"\b(?:any|all)[- ]caus|\b(?:regardless|irrespective|independent) of\b|\bwhatever (?:the|their) (?:cause|relation)"
            r"|\btreatment[- ]emergent\b|(?-i:\bTEAEs?\b)"
        ),
        "related": r"related\b|\battribut|\bcaused by\b|\bdue to\b|(?-i:\bTRAEs?\b)|\badverse (?:drug )?reactions?\b",
    },
    "p_sides": {
        "1": r"\b(?:one|1|single)[- ]?(?:sided|tailed)",
        "2": r"\b(?:two|2)[- ]?(?:sided|tailed)",
    },
}  # fmt: skip
# Words of a definition that texts put into letters.
_ABBREVIATED = {
    "complete": "CR", "partial": "PR", "stable": "SD", "progression": "PD|PFS|TTP", "progressive": "PD", "survival": "OS|PFS|DFS",
    "central": "CNS", "nervous": "CNS", "system": "CNS", "aromatase": "AI|NSAI", "tamoxifen": "TAM", "mutated": "[A-Z0-9]+m",
}  # fmt: skip
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def words_of(kind: WordKind) -> tuple[str, ...]:
    """The words of a kind for which texts are asked."""
    return tuple(_PHRASINGS[kind])


@cache
def phrasing(kind: WordKind, word: str) -> re.Pattern[str] | None:
    """How texts say a closed word; None where no text is asked for it."""
    pattern = _PHRASINGS[kind].get(word)
    return re.compile(pattern, re.I) if pattern else None


def meant_word(kind: str, typed: str) -> str:
    """The closed word that is meant by what was typed in the way of texts: `independent` is the assessor `central`; "" where
    none or several may be."""
    of_kind = next((words for name, words in _PHRASINGS.items() if name == kind), {})
    meant = [word for word, pattern in of_kind.items() if re.search(pattern, typed, re.I)]
    return meant[0] if len(meant) == 1 else ""


def words_said(kind: WordKind, text: str) -> tuple[str, ...]:
    """The closed words of a kind that a text says: of `grade 3 or 4 rare` the grade 3-4."""
    plain = re.sub(r"\s+", " ", re.sub("[\u2010-\u2013]", "-", text.replace("\u2265", ">=")))
    return tuple(word for word in words_of(kind) if (found := phrasing(kind, word)) and found.search(plain))


@cache
def abbreviations(word: str) -> tuple[re.Pattern[str], ...]:
    """The letters that stand for a word of a definition: CR is a complete response."""
    return (re.compile(rf"\b(?:{_ABBREVIATED[word]})s?\b"),) if word in _ABBREVIATED else ()


@cache
def date_phrasing(date: str) -> re.Pattern[str]:
    """How texts say a date, `2013-10-03`, `2013-10` or `2013`: 3 October 2013, October 3, 2013, 3 Oct 2013."""
    year, *rest = date.split("-")
    if not rest:
        return re.compile(rf"(?<!\d){year}(?!\d)")
    name = _MONTHS[int(rest[0]) - 1]
    month = rf"(?:{name}|{name[:3]}t?\.?)"
    day = rf"0?{int(rest[1])}(?:st|nd|rd|th)?" if len(rest) > 1 else r"\d{1,2}(?:st|nd|rd|th)?"
    before, after = rf"(?<!\d){day}[ -](?:of )?", rf" {day},?"
    if len(rest) == 1:
        before, after = rf"(?:{before})?", rf"(?:{after})?"
    return re.compile(rf"(?<![A-Za-z])(?:{before}{month}[ ,-]*{year}|{month}{after}[ ,-]*{year})|(?<!\d){date}(?!\d)", re.I)
