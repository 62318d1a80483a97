"""`absolute`: how many in a hundred patients, out of what the sources print; and the words where they print too little."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Call = Callable[..., Any]
Write = Callable[..., Path]
OS = "      - {cut: final, eve: not reached, pbo: 26.6 (22.6 to not reached), src: Doe2020 Abstract}\n"
N = "    n: {eve: 199, pbo: 100}\n"
NO_N = "n: {eve: 199, pbo: 100}\n    "


@pytest.fixture
def odd(write_toy: Write, shell: Call) -> Call:
    """toy-4 prints survival at two years beside a ratio that points the other way, response in counts, and harms without n."""
    rates = (
        "      - {cut: final, measure: landmark rate, at: 2 years, unit: percent, eve: 88 (85 to 91), pbo: 89 (86 to 91), "
        "src: Doe2020 Abstract}\n      - {cut: final, hr: 0.95 (0.69 to 1.32), src: Doe2020 Abstract}\n"
    )
    response = (
        "  orr: {role: secondary, measure: rate, unit: percent, results: [{cut: final, eve: 20/199 (10 %), pbo: 5/100 (5 %), "
        "src: Doe2020 Abstract}]}\nsafety:\n"
    )
    write_toy(
        ("name: TOY-1", "name: TOY-4"), ("NCT00000001", "NCT00000004"), ("10000001", "10000004"), (OS, rates), ("safety:\n", response),
        (NO_N, ""), id="toy-4",
    )  # fmt: skip
    return shell


def test_a_rate_with_its_denominator_is_a_range_of_counts(shell: Call) -> None:
    """The difference first, then the number needed, then of what: every count that rounds to the rate is allowed."""
    assert """\
toy-1, stomatitis, any grade: 46.8 to 47.3 more per 100 (36.3 to 55.6) d,
everolimus against placebo.
HR+/HER2-, advanced, line 1+: letrozole 2.5 mg daily with everolimus 10 mg daily
v with placebo

───────────────────────────────────────────────────────────────────────────────
stomatitis, any grade  everolimus v placebo: 59 % v 12 %
          46.8 to 47.3 more per 100 (36.3 to 55.6) d   NNTH 2.1 (1.8 to 2.8) d
          rates and denominators (117 to 118 of 199 v 12/100), interval of
          Newcombe 1998 (method 10)
stomatitis, grade 3-4  everolimus v placebo: 8 % v 0 %
          7.5 to 8.0 more per 100 (2.8 to 12.7) d   NNTH 13 (7.9 to 35) d
          rates and denominators (15 to 16 of 199 v 0/100), interval of Newcombe
          1998 (method 10)
───────────────────────────────────────────────────────────────────────────────
Time on treatment not read; the arms may differ in it.
A rate stands for every count that rounds to it; the limits are the widest of
them.
NNTB, NNTH: number needed to treat for one more to benefit, or be harmed; no
cost of treatment is in it.
d derived, intervals 95 %; within this trial alone; data without a version.
Evidence, not medical advice; the literature was not searched systematically.
""" == shell("absolute", "toy-1", "stomatitis", "--format", "table").screen


def test_rates_and_a_ratio_that_disagree_both_stand(odd: Call) -> None:
    """Where survival at a time and the hazard ratio point to different sides, neither is the headline."""
    assert """\
toy-4, OS at 2 years, without an event: the rates and the ratio point to
different sides; both stand, neither is the answer.
HR+/HER2-, advanced, line 1+: letrozole 2.5 mg daily with everolimus 10 mg daily
v with placebo

───────────────────────────────────────────────────────────────────────────────
OS at 2 years, without an event
          everolimus v placebo: 88 (85 to 91) % v 89 (86 to 91) %
          1.0 fewer per 100 (4.6 fewer to 3.2 more) d   NNTH 100
          (NNTH 22 to infinity to NNTB 31) d
          rates and limits, interval out of the limits of both (MOVER, Zou and
          Donner 2008)
OS at 2 years, without an event
          everolimus v placebo: HR 0.95 (0.69 to 1.32) at a share of 89 % with
          placebo, as printed
          0.5 more per 100 (3.2 fewer to 3.3 more) d   NNTB 192
          (NNTH 31 to infinity to NNTB 30) d
          ratio and baseline: S^HR, RR x risk or the odds by OR (Cochrane
          Handbook, chapters 14 and 15); baseline taken as certain
───────────────────────────────────────────────────────────────────────────────
NNTB, NNTH: number needed to treat for one more to benefit, or be harmed; no
cost of treatment is in it.
d derived, intervals 95 %; within this trial alone; data without a version.
Evidence, not medical advice; the literature was not searched systematically.
""" == odd("absolute", "toy-4", "os", "--format", "table").screen


def test_counts_are_exact(odd: Call) -> None:
    """20 of 199 against 5 of 100, with Newcombe's interval, as numbers."""
    (row,) = json.loads(odd("absolute", "toy-4", "orr", "--json").out)["absolute"]
    assert ("counts", 199, 100, False) == tuple(row[name] for name in ("way", "first_n", "second_n", "assumed"))
    assert row["per_100_least"] == row["per_100_greatest"] == pytest.approx(100 * (20 / 199 - 5 / 100), abs=1e-5)
    # R: method 10 of Newcombe 1998, as in tests/stats.
    assert row["per_100_low"] < 0 < row["per_100_high"]
    assert 0 > row["nnt_of_low"]


