"""Contrasts as a reader looks at them: two arms in one analysis of an endpoint, their own figures, which is chosen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from evtrials.evidence.analyses import Analysis, analyses
from evtrials.evidence.defaults import preference
from evtrials.evidence.isolates import isolates
from evtrials.evidence.rows import RATIOS, FigureRow, grouped
from evtrials.evidence.traits import about_of
from evtrials.trial.identity import ALL, NOT_STATED
from evtrials.trial.model import Trial
from evtrials.trial.terms import RAPALOG, Terms, told_apart

MEASURE_ORDER = (*RATIOS, "difference", "test")

# Endpoint, the two arms, population, cut: where a source compares two arms.
_Compared = set[tuple[str, frozenset[str], str, str]]


@dataclass(frozen=True, slots=True)
class _Known:
    """What the rows of a trial say together. homes: the populations in which each arm is ever looked at."""

    homes: dict[str, set[str]]
    compared: _Compared


@dataclass(frozen=True, slots=True)
class ContrastLine:
    """Two arms in one analysis of one endpoint.

    effect: the ratio, the difference or (measure "test") the p value alone, as printed; None where no source compares
    the arms. tests: p values printed elsewhere for the same analysis. comparator is "" where an arm stands alone.
    compared_apart: another row compares these arms in this population at this cut.
    """

    trial: Trial
    arm: str
    comparator: str
    effect: FigureRow | None
    arm_row: FigureRow | None = None
    comparator_row: FigureRow | None = None
    tests: tuple[FigureRow, ...] = ()
    arm_n: str = ""
    comparator_n: str = ""
    compared_apart: bool = False

    @property
    def lead(self) -> FigureRow:
        """The row that bears what the whole line shares: cut, assessor, population."""
        row = self.effect or self.side
        assert row is not None, "a line has at least one figure"
        return row

    @property
    def side(self) -> FigureRow | None:
        """The figure of an arm that tells what the arms' figures are: of the first, else of the other."""
        return self.arm_row or self.comparator_row

    @property
    def pair(self) -> frozenset[str]:
        """The two arms, whichever way round the source prints their ratio."""
        return frozenset((self.arm, self.comparator))

    @property
    def role(self) -> str:
        """The role of the comparison; "" for figures of arms that stand in several contrasts, each with a role of its own."""
        if self.effect is None and self.comparator and len(self.trial.declared_contrasts) > 1:
            return ""
        return self.lead.role

    @property
    def assessor(self) -> str:
        """Who assessed it, as far as a source of its figures says so: those of one analysis were assessed by one."""
        rows = [row for row in (self.effect, *self.tests, self.arm_row, self.comparator_row) if row is not None]
        return next((row.assessor for row in rows if row.assessor != NOT_STATED), rows[0].assessor)

    @property
    def isolates(self) -> str:
        """What the contrast isolates; "" for an arm alone."""
        return isolates(self.trial, self.arm, self.comparator) if self.comparator else ""

    @property
    def sources(self) -> tuple[FigureRow, ...]:
        """One row for each source and place of the line, the effect's first."""
        found: dict[tuple[str, str], FigureRow] = {}
        for row in (self.effect, *self.tests, self.arm_row, self.comparator_row):
            if row is not None:
                found.setdefault((row.place.source, row.place.locator), row)
        return tuple(found.values())


def lines(rows: Iterable[FigureRow], trial: Trial, endpoint: str = "") -> list[ContrastLine]:
    """The lines of all analyses, or of those of one endpoint: the best row of each arm and contrast, whatever its source.

    rows: those of all endpoints. In which groups else an arm is looked at says whether a group is all of it.
    """
    rows = list(rows)
    known = _known(rows)
    return [line for analysis in analyses(_of(rows, endpoint), trial) for line in _of_analysis(analysis, trial, known)]


def lines_by_analysis(rows: Iterable[FigureRow], trial: Trial, endpoint: str = "") -> list[ContrastLine]:
    """A line for every stored effect and for every analysis that compares nothing; nothing is passed over. See `lines`."""
    rows = list(rows)
    known = _known(rows)
    found: list[ContrastLine] = []
    for group in grouped(_of(rows, endpoint), lambda row: row.analysis).values():
        effects = [row for row in group if row.kind == "effect"]
        outcomes = [row for row in group if row.kind == "outcome"]
        found += [_line(trial, effect.arm, effect.comparator, effect, outcomes, known) for effect in effects]
        if not effects:
            found += _without_effect(Analysis(tuple(outcomes)), trial, [], known)
    return found


