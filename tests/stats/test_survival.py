"""Kaplan-Meier, medians and hazard ratios against values worked by hand and against R."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from evtrials.stats.survival import (
    Observation,
    at_risk,
    hazard_ratio,
    kaplan_meier,
    median_time,
    one_step_log_hazard_ratio,
    survival_at,
)
from evtrials.trial.curve_data import read_curve

CURVES = Path(__file__).parents[2] / "trials" / "curves"


def group(*times: float, censored: tuple[float, ...] = ()) -> tuple[Observation, ...]:
    """Patients with an event at each time, and some censored."""
    return (*(Observation(time, True) for time in times), *(Observation(time, False) for time in censored))


def test_survival_falls_at_events_alone() -> None:
    """Five patients, events at 2 and 4, one censored at 3: 4/5, then 4/5 x 2/3... by hand; nothing falls at 3."""
    steps = kaplan_meier(group(2, 4, censored=(3, 5, 6)))
    assert [(2, 5, 1, 0), (3, 4, 0, 1), (4, 3, 1, 0), (5, 2, 0, 1), (6, 1, 0, 1)] == [
        (step.time, step.at_risk, step.events, step.censored) for step in steps
    ]
    assert [0.8, 0.8, 0.8 * 2 / 3] == pytest.approx([step.survival for step in steps[:3]])


def test_survival_before_the_first_step_is_one() -> None:
    """Before anything is seen all survive; a step holds from its own time on."""
    steps = kaplan_meier(group(2, 4))
    assert [1.0, 0.5, 0.5, 0.0] == [survival_at(steps, time) for time in (1.9, 2, 3.9, 4)]


def test_who_leaves_at_a_time_is_at_risk_at_it() -> None:
    """Numbers at risk count those whose time is the time asked for."""
    assert [3, 3, 1] == [at_risk(group(2, 2, 4), time) for time in (0, 2, 3)]


def test_limits_by_greenwood() -> None:
    """One of four dead: log survival has variance 1 / (4 x 3)."""
    step = kaplan_meier(group(1, censored=(2, 3, 4)))[0]
    assert [0.4259, 1.0] == [pytest.approx(step.low, abs=1e-4), step.high]


def test_median_at_exactly_one_half_is_the_middle_of_the_step() -> None:
    """Survival is 1/2 from 2 to 4, so the median is 3."""
    assert 3 == median_time(kaplan_meier(group(1, 2, 4, 5)))[0]


def test_median_not_reached() -> None:
    """Where survival stays above one half there is no median, whatever its lower limit."""
    assert median_time(kaplan_meier(group(1, censored=(2, 3, 4))))[0] is None


def test_equal_groups_have_a_hazard_ratio_of_one() -> None:
    """The same times in both groups: no difference, and an interval around 1."""
    ratio, (low, high) = hazard_ratio(group(1, 2, 2, 5), group(1, 2, 2, 5))
    assert pytest.approx(1) == ratio
    assert pytest.approx(1) == low * high


def test_a_hazard_ratio_in_one_step() -> None:
    """Of two patients the first has the event first: 1 seen and 1/2 expected, with variance 1/4, by hand; then nobody is beside."""
    assert 2.0 == one_step_log_hazard_ratio(group(1), group(2))
    assert -2.0 == one_step_log_hazard_ratio(group(2), group(1))
    assert 0.0 == one_step_log_hazard_ratio(group(1, 2), group(1, 2))
    assert one_step_log_hazard_ratio(group(1, 2), group(censored=(0.5,))) is None


def test_a_hazard_ratio_in_one_step_where_one_group_has_no_event() -> None:
    """It is there, where a fitted one runs off; one patient against many gives a number too."""
    assert (one_step_log_hazard_ratio(group(1, 2, 3), group(censored=(4, 5, 6))) or 0) > 1
    assert pytest.approx(10_001) == one_step_log_hazard_ratio(group(1), group(censored=(2,) * 10_000))


@pytest.mark.parametrize(
    ("name", "events", "ratio", "medians"),
    [
        (
            "bolero-2-os",
            {"eve": (268, 485), "pbo": (143, 239)},
            (0.902, 0.736, 1.105),
            {"eve": (30.8, 28.1, 34.5), "pbo": (26.5, 22.6, 33.1)},
        ),
        (
            "bolero-3-pfs",
            {"eve": (194, 284), "pbo": (217, 285)},
            (0.781, 0.643, 0.948),
            {"eve": (30.8, 29.3, 36.0), "pbo": (25.3, 24.4, 30.4)},
        ),
    ],
)
def test_the_shipped_curves_give_what_r_gives(
    name: str, events: dict[str, tuple[int, int]], ratio: tuple[float, ...], medians: dict[str, tuple[float, ...]]
) -> None:
    """Counts, medians with limits and hazard ratio are those of R survival 3.5-3 (survfit, coxph, defaults)."""
    found = read_curve(CURVES / f"{name}.csv", ("eve", "pbo"))
    assert events == {arm: (sum(one.event for one in patients), len(patients)) for arm, patients in found.items()}
    value, limits = hazard_ratio(found["eve"], found["pbo"])
    assert ratio == tuple(round(number, 3) for number in (value, *limits))
    assert pytest.approx(ratio[0], abs=0.003) == math.exp(one_step_log_hazard_ratio(found["eve"], found["pbo"]) or 0)
    assert medians == {
        arm: tuple(round(time or 0, 1) for time in median_time(kaplan_meier(patients))) for arm, patients in found.items()
    }
