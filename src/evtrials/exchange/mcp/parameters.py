"""What a tool takes: the parameters of its own, and the filters, which are made from the table of filters.

A parameter that a tool does not have is refused with the nearest ones: passed over in silence it would make a wider answer than
was asked for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, NamedTuple

from evtrials.collection.filters import FILTERS, SETTINGS
from evtrials.collection.typed_values import SUBTYPES
from evtrials.errors import UsageError, joined
from evtrials.notation.spelling import suggest, typed

Kind = Literal["word", "filter", "words", "number", "switch"]
MOST_TRIALS = 30
_TRUE, _FALSE = ("true", "yes", "1"), ("false", "no", "0")


class Parameter(NamedTuple):
    """A parameter. words: the only ones, or the usual ones, that it takes; least, most: of a number, or of how many words.

    A filter takes a word, of which a comma makes alternatives, or a list of them; it reads them itself.
    """

    name: str
    kind: Kind
    help: str = ""
    words: tuple[str, ...] = ()
    least: int = 0
    most: int = 0
    is_needed: bool = False

    @property
    def schema(self) -> dict[str, Any]:
        """The parameter as JSON Schema."""
        one: dict[str, Any] = {"type": "string"} | ({"enum": list(self.words)} if self.words else {})
        made: dict[str, dict[str, Any]] = {
            "word": one,
            "filter": one,
            "words": {"type": "array", "items": one} | ({"maxItems": self.most} if self.most else {}),
            "number": {"type": "integer", "minimum": self.least, "maximum": self.most},
            "switch": {"type": "boolean"},
        }
        return made[self.kind] | ({"description": self.help} if self.help else {})

    def read(self, given: object) -> Any:
        """What was given, as its kind; UsageError for anything else."""
        if self.kind == "switch":
            return self._switch(given)
        if self.kind == "number":
            return self._number(given)
        several = given if isinstance(given, (list, tuple)) else [given]
        if not all(isinstance(one, (str, int)) and not isinstance(one, bool) for one in several):
            raise UsageError(f"{self.name}: takes {'a list of words' if self.kind == 'words' else 'a word'}. {self.help}".strip())
        found = [typed(self.name, str(one), self.help) for one in several]
        if self.kind in ("words", "filter"):
            if self.most and len(found) > self.most:
                raise UsageError(f"{self.name}: takes at most {self.most}, not {len(found)}")
            return found
        if len(found) != 1:
            raise UsageError(f"{self.name}: takes one word, not {len(found)}")
        return found[0]

    def _switch(self, given: object) -> bool:
        if isinstance(given, bool):
            return given
        word = str(given).casefold()
        if word not in (*_TRUE, *_FALSE):
            raise UsageError(f"{self.name}: takes true or false")
        return word in _TRUE

    def _number(self, given: object) -> int:
        text = str(given)
        is_number = not isinstance(given, bool) and text.isascii() and text.isdigit() and len(text) < 10
        if not (is_number and self.least <= int(text) <= self.most):
            raise UsageError(f"{self.name}: takes a whole number from {self.least} to {self.most}")
        return int(text)


# How the filters that have no closed list of words are mostly asked for, and how each is explained, once, in a few words.
_USUAL = {"subtype": ("hr+/her2-", "hr+/her2+", *SUBTYPES), "line": ("1", "2", "3", "2+"), "setting": SETTINGS}
_SHORT = {
    "subtype": "",
    "line": "line for advanced disease",
    "setting": "",
    "phase": "",
    "drug": 'in any arm; "/" joins for and',
    "everolimus_dose": "mg a day: 5, 5..10",
    "prior": "drug or class that all had had",
    "isolates": "what a contrast tests: a drug, a class, schedule of everolimus",
    "about": "subject; mtor if not given",
    "mixed": "add trials of which only some patients fit",
    "unstated": "add trials whose sources do not say",
    "status": "",
    "year": "2012..2014",
    "min_n": "least number of patients",
    "search": "text in names, drugs, population or notes",
    "menopause": "",
}
_FEW = 10
_MANY = ("status", "year", "min_n", "search", "menopause")
# What every question over trials takes, and what a list of them takes besides.
ASKED = tuple(name for name in _SHORT if name not in _MANY)


def filter_parameter(name: str) -> Parameter:
    """A filter as a parameter, explained."""
    one = FILTERS[name]
    kinds: dict[str, Kind] = {"words": "filter", "count": "number", "either": "switch", "switch": "switch"}
    words = one.vocabulary or _USUAL.get(name, ())
    return Parameter(name, kinds[one.takes], _SHORT[name], words, most=100_000 if one.takes == "count" else 0)


FILTERS_OF_MANY = tuple(map(filter_parameter, _SHORT))
# Where they stand again they are not explained, and long lists of words not told: `find` has both.
FILTERS_ASKED = tuple(
    one._replace(help="", words=one.words if len(one.words) <= _FEW else ()) for one in FILTERS_OF_MANY if one.name in ASKED
)
TRIALS = Parameter("trials", "words", "only these; any of their names", most=MOST_TRIALS)
LIMIT = Parameter("limit", "number", "figures in detail (20)", least=1, most=100)
OFFSET = Parameter("offset", "number", "figures to pass over", most=100_000)


def read(tool: str, parameters: Sequence[Parameter], given: Mapping[str, object]) -> dict[str, Any]:
    """The arguments of a call; UsageError for a name that is no parameter, a value that is none, or one that is missing."""
    known = {one.name: one for one in parameters}
    for name in given:
        if name not in known:
            near = suggest(name, list(known))
            hint = f"did you mean {joined(near)}?" if near else f"it takes: {', '.join(known)}"
            raise UsageError(f'"{name[:60]}" is no parameter of {tool}; {hint}')
    found = {name: known[name].read(value) for name, value in given.items() if value not in (None, [])}
    if missing := [one.name for one in parameters if one.is_needed and one.name not in found]:
        raise UsageError(f"{tool} needs {joined(missing, 'and')}: {known[missing[0]].help}")
    return found
