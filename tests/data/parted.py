"""Where a line of a screen ends with a number whose unit begins the next."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

_UNIT = re.compile(r"(?:%|mg(?:/m2|/kg|/day)?|ml|weeks?|months?|days?|years?|minutes?|cycles?|patients?)(?:[\s,.;)]|$)")


def parted(lines: Sequence[str]) -> list[tuple[str, str]]:
    """Each such line with the next."""
    return [(line, after) for line, after in pairwise(lines) if re.search(r"\d\)?\s*$", line) and _UNIT.match(after.lstrip())]
