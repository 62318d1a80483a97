"""How a contrast is said on a screen: both arms' figures, the effect with its p, patients, where it stands."""

from __future__ import annotations

from collections.abc import Iterable

from evtrials.errors import counted
from evtrials.evidence.contrasts import ContrastLine, total_n
from evtrials.evidence.rows import RATIOS, FigureRow
from evtrials.notation.spaces import NBSP, unbroken
from evtrials.notation.times import DAYS
from evtrials.questions import phrases
from evtrials.trial.model import Trial

NOT_COMPARED = "no comparison seen"
COMPARED_APART = "comparison printed apart"


def shared_time(found: Iterable[ContrastLine]) -> str:
    """The unit of time (months) of every figure of the arms of some lines, for the head of their column; "" if they differ."""
    units = {row.unit for line in found for row in (line.arm_row, line.comparator_row) if row is not None}
    return units.pop() if len(units) == 1 and units <= set(DAYS) else ""


def effect_words(line: ContrastLine) -> str:
    """Ratio with its interval and p, as printed: `HR 0.45 (0.38 to 0.54)`, then the p value on a line of its own."""
    if line.effect is None:
        return (COMPARED_APART if line.compared_apart else NOT_COMPARED) if line.comparator else ""
    parts = [breakable(phrases.effect(line.effect))] if line.effect.measure != "test" else []
    parts += [p_words(row) for row in (line.effect, *line.tests) if row.p]
    return "\n".join(parts)


def suspect_words(trial: Trial, rows: Iterable[FigureRow]) -> str:
    """Of effects under suspicion that a page does not show, how many there are and what does: `2 suspect ratios not shown (...)`;
    "" of none."""
    found = list(rows)
    keys = {row.key for row in found}
    noun = "ratio" if all(row.measure in RATIOS for row in found) else "effect"
    where = f"evtrials trace {trial.id}{f' {found[0].key}' if len(keys) == 1 else ''}" if found else ""
    return f"{counted(len(found), f'suspect {noun}')} not shown ({where})" if found else ""


def n_words(line: ContrastLine) -> str:
    """Patients of both arms, `485 v 239`; of the analysis together, or "not stated"."""
    if line.arm_n or line.comparator_n:
        sides = (line.arm_n, line.comparator_n) if line.comparator else (line.arm_n,)
        return unbroken(" v ".join(side or "?" for side in sides))
    return total if (total := total_n(line)) else "not stated"


def unbroken_n(line: ContrastLine) -> str:
    """The patients as a line of a cell: `n 485 v 239`."""
    return unbroken(f"n {n_words(line)}")


def sources_words(line: ContrastLine) -> str:
    """Each source with its place, in brackets, one to a line."""
    return "\n".join(f"[{phrases.place(row)}]" for row in line.sources)


def p_words(row: FigureRow) -> str:
    """The p value of a row for a narrow column."""
    # The number stays with its sign; a side or a statement may stand on the next line.
    return phrases.p_value(row).replace(" ", NBSP, 1 if row.p and row.p.operator else 2)


def breakable(text: str) -> str:
    """No break inside a figure, nor inside an interval with its level; one before the bracket."""
    return unbroken(text).replace(f"{NBSP}(", " (")
