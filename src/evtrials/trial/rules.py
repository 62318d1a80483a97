"""What one field of a trial file owes to another: every name that is used is declared, every row says which contrast it is.

The types say what a value must be; these rules say what the file must be as a whole. A file that breaks one does not load.
"""

import re
from collections.abc import Iterable, Iterator

from evtrials.errors import NotationError, listed
from evtrials.notation.closed_words import ARM_GROUPS
from evtrials.notation.p_values import parse_p
from evtrials.trial.arms import Arm
from evtrials.trial.fields import Source
from evtrials.trial.identity import AnalysisKey, key_of_row
from evtrials.trial.model import Trial
from evtrials.trial.notes import note_faults
from evtrials.trial.results import ROW_FIELDS, Endpoint, Row, Statement, arms_of
from evtrials.trial.sources import HOW_KEY, KEY
from evtrials.trial.tables import P_COLUMN, Block, arm_and_grade
from evtrials.trial.terms import Terms
from evtrials.trial.walk import Path, stored

# Each is held against every figure of the trial.
MAX_NOTES = 300
Fault = tuple[Path, str]


def faults(trial: Trial, terms: Terms) -> Iterator[Fault]:
    """Every broken rule of a trial: the path of the value at fault, and what to do about it."""
    yield from _sources(trial)
    yield from _population(trial)
    yield from _arms(trial)
    yield from _cuts(trial)
    yield from _results(trial, terms)
    yield from _blocks(trial)
    yield from _curves(trial)
    yield from note_faults(trial)
    if len(trial.notes) + len(trial.waivers) > MAX_NOTES:
        yield ("notes",), f"at most {MAX_NOTES} notes and waivers; one note can mark many figures"
    if trial.pools and trial.kind != "pooled analysis":
        yield ("pools",), 'only a "kind: pooled analysis" pools trials'


def _sources(trial: Trial) -> Iterator[Fault]:
    known = listed(trial.sources)
    for path, source in cited(trial):
        if source.key not in trial.sources:
            yield path, f'the source "{source.key}" is declared neither in this file ({known}) nor in _sources.yaml'
    for key, publication in trial.sources.items():
        if not re.fullmatch(KEY, key):
            yield ("sources", key), HOW_KEY
        if publication.reports and publication.reports not in trial.sources:
            yield (
                ("sources", key, "reports"),
                f'the source "{publication.reports}" is not declared; declare it or leave the line out',
            )


def cited(trial: Trial) -> Iterator[tuple[Path, Source]]:
    """Every source that the file cites, with the path where it does."""
    return ((value.path, value.value) for value in stored(trial, "source"))


def _population(trial: Trial) -> Iterator[Fault]:
    population = trial.population
    for name, found in (("hr", population.hr_statuses), ("her2", population.her2_statuses)):
        said = getattr(population, name)
        if population.disease and said and set(said) != set(found):
            yield (
                ("population", name),
                f"the pairs under disease say {listed(found, 'that it was not asked')}; leave this line out, or mend the pairs",
            )


def _cuts(trial: Trial) -> Iterator[Fault]:
    """A report names no cut of the data: it has no date and no count of events, and stands after the cuts that are named."""
    report = year = ""
    for id_, cut in trial.cuts.items():
        path: Path = ("cuts", id_)
        if not cut.report:
            if report:
                yield path, f'named cuts stand before the reports that name none; move it above "{report}"'
            continue
        for name in ("date", "events"):
            if cut.stated(name):
                yield (*path, "report"), f'"{name}" makes this a named cut of the data; leave "report: true" out'
        published = trial.sources[cut.src.key].year if cut.src.key in trial.sources else None
        if published and published < year:
            yield path, f"reports stand by year, oldest first; move it, of {published}, above those of {year}"
        report, year = id_, published or year


def _arms(trial: Trial) -> Iterator[Fault]:
    for id_, arm in trial.arms.items():
        if id_ in ROW_FIELDS or id_ in ARM_GROUPS:
            yield ("arms", id_), f'"{id_}" is a word of a row and cannot name an arm; take another id'
        if arm.part is not None and arm.part not in trial.parts:
            yield ("arms", id_, "part"), f'"{arm.part}" is not declared under parts ({_list(trial.parts)})'
    for index, override in enumerate(trial.isolates):
        yield from _contrast(trial, ("isolates", index, "of"), override.of)
    for index, mixture in enumerate(trial.population.mix):
        if mixture.arm is not None and mixture.arm not in ARM_GROUPS:
            yield from _arm(trial.arms, ("population", "mix", index, "arm"), mixture.arm)
    for index, finding in enumerate(trial.dose_finding):
        if finding.part is not None and finding.part not in trial.parts:
            yield (
                ("dose_finding", index, "part"),
                f'"{finding.part}" is not declared under parts ({_list(trial.parts)})',
            )


def _results(trial: Trial, terms: Terms) -> Iterator[Fault]:
    for key, endpoint in trial.endpoints.items():
        seen: dict[AnalysisKey, int] = {}
        for index, row in enumerate(endpoint.results):
            path: Path = ("endpoints", key, "results", index)
            yield from _row(trial, endpoint, row, path)
            if row.stated is not None:
                continue  # said in words, it is no analysis with a figure
            identity = key_of_row(trial, key, row, terms)
            if identity in seen:
                yield (
                    path,
                    (
                        f"this row and row {seen[identity]} are one analysis from one source; merge them, or say in which they "
                        "differ (at, period, of, per, population, analysis_set, assessor, method, definition, cut)"
                    ),
                )
            seen.setdefault(identity, index)


