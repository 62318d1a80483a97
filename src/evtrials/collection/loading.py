"""How one file becomes a model: read, validated, every fault told with its line and column and how to write it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, get_args

from pydantic import ValidationError

from evtrials.errors import DataError, Problem, counted, joined, listed, printable
from evtrials.evidence.columns import NAMES, matches
from evtrials.evidence.rows import FigureRow, one_or_more
from evtrials.evidence.tidy import figures
from evtrials.notation.closed_words import Section
from evtrials.notation.phrasings import meant_word
from evtrials.notation.spelling import suggest
from evtrials.trial.collection_file import CollectionFile
from evtrials.trial.fields import Record
from evtrials.trial.model import Trial, Waiver
from evtrials.trial.notes import NoteAbout
from evtrials.trial.reader import Document, ReadError, read_file
from evtrials.trial.results import ROW_FIELDS
from evtrials.trial.rules import faults
from evtrials.trial.skeleton import TODO, places_to_fill
from evtrials.trial.sources import HOW_KEY, KEY, Publication
from evtrials.trial.terms import Terms
from evtrials.trial.terms_file import TermsFile
from evtrials.trial.vocabulary import added

Fault = tuple[tuple[str | int, ...], str]
# The faults of a file that are told at once.
MAX_PROBLEMS = 200
# The lines of a file that is not filled in yet which are told one by one.
_FEW = 5
# Faults of the name of a field, whatever stands there.
_OF_A_NAME = frozenset({"extra_forbidden", "renamed", "row_key"})


def _records(model: type[Record] = Record) -> Iterator[type[Record]]:
    """Every model of a part of a file."""
    for part in model.__subclasses__():
        yield part
        yield from _records(part)


# What a misspelt field may have meant; `values` and `kinds` hold what stands under names of the file's own.
_FIELDS = sorted(
    {field.alias or name for model in _records() for name, field in model.model_fields.items()} - {"values", "kinds"}
)


@dataclass(frozen=True, slots=True)
class Loaded:
    """A trial with the file it came from, the document with its lines, and its figures."""

    trial: Trial
    file: Path
    document: Document
    figures: list[FigureRow]
    terms: Terms

    def place(self, path: tuple[str | int, ...]) -> tuple[int, int]:
        """Line and column in the file of the value at a path of the trial."""
        return self.document.place(_walked(self.document.data, path))


def load_file(path: Path, terms: Terms, shared_sources: dict[str, dict[str, Any]], *, any_name: bool = False) -> Loaded:
    """Read and validate one trial file; DataError with every fault, each with line, column and how to write it.

    any_name: the file may be named otherwise than its id, as a second reading of a trial is.
    """
    return validate(_read(path), path, terms, shared_sources, any_name=any_name)


def _read(path: Path) -> Document:
    try:
        return read_file(path)
    except ReadError as error:
        raise DataError([Problem(shown(path), fault.line, fault.column, "", fault.message) for fault in error.every]) from None


def load_terms(path: Path, known: Terms, *, may_redefine: bool = False) -> Terms:
    """A vocabulary with what a _terms.yaml adds to it; DataError with every fault, among them each word that is known otherwise.

    may_redefine: what the file says stands, as where each of its entries says `override: true`.
    """
    document = _read(path)
    try:
        file = TermsFile.model_validate(document.data)
    except ValidationError as error:
        raise DataError(_problems(error, document, path)) from None
    # The folder as it is called, however it was named: "." has no name.
    terms, found = added(known, file, f"{printable(path.parent.resolve().name)}/{path.name}", may_redefine=may_redefine)
    if found:
        raise DataError([_problem(document, path, place, message) for place, message in _first(found)])
    return terms


def load_sources(path: Path) -> dict[str, dict[str, Any]]:
    """The sources of a _sources.yaml as they stand in the file, each of them valid; DataError with every fault."""
    document = _read(path)
    if not isinstance(document.data, dict):
        raise DataError([Problem(shown(path), 1, 1, "", "is a mapping of keys to sources")])
    problems: list[Problem] = []
    for key, value in document.data.items():
        if not re.fullmatch(KEY, key):
            problems.append(_problem(document, path, (key,), HOW_KEY))
        try:
            Publication.model_validate(value)
        except ValidationError as error:
            problems += _problems(error, document, path, (key,))
    if problems:
        raise DataError(problems)
    return document.data


def load_version(path: Path) -> tuple[str, str]:
    """Version and date of a _collection.yaml; DataError with every fault, and where the collection is of another format."""
    document = _read(path)
    try:
        stated = CollectionFile.model_validate(document.data)
    except ValidationError as error:
        raise DataError(_problems(error, document, path)) from None
    return stated.version or "", stated.date or ""


def validate(
    document: Document, path: Path, terms: Terms, shared_sources: dict[str, dict[str, Any]], *, any_name: bool = False
) -> Loaded:
    """Make a trial of a document; DataError with every fault."""
    if not isinstance(document.data, dict):
        raise DataError([Problem(shown(path), 1, 1, "", "a trial file is a mapping of fields; see _template.yaml")])
    data = _with_shared_sources(document.data, shared_sources)
    arms = data.get("arms")
    context = {"arms": tuple(arms) if isinstance(arms, dict) else ()}
    to_fill = sorted(document.place(place) for place in places_to_fill(document.data))
    unfilled = [Problem(shown(path), *to_fill[0], "", _unfilled([line for line, _ in to_fill]))] if to_fill else []
    try:
        trial = Trial.model_validate(data, context=context)
    except ValidationError as error:
        raise DataError(unfilled + _problems(error, document, path, told=frozenset(to_fill))) from None
    found = _first(fault for fault in faults(trial, terms) if not to_fill or document.place(fault[0]) not in to_fill)
    if not any_name and path.stem not in (trial.id, "_template"):
        found.append((("id",), f'the id is "{trial.id}" but the file is named "{printable(path.name)}"; they are the same'))
    rows: list[FigureRow] = []
    if not found and not unfilled:
        rows = figures(trial, terms)
        found = _first(_notes_that_mark_nothing(trial, rows))
    if found or unfilled:
        raise DataError(unfilled + [_problem(document, path, place, message) for place, message in found])
    return Loaded(trial, path, document, rows, terms)


def _unfilled(lines: list[int]) -> str:
    """How much of a file made by `evtrials new` is to be filled in; one fault of many, so that the others are seen."""
    different = [str(line) for line in dict.fromkeys(lines)]
    where = f"the first at line {lines[0]}"
    if len(different) <= _FEW:
        where = f"at line{'s' if different[1:] else ''} {joined(different, 'and')}"
    how = "write what the source prints, or delete what it does not say"
    return f"{counted(len(lines), TODO)} to fill in or delete, {where}: {how}"


def shown(path: Path) -> str:
    """A path as the user would write it: from the working folder where it lies below it."""
    try:
        # The folder is resolved, not the file: a link is told by its own name, whatever it leads to.
        return printable(str((path.parent.resolve() / path.name).relative_to(Path.cwd())))
    except (ValueError, OSError, RuntimeError):
        return printable(str(path))


def _with_shared_sources(data: dict[str, Any], shared: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """The file's data with the shared sources it cites added to its own."""
    own = data.get("sources", {})
    if not isinstance(own, dict):
        return data
    wanted = dict.fromkeys(src.partition(" ")[0] for src in _cited(data))
    borrowed = {key: shared[key] for key in wanted if key in shared and key not in own}
    return {**data, "sources": {**own, **borrowed}} if borrowed else data


