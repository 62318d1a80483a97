"""Groups of patients on a screen: a table for each endpoint under the effect in all patients, what all rows share said once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from evtrials.errors import counted
from evtrials.evidence.contrasts import total_n
from evtrials.evidence.isolates import isolates
from evtrials.evidence.regimens import contrast_regimen
from evtrials.evidence.rows import FigureRow, grouped
from evtrials.evidence.traits import about_of
from evtrials.notation.capitals import begun_small
from evtrials.notation.closed_words import PRIMARY_ROLES
from evtrials.notation.spaces import unbroken
from evtrials.questions import phrases
from evtrials.questions.answer import Grid, Item, Line, Listing
from evtrials.questions.contrast_phrases import COMPARED_APART, n_words, shared_time
from evtrials.questions.entries import IN_WORDS
from evtrials.questions.in_short import arms_in_short, effect_in_short, short_figure

if TYPE_CHECKING:
    from evtrials.evidence.contrasts import ContrastLine
    from evtrials.questions.footnotes import Footnotes
    from evtrials.questions.groups import Group
    from evtrials.trial.model import Trial
    from evtrials.trial.terms import Terms

COHORT = "a cohort of the protocol"
NOT_TOGETHER = "no figure of the arms together seen"
# Figures of the arms by which a group may be told without an effect.
_FIGURES = ("median", "mean", "rate", "landmark rate")


class _Shared(NamedTuple):
    """What the rows of a table share, said once above it: a row that deviates says so.

    what: measure and time of the figures, where they are those of every row. planning: of every group; "" where they differ.
    has_effects: whether any row has an effect.
    """

    time: str
    what: str
    assessor: str
    cut: str
    planning: str
    has_effects: bool


def group_tables(groups: Sequence[Group], terms: Terms, notes: Footnotes, name: str) -> Iterator[Grid]:
    """A table for each group of a trial; the regimens are said where they are others than those of the table before.

    name: of the trial, before each title ("" = none).
    """
    is_tested = any(group.interactions for group in groups)
    before = ""
    for index, group in enumerate(groups, 1):
        arms = _arms(group, terms, notes)
        table = _group_table(group, terms, notes, name, arms if arms != before else "")
        compared = any(_may_be_tested(line, one) for one in groups for line in one.levels)
        if index == len(groups) and compared and not is_tested:
            table = table._replace(rows=(*table.rows, ("No test of interaction seen for any of these groups.",)))
        before = arms
        yield table


def _group_table(group: Group, terms: Terms, notes: Footnotes, name: str, arms: str) -> Grid:
    """The levels of a contrast at an endpoint, factor by factor."""
    trial, lead = group.trial, group.lead
    shared = _shared(group)
    rows = list(_whole_rows(group, shared, notes))
    for levels in grouped(group.levels, lambda line: trial.populations[line.lead.population].factor).values():
        rows += _factor_rows(group, levels, shared, terms, notes)
    rows += [(f"{row.term}: {_interaction(row)}{notes.of(row)}",) for row in group.lone_tests(terms)]
    heads = ("n", shared.time, "effect")
    cells = [row[1:] for row in rows if len(row) > 1]
    kept = [index for index in range(len(heads)) if any(one[index] for one in cells)] or [0]
    table = [(row[0], *(row[1 + index] for index in kept)) if len(row) > 1 else row for row in rows]
    return Grid(
        tuple(heads[index] for index in kept),
        (*table, *((text,) for text in _below(group, terms, has_effects=shared.has_effects))),
        title=f"{name}{_title(trial, lead, terms)}{f', {shared.time}' if shared.time else ''}",
        lead=tuple(text for text in (arms, _shared_words(shared, group)) if text),
        close=True,
    )


def _title(trial: Trial, lead: FigureRow, terms: Terms) -> str:
    described = f", {lead.definition}" if lead.definition else ""
    of = f" of {', '.join(trial.pools)}" if trial.pools else ""
    pooled = f" (pooled analysis{of})" if about_of(trial, terms) == "pooled" else ""
    return phrases.endpoint_name(lead.endpoint, terms) + described + pooled


def _arms(group: Group, terms: Terms, notes: Footnotes) -> str:
    """The regimens of the contrast, or the one arm whose patients are grouped."""
    trial, (arm, comparator) = group.trial, group.arms
    named = [id_ for id_ in (arm, comparator) if id_ in trial.arms]
    doses = "".join(notes.of_dose(trial, id_, dose.drug) for id_ in named for dose in trial.arms[id_].drugs)
    if not comparator:
        return (trial.arms[arm].label if arm in trial.arms else phrases.arm(arm)) + doses
    isolated = isolates(trial, arm, comparator)
    other = "" if terms.isolates_mtor(isolated) or not isolated else f" (isolates {isolated})"
    return contrast_regimen(trial, arm, comparator) + doses + other


def _shared(group: Group) -> _Shared:
    found = (*group.whole, *group.by_arm, *group.levels)
    named = Counter(line.assessor for line in found if line.assessor not in ("", "not stated"))
    cuts = Counter(line.lead.cut for line in found)
    planned = {_planned(line, group) for line in group.levels}
    what = {_what(line) for line in found}
    return _Shared(
        shared_time(found),
        what.pop() if len(what) == 1 else "",
        named.most_common(1)[0][0] if named else "",
        cuts.most_common(1)[0][0] if cuts else "",
        planned.pop() if len(planned) == 1 else "",
        any(_effect_words(line, p=True) for line in found),
    )


def _what(line: ContrastLine) -> str:
    """Measure and time of the figures of a row, where they are not what the endpoint's name says."""
    lead = line.lead
    base = lead.base if lead.base in ("landmark rate", "mean") and line.side else ""
    return ", ".join(part for part in (base, lead.at and f"at {lead.at}", lead.period) if part)


