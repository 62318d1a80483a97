"""Harms and stops of the arms of a trial in short, side by side: `stomatitis 59 / 8 v 12 / 0 % †`, `stopped 19 v 4 % †`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from evtrials.collection.library import Library
from evtrials.evidence.dosing import DosedArm
from evtrials.evidence.harm_reports import SEVERE
from evtrials.evidence.harms import THREE_AND_ABOVE, Report, reports, standing
from evtrials.evidence.rows import FigureRow
from evtrials.notation.capitals import begun_small
from evtrials.notation.figures import MISSING
from evtrials.notation.spaces import unbroken
from evtrials.questions import phrases
from evtrials.questions.exposure import LED_TO_STOP, exposed
from evtrials.questions.exposure_topics import (
    DOSE_CHANGED,
    STOPPED_FOR_HARM,
    STOPPED_OTHERWISE,
    names_a_reason,
    tells_of_any_harm,
)
from evtrials.questions.footnotes import Footnotes
from evtrials.trial.identity import ALL
from evtrials.trial.model import Trial

# The harms for which a dose of an mTOR inhibitor is chosen.
HARMS = ("Stomatitis", "Pneumonitis")
_PIECE = 40
# The figures of an arm, each with the adverse event or the topic of exposure that it is of.
Figures = Sequence[tuple[str, FigureRow]]


def figures_of(library: Library, one: DosedArm) -> Figures:
    """The figures of an arm that are told of here, each with the harm or the topic that it is of."""
    terms = library.terms
    harms = [
        (terms.adverse_event(row.term), row)
        for row in library.rows_of(one.trial)
        if row.kind == "safety" and row.arm == one.id and row.grade in ("any", *THREE_AND_ABOVE)
    ]
    topics = (STOPPED_FOR_HARM, STOPPED_OTHERWISE, DOSE_CHANGED)
    return [(event, row) for event, row in harms if event in HARMS and not row.is_spread] + [
        (found.topic.name, found.row)
        for found in exposed(library, [one.trial], topics)
        if found.row.arm == one.id and found.row.kind != "statement" and found.row.measure != "test"
    ]


def harm_words(trial: Trial, told: Sequence[Figures], event: str, notes: Footnotes) -> str:
    """`stomatitis 59 / 8 v 12 / 0 % †`: any grade and grade 3-4 of each arm, of the report that stands for the trial.

    What deviates from that, and what marks the figures, is a footnote.
    """
    mine = [[row for what, row in figures if what == event] for figures in told]
    whole = [[row for row in rows if row.population == ALL] for rows in mine]
    if not any(whole):
        return f"{event.lower()}: of subgroups alone" if any(mine) else ""
    standing_ = list(standing(reports([row for rows in whole for row in rows], trial), ()))
    pairs = [tuple(_best(rows, bands, standing_) for bands in (("any",), SEVERE)) for rows in whole]
    has_any, has_severe = (any(column) for column in zip(*pairs, strict=True))
    shown = [row for pair in pairs for row in pair if row]
    severe = [pair[1].grade for pair in pairs if pair[1]]
    band = severe[0] if len(set(severe)) == 1 else SEVERE[0]
    texts = [text for row in shown for text in row.shorts]
    texts += [f"the second figure is of grade {grade.replace('>=', '≥')}" for grade in severe if has_any and grade != SEVERE[0]]
    texts += ["related to treatment"] if any(row.attribution == "related" for row in shown) else []
    head = event.lower() + ("" if has_any and has_severe else " of any grade" if has_any else f" of grade {band}")
    kept = [[row for row, has in zip(pair, (has_any, has_severe), strict=True) if has] for pair in pairs]
    return _in_one_piece(f"{head} {_side_by_side(kept)}") + notes.say(texts)


def _in_one_piece(text: str) -> str:
    """A text that no line breaks, where it fits one in a narrow terminal."""
    return unbroken(text) if len(text) <= _PIECE else text


def _side_by_side(arms: Sequence[Sequence[FigureRow | None]]) -> str:
    """The figures of each arm beside those of the next, their unit and mark once where they are one."""
    shown = [row for rows in arms for row in rows if row]
    marks, units = {phrases.mark(row) for row in shown}, {_unit(row) for row in shown}
    has_one = len(units) == 1 and all(map(any, arms))
    said = []
    for rows in arms:
        words = [_number(row, unit=not has_one) if row else "-" for row in rows]
        told = words[:1] if len(set(words)) == 1 and words[0] in MISSING else words
        own = "" if len(marks) == 1 else next((phrases.mark(row) for row in rows if row), "")
        said.append(" / ".join(told) + own if any(rows) else "not seen")
    unit = f" {units.pop()}".rstrip() if has_one else ""
    return unbroken(" v ".join(said) + unit) + (marks.pop() if len(marks) == 1 else "")


def _unit(row: FigureRow) -> str:
    """The unit of a percentage or of a number of patients; "" of a figure that is a word, or that says how many there were."""
    if row.figure.qualifier in MISSING or (row.n and row.unit != "percent"):
        return ""
    return "%" if row.unit == "percent" else "patient" if row.figure.text == "1" else "patients"


def _number(row: FigureRow, *, unit: bool) -> str:
    """A percentage or a number of patients, `13 of 66` where it is said of how many; a figure that is a word is that word."""
    figure = row.figure
    if figure.qualifier in MISSING:
        return figure.text
    text = figure.value if row.unit == "percent" and "/" in figure.text and figure.value else figure.text
    of = f" of {row.n}" if row.n and row.unit != "percent" else ""
    return f"{text}{of}{f' {_unit(row)}' if unit else ''}".rstrip()


def _best(rows: Iterable[FigureRow], bands: Sequence[str], found: Sequence[Report]) -> FigureRow | None:
    """Of the rows in some bands that of the first report that has one; of the first band; a percentage before a number."""
    order = {row.path: index for index, report in enumerate(found) for row in report.rows}

    def rank(row: FigureRow) -> tuple[object, ...]:
        return order[row.path], bands.index(row.grade), row.unit != "percent"

    return min((row for row in rows if row.grade in bands and row.path in order), key=rank, default=None)


def stopped_words(told: Sequence[Figures], notes: Footnotes) -> str:
    """`stopped 19 v 4 % †`: for adverse events; where none of these was read, by the printed words for a reason not stated.

    Of several prints the one that says no more than its topic, then that of most arms.
    """
    prints: dict[tuple[bool, str, str, str, str, str], list[list[FigureRow]]] = {}
    for index, figures in enumerate(told):
        for what, row in figures:
            is_for_harm = what == STOPPED_FOR_HARM.name and (tells_of_any_harm(row.term) or row.grade == LED_TO_STOP)
            is_unsaid = what == STOPPED_OTHERWISE.name and not names_a_reason(row.term)
            if row.population == ALL and (is_for_harm or is_unsaid):
                key = (is_for_harm, row.term, row.grade, row.period, row.cut, row.place.source)
                prints.setdefault(key, [[] for _ in told])[index].append(row)
    if not prints:
        has_groups = any(what == STOPPED_FOR_HARM.name and row.population != ALL for figures in told for what, row in figures)
        return "stopped: of subgroups alone" if has_groups else ""
    best = max(prints, key=lambda key: (key[0], STOPPED_FOR_HARM.says_all_of(key[1]), sum(map(bool, prints[key]))))
    arms = [[min(rows, key=lambda row: row.unit != "percent")] if rows else [None] for rows in prints[best]]
    rows = [row for arm in arms for row in arm if row]
    first = rows[0]
    term = "adverse events that led to discontinuation" if first.grade == LED_TO_STOP else begun_small(first.term)
    said = ", ".join(filter(None, (term, "" if best[0] else "reason not stated", first.period)))
    is_footnote = best[0] and not (STOPPED_FOR_HARM.says_all_of(first.term) and not first.period)
    texts = [*([said] if is_footnote else []), *(text for row in rows for text in row.shorts)]
    return _in_one_piece(f"{'stopped' if best[0] else f'{said},'} {_side_by_side(arms)}") + notes.say(texts)
