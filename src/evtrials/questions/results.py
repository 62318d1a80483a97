"""What one endpoint came to across trials: a row for each randomised contrast, its own arms beside its effect.

In order of setting, line and year; never of the result.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from operator import attrgetter

from evtrials.collection.filters import Query
from evtrials.collection.library import Library
from evtrials.collection.selection import LeftOut, Selection
from evtrials.errors import counted
from evtrials.evidence.columns import BY_NAME, Column, count_digits, counts_text, tidy
from evtrials.evidence.contrasts import (
    total_n,
)
from evtrials.questions import phrases
from evtrials.questions.answer import Answer
from evtrials.questions.columns import (
    ARM_LABEL,
    ARM_N,
    ARM_TEXT,
    ARM_UNIT,
    COMPARATOR_N,
    COMPARATOR_TEXT,
    LINE,
    NAME,
    P_ELSEWHERE,
    POPULATION_LABEL,
    SETTING,
    TRIAL,
    YEAR,
    of,
)  # fmt: skip
from evtrials.questions.contrasts_found import Contrasts, Scope, as_line
from evtrials.questions.results_page import results_page

OWN_COMPARISON = (
    "Each row is one trial's own comparison, in order of setting, line and year; no number compares one row with another."
)


def _of_lead(*names: str) -> tuple[Column, ...]:
    return tidy(lambda line: line.lead, *names)


def _of_effect(*names: str) -> tuple[Column, ...]:
    """Empty where nothing was compared."""
    return tidy(lambda line: line.effect, *names)


COLUMNS: tuple[Column, ...] = (
    *of(lambda line: line.trial, TRIAL, NAME, SETTING, LINE, YEAR),
    *_of_lead("endpoint", "definition"),
    *_of_effect("measure"),
    *_of_lead("at", "period"),
    *(BY_NAME[name].by(attrgetter(name)) for name in ("arm", "comparator", "isolates")),
    ARM_LABEL.of(lambda line: line.trial.arms.get(line.arm)),
    *of(
        lambda line: line.trial.arms.get(line.comparator),
        Column("comparator_label", ARM_LABEL.get, "text", "label of the comparator"),
    ),
    ARM_N.by(lambda line: count_digits(line.arm_n)),
    COMPARATOR_N.by(lambda line: count_digits(line.comparator_n)),
    Column("arm_measure", lambda line: line.side.measure if line.side else "", "text", "what the arms' own figures are"),
    ARM_TEXT.of(lambda line: line.arm_row),
    COMPARATOR_TEXT.of(lambda line: line.comparator_row),
    ARM_UNIT.of(lambda line: line.side),
    *_of_effect("text", "value", "qualifier", "unit", "better", "ci_low", "ci_high", "ci_level", "ci_kind", "ci_text",
                "p", "p_qualifier", "p_text", "p_sides", "log_ratio", "se", "derived_from"),
    P_ELSEWHERE,
    BY_NAME["n"].by(lambda line: count_digits(total_n(line))),
    *_of_effect("events"),
    BY_NAME["counts_text"].by(
        lambda line: counts_text(
            n=total_n(line), arm_n=line.arm_n, comparator_n=line.comparator_n, events=line.effect.events if line.effect else ""
        )
    ),
    BY_NAME["role"].by(attrgetter("role")),
    *_of_lead("population"),
    POPULATION_LABEL.of(lambda line: line.trial.populations.get(line.lead.population)),
    *_of_lead("analysis_set", "assessor", "assessor_assumed", "method", "cut", "cut_date", "followup"),
    *_of_effect("default"),
    *_of_lead("basis", "source", "locator"),
    Column("arm_source", lambda line: line.side.place.source if line.side else "", "text", "source of the arms' own figures"),
    Column("arm_locator", lambda line: line.side.place.locator if line.side else "", "text", "place in that source"),
    *_of_effect("flag", "note"),
    *_of_lead("kind", "stated"),
)  # fmt: skip


def results_answer(library: Library, selection: Selection, query: Query, scope: Scope, found: Sequence[Contrasts]) -> Answer:
    """The answer for one or more endpoints."""
    told = {"all_cuts": scope.all_cuts, "assessor": scope.assessor, "population": scope.population, "all": scope.everything}
    return Answer(
        name="results",
        columns=COLUMNS,
        rows=[line for one in found for line in (*one.lines, *one.at_baseline, *(as_line(*each) for each in one.stated))],
        page=lambda: results_page(found, library, selection, query, scope),
        query={**query.asked, **{name: value for name, value in told.items() if value}},
        caveats=(OWN_COMPARISON,),
        left_out=(*selection.left_out, *_missing(found, library)),
        tally=_tally(found),
        out=selection.out,
    )


def _tally(found: Sequence[Contrasts]) -> str:
    """`7 contrasts of 7 trials, 1 in words`."""
    lines = [line for one in found for line in one.lines]
    contrasts_ = len({(line.trial.id, line.lead.endpoint, line.pair) for line in lines})
    stated = len({(trial.id, row.endpoint) for one in found for trial, row in one.stated})
    told = f"{counted(contrasts_, 'contrast')} of {counted(len({line.trial.id for line in lines}), 'trial')}"
    return told + (f", {counted(stated, 'trial')} in words" if stated else "")


def _missing(found: Sequence[Contrasts], library: Library) -> Iterable[LeftOut]:
    """Each reason why a trial or a contrast is not in the table, with all their names."""
    for one in found:
        short = phrases.endpoint_short(one.endpoint, library.terms)
        reasons = (
            (f"no {short} in the sources read", one.without),
            (f"{short} without a randomised contrast", one.no_contrast),
            (f"{short} not of that assessor or population", one.not_so),
            (f"{short} under a note of suspicion; add with --all", one.suspect),
            (f"{short} of contrasts that isolate no rapalog; add with --about all", one.no_rapalog),
        )
        yield from (LeftOut(reason, tuple(names)) for reason, names in reasons if names)
