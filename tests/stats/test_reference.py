"""Every number against R: the scripts in reference/ print it, their output is kept beside them, and ours must be equal to it.

tests/stats/reference/*.R are run by hand (`Rscript pooling.R > pooling.csv`, in that folder), and by the slow test below.
"""

from __future__ import annotations

import csv
import math
import shutil
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from evtrials import stats
from evtrials.stats import Effect, Estimate, two_by_two
from evtrials.stats.absolute import from_ratio, number_needed
from evtrials.stats.distributions import chi_square_p, t_quantile, t_two_sided_p
from evtrials.stats.indirect import difference
from evtrials.stats.pooling import Test, heterogeneity, pool, prediction_interval
from evtrials.stats.survival import Observation, estimate_at, hazard_ratio, kaplan_meier, median_time
from evtrials.stats.two_by_two import TwoByTwo

FOLDER = Path(__file__).parent / "reference"
# How many lines each script prints: what is compared cannot quietly become less.
CASES = {"pooling": 268, "counts": 74, "ratios": 406, "survival": 600}
NOTHING = (None, None, None)


@cache
def kept(name: str) -> list[dict[str, str]]:
    """The lines that a script printed, by column; an empty cell is a number that R does not give."""
    return list(csv.DictReader((FOLDER / f"{name}.csv").read_text(encoding="utf-8").splitlines()[1:]))


def told(row: dict[str, str], *columns: str) -> list[float | None]:
    """Numbers of a line."""
    return [float(row[column]) if row[column] else None for column in columns]


def is_equal(expected: list[float | None], found: tuple[float | None, ...], relative: float = 1e-9, absolute: float = 1e-6) -> bool:
    """Whether each is R's to a millionth, and nothing is given where R gives nothing, or the other way round."""
    return len(expected) == len(found) and all(
        one is other is None or (one is not None and other is not None and math.isclose(one, other, rel_tol=relative, abs_tol=absolute))
        for one, other in zip(expected, found, strict=True)
    )


def test_the_grid_has_not_shrunk() -> None:
    """Each script has its output, each output as many cases as are told here."""
    assert CASES.keys() | {"printing"} == {path.stem for path in FOLDER.glob("*.R")}
    assert CASES == {name: len(kept(name)) for name in CASES}


def effects_of(row: dict[str, str]) -> list[Effect]:
    """The effects of a line."""
    return [Effect(float(value), float(se)) for value, se in zip(row["y"].split(), row["se"].split(), strict=True)]


def test_pooling_as_metafor() -> None:
    """tau2, mean, error, limits, p, weights' Q and I2 of common effect, DL, PM and REML, each at 90, 95 or 99 %."""
    for row in kept("pooling"):
        effects, level = effects_of(row), float(row["level"])
        found, spread = pool(effects, row["method"], level=level), heterogeneity(effects, level)
        got = (found.tau2, *found.effect, *found.estimate.span, found.p, spread.q, spread.p, spread.i2)
        assert is_equal(told(row, "tau2", "value", "error", "low", "high", "p", "q", "q_p", "i2_q"), got), (row["set"], row["method"], got)


def test_small_p_values_as_metafor() -> None:
    """A p value of 1e-20 is right to its digits as well, not only within a millionth."""
    for row in kept("pooling"):
        effects = effects_of(row)
        got = (pool(effects, row["method"], level=float(row["level"])).p, heterogeneity(effects).p)
        assert told(row, "p", "q_p") == pytest.approx(got, rel=2e-6, abs=1e-300), row["set"]


@pytest.mark.parametrize(("test", "prefix"), [("HKSJ", "hk"), ("HKSJ conservative", "careful")])
def test_hartung_and_knapp_as_metafor(test: Test, prefix: str) -> None:
    """Error, limits and p, plain and with a factor of at least 1 (metafor's tests "knha" and "adhoc")."""
    for row in kept("pooling"):
        if row["method"] != "common":
            effects = effects_of(row)
            found = pool(effects, row["method"], test, float(row["level"]))
            got = (found.effect.se, *found.estimate.span, found.p)
            columns = [f"{prefix}_{name}" for name in ("error", "low", "high", "p")]
            assert is_equal(told(row, *columns), got), (row["set"], got)


def test_prediction_as_metafor() -> None:
    """By Hartung-Knapp's error and k - 1 degrees of freedom as metafor's predict; by the normal error and k - 2."""
    for row in kept("pooling"):
        if row["method"] != "common":
            effects, level = effects_of(row), float(row["level"])
            got = prediction_interval(pool(effects, row["method"], "HKSJ", level)).span
            assert is_equal(told(row, "prediction_low", "prediction_high"), got), (row["set"], got)
            if len(effects) > 2:
                got = prediction_interval(pool(effects, row["method"], level=level), "k-2").span
                assert is_equal(told(row, "prediction2_low", "prediction2_high"), got), (row["set"], got)


def test_counts_as_r() -> None:
    """Score and exact interval of a share, Newcombe's and the simple interval of a difference, odds and risk ratio, Fisher's p."""
    for row in kept("counts"):
        table, level = TwoByTwo(*(int(row[name]) for name in ("first", "first_n", "second", "second_n"))), float(row["level"])
        shares = (*stats.wilson(table.first, table.first_n, level), *stats.clopper_pearson(table.first, table.first_n, level))
        differences = (*two_by_two.newcombe_difference(table, level).span, *two_by_two.wald_difference(table, level).span)
        ratios = [ratio(table, level, add=0.5) or NOTHING for ratio in (two_by_two.odds_ratio, two_by_two.risk_ratio)]
        got = (*shares, *differences, *ratios[0], *ratios[1], two_by_two.fisher_p(table))
        assert is_equal(told(row, *list(row)[5:]), got), (table, level, got)


