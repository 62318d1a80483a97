"""What became of the treatment across trials: stopped, reduced, how long; each trial within its own arms."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from evtrials.collection.filters import Query
from evtrials.collection.library import Library
from evtrials.collection.selection import LeftOut, Selection
from evtrials.errors import counted
from evtrials.evidence.columns import BY_NAME, Column, count_digits, counts_text, tidy
from evtrials.evidence.defaults import in_order, question
from evtrials.evidence.harms import FATAL
from evtrials.evidence.regimens import regimen
from evtrials.evidence.rows import FigureRow, grouped
from evtrials.notation.spaces import unbroken
from evtrials.questions import phrases
from evtrials.questions.absences import unseen_exposure
from evtrials.questions.answer import Answer, Block, Item, Line, Listing, Page, Paragraph
from evtrials.questions.asked_words import asked_in_words
from evtrials.questions.columns import ARM_LABEL, ARM_N, NAME, POPULATION_LABEL, TRIAL, of
from evtrials.questions.exposed import Exposed
from evtrials.questions.exposure_topics import DEATHS, MAIN, STOPPED_FOR_HARM, TOPICS, Topic, names_in_short, topic_of
from evtrials.questions.footnotes import Footnotes
from evtrials.questions.harms import ANY_EVENT, DEATH, is_said_in
from evtrials.questions.safety import doses
from evtrials.trial.model import Trial
from evtrials.trial.terms import Terms

# Bands of the tables of harms that tell of the treatment: what ended it, and what ended it by death.
LED_TO_STOP = "led to discontinuation"
OWN_ARMS = (
    "Arms are compared within a trial only; trials differ in planned duration, in time under observation and in which drug they "
    "count as stopped. What is missing was not seen in what was read; that is not zero."
)
_HEADS = ("first arm", "second")
_Blocks = tuple[tuple[Block, ...], tuple[tuple[str, str], ...]]
_ARMS = "First arm: of A v B the arm named first, of A ± B the one with B."


COLUMNS: tuple[Column, ...] = (
    Column("topic", lambda one: one.topic.name, "text", "what the term is about: stopped, dose changed, time on treatment, ..."),
    *of(lambda one: one.trial, TRIAL, NAME),
    *tidy(lambda one: one.row, "arm"),
    ARM_LABEL.by(lambda one: one.arm.label if one.arm else phrases.arm(one.row.arm)),
    *tidy(lambda one: one.row, "n"),
    ARM_N.by(lambda one: count_digits(one.arm_n)),
    Column("mtor_dose", lambda one: one.mtor_dose, "text", "mTOR inhibitor of the arm, dose as printed; ! where it is suspect"),
    *tidy(lambda one: one.row, "term", "grade", "value", "text", "qualifier", "unit", "measure", "ci_low", "ci_high", "ci_level",
          "ci_text", "p", "p_text", "p_qualifier", "p_sides", "events"),
    BY_NAME["counts_text"].by(lambda one: counts_text(n=one.row.n, arm_n=one.arm_n, events=one.row.events)),
    *tidy(lambda one: one.row, "attribution", "period", "population"),
    POPULATION_LABEL.of(lambda one: one.trial.populations.get(one.row.population)),
    *tidy(lambda one: one.row, "cut", "cut_date", "followup", "default", "basis", "source", "locator", "flag", "note", "kind",
          "stated"),
)  # fmt: skip


def is_of_exposure(row: FigureRow, terms: Terms) -> bool:
    """Whether a row tells what became of the treatment: of a table of exposure, or a harm that led to its discontinuation or was
    fatal."""
    if row.is_spread or row.analysis.section not in ("exposure", "safety"):
        return False
    return row.analysis.section == "exposure" or row.grade == LED_TO_STOP or _is_death(row, terms)


def _is_death(row: FigureRow, terms: Terms) -> bool:
    """Whether a harm is a death, in figures or in words."""
    if row.analysis.section != "safety":
        return False
    is_said = row.kind == "statement" and is_said_in(row, FATAL)
    return row.grade in FATAL or is_said or terms.adverse_event(row.term) == DEATH


def exposed(
    library: Library, trials: Collection[Trial], asked: Sequence[Topic] = TOPICS, *, everything: bool = False
) -> list[Exposed]:
    """The figures and statements of exposure on some topics, in the order of the topics, then of the trials; of a trial what
    says no more than the topic goes first.

    Of several figures that answer one question of the same patients the first by the rule of the tidy table, unless everything
    is asked for; a suspect figure stands for itself where there is no other.
    """
    terms, found = library.terms, list[Exposed]()
    order = {trial.id: number for number, trial in enumerate(trials)}
    for trial in trials:
        rows = [row for row in library.rows_of(trial) if is_of_exposure(row, terms)]
        figures = (row for row in rows if row.kind != "statement")
        alike = grouped(figures, lambda row: (question(row, terms), row.population)).values()
        standing = {in_order(group, trial)[0].path for group in alike}
        for row in rows:
            topic = _topic(row, terms, asked)
            if topic and (everything or row.kind == "statement" or row.path in standing):
                found.append(Exposed(trial, topic, row, doses(trial, row.arm, terms) if row.arm else ""))
    return sorted(found, key=lambda one: (TOPICS.index(one.topic), order[one.trial.id], not one.is_plain))


def _topic(row: FigureRow, terms: Terms, asked: Sequence[Topic]) -> Topic | None:
    if row.analysis.section == "safety":
        home = STOPPED_FOR_HARM if row.grade == LED_TO_STOP else DEATHS
        return home if home in asked else None
    return topic_of(row.term, terms, asked)


def without_exposure(library: Library, trials: Iterable[Trial], found: Iterable[Exposed]) -> list[LeftOut]:
    """Of the trials chosen: those of which no exposure was read, and those whose exposure is of none of the topics."""
    shown = {one.trial.id for one in found}
    others = (trial for trial in trials if trial.id not in shown)
    rest = {trial.id: any(is_of_exposure(row, library.terms) for row in library.rows_of(trial)) for trial in others}
    unread = LeftOut("no exposure in the sources read", tuple(id_ for id_, has in rest.items() if not has))
    silent = LeftOut("exposure read, but none of these topics", tuple(id_ for id_, has in rest.items() if has))
    return [one for one in (unread, silent) if one.ids]


def exposure_answer(
    library: Library,
    selection: Selection,
    query: Query,
    asked: Sequence[Topic] = (),
    *,
    named: bool = False,
    everything: bool = False,
) -> Answer:
    """The exposure on some topics. named: whether the trials were named, and not found by the filters.

    Without a topic the rows are of all; the page shows the main ones of them and counts the rest, unless trials are named.
    """
    trials = selection.trials
    topics = asked or (TOPICS if named else MAIN)
    found = exposed(library, trials, asked or TOPICS, everything=everything)
    words = {"trials": list(selection.ids) * named, "topics": [topic.name.lower() for topic in asked], "all": everything}
    shown = [one for one in found if one.topic in topics]
    return Answer(
        name="exposure",
        columns=COLUMNS,
        rows=found,
        page=lambda: _page(library, selection, query, asked, found, named=named, everything=everything),
        query={**query.asked, **{name: value for name, value in words.items() if value}},
        caveats=(OWN_ARMS,),
        left_out=(*selection.left_out, *without_exposure(library, trials, found)),
        tally=f"{len({one.trial.id for one in shown})} of {counted(selection.of, 'trial')}",
        out=selection.out,
    )


def _page(
    library: Library,
    selection: Selection,
    query: Query,
    asked: Sequence[Topic],
    found: Sequence[Exposed],
    *,
    named: bool,
    everything: bool,
) -> Page:
    trials, noun = selection.trials, "What became of the treatment"
    topics = asked or (TOPICS if named else MAIN)
    shown = [one for one in found if one.topic in topics]
    blocks, notes = _whole(found) if named and not asked else _by_topic(shown)
    if named:
        absent = [*unseen_exposure(library, trials, asked or MAIN, shown, exposed(library, trials))]
    else:
        missing = [topic for topic in topics if topic not in {one.topic for one in shown}]
        absent = [f"Not seen in any trial chosen: {names_in_short(missing)}."] if missing else []
    return Page(
        f"{noun}: {', '.join(selection.ids)}" if named else asked_in_words(query, noun),
        (*blocks, *map(Paragraph, absent)),
        notes=notes,
        foot=(*_further(library, trials, topics, found, everything=everything), f"{_ARMS} {OWN_ARMS}"),
    )


def _by_topic(found: Sequence[Exposed]) -> _Blocks:
    """A listing for each topic, and the footnotes of all."""
    notes = Footnotes()
    blocks = tuple(
        Listing(
            tuple(_item(mine, notes, topic) for mine in grouped(group, lambda one: one.trial.id).values()),
            title=topic.name,
            heads=_HEADS,
        )
        for topic, group in grouped(found, lambda one: one.topic).items()
    )
    return blocks, notes.lines


def _whole(found: Sequence[Exposed]) -> _Blocks:
    """A listing of trials, each with everything in the words that are printed, in the order of the topics."""
    notes = Footnotes()
    items = tuple(_item(mine, notes) for mine in grouped(found, lambda one: one.trial.id).values())
    return ((Listing(items, heads=_HEADS),) if items else ()), notes.lines


def _further(
    library: Library, trials: Collection[Trial], asked: Sequence[Topic], found: Iterable[Exposed], *, everything: bool
) -> list[str]:
    """What a page does not show: other topics, other figures of its own."""
    said: list[str] = []
    rest = grouped((one for one in found if one.topic not in asked), lambda one: one.topic)
    if rest:
        told = "; ".join(f"{topic.name.lower()} {len({one.trial.id for one in group})}" for topic, group in rest.items())
        said.append(f"Read too, in so many trials: {told} (name the topic: evtrials exposure starting dose).")
    more = 0 if everything else len(exposed(library, trials, asked, everything=True)) - len(exposed(library, trials, asked))
    if more:
        said.append(f"{counted(more, 'figure')} of other cuts or sources: --all.")
    return said


def _item(found: Sequence[Exposed], notes: Footnotes, topic: Topic | None = None) -> Item:
    """A trial: its regimen, then what is printed; of one topic what says no more than its name is not repeated."""
    trial = found[0].trial
    sides = sides_of(trial)
    printed = grouped((one.row for one in found), _printed_together).values()
    said = [Line(regimen(trial))] if len(sides) <= 2 else []
    for rows in printed:
        said += _lines(rows, trial, topic, sides, notes)
    return Item(trial.id, tuple(said))


def sides_of(trial: Trial) -> tuple[str, ...]:
    """The trial's own arms in the order in which a line names them: experimental before control."""
    own = [id_ for id_, arm in trial.arms.items() if not arm.external]
    return trial.implied_contrast() or tuple(sorted(own, key=lambda id_: trial.arms[id_].control))


