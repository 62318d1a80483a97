"""The card of every shipped trial: it fits its screen, answers first, and says what the other commands say."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from page_words import text_of
from parted import parted
from rich.cells import cell_len

from evtrials.answers.closing import closed
from evtrials.answers.terminal import page_text
from evtrials.collection.filters import query_of
from evtrials.collection.library import Library
from evtrials.collection.loading import Loaded
from evtrials.collection.store import Store, open_store
from evtrials.evidence.contrasts import choose, lines, whole_before_groups
from evtrials.evidence.harms import CLASS_EFFECTS
from evtrials.evidence.rows import RATIOS, FigureRow
from evtrials.notation.closed_words import PRIMARY_ROLES
from evtrials.questions import phrases
from evtrials.questions.card_harms import HarmRows
from evtrials.questions.card_results import MOST, Result, results_of
from evtrials.questions.contrasts_found import Scope, contrasts_asked
from evtrials.questions.footnotes import Footnotes
from evtrials.questions.quote import quote_answer
from evtrials.questions.results import results_answer
from evtrials.questions.show import show
from evtrials.trial.identity import ALL
from evtrials.trial.model import Trial

LINES, FIRST = 40, 15
WIDTHS = (80, 110, 140)
LETTERS = re.compile(r"\[([a-z]{1,2}(?:,[a-z]{1,2})*)\]")


@pytest.fixture(scope="module")
def library(load_shipped: Callable[[str], Loaded]) -> Library:
    """The shipped trials, each read once for all tests."""
    store: Store = open_store(["shipped"])
    store.load = load_shipped  # type: ignore[method-assign]
    return Library(store)


def screen(library: Library, trial: Trial, width: int, *, full: bool = False) -> list[str]:
    """The lines of a card, or of every section, in a terminal of a width."""
    return page_text(closed(show(library, trial, full=full), is_evidence=True, on_screen=True), width).splitlines()


def shown(one: Result) -> set[tuple[object, ...]]:
    """Where the figures of a result stand."""
    return {row.path for row in one.rows}


def test_every_card_fits_its_screen(library: Library) -> None:
    """At most 40 lines of 80 columns, fewer in a wider terminal, and none is wider than it."""
    for trial in library:
        heights = []
        for width in WIDTHS:
            text = screen(library, trial, width)
            assert [] == parted(text), trial.id
            assert [] == [line for line in text if cell_len(line) > width], trial.id
            heights.append(len(text))
        assert heights[0] <= LINES, trial.id
        assert sorted(heights, reverse=True) == heights, trial.id


def test_every_card_answers_first(library: Library) -> None:
    """The first result, be it in words, or that nothing was seen, stands in the first 15 lines."""
    for trial in library:
        head = " ".join(" ".join(screen(library, trial, WIDTHS[0])[:FIRST]).split())
        found = results_of(trial, library.rows_of(trial), library.terms)
        first = found[0] if found else None
        if first is None or first.planned:
            assert re.search("no figure seen|not in the sources read|of groups of patients alone|the harms below", head), trial.id
        else:
            told = [row.figure.value or " ".join(row.figure.text.split()[:2]) for row in first.rows]
            assert any(word in head for word in told), trial.id


def test_no_section_is_wider_than_its_terminal(library: Library) -> None:
    """But for an address, which may be longer alone; and no line ends between a number and its unit."""
    for trial in library:
        page = screen(library, trial, WIDTHS[0], full=True)
        assert [] == parted(page), trial.id
        wide = [line for line in page if cell_len(line) > WIDTHS[0]]
        assert [] == [line for line in wide if len(line.split()) > 1 or "://" not in line], trial.id


def test_a_suspect_figure_says_why_where_it_stands(library: Library) -> None:
    """Each mark of suspicion on a whole page has the letter of its footnote behind it."""
    doubted = [trial for trial in library if any(row.is_suspect and row.key for row in library.rows_of(trial))]
    pages = {trial.id: " ".join(" ".join(screen(library, trial, WIDTHS[0], full=True)).split()) for trial in doubted}
    assert any("(suspect)" in page for page in pages.values())
    assert {} == {id_: bare for id_, page in pages.items() if (bare := re.findall(r"\(suspect\)(?!.\[[a-z,]+\]).{20}", page))}


def test_a_suspect_effect_that_is_not_shown_is_pointed_to(library: Library) -> None:
    """The card, the results and the quote of its endpoint say so, or show it: it passes for none in a further source."""
    told = 0
    for trial in library:
        doubted = [row for row in library.rows_of(trial) if row.key and row.kind == "effect" and row.is_suspect]
        for row in doubted:
            query = query_of(about="all")
            found = contrasts_asked(library, library.selection_of([trial.id]), query, Scope(), [row.endpoint])
            pages = [
                text_of(show(library, trial)),
                text_of(results_answer(library, library.selection_of([trial.id]), query, Scope(), found)),
                text_of(quote_answer(library, trial, [row.endpoint])),
            ]
            told += 1
            assert [] == [page for page in pages if not re.search(rf"(suspect \w+ not shown|that stands).*evtrials trace {trial.id}", page)]
    assert told > 3


def test_a_card_shows_what_results_and_the_list_show(library: Library) -> None:
    """Of all patients the same analysis of each contrast; the effects are the defaults of the tidy table, and so are arms alone."""
    ids = list(library.profiles)
    for trial, headline in zip(map(library.trial, ids), library.headlines(ids), strict=True):
        rows = library.rows_of(trial)
        found = results_of(trial, rows, library.terms)
        every = lines([row for row in rows if row.kind in ("outcome", "effect")], trial)
        chosen = {(line.lead.key, line.pair): line for line in choose(whole_before_groups(every))}
        assessors: dict[tuple[str, frozenset[str]], set[str]] = {}
        for line in (line for one in found for line in one.lines if line.lead.population == ALL):
            question = (line.lead.key, line.pair)
            assessors.setdefault(question, set()).add(line.lead.analysis.assessor)
            if line.lead.analysis.assessor == chosen[question].lead.analysis.assessor:
                assert line == chosen[question], (trial.id, question)
                assert all(row.default for row in _answering(line.effect, line.arm_row, line.comparator_row)), (trial.id, question)
        told = {path for one in found for path in shown(one)}
        for one in headline.primary:
            compared = [row for row in one.effects if row.measure in RATIOS]
            arms = [row for row in one.outcomes if row.term != "analysed" and not row.is_spread]
            assert {row.path for row in (*compared, *(arms if compared else ()))} <= told, trial.id


def _answering(effect: FigureRow | None, *arms: FigureRow | None) -> list[FigureRow]:
    """The effect; where there is none the arms' figures: beside an effect they are of its analysis, though a later one has none."""
    if effect is not None and effect.measure != "test":
        return [effect]
    return [row for row in arms if row is not None]


