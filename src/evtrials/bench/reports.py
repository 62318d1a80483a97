"""What differs between two readings of a trial, or between two states of a collection, as a page and as tidy rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from evtrials.bench.changes import Agreement, Brief, Changes, Comparison, Difference, Side
from evtrials.questions.answer import Answer, Block, Entries, Entry, Facts, Heading, Page, Paragraph, Table
from evtrials.questions.phrases import unbroken

RECONCILED = (
    "trial", "section", "item", "field", "kind", "status", "first", "first_place", "second", "second_place",
)  # fmt: skip
CHANGED = ("trial", "change", "section", "item", "field", "kind", "old", "new", "source")
_COUNTS = (
    Heading("section", "section"),
    Heading("compared", "compared"),
    Heading("equal", "equal"),
    Heading("different", "different"),
    Heading("only_first", "only in first"),
    Heading("only_second", "only in second"),
)
_CHANGES = {"different": "changed", "only in first": "removed", "only in second": "added"}


def reconciled(comparison: Comparison) -> Answer:
    """Two readings of one trial: agreement by section, then each difference with both values and where they stand."""
    total = comparison.total
    share = f" ({100 * total.equal / total.compared:.1f} %)" if total.compared else ""
    sections = [*comparison.sections, total]
    rows = [tuple(map(str, (s.section, s.compared, s.equal, s.different, s.only_first, s.only_second))) for s in sections]
    blocks: list[Block] = [
        Facts((("First", comparison.first), ("Second", comparison.second))),
        Paragraph(f"The readings agree in {total.equal} of {total.compared} fields{share}.", strong=True),
        Table(_COUNTS, tuple(rows)),
    ]
    for title, differences in (
        ("Differences: first / second", comparison.differences),
        ("Wording, which does not count: first / second", comparison.wording),
    ):
        if differences:
            entries = [Entry(_head(group[0]), marks=tuple(_both(comparison, group))) for group in _groups(differences)]
            blocks.append(Entries(title, tuple(entries)))
    every = (*comparison.differences, *comparison.wording)
    return Answer(
        page=Page(f"{comparison.name}: two readings", tuple(blocks)),
        columns=RECONCILED,
        records=tuple(
            (
                comparison.trial, each.section, each.item, each.field, each.kind, each.status,
                _value(each.first), _place(comparison.first, each.first),
                _value(each.second), _place(comparison.second, each.second),
            )
            for each in every
        ),
        name="reconciliation",
        items=(_reconciled_json(comparison),),
        query={"first": comparison.first, "second": comparison.second},
        is_page=True,
    )  # fmt: skip


def changed(changes: Changes) -> Answer:
    """What changed in a collection: trials, figures, other fields. As Markdown, the body of a changelog's section."""
    entries = [
        *(Entry(f"added: {_brief(brief)}") for brief in changes.added),
        *(Entry(f"removed: {_brief(brief)}") for brief in changes.removed),
        *(_changed_trial(comparison) for comparison in changes.changed),
    ]
    block: Block = Entries("", tuple(entries)) if entries else Paragraph(f"Nothing changed from {changes.old} to {changes.new}.")
    records = [
        *((brief.id, "trial added", "", "", "", "", "", brief.title, "") for brief in changes.added),
        *((brief.id, "trial removed", "", "", "", "", brief.title, "", "") for brief in changes.removed),
        *(
            (
                comparison.trial, _CHANGES[each.status], each.section, each.item, each.field, each.kind,
                _value(each.first), _value(each.second), _source(each),
            )
            for comparison in changes.changed
            for each in (*comparison.differences, *comparison.wording)
        ),
    ]  # fmt: skip
    return Answer(
        page=Page("", (block,)),
        columns=CHANGED,
        records=tuple(records),
        name="changes",
        items=tuple(_changed_json(changes)),
        query={"old": changes.old, "new": changes.new},
        is_page=True,
    )


def _changed_trial(comparison: Comparison) -> Entry:
    figures = [each for each in comparison.differences if each.kind == "figure"]
    others = [each for each in comparison.differences if each.kind != "figure"]
    counted = [
        f"{number} {word}" for status, word in _CHANGES.items() if (number := sum(each.status == status for each in figures))
    ]
    said = [f"figures: {', '.join(counted)}"] if counted else []
    if others:
        said.append(f"other fields: {len(others)}")
    if comparison.wording:
        said.append(f"wording: {len(comparison.wording)}")
    marks = [line for group in _groups((*comparison.differences, *comparison.wording)) for line in _old_and_new(group)]
    return Entry(f"{comparison.trial} ({comparison.name}): {'; '.join(said)}", marks=tuple(marks))


def _groups(differences: Iterable[Difference]) -> list[list[Difference]]:
    """The differences of one item together, in order."""
    groups: dict[tuple[str, str], list[Difference]] = {}
    for each in differences:
        groups.setdefault((each.section, each.item), []).append(each)
    return list(groups.values())


