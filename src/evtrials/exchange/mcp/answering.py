"""What each tool answers: the answer of the screen that asks the same, and the figures behind it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from evtrials.collection.typed_values import assessor_meant, word_meant
from evtrials.errors import UsageError, joined
from evtrials.evidence.contrasts import ContrastLine
from evtrials.evidence.rows import grouped
from evtrials.exchange.mcp.asked import Asked
from evtrials.exchange.mcp.records import Record, Told
from evtrials.notation.closed_words import POOL_METHODS, POOL_MODELS, POOLED_ACROSS
from evtrials.questions.exposure_topics import TOPICS
from evtrials.trial.identity import ALL

if TYPE_CHECKING:
    from evtrials.collection.library import Library
    from evtrials.evidence.rows import FigureRow
    from evtrials.questions.answer import Answer
    from evtrials.questions.citation import Reference
    from evtrials.trial.model import Trial
    from evtrials.trial.terms import Terms

TOPIC_NAMES = tuple(topic.name.lower() for topic in TOPICS)
REFERENCE_FORMATS = ("text", "bibtex", "ris")


class Made(NamedTuple):
    """What a tool makes: the answer of a screen, the figures behind it (or things that are none), what is said beside it."""

    answer: Answer
    figures: Sequence[Told] = ()
    things: Sequence[Record] = ()
    beside: tuple[str, ...] = ()


def find(asked: Asked) -> Made:
    """Which trials fit."""
    from evtrials.questions.trials import list_answer, told_rows

    answer = list_answer(asked.library, asked.query, asked.selection)
    found = zip(asked.selection.trials, asked.library.headlines(asked.selection.ids), strict=True)
    figures = [
        Told(trial, row)
        for trial, headline in found
        for one in (*(headline.primary or headline.other), *headline.outside)
        for row in told_rows(one)
    ]
    return Made(answer, figures, beside=asked.loosened)


def show(asked: Asked) -> Made:
    """The card of a trial, or some of its sections whole."""
    from evtrials.questions.card import Card
    from evtrials.questions.card_results import MOST
    from evtrials.questions.show import sections_named
    from evtrials.questions.show import show as show_answer
    from evtrials.questions.trial_named import trial_named

    trial = trial_named(asked.library, asked.given["trial"])
    sections = sections_named("sections", asked.given.get("sections", ()))
    all_cuts = asked.given.get("all_cuts", False)
    answer = show_answer(asked.library, trial, sections, all_cuts=all_cuts)
    if sections or all_cuts:
        rows = asked.library.rows_of(trial)
        chosen = (row for row in rows if not sections or _section(row, trial, asked.library.terms) in sections)
        return Made(answer, [Told(trial, row) for row in chosen])
    card = Card(asked.library, trial)
    rows = [row for result in card.results[:MOST] for row in result.rows]
    cells = card.harms.report.cells if card.harms.report else {}
    rows += (row for term in card.harms.told(card.harms.most) for row in cells.get(term, {}).values())
    return Made(answer, [Told(trial, row) for row in rows])


def _section(row: FigureRow, trial: Trial, terms: Terms) -> str:
    """The section of a trial in which a figure stands."""
    if row.key and row.population == ALL:
        return "results"
    if row.key:
        group = trial.populations[row.population]
        return "biomarkers" if group.assay or terms.is_marker(group.factor) else "subgroups"
    if row.kind == "dose finding":
        return "dose-finding"
    return "harms" if row.analysis.section == "safety" else row.analysis.section


def compare(asked: Asked) -> Made:
    """Trials side by side."""
    from evtrials.questions.compare import comparison_answer
    from evtrials.questions.footnotes import Footnotes
    from evtrials.questions.side_by_side import SideBySide, sides_of

    answer = comparison_answer(asked.library, asked.ids)
    sides = sides_of(asked.library, [asked.library.trial(id_) for id_ in asked.ids])
    figures = [
        Told(side.trial, row)
        for endpoint in SideBySide(asked.library, sides, Footnotes()).endpoints
        for side in sides
        for result in side.results.get(endpoint, ())
        for row in result.rows
    ]
    having = grouped((harm for side in sides for harm in side.harms), str)
    figures += (
        Told(side.trial, row)
        for harm, those in having.items()
        if len(those) > 1
        for side in sides
        for report, term in side.harms.get(harm, ())[:1]
        for row in report.cells[term].values()
    )
    return Made(answer, figures)


def results(asked: Asked) -> Made:
    """An endpoint across trials."""
    from evtrials.questions.contrasts_found import Scope, contrasts_asked
    from evtrials.questions.named import endpoint_named, population_named
    from evtrials.questions.results import results_answer

    library, given = asked.library, asked.given
    endpoints = list(dict.fromkeys(endpoint_named(library, name) for name in given["endpoint"]))
    population = population_named(library, given["population"]) if "population" in given else ""
    scope = Scope(
        given.get("all_cuts", False), assessor_meant(given.get("assessor")), population, given.get("everything", False)
    )
    query = asked.query_of_all
    found = contrasts_asked(library, asked.selection, query, scope, endpoints)
    answer = results_answer(library, asked.selection, query, scope, found)
    return Made(answer, [told for line in answer.rows for told in _of_line(line)], beside=asked.loosened)


def _of_line(line: ContrastLine) -> Iterator[Told]:
    rows = (line.effect, *line.tests, line.arm_row, line.comparator_row)
    return (Told(line.trial, row) for row in rows if row is not None)


def harms(asked: Asked) -> Made:
    """Adverse events, or what became of the treatment."""
    terms, topics = asked.given.get("term", ()), asked.given.get("exposure", ())
    if terms and topics:
        raise UsageError("term asks for adverse events, exposure for what became of the treatment; ask one after the other")
    return _exposure(asked, topics) if topics else _safety(asked, terms)


def _safety(asked: Asked, terms: Sequence[str]) -> Made:
    from evtrials.questions.harms import Harms, grade_asked, grades_named
    from evtrials.questions.safety import safety_answer
    from evtrials.questions.safety_asked import SafetyAsked
    from evtrials.questions.top_harms import top_answer

    given = asked.given
    events = tuple(dict.fromkeys(_event(asked, name) for name in terms))
    grade = grade_asked(given["grade"]) if "grade" in given else ""
    everything = given.get("everything", False)
    of = SafetyAsked(asked.library, asked.selection, asked.query, events, grade, everything, asked.ids)
    if events and "top" in given:
        raise UsageError("top chooses the terms itself; give it without a term")
    answer = safety_answer(of) if events else top_answer(of, given.get("top"))
    if events:
        return Made(answer, [Told(harm.trial, harm.cell) for harm in answer.rows], beside=asked.loosened)
    # Of the most frequent the page tells of one trial each.
    shown = {harm.event for harm in answer.rows}
    leading = Harms(asked.library, asked.selection.ids).by_frequency(grades_named(grade), everything=everything)
    figures = [Told(one.of.trial, row) for one in leading if one.event in shown for row in one.of.rows]
    return Made(answer, figures, beside=asked.loosened)


def _event(asked: Asked, name: str) -> str:
    from evtrials.questions.exposure_topics import means
    from evtrials.questions.harms import event_known, nearest_events

    if event := event_known(asked.library, name):
        return event
    if means(name):
        raise UsageError(f'"{name}" is no adverse event but what became of the treatment: harms exposure={name.lower()}')
    near = nearest_events(asked.library, name)
    hint = f"did you mean {joined(near)}?" if near else "see the most frequent with harms alone"
    raise UsageError(f'"{name}" is no adverse event of this collection; {hint}')


def _exposure(asked: Asked, topics: Sequence[str]) -> Made:
    from evtrials.questions.exposure import exposure_answer
    from evtrials.questions.exposure_topics import means

    for name in topics:
        if not means(name):
            raise UsageError(f'exposure: "{name}" is not one of: {"; ".join(TOPIC_NAMES)}')
    wanted = tuple(topic for topic in TOPICS if any(topic in means(name) for name in topics))
    everything = asked.given.get("everything", False)
    answer = exposure_answer(
        asked.library, asked.selection, asked.query, wanted, named=bool(asked.names), everything=everything
    )
    return Made(answer, [Told(one.trial, one.row) for one in answer.rows], beside=asked.loosened)


def trace(asked: Asked) -> Made:
    """Where the figures of a trial come from."""
    from evtrials.questions.answer import Paragraph
    from evtrials.questions.trace import trace_answer
    from evtrials.questions.trial_named import trial_named

    trial = trial_named(asked.library, asked.given["trial"])
    answer = trace_answer(asked.library, trial, asked.given.get("of", ""))
    figures = [Told(trial, traced.row, traced.reason) for traced in answer.rows]
    # Each figure stands among the records, with all that the page tells of it, its notes and its source.
    page = answer.made_page
    kept = tuple(block for block in page.blocks if isinstance(block, Paragraph))
    return Made(replace(answer, page=page._replace(blocks=kept)), figures)


def cite(asked: Asked) -> Made:
    """The papers of trials."""
    from evtrials.questions.answer import Answer, Page
    from evtrials.questions.sources import cite_lines, references

    everything = asked.given.get("everything", False)
    trials = asked.selection.trials
    cited = references(asked.library, trials, everything=everything)
    form = word_meant("format", asked.given.get("format", "text"), REFERENCE_FORMATS, {})
    things = [_reference(one, form) for one in cited]
    answer = Answer(
        "references", (), (), Page("References of " + (", ".join(asked.selection.ids) or "no trial")),
        left_out=asked.selection.left_out, out=asked.selection.out,
    )  # fmt: skip
    return Made(answer, things=things, beside=(*cite_lines(trials, cited, everything=everything), *asked.loosened))


def _reference(reference: Reference, form: str) -> Record:
    """A paper in one of the forms, with what was read of it and what was not seen."""
    from evtrials.answers.references import FORMATS
    from evtrials.questions.citation import citation

    source = reference.publication
    text = " ".join(citation(source, whole=True).split()) if form == "text" else FORMATS[form]([reference]).strip()
    unseen = f"; not seen: {source.not_seen}" if source.not_seen else ""
    line = f"{reference.key}: {text}" if form == "text" else f"{reference.key}:\n{text}\n"
    data = {"key": reference.key, "reference": text, "read": source.basis, "not_seen": source.not_seen or ""}
    return Record({name: said for name, said in data.items() if said}, f"{line} Read: {source.basis}{unseen}", {}, {})


def pool(asked: Asked) -> Made:
    """A pooled result; Refused, with the reason, where trials are not of one question."""
    from evtrials.questions.named import endpoint_named
    from evtrials.questions.pool import PoolAsked, asked_across, pooling_of
    from evtrials.questions.pool_answer import pool_answer

    library, given = asked.library, asked.given
    pooling = pooling_of(
        PoolAsked(
            library, asked.selection, asked.query, endpoint_named(library, given["endpoint"]), asked.ids,
            without=tuple(library.id_of(name) for name in given.get("without", ())),
            assessor=assessor_meant(given.get("assessor")),
            across=asked_across(given.get("across", ()), POOLED_ACROSS),
            model=word_meant("model", given["model"], POOL_MODELS, {}) if "model" in given else "",
            method=word_meant("method", given["method"], POOL_METHODS, {}) if "method" in given else "REML",  # type: ignore[arg-type]
        )
    )  # fmt: skip
    answer = pool_answer(pooling)
    return Made(answer, [told for row in answer.rows if row.line for told in _of_line(row.line)])


def as_stored(library: Library, figures: Iterable[Told]) -> list[Told]:
    """Figures as the tidy table has them, each once: a line of a screen may tell the ratio of one print with the p of another."""
    found: dict[tuple[str, FigureRow], Told] = {}
    for told in figures:
        rows = library.rows_of(told.trial)
        row = next((one for one in rows if _is_same(one, told.row)), told.row)
        found.setdefault((told.trial.id, row), told._replace(row=row))
    return list(found.values())


def _is_same(one: FigureRow, other: FigureRow) -> bool:
    return one.path == other.path and one.figure == other.figure and (one.kind, one.arm) == (other.kind, other.arm)
