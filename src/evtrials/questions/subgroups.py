"""Effects in subgroups and by biomarker: every level under the effect in all patients, with its planning and its test.

Biomarkers are groups too: `subgroups` tells of every group, `biomarkers` of those that a marker makes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING

from evtrials.collection.selection import LeftOut
from evtrials.errors import counted, joined
from evtrials.evidence.analyses import ROLE_ORDER
from evtrials.evidence.columns import BY_NAME, Column, count_digits, counts_text, tidy
from evtrials.evidence.contrasts import ContrastLine, choose, cohorts_of, fitness, lines
from evtrials.evidence.rows import FigureRow, grouped
from evtrials.evidence.traits import default_order
from evtrials.notation.spelling import folded
from evtrials.questions import phrases
from evtrials.questions.answer import Answer, Block, Page, Paragraph
from evtrials.questions.columns import ARM_N, ARM_TEXT, ARM_UNIT, COMPARATOR_N, COMPARATOR_TEXT, NAME, P_ELSEWHERE, TRIAL, of
from evtrials.questions.footnotes import Footnotes
from evtrials.questions.group_tables import COHORT, associations, group_tables, in_words_of
from evtrials.questions.groups import Group, GroupRow
from evtrials.trial.identity import ALL
from evtrials.trial.results import is_undirected

if TYPE_CHECKING:
    from evtrials.collection.library import Library
    from evtrials.trial.model import Trial
    from evtrials.trial.terms import Terms

# Which groups are asked for.
EVERY, MARKERS, OTHERS = "every", "markers", "others"
NOT_BY_ITSELF = (
    "An effect in one group is no evidence that it differs between groups; that takes a test of interaction. "
    "Groups that were not planned, or planned without such a test, raise questions and settle none."
)
ASSOCIATION = "No randomisation made these groups: a ratio here is an association with outcome, not an effect of treatment."


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
    P_ELSEWHERE.of(lambda row: row.line),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class GroupsAsked:
    """Which groups of patients are asked for: every one, those that a biomarker makes, or the others.

    factors: those of these factors alone, whatever makes them. endpoints: effects on these alone.
    """

    library: Library
    which: str = EVERY
    factors: Sequence[str] = ()
    endpoints: Sequence[str] = ()
    all_cuts: bool = False

    def rows(self, trial: Trial) -> list[FigureRow]:
        """The figures of a trial on the endpoints asked for."""
        return [row for row in self.library.rows_of(trial) if not self.endpoints or row.endpoint in self.endpoints]

    def holds(self, population: str, trial: Trial) -> bool:
        """Whether a population is among the groups."""
        if population == ALL:
            return False
        if self.factors:
            return any(is_named(trial, population, name, self.library.terms) for name in self.factors)
        group = trial.populations[population]
        return self._is_wanted(is_marker=bool(group.assay) or self.library.terms.is_marker(group.factor))

    def holds_test(self, row: FigureRow) -> bool:
        """Whether a test of interaction is of a factor asked for."""
        terms = self.library.terms
        if self.factors:
            return any(folded(terms.factor(name)) == folded(terms.factor(row.term)) for name in self.factors)
        return self._is_wanted(is_marker=terms.is_marker(row.term))

    def holds_related(self, row: FigureRow, trial: Trial) -> bool:
        """Whether a row is an association or a statement of the groups; of all patients, only one that tells of a factor."""
        is_association = row.kind == "association"
        if not is_association and row.kind != "statement":
            return False
        factor, terms = row.analysis.factor, self.library.terms
        if row.population == ALL and not factor and (row.comparator or not (row.default if is_association else row.term)):
            return False
        if self.factors:
            is_told = any(
                folded(name) in folded(row.term) or (factor and folded(terms.factor(name)) == folded(terms.factor(factor)))
                for name in self.factors
            )
            return is_told or self.holds(row.population, trial)
        if row.population == ALL or (is_association and not row.comparator):
            return self._is_wanted(is_marker=not factor or terms.is_marker(factor))
        return self.holds(row.population, trial)

    def _is_wanted(self, *, is_marker: bool) -> bool:
        return self.which == EVERY or is_marker is (self.which == MARKERS)

    @property
    def noun(self) -> str:
        """What the groups are called."""
        return "biomarker results" if self.which == MARKERS else "subgroups"


def groups_of(asked: GroupsAsked, trial: Trial) -> list[Group]:
    """The groups of a trial, primary endpoint first."""
    rows = asked.rows(trial)
    every = lines([row for row in rows if row.kind in ("outcome", "effect")], trial)
    mine = [line for line in every if asked.holds(line.lead.population, trial)]
    whole = [line for line in every if line.lead.population == ALL and not line.lead.is_suspect]
    tests = [row for row in rows if row.kind == "interaction" and asked.holds_test(row)]
    cohorts = cohorts_of(asked.library.rows_of(trial), trial)
    found: list[Group] = []
    for key, levels in grouped(choose(mine, all_cuts=asked.all_cuts), _question).items():
        same = [line for line in whole if line.lead.key == key[0]]
        tested = tuple(row for row in tests if row.key == key[0] and (not row.comparator or {row.arm, row.comparator} == key[1]))
        passed = sum(_question(line) == key for line in mine) - len(levels)
        found.append(_group(trial, levels, same, tested, cohorts, passed))
    shown = {id(row) for group in found for row in group.interactions}
    found += [_lone(trial, row, whole) for row in tests if id(row) not in shown]
    return sorted(found, key=lambda group: ROLE_ORDER.index(trial.endpoints[group.lead.key].role))


def _group(
    trial: Trial,
    levels: list[ContrastLine],
    same: list[ContrastLine],
    tested: tuple[FigureRow, ...],
    cohorts: frozenset[str],
    passed: int,
) -> Group:
    """The levels of one question in the order of the file; same: the lines of all patients at the endpoint."""
    order = list(trial.populations)
    levels.sort(key=lambda line: order.index(line.lead.population))
    alike = [line for line in same if _question(line) == _question(levels[0])]
    apart = [] if alike or levels[0].comparator else choose(line for line in same if line.comparator)
    above = tuple(_overall(line, alike) for line in levels)
    whole = tuple({id(line): line for line in above if line}.values())
    return Group(trial, levels[0].lead, above, tuple(levels), tested, whole, tuple(apart), bool(same), cohorts, passed)


def _lone(trial: Trial, test: FigureRow, whole: list[ContrastLine]) -> Group:
    """A test of interaction at an endpoint, or of a contrast, of which no group has a figure."""
    pair = frozenset((test.arm, test.comparator))
    alike = [line for line in whole if line.lead.key == test.key and (not test.comparator or line.pair == pair)]
    return Group(trial, test, (), (), (test,), tuple(choose(alike)[:1]), has_whole=bool(alike))


def groups_answer(
    asked: GroupsAsked,
    trials: Iterable[Trial],
    query: dict[str, object],
    left_out: tuple[LeftOut, ...] = (),
    out: int = 0,
    *,
    are_named: bool = False,
) -> Answer:
    """The groups of some trials; what no randomisation made, and what is said in words alone, stands apart.

    are_named: the trials were asked for by name, so that each of which there is nothing is told of by itself.
    """
    library = asked.library
    ordered = list(trials) if are_named else sorted(trials, key=default_order)
    rows = [row for trial in ordered for row in group_rows(asked, trial)]
    shown = {row.trial.id for row in rows}
    silent = [trial for trial in ordered if trial.id not in shown]
    missing = (LeftOut(_nothing(asked), tuple(trial.id for trial in silent)),) if silent and not are_named else ()
    has_related = any(row.kind == "association" for row in rows)
    return Answer(
        name="biomarkers" if asked.which == MARKERS else "subgroups",
        columns=COLUMNS,
        rows=rows,
        page=lambda: _page(asked, ordered, silent if are_named else []),
        query={**query, **({"factor": list(asked.factors)} if asked.factors else {})},
        caveats=(NOT_BY_ITSELF, *((ASSOCIATION,) if has_related else ())),
        left_out=(*left_out, *missing),
        tally=f"{len(shown)} of {counted(len(library), 'trial')}" if not are_named else "",
        out=out,
    )


def group_rows(asked: GroupsAsked, trial: Trial) -> Iterator[GroupRow]:
    """Every row of the groups of a trial: effects in all patients and in each level, lone tests, associations, words."""
    for group in groups_of(asked, trial):
        yield from _rows(group, asked.library.terms)
    for row in _related(asked, trial):
        yield GroupRow(trial, row, row)


def group_blocks(asked: GroupsAsked, trial: Trial, notes: Footnotes, *, named: bool = True) -> list[Block]:
    """The groups of a trial on a screen: a table for each endpoint, then what is an association, then what is said in words.

    named: the trial stands in the title of each.
    """
    terms = asked.library.terms
    related = _related(asked, trial)
    name = f"{trial.id}: " if named else ""
    found: list[Block] = list(group_tables(groups_of(asked, trial), terms, notes, name))
    apart = [row for row in related if row.kind == "association"]
    for undirected in (False, True):
        if some := [row for row in apart if is_undirected(row.analysis.of) is undirected]:
            found.append(associations(trial, some, terms, notes, name, undirected=undirected))
    if stated := [row for row in related if row.kind == "statement"]:
        found.append(in_words_of(trial, stated, terms, notes, name))
    return found


def _related(asked: GroupsAsked, trial: Trial) -> list[FigureRow]:
    """What is said of the groups besides effects: the associations, then the words."""
    beside = [row for row in asked.rows(trial) if row.key and asked.holds_related(row, trial)]
    return sorted(beside, key=lambda row: row.kind != "association")


def _page(asked: GroupsAsked, trials: Sequence[Trial], silent: Sequence[Trial]) -> Page:
    notes = Footnotes()
    blocks = [block for trial in trials for block in group_blocks(asked, trial, notes)]
    told: list[Block] = [Paragraph(f"{trial.id}: {_nothing(asked)}{_instead(asked, trial)}.") for trial in silent]
    return Page("", (*blocks, *told), notes=notes.lines, foot=(NOT_BY_ITSELF,) if blocks else ())


def _nothing(asked: GroupsAsked) -> str:
    """`no subgroups of visceral metastasis read for OS`: an absence with its scope."""
    of = f" of {joined(asked.factors, 'or')}" if asked.factors else ""
    at = joined([phrases.endpoint_short(name, asked.library.terms) for name in asked.endpoints], "or")
    return f"no {asked.noun}{of} read" + (f" for {at}" if at else "")


def _instead(asked: GroupsAsked, trial: Trial) -> str:
    """What there is of other groups or endpoints, where what was asked for is not there."""
    terms = asked.library.terms
    wide = GroupsAsked(asked.library)
    rows = list(group_rows(wide, trial))
    endpoints = dict.fromkeys(phrases.endpoint_short(row.lead.endpoint, terms) for row in rows)
    factors = dict.fromkeys(row.population.factor for row in rows if row.population)
    if not rows:
        return ""
    by = f", by {joined(list(factors), 'and')}" if factors and asked.factors else ""
    return f"; read for {joined(list(endpoints), 'and')}{by}: evtrials subgroups {trial.id}"


def is_named(trial: Trial, population: str, name: str, terms: Terms) -> bool:
    """Whether a name means the factor of a population, under any of its names or by a part of what is said of it."""
    group, key = trial.populations[population], folded(name)
    if folded(terms.factor(group.factor)) == folded(terms.factor(name)):
        return True
    return any(key in folded(text) for text in (population, group.factor, group.level, group.definition or ""))


def factors_of(library: Library) -> dict[str, str]:
    """Every name by which a factor or marker is asked for, with the factor: of the vocabulary, groups and associations."""
    names = dict(library.terms.spellings("factors"))
    for trial in library.trials():
        names |= {text: group.factor for group in trial.populations.values() for text in (group.factor, group.level)}
        names |= {row.term: row.term for row in library.rows_of(trial) if row.kind == "association" and row.term}
    return names


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


def _rows(group: Group, terms: Terms) -> Iterator[GroupRow]:
    above = {id(line): overall for line, overall in zip(group.levels, group.overall, strict=True)}
    for line in (*group.whole, *group.by_arm, *group.levels):
        is_cohort = line.lead.population in group.cohorts
        population = group.trial.populations.get(line.lead.population)
        is_level = population is not None and not is_cohort
        tests = tuple(group.tests_of(population.factor, terms)) if population and is_level else ()
        is_tested = is_level and bool(line.comparator)
        yield GroupRow(group.trial, line.lead, line.effect, line, above.get(id(line), line), tests, is_cohort, is_tested)
    for row in group.lone_tests(terms):
        yield GroupRow(group.trial, row, row, tests=(row,), is_tested=True)
