"""How collections show themselves in a notebook: plain HTML tables, without styles of their own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from evtrials.errors import counted

if TYPE_CHECKING:
    from evtrials.evidence.profile import Profile

_MOST = 100


def html_table(headings: Sequence[str], rows: Sequence[Sequence[object]], total: int, noun: str) -> str:
    """A table of rows, of which there are `total` in all; every cell is text."""
    from html import escape

    head = "".join(f'<th scope="col">{escape(heading)}</th>' for heading in headings)
    body = "".join(f"<tr>{''.join(f'<td>{escape(str(cell))}</td>' for cell in row)}</tr>" for row in rows)
    told = counted(total, noun) + (f", the first {len(rows)} shown" if total > len(rows) else "")
    return f"<table><caption>{told}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def trials_html(profiles: Iterable[Profile]) -> str:
    """Trials as a table: what they are, in whom, and which arms they have."""
    every = list(profiles)
    rows = [(one.id, one.name, one.phase, one.subtype, one.setting, one.line, one.regimen, one.n) for one in every[:_MOST]]
    headings = ("Id", "Trial", "Phase", "Subtype", "Setting", "Line", "Regimen", "n")
    return html_table(headings, rows, len(every), "trial")
