"""What is said of figures that are not found: which stands where, what alone is amiss."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from evtrials.bench import amiss as told_amiss
from evtrials.bench.audit import Confirmation
from evtrials.bench.effort import SpentError
from evtrials.collection.loading import Loaded

Load = Callable[..., Loaded]
Say = Callable[..., dict[str, Confirmation]]

ROW = "endpoints.pfs.results.1"
VISCERAL = "endpoints.pfs.results.3"
FAR = "; lions" * 300


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (
            "PFS: everolimus 7.9 (6.9-8.5)\nv letrozole 3.2 (2.8-4.1); 0.45 (0.34-0.59), P<.0001.",
            "7.8 is nowhere in the text; 3.2, 2.8, 4.1, 0.45, 0.34, 0.59 and <0.0001 are at Doe2020:2; 6.9 and 8.5 are at Doe2020:1",
        ),
        (
            "PFS: everolimus 7.8 (6.9-8.5) v letrozole 3.2 (2.8-4.1); 0.45 (0.34-0.59), P=.0001.",
            "<0.0001 stands only as 0.0001 without a sign, at Doe2020:1; "
            "7.8, 6.9, 8.5, 3.2, 2.8, 4.1, 0.45, 0.34 and 0.59 are at Doe2020:1",
        ),
        (
            "PFS: everolimus 7.8 weeks (6.9-8.5) v letrozole 3.2 (2.8-4.1); 0.45 (0.34-0.59), P<.0001.",
            "the figures stand at Doe2020:1, with another unit: weeks",
        ),
        (
            "PFS: everolimus 7.8 (6.9-8.5) v letrozole 3.2 (2.8-4.1); 0.45 (90% CI 0.34-0.59), P<.0001.",
            "the figures stand at Doe2020:1, with another level: 90 %",
        ),
        (
            "In lions 7.8 (6.9-8.5) v 3.2 (2.8-4.1); 0.45 (0.34-0.59), P<.0001.",
            "the figures stand at Doe2020:1, but no word for the endpoint or an arm is near",
        ),
        (
            "PFS: everolimus 7.8 v letrozole 3.2, P<.0001.\nCI 6.9-8.5 v 2.8-4.1; 0.45, 0.34-0.59.",
            "the numbers stand apart: 6.9, 8.5, 2.8, 4.1, 0.45, 0.34 and 0.59 are at Doe2020:2; 7.8, 3.2 and <0.0001 are at Doe2020:1",
        ),
        (
            "PFS: everolimus 3.2 (6.9-8.5) v letrozole 7.8 (2.8-4.1); 0.45 (0.34-0.59), P<.0001.",
            "the numbers stand at Doe2020:1, but not one after the other as in the row",
        ),
    ],
)
def test_what_is_amiss_is_said(say: Say, text: str, reason: str) -> None:
    """A number that is nowhere, with another sign, unit or level; no word of the row; numbers that stand apart, or turned round."""
    row = say(text)[ROW]
    assert ("not found", reason) == (row.result, row.reason)


def test_the_group_whose_word_is_not_near_is_named(say: Say) -> None:
    """The words for the patients are asked for apart from those for the endpoint."""
    text = "PFS in metastatic disease: everolimus 6.8 v letrozole 2.8; 0.47 (0.31-0.71)"
    assert "the figures stand at Doe2020:1, but no word for visceral metastasis: present is near" == say(text)[VISCERAL].reason


def test_figures_outside_of_the_named_place_are_told_with_it(say: Say) -> None:
    """What is taken for the table that the file names begins at its caption and does not have them."""
    text = f"Stomatitis 59 8 12 0.\n{FAR * 5}\nTable 2 Side effects\n{FAR}"
    expected = "the figures stand at Doe2020:1, outside of what is taken for Table 2"
    assert expected == say(text)["safety.0.rows.Stomatitis"].reason


def test_other_numbers_between_figures_and_words_are_told(say: Say) -> None:
    """The words are near, but have figures of their own."""
    text = "Stomatitis 1, 2, 3, 4, diarrhoea had values 59, 8, 12, 0"
    expected = "the figures stand at Doe2020:1, but other numbers stand nearer to the words for Stomatitis"
    assert expected == say(text)["safety.0.rows.Stomatitis"].reason


def test_a_count_alone_is_told_by_its_words(say: Say) -> None:
    """A single number that stands beside something else."""
    expected = "the figure stands at Doe2020:1, but no word for events or deaths or dead is near"
    assert expected == say("After 210 of it")["cuts.final.events"].reason


def test_a_text_that_costs_too_much_is_told_in_general(say: Say, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the allowance for telling is spent the row is not found all the same."""

    def spent(*_: object) -> str:
        raise SpentError

    monkeypatch.setattr(told_amiss, "_number_by_number", spent)
    assert ("not found", told_amiss.NOT_TOLD) == (say("Nothing.")[ROW].result, say("Nothing.")[ROW].reason)
