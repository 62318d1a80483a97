"""The commands that look trials up: list, show, compare, figures, arms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from evtrials.cli.options import (
    Format,
    Json,
    SkipInvalid,
    SomeTrials,
    TrialName,
    TrialNames,
    Trials,
    emit,
    open_library,
    say_left_out,
    with_filters,
)  # fmt: skip

if TYPE_CHECKING:
    from evtrials.collection.filters import Query
    from evtrials.collection.library import Library

_SECTIONS = ("about", "results", "subgroups", "biomarkers", "safety", "exposure", "baseline", "dose-finding", "notes", "sources")


@with_filters
def list_trials(
    query: Any,  # a Query, made of the filter options
    columns: Annotated[
        str | None, typer.Option("--columns", metavar="A,B", help="Columns of the table or of the rows, comma-separated.")
    ] = None,
    sort: Annotated[
        str | None, typer.Option("--sort", metavar="name|year|n|phase|line|setting", help="Order; never by result.")
    ] = None,
    limit: Annotated[int | None, typer.Option("--limit", min=0, metavar="N", help="At most so many rows.")] = None,
    trials: Trials = None,
    skip_invalid: SkipInvalid = False,
    format: Format = None,
    json: Json = False,
) -> None:
    """Trials that fit, with their primary result."""
    from evtrials.errors import UsageError
    from evtrials.evidence.profile import SORTS
    from evtrials.questions.trials import list_answer, parse_columns

    chosen = [name.strip() for name in columns.split(",")] if columns is not None else []
    parse_columns(chosen)
    if sort is not None and sort not in SORTS:
        raise UsageError(f'--sort: "{sort}" is not one of: {", ".join(SORTS)}')
    library = open_library(trials, skip_invalid)
    selection = library.select(query)
    emit(list_answer(library, query, selection, columns=chosen, sort=sort, limit=limit), format, json, library=library)
    say_left_out(library, query, selection)


def show(
    trial: TrialName,
    only: Annotated[str | None, typer.Option("--only", metavar="A,B", help="Sections: " + ", ".join(_SECTIONS))] = None,
    all_cuts: Annotated[bool, typer.Option("--all-cuts", help="Earlier cuts and further reports too.")] = False,
    trials: Trials = None,
    format: Format = None,
    json: Json = False,
) -> None:
    """The evidence card of one trial."""
    from evtrials.errors import UsageError
    from evtrials.questions.show import show as card

    sections = tuple(name.strip() for name in only.split(",")) if only is not None else ()
    for name in sections:
        if name not in _SECTIONS:
            raise UsageError(f'--only: "{name}" is not one of: {", ".join(_SECTIONS)}')
    library = open_library(trials)
    emit(card(library, library.get(trial), sections, all_cuts), format, json, library=library)


def compare(names: TrialNames, trials: Trials = None, format: Format = None, json: Json = False) -> None:
    """Two to six trials side by side.

    Each keeps its own arms; nothing is computed across.
    """
    from evtrials.questions.compare import compare as compared
    from evtrials.questions.compare import comparison_answer

    library = open_library(trials)
    emit(comparison_answer(library, compared(library, names)), format, json, library=library)


@with_filters
def figures(
    query: Any,  # a Query, made of the filter options
    names: SomeTrials = None,
    trials: Trials = None,
    skip_invalid: SkipInvalid = False,
    format: Format = None,
    json: Json = False,
) -> None:
    """Every stored figure, one row each, with its source."""
    from evtrials.questions.figures import figures_answer

    library = open_library(trials, skip_invalid)
    chosen, asked = _chosen(library, query, names)
    # A faulty file is told before the first row is printed; the whole collection is read some trials at a time.
    for id_ in chosen if names else ():
        library.rows_of(id_)
    emit(figures_answer(library.figures_of(query, chosen), asked), format, json, library=library)


@with_filters
def arms(
    query: Any,  # a Query, made of the filter options
    names: SomeTrials = None,
    trials: Trials = None,
    skip_invalid: SkipInvalid = False,
    format: Format = None,
    json: Json = False,
) -> None:
    """Every drug of every arm with dose and schedule."""
    from evtrials.questions.figures import arms_answer

    library = open_library(trials, skip_invalid)
    chosen, asked = _chosen(library, query, names)
    emit(arms_answer([library.trial(id_) for id_ in chosen], library.terms, asked), format, json, library=library)


def _chosen(library: Library, query: Query, names: list[str] | None) -> tuple[tuple[str, ...], dict[str, object]]:
    """The ids of the trials named, or of those that fit the filters; named ones are taken as they are."""
    if names:
        found = tuple(dict.fromkeys(library.id_of(name) for name in names))
        return found, {"trials": list(found)}
    selection = library.select(query)
    say_left_out(library, query, selection)
    return selection.ids, query.asked
