"""How large an effect is in patients: of a hundred, how many more or fewer; within one trial, out of what its sources print."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from evtrials import stats
from evtrials.errors import Refused, joined
from evtrials.evidence.differences import LEVEL, Difference, denominators_of, difference_of
from evtrials.evidence.rows import RATIOS, FigureRow, grouped
from evtrials.notation.capitals import begun_small
from evtrials.notation.spaces import NBSP
from evtrials.questions import phrases
from evtrials.stats.absolute import Absolute, NumberNeeded, from_ratio, number_needed
from evtrials.trial.identity import ALL

if TYPE_CHECKING:
    from evtrials.collection.library import Library
    from evtrials.trial.model import Trial

_SHARES = ("rate", "landmark rate", "count", "deaths")


@dataclass(frozen=True, slots=True)
class AbsoluteAsked:
    """What is asked: an endpoint (its id) or an adverse event (its term) of one trial.

    denominator: "" or treated, randomised: of whom rates without one are taken to be. baseline: the risk of the event without
    the treatment, in percent, which the reader gives; None without one.
    """

    library: Library
    trial: Trial
    endpoint: str = ""
    event: str = ""
    denominator: str = ""
    baseline: float | None = None

    @property
    def what(self) -> str:
        """What is counted, in words."""
        if self.event:
            return begun_small(self.event)
        return phrases.endpoint_short(self.endpoint, self.library.terms)


@dataclass(frozen=True, slots=True)
class AbsoluteEffect:
    """One absolute effect: of the first arm against the second, as a share of patients, out of two figures or out of a ratio.

    baseline: of a ratio, the share without the treatment; is_typed: whether the reader gave it.
    """

    arm: str
    comparator: str
    isolates: str
    value: stats.Envelope
    better: str
    lead: FigureRow
    difference: Difference | None = None
    ratio: FigureRow | None = None
    baseline: float | None = None
    is_typed: bool = False

    @property
    def needed(self) -> NumberNeeded | None:
        """How many are treated for one more, or one fewer, with it; None where neither side is the better one, and of a
        difference that counts leave open."""
        envelope = self.value
        if not self.better or envelope.least * envelope.greatest < 0:
            return None
        middle = (envelope.least + envelope.greatest) / 2
        gain = stats.Estimate(middle, envelope.low, envelope.high)
        return number_needed(gain if self.better == "higher" else gain.reversed())

    @property
    def way(self) -> str:
        """Out of what it is."""
        return self.difference.way if self.difference else "ratio and baseline"

    @property
    def side(self) -> int:
        """To which side it points: 1 or -1, 0 where neither."""
        low, high = self.value.least, self.value.greatest
        return 1 if low > 0 else -1 if high < 0 else 0


@dataclass(frozen=True, slots=True)
class AbsoluteFound:
    """The absolute effects, the one that stands first, and the figures that have none, each with the reason."""

    asked: AbsoluteAsked
    effects: tuple[AbsoluteEffect, ...]
    without: tuple[tuple[FigureRow, str], ...]

    @property
    def disagreeing(self) -> bool:
        """Whether rates and a ratio of one contrast point to different sides: then neither is the headline."""
        pairs = grouped(self.effects, lambda one: (one.arm, one.comparator))
        return any(
            {1, -1} <= {one.side for one in found} and any(one.ratio for one in found) for found in pairs.values()
        )


def absolute_of(asked: AbsoluteAsked) -> AbsoluteFound:
    """The absolute effects of an endpoint or a harm in a trial; Refused with the reason where none can be made."""
    rows = [row for row in asked.library.rows_of(asked.trial) if _is_asked(row, asked)]
    effects: list[AbsoluteEffect] = []
    without: list[tuple[FigureRow, str]] = []
    pairs = asked.trial.declared_contrasts
    for arm, comparator in pairs:
        for found in _of_contrast(rows, arm, comparator, asked):
            if isinstance(found, AbsoluteEffect):
                effects.append(found)
            else:
                without.append(found)
    if not effects:
        raise _refused(asked, rows, pairs, without)
    effects.sort(key=lambda one: (one.ratio is not None, one.difference is not None and one.difference.is_assumed))
    return AbsoluteFound(asked, tuple(effects), tuple(without))


def _is_asked(row: FigureRow, asked: AbsoluteAsked, *, suspect: bool = False) -> bool:
    if row.population != ALL or (row.is_suspect and not suspect):
        return False
    if asked.endpoint:
        return row.endpoint == asked.endpoint
    return row.kind == "safety" and asked.library.terms.adverse_event(row.term) == asked.event


def _of_contrast(
    rows: Sequence[FigureRow], arm: str, comparator: str, asked: AbsoluteAsked
) -> Iterator[AbsoluteEffect | tuple[FigureRow, str]]:
    """Of two arms: a difference for each pair of figures that stand, then what each ratio that stands makes of its baseline."""
    every = asked.library.rows_of(asked.trial)
    denominators = denominators_of(asked.trial, every, asked.denominator) if asked.denominator else {}
    pairs = list(_pairs(rows, arm, comparator))
    for first, second in pairs:
        isolated = isolates_of(asked.trial, arm, comparator)
        if found := _best(rows, first, second, denominators):
            yield AbsoluteEffect(arm, comparator, isolated, found.envelope, first.better, found.first, found)
        else:
            yield first, _lacking(first, second, asked.denominator)
    for row in rows:
        if row.kind == "effect" and row.default and not row.period and {row.arm, row.comparator} == {arm, comparator}:
            yield from _of_ratio(row, arm, comparator, pairs, asked)


def isolates_of(trial: Trial, arm: str, comparator: str) -> str:
    """What a contrast isolates, or its arms where their drugs do not tell."""
    from evtrials.evidence.isolates import isolates

    return isolates(trial, arm, comparator) or f"{arm} v {comparator}"


def _pairs(rows: Sequence[FigureRow], arm: str, comparator: str) -> Iterator[tuple[FigureRow, FigureRow]]:
    """The shares of both arms that stand by default, of one analysis, grade and attribution."""
    shares = [row for row in rows if row.outcome_of and row.default and row.measure in _SHARES and row.term != "analysed"]
    groups = grouped(shares, lambda row: (row.analysis.shared, row.measure, row.unit, row.grade, row.attribution))
    for group in groups.values():
        sides = {row.arm: row for row in reversed(group)}
        if sides.keys() >= {arm, comparator}:
            yield sides[arm], sides[comparator]


def _best(
    rows: Sequence[FigureRow], first: FigureRow, second: FigureRow, denominators: dict[str, int]
) -> Difference | None:
    """The difference of two figures; where they do not tell it, of another print of both that does not contradict them."""
    if found := difference_of(first, second):
        return found
    prints = [
        {row.arm: row for row in group}
        for group in grouped(
            (row for row in rows if row.outcome_of and (row.analysis.shared, row.grade) == (first.analysis.shared, first.grade)),
            lambda row: row.place.source,
        ).values()
    ]
    for sides in prints:
        one, other = sides.get(first.arm), sides.get(second.arm)
        if not (one and other and one.figure.agrees(first.figure, one.unit) and other.figure.agrees(second.figure, other.unit)):
            continue
        if found := difference_of(one, other):
            return found
    return difference_of(first, second, denominators)


def _of_ratio(
    row: FigureRow, arm: str, comparator: str, pairs: Sequence[tuple[FigureRow, FigureRow]], asked: AbsoluteAsked
) -> Iterator[AbsoluteEffect | tuple[FigureRow, str]]:
    """What a ratio makes of the risk that the reader gives, else of the second arm's own share."""
    if row.measure not in RATIOS:
        return
    ratio = _ratio(row, arm)
    if ratio is None:
        yield row, "a ratio without a two-sided interval at a printed level"
        return
    isolated = isolates_of(asked.trial, arm, comparator)
    is_of_time = row.measure == "hazard ratio"
    if asked.baseline is not None:
        made = _made(row, asked.baseline / 100, ratio, event_free=False)
        if made:
            better = "lower" if is_of_time and row.better == "lower" else row.better
            yield AbsoluteEffect(arm, comparator, isolated, made, better, row, None, row, asked.baseline / 100, True)
        return
    wanted = "landmark rate" if is_of_time else "rate"
    shares = [second for _, second in pairs if second.measure == wanted and second.figure.is_plain]
    stated = [second for second in shares if second.cut == row.cut]
    for second in stated:
        # Of a share without the event more is better, and the ratio of the event is better below 1.
        event_free = is_of_time and second.better == "higher" and row.better == "lower"
        if is_of_time and not event_free:
            continue
        baseline = float(second.figure.value) / 100
        if made := _made(row, baseline, ratio, event_free=event_free):
            yield AbsoluteEffect(arm, comparator, isolated, made, second.better, second, None, row, baseline)
    if not stated and is_of_time:
        yield row, "a hazard ratio without a share at a time of the same cut, whose medians tell no risk; --baseline gives one"


