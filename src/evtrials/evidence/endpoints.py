"""The rows of an endpoint as rows of the tidy table: each arm's figure, each ratio and difference, each test."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from evtrials.evidence.isolates import isolates
from evtrials.evidence.maker import Maker, complete, counted
from evtrials.evidence.rows import Contrast, FigureRow, Path
from evtrials.notation.closed_words import TOGETHER, FigureKind
from evtrials.notation.figures import Figure
from evtrials.trial.identity import AnalysisKey, key_of_row
from evtrials.trial.results import EFFECTS, Endpoint, Row, arms_of
from evtrials.trial.terms import EndpointTerm
from evtrials.trial.walk import Node

_BAD_COUNTS = ("deaths", "events")  # fewer is better, whatever the endpoint they belong to


def analysis(node: Node, row: Row, make: Maker) -> Iterator[FigureRow]:
    """Every figure of one row of the file."""
    return _Analysis(node, row, make).rows()


class _Analysis:
    """One row of an endpoint, with what all its figures share."""

    def __init__(self, node: Node, row: Row, make: Maker) -> None:
        self.row, self.make, self.path = row, make, node.path
        self.trial = make.trial
        key = str(node.path[1])
        self.endpoint: Endpoint = self.trial.endpoints[key]
        term_id = make.terms.endpoint(self.endpoint.is_ or key)
        self.term: EndpointTerm | None = make.terms.endpoints.get(term_id)
        self.key: AnalysisKey = key_of_row(self.trial, key, row, make.terms)
        self.unit = row.unit or self.endpoint.unit or ""
        self.n, self.events = _by_arm(row.n), _by_arm(row.events)
        said = (self.endpoint.instrument, self.endpoint.threshold, row.definition or self.endpoint.definition)
        measure, protocol = self.key.measure, self.endpoint.assessor or ""
        self.common: dict[str, Any] = {
            # A subgroup of the primary endpoint is not primary unless its row says so.
            "role": row.role or (self.endpoint.role if row.population is None else "not stated"),
            "endpoint": term_id,
            "at": row.at or "",
            "assessor_assumed": "" if row.assessor or protocol == "not stated" else protocol,
            "definition": "; ".join(part for part in said if part),
            "base": (self.endpoint.measure or "") if measure in EFFECTS.values() else measure,
        }

    def rows(self) -> Iterator[FigureRow]:
        kind, sides = self._sides()
        yield from self._outcomes(sides.get("contrast"))
        if self.row.stated is not None:
            stated = self.row.stated
            yield self._made("statement", ("stated",), Figure(stated.text), stated=stated.says, **sides)
        yield from self._comparisons(kind, sides)
        if (p := self.row.p_interaction) is not None:
            sides = {**sides, "term": self.row.factor or ""}
            yield self._made("interaction", ("p_interaction",), Figure(p.text), measure="test", p=p, **sides)

    def _made(self, kind: FigureKind, where: Path, figure: Figure, **columns: Any) -> FigureRow:
        return self.make.row(kind, self.key, self.row.src, (*self.path, *where), figure, **columns, **self.common)

    def _outcomes(self, contrast: Contrast | None) -> Iterator[FigureRow]:
        """The arms' own figures; then their counts, where the row prints no figure of an arm, nor a comparison that has them."""
        measure = self.key.measure
        better = "lower" if measure in _BAD_COUNTS else (self.term.better if self.term else None) or ""
        for arm, figure in self.row.values.items():
            columns: dict[str, Any] = {
                "outcome_of": arm,
                "unit": "percent" if figure.is_percent else self.unit,
                "better": better,
                "n": self.n.get(arm, ""),
                "events": figure.events or self.events.get(arm, ""),
            }
            path = (*self.path, arm)
            yield from self.make.values("outcome", self.key, self.row.src, path, figure, measure, **columns, **self.common)
        for arm in {**self.n, **self.events}:
            if arm and arm not in self.row.values and not (contrast and arm in contrast.sizes):
                yield self._counts(arm, arm)

    def _counts(self, arm: str, outcome_of: str) -> FigureRow:
        """Events, else patients analysed, of an arm ("" = of the whole analysis) that stand without another figure."""
        where = (arm,) if arm else ()
        n = self.n.get(arm, "")
        if events := self.events.get(arm, ""):
            columns = {"measure": "events", "unit": "events", "n": n}
            return self._made("outcome", ("events", *where), counted(events), outcome_of=outcome_of, **columns)
        columns = {"measure": "count", "unit": "participants", "term": "analysed", "n": "" if arm else n}
        return self._made("outcome", ("n", *where), counted(n), outcome_of=outcome_of, **columns)

    def _sides(self) -> tuple[FigureKind, dict[str, Any]]:
        """Whether a comparison of this row is a randomised effect or an association, and between what."""
        row, trial = self.row, self.trial
        contrast = arms_of(row.of) if row.of else trial.implied_contrast() if row.per is None else None
        if not contrast:
            return "association", {"term": row.per} if row.per else {}
        if row.is_undirected:
            # Which arm a ratio favours cannot be told: it is listed under both labels, and is no effect of either.
            return "association", {"term": " with ".join(trial.arms[arm].label for arm in contrast)}
        arm, comparator = contrast
        # A ratio per something else than an arm is not one of the arms, whatever their order.
        is_turned = row.per is None and trial.arms[arm].control and not trial.arms[comparator].control
        sizes = (self._size_beside(arm), self._size_beside(comparator))
        sides = {"contrast": Contrast(arm, comparator, isolates(trial, arm, comparator), is_turned, *sizes)}
        if row.per is None and trial.is_randomised_between(arm, comparator):
            return "effect", sides
        return "association", {**sides, "term": row.per or f"{trial.arms[arm].label} v {trial.arms[comparator].label}"}

    def _size_beside(self, arm: str) -> str:
        """The patients of an arm that belong to the comparison of the row, as no figure of the arm itself stands there."""
        row = self.row
        is_compared = row.effects or row.p or row.p_interaction or row.stated
        return self.n.get(arm, "") if is_compared and arm not in row.values and arm not in self.events else ""

    def _comparisons(self, kind: FigureKind, sides: dict[str, Any]) -> Iterator[FigureRow]:
        """The ratios, differences and tests of a row. The p value stands with the first of them, as it is printed once."""
        p, counts = self.row.p, {"n": self.n.get("", ""), "events": self.events.get("", "")}
        for name, measure in EFFECTS.items():
            estimate: Figure | None = getattr(self.row, name)
            if estimate is None:
                continue
            columns = {"unit": self.unit if measure == "difference" else "ratio", "better": self._better(measure)}
            path = (*self.path, name)
            for made in self.make.values(
                kind, self.key, self.row.src, path, estimate, measure, **columns, **counts, **sides, **self.common
            ):
                complete(made, p=p)
                yield made
                p = None
        if p is not None:
            yield self._made(kind, ("p",), Figure(p.text), measure="test", p=p, **counts, **sides)
        elif not self.row.effects and any(counts.values()):
            yield self._counts("", TOGETHER)

    def _better(self, measure: str) -> str:
        """Which side of a comparison favours the first arm: a hazard ratio of a survival time does so when it is low."""
        if (self.row.measure or self.endpoint.measure) in _BAD_COUNTS and measure != "hazard ratio":
            return "lower"
        if self.term is None or self.term.better is None:
            return ""
        if measure == "hazard ratio" and self.term.group in ("time to event", "patient-reported"):
            return "lower" if self.term.better == "higher" else "higher"
        return self.term.better


def _by_arm(counts: str | dict[str, str] | None) -> dict[str, str]:
    """Counts by arm; the count of the whole analysis under ""."""
    if counts is None:
        return {}
    return counts if isinstance(counts, dict) else {"": counts}
