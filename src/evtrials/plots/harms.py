"""Adverse events as two marks a trial, one for each arm of a report, on one axis of percent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from evtrials.collection.library import Library
from evtrials.collection.selection import Selection
from evtrials.errors import EvTrialsError
from evtrials.evidence.regimens import arm_regimen, contrast_regimen
from evtrials.evidence.rows import FigureRow, grouped
from evtrials.notation.spaces import unbroken
from evtrials.plots.rows import Chart, Group, Row, RowPlot
from evtrials.plots.scale import Scale
from evtrials.plots.strip import BOTH, FIRST, SECOND, Mark
from evtrials.questions import phrases
from evtrials.questions.footnotes import Footnotes
from evtrials.questions.harms import HarmLine, grades_named, harm_lines
from evtrials.questions.in_short import arms_in_short, short_figure
from evtrials.trial.model import Trial

_SCALE = Scale(0, 100, (0, 25, 50, 75, 100))
# Of several bands of grade 3 and above in one report, the one that holds the most.
_HIGH = (">=3", "3-5", "3-4", "3", "4", "5")
_FOLD = 28
_PERCENT = "percent"
_LEGEND = (
    f"{FIRST} first arm: with the drug after ±, or before v; {SECOND} second; {BOTH} both; without a sign: no single percentage. "
    "° conference abstract, † review, ‡ press. Compare within a trial only; a trial that is missing is not zero."
)


class _Pair(NamedTuple):
    """The figures of two randomised arms of one report in one band, None for an arm of which it has none; or of an arm that
    nothing compares."""

    trial: Trial
    arms: tuple[str, ...]
    cells: tuple[FigureRow | None, ...]
    tests: tuple[FigureRow, ...]

    @property
    def first(self) -> FigureRow:
        """A figure that bears what both share."""
        return next(cell for cell in self.cells if cell)

    @property
    def regimen(self) -> str:
        """The arms by what they gave."""
        if len(self.arms) == 2:
            return contrast_regimen(self.trial, *self.arms)
        (arm,) = self.arms
        return arm_regimen(self.trial, arm) if arm in self.trial.arms else phrases.arm(arm)


class _Drawn(NamedTuple):
    """What stands under one heading: the pairs of an event in some bands, best first."""

    event: str
    title: str
    bands: tuple[str, ...]
    pairs: tuple[_Pair, ...]


def harms_of(
    library: Library, selection: Selection, events: Sequence[str], grade: str, lead: str, *, everything: bool = False
) -> RowPlot:
    """The picture of some events, for each a group of any grade and of grade 3 and above, or of the band that was asked for;
    EvTrialsError where none of them has a figure."""
    found: list[_Drawn] = []
    for event in events:
        lines = harm_lines(library, selection.ids, event, grades_named(grade), everything=everything)
        for title, bands in _bands(grade).items():
            if pairs := tuple(_pairs(lines, bands)):
                found.append(_Drawn(event, title, bands, pairs))
    if not found:
        raise EvTrialsError("there is no adverse event to draw; see what was read without --plot and --output")
    names, notes = _names(pair for one in found for pair in one.pairs), Footnotes()
    groups = tuple(_group(one, names, notes, everything=everything) for one in found)
    footnotes = tuple(f"[{letter}] {text}" for letter, text in notes.lines)
    return RowPlot([
        Chart(groups, _SCALE, ("% of patients",), _FOLD, title=lead, apart=True, legend=_LEGEND, notes=footnotes),
    ])


def _bands(grade: str) -> dict[str, tuple[str, ...]]:
    """What is drawn, by its heading: the bands that count as it, best first."""
    if grade not in ("", "3+"):
        return {f"grade {grade}": (grade,)}
    return {"grade 3 and above": _HIGH} if grade else {"any grade": ("any",), "grade 3 and above": _HIGH}


def _pairs(lines: Iterable[HarmLine], bands: Sequence[str]) -> Iterator[_Pair]:
    """The arms of each report two by two as they were randomised, each arm once; then those that nothing compares."""
    for every in grouped(lines, lambda line: (line.trial.id, line.first.path[1], line.first.term)).values():
        trial = every[0].trial
        cells = [cell for line in every for cell in line.cells if cell.grade in bands]
        figures = [cell for cell in cells if cell.measure != "test"]
        if not figures:
            continue
        counts = Counter(cell.grade for cell in figures)
        band = min(counts, key=lambda band: (-counts[band], bands.index(band)))
        by_arm = {cell.arm: cell for cell in reversed(figures) if cell.grade == band}
        tests = [cell for cell in cells if cell.measure == "test" and cell.grade == band]
        left = dict.fromkeys(line.arm for line in every if line.arm in by_arm)
        for pair in trial.declared_contrasts:
            if set(pair) <= by_arm.keys() and not left.keys().isdisjoint(pair):
                mine = tuple(test for test in tests if {test.arm, test.comparator} == set(pair) or not test.arm)
                yield _Pair(trial, pair, tuple(by_arm[arm] for arm in pair), mine)
                left = {arm: None for arm in left if arm not in pair}
        for arm in left:
            arms = next((pair for pair in trial.declared_contrasts if arm in pair), (arm,))
            yield _Pair(trial, arms, tuple(by_arm[one] if one == arm else None for one in arms), ())


def _names(pairs: Iterable[_Pair]) -> dict[tuple[str, str], str]:
    """The name of each regimen of a trial: its id, with a number from the second one on."""
    regimens: dict[str, dict[str, None]] = {}
    for pair in pairs:
        regimens.setdefault(pair.trial.id, {})[pair.regimen] = None
    return {
        (id_, regimen): f"{id_} ({number})" if number > 1 else id_
        for id_, own in regimens.items()
        for number, regimen in enumerate(own, 1)
    }


def _group(drawn: _Drawn, names: dict[tuple[str, str], str], notes: Footnotes, *, everything: bool) -> Group:
    bands = Counter(pair.first.grade for pair in drawn.pairs)
    usual = bands.most_common(1)[0][0]
    title = drawn.title if len(drawn.bands) == 1 else f"grade {usual}{' unless said' if len(bands) > 1 else ''}"
    rows = []
    for pair in drawn.pairs:
        texts = [text for cell in (*pair.cells, *pair.tests) if cell for text in cell.shorts]
        texts += [*_deviating(pair, drawn.event, usual), *(_told_apart(pair) if everything else ())]
        p_values = [unbroken(phrases.p_value(test)) for test in pair.tests if test.p]
        said = ", ".join((_figures(pair), *p_values)) + notes.say(texts)
        rows.append(Row(names[pair.trial.id, pair.regimen], tuple(_marks(pair.cells)), (said,), (pair.regimen,)))
    return Group(f"{drawn.event}, {title}", tuple(rows))


def _figures(pair: _Pair) -> str:
    """The figures of the arms, `59 v 12`; an arm that the report does not tell of is not seen. Percent is said above."""
    if len(pair.cells) == 2 and all(pair.cells):
        return arms_in_short(*pair.cells, silent=_PERCENT)
    return " v ".join(short_figure(cell, unit=cell.unit != _PERCENT) if cell else "not seen" for cell in pair.cells)


def _deviating(pair: _Pair, event: str, band: str) -> Iterator[str]:
    """What a row says because the heading does not."""
    first = pair.first
    yield from (
        text
        for text in (
            f"grade {first.grade}" if first.grade != band else "",
            f"printed as {first.term}" if first.term != event else "",
            "related to treatment" if first.attribution == "related" else "",
            first.period,
            phrases.group(first.population, pair.trial),
        )
        if text
    )


def _told_apart(pair: _Pair) -> Iterator[str]:
    """Of all that is stored: the cut and the place of each."""
    yield f"{pair.trial.id}: {phrases.cut_words(pair.first, pair.trial)} [{phrases.place(pair.first)}]"


def _marks(cells: Sequence[FigureRow | None]) -> Iterator[Mark]:
    """A sign for each arm that has a single percentage, the first one on top, and a line between them."""
    at = {
        sign: float(Decimal(cell.figure.value))
        for sign, cell in zip((FIRST, SECOND), cells, strict=False)
        if cell and cell.unit == _PERCENT and cell.figure.value
    }
    if len(at) == 2:
        low, high = sorted(at.values())
        yield Mark("───", high, low)
    yield from (Mark(sign, at[sign]) for sign in (SECOND, FIRST) if sign in at)
