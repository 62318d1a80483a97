"""Tables and pages on a terminal. Text columns fold first, then columns are left out and said to be; a figure is never cut."""

from __future__ import annotations

import re
import textwrap
from typing import IO

from rich import box
from rich.cells import cell_len
from rich.console import Console
from rich.control import strip_control_codes
from rich.segment import Segment, Segments
from rich.style import Style
from rich.table import Table as RichTable
from rich.text import Text

from evtrials.questions.answer import Block, Entries, Entry, Facts, Heading, Page, Paragraph, Table

_GAP = 2
_LEAST_FOLD = 14
_NBSP = "\u00a0"
# What textwrap makes spaces of.
_CONTROL_SPACE = re.compile(r"[\t\n\v\f\r]")
_STYLES = {"": None, "bold": Style(bold=True), "dim": Style(dim=True)}


def console(stream: IO[str], width: int | None = None) -> Console:
    """A console that prints text as it is: no markup, no emoji, no highlighting; width and colour as the user's terminal says."""
    return Console(file=stream, width=width, markup=False, emoji=False, highlight=False, soft_wrap=True)


def print_page(page: Page, out: Console) -> None:
    """Print a page."""
    sheet = _Sheet(out, max(out.width, 40))
    if page.title:
        sheet.text(page.title, "bold")
    for index, block in enumerate(page.blocks):
        if index or page.title:
            sheet.lines([""])
        _put_block(block, sheet)
    # Written at once: a print for every line takes longer than to find the answer.
    out.print(Segments(sheet.segments), end="")


class _Sheet:
    """Lines laid out for a width, with their styles, before they are printed."""

    def __init__(self, out: Console, width: int) -> None:
        self.out, self.width = out, width
        self.segments: list[Segment] = []

    def text(self, text: str, style: str = "") -> None:
        """A text wrapped to the width."""
        self.lines(wrapped(text, self.width), style)

    def lines(self, lines: list[str], style: str = "") -> None:
        """Lines as they are."""
        for line in lines:
            self.pieces((line, style))

    def pieces(self, *pieces: tuple[str, str]) -> None:
        """One line of pieces, each with its style."""
        for text, style in pieces:
            self.segments.append(Segment(strip_control_codes(text).replace(_NBSP, " "), _STYLES[style]))
        self.segments.append(Segment("\n"))

    def table(self, table: RichTable) -> None:
        """A table as Rich draws it."""
        self.segments += self.out.render(table, self.out.options.update(overflow="ignore", no_wrap=True))


def _put_block(block: Block, sheet: _Sheet) -> None:
    if isinstance(block, Paragraph):
        sheet.text(block.text, "bold" if block.strong else "")
    elif isinstance(block, Facts):
        _put_facts(block, sheet)
    elif isinstance(block, Entries):
        _put_entries(block, sheet)
    else:
        _put_table(block, sheet)


def _put_facts(facts: Facts, sheet: _Sheet) -> None:
    if facts.title:
        sheet.text(facts.title, "bold")
    label = max((cell_len(name) for name, _ in facts.rows), default=0) + _GAP
    for name, text in facts.rows:
        first, *rest = wrapped(text, sheet.width - label) or [""]
        sheet.pieces((name.ljust(label), "dim"), (first, ""))
        sheet.lines([" " * label + part for part in rest])


def _put_entries(block: Entries, sheet: _Sheet) -> None:
    if block.title:
        sheet.text(block.title, "bold")
    for text in block.lead:
        sheet.text(text)
    sheet.lines([line for entry in block.entries for line in entry_lines(entry, sheet.width)])
    for text in block.footnotes:
        sheet.text(text, "dim")


def entry_lines(entry: Entry, width: int) -> list[str]:
    """The head, then the pieces flowing under it, indented; no piece is broken."""
    whole = "  " + "   ".join((entry.head, *entry.pieces))
    if entry.pieces and not entry.marks and cell_len(whole) <= width:
        return [whole]
    lines = [f"  {line}" if not index else f"    {line}" for index, line in enumerate(wrapped(entry.head, width - 4))]
    lines += flowed(entry.pieces, width, indent="    ")
    for text in entry.marks:
        lines += wrapped(text, width, indent="    ")
    return lines


def flowed(pieces: tuple[str, ...], width: int, indent: str) -> list[str]:
    """Pieces side by side, three spaces apart, as many to a line as fit; one longer than a line breaks at its spaces."""
    lines: list[str] = []
    for piece in pieces:
        gap = " " if lines and lines[-1].endswith(":") else "   "
        if lines and cell_len(lines[-1] + gap + piece) <= width:
            lines[-1] += gap + piece
        else:
            lines += wrapped(piece, width, indent)
    return lines


def wrapped(text: str, width: int, indent: str = "") -> list[str]:
    """Text wrapped at spaces (never at a no-break space), never inside a word."""
    found: list[str] = []
    for part in text.split("\n"):
        found += _wrap(part, max(width, 20), indent)
    return found


