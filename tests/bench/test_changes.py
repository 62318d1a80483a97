"""Two versions of one trial compared: what is matched, what counts, how a difference is told."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from evtrials.bench.changes import Compared, Comparison, diff, load_reading, reconcile
from evtrials.collection.loading import Loaded, load_file, validate
from evtrials.collection.store import open_store
from evtrials.errors import DataError, EvTrialsError
from evtrials.notation.closed_words import EXACT_UNITS
from evtrials.trial.reader import Document

LoadToy = Callable[..., Loaded]
SHIPPED = open_store(["shipped"])
SEED = ("bolero-2", "bolero-6", "horizon", "tamrad")  # tried in the fast suite

CENTRAL = "{cut: final, assessor: central, role: supportive, eve: 11.0, pbo: 4.1, hr: 0.38 (0.28 to 0.51), src: Doe2020 Abstract}"
VISCERAL = "{cut: final, population: visceral, eve: 6.8, pbo: 2.8, hr: 0.47 (0.31 to 0.71), assessor: investigator, src: Doe2020 Abstract}"


@pytest.fixture
def compare(load_toy: LoadToy) -> Callable[..., Comparison]:
    """Reconcile the toy with the toy after replacements."""

    def run(*replacements: tuple[str, str]) -> Comparison:
        first = load_toy()
        return reconcile(first, load_toy(*replacements))

    return run


def told(differences: tuple[Compared, ...]) -> list[tuple[str, str, str, str, str]]:
    """Section, item, field and both values of each difference; "-" where one is not there."""
    return [
        (d.section, d.item, d.field, d.first.value if d.first else "-", d.second.value if d.second else "-") for d in differences
    ]


def test_a_file_agrees_with_itself(compare: Callable[..., Comparison]) -> None:
    """The same file twice: everything is compared, nothing differs."""
    comparison = compare()
    assert () == comparison.differences == comparison.wording
    assert comparison.total.equal == comparison.total.compared > 80
    names = [section.section for section in comparison.sections]
    assert ["trial", "status", "participants", "sources", "design", "population", "arms", "populations", "cuts"] == names[:9]


@pytest.mark.parametrize("id_", [pytest.param(id_, marks=() if id_ in SEED else pytest.mark.slow) for id_ in sorted(SHIPPED.files)])
def test_shipped_files_agree_with_themselves(id_: str, load_shipped: LoadToy) -> None:
    """No two items of a real file are mistaken for each other, and every figure is among what is compared."""
    loaded = load_shipped(id_)
    comparison = reconcile(loaded, loaded)
    assert () == comparison.differences == comparison.wording
    assert comparison.total.compared > len(loaded.figures)


def test_a_changed_figure_has_both_values_and_lines(load_toy: LoadToy) -> None:
    """A figure that differs is reported once, with its row, both values, both lines and its source."""
    first = load_toy()
    text = first.file.read_text(encoding="utf-8")
    line = text[: text.index("hr: 0.45")].count("\n") + 1
    comparison = reconcile(
        first, load_toy(("registry:", "# a remark\nregistry:"), ("0.45 (0.34 to 0.59)", "0.54 (0.34 to 0.59)"))
    )
    item = "pfs, median, assessor investigator, cut final, Doe2020"
    expected = [("endpoints", item, "hr", "0.45 (0.34 to 0.59)", "0.54 (0.34 to 0.59)")]
    assert expected == told(comparison.differences)
    (difference,) = comparison.differences
    assert difference.first and difference.second
    assert (line, line + 1) == (difference.first.line, difference.second.line)
    assert "Doe2020 Abstract" == difference.first.source
    assert "figure" == difference.kind


def test_digits_are_compared_as_printed(compare: Callable[..., Comparison]) -> None:
    """7.0 is not 7: digits are the source's."""
    comparison = compare(("eve: 11.0", "eve: 11"))
    assert [("eve", "11.0", "11")] == [row[2:] for row in told(comparison.differences)]