def _head(difference: Difference) -> str:
    return f"{difference.section}: {difference.item}" if difference.item else difference.section


def _one_sided(group: list[Difference]) -> bool:
    """Whether a whole item with its figures stands on one side alone."""
    return all(each.whole for each in group) and any(each.kind == "figure" for each in group)


def _both(comparison: Comparison, group: list[Difference]) -> Iterator[str]:
    """The lines of one item of two readings: `hr: 0.45 (0.34 to 0.59) [a.yaml:44] / 0.54 (0.34 to 0.59) [b.yaml:44]`."""
    if _one_sided(group):
        only = group[0]
        place = _place(comparison.first, only.first) or _place(comparison.second, only.second)
        yield f"{only.status} [{place}]: {_figures(group)}"
        return
    for each in group:
        sides = [
            f"{unbroken(side.value) if each.kind == 'figure' else side.value} [{_place(file, side)}]" if side else "-"
            for file, side in ((comparison.first, each.first), (comparison.second, each.second))
        ]
        yield f"{each.field}: {' / '.join(sides)}"


def _old_and_new(group: list[Difference]) -> Iterator[str]:
    """The lines of one item before and after: `pfs, median, cut final, Doe2020: hr 0.45 -> 0.46 (Doe2020 Abstract)`."""
    head = _head(group[0])
    if _one_sided(group):
        yield f"{_CHANGES[group[0].status]} {head}: {_figures(group)} ({_source(group[0])})"
        return
    for each in group:
        source = f" ({source})" if each.kind == "figure" and (source := _source(each)) else ""
        old, new = (unbroken(side.value) if side else "" for side in (each.first, each.second))
        if each.kind != "figure":
            old, new = _value(each.first), _value(each.second)
        if each.status == "different":
            yield f"{head}: {each.field} {old} -> {new}{source}"
        else:
            yield f"{_CHANGES[each.status]} {head}: {each.field} {old or new}{source}"


def _figures(group: list[Difference]) -> str:
    """The figures of an item that stands on one side alone."""
    return ", ".join(
        f"{each.field} {unbroken(_value(each.first) or _value(each.second))}" for each in group if each.kind == "figure"
    )


def _value(side: Side | None) -> str:
    return side.value if side else ""


def _source(difference: Difference) -> str:
    side = difference.second or difference.first
    return side.source if side else ""


def _place(file: str, side: Side | None) -> str:
    """File and line of a value; what no line of the file says is marked so."""
    if side is None:
        return ""
    return f"{file}:{side.line}" if side.line else f"{file}, not written there"


def _brief(brief: Brief) -> str:
    return f"{brief.id} ({brief.name}), {brief.title}; {brief.figures} figures"


def _side_json(side: Side | None) -> dict[str, Any] | None:
    return {"value": side.value, "line": side.line or None, "source": side.source} if side else None


def _difference_json(difference: Difference, first: str, second: str) -> dict[str, Any]:
    return {
        "section": difference.section,
        "item": difference.item,
        "field": difference.field,
        "kind": difference.kind,
        "status": difference.status,
        first: _side_json(difference.first),
        second: _side_json(difference.second),
    }


def _agreement_json(agreement: Agreement) -> dict[str, Any]:
    return {
        "section": agreement.section,
        "compared": agreement.compared,
        "equal": agreement.equal,
        "different": agreement.different,
        "only_first": agreement.only_first,
        "only_second": agreement.only_second,
    }


def _reconciled_json(comparison: Comparison) -> dict[str, Any]:
    return {
        "trial": comparison.trial,
        "agree": not comparison.differences,
        "sections": [_agreement_json(section) for section in comparison.sections],
        "total": _agreement_json(comparison.total),
        "differences": [_difference_json(each, "first", "second") for each in comparison.differences],
        "wording": [_difference_json(each, "first", "second") for each in comparison.wording],
    }


def _changed_json(changes: Changes) -> Iterator[dict[str, Any]]:
    for change, briefs in (("added", changes.added), ("removed", changes.removed)):
        for brief in briefs:
            yield {"trial": brief.id, "change": change, "name": brief.name, "title": brief.title, "figures": brief.figures}
    for comparison in changes.changed:
        by_kind: dict[str, list[dict[str, Any]]] = {"figure": [], "field": [], "wording": []}
        for each in (*comparison.differences, *comparison.wording):
            entry = _difference_json(each, "old", "new")
            by_kind[each.kind].append({**entry, "status": _CHANGES[each.status]})
        yield {
            "trial": comparison.trial,
            "change": "changed",
            "name": comparison.name,
            "figures": by_kind["figure"],
            "fields": by_kind["field"],
            "wording": by_kind["wording"],
        }
