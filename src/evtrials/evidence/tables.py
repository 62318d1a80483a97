"""Tables of harms, exposure and baseline as rows of the tidy table: one for each cell."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

from evtrials.evidence.maker import Maker
from evtrials.evidence.rows import Contrast, FigureRow, Path
from evtrials.notation.closed_words import FigureKind
from evtrials.notation.figures import MISSING, Figure
from evtrials.notation.p_values import parse_p
from evtrials.trial.identity import AnalysisKey, key_of_term
from evtrials.trial.tables import P_COLUMN, Block, arm_and_grade
from evtrials.trial.walk import Node


def table(node: Node, block: Block, make: Maker) -> Iterator[FigureRow]:
    """The statements of a block, then its cells, term by term."""
    section = str(node.path[0])
    kind = cast(FigureKind, section)
    for term, stated in block.stated.items():
        key = key_of_term(section, term, block)
        columns = {"term": term, "stated": stated.says}
        yield make.row("statement", key, block.src, (*node.path, "stated", term), Figure(stated.text), **columns)
    for term, cells in block.rows.items():
        key = key_of_term(section, term, block)
        for position, (column, cell) in enumerate(zip(block.columns, cells, strict=True)):
            arm, grade = arm_and_grade(column)
            path: Path = (*node.path, "rows", term, position)
            named: dict[str, Any] = {"term": term, "grade": grade}
            if arm == P_COLUMN:
                yield _p_cell(kind, key, block, path, cell, named, make)
                continue
            measure, unit = block.measured(cell)
            named |= {"outcome_of": arm, "unit": unit, "n": block.n.get(arm, ""), "better": "lower" if kind == "safety" else ""}
            yield from make.values(kind, key, block.src, path, cell, measure, **named)


def _p_cell(
    kind: FigureKind, key: AnalysisKey, block: Block, path: Path, cell: Figure, named: dict[str, Any], make: Maker
) -> FigureRow:
    """A p value printed in a table: a test between the trial's two arms where both are columns of it, else of the row.

    Its text is no value of an arm; where none is printed, the word that stands there instead.
    """
    arms = {arm_and_grade(column)[0] for column in block.columns}
    implied = make.trial.implied_contrast()
    contrast = Contrast(*implied, "") if implied and set(implied) <= arms else None
    figure = Figure(cell.text, qualifier=cell.text if cell.text in MISSING else "")
    p = None if cell.is_missing else parse_p(cell.text)
    return make.row(kind, key, block.src, path, figure, measure="test", contrast=contrast, p=p, **named)
