"""Names as people type them: case, accents, spaces, punctuation and American spelling do not matter."""

from __future__ import annotations

import pytest

from evtrials.notation.spelling import folded


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("andre", "Andr\u00e9"), ("Royce-Munoz", "Royce Mu\u00f1oz"), ("Soerensen", "S\u0153rensen"), ("Sorlie", "S\u00f8rlie"),
        ("diarrhea", "Diarrhoea"), ("anemia", "Anaemia"), ("hyperglycemia", "Hyperglycaemia"), ("edema peripheral", "Oedema, peripheral"),
        ("ischemia", "ischaemia"), ("hypercalcemia", "Hypercalcaemia"), ("hematological", "haematological"), ("leukopenia", "Leucopenia"),
        ("esophagitis", "Oesophagitis"), ("estrogen receptor", "oestrogen receptor"), ("tumor", "tumour"), ("randomized", "randomised"),
        ("hemorrhage", "haemorrhage"), ("bolero 2", "BOLERO-2"), ("\uff22\uff2f\uff2c\uff25\uff32\uff2f2", "BOLERO-2"),
    ],
)  # fmt: skip
def test_two_spellings_of_a_name_are_one(typed: str, meant: str) -> None:
    """And what is spelt so already stays as it is."""
    assert folded(meant) == folded(typed) == folded(folded(typed))


@pytest.mark.parametrize(("one", "other"), [("\u304b", "\u304c"), ("her2+", "her2"), ("1b/2", "1/2"), ("toy-1", "toy-2")])
def test_other_names_stay_others(one: str, other: str) -> None:
    """The mark that makes ga of ka is a letter's own; a plus tells two receptors apart."""
    assert folded(one) != folded(other)
