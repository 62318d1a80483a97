"""Tables and pages on a terminal. Text columns fold first, then columns are left out and said to be; a figure is never cut."""

from __future__ import annotations

import io
from itertools import compress, zip_longest

from rich import box
from rich.cells import cell_len
from rich.console import Console
from rich.control import strip_control_codes
from rich.segment import Segment, Segments
from rich.style import Style
from rich.table import Table as RichTable
from rich.text import Text

from evtrials.answers.layout import grid_lines, listing_lines
from evtrials.answers.wrapping import flowed, hung, wrapped
from evtrials.notation.spaces import NBSP
from evtrials.plots.characters import longest_part, padded
from evtrials.questions.answer import Block, Entries, Entry, Facts, Grid, Heading, Listing, Page, Paragraph, Table

_GAP = 2
_LEAST_FOLD = 14
# Rich asks for it; a page has no end.
_HEIGHT = 100
_STYLES = {"": None, "bold": Style(bold=True), "dim": Style(dim=True)}


def page_text(page: Page, width: int, *, styled: bool = False) -> str:
    """A page laid out for so many columns, bold and dim where it is styled."""
    # Text as it is: no markup, no emoji, no highlighting; and nothing that the environment says.
    out = Console(
        file=io.StringIO(), width=width, height=_HEIGHT, markup=False, emoji=False, highlight=False, soft_wrap=True,
        force_terminal=styled, color_system="standard" if styled else None, legacy_windows=False, _environ={},
    )  # fmt: skip
    with out.capture() as captured:
        print_page(page, out)
    return captured.get()


def print_page(page: Page, out: Console) -> None:
    """Print a page."""
    sheet = _Sheet(out, max(out.width, 40))
    if page.title:
        sheet.text(page.title, "bold")
    for index, block in enumerate(page.blocks):
        if _stands_apart(block, index, page):
            sheet.lines([""])
        _put_block(block, sheet)
    if page.tally:
        sheet.text(page.tally)
    for letter, text in page.notes:
        sheet.lines(wrapped(f"[{letter}] {text}", sheet.width, hanging=" " * (cell_len(letter) + 3)), "dim")
    for text in page.foot:
        sheet.text(text, "dim")
    # Written at once: a print for every line takes longer than to find the answer.
    out.print(Segments(sheet.segments), end="")


def _stands_apart(block: Block, index: int, page: Page) -> bool:
    """Whether a blank line stands above a block; the rule of a listing parts it from the heading of the page."""
    if isinstance(block, Paragraph) and block.follows:
        return False
    return index > 0 or bool(page.title and not isinstance(block, Listing))


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
            self.segments.append(Segment(strip_control_codes(text).replace(NBSP, " "), _STYLES[style]))
        self.segments.append(Segment("\n"))

    def table(self, table: RichTable) -> None:
        """A table as Rich draws it."""
        self.segments += self.out.render(table, self.out.options.update(overflow="ignore", no_wrap=True))


def _put_block(block: Block, sheet: _Sheet) -> None:
    if isinstance(block, Paragraph):
        sheet.text(block.text, "bold" if block.strong else "")
        return
    if block.title:
        sheet.text(block.title, "bold")
    if isinstance(block, Facts):
        _put_facts(block, sheet)
        return
    for text in block.lead:
        sheet.text(text)
    if isinstance(block, (Listing, Grid)):
        lines = listing_lines(block, sheet.width) if isinstance(block, Listing) else grid_lines(block, sheet.width)
        for name, rest in lines:
            sheet.pieces((name, "bold"), (rest, ""))
        return
    if isinstance(block, Entries):
        sheet.lines([line for entry in block.entries for line in entry_lines(entry, sheet.width)])
    else:
        _put_table(block, sheet)
    for text in block.footnotes:
        sheet.text(text, "dim")


def _put_facts(facts: Facts, sheet: _Sheet) -> None:
    label = max((cell_len(name) for name, _ in facts.rows), default=0) + _GAP
    for name, text in facts.rows:
        if sheet.width - label < _LEAST_FOLD:
            sheet.text(name, "dim")
            sheet.lines(wrapped(text, sheet.width, "  "))
            continue
        first, *rest = wrapped(text, sheet.width - label)
        sheet.pieces((padded(name, label), "dim"), (first, ""))
        sheet.lines([hung(part, label, sheet.width) for part in rest])


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


