"""Texts of a screen as HTML: escaped, each figure a link to where it is stored with its source, each letter one to its note."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from markupsafe import Markup, escape

from evtrials.evidence.rows import FigureRow
from evtrials.exchange.report.ids import FigureIds, anchor
from evtrials.notation.spaces import NBSP
from evtrials.questions import phrases

_POINTER = re.compile(rf"(?:(?<=^)|{NBSP})\[([a-z]+(?:,[a-z]+)*)\]")
# What can only be typed in a shell; on the page everything stands further down.
_COMMAND = re.compile(r"(?:; | )\((?:(?:evtrials|results) [^()]*|(?:add )?--[a-z][^()]*)\)|: evtrials [a-z-]+ [^.;]*(?=[.;]|$)")
# As many characters without a space as half a narrow screen holds, and the whole of it.
_LONG_RUN, _LONGEST = re.compile(r"[^ \n]{21,}"), 34
_BETWEEN_WORDS = re.compile(rf"(?<=[^\W\d_]){NBSP}(?=[^\W\d_])")
_IN_WORDS = "in words"
# What stands before a number that is no figure.
_NO_FIGURE_BEHIND = tuple(f" {word} " for word in ("at", "n", "line", "grade", "day", "days", "for", "than", "least"))
# The kinds of figures that are printed behind the name of their measure: HR 0.45.
COMPARED = ("effect", "association")


class _Span(NamedTuple):
    """A part of a text that is a link."""

    start: int
    end: int
    html: Markup


def without_commands(text: str) -> str:
    """A text without the commands that would show more of what it tells."""
    return _COMMAND.sub("", text)


class Texts:
    """What makes HTML of the texts of one page. ids: of the figures that a link may lead to."""

    def __init__(self, ids: FigureIds) -> None:
        self.ids = ids

    def html(
        self, text: str, rows: Iterable[FigureRow | None] = (), notes: str = "", linked: set[str] | None = None
    ) -> Markup:
        """A text with links to the figures among it, which are those of some rows, and to the notes of a part of it; no commands.

        linked: the ids of figures that texts before it print, which it does not; those that it prints are added.
        """
        linked = set() if linked is None else linked
        text = _LONG_RUN.sub(lambda run: _breakable(run[0]), without_commands(text))
        left = [row for row in rows if row is not None and self.ids.of(row) not in linked]
        spans = [*self._figures(text, left, linked), *(_pointers(text, notes) if notes else ())]
        told, end = [], 0
        for span in sorted(spans):
            told += [escape(text[end : span.start]), span.html]
            end = span.end
        return Markup("").join([*told, escape(text[end:])])

    def _figures(self, text: str, rows: Iterable[FigureRow], linked: set[str]) -> Iterator[_Span]:
        """Each figure where the text prints it, the first of those that print alike first; what it does not print is no link."""
        plain = text.replace(NBSP, " ")
        taken: list[tuple[int, int]] = []
        for row in rows:
            for forms in _mentions(row):
                place = next((found for form in forms if (found := _found(plain, form, taken, row))), None)
                if place is not None:
                    taken.append(place)
                    linked.add(id_ := self.ids.of(row))
                    start, end = place
                    yield _Span(start, end, Markup("<a href=#{}>{}</a>").format(id_, text[start:end]))


def _breakable(run: str) -> str:
    """What no narrow screen holds, with a place to break: behind "to" of an interval, else between words; in no number."""
    run = run.replace(f"{NBSP}to{NBSP}", f"{NBSP}to ")
    return _BETWEEN_WORDS.sub(" ", run) if max(map(len, run.split(" "))) > _LONGEST else run


def _mentions(row: FigureRow) -> Iterator[Sequence[str]]:
    """What a text may print of a row, each in the forms in which it may be printed, the longest first."""
    if row.kind == "statement":
        yield (_IN_WORDS,)
        return
    sign = phrases.mark(row).replace(NBSP, " ")
    if row.measure != "test":
        printed = phrases.effect(row) if row.kind in COMPARED else phrases.figure(row)
        value, bracket, interval = row.figure.text.partition(" (")
        unit = phrases.unit_word(row)
        with_unit = (f"{value} {unit} ({interval}" if bracket else "", f"{value} {unit}") if unit else ()
        forms = (printed.replace(NBSP, " ").removesuffix(sign), row.figure.text, *with_unit, value, row.figure.value)
        yield tuple(dict.fromkeys(form for form in forms if form))
    if row.p:
        yield (phrases.p_value(row).replace(NBSP, " ").removesuffix(sign),)


def _found(text: str, form: str, taken: Sequence[tuple[int, int]], row: FigureRow) -> tuple[int, int] | None:
    """Where a text prints a figure that no other link has; never a part of a longer number or word, nor under another mark."""
    start = text.find(form) if form else -1
    while start >= 0:
        end = start + len(form)
        is_taken = any(start < after and before < end for before, after in taken)
        if not (is_taken or _goes_on(text, start, end) or _is_marked_otherwise(text[end : end + 2], row)):
            return start, end
        start = text.find(form, start + 1)
    return None


def _goes_on(text: str, start: int, end: int) -> bool:
    """Whether what stands there is a part of a longer number or word, or says when, of how many, in which line or grade."""
    if text[:start].endswith(_NO_FIGURE_BEHIND):
        return True
    before, after = text[max(start - 1, 0) : start], text[end : end + 2]
    if text[start].isalnum() and (before.isalnum() or before in (".", "<", ">", "-", "≥", "+")) and before:
        return True
    if not text[end - 1].isalnum():
        return False
    return after[:1].isalnum() or after[:1] in ("+", "-") or (after[:1] in (".", ",") and after[1:].isdigit())


def _is_marked_otherwise(after: str, row: FigureRow) -> bool:
    return after.strip() in phrases.MARKS.values() and after.strip() != phrases.MARKS.get(row.place.basis)


def _pointers(text: str, notes: str) -> Iterator[_Span]:
    for found in _POINTER.finditer(text):
        # The notes of one cell stand near each other: one link is large enough to be hit.
        first = found[1].partition(",")[0]
        link = Markup("<sup><a href=#{}>{}</a></sup>").format(anchor(notes, first), found[1])
        yield _Span(found.start(), found.end(), link)
