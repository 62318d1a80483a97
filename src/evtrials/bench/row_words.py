"""The words that say what a figure of a trial file is, row by row: assessor, time point, population, role, grade ...

What a row repeats of its endpoint, its cut or its population is told with the place where it is written. What nobody wrote
(that a figure is of all patients) is no word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from evtrials.bench.patient_groups import words_of_group
from evtrials.bench.sayings import Saying, any_of, said
from evtrials.bench.texts import phrase, stems
from evtrials.notation.phrasings import WordKind, abbreviations, date_phrasing, phrasing, words_of
from evtrials.trial.arms import CutFacts, Population
from evtrials.trial.fields import Source
from evtrials.trial.identity import only_cut
from evtrials.trial.model import Trial
from evtrials.trial.results import EFFECTS, Endpoint, Row
from evtrials.trial.tables import Block, arm_and_grade
from evtrials.trial.terms import Terms
from evtrials.trial.walk import Path, records

Origin = Literal["row", "table", "endpoint", "cut", "population"]

# Words that tell no group of patients, and no endpoint, from another.
_BARE = frozenset(
    (
        "present", "absent", "positive", "negative", "high", "low", "available", "tested", "done", "other", "neither", "alone",
        "more", "less", "under", "over", "years", "free", "survival", "disease", "change", "objective", "overall", "clinical",
        "best", "after", "source", "defines", "endpoint", "examination",
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a row.

    name, value: its column of the tidy table and what stands there. origin, written: what the row has it from, and where
    it is written in the file. lender: the source of that from which it is had, where it may be borrowed of it.
    rivals: the other words of its kind, one of which may stand beside the figure in its stead.
    """

    name: str
    value: str
    saying: Saying
    origin: Origin
    written: Path
    lender: Source | None = None
    rivals: tuple[tuple[str, Saying], ...] = ()

    @property
    def is_implied(self) -> bool:
        """Whether a source need not say it: that a figure is of any grade. It may still be of another."""
        return self.value == "any"


@dataclass(frozen=True, slots=True)
class Worded:
    """A row of results, a table, or a row of a table, with its words.

    path: of the row, by which its figures are found. foreign: the arm of a historical control, of whose figure alone the
    words are asked.
    """

    path: Path
    source: Source
    words: tuple[Word, ...]
    foreign: str = ""


def worded(trial: Trial, terms: Terms) -> Iterator[Worded]:
    """Every row of results and every table of a trial, in the order of the file, each followed by its parts: the figures of
    historical controls, and the rows of harms with their grades.
    """
    for node in records(trial):
        record = node.record
        if isinstance(record, Row):
            words = tuple(_RowWords(trial, terms, node.path, record).words())
            yield Worded(node.path, record.src, words)
            own = {"endpoint": _OF_THE_TRIAL, "row": _AS_PRINTED}
            of_the_arm = tuple(word for word in words if word.name in own.get(word.origin, ()))
            for arm in record.values:
                if arm in trial.arms and trial.arms[arm].external:
                    yield Worded(node.path, record.src, of_the_arm, arm)
        elif isinstance(record, Block) and record.rows:
            yield Worded(node.path, record.src, tuple(_table_words(trial, terms, node.path, record)))
            if grades := tuple(_grades(node.path, record)):
                yield from (Worded((*node.path, "rows", term), record.src, grades) for term in record.rows)


# What the protocol of a trial says of its own patients, which a historical control's figure in the same row may not be.
_OF_THE_TRIAL = ("role", "analysis_set", "method")
# What a row says only where its source prints it: of the endpoint it is the protocol's.
_AS_PRINTED = ("assessor", "at")
# What names the endpoint, whatever the source of a row: it may be borrowed of the endpoint's own source.
_OF_THE_ENDPOINT = ("role", "measure", "unit", "definition", "instrument", "threshold")


class _RowWords:
    """The words of one row of results."""

    def __init__(self, trial: Trial, terms: Terms, path: Path, row: Row) -> None:
        self.trial, self.terms, self.path, self.row = trial, terms, path, row
        self.endpoint: Endpoint = trial.endpoints[str(path[1])]

    def words(self) -> Iterator[Word]:
        """The words of the row, each once."""
        row = self.row
        yield self._endpoint_itself()
        yield from self._closed("assessor")
        if row.population is None or row.role:  # a subgroup does not inherit the role of its endpoint
            yield from self._closed("role")
        if row.values:
            yield from self._closed("measure")
            yield from self._closed("unit")
        for name, measure in EFFECTS.items():
            if getattr(row, name) is not None:
                yield from _closed("measure", measure, "row", (*self.path, name))
        if row.p is not None and row.p.sides:
            yield from _closed("p_sides", str(row.p.sides), "row", (*self.path, "p"))
        for name in ("at", "period", "definition", "instrument", "threshold", "analysis_set", "method", "per", "factor"):
            yield from self._phrase(name)
        if row.population:
            yield from _of_population(self.trial, self.terms, row.population)
        yield from _of_cut(self.trial, row.cut or only_cut(self.trial), row.src.key)

    def _endpoint_itself(self) -> Word:
        key = str(self.path[1])
        written: Path = (*self.path[:2], "is") if self.endpoint.is_ else self.path[:2]
        saying = any_of(*_endpoint_ways(self.terms, key, self.endpoint, self.row))
        return Word("endpoint", self.endpoint.is_ or key, saying, "endpoint", written, self.endpoint.src)

    def _written(self, name: str) -> tuple[str, Origin, Path, Source | None]:
        """A field of the row, else of its endpoint, where it is written, and who may lend it; "" where neither has it."""
        if value := getattr(self.row, name, None):
            return value, "row", (*self.path, name), None
        if name in _AS_PRINTED:
            return "", "row", (*self.path, name), None
        lender = self.endpoint.src if name in _OF_THE_ENDPOINT else None
        return getattr(self.endpoint, name, None) or "", "endpoint", (*self.path[:2], name), lender

    def _closed(self, name: WordKind) -> Iterator[Word]:
        yield from _closed(name, *self._written(name))

    def _phrase(self, name: str) -> Iterator[Word]:
        yield from _phrase(name, *self._written(name))


