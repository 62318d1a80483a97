"""Regimens as a table and a sentence say them: whole, every dose with its schedule, what differs told apart from what does not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from evtrials.collection.loading import Loaded
from evtrials.errors import DataError
from evtrials.evidence.dosing import arms_with
from evtrials.evidence.isolates import isolates
from evtrials.evidence.regimens import arm_names, contrast_in_prose, contrast_regimen
from evtrials.evidence.respects import backbone

EVE, PBO = "[everolimus 10 mg daily, letrozole 2.5 mg daily]", "[placebo daily, letrozole 2.5 mg daily]"


@pytest.mark.parametrize(
    ("changed", "in_table", "in_prose"),
    [
        ((), "letrozole ± everolimus 10 mg daily (placebo)", "letrozole 2.5 mg daily with everolimus 10 mg daily v with placebo"),
        (((PBO, "[letrozole 2.5 mg daily]"), ("masking: double-blind, control: placebo", "masking: open label")),
         "letrozole ± everolimus 10 mg daily (open)", "letrozole 2.5 mg daily with everolimus 10 mg daily v without"),
        (((PBO, "[placebo daily, letrozole 5 mg daily]"),),
         "everolimus 10 mg daily + letrozole 2.5 mg daily v letrozole 5 mg daily + placebo",
         "everolimus 10 mg daily + letrozole 2.5 mg daily v letrozole 5 mg daily + placebo"),
        (((PBO, "[everolimus 5 mg daily, letrozole 2.5 mg daily]"),),
         "everolimus 10 mg daily + letrozole v everolimus 5 mg daily + letrozole",
         "everolimus 10 mg daily + letrozole 2.5 mg daily v everolimus 5 mg daily + letrozole 2.5 mg daily"),
        (((EVE, "[everolimus 10 mg daily]"), (PBO, "[placebo daily]")), "everolimus 10 mg daily v placebo", "everolimus 10 mg daily v placebo"),
    ],
)  # fmt: skip
def test_a_contrast_names_every_dose_that_differs(
    changed: tuple[tuple[str, str], ...], in_table: str, in_prose: str, load_toy: Callable[..., Loaded]
) -> None:
    """A drug is said to be added only to a backbone that is equal; a sentence, which stands alone, has the doses of that too."""
    trial = load_toy(*changed).trial
    assert (in_table, in_prose) == (contrast_regimen(trial, "eve", "pbo"), contrast_in_prose(trial, "eve", "pbo"))


def test_a_choice_is_no_combination(load_toy: Callable[..., Loaded]) -> None:
    """Regimens of which each patient had one are joined by OR wherever an arm is named; nothing of them is a backbone or a partner."""
    loaded = load_toy((EVE, "[letrozole, everolimus]"), (PBO, "[exemestane, everolimus, letrozole], options: [[exemestane, everolimus], [letrozole]]"))
    trial, choice = loaded.trial, "exemestane + everolimus OR letrozole"
    assert f"letrozole + everolimus v {choice}" == contrast_regimen(trial, "eve", "pbo") == contrast_in_prose(trial, "eve", "pbo")
    assert ["letrozole + everolimus", choice] == arm_names(trial, ("eve", "pbo"))
    assert f"letrozole + everolimus v {choice}" == isolates(trial, "eve", "pbo")
    assert [("letrozole",), ("exemestane",)] == [one.partners for one in arms_with(trial, "everolimus", loaded.terms)]
    assert "none" == backbone(trial, "eve", "pbo", loaded.terms)


def test_options_are_those_of_the_drugs(load_toy: Callable[..., Loaded]) -> None:
    """Options that leave out a drug of the arm, or name another, do not load."""
    with pytest.raises(DataError, match="together name every drug of the arm"):
        load_toy((PBO, "[exemestane, letrozole], options: [[exemestane], [anastrozole]]"))
