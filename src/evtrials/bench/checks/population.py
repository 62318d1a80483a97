"""Whom the protocol let in: receptors as a cross product, the line of therapy against its written rule, patients not counted."""

from __future__ import annotations

import re
from collections.abc import Iterator

from evtrials.bench.checks.base import Doubt, check
from evtrials.collection.loading import Loaded
from evtrials.errors import listed
from evtrials.notation.closed_words import ARM_GROUPS
from evtrials.trial.identity import ALL

NOT_APPLICABLE, NOT_STATED = "not applicable", "not stated"
# The last line where a range has no end.
_OPEN = 99
# A number of earlier treatments that a summary names as the most, or as what was asked for: `at most one line of chemotherapy`.
_LIMIT = re.compile(
    r"\b(?:at most|up to|no more than|not more than|no or one|one or two|'?only|\d (?:or|to) \d|\d-\d)\b[^.;:]{0,40}?"
    r"\b(?:lines?|regimens?|chemotherap\w+|times|treatments?)\b"
)
# The same of one kind of treatment alone; what it says of the others is nothing.
_LIMIT_OF_ONE_KIND = re.compile(
    r"\b(?:no|at most|up to|no more than|not more than|\d-\d)\b[^.;:]{0,20}?\bchemotherap\w+"
    r"|\bexcept (?:for )?(?:endocrine|chemo)"
)


@check(
    "W254",
    mend="Write the pairs that could enter, as disease: [hr+/her2-, hr-/her2+]; if every pair could, waive this with the place.",
)
def receptors_crossed(loaded: Loaded) -> Iterator[Doubt]:
    """Several hormone receptor and several HER2 statuses are given each for itself, which lets in every pair of them; a protocol
    that asked for one positive receptor did not let in triple-negative disease.
    """
    population = loaded.trial.population
    if not population.disease and len(population.hr) > 1 and len(population.her2) > 1:
        crossed = f"hr [{listed(population.hr)}] with her2 [{listed(population.her2)}]"
        yield Doubt(("population", "her2"), f"{crossed} lets in every one of {len(population.pairs)} pairs")


@check("W283", mend="Say line: not applicable in neoadjuvant, adjuvant and supportive trials, and a line in advanced disease.")
def line_against_setting(loaded: Loaded) -> Iterator[Doubt]:
    """A line of therapy for advanced disease is told of a trial that is not about treating it, or called not applicable in one
    that is.
    """
    setting, line = loaded.trial.setting, loaded.trial.population.line
    if setting != NOT_STATED and (setting == "advanced") == (line == NOT_APPLICABLE):
        yield Doubt(("population", "line"), f'the line is "{line}" and the setting {setting}')


@check("W284", mend="Correct the line, or the therapy before it: after k lines for advanced disease a patient enters line k + 1.")
def line_against_prior(loaded: Loaded) -> Iterator[Doubt]:
    """First-line patients could enter though all had had a first line, or later ones though none had had systemic therapy for
    advanced disease.
    """
    population = loaded.trial.population
    first, last = _lines(population.line)
    for index, therapy in enumerate(population.prior):
        if first == 1 and therapy.is_.startswith("first-line ") and not therapy.share:
            yield Doubt(("population", "prior", index), f'all had had "{therapy.is_}", and the line is {population.line}')
    for index, therapy in enumerate(population.naive):
        if last > 1 and re.fullmatch(r"systemic therapy for (?:metastatic|advanced) disease", therapy.is_) and not therapy.share:
            yield Doubt(("population", "naive", index), f'none had had "{therapy.is_}", and the line is {population.line}')


@check("N356", mend="Code the line as docs/format.md says: a limit for one kind of treatment alone leaves it open, 1+.")
def line_not_coded(loaded: Loaded) -> Iterator[Doubt]:
    """The line is not stated though the summary names a number of earlier treatments, or all had had a first line."""
    trial = loaded.trial
    if trial.setting == "advanced" and trial.population.line == NOT_STATED:
        limit = _LIMIT.search(trial.population.summary)
        prior = next((therapy.is_ for therapy in trial.population.prior if therapy.is_.startswith("first-line ")), "")
        if limit or prior:
            yield Doubt(("population", "line"), f'the line is not stated, and there is "{limit[0] if limit else prior}"')


@check("N358", mend="A limit for one kind of treatment alone does not close the line: 1+, with the limit in the summary.")
def line_closed_by_one_kind(loaded: Loaded) -> Iterator[Doubt]:
    """The line has an end though the summary limits one kind of treatment alone, as chemotherapy."""
    population = loaded.trial.population
    limit = _LIMIT_OF_ONE_KIND.search(population.summary)
    if limit and _lines(population.line)[1] in range(1, _OPEN):
        yield Doubt(("population", "line"), f'the line is {population.line}, and the limit is "{limit[0]}"')


@check("N357", mend="Add the number that the source prints, under participants: enrolled, randomised, treated or analysed.")
def patients_not_counted(loaded: Loaded) -> Iterator[Doubt]:
    """No number of patients is stored but that planned, though every arm, or the arms together, is printed with its own."""
    trial = loaded.trial
    if any(set(stated.counts) - {"planned", "screened"} for stated in trial.participants):
        return
    printed = {row.arm: row.n for row in loaded.figures if row.n and row.population == ALL and row.kind in ("outcome", "safety")}
    printed |= {id_: arm.n for id_, arm in trial.arms.items() if arm.n}
    own = [id_ for id_, arm in trial.arms.items() if not arm.external]
    counted = own if own and set(own) <= set(printed) else [group for group in ARM_GROUPS if group in printed]
    if counted:
        told = ", ".join(f"{printed[arm]} of {ARM_GROUPS.get(arm, arm)}" for arm in counted)
        yield Doubt(("participants",), f"no number of patients is stored but that planned, and there are {told}")



def _lines(line: str) -> tuple[int, int]:
    """The first and last line that could enter; 0 and 0 where no line is told, `_OPEN` for one without end."""
    if line == "any":
        return 1, _OPEN
    if not line[0].isdigit():
        return 0, 0
    return int(line[0]), _OPEN if line.endswith("+") else int(line[-1])
