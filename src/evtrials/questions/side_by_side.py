"""What several trials found, and at what price, side by side: each trial's own arms in a column, nothing computed across."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from evtrials.errors import counted
from evtrials.evidence.comparability import primary_rows
from evtrials.evidence.contrasts import cohorts_of
from evtrials.evidence.harm_reports import HarmReport, harm_reports
from evtrials.evidence.regimens import arm_names
from evtrials.evidence.rows import FigureRow
from evtrials.notation.capitals import begun_large
from evtrials.notation.figures import MISSING
from evtrials.notation.patterns import compiled
from evtrials.notation.spaces import NBSP, unbroken
from evtrials.notation.times import DAYS
from evtrials.questions import phrases
from evtrials.questions.card_harms import arms_of, bands_words, card_bands, harm_cell, weighed
from evtrials.questions.card_head import MANY_ARMS, own_arms
from evtrials.questions.card_results import DOSE, DOSE_LIMITING, PRIMARY, Result, results_of
from evtrials.questions.contrast_phrases import p_words
from evtrials.questions.entries import relation
from evtrials.questions.harms import limits_dose
from evtrials.questions.in_short import effect_in_short
from evtrials.trial.identity import ALL

if TYPE_CHECKING:
    from evtrials.collection.library import Library
    from evtrials.evidence.contrasts import ContrastLine
    from evtrials.questions.footnotes import Footnotes
    from evtrials.trial.model import Trial
    from evtrials.trial.terms import Terms

MOST_HARMS = 8
MOST_RESULTS = 8
MOST_IN_CELL = 3
_FIRST = ("pfs", "ttp", "ttf", "idfs", "dfs", "pcr", "os", "orr", "cbr")
_TWO = 2
# Of two columns in 80 each holds a figure of so many characters.
_LONGEST_PIECE = 24
# The heading says it of every figure that is a percentage alone.
_PERCENT = compiled(rf"{NBSP}%(?=$|{NBSP})")
RESULTS = "Results at the last look in all patients; intervals 95 % unless said"
HARMS = "Harms, % of patients of each trial's own arms"
_DOSE_FOUND = "dose found"
_ABSENT = "-"


@dataclass(frozen=True)
class Side:
    """One trial of a comparison with what was found: its results by endpoint, its reports of harms by grade."""

    trial: Trial
    rows: Sequence[FigureRow]
    terms: Terms

    @cached_property
    def results(self) -> dict[str, list[Result]]:
        """What a card tells of each endpoint, without what another assessor saw of the same contrast."""
        found: dict[str, list[Result]] = {}
        told: set[tuple[object, ...]] = set()
        for one in results_of(self.trial, self.rows, self.terms):
            seen = (one.key, *((line.pair, line.lead.population) for line in one.lines))
            if one.rank == DOSE or not one.lines or seen not in told:
                found.setdefault(self._endpoint(one), []).append(one)
            told.add(seen)
        return found

    def _endpoint(self, one: Result) -> str:
        return self.terms.endpoint(self.trial.endpoints[one.key].is_ or one.key) if one.key else _DOSE_FOUND

    @cached_property
    def cohorts(self) -> frozenset[str]:
        """The populations that are parts of the protocol, which the arms tell of."""
        return cohorts_of(self.rows, self.trial)

    @cached_property
    def cut(self) -> str:
        """The cut of the primary result, which stands among the features."""
        return next((row.cut for row in primary_rows(self.rows) if row.cut), "")

    @cached_property
    def reports(self) -> list[HarmReport]:
        """The reports of harms by grade in all patients, the one that tells most first."""
        return [one for one in harm_reports(self.rows, self.trial) if one.is_of_grades and one.first.population == ALL]

    @cached_property
    def harms(self) -> dict[str, list[tuple[HarmReport, str]]]:
        """Each harm under its name of the vocabulary, with the reports that tell of it and the term there."""
        found: dict[str, list[tuple[HarmReport, str]]] = {}
        for report in self.reports:
            for term, cells in report.cells.items():
                if any(row.figure.qualifier not in MISSING for row in cells.values()):
                    found.setdefault(self.terms.adverse_event(term), []).append((report, term))
        return found

    @cached_property
    def weights(self) -> dict[str, int]:
        """The place of each harm of the fullest report, the one that weighs most first."""
        if not self.reports:
            return {}
        order = weighed(self.reports[0], card_bands(self.reports[0]), self.terms)
        return {self.terms.adverse_event(term): index for index, term in reversed(list(enumerate(order)))}


def sides_of(library: Library, trials: Sequence[Trial]) -> list[Side]:
    """What was found of each trial of a comparison: told once, however often the page is laid out."""
    return [Side(trial, library.rows_of(trial), library.terms) for trial in trials]


class SideBySide:
    """The results and the harms of some trials as rows with a cell for each trial.

    most: as many analyses of one endpoint as a cell tells, and of one analysis as many contrasts.
    """

    def __init__(self, library: Library, sides: Sequence[Side], notes: Footnotes, most: int = MOST_IN_CELL) -> None:
        self.terms, self.notes, self.most = library.terms, notes, most
        self.sides = sides
        self.heads = tuple(side.trial.id for side in sides)

    # Results

    @cached_property
    def endpoints(self) -> list[str]:
        """The endpoints that have a row: every primary one, survival, and those that two trials have."""
        found: dict[str, list[Result]] = {}
        having: dict[str, int] = {}
        for side in self.sides:
            for endpoint, results in side.results.items():
                found.setdefault(endpoint, []).extend(results)
                having[endpoint] = having.get(endpoint, 0) + any(not one.planned for one in results)
        chosen = [
            endpoint
            for endpoint, results in found.items()
            if having[endpoint] > 1 or any(one.rank in (PRIMARY, DOSE) for one in results) or endpoint == "os"
        ]
        known = {name: place for place, name in enumerate(_FIRST)}
        leading = {name for name in chosen if any(one.rank in (PRIMARY, DOSE) for one in found[name])}
        return sorted(chosen, key=lambda name: (name not in leading, known.get(name, len(known)), -having[name]))

    @property
    def firm(self) -> int:
        """How many endpoints have a row however few there may be: they are the first."""
        return sum(map(self._is_firm, self.endpoints))

    def results(self, most: int) -> list[tuple[str, ...]]:
        """A row for each endpoint; what two trials do not share is counted under them."""
        shown = [name for index, name in enumerate(self.endpoints) if index < most or self._is_firm(name)]
        rows = []
        for endpoint in shown:
            time = self._time(endpoint)
            cells = [self._cell(side, endpoint, time) for side in self.sides]
            rows.append((f"{self._name(endpoint)}{f', {time}' if time else ''}", *cells))
        return [_heading(RESULTS, self.sides), *rows, *self._further(shown)]

    def _is_firm(self, endpoint: str) -> bool:
        """Whether an endpoint has a row however many there are: a primary one has."""
        return any(one.rank in (PRIMARY, DOSE) for side in self.sides for one in side.results.get(endpoint, ()))

    def _name(self, endpoint: str) -> str:
        event = self.terms.adverse_event(endpoint)
        name = event if event in self.terms.adverse_events else phrases.endpoint_short(endpoint, self.terms)
        return begun_large(name)

    def _time(self, endpoint: str) -> str:
        """The unit of time of every figure of an endpoint, which its label bears."""
        found = [row for side in self.sides for one in side.results.get(endpoint, ()) for line in one.lines
                 for row in (line.arm_row, line.comparator_row) if row]  # fmt: skip
        units = {row.unit for row in found}
        return units.pop() if len(units) == 1 and units <= set(DAYS) else ""

    def _cell(self, side: Side, endpoint: str, time: str) -> str:
        """What a trial found at an endpoint; of one that is a harm elsewhere, which of both it is."""
        results = side.results.get(endpoint, [])
        results = [one for one in results if not _is_of_limits(one)] or results
        told = [text for one in results[: self.most] for text in self._result(side, one, time)]
        if len(results) > self.most:
            told.append(f"and {len(results) - self.most} more (evtrials show {side.trial.id})")
        event = self.terms.adverse_event(endpoint)
        if event in self.terms.adverse_events:
            told = [f"endpoint: {text}" for text in told[:1]] + told[1:]
            told += [f"harm, {text}" for text in self._harm(side, event, with_bands=True)]
        return "\n".join(told) or self._without(side, endpoint)

    def _result(self, side: Side, one: Result, time: str) -> Iterator[str]:
        if one.planned:
            yield "planned; no figure read"
            return
        # A figure of arms that are not named, or of all together, adds nothing to what is told of each.
        named = [line for line in one.lines if line.comparator or line.arm in side.trial.arms]
        lines = named or list(one.lines)
        several = len(lines) > 1 or side.trial.implied_contrast() is None
        for line in lines[: self.most]:
            yield self._line(side, line, time, several=several)
        if len(lines) > self.most:
            yield f"and {counted(len(lines) - self.most, 'contrast')} more"
        if _is_of_limits(one):
            yield "what limited the dose alone"
            return
        doses = [row for row in one.further if row.kind == "dose finding" and not row.term.startswith(DOSE_LIMITING)]
        if doses:
            # The term says what it is, and its drug with it.
            told = dict.fromkeys(f"{row.term.partition(' of ')[0]}: {row.figure.text}{phrases.mark(row)}" for row in doses)
            yield "; ".join(told) + self.notes.of(*doses)
        yield from (self._further_row(side, row) for row in one.further if row.kind != "dose finding")

    def _line(self, side: Side, line: ContrastLine, time: str, *, several: bool) -> str:
        """A contrast: what it deviates in, the arms' figures, then the effect with its p."""
        before = "; ".join(part for part in (self._arms(side, line, several=several), *self._deviating(side, line)) if part)
        shown = [row for row in (line.effect, *line.tests, line.arm_row, line.comparator_row) if row is not None]
        marks = self.notes.say(text for row in shown for text in (*row.shorts, *([row.definition] if row.definition else [])))
        effect = _effect(line.effect, *line.tests) if line.effect else ""
        told = ", ".join(part for part in (_figures(line, time), effect) if part) or "no figure"
        return f"{before}: {told}{marks}" if before else f"{told}{marks}"

    def _arms(self, side: Side, line: ContrastLine, *, several: bool) -> str:
        """Which arms a line is of, where the trial has others; an arm of another trial under the name of that."""
        trial = side.trial
        if line.comparator:
            many = len(own_arms(trial)) >= MANY_ARMS
            names = (id_ if many else trial.arms[id_].label for id_ in (line.arm, line.comparator))
            return " v ".join(names) if several else ""
        arm = trial.arms.get(line.arm)
        if arm is None:
            return phrases.arm(line.arm)
        if arm.external:
            return f"{arm.external} (historical)"
        if len(own_arms(trial)) >= MANY_ARMS:
            return line.arm
        return arm.label if len(trial.arms) > 1 else ""

    def _deviating(self, side: Side, line: ContrastLine) -> Iterator[str]:
        """Measure, time, group, assessor, look and set of a line, where they are not those of the primary result."""
        lead, trial = line.lead, side.trial
        base = lead.base if lead.base in ("landmark rate", "mean") and line.side else ""
        yield " ".join(part for part in (base, f"at {lead.at}" if lead.at else "") if part)
        yield lead.period
        yield "" if lead.population in side.cohorts else phrases.group(lead.population, trial)
        yield phrases.assessor(line.assessor) if line.assessor in ("central", "patient") else ""
        label = trial.cuts[lead.cut].label if lead.cut else ""
        if lead.cut != side.cut and lead.cut and not trial.cuts[lead.cut].report:
            yield phrases.cut_words(lead, trial)
        elif "interim" in label.casefold():
            yield "interim"
        yield phrases.set_words(lead)
        yield phrases.method_words(lead, trial)

    def _further_row(self, side: Side, row: FigureRow) -> str:
        """What is said in words, or what nobody randomised."""
        marks = self.notes.of(row)
        if row.kind == "statement":
            of = ", ".join(part for part in (phrases.group(row.population, side.trial), row.term) if part)
            return f"{f'{of}: ' if of else ''}{phrases.in_words(row, phrases.labels(side.trial))}{marks}"
        return f"{phrases.arms_labels(row, side.trial)} ({relation(row)}): {effect_in_short(row)}{marks}"

    def _without(self, side: Side, endpoint: str) -> str:
        """What is said where a card has nothing of an endpoint: that nothing was read, or of whom or what alone something was."""
        short = phrases.endpoint_short(endpoint, self.terms) if endpoint != _DOSE_FOUND else "dose finding"
        mine = [row for row in side.rows if row.endpoint == endpoint]
        if not mine:
            return f"no {short} read"
        if all(row.population != ALL for row in mine):
            return f"of groups alone: evtrials subgroups {side.trial.id}"
        why = "under suspicion" if all(row.is_suspect for row in mine) else "not told in short"
        return f"{why}: evtrials trace {side.trial.id} {mine[0].key}"

    def _further(self, shown: Sequence[str]) -> Iterator[tuple[str, ...]]:
        """How many endpoints a trial has beside those shown, and where they are."""
        told = []
        for side in self.sides:
            others = sum(any(not one.planned for one in results) for name, results in side.results.items() if name not in shown)
            told += [f"{side.trial.id} {others}"] if others else []
        if told:
            yield (f"Further endpoints: {', '.join(told)} (evtrials show ID).",)

    # Harms

    @cached_property
    def above(self) -> set[str]:
        """The harms that have a row among the results, as some trial has them as an endpoint."""
        return {self.terms.adverse_event(name) for name in self.endpoints} & set(self.terms.adverse_events)

    @cached_property
    def common(self) -> list[str]:
        """The harms that two of the trials report by grade, in the order of their weight, without those among the results."""
        having: dict[str, list[Side]] = {}
        for side in self.sides:
            for event in side.harms:
                having.setdefault(event, []).append(side)
        shared = [event for event, sides in having.items() if len(sides) > 1 and event not in self.above]
        last = max((len(side.weights) for side in self.sides), default=0)
        return sorted(shared, key=lambda event: min(side.weights.get(event, last) for side in having[event]))

    def harms(self, most: int) -> list[tuple[str, ...]]:
        """A row for each harm that two of the trials report; what there is besides is counted."""
        chosen = self.common[:most]
        order = [event for side in self.sides for event in side.harms]
        bands = {bands_words(card_bands(side.reports[0])) for side in self.sides if side.reports}
        shared = bands.pop() if len(bands) == 1 else ""
        rows = [_heading(f"{HARMS}{f', {shared}' if shared else ''}", self.sides)] if chosen else []
        if chosen:
            rows.append(("", *(self._reported(side, with_bands=not shared) for side in self.sides)))
        for event in sorted(chosen, key=order.index):
            rows.append((event, *("\n".join(self._harm(side, event)) or _ABSENT for side in self.sides)))
        if any(_ABSENT in row[1:] for row in rows):
            rows.append((f"{_ABSENT} not in what was read of its harms.",))
        return [*rows, *((text,) for text in self._beside(chosen))]

    def _reported(self, side: Side, *, with_bands: bool) -> str:
        """Which arms, bands and harms the cells of a trial are of."""
        if not side.reports:
            return _ABSENT
        report = side.reports[0]
        arms = arms_of(report, side.trial)
        if len(arms) == _TWO and set(arms) <= set(side.trial.arms) and side.trial.is_randomised_between(*arms):
            names = arm_names(side.trial, arms)
        else:
            many = len(own_arms(side.trial)) >= MANY_ARMS
            names = [phrases.arm(id_) if many or id_ not in side.trial.arms else side.trial.arms[id_].label for id_ in arms]
        attribution = report.first.attribution
        related = "" if attribution == "not stated" else f"; {phrases.attribution(attribution)}"
        bands = f"; {bands_words(card_bands(report))}" if with_bands else ""
        return f"{' v '.join(names)}{bands}{related}"

    def _harm(self, side: Side, event: str, *, with_bands: bool = False) -> list[str]:
        """The figures of a harm in the arms of a trial, `59 / 8 v 12 / 0 † [a]`, of the first report that has any grade of it.

        with_bands: with the grades before them.
        """
        found = side.harms.get(event, [])
        if not found:
            stated = [row for row in side.rows if row.kind == "statement" and row.analysis.section == "safety"]
            told = [row for row in stated if self.terms.adverse_event(row.term) == event]
            return [f"{phrases.in_words(row, phrases.labels(side.trial))}{self.notes.of(row)}" for row in told[:1]]
        report, term = next((one for one in found if "any" in card_bands(one[0])), found[0])
        return [self._of_report(side, report, term, with_bands=with_bands)]

    def _of_report(self, side: Side, report: HarmReport, term: str, *, with_bands: bool) -> str:
        """A term of one report in the arms of a trial; of another report than the other harms it is said to be."""
        bands, arms, cells = card_bands(report), arms_of(report, side.trial), report.cells[term]
        rows = [[cells.get((arm, band)) for band in bands] for arm in arms]
        shorts = [text for one in rows for row in one if row is not None for text in row.shorts]
        texts = [harm_cell(one, self.notes, shorts) or _ABSENT for one in rows]
        other = bands_words(bands) if with_bands or report is not side.reports[0] else ""
        figures = f" v{NBSP}".join(_PERCENT.sub("", text) for text in phrases.marked_once(*texts))
        return f"{f'{other}: ' if other else ''}{figures}{self.notes.say(shorts)}"

    def _beside(self, shown: Sequence[str]) -> Iterator[str]:
        """What is not in the rows: further harms in common, harms of one trial alone, where none is told by grade."""
        more = len(self.common) - len(shown)
        told = {*self.common, *self.above}
        alone = {side.trial.id: sum(event not in told for event in side.harms) for side in self.sides}
        counts = [f"{more} more in common"] if more else []
        counts += [f"{count} of {id_} alone" for id_, count in alone.items() if count]
        if counts:
            head = "Further harms" if shown or self.above else "Harms by grade: none in common"
            yield f"{head}: {', '.join(counts)} (evtrials show ID --only safety)."
        for side in self.sides:
            if not side.reports:
                yield f"{side.trial.id}: no harms by grade read{self._elsewhere(side)}."

    def _elsewhere(self, side: Side) -> str:
        """Where harms of a trial are told that has no table of them by grade."""
        reports = harm_reports(side.rows, side.trial)
        endpoints = [name for name in side.results if self.terms.adverse_event(name) in self.terms.adverse_events]
        told = []
        if any(not one.is_of_grades for one in reports):
            told.append("a list of serious or of dose-limiting events")
        if any(one.is_of_grades for one in reports):
            told.append("those of groups of patients")
        if any(row.kind == "statement" and row.analysis.section == "safety" for row in side.rows):
            told.append("harms in words")
        told += ["as an endpoint: above"] if endpoints else []
        told += ["what limited the dose"] if limits_dose(side.rows) and not reports else []
        return f", but {', '.join(told)} (evtrials show {side.trial.id} --only safety)" if told else ""


