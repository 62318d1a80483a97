"""What was read: every source of the trials asked for, and the references of their papers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from evtrials.citations import Reference, is_paper, link, safe_keys
from evtrials.views.citing import citation
from evtrials.views.table import Answer, Column, Page, Table

if TYPE_CHECKING:
    from evtrials.library import Library
    from evtrials.models import Publication, Trial

COLUMNS = (
    "trial", "source", "cite_key", "citation", "basis", "reports", "not_seen", "figures", "title", "authors", "journal",
    "publisher", "meeting", "number", "year", "volume", "issue", "pages", "pmid", "doi", "url",
)  # fmt: skip
_SCREEN = (
    Column("trial", "Trial", folds=True),
    Column("source", "Source", folds=True, firm=True),
    Column("citation", "What", folds=True),
    Column("basis", "Basis", folds=True),
    Column("reports", "Reports", folds=True, drop=2),
    Column("not_seen", "Not seen", folds=True, drop=1),
    Column("figures", "Figures"),
)


def sources_answer(library: Library, trials: Sequence[Trial], query: dict[str, object], left_out: dict[str, list[str]]) -> Answer:
    """One row for each source of each trial, with the number of its figures in the tidy table."""
    records: list[tuple[object, ...]] = []
    for trial in trials:
        counted = Counter(row.source for row in library.figures(trial))
        keys = cite_keys(library, trial)
        for key, source in trial.sources.items():
            records.append((trial.id, key, keys[key], citation(source), *_facts(source, counted[key])))
    screen = tuple((*record[:2], *record[3:7], str(record[7])) for record in records)
    count = f"{len(records)} sources of {len(trials)} trials" if len(trials) != 1 else f"{len(records)} sources"
    return Answer(
        page=Page("", (Table(_SCREEN, screen, title=count, footnotes=("Links and all columns: --format csv, tsv or json.",)),)),  # type: ignore[arg-type]
        columns=COLUMNS,
        records=tuple(records),
        name="sources",
        items=tuple(dict(zip(COLUMNS, record, strict=True)) for record in records),
        query=query,
        left_out=left_out,
    )


def _facts(source: Publication, figures: int) -> tuple[object, ...]:
    return (
        source.basis, source.reports or "", source.not_seen or "", figures, source.title, ", ".join(source.authors),
        source.journal or "", source.publisher or "", source.meeting or "", source.number or "", source.year or "",
        source.volume or "", source.issue or "", source.pages or "", source.pmid or "", source.doi or "", source.url or "",
    )  # fmt: skip


def cite_keys(library: Library, trial: Trial) -> dict[str, str]:
    """The citation key of each source of a trial: `bolero-2:Baselga2012`; a shared source has the same in every trial.

    It hangs on the trial's own file (and, for a shared source, on `_sources.yaml`) alone, so it stays when others come.
    """
    shared = library.catalogue.store.sources
    shared_keys, own_keys = safe_keys(shared), safe_keys(trial.sources)
    return {
        key: shared_keys[key] if key in shared and type(source).model_validate(shared[key]) == source
        else f"{trial.id}:{own_keys[key]}"
        for key, source in trial.sources.items()
    }  # fmt: skip


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
    parts.append(f"Read: {source.basis}{f', retells {source.reports}' if source.reports else ''}.")
    if source.not_seen:
        parts.append(f"Not seen: {source.not_seen}.")
    return " ".join(parts)
