"""The names of a trial's arms: what may stand for an arm in a text, and for which arms it may stand.

Drugs with their synonyms and short forms, classes of drugs, words that only some labels or ids have, doses where arms of the
same drugs differ in them alone, and what an arm is in the trial (control, experimental, combination).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

from evtrials.bench.texts import phrase
from evtrials.trial.model import Trial
from evtrials.trial.terms import Terms

Arms = frozenset[str]

PLACEBO = "placebo"
NO_ARMS: Arms = frozenset()
# Words of labels and ids that say nothing of an arm.
_EMPTY = frozenset(
    (
        "adverse", "after", "apart", "arm", "best", "care", "cohort", "continued", "control", "disease", "dose", "doses",
        "event", "events", "every", "full", "group", "historical", "known", "last", "level", "minus", "mouthwash", "not",
        "oral", "other", "own", "part", "patients", "phase", "recommended", "registry", "rinse", "stable", "started",
        "steroid", "study", "therapy", "together", "told", "treatment", "until", "week", "weeks", "with", "without", "year",
        "years",
    )
)  # fmt: skip
_LANGUAGE = frozenset(("all", "con", "hist", "let", "pac"))  # short ids that are words, or short for other things
_FOLLOWED = r"(?=\s*(?:arms?\b|groups?\b|patients\b|[.,;:)(]|\d|v\b|vs\b|versus\b|n ?=|\Z))"
_CLUES = {
    "control": re.compile(r"\b(?:control|comparator|without)", re.I),
    "experimental": re.compile(r"\b(?:experimental|investigational|active|drug|intervention|treatment)", re.I),
    "combination": re.compile(r"\b(?:combin|both)", re.I),
}
_ROLES = (
    ("control", re.compile(r"(?<!disease )(?<!tumour )(?<!tumor )(?<!local )\b(?:control|comparator)s?\b" + _FOLLOWED, re.I)),
    ("control", re.compile(r"\bwithout\b(?=\s*[.,;)])", re.I)),
    ("experimental", re.compile(
        r"\b(?:experimental|investigational|active|active[- ]treatment|study[- ]drug|intervention|treatment)\s+(?:arm|group)\b",
        re.I,
    )),
    ("combination", re.compile(
        r"(?<=\bthe )combination\b(?! (?:with|of)\b)|(?<=\()combination(?=\s*\))|\bboth (?:drugs|agents)\b"
        r"|\b(?:combination|combined)(?:\s+(?:therapy|treatment))?(?=\s+(?:arm|group)\b)", re.I
    )),
)  # fmt: skip
_BETWEEN_WORDS = r"[\s(),+&/]+"


class Name(NamedTuple):
    """A name as a pattern, the arms that it fits, and the drug or class that it is; "" of any other.

    clue: what stands among the words of a text if the name stands in it.
    """

    pattern: re.Pattern[str]
    clue: re.Pattern[str]
    arms: Arms
    drug: str = ""


def name_of(pattern: str, arms: Arms, drug: str, clue: str, flags: int = 0) -> Name:
    """A name by a pattern and a word that stands in it."""
    return Name(re.compile(pattern, flags), re.compile(re.escape(clue), flags), arms, drug)


def _phrase(words: str, arms: Arms, drug: str = "") -> Name:
    """A name of several words, in whatever spelling."""
    return Name(phrase(words), phrase(re.split(r"[\W_]+", words)[0]), arms, drug)


def _capitals(short: str, arms: Arms, drug: str = "") -> Name:
    return name_of(rf"(?<![^\W_]){re.escape(short)}(?![^\W_])", arms, drug, short)


class ArmNames:
    """The names of the arms of one trial."""

    def __init__(self, trial: Trial, terms: Terms) -> None:
        self.trial, self.terms = trial, terms
        self.drugs = {id_: frozenset(terms.drug(dose.drug) for dose in arm.drugs) for id_, arm in trial.arms.items()}

    @cached_property
    def control(self) -> Arms:
        """The arms with which others are compared."""
        return frozenset(id_ for id_, arm in self.trial.arms.items() if arm.control)

    @cached_property
    def names(self) -> tuple[Name, ...]:
        """Every name; of two that find the same words the first counts."""
        return (*self._drug_names, *self._classes(), *self._words(), *self._labels(), *self._doses())

    @cached_property
    def roles(self) -> tuple[Name, ...]:
        """What an arm is in the trial: `control`, `the experimental arm`, `the combination`."""
        sizes = {id_: len(drugs - {PLACEBO}) for id_, drugs in self.drugs.items()}
        largest = frozenset(id_ for id_, size in sizes.items() if size == max(sizes.values()) > 1)
        arms = {
            "control": self.control,
            "experimental": frozenset(self.trial.arms) - self.control if self.control else NO_ARMS,
            "combination": largest if len(largest) < len(sizes) else NO_ARMS,
        }
        return tuple(Name(pattern, _CLUES[role], arms[role]) for role, pattern in _ROLES if arms[role])

    @cached_property
    def _all_drugs(self) -> list[str]:
        return sorted(frozenset[str]().union(*self.drugs.values()))

    @cached_property
    def _drug_names(self) -> tuple[Name, ...]:
        """Drugs by their names, and cut short in capitals where that fits one alone: `EVE`, `EXE`."""
        shorts = [drug[:length].upper() for drug in self._all_drugs for length in range(3, 6)]
        names: list[Name] = []
        for drug in self._all_drugs:
            arms = frozenset(id_ for id_, drugs in self.drugs.items() if drug in drugs)
            known = self.terms.drugs.get(drug)
            names += [_phrase(name, arms, drug) for name in (drug, *(known.synonyms if known else ()))]
            own = [drug[:length].upper() for length in range(3, 6) if len(drug) > 5 and drug[:length].isalpha()]
            own = [short for short in own if shorts.count(short) == 1]
            own += ["PBO"] if drug == PLACEBO else []
            own += ["".join(word[0] for word in drug.split()).upper()] if " " in drug else []
            names += [_capitals(short, arms, drug) for short in own]
        return tuple(names)

    def _classes(self) -> Iterator[Name]:
        """Classes of drugs, where no drug of the trial has that name itself."""
        of_drug = {drug: self.terms.drug_class(drug) for drug in self._all_drugs}
        for class_ in sorted(set(of_drug.values()) - set(of_drug) - {""}):
            arms = frozenset(id_ for id_, drugs in self.drugs.items() if any(of_drug[drug] == class_ for drug in drugs))
            yield _phrase(class_, arms, class_)

    def _words(self) -> Iterator[Name]:
        """Words of labels, of ids and of drugs outside the vocabulary that some arms have and others have not."""
        of_arm = {id_: set(self._own_words(id_)) for id_ in self.trial.arms}
        for word in sorted(set[str]().union(*of_arm.values())):
            arms = frozenset(id_ for id_, words in of_arm.items() if word in words)
            if len(arms) == len(of_arm):
                continue
            if len(word) > 4:
                yield _phrase(word, arms)
            else:
                yield _capitals(word.upper(), arms)
                if self._is_cut_short(word):
                    yield _capitals(word, arms)
        for id_, arm in self.trial.arms.items():
            if arm.external and arm.external != "true":
                yield _phrase(arm.external, frozenset({id_}))

    def _own_words(self, id_: str) -> Iterator[str]:
        arm = self.trial.arms[id_]
        known = {name.lower() for name in self.terms.spellings("drugs")}
        unknown = [dose.drug for dose in arm.drugs if self.terms.drug(dose.drug) not in self.terms.drugs]
        for word in re.findall(r"[^\W_]+", " ".join([arm.label, *unknown]).lower()):
            if len(word) > 4 and word.isalpha() and word not in _EMPTY and word not in known:
                yield word
        for word in re.findall(r"[^\W_]+-[^\W\d_]{4,}", arm.label.lower()):
            if word.split("-")[1] not in _EMPTY:
                yield word
        for part in (*id_.split("-"), id_):
            if len(part) > 1 and part not in _EMPTY and not part.isdigit() and part not in known:
                yield part

    def _is_cut_short(self, word: str) -> bool:
        """Whether a part of an id is a label's word cut short, `esc` of escalated, and no word of the language."""
        labels = " ".join(arm.label for arm in self.trial.arms.values()).lower()
        return word not in _LANGUAGE and re.search(rf"\b{re.escape(word)}\w", labels) is not None

    def _labels(self) -> Iterator[Name]:
        """Labels that are no list of drugs: `Cohort A`, `Dose level -1`."""
        for id_, arm in self.trial.arms.items():
            label = arm.label.partition("(")[0].strip()
            if label and not any(name.pattern.search(label) for name in self._drug_names):
                parts = re.findall(r"[^\s(),+&/]+", label)
                pattern = rf"(?<![\w-]){_BETWEEN_WORDS.join(map(re.escape, parts))}(?!\w)"
                yield name_of(pattern, frozenset({id_}), "", parts[0], re.I)

    def _doses(self) -> Iterator[Name]:
        """Doses, where arms of the same drugs differ in them; one that a label names is of the arms with that label."""
        amounts: dict[tuple[str, str, str], set[str]] = {}
        for id_, arm in self.trial.arms.items():
            for dose in arm.drugs:
                for step in (step for step in dose.steps if step.low):
                    amounts.setdefault((self.terms.drug(dose.drug), step.low, step.unit), set()).add(id_)
        labels = {id_: set(re.findall(r"(\d[\d.]*) ?mg\b", arm.label)) for id_, arm in self.trial.arms.items()}
        for (_, low, unit), having in amounts.items():
            arms = {id_ for id_ in having if low in labels[id_]} or having
            alike = {id_ for id_, drugs in self.drugs.items() if any(drugs == self.drugs[other] for other in arms)}
            if alike - arms:
                yield name_of(rf"(?<![\d.]){re.escape(low)}\s?{re.escape(unit)}(?![\w/])", frozenset(arms), "", low, re.I)
