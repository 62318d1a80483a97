"""The card of one trial and its sections, as a terminal shows them; that every shipped trial fits is in tests/data/test_cards.py."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

THREE_ARMS = (
    ("  pbo: {label: Placebo", "  solo: {label: Everolimus, n: 50, drugs: [everolimus 10 mg daily], src: Doe2020 Abstract}\n  pbo: {label: Placebo"),
    ("hr: 0.", "of: eve v pbo, hr: 0."), ("pbo: 3.2 (2.8 to 4.1),", "pbo: 3.2 (2.8 to 4.1), solo: 5.1,"),
    ("  os:\n", "      - {cut: final, of: eve v solo, role: key secondary, hr: 0.70 (0.50 to 0.98), src: Doe2020 Abstract}\n  os:\n"),
)  # fmt: skip
BOTH_ARMS = (
    ("drugs: [placebo daily, letrozole", "drugs: [everolimus 10 mg daily, placebo daily, letrozole"),
    ("drugs: [everolimus 10 mg daily, letrozole 2.5 mg daily]", "drugs: [everolimus 10 mg daily, letrozole 2.5 mg daily, palbociclib 125 mg]"),
)  # fmt: skip
MORE_HARMS = """\
  - {src: Doe2020 Table 3, cut: final, attribution: related, unit: percent, columns: [eve any, pbo any], rows: {Rash: [20, 4]}}
  - {src: Doe2020 Table 3, cut: final, attribution: related, unit: percent, columns: [eve 3-4, pbo 3-4], rows: {Rash: [1, 0]}}
  - src: Doe2020 Table 4
    unit: participants
    n: {eve: 199, pbo: 100}
    columns: [eve serious, pbo serious]
    rows: {Any adverse event: [30, 9], Anaemia: [3, 1], Fever: [2, 0], Pneumonia: [1, 1], Sepsis: [1, 0]}
exposure:
  - {src: Doe2020 Table 5, unit: percent, columns: [eve, pbo], rows: {Discontinued study drug for adverse events: [19, 4]}}
"""
ONE_GROUP = "      - {cut: final, population: visceral, eve: 6.8, pbo: 2.8, hr: 0.47 (0.31 to 0.71), assessor: investigator, src: Doe2020 Abstract}\n"
CENTRAL = "      - {cut: final, assessor: central, role: supportive, eve: 11.0, pbo: 4.1, hr: 0.38 (0.28 to 0.51), src: Doe2020 Abstract}\n"
REMARK = "{kind: caveat, short: remark %s, text: Remark %s in full.}"


def flat(text: str) -> str:
    """The words of a screen in a line."""
    return " ".join(text.split())


@pytest.fixture
def card(shell: Callable, write_toy: Callable[..., Path]) -> Callable[..., str]:
    """The card of the toy with parts of its file replaced, as a terminal of 80 columns has it."""

    def shown(*replacements: tuple[str, str], more: str = "", options: tuple[str, ...] = ()) -> str:
        path = write_toy(*replacements)
        path.write_text(path.read_text(encoding="utf-8") + more, encoding="utf-8")
        answer = shell("show", "toy-1", *options, "--format", "table")
        assert 0 == answer.code, answer.err
        return str(answer.screen)

    return shown


def test_of_three_arms_each_has_a_line_and_each_contrast_too(card: Callable[..., str]) -> None:
    """With its role, and what it isolates in words."""
    assert """\
eve: everolimus 10 mg daily + letrozole 2.5 mg daily (n 200)
solo: everolimus 10 mg daily (n 50)
pbo: letrozole 2.5 mg daily + placebo (n 100, control)
HR+/HER2-, advanced, line 1+, postmenopausal; prior aromatase inhibitor

PFS (primary), months  investigator
  eve                  7.8 (6.9 to 8.5)
  solo                 5.1
  pbo                  3.2 (2.8 to 4.1)
  eve v pbo            HR 0.45 (0.34 to 0.59), p <0.0001; primary, isolates
                       everolimus
  eve v solo           HR 0.70 (0.50 to 0.98); key secondary, isolates
                       letrozole
