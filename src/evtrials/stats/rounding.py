"""What a printed number stands for: every number that rounds to its digits.

`Span` is a range, both ends included, so that half-up and half-even rounding are allowed alike.
"""

from __future__ import annotations

from fractions import Fraction

Span = tuple[float, float]


def rounding_interval(digits: str) -> Span:
    """The numbers that a printed number may stand for, by its digits: `0.43` is 0.425 to 0.435, `7` is 6.5 to 7.5."""
    low, high = exact_rounding_interval(digits)
    return float(low), float(high)


def truncation_interval(digits: str) -> Span:
    """The numbers that a printed number may stand for if further digits were cut off: `0.43` is 0.43 to 0.44, `-7` -8 to -7."""
    unit = Fraction(1, 10 ** _decimals(digits))
    value = Fraction(digits)
    low, high = (value - unit, value) if digits.startswith("-") else (value, value + unit)
    return float(low), float(high)


def gap(first: Span, second: Span) -> float:
    """The distance between two ranges; 0 where they meet."""
    return max(0.0, first[0] - second[1], second[0] - first[1])


def agree(first: str, second: str) -> bool:
    """Whether two printed numbers may be one number, each rounded to its own digits: 8.9 and 9 agree, 8.9 and 9.0 do not.

    The finer is rounded to the digits of the coarser, a half upwards or downwards; equal digits must be equal numbers.
    """
    coarse, fine = sorted((first, second), key=_decimals)
    if _decimals(coarse) == _decimals(fine):
        return Fraction(coarse) == Fraction(fine)
    low, high = exact_rounding_interval(coarse)
    return low <= Fraction(fine) <= high


def _decimals(digits: str) -> int:
    return len(digits.partition(".")[2])


def exact_rounding_interval(digits: str) -> tuple[Fraction, Fraction]:
    """The same interval in exact arithmetic, for tests of whole numbers."""
    half = Fraction(1, 2 * 10 ** _decimals(digits))
    return Fraction(digits) - half, Fraction(digits) + half
