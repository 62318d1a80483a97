"""What of a trial may enter a common number: one ratio with its two-sided interval; and why what may not does not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from evtrials.errors import joined
from evtrials.evidence.contrasts import ContrastLine, choose, fitness, total_n, whole_before_groups
from evtrials.evidence.log_ratios import LogRatio, log_ratio
from evtrials.evidence.regimens import PLACEBO
from evtrials.evidence.rows import RATIOS, FigureRow, grouped
from evtrials.evidence.traits import size_of
from evtrials.trial.identity import ALL

if TYPE_CHECKING:
    from evtrials.trial.model import Trial

# What a source does not print, or not so as it is asked for; anything else that keeps a trial out is a fault of the comparison.
ABSENT = ("no-interval", "no-ratio", "in-words", "not-read", "other-assessor", "other-basis")


@dataclass(frozen=True, slots=True)
class Entrant:
    """A contrast whose ratio may enter: log is of the arm that has what the contrast isolates against the other."""

    line: ContrastLine
    log: LogRatio

    @property
    def trial(self) -> Trial:
        """The trial of the contrast."""
        return self.line.trial

    @property
    def row(self) -> FigureRow:
        """The ratio as printed."""
        return self.line.lead


@dataclass(frozen=True, slots=True)
class Barred:
    """A trial that may not enter, with the reason as a code and in words. line: what of it was looked at."""

    trial: Trial
    code: str
    why: str
    line: ContrastLine | None = None

    @property
    def pair(self) -> frozenset[str]:
        """The arms that were looked at; none of a trial without a contrast."""
        return self.line.pair if self.line else frozenset()

    @property
    def is_absence(self) -> bool:
        """Whether its sources lack what is needed; else what they print must not be used."""
        return self.code in ABSENT


def entrants_of(trial: Trial, found: Iterable[ContrastLine], rows: Sequence[FigureRow]) -> list[Entrant | Barred]:
    """The contrasts of a trial in one endpoint that may enter, or the one reason why none does.

    found: the lines of the contrasts that are asked for; rows: every row of the endpoint, which tell what there is instead.
    """
    if trial.pools or trial.kind == "pooled analysis":
        of = f" of {joined(list(trial.pools), 'and')}" if trial.pools else ""
        return [Barred(trial, "pooled-file", f"a pooled analysis, which counts the patients{of} again")]
    found = list(found)
    chosen = grouped(choose(whole_before_groups(found)), lambda line: line.pair)
    best = [min(lines, key=fitness) for lines in chosen.values()]
    judged = [entrant_of(line) for line in best]
    if entering := [one for one in judged if isinstance(one, Entrant)]:
        return [*entering]
    if barred := [one for one in judged if isinstance(one, Barred)]:
        first = barred[0]
        whole = [row for row in rows if row.population == ALL]
        return [(first.code == "no-ratio" and _association(trial, whole)) or _with_suspicion(first, found)]
    if found:
        note = next((short for line in found for short in line.lead.shorts), "")
        return [Barred(trial, "suspect", f"its figure is under a note of suspicion{f' ({note})' if note else ''}", found[0])]
    return [_without_contrast(trial, rows)]


def _with_suspicion(judged: Barred, found: Sequence[ContrastLine]) -> Barred:
    """What is said of a contrast without a ratio, where one is printed that is under a note of suspicion."""
    suspects = any(line.lead.is_suspect and line.lead.measure in RATIOS and line.pair == judged.pair for line in found)
    told = f"{judged.why} that stands; one is under a note of suspicion"
    return replace(judged, why=told) if suspects and judged.code == "no-ratio" else judged


def entrant_of(line: ContrastLine) -> Entrant | Barred:
    """A contrast with its logarithm, or why it may not enter."""
    trial, row = line.trial, line.effect
    if row is None or row.measure not in RATIOS:
        tested = any(one.p for one in (row, *line.tests) if one is not None)
        return Barred(trial, "no-ratio", f"no ratio{', a p value alone' if tested else ''}", line)
    if row.population != ALL:
        label = trial.populations[row.population].label
        return Barred(trial, "subgroup", f"its ratio is of a subgroup ({label}), not of all patients", line)
    if time := row.period or row.at:
        return Barred(trial, "period", f"its ratio is of a part of the time ({time}), not of the whole", line)
    if (found := log_ratio(row)) is None:
        return Barred(trial, "no-interval", f"{row.measure} {row.figure.text} {_lacking(row)}", line)
    return Entrant(line, _towards_isolated(line, found))


def n_of(trial: Trial, line: ContrastLine | None) -> int | None:
    """The patients of a contrast, else of the trial; None where they are not printed as plain numbers."""
    if line is not None:
        if line.arm_n.isdigit() and line.comparator_n.isdigit():
            return int(line.arm_n) + int(line.comparator_n)
        if (total := total_n(line)).isdigit():
            return int(total)
    size = size_of(trial)[0]
    return int(size) if size.isdigit() else None


def _lacking(row: FigureRow) -> str:
    figure = row.figure
    if not figure.has_interval:
        return "without an interval"
    if figure.interval_kind != "CI":
        return "with a credible interval, which has no standard error"
    if not figure.level:
        return "with an interval of no printed level"
    return "with an interval that has not two limits in numbers"


def _towards_isolated(line: ContrastLine, found: LogRatio) -> LogRatio:
    """The logarithm of the arm that has the isolated drug, where one arm alone has it, whichever is printed first."""
    assert line.effect is not None and line.effect.contrast is not None
    first, second = (line.arm, line.comparator) if not line.effect.contrast.is_turned else (line.comparator, line.arm)
    given = [{dose.drug for dose in line.trial.arms[id_].given} - {PLACEBO} for id_ in (first, second)]
    if given[1] > given[0]:
        source = found.derived_from.removesuffix(", reciprocal")
        return LogRatio(-found.value, found.se, source if line.effect.contrast.is_turned else f"{source}, reciprocal")
    return found


def _association(trial: Trial, rows: Sequence[FigureRow]) -> Barred | None:
    """Why the ratios of a trial that are no randomised contrasts may not enter; None where it has none."""
    associations = [row for row in rows if row.kind == "association"]
    compared = [arm for row in associations for arm in (row.arm, row.comparator) if arm in trial.arms]
    if any(trial.arms[arm].external for arm in compared):
        return Barred(trial, "historical", "its control is historical, and no randomisation made the contrast")
    if any(trial.endpoints[row.key].results[int(row.path[3])].is_undirected for row in associations):
        return Barred(trial, "direction", "the direction of its ratio is not stated")
    return Barred(trial, "association", "its ratio is an association, which no randomisation made") if associations else None


def _without_contrast(trial: Trial, rows: Sequence[FigureRow]) -> Barred:
    """Why a trial has no randomised contrast in an endpoint: what its rows are instead."""
    if found := _association(trial, rows):
        return found
    if any(row.kind == "statement" for row in rows):
        return Barred(trial, "in-words", "its result is said in words alone")
    if rows:
        return Barred(trial, "no-ratio", "no comparison of randomised arms was read")
    return Barred(trial, "not-read", "no figure of it in the sources read")
