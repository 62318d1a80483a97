"""Where the notes of a trial file stand, and which figures of the file each reaches."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from evtrials.errors import listed
from evtrials.trial.arms import CutFacts, Mixture
from evtrials.trial.identity import AnalysisKey, key_of_row
from evtrials.trial.model import Participants, Trial
from evtrials.trial.notes import PRINT, Note, PlacedNote
from evtrials.trial.results import Row
from evtrials.trial.tables import Block, DoseFinding
from evtrials.trial.terms import Terms
from evtrials.trial.walk import Node, Path, records

# What holds nothing but figures: a note there marks them. Any other part has a figure or two beside what it says.
_FIGURES = (Row, Block, DoseFinding, Participants, Mixture)
# The sections whose entries the tidy table names, and its column for them.
_COLUMNS = {"arms": "arm", "populations": "population", "cuts": "cut", "endpoints": "endpoint"}


def placed(trial: Trial, section: str = "") -> Iterator[PlacedNote]:
    """Every note of a trial, or of one section, with its place, in the order of the sections, those of the list last."""
    noted = list(_notes(trial, section))
    prints = _prints(trial) if any(isinstance(node.record, Row) for node, _, _ in noted) else {}
    found = [
        (node, _of_figures(node, path, note, prints) if isinstance(node.record, _FIGURES) else _of_part(node, path, note))
        for node, path, note in noted
    ]
    homes: dict[str, dict[Path, Node]] = {}
    for node, placed_note in found:
        homes.setdefault(placed_note.subject, {})[node.path] = node
    for node, placed_note in found:
        apart = _told_apart(node, list(homes[placed_note.subject].values()))
        yield replace(placed_note, of=(*placed_note.of, *apart)) if apart else placed_note
    for index, remark in enumerate(trial.notes_about):
        yield PlacedNote(("notes", index), remark, about=remark.about)


def note_faults(trial: Trial) -> Iterator[tuple[Path, str]]:
    """Notes that mark nothing where they say they do: the path of the word at fault, and what it could be."""
    for node, path, note in _notes(trial):
        reached = _reached(node)
        for name in ("only", "term", "drug"):
            known = reached.get(name, ())
            way_out = f"it can be: {listed(known)}" if known else f'leave "{name}" out'
            for word in getattr(note, name):
                if word not in known:
                    yield (*path, name), f'"{word}" is nothing that a note here can mark by "{name}"; {way_out}'
        if note.marks and not isinstance(node.record, _FIGURES) and node.path[0] not in _COLUMNS:
            yield (
                (*path, "marks"),
                f"a note of the {node.path[0]} marks no figure; name columns of the tidy table in the list of notes",
            )
    for index, remark in enumerate(trial.notes_about):
        if remark.marks and "section" in remark.about:
            yield ("notes", index, "marks"), "a note on a section marks no figure; name columns of the tidy table instead"


def _notes(trial: Trial, section: str = "") -> Iterator[tuple[Node, Path, Note]]:
    """Each note that stands at its figure, with the record where it stands and its own path; or those of one section."""
    for node in records(trial, section):
        if "note" in node.record.model_fields_set:
            for index, note in enumerate(node.record.note):  # type: ignore[attr-defined]
                yield node, (*node.path, "note", index), note


def _of_figures(node: Node, path: Path, note: Note, prints: dict[Path, frozenset[Path]]) -> PlacedNote:
    record, is_of_print = node.record, PRINT in note.only
    at = frozenset({node.path}) if is_of_print else prints.get(node.path, frozenset({node.path}))
    of: tuple[str | None, ...]
    if isinstance(record, Row):
        of = (str(node.path[1]), record.population, record.cut, record.src.key if is_of_print else "")
    else:
        of = (str(node.path[0]), getattr(record, "cut", ""), node.source.key if node.source else "")
    named = tuple(word for word in of if word)
    reached = frozenset[Path]() if note.marks is False else at
    return PlacedNote(path, note, of=named, at=reached, only=frozenset(note.only) - {PRINT}, term=frozenset(note.term))


def _told_apart(node: Node, alike: list[Node]) -> tuple[str, ...]:
    """What tells a row or a table from others of the same cut and source, as few words as do: which contrast, which terms ..."""
    own = _particulars(node)
    others = [said for one in alike if one.path != node.path and len(said := _particulars(one)) == len(own)]
    told: list[str] = []
    for index, word in enumerate(own):
        if others and any(other[index] != word for other in others):
            told.append(word)
            others = [other for other in others if other[index] == word]
    return tuple(word for word in told if word)


def _particulars(node: Node) -> tuple[str, ...]:
    """What may tell a record from others of its kind, what a reader looks for first."""
    record = node.record
    if isinstance(record, Row):
        said = record.stated.text if record.stated else ""
        words = [record.of, record.assessor, record.at, record.period, record.method, record.measure, record.per]
        return (*(word or "" for word in words), str(node.source or ""), said, " ".join((*record.effects, *record.values)))
    if isinstance(record, Block):
        terms = (*record.rows, *record.stated)
        more = f" and {len(terms) - 1} more" if len(terms) > 1 else ""
        attribution = "attribution not stated" if record.attribution == "not stated" else record.attribution
        first = f"{terms[0]}{more}" if terms else ""
        words = [first, attribution, record.period, record.population, " ".join(record.columns), record.unit]
        return (*(word or "" for word in words), str(node.source or ""))
    return ()


def _of_part(node: Node, path: Path, note: Note) -> PlacedNote:
    """A note of a part is shown with it, and marks a figure of the part (`only`) or all (`marks: true`) where it says so."""
    section, *inside = map(str, node.path)
    named: dict[str, str | tuple[str, ...]] = {_COLUMNS[section]: inside[0]} if section in _COLUMNS else {}
    about = {**named} if note.marks and not note.only else {"section": section, **named}
    if note.drug:
        about["drug"] = note.drug
    at = frozenset({node.path}) if note.only and note.marks is not False else frozenset[Path]()
    return PlacedNote(path, note, about=about, of=() if named else tuple(inside), at=at, only=frozenset(note.only))


def _reached(node: Node) -> dict[str, tuple[str, ...]]:
    """What a note at a record may name by `only`, `term` and `drug`."""
    record = node.record
    if isinstance(record, Row):
        return {"only": (PRINT, *record.cells)}
    if isinstance(record, Block):
        words = dict.fromkeys(word for column in record.columns for word in (column, *column.split(" ", 1)))
        return {"only": tuple(words), "term": (*record.rows, *record.stated)}
    if isinstance(record, DoseFinding):
        return {"only": record.cells}
    if isinstance(record, Mixture):
        return {"only": tuple(record.kinds)}
    # A cut has the facts that further sources say of it, too.
    said = (node, *(facts for facts in node.inner() if isinstance(facts.record, CutFacts)))
    figures = dict.fromkeys(value.field for facts in said for value in facts.values("count", "follow-up"))
    return {"only": tuple(figures), "drug": tuple(dose.value.drug for dose in node.values("dose"))}


def _prints(trial: Trial) -> dict[Path, frozenset[Path]]:
    """For each row, the rows of the same analysis: those that differ in the source alone, itself among them.

    That no source names the assessor is the same analysis, whether the vocabulary knows of an assessor or not.
    """
    groups: dict[AnalysisKey, list[Path]] = {}
    for key, endpoint in trial.endpoints.items():
        for index, row in enumerate(endpoint.results):
            analysis = key_of_row(trial, key, row, Terms()).of_any_source.as_read
            groups.setdefault(analysis, []).append(("endpoints", key, "results", index))
    return {path: frozenset(paths) for paths in groups.values() for path in paths}
