"""An indirect comparison as it is told: direct evidence first, what differs between the trials, then the number."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from evtrials.errors import joined
from evtrials.evidence.columns import BY_NAME, Column
from evtrials.evidence.nodes import node_words
from evtrials.evidence.regimens import contrast_regimen
from evtrials.notation.spaces import NBSP, unbroken
from evtrials.questions import phrases
from evtrials.questions.answer import Answer, Block, Grid, Item, Line, Listing, Page, Paragraph
from evtrials.questions.contrast_phrases import effect_words
from evtrials.questions.footnotes import Footnotes
from evtrials.questions.in_short import arms_in_short, effect_in_short

if TYPE_CHECKING:
    from evtrials.questions.indirect import Edge, Estimate, Indirect

METHOD = (
    "Method: difference of the logarithms, their variances added (Bucher 1997); each standard error from the interval at its own "
    "level. It holds only where the trials are alike in whatever changes the effect."
)
_DIGITS = 10


@dataclass(frozen=True, slots=True)
class IndirectRow:
    """One estimate as a row, with the comparison that it is of."""

    found: Indirect
    estimate: Estimate


def _of(name: str, place: int) -> Column:
    return BY_NAME[name].by(lambda row: round(row.estimate.ratio[place], _DIGITS))


def _each(edges: tuple[Edge, ...], get: object) -> str:
    return "; ".join(str(get(edge)) for edge in edges)  # type: ignore[operator]


COLUMNS: tuple[Column, ...] = (
    Column("first_side", lambda row: str(row.found.asked.first), "text", "the arm named first, TRIAL:ARM"),
    Column("second_side", lambda row: str(row.found.asked.second), "text", "the arm named second"),
    Column("common_comparator", lambda row: row.found.common, "text", "the regimen that both were compared with"),
    BY_NAME["endpoint"].by(lambda row: row.found.endpoint),
    BY_NAME["measure"].by(lambda row: row.estimate.first[0].line.lead.measure),
    Column("first_trials", lambda row: tuple(edge.side.trial.id for edge in row.estimate.first), "list",
           "the trials that compared the first arm with the common comparator"),
    Column("second_trials", lambda row: tuple(edge.side.trial.id for edge in row.estimate.second), "list",
           "the trials that compared the second arm with it"),
    Column("first_ratio_text", lambda row: _each(row.estimate.first, lambda edge: edge.line.lead.figure.text), "text",
           "the ratio of those of the first arm as printed"),
    Column("second_ratio_text", lambda row: _each(row.estimate.second, lambda edge: edge.line.lead.figure.text), "text",
           "the ratio of those of the second arm as printed"),
    Column("first_assessor", lambda row: _each(row.estimate.first, lambda edge: edge.line.lead.assessor), "text",
           "who judged it in the first"),
    Column("second_assessor", lambda row: _each(row.estimate.second, lambda edge: edge.line.lead.assessor), "text",
           "who judged it in the second"),
    _of("value", 0),
    _of("ci_low", 1),
    _of("ci_high", 2),
    BY_NAME["ci_level"].by(lambda _: 95),
    BY_NAME["p"].by(lambda row: round(row.estimate.effect.p, _DIGITS)),
    BY_NAME["log_ratio"].by(lambda row: round(row.estimate.effect.value, _DIGITS)),
    BY_NAME["se"].by(lambda row: round(row.estimate.effect.se, _DIGITS)),
    Column("differing", lambda row: tuple(differing(row.found)), "list", "in what the trials differ, or may"),
    Column("direct", lambda row: tuple(_direct_words(row.found)), "list", "randomised comparisons of the two themselves"),
)  # fmt: skip


def indirect_answer(found: Indirect) -> Answer:
    """The answer in all its forms."""
    asked = found.asked
    told = {"first": str(asked.first), "second": str(asked.second), "endpoint": found.endpoint, "across": list(asked.across)}
    return Answer(
        name="indirect",
        columns=COLUMNS,
        rows=tuple(IndirectRow(found, one) for one in found.estimates),
        page=lambda: _page(found),
        query={name: value for name, value in told.items() if value},
        caveats=(*across_words(found), headline(found), *_direct_lines(found), *_assumed(found), METHOD),
        is_page=True,
    )


def headline(found: Indirect) -> str:
    """What is compared over what, and in what the trials differ."""
    asked = found.asked
    short = phrases.endpoint_short(found.endpoint, asked.library.terms)
    apart = differing(found)
    told = f" The trials differ, or may, in {joined(apart, 'and')}." if apart else ""
    first, second = (f"{node_words(*side)} ({side})" for side in (asked.first, asked.second))
    apart_here = "" if found.direct else "; no patient was randomised between them here"
    return f"{short}: {first} against {second}, indirectly, over {found.common}{apart_here}.{told}"


def differing(found: Indirect) -> list[str]:
    """The respects in which the trials differ or may; what they isolate differs by the nature of the question."""
    return [one.name for one in found.features if (one.differs or one.is_open) and one.name != "isolated drug"]


def across_words(found: Indirect) -> tuple[str, ...]:
    """What is said first where trials are compared that the gate would hold apart."""
    if not found.crossed:
        return ()
    told = [f"{one.name} ({joined(list(dict.fromkeys(one.values)), 'and')})" for one in found.crossed]
    return (f"Across {joined(told, 'and')}, as asked with --across: the trials may not be of the same patients.",)


def _direct_words(found: Indirect) -> Iterator[str]:
    for line in found.direct:
        effect = effect_words(line).replace("\n", ", ").replace(NBSP, " ")
        figures = arms_in_short(line.arm_row, line.comparator_row).replace(NBSP, " ")
        yield f"{line.trial.id}, {line.arm} v {line.comparator}: {', '.join(part for part in (effect, figures) if part)}"


def _direct_lines(found: Indirect) -> tuple[str, ...]:
    told = list(_direct_words(found))
    if not told:
        return ("Direct evidence: no trial of this collection compared the two regimens in this endpoint.",)
    return (f"Direct evidence, which goes before any indirect number: {'; '.join(told)}.",)


def _assumed(found: Indirect) -> Iterator[str]:
    if any(len(one.first) > 1 or len(one.second) > 1 for one in found.estimates):
        yield "The common effect assumes one true effect in the trials of one comparison."


def _page(found: Indirect) -> Page:
    notes = Footnotes()
    heads = (found.asked.first.trial.id, found.asked.second.trial.id)
    apart = differing(found)
    rows = tuple((one.name, *one.values) for one in found.features if one.name in apart)
    direct = found.direct and "".join(notes.of(line.effect, line.arm_row, line.comparator_row) for line in found.direct)
    blocks: list[Block] = [
        *(Paragraph(text, strong=True) for text in across_words(found)),
        Paragraph(headline(found), strong=True, follows=bool(found.crossed)),
        *(Paragraph(f"{text}{direct or ''}", follows=True) for text in _direct_lines(found)),
        *([Grid(heads, rows)] if rows else []),
        Listing(tuple(_item(one, index, found, notes) for index, one in enumerate(found.estimates))),
    ]
    version, day = found.asked.library.version
    data = f"data {version} of {day}" if version else "data without a version"
    end = f"d derived, intervals 95 % unless said; risk of bias not assessed; {data}."
    foot = (*_assumed(found), *_beside(found), METHOD, end)
    return Page("", tuple(blocks), notes=notes.lines, foot=foot)


def _beside(found: Indirect) -> Iterator[str]:
    if len(found.estimates) > 1:
        yield "Estimates of one comparison by other assessors, or with other trials of it, stand side by side; none is chosen."


def _item(estimate: Estimate, index: int, found: Indirect, notes: Footnotes) -> Item:
    """The ratios that the estimate is made of, then the estimate."""
    edges = (*estimate.first, *estimate.second)
    told = [
        Line(
            text=f"{edge.side.trial.id}, {contrast_regimen(edge.side.trial, edge.line.arm, edge.line.comparator)}: "
            f"{effect_in_short(edge.line.lead)}{notes.of(edge.line.lead)}, {_assessed(edge)}"
        )
        for edge in edges
    ]
    value, low, high = (f"{number:.2f}" for number in estimate.ratio)
    short = phrases.SHORT[edges[0].line.lead.measure]
    number = f"{short} {unbroken(value)} ({unbroken(f'{low} to {high}')}){NBSP}d"
    name = "indirect" if index == 0 else "beside"
    return Item(name, (Line(text=f"{number}, {found.asked.first} against {found.asked.second}"), *told))


def _assessed(edge: Edge) -> str:
    masking = edge.side.trial.design.masking
    masked = "masking not stated" if masking == "not stated" else masking
    return ", ".join(part for part in (phrases.assessor_words(edge.line.lead), masked) if part)
