"""What differs between two readings of a trial, or between two states of a collection, as a page and as tidy rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from evtrials.bench.changes import Agreement, Changes, Compared, Comparison, Status
from evtrials.bench.grouping import grouped
from evtrials.bench.items import Leaf
from evtrials.collection.loading import Loaded
from evtrials.evidence.columns import BY_NAME, Column
from evtrials.notation.spaces import unbroken
from evtrials.questions.answer import Answer, Block, Entries, Entry, Facts, Heading, Page, Paragraph, Table
from evtrials.trial.model import Reading

_CHANGES: dict[Status, str] = {"different": "changed", "only in first": "removed", "only in second": "added"}
_DIFFERENCE = (
    Column("section", lambda each: each.section, "text", "section of the trial's file"),
    Column("item", lambda each: each.item, "text", "the entry or row of the section, by what names it"),
    Column("field", lambda each: each.field, "text", "the field of the item"),
    Column("what", lambda each: each.kind, "text", "figure, field, or wording, which does not count"),
)


class ReadTwice(NamedTuple):
    """A difference of two readings."""

    comparison: Comparison
    each: Compared


class Changed(NamedTuple):
    """A change of a collection: a trial added or removed, or a difference within one."""

    trial: str
    change: str
    each: Compared | None = None
    old: str = ""
    new: str = ""


RECONCILED: tuple[Column, ...] = (
    BY_NAME["trial"].by(lambda row: row.comparison.trial),
    *(column.of(lambda row: row.each) for column in _DIFFERENCE),
    Column("difference", lambda row: row.each.status, "text", "different, only in first, only in second"),
    Column("first", lambda row: _value(row.each.first), "text", "what the first reading has"),
    Column("first_place", lambda row: _place(row.comparison.first, row.each.first), "text", "file and line of it"),
    Column("second", lambda row: _value(row.each.second), "text", "what the second reading has"),
    Column("second_place", lambda row: _place(row.comparison.second, row.each.second), "text", "file and line of that"),
)
CHANGED: tuple[Column, ...] = (
    BY_NAME["trial"].by(lambda row: row.trial),
    Column("change", lambda row: row.change, "text", "trial added, trial removed, added, removed, changed"),
    *(column.of(lambda row: row.each) for column in _DIFFERENCE),
    Column("old", lambda row: row.old, "text", "what stood there; of a trial its title"),
    Column("new", lambda row: row.new, "text", "what stands there now; of a trial its title"),
    Column("src", lambda row: _source(row.each) if row.each else "", "text", "source and place, as the file has them"),
)
_COUNTS = tuple(Heading(name, name.replace("only_", "only in ")) for name in Agreement._fields)


def reconciled(comparison: Comparison) -> Answer:
    """Two readings of one trial: agreement by section, then each difference with both values and where they stand."""
    total = comparison.total
    share = f" ({100 * total.equal / total.compared:.1f} %)" if total.compared else ""
    agreement = f"The readings agree in {total.equal} of {total.compared} fields{share}."
    sections = [*comparison.sections, total]
    first, second = comparison.readings
    blocks: list[Block] = [
        Facts((("First", _read(comparison.first, first)), ("Second", _read(comparison.second, second)))),
        Paragraph(agreement, strong=True),
        Table(_COUNTS, tuple(tuple(map(str, section)) for section in sections)),
    ]
    for title, differences in (
        ("Differences: first / second", comparison.differences),
        ("Wording, which does not count: first / second", comparison.wording),
    ):
        if differences:
            entries = [Entry(_head(group[0]), marks=tuple(_both(comparison, group))) for group in _by_item(differences)]
            blocks.append(Entries(title, tuple(entries)))
    every = (*comparison.differences, *comparison.wording)
    return Answer(
        name="differences",
        columns=RECONCILED,
        rows=[ReadTwice(comparison, each) for each in every],
        page=Page(f"{comparison.name}: two readings", tuple(blocks)),
        query={
            "first": comparison.first,
            "first_reader": first.by if first else None,
            "first_date": first.date if first else None,
            "second": comparison.second,
            "second_reader": second.by if second else None,
            "second_date": second.date if second else None,
        },
        caveats=(agreement,),
        is_page=True,
    )


def _read(file: str, reading: Reading | None) -> str:
    """A file with who read the sources for it, and when."""
    return f"{file}, read by {reading.by}, {reading.date}" if reading else f"{file}, by whom and when is not stated"


def changed(changes: Changes) -> Answer:
    """What changed in a collection: trials, figures, other fields. As Markdown, the body of a changelog's section."""
    entries = [
        *(Entry(f"added: {_brief(loaded)}") for loaded in changes.added),
        *(Entry(f"removed: {_brief(loaded)}") for loaded in changes.removed),
        *(_changed_trial(comparison) for comparison in changes.changed),
    ]
    block: Block = Entries("", tuple(entries)) if entries else Paragraph(f"Nothing changed from {changes.old} to {changes.new}.")
    rows = [
        *(Changed(loaded.trial.id, "trial added", new=loaded.trial.title) for loaded in changes.added),
        *(Changed(loaded.trial.id, "trial removed", old=loaded.trial.title) for loaded in changes.removed),
        *(
            Changed(comparison.trial, _CHANGES[each.status], each, _value(each.first), _value(each.second))
            for comparison in changes.changed
            for each in (*comparison.differences, *comparison.wording)
        ),
    ]
    return Answer(
        name="changes",
        columns=CHANGED,
        rows=rows,
        page=Page("", (block,)),
        query={"old": changes.old, "new": changes.new},
        is_page=True,
    )


