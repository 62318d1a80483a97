"""How a row of the tidy table is made of a stored figure, whatever it is a figure of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from evtrials.evidence.rows import FigureRow, Path, Place
from evtrials.notation.closed_words import FigureKind
from evtrials.notation.figures import Figure
from evtrials.trial.fields import Source
from evtrials.trial.identity import ALL, AnalysisKey
from evtrials.trial.model import Trial
from evtrials.trial.terms import Terms


@dataclass(frozen=True, slots=True)
class Maker:
    """Makes the rows of one trial."""

    trial: Trial
    terms: Terms

    def row(
        self, kind: FigureKind, analysis: AnalysisKey, source: Source, path: Path, figure: Figure, **columns: Any
    ) -> FigureRow:
        """A row, with what its own source says of its cut."""
        place = Place(source.key, source.place, self.trial.sources[source.key].basis)
        if analysis.cut:
            cut = self.trial.cuts[analysis.cut]
            columns |= {"cut_date": cut.stated("date", source.key), "followup": cut.stated("followup", source.key)}
        if analysis.population != ALL:
            columns["planning"] = self.trial.populations[analysis.population].planning
        return FigureRow(self.trial.id, analysis, kind, place, figure, path=path, **columns)

    def values(
        self, kind: FigureKind, analysis: AnalysisKey, source: Source, path: Path, figure: Figure, measure: str, **columns: Any
    ) -> Iterator[FigureRow]:
        """The row of a figure, and rows of their own for a printed range, quartiles or standard deviation."""
        columns["events"] = columns.get("events") or figure.events
        columns["n"] = figure.n or columns.get("n", "")
        yield self.row(kind, analysis, source, path, figure, measure=measure, **columns)
        for spread, digits in figure.spread:
            yield self.row(kind, analysis, source, path, Figure(digits, digits), measure=spread, **columns)


def counted(count: str) -> Figure:
    """A count as a figure: `about 60` is 60 with its qualifier."""
    digits = count.lstrip("<>=about ")
    return Figure(count, digits, count[: len(count) - len(digits)].strip())


def complete(row: FigureRow, **columns: Any) -> None:
    """Fill columns of a row that nobody has seen yet: to copy it, as it is frozen, takes longer than to make it."""
    for name, value in columns.items():
        object.__setattr__(row, name, value)
