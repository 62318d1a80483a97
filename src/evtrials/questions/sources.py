"""What was read: every source of the trials asked for, and the references of their papers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from evtrials.errors import counted, listed
from evtrials.evidence.columns import BY_NAME, Column
from evtrials.notation.closed_words import BASES
from evtrials.questions.answer import Answer, Block, Facts, Item, Line, Listing, Page
from evtrials.questions.citation import Reference, citation, is_paper, link, title_of
from evtrials.questions.columns import CITATION, NOT_SEEN, REPORTS, STORED, TRIAL, of

if TYPE_CHECKING:
    from evtrials.collection.library import Library
    from evtrials.collection.selection import LeftOut
    from evtrials.trial.model import Trial
    from evtrials.trial.sources import Publication


@dataclass(frozen=True, slots=True)
class CitedSource:
    """A source of a trial under its key in the trial's file. figures: how many rows of the tidy table it bears."""

    trial: Trial
    key: str
    cite_key: str
    publication: Publication
    figures: int


COLUMNS: tuple[Column, ...] = (
    TRIAL.of(lambda row: row.trial),
    BY_NAME["source"].by(lambda row: row.key),
    Column("cite_key", lambda row: row.cite_key, "text", "key of the source for a reference manager"),
    CITATION.of(lambda row: row.publication),
    BY_NAME["basis"].by(lambda row: row.publication.basis),
    *of(lambda row: row.publication, REPORTS, NOT_SEEN),
    STORED,
    *of(
        lambda row: row.publication,
        Column("source_title", lambda source: source.title, "text", "title of the source"),
        Column("authors", lambda source: tuple(source.authors), "list", "authors as far as read; et al last, where more follow"),
        Column("journal", lambda source: source.journal or "", "text", "journal"),
        Column("publisher", lambda source: source.publisher or "", "text", "publisher"),
        Column("meeting", lambda source: source.meeting or "", "text", "meeting at which it was presented"),
        Column("abstract_number", lambda source: source.number or "", "text", "number of the abstract at the meeting"),
        Column("source_year", lambda source: source.year or "", "number", "year of the source"),
        Column("volume", lambda source: source.volume or "", "text", "volume"),
        Column("issue", lambda source: source.issue or "", "text", "issue"),
        Column("pages", lambda source: source.pages or "", "text", "pages"),
        Column("pmid", lambda source: source.pmid or "", "text", "number of its PubMed record"),
        Column("doi", lambda source: source.doi or "", "text", "DOI"),
        Column("url", lambda source: source.url or "", "text", "address of the page that was read"),
    ),
)
_NAMED = 6
def sources_answer(
    library: Library, trials: Sequence[Trial], query: dict[str, object], left_out: tuple[LeftOut, ...], out: int = 0
) -> Answer:
    """One row for each source of each trial, with the number of its figures in the tidy table."""
    rows: list[CitedSource] = []
    blocks: list[Block] = []
    for trial in trials:
        figures = Counter(row.place.source for row in library.rows_of(trial))
        keys = cite_keys(library, trial)
        own = [CitedSource(trial, key, keys[key], source, figures[key]) for key, source in trial.sources.items()]
        rows += own
        blocks.append(Listing(tuple(map(_item, own)), title=f"{trial.id}: {_counts(own)}"))
    return Answer(
        name="sources",
        columns=COLUMNS,
        rows=rows,
        page=Page("", tuple(blocks)),
        query=query,
        left_out=left_out,
        tally=f"{counted(len(rows), 'source')} of {counted(len(trials), 'trial')}" if len(trials) != 1 else "",
        out=out,
    )


def _counts(rows: Sequence[CitedSource]) -> str:
    """How many sources there are, by what was read of them, the best basis first."""
    found = Counter(row.publication.basis for row in rows)
    told = ", ".join(f"{basis} {found[basis]}" for basis in BASES if found[basis])
    return counted(len(rows), "source") + (f" ({told})" if told else "")


def _item(row: CitedSource) -> Item:
    """A source under its key: the reference, what was read and what was not, and the address where no number finds it."""
    source = row.publication
    unseen = f"; not seen: {source.not_seen}" if source.not_seen else ""
    read = f"{read_of(source)}; {counted(row.figures, 'figure')}{unseen}"
    address = (Line(text=source.url),) if source.url and not (source.pmid or source.doi) else ()
    return Item(row.key, (Line(text=without_address(source)), Line(text=read), *address))


def without_address(source: Publication) -> str:
    """The reference without the address of a page, which stands on a line of its own: a full stop is no part of it."""
    text = citation(source)
    return text.removesuffix(f" {source.url}.") if source.url else text


def read_of(source: Publication) -> str:
    """What was read of a source, and whose report it retells."""
    return source.basis + (f", retells {source.reports}" if source.reports else "")


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
    """A source as a trace shows it: citation, what was read and what was not, whose report it retells, and a line of its link."""
    where = link(source)
    unseen = f" Not seen: {source.not_seen}." if source.not_seen else ""
    told = f"{without_address(source)} Read: {read_of(source)}.{unseen}"
    return told + (f"\n{where}" if where else "")


def cite_page(cited: Sequence[Reference]) -> Page:
    """The references as a numbered list."""
    return Page("", (Facts(tuple((str(number), citation(one.publication, whole=True)) for number, one in enumerate(cited, 1))),))


def cite_lines(trials: Sequence[Trial], cited: Sequence[Reference], *, everything: bool) -> list[str]:
    """What a reader of the references must know: which trials have none, which titles and authors are not whole."""
    lines = []
    bare = [trial.id for trial in trials if not everything and not any(is_paper(source) for source in trial.sources.values())]
    if bare:
        lines.append(f"no paper or conference abstract was read of {listed(bare, most=_NAMED)}; --all cites what was")
    untitled = [reference.key for reference in cited if not title_of(reference.publication).read]
    if untitled:
        lines.append(f"title not seen, and left out: {listed(untitled, most=_NAMED)}")
    if cut := sum(reference.publication.goes_on for reference in cited):
        lines.append(f"et al ends the authors of {counted(cut, 'reference')}; complete them by PMID or DOI")
    return lines
