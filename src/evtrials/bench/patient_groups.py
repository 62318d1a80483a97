"""The words by which a text tells a group of patients from the others of its trial."""

from __future__ import annotations

import re

from evtrials.bench.texts import stems
from evtrials.trial.arms import Population
from evtrials.trial.terms import Terms

# Words that many groups share. One of them alone tells none: `metastatic` stands in the text of every trial of metastatic
# disease, `mutated` may be said of any gene.
_SHARED = frozenset(
    (
        "present", "absent", "positive", "negative", "high", "low", "available", "tested", "done", "other", "neither", "none",
        "alone", "more", "less", "under", "over", "years", "detected", "data", "sample", "loss", "mutated", "mutation",
        "mutations", "mutant", "wild", "type", "alterations", "altered", "activating", "gene", "genes", "metastasis",
        "metastases", "metastatic", "disease", "involvement", "involved", "baseline", "advanced", "receptor", "receptors",
        "status", "subset", "subgroup", "countries", "country", "prior", "previous", "last", "before", "source", "stated",
        "treatment", "therapy", "inhibitor", "non", "cancer", "breast", "tumour", "tumor", "primary", "only", "starting",
        "dose", "collection", "serial",
    )
)  # fmt: skip

# `HR 0.47` is a hazard ratio, `HR-positive` a receptor.
_SPELT = {"hr": re.compile(r"(?<![^\W_])HR(?=[+-]| ?\+| (?:pos|neg|status))")}


def words_of_level(population: Population) -> dict[str, re.Pattern[str]]:
    """The words of the level that tell the group, each as a pattern; of a level with a number, its numbers."""
    level = _telling([population.level])
    return {word: pattern for word, pattern in level.items() if any(char.isdigit() for char in word)} or level


def words_of_factor(population: Population, terms: Terms) -> dict[str, re.Pattern[str]]:
    """The words of the factor and of its synonyms that tell the group."""
    known = terms.factors.get(terms.factor(population.factor))
    return _telling([population.factor, *(known.synonyms if known else ())])


def words_of_group(population: Population, terms: Terms) -> dict[str, re.Pattern[str]]:
    """The words of the level; of the factor where those tell no group from another; every word where none tells any."""
    named = [population.level, population.factor]
    return words_of_level(population) or words_of_factor(population, terms) or stems(named)


def _telling(names: list[str]) -> dict[str, re.Pattern[str]]:
    return {word: _SPELT.get(word, pattern) for word, pattern in stems(names).items() if word not in _SHARED}
