"""Harms across trials: each adverse event under one name, within each trial's own arms, every grade band as printed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from evtrials.collection.library import Library
from evtrials.collection.selection import LeftOut, Selection
from evtrials.errors import counted, joined
from evtrials.evidence.columns import BY_NAME, Column, count_digits, counts_text, tidy
from evtrials.evidence.rows import FigureRow
from evtrials.evidence.traits import is_suspect_dose
from evtrials.notation.closed_words import TOGETHER
from evtrials.questions import phrases
from evtrials.questions.absences import unseen_harms
from evtrials.questions.answer import Answer, Page, Paragraph
from evtrials.questions.asked_words import as_typed
from evtrials.questions.columns import ARM_LABEL, ARM_N, NAME, POPULATION_LABEL, TRIAL, of
from evtrials.questions.footnotes import Footnotes
from evtrials.questions.harms import Harms, TrialHarm, grades_named, preventing, primary_harms, tells_of_harms, threshold_of
from evtrials.questions.safety_asked import SafetyAsked
from evtrials.questions.safety_page import harm_blocks
from evtrials.trial.arms import Arm
from evtrials.trial.identity import ALL
from evtrials.trial.model import Trial
from evtrials.trial.terms import Terms

OWN_ARMS = (
    "Arms are compared within a trial only; trials differ in patients, grading, time on treatment (evtrials exposure) and what "
    "they list. What is missing, or –, was not seen in what was read; that is not zero."
)
# Why a trial is not among those that tell of a harm: nothing of any was read.
NO_HARMS = "no harms in the sources read"


@dataclass(frozen=True, slots=True)
class Harm:
    """One figure of harm, or what is said of it in words. mtor_dose, exposure: as the sources print them for the arm."""

    trial: Trial
    event: str
    cell: FigureRow
    mtor_dose: str
    exposure: str

    @property
    def arm(self) -> Arm | None:
        """The arm; None of what stands in place of an arm, or of a test."""
        return self.trial.arms.get(self.cell.arm)

    @property
    def arm_n(self) -> str:
        """The size of the arm as printed; "" of a subset."""
        return (self.arm.n if self.arm and self.cell.population == ALL else None) or ""


def _of_cell(*names: str) -> tuple[Column, ...]:
    return tidy(lambda harm: harm.cell, *names)


COLUMNS: tuple[Column, ...] = (
    Column("adverse_event", lambda harm: harm.event, "text", "the adverse event under the one name it has here"),
    *of(lambda harm: harm.trial, TRIAL, NAME),
    *_of_cell("arm"),
    ARM_LABEL.by(lambda harm: harm.arm.label if harm.arm else phrases.arm(harm.cell.arm)),
    *_of_cell("n"),
    ARM_N.by(lambda harm: count_digits(harm.arm_n)),
    Column("mtor_dose", lambda harm: harm.mtor_dose, "text", "mTOR inhibitor of the arm, dose as printed; ! where it is suspect"),
    Column("exposure", lambda harm: harm.exposure, "text", "median exposure of the arm as printed, or: not seen"),
    *_of_cell("term", "grade", "value", "text", "qualifier", "unit", "measure", "ci_low", "ci_high", "ci_level", "ci_text",
              "events"),
    BY_NAME["counts_text"].by(lambda harm: counts_text(n=harm.cell.n, arm_n=harm.arm_n, events=harm.cell.events)),
    *_of_cell("attribution"),
    Column("threshold", lambda harm: threshold_of(harm.trial, harm.cell) or "not stated", "text",
           "from which frequency on a term is listed"),
    *_of_cell("period", "population"),
    POPULATION_LABEL.of(lambda harm: harm.trial.populations.get(harm.cell.population)),
    *_of_cell("cut", "cut_date", "followup", "default", "basis", "source", "locator", "flag", "note", "kind", "stated",
              "endpoint", "definition", "at", "comparator", "p_text"),
)  # fmt: skip


def safety_answer(asked: SafetyAsked) -> Answer:
    """Some adverse events, each trial by trial: the report that stands for it, and what counts the event elsewhere."""
    harms = Harms(asked.library, asked.selection.ids)
    found = {
        event: harms.of(event, grades_named(asked.grade), everything=asked.everything) for event in dict.fromkeys(asked.events)
    }
    told = [one for mine in found.values() for one in mine]
    return Answer(
        name="harms",
        columns=COLUMNS,
        rows=harm_rows(told, asked.library),
        page=lambda: _page(asked, harms, found),
        query=asked.words,
        caveats=(OWN_ARMS,),
        left_out=(*asked.selection.left_out, *without_harms(asked, told)),
        tally=tally(asked.selection, told),
        out=asked.selection.out,
        by_trial=True,
    )


def harm_rows(found: Iterable[TrialHarm], library: Library) -> Iterator[Harm]:
    """The rows of what is told of harms, in the order of the page."""
    given = cache(lambda id_, arm: (doses(trials[id_], arm, library.terms), exposure(library, trials[id_], arm)))
    trials: dict[str, Trial] = {}
    for one in found:
        trials[one.trial.id] = one.trial
        yield from (Harm(one.trial, one.event, row, *given(one.trial.id, row.arm)) for row in one.rows)


def tally(selection: Selection, found: Iterable[TrialHarm]) -> str:
    """`21 of 89 trials`."""
    return f"{len({one.trial.id for one in found})} of {counted(selection.of, 'trial')}"


def without_harms(asked: SafetyAsked, found: Iterable[TrialHarm], beyond: Collection[str] = ()) -> list[LeftOut]:
    """Of the trials chosen: those of which no harms were read, and those whose harms have none of the terms, by reason.

    beyond: the trials that have further terms alone, where these were not named.
    """
    shown = {one.trial.id for one in found}
    rest = {id_: tells_of_harms(asked.library, id_) for id_ in asked.selection.ids if id_ not in shown}
    grade = f" in grade {asked.grade}" if asked.grade else ""
    which = "not this term" if len(asked.events) == 1 else "none of these terms"
    if not asked.events:
        which = "none" if grade else "none in a table"
    reasons = {
        NO_HARMS: [id_ for id_, has_harms in rest.items() if not has_harms],
        f"harms read, but {which}{grade}": [id_ for id_, has_harms in rest.items() if has_harms and id_ not in beyond],
        "other harms; add with --top": [id_ for id_ in rest if id_ in beyond],
    }
    return [LeftOut(reason, tuple(ids)) for reason, ids in reasons.items() if ids]


def doses(trial: Trial, arm: str, terms: Terms) -> str:
    """The mTOR inhibitor of an arm with its dose as printed, marked where a note suspects it; "none", or which arms are meant."""
    if arm not in trial.arms:
        return phrases.arm(arm)
    found = [
        dose.text + ("!" if is_suspect_dose(trial, arm, dose.drug) else "")
        for dose in trial.arms[arm].drugs
        if terms.is_mtor_inhibitor(dose.drug)
    ]
    return "; ".join(found) or ("none" if trial.arms[arm].drugs else "drugs not stated")


def exposure(library: Library, trial: Trial, arm: str) -> str:
    """Median exposure of an arm as printed (duration or cycles), or "not seen"."""
    found = [
        f"{row.term}: median {phrases.figure(row)}"
        for row in library.rows_of(trial)
        if row.arm in (arm, TOGETHER) and phrases.is_time_on_treatment(row)
    ]
    return "; ".join(dict.fromkeys(found)) or "not seen"


def command(event: str, asked: SafetyAsked | None = None) -> str:
    """What asks for an adverse event alone, of the trials and in the grade of another question."""
    name = event.lower()
    words = [f'"{name}"' if " " in name else name]
    if asked:
        words += [*asked.named, *as_typed(asked.query), *([f"--grade {asked.grade}"] if asked.grade else [])]
    return " ".join(("evtrials safety", *words))


def _page(asked: SafetyAsked, harms: Harms, found: dict[str, list[TrialHarm]]) -> Page:
    notes = Footnotes()
    blocks = [
        block
        for event, mine in found.items()
        if mine or not asked.named
        for block in harm_blocks(event, mine, asked.library, notes, grade=asked.grade, everything=asked.everything)
    ]
    foot = [
        text
        for event, mine in found.items()
        for text in (*_further(asked, harms, event, mine), *_like(asked, event), *_prevention(asked, event, mine))
    ]
    shown = {event: {one.trial.id for one in mine} for event, mine in found.items()}
    absent = (Paragraph(text) for text in unseen_harms(asked, asked.events, shown))
    return Page("", (*blocks, *absent), notes=notes.lines, foot=(*dict.fromkeys(foot), OWN_ARMS))


def _further(asked: SafetyAsked, harms: Harms, event: str, found: Sequence[TrialHarm]) -> Iterator[str]:
    """What is stored of an event and not shown, counted."""
    rows = harms.beside(event, found)
    figures = sum(row.kind not in ("statement", "dose finding") for row in rows)
    said = [f"{counted(figures, 'figure')} of other grades, reports, cuts or groups"] if figures else []
    said += [f"{len(rows) - figures} in words"] if len(rows) > figures else []
    if said:
        how = "--all, without --grade" if asked.grade else "--all"
        yield f"Also stored of {event.lower()}: {', '.join(said)} ({how})."


def _like(asked: SafetyAsked, event: str) -> Iterator[str]:
    """The adverse events that tell of the same harm in other words: pointed to by the number of their trials, never joined."""
    others = [other for other in asked.library.terms.see_also(event) if other not in asked.events]
    harms = Harms(asked.library, asked.selection.ids if others else ())
    counts = {other: len(harms.of(other, grades_named(asked.grade))) for other in others}
    said = [f"{other.lower()} in {counted(count, 'trial')} ({command(other, asked)})" for other, count in counts.items() if count]
    if said:
        yield f"Not joined with it: {'; '.join(said)}."


def _prevention(asked: SafetyAsked, event: str, found: Sequence[TrialHarm]) -> Iterator[str]:
    """The trials about supportive care that count the event as their endpoint, beside those shown."""
    ids = [id_ for id_ in preventing(asked.library, event) if id_ not in {one.trial.id for one in found}]
    if ids:
        terms, arms = asked.library.terms, asked.library.trial(ids[0]).arms.values()
        given = (dose.drug for arm in arms for dose in arm.drugs if terms.drug_class(dose.drug) == "supportive care")
        first = f"{ids[0]} ({next(given, 'no drug stated')})"
        more = f", {len(ids) - 1} more" if len(ids) > 1 else ""
        yield f"Prevention: {first}{more}: {command(event)} --about supportive-care."
    shown = {one.trial.id for one in found}
    if others := [id_ for id_ in primary_harms(asked.library).get(event, []) if id_ not in shown]:
        yield f"The primary endpoint of {joined(others, 'and')}, too: {command(event)} {' '.join(others)}."
