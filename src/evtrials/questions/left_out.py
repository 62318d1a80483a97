"""What an answer left out, said in one line a reason: how many, why, and the first of their names; JSON has them all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from evtrials.errors import listed


def some(names: Sequence[str]) -> str:
    """The first six names, and how many more there are."""
    return listed(names, most=6)


def left_out_lines(reasons: Iterable[tuple[str, Sequence[str]]]) -> list[str]:
    """One line for each reason with the names it left out."""
    return [f"left out: {len(names)} ({reason}): {some(names)}" for reason, names in reasons]