@pytest.mark.parametrize(
    ("old", "one", "other"),
    [
        ("hr: 0.45 (0.34 to 0.59)", "hr: 0.45 (0.34 to 0.59)", "hr: 0.45 (95 % CI 0.34 to 0.59)"),
        ("hr: 0.45 (0.34 to 0.59)", "hr: 0.45 (90 % CI 0.34 to 0.59)", "hr: 0.45 (90% CI 0.34 to 0.59)"),
        ("p: <0.001,", "p: 0.006,", "p: .006,"),
        ("p: <0.001,", "p: <0.001 one-sided,", "p: <.001 one-sided,"),
        ("[59, 8, 12, 0]", "[122/280 (43.57 %), 8, 12, 0]", "[122/280 (43.57%), 8, 12, 0]"),
        ("everolimus 10 mg daily, l", "everolimus 10 mg daily, l", "RAD001 10 mg once daily, l"),
        ("everolimus 10 mg daily, l", "everolimus 30 mg daily days 1-5, l", "everolimus 30 mg daily on days 1-5, l"),
        ("placebo daily", "placebo 5 days per week", "placebo 5 days a week"),
    ],
)
def test_one_figure_in_two_spellings_is_one(old: str, one: str, other: str, load_toy: LoadToy) -> None:
    """What the notation reads as the same is no difference; that it is spelt otherwise is told as wording, also in a diff."""
    first = load_toy((old, one))
    comparison = reconcile(first, load_toy((old, other)))
    assert () == comparison.differences
    assert [False] == [field.first == field.second for field in comparison.wording]
    changes = diff({"toy-1": first}, {"toy-1": load_toy((old, other))}, ("old", "new"))
    assert [0, 1] == [len(found) for comparison in changes.changed for found in (comparison.differences, comparison.wording)]


@pytest.mark.parametrize(
    ("old", "one", "other"),
    [
        ("hr: 0.45 (0.34 to 0.59)", "hr: 0.45 (0.34 to 0.59)", "hr: 0.45 (90 % CI 0.34 to 0.59)"),
        ("hr: 0.45 (0.34 to 0.59)", "hr: 0.45 (0.34 to 0.59)", "hr: 0.45 (CI 0.34 to 0.59)"),
        ("hr: 0.45 (0.34 to 0.59)", "hr: 0.45 (0.34 to 0.59)", "hr: 0.45 (95 % CrI 0.34 to 0.59)"),
        ("hr: 0.45 (0.34 to 0.59)", "hr: 0.45 (0.34 to 0.59)", "hr: 0.450 (0.34 to 0.59)"),
        ("eve: 6.9", "eve: 7.0", "eve: 7"),
        ("eve: 6.9", "eve: <7", "eve: 7"),
        ("p: <0.001,", "p: 0.006,", "p: 0.0060,"),
        ("p: <0.001,", "p: 0.006,", "p: 0.006 two-sided,"),
        ("[59, 8, 12, 0]", "[122/280 (43.57 %), 8, 12, 0]", "[122/280, 8, 12, 0]"),
        ("everolimus 10 mg daily, l", "everolimus 10 mg daily, l", "everolimus 10 mg twice daily, l"),
        ("everolimus 10 mg daily, l", "everolimus 10 mg daily, l", "everolimus 10.0 mg daily, l"),
        ("everolimus 10 mg daily, l", "everolimus 70 mg every 7 days, l", "everolimus 70 mg weekly, l"),
    ],
)
def test_what_a_source_prints_otherwise_is_different(old: str, one: str, other: str, load_toy: LoadToy) -> None:
    """Another level, operator, number of digits, side or rhythm is another figure."""
    comparison = reconcile(load_toy((old, one)), load_toy((old, other)))
    assert (1, ()) == (len(comparison.differences), comparison.wording)


def test_a_row_is_known_by_a_figure_in_another_spelling(compare: Callable[..., Comparison]) -> None:
    """A row under another cut is set against its counterpart though its figures are spelt otherwise."""
    comparison = compare(
        (
            "{cut: interim, eve: 6.9, pbo: 2.8, hr: 0.43 (0.32 to 0.58), p: <0.001",
            "{cut: final, hr: 0.43 (95 % CI 0.32 to 0.58), p: <.001",
        )
    )
    assert ["cut", "eve", "pbo"] == [difference.field for difference in comparison.differences]


def test_the_order_of_rows_means_nothing(compare: Callable[..., Comparison]) -> None:
    """Rows are matched by what names them, wherever they stand."""
    comparison = compare((f"      - {CENTRAL}\n      - {VISCERAL}\n", f"      - {VISCERAL}\n      - {CENTRAL}\n"))
    assert () == comparison.differences