def test_no_endpoint_is_called_unseen_of_which_something_is_shown(library: Library) -> None:
    """Nor does a card leave out a primary endpoint while it tells of others."""
    for trial in library:
        rows = library.rows_of(trial)
        found = results_of(trial, rows, library.terms)
        planned = {one.key for one in found if one.planned}
        assert set() == planned & {row.key for row in rows}, trial.id
        ranks = [one.rank for one in found]
        assert sorted(ranks) == ranks, trial.id
        assert len([rank for rank in ranks if rank == 0]) <= MOST, trial.id


def test_every_letter_of_a_card_has_its_footnote_or_is_counted(library: Library) -> None:
    """What was left out for want of room is named by its letters, with the way to it."""
    for trial in library:
        page = closed(show(library, trial), is_evidence=True, on_screen=True)
        text = page_text(page, 400)
        body, _, rest = text.rpartition("Risk of bias not assessed.")
        notes = Footnotes()
        order = [notes.say([str(index)])[2:-1] for index in range(100)]
        said = {letter for letter, _ in page.notes}
        counted = next((line for line in rest.splitlines() if line.endswith("--only notes")), "")
        for run in re.findall(r"\[(\w+)\](?: to \[(\w+)\])?", counted):
            said.update(order[order.index(run[0]) : order.index(run[1] or run[0]) + 1])
        assert {letter for run in LETTERS.findall(body) for letter in run.split(",")} == said, trial.id


