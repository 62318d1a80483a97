"""What one field of a trial file owes to another: every name that is used is declared, every row says which contrast it is.

The types say what a value must be; these rules say what the file must be as a whole. A file that breaks one does not load.
"""

import re
from collections.abc import Callable, Iterable, Iterator

from evtrials.errors import NotationError, listed
from evtrials.notation.closed_words import ARM_GROUPS
from evtrials.notation.p_values import parse_p
from evtrials.notation.spelling import suggest
from evtrials.trial.identity import NAMING, AnalysisKey, key_of_row
from evtrials.trial.model import Trial
from evtrials.trial.noted import note_faults
from evtrials.trial.possible import impossible
from evtrials.trial.results import ROW_FIELDS, Endpoint, Row, arms_of
from evtrials.trial.sources import HOW_KEY, KEY
from evtrials.trial.tables import P_COLUMN, Block, arm_and_grade
from evtrials.trial.terms import Terms
from evtrials.trial.walk import Path, Stored, stored

# Each is held against every figure of the trial.
MAX_NOTES = 300
Fault = tuple[Path, str]


def faults(trial: Trial, terms: Terms) -> Iterator[Fault]:
    """Every broken rule of a trial: the path of the value at fault, and what to do about it."""
    yield from _once(_references(trial))
    yield from _ids(trial)
    yield from _population(trial)
    yield from _cuts(trial)
    yield from _results(trial, terms)
    yield from _blocks(trial)
    yield from impossible(trial)
    yield from note_faults(trial)
    if len(trial.notes) + len(trial.waivers) > MAX_NOTES:
        yield ("notes",), f"at most {MAX_NOTES} notes and waivers; one note can mark many figures"
    if trial.kind == "cohort":
        yield from _cohort(trial)
    if trial.pools and trial.kind != "pooled analysis":
        yield ("pools",), 'only a "kind: pooled analysis" pools trials'


def _once(told: Iterable[Fault]) -> Iterator[Fault]:
    """What is wrong alike in many places, at the first of them: a source that was not declared is cited all over a file."""
    places: dict[str, list[Path]] = {}
    for path, message in told:
        places.setdefault(message, []).append(path)
    for message, (first, *others) in places.items():
        yield first, message + (f" (and so in {len(others)} other place{'s' if len(others) > 1 else ''})" if others else "")


# Which fields name an entry of another section, and how one is told that the section has none of this name.
_DECLARED = {
    "cut": ("cuts", "is not declared under cuts"),
    "population": ("populations", "is not declared under populations"),
    "part": ("parts", "is not declared under parts"),
    "endpoint": ("endpoints", "is no endpoint of this trial"),
}
# Which fields name arms: how the names are found in a value, and what may stand there instead of one. (A row with a figure
# under another name does not come so far.)
_ARMS: dict[str, tuple[Callable[[Stored], Iterable[str | int]], tuple[str, ...]]] = {
    "of": (lambda value: arms_of(value.value), ()),
    "says": (lambda value: value.value.split("favours ")[1:], ()),
    "arm": (lambda value: (value.value,), tuple(ARM_GROUPS)),
    "columns": (lambda value: arm_and_grade(value.value)[:1], (*ARM_GROUPS, P_COLUMN)),
    "n": (lambda value: value.keys, tuple(ARM_GROUPS)),
    "events": (lambda value: value.keys, tuple(ARM_GROUPS)),
}


def _references(trial: Trial) -> Iterator[Fault]:
    """Every name that is used in the file and declared nowhere in it: of a source, a cut, a population, a part, an arm ..."""
    for value in stored(trial, "source", "text", "count"):
        if value.notation == "source" and value.value.key not in trial.sources:
            known, meant = listed(trial.sources), _meant(value.value.key, trial.sources)
            told = f'the source "{value.value.key}" is declared neither in this file ({known}) nor in _sources.yaml{meant}'
            yield value.path, told
        elif value.field == "reports" and value.value not in trial.sources:
            yield value.path, f'the source "{value.value}" is not declared; declare it or leave the line out'
        elif value.field in _DECLARED:
            section, told = _DECLARED[value.field]
            if value.value not in (declared := getattr(trial, section)):
                yield value.path, f'"{value.value}" {told} ({_list(declared)}){_meant(value.value, declared)}'
        elif value.field in _ARMS:
            named, instead = _ARMS[value.field]
            for arm in named(value):
                if arm not in trial.arms and arm not in instead:
                    yield value.path, f'"{arm}" is not an arm of this trial ({_list(trial.arms)}){_meant(str(arm), trial.arms)}'


