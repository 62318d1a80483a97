"""The texts of a trial that are searched, each with its place, its weight and what of the vocabulary it is about."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from evtrials.evidence.traits import subtype_words
from evtrials.notation.closed_words import PRIMARY_ROLES

if TYPE_CHECKING:
    from evtrials.trial.model import Trial
    from evtrials.trial.terms import Terms

# The weight of a drug that an arm gives, and the least one of a name, a label or a title: notes and journals weigh less.
DRUG, LEAST_NAME = 60, 20


class Searchable(NamedTuple):
    """A text of a trial with its place and weight, and what of the vocabulary it is about: ("drugs", "everolimus")."""

    place: str
    weight: int
    text: str
    about: tuple[str, str] = ("", "")


def texts_of(trial: Trial, terms: Terms) -> Iterator[Searchable]:
    """Every text of a trial that is searched; the weight is larger the more the trial is about it."""
    yield Searchable("name", 100, trial.name)
    yield from (Searchable("alias", 95, alias) for alias in trial.aliases)
    yield Searchable("id", 90, trial.id)
    yield from (Searchable("registry", 90, number) for number in trial.registry)
    yield Searchable("title", 50, trial.title)
    for id_, arm in trial.arms.items():
        for dose in arm.drugs:
            yield Searchable(f"arm {id_}", 45 if arm.external else DRUG, dose.text, ("drugs", terms.drug(dose.drug)))
            if kind := terms.drug_class(dose.drug):
                yield Searchable(f"arm {id_}, class of drug", 40, kind)
        yield Searchable(f"arm {id_}, label", 30, arm.label)
    for key, endpoint in trial.endpoints.items():
        term = terms.endpoint(endpoint.is_ or key)
        name = terms.endpoints[term].name if term in terms.endpoints else term
        described = f"{name} ({endpoint.role})" + (f": {endpoint.described}" if endpoint.described else "")
        weight = 45 if endpoint.role in PRIMARY_ROLES else 40
        yield Searchable(f"endpoint {key}", weight, described, ("endpoints", term))
    yield Searchable("population", 40, trial.population.summary)
    population = trial.population
    statuses = [f"HR {status}" for status in population.hr_statuses] + [f"HER2 {status}" for status in population.her2_statuses]
    if statuses:
        subtype = subtype_words(trial).replace("TNBC", "TNBC, triple-negative")
        yield Searchable("subtype", 40, f"{subtype}: {', '.join(statuses)}")
    yield from (Searchable("prior therapy", 35, str(therapy)) for therapy in trial.population.prior)
    yield from (Searchable("no prior therapy with", 30, str(therapy)) for therapy in trial.population.naive)
    for id_, group in trial.populations.items():
        assay = f", {group.assay}" if group.assay else ""
        yield Searchable(f"subgroup {id_}", 30, group.label + assay, ("factors", terms.factor(group.factor)))
    for section in ("safety", "exposure", "baseline"):
        about = "adverse event" if section == "safety" else section
        for term in dict.fromkeys(term for block in getattr(trial, section) for term in block.rows):
            vocabulary = ("adverse_events", terms.adverse_event(term)) if section == "safety" else ("", "")
            yield Searchable(about, 25, term, vocabulary)
    for finding in trial.dose_finding:
        yield from (Searchable("dose-limiting toxicity", 25, text) for text in finding.dlt)
    if trial.stopped:
        yield Searchable("why stopped", 20, trial.stopped.why)
    if trial.crossover:
        yield Searchable("cross-over", 20, trial.crossover.text)
    yield from (Searchable(f"cut {id_}", 15, cut.label) for id_, cut in trial.cuts.items())
    for key, source in trial.sources.items():
        numbers = [number for number in (source.pmid, source.doi) if number]
        yield from (Searchable(f"source {key}", 90, number) for number in numbers)
        yield Searchable(f"source {key}", 20, source.title)
        if source.authors:
            yield Searchable(f"source {key}, authors", 20, ", ".join(source.authors))
        for place in (source.journal, source.meeting, source.publisher):
            if place:
                yield Searchable(f"source {key}, where published", 10, place)
    for index, note in enumerate(trial.notes, 1):
        yield Searchable(f"note {index} ({note.kind})", 10, note.text)
