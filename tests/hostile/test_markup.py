"""Each payload in each text field of a trial file and of the shared sources, printed by each command in each format.

What is printed is read back by a parser of its format: every text is there as text, and nothing else is. A seed of the
product is in the fast suite, the whole with `-m slow`.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hostile_words import TEXTS
from parsed import (
    ASKED,
    DRAWN,
    FORMATS,
    HELD_TOGETHER,
    SEED,
    Collection,
    hold_findings,
    hold_notebook,
    hold_picture,
    hold_printed,
    hold_references,
    hold_report,
    hold_skeleton,
)

from evtrials.cli.commands import COMMANDS

Hostile = Callable[[int], Collection]


@pytest.fixture
def hostile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Hostile:
    """The collection of a turn, on a terminal wide enough for any line."""
    monkeypatch.setenv("COLUMNS", "20000")
    monkeypatch.setenv("NO_COLOR", "1")
    return lambda turn: Collection(turn, tmp_path)


def test_every_field_says_a_payload(hostile: Hostile) -> None:
    """Of the template's fields every free text says one, and so do the names of the rows of its tables."""
    assert all(texts > 130 and rows == 8 for texts, rows in hostile(0).counted)


def test_every_command_that_prints_evidence_is_asked() -> None:
    """But for those that print the tool's own words, the references, findings, exported tables, reports and replies to agents, which
    are read back by themselves, and pools and indirect comparisons, which of trials of payloads there are none."""
    others = {"columns", "schema", "new", "cache", "cite", "check", "export", "report", "mcp", "pool", "indirect"}
    assert set(COMMANDS) == {*ASKED, *HELD_TOGETHER, *others}


def test_a_seed_of_the_product_is_text_to_every_parser(hostile: Hostile) -> None:
    """One turn of the payloads, in the commands and formats where most of the texts stand."""
    collection = hostile(0)
    for command, chosen in SEED:
        hold_printed(collection, ASKED[command], chosen)
    hold_references(collection)
    hold_findings(collection)
    hold_notebook(collection)
    hold_report(collection)
    hold_skeleton(collection)
    pytest.importorskip("matplotlib")
    hold_picture(collection, "results")


@pytest.mark.slow
@pytest.mark.parametrize("turn", range(len(TEXTS)))
def test_each_payload_is_text_in_each_field_to_every_parser(
    turn: int, hostile: Hostile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All commands and formats; over the turns each payload stands in each field that takes it. The cache has them, too."""
    monkeypatch.setenv("EVTRIALS_CACHE", str(tmp_path / "cache"))
    collection = hostile(turn)
    # What one trial says in this turn the other says in the next: what prints both says it in a pair of the formats each time.
    pair = {"csv", "json"} if turn % 2 else {"tsv", "jsonl"}
    for command in (*ASKED.values(), *HELD_TOGETHER.values()):
        for chosen in FORMATS:
            if chosen not in pair or prints_one(command):
                hold_printed(collection, command, chosen)
    hold_references(collection)
    hold_findings(collection)
    hold_notebook(collection)
    hold_report(collection)
    hold_skeleton(collection)
    pytest.importorskip("matplotlib")
    for command in DRAWN:
        hold_picture(collection, command)


def prints_one(command: str) -> bool:
    """Whether a command is about the first of the two trials alone."""
    return "template-1" in command and "template-2" not in command
