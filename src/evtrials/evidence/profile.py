"""A trial on a card: what filters ask and lists show, derived once from its file. Plain data, quick to read back."""

from collections.abc import Callable
from typing import Any, NamedTuple

from evtrials.evidence.analyses import Look
from evtrials.evidence.rows import from_plain, to_plain

SETTINGS = ("advanced", "neoadjuvant", "adjuvant", "supportive", "not stated")


class Card(NamedTuple):
    """One trial. Sets of statuses, lines, doses and names are as in the file; the rest is what `traits` derives from it.

    doses: drug with dose as printed, of the trial's own arms. arms: how many there are, external ones too. primary: the
    primary endpoints, with a figure or without. names, authors: folded, for look-up.
    """

    id: str
    name: str
    title: str
    registry: tuple[str, ...]
    kind: str
    about: str
    phase: str
    setting: str
    status: str
    as_of: str
    hr: tuple[str, ...]
    her2: tuple[str, ...]
    menopause: tuple[str, ...]
    tumours: tuple[str, ...]
    line: str
    prior: tuple[str, ...]
    doses: tuple[str, ...]
    drugs: tuple[str, ...]
    classes: tuple[str, ...]
    isolates: tuple[str, ...]
    endpoints: tuple[str, ...]
    primary: tuple[str, ...]
    arms: int
    bases: tuple[str, ...]
    has_results: bool
    year: str
    n: str
    n_of: str
    subtype: str
    mixture: str
    regimen: str
    figures: int
    best_basis: str
    names: tuple[str, ...]
    authors: tuple[str, ...]

    @property
    def order(self) -> tuple[object, ...]:
        """Setting, line of therapy, year, name: the order of every list. Never the result."""
        return order_of(self.setting, self.line, self.year, self.name)


class Headline(NamedTuple):
    """What a trial found, in short: the looks at its primary endpoint(s); where none is stated, the first that answers."""

    primary: tuple[Look, ...] = ()
    other: tuple[Look, ...] = ()


def order_of(setting: str, line: str, year: str, name: str) -> tuple[object, ...]:
    """What the order of lists goes by: setting, first line of therapy that could enter, year, name."""
    return (SETTINGS.index(setting), _first_line(line), year or "9999", name.casefold())


def _first_line(line: str) -> int:
    return int(line[0]) if line[0].isdigit() else 9


def pack_card(card: Card) -> list[Any]:
    """A card as a plain list in the order of its fields, for JSON."""
    return list(card)


def unpack_card(values: list[Any]) -> Card:
    """A card from the list of `pack_card`."""
    return Card._make([tuple(value) if type(value) is list else value for value in values])


def pack_headline(headline: Headline) -> list[Any]:
    """A headline as plain lists."""
    return [[[to_plain(row) for row in look.rows] for look in group] for group in (headline.primary, headline.other)]


def unpack_headline(values: list[Any]) -> Headline:
    """A headline from the lists of `pack_headline`."""
    return Headline(*(tuple(Look(tuple(from_plain(row) for row in look)) for look in group) for group in values))


def sort_key(by: str) -> Callable[[Card], tuple[object, ...]]:
    """The order for `--sort`."""
    keys: dict[str, Callable[[Card], tuple[object, ...]]] = {
        "name": lambda card: (card.name.casefold(),),
        "year": lambda card: (card.year or "9999", card.name.casefold()),
        "n": lambda card: (-digits(card.n), card.name.casefold()),
        "phase": lambda card: (card.phase, card.name.casefold()),
        "line": lambda card: (_first_line(card.line), card.name.casefold()),
        "setting": lambda card: card.order,
    }
    return keys[by]


def digits(count: str) -> int:
    """The digits of a printed count as a number; 0 where there is none."""
    return int("".join(char for char in count if char.isdigit()) or 0)


SORTS = ("name", "year", "n", "phase", "line", "setting")
