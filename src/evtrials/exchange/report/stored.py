"""Every stored figure of a trial with its id, as its file has it: endpoints row by row, tables as tables, counts in a list."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from evtrials.evidence.analyses import Analysis
from evtrials.evidence.notes import marked
from evtrials.evidence.rows import FigureRow, grouped
from evtrials.exchange.report.ids import FigureIds
from evtrials.exchange.report.texts import COMPARED
from evtrials.questions import phrases
from evtrials.questions.entries import analysis_head, relation
from evtrials.questions.safety_page import band_words
from evtrials.trial.tables import P_COLUMN

if TYPE_CHECKING:
    from evtrials.trial.model import Trial
    from evtrials.trial.terms import Terms

_TABLES = {"safety": "Harms", "exposure": "Exposure", "baseline": "Baseline"}
_WHO = "Who and how many"


class Cell(NamedTuple):
    """A stored figure: its id, what it is where its column does not say it, how it is printed, the notes that mark it."""

    id: str
    of: str
    text: str
    notes: tuple[int, ...]
    suspect: bool


class Record(NamedTuple):
    """Figures that stand together: what they are, the figures by column, the key of their source, the place in it, what marks
    them all."""

    head: str
    cells: tuple[tuple[Cell, ...], ...]
    source: str
    locator: str
    notes: tuple[int, ...]


class Records(NamedTuple):
    """Records under a title. heads: of the columns in which all of them have their figures, a cell for each; () where each
    figure says itself what it is of."""

    title: str
    records: tuple[Record, ...]
    heads: tuple[str, ...] = ()


class Table(NamedTuple):
    """A table of a report: heads of its columns, a row a term with the figures of each cell; said: what it says in words."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, tuple[tuple[Cell, ...], ...]], ...]
    source: str
    locator: str
    notes: tuple[int, ...]


def stored(trial: Trial, rows: Sequence[FigureRow], ids: FigureIds, terms: Terms) -> Iterator[Records | Table]:
    """Everything that is stored of a trial: endpoints, harms, exposure, dose finding, baseline, who and how many."""
    made = _Made(trial, rows, ids)
    sections = grouped(rows, lambda row: str(row.path[0]))
    for key, mine in grouped(sections.pop("endpoints", ()), lambda row: row.key).items():
        yield made.endpoint(phrases.endpoint_title(trial, key, terms, role=True), mine)
    for section, noun in _TABLES.items():
        for mine in grouped(sections.pop(section, ()), lambda row: row.path[:2]).values():
            yield from made.table(noun, mine)
    for mine in grouped(sections.pop("dose_finding", ()), lambda row: row.path[:2]).values():
        part = mine[0].analysis.part
        yield made.list(f"Dose finding, {trial.parts[part].label}" if part else "Dose finding", mine)
    if rest := [row for mine in sections.values() for row in mine]:
        yield made.list(_WHO, rest)


