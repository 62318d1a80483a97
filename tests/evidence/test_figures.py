"""The tidy table: one row for each stored figure, defaults by the fixed order, and nothing computed."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable

import pytest

from evtrials.collection.folders import shipped_folder, trial_files
from evtrials.collection.loading import Loaded
from evtrials.errors import DataError
from evtrials.evidence.columns import BY_NAME, NAMES, as_json
from evtrials.evidence.contrasts import lines
from evtrials.evidence.defaults import may_answer, question
from evtrials.evidence.isolates import isolates
from evtrials.evidence.rows import FigureRow, from_plain, to_plain
from evtrials.evidence.tidy import figures
from evtrials.trial import kept
from evtrials.trial.model import Trial
from evtrials.trial.walk import records


def pick(loaded: Loaded, **columns: object) -> list[FigureRow]:
    """The rows in which every column has the value asked for."""
    def cell(row: FigureRow, name: str) -> object:
        return BY_NAME[name].get(row) if name in BY_NAME else getattr(row, name)

    return [row for row in loaded.figures if all(cell(row, name) == value for name, value in columns.items())]


def test_the_columns_are_the_fixed_ones() -> None:
    """Names and order are a contract: later columns are only appended."""
    fixed = (
        "trial analysis kind role endpoint definition measure at period term grade attribution arm comparator isolates population "
        "analysis_set assessor method cut cut_date followup value text qualifier unit better ci_low ci_high ci_level p p_text p_sides "
        "n events default basis source locator flag note"
    ).split()
    assert fixed == list(NAMES[: len(fixed)])


def test_the_default_is_the_protocols_assessor_at_the_last_cut(load_toy: Callable[..., Loaded]) -> None:
    """Interim and central readings are stored and are not the default."""
    (row,) = pick(load_toy(), endpoint="pfs", kind="effect", default=True)
    assert ("0.45 (0.34 to 0.59)", "investigator", "final", "all") == (row.figure.text, row.assessor, row.cut, row.population)


def test_a_suspect_figure_is_never_a_default(load_toy: Callable[..., Loaded]) -> None:
    """The next best row answers instead of a suspect one."""
    note = "notes:\n  - {about: {endpoint: pfs, cut: final, assessor: investigator, population: all}, kind: suspect, text: Wrong}\nsafety:\n"
    (row,) = pick(load_toy(("safety:\n", note)), endpoint="pfs", kind="effect", default=True)
    assert ("0.43 (0.32 to 0.58)", "investigator") == (row.figure.text, row.assessor)


def test_what_only_subgroups_answer_is_asked_of_each(load_toy: Callable[..., Loaded]) -> None:
    """Where no row of all patients exists no subgroup stands for the others: each is the default of itself."""
    change = (
        "      - {cut: final, eve: not reached, pbo: 26.6 (22.6 to not reached), src: Doe2020 Abstract}\n",
        "      - {cut: final, population: visceral, eve: 20, pbo: 18, src: Doe2020 Abstract}\n",
    )
    rows = pick(load_toy(change), endpoint="os", default=True)
    assert [("visceral", "eve"), ("visceral", "pbo")] == [(row.population, row.arm) for row in rows]


def test_a_bound_keeps_number_and_operator(load_toy: Callable[..., Loaded]) -> None:
    """`<1` is value 1 with qualifier <."""
    (row,) = pick(load_toy(), term="Diarrhoea", grade="3-4", arm="pbo")
    assert ("1", "<", "<1", "percent", "100") == (row.figure.value, row.figure.qualifier, row.figure.text, row.unit, row.n)


def test_not_reached_has_no_number(load_toy: Callable[..., Loaded]) -> None:
    """A median that was not reached is a word, not a number."""
    (row,) = pick(load_toy(), endpoint="os", arm="eve")
    assert ("", "not reached") == (row.figure.value, row.figure.qualifier)


def test_arms_and_effect_of_a_row_share_their_analysis(load_toy: Callable[..., Loaded]) -> None:
    """What one row of the file prints is joined by `analysis`, which is made of its keys."""
    loaded = load_toy()
    (effect,) = pick(loaded, endpoint="pfs", kind="effect", cut="interim")
    together = pick(loaded, analysis=str(effect.analysis))
    assert (["outcome", "outcome", "effect"], "press") == ([row.kind for row in together], effect.place.basis)


def test_p_stands_with_the_first_effect_of_its_row(load_toy: Callable[..., Loaded]) -> None:
    """A p value printed once is stored once, with its operator, and without sides that nobody printed."""
    (row,) = pick(load_toy(), endpoint="pfs", kind="effect", cut="final", assessor="investigator", population="all")
    assert ("0.0001", "<0.0001", None) == (row.p.value, row.p.text, row.p.sides)


def test_a_subgroup_is_not_primary_by_inheritance(load_toy: Callable[..., Loaded]) -> None:
    """The role of the endpoint is that of all patients; a subgroup bears it only if its row says so."""
    assert {"not stated"} == {row.role for row in pick(load_toy(), population="visceral", endpoint="pfs")}


def test_a_printed_range_gives_rows_of_its_own(load_toy: Callable[..., Loaded]) -> None:
    """Minimum and maximum never stand in the columns of the confidence interval."""
    block = "baseline:\n  - {src: Doe2020 Abstract, measure: median, unit: years, columns: [together], rows: {Age: [62 (range 28 to 93)]}}\nsafety:\n"
    rows = pick(load_toy(("safety:\n", block)), kind="baseline")
    assert [("median", "62", ""), ("minimum", "28", ""), ("maximum", "93", "")] == [(r.measure, r.figure.value, r.figure.low) for r in rows]


def test_a_ratio_that_no_randomisation_made_is_an_association(load_toy: Callable[..., Loaded]) -> None:
    """A single-allocation trial, an external control and a `per` row never give an effect."""
    outside = load_toy(("design: {allocation: randomised", "design: {allocation: non-randomised"))
    assert {"association"} == {row.kind for row in outside.figures if row.measure == "hazard ratio"}


def test_a_cohort_has_associations_and_no_effect(load_toy: Callable[..., Loaded]) -> None:
    """What a cohort compares is named by its groups, has no side in any contrast, and does not load as randomised."""
    cohort = ("phase: 3", "phase: 3\nkind: cohort")
    loaded = load_toy(cohort, ("allocation: randomised", "allocation: non-randomised"))
    compared = [row for row in loaded.figures if row.measure == "hazard ratio"]
    assert {("association", "Everolimus + letrozole v Placebo + letrozole")} == {(row.kind, row.term) for row in compared}
    assert not [line for line in lines(loaded.figures, loaded.trial) if line.comparator or line.effect]
    with pytest.raises(DataError, match="nobody was randomised in a cohort"):
        load_toy(cohort)


def test_notes_flag_the_rows_they_are_about(load_toy: Callable[..., Loaded]) -> None:
    """The kinds and texts of the notes stand in the row, and in no other."""
    note = "notes:\n  - {about: {endpoint: os, arm: pbo}, kind: conflict, text: Another page prints 26.}\nsafety:\n"
    flagged = [(row.endpoint, row.arm, row.flag, row.note) for row in load_toy(("safety:\n", note)).figures if row.flag]
    assert [("os", "pbo", "conflict", "Another page prints 26.")] == flagged


@pytest.mark.parametrize(
    ("eve", "pbo", "expected"),
    [
        ("everolimus 10 mg daily, letrozole 2.5 mg daily", "placebo daily, letrozole 2.5 mg daily", "everolimus"),
        ("everolimus 10 mg daily, exemestane 25 mg daily", "capecitabine", "everolimus + exemestane v capecitabine"),
        ("everolimus 10 mg daily", "everolimus 5 mg daily", "dose of everolimus"),
        ("everolimus 10 mg daily", "everolimus 10 mg every other day", "schedule of everolimus"),
        ("letrozole", "everolimus 10 mg daily, letrozole", "everolimus"),
        ("letrozole", "letrozole", ""),
    ],
)
def test_what_a_contrast_isolates(eve: str, pbo: str, expected: str, load_toy: Callable[..., Loaded]) -> None:
    """It is read from the drugs of the arms; placebo is nothing."""
    trial = load_toy(
        ("drugs: [everolimus 10 mg daily, letrozole 2.5 mg daily]", f"drugs: [{eve}]"),
        ("drugs: [placebo daily, letrozole 2.5 mg daily]", f"drugs: [{pbo}]"),
    ).trial
    assert expected == isolates(trial, "eve", "pbo")


IDS = sorted(trial_files(shipped_folder()))


@pytest.mark.parametrize("id_", IDS)
def test_every_figure_has_a_source_and_a_place(id_: str, load_shipped: Callable[[str], Loaded]) -> None:
    """No figure of the shipped collection stands without source, place and basis."""
    loaded = load_shipped(id_)
    assert [] == [row for row in loaded.figures if not (row.place.source in loaded.trial.sources and row.place.locator and row.place.basis)]


@pytest.mark.parametrize("id_", IDS)
def test_each_question_has_one_default(id_: str, load_shipped: Callable[[str], Loaded]) -> None:
    """Exactly one default row answers each question, unless every candidate is suspect; only figures with a direction do."""
    loaded = load_shipped(id_)
    asked = Counter()
    answered = Counter()
    questions = [(question(row, loaded.terms), row) for row in loaded.figures if may_answer(row, loaded.trial)]
    whole = {key for key, row in questions if row.population == "all" and not row.is_suspect}
    for question_, row in questions:
        key = question_ if question_ in whole else (*question_, row.population)
        if not row.is_suspect:
            asked[key] = 1
        answered[key] += row.default
    assert asked == +answered


@pytest.mark.parametrize("id_", IDS)
def test_a_trial_survives_json(id_: str, load_shipped: Callable[[str], Loaded]) -> None:
    """A trial written as JSON and read back is the same trial with the same figures."""
    loaded = load_shipped(id_)
    again = Trial.model_validate_json(loaded.trial.model_dump_json(by_alias=True))
    assert (loaded.trial, loaded.figures) == (again, figures(again, loaded.terms))


@pytest.mark.parametrize("id_", IDS)
def test_a_trial_is_kept_as_it_was(id_: str, load_shipped: Callable[[str], Loaded]) -> None:
    """What the cache keeps of a trial is read back as the same trial, record by record with the same fields set."""
    trial = load_shipped(id_).trial
    again = kept.read(kept.written(trial))
    assert trial == again
    assert trial.model_dump() == again.model_dump()
    assert [node.record.model_fields_set for node in records(trial)] == [node.record.model_fields_set for node in records(again)]
    assert hash(trial.status) == hash(again.status)


def test_a_p_column_of_a_table_gives_tests(load_toy: Callable[..., Loaded]) -> None:
    """A p value printed in a table of harms is a test of the trial's contrast, and no rate of an arm."""
    change = (
        "columns: [eve any, eve 3-4, pbo any, pbo 3-4]\n    rows:\n      Stomatitis: [59, 8, 12, 0]\n      Diarrhoea: [34, 2, 19, <1]",
        "columns: [eve any, pbo any, p any]\n    rows:\n      Stomatitis: [59, 12, <0.001]\n      Diarrhoea: [34, 19, not reported]",
    )
    tests = pick(load_toy(change), kind="safety", measure="test")
    assert [
        ("Stomatitis", "any", "eve", "pbo", "0.001", "<0.001", ""),
        ("Diarrhoea", "any", "eve", "pbo", None, None, "not reported"),
    ] == [(row.term, row.grade, row.arm, row.comparator, row.p and row.p.value, row.p and row.p.text, row.figure.qualifier) for row in tests]


