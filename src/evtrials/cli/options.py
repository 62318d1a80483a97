"""The options that several commands share, each said once: places, formats, filters."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from evtrials.cli.completing import among, in_collection, of_columns, of_filter
from evtrials.cli.reading import show_markdown, show_page
from evtrials.cli.saying import say, skipped
from evtrials.cli.streams import err_is_terminal, out, out_is_terminal, plainly, put, put_aside, put_json
from evtrials.notation.closed_words import SORTS

if TYPE_CHECKING:
    from evtrials.collection.filters import Filter
    from evtrials.collection.library import Library
    from evtrials.questions.answer import Answer

# As much of a word that no option takes as a message repeats.
MOST_REPEATED = 60
MOST_DIGITS = 18
FORMATS = ("table", "markdown", "csv", "tsv", "json", "jsonl")


complete_trial = in_collection(lambda store: store.names)  # reads file names only
complete_endpoint = in_collection(lambda store: store.terms.endpoints)
_OF_A_TRIAL = typer.Argument(
    metavar="TRIAL", help="Id, name, alias, registration, PMID, DOI or author.", autocompletion=complete_trial
)
TrialName = Annotated[str, _OF_A_TRIAL]
# Where nothing stands behind it, a name may be typed in several words: `show bolero 2`.
TrialInWords = Annotated[list[str], _OF_A_TRIAL]
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
        "--format", metavar="|".join(FORMATS), help="How to print; a terminal gets a table.", autocompletion=among(FORMATS)
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Short for --format json.")]


Columns = Annotated[
    str | None,
    typer.Option(
        "--columns",
        metavar="A,B",
        help="Columns of the answer (evtrials columns), comma-separated.",
        autocompletion=of_columns,
    ),
]
Sort = Annotated[
    str | None,
    typer.Option("--sort", metavar="|".join(SORTS), help="Order of the trials; never by result.", autocompletion=among(SORTS)),
]
LeftOutToo = Annotated[
    bool, typer.Option("--left-out", help="What was left out instead: each trial, why, and the option that adds it.")
]


def whole_number(least: int) -> Callable[[str], int]:
    """What reads a number from `least` up in the digits of ASCII: int() also takes those of other alphabets, and 1_000."""

    def number(word: str) -> int:
        # Python's own reader refuses numbers of thousands of digits with a fault.
        if not (word.isascii() and word.isdigit() and len(word) <= MOST_DIGITS and int(word) >= least):
            raise typer.BadParameter(f'"{word[:MOST_REPEATED]}" is no whole number from {least} up')
        return int(word)

    return number


def percentage(word: str) -> float:
    """A number above 0 and below 100 in the digits of ASCII; float() also takes 1_0, nan and those of other alphabets."""
    if not (re.fullmatch(r"[0-9]{1,2}(\.[0-9]{1,9})?", word) and 0 < float(word)):
        raise typer.BadParameter(f'"{word[:MOST_REPEATED]}" is no percentage above 0 and below 100')
    return float(word)


Limit = Annotated[int | None, typer.Option("--limit", parser=whole_number(0), metavar="N", help="At most so many rows.")]


def option_of(one: Filter) -> Any:
    """The option of a filter, as Typer reads it of an annotation."""
    parser = whole_number(0) if one.takes == "count" else None
    option = typer.Option(one.flag, metavar=one.metavar or None, help=one.help, parser=parser, autocompletion=of_filter(one))
    kinds: dict[str, Any] = {"words": list[str] | None, "count": int | None, "either": bool | None, "switch": bool}
    return Annotated[kinds[one.takes], option]


def open_library(trials: list[str] | None, skip_invalid: bool = False) -> Library:
    """The collection that the options name; which trials and words a folder took over is said on stderr."""
    from evtrials.collection.library import Library
    from evtrials.collection.store import open_store
    from evtrials.errors import listed

    library = Library(open_store(trials or ()), skip_invalid=skip_invalid, progress=progress_on_terminal())
    for caveat in library.caveats:
        say(caveat)
    if readings := library.store.readings:
        say(f"passed over as second readings: {listed(readings, most=6)}")
    return library


def progress_on_terminal() -> Callable[[int, int], None] | None:
    """A bar on stderr while many files are read for the first time; nothing in a pipe."""
    if not err_is_terminal():
        return None

    def show(done: int, total: int) -> None:
        filled = 30 * done // total
        end = "\n" if done == total else ""
        put_aside(f"\rreading trials [{'#' * filled}{'.' * (30 - filled)}] {done}/{total}{end}")

    return show


def asked_format(format: str | None, json: bool, among: Iterable[str] = FORMATS) -> str | None:
    """The format that is asked for, None where none is; UsageError for one that there is not, or for two."""
    from evtrials.errors import UsageError, listed

    if format is not None and format not in among:
        raise UsageError(f'--format: "{format[:MOST_REPEATED]}" is not one of: {listed(among)}')
    if json and format not in (None, "json"):
        raise UsageError(f"--json and --format {format} ask for two formats; give one")
    return "json" if json else format


def asked_order(sort: str | None) -> str:
    """The order that is asked for, "" where none is; UsageError for one that there is not."""
    from evtrials.errors import UsageError

    if sort is not None and sort not in SORTS:
        raise UsageError(f'--sort: "{sort[:MOST_REPEATED]}" is not one of: {", ".join(SORTS)}')
    return sort or ""


def format_of(answer: Answer, format: str | None, json: bool) -> str:
    """How an answer is printed: as asked, else to a terminal as a table, to a pipe as text, as Markdown (a page) or TSV."""
    in_pipe = "text" if answer.pasted else "markdown" if answer.is_page else "tsv"
    return asked_format(format, json) or ("table" if out_is_terminal() else in_pipe)


def emit(
    answer: Answer, format: str | None, json: bool, *, library: Library | None = None, caveats: Sequence[str] = ()
) -> None:
    """Print an answer in the format of `format_of`. caveats: of the question, said beside it, which JSON has within."""
    chosen = format_of(answer, format, json)
    if chosen in ("text", "csv", "tsv", "jsonl"):
        for caveat in answer.caveats:
            say(caveat)
    if chosen in ("table", "markdown"):
        from evtrials.answers.closing import closed

        page = closed(answer, is_evidence=library is not None, on_screen=chosen == "table")
        (show_page if chosen == "table" else show_markdown)(page)
    elif chosen == "text" and answer.pasted:
        put(f"{answer.pasted(row)}\n" for row in answer.rows)
    elif chosen in ("csv", "tsv"):
        from evtrials.answers.delimited import write_delimited

        names = [column.name for column in answer.columns]
        write_delimited(names, map(plainly, answer.records), out(), "," if chosen == "csv" else "\t")
    else:
        from evtrials.answers.json_document import document, lines

        if chosen == "jsonl":
            put_json(lines(answer))
        else:
            version, day = library.version if library is not None else (None, None)
            of_collection = (*library.caveats, *skipped(library.skipped)) if library is not None else ()
            put_json(document(answer, version, day, (*of_collection, *caveats)))
