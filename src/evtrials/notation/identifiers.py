"""Numbers of papers and trials as they are pasted: `PMID: 22149876`, a DOI behind its prefix, the address that leads to one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from evtrials.notation.registers import REGISTRATION_PATTERN

_PMID = re.compile(r"(?:\bpmid\W{0,3}|\bpubmed(?:\.ncbi\.nlm\.nih\.gov)?\W{1,2})(\d{1,9})(?!\d)", re.IGNORECASE | re.ASCII)
_DOI = re.compile(r"10\.\d{4,9}/[^\s?#]+", re.ASCII)
_REGISTRATION = re.compile(rf"(?<![a-z0-9-])(?:{REGISTRATION_PATTERN})(?![a-z0-9-])", re.IGNORECASE | re.ASCII)


def numbers_in(text: str) -> Iterator[str]:
    """The PMID, DOI and register number that a text holds; of a DOI in an address also without what the site put behind it."""
    if pmid := _PMID.search(text):
        yield pmid[1]
    if doi := _DOI.search(text):
        bare = doi[0].rstrip("/.,;)")
        yield bare
        if bare.count("/") > 1:
            yield bare.rpartition("/")[0]
    if registration := _REGISTRATION.search(text):
        yield registration[0]
