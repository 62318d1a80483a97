"""Screens of a trial of which words alone were read: each tells them, and none that nothing was read.

That no screen forgets a statement of the shipped trials is shown in tests/data/test_told_in_words.py.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

WORDS = """\
id: words
name: WORDS
title: A toy told in words
phase: 1/2
setting: advanced
status: {is: results published, src: Roe2021 Abstract}
sources:
  Roe2021: {title: A toy told in words, year: 2021, basis: abstract}
design: {allocation: randomised, control: no added treatment, src: Roe2021 Abstract}
population: {summary: Any, hr: [positive], her2: [negative], line: 2, src: Roe2021 Abstract}
parts:
  low: {label: Low dose, phase: 1, src: Roe2021 Abstract}
  high: {label: High dose, phase: 1, src: Roe2021 Abstract}
arms:
  eve: {label: Everolimus + letrozole, drugs: [everolimus 10 mg daily, letrozole 2.5 mg daily], src: Roe2021 Abstract}
  let: {label: Letrozole, control: true, drugs: [letrozole 2.5 mg daily], src: Roe2021 Abstract}
populations:
  liver: {factor: liver metastasis, level: present, planning: post hoc, src: Roe2021 Abstract}
dose_finding:
  - {part: low, rp2d: [everolimus 5 mg daily], src: Roe2021 Abstract}
  - {part: high, rp2d: [everolimus 10 mg daily], dlt: [grade 3 pneumonitis], src: Roe2021 Abstract}
endpoints:
  pfs:
    role: primary
    results:
      - {stated: {says: favours eve, text: longer with everolimus}, src: Roe2021 Abstract}
      - {population: liver, stated: {says: no difference, text: no longer}, src: Roe2021 Abstract}
  os:
    results:
      - {population: liver, stated: {says: no difference, text: the same}, src: Roe2021 Abstract}
  stomatitis:
    results:
      - {measure: rate, unit: percent, eve: 60, src: Roe2021 Abstract}
exposure:
  - {src: Roe2021 Abstract, stated: {Dose reductions: {says: more frequent, text: more often with everolimus}}}
  - {src: Roe2021 Abstract, unit: percent, columns: [eve, let], rows: {Stopped for rash: [4, 0]}}
"""
IN_WORDS_ALONE = """\
safety:
  - {src: Roe2021 Table 1, attribution: related, stated: {Fatigue: {says: more frequent, text: more with everolimus}}}
"""


@pytest.fixture
def ask(shell: Callable, write_toy: Callable[..., Path]) -> Callable:
    """The shell on the three toys of every test, and one that is told in words."""
    write_toy(id="words", text=WORDS)
    return shell


def test_the_results_of_an_endpoint_end_with_what_is_said_in_words(ask: Callable) -> None:
    """A trial that has words alone is not left out; what is said of groups is counted."""
    assert """\
Progression-free survival (PFS): said in words, without a figure
───────────────────────────────────────────────────────────────────────────────────────────────────
words     letrozole ± everolimus 10 mg daily
          in words, favours everolimus + letrozole: longer with everolimus
───────────────────────────────────────────────────────────────────────────────────────────────────
0 contrasts of 0 trials, 1 trial in words. 3 do not fit.
Also stored: 1 in words, of groups (evtrials subgroups, biomarkers).
Evidence, not medical advice; the literature was not searched systematically.
""" == ask("results", "--endpoint", "pfs", "--search", "told in words", "--format", "table", columns=100).screen


@pytest.mark.parametrize(
    ("asked", "left_out"),
    [
        ((), "OS not of that assessor or population"),
        (("--population", "liver"), ""),
        (("--assessor", "central"), "OS not of that assessor or population"),
    ],
)
def test_words_of_other_patients_are_left_out_for_their_own_reason(asked: tuple[str, ...], left_out: str, ask: Callable) -> None:
    """A trial of which something was read is never one of which nothing was."""
    answer = ask("results", "--endpoint", "os", *asked, "--search", "told in words", "--format", "table")
    screen = " ".join(answer.out.split())
    assert (': the same' in screen, left_out in screen) == (not left_out, True)
    assert "in the sources read" not in screen


def test_groups_that_have_another_endpoint_are_not_called_unread(ask: Callable) -> None:
    """The reason names the endpoint that was asked for."""
    assert 'in words, no difference: the same' in ask("subgroups", "words", "--endpoint", "os", "--format", "table").out
    left = ask("subgroups", "--endpoint", "stomatitis", "--left-out").out
    assert "words\tno subgroups read for stomatitis (as an endpoint)\t" in left


def test_words_on_a_contrast_of_no_rapalog_are_left_out_as_its_figures_are(ask: Callable, write_toy: Callable[..., Path]) -> None:
    """With --about all they are shown."""
    write_toy(("everolimus 10 mg daily, letrozole", "vistusertib 50 mg daily, letrozole"), id="words", text=WORDS)
    asked = ("results", "--endpoint", "pfs", "--search", "told in words", "--format", "table")
    assert "words letrozole ± vistusertib\tPFS of contrasts that isolate no rapalog\tadd --about all\n" in ask(*asked[:-2], "--left-out").out
    assert ': longer with everolimus' in ask(*asked, "--about", "all").out


def test_the_card_shows_every_section_that_is_told_in_words(ask: Callable, write_toy: Callable[..., Path]) -> None:
    """Harms that are an endpoint or limited a dose, exposure in words, and the doses of each part by themselves."""
    assert """\
