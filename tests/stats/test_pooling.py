"""Pooling, pinned to published examples; tests/stats/test_reference.py holds the grid against metafor."""

from __future__ import annotations

import math
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evtrials.errors import NotInstalled
from evtrials.stats import Effect, effect_of_ratio
from evtrials.stats.pooling import heterogeneity, i2_interval_of_q, i2_of_h, pool, prediction_interval

# The BCG vaccine trials, log relative risks of Colditz GA et al. JAMA 1994;271:698-702 as in Viechtbauer W. J Stat Softw 2010;36(3),
# out of their counts: vaccinated with tuberculosis and without, and the controls.
BCG_COUNTS = [
    (4, 119, 11, 128), (6, 300, 29, 274), (3, 228, 11, 209), (62, 13536, 248, 12619), (33, 5036, 47, 5761), (180, 1361, 372, 1079),
    (8, 2537, 10, 619), (505, 87886, 499, 87892), (29, 7470, 45, 7232), (17, 1699, 65, 1600), (186, 50448, 141, 27197),
    (5, 2493, 3, 2338), (27, 16886, 29, 17825),
]  # fmt: skip
BCG = [
    Effect(math.log(a * (c + d) / (c * (a + b))), math.sqrt(1 / a - 1 / (a + b) + 1 / c - 1 / (c + d)))
    for a, b, c, d in BCG_COUNTS
]
# Riley RD et al. BMJ 2011;342:d549, the ten trials of antihypertensives, as the R package pimeta has them.
RILEY = [
    Effect(*each)
    for each in zip(
        (0, 0.10, -0.40, -0.80, -0.63, 0.22, -0.34, -0.51, 0.03, -0.81),
        (0.42347717, 0.21939179, 0.02551067, 0.19898325, 0.30102594, 0.30102594, 0.07142988, 0.10204269, 0.12245123, 0.30102594),
        strict=True,
    )
]
# The same on every machine, however long the first example takes, which loads scipy.
FEW = settings(max_examples=30, deadline=None, derandomize=True)
effects = st.lists(
    st.builds(Effect, st.floats(-3, 3), st.floats(0.01, 2)), min_size=2, max_size=8
)


def test_bcg_common_effect():
    """metafor 3.8.1: mean -0.430285, standard error 0.040499, -0.509661 to -0.350909; nothing varies between trials."""
    found = pool(BCG, "common")
    assert (-0.430285, 0.040499) == tuple(round(number, 6) for number in found.effect)
    assert (-0.509661, -0.350909) == tuple(round(number, 6) for number in found.estimate.span)
    assert (0.0, None) == (found.tau2, found.df)


@pytest.mark.parametrize(
    ("method", "tau2", "plain", "adjusted"),
    [
        ("DL", 0.308760, (-0.714117, 0.178742, -1.064445, -0.363789), (-0.714117, 0.180697, -1.107821, -0.320413)),
        ("PM", 0.318068, (-0.714968, 0.180892, -1.069510, -0.360426), (-0.714968, 0.180892, -1.109098, -0.320838)),
        ("REML", 0.313243, (-0.714532, 0.179782, -1.066898, -0.362167), (-0.714532, 0.180792, -1.108444, -0.320621)),
    ],
)
def test_bcg_random_effects(method, tau2, plain, adjusted):
    """tau2, mean, error and limits, normal and by Hartung and Knapp, as metafor 3.8.1 (REML also Viechtbauer 2010, section 3)."""
    for test, expected in (("normal", plain), ("HKSJ", adjusted)):
        found = pool(BCG, method, test)
        assert (tau2, *expected) == pytest.approx((found.tau2, *found.effect, *found.estimate.span), abs=6e-7)


def test_bcg_heterogeneity():
    """Viechtbauer 2010 prints Q 152.23, df 12, and I2 92.22 by tau2; by Q it is 92.12."""
    found = heterogeneity(BCG)
    assert (152.2330, 12, 92.1173) == (round(found.q, 4), found.df, round(found.i2, 4))
    assert "2.00e-26" == f"{found.p:.2e}"
    assert (88.316, 94.682) == tuple(round(limit, 3) for limit in found.i2_interval)