def _shared_words(shared: _Shared, group: Group) -> str:
    """What stands above the table: time, assessor, cut and planning, so far as they are those of most rows."""
    found = (*group.whole, *group.by_arm, *group.levels)
    first = next((line.lead for line in found if line.lead.cut == shared.cut), group.lead)
    words = {"": "", "not stated": "planning of the groups not stated", COHORT: f"each group {COHORT}"}
    planning = words.get(shared.planning, f"groups {shared.planning}")
    said = (shared.what, phrases.assessor(shared.assessor), phrases.cut_words(first, group.trial), planning)
    return "; ".join(part for part in said if part)


def _whole_rows(group: Group, shared: _Shared, notes: Footnotes) -> Iterator[tuple[str, ...]]:
    """The rows of all patients: one for each cut at which a level has its effect, and said to be of it where that is another."""
    for line in group.whole:
        yield from _line_rows(line, "All patients", shared, notes, p=True)
    if group.whole or (group.levels and all(line.lead.population in group.cohorts for line in group.levels)):
        return
    if group.by_arm:
        yield (f"All patients, by arm ({NOT_TOGETHER})",)
        for line in group.by_arm:
            yield from _line_rows(line, f"  {contrast_regimen(line.trial, line.arm, line.comparator)}", shared, notes, p=True)
    elif group.has_whole:
        yield (f"All patients: no figure of {'these arms' if group.arms[1] else 'the arms together'} seen",)
    else:
        yield ("All patients: no figure seen",)


def _factor_rows(
    group: Group, levels: Sequence[ContrastLine], shared: _Shared, terms: Terms, notes: Footnotes
) -> Iterator[tuple[str, ...]]:
    """A factor with its planning, assay and test, then its levels; what all of these deviate in stands with the factor."""
    populations = group.trial.populations
    factor = populations[levels[0].lead.population].factor
    deviating = [_deviating(line, shared) for line in levels]
    common = deviating[0] if all(one == deviating[0] for one in deviating) else ()
    planned = list(dict.fromkeys(_planned(line, group) for line in levels))
    assays = dict.fromkeys(f"by {assay}" for line in levels if (assay := populations[line.lead.population].assay))
    told = ["" if shared.planning or planned == ["not stated"] else " / ".join(planned), *assays, *common]
    tests = [f"{_interaction(row)}{notes.of(row)}" for row in group.tests_of(factor, terms)]
    words = "; ".join(part for part in (*told, *tests) if part)
    unstated = notes.say(["planning not stated"]) if not shared.planning and planned == ["not stated"] else ""
    yield (f"{factor}{f': {words}' if words else ''}{unstated}",)
    for line, own in zip(levels, deviating, strict=True):
        level = f"  {populations[line.lead.population].level}"
        yield from _line_rows(line, level, shared, notes, told=() if own == common else own)


def _planned(line: ContrastLine, group: Group) -> str:
    return COHORT if line.lead.population in group.cohorts else group.trial.populations[line.lead.population].planning


def _line_rows(
    line: ContrastLine, label: str, shared: _Shared, notes: Footnotes, told: Sequence[str] | None = None, *, p: bool = False
) -> Iterator[tuple[str, ...]]:
    """A row with n, the arms' figures and the effect, then what it deviates in (`told`). p: with its p value."""
    rows = (line.effect, *line.tests, line.arm_row, line.comparator_row)
    texts = [text for row in rows if row is not None for text in row.shorts]
    if line.assessor == "not stated" and shared.assessor:
        texts.append("assessor not stated")
    marks = notes.say(texts)
    n = unbroken(n_words(line)) if line.arm_n or line.comparator_n or total_n(line) else ""
    arms, effect = _arms_words(line, shared.time), _effect_words(line, p=p)
    yield (label, n, arms, effect + marks) if effect else (label, n, arms + marks, _alone(line) if shared.has_effects else "")
    if words := "; ".join(_deviating(line, shared) if told is None else told):
        yield (f"    {words}",)


def _alone(line: ContrastLine) -> str:
    """What stands in the column of effects where none was seen: which figures there are instead."""
    return f"{line.lead.base}s only" if line.comparator and line.lead.base in _FIGURES else "not compared"