def _ids(trial: Trial) -> Iterator[Fault]:
    for id_ in trial.arms:
        if id_ in ROW_FIELDS or id_ in ARM_GROUPS:
            yield ("arms", id_), f'"{id_}" is a word of a row and cannot name an arm; take another id'
    for key in trial.sources:
        if not re.fullmatch(KEY, key):
            yield ("sources", key), HOW_KEY


def _population(trial: Trial) -> Iterator[Fault]:
    population = trial.population
    for name, found in (("hr", population.hr_statuses), ("her2", population.her2_statuses)):
        said = getattr(population, name)
        if population.disease and said and set(said) != set(found):
            yield (
                ("population", name),
                f"the pairs under disease say {listed(found, 'that it was not asked')}; leave this line out, or mend the pairs",
            )


def _cohort(trial: Trial) -> Iterator[Fault]:
    """What a cohort compares are associations, which a randomised allocation would make effects."""
    said = "nobody was randomised in a cohort; say how patients came to their treatment, or that it is a trial"
    if trial.is_randomised:
        yield ("design", "allocation"), said
    for id_, part in trial.parts.items():
        if part.allocation == "randomised":
            yield ("parts", id_, "allocation"), said


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
                        f"differ ({', '.join(NAMING)})"
                    ),
                )
            seen.setdefault(identity, index)


def _row(trial: Trial, endpoint: Endpoint, row: Row, path: Path) -> Iterator[Fault]:
    if row.cut is None and len(trial.cuts) > 1:
        yield (
            path,
            f"say which cut this is ({_list(trial.cuts)}); where a report names no cut, declare the report as one",
        )
    has_figure = bool(row.values or row.effects or row.p or row.p_interaction)
    if row.stated is not None:
        if has_figure:
            yield (*path, "stated"), "a result in words stands in a row without a figure; give it a row of its own"
    elif not has_figure and not row.n and not row.events:
        yield path, "this row holds no figure; a result that is given in words alone is stated: {says: ..., text: ...}"
    if row.values and row.measure is None and endpoint.measure is None:
        yield path, "say what the arms' figures are: measure: median, rate, landmark rate, deaths, events, count ..."
    if row.values and row.unit is None and endpoint.unit is None:
        yield path, "say the unit of the arms' figures: months, weeks, percent, participants, points ..."
    is_compared = row.effects or row.p is not None
    if is_compared and row.of is None and row.per is None and trial.implied_contrast() is None:
        yield (
            path,
            (
                "say which arms this compares, in the printed direction (of: A v B), or of what it is an association (per: ...); "
                "only a trial with two arms, one of them control: true, may leave it out"
            ),
        )
    if row.p_interaction is not None and row.factor is None:
        yield (*path, "p_interaction"), "a test of interaction names its factor: factor: age"


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
            for position, column in enumerate(block.columns):
                arm, grade = arm_and_grade(column)
                if grade and name != "safety":
                    yield (*path, "columns", position), "only a table of harms has grade bands; name the arm alone"
                if column in seen:
                    yield (*path, "columns", position), f'the column "{column}" stands twice'
                seen.add(column)
                if arm == P_COLUMN:
                    yield from _p_cells(block, position, path)
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


def _meant(name: str, declared: Iterable[str]) -> str:
    near = suggest(name, tuple(declared), misspelt=True)
    return f'; did you mean "{near[0]}"?' if near else ""


def _list(names: Iterable[str]) -> str:
    return listed(names, "none declared")
