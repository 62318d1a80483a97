"""CSV and TSV: one header line, one record a line, text guarded against formulas, figures as printed.

A cell is a figure by what it says, not by its column: the text of a dose-limiting toxicity stands where figures do.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from typing import IO

# A spreadsheet reads a cell that begins so as a formula; the last four are the full-width forms of the first.
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
# What a cell must have for anything to be done to it: most have nothing of it, and a long answer has a million cells.
_AWKWARD = re.compile(rf"[\t\r\n\u00a0]|\A\s*[{re.escape(''.join(_FORMULA))}]")


def write_delimited(columns: Sequence[str], records: Iterable[Sequence[object]], stream: IO[str], delimiter: str) -> None:
    """Write a header and the records; tabs and line ends within a cell become spaces."""
    writer = csv.writer(stream, delimiter=delimiter, lineterminator="\n")
    writer.writerow(columns)
    for record in records:
        writer.writerow([_cell(value) for value in record])


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return str(value)
    text = "; ".join(value) if isinstance(value, (tuple, list)) else str(value)
    if not _AWKWARD.search(text):
        return text
    if any(char in text for char in "\t\r\n\u00a0"):
        text = " ".join(text.split())
    return f"'{text}" if text.lstrip().startswith(_FORMULA) and not _is_figure(text) else text


def _is_figure(text: str) -> bool:
    from evtrials.errors import NotationError
    from evtrials.notation.figures import parse_figure

    try:
        parse_figure(text)
    except NotationError:
        return False
    return True