def _printed_together(row: FigureRow) -> tuple[str, ...]:
    """What the cells of one line share."""
    words = row.figure.text if row.kind == "statement" else ""
    return (row.term, row.grade, row.attribution, row.population, row.period, row.cut, row.place.source, words)


def _lines(rows: Sequence[FigureRow], trial: Trial, topic: Topic | None, sides: Sequence[str], notes: Footnotes) -> list[Line]:
    """A printed term: the figures of two arms in their columns, those of more arms and of groups of them in words.

    A footnote of all its figures stands behind its label, where it has one.
    """
    first = rows[0]
    if first.kind == "statement":
        return [Line(phrases.harm_statement(first, phrases.labels(trial)) + notes.of(first))]
    label = label_of(first, trial, topic)
    shared = [text for text in first.shorts if label and all(text in row.shorts for row in rows)]
    tests = [unbroken(phrases.p_value(row)) for row in rows if row.measure == "test"]
    label = ", ".join(part for part in (label, *tests) if part) + notes.say(shared)
    cells = {
        arm: cell_of(mine) + notes.say(text for row in mine for text in row.shorts if text not in shared)
        for arm, mine in grouped((row for row in rows if row.measure != "test"), lambda row: row.arm).items()
    }
    own = tuple(cells.pop(arm, "") for arm in sides) if len(sides) <= 2 else ()
    # What says no more than its topic stands behind the regimen, where it fits.
    stands = any(own) or (label and (tests or len(cells) != 1))
    found = [Line(label, cells=own, joins=not label)] if stands else []
    for arm, cell in cells.items():
        of = trial.arms[arm].label if arm in trial.arms else phrases.arm(arm)
        found.append(Line(f"{of}: {cell}" if found or not label else f"{label}, {of}: {cell}"))
    return found


def label_of(row: FigureRow, trial: Trial, topic: Topic | None) -> str:
    """What a line is of, beyond its topic: the printed term where it says more, the part of the time or of the patients."""
    term = "" if topic and topic.says_all_of(row.term) else row.term
    if row.kind == "safety":
        harm = row.term.replace(ANY_EVENT, "Adverse events")
        ended = {LED_TO_STOP: f" that {LED_TO_STOP}", **dict.fromkeys(FATAL, " that were fatal")}
        term = harm + (ended.get(row.grade, f", {row.grade}") if row.term == ANY_EVENT else f", {row.grade}")
    related = phrases.attribution(row.attribution) if row.attribution == "related" else ""
    return ", ".join(part for part in (term, related, row.period, phrases.group(row.population, trial)) if part)


def cell_of(rows: Sequence[FigureRow]) -> str:
    """The figures of one arm in one line: `81 (28.9 %)` where both the number and the percentage are printed."""
    number = next((row for row in rows if row.measure == "count"), None)
    rate = next((row for row in rows if row.measure == "rate"), None)
    if number and rate and len(rows) == 2:
        return unbroken(f"{number.figure.text} ({phrases.figure(rate)})")
    return "; ".join(unbroken(phrases.figure(row)) for row in rows)
