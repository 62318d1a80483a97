"""How the values of filters are typed and read: numbers and ranges, doses, subtypes, lines, words of a closed list."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from evtrials.errors import UsageError


class Range(NamedTuple):
    """From one number to another, both within: `5`, `5..10`, `..5`, `5..`."""

    low: float
    high: float

    def __str__(self) -> str:
        low, high = ("" if abs(end) == float("inf") else f"{end:g}" for end in self)
        return low if low == high else f"{low}..{high}"


class DrugDose(NamedTuple):
    """A drug with a range of its dose: `temsirolimus 30`."""

    drug: str
    amount: Range

    def __str__(self) -> str:
        return f"{self.drug} {self.amount}"


SUBTYPES = ("her2+", "her2-", "her2-low", "her2-mutated", "hr+", "hr-", "tnbc")
_SUBTYPE_WORDS = {
    "er+": "hr+", "er-": "hr-", "her2positive": "her2+", "her2negative": "her2-", "hrpositive": "hr+", "hrnegative": "hr-",
    "erpositive": "hr+", "ernegative": "hr-", "triplenegative": "tnbc", "her2low": "her2-low", "her2mutated": "her2-mutated",
    "her2mutant": "her2-mutated", "her2amplified": "her2+",
}  # fmt: skip


def parse_subtype(text: str) -> str:
    """A subtype in the tool's words, `hr+/her2-`; UsageError with the allowed ones."""
    parts = []
    for part in text.split("/"):
        word = part.strip().casefold()
        word = _SUBTYPE_WORDS.get(re.sub(r"[^a-z0-9+-]|(?<=[a-z0-9])-(?=[a-z])", "", word), word)
        if word not in SUBTYPES:
            raise UsageError(f'"{text}" is no subtype; use {", ".join(SUBTYPES)}, joined by "/" for and: hr+/her2-')
        parts += ["hr-", "her2-"] if word == "tnbc" else [word]
    return "/".join(dict.fromkeys(parts))


def parse_range(text: str) -> Range:
    """`5`, `5..10`, `..5`, `5..` as two limits; UsageError with how to write it."""
    match = re.fullmatch(r"(\d{1,9}(?:\.\d{1,9})?)?(\.\.)?(\d{1,9}(?:\.\d{1,9})?)?", text, re.ASCII)
    if match is None or not (match[1] or match[3]) or (match[3] and not match[2]):
        raise UsageError(f'"{text}" is no number or range; write 5, 5..10, ..5 or 5..')
    first = float(match[1]) if match[1] else float("-inf")
    last = float(match[3]) if match[3] else float("inf") if match[2] else first
    if last < first:
        raise UsageError(f'"{text}" runs backwards; write {match[3]}..{match[1]}')
    return Range(first, last)


def parse_drug_dose(text: str) -> DrugDose:
    """`temsirolimus 30` as a drug and the limits of its dose."""
    drug, _, amount = text.strip().rpartition(" ")
    if not drug:
        raise UsageError(f'"{text}" is no drug with a dose; write --dose "temsirolimus 30" or --dose "everolimus 5..10"')
    return DrugDose(drug, parse_range(amount))


def parse_line(text: str) -> int:
    """A line of therapy, 1 to 9."""
    if not re.fullmatch("[1-9]", text):
        raise UsageError(f'--line: "{text}" is no line of therapy; write 1, 2, 3 ...')
    return int(text)


def united(ranges: Sequence[Range]) -> list[Range]:
    """Ranges with those that meet made one."""
    found: list[Range] = []
    for low, high in sorted(ranges):
        if found and low <= found[-1].high:
            found[-1] = Range(found[-1].low, max(high, found[-1].high))
        else:
            found.append(Range(low, high))
    return found
