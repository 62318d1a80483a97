"""The commands that ask by question: results, safety, subgroups, biomarkers."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Annotated, Any

import typer

from evtrials.cli.options import (
    Format,
    Json,
    SkipInvalid,
    SomeTrials,
    Trials,
    emit,
    open_library,
    say_left_out,
    say_skipped,
    with_filters,
)  # fmt: skip
from evtrials.cli.pictures import Output, Plot, draw, is_picture

if TYPE_CHECKING:
    from evtrials.collection.filters import Query
    from evtrials.collection.library import LeftOut, Selection
    from evtrials.trial.model import Trial

_ASSESSORS = ("investigator", "central", "patient", "not stated")
_GRADES = ("3+", "any", "3-4", "3", "4", ">=3", "3-5", "serious", "fatal")
AllCuts = Annotated[bool, typer.Option("--all-cuts", help="Every cut, oldest first, not the last alone.")]


def _complete_event(incomplete: str) -> list[str]:
    return _begin_so("adverse_events", incomplete)


def _complete_factor(incomplete: str) -> list[str]:
    return _begin_so("factors", incomplete)


def _begin_so(section: str, incomplete: str) -> list[str]:
    from evtrials.collection.store import open_store

    try:
        names: list[str] = list(getattr(open_store().terms, section))
        return [name for name in names if name.casefold().startswith(incomplete.casefold())]
    except Exception:  # completion has nobody to tell
        return []


def _pooled_too(command: Callable[..., None]) -> Callable[..., None]:
    """A command with filters that has the pooled analyses among the trials, as long as --about says nothing else."""

    @functools.wraps(command)
    def run(**arguments: Any) -> None:
        arguments["about"] = arguments.get("about") or ["mtor", "pooled"]
        command(**arguments)

    run.__signature__ = inspect.signature(command)  # type: ignore[attr-defined]
    del run.__wrapped__
    return run


@with_filters
def results(
    query: Any,  # a Query, made of the filter options
    all_cuts: AllCuts = False,
    assessor: Annotated[
        str | None,
        typer.Option(
            "--assessor",
            metavar="|".join(_ASSESSORS),
            help="Only as assessed so; by default as the protocol has it.",
            autocompletion=lambda incomplete: [word for word in _ASSESSORS if word.startswith(incomplete)],
        ),
    ] = None,
    population: Annotated[
        str | None,
        typer.Option("--population", metavar="NAME", help="A subgroup by id, factor or level; by default all patients."),
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Every stored analysis: cuts, assessors, populations, sources.")
    ] = False,
    plot: Plot = False,
    output: Output = None,
    trials: Trials = None,
    skip_invalid: SkipInvalid = False,
    format: Format = None,
    json: Json = False,
) -> None:
    """One endpoint across trials, a row a contrast.

    By default the contrasts that isolate a rapalog, each with its last cut by the protocol's assessor in all patients.
    """
    from evtrials.errors import UsageError
    from evtrials.questions.left_out import left_out_lines
    from evtrials.questions.results import Scope, contrasts, endpoint_named, missing, population_named, results_answer

    if not query.endpoint:
        raise UsageError("name the endpoint: evtrials results --endpoint pfs (or os, orr, idfs, time to deterioration ...)")
    if assessor is not None and assessor not in _ASSESSORS:
        raise UsageError(f'--assessor: "{assessor}" is not one of: {", ".join(_ASSESSORS)}')
    picture = is_picture(plot, output, format, json)
    library = open_library(trials, skip_invalid)
    wanted = list(dict.fromkeys(endpoint_named(library, name) for name in query.endpoint))
    selection, whole = library.select(query), library.select(query.but(endpoint=()))
    if population is not None:
        population = population_named(library, library.trials(), population)
    scope = Scope(all_cuts, assessor or "", population or "", everything)
    found = [contrasts(library, selection.trials, endpoint, query, scope) for endpoint in wanted]
    without = {
        endpoint: [entry.profile.id for entry in whole.shown if endpoint not in entry.profile.endpoints]
        for endpoint in wanted
    }
    if picture:
        from evtrials.plots.forest import forest_of

        draw(forest_of(found, library), plot, output, library)
    else:
        emit(results_answer(library, selection, query, scope, found, without), format, json, library=library)
    say_left_out(library, query, selection, left_out_lines(missing(found, without, library)))


@with_filters
def safety(
    query: Any,  # a Query, made of the filter options
    terms: Annotated[
        list[str] | None,
        typer.Argument(metavar="[TERM ...]", help="Adverse events; the most frequent if none.", autocompletion=_complete_event),
    ] = None,
    grade: Annotated[
        str | None,
        typer.Option(
            "--grade",
            metavar="3+|any|3-4|serious",
            help="A grade band as printed; 3+ = every band of grade 3 and above.",
            autocompletion=lambda incomplete: [word for word in _GRADES if word.startswith(incomplete)],
        ),
    ] = None,
    top: Annotated[
        int | None,
        typer.Option("--top", min=1, metavar="N", help="So many terms, highest printed percentage in an mTOR arm first (10)."),
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Every cut and source, not the default figure alone.")] = False,
    plot: Plot = False,
    output: Output = None,
    trials: Trials = None,
    skip_invalid: SkipInvalid = False,
    format: Format = None,
    json: Json = False,
) -> None:
    """Adverse events across trials, arm by arm."""
    from evtrials.questions.safety import chosen_events, safety_answer

    picture = is_picture(plot, output, format, json)
    library = open_library(trials, skip_invalid)
    selection = library.select(query)
    answer = safety_answer(library, selection, query, terms or (), grade=grade or "", top=top, everything=everything)
    if picture:
        from evtrials.plots.harms import harms_of

        events, lead = chosen_events(library, selection.trials, terms or (), grade or "", top)
        draw(harms_of(library, selection.trials, events, grade or "", lead, everything=everything), plot, output, library)
    else:
        emit(answer, format, json, library=library)
    say_left_out(library, query, selection, _lines_of(answer.left_out, selection))


@_pooled_too
@with_filters
def subgroups(
    query: Any,  # a Query, made of the filter options
    names: SomeTrials = None,
    factor: Annotated[
        str | None,
        typer.Option("--factor", metavar="NAME", help="One factor: visceral, age, race ...", autocompletion=_complete_factor),
    ] = None,
    all_cuts: AllCuts = False,
    trials: Trials = None,
    skip_invalid: SkipInvalid = False,
    format: Format = None,
    json: Json = False,
) -> None:
    """Effects in subgroups, under that in all patients.

    Pooled analyses, which count the patients of other trials again, are shown and said to be.
    """
    _groups(query, names, factor, all_cuts, trials, skip_invalid, format, json, biomarkers=False)


@_pooled_too
@with_filters
def biomarkers(
    query: Any,  # a Query, made of the filter options
    name: Annotated[
        str | None, typer.Argument(metavar="[NAME]", help="One marker: PIK3CA, ESR1 ...", autocompletion=_complete_factor)
    ] = None,
    all_cuts: AllCuts = False,
    trials: Trials = None,
    skip_invalid: SkipInvalid = False,
    format: Format = None,
    json: Json = False,
) -> None:
    """Effects by biomarker, under that in all patients.

    Associations without a contrast stand apart.

    Pooled analyses, which count the patients of other trials again, are shown and said to be.
    """
    _groups(query, None, name, all_cuts, trials, skip_invalid, format, json, biomarkers=True)


def _groups(
    query: Query,
    names: list[str] | None,
    factor: str | None,
    all_cuts: bool,
    trials: list[str] | None,
    skip_invalid: bool,
    format: str | None,
    json: bool,
    *,
    biomarkers: bool,
) -> None:
    from evtrials.collection.library import Selection
    from evtrials.questions.results import endpoint_named
    from evtrials.questions.subgroups import factor_named, groups_answer

    library = open_library(trials, skip_invalid)
    for endpoint in query.endpoint:
        endpoint_named(library, endpoint)
    if factor is not None:
        factor_named(library, factor, biomarkers=biomarkers)
    if names:
        chosen: list[Trial] = list({trial.id: trial for trial in (library.get(name) for name in names)}.values())
        selection, asked = Selection(()), {"trials": [trial.id for trial in chosen]}
    else:
        selection = library.select(query)
        chosen, asked = list(selection.trials), query.asked  # type: ignore[assignment]
    answer = groups_answer(
        library, chosen, query, dict(asked), selection.left_out, biomarkers=biomarkers, factor=factor or "", all_cuts=all_cuts
    )
    emit(answer, format, json, library=library)
    lines = _lines_of(answer.left_out, selection)
    if names:
        say_skipped(library)
        for line in lines:
            typer.echo(line, err=True)
    else:
        say_left_out(library, query, selection, lines)


def _lines_of(left_out: Iterable[LeftOut], selection: Selection) -> list[str]:
    """What a view left out beside what the filters did."""
    from evtrials.questions.left_out import left_out_lines

    return left_out_lines(one for one in left_out if one not in selection.left_out)
