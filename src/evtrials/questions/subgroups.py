"""Effects in subgroups and by biomarker: every level under the effect in all patients, with its planning and its test."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from operator import attrgetter

from evtrials.collection.library import LeftOut, Library
from evtrials.evidence.analyses import ROLE_ORDER
from evtrials.evidence.columns import BY_NAME, Column, count_digits, counts_text, tidy
from evtrials.evidence.contrasts import ContrastLine, choose, fitness, homes, lines, total_n
from evtrials.evidence.rows import FigureRow, grouped
from evtrials.evidence.traits import about_of, default_order
from evtrials.notation.spelling import folded, unknown
from evtrials.questions import phrases
from evtrials.questions.answer import Answer, Block, Entries, Heading, Page, Table
from evtrials.questions.columns import ARM_N, ARM_TEXT, ARM_UNIT, COMPARATOR_N, COMPARATOR_TEXT, NAME, TRIAL, of
from evtrials.questions.contrast_phrases import arms_words, effect_words, shared_time, sources_words, unbroken_n, where_words
from evtrials.questions.entries import IN_WORDS, said
from evtrials.trial.arms import Population
from evtrials.trial.identity import ALL
from evtrials.trial.model import Trial

NO_TEST = "no test seen"
COHORT = "a cohort of the protocol"
NOT_TOGETHER = "no figure of the arms together seen"
NOT_BY_ITSELF = (
    "An effect in one group is no evidence that it differs between groups; that takes a test of interaction. "
    "Groups that were not planned, or planned without such a test, raise questions and settle none."
)
ASSOCIATION = "No randomisation made these groups: a ratio here is an association with outcome, not an effect of treatment."


@dataclass(frozen=True, slots=True)
class Group:
    """The levels of one contrast at one endpoint of a trial, under the effect in all patients.

    overall: for each level the effect in all patients, at the cut of the level where one is stored, else the default one.
    by_arm: the arms of all patients side by side, where the levels are of the arms together and all patients are not;
    has_whole: whether anything of the endpoint is stored of all patients. cohorts: populations that are
    parts of the protocol, with arms of their own. passed: how many further analyses of these levels (other cuts, assessors,
    measures) are not among them.
    """

    trial: Trial
    overall: tuple[ContrastLine | None, ...]
    levels: tuple[ContrastLine, ...]
    interactions: tuple[FigureRow, ...]
    by_arm: tuple[ContrastLine, ...] = ()
    has_whole: bool = False
    cohorts: frozenset[str] = frozenset()
    passed: int = 0

    @property
    def whole(self) -> tuple[ContrastLine, ...]:
        """The effects in all patients that stand above the levels, each once."""
        return tuple({id(line): line for line in self.overall if line}.values())

    @property
    def first(self) -> ContrastLine:
        """A line that bears what all share: endpoint and contrast."""
        return self.levels[0]


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A level of a group or the effect in all patients (a line), or an association.

    figure: the effect, None where nothing was compared. overall: what stands above a level; of all patients the line itself.
    tests: the tests of interaction of its factor. is_tested: whether such a test would tell anything.
    """

    trial: Trial
    lead: FigureRow
    figure: FigureRow | None
    line: ContrastLine | None = None
    overall: ContrastLine | None = None
    tests: tuple[FigureRow, ...] = ()
    is_cohort: bool = False
    is_tested: bool = False

    @property
    def kind(self) -> str:
        """What the row is, in the words of the tidy table."""
        return self.lead.kind if self.line is None else "effect" if self.figure else "outcome"

    @property
    def population(self) -> Population | None:
        """The group; None of all patients."""
        return self.trial.populations.get(self.lead.population)

    @property
    def n(self) -> str:
        """Patients of the group as printed."""
        return total_n(self.line) if self.line else self.lead.n

    @property
    def interaction(self) -> str:
        """The p values of the tests of interaction, or that no test was seen; "" where none would tell anything."""
        return ("; ".join(row.p.text for row in self.tests if row.p) or NO_TEST) if self.is_tested else ""


