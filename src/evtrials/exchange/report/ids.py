"""What names a figure on a page: an id that stays when the collection grows, and when a figure is corrected."""

from __future__ import annotations

import re
from base64 import b32encode
from collections import Counter
from collections.abc import Iterable
from hashlib import sha256

from evtrials.evidence.rows import FigureRow

# Of ten thousand figures two share this many letters once in seven hundred collections.
_LONG = 7
_STRANGE = re.compile(r"[^A-Za-z0-9.-]+")


def anchor(*parts: str) -> str:
    """The id of a part of the page, as an address may end in it: `s:time-to-deterioration`."""
    return ":".join(_STRANGE.sub("-", part).strip("-") for part in parts)


def figure_id(row: FigureRow) -> str:
    """The id of a stored figure: a short hash of all that names it but its place in the source and its digits."""
    own = (row.kind, row.measure, row.arm, row.comparator, row.grade, row.term, row.at, row.definition)
    names = (row.trial, *row.analysis, *own)
    return f"f:{b32encode(sha256(chr(10).join(names).encode()).digest()).decode()[:_LONG].lower()}"


class FigureIds:
    """The ids of all figures of a page."""

    def __init__(self, rows: Iterable[FigureRow]) -> None:
        self._ids: dict[tuple[object, ...], str] = {}
        self._first: dict[tuple[object, ...], str] = {}
        seen: Counter[str] = Counter()
        for row in rows:
            id_ = figure_id(row)
            seen[id_] += 1
            # What one source prints twice is told apart by its order in the file.
            id_ = f"{id_}-{seen[id_]}" if seen[id_] > 1 else id_
            self._ids[row.trial, row.path, row.measure] = id_
            self._first.setdefault((row.trial, row.path), id_)

    def of(self, row: FigureRow) -> str:
        """The id of a figure, be its row one that a screen shortened, or parted from its p value."""
        return self._ids.get((row.trial, row.path, row.measure)) or self._first[row.trial, row.path]