def _is_of_limits(one: Result) -> bool:
    """Whether a result tells what limited a dose and no dose."""
    return bool(one.further) and all(row.kind == "dose finding" and row.term.startswith(DOSE_LIMITING) for row in one.further)


def _heading(text: str, sides: Sequence[Side]) -> tuple[str, ...]:
    """A row that heads those below it, under whichever trial they stand."""
    return (text, *("" for _ in sides))


def _effect(effect: FigureRow, *tests: FigureRow) -> str:
    """An effect with its p value, of which sides and words may stand on the next line of a narrow cell."""
    estimate = _kept(phrases.effect(effect)) if effect.measure != "test" else ""
    values = dict.fromkeys(p_words(row) for row in (effect, *tests) if row.p)
    return ", ".join(phrases.marked_once(estimate, *values))


def _kept(text: str) -> str:
    """A figure with its interval in one piece; a long one may break before the bracket."""
    return unbroken(text) if len(text) <= _LONGEST_PIECE else phrases.flowing(text)


def _figures(line: ContrastLine, time: str) -> str:
    """The arms' own figures with their intervals, and with n where it is not that of the arm; a mark that both bear once."""
    rows = [row for row in (line.arm_row, line.comparator_row) if row is not None]
    if not rows:
        return ""
    noun = line.lead.base if line.lead.base in ("deaths", "events") else ""
    units = [row.unit not in ((time, "participants", noun) if noun else (time,)) for row in rows]
    if len(rows) == _TWO and rows[0].unit == rows[1].unit != "percent":
        units[0] = False  # said behind the second
    texts = {row.arm: _kept(phrases.figure_of(row, line.trial, unit=unit)) for row, unit in zip(rows, units, strict=True)}
    if not line.comparator:
        return texts[rows[0].arm] + (f" {noun}" if noun else "")
    told = phrases.marked_once(*(texts.get(arm, "not seen") for arm in (line.arm, line.comparator)))
    return f" v{NBSP}".join(told) + (f" {noun}" if noun else "")
