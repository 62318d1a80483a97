"""All trials together: one registration one file, one name one trial, and every trial that is pointed to is there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from evtrials.bench.checks.base import Check, Doubt
from evtrials.collection.store import Loaded
from evtrials.evidence.rows import Path
from evtrials.notation.spelling import folded
from evtrials.trial.terms import Terms


def _registrations(trials: Sequence[Loaded], _: Terms) -> Iterator[tuple[Loaded, Doubt]]:
    first: dict[str, Loaded] = {}
    for loaded in trials:
        # A pooled analysis bears the registrations of the trials that it pools.
        if loaded.trial.kind == "pooled analysis":
            continue
        for index, number in enumerate(loaded.trial.registry):
            holder = first.setdefault(number, loaded)
            if holder is not loaded:
                message = f"{number} is registered by {holder.trial.id} already; one registration is one file"
                yield loaded, Doubt(("registry", index), message)


def _names(trials: Sequence[Loaded], _: Terms) -> Iterator[tuple[Loaded, Doubt]]:
    first: dict[str, Loaded] = {}
    for loaded in trials:
        first[folded(loaded.trial.id)] = loaded
    for loaded in trials:
        trial = loaded.trial
        named: list[tuple[Path, str]] = [(("name",), trial.name)]
        named += [(("aliases", index), alias) for index, alias in enumerate(trial.aliases)]
        for path, name in named:
            holder = first.setdefault(folded(name), loaded)
            if holder is not loaded:
                yield loaded, Doubt(path, f'the name "{name}" also finds {holder.trial.id}; a name finds one trial')


def _pointers(trials: Sequence[Loaded], _: Terms) -> Iterator[tuple[Loaded, Doubt]]:
    ids = {loaded.trial.id for loaded in trials}
    for loaded in trials:
        for index, pooled in enumerate(loaded.trial.pools):
            if pooled not in ids:
                yield loaded, Doubt(("pools", index), f"the pooled trial {pooled} is not in this collection")
        for id_, arm in loaded.trial.arms.items():
            if arm.external and arm.external != "true" and arm.external not in ids:
                yield loaded, Doubt(("arms", id_, "external"), f"the trial {arm.external} is not in this collection")


_SECOND = (("name: TOY-1", "name: TOY-2"), ("NCT00000001", "NCT00000002"))
_ARM = "pbo: {label: Placebo + letrozole,"


def _old(external: str) -> tuple[tuple[str, str], ...]:
    arm = f"old: {{label: Letrozole in an older trial, external: {external}, drugs: [letrozole], src: Doe2020 Abstract}}"
    return (*_SECOND, (_ARM, f"{arm}\n  {_ARM}"))


CHECKS = (
    Check(
        "E180",
        "one-registration-two-files",
        "Two files are of one registration; their patients would be counted twice.",
        "Make them one file; phases and cohorts of one protocol are parts which its arms name.",
        _SECOND[:1],
        _SECOND,
        across=_registrations,
    ),
    Check(
        "E181",
        "one-name-two-trials",
        "A name or alias finds two trials, compared without case, spaces and punctuation.",
        "Give the alias to one of them; an author with a year tells two papers apart.",
        (("name: TOY-1", "name: TOY-2\naliases: [toy 1]"), _SECOND[1]),
        (("name: TOY-1", "name: TOY-2\naliases: [toy 1b]"), _SECOND[1]),
        across=_names,
    ),
    Check(
        "W280",
        "trial-not-here",
        "A pooled analysis or a historical control points to a trial that is not in the collection.",
        "Correct the id; if that trial has no file, say external: true, or leave it out of pools and tell it in a note.",
        _old("toy-99"),
        _old("toy-1"),
        across=_pointers,
    ),
)
