"""What is said of a trial as a whole."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from evtrials.collection.loading import Loaded
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
