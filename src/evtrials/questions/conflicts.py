"""Where the sources of a trial disagree: the figures side by side, with what the notes say of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from evtrials.errors import counted
from evtrials.evidence.agreement import analysis_of, disagreements
from evtrials.evidence.columns import NAMES, Column, tidy
from evtrials.evidence.defaults import question
from evtrials.evidence.notes import marks, touching
from evtrials.evidence.rows import FigureRow, grouped
from evtrials.notation.spaces import unbroken
from evtrials.questions import phrases
from evtrials.questions.answer import Answer, Block, Entries, Entry, Page, Paragraph
from evtrials.questions.columns import TRIAL
from evtrials.questions.trace import KINDS, printed
from evtrials.trial.identity import ALL

if TYPE_CHECKING:
    from evtrials.collection.library import Library
    from evtrials.collection.selection import LeftOut
    from evtrials.trial.model import Trial
    from evtrials.trial.notes import PlacedNote
    from evtrials.trial.terms import Terms

_DOUBTED = ("conflict", "suspect")
DIFFER = "sources differ"


@dataclass(slots=True)
class Conflict:
    """One thing on which the sources of a trial do not agree.

    cause: DIFFER, or the kind of the note. subject: what, in words. rows: the figures side by side, none where the note is on a
    part of the file that is no figure. differences: what differs, each of the weaker source against the best.
    """

    trial: Trial
    cause: str
    subject: str
    rows: list[FigureRow] = field(default_factory=list)
    differences: tuple[str, ...] = ()
    notes: list[PlacedNote] = field(default_factory=list)


class ConflictFigure(NamedTuple):
    """One of the figures of a conflict, which is the so-manieth of its trial; None of a conflict on no figure."""

    number: int
    conflict: Conflict
    row: FigureRow | None


COLUMNS: tuple[Column, ...] = (
    TRIAL.of(lambda each: each.conflict.trial),
    Column("conflict", lambda each: each.number, "number", "number of the conflict within its trial; its figures share it"),
    Column("cause", lambda each: each.conflict.cause, "text", "sources differ, or the kind of the note that tells of it"),
    Column("subject", lambda each: each.conflict.subject, "text", "what the conflict is on, in words"),
    Column("differences", lambda each: each.conflict.differences, "list", "what differs, of the weaker source against the best"),
    Column("explained", lambda each: tuple(f"{note.kind}: {note.text}" for note in each.conflict.notes), "list",
           "the notes on the conflict"),
    *tidy(lambda each: each.row, *NAMES[1:]),
)  # fmt: skip


def conflicts_of(library: Library, trial: Trial, endpoints: Sequence[str] = ()) -> list[Conflict]:
    """The conflicts of a trial: differing figures of one analysis, then what notes of conflict or suspicion mark beside them.

    endpoints: only the figures of these. Two cuts are two analyses and no conflict, unless a note says so.
    """
    rows = [row for row in library.rows_of(trial) if not endpoints or row.endpoint in endpoints]
    found = list(_differing(rows, trial, library.terms))
    for note in trial.notes:
        if note.kind not in _DOUBTED:
            continue
        if not note.marks_figures:
            if not endpoints:
                found.append(Conflict(trial, note.kind, _part(note, trial, library.terms), notes=[note]))
            continue
        shown = {id(row) for conflict in found for row in conflict.rows}
        left = [row for row in rows if marks(note, row) and id(row) not in shown]
        for asked in _by_question(left, library.terms):
            _file_under(asked, note, found, trial, library.terms)
    return found


def _part(note: PlacedNote, trial: Trial, terms: Terms) -> str:
    """The part of the file that a note is on, `arms: Placebo, letrozole`; arms, endpoints, cuts and groups by their names."""
    section, *words = note.subject.split(", ")
    names = {
        "endpoints": {key: phrases.endpoint_short(endpoint.is_ or key, terms) for key, endpoint in trial.endpoints.items()},
        "cuts": {id_: cut.label for id_, cut in trial.cuts.items()},
        "arms": phrases.labels(trial),
        "populations": {id_: group.label for id_, group in trial.populations.items()},
    }.get(section, {})
    told = ", ".join(names.get(word, word) for word in words)
    return f"{section}: {told}" if told else section


def _differing(rows: list[FigureRow], trial: Trial, terms: Terms) -> Iterator[Conflict]:
    groups: dict[tuple[object, ...], tuple[dict[int, FigureRow], list[str]]] = {}
    for pair in disagreements(rows, terms):
        side_by_side, differences = groups.setdefault(analysis_of(pair.first, terms), ({}, []))
        side_by_side.update({id(pair.first): pair.first, id(pair.other): pair.other})
        differences += pair.differences
    for side_by_side, differences in groups.values():
        own = list(side_by_side.values())
        notes = [note for _, note in touching(trial, own)]
        telling = [note for note in notes if note.kind in _DOUBTED] or notes
        yield Conflict(trial, DIFFER, _subject(own, trial, terms), own, tuple(differences), telling)


def _by_question(rows: list[FigureRow], terms: Terms) -> list[list[FigureRow]]:
    """The figures that a note marks, apart by question where it marks several figures of one; else together."""
    groups = grouped(rows, lambda row: _question(row, terms))
    if len(groups) > 1 and all(len(group) == 1 for group in groups.values()):
        return [rows]
    return list(groups.values())


def _file_under(rows: list[FigureRow], note: PlacedNote, found: list[Conflict], trial: Trial, terms: Terms) -> None:
    """Put the figures that a note marks beside those of the same question that a note marks already, else by themselves."""
    asked = {_question(row, terms) for row in rows}
    for conflict in found:
        told = conflict.cause != DIFFER or note in conflict.notes
        if told and conflict.rows and asked == {_question(row, terms) for row in conflict.rows}:
            conflict.rows += rows
            conflict.notes += [note] if note not in conflict.notes else []
            conflict.subject = _subject(conflict.rows, trial, terms)
            return
    found.append(Conflict(trial, note.kind, _subject(rows, trial, terms), rows, notes=[note]))


def _question(row: FigureRow, terms: Terms) -> tuple[object, ...]:
    return question(row, terms), row.population


def conflicts_answer(
    library: Library, trials: Sequence[Trial], query: dict[str, object], left_out: tuple[LeftOut, ...], endpoints: Sequence[str]
) -> Answer:
    """All conflicts of the trials, trial by trial."""
    blocks: list[Block] = []
    rows: list[ConflictFigure] = []
    count = 0
    for trial in trials:
        found = conflicts_of(library, trial, endpoints)
        if found:
            blocks.append(Entries(trial.id, tuple(_entry(conflict) for conflict in found)))
        for number, conflict in enumerate(found, 1):
            count += 1
            rows += [ConflictFigure(number, conflict, row) for row in conflict.rows]
            rows += [ConflictFigure(number, conflict, None)] if not conflict.rows else []
    among = counted(len(trials), "trial") if len(trials) != 1 else trials[0].id
    if blocks:
        where = f" in {len(blocks)} of {among}" if len(trials) != 1 else ""
        total = counted(count, "conflict") + where
        blocks.insert(0, Paragraph(f"{total}. Different cuts are not conflicts; values are as printed, none is corrected."))
        blocks.append(Paragraph("* stands by default."))
    else:
        blocks.append(Paragraph(f"No figures of one analysis disagree, and no note marks a conflict, in {among}."))
    return Answer(
        name="conflicts",
        columns=COLUMNS,
        rows=rows,
        page=Page("", tuple(blocks)),
        query=query,
        left_out=left_out,
    )


def _entry(conflict: Conflict) -> Entry:
    shown = [f"{_piece(row, conflict.rows, conflict.trial)} [{unbroken(phrases.place(row))}]" for row in conflict.rows]
    told = dict.fromkeys(f"{note.kind}: {note.text}" for note in conflict.notes) or ["No note explains this."]
    return Entry("· " + conflict.subject, marks=(*shown, *told))


def _piece(row: FigureRow, beside: list[FigureRow], trial: Trial) -> str:
    """A figure with what tells it from those beside it, and an asterisk where it stands by default."""
    told = [
        text
        for name, text in (
            ("term", row.term),
            ("measure", row.measure),
            ("at", row.at and f"at {row.at}"),
            ("grade", row.grade and f"grade {row.grade}"),
            ("arm", phrases.arms_labels(row, trial)),
            ("population", "" if row.population == ALL else row.population),
            ("cut", row.cut),
            ("assessor", phrases.assessor_words(row)),
        )
        if text and len({getattr(other, name) for other in beside}) > 1
    ]
    return " ".join([*told, unbroken(printed(row) + ("*" if row.default else ""))])


def _subject(rows: list[FigureRow], trial: Trial, terms: Terms) -> str:
    """What several figures have in common, in words: `Objective response rate (ORR), rate, pbo, final PFS analysis`."""
    first = rows[0]
    events = {terms.adverse_event(row.term) for row in rows} if first.kind == "safety" else {row.term for row in rows}
    term = first.term if len({row.term for row in rows}) == 1 else events.pop() if len(events) == 1 else ""
    parts = [term] if term and not first.key else []
    if not parts and len({row.key or row.kind for row in rows}) == 1:
        parts = [phrases.endpoint_name(first.endpoint, terms) if first.key else KINDS[first.kind]]
        parts += [first.definition] if first.definition else []
    common = (
        ("grade", first.grade and f"grade {first.grade}"),
        ("measure", first.measure),
        ("at", first.at and f"at {first.at}"),
        ("period", first.period),
        ("arm", phrases.arms_labels(first, trial) if len({row.comparator for row in rows}) == 1 else ""),
        ("population", phrases.group(first.population, trial)),
        ("cut", phrases.cut_words(first, trial) if first.key or first.kind == "safety" else ""),
        ("assessor", phrases.assessor_words(first)),
    )
    parts += [text for name, text in common if text and len({getattr(row, name) for row in rows}) == 1]
    return ", ".join(parts)
