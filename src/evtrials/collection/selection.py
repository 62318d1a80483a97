"""The answer of a filter: the trials shown, those left out by reason, and the number of the rest."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

from evtrials.collection.judging import Fit
from evtrials.collection.notebook import trials_html
from evtrials.errors import counted, listed
from evtrials.evidence.profile import Profile, sort_key

if TYPE_CHECKING:
    from evtrials.trial.model import Trial


class Judged(NamedTuple):
    """A trial of an answer, with how it fits and, where it is mixed, in what."""

    profile: Profile
    fit: Fit = Fit.IN
    why: str = ""


class LeftOut(NamedTuple):
    """Trials that fit in part and are not shown: `mixed`, `unstated`, or what they are about instead, with both where both hold
    them back (`about comparator, unstated`)."""

    reason: str
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Selection:
    """The answer of a filter: the trials shown, in order of setting, line and year; those left out, by reason; and the number
    of the rest. Together they are the whole collection. `len` and iteration are of the trials shown, read when they are met.

    caveats: what a reader must know of how the values were read: a drug that was had before finds its class too.
    """

    shown: tuple[Judged, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    out: int = 0
    caveats: tuple[str, ...] = ()
    load: Callable[[Sequence[str]], Iterable[Trial]] | None = field(default=None, repr=False, compare=False)

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of the trials shown, in order."""
        return tuple(one.profile.id for one in self.shown)

    @property
    def of(self) -> int:
        """How many trials it is a choice of: shown, left out and the rest."""
        return len(self) + sum(len(one.ids) for one in self.left_out) + self.out

    @property
    def trials(self) -> tuple[Trial, ...]:
        """The trials shown, each read whole."""
        return tuple(self)

    def sorted(self, by: str) -> Selection:
        """The same trials in another order: by name, year, n, phase, line or setting."""
        key = sort_key(by)
        return replace(self, shown=tuple(sorted(self.shown, key=lambda one: key(one.profile))))

    def __iter__(self) -> Iterator[Trial]:
        return iter(self.load(self.ids) if self.load else ())

    def __len__(self) -> int:
        return len(self.shown)

    def __bool__(self) -> bool:
        return bool(self.shown)

    def __repr__(self) -> str:
        rest = [f"{len(one.ids)} {one.reason}" for one in self.left_out] + [f"{self.out} out"]
        return f"<Selection: {counted(len(self), 'trial')} ({listed(self.ids, most=6)}); {', '.join(rest)}>"

    def _repr_html_(self) -> str:
        return trials_html(one.profile for one in self.shown)
