"""Names as people type them: how they are compared, and what one that is not known may have meant."""

from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import SequenceMatcher

from evtrials.errors import UsageError

_MOST = 3
# How alike two spellings must be (1 is the same), and how far behind the best one the next may be.
_LEAST, _LEAST_WORD, _BEHIND = 0.6, 0.7, 0.1
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


def folded(name: str) -> str:
    """A name without case, spaces and punctuation, in British spelling: how names are compared on the way in."""
    text = re.sub(r"[^\w+]", "", name.casefold()).replace("_", "")
    for american, british in _SPELLINGS:
        text = text.replace(american, british)
    return text


def nearest(typed: str, names: Mapping[str, str]) -> tuple[str, ...]:
    """The names nearest to what was typed, best first, at most three; none that is much further off than the best.

    `names` maps every spelling to the name to suggest.
    """
    key = folded(typed)
    likeness: dict[str, float] = {}
    for spelling, name in names.items():
        if (alike := _likeness(key, spelling)) > likeness.get(name, 0):
            likeness[name] = alike
    best = max(likeness.values(), default=0)
    near = [name for name, alike in likeness.items() if alike >= best - _BEHIND]
    return tuple(sorted(near, key=lambda name: -likeness[name])[:_MOST])


def _likeness(key: str, spelling: str) -> float:
    """How alike a typed name and a spelling are, from 0 (too far to be meant) to 1."""
    whole = folded(spelling)
    found = [(_ratio(key, whole), _LEAST)]
    if len(key) > 2:
        found.append((_HOLDS if key in whole else 0, 0))
        # A word of a longer name may be the one that is misspelt: "viseral" means "visceral metastasis".
        found += [(_ratio(key, folded(word)), _LEAST_WORD) for word in spelling.split()]
    return max(alike if alike >= least else 0 for alike, least in found)


def _ratio(key: str, other: str) -> float:
    matcher = SequenceMatcher(None, key, other)
    return matcher.ratio() if matcher.real_quick_ratio() >= _LEAST and matcher.quick_ratio() >= _LEAST else 0


def unknown(option: str, typed: str, names: Mapping[str, str], otherwise: str) -> UsageError:
    """The error for a name that nothing bears: the nearest ones, or what else to do."""
    near = nearest(typed, names)
    meant = f"did you mean {one_of(near)}?" if near else otherwise
    return UsageError(f'"{typed}" is no {option} of this collection; {meant}')


def one_of(names: tuple[str, ...]) -> str:
    """Names to choose from: `a, b or c`."""
    return " or ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else names[0]
