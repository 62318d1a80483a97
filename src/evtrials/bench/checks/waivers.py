"""Waivers: the curator's answers to findings, each with its reason in the file."""

from __future__ import annotations

from typing import Any

from evtrials.bench.checks.base import Check, Doubt
from evtrials.evidence.rows import matches
from evtrials.trial.model import Waiver

_HEAD = "waivers:\n  - {check: W210, about: {endpoint: pfs, cut: final}, why: Doe2020 prints it so in its Table 1}\nsafety:"

UNANSWERED = Check(
    "N390",
    "waiver-answers-nothing",
    "A waiver answers no finding: what it was for is mended, or its code or selector is wrong.",
    "Delete it, or mend its code (evtrials check --list) or its selector.",
    (("safety:", _HEAD),),
    (("safety:", _HEAD), ("0.45 (0.34 to 0.59)", "0.54 (0.34 to 0.59)")),
)


def answers(waiver: Waiver, code: str, doubt: Doubt) -> bool:
    """Whether a waiver answers a finding: its code, and a selector that marks one of the figures concerned, a section, or all."""
    if waiver.check != code:
        return False
    if "section" in waiver.about:
        return _is_in_section(doubt, waiver.about)
    return not waiver.about or any(matches(row, waiver.about) for row in doubt.rows)


def _is_in_section(doubt: Doubt, about: dict[str, Any]) -> bool:
    if not doubt.path or doubt.path[0] != about["section"]:
        return False
    named = [(value,) if isinstance(value, str) else value for name, value in about.items() if name != "section"]
    return all(any(word in doubt.path for word in words) for words in named)
