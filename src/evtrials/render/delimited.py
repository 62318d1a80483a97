"""CSV and TSV: one header line, one record a line, text guarded against formulas, figures as printed."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from typing import IO

from evtrials.rows import NUMERIC

# A spreadsheet reads a cell that begins so as a formula.
_FORMULA = ("=", "+", "-", "@")
# Columns whose text is a figure as printed: -5 stays -5.
_FIGURES = frozenset({*NUMERIC, "text", "p_text", "arm_text", "comparator_text", "overall_text"})


def write_delimited(columns: Sequence[str], records: Sequence[Sequence[object]], stream: IO[str], delimiter: str) -> None:
    """Write a header and the records; tabs and line ends within a cell become spaces."""
    writer = csv.writer(stream, delimiter=delimiter, lineterminator="\n")
    writer.writerow(columns)
    guarded = [name not in _FIGURES for name in columns]
    for record in records:
        writer.writerow([_cell(value, guard) for value, guard in zip(record, guarded, strict=True)])


def _cell(value: object, guard: bool) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = " ".join(str(value).split()) if any(char in str(value) for char in "\t\r\n\u00a0") else str(value)
    return f"'{text}" if guard and text.startswith(_FORMULA) else text