""" == card(*THREE_ARMS).partition("\n")[2].partition("PFS, months")[0]


@pytest.mark.parametrize(
    ("replacements", "said"),
    [
        (BOTH_ARMS, "Everolimus in every arm: no effect below is one of an mTOR inhibitor."),
        ([("everolimus 10 mg daily", "palbociclib 125 mg")], "No mTOR inhibitor in any arm."),
        ([("allocation: randomised, ratio: 2:1", "allocation: non-randomised")], "The arms were not randomised:"),
        ([("population:\n", "stopped: {why: slow accrual, src: News2020 News}\npopulation:\n")], "Stopped early: slow accrual ‡."),
        (
            [("population:\n", "crossover: {text: Controls could change, src: Doe2020 Abstract}\npopulation:\n")],
            "Crossover: controls could change.",
        ),
    ],
)
def test_what_changes_how_every_figure_is_read_stands_above_them(
    replacements: list[tuple[str, str]], said: str, card: Callable[..., str]
) -> None:
    """Right below the patients."""
    head, _, rest = card(*replacements).partition("\n\n")
    assert said in flat(head)
    assert "PFS" in rest


def test_the_harms_of_the_fullest_report_stand_with_their_grades_beside_each_other(card: Callable[..., str]) -> None:
    """Then how many stopped for them; what the source calls that otherwise is a footnote."""
    assert """\
Harms, any / grade 3-4  everolimus                  placebo
Stomatitis              59 / 8 %                    12 / 0 %
Diarrhoea               34 / 2 %                    19 / <1 %
Stopped for them        19 %                        4 % [a]

More: results (2 at other cuts or in further sources), harms (6 terms), exposure
(1), subgroups (1): evtrials show toy-1 --full, or --only results
Read: 1 abstract, 1 press page; no full text. Risk of bias not assessed.
[a] discontinued study drug for adverse events
Evidence, not medical advice; the literature was not searched systematically.
""" == card(more=MORE_HARMS).partition("Harms")[1] + card(more=MORE_HARMS).partition("Harms")[2]


def test_the_harms_whole(card: Callable[..., str]) -> None:
    """The blocks of one report are one table, whose grades stand beside each other; a list of serious events comes last."""
    for name in ("harms", "safety"):
        assert """\
TOY-1  Everolimus plus letrozole in an invented disease

Arms: eve = everolimus + letrozole; pbo = placebo + letrozole.

Harms: any cause, Final analysis [Doe2020, Table 2]
Median exposure not seen; threshold not stated; n eve 199, pbo 100.
Any / grade 3-4  everolimus                      placebo
Stomatitis       59 / 8 %                        12 / 0 %
Diarrhoea        34 / 2 %                        19 / <1 %

Harms: related to treatment, Final analysis [Doe2020, Table 3]
Median exposure not seen; threshold not stated; n not stated.
Any / grade 3-4  everolimus                      placebo
Rash             20 / 1 %                        4 / 0 %

