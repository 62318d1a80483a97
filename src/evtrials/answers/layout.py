"""Listings and grids laid out as lines for a width: names first, figures under their heads, nothing cut."""

from __future__ import annotations

from itertools import zip_longest

from rich.cells import cell_len

from evtrials.answers.wrapping import right_aligned, wrapped
from evtrials.plots.characters import padded
from evtrials.questions.answer import Grid, Item, Line, Listing

# A name that is longer stands on a line of its own, and widens no column.
LONGEST_NAME = 14
_LEAST_NAME = 8
_GAP = 2
_LABEL = 24
_COLUMN = 20


def listing_lines(listing: Listing, width: int) -> list[tuple[str, str]]:
    """Each line of a listing as the name in it (often "") and the rest."""
    names = [cell_len(item.name) for item in listing.items if cell_len(item.name) <= LONGEST_NAME]
    indent = max([_LEAST_NAME, *names]) + _GAP
    rights = _right_widths(listing)
    columns = _column_widths(listing)
    lines: list[tuple[str, str]] = []
    if listing.heads:
        lines.append(("", _with_cells("", listing.heads, rights, width)))
    rule = ("", "─" * (width - 1))
    lines.append(rule)
    for item in listing.items:
        lines += _item_lines(item, listing.wide, indent, columns, rights, width)
    return [*lines, rule] if listing.items else []


def _right_widths(listing: Listing) -> list[int]:
    """The width of each column of figures."""
    rows = [listing.heads, *(line.cells for item in listing.items for line in item.lines if line.cells)]
    return [max(map(cell_len, column)) for column in zip_longest(*rows, fillvalue="")]


def _column_widths(listing: Listing) -> list[int]:
    """The width of each column of texts; what is longer than most pushes its own line alone."""
    rows = [line.columns for item in listing.items for line in item.lines if line.columns]
    sizes = ([cell_len(cell) for cell in column] for column in zip_longest(*rows, fillvalue=""))
    return [max((size for size in column if size <= _COLUMN), default=0) for column in sizes]


def _item_lines(item: Item, wide: int, indent: int, columns: list[int], rights: list[int], width: int) -> list[tuple[str, str]]:
    room = width - indent
    body = [line for one in _joined(item.lines, room, width >= wide, rights) for line in _line(one, columns, rights, room)]
    if cell_len(item.name) > LONGEST_NAME or not body:
        return [(item.name, ""), *(("", " " * indent + line) for line in body)]
    first, *rest = body
    return [(item.name, " " * (indent - cell_len(item.name)) + first), *(("", " " * indent + line) for line in rest)]


def _joined(lines: tuple[Line, ...], room: int, is_wide: bool, rights: list[int]) -> list[Line]:
    """The lines, those that join put behind the one before where both fit; cells join a text in any terminal."""
    found: list[Line] = []
    for line in lines:
        before = found[-1] if found else None
        if before and line.joins and not (before.cells or before.columns):
            text = "   ".join(part for part in (before.text, line.text) if part)
            taken = sum(rights) + _GAP * len(rights) if line.cells else 0
            if cell_len(text) + taken <= room and (is_wide or not line.text):
                found[-1] = before._replace(text=text, cells=line.cells)
                continue
        found.append(line)
    return found


def _line(line: Line, columns: list[int], rights: list[int], room: int) -> list[str]:
    text = line.text
    if line.columns:
        aligned = "  ".join(
            padded(cell, max(wide, cell_len(cell))) for cell, wide in zip(line.columns, columns, strict=False)
        ).rstrip()
        text = aligned if cell_len(aligned) + _taken(line, rights) <= room else "  ".join(filter(None, line.columns))
    if not line.cells:
        return wrapped(text, room) if not line.columns or cell_len(text) > room else [text]
    if cell_len(text) + _taken(line, rights) <= room:
        return [_with_cells(text, line.cells, rights, room)]
    left = room - _taken(line, rights)
    if left < room // 3:
        return [*wrapped(text, room), _with_cells("", line.cells, rights, room)]
    first, *rest = wrapped(text, left)
    return [_with_cells(first, line.cells, rights, room), *rest]


def _taken(line: Line, rights: list[int]) -> int:
    return sum(rights) + _GAP * len(rights) if line.cells else 0


def _with_cells(text: str, cells: tuple[str, ...], rights: list[int], room: int) -> str:
    """A text with cells at the right edge, each at the right end of its column."""
    filled = zip_longest(cells, rights, fillvalue="")
    said = "".join(" " * _GAP + right_aligned(cell, wide) for cell, wide in filled)  # type: ignore[arg-type]
    return (padded(text, room - cell_len(said)) + said).rstrip()


def grid_lines(grid: Grid, width: int) -> list[str]:
    """The lines of a grid: labels at the left, the cells of a row under their heads; a row of one cell runs over all of them."""
    full = [row for row in (("", *grid.heads), *grid.rows) if len(row) == len(grid.heads) + 1]
    label = min(_LABEL, max((cell_len(row[0]) for row in full), default=0) + _GAP)
    room = width - label
    equal = room // max(len(grid.heads), 1)
    needs = [max(cell_len(row[index + 1]) for row in full) + _GAP for index in range(len(grid.heads))]
    widths = needs if max(needs, default=0) > equal and sum(needs) <= room else [equal] * len(needs)
    lines: list[str] = []
    for row in (("", *grid.heads), *grid.rows) if any(grid.heads) else grid.rows:
        name, *cells = row
        lines += _beside(name, list(zip(cells, widths if len(cells) == len(widths) else [room], strict=True)), label)
    return lines


def _beside(name: str, cells: list[tuple[str, int]], label: int) -> list[str]:
    """A label and cells beside it, each wrapped to its own width; a label that is longer than its column stands above."""
    if cell_len(name) > label - 1 and any(text for text, _ in cells):
        return [*wrapped(name, label + sum(wide for _, wide in cells)), *_beside("", cells, label)]
    stacks = [[name], *(wrapped(text, wide - _GAP + 1) for text, wide in cells)]
    sizes = [label, *(wide for _, wide in cells)]
    rows = zip_longest(*stacks, fillvalue="")
    return ["".join(padded(cell, size) for cell, size in zip(row, sizes, strict=True)).rstrip() for row in rows]
