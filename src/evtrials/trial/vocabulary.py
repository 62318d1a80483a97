"""How the vocabularies of folders become one: a folder adds words; what is known already it changes only where it says so.

Who stacks a folder on the shipped trials must not find other words there than the trials were read with: a class, a full
name or a direction that a folder turns round would turn the answers of every trial.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from evtrials.notation.spelling import folded
from evtrials.trial.terms import Drug, DrugClass, EndpointTerm, EventTerm, Factor, Term, Terms
from evtrials.trial.terms_file import ClassEntry, DrugEntry, EndpointEntry, EventEntry, FactorEntry, TermEntry, TermsFile

Place = tuple[str | int, ...]
_KINDS = {
    "drugs": "drug", "classes": "class of drug", "endpoints": "endpoint", "adverse_events": "adverse event", "factors": "factor",
}  # fmt: skip
_MADE: dict[type[TermEntry], type[Term]] = {
    DrugEntry: Drug, ClassEntry: DrugClass, EndpointEntry: EndpointTerm, EventEntry: EventTerm, FactorEntry: Factor,
}  # fmt: skip
# What an entry says of its term beside other names: how it is called in the file, and here.
_SAID = {
    "class": "class_", "of": "of", "drugs": "drugs", "see": "see", "name": "name", "better": "better", "assessed": "assessed",
    "group": "group", "marker": "marker",
}  # fmt: skip
_WAY_OUT = "leave it out, write a word of your own, or add override: true to this entry, which every answer then tells"


class Added(NamedTuple):
    """A vocabulary with what a file adds to it, and the faults of the file, each with its place."""

    terms: Terms
    faults: list[tuple[Place, str]]


class _Said(NamedTuple):
    """One thing that an entry says of a word known already: where, that it stands otherwise, in words; `never`: no override."""

    place: Place
    told: str
    never: str = ""


def added(known: Terms, file: TermsFile, name: str, *, may_redefine: bool = False) -> Added:
    """The known vocabulary with the entries of a file of this name. What is told as redefined stands in `Terms.redefined`.

    may_redefine: as though every entry said `override: true`, and without a fault.
    """
    made: dict[str, Any] = {}
    faults: list[tuple[Place, str]] = []
    redefined = list(known.redefined)
    for section, kind in _KINDS.items():
        written: Mapping[str, TermEntry] = getattr(file, section)
        terms = dict(getattr(known, section))
        faults += _twice(section, written)
        names = {folded(spelling): key for spelling, key in known.spellings(section).items()}
        keys = {folded(key): key for key in terms}
        for as_written, entry in written.items():
            key = keys.get(folded(as_written), as_written)
            said = list(_redefines((section, as_written), key, entry, terms, names))
            if entry.override or may_redefine:
                faults += [(one.place, one.never) for one in said if one.never]
                if said:
                    redefined.append(f"{name} redefines the {kind} {key}: {'; '.join(one.told for one in said)}")
            else:
                faults += [(one.place, f"{one.told}; {one.never or _WAY_OUT}") for one in said]
            _take_names(entry, terms, names, key)
            # Of two terms that an override gave one name, the last in order is found by it.
            before = terms.pop(key, None)
            terms[key] = _term(entry, before)
        made[section] = terms
    whole = Terms(**made, redefined=tuple(dict.fromkeys(redefined)))
    faults += _names_of_nothing(file, whole)
    return Added(whole, [] if may_redefine else faults)


def _names_of_nothing(file: TermsFile, terms: Terms) -> Iterator[tuple[Place, str]]:
    """Where an entry names another term that is not there: a misspelt class would part a drug from its trials in silence."""
    classes, events = file.classes.items(), file.adverse_events.items()
    for place, kind, names, is_known in (
        *((("classes", key, "of"), "class of drug", entry.of, terms.is_class) for key, entry in classes),
        *((("classes", key, "drugs"), "drug", entry.drugs, terms.is_drug) for key, entry in classes),
        *((("adverse_events", key, "see"), "adverse event", entry.see, terms.is_event) for key, entry in events),
    ):
        for index, name in enumerate(names):
            if not is_known(name):
                yield (*place, index), f'"{name}" is no {kind} of this vocabulary; add it, or correct it'


def _spellings(place: Place, key: str, entry: TermEntry) -> Iterator[tuple[Place, str]]:
    """Every name that an entry gives its term, with its place."""
    yield place, key
    if isinstance(entry, EndpointEntry):
        yield (*place, "name"), entry.name
    yield from (((*place, "synonyms", index), synonym) for index, synonym in enumerate(entry.synonyms))


def _twice(section: str, written: Mapping[str, TermEntry]) -> Iterator[tuple[Place, str]]:
    """The names that two entries of one file give, and those without a letter or digit, which would name anything."""
    seen: dict[str, str] = {}
    for key, entry in written.items():
        for place, spelling in _spellings((section, key), key, entry):
            if not folded(spelling).strip("+"):
                yield place, f'"{spelling}" has no letter and no digit, so that nobody can ask for it; write a name'
            elif (other := seen.setdefault(folded(spelling), key)) != key:
                yield place, f'"{spelling}" names "{other}" of this file too; keep it at one of the two'


def _redefines(
    place: Place, key: str, entry: TermEntry, terms: Mapping[str, Term], names: Mapping[str, str]
) -> Iterator[_Said]:
    """What an entry says otherwise than it is known: of its own term, or by a name that means another."""
    if before := terms.get(key):
        for name, attribute in _SAID.items():
            if attribute in entry.model_fields_set and getattr(entry, attribute) != (was := getattr(before, attribute)):
                told = f'the {name} of "{key}" is "{_told(was)}", not "{_told(getattr(entry, attribute))}"'
                yield _Said((*place, name), told)
    for where, spelling in _spellings(place, key, entry):
        other = names.get(folded(spelling), key)
        if other != key:
            never = "no override can give it to another; write another name" if folded(other) == folded(spelling) else ""
            yield _Said(where, f'"{spelling}" means "{other}"', never)


def _told(value: object) -> str:
    return (", ".join(value) if isinstance(value, tuple) else str(value or "")) or "not said"


def _take_names(entry: TermEntry, terms: dict[str, Term], names: Mapping[str, str], key: str) -> None:
    """Names that an override gives to a term are no longer those of the term that had them."""
    mine = {folded(spelling) for _, spelling in _spellings((), key, entry)}
    for other in {names[name] for name in mine if names.get(name, key) != key}:
        kept = tuple(synonym for synonym in terms[other].synonyms if folded(synonym) not in mine)
        terms[other] = replace(terms[other], synonyms=kept)


def _term(entry: TermEntry, before: Term | None) -> Term:
    """The term of an entry; where one was known, with all its names and what the entry does not say."""
    synonyms = _joined(before.synonyms if before else (), entry.synonyms)
    said = {name: getattr(entry, name) for name in _SAID.values() if name in entry.model_fields_set}
    if before is not None:
        return replace(before, synonyms=synonyms, **said)
    kind = next((made for written, made in _MADE.items() if isinstance(entry, written)), Term)
    return kind(synonyms, **said)


def _joined(first: Sequence[str], second: Sequence[str]) -> tuple[str, ...]:
    """Names of both, each once however it is spelt."""
    return tuple({folded(name): name for name in (*reversed(second), *reversed(first))}.values())[::-1]
