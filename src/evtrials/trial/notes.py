"""Remarks on figures: what a note says, where it may stand, and which figures of the file it reaches.

A note stands at its figure: at a row, a table, an arm, a cut and the like. What no single place holds stands in the list
`notes:` at the end, with a selector in the words of the tidy table. `evidence.notes` says which rows of that table each marks.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from evtrials.errors import listed
from evtrials.notation.closed_words import NoteKind
from evtrials.trial.fields import Listed, Record, ShortText, Source, Src, Text
from evtrials.trial.identity import AnalysisKey, key_of_row
from evtrials.trial.terms import Terms

if TYPE_CHECKING:
    from evtrials.trial.model import Trial
    from evtrials.trial.results import Endpoint

Path = tuple[str | int, ...]
Words = Annotated[tuple[Text, ...], Listed()]
PRINT = "print"
# What a part of the file says as a figure: an arm or a subgroup its size, a cut its follow-up and events, the design its sites.
_FIGURES = ("n", "followup", "events", "sites", "countries")


class Remark(Record):
    """What every note says, wherever it stands."""

    kind: NoteKind = Field("caveat", description="caveat, conflict of sources, erratum, or suspect: probably wrong")
    text: Text = Field(description="the remark")
    short: ShortText | None = Field(None, description="the remark in a line of at most 76 characters, for tables")
    marks: bool | None = Field(
        None,
        description="false: said only among the notes, no figure is marked; true at an arm, a cut or another part: "
        "every figure of it is marked",
    )
    src: Src | None = Field(None, description="where the remark stands, if not where the figure stands")


class Note(Remark):
    """A remark where it belongs: at a row, a table, an arm, a subgroup, a cut, the status, the design, those who could enter."""

    only: Words = Field(
        (),
        description="the cells it touches: print (of this source alone), an arm, a column or grade of a table, or a field "
        "(hr, p, n ...); left out for the whole row and all prints of its analysis",
    )
    term: Words = Field((), description="of a table: the rows it touches")
    drug: Words = Field((), description="of an arm: the drug whose dose it touches")


Notes = Annotated[tuple[Note, ...], Listed(text="text")]


class NoteAbout(Remark):
    """A remark that no single place holds, with a selector in the words of the tidy table, or of a section of the file."""

    about: dict[str, Text | tuple[Text, ...]] = Field(
        description="which figures: columns of the tidy table with their values; or section: with arm, drug, cut or endpoint"
    )


@dataclass(frozen=True, slots=True)
class PlacedNote:
    """A note with its place in the file.

    about: a selector in the words of the tidy table, or `section` with what it is of; empty at a row or a table.
    of: what names the row or table where it stands. at: the paths of what it touches (rows of all prints of an analysis, a
    table, an arm). only, term: the cells of these.
    """

    path: Path
    remark: Remark
    about: dict[str, str | tuple[str, ...]] = field(default_factory=dict)
    of: tuple[str, ...] = ()
    at: frozenset[Path] = frozenset()
    only: frozenset[str] = frozenset()
    term: frozenset[str] = frozenset()

    @property
    def marks_figures(self) -> bool:
        """Whether figures bear its mark; else it is said of a part of the file, or only among the notes."""
        return bool(self.at) or (self.remark.marks is not False and bool(self.about) and "section" not in self.about)

    @property
    def subject(self) -> str:
        """What it is of, by the names of the file: `pfs, final, Doe2020`, `arms, rde, ridaforolimus`."""
        words = (value if isinstance(value, str) else " / ".join(value) for value in self.about.values())
        return ", ".join((*words, *self.of, *sorted(self.term), *sorted(self.only)))

    @property
    def kind(self) -> NoteKind:
        """Caveat, conflict, erratum or suspect."""
        return self.remark.kind

    @property
    def text(self) -> str:
        """The remark as it stands in the file."""
        return self.remark.text

    @property
    def short(self) -> str:
        """The remark in a line; "" where the file gives none."""
        return self.remark.short or ""

    @property
    def src(self) -> Source | None:
        """Where the remark stands, if not where the figure stands."""
        return self.remark.src


def placed(trial: Trial) -> Iterator[PlacedNote]:
    """Every note of a trial with its place, in the order of the sections, those of the list last."""
    yield from _of_parts(trial)
    for key, endpoint in trial.endpoints.items():
        prints = _prints(trial, key, endpoint)
        for index, row in enumerate(endpoint.results):
            for path, note in _numbered(("endpoints", key, "results", index), row.note):
                mine = [] if note.marks is False else [index] if PRINT in note.only else prints[index]
                at: frozenset[Path] = frozenset(("endpoints", key, "results", other) for other in mine)
                of = (key, row.population, row.cut, row.src.key if PRINT in note.only else "")
                yield _at_figures(path, note, of, at)
    for name in ("safety", "exposure", "baseline"):
        for index, block in enumerate(getattr(trial, name)):
            for path, note in _numbered((name, index), block.note):
                at = frozenset() if note.marks is False else frozenset(((name, index),))
                yield _at_figures(path, note, (name, block.cut, block.src.key), at)
    for index, remark in enumerate(trial.notes_about):
        yield PlacedNote(("notes", index), remark, about=remark.about)


def _at_figures(path: Path, note: Note, of: tuple[str | None, ...], at: frozenset[Path]) -> PlacedNote:
    named = tuple(word for word in of if word)
    return PlacedNote(path, note, of=named, at=at, only=frozenset(note.only) - {PRINT}, term=frozenset(note.term))


def parts_with_notes(trial: Trial) -> Iterator[tuple[Path, Any, dict[str, str]]]:
    """Each part of a file that may have a note of its own, with its path and what names it beside its section."""
    for name in ("status", "design", "population"):
        yield (name,), getattr(trial, name), {}
    for name, word in (("arms", "arm"), ("populations", "population"), ("cuts", "cut")):
        for id_, part in getattr(trial, name).items():
            yield (name, id_), part, {word: id_}


def note_faults(trial: Trial) -> Iterator[tuple[Path, str]]:
    """Notes at a figure that mark nothing there: the path of the word at fault, and what it could be."""
    for key, endpoint in trial.endpoints.items():
        for index, row in enumerate(endpoint.results):
            cells = (PRINT, *row.cells)
            for path, note in _numbered(("endpoints", key, "results", index), row.note):
                yield from _unknown(path, note, only=cells)
    for name in ("safety", "exposure", "baseline"):
        for index, block in enumerate(getattr(trial, name)):
            words = dict.fromkeys(word for column in block.columns for word in (column, *column.split(" ", 1)))
            for path, note in _numbered((name, index), block.note):
                yield from _unknown(path, note, only=tuple(words), term=(*block.rows, *block.stated))
    for base, part, named in parts_with_notes(trial):
        said = (part, *getattr(part, "also", ()))
        figures = tuple(name for name in _FIGURES if any(getattr(facts, name, None) for facts in said))
        drugs = tuple(dose.drug for dose in getattr(part, "drugs", ()))
        for path, note in _numbered(base, part.note):
            yield from _unknown(path, note, only=figures, drug=drugs)
            if note.marks and not named:
                yield (
                    (*path, "marks"),
                    f"a note of the {base[0]} marks no figure; name columns of the tidy table in the list of notes",
                )
    for index, remark in enumerate(trial.notes_about):
        if remark.marks and "section" in remark.about:
            yield ("notes", index, "marks"), "a note on a section marks no figure; name columns of the tidy table instead"


def _unknown(path: Path, note: Note, **places: tuple[str, ...]) -> Iterator[tuple[Path, str]]:
    """The words of only, term and drug that are none of those which the place has."""
    for name in ("only", "term", "drug"):
        known = places.get(name, ())
        way_out = f"it can be: {listed(known)}" if known else f'leave "{name}" out'
        for word in getattr(note, name):
            if word not in known:
                yield (*path, name), f'"{word}" is nothing that a note here can mark by "{name}"; {way_out}'


def _of_parts(trial: Trial) -> Iterator[PlacedNote]:
    """A note of a part is shown with it, and marks a figure of the part (`only`) or all (`marks: true`) where it says so."""
    for base, part, named in parts_with_notes(trial):
        for path, note in _numbered(base, part.note):
            about: dict[str, str | tuple[str, ...]] = {"section": str(base[0]), **named}
            if note.drug:
                about["drug"] = note.drug
            at = frozenset({base}) if note.only and note.marks is not False else frozenset()
            if note.marks and not note.only:
                about = {**named}
            yield PlacedNote(path, note, about=about, at=at, only=frozenset(note.only))


def _numbered(base: Path, notes: tuple[Note, ...]) -> Iterator[tuple[Path, Note]]:
    for index, note in enumerate(notes):
        yield (*base, "note", index), note


def _prints(trial: Trial, key: str, endpoint: Endpoint) -> list[list[int]]:
    """For each row of an endpoint, the rows of the same analysis: those that differ in the source alone, itself among them.

    That no source names the assessor is the same analysis, whether the vocabulary knows of an assessor or not.
    """
    keys = [key_of_row(trial, key, row, Terms()).of_any_source for row in endpoint.results]
    prints = [analysis._replace(assessor=analysis.assessor or "not stated") for analysis in keys]
    groups: dict[AnalysisKey, list[int]] = {}
    for index, analysis in enumerate(prints):
        groups.setdefault(analysis, []).append(index)
    return [groups[analysis] for analysis in prints]
