"""exposure and doses as a user sees them: whole screens of toys, forgiving words, what is refused."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest

# Twice everolimus: a start by steps against the full dose, which nobody was blind to.
STEPS = """\
id: steps
name: STEPS
title: A toy of two ways to start
registry: [NCT00000021]
phase: 2
setting: advanced
status: {is: results published, as_of: 2021-01-01, src: Roe2021 Abstract}
sources:
  Roe2021: {title: A toy of two ways to start, authors: [Roe R], year: 2021, pmid: 10000021, basis: abstract}
  Review: {title: A review of toys, year: 2022, basis: review}
design: {allocation: randomised, control: dose comparison, src: Roe2021 Abstract,
    note: {short: "noncomparative: no effect is to be read", text: "A noncomparative trial: no effect is to be read."}}
population: {summary: Pretreated, hr: [positive], her2: [negative], line: 2, src: Roe2021 Abstract}
arms:
  slow: {label: Everolimus by steps + letrozole, n: 40, src: Roe2021 Abstract,
      drugs: [everolimus 5 mg daily then 10 mg daily from week 2, letrozole 2.5 mg daily]}
  full: {label: Everolimus + letrozole, n: 41, control: true, drugs: [everolimus 10 mg daily, letrozole 2.5 mg daily], src: Roe2021 Abstract}
endpoints:
  stomatitis:
    role: primary
    measure: rate
    unit: percent
    definition: stomatitis of grade 2 or more
    results:
      - {at: 12 weeks, slow: 28.8, full: 46.1, odds_ratio: 0.47 (0.24 to 0.92), p: 0.026, src: Roe2021 Abstract}
exposure:
  - src: Review section Harms
    unit: percent
    columns: [slow, full, p]
    rows:
      Discontinued for adverse events: [10, 19, 0.04]
    note: {kind: conflict, short: 12 v 20 % elsewhere, text: "An abstract prints 12 v 20 %."}
  - src: Roe2021 Abstract
    unit: participants
    n: {slow: 40, full: 41}
    columns: [slow, full]
    rows:
      Discontinued both study drugs for adverse events: [2, 3]
      Discontinued: [9, 12]
      Everolimus dose reductions: [11, 15]
  - {src: Roe2021 Abstract, unit: participants, columns: [together], rows: {Still on treatment: [13], Colour of the tablets: [2]}}
  - {src: Roe2021 Abstract, stated: {Dose interruption: {says: other, text: frequent}}}
"""
LOW_AND_HIGH = (
    ("name: TOY-1", "name: LOW-HIGH"), ("NCT00000001", "NCT00000022"), ("pmid: 10000001", "pmid: 10000022"),
    ("label: Placebo + letrozole", "label: Everolimus 5 mg + letrozole"), ("placebo daily", "everolimus 5 mg daily"),
)  # fmt: skip


@pytest.fixture
def ask(toys: Path, shell: Callable) -> Callable:
    """Ask the toys, among them one of two ways to start."""
    (toys / "steps.yaml").write_text(STEPS, encoding="utf-8")
    return shell


def rows(text: str) -> list[dict[str, str]]:
    """TSV as rows by name."""
    return list(csv.DictReader(io.StringIO(text), dialect="excel-tab"))


def test_what_became_of_the_treatment(ask: Callable) -> None:
    """First what stopped it, arms side by side, a remark as a footnote; the printed words only where they say more than the topic."""
    assert """\
What became of the treatment
Stopped for adverse events
                                                           first arm      second
───────────────────────────────────────────────────────────────────────────────
steps     everolimus stepwise 5 to 10 mg daily + letrozole v everolimus 10 mg
          daily + letrozole
          p 0.04 †                                        10 % † [a]  19 % † [a]
          Discontinued both study drugs for adverse          2 of 40     3 of 41
          events
───────────────────────────────────────────────────────────────────────────────

Dose reduced, delayed or interrupted
                                                             first arm    second
───────────────────────────────────────────────────────────────────────────────
steps     everolimus stepwise 5 to 10 mg daily + letrozole v everolimus 10 mg
          daily + letrozole
          Everolimus dose reductions                          11 of 40  15 of 41
          Dose interruption, in words: frequent [Roe2021, Abstract]
───────────────────────────────────────────────────────────────────────────────

