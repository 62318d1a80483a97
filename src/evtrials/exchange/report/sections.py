"""The sections of the page that are answers of the screens: the list, the endpoints, the harms, what was left out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from markupsafe import Markup

from evtrials.answers.closing import closed
from evtrials.answers.left_out import left_out_answer, left_out_line
from evtrials.errors import counted
from evtrials.evidence.harms import CLASS_EFFECTS
from evtrials.evidence.rows import grouped
from evtrials.exchange.report.forest import Forest, forests_of
from evtrials.exchange.report.ids import anchor
from evtrials.exchange.report.listings import Figures, Rows, by_arm, from_line, rows_of
from evtrials.exchange.report.texts import Texts, without_commands
from evtrials.questions import phrases
from evtrials.questions.answer import Answer, Block, Entries, Item, Listing, Page, Paragraph
from evtrials.questions.contrasts_found import Contrasts, Scope, contrasts, every_line
from evtrials.questions.doses import COLUMNS as OF_DOSES
from evtrials.questions.doses import randomised_doses
from evtrials.questions.footnotes import Footnotes
from evtrials.questions.harms import Harms, Leading, TrialHarm, tells_of_harms
from evtrials.questions.results import results_answer
from evtrials.questions.safety import COLUMNS as OF_HARMS
from evtrials.questions.safety import NO_HARMS, OWN_ARMS, without_harms
from evtrials.questions.safety_asked import SafetyAsked
from evtrials.questions.safety_page import harm_blocks, layout
from evtrials.questions.top_harms import ALWAYS, ORDER, TOP
from evtrials.questions.trials import list_answer, shown_rows

if TYPE_CHECKING:
    from evtrials.collection.filters import Query
    from evtrials.collection.library import Library
    from evtrials.collection.selection import Selection

# So many contrasts an opening sentence tells one by one; of more it tells how many there are.
_FEW = 8
_LIST = "list"
_DRUG = "everolimus"
# The line of a trial of the list that tells its result.
_RESULT = 2
_NO_CONTRAST = "0 contrasts of 0 trials, "
# Times to an event stand before all else.
_SURVIVAL = "os"
_TIMES = ("pfs", "ttp", "ttf", "pfs2", "dfs", "idfs", "rfs", "efs", "ddfs", "dmfs", _SURVIVAL)
# More trials than these are not named where they are all the others.
_MANY = 10
_BETWEEN = re.compile("[,;] ")


class Left(NamedTuple):
    """Trials, or contrasts of them, that are left out for one reason."""

    reason: str
    names: str


class Section(NamedTuple):
    """A part of the page that is an answer: its id, its tables and paragraphs, its notes, what ends it, what it left out."""

    id: str
    title: str
    parts: tuple[Rows | Markup, ...]
    notes: tuple[tuple[str, str], ...]
    foot: tuple[Markup, ...]
    tally: str
    left: tuple[Left, ...]


class Sentence(NamedTuple):
    """What the page opens with of an endpoint: its name, what most of its figures share and which way a ratio points, how much
    was found, and where that is little each of it."""

    id: str
    name: str
    shared: str
    found: str
    each: tuple[tuple[str, Markup], ...]


class Endpoint(NamedTuple):
    """An endpoint on the page: its sentence, its pictures, its tables."""

    sentence: Sentence
    forests: tuple[Forest, ...]
    section: Section


def list_section(library: Library, query: Query, selection: Selection, texts: Texts) -> Section:
    """The list as on the screen."""
    figures = [from_line(_RESULT, shown_rows(headline)) for headline in library.headlines(selection.ids)]
    return _section(_LIST, "Trials", list_answer(library, query, selection), figures, texts, selection)


def endpoint_sections(library: Library, query: Query, selection: Selection, texts: Texts) -> list[Endpoint]:
    """A section for each endpoint asked for; where none is, for each of which something is told of contrasts that are wanted."""
    made = []
    for one, is_led in _contrasts(library, query, selection):
        answer = results_answer(library, selection, query, Scope(), [one])
        # What the selection left out is told of the list.
        answer = replace(answer, page=answer.made_page, left_out=answer.left_out[len(selection.left_out) :], out=0)
        shown = [from_line(1, (line.effect, *line.tests, line.arm_row, line.comparator_row)) for line in one.lines]
        shown += [from_line(0, [row]) for _, row in one.stated]
        name = phrases.endpoint_name(one.endpoint, library.terms)
        section = _section(one.endpoint, name, answer, shown, texts, selection)
        forests = tuple(forests_of(one.lines, section.id, name))
        made.append(Endpoint(_sentence(answer, section, one, shown if is_led else (), texts), forests, section))
    return made


def _contrasts(library: Library, query: Query, selection: Selection) -> Iterator[tuple[Contrasts, bool]]:
    """The contrasts of each endpoint, that which is most often a primary one first, never in order of what was found; and
    whether it is primary in any trial, asked for, or overall survival."""
    profiles = [one.profile for one in selection.shown]
    trials = {trial.id: trial for trial in selection.trials}
    primary = Counter(library.terms.endpoint(name) for profile in profiles for name in profile.primary)
    having = Counter(name for profile in profiles for name in profile.endpoints)
    asked = [library.terms.endpoint(name) for name in query.endpoint]
    every = {trial.id: every_line(library, trial) for trial in trials.values()}
    for name in asked or sorted(having, key=lambda name: (name not in _TIMES, -primary[name], -having[name], name)):
        own = [trials[profile.id] for profile in profiles if name in profile.endpoints]
        one = contrasts(library, own, name, query, Scope(), lambda trial: every[trial.id])
        one.without = [profile.id for profile in profiles if name not in profile.endpoints]
        if asked or one.lines or one.stated:
            yield one, bool(asked or primary[name] or name == _SURVIVAL)


def _sentence(answer: Answer, section: Section, one: Contrasts, shown: Sequence[Figures], texts: Texts) -> Sentence:
    """The heading of its table, how many contrasts it has, and of a few what each found, in the words of its row."""
    listing = next((block for block in answer.made_page.blocks if isinstance(block, Listing)), None) if one.lines else None
    heading = listing.lead[0] if listing else section.title
    items = listing.items if listing and shown and len(listing.items) <= _FEW else ()
    each = [(item.name, _in_a_line(item, figures, section.id, texts)) for item, figures in zip(items, shown, strict=False)]
    found = answer.tally.removeprefix(_NO_CONTRAST)
    return Sentence(section.id, section.title, heading.removeprefix(section.title), found, tuple(each))


def _in_a_line(item: Item, figures: Figures, notes: str, texts: Texts) -> Markup:
    regimen, *told = (line.text.replace("   ", ", ") for line in item.lines)
    found = texts.html(", ".join(filter(None, told)), figures(1, None), notes)
    return Markup("{}: {}").format(texts.html(regimen, (), notes), found)


def dose_section(library: Library, selection: Selection, texts: Texts) -> Section | None:
    """Which doses of everolimus were randomised, in the whole collection; None where no trial of the page gives it."""
    if not any(_DRUG in one.profile.drugs for one in selection.shown):
        return None
    page, shown = randomised_doses(library, _DRUG)
    rows = grouped((row for row in shown if row.trial in selection.ids), lambda row: row.trial)
    items = (item for block in page.blocks if isinstance(block, Listing) for item in block.items)
    figures = [from_line(1, rows.get(item.name, ())) for item in items]
    return _section("doses", f"Doses of {_DRUG}", Answer("doses", OF_DOSES, (), page), figures, texts, selection)


class Harmful(NamedTuple):
    """The harms of the page: a section for each of the most frequent and the class effects, the names of all other terms, and the
    trials of which none was read."""

    sections: list[Section]
    further: str
    unread: str


def harm_sections(library: Library, query: Query, selection: Selection, texts: Texts) -> Harmful:
    """What the trials tell of harms, harm by harm."""
    every = Harms(library, selection.ids).by_frequency()
    shown = [leading for index, leading in enumerate(every) if index < TOP or leading.event in CLASS_EFFECTS]
    rest = sorted(leading.event.lower() for leading in every if leading not in shown)
    sections = [_harm(leading, library, query, selection, texts) for leading in shown]
    unread = ", ".join(id_ for id_ in selection.ids if not tells_of_harms(library, id_))
    return Harmful(sections, ", ".join(rest), unread)


def _harm(leading: Leading, library: Library, query: Query, selection: Selection, texts: Texts) -> Section:
    """What the trials tell of an adverse event, as `safety` has it."""
    notes = Footnotes()
    blocks = tuple(harm_blocks(leading.event, leading.found, library, notes, grade="", everything=False))
    asked = SafetyAsked(library, selection, query, (leading.event,))
    left = without_harms(asked, leading.found)
    page = Page("", blocks, notes=notes.lines)
    told = len({one.trial.id for one in leading.found})
    # What follows it is of the trials of the page, too.
    share = f"{told} of {counted(len(selection.ids), 'trial')} of this page"
    answer = Answer("harms", OF_HARMS, (), page, left_out=tuple(left), tally=share)
    by_trial = {one.trial.id: _of_trial(one) for one in leading.found}
    figures = [by_trial[item.name] for block in blocks if isinstance(block, Listing) for item in block.items]
    section = _section(f"harm {leading.event}", leading.event, answer, figures, texts, selection)
    # Of which trials no harm was read is said once, below all terms.
    once = (one._replace(names="named below all harms") if one.reason.startswith(NO_HARMS) else one for one in section.left)
    return section._replace(left=tuple(once))


def _of_trial(one: TrialHarm) -> Figures:
    """The figures that a trial tells of a harm; side by side where its arms are two that randomisation made."""
    pair = layout(one.trial, dict.fromkeys(row.arm for row in one.rows if row.outcome_of)).pair
    return by_arm(one.rows, pair)


ABOUT_HARMS = (ORDER, ALWAYS, without_commands(OWN_ARMS))


def _section(id_: str, title: str, answer: Answer, figures: Iterable[Figures], texts: Texts, selection: Selection) -> Section:
    """An answer as a section of the page. figures: of each item of its listings those that it shows."""
    place, of = anchor("s", id_), iter(figures)
    page = closed(answer, is_evidence=False)
    return Section(
        place,
        title,
        tuple(_part(block, of, texts, place) for block in page.blocks),
        tuple((letter, without_commands(text)) for letter, text in page.notes),
        tuple(html for told in page.foot if (html := texts.html(told, (), place))),
        left_out_line(answer.left_out, answer.tally, answer.out, "named under Left out" if id_ == _LIST else "named below"),
        tuple(_left(answer, page, selection)),
    )


def _part(block: Block, figures: Iterator[Figures], texts: Texts, notes: str) -> Rows | Markup:
    if isinstance(block, Listing):
        return rows_of(block, [next(figures) for _ in block.items], texts, notes)
    assert isinstance(block, Paragraph), "these answers have listings and paragraphs alone"
    return texts.html(block.text, (), notes)


def _left(answer: Answer, page: Page, selection: Selection) -> Iterator[Left]:
    """What an answer left out, by why, as --left-out tells it but for the options that add it, which no page takes.

    Where one reason holds for all trials of the page that are neither shown nor named by another, these are not named.
    """
    blocks = left_out_answer(answer).made_page.blocks
    entries = [entry for block in blocks if isinstance(block, Entries) for entry in block.entries]
    listings = [block for block in page.blocks if isinstance(block, Listing)]
    named = [{name.split()[0].rstrip(",;") for name in _BETWEEN.split("; ".join(entry.marks))} for entry in entries]
    shown = {item.name for block in listings for item in block.items}
    most = max(range(len(entries)), key=lambda place: len(named[place]), default=0)
    rest = set(selection.ids).difference(shown, *(names for place, names in enumerate(named) if place != most))
    for place, entry in enumerate(entries):
        are_rest = place == most and named[place] == rest and len(rest) > _MANY
        reason = without_commands(entry.head.removeprefix("· "))
        yield Left(reason, "all other trials of the list" if are_rest else "; ".join(entry.marks))
