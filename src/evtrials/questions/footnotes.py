"""Lettered footnotes: what changes how a figure is read, pointed to from the cell and said once under the table."""

from __future__ import annotations

from collections.abc import Iterable
from string import ascii_lowercase
from typing import TYPE_CHECKING

from evtrials.evidence.traits import dose_notes
from evtrials.notation.patterns import compiled
from evtrials.notation.spaces import NBSP

if TYPE_CHECKING:
    from evtrials.evidence.rows import FigureRow
    from evtrials.trial.model import Trial
    from evtrials.trial.notes import PlacedNote

# A letter stays with its cell wherever text is wrapped.
_RUN = compiled(rf"(?:{NBSP}\[[a-z,]+\]){{2,}}$")
_LETTER = compiled("[a-z]+")


class Footnotes:
    """The footnotes of one page, in the order in which its cells point to them; a text that is said twice has one letter.

    letters: those that texts have on a longer form of the page, which they keep on every shorter one; what is new is added.
    """

    def __init__(self, letters: dict[str, str] | None = None) -> None:
        self._given = {} if letters is None else letters
        self._letters: dict[str, str] = {}

    @property
    def apart(self) -> Footnotes:
        """Footnotes of a part of the page by itself, with the same letters."""
        return Footnotes(self._given)

    def of(self, *rows: FigureRow | None) -> str:
        """What stands behind a cell that shows some rows: ` [a,b]`, or "" where no note marks them."""
        return self.say(text for row in rows if row is not None for text in row.shorts)

    def of_notes(self, notes: Iterable[PlacedNote]) -> str:
        """What stands behind a line that is of a part of the file: its population, an arm, a cut, the status."""
        return self.say(note.short or note.text for note in notes)

    def of_dose(self, trial: Trial, arm: str, drug: str) -> str:
        """What stands behind a dose, which is never printed without its mark where it is suspect."""
        return self.of_notes(note for note in dose_notes(trial, arm, drug) if note.kind == "suspect")

    def say(self, texts: Iterable[str]) -> str:
        """The letters of some texts as they stand behind a cell."""
        letters = {self._letters.setdefault(text, self._given.setdefault(text, _letter(len(self._given)))) for text in texts}
        return f"{NBSP}[{','.join(_in_order(letters))}]" if letters else ""

    @staticmethod
    def joined(text: str) -> str:
        """A text behind which letters were put one after the other, `0.14 [b] [a]`, with them as one: `0.14 [a,b]`."""
        return _RUN.sub(lambda run: f"{NBSP}[{','.join(_in_order(_LETTER.findall(run[0])))}]", text)

    @property
    def lines(self) -> tuple[tuple[str, str], ...]:
        """Each letter with its text, in the order of the letters."""
        return tuple((letter, text) for text, letter in self._letters.items())


def _in_order(letters: Iterable[str]) -> list[str]:
    return sorted(letters, key=lambda letter: (len(letter), letter))


def _letter(index: int) -> str:
    """a ... z, then aa, ab ... zz, aaa ..."""
    first, last = divmod(index, len(ascii_lowercase))
    return (_letter(first - 1) if first else "") + ascii_lowercase[last]
