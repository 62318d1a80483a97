"""Patients and events: percentages that a number of patients can give, counts that add up."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from evtrials import stats
from evtrials.bench.checks.base import Doubt, analyses, cell, check
from evtrials.collection.store import Loaded
from evtrials.evidence.rows import FigureRow
from evtrials.notation.closed_words import ALL_ARMS
from evtrials.trial.identity import ALL
from evtrials.trial.terms import Terms

_COUNTED = ("participants", "events")


def denominator(loaded: Loaded, row: FigureRow, terms: Terms) -> tuple[int, str]:
    """The number of patients of which a figure is a share, and words for it; 0 where none is known.

    It is printed in the row, block or cell; else it is the size of the arm, for a result or a baseline figure of all
    patients (harms are of those treated, a named analysis set or a laboratory value of those measured).
    """
    if row.n:
        return (int(row.n), f"{row.n} patients") if row.n.isdigit() else (0, "")
    term = terms.endpoints.get(row.endpoint)
    measured = term is not None and term.group == "pharmacology"
    if row.kind not in ("outcome", "baseline") or row.population != ALL or row.analysis_set or measured:
        return 0, ""
    size = _size_of_arm(loaded, row)
    return size, f"the {size} patients of the arm {row.arm}"


def _size_of_arm(loaded: Loaded, row: FigureRow) -> int:
    arm = loaded.trial.arms.get(row.arm)
    return int(arm.n) if arm and arm.n and arm.n.isdigit() else 0


@check(
    "W230",
    mend="Look up percentage and number of patients; the denominator may be another (evaluable, treated), then write that "
    "one as n.",
)
def percentage_no_count_gives(loaded: Loaded, terms: Terms) -> Iterator[Doubt]:
    """No whole number of the patients gives this percentage, by either way of rounding (Brown and Heathers 2017). RADHER:
    43.5 % of 40. The number of patients is the one printed with the figure, else the size of the arm.
    """
    for row in loaded.figures:
        if row.unit != "percent" or row.measure not in ("rate", "deaths", "events") or not row.figure.is_plain:
            continue
        n, told = denominator(loaded, row, terms)
        if not n or row.events or not 0 <= float(row.figure.value) <= 100 or stats.counts_for_percentage(row.figure.value, n):
            continue
        below = int(float(row.figure.value) * n / 100)
        near = " and ".join(f"{count} is {100 * count / n:.4g} %" for count in (below, below + 1) if count <= n)
        yield Doubt(row.path, f"no whole number of {told} is {cell(row)}: {near}", (row,))


@check("E130", mend="Look the three numbers up again; where the source prints them so, waive this with the place.")
def count_against_percentage(loaded: Loaded, _: Terms) -> Iterator[Doubt]:
    """Count, number of patients and percentage disagree, as 12 of 40 printed as 32 %, or 0 patients with a percentage above 0."""
    for row in loaded.figures:
        n = int(row.n) if row.n.isdigit() else 0
        if not n or row.unit != "percent" or row.measure not in ("rate", "deaths", "events", "count"):
            continue
        if not row.events.isdigit() or int(row.events) > n or not row.figure.is_plain or _is_bare_count(row):
            continue
        if not stats.rounds_to(int(row.events), n, row.figure.value):
            share = 100 * int(row.events) / n
            yield Doubt(row.path, f"{row.events} of {n} is {share:.4g} %, not {cell(row)}", (row,))


@check("E131", mend="Look both numbers up again; if the count is of events, not of patients, say unit: events.")
def count_above_patients(loaded: Loaded, _: Terms) -> Iterator[Doubt]:
    """More patients had something than there were patients."""
    for row in loaded.figures:
        # More patients than an arm has are too many for any of its denominators.
        n = int(row.n) if row.n.isdigit() else 0 if row.n else _size_of_arm(loaded, row)
        if row.kind not in ("outcome", "safety", "exposure", "baseline"):
            continue
        count = row.events
        if not count and row.unit == "participants" and row.figure.is_plain:
            count = row.figure.value
        if n and count.isdigit() and int(count) > n:
            yield Doubt(row.path, f"{count} of only {n} patients", (row,))


@check("E132", mend="Look the number up again; a change in percent is no rate: say measure: mean or median.")
def percentage_out_of_range(loaded: Loaded, _: Terms) -> Iterator[Doubt]:
    """A share of patients is below 0 or above 100 %."""
    for row in loaded.figures:
        share = row.measure in ("rate", "landmark rate", "deaths", "events")
        if share and row.unit == "percent" and row.figure.value and not 0 <= float(row.figure.value) <= 100:
            yield Doubt(row.path, f"{cell(row)} is no share of patients", (row,))


@check(
    "E133",
    mend="Add the percentage if it is printed, 12/40 (30 %); else say measure: count, unit: participants in the row.",
)
def count_as_percentage(loaded: Loaded, _: Terms) -> Iterator[Doubt]:
    """A bare count stands where the unit says percent, and would be read as a percentage."""
    for row in loaded.figures:
        if row.unit == "percent" and _is_bare_count(row):
            yield Doubt(row.path, f"{row.figure.text} is a count, but stands where percentages stand", (row,))


def _is_bare_count(row: FigureRow) -> bool:
    return bool(row.events) and row.figure.text == f"{row.events}/{row.n}"


@check("W231", mend="Look the sizes up again; say in a waiver if they are those of an analysis set.")
def arms_against_randomised(loaded: Loaded, _: Terms) -> Iterator[Doubt]:
    """The sizes of the arms do not add up to a printed number of randomised patients."""
    trial = loaded.trial
    own = {id_: arm for id_, arm in trial.arms.items() if not arm.external}
    sizes = [arm.n for arm in own.values()]
    if not trial.is_randomised or trial.parts or len(own) < 2:
        return
    totals = {group.randomised: str(group.src) for group in trial.participants if group.randomised}
    if not totals or not all(digits and digits.isdigit() for digits in (*sizes, *totals)):
        return
    total = sum(int(size) for size in sizes if size)
    if total not in map(int, totals):
        printed = " or ".join(f"{digits} ({source})" for digits, source in totals.items())
        rows = tuple(row for row in loaded.figures if row.term == "arm size" and row.arm in own)
        yield Doubt(("arms",), f"the arms add up to {total} patients; randomised were {printed}", rows)


@check("E134", mend="Look the numbers up again, and which word goes with which.")
def participants_out_of_order(loaded: Loaded, _: Terms) -> Iterator[Doubt]:
    """One source has more patients treated than randomised, or randomised than enrolled."""
    order = ("screened", "enrolled", "randomised", "treated")
    for index, group in enumerate(loaded.trial.participants):
        counts = [(name, group.counts[name]) for name in order if group.counts.get(name, "").isdigit()]
        for (wide, larger), (narrow, smaller) in pairwise(counts):
            if int(smaller) > int(larger):
                path = ("participants", index, narrow)
                rows = tuple(row for row in loaded.figures if row.path in (path, (*path[:2], wide)))
                yield Doubt(path, f"{smaller} {narrow} of only {larger} {wide}", rows)


@check("W232", mend="Look the counts up again; they may belong to another cut or assessor.")
def sum_against_total(loaded: Loaded, _: Terms) -> Iterator[Doubt]:
    """The counts of the arms do not add up to the total printed beside them, or to the events of the cut (primary endpoint
    only).
    """
    own = {id_ for id_, arm in loaded.trial.arms.items() if not arm.external}
    for path, rows in [*analyses(loaded), *_lines_of_blocks(loaded)]:
        counted = [
            row
            for row in rows
            if row.unit in _COUNTED and row.kind != "effect" and row.figure.is_plain and row.figure.value.isdigit()
        ]
        for group in _by_measure(counted):
            arms = {row.arm: row for row in group}
            together = arms.pop(ALL_ARMS, None)
            if len(arms) < 2 or set(arms) != own:
                continue
            total = sum(int(row.figure.value) for row in arms.values())
            told = " + ".join(row.figure.value for row in arms.values())
            if together is not None and int(together.figure.value) != total:
                printed = f"not the {together.figure.value} printed for all"
                yield Doubt(path, f"{told} is {total}, {printed}", (*arms.values(), together))
            elif together is None and (events := _events_of_cut(loaded, group[0])) and events != total:
                cut = group[0].cut
                yield Doubt(path, f"{told} is {total} events, not the {events} of the cut {cut}", tuple(arms.values()))


def _lines_of_blocks(loaded: Loaded) -> Iterator[tuple[tuple[str | int, ...], list[FigureRow]]]:
    groups: dict[tuple[str | int, ...], list[FigureRow]] = {}
    for row in loaded.figures:
        if row.kind in ("safety", "baseline", "exposure") and row.path[2:3] == ("rows",):
            groups.setdefault(row.path[:4], []).append(row)
    yield from groups.items()


def _by_measure(rows: list[FigureRow]) -> list[list[FigureRow]]:
    groups: dict[tuple[str, str, str], list[FigureRow]] = {}
    for row in rows:
        groups.setdefault((row.measure, row.grade, row.unit), []).append(row)
    return list(groups.values())


def _events_of_cut(loaded: Loaded, row: FigureRow) -> int:
    """The events of a cut, where they are those of this row: of the one primary endpoint, in all patients."""
    trial = loaded.trial
    primary = [key for key, endpoint in trial.endpoints.items() if endpoint.role in ("primary", "co-primary")]
    if row.measure not in ("events", "deaths") or primary != [row.key] or row.population != ALL or row.cut not in trial.cuts:
        return 0
    if row.assessor != (trial.endpoints[row.key].assessor or row.assessor):
        return 0
    events = trial.cuts[row.cut].events or ""
    return int(events) if events.isdigit() else 0
