"""What was read: every source of the trials asked for, and the references of their papers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from evtrials.questions.answer import Answer, Heading, Page, Paragraph, Table
from evtrials.questions.citation import Reference, citation, is_paper, link

if TYPE_CHECKING:
    from evtrials.collection.library import Library
    from evtrials.trial.model import Trial
    from evtrials.trial.sources import Publication

COLUMNS = (
    "trial", "source", "cite_key", "citation", "basis", "reports", "not_seen", "figures", "title", "authors", "journal",
    "publisher", "meeting", "number", "year", "volume", "issue", "pages", "pmid", "doi", "url",
)  # fmt: skip
_SCREEN = (
    Heading("source", "Source", folds=True, firm=True),
    Heading("citation", "What, and what was not seen of it", folds=True),
    Heading("basis", "Read", folds=True),
    Heading("figures", "Figures"),
)


def sources_answer(library: Library, trials: Sequence[Trial], query: dict[str, object], left_out: dict[str, list[str]]) -> Answer:
    """One row for each source of each trial, with the number of its figures in the tidy table."""
    records: list[tuple[object, ...]] = []
    tables: list[Table] = []
    for trial in trials:
        counted = Counter(row.place.source for row in library.figures(trial))
        keys = cite_keys(library, trial)
        own = trial.sources.items()
        records += [(trial.id, key, keys[key], citation(source), *_facts(source, counted[key])) for key, source in own]
        shown = tuple((key, _what(source), _read(source), str(counted[key])) for key, source in own)
        tables.append(Table(_SCREEN, shown, title=f"{trial.name}: {len(shown)} source{'s' if len(shown) != 1 else ''}"))
    return Answer(
        page=Page("", (*tables, Paragraph("Links and all columns: --format csv, tsv or json."))),
        columns=COLUMNS,
        records=tuple(records),
        name="sources",
        items=tuple(dict(zip(COLUMNS, record, strict=True)) for record in records),
        query=query,
        left_out=left_out,
    )


def _what(source: Publication) -> str:
    """The reference without the address of a page, which no table holds, and a line on what was not seen."""
    text = citation(source).removesuffix(f" {source.url}.") if source.url else citation(source)
    return text + (f"\nNot seen: {source.not_seen}." if source.not_seen else "")


def _read(source: Publication) -> str:
    return source.basis + (f", retells {source.reports}" if source.reports else "")


def _facts(source: Publication, figures: int) -> tuple[object, ...]:
    return (
        source.basis, source.reports or "", source.not_seen or "", figures, source.title, ", ".join(source.authors),
        source.journal or "", source.publisher or "", source.meeting or "", source.number or "", source.year or "",
        source.volume or "", source.issue or "", source.pages or "", source.pmid or "", source.doi or "", source.url or "",
    )  # fmt: skip


def cite_keys(library: Library, trial: Trial) -> dict[str, str]:
    """The citation key of each source of a trial: `bolero-2:Baselga2012`; a shared source has the same in every trial.

    It depends on the trial's file and the shared sources alone, so it stays when other trials come.
    """
    shared = library.shared_sources
    return {
        key: key if key in shared and type(source).model_validate(shared[key]) == source else f"{trial.id}:{key}"
        for key, source in trial.sources.items()
    }


def references(library: Library, trials: Sequence[Trial], *, everything: bool) -> list[Reference]:
    """The papers of the trials (every source, with `everything`) in the order of trials and files, each once."""
    found: dict[str, Reference] = {}
    for trial in trials:
        keys = cite_keys(library, trial)
        for key, source in trial.sources.items():
            if everything or is_paper(source):
                found.setdefault(keys[key], Reference(keys[key], source))
    return list(found.values())


def reading(source: Publication) -> str:
    """A source as a trace shows it: citation, link, what was read of it, whose report it retells, what was not seen."""
    text = citation(source)
    where = link(source)
    parts = [text + (f" {where}" if where and where not in text else "")]
    parts.append(f"Read: {_read(source)}.")
    if source.not_seen:
        parts.append(f"Not seen: {source.not_seen}.")
    return " ".join(parts)


def cite_lines(trials: Sequence[Trial], cited: Sequence[Reference], *, everything: bool) -> list[str]:
    """What a reader of the references must know: which trial has none, which titles were not seen."""
    lines = []
    for trial in trials:
        if not everything and not any(is_paper(source) for source in trial.sources.values()):
            lines.append(f"{trial.id}: no paper or conference abstract was read; --all cites its {len(trial.sources)} sources")
    untitled = [reference.key for reference in cited if reference.publication.title.startswith("[")]
    if untitled:
        lines.append(f"title not seen, described in brackets: {', '.join(untitled)}")
    if any(reference.publication.authors for reference in cited):
        lines.append("authors as far as the text read shows them; the PMID or DOI has them all")
    return lines
