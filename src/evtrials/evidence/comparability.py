"""The gate: like for like across trials. What differs between them, which differences forbid a common number, and what the reader
of a comparison is warned of.

No arms of different trials are subtracted or ranked: the same chemotherapy arm in three first-line breast cancer trials
had median survivals of 17.7, 10.3 and 10.1 months (Eur J Cancer 2010;46:541-8).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from evtrials.errors import Refused, joined
from evtrials.evidence.regimens import regimen
from evtrials.evidence.respects import BACKBONE, DISEASE, ENDPOINT, ISOLATED, RESPECTS, SETTING, Subject
from evtrials.evidence.rows import FigureRow, grouped
from evtrials.evidence.traits import about_of, isolates_mtor, mixture_words, other_than_mtor, primary_endpoints, size_of
from evtrials.notation.capitals import begun_large, begun_small
from evtrials.notation.closed_words import PRIMARY_ROLES
from evtrials.trial.identity import NOT_STATED
from evtrials.trial.model import Trial
from evtrials.trial.terms import Terms

# What a question may not do across trials that differ in it, in the order in which it is said.
FOR_POOLING = (DISEASE, SETTING, ENDPOINT, ISOLATED, BACKBONE)
FOR_INDIRECT = (DISEASE, SETTING, ENDPOINT)


@dataclass(frozen=True, slots=True)
class Feature:
    """One respect in which trials are alike or differ: its name and what each trial says.

    rank: how it stands in the sentence, 0 = first, as it bears on reading the results, 1 = among the others, 2 = not at all.
    keys: by what two are the same, where that is more than the words.
    """

    name: str
    values: tuple[str, ...]
    rank: int = 1
    keys: tuple[object, ...] = ()

    @property
    def in_sentence(self) -> str:
        """The name as it stands within a sentence."""
        return begun_small(self.name)

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

    @property
    def is_alike(self) -> bool:
        """Whether all say the same and none leaves anything of it open: what is not stated is a difference."""
        return len(set(self.keys or self.values)) == 1 and not any(NOT_STATED in value for value in self.values)


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
        return f"{begun_large(said)}. Read each trial's results by themselves."


_UNTOLD = 2


def features(subjects: Sequence[Subject], terms: Terms) -> tuple[Feature, ...]:
    """What trials, or contrasts of them, say in each respect of the gate, in their order."""
    found = []
    for respect in RESPECTS:
        values = tuple(respect.says(subject, terms) or NOT_STATED for subject in subjects)
        key = respect.key
        keys = tuple(key(subject, terms) for subject in subjects) if key else ()
        found.append(Feature(respect.name, values, keys=keys))
    return tuple(found)


def forbidding(found: Iterable[Feature], forbidden: Sequence[str], across: Collection[str] = ()) -> list[Feature]:
    """The respects in which trials must be alike and are not, in the order of `forbidden`; across: those that are overridden."""
    by_name = {one.name: one for one in found}
    return [by_name[name] for name in forbidden if name not in across and not by_name[name].is_alike]


def refused(what: str, found: Sequence[Feature], trials: Sequence[str]) -> Refused:
    """The refusal of a number (`pooled`) over trials that differ in some respects: what each says in the first, and how to ask
    for a number that stands, or nevertheless for this one."""
    feature, *others = found
    said = grouped(zip(trials, feature.values, strict=True), lambda pair: pair[1])
    groups = joined([f"{words} ({', '.join(dict.fromkeys(id_ for id_, _ in pairs))})" for words, pairs in said.items()], "and")
    code, told, why, instead = _REFUSED[feature.name]
    if len(said) == 1:
        told = f"of {', '.join(trials)} the {feature.name} is not known"
    parts = [f"not {what}: {told}: {groups}."]
    if NOT_STATED in groups:
        parts.append("What is not stated may differ.")
    parts += [why, instead] if what == "pooled" else [why]
    if others:
        parts.append(f"They differ in {joined([one.name for one in others], 'and')} too.")
    if all(one.name in OVERRIDDEN for one in found):
        parts.append(f"--across {','.join(OVERRIDDEN[one.name] for one in found)} does it nevertheless, and says so.")
    return Refused(code, " ".join(parts), trials)


# What --across overrides, by the word that it takes.
OVERRIDDEN = {DISEASE: "subtype", SETTING: "setting", BACKBONE: "backbone"}
_REFUSED = {
    DISEASE: (
        "different-diseases",
        "the trials are of different diseases",
        "One number over them would be about no patient.",
        "Choose one with --subtype.",
    ),
    SETTING: (
        "different-settings",
        "the trials are of different settings",
        "A recurrence after surgery and a progression of advanced disease are no common event.",
        "Choose one with --setting.",
    ),
    ENDPOINT: (
        "different-endpoints",
        "the trials tell different endpoints",
        "Deaths count in one and not in another, or limits differ.",
        "Ask for one of them.",
    ),
    ISOLATED: (
        "different-drugs",
        "their contrasts isolate different things",
        "The effects of different drugs or doses have no common size.",
        "Choose one with --isolates.",
    ),
    BACKBONE: (
        "different-backbones",
        "the drug was added to different classes of treatment",
        "What it adds to one need not be what it adds to another.",
        "Name trials of one class.",
    ),
}


def comparability(trials: Sequence[Trial], terms: Terms, rows: Sequence[Sequence[FigureRow]]) -> Comparability:
    """In what trials differ, in the order given; rows: those of each, of which the primary ones tell assessor, cut, follow-up."""
    primary = [primary_rows(found) for found in rows]
    subjects = [Subject(trial, rows=found) for trial, found in zip(trials, primary, strict=True)]
    gate = {one.name: one for one in features(subjects, terms)}

    def each(say: Callable[[Trial], str]) -> tuple[str, ...]:
        return tuple(say(trial) or NOT_STATED for trial in trials)

    def of_gate(respect: str, name: str = "", rank: int = 1) -> Feature:
        return Feature(name or begun_large(respect), gate[respect].values, rank)

    # Partners of two classes are two drugs.
    partners = _UNTOLD if gate[BACKBONE].differs else 1
    followups = tuple(_followups(trial, found) or NOT_STATED for trial, found in zip(trials, primary, strict=True))
    found = (
        Feature("Regimen", each(regimen), rank=_UNTOLD),
        Feature("Size", each(lambda trial: " ".join(size_of(trial)).strip()), rank=_UNTOLD),
        Feature("Patients", each(lambda trial: trial.population.summary), rank=_UNTOLD),
        of_gate(DISEASE, rank=0),
        Feature("Mixture", each(mixture_words), rank=_UNTOLD),
        of_gate(SETTING, rank=0),
        of_gate("line", rank=0),
        of_gate("prior therapy", rank=0),
        of_gate("menopause"),
        Feature("mTOR inhibitor", each(lambda trial: _mtor_drugs(trial, terms)), rank=0),
        of_gate("partner drugs", rank=partners),
        of_gate(BACKBONE),
        of_gate(ISOLATED, "Contrast isolates"),
        Feature("Allocation", each(lambda trial: trial.design.allocation)),
        of_gate("masking"),
        Feature("Control", each(lambda trial: trial.design.control)),
        Feature("Primary endpoint", each(lambda trial: ", ".join(primary_endpoints(trial)))),
        of_gate("assessor"),
        of_gate("crossover"),
        of_gate("early stop"),
        of_gate("cut", rank=_UNTOLD),
        Feature("Follow-up", followups, rank=_UNTOLD),
    )
    return Comparability(tuple(trials), found, tuple(_warnings(trials, terms)))


def primary_rows(rows: Iterable[FigureRow]) -> list[FigureRow]:
    """The default rows of a trial's primary endpoint(s): the effects, where there is none the arms' figures, else the tests.

    Whom one print of an analysis names as its assessor assessed all of it.
    """
    found = [row for row in rows if row.default and row.kind in ("outcome", "effect") and row.role in PRIMARY_ROLES]
    named = {row.analysis.shared for row in found if row.assessor != NOT_STATED}
    found = [replace(row, assessor_assumed="") if row.analysis.shared in named else row for row in found]
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
            found.append(f"{trial.id}: {begun_small(other)}.")
        if trial.stopped:
            found.append(f"{trial.id} stopped early: {trial.stopped.why}.")
    return found


def _mtor_drugs(trial: Trial, terms: Terms) -> str:
    doses = dict.fromkeys(
        dose.text for arm in trial.arms.values() if not arm.external for dose in arm.drugs if terms.is_mtor_inhibitor(dose.drug)
    )
    return "; ".join(doses) or "none"


def _followups(trial: Trial, rows: Sequence[FigureRow]) -> str:
    """The median follow-up of the cuts of some rows, whichever source says it."""
    said = (trial.cuts[row.cut].stated("followup") for row in rows if row.cut)
    return ", ".join(dict.fromkeys(filter(None, said)))
