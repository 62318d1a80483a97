"""What one endpoint came to across trials: a row for each randomised contrast, its own arms beside its effect.

In order of setting, line and year; never of the result.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import NamedTuple

from evtrials.collection.filters import Query
from evtrials.collection.judging_treatment import is_isolated
from evtrials.collection.library import Library
from evtrials.collection.selection import LeftOut, Selection
from evtrials.errors import UsageError, counted
from evtrials.evidence.columns import BY_NAME, Column, count_digits, counts_text, tidy
from evtrials.evidence.contrasts import (
    ContrastLine,
    choose,
    is_asked,
    isolates_more,
    lines,
    lines_by_analysis,
    total_n,
    whole_before_groups,
)
from evtrials.evidence.regimens import contrast_regimen, contrasts_in_short
from evtrials.evidence.rows import RATIOS, FigureRow
from evtrials.notation.closed_words import PRIMARY_ROLES
from evtrials.notation.spaces import unbroken
from evtrials.notation.spelling import folded, unknown
from evtrials.questions import phrases
from evtrials.questions.answer import Answer, Block, Item, Line, Listing, Page, Paragraph
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
from evtrials.questions.contrast_phrases import effect_words, shared_time, sources_words, unbroken_n
from evtrials.questions.entries import IN_WORDS
from evtrials.questions.footnotes import Footnotes
from evtrials.questions.in_short import arms_in_short, effect_in_short, ratio_of
from evtrials.trial.identity import ALL
from evtrials.trial.model import Trial

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


# What tells an analysis that is passed over from those shown, and the option that shows it.
_APART = {
    "population": "of subgroups (evtrials subgroups)",
    "assessor": "by other assessors (--assessor)",
    "cut": "at other cuts (--all-cuts)",
}
# So many trials are named where they are pointed to; more are counted.
_NAMED = 3
# Endpoints that ask nearly the same: pointed to, never merged.
RELATED = (
    ("pfs", "ttp", "ttf"),
    ("dfs", "idfs", "rfs", "efs", "ddfs", "dmfs"),
    ("orr", "clinical response", "complete response", "pcr"),
    ("cbr", "dcr"),
)
_OTHERWISE_APART = "in further sources, sets or measures (--all)"


@dataclass(frozen=True, slots=True)
class Scope:
    """Which analyses are wanted: by default the default row of each contrast.

    assessor, population: only such analyses ("" = as the rule has it); everything: every stored analysis.
    """

    all_cuts: bool = False
    assessor: str = ""
    population: str = ""
    everything: bool = False


@dataclass(slots=True)
class Contrasts:
    """The lines of one endpoint, and what of the trials that have it is not among them, by reason.

    without: the trials that have no figure of the endpoint. later: sentences on contrasts whose ratio is of an earlier cut
    than their last p value. stated: what sources say of it in words alone. passed: how many stored analyses of the contrasts
    shown, and results in words of groups, were passed over, by what tells them apart.
    """

    endpoint: str
    lines: list[ContrastLine] = field(default_factory=list)
    without: list[str] = field(default_factory=list)
    no_contrast: list[str] = field(default_factory=list)
    no_rapalog: list[str] = field(default_factory=list)
    not_so: list[str] = field(default_factory=list)
    suspect: list[str] = field(default_factory=list)
    later: list[str] = field(default_factory=list)
    stated: list[tuple[Trial, FigureRow]] = field(default_factory=list)
    passed: Counter[str] = field(default_factory=Counter)


def endpoint_named(library: Library, name: str) -> str:
    """The id of an endpoint by any of its names; UsageError with the nearest ones for a name that nothing bears."""
    terms = library.terms
    id_ = terms.endpoint(name)
    own = {endpoint for profile in library.profiles.values() for endpoint in profile.endpoints}
    if id_ in terms.endpoints or id_ in own:
        return id_
    names = {**terms.spellings("endpoints"), **{key: key for key in own}}
    raise unknown("endpoint", name, names, "see them with: evtrials figures --format csv")


def contrasts_asked(
    library: Library, selection: Selection, query: Query, scope: Scope, endpoints: Sequence[str]
) -> list[Contrasts]:
    """The contrasts of each of some endpoints; UsageError where none is named.

    selection: of the trials asked of, whether they have a figure of the endpoint or not; what has none is told.
    """
    if not endpoints:
        raise UsageError("name the endpoint: evtrials results pfs (or os, orr, idfs, time to deterioration ...)")
    found = [contrasts(library, selection.trials, endpoint, query, scope) for endpoint in endpoints]
    profiles = [one.profile for one in selection.shown]
    for one in found:
        one.without = [profile.id for profile in profiles if one.endpoint not in profile.endpoints]
    return found


def contrasts(library: Library, trials: Iterable[Trial], endpoint: str, query: Query, scope: Scope) -> Contrasts:
    """The lines of one endpoint (its id) in some trials, as `scope` and the query's `about` and `isolates` ask for."""
    found = Contrasts(endpoint)
    for trial in trials:
        of_trial = library.rows_of(trial)
        rows = [
            row
            for row in of_trial
            if row.endpoint == endpoint and row.kind in ("outcome", "effect", "association", "interaction", "statement")
        ]
        if not rows:
            continue
        has_figures = _tell_statements(found, rows, trial, library, query, scope)
        if not has_figures:
            continue
        made = lines_by_analysis if scope.everything else lines
        # In which groups else an arm is looked at says whether a group is all of it: of how many its figure is.
        figures = [row for row in of_trial if row.kind in ("outcome", "effect")]
        every = [line for line in made(figures, trial) if line.comparator and line.lead.endpoint == endpoint]
        if not every:
            found.no_contrast.append(trial.id)
            continue
        wanted = [line for line in every if is_wanted(line, library, query)]
        pairs = {line.pair for line in wanted}
        others = {line.pair: (line.arm, line.comparator) for line in every if line.pair not in pairs}
        found.no_rapalog += _named(trial, others.values())
        if not wanted:
            continue
        in_scope = [line for line in wanted if _is_in_scope(line, scope, library)]
        chosen = _chosen(in_scope, scope)
        if not chosen:
            (found.suspect if in_scope else found.not_so).append(trial.id)
        found.lines += chosen
        if not scope.all_cuts and not scope.everything:
            found.later += _later_tests(chosen, in_scope)
        found.passed += _passed(chosen, rows, pairs)
    return found


