"""One sentence to paste: a result with its interval, its cut and date, its reference and what was read of that.

A sentence stands for a default analysis of the tidy table. What changes how its figures are read follows it.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from evtrials.errors import joined
from evtrials.evidence.columns import Column
from evtrials.evidence.contrasts import ContrastLine, choose, isolates_more, lines, whole_before_groups
from evtrials.evidence.notes import touching
from evtrials.evidence.rows import FigureRow, one_or_more
from evtrials.evidence.traits import primary_endpoints
from evtrials.notation.capitals import begun_large
from evtrials.notation.closed_words import PRIMARY_ROLES
from evtrials.notation.spaces import NBSP
from evtrials.questions import phrases
from evtrials.questions.answer import Answer, Page, Paragraph
from evtrials.questions.columns import of
from evtrials.questions.contrast_phrases import suspect_words
from evtrials.questions.cut_facts import cut_facts
from evtrials.questions.harms import Harms, event_known
from evtrials.questions.named import endpoint_known, endpoint_named
from evtrials.questions.results import COLUMNS as OF_CONTRASTS
from evtrials.questions.safety import command
from evtrials.questions.sentences import in_words, is_external, looked_later, reference, result
from evtrials.trial.identity import ALL
from evtrials.trial.terms import told_apart

if TYPE_CHECKING:
    from evtrials.collection.library import Library
    from evtrials.trial.model import Trial
    from evtrials.trial.notes import PlacedNote
    from evtrials.trial.terms import Terms

_KINDS = {"conflict": "Sources conflict: ", "erratum": "Erratum: ", "suspect": "Suspect: "}
# What a note of a part of the file is of, and so says of a figure of that part.
_PARTS = {"arms": "arm", "cuts": "cut", "populations": "population"}


@dataclass(frozen=True, slots=True)
class Quoted:
    """A contrast, an arm or a statement in a sentence, its figures unbroken.

    reference: its sources, each with what was read; caveats: a sentence each.
    """

    line: ContrastLine
    sentence: str
    reference: str
    caveats: tuple[str, ...]

    @property
    def whole(self) -> str:
        """All of it for a screen."""
        return " ".join((f"{self.sentence} [{self.reference}].", *self.caveats))


COLUMNS: tuple[Column, ...] = (
    Column("quote", lambda quoted: plain(quoted.whole), "text", "all of it to paste: sentence, reference, caveats"),
    Column("sentence", lambda quoted: plain(quoted.sentence), "text", "the result in a sentence"),
    Column("reference", lambda quoted: quoted.reference, "text", "the sources of its figures, each with what was read of it"),
    Column("caveats", lambda quoted: tuple(map(plain, quoted.caveats)), "list", "what changes how its figures are read"),
    *of(lambda quoted: quoted.line, *OF_CONTRASTS),
)


def plain(text: str) -> str:
    """A text as anybody pastes it, with common spaces."""
    return text.replace(NBSP, " ")


def quote_answer(library: Library, trial: Trial, names: Sequence[str] = ()) -> Answer:
    """The default analyses of some endpoints of a trial, each in a sentence; of its primary endpoints where none is named.

    An adverse event has no sentence: it is told where it stands. UsageError for a name that neither bears.
    """
    primary = [library.terms.endpoint(own) for own in primary_endpoints(trial)]
    asked, events = _named(library, names) if names else (primary, [])
    quoted = list(_quoted(library, trial, asked, is_named=bool(names)))
    told = {row.lead.endpoint for row in (one.line for one in quoted)}
    empty = [endpoint for endpoint in asked if endpoint not in told]
    unread = {*empty} - {row.endpoint for row in library.rows_of(trial)}
    harms = {endpoint: event for endpoint in empty if endpoint in unread and (event := _among_harms(library, trial, endpoint))}
    missing = [_harm(library, trial, event) for event in (*harms.values(), *events)]
    if (rest := [endpoint for endpoint in empty if endpoint not in harms]) or not (asked or events):
        missing.append(_nothing(library, trial, rest, is_named=bool(names)))
    shown = {row.path for one in quoted for row in (one.line.effect, *one.line.tests) if row is not None}
    effects = [row for row in library.rows_of(trial) if row.endpoint in told and row.kind == "effect" and row.path not in shown]
    doubted = [row for row in effects if row.is_suspect]
    missing += [f"{trial.name}: {suspect_words(trial, doubted)}."] if doubted else []
    return Answer(
        name="quotes",
        columns=COLUMNS,
        rows=quoted,
        page=Page("", tuple(Paragraph(text) for text in (*(one.whole for one in quoted), *missing))),
        query={"trial": trial.id, **({"endpoint": list(names)} if names else {})},
        caveats=tuple(missing),
        is_page=True,
        pasted=lambda quoted: plain(quoted.whole),
    )


def _named(library: Library, names: Sequence[str]) -> tuple[list[str], list[str]]:
    """The ids of endpoints by their names, and the adverse events that are none; words that are one name together, as
    `overall survival`, are that one."""
    if whole := endpoint_known(library, " ".join(names)):
        return [whole], []
    known = {name: endpoint_known(library, name) for name in names}
    if not all(known.values()) and (event := event_known(library, " ".join(names))):
        return [], [event]
    events = {name: event_known(library, name) for name, endpoint in known.items() if not endpoint}
    for name in (name for name, event in events.items() if not event):
        endpoint_named(library, name)  # raises, with the nearest
    return list(dict.fromkeys(filter(None, known.values()))), list(dict.fromkeys(events.values()))


def _among_harms(library: Library, trial: Trial, endpoint: str) -> str:
    """The adverse event that an endpoint is, where the harms of a trial tell of it; else ""."""
    event = library.terms.adverse_event(endpoint)
    return event if event in library.terms.adverse_events and Harms(library, [trial.id]).of(event, ()) else ""


def _harm(library: Library, trial: Trial, event: str) -> str:
    """Where an adverse event that was asked for stands, or that it was not seen."""
    if Harms(library, [trial.id]).of(event, ()):
        return f"{trial.name}: {event.lower()} is told among its adverse events: {command(event)} {trial.id}"
    return f"{trial.name}: nothing on {event.lower()}, an adverse event, in the sources read"


def _quoted(library: Library, trial: Trial, asked: Iterable[str], *, is_named: bool) -> Iterator[Quoted]:
    """The sentences of some endpoints: figures, those of a historical control last, then words on what no figure tells.

    Where the endpoint was not named, of statements only those on it as a primary one.
    """
    terms = library.terms
    rows = [row for row in library.rows_of(trial) if row.key]
    # Where else an arm is looked at says whether a figure of a group of patients is of all of it.
    figures = [row for row in rows if row.kind in ("outcome", "effect")]
    every = [line for line in lines(figures, trial) if line.lead.endpoint in asked]
    chosen = sorted(_chosen(every, figures, trial), key=lambda line: is_external(trial, line.arm))
    for line in chosen:
        told = (*_caveats(line, terms), *_later(line, every), *_of_trial(line))
        facts = cut_facts(line, figures)
        yield Quoted(line, result(line, facts, terms), reference(line, facts), tuple(dict.fromkeys(told)))
    in_figures = {(line.lead.key, line.pair) for line in chosen}
    for row in rows:
        is_told = row.role in PRIMARY_ROLES or (is_named and row.population == ALL)
        is_new = (row.key, frozenset((row.arm, row.comparator))) not in in_figures
        if row.kind == "statement" and row.endpoint in asked and is_told and is_new:
            line = ContrastLine(trial, row.arm, row.comparator, row)
            yield Quoted(line, in_words(line, terms), reference(line), tuple(dict.fromkeys(_caveats(line, terms))))


def _chosen(every: Sequence[ContrastLine], figures: Sequence[FigureRow], trial: Trial) -> list[ContrastLine]:
    """The line of each contrast, as `results` has it; of a population too for which the endpoint is a primary one.

    Of an arm alone only where no contrast has it, and of all arms together only where nothing is compared.
    """
    found = choose(every)
    whole = {id(line) for line in whole_before_groups(found)}
    primary = {(row.key, row.population) for row in figures if row.role in PRIMARY_ROLES}
    kept = [line for line in found if id(line) in whole or (line.lead.key, line.lead.population) in primary]
    compared = {(line.lead.key, arm) for line in kept if line.comparator for arm in line.pair}
    keys = {key for key, _ in compared}

    def is_told(line: ContrastLine) -> bool:
        return (line.lead.key, line.arm) in compared or (line.arm not in trial.arms and line.lead.key in keys)

    return [line for line in kept if line.comparator or not is_told(line)]


def _caveats(line: ContrastLine, terms: Terms) -> Iterator[str]:
    """The notes that mark the figures of a sentence, or are of its arms, cut or population; what no mTOR inhibitor made."""
    shown = [row for row in (line.effect, *line.tests, line.arm_row, line.comparator_row) if row is not None]
    yield from (_told(note) for _, note in touching(line.trial, shown))
    yield from (_told(note) for note in line.trial.notes if _is_of_a_part(note, line))
    if line.comparator and isolates_more(line, terms):
        yield f"The arms differ in more than an mTOR inhibitor: {line.isolates}."
    elif line.comparator and not any(terms.is_mtor_inhibitor(drug) for _, drug in told_apart(line.isolates)):
        yield f"The arms do not differ in an mTOR inhibitor{f', but in {line.isolates}' if line.isolates else ''}."


def _later(line: ContrastLine, every: Iterable[ContrastLine]) -> Iterator[str]:
    """What a later cut prints of the same contrast and population, where that is less than the cut of the sentence has.

    A report that names no cut may have looked at the same data.
    """
    lead = line.lead
    cuts = [id_ for id_, cut in line.trial.cuts.items() if not cut.report]
    for other in every:
        of = (other.lead.key, other.pair, other.lead.population, other.lead.analysis.at, other.lead.period)
        is_alike = of == (lead.key, line.pair, lead.population, lead.analysis.at, lead.period)
        if is_alike and lead.cut in cuts and other.lead.cut in cuts[cuts.index(lead.cut) + 1 :]:
            yield looked_later(other)


def _of_trial(line: ContrastLine) -> Iterator[str]:
    """That the trial stopped early; beside overall survival what the control arm could receive later."""
    if line.trial.stopped:
        yield _sentence(f"stopped early: {line.trial.stopped.why}")
    if line.trial.crossover and line.lead.endpoint == "os":
        text = line.trial.crossover.text
        yield _sentence(text if "cross" in text.casefold() else f"crossover: {text}")


def _is_of_a_part(note: PlacedNote, line: ContrastLine) -> bool:
    column = _PARTS.get(str(note.about.get("section", "")))
    if column is None or note.remark.marks is False:
        return False
    own = {"arm": line.pair, "cut": {line.lead.cut}, "population": {line.lead.population}}[column]
    return not own.isdisjoint(one_or_more(note.about.get(column, ())))


def _told(note: PlacedNote) -> str:
    return _sentence(_KINDS.get(note.kind, "") + (note.short or note.text))


def _sentence(text: str) -> str:
    """A text that begins with a capital and ends with a full stop; a sign or a word with its own capitals stays."""
    return begun_large(text) + ("" if text.endswith((".", "?", "!")) else ".")


def _nothing(library: Library, trial: Trial, asked: list[str], *, is_named: bool) -> str:
    """Why there is no sentence, and what there is."""
    rows = [row for row in library.rows_of(trial) if row.endpoint and row.kind in ("outcome", "effect", "statement")]
    names = joined([phrases.endpoint_short(endpoint, library.terms) for endpoint in asked], "and")
    if any(row.endpoint in asked for row in rows):
        why = f"what is stored of {names} is no figure of all patients that stands: evtrials trace {trial.id}"
    elif is_named:
        why = f"no figure of {names} in the sources read"
    elif asked:
        why = f"no figure of its primary endpoint ({names}) in the sources read"
    else:
        why = "no primary endpoint is stated in the sources read"
    there = list(dict.fromkeys(row.endpoint for row in rows if row.endpoint not in asked))
    if not there:
        return f"{trial.name}: {why}, nor of another endpoint."
    named = ", ".join(phrases.endpoint_short(endpoint, library.terms) for endpoint in there)
    return f"{trial.name}: {why}. There is {named}: evtrials quote {trial.id} {shlex.quote(there[0])}"
