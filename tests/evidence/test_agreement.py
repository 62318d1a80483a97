"""Which figures of one analysis the sources print differently, beyond rounding."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from evtrials.collection.loading import Loaded
from evtrials.collection.store import open_store
from evtrials.evidence.agreement import disagreements

OS = "      - {cut: final, eve: not reached, pbo: 26.6 (22.6 to not reached), src: Doe2020 Abstract}\n"


@pytest.mark.parametrize(
    ("first", "second", "differences"),
    [
        ("0.45 (0.34 to 0.59)", "0.45 (0.34 to 0.59)", ()),
        ("0.45 (0.34 to 0.59)", "0.5 (0.3 to 0.6)", ()),
        ("0.45 (0.34 to 0.59)", "0.46 (0.34 to 0.59)", ("0.46 (0.34 to 0.59) against 0.45 (0.34 to 0.59)",)),
        ("0.45 (0.34 to 0.59)", "0.45 (0.33 to 0.59)", ("interval 0.33 to 0.59 against 0.34 to 0.59",)),
        ("0.45 (0.34 to 0.59)", "0.45 (90 % CI 0.36 to 0.56)", ()),
        ("0.45 (CI 0.34 to 0.59)", "0.45 (0.33 to 0.60)", ()),
        ("0.45 (95 % CI to 0.59)", "0.45 (95 % CI to 0.60)", ("interval 95 % CI to 0.60 against 95 % CI to 0.59",)),
        ("0.45 (CrI 0.34 to 0.59)", "0.45 (CrI 0.33 to 0.59)", ("interval CrI 0.33 to 0.59 against CrI 0.34 to 0.59",)),
        ("0.45, p: 0.04", "0.45, p: 0.05", ("p 0.05 against 0.04",)),
        ("0.45, p: 0.04", "0.45, p: 0.02 one-sided", ()),
    ],
)
def test_sources_differ_where_rounding_cannot_explain_it(
    load_toy: Callable[..., Loaded], first: str, second: str, differences: tuple[str, ...]
) -> None:
    """The figure first, its interval only where the figures agree, and the p value by itself; the better source leads."""
    rows = f"      - {{cut: final, hr: {second}, src: News2020 News}}\n      - {{cut: final, hr: {first}, src: Doe2020 Abstract}}\n"
    loaded = load_toy((OS, rows))
    found = [pair for pair in disagreements(loaded.figures, open_store().terms) if pair.first.endpoint == "os"]
    assert [differences] * bool(differences) == [pair.differences for pair in found]
    assert {"Doe2020"} >= {pair.first.place.source for pair in found}


@pytest.mark.parametrize(("term", "differs"), [("stomatitis", True), ("Mucositis", False), ("Stomatitis/mucositis", False)])
def test_two_terms_are_no_conflict(term: str, differs: bool, load_toy: Callable[..., Loaded]) -> None:
    """Two prints of one term are held against each other; two terms may count two things though the vocabulary joins them."""
    text = f"safety:\n  - {{src: News2020 News, cut: final, attribution: any cause, unit: percent, columns: [eve 3-4], rows: {{{term}: [11]}}}}\n"
    loaded = load_toy(("safety:\n", text))
    found = list(disagreements(loaded.figures, open_store().terms))
    assert [("Stomatitis", term, ("11 against 8",))] * differs == [(pair.first.term, pair.other.term, pair.differences) for pair in found]
