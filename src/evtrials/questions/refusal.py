"""A refusal as an answer, for what reads JSON: why there is no number, as a code and in the words that a reader sees."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evtrials.evidence.columns import Column
from evtrials.questions.answer import Answer, Page, Paragraph

if TYPE_CHECKING:
    from evtrials.errors import Refused

COLUMNS = (
    Column("code", lambda refusal: refusal.code, "text", "why there is no number, in a word"),
    Column("reason", str, "text", "why there is none, and what to ask instead"),
    Column("trials", lambda refusal: refusal.trials, "list", "ids of the trials that it is about"),
)


def refusal_answer(refusal: Refused, query: dict[str, object]) -> Answer:
    """The refusal in the frame of every answer, under the name `refused`."""
    return Answer("refused", COLUMNS, (refusal,), Page("", (Paragraph(str(refusal)),)), query=query)
