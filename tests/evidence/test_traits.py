"""What is said of a trial as a whole."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from evtrials.collection.library import Library
from evtrials.collection.loading import Loaded
from evtrials.collection.store import open_store
from evtrials.evidence.traits import subtype_words


@pytest.mark.parametrize(("disease", "words"), [
    ("hr+/her2-", "HR+/HER2-"),
    ("hr+/her2-, hr-/her2-", "HER2- (HR+ or HR-)"),
    ("hr-any/her2+, hr-/her2-", "HER2+ or TNBC"),
    ("hr+/her2-, hr+/her2-low, hr-any/her2+", "HR+/HER2- or HR+/HER2-low or HER2+"),
    ("hr-any/her2-any", "not stated"),
])  # fmt: skip
def test_the_subtype_in_words_is_that_of_the_pairs(disease: str, words: str, load_toy: Callable[..., Loaded]) -> None:
    """What could enter together is said together: no pair that could not enter is read into it."""
    loaded = load_toy(("  hr: [positive]\n  her2: [negative]\n", f"  disease: [{disease}]\n"))
    assert words == subtype_words(loaded.trial)


def test_a_trial_of_which_no_arm_was_read_has_a_profile(tmp_path: Path) -> None:
    """A file may begin without arms: its list, and that of every trial beside it, ended as a fault of the tool."""
    (tmp_path / "lone.yaml").write_text(
        "id: lone\nname: LONE\ntitle: A trial without arms\nstatus: {is: not stated, src: Doe2020 Abstract}\n"
        "design: {allocation: randomised, src: Doe2020 Abstract}\npopulation: {summary: women, src: Doe2020 Abstract}\n"
        "sources:\n  Doe2020: {title: A trial, basis: abstract}\n",
        encoding="utf-8",
    )
    (profile,) = Library(open_store([str(tmp_path)])).profiles.values()
    assert ("not stated", [], 0) == (profile.regimen, list(profile.regimen_shorter), profile.arms)