def _made(row: FigureRow, baseline: float, ratio: stats.Estimate, *, event_free: bool) -> stats.Envelope | None:
    try:
        found: Absolute = from_ratio(row.measure, baseline, ratio, event_free)  # type: ignore[arg-type]
    except ValueError:
        return None
    return stats.envelope([found.difference])


def _ratio(row: FigureRow, arm: str) -> stats.Estimate | None:
    """A ratio of the first arm to the second with its limits at 95 %, whichever way round it is printed; None without limits."""
    from evtrials.evidence.log_ratios import log_ratio

    found = log_ratio(row)
    if found is None or row.contrast is None:
        return None
    effect = stats.Effect(found.value, found.se)
    first = row.comparator if row.contrast.is_turned else row.arm
    return (effect if first == arm else effect.reversed()).ratio(LEVEL)


def _lacking(first: FigureRow, second: FigureRow, denominator: str) -> str:
    if first.measure == "landmark rate" or second.measure == "landmark rate":
        return "rates at a time without limits of one level"
    if denominator:
        return f"rates whose denominators are not printed, and the number {denominator} in each arm was not read"
    return "rates whose denominators are not printed; --denominator treated or randomised assumes them"


def _refused(
    asked: AbsoluteAsked,
    rows: Sequence[FigureRow],
    pairs: Sequence[tuple[str, str]],
    without: Sequence[tuple[FigureRow, str]],
) -> Refused:
    """Why there is no absolute effect: in the words of what there is instead."""
    id_ = asked.trial.id
    if not pairs:
        return Refused("no-contrast", f"no absolute effect: {id_} compares no randomised arms.", [id_])
    every = [row for row in asked.library.rows_of(asked.trial) if _is_asked(row, asked, suspect=True)]
    if not rows and every:
        told = f"no absolute effect: every figure of {asked.what} in {id_} is under a note of suspicion: evtrials trace {id_}"
        return Refused("suspect", told, [id_])
    if not rows:
        return Refused("no-figure", f"no absolute effect: no figure of {asked.what} of all patients was read of {id_}.", [id_])
    reasons = list(dict.fromkeys(why for _, why in without))
    has_medians = any(row.measure == "median" for row in rows)
    code = "unknown-denominator" if any("denominator" in why for why in reasons) else "no-share"
    if any(row.measure == "hazard ratio" for row in rows) and code != "unknown-denominator":
        code = "medians-alone"
    shown = [f"{phrases.figure(row)}".replace(NBSP, " ") for row, _ in without[:3]]
    told = f" ({joined(shown, 'and')})" if shown else ""
    if not reasons:
        reasons = [f"{'medians' if has_medians else 'figures'}, which tell no share of patients in both arms"]
    return Refused(code, f"no absolute effect of {asked.what} in {id_}: it prints {joined(reasons, 'and')}{told}.", [id_])
