"""Like for like across trials: what differs between them, which results may share a line, and what the reader is warned of.

Nothing is computed between arms of different trials: the same chemotherapy arm in three first-line breast cancer trials
had median survivals of 17.7, 10.3 and 10.1 months (Eur J Cancer 2010;46:541-8).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from evtrials.errors import joined
from evtrials.evidence.isolates import isolates
from evtrials.evidence.regimens import regimen
from evtrials.evidence.rows import FigureRow
from evtrials.evidence.traits import (
    about_of,
    isolates_mtor,
    mixture_words,
    other_than_mtor,
    primary_endpoints,
    size_of,
    subtype_words,
)
from evtrials.notation.closed_words import PRIMARY_ROLES
from evtrials.trial.model import Trial
from evtrials.trial.terms import Terms

NOT_STATED = "not stated"


@dataclass(frozen=True, slots=True)
class Feature:
    """One respect in which trials are alike or differ: its name and what each trial says.

    rank: how it stands in the sentence, 0 = first, as it bears on reading the results, 1 = among the others, 2 = not at all.
    """

    name: str
    values: tuple[str, ...]
    rank: int = 1

    @property
    def in_sentence(self) -> str:
        """The name as it stands within a sentence."""
        return self.name if self.name[1:2].isupper() else self.name[0].lower() + self.name[1:]

    @property
    def stated(self) -> tuple[str, ...]:
        """What is said, each thing once; what a source leaves open is no difference."""
        return tuple(dict.fromkeys(value for value in self.values if value != NOT_STATED))

    @property
    def differs(self) -> bool:
        """Whether trials say different things."""
        return len(self.stated) > 1

    @property
    def is_open(self) -> bool:
        """Whether some trial does not say what another says, and those that do agree."""
        return len(self.stated) == 1 and NOT_STATED in self.values


@dataclass(frozen=True, slots=True)
class Comparability:
    """Two to six trials side by side: features first, then warnings of each trial."""

    trials: tuple[Trial, ...]
    features: tuple[Feature, ...]
    warnings: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """One sentence: in what the trials differ, first in what bears on reading the results, and in what they may."""
        first, others = ([one.in_sentence for one in self.features if one.differs and one.rank == rank] for rank in (0, 1))
        unknown = [one.in_sentence for one in self.features if one.is_open and one.rank < _UNTOLD]
        told = [f"They differ in {joined(first or others, 'and')}"] if first or others else []
        told += [f"also in {joined(others, 'and')}"] if first and others else []
        told += [f"whether in {joined(unknown)} is not stated"] if unknown else []
        if not told:
            return "They do not differ in what is compared here. Read each trial's results by themselves."
        said = "; ".join(told)
        return f"{said[0].upper()}{said[1:]}. Read each trial's results by themselves."


_UNTOLD = 2


def comparability(trials: Sequence[Trial], terms: Terms, rows: Sequence[Sequence[FigureRow]]) -> Comparability:
    """In what trials differ, in the order given; rows: those of each, of which the primary ones tell assessor, cut, follow-up."""
    primary = [primary_rows(found) for found in rows]

    def each(say: Callable[[Trial], str]) -> tuple[str, ...]:
        return tuple(say(trial) or NOT_STATED for trial in trials)

    def of_primary(say: Callable[[Trial, Sequence[FigureRow]], str]) -> tuple[str, ...]:
        return tuple(say(trial, found) or NOT_STATED for trial, found in zip(trials, primary, strict=True))

    features = (
        Feature("Regimen", each(regimen), rank=_UNTOLD),
        Feature("Size", each(lambda trial: " ".join(size_of(trial)).strip()), rank=_UNTOLD),
        Feature("Patients", each(lambda trial: trial.population.summary), rank=_UNTOLD),
        Feature("Subtype", each(subtype_words), rank=0),
        Feature("Mixture", each(mixture_words), rank=_UNTOLD),
        Feature("Setting", each(lambda trial: trial.setting), rank=0),
        Feature("Line", each(lambda trial: trial.population.line), rank=0),
        Feature("Prior therapy", each(_prior), rank=0),
        Feature("Menopause", each(lambda trial: ", ".join(trial.population.menopause))),
        Feature("mTOR inhibitor", each(lambda trial: _mtor_drugs(trial, terms)), rank=0),
        Feature("Partner drugs", each(lambda trial: _partners(trial, terms))),
        Feature("Contrast isolates", each(_isolates)),
        Feature("Allocation", each(lambda trial: trial.design.allocation)),
        Feature("Masking", each(lambda trial: trial.design.masking)),
        Feature("Control", each(lambda trial: trial.design.control)),
        Feature("Primary endpoint", each(lambda trial: ", ".join(primary_endpoints(trial)))),
        Feature("Assessor", of_primary(lambda _, found: _each(found, "assessor"))),
        Feature("Cut", of_primary(_cuts), rank=_UNTOLD),
        Feature("Follow-up", of_primary(_followups), rank=_UNTOLD),
    )
    return Comparability(tuple(trials), features, tuple(_warnings(trials, terms)))


def primary_rows(rows: Iterable[FigureRow]) -> list[FigureRow]:
    """The default rows of a trial's primary endpoint(s): the effects, where there is none the arms' figures, else the tests."""
    found = [row for row in rows if row.default and row.kind in ("outcome", "effect") and row.role in PRIMARY_ROLES]
    estimates = [row for row in found if row.measure != "test"]
    return [row for row in estimates if row.kind == "effect"] or estimates or found


def _warnings(trials: Sequence[Trial], terms: Terms) -> list[str]:
    found = []
    compared = {trial.id for trial in trials}
    for trial in trials:
        historical = [arm.external for arm in trial.arms.values() if arm.external in compared]
        found += [f"{trial.id}: its historical control is {id_}; no randomisation made that contrast." for id_ in historical]
        own = [id_ for id_, arm in trial.arms.items() if not arm.external]
        about = about_of(trial, terms)
        if about == "comparator":
            found.append(f"{trial.id}: no mTOR inhibitor in any arm.")
        elif about == "mtor-in-both-arms":
            found.append(f"{trial.id}: an mTOR inhibitor in every arm; its effects are not those of an mTOR inhibitor.")
        elif len(own) < 2:
            found.append(f"{trial.id}: one arm, no control.")
        elif not trial.is_randomised:
            found.append(f"{trial.id}: allocation {trial.design.allocation}; no randomised contrast.")
        elif not any(isolates_mtor(trial, a, b, terms) for a in own for b in own if a != b):
            found.append(f"{trial.id}: no contrast isolates an mTOR inhibitor.")
        elif other := other_than_mtor(trial, terms):
            found.append(f"{trial.id}: {other[0].lower()}{other[1:]}.")
        if trial.stopped:
            found.append(f"{trial.id} stopped early: {trial.stopped.why}.")
    return found


def _prior(trial: Trial) -> str:
    """What every patient had had, and what none; where no drug or class is named, all that is said of the patients."""
    population = trial.population
    parts = [", ".join(map(str, population.prior)), "no " + " or ".join(map(str, population.naive)) if population.naive else ""]
    return "; ".join(part for part in parts if part) or population.summary


def _mtor_drugs(trial: Trial, terms: Terms) -> str:
    doses = dict.fromkeys(
        dose.text for arm in trial.arms.values() if not arm.external for dose in arm.drugs if terms.is_mtor_inhibitor(dose.drug)
    )
    return "; ".join(doses) or "none"


def _partners(trial: Trial, terms: Terms) -> str:
    doses = dict.fromkeys(
        dose.drug
        for arm in trial.arms.values()
        if not arm.external
        for dose in arm.drugs
        if not terms.is_mtor_inhibitor(dose.drug) and dose.drug != "placebo"
    )
    return "; ".join(doses) or "none"


def _isolates(trial: Trial) -> str:
    contrast = trial.implied_contrast()
    if contrast:
        return isolates(trial, *contrast) or "nothing"
    pairs = dict.fromkeys(
        isolates(trial, *row.contrast) for endpoint in trial.endpoints.values() for row in endpoint.results if row.contrast
    )
    return "; ".join(pair for pair in pairs if pair) or "no contrast"


def _each(rows: Sequence[FigureRow], name: str) -> str:
    return ", ".join(dict.fromkeys(value for row in rows if (value := getattr(row, name)))) or NOT_STATED


def _followups(trial: Trial, rows: Sequence[FigureRow]) -> str:
    """The median follow-up of the cuts of some rows, whichever source says it."""
    said = (trial.cuts[row.cut].stated("followup") for row in rows if row.cut)
    return ", ".join(dict.fromkeys(filter(None, said)))


def _cuts(trial: Trial, rows: Sequence[FigureRow]) -> str:
    return ", ".join(dict.fromkeys(trial.cuts[row.cut].shown for row in rows if row.cut))
