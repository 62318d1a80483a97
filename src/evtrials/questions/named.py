"""The endpoint or the population that is meant by a name."""

from __future__ import annotations

from evtrials.collection.library import Library
from evtrials.notation.spelling import folded, unknown
from evtrials.trial.identity import ALL
from evtrials.trial.model import Trial


def endpoint_known(library: Library, name: str) -> str:
    """The id of an endpoint by any of its names; "" for a name that nothing bears."""
    id_ = library.terms.endpoint(name)
    return id_ if id_ in library.terms.endpoints or id_ in _own_endpoints(library) else ""


def _own_endpoints(library: Library) -> set[str]:
    return {endpoint for profile in library.profiles.values() for endpoint in profile.endpoints}


def endpoint_named(library: Library, name: str) -> str:
    """The id of an endpoint by any of its names; UsageError with the nearest ones for a name that nothing bears."""
    if id_ := endpoint_known(library, name):
        return id_
    raise unknown("endpoint", name, endpoint_names(library), "see them with: evtrials figures --format csv")


def endpoint_names(library: Library) -> dict[str, str]:
    """Every spelling of an endpoint, of the vocabulary or of a trial's own, with the id that it means."""
    return {**library.terms.spellings("endpoints"), **{key: key for key in _own_endpoints(library)}}


def population_named(library: Library, name: str) -> str:
    """Check that some population bears a name (id, factor, level or a part of them); UsageError with the nearest ones."""
    if folded(name) == ALL:
        return ALL
    names: dict[str, str] = {}
    for trial in library:
        for id_, group in trial.populations.items():
            if is_population(trial, id_, name, library):
                return name
            names |= {id_: id_, group.factor: group.factor, group.level: group.level}
    raise unknown("population", name, names | library.terms.spellings("factors"), "see them with: evtrials subgroups")


def is_population(trial: Trial, population: str, name: str, library: Library) -> bool:
    """Whether a name means a population of a trial: its id, its factor under any name, or a part of factor or level."""
    if population == ALL:
        return folded(name) == ALL
    group, key, terms = trial.populations[population], folded(name), library.terms
    if key == folded(population) or folded(terms.factor(group.factor)) == folded(terms.factor(name)):
        return True
    return any(key in folded(text) for text in (group.factor, group.level))
