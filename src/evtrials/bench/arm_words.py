"""Which words of a text name which arm of a trial.

A phrase of drugs is taken whole, the longest first: `everolimus plus fulvestrant` is not the fulvestrant arm, and
`fulvestrant alone` is. A text may give arms numbers and short forms of its own (`arm 1`, `group 2`, `OG000`, `(R/E)`).
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from evtrials.bench.arm_names import NO_ARMS, PLACEBO, ArmNames, Arms, Name, name_of
from evtrials.bench.effort import SpentError
from evtrials.bench.texts import Text
from evtrials.trial.model import Trial
from evtrials.trial.terms import Terms

# A name with these beside it is no mention of an arm: `placebo-controlled`, `after prior exemestane`, `placebo of everolimus`.
_NO_ARM_AFTER = re.compile(
    r"-(?:controlled|resistan\w+|naive|na.ve|refractory|sensitiv\w+|related|induced|pretreated|exposed|associated)"
    r"|[\s-]+(?:resistan|refractor|naive|concentration|trough|pharmacokinetic|exposure)"
    r"|[\s-]match(?:ed|ing)\s+placebo|\s*(?:±|\+/-)", re.I
)  # fmt: skip
_NO_ARM_BEFORE = re.compile(
    r"(?:\b(?:prior|previous|previously|earlier|after|before|progress\w+ (?:on|after)|(?:resistan\w+|refractory|sensitiv\w+) to"
    r"|pretreated with|had received|or without|placebo (?:of|for|matching|to match|to))|±|\+/-)\s*\Z", re.I
)  # fmt: skip
_WITHOUT = re.compile(r"(?<!or )\bwithout\s+\Z", re.I)
_CHUNK = 1 << 16  # characters of a text whose words are gathered at once
_LONGEST = 100  # characters of a word
_BESIDE = 40  # characters before a name that may say so
_DOSE = (
    r"(?:\s*\(?\s*\d[\d.,-]*\s*(?:mg|mcg|g|ml)\b(?:/(?:m2|m²|kg|d(?:ay)?|w(?:ee)?k|5 ml))*"
    r"(?:[\s,]*(?:QD|BID|\d ?x ?/ ?(?:week|day)|once|twice|a day|per day|daily|weekly|orally|oral|i\.?v\.?))*\s*\)?)?"
)
_DOSES = re.compile(_DOSE, re.I)
_OF_A_NAME = 10  # telling what a name is part of takes as long as trying so many numbers
_JOINED = 80  # characters between two names of one phrase
# What joins names to one phrase, and what may join them or part them: `and`, a comma.
_STRONG = re.compile(
    _DOSE + r"[\s-]*(?:\+|&|/|plus\b|with\b|(?:in\s+combination|combined|together|given)\s+with\b|added\s+to\b"
    r"|on\s+top\s+of\b)?[\s-]*(?:(?:the|an?|oral|intravenous|standard|weekly|daily)\s+)*(?:\(\s*)?", re.I
)  # fmt: skip
_WEAK = re.compile(_DOSE + r"\s*(?:,|and|, and)\s*(?:(?:the|oral|intravenous|weekly|daily)\s+)*", re.I)
_EITHER = re.compile(r"\s*(?:/|\bor\b)\s*", re.I)
_ALONE = re.compile(
    _DOSE + r"[\s-]*(?:\b(?:alone|monotherapy|only)\b|\bas (?:a )?(?:single|sole) agent\b)", re.I
)  # fmt: skip
_AN_ARM = re.compile(_DOSE + r"\s+(?:arm|group)\b", re.I)
_SHORT_DRUG = re.compile(r"\s*\(([A-Z][A-Za-z]{1,5})\)")
_SHORT_ARM = re.compile(r"\s*\(([A-Z](?:[/+-][A-Z]){1,4})(?=[,;)])")
_NO_SHORT = frozenset(("Arm", "CI", "HR", "ITT", "NE", "NR", "OR", "OS", "PFS"))
_NUMBERED = re.compile(
    r"\b(?P<kind>(?i:adverse events|results?|interventions?|arms?|groups?|cohorts?|dose levels?|levels?|parts?))\s*,?\s*"
    r"(?P<number>\d{1,2}|[A-D]|I{1,3}|IV)\b(?![.\d]*\d|\s?%|/)"
)
_ROMAN = {"I": "1", "II": "2", "III": "3", "IV": "4"}
_KINDS = {"adverse event": "group", "result": "group", "group": "group", "intervention": "arm", "arm": "arm"}
_NUMBERED_CLUE = re.compile(r"events|result|intervention|arm|group|cohort|level|part", re.I)
_RECORD_KEY = re.compile(r"\b(?:OG|EG|BG|FG)\d{3}\b")
_GIVEN_BEFORE = re.compile(_DOSE + r"\s*(?:arm|group|alone|only)?\s*[(\[]\s*", re.I)
_GIVEN_AFTER = re.compile(r"(?!\s*\))(?:phase\s*\d|[^\d.;)]|\.(?!\s)){0,60}?", re.I)


@dataclass(frozen=True, slots=True)
class Mention:
    """Words that name an arm: where they stand, and every arm of the trial that they fit; none of a number without meaning.

    exactly: of drugs, the arms that have these and no others, placebo aside: `exemestane` fits both arms of a trial of
    everolimus added to it, and is all that the control arm has. is_number: named by a number (`arm 1`).
    """

    start: int
    end: int
    arms: Arms
    exactly: Arms = NO_ARMS
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class _Atom:
    """One name where it stands: the arms that have it, the drug that it is."""

    start: int
    end: int
    arms: Arms
    drug: str = ""


class ArmWords:
    """The names of the arms of one trial, looked up in texts."""

    def __init__(self, trial: Trial, terms: Terms) -> None:
        self._names = ArmNames(trial, terms)
        self._labels = {id_: arm.label for id_, arm in trial.arms.items()}
        self._seen: dict[Text, tuple[Mention, ...]] = {}

    @property
    def control(self) -> Arms:
        """The arms with which others are compared."""
        return self._names.control

    def mentions(self, text: Text) -> tuple[Mention, ...]:
        """Every mention of an arm in a text, in order; none lies within another. None where the effort of the text is spent:
        it then tells no arms.
        """
        with suppress(SpentError):
            if text not in self._seen:
                words = _words_of(text)
                named = self._with_short_forms(text, list(self._merged(text, self._atoms(text, words))))
                self._seen[text] = tuple(self._with_numbers(text, named, words))
            return self._seen[text]
        return ()

    # Names as they stand

    def _atoms(self, text: Text, words: str) -> list[_Atom]:
        """Every name in order; of two that overlap the longer, and the short forms of the text before others."""
        places = [(name, text.places(name.pattern)) for name in self._names.names if name.clue.search(words)]
        short = [(name, text.places(name.pattern)) for name in _short_drugs(text, places)]
        named = [
            self._atom(text, _Atom(start, end, name.arms, name.drug))
            for name, spans in (*short, *places)
            for start, end in spans
            if not _NO_ARM_AFTER.match(text.body, end) and not _NO_ARM_BEFORE.search(text.body[max(0, start - _BESIDE) : start])
        ]
        known = (name for name in self._names.roles if name.clue.search(words))
        roles = [_Atom(*span, name.arms) for name in known for span in text.places(name.pattern)]
        text.spend(_OF_A_NAME * (len(named) + len(roles)))
        return list(_apart([*named, *roles]))

    def _atom(self, text: Text, atom: _Atom) -> _Atom:
        """The name; after `without` it stands for the arms that have it not."""
        if _WITHOUT.search(text.body[max(0, atom.start - _BESIDE) : atom.start]):
            return replace(atom, arms=frozenset(self._labels) - atom.arms, drug="")
        return atom

    # Names that make one phrase

    def _merged(self, text: Text, atoms: Sequence[_Atom]) -> Iterator[Mention]:
        """Names that stand together as one mention: `everolimus 10 mg daily plus exemestane`."""
        strong: list[list[_Atom]] = []
        for atom in atoms:
            if strong and self._joins(text, strong[-1], [atom], _STRONG):
                strong[-1].append(atom)
            else:
                strong.append([atom])
        chains: list[list[_Atom]] = []
        for chain in strong:
            if chains and self._joins(text, chains[-1], chain, _WEAK):
                chains[-1] += chain
            else:
                chains.append(chain)
        for index, chain in enumerate(chains):
            around = [chains[index - 1 : index + 1] if index else [], chains[index : index + 2]]
            if not any(len(pair) == 2 and _is_either(text, *pair) for pair in around):
                yield self._mention(text, chain)

    def _joins(self, text: Text, chain: Sequence[_Atom], more: Sequence[_Atom], connector: re.Pattern[str]) -> bool:
        """Whether names belong to the phrase before them: one arm has them all, and no drug is said twice."""
        end, start = chain[-1].end, more[0].start
        if start - end > _JOINED or not connector.fullmatch(text.body, end, start):
            return False
        both = [*chain, *more]
        drugs = [atom.drug for atom in both if atom.drug]
        return len(set(drugs)) == len(drugs) and bool(frozenset.intersection(*(atom.arms for atom in both)))

    def _mention(self, text: Text, chain: Sequence[_Atom]) -> Mention:
        arms = frozenset.intersection(*(atom.arms for atom in chain))
        drugs = frozenset(atom.drug for atom in chain if atom.drug)
        exactly = frozenset(id_ for id_ in arms if drugs and self._names.drugs[id_] - {PLACEBO} == drugs - {PLACEBO})
        start, end = chain[0].start, chain[-1].end
        if alone := _ALONE.match(text.body, end) or (exactly and _AN_ARM.match(text.body, end)):
            return Mention(start, alone.end(), exactly or arms, exactly)
        dose = _DOSES.match(text.body, end)
        return Mention(start, dose.end() if dose else end, arms, exactly)

    # Short forms and numbers that a text gives to arms

    def _with_short_forms(self, text: Text, named: Sequence[Mention]) -> list[Mention]:
        """The mentions with those by a short form of an arm: `ridaforolimus + exemestane (R/E, n = 40)`."""
        forms: dict[str, Mention] = {}
        for mention in named:
            if short := _SHORT_ARM.match(text.body, mention.end):
                forms.setdefault(short[1], replace(mention, arms=mention.exactly or mention.arms))
        found = [
            replace(meant, start=start, end=end)
            for form, meant in forms.items()
            for start, end in text.places(re.compile(rf"(?<![\w/+-]){re.escape(form)}(?![\w/+-])"))
        ]
        return _with(named, found)

    def _with_numbers(self, text: Text, named: Sequence[Mention], words: str) -> list[Mention]:
        """The mentions with those by the number of an arm or group, which the text or the arm's label defines."""
        defined: dict[tuple[str, str], Mention] = {}
        for id_, label in self._labels.items():
            for match in _NUMBERED.finditer(label):
                defined.setdefault(_key(match), Mention(0, 0, frozenset({id_})))
        numbered = [(match, _key(match)) for match in _NUMBERED.finditer(text.body)] if _NUMBERED_CLUE.search(words) else []
        text.spend(_OF_A_NAME * len(numbered))
        for match, key in numbered:
            if (meant := _given(text, match, named)) is not None:
                known = defined.get(key)
                defined[key] = replace(meant, arms=known.arms | meant.arms) if known else meant
        found = []
        for match, (kind, number) in numbered:
            other = ("arm" if kind == "group" else "group", number)
            meant = defined.get((kind, number)) or defined.get(other) or Mention(0, 0, NO_ARMS)
            found.append(replace(meant, start=match.start(), end=match.end(), is_number=True))
        # The keys of a record are given anew with each outcome.
        current: dict[str, Mention] = {}
        for match in _RECORD_KEY.finditer(text.body) if _RECORD_KEY.search(words) else ():
            if (meant := _given(text, match, named) or current.get(match[0])) is not None:
                current[match[0]] = meant
                found.append(replace(meant, start=match.start(), end=match.end(), is_number=True))
        return _with(named, found)


