"""How a p value is written in a trial file, and read: `<0.0001`, `0.062 one-sided`, `stated not significant`."""

from __future__ import annotations

import re
from dataclasses import dataclass

from evtrials import stats
from evtrials.errors import NotationError
from evtrials.notation.mends import mended_p
from evtrials.notation.numbers import NUMBER, OPERATOR, for_editors, limit_digits
from evtrials.notation.patterns import compiled

_P = compiled(
    rf"(?P<op>{OPERATOR})?(?P<value>0(?:\.\d+)?|1(?:\.0+)?|\.\d+)"
    r"(?: (?P<sides>one|two)-sided)?(?: stated (?P<stated>significant|not significant))?",
    re.ASCII,
)
_P_STATED = compiled(r"stated (?P<stated>significant|not significant)")

HOW_P = 'write p as "0.14", "<0.0001", "0.062 one-sided", "stated significant" or "0.0049 stated not significant"'
HOW_BEYOND = f"a p value lies from 0 to 1; look up what this figure is; {HOW_P}"
# The grammar in one expression, for editors; the digit limit is left to the parser.
P_PATTERN = for_editors(_P_STATED.pattern, _P.pattern)


@dataclass(frozen=True, slots=True)
class PValue:
    """A p value as printed: text, digits ("" where only a statement is printed), operator, sides (1, 2 or None), statement."""

    text: str
    value: str = ""
    operator: str = ""
    sides: int | None = None
    stated: str = ""

    def __str__(self) -> str:
        return self.text

    @property
    def meaning(self) -> tuple[object, ...]:
        """All that was read of the text: equal where two spellings are one p value, as `.006` and `0.006`, not `0.0060`."""
        digits = f"0{self.value}" if self.value.startswith(".") else self.value
        return digits, self.operator, self.sides, self.stated

    @property
    def number(self) -> float | None:
        """The digits as a number: with an operator, the bound."""
        return float(self.value) if self.value else None

    def span(self) -> stats.Span | None:
        """The numbers that it may stand for: its rounding interval, or all below or above its bound; None of a statement."""
        if not self.value:
            return None
        if not self.operator:
            return stats.rounding_interval(self.value)
        value = float(self.value)
        return (0.0, value) if self.operator in ("<", "<=") else (value, 1.0)

    def agrees(self, other: PValue) -> bool:
        """Whether both may be one p value, each rounded to its own digits; one of other sides, or in words, contradicts none."""
        mine, others = self.span(), other.span()
        if mine is None or others is None or self.sides != other.sides:
            return True
        if not self.operator and not other.operator:
            return stats.agree(self.value, other.value)
        return stats.gap(mine, others) == 0


def parse_p(text: str) -> PValue:
    """Read a p value; a side is kept only where it is printed; NotationError with how to write it."""
    try:
        return _read_p(text)
    except NotationError as error:
        raise NotationError(mended_p(text, _read_p, str(error))) from None


def _read_p(text: str) -> PValue:
    if match := _P_STATED.fullmatch(text):
        return PValue(text, stated=match["stated"])
    match = _P.fullmatch(text)
    if match is None:
        raise NotationError(HOW_BEYOND if re.fullmatch(rf"(?:{OPERATOR})?{NUMBER}", text, re.ASCII) else HOW_P)
    limit_digits(text)
    sides = {"one": 1, "two": 2}.get(match["sides"] or "")
    return PValue(text, match["value"], match["op"] or "", sides, match["stated"] or "")
