"""Which trial a typed name means: an id before every other name, several words as one; and what is nearest to one not found."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from evtrials.collection.parts import Names
from evtrials.errors import NameNotFound, joined, listed
from evtrials.notation.identifiers import numbers_in
from evtrials.notation.spelling import folded, suggest, typed

# Nobody types a longer name in words apart.
_WORDS_OF_A_NAME = 6


@dataclass(frozen=True, slots=True)
class NameIndex:
    """The names of a collection. ids: of all its trials, known without reading any; names: folded, by id, read when needed."""

    ids: Sequence[str]
    names: Callable[[], Mapping[str, Names]]

    def id_of(self, name: str) -> str:
        """The id of a trial by any of its names, as `get`; UsageError for a name that asks for nothing."""
        word = typed("TRIAL", name, "See them all with: evtrials list --about all")
        found = [word] if word in self.ids else self._named(word)
        if len(found) == 1:
            return found[0]
        if found or (found := self._named_apart(word)):
            told = f'"{name}" fits {len(found)} trials: {listed(found, most=6)}; name one of them'
            raise NameNotFound(told, tuple(found))
        near = self.suggest(name)
        hint = f"did you mean {joined(near)}?" if near else "see them all with: evtrials list --about all"
        raise NameNotFound(f'there is no trial "{name}"; {hint}', near)

    def together(self, words: Sequence[str]) -> list[str]:
        """Words with those joined that are a trial's name only together: `bolero 2`, `Baselga 2012`, `PMID: 22149876`."""
        found: list[str] = []
        start = 0
        while start < len(words):
            ends = range(min(len(words), start + _WORDS_OF_A_NAME), start + 1, -1)
            # A word without letter or digit asks for nothing, and is no part of a name.
            parts = (end for end in ends if all(map(folded, words[start:end])))
            end = next((end for end in parts if self._named(" ".join(words[start:end]))), start + 1)
            found.append(" ".join(words[start:end]))
            start = end
        return found

    def _named(self, name: str) -> list[str]:
        """The trials that bear a name: an id before every other name; also by the number in what was pasted."""
        for key in map(folded, (name, *numbers_in(name))):
            if key and (found := self._by_key(key)):
                return found
        return []

    def _by_key(self, key: str) -> list[str]:
        if by_id := [id_ for id_ in self.ids if folded(id_) == key]:
            return by_id
        # Who wrote on one trial lent another the name: neither is guessed.
        return [id_ for id_, names in self.names().items() if key in names.names or key in names.authors]

    def _named_apart(self, words: str) -> list[str]:
        """The trials that several words name one by one; none where one of them names none."""
        found = [self._named(word) for word in self.together(words.split())]
        return list(dict.fromkeys(id_ for ids in found for id_ in ids)) if len(found) > 1 and all(found) else []

    def suggest(self, name: str) -> tuple[str, ...]:
        """Ids of the trials whose names are nearest to a name that was not found."""
        return suggest(name, {alias: id_ for id_, names in self.names().items() for alias in (id_, *names.names)})
