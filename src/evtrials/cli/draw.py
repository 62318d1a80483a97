"""The commands whose answer is a picture: curve, timeline."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from evtrials.cli.asking import Answered, Asked, Pictured, asks
from evtrials.cli.options import TrialName

if TYPE_CHECKING:
    from evtrials.plots.files import Picture


@asks(draws=True)
def curve(
    asked: Asked,
    trial: TrialName,
    endpoint: Annotated[str | None, typer.Argument(metavar="[ENDPOINT]", help="pfs, os ...; where a trial has several.")] = None,
) -> Answered:
    """The reconstructed survival curve of a trial.

    With numbers at risk.
    """
    from evtrials.questions.curve import curve_answer, curve_of

    found = curve_of(asked.library, asked.library.get(trial), endpoint)

    def picture() -> Picture:
        from evtrials.plots.curve import CurvePicture

        return CurvePicture(found)

    return Pictured(curve_answer(found), picture, on_screen=True)


@asks(filters=True, draws=True)
def timeline(asked: Asked) -> Answered:
    """Trials over the years, by status.

    Data cuts, reports, and when the status was last said.
    """
    from evtrials.questions.timeline import courses, timeline_answer

    def picture() -> Picture:
        from evtrials.plots.timeline import timeline_of

        return timeline_of(courses(asked.selection))

    return Pictured(timeline_answer(asked.selection, asked.query.asked), picture, on_screen=True)
