"""The mistakes of a reading, made on purpose in a trial file in memory: each kind says where it can be made, and makes it.

A mistake leaves the file readable wherever it can: what no reader would do (a word that is no word of the format) is none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from itertools import combinations
from random import Random
from typing import Any

from evtrials.collection.loading import Loaded
from evtrials.evidence.rows import FigureRow, Path, grouped
from evtrials.notation.figures import Figure
from evtrials.trial.results import EFFECTS, Row
from evtrials.trial.tables import Block, Harms, arm_and_grade
from evtrials.trial.walk import records

# What is wrong in a word or two, and the data of the file with it; None where chance found nothing that differs.
Made = tuple[str, Any] | None

OTHER_UNIT = {
    "months": "weeks", "weeks": "months", "days": "weeks", "years": "months", "percent": "participants",
    "participants": "percent", "points": "percent", "events": "percent", "mg": "percent",
}  # fmt: skip
OTHER_ASSESSOR = {"investigator": "central", "central": "investigator", "not stated": "investigator"}
GRADES = ("any", "3-4", "serious")
PRINTS = ("table cells", "prose of a review", "short sources")


@dataclass(frozen=True, slots=True)
class Opening:
    """A place where a mistake can be made: a row of a file as the audit names it, or a table; its source; how it is made."""

    loaded: Loaded
    path: Path
    source: str
    make: Callable[[Random], Made]


@dataclass(frozen=True, slots=True)
class Line:
    """A row of results, or a row of a table, as one source prints it. record: the row, or the table that holds it."""

    loaded: Loaded
    path: Path
    record: Row | Block

    @property
    def term(self) -> str:
        """The name of a row of a table."""
        return str(self.path[-1])

    @property
    def figures(self) -> dict[str, Figure]:
        """The figures by arm, or by column of the table."""
        if isinstance(self.record, Row):
            return self.record.values
        return dict(zip(self.record.columns, self.record.rows[self.term], strict=True))

    @property
    def has_number(self) -> bool:
        """Whether any figure is more than a word."""
        return not all(figure.is_missing for figure in self.figures.values())

    def opening(self, make: Callable[[Line, Random], Made]) -> Opening:
        """The place of this row for a kind of mistake."""
        return Opening(self.loaded, self.path, self.record.src.key, partial(make, self))

    def put(self, fields: dict[str, Any]) -> Any:
        """The file with some figures or fields of this row written anew."""
        data = self.loaded.document.data
        if isinstance(self.record, Row):
            return put(data, self.path, {**at(data, self.path), **fields})
        own = {column: figure.text for column, figure in self.figures.items()}
        return put(data, self.path, list({**own, **fields}.values()))


def at(data: Any, path: Path) -> Any:
    """What stands at a path of a document."""
    for part in path:
        data = data[part]
    return data


def put(data: Any, path: Path, value: Any) -> Any:
    """A document with another value at a path; what is beside the path is shared, not copied."""
    if not path:
        return value
    copy = data.copy()
    copy[path[0]] = put(data[path[0]] if path[1:] else None, path[1:], value)
    return copy


def lines(loaded: Loaded) -> Iterator[Line]:
    """Every row of results, and every row of every table."""
    for node in records(loaded.trial):
        if isinstance(node.record, Row):
            yield Line(loaded, node.path, node.record)
        elif isinstance(node.record, Block):
            yield from (Line(loaded, (*node.path, "rows", term), node.record) for term in node.record.rows)


# Arms


def arms_swapped(loaded: Loaded) -> Iterator[Opening]:
    """The figures of two arms stand each under the other; in a table of harms, those of every grade."""
    for line in lines(loaded):
        if swapped := _swapped(line):
            said = ", ".join(f"{key} {text}" for key, text in swapped.items())
            yield line.opening(partial(_exchanged, said, swapped))


def _exchanged(said: str, swapped: dict[str, str], line: Line, _: Random) -> Made:
    return said, line.put(swapped)


def _swapped(line: Line) -> dict[str, str]:
    """The figures of the first two arms that differ, exchanged; empty where no two do."""
    figures = line.figures
    by_arm: dict[str, dict[str, str]] = {}
    for key in figures:
        arm, band = (key, "") if isinstance(line.record, Row) else arm_and_grade(key)
        if arm in line.loaded.trial.arms:
            by_arm.setdefault(arm, {})[band] = key
    for first, second in combinations(by_arm.values(), 2):
        pairs = [(key, second[band]) for band, key in first.items() if band in second]
        if any(_says(figures[one]) != _says(figures[other]) for one, other in pairs):
            return {to: figures[of].text for one, other in pairs for to, of in ((one, other), (other, one))}
    return {}


def _says(figure: Figure) -> Figure:
    """A figure without its denominator: none of 104 and none of 103 are no different finding."""
    return replace(figure, text="", n="")


# Figures


def one_digit(print_: str, loaded: Loaded) -> Iterator[Opening]:
    """One digit of a figure is another; of figures in table cells, the prose of a review, or short sources."""
    seen = set()
    for row in loaded.figures:
        if row.path in seen or print_of(row) != print_:
            continue
        seen.add(row.path)
        try:
            text = at(loaded.document.data, row.path)
        except (KeyError, IndexError, TypeError):
            continue  # one word that stands for a whole row of a table
        if isinstance(text, str) and any(map(str.isdigit, text)):
            yield Opening(loaded, row.path, row.place.source, partial(_other_digit, loaded, row.path, text))


def print_of(row: FigureRow) -> str:
    """The kind of print from which a figure was taken."""
    if row.place.basis != "review":
        return PRINTS[2]
    return PRINTS[0] if row.place.locator.startswith("Table") else PRINTS[1]


def _other_digit(loaded: Loaded, path: Path, text: str, chance: Random) -> Made:
    where = chance.choice([index for index, char in enumerate(text) if char.isdigit()])
    digit = chance.choice([digit for digit in "0123456789" if digit != text[where]])
    after = text[:where] + digit + text[where + 1 :]
    return f"{text} -> {after}", put(loaded.document.data, path, after)


def other_row(loaded: Loaded) -> Iterator[Opening]:
    """The figures of another row that the same source prints of the same arms (of the same columns) stand here."""
    for alike in grouped(filter(_has_figures, lines(loaded)), _shape).values():
        for line in alike:
            if others := [other for other in alike if _figures_of(other) != _figures_of(line)]:
                yield line.opening(partial(_from_another, others))


def _has_figures(line: Line) -> bool:
    return line.has_number or (isinstance(line.record, Row) and bool(line.record.effects))


def _shape(line: Line) -> tuple[Any, ...]:
    """What two rows have in common that one may slip from the one into the other."""
    record = line.record
    if isinstance(record, Row):
        endpoint = line.loaded.trial.endpoints[str(line.path[1])]
        arms, unit = frozenset(record.values), record.unit or endpoint.unit
        return record.src.key, arms, frozenset(record.effects), unit, record.measure or endpoint.measure
    return record.src.key, line.path[0], record.columns, record.unit, record.measure


def _figures_of(line: Line) -> dict[str, Any]:
    """The figures of a row as written in the file, without its counts of patients and events."""
    if isinstance(line.record, Row):
        row = at(line.loaded.document.data, line.path)
        return {key: row[key] for key in (*line.record.values, *EFFECTS, "p") if key in row}
    return {column: figure.text for column, figure in line.figures.items()}


def _from_another(others: list[Line], line: Line, chance: Random) -> Made:
    other = chance.choice(others)
    own, theirs = _figures_of(line), _figures_of(other)
    data = line.put(theirs)
    if isinstance(line.record, Row):
        data = put(data, line.path, {key: value for key, value in at(data, line.path).items() if key in theirs or key not in own})
    return f"{' '.join(own.values())} -> {' '.join(theirs.values())}", data


# Words


def other_term(loaded: Loaded) -> Iterator[Opening]:
    """The cells of an adverse event stand under another event of the trial: one of another table, else of the same."""
    harms = [line for line in lines(loaded) if isinstance(line.record, Harms)]
    events = {line.term: loaded.terms.adverse_event(line.term) for line in harms}
    printed = {(events[line.term], line.record.src.key, _cells(line)) for line in harms}
    for line in filter(lambda line: line.has_number, harms):
        here = {other.term for other in harms if other.record is line.record}
        # Of another event with the same cells the same is true.
        others = [term for term, event in events.items() if (event, line.record.src.key, _cells(line)) not in printed]
        elsewhere = [term for term in others if events[term] not in {events[term] for term in here}]
        if choices := elsewhere or [term for term in others if term in here]:
            yield line.opening(partial(_renamed, choices))


def _cells(line: Line) -> tuple[str, ...]:
    return tuple(figure.text for figure in line.figures.values())


def _renamed(others: list[str], line: Line, chance: Random) -> Made:
    other, data, *path = chance.choice(others), line.loaded.document.data, *line.path
    table, own = tuple(path[:-1]), path[-1]
    rows = {other if term == own else term: cells for term, cells in at(data, table).items() if term != other}
    return f"{own} -> {other}", put(data, table, rows)


def other_grade(loaded: Loaded) -> Iterator[Opening]:
    """The columns of a table of harms bear another grade: two grades exchanged, else another than the one it has."""
    for node in records(loaded.trial):
        if isinstance(node.record, Harms) and node.record.rows:
            yield Opening(loaded, node.path, node.record.src.key, partial(_regraded, loaded, node.path, node.record))


def _regraded(loaded: Loaded, path: Path, block: Harms, chance: Random) -> Made:
    grades = sorted({arm_and_grade(column)[1] for column in block.columns})
    if len(grades) > 1:
        first, second = chance.sample(grades, 2)
        new = {first: second, second: first}
    else:
        new = {grades[0]: chance.choice([grade for grade in GRADES if grade != grades[0]])}
    columns = [f"{arm} {new.get(grade, grade)}" for arm, grade in map(arm_and_grade, block.columns)]
    said = ", ".join(f"{old} -> {grade}" for old, grade in new.items())
    return said, put(loaded.document.data, (*path, "columns"), columns)


def other_unit(loaded: Loaded) -> Iterator[Opening]:
    """A row of results, or a table, is in another unit: weeks for months, participants for percent."""
    for node in records(loaded.trial):
        record = node.record
        if isinstance(record, Row):
            unit = record.unit or loaded.trial.endpoints[str(node.path[1])].unit
            figures = list(record.values.values())
        elif isinstance(record, Block):
            unit, figures = record.unit, [cell for cells in record.rows.values() for cell in cells]
        else:
            continue
        # A figure that bears its own sign of percent is not read in the unit of its row.
        if unit in OTHER_UNIT and any(not figure.is_missing and not figure.is_percent for figure in figures):
            other = OTHER_UNIT[unit]
            data = put(loaded.document.data, (*node.path, "unit"), other)
            yield Opening(loaded, node.path, record.src.key, partial(_as_said, f"{unit} -> {other}", data))


def other_population(loaded: Loaded) -> Iterator[Opening]:
    """A row of results is of another population: another declared one, or the declared one is left out."""
    for line in lines(loaded):
        if isinstance(line.record, Row) and _has_figures(line):
            own = line.record.population
            others = [id_ for id_ in loaded.trial.populations if id_ != own]
            if own or others:
                yield line.opening(partial(_of_population, own, others))


def _of_population(own: str | None, others: list[str], line: Line, chance: Random) -> Made:
    # As often left out as exchanged, however many there are.
    is_left_out = own and (not others or chance.random() < 0.5)
    other = None if is_left_out else chance.choice(others)
    row = {key: value for key, value in at(line.loaded.document.data, line.path).items() if key != "population"}
    if other:
        row["population"] = other
    return f"{own or 'all'} -> {other or 'all'}", put(line.loaded.document.data, line.path, row)


def other_assessor(loaded: Loaded) -> Iterator[Opening]:
    """A row of results names another assessor, or one where none is printed."""
    for line in lines(loaded):
        if isinstance(line.record, Row) and _has_figures(line):
            own = line.record.assessor or loaded.trial.endpoints[str(line.path[1])].assessor
            if own in OTHER_ASSESSOR:
                other = OTHER_ASSESSOR[own]
                yield line.opening(partial(_assessed, f"{own} -> {other}", other))


def _assessed(said: str, other: str, line: Line, _: Random) -> Made:
    return said, line.put({"assessor": other})


def _as_said(said: str, data: Any, _: Random) -> Made:
    return said, data


KINDS: dict[str, Callable[[Loaded], Iterator[Opening]]] = {
    **{f"one digit, {print_}": partial(one_digit, print_) for print_ in PRINTS},
    "another row": other_row,
    "term": other_term,
    "grade": other_grade,
    "unit": other_unit,
    "population": other_population,
    "assessor": other_assessor,
}

