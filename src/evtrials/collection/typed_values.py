"""How the values of filters are typed and read: numbers and ranges, doses, subtypes, lines, phases, words of closed lists.

What people type is forgiven where it can mean one thing only; what is not read is refused with what may be meant.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple

from evtrials.errors import UsageError, joined
from evtrials.notation.closed_words import ASSESSORS
from evtrials.notation.patterns import compiled
from evtrials.notation.spelling import suggest

_NUMBER = r"\d{1,9}(?:\.\d{1,9})?"
# Each way to write a range, with its least and its greatest number; the first is of one number.
_RANGES = (
    rf"(?P<both>{_NUMBER})",
    rf"(?:from )?(?P<low>{_NUMBER}) ?(?:\.\.|-|to) ?(?P<high>{_NUMBER})|between (?P<least>{_NUMBER}) and (?P<most>{_NUMBER})",
    rf"(?:\.\.|<=|up to|until|at most) ?(?P<high>{_NUMBER})",
    rf"(?:>=|from|since|at least) ?(?P<low>{_NUMBER})",
    rf"(?P<low>{_NUMBER}) ?(?:\.\.|\+|(?:or|and) (?:more|later))",
)
_SIGNS = {"\u2212": "-", "\u2013": "-", "\u2014": "-", "\u2265": ">=", "\u2264": "<=", "m\u00b2": "m2"}
_UNIT = r"(?:mg/m2|mg/kg|kbq/kg|mg|g|mcg|ml|iu)"
Rhythm = Literal["daily", "weekly", ""]
_RHYTHMS: tuple[tuple[Rhythm, str], ...] = (
    ("daily", r"(?:once )?daily|(?:once )?(?:a|per|each|every) day|/ ?d(?:ay)?|o\.?d\.?|q\.?d\.?"),
    ("weekly", r"(?:once )?weekly|(?:once )?(?:a|per|each|every) week|/ ?(?:week|wk)|qw"),
)


class Range(NamedTuple):
    """From one number to another, both within: `5`, `5..10`, `..5`, `5..`."""

    low: float
    high: float

    def __str__(self) -> str:
        low, high = ("" if abs(end) == float("inf") else f"{end:g}" for end in self)
        return low if low == high else f"{low}..{high}"

    def overlaps(self, low: float, high: float) -> bool:
        """Whether a number of it is also between two others, or one of them."""
        return low <= self.high and high >= self.low


class Lines(Range):
    """A line of therapy, or several, as trials print them: `2`, `2+`, `1-2`."""

    def __str__(self) -> str:
        return super().__str__().replace("..", "-" if self.high < float("inf") else "+")


class DrugDose(NamedTuple):
    """A drug with a range of its dose, of any unit and rhythm unless they are said: `temsirolimus 30`, `paclitaxel 80 weekly`."""

    drug: str
    amount: Range
    unit: str = ""
    rhythm: Rhythm = ""

    def __str__(self) -> str:
        return " ".join(part for part in (self.drug, str(self.amount), self.unit, self.rhythm) if part)


def united(ranges: Sequence[Range]) -> list[Range]:
    """Ranges with those that meet made one."""
    found: list[Range] = []
    for low, high in sorted(ranges):
        if found and low <= found[-1].high:
            found[-1] = Range(found[-1].low, max(high, found[-1].high))
        else:
            found.append(Range(low, high))
    return found


def _plain(text: str) -> str:
    """A typed value in small letters, with plain signs and single spaces."""
    for typed, plain in _SIGNS.items():
        text = text.replace(typed, plain)
    return " ".join(text.casefold().split())


# Numbers and doses.


def parse_range(text: str) -> Range:
    """`5`, `5..10`, `..5`, `5..` as two limits, also `5-10`, `5 to 10`, `>=5`, `5+`; UsageError with how to write it."""
    if found := _range(_plain(text)):
        return found
    raise UsageError(f'"{text}" is no number or range; write 5, 5..10, ..5 or 5..')


def parse_years(text: str) -> Range:
    """A year or several: `2012`, `2012..2014`, `2012-14`, `since 2012`."""
    return parse_range(re.sub(r"^(\d\d)(\d\d) ?[-/\u2013] ?(\d\d)$", r"\1\2..\1\3", text.strip(), flags=re.ASCII))


def _range(plain: str) -> Range | None:
    match = next((match for way in _RANGES if (match := re.fullmatch(way, plain, re.ASCII))), None)
    if match is None:
        return None
    ends = {name: float(number) for name, number in match.groupdict().items() if number}
    low = next((ends[name] for name in ("both", "low", "least") if name in ends), float("-inf"))
    high = next((ends[name] for name in ("both", "high", "most") if name in ends), float("inf"))
    if high < low:
        raise UsageError(f'"{plain}" runs backwards; write {Range(high, low)}')
    return Range(low, high)


def _amount(plain: str) -> tuple[Range, str, Rhythm] | None:
    """The limits of a dose, its unit and its rhythm, as far as they are said; None for what is no dose."""
    rhythm: Rhythm = ""
    for name, words in _RHYTHMS:
        if match := re.search(rf"(?:(?<=\d)|(?<=[a-z2] )|(?<=\d )|(?<=[a-z2](?=/)))(?:{words})$", plain):
            plain, rhythm = plain[: match.start()].rstrip(), name
    units = set(re.findall(rf"(?<=\d) ?({_UNIT})(?![\w/])", plain)) | ({"auc"} if plain.startswith("auc ") else set())
    bare = re.sub(rf"(?<=\d) ?{_UNIT}(?![\w/])", "", plain).removeprefix("auc ")
    found = _range(bare) if len(units) <= 1 else None
    return (found, "".join(units), rhythm) if found else None


def parse_drug_dose(text: str) -> DrugDose:
    """`temsirolimus 30`, `paclitaxel 80 mg/m2 weekly` as a drug and the limits of its dose."""
    words = text.split()
    for end in range(1, len(words)):
        if found := _amount(_plain(" ".join(words[end:]))):
            return DrugDose(" ".join(words[:end]), *found)
    how = 'write "temsirolimus 30", "everolimus 5..10" or "paclitaxel 80 mg/m2 weekly"; daily and weekly alone are asked for'
    raise UsageError(f'"{text}" is no drug with a dose; {how}')


def parse_everolimus_dose(text: str) -> Range:
    """A daily dose of everolimus in mg: `10`, `10mg`, `5..10`."""
    amount, unit, rhythm = _amount(_plain(text).removeprefix("everolimus ")) or (parse_range(text), "", "")
    if unit not in ("", "mg") or rhythm == "weekly":
        raise UsageError(f'"{text}" is no daily dose in mg; ask for another with --dose "everolimus {amount} weekly"')
    return amount


def doses_apart(text: str) -> list[str]:
    """Doses of which a comma stands between; UsageError for one that stands in a number, which would be two other doses."""
    if found := re.search(r"(?<![\d.,])(\d),5(?![\d.,])", text, re.ASCII):
        raise UsageError(f'"{found[0]}" may be {found[1]}.5 or two doses; write {found[1]}.5, or repeat the option')
    return text.split(",")


# Subtypes.

SUBTYPES = ("her2+", "her2-", "her2-low", "her2-mutated", "hr+", "hr-", "tnbc")
_RECEPTORS = (
    ("her2", r"her-? ?2(?:/?neu)?|erbb2"),
    ("hr", r"hr|er/(?:pr|pgr)|er|hormone[- ]?receptors?|o?estrogen[- ]?receptors?"),
    ("pr", r"pr|pgr|progesterone[- ]?receptors?"),
)
# A word for a status goes before a sign, with which it may begin: `her2-low`.
_STATUSES = (
    ("-low", r"low(?![a-z])"),
    ("-mutated", r"mut(?:ated|ant|ation)?(?![a-z])"),
    ("+", r"(?:\+ve|positive|pos|amplified|over-?express(?:ed|ing))(?![a-z])|3\+"),
    ("-", r"(?:-ve|negative|neg)(?![a-z])"),
    ("+", r"\+"),
    ("-", r"-"),
)
_WHOLE = {r"tnbc|triple[- ]?neg(?:ative)?": ("hr-", "her2-"), r"triple[- ]?pos(?:itive)?": ("hr+", "her2+")}
_BETWEEN = compiled(r" ?(?:/|\+ |&|\band\b)? ?")
_DISEASE = compiled(r" (?:breast )?(?:cancers?|carcinomas?|disease|tumou?rs?)$")


def parse_subtype(text: str) -> str:
    """A subtype in the tool's words, `hr+/her2-`, of what stands together; UsageError with the allowed ones."""
    rest = _DISEASE.sub("", _plain(text))
    said: list[str] = []
    while True:
        found, end = _first_subtype(rest)
        said += found
        if not found:
            allowed = f'use {", ".join(SUBTYPES)}, joined by "/" for and: hr+/her2-'
            raise UsageError(f'"{text}" is no subtype; {allowed}')
        if end == len(rest):
            break
        between = _BETWEEN.match(rest, end)
        rest = rest[between.end() if between else end :]
    parts = list(dict.fromkeys(_one_hormone_receptor(said)))
    for one in ("hr", "her2"):
        if {f"{one}+", f"{one}-"} <= set(parts):
            raise UsageError(f'"{text}" asks for {one}+ and {one}- in one patient; write {one}+,{one}- for either')
    return "/".join(parts)


