"""The logarithm of a ratio with its error: what is derived from a printed interval, and what is not."""

from __future__ import annotations

import pytest

from evtrials.evidence.log_ratios import log_ratio
from evtrials.evidence.rows import Contrast, FigureRow, Place
from evtrials.notation.closed_words import Measure
from evtrials.notation.figures import parse_estimate
from evtrials.trial.identity import AnalysisKey


def row(text: str, measure: Measure = "hazard ratio", *, is_turned: bool = False) -> FigureRow:
    """An effect as printed."""
    contrast = Contrast("eve", "pbo", "everolimus", is_turned)
    place = Place("Doe2020", "Abstract", "abstract")
    return FigureRow("toy", AnalysisKey("endpoints", "pfs", "Doe2020"), "effect", place, parse_estimate(text), contrast=contrast, measure=measure)


def test_it_is_of_the_printed_level() -> None:
    """The same limits at 90 % mean a larger error than at 95 %: ln(0.97 / 0.57) over twice 1.959964, and twice 1.644854."""
    found = [log_ratio(row(text)) for text in ("0.74 (0.57 to 0.97)", "0.74 (90 % CI 0.57 to 0.97)")]
    assert [(-0.301105, 0.135630), (-0.301105, 0.161613)] == [(round(each.value, 6), round(each.se, 6)) for each in found if each]


def test_it_is_turned_to_the_experimental_arm() -> None:
    """A ratio of the control to the other arm has the sign of its reciprocal, the same error, and says so."""
    plain, turned = log_ratio(row("1.25 (1.00 to 1.60)")), log_ratio(row("1.25 (1.00 to 1.60)", is_turned=True))
    assert plain is not None
    assert turned is not None
    assert (-plain.value, plain.se, f"{plain.derived_from}, reciprocal") == turned


@pytest.mark.parametrize(
    ("text", "measure"),
    [
        ("0.45", "hazard ratio"),
        ("0.45 (0.50 to 0.60)", "hazard ratio"),
        ("<0.45", "hazard ratio"),
        ("0.80 (0.40 to not reached)", "hazard ratio"),
        ("0.71 (95 % CI to 0.94)", "hazard ratio"),
        ("0.43 (CI 0.35 to 0.54)", "hazard ratio"),
        ("0.43 (95 % CrI 0.35 to 0.54)", "hazard ratio"),
        ("not reached", "hazard ratio"),
        ("5.0 (1.0 to 9.0)", "difference"),
    ],
)
def test_nothing_is_derived_from_less_than_a_two_sided_interval(text: str, measure: Measure) -> None:
    """No interval, one beside the ratio, a bound, a limit in words or not printed, no level, a credible interval, a difference."""
    assert log_ratio(row(text, measure)) is None