def results(what: str, a: float, b: float, c: float, d: float) -> tuple[float, ...]:
    """Ours for a line of ratios.csv, as `what` names it."""
    match what:
        case "interval":
            return tuple(stats.effect_of_ratio(a, b, c, d))
        case "p of interval":
            return stats.effect_of_ratio(a, b, c, d).p, stats.se_of_log_ratio(b, c, d)
        case "p":
            return *(found := stats.effect_of_p(a, b, int(c))).interval(), found.se
        case "difference":
            return *(found := difference(Effect(a, b), Effect(c, d))).interval(), found.p
        case "event-free":
            treated, gain = of_ratio("hazard ratio", a, b, True)
            return (treated, *([] if b == 1 else [number_needed(gain).value]))
        case "t":
            return t_quantile(a, int(b)), t_two_sided_p(a / 40, int(b))
        case "chi-square":
            return (chi_square_p(a, int(b)),)
        case _:
            return (of_ratio(what, a, b, False)[0],)


def of_ratio(measure: str, baseline: float, ratio: float, event_free: bool) -> tuple[float, Estimate]:
    """The share with the treatment, and its difference from the baseline."""
    found = from_ratio(measure, baseline, Estimate(ratio, ratio, ratio), event_free)
    return found.treated.value, found.difference


def test_ratios_differences_and_distributions_as_r() -> None:
    """Standard errors and p from intervals, intervals from p, differences of effects, absolute effects, t and chi-square."""
    for row in kept("ratios"):
        expected = [number for number in told(row, "value", "low", "high", "extra") if number is not None]
        got = results(row["what"], *(number or 0 for number in told(row, "a", "b", "c", "d")))
        assert is_equal(expected, got), (row, got)


def drawn() -> Iterator[int]:
    """The states of the generator in reference/printing.R (Park SK, Miller KW. Commun ACM 1988;31:1192-201)."""
    state = 20261201
    while True:
        state = 16807 * state % 2147483647
        yield state


@cache
def groups() -> list[tuple[list[Observation], list[Observation], int]]:
    """The 600 pairs of groups that reference/survival.R draws, and the time at which it asks for each."""
    states = drawn()

    def group() -> list[Observation]:
        size, last, share = 1 + next(states) % 25, 1 + next(states) % 20, next(states) % 11
        return [Observation(1 + next(states) % last, next(states) % 10 < share) for _ in range(size)]

    return [(group(), group(), next(states) % 12) for _ in range(600)]


def test_both_languages_draw_the_same_patients() -> None:
    """Patients and events of each pair are those of R."""
    assert [(row["patients"], row["events"]) for row in kept("survival")] == [
        (str(len(first + second)), str(sum(one.event for one in first + second))) for first, second, _ in groups()
    ]


def test_hazard_ratios_as_coxph() -> None:
    """Every finite answer of 600 pairs is R's to 7 digits; where R warns that it may be infinite, and only there, there is none."""
    rows = kept("survival")
    assert [342, 258] == [sum(bool(row["ratio"]) is found for row in rows) for found in (True, False)]
    for row, (first, second, _) in zip(rows, groups(), strict=True):
        got = hazard_ratio(first, second) or NOTHING
        assert is_equal(told(row, "ratio", "low", "high"), got, relative=1e-7, absolute=0), (row, got)


def test_the_second_group_against_the_first_has_the_reciprocal() -> None:
    """Of every pair, limits changed over, separated or not."""
    for first, second, _ in groups():
        found, turned = hazard_ratio(first, second), hazard_ratio(second, first)
        assert (found is None) == (turned is None)
        if found and turned:
            assert (1 / found.value, 1 / found.high, 1 / found.low) == pytest.approx(turned, rel=1e-7)


def test_survival_as_survfit() -> None:
    """Survival at a time with its limits, and the median with its limits; nobody left or nobody seen any more has none."""
    for row, (first, _, time) in zip(kept("survival"), groups(), strict=True):
        steps = kaplan_meier(first)
        expected = told(row, "alive", "alive_low", "alive_high")
        assert is_equal(expected if expected[1] is not None else [*NOTHING], estimate_at(steps, time) or NOTHING), row
        assert is_equal(told(row, "median", "median_low", "median_high"), median_time(steps)), row


@pytest.mark.slow
@pytest.mark.parametrize("name", CASES)
def test_the_scripts_print_what_is_kept(name: str) -> None:
    """R, metafor and survival make the numbers again; another version of them may differ in the last of ten digits."""
    if shutil.which("Rscript") is None:
        pytest.skip("needs R: Rscript is not installed here")
    package = "survival" if name == "survival" else "metafor"
    if subprocess.run(["Rscript", "-e", f"library({package})"], capture_output=True).returncode:
        pytest.skip(f"needs R's package {package}, which is not installed here")
    done = subprocess.run(["Rscript", f"{name}.R"], cwd=FOLDER, capture_output=True, text=True, check=True)
    printed = list(csv.DictReader(done.stdout.splitlines()[1:]))
    assert len(printed) == len(kept(name))
    for row, again in zip(kept(name), printed, strict=True):
        for column, cell in row.items():
            assert again[column] == cell or float(again[column]) == pytest.approx(float(cell), rel=1e-8, abs=1e-10), (column, row)
