"""The audit: do the figures of a trial stand in the texts of its sources that the curator keeps?

The figures of one row that come from one source must stand in one place of its text and in order; a single figure
must stand beside a word of its row. Where the text tells whose the numbers are, they must be those of the file's arms. Each row
is confirmed, confirmed without telling the arms apart, not found (with what stands there instead), or not checkable.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from itertools import chain
from operator import itemgetter
from typing import Any, Literal

from evtrials.bench.amiss import amiss
from evtrials.bench.arm_words import ArmWords
from evtrials.bench.arms_told import Sighting, Verdict, figures_by_arm, sighted, telling
from evtrials.bench.corpus import ONE_SOURCE, Texts
from evtrials.bench.effort import Effort, SpentError
from evtrials.bench.passages import Place, Span, Wanted, candidates, dense, regions
from evtrials.bench.quotations import Quotation, cell_unit, event_names, quotations
from evtrials.bench.runs import printings
from evtrials.bench.texts import Number, Text, phrase
from evtrials.collection.loading import Loaded, shown
from evtrials.notation.figures import Figure
from evtrials.trial.tables import Block, arm_and_grade
from evtrials.trial.walk import Path, records

Result = Literal["confirmed", "confirmed, arms not told apart", "not found", "not checkable"]
_RESULTS: tuple[Result, ...] = ("confirmed", "confirmed, arms not told apart", "not found", "not checkable")
_TOO_MUCH = f"is too long, or prints numbers of this trial too often, to look at each place; {ONE_SOURCE}"
_TABLE = 100_000  # characters through which a table is looked for row by row
_SNIPPET = 240  # characters of what stands there instead


@dataclass(frozen=True, slots=True)
class Confirmation:
    """What the audit says of one row of figures from one source.

    field: the path in the file; printed: the figures as the file has them; figures: how many they are.
    result: `confirmed, arms not told apart` where the figures stand there and no word says whose they are.
    where: `text:line` of the place that confirms; reason and candidates: why not, and what stands there instead.
    is_of_other_arms: the figures stand in the text, beside the words of other arms.
    """

    trial: str
    file: str
    line: int
    column: int
    field: str
    source: str
    locator: str
    printed: str
    figures: int
    result: Result
    where: str = ""
    reason: str = ""
    candidates: tuple[str, ...] = ()
    is_of_other_arms: bool = False


def audit(loaded: Loaded, texts: Texts) -> list[Confirmation]:
    """Every row of figures of a trial against the texts of its source, in the order of the file."""
    return _Auditor(loaded, texts).confirmations()


def audit_json(confirmations: Iterable[Confirmation]) -> dict[str, Any]:
    """The audit as one object: the numbers of figures by result, and every row."""
    rows = list(confirmations)
    return {"counts": figures_by_result(rows), "rows": [asdict(row) for row in rows]}


def figures_by_result(rows: Sequence[Confirmation]) -> dict[Result, int]:
    """How many figures have each result."""
    return {result: sum(row.figures for row in rows if row.result == result) for result in _RESULTS}


class _Auditor:
    """Judges the quotations of one trial."""

    def __init__(self, loaded: Loaded, texts: Texts) -> None:
        self.loaded, self.texts, self.trial = loaded, texts, loaded.trial
        self.words = ArmWords(loaded.trial, loaded.terms)
        self.near: dict[Text, Effort | None] = {}  # the allowance for what stands near

    def confirmations(self) -> list[Confirmation]:
        quoted = list(quotations(self.trial, self.loaded.terms))
        with self._bounded(quoted):
            columns = dict(self._columns_of_all_tables())
            judged = [
                self._in_column(quotation, *columns[quotation.path]) if quotation.path in columns else self._judge(quotation)
                for quotation in quoted
            ]
        return sorted(judged, key=lambda row: (row.line, row.column))

    @contextmanager
    def _bounded(self, quoted: Iterable[Quotation]) -> Iterator[None]:
        """Give each text its allowance of work, by how many quotations are looked up in it."""
        wanted = Counter(text for quotation in quoted for text in self.texts.of(self.trial.id, quotation.source.key))
        for text, count in wanted.items():
            text.effort, self.near[text] = Effort.of(count), Effort.near(count)
        try:
            yield
        finally:
            for text in wanted:
                text.effort = None

    def _judge(self, quotation: Quotation) -> Confirmation:
        key = quotation.source.key
        texts, absent = self.texts.of(self.trial.id, key), self.texts.absent(self.trial.id, key)
        missing = [*self.texts.unread(self.trial.id, key), *([f"no text of {key} ({', '.join(absent)})"] if absent else [])]
        if not texts:
            return self._said(quotation, "not checkable", reason=" and ".join(missing))
        if (found := self._seen(quotation, texts)) is not None:
            return found
        if all(wanted.missing for wanted in quotation.ways[0][0].runs[0]):
            return self._said(quotation, "not checkable", reason="the figure is a word")
        near = self._near(quotation, texts)
        missing += [f"{text.name} {_TOO_MUCH}" for text in texts if text.effort and text.effort.is_spent]
        if missing:  # it may stand there
            reason = f"not in the texts at hand of {key}, and " + " and ".join(missing)
            return self._said(quotation, "not checkable", reason=reason, near=near)
        with self._of_near(texts):
            reason = amiss(quotation, texts)
        return self._said(quotation, "not found", reason=reason, near=near)

    def _seen(self, quotation: Quotation, texts: Sequence[Text]) -> Confirmation | None:
        """What the places say where the figures stand, whether of the same arms or not; None where they stand nowhere."""
        arms = figures_by_arm(quotation.ways[0], self.trial.arms)
        sightings: dict[Verdict, tuple[Text, Sighting]] = {}
        for text in texts:
            where = regions(text, quotation.source.place)
            for way in quotation.ways:
                sighting = sighted(text, way, where, self.words, arms)
                if sighting is None:
                    continue
                sightings.setdefault(sighting.telling.verdict, (text, sighting))
                if not arms or sighting.telling.verdict == "agrees":
                    return self._said(quotation, "confirmed", where=_where(text, sighting))
        if "opposed" in sightings:
            return self._opposed(quotation, *sightings["opposed"])
        if "not told" in sightings:
            return self._said(quotation, "confirmed, arms not told apart", where=_where(*sightings["not told"]))
        return None

    def _opposed(self, quotation: Quotation, text: Text, sighting: Sighting) -> Confirmation:
        """Found, but beside the words of other arms than the file gives the figures to."""
        beside = ", ".join(f'that of {arm} beside "{words}"' for arm, words in sighting.telling.said)
        near = f"{_where(text, sighting)} ... {text.snippet(sighting.place.start, sighting.place.end)[:_SNIPPET]} ..."
        found = self._said(quotation, "not found", reason=f"the figures stand with other arms: {beside}", near=(near,))
        return replace(found, is_of_other_arms=True)

    @contextmanager
    def _of_near(self, texts: Sequence[Text]) -> Iterator[None]:
        """Work on the texts at the cost of what may be spent on telling what stands there instead."""
        for text in texts:
            text.effort, self.near[text] = self.near[text], text.effort
        try:
            yield
        finally:
            for text in texts:
                text.effort, self.near[text] = self.near[text], text.effort

    def _near(self, quotation: Quotation, texts: Sequence[Text]) -> tuple[str, ...]:
        with self._of_near(texts):
            found = [
                (-agreeing, f"{text.name}:{text.line(span[0])} ... {text.snippet(*span)[:_SNIPPET]} ...")
                for text in texts
                for agreeing, span in candidates(text, quotation.ways[0][0], regions(text, quotation.source.place))
            ]
        return tuple(snippet for _, snippet in sorted(found, key=itemgetter(0))[:2])

    def _said(
        self, quotation: Quotation, result: Result, where: str = "", reason: str = "", near: tuple[str, ...] = ()
    ) -> Confirmation:
        line, column = self.loaded.place(quotation.path)
        return Confirmation(
            self.trial.id, shown(self.loaded.file), line, column, ".".join(map(str, quotation.path)), quotation.source.key,
            quotation.source.place, " | ".join(quotation.printed), len(quotation.printed), result, where, reason, near,
        )  # fmt: skip

    # Tables of several trials

    def _columns_of_all_tables(self) -> Iterator[tuple[Path, tuple[Text, Place, bool]]]:
        """For each row that stands in a table of several trials: the text, the cells of this trial, whether they agree."""
        for node in records(self.trial):
            if isinstance(node.record, Block):
                with suppress(SpentError):
                    for term, found in self._columns(node.record).items():
                        yield (*node.path, "rows", term), found

    def _in_column(self, quotation: Quotation, text: Text, cells: Place, agrees: bool) -> Confirmation:
        place = f"{text.name}:{text.line(cells.start)}"
        if not agrees:
            return self._said(
                quotation, "not found", reason="the table prints other cells in this trial's column",
                near=(f"{place} ... {text.snippet(cells.start, cells.end, around=0)} ...",),
            )  # fmt: skip
        arms = figures_by_arm(quotation.ways[0], self.trial.arms)
        told = telling(text, cells, self.words, arms)
        if told.verdict == "opposed":
            return self._opposed(quotation, text, Sighting(cells, told))
        is_told = not arms or told.verdict == "agrees"
        return self._said(quotation, "confirmed" if is_told else "confirmed, arms not told apart", where=place)

    def _columns(self, block: Block) -> dict[str, tuple[Text, Place, bool]]:
        """For a table of several trials printed cell after cell: each row's cells in the column of this trial, and whether
        they agree with the file. Which column it is the rows tell: the one in which most of them agree.
        """
        width = len(block.columns)
        if width < 2 or not block.src.place.startswith("Table"):
            return {}
        for text in self.texts.of(self.trial.id, block.src.key):
            where = regions(text, block.src.place)
            if sum(high - low for low, high in where) > _TABLE:
                continue
            printed = {term: groups for term in block.rows if (groups := self._groups(text, term, width, where))}
            votes = Counter(
                index
                for term, groups in printed.items()
                for index, group in enumerate(groups)
                if not group[0].missing and _group_agrees(group, block.rows[term], block)
            )
            if votes:
                ((column, _),) = votes.most_common(1)
                own = {term: groups[column] for term, groups in printed.items() if column < len(groups)}
                return {
                    term: (text, _place_of_cells(group, block), _group_agrees(group, block.rows[term], block))
                    for term, group in own.items()
                }
        return {}

    def _groups(self, text: Text, term: str, width: int, where: Sequence[Span]) -> list[list[Number]]:
        """The row of a term cut into the cells of each trial; a word for missing stands for all cells of one trial."""
        for name in event_names(self.loaded.terms, term) or [term]:
            for _, end in chain.from_iterable(text.places(phrase(name), low, high) for low, high in where):
                groups: list[list[Number]] = []
                for number in dense(text, end):
                    if number.missing or not groups or groups[-1][0].missing or len(groups[-1]) == width:
                        groups.append([number])
                    else:
                        groups[-1].append(number)
                if len(groups) > 1 and all(len(group) == width or group[0].missing for group in groups):
                    return groups
        return []


def _where(text: Text, sighting: Sighting) -> str:
    return f"{text.name}:{text.line(sighting.place.start)}"


def _place_of_cells(group: Sequence[Number], block: Block) -> Place:
    """The cells of one trial in a row as those of its columns; a word that stands for all of them as that of the first."""
    wanted = (Wanted(arm=arm_and_grade(column)[0]) for column in block.columns)
    return Place(group[0].start, group[-1].end, tuple(zip(wanted, group, strict=False)))


def _group_agrees(group: Sequence[Number], cells: Sequence[Figure], block: Block) -> bool:
    """Whether the cells of one trial in a row are those of the file."""
    if group[0].missing:
        return all(cell.is_missing for cell in cells)
    wanted = [printings(cell, cell_unit(cell, block))[0] for cell in cells]
    return all(len(one) == 1 and one[0].fits(number) for one, number in zip(wanted, group, strict=True))
