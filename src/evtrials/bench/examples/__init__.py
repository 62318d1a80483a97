"""What each check catches and what it lets pass: one file a code, W211.yaml, of fragments of a trial file.

A fragment holds the lines that matter, as a curator writes them; the tests complete it to a whole trial and hold it against
its check. `catches` is found and nothing else is; in `passes` nothing is found; `waived` is added to `catches` and answers
it; `beside` is the other trial, where a check looks at trials together; `curve` is the file curves/toy.csv, where one is named.
"""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Example:
    """The fragments of one check, each the text of YAML lines, but `curve` of a table; all but two may be empty."""

    catches: str
    passes: str
    waived: str = ""
    beside: str = ""
    curve: str = ""


def example(code: str) -> Example:
    """The example of a check of the register."""
    text = (Path(__file__).parent / f"{code}.yaml").read_text(encoding="utf-8")
    _, *parts = re.split(r"^(\w+):\n", text, flags=re.MULTILINE)
    return Example(**{key: textwrap.dedent(lines) for key, lines in zip(parts[::2], parts[1::2], strict=True)})
