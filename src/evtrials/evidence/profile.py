"""What filters ask of a trial and lists show of it, derived once from its file. Plain data, quick to read back."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from evtrials.evidence.analyses import Analysis
from evtrials.evidence.rows import from_plain, to_plain

SETTINGS = ("advanced", "neoadjuvant", "adjuvant", "supportive", "not stated")


class Profile(NamedTuple):
    """One trial. Sets of statuses, lines, doses and names are as in the file; the rest is what `traits` derives from it.

    receptors: HR and HER2 status of those who could enter, in pairs. prior_of_some: of the prior therapies those that not all
    patients had had; prior_names: the drugs and classes that each of the prior therapies names; naive: those that none had had.

    doses: drug with dose as printed, of the trial's own arms. regimen_shorter: what says it
    where it finds no room, best first. regimen_notes: on those of its doses that are suspect, each a line. line_notes: on the
    line of therapy that could enter, each a line.
    labels: of the arms by id; contrasts: the compared ones in short, by `A v B` of their ids; groups: factor and level of the
    populations by id. arms: how many there are, external ones too; is_randomised: whether randomisation made all of
    its own. primary: the primary endpoints, with a figure or without.
    """

    id: str
    name: str
    title: str
    registry: Sequence[str]
    kind: str
    about: str
    phase: str
    setting: str
    status: str
    as_of: str
    hr: Sequence[str]
    her2: Sequence[str]
    receptors: Sequence[Sequence[str]]
    menopause: Sequence[str]
    tumours: Sequence[str]
    line: str
    prior: Sequence[str]
    prior_of_some: Sequence[str]
    prior_names: Sequence[Sequence[str]]
    naive: Sequence[str]
    doses: Sequence[str]
    drugs: Sequence[str]
    classes: Sequence[str]
    isolates: Sequence[str]
    endpoints: Sequence[str]
    primary: Sequence[str]
    arms: int
    is_randomised: bool
    bases: Sequence[str]
    has_results: bool
    year: str
    n: str
    n_of: str
    subtype: str
    mixture: str
    regimen: str
    regimen_shorter: Sequence[str]
    regimen_notes: Sequence[str]
    line_notes: Sequence[str]
    labels: Mapping[str, str]
    contrasts: Mapping[str, str]
    groups: Mapping[str, str]
    figures: int
    best_basis: str

    @property
    def order(self) -> tuple[object, ...]:
        """Setting, line of therapy, year, name: the order of every list. Never the result."""
        return order_of(self.setting, self.line, self.year, self.name)


class Headline(NamedTuple):
    """What a trial found, in short: the analyses at its primary endpoint(s); where none is stated, the first that answers.

    outside: what patients of another study, its historical control, had of the first of these endpoints.
    """

    primary: tuple[Analysis, ...] = ()
    other: tuple[Analysis, ...] = ()
    outside: tuple[Analysis, ...] = ()


def order_of(setting: str, line: str, year: str, name: str) -> tuple[object, ...]:
    """What the order of lists goes by: setting, first line of therapy that could enter, year, name."""
    return (SETTINGS.index(setting), _first_line(line), year or "9999", name.casefold())


def _first_line(line: str) -> int:
    return int(line[0]) if line[0].isdigit() else 9


def pack_headline(headline: Headline) -> list[Any]:
    """A headline as plain lists."""
    return [[[to_plain(row) for row in one.rows] for one in group] for group in headline]


def unpack_headline(values: list[Any]) -> Headline:
    """A headline from the lists of `pack_headline`."""
    return Headline(*(tuple(Analysis(tuple(from_plain(row) for row in one)) for one in group) for group in values))


def sort_key(by: str) -> Callable[[Profile], tuple[object, ...]]:
    """The order for `--sort`."""
    keys: dict[str, Callable[[Profile], tuple[object, ...]]] = {
        "name": lambda profile: (profile.name.casefold(),),
        "year": lambda profile: (profile.year or "9999", profile.name.casefold()),
        "n": lambda profile: (-digits(profile.n), profile.name.casefold()),
        "phase": lambda profile: (profile.phase, profile.name.casefold()),
        "line": lambda profile: (_first_line(profile.line), profile.name.casefold()),
        "setting": lambda profile: profile.order,
    }
    return keys[by]


def digits(count: str) -> int:
    """The digits of a printed count as a number; 0 where there is none."""
    return int("".join(char for char in count if char.isdigit()) or 0)
