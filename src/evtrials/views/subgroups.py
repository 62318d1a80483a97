"""Effects in subgroups and by biomarker: every level under the effect in all patients, with its planning and its test."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from evtrials.filters import Query
from evtrials.library import Library
from evtrials.looks import ROLE_ORDER
from evtrials.models import Trial
from evtrials.models.results import ALL_ARMS
from evtrials.rows import ALL, NUMERIC, FigureRow, number
from evtrials.terms import folded
from evtrials.traits import default_order
from evtrials.views import words
from evtrials.views.contrasts import (
    Line,
    arms_words,
    choose,
    effect_words,
    lines,
    n_words,
    sources_words,
    total_n,
    where_words,
)
from evtrials.views.nearest import unknown
from evtrials.views.table import Answer, Block, Column, Page, Table

NO_TEST = "no test seen"
NOT_BY_ITSELF = (
    "An effect in one group is no evidence that it differs between groups; that takes a test of interaction. "
    "Groups that were not planned, or planned without such a test, raise questions and settle none."
)
ASSOCIATION = "No randomisation made these groups: a ratio here is an association with outcome, not an effect of treatment."
COLUMNS = (
    "trial",
    "name",
    "kind",
    "endpoint",
    "definition",
    "measure",
    "at",
    "period",
    "term",
    "arm",
    "comparator",
    "isolates",
    "population",
    "factor",
    "level",
    "planned",
    "assay",
    "n",
    "arm_n",
    "comparator_n",
    "arm_text",
    "comparator_text",
    "arm_unit",
    "text",
    "value",
    "qualifier",
    "unit",
    "better",
    "ci_low",
    "ci_high",
    "ci_level",
    "p",
    "p_text",
    "p_sides",
    "interaction",
    "interaction_source",
    "overall_text",
    "overall_source",
    "role",
    "analysis_set",
    "assessor",
    "method",
    "cut",
    "cut_date",
    "followup",
    "basis",
    "source",
    "locator",
    "flag",
    "note",
)


@dataclass(frozen=True, slots=True)
class Group:
    """The levels of one contrast at one endpoint of a trial, under the effect in all patients.

    passed: how many further looks at these levels (other cuts, assessors, measures) are not among them.
    """

    trial: Trial
    overall: Line | None
    levels: tuple[Line, ...]
    interactions: tuple[FigureRow, ...]
    passed: int = 0

    @property
    def first(self) -> Line:
        """A line that bears what all share: endpoint and contrast."""
        return self.levels[0]


def factor_named(library: Library, name: str, *, biomarkers: bool) -> str:
    """Check that a factor or biomarker is known here; UsageError with the nearest ones."""
    names: dict[str, str] = {}
    for trial in library.trials():
        for id_, group in trial.populations.items():
            if _is_named(trial, id_, name, library):
                return name
            names[group.factor] = group.factor
        terms = {row.term: row.term for row in library.figures(trial) if row.kind == "association"}
        if any(folded(name) in folded(term) for term in terms):
            return name
        names |= terms
    vocabulary = {spelling: key for key, term in library.terms.factors.items() for spelling in (*term.synonyms, key)}
    if library.terms.factor(name) in library.terms.factors:
        return name
    command = "biomarkers" if biomarkers else "subgroups"
    raise unknown("biomarker" if biomarkers else "factor", name, {**vocabulary, **names}, f"see them with: evtrials {command}")


def groups_of(
    library: Library, trial: Trial, *, biomarkers: bool, factor: str = "", endpoints: Sequence[str] = (), all_cuts: bool = False
) -> list[Group]:
    """The groups of a trial, primary endpoint first: subgroups, or with `biomarkers` those that an assay made.

    A factor that is named is found whatever made its groups.
    """
    rows = [row for row in library.figures(trial) if not endpoints or row.endpoint in endpoints]
    every = lines([row for row in rows if row.kind in ("outcome", "effect")], trial)
    mine = [line for line in every if _belongs(line.lead.population, trial, biomarkers, factor, library)]
    chosen = choose(mine, all_cuts=all_cuts)
    whole = {_question(line): line for line in choose(line for line in every if line.lead.population == ALL)}
    tests = [row for row in rows if row.kind == "interaction"]
    gathered: dict[tuple[str, frozenset[str], str], list[Line]] = {}
    for line in chosen:
        gathered.setdefault(_question(line), []).append(line)
    order = list(trial.populations)
    found = [
        Group(
            trial,
            whole.get(key),
            tuple(sorted(levels, key=lambda line: order.index(line.lead.population))),
            tuple(row for row in tests if row.key == key[0] and (not row.comparator or {row.arm, row.comparator} == key[1])),
            sum(_question(line) == key for line in mine) - len(levels),
        )
        for key, levels in gathered.items()
    ]
    return sorted(found, key=_rank)


def associations_of(
    library: Library, trial: Trial, *, biomarkers: bool, factor: str = "", endpoints: Sequence[str] = ()
) -> list[FigureRow]:
    """The ratios of a trial which no randomisation made: between levels of a biomarker, or between other groups.

    A factor that is named is found whatever made its groups.
    """
    return [
        row
        for row in library.figures(trial)
        if row.kind == "association"
        and (row.default or row.population != ALL)
        and (not endpoints or row.endpoint in endpoints)
        and (row.population != ALL or not row.comparator)
        and (
            (not factor and _is_of_biomarker(row, trial) is biomarkers)
            or (factor and folded(factor) in folded(row.term))
            or (factor and row.population != ALL and _is_named(trial, row.population, factor, library))
        )
    ]


def groups_answer(
    library: Library,
    trials: Iterable[Trial],
    query: Query,
    asked: dict[str, object],
    left_out: dict[str, list[str]],
    *,
    biomarkers: bool,
    factor: str = "",
    all_cuts: bool = False,
) -> Answer:
    """Subgroups or biomarkers of some trials; associations stand in a table of their own."""
    endpoints = [library.terms.endpoint(name) for name in query.endpoint]
    ordered = sorted(trials, key=default_order)
    found = [
        group
        for trial in ordered
        for group in groups_of(library, trial, biomarkers=biomarkers, factor=factor, endpoints=endpoints, all_cuts=all_cuts)
    ]
    related = [
        (trial, row)
        for trial in ordered
        for row in associations_of(library, trial, biomarkers=biomarkers, factor=factor, endpoints=endpoints)
    ]
    blocks: list[Block] = [_table(group, library, last=group is found[-1]) for group in found]
    if related:
        blocks.append(_associations(related, library))
    records = [record for group in found for record in _records(group, library)]
    records += [_association_record(trial, row) for trial, row in related]
    shown = {group.trial.id for group in found} | {trial.id for trial, _ in related}
    silent = [trial.id for trial in ordered if trial.id not in shown]
    what = "biomarker results" if biomarkers else "subgroups"
    reason = f"no {what}{f' of {factor}' if factor else ''} in the sources read"
    return Answer(
        page=Page("", tuple(blocks)),
        columns=COLUMNS,
        records=tuple(tuple(record[name] for name in COLUMNS) for record in records),
        name="biomarkers" if biomarkers else "subgroups",
        items=tuple({name: _typed(name, record[name]) for name in COLUMNS} for record in records),
        query={**asked, **({"factor": factor} if factor else {})},
        caveats=(NOT_BY_ITSELF, *((ASSOCIATION,) if related else ())),
        left_out={**left_out, **({reason: silent} if silent else {})},
    )


def _is_named(trial: Trial, population: str, name: str, library: Library) -> bool:
    """Whether a name means the factor of a population, under any of its names or by a part of what is said of it."""
    group, key, terms = trial.populations[population], folded(name), library.terms
    if folded(terms.factor(group.factor)) == folded(terms.factor(name)):
        return True
    return any(key in folded(text) for text in (population, group.factor, group.level, group.definition or ""))


def _belongs(population: str, trial: Trial, biomarkers: bool, factor: str, library: Library) -> bool:
    if population == ALL:
        return False
    if factor:
        return _is_named(trial, population, factor, library)
    return bool(trial.populations[population].assay) is biomarkers


def _is_of_biomarker(row: FigureRow, trial: Trial) -> bool:
    """Whether an association is one with a marker: in a population that an assay made, or between levels in all patients."""
    return not row.comparator or bool(row.population != ALL and trial.populations[row.population].assay)


def _question(line: Line) -> tuple[str, frozenset[str], str]:
    """What a level shares with the effect in all patients; arms by themselves share a measure too."""
    return (line.lead.key, line.pair, "" if line.comparator else line.lead.measure)


def _rank(group: Group) -> int:
    endpoint = group.trial.endpoints[group.first.lead.key]
    return ROLE_ORDER.index(endpoint.role)


def _interactions(line: Line, group: Group, library: Library) -> list[FigureRow]:
    """The tests of interaction for the factor of a line."""
    factor = library.terms.factor(group.trial.populations[line.lead.population].factor)
    return [row for row in group.interactions if folded(library.terms.factor(row.term)) == folded(factor)]


def _planned(line: Line) -> str:
    planned = line.trial.populations[line.lead.population].planned
    return "planning not stated" if planned == "not stated" else planned


def _table(group: Group, library: Library, *, last: bool) -> Table:
    trial, first = group.trial, group.first
    columns = (
        Column("group", "Group", folds=True),
        Column("planned", "Planned; interaction", folds=True),
        Column("n", "n", drop=2),
        Column("arms", "Arms", folds=True),
        Column("effect", "Effect, p", folds=True, firm=True),
        Column("where", "Assessor; cut; role", folds=True),
        Column("source", "Source", folds=True, drop=1),
    )
    rows = []
    if group.overall:
        rows.append(_cells(group.overall, "All patients", "-"))
    else:
        rows.append(("All patients", "-", "", "not seen", "not seen" if first.comparator else "-", "", ""))
    for line in group.levels:
        population = trial.populations[line.lead.population]
        tests = _interactions(line, group, library)
        test = "; ".join(f"{words.unbroken(words.p_value(row))} [{words.place(row)}]" for row in tests) or NO_TEST
        said = f"{_planned(line)}; interaction: {test}" if line.comparator else _planned(line)
        rows.append(_cells(line, population.label, said))
    contrast = f", {first.arm} v {first.comparator} (isolates {first.isolates or 'nothing'})" if first.comparator else ""
    return Table(
        columns,
        tuple(rows),
        title=f"{trial.name}: {words.endpoint_name(first.lead.endpoint, library.terms)}{contrast}",
        lead=tuple(f"{factor}: by {assay}." for factor, assay in _assays(group).items()),
        footnotes=(*_passed_words(group), *((NOT_BY_ITSELF, words.MARKS_EXPLAINED) if last else ())),
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


def _cells(line: Line, name: str, said: str) -> tuple[str, ...]:
    return (
        name,
        said,
        n_words(line),
        arms_words(line) if line.comparator else f"{line.arm if line.arm != ALL_ARMS else 'all arms'} {arms_words(line)}",
        effect_words(line) or "-",
        where_words(line, population=False),
        sources_words(line),
    )


def _associations(found: Sequence[tuple[Trial, FigureRow]], library: Library) -> Table:
    columns = (
        Column("trial", "Trial", folds=True),
        Column("endpoint", "Endpoint", folds=True),
        Column("term", "Between", folds=True),
        Column("effect", "Ratio, p", folds=True, firm=True),
        Column("where", "Group; assessor; cut", folds=True),
        Column("source", "Source", folds=True, drop=1),
    )
    rows = []
    for trial, row in found:
        line = Line(trial, row.arm, row.comparator, row)
        where = where_words(line, role=False)
        rows.append(
            (
                trial.name,
                words.endpoint_short(row.endpoint, library.terms),
                row.term,
                effect_words(line),
                where,
                words.place(row),
            )
        )
    return Table(columns, tuple(rows), title="Associations, not treatment effects", footnotes=(ASSOCIATION,))


def _records(group: Group, library: Library) -> Iterable[dict[str, object]]:
    trial, overall = group.trial, group.overall
    for line in (*((overall,) if overall else ()), *group.levels):
        population = trial.populations.get(line.lead.population)
        tests = _interactions(line, group, library) if population else []
        yield _record(trial, line.lead, line.effect) | {
            "kind": "effect" if line.effect else "outcome",
            "arm": line.arm,
            "comparator": line.comparator,
            "isolates": line.isolates,
            "planned": population.planned if population else "",
            "n": total_n(line),
            "arm_n": line.arm_n,
            "comparator_n": line.comparator_n,
            "arm_text": line.arm_row.text if line.arm_row else "",
            "comparator_text": line.comparator_row.text if line.comparator_row else "",
            "arm_unit": line.arm_row.unit if line.arm_row else "",
            "interaction": ("; ".join(row.p_text for row in tests) or NO_TEST) if population and line.comparator else "",
            "interaction_source": "; ".join(words.place(row) for row in tests),
            "overall_text": overall.effect.text if overall and overall.effect else "",
            "overall_source": words.place(overall.effect) if overall and overall.effect else "",
        }


def _association_record(trial: Trial, row: FigureRow) -> dict[str, object]:
    return _record(trial, row, row) | {"kind": "association", "n": row.n}


def _record(trial: Trial, lead: FigureRow, figure: FigureRow | None) -> dict[str, object]:
    """What the tidy table says of a line, in its words; the columns of the figure are empty where nothing was compared."""
    own = ("measure", "text", "value", "qualifier", "unit", "better", "ci_low", "ci_high", "ci_level", "p", "p_text", "p_sides",
           "term", "flag", "note")  # fmt: skip
    population = trial.populations.get(lead.population)
    return {
        **dict.fromkeys(COLUMNS, ""),
        **{name: getattr(lead, name) for name in COLUMNS if hasattr(lead, name)},
        **{name: getattr(figure, name) if figure else "" for name in own},
        "name": trial.name,
        "factor": population.factor if population else "",
        "level": population.level if population else "",
        "planned": population.planned if population else "",
        "assay": (population.assay if population else None) or "",
    }


def _typed(name: str, value: object) -> object:
    return number(value) if name in NUMERIC and isinstance(value, str) else value
