"""The evidence on one trial: a card of one screen, some of its sections whole, or all of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from evtrials.errors import UsageError
from evtrials.evidence.columns import FIGURES, as_json
from evtrials.evidence.isolates import isolates
from evtrials.evidence.traits import about_of, subtype_words
from evtrials.notation.closed_words import SECTIONS
from evtrials.questions.answer import Answer, Page
from evtrials.questions.card import Card
from evtrials.questions.footnotes import Footnotes
from evtrials.questions.show_sections import Sections

if TYPE_CHECKING:
    from evtrials.collection.library import Library
    from evtrials.evidence.rows import FigureRow
    from evtrials.trial.model import Trial
    from evtrials.trial.terms import Terms

# Whose figures stand behind the id of their arm; the section about the trial tells what each id means.
_BY_ID = {"results", "harms", "exposure", "baseline", "notes"}


def sections_named(option: str, words: Sequence[str]) -> list[str]:
    """The sections that typed words mean; UsageError for one that there is not."""
    sections = ["harms" if word == "safety" else word for word in words]
    for name in sections:
        if name not in SECTIONS:
            raise UsageError(f'{option}: "{name}" is not one of: {", ".join(SECTIONS)}')
    return sections


def show(library: Library, trial: Trial, only: Sequence[str] = (), *, full: bool = False, all_cuts: bool = False) -> Answer:
    """The card of a trial; `only` prints some sections whole by name, `full` all, `all_cuts` earlier cuts and further reports
    too.
    """
    rows = library.rows_of(trial)
    in_sections = bool(only) or full or all_cuts
    return Answer(
        name="trials",
        columns=FIGURES,
        rows=rows,
        page=lambda: _sections(library, trial, only, all_cuts) if in_sections else Card(library, trial).whole,
        objects=lambda: [card(trial, library.terms, rows)],
        query={"trial": trial.id},
        is_page=True,
    )


def _sections(library: Library, trial: Trial, only: Sequence[str], all_cuts: bool) -> Page:
    # Who looks up what a letter of the card says finds it under that letter.
    notes = Footnotes()
    notes.say(Card(library, trial).letters if [*only] == ["notes"] else ())
    sections = Sections(library, trial, notes, all_cuts=all_cuts)
    chosen = [name for name in sections.makers if not only or name in only]
    named = sections.arms_named if _BY_ID.intersection(chosen) and "about" not in chosen else ()
    blocks = (*named, *(block for name in chosen for block in sections.makers[name]()))
    # The section of the notes has each with its letter, and in full.
    told = {note.short or note.text for note in trial.notes} if "notes" in chosen else set()
    lines = tuple(line for line in notes.lines if line[1] not in told)
    return Page(f"{trial.name}  {trial.title}", blocks, notes=lines, foot=sections.foot)


def card(trial: Trial, terms: Terms, rows: list[FigureRow]) -> dict[str, object]:
    """The trial as JSON: its file, what is derived from it (marked so), and its figures as tidy rows."""
    body = trial.model_dump(
        mode="json", by_alias=True, exclude_defaults=True, exclude={"endpoints", "safety", "exposure", "baseline"}
    )
    contrast = trial.implied_contrast()
    derived = {
        "subtype": subtype_words(trial),
        "about": about_of(trial, terms),
        "isolates": isolates(trial, *contrast) if contrast else None,
    }
    return {**body, "derived": derived, "figures": [as_json(row) for row in rows]}