def _tell_statements(found: Contrasts, rows: list[FigureRow], trial: Trial, library: Library, query: Query, scope: Scope) -> bool:
    """Add what is said in words of the contrasts, assessor and population asked for; whether there are figures besides.

    A trial that has nothing else is left out where none of it is asked for.
    """
    stated = [row for row in rows if row.kind == "statement"]
    compared = {id(row): _in_words(trial, row) for row in stated if row.contrast}
    other = [row for row in stated if id(row) in compared and not is_wanted(compared[id(row)], library, query)]
    wanted = [row for row in stated if row not in other]
    told = [row for row in wanted if _is_said_so(row, trial, scope, library)]
    found.stated += [(trial, row) for row in told]
    if groups := sum(row.population != ALL for row in wanted if row not in told):
        found.passed["in words, of groups (evtrials subgroups, biomarkers)"] += groups
    has_figures = len(stated) < len(rows)
    if not has_figures and not told:
        if len(other) == len(stated):
            found.no_rapalog += _named(trial, dict.fromkeys((row.arm, row.comparator) for row in other))
        else:
            found.not_so.append(trial.id)
    return has_figures


def _named(trial: Trial, pairs: Collection[tuple[str, str]]) -> list[str]:
    """Contrasts of a trial as what was left out of an answer: `manta fulvestrant ± vistusertib`."""
    return [f"{trial.id} {words}" for words in contrasts_in_short(trial, pairs).values()]


def _is_said_so(row: FigureRow, trial: Trial, scope: Scope, library: Library) -> bool:
    if scope.assessor and row.analysis.assessor != scope.assessor:
        return False
    if scope.population:
        return is_population(trial, row.population, scope.population, library)
    return scope.everything or row.population == ALL or row.role in PRIMARY_ROLES


def is_wanted(line: ContrastLine, library: Library, query: Query) -> bool:
    """Whether a contrast is among those that a query asks for: by what it isolates, else as `about` has it."""
    if query.isolates:
        return any(is_isolated(line.isolates, text, library.terms) for text in query.isolates)
    return is_asked(line, library.terms, query.about)


