"""What contains what: grade bands within wider ones, single harms within any harm, responses within clinical benefit."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations

from evtrials.bench.checks.base import Doubt, cell, check, exceeds
from evtrials.bench.grouping import grouped
from evtrials.collection.loading import Loaded
from evtrials.evidence.rows import FigureRow

ANY_HARM = "Any adverse event"

# The grades in each band, patients counted by their worst grade. Serious, not serious, dose-limiting and "led to
# discontinuation" are not bands of severity and are compared with nothing.
_GRADES: dict[str, frozenset[int]] = {
    "any": frozenset({1, 2, 3, 4, 5}),
    "1": frozenset({1}),
    "2": frozenset({2}),
    "3": frozenset({3}),
    "4": frozenset({4}),
    "5": frozenset({5}),
    "fatal": frozenset({5}),
    "1-2": frozenset({1, 2}),
    "1-3": frozenset({1, 2, 3}),
    "2-3": frozenset({2, 3}),
    "2-4": frozenset({2, 3, 4}),
    "3-4": frozenset({3, 4}),
    "3-5": frozenset({3, 4, 5}),
    "4-5": frozenset({4, 5}),
    ">=2": frozenset({2, 3, 4, 5}),
    ">=3": frozenset({3, 4, 5}),
}
_PARTS = (
    ("3-4", ("3", "4")),
    (">=3", ("3", "4", "5")),
    (">=3", ("3-4", "5")),
    ("3-5", ("3", "4", "5")),
    ("3-5", ("3-4", "5")),
    ("1-3", ("1-2", "3")),
    ("2-4", ("2-3", "4")),
    (">=3", ("3", "4-5")),
    ("any", ("1-3", "4-5")),
    ("any", ("1-2", ">=3")),
    ("any", ("1-2", "3-5")),
    ("any", ("1", "2", ">=3")),
    ("any", ("1", "2", "3", "4", "5")),
)
# The first is part of the second, whenever both are shares or both are counts of the same patients.
_RESPONSES = (
    ("complete response", "orr"),
    ("partial response", "orr"),
    ("orr", "cbr"),
    ("orr", "dcr"),
    ("cbr", "dcr"),
    ("complete response", "cbr"),
    ("pcr", "pathological response"),
)


@check("E140", mend="Look both cells up again; columns may be turned round.", inspect_sr=("4.10",))
def grades_do_not_nest(loaded: Loaded) -> Iterator[Doubt]:
    """More patients had a harm in a narrow band of grades than in a wider one: grade 3-4 above any grade, grade 3 above grade
    3-4.
    """
    for bands in _bands_of_terms(loaded):
        for narrow, wide in permutations(bands.values(), 2):
            if _GRADES[narrow.grade] < _GRADES[wide.grade] and exceeds(narrow, wide):
                message = f"{cell(narrow)} at {_grade(narrow)} is more than {cell(wide)} at {_grade(wide)}"
                yield Doubt.at(narrow, f"{narrow.term}, {narrow.arm}: {message}", wide)


@check("E141", mend="Look the cells up again; one column may be of another table.", inspect_sr=("4.10",))
def grades_above_their_sum(loaded: Loaded) -> Iterator[Doubt]:
    """A band of grades is larger than its parts together: grade 3-4 above grade 3 and grade 4, beyond rounding."""
    for bands in _bands_of_terms(loaded):
        for whole, parts in _PARTS:
            if {whole, *parts} <= set(bands):
                row, rows = bands[whole], [bands[part] for part in parts]
                span, spans = row.figure.span(row.unit), [part.figure.span(part.unit) for part in rows]
                if span and all(spans) and span[0] > sum(most for _least, most in filter(None, spans)):
                    told = f"{cell(row)} at {_grade(row)} is more than its parts make ({' + '.join(map(cell, rows))})"
                    yield Doubt.at(row, f"{row.term}, {row.arm}: {told}", *rows)


def _bands_of_terms(loaded: Loaded) -> Iterator[dict[str, FigureRow]]:
    """The grade bands of one adverse event in one arm, as one place of one source tells it; of a band told twice the first."""
    rows = (row for row in loaded.figures if row.kind == "safety" and row.grade in _GRADES and row.measure in ("rate", "count"))
    for bands in grouped(
        rows, lambda row: (row.term, row.place, row.cut, row.attribution, row.population, row.arm, row.measure)
    ).values():
        yield {row.grade: row for row in reversed(bands)}


def _grade(row: FigureRow) -> str:
    return {"any": "any grade", "fatal": "fatal"}.get(row.grade, f"grade {row.grade}")


@check(
    "E142",
    mend="Look both cells up again; the total may be of another attribution or threshold and then belongs in a block of its own.",
    inspect_sr=("4.10",),
)
def harm_above_any_harm(loaded: Loaded) -> Iterator[Doubt]:
    """More patients had one adverse event than had any adverse event, in one column of one table."""
    harms = (row for row in loaded.figures if row.kind == "safety")
    # Cells above each other in a block have one denominator.
    for column in grouped(harms, lambda row: (row.path[:2], row.path[-1], row.measure, row.unit)).values():
        total = next((row for row in column if loaded.terms.adverse_event(row.term) == ANY_HARM), None)
        for row in column:
            if total is not None and row.unit != "events" and exceeds(row, total):
                message = f"{cell(row)} at {_grade(row)} is more than any adverse event ({cell(total)})"
                yield Doubt.at(row, f"{row.term}, {row.arm}: {message}", total)


@check(
    "W250",
    mend="See which of them the source means; a rate of stable disease may be mislabelled: then mark it with a note "
    "`suspect` and waive this.",
    inspect_sr=("4.10",),
)
def response_above_benefit(loaded: Loaded) -> Iterator[Doubt]:
    """Objective response is above clinical benefit or disease control at the same cut, in the same arm and patients, though
    each response is a benefit. HORIZON: 27 against 17 %.

    Needs: both as shares, or both as counts, of one arm, cut and analysis set.
    Limits: where their denominators differ and no source prints them, both may be right.
    """
    shares = (row for row in loaded.figures if row.kind == "outcome" and row.measure in ("rate", "count"))
    for rows in grouped(
        shares, lambda row: (row.arm, row.cut, row.population, row.analysis_set, row.measure, row.unit, row.analysis.at)
    ).values():
        of = grouped(rows, lambda row: row.endpoint)
        for part, whole in _RESPONSES:
            for wide in of.get(whole, []):
                narrow = next((row for row in of.get(part, []) if _comparable(row, wide) and exceeds(row, wide)), None)
                if narrow is not None:
                    message = f"{part} {cell(narrow)} is above {whole} {cell(wide)}, of which it is a part"
                    yield Doubt.at(wide, f"{wide.arm}: {message}", narrow)


def _comparable(first: FigureRow, second: FigureRow) -> bool:
    unsaid = ("", "not stated")
    one, other = first.analysis.assessor, second.analysis.assessor
    return one == other or one in unsaid or other in unsaid