def _of_lead(*names: str) -> tuple[Column, ...]:
    return tidy(lambda row: row.lead, *names)


def _of_figure(*names: str) -> tuple[Column, ...]:
    """Empty where nothing was compared."""
    return tidy(lambda row: row.figure, *names)


def _of_line(column: Column, get: Callable[[ContrastLine], object]) -> Column:
    """Empty of an association."""
    return column.by(get).of(lambda row: row.line)


COLUMNS: tuple[Column, ...] = (
    *of(lambda row: row.trial, TRIAL, NAME),
    BY_NAME["kind"].by(lambda row: row.kind),
    *_of_lead("endpoint", "definition"),
    *_of_figure("measure"),
    *_of_lead("at", "period"),
    *_of_figure("term"),
    *(BY_NAME[name].by(attrgetter(name)).of(lambda row: row.line or row.lead) for name in ("arm", "comparator", "isolates")),
    *_of_lead("population"),
    *of(
        lambda row: row.population,
        Column("factor", lambda group: group.factor, "text", "the factor by which patients are grouped"),
        Column("level", lambda group: group.level, "text", "the level of the factor that makes the group"),
    ),
    BY_NAME["planning"].by(lambda row: COHORT if row.is_cohort else row.population.planning if row.population else ""),
    Column("assay", lambda row: (row.population.assay if row.population else None) or "", "text", "how a biomarker was measured"),
    BY_NAME["n"].by(lambda row: count_digits(row.n)),
    _of_line(ARM_N, lambda line: count_digits(line.arm_n)),
    _of_line(COMPARATOR_N, lambda line: count_digits(line.comparator_n)),
    BY_NAME["counts_text"].by(
        lambda row: counts_text(n=row.n, **({"arm_n": row.line.arm_n, "comparator_n": row.line.comparator_n} if row.line else {}))
    ),
    ARM_TEXT.of(lambda row: row.line and row.line.arm_row),
    COMPARATOR_TEXT.of(lambda row: row.line and row.line.comparator_row),
    ARM_UNIT.of(lambda row: row.line and row.line.side),
    *_of_figure("text", "value", "qualifier", "unit", "better", "ci_low", "ci_high", "ci_level", "ci_kind", "ci_text",
                "p", "p_qualifier", "p_text", "p_sides", "log_ratio", "se", "derived_from"),
    Column("interaction", lambda row: row.interaction, "text", "p of the test of interaction as printed, or: no test seen"),
    Column("interaction_source", lambda row: tuple(phrases.place(test) for test in row.tests), "list", "where the test stands"),
    *of(
        lambda row: row.overall,
        Column("overall_text", lambda line: line.effect.figure.text if line.effect else "", "text", "the effect in all patients"),
        Column("overall_cut", lambda line: line.lead.cut, "text", "its cut"),
        Column("overall_source", lambda line: phrases.place(line.effect) if line.effect else "", "text", "where it stands"),
    ),
    BY_NAME["role"].by(lambda row: (row.line or row.lead).role),
    *_of_lead("analysis_set", "assessor", "assessor_assumed", "method", "cut", "cut_date", "followup", "basis", "source",
              "locator"),
    *_of_figure("flag", "note"),
)  # fmt: skip


def factor_named(library: Library, name: str, *, biomarkers: bool) -> str:
    """Check that a factor or biomarker is known here; UsageError with the nearest ones."""
    names: dict[str, str] = {}
    for trial in library.trials():
        for id_, group in trial.populations.items():
            if _is_named(trial, id_, name, library):
                return name
            names[group.factor] = group.factor
        terms = {row.term: row.term for row in library.rows_of(trial) if row.kind == "association"}
        if any(folded(name) in folded(term) for term in terms):
            return name
        names |= terms
    if library.terms.factor(name) in library.terms.factors:
        return name
    what, command = ("biomarker", "biomarkers") if biomarkers else ("factor", "subgroups")
    raise unknown(what, name, {**library.terms.spellings("factors"), **names}, f"see them with: evtrials {command}")


