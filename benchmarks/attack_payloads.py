"""The attacks by texts that are markup elsewhere: every output is read back by a parser of its format. See attack.py."""

from __future__ import annotations

import importlib.util
import os
from functools import cache
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING
from unittest.mock import patch

from attack_kind import Kind, Place, fell
from payloads import PAYLOADS

if TYPE_CHECKING:
    from parsed import Collection

TURNS: list[int] = []
MOST_TURNS = 6
PARSERS = ("bibtexparser", "rispy", "jsonschema", "markdown_it", "matplotlib")


def payloads(bench: Place, chance: Random) -> str:
    """Two trials whose every text is one of 41 payloads, printed by a command in a format: texts stayed texts to its parser."""
    import parsed

    # A turn costs as much as ten answers: so many serve for all inputs.
    if len(TURNS) < MOST_TURNS:
        TURNS.append(chance.randrange(len(PAYLOADS)))
    turn = chance.choice(TURNS)
    holds = {
        "references": parsed.hold_references, "findings": parsed.hold_findings, "notebook": parsed.hold_notebook,
        "skeleton": parsed.hold_skeleton, "report": parsed.hold_report,
    }  # fmt: skip
    with patch.dict(os.environ, COLUMNS="20000", NO_COLOR="1", EVTRIALS_CACHE="off"):
        collection = made(turn, bench.folder / f"payloads-{turn}")
        kind = chance.choice(("printed",) * 12 + ("picture",) + tuple(holds))
        if kind == "printed":
            command = chance.choice((*parsed.ASKED.values(), *parsed.HELD_TOGETHER.values()))
            chosen = chance.choice(parsed.FORMATS)
            return fell(lambda: parsed.hold_printed(collection, command, chosen), f"turn {turn}: {command} as {chosen}")
        if kind == "picture":
            command = chance.choice(parsed.DRAWN)
            return fell(lambda: parsed.hold_picture(collection, command), f"turn {turn}: picture of {command}")
        return fell(lambda: holds[kind](collection), f"turn {turn}: {kind}")


@cache
def made(turn: int, folder: Path) -> Collection:
    """The collection of a turn, made once."""
    from parsed import Collection

    return Collection(turn, folder)


def no_parsers() -> str:
    """Why nothing can read the formats."""
    missing = [name for name in PARSERS if importlib.util.find_spec(name) is None]
    return f"not installed: {', '.join(missing)}" if missing else ""


KINDS = {"payloads": Kind(payloads, 120, hindrance=no_parsers)}
