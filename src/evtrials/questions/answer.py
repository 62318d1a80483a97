"""What a screen is made of, said once for all formats: tables, lists of entries, paragraphs. Knows no terminal.

A `piece` is a run of text that no renderer may break: a figure with its interval, a labelled value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from evtrials.evidence.columns import Column as Column
from evtrials.evidence.columns import as_json, record

if TYPE_CHECKING:
    from evtrials.collection.library import LeftOut


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


class Paragraph(NamedTuple):
    """A sentence or two. `strong` marks what a reader must not miss."""

    text: str
    strong: bool = False


Block = Table | Entries | Facts | Paragraph


class Page(NamedTuple):
    """A whole answer on the screen."""

    title: str
    blocks: tuple[Block, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer in all its forms.

    name: its noun, under which JSON has it. columns: what its rows are told by, the same in every format; rows: of whatever
    kind the columns read, which may be read once only, so that a long answer is never whole in memory.
    page: for the terminal and Markdown, or a function that makes it. objects: of a page about trials, what JSON holds in
    place of the rows, which stand within. query, caveats, left_out: what stands around the answer in JSON; caveats go to
    stderr where a format has no place for them. is_page: a pipe gets Markdown rather than TSV.
    """

    name: str
    columns: tuple[Column, ...]
    rows: Iterable[Any]
    page: Page | Callable[[], Page]
    objects: Callable[[], Iterable[dict[str, object]]] | None = None
    query: dict[str, object] = field(default_factory=dict)
    caveats: tuple[str, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    is_page: bool = False

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
