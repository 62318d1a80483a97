"""What people type instead of the notation, as papers and PDFs have it: how each slip is found, and how it is mended."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import NamedTuple

from evtrials.errors import NotationError
from evtrials.notation.patterns import compiled

# A longer text is no figure with a slip in it.
_LONGEST = 120
# Hyphens, en and em dash, minus: all look alike. The first is the one of a keyboard.
_DASH = "-\u2010\u2011\u2012\u2013\u2014\u2212"


class _Slip(NamedTuple):
    """What is typed (a pattern, compiled where a text is no figure), what stands for it here, and the reason in words; "{}" in
    them is what was typed."""

    typed: str
    mended: str | Callable[[re.Match[str]], str]
    why: str


def _spaced(match: re.Match[str]) -> str:
    return " " if 0 < match.start() and match.end() < len(match.string) else ""


def _written_out(match: re.Match[str]) -> str:
    """`1.2e-5` as 0.000012; an exponent that no figure has is left alone."""
    exponent = int(re.sub(f"[{_DASH}]", "-", match["exponent"]))
    return f"{Decimal(match['digits']).scaleb(exponent):f}" if abs(exponent) <= 12 else match[0]


def _labelled(match: re.Match[str]) -> str:
    """The label of an interval as it is read; one that is read already stays."""
    if re.fullmatch(r"(?:[\d.]+ ?% )?(?:CI|CrI) ", match[0]):
        return match[0]
    level, kind = match["level"] or match["behind"], "CrI" if match["kind"].casefold().startswith("cr") else "CI"
    return f"{level} % {kind} " if level else f"{kind} "


def _without_percent(match: re.Match[str]) -> str:
    return re.sub(r" ?%(?! ?(?:CI|CrI) )", "", match[0])


def _days(match: re.Match[str]) -> str:
    """`d1, d8 and 15` as days 1+8+15; what is read already stays."""
    numbers = [match[2], *re.findall(r"\d+(?:-\d+)?", match[3])]
    word = match[1] if match[1].startswith("day") else "day" if numbers == [match[2]] and match[2].isdigit() else "days"
    return f"{word} {'+'.join(numbers)}"


_TO = 'between two numbers stands "to"'
_ONE_LIMIT = 'a single limit is written "to 0.94" or "from 0.50", if no other is printed'
_UNLABELLED = "limits without a label are read as a 95 % CI"
_UNIT = 'the unit is said once, under "unit"'
_LABEL = r"(?:(?P<level>\d+(?:\.\d+)?) ?%[ -]?)?\b(?P<kind>(?i:c\.?i\.?|cri|confidence interval|credible interval))"
_UNITS = r"months?|mos?|weeks?|wks?|days?|years?|yrs?|percent|per cent|patients?|pts?|mg|points?"

# In the order in which they are mended: what a comma or a dash is depends on what stands around it.
_OF_ANY = (
    _Slip(r"^\s+|\s+$|\s\s+|[^\S ]", _spaced, "single spaces, and none at the ends"),
    _Slip(r"[\u00b7\u2219\u2022\u22c5](?=\d)", ".", '"{}" is typed as "." here'),
    _Slip(rf"(?P<digits>\d+(?:\.\d+)?)(?:[eE]| ?[x\u00d7*] ?10\^?)(?P<exponent>[+{_DASH}]?\d+)", _written_out,
          "digits are written out"),
    _Slip(r"(?<![\d.,])[1-9]\d{0,2}(?:,\d{3})+(?![\d.,])", lambda match: match[0].replace(",", ""), "no thousands separators"),
    _Slip(r"(?<![\d.,])(\d+),(\d+)(?![\d.,])", r"\1.\2", 'the decimal point is typed as "."'),
    _Slip(r"[\u2264\u2a7d]|=<", "<=", '"{}" is typed as "<="'),
    _Slip(r"[\u2265\u2a7e]|=>", ">=", '"{}" is typed as ">="'),
    _Slip(r"(?<=[<>=]) +(?=[\d.])", "", "no space behind the operator"),
)  # fmt: skip
_OF_FIGURES = (
    *_OF_ANY,
    _Slip(r"[\[{]", "(", "brackets are round"),
    _Slip(r"[\]}]", ")", "brackets are round"),
    _Slip(rf"(?:^|(?<=[(<>=])|(?<=to )|(?<=CI ))[{_DASH[1:]}](?=[\d.])", "-", 'the minus sign is typed as "-"'),
    _Slip(r"^(\S+) ?(?:\u00b1|\+/-) ?(\S+)$", r"\1 (SD \2)", "a standard deviation is named, if it is one"),
    _Slip(r"(?<![\d.])\+(?=[\d.])", "", "a plus sign is not written"),
    _Slip(r"(?<![\d.])\.(?=\d)", "0.", "a digit stands before the point"),
    _Slip(r"^(?:~|\u2248|\u2243|(?:ca|circa|approx|approximately)\b\.?) ?", "about ", '"about" is a word here'),
    _Slip(_LABEL + r"(?: ?(?P<behind>\d+(?:\.\d+)?) ?%)?(?:[,:;=]+ ?| |(?=\d))", _labelled,
          'the label is "95 % CI" or "95 % CrI", with one space behind it'),
    _Slip(r"\b(CI|CrI) <=? ?(?=[\d-])", r"\1 to ", _ONE_LIMIT),
    _Slip(r"\b(CI|CrI) >=? ?(?=[\d-])", r"\1 from ", _ONE_LIMIT),
    _Slip(r"\b(CI|CrI) ([\d.-]+) to ?(?=\))", r"\1 from \2", _ONE_LIMIT),
    _Slip(r"\brange(?:[,:;=]+ ?|(?=\d))|\bRange\b[,:;=]* ?", "range ", 'write "range" and one space'),
    _Slip(r"\b(?:IQR|iqr|Iqr)(?:[,:;=]+ ?|(?=\d))|\b(?:iqr|Iqr) ", "IQR ", 'write "IQR" and one space'),
    _Slip(r"\b(?:SD|sd|Sd)(?:[,:;=]+ ?|(?=\d))|\b(?:sd|Sd) ", "SD ", 'write "SD" and one space'),
    _Slip(rf"(?<=[\d%]) ?[{_DASH}] ?(?=-?\d|not )", " to ", _TO),
    _Slip(r"(?<=\d) ?[,;] ?(?=-?\d[^()]*\))", " to ", _TO),
    _Slip(r"^([^()]+?)[,;]? ((?:[\d.]+ ?% )?(?:CI|CrI) [^()]+)$", r"\1 (\2)", "the interval stands in round brackets"),
    _Slip(r"(?<=\d) ?(?:/|of|out of) ?(?=\d+(?: ?\(|$))", "/", 'a count is written "12/40"'),
    _Slip(r"^(\d+/\d+) \(([<>=]*\d+(?:\.\d+)?)\)$", r"\1 (\2 %)", 'the percentage of a count has its "%"'),
    _Slip(rf"(?<=\d) ?(?i:{_UNITS})\b\.?", "", _UNIT),
    _Slip(r"^(?!\d+/\d).*%.*$", _without_percent, _UNIT),
    _Slip(r"(?<=[^\s,(]),? *\(", " (", "one space before the bracket"),
    _Slip(r"(?<=\() +| +(?=\))", "", "no space inside the brackets"),
    _Slip(r"(?i:not (?:reported|reached|estimable|applicable))", lambda match: match[0].lower(), "small letters"),
)  # fmt: skip
_OF_P = (
    *_OF_ANY,
    _Slip(r"^[pP](?:[- ]?value)?[ :]*=? ?(?=[<>=.\d])", "", 'the letter "p" is not written again'),
    _Slip(r"^=", "", '"=" is not written'),
    _Slip(r"[(,] ?(?=(?:one|two|1|2)[- ](?:sided|tailed))", " ", "no brackets"),
    _Slip(r"(?<=ed)\)$", "", "no brackets"),
    _Slip(r"  +", " ", "single spaces"),
    _Slip(r"\b(?:one|1)[- ](?:sided|tailed)", "one-sided", 'write "one-sided"'),
    _Slip(r"\b(?:two|2)[- ](?:sided|tailed)", "two-sided", 'write "two-sided"'),
    _Slip(r"^(?:[Nn]\.?[Ss]\.?|[Nn]ot [Ss]ignificant|[Nn]on-?significant)$", "stated not significant", '"{}" is what was stated'),
    _Slip(r"^[Ss]ignificant$", "stated significant", '"{}" is what was stated'),
)  # fmt: skip

# Doses: the units, and what is said of how often.
_FORM = r"(?:mg|mcg|g|kBq|ml|IU)(?:/(?:m2|kg))?"
_NUMBERS = {"two": "2", "three": "3", "four": "4"}
_HOW_OFTEN = "how often is said in words"
_OF_DOSES = (
    *_OF_ANY,
    _Slip(rf"(?<=[\w)])(?: ?, ?|: ?)(?=\d[\d.]*(?:-[\d.]+)? ?{_FORM}|AUC)", " ", "no comma or colon before the dose"),
    _Slip(r"(?<=[a-z])\.$", "", "no full stop at the end"),
    _Slip(rf"(?<=\d) ?(?:[{_DASH[1:]}]| [{_DASH}] |-| to ) ?(?=\d+(?:\.\d+)? ?(?:{_FORM}))", "-", 'a range is written "5-10 mg"'),
    _Slip(r" ?(?i:\bmilligram(?:me)?s?\b)|(?<=\d) ?(?:MG|Mg)\b", " mg", 'the unit is typed as "mg"'),
    _Slip(r"(?<=\d) ?(?:[\u00b5\u03bc]g|ug)\b", " mcg", 'the unit is typed as "mcg"'),
    _Slip(r"(?<=g)/ ?(?:m\^2|m\u00b2|sqm|m\*\*2)", "/m2", 'the surface is typed as "m2"'),
    _Slip(rf"(?<=\d)(?=(?:{_FORM})\b)", " ", "a space stands between number and unit"),
    _Slip(r"\bAUC ?(?:=|of)? ?(?=\d)", "AUC ", 'write "AUC 6"'),
    _Slip(rf"({_FORM})(?:/(?:day|d|24 ?h)\b| per day\b| (?:a|each|every) day\b)", r"\1 daily", _HOW_OFTEN),
    _Slip(rf"({_FORM})(?:/(?:week|wk|w)\b| per week\b| (?:a|each|every) week\b)", r"\1 weekly", _HOW_OFTEN),
    _Slip(r"(?i:\b(?:once (?:a|per|each|every) day|once-daily|o\.?d\.?|q\.?d\.?|e(?:very|ach) day)(?![\w.]))", "daily",
          _HOW_OFTEN),
    _Slip(r"(?i:\b(?:twice (?:a|per|each) day|twice-daily|b\.?i\.?d\.?|b\.?d\.?)(?![\w.]))", "twice daily", _HOW_OFTEN),
    _Slip(r"(?i:\b(?:three times (?:a|per) day|t\.?i\.?d\.?|t\.?d\.?s\.?)(?![\w.]))", "three times daily", _HOW_OFTEN),
    _Slip(r"(?i:\b(?:q\.?o\.?d\.?)(?![\w.]))", "every other day", _HOW_OFTEN),
    _Slip(r"(?i:\b(?:once (?:a|per|each|every) week|once weekly|once-weekly|q1?w|every week)\b)", "weekly", _HOW_OFTEN),
    _Slip(r"(?i:\bq ?(\d+) ?(?:w|wk|wks|weeks?)\b)|\bevery (\d+)[- ](?:wk|wks|week)\b",
          lambda match: f"every {match[1] or match[2]} weeks", _HOW_OFTEN),
    _Slip(r"(?i:\bq ?(\d+) ?(?:d|days?)\b)|\bevery (\d+)[- ]day\b",
          lambda match: f"every {match[1] or match[2]} days", _HOW_OFTEN),
    _Slip(r"\bevery (two|three|four) (?=weeks\b)", lambda match: f"every {_NUMBERS[match[1]]} ", "numbers are digits"),
    _Slip(r"(?i:\b(?:p\.?o\.?|by mouth|oral)(?![\w.]))", "orally", "the way is said in words"),
    _Slip(r"(?i:\b(?:i\.?v\.?|intravenous)(?![\w.]))", "intravenously", "the way is said in words"),
    _Slip(r"(?i:\b(?:s\.?c\.?|subcutaneous)(?![\w.]))", "subcutaneously", "the way is said in words"),
    _Slip(r"\b(days?|d|D) ?(\d+(?:-\d+)?)((?:(?: ?, ?(?:and )?| ?\+ ?| and | ?& ?)(?:d|D)?\d+(?:-\d+)?)*)\b",
          _days, 'days are written "days 1+8+15"'),
    _Slip(r"\s+", " ", "single spaces, and none at the ends"),
)  # fmt: skip

# Abbreviations which two words of the notation may be meant by, or none: nothing is guessed.
_AMBIGUOUS = {
    "NR": 'is ambiguous: write "not reached" or "not reported", whichever the source means',
    "NA": 'is ambiguous: write "not applicable", "not reported" or "not reached", or leave the line out where nothing was seen',
    "NE": 'is an abbreviation: write "not estimable", if that is what the source means',
    "ND": 'is ambiguous: write "not reported", or leave the line out where nothing was seen',
    "NS": 'is said of a p value: write "p: stated not significant"; a figure that is not printed is left out',
}
_ABBREVIATION = compiled(r"(?<![A-Za-z])(?:(N)[./]?([RAEDS])\.?)(?![A-Za-z])", re.IGNORECASE)


def mended_figure(text: str, reads: Callable[[str], object], otherwise: str) -> str:
    """How to write what was meant by a text that is no figure: `write "0.43 (0.35 to 0.54)": "·" is typed as "." here`.

    reads: raises NotationError of what is not read. otherwise: what to say where no slip is known, or a mend would be a guess.
    """
    if len(text) <= _LONGEST and (found := _ABBREVIATION.search(text)):
        return f'"{found[0]}" {_AMBIGUOUS[(found[1] + found[2]).upper()]}'
    return _mended(text, _OF_FIGURES, reads, otherwise)


def mended_p(text: str, reads: Callable[[str], object], otherwise: str) -> str:
    """How to write what was meant by a text that is no p value; see `mended_figure`."""
    return _mended(text, _OF_P, reads, otherwise)


def mended_dose(text: str, reads: Callable[[str], object], otherwise: str) -> str:
    """How to write what was meant by a text that is no drug with its dose; see `mended_figure`."""
    return _mended(text, _OF_DOSES, reads, otherwise)


def _mended(text: str, slips: Iterable[_Slip], reads: Callable[[str], object], otherwise: str) -> str:
    if len(text) > _LONGEST:
        return otherwise
    mended, reasons = text, dict[str, None]()
    for slip in slips:
        before, found = mended, re.search(slip.typed, mended)
        mended = re.sub(slip.typed, slip.mended, before)
        if found and mended != before:
            reasons[slip.why.format(found[0])] = None
    if not _is_read(mended, reads):
        return otherwise
    if re.search(r"[(;] ?-?[\d.]+ to ", mended):
        as_range = re.sub(r"\((?=-?[\d.]+ to )", "(range ", mended)
        is_one = as_range != mended and _is_read(as_range, reads)
        reasons[_UNLABELLED + (f'; if it is a range, write "{as_range}"' if is_one else "")] = None
    return f'write "{mended}": {"; ".join(reasons)}' if mended != text else otherwise


def _is_read(text: str, reads: Callable[[str], object]) -> bool:
    try:
        reads(text)
    except NotationError:
        return False
    return True