def _cited(data: Any) -> Iterator[str]:
    if isinstance(data, dict):
        for key, value in data.items():
            if key in ("src", "n_src", "reports", "reconstructs") and isinstance(value, str):
                yield value
            elif not isinstance(value, str):
                yield from _cited(value)
    elif isinstance(data, list):
        for item in data:
            if not isinstance(item, str):
                yield from _cited(item)


def _notes_that_mark_nothing(trial: Trial, rows: list[FigureRow]) -> Iterator[Fault]:
    marked: tuple[tuple[str, Sequence[NoteAbout | Waiver]], ...] = (("notes", trial.notes_about), ("waivers", trial.waivers))
    for kind, entries in marked:
        for index, entry in enumerate(entries):
            path = (kind, index, "about")
            if "section" in entry.about:
                yield from _section_faults(trial, entry.about, path)
                continue
            unknown = [column for column in entry.about if column not in NAMES]
            if unknown:
                near = suggest(unknown[0], NAMES)
                hint = f"; nearest: {', '.join(near)}" if near else ""
                yield path, f'"{unknown[0]}" is no column of the tidy table{hint}'
            elif entry.about and not any(matches(row, entry.about) for row in rows):
                yield (
                    path,
                    "this marks no figure of the trial; compare it with the columns of: evtrials figures " + trial.id,
                )


def _section_faults(
    trial: Trial, about: dict[str, Any], path: tuple[str | int, ...]
) -> Iterator[Fault]:
    if about["section"] not in get_args(Section):
        yield path, f'"{about["section"]}" is no section; sections are: {", ".join(get_args(Section))}'
    elif extra := set(about) - {"section", "arm", "drug", "cut", "endpoint"}:
        yield path, f"beside section stand only arm, drug, cut and endpoint, not {', '.join(sorted(extra))}"
    else:
        drugs = {dose.drug: None for arm in trial.arms.values() for dose in arm.drugs}
        places = (("arm", trial.arms), ("cut", trial.cuts), ("endpoint", trial.endpoints), ("drug", drugs))
        for name, declared in places:
            for word in one_or_more(about.get(name, ())):
                if word not in declared:
                    yield path, f'"{word}" is no {name} of this trial ({listed(declared)})'


