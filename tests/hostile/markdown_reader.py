"""Markdown read back by a parser, and what a page says, both as one list of (place, text): equal where text stayed text."""

from __future__ import annotations

from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.token import Token

from evtrials.questions.answer import Entries, Facts, Grid, Line, Listing, Page, Paragraph

_PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
Told = list[tuple[str, str]]


def read(text: str) -> Told:
    """The places and texts of a document; AssertionError for what the layout of a page never makes, such as an image."""
    found: Told = []
    within: list[str] = []
    for token in _PARSER.parse(text):
        if token.nesting == 1:
            within.append(token.tag)
        elif token.nesting == -1:
            within.pop()
        else:
            assert token.type == "inline", f"{token.type}: {token.content!r}"
            place = {"h1": "h1", "h2": "h2", "th": "th", "td": "td"}.get(within[-1]) or ("li" * within.count("li") or within[-1])
            found.append((place, "".join(_told(token.children or [], place))))
    return found


def _told(tokens: list[Token], place: str) -> Iterator[str]:
    address = None
    for token in tokens:
        if token.type == "text":
            assert address is None or address == token.content
            yield token.content
        elif token.type in ("strong_open", "strong_close") and place in ("p", "li"):
            yield "**"
        elif token.type == "link_open" and token.markup == "autolink":
            address = _PARSER.normalizeLinkText(str(token.attrs["href"]))
            # A name that is an address may begin a sentence, and then with a capital.
            assert address.casefold().startswith(("http://", "https://"))
        elif token.type == "link_close" and token.markup == "autolink":
            address = None
        elif token.type == "html_inline" and place in ("th", "td") and token.content == "<br>":
            yield "\n"
        else:
            raise AssertionError(f"{token.type} in {place}: {token.content!r}")


def told(page: Page) -> Told:
    """The places and texts of a page, as its Markdown lays them out; runs of spaces are one."""
    return [(place, "\n".join(_spaced(line) for line in text.split("\n"))) for place, text in _places(page)]


def _spaced(text: str) -> str:
    return " ".join(text.split())


def _places(page: Page) -> Iterator[tuple[str, str]]:
    if page.title:
        yield "h1", _spaced(page.title)
    for block in page.blocks:
        if isinstance(block, Paragraph):
            yield "p", f"**{_spaced(block.text)}**" if block.strong else _spaced(block.text)
            continue
        if block.title:
            yield "h2", _spaced(block.title)
        if isinstance(block, Facts):
            yield from (("li", f"**{_spaced(name)}**: {_spaced(text)}") for name, text in block.rows)
            continue
        yield from (("p", _spaced(text)) for text in block.lead)
        if isinstance(block, Listing):
            for item in block.items:
                lines = "; ".join(_line(line, block.heads) for line in item.lines)
                yield "li", _spaced(f"**{_spaced(item.name)}**: {lines}")
            continue
        if isinstance(block, Grid):
            yield from (("th", head) for head in (block.label, *block.heads))
            for row in block.rows:
                yield from (("td", cell) for cell in (*row, *[""] * (len(block.heads) + 1 - len(row))))
            continue
        if isinstance(block, Entries):
            for entry in block.entries:
                pieces = "; ".join(entry.pieces).replace(":; ", ": ")
                yield "li", _spaced(f"{entry.head}: {pieces}" if pieces else entry.head)
                yield from (("lili", _spaced(text)) for text in entry.marks)
        else:
            yield from (("th", column.head) for column in block.columns)
            yield from (("td", cell) for row in block.rows for cell in row)
        yield from (("p", _spaced(text)) for text in block.footnotes)
    ends = (page.tally, *(f"[{letter}] {text}" for letter, text in page.notes), *page.foot)
    yield from (("p", _spaced(text)) for text in ends if text)


def _line(line: Line, heads: tuple[str, ...]) -> str:
    figures = [f"{head} {cell}" for head, cell in zip(heads, line.cells, strict=False) if cell] if heads else line.cells
    return "; ".join(part for part in (line.text, *line.columns, *figures) if part)
