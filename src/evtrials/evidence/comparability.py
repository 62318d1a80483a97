"""Like for like across trials: what differs between them, which results may share a line, and what the reader is warned of.

Nothing is computed between arms of different trials: the same chemotherapy arm in three first-line breast cancer trials
had median survivals of 17.7, 10.3 and 10.1 months (Eur J Cancer 2010;46:541-8).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from evtrials.errors import joined
from evtrials.evidence.isolates import isolates
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


@dataclass(frozen=True, slots=True)
class Feature:
    """One respect in which trials are alike or differ: its name, what each trial says, whether a sentence tells it in full."""

    name: str
    values: tuple[str, ...]
    telling: bool = False

    @property
    def in_sentence(self) -> str:
        """The name as it stands within a sentence."""
        return self.name if self.name[1:2].isupper() else self.name[0].lower() + self.name[1:]

    @property
    def differs(self) -> bool:
        """Whether the trials say different things."""
        return len(set(self.values)) > 1


@dataclass(frozen=True, slots=True)
class Comparability:
    """Two to six trials side by side: features first, then warnings of each trial."""

    trials: tuple[Trial, ...]
    features: tuple[Feature, ...]
    warnings: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """One sentence: in what the trials differ, with what each says where it bears on reading the results."""
        telling = [
            f"{feature.in_sentence} ({' v '.join(feature.values)})"
            for feature in self.features
            if feature.differs and feature.telling
        ]
        others = [feature.in_sentence for feature in self.features if feature.differs and not feature.telling]
        if not telling and not others:
            return "The trials do not differ in what is compared here."
        said = joined(telling or others, "and")
        more = f"; also in {joined(others, 'and')}" if telling and others else ""
        return f"They differ in {said}{more}. Read each trial's results by themselves."


def comparability(trials: Sequence[Trial], terms: Terms, rows: Sequence[Sequence[FigureRow]]) -> Comparability:
    """In what trials differ, in the order given; rows: those of each, of which the primary ones tell assessor, cut, follow-up."""
    primary = [primary_rows(found) for found in rows]
    features = [
        Feature("Subtype", tuple(subtype_words(trial) for trial in trials), telling=True),
        Feature("Mixture", tuple(mixture_words(trial) or "-" for trial in trials)),
        Feature("Setting", tuple(trial.setting for trial in trials), telling=True),
        Feature("Line", tuple(trial.population.line for trial in trials), telling=True),
        Feature("Patients", tuple(trial.population.summary for trial in trials)),
        Feature("Prior therapy", tuple(_prior(trial) for trial in trials), telling=True),
        Feature("Menopause", tuple(", ".join(trial.population.menopause) or "not stated" for trial in trials)),
        Feature("Randomised or enrolled", tuple(" ".join(size_of(trial)).strip() or "not stated" for trial in trials)),
        Feature("mTOR inhibitor", tuple(_mtor_drugs(trial, terms) for trial in trials), telling=True),
        Feature("Partner drugs", tuple(_partners(trial, terms) for trial in trials)),
        Feature("Contrast isolates", tuple(_isolates(trial) for trial in trials)),
        Feature("Allocation", tuple(trial.design.allocation for trial in trials)),
        Feature("Masking", tuple(trial.design.masking for trial in trials)),
        Feature("Control", tuple(trial.design.control for trial in trials)),
        Feature("Primary endpoint", tuple(", ".join(primary_endpoints(trial)) or "not stated" for trial in trials)),
        Feature("Assessor", tuple(_each(found, "assessor") for found in primary)),
        Feature("Cut", tuple(_cuts(trial, found) for trial, found in zip(trials, primary, strict=True))),
        Feature("Follow-up", tuple(_followups(trial, found) for trial, found in zip(trials, primary, strict=True))),
    ]
    return Comparability(tuple(trials), tuple(features), tuple(_warnings(trials, terms)))


def primary_rows(rows: Iterable[FigureRow]) -> list[FigureRow]:
    """The default rows of a trial's primary endpoint(s): the effects, where there is none the arms' figures, else the tests."""
    found = [row for row in rows if row.default and row.kind in ("outcome", "effect") and row.role in PRIMARY_ROLES]
    estimates = [row for row in found if row.measure != "test"]
    return [row for row in estimates if row.kind == "effect"] or estimates or found


def _warnings(trials: Sequence[Trial], terms: Terms) -> list[str]:
    found = []
    for trial in trials:
        own = [id_ for id_, arm in trial.arms.items() if not arm.external]
        about = about_of(trial, terms)
        if about == "comparator":
            found.append(f"{trial.name}: no mTOR inhibitor in any arm.")
        elif about == "mtor-in-both-arms":
            found.append(f"{trial.name}: an mTOR inhibitor in every arm; its effects are not those of an mTOR inhibitor.")
        elif len(own) < 2:
            found.append(f"{trial.name}: one arm, no control.")
        elif not trial.is_randomised:
            found.append(f"{trial.name}: allocation {trial.design.allocation}; no randomised contrast.")
        elif not any(isolates_mtor(trial, a, b, terms) for a in own for b in own if a != b):
            found.append(f"{trial.name}: no contrast isolates an mTOR inhibitor.")
        elif other := other_than_mtor(trial, terms):
            found.append(f"{trial.name}: {other[0].lower()}{other[1:]}.")
        if trial.stopped:
            found.append(f"{trial.name} stopped early: {trial.stopped.why}.")
    return found


def _prior(trial: Trial) -> str:
    population = trial.population
    parts = [", ".join(map(str, population.prior)), "no " + " or ".join(map(str, population.naive)) if population.naive else ""]
    return "; ".join(part for part in parts if part) or "not stated"


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
    return ", ".join(dict.fromkeys(value for row in rows if (value := getattr(row, name)))) or "not stated"


def _followups(trial: Trial, rows: Sequence[FigureRow]) -> str:
    """The median follow-up of the cuts of some rows, whichever source says it."""
    said = (trial.cuts[row.cut].stated("followup") for row in rows if row.cut)
    return ", ".join(dict.fromkeys(filter(None, said))) or "not stated"


def _cuts(trial: Trial, rows: Sequence[FigureRow]) -> str:
    return ", ".join(dict.fromkeys(trial.cuts[row.cut].shown for row in rows if row.cut)) or "not stated"
