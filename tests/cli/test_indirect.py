"""`indirect`: two arms over a regimen that both were compared with; direct evidence and differences before the number."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Call = Callable[..., Any]
Write = Callable[..., Path]
PFS = "hr: 0.45 (0.34 to 0.59), p: <0.0001"
INTERIM = "      - {cut: interim, eve: 6.9, pbo: 2.8, hr: 0.43 (0.32 to 0.58), p: <0.001, assessor: investigator, src: News2020 News}\n"
CENTRAL = "      - {cut: final, assessor: central, role: supportive, eve: 11.0, pbo: 4.1, hr: 0.38 (0.28 to 0.51), src: Doe2020 Abstract}\n"
NAMES = (("name: TOY-1", "name: TOY-4"), ("NCT00000001", "NCT00000004"), ("10000001", "10000004"), (INTERIM, ""), (CENTRAL, ""))
OTHER = (*NAMES, ("everolimus 10 mg daily", "ridaforolimus 40 mg daily"), (PFS, "hr: 0.90 (0.70 to 1.16)"))


@pytest.fixture
def pair(write_toy: Write, shell: Call) -> Call:
    """toy-1 of everolimus, and toy-4 of ridaforolimus with the same letrozole as its control, further treated and open."""
    write_toy(*OTHER, ("line: 1+", "line: 2+"), ("double-blind", "open label"), id="toy-4")
    return shell


def test_what_differs_stands_before_the_number(pair: Call) -> None:
    """Whom and what, that nothing direct was read, the differences side by side, then the ratio and the two it is made of."""
    assert """\
PFS: everolimus 10 mg daily + letrozole 2.5 mg daily (toy-1:eve) against
ridaforolimus 40 mg daily + letrozole 2.5 mg daily (toy-4:eve), indirectly, over
letrozole 2.5 mg daily; no patient was randomised between them here. The trials
differ, or may, in line and masking.
Direct evidence: no trial of this collection compared the two regimens in this
endpoint.

         toy-1                               toy-4
line     1+                                  2+
masking  double-blind                        open label

───────────────────────────────────────────────────────────────────────────────
indirect  HR 0.50 (0.34 to 0.73) d, toy-1:eve against toy-4:eve
          toy-1, letrozole ± everolimus 10 mg daily (placebo): HR 0.45
          (0.34 to 0.59), p <0.0001, investigator, double-blind
          toy-4, letrozole ± ridaforolimus 40 mg daily (placebo): HR 0.90
          (0.70 to 1.16), investigator, open label
