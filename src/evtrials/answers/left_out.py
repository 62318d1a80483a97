"""What an answer left out: counted in one line under it, or as a table of its own with the option that adds each trial."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from evtrials.collection.filters import ABOUT
from evtrials.evidence.columns import Column
from evtrials.evidence.rows import grouped
from evtrials.questions.answer import Answer, Entries, Entry, Page

if TYPE_CHECKING:
    from evtrials.collection.library import LeftOut

_SUBJECT = "about "
_WORDS = {"unstated": "not stated", "mixed": "mixed"}
_OPTIONS = {"unstated": "add --unstated", "mixed": "add --mixed"}
_WHY = {"unstated": "the sources do not say", "mixed": "only some of the patients fit"}


class Left(NamedTuple):
    """A trial, or a contrast of one, that an answer left out: why, and the option that adds it ("" where none does)."""

    trial: str
    reason: str
    option: str


def left_out_line(left_out: Iterable[LeftOut], tally: str = "", out: int = 0, named_by: str = "--left-out") -> str:
    """`3 of 89 trials. Not stated 16, mixed 4, other subject 6; 60 do not fit. (--left-out)`.

    named_by: what names them, where the command itself cannot.
    """
    groups: dict[str, int] = {}
    for one in left_out:
        word = "other subject" if one.reason.startswith(_SUBJECT) else _WORDS.get(one.reason, one.reason.partition("; ")[0])
        groups[word] = groups.get(word, 0) + len(one.ids)
    told = [", ".join(f"{word} {count}" for word, count in groups.items())] if groups else []
    told += [f"{out} do not fit" if out != 1 else "1 does not fit"] if out else []
    said = "; ".join(told)
    parts = [f"{tally}." if tally else "", f"{said[:1].upper()}{said[1:]}." if said else ""]
    return " ".join([part for part in parts if part] + ([f"({named_by})"] if groups else []))


def left_out_answer(answer: Answer) -> Answer:
    """What an answer left out as an answer of its own: trial, reason, the option that adds it."""
    rows = list(_rows(answer.left_out))
    columns = (
        Column("trial", lambda left: left.trial, "text", "the id of a trial, or a contrast of one"),
        Column("reason", lambda left: left.reason, "text", "why it is not in the answer"),
        Column("option", lambda left: left.option, "text", "the option that adds it; empty where none does"),
    )
    groups = grouped(rows, lambda left: (left.reason, left.option))
    told = (
        Entry(f"· {reason}{f' ({option})' if option else ''}: {len(mine)}", marks=(_names(left.trial for left in mine),))
        for (reason, option), mine in groups.items()
    )
    return Answer(
        name="left_out",
        columns=columns,
        rows=rows,
        page=Page("", (Entries("Left out, by why; in brackets what adds it", tuple(told)),) if rows else ()),
        query=answer.query,
        tally=f"{len(rows)} left out",
        out=answer.out,
    )


def _names(found: Iterable[str]) -> str:
    """Ids after each other; contrasts, which are of several words, more apart."""
    names = list(found)
    return ("; " if any(" " in name for name in names) else ", ").join(names)


def _rows(left_out: tuple[LeftOut, ...]) -> Iterator[Left]:
    for one in left_out:
        reason, _, hint = one.reason.partition("; add with ")
        subject = reason.removeprefix(_SUBJECT) if reason.startswith(_SUBJECT) else ""
        why = f"about {ABOUT.get(subject, subject)}" if subject else _WHY.get(reason, reason)
        option = f"add --about {subject}" if subject else _OPTIONS.get(reason, f"add {hint}" if hint else "")
        yield from (Left(id_, why, option) for id_ in one.ids)
