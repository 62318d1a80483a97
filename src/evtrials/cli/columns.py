"""The data dictionary of every command that answers."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Annotated

import typer

from evtrials.cli.completing import among
from evtrials.cli.options import Format, Json, emit

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


def columns(
    command: Annotated[
        str | None,
        typer.Argument(
            metavar="[COMMAND]",
            help="A command that answers; all if none is named.",
            autocompletion=among(TABLES),
        ),
    ] = None,
    format: Format = None,
    json: Json = False,
) -> None:
    """What each column of an answer means.

    Name, type, unit and meaning, the same in CSV, TSV, JSON and jsonl.
    """
    from evtrials.errors import UsageError, listed
    from evtrials.notation.spelling import typed
    from evtrials.questions.dictionary import dictionary_answer

    command = typed("COMMAND", command) if command is not None else None
    if command is not None and command not in TABLES:
        raise UsageError(f'"{command}" is no command with columns; these are: {listed(TABLES)}')
    named = [command] if command else list(TABLES)
    emit(dictionary_answer({name: columns_of(name) for name in named}, {"commands": named}), format, json)
