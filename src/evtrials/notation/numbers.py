"""Digits as printed: what figures and p values have in common."""

from __future__ import annotations

import re

from evtrials.errors import NotationError

# Digits are 0 to 9 (re.ASCII): other scripts have theirs, which look otherwise and count as numbers to Python.
NUMBER = r"-?\d+(?:\.\d+)?"
OPERATOR = r"<=|>=|<|>"
MAX_DIGITS = 12


def limit_digits(text: str) -> None:
    """Refuse a number with more digits than any source prints; NotationError."""
    for run in re.findall(r"[\d.]+", text):
        if sum(char.isdigit() for char in run) > MAX_DIGITS:
            raise NotationError(f"a figure has at most {MAX_DIGITS} digits")


def for_editors(*patterns: str) -> str:
    """Alternatives as one regular expression without group names, as JSON Schema takes it."""
    return re.sub(r"\?P<\w+>", "?:", "|".join(patterns))
