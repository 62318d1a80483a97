"""Which figures a blind second reader gets."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from random import Random

from evtrials.collection.store import Store

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))

import blind_reading


def test_the_seed_decides_and_no_kind_is_left_out(shipped: Store) -> None:
    """The same figures for the same seed, each once; of each kind as many as of the others, or all, before chance decides."""
    rows = shipped.load("bolero-2").figures
    first, again, other = (blind_reading.drawn(rows, 60, Random(seed)) for seed in ("a", "a", "b"))
    assert first == again != other
    assert 60 == len({id(row) for row in first})
    there, taken = Counter(row.kind for row in rows), Counter(row.kind for row in first)
    assert all(taken[kind] >= min(number, 30 // len(there)) for kind, number in there.items())


def test_a_trial_is_read_by_one_reader(shipped: Store) -> None:
    """Sheets share the figures out by trial, numbered as in the key; the figure is bare."""
    rows = [*shipped.load("radar").figures, *shipped.load("tamrad").figures]
    shares = blind_reading.sheets(rows, 2)
    assert [{"radar"}, {"tamrad"}] == sorted(({row.trial for _, row in share} for share in shares), key=min)
    assert sorted(number for share in shares for number, _ in share) == list(range(1, len(rows) + 1))
    assert not [row for row in rows if " (" in blind_reading.bare(row)]
