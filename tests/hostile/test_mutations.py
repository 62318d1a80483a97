"""Shipped files, mutated: each loads, or tells what is wrong at a line of it. Nothing else ever comes out."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mutations import FILES, MUTATIONS, hold, hold_remarked, hold_vocabulary, mutated, original

from evtrials.collection.folders import shipped_folder

SEEDS = st.integers(0, 1 << 32)
WAYS = st.lists(st.tuples(st.sampled_from(sorted(MUTATIONS)), SEEDS), min_size=1, max_size=3)


@pytest.fixture(params=[60, pytest.param(600, marks=pytest.mark.slow)])
def examples(request: pytest.FixtureRequest) -> settings:
    """How many mutations are tried. Derandomised and without a deadline: the test says the same on every machine, however slow."""
    too_slow = [HealthCheck.too_slow]
    return settings(max_examples=request.param, derandomize=True, deadline=None, database=None, suppress_health_check=too_slow)


@pytest.mark.parametrize("way", MUTATIONS)
def test_every_way_changes_a_text(way: str) -> None:
    """A way that finds nothing to change attacks nothing."""
    text, _ = original("bolero-2")
    assert any(mutated(text, [(way, seed)]) != text for seed in range(5))


def test_a_mutated_file_loads_or_is_told_with_a_line(examples: settings) -> None:
    """What loads can be listed and checked too: zeros, limits turned round and other figures are no traceback."""

    @examples
    @given(st.sampled_from(sorted(FILES)), WAYS)
    def attack(id_: str, ways: list[tuple[str, int]]) -> None:
        hold(id_, mutated(original(id_)[0], ways))

    attack()


def test_blank_lines_and_comments_change_nothing(examples: settings) -> None:
    """Between them stands the same trial with the same figures."""

    @examples
    @given(st.sampled_from(sorted(FILES)), SEEDS)
    def attack(id_: str, seed: int) -> None:
        hold_remarked(id_, seed)

    attack()


def test_a_mutated_vocabulary_loads_or_is_told_with_a_line(examples: settings) -> None:
    """What the trials of a folder share is read as carefully as a trial."""

    @examples
    @given(st.sampled_from(["_terms.yaml", "_sources.yaml"]), WAYS)
    def attack(name: str, ways: list[tuple[str, int]]) -> None:
        hold_vocabulary(name, mutated((shipped_folder() / name).read_text(encoding="utf-8"), ways))

    attack()
