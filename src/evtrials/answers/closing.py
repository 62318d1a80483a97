"""How every page ends: how much was shown of how much, the footnotes, the marks that stand on it, and once what it is not."""

from __future__ import annotations

from collections.abc import Iterator

from evtrials.answers.left_out import left_out_line
from evtrials.notation.patterns import compiled
from evtrials.notation.spaces import NBSP
from evtrials.questions import phrases
from evtrials.questions.answer import Answer, Entries, Facts, Grid, Listing, Page, Paragraph

_POINTERS = compiled(rf"(?m)(?:^|{NBSP})\[([a-z]+(?:,[a-z]+)*)\]")
# What a figure without a mark stands in: full text, label, registry or abstract.
MARKS = {"°": "conference abstract", "†": "from a review", "‡": "from press"}


# The terminal for which a page that knows shorter forms of itself is cut. A wider one shows the same in fewer lines.
WIDTH = 80


def closed(answer: Answer, *, is_evidence: bool, on_screen: bool = False) -> Page:
    """The page of an answer with its end; is_evidence: whether it is about trials, and no advice.

    on_screen: of a page that takes too many lines for a screen its shorter form.
    """
    page = answer.made_page
    while True:
        ended = _ended(page, answer, is_evidence=is_evidence)
        excess = _height(ended) - page.most if on_screen and page.shorter else 0
        shorter = page.shorter(excess) if page.shorter and excess > 0 else None
        if shorter is None:
            return ended
        page = shorter


def _height(page: Page) -> int:
    from evtrials.answers.terminal import page_text

    return page_text(page, WIDTH).count("\n")


def _ended(page: Page, answer: Answer, *, is_evidence: bool) -> Page:
    shown = "\n".join((*texts(page), *page.foot))
    signs = set(shown)
    # Of what a limit left out no footnote stays.
    pointed = {letter for found in _POINTERS.findall(shown) for letter in found.split(",")}
    notes = tuple(note for note in page.notes if note[0] in pointed)
    marks = "; ".join(f"{sign} {words}" for sign, words in MARKS.items() if sign in signs)
    foot = (*page.foot, f"{marks}." if marks else "", phrases.EVIDENCE_NOT_ADVICE if is_evidence else "")
    tally = left_out_line(answer.left_out, answer.tally, answer.out)
    return page._replace(tally=tally, notes=notes, foot=tuple(text for text in foot if text))


def texts(page: Page) -> Iterator[str]:
    """Every text that stands on a page."""
    yield page.title
    for block in page.blocks:
        if isinstance(block, Paragraph):
            yield block.text
            continue
        yield block.title
        if isinstance(block, Facts):
            yield from (part for row in block.rows for part in row)
            continue
        yield from block.lead
        if isinstance(block, Listing):
            for item in block.items:
                for line in item.lines:
                    yield from (line.text, *line.columns, *line.cells)
        elif isinstance(block, Grid):
            yield from (cell for row in ((block.label, *block.heads), *block.rows) for cell in row)
        elif isinstance(block, Entries):
            yield from (part for entry in block.entries for part in (entry.head, *entry.pieces, *entry.marks))
        else:
            yield from (cell for row in block.rows for cell in row)
