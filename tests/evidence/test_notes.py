"""Which figures a note marks: at a row all prints of the analysis, at a table its cells, at an arm what it names."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from evtrials.collection.loading import Loaded
from evtrials.evidence.columns import as_json
from evtrials.evidence.notes import marked, marks

Load = Callable[..., Loaded]

FINAL = "hr: 0.45 (0.34 to 0.59), p: <0.0001, assessor: investigator, src: Doe2020 Abstract"
# The same analysis, printed by another source.
REPRINT = "\n      - {cut: final, eve: 7.8, pbo: 3, hr: 0.45, src: News2020 News}"
TABLE = "    rows:\n      Stomatitis"


def noted(load_toy: Load, note: str, at: str = FINAL) -> list[str]:
    """The figures that a note marks when it stands at a place of the toy."""
    if at == FINAL:
        change = (FINAL + "}", FINAL.replace("src:", f"note: {note}, src:") + "}" + REPRINT)
    elif at == TABLE:
        change = (TABLE, f"    note: {note}\n{TABLE}")
    else:
        change = (at, f"{at}note: {note}, ")
    loaded = load_toy(change)
    return [
        " ".join(filter(None, (row.endpoint or row.term, row.population.replace("all", ""), row.arm, row.grade, row.figure.text, row.place.source)))
        for row in loaded.figures
        if row.flag
    ]


EVE, PBO, HR = "pfs eve 7.8 (6.9 to 8.5) Doe2020", "pfs pbo 3.2 (2.8 to 4.1) Doe2020", "pfs eve 0.45 (0.34 to 0.59) Doe2020"
AGAIN = ["pfs eve 7.8 News2020", "pfs pbo 3 News2020", "pfs eve 0.45 News2020"]


@pytest.mark.parametrize(
    ("note", "figures"),
    [
        ("Something", [EVE, PBO, HR, *AGAIN]),
        ("{text: Something, only: print}", [EVE, PBO, HR]),
        ("{text: Something, only: pbo}", [PBO, AGAIN[1]]),
        ("{text: Something, only: [print, pbo, hr]}", [PBO, HR]),
        ("{text: Something, only: p}", [HR]),
        ("{text: Something, marks: false}", []),
    ],
)
def test_a_note_of_a_row(note: str, figures: list[str], load_toy: Load) -> None:
    """A row's note reaches every print of the analysis; `only` names this print, arms and fields; other analyses bear no mark."""
    assert figures == noted(load_toy, note)


@pytest.mark.parametrize(
    ("note", "figures"),
    [
        ("{text: Something, term: Diarrhoea}", ["eve any 34", "eve 3-4 2", "pbo any 19", "pbo 3-4 <1"]),
        ("{text: Something, term: Diarrhoea, only: pbo 3-4}", ["pbo 3-4 <1"]),
        ("{text: Something, only: 3-4}", ["eve 3-4 8", "pbo 3-4 0", "eve 3-4 2", "pbo 3-4 <1"]),
        ("{text: Something, term: [Stomatitis, Diarrhoea], only: [eve 3-4, pbo any]}", ["eve 3-4 8", "pbo any 12", "eve 3-4 2", "pbo any 19"]),
    ],
)
def test_a_note_of_a_table(note: str, figures: list[str], load_toy: Load) -> None:
    """In a table `term` names the rows and `only` the arm, the column or the grade."""
    assert figures == [text.split(" ", 1)[1].removesuffix(" Doe2020") for text in noted(load_toy, note, TABLE)]


@pytest.mark.parametrize(
    ("at", "note", "figures"),
    [
        ("eve: {", "Something", []),
        ("eve: {", "{text: Something, only: n}", ["arm size eve 200 Doe2020"]),
        ("visceral: {", "Something", []),
        ("visceral: {", "{text: Something, marks: true}", ["pfs visceral eve 6.8 Doe2020", "pfs visceral pbo 2.8 Doe2020", "pfs visceral eve 0.47 (0.31 to 0.71) Doe2020"]),
        ("final: {", "{text: Something, only: [events, followup]}", ["events at the cut 210 Doe2020", "follow-up 18 months Doe2020"]),
        ("status: {", "Something", []),
    ],
)  # fmt: skip
def test_a_note_of_a_part(at: str, note: str, figures: list[str], load_toy: Load) -> None:
    """A note of an arm, a subgroup or a cut is said of it; it marks a figure of it, or all, where it says so."""
    assert figures == noted(load_toy, note, at)


def test_notes_come_in_the_order_of_the_file_and_then_the_list(load_toy: Load) -> None:
    """Kinds and texts of several notes stand together, each once; what each is of can be told."""
    loaded = load_toy(
        (FINAL, FINAL.replace("src:", "note: [One, {kind: conflict, text: Two, short: two}], src:")),
        ("safety:\n", "notes:\n  - {about: {endpoint: pfs, cut: final}, kind: suspect, text: Three}\nsafety:\n"),
        ("eve: {", "eve: {note: {drug: letrozole, text: Four}, "),
    )
    row = next(row for row in loaded.figures if row.figure.text == "0.45 (0.34 to 0.59)")
    assert ("caveat, conflict, suspect", "One Two Three") == (row.flag, row.note)
    assert ["arms, eve, letrozole", "pfs, final", "pfs, final", "pfs, final"] == [note.subject for note in loaded.trial.notes]
    assert ["", "", "two", ""] == [note.short for note in loaded.trial.notes]


