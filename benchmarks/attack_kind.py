"""What a kind of attack is. See attack.py."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import NamedTuple, Protocol


class Place(Protocol):
    """Where the attacks are done: a folder of their own, in which lies a small collection."""

    folder: Path
    trials: Path

    def fresh(self) -> None:
        """Whatever the input before has left is put right."""


def always() -> str:
    """Possible everywhere."""
    return ""


class Kind(NamedTuple):
    """A kind of attack.

    attack: one input, which says why it fell or "". share: its inputs among ten thousand. is_on_cache: whether the
    cache has to be whole before. hindrance: why it cannot be tried here, or "".
    """

    attack: Callable[..., str]
    share: int
    is_on_cache: bool = False
    hindrance: Callable[[], str] = always


def fell(hold: Callable[[], object], done: str) -> str:
    """Why something does not hold; "" where it does."""
    try:
        hold()
    except AssertionError as error:
        return f"{done}: {' '.join(str(error).split())[:300] or 'does not hold'}"
    except Exception as error:
        return f"{done}: {type(error).__name__}: {str(error)[:300]}"
    return ""


def chance_of(seed: int, name: str, number: int) -> Random:
    """The chance of one input, the same for the same seed."""
    return Random(f"{seed} {name} {number}")
