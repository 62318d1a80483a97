"""The columns of the tidy table: each declared once with its name, how it is got of a row, its type and its meaning."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, NamedTuple

from evtrials.evidence.rows import FigureRow, one_or_more


class Column(NamedTuple):
    """A column of records: name, how its cell is got, what type the cell has, what it means.

    A cell of type number holds the digits as printed; where numbers are numbers (JSON), they become one.
    """

    name: str
    get: Callable[[Any], object]
    type: Literal["text", "number", "flag"]
    meaning: str
    unit: str = ""


def _p(row: FigureRow) -> str:
    return row.p.value if row.p else ""


def _p_text(row: FigureRow) -> str:
    return row.p.text if row.p else ""


def _p_sides(row: FigureRow) -> str:
    return str(row.p.sides or "") if row.p else ""


FIGURES: tuple[Column, ...] = (
    Column("trial", lambda row: row.trial, "text", "id of the trial"),
    Column("analysis", lambda row: str(row.analysis), "text", "what names the analysis; its rows from one source share it"),
    Column("kind", lambda row: row.kind, "text", "outcome (an arm's value), effect (a randomised contrast), association, "
           "interaction, safety, exposure, dose finding, baseline, participants"),
    Column("role", lambda row: row.role, "text", "role of the endpoint or analysis: primary, key secondary, ..."),
    Column("endpoint", lambda row: row.endpoint, "text", "id of the endpoint in the vocabulary"),
    Column("definition", lambda row: row.definition, "text", "instrument, threshold and definition as the report has them"),
    Column("measure", lambda row: row.measure, "text", "what the figure is: median, rate, hazard ratio, ..."),
    Column("at", lambda row: row.at, "text", "time point of a rate or score"),
    Column("period", lambda row: row.period, "text", "time that the figure covers, where that is not the whole"),
    Column("term", lambda row: row.term, "text", "adverse event, exposure, baseline or other term; of an association, of what"),
    Column("grade", lambda row: row.grade, "text", "grade band of a harm as the report bands it"),
    Column("attribution", lambda row: row.attribution, "text", "any cause, related, or not stated"),
    Column("arm", lambda row: row.arm, "text", "arm of the value; of a contrast the arm named first"),
    Column("comparator", lambda row: row.comparator, "text", "arm named second in a contrast"),
    Column("isolates", lambda row: row.isolates, "text", "what the arms of the contrast differ in"),
    Column("population", lambda row: row.population, "text", "all, or the id of a declared subgroup"),
    Column("analysis_set", lambda row: row.analysis_set, "text", "who was analysed, where that is not everyone"),
    Column("assessor", lambda row: row.assessor, "text", "who judged the endpoint"),
    Column("method", lambda row: row.method, "text", "method of the analysis, where a report has more than one"),
    Column("cut", lambda row: row.cut, "text", "id of the data cut or report"),
    Column("cut_date", lambda row: row.cut_date, "text", "date of the data cut"),
    Column("followup", lambda row: row.followup, "text", "median follow-up at the cut"),
    Column("value", lambda row: row.figure.value, "number", "the number as printed; empty where there is none", "unit"),
    Column("text", lambda row: row.figure.text, "text", "the cell as printed"),
    Column("qualifier", lambda row: row.figure.qualifier, "text", "<, <=, >, >=, about, between, or why there is no number"),
    Column("unit", lambda row: row.unit, "text", "unit of the value"),
    Column("better", lambda row: row.better, "text", "higher or lower, where one of them is better"),
    Column("ci_low", lambda row: row.figure.low, "number", "lower limit of the interval", "unit"),
    Column("ci_high", lambda row: row.figure.high, "number", "upper limit of the interval", "unit"),
    Column("ci_level", lambda row: row.figure.level, "number", "level of the interval", "percent"),
    Column("p", _p, "number", "p value; under an operator its bound"),
    Column("p_text", _p_text, "text", "p value as printed"),
    Column("p_sides", _p_sides, "number", "1 or 2 sides, where the source says so"),
    Column("n", lambda row: row.n, "number", "patients of the value or contrast", "participants"),
    Column("events", lambda row: row.events, "number", "events behind the value or contrast", "events"),
    Column("default", lambda row: row.default, "flag", "whether the row answers its question by default"),
    Column("basis", lambda row: row.place.basis, "text", "what was read of the source"),
    Column("source", lambda row: row.place.source, "text", "key of the source in the trial's file"),
    Column("locator", lambda row: row.place.locator, "text", "place in the source"),
    Column("flag", lambda row: row.flag, "text", "kinds of the notes that touch the row"),
    Column("note", lambda row: row.note, "text", "their text"),
)  # fmt: skip
BY_NAME = {column.name: column for column in FIGURES}
NAMES = tuple(BY_NAME)


def record(row: FigureRow) -> tuple[object, ...]:
    """The cells of a row, in the order of the columns."""
    return tuple(column.get(row) for column in FIGURES)


def as_json(row: FigureRow) -> dict[str, Any]:
    """A row as JSON: numbers as numbers beside the printed text, empty numeric cells as null."""
    return {column.name: typed(column, column.get(row)) for column in FIGURES}


def typed(column: Column, cell: object) -> object:
    """A cell as JSON holds it: the digits of a number as a number, an empty one as null."""
    return number(cell) if column.type == "number" and isinstance(cell, str) else cell


def number(text: str) -> int | float | None:
    """Printed digits as a number; None for an empty cell or a limit that is a word (not reached)."""
    if not text or not (text[0].isdigit() or text[0] in "-."):
        return None
    return float(text) if "." in text else int(text)


def matches(row: FigureRow, about: dict[str, Any]) -> bool:
    """Whether a selector in the words of the tidy table marks a row; `endpoint` takes the key of the file or the term."""
    return all(is_in(row, column, one_or_more(wanted)) for column, wanted in about.items())


def is_in(row: FigureRow, column: str, words: tuple[str, ...]) -> bool:
    """Whether a row has one of these words in a column."""
    if column == "endpoint":
        return row.endpoint in words or row.key in words
    return column in BY_NAME and BY_NAME[column].get(row) in words
