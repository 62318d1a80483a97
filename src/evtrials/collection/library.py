"""The collection: get a trial by any of its names, filter by a Query, suggest what was meant; read only what is needed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from evtrials.collection.filters import Fit, Query, judged, judges_of, parse_drug_dose
from evtrials.errors import DataError, NameNotFound, joined
from evtrials.evidence.profile import Card, Headline
from evtrials.evidence.rows import FigureRow
from evtrials.notation.spelling import folded, suggest, unknown
from evtrials.trial.terms import Terms

if TYPE_CHECKING:
    from evtrials.collection.catalogue import Catalogue
    from evtrials.collection.indexed import IndexedCatalogue
    from evtrials.trial.model import Trial


class Entry(NamedTuple):
    """A trial of an answer, with how it fits and, where it is mixed, in what."""

    card: Card
    fit: Fit = Fit.IN
    why: str = ""


@dataclass(frozen=True, slots=True)
class Selection:
    """The answer of a filter: the trials in order, and those left out, by the flag that adds them."""

    entries: tuple[Entry, ...] = ()
    left_out: dict[str, tuple[str, ...]] = field(default_factory=dict)
    load: Callable[[str], Trial] | None = field(default=None, repr=False, compare=False)

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of the answer, in order."""
        return tuple(entry.card.id for entry in self.entries)

    @property
    def trials(self) -> tuple[Trial, ...]:
        """The trials of the answer, each read whole when it is asked for."""
        return tuple(self.load(id_) for id_ in self.ids) if self.load else ()


