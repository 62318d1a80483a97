"""How a figure is written in a trial file, and read: `0.43 (0.35 to 0.54)`, `<1`, `122/280 (43.57 %)`, `not reached`.

A figure keeps its text as written, because operator, sign and digits are those of the source:
`7`, `7.0` and `7.00` are three figures. Nothing here rounds what is printed; a figure knows what its rounding may hide.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TypedDict

from evtrials import stats
from evtrials.errors import NotationError
from evtrials.notation.closed_words import EXACT_UNITS
from evtrials.notation.mends import mended_figure
from evtrials.notation.numbers import NUMBER, OPERATOR, for_editors, limit_digits
from evtrials.notation.patterns import compiled

MISSING = ("not reported", "not reached", "not estimable", "not applicable")
QUALIFIERS = ("<", "<=", ">", ">=", "about", "between", *MISSING)

_BOUND = rf"(?:{NUMBER}|not reached|not estimable)"
_SPREADS = {"range": ("minimum", "maximum"), "IQR": ("lower quartile", "upper quartile")}

_VALUE = compiled(rf"(?:(?P<op>{OPERATOR})|(?P<about>about ))?(?P<value>{NUMBER})", re.ASCII)
_BETWEEN = compiled(rf"(?P<low>{NUMBER}) to (?P<high>{NUMBER})", re.ASCII)
_COUNT = compiled(
    rf"(?P<events>\d+)/(?P<n>\d+)(?: \((?P<op>{OPERATOR})?(?P<percent>{NUMBER}) ?%(?P<interval>;[^()]*)?\))?", re.ASCII
)
_LABEL = r"(?:(?P<level>\d+(?:\.\d+)?) ?% )?(?P<kind>CI|CrI) "
_INTERVAL = compiled(rf"(?:{_LABEL})?(?P<low>{_BOUND}) to (?P<high>{_BOUND})", re.ASCII)
# An interval with one limit is always labelled: "0.71 (to 0.94)" would look like a slip.
_ONE_LIMIT = compiled(rf"{_LABEL}(?:to (?P<high>{NUMBER})|from (?P<low>{NUMBER}))", re.ASCII)
_SPREAD = compiled(rf"(?P<kind>range|IQR) (?P<low>{NUMBER}) to (?P<high>{NUMBER})", re.ASCII)
_SD = compiled(rf"SD (?P<sd>{NUMBER})", re.ASCII)
_BRACKETED = compiled(r"(?P<head>.*?) \((?P<inside>[^()]*)\)")

HOW_FIGURE = (
    'write a figure as "7.8", "<1", "about 3", "2 to 6", "122/280 (43.57 %)", "0.43 (0.35 to 0.54)", '
    '"64 (range 41 to 86)" or one of: ' + ", ".join(MISSING)
)
HOW_ESTIMATE = 'write an estimate as "0.43" or "0.43 (0.35 to 0.54)" or "0.74 (90 % CI 0.57 to 0.97)"'

_ANY_INTERVAL = rf"(?:{_INTERVAL.pattern}|{_ONE_LIMIT.pattern})"
_COUNT_WITH_INTERVAL = _COUNT.pattern.replace(";[^()]*", rf";\s*{_ANY_INTERVAL}\s*")
# The grammar in one expression each, for editors; the digit limit is left to the parsers.
FIGURE_PATTERN = for_editors(
    *MISSING,
    _BETWEEN.pattern,
    _COUNT_WITH_INTERVAL,
    rf"(?:not reached|not estimable|{_VALUE.pattern})(?: \((?:{_ANY_INTERVAL}|{_SPREAD.pattern}|{_SD.pattern})\))?",
)
ESTIMATE_PATTERN = for_editors(*MISSING, rf"(?:not reached|not estimable|{_VALUE.pattern})(?: \({_ANY_INTERVAL}\))?")


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure as printed.

    text: as written in the file; the rest is read from it and adds nothing.
    value: the digits as printed, "" where the figure is no single number.
    qualifier: one of QUALIFIERS, or "".
    between: both ends of a printed span (qualifier "between").
    low, high: the limits of an interval as printed, digits or a word (not reached); "" where none is printed on that side.
    level: its level in percent; "95" of limits without any label, "" where the label has no level: `(CI 0.35 to 0.54)`.
    interval_kind: "CI" (confidence) or "CrI" (credible), "" without an interval.
    spread: printed range, quartiles or standard deviation as (measure, digits) pairs.
    events, n: the count and the denominator of `122/280`.
    """

    text: str
    value: str = ""
    qualifier: str = ""
    between: tuple[str, str] | None = None
    low: str = ""
    high: str = ""
    level: str = ""
    interval_kind: str = ""
    spread: tuple[tuple[str, str], ...] = ()
    events: str = ""
    n: str = ""
    is_percent: bool = False

    def __str__(self) -> str:
        return self.text

    @property
    def meaning(self) -> tuple[object, ...]:
        """All that was read of the text, digits as printed: equal where two spellings are one figure, as
        `0.62 (0.41 to 0.94)` and `0.62 (95 % CI 0.41 to 0.94)`; `7` and `7.0` are two."""
        return tuple(getattr(self, name) for name in self.__slots__ if name != "text")

    @property
    def is_missing(self) -> bool:
        """True for the four words that stand where a number could."""
        return self.qualifier in MISSING

    @property
    def is_plain(self) -> bool:
        """True for a single number without an operator."""
        return bool(self.value) and not self.qualifier

    @property
    def number(self) -> float | None:
        """The value as a number, or None; never of a span or a missing figure."""
        return float(self.value) if self.value else None

    @property
    def has_interval(self) -> bool:
        """Whether an interval is printed, be it of one limit, of words or without its level."""
        return bool(self.interval_kind)

    @property
    def limit_digits(self) -> tuple[str, str]:
        """The digits of both limits; "" for a limit that is a word, or is not printed."""
        return _digits(self.low), _digits(self.high)

    @property
    def limits(self) -> tuple[str, str] | None:
        """The digits of an interval that can be computed with: both limits are numbers, and its level is known and possible."""
        low, high = self.limit_digits
        return (low, high) if low and high and self.level and 0 < float(self.level) < 100 else None

    @property
    def interval_text(self) -> str:
        """The interval as a reader sees it: `0.38 to 0.54` of 95 % confidence, any other with its label; "" without one."""
        if not self.interval_kind or ((self.level, self.interval_kind) == ("95", "CI") and self.low and self.high):
            return self._ends
        level = f"{self.level} % " if self.level else ""
        return f"{level}{self.interval_kind} {self._ends}"

    @property
    def interval_in_words(self) -> str:
        """The limits of an interval which two numbers do not tell: `28.0 to not reached`, `to 0.94`; else ""."""
        return "" if all(self.limit_digits) else self._ends

    @property
    def _ends(self) -> str:
        if self.low and self.high:
            return f"{self.low} to {self.high}"
        return f"from {self.low}" if self.low else f"to {self.high}" if self.high else ""

    def span(self, unit: str = "") -> stats.Span | None:
        """The numbers that it may stand for: its rounding interval, or all below or above its bound; None of a word.

        unit: of the value. A whole number of people or events was counted, not rounded; 7 months may be 6.5 to 7.5.
        """
        if self.between:
            return float(self.between[0]), float(self.between[1])
        if not self.value:
            return None
        value = float(self.value)
        if self.qualifier in ("<", "<="):
            return -math.inf if value < 0 else 0.0, value
        if self.qualifier in (">", ">="):
            return value, math.inf
        if unit in EXACT_UNITS and self.qualifier != "about" and value == int(value):
            return value, value
        return stats.rounding_interval(self.value)

    def agrees(self, other: Figure, unit: str = "") -> bool:
        """Whether both may be one figure (apart from intervals), each rounded to its own digits. unit: of both; see `span`.

        A figure that is not reported, or does not apply, contradicts none. Other words beside each other ("not reached",
        "not estimable") are one answer; a word beside a number is not.
        """
        if self.is_plain and other.is_plain:
            return stats.agree(self.value, other.value)
        silent = ("not reported", "not applicable")
        if self.qualifier in silent or other.qualifier in silent:
            return True
        mine, others = self.span(unit), other.span(unit)
        if mine is None or others is None:
            return mine is None and others is None
        return stats.gap(mine, others) == 0

    def interval_agrees(self, other: Figure) -> bool:
        """Whether the intervals may be one, limit by limit; True where they are not of one kind and level."""
        if (self.interval_kind, self.level) != (other.interval_kind, other.level):
            return True
        pairs = ((self.low, other.low), (self.high, other.high))
        return all(a == b or bool(_digits(a) and _digits(b) and stats.agree(a, b)) for a, b in pairs)

    def exceeds(self, other: Figure, unit: str = "") -> bool:
        """Whether it is above another for certain, whatever their rounding hides. unit: of both; see `span`."""
        if self.is_plain and other.is_plain and _decimals(self.value) == _decimals(other.value):
            return float(self.value) > float(other.value)
        mine, others = self.span(unit), other.span(unit)
        return mine is not None and others is not None and mine[0] > others[1]


