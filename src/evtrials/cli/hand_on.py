"""The command that hands on: export."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from evtrials.cli.asking import Answered, Asked, asks
from evtrials.cli.completing import among
from evtrials.cli.saying import skipped
from evtrials.cli.written import Forms, HandedOn

_FORMATS = ("parquet", "sqlite", "xlsx", "csv")
TABLES = Forms(
    Annotated[
        str | None,
        typer.Option(
            "--format",
            metavar="|".join(_FORMATS),
            help="How the tables are written; csv if not given.",
            autocompletion=among(_FORMATS),
        ),
    ],
    {format: f".{format}" for format in _FORMATS},
    on_screen="csv",
    in_pipe="csv",
)


@asks(filters=True, writes=TABLES)
def export(
    asked: Asked,
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new folder, or one that holds an earlier export alone.")],
) -> Answered:
    """Tables for R, spreadsheets, databases and data frames.

    A folder of figures, arms, trials, notes and sources, with codebook.csv and datapackage.json; effects.csv has the hazard
    ratios, a row a contrast, and effects.R beside it reads them. Parquet needs the extra arrow, xlsx the extra xlsx.
    """
    from evtrials.exchange.export import export_of
    from evtrials.exchange.folder import place_of

    place = place_of(folder)
    _ = asked.selection  # what does not load is known when the trials are read
    made = export_of(asked.library, asked.selection, asked.query, skipped(asked.library.skipped))
    asked.beside += made.said
    return HandedOn(lambda form: made.write(place, form), str(folder))
