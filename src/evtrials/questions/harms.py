"""What of an adverse event is told of each trial: the report that stands, endpoints and exposure that count it, words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from evtrials.collection.library import Library
from evtrials.errors import UsageError
from evtrials.evidence.harms import FATAL, LISTS, THREE_AND_ABOVE, TWO_AND_ABOVE, Report, reports, standing
from evtrials.evidence.rows import FigureRow, grouped
from evtrials.notation.closed_words import GRADES
from evtrials.notation.phrasings import words_said
from evtrials.notation.spelling import folded, suggest
from evtrials.questions.exposure_topics import DEATHS, tells_of_any_harm
from evtrials.trial.identity import ALL
from evtrials.trial.model import Trial
from evtrials.trial.terms import Terms

# What --grade asks for beyond the bands as they are printed.
_AND_ABOVE = {"3+": THREE_AND_ABOVE, "2+": TWO_AND_ABOVE}
_DEATH = dict.fromkeys(FATAL, FATAL)
_MEANT = {">=3": "3+", ">=2": "2+", "any grade": "any"}
GRADES_ASKED = (*_AND_ABOVE, *GRADES)
# An adverse event that is its own grade, and the one of all of them.
DEATH, ANY_EVENT = "Death", "Any adverse event"
# An arm of fewer patients leads no list, and a trial of such arms alone stands after the others.
FEW = 20


@dataclass(frozen=True, slots=True)
class TrialHarm:
    """What one trial tells of one adverse event.

    reports: of its tables of harms, that which stands for the trial first. endpoints, exposure: the endpoints, and terms of
    exposure, that count the event. limits: what limited a dose. stated: in words.
    """

    trial: Trial
    event: str
    reports: tuple[Report, ...]
    endpoints: tuple[Report, ...] = ()
    exposure: tuple[Report, ...] = ()
    limits: tuple[FigureRow, ...] = ()
    stated: tuple[FigureRow, ...] = ()

    @property
    def rows(self) -> tuple[FigureRow, ...]:
        """Every row that is shown, in the order of the page."""
        told = (row for report in (*self.reports, *self.endpoints, *self.exposure) for row in report.rows)
        return (*told, *self.limits, *self.stated)

    @property
    def has_figures(self) -> bool:
        """Whether it is told in figures, and not in words alone or as what limited a dose."""
        return bool(self.reports or self.endpoints or self.exposure)

    @property
    def is_in_grade(self) -> bool:
        """Whether it is told in the bands asked for: of endpoints and exposure no table says their grade."""
        return bool(self.reports or self.stated or self.limits or (self.exposure and self.event == DEATH))

    @property
    def in_grade(self) -> TrialHarm:
        """The same without what no table bands: of deaths all is of their grade."""
        return self if self.event == DEATH else replace(self, endpoints=(), exposure=())

    @property
    def is_weighty(self) -> bool:
        """Whether it is more than a list of serious events or figures of a few patients."""
        figures = [report for report in self.reports if not report.is_list]
        return any(size_of(self.trial, row) not in range(FEW) for report in figures for row in report.figures)


def size_of(trial: Trial, row: FigureRow) -> int | None:
    """The patients of a figure as its source prints them, else those of the arm; None where neither is known."""
    arm = trial.arms.get(row.arm)
    size = row.n or (arm.n if arm and row.population == ALL else None) or ""
    digits = size.lstrip("<>=about ")
    return int(digits) if digits.isdigit() else None


@dataclass(frozen=True, slots=True)
class HarmLine:
    """One arm of a report of an adverse event: a figure for each grade band."""

    trial: Trial
    event: str
    arm: str
    cells: tuple[FigureRow, ...]

    @property
    def first(self) -> FigureRow:
        """A cell that bears what all cells share."""
        return self.cells[0]

    @property
    def threshold(self) -> str:
        """From which frequency on the report lists a term, as it says; "" where it does not."""
        return threshold_of(self.trial, self.first)


def threshold_of(trial: Trial, row: FigureRow) -> str:
    """From which frequency on the report of a row lists a term, as it says; "" where it does not."""
    return (trial.safety[int(row.path[1])].threshold if row.analysis.section == "safety" else None) or ""


def harm_lines(
    library: Library, ids: Sequence[str], event: str, grades: Sequence[str], *, everything: bool = False
) -> list[HarmLine]:
    """Every arm of every report that is shown of an adverse event, in the order of the trials, reports and arms."""
    return [
        HarmLine(one.trial, event, arm, tuple(cells))
        for one in Harms(library, ids).of(event, grades, everything=everything)
        for report in one.reports
        for arm, cells in grouped(report.rows, lambda row: row.arm).items()
    ]


def grade_asked(word: str) -> str:
    """A band as it is printed here by how it may be typed: `grade 2+`, `≥3`, `3–4`; UsageError for a word that is none."""
    typed = re.sub(r"^g(?:rade)?\s*", "", word.strip(), flags=re.IGNORECASE)
    typed = re.sub(r"\s*[\u2013-]\s*", "-", re.sub("[≥⩾]\\s*", ">=", typed)).casefold()
    if typed not in GRADES_ASKED:
        raise UsageError(f'--grade: "{word}" is not one of: {", ".join(GRADES_ASKED)}')
    # Who types it asks for every band of that grade and above, however a report bands it.
    return _MEANT.get(typed, typed)


def grade_meant(words: str) -> str:
    """The band that is asked for by words beside the adverse events: `grade 3+`, `fatal`, `deaths`; "" for what is none."""
    if folded(words) in map(folded, (DEATH, *DEATHS.names)):
        return "fatal"
    if not re.match(r"g(?:rades?)?\s*\W*\d|\W*\d\W*\d*\+?$|serious$", words, re.IGNORECASE):
        return ""
    try:
        return grade_asked(words)
    except UsageError:
        return ""


def grades_named(grade: str) -> tuple[str, ...]:
    """The bands that a word of --grade asks for: `3+` every band of grade 3 and above, else the band itself; () for all."""
    return {**_AND_ABOVE, **_DEATH}.get(grade, (grade,)) if grade else ()


def event_known(library: Library, name: str) -> str:
    """The term under which an adverse event is shown, by any of its names; "" for a name that none bears."""
    term = library.terms.adverse_event(name)
    return term if term in library.terms.adverse_events else _own_terms(library).get(folded(name), "")


def event_names(library: Library) -> dict[str, str]:
    """Every spelling of an adverse event, of the vocabulary or as a report prints it, with the term that it means."""
    terms = library.terms
    return {**{text: terms.adverse_event(text) for text in _own_terms(library).values()}, **terms.spellings("adverse_events")}


def _own_terms(library: Library) -> dict[str, str]:
    return {folded(row.term): row.term for row in library.rows(library.profiles) if row.analysis.section == "safety"}


def nearest_events(library: Library, name: str) -> tuple[str, ...]:
    """The adverse events whose names are nearest to one that was not found, or else to a word of it."""
    names = event_names(library)
    return suggest(name, names) or tuple(dict.fromkeys(near for word in name.split() for near in suggest(word, names)))


class Leading(NamedTuple):
    """An adverse event with all that some trials tell of it, and where its highest percentage stands; no row without one."""

    event: str
    found: list[TrialHarm]
    of: TrialHarm
    row: FigureRow | None

    @property
    def is_of_few(self) -> bool:
        """Whether only arms of a few patients have a percentage."""
        return self.row is not None and size_of(self.of.trial, self.row) in range(FEW)


class Harms:
    """What some trials tell of adverse events, read once and asked event by event; trials in their order."""

    def __init__(self, library: Library, ids: Sequence[str]) -> None:
        self._library, self._terms = library, library.terms
        self._events: dict[str, str] = {}
        # Of each trial its rows by event, and the rows that may name one among their words, with these.
        self._told: list[tuple[str, dict[str, list[FigureRow]], list[tuple[FigureRow, str]]]] = []
        for id_, rows in library.rows_of_each(ids).items():
            by_event: dict[str, list[FigureRow]] = {}
            naming: list[tuple[FigureRow, str]] = []
            for row in rows:
                if not row.is_spread and (event := self._event_of(row)):
                    by_event.setdefault(folded(event), []).append(row)
                elif not row.is_spread and row.analysis.section in ("exposure", "dose finding"):
                    naming.append((row, _in_words(f"{row.term} {row.figure.text}")))
            self._told.append((id_, by_event, naming))

    @property
    def events(self) -> tuple[str, ...]:
        """Every adverse event that is told of in a table of harms or as an endpoint; and deaths, which exposure counts too."""
        once = {folded(event): event for event in self._events.values() if event}
        if any(DEATHS.knows(row.term.casefold(), self._terms) for _, _, naming in self._told for row, _ in naming):
            once[folded(DEATH)] = DEATH
        return tuple(once.values())

    def of(self, event: str, bands: Sequence[str] = (), *, everything: bool = False) -> list[TrialHarm]:
        """What is told of an adverse event; trials of which nothing is told are not among them.

        bands: of tables of harms, and of what is said in words, only these grade bands, () for all. everything: every report,
        not that alone which stands.
        """
        key, names = folded(event), self._naming(event)
        # A death is fatal in whatever list it stands.
        bands = () if event == DEATH and set(FATAL) <= set(bands) else bands
        told: dict[str, tuple[list[FigureRow], list[FigureRow]]] = {}
        for id_, by_event, words in self._told:
            mine = by_event.get(key, [])
            naming = [row for row, text in words if names(row, text) and not (event == DEATH and bands)]
            if mine or naming:
                told[id_] = (mine, naming)
        trials = self._library.trials_of(list(told))
        found = [_of_trial(trial, event, *told[trial.id], bands, everything=everything) for trial in trials]
        return [one for one in found if one.rows]

    def beside(self, event: str, shown: Iterable[TrialHarm]) -> list[FigureRow]:
        """What is stored of an adverse event beside what is shown of it: other grades, reports, cuts, groups; and words."""
        seen = {(one.trial.id, row.path) for one in shown for row in one.rows}
        every = ((one.trial.id, row) for one in self.of(event, everything=True) for row in one.rows)
        return [row for trial, row in every if (trial, row.path) not in seen]

    def by_frequency(self, bands: Sequence[str] = (), *, everything: bool = False) -> list[Leading]:
        """Every adverse event, by the highest percentage that a report which stands for its trial prints for an arm with an
        mTOR inhibitor, in any band asked for; then those of which only arms of fewer than FEW patients have one, then the rest.
        """
        found = ((event, self.of(event, bands, everything=everything)) for event in self.events)
        with_bands = ((event, [one.in_grade for one in told if one.is_in_grade] if bands else told) for event, told in found)
        return sorted((_leading(event, told, self._terms) for event, told in with_bands if told), key=_order)

    def _event_of(self, row: FigureRow) -> str:
        """The adverse event that a row is of, by its term or its endpoint; "" of any other row."""
        is_of_tables = row.analysis.section == "safety" or (row.kind == "statement" and not row.key)
        name = row.endpoint if row.key else row.term if is_of_tables else ""
        if name and name not in self._events:
            event = self._terms.adverse_event(name)
            is_one = row.analysis.section == "safety" or event in self._terms.adverse_events
            self._events[name] = event if is_one else ""
        return self._events[name] if name else ""

    def _naming(self, event: str) -> Callable[[FigureRow, str], bool]:
        """What finds an adverse event in a row of exposure or of a dose and its words, under any of its names."""
        if event == DEATH:
            return lambda row, _: DEATHS.knows(row.term.casefold(), self._terms)
        if event == ANY_EVENT:
            return lambda row, _: tells_of_any_harm(row.term)
        spellings = self._terms.spellings("adverse_events")
        names = {event, *(name for name, meant in spellings.items() if folded(meant) == folded(event))}
        words = "|".join(sorted(re.escape(_in_words(name)) for name in names))
        found = re.compile(rf"\b(?:{words})\b")
        return lambda _, text: bool(found.search(text))


def _in_words(text: str) -> str:
    """A text as its words are compared: folded each by itself."""
    return " ".join(folded(word) for word in re.split(r"[\s/,;()]+", text))


def _of_trial(
    trial: Trial, event: str, rows: Sequence[FigureRow], naming: Sequence[FigureRow], bands: Sequence[str], *, everything: bool
) -> TrialHarm:
    """What a trial tells of an adverse event. rows: those of it; naming: those of exposure, or of a dose, that name it."""
    of_harms = [row for row in rows if row.kind == "safety"]
    of_endpoints = [row for row in rows if row.key and row.kind != "statement"]
    stated = [row for row in rows if row.kind == "statement"]
    tables = reports(of_harms, trial)
    shown = [one for report in tables if (one := report.within(bands))] if everything else list(standing(tables, bands))
    endpoints = _of_endpoints(of_endpoints, trial, everything=everything)
    stopped = grouped((row for row in naming if row.kind == "exposure"), lambda row: row.path[:4])
    exposure = [Report(tuple(mine)) for mine in stopped.values()]
    limits = tuple(row for row in naming if row.kind in ("dose finding", "statement") and is_said_in(row, bands))
    # Beside figures words are counted; alone they are shown.
    told = [row for row in stated if is_said_in(row, bands)] if everything or not (shown or endpoints) else []
    return TrialHarm(trial, event, tuple(shown), tuple(endpoints), tuple(exposure), limits, tuple(told))


def is_said_in(row: FigureRow, bands: Sequence[str]) -> bool:
    """Whether what is said in words, or limited a dose, is of some grade bands, () for all; what names no grade is of any."""
    if not bands:
        return True
    said = {*words_said("grade", row.figure.text), *(["dose-limiting"] if "dlt" in row.path else [])}
    return bool(said.intersection(bands)) or (not said and "any" in bands)


def band_said(report: Report) -> str:
    """The grade band that the words of an endpoint or of a term of exposure name, `>=2`; "" where they name none."""
    said = [band for band in words_said("grade", report.first.definition or report.first.term) if band not in LISTS]
    return said[0] if said else ""


def _of_endpoints(rows: Sequence[FigureRow], trial: Trial, *, everything: bool) -> list[Report]:
    """The analyses of the endpoints that are an adverse event: of each endpoint that which stands for it and what its historical
    control had, or all."""
    found = reports(rows, trial)
    if everything:
        return found
    told: list[Report] = []
    for mine in grouped(found, lambda report: report.first.key).values():
        chosen = [*standing(mine, ())]
        shown = {arm for report in chosen for arm in report.arms}
        outside = [row for one in mine for row in one.figures if row.default and row.arm not in shown and _is_outside(row, trial)]
        told += [*chosen, *(Report((row,)) for row in outside)]
    return told


def _is_outside(row: FigureRow, trial: Trial) -> bool:
    """Whether a figure is of patients of another study, to whom a trial was held."""
    return row.arm in trial.arms and bool(trial.arms[row.arm].external)


def tells_of_harms(library: Library, id_: str) -> bool:
    """Whether any harm of a trial is stored: in a table, as an endpoint, or as what limited a dose."""
    rows = library.rows_of(id_)
    in_table = any(row.analysis.section == "safety" for row in rows)
    return bool(in_table or harm_endpoints(rows, library.terms) or limits_dose(rows))


def harm_endpoints(rows: Iterable[FigureRow], terms: Terms) -> list[str]:
    """The endpoints of a trial that are adverse events, by their keys: a trial that prevents stomatitis counts it as one."""
    return list(dict.fromkeys(row.key for row in rows if row.key and terms.adverse_event(row.endpoint) in terms.adverse_events))


def limits_dose(rows: Iterable[FigureRow]) -> bool:
    """Whether a dose-limiting toxicity is stored."""
    return any(row.kind == "dose finding" and "dlt" in row.path for row in rows)


def preventing(library: Library, event: str) -> list[str]:
    """The trials about supportive care that have an adverse event as an endpoint, by id, in the order of all lists."""
    wanted = {name for name in library.terms.endpoints if folded(library.terms.adverse_event(name)) == folded(event)}
    profiles = (profile for profile in library.profiles.values() if profile.about == "supportive-care")
    found = [profile for profile in profiles if not wanted.isdisjoint(profile.endpoints)]
    return [profile.id for profile in sorted(found, key=lambda profile: profile.order)]


def primary_harms(library: Library, *, about: str = "supportive-care") -> dict[str, list[str]]:
    """The adverse events that are primary endpoints of trials about anything else, each with their ids: a trial of how a drug is
    begun may be one of what prevents its harm."""
    terms, found = library.terms, dict[str, list[str]]()
    for profile in sorted(library.profiles.values(), key=lambda profile: profile.order):
        for event in dict.fromkeys(map(terms.adverse_event, profile.primary)):
            if profile.about != about and event in terms.adverse_events:
                found.setdefault(event, []).append(profile.id)
    return found


def _leading(event: str, found: list[TrialHarm], terms: Terms) -> Leading:
    candidates = [
        (one, row)
        for one in found
        for report in one.reports
        for row in report.figures
        if row.unit == "percent" and row.figure.value and not row.is_suspect and gives_mtor(one.trial, row.arm, terms)
    ]
    if not candidates:
        return Leading(event, found, found[0], None)
    return Leading(event, found, *max(candidates, key=lambda pair: _height(*pair)))


def _height(one: TrialHarm, row: FigureRow) -> tuple[bool, bool, float]:
    return size_of(one.trial, row) not in range(FEW), row.population == ALL, float(row.figure.value)


def _order(leading: Leading) -> tuple[object, ...]:
    value = float(leading.row.figure.value) if leading.row else 0.0
    return leading.row is None, leading.is_of_few, -value, -len(leading.found), leading.event


def gives_mtor(trial: Trial, arm: str, terms: Terms) -> bool:
    """Whether an arm has an mTOR inhibitor."""
    return arm in trial.arms and any(terms.is_mtor_inhibitor(dose.drug) for dose in trial.arms[arm].drugs)
