"""Tables and pages as Markdown, unfolded."""

from __future__ import annotations

from collections.abc import Iterator

from evtrials.questions.answer import Block, Entries, Facts, Page, Paragraph

_NBSP = "\u00a0"


def markdown(page: Page) -> str:
    """A page as GitHub-flavoured Markdown, ending in a line end."""
    lines = [f"# {_plain(page.title)}"] if page.title else []
    for block in page.blocks:
        if lines:
            lines.append("")
        lines += _block(block)
    return "\n".join(lines) + "\n"


def _block(block: Block) -> Iterator[str]:
    if isinstance(block, Paragraph):
        yield f"**{_plain(block.text)}**" if block.strong else _plain(block.text)
        return
    if block.title:
        yield f"## {_plain(block.title)}"
        yield ""
    if isinstance(block, Facts):
        for name, text in block.rows:
            yield f"- **{_plain(name)}**: {_plain(text)}"
        return
    for text in block.lead:
        yield _plain(text)
        yield ""
    if isinstance(block, Entries):
        for entry in block.entries:
            pieces = "; ".join(entry.pieces).replace(":; ", ": ")
            yield f"- {_plain(entry.head)}" + (": " if pieces else "") + _plain(pieces)
            for text in entry.marks:
                yield f"  - {_plain(text)}"
    else:
        yield "| " + " | ".join(_cell(column.head) for column in block.columns) + " |"
        yield "|" + " --- |" * len(block.columns)
        for row in block.rows:
            yield "| " + " | ".join(_cell(cell) for cell in row) + " |"
    for text in block.footnotes:
        yield ""
        yield _plain(text)


def _plain(text: str) -> str:
    return text.replace(_NBSP, " ").replace("\n", " ").replace("<", "&lt;")


def _cell(text: str) -> str:
    return text.replace(_NBSP, " ").replace("<", "&lt;").replace("|", "\\|").replace("\n", "<br>")