def test_the_number_analysed_is_no_outcome(load_toy: Callable[..., Loaded]) -> None:
    """n by arm beside a comparison stands with it, in words, and is marked with it; its own n is that of both arms together."""
    old = "{cut: final, eve: not reached, pbo: 26.6 (22.6 to not reached),"
    beside = load_toy((old, "{cut: final, n: {eve: 190, pbo: about 98}, hr: 0.9 (0.7 to 1.2), note: {text: Few., only: n},"))
    (row,) = pick(beside, endpoint="os")
    cells = as_json(row)
    assert ("effect", None, "n eve 190, pbo about 98", "caveat") == tuple(
        cells[name] for name in ("kind", "n", "counts_text", "flag")
    )
    assert row == from_plain(json.loads(json.dumps(to_plain(row))))
    # The figure of an arm has its own n; an arm without figure or comparison is listed by what was counted.
    own = load_toy((old, "{cut: final, n: {eve: 190, pbo: 98}, eve: not reached, hr: 0.9 (0.7 to 1.2),"))
    assert [("outcome", "190", ""), ("effect", "", "n pbo 98")] == [
        (row.kind, row.n, as_json(row)["counts_text"]) for row in pick(own, endpoint="os")
    ]


@pytest.mark.parametrize(("path", "old", "new"), [
    (("endpoints", "os", "results", 0, "events", "pbo"), "{cut: final, eve: not reached, pbo: 26.6 (22.6 to not reached),", "{cut: final, events: {eve: 20, pbo: about 60}, eve: not reached,"),
    (("endpoints", "os", "results", 0, "n", "pbo"), "{cut: final, eve: not reached, pbo: 26.6 (22.6 to not reached),", "{cut: final, n: {eve: 20, pbo: about 60}, eve: not reached,"),
    (("endpoints", "os", "results", 0, "events"), "{cut: final, eve: not reached, pbo: 26.6 (22.6 to not reached),", "{cut: final, events: about 60,"),
    (("dose_finding", 0, "levels"), "safety:\n", "dose_finding: {levels: about 60, src: Doe2020 Abstract}\nsafety:\n"),
])  # fmt: skip
def test_a_count_is_its_digits_with_the_qualifier(
    path: tuple[str | int, ...], old: str, new: str, load_toy: Callable[..., Loaded]
) -> None:
    """`about 60` has the value 60 and the qualifier about, wherever a count stands."""
    (row,) = pick(load_toy((old, new)), path=path)
    assert ("60", "about 60", "about") == (row.figure.value, row.figure.text, row.figure.qualifier)


