"""The options that several commands share, each said once: places, formats, filters."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Annotated, Any, get_args

import typer

from evtrials.notation.closed_words import BASES, Menopause, Phase, StatusWord

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


_SUBTYPES = ("her2+", "her2-", "her2-low", "her2-mutated", "hr+", "hr-", "tnbc", "hr+/her2-", "hr+/her2+")
_SETTINGS = ("advanced", "neoadjuvant", "adjuvant", "supportive")
_STATUSES = (*get_args(StatusWord), "ongoing")
_PHASES = get_args(Phase)
_MENOPAUSE = get_args(Menopause)
_ABOUT = ("mtor", "mtor-in-both-arms", "supportive-care", "comparator", "pooled", "all")

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


def _many(*names: str, metavar: str, help: str, allowed: tuple[str, ...] = ()) -> Any:
    completion = _among(allowed) if allowed else None
    return Annotated[list[str] | None, typer.Option(*names, metavar=metavar, help=help, autocompletion=completion)]


FILTERS: dict[str, Any] = {
    "subtype": _many(
        "--subtype", metavar="her2+|hr+/her2-|tnbc", help='Subtype; "/" joins for and, repeat for or.', allowed=_SUBTYPES
    ),
    "line": _many("--line", metavar="N", help="Line of therapy for advanced disease that could enter.", allowed=("1", "2", "3")),
    "setting": _many("--setting", metavar="SETTING", help=", ".join(_SETTINGS), allowed=_SETTINGS),
    "phase": _many("--phase", metavar="N", help="Phase; 1 finds 1b and 1/2 too.", allowed=_PHASES),
    "status": _many(
        "--status",
        metavar="STATUS",
        help="Status; ongoing = planned, recruiting or active, of the last three years.",
        allowed=_STATUSES,
    ),
    "drug": _many("--drug", metavar="NAME", help="A drug in any arm, by any of its names."),
    "drug_class": _many("--class", metavar="CLASS", help='A class of drug: rapalog, "aromatase inhibitor" ...'),
    "dose": _many("--dose", metavar="'DRUG N'", help='Daily dose of a drug: "temsirolimus 30".'),
    "everolimus_dose": _many("--everolimus-dose", metavar="N|N..N", help="Daily dose of everolimus in mg: 5, 5..10, ..5, 5.."),
    "prior": _many("--prior", metavar="TEXT", help='Therapy that all patients had had: "cdk4/6".'),
    "menopause": _many("--menopause", metavar="pre|post", help="Menopausal status.", allowed=_MENOPAUSE),
    "isolates": _many("--isolates", metavar="DRUG", help="What a contrast isolates: everolimus."),
    "endpoint": _many("--endpoint", metavar="NAME", help="Trials with a figure of this endpoint: pfs, os, orr ..."),
    "basis": _many("--basis", metavar="BASIS", help="Trials with an outcome read in such a source.", allowed=BASES),
    "with_results": Annotated[
        bool | None, typer.Option("--with-results/--without-results", help="Only with, or without, results.")
    ],
    "year": _many("--year", metavar="N|N..N", help="Year of first publication of the primary result."),
    "min_n": Annotated[int | None, typer.Option("--min-n", metavar="N", min=0, help="Least number of patients.")],
    "search": _many("--search", metavar="TEXT", help="Trials with this text in name, drugs, population or notes."),
    "about": _many(
        "--about",
        metavar="WHAT",
        help="mtor (default), mtor-in-both-arms, supportive-care, comparator, pooled, all.",
        allowed=_ABOUT,
    ),
    "mixed": Annotated[bool, typer.Option("--mixed", help="Add trials in which only some patients fit.")],
    "unstated": Annotated[bool, typer.Option("--unstated", help="Add trials whose sources do not say.")],
}
# A switch is off; every other filter is unset.
_DEFAULTS = {"mixed": False, "unstated": False}
_ALLOWED = {
    "setting": _SETTINGS,
    "status": _STATUSES,
    "phase": _PHASES,
    "menopause": _MENOPAUSE,
    "about": _ABOUT,
    "basis": BASES,
}


def with_filters(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options of FILTERS; it receives them as one `query`."""

    @functools.wraps(command)
    def run(**arguments: Any) -> None:
        asked = {name: arguments.pop(name) for name in FILTERS}
        command(**arguments, query=make_query(asked))

    own = [parameter for parameter in inspect.signature(command, eval_str=True).parameters.values() if parameter.name != "query"]
    extra = [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=_DEFAULTS.get(name), annotation=annotation)
        for name, annotation in FILTERS.items()
    ]
    parameters = [parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY) for parameter in own]
    head = [parameter for parameter in parameters if parameter.default is inspect.Parameter.empty]
    run.__signature__ = inspect.Signature(head + extra + [p for p in parameters if p not in head])  # type: ignore[attr-defined]
    run.__annotations__ = {parameter.name: parameter.annotation for parameter in (*parameters, *extra)}
    del run.__wrapped__
    return run


