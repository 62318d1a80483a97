"""A reconstructed curve against what its trial printed: direction, medians, patients, events.

A curve is read from a picture, so that its medians and events are near those in print, never those; its patients are those
in print, because the method starts from them (Guyot P et al. BMC Med Res Methodol 2012;12:9).
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from evtrials.bench.checks.base import Doubt, check, in_days, whole
from evtrials.bench.checks.counts import size_of_arm
from evtrials.bench.checks.parts import events_printed
from evtrials.collection.loading import Loaded
from evtrials.errors import DataError
from evtrials.evidence.rows import FigureRow, Path
from evtrials.notation.closed_words import TOGETHER
from evtrials.notation.times import DAYS
from evtrials.stats.survival import Observation, kaplan_meier, median_time, one_step_log_hazard_ratio
from evtrials.trial.curve_data import read_curve
from evtrials.trial.curves import Curve
from evtrials.trial.identity import ALL

# Beyond the rounding of the print, a median or a number of events that was read from a picture may be off by this share.
READING = 0.1
# Two ratios on different sides of 1 may both be near it: the distance of their logarithms from which they go opposite ways.
OPPOSITE = 0.1


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A curve that a trial names: where, the patients of each arm, and what the trial prints of its endpoint and cut."""

    path: Path
    curve: Curve
    groups: dict[str, tuple[Observation, ...]]
    printed: tuple[FigureRow, ...]

    def median(self, arm: str) -> float | None:
        """The median of an arm in the unit of the file; None where it was not reached."""
        return median_time(kaplan_meier(self.groups[arm]))[0]

    def medians_printed(self, arm: str) -> list[FigureRow]:
        """The medians of an arm that can be held against it: a number, or not reached."""
        rows = (row for row in self.printed if row.kind == "outcome" and row.measure == "median" and row.unit in DAYS)
        return [row for row in rows if row.arm == arm and (row.figure.is_plain or row.figure.qualifier == "not reached")]

    def fits(self, arm: str, other: str, unit: str = "") -> bool:
        """Whether the median of an arm may be one that is printed of it, or of another. unit: of the times, if not as told."""
        median = self.median(arm)
        days = None if median is None else median * DAYS[unit or self.curve.unit]
        return any(_is_near(days, row) for row in self.medians_printed(other))

    @property
    def is_turned_round(self) -> bool:
        """Whether each of two arms has the median of the other in print, and not its own."""
        if len(self.groups) != 2 or not all(map(self.medians_printed, self.groups)):
            return False
        first, second = self.groups
        is_own = self.fits(first, first) or self.fits(second, second)
        return not is_own and self.fits(first, second) and self.fits(second, first)


def _is_near(days: float | None, row: FigureRow) -> bool:
    span = in_days(row)
    if days is None or span is None:
        return days is None and span is None
    return span[0] * (1 - READING) <= days <= span[1] * (1 + READING)


def _right_way_round(loaded: Loaded) -> Iterator[_Drawn]:
    """The curves whose arms are not turned round, which is a finding by itself."""
    return (drawn for drawn in _drawn(loaded) if not drawn.is_turned_round)


def _drawn(loaded: Loaded) -> Iterator[_Drawn]:
    """The curves of a trial whose files can be read; what cannot is another finding."""
    for index, curve in enumerate(loaded.trial.curves):
        try:
            groups = read_curve(loaded.file.parent / curve.file, loaded.trial.arms)
        except DataError:
            continue
        rows = (row for row in loaded.figures if row.key == curve.endpoint and row.population == ALL and not row.is_spread)
        yield _Drawn(("curves", index, "file"), curve, groups, tuple(row for row in rows if curve.cut in (None, row.cut)))


@check(
    "W262",
    mend="See which arm is which in the file, in the figure that was rebuilt, and in the contrast of the printed ratio.",
    inspect_sr=("3.2", "4.4"),
)
def curve_the_other_way(loaded: Loaded) -> Iterator[Doubt]:
    """A reconstructed curve goes the other way than the printed hazard ratio, or each arm has the median of the other.

    Needs: a hazard ratio or both medians, printed of the endpoint and the cut of the curve.
    Limits: where curves cross, ratio and medians can go different ways.
    """
    for drawn in _drawn(loaded):
        rows = [row for row in drawn.printed if row.measure == "hazard ratio" and row.figure.is_plain and row.comparator]
        logs = [(row, log) for row in rows if (log := _log_ratio(drawn, row)) is not None]
        if drawn.is_turned_round:
            rows = [row for arm in drawn.groups for row in drawn.medians_printed(arm)]
            first, second = drawn.groups
            told = f"the median of {first} in the curve is that of {second} in print, and the other way round"
            yield Doubt(drawn.path, told, tuple(rows))
        elif logs and all(_are_opposite(math.log(float(row.figure.value)), log) for row, log in logs):
            row, log = logs[0]
            told = f"the curve gives a hazard ratio of about {math.exp(min(log, 7)):.2f} ({row.arm} v {row.comparator}, derived)"
            yield Doubt(drawn.path, f"{told}, in print it is {row.figure.value} ({row.place.source})", tuple(rows))


