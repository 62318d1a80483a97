"""What a screen is made of, said once for all formats: tables, lists of entries, paragraphs. Knows no terminal.

A `piece` is a run of text that no renderer may break: a figure with its interval, a labelled value.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any, NamedTuple

from evtrials.collection.selection import LeftOut
from evtrials.errors import UsageError
from evtrials.evidence.columns import Column as Column
from evtrials.evidence.columns import as_json, record


class Heading(NamedTuple):
    """A column of a table on the screen: its name, its head.

    folds: text that may wrap at spaces; any other column holds figures and is never cut or wrapped.
    firm: folds only when every other column is at its least; a no-break space keeps an interval whole.
    drop: in a narrow terminal, columns are left out in this order (1 first); 0 = never.
    """

    name: str
    head: str
    folds: bool = False
    firm: bool = False
    drop: int = 0


class Table(NamedTuple):
    """Rows of cells under columns. A cell may hold several lines. `lead` stands above it, footnotes below it."""

    columns: tuple[Heading, ...]
    rows: tuple[tuple[str, ...], ...]
    title: str = ""
    lead: tuple[str, ...] = ()
    footnotes: tuple[str, ...] = ()


class Entry(NamedTuple):
    """One thing with its pieces: a head (what it is), then pieces that flow, each of them unbroken."""

    head: str
    pieces: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()


class Entries(NamedTuple):
    """A titled list of entries."""

    title: str
    entries: tuple[Entry, ...]
    lead: tuple[str, ...] = ()
    footnotes: tuple[str, ...] = ()


class Facts(NamedTuple):
    """Labels with their text, as a card has them."""

    rows: tuple[tuple[str, str], ...]
    title: str = ""


class Line(NamedTuple):
    """A line under the name of an item.

    text: wraps at spaces; columns stand in its place where the texts of all items stand under each other. cells: figures at the
    right edge, under the heads of the listing, never wrapped. joins: stands behind the line before it in a wide terminal where
    both fit. shorter: what stands in place of a text that does not fit in a line, the best first; the last may wrap.
    """

    text: str = ""
    columns: tuple[str, ...] = ()
    cells: tuple[str, ...] = ()
    joins: bool = False
    shorter: tuple[str, ...] = ()


class Ratio(NamedTuple):
    """A ratio as a number with the limits of its interval: None without one, 0 or infinity where a limit is a word."""

    low: float | None
    value: float
    high: float | None


class Item(NamedTuple):
    """One thing of a listing: its name, which is what the reader types next, and the lines on it.

    ratio: what the last line says of it, drawn beside it in a wide terminal.
    """

    name: str
    lines: tuple[Line, ...]
    ratio: Ratio | None = None


class Listing(NamedTuple):
    """Items of a few lines each under a heading that says once what they share. heads: of the cells; wide: from how many
    columns on lines are joined."""

    items: tuple[Item, ...]
    title: str = ""
    lead: tuple[str, ...] = ()
    heads: tuple[str, ...] = ()
    wide: int = 110


class Grid(NamedTuple):
    """Rows of a label with a cell under each head. A leading space indents a label.

    A row of a label and one cell, under several heads, runs over all of them; a label alone over the whole line. close: columns
    are no wider than they need, where they would else share the line evenly. label: the head of the labels.
    """

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    title: str = ""
    lead: tuple[str, ...] = ()
    close: bool = False
    label: str = ""


class Paragraph(NamedTuple):
    """A sentence or two. `strong` marks what a reader must not miss; `follows`: right below what is above it."""

    text: str
    strong: bool = False
    follows: bool = False


Block = Table | Entries | Facts | Listing | Grid | Paragraph


class Page(NamedTuple):
    """A whole answer on the screen. notes: lettered footnotes, each letter with its text; foot: what is said once at the end.

    tally: how much was shown of how much, and what was left out, in a line. shorter: what a screen has in its place where it
    takes so many lines more than its most at 80 columns; None, or what makes None, where nothing can be spared.
    """

    title: str
    blocks: tuple[Block, ...] = ()
    notes: tuple[tuple[str, str], ...] = ()
    foot: tuple[str, ...] = ()
    tally: str = ""
    shorter: Callable[[int], Page | None] | None = None
    most: int = 40

# Why a row is not there that a limit left out.
BEYOND = "beyond the limit"


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer in all its forms.

    name: its noun, under which JSON has it. columns: what its rows are told by, the same in every format; rows: of whatever
    kind the columns read, which may be read once only, so that a long answer is never whole in memory.
    page: for the terminal and Markdown, or a function that makes it. objects: of a page about trials, what JSON holds in
    place of the rows, which stand within. query, caveats, left_out: what stands around the answer in JSON; caveats go to
    stderr where a format has no place for them. is_page: a pipe gets Markdown rather than TSV. pasted: a row as plain text,
    which a pipe gets rather than either.
    tally: how much is shown of how much, `3 of 89 trials`; out: how many trials the filters do not fit. by_trial: a
    trial may have several rows; columns that make them the same tell them once, and a limit counts trials.
    """

    name: str
    columns: tuple[Column, ...]
    rows: Iterable[Any]
    page: Page | Callable[[], Page]
    objects: Callable[[], Iterable[dict[str, object]]] | None = None
    query: dict[str, object] = field(default_factory=dict)
    caveats: tuple[str, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    tally: str = ""
    out: int = 0
    is_page: bool = False
    pasted: Callable[[Any], str] | None = None
    by_trial: bool = False

    def narrowed(self, names: Sequence[str]) -> Answer:
        """The answer by some of its columns, in that order, as one table; UsageError for a column that there is not.

        Rows that are then the same are told once where they are `by_trial`.
        """
        known = {column.name: column for column in self.columns}
        for name in names:
            if name not in known:
                raise UsageError(f'"{name}" is no column; columns are: {", ".join(known)}')
        columns = tuple(known[name] for name in names)
        rows: Iterable[Any] = self.rows
        if self.by_trial:
            told: dict[tuple[str, ...], Any] = {}
            for row in rows:
                told.setdefault(tuple(map(str, record(row, columns))), row)
            rows = list(told.values())
        as_table = replace(self, columns=columns, rows=rows, page=lambda: _table_of(columns, rows), objects=None)
        return replace(as_table, is_page=False, pasted=None)

    def limited(self, most: int) -> Answer:
        """The first rows of the answer, and of its page as many; the trials of the rest are left out beyond the limit."""
        rows = list(self.rows)
        column = next((column for column in self.columns if column.name == "trial"), None)
        trials = [str(column.get(row)) if column else "" for row in rows]
        kept = dict.fromkeys(list(dict.fromkeys(trials))[:most]) if self.by_trial else dict.fromkeys(trials[:most])
        told = [row for row, trial in zip(rows, trials, strict=True) if trial in kept] if self.by_trial else rows[:most]
        ids = dict.fromkeys(trial for trial in (trials if self.by_trial else trials[most:]) if trial and trial not in kept)
        beyond = (LeftOut(BEYOND, tuple(ids)),) if ids else ()
        page, objects = self.page, self.objects
        return replace(
            self,
            rows=told,
            objects=(lambda: islice(objects(), most)) if objects else None,
            page=lambda: first_of(page() if callable(page) else page, most, kept if self.by_trial else None),
            left_out=(*self.left_out, *beyond),
        )

    @property
    def made_page(self) -> Page:
        """The page, made if need be."""
        return self.page() if callable(self.page) else self.page

    @property
    def records(self) -> Iterator[tuple[object, ...]]:
        """The cells of each row."""
        return (record(row, self.columns) for row in self.rows)

    @property
    def lines(self) -> Iterator[dict[str, object]]:
        """Each row as JSON."""
        return (as_json(row, self.columns) for row in self.rows)

    @property
    def items(self) -> Iterable[dict[str, object]]:
        """What JSON holds under the name of the answer."""
        return self.objects() if self.objects else self.lines

    @property
    def left_out_by_reason(self) -> dict[str, list[str]]:
        """What was left out, the ids of one reason together."""
        found: dict[str, list[str]] = {}
        for reason, names in self.left_out:
            found.setdefault(reason, []).extend(names)
        return found


def _table_of(columns: tuple[Column, ...], rows: Iterable[Any]) -> Page:
    """The rows as a table of their columns: numbers whole, texts folded."""
    headings = tuple(Heading(column.name, column.name, folds=column.type != "number") for column in columns)
    return Page("", (Table(headings, tuple(tuple(map(_cell, record(row, columns))) for row in rows)),))


def _cell(value: object) -> str:
    return "; ".join(value) if isinstance(value, (tuple, list)) else str(value)


def first_of(page: Page, most: int, trials: Collection[str] | None = None) -> Page:
    """The page with the first so many rows, items and entries of its blocks, or the items of some trials in all of them; a
    block that none is left of goes."""
    blocks: list[Block] = []
    for block in page.blocks:
        if isinstance(block, Listing) and trials is not None:
            items = tuple(item for item in block.items if item.name in trials)
            blocks += [block._replace(items=items)] if items else []
        elif isinstance(block, (Table, Listing, Grid, Entries)):
            kept, most = _cut(block, most), most - _length(block)
            blocks += [kept] if kept is not None else []
        else:
            blocks.append(block)
    return page._replace(blocks=tuple(blocks))


def length_of(page: Page) -> int:
    """How many rows, items and entries a page has that it may have fewer of."""
    return sum(_length(block) for block in page.blocks if isinstance(block, (Table, Listing, Grid, Entries)))


def _length(block: Table | Listing | Grid | Entries) -> int:
    if isinstance(block, (Table, Grid)):
        return len(block.rows)
    return len(block.items if isinstance(block, Listing) else block.entries)


def _cut(block: Table | Listing | Grid | Entries, most: int) -> Block | None:
    if most <= 0:
        return None
    if isinstance(block, (Table, Grid)):
        return block._replace(rows=block.rows[:most])
    return (
        block._replace(items=block.items[:most]) if isinstance(block, Listing) else block._replace(entries=block.entries[:most])
    )
