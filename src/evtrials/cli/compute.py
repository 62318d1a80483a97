"""The commands that compute: absolute, pool, indirect."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from evtrials.cli.ask import AssessorOption, endpoints_and_trials
from evtrials.cli.asking import Answered, Asked, Pictured, asks
from evtrials.cli.completing import among
from evtrials.cli.options import TrialName, complete_endpoint, complete_trial, percentage
from evtrials.cli.saying import say
from evtrials.collection.typed_values import assessor_meant, word_meant
from evtrials.errors import EvTrialsError, Refused, UsageError, joined
from evtrials.notation.closed_words import POOL_METHODS, POOL_MODELS, POOLED_ACROSS
from evtrials.notation.spelling import unknown

if TYPE_CHECKING:
    from evtrials.plots.files import Picture
    from evtrials.trial.model import Trial

_DENOMINATORS = ("treated", "randomised")
Across = Annotated[
    list[str] | None,
    typer.Option(
        "--across",
        metavar="|".join(POOLED_ACROSS),
        help="Take trials together that differ in it; the answer says so first.",
        autocompletion=among(POOLED_ACROSS),
    ),
]
Model = Annotated[
    str | None,
    typer.Option(
        "--model",
        metavar="|".join(POOL_MODELS),
        help="common: one true effect in all trials; of two trials it must be asked for.",
        autocompletion=among(POOL_MODELS),
    ),
]


@asks(filters=True, draws=True)
def pool(
    asked: Asked,
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[ENDPOINT] [TRIAL ...]",
            help="The endpoint, and trials if only these.",
            autocompletion=complete_endpoint,
        ),
    ] = None,
    model: Model = None,
    method: Annotated[
        str | None,
        typer.Option(
            "--method",
            metavar="|".join(POOL_METHODS),
            help="How the variance between trials is estimated (REML).",
            autocompletion=among(POOL_METHODS),
        ),
    ] = None,
    without: Annotated[
        list[str] | None, typer.Option("--without", metavar="TRIAL", help="Leave a trial out.", autocompletion=complete_trial)
    ] = None,
    assessor: AssessorOption = None,
    across: Across = None,
    script: Annotated[
        str | None, typer.Option("--r", metavar="FILE", help="Write data and a metafor script that makes the numbers again.")
    ] = None,
) -> Answered:
    """What the trials of one question say together.

    One ratio a trial; refused, with the reason, where the trials are not of one disease, setting, drug, backbone and endpoint.
    Two trials stand side by side.
    """
    from evtrials.questions.phrases import endpoint_short
    from evtrials.questions.pool import PoolAsked, asked_across, pooling_of
    from evtrials.questions.pool_answer import pool_answer

    library = asked.library
    endpoints = endpoints_and_trials(asked, words or ())
    if not endpoints:
        raise UsageError("name the endpoint: evtrials pool pfs (or os, idfs ...)")
    if len(endpoints) > 1:
        told = joined([endpoint_short(one, library.terms) for one in endpoints], "and")
        ends = f"not pooled: {told} are {len(endpoints)} endpoints, which count different events; ask for one of them."
        raise Refused("several-endpoints", ends, asked.narrowed)
    asked.choosing = asked.query.but(endpoint=())
    of = PoolAsked(
        library, asked.selection, asked.query, endpoints[0], asked.narrowed,
        without=tuple(library.id_of(name) for name in without or ()),
        assessor=assessor_meant(assessor),
        across=asked_across([word for words in across or () for word in words.split(",")], POOLED_ACROSS),
        model=word_meant("--model", model, POOL_MODELS, {}) if model is not None else "",
        method=word_meant("--method", method, POOL_METHODS, {}) if method is not None else "REML",  # type: ignore[arg-type]
    )  # fmt: skip
    pooling = pooling_of(of)
    answer = pool_answer(pooling)
    if script is not None:
        from evtrials.questions.pool_script import r_script

        _write(script, r_script(pooling))

    def picture() -> Picture:
        from evtrials.plots.pooled import pooled_forest

        return pooled_forest(pooling)

    return Pictured(answer, picture)


@asks()
def absolute(
    asked: Asked,
    trial: TrialName,
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[ENDPOINT|HARM]",
            help="An endpoint or an adverse event; the primary endpoint if none.",
            autocompletion=complete_endpoint,
        ),
    ] = None,
    denominator: Annotated[
        str | None,
        typer.Option(
            "--denominator",
            metavar="|".join(_DENOMINATORS),
            help="Take rates without a denominator to be of these patients; then assumed.",
            autocompletion=among(_DENOMINATORS),
        ),
    ] = None,
    baseline: Annotated[
        float | None,
        typer.Option(
            "--baseline", parser=percentage, metavar="PERCENT", help="Risk of the event without the treatment, to put a ratio to."
        ),
    ] = None,
) -> Answered:
    """How many more, or fewer, in a hundred patients.

    Within one trial, from counts, rates with denominators or limits, or a ratio and a risk; the number needed to treat second.
    """
    from evtrials.questions.absolute import AbsoluteAsked, absolute_of
    from evtrials.questions.absolute_answer import absolute_answer

    found = asked.library.get(trial)
    endpoint, event = _counted(asked, found, " ".join(words or ()))
    which = word_meant("--denominator", denominator, _DENOMINATORS, {}) if denominator is not None else ""
    return absolute_answer(absolute_of(AbsoluteAsked(asked.library, found, endpoint, event, which, baseline)))


def _counted(asked: Asked, trial: Trial, name: str) -> tuple[str, str]:
    """The endpoint, or the adverse event, that a name means: what the trial's tables of harms count before what asks for it."""
    from evtrials.evidence.traits import primary_endpoints
    from evtrials.questions.harms import event_known, event_names
    from evtrials.questions.named import endpoint_known, endpoint_names

    library = asked.library
    if not name:
        primary = primary_endpoints(trial)
        if not primary:
            raise UsageError(f"no primary endpoint of {trial.id} was read; name one: evtrials absolute {trial.id} pfs")
        return primary[0], ""
    event = event_known(library, name)
    terms = {library.terms.adverse_event(row.term) for row in library.rows_of(trial) if row.kind == "safety"}
    if event and event in terms:
        return "", event
    if endpoint := endpoint_known(library, name):
        return endpoint, ""
    if not event:
        events = event_names(library)
        endpoints = endpoint_names(library).items()
        names = {name: id_ for name, id_ in endpoints if library.terms.adverse_event(id_) not in events} | events
        raise unknown("endpoint or adverse event", name, names, f"see what was read of it with: evtrials show {trial.id}")
    return "", event