def test_the_order_of_lists_means_nothing(compare: Callable[..., Comparison]) -> None:
    """Drugs of an arm are a set; authors are not."""
    comparison = compare(("[everolimus 10 mg daily, letrozole 2.5 mg daily]", "[letrozole 2.5 mg daily, everolimus 10 mg daily]"))
    assert () == comparison.differences
    both = ("authors: [Doe J]", "authors: [Doe J, Roe R]")
    swapped = ("authors: [Doe J]", "authors: [Roe R, Doe J]")
    assert [("authors", "Doe J", "Doe J, Roe R")] == [row[2:] for row in told(compare(both).differences)]
    assert [("authors", "Doe J", "Roe R, Doe J")] == [row[2:] for row in told(compare(swapped).differences)]


def test_a_row_is_set_against_its_nearest(compare: Callable[..., Comparison]) -> None:
    """A row under another assessor is one difference, "central / not stated", and no missing row on either side."""
    comparison = compare(("assessor: central", "assessor: not stated"))
    expected = [("endpoints", "pfs, median, assessor central, cut final, Doe2020", "assessor", "central", "not stated")]
    assert expected == told(comparison.differences)


def test_a_nearest_row_may_have_a_wrong_figure_too(compare: Callable[..., Comparison]) -> None:
    """Half of the figures in common are enough to know a row under another cut."""
    comparison = compare(
        (
            "{cut: interim, eve: 6.9, pbo: 2.8, hr: 0.43 (0.32 to 0.58), p: <0.001",
            "{cut: final, eve: 6.9, pbo: 2.8, hr: 0.43 (0.32 to 0.59), p: <0.001",
        )
    )
    expected = [("cut", "interim", "final"), ("hr", "0.43 (0.32 to 0.58)", "0.43 (0.32 to 0.59)")]
    assert expected == [row[2:] for row in told(comparison.differences)]


def test_a_row_without_a_like_is_missing(compare: Callable[..., Comparison]) -> None:
    """A row that one reader does not have is missing field by field; another row with other figures is not its like."""
    other = "{cut: final, assessor: patient, eve: 9.1, pbo: 3.1, hr: 0.50, src: Doe2020 Abstract}"
    comparison = compare((VISCERAL, other))
    expected = {
        ("pfs, median, population visceral, assessor investigator, cut final, Doe2020", "only in first", True),
        ("pfs, median, assessor patient, cut final, Doe2020", "only in second", True),
    }
    assert expected == {(d.item, d.status, d.whole) for d in comparison.differences}
    assert {"eve", "pbo", "hr", "unit", "place"} == {d.field for d in comparison.differences}


def test_one_like_figure_does_not_make_one_term_of_two(compare: Callable[..., Comparison]) -> None:
    """Other terms with a cell in common stay two: nausea is not stomatitis."""
    comparison = compare(("Stomatitis: [59, 8, 12, 0]", "Nausea: [59, 9, 13, 1]"))
    assert 8 == len(comparison.differences)
    assert {True} == {d.whole for d in comparison.differences}


def test_a_term_in_other_words_is_known_by_all_its_cells(compare: Callable[..., Comparison]) -> None:
    """The same cells under another name are one row whose term differs."""
    comparison = compare(("Stomatitis: [59, 8, 12, 0]", "Stomatitis/mucositis: [59, 8, 12, 0]"))
    assert [("term", "Stomatitis", "Stomatitis/mucositis")] == [row[2:] for row in told(comparison.differences)]


def test_inherited_and_said_again_is_the_same(compare: Callable[..., Comparison]) -> None:
    """What an endpoint says once, what each row says, and what the format implies are one."""
    comparison = compare(
        (
            "      - {cut: interim, eve: 6.9",
            "      - {cut: interim, measure: median, of: eve v pbo, eve: 6.9",
        ),
        ("    role: key secondary\n", "    role: key secondary\n    is: os\n    assessor: not stated\n"),
    )
    assert () == comparison.differences


def test_an_assessor_is_printed_or_not(compare: Callable[..., Comparison]) -> None:
    """A reader who took the protocol's assessor for the row's differs from one who saw none in print."""
    comparison = compare(("p: <0.001, assessor: investigator,", "p: <0.001,"))
    assert [("assessor", "investigator", "not stated")] == [row[2:] for row in told(comparison.differences)]


def test_a_count_that_one_reader_left_out(compare: Callable[..., Comparison]) -> None:
    """A field of a row that both have is missing alone, and the row is not."""
    comparison = compare((", events: 210", ""))
    expected = [("cuts", "final", "events", "210", "-")]
    assert expected == told(comparison.differences)
    assert not comparison.differences[0].whole
    (cuts,) = [section for section in comparison.sections if section.section == "cuts"]
    assert (0, 1, 0) == (cuts.different, cuts.only_first, cuts.only_second)