def test_a_letter_of_a_card_says_the_same_in_every_form_and_among_the_notes(library: Library) -> None:
    """On a shorter card a footnote keeps its letter; what has no room there stands under it in the section of the notes."""
    for trial in library:
        letters = dict(show(library, trial).made_page.notes)
        lines = [line.partition("] ") for line in screen(library, trial, WIDTHS[0]) if re.match(r"\[[a-z]+\] ", line)]
        assert [] == [head for head, _, text in lines if not letters[head[1:]].startswith(text)], trial.id
        notes = show(library, trial, ["notes"])
        told = {letter for run in LETTERS.findall(text_of(notes)) for letter in run.split(",")} | set(dict(notes.made_page.notes))
        assert set(letters) <= told, trial.id


def test_no_card_leaves_out_a_class_effect(library: Library) -> None:
    """Stomatitis, pneumonitis and hyperglycaemia stand where the report of the card has them, however little room there is."""
    told = 0
    for trial in library:
        harms = HarmRows(trial, library.rows_of(trial), library.terms)
        text = "\n".join(screen(library, trial, WIDTHS[0]))
        effects = [term for term in harms.weighed if library.terms.adverse_event(term) in CLASS_EFFECTS]
        told += len(effects)
        assert [] == [term for term in effects if f"\n{term}" not in text], trial.id
    assert told > 50


def test_a_proportion_is_said_to_be_one(library: Library) -> None:
    """PrE0102's response of 0.182, beside the percentages of others, on the card and in its sections."""
    found = {trial.id: [row for row in library.rows_of(trial) if phrases.is_proportion(row)] for trial in library}
    assert {"pre0102", "horizon", "bolero-3"} <= {id_ for id_, rows in found.items() if rows}
    for id_, rows in found.items():
        whole = " ".join(" ".join(screen(library, library.trial(id_), WIDTHS[0], full=True)).split()) if rows else ""
        assert [] == [row for row in rows if f"{row.figure.text} as a proportion" not in whole], id_
    assert "ORR, as a proportion" in "\n".join(screen(library, library.trial("pre0102"), WIDTHS[0]))


def test_each_note_tells_where_it_stands(library: Library) -> None:
    """No two notes of other rows or tables have one name: a reader finds what a note is of."""
    for trial in library:
        places: dict[str, set[tuple[object, ...]]] = {}
        for note in trial.notes:
            if "note" in note.path:
                places.setdefault(note.subject, set()).add(note.path[: note.path.index("note")])
        assert [] == [subject for subject, found in places.items() if len(found) > 1], trial.id


def test_a_card_of_many_arms_names_every_contrast_of_its_primary_endpoint(library: Library) -> None:
    """With its effect, in the words of a source, or as one under suspicion."""
    named = 0
    for trial in library:
        if sum(not arm.external for arm in trial.arms.values()) < 3:
            continue
        primary = {key for key, endpoint in trial.endpoints.items() if endpoint.role in PRIMARY_ROLES}
        rows = (row for row in library.rows_of(trial) if row.key in primary and row.kind in ("effect", "statement") and row.contrast)
        pairs = {(row.arm, row.comparator) for row in rows if row.population == ALL}
        text = text_of(show(library, trial))
        missing = [pair for pair in pairs if " v ".join(pair) not in text and " v ".join(reversed(pair)) not in text]
        assert [] == missing, trial.id
        named += len(pairs)
    assert named > 5


def test_a_suspect_harm_says_so_on_the_card(library: Library) -> None:
    """UNIRAD's 6 % with placebo is doubtful: beside the 30 % it doubled the difference."""
    found = []
    for trial in library:
        harms = HarmRows(trial, library.rows_of(trial), library.terms)
        cells = harms.report.cells if harms.report else {}
        found += [trial for term in harms.told(harms.most) if any(row.is_suspect for row in cells.get(term, {}).values())]
    assert "unirad" in {trial.id for trial in found}
    assert all("(suspect)" in " ".join(screen(library, trial, 80)) for trial in found)
