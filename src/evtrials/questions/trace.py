"""Where each figure of a trial comes from, and whether and why it is the one that answers by default."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from evtrials.evidence.columns import NAMES, Column, tidy
from evtrials.evidence.defaults import question, reason
from evtrials.evidence.notes import touching
from evtrials.evidence.rows import FigureRow, grouped
from evtrials.notation.spaces import unbroken
from evtrials.notation.spelling import folded, suggest, unknown
from evtrials.questions import phrases
from evtrials.questions.answer import Answer, Block, Entries, Entry, Facts, Page, Paragraph
from evtrials.questions.columns import CITATION, LINK, NOT_SEEN, REPORTS, of
from evtrials.questions.sources import reading

if TYPE_CHECKING:
    from evtrials.collection.library import Library
    from evtrials.trial.model import Trial
    from evtrials.trial.sources import Publication
    from evtrials.trial.terms import Terms


class Traced(NamedTuple):
    """A figure, why it is or is not the default, and its trial."""

    row: FigureRow
    reason: str
    trial: Trial

    @property
    def source(self) -> Publication:
        """The source of the figure."""
        return self.trial.sources[self.row.place.source]


COLUMNS: tuple[Column, ...] = (
    *tidy(lambda traced: traced.row, *NAMES),
    Column("reason", lambda traced: traced.reason, "text", "why the row is the default of its question, or is not"),
    *of(lambda traced: traced.source, CITATION, LINK, REPORTS, NOT_SEEN),
    *of(
        lambda traced: traced.trial.curation.extracted,
        Column("extracted_by", lambda reading: reading.by, "text", "who read the sources first"),
        Column("extracted_on", lambda reading: reading.date, "text", "when"),
    ),
    *of(
        lambda traced: traced.trial.curation.verified,
        Column("verified_by", lambda reading: reading.by, "text", "who read the sources a second time"),
        Column("verified_on", lambda reading: reading.date, "text", "when that was"),
    ),
)
KINDS: dict[str, str] = {
    "safety": "Harms",
    "safety in words": "Harms, in words",
    "exposure": "Exposure",
    "exposure in words": "Exposure, in words",
    "dose finding": "Dose finding",
    "baseline": "Baseline",
    "baseline in words": "Baseline, in words",
    "participants": "Patients, arms and cuts",
}


def trace_answer(library: Library, trial: Trial, name: str = "") -> Answer:
    """Every figure of a trial, or of one endpoint or term of it, with all that bears it and why it is or is not the default."""
    rows = library.rows_of(trial)
    asked = _asked(library, trial, rows, name) if name else None
    said = reasons(rows, trial, library.terms)
    chosen = [(row, why) for row, why in zip(rows, said, strict=True) if asked is None or id(row) in asked]
    blocks = list(_sections(chosen, trial, library.terms))
    if not chosen:
        blocks.append(Paragraph(_nothing(trial, name, library.terms)))
    blocks += _bottom([row for row, _ in chosen], trial)
    return Answer(
        name="figures",
        columns=COLUMNS,
        rows=[Traced(row, why, trial) for row, why in chosen],
        page=Page(f"{trial.id}: where the figures come from", tuple(blocks)),
        query={"trial": trial.id, **({"endpoint": name} if name else {})},
        is_page=True,
    )


def reasons(rows: list[FigureRow], trial: Trial, terms: Terms) -> list[str]:
    """For each row of a trial why it is the default of its question or not, in the words of `evidence.defaults`."""
    groups = grouped(range(len(rows)), lambda index: question(rows[index], terms))
    found = [""] * len(rows)
    for members in groups.values():
        for index in members:
            found[index] = reason(rows[index], [rows[other] for other in members if other != index], trial)
    return found


def _asked(library: Library, trial: Trial, rows: list[FigureRow], name: str) -> set[int]:
    """The rows of an endpoint or a term by any of its names, by identity; UsageError with the nearest names."""
    terms, key = library.terms, folded(name)
    endpoint, event = terms.endpoint(name), terms.adverse_event(name)
    found = {id(row) for row in rows if row.key and (folded(row.key) == key or row.endpoint == endpoint)}
    if found:
        return found
    found = {id(row) for row in rows if row.term and (folded(row.term) == key or terms.adverse_event(row.term) == event)}
    planned = any(folded(own) == key or (made.is_ or own) == endpoint for own, made in trial.endpoints.items())
    if found or planned or endpoint in terms.endpoints or event in terms.adverse_events:
        return found
    own = {spelling: row.key for row in rows if row.key for spelling in (row.key, row.endpoint)}
    own.update({spelling: own_key for own_key in trial.endpoints for spelling in _spellings(terms, trial, own_key)})
    own.update({row.term: row.term for row in rows if row.term})
    if suggest(name, own):
        raise unknown("endpoint or term", name, own, "")
    every = {**terms.spellings("endpoints"), **terms.spellings("adverse_events")}
    raise unknown("endpoint or term", name, every, f"{trial.id} has: {', '.join(trial.endpoints) or 'no endpoint'}")


def _spellings(terms: Terms, trial: Trial, key: str) -> tuple[str, ...]:
    term = terms.endpoints.get(terms.endpoint(trial.endpoints[key].is_ or key))
    return (key, *((term.name, *term.synonyms) if term else ()))


def _nothing(trial: Trial, name: str, terms: Terms) -> str:
    if not name:
        return "No figure in the sources read."
    with_figures = [phrases.endpoint_short(made.is_ or key, terms) for key, made in trial.endpoints.items() if made.results]
    has = f" It has figures of: {', '.join(dict.fromkeys(with_figures))}." if with_figures else ""
    short = phrases.endpoint_short(name, terms)
    return f"{trial.id}: no figure of {short} in the sources read.{has}"


def _sections(chosen: list[tuple[FigureRow, str]], trial: Trial, terms: Terms) -> Iterator[Block]:
    """Endpoints in the order of the file, then the other kinds; in each what stands by default, then the rest with why not."""
    groups = grouped(chosen, lambda traced: traced[0].key or _kind(traced[0]))
    order = [*trial.endpoints, *KINDS]
    for name in sorted(groups, key=order.index):
        title = KINDS.get(name) or phrases.endpoint_title(trial, name, terms, role=True)
        # The rows of a printed range stand at the place of their figure, and are shown with it.
        printed_whole = {row.path for row, _ in groups[name] if not row.is_spread}
        shown = [(row, why) for row, why in groups[name] if not (row.is_spread and row.path in printed_whole)]
        standing = [(row, why) for row, why in shown if row.default]
        others = [(row, why) for row, why in shown if not row.default]
        assumed = next((row.assessor_assumed for row, _ in shown if row.assessor_assumed), "")
        protocol = (f"Where a source names no assessor, the protocol's is taken to be meant: {assumed}.",) if assumed else ()
        if standing:
            yield Entries(title, tuple(_standing(row, why, trial) for row, why in standing), lead=protocol)
        if others:
            yield Entries("Not by default" if standing else title, tuple(_others(others, standing, trial, terms)))


def _kind(row: FigureRow) -> str:
    """The kind of a row that belongs to no endpoint; of one in words with the section of the file in which it stands."""
    return f"{row.analysis.section} in words" if row.kind == "statement" else row.kind


def _standing(row: FigureRow, why: str, trial: Trial) -> Entry:
    """A figure that answers its question: what, where it stands, all that bears it, and why it does."""
    stands = f"{phrases.place(row)} ({_basis(row, trial)})"
    told = "; ".join(part for part in (stands, *borne(row, trial).values(), *_counts(row)) if part)
    return Entry(f"{_what(row)}: {_whole(row)}", marks=(told, why, *_noted(row, trial)))


def _others(
    chosen: list[tuple[FigureRow, str]], standing: list[tuple[FigureRow, str]], trial: Trial, terms: Terms
) -> Iterator[Entry]:
    """The figures that do not stand, question by question, each in a line: why not, in what it differs, where it stands."""
    defaults = {question(row, terms): borne(row, trial) for row, _ in standing}
    for asked, group in grouped(chosen, lambda traced: question(traced[0], terms)).items():
        usual = defaults.get(asked, {})
        lines = []
        for row, why in group:
            reason = why.removeprefix("not default: ")
            own = [text for name, text in borne(row, trial).items() if text and text != usual.get(name) and text not in reason]
            told = "; ".join(part for part in (reason, *own) if part)
            noted = "".join(f"; {text}" for text in _noted(row, trial))
            lines.append(f"{_whole(row)}: {told} [{phrases.place(row)}; {_basis(row, trial)}]{noted}")
        yield Entry(_what(group[0][0]), marks=tuple(lines))


def _what(row: FigureRow) -> str:
    """What a row answers, and of whom: `Stomatitis, grade 3-4, any cause, rate, eve`; `hazard ratio, eve v pbo`."""
    return ", ".join(part for part in (*measured(row), who(row)) if part)


def measured(row: FigureRow) -> list[str]:
    """What a row answers, beyond its endpoint and its arms: `Stomatitis`, `grade 3-4`, `any cause`, `rate`."""
    measure = "test of interaction" if row.kind == "interaction" else row.measure
    grade = f"grade {row.grade}" if row.grade[:1].isdigit() or row.grade[:1] == ">" or row.grade == "any" else row.grade
    attribution = phrases.or_unstated(row.attribution, "attribution")
    parts = [row.term, grade, attribution, measure, row.at and f"at {row.at}", row.period]
    return [part for part in parts if part]


def printed(row: FigureRow) -> str:
    """A figure as printed, with its p value where one stands beside it; a dose and a follow-up bear their unit in the text."""
    shown = phrases.figure(row, unit=row.unit not in row.figure.text)
    return f"{shown} {phrases.p_value(row)}" if row.p and row.measure != "test" else shown


def _whole(row: FigureRow) -> str:
    """A figure that no line breaks; a recommended dose is a phrase."""
    return printed(row) if row.kind == "dose finding" else unbroken(printed(row))


def who(row: FigureRow) -> str:
    """The arm or the contrast of a figure."""
    return f"{row.arm} v {row.comparator}" if row.comparator else phrases.arm(row.arm)


def _basis(row: FigureRow, trial: Trial) -> str:
    source = trial.sources[row.place.source]
    return row.place.basis + (f", retells {source.reports}" if source.reports else "")


def borne(row: FigureRow, trial: Trial) -> dict[str, str]:
    """Cut, assessor, population, set, method and definition of a figure; what no source says is said."""
    has_cut = row.cut or row.key or row.kind in ("safety", "exposure")
    unset = "analysis set not stated" if row.key else ""
    return {
        "cut": phrases.cut_words(row, trial) + (f", {row.cut_date}" if row.cut_date else "") if has_cut else "",
        "assessor": phrases.assessor_words(row),
        "population": phrases.group(row.population, trial),
        "analysis set": f"analysis set {row.analysis_set}" if row.key and row.analysis_set else unset,
        "method": phrases.method_words(row, trial),
        "definition": row.definition if row.definition != _definition(row, trial) else "",
    }


def _counts(row: FigureRow) -> list[str]:
    """Patients and events of a figure, where it does not print them itself."""
    counts = {name: getattr(row, name) for name in ("n", "events")}
    text = row.figure.text
    return [
        unbroken(f"{name} {count}")
        for name, count in counts.items()
        if count and f"/{count}" not in text and not text.startswith(f"{count}/")
    ]


def _definition(row: FigureRow, trial: Trial) -> str:
    """The definition that the endpoint of a row has for all its rows."""
    return trial.endpoints[row.key].described if row.key else ""


def _noted(row: FigureRow, trial: Trial) -> tuple[str, ...]:
    mine = [f"{index} ({note.kind})" for index, note in touching(trial, [row])]
    return (f"{'notes' if len(mine) > 1 else 'note'} {', '.join(mine)}",) if mine else ()


def _bottom(rows: list[FigureRow], trial: Trial) -> Iterator[Block]:
    """The notes and sources of the figures shown, and who read them."""
    if noted := touching(trial, rows):
        yield Facts(tuple((str(index), f"{note.kind}: {note.text}") for index, note in noted), title="Notes")
    cited = dict.fromkeys(row.place.source for row in rows)
    if cited:
        yield Facts(tuple((key, reading(source)) for key, source in trial.sources.items() if key in cited), title="Sources")
    curation = trial.curation
    readings = [
        f"{name} by {done.by} on {done.date}" if done else f"not yet {name}"
        for name, done in (("extracted", curation.extracted), ("verified", curation.verified))
    ]
    yield Paragraph("Curation: " + "; ".join(readings) + ".")