@pytest.mark.parametrize(("arguments", "code", "words"), [
    (("toy-4", "stomatitis"), "unknown-denominator",
     "no absolute effect of stomatitis in toy-4: it prints rates whose denominators are not printed; --denominator treated or "
     "randomised assumes them (59 % and 8 %)."),
    (("toy-4", "stomatitis", "--denominator", "treated"), "unknown-denominator",
     "no absolute effect of stomatitis in toy-4: it prints rates whose denominators are not printed, and the number treated in each "
     "arm was not read (59 % and 8 %)."),
    (("toy-1",), "medians-alone",
     "no absolute effect of PFS in toy-1: it prints a hazard ratio without a share at a time of the same cut, whose medians tell no "
     "risk; --baseline gives one (0.45 (0.34 to 0.59))."),
    (("toy-1", "os"), "no-share",
     "no absolute effect of OS in toy-1: it prints medians, which tell no share of patients in both arms."),
    (("toy-1", "pcr"), "no-figure", "no absolute effect: no figure of pCR of all patients was read of toy-1."),
])  # fmt: skip
def test_what_tells_no_share_of_patients_is_refused(arguments: tuple[str, ...], code: str, words: str, odd: Call) -> None:
    """Each refusal has its words, exit code 1, and a code in JSON."""
    done = odd("absolute", *arguments)
    assert (1, "") == (done.code, done.out)
    assert words in " ".join(done.err.split())
    (told,) = json.loads(odd("absolute", *arguments, "--json").out)["refused"]
    assert code == told["code"]


@pytest.mark.parametrize(("typed", "hint"), [
    ("stomatitus", "did you mean Stomatitis or Stomatitis of unknown grade?"),
    ("pneumonits", "did you mean Pneumonitis or Interstitial lung disease?"),
    ("pfss", "did you mean pfs?"),
    ("xyzzy", "see what was read of it with: evtrials show toy-4"),
])  # fmt: skip
def test_a_misspelt_word_finds_endpoints_and_adverse_events(typed: str, hint: str, odd: Call) -> None:
    """Either may be asked for, so that the nearest of both are named."""
    done = odd("absolute", "toy-4", typed)
    assert (2, "") == (done.code, done.out)
    assert f'"{typed}" is no endpoint or adverse event of this collection; {hint}' in " ".join(done.err.split())


def test_an_assumed_denominator_is_said_to_be(odd: Call) -> None:
    """Rates without a denominator are put to the randomised patients only where that is asked for."""
    done = odd("absolute", "toy-4", "stomatitis", "--denominator", "randomised", "--json")
    rows = json.loads(done.out)["absolute"]
    assert [(True, 200, 100), (True, 200, 100)] == [(row["assumed"], row["first_n"], row["second_n"]) for row in rows]
    assert "assumed, everolimus against placebo." in json.loads(done.out)["caveats"][0]


def test_a_ratio_is_put_to_a_risk_that_is_given(odd: Call) -> None:
    """The hazard ratio at a risk of 50 %: 1 - 0.5^0.45, less 0.5; the ratio's limits alone are in the interval."""
    (row,) = json.loads(odd("absolute", "toy-1", "pfs", "--baseline", "50", "--json").out)["absolute"]
    assert -23.2039 == pytest.approx(row["per_100_least"], abs=1e-3)
    assert (True, 50) == (row["assumed"], row["baseline"])
    assert 0 < row["nnt"]


def test_differences_of_a_harm_are_told_trial_by_trial(odd: Call) -> None:
    """Only where the numbers of patients are printed; how many trials that are is said first, and the others are named."""
    assert """\
A difference in 3 of 4 trials that compare arms and tell the harm.

More, or fewer, of a hundred patients with the harm, first arm against second; d
derived. Serious: a registry's list, no grade
───────────────────────────────────────────────────────────────────────────────
toy-1     letrozole ± everolimus 10 mg daily (placebo)
          stomatitis, grade 3-4: 8 % v 0 % (n 199 v 100)
          7.5 to 8.0 more per 100 (2.8 to 12.7) d   NNTH 13 (7.9 to 35) d
          Time on treatment not read; the arms may differ in it.
toy-2     letrozole ± everolimus 5 mg daily (placebo)
          stomatitis, grade 3-4: 8 % v 0 % (n 199 v 100)
          7.5 to 8.0 more per 100 (2.8 to 12.7) d   NNTH 13 (7.9 to 35) d
          Time on treatment not read; the arms may differ in it.
toy-3     letrozole ± everolimus 2.5-10 mg daily (placebo)
          stomatitis, grade 3-4: 8 % v 0 % (n 199 v 100)
          7.5 to 8.0 more per 100 (2.8 to 12.7) d   NNTH 13 (7.9 to 35) d
          Time on treatment not read; the arms may differ in it.
───────────────────────────────────────────────────────────────────────────────
A difference in 3 of 4 trials that compare arms and tell the harm. Stomatitis
without the number of patients of each arm 1 (toy-4). (--left-out)
Each difference is of one trial's own arms, by Newcombe's interval; no number
compares trials; none is pooled.
A rate stands for every count that rounds to it; the limits are the widest of
them.
Evidence, not medical advice; the literature was not searched systematically.
""" == odd("safety", "stomatitis", "--grade", "3+", "--difference", "--format", "table").screen
    done = odd("safety", "--difference")
    assert (2, True) == (done.code, "--difference is of a harm; name it: evtrials safety stomatitis --difference" in done.err)
