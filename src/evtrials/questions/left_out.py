"""What an answer left out, said in one line a reason: how many, why, and the first of their names; JSON has them all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from evtrials.errors import listed

if TYPE_CHECKING:
    from evtrials.collection.library import LeftOut


def some(names: Sequence[str]) -> str:
    """The first six names, and how many more there are."""
    return listed(names, most=6)


def left_out_lines(reasons: Iterable[LeftOut]) -> list[str]:
    """One line for each reason with the names it left out."""
    return [f"left out: {len(names)} ({reason}): {some(names)}" for reason, names in reasons]
