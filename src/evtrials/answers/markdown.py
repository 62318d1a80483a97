"""Tables and pages as Markdown, unfolded: what a text says stays text, whatever signs it holds.

The grammar is that of CommonMark 0.31 with the tables, strikethrough and addresses of GitHub Flavored Markdown and the
formulas of its pages. A backslash takes the meaning of a sign; an address is written as one, `<https://example.org>`, so
that what a reader sees is where the link leads.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from evtrials.notation.patterns import compiled
from evtrials.questions.answer import Block, Entries, Facts, Grid, Line, Listing, Page, Paragraph

# The characters of RFC 3986, so far as they end no sentence; one that the brackets around an address would change is text.
_ADDRESS = r"https?://[\w.~:/?#\[\]@!$&'()*+,;=%-]*(?:\w|[~/#&+=%-]|\([\w.-]*\))"
_SIGN = compiled(
    # An address; signs that begin something wherever they stand, and what makes a link of brackets; what GitHub takes for
    # an address without its brackets.
    rf"(?P<address>(?<!\w){_ADDRESS})|[\\`*~$]|(?<=\])\(|(?<=\w):(?=//)|(?<=www)\."
    # A line below within a word is none; "#" closes a heading only after a space; "&" begins the code of a character or nothing.
    r"|(?<![^\W_])_|_(?![^\W_])|(?<!\S)\#|&(?=\#?\w+;)|<",
    re.ASCII | re.IGNORECASE,
)
# What begins a quotation, a list, a rule, a heading or the address of a link where it begins a line.
_FIRST = compiled(r"(?=[>\[]|[-+=](?!\w))|\d{1,9}(?=[.)](?!\S))", re.ASCII)
_CODE = compiled(r"&\#?\w+;")
_ENTITIES = {"<": "&lt;", "&": "&amp;"}


def markdown(page: Page) -> str:
    """A page as GitHub-flavoured Markdown, ending in a line end."""
    lines = [f"# {inline(page.title)}"] if page.title else []
    for block in page.blocks:
        if lines:
            lines.append("")
        lines += _block(block)
    for text in (page.tally, *(f"[{letter}] {text}" for letter, text in page.notes), *page.foot):
        lines += ["", _plain(text)] if text else []
    return "\n".join(lines) + "\n"


def _block(block: Block) -> Iterator[str]:
    if isinstance(block, Paragraph):
        yield f"**{inline(block.text)}**" if block.strong else _plain(block.text)
        return
    if block.title:
        yield f"## {inline(block.title)}"
        yield ""
    if isinstance(block, Facts):
        for name, text in block.rows:
            yield f"- **{inline(name)}**: {inline(text)}"
        return
    for text in block.lead:
        yield _plain(text)
        yield ""
    if isinstance(block, Listing):
        for item in block.items:
            yield f"- **{inline(item.name)}**: {'; '.join(_listed(line, block.heads) for line in item.lines)}"
        return
    if isinstance(block, Grid):
        yield "| " + " | ".join(cell(text) for text in (block.label, *block.heads)) + " |"
        yield "|" + " --- |" * (len(block.heads) + 1)
        for row in block.rows:
            yield "| " + " | ".join(cell(text) for text in (*row, *[""] * (len(block.heads) + 1 - len(row)))) + " |"
        return
    if isinstance(block, Entries):
        for entry in block.entries:
            pieces = "; ".join(entry.pieces).replace(":; ", ": ")
            yield f"- {_plain(entry.head)}" + (": " if pieces else "") + inline(pieces)
            for text in entry.marks:
                yield f"  - {_plain(text)}"
    else:
        yield "| " + " | ".join(cell(column.head) for column in block.columns) + " |"
        yield "|" + " --- |" * len(block.columns)
        for row in block.rows:
            yield "| " + " | ".join(cell(text) for text in row) + " |"
    for text in block.footnotes:
        yield ""
        yield _plain(text)


def _listed(line: Line, heads: tuple[str, ...]) -> str:
    """A line of an item: its text, then each figure behind the head of its column."""
    figures = (f"{head} {text}".strip() for head, text in zip(heads or ("",) * len(line.cells), line.cells, strict=False) if text)
    return "; ".join(inline(part) for part in (line.text, *line.columns, *figures) if part)


def inline(text: str) -> str:
    """A text within a line: markup in it means nothing."""
    return _SIGN.sub(_escaped, " ".join(text.split()))


def cell(text: str) -> str:
    """A cell of a table, of one or several lines."""
    return "<br>".join(inline(line).replace("|", "\\|") for line in text.split("\n"))


def _plain(text: str) -> str:
    """A text that begins a line."""
    found = inline(text)
    first = _FIRST.match(found)
    return f"{first[0]}\\{found[first.end() :]}" if first else found


def _escaped(sign: re.Match[str]) -> str:
    if address := sign["address"]:
        return f"<{address}>" if not _CODE.search(address) else _SIGN.sub(_escaped, address[1:]).join((address[0], ""))
    return _ENTITIES.get(sign[0]) or f"\\{sign[0]}"
