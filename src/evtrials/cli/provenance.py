"""The commands that ask where it is said: trace, conflicts, search, sources, cite."""

from __future__ import annotations

from typing import Annotated

import typer

from evtrials.cli.asking import Answered, Asked, asks
from evtrials.cli.options import TrialName, Trials, among, asked_format, complete_trial, in_collection, open_library
from evtrials.cli.saying import say

_CITE_FORMATS = ("bibtex", "ris", "csl-json")
TrialNames = Annotated[list[str], typer.Argument(metavar="TRIAL ...", help="One or more trials.", autocompletion=complete_trial)]


@asks()
def trace(
    asked: Asked,
    trial: TrialName,
    endpoint: Annotated[
        str | None,
        typer.Argument(
            metavar="[ENDPOINT]",
            help="One endpoint or adverse event; all if none.",
            autocompletion=in_collection(lambda store: store.terms.endpoints),
        ),
    ] = None,
) -> Answered:
    """Where each figure comes from, which is the default, and why."""
    from evtrials.questions.trace import trace_answer

    return trace_answer(asked.library, asked.library.get(trial), endpoint or "")


@asks(filters=True, names=True)
def conflicts(asked: Asked) -> Answered:
    """Figures on which sources disagree, explained.

    Different cuts are not conflicts. Figures under a note of conflict or suspicion are shown too.
    """
    from evtrials.questions.conflicts import conflicts_answer

    endpoints = asked.endpoints
    return conflicts_answer(asked.library, asked.trials, asked.words, asked.left_out, endpoints)


@asks(whole=True)
def search(
    asked: Asked,
    words: Annotated[list[str], typer.Argument(metavar="TEXT", help="Words that must all stand in a trial.")],
    limit: Annotated[int | None, typer.Option("--limit", min=1, metavar="N", help="At most so many trials.")] = None,
) -> Answered:
    """Where a name, drug, endpoint or note stands.

    Brand and code names find the drug. Every trial of the collection is searched; the nearest stands first.
    """
    from evtrials.collection.search import search as searched
    from evtrials.questions.search import nothing_found, search_answer

    text = " ".join(words)
    found = searched(asked.library, text)
    if not found.hits:
        asked.beside.append(nothing_found(text, found, asked.library))
    return search_answer(text, found, limit)


@asks(filters=True, names=True)
def sources(asked: Asked) -> Answered:
    """What was read of each trial, and what was not seen.

    With how many figures each source bears.
    """
    from evtrials.questions.sources import sources_answer

    return sources_answer(asked.library, asked.trials, asked.words, asked.left_out)


def cite(
    names: TrialNames,
    format: Annotated[
        str,
        typer.Option(
            "--format",
            metavar="|".join(_CITE_FORMATS),
            help="For which reference manager.",
            autocompletion=among(_CITE_FORMATS),
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
    from evtrials.questions.sources import cite_lines, references

    asked_format(format, False, FORMATS)
    library = open_library(trials)
    chosen = list({trial.id: trial for trial in map(library.get, names)}.values())
    cited = references(library, chosen, everything=everything)
    sys.stdout.write(FORMATS[format](cited))
    for line in cite_lines(chosen, cited, everything=everything):
        say(line)
