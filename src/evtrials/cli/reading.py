"""What people read: a page laid out for the terminal or as Markdown, or lines; through the pager where it is long."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from evtrials.cli.streams import has_styles, out_is_terminal, plainly, put, size

if TYPE_CHECKING:
    from evtrials.questions.answer import Page


def show_page(page: Page) -> None:
    """A page as the terminal has it."""
    from evtrials.answers.terminal import page_text

    show_text(page_text(plainly(page), size().columns, styled=has_styles()))


def show_markdown(page: Page) -> None:
    """A page as Markdown."""
    from evtrials.answers.markdown import markdown

    show_text(markdown(plainly(page)))


def show_lines(lines: Iterable[str]) -> None:
    """Lines as they are."""
    show_text("".join(f"{line}\n" for line in lines))


def show_text(text: str) -> None:
    """A text to stdout, by way of the pager where that is a terminal on which it has no room."""
    if out_is_terminal():
        from evtrials.cli.pager import is_longer, paged, pager

        command = pager() if is_longer(text, size()) else []
        if command and paged(text, command):
            return
    put(text)
