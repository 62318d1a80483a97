"""A forest plot of randomised contrasts: one line for each, in the order of the table, without a pooled estimate."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from evtrials.collection.library import Library
from evtrials.errors import EvTrialsError
from evtrials.evidence.columns import BY_NAME
from evtrials.evidence.contrasts import ContrastLine, isolates_more
from evtrials.evidence.rows import RATIOS, FigureRow
from evtrials.plots.rows import LEFT, RIGHT, Beside, Chart, Group, Mark, Row, RowPlot
from evtrials.plots.scale import Scale, ratio_scale
from evtrials.questions import phrases
from evtrials.questions.contrast_phrases import breakable, n_words, p_words, where_words
from evtrials.questions.results import OWN_COMPARISON, Contrasts, remarks

ESTIMATE, BARE = "■", "□"
FIRST_NAMED = "A is the arm named first in a contrast, B the other; the upright line is 1, no difference."
_SIDES = {"lower": ("favours A", "favours B"), "higher": ("favours B", "favours A"), "": ("lower with A", "higher with A")}
_TOLD_APART = ("population", "at", "period", "assessor", "cut", "analysis_set", "method", "source")


def forest_of(found: Iterable[Contrasts], library: Library) -> RowPlot:
    """The forest plot of the contrasts of some endpoints; EvTrialsError where none of them has a ratio.

    A chart for each endpoint and measure.
    """
    charts = [chart for one in found for chart in _charts(one, library)]
    if not charts:
        raise EvTrialsError("there is no hazard, odds or risk ratio to draw; see the figures without --plot and --output")
    return RowPlot(charts)


def _charts(one: Contrasts, library: Library) -> Iterable[Chart]:
    drawn: dict[str, list[tuple[ContrastLine, FigureRow]]] = {measure: [] for measure in RATIOS}
    others: list[str] = []
    for line in one.lines:
        row = line.effect
        if row is not None and row.measure in drawn and row.figure.number:
            drawn[row.measure].append((line, row))
        else:
            others.append(f"{line.trial.name} ({line.arm} v {line.comparator})")
    further = tuple(remarks(one, library))
    for measure, lines in drawn.items():
        if lines:
            unseen = [f"Not drawn, because no ratio was seen: {', '.join(others)}."] if others else []
            others = []
            name = phrases.endpoint_name(one.endpoint, library.terms)
            yield _chart(f"{name}: {measure}", lines, (OWN_COMPARISON, *unseen, *further), library)


def _chart(name: str, lines: Sequence[tuple[ContrastLine, FigureRow]], notes: Sequence[str], library: Library) -> Chart:
    limits = [limit for _, row in lines for limit in _limits(row)]
    scale = ratio_scale([float(row.figure.value) for _, row in lines], limits)
    contrasts = [line for line, _ in lines]
    rows = tuple(_row(line, row, _apart(line, contrasts), scale, library) for line, row in lines)
    measure = lines[0][1].measure
    short = phrases.SHORT[measure]
    return Chart(
        (Group("", rows),),
        scale,
        (Beside("Trial", 40), Beside("A v B", 20), Beside("n", 40, "n ")),
        (Beside(f"{short} (95 % CI)", 40, f"{short} "), Beside("p", 40)),
        title=f"{name}, {len(rows)} randomised contrast{'' if len(rows) == 1 else 's'}",
        sides=_SIDES[next((row.better for _, row in lines if row.better), "")],
        axis=f"{measure.capitalize()}, logarithmic axis",
        notes=(_legend(rows), *notes, "", "What each line is:"),
        hanging=tuple(
            f"{line.trial.name}, {line.arm} v {line.comparator}: isolates {line.isolates or 'nothing'}; {where_words(line)} "
            f"[{'; '.join(phrases.place(source) for source in line.sources)}]"
            for line in contrasts
        ),
    )


def _row(line: ContrastLine, row: FigureRow, apart: str, scale: Scale, library: Library) -> Row:
    contrast = f"{line.arm} v {line.comparator}{'*' if isolates_more(line, library.terms) else ''}"
    effect = breakable(f"{row.figure.text}{phrases.mark(row)}")
    p_values = "\n".join(p_words(tested) for tested in (row, *line.tests) if tested.p)
    before = (line.trial.name, "; ".join(part for part in (contrast, apart) if part), n_words(line))
    return Row(before, _marks(row, scale), (effect, p_values))


def _marks(row: FigureRow, scale: Scale) -> tuple[Mark, ...]:
    """The interval, which ends in an arrow where it goes beyond the axis or a limit is a word, and the estimate on it."""
    value, limits = float(row.figure.value), _limits(row)
    if not limits:
        return (Mark(BARE, value),)
    low, high = limits
    ends = LEFT if low < scale.low else "├", RIGHT if high > scale.high else "┤"
    return Mark("─".join(ends), high, low), Mark(ESTIMATE, value)


def _limits(row: FigureRow) -> tuple[float, ...]:
    """The limits of the interval, 0 and infinity where one is a word (not reached); () without one."""
    if not row.figure.has_interval:
        return ()
    low, high = row.figure.limit_digits
    return float(low or 0), float(high or "inf")


def _legend(rows: Sequence[Row]) -> str:
    """The signs that are used, explained."""
    signs = {sign for row in rows for mark in row.marks for sign in mark.sign}
    said = {
        FIRST_NAMED: True,
        f"{BARE} no interval in the sources read.": BARE in signs,
        f"{LEFT} {RIGHT} the interval goes beyond the axis.": signs & {LEFT, RIGHT},
        "* more than an mTOR inhibitor differs between the arms.": any("*" in row.before[1] for row in rows),
    }
    return " ".join(text for text, is_used in said.items() if is_used)


def _apart(line: ContrastLine, found: Sequence[ContrastLine]) -> str:
    """What tells a line from the others of the same contrast: population, time, assessor, cut, source."""
    alike = [other for other in found if other.trial.id == line.trial.id and other.pair == line.pair]
    said: list[str] = []
    for name in _TOLD_APART:
        values = {BY_NAME[name].get(other.lead) for other in alike}
        if len(values) > 1 and (own := BY_NAME[name].get(line.lead)):
            if name == "population":
                own = line.trial.populations[own].label if own in line.trial.populations else "all patients"
            elif name == "assessor":
                own = phrases.assessor_words(line.lead)
            said.append(str(own))
    return ", ".join(said)