def _first_subtype(text: str) -> tuple[Sequence[str], int]:
    """The subtype with which a text begins, and where that ends; none where it begins with another word."""
    for words, meant in _WHOLE.items():
        if match := re.match(rf"(?:{words})(?![a-z])", text):
            return meant, match.end()
    for receptor, names in _RECEPTORS:
        for sign, words in _STATUSES:
            if match := re.match(rf"(?:{names})[- ]?(?:{words})", text):
                return (receptor + sign,), match.end()
    return (), 0


def _one_hormone_receptor(said: Sequence[str]) -> list[str]:
    """What is said of oestrogen and progesterone receptors as one: positive where either is, negative where both are."""
    if "pr+" in said:
        return ["hr+", *(part for part in said if part not in ("pr+", "hr-"))]
    if "pr-" in said and not {"hr+", "hr-"} & set(said):
        raise UsageError('"pr-" alone is not hr-, for the oestrogen receptor may be positive; write hr-')
    return [part for part in said if part != "pr-"]


# Lines, phases, closed words.

_ORDINALS = {"first": "1", "second": "2", "third": "3", "fourth": "4", "fifth": "5"}


def parse_line(text: str) -> Lines:
    """A line of therapy, or several: `2`, `2+`, `2nd`, `second line`, `1-2`."""
    plain = re.sub(r"-? ?\blines?\b|(?<=\d)(?:st|nd|rd|th|l)\b", "", _plain(text))
    plain = re.sub(r"[a-z]+", lambda word: _ORDINALS.get(word[0], word[0]), plain).strip()
    found = _range(plain)
    if found is None or not all(abs(end) == float("inf") or end in range(1, 10) for end in found):
        raise UsageError(f'"{text}" is no line of therapy; write 1, 2, 3 ..., or 2+ for the second and later')
    return Lines(max(found.low, 1), found.high)


_ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4"}


def phase_word(text: str) -> str:
    """A phase in the tool's words, as far as it is one: `Phase IIb` is `2b`, `I/II` is `1/2`."""
    plain = re.sub(r"\bphases?(?=[ \divx])", "", _plain(text))
    plain = re.sub(r"\b(iv|i{1,3})(?=[ab]?\b)", lambda match: _ROMAN[match[1]], plain)
    return re.sub(r"(?<=[\dab]) ?[-/] ?(?=\d)", "/", plain).strip()


def words_meant(text: str, vocabulary: Sequence[str], also: Mapping[str, Sequence[str]]) -> Sequence[str]:
    """The words of a closed list that a typed one means; UsageError with all of them, and the nearest.

    also: what else is typed for a word.
    """
    key = _closed_up(text)
    found = [word for word in vocabulary if key in map(_closed_up, (word, *also.get(word, ())))]
    if found:
        return found
    near = suggest(text, vocabulary, misspelt=True)
    hint = f"; did you mean {joined(near)}?" if near else ""
    raise UsageError(f'"{text}" is not one of: {", ".join(vocabulary)}{hint}')


def word_meant(option: str, text: str, vocabulary: Sequence[str], also: Mapping[str, Sequence[str]]) -> str:
    """The word of a closed list that a typed one of an option means; see `words_meant`."""
    try:
        return words_meant(text, vocabulary, also)[0]
    except UsageError as error:
        raise UsageError(f"{option}: {error}") from None


_ASSESSORS_TYPED = {
    "investigator": ("investigators", "local", "local assessment", "investigator-assessed"),
    "central": ("BICR", "IRC", "independent", "central review", "independent review", "blinded independent central review"),
    "patient": ("patients", "patient-reported"),
}  # fmt: skip


def assessor_meant(typed: str | None) -> str:
    """The assessor that is asked for, "" where none is; UsageError for a word that there is not."""
    return word_meant("--assessor", typed, ASSESSORS, _ASSESSORS_TYPED) if typed is not None else ""


def _closed_up(word: str) -> str:
    """A word without case, spaces and hyphens; a stroke tells phase 1/2 from 12."""
    return re.sub(r"[ _-]", "", _plain(word))
