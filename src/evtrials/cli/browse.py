"""The commands that look trials up: list, show, compare, figures, arms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from evtrials.cli.asking import Answered, Asked, asks
from evtrials.cli.completing import among, one_of_several
from evtrials.cli.options import TrialName, TrialNames
from evtrials.notation.closed_words import SECTIONS

if TYPE_CHECKING:
    from evtrials.collection.library import Library
    from evtrials.trial.model import Trial



@asks(filters=True)
def list_trials(asked: Asked) -> Answered:
    """Trials that fit, with their primary result."""
    from evtrials.questions.trials import list_answer

    return list_answer(asked.library, asked.query, asked.selection)


@asks()
def show(
    asked: Asked,
    trial: TrialName,
    only: Annotated[
        str | None,
        typer.Option(
            "--only",
            metavar="A,B",
            help="Sections whole: " + ", ".join(SECTIONS),
            autocompletion=one_of_several(among(SECTIONS)),
        ),
    ] = None,
    full: Annotated[bool, typer.Option("--full", help="Every section whole.")] = False,
    all_cuts: Annotated[bool, typer.Option("--all-cuts", help="Whole, with earlier cuts and further reports.")] = False,
) -> Answered:
    """The evidence on one trial, on one screen."""
    from evtrials.questions.show import sections_named
    from evtrials.questions.show import show as card

    sections = sections_named("--only", _words(only))
    return card(asked.library, _one(asked.library, trial), sections, full=full, all_cuts=all_cuts)


@asks()
def compare(asked: Asked, names: TrialNames) -> Answered:
    """Two to six trials side by side.

    Each keeps its own arms; nothing is computed across.
    """
    from evtrials.questions.compare import comparison_answer

    return comparison_answer(asked.library, asked.library.together(names))


@asks(filters=True, names=True)
def figures(asked: Asked) -> Answered:
    """Every stored figure, one row each, with its source."""
    from evtrials.questions.figures import figures_answer

    # A faulty file is told before the first row is printed; the whole collection is read some trials at a time.
    for id_ in asked.ids if asked.names else ():
        asked.library.rows_of(id_)
    return figures_answer(
        asked.library.figures_of(asked.query, asked.ids), asked.library, asked.words, asked.left_out, asked.selection.out
    )


@asks(filters=True, names=True)
def arms(asked: Asked) -> Answered:
    """Every drug of every arm with dose and schedule."""
    from evtrials.questions.figures import arms_answer

    return arms_answer(asked.trials, asked.library.terms, asked.words, asked.left_out, asked.selection.out)


def _words(text: str | None) -> tuple[str, ...]:
    """The words of an option that takes several, comma-separated."""
    return tuple(name.strip() for name in text.split(",")) if text is not None else ()


def _one(library: Library, name: str) -> Trial:
    """The trial that a name means; UsageError where its words name several trials."""
    from evtrials.errors import NameNotFound, UsageError
    from evtrials.questions.trial_named import trial_named

    try:
        return trial_named(library, name)
    except NameNotFound:
        if " " in name and all(word in library for word in name.split()):
            raise UsageError(f"show has one trial; side by side: evtrials compare {name}") from None
        raise
