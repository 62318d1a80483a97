"""Events of a part and of the whole, earlier and later: none of the first is above the second."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from evtrials.bench.checks.base import Doubt, check, whole
from evtrials.bench.grouping import grouped
from evtrials.collection.loading import Loaded
from evtrials.evidence.rows import FigureRow
from evtrials.trial.identity import ALL


def events_printed(loaded: Loaded) -> Iterator[tuple[int, FigureRow]]:
    """The figures that say how many had the event of an endpoint, each with the number."""
    for row in loaded.figures:
        if row.kind not in ("outcome", "effect") or row.is_spread or row.period:
            continue
        is_counted = row.measure in ("events", "deaths") and row.unit in ("events", "participants") and row.figure.is_plain
        if number := whole(row.events or (row.figure.value if is_counted else "")):
            yield number, row


def _what(row: FigureRow) -> tuple[object, ...]:
    """Of what the events are, whatever the population and the cut. Rates and medians count events alike, landmarks their own."""
    counted = row.measure in ("events", "deaths", "median", "hazard ratio")
    kind = "events" if counted else row.measure
    shared = row.analysis.shared._replace(population="", cut="")
    return row.arm, row.comparator, row.endpoint, kind, shared, row.definition


@check("W235", mend="Look both numbers up again; they may be of two cuts, or of patients and events.", inspect_sr=("4.6", "4.10"))
def part_above_whole(loaded: Loaded) -> Iterator[Doubt]:
    """More events are printed for a subgroup than for all patients, of one arm, endpoint and cut."""
    for counts in grouped(events_printed(loaded), lambda counted: (*_what(counted[1]), counted[1].cut)).values():
        whole_counts = [(number, row) for number, row in counts if row.population == ALL]
        if not whole_counts:
            continue
        most, of_all = max(whole_counts, key=lambda counted: counted[0])
        for number, row in counts:
            if row.population != ALL and number > most:
                yield Doubt.at(row, f"{number} events in {row.population}, but {most} in all patients", of_all)


@check("W236", mend="Look both numbers and their cuts up again.", inspect_sr=("4.10", "4.11"))
def events_that_fall(loaded: Loaded) -> Iterator[Doubt]:
    """Fewer events are printed at a later cut of the data than at an earlier one, of one arm, endpoint and population.

    Limits: events are sometimes taken back when the data are cleaned.
    """
    named = [id_ for id_, cut in loaded.trial.cuts.items() if not cut.report]
    at_cuts = ((number, row) for number, row in events_printed(loaded) if row.cut in named)
    for counts in grouped(at_cuts, lambda counted: (*_what(counted[1]), counted[1].population)).values():
        in_order = sorted(counts, key=lambda counted: named.index(counted[1].cut))
        for (before, first), (after, second) in combinations(in_order, 2):
            if first.cut != second.cut and before > after:
                yield Doubt.at(second, f"{after} events at the cut {second.cut}, but {before} at {first.cut} before it", first)
