"""A against C where both were compared with B, each in its own trial (Bucher 1997): randomisation is kept within each trial."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from evtrials import stats
from evtrials.errors import NameNotFound, Refused, UsageError, joined
from evtrials.evidence.comparability import FOR_INDIRECT, OVERRIDDEN, Feature, features, forbidding, refused
from evtrials.evidence.contrasts import ContrastLine, choose, lines, whole_before_groups
from evtrials.evidence.entrants import Barred, Entrant, entrant_of
from evtrials.evidence.log_ratios import log_ratio
from evtrials.evidence.nodes import Node, node_of, node_words, unstated
from evtrials.evidence.respects import Subject
from evtrials.evidence.traits import primary_endpoints
from evtrials.questions import phrases
from evtrials.stats.indirect import difference

if TYPE_CHECKING:
    from evtrials.collection.library import Library
    from evtrials.trial.model import Trial
    from evtrials.trial.terms import Terms

# What --across overrides, by the word that it takes; backbones differ by the nature of the question.
ACROSS = {word: respect for respect, word in OVERRIDDEN.items() if respect in FOR_INDIRECT}
_MOST_TOLD = 12


class Side(NamedTuple):
    """An arm of a trial, as it is typed `bolero-2:eve`."""

    trial: Trial
    arm: str

    def __str__(self) -> str:
        return f"{self.trial.id}:{self.arm}"


@dataclass(frozen=True, slots=True)
class IndirectAsked:
    """What is asked: two arms of two trials. endpoint: its id, "" for the primary one that both tell."""

    library: Library
    first: Side
    second: Side
    endpoint: str = ""
    across: tuple[str, ...] = ()
    common: bool = False


@dataclass(frozen=True, slots=True)
class Edge:
    """An arm against the common comparator in one trial; effect: of the arm, whichever way round its ratio is printed."""

    side: Side
    comparator: str
    line: ContrastLine
    effect: stats.Effect

    @property
    def subject(self) -> Subject:
        """What the gate holds it against others by."""
        return Subject(self.side.trial, (self.line.arm, self.line.comparator), [self.line.lead])


@dataclass(frozen=True, slots=True)
class Estimate:
    """One indirect estimate, out of an edge, or several of one comparison pooled, on each side."""

    first: tuple[Edge, ...]
    second: tuple[Edge, ...]
    effect: stats.Effect

    @property
    def ratio(self) -> stats.Estimate:
        """The ratio of the first arm to the second, with its limits at 95 %."""
        return self.effect.ratio()


@dataclass(frozen=True, slots=True)
class Indirect:
    """The estimates, that of the trials named first; the direct evidence; what the trials differ in.

    common: the regimen that both were compared with. others: further trials of the same comparisons, which stand beside.
    """

    asked: IndirectAsked
    endpoint: str
    common: str
    estimates: tuple[Estimate, ...]
    direct: tuple[ContrastLine, ...]
    features: tuple[Feature, ...]

    @property
    def crossed(self) -> tuple[Feature, ...]:
        """The respects in which the trials differ though they must not, as --across allowed."""
        wanted = [ACROSS[word] for word in self.asked.across]
        return tuple(one for one in self.features if one.name in wanted and not one.is_alike)


def side_named(library: Library, text: str) -> Side:
    """The arm that `TRIAL:ARM` names; Refused with what it may be for a drug or a trial alone."""
    name, colon, arm = text.partition(":")
    if not colon:
        raise _not_named(library, text)
    trial = library.get(name)
    if arm not in trial.arms:
        raise UsageError(f'"{arm}" is no arm of {trial.id}; its arms are: {", ".join(trial.arms)}')
    return Side(trial, arm)


def _not_named(library: Library, text: str) -> Refused:
    """What a drug, or a trial without its arm, may stand for: the regimens, each by an arm that has it."""
    terms = library.terms
    if terms.is_drug(text):
        drug = terms.drug(text)
        found: dict[Node, list[tuple[str, str]]] = {}
        for trial in library:
            for id_, arm in trial.arms.items():
                node = node_of(trial, id_, terms) if not arm.external else None
                if node is not None and {name for name, _ in node} == {drug}:
                    found.setdefault(node, []).append((f"{trial.id}:{id_}", node_words(trial, id_)))
        told = [f"{sides[0][1]} ({', '.join(side for side, _ in sides)})" for sides in found.values()]
        many = f"{len(told)} regimens" if len(told) > 1 else "one regimen" if told else "no regimen whose dose is stated"
        listed = f": {'; '.join(told[:_MOST_TOLD])}" if told else ""
        ids = [side.partition(":")[0] for sides in found.values() for side, _ in sides]
        return Refused("regimen-not-named", f'"{text}" is {many} here{listed}. Name one as TRIAL:ARM.', ids)
    try:
        trial = library.get(text)
    except NameNotFound:
        raise UsageError(f'"{text}" is no arm of a trial; write TRIAL:ARM, as in: bolero-2:eve') from None
    arms = ", ".join(f"{trial.id}:{id_}" for id_ in trial.arms)
    return Refused("arm-not-named", f"{trial.id} has several arms; name one: {arms}", [trial.id])


def indirect_of(asked: IndirectAsked) -> Indirect:
    """The comparison that is asked for; Refused, with a code and a sentence, where the trials do not support it."""
    first, second = asked.first, asked.second
    terms = asked.library.terms
    if first.trial is second.trial:
        raise Refused(
            "same-trial",
            f"not compared indirectly: {first} and {second} are arms of one trial, whose own comparison is the evidence, and "
            f"whose contrasts share patients: evtrials show {first.trial.id} --only results",
            [first.trial.id],
        )
    nodes = [_node(side, terms) for side in (first, second)]
    if nodes[0] == nodes[1]:
        told = f"not compared indirectly: {first} and {second} are one regimen, {node_words(*first)}."
        raise Refused("same-regimen", told, _ids(asked))
    endpoint = asked.endpoint or _shared_endpoint(asked)
    edges = [_edges(asked.library, side, endpoint) for side in (first, second)]
    pairs = _over_common(edges[0], edges[1], terms)
    if not pairs:
        raise _no_common(asked, endpoint, edges)
    a, b = pairs[0]
    for one in (a, b):
        if isinstance(one, Barred):
            told = f"not compared indirectly: {one.trial.id}: {one.why}."
            raise Refused(one.code, told, [one.trial.id])
    assert isinstance(a, Edge)
    assert isinstance(b, Edge)
    compared = features([a.subject, b.subject], terms)
    if found := forbidding(compared, FOR_INDIRECT, [ACROSS[word] for word in asked.across]):
        raise refused("compared indirectly", found, _ids(asked))
    common = node_words(a.side.trial, a.comparator)
    estimates = tuple(_estimates(asked, endpoint, a, b))
    return Indirect(asked, endpoint, common, estimates, tuple(_direct(asked, endpoint, nodes)), compared)


def _ids(asked: IndirectAsked) -> tuple[str, str]:
    return asked.first.trial.id, asked.second.trial.id


def _node(side: Side, terms: Terms) -> Node:
    found = node_of(side.trial, side.arm, terms)
    if found is None:
        drugs = joined(unstated(side.trial, side.arm), "and") or "its drugs"
        told = (
            f"not compared indirectly: the dose or the schedule of {drugs} in {side} is not stated, so that the arm is no "
            "regimen that another could share."
        )
        raise Refused("dose-not-stated", told, [side.trial.id])
    return found


def _shared_endpoint(asked: IndirectAsked) -> str:
    """The first primary endpoint of either trial that both tell; Refused where there is none."""
    profiles = asked.library.profiles
    own = [set(profiles[id_].endpoints) for id_ in _ids(asked)]
    primary = [*primary_endpoints(asked.first.trial), *primary_endpoints(asked.second.trial)]
    found = next((name for name in primary if name in own[0] and name in own[1]), "")
    if not found:
        trials = (asked.first.trial, asked.second.trial)
        told = joined([f"{trial.id} {', '.join(primary_endpoints(trial)) or 'not stated'}" for trial in trials], "and")
        raise Refused(
            "different-endpoints",
            f"not compared indirectly: no primary endpoint of one is told by the other ({told}); name one with --endpoint.",
            _ids(asked),
        )
    return found


def _edges(library: Library, side: Side, endpoint: str) -> dict[str, Edge | Barred]:
    """What an arm was compared with in its trial, each by the analysis that stands for it."""
    figures = [row for row in library.rows_of(side.trial) if row.kind in ("outcome", "effect")]
    every = [line for line in lines(figures, side.trial) if line.comparator and line.lead.endpoint == endpoint]
    found: dict[str, Edge | Barred] = {}
    for line in choose(whole_before_groups(every)):
        if side.arm in line.pair:
            (other,) = line.pair - {side.arm}
            made = _edge(side, other, line)
            if other not in found or isinstance(made, Edge):
                found[other] = made
    return found


def _edge(side: Side, other: str, line: ContrastLine) -> Edge | Barred:
    judged = entrant_of(line)
    if not isinstance(judged, Entrant):
        return judged
    row = judged.row
    found = log_ratio(row)
    assert found is not None
    assert row.contrast is not None
    above = row.comparator if row.contrast.is_turned else row.arm
    effect = stats.Effect(found.value, found.se)
    return Edge(side, other, line, effect if above == side.arm else effect.reversed())


def _over_common(
    first: dict[str, Edge | Barred], second: dict[str, Edge | Barred], terms: Terms
) -> list[tuple[Edge | Barred, Edge | Barred]]:
    """The edges of both that end in one regimen; those of which both may enter first."""
    found = []
    for one in first.items():
        for other in second.items():
            ends = [_end(*each, terms) for each in (one, other)]
            if ends[0] is not None and ends[0] == ends[1]:
                found.append((one[1], other[1]))
    return sorted(found, key=lambda pair: any(isinstance(one, Barred) for one in pair))


def _end(arm: str, edge: Edge | Barred, terms: Terms) -> Node | None:
    trial = edge.side.trial if isinstance(edge, Edge) else edge.trial
    return node_of(trial, arm, terms)


def _no_common(asked: IndirectAsked, endpoint: str, edges: Sequence[dict[str, Edge | Barred]]) -> Refused:
    """The refusal that tells what each arm was compared with, and in what the trials differ besides."""
    short = phrases.endpoint_short(endpoint, asked.library.terms)
    told = []
    for side, own in zip((asked.first, asked.second), edges, strict=True):
        against = [node_words(side.trial, arm) for arm in own]
        compared = f"{side} was compared with {joined(against, 'and')}"
        told.append(compared if own else f"no comparison of {side} in {short} that stands was read")
    subjects = [Subject(side.trial, None) for side in (asked.first, asked.second)]
    differing = [one for one in features(subjects, asked.library.terms) if one.name in ACROSS.values() and not one.is_alike]
    besides = "".join(f" They are of different {one.name}s too: {joined(one.values, 'and')}." for one in differing)
    return Refused(
        "no-common-comparator",
        f"not compared indirectly: {joined(told, 'and')}: no common comparator, with its dose and schedule. A chain over several "
        f"comparisons is not made.{besides}",
        _ids(asked),
    )


def _estimates(asked: IndirectAsked, endpoint: str, a: Edge, b: Edge) -> Iterator[Estimate]:
    """The estimate of the trials named; then by other assessors, where theirs differ, and with further trials of the same
    comparisons in place of those named, or pooled with them where a common effect is asked for."""
    firsts, seconds = (_further(asked, endpoint, edge) for edge in (a, b))
    if asked.common and (firsts or seconds):
        every = ((a, *firsts), (b, *seconds))
        yield Estimate(*every, difference(*map(_common, every)))
    yield Estimate((a,), (b,), difference(a.effect, b.effect))
    for left in (a, *_by_others(asked, endpoint, a)):
        for right in (b, *_by_others(asked, endpoint, b)):
            if (left, right) != (a, b) and a.line.lead.assessor != b.line.lead.assessor:
                yield Estimate((left,), (right,), difference(left.effect, right.effect))
    for left in firsts:
        yield Estimate((left,), (b,), difference(left.effect, b.effect))
    for right in seconds:
        yield Estimate((a,), (right,), difference(a.effect, right.effect))


def _common(edges: Sequence[Edge]) -> stats.Effect:
    from evtrials.stats.pooling import pool

    return pool([one.effect for one in edges], "common").effect if len(edges) > 1 else edges[0].effect


def _by_others(asked: IndirectAsked, endpoint: str, edge: Edge) -> Iterator[Edge]:
    """The same comparison as other assessors judged it."""
    side = edge.side
    figures = [row for row in asked.library.rows_of(side.trial) if row.kind in ("outcome", "effect")]
    own = [line for line in lines(figures, side.trial) if line.lead.endpoint == endpoint and line.pair == edge.line.pair]
    told = {edge.line.lead.analysis.assessor}
    for assessor in dict.fromkeys(line.lead.analysis.assessor for line in own if line.effect):
        if assessor in told or assessor in ("", "not stated"):
            continue
        for line in choose(whole_before_groups([line for line in own if line.lead.analysis.assessor == assessor])):
            made = _edge(side, edge.comparator, line)
            if isinstance(made, Edge):
                yield made
                break


def _further(asked: IndirectAsked, endpoint: str, edge: Edge) -> list[Edge]:
    """Other trials that compared the same two regimens in the same disease and setting, as far as they print a ratio."""
    terms = asked.library.terms
    ends = [node_of(edge.side.trial, arm, terms) for arm in (edge.side.arm, edge.comparator)]
    found = []
    for trial in asked.library:
        if trial.id in _ids(asked) or trial.pools:
            continue
        own = {node_of(trial, arm, terms): arm for arm in trial.arms if not trial.arms[arm].external}
        if not all(end in own for end in ends):
            continue
        made = _edges(asked.library, Side(trial, own[ends[0]]), endpoint).get(own[ends[1]])
        if isinstance(made, Edge) and not forbidding(features([edge.subject, made.subject], terms), FOR_INDIRECT):
            found.append(made)
    return found


def _direct(asked: IndirectAsked, endpoint: str, nodes: Sequence[Node]) -> Iterator[ContrastLine]:
    """The randomised comparisons of the two regimens themselves."""
    terms = asked.library.terms
    for trial in asked.library:
        own = {node_of(trial, arm, terms): arm for arm in trial.arms if not trial.arms[arm].external}
        if not all(node in own for node in nodes):
            continue
        pair = frozenset(own[node] for node in nodes)
        figures = [row for row in asked.library.rows_of(trial) if row.kind in ("outcome", "effect")]
        every = [line for line in lines(figures, trial) if line.lead.endpoint == endpoint and line.pair == pair]
        yield from choose(whole_before_groups(every))[:1]
