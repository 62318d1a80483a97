"""Kaplan-Meier, medians and hazard ratios against values worked by hand and against R."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from evtrials.stats.survival import (
    Observation,
    at_risk,
    estimate_at,
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


def test_survival_at_a_time_with_its_limits() -> None:
    """1 before the first step; none after the last time seen, nor where nobody is left, where Greenwood's variance has no end."""
    steps = kaplan_meier(group(1, censored=(2, 3, 4)))
    assert [(1, 1, 1), (0.75, steps[0].low, 1), (0.75, steps[0].low, 1), None] == [estimate_at(steps, time) for time in (0, 1, 4, 4.1)]
    assert estimate_at(kaplan_meier(group(1, 2)), 2) is None
    assert estimate_at((), 0) is None


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
    found = hazard_ratio(group(1, 2, 2, 5), group(1, 2, 2, 5))
    assert found is not None
    ratio, low, high = found
    assert pytest.approx(1) == ratio
    assert pytest.approx(1) == low * high


# All of the first group but one event of the second before the others': nearly separated. The second: 3, then 5 to 22 in turns.
NEARLY = group(1, 2, 4), group(3, *range(5, 23, 2), censored=tuple(range(6, 23, 2)))


def test_nearly_separated_groups_have_the_ratio_that_r_gives() -> None:
    """Where an undamped step runs off the estimate is found: R survival's coxph has 37.9 (3.78 to 379), turned round 1/37.9."""
    found, turned = hazard_ratio(*NEARLY), hazard_ratio(*reversed(NEARLY))
    assert found is not None and turned is not None
    assert ("37.9", "3.78", "379") == tuple(f"{number:.3g}" for number in found)
    assert (1 / found.value, 1 / found.high, 1 / found.low) == pytest.approx(turned)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (group(1, 2, 3), group(4, 5, 6)),
        (group(1, 2), group(censored=(3, 4))),
        (group(censored=(1, 2)), group(censored=(3, 4))),
        (group(censored=(1,)), group(2, 3)),
        (group(1, 2), ()),
        ((), ()),
        (group(2), group(censored=(1, 1))),
    ],
    ids=["all before all", "no event of one", "no event", "nobody there at the events", "nobody in one", "nobody", "nobody beside"],
)
def test_separated_groups_have_no_hazard_ratio(first: tuple[Observation, ...], second: tuple[Observation, ...]) -> None:
    """Where the likelihood rises without end, either way round, no number is given for it."""
    assert hazard_ratio(first, second) is hazard_ratio(second, first) is None


def test_tied_events_by_efron() -> None:
    """Two of two against one of two at one time: slope 0 at h / (h + 1) + ... = 2, which Efron's sum solves; by hand h is found."""
    found = hazard_ratio(group(1, 1), group(1, censored=(2,)))
    assert found is not None
    hazard = found.value
    # Of three tied events a third of the weight of those who have it leaves with each.
    shares = [hazard * (2 - gone * 2) / (hazard * (2 - gone * 2) + 2 - gone) for gone in (0, 1 / 3, 2 / 3)]
    assert pytest.approx(2) == sum(shares)
    assert pytest.approx(1) == (hazard_ratio(group(1), group(1)) or (0,))[0]


def test_a_limit_beyond_all_numbers_is_said_not_computed() -> None:
    """Two events whose weights lie 40,000 apart: estimate and limits are in order, and nothing overflows."""
    many = (2.5,) * 40_000
    found = hazard_ratio(group(1, censored=many), group(2, censored=(1.5,) * 40_000), level=99.99)
    assert found is not None
    assert 0 <= found.low < found.value < found.high


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
    fitted = hazard_ratio(found["eve"], found["pbo"])
    assert fitted is not None
    assert ratio == tuple(round(number, 3) for number in fitted)
    assert pytest.approx(ratio[0], abs=0.003) == math.exp(one_step_log_hazard_ratio(found["eve"], found["pbo"]) or 0)
    assert medians == {
        arm: tuple(round(time or 0, 1) for time in median_time(kaplan_meier(patients))) for arm, patients in found.items()
    }