def _log_ratio(drawn: _Drawn, row: FigureRow) -> float | None:
    groups = drawn.groups
    both = row.arm in groups and row.comparator in groups
    return one_step_log_hazard_ratio(groups[row.arm], groups[row.comparator]) if both else None


def _are_opposite(printed: float, derived: float) -> bool:
    """Whether two logarithms are on different sides of no difference, and not both near it."""
    return printed * derived < 0 and abs(printed - derived) > OPPOSITE


@check(
    "W263",
    mend="Look up the unit of the file, its arms, the endpoint and the cut; see that the file is whole.",
    inspect_sr=("3.2", "4.4"),
)
def curve_median(loaded: Loaded) -> Iterator[Doubt]:
    """The median of an arm in a reconstructed curve is far from every one that is printed of the endpoint and the cut of the
    curve: weeks for months, a file cut short, the curve of another endpoint.

    Limits: where a curve is flat near one half, a reading of the picture can be far off.
    """
    for drawn in _right_way_round(loaded):
        for arm in drawn.groups:
            rows = drawn.medians_printed(arm)
            if rows and not drawn.fits(arm, arm):
                yield Doubt(drawn.path, _told_of_median(drawn, arm, rows[0]), tuple(rows))


def _told_of_median(drawn: _Drawn, arm: str, row: FigureRow) -> str:
    median, unit = drawn.median(arm), drawn.curve.unit
    here = "not reached" if median is None else f"{median:.3g} {unit}"
    there = f"{row.figure.value} {row.unit}" if row.figure.value else row.figure.text
    told = f"the median of {arm} is {here} in the curve (derived), {there} in print ({row.place.source} {row.place.locator})"
    if median and row.figure.number:
        told += f": a factor of {median * DAYS[unit] / (row.figure.number * DAYS[row.unit]):.2g}"
    others = [other for other in DAYS if other != unit and drawn.fits(arm, arm, other)]
    return f"{told}; it would fit if the times were {others[0]}" if others and median else told


@check(
    "W264",
    mend="Look both numbers up again; the file may be cut short, or of other patients. If the figure starts from fewer, write "
    "their number as n of the row.",
    inspect_sr=("4.6",),
)
def curve_patients(loaded: Loaded) -> Iterator[Doubt]:
    """A reconstructed curve has another number of patients than the arm, or none of an arm that the trial compares."""
    for drawn in _right_way_round(loaded):
        for arm, group in drawn.groups.items():
            printed = {size_of_arm(loaded, arm), *(whole(row.n) for row in drawn.printed if row.arm == arm)} - {0}
            rows = tuple(row for row in drawn.printed if row.arm == arm)
            if printed and len(group) not in printed:
                told = " or ".join(map(str, sorted(printed)))
                yield Doubt(drawn.path, f"{len(group)} patients of {arm} in the curve, {told} in print", rows)
        compared = {arm: row for row in drawn.printed for arm in (row.arm, row.comparator) if row.comparator}
        for arm in sorted(compared.keys() - drawn.groups.keys()):
            yield Doubt(drawn.path, f"no patient of {arm} in the curve", (compared[arm],))


@check(
    "W265",
    mend="See whether 1 is the event in the file; look up the endpoint, the cut, and whether the file is whole.",
    inspect_sr=("3.2", "4.4"),
)
def curve_events(loaded: Loaded) -> Iterator[Doubt]:
    """A reconstructed curve has far more or fewer events than are printed of the endpoint and the cut of the curve: events and
    censored patients turned round, the curve of another cut.
    """
    for drawn in _right_way_round(loaded):
        found = {arm: sum(one.event for one in group) for arm, group in drawn.groups.items()}
        found[TOGETHER] = sum(found.values())
        counts = [(number, row) for number, row in events_printed(loaded) if row in drawn.printed and not row.comparator]
        for arm, events in found.items():
            printed = [(number, row) for number, row in counts if row.arm == arm]
            if printed and not any(abs(events - number) <= max(1, READING * number) for number, _ in printed):
                number, row = printed[0]
                told = f"{events} events {'in all' if arm == TOGETHER else f'of {arm}'} in the curve, {number} in print"
                yield Doubt(drawn.path, f"{told} ({row.place.source})", tuple(row for _, row in printed))