def _arms_words(line: ContrastLine, time: str) -> str:
    """The arms' figures, `6.83 v 2.76 †`; of which one alone was seen, with the arm that it is of."""
    first, second = line.arm_row, line.comparator_row
    if not line.comparator or (first and second):
        return arms_in_short(first, second, silent=time)
    known = first or second
    return f"{phrases.arm_label(known.arm, line.trial)} {short_figure(known, unit=known.unit != time)}" if known else ""


def _effect_words(line: ContrastLine, *, p: bool) -> str:
    """The effect with its interval; its p value of all patients, of a primary population, or where nothing else is printed.

    The p value of one group is no proof of anything, and the interval tells all that it does.
    """
    if line.effect is None:
        return COMPARED_APART if line.compared_apart else ""
    bare = line.effect.measure == "test" or not line.effect.figure.has_interval
    if p or bare or line.role in PRIMARY_ROLES:
        return effect_in_short(line.effect, *line.tests)
    return phrases.flowing(phrases.effect(line.effect))


def _deviating(line: ContrastLine, shared: _Shared) -> tuple[str, ...]:
    """What is said of a row in words because it is not what stands above the table."""
    lead, trial = line.lead, line.trial
    told = (
        line.role if line.role in PRIMARY_ROLES and lead.population in trial.populations else "",
        _what(line) if not shared.what else "",
        phrases.assessor(line.assessor) if line.assessor not in ("", "not stated", shared.assessor) else "",
        phrases.cut_words(lead, trial) if lead.cut != shared.cut else "",
        phrases.set_words(lead),
        phrases.method_words(lead, trial),
    )
    return tuple(part for part in told if part)


def _below(group: Group, terms: Terms, *, has_effects: bool) -> Iterator[str]:
    """What is said once under the rows: for which factors no test was seen, where nothing is compared, what was passed over."""
    compared = [line for line in group.levels if _may_be_tested(line, group)]
    factors = dict.fromkeys(group.trial.populations[line.lead.population].factor for line in compared)
    untested = [factor for factor in factors if not group.tests_of(factor, terms)] if group.interactions else []
    told = [f"No test of interaction seen for: {', '.join(untested)}."] if untested else []
    apart = (line for line in (*group.whole, *group.levels) if line.effect is None and line.comparator)
    if not has_effects and any(not line.compared_apart for line in apart):
        told.append("No comparison of the arms seen.")
    if group.passed:
        looks = counted(group.passed, "further look")
        told.append(f"Also stored: {looks} at these groups (evtrials trace {group.trial.id} {group.lead.key}).")
    if told:
        yield " ".join(told)


def _interaction(row: FigureRow) -> str:
    return phrases.p_value(row).replace("p ", "p for interaction ", 1)


def _may_be_tested(line: ContrastLine, group: Group) -> bool:
    """Whether a test of interaction would tell anything of a level: of arms that are compared, and of no cohort."""
    return bool(line.comparator) and line.lead.population not in group.cohorts


def associations(
    trial: Trial, rows: Iterable[FigureRow], terms: Terms, notes: Footnotes, name: str, *, undirected: bool = False
) -> Listing:
    """Ratios between groups that no randomisation made, each with its endpoint and what it is between; or those of arms of
    which no source prints which way round they are."""
    items = []
    for row in rows:
        short = phrases.endpoint_short(row.endpoint, terms)
        group = phrases.group(row.population, trial)
        role = row.role if row.role in PRIMARY_ROLES and group else ""
        time = (row.at and f"at {row.at}", row.period)
        where = (role, *time, phrases.assessor_words(row), phrases.cut_words(row, trial), phrases.set_words(row))
        told = "; ".join(part for part in (group, *where) if part)
        effect = effect_in_short(row) + notes.of(row)
        items.append(Item(short, (Line(text=f"{row.term}: {effect}"), Line(text=told))))
    what = (
        "printed without saying which way round: read no direction from these"
        if undirected
        else "associations, not effects of treatment: no randomisation made these groups"
    )
    return Listing(tuple(items), title=f"{name}{what}")


def in_words_of(trial: Trial, rows: Iterable[FigureRow], terms: Terms, notes: Footnotes, name: str) -> Listing:
    """What sources say of groups in words alone, by endpoint."""
    items = []
    for row in rows:
        is_one_of_several = row.comparator and (row.arm, row.comparator) != trial.implied_contrast() and not row.term
        contrast = contrast_regimen(trial, row.arm, row.comparator) if is_one_of_several else ""
        of = ", ".join(part for part in (contrast, phrases.group(row.population, trial), row.term) if part)
        said = f"{f'{of}: ' if of else ''}{phrases.in_words(row, phrases.labels(trial))}{notes.of(row)}"
        items.append(Item(phrases.endpoint_short(row.endpoint, terms), (Line(text=said),)))
    return Listing(tuple(items), title=f"{name}{begun_small(IN_WORDS)}" if name else IN_WORDS)
