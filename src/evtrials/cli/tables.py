"""Which columns each command answers in: the names that `--columns` and completion know, and the data dictionary."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from evtrials.questions.answer import Column

# Where the columns of each command are declared; pages about trials have the rows of the tidy table behind them.
TABLES = {
    "list": "questions.trials.COLUMNS",
    "show": "evidence.columns.FIGURES",
    "compare": "evidence.columns.FIGURES",
    "figures": "evidence.columns.FIGURES",
    "arms": "questions.figures.ARMS",
    "results": "questions.results.COLUMNS",
    "quote": "questions.quote.COLUMNS",
    "safety": "questions.safety.COLUMNS",
    "exposure": "questions.exposure.COLUMNS",
    "doses": "questions.doses.COLUMNS",
    "subgroups": "questions.subgroups.COLUMNS",
    "biomarkers": "questions.subgroups.COLUMNS",
    "curve": "questions.curve.COLUMNS",
    "map": "questions.map.COLUMNS",
    "absolute": "questions.absolute_answer.COLUMNS",
    "pool": "questions.pool_answer.COLUMNS",
    "indirect": "questions.indirect_answer.COLUMNS",
    "trace": "questions.trace.COLUMNS",
    "conflicts": "questions.conflicts.COLUMNS",
    "search": "questions.search.COLUMNS",
    "sources": "questions.sources.COLUMNS",
    "reconcile": "bench.reports.RECONCILED",
    "diff": "bench.reports.CHANGED",
    "columns": "questions.dictionary.COLUMNS",
}


def columns_of(command: str) -> tuple[Column, ...]:
    """The columns of the answer of a command."""
    module, _, name = TABLES[command].rpartition(".")
    found: tuple[Column, ...] = getattr(import_module(f"evtrials.{module}"), name)
    return found
