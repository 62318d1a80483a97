"""Hazard ratios as R packages for meta-analysis take them: a row a contrast, the experimental arm against the control.

They are the rows that `evtrials results` shows of each endpoint. Odds and risk ratios and differences are no hazard ratios,
and stay among the figures.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from evtrials.errors import counted
from evtrials.evidence.columns import BY_NAME, Column, count_digits, counts_text, number, tidy
from evtrials.evidence.log_ratios import LogRatio, log_ratio
from evtrials.questions import phrases
from evtrials.questions.contrasts_found import Scope, contrasts

if TYPE_CHECKING:
    from evtrials.collection.filters import Query
    from evtrials.collection.library import Library
    from evtrials.evidence.contrasts import ContrastLine
    from evtrials.evidence.rows import FigureRow
    from evtrials.trial.model import Trial

HAZARD_RATIO = "hazard ratio"
# Digits enough for a program; what is printed has three or four.
_DIGITS = 10


@dataclass(frozen=True, slots=True)
class Effect:
    """A contrast with a hazard ratio, the experimental arm first whichever way round it is printed."""

    line: ContrastLine
    row: FigureRow

    @property
    def is_turned(self) -> bool:
        """Whether the print has the control first, so that the ratio here is the reciprocal."""
        return self.row.contrast is not None and self.row.contrast.is_turned

    @property
    def arms(self) -> tuple[str, str]:
        """The experimental arm and the one it is compared with."""
        arms = (self.line.arm, self.line.comparator)
        return arms[::-1] if self.is_turned else arms

    @property
    def ns(self) -> tuple[str, str]:
        """The patients of each arm."""
        ns = (self.line.arm_n, self.line.comparator_n)
        return ns[::-1] if self.is_turned else ns

    @property
    def events(self) -> tuple[str, str]:
        """The events of each arm, where the same analysis prints them."""
        events = tuple(_events(row) for row in (self.line.arm_row, self.line.comparator_row))
        return (events[1], events[0]) if self.is_turned else (events[0], events[1])

    @property
    def ratio(self) -> tuple[str | float, str | float, str | float]:
        """The ratio and its limits: digits as printed, or their reciprocals; "" for what is no number."""
        low, high = self.row.figure.limit_digits
        if not self.is_turned:
            return self.row.figure.value, low, high
        return _reciprocal(self.row.figure.value), _reciprocal(high), _reciprocal(low)

    @property
    def log(self) -> LogRatio | None:
        """Its logarithm with the standard error, where the print gives one."""
        return log_ratio(self.row)


def _reciprocal(digits: str) -> str | float:
    found = number(digits)
    return round(1 / found, _DIGITS) if found else ""


def _events(row: FigureRow | None) -> str:
    """The events of an arm, as the row of its own figure counts them: of a rate they may be those without the event."""
    if row is None:
        return ""
    if row.measure == "median":
        return row.events
    if row.measure == "events" or (row.measure == "deaths" and row.endpoint == "os"):
        return row.events or (row.figure.value if row.unit in ("events", "participants") and row.figure.is_plain else "")
    return ""


def _derived(get: Callable[[LogRatio], float]) -> Callable[[Any], object]:
    return lambda effect: round(get(effect.log), _DIGITS) if effect.log else ""


def _of_row(*names: str) -> tuple[Column, ...]:
    return tidy(lambda effect: effect.row, *names)


EFFECTS: tuple[Column, ...] = (
    Column("study", lambda effect: effect.line.trial.id, "text", "label of the study: the id of the trial"),
    Column("treat1", lambda effect: effect.arms[0], "text", "the experimental arm; the arm named first where none is a control"),
    Column("treat2", lambda effect: effect.arms[1], "text", "the arm that treat1 is compared with"),
    *_of_row("endpoint"),
    Column("hr", lambda effect: effect.ratio[0], "number",
           "hazard ratio of treat1 against treat2, as printed; its reciprocal where se_from or hr_text says so", "ratio"),
    Column("ci_lower", lambda effect: effect.ratio[1], "number", "lower limit of the interval of hr", "ratio"),
    Column("ci_upper", lambda effect: effect.ratio[2], "number", "upper limit of the interval of hr", "ratio"),
    *_of_row("ci_level"),
    Column("log_hr", _derived(lambda log: log.value), "number", "derived: natural logarithm of hr; empty without se_log_hr"),
    Column("se_log_hr", _derived(lambda log: log.se), "number",
           "derived: standard error of log_hr; empty where no interval of numbers is printed at a level"),
    Column("var_log_hr", _derived(lambda log: log.se**2), "number", "derived: variance of log_hr, the square of se_log_hr"),
    Column("se_from", lambda effect: effect.log.derived_from if effect.log else "", "text",
           "the printed numbers from which log_hr and se_log_hr are derived, by their names in the tidy table; reciprocal "
           "where the ratio is printed the other way round"),
    Column("events1", lambda effect: count_digits(effect.events[0]), "number", "events in treat1, where the analysis prints them",
           "events"),
    Column("n1", lambda effect: count_digits(effect.ns[0]), "number", "patients of treat1", "participants"),
    Column("events2", lambda effect: count_digits(effect.events[1]), "number", "events in treat2, where the analysis prints them",
           "events"),
    Column("n2", lambda effect: count_digits(effect.ns[1]), "number", "patients of treat2", "participants"),
    *_of_row("p_text", "source"),
    Column("hr_text", lambda effect: effect.row.figure.text + (" (printed of treat2 against treat1)" if effect.is_turned else ""),
           "text", "the ratio as printed, with its interval"),
    *_of_row("locator", "basis", "isolates", "definition", "role", "population", "analysis_set", "assessor", "assessor_assumed",
             "method", "cut", "cut_date", "followup", "p_sides"),
    BY_NAME["counts_text"].by(
        lambda effect: counts_text(
            events1=effect.events[0], n1=effect.ns[0], events2=effect.events[1], n2=effect.ns[1]
        )
    ),
    *_of_row("flag", "note"),
)  # fmt: skip


@dataclass(slots=True)
class Effects:
    """The hazard ratios of some trials. left_out: by reason, what a reader may look for among them in vain."""

    rows: list[Effect] = field(default_factory=list)
    left_out: dict[str, list[str]] = field(default_factory=dict)

    @property
    def told(self) -> Iterator[str]:
        """What must be said of them, in sentences."""
        without = sum(effect.log is None for effect in self.rows)
        trials = counted(len({effect.line.trial.id for effect in self.rows}), "trial")
        bare = f"; {without} without a standard error, since no interval of numbers is printed at a level" if without else ""
        yield f"effects.csv: {counted(len(self.rows), 'hazard ratio')} of {trials}, as evtrials results shows them{bare}"
        if self.left_out:
            counts = ", ".join(f"{reason} {len(names)}" for reason, names in self.left_out.items())
            yield f"not in effects.csv (datapackage.json names them): {counts}"


def effects_of(library: Library, trials: Iterable[Trial], query: Query) -> Effects:
    """The hazard ratios of some trials, of the endpoints of a query or of all."""
    trials = list(trials)
    rows = [row for trial in trials for row in library.rows_of(trial) if row.kind == "effect" and row.measure == HAZARD_RATIO]
    asked = {library.terms.endpoint(name) for name in query.endpoint}
    found = Effects()
    for endpoint in sorted({row.endpoint for row in rows}):
        if asked and endpoint not in asked:
            continue
        one = contrasts(library, trials, endpoint, query, Scope())
        short = phrases.endpoint_short(endpoint, library.terms)
        effects = [Effect(line, line.effect) for line in one.lines if line.effect and line.effect.measure == HAZARD_RATIO]
        other = [effect for effect in effects if query.basis and effect.row.place.basis not in query.basis]
        found.rows += [effect for effect in effects if effect not in other]
        ratios = {(effect.line.trial.id, effect.line.pair) for effect in effects}
        bare = [line.trial.id for line in one.lines if (line.trial.id, line.pair) not in ratios]
        for reason, names in (
            (f"{short} without a hazard ratio", bare),
            (f"{short} of contrasts that isolate no rapalog", one.no_rapalog),
            (f"{short} under a note of suspicion", one.suspect),
            (f"{short} of another basis", [effect.line.trial.id for effect in other]),
        ):
            if names:
                found.left_out[reason] = list(dict.fromkeys(names))
    return found
