"""Listings and grids laid out as lines for a width: names first, figures under their heads, nothing cut."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

from rich.cells import cell_len

from evtrials.answers.wrapping import hung, right_aligned, wrapped
from evtrials.plots.characters import longest_part, padded
from evtrials.plots.scale import Scale
from evtrials.plots.strip import scale_of, strip
from evtrials.questions.answer import Grid, Item, Line, Listing

# A name that is longer stands on a line of its own, and widens no column.
LONGEST_NAME = 14
_LEAST_NAME = 8
_GAP = 2
# From how many columns on ratios are drawn beside their rows, in so many characters.
_STRIPS_FROM, _STRIP = 140, 40
# A label that is longer stands above its figures; where they leave room, or may be wrapped, so much longer.
_LABEL, _LONGEST_LABEL = 24, 34
_COLUMN = 20
_CELL = 17


def listing_lines(listing: Listing, width: int) -> list[tuple[str, str]]:
    """Each line of a listing as the name in it (often "") and the rest; in a wide terminal the ratios drawn beside them."""
    names = [cell_len(item.name) for item in listing.items if cell_len(item.name) <= LONGEST_NAME]
    indent = max([_LEAST_NAME, *names]) + _GAP
    rights = _right_widths(listing)
    columns = _column_widths(listing)
    ratios = [item.ratio for item in listing.items if item.ratio] if width >= _STRIPS_FROM else []
    room = width - (_STRIP + _GAP if ratios else 0)
    lines: list[tuple[str, str]] = []
    if listing.heads:
        lines.append(("", _with_cells("", listing.heads, rights, room)))
    rule = ("", "─" * (width - 1))
    lines.append(rule)
    for item in listing.items:
        own = _item_lines(item, width >= listing.wide, indent, columns, rights, room)
        lines += _with_strip(own, item, scale_of(ratios), room) if ratios else own
    if ratios:
        lines += [("", " " * (room + _GAP) + text) for text in scale_of(ratios).ruler(_STRIP)]
    return [*lines, rule] if listing.items else []


def _with_strip(lines: list[tuple[str, str]], item: Item, scale: Scale, room: int) -> list[tuple[str, str]]:
    """The lines of an item beside the axis, its ratio drawn at the last of them, which says it."""
    drawn = [*[strip(None, _STRIP, scale)] * (len(lines) - 1), strip(item.ratio, _STRIP, scale)]
    return [
        (name, padded(rest, room + _GAP - cell_len(name)) + text.rstrip())
        for (name, rest), text in zip(lines, drawn, strict=True)
    ]


def _right_widths(listing: Listing) -> list[int]:
    """The width of each column of figures; what is longer than most pushes its own line alone."""
    rows = [listing.heads, *(line.cells for item in listing.items for line in item.lines if line.cells)]
    sizes = ([cell_len(cell) for cell in column] for column in zip_longest(*rows, fillvalue=""))
    return [max((size for size in column if size <= _CELL), default=0) for column in sizes]


def _column_widths(listing: Listing) -> list[int]:
    """The width of each column of texts; what is longer than most pushes its own line alone."""
    rows = [line.columns for item in listing.items for line in item.lines if line.columns]
    sizes = ([cell_len(cell) for cell in column] for column in zip_longest(*rows, fillvalue=""))
    return [max((size for size in column if size <= _COLUMN), default=0) for column in sizes]


def _item_lines(
    item: Item, is_wide: bool, indent: int, columns: list[int], rights: list[int], width: int
) -> list[tuple[str, str]]:
    room, name = width - indent, cell_len(item.name)
    chosen = [_fitting(line, room - _taken(line, rights)) for line in item.lines]
    joined = _joined(chosen, room, is_wide, rights)
    head, *rest = [_line(one, columns, rights, room) for one in joined] or [[]]
    if name > LONGEST_NAME and head:
        # The name pushes its own line; what does not fit behind it stands below.
        behind = _line(joined[0], [0] * len(columns), rights, width - name - _GAP)
        head = ["", *head] if len(behind) > 1 else behind
    body = [*head, *(line for lines in rest for line in lines)]
    first = body[0] if body else ""
    gap = " " * (max(indent - name, _GAP) if first else 0)
    return [(item.name, gap + first), *(("", hung(line, indent, width)) for line in body[1:])]


def _fitting(line: Line, room: int) -> Line:
    """The line with the first of its texts that fits, or the last."""
    forms = (line.text, *line.shorter)
    return line._replace(text=next((text for text in forms if cell_len(text) <= room), forms[-1]))


def _joined(lines: Sequence[Line], room: int, is_wide: bool, rights: list[int]) -> list[Line]:
    """The lines, those that join put behind the one before where both fit; cells join a text in any terminal."""
    found: list[Line] = []
    for line in lines:
        before = found[-1] if found else None
        if before and line.joins and not (before.cells or before.columns):
            text = "   ".join(part for part in (before.text, line.text) if part)
            if cell_len(text) + _taken(line, rights) <= room and (is_wide or not line.text):
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
    if _taken(line, []) > room:
        # No room for the cells side by side: below each other, in their order.
        first, *others = line.cells
        return [*wrapped(text, room), *wrapped(first, room), *(each for cell in others for each in wrapped(f"v {cell}", room))]
    left = room - _taken(line, rights)
    if left < room // 3:
        return [*wrapped(text, room), _with_cells("", line.cells, rights, room)]
    first, *rest = wrapped(text, left)
    return [_with_cells(first, line.cells, rights, room), *rest]


def _taken(line: Line, rights: list[int]) -> int:
    if not line.cells:
        return 0
    wides = zip_longest(map(cell_len, line.cells), rights, fillvalue=0)
    return sum(max(pair) + _GAP for pair in wides)


def _with_cells(text: str, cells: tuple[str, ...], rights: list[int], room: int) -> str:
    """A text with cells at the right edge, each at the right end of its column."""
    filled = zip_longest(cells, rights, fillvalue="")
    said = "".join(" " * _GAP + right_aligned(cell, wide) for cell, wide in filled)  # type: ignore[arg-type]
    return (padded(text, room - cell_len(said)) + said).rstrip()


def grid_lines(grid: Grid, width: int) -> list[tuple[str, str]]:
    """Each line of a grid as the heads in it (often "") and the rest: labels at the left, the cells of a row under their heads.

    A row of its label and one cell runs over all heads, one of a label alone over the whole line; one whose cells are empty heads
    the rows below it. Where the figures of a row do not fit side by side, what stands under each head is a block of its own.
    """
    count = len(grid.heads)
    full = [row for row in grid.rows if len(row) == count + 1]
    columns = [[row[index + 1] for row in full] for index in range(count)]
    least = [max(map(longest_part, cells), default=0) + _GAP for cells in columns]
    whole = [max((cell_len(line) for cell in (head, *cells) for line in cell.split("\n")), default=0) + _GAP
             for head, cells in zip(grid.heads, columns, strict=True)]  # fmt: skip
    label = _label_width(grid, sum(whole), width)
    room = width + _GAP - 1 - label
    if sum(least) > room:
        return _under_each_head(grid, label, width)
    widths = whole if grid.close and sum(whole) <= room else _shared_out(least, whole, room)
    lines = _head_lines((grid.label, *grid.heads), label, widths, width)
    for name, *cells in grid.rows:
        sizes = widths if len(cells) == count else [width - label + _GAP - 1] * len(cells)
        lines += [("", line) for line in _beside(name, list(zip(cells, sizes, strict=True)), label, width)]
    return lines


def _label_width(grid: Grid, whole: int, width: int) -> int:
    """The width of the column of the labels: as the longest needs, up to a bound."""
    most = _LONGEST_LABEL if len(grid.heads) < 2 else max(_LABEL, min(_LONGEST_LABEL, width - whole)) if grid.label else _LABEL
    names = (grid.label, *(name for name, *cells in grid.rows if any(cells)))
    return min(most, max(map(cell_len, names)) + _GAP)


def _shared_out(least: list[int], whole: list[int], room: int) -> list[int]:
    """A width for each column: all alike where each fits, else as much as it needs of what there is, and never less than that."""
    equal = room // max(len(whole), 1)
    if max(whole, default=0) <= equal:
        return [equal] * len(whole)
    widths = [0] * len(whole)
    left, rest = room, sum(least)
    for place, index in enumerate(sorted(range(len(whole)), key=whole.__getitem__)):
        rest -= least[index]
        widths[index] = max(least[index], min(whole[index], left // (len(whole) - place), left - rest))
        left -= widths[index]
    return widths


def _head_lines(row: tuple[str, ...], label: int, widths: list[int], width: int) -> list[tuple[str, str]]:
    """The heads above their columns; where a name is wider than its column each on a line of its own, and none is cut."""
    name, *heads = row
    if not any(row):
        return []
    if all(longest_part(head) + _GAP <= wide for head, wide in zip(heads, widths, strict=True)):
        return [(line, "") for line in _beside(name, list(zip(heads, widths, strict=True)), label, width)]
    if name:
        return [(name, ""), *_head_lines(("", *heads), label, widths, width)]
    starts = [max(min(label + sum(widths[:index]), width - cell_len(head)), 0) for index, head in enumerate(heads)]
    return [(" " * start + head, "") for head, start in zip(heads, starts, strict=True) if head]


def _under_each_head(grid: Grid, label: int, width: int) -> list[tuple[str, str]]:
    """What stands under each head as a block of its own, with the rows that head others; what runs over all comes last."""
    count = len(grid.heads)
    lines: list[tuple[str, str]] = [(grid.label, "")] if grid.label else []
    for index, head in enumerate(grid.heads, 1):
        told = [(row[0], row[index]) for row in grid.rows if len(row) == count + 1 and (row[index] or not any(row[1:]))]
        if any(cell for _, cell in told):
            lines.append((head, ""))
            lines += [("", line) for name, cell in told for line in _labelled(name, cell, label, width)]
    over_all = [(name, *cells) for name, *cells in grid.rows if len(cells) != count]
    return lines + [("", line) for name, *cells in over_all for line in _labelled(name, "".join(cells), label, width)]


def _labelled(name: str, cell: str, label: int, width: int) -> list[str]:
    """A label with its cell beside it, both indented; a figure that is too wide for that stands below."""
    indent = " " * _GAP
    if longest_part(cell) > width - label - _GAP:
        return [*wrapped(name.strip(), width, indent=indent), *wrapped(cell, width, indent=indent * 2)]
    beside = [(cell, width - label - 1)] if cell else []
    return [f"{indent}{line}" for line in _beside(name, beside, label, width - _GAP)]


def _beside(name: str, cells: list[tuple[str, int]], label: int, width: int) -> list[str]:
    """A label and cells beside it, each wrapped to its own width; a label that is longer than its column stands above."""
    if not any(text for text, _ in cells) or cell_len(name) > label - 1:
        above = wrapped(name.lstrip(), width, indent=" " * (len(name) - len(name.lstrip())))
        return [*above, *_beside("", cells, label, width)] if any(text for text, _ in cells) else above
    stacks = [[name], *(wrapped(text, wide - _GAP) for text, wide in cells)]
    sizes = [label, *(wide for _, wide in cells)]
    rows = zip_longest(*stacks, fillvalue="")
    return ["".join(padded(cell, size) for cell, size in zip(row, sizes, strict=True)).rstrip() for row in rows]
