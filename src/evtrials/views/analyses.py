"""A look at an endpoint as an entry of a page: its head, and its pieces with the place of each."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from evtrials.looks import Look
from evtrials.rows import ALL, FigureRow
from evtrials.views import words
from evtrials.views.table import Entry

if TYPE_CHECKING:
    from evtrials.models import Trial

ALL_ARMS = "all"


def entry(look: Look, trial: Trial, *, head: str) -> Entry:
    """A look as it is shown: arms' figures, effect, p, and in brackets where they stand."""
    rows = look.rows
    pieces: list[str] = []
    for index, row in enumerate(rows):
        pieces += [words.unbroken(piece) for piece in _pieces(row, trial)]
        following = rows[index + 1] if index + 1 < len(rows) else None
        if following is None or (following.source, following.locator) != (row.source, row.locator):
            pieces.append(words.unbroken(f"[{words.place(row)}]"))
    return Entry(head, tuple(pieces))


def _pieces(row: FigureRow, trial: Trial) -> list[str]:
    if row.kind == "outcome":
        who = row.arm if row.arm != ALL_ARMS else "all arms"
        if row.term == "analysed":
            return [f"{who} n {words.figure(row)}"]
        noun = row.measure if row.measure in ("events", "deaths") and row.unit != row.measure else ""
        return [" ".join(part for part in (who, noun, words.figure(row)) if part)]
    contrast = ""
    if row.comparator and len(trial.arms) > 2:
        # With three arms each contrast has a role of its own.
        role = f" ({row.role})" if row.role != "not stated" else ""
        contrast = f"{row.arm} v {row.comparator}{role}: "
    elif row.comparator and (row.arm, row.comparator) != trial.implied_contrast():
        contrast = f"{row.arm} v {row.comparator}: "
    if row.kind == "interaction":
        return [f"{words.p_value(row)} for interaction"]
    made = [contrast + words.effect(row)] if row.measure != "test" else []
    if p := words.p_value(row):
        made.append(p if made else contrast + p)
    return made


def look_head(look: Look, trial: Trial, *, with_population: bool = False, with_cut: bool = True) -> str:
    """What a look is of: measure, time, assessor, cut, set, method, and its role where it is not the endpoint's."""
    first = look.first
    parts = []
    if with_population and first.population != ALL:
        parts.append(trial.populations[first.population].label)
    if first.kind == "association" and not first.comparator:
        parts.append(f"association, not a treatment effect: {first.term}")
    endpoint = trial.endpoints[first.key]
    if first.base and look.outcomes:
        parts.append(first.base)
    parts += [text for text in (first.at and f"at {first.at}", first.period, words.assessor_words(first)) if text]
    if with_cut:
        parts.append(words.cut_words(first, trial))
    parts += [text for text in (first.analysis_set, first.method) if text]
    if look.role not in (endpoint.role, "not stated"):
        parts.append(look.role)
    if not parts and first.population == ALL:
        return "all patients"
    return ", ".join(parts)


def one_cut(found: Iterable[Look], trial: Trial) -> str:
    """The words for the cut where all looks are of one; "" where they are of several."""
    cuts = {words.cut_words(look.first, trial) for look in found}
    return cuts.pop() if len(cuts) == 1 else ""