def test_a_table_may_be_cut_in_two(compare: Callable[..., Comparison]) -> None:
    """Two blocks of one report and cut, each with some columns, are the one block of the other reader."""
    one = """\
    columns: [eve any, eve 3-4, pbo any, pbo 3-4]
    rows:
      Stomatitis: [59, 8, 12, 0]
      Diarrhoea: [34, 2, 19, <1]
"""
    two = """\
    columns: [pbo any, eve any]
    rows:
      Diarrhoea: [19, 34]
      Stomatitis: [12, 59]
  - src: Doe2020 Table 2
    cut: final
    attribution: any cause
    unit: percent
    columns: [eve 3-4, pbo 3-4]
    rows:
      Stomatitis: [8, 0]
      Diarrhoea: [2, <1]
"""
    assert () == compare((one, two)).differences


def test_wording_does_not_count(compare: Callable[..., Comparison]) -> None:
    """Titles, labels, summaries and notes are compared apart."""
    comparison = compare(
        ("label: Interim analysis", "label: First look"),
        ("summary: Postmenopausal; progression on an aromatase inhibitor", "summary: Postmenopausal"),
        ("title: A toy paper", "title: The toy paper"),
        ("safety:\n", "notes:\n  - {about: {endpoint: os}, kind: caveat, text: Immature.}\nsafety:\n"),
    )
    assert () == comparison.differences
    expected = [
        ("sources", "Doe2020", "title", "A toy paper", "The toy paper"),
        ("population", "", "summary", "Postmenopausal; progression on an aromatase inhibitor", "Postmenopausal"),
        ("cuts", "interim", "label", "Interim analysis", "First look"),
        ("notes", "endpoint os, caveat", "text", "-", "Immature."),
    ]
    assert expected == told(comparison.wording)


def test_curation_and_waivers_are_not_reconciled(compare: Callable[..., Comparison]) -> None:
    """Who read, and which checks the first reader answered, is no matter of the second reader."""
    more = "curation: {extracted: {by: first reader, date: 2026-01-01}}\nwaivers:\n  - {check: E101, why: so printed}\n"
    comparison = compare(("safety:\n", f"{more}safety:\n"))
    assert () == comparison.differences == comparison.wording


def test_two_trials_are_not_reconciled(load_toy: LoadToy) -> None:
    """Files of two trials are refused with both names."""
    with pytest.raises(EvTrialsError, match=r'"toy-1".*"toy-2".*two readings of one trial'):
        reconcile(load_toy(), load_toy(id="toy-2"))


def test_the_second_reading_may_bear_any_name(write_toy: Callable[..., Path]) -> None:
    """Only the rule on the file's name is relaxed for a reading; every other fault is told."""
    path = write_toy()
    second = path.with_name("toy-1.second.yaml")
    second.write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    assert "toy-1" == load_reading(second, SHIPPED.terms, {}).trial.id
    with pytest.raises(DataError, match='the id is "toy-1" but the file is named'):
        load_file(second, SHIPPED.terms, {})
    second.write_text(path.read_text(encoding="utf-8").replace("cut: interim", "cut: first"), encoding="utf-8")
    with pytest.raises(DataError, match='"first" is not declared under cuts'):
        load_reading(second, SHIPPED.terms, {})


def test_diff_of_two_collections(load_toy: LoadToy) -> None:
    """Trials added, removed and changed; an unchanged trial is not named."""
    old = {"toy-1": load_toy(), "toy-2": load_toy(id="toy-2"), "toy-3": load_toy(id="toy-3")}
    new = {"toy-1": load_toy(("eve: 11.0", "eve: 11.1")), "toy-2": load_toy(id="toy-2"), "toy-4": load_toy(id="toy-4")}
    changes = diff(old, new, ("before", "after"))
    assert ["toy-4"] == [loaded.trial.id for loaded in changes.added]
    assert ["toy-3"] == [loaded.trial.id for loaded in changes.removed]
    assert (old["toy-3"],) == changes.removed
    assert ["toy-1"] == [comparison.trial for comparison in changes.changed]
    assert [("eve", "11.0", "11.1")] == [row[2:] for row in told(changes.changed[0].differences)]


