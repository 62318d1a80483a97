"""Numbers of patients: none above its arm's, none filed as a result, and which other one a percentage is of."""

from __future__ import annotations

from collections.abc import Iterator

from evtrials import stats
from evtrials.bench.checks.base import Doubt, check, check_of_figures, whole
from evtrials.bench.checks.counts import own_arms, size_of_arm
from evtrials.bench.grouping import grouped
from evtrials.collection.loading import Loaded
from evtrials.evidence.rows import FigureRow, Path
from evtrials.notation.closed_words import ARM_GROUPS

_OF_PATIENTS = ("outcome", "safety", "exposure", "baseline")
# Results that a share of the patients has; where all of a few have it, it may well be a result.
_COUNTED, _RATES, _FEW = ("response", "time to event"), ("rate", "landmark rate"), 10


def patients_that_give(row: FigureRow, n: int, loaded: Loaded) -> str:
    """Of which other number of patients a percentage is one that of `n` is not: `of 52 (the arm eve) it is 10`.

    Printed with another figure of the same arm, or with the other arms; else the most below `n`; "" where there is none.
    """
    # Numbers so large that they give every percentage of these digits say nothing.
    large = 100 * 10 ** len(row.figure.value.partition(".")[2])
    for numbers in (numbers_of_own_arm(row, loaded), _numbers_of_arms(loaded)):
        for other in sorted(numbers.keys() - {0, n}, key=lambda other: abs(other - n)):
            if other < large and (counts := stats.counts_for_percentage(row.figure.value, other)):
                return f"of {other} ({numbers[other]}) it is {counts[0]}"
    fewer = ((most, stats.counts_for_percentage(row.figure.value, most)) for most in range(min(n, large) - 1, 0, -1))
    return next((f"of {most} it would be {counts[0]}" for most, counts in fewer if counts), "")


def numbers_of_own_arm(row: FigureRow, loaded: Loaded) -> dict[int, str]:
    """The numbers of patients of the figure's arm that are printed anywhere, with the place; of all arms those of the trial."""
    found: dict[int, str] = {}
    for other in loaded.figures:
        if other.arm == row.arm and other.n.isdigit():
            found.setdefault(int(other.n), f"{other.endpoint or other.term}, {other.place.source} {other.place.locator}")
    if row.arm in ARM_GROUPS or len(own_arms(loaded)) == 1:
        for group in loaded.trial.participants:
            for name, count in group.counts.items():
                found.setdefault(whole(count), f"{name}, {group.src}")
    return {size_of_arm(loaded, row.arm): f"the arm {row.arm}", **found}


def _numbers_of_arms(loaded: Loaded) -> dict[int, str]:
    return {size_of_arm(loaded, arm): f"the arm {arm}" for arm in own_arms(loaded)}


@check(
    "W233",
    mend="Look both numbers up again; columns may be turned round. Patients counted by the drug that they took can be more "
    "than were allocated to it: waive it with the place.",
    inspect_sr=("4.6",),
)
def more_patients_than_the_arm(loaded: Loaded) -> Iterator[Doubt]:
    """A table or result is of more patients of an arm than the arm has: adverse events in 75 of an arm of 60."""
    rows = (row for row in loaded.figures if row.kind in _OF_PATIENTS and whole(row.n) > size_of_arm(loaded, row.arm) > 0)
    for (path, n), group in grouped(rows, lambda row: (_path_of_n(row), row.n)).items():
        arm = group[0].arm
        yield Doubt(path, f"{n} patients, but the arm {arm} has {size_of_arm(loaded, arm)}", tuple(group))


def _path_of_n(row: FigureRow) -> Path:
    """Where the number of patients of a figure is written: with the table or row, by arm, else in the figure itself."""
    if row.figure.n:
        return row.path
    at = row.path[:2] if row.kind != "outcome" else row.path[:4]
    return (*at, "n", row.arm)


@check_of_figures(
    "W234",
    mend="If it is the number of patients analysed, write it as n of the row; the result is another number.",
    inspect_sr=("4.4",),
)
def patients_analysed_as_result(row: FigureRow, loaded: Loaded) -> Iterator[str]:
    """A count of responses or events is the number of patients analysed: 49 complete responses of 49 patients."""
    is_counted = row.kind == "outcome" and row.unit == "participants" and _is_had_by_some(row, loaded)
    if not is_counted or row.term or row.figure.n or not row.figure.is_plain or whole(row.figure.value) < _FEW:
        return
    count = int(row.figure.value)
    printed = {whole(other.n) for other in loaded.figures if other.kind == "outcome" and other.arm == row.arm}
    if count in {size_of_arm(loaded, row.arm), *printed}:
        yield f"{count} {row.endpoint} is the number of patients of {row.arm}; it may be how many were analysed"


def _is_had_by_some(row: FigureRow, loaded: Loaded) -> bool:
    """Whether a share of the patients has the endpoint of a figure: a response, an event, or what the file gives as a rate."""
    term = loaded.terms.endpoints.get(row.endpoint)
    return loaded.trial.endpoints[row.key].measure in _RATES or (term is not None and term.group in _COUNTED)