def _words_of(text: Text) -> str:
    """The different words of a text, one to a line: what is not in them is not in it, however long it is."""
    words: set[str] = set()
    for start in range(0, len(text.body), _CHUNK):
        words.update(text.body[start : start + _CHUNK + _LONGEST].split())
    return "\n".join(sorted(words))


def _short_drugs(text: Text, places: Iterable[tuple[Name, list[tuple[int, int]]]]) -> Iterator[Name]:
    """Short forms that the text gives to a drug: `hydroxychloroquine (HCQ)`."""
    for name, spans in places:
        found = (_SHORT_DRUG.match(text.body, end) for _, end in spans) if name.drug else ()
        if short := next((match[1] for match in found if match and match[1] not in _NO_SHORT), None):
            yield name_of(rf"(?<![^\W_]){short}(?![^\W_])", name.arms, name.drug, short)


def _is_either(text: Text, chain: Sequence[_Atom], other: Sequence[_Atom]) -> bool:
    """Whether two names stand as `everolimus/placebo`, `everolimus or placebo`: the one or the other, so neither."""
    return _EITHER.fullmatch(text.body, chain[-1].end, other[0].start) is not None


def _key(match: re.Match[str]) -> tuple[str, str]:
    """The kind and number of a numbered arm; groups of results and of adverse events are numbered alike."""
    kind = " ".join(match["kind"].lower().split()).removesuffix("s").removeprefix("dose ")
    return _KINDS.get(kind, kind), _ROMAN.get(match["number"], match["number"])