class Library:
    """A collection of trials."""

    def __init__(self, catalogue: IndexedCatalogue | Catalogue | None = None, *, skip_invalid: bool = False) -> None:
        if catalogue is None:
            from evtrials.collection.indexed import open_catalogue

            catalogue = open_catalogue()
        self.catalogue = catalogue
        self.skip_invalid = skip_invalid
        self.skipped: list[DataError] = []
        self._cards: dict[str, Card] | None = None
        self._trials: dict[str, Trial] = {}
        self._rows: dict[str, list[FigureRow]] = {}
        self._headlines: dict[str, Headline] = {}

    @property
    def terms(self) -> Terms:
        """The vocabulary of the collection."""
        return self.catalogue.terms

    @property
    def version(self) -> tuple[str | None, str | None]:
        """Version and date of the data."""
        return self.catalogue.version

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of all trials, without reading any."""
        return self.catalogue.ids

    @property
    def cards(self) -> dict[str, Card]:
        """The card of every trial by id; DataError with every fault of every file unless `skip_invalid`."""
        if self._cards is None:
            cards, failures = self.catalogue.cards()
            if failures and not self.skip_invalid:
                raise DataError([problem for failure in failures for problem in failure.problems])
            self.skipped, self._cards = list(dict.fromkeys(failures)), {card.id: card for card in cards}
        return self._cards

    def trials(self) -> tuple[Trial, ...]:
        """Every trial of the collection, in order of id; DataError as `cards`."""
        return tuple(self.trial(id_) for id_ in self.cards)

    def trial(self, id_: str) -> Trial:
        """One trial by its exact id; DataError with every fault of its file."""
        if id_ not in self._trials:
            self._trials[id_] = self.catalogue.trial(id_)
        return self._trials[id_]

    def figures(self, trial: Trial | str) -> list[FigureRow]:
        """The tidy rows of a trial."""
        id_ = trial if isinstance(trial, str) else trial.id
        if id_ not in self._rows:
            self._rows[id_] = self.catalogue.rows(id_)
        return self._rows[id_]

    def headline(self, id_: str) -> Headline:
        """What a trial found, in short: the looks at its primary endpoint(s)."""
        if id_ not in self._headlines:
            self._headlines[id_] = self.catalogue.headline(id_)
        return self._headlines[id_]

    @property
    def shared_sources(self) -> dict[str, dict[str, Any]]:
        """The sources that several trials share."""
        return self.catalogue.shared_sources

    def folder(self, trial: Trial) -> Path:
        """The folder in which the file of a trial lies, with what it names beside it."""
        return self.catalogue.folder(trial.id)

    def get(self, name: str) -> Trial:
        """A trial by id, name, alias, registration, PMID or author; NameNotFound with candidates.

        An id needs only its own file to be good. Any other name is looked for in the whole collection; one that fits
        several trials is not guessed.
        """
        return self.trial(self.id_of(name))

    def id_of(self, name: str) -> str:
        """The id of a trial by any of its names, as `get`."""
        if not name.strip():
            raise NameNotFound("an empty name names no trial; see them all with: evtrials list --about all")
        key = folded(name)
        by_id = [id_ for id_ in self.ids if folded(id_) == key]
        if len(by_id) == 1:
            return by_id[0]
        cards = self.cards.values()
        found = [card.id for card in cards if key in card.names] or [card.id for card in cards if key in card.authors]
        if len(found) == 1:
            return found[0]
        if found:
            raise NameNotFound(f'"{name}" fits {len(found)} trials: {", ".join(found)}; name one of them', tuple(found))
        near = self.suggest(name)
        hint = f"did you mean {joined(near)}?" if near else "see them all with: evtrials list --about all"
        raise NameNotFound(f'there is no trial "{name}"; {hint}', near)

    def suggest(self, name: str) -> tuple[str, ...]:
        """Ids of the trials whose names are nearest to a name that was not found."""
        return suggest(name, {alias: card.id for card in self.cards.values() for alias in (card.id, *card.names)})

    def select(self, query: Query) -> Selection:
        """The trials that a query asks for, in order of setting, line and year, and what was left out, by flag.

        UsageError for a drug, class or endpoint that neither the vocabulary nor a trial knows: a misspelt name would find
        nothing, and nothing would look like an answer.
        """
        self._know(query)
        judges = judges_of(query, self.terms, self.catalogue.text)
        entries: list[Entry] = []
        left_out: dict[str, list[str]] = {}
        withheld = {Fit.MIXED: "" if query.mixed else "--mixed", Fit.UNSTATED: "" if query.unstated else "--unstated"}
        for card in self.cards.values():
            fit, why = judged(card, judges)
            if fit is Fit.OUT:
                continue
            missing = withheld.get(fit, "")
            if "all" not in query.about and card.about not in query.about:
                # One flag must add it: a trial that two flags hold back is not counted under either.
                if not missing:
                    left_out.setdefault(f"--about {card.about}", []).append(card.id)
            elif missing:
                left_out.setdefault(missing, []).append(card.id)
            else:
                entries.append(Entry(card, fit, why))
        entries.sort(key=lambda entry: entry.card.order)
        return Selection(tuple(entries), {flag: tuple(ids) for flag, ids in left_out.items()}, self.trial)

    def _know(self, query: Query) -> None:
        """UsageError for a name in a query that nothing bears. The names are gathered only for a filter that is set."""
        doses = tuple(parse_drug_dose(text)[0] for text in query.dose)
        asked: tuple[tuple[str, tuple[str, ...], Callable[[], dict[str, str]]], ...] = (
            ("drug", query.drug + doses, self._drugs),
            ("class of drug", query.drug_class, self._classes),
            ("endpoint", query.endpoint, self._endpoints),
            ("drug", query.isolates, lambda: self._drugs() | self._borne("isolates")),
        )
        for what, names, gather in asked:
            known = gather() if names else {}
            spellings = {folded(name) for name in known}
            for name in names:
                if folded(name) not in spellings:
                    raise unknown(what, name, known, "see what is stored with: evtrials arms --about all, evtrials results")

    def _drugs(self) -> dict[str, str]:
        named = {name: id_ for id_, drug in self.terms.drugs.items() for name in (id_, *drug.synonyms)}
        return named | self._borne("drugs")

    def _classes(self) -> dict[str, str]:
        return {drug.class_: drug.class_ for drug in self.terms.drugs.values()} | self._borne("classes")

    def _endpoints(self) -> dict[str, str]:
        named = {name: id_ for id_, term in self.terms.endpoints.items() for name in (id_, term.name, *term.synonyms)}
        return named | self._borne("endpoints") | self._borne("primary")

    def _borne(self, column: str) -> dict[str, str]:
        """The names in a column of the cards, each for itself."""
        return {name: name for card in self.cards.values() for name in getattr(card, column)}

    def loosened(self, query: Query) -> dict[str, int]:
        """For each filter of a query, how many trials the rest of it would find without that filter."""
        found = {}
        for name in query.asked:
            if name in ("about", "mixed", "unstated"):
                continue
            empty = None if name in ("with_results", "min_n") else ()
            count = len(self.select(replace(query, **{name: empty})).entries)  # type: ignore[arg-type]
            if count:
                found[name] = count
        return found
