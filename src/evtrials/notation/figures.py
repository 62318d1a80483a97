"""How a figure is written in a trial file, and read: `0.43 (0.35 to 0.54)`, `<1`, `122/280 (43.57 %)`, `not reached`.

A figure keeps its text as written, because operator, sign and digits are those of the source:
`7`, `7.0` and `7.00` are three figures. Nothing here rounds or computes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from evtrials.errors import NotationError

MISSING = ("not reported", "not reached", "not estimable", "not applicable")
QUALIFIERS = ("<", "<=", ">", ">=", "about", "between", *MISSING)
MAX_DIGITS = 12

# Digits are 0 to 9 (re.ASCII): other scripts have theirs, which look otherwise and count as numbers to Python.
_NUMBER = r"-?\d+(?:\.\d+)?"
_BOUND = rf"(?:{_NUMBER}|not reached|not estimable)"
_SPREADS = {"range": ("minimum", "maximum"), "IQR": ("lower quartile", "upper quartile")}

_VALUE = re.compile(rf"(?:(?P<op><=|>=|<|>)|(?P<about>about ))?(?P<value>{_NUMBER})", re.ASCII)
_SPAN = re.compile(rf"(?P<low>{_NUMBER}) to (?P<high>{_NUMBER})", re.ASCII)
_COUNT = re.compile(
    rf"(?P<events>\d+)/(?P<n>\d+)(?: \((?P<op><=|>=|<|>)?(?P<percent>{_NUMBER}) ?%(?P<interval>;[^()]*)?\))?", re.ASCII
)
_INTERVAL = re.compile(rf"(?:(?P<level>\d+(?:\.\d+)?) ?% CI )?(?P<low>{_BOUND}) to (?P<high>{_BOUND})", re.ASCII)
_SPREAD = re.compile(rf"(?P<kind>range|IQR) (?P<low>{_NUMBER}) to (?P<high>{_NUMBER})", re.ASCII)
_SD = re.compile(rf"SD (?P<sd>{_NUMBER})", re.ASCII)
_BRACKETED = re.compile(r"(?P<head>.*?) \((?P<inside>[^()]*)\)")
_P = re.compile(
    r"(?P<op><=|>=|<|>)?(?P<value>0(?:\.\d+)?|1(?:\.0+)?|\.\d+)"
    r"(?: (?P<sides>one|two)-sided)?(?: stated (?P<stated>significant|not significant))?",
    re.ASCII,
)
_P_STATED = re.compile(r"stated (?P<stated>significant|not significant)")

HOW_FIGURE = (
    'write a figure as "7.8", "<1", "about 3", "2 to 6", "122/280 (43.57 %)", "0.43 (0.35 to 0.54)", '
    '"64 (range 41 to 86)" or one of: ' + ", ".join(MISSING)
)
HOW_ESTIMATE = 'write an estimate as "0.43" or "0.43 (0.35 to 0.54)" or "0.74 (90 % CI 0.57 to 0.97)"'
HOW_P = 'write p as "0.14", "<0.0001", "0.062 one-sided", "stated significant" or "0.0049 stated not significant"'


def _ecma(*patterns: str) -> str:
    """Alternatives as one regular expression without group names, as JSON Schema takes it."""
    return re.sub(r"\?P<\w+>", "?:", "|".join(patterns))


_COUNT_WITH_INTERVAL = _COUNT.pattern.replace(";[^()]*", rf";\s*{_INTERVAL.pattern}\s*")
# The grammar in one expression each, for editors; the digit limit is left to the parsers.
FIGURE_PATTERN = _ecma(
    *MISSING,
    _SPAN.pattern,
    _COUNT_WITH_INTERVAL,
    rf"(?:not reached|not estimable|{_VALUE.pattern})(?: \((?:{_INTERVAL.pattern}|{_SPREAD.pattern}|{_SD.pattern})\))?",
)
ESTIMATE_PATTERN = _ecma(*MISSING, rf"(?:not reached|not estimable|{_VALUE.pattern})(?: \({_INTERVAL.pattern}\))?")
P_PATTERN = _ecma(_P_STATED.pattern, _P.pattern)


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure as printed.

    text: as written in the file; the rest is read from it and adds nothing.
    value: the digits as printed, "" where the figure is no single number.
    qualifier: one of QUALIFIERS, or "".
    span: both ends of a printed span (qualifier "between").
    low, high, level: an interval as printed, its level in percent ("95" where none is printed beside it).
    spread: printed range, quartiles or standard deviation as (measure, digits) pairs.
    events, n: the count and the denominator of `122/280`.
    """

    text: str
    value: str = ""
    qualifier: str = ""
    span: tuple[str, str] | None = None
    low: str = ""
    high: str = ""
    level: str = ""
    spread: tuple[tuple[str, str], ...] = ()
    events: str = ""
    n: str = ""
    is_percent: bool = False

    def __str__(self) -> str:
        return self.text

    @property
    def is_missing(self) -> bool:
        """True for the four words that stand where a number could."""
        return self.qualifier in MISSING

    @property
    def number(self) -> float | None:
        """The value as a number, or None; never of a span or a missing figure."""
        return float(self.value) if self.value else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Both limits as numbers, or None where there is no interval or a limit is no number."""
        if _is_number(self.low) and _is_number(self.high):
            return float(self.low), float(self.high)
        return None


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
    def number(self) -> float | None:
        """The digits as a number: with an operator, the bound."""
        return float(self.value) if self.value else None


def parse_figure(text: str) -> Figure:
    """Read a figure of an arm or a table cell; NotationError with how to write it."""
    figure = _figure(text)
    if figure is None:
        raise NotationError(HOW_FIGURE)
    _limit_digits(text)
    return figure


def parse_estimate(text: str) -> Figure:
    """Read a ratio or difference, with its interval if one is printed; NotationError with how to write it."""
    figure = _figure(text)
    if figure is None or figure.n or figure.spread or figure.qualifier == "between":
        raise NotationError(HOW_ESTIMATE)
    _limit_digits(text)
    return figure


def parse_p(text: str) -> PValue:
    """Read a p value; a side is kept only where it is printed; NotationError with how to write it."""
    if match := _P_STATED.fullmatch(text):
        return PValue(text, stated=match["stated"])
    match = _P.fullmatch(text)
    if match is None:
        raise NotationError(HOW_P)
    _limit_digits(text)
    sides = {"one": 1, "two": 2}.get(match["sides"] or "")
    return PValue(text, match["value"], match["op"] or "", sides, match["stated"] or "")


def _figure(text: str) -> Figure | None:
    if text in MISSING:
        return Figure(text, qualifier=text)
    if match := _SPAN.fullmatch(text):
        return Figure(text, qualifier="between", span=(match["low"], match["high"]))
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
    if match := _INTERVAL.fullmatch(inside):
        return Figure(text, value, qualifier, low=match["low"], high=match["high"], level=match["level"] or "95")
    if match := _SPREAD.fullmatch(inside):
        low, high = _SPREADS[match["kind"]]
        return Figure(text, value, qualifier, spread=((low, match["low"]), (high, match["high"])))
    if match := _SD.fullmatch(inside):
        return Figure(text, value, qualifier, spread=(("standard deviation", match["sd"]),))
    return None


def _count(text: str, match: re.Match[str]) -> Figure | None:
    """A count with its denominator; with a percentage, that is the value: `12/40 (30 %; 16.6 to 46.5)`."""
    low = high = level = ""
    if match["interval"]:
        interval = _INTERVAL.fullmatch(match["interval"][1:].strip())
        if interval is None:
            return None
        low, high, level = interval["low"], interval["high"], interval["level"] or "95"
    value, percent = match["percent"] or match["events"], bool(match["percent"])
    return Figure(
        text,
        value,
        match["op"] or "",
        low=low,
        high=high,
        level=level,
        events=match["events"],
        n=match["n"],
        is_percent=percent,
    )


def _is_number(text: str) -> bool:
    return bool(text) and not text.startswith("not ")


def _limit_digits(text: str) -> None:
    for run in re.findall(r"[\d.]+", text):
        if sum(char.isdigit() for char in run) > MAX_DIGITS:
            raise NotationError(f"a figure has at most {MAX_DIGITS} digits")