def _given(text: Text, match: re.Match[str], named: Sequence[Mention]) -> Mention | None:
    """The mention that a number is given to: `arm 1: everolimus`, `everolimus (arm 1)`; of a record's key its title."""
    index = bisect_left(named, match.start(), key=lambda mention: mention.start)
    if index and _GIVEN_BEFORE.fullmatch(text.body, named[index - 1].end, match.start()):
        return named[index - 1]
    if index < len(named) and _GIVEN_AFTER.fullmatch(text.body, match.end(), named[index].start):
        return named[index]
    return None


def _apart(atoms: Iterable[_Atom]) -> Iterator[_Atom]:
    """The atoms in order, without those that lie within or reach into a longer one."""
    position = 0
    for atom in sorted(atoms, key=lambda atom: (atom.start, -atom.end)):
        if atom.start >= position:
            yield atom
            position = atom.end


def _with(named: Sequence[Mention], more: Iterable[Mention]) -> list[Mention]:
    """The mentions with those of the others that overlap with none of them, in order."""
    ends = [mention.end for mention in named]
    added = []
    for mention in sorted(more, key=lambda mention: mention.start):
        index = bisect_right(ends, mention.start)
        if index == len(named) or named[index].start >= mention.end:
            added.append(mention)
    return sorted([*named, *added], key=lambda mention: mention.start)
