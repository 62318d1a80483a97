"""The trials of a collection as cards, bodies and rows: from the index where it is current, else from the files.

The files are the only truth. Whatever is wrong with the index, the answer is that of the files, at worst slower.
"""

from __future__ import annotations

from collections.abc import Collection
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evtrials.errors import DataError
from evtrials.evidence import traits
from evtrials.evidence.analyses import latest, looks, primary_looks
from evtrials.evidence.profile import Card, Headline
from evtrials.evidence.rows import FigureRow
from evtrials.notation.spelling import folded
from evtrials.trial.identity import ALL
from evtrials.trial.terms import Terms

if TYPE_CHECKING:
    from evtrials.collection.store import Loaded, Store
    from evtrials.trial.model import Trial


class Catalogue:
    """A store read file by file, each file once."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._loaded: dict[str, Loaded] = {}

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of all trials, without reading any."""
        return tuple(self.store.files)

    @property
    def terms(self) -> Terms:
        """The vocabulary of the collection."""
        return self.store.terms

    @property
    def version(self) -> tuple[str | None, str | None]:
        """Version and date of the data."""
        return self.store.version

    @property
    def overridden(self) -> tuple[str, ...]:
        """Ids which a later folder took over from an earlier one."""
        return self.store.overridden

    def cards(self) -> tuple[list[Card], list[DataError]]:
        """The card of every good trial in order of id, and the faults of the others."""
        cards: list[Card] = []
        failures: list[DataError] = []
        for id_ in self.ids:
            try:
                loaded = self._load(id_)
            except DataError as error:
                failures.append(error)
            else:
                cards.append(card_of(loaded.trial, loaded.figures, self.terms))
        return cards, failures

    def headline(self, id_: str) -> Headline:
        """What a trial found, in short."""
        loaded = self._load(id_)
        return headline_of(loaded.trial, loaded.figures)

    def text(self, id_: str) -> str:
        """The words of a trial that --search looks through, case-folded."""
        return traits.haystack(self._load(id_).trial)

    def trial(self, id_: str) -> Trial:
        """One trial; DataError with every fault of its file."""
        return self._load(id_).trial

    def rows(self, id_: str, endpoints: Collection[str] = ()) -> list[FigureRow]:
        """The tidy rows of a trial, or those of some endpoints; DataError with every fault of its file."""
        found = self._load(id_).figures
        return [row for row in found if row.endpoint in endpoints] if endpoints else found

    @property
    def shared_sources(self) -> dict[str, dict[str, Any]]:
        """The sources that several trials share, as they stand in `_sources.yaml`."""
        return self.store.sources

    def folder(self, id_: str) -> Path:
        """The folder in which the file of a trial lies."""
        return self.store.files[id_].parent

    def _load(self, id_: str) -> Loaded:
        if id_ not in self._loaded:
            self._loaded[id_] = self.store.load(id_)
        return self._loaded[id_]


def card_of(trial: Trial, rows: list[FigureRow], terms: Terms) -> Card:
    """The card of a trial with its rows."""
    n, n_of = traits.size_of(trial)
    own = traits.doses(trial)
    drugs = tuple(dict.fromkeys(terms.drug(dose.drug) for dose in own))
    population = trial.population
    return Card(
        id=trial.id, name=trial.name, title=trial.title, registry=trial.registry, kind=trial.kind,
        about=traits.about_of(trial, terms), phase=trial.phase, setting=trial.setting, status=trial.status.is_,
        as_of=trial.status.as_of or "", hr=population.hr, her2=population.her2, menopause=population.menopause,
        tumours=population.tumours, line=population.line, prior=population.prior, doses=tuple(dose.text for dose in own),
        drugs=drugs, classes=tuple(dict.fromkeys(terms.drug_class(drug) for drug in drugs)),
        isolates=tuple(dict.fromkeys(row.isolates for row in rows if row.isolates)),
        endpoints=tuple(dict.fromkeys(row.endpoint for row in rows if row.endpoint)),
        primary=traits.primary_endpoints(trial), arms=len(trial.arms),
        bases=tuple(dict.fromkeys(row.place.basis for row in rows if row.endpoint)), has_results=traits.has_results(trial),
        year=traits.year_of(trial), n=n, n_of=n_of, subtype=traits.subtype_words(trial), mixture=traits.mixture_words(trial),
        regimen=traits.regimen(trial), figures=len(rows), best_basis=traits.best_basis(rows),
        names=tuple(dict.fromkeys(folded(name) for name in traits.names(trial))),
        authors=tuple(dict.fromkeys(folded(author) for author in traits.authors(trial))),
    )  # fmt: skip


def headline_of(trial: Trial, rows: list[FigureRow]) -> Headline:
    """The headline of a trial with its rows."""
    primary = primary_looks(rows, trial)
    if primary:
        return Headline(tuple(primary))
    others = (
        look
        for look in latest(looks(rows, trial), trial)[0]
        if look.first.population == ALL and look.is_default and look.outcomes and not look.only_counts
    )
    return Headline(other=tuple(islice(others, 1)))
