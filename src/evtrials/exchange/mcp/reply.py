"""A reply of a tool: the page of the screen, then the figures behind it one by one, as text and as data with the same words.

Neither is longer than a host takes. What does not fit is left out whole, counted, and named with the call that has it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from evtrials.answers.closing import closed
from evtrials.answers.left_out import left_out_answer
from evtrials.answers.markdown import markdown
from evtrials.errors import counted, listed
from evtrials.evidence.rows import grouped
from evtrials.exchange.mcp.answering import Made, as_stored
from evtrials.exchange.mcp.hints import as_calls
from evtrials.exchange.mcp.records import Record, figure_record, named_in
from evtrials.notation.spaces import NBSP
from evtrials.questions import phrases
from evtrials.questions.answer import Listing, first_of, length_of

if TYPE_CHECKING:
    from evtrials.collection.library import Library
    from evtrials.questions.answer import Answer, Page

# Bytes of the text, and of the data as JSON; of them, the page and what stands beside it.
MOST, MOST_OF_PAGE, MOST_BESIDE = 40_000, 22_000, 500
LIMIT = 20
_FIGURES, _REFERENCES = "Figures behind it, each as printed in its source", "References"
_MOST_NAMED, _MOST_SAID = 60, 12
_ESCAPED = re.compile(r"\\(?P<sign>[^\s\w|]|_)|(?P<entity>&lt;|&amp;)|<(?P<address>(?i:https?)://[^>\s]*)>|(?P<line><br>)")


class Call(NamedTuple):
    """A call: the tool and its arguments, as they are said in a text."""

    tool: str
    given: Mapping[str, Any]

    def with_(self, **others: object) -> str:
        """The call with other arguments: `results endpoint=pfs offset=20`."""
        words = (f"{name}={_said(value)}" for name, value in {**self.given, **others}.items())
        return " ".join((self.tool, *words))


def _said(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return json.dumps(list(value), ensure_ascii=False) if isinstance(value, (list, tuple)) else str(value)


@dataclass(frozen=True)
class Reply:
    """A reply. answer: the page; figures: a record each; notes: of them, by name; left_out: the trials that the answer leaves
    out, by reason; cut: what of the answer itself does not stand here, with the call that has it; next: that call."""

    answer: str
    noun: str
    figures: tuple[Record, ...]
    total: int
    offset: int
    caveats: tuple[str, ...]
    left_out: Mapping[str, str]
    cut: tuple[str, ...]
    next: tuple[str, ...]
    data_version: str

    @property
    def data(self) -> dict[str, Any]:
        """The reply as data."""
        notes, sources = named_in(self.figures)
        told = {
            "answer": self.answer,
            "figures": [record.data for record in self.figures],
            "figures_of": self.total,
            "notes": notes,
            "sources": sources,
            "caveats": list(self.caveats),
            "left_out": dict(self.left_out),
            "cut": list(self.cut),
            "next": list(self.next),
            "data": self.data_version,
        }
        return {name: value for name, value in told.items() if value or name in ("answer", "figures")}

    @property
    def text(self) -> str:
        """The reply as text: first the answer."""
        parts = [self.answer, *(f"Note: {text}" for text in self.caveats), *(f"Cut: {text}." for text in self.cut)]
        if self.figures:
            first, last = self.offset + 1, self.offset + len(self.figures)
            parts.append(
                f"{self.noun}, {first} to {last} of {self.total}:\n" + "\n".join(f"- {record.line}" for record in self.figures)
            )
        parts += ["\n".join(f"[{name}] {text}" for name, text in named.items()) for named in named_in(self.figures) if named]
        if self.left_out:
            parts.append("Left out:\n" + "\n".join(f"- {reason}: {names}" for reason, names in self.left_out.items()))
        parts += [f"Next: {call}" for call in self.next]
        return "\n\n".join((*parts, self.data_version)) + "\n"

    @property
    def fits(self) -> bool:
        """Whether a host takes both."""
        return size_of(self.text) <= MOST and size_of(json.dumps(self.data, ensure_ascii=False)) <= MOST


def size_of(text: str) -> int:
    """How many bytes a text has."""
    return len(text.encode())


def reply_of(made: Made, call: Call, library: Library, said: Sequence[str], limit: int = LIMIT, offset: int = 0) -> Reply:
    """The reply with as much of what a tool made as fits. said: what a reader must know of the collection and the names."""
    version, day = library.version
    data = f"data {version} of {day}" if version else "data without a version"
    figures = as_stored(library, made.figures)
    makers: list[Callable[[], Record]] = [partial(figure_record, told, library.terms) for told in figures]
    makers += [partial(_itself, thing) for thing in made.things]
    shown = _Shown.of(made.answer, MOST_OF_PAGE) if not offset else _Shown.title_of(made.answer, offset)
    own = [text for text in made.answer.caveats if _plain(text) not in _plain(shown.text)]
    caveats = tuple(dict.fromkeys(as_calls(_plain(text)[:MOST_BESIDE]) for text in (*said, *made.beside, *own)))
    if len(caveats) > _MOST_SAID:
        caveats = (*caveats[:_MOST_SAID], f"and {len(caveats) - _MOST_SAID} more of such notes")
    reply = Reply(
        as_calls(shown.text),
        _REFERENCES if made.things else _FIGURES,
        figures=(),
        total=len(makers),
        offset=offset,
        caveats=caveats,
        left_out=_left_out(made.answer),
        cut=shown.cut_for(call),
        next=(),
        data_version=f"{data}. {phrases.EVIDENCE_NOT_ADVICE}",
    )
    return _filled(reply, makers, call, limit)


def _itself(record: Record) -> Record:
    return record


def _filled(reply: Reply, makers: Sequence[Callable[[], Record]], call: Call, limit: int) -> Reply:
    """The reply with so many records, from its offset on, as are asked for and fit; a record that no reply holds is passed over,
    and said to be."""
    place = reply.offset
    while place < len(makers) and len(reply.figures) < limit:
        record = makers[place]()
        fuller = _ended(replace(reply, figures=(*reply.figures, record)), place + 1, call)
        if not fuller.fits:
            if reply.figures:
                break
            told = f"figure {place + 1} of {reply.total} is longer than a reply may be"
            reply = replace(reply, cut=(*reply.cut, told), offset=place + 1)
        else:
            reply = replace(reply, figures=fuller.figures)
        place += 1
    return _ended(reply, place, call)


def _ended(reply: Reply, place: int, call: Call) -> Reply:
    rest = reply.total - place
    if rest <= 0:
        return reply
    told = f"{counted(rest, 'reference' if reply.noun == _REFERENCES else 'figure')} more, not listed here"
    return replace(reply, cut=(*reply.cut, told), next=(*reply.next, call.with_(offset=place)))


def _left_out(answer: Answer) -> dict[str, str]:
    """The trials that an answer leaves out, by why and by what adds them."""
    rows = list(left_out_answer(answer).rows)
    found = {}
    for (reason, option), mine in grouped(rows, lambda left: (left.reason, left.option)).items():
        why = as_calls(f"{reason} ({option})" if option else reason)
        found[_plain(why)] = _plain(listed((left.trial for left in mine), most=_MOST_NAMED))
    return found


class _Shown(NamedTuple):
    """The page of an answer as text. left: how many of its rows it has no room for; names: the items among them."""

    text: str
    left: int = 0
    names: tuple[str, ...] = ()
    lines: int = 0

    @classmethod
    def title_of(cls, answer: Answer, offset: int) -> _Shown:
        """In place of the page, which stands in the first part of a reply."""
        title = _plain(answer.made_page.title)
        return cls(f"{f'{title}: ' if title else ''}what stands behind the answer, from {offset + 1} on; the answer itself is "
                   "without offset.")  # fmt: skip

    @classmethod
    def of(cls, answer: Answer, most: int) -> _Shown:
        """The page, with as many rows as so many bytes hold; whole ones, with their footnotes."""
        page = answer.made_page
        text = _text(answer, page)
        if size_of(text) <= most:
            return cls(text)
        every = length_of(page)
        low, high = 0, every
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (middle, high) if size_of(_text(answer, first_of(page, middle))) <= most else (low, middle - 1)
        kept = first_of(page, low)
        names = [name for name in _names(page) if name not in _names(kept)]
        text = _text(answer, kept)
        lines = text.split("\n")
        shown = len(lines)
        while size_of("\n".join(lines[:shown])) > most:
            shown -= 1
        return cls("\n".join(lines[:shown]), every - low, tuple(names), len(lines) - shown)

    def cut_for(self, call: Call) -> tuple[str, ...]:
        """What is not on the page for want of room, and how to ask for it."""
        said = []
        if self.left:
            how = f"ask for less, or name trials: {listed(self.names, most=_MOST_NAMED)}" if self.names else "ask for less of it"
            said.append(f"{counted(self.left, 'row')} of the answer of {call.tool} found no room; {how}")
        if self.lines:
            said.append(f"{counted(self.lines, 'line')} of remarks found no room")
        return tuple(said)


def _names(page: Page) -> dict[str, None]:
    return dict.fromkeys(item.name for block in page.blocks if isinstance(block, Listing) for item in block.items)


def _text(answer: Answer, page: Page) -> str:
    """A page as Markdown whose signs mean themselves: no renderer stands between it and its reader."""
    shown = markdown(closed(replace(answer, page=page), is_evidence=False))
    return _plain_markdown(shown).strip()


def _plain_markdown(text: str) -> str:
    def meant(found: re.Match[str]) -> str:
        entity = {"&lt;": "<", "&amp;": "&"}.get(found["entity"] or "", "")
        return found["sign"] or entity or found["address"] or ("; " if found["line"] else "")

    return _ESCAPED.sub(meant, text).replace(NBSP, " ")


def _plain(text: str) -> str:
    return " ".join(text.replace(NBSP, " ").split())
