"""How a text tells whose numbers are whose, at one place.

By a word beside each number (`7.8 with everolimus, 3.2 with placebo`; `everolimus 7.8, placebo 3.2`), by the arms in the order
of the numbers (`everolimus v placebo: 7.8 v 3.2`; `7.8 and 3.2 months with A and B, respectively`), by one word at one end of
a comparison (`7.8 v 3.2 months with placebo`), by a comparison above that gives bare pairs their order, by the heads of a
table's columns, or by a heading above the numbers of one arm. Where it does none of these, it does not tell.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from evtrials.bench.arm_layout import LINE, Heads, Placed, are_cells, column_heads, heading, is_whole_line
from evtrials.bench.arm_words import ArmWords, Mention
from evtrials.bench.texts import Text

_OTHER = ""  # an arm of the trial that the row does not have
_BEFORE = 700  # characters of a sentence before the numbers
_AFTER = 250
_BESIDE = 90  # characters between a number and the word that is its own
_ABOVE = 2500  # characters within which a comparison of the arms still gives the order of bare pairs
_TABLE = 6000  # characters from the heads of a table's columns to a row of it
_HEADINGS = 200  # mentions above a number among which its heading is looked for

_SENTENCE = re.compile(
    r"(?<!\bvs)(?<!\bv)(?<!\bal)(?<!\bi\.e)(?<!\be\.g)(?<!\b[A-Z])[.!?]\s+(?=[A-Z\d(\[])"
    r"|(?<=[a-z)\]%])[.!?]\d+(?:[,-]\d+)*\s+(?=[A-Z(\[])|\n\s*\n(?=[^\n]*:)"
)
_PARENTHESIS = re.compile(r"[(\[][^()\[\]]*[)\]]")
_INTERVAL = re.compile(
    r"(?:\b\d\d(?:\.\d+)? ?% ?)?\bCI[:,]?\s*[-\d.]+\s*%?\s*(?:-|to|,|;)\s*[-\d.]+|\d[\d.]*\s*%?\s*(?:to|-)\s*\d[\d.]*", re.I
)
_OPEN_INTERVAL = re.compile(r"[(\[]\s*[;,]")  # what is left of `(95% CI 6.9 to 8.5; everolimus)`
_SIZES = re.compile(r"\bof \d+\b|[(\[]?\s*\b[nN]\s*=\s*\d+\s*[)\]]?|\b\d+\s+(?:patients|women|participants)\b")
_FIGURES = re.compile(r"[<>]?\d[\d.]*\s*(?:%|months?|weeks?|years?|days?)?", re.I)
_DIGIT = re.compile(r"\d")
_VERSUS = re.compile(r"\b(?:v|vs|versus)\b", re.I)
_COMPARES = re.compile(r"\b(?:v|vs|versus|against|compared (?:with|to))\b", re.I)
# What parts a number from a word that is not its own, and what links it to its own.
_PARTING = re.compile(r"\b(?:v|vs|versus|compared|than|while|whereas|but|and|to|or|against|from)\b|[;]|\.\s", re.I)
# What links a word to the number that follows: `which everolimus improved to 7.8`.
_RAISING = re.compile(r"\b(?:improv|increas|rais|prolong|extend|lengthen|reduc|decreas|lower|shorten)\w*(?: \w+)? to\Z", re.I)
_TO_AN_ARM = re.compile(r"\b(?:randomi[sz]ed |assigned |allocated |given )?to(?: the)?\s*\Z", re.I)
_LINKING = re.compile(r"\b(?:with|for|in|on|among|of|receiving|under|by|favou?ring)(?: the| an?)?(?: \w+)?\s*\Z", re.I)
_NAMED_FIRST = re.compile(r"\s*(?:arms?|groups?|patients|recipients)?\s*\)?\s*(?:\(?\s*[nN]\s*=|[:=]|\()", re.I)
# What may stand between two arms that are named in one breath, and between two numbers that are compared.
_PAIRING = re.compile(
    r"\W*(?:(?:the|with|for|in|on|those|patients|women|arms?|groups?|(?:was|were|is)\s+\w+|treatment|plus|of)\W+)*"
    r"(?:v|vs|versus|and|or|than|over|against|compared\s+(?:with|to)|relative\s+to|,|;|/)\W*"
    r"(?:(?:the|with|for|in|on|those|patients|women|arms?|groups?|to|of)\W+)*", re.I
)  # fmt: skip
_COMPARED = re.compile(
    r"(?:\W|\b(?:months?|weeks?|years?|days?|mo|mg|per\s?cent|patients|women|of|v|vs|versus|and|to|or|compared|with|NR|NE|not|reached"
    r"|\d+)\b)*", re.I
)  # fmt: skip
_TURNED = re.compile(
    r"\b(?:compared\s+(?:with|to)|versus|vs\.?|v|than|over|against|relative\s+to|added\s+to|superior\s+to|inferior\s+to|as)"
    r"(?:\s+(?:with|in|for|on|those|the))*\s*\Z", re.I
)  # fmt: skip
_CLOSED = re.compile(r"\)|favou?r", re.I)
# Before an arm that is named only because another goes beyond it: `more often than with placebo (59%)`.
_BEYOND = re.compile(
    r"\b(?:than|compared\s+(?:with|to)|over|relative\s+to|unlike)(?:\s+(?:with|in|for|on|those|the))*\s*\Z", re.I
)
_COMPARING = re.compile(r"\b(?:compar(?:ed|es|ing)|comparison of)\s+\Z", re.I)
_OPENED = re.compile(r"[(\[]\s*\Z")
_CLOSES = re.compile(r"\s*(?:arms?|groups?)?\s*[)\]]")
_RESPECTIVELY = re.compile(r"[^\d.;]{0,30}(?:respectively|in (?:that|this|the same) order)", re.I)

Side = Literal["before", "after", ""]


@dataclass(frozen=True, slots=True)
class Group:
    """The numbers of one arm that follow one another in a text."""

    arm: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Word:
    """A mention as a row sees it: the one arm that it means, "" for one that the row does not have.

    is_sure: it fits no other arm of the row. heads: whether it is a heading, which speaks of what follows alone.
    """

    arm: str
    start: int
    end: int
    is_sure: bool
    heads: Heads = ""


Said = dict[int, Word]


class Reading:
    """Reads which word stands for which group of numbers at one place.

    groups: in the order of the text; arms: those that the row has.
    """

    def __init__(self, text: Text, groups: Sequence[Group], words: ArmWords, arms: Iterable[str]) -> None:
        self.body, self.groups, self.row = text.body, groups, frozenset(arms)
        self.mentions, self.control = words.mentions(text), words.control
        first, last = groups[0].start, groups[-1].end
        self.low = max(0, first - _BEFORE)
        if not _RESPECTIVELY.match(self.body, last):
            self.low = max((match.end() for match in _SENTENCE.finditer(self.body, self.low, first + 1)), default=self.low)
        ending = _SENTENCE.search(self.body, last, last + _AFTER)
        self.high = ending.start() if ending else min(len(self.body), last + _AFTER)
        self.words = self._words_between(self.low, self.high)

    def arms(self) -> Said:
        """The word of each group, by the group's index; empty where the text does not tell."""
        if self._are_names():
            return {}
        if len(self.groups) == 1:
            return self._beside() or self._under_heading()
        if len({group.arm for group in self.groups}) < len(self.groups):
            return {}
        return (
            self._between() or self._in_order() or self._at_one_end() or self._compared_after() or self._compared_before()
            or self._under_heads()
        )  # fmt: skip

    def _are_names(self) -> bool:
        """Whether a number is that of a name, `arm 1`, `dose level 2`, and no figure."""
        near = self.mentions[self._index(self.low) : self._index(self.high)]
        return any(
            name.start < group.end and group.start < name.end for name in near if name.is_number for group in self.groups
        )

    # Words and what stands between them

    def _index(self, position: int) -> int:
        return bisect_left(self.mentions, position, key=lambda mention: mention.start)

    def _words_between(self, low: int, high: int) -> list[Word]:
        return list(self._meant(self.mentions[self._index(low) : self._index(high)]))

    def _meant(self, mentions: Iterable[Mention]) -> Iterator[Word]:
        """The mentions that mean one arm of the row, or another of the trial."""
        for mention in mentions:
            fitting, exact = mention.arms & self.row, mention.exactly & self.row
            heads = heading(self.body, mention)
            if len(exact) == 1:
                (arm,) = exact
                yield Word(arm, mention.start, mention.end, len(fitting) == 1, heads)
            elif mention.arms and (not fitting or (mention.exactly and not exact)):
                yield Word(_OTHER, mention.start, mention.end, True, heads)
            elif len(fitting) == 1:
                (arm,) = fitting
                yield Word(arm, mention.start, mention.end, True, heads)

    def _gap(self, low: int, high: int) -> list[Word]:
        return [word for word in self.words if low <= word.start and word.end <= high]

    def _plain(self, low: int, high: int) -> str:
        """The text between two places without brackets and without intervals."""
        bare = _INTERVAL.sub(" ", _PARENTHESIS.sub(" ", self.body[low:high]))
        return " ".join(_OPEN_INTERVAL.sub("(", bare).split())

    def _betweens(self, spans: Sequence[Placed]) -> list[str]:
        return [self._plain(one.end, next_.start) for one, next_ in pairwise(spans)]

    def _touches(self, low: int, high: int) -> int:
        """How close a number and a word are: 2 where nothing parts them, 1 where a comma does; 0 where more or a number does."""
        plain = _TO_AN_ARM.sub("", _SIZES.sub(" ", self._plain(low, high)))
        if high - low > _BESIDE or _PARTING.search(plain) or _DIGIT.search(plain):
            return 0
        return 1 if "," in plain else 2

    def _first(self) -> Word | None:
        """The word directly before the first number."""
        before = self._gap(self.low, self.groups[0].start)
        return before[-1] if before and self._touches(before[-1].end, self.groups[0].start) else None

    def _last(self) -> Word | None:
        """The word directly after the last number."""
        after = self._gap(self.groups[-1].end, self.high)
        is_own = after and not after[0].heads and not is_whole_line(self.body, self.groups[-1].end)
        return after[0] if is_own and self._touches(self.groups[-1].end, after[0].start) else None

    def _sure(self, said: Said) -> Said:
        """What was read, where it gives different arms to the numbers and all but one of them have one."""
        arms = [word.arm for word in said.values()]
        is_whole = len(said) >= len(self.groups) - 1 and len(set(arms)) == len(arms) and _OTHER not in arms
        return said if is_whole and (len(said) > 1 or any(word.is_sure for word in said.values())) else {}

    # A word beside each number

    def _between(self) -> Said:
        """Each number with its own word, before or after it, where words stand between the numbers."""
        gaps = [self._gap(one.end, next_.start) for one, next_ in pairwise(self.groups)]
        if not all(gaps):
            return {}
        said: Said = {}
        for index, gap in enumerate(gaps):
            left, right = self.groups[index].end, self.groups[index + 1].start
            if len(gap) > 1 and gap[0].arm != gap[-1].arm:
                if self._touches(left, gap[0].start) == 2 and not gap[0].heads:
                    said.setdefault(index, gap[0])
                if self._touches(gap[-1].end, right):
                    said[index + 1] = gap[-1]
                continue
            side = self._side(left, gap, right) or self._side_by_ends()
            if side == "before":
                said.setdefault(index, gap[0])
            elif side == "after":
                said[index + 1] = gap[-1]
        last_index = len(self.groups) - 1
        for index, word in ((0, self._first()), (last_index, self._last())):
            if word and index not in said and word.arm not in {other.arm for other in said.values()}:
                said[index] = word
        return self._sure(said)

    def _side(self, left: int, gap: Sequence[Word], right: int) -> Side:
        """Whether a word between two numbers belongs to the one before it or to the one after it."""
        before, after = self._plain(left, gap[0].start), _RAISING.sub("", self._plain(gap[-1].end, right))
        is_named_first = _NAMED_FIRST.match(self.body, gap[-1].end, right) and not _LINKING.search(before)
        if any(word.heads for word in gap) or is_whole_line(self.body, left) or is_named_first:
            return "after"
        is_parted, parts = bool(_PARTING.search(_TO_AN_ARM.sub("", before))), bool(_PARTING.search(after))
        if is_parted or parts:
            return "" if is_parted and parts else "after" if is_parted else "before"
        if _LINKING.search(before) and "," not in before:
            return "before"
        if ("," in before) != ("," in after):
            return "after" if "," in before else "before"
        return ""

    def _side_by_ends(self) -> Side:
        """As the outer numbers have their words: before the first, or after the last."""
        first, last = self._first(), self._last()
        return "" if bool(first) == bool(last) else "after" if first else "before"

    # The arms in the order of the numbers

    def _in_order(self) -> Said:
        """Numbers one after the other, and the arms in the same order before or after them."""
        if not all(_COMPARED.fullmatch(between) for between in self._betweens(self.groups)):
            return {}
        count = len(self.groups)
        before = list(_collapsed(self._gap(self.low, self.groups[0].start)))
        chain = before[-count:]
        is_longer = len(before) > count and self._is_chain(before[-count - 1 :])
        is_before = len(chain) == count and self._is_chain(chain) and not is_longer and not self._is_turned(chain[0])
        behind = list(_collapsed(self._gap(self.groups[-1].end, self.high)))[:count]
        is_behind = len(behind) == count and self._is_chain(behind) and self._leads_to(behind)
        # Those that follow at once are the nearer: `HR of A v B 0.45; 3.2 and 7.8 months for B and A`.
        is_nearer = is_behind and self._touches(self.groups[-1].end, behind[0].start) == 2
        named = behind if is_nearer or (is_behind and not is_before) else chain if is_before else []
        return self._sure(dict(enumerate(named))) if named else {}

    def _is_chain(self, chain: Sequence[Word]) -> bool:
        """Whether the words follow one another as `A v B`, `A and B`, each with or without its figure."""
        linked = (_FIGURES.sub(" ", _SIZES.sub(" ", between)) + " " for between in self._betweens(chain))
        if any(one.arm == next_.arm for one, next_ in pairwise(chain)):
            return False
        return all(map(_PAIRING.fullmatch, linked)) or self._are_compared(chain)

    def _are_compared(self, chain: Sequence[Word]) -> bool:
        """Whether two arms stand as in `compared A with B`, `a comparison of A and B`."""
        before = self.body[max(0, chain[0].start - 40) : chain[0].start]
        return self._betweens(chain) in (["with"], ["to"], ["and"]) and _COMPARING.search(before) is not None

    def _is_turned(self, word: Word) -> bool:
        """Whether a word is what others are compared with: `than with placebo`."""
        return _TURNED.search(self.body[max(0, word.start - 40) : word.start]) is not None

    def _leads_to(self, chain: Sequence[Word]) -> bool:
        """Whether the words after the numbers are said of them: `for A v B`, `(A v B)`, `A and B, respectively`."""
        between = self.body[self.groups[-1].end : chain[0].start]
        follows = self.body[chain[-1].end : chain[-1].end + 40]
        is_linked = _LINKING.search(between) or _OPENED.search(between) or "respectively" in follows
        is_apart = ";" in self._plain(self.groups[-1].end, chain[0].start) and "respectively" not in follows
        return bool(is_linked) and not is_apart

    def _at_one_end(self) -> Said:
        """Two numbers compared, of which one has a word: `triplet 9.3 v 2.0`, `11.7 versus 8.4 months in the control arm`;
        or one arm of which the whole sentence speaks: `more frequent with everolimus were rash (12% v 4%), cough (8% v 3%)`.
        """
        if len(self.groups) != 2:
            return {}
        one, other = self.groups
        last = self._last()
        if last and self._touches(other.end, last.start) == 2 and not _CLOSED.search(self._plain(other.end, last.start)):
            return self._sure({1: last})
        before = list(_collapsed(self._gap(self.low, one.start)))
        if not before or before[-1].heads == "block" or not _VERSUS.search(self._plain(one.end, other.start)):
            return {}
        word = before[-1]
        if len(before) > 1 and self._touches(word.end, one.start) < 2:
            return {}
        if self._is_turned(word):
            return self._sure({1: word})
        return self._sure({0: word}) if word.arm not in self.control else {}

    # A comparison elsewhere that gives bare pairs their order

    def _compared_before(self) -> Said:
        """A bare pair in a text that has compared the arms above, in one order each time: `A (n = 52) versus B (n = 58)`."""
        if self.words or not self._is_bare():
            return {}
        count, first = len(self.groups), self.groups[0].start
        above = list(_collapsed(self._words_between(first - _ABOVE, first)))
        chains = (above[index : index + count] for index in range(len(above) - count + 1))
        compared = [chain for chain in chains if self._is_comparison(chain)]
        orders = {tuple(word.arm for word in chain) for chain in compared}
        return self._sure(dict(enumerate(compared[-1]))) if len(orders) == 1 else {}

    def _compared_after(self) -> Said:
        """A bare pair in a list that ends with the comparison in brackets: `rash 12% v 4%; cough 8% v 3% (A v B)`."""
        last, count = self.groups[-1].end, len(self.groups)
        chain = list(_collapsed(self._words_between(last, last + _AFTER)))[:count]
        if len(chain) < count or not self._is_bare() or not self._is_comparison(chain):
            return {}
        is_bracketed = _OPENED.search(self.body, last, chain[0].start) and _CLOSES.match(self.body, chain[-1].end)
        return self._sure(dict(enumerate(chain))) if is_bracketed else {}

    def _is_bare(self) -> bool:
        """Whether the numbers are compared with `v` and nothing else stands between them."""
        return all(_COMPARED.fullmatch(plain) and _VERSUS.search(plain) for plain in self._betweens(self.groups))

    def _is_comparison(self, chain: Sequence[Word]) -> bool:
        """Whether the words are compared with each other, and no figures with them."""
        between = [_SIZES.sub(" ", plain) for plain in self._betweens(chain)]
        is_bare = all(_COMPARES.search(plain) and not _DIGIT.search(plain) for plain in between)
        return self._is_chain(chain) and (is_bare or self._are_compared(chain))

    # Tables, and one arm by itself

    def _under_heads(self) -> Said:
        """Cells in the order of the heads of a table's columns."""
        start = self.groups[0].start
        if not are_cells(self.body, self.groups):
            return {}
        above = self._words_between(start - _TABLE, start)
        heads = column_heads(self.body, above, len(self.groups), start)
        if not heads or _SENTENCE.search(self.body, above[-1].end, start):
            return {}
        return self._sure(dict(enumerate(heads)))

    def _beside(self) -> Said:
        """The word of a single number, directly before or after it."""
        (group,) = self.groups
        first, last = self._first(), self._last()
        first = None if first and _BEYOND.search(self.body[max(0, first.start - 40) : first.start]) else first
        near = [
            word
            for word, low, high in ((first, first.end if first else 0, group.start), (last, group.end, last.start if last else 0))
            if word and self._touches(low, high) == 2
        ]
        return self._single(near[0]) if len({word.arm for word in near}) == 1 else {}

    def _under_heading(self) -> Said:
        """The heading of the line, or the last line above that is nothing but a heading, as of the groups of a registry."""
        (group,) = self.groups
        line = self.body.rfind("\n", max(0, group.start - 2 * LINE), group.start) + 1
        index = self._index(group.start)
        for mention in reversed(self.mentions[max(0, index - _HEADINGS) : index]):
            heads = heading(self.body, mention)
            if heads == "block" or (heads and mention.start >= line):
                return self._single(next(self._meant([mention]), None))
        return {}

    def _single(self, word: Word | None) -> Said:
        return {0: word} if word and word.is_sure and word.arm != _OTHER else {}


def _collapsed(words: Iterable[Word]) -> Iterator[Word]:
    """The words with those that follow one another and mean one arm as one: `placebo in the control group`."""
    open_: Word | None = None
    for word in words:
        if open_ is not None and open_.arm == word.arm:
            open_ = replace(open_, end=word.end, is_sure=open_.is_sure or word.is_sure)
            continue
        if open_ is not None:
            yield open_
        open_ = word
    if open_ is not None:
        yield open_