def test_bcg_prediction_interval():
    """metafor 3.8.1: with df k - 2 and the normal error, -2.008376 to 0.579311; with k - 1 and Hartung-Knapp's other limits."""
    plain = prediction_interval(pool(BCG), "k-2")
    adjusted = prediction_interval(pool(BCG, test="HKSJ"))
    assert (-2.008376, 0.579311) == tuple(round(limit, 6) for limit in plain.span)
    assert (-1.996017, 0.566952) == tuple(round(limit, 6) for limit in adjusted.span)


def test_riley_prediction_interval():
    """Riley 2011 prints -0.33 (-0.48 to -0.18), I2 70.5 %, prediction -0.76 to 0.09 (k - 2); REML has tau2 0.069959."""
    found = pool(RILEY, "DL")
    assert (-0.33, -0.48, -0.18) == tuple(round(number, 2) for number in found.estimate)
    assert (0.02825, 70.5) == (round(found.tau2, 5), round(heterogeneity(RILEY).i2, 1))
    assert (-0.76, 0.09) == tuple(round(limit, 2) for limit in prediction_interval(found, "k-2").span)
    assert (0.069959, -0.328740) == (round(pool(RILEY).tau2, 6), round(pool(RILEY).effect.value, 6))
    adjusted = prediction_interval(pool(RILEY, test="HKSJ"), "k-2")
    assert (-0.988730, 0.331251) == tuple(round(limit, 6) for limit in adjusted.span)


def test_three_hazard_ratios():
    """0.43 (0.35-0.54), 0.77 (0.65-0.92), 0.78 (0.63-0.97) by metafor 3.8.1, PM to the end: numbers alone, not to be pooled."""
    three = [effect_of_ratio(*each) for each in ((0.43, 0.35, 0.54), (0.77, 0.65, 0.92), (0.78, 0.63, 0.97))]
    assert (0.656380, 0.585197, 0.736220) == tuple(round(number, 6) for number in pool(three, "common").ratio)
    assert (0.638537, 0.440779, 0.925022) == tuple(round(number, 6) for number in pool(three, "DL").ratio)
    assert (0.275176, 1.481707) == tuple(round(limit, 6) for limit in pool(three, "DL", "HKSJ").ratio.span)
    assert [0.09658240, 0.10418316, 0.10338913] == [round(pool(three, method).tau2, 8) for method in ("DL", "PM", "REML")]
    found = heterogeneity(three)
    assert (20.319681, 3.86934e-05) == (round(found.q, 6), float(f"{found.p:.5e}"))


def test_interval_of_i2_by_the_formula_of_higgins_and_thompson():
    """Stat Med 2002;21:1539-58: Q 9.95 of 7 trials gives I2 39.7 % (0 to 74.6), worked in R; of two trials there is none."""
    assert 39.7 == round(i2_of_h(math.sqrt(9.95 / 6)), 1)
    assert (0, 74.6) == tuple(round(limit, 1) for limit in i2_interval_of_q(9.95, 7))
    assert i2_interval_of_q(9.95, 2) is None


def test_the_conservative_form_is_never_narrower_than_the_normal_error():
    """Two effects that agree: Hartung-Knapp's error nearly vanishes, the conservative one is that of the normal test."""
    alike = [Effect(-0.5, 0.1), Effect(-0.501, 0.2)]
    normal, plain, conservative = (pool(alike, "REML", test).effect.se for test in ("normal", "HKSJ", "HKSJ conservative"))
    assert plain < normal / 100
    assert normal == conservative


def test_equal_effects_have_no_error_by_hartung_and_knapp():
    """The test is then infinitely sure, and says so without a division by 0."""
    assert (0.0, 0.0) == (pool([Effect(1, 0.1)] * 3, test="HKSJ").effect.se, pool([Effect(1, 0.1)] * 3, test="HKSJ").p)
    assert pool([Effect(0, 0.1)] * 3, test="HKSJ").p == 1


