"""Answers as tables of a page: the list, the contrasts of an endpoint, the trials that tell of a harm; each row of one trial."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from markupsafe import Markup

from evtrials.evidence.rows import FigureRow
from evtrials.exchange.report.texts import Texts
from evtrials.questions.answer import Item, Listing

# The figures that may stand in a line of an item, by the number of the line: in a cell of it, or (None) in its text.
Figures = Callable[[int, int | None], Iterable[FigureRow | None]]
# The head of a column that the screen leaves without one.
_FIGURE = "Figure"


class Line(NamedTuple):
    """A line of a row: its text, or columns in its place; and figures under the heads of the table."""

    text: Markup
    columns: tuple[Markup, ...]
    cells: tuple[Markup, ...]


class Row(NamedTuple):
    """What stands in a row: the trial, which may be none of the page, and the lines on it."""

    trial: str
    lines: tuple[Line, ...]


class Rows(NamedTuple):
    """A table: what stands above it, the heads of its figures, its rows."""

    lead: tuple[Markup, ...]
    heads: tuple[str, ...]
    rows: tuple[Row, ...]


def rows_of(listing: Listing, figures: Sequence[Figures], texts: Texts, notes: str) -> Rows:
    """A listing as a table. figures: of each item the stored figures that it shows."""
    rows = tuple(_row(item, mine, texts, notes) for item, mine in zip(listing.items, figures, strict=True))
    most = max((len(line.cells) for row in rows for line in row.lines), default=0)
    lead = tuple(texts.html(text, (), notes) for text in (listing.title, *listing.lead) if text)
    return Rows(lead, listing.heads or (_FIGURE,) * most, rows)


def _row(item: Item, figures: Figures, texts: Texts, notes: str) -> Row:
    linked: set[str] = set()
    lines = []
    for number, line in enumerate(item.lines):
        cells = tuple(texts.html(cell, figures(number, place), notes, linked) for place, cell in enumerate(line.cells))
        columns = tuple(texts.html(text, (), notes) for text in line.columns)
        lines.append(Line(texts.html(parted(line.text), figures(number, None), notes, linked), columns, cells))
    return Row(item.name, tuple(lines))


def parted(text: str) -> str:
    """A text whose parts are told apart by a sign, where on a screen some room does it."""
    return text.replace("   ", " \u00b7 ")


def from_line(first: int, rows: Iterable[FigureRow | None]) -> Figures:
    """Figures that stand in the lines from one on, behind who got what."""
    told = tuple(rows)
    return lambda line, _: told if line >= first else ()


def by_arm(rows: Iterable[FigureRow], arms: Sequence[str]) -> Figures:
    """Figures of arms, which stand in cells, each in that of its arm where there are two; what compares them stands in the text,
    and what is told in words."""
    told = tuple(rows)
    in_text = tuple(row for row in told if not row.outcome_of)

    def figures(_: int, place: int | None) -> Iterable[FigureRow]:
        if place is None:
            return in_text
        return [row for row in told if row.arm == arms[place]] if len(arms) > 1 else told

    return figures
