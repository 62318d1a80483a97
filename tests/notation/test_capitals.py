"""Capitals: a sentence begins with one, and a word that has its own keeps them."""

from __future__ import annotations

import pytest

from evtrials.notation.capitals import begun_large, begun_small


@pytest.mark.parametrize(
    ("text", "large"),
    [
        ("rash", "Rash"), ("mTOR inhibitor in every arm 1", "mTOR inhibitor in every arm 1"), ("pCR, breast", "pCR, breast"),
        ("p 0.04", "p 0.04"), ("nab-paclitaxel", "Nab-paclitaxel"), ("everolimus and ABI-009", "Everolimus and ABI-009"), ("", ""),
    ],
)  # fmt: skip
def test_a_sentence_begins_large(text: str, large: str) -> None:
    """But for a symbol, and a word that has a capital within it."""
    assert large == begun_large(text)


@pytest.mark.parametrize(
    ("text", "small"),
    [
        ("Rash", "rash"), ("Hand-foot syndrome", "hand-foot syndrome"), ("Pneumonitis/ILD", "pneumonitis/ILD"), ("ILD", "ILD"),
        ("HER2 status", "HER2 status"), ("Ki-67 fall", "Ki-67 fall"), ("mTOR inhibitor", "mTOR inhibitor"), ("", ""),
    ],
)  # fmt: skip
def test_within_a_sentence_a_text_begins_small(text: str, small: str) -> None:
    """But for abbreviations, and names with a digit."""
    assert small == begun_small(text)
