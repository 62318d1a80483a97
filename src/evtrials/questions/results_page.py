"""The contrasts of an endpoint on a screen: three lines each, under what most of them share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from evtrials.collection.filters import Query
from evtrials.collection.library import Library
from evtrials.collection.selection import Selection
from evtrials.evidence.contrasts import (
    ContrastLine,
    isolates_more,
    total_n,
)
from evtrials.evidence.regimens import contrast_regimen
from evtrials.evidence.rows import RATIOS, FigureRow
from evtrials.notation.capitals import begun_small
from evtrials.notation.closed_words import PRIMARY_ROLES
from evtrials.notation.spaces import unbroken
from evtrials.questions import phrases
from evtrials.questions.answer import Block, Item, Line, Listing, Page, Paragraph
from evtrials.questions.contrast_phrases import effect_words, shared_time, sources_words, suspect_words, unbroken_n
from evtrials.questions.contrasts_found import RELATED, Contrasts, Scope
from evtrials.questions.entries import IN_WORDS
from evtrials.questions.footnotes import Footnotes
from evtrials.questions.in_short import arms_in_short, effect_in_short, ratio_of
from evtrials.trial.identity import ALL
from evtrials.trial.model import Trial

# So many trials are named where they are pointed to; more are counted.
_NAMED = 3


def results_page(found: Sequence[Contrasts], library: Library, selection: Selection, query: Query, scope: Scope) -> Page:
    notes = Footnotes()
    blocks = [block for one in found for block in _blocks(one, library, scope, notes)]
    foot = [text for one in found for text in (*remarks(one, library), *_related(one, library, selection, query))]
    return Page("", tuple(blocks), notes=notes.lines, foot=tuple(dict.fromkeys(foot)))


def _blocks(one: Contrasts, library: Library, scope: Scope, notes: Footnotes) -> Iterable[Block]:
    """The contrasts of one endpoint, then what sources say of it in words alone."""
    if one.lines:
        yield contrasts_listing(one, library, scope, notes)
    if one.stated:
        name = phrases.endpoint_name(one.endpoint, library.terms)
        yield Listing(
            tuple(_stated_item(trial, row, notes) for trial, row in one.stated),
            lead=(f"{IN_WORDS}" if one.lines else f"{name}: {begun_small(IN_WORDS)}",),
        )
    if not one.lines and not one.stated:
        name = phrases.endpoint_name(one.endpoint, library.terms)
        yield Paragraph(f"{name}: no randomised contrast among the trials asked for; what there is, with its reason: --left-out")


def contrasts_listing(one: Contrasts, library: Library, scope: Scope, notes: Footnotes) -> Listing:
    """The contrasts of one endpoint under what most of them share; of each three lines: regimen, arms, effect."""
    usual = _usual(one.lines)
    return Listing(tuple(_item(line, usual, scope, notes) for line in one.lines), lead=(_heading(one, usual, library),))


class _Usual(NamedTuple):
    """What most rows share, said once in the heading: a row that deviates says so."""

    time: str
    assessor: str
    role: str


def _usual(found: Sequence[ContrastLine]) -> _Usual:
    # What most sources leave unsaid is what most rows share: a row of which it is said says so.
    assessors = Counter(line.assessor for line in found if line.assessor)
    roles = Counter(line.role for line in found if line.role)
    first = [counter.most_common(1)[0][0] if counter else "" for counter in (assessors, roles)]
    return _Usual(shared_time(found), *first)


def _heading(one: Contrasts, usual: _Usual, library: Library) -> str:
    """What is shared, once: name, unit, assessor, role, level, and which way a ratio points."""
    name = phrases.endpoint_name(one.endpoint, library.terms) + (f", {usual.time}" if usual.time else "")
    role = "" if usual.role == "not stated" else usual.role
    shared = ", ".join(part for part in (phrases.assessor(usual.assessor), role, "95 % intervals") if part)
    better = {row.better for line in one.lines if (row := line.effect) and row.measure in RATIOS and row.better}
    if better == {"lower"}:
        ratio = "; a ratio below 1 favours the drug added, or the arm before v"
    else:
        ratio = "; a ratio above 1 favours the drug added, or the arm before v" if better == {"higher"} else ""
    return f"{name}; {shared} unless said{ratio}"


def _item(line: ContrastLine, usual: _Usual, scope: Scope, notes: Footnotes) -> Item:
    lead, trial = line.lead, line.trial
    doses = "".join(notes.of_dose(trial, arm, dose.drug) for arm in (line.arm, line.comparator) for dose in trial.arms[arm].drugs)
    told = (
        unbroken_n(line) if line.arm_n or line.comparator_n or total_n(line) else "",
        unbroken(phrases.line(trial.population.line)) if trial.setting == "advanced" else trial.setting,
        _measure(line),
        arms_in_short(line.arm_row, line.comparator_row, silent=usual.time),
        *_deviating(line, usual, scope),
    )
    effect = effect_in_short(line.effect, *line.tests) if line.effect else effect_words(line)
    marks = notes.of(line.effect, *line.tests, line.arm_row, line.comparator_row)
    return Item(
        trial.id,
        (
            Line(text=contrast_regimen(trial, line.arm, line.comparator) + doses),
            Line(text="   ".join(phrases.flowing(part) for part in told if part)),
            Line(text=effect + marks + (f"; {lead.definition}" if lead.definition else ""), joins=True),
        ),
        ratio_of(line.effect),
    )


def _measure(line: ContrastLine) -> str:
    """What the arms' figures are, where that is not a median or a rate at the end."""
    if line.side is None:
        return ""
    base = line.lead.base if line.lead.base in ("landmark rate", "mean") else ""
    return " ".join(part for part in (base, f"at {line.lead.at}" if line.lead.at else "") if part)