def parse_figure(text: str) -> Figure:
    """Read a figure of an arm or a table cell; NotationError with how to write it."""
    try:
        return _read_figure(text)
    except NotationError as error:
        raise NotationError(mended_figure(text, _read_figure, str(error))) from None


def is_figure(text: str) -> bool:
    """Whether a text is written as a figure."""
    return _figure(text) is not None


def parse_estimate(text: str) -> Figure:
    """Read a ratio or difference, with its interval if one is printed; NotationError with how to write it."""
    try:
        return _read_estimate(text)
    except NotationError as error:
        raise NotationError(mended_figure(text, _read_estimate, str(error))) from None


def _read_figure(text: str) -> Figure:
    figure = _figure(text)
    if figure is None:
        raise NotationError(HOW_FIGURE)
    limit_digits(text)
    return figure


def _read_estimate(text: str) -> Figure:
    figure = _figure(text)
    if figure is None or figure.n or figure.spread or figure.between:
        raise NotationError(HOW_ESTIMATE)
    limit_digits(text)
    return figure


def _figure(text: str) -> Figure | None:
    if text in MISSING:
        return Figure(text, qualifier=text)
    if match := _BETWEEN.fullmatch(text):
        return Figure(text, qualifier="between", between=(match["low"], match["high"]))
    if match := _COUNT.fullmatch(text):
        return _count(text, match)
    head, inside = text, ""
    if match := _BRACKETED.fullmatch(text):
        head, inside = match["head"], match["inside"]
    qualifier, value = "", ""
    if head in ("not reached", "not estimable"):
        qualifier = head
    elif match := _VALUE.fullmatch(head):
        qualifier = match["op"] or (match["about"] or "").strip()
        value = match["value"]
    else:
        return None
    if not inside:
        return Figure(text, value, qualifier) if head == text else None
    if interval := _interval(inside):
        return Figure(text, value, qualifier, **interval)
    if match := _SPREAD.fullmatch(inside):
        low, high = _SPREADS[match["kind"]]
        return Figure(text, value, qualifier, spread=((low, match["low"]), (high, match["high"])))
    if match := _SD.fullmatch(inside):
        return Figure(text, value, qualifier, spread=(("standard deviation", match["sd"]),))
    return None


def _count(text: str, match: re.Match[str]) -> Figure | None:
    """A count with its denominator; with a percentage, that is the value: `12/40 (30 %; 16.6 to 46.5)`."""
    interval = _interval(match["interval"][1:].strip()) if match["interval"] else _Interval()
    if interval is None:
        return None
    value, percent = match["percent"] or match["events"], bool(match["percent"])
    return Figure(text, value, match["op"] or "", events=match["events"], n=match["n"], is_percent=percent, **interval)


class _Interval(TypedDict, total=False):
    low: str
    high: str
    level: str
    interval_kind: str


def _interval(text: str) -> _Interval | None:
    """The fields of a printed interval. Limits without any label are of 95 %; a label without a level leaves it open."""
    match = _INTERVAL.fullmatch(text) or _ONE_LIMIT.fullmatch(text)
    if match is None:
        return None
    level = match["level"] or ("" if match["kind"] else "95")
    return {"low": match["low"] or "", "high": match["high"] or "", "level": level, "interval_kind": match["kind"] or "CI"}


def _digits(limit: str) -> str:
    return "" if limit.startswith("not ") else limit


def _decimals(digits: str) -> int:
    return len(digits.partition(".")[2])
