"""Waivers: the curator's answers to findings, each with its reason in the file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from evtrials.bench.checks.base import Doubt, check
from evtrials.bench.checks.loading import does_not_load
from evtrials.collection.loading import Loaded
from evtrials.evidence.columns import matches
from evtrials.trial.model import Waiver

# What a waiver says that leaves the question open: the source must be read again.
TO_READ_AGAIN = "to read again"


@check("N390", mend="Delete it, or mend its code (evtrials check --list) or its selector.")
def waiver_answers_nothing(_: Loaded) -> Iterator[Doubt]:
    """A waiver answers no finding: what it was for is mended, or its code or selector is wrong."""
    # Which waivers answer is known when every other check has run: `examine` adds these findings.
    return iter(())


@check("N391", mend="Name with `about` the figures that it is for; one of another figure is then told again.")
def waiver_of_every_figure(_: Loaded) -> Iterator[Doubt]:
    """A waiver names no figure (`about`), though the findings of its code are about figures: it hides all of them, those of
    figures that are added or changed later too.
    """
    # What a waiver answers is known when every other check has run: `examine` adds these findings.
    return iter(())


def answers(waiver: Waiver, code: str, doubt: Doubt) -> bool:
    """Whether a waiver answers a finding: its code, and a selector that marks one of the figures concerned, a section, or
    all. What cannot be read is never waived.
    """
    if waiver.check != code or code == does_not_load.code:
        return False
    if "section" in waiver.about:
        return _is_in_section(doubt, waiver.about)
    return not waiver.about or any(matches(row, waiver.about) for row in doubt.rows)


def _is_in_section(doubt: Doubt, about: dict[str, Any]) -> bool:
    if not doubt.path or doubt.path[0] != about["section"]:
        return False
    named = [(value,) if isinstance(value, str) else value for name, value in about.items() if name != "section"]
    return all(any(word in doubt.path for word in words) for words in named)
