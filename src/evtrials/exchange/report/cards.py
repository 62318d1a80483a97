"""The card of a trial: what `show` tells of it, its results in sentences, and everything that is stored of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from markupsafe import Markup

from evtrials.evidence.rows import FigureRow
from evtrials.exchange.report.listings import parted
from evtrials.exchange.report.stored import Records, Table, stored
from evtrials.exchange.report.texts import Texts
from evtrials.questions import phrases
from evtrials.questions.answer import Block, Grid, Paragraph
from evtrials.questions.card import Card, Told
from evtrials.questions.card_end import RISK, read_words
from evtrials.questions.card_harms import arms_of
from evtrials.questions.footnotes import Footnotes
from evtrials.questions.quote import Quoted, plain, quote_answer

if TYPE_CHECKING:
    from evtrials.collection.library import Library
    from evtrials.trial.model import Trial


class GridRow(NamedTuple):
    """A row of a grid: its label, whether that is indented, its cells; one cell may run over all columns."""

    label: Markup
    is_indented: bool
    cells: tuple[Markup, ...]


class GridView(NamedTuple):
    """A grid as a table."""

    label: str
    heads: tuple[str, ...]
    rows: tuple[GridRow, ...]


class Note(NamedTuple):
    """A note of a trial's file: its number on every screen, what it is, of what, its text and source."""

    number: int
    kind: str
    subject: str
    text: str
    source: str
    place: str


class CardView(NamedTuple):
    """A trial on the page. place: what the ids of its notes begin with; head: who got what, in whom, what must be known; letters:
    the notes that the card points to."""

    id: str
    place: str
    name: str
    title: Markup
    head: tuple[tuple[Markup, bool], ...]
    results: GridView
    cuts: tuple[Markup, ...]
    harms: GridView | Markup | None
    read: str
    letters: tuple[tuple[str, str], ...]
    quotes: tuple[Markup, ...]
    stored: tuple[Records | Table, ...]
    figures: int
    notes: tuple[Note, ...]


def card_of(library: Library, trial: Trial, texts: Texts, number: int) -> CardView:
    """The card of a trial with all that stands below it. number: of the card on the page."""
    rows = library.rows_of(trial)
    card = Card(library, trial)
    notes = Footnotes()
    told = card.told(notes)
    place = f"n{number}"
    every = tuple(stored(trial, rows, texts.ids, library.terms))
    return CardView(
        id=trial.id,
        place=place,
        name=trial.name,
        title=texts.html(parted(told.title), (), place),
        head=tuple((texts.html(one.text, (), place), one.strong) for one in told.head if isinstance(one, Paragraph)),
        results=_results(told, texts, place),
        cuts=tuple(texts.html(one.text, (), place) for one in told.cuts),
        harms=_harms(told.harms, card, texts, place),
        read=f"{read_words(trial)} {RISK}",
        letters=notes.lines,
        quotes=tuple(_sentence(one, texts) for one in quote_answer(library, trial).rows),
        stored=every,
        figures=len(rows),
        notes=tuple(_notes(trial)),
    )


def _sentence(quoted: Quoted, texts: Texts) -> Markup:
    line = quoted.line
    shown = (line.arm_row, line.comparator_row, line.effect, *line.tests)
    sentence = texts.html(quoted.sentence, shown)
    rest = " ".join((f"[{quoted.reference}].", *map(plain, quoted.caveats)))
    return Markup("{} {}").format(sentence, rest)


def _results(told: Told, texts: Texts, notes: str) -> GridView:
    linked: set[str] = set()
    rows = []
    for index, (label, *cells) in enumerate(told.grid.rows):
        result = told.by_row[index] if index < len(told.by_row) else None
        mine = [*result.rows, *result.unshown] if result else []
        of = [_in_column(mine, told.arms, place, len(cells)) for place in range(len(cells))]
        of = [_of_label(some, label) for some in of]
        html = tuple(texts.html(cell, some, notes, linked) for cell, some in zip(cells, of, strict=True))
        rows.append(GridRow(texts.html(label.strip(), (), notes), label.startswith(" "), html))
    return GridView(told.grid.label, told.grid.heads, tuple(rows))


def _in_column(rows: Sequence[FigureRow], arms: Sequence[str], place: int, of: int) -> list[FigureRow]:
    """The figures that may stand in a column: of its arm; in a cell that runs over all of them whatever is of several arms."""
    if len(arms) == of and of > 1:
        return [row for row in rows if row.arm == arms[place] and not row.comparator]
    return [row for row in rows if row.comparator or row.arm not in arms or len(arms) < 2]


def _of_label(rows: list[FigureRow], label: str) -> list[FigureRow]:
    """Of many arms, each of which has a line, the figures of the arm or the contrast that the label names."""
    name = label.strip()
    named = [row for row in rows if name in (phrases.arm(row.arm), f"{row.arm} v {row.comparator}")]
    alone = [row for row in named if bool(row.comparator) == (" v " in name)]
    return alone if label.startswith(" ") and alone else rows


def _harms(block: Block | None, card: Card, texts: Texts, notes: str) -> GridView | Markup | None:
    if isinstance(block, Paragraph):
        return texts.html(block.text, (), notes)
    if not isinstance(block, Grid):
        return None
    report = card.harms.report
    arms = arms_of(report, card.trial) if report else []
    others = [*card.harms.stopped, *card.harms.stated]
    made = []
    for label, *cells in block.rows:
        of = report.cells.get(label, {}) if report else {}
        html = []
        for place, cell in enumerate(cells):
            if of and len(cells) == len(arms):
                mine: Iterable[FigureRow | None] = [of.get((arms[place], band)) for band in card.harms.bands]
            else:
                mine = [row for row in others if len(cells) != len(arms) or row.arm == arms[place]]
            html.append(texts.html(cell, mine, notes))
        made.append(GridRow(texts.html(label.strip(), (), notes), label.startswith(" "), tuple(html)))
    return GridView(block.label, block.heads, tuple(made))


def _notes(trial: Trial) -> Iterator[Note]:
    for number, note in enumerate(trial.notes, 1):
        where = (note.src.key, note.src.place) if note.src else ("", "")
        yield Note(number, note.kind, note.subject, note.text, *where)