class _Made:
    """What makes cells of the rows of a trial."""

    def __init__(self, trial: Trial, rows: Sequence[FigureRow], ids: FigureIds) -> None:
        self.trial, self.ids = trial, ids
        self.labels = phrases.labels(trial)
        self.notes: dict[str, list[int]] = {}
        for number, (_, places) in enumerate(marked(trial.notes, rows), 1):
            for place in places:
                self.notes.setdefault(ids.of(rows[place]), []).append(number)

    def cell(self, row: FigureRow, of: str = "") -> Cell:
        id_ = self.ids.of(row)
        return Cell(id_, of, self.text(row), tuple(self.notes.get(id_, ())), row.is_suspect)

    def text(self, row: FigureRow) -> str:
        """A figure as every screen prints it, an effect with its p value."""
        if row.kind == "statement":
            return phrases.in_words(row, self.labels)
        if row.kind == "interaction":
            return f"{phrases.p_value(row)} for interaction"
        if row.measure == "test":
            return phrases.figure(row)
        printed = phrases.effect(row) if row.kind in COMPARED else phrases.figure(row)
        return ", ".join(part for part in (printed, phrases.p_value(row)) if part)

    def endpoint(self, title: str, rows: Sequence[FigureRow]) -> Records:
        """An endpoint, an analysis of one source a row; a column for each arm, and one for what compares them."""
        heads = [head for head, _ in grouped(rows, self._column_of).items()]
        order = [phrases.arm_label(arm, self.trial) for arm in self.trial.arms]
        heads.sort(key=lambda head: (" v " in head or not head, order.index(head) if head in order else len(order)))
        records = (self._analysis(mine, heads) for mine in grouped(rows, lambda row: row.path[:4]).values())
        return Records(title, tuple(records), tuple(heads))

    def _column_of(self, row: FigureRow) -> str:
        """The head of the column of a figure of an endpoint: an arm, a contrast; "" for what is said in words, or of neither."""
        return "" if row.kind == "statement" else phrases.arms_labels(row, self.trial)

    def _analysis(self, rows: Sequence[FigureRow], heads: Sequence[str]) -> Record:
        first = rows[0]
        head = analysis_head(Analysis(tuple(rows)), self.trial, with_population=True)
        cells = {head: [self.cell(row, self._of(row)) for row in mine] for head, mine in grouped(rows, self._column_of).items()}
        shared = _shared([cell for mine in cells.values() for cell in mine])
        by_column = tuple(tuple(_without(cell, shared) for cell in cells.get(head, ())) for head in heads)
        return Record(head, by_column, first.place.source, first.place.locator, shared)

    def _of(self, row: FigureRow) -> str:
        """What a figure of an endpoint is, beside the head of its column: what was counted, that no randomisation made it."""
        if row.kind == "outcome":
            return row.measure if row.is_spread else row.term or (row.measure if row.measure in ("events", "deaths") else "")
        if said := relation(row):
            return said
        if row.kind == "statement":
            return phrases.arms_labels(row, self.trial)
        return ", ".join(phrases.sizes(row))

    def table(self, noun: str, rows: Sequence[FigureRow]) -> Iterator[Records | Table]:
        """A table of a report, and what it says in words."""
        first = rows[0]
        trial = self.trial
        block = getattr(trial, str(first.path[0]))[int(first.path[1])]
        cut = trial.cuts[block.cut].shown if block.cut else "cut not stated"
        of = phrases.attribution(block.attribution) if noun == "Harms" else ""
        n = "n " + ", ".join(f"{phrases.arm_label(arm, trial)} {n}" for arm, n in block.n.items()) if block.n else ""
        told = (of, cut, block.period, phrases.group(block.population, trial), n)
        title = f"{noun}: {', '.join(part for part in told if part)}"
        figures = [row for row in rows if row.kind != "statement"]
        if figures:
            by_cell = grouped(figures, lambda row: (str(row.path[3]), int(row.path[4])))
            heads = tuple(self._column(column) for column in block.columns)
            cells = {at: [self.cell(row, row.measure if row.is_spread else "") for row in mine] for at, mine in by_cell.items()}
            shared = _shared([cell for mine in cells.values() for cell in mine])
            own = {at: tuple(_without(cell, shared) for cell in mine) for at, mine in cells.items()}
            terms = tuple((term, tuple(own.get((term, place), ()) for place in range(len(heads)))) for term in block.rows)
            yield Table(title, heads, terms, first.place.source, first.place.locator, shared)
        if said := [row for row in rows if row.kind == "statement"]:
            yield Records(f"{title}, in words", tuple(self._single(row, row.term) for row in said))

    def _column(self, column: str) -> str:
        """The head of a column: an arm by its label, a band of grades as everywhere."""
        arm, _, grade = column.partition(" ")
        name = "p" if arm == P_COLUMN else phrases.arm_label(arm, self.trial)
        return ", ".join(part for part in (name, band_words([grade]) if grade else "") if part)

    def _single(self, row: FigureRow, head: str) -> Record:
        cell = self.cell(row)
        return Record(head, ((_without(cell, cell.notes),),), row.place.source, row.place.locator, cell.notes)

    def list(self, title: str, rows: Iterable[FigureRow]) -> Records:
        """Figures each by itself."""
        return Records(title, tuple(self._single(row, self._counted(row)) for row in rows))

    def _counted(self, row: FigureRow) -> str:
        cut = phrases.cut_label(row, self.trial) if row.cut else ""
        told = (row.term, phrases.arms_labels(row, self.trial), phrases.group(row.population, self.trial), cut)
        return ", ".join(part for part in told if part)


def _shared(cells: Sequence[Cell]) -> tuple[int, ...]:
    """The notes that mark all of some figures."""
    return tuple(number for number in cells[0].notes if all(number in cell.notes for cell in cells))


def _without(cell: Cell, shared: Sequence[int]) -> Cell:
    return cell._replace(notes=tuple(number for number in cell.notes if number not in shared))
