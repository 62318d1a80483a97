"""The commands that ask where it is said: trace, conflicts, search, sources, cite."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from evtrials.cli.options import (
    Format,
    Json,
    SkipInvalid,
    SomeTrials,
    TrialName,
    Trials,
    complete_trial,
    emit,
    open_library,
    say_left_out,
    say_skipped,
    with_filters,
)  # fmt: skip

if TYPE_CHECKING:
    from evtrials.collection.filters import Query
    from evtrials.collection.library import LeftOut, Library
    from evtrials.trial.model import Trial

_CITE_FORMATS = ("bibtex", "ris", "csl-json")
TrialNames = Annotated[list[str], typer.Argument(metavar="TRIAL ...", help="One or more trials.", autocompletion=complete_trial)]


def _complete_endpoint(incomplete: str) -> list[str]:
    from evtrials.collection.store import open_store

    try:
        return [name for name in open_store().terms.endpoints if name.startswith(incomplete.casefold())]
    except Exception:  # completion has nobody to tell
        return []


def trace(
    trial: TrialName,
    endpoint: Annotated[
        str | None,
        typer.Argument(
            metavar="[ENDPOINT]", help="One endpoint or adverse event; all if none.", autocompletion=_complete_endpoint
        ),
    ] = None,
    trials: Trials = None,
    format: Format = None,
    json: Json = False,
) -> None:
    """Where each figure comes from, which is the default, and why."""
    from evtrials.questions.trace import trace_answer

    library = open_library(trials)
    emit(trace_answer(library, library.get(trial), endpoint or ""), format, json, library=library)


@with_filters
def conflicts(
    query: Any,  # a Query, made of the filter options
    names: SomeTrials = None,
    trials: Trials = None,
    skip_invalid: SkipInvalid = False,
    format: Format = None,
    json: Json = False,
) -> None:
    """Figures on which sources disagree, explained.

    Different cuts are not conflicts. Figures under a note of conflict or suspicion are shown too.
    """
    from evtrials.questions.conflicts import conflicts_answer
    from evtrials.questions.results import endpoint_named

    library = open_library(trials, skip_invalid)
    endpoints = [endpoint_named(library, name) for name in query.endpoint]
    chosen, asked, left_out = _chosen(library, query, names)
    emit(conflicts_answer(library, chosen, asked, left_out, endpoints), format, json, library=library)


def search(
    words: Annotated[list[str], typer.Argument(metavar="TEXT", help="Words that must all stand in a trial.")],
    limit: Annotated[int | None, typer.Option("--limit", min=1, metavar="N", help="At most so many trials.")] = None,
    trials: Trials = None,
    skip_invalid: SkipInvalid = False,
    format: Format = None,
    json: Json = False,
) -> None:
    """Where a name, drug, endpoint or note stands.

    Brand and code names find the drug. Every trial of the collection is searched; the nearest stands first.
    """
    from evtrials.collection.search import search as searched
    from evtrials.errors import UsageError
    from evtrials.questions.search import nothing_found, search_answer

    text = " ".join(words)
    if not any(char.isalnum() for char in text):
        raise UsageError("name what to search for: evtrials search Afinitor")
    library = open_library(trials, skip_invalid)
    found = searched(library, text)
    emit(search_answer(text, found, limit), format, json, library=library)
    say_skipped(library)
    if not found.hits:
        typer.echo(nothing_found(text, found, library), err=True)


@with_filters
def sources(
    query: Any,  # a Query, made of the filter options
    names: SomeTrials = None,
    trials: Trials = None,
    skip_invalid: SkipInvalid = False,
    format: Format = None,
    json: Json = False,
) -> None:
    """What was read of each trial, and what was not seen.

    With how many figures each source bears.
    """
    from evtrials.questions.sources import sources_answer

    library = open_library(trials, skip_invalid)
    chosen, asked, left_out = _chosen(library, query, names)
    emit(sources_answer(library, chosen, asked, left_out), format, json, library=library)


def cite(
    names: TrialNames,
    format: Annotated[
        str,
        typer.Option(
            "--format",
            metavar="|".join(_CITE_FORMATS),
            help="For which reference manager.",
            autocompletion=lambda incomplete: [word for word in _CITE_FORMATS if word.startswith(incomplete)],
        ),
    ] = "bibtex",
    everything: Annotated[
        bool, typer.Option("--all", help="Reviews, news, registry records and labels too, not the papers alone.")
    ] = False,
    trials: Trials = None,
) -> None:
    """The papers of trials as references."""
    import sys

    from evtrials.answers.references import FORMATS
    from evtrials.errors import UsageError
    from evtrials.questions.sources import cite_lines, references

    if format not in FORMATS:
        raise UsageError(f'--format: "{format}" is not one of: {", ".join(FORMATS)}')
    library = open_library(trials)
    chosen = _named(library, names)
    cited = references(library, chosen, everything=everything)
    sys.stdout.write(FORMATS[format](cited))
    for line in cite_lines(chosen, cited, everything=everything):
        typer.echo(line, err=True)


def _named(library: Library, names: list[str]) -> list[Trial]:
    """The trials named, each once, in the order as typed."""
    return list({trial.id: trial for trial in (library.get(name) for name in names)}.values())


def _chosen(
    library: Library, query: Query, names: list[str] | None
) -> tuple[list[Trial], dict[str, object], tuple[LeftOut, ...]]:
    """The trials named, or those of the filters; what was asked; and what the filters left out."""
    if names:
        found = _named(library, names)
        asked: dict[str, object] = {"trials": [trial.id for trial in found]}
        return found, {**asked, "endpoint": list(query.endpoint)} if query.endpoint else asked, ()
    selection = library.select(query)
    say_left_out(library, query, selection)
    return list(selection.trials), query.asked, selection.left_out
