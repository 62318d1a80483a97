"""The options that several commands share, each said once: places, formats, filters."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Annotated, Any

import typer

from evtrials.collection.filters import ABOUT, FILTERS, Filter, query_of
from evtrials.errors import listed

if TYPE_CHECKING:
    from evtrials.collection.filters import Query
    from evtrials.collection.library import Library, Selection
    from evtrials.questions.answer import Answer

FORMATS = ("table", "markdown", "csv", "tsv", "json", "jsonl")


def complete_trial(incomplete: str) -> list[str]:
    """Ids of trials that begin so; reads file names only."""
    from evtrials.collection.store import open_store

    try:
        return [id_ for id_ in open_store().names if id_.startswith(incomplete.casefold())]
    except Exception:  # completion has nobody to tell
        return []


def _among(allowed: tuple[str, ...]) -> Callable[[str], list[str]]:
    return lambda incomplete: [word for word in allowed if word.startswith(incomplete)]


TrialName = Annotated[
    str, typer.Argument(metavar="TRIAL", help="Id, name, alias, registration, PMID or author.", autocompletion=complete_trial)
]
TrialNames = Annotated[list[str], typer.Argument(metavar="TRIAL ...", help="Two to six trials.", autocompletion=complete_trial)]
SomeTrials = Annotated[
    list[str] | None,
    typer.Argument(metavar="[TRIAL ...]", help="These trials; all if none is named.", autocompletion=complete_trial),
]
Trials = Annotated[
    list[str] | None,
    typer.Option(
        "--trials",
        metavar="DIR",
        help="A folder of trial files instead of the shipped ones; repeat to stack (shipped, then yours).",
    ),
]
SkipInvalid = Annotated[bool, typer.Option("--skip-invalid", help="Go on without files that do not load, and name them.")]
Format = Annotated[
    str | None,
    typer.Option(
        "--format", metavar="|".join(FORMATS), help="How to print; a terminal gets a table.", autocompletion=_among(FORMATS)
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Short for --format json.")]


def option_of(one: Filter) -> Any:
    """The option of a filter, as Typer reads it of an annotation."""
    completion = _among(one.vocabulary or one.examples) if one.vocabulary or one.examples else None
    option = typer.Option(
        one.flag, metavar=one.metavar or None, help=one.help, min=0 if one.takes == "count" else None, autocompletion=completion
    )
    kinds: dict[str, Any] = {"words": list[str] | None, "count": int | None, "either": bool | None, "switch": bool}
    return Annotated[kinds[one.takes], option]


def with_filters(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the option of every filter; it receives them as one `query`."""

    @functools.wraps(command)
    def run(**arguments: Any) -> None:
        asked = {name: arguments.pop(name) for name in FILTERS}
        command(**arguments, query=query_of(**{name: value for name, value in asked.items() if value != []}))

    own = [parameter for parameter in inspect.signature(command, eval_str=True).parameters.values() if parameter.name != "query"]
    filters = [
        inspect.Parameter(
            name,
            inspect.Parameter.KEYWORD_ONLY,
            default=False if one.takes == "switch" else None,
            annotation=option_of(one),
        )
        for name, one in FILTERS.items()
    ]
    parameters = [*filters, *(parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY) for parameter in own)]
    # What must be given stands first in a signature.
    parameters.sort(key=lambda parameter: parameter.default is not inspect.Parameter.empty)
    run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    run.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    del run.__wrapped__
    return run


def open_library(trials: list[str] | None, skip_invalid: bool = False) -> Library:
    """The collection that the options name; what it overrides is said on stderr."""
    from evtrials.collection.library import Library
    from evtrials.collection.store import open_store

    library = Library(open_store(trials or ()), skip_invalid=skip_invalid, progress=progress_on_terminal())
    if overridden := library.store.overridden:
        typer.echo(f"overridden by a later folder: {', '.join(overridden)}", err=True)
    return library


def progress_on_terminal() -> Callable[[int, int], None] | None:
    """A bar on stderr while many files are read for the first time; nothing in a pipe."""
    import sys

    if not sys.stderr.isatty():
        return None

    def show(done: int, total: int) -> None:
        filled = 30 * done // total
        end = "\n" if done == total else ""
        sys.stderr.write(f"\rreading trials [{'#' * filled}{'.' * (30 - filled)}] {done}/{total}{end}")
        sys.stderr.flush()

    return show


def say_skipped(library: Library) -> None:
    """Name the files that were passed over."""
    for failure in library.skipped:
        typer.echo(f"skipped, because it does not load:\n{failure}", err=True)


def say_left_out(library: Library, query: Query, selection: Selection, more: Iterable[str] = ()) -> None:
    """On stderr: what is not in the answer, why, and how to add it; for an empty choice, which filter to loosen."""
    say_skipped(library)
    for line in (*_left_out_lines(selection), *more):
        typer.echo(line, err=True)
    if not selection:
        hints = [f"without {_typed(FILTERS[name], query)} {count}" for name, count in library.loosened(query).items()]
        typer.echo("no trial fits; " + (f"trials found {', '.join(hints)}" if hints else "try fewer filters"), err=True)


def _typed(one: Filter, query: Query) -> str:
    """The option of a filter as it was typed: of a pair, the one of the two."""
    yes, _, no = one.flag.partition("/")
    return no if no and getattr(query, one.name) == (False,) else yes


def _left_out_lines(selection: Selection) -> list[str]:
    """One line for each reason for which trials are not shown: how many, which, and the option that adds them."""
    reasons = {"mixed": "only some of the patients fit", "unstated": "the sources do not say"}
    reasons |= {f"about {subject}": words for subject, words in ABOUT.items()}
    return [
        f"left out: {len(ids)} ({reasons[reason]}): {listed(ids, most=6)}; add with --{reason}"
        for reason, ids in selection.left_out
    ]


def emit(answer: Answer, format: str | None, json: bool, *, library: Library | None = None) -> None:
    """Print an answer: to a terminal a table, to a pipe TSV or (a page) Markdown, or as asked."""
    import sys

    from evtrials.errors import UsageError

    if json and format not in (None, "json"):
        raise UsageError(f"--json and --format {format} ask for two formats; give one")
    chosen = "json" if json else format
    if chosen is None:
        chosen = "table" if sys.stdout.isatty() else "markdown" if answer.is_page else "tsv"
    if chosen not in FORMATS:
        raise UsageError(f'--format: "{chosen}" is not one of: {", ".join(FORMATS)}')
    if chosen in ("csv", "tsv", "jsonl"):
        for caveat in answer.caveats:
            typer.echo(caveat, err=True)
    if chosen == "table":
        from evtrials.answers.terminal import console, print_page

        print_page(answer.made_page, console(sys.stdout))
    elif chosen == "markdown":
        from evtrials.answers.markdown import markdown

        sys.stdout.write(markdown(answer.made_page))
    elif chosen in ("csv", "tsv"):
        from evtrials.answers.delimited import write_delimited

        write_delimited([column.name for column in answer.columns], answer.records, sys.stdout, "," if chosen == "csv" else "\t")
    else:
        from evtrials.answers.json_document import document, lines

        if chosen == "jsonl":
            sys.stdout.writelines(lines(answer))
        else:
            version, day = library.version if library is not None else (None, None)
            sys.stdout.writelines(document(answer, version, day))
