"""Where the sources of a trial disagree: the figures side by side, with what the notes say of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from evtrials.checks.agreement import analysis_of, disagreements
from evtrials.rows import ALL, COLUMNS, FigureRow, as_json, matches, one_or_more
from evtrials.views import words
from evtrials.views.table import Answer, Block, Entries, Entry, Page, Paragraph

if TYPE_CHECKING:
    from evtrials.library import Library
    from evtrials.models import Trial
    from evtrials.models.trial import Note

CONFLICT_COLUMNS = ("conflict", "why", "about", "differences", *COLUMNS)
_DOUBTED = ("conflict", "suspect")
_EXPLAINING = (*_DOUBTED, "erratum")
DIFFER = "sources differ"


@dataclass(slots=True)
class Conflict:
    """One thing on which the sources of a trial do not agree.

    why: DIFFER, or the kind of the note. about: what, in words. rows: the figures side by side, none where the note is on a
    part of the file that is no figure. differences: what differs, each of the weaker source against the best.
    """

    trial: Trial
    why: str
    about: str
    rows: list[FigureRow] = field(default_factory=list)
    differences: tuple[str, ...] = ()
    notes: list[Note] = field(default_factory=list)


def conflicts_of(library: Library, trial: Trial, endpoints: Sequence[str] = ()) -> list[Conflict]:
    """The conflicts of a trial: differing figures of one analysis, then what notes of conflict or suspicion mark beside them.

    endpoints: only the figures of these. Two cuts are two analyses and no conflict, unless a note says so.
    """
    rows = [row for row in library.figures(trial) if not endpoints or row.endpoint in endpoints]
    found = list(_differing(rows, trial, library))
    shown = {id(row) for conflict in found for row in conflict.rows}
    for note in trial.notes:
        if note.kind not in _DOUBTED:
            continue
        if "section" in note.about:
            if not endpoints:
                found.append(Conflict(trial, note.kind, _selector(note), notes=[note]))
            continue
        marked = [row for row in rows if matches(row, note.about)]
        left = [row for row in marked if id(row) not in shown]
        if left and (twin := next((one for one in found if one.why != DIFFER and _same_rows(one.rows, left)), None)):
            twin.notes.append(note)
        elif left:
            found.append(Conflict(trial, note.kind, _subject(left, trial), left, notes=[note]))
    return found


def _differing(rows: list[FigureRow], trial: Trial, library: Library) -> Iterator[Conflict]:
    groups: dict[tuple[str, ...], tuple[dict[int, FigureRow], list[str]]] = {}
    for pair in disagreements(rows, library.terms):
        side_by_side, differences = groups.setdefault(analysis_of(pair.first, library.terms), ({}, []))
        side_by_side.update({id(pair.first): pair.first, id(pair.other): pair.other})
        differences += pair.differences
    for side_by_side, differences in groups.values():
        own = list(side_by_side.values())
        notes = [note for note in trial.notes if "section" not in note.about and any(matches(row, note.about) for row in own)]
        explaining = [note for note in notes if note.kind in _EXPLAINING] or notes
        yield Conflict(trial, DIFFER, _subject(own, trial), own, tuple(differences), explaining)


def _same_rows(first: list[FigureRow], second: list[FigureRow]) -> bool:
    return [id(row) for row in first] == [id(row) for row in second]


def conflicts_answer(
    library: Library, trials: Sequence[Trial], query: dict[str, object], left_out: dict[str, list[str]], endpoints: Sequence[str]
) -> Answer:
    """All conflicts of the trials, trial by trial."""
    blocks: list[Block] = []
    records: list[tuple[object, ...]] = []
    items: list[dict[str, object]] = []
    for trial in trials:
        found = conflicts_of(library, trial, endpoints)
        if found:
            blocks.append(Entries(trial.name, tuple(_entry(conflict) for conflict in found)))
        for number, conflict in enumerate(found, 1):
            records += _records(number, conflict)
            items.append(_item(number, conflict))
    every = f"{len(trials)} trials" if len(trials) != 1 else trials[0].name
    with_conflicts = len(blocks)
    if blocks:
        counted = f"{len(items)} conflicts in {with_conflicts} of {every}" if len(trials) != 1 else f"{len(items)} conflicts"
        blocks.insert(0, Paragraph(f"{counted}. Different cuts are not conflicts; values are as printed, none is corrected."))
        blocks.append(Paragraph(f"{words.MARKS_EXPLAINED} * the figure that stands by default."))
    else:
        blocks.append(Paragraph(f"No figures of one analysis disagree, and no note marks a conflict, in {every}."))
    return Answer(
        page=Page("", tuple(blocks)),
        columns=CONFLICT_COLUMNS,
        records=tuple(records),
        name="conflicts",
        items=tuple(items),
        query=query,
        left_out=left_out,
    )


def _entry(conflict: Conflict) -> Entry:
    alone = _shared_place(conflict.rows)
    pieces = [words.unbroken(_piece(row, conflict.rows) + ("" if alone else f" [{words.place(row)}]")) for row in conflict.rows]
    if alone:
        pieces.append(words.unbroken(f"[{alone}]"))
    marks = [f"{note.kind}: {note.text}" for note in conflict.notes] or ["No note explains this."]
    return Entry("· " + conflict.about, tuple(pieces), tuple(marks))


def _shared_place(rows: list[FigureRow]) -> str:
    places = {words.place(row) for row in rows}
    return places.pop() if len(places) == 1 else ""


def _piece(row: FigureRow, beside: list[FigureRow]) -> str:
    """A figure with what tells it from those beside it, and an asterisk where it stands by default."""
    told = [
        text
        for name, text in (
            ("term", row.term),
            ("measure", row.measure),
            ("at", row.at and f"at {row.at}"),
            ("grade", row.grade and f"grade {row.grade}"),
            ("arm", _who(row)),
            ("population", "" if row.population == ALL else row.population),
            ("cut", row.cut),
            ("assessor", row.assessor),
        )
        if text and len({getattr(other, name) for other in beside}) > 1
    ]
    shown = words.figure(row)
    if row.p_text and row.measure != "test":
        shown += f" {words.p_value(row)}"
    return " ".join([*told, shown + ("*" if row.default else "")])


def _who(row: FigureRow) -> str:
    return f"{row.arm} v {row.comparator}" if row.comparator else "all arms" if row.arm == ALL else row.arm


def _subject(rows: list[FigureRow], trial: Trial) -> str:
    """What several figures have in common, in words: `orr, rate, pbo, final PFS analysis, follow-up 18 months`."""
    first = rows[0]
    population = "all patients" if first.population == ALL else trial.populations[first.population].label
    common = (
        ("key", first.key or first.kind),
        ("term", first.term),
        ("grade", first.grade and f"grade {first.grade}"),
        ("measure", first.measure),
        ("at", first.at and f"at {first.at}"),
        ("period", first.period),
        ("arm", _who(first) if len({row.comparator for row in rows}) == 1 else ""),
        ("population", population if first.key and population != "all patients" else ""),
        ("cut", words.cut_words(first, trial) if first.key or first.kind == "safety" else ""),
        ("assessor", words.assessor_words(first)),
    )
    return ", ".join(text for name, text in common if text and len({getattr(row, name) for row in rows}) == 1)


def _selector(note: Note) -> str:
    """What a note on a part of the file is about: `arms: rde, ridaforolimus`."""
    rest = [", ".join(one_or_more(value)) for name, value in note.about.items() if name != "section"]
    return str(note.about["section"]) + (f": {', '.join(rest)}" if rest else "")


def _records(number: int, conflict: Conflict) -> Iterable[tuple[object, ...]]:
    head = (number, conflict.why, conflict.about, "; ".join(conflict.differences))
    if not conflict.rows:
        note = " ".join(note.text for note in conflict.notes)
        empty: dict[str, Any] = {"trial": conflict.trial.id, "flag": conflict.why, "note": note}
        yield (*head, *(empty.get(column, "") for column in COLUMNS))
    for row in conflict.rows:
        yield (*head, *(getattr(row, column) for column in COLUMNS))


def _item(number: int, conflict: Conflict) -> dict[str, object]:
    return {
        "trial": conflict.trial.id,
        "conflict": number,
        "why": conflict.why,
        "about": conflict.about,
        "differences": list(conflict.differences),
        "notes": [{"kind": note.kind, "text": note.text} for note in conflict.notes],
        "figures": [as_json(row) for row in conflict.rows],
    }
