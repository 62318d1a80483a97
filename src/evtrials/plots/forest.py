"""A forest plot of randomised contrasts: each as the table says it, in its order, beside its ratio; nothing is pooled."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from evtrials.collection.library import Library
from evtrials.errors import NothingToDraw
from evtrials.evidence.contrasts import ContrastLine
from evtrials.evidence.regimens import contrast_regimen
from evtrials.evidence.rows import RATIOS, FigureRow
from evtrials.notation.capitals import begun_large
from evtrials.plots.rows import Chart, Group, Row, RowPlot
from evtrials.plots.strip import BARE, ESTIMATE, LEFT, RIGHT, interval, scale_of
from evtrials.questions import phrases
from evtrials.questions.answer import Item, Ratio
from evtrials.questions.contrasts_found import Contrasts, Scope
from evtrials.questions.footnotes import Footnotes
from evtrials.questions.results_page import contrasts_listing, remarks

_LEGEND = (
    f"{ESTIMATE} ratio with its interval, {BARE} without one, {LEFT} {RIGHT} interval beyond the axis; upright line: 1, no "
    "difference. First arm: with the drug after ±, or before v. ° conference abstract, † review, ‡ press. Nothing is pooled."
)


class _Drawn(NamedTuple):
    """A contrast with its ratio as printed, and what the table says of it."""

    line: ContrastLine
    row: FigureRow
    item: Item
    ratio: Ratio


def forest_of(found: Iterable[Contrasts], library: Library, scope: Scope) -> RowPlot:
    """The forest plot of the contrasts of some endpoints, a chart for each endpoint and measure; NothingToDraw where none has
    a ratio."""
    notes = Footnotes()
    charts: list[Chart] = []
    unseen: list[str] = []
    remarked: list[str] = []
    for one in found:
        listing = contrasts_listing(one, library, scope, notes)
        told = list(zip(one.lines, listing.items, strict=True))
        drawn = [_Drawn(line, line.effect, item, item.ratio) for line, item in told if line.effect and item.ratio]
        for measure in RATIOS:
            if mine := [each for each in drawn if each.row.measure == measure]:
                charts.append(_chart(mine, listing.lead[0]))
        unseen += _not_drawn(one, told)
        remarked += remarks(one, library)
    if not charts:
        raise NothingToDraw("there is no hazard, odds or risk ratio to draw")
    charts[-1] = replace(charts[-1], legend=_LEGEND)
    lettered = (f"[{letter}] {text}" for letter, text in notes.lines)
    return RowPlot(charts, (*unseen, *dict.fromkeys(remarked), *lettered))


def _chart(drawn: Sequence[_Drawn], heading: str) -> Chart:
    scale = scale_of([each.ratio for each in drawn])
    rows = []
    for each in drawn:
        *texts, effect = (line.text for line in each.item.lines)
        rows.append(Row(each.item.name, interval(each.ratio, scale), (effect,), tuple(texts)))
    return Chart(
        (Group("", tuple(rows)),),
        scale,
        ("",),
        title=heading,
        sides=sides_of([each.line for each in drawn]),
        axis=f"{begun_large(drawn[0].row.measure)}, logarithmic axis",
    )


def sides_of(lines: Sequence[ContrastLine]) -> tuple[str, str]:
    """Whom a ratio below and above 1 favours: the one drug that every first arm adds and its control, or arms by their place."""
    added = {_added(line) for line in lines}
    drug = added.pop() if len(added) == 1 else ""
    first, second = (drug, "its control") if drug else ("first arm", "second arm")
    better = {line.effect.better for line in lines if line.effect}
    if better == {"lower"}:
        return f"favours {first}", f"favours {second}"
    if better == {"higher"}:
        return f"favours {second}", f"favours {first}"
    return f"lower with {first}", f"higher with {first}"


def _added(line: ContrastLine) -> str:
    """The one drug that the first arm has and the second has not, where they differ in nothing else; else ""."""
    first, second = ({dose.drug for dose in line.trial.arms[arm].given} for arm in (line.arm, line.comparator))
    return line.isolates if line.isolates in first - second else ""


def _not_drawn(one: Contrasts, told: Sequence[tuple[ContrastLine, Item]]) -> Iterator[str]:
    """The contrasts that have no ratio, each with what was read of it, and what is said in words of those that are drawn."""
    others = [_unseen(item) for _, item in told if item.ratio is None]
    pairs = {(line.trial.id, line.pair) for line, item in told if item.ratio}
    beside: dict[str, None] = {}
    for trial, row in one.stated:
        if (trial.id, frozenset((row.arm, row.comparator))) in pairs:
            beside[trial.id] = None
            continue
        regimen = contrast_regimen(trial, row.arm, row.comparator) if row.comparator else ""
        of = (trial.id, regimen, phrases.group(row.population, trial), row.term)
        others.append(f"{', '.join(part for part in of if part)}: {phrases.in_words(row, phrases.labels(trial))}")
    if others:
        yield "Not drawn, because no ratio was read:"
        yield from (f"· {text}" for text in others)
    if beside:
        yield f"Said in words too (without --plot): {', '.join(beside)}."


def _unseen(item: Item) -> str:
    regimen, *told = (line.text for line in item.lines)
    return f"{item.name}, {regimen}: {', '.join(part for part in told if part)}"
