"""Harms across trials: each adverse event under one name, within each trial's own arms, every grade band as printed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from evtrials.collection.filters import Query
from evtrials.collection.library import LeftOut, Library, Selection
from evtrials.errors import UsageError, counted, listed
from evtrials.evidence.columns import BY_NAME, Column, count_digits, counts_text, tidy
from evtrials.evidence.rows import FigureRow, grouped
from evtrials.evidence.traits import default_order, is_suspect_dose
from evtrials.notation.closed_words import ARM_GROUPS, GRADES, TOGETHER
from evtrials.notation.spelling import folded, unknown
from evtrials.questions import phrases
from evtrials.questions.answer import Answer, Heading, Page, Paragraph, Table
from evtrials.questions.columns import ARM_LABEL, ARM_N, NAME, POPULATION_LABEL, TRIAL, of
from evtrials.questions.exposure_topics import means
from evtrials.trial.arms import Arm
from evtrials.trial.identity import ALL
from evtrials.trial.model import Trial
from evtrials.trial.terms import Terms

# A band is never turned into another: these are the bands that hold nothing below grade 3, each shown as printed.
THREE_AND_ABOVE = ("3", "4", "5", "3-4", "3-5", ">=3")
ANY_EVENT = "Any adverse event"
TOP = 10
OWN_ARMS = (
    "Arms are compared within a trial only; trials differ in patients, grading, time on treatment and what they list. "
    "A term that is missing was not seen in what was read; that is not zero."
)


@dataclass(frozen=True, slots=True)
class HarmLine:
    """One adverse event in one arm as one report prints it: a figure for each grade band."""

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
        is_of_harms = self.first.analysis.section == "safety"
        return (self.trial.safety[int(self.first.path[1])].threshold if is_of_harms else None) or ""


@dataclass(frozen=True, slots=True)
class Harm:
    """One figure of harm: a line and one of its cells. mtor_dose, exposure: as the sources print them for the arm."""

    line: HarmLine
    cell: FigureRow
    mtor_dose: str
    exposure: str

    @property
    def arm(self) -> Arm | None:
        """The arm; None of what stands in place of an arm, or of a test."""
        return self.line.trial.arms.get(self.line.arm)

    @property
    def arm_n(self) -> str:
        """The size of the arm as printed; "" of a subset."""
        return (self.arm.n if self.arm and self.cell.population == ALL else None) or ""


def _of_cell(*names: str) -> tuple[Column, ...]:
    return tidy(lambda harm: harm.cell, *names)


COLUMNS: tuple[Column, ...] = (
    Column("adverse_event", lambda harm: harm.line.event, "text", "the adverse event under the one name it has here"),
    *of(lambda harm: harm.line.trial, TRIAL, NAME),
    *_of_cell("arm"),
    ARM_LABEL.by(lambda harm: harm.arm.label if harm.arm else phrases.arm(harm.line.arm)),
    *_of_cell("n"),
    ARM_N.by(lambda harm: count_digits(harm.arm_n)),
    Column("mtor_dose", lambda harm: harm.mtor_dose, "text", "mTOR inhibitor of the arm, dose as printed; ! where it is suspect"),
    Column("exposure", lambda harm: harm.exposure, "text", "median exposure of the arm as printed, or: not seen"),
    *_of_cell("term", "grade", "value", "text", "qualifier", "unit", "measure", "ci_low", "ci_high", "ci_level", "ci_text",
              "events"),
    BY_NAME["counts_text"].by(lambda harm: counts_text(n=harm.cell.n, arm_n=harm.arm_n, events=harm.cell.events)),
    *_of_cell("attribution"),
    Column("threshold", lambda harm: harm.line.threshold or "not stated", "text", "from which frequency on a term is listed"),
    *_of_cell("period", "population"),
    POPULATION_LABEL.of(lambda harm: harm.line.trial.populations.get(harm.cell.population)),
    *_of_cell("cut", "cut_date", "followup", "default", "basis", "source", "locator", "flag", "note", "kind", "stated"),
)  # fmt: skip


def grades_named(word: str) -> tuple[str, ...]:
    """The bands that a word of --grade asks for: `3+` every band of grade 3 and above, else the band itself; () for all."""
    if not word:
        return ()
    if word == "3+":
        return THREE_AND_ABOVE
    if word not in GRADES:
        raise UsageError(f'--grade: "{word}" is not one of: 3+, {", ".join(GRADES)}')
    return (word,)


def event_named(library: Library, name: str) -> str:
    """The term under which an adverse event is shown, by any of its names; UsageError with the nearest ones."""
    terms = library.terms
    term = terms.adverse_event(name)
    if term in terms.adverse_events:
        return term
    own = {folded(row.term): row.term for row in library.rows(library.profiles) if row.analysis.section == "safety"}
    if folded(name) in own:
        return own[folded(name)]
    printed = {text: terms.adverse_event(text) for text in own.values()}
    names = {**printed, **terms.spellings("adverse_events")}
    _no_exposure(name)
    raise unknown("adverse event", name, names, "see the most frequent with: evtrials safety")


def _no_exposure(name: str) -> None:
    """UsageError that points to exposure for a word that asks what became of the treatment."""
    if means(name):
        raise UsageError(f'"{name}" is no adverse event but what became of the treatment: evtrials exposure {name.lower()}')


def harm_rows(library: Library, trial: Trial, grades: Sequence[str] = (), *, everything: bool = False) -> list[FigureRow]:
    """The figures of harm of a trial in some bands: the default ones, or all."""
    return [
        row
        for row in library.rows_of(trial)
        if row.kind == "safety" and not row.is_spread and (everything or row.default) and (not grades or row.grade in grades)
    ]


def harm_statements(library: Library, trial: Trial, event: str) -> list[FigureRow]:
    """What the sources of a trial say of an adverse event in words alone, without a grade."""
    return [
        row
        for row in library.rows_of(trial)
        if row.kind == "statement" and not row.key and folded(library.terms.adverse_event(row.term)) == folded(event)
    ]


def told_elsewhere(library: Library, trials: Iterable[Trial], event: str) -> dict[str, list[FigureRow]]:
    """Where an adverse event is told of outside the tables of harms, by trial: what was stopped for it, what limited a dose."""
    terms, wanted = library.terms, folded(event)
    names = {event, *(name for name, meant in terms.spellings("adverse_events").items() if folded(meant) == wanted)}
    named = re.compile(rf"\b(?:{'|'.join(sorted({re.escape(_in_words(name)) for name in names}))})\b")
    found = {
        trial.id: [
            row
            for row in library.rows_of(trial)
            if row.analysis.section in ("exposure", "dose finding")
            and not row.is_spread
            and not (row.kind == "statement" and folded(terms.adverse_event(row.term)) == wanted)
            and named.search(_in_words(f"{row.term} {row.figure.text}"))
        ]
        for trial in trials
    }
    return {id_: rows for id_, rows in found.items() if rows}


def _in_words(text: str) -> str:
    """A text as its words are compared: folded each by itself."""
    return " ".join(folded(word) for word in re.split(r"[\s/,;()]+", text))


def harm_endpoints(rows: Iterable[FigureRow], terms: Terms) -> list[str]:
    """The endpoints of a trial that are adverse events, by their keys: a trial that prevents stomatitis counts it as one."""
    return list(dict.fromkeys(row.key for row in rows if row.key and terms.adverse_event(row.endpoint) in terms.adverse_events))


def limits_dose(rows: Iterable[FigureRow]) -> bool:
    """Whether a dose-limiting toxicity is stored."""
    return any(row.kind == "dose finding" and "dlt" in row.path for row in rows)


def most_frequent(library: Library, trials: Iterable[Trial], grades: Sequence[str], top: int) -> tuple[list[str], int]:
    """The terms with the highest percentage printed for an arm with an mTOR inhibitor, and how many terms have one.

    In the bands asked for, else any grade. One arm of one trial is enough, so a small arm counts as much as a large one.
    """
    terms = library.terms
    highest: dict[str, float] = {}
    for trial in trials:
        for row in harm_rows(library, trial, grades or ("any",)):
            event = terms.adverse_event(row.term)
            if row.unit != "percent" or not row.figure.value or event == ANY_EVENT or not _gives_mtor(trial, row.arm, terms):
                continue
            highest[event] = max(highest.get(event, 0.0), float(row.figure.value))
    ranked = sorted(highest, key=lambda event: (-highest[event], event))
    return ranked[:top], len(ranked)


def harm_lines(
    library: Library, trials: Iterable[Trial], event: str, grades: Sequence[str], *, everything: bool = False
) -> list[HarmLine]:
    """Every arm of every trial with a figure for one adverse event, in order of setting, line, year, report and arm."""
    found: list[HarmLine] = []
    for trial in sorted(trials, key=default_order):
        # A test of a table with several arms names none of them.
        order = [*trial.arms, *ARM_GROUPS, ""]
        mine = (
            row
            for row in harm_rows(library, trial, grades, everything=everything)
            if folded(library.terms.adverse_event(row.term)) == folded(event)
        )
        # A report may print two of the joined terms, as stomatitis and mucosal inflammation: each keeps its row.
        groups = grouped(mine, lambda row: (row.path[1], row.term, row.arm))
        lines = [
            HarmLine(trial, event, rows[0].arm, tuple(sorted(rows, key=lambda row: list(GRADES).index(row.grade))))  # type: ignore[arg-type]
            for rows in groups.values()
        ]
        found += sorted(lines, key=lambda line: (int(line.first.path[1]), line.first.term, order.index(line.arm)))
    return found


def chosen_events(
    library: Library, trials: Sequence[Trial], names: Sequence[str], grade: str, top: int | None
) -> tuple[list[str], str]:
    """The events named, else the most frequent; and for these a sentence on how they were chosen."""
    if names and top is not None:
        raise UsageError("--top chooses the terms itself; give it without a term: evtrials safety --top 10")
    if len(names) > 1:
        _no_exposure(" ".join(names))
    if names:
        return list(dict.fromkeys(event_named(library, name) for name in names)), ""
    events, of = most_frequent(library, trials, grades_named(grade), TOP if top is None else top)
    band = f"grade {grade}" if grade else "any grade"
    return events, (
        f"{len(events)} of {of} terms: those with the highest percentage ({band}) printed for any arm with an mTOR "
        "inhibitor, in that order; a small arm counts as much as a large one. More: --top, or name the terms."
    )


def safety_answer(
    library: Library,
    selection: Selection,
    query: Query,
    events: Sequence[str],
    lead: str = "",
    *,
    grade: str = "",
    named: bool = True,
    everything: bool = False,
) -> Answer:
    """Some adverse events: a table for each, and what was read without them. lead: how they were chosen, if not `named`."""
    grades, trials = grades_named(grade), selection.trials
    lines = {event: harm_lines(library, trials, event, grades, everything=everything) for event in events}
    told = {event: _told(library, query, trials, event) for event in lines}
    tables = [_table(event, lines, library, trials, told[event], grade, everything, named=named) for event in lines]
    rows = [
        Harm(line, cell, doses(line.trial, line.arm, library.terms), exposure(library, line.trial, line.arm))
        for event, found in lines.items()
        for line in (*found, *_lines_in_words(event, told[event], trials))
        for cell in line.cells
    ]
    asked = {**query.asked, "terms": events, "grade": grade, "all": everything}
    return Answer(
        name="harms",
        columns=COLUMNS,
        rows=rows,
        page=Page("", (*((Paragraph(lead),) if lead else ()), *tables)),
        query={name: value for name, value in asked.items() if value},
        caveats=tuple(text for text in (lead, OWN_ARMS) if text),
        left_out=(*selection.left_out, *without_harms(library, trials, lines, told, grade)),
    )


@dataclass(frozen=True, slots=True)
class Told:
    """Where an adverse event is told of beside the tables: in words, of exposure or of a dose, as an endpoint; by trial."""

    in_words: dict[str, list[FigureRow]]
    elsewhere: dict[str, list[FigureRow]]
    endpoints: list[str]
    with_endpoint: list[str]

    @property
    def trials(self) -> set[str]:
        """The trials of which something is told so."""
        return {*self.in_words, *self.elsewhere, *self.with_endpoint}


def _told(library: Library, query: Query, trials: Sequence[Trial], event: str) -> Told:
    in_words = {trial.id: rows for trial in trials if (rows := harm_statements(library, trial, event))}
    return Told(in_words, told_elsewhere(library, trials, event), *endpoints_of(library, query, event))


def _lines_in_words(event: str, told: Told, trials: Iterable[Trial]) -> Iterable[HarmLine]:
    """What is said in words as rows of the answer.

    What is told of exposure or of a dose is none: its number may be of those without the harm.
    """
    for trial in trials:
        for row in told.in_words.get(trial.id, ()):
            yield HarmLine(trial, event, row.arm, (row,))


def without_harms(
    library: Library, trials: Iterable[Trial], lines: dict[str, list[HarmLine]], told: dict[str, Told], grade: str = ""
) -> list[LeftOut]:
    """Of the trials chosen: those of which no harms were read, and those whose harms have none of the terms, by reason."""
    shown = {line.trial.id for found in lines.values() for line in found}.union(*(one.trials for one in told.values()))
    rest = {trial.id: _has_harms(library, trial) for trial in trials if trial.id not in shown}
    unread = LeftOut("no harms in the sources read", tuple(id_ for id_, has_harms in rest.items() if not has_harms))
    silent = LeftOut(
        f"harms read, but none of these terms{f' in grade {grade}' if grade else ''}",
        tuple(id_ for id_, has_harms in rest.items() if has_harms),
    )
    return [one for one in (unread, silent) if one.ids]


def _has_harms(library: Library, trial: Trial) -> bool:
    rows = library.rows_of(trial)
    return bool(trial.safety or harm_endpoints(rows, library.terms) or limits_dose(rows))


def endpoints_of(library: Library, query: Query, event: str) -> tuple[list[str], list[str]]:
    """The endpoints by which an adverse event is stored too, and the trials that have a figure of them, whatever they are about.

    A trial that prevents stomatitis counts it as its endpoint, and no table of harms has it.
    """
    wanted = {name for name in library.terms.endpoints if folded(library.terms.adverse_event(name)) == folded(event)}
    if not wanted:
        return [], []
    selection = library.select(query.but(about=("all",)))
    trials = [entry.profile.id for entry in selection.shown if not wanted.isdisjoint(entry.profile.endpoints)]
    return sorted(wanted), trials


def doses(trial: Trial, arm: str, terms: Terms) -> str:
    """The mTOR inhibitor of an arm with its dose as printed, marked where a note suspects it; "none", or which arms are meant."""
    if arm not in trial.arms:
        return phrases.arm(arm)
    found = [
        dose.text + ("!" if is_suspect_dose(trial, arm, dose.drug) else "")
        for dose in trial.arms[arm].drugs
        if terms.is_mtor_inhibitor(dose.drug)
    ]
    return "; ".join(found) or ("none" if trial.arms[arm].drugs else "drugs not stated")


def exposure(library: Library, trial: Trial, arm: str) -> str:
    """Median exposure of an arm as printed (duration or cycles), or "not seen"."""
    found = [
        f"{row.term}: median {phrases.figure(row)}"
        for row in library.rows_of(trial)
        if row.arm in (arm, TOGETHER) and phrases.is_time_on_treatment(row)
    ]
    return "; ".join(dict.fromkeys(found)) or "not seen"


def _gives_mtor(trial: Trial, arm: str, terms: Terms) -> bool:
    return arm in trial.arms and any(terms.is_mtor_inhibitor(dose.drug) for dose in trial.arms[arm].drugs)


def _table(
    event: str,
    lines: dict[str, list[HarmLine]],
    library: Library,
    trials: Sequence[Trial],
    told: Told,
    grade: str,
    everything: bool,
    *,
    named: bool,
) -> Table:
    found, last = lines[event], event == list(lines)[-1]
    columns = (
        Heading("trial", "Trial", folds=True),
        Heading("arm", "Arm, n: mTOR inhibitor", folds=True),
        Heading("grade", "Grade"),
        Heading("text", "Figure"),
        Heading("report", "Attribution, threshold, exposure, cut [source]", folds=True),
    )
    rows = tuple(
        (
            line.trial.name,
            arm_words(line) + (f": {doses(line.trial, line.arm, library.terms)}" if line.arm else ""),
            "\n".join(cell.grade for cell in line.cells),
            "\n".join(phrases.figure(cell) for cell in line.cells),
            f"{report_words(line, library, above)}\n[{phrases.place(line.first)}]",
        )
        for line, above in zip(found, (None, *found), strict=False)
    )
    title = event + (f", grade {grade}" if grade else "")
    if not rows:
        title += ": in no table of harms; see below" if told.trials else ": no figure in the trials chosen"
    printed = sorted({line.first.term for line in found} - {event})
    joined = f"Printed as {', '.join(printed)} too; so in the report's own words below." if printed else ""
    return Table(
        columns,
        rows,
        title=title,
        lead=(joined,) if joined else (),
        footnotes=(
            *_footnotes(event, lines, library, trials, told, grade, everything, named),
            *((OWN_ARMS,) if last else ()),
        ),
    )


def arm_words(line: HarmLine) -> str:
    """The arm with its number."""
    if not line.arm:
        return "test (arms not named)"
    return f"{phrases.arm(line.arm)}, n{phrases.NBSP}{n_words(line)}"


def n_words(line: HarmLine) -> str:
    """The number of an arm as the report counts it, else the size of the arm, and said to be.

    Of a subset never the size of the whole arm; its own size, where one is stated, is that of all arms together.
    """
    if line.first.n:
        return line.first.n
    if line.first.population != ALL:
        total = line.trial.populations[line.first.population].n
        return "of the subset not stated" + (f" (of all arms together {total})" if total else "")
    size = line.trial.arms[line.arm].n if line.arm in line.trial.arms else None
    return f"of the arm {size}" if size else "not stated"


def report_words(line: HarmLine, library: Library, above: HarmLine | None) -> str:
    """What bears on reading a figure; said once for the arms of one report that stand one under the other."""
    seen = exposure(library, line.trial, line.arm)
    if above is not None and _said(above) == _said(line):
        return "as above" if seen == "not seen" else f"as above; {seen}"
    first, trial = line.first, line.trial
    stated = [first.attribution if first.attribution != "related" else "related to treatment"]
    stated.append(f"threshold: {line.threshold}" if line.threshold else "not stated")
    unstated = [name for name, text in zip(("attribution", "threshold"), stated, strict=True) if text == "not stated"]
    return "; ".join(
        part
        for part in (
            f'"{first.term}"' if first.term != line.event else "",
            *(text for text in stated if text != "not stated"),
            f"{', '.join(unstated)} not stated" if unstated else "",
            seen if seen != "not seen" else "exposure not seen",
            phrases.cut_words(first, trial),
            first.period,
            phrases.group(first.population, trial),
        )
        if part
    )


def _said(line: HarmLine) -> tuple[object, ...]:
    """What tells one report of an event from another."""
    return (line.trial.id, line.first.path[1], line.first.term)


def _footnotes(
    event: str,
    lines: dict[str, list[HarmLine]],
    library: Library,
    trials: Sequence[Trial],
    told: Told,
    grade: str,
    everything: bool,
    named: bool,
) -> Iterable[str]:
    found = lines[event]
    if told.with_endpoint:
        asked = f"evtrials results --endpoint {','.join(told.endpoints)} --about all"
        yield f"{event} is stored as an endpoint in: {', '.join(told.with_endpoint)}; see: {asked}."
    for trial in trials:
        yield from (f"{trial.name}: {phrases.harm_statement(row)}." for row in told.in_words.get(trial.id, ()))
        for rows in grouped(told.elsewhere.get(trial.id, ()), lambda row: row.path[:4]).values():
            yield f"{trial.name}, {rows[0].analysis.section}: {_elsewhere_words(rows)}."
    if named:
        shown = {line.trial.id for line in found}
        elsewhere = {line.trial.id for others in lines.values() for line in others}
        silent = [trial.id for trial in trials if trial.id not in shown | told.trials and _has_harms(library, trial)]
        # Those without any of the terms are left out of the answer, and named with what is.
        names = [id_ for id_ in silent if id_ in elsewhere]
        others = len(silent) - len(names)
        left_out = [f"{others} trial{'' if others == 1 else 's'} left out"] if others else []
        if silent:
            which = "; ".join([*([listed(names, most=6)] if names else []), *left_out])
            yield f"Harms read, but not this{' in that grade' if grade else ''}: {which}."
        for trial in {line.trial.id: line.trial for line in found}.values():
            arms = {line.arm for line in found if line.trial is trial}
            own = [id_ for id_, arm in trial.arms.items() if not arm.external]
            if arms.isdisjoint(ARM_GROUPS) and (unseen := [id_ for id_ in own if id_ not in arms]):
                yield f"{trial.name}: no figure seen for {', '.join(unseen)}."
    if not everything and found:
        shown_rows = {cell.path for line in found for cell in line.cells}
        grades = grades_named(grade)
        further = sum(
            row.path not in shown_rows and folded(library.terms.adverse_event(row.term)) == folded(event)
            for trial in {line.trial.id: line.trial for line in found}.values()
            for row in harm_rows(library, trial, grades, everything=True)
        )
        if further:
            yield f"{counted(further, 'figure')} of other cuts or sources: --all."


def _elsewhere_words(rows: Sequence[FigureRow]) -> str:
    """One term of exposure or of a dose escalation, its arms side by side."""
    first = rows[0]
    if first.kind == "statement":
        return phrases.harm_statement(first)
    cells = ", ".join(f"{phrases.arm(row.arm)} {phrases.figure(row)}".strip() for row in rows)
    return f"{first.term}: {cells} [{phrases.place(first)}]"
