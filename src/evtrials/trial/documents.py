"""Which document a source is: its numbers and its address, so written that one document has one spelling."""

from __future__ import annotations

from evtrials.notation.patterns import compiled
from evtrials.trial.sources import Publication

_DOI = compiled(r"(?:dx\.)?doi\.org/(10\..+)")
_PMID = compiled(r"(?:pubmed\.ncbi\.nlm\.nih\.gov|ncbi\.nlm\.nih\.gov/pubmed)/(\d+)")
# A version of a record that the registry keeps has its number in its address too, and is another document.
_RECORD = compiled(r"(?:classic\.)?clinicaltrials\.gov/(?!.*history).*(nct\d{8})(?!\d)")
# What a site appends to tell whence a reader came.
_WHENCE = compiled(r"(?:utm_\w+|fbclid|gclid)=[^&]*&?")


def identifiers(publication: Publication) -> tuple[str, ...]:
    """What tells a document from any other: `DOI 10.1056/nejmoa1109653`, `PMID 22149876`, an address; empty where none stands.

    Without case, scheme, `www.`, fragment and last slash; the address of a DOI, of PubMed or of a record of
    ClinicalTrials.gov is the number that it leads to.
    """
    found = []
    if publication.doi:
        found.append(f"DOI {publication.doi.casefold()}")
    if publication.pmid:
        found.append(f"PMID {publication.pmid}")
    if publication.url:
        found.append(_address(publication.url))
    return tuple(dict.fromkeys(found))


def _address(url: str) -> str:
    _, _, rest = url.casefold().partition("://")
    bare = _WHENCE.sub("", rest.partition("#")[0]).rstrip("?&/").removeprefix("www.")
    if doi := _DOI.fullmatch(bare):
        return f"DOI {doi[1]}"
    if pmid := _PMID.fullmatch(bare):
        return f"PMID {pmid[1]}"
    if record := _RECORD.match(bare):
        return f"record {record[1].upper()}"
    return bare