_SIDE = typer.Argument(metavar="TRIAL:ARM", help="An arm of a trial: bolero-2:eve.", autocompletion=complete_trial)


@asks(whole=True)
def indirect(
    asked: Asked,
    first: Annotated[str, _SIDE],
    second: Annotated[str, _SIDE],
    endpoint: Annotated[
        str | None,
        typer.Option(
            "--endpoint",
            metavar="NAME",
            help="The endpoint; the primary one that both tell if none.",
            autocompletion=complete_endpoint,
        ),
    ] = None,
    across: Across = None,
    model: Model = None,
) -> Answered:
    """Two arms of two trials, over a regimen that both were compared with.

    Refused, with the reason, where there is no such regimen or the trials are not of one disease, setting and endpoint.
    """
    from evtrials.questions.indirect import ACROSS, IndirectAsked, indirect_of, side_named
    from evtrials.questions.indirect_answer import indirect_answer
    from evtrials.questions.named import endpoint_named
    from evtrials.questions.pool import asked_across

    library = asked.library
    of = IndirectAsked(
        library,
        side_named(library, first),
        side_named(library, second),
        endpoint_named(library, endpoint) if endpoint is not None else "",
        asked_across([word for words in across or () for word in words.split(",")], tuple(ACROSS)),
        common=model is not None and word_meant("--model", model, ("common",), {}) == "common",
    )
    return indirect_answer(indirect_of(of))


def _write(path: str, text: str) -> None:
    """Write a file whole or not at all, in place of one that is there."""
    from pathlib import Path

    from evtrials.trial.whole_files import in_place_of

    try:
        with in_place_of(Path(path)) as file:
            file.write_text(text, encoding="utf-8")
    except OSError as error:
        told = f"{path} cannot be written ({error.strerror}); name a file in a folder that is there and yours"
        raise EvTrialsError(told) from None
    say(f"written: {path}")
