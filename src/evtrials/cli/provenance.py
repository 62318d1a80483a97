"""The commands that ask where it is said: trace, conflicts, search, sources, cite."""

from __future__ import annotations

from typing import Annotated

import typer

from evtrials.cli.asking import Answered, Asked, asks
from evtrials.cli.completing import among
from evtrials.cli.options import TrialName, complete_endpoint
from evtrials.cli.written import Forms, Written

_ENDINGS = {"text": ".txt", "bibtex": ".bib", "ris": ".ris", "csl-json": ".json"}
REFERENCES = Forms(
    Annotated[
        str | None,
        typer.Option(
            "--format",
            metavar="|".join(_ENDINGS),
            help="For which reference manager, or to read.",
            autocompletion=among(_ENDINGS),
        ),
    ],
    _ENDINGS,
    on_screen="text",
    in_pipe="bibtex",
)


@asks()
def trace(
    asked: Asked,
    trial: TrialName,
    endpoint: Annotated[
        str | None,
        typer.Argument(
            metavar="[ENDPOINT]",
            help="One endpoint or adverse event; all if none.",
            autocompletion=complete_endpoint,
        ),
    ] = None,
) -> Answered:
    """Where each figure comes from, which is the default, and why."""
    from evtrials.questions.trace import trace_answer
    from evtrials.questions.trial_named import trial_named

    return trace_answer(asked.library, trial_named(asked.library, trial), endpoint or "")


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
    return search_answer(text, found)


@asks(filters=True, names=True)
def sources(asked: Asked) -> Answered:
    """What was read of each trial, and what was not seen.

    With how many figures each source bears.
    """
    from evtrials.questions.sources import sources_answer

    return sources_answer(asked.library, asked.trials, asked.words, asked.left_out, asked.selection.out)


@asks(filters=True, names=True, writes=REFERENCES)
def cite(
    asked: Asked,
    everything: Annotated[
        bool, typer.Option("--all", help="Reviews, news, registry records and labels too, not the papers alone.")
    ] = False,
    output: Annotated[
        str | None,
        typer.Option("-o", "--output", metavar="FILE.bib|.ris|.json|.txt", help="Into a new file; none is overwritten."),
    ] = None,
) -> Answered:
    """The papers of trials as references.

    A terminal gets them as plain text, a pipe BibTeX.
    """
    from evtrials.answers.references import FORMATS
    from evtrials.questions.sources import cite_lines, cite_page, references

    cited = references(asked.library, asked.trials, everything=everything)
    asked.beside += cite_lines(asked.trials, cited, everything=everything)
    return Written(lambda form: FORMATS[form](cited), cite_page(cited), output)
