"""What one endpoint came to across trials: a row for each randomised contrast, its own arms beside its effect.

In order of setting, line and year; never of the result.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from operator import attrgetter

from evtrials.collection.filters import Query
from evtrials.collection.library import LeftOut, Library, Selection
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
from evtrials.evidence.rows import FigureRow
from evtrials.evidence.traits import default_order, year_of
from evtrials.notation.closed_words import PRIMARY_ROLES
from evtrials.notation.spelling import folded, unknown
from evtrials.questions import phrases
from evtrials.questions.answer import Answer, Block, Entries, Heading, Page, Table
from evtrials.questions.columns import (
    ARM_LABEL,
    ARM_N,
    ARM_TEXT,
    ARM_UNIT,
    COMPARATOR_N,
    COMPARATOR_TEXT,
    LINE,
    NAME,
    POPULATION_LABEL,
    SETTING,
    TRIAL,
    YEAR,
    of,
)  # fmt: skip
from evtrials.questions.contrast_phrases import arms_words, effect_words, shared_time, sources_words, unbroken_n, where_words
from evtrials.questions.entries import IN_WORDS, said
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
    Column("p_elsewhere", lambda line: tuple(row.p.text for row in line.tests if row.p), "list",
           "p values that are printed elsewhere for the same analysis"),
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
    "population": "subgroups (--population, evtrials subgroups)",
    "assessor": "by other assessors (--assessor)",
    "cut": "at other cuts (--all-cuts)",
}
_OTHERWISE_APART = "in further sources, sets, times or measures (--all)"


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
    """The contrasts of each of some endpoints; UsageError where none is named."""
    if not endpoints:
        raise UsageError("name the endpoint: evtrials results --endpoint pfs (or os, orr, idfs, time to deterioration ...)")
    found = [contrasts(library, selection.trials, endpoint, query, scope) for endpoint in endpoints]
    profiles = [one.profile for one in library.select(query.but(endpoint=())).shown]
    for one in found:
        one.without = [profile.id for profile in profiles if one.endpoint not in profile.endpoints]
    return found


def contrasts(library: Library, trials: Iterable[Trial], endpoint: str, query: Query, scope: Scope) -> Contrasts:
    """The lines of one endpoint (its id) in some trials, as `scope` and the query's `about` and `isolates` ask for."""
    found = Contrasts(endpoint)
    for trial in sorted(trials, key=default_order):
        rows = [
            row
            for row in library.rows_of(trial)
            if row.endpoint == endpoint and row.kind in ("outcome", "effect", "association", "interaction", "statement")
        ]
        if not rows:
            continue
        has_figures = _tell_statements(found, rows, trial, library, query, scope)
        if not has_figures:
            continue
        made = lines_by_analysis if scope.everything else lines
        every = [line for line in made([row for row in rows if row.kind in ("outcome", "effect")], trial) if line.comparator]
        if not every:
            found.no_contrast.append(trial.id)
            continue
        wanted = [line for line in every if _is_wanted(line, library, query)]
        pairs = {line.pair for line in wanted}
        others = dict.fromkeys(f"{line.arm} v {line.comparator}" for line in every if line.pair not in pairs)
        once = {frozenset(pair.split(" v ")): pair for pair in others}
        found.no_rapalog += [f"{trial.id} {pair}" for pair in once.values()]
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


def _tell_statements(
    found: Contrasts, rows: list[FigureRow], trial: Trial, library: Library, query: Query, scope: Scope
) -> bool:
    """Add what is said in words of the contrasts, assessor and population asked for; whether there are figures besides.

    A trial that has nothing else is left out where none of it is asked for.
    """
    stated = [row for row in rows if row.kind == "statement"]
    compared = {id(row): _in_words(trial, row) for row in stated if row.contrast}
    other = [row for row in stated if id(row) in compared and not _is_wanted(compared[id(row)], library, query)]
    wanted = [row for row in stated if row not in other]
    told = [row for row in wanted if _is_said_so(row, trial, scope, library)]
    found.stated += [(trial, row) for row in told]
    if groups := sum(row.population != ALL for row in wanted if row not in told):
        found.passed["in words, of groups (evtrials subgroups, biomarkers)"] += groups
    has_figures = len(stated) < len(rows)
    if not has_figures and not told:
        if len(other) == len(stated):
            found.no_rapalog += dict.fromkeys(f"{trial.id} {row.arm} v {row.comparator}" for row in other)
        else:
            found.not_so.append(trial.id)
    return has_figures


def _is_said_so(row: FigureRow, trial: Trial, scope: Scope, library: Library) -> bool:
    if scope.assessor and row.analysis.assessor != scope.assessor:
        return False
    if scope.population:
        return is_population(trial, row.population, scope.population, library)
    return scope.everything or row.population == ALL or row.role in PRIMARY_ROLES


def _is_wanted(line: ContrastLine, library: Library, query: Query) -> bool:
    asked = {folded(library.terms.drug(text)) for text in query.isolates}
    return folded(line.isolates) in asked if asked else is_asked(line, library.terms, query.about)


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


