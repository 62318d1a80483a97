"""Answers as tables of a page: the list, the contrasts of an endpoint, the trials that tell of a harm; each row of one trial."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from markupsafe import Markup

from evtrials.evidence.rows import FigureRow
from evtrials.exchange.report.texts import Texts
from evtrials.questions.answer import Item, Listing

# The figures that may stand in a line of an item: in its text, and in each of its cells.
Figures = Callable[[int | None], Iterable[FigureRow | None]]


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
    return Rows(tuple(texts.html(text, (), notes) for text in (listing.title, *listing.lead) if text), listing.heads, rows)


def _row(item: Item, figures: Figures, texts: Texts, notes: str) -> Row:
    linked: set[str] = set()
    lines = []
    for line in item.lines:
        several = len(line.cells) > 1
        cells = tuple(
            texts.html(cell, figures(place if several else None), notes, linked) for place, cell in enumerate(line.cells)
        )
        columns = tuple(texts.html(text, (), notes) for text in line.columns)
        lines.append(Line(texts.html(parted(line.text), figures(None), notes, linked), columns, cells))
    return Row(item.name, tuple(lines))


def parted(text: str) -> str:
    """A text whose parts are told apart by a sign, where on a screen some room does it."""
    return text.replace("   ", " \u00b7 ")


def all_of(rows: Iterable[FigureRow | None]) -> Figures:
    """Figures that may stand anywhere in an item."""
    told = tuple(rows)
    return lambda _: told


def by_arm(rows: Iterable[FigureRow], arms: Sequence[str]) -> Figures:
    """Figures of which those of an arm stand in its own cell."""
    told = tuple(rows)
    return lambda place: told if place is None else (row for row in told if row.arm == arms[place])
