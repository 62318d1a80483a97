"""Groups of patients: the levels of one contrast at one endpoint under the effect in all patients, and a row of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evtrials.evidence.contrasts import ContrastLine, total_n
from evtrials.notation.spelling import folded

if TYPE_CHECKING:
    from evtrials.evidence.rows import FigureRow
    from evtrials.trial.arms import Population
    from evtrials.trial.model import Trial
    from evtrials.trial.terms import Terms

NO_TEST = "no test seen"


@dataclass(frozen=True, slots=True)
class Group:
    """The levels of one contrast at one endpoint of a trial, under the effect in all patients.

    lead: a row that bears endpoint and contrast. overall: for each level the effect in all patients, at the cut of the level
    where one is stored, else the default one; whole: each of these once, or without a level the default one. by_arm: the arms of
    all patients side by side, where the levels are of the arms together and all patients are not; has_whole: whether anything of
    the endpoint is stored of all patients. interactions: the tests of the factors asked for. cohorts: populations that are
    parts of the protocol, with arms of their own. passed: how many further analyses of these levels (other cuts, assessors,
    measures) are not among them.
    """

    trial: Trial
    lead: FigureRow
    overall: tuple[ContrastLine | None, ...]
    levels: tuple[ContrastLine, ...]
    interactions: tuple[FigureRow, ...]
    whole: tuple[ContrastLine, ...] = ()
    by_arm: tuple[ContrastLine, ...] = ()
    has_whole: bool = False
    cohorts: frozenset[str] = frozenset()
    passed: int = 0

    @property
    def arms(self) -> tuple[str, str]:
        """The arms that are compared; the second "" where an arm, or the arms together, stand alone."""
        first = self.levels[0] if self.levels else self.lead
        return first.arm, first.comparator

    def tests_of(self, factor: str, terms: Terms) -> list[FigureRow]:
        """The tests of interaction of a factor, under any of its names."""
        return [row for row in self.interactions if folded(terms.factor(row.term)) == folded(terms.factor(factor))]

    def lone_tests(self, terms: Terms) -> list[FigureRow]:
        """The tests of interaction of factors of which no level has a figure."""
        shown = {folded(terms.factor(self.trial.populations[line.lead.population].factor)) for line in self.levels}
        return [row for row in self.interactions if folded(terms.factor(row.term)) not in shown]


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A level of a group or the effect in all patients (a line), a lone test of interaction, an association, or words.

    figure: the effect, None where nothing was compared. overall: what stands above a level; of all patients the line itself.
    tests: the tests of interaction of its factor. is_tested: whether such a test would tell anything.
    """

    trial: Trial
    lead: FigureRow
    figure: FigureRow | None
    line: ContrastLine | None = None
    overall: ContrastLine | None = None
    tests: tuple[FigureRow, ...] = ()
    is_cohort: bool = False
    is_tested: bool = False

    @property
    def kind(self) -> str:
        """What the row is, in the words of the tidy table."""
        return self.lead.kind if self.line is None else "effect" if self.figure else "outcome"

    @property
    def population(self) -> Population | None:
        """The group; None of all patients."""
        return self.trial.populations.get(self.lead.population)

    @property
    def n(self) -> str:
        """Patients of the group as printed."""
        return total_n(self.line) if self.line else self.lead.n

    @property
    def interaction(self) -> str:
        """The p values of the tests of interaction, or that no test was seen; "" where none would tell anything."""
        return ("; ".join(row.p.text for row in self.tests if row.p) or NO_TEST) if self.is_tested else ""