def with_asked_options(command: Callable[..., None], arguments: list[str]) -> Callable[..., None]:
    """A command with those of its options alone that the arguments name: to make ready one that is not asked for takes as
    long as to answer. The whole command for help, and wherever a word is no option of it, so that all can be offered."""
    parameters = inspect.signature(command, eval_str=True).parameters.values()
    owners = {spelling: parameter.name for parameter in parameters for spelling in _spellings(parameter)}
    words = [word.partition("=")[0] for word in arguments if word.startswith("-") and word != "-"]
    if any(word not in owners for word in words):
        return command
    asked = {owners[word] for word in words}
    unset = {parameter.name: parameter.default for parameter in parameters if parameter.name in {*owners.values()} - asked}
    kept = [parameter for parameter in parameters if parameter.name not in unset]

    def run(**given: Any) -> None:
        command(**unset, **given)

    run.__doc__ = command.__doc__
    run.__signature__ = inspect.Signature(kept)  # type: ignore[attr-defined]
    run.__annotations__ = {parameter.name: parameter.annotation for parameter in kept}
    return run


def _spellings(parameter: inspect.Parameter) -> list[str]:
    """How an option may be written; nothing for an argument."""
    return [
        spelling
        for info in getattr(parameter.annotation, "__metadata__", ())
        # Within Annotated, Typer keeps the first spelling where a default would be.
        for declared in (getattr(info, "default", None), *(getattr(info, "param_decls", None) or ()))
        if isinstance(declared, str) and declared.startswith("--")
        for spelling in declared.split("/")
    ]


def flag_of(name: str) -> str:
    """How the option of a filter is written: `--everolimus-dose`."""
    return "--class" if name == "drug_class" else f"--{name.replace('_', '-')}"


def make_query(asked: dict[str, Any]) -> Query:
    """The filters as a Query; a word that an option does not take is wrong usage, with the allowed ones."""
    from evtrials.collection.filters import Query, parse_drug_dose, parse_range, parse_subtype
    from evtrials.errors import UsageError

    values: dict[str, Any] = {}
    for name, value in asked.items():
        if not isinstance(value, list):
            if value is not None:
                values[name] = value
            continue
        words = tuple(part.strip() for text in value for part in text.split(","))
        if value and not all(words):
            raise UsageError(f"{flag_of(name)}: an empty word asks for nothing; give one, or leave the option out")
        if words:
            values[name] = words
    for name, allowed in _ALLOWED.items():
        for word in values.get(name, ()):
            if word not in allowed:
                raise UsageError(f'{flag_of(name)}: "{word}" is not one of: {", ".join(allowed)}')
    for name, parse in (
        ("subtype", parse_subtype),
        ("everolimus_dose", parse_range),
        ("dose", parse_drug_dose),
        ("year", parse_range),
    ):
        for word in values.get(name, ()):
            parse(word)
    if "line" in values:
        for word in values["line"]:
            if not (word.isdigit() and 1 <= int(word) <= 9):
                raise UsageError(f'--line: "{word}" is no line of therapy; write 1, 2, 3 ...')
        values["line"] = tuple(int(word) for word in values["line"])
    values.setdefault("about", ("mtor",))
    return Query(**values)


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
    from evtrials.questions.trials import left_out_lines

    say_skipped(library)
    for line in (*left_out_lines(selection), *more):
        typer.echo(line, err=True)
    if not selection.entries:
        hints = [f"without {flag_of(name)} {count}" for name, count in library.loosened(query).items()]
        typer.echo("no trial fits; " + (f"trials found {', '.join(hints)}" if hints else "try fewer filters"), err=True)


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
            version, day = library.version if library else (None, None)
            sys.stdout.writelines(document(answer, version, day))
