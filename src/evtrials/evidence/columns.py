"""The columns of the tidy table: each declared once with its name, how it is got of a row, its type and its meaning."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Literal, NamedTuple

from evtrials.evidence.log_ratios import log_ratio
from evtrials.evidence.rows import FigureRow, one_or_more

# Between the texts of a list, where a cell is one text.
LIST_SEPARATOR = "; "


class Column(NamedTuple):
    """A column of records, declared once for every format: name, how its cell is got of a row, type, meaning, unit.

    A cell of type number is a number, or the digits as printed, which are one; empty ("" or None) where there is none.
    One of type list is a sequence of texts.
    """

    name: str
    get: Callable[[Any], object]
    type: Literal["text", "number", "flag", "list"]
    meaning: str
    unit: str = ""

    def by(self, get: Callable[[Any], object]) -> Column:
        """This column of rows of another kind, whose cell is got otherwise."""
        return self._replace(get=get)

    def of(self, part: Callable[[Any], Any]) -> Column:
        """This column of rows that bear a row of its kind as a part; empty where the part is None."""
        get, empty = self.get, {"flag": False, "list": ()}.get(self.type, "")

        def through(row: Any) -> object:
            found = part(row)
            return empty if found is None else get(found)

        return self._replace(get=through)

    def as_json(self, row: Any) -> object:
        """The cell of a row as JSON holds it: numbers as numbers, an empty one as null, lists as lists."""
        cell = self.get(row)
        if self.type == "number" and isinstance(cell, str):
            return number(cell)
        return list(cell) if isinstance(cell, tuple) else cell

    def typed(self, cell: Any) -> float | bool | str | None:
        """A cell of the column as a table of typed columns holds it.

        A number as a float, None where there is none; a flag as a bool; a text as a str, "" where it is empty; a list as one
        text, as CSV has it.
        """
        if self.type == "number":
            return None if cell is None or cell == "" else float(cell)
        if self.type == "flag":
            return bool(cell)
        return LIST_SEPARATOR.join(cell) if self.type == "list" else str(cell)


def _p(row: FigureRow) -> str:
    return row.p.value if row.p else ""


def _p_qualifier(row: FigureRow) -> str:
    return row.p.operator if row.p else ""


def _p_text(row: FigureRow) -> str:
    return row.p.text if row.p else ""


def _p_sides(row: FigureRow) -> str:
    return str(row.p.sides or "") if row.p else ""


def counts_text(**counts: str) -> str:
    """Counts as printed, by name, where digits alone do not tell them: `n about 60; events >=30`; else ""."""
    return "; ".join(f"{name} {text}" for name, text in counts.items() if text and not text.isdigit())


def _sizes(row: FigureRow) -> str:
    return ", ".join(f"{arm} {n}" for arm, n in row.sizes.items())


def count_digits(count: str) -> str:
    """The digits of a count, which may be printed as `about 60` or `>=30`."""
    return count.lstrip("<>=about ")


FIGURES: tuple[Column, ...] = (
    Column("trial", lambda row: row.trial, "text", "id of the trial"),
    Column("analysis", lambda row: str(row.analysis), "text", "what names the analysis; its rows from one source share it"),
    Column("kind", lambda row: row.kind, "text", "outcome (an arm's value), effect (a randomised contrast), association, "
           "interaction, safety, exposure, dose finding, baseline, participants, statement; of a curve: reconstructed"),
    Column("role", lambda row: row.role, "text", "role of the endpoint or analysis: primary, key secondary, ..."),
    Column("endpoint", lambda row: row.endpoint, "text", "id of the endpoint in the vocabulary"),
    Column("definition", lambda row: row.definition, "text", "instrument, threshold and definition as the report has them"),
    Column("measure", lambda row: row.measure, "text", "what the figure is: median, rate, hazard ratio, ..."),
    Column("at", lambda row: row.at, "text", "time point of a rate or score, as the source of the row prints it"),
    Column("period", lambda row: row.period, "text", "time that the figure covers, where that is not the whole"),
    Column("term", lambda row: row.term, "text", "adverse event, exposure, baseline or other term; of an association, of what"),
    Column("grade", lambda row: row.grade, "text", "grade band of a harm as the report bands it; any: of all "
           "grades, or where the report prints none"),
    Column("attribution", lambda row: row.attribution, "text", "any cause, related, or not stated"),
    Column("arm", lambda row: row.arm, "text", "arm of the value; of a contrast the arm named first"),
    Column("comparator", lambda row: row.comparator, "text", "arm named second in a contrast"),
    Column("isolates", lambda row: row.isolates, "text", "what the arms of the contrast differ in"),
    Column("population", lambda row: row.population, "text", "all, or the id of a declared subgroup"),
    Column("analysis_set", lambda row: row.analysis_set, "text", "who was analysed, where that is not everyone"),
    Column("assessor", lambda row: row.assessor, "text", "who judged the endpoint, as the source of the row prints it"),
    Column("method", lambda row: row.method, "text", "method of the analysis, where a report has more than one"),
    Column("cut", lambda row: row.cut, "text", "id of the data cut or report"),
    Column("cut_date", lambda row: row.cut_date, "text", "date of the data cut, as the source of the row states it"),
    Column("followup", lambda row: row.followup, "text", "median follow-up at the cut, as the source of the row states it"),
    Column("value", lambda row: row.figure.value, "number", "the number as printed; empty where there is none", "unit"),
    Column("text", lambda row: row.figure.text, "text", "the cell as printed"),
    Column("qualifier", lambda row: row.figure.qualifier, "text", "<, <=, >, >=, about, between, or why there is no number"),
    Column("unit", lambda row: row.unit, "text", "unit of the value"),
    Column("better", lambda row: row.better, "text", "higher or lower, where one of them is better"),
    Column("ci_low", lambda row: row.figure.limit_digits[0], "number", "lower limit of the interval", "unit"),
    Column("ci_high", lambda row: row.figure.limit_digits[1], "number", "upper limit of the interval", "unit"),
    Column("ci_level", lambda row: row.figure.level, "number", "level of the interval", "percent"),
    Column("p", _p, "number", "p value; under an operator its bound"),
    Column("p_text", _p_text, "text", "p value as printed"),
    Column("p_sides", _p_sides, "number", "1 or 2 sides, where the source says so"),
    Column("n", lambda row: count_digits(row.n), "number", "patients of the value, the contrast or the arm", "participants"),
    Column("events", lambda row: count_digits(row.events), "number", "events behind the value or contrast", "events"),
    Column("default", lambda row: row.default, "flag", "whether the row answers its question by default"),
    Column("basis", lambda row: row.place.basis, "text", "what was read of the source"),
    Column("source", lambda row: row.place.source, "text", "key of the source in the trial's file"),
    Column("locator", lambda row: row.place.locator, "text", "place in the source"),
    Column("flag", lambda row: row.flag, "text", "kinds of the notes that touch the row"),
    Column("note", lambda row: row.note, "text", "text of the notes that touch the row"),
    Column("planning", lambda row: row.planning, "text",
           "whether the analysis of the population was planned: prespecified, exploratory, post hoc, not stated"),
    Column("assessor_assumed", lambda row: row.assessor_assumed, "text",
           "the protocol's assessor, where the row names none and is taken to be by it"),
    Column("p_qualifier", _p_qualifier, "text", "<, <=, >, >= of p, where the source prints a bound"),
    Column("ci_kind", lambda row: row.figure.interval_kind, "text", "CI (confidence) or CrI (credible interval)"),
    Column("ci_text", lambda row: row.figure.interval_in_words, "text", "the interval, where a limit is a word or not printed"),
    Column("stated", lambda row: row.stated, "text", "of a result in words, what it comes to: no difference, consistent, ..."),
    Column("log_ratio", lambda row: round(found.value, 6) if (found := log_ratio(row)) else "", "number",
           "derived: natural logarithm of the ratio, of the experimental arm against the control"),
    Column("se", lambda row: round(found.se, 6) if (found := log_ratio(row)) else "", "number",
           "derived: standard error of log_ratio"),
    Column("derived_from", lambda row: found.derived_from if (found := log_ratio(row)) else "", "text",
           "columns from which log_ratio and se are derived; reciprocal where the ratio is printed the other way round"),
    Column("counts_text", lambda row: counts_text(n=row.n or _sizes(row), events=row.events), "text",
           "n and events as printed, where they are no plain numbers: n about 60; of a comparison: n eve 40, pbo 38"),
)  # fmt: skip
BY_NAME = {column.name: column for column in FIGURES}
NAMES = tuple(BY_NAME)


def tidy(part: Callable[[Any], FigureRow | None], *names: str) -> tuple[Column, ...]:
    """Columns of the tidy table for rows that bear one of its rows as a part; empty where the part is None."""
    return tuple(BY_NAME[name].of(part) for name in names)


def record(row: Any, columns: Iterable[Column] = FIGURES) -> tuple[object, ...]:
    """The cells of a row, in the order of the columns."""
    return tuple([column.get(row) for column in columns])


def as_json(row: Any, columns: Iterable[Column] = FIGURES) -> dict[str, object]:
    """A row as JSON: numbers as numbers beside the printed text, empty numeric cells as null."""
    return {column.name: column.as_json(row) for column in columns}


def number(text: str) -> int | float | None:
    """Printed digits as a number; None for an empty cell."""
    if not text:
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
