"""In what trials must be alike to share a number, and what a trial or one contrast of it says in each respect.

What a source leaves open is said as "not stated", within the words if need be ("HR+, HER2 not stated"): it is a difference.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from evtrials.evidence.isolates import isolates
from evtrials.evidence.regimens import PLACEBO
from evtrials.evidence.traits import receptor_pairs, subtype_words
from evtrials.trial.identity import NOT_STATED

if TYPE_CHECKING:
    from evtrials.evidence.rows import FigureRow
    from evtrials.trial.model import Trial
    from evtrials.trial.terms import Terms

# The classes by which backbones are told apart; of any other drug the class of the vocabulary.
_WIDE = ("endocrine therapy", "chemotherapy", "HER2-targeted therapy")
_TIMES = "time to event"


class Subject(NamedTuple):
    """What is held against others: a trial, or one contrast of it. rows: the figures that tell endpoint, assessor and cut."""

    trial: Trial
    contrast: tuple[str, str] | None = None
    rows: Sequence[FigureRow] = ()


class Respect(NamedTuple):
    """One respect in which trials are alike or differ. says: what one says in words, "" where no source says.

    key: by what two are the same, where the words are not enough.
    """

    name: str
    says: Callable[[Subject, Terms], str]
    key: Callable[[Subject, Terms], object] | None = None


def disease_words(trial: Trial) -> str:
    """Whom a trial let in, by subtype, with what its sources leave open: `HR+/HER2-`, `HR+, HER2 not stated`."""
    pairs = receptor_pairs(trial.population)
    unsaid = [name for name, statuses in zip(("HR", "HER2"), zip(*pairs, strict=True), strict=True) if NOT_STATED in statuses]
    if len(unsaid) > 1:
        return ""
    return ", ".join((subtype_words(trial), *(f"{name} {NOT_STATED}" for name in unsaid)))


def prior_words(trial: Trial) -> str:
    """What every patient had had, and what none; where no drug or class is named, all that is said of the patients."""
    population = trial.population
    parts = [", ".join(map(str, population.prior)), "no " + " or ".join(map(str, population.naive)) if population.naive else ""]
    return "; ".join(part for part in parts if part) or population.summary


def backbone(trial: Trial, arm: str, comparator: str, terms: Terms) -> str:
    """The classes of the drugs that both arms give: `endocrine therapy`, `chemotherapy + HER2-targeted therapy`, `none`."""
    given = [{terms.drug(dose.drug) for dose in trial.arms[id_].given} for id_ in (arm, comparator)]
    if not all(given):
        return ""
    shared = given[0] & given[1] - {PLACEBO}
    return " + ".join(sorted({_class(drug, terms) for drug in shared})) or "none"


def _class(drug: str, terms: Terms) -> str:
    return next((wide for wide in _WIDE if terms.is_of(drug, wide)), "") or terms.drug_class(drug) or drug


def _isolated(subject: Subject, _: Terms) -> str:
    """What the contrast isolates, `nothing` where its drugs are the same; of a whole trial, of each of its contrasts."""
    found = [isolates(subject.trial, *pair) for pair in _contrasts(subject)]
    return "; ".join(dict.fromkeys(text or "nothing" for text in found)) or "no contrast"


def _backbone(subject: Subject, terms: Terms) -> str:
    found = dict.fromkeys(backbone(subject.trial, *pair, terms) or NOT_STATED for pair in _contrasts(subject))
    return "; ".join(found) or "no contrast"


def _contrasts(subject: Subject) -> list[tuple[str, str]]:
    """The contrast, or of a whole trial every one that its endpoints name."""
    trial = subject.trial
    if contrast := subject.contrast or trial.implied_contrast():
        return [contrast]
    return list(
        dict.fromkeys(row.contrast for endpoint in trial.endpoints.values() for row in endpoint.results if row.contrast)
    )


def _endpoint(subject: Subject, terms: Terms) -> str:
    """The endpoint with its measure; of a response or a questionnaire its definition belongs to it."""
    found: dict[str, None] = {}
    for row in subject.rows:
        term = terms.endpoints.get(row.endpoint)
        definition = row.definition or NOT_STATED if term and term.group != _TIMES and term.better else ""
        found[", ".join(part for part in (row.endpoint, definition, row.measure) if part)] = None
    return "; ".join(found)


def _partners(subject: Subject, terms: Terms) -> str:
    """The drugs that are no mTOR inhibitors, of both arms of a contrast or of all arms of a trial; `none` for none."""
    trial = subject.trial
    arms = subject.contrast or [id_ for id_, arm in trial.arms.items() if not arm.external]
    found = dict.fromkeys(dose.drug for id_ in arms for dose in trial.arms[id_].drugs)
    return "; ".join(drug for drug in found if drug != PLACEBO and not terms.is_mtor_inhibitor(drug)) or "none"


def _each(subject: Subject, name: str) -> str:
    return ", ".join(dict.fromkeys(value for row in subject.rows if (value := getattr(row, name))))


def cuts_words(subject: Subject) -> str:
    """The cuts of the figures."""
    return ", ".join(dict.fromkeys(subject.trial.cuts[row.cut].shown for row in subject.rows if row.cut))


DISEASE, SETTING, BACKBONE, ISOLATED, ENDPOINT = "subtype", "setting", "class of backbone", "isolated drug", "endpoint"
RESPECTS: tuple[Respect, ...] = (
    Respect(
        DISEASE,
        lambda subject, _: disease_words(subject.trial),
        lambda subject, _: frozenset(map(tuple, receptor_pairs(subject.trial.population))),
    ),
    Respect(SETTING, lambda subject, _: subject.trial.setting),
    Respect("line", lambda subject, _: subject.trial.population.line),
    Respect("prior therapy", lambda subject, _: prior_words(subject.trial)),
    Respect("menopause", lambda subject, _: ", ".join(subject.trial.population.menopause)),
    Respect("partner drugs", _partners),
    Respect(BACKBONE, _backbone),
    Respect(ISOLATED, _isolated),
    Respect(ENDPOINT, _endpoint),
    Respect("definition", lambda subject, _: _each(subject, "definition")),
    Respect("assessor", lambda subject, _: _each(subject, "assessor")),
    Respect("cut", lambda subject, _: cuts_words(subject)),
    Respect("masking", lambda subject, _: subject.trial.design.masking),
    Respect("crossover", lambda subject, _: subject.trial.crossover.text if subject.trial.crossover else ""),
    Respect("early stop", lambda subject, _: subject.trial.stopped.why if subject.trial.stopped else "none read"),
)
