"""Words held against texts: whether each word that says what a figure is stands in the source of the figure.

A word stands near the figure (within reach of the place where the audit finds it), elsewhere in the source, or nowhere in
it; or another word of its kind (assessor, grade, group of patients) stands beside the figure in its stead. The last two are
findings. What names an endpoint or a group of patients may be borrowed of the source that the file names for it; what is
said of one figure (assessor, time point, follow-up ...) may not.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from itertools import accumulate, islice
from typing import Any, Literal

from evtrials.bench.corpus import Texts
from evtrials.bench.effort import Effort, SpentError
from evtrials.bench.passages import Claim, Place, Span, places, regions
from evtrials.bench.quotations import Quotation, quotations
from evtrials.bench.row_words import Origin, Word, Worded, worded
from evtrials.bench.sayings import REACH, Saying, any_of
from evtrials.bench.texts import Text, phrase
from evtrials.collection.loading import Loaded, shown
from evtrials.notation.closed_words import SECOND_HAND
from evtrials.trial.fields import Source
from evtrials.trial.walk import Path

Standing = Literal["near", "elsewhere", "borrowed", "another", "nowhere", "not checkable"]
STANDINGS: tuple[Standing, ...] = ("near", "elsewhere", "borrowed", "another", "nowhere", "not checkable")
_PLACES = 20  # places of one row in a text that are looked at; more have only figures such as 0 or 1
_BESIDE = 300  # characters between a figure and the word that governs it
_AFTER = 100  # characters from a figure to a word that follows it, `7.8 months (investigator)`
_AROUND = 1500  # characters around a figure, or after a heading, that a review still gives to one trial
_BEFORE_NAME = 150  # characters before a trial's name in a review that may still be of it
_LONG = 9000  # characters of a text that speaks of more than one thing
_SENTENCE = re.compile(r"[.;!?]\s+(?=[A-Z0-9\"(])|\n\s*\n(?=[A-Z])")  # lines of a PDF may stand apart within a sentence

Found = tuple[Text, Place]


@dataclass(frozen=True, slots=True)
class Judgement:
    """Whether the source of a row says a word of it.

    field: the path of the row, of a table, or of a historical control's figure. name, value: the word, by its column of the
    tidy table. origin, written, file, line, column: what the row has it from, and where it is written. result: where the
    source of the row says it; arm: of the historical control whose figure alone it is about; beside: the word that stands in
    its stead. others: what other sources of the trial say it, where that one does not.
    """

    trial: str
    file: str
    line: int
    column: int
    written: str
    field: str
    name: str
    value: str
    origin: Origin
    source: str
    locator: str
    result: Standing
    arm: str = ""
    beside: str = ""
    others: tuple[str, ...] = ()

    @property
    def is_finding(self) -> bool:
        """Whether a curator should look at it again."""
        return self.result in ("another", "nowhere")

    @property
    def is_own_finding(self) -> bool:
        """Whether it is one of the row or table itself, not of what it inherits."""
        return self.is_finding and self.origin in ("row", "table")


def held(loaded: Loaded, texts: Texts) -> list[Judgement]:
    """Every word of every row and table whose source has a text, in the order of the file."""
    return list(_Holding(loaded, texts).judgements())


def held_json(judgements: Iterable[Judgement]) -> dict[str, Any]:
    """The words as one object: the counts by name and result, and every judgement."""
    rows = list(judgements)
    counts = Counter((row.name, row.result) for row in rows)
    names = dict.fromkeys(row.name for row in rows)
    return {
        "counts": {name: {result: counts[name, result] for result in STANDINGS} for name in names},
        "rows": [asdict(row) for row in rows],
    }


class _Holding:
    """Judges the words of one trial."""

    def __init__(self, loaded: Loaded, texts: Texts) -> None:
        self.loaded, self.texts, self.trial = loaded, texts, loaded.trial
        self.names = any_of(*map(phrase, (self.trial.name, *self.trial.aliases)))
        self.found: dict[Path, list[Found]] = {}  # of all figures of a row or table
        self.values: dict[Path, list[Found]] = {}  # of all but its counts of patients and events, which may stand elsewhere

    def judgements(self) -> Iterator[Judgement]:
        """Every judgement, in the order of the file."""
        quoted = list(quotations(self.trial, self.loaded.terms))
        with self._bounded(len(quoted)):
            yield from self._all(quoted)

    @contextmanager
    def _bounded(self, quotations: int) -> Iterator[None]:
        """Give each text of the trial its allowance of work."""
        texts = [text for key in self.trial.sources for text in self._texts(key)]
        for text in texts:
            text.effort = Effort.of(quotations)
        try:
            yield
        finally:
            for text in texts:
                text.effort = None

    def _all(self, quoted: Sequence[Quotation]) -> Iterator[Judgement]:
        for quotation in quoted:
            found = self._places(quotation.source, quotation.ways)
            for path in _records(quotation.path):
                self.found.setdefault(path, []).extend(found)
                if quotation.path[-1] not in ("n", "events"):
                    self.values.setdefault(path, []).extend(found)
        for each in worded(self.trial, self.loaded.terms):
            if self._texts(each.source.key):
                judged = ((one, self._judged(each, one)) for one in each.words)
                yield from (judgement for one, judgement in judged if self._is_known(one, judgement))

    def _is_known(self, one: Word, judgement: Judgement) -> bool:
        """Whether a judgement says something: a text that was not read may say the word, and what is implied none need."""
        if judgement.result == "another" or one.is_implied:
            return judgement.result == "another"
        source = (self.trial.id, judgement.source)
        return judgement.result != "nowhere" or not (self.texts.absent(*source) or self.texts.unread(*source))

    def _texts(self, key: str) -> tuple[Text, ...]:
        return self.texts.of(self.trial.id, key)

    def _places(self, source: Source, ways: Sequence[Sequence[Claim]]) -> list[Found]:
        """The places in which the figures of a quotation stand; none where they are not found."""
        for text in self._texts(source.key):
            where = regions(text, source.place)
            for way in ways:
                found = [list(islice(places(text, claim, where), _PLACES)) for claim in way]
                if found and all(found):
                    return [(text, place) for of_claim in found for place in of_claim]
        return []

    def _judged(self, each: Worded, one: Word) -> Judgement:
        try:
            return self._said(each, one, *self._looked_up(each, one))
        except SpentError:
            return self._said(each, one, "not checkable")

    def _looked_up(self, each: Worded, one: Word) -> tuple[Standing, str, tuple[str, ...]]:
        """How a word stands, what stands in its stead, and which other sources say it."""
        found = self.found.get(each.path, [])
        result = _of_foreign(found, each.foreign, one) if each.foreign else self._standing(each.source, found, one.saying)
        beside = _governing(self.values.get(each.path, []), one) if result != "nowhere" or one.is_implied else ""
        others: tuple[str, ...] = ()
        if beside:
            result = "another"
        elif result == "nowhere":
            others = tuple(key for key in self.trial.sources if key != each.source.key and self._is_said(key, one.saying))
            if one.lender and not each.foreign and one.lender.key in others:
                result = "borrowed"
        return result, beside, others

    def _said(
        self, each: Worded, one: Word, result: Standing, beside: str = "", others: tuple[str, ...] = ()
    ) -> Judgement:
        line, column = self.loaded.place(one.written)
        field = (*each.path, each.foreign) if each.foreign else each.path
        return Judgement(
            self.trial.id, shown(self.loaded.file), line, column, _dotted(one.written), _dotted(field), one.name, one.value,
            one.origin, each.source.key, each.source.place, result, each.foreign, beside, others,
        )  # fmt: skip

    def _is_said(self, key: str, saying: Saying) -> bool:
        return any(saying.stands(text, self._parts(key, "", text, [])) for text in self._texts(key))

    def _standing(self, source: Source, found: Sequence[Found], saying: Saying) -> Standing:
        if any(saying.stands(text, [(place.start - REACH, place.end + REACH)]) for text, place in found):
            return "near"
        for text in self._texts(source.key):
            here = [place for other, place in found if other is text]
            if saying.stands(text, self._parts(source.key, source.place, text, here)):
                return "elsewhere"
        return "nowhere"

    def _parts(self, key: str, locator: str, text: Text, found: Sequence[Place]) -> list[Span]:
        """The parts of a text that speak of this trial: all of it, but of a long review what lies around the figures, under
        the heading, and behind the trial's names."""
        if self.trial.sources[key].basis not in SECOND_HAND or len(text.body) < _LONG:
            return [(0, len(text.body))]
        parts = [(place.start - _AROUND, place.end + _AROUND) for place in found]
        parts += [(start - _BEFORE_NAME, start + REACH) for start in self.names.starts(text)]
        # The heads of a table's columns speak for all of its rows.
        if locator and (not found or locator.startswith("Table")):
            length = REACH if found else _AROUND
            parts += [(start, start + length) for start, _ in regions(text, locator)]
        return parts


