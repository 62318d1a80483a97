"""How much work one text may cost the audit of one trial: bounded by the size of the trial, whatever the text says.

A text that prints the figures of a trial a thousand times over is searched until its allowance is spent; what was not
found by then is not checkable, and the text is named.
"""

from __future__ import annotations

# In numbers tried, of about two millionths of a second each. Of the shipped trials none spends a third of it.
_OF_A_TEXT = 200_000
_OF_A_QUOTATION = 1_000


class SpentError(Exception):
    """The allowance of a text is spent."""


class Effort:
    """An allowance of so many numbers that may be tried."""

    __slots__ = ("_left",)

    def __init__(self, numbers: int) -> None:
        self._left = numbers

    @classmethod
    def of(cls, quotations: int) -> Effort:
        """The allowance for looking so many quotations up in one text."""
        return cls(_OF_A_TEXT + _OF_A_QUOTATION * quotations)

    @classmethod
    def near(cls, quotations: int) -> Effort:
        """The allowance for showing what stands in one text in place of those that were not found."""
        return cls((_OF_A_TEXT + _OF_A_QUOTATION * quotations) // 4)

    @property
    def is_spent(self) -> bool:
        """Whether more was asked for than was left."""
        return self._left < 0

    def spend(self, numbers: int) -> None:
        """So many numbers are tried, or as much work is done otherwise; SpentError where that is more than is left."""
        self._left -= numbers
        if self._left < 0:
            raise SpentError