@dataclass(frozen=True, slots=True)
class GroupsAsked:
    """Which groups of patients are asked for: those that an assay made (`biomarkers`), or the others.

    factor: those of this factor alone, whatever made them. endpoints: effects on these alone.
    """

    library: Library
    biomarkers: bool = False
    factor: str = ""
    endpoints: Sequence[str] = ()
    all_cuts: bool = False

    def rows(self, trial: Trial) -> list[FigureRow]:
        """The figures of a trial on the endpoints asked for."""
        return [row for row in self.library.rows_of(trial) if not self.endpoints or row.endpoint in self.endpoints]

    def holds(self, population: str, trial: Trial) -> bool:
        """Whether a population is among the groups."""
        if population == ALL:
            return False
        if self.factor:
            return _is_named(trial, population, self.factor, self.library)
        return bool(trial.populations[population].assay) is self.biomarkers

    def holds_related(self, row: FigureRow, trial: Trial) -> bool:
        """Whether a row is an association or a statement of the groups; of all patients, only one between levels of a marker."""
        is_association = row.kind == "association"
        if not is_association and row.kind != "statement":
            return False
        if row.population == ALL and (row.comparator or not (row.default if is_association else row.term)):
            return False
        if self.factor:
            return folded(self.factor) in folded(row.term) or self.holds(row.population, trial)
        if row.population == ALL or (is_association and not row.comparator):
            return self.biomarkers
        return self.holds(row.population, trial)


def groups_of(asked: GroupsAsked, trial: Trial) -> list[Group]:
    """The groups of a trial, primary endpoint first."""
    rows = asked.rows(trial)
    every = lines([row for row in rows if row.kind in ("outcome", "effect")], trial)
    mine = [line for line in every if asked.holds(line.lead.population, trial)]
    chosen = choose(mine, all_cuts=asked.all_cuts)
    whole = [line for line in every if line.lead.population == ALL and not line.lead.is_suspect]
    tests = [row for row in rows if row.kind == "interaction"]
    order, cohorts = list(trial.populations), _cohorts(asked.library, trial)
    found: list[Group] = []
    for key, levels in grouped(chosen, _question).items():
        levels.sort(key=lambda line: order.index(line.lead.population))
        alike = [line for line in whole if _question(line) == key]
        same = [line for line in whole if line.lead.key == key[0]]
        apart = [] if alike or levels[0].comparator else choose(line for line in same if line.comparator)
        tested = [row for row in tests if row.key == key[0] and (not row.comparator or {row.arm, row.comparator} == key[1])]
        passed = sum(_question(line) == key for line in mine) - len(levels)
        above = tuple(_overall(line, alike) for line in levels)
        found.append(Group(trial, above, tuple(levels), tuple(tested), tuple(apart), bool(same), cohorts, passed))
    return sorted(found, key=lambda group: ROLE_ORDER.index(trial.endpoints[group.first.lead.key].role))


def groups_answer(asked: GroupsAsked, trials: Iterable[Trial], query: dict[str, object], left_out: tuple[LeftOut, ...]) -> Answer:
    """Subgroups or biomarkers of some trials; what no randomisation made, and what is said in words alone, stands apart."""
    library, factor = asked.library, asked.factor
    ordered = sorted(trials, key=default_order)
    found = [group for trial in ordered for group in groups_of(asked, trial)]
    beside = [(trial, row) for trial in ordered for row in asked.rows(trial) if row.key and asked.holds_related(row, trial)]
    related, stated = ([pair for pair in beside if pair[1].kind == kind] for kind in ("association", "statement"))
    blocks: list[Block] = [_table(group, library, last=group is found[-1]) for group in found]
    if related:
        blocks.append(_associations(related, library))
    if stated:
        blocks.append(Entries(IN_WORDS, tuple(said(*each, library.terms) for each in stated)))
    rows = [row for group in found for row in _rows(group, library)]
    rows += [GroupRow(trial, row, row) for trial, row in (*related, *stated)]
    shown = {row.trial.id for row in rows}
    silent = [trial.id for trial in ordered if trial.id not in shown]
    what = "biomarker results" if asked.biomarkers else "subgroups"
    at = ", ".join(phrases.endpoint_short(name, library.terms) for name in asked.endpoints)
    reason = f"no {what}{f' of {factor}' if factor else ''}{f' at {at}' if at else ''} in the sources read"
    return Answer(
        name="biomarkers" if asked.biomarkers else "subgroups",
        columns=COLUMNS,
        rows=rows,
        page=Page("", tuple(blocks)),
        query={**query, **({"factor": factor} if factor else {})},
        caveats=(NOT_BY_ITSELF, *((ASSOCIATION,) if related else ())),
        left_out=(*left_out, *([LeftOut(reason, tuple(silent))] if silent else [])),
    )