def _of(rows: Sequence[FigureRow], endpoint: str) -> Sequence[FigureRow]:
    return [row for row in rows if row.endpoint == endpoint] if endpoint else rows


def choose(found: Iterable[ContrastLine], *, all_cuts: bool = False) -> list[ContrastLine]:
    """One line for each endpoint key, contrast and population: the default of the tidy table's rule.

    A ratio goes before a difference, and that before the arms' figures, with a p value alone or without. A population stands
    for itself only where no line is of all patients. With `all_cuts` the same at every cut, oldest first.
    """
    standing = (line for line in found if not line.lead.is_suspect)
    groups = grouped(standing, lambda line: (line.lead.key, line.pair, line.lead.population))
    chosen: list[ContrastLine] = []
    for group in groups.values():
        best = min(group, key=fitness)
        if not all_cuts:
            chosen.append(best)
            continue
        cuts = list(best.trial.cuts)
        alike = [line for line in group if (line.lead.analysis.at, line.lead.period) == (best.lead.analysis.at, best.lead.period)]
        for cut in sorted({line.lead.cut for line in alike}, key=lambda id_: cuts.index(id_) if id_ else -1):
            chosen.append(min((line for line in alike if line.lead.cut == cut), key=fitness))
    return chosen


def whole_before_groups(found: Iterable[ContrastLine]) -> list[ContrastLine]:
    """The lines of all patients; of a contrast that has none, those of its populations."""
    kept = list(found)
    whole = {(line.lead.key, line.pair) for line in kept if line.lead.population == ALL}
    return [line for line in kept if line.lead.population == ALL or (line.lead.key, line.pair) not in whole]


def fitness(line: ContrastLine) -> tuple[object, ...]:
    """How well a line stands for its contrast, least first: at the endpoint's own time, a ratio, then as in the tidy table."""
    lead = line.lead
    endpoint = line.trial.endpoints.get(lead.key)
    # A p value alone tells no size of an effect: it goes before no analysis of a later cut that has only the arms' figures.
    alone = MEASURE_ORDER.index("test")
    measure = MEASURE_ORDER.index(line.effect.measure) if line.effect else alone
    own_time = (endpoint.at if endpoint else None) or ""
    # A print of the arms may be first-hand where that of their test is retold.
    rows = [row for row in (line.effect, line.arm_row, line.comparator_row) if row is not None]
    best = min(preference(row, line.trial) for row in rows) if measure == alone else preference(lead, line.trial)
    return (bool(lead.period), lead.analysis.at != own_time, measure, best)


def is_of_rapalog(line: ContrastLine, terms: Terms) -> bool:
    """Whether a contrast gives a rapalog to one arm and not to the other, or differs in its dose or schedule alone.

    A contrast between a rapalog and another mTOR inhibitor asks about the other.
    """
    told = told_apart(line.isolates)
    if any(terms.is_mtor_inhibitor(drug) and terms.drug_class(drug) != RAPALOG for _, drug in told):
        return False
    rapalogs = [(part, drug) for part, drug in told if terms.drug_class(drug) == RAPALOG]
    return any(part == drug for part, drug in rapalogs) or (bool(rapalogs) and len(rapalogs) == len(told))


def isolates_more(line: ContrastLine, terms: Terms) -> bool:
    """Whether the arms differ in other drugs as well as in an mTOR inhibitor."""
    are_mtor = [terms.is_mtor_inhibitor(drug) for _, drug in told_apart(line.isolates)]
    return any(are_mtor) and not all(are_mtor)


def is_asked(line: ContrastLine, terms: Terms, about: Iterable[str]) -> bool:
    """Whether a contrast belongs to the trials asked for: of a trial of mTOR inhibitors, only those of a rapalog."""
    return "all" in about or about_of(line.trial, terms) not in ("mtor", "pooled") or is_of_rapalog(line, terms)


def total_n(line: ContrastLine) -> str:
    """Patients of the whole analysis or of its population, as a source counts them; "" where none does."""
    if line.effect is not None and line.effect.n:
        return line.effect.n
    population = line.trial.populations.get(line.lead.population)
    return (population.n if population else None) or ""