def _deviating(line: ContrastLine, usual: _Usual, scope: Scope) -> Iterator[str]:
    """What is said of a row in words because it is not what the heading says; an interim look always."""
    lead, trial = line.lead, line.trial
    if line.assessor and line.assessor != usual.assessor:
        yield phrases.assessor(line.assessor)
    if line.role not in ("", usual.role):
        yield "role not stated" if line.role == "not stated" else line.role
    cut = phrases.cut_words(lead, trial)
    if scope.all_cuts or scope.everything or "interim" in cut.casefold():
        yield cut
    group = phrases.group(lead.population, trial)
    yield from filter(None, (lead.period, group, phrases.set_words(lead), phrases.method_words(lead, trial)))
    if scope.everything:
        yield sources_words(line).replace("\n", " ")


def _stated_item(trial: Trial, row: FigureRow, notes: Footnotes) -> Item:
    cut = phrases.cut_words(row, trial) if row.cut and not trial.cuts[row.cut].report else ""
    of = (phrases.group(row.population, trial), row.term, cut)
    said = ", ".join(part for part in of if part)
    regimen = contrast_regimen(trial, row.arm, row.comparator) if row.comparator else ""
    return Item(
        trial.id,
        (
            *((Line(text=regimen),) if regimen else ()),
            Line(text=f"{f'{said}: ' if said else ''}{phrases.in_words(row, phrases.labels(trial))}{notes.of(row)}"),
        ),
    )


def remarks(one: Contrasts, library: Library) -> Iterator[str]:
    """What must be said under the contrasts of an endpoint, however they are shown."""
    for line in one.at_baseline:
        arms = arms_in_short(line.arm_row, line.comparator_row)
        told = ", ".join(part for part in (arms, effect_in_short(line.effect) if line.effect else "") if part)
        yield f"{line.trial.id} at baseline, before treatment and so no effect of it: {told}."
    for line in one.lines:
        if line.lead.population == ALL and (others := _primary_populations(line)):
            yield f"{line.trial.id} has another primary population: {', '.join(others)} (--population {others[0]})."
    if any(isolates_more(line, library.terms) for line in one.lines):
        yield "Where a contrast isolates more than an mTOR inhibitor, its effect is not that of the mTOR inhibitor alone."
    yield from one.later
    also = [f"{count} {reason}" for reason, count in one.passed.items()]
    if also := [*also, *(suspect_words(trial, rows) for trial, rows in one.doubted)]:
        yield f"Also stored: {', '.join(also)}."


def _related(one: Contrasts, library: Library, selection: Selection, query: Query) -> Iterator[str]:
    """The endpoints that ask nearly the same, by name and number of the trials asked for: never merged."""
    related = (name for group in RELATED if one.endpoint in group for name in group if name != one.endpoint)
    asked = set(selection.ids)
    found = {name: [id_ for id_ in library.select(query.but(endpoint=(name,))).ids if id_ in asked] for name in related}
    said = [
        f"{library.terms.endpoints[name].name.lower()} {', '.join(ids) if len(ids) <= _NAMED else len(ids)} (results {name})"
        for name, ids in found.items()
        if ids
    ]
    if said:
        yield f"Not merged with it: {', '.join(said)}."


def _primary_populations(line: ContrastLine) -> list[str]:
    """Populations of a trial, other than all patients, for which this endpoint is primary."""
    found = [
        row.population for row in line.trial.endpoints[line.lead.key].results if row.population and row.role in PRIMARY_ROLES
    ]
    return list(dict.fromkeys(found))
