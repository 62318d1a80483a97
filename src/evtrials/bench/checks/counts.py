"""Counts of patients and events: none above its whole, and parts that add up."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from evtrials.bench.checks.base import Doubt, check, check_of_figures, lines, whole
from evtrials.bench.grouping import grouped
from evtrials.collection.loading import Loaded
from evtrials.evidence.rows import FigureRow
from evtrials.notation.closed_words import ARM_GROUPS, TOGETHER
from evtrials.trial.arms import Arm
from evtrials.trial.identity import ALL

_COUNTED = ("participants", "events")
_PRIMARY = ("primary", "co-primary")


def own_arms(loaded: Loaded) -> dict[str, Arm]:
    """The arms of the trial itself; no historical control."""
    return {id_: arm for id_, arm in loaded.trial.arms.items() if not arm.external}


def size_of_arm(loaded: Loaded, arm: str) -> int:
    """The number of patients of an arm; 0 where none is printed, or the arm is all of them together."""
    return whole(loaded.trial.arms[arm].n) if arm in loaded.trial.arms else 0


def events_of_cut(loaded: Loaded, row: FigureRow) -> int:
    """The events of a row's cut, where they are those of the row; else 0.

    A cut counts the events of the one primary endpoint, in all patients, as the protocol's assessor saw them.
    """
    trial = loaded.trial
    primary = [key for key, endpoint in trial.endpoints.items() if endpoint.role in _PRIMARY]
    if row.cut not in trial.cuts or primary != [row.key] or row.role not in _PRIMARY:
        return 0
    if row.population != ALL or row.period or trial.endpoints[row.key].assessor not in (None, row.analysis.assessor):
        return 0
    return whole(trial.cuts[row.cut].events)


@check_of_figures(
    "E131",
    mend="Look both numbers up again; if the count is of events, not of patients, say unit: events.",
    inspect_sr=("4.6",),
)
def count_above_patients(row: FigureRow, loaded: Loaded) -> Iterator[str]:
    """More patients had something than there were patients."""
    # More patients than an arm has are too many for any of its denominators.
    n = whole(row.n) if row.n else size_of_arm(loaded, row.arm)
    is_counted = row.unit == "participants" and row.figure.is_plain
    count = whole(row.events or (row.figure.value if is_counted else ""))
    if row.kind in ("outcome", "safety", "exposure", "baseline") and n and count > n:
        yield f"{count} of only {n} patients"
    for arm, printed in row.sizes.items():
        if 0 < (n := size_of_arm(loaded, arm)) < whole(printed):
            yield f"{printed} of only {n} patients of {arm}"


@check(
    "E135",
    mend="Look both numbers up again: a digit may be wrong, or the number be one of all arms, or of another trial.",
    inspect_sr=("4.2", "4.6"),
)
def arm_above_all(loaded: Loaded) -> Iterator[Doubt]:
    """One arm alone has more patients than were enrolled or randomised in the whole trial, by any source."""
    for id_ in _arms_above_all(loaded):
        rows = tuple(row for row in loaded.figures if row.term == "arm size" and row.arm == id_)
        told = f"the arm {id_} has {loaded.trial.arms[id_].n} patients, of at most {_most_of_trial(loaded)} in the trial"
        yield Doubt(("arms", id_, "n"), told, rows)


def _arms_above_all(loaded: Loaded) -> list[str]:
    """The arms that alone have more patients than the trial, where it is printed how many entered it."""
    is_told = any(group.enrolled or group.randomised for group in loaded.trial.participants)
    most = _most_of_trial(loaded) if is_told else 0
    return [id_ for id_, arm in own_arms(loaded).items() if 0 < most < whole(arm.n)]


def _most_of_trial(loaded: Loaded) -> int:
    """The largest printed number of patients, but of those planned; 0 where none is printed, or one is no whole number."""
    counted = [whole(n) for group in loaded.trial.participants for name, n in group.counts.items() if name != "planned"]
    return max(counted, default=0) if all(counted) else 0


@check("W231", mend="Look the sizes up again; say in a waiver if they are those of an analysis set.", inspect_sr=("4.6",))
def arms_against_randomised(loaded: Loaded) -> Iterator[Doubt]:
    """The sizes of the arms do not add up to a printed number of randomised patients, or are more than any number of patients
    that is printed of the trial.

    Needs: the size of every arm and a number randomised; or a number of patients in the trial.
    Limits: sizes printed with results may be of those treated or evaluated.
    """
    trial = loaded.trial
    own = own_arms(loaded)
    sizes = [whole(arm.n) for arm in own.values()]
    total = sum(sizes)
    rows = tuple(row for row in loaded.figures if row.term == "arm size" and row.arm in own)
    randomised = {whole(group.randomised): str(group.src) for group in trial.participants if group.randomised}
    if _arms_above_all(loaded):
        return  # an error of its own (E135)
    if trial.is_randomised and not trial.parts and len(own) > 1 and randomised and all((*sizes, *randomised)):
        if total not in randomised:
            printed = " or ".join(f"{digits} ({source})" for digits, source in randomised.items())
            yield Doubt(("arms",), f"the arms add up to {total} patients; randomised were {printed}", rows)
        return
    if 0 < (most := _most_of_trial(loaded)) < total:
        yield Doubt(("arms",), f"the arms add up to {total} patients, of at most {most} in the trial", rows)


@check("E134", mend="Look the numbers up again, and which word goes with which.", inspect_sr=("4.6",))
def participants_out_of_order(loaded: Loaded) -> Iterator[Doubt]:
    """One source has more patients treated than randomised, or randomised than enrolled."""
    order = ("screened", "enrolled", "randomised", "treated")
    for index, group in enumerate(loaded.trial.participants):
        counts = [(name, int(group.counts[name])) for name in order if group.counts.get(name, "").isdigit()]
        for (wide, larger), (narrow, smaller) in pairwise(counts):
            if smaller > larger:
                path = ("participants", index, narrow)
                rows = tuple(row for row in loaded.figures if row.path in (path, (*path[:2], wide)))
                yield Doubt(path, f"{smaller} {narrow} of only {larger} {wide}", rows)


@check("W232", mend="Look the counts up again; they may belong to another cut or assessor.", inspect_sr=("4.6", "4.10"))
def sum_against_total(loaded: Loaded) -> Iterator[Doubt]:
    """The counts of the arms do not add up to the total printed beside them, or to the events of the cut (primary endpoint
    only).

    Needs: the count of every arm in one row, and a total in that row or at its cut.
    Limits: the total of a cut is of the assessor of the protocol.
    """
    own = set(own_arms(loaded))
    for path, rows in lines(loaded, within=("results", "rows")):
        counts = (row for row in rows if row.unit in _COUNTED and row.kind != "effect" and row.figure.is_plain)
        whole_counts = (row for row in counts if row.figure.value.isdigit())
        for counted in grouped(whole_counts, lambda row: (row.measure, row.grade, row.unit)).values():
            by_arm = {row.arm: row for row in counted}
            together = by_arm.get(TOGETHER)
            parts = tuple(row for arm, row in by_arm.items() if arm not in ARM_GROUPS)
            if len(parts) < 2 or {row.arm for row in parts} != own:
                continue
            total = sum(int(row.figure.value) for row in parts)
            told = f"{' + '.join(row.figure.value for row in parts)} is {total}"
            if together is not None:
                if int(together.figure.value) != total:
                    yield Doubt(path, f"{told}, not the {together.figure.value} printed for all", (*parts, together))
            elif parts[0].measure in ("events", "deaths"):
                events = events_of_cut(loaded, parts[0])
                if events and events != total:
                    yield Doubt(path, f"{told} events, not the {events} of the cut {parts[0].cut}", parts)
