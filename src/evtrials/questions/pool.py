"""What the trials of one question say together: one ratio a trial, pooled where the gate lets them pass, else refused."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from evtrials import stats
from evtrials.collection.filters import Query, query_of
from evtrials.collection.library import Library
from evtrials.collection.selection import Selection
from evtrials.errors import EvTrialsError, Refused, UsageError, counted, joined
from evtrials.evidence.comparability import FOR_POOLING, OVERRIDDEN, Feature, features, forbidding, refused
from evtrials.evidence.contrasts import ContrastLine, lines
from evtrials.evidence.entrants import Barred, Entrant, entrants_of, n_of
from evtrials.evidence.respects import BACKBONE, DISEASE, ISOLATED, SETTING, Subject
from evtrials.evidence.rows import grouped
from evtrials.notation.closed_words import SECOND_HAND
from evtrials.questions import phrases
from evtrials.questions.asked_words import as_typed
from evtrials.questions.contrasts_found import RELATED, is_wanted
from evtrials.trial.identity import NOT_STATED

if TYPE_CHECKING:
    from evtrials.evidence.rows import FigureRow
    from evtrials.stats.pooling import Heterogeneity, Pooled
    from evtrials.trial.model import Trial

# What --across overrides, by the word that it takes.
ACROSS = {word: respect for respect, word in OVERRIDDEN.items()}
LEVEL = 95.0
# Of so many trials no number is made unasked; from so many on heterogeneity is told, and where a new trial may lie.
_TWO, _ENOUGH = 2, 5
NOT_SYSTEMATIC = "Trials of this collection, no systematic search; risk of bias not assessed."
_MOST_MISSING = 0.2
# The filter that chooses trials by what is said of them in a respect.
_FILTER_OF = {DISEASE: "subtype", SETTING: "setting", ISOLATED: "isolates"}
_MOST_TOLD = 8


@dataclass(frozen=True, slots=True)
class PoolAsked:
    """What is asked: one endpoint (its id) in the trials of a selection.

    named: the trials that were named, which must not be left out in silence. without, assessor: for sensitivity. across: the
    respects (words of --across) in which trials may differ. model: "" = as the number of trials allows.
    """

    library: Library
    selection: Selection
    query: Query
    endpoint: str
    named: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    assessor: str = ""
    across: tuple[str, ...] = ()
    model: str = ""
    method: Literal["REML", "DL", "PM"] = "REML"


@dataclass(frozen=True)
class Pooling:
    """The trials that enter, and those that could not; what they differ in; and the numbers, as many as they allow.

    outside: trials of the filters that are none of the question: of other patients or drugs than those that enter.
    """

    asked: PoolAsked
    entrants: tuple[Entrant, ...]
    barred: tuple[Barred, ...]
    outside: tuple[Barred, ...]
    features: tuple[Feature, ...]

    @property
    def unasked(self) -> tuple[str, ...]:
        """The ids of the trials of the filters that have no contrast which is asked for, and so none of the question."""
        judged: tuple[Entrant | Barred, ...] = (*self.entrants, *self.barred, *self.outside)
        told = {one.trial.id for one in judged}
        return tuple(id_ for id_ in self.asked.selection.ids if id_ not in told and id_ not in self.asked.without)

    @property
    def short(self) -> str:
        """The endpoint in short."""
        return phrases.endpoint_short(self.asked.endpoint, self.asked.library.terms)

    @property
    def measure(self) -> str:
        """The measure of every ratio that enters."""
        return self.entrants[0].row.measure

    @cached_property
    def effects(self) -> list[stats.Effect]:
        """The logarithms with their standard errors."""
        return [stats.Effect(one.log.value, one.log.se) for one in self.entrants]

    @cached_property
    def common(self) -> Pooled | None:
        """The common effect; of two trials only where it is asked for."""
        from evtrials.stats.pooling import pool

        if len(self.entrants) == _TWO and self.asked.model != "common":
            return None
        return pool(self.effects, "common", level=LEVEL)

    @cached_property
    def random(self) -> Pooled | None:
        """The mean of a distribution of effects; None of two trials, which do not tell one, and where the other is asked for."""
        from evtrials.stats.pooling import pool

        if len(self.entrants) == _TWO or self.asked.model == "common":
            return None
        return pool(self.effects, self.asked.method, "HKSJ conservative", LEVEL)

    @property
    def pooled(self) -> tuple[Pooled, ...]:
        """The numbers in the order in which they stand."""
        return tuple(one for one in (self.random, self.common) if one is not None)

    @cached_property
    def heterogeneity(self) -> Heterogeneity | None:
        """Q and I2, from five trials on."""
        from evtrials.stats.pooling import heterogeneity

        return heterogeneity(self.effects, LEVEL) if self.is_enough else None

    @cached_property
    def prediction_of_log(self) -> stats.Estimate | None:
        """Where the logarithm of the ratio of a new trial may lie, from five trials on."""
        from evtrials.stats.pooling import prediction_interval

        return prediction_interval(self.random) if self.is_enough and self.random else None

    @property
    def prediction(self) -> stats.Estimate | None:
        """Where that ratio itself may lie."""
        return self.prediction_of_log.exponentiated() if self.prediction_of_log else None

    @property
    def is_enough(self) -> bool:
        """Whether heterogeneity can be told."""
        return len(self.entrants) >= _ENOUGH

    @property
    def patients(self) -> int:
        """The patients that enter, as far as their numbers are printed."""
        return sum(n_of(one.trial, one.line) or 0 for one in self.entrants)

    @property
    def missing(self) -> int:
        """The patients of the trials that could not enter, as far as their numbers are printed; nobody is counted twice."""
        return sum(n_of(one.trial, one.line) or 0 for one in self.barred if one.code != "pooled-file")

    @property
    def share_missing(self) -> float:
        """The share of the patients of the question who are in trials that could not enter."""
        total = self.patients + self.missing
        return self.missing / total if total else 0.0

    @property
    def is_much_missing(self) -> bool:
        """Whether that is more than a fifth."""
        return self.share_missing > _MOST_MISSING

    @property
    def second_hand(self) -> int:
        """How many of the ratios were read in a review or in the press."""
        return sum(one.row.place.basis in SECOND_HAND for one in self.entrants)

    @property
    def crossed(self) -> tuple[Feature, ...]:
        """The respects in which the trials differ though they must not, as --across allowed."""
        wanted = [ACROSS[word] for word in self.asked.across]
        return tuple(one for one in self.features if one.name in wanted and not one.is_alike)

    @property
    def differing(self) -> list[str]:
        """The names of the respects in which the trials differ, or may."""
        return [one.name for one in self.features if one.differs or one.is_open]

    @property
    def unsaid(self) -> list[str]:
        """The respects in which no trial says anything."""
        return [one.name for one in self.features if not one.stated]


def pooling_of(asked: PoolAsked) -> Pooling:
    """The pooling that is asked for; Refused, with a code and a sentence, where the trials do not support it."""
    found = list(_judged(asked))
    entrants = tuple(one for one in found if isinstance(one, Entrant))
    barred = [one for one in found if isinstance(one, Barred)]
    _refuse_named(asked, barred)
    _refuse_twice(entrants)
    if len(entrants) < _TWO:
        raise _too_few(asked, entrants, barred)
    terms = asked.library.terms
    compared = features([_subject(one) for one in entrants], terms)
    names = tuple(one.trial.id for one in entrants)
    if found_wanting := forbidding(compared, FOR_POOLING, [ACROSS[word] for word in asked.across]):
        refusal = refused("pooled", found_wanting, names)
        if command := _instead(asked, entrants, found_wanting):
            why = str(refusal).removeprefix("not pooled: ")
            raise Refused(refusal.code, f"not pooled as asked, but so: {command}. As asked, {why}", names)
        raise refusal
    if len(entrants) == _TWO and asked.model == "random":
        raise Refused(
            "two-trials",
            f"not pooled: two trials ({joined(names, 'and')}) do not tell how effects are distributed, which random effects "
            "assume; --model common gives one number and assumes one true effect in both.",
            names,
        )
    own = {one.name: set(one.values) for one in compared if one.name in (DISEASE, SETTING, ISOLATED, BACKBONE)}
    inside = [one for one in barred if one.trial.id in asked.named or _is_alike(one, own, asked)]
    return Pooling(asked, entrants, tuple(inside), tuple(one for one in barred if one not in inside), compared)


def _instead(asked: PoolAsked, entrants: Sequence[Entrant], found_wanting: Sequence[Feature]) -> str:
    """The command that pools the most of the trials that are alike in what those asked for differ in, with these; "" where none
    does: by the filters that choose them, so that what could not enter is told too, else by their names."""
    alike = grouped(zip(entrants, *(one.values for one in found_wanting), strict=True), lambda each: each[1:])
    said, most = max(alike.items(), key=lambda each: len(each[1]))
    ids = tuple(each[0].trial.id for each in most)
    chosen = {_FILTER_OF[one.name]: value for one, value in zip(found_wanting, said, strict=True) if one.name in _FILTER_OF}
    for named in ((), ids):
        try:
            query = asked.query if named else asked.query.but(**query_of(**chosen).values)
            selection = asked.library.selection_of(ids) if named else asked.library.select(query.but(endpoint=()))
            pooled = pooling_of(replace(asked, query=query, selection=selection, named=named))
        except EvTrialsError:
            continue
        if {one.trial.id for one in pooled.entrants} == set(ids):
            words = ("evtrials pool", asked.endpoint, *named, *as_typed(query), *_options(asked))
            return f"{' '.join(words)} (pools {joined(ids, 'and')})"
    return ""


def _options(asked: PoolAsked) -> Iterator[str]:
    """The options of a question beside its filters, as typed."""
    yield from (f"--without {id_}" for id_ in asked.without)
    yield from (f"--{name} {value}" for name in ("assessor", "model") if (value := getattr(asked, name)))
    yield from (f"--across {word}" for word in asked.across)


def _subject(one: Entrant | Barred) -> Subject:
    pair = (one.line.arm, one.line.comparator) if one.line else None
    return Subject(one.trial, pair, [one.line.lead] if one.line else ())


def _is_alike(one: Barred, own: Mapping[str, Collection[str]], asked: PoolAsked) -> bool:
    """Whether a trial that may not enter asks the question of those that do, as far as its sources say: of the same patients,
    drug and backbone.
    """
    wanted = [
        pair
        for pair in _contrasts_of(one.trial)
        if is_wanted(ContrastLine(one.trial, *pair, None), asked.library, asked.query)
    ]
    pairs: Sequence[tuple[str, str] | None] = [(one.line.arm, one.line.comparator)] if one.line else wanted or [None]
    said = (features([Subject(one.trial, pair)], asked.library.terms) for pair in pairs)
    return any(all(_may_be(feature.values[0], own.get(feature.name, feature.values)) for feature in each) for each in said)


def _may_be(said: str, own: Iterable[str]) -> bool:
    """Whether what is said of a trial is one of some things, or may be: `HR+, HER2 not stated` may be `HR+/HER2-`."""
    stated = [part for part in said.split(", ") if NOT_STATED not in part]
    return any(said == one or (NOT_STATED in said and set(stated) <= {one, *one.split("/")}) for one in own)


def _judged(asked: PoolAsked) -> Iterator[Entrant | Barred]:
    """What may enter of each trial of the question, and what may not. A trial chosen by filters that randomised nothing that is
    asked for is none of the question."""
    for trial in asked.selection.trials:
        if trial.id in asked.without:
            continue
        rows = [row for row in asked.library.rows_of(trial) if row.endpoint == asked.endpoint]
        if trial.id in asked.named or _is_of_question(trial, rows, asked):
            found = _lines(trial, asked)
            yield from [found] if isinstance(found, Barred) else entrants_of(trial, found, rows)


def _lines(trial: Trial, asked: PoolAsked) -> list[ContrastLine] | Barred:
    """The contrasts that are asked for, of a trial that was named all of them where none is; why none is left of those it has."""
    every = _lines_of(trial, asked, frozenset())
    wanted = [line for line in every if is_wanted(line, asked.library, asked.query)]
    if every and not wanted:
        if trial.id not in asked.named:
            return Barred(trial, "no-ratio", "no comparison of the arms in question was read")
        if asked.query.isolates:
            isolated = joined(list(dict.fromkeys(line.isolates or "nothing" for line in every)), "and")
            return Barred(trial, "different-drugs", f"its contrasts isolate {isolated}", every[0])
        wanted = every
    pairs = {line.pair for line in wanted}
    if wanted and asked.query.basis:
        wanted = [line for line in _lines_of(trial, asked, frozenset(asked.query.basis)) if line.pair in pairs]
        if not wanted:
            return Barred(trial, "other-basis", f"nothing of it was read in {joined(asked.query.basis)}", every[0])
    by_assessor = [line for line in wanted if asked.assessor in ("", line.lead.analysis.assessor)]
    if wanted and not by_assessor:
        return Barred(trial, "other-assessor", f"not told by this assessor ({asked.assessor})", wanted[0])
    return by_assessor


def _lines_of(trial: Trial, asked: PoolAsked, bases: Collection[str]) -> list[ContrastLine]:
    """The contrasts of the endpoint, from sources of some bases alone if any are named."""
    figures = [
        row
        for row in asked.library.rows_of(trial)
        if row.kind in ("outcome", "effect") and (not bases or row.endpoint != asked.endpoint or row.place.basis in bases)
    ]
    return [line for line in lines(figures, trial) if line.comparator and line.lead.endpoint == asked.endpoint]


def _is_of_question(trial: Trial, rows: Sequence[FigureRow], asked: PoolAsked) -> bool:
    """Whether a trial randomised what is asked for; a pooled file asks what its trials ask."""
    pairs = _contrasts_of(trial)
    if any(is_wanted(ContrastLine(trial, *pair, None), asked.library, asked.query) for pair in pairs):
        return True
    return bool(trial.pools and rows)


def _contrasts_of(trial: Trial) -> tuple[tuple[str, str], ...]:
    """The randomised contrasts; where no source says how patients were allocated, that with the control, which may be one."""
    implied = trial.implied_contrast() if trial.design.allocation == NOT_STATED else None
    return trial.declared_contrasts or ((implied,) if implied else ())


def _refuse_named(asked: PoolAsked, barred: Iterable[Barred]) -> None:
    """A trial that was named and must not enter is refused; what its sources merely lack is told under the answer."""
    for one in barred:
        if one.trial.id in asked.named and not one.is_absence:
            raise Refused(
                one.code,
                f"not pooled: {one.trial.id}: {one.why}. Leave it out, or see what there is: evtrials results "
                f"{asked.endpoint} {one.trial.id} --all",
                [one.trial.id],
            )


def _refuse_twice(entrants: Sequence[Entrant]) -> None:
    for one in entrants:
        own = [other.line for other in entrants if other.trial is one.trial]
        if len(own) > 1:
            pairs = joined([f"{line.arm} v {line.comparator}" for line in own], "and")
            arms = [arm for arm in own[0].trial.arms if sum(arm in line.pair for line in own) > 1]
            shared = f"share the patients of {joined(arms, 'and')}" if arms else "are of one trial"
            raise Refused(
                "patients-twice",
                f"not pooled: {len(own)} contrasts of {one.trial.id}, {pairs}, {shared}, who would be counted twice. Choose one "
                f"with --isolates, or leave the trial out with --without {one.trial.id}.",
                [one.trial.id],
            )


def _too_few(asked: PoolAsked, entrants: Sequence[Entrant], barred: Sequence[Barred]) -> Refused:
    """The refusal of a number out of one trial, or none, with why others could not enter."""
    short = phrases.endpoint_short(asked.endpoint, asked.library.terms)
    have = f"only one trial has a ratio of {short} that may enter, {entrants[0].trial.id}" if entrants else (
        f"no trial has a ratio of {short} that may enter"
    )  # fmt: skip
    told = [one for one in barred if one.code != "not-read" or one.trial.id in asked.named]
    others = [f"{one.trial.id} ({one.why})" for one in told]
    more = f" and {len(others) - _MOST_TOLD} more" if len(others) > _MOST_TOLD else ""
    why = f" Could not enter: {'; '.join(others[:_MOST_TOLD])}{more}." if others else ""
    silent = len(barred) - len(told)
    without = f" {counted(silent, 'trial')} of the question without a figure of it." if silent else ""
    ids = [*(one.trial.id for one in entrants), *(one.trial.id for one in told)]
    return Refused("one-trial" if entrants else "no-trial", f"not pooled: {have}.{why}{without}{_elsewhere(asked, barred)}", ids)


def _elsewhere(asked: PoolAsked, barred: Sequence[Barred]) -> str:
    """Of trials without the endpoint, which one they tell that asks nearly the same, and is another."""
    terms = asked.library.terms
    found = [
        f"{one.trial.id} tells {phrases.endpoint_short(name, terms)}"
        for one in barred
        if one.code == "not-read"
        for name in next((group for group in RELATED if asked.endpoint in group), ())
        if name in asked.library.profiles[one.trial.id].endpoints
    ]
    short = phrases.endpoint_short(asked.endpoint, terms)
    return f" {joined(found, 'and')}, which is another endpoint than {short}." if found else ""


def asked_across(words: Collection[str], allowed: Collection[str]) -> tuple[str, ...]:
    """The words of --across, each once; UsageError for one that it does not take."""
    for word in words:
        if word not in allowed:
            raise UsageError(f'--across: "{word}" is not one of: {", ".join(allowed)}')
    return tuple(dict.fromkeys(words))
