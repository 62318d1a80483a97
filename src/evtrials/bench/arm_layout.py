"""What the layout of a text says of arms: the heads of a table's columns, and headings above the numbers of one arm."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Literal, Protocol, TypeVar

from evtrials.bench.arm_words import Mention

Heads = Literal["", "line", "block"]

LINE = 300  # characters of a line on either side of a heading
_BEFORE_HEADING = re.compile(r"\W*(?:(?:results?|serious|adverse|events|arm|group|title|cohort|the)\W+)*", re.I)
_BLOCK = re.compile(r"\W*:\W*")
_BARE = re.compile(r"\W*")
_NAMED = re.compile(r"\s*(?:arms?|groups?)?\s*(?:\([^()]*\)\s*)?:")
_SIZES = re.compile(r"[(\[]?\s*\b[nN]\s*=\s*\d+\s*[)\]]?")
_BETWEEN_HEADS = re.compile(r"[\s|()%/-]*(?:arms?|groups?|n|no|any|all|grades?)*[\s|()%/=-]*", re.I)
_VALUE = re.compile(r"\s*[<>]?[-\d.]+\s*%?\s*")
_NEXT_CELL = re.compile(r"[\n\t|]")
# Between the cells of a row: no words but those for missing values.
_CELLS = re.compile(r"(?:[^A-Za-z]|\b(?:NR|NE|CI|to|n|vs?|not|reported|reached)\b)*", re.I)


class Placed(Protocol):
    """Something of an arm that stands somewhere in a text: a word, a group of numbers."""

    @property
    def arm(self) -> str: ...
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


_P = TypeVar("_P", bound=Placed)


def heading(body: str, mention: Mention) -> Heads:
    """Whether a mention heads its line (`Everolimus (n = 480): ...`), or is all of it and heads the lines below it.

    A heading speaks of what follows, never of what stands before it. The numbers of a record's groups (`Adverse Events 2:`)
    need no colon.
    """
    start = body.rfind("\n", max(0, mention.start - LINE), mention.start) + 1
    if mention.start - start > LINE or not _BEFORE_HEADING.fullmatch(body, start, mention.start):
        return ""
    end = body.find("\n", mention.end, mention.end + LINE)
    after = body[mention.end : end if end >= 0 else mention.end + LINE]
    if (_BARE if mention.is_number else _BLOCK).fullmatch(after):
        return "block"
    return "line" if _NAMED.match(after) else ""


def is_whole_line(body: str, end: int) -> bool:
    """Whether the number that ends here is all of its line, as the values of a record: what stands below is of the next."""
    start, stop = body.rfind("\n", max(0, end - LINE), end) + 1, body.find("\n", end, end + LINE)
    return 0 < start and _VALUE.fullmatch(body, start, stop if stop >= 0 else len(body)) is not None


def are_cells(body: str, groups: Sequence[Placed]) -> bool:
    """Whether nothing but other cells stands between numbers, as in the row of a table."""
    return all(_CELLS.fullmatch(body, one.end, next_.start) for one, next_ in pairwise(groups))


def column_heads(body: str, above: Sequence[_P], count: int, row: int) -> Sequence[_P]:
    """The heads of `count` columns among the words above a table's row: the last that stand by themselves one after the other.

    Tables of several trials repeat them (`EVE Placebo EVE Placebo`); in another order each time they head nothing.
    row: where the numbers begin, in another line or cell than the heads.
    """
    first = len(above) - 1
    while first > 0 and _BETWEEN_HEADS.fullmatch(_SIZES.sub(" ", body[above[first - 1].end : above[first].start])):
        first -= 1
    heads = above[max(first, 0) :]
    is_cyclic = len(heads) % count == 0 and all(word.arm == heads[index % count].arm for index, word in enumerate(heads))
    if len(heads) < count or not is_cyclic or not _NEXT_CELL.search(body, heads[-1].end, row):
        return ()
    return heads[:count]
