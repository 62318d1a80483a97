"""The figures of a contrast in short, as screens of several trials say them: `7.8 v 3.2 months`, then the effect with its p."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evtrials.evidence.rows import RATIOS
from evtrials.notation.spaces import NBSP, unbroken
from evtrials.questions import phrases
from evtrials.questions.answer import Ratio

if TYPE_CHECKING:
    from evtrials.evidence.rows import FigureRow

# What a figure counts that its unit does not name: of so many patients so many deaths.
_COUNTED = ("deaths", "events")


def short_figure(row: FigureRow, *, unit: bool = True) -> str:
    """A figure without its interval, which `show` has; its mark stays: `7.8 months`, `12.6 % †`."""
    return unbroken(phrases.figure(phrases.without_interval(row), unit=unit))


def arms_in_short(first: FigureRow | None, second: FigureRow | None, *, silent: str = "", between: str = "v") -> str:
    """Both arms, `7.8 v 3.2 months`; the unit once where it is one, and not where a heading says it (`silent`).

    between: `and` for arms that nobody compares.

    What is counted stands before the figures, where no unit says it: `deaths 112 of 896 v 119 of 896`.
    """
    told = [row for row in (first, second) if row is not None]
    if not told:
        return ""
    noun = told[0].measure if told[0].measure in _COUNTED and told[0].unit != told[0].measure else ""
    unsaid = (silent, "participants") if noun and not any(row.n for row in told) else (silent,)
    same = len({row.unit for row in told}) == 1
    units = [row.unit not in unsaid and (row is told[-1] or row.unit == "percent" or not same) for row in told]
    texts = phrases.marked_once(*(short_figure(row, unit=unit) for row, unit in zip(told, units, strict=True)))
    return f"{noun}{NBSP}{f' {between}{NBSP}'.join(texts)}".lstrip(NBSP)


def effect_in_short(effect: FigureRow, *tests: FigureRow) -> str:
    """An effect with its interval and its p: `HR 0.45 (0.38 to 0.54), p <0.0001 one-sided`; breaks before the bracket alone."""
    estimate = phrases.flowing(phrases.effect(effect)) if effect.measure != "test" else ""
    values = dict.fromkeys(unbroken(phrases.p_value(row)) for row in (effect, *tests) if row.p)
    return ", ".join(phrases.marked_once(estimate, *values))


def ratio_of(effect: FigureRow | None) -> Ratio | None:
    """An effect as it is drawn; None of what is no ratio, or has no number."""
    if effect is None or effect.measure not in RATIOS or not effect.figure.number:
        return None
    value = float(effect.figure.value)
    if not effect.figure.has_interval:
        return Ratio(None, value, None)
    low, high = effect.figure.limit_digits
    return Ratio(float(low or 0), value, float(high or "inf"))