def results_answer(
    library: Library, selection: Selection, query: Query, scope: Scope, found: Sequence[Contrasts]
) -> Answer:
    """The answer for one or more endpoints."""
    told = {"all_cuts": scope.all_cuts, "assessor": scope.assessor, "population": scope.population, "all": scope.everything}
    return Answer(
        name="results",
        columns=COLUMNS,
        rows=[line for one in found for line in (*one.lines, *(_in_words(*each) for each in one.stated))],
        page=Page("", tuple(block for one in found for block in _blocks(one, library))),
        query={**query.asked, **{name: value for name, value in told.items() if value}},
        caveats=(OWN_COMPARISON,),
        left_out=(*selection.left_out, *_missing(found, library)),
    )


def _in_words(trial: Trial, row: FigureRow) -> ContrastLine:
    """A result in words as a row among the contrasts: its text stands for the effect."""
    return ContrastLine(trial, row.arm, row.comparator, row)


def _missing(found: Sequence[Contrasts], library: Library) -> Iterable[LeftOut]:
    """Each reason why a trial or a contrast is not in the table, with all their names."""
    for one in found:
        short = phrases.endpoint_short(one.endpoint, library.terms)
        reasons = (
            (f"no {short} in the sources read", one.without),
            (f"{short}, but no randomised contrast", one.no_contrast),
            (f"{short}, but not of that assessor or population", one.not_so),
            (f"{short}, but under a note of suspicion; add with --all", one.suspect),
            (f"{short} contrasts that isolate no rapalog; add with --about all", one.no_rapalog),
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


def _blocks(one: Contrasts, library: Library) -> Iterable[Block]:
    yield _table(one, library)
    if one.stated:
        name = phrases.endpoint_short(one.endpoint, library.terms)
        title = f"{name}: {IN_WORDS[0].lower()}{IN_WORDS[1:]}"
        # A table without a line has no footnotes.
        passed = () if one.lines else _passed_words(one)
        yield Entries(title, tuple(said(*each, library.terms) for each in one.stated), footnotes=tuple(passed))


def _table(one: Contrasts, library: Library) -> Table:
    time = shared_time(one.lines)
    columns = (
        Heading("trial", "Trial, contrast: isolates, n", folds=True),
        Heading("setting", "Setting, line, year", folds=True, drop=1),
        Heading("arms", _arms_head(one.lines) + (f", {time}" if time else ""), folds=True),
        Heading("effect", "Effect, p", folds=True, firm=True),
        Heading("where", "Assessor; cut; role [source]", folds=True),
    )
    rows = tuple(
        (
            f"{line.trial.name}\n{line.arm} v {line.comparator}: {line.isolates or 'nothing'}\n{unbroken_n(line)}",
            "; ".join(filter(None, (line.trial.setting, phrases.line(line.trial.population.line), year_of(line.trial)))),
            arms_words(line, time=time),
            effect_words(line),
            where_words(line) + (f"; {line.lead.definition}" if line.lead.definition else "") + f"\n{sources_words(line)}",
        )
        for line in one.lines
    )
    trials, contrasts_ = len({line.trial.id for line in one.lines}), len({(line.trial.id, line.pair) for line in one.lines})
    title = (
        f"{phrases.endpoint_name(one.endpoint, library.terms)}: {counted(contrasts_, 'randomised contrast')} "
        f"of {counted(trials, 'trial')}"
    )
    return Table(columns, rows, title=title, footnotes=tuple(footnotes(one, library)) if rows else ())


def footnotes(one: Contrasts, library: Library) -> Iterable[str]:
    """What must be said under the contrasts of an endpoint, however they are shown."""
    yield OWN_COMPARISON
    if any(isolates_more(line, library.terms) for line in one.lines):
        yield "Where a contrast isolates more than an mTOR inhibitor, its effect is not that of the mTOR inhibitor alone."
    for line in one.lines:
        if line.lead.population == ALL and (others := _primary_populations(line)):
            yield f"{line.trial.name} has another primary population: {', '.join(others)} (--population {others[0]})."
    yield from one.later
    yield from _passed_words(one)
    yield phrases.MARKS_EXPLAINED


def _passed_words(one: Contrasts) -> Iterable[str]:
    if one.passed:
        yield "Passed over: " + ", ".join(f"{count} {reason}" for reason, count in one.passed.items()) + "."


def _primary_populations(line: ContrastLine) -> list[str]:
    """Populations of a trial, other than all patients, for which this endpoint is primary."""
    found = [
        row.population
        for row in line.trial.endpoints[line.lead.key].results
        if row.population and row.role in PRIMARY_ROLES
    ]
    return list(dict.fromkeys(found))


def _arms_head(found: Sequence[ContrastLine]) -> str:
    bases = dict.fromkeys(line.arm_row.base for line in found if line.arm_row)
    plural = {"median": "Medians", "rate": "Rates", "landmark rate": "Rates", "mean": "Means"}
    names = dict.fromkeys(plural.get(base, "Figures") for base in bases)
    return f"{next(iter(names))} of the arms" if len(names) == 1 else "Medians or rates"
