"""The commands whose answer is a picture: curve, timeline."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from evtrials.cli.options import (  # fmt: skip
    Format,
    Json,
    SkipInvalid,
    TrialName,
    Trials,
    emit,
    open_library,
    say_left_out,
    with_filters,
)
from evtrials.cli.pictures import Output, Plot, draw, is_picture


def curve(
    trial: TrialName,
    endpoint: Annotated[str | None, typer.Argument(metavar="[ENDPOINT]", help="pfs, os ...; where a trial has several.")] = None,
    plot: Plot = False,
    output: Output = None,
    trials: Trials = None,
    format: Format = None,
    json: Json = False,
) -> None:
    """The reconstructed survival curve of a trial.

    With numbers at risk.
    """
    import sys

    from evtrials.questions.curve import curve_answer, curve_of

    picture = is_picture(plot, output, format, json)
    library = open_library(trials)
    found = curve_of(library, library.get(trial), endpoint)
    if picture or format == "table" or (format is None and not json and sys.stdout.isatty()):
        from evtrials.plots.curve import CurvePicture

        draw(CurvePicture(found), plot, output, library)
    else:
        emit(curve_answer(found), format, json, library=library)


@with_filters
def timeline(
    query: Any,  # a Query, made of the filter options
    plot: Plot = False,
    output: Output = None,
    trials: Trials = None,
    skip_invalid: SkipInvalid = False,
    format: Format = None,
    json: Json = False,
) -> None:
    """Trials over the years, by status.

    Data cuts, reports, and when the status was last said.
    """
    import sys

    from evtrials.questions.timeline import timeline_answer

    picture = is_picture(plot, output, format, json)
    library = open_library(trials, skip_invalid)
    selection = library.select(query)
    if picture or format == "table" or (format is None and not json and sys.stdout.isatty()):
        from evtrials.plots.timeline import Timeline

        draw(Timeline(selection), plot, output, library)
    else:
        emit(timeline_answer(selection, query.asked), format, json, library=library)
    say_left_out(library, query, selection)