def test_assessor_and_time_are_what_the_source_of_the_row_prints(load_toy: Callable[..., Loaded]) -> None:
    """The protocol's stand in the endpoint: they decide which row answers, and are said to be assumed, never to be printed."""
    unsaid = ("p: <0.0001, assessor: investigator,", "p: <0.0001,")
    loaded = load_toy(unsaid, ("    assessor: investigator\n", "    assessor: investigator\n    at: 24 weeks\n"))
    (row,) = [row for row in loaded.figures if row.default and row.key == "pfs" and row.kind == "effect"]
    assert ("not stated", "", "investigator") == (row.assessor, row.at, row.assessor_assumed)
    assert ("investigator", "24 weeks") == (row.analysis.assessor, row.analysis.at)


def test_a_cut_is_dated_in_the_rows_of_the_source_that_dates_it(load_toy: Callable[..., Loaded]) -> None:
    """Date and follow-up of a cut do not reach the print of another source; `also` gives that its own."""
    retold = "      - {cut: final, eve: 7.8, src: News2020 News}\n  os:\n"
    also = ("events: 210, src: Doe2020 Abstract}", "events: 210, src: Doe2020 Abstract, also: {followup: 17 months, src: News2020 News}}")

    def told(*changes: tuple[str, str]) -> dict[str, tuple[str, str]]:
        rows = [row for row in load_toy(("  os:\n", retold), *changes).figures if row.key == "pfs" and row.arm == "eve"]
        return {row.place.source: (row.cut_date, row.followup) for row in rows if row.cut == "final"}

    assert {"Doe2020": ("2019-06-30", "18 months"), "News2020": ("", "")} == told()
    assert ("", "17 months") == told(also)["News2020"]
