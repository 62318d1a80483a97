"""The errors a user of evtrials can meet: one family, each telling what is wrong, where, and what to do next."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_NAMES = 30


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One fault of a data file: the file, the line and column (from 1; 0 = the whole file), the field, the message."""

    file: str
    line: int
    column: int
    field: str
    message: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        return f"{place}  {self.field}: {self.message}" if self.field else f"{place}  {self.message}"


class EvTrialsError(Exception):
    """Something went wrong that the user can mend; the text names the thing, the place and the next step."""


class NotationError(EvTrialsError):
    """A figure, a p value or a dose is not written in the notation of the trial files."""


class DataError(EvTrialsError):
    """One or more trial files cannot be used; `problems` holds every fault of every file."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(str(problem) for problem in self.problems))

    def __reduce__(self) -> tuple[type[DataError], tuple[list[Problem]]]:
        # A process that reads for another hands the problems over; what it would by itself, the text, makes no such error.
        return DataError, (list(self.problems),)


def printable(text: str) -> str:
    """Text that a terminal can be given: what is invisible or would steer it stands as its code, `\\x1b`."""
    if text.isprintable():
        return text
    # To Python, controls, bidirectional and other format characters and halves of surrogate pairs are not printable.
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode("ascii") for char in text)


def listed(names: Iterable[str], none: str = "none", most: int = _NAMES) -> str:
    """Names in a message, `a, b and 3 more`: no more of them than can be read; `none` where there is none."""
    every = list(names)
    more = f" and {len(every) - most} more" if len(every) > most else ""
    return ", ".join(every[:most]) + more or none


def counted(number: int, noun: str) -> str:
    """`1 trial`, `2 trials`."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def joined(names: Sequence[str], word: str = "or") -> str:
    """Names as a sentence has them: `a, b or c`."""
    return f" {word} ".join(part for part in (", ".join(names[:-1]), *names[-1:]) if part)


class NameNotFound(EvTrialsError):
    """A name fits no entry of the collection, or more than one; the candidates are named."""

    def __init__(self, message: str, candidates: tuple[str, ...] = ()) -> None:
        self.candidates = candidates
        super().__init__(message)


class NothingToDraw(EvTrialsError):
    """An answer has no figure that its picture shows."""


class Refused(EvTrialsError):
    """A number that the trials do not support is refused: code says why in a word, the text in a sentence; trials: of which."""

    def __init__(self, code: str, message: str, trials: Iterable[str] = ()) -> None:
        self.code, self.trials = code, tuple(dict.fromkeys(trials))
        super().__init__(message)


class NotInstalled(EvTrialsError):
    """A library that only some answers need is missing; the extra of evtrials that brings it is named."""

    def __init__(self, library: str, extra: str) -> None:
        super().__init__(f"{library} is not installed; install it with: pip install 'evtrials[{extra}]'")


class UsageError(EvTrialsError):
    """A word on the command line is not one that the option takes; the allowed ones are named."""
