"""The figures of a contrast in short, as screens of several trials say them: `7.8 v 3.2 months`, then the effect with its p."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evtrials.evidence.rows import RATIOS
from evtrials.questions import phrases
from evtrials.questions.answer import Ratio

if TYPE_CHECKING:
    from evtrials.evidence.rows import FigureRow


def short_figure(row: FigureRow, *, unit: bool = True) -> str:
    """A figure without its interval, which `show` has; its mark stays: `7.8 months`, `12.6 % †`."""
    return phrases.unbroken(phrases.figure(phrases.without_interval(row), unit=unit))


def arms_in_short(first: FigureRow | None, second: FigureRow | None, *, silent: str = "") -> str:
    """Both arms, `7.8 v 3.2 months`; the unit once where it is one, and not where a heading says it (`silent`)."""
    if first is None or second is None:
        known = first or second
        return short_figure(known, unit=known.unit != silent) if known else ""
    same = first.unit == second.unit
    own = first.unit != silent and (first.unit == "percent" or not same)
    return f" v{phrases.NBSP}".join(
        phrases.marked_once(short_figure(first, unit=own), short_figure(second, unit=second.unit != silent))
    )


def effect_in_short(effect: FigureRow, *tests: FigureRow) -> str:
    """An effect with its interval and its p: `HR 0.45 (0.38 to 0.54), p <0.0001 one-sided`; breaks before the bracket alone."""
    estimate = phrases.flowing(phrases.effect(effect)) if effect.measure != "test" else ""
    values = dict.fromkeys(phrases.unbroken(phrases.p_value(row)) for row in (effect, *tests) if row.p)
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