def _of_analysis(analysis: Analysis, trial: Trial, known: _Known) -> Iterator[ContrastLine]:
    pairs = grouped(analysis.effects, lambda row: frozenset((row.arm, row.comparator)))
    for effects in pairs.values():
        effects.sort(key=lambda row: (row.is_suspect, MEASURE_ORDER.index(row.measure)))
        main, *rest = effects
        tests = tuple(row for row in rest if row.measure == "test" and row.p != main.p)
        yield _line(trial, main.arm, main.comparator, main, analysis.outcomes, known, tests)
    yield from _without_effect(analysis, trial, list(pairs), known)


def _without_effect(analysis: Analysis, trial: Trial, covered: list[frozenset[str]], known: _Known) -> Iterator[ContrastLine]:
    """Arms which nothing compares: those of a randomised contrast side by side, any other by itself."""
    outcomes = [row for row in analysis.outcomes if not row.is_spread and row.term != "analysed"]
    arms = list(dict.fromkeys(row.arm for row in outcomes))
    seen = {arm for pair in covered for arm in pair}
    for arm, comparator in trial.declared_contrasts:
        if arm in arms and comparator in arms and frozenset((arm, comparator)) not in covered:
            seen |= {arm, comparator}
            yield _line(trial, arm, comparator, None, outcomes, known)
    for arm in arms:
        if arm not in seen:
            yield _line(trial, arm, "", None, outcomes, known)


def _line(
    trial: Trial,
    arm: str,
    comparator: str,
    effect: FigureRow | None,
    outcomes: Iterable[FigureRow],
    known: _Known,
    tests: tuple[FigureRow, ...] = (),
) -> ContrastLine:
    rows = list(outcomes)
    lead = effect or rows[0]
    population = lead.population
    return ContrastLine(
        trial,
        arm,
        comparator,
        effect,
        _figure_of(rows, arm),
        _figure_of(rows, comparator),
        tests,
        lead.sizes.get(arm) or _n_of(trial, rows, arm, population, known),
        lead.sizes.get(comparator) or _n_of(trial, rows, comparator, population, known),
        effect is None and (lead.key, frozenset((arm, comparator)), population, lead.cut) in known.compared,
    )


def _figure_of(rows: list[FigureRow], arm: str) -> FigureRow | None:
    mine = [row for row in rows if row.arm == arm and not row.is_spread and row.term != "analysed"]
    # Two units of one figure, as a registry and a press page print them, are two cells of an analysis.
    mine.sort(key=lambda row: not row.default)
    return next((row for row in mine if row.measure == row.base), mine[0] if mine else None)


def _n_of(trial: Trial, rows: list[FigureRow], arm: str, population: str, known: _Known) -> str:
    """The number analysed in an arm as its figure prints it; else the size of the arm, where all of it is looked at."""
    if n := next((row.n for row in rows if row.arm == arm and row.n), ""):
        return n
    is_whole = population == ALL or known.homes.get(arm) == {population}
    return (trial.arms[arm].n or "") if is_whole and arm in trial.arms else ""


def _known(rows: list[FigureRow]) -> _Known:
    compared = {
        (row.key, frozenset((row.arm, row.comparator)), row.population, row.cut) for row in rows if row.kind == "effect"
    }
    return _Known(homes(rows), compared)


def homes(rows: Iterable[FigureRow]) -> dict[str, set[str]]:
    """The populations in which each arm is ever looked at: an arm of a cohort of its own lies wholly in it."""
    found: dict[str, set[str]] = {}
    for row in rows:
        if row.endpoint:
            for arm in filter(None, (row.arm, row.comparator)):
                found.setdefault(arm, set()).add(row.population)
    return found


def cohorts_of(rows: Iterable[FigureRow], trial: Trial) -> frozenset[str]:
    """The populations that are no subgroups: all arms of one part of the protocol, which are looked at nowhere else."""
    seen = homes(rows)
    parts = grouped((id_ for id_, arm in trial.arms.items() if arm.part), lambda id_: trial.arms[id_].part)
    alone = [set().union(*(seen.get(id_, set()) for id_ in ids)) for ids in parts.values()]
    return frozenset(next(iter(found)) for found in alone if len(found) == 1 and ALL not in found)
