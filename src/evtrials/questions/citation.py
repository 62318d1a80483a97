"""A source as a reference: its line, its address, its key for a reference manager."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evtrials.notation.closed_words import Basis

if TYPE_CHECKING:
    from evtrials.trial.sources import Publication

PAPERS: tuple[Basis, ...] = ("full text", "abstract", "conference abstract")


def citation(source: Publication) -> str:
    """Authors, title, where and when, as far as shown: `Doe J, Roe R, et al. Title. J Toys 2020;12(3):1-9. PMID 1.`"""
    authors = ", ".join(source.authors[:3]) + (", et al" if len(source.authors) > 3 else "")
    where = source.journal or source.publisher or source.meeting or ""
    when = source.year if source.year and source.year not in where else ""
    if source.volume:
        when += (";" if when else "") + source.volume + (f"({source.issue})" if source.issue else "")
    if source.pages:
        when += (":" if when else "") + source.pages
    parts = [authors, source.title, f"{where} {when}".strip()]
    if source.meeting and source.journal:
        parts.append(source.meeting)
    if source.number:
        parts.append(f"Abstract {source.number}")
    text = " ".join(part if part.endswith((".", "?", "!")) else f"{part}." for part in parts if part)
    links = [f"PMID {source.pmid}" if source.pmid else "", f"doi {source.doi}" if source.doi else ""]
    if not any(links) and source.url:
        links = [source.url]
    return text + "".join(f" {link}." for link in links if link)


@dataclass(frozen=True, slots=True)
class Reference:
    """A publication under a citation key of ASCII letters, digits, `:`, `.` and `-`, which every format takes."""

    key: str
    publication: Publication


def link(publication: Publication) -> str:
    """Where the source is found: the page that was read, else its DOI, else its PubMed record; "" without any."""
    if publication.url:
        return publication.url
    if publication.doi:
        # What parts an address is part of the number here.
        return "https://doi.org/" + publication.doi.translate({ord("%"): "%25", ord("#"): "%23", ord("?"): "%3F"})
    return f"https://pubmed.ncbi.nlm.nih.gov/{publication.pmid}/" if publication.pmid else ""


def is_paper(publication: Publication) -> bool:
    """Whether a source is a report of the trial itself in a journal or at a conference, and not news, review, registry, label."""
    return publication.basis in PAPERS
