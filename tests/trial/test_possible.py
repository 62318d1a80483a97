"""Values that no trial can have: none loads, each is told once with its place and the way out, and none reaches a plot."""

from __future__ import annotations

import contextlib
import io
import math
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evtrials.bench.checks import check_paths, examine
from evtrials.cli import run
from evtrials.collection.loading import Loaded, validate
from evtrials.collection.store import Store
from evtrials.errors import DataError
from evtrials.evidence.log_ratios import log_ratio
from evtrials.evidence.rows import RATIOS
from evtrials.trial.reader import read_text

HR, EVE = "hr: 0.45 (0.34 to 0.59)", "eve: 7.8 (6.9 to 8.5)"
OS = "{cut: final, eve: not reached, pbo: 26.6 (22.6 to not reached), src: Doe2020 Abstract}"
COUNT = "{cut: final, measure: count, unit: participants, "


def problems(load_toy: Callable[..., Loaded], *replacements: tuple[str, str]) -> list[tuple[str, str]]:
    """Field and message of every fault of the toy with parts of its text replaced."""
    with pytest.raises(DataError) as error:
        load_toy(*replacements)
    return [(problem.field, problem.message) for problem in error.value.problems]


@pytest.mark.parametrize(
    ("old", "new", "field", "message"),
    [
        (HR, "hr: -0.48 (-0.89 to -0.06)", "pfs.results.1.hr", "no hazard ratio or upper limit of one is 0 or below"),
        (HR, "hr: 0.45 (-0.34 to 0.59)", "pfs.results.1.hr", "no hazard ratio has a limit below 0"),
        (HR, "hr: 0.00 (0.00 to 0.59)", "pfs.results.1.hr", 'is written "<0.01"'),
        (HR, "odds_ratio: 0.45 (0.00 to 0.00)", "pfs.results.1.odds_ratio", "no odds ratio or upper limit of one is 0 or below"),
        (HR, "risk_ratio: -2", "pfs.results.1.risk_ratio", "or whether it is a difference"),
        (HR, "hr: not estimable (-1 to 0.9)", "pfs.results.1.hr", "has a limit below 0"),
        (HR, "hr: 0.45 (0 % CI 0.34 to 0.59)", "pfs.results.1.hr", "no interval is one of 0 %"),
        (HR, "hr: 0.45 (100 % CI 0.34 to 0.59)", "pfs.results.1.hr", "no interval is one of 100 %"),
        (EVE, "measure: hazard ratio, eve: -1", "pfs.results.1.eve", "no hazard ratio"),
        (EVE, "eve: -7.8 (6.9 to 8.5)", "pfs.results.1.eve", "-7.8 (6.9 to 8.5) is below zero"),
        (EVE, "eve: 7.8 (-6.9 to 8.5)", "pfs.results.1.eve", "is below zero"),
        (EVE, "eve: <0", "pfs.results.1.eve", "<0 is below zero"),
        (EVE, "eve: -1 to 3", "pfs.results.1.eve", "is below zero"),
        (EVE, "eve: 7.8 (range -1 to 9)", "pfs.results.1.eve", "is below zero"),
        (EVE, "eve: 7.8 (SD -1)", "pfs.results.1.eve", "a standard deviation is not below zero"),
        (EVE, "n: {eve: 0}, eve: 7.8", "pfs.results.1.eve", "of no patients there is no figure"),
        (EVE, "n: 0, eve: 7.8", "pfs.results.1.eve", "of no patients there is no figure"),
        (OS, COUNT + "eve: -3, src: Doe2020 A}", "os.results.0.eve", "-3 is below zero"),
        (OS, COUNT + "eve: 12.5, src: Doe2020 A}", "os.results.0.eve", "12.5 is no whole number of participants"),
        (OS, "{cut: final, measure: rate, unit: percent, eve: 0/0, src: Doe2020 A}", "os.results.0.eve", "of no patients"),
        (OS, "{cut: final, measure: probability, unit: ratio, eve: 1.2, src: Doe2020 A}", "os.results.0.eve", "from 0 to 1;"),
        ("n: 200,", "n: 0,", "arms.eve.n", "an arm of no patients has no results"),
        ("n: {eve: 199, pbo: 100}", "n: {eve: 0, pbo: 100}", "safety.0.rows.Diarrhoea.0", "of no patients"),
        ("followup: 18 months", "followup: 18 months (range -3 to 40)", "cuts.final.followup", "is below zero"),
        ("events: 210", "events: <0", "cuts.final.events", "<0 is below zero"),
        ("ratio: 2:1", "ratio: '0:1'", "design.ratio", "gives an arm no patient"),
    ],
)  # fmt: skip
def test_what_no_trial_can_have_does_not_load(load_toy: Callable[..., Loaded], old: str, new: str, field: str, message: str) -> None:
    """The value is told at its place, once, with what may have been meant."""
    told = problems(load_toy, (old, new))
    (here,) = [text for name, text in told if name.endswith(field)]
    assert message in here


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (HR, "hr: 0.45 (0.00 to 0.59)"),  # hidden by rounding
        (HR, "odds_ratio: 0.1 (0 to 0.59)"),  # exact, where an arm had no event
        (HR, "hr: <0.01 (0.00 to 0.59)"),
        (HR, "difference: -0.48 (-0.89 to -0.06)"),
        (OS, "{cut: final, measure: change from baseline, unit: months, eve: -3, src: Doe2020 A}"),
        (OS, "{cut: final, measure: mean, unit: months, eve: 3 (-1 to 7), src: Doe2020 A}"),
        (OS, "{cut: final, measure: mean, unit: points, eve: -3 (SD 2), src: Doe2020 A}"),
        (OS, COUNT + "n: {eve: 20, pbo: 0}, eve: 12, pbo: not applicable, src: Doe2020 A}"),
        ("n: {eve: 199, pbo: 100}", "n: {eve: about 199, pbo: 100}"),
        ("participants: {randomised: 300", "participants: {enrolled: 0"),  # withdrawn before anybody entered
    ],
)  # fmt: skip
def test_what_a_trial_can_have_loads(load_toy: Callable[..., Loaded], old: str, new: str) -> None:
    """A limit that rounding makes zero, a difference, a change: nothing of these is impossible."""
    assert "toy-1" == load_toy((old, new)).trial.id


