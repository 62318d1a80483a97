"""Every figure of a trial as one flat row: the tidy table. Nothing is computed from figures.

The walk reaches each record of the file; what kind of record it is decides how its rows are made.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from evtrials.evidence.counts import counts, dose_finding, mixture
from evtrials.evidence.defaults import defaults
from evtrials.evidence.endpoints import analysis
from evtrials.evidence.maker import Maker, complete
from evtrials.evidence.notes import marked
from evtrials.evidence.rows import FigureRow
from evtrials.evidence.tables import table
from evtrials.trial.arms import Mixture
from evtrials.trial.model import Trial
from evtrials.trial.notes import PlacedNote
from evtrials.trial.results import Row
from evtrials.trial.tables import Block, DoseFinding
from evtrials.trial.terms import Terms
from evtrials.trial.walk import Node, records

# Who and how many first, then what was found; within a section the order of the file.
_ORDER = (
    "participants", "design", "arms", "populations", "cuts", "population", "baseline", "exposure", "safety", "dose_finding",
    "endpoints",
)  # fmt: skip


def figures(trial: Trial, terms: Terms) -> list[FigureRow]:
    """Every stored figure of a trial, section by section, with notes and default marks."""
    make = Maker(trial, terms)
    rows = [row for node in records(trial) for row in _rows(node, make)]
    rows.sort(key=lambda row: _ORDER.index(str(row.path[0])))
    _note(rows, trial.notes)
    for index in defaults(rows, trial, terms):
        complete(rows[index], default=True)
    return rows


def _rows(node: Node, make: Maker) -> Iterator[FigureRow]:
    record = node.record
    if isinstance(record, Row):
        return analysis(node, record, make)
    if isinstance(record, Block):
        return table(node, record, make)
    if isinstance(record, DoseFinding):
        return dose_finding(node, record, make)
    return mixture(node, record, make) if isinstance(record, Mixture) else counts(node, make)


def _note(rows: list[FigureRow], notes: Iterable[PlacedNote]) -> None:
    """Give each row the kinds and texts of the notes that mark it."""
    mine: dict[int, list[PlacedNote]] = {}
    for note, found in marked(notes, rows):
        for index in found:
            mine.setdefault(index, []).append(note)
    for index, told in mine.items():
        kinds = dict.fromkeys(note.kind for note in told)
        shorts = tuple(dict.fromkeys(note.short or note.text for note in told))
        complete(rows[index], flag=", ".join(kinds), note=" ".join(note.text for note in told), shorts=shorts)
