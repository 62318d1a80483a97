"""How an author stands in a list: `Hortobagyi GN` has a family name and initials; whatever else is printed stays whole."""

from __future__ import annotations

import re
from typing import NamedTuple

_SUFFIXES = {"Jr": "Jr.", "Sr": "Sr.", "2nd": "2nd", "3rd": "3rd", "4th": "4th"}
_INITIALS = re.compile(r"[^\W\d_](?:-?[^\W\d_]){0,3}")
_PARTICLES = {
    "al", "da", "dal", "de", "del", "della", "den", "der", "di", "do", "dos", "du", "el", "la", "le", "san", "st", "ten", "ter",
    "van", "vande", "vander", "von", "zu", "zur",
}  # fmt: skip
# Words of which a group is made; a name in capitals (NSABP, GEICAM) is one too.
_OF_GROUPS = re.compile(
    r"(?i)\b(?:alliance|association|board|cent(?:er|re)|collaborat\w+|committee|consortium|cooperative|council|department|foundation|"
    r"gr[ou]+p\w*|gruppe|gruppo|initiative|institut\w*|investigators?|network|organi[sz]ation|panel|program\w*|registry|society|study|"
    r"team|trials?|trialists\w*|university|unit)\b"
)
_MOST_FAMILY = 2


class Name(NamedTuple):
    """An author: family name, given names as initials with points, suffix; or whole, under its `literal` name."""

    family: str = ""
    given: str = ""
    suffix: str = ""
    literal: str = ""

    @property
    def short(self) -> str:
        """What a text calls the author by: the family name, or the whole."""
        return self.family or self.literal


def name_of(author: str) -> Name:
    """An author as PubMed prints them: `Hortobagyi GN`, `von Minckwitz G`, `Tseng L-M`, `Burris HA 3rd`.

    A group, and a name in which nobody can say what is family and what given, is never cut.
    """
    words = author.split()
    suffix = _SUFFIXES[words.pop()] if len(words) > 1 and words[-1] in _SUFFIXES else ""
    *family, initials = words or [""]
    if not (_INITIALS.fullmatch(initials) and initials.isupper() and _is_family(family)):
        return Name(literal=author)
    joint = "-" if "-" in initials else " "
    return Name(" ".join(family), joint.join(f"{letter}." for letter in initials.replace("-", "")), suffix)


def _is_family(words: list[str]) -> bool:
    """Whether words are surely a family name: one or two of them, particles apart, and none that a group is made of."""
    own = [word for word in words if word.casefold() not in _PARTICLES]
    if not 1 <= len(own) <= _MOST_FAMILY or _OF_GROUPS.search(" ".join(words)):
        return False
    # A letter alone beside another word is an initial that stands apart.
    return all(word[0].isupper() and not re.search(r"[^\w'’-]|[\d_]", word) for word in own) and not any(
        word.isupper() and (len(word) > 1 or len(words) > 1) for word in own
    )
