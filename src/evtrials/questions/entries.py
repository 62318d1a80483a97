"""An analysis of an endpoint as an entry of a page: its head, and its pieces with the place of each."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from evtrials.evidence.analyses import Analysis
from evtrials.evidence.rows import FigureRow
from evtrials.notation.spaces import NBSP, unbroken
from evtrials.questions import phrases
from evtrials.questions.answer import Entry
from evtrials.trial.identity import ALL
from evtrials.trial.results import is_undirected

if TYPE_CHECKING:
    from evtrials.questions.footnotes import Footnotes
    from evtrials.trial.model import Trial

ASSOCIATION = "association, not a treatment effect"
UNDIRECTED = "which way round is not printed"
IN_WORDS = "Said in words, without a figure"


def entry(analysis: Analysis, trial: Trial, notes: Footnotes, *, head: str) -> Entry:
    """An analysis as it is shown: arms' figures, effect, p, and in brackets where they stand.

    Its footnotes stand at its head; those of a suspect figure stand where that does.
    """
    rows = analysis.rows
    is_said = analysis.first.kind == "statement"
    head += notes.of(*(row for row in rows if is_said or not row.is_suspect))
    if is_said:
        return Entry(head, marks=tuple(phrases.statement(row, phrases.labels(trial)) for row in rows))
    pieces: list[str] = []
    for index, row in enumerate(rows):
        told = [piece for piece in _pieces(row, trial) if piece not in phrases.sizes(row) or piece not in pieces]
        if row.is_suspect and told:
            told[-1] = f"{told[-1]}{NBSP}(suspect){notes.of(row)}"
        pieces += told
        following = rows[index + 1] if index + 1 < len(rows) else None
        if following is None or (following.place.source, following.place.locator) != (row.place.source, row.place.locator):
            pieces.append(f"[{phrases.place(row)}]")
    return Entry(head, tuple(pieces))


def _pieces(row: FigureRow, trial: Trial) -> list[str]:
    if row.kind == "outcome":
        who = phrases.arm(row.arm)
        if row.term == "analysed":
            return [unbroken(f"{who} n {row.figure.text}{phrases.mark(row)}")]
        noun = row.measure if row.measure in ("events", "deaths") and row.unit != row.measure else ""
        return [unbroken(" ".join(part for part in (who, noun, phrases.figure_of(row, trial)) if part))]
    if row.kind == "interaction":
        return [unbroken(f"{phrases.p_value(row)} for interaction")]
    said = [unbroken(text) for text in (phrases.effect(row), phrases.p_value(row)) if text]
    contrast = contrast_words(row, trial)
    return [*phrases.sizes(row), *([contrast] if contrast else []), *said]


def relation(row: FigureRow) -> str:
    """What is said of a ratio that is no effect: that no randomisation made it, or that its direction is not printed, as where
    a registry posts a ratio of groups; "" of any other row."""
    if row.kind != "association":
        return ""
    return UNDIRECTED if is_undirected(row.analysis.of) else ASSOCIATION


def contrast_words(row: FigureRow, trial: Trial) -> str:
    """The contrast of a row before its effect, `eve-exe v eve (primary; isolates exemestane):`.

    "" where a trial has one contrast alone; of more than two arms each contrast has a role and a meaning of its own. What no
    randomisation made is said to be an association each time: it stands where effects do.
    """
    if row.kind == "association" and row.comparator:
        return f"{row.arm} v {row.comparator} ({ASSOCIATION}):"
    if not row.comparator or (row.arm, row.comparator) == trial.implied_contrast():
        return ""
    told = [row.role if row.role != "not stated" else "", f"isolates {row.isolates}" if row.isolates else ""]
    meaning = "; ".join(part for part in told if part) if len(trial.arms) > 2 else ""
    return f"{row.arm} v {row.comparator}{f' ({meaning})' if meaning else ''}:"


def analysis_head(
    analysis: Analysis, trial: Trial, *, with_population: bool = False, with_cut: bool = True, with_unit: bool = False
) -> str:
    """What an analysis is of: measure, time, assessor, cut, set, method, and its role where it is not the endpoint's."""
    first = analysis.first
    parts = [group] if with_population and (group := phrases.group(first.population, trial)) else []
    if first.kind in ("association", "statement") and first.term and not first.comparator:
        parts.append(f"{first.term} ({UNDIRECTED})" if is_undirected(first.analysis.of) else f"{ASSOCIATION}: {first.term}")
    endpoint = trial.endpoints[first.key]
    if first.base and analysis.outcomes:
        unit = next((row.unit for row in analysis.outcomes), "") if with_unit else ""
        parts.append(f"{first.base} {unit}" if unit else first.base)
    parts += [text for text in (first.at and f"at {first.at}", first.period, phrases.assessor_words(first)) if text]
    if with_cut:
        parts.append(phrases.cut_words(first, trial))
    parts += [text for text in (phrases.set_words(first), phrases.method_words(first, trial)) if text]
    if analysis.role not in (endpoint.role, "not stated"):
        parts.append(analysis.role)
    if not parts and first.population == ALL:
        return "all patients"
    return ", ".join(parts)


def one_cut(found: Iterable[Analysis], trial: Trial) -> str:
    """The words for the cut where all analyses are of one; "" where they are of several."""
    cuts = {phrases.cut_words(analysis.first, trial) for analysis in found}
    return cuts.pop() if len(cuts) == 1 else ""
