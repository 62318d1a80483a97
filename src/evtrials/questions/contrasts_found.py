"""The contrasts of one endpoint across trials, and what of the trials that have it is not among them, by reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field

from evtrials.collection.filters import Query
from evtrials.collection.judging_treatment import is_isolated
from evtrials.collection.library import Library
from evtrials.collection.selection import Selection
from evtrials.errors import UsageError
from evtrials.evidence.contrasts import (
    ContrastLine,
    choose,
    is_asked,
    lines,
    lines_by_analysis,
    whole_before_groups,
)
from evtrials.evidence.regimens import contrasts_in_short
from evtrials.evidence.rows import FigureRow
from evtrials.notation.closed_words import PRIMARY_ROLES
from evtrials.questions import phrases
from evtrials.questions.contrast_phrases import effect_words
from evtrials.questions.named import is_population
from evtrials.trial.identity import ALL
from evtrials.trial.model import Trial

# What tells an analysis that is passed over from those shown, and the option that shows it.
_APART = {
    "population": "of subgroups (evtrials subgroups)",
    "assessor": "by other assessors (--assessor)",
    "cut": "at other cuts (--all-cuts)",
}
# Endpoints that ask nearly the same: pointed to, never merged.
RELATED = (
    ("pfs", "ttp", "ttf"),
    ("dfs", "idfs", "rfs", "efs", "ddfs", "dmfs"),
    ("orr", "clinical response", "complete response", "pcr"),
    ("cbr", "dcr"),
    ("quality of life", "time to deterioration"),
)
# The time of what was measured before treatment.
_BASELINE = "baseline"
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
    than their last p value. at_baseline: comparisons before treatment, which tell no effect of it. stated: what sources say of
    it in words alone. passed: how many stored analyses of the contrasts shown, and results in words of groups, were passed over,
    by what tells them apart; doubted: of each trial the effects of these contrasts that are under suspicion, and not shown.
    """

    endpoint: str
    lines: list[ContrastLine] = field(default_factory=list)
    without: list[str] = field(default_factory=list)
    no_contrast: list[str] = field(default_factory=list)
    no_rapalog: list[str] = field(default_factory=list)
    not_so: list[str] = field(default_factory=list)
    suspect: list[str] = field(default_factory=list)
    later: list[str] = field(default_factory=list)
    at_baseline: list[ContrastLine] = field(default_factory=list)
    stated: list[tuple[Trial, FigureRow]] = field(default_factory=list)
    passed: Counter[str] = field(default_factory=Counter)
    doubted: list[tuple[Trial, list[FigureRow]]] = field(default_factory=list)


def contrasts_asked(
    library: Library, selection: Selection, query: Query, scope: Scope, endpoints: Sequence[str]
) -> list[Contrasts]:
    """The contrasts of each of some endpoints; UsageError where none is named.

    selection: of the trials asked of, whether they have a figure of the endpoint or not; what has none is told.
    """
    if not endpoints:
        raise UsageError("name the endpoint: evtrials results pfs (or os, orr, idfs, time to deterioration ...)")
    found: list[Contrasts] = []
    for endpoint in endpoints:
        bear = {one.profile.id: endpoint in one.profile.endpoints for one in selection.shown}
        ids = [id_ for id_, has_it in bear.items() if has_it]
        library.rows_of_each(ids)
        found.append(contrasts(library, library.trials_of(ids), endpoint, query, scope))
        found[-1].without = [id_ for id_, has_it in bear.items() if not has_it]
    return found


def contrasts(
    library: Library,
    trials: Iterable[Trial],
    endpoint: str,
    query: Query,
    scope: Scope,
    lines_of: Callable[[Trial], Sequence[ContrastLine]] | None = None,
) -> Contrasts:
    """The lines of one endpoint (its id) in some trials, as `scope` and the query's `about` and `isolates` ask for.

    lines_of: what has the lines of every endpoint of a trial already, for who asks of one endpoint after the other.
    """
    made = lines_of or (lambda trial: every_line(library, trial, endpoint, everything=scope.everything))
    found = Contrasts(endpoint)
    for trial in trials:
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
        every = [line for line in made(trial) if line.comparator and line.lead.endpoint == endpoint]
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
        found.lines += [line for line in chosen if line.lead.analysis.at != _BASELINE]
        found.at_baseline += [line for line in chosen if line.lead.analysis.at == _BASELINE]
        if not scope.all_cuts and not scope.everything:
            found.later += _later_tests(chosen, in_scope)
        shown = {row.path for line in chosen for row in (line.effect, *line.tests) if row is not None}
        rest = [row for row in rows if row.kind == "effect" and frozenset((row.arm, row.comparator)) in pairs]
        if doubted := [row for row in rest if row.is_suspect and row.path not in shown]:
            found.doubted.append((trial, doubted))
        found.passed += _passed(chosen, [row for row in rest if not row.is_suspect])
    return found


def every_line(library: Library, trial: Trial, endpoint: str = "", *, everything: bool = False) -> list[ContrastLine]:
    """The lines of every endpoint of a trial, or of one; everything: one for every stored analysis."""
    figures = [row for row in library.rows_of(trial) if row.kind in ("outcome", "effect")]
    return (lines_by_analysis if everything else lines)(figures, trial, endpoint)


def _tell_statements(found: Contrasts, rows: list[FigureRow], trial: Trial, library: Library, query: Query, scope: Scope) -> bool:
    """Add what is said in words of the contrasts, assessor and population asked for; whether there are figures besides.

    A trial that has nothing else is left out where none of it is asked for.
    """
    stated = [row for row in rows if row.kind == "statement"]
    compared = {id(row): as_line(trial, row) for row in stated if row.contrast}
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


def _passed(chosen: list[ContrastLine], effects: Iterable[FigureRow]) -> Counter[str]:
    """How many stored effects of the contrasts are not shown, by the first thing that tells them from what is."""
    shown = {line.effect.analysis for line in chosen if line.effect}
    seen = {name: {getattr(line.lead, name) for line in chosen} for name in _APART}
    further = {
        row.analysis: next((reason for name, reason in _APART.items() if getattr(row, name) not in seen[name]), _OTHERWISE_APART)
        for row in effects
        if row.analysis not in shown
    }
    return Counter(further.values())


def as_line(trial: Trial, row: FigureRow) -> ContrastLine:
    """A result in words as a row among the contrasts: its text stands for the effect."""
    return ContrastLine(trial, row.arm, row.comparator, row)
