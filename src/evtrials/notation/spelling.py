"""Names as people type them: how they are compared, and what one that is not known may have meant."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

from evtrials.errors import UsageError, joined

if TYPE_CHECKING:
    from difflib import SequenceMatcher

_MOST = 3
# How alike two spellings must be (1 is the same) to be meant, and to be a slip; how far behind the best one the next may be.
_LEAST, _LEAST_WORD, _MISSPELT, _BEHIND = 0.6, 0.7, 0.8, 0.1
# How alike a name is that holds the typed one as a part.
_HOLDS = 0.9

_SPELLINGS = (
    ("diarrhea", "diarrhoea"),
    ("anemia", "anaemia"),
    ("edema", "oedema"),
    ("hyperglycem", "hyperglycaem"),
    ("leukopenia", "leucopenia"),
    ("dyspnea", "dyspnoea"),
    ("hemo", "haemo"),
    ("lipidemia", "lipidaemia"),
    ("cholesterolemia", "cholesterolaemia"),
    ("kalemia", "kalaemia"),
    ("randomiz", "randomis"),
    ("tumor", "tumour"),
    ("ooedema", "oedema"),
    ("haaemo", "haemo"),
)


@lru_cache(maxsize=20_000)  # the same words stand in all trials
def folded(name: str) -> str:
    """A name without case, spaces and punctuation, in British spelling: how names are compared on the way in."""
    text = re.sub(r"[^\w+]", "", name.casefold()).replace("_", "")
    for american, british in _SPELLINGS:
        text = text.replace(american, british)
    return text


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
