"""Numbers of papers and trials as they are pasted: `PMID: 22149876`, a DOI behind its prefix, the address that leads to one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from evtrials.notation.patterns import compiled
from evtrials.notation.registers import REGISTRATION_PATTERN

_PREFIX = compiled(r"^\s*(?:pmid|doi)\s*:?\s*", re.IGNORECASE)
_PUBMED = compiled(r"\bpubmed(?:\.ncbi\.nlm\.nih\.gov)?/(\d{1,9})(?!\d)", re.IGNORECASE | re.ASCII)
_DOI = compiled(r"10\.\d{4,9}/[^?#]+", re.ASCII)
_REGISTRATION = compiled(rf"(?<![a-z0-9-])(?:{REGISTRATION_PATTERN})(?![a-z0-9-])", re.IGNORECASE | re.ASCII)


def numbers_in(text: str) -> Iterator[str]:
    """The PMID, DOI or register number that a pasted text is, or to which it leads as an address; none of several words.

    Of a DOI in an address also without what the site put behind it.
    """
    bare = _PREFIX.sub("", text).strip()
    if re.search(r"\s", bare):
        return
    if bare.isascii() and bare.isdigit():
        yield bare
    if pmid := _PUBMED.search(bare):
        yield pmid[1]
    if doi := _DOI.search(bare):
        number = doi[0].rstrip("/.,;)")
        yield number
        if number.count("/") > 1:
            yield number.rpartition("/")[0]
    if registration := _REGISTRATION.search(bare):
        yield registration[0]