def _problems(
    error: ValidationError,
    document: Document,
    path: Path,
    prefix: tuple[str | int, ...] = (),
    told: frozenset[tuple[int, int]] = frozenset(),
) -> list[Problem]:
    """What a model finds, each fault with its place; but for those of values whose places are `told` already."""
    found: dict[tuple[int, int, str], Problem] = {}
    placed = [(fault, _loc(prefix, fault)) for fault in error.errors(include_url=False)]
    if told:
        placed = [
            (fault, loc)
            for fault, loc in placed
            if fault["type"] in _OF_A_NAME or document.place(_walked(document.data, loc)) not in told
        ]
    # A file of nothing but faults has thousands; to look for the name that was meant takes its time for each.
    for fault, loc in placed[:MAX_PROBLEMS]:
        if fault["type"] == "pattern" and isinstance(fault["input"], dict) and "[" in str(loc[-1]):
            # A count that is given by arm: its faults are told at the arms.
            continue
        context = fault.get("ctx", {})
        problem = _problem(document, path, loc, _message(fault["type"], fault["loc"], fault.get("input"), fault["msg"], context))
        found.setdefault((problem.line, problem.column, problem.field), problem)
    if (more := len(placed) - MAX_PROBLEMS) > 0:
        last = max(found.values())
        found[0, 0, ""] = Problem(last.file, last.line, last.column, "", f"{more} more faults are not told; mend these first")
    return list(found.values())


def _loc(prefix: tuple[str | int, ...], fault: Any) -> tuple[str | int, ...]:
    """The path of a fault: that of what was validated, and further where the message names a key within it."""
    key = fault.get("ctx", {}).get("key", ())
    return (*prefix, *fault["loc"], *(key if isinstance(key, tuple) else (key,)))


def _first(found: Iterable[Fault]) -> list[Fault]:
    """The faults that are told at once; where there are more, the last says so."""
    told = list(islice(found, MAX_PROBLEMS + 1))
    if len(told) > MAX_PROBLEMS:
        told[-1] = (told[-1][0], "from here on there are more faults; mend these first")
    return told


def _problem(document: Document, path: Path, loc: tuple[str | int, ...], message: str) -> Problem:
    walked = _walked(document.data, loc)
    line, column = document.place(walked)
    field = ".".join(str(part) for part in walked)
    return Problem(shown(path), line, column, _cut(field, 200), _cut(message, 1000))


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else f"{text[: length - 4]} ..."


def _walked(data: Any, loc: tuple[str | int, ...]) -> tuple[str | int, ...]:
    """The part of a validator's path that the file really has: names of models and unions are passed over."""
    walked: list[str | int] = []
    for part in loc:
        if (isinstance(data, dict) and part in data) or (isinstance(data, list) and isinstance(part, int) and part < len(data)):
            data = data[part]  # type: ignore[index]
            walked.append(part)
    return tuple(walked)


def _message(kind: str, loc: tuple[str | int, ...], value: Any, message: str, context: dict[str, Any]) -> str:
    if kind == "missing":
        return f'"{loc[-1]}" is missing here'
    if kind == "extra_forbidden":
        # A field of another place, or of another file, may bear the name.
        near = tuple(name for name in suggest(str(loc[-1]), _FIELDS) if name != loc[-1])
        return f'"{loc[-1]}" is not a field here{_meant(near)} (see _template.yaml)'
    if kind == "literal_error":
        words = re.findall("'([^']*)'", context["expected"])
        return f'"{value}" is not one of: {", ".join(words)}{_meant(_closed_word(str(loc[-1]), str(value), words))}'
    if kind == "row_key":
        return message + _meant(suggest(context["key"], (*ROW_FIELDS, *context["known"][:MAX_PROBLEMS]), misspelt=True))
    if kind in ("model_type", "dict_type", "dataclass_type", "model_attributes_type"):
        return "this is a mapping: name: value, or { name: value }"
    if kind in ("tuple_type", "list_type"):
        return "this is a list: [ ... ]"
    if kind == "bool_parsing":
        return "write true or false"
    if kind in ("string_type",):
        return "this is one line of text"
    return message


def _closed_word(field: str, typed: str, words: list[str]) -> tuple[str, ...]:
    """Which word of a closed list may be meant: one that is spelt so but for a slip, or that texts say so (independent)."""
    near = suggest(typed, words, misspelt=True)
    said = meant_word(field, typed) if not near else ""
    return (said,) if said in words else near


def _meant(names: Sequence[str]) -> str:
    return f'; did you mean "{names[0]}"?' if names else ""
