"""The card of a trial on one screen: what it is, what it found, at what price, and how much more there is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from evtrials.evidence.contrasts import cohorts_of
from evtrials.evidence.rows import FigureRow, grouped
from evtrials.notation.capitals import begun_large
from evtrials.questions import card_head, card_results, phrases
from evtrials.questions.answer import Block, Grid, Page, Paragraph
from evtrials.questions.card_end import RISK, Beyond, read_words
from evtrials.questions.card_harms import HarmRows
from evtrials.questions.card_results import REST, Result, results_of
from evtrials.questions.card_rows import ResultRows
from evtrials.questions.footnotes import Footnotes
from evtrials.trial.identity import NOT_STATED

if TYPE_CHECKING:
    from evtrials.collection.library import Library
    from evtrials.trial.model import Trial

# As many harms and results as go before the footnotes of what is less important.
_FEW_HARMS = 4
# The most lines that an adverse event takes with what it alone points to: of many lines too many several go at once.
_LINES_OF_ONE = 3
_FEW_RESULTS = 4
_LEAST_HARMS = 2
_LEAST_NOTES = 4
# From this rank on a footnote may be left out before a result is: those of the primary results, suspicions and conflicts stay.
_FIRM, _OF_HEAD, _OF_RESULTS, _OF_HARMS = range(4)
_SERIOUS = ("suspect", "conflict")


@dataclass(frozen=True, slots=True)
class _Room:
    """How much a card tells: so many results, harms and footnotes; None for every footnote."""

    results: int
    harms: int
    notes: int | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """What a card tells, part by part. by_row: the result behind each row of the grid. arms: those of its columns, if it has
    some. ends: how many footnotes head, results and harms end at."""

    title: str
    head: tuple[Block, ...]
    grid: Grid
    by_row: tuple[Result, ...]
    arms: tuple[str, ...]
    cuts: tuple[Paragraph, ...]
    harms: Block | None
    ends: tuple[int, int]


class _Part(NamedTuple):
    """A part of a card, with the texts that it points to in their order."""

    made: Any
    texts: tuple[str, ...]


def _once(key: object, parts: dict[object, _Part], notes: Footnotes, make: Callable[[Footnotes], Any]) -> Any:
    """A part of a card, made at the first page that has it: its letters are the same on every other."""
    if key not in parts:
        own = notes.apart
        parts[key] = _Part(make(own), tuple(text for _, text in own.lines))
    part = parts[key]
    notes.say(part.texts)
    return part.made


class Card:
    """What a card can tell of a trial, most important first, put on pages of less and less."""

    def __init__(self, library: Library, trial: Trial) -> None:
        self.library, self.trial, self.terms = library, trial, library.terms
        self.rows = library.rows_of(trial)
        self.cohorts = cohorts_of(self.rows, trial)
        self.results = results_of(trial, self.rows, self.terms)
        self.harms = HarmRows(trial, self.rows, self.terms)
        self.beyond = Beyond(trial, self.rows, self.results, self.terms)
        self._letters: dict[str, str] = {}
        self._made: dict[object, _Part] = {}

    @property
    def whole(self) -> Page:
        """The card with as much as it ever tells."""
        return self._page(_Room(min(card_results.MOST, len(self.results)), self.harms.most))

    @property
    def letters(self) -> dict[str, str]:
        """The letter of each text that the card points to; on a shorter card it is the same."""
        return {text: letter for letter, text in self.whole.notes}

    def told(self, notes: Footnotes) -> Told:
        """The parts of the card with as much as it ever tells."""
        return self._told(_Room(min(card_results.MOST, len(self.results)), self.harms.most), notes, {})

    def _told(self, room: _Room, notes: Footnotes, parts: dict[object, _Part]) -> Told:
        """The parts of a card. parts: those that were made for a longer one, which are the same on every shorter one."""
        shown = self.results[: room.results]
        title, *head = _once("head", parts, notes, self._head)
        end_of_head = len(notes.lines)
        made = ResultRows(self.trial, self.rows, self.cohorts, self.terms)
        rows = [
            (one, row)
            for index, one in enumerate(shown)
            for row in _once(index, parts, notes, partial(made.of, one))
        ]
        grid = Grid(made.heads, tuple(row for _, row in rows)) if rows else self._without_results()
        cuts = tuple(self._cuts(shown, notes))
        ends = end_of_head, len(notes.lines)
        harms = self.harms.block(room.harms, notes)
        return Told(title, tuple(head), grid, tuple(one for one, _ in rows), tuple(made.columns), cuts, harms, ends)

    def _head(self, notes: Footnotes) -> list[Any]:
        """The title, then what stands above the results."""
        return [
            card_head.title(self.trial, self.rows, notes),
            *card_head.regimen_lines(self.trial, notes),
            card_head.population_line(self.trial, notes),
            *card_head.must_be_known(self.trial, self.terms, notes),
        ]

    def _page(self, room: _Room) -> Page:
        notes = Footnotes(self._letters)
        shown = self.results[: room.results]
        told = self._told(room, notes, self._made)
        ranks = self._ranks(notes, shown, told.ends)
        kept = sorted(range(len(ranks)), key=lambda index: (ranks[index], index))[: room.notes]
        lines = tuple(sorted((notes.lines[index] for index in kept), key=lambda line: _place(line[0])))
        left = sorted((letter for letter, _ in notes.lines if letter not in dict(lines)), key=_place)
        foot = (f"{_letters(left)}: evtrials show {self.trial.id} --only notes",) if left else ()
        spare = [ranks[index] for index in kept]

        def shorter(excess: int) -> Page | None:
            smaller = self._smaller(room, spare, excess + (not left))
            return self._page(smaller) if smaller else None

        more = self.beyond.words(shown, self.harms.told(room.harms), len(lines))
        end = ([Paragraph(more)] if more else []) + [Paragraph(f"{read_words(self.trial)} {RISK}", follows=bool(more))]
        blocks: list[Block] = [*told.head, told.grid, *told.cuts, *([told.harms] if told.harms else []), *end]
        return Page(told.title, tuple(blocks), lines, foot, shorter=shorter)

    def _smaller(self, room: _Room, notes: Sequence[int], excess: int) -> _Room | None:
        """The next smaller card, by some lines: what is less important goes first; None where nothing can be spared."""
        last = self.results[room.results - 1].rank if room.results else -1
        loose = sum(rank > _FIRM for rank in notes)
        if room.harms > (least := max(_FEW_HARMS, self.harms.firm)):
            return replace(room, harms=max(least, room.harms - max(1, excess // _LINES_OF_ONE)))
        if last == REST and room.results > _FEW_RESULTS:
            return replace(room, results=room.results - 1)
        if loose >= excess:
            return replace(room, notes=len(notes) - excess)
        if last == REST and room.results > 1:
            return replace(room, results=room.results - 1, notes=None)
        if room.harms > max(_LEAST_HARMS, self.harms.firm):
            return replace(room, harms=room.harms - 1, notes=None)
        if len(notes) >= excess + _LEAST_NOTES:
            return replace(room, notes=len(notes) - excess)
        if last > card_results.PRIMARY and room.results > 1:
            return replace(room, results=room.results - 1, notes=None)
        if room.harms:
            return replace(room, harms=0, notes=None)
        return replace(room, notes=len(notes) - 1) if notes else None

    def _ranks(self, notes: Footnotes, shown: Sequence[Result], ends: Sequence[int]) -> list[int]:
        """How important each footnote is, least first."""
        firm = {text for one in shown if one.is_primary for row in one.rows for text in row.shorts}
        firm |= {note.short or note.text for note in self.trial.notes if note.kind in _SERIOUS}
        places = [_OF_HEAD] * ends[0] + [_OF_RESULTS] * (ends[1] - ends[0]) + [_OF_HARMS] * (len(notes.lines) - ends[1])
        return [_FIRM if text in firm else place for place, (_, text) in zip(places, notes.lines, strict=True)]

    def _without_results(self) -> Grid:
        if sections := self.beyond.of_groups:
            ways = " or ".join(f"evtrials show {self.trial.id} --only {section}" for section in sections)
            return Grid(("",), (("Results", f"of groups of patients alone: {ways}"),))
        return Grid(("",), (("Results", f"not in the sources read{self._planned()}"),))

    def _planned(self) -> str:
        """The endpoints of which nothing was seen, with what the protocol made of them."""
        planned = [
            phrases.endpoint_short(self.terms.endpoint(one.is_ or key), self.terms)
            + (f" ({one.role})" if one.role != "not stated" else "")
            for key, one in self.trial.endpoints.items()
        ]
        return f"; planned: {', '.join(planned)}" if planned else ""

    def _cuts(self, shown: Sequence[Result], notes: Footnotes) -> Iterator[Paragraph]:
        """At which look the figures were taken, once; which endpoint where they are of several; at what level intervals are."""
        leads = [one.rows[0] for one in shown if one.key and one.rows]
        by_cut = grouped(leads, lambda row: row.cut)
        said = []
        for cut, rows in by_cut.items():
            words = phrases.cut_words(max(rows, key=lambda row: bool(row.followup)), self.trial)
            dates = (row.cut_date for one in shown for row in one.rows if row.cut == cut and row.cut_date)
            words += f", data to {date}" if (date := next(dates, "")) and cut else ""
            marks = notes.of_notes(
                note for note in card_head.notes_of(self.trial, "cuts") if cut and note.about.get("cut") == cut
            )
            others = {row.endpoint for other, rest in by_cut.items() if other != cut for row in rest}
            names = ", ".join(dict.fromkeys(self._name(row, with_group=row.endpoint in others) for row in rows))
            said.append((f"{names}: {words}" if len(by_cut) > 1 else begun_large(words)) + marks)
        told = "; ".join(said)
        intervals = [row.figure for one in shown for row in one.rows if row.figure.has_interval]
        level = "Intervals 95 % unless said." if any(one.level not in ("", "95") for one in intervals) else "Intervals 95 %."
        cuts = f"{begun_large(told)}." if told else ""
        if text := " ".join(part for part in (cuts, self._unnamed(shown), level if intervals else "") if part):
            yield Paragraph(text, follows=True)

    def _unnamed(self, shown: Sequence[Result]) -> str:
        """That no print of a primary endpoint names who assessed it, and whom the protocol names; "" where one does."""
        leads = [one.rows[0] for one in shown if one.is_primary and one.key and one.rows and one.rows[0].kind != "statement"]
        silent = [row for row in leads if row.assessor == NOT_STATED]
        named = {row.key for one in shown for row in one.rows if row.assessor not in ("", NOT_STATED)}
        silent = [row for row in silent if row.key not in named]
        if not silent:
            return ""
        assumed = dict.fromkeys(row.assessor_assumed for row in silent)
        protocol = f"; the protocol's is {'/'.join(assumed)}" if all(assumed) else ""
        names = ", ".join(dict.fromkeys(self._name(row, with_group=False) for row in silent))
        return f"Assessor{f' of {names}' if len(silent) < len(leads) else ''} not stated{protocol}."

    def _name(self, row: FigureRow, *, with_group: bool) -> str:
        name = phrases.endpoint_short(row.endpoint, self.terms).removesuffix(" (as an endpoint)")
        group = phrases.group(row.population, self.trial) if with_group else ""
        return f"{name} ({group})" if group else name


def _letters(left: Sequence[str]) -> str:
    """Letters that follow each other as their ends: `[c], [f] to [k]`."""
    runs: list[list[str]] = []
    for letter in left:
        if runs and _place(letter) == _place(runs[-1][-1]) + 1:
            runs[-1].append(letter)
        else:
            runs.append([letter])
    return ", ".join(f"[{run[0]}] to [{run[-1]}]" if len(run) > 2 else ", ".join(f"[{one}]" for one in run) for run in runs)


def _place(letter: str) -> int:
    place = 0
    for sign in letter:
        place = place * 26 + ord(sign) - ord("a") + 1
    return place