def _wrap(text: str, width: int, indent: str = "") -> list[str]:
    if text and len(indent) + len(text) <= width and not text[-1].isspace() and not _CONTROL_SPACE.search(text):
        return [indent + text]
    return textwrap.wrap(
        text, width, initial_indent=indent, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    ) or [""]


def _put_table(table: Table, sheet: _Sheet) -> None:
    if table.title:
        sheet.text(table.title, "bold")
    for text in table.lead:
        sheet.text(text)
    columns, rows, dropped = fitted(table, sheet.width)
    widths = column_widths(columns, rows, sheet.width)
    if widths is None:
        dropped = []
        _put_stacked(table.columns, table.rows, sheet)
    elif rows:
        sheet.table(_rich_table(columns, rows, widths))
    if dropped:
        sheet.text(f"Too narrow for: {', '.join(dropped)}. Widen the terminal or use --format csv.", "dim")
    for text in table.footnotes:
        sheet.text(text, "dim")


def _rich_table(columns: tuple[Heading, ...], rows: tuple[tuple[str, ...], ...], widths: list[int]) -> RichTable:
    drawn = RichTable(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, _GAP - 1, 0, 0), show_lines=False)
    for column, wide in zip(columns, widths, strict=True):
        drawn.add_column(Text("\n".join(wrapped_cell(column.head, wide))), no_wrap=True, width=wide, overflow="ignore")
    for row in rows:
        cells = [
            "\n".join(wrapped_cell(cell, wide) if column.folds else cell.split("\n"))
            for column, cell, wide in zip(columns, row, widths, strict=True)
        ]
        drawn.add_row(*(Text(cell.replace(_NBSP, " ")) for cell in cells))
    return drawn


def wrapped_cell(text: str, width: int) -> list[str]:
    """A cell's text wrapped at spaces to a width."""
    found: list[str] = []
    for part in text.split("\n"):
        found += _wrap(part, max(width, 4))
    return found


def fitted(table: Table, width: int) -> tuple[tuple[Heading, ...], tuple[tuple[str, ...], ...], list[str]]:
    """The columns that fit, their cells, and the heads of those left out, in the order the table names."""
    columns, rows = table.columns, table.rows
    dropped: list[str] = []
    order = sorted((column for column in columns if column.drop), key=lambda column: column.drop)
    for victim in order:
        if column_widths(columns, rows, width) is not None:
            break
        keep = [index for index, column in enumerate(columns) if column is not victim]
        columns = tuple(columns[index] for index in keep)
        rows = tuple(tuple(row[index] for index in keep) for row in rows)
        dropped.append(victim.head)
    return columns, rows, dropped


def column_widths(columns: tuple[Heading, ...], rows: tuple[tuple[str, ...], ...], width: int) -> list[int] | None:
    """Widths that fit: figures whole, text folded to what is left over, in proportion; None where nothing fits."""
    natural: list[int] = []
    least: list[int] = []
    for index, column in enumerate(columns):
        cells = [row[index] for row in rows]
        lines = [line for cell in cells for line in cell.split("\n")]
        heads = [cell_len(word) for word in column.head.split(" ")]
        full = max([cell_len(line) for line in lines] + [max(heads, default=0)], default=0)
        natural.append(max(full, cell_len(column.head)) if column.folds else full)
        words = [cell_len(word) for line in lines for word in line.split(" ")]
        least.append(min(natural[-1], max([*words, *heads, min(_LEAST_FOLD, natural[-1])])) if column.folds else natural[-1])
    room = width - _GAP * (len(columns) - 1)
    if sum(least) > room:
        return None
    for index, column in enumerate(columns):
        if column.firm and sum(least) - least[index] + natural[index] <= room:
            least[index] = natural[index]
    spare = room - sum(least)
    wanted = [full - small for full, small in zip(natural, least, strict=True)]
    total = sum(wanted)
    if total <= spare:
        return natural
    return [small + want * spare // total for small, want in zip(least, wanted, strict=True)]


def _put_stacked(columns: tuple[Heading, ...], rows: tuple[tuple[str, ...], ...], sheet: _Sheet) -> None:
    """Each row under itself, for a terminal too narrow for the table."""
    width = sheet.width
    label = max(cell_len(column.head) for column in columns[1:]) + _GAP if len(columns) > 1 else 0
    found: list[str] = []
    for row in rows:
        found += wrapped(row[0].replace("\n", " "), width)
        for column, cell in zip(columns[1:], row[1:], strict=True):
            lines = wrapped_cell(cell, width - label - 2) if column.folds else cell.split("\n")
            if max(cell_len(line) for line in lines) > width - label - 2:
                # A figure too long to stand beside its label stands below it.
                found += [f"  {column.head}", *(f"    {line}" for line in lines)]
            else:
                found += [f"  {(column.head if not index else '').ljust(label)}{line}" for index, line in enumerate(lines)]
    sheet.lines(found)