def test_two_effects_by_hand():
    """0 and 1 with errors 1 and 2: weights 4/5 and 1/5, mean 0.2, variance 0.8, Q 0.2."""
    found = pool([Effect(0, 1), Effect(1, 2)], "common")
    assert (0.8, 0.2) == pytest.approx(found.weights)
    assert (0.2, math.sqrt(0.8)) == pytest.approx(found.effect)
    assert 0.2 == pytest.approx(heterogeneity([Effect(0, 1), Effect(1, 2)]).q)


@pytest.mark.parametrize(
    "call",
    [
        lambda: pool([Effect(0, 1)]),
        lambda: pool([]),
        lambda: pool([Effect(0, 1), Effect(1, 0)]),
        lambda: pool([Effect(0, 1), Effect(math.nan, 1)]),
        lambda: pool([Effect(0, 1), Effect(0, math.inf)]),
        lambda: pool(RILEY, "common", "HKSJ"),
        lambda: pool(RILEY, "SJ"),
        lambda: heterogeneity([Effect(0, 1)]),
        lambda: prediction_interval(pool(RILEY, "common")),
        lambda: prediction_interval(pool(RILEY[:2]), "k-2"),
    ],
    ids=["one", "none", "no error", "no number", "no weight", "HKSJ of one effect", "unknown method", "Q of one",
         "prediction of a common effect", "k - 2 of two"],
)  # fmt: skip
def test_what_cannot_be_pooled_is_refused(call):
    """Nothing is made up where there is nothing to compute."""
    with pytest.raises(ValueError):
        call()


def test_without_scipy_the_extra_is_named(monkeypatch):
    """What needs no quantile of t is still computed."""
    for module in ("scipy", "scipy.optimize"):
        monkeypatch.setitem(sys.modules, module, None)
    assert -0.4303 == round(pool(BCG, "common").effect.value, 4)
    assert 0.3088 == round(pool(BCG, "DL").tau2, 4)
    for method, test in (("DL", "HKSJ"), ("PM", "normal"), ("REML", "normal")):
        with pytest.raises(NotInstalled, match=r"scipy is not installed; install it with: pip install 'evtrials\[stats\]'"):
            pool(BCG, method, test)


@FEW
@given(effects)
def test_the_common_effect_lies_within_its_inputs(given):
    """No mean lies outside what it is a mean of; its error is smaller than each."""
    found = pool(given, "common")
    assert min(given)[0] - 1e-12 <= found.effect.value <= max(given)[0] + 1e-12
    assert found.effect.se < min(each.se for each in given)
    assert 1 == pytest.approx(sum(found.weights))


@FEW
@given(effects, st.integers(0, 7), st.floats(1.01, 10))
def test_widening_an_interval_never_raises_its_weight_in_the_common_effect(given, index, factor):
    """It holds for the common effect; of random effects tau2 moves as well, and it does not hold."""
    index %= len(given)
    wider = [Effect(each.value, each.se * factor) if place == index else each for place, each in enumerate(given)]
    assert pool(wider, "common").weights[index] <= pool(given, "common").weights[index]


@FEW
@given(effects, st.sampled_from(["DL", "PM", "REML"]), st.sampled_from(["normal", "HKSJ", "HKSJ conservative"]))
def test_a_swap_of_arms_negates(given, method, test):
    """The reciprocal of every ratio has the reciprocal mean and limits; what varies between trials is the same."""
    found, swapped = pool(given, method, test), pool([each.reversed() for each in given], method, test)
    assert tuple(found.estimate.reversed()) == pytest.approx(tuple(swapped.estimate), rel=1e-6, abs=1e-6)
    assert found.tau2 == pytest.approx(swapped.tau2, rel=1e-6, abs=1e-9)


@FEW
@given(effects)
def test_paule_and_mandel_explain_exactly_what_chance_leaves(given):
    """At their tau2 the weighted squares around the mean are k - 1, unless they are fewer from 0 on."""
    tau2 = pool(given, "PM").tau2
    explained = heterogeneity([Effect(each.value, math.sqrt(each.se**2 + tau2)) for each in given]).q
    assert explained == pytest.approx(len(given) - 1, rel=1e-6) if tau2 else explained <= len(given) - 1