Not seen in any trial chosen: dose intensity; time on treatment; deaths on
treatment.
1 of 4 trials. No exposure in the sources read 3 (toy-1, toy-2, toy-3).
(--left-out)
[a] 12 v 20 % elsewhere
Read too, in so many trials: stopped, other or unstated reason 1; completed, or
still on treatment 1; other 1 (name the topic: evtrials exposure starting dose).
First arm: of A v B the arm named first, of A ± B the one with B. Arms are
compared within a trial only; trials differ in planned duration, in time under
observation and in which drug they count as stopped. What is missing was not
seen in what was read; that is not zero.
† from a review.
Evidence, not medical advice; the literature was not searched systematically.
""" == ask("exposure", "--format", "table").screen


def test_a_topic_is_typed_freely(ask: Callable) -> None:
    """Unquoted, in any case, several at once; one word may ask for two topics."""
    assert {"Stopped for adverse events", "Stopped, other or unstated reason"} == topics(ask("exposure", "discontinuation"))
    assert {"Dose reduced, delayed or interrupted"} == topics(ask("exposure", "Dose", "reduction"))
    assert {"Dose reduced, delayed or interrupted", "Completed, or still on treatment"} == topics(
        ask("exposure", "interruptions,", "still on treatment")
    )


def test_a_trial_may_be_named_beside_a_topic(ask: Callable) -> None:
    """By any of its names; without a topic everything that was read of it is shown, whatever it is about."""
    assert {"steps"} == {row["trial"] for row in rows(ask("exposure", "discontinuation", "STEPS").out)}
    out = ask("exposure", "steps", "--format", "table").out
    assert ["Colour of the tablets, arms together: 2 patients"] == [
        line.removeprefix("steps").strip() for line in out.splitlines() if "Colour" in line
    ]


def topics(shell: object) -> set[str]:
    """The topics of the rows of an answer."""
    return {row["topic"] for row in rows(shell.out)}  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("discontinuatoin",), '"discontinuatoin" is no topic of exposure or trial of this collection; did you mean stopped for adverse events?'),
        (("stepps",), '"stepps" is no topic of exposure or trial of this collection; did you mean steps?'),
        (("dose", "redction"), '"dose redction" is no topic of exposure or trial of this collection; did you mean dose reduced, delayed or interrupted?'),
    ],
)
def test_a_misspelt_topic_is_refused_with_the_nearest(words: tuple[str, ...], said: str, ask: Callable) -> None:
    """Nothing is guessed."""
    answer = ask("exposure", *words)
    assert (2, "", f"evtrials: {said}\n") == (answer.code, answer.out, answer.err)


def test_safety_points_to_exposure(ask: Callable) -> None:
    """What is no harm but a topic of exposure is not taken for a misspelt harm; it need not be quoted."""
    for words in (["discontinuation"], ["dose", "reduction"]):
        answer, name = ask("safety", *words), " ".join(words)
        told = f'evtrials: "{name}" is no adverse event but what became of the treatment: evtrials exposure {name}\n'
        assert (2, told) == (answer.code, answer.err)


def test_a_pointer_keeps_the_trial_and_the_filters(ask: Callable) -> None:
    """What is sent on to another question is asked of the same trials, both ways; the command that is named answers."""
    for words, pointer in (
        (("safety", "dose", "reduction", "steps"), "evtrials exposure dose reduction steps"),
        (("safety", "steps", "discontinuation"), "evtrials exposure discontinuation steps"),
        (("safety", "discontinuation", "--line", "2+"), "evtrials exposure discontinuation --line 2+"),
        (("exposure", "stomatitis", "steps"), "evtrials safety stomatitis steps"),
    ):
        assert ask(*words).err.endswith(f": {pointer}\n")
        assert 0 == ask(*pointer.split()[1:]).code


def test_a_topic_that_was_not_seen_of_a_trial_is_named_with_what_was(ask: Callable) -> None:
    """With what was read of the trial, and the command that shows what is near; no silence where something was asked."""
    assert """\
What became of the treatment: toy-1, steps

toy-1, not seen: time on treatment. Read: 1 abstract, 1 press page; no full
text. Seen: its harms (evtrials safety toy-1).

steps, not seen: time on treatment. Read: 1 abstract, 1 review; no full text.
Seen: 5 other topics (evtrials exposure steps).
0 of 2 trials. No exposure in the sources read 1 (toy-1), exposure read, but
none of these topics 1 (steps). (--left-out)
First arm: of A v B the arm named first, of A ± B the one with B. Arms are
compared within a trial only; trials differ in planned duration, in time under
observation and in which drug they count as stopped. What is missing was not
seen in what was read; that is not zero.
Evidence, not medical advice; the literature was not searched systematically.
""" == ask("exposure", "duration", "toy-1", "steps", "--format", "table").screen


def test_json_and_tsv_of_exposure_hold_the_same_and_all_of_it(ask: Callable) -> None:
    """Without a topic the rows are of all topics, those too that the page only counts."""
    found = json.loads(ask("exposure", "--search", "steps", "--json").out)["exposure"]
    table = rows(ask("exposure", "--search", "steps").out)
    assert [(one["topic"], one["arm"], one["term"], one["text"], one["kind"]) for one in found] == [
        (one["topic"], one["arm"], one["term"], one["text"], one["kind"]) for one in table
    ]
    assert {"Other", "Completed, or still on treatment"} <= {one["topic"] for one in found}
    assert [10, 19, None] == [one["value"] for one in found if one["term"] == "Discontinued for adverse events"]


def test_what_the_doses_of_a_drug_were_and_which_were_randomised(ask: Callable) -> None:
    """First what no trial and what some trial randomised, with its result; then each trial within its own arms, by backbone."""
    assert """\