def test_diff_sees_curation(load_toy: LoadToy) -> None:
    """Between two states of a collection, who read a file is a change like others."""
    old, new = load_toy(), load_toy(("safety:\n", "curation: {extracted: {by: a reader, date: 2026-01-01}}\nsafety:\n"))
    (comparison,) = diff({"toy-1": old}, {"toy-1": new}, ("a", "b")).changed
    assert [("curation", "extracted", "by", "-", "a reader"), ("curation", "extracted", "date", "-", "2026-01-01")] == told(
        comparison.differences
    )


def test_diff_sees_a_shared_source(write_toy: Callable[..., Path]) -> None:
    """A source of _sources.yaml that was mended is a change of the trials that cite it."""
    path = write_toy(("  News2020: {title: A toy report, year: 2020, basis: press, reports: Doe2020}\n", ""))
    states = [
        {"toy-1": load_file(path, SHIPPED.terms, {"News2020": {"title": "A toy report", "year": year, "basis": "press"}})}
        for year in ("2020", "2021")
    ]
    (comparison,) = diff(*states, ("a", "b")).changed
    assert [("sources", "News2020", "year", "2020", "2021")] == told(comparison.differences)


@pytest.mark.parametrize("id_", ["bolero-6", *(pytest.param(id_, marks=pytest.mark.slow) for id_ in ("horizon", "tamrad"))])
def test_every_figure_that_changes_is_found(id_: str) -> None:
    """Change any one figure of a real file: it is reported, at its line, and nothing else is."""
    loaded = SHIPPED.load(id_)
    tried = 0
    for row in loaded.figures:
        data: Any = copy.deepcopy(loaded.document.data)
        holder: Any = data
        for part in row.path[:-1]:
            # One mapping may stand where a list of one could; one word, where a row of cells could.
            holder = holder[part] if isinstance(holder, list) or (isinstance(holder, dict) and part != 0) else holder
        if not isinstance(holder, (dict, list)) or row.kind in ("participants", "dose finding", "statement"):
            continue
        count = {"n", "events"} & set(map(str, row.path[-2:])) or row.unit in EXACT_UNITS
        share = "98/99 (98.9 %)" if "%" in row.figure.text else "98/99"
        value = "987" if count else share if "/" in row.figure.text else "0.987"
        holder[row.path[-1]] = value
        changed = validate(Document(data, loaded.document.marks), loaded.file, SHIPPED.terms, SHIPPED.sources)
        (difference,) = reconcile(loaded, changed).differences
        assert ("figure", value) == (difference.kind, difference.second and difference.second.value)
        assert loaded.place(row.path)[0] == (difference.first and difference.first.line)
        tried += 1
    assert tried > 15


def test_of_two_tables_of_one_key_the_more_alike_is_taken(load_toy: LoadToy) -> None:
    """Counts beside percentages, in two blocks of one report: a reader without the counts lacks the counts."""
    counts = """\
safety:
  - src: Doe2020 Table 2
    cut: final
    attribution: any cause
    measure: rate
    unit: participants
    columns: [eve any, eve 3-4, pbo any, pbo 3-4]
    rows:
      Diarrhoea: [68, 4, 19, <1]
"""
    comparison = reconcile(load_toy(("safety:\n", counts)), load_toy())
    expected = [
        ("unit", "participants"),
        ("place", "Table 2"),
        ("eve any", "68"),
        ("eve 3-4", "4"),
        ("pbo any", "19"),
        ("pbo 3-4", "<1"),
    ]
    assert expected == [(d.field, d.first and d.first.value) for d in comparison.differences]
    assert {"only in first"} == {d.status for d in comparison.differences}


def test_a_table_under_another_cut_is_told_once(compare: Callable[..., Comparison]) -> None:
    """A wrong cut of a table is one difference, not one for each of its terms."""
    comparison = compare(("    cut: final\n    attribution", "    cut: interim\n    attribution"))
    expected = [("safety", "Doe2020, cut final, attribution any cause, rate", "cut", "final", "interim")]
    assert expected == told(comparison.differences)


def test_a_count_is_told_with_the_source_that_bears_it(load_toy: LoadToy) -> None:
    """The number of an arm may stand in another source than its drugs: that one is named."""
    first = load_toy(("n: 100, control", "n: 100, n_src: News2020 News, control"))
    second = load_toy(("n: 100, control", "n: 101, n_src: News2020 News, control"))
    (difference,) = reconcile(first, second).differences
    assert difference.first and "News2020 News" == difference.first.source
