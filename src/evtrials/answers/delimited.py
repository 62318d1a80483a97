"""CSV and TSV: one header line, one record a line, text guarded against formulas, figures as printed.

A cell is a figure by what it says, not by its column: the text of a dose-limiting toxicity stands where figures do.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from typing import IO

from evtrials.evidence.columns import LIST_SEPARATOR
from evtrials.notation.figures import is_figure
from evtrials.notation.patterns import compiled

# A spreadsheet reads a cell that begins so as a formula; the last four are the full-width forms of the first.
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
_BREAKS = "\t\r\n\u00a0"
_SIGNS = re.escape("".join(sign for sign in _FORMULA if sign != "-"))
# A cell that begins so in a row whose cells stand between NULs; a negative number is no formula.
_BEGINS_SO = compiled(rf"\0\s*(?:[{_SIGNS}]|-(?!\d+(?:\.\d+)?\0))")


def write_delimited(columns: Sequence[str], records: Iterable[Sequence[object]], stream: IO[str], delimiter: str) -> None:
    """Write a header and the records; tabs and line ends within a cell become spaces."""
    writer = csv.writer(stream, delimiter=delimiter, lineterminator="\n")
    writer.writerow(columns)
    for record in records:
        cells = [value if type(value) is str else _text(value) for value in record]
        # Asked of the row, not of each cell: few have anything to be guarded, and a long answer has a million cells.
        row = "\0".join(("", *cells, ""))
        if _BEGINS_SO.search(row) or any(char in row for char in _BREAKS):
            pairs = zip(cells, record, strict=True)
            cells = [cell if isinstance(value, (int, float)) else _guarded(cell) for cell, value in pairs]
        writer.writerow(cells)


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return LIST_SEPARATOR.join(value) if isinstance(value, (tuple, list)) else str(value)


def _guarded(text: str) -> str:
    if any(char in text for char in _BREAKS):
        text = " ".join(text.split())
    return f"'{text}" if text.lstrip().startswith(_FORMULA) and not is_figure(text) else text