def _table_words(trial: Trial, terms: Terms, path: Path, block: Block) -> Iterator[Word]:
    yield from _closed("attribution", block.attribution, "table", (*path, "attribution"))
    yield from _closed("measure", block.measure or "", "table", (*path, "measure"))
    yield from _closed("unit", block.unit or "", "table", (*path, "unit"))
    yield from _phrase("threshold", block.threshold or "", "table", (*path, "threshold"))
    yield from _phrase("period", block.period or "", "table", (*path, "period"))
    if block.population:
        yield from _of_population(trial, terms, block.population, stems(block.rows).values())
    yield from _of_cut(trial, block.cut or "", block.src.key)


def _grades(path: Path, block: Block) -> Iterator[Word]:
    """The bands of grades of a table of harms."""
    columns: dict[str, int] = {}
    for index, column in enumerate(block.columns):
        columns.setdefault(arm_and_grade(column)[1], index)
    for grade, index in columns.items():
        yield from _closed("grade", grade, "table", (*path, "columns", index), alone=len(columns) == 1)


def _of_population(trial: Trial, terms: Terms, id_: str, counted: Iterable[re.Pattern[str]] = ()) -> Iterator[Word]:
    """What a row says of the group of patients that it names.

    counted: words for what a table counts, which name no other group where they stand beside its figures.
    """
    population, path = trial.populations[id_], ("populations", id_)
    ways = tuple(_population_ways(population, terms))
    not_telling = {*ways, *counted}
    others = {
        other.label: [way for way in _population_ways(other, terms) if way not in not_telling]
        for other in trial.populations.values()
    }
    rivals = tuple((label, any_of(*telling)) for label, telling in others.items() if telling)
    yield Word("population", population.label, any_of(*ways), "population", path, population.src, rivals)
    yield from _closed("planning", population.planning, "population", (*path, "planning"), population.src)
    yield from _phrase("assay", population.assay or "", "population", (*path, "assay"), population.src)


def _of_cut(trial: Trial, id_: str, source: str) -> Iterator[Word]:
    """The date and the median follow-up of a cut as they reach the rows of the source that states them."""
    if not id_:
        return
    cut = trial.cuts[id_]
    stated: list[tuple[Path, CutFacts]] = [(("cuts", id_), cut)]
    stated += [(("cuts", id_, "also", index), facts) for index, facts in enumerate(cut.also)]
    stated = [(path, facts) for path, facts in stated if facts.src.key == source]
    date = next(((path, facts.date) for path, facts in stated if facts.date), None)
    if date:
        yield Word("cut_date", date[1], any_of(date_phrasing(date[1])), "cut", (*date[0], "date"))
    followup = next(((path, facts.followup) for path, facts in stated if facts.followup), None)
    if followup:
        yield Word("followup", followup[1], said(followup[1]), "cut", (*followup[0], "followup"))


# Closed words of which one governs a figure: who judged it, of what grade it is. Roles stand too freely.
_RIVALS: dict[str, tuple[str, ...]] = {
    "assessor": words_of("assessor"),
    "p_sides": words_of("p_sides"),
    "grade": tuple(grade for grade in words_of("grade") if grade == "any" or grade[-1].isdigit()),
}


def _closed(
    name: WordKind, value: str, origin: Origin, written: Path, lender: Source | None = None, *, alone: bool = True
) -> Iterator[Word]:
    """A closed word. alone: whether the row has no other of its kind, so that another beside its figures speaks against it."""
    if (pattern := phrasing(name, value)) is not None:
        kind = _RIVALS.get(name, ()) if alone else ()
        others = [(other, phrasing(name, other)) for other in kind if other != value and value in kind]
        rivals = tuple((other, any_of(found)) for other, found in others if found is not None)
        yield Word(name, value, any_of(pattern), origin, written, lender, rivals)


def _phrase(name: str, value: str, origin: Origin, written: Path, lender: Source | None = None) -> Iterator[Word]:
    if value and not value.startswith("not "):  # what no source states, or defines
        yield Word(name, value, said(value), origin, written, lender)


def _endpoint_ways(terms: Terms, key: str, endpoint: Endpoint, row: Row) -> Iterator[re.Pattern[str]]:
    """The names of an endpoint; of one that is no survival time also each telling word of its name, key and definition."""
    id_ = terms.endpoint(endpoint.is_ or key)
    term = terms.endpoints.get(id_)
    names = dict.fromkeys([id_, key, *((term.name, *term.synonyms) if term else ())])
    yield from map(phrase, names)
    measure = row.measure or endpoint.measure
    if id_ == "os" or measure == "deaths":
        pattern = phrasing("measure", "deaths")
        assert pattern is not None
        yield pattern
    if term is None or term.group != "time to event":
        words = _telling([*names, endpoint.described, row.definition or ""])
        yield from (pattern for word, pattern in words.items() if not word.isdigit())


def _population_ways(population: Population, terms: Terms) -> Iterator[re.Pattern[str]]:
    """The words that tell a group of patients, and their abbreviations."""
    for word, pattern in words_of_group(population, terms).items():
        yield from (pattern, *abbreviations(word))


def _telling(words: Iterable[str]) -> dict[str, re.Pattern[str]]:
    """The words that tell a thing from others of its kind."""
    return {word: pattern for word, pattern in stems(words).items() if word not in _BARE}
