"""How a person is named: an author of a list has a family name and initials; whatever else is printed stays whole."""

from __future__ import annotations

import re
from typing import NamedTuple

from evtrials.notation.patterns import compiled
from evtrials.notation.spelling import folded

_SUFFIXES = {"Jr": "Jr.", "Sr": "Sr.", "2nd": "2nd", "3rd": "3rd", "4th": "4th"}
_INITIALS = compiled(r"[^\W\d_](?:-?[^\W\d_]){0,3}")
_PARTICLES = {
    "al", "da", "dal", "de", "del", "della", "den", "der", "di", "do", "dos", "du", "el", "la", "le", "san", "st", "ten", "ter",
    "van", "vande", "vander", "von", "zu", "zur",
}  # fmt: skip
# Words of which a group is made; a name in capitals (NSABP, GEICAM) is one too.
_OF_GROUPS = compiled(
    r"(?i)\b(?:alliance|association|board|cent(?:er|re)|collaborat\w+|committee|consortium|cooperative|council|department|foundation|"
    r"gr[ou]+p\w*|gruppe|gruppo|initiative|institut\w*|investigators?|network|organi[sz]ation|panel|program\w*|registry|society|study|"
    r"team|trials?|trialists\w*|university|unit)\b"
)
_MOST_FAMILY = 2
_MOST_INITIALS = 3


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


def may_be_one(first: str, second: str) -> bool:
    """Whether two names may be one person's, whatever the order and however short: `Doe J`, `J. Doe`, `Doe, John P`.

    They share a word, and of the rest of the shorter one each word is the other's, or one is the initial of the other.
    """
    fewer, more = sorted((_parts(first), _parts(second)), key=len)
    if fewer == more:
        return True
    rest = [part for part in fewer if part not in more]
    left = [part for part in more if part not in fewer]
    if not any(len(part) > 1 for part in fewer if part in more):
        return False
    for part in rest:
        same = next((other for other in left if 1 in (len(part), len(other)) and part[0] == other[0]), None)
        if same is None:
            return False
        left.remove(same)
    return True


def _parts(name: str) -> list[str]:
    """The words of a name, folded; initials that stand together (`JP`) each by itself."""
    words = re.findall(r"[^\W\d_]+|\d+", name)
    parted = (list(word) if len(words) > 1 and word.isupper() and len(word) <= _MOST_INITIALS else [word] for word in words)
    return sorted(folded(part) for parts in parted for part in parts)
