"""The forest plot of a pooled result: the ratios that went in, and under them the number as a diamond."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evtrials.evidence.regimens import contrast_regimen
from evtrials.notation.capitals import begun_large
from evtrials.plots.rows import Chart, Group, Row, RowPlot
from evtrials.plots.strip import ESTIMATE, LEFT, RIGHT, Mark, interval, scale_of
from evtrials.questions import phrases
from evtrials.questions.answer import Ratio
from evtrials.questions.footnotes import Footnotes
from evtrials.questions.in_short import effect_in_short, ratio_of
from evtrials.questions.pool_answer import across_words, assumed, caveats, headline, is_added, ratio_words

if TYPE_CHECKING:
    from evtrials.plots.scale import Scale
    from evtrials.questions.pool import Pooling
    from evtrials.stats import Estimate
    from evtrials.stats.pooling import Pooled

_END, _MIDDLE = "◇", "◆"
_LEGEND = (
    f"{ESTIMATE} ratio with its interval, {_END}─{_MIDDLE}─{_END} number over the trials with its interval (d: derived), "
    f"{LEFT} {RIGHT} interval beyond the axis; upright line: 1, no difference. ° conference abstract, † review, ‡ press."
)


def pooled_forest(pooling: Pooling) -> RowPlot:
    """The picture: a row for each trial that entered, then the numbers; what could not enter stands below."""
    notes = Footnotes()
    drawn = [(one, ratio) for one in pooling.entrants if (ratio := ratio_of(one.row))]
    spans = [Ratio(one.ratio.low, one.ratio.value, one.ratio.high) for one in pooling.pooled]
    scale = scale_of([*(ratio for _, ratio in drawn), *spans])
    rows = [
        Row(
            one.trial.id,
            interval(ratio, scale),
            (effect_in_short(one.row) + notes.of(one.row),),
            (contrast_regimen(one.trial, one.line.arm, one.line.comparator),),
        )
        for one, ratio in drawn
    ]
    rows += [_pooled(one, pooling, scale) for one in pooling.pooled]
    chart = Chart(
        (Group("", tuple(rows)),),
        scale,
        ("",),
        title=" ".join((*across_words(pooling), headline(pooling))),
        sides=_sides(pooling),
        axis=f"{begun_large(pooling.measure)}, logarithmic axis",
        legend=_LEGEND,
    )
    barred = [f"{one.trial.id}: {one.why}" for one in pooling.barred]
    below = ["Could not enter: " + "; ".join(barred)] if barred else []
    lettered = (f"[{letter}] {text}" for letter, text in notes.lines)
    return RowPlot([chart], (*assumed(pooling), *below, *filter(None, caveats(pooling)), *lettered))


def _sides(pooling: Pooling) -> tuple[str, str]:
    """Whom a ratio below and above 1 favours."""
    better = {one.row.better for one in pooling.entrants}
    isolated = {one.line.isolates for one in pooling.entrants}
    is_one = len(isolated) == 1 and is_added(next(iter(isolated)))
    first, second = (next(iter(isolated)), "its control") if is_one else ("first arm", "second arm")
    if better == {"lower"}:
        return f"favours {first}", f"favours {second}"
    return (f"favours {second}", f"favours {first}") if better == {"higher"} else (f"lower with {first}", f"higher with {first}")


def _pooled(one: Pooled, pooling: Pooling, scale: Scale) -> Row:
    name = "common" if one.method == "common" else "mean"
    told = "if there is one true effect in all" if one.method == "common" else "random effects"
    return Row(name, _diamond(one.ratio, scale), (phrases.flowing(ratio_words(pooling, one)),), (told,))


def _diamond(ratio: Estimate, scale: Scale) -> tuple[Mark, ...]:
    ends = LEFT if ratio.low < scale.low else _END, RIGHT if ratio.high > scale.high else _END
    return Mark("─".join(ends), ratio.high, ratio.low), Mark(_MIDDLE, ratio.value)
