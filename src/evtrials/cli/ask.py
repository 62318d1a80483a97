"""The commands that ask by question: results, quote, safety, exposure, doses, subgroups, biomarkers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from evtrials.cli.asking import Answered, Asked, Pictured, asks
from evtrials.cli.completing import among, in_collection
from evtrials.cli.options import SomeTrials, TrialName, complete_endpoint, whole_number
from evtrials.collection.filters import ALL, MTOR
from evtrials.collection.typed_values import assessor_meant
from evtrials.errors import UsageError, joined
from evtrials.notation.closed_words import ASSESSORS, GRADES

if TYPE_CHECKING:
    from evtrials.collection.library import Library
    from evtrials.collection.store import Store
    from evtrials.errors import EvTrialsError, NameNotFound
    from evtrials.plots.files import Picture

_GRADES = ("3+", "2+", "any", *GRADES[1:])
AssessorOption = Annotated[
    str | None,
    typer.Option(
        "--assessor",
        metavar="|".join(ASSESSORS),
        help="Only as assessed so; by default as the protocol has it.",
        autocompletion=among(ASSESSORS),
    ),
]
AllCuts = Annotated[bool, typer.Option("--all-cuts", help="Every cut, oldest first, not the last alone.")]


def _topics(_: Store) -> tuple[str, ...]:
    from evtrials.questions.exposure_topics import names

    return names()


_complete_event = in_collection(lambda store: store.terms.adverse_events)
_complete_topic = in_collection(_topics)
_complete_drug = in_collection(lambda store: store.terms.drugs)
_complete_factor = in_collection(lambda store: store.terms.factors)
# What looks at groups of patients looks at the pooled analyses too, as long as --about says nothing else.
_POOLED_TOO = ("mtor", "pooled")


@asks(filters=True, draws=True)
def results(
    asked: Asked,
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="[ENDPOINT ...]", help="Endpoints, and trials if only these.", autocompletion=complete_endpoint),
    ] = None,
    all_cuts: AllCuts = False,
    assessor: AssessorOption = None,
    population: Annotated[
        str | None,
        typer.Option("--population", metavar="NAME", help="A subgroup by id, factor or level; by default all patients."),
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Every stored analysis: cuts, assessors, populations, sources.")
    ] = False,
) -> Answered:
    """One endpoint across trials, a row a contrast.

    By default the contrasts that isolate a rapalog, each with its last cut by the protocol's assessor in all patients.
    """
    from evtrials.questions.contrasts_found import Scope, contrasts_asked
    from evtrials.questions.named import population_named
    from evtrials.questions.results import results_answer

    library = asked.library
    if population is not None:
        population = population_named(library, population)
    scope = Scope(all_cuts, assessor_meant(assessor), population or "", everything)
    endpoints = endpoints_and_trials(asked, words or ())
    asked.choosing = asked.query.but(endpoint=())
    query = asked.query
    if asked.narrowed and query.about == (MTOR,):
        query = query.but(about=(ALL,))  # of a trial asked for by name every contrast is wanted
    found = contrasts_asked(library, asked.selection, query, scope, endpoints)

    def picture() -> Picture:
        from evtrials.plots.forest import forest_of

        return forest_of(found, library, scope)

    return Pictured(results_answer(library, asked.selection, query, scope, found), picture)


def endpoints_and_trials(asked: Asked, words: Sequence[str]) -> list[str]:
    """The endpoints among some words, with those of --endpoint; what names a trial narrows the question to it. A name of several
    words need not be quoted.

    UsageError with the nearest endpoints for a word that names neither.
    """
    from evtrials.questions.named import endpoint_known, endpoint_named

    found, named = asked.endpoints, []
    rest = asked.library.together(words)
    while rest:
        heads = (rest[:end] for end in range(len(rest), 0, -1))
        known = ((head, endpoint_known(asked.library, " ".join(head))) for head in heads)
        head, endpoint = next((one for one in known if one[1]), (rest[:1], ""))
        if endpoint:
            found.append(endpoint)
        elif id_ := _trial_named(asked, head[0]):
            named.append(id_)
        else:
            endpoint_named(asked.library, head[0])  # raises, with the nearest
        rest = rest[len(head) :]
    asked.narrow(named)
    return list(dict.fromkeys(found))


@asks()
def quote(
    asked: Asked,
    trial: TrialName,
    endpoints: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[ENDPOINT ...]",
            help="Endpoints; the primary ones if none.",
            autocompletion=complete_endpoint,
        ),
    ] = None,
) -> Answered:
    """A result in a sentence to paste, with its reference.

    The default analysis of each contrast: both arms, effect with interval, cut, source and what was read of it; what changes how
    its figures are read follows.
    """
    from evtrials.errors import EvTrialsError
    from evtrials.questions.quote import quote_answer
    from evtrials.questions.trial_named import trial_named

    answer = quote_answer(asked.library, trial_named(asked.library, trial), endpoints or ())
    if not answer.rows:
        raise EvTrialsError("; ".join(answer.caveats))
    return answer


@asks(filters=True, draws=True)
def safety(
    asked: Asked,
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[TERM ...] [TRIAL ...]",
            help="Adverse events, the most frequent if none; and trials if only these.",
            autocompletion=_complete_event,
        ),
    ] = None,
    grade: Annotated[
        str | None,
        typer.Option(
            "--grade",
            metavar="3+|2+|any|3-4|serious|fatal",
            help="A grade band as printed; 3+ = every band of grade 3 and above.",
            autocompletion=among(_GRADES),
        ),
    ] = None,
    top: Annotated[
        int | None,
        typer.Option(
            "--top",
            parser=whole_number(1),
            metavar="N",
            help="So many terms, highest printed percentage in an mTOR arm first (10).",
        ),
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Every report, cut and source, not that alone which stands.")] = False,
    difference: Annotated[
        bool, typer.Option("--difference", help="How many more in a hundred, where the numbers of patients are printed.")
    ] = False,
) -> Answered:
    """Adverse events across trials, each within its own arms."""
    from evtrials.questions.harms import grade_asked
    from evtrials.questions.safety import safety_answer
    from evtrials.questions.safety_asked import SafetyAsked
    from evtrials.questions.top_harms import HOW, leading_events, top_answer

    meant = harms_and_trials(asked, words or ())
    events = tuple(meant.events)
    if meant.grade and grade:
        raise UsageError(f'"{meant.grade}" is a grade itself; give it without --grade {grade}')
    if events and top is not None:
        raise UsageError("--top chooses the terms itself; give it without a term: evtrials safety --top 10")
    band = grade_asked(grade) if grade else meant.grade
    of = SafetyAsked(asked.library, asked.selection, asked.query, events, band, everything, meant.trials)
    if difference:
        from evtrials.questions.harm_differences import differences_answer

        if not events:
            raise UsageError("--difference is of a harm; name it: evtrials safety stomatitis --difference")
        return differences_answer(of)
    answer = safety_answer(of) if events else top_answer(of, top)

    def picture() -> Picture:
        from evtrials.plots.harms import harms_of

        drawn, how = (events, "") if events else (leading_events(of, top), HOW)
        return harms_of(asked.library, asked.selection, drawn, of.grade, how, everything=everything)

    return Pictured(answer, picture)


class HarmsMeant(NamedTuple):
    """What is meant by the words of a question about harms: adverse events, trials by id, a grade band ("" without one)."""

    events: tuple[str, ...]
    trials: tuple[str, ...]
    grade: str


def harms_and_trials(asked: Asked, words: Sequence[str]) -> HarmsMeant:
    """The adverse events among some words, the trials, to which the question is narrowed, and the grade: `fatal`, `grade 3+`. A
    name of several words need not be quoted.

    UsageError with the nearest of both for a word that names neither; NameNotFound for one that fits several trials.
    """
    from evtrials.errors import NameNotFound
    from evtrials.questions.harms import event_known, grade_meant

    events: list[str] = []
    named: list[str] = []
    grades: list[str] = []
    rest = list(words)
    while rest:
        heads = (rest[:end] for end in range(len(rest), 0, -1))
        known = ((head, grade_meant(" ".join(head)), event_known(asked.library, " ".join(head))) for head in heads)
        head, grade, event = next((one for one in known if one[1] or one[2]), (rest[:1], "", ""))
        if grade:
            grades.append(grade)
        elif event:
            events.append(event)
        else:
            try:
                named.append(asked.library.id_of(head[0]))
            except NameNotFound as error:
                raise _neither(asked, rest, named, error) from None
        rest = rest[len(head) :]
    asked.narrow(named)
    if len(set(grades)) > 1:
        raise UsageError(f"{joined(grades, 'and')} are two grades; ask for one of them")
    return HarmsMeant(tuple(dict.fromkeys(events)), tuple(dict.fromkeys(named)), grades[0] if grades else "")


def _neither(asked: Asked, words: Sequence[str], named: Sequence[str], no_trial: NameNotFound) -> EvTrialsError:
    """What is said of words of which the first names neither an adverse event nor a trial: where they are asked for, or the
    nearest of both. named: the trials among the words before them."""
    from evtrials.questions.asked_words import as_typed
    from evtrials.questions.exposure_topics import means
    from evtrials.questions.harms import nearest_events

    for end in range(len(words), 0, -1):
        if means(name := " ".join(words[:end])):
            told = "is no adverse event but what became of the treatment"
            # Who named a trial, or chose some, asks of these.
            trials = (*named, *words[end:], *as_typed(asked.query))
            return UsageError(f'"{name}" {told}: {" ".join(("evtrials exposure", name.lower(), *trials))}')
    events = nearest_events(asked.library, words[0])
    if "fits" in str(no_trial) and not events:
        return no_trial
    near = (*events, *no_trial.candidates)
    hint = f"did you mean {joined(near)}?" if near else "see the most frequent with: evtrials safety"
    return UsageError(f'"{words[0]}" is no adverse event and no trial of this collection; {hint}')


@asks(filters=True)
def exposure(
    asked: Asked,
    topics: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[TOPIC | TRIAL ...]",
            help="Discontinuation, dose reduction, dose intensity, time on treatment, deaths, starting dose ...; the main ones.",
            autocompletion=_complete_topic,
        ),
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Every cut and source, not the default figure alone.")] = False,
) -> Answered:
    """What became of the treatment across trials, arm by arm: stopped, reduced, how long."""
    from evtrials.questions.exposure import exposure_answer
    from evtrials.questions.exposure_topics import is_of_a_name, means, topics_named
    from evtrials.questions.harms import event_known
    from evtrials.questions.safety import command
    from evtrials.questions.safety_asked import SafetyAsked

    words = asked.library.together(topics or ())
    named = {word: id_ for word in words if not is_of_a_name(word) and (id_ := _trial_named(asked, word))}
    rest = [word for word in words if word not in named]
    if rest and not means(" ".join(rest)) and (event := event_known(asked.library, " ".join(rest))):
        told = command(event, SafetyAsked(asked.library, asked.selection, asked.query, named=tuple(named.values())))
        raise UsageError(f'"{" ".join(rest)}" is no topic of exposure but an adverse event: {told}')
    wanted = topics_named(rest, asked.library.ids)
    asked.narrow(list(named.values()))
    return exposure_answer(asked.library, asked.selection, asked.query, wanted, named=bool(named), everything=everything)


def _trial_named(asked: Asked, word: str) -> str:
    """The id of the trial that a word names; "" where it names none, or several."""
    from evtrials.errors import NameNotFound

    try:
        return asked.library.id_of(word)
    except NameNotFound:
        return ""


@asks(filters=True)
def doses(
    asked: Asked,
    name: Annotated[str, typer.Argument(metavar="DRUG", help="Everolimus, temsirolimus ...", autocompletion=_complete_drug)],
    names: SomeTrials = None,
) -> Answered:
    """Which doses of a drug were randomised, and what each trial saw of its own.

    By the drugs that it is given with; the doses of different trials are not compared.
    """
    from evtrials.questions.doses import doses_answer, drug_named

    asked.narrow([asked.library.id_of(name) for name in names or ()])
    return doses_answer(asked.library, asked.selection, asked.query, drug_named(asked.library, name))


Words = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[TRIAL|FACTOR|ENDPOINT ...]",
        help="Trials, factors or markers, and endpoints, if only these.",
        autocompletion=_complete_factor,
    ),
]
FactorOption = Annotated[
    str | None,
    typer.Option("--factor", metavar="NAME", help="One factor: visceral, age, PIK3CA ...", autocompletion=_complete_factor),
]


@asks(filters=True, about=_POOLED_TOO)
def subgroups(asked: Asked, words: Words = None, factor: FactorOption = None, all_cuts: AllCuts = False) -> Answered:
    """Effects in subgroups, under that in all patients.

    Biomarkers are among them. Pooled analyses, which count the patients of other trials again, are shown and said to be.
    """
    from evtrials.questions.subgroups import EVERY

    return _groups(asked, words or (), factor, all_cuts, EVERY)


@asks(filters=True, about=_POOLED_TOO)
def biomarkers(asked: Asked, words: Words = None, factor: FactorOption = None, all_cuts: AllCuts = False) -> Answered:
    """Effects by biomarker, under that in all patients.

    The subgroups that a marker makes, and associations without a contrast, which stand apart.
    """
    from evtrials.questions.subgroups import MARKERS

    return _groups(asked, words or (), factor, all_cuts, MARKERS)


def _groups(asked: Asked, words: Sequence[str], factor: str | None, all_cuts: bool, which: str) -> Answered:
    from evtrials.questions.subgroups import GroupsAsked, groups_answer

    library = asked.library
    factors = [factor_named(library, factor)] if factor is not None else []
    endpoints = asked.endpoints
    ids: list[str] = []
    for word in library.together(words):
        kind, name = _meant(library, word)
        {"factor": factors, "endpoint": endpoints, "trial": ids}[kind].append(name)
    if ids:
        asked.names = ids
    groups = GroupsAsked(library, which, tuple(dict.fromkeys(factors)), tuple(dict.fromkeys(endpoints)), all_cuts)
    query = asked.words | ({"endpoint": list(groups.endpoints)} if groups.endpoints else {})
    return groups_answer(groups, asked.trials, query, asked.left_out, asked.selection.out, are_named=bool(ids))


def _meant(library: Library, word: str) -> tuple[str, str]:
    """What a word names: a factor by its whole name, an endpoint, a trial, then a factor by a part; UsageError if nothing."""
    from evtrials.errors import NameNotFound
    from evtrials.questions.named import endpoint_named

    if library.terms.factor(word) in library.terms.factors:
        return "factor", word
    try:
        return "endpoint", endpoint_named(library, word)
    except UsageError:
        pass
    try:
        return "trial", library.id_of(word)
    except NameNotFound:
        return "factor", factor_named(library, word)


def factor_named(library: Library, name: str) -> str:
    """Check that a factor or marker is known here by some name or a part of one; UsageError with the nearest ones."""
    from evtrials.notation.spelling import folded, unknown
    from evtrials.questions.subgroups import factors_of, is_named

    if library.terms.factor(name) in library.terms.factors:
        return name
    names = factors_of(library)
    if any(folded(name) in folded(known) for known in names):
        return name
    if any(is_named(trial, population, name, library.terms) for trial in library.trials() for population in trial.populations):
        return name
    known = names | library.terms.spellings("endpoints") | {profile.name: id_ for id_, profile in library.profiles.items()}
    raise unknown("factor, marker, endpoint or trial", name, known, "see them with: evtrials subgroups")
