"""The commands that hand on: export, report, mcp."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from evtrials.cli.asking import Answered, Asked, asks
from evtrials.cli.completing import among
from evtrials.cli.options import SkipInvalid, Trials
from evtrials.cli.saying import say, skipped
from evtrials.cli.streams import in_is_terminal, out_is_terminal, put
from evtrials.cli.written import Forms, HandedOn, Written
from evtrials.errors import EvTrialsError, UsageError

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


REPORT = Forms(
    Annotated[
        str | None,
        typer.Option("--format", metavar="html", help="The one form that there is.", autocompletion=among(("html",))),
    ],
    {"html": ".html"},
    on_screen="",
    in_pipe="html",
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


@asks(filters=True, writes=REPORT)
def report(
    asked: Asked,
    output: Annotated[
        str | None,
        typer.Option("-o", "--output", metavar="FILE.html", help="Into a new file, or over an earlier report."),
    ] = None,
) -> Answered:
    """The evidence as one HTML file for those without a shell.

    The list, each endpoint and harm across trials, a card a trial, every figure with its source; it filters and prints, and
    loads nothing. Needs the extra report.
    """
    from evtrials.exchange.report.page import is_report, report_html
    from evtrials.questions.answer import Page

    if output is None and out_is_terminal():
        raise UsageError("name the file that is to hold the page: evtrials report -o evidence.html")
    _ = asked.selection  # what does not load is known when the trials are read
    html = report_html(asked.library, asked.selection, asked.query, skipped(asked.library.skipped))
    return Written(lambda _: html, Page(""), output, is_report)


def mcp(
    config: Annotated[bool, typer.Option("--config", help="Print what to paste where a host keeps its servers.")] = False,
    trials: Trials = None,
    skip_invalid: SkipInvalid = False,
) -> None:
    """A server for agents over stdin and stdout.

    By the Model Context Protocol, with tools that read alone: find, show, compare, results, harms, trace, cite, pool. Its host
    starts it. Needs the extra mcp.
    """
    if config:
        from evtrials.exchange.mcp.hosts import snippets

        folders = [word for folder in trials or () for word in ("--trials", folder)]
        put(snippets([*folders, *(["--skip-invalid"] if skip_invalid else [])]))
        return
    from evtrials.collection.library import Library
    from evtrials.collection.store import open_store
    from evtrials.errors import NotInstalled

    try:
        from evtrials.exchange.mcp.server import serve
    except ModuleNotFoundError as error:
        if error.name is None or error.name.startswith("evtrials"):
            raise
        raise NotInstalled("mcp", "mcp") from None
    if sys.stdin is None:
        raise EvTrialsError("evtrials mcp answers what it reads from stdin, which is closed")
    open_store(trials or ())  # a folder that there is not is told at once, not call by call
    if in_is_terminal():
        say("evtrials mcp speaks with a program, not with people: evtrials mcp --config. It ends with its input.")
    serve(lambda: Library(open_store(trials or ()), skip_invalid=skip_invalid))