def _row(trial: Trial, endpoint: Endpoint, row: Row, path: Path) -> Iterator[Fault]:
    for name, declared in (("cut", trial.cuts), ("population", trial.populations)):
        value = getattr(row, name)
        if value is not None and value not in declared:
            yield (*path, name), f'"{value}" is not declared under {name}s ({_list(declared)})'
    if row.cut is None and len(trial.cuts) > 1:
        yield (
            path,
            f"say which cut this is ({_list(trial.cuts)}); where a report names no cut, declare the report as one",
        )
    has_figure = bool(row.values or row.effects or row.p or row.p_interaction)
    if row.stated is not None:
        yield from _statement(trial, (*path, "stated"), row.stated)
        if has_figure:
            yield (*path, "stated"), "a result in words stands in a row without a figure; give it a row of its own"
    elif not has_figure and not row.n and not row.events:
        yield path, "this row holds no figure; a result that is given in words alone is stated: {says: ..., text: ...}"
    if row.values and row.measure is None and endpoint.measure is None:
        yield path, "say what the arms' figures are: measure: median, rate, landmark rate, deaths, events, count ..."
    if row.values and row.unit is None and endpoint.unit is None:
        yield path, "say the unit of the arms' figures: months, weeks, percent, participants, points ..."
    for arm in row.values:
        if arm not in ARM_GROUPS:
            yield from _arm(trial.arms, (*path, arm), arm)
    for name in ("n", "events"):
        counts = getattr(row, name)
        if isinstance(counts, dict):
            for arm in counts:
                if arm not in ARM_GROUPS:
                    yield from _arm(trial.arms, (*path, name, arm), arm)
    if row.of is not None:
        yield from _contrast(trial, (*path, "of"), row.of)
    elif (row.effects or row.p is not None) and row.per is None and trial.implied_contrast() is None:
        yield (
            path,
            (
                "say which arms this compares, in the printed direction (of: A v B), or of what it is an association (per: ...); "
                "only a trial with two arms, one of them control: true, may leave it out"
            ),
        )
    if row.p_interaction is not None and row.factor is None:
        yield (*path, "p_interaction"), "a test of interaction names its factor: factor: age"


def _statement(trial: Trial, path: Path, stated: Statement) -> Iterator[Fault]:
    verb, _, arm = stated.says.partition(" ")
    if verb == "favours":
        yield from _arm(trial.arms, (*path, "says"), arm)


def _blocks(trial: Trial) -> Iterator[Fault]:
    for name in ("safety", "exposure", "baseline"):
        blocks: tuple[Block, ...] = getattr(trial, name)
        for index, block in enumerate(blocks):
            path: Path = (name, index)
            seen: set[str] = set()
            if not block.rows and not block.stated:
                yield path, "this table holds nothing; give it rows, or say in words what the report says: stated"
            if block.rows and not block.columns:
                yield (*path, "columns"), "name the columns of the table: the arms, in harms each with a grade band"
            for term, stated in block.stated.items():
                yield from _statement(trial, (*path, "stated", term), stated)
            for position, column in enumerate(block.columns):
                arm, grade = arm_and_grade(column)
                if arm not in (*ARM_GROUPS, P_COLUMN):
                    yield from _arm(trial.arms, (*path, "columns", position), arm)
                if grade and name != "safety":
                    yield (*path, "columns", position), "only a table of harms has grade bands; name the arm alone"
                if column in seen:
                    yield (*path, "columns", position), f'the column "{column}" stands twice'
                seen.add(column)
                if arm == P_COLUMN:
                    yield from _p_cells(block, position, path)
            for arm in block.n:
                if arm not in ARM_GROUPS:
                    yield from _arm(trial.arms, (*path, "n", arm), arm)
            if block.cut is not None and block.cut not in trial.cuts:
                yield (*path, "cut"), f'"{block.cut}" is not declared under cuts ({_list(trial.cuts)})'
            if block.population is not None and block.population not in trial.populations:
                yield (
                    (*path, "population"),
                    f'"{block.population}" is not declared under populations ({_list(trial.populations)})',
                )
            if block.unit is None and not _cells_say_their_unit(block):
                yield path, "say the unit of the cells: percent, participants, months ..."


def _p_cells(block: Block, position: int, path: Path) -> Iterator[Fault]:
    """The cells of a column of p values are p values, though a table is read as figures."""
    for term, cells in block.rows.items():
        if not cells[position].is_missing:
            try:
                parse_p(cells[position].text)
            except NotationError as error:
                yield (*path, "rows", term, position), str(error)


def _cells_say_their_unit(block: Block) -> bool:
    return all(cell.n or cell.is_missing for cells in block.rows.values() for cell in cells)


def _curves(trial: Trial) -> Iterator[Fault]:
    for index, curve in enumerate(trial.curves):
        if curve.endpoint not in trial.endpoints:
            yield ("curves", index, "endpoint"), f'"{curve.endpoint}" is no endpoint of this trial ({_list(trial.endpoints)})'
        if curve.cut is not None and curve.cut not in trial.cuts:
            yield ("curves", index, "cut"), f'"{curve.cut}" is not declared under cuts ({_list(trial.cuts)})'


def _contrast(trial: Trial, path: Path, contrast: str) -> Iterator[Fault]:
    for arm in arms_of(contrast):
        yield from _arm(trial.arms, path, arm)


def _arm(arms: dict[str, Arm], path: Path, arm: str) -> Iterator[Fault]:
    if arm not in arms:
        yield path, f'"{arm}" is not an arm of this trial ({_list(arms)})'


def _list(names: Iterable[str]) -> str:
    return listed(names, "none declared")