def test_one_row_and_all_rows_are_asked_alike(load_toy: Load) -> None:
    """Whether a note marks a row does not depend on how it is asked."""
    loaded = load_toy(
        (FINAL, FINAL.replace("src:", "note: {only: [print, eve], text: One}, src:")),
        ("safety:\n", "notes:\n  - {about: {endpoint: pfs, arm: [eve, pbo]}, text: Two}\nsafety:\n"),
        (TABLE, f"    note: {{only: pbo, text: Three}}\n{TABLE}"),
    )
    rows = loaded.figures
    for note, found in marked(loaded.trial.notes, rows):
        assert found
        assert found == [index for index, row in enumerate(rows) if marks(note, row)]


def test_a_result_in_words_is_a_row_that_stands_for_nothing(load_toy: Load) -> None:
    """A statement is listed with its contrast, never as a default, and not as another row of an analysis."""
    loaded = load_toy(
        (FINAL + "}", FINAL + "}\n      - {cut: final, stated: {says: favours eve, text: longer with everolimus}, src: Doe2020 Abstract}"),
        (TABLE, f"    stated: {{Fatigue: {{says: more frequent, text: more often}}}}\n{TABLE}"),
    )
    cells = [as_json(row) for row in loaded.figures if row.kind == "statement"]
    assert [("Fatigue", "", "more often", None, False), ("", "pbo", "longer with everolimus", None, False)] == [
        (row["term"], row["comparator"], row["text"], row["value"], row["default"]) for row in cells
    ]


def test_a_ratio_without_direction_is_no_effect(load_toy: Load) -> None:
    """`of: A with B` is listed under both labels, has no first arm, and answers nothing by default."""
    loaded = load_toy(("hr: 0.47 (0.31 to 0.71)", "of: eve with pbo, hr: 0.47"))
    row = next(row for row in loaded.figures if row.figure.text == "0.47")
    assert ("association", "", "Everolimus + letrozole with Placebo + letrozole", False) == (row.kind, row.arm, row.term, row.default)


def test_a_recalled_figure_stands_behind_the_others(load_toy: Load) -> None:
    """A figure that a later report repeats does not answer where another is at hand."""
    later = "\n  recall: {report: true, label: Later report, src: News2020 News}\nendpoints:"
    loaded = load_toy(("\nendpoints:", later), (FINAL + "}", FINAL + "}\n      - {cut: recall, recalled: true, hr: 0.44, src: News2020 News}"))
    ratios = {row.figure.text: row.default for row in loaded.figures if row.measure == "hazard ratio" and row.population == "all"}
    assert ratios["0.45 (0.34 to 0.59)"] and not ratios["0.44"]


@pytest.mark.parametrize(
    ("section", "figures", "subject"),
    [
        ("participants: {randomised: 300, treated: 299, note: Something, src: Doe2020 Abstract}",
         ["randomised 300 Doe2020", "treated 299 Doe2020"], "participants, Doe2020"),
        ("participants: {randomised: 300, treated: 299, note: {text: Something, only: treated}, src: Doe2020 Abstract}",
         ["treated 299 Doe2020"], "participants, Doe2020, treated"),
        ("dose_finding: {mtd: not reached, rp2d: [everolimus 10 mg daily], note: {text: Something, only: rp2d}, src: Doe2020 Text}",
         ["recommended phase 2 dose of everolimus everolimus 10 mg daily Doe2020"], "dose_finding, Doe2020, rp2d"),
        ("strata: {by: [age], note: Something, src: Doe2020 Abstract}", [], "strata"),
        ("stopped: {why: futility, note: Something, src: Doe2020 Abstract}", [], "stopped"),
        ("parts: {second: {label: Phase 2, note: Something, src: Doe2020 Abstract}}", [], "parts, second"),
    ],
)  # fmt: skip
def test_a_note_of_whatever_has_a_source(section: str, figures: list[str], subject: str, load_toy: Load) -> None:
    """What holds nothing but figures has them marked; any other part has its note said with it, by its name."""
    others = "" if section.startswith("participants") else "participants: {randomised: 300, src: Doe2020 Abstract}\n"
    loaded = load_toy(("participants: {randomised: 300, src: Doe2020 Abstract}\n", f"{others}{section}\n"))
    assert figures == [f"{row.term} {row.figure.text} {row.place.source}" for row in loaded.figures if row.flag]
    assert [subject] == [note.subject for note in loaded.trial.notes]


def test_receptors_together_and_apart(load_toy: Load) -> None:
    """Pairs say who could enter; where the sets are given apart, their product does."""
    pairs = load_toy(("  hr: [positive]\n  her2: [negative]\n", "  disease: [hr+/her2-, hr-any/her2+]\n")).trial.population
    assert (("positive", "negative"), (None, "positive")) == pairs.pairs
    assert ((), ("negative", "positive")) == (pairs.hr_statuses, pairs.her2_statuses)
    sets = load_toy(("her2: [negative]", "her2: [negative, low]")).trial.population
    assert (("positive", "negative"), ("positive", "low")) == sets.pairs
    assert (("positive",), ("negative", "low")) == (sets.hr_statuses, sets.her2_statuses)
