"""All trials together: one registration one file, one name one trial, and every trial that is pointed to is there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from evtrials.bench.checks.base import Doubt, check_of_all
from evtrials.collection.loading import Loaded
from evtrials.evidence.rows import Path
from evtrials.notation.registers import comparable
from evtrials.notation.spelling import folded


@check_of_all("E180", mend="Make them one file; phases and cohorts of one protocol are parts which its arms name.")
def one_registration_two_files(trials: Sequence[Loaded]) -> Iterator[tuple[Loaded, Doubt]]:
    """Two files are of one registration; their patients would be counted twice."""
    first: dict[str, Loaded] = {}
    for loaded in trials:
        # A pooled analysis bears the registrations of the trials that it pools.
        own = () if loaded.trial.kind == "pooled analysis" else loaded.trial.registry
        for index, number in enumerate(own):
            holder = first.setdefault(comparable(number), loaded)
            if holder is not loaded:
                message = f"{number} is registered by {holder.trial.id} already; one registration is one file"
                yield loaded, Doubt(("registry", index), message)


@check_of_all("E181", mend="Give the alias to one of them; an author with a year tells two papers apart.")
def one_name_two_trials(trials: Sequence[Loaded]) -> Iterator[tuple[Loaded, Doubt]]:
    """A name or alias finds two trials, compared without case, spaces and punctuation."""
    first = {folded(loaded.trial.id): loaded for loaded in trials}
    for loaded in trials:
        trial = loaded.trial
        named: list[tuple[Path, str]] = [(("name",), trial.name)]
        named += [(("aliases", index), alias) for index, alias in enumerate(trial.aliases)]
        for path, name in named:
            holder = first.setdefault(folded(name), loaded)
            if holder is not loaded:
                yield loaded, Doubt(path, f'the name "{name}" also finds {holder.trial.id}; a name finds one trial')


@check_of_all(
    "W280",
    mend="Correct the id; if that trial has no file, say external: true, or leave it out of pools and tell it in a note.",
)
def trial_not_here(trials: Sequence[Loaded]) -> Iterator[tuple[Loaded, Doubt]]:
    """A pooled analysis or a historical control points to a trial that is not in the collection."""
    ids = {loaded.trial.id for loaded in trials}
    for loaded in trials:
        for index, pooled in enumerate(loaded.trial.pools):
            if pooled not in ids:
                yield loaded, Doubt(("pools", index), f"the pooled trial {pooled} is not in this collection")
        for id_, arm in loaded.trial.arms.items():
            if arm.external and arm.external != "true" and arm.external not in ids:
                yield loaded, Doubt(("arms", id_, "external"), f"the trial {arm.external} is not in this collection")
