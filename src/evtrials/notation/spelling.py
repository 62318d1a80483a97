"""Names as people type them: how they are compared, and what one that is not known may have meant."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from evtrials.errors import UsageError, joined
from evtrials.notation.patterns import compiled

if TYPE_CHECKING:
    from difflib import SequenceMatcher

# C0 and C1 controls, DEL, soft hyphen, line and paragraph separators, zero-width, filling and bidirectional characters,
# halves of surrogate pairs, BOM inside text, annotations, noncharacters, invisible tags.
UNSAFE = compiled(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164"
    "\ud800-\udfff\ufeff\uffa0\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e0fff]"
)
# In a typed word a line end or a tab within is one of them.
_UNSEEN = compiled(rf"{UNSAFE.pattern}|[\t\n]")
# The longest name, title or text of one word that anybody types; a pasted page is none.
MOST_TYPED = 300
_MOST = 3
# How alike two spellings must be (1 is the same) to be meant, and to be a slip; how far behind the best one the next may be.
_LEAST, _LEAST_WORD, _MISSPELT, _BEHIND = 0.6, 0.7, 0.8, 0.1
# How alike a name is that holds the typed one as a part.
_HOLDS = 0.9

# Letters that are no others with an accent.
_LETTERS = str.maketrans({"\u00f8": "o", "\u0142": "l", "\u0111": "d", "\u0131": "i", "\u00e6": "ae", "\u0153": "oe"})
_ACCENTS = compiled("[\u0300-\u036f]")
# American spellings in British ones; what that makes of a British one is put right behind it.
_SPELLINGS = (
    ("diarrhea", "diarrhoea"),
    ("edema", "oedema"),
    ("ooedema", "oedema"),
    ("leuko", "leuco"),
    ("dyspnea", "dyspnoea"),
    ("hemo", "haemo"),
    ("haaemo", "haemo"),
    ("hema", "haema"),
    ("haaema", "haema"),
    ("emia", "aemia"),
    ("aaemia", "aemia"),
    ("glycem", "glycaem"),
    ("estrogen", "oestrogen"),
    ("ooestrogen", "oestrogen"),
    ("esophag", "oesophag"),
    ("ooesophag", "oesophag"),
    ("ization", "isation"),
    ("randomiz", "randomis"),
    ("tumor", "tumour"),
)


@lru_cache(maxsize=20_000)  # the same words stand in all trials
def folded(name: str) -> str:
    """A name without case, accents, spaces and punctuation, in British spelling: how names are compared on the way in."""
    return re.sub(r"[^\w+]", "", in_one_spelling(name)).replace("_", "")


def in_one_spelling(text: str) -> str:
    """A text in small letters without accents, in British spelling: how a part of it is looked for."""
    text = text.casefold()
    if not text.isascii():
        # The accents of Latin, Greek and Cyrillic letters; those of other scripts make other letters.
        bare = _ACCENTS.sub("", unicodedata.normalize("NFKD", text.translate(_LETTERS)))
        text = unicodedata.normalize("NFC", bare)
    for american, british in _SPELLINGS:
        text = text.replace(american, british)
    return text


def asks_for_something(text: str) -> bool:
    """Whether a word has a letter or a digit: any other folds to nothing, and nothing is a part of every name."""
    return any(char.isalnum() for char in folded(text))


def typed(option: str, text: str, how: str = "") -> str:
    """A word that was typed for an option, without blanks around it; UsageError for one that asks for nothing, that holds what
    nobody sees and a terminal would obey, or that is longer than a name. What else is said of a word can then be printed.

    how: a sentence on what the option takes.
    """
    return typed_together(option, [text], how)[0]


def typed_together(option: str, texts: Sequence[str], how: str = "") -> list[str]:
    """Words that are looked for together, as `typed`; one of several may be a sign: `letrozole + everolimus`."""
    words = [text.strip() for text in texts]
    for word in words:
        if found := _UNSEEN.search(word):
            raise UsageError(f"{option}: a word holds the invisible or control character U+{ord(found[0]):04X}; type it without")
        if (longest := max(map(len, word.split(",")))) > MOST_TYPED:
            told = f"has {longest} characters, a name at most {MOST_TYPED}; type a part of it"
            raise UsageError(f'{option}: "{word[:20]} ..." {told}')
    if not any(map(asks_for_something, words)):
        raise UsageError(f"{option}: an empty word asks for nothing; give one, or leave it out. {how}".rstrip(". "))
    return words


def suggest(typed: str, names: Mapping[str, str] | Iterable[str], *, misspelt: bool = False) -> tuple[str, ...]:
    """The names that may be meant by what was typed, best first, at most three; none much further off than the best.

    `names` maps every spelling to the name to suggest, or lists names that are spelt one way only. misspelt: only names so
    alike as a whole that the typed one must be a slip of the pen; else a part of a longer name may be meant too.
    """
    from difflib import SequenceMatcher

    spellings = names if isinstance(names, Mapping) else {name: name for name in names}
    key = folded(typed)
    matcher = SequenceMatcher(b=key)
    likeness: dict[str, float] = {}
    for spelling, name in spellings.items():
        if (alike := _likeness(key, matcher, spelling, misspelt)) > likeness.get(name, 0):
            likeness[name] = alike
    best = max(likeness.values(), default=0)
    near = [name for name, alike in likeness.items() if alike >= best - _BEHIND]
    return tuple(sorted(near, key=lambda name: -likeness[name])[:_MOST])


def _likeness(key: str, matcher: SequenceMatcher[str], spelling: str, misspelt: bool) -> float:
    """How alike a typed name (`key`, the matcher's second text) and a spelling are, from 0 (too far to be meant) to 1."""
    whole = folded(spelling)
    if misspelt:
        return _ratio(matcher, whole, _MISSPELT)
    alike = _ratio(matcher, whole, _LEAST)
    if len(key) > 2:
        # A word of a longer name may be the one that is misspelt: "viseral" means "visceral metastasis".
        words = spelling.split() if " " in spelling else ()
        alike = max([alike, _HOLDS if key in whole else 0, *(_ratio(matcher, folded(word), _LEAST_WORD) for word in words)])
    return alike


def _ratio(matcher: SequenceMatcher[str], other: str, least: float) -> float:
    """How alike the matcher's second text and another are; 0 where that is less than `least`."""
    matcher.set_seq1(other)
    if matcher.real_quick_ratio() < least or matcher.quick_ratio() < least:
        return 0
    ratio = matcher.ratio()
    return ratio if ratio >= least else 0


def unknown(option: str, typed: str, names: Mapping[str, str], otherwise: str) -> UsageError:
    """The error for a name that nothing bears: the nearest ones, or what else to do."""
    near = suggest(typed, names)
    meant = f"did you mean {joined(near)}?" if near else otherwise
    return UsageError(f'"{typed}" is no {option} of this collection; {meant}')