Harms: attribution not stated, cut not stated [Doe2020, Table 4]
Median exposure not seen; threshold not stated; n eve 199, pbo 100.
Serious            everolimus                     placebo
Any adverse event  30 of 199                      9 of 100
Anaemia            3 of 199                       1 of 100
Fever              2 of 199                       0 of 100
Pneumonia          1 of 199                       1 of 100
Sepsis             1 of 199                       0 of 100
Evidence, not medical advice; the literature was not searched systematically.
""" == card(more=MORE_HARMS, options=("--only", name))


def test_a_card_that_is_too_long_leaves_out_what_matters_least(card: Callable[..., str]) -> None:
    """Harms beyond four, then footnotes of the harms and the head; those of the primary result stay, and the rest is counted."""
    harms = "".join(f"      Harm {index}: [{30 - index}, 1, 5, 0]\n" for index in range(1, 9))
    notes = ", ".join(REMARK % (f"d{index}", f"d{index}") for index in range(20))
    text = card(
        ("control: placebo, src: Doe2020 Abstract}", f"control: placebo, src: Doe2020 Abstract, note: [{notes}]}}"),
        ("assessor: investigator, src: Doe2020 Abstract}", "assessor: investigator, src: Doe2020 Abstract, note: {short: it stays, text: It stays.}}"),
        ("      Diarrhoea: [34, 2, 19, <1]\n", f"      Diarrhoea: [34, 2, 19, <1]\n{harms}"),
    )
    assert 40 == len(text.splitlines())
    assert ("[u] it stays" in text, "Harm 2 " in text, "Harm 3 " in text) == (True, True, False)
    assert "HR 0.45 (0.34 to 0.59), p <0.0001 [u]" in text
    assert "] to [t]: evtrials show toy-1 --only notes\n" in text
    assert "harms (6 terms)" in flat(text)


def test_a_primary_endpoint_of_which_nothing_was_seen_is_told(card: Callable[..., str]) -> None:
    """In words where a source has words; as not seen only where there is nothing at all."""
    orr = "  orr:\n    role: co-primary\n    results: []\n  os:\n"
    assert "ORR (co-primary) no figure seen" in flat(card(("  os:\n", orr)))
    said = orr.replace("[]", "\n      - {cut: final, stated: {says: no difference, text: alike}, src: Doe2020 Abstract}")
    text = card(("  os:\n", said))
    assert ('in words, no difference: alike' in text, "no figure seen" in text) == (True, False)


def test_an_assessor_that_no_print_names_is_said_once(card: Callable[..., str]) -> None:
    """With the protocol's, as `trace` has it."""
    unnamed = ("p: <0.0001, assessor: investigator, src", "p: <0.0001, src")
    assert "Assessor of PFS not stated" not in card()
    assert "Assessor not stated; the protocol's is investigator." in flat(card(unnamed, (CENTRAL, "")))


def test_a_card_tells_of_groups_only_where_they_are_asked_for(card: Callable[..., str]) -> None:
    """A figure of a biomarker group is no result of the trial; of a cohort of the protocol it is, with the role of its endpoint."""
    assert "visceral" not in card().partition("More")[0]
    alone = card(("\n      - {cut: final, eve: not reached", "\n      - {cut: final, population: visceral, eve: not reached"))
    assert ("OS" in alone.partition("More")[0], "subgroups (1)" in alone) == (False, True)
    cohort = card(
        ("arms:\n", "parts:\n  cohort: {label: Cohort, src: Doe2020 Abstract}\narms:\n"),
        ("  eve: {label", "  eve: {part: cohort, label"), ("  pbo: {label", "  pbo: {part: cohort, label"),
        (ONE_GROUP, ""), ("{cut: interim,", "{cut: interim, population: visceral,"), ("{cut: final, eve: 7.8", "{cut: final, population: visceral, eve: 7.8"),
        ("{cut: final, assessor: central,", "{cut: final, population: visceral, assessor: central,"),
        ("eve: not reached", "population: visceral, eve: not reached"),
    )  # fmt: skip
    assert "PFS, visceral, months" in cohort
    assert "visceral metastasis: present" in flat(cohort)


def test_every_section_whole(card: Callable[..., str]) -> None:
    """In one order, with the overall effect above the groups; the notes are told in full, each with its letter where one points to it."""
    text = card(
        ("assessor: investigator, src: Doe2020 Abstract}", "assessor: investigator, src: Doe2020 Abstract, note: {short: in short, text: In full.}}"),
        ("menopause: [post]\n", "menopause: [post]\n  note: {text: Marks nothing., marks: false}\n"),
        more=MORE_HARMS, options=("--full",),
    )  # fmt: skip
    order = ["Design ", "Results (eve v pbo", "Harms: any cause", "Exposure\n", "Subgroups\n", "All patients", "visceral ", "Biomarkers\n",
             "Baseline\n", "Notes\n", "Sources\n"]  # fmt: skip
    places = [text.index(title) for title in order]
    assert sorted(places) == places
    assert "· median, investigator [a]" in text
    assert "[a]  caveat (pfs, final): In full." in text
    assert "·    caveat (population): Marks nothing." in text
    assert "in short" not in text


def test_an_address_that_is_too_long_to_stand_beside_its_label_ends_within_the_line(card: Callable[..., str]) -> None:
    """As far in as it fits."""
    address = "https://example.org/" + "a" * 55
    text = card(("basis: press, reports", f"url: {address}, basis: press, reports"), options=("--only", "sources"))
    assert [80] == [len(line) for line in text.splitlines() if line.strip() == f"{address}."]