Doses of everolimus
Doses and schedules of everolimus that were randomised
No trial of this collection randomised 5 mg against 10 mg daily.
───────────────────────────────────────────────────────────────────────────────
steps     stepwise 5 to 10 mg daily v 10 mg daily, with letrozole, not
          comparative, n 40 v 41 [a]
          stomatitis of grade 2 or more at 12 weeks: 28.8 % v 46.1 %, OR 0.47
          (0.24 to 0.92), p 0.026
───────────────────────────────────────────────────────────────────────────────

By backbone, each trial within its own arms
Stomatitis and pneumonitis of any grade / of grade 3-4; stopped: for adverse
events
───────────────────────────────────────────────────────────────────────────────
toy-1     with letrozole: 10 mg daily v placebo, n 200 v 100
          stomatitis 59 / 8 v 12 / 0 %
toy-2     with letrozole: 5 mg daily v placebo, n 200 v 100
          stomatitis 59 / 8 v 12 / 0 %
steps     with letrozole: stepwise 5 to 10 mg daily v 10 mg daily, n 40 v 41
          stomatitis as an endpoint: above; stopped 10 v 19 % † [b]
toy-3     with letrozole: 2.5-10 mg daily v placebo, n 200 v 100
          stomatitis 59 / 8 v 12 / 0 %
───────────────────────────────────────────────────────────────────────────────
4 of 4 trials.
[a] noncomparative: no effect is to be read
[b] 12 v 20 % elsewhere
Doses reduced, doses at the start: evtrials exposure dose reduction, starting
dose. Doses are compared within a trial only: backbones, patients and time on
treatment differ between trials, and no order of the doses is to be read down
the page. What is missing was not seen in what was read; that is not zero.
† from a review.
Evidence, not medical advice; the literature was not searched systematically.
""" == ask("doses", "everolimus", "--format", "table").screen


def test_that_no_trial_randomised_two_doses_is_said_only_where_it_is_so(ask: Callable, write_toy: Callable[..., Path]) -> None:
    """A trial of 5 against 10 mg is the answer, and nothing denies it, whatever the filters, whatever trial is named."""
    write_toy(*LOW_AND_HIGH, id="low-high")
    for filters in ((), ("--search", "steps"), ("toy-1",)):
        out = ask("doses", "everolimus", *filters, "--format", "table").out
        assert "No trial of this collection" not in out
        assert "low-high  10 mg daily v 5 mg daily, with letrozole, n 200 v 100\n" in out


def test_a_drug_that_no_arm_has_is_refused_with_the_nearest(ask: Callable) -> None:
    """Whether it is misspelt, or is given in no trial of the collection; another name of a drug is understood."""
    assert 'evtrials: "evrolimus" is no drug of an arm of this collection; did you mean everolimus?\n' == ask("doses", "evrolimus").err
    assert 2 == ask("doses", "palbociclib").code
    assert 'evtrials: "rapalog" is a class of drugs; name one of them: everolimus\n' == ask("doses", "rapalog").err
    assert ask("doses", "everolimus").out == ask("doses", "Afinitor").out


def test_the_rows_of_doses_hold_every_arm(ask: Callable) -> None:
    """Arm by arm with dose, schedule and backbone; an arm without a figure has a row; what was randomised against it is named."""
    found = json.loads(ask("doses", "everolimus", "--json").out)["doses"]
    arms = {(one["trial"], one["arm"]): one for one in found}
    assert {("steps", "slow"), ("steps", "full"), ("toy-1", "eve"), ("toy-1", "pbo")} <= arms.keys()
    slow, pbo = arms["steps", "slow"], arms["toy-1", "pbo"]
    assert (["letrozole"], 10, "mg", "daily from week 2", ["full"]) == tuple(
        slow[name] for name in ("backbone", "dose_low", "dose_unit", "schedule", "randomised_against")
    )
    assert ("", None, []) == tuple(pbo[name] for name in ("dose_text", "dose_low", "randomised_against"))


@pytest.mark.parametrize("columns", [60, 80, 110, 160])
@pytest.mark.parametrize("command", [["exposure"], ["exposure", "other"], ["doses", "everolimus"]])
def test_no_line_is_wider_than_the_terminal(columns: int, command: list[str], ask: Callable) -> None:
    """At every width."""
    out = ask(*command, "--format", "table", columns=columns).out
    assert [] == [line for line in out.splitlines() if len(line.rstrip()) > columns]
