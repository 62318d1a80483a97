"""A figure as an agent gets it: the cell as printed with all that it needs to be read rightly, as data and as a line of text.

The line is made of the record, so that who reads one of them alone misses nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from evtrials.evidence.notes import touching
from evtrials.evidence.rows import RATIOS
from evtrials.exchange.mcp.shown import spaced
from evtrials.questions import phrases
from evtrials.questions.entries import relation
from evtrials.questions.sources import reading
from evtrials.questions.trace import borne, measured

if TYPE_CHECKING:
    from evtrials.evidence.rows import FigureRow
    from evtrials.trial.model import Trial
    from evtrials.trial.terms import Terms


class Told(NamedTuple):
    """A figure of a trial that stands behind an answer. standing: why it is or is not the default, where it is asked where the
    figure comes from."""

    trial: Trial
    row: FigureRow
    standing: str = ""


class Record(NamedTuple):
    """A thing of an answer as data, the same in a line, and the notes and sources that it names, each once in a reply."""

    data: dict[str, str]
    line: str
    notes: dict[str, str]
    sources: dict[str, str]


def figure_record(told: Told, terms: Terms) -> Record:
    """The record of a figure."""
    trial, row, standing = told
    notes = {f"{trial.id} note {index}": f"{note.kind}: {note.text}" for index, note in touching(trial, [row])}
    says = borne(row, trial)
    kept = {
        "trial": trial.id,
        "what": _what(row, terms),
        "arms": phrases.arms_labels(row, trial),
        "value": row.figure.text,
        "unit": phrases.unit_word(row),
        "in_words": _in_words(row, trial),
        "p": row.p.text if row.p else "",
        "reads": _reads(row, trial),
        "part": trial.parts[row.analysis.part].label if row.analysis.part else "",
        "population": says["population"] or "all patients",
        "analysis_set": says["analysis set"],
        "assessor": _assessor(row),
        "method": says["method"],
        "definition": row.definition,
        "cut": says["cut"],
        "planning": phrases.or_unstated(row.planning, "planning"),
        "n": row.n or ", ".join(f"{phrases.arm_label(arm, trial)} {n}" for arm, n in row.sizes.items()),
        "events": row.events,
        "basis": row.place.basis,
        "source": row.place.source,
        "place": row.place.locator,
        "standing": standing,
        "notes": ", ".join(notes),
    }
    data = {name: spaced(text) for name, text in kept.items() if text}
    sources = {f"{trial.id} {row.place.source}": reading(trial.sources[row.place.source])} if standing else {}
    return Record(data, _line(data), *({name: spaced(text) for name, text in each.items()} for each in (notes, sources)))


def _what(row: FigureRow, terms: Terms) -> str:
    """`PFS (primary), hazard ratio`; `Stomatitis, grade 3-4, any cause, rate`."""
    name = phrases.endpoint_short(row.endpoint, terms) if row.endpoint else ""
    role = f" ({row.role})" if name and row.role and row.role != "not stated" else ""
    return ", ".join(part for part in (f"{name}{role}", *measured(row)) if part)


def _reads(row: FigureRow, trial: Trial) -> str:
    """Which way a ratio speaks: `below 1 favours everolimus + exemestane`; that none made it, or none is printed."""
    if said := relation(row):
        return said
    if row.measure not in RATIOS or not row.comparator or row.better not in ("lower", "higher"):
        return ""
    return f"{'below' if row.better == 'lower' else 'above'} 1 favours {phrases.arm_label(row.arm, trial)}"


def _in_words(row: FigureRow, trial: Trial) -> str:
    """`in words, no difference`, of a result that its source tells in words alone."""
    if row.kind != "statement":
        return ""
    return f"in words, {phrases.finding(row, phrases.labels(trial))}".removesuffix(", ")


def _assessor(row: FigureRow) -> str:
    said = phrases.assessor_words(row)
    return f"{said} (by the protocol {phrases.assessor(row.assessor_assumed)})" if row.assessor_assumed else said


_LABELLED = ("n", "events")


def _line(data: dict[str, str]) -> str:
    """A record in a line: what, of whom, the figure; then behind semicolons all that bears it."""
    head = ", ".join(data[name] for name in ("trial", "what", "arms") if name in data)
    value = " ".join(data[name] for name in ("value", "unit") if name in data)
    value = f"{data['in_words']}: {value}" if "in_words" in data else value
    p = f"p {data['p']}" if "p" in data else ""
    shown = p if data.get("p") == data["value"] else ", ".join(part for part in (value, p) if part)
    shown += f" ({data['reads']})" if "reads" in data else ""
    bears = ("part", "population", "analysis_set", "assessor", "method", "definition", "cut", "planning")
    said = [data[name] for name in bears if name in data]
    said += [f"{name} {data[name]}" for name in _LABELLED if name in data]
    said.append(f"{', '.join(data[name] for name in ('source', 'place') if name in data)} [{data['basis']}]")
    said += [data[name] for name in ("standing", "notes") if name in data]
    return f"{head}: {shown}; {'; '.join(said)}"


def named_in(records: Iterable[Record]) -> tuple[dict[str, str], dict[str, str]]:
    """The notes of some records, and the sources, each once."""
    notes: dict[str, str] = {}
    sources: dict[str, str] = {}
    for record in records:
        notes |= record.notes
        sources |= record.sources
    return notes, sources