def test_an_arm_that_nobody_entered_has_no_results(load_toy: Callable[..., Loaded]) -> None:
    """Its size of 0 is told as a registry prints it, beside the other arms."""
    other = "  low: {label: Low everolimus, external: true, n: 0, drugs: [everolimus 5 mg daily], src: Doe2020 Abstract}\npopulations:"
    assert "0" == load_toy(("populations:", other)).trial.arms["low"].n


def test_every_impossible_value_of_every_file_is_told(write_toy: Callable[..., Path], toy_folder: Path) -> None:
    """One bad row hides neither the next row nor the next file."""
    write_toy((HR, "hr: -0.45"), ("hr: 0.38 (0.28 to 0.51)", "hr: 0"), ("cut: interim, eve: 6.9", "cut: last, eve: 6.9"))
    write_toy((HR, "hr: -0.45"), id="toy-2")
    write_toy(("name: TOY-1", "name: TOY-3"), ("NCT00000001", "NCT00000003"), ("0.45 (0.34", "0.54 (0.34"), id="toy-3")
    found = [(Path(one.file).stem, one.code, one.field) for one in check_paths([toy_folder]).findings]
    assert [
        ("toy-1", "E100", "endpoints.pfs.results.0.cut"),
        ("toy-1", "E100", "endpoints.pfs.results.1.hr"),
        ("toy-1", "E100", "endpoints.pfs.results.2.hr"),
        ("toy-2", "E100", "endpoints.pfs.results.1.hr"),
        ("toy-3", "W210", "endpoints.pfs.results.1.hr"),
    ] == found


