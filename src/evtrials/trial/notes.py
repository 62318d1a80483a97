"""Remarks on figures: what a note says.

A note stands at its figure: at a row, a table, an arm, a cut, at whatever a source bears. What no single place holds stands in
the list `notes:` at the end, with a selector in the words of the tidy table. `trial.noted` says what of the file each reaches.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated

from pydantic import Field

from evtrials.notation.closed_words import NoteKind
from evtrials.trial.fields import Listed, Record, ShortText, Source, Src, Text

Path = tuple[str | int, ...]
Words = Annotated[tuple[Text, ...], Listed()]
PRINT = "print"


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
    """A remark where it belongs: at a row, a table, an arm, a cut, the status ..."""

    only: Words = Field(
        (),
        description="the cells it touches: print (of this source alone), an arm, a column or grade of a table, or a field "
        "(hr, p, n ...); left out for the whole row and all prints of its analysis",
    )
    term: Words = Field((), description="of a table: the rows it touches")
    drug: Words = Field((), description="of an arm: the drug whose dose it touches")


Notes = Annotated[tuple[Note, ...], Listed(text="text")]


class Sourced(Record):
    """A mapping that a source bears; whatever does may have remarks."""

    src: Src = Field(description="where it stands")
    note: Notes = Field((), description="remarks on it")


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