def population_named(library: Library, name: str) -> str:
    """Check that some population bears a name (id, factor, level or a part of them); UsageError with the nearest ones."""
    if folded(name) == ALL:
        return ALL
    names: dict[str, str] = {}
    for trial in library:
        for id_, group in trial.populations.items():
            if is_population(trial, id_, name, library):
                return name
            names |= {id_: id_, group.factor: group.factor, group.level: group.level}
    raise unknown("population", name, names | library.terms.spellings("factors"), "see them with: evtrials subgroups")


def is_population(trial: Trial, population: str, name: str, library: Library) -> bool:
    """Whether a name means a population of a trial: its id, its factor under any name, or a part of factor or level."""
    if population == ALL:
        return folded(name) == ALL
    group, key, terms = trial.populations[population], folded(name), library.terms
    if key == folded(population) or folded(terms.factor(group.factor)) == folded(terms.factor(name)):
        return True
    return any(key in folded(text) for text in (group.factor, group.level))


def results_answer(library: Library, selection: Selection, query: Query, scope: Scope, found: Sequence[Contrasts]) -> Answer:
    """The answer for one or more endpoints."""
    told = {"all_cuts": scope.all_cuts, "assessor": scope.assessor, "population": scope.population, "all": scope.everything}
    return Answer(
        name="results",
        columns=COLUMNS,
        rows=[line for one in found for line in (*one.lines, *(_in_words(*each) for each in one.stated))],
        page=lambda: _page(found, library, selection, query, scope),
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


def _in_words(trial: Trial, row: FigureRow) -> ContrastLine:
    """A result in words as a row among the contrasts: its text stands for the effect."""
    return ContrastLine(trial, row.arm, row.comparator, row)


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


def _is_in_scope(line: ContrastLine, scope: Scope, library: Library) -> bool:
    if scope.assessor and line.lead.analysis.assessor != scope.assessor:
        return False
    return not scope.population or is_population(line.trial, line.lead.population, scope.population, library)


def _chosen(found: list[ContrastLine], scope: Scope) -> list[ContrastLine]:
    if scope.everything:
        return found
    return choose(found if scope.population else whole_before_groups(found), all_cuts=scope.all_cuts)


def _later_tests(chosen: Iterable[ContrastLine], found: Sequence[ContrastLine]) -> Iterable[str]:
    """What must be said where the chosen ratio is of an earlier cut, because the last one prints a p value alone."""
    for line in chosen:
        cuts = list(line.trial.cuts)
        for other in found:
            alike = (other.lead.key, other.pair, other.lead.population, other.lead.analysis.at, other.lead.period) == (
                line.lead.key, line.pair, line.lead.population, line.lead.analysis.at, line.lead.period
            )  # fmt: skip
            if not (alike and line.lead.cut and other.lead.cut and other.effect) or other.effect.measure != "test":
                continue
            if cuts.index(other.lead.cut) > cuts.index(line.lead.cut):
                yield (
                    f"{line.trial.name}: a later look ({phrases.cut_words(other.lead, line.trial)}) prints a p value without a "
                    f"ratio: {effect_words(other)} (--all-cuts)."
                )


def _passed(chosen: list[ContrastLine], rows: list[FigureRow], pairs: set[frozenset[str]]) -> Counter[str]:
    """How many stored effects of these contrasts are not shown, by the first thing that tells them from what is."""
    shown = {line.effect.analysis for line in chosen if line.effect}
    seen = {name: {getattr(line.lead, name) for line in chosen} for name in _APART}
    further = {
        row.analysis: next((reason for name, reason in _APART.items() if getattr(row, name) not in seen[name]), _OTHERWISE_APART)
        for row in rows
        if row.kind == "effect" and row.analysis not in shown and frozenset((row.arm, row.comparator)) in pairs
    }
    return Counter(further.values())


def _page(found: Sequence[Contrasts], library: Library, selection: Selection, query: Query, scope: Scope) -> Page:
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
            lead=(f"{IN_WORDS}" if one.lines else f"{name}: {IN_WORDS[0].lower()}{IN_WORDS[1:]}",),
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
    for line in one.lines:
        if line.lead.population == ALL and (others := _primary_populations(line)):
            yield f"{line.trial.id} has another primary population: {', '.join(others)} (--population {others[0]})."
    if any(isolates_more(line, library.terms) for line in one.lines):
        yield "Where a contrast isolates more than an mTOR inhibitor, its effect is not that of the mTOR inhibitor alone."
    yield from one.later
    if one.passed:
        yield "Also stored: " + ", ".join(f"{count} {reason}" for reason, count in one.passed.items()) + "."


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