def _put_table(whole: Table, sheet: _Sheet) -> None:
    table, dropped = fitted(whole, sheet.width)
    widths = column_widths(table, sheet.width)
    if widths is None:
        sheet.lines([line for row in whole.rows for line in _stacked(whole.columns, row, sheet.width)])
        return
    if table.rows:
        sheet.table(_drawn(table, widths))
    if dropped:
        sheet.text(f"Too narrow for: {', '.join(dropped)}. Widen the terminal or use --format csv.", "dim")


def _cell(text: str, column: Heading, width: int) -> list[str]:
    """The lines of a cell; a figure is never wrapped."""
    return wrapped(text, width) if column.folds else text.split("\n")


def _drawn(table: Table, widths: list[int]) -> RichTable:
    """The table for Rich to draw, its cells wrapped to the widths that fit: Rich would cut a figure."""
    drawn = RichTable(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, _GAP - 1, 0, 0))
    for column, wide in zip(table.columns, widths, strict=True):
        drawn.add_column(Text("\n".join(wrapped(column.head, wide))), no_wrap=True, width=wide, overflow="ignore")
    for row in table.rows:
        cells = (_cell(cell, column, wide) for column, cell, wide in zip(table.columns, row, widths, strict=True))
        drawn.add_row(*(Text("\n".join(lines).replace(NBSP, " ")) for lines in cells))
    return drawn


def fitted(table: Table, width: int) -> tuple[Table, list[str]]:
    """The table without the columns that do not fit, and the heads of those, in the order in which the table drops them."""
    dropped: list[str] = []
    for victim in sorted((column for column in table.columns if column.drop), key=lambda column: column.drop):
        if column_widths(table, width) is not None:
            break
        keep = [column is not victim for column in table.columns]
        rows = tuple(tuple(compress(row, keep)) for row in table.rows)
        table = table._replace(columns=tuple(compress(table.columns, keep)), rows=rows)
        dropped.append(victim.head)
    return table, dropped


def column_widths(table: Table, width: int) -> list[int] | None:
    """Widths that fit: figures whole, text folded to what is left over, in proportion; None where nothing fits."""
    needs = [_needs(column, [row[index] for row in table.rows]) for index, column in enumerate(table.columns)]
    least = [small for small, _ in needs]
    room = width - _GAP * (len(needs) - 1)
    if sum(least) > room:
        return None
    for index, (small, full) in enumerate(needs):
        if table.columns[index].firm and sum(least) - small + full <= room:
            least[index] = full
    spare = room - sum(least)
    wanted = [full - small for small, (_, full) in zip(least, needs, strict=True)]
    share = min(spare, sum(wanted)), max(sum(wanted), 1)
    return [small + want * share[0] // share[1] for small, want in zip(least, wanted, strict=True)]


def _needs(column: Heading, cells: list[str]) -> tuple[int, int]:
    """The least width of a column, and the one at which nothing of it folds."""
    lines = [line for cell in cells for line in cell.split("\n")]
    longest = max(map(longest_part, (column.head, *(lines if column.folds else ()))))
    whole = max(map(cell_len, lines), default=0)
    if not column.folds:
        return max(longest, whole), max(longest, whole)
    natural = max(whole, cell_len(column.head))
    return max(longest, min(_LEAST_FOLD, natural)), natural


def _stacked(columns: tuple[Heading, ...], row: tuple[str, ...], width: int) -> list[str]:
    """A row under itself, for a terminal too narrow for the table."""
    sizes = [cell_len(column.head) for column in columns[1:]]
    label = max((size for size in sizes if size <= width // 2), default=0) + _GAP
    room = width - label - 2
    found = wrapped(row[0].replace("\n", " "), width)
    for column, cell in zip(columns[1:], row[1:], strict=True):
        lines = _cell(cell, column, room)
        if cell_len(column.head) > label - _GAP or max(map(cell_len, lines)) > room:
            # A figure too long to stand beside its label, or beside a long one, stands below it.
            found += [*wrapped(column.head, width, "  "), *(part for line in lines for part in wrapped(line, width, "    "))]
        else:
            found += [f"  {padded(head, label)}{line}" for head, line in zip_longest([column.head], lines, fillvalue="")]
    return found
