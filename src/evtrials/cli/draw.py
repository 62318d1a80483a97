"""The commands whose answer is a picture: curve, map."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from evtrials.cli.asking import Answered, Asked, Pictured, asks
from evtrials.cli.options import TrialName, complete_endpoint

if TYPE_CHECKING:
    from evtrials.plots.files import Picture


@asks(draws=True)
def curve(
    asked: Asked,
    trial: TrialName,
    endpoint: Annotated[
        str | None,
        typer.Argument(
            metavar="[ENDPOINT]",
            help="pfs, os ...; where a trial has several.",
            autocompletion=complete_endpoint,
        ),
    ] = None,
) -> Answered:
    """The reconstructed survival curve of a trial.

    With numbers at risk.
    """
    from evtrials.questions.curve import curve_answer, curve_of
    from evtrials.questions.trial_named import trial_named

    found = curve_of(asked.library, trial_named(asked.library, trial), endpoint)

    def picture() -> Picture:
        from evtrials.plots.curve import CurvePicture

        return CurvePicture(found)

    return Pictured(curve_answer(found), picture, on_screen=True)


@asks(filters=True, draws=True)
def evidence_map(asked: Asked) -> Answered:
    """Where trials are, and where none.

    Subtype and setting by line of therapy, with the randomised contrasts and patients of each cell.
    """
    from evtrials.questions.map import grid_of, map_answer

    grid = grid_of(asked.library, asked.selection, asked.query)

    def picture() -> Picture:
        from evtrials.plots.map import MapPicture

        return MapPicture(grid)

    return Pictured(map_answer(asked.library, asked.selection, asked.query, grid), picture, on_screen=True)