def _is_named(trial: Trial, population: str, name: str, library: Library) -> bool:
    """Whether a name means the factor of a population, under any of its names or by a part of what is said of it."""
    group, key, terms = trial.populations[population], folded(name), library.terms
    if folded(terms.factor(group.factor)) == folded(terms.factor(name)):
        return True
    return any(key in folded(text) for text in (population, group.factor, group.level, group.definition or ""))


def _question(line: ContrastLine) -> tuple[str, frozenset[str], str]:
    """What a level shares with the effect in all patients; arms by themselves share a measure too."""
    return (line.lead.key, line.pair, "" if line.comparator else line.lead.measure)


def _overall(level: ContrastLine, whole: Sequence[ContrastLine]) -> ContrastLine | None:
    """The effect in all patients that stands above a level: at its cut and of its time and assessor, where such is stored."""

    def distance(line: ContrastLine) -> tuple[object, ...]:
        lead, own = line.lead, level.lead
        other_assessor = own.analysis.assessor not in ("", "not stated", lead.analysis.assessor)
        other_time = (lead.analysis.at, lead.period) != (own.analysis.at, own.period)
        return (lead.cut != own.cut, other_time, other_assessor, fitness(line))

    if any(line.lead.cut == level.lead.cut for line in whole):
        return min(whole, key=distance)
    return min(whole, key=fitness, default=None)


def _cohorts(library: Library, trial: Trial) -> frozenset[str]:
    """The populations that are no subgroups: all arms of one part of the protocol, which are looked at nowhere else."""
    seen = homes(library.rows_of(trial))
    parts = grouped((id_ for id_, arm in trial.arms.items() if arm.part), lambda id_: trial.arms[id_].part)
    alone = [set().union(*(seen.get(id_, set()) for id_ in ids)) for ids in parts.values()]
    return frozenset(next(iter(found)) for found in alone if len(found) == 1 and ALL not in found)


def _interactions(line: ContrastLine, group: Group, library: Library) -> list[FigureRow]:
    """The tests of interaction for the factor of a line."""
    factor = library.terms.factor(group.trial.populations[line.lead.population].factor)
    return [row for row in group.interactions if folded(library.terms.factor(row.term)) == folded(factor)]


def _planned(line: ContrastLine, group: Group) -> str:
    if line.lead.population in group.cohorts:
        return COHORT
    return phrases.or_unstated(line.trial.populations[line.lead.population].planning, "planning")


def _table(group: Group, library: Library, *, last: bool) -> Table:
    trial, first = group.trial, group.first
    time = shared_time((*group.whole, *group.by_arm, *group.levels))
    columns = (
        Heading("group", "Group; planning; n", folds=True),
        Heading("arms", f"Arms, {time}" if time else "Arms", folds=True),
        Heading("effect", "Effect, p", folds=True, firm=True),
        Heading("where", "Assessor; cut; role [source]", folds=True),
    )
    rows = list(_overall_cells(group, time))
    for line in group.levels:
        population = trial.populations[line.lead.population]
        tests = _interactions(line, group, library)
        test = "; ".join(f"{phrases.unbroken(phrases.p_value(row))} [{phrases.place(row)}]" for row in tests) or NO_TEST
        is_tested = line.comparator and line.lead.population not in group.cohorts
        said = _planned(line, group) + (f"; interaction: {test}" if is_tested else "")
        rows.append(_cells(line, f"{population.label};\n{said}", time))
    contrast = f", {first.arm} v {first.comparator} (isolates {first.isolates or 'nothing'})" if first.comparator else ""
    of = f" of {', '.join(trial.pools)}" if trial.pools else ""
    pools = f" (pooled analysis{of})" if about_of(trial, library.terms) == "pooled" else ""
    return Table(
        columns,
        tuple(rows),
        title=f"{trial.name}{pools}: {phrases.endpoint_name(first.lead.endpoint, library.terms)}{contrast}",
        lead=tuple(f"{factor}: by {assay}." for factor, assay in _assays(group).items()),
        footnotes=(*_passed_words(group), *((NOT_BY_ITSELF,) if last else ())),
    )


