"""A reply of a tool: the page of the screen, then the figures behind it one by one, as text and as data with the same words.

Neither is longer than a host takes. What does not fit is left out whole, counted, and named with the call that has it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from evtrials.answers.left_out import left_out_answer
from evtrials.collection.filters import FILTERS
from evtrials.errors import counted, listed
from evtrials.evidence.rows import grouped
from evtrials.exchange.mcp.answering import Made, as_stored
from evtrials.exchange.mcp.hints import as_calls
from evtrials.exchange.mcp.parameters import MOST_TRIALS
from evtrials.exchange.mcp.records import Record, figure_record, named_in
from evtrials.exchange.mcp.shown import Shown, size_of, spaced
from evtrials.questions import phrases

if TYPE_CHECKING:
    from evtrials.collection.library import Library
    from evtrials.questions.answer import Answer

# Bytes of the text, and of the data as JSON; characters of a note beside the answer.
MOST, MOST_BESIDE = 40_000, 1000


class Room(NamedTuple):
    """How much stands around the figures: bytes of the page, notes beside it, names of trials that are left out, a reason."""

    page: int
    said: int
    named: int


LIMIT = 20
_FIGURES, _REFERENCES = "Figures behind it, each as printed in its source", "References"
# The first is that of any collection of a few hundred trials; in the last a reply fits whatever a file says.
ROOMS = (Room(22_000, 12, 60), Room(12_000, 6, 20), Room(4000, 2, 2))


class Call(NamedTuple):
    """A call: the tool and its arguments, as they are said in a text."""

    tool: str
    given: Mapping[str, Any]

    def said(self, **others: object) -> str:
        """The call, with further arguments: `results endpoint=pfs offset=20`."""
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


def reply_of(made: Made, call: Call, library: Library, said: Sequence[str], limit: int = LIMIT, offset: int = 0) -> Reply:
    """The reply with as much of what a tool made as fits. said: what a reader must know of the collection and the names."""
    figures = as_stored(library, made.figures)
    makers: list[Callable[[], Record]] = [partial(figure_record, told, library.terms) for told in figures]
    makers += [partial(_itself, thing) for thing in made.things]
    for room in ROOMS:
        reply = replace(_begun(made, call, library, said, offset, room), total=len(makers))
        if reply.fits:
            break
    return _filled(reply, makers, call, limit)


def _begun(made: Made, call: Call, library: Library, said: Sequence[str], offset: int, room: Room) -> Reply:
    """The reply with what stands before and behind the figures, in so much room."""
    version, day = library.version
    data = f"data {version} of {day}" if version else "data without a version"
    shown = Shown.of(made.answer, room.page) if not offset else Shown.title_of(made.answer, offset)
    own = [text for text in made.answer.caveats if spaced(text) not in spaced(shown.text)]
    caveats = tuple(dict.fromkeys(as_calls(_whole(spaced(text))) for text in (*said, *made.beside, *own)))
    if len(caveats) > room.said:
        caveats = (*caveats[: room.said], f"and {len(caveats) - room.said} more of such notes")
    return Reply(
        as_calls(shown.text),
        _REFERENCES if made.things else _FIGURES,
        figures=(),
        total=0,
        offset=offset,
        caveats=caveats,
        left_out=_left_out(made.answer, room.named),
        cut=shown.cut,
        next=_rest(shown, call, library),
        data_version=f"{data}. {phrases.EVIDENCE_NOT_ADVICE}",
    )


def _whole(text: str) -> str:
    return text if len(text) <= MOST_BESIDE else f"{text[:MOST_BESIDE]} ... (cut: it has {len(text)} characters)"


def _rest(shown: Shown, call: Call, library: Library) -> tuple[str, ...]:
    """The calls that have what the page has no room for: of the trials that are left, or section by section."""
    own = {name: value for name, value in call.given.items() if name not in FILTERS or name in ("endpoint", "isolates")}
    sections = call.given.get("sections", ())
    if len(sections) > 1 and shown.left:
        return tuple(Call(call.tool, {**own, "sections": [name]}).said() for name in sections)
    ids = [name for name in shown.names if name in library.ids]
    if not ids or call.tool not in ("results", "harms") or call.given.get("trials") == ids:
        return ()
    parts = (ids[start : start + MOST_TRIALS] for start in range(0, len(ids), MOST_TRIALS))
    return tuple(Call(call.tool, {**own, "trials": part}).said() for part in parts)


def _itself(record: Record) -> Record:
    return record


def _filled(reply: Reply, makers: Sequence[Callable[[], Record]], call: Call, limit: int) -> Reply:
    """The reply with so many records, from its offset on, as are asked for and fit; one that no reply holds is passed over, and
    said to be."""
    place, too_long = reply.offset, 0
    while place < len(makers) and len(reply.figures) < limit:
        fuller = replace(reply, figures=(*reply.figures, makers[place]()))
        if _ended(fuller, place + 1, call).fits:
            reply = fuller
        elif reply.figures:
            break
        else:
            too_long += 1
            reply = replace(reply, offset=place + 1)
        place += 1
    if too_long:
        told = f"{counted(too_long, 'figure')} from {reply.offset - too_long + 1} on longer than a reply may be"
        reply = replace(reply, cut=(*reply.cut, told))
    return _ended(reply, place, call)


def _ended(reply: Reply, place: int, call: Call) -> Reply:
    rest = reply.total - place
    if rest <= 0:
        return reply
    told = f"{counted(rest, 'reference' if reply.noun == _REFERENCES else 'figure')} more, not listed here"
    return replace(reply, cut=(*reply.cut, told), next=(*reply.next, call.said(offset=place)))


def _left_out(answer: Answer, most: int) -> dict[str, str]:
    """The trials that an answer leaves out, by why and by what adds them."""
    rows = list(left_out_answer(answer).rows)
    found = {}
    for (reason, option), mine in grouped(rows, lambda left: (left.reason, left.option)).items():
        why = as_calls(f"{reason} ({option})" if option else reason)
        found[spaced(why)] = spaced(listed((left.trial for left in mine), most=most))
    return found