def _changed_trial(comparison: Comparison) -> Entry:
    figures = Counter(each.status for each in comparison.differences if each.kind == "figure")
    counted = ", ".join(f"{figures[status]} {word}" for status, word in _CHANGES.items() if figures[status])
    others, wording = len(comparison.differences) - figures.total(), len(comparison.wording)
    said = {"figures": counted, "other fields": others, "wording": wording}
    head = "; ".join(f"{what}: {number}" for what, number in said.items() if number)
    marks = [line for group in _by_item((*comparison.differences, *comparison.wording)) for line in _old_and_new(group)]
    return Entry(f"{comparison.trial} ({comparison.name}): {head}", marks=tuple(marks))


def _by_item(differences: Iterable[Compared]) -> list[list[Compared]]:
    """The differences of one item together, in order."""
    return list(grouped(differences, lambda each: (each.section, each.item)).values())


def _head(difference: Compared) -> str:
    return f"{difference.section}: {difference.item}" if difference.item else difference.section


def _is_one_sided(group: Sequence[Compared]) -> bool:
    """Whether a whole item with its figures stands on one side alone."""
    return all(each.whole for each in group) and any(each.kind == "figure" for each in group)


def _both(comparison: Comparison, group: Sequence[Compared]) -> Iterator[str]:
    """The lines of one item of two readings: `hr: 0.45 (0.34 to 0.59) [a.yaml:44] / 0.54 (0.34 to 0.59) [b.yaml:44]`."""
    if _is_one_sided(group):
        only = group[0]
        place = _place(comparison.first, only.first) or _place(comparison.second, only.second)
        yield f"{only.status} [{place}]: {_figures(group)}"
        return
    for each in group:
        sides = ((comparison.first, each.first), (comparison.second, each.second))
        told = [f"{_told(each, side)} [{_place(file, side)}]" if side else "-" for file, side in sides]
        yield f"{each.field}: {' / '.join(told)}"


def _old_and_new(group: Sequence[Compared]) -> Iterator[str]:
    """The lines of one item before and after: `pfs, median, cut final, Doe2020: hr 0.45 -> 0.46 (Doe2020 Abstract)`."""
    head = _head(group[0])
    if _is_one_sided(group):
        yield f"{_CHANGES[group[0].status]} {head}: {_figures(group)} ({_source(group[0])})"
        return
    for each in group:
        source = f" ({source})" if each.kind == "figure" and (source := _source(each)) else ""
        old, new = _told(each, each.first), _told(each, each.second)
        if each.status == "different":
            yield f"{head}: {each.field} {old} -> {new}{source}"
        else:
            yield f"{_CHANGES[each.status]} {head}: {each.field} {old or new}{source}"


def _figures(group: Sequence[Compared]) -> str:
    """The figures of an item that stands on one side alone."""
    return ", ".join(f"{each.field} {_told(each, each.first or each.second)}" for each in group if each.kind == "figure")


def _told(each: Compared, side: Leaf | None) -> str:
    """A value in a line; no renderer may break a figure."""
    return unbroken(_value(side)) if each.kind == "figure" else _value(side)


def _value(side: Leaf | None) -> str:
    return side.value if side else ""


def _source(difference: Compared) -> str:
    side = difference.second or difference.first
    return side.source if side else ""


def _place(file: str, side: Leaf | None) -> str:
    """File and line of a value; what no line of the file says is marked so."""
    if side is None:
        return ""
    return f"{file}:{side.line}" if side.line else f"{file}, not written there"


def _brief(loaded: Loaded) -> str:
    return f"{loaded.trial.id} ({loaded.trial.name}), {loaded.trial.title}; {len(loaded.figures)} figures"
