"""Rows of the tidy table put together as a reader sees them: one analysis of one endpoint, its arms and its contrasts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from evtrials.evidence.defaults import behind, in_order
from evtrials.evidence.rows import RATIOS, FigureRow, grouped
from evtrials.notation.closed_words import BASES, PRIMARY_ROLES
from evtrials.trial.identity import ALL

if TYPE_CHECKING:
    from evtrials.trial.model import Trial

ROLE_ORDER = (
    "primary", "co-primary", "key secondary", "secondary", "supportive", "exploratory", "post hoc", "safety", "not stated",
)  # fmt: skip
_RESULT_KINDS = ("outcome", "effect", "association", "interaction", "statement")


class Analysis(NamedTuple):
    """One analysis of one endpoint: the best row of each arm and of each contrast, of one cut, assessor, population and set."""

    rows: tuple[FigureRow, ...]

    @property
    def first(self) -> FigureRow:
        """A row that bears what all rows of the analysis share."""
        return self.rows[0]

    @property
    def outcomes(self) -> tuple[FigureRow, ...]:
        """The arms' own figures."""
        return tuple(row for row in self.rows if row.kind == "outcome")

    @property
    def comparisons(self) -> tuple[FigureRow, ...]:
        """Effects, associations and tests between arms."""
        return tuple(row for row in self.rows if row.kind in ("effect", "association"))

    @property
    def effects(self) -> tuple[FigureRow, ...]:
        """Randomised contrasts alone."""
        return tuple(row for row in self.rows if row.kind == "effect")

    @property
    def has_ratio(self) -> bool:
        """Whether the analysis holds a hazard, odds or risk ratio of a contrast."""
        return any(row.measure in RATIOS for row in self.comparisons)

    @property
    def only_counts(self) -> bool:
        """Whether the analysis holds numbers of patients, events or deaths and no ratio of them."""
        return not (self.has_ratio or self.first.kind == "statement") and (
            self.first.base in ("events", "deaths") or all(row.term == "analysed" for row in self.outcomes)
        )

    @property
    def arms(self) -> frozenset[str]:
        """The arms that have a figure of their own or stand in a comparison."""
        return frozenset(arm for row in self.rows for arm in (row.arm, row.comparator) if arm)

    @property
    def role(self) -> str:
        """The foremost role of the analysis's rows."""
        return min((row.role for row in self.rows), key=ROLE_ORDER.index)

    @property
    def is_default(self) -> bool:
        """Whether some row of the analysis answers its question by default."""
        return any(row.default for row in self.rows)


def analyses(rows: Iterable[FigureRow], trial: Trial) -> list[Analysis]:
    """All analyses of a trial: endpoints by role, then in the order of the file."""
    groups: dict[tuple[object, ...], list[FigureRow]] = {}
    places: set[tuple[object, ...]] = set()
    for row in rows:
        # The rows of a printed range stand at the place of their figure, and are shown with it.
        if row.key and row.kind in _RESULT_KINDS and (row.kind, row.path) not in places:
            places.add((row.kind, row.path))
            groups.setdefault((*_apart_from_cut(row), row.cut), []).append(row)
    found = [Analysis(_best_of_each(group, trial)) for group in groups.values()]
    rank: dict[str, int] = {}
    for analysis in found:
        role = ROLE_ORDER.index(analysis.role) if analysis.first.population == ALL else len(ROLE_ORDER)
        rank[analysis.first.key] = min(role, rank.get(analysis.first.key, len(ROLE_ORDER)))
    return sorted(found, key=lambda analysis: rank[analysis.first.key])


def latest(found: Iterable[Analysis], trial: Trial) -> tuple[list[Analysis], list[Analysis]]:
    """Of analyses that differ in nothing but the cut, the last one that has the same arms; and those passed over."""
    keyed = [(_apart_from_cut(analysis.first), analysis) for analysis in found]
    alike = grouped(keyed, lambda pair: pair[0])
    last: list[Analysis] = []
    passed: list[Analysis] = []
    for key, analysis in keyed:
        here = behind(analysis.first, trial)
        is_passed = any(behind(other.first, trial) < here and analysis.arms <= other.arms for _, other in alike[key])
        (passed if is_passed else last).append(analysis)
    return last, passed


def is_main(analysis: Analysis) -> bool:
    """Whether an analysis is of all patients, or of a population that bears a primary endpoint of its own."""
    return analysis.first.population == ALL or analysis.role in PRIMARY_ROLES


def primary_analyses(rows: Iterable[FigureRow], trial: Trial) -> list[Analysis]:
    """The last analyses of the primary endpoint(s), by the protocol's assessor: of all patients, or of a primary population."""
    rows = [row for row in rows if not row.is_suspect]
    found = [
        analysis
        for analysis in latest(analyses(rows, trial), trial)[0]
        if analysis.role in PRIMARY_ROLES and analysis.first.kind in ("outcome", "effect")
    ]
    chosen: list[Analysis] = []
    for population in dict.fromkeys(analysis.first.population for analysis in found):
        here = [analysis for analysis in found if analysis.first.population == population]
        with_effect = [analysis for analysis in here if any(row.measure != "test" for row in analysis.effects)]
        # An analysis that only counts patients or events is no result of the endpoint.
        with_figures = [one for one in here if any(row.term != "analysed" and row.measure != "events" for row in one.outcomes)]
        chosen += (with_effect or with_figures)[:1]
    return chosen


def _apart_from_cut(row: FigureRow) -> tuple[object, ...]:
    """All that tells two analyses apart, save the cut."""
    if row.kind == "interaction":
        about = "interaction " + row.term
    elif row.kind == "statement":
        about = f"statement {row.term} {row.figure.text}"  # by itself: what is said in words stands for no figure
    elif row.kind == "association" and not row.comparator:
        about = row.term
    else:
        about = ""
    return row.analysis.shared._replace(cut=""), row.base, about


def _best_of_each(rows: list[FigureRow], trial: Trial) -> tuple[FigureRow, ...]:
    """The print that stands for each cell; an effect without its p value where another print of it tells the p better."""
    cells = grouped(rows, lambda row: (row.kind, row.measure, row.unit, row.arm, row.comparator, row.term))
    chosen: list[FigureRow] = []
    for prints in cells.values():
        row = in_order(prints, trial)[0]
        if row.kind == "effect" and row.measure != "test":
            telling = min((other for other in prints if _is_same_effect(other, row)), key=_how_p_is_told)
            if _how_p_is_told(telling) < _how_p_is_told(row):
                # The p value is a cell of its own, with its own place.
                chosen += [replace(row, p=None), replace(telling, measure="test")]
                continue
        chosen.append(row)
    # A bare test of the same contrast adds nothing to an effect that has its p.
    tested = {row.contrast for row in chosen if row.measure != "test" and row.p and row.p.value}
    chosen.sort(key=lambda row: _RESULT_KINDS.index(row.kind))
    return tuple(row for row in chosen if not (row.measure == "test" and row.kind == "effect" and row.contrast in tested))


def _is_same_effect(other: FigureRow, row: FigureRow) -> bool:
    return other is row or (not other.is_suspect and other.figure.agrees(row.figure, row.unit))


def _how_p_is_told(row: FigureRow) -> tuple[bool, bool, int]:
    """Least first: a number before words, then the sides stated, then the better basis."""
    p = row.p
    return not (p and p.value), not (p and p.value and p.sides), BASES.index(row.place.basis)