def _assays(group: Group) -> dict[str, str]:
    """How each marker of a group was measured, as the source says."""
    populations = [group.trial.populations[line.lead.population] for line in group.levels]
    return {population.factor: population.assay for population in populations if population.assay}


def _passed_words(group: Group) -> tuple[str, ...]:
    if not group.passed:
        return ()
    looks = f"{group.passed} further look{'' if group.passed == 1 else 's'}"
    return (f"Passed over: {looks}, at other cuts, by other assessors or of other measures: evtrials figures {group.trial.id}.",)


def _overall_cells(group: Group, time: str) -> Iterable[tuple[str, ...]]:
    """The rows of all patients: one for each cut at which a level has its effect, and said to be of it where cuts differ."""
    cuts = {line.lead.cut for line in (*group.whole, *group.levels)}
    for line in group.whole:
        cut = phrases.cut_words(line.lead, group.trial).partition(", follow-up")[0]
        yield _cells(line, "All patients" + (f", {cut}" if len(cuts) > 1 else ""), time)
    if group.whole or all(line.lead.population in group.cohorts for line in group.levels):
        return
    if group.by_arm:
        yield from (_cells(line, f"All patients, by arm;\n{NOT_TOGETHER}", time) for line in group.by_arm)
    elif group.has_whole:
        yield ("All patients", "no figure of these arms seen" if group.first.comparator else NOT_TOGETHER, "-", "")
    else:
        yield ("All patients", "not seen", "not seen" if group.first.comparator else "-", "")


def _cells(line: ContrastLine, name: str, time: str) -> tuple[str, ...]:
    alone = f"{phrases.arm(line.arm)} {arms_words(line, time=time)}"
    return (
        f"{name}\n{unbroken_n(line)}",
        arms_words(line, time=time) if line.comparator else alone,
        effect_words(line) or "-",
        f"{where_words(line, population=False)}\n{sources_words(line)}",
    )


def _associations(found: Sequence[tuple[Trial, FigureRow]], library: Library) -> Table:
    columns = (
        Heading("trial", "Trial", folds=True),
        Heading("endpoint", "Endpoint", folds=True),
        Heading("term", "Between", folds=True),
        Heading("effect", "Ratio, p", folds=True, firm=True),
        Heading("where", "Group; assessor; cut [source]", folds=True),
    )
    rows = []
    for trial, row in found:
        line = ContrastLine(trial, row.arm, row.comparator, row)
        where = where_words(line, role=False)
        rows.append(
            (
                trial.name,
                phrases.endpoint_short(row.endpoint, library.terms),
                row.term,
                effect_words(line),
                f"{where}\n[{phrases.place(row)}]",
            )
        )
    return Table(columns, tuple(rows), title="Associations, not treatment effects", footnotes=(ASSOCIATION,))


def _rows(group: Group, library: Library) -> Iterable[GroupRow]:
    above = {id(line): overall for line, overall in zip(group.levels, group.overall, strict=True)}
    for line in (*group.whole, *group.levels):
        is_cohort = line.lead.population in group.cohorts
        is_level = line.lead.population in group.trial.populations and not is_cohort
        tests = tuple(_interactions(line, group, library)) if is_level else ()
        is_tested = is_level and bool(line.comparator)
        yield GroupRow(group.trial, line.lead, line.effect, line, above.get(id(line), line), tests, is_cohort, is_tested)