NUMBERS = st.one_of(
    st.sampled_from(["0", "0.0", "0.00", "-0", "-0.00", "1", "0.001", "999999", "-999999", "not reached", "not estimable"]),
    st.decimals(-3, 12, places=2).map(str),
)
INTERVALS = st.one_of(
    st.just(""),
    st.builds(" ({}{} to {})".format, st.sampled_from(["", "90 % CI ", "100 % CI ", "0 % CI ", "CI "]), NUMBERS, NUMBERS),
    st.builds(" (95 % CI to {})".format, st.decimals(-3, 12, places=2)),
    st.builds(" (95 % CI from {})".format, st.decimals(-3, 12, places=2)),
)
ESTIMATES = st.builds("{}{}{}".format, st.sampled_from(["", "", "<", ">="]), NUMBERS, INTERVALS)
FIELDS = st.sampled_from(["hr", "odds_ratio", "risk_ratio"])
SETTINGS = settings(derandomize=True, deadline=None, database=None)


def loaded(text: str, shipped: Store) -> Loaded | None:
    """The trial of a text; None where it does not load, which is told at a place of it."""
    try:
        return validate(read_text(text), Path("toy-1.yaml"), shipped.terms, {})
    except DataError as error:
        assert [] == [problem for problem in error.problems if problem.line < 1]
        return None


def test_no_impossible_ratio_reaches_a_logarithm(write_toy: Callable[..., Path], shipped: Store) -> None:
    """Whatever is typed as a ratio does not load, or is above zero, has a finite logarithm if any, and every check can run."""
    toy = write_toy().read_text(encoding="utf-8")

    @settings(SETTINGS, max_examples=300)
    @given(FIELDS, ESTIMATES)
    def typed(name: str, estimate: str) -> None:
        found = loaded(toy.replace(HR, f'{name}: "{estimate}"'), shipped)
        for row in found.figures if found else ():
            if row.measure in RATIOS:
                low, high = row.figure.limit_digits
                assert not row.figure.value or float(row.figure.value) > 0
                assert not high or float(high) > 0
                assert not low or float(low) >= 0
                made = log_ratio(row)
                assert made is None or (math.isfinite(made.value) and math.isfinite(made.se))
        if found:
            examine([found])

    typed()


def test_no_impossible_ratio_reaches_a_forest_plot(write_toy: Callable[..., Path], toy_folder: Path) -> None:
    """A forest plot is drawn, in characters, of whatever loads; what does not load is told, and the other trial is drawn."""
    write_toy(("name: TOY-1", "name: TOY-2"), id="toy-2")
    path = write_toy()
    toy = path.read_text(encoding="utf-8")

    @settings(SETTINGS, max_examples=25)
    @given(FIELDS, ESTIMATES)
    def drawn(name: str, estimate: str) -> None:
        path.write_text(toy.replace(HR, f'{name}: "{estimate}"'), encoding="utf-8")
        told, said = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(told), contextlib.redirect_stderr(said):
            code = run(["results", "--endpoint", "pfs", "--plot", "--trials", str(toy_folder)])
        assert "toy-2" in told.getvalue() if code == 0 else "toy-1.yaml:" in said.getvalue()
        assert code in (0, 1)

    drawn()


def test_no_time_or_count_below_zero_loads(write_toy: Callable[..., Path], shipped: Store) -> None:
    """Of what a median of months or a count of patients can be typed as, none that loads is below zero."""
    toy = write_toy().read_text(encoding="utf-8")
    figures = st.one_of(ESTIMATES, st.builds("{} (range {} to {})".format, NUMBERS, NUMBERS, NUMBERS), st.just("-1 to 2"))

    @settings(SETTINGS, max_examples=200)
    @given(figures, st.sampled_from(["", COUNT.removeprefix("{cut: final, ")]))
    def typed(figure: str, kind: str) -> None:
        found = loaded(toy.replace(EVE, f'{kind}eve: "{figure}"'), shipped)
        below = [row.figure.text for row in found.figures if row.figure.value.startswith("-")] if found else []
        assert [] == [text for text in below if float(text.split(" ")[0].lstrip("<>=")) < 0]

    typed()
