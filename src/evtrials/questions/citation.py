"""A source as a reference: its line, what no text shows of it, its address, its key for a reference manager."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from evtrials.errors import joined
from evtrials.notation.authors import name_of
from evtrials.notation.closed_words import Basis
from evtrials.notation.patterns import compiled

if TYPE_CHECKING:
    from evtrials.trial.sources import Publication

PAPERS: tuple[Basis, ...] = ("full text", "abstract", "conference abstract")
# Whose year is that of the last change, which the collection does not keep.
_UNDATED: tuple[Basis, ...] = ("label", "registry")
_PAIR = 2
_PLACES = ("journal", "meeting")
_FEW, _MOST = 3, 6  # authors named before et al: on a screen, and in a list of references (ICMJE)
_IN_BRACKETS = compiled(r"(?P<read>.*?) *\[(?P<inside>[^\[\]]*)\]", re.DOTALL)


class Title(NamedTuple):
    """What was read of a title, whether it goes on, and in the words of the file what a source without one is."""

    read: str = ""
    goes_on: bool = False
    described: str = ""

    @property
    def cited(self) -> str:
        """The title as far as read, with three points where it goes on; "" where none was."""
        return f"{self.read} ..." if self.goes_on else self.read

    @property
    def shown(self) -> str:
        """The title with its gap: `[title not seen: news of the licence]`, `Everolimus plus [rest of the title not seen]`."""
        gap = "rest of the title not seen" if self.goes_on else "" if self.read else "title not seen"
        return " ".join(part for part in (self.read, gap and f"[{gap}{f': {self.described}' if self.described else ''}]") if part)


def title_of(source: Publication) -> Title:
    """The title of a source, whose brackets say that no text shows it, or the rest of it, and what the source is."""
    match = _IN_BRACKETS.fullmatch(source.title)
    if match is None or (match["read"] and "title" not in match["inside"]):
        return Title(source.title)
    said = [part.strip() for part in match["inside"].split(";")]
    return Title(match["read"], bool(match["read"]), "; ".join(part for part in said if "title" not in part))


def gaps(source: Publication) -> tuple[str, ...]:
    """What a reference says and no text read shows: title, rest of the title, authors, journal or meeting, year."""
    title, is_abstract = title_of(source), source.basis == "conference abstract"
    is_placed = bool(source.journal or source.meeting)
    missing = {
        "title": not title.read,
        "rest of the title": title.goes_on,
        "authors": is_paper(source) and not source.authors,
        "meeting": is_abstract and not is_placed,
        "journal": is_paper(source) and not is_abstract and not is_placed,
        "year": not source.year and source.basis not in _UNDATED,
    }
    return tuple(name for name, is_missing in missing.items() if is_missing)


def gaps_words(source: Publication) -> str:
    """The gaps in a phrase, and what a source without a title is: `title not in the text read; described as: News of it`."""
    missing, title = gaps(source), title_of(source)
    told = f"{joined(missing, 'and')} not in the text read" if missing else ""
    return "; ".join(part for part in (told, title.described and f"described as: {title.described}") if part)


def citation(source: Publication, *, whole: bool = False) -> str:
    """Authors, title, where and when, as far as shown: `Doe J, Roe R, et al. Title. J Toys 2020;12(3):1-9. PMID 1.`

    whole: as a list of references has it, with up to six authors and a mark where no text shows authors, journal or year.
    """
    missing = gaps(source) if whole else ()
    where = source.journal or source.publisher or source.meeting or ""
    place, year = ([name for name in names if name in missing] for names in (("journal", "meeting"), ("year",)))
    unplaced, undated = (place + year, []) if place else ([], year)
    parts = [
        authors_words(source, _MOST if whole else _FEW) or _gap([name for name in missing if name == "authors"]),
        title_of(source).shown,
        " ".join(part for part in (where, _gap(unplaced), _when(source, where), _gap(undated)) if part),
    ]
    if source.meeting and source.journal:
        parts.append(source.meeting)
    if source.number:
        parts.append(f"Abstract {source.number}")
    text = " ".join(part if part.endswith((".", "?", "!")) else f"{part}." for part in parts if part)
    links = [f"PMID {source.pmid}" if source.pmid else "", f"doi {source.doi}" if source.doi else ""]
    if not any(links) and source.url:
        links = [source.url]
    return text + "".join(f" {link}." for link in links if link)


def in_text(source: Publication) -> str:
    """A source as a sentence cites it: `Baselga et al, N Engl J Med 2012;366:520-529, PMID 22149876`."""
    names = [name_of(author).short for author in source.named]
    is_long = source.goes_on or len(names) > _PAIR
    title = title_of(source)
    who = f"{names[0]} et al" if is_long else joined(names, "and") or title.cited or title.described
    where = source.journal or source.publisher or source.meeting or ""
    placed = " ".join(part for part in ("" if where in who else where, _when(source, where)) if part)
    abstract = f"abstract {source.number}" if source.number and source.number not in who else ""
    link = f"PMID {source.pmid}" if source.pmid else f"doi {source.doi}" if source.doi else ""
    return ", ".join(part for part in (who, placed, abstract, link) if part)


def authors_words(source: Publication, most: int) -> str:
    """The first authors and, where there are more, `et al`."""
    return ", ".join((*source.named[:most], *(["et al"] if source.goes_on or len(source.named) > most else [])))


def _gap(names: Sequence[str]) -> str:
    """`[journal and year not seen]`; "" without a name."""
    return f"[{joined(names, 'and')} not seen]" if names else ""


def _when(source: Publication, where: str) -> str:
    """Year, volume, issue and pages: `2020;12(3):1-9`."""
    when = source.year if source.year and source.year not in where else ""
    if source.volume:
        when += (";" if when else "") + source.volume + (f"({source.issue})" if source.issue else "")
    if source.pages:
        when += (":" if when else "") + source.pages
    return when


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