───────────────────────────────────────────────────────────────────────────────
Method: difference of the logarithms, their variances added (Bucher 1997); each
standard error from the interval at its own level. It holds only where the
trials are alike in whatever changes the effect.
d derived, intervals 95 % unless said; risk of bias not assessed; data without a
version.
Evidence, not medical advice; the literature was not searched systematically.
""" == pair("indirect", "toy-1:eve", "toy-4:eve", "--format", "table").screen


def test_the_number_is_buchers(pair: Call) -> None:
    """The difference of the logarithms, their variances added."""
    row = json.loads(pair("indirect", "toy-1:eve", "toy-4:eve", "--json").out)["indirect"][0]
    assert math.log(0.45 / 0.90) == pytest.approx(row["log_ratio"], abs=1e-6)
    errors = [math.log(high / low) / (2 * 1.959963984540054) for low, high in ((0.34, 0.59), (0.70, 1.16))]
    assert math.hypot(*errors) == pytest.approx(row["se"], abs=1e-6)
    assert ["line", "masking"] == row["differing"]


def test_direct_evidence_goes_first(pair: Call, write_toy: Write) -> None:
    """A trial that randomised the two regimens themselves is told before any number over a third."""
    control = ("Placebo + letrozole, n: 100, control: true, drugs: [placebo daily", "Rida, n: 100, control: true, drugs: [ridaforolimus 40 mg daily")
    write_toy(*[(old, new.replace("4", "5") if old in ("name: TOY-1", "NCT00000001", "10000001") else new) for old, new in NAMES], control, id="toy-5")
    out = " ".join(pair("indirect", "toy-1:eve", "toy-4:eve", "--format", "table").out.split())
    assert "Direct evidence, which goes before any indirect number: toy-5, eve v pbo: HR 0.45 (0.34 to 0.59), p <0.0001" in out
    assert "no patient was randomised between them" not in out


REFUSED = [
    (["toy-1:eve", "toy-1:pbo"], [], "same-trial", "toy-1:eve and toy-1:pbo are arms of one trial, whose own comparison is the evidence"),
    (["toy-1:eve", "toy-4:eve"], [("ridaforolimus 40 mg daily", "everolimus 10 mg once daily")], "same-regimen",
     "toy-1:eve and toy-4:eve are one regimen, everolimus 10 mg daily + letrozole 2.5 mg daily."),
    (["toy-1:eve", "toy-4:eve"], [("letrozole 2.5 mg daily", "exemestane 25 mg daily")], "no-common-comparator",
     "toy-1:eve was compared with letrozole 2.5 mg daily and toy-4:eve was compared with exemestane 25 mg daily: no common comparator, "
     "with its dose and schedule. A chain over several comparisons is not made."),
    (["toy-1:eve", "toy-4:eve"], [("ridaforolimus 40 mg daily", "ridaforolimus")], "dose-not-stated",
     "the dose or the schedule of ridaforolimus in toy-4:eve is not stated, so that the arm is no regimen that another could share."),
    (["toy-1:eve", "toy-4:eve"], [("  her2: [negative]\n", "")], "different-diseases",
     "the trials are of different diseases: HR+/HER2- (toy-1) and HR+, HER2 not stated (toy-4). What is not stated may differ. One number "
     "over them would be about no patient. --across subtype does it nevertheless, and says so."),
    (["toy-1:eve", "toy-4:eve"], [("setting: advanced", "setting: adjuvant")], "different-settings",
     "the trials are of different settings: advanced (toy-1) and adjuvant (toy-4)."),
    (["toy-1:eve", "toy-4:eve"], [("hr: 0.90 (0.70 to 1.16)", "hr: 0.90")], "no-interval", "toy-4: hazard ratio 0.90 without an interval."),
    (["toy-1:eve", "letrozole"], [], "regimen-not-named",
     '"letrozole" is one regimen here: letrozole 2.5 mg daily (toy-1:pbo, toy-2:pbo, toy-3:pbo, toy-4:pbo). Name one as TRIAL:ARM.'),
    (["toy-1", "toy-4:eve"], [], "arm-not-named", "toy-1 has several arms; name one: toy-1:eve, toy-1:pbo"),
]  # fmt: skip


@pytest.mark.parametrize(("arms", "text", "code", "words"), REFUSED, ids=[one[2] for one in REFUSED])
def test_what_cannot_be_compared_is_refused_in_words(
    arms: list[str], text: list[tuple[str, str]], code: str, words: str, pair: Call, write_toy: Write
) -> None:
    """Each rule ends in exit code 1, a sentence that names trial and arm, and a code for what reads JSON."""
    made = [(old, new) for old, new in OTHER]
    replaced = [(old, next((new.replace(*one) for one in text if one[0] in new), new)) for old, new in made]
    further = [one for one in text if not any(one[0] in new for _, new in made)]
    write_toy(*replaced, *further, id="toy-4")
    done = pair("indirect", *arms)
    assert (1, "") == (done.code, done.out)
    assert words in " ".join(done.err.split())
    (told,) = json.loads(pair("indirect", *arms, "--json").out)["refused"]
    assert code == told["code"]


@pytest.mark.parametrize(("first", "second"), [
    ("fulvestrant 500 mg days 0+14+28 then 500 mg every 28 days", "fulvestrant 500 mg days 1+15 then 500 mg day 1 of each 28 day cycle"),
    ("fulvestrant 500 mg day 0 then 250 mg days 14+28 then 250 mg every 28 days",
     "fulvestrant 500 mg day 1 then 250 mg days 15+29 then 250 mg every 28 days"),
    ("letrozole 2.5 mg once daily", "letrozole 2.5 mg daily"),
])  # fmt: skip
def test_one_schedule_in_two_spellings_is_one_node(first: str, second: str, pair: Call, write_toy: Write) -> None:
    """Days are counted from 0 or from 1, and the 29th is the first of every 28 days."""
    write_toy(("letrozole 2.5 mg daily", first))
    write_toy(*OTHER, ("letrozole 2.5 mg daily", second), id="toy-4")
    assert 0 == pair("indirect", "toy-1:eve", "toy-4:eve").code


def test_other_doses_are_other_nodes(pair: Call, write_toy: Write) -> None:
    """250 mg is not 500 mg."""
    write_toy(("letrozole 2.5 mg daily", "fulvestrant 500 mg every 28 days"))
    write_toy(*OTHER, ("letrozole 2.5 mg daily", "fulvestrant 250 mg every 28 days"), id="toy-4")
    assert "no common comparator" in pair("indirect", "toy-1:eve", "toy-4:eve").err
