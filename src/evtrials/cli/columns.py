"""The command that tells what each column of an answer means."""

from __future__ import annotations

from typing import Annotated

import typer

from evtrials.cli.completing import among
from evtrials.cli.options import Format, Json, emit
from evtrials.cli.tables import TABLES, columns_of


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