def _records(path: Path) -> tuple[Path, ...]:
    """The row or table to which a quotation belongs, and the row of the table."""
    return (path[:4],) if path[0] == "endpoints" else (path[:2], path) if len(path) > 2 else (path,)


def _dotted(path: Path) -> str:
    return ".".join(map(str, path))


def _of_foreign(found: Sequence[Found], arm: str, one: Word) -> Standing:
    """Of a figure of another trial: whether its own sentence says so. The rest of the text is about this trial."""
    for text, place in found:
        for wanted, number in place.numbers:
            if wanted.arm == arm and one.saying.stands(text, [_sentence(text, number.start, number.end)]):
                return "near"
    return "nowhere"


def _governing(found: Sequence[Found], one: Word) -> str:
    """The rival of a word that stands beside the figures in every place where they are found; "" where there is none."""
    besides = [_beside(text, place, one) for text, place in found] if one.rivals else []
    return besides[0] if besides and all(besides) else ""


def _beside(text: Text, place: Place, one: Word) -> str:
    """The rival of a word that stands beside the figures in a place; "" where there is none.

    Of groups of patients, one that stands in their sentence, if the word itself does not. Else the last before them or the
    first behind them in their clause, if neither is the word itself; what stands in a bracket closed before the figures does
    not govern them.
    """
    sentence = _sentence(text, place.start, place.end)
    low = max(place.start - _BESIDE, 0 if one.name == "assessor" else sentence[0])
    high = sentence[1] if one.name == "population" else min(place.end + _AFTER, sentence[1])
    # Where both begin in one place, as `grade 3` does in `grade 3-4`, it is the word itself.
    kind = (*one.rivals, ("", one.saying))
    said = {start: name for name, saying in kind for start in saying.starts(text) if low <= start < high}
    if one.name == "population":
        return "" if "" in said.values() else next(iter(said.values()), "")
    if any(place.start <= start < place.end and not name for start, name in said.items()):
        return ""
    clause = text.body.find(";", place.end, high)
    before = [start for start in said if start < place.start and not _is_bracketed(text.body[start : place.start])]
    behind = [start for start in said if place.end <= start < (high if clause < 0 else clause)]
    governing = [said[start] for start in (*([max(before)] if before else []), *([min(behind)] if behind else []))]
    return governing[0] if governing and all(governing) else ""


def _is_bracketed(between: str) -> bool:
    """Whether a bracket is closed in a stretch that was opened before it: `grade 4, 2%), and nausea (`."""
    depth = accumulate((char == "(") - (char == ")") for char in between)
    return min(depth, default=0) < 0


def _sentence(text: Text, start: int, end: int) -> Span:
    """The sentence in which a stretch lies."""
    # The letter with which the next sentence begins may be that of the stretch itself.
    before = [match.end() for match in _SENTENCE.finditer(text.body, max(0, start - REACH), start + 1)]
    after = _SENTENCE.search(text.body, end, end + REACH)
    return before[-1] if before else max(0, start - REACH), after.start() if after else min(end + REACH, len(text.body))
