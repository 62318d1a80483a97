"""Patients and events: percentages that a number of patients can give, counts that add up."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from evtrials import stats
from evtrials.bench.checks.base import Check, Doubt, analyses, cell
from evtrials.collection.store import Loaded
from evtrials.evidence.agreement import is_plain
from evtrials.evidence.rows import ALL, FigureRow
from evtrials.notation.closed_words import ALL_ARMS
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


def _granularity(loaded: Loaded, terms: Terms) -> Iterator[Doubt]:
    for row in loaded.figures:
        if row.unit != "percent" or row.measure not in ("rate", "deaths", "events") or not is_plain(row):
            continue
        n, told = denominator(loaded, row, terms)
        if not n or row.events or not 0 <= float(row.value) <= 100 or stats.counts_for_percentage(row.value, n):
            continue
        below = int(float(row.value) * n / 100)
        near = " and ".join(f"{count} is {100 * count / n:.4g} %" for count in (below, below + 1) if count <= n)
        yield Doubt(row.path, f"no whole number of {told} is {cell(row)}: {near}", (row,))


def _disagreement(loaded: Loaded, _: Terms) -> Iterator[Doubt]:
    for row in loaded.figures:
        n = int(row.n) if row.n.isdigit() else 0
        if not n or row.unit != "percent" or row.measure not in ("rate", "deaths", "events", "count"):
            continue
        if not row.events.isdigit() or int(row.events) > n or not is_plain(row):
            continue
        if not stats.rounds_to(int(row.events), n, row.value):
            share = 100 * int(row.events) / n
            yield Doubt(row.path, f"{row.events} of {n} is {share:.4g} %, not {cell(row)}", (row,))


def _above_n(loaded: Loaded, _: Terms) -> Iterator[Doubt]:
    for row in loaded.figures:
        # More patients than an arm has are too many for any of its denominators.
        n = int(row.n) if row.n.isdigit() else 0 if row.n else _size_of_arm(loaded, row)
        if row.kind not in ("outcome", "safety", "exposure", "baseline"):
            continue
        count = row.events
        if not count and row.unit == "participants" and is_plain(row):
            count = row.value
        if n and count.isdigit() and int(count) > n:
            yield Doubt(row.path, f"{count} of only {n} patients", (row,))


def _above_hundred(loaded: Loaded, _: Terms) -> Iterator[Doubt]:
    for row in loaded.figures:
        share = row.measure in ("rate", "landmark rate", "deaths", "events")
        if share and row.unit == "percent" and row.value and not 0 <= float(row.value) <= 100:
            yield Doubt(row.path, f"{cell(row)} is no share of patients", (row,))


def _count_as_percent(loaded: Loaded, _: Terms) -> Iterator[Doubt]:
    for row in loaded.figures:
        if row.unit == "percent" and row.events and row.text == f"{row.events}/{row.n}":
            yield Doubt(row.path, f"{row.text} is a count, but stands where percentages stand", (row,))


def _arm_sizes(loaded: Loaded, _: Terms) -> Iterator[Doubt]:
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


def _funnel(loaded: Loaded, _: Terms) -> Iterator[Doubt]:
    order = ("screened", "enrolled", "randomised", "treated")
    for index, group in enumerate(loaded.trial.participants):
        counts = [(name, group.counts[name]) for name in order if group.counts.get(name, "").isdigit()]
        for (wide, larger), (narrow, smaller) in pairwise(counts):
            if int(smaller) > int(larger):
                path = ("participants", index, narrow)
                rows = tuple(row for row in loaded.figures if row.path in (path, (*path[:2], wide)))
                yield Doubt(path, f"{smaller} {narrow} of only {larger} {wide}", rows)


def _sums(loaded: Loaded, _: Terms) -> Iterator[Doubt]:
    own = {id_ for id_, arm in loaded.trial.arms.items() if not arm.external}
    for path, rows in [*analyses(loaded), *_lines_of_blocks(loaded)]:
        counted = [row for row in rows if row.unit in _COUNTED and row.kind != "effect" and is_plain(row) and row.value.isdigit()]
        for group in _by_measure(counted):
            arms = {row.arm: row for row in group}
            together = arms.pop(ALL_ARMS, None)
            if len(arms) < 2 or set(arms) != own:
                continue
            total = sum(int(row.value) for row in arms.values())
            told = " + ".join(row.value for row in arms.values())
            if together is not None and int(together.value) != total:
                yield Doubt(path, f"{told} is {total}, not the {together.value} printed for all", (*arms.values(), together))
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


def _orr(row: str) -> tuple[tuple[str, str], ...]:
    head = "  orr:\n    measure: rate\n    unit: percent\n    results:\n      - "
    return (("safety:", f"{head}{{cut: final, {row}, src: Doe2020 Abstract}}\nsafety:"),)


def _events(row: str) -> tuple[tuple[str, str], ...]:
    return (("  os:\n", f"      - {{cut: final, measure: events, unit: events, {row}, src: Doe2020 Abstract}}\n  os:\n"),)


CHECKS = (
    Check(
        "E130",
        "count-against-percentage",
        "Count, number of patients and percentage disagree, as 12 of 40 printed as 32 %, or 0 patients with a "
        "percentage above 0.",
        "Look the three numbers up again; where the source prints them so, waive this with the place.",
        _orr("eve: 12/40 (32 %)"),
        _orr("eve: 17/40 (43 %)"),
        _disagreement,
    ),
    Check(
        "E131",
        "count-above-patients",
        "More patients had something than there were patients.",
        "Look both numbers up again; if the count is of events, not of patients, say unit: events.",
        _orr("measure: count, unit: participants, n: {eve: 40}, eve: 42"),
        _orr("measure: count, unit: participants, n: {eve: 40}, eve: 40"),
        _above_n,
    ),
    Check(
        "E132",
        "percentage-out-of-range",
        "A share of patients is below 0 or above 100 %.",
        "Look the number up again; a change in percent is no rate: say measure: mean or median.",
        _orr("eve: 105"),
        _orr("eve: 100"),
        _above_hundred,
    ),
    Check(
        "E133",
        "count-as-percentage",
        "A bare count stands where the unit says percent, and would be read as a percentage.",
        "Add the percentage if it is printed, 12/40 (30 %); else say measure: count, unit: participants in the row.",
        _orr("eve: 12/40"),
        _orr("eve: 12/40 (30 %)"),
        _count_as_percent,
    ),
    Check(
        "E134",
        "participants-out-of-order",
        "One source has more patients treated than randomised, or randomised than enrolled.",
        "Look the numbers up again, and which word goes with which.",
        (("randomised: 300", "randomised: 300, treated: 310"),),
        (("randomised: 300", "randomised: 300, treated: 300"),),
        _funnel,
    ),
    Check(
        "W230",
        "percentage-no-count-gives",
        "No whole number of the patients gives this percentage, by either way of rounding (Brown and Heathers 2017). "
        "RADHER: 43.5 % of 40. "
        "The number of patients is the one printed with the figure, else the size of the arm.",
        "Look up percentage and number of patients; the denominator may be another (evaluable, treated), then write "
        "that one as n.",
        _orr("n: {eve: 40}, eve: 43.5"),
        _orr("n: {eve: 40}, eve: 42.5"),
        _granularity,
    ),
    Check(
        "W231",
        "arms-against-randomised",
        "The sizes of the arms do not add up to a printed number of randomised patients.",
        "Look the sizes up again; say in a waiver if they are those of an analysis set.",
        (("n: 200", "n: 210"),),
        (("randomised: 300", "randomised: 300, treated: 299"),),
        _arm_sizes,
    ),
    Check(
        "W232",
        "sum-against-total",
        "The counts of the arms do not add up to the total printed beside them, or to the events of the cut (primary "
        "endpoint only).",
        "Look the counts up again; they may belong to another cut or assessor.",
        _events("eve: 120, pbo: 80"),
        _events("eve: 130, pbo: 80"),
        _sums,
    ),
)
