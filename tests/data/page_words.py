"""All words of a page, however a terminal would lay them out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from evtrials.questions.answer import Answer


def text_of(answer: Answer, *, notes: bool = True) -> str:
    """All words of a page, as one line; notes: with its footnotes."""

    def words(part: Any) -> Iterator[str]:
        if isinstance(part, str):
            yield part
        elif isinstance(part, tuple):
            for one in part:
                yield from words(one)

    page = answer.made_page if notes else answer.made_page._replace(notes=())
    return " ".join(" ".join(words(page)).replace("\u00a0", " ").split())
