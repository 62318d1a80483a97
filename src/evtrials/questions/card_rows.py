"""The results of a card as rows of a grid: the arms beside each other, the effect below them; of many arms a line each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from evtrials.evidence.defaults import is_recalled
from evtrials.evidence.isolates import isolates
from evtrials.notation.capitals import begun_large
from evtrials.notation.closed_words import PRIMARY_ROLES
from evtrials.notation.spaces import NBSP, unbroken
from evtrials.notation.times import DAYS
from evtrials.questions import phrases
from evtrials.questions.card_head import MANY_ARMS, column_names, own_arms
from evtrials.questions.card_results import DOSE, Result, role_of
from evtrials.questions.entries import relation
from evtrials.questions.footnotes import Footnotes
from evtrials.questions.in_short import effect_in_short
from evtrials.trial.identity import ALL

if TYPE_CHECKING:
    from evtrials.evidence.rows import FigureRow
    from evtrials.trial.model import Trial
    from evtrials.trial.terms import Terms

# As much as stands in the column of the labels where there are two of figures, and where there is one; as much of a definition
# as stands behind an effect.
_LABEL, _LABEL_OF_ONE = 23, 33
_DEFINITION = 40
_MOST_TOXICITIES = 3
# What an escalation found by its field, how it is called, and what stands between its entries.
_DOSES = (
    ("rp2d", "Recommended dose", " + "),
    ("mtd", "Maximum tolerated dose", "; "),
    ("dlt", "Dose-limiting toxicity", "; "),
)
_APART = ("deaths", "events", "mean", "change from baseline", "probability")
_SAID_ROLES = ("key secondary", "exploratory", "post hoc", "safety")
_Row = tuple[str, ...]


class _Effect(NamedTuple):
    """A ratio, difference or test with the p values printed elsewhere for it, and its role."""

    row: FigureRow
    tests: tuple[FigureRow, ...]
    role: str

    @property
    def rows(self) -> tuple[FigureRow, ...]:
        return (self.row, *self.tests)


class ResultRows:
    """What makes the rows of results: one column for each arm of a trial of one or two; none where it has more."""

    def __init__(self, trial: Trial, rows: Sequence[FigureRow], cohorts: Collection[str], terms: Terms) -> None:
        self.trial, self.cohorts, self.terms, self.notes = trial, cohorts, terms, Footnotes()
        self.has_harms = any(row.analysis.section == "safety" for row in rows)
        self.arms = own_arms(trial)
        self.columns = self.arms if len(self.arms) < MANY_ARMS else []
        self.room = _LABEL if len(self.columns) > 1 else _LABEL_OF_ONE

    @property
    def heads(self) -> tuple[str, ...]:
        """The heads of the columns: each arm in a word with its patients."""
        sizes = [f"n{NBSP}{n}" if (n := self.trial.arms[id_].n) else "" for id_ in self.columns]
        if len(self.columns) < 2:
            return tuple(sizes) or ("",)
        names = zip(column_names(self.trial, self.columns), sizes, strict=True)
        return tuple(f"{name} ({size})" if size else name for name, size in names)

    def of(self, result: Result, notes: Footnotes) -> list[_Row]:
        """The rows of a result, which point to these footnotes."""
        self.notes = notes
        if result.planned:
            endpoint = self.trial.endpoints[result.key]
            is_of_harms = self.has_harms and self.terms.endpoint(endpoint.is_ or result.key) == "toxicity"
            label = f"{self._name(endpoint.is_ or result.key)} ({endpoint.role})"
            return [(label, "the harms below" if is_of_harms else "no figure seen")]
        if result.rank == DOSE:
            return list(self._doses(result.further))
        if result.further and result.further[0].kind == "statement":
            return [self._statement(row) for row in result.further]
        return self._figures(result)

    def _name(self, endpoint: str) -> str:
        return begun_large(phrases.endpoint_short(endpoint, self.terms).removesuffix(" (as an endpoint)"))

    def _statement(self, row: FigureRow) -> _Row:
        said = ", ".join(part for part in (phrases.group(row.population, self.trial), row.term, row.method) if part)
        contrast = f"{row.arm} v {row.comparator}: " if row.comparator and not self.columns else ""
        text = f"{contrast}{f'{said}: ' if said else ''}{phrases.in_words(row, phrases.labels(self.trial))}{self.notes.of(row)}"
        return (self._label(row, row.role, ""), text)

    def _doses(self, rows: Sequence[FigureRow]) -> Iterator[_Row]:
        """What an escalation found: the doses that it recommends, the highest tolerated, what limited it."""
        part = self.trial.parts[rows[0].analysis.part].label if rows[0].analysis.part else ""
        found: dict[str, list[FigureRow]] = {}
        for row in rows:
            word = str(row.path[2])
            found.setdefault(word, []).append(row)
        for word, label, between in _DOSES:
            if mine := found.get(word, []):
                shown = mine[:_MOST_TOXICITIES] if word == "dlt" else mine
                said = between.join(row.figure.text for row in shown) + (phrases.mark(mine[0]))
                said += f" and {len(mine) - len(shown)} more" if len(mine) > len(shown) else ""
                yield (label, said + (f"; {part}" if part else "") + self.notes.of(*shown))

    def _figures(self, result: Result) -> list[_Row]:
        """The arms' figures, then each effect and association; in the words of the row what deviates."""
        own: dict[str, FigureRow] = {}
        for line in result.lines:
            for row in (line.arm_row, line.comparator_row):
                if row is not None:
                    own.setdefault(row.arm, row)
        effects = [_Effect(line.effect, line.tests, role_of(line)) for line in result.lines if line.effect is not None]
        effects += [_Effect(row, (), row.role) for row in result.further]
        roles = [role_of(line) for line in result.lines]
        role = next((role for role in roles if role in PRIMARY_ROLES), effects[0].role if effects else "")
        # What a print leaves unsaid another of the same analysis may say.
        lead = next((row for row in result.rows if row.assessor not in ("", "not stated")), result.rows[0])
        if lead.population in self.cohorts:
            # A cohort of the protocol has endpoints of its own, and is no subgroup.
            role = self.trial.endpoints[lead.key].role
        unit = _shared_unit(own.values())
        common = _common([*own.values(), *(row for effect in effects for row in effect.rows)])
        sizes = self._sizes(own)
        if sizes:
            own = {arm: replace(row, n="") for arm, row in own.items()}
        units = [row.unit for row in own.values()]
        label = self._label(lead, role or lead.role, unit, units)
        words = [*self._deviating(lead, role or lead.role), *sizes]
        if len(label) > self.room and role in PRIMARY_ROLES:
            label, words = self._label(lead, "", unit, units), [role, *words]
        if self.columns:
            rows = self._in_columns(own, effects, unit, common)
        else:
            rows = self._in_lines(own, effects, unit, common, result.unshown)
        rows[-1][-1] = self.notes.joined(rows[-1][-1] + self.notes.say(common))
        if len(rows) > 1 and not self.columns:
            rows.insert(0, [label, ", ".join(words)])
        else:
            rows[0][0] = label
            rows = self._worded(rows, words)
        return [tuple(row) for row in rows]

    def _sizes(self, own: dict[str, FigureRow]) -> list[str]:
        """`n 208 v 103`, where a figure of each arm is of some of its patients."""
        if len(self.columns) < 2 or any(arm not in own or not own[arm].n for arm in self.columns):
            return []
        rows = [own[arm] for arm in self.columns]
        if all(phrases.figure_of(row, self.trial) == phrases.figure(row) for row in rows):
            return []
        return [unbroken(f"n {' v '.join(row.n for row in rows)}")]

    def _in_columns(
        self, own: dict[str, FigureRow], effects: list[_Effect], unit: str, common: tuple[str, ...]
    ) -> list[list[str]]:
        """Arms in their columns; arms together, effects and what deviates run over all of them."""
        shown = [arm for arm in self.columns if arm in own]
        absent = "not seen" if self.trial.is_randomised and self.trial.implied_contrast() else ""
        cells = [self._cell(own[arm], unit, common) if arm in own else absent for arm in self.columns]
        rows = [["", *cells]] if shown else []
        others = ((arm, row) for arm, row in own.items() if arm not in self.columns)
        rows += [["", f"{self._outside(arm)} {self._cell(row, unit, common)}"] for arm, row in others]
        return [*rows, *(["", self._effect(effect, common)] for effect in effects)]

    def _outside(self, arm: str) -> str:
        """What has no column: arms together, an arm that is not named, an arm of another study."""
        return f"{arm} (external control)" if arm in self.trial.arms and self.trial.arms[arm].external else phrases.arm(arm)

    def _in_lines(
        self,
        own: dict[str, FigureRow],
        effects: list[_Effect],
        unit: str,
        common: tuple[str, ...],
        unshown: Iterable[FigureRow],
    ) -> list[list[str]]:
        """A line an arm, and a line a contrast with its role and what it isolates."""
        if len(own) == 1 and not effects:
            ((arm, row),) = own.items()
            return [["", f"{phrases.arm(arm)} {self._cell(row, unit, common)}"]]
        order = [*self.arms, *self.trial.arms, *own]
        rows = [[f"  {phrases.arm(arm)}", self._cell(own[arm], unit, common)] for arm in sorted(own, key=order.index)]
        for effect in effects:
            row = effect.row
            isolated = isolates(self.trial, row.arm, row.comparator)
            told = [effect.role if effect.role != "not stated" else "", f"isolates {isolated}" if isolated else ""]
            said = ", ".join(part for part in told if part)
            text = self._effect(effect, common)
            rows.append([f"  {row.arm} v {row.comparator}", f"{text}; {said}" if said and row.kind == "effect" else text])
        return [*rows, *([f"  {row.arm} v {row.comparator}", self._unshown(row)] for row in unshown)]

    def _unshown(self, row: FigureRow) -> str:
        """What stands for the effect of a contrast of which none does: words, or that it is under suspicion."""
        if row.kind == "statement":
            return phrases.in_words(row, phrases.labels(self.trial)) + self.notes.of(row)
        return f"under suspicion: evtrials trace {self.trial.id} {row.key}"

    def _worded(self, rows: list[list[str]], words: list[str]) -> list[list[str]]:
        """The rows with what deviates: in the label of a row alone, below it where there is a second row, else behind it."""
        if words and len(rows) == 1 and len(f"{rows[0][0]}, {words[0]}") <= self.room:
            rows[0][0] += f", {words[0]}"
            words = words[1:]
        below: list[str] = []
        while words and (len(rows) > 1 or len(self.columns) > 1) and len(f"  {', '.join([*below, words[0]])}") <= self.room:
            below.append(words[0])
            words = words[1:]
        behind = "; ".join(words)
        if below and len(rows) == 1:
            rows.append(["", ""])
        if below:
            rows[1][0] = f"  {', '.join(below)}"
        if behind and len(rows[-1]) == 2:
            rows[-1][1] += f"; {behind}" if rows[-1][1] else behind
        elif behind:
            rows.append(["", behind])
        return rows

    def _cell(self, row: FigureRow, unit: str, common: tuple[str, ...]) -> str:
        """The figure of an arm with its interval and the number analysed; the unit where no label says it."""
        text = phrases.figure_of(row, self.trial, unit=unit not in (row.unit, phrases.PROPORTION))
        value, bracket, rest = row.figure.text.partition(" (")
        if bracket and row.figure.has_interval and row.unit == "percent" and "%" not in value:
            # The unit stands with the estimate: `12.6 % (9.8 to 15.9)`.
            text = text.replace(f"{row.figure.text} %", f"{value} % ({rest}")
        own = [short for short in row.shorts if short not in common]
        return phrases.flowing(text) + self.notes.say(own)

    def _effect(self, effect: _Effect, common: tuple[str, ...]) -> str:
        row = effect.row
        text = effect_in_short(row, *effect.tests)
        order = self.columns or [row.arm, row.comparator]
        if row.comparator and order[:2] != [row.arm, row.comparator]:
            names = dict(zip(self.columns, column_names(self.trial, self.columns), strict=True))
            text = f"{names.get(row.arm, row.arm)} v {names.get(row.comparator, row.comparator)}: {text}"
        text += f"; {said}" if (said := relation(row)) else ""
        own = [short for one in effect.rows for short in one.shorts if short not in common]
        return text + self.notes.say(own)

    def _label(self, lead: FigureRow, role: str, unit: str, units: Iterable[str] = ()) -> str:
        """What a row is of: `PFS (primary), months`, `CBR at 24 weeks`; units: those of its figures."""
        name = self._name(lead.endpoint) + (f" at {lead.at}" if lead.at else "") + (f" ({role})" if role in PRIMARY_ROLES else "")
        # A group is never read as the whole trial.
        name += f", {lead.population}" if lead.population != ALL else ""
        base = lead.base if lead.base in _APART and lead.base not in units else ""
        return ", ".join(part for part in (name, base, unit) if part)

    def _deviating(self, lead: FigureRow, role: str) -> list[str]:
        """What the row must say in words: who judged, an interim look, groups, sets, roles that are none of the main ones."""
        endpoint = self.trial.endpoints[lead.key]
        name = self.terms.endpoint(endpoint.is_ or lead.key)
        alike = [key for key, one in self.trial.endpoints.items() if self.terms.endpoint(one.is_ or key) == name]
        definition = endpoint.described if len(alike) > 1 else lead.definition
        words = (
            phrases.assessor_words(lead) if lead.assessor != "not stated" else "",
            "interim" if lead.cut and "interim" in self.trial.cuts[lead.cut].label.casefold() else "",
            phrases.group(lead.population, self.trial),
            lead.period,
            phrases.set_words(lead),
            lead.method,
            "recalled by a later report" if is_recalled(lead, self.trial) else "",
            role if role in _SAID_ROLES else "",
            definition if len(definition) <= _DEFINITION or len(alike) > 1 else "",
        )
        return [word for word in words if word]


def _common(rows: Sequence[FigureRow]) -> tuple[str, ...]:
    """The footnotes that several of the figures bear, which are said once behind the last."""
    counts = Counter(text for row in rows for text in dict.fromkeys(row.shorts))
    return tuple(text for text, count in counts.items() if count > 1)


def _shared_unit(rows: Iterable[FigureRow]) -> str:
    """The unit of every figure, for the label: of time, or that they are proportions; "" if they differ."""
    units = {phrases.PROPORTION if phrases.is_proportion(row) else row.unit for row in rows if row.figure.value}
    return units.pop() if len(units) == 1 and units <= {*DAYS, phrases.PROPORTION} else ""
