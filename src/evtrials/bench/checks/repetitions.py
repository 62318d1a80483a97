"""What a file says twice, or says and denies: a registration, a receptor, a drug of one arm, a therapy before the trial."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from evtrials.bench.checks.base import Doubt, check
from evtrials.collection.loading import Loaded
from evtrials.evidence.rows import Path
from evtrials.notation.registers import comparable
from evtrials.notation.spelling import folded


@check("E152", mend="Delete one of them, or correct it: it may be meant for something else.")
def said_twice(loaded: Loaded) -> Iterator[Doubt]:
    """One list says the same twice, in one spelling or in two: a registration, an alias, a receptor status, a therapy, a stratum,
    a drug of one arm.
    """
    for path, entries in _lists(loaded):
        first: dict[str, str] = {}
        for index, (meant, written) in enumerate(entries):
            if meant in first:
                yield Doubt((*path, index), f'"{written}" is "{first[meant]}" again')
            first.setdefault(meant, written)


@check("E155", mend="Look the eligibility up again: one of the two is not so, or needs the share of patients that it is of.")
def had_by_all_and_by_none(loaded: Loaded) -> Iterator[Doubt]:
    """A therapy is said to have been had by the patients (prior) and by none of them (naive)."""
    population = loaded.trial.population
    prior = {folded(loaded.terms.drug(therapy.is_)): therapy.is_ for therapy in population.prior}
    for index, therapy in enumerate(population.naive):
        if therapy.share is None and (had := prior.get(folded(loaded.terms.drug(therapy.is_)))):
            yield Doubt(("population", "naive", index), f'no patient had had {therapy.is_}, and "{had}" stands under prior')


def _lists(loaded: Loaded) -> Iterator[tuple[Path, list[tuple[str, str]]]]:
    """Each list in which a thing stands once: its path, and its entries as they are compared and as they are written."""
    trial, drug = loaded.trial, loaded.terms.drug
    yield ("registry",), [(comparable(number), number) for number in trial.registry]
    yield ("aliases",), _folded(trial.aliases)
    yield ("pools",), _folded(trial.pools)
    population = trial.population
    # "+" and "-" are all that tells two receptors apart.
    yield ("population", "disease"), [(pair, pair) for pair in population.disease]
    for name in ("hr", "her2", "menopause", "tumours"):
        yield ("population", name), _folded(getattr(population, name))
    for name in ("prior", "naive"):
        yield ("population", name), [(folded(drug(therapy.is_)), therapy.is_) for therapy in getattr(population, name)]
    if trial.strata:
        yield ("strata", "by"), _folded(trial.strata.by)
    for id_, arm in trial.arms.items():
        yield ("arms", id_, "drugs"), [(folded(drug(dose.drug)), dose.text) for dose in arm.drugs]


def _folded(written: Iterable[str]) -> list[tuple[str, str]]:
    return [(folded(text), text) for text in written]
