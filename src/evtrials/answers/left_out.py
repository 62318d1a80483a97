"""What an answer left out: counted in one line under it, or as a table of its own with the option that adds each trial."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from evtrials.collection.filters import ABOUT
from evtrials.evidence.columns import Column
from evtrials.evidence.rows import grouped
from evtrials.notation.capitals import begun_large
from evtrials.questions.answer import BEYOND, Answer, Entries, Entry, Page

if TYPE_CHECKING:
    from evtrials.collection.selection import LeftOut

_SUBJECT = "about "
# What stands nearest to the question is counted apart from what is about something else.
_SUBJECTS, _OTHER = {"mtor-in-both-arms": "mTOR inhibitor in every arm"}, "other subject"
_WORDS = {"unstated": "not stated", "mixed": "mixed"}
_OPTIONS = {"unstated": "--unstated", "mixed": "--mixed"}
_WHY = {"unstated": "the sources do not say", "mixed": "only some of the patients fit"}
# So few trials are named in the line that counts them, and so few where nothing else is shown.
_FEW, _FEW_ALONE = 3, 8


class Left(NamedTuple):
    """A trial, or a contrast of one, that an answer left out: why, and the option that adds it ("" where none does)."""

    trial: str
    reason: str
    option: str


def left_out_line(left_out: Iterable[LeftOut], tally: str = "", out: int = 0, named_by: str = "--left-out") -> str:
    """`3 of 89 trials. Not stated 16, mixed 2 (bolero-4, radar), other subject 6; 62 do not fit. (--left-out)`.

    named_by: what names them all, where the command itself cannot. A few are named in the line itself.
    """
    groups: dict[str, list[str]] = {}
    # A tally begins with how many are shown.
    most = _FEW_ALONE if tally.startswith("0 ") else _FEW
    for one in left_out:
        subject = one.reason.removeprefix(_SUBJECT).partition(", ")[0] if one.reason.startswith(_SUBJECT) else ""
        word = _SUBJECTS.get(subject, _OTHER) if subject else _WORDS.get(one.reason, one.reason.partition("; ")[0])
        groups.setdefault(word, []).extend(one.ids)
    told = [", ".join(f"{word} {len(ids)}{_few(word, ids, most)}" for word, ids in groups.items())] if groups else []
    told += [f"{out} do not fit" if out != 1 else "1 does not fit"] if out else []
    said = "; ".join(told)
    parts = [f"{tally}." if tally else "", f"{begun_large(said)}." if said else ""]
    return " ".join([part for part in parts if part] + ([f"({named_by})"] if groups else []))


def _few(word: str, ids: Sequence[str], most: int) -> str:
    """The ids of a few trials in brackets; contrasts and analyses have longer names than a line holds."""
    is_short = len(ids) <= most and word != BEYOND and not any(" " in id_ for id_ in ids)
    return f" ({_names(ids)})" if is_short else ""


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
        subject, _, fit = reason.removeprefix(_SUBJECT).partition(", ") if reason.startswith(_SUBJECT) else ("", "", reason)
        told = (f"about {ABOUT.get(subject, subject)}" if subject else "", _WHY.get(fit, fit))
        options = (f"--about {subject}" if subject else "", _OPTIONS.get(fit, hint))
        why, option = "; ".join(filter(None, told)), " ".join(filter(None, options))
        yield from (Left(id_, why, option and f"add {option}") for id_ in one.ids)