WORDS  A toy told in words

Arms: eve = everolimus + letrozole; let = letrozole.

Harms
In no table of the sources read, but as: Stomatitis (as an endpoint); dose-limiting toxicities
(dose-finding).

Exposure
  · Dose reductions
    in words, more frequent: more often with everolimus [Roe2021, Abstract]
  · Stopped for rash   eve 4 %   let 0 %   [Roe2021 Abstract]

Dose finding: Low dose
Recommended phase 2 dose of everolimus  everolimus 5 mg daily [Roe2021, Abstract]

Dose finding: High dose
Recommended phase 2 dose of everolimus  everolimus 10 mg daily [Roe2021, Abstract]
Dose-limiting toxicity (entry 1)        grade 3 pneumonitis [Roe2021, Abstract]
Evidence, not medical advice; the literature was not searched systematically.
""" == ask("show", "words", "--only", "safety,exposure,dose-finding", "--format", "table", columns=100).screen
    write_toy(id="words", text=WORDS + IN_WORDS_ALONE)
    assert """\
WORDS  A toy told in words

Arms: eve = everolimus + letrozole; let = letrozole.

Harms in words: related to treatment, cut not stated
  · Fatigue, in words, more frequent: more with everolimus [Roe2021, Table 1]
Evidence, not medical advice; the literature was not searched systematically.
""" == ask("show", "words", "--only", "safety", "--format", "table", columns=100).screen


def test_harms_are_told_from_where_they_stand(ask: Callable) -> None:
    """What limited a dose, what was stopped for a harm, and an endpoint; of whatever grade is asked for."""
    found = {event: ask("safety", event, "--grade", "3+", "--format", "table", columns=150) for event in ("pneumonitis", "rash", "fatigue")}
    assert "dose-limiting: grade 3 pneumonitis" in found["pneumonitis"].out
    (line,) = (line for line in found["rash"].out.splitlines() if "stopped for rash" in line)
    assert ["4", "%", "0", "%"] == line.split()[-4:]
    assert "arms read, but not this term in grade 3+ 4" in " ".join(found["fatigue"].out.split())


def test_a_comparison_tells_in_words_what_has_no_figure(ask: Callable) -> None:
    """The primary endpoint stands in words beside the figures of another trial."""
    out = ask("compare", "words", "toy-1", "--format", "markdown").out.replace("\u00a0", " ")
    assert 'in words, favours everolimus + letrozole: longer with everolimus' in out
    assert "words: no harms by grade read, but as an endpoint: above, what limited the dose (evtrials show words --only safety)." in out


def test_the_list_tells_a_primary_endpoint_in_words(ask: Callable) -> None:
    """It is not one of which no figure was seen."""
    out = " ".join(ask("list", "--search", "told in words", "--format", "table", columns=150).out.split())
    assert 'PFS in words, favours everolimus + letrozole: longer with everolimus' in out


def test_the_rows_of_an_answer_hold_what_is_said_in_words(ask: Callable, write_toy: Callable[..., Path]) -> None:
    """As `statement`, with its closed word and no value."""
    write_toy(id="words", text=WORDS + IN_WORDS_ALONE)
    for asked, text in ((("results", "--endpoint", "pfs"), "longer with everolimus"), (("safety", "fatigue"), "more with everolimus")):
        answer = json.loads(ask(*asked, "--json").out)
        (row,) = (row for rows in answer.values() if isinstance(rows, list) for row in rows if isinstance(row, dict) and row["trial"] == "words")
        assert ("statement", text, None) == (row["kind"], row["text"], row["value"])
        assert row["stated"] in ("favours eve", "more frequent")
