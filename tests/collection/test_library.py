"""The collection: names are forgiving on the way in, filters have three answers, nothing is sorted by result."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from evtrials.collection.filters import query_of
from evtrials.collection.judging import Fit
from evtrials.collection.library import Library
from evtrials.collection.loading import Loaded
from evtrials.collection.store import Folder, Store, open_store
from evtrials.collection.typed_values import parse_range, parse_subtype
from evtrials.errors import DataError, NameNotFound, UsageError
from evtrials.evidence.profile import sort_key
from evtrials.evidence.traits import about_of, isolates_mtor, subtype_words


@pytest.fixture(scope="module")
def shipped() -> Library:
    """The shipped collection."""
    return Library()


@pytest.mark.parametrize(
    "name",
    [
        "bolero-2", "BOLERO-2", "bolero2", "BOLERO 2", "NCT00863655", "nct00863655", "22149876", "Baselga 2012", "PMID: 22149876", "pmid 22149876",
        "10.1007/s12325-013-0060-1", "doi:10.1007/s12325-013-0060-1", "https://doi.org/10.1007/S12325-013-0060-1.", "dx.doi.org/10.1007/s12325-013-0060-1",
        "https://link.springer.com/article/10.1007/s12325-013-0060-1/fulltext.html?x=1", "https://pubmed.ncbi.nlm.nih.gov/22149876/",
        "https://www.ncbi.nlm.nih.gov/pubmed/22149876", "https://clinicaltrials.gov/study/NCT00863655?tab=results", "clinicaltrials.gov/ct2/show/nct00863655",
    ],
)  # fmt: skip
def test_a_trial_is_found_by_any_of_its_names(name: str, shipped: Library) -> None:
    """Case, spaces and hyphens do not matter; registrations, PMIDs, DOIs, addresses and authors find the trial too."""
    assert "bolero-2" == shipped.get(name).id


@pytest.mark.parametrize(
    ("words", "names"),
    [
        (["bolero", "2"], ["bolero 2"]), (["bolero", "2", "BOLERO", "5"], ["bolero 2", "BOLERO 5"]), (["pfs", "bolero", "2"], ["pfs", "bolero 2"]),
        (["PMID:", "22149876"], ["PMID: 22149876"]), (["bolero-2", "2"], ["bolero-2", "2"]), (["NCT00863655", "bolero-5"], ["NCT00863655", "bolero-5"]), (["baselga", "2012"], ["baselga 2012"]), ([], []),
    ],
)  # fmt: skip
def test_words_that_are_a_name_together_are_one(words: list[str], names: list[str], shipped: Library) -> None:
    """As a shell parts what nobody put in quotes."""
    assert names == shipped.together(words)


def test_names_of_several_trials_are_told_apart(shipped: Library) -> None:
    """Two names in place of one are no misspelt name: both are told."""
    with pytest.raises(NameNotFound, match="fits 2 trials: bolero-2, bolero-5; name one of them"):
        shipped.get("bolero-2 bolero 5")


def test_a_mistyped_name_is_answered_with_the_nearest(shipped: Library) -> None:
    """An unknown name is an error with candidates, never a guess."""
    with pytest.raises(NameNotFound, match='there is no trial "bolreo-2"; did you mean bolero-2') as caught:
        shipped.get("bolreo-2")
    assert "bolero-2" in caught.value.candidates


def test_a_name_of_several_trials_is_not_guessed(write_toy: Callable[..., Path], toy_folder: Path) -> None:
    """An author of two trials names both."""
    write_toy()
    write_toy(("NCT00000001", "NCT00000002"), ("pmid: 10000001", "pmid: 10000002"), id="toy-2")
    library = Library(Store([Folder(toy_folder)]))
    with pytest.raises(NameNotFound, match=r'"Doe" fits 2 trials: toy-1, toy-2; name one of them'):
        library.get("Doe")


@pytest.mark.parametrize("name", ["NCT00000001", "TOY-1", "10000001", "Doe 2020"])
def test_a_name_that_a_later_folder_takes_over_is_told(name: str, write_toy: Callable[..., Path], toy_folder: Path, tmp_path: Path) -> None:
    """A trial laid over others whose id is a registration, alias, PMID or author of one of them answers for it, and that is said."""
    write_toy(("name: TOY-1\n", "name: A toy\naliases: [TOY 1]\n"), id="toy")
    write_toy(
        ("NCT00000001", "NCT00000002"), ("pmid: 10000001", "pmid: 10000002"), ("authors: [Doe J]", "authors: [Roe J]"),
        ("name: TOY-1", "name: Another"), id=(id_ := name.casefold().replace(" ", "-")),
    )  # fmt: skip
    other = tmp_path / "other"
    other.mkdir()
    (toy_folder / f"{id_}.yaml").rename(other / f"{id_}.yaml")
    library = Library(Store([Folder(toy_folder), Folder(other)]))
    assert id_ == library.get(name).id
    assert (f'"{name}" finds {id_} of a later folder; it is also a name of toy',) == library.caveats_of_names


def test_an_id_that_is_a_name_of_others_is_told_where_it_was_not_typed_as_it_is(shipped: Library) -> None:
    """Within one folder, too: Morrow 2011 is a trial, and wrote of two more. What is an id to the letter asks for no other."""
    library = Library(shipped.store)
    assert ("morrow-2011", ()) == (library.get("Morrow-2011").id, library.caveats_of_names)
    assert "morrow-2011" == library.get("Morrow 2011").id
    assert ('"Morrow 2011" finds morrow-2011; it is also a name of nct00317720 and nct00458237',) == library.caveats_of_names


def test_a_trial_of_an_earlier_folder_is_found_without_reading_the_others(
    write_toy: Callable[..., Path], toy_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An answer of one trial costs one file, however many folders lie upon each other."""
    write_toy()
    path = write_toy(("NCT00000001", "NCT00000002"), ("pmid: 10000001", "pmid: 10000002"), id="toy-2")
    (tmp_path / "other").mkdir()
    path.rename(tmp_path / "other" / path.name)
    read: list[str] = []
    load = Store.load
    monkeypatch.setattr(Store, "load", lambda store, id_: (read.append(id_), load(store, id_))[1])
    library = Library(Store([Folder(toy_folder), Folder(tmp_path / "other")]))
    assert (library.get("TOY-1").id, (), ["toy-1"]) == ("toy-1", library.caveats, read)


def test_an_alias_does_not_take_over_an_author(write_toy: Callable[..., Path], toy_folder: Path, tmp_path: Path) -> None:
    """An alias that is also an author of another trial's paper is not guessed, in whichever folder. Faulty files hinder nothing."""
    write_toy()
    path = write_toy(
        ("NCT00000001", "NCT00000002"), ("pmid: 10000001", "pmid: 10000002"), ("authors: [Doe J]", "authors: [Roe J]"),
        ("name: TOY-1\n", "name: Another\naliases: [Doe]\n"), id="toy-2",
    )  # fmt: skip
    other = tmp_path / "other"
    other.mkdir()
    path.rename(other / path.name)
    (other / "bad.yaml").write_text("a: [", encoding="utf-8")
    library = Library(Store([Folder(toy_folder), Folder(other)]))
    assert ("toy-2", ()) == (library.get("toy-2").id, library.caveats_of_names)
    skipping = Library(Store([Folder(toy_folder), Folder(other)]), skip_invalid=True)
    with pytest.raises(NameNotFound, match=r'"Doe" fits 2 trials: toy-1, toy-2; name one of them'):
        skipping.get("Doe")


def test_an_author_who_lent_a_shipped_trial_its_name_is_not_guessed(shipped: Library) -> None:
    """Baselga is an alias of one trial and first author of the papers of two more."""
    with pytest.raises(NameNotFound, match='"baselga" fits 3 trials: baselga-neoadjuvant, bolero-2, nct01234857'):
        shipped.get("baselga")


def test_ids_that_differ_in_signs_alone_are_two(write_toy: Callable[..., Path], toy_folder: Path) -> None:
    """Each is found by itself; what is neither of them names both."""
    write_toy()
    write_toy(("NCT00000001", "NCT00000002"), ("pmid: 10000001", "pmid: 10000002"), ("name: TOY-1", "name: Other"), id="to-y1")
    library = Library(Store([Folder(toy_folder)]))
    assert ("toy-1", "to-y1") == (library.get("toy-1").id, library.get("to-y1").id)
    with pytest.raises(NameNotFound, match=r'"toy1" fits 2 trials: to-y1, toy-1; name one of them'):
        library.get("toy1")


def test_an_id_needs_only_its_own_file(write_toy: Callable[..., Path], toy_folder: Path) -> None:
    """A bad file elsewhere does not hinder a trial that is named by its id, and fails a question over the collection."""
    write_toy()
    (toy_folder / "bad.yaml").write_text("a: [", encoding="utf-8")
    library = Library(Store([Folder(toy_folder)]))
    assert "toy-1" == library.get("toy-1").id
    with pytest.raises(DataError, match=r"bad\.yaml:2:1"):
        library.trials()


def test_skip_invalid_goes_on_and_names_the_file(write_toy: Callable[..., Path], toy_folder: Path) -> None:
    """With skip_invalid the other trials answer, and what was passed over is kept for the reader."""
    write_toy()
    (toy_folder / "bad.yaml").write_text("a: [", encoding="utf-8")
    library = Library(Store([Folder(toy_folder)]), skip_invalid=True)
    assert (["toy-1"], 1) == ([trial.id for trial in library.trials()], len(library.skipped))


@pytest.mark.parametrize(
    ("sets", "subtype", "fit"),
    [
        (("[positive]", "[negative]"), "hr+/her2-", Fit.IN),
        (("[positive]", "[negative, low]"), "her2-", Fit.IN),
        (("[positive]", "[low]"), "her2-low", Fit.IN),
        (("[positive]", "[negative, low]"), "her2-low", Fit.MIXED),
        (("[positive]", "[positive, mutated]"), "her2+", Fit.MIXED),
        (("[positive]", "[positive, negative, unknown]"), "her2-", Fit.MIXED),
        (("[positive]", "[]"), "her2+", Fit.UNSTATED),
        (("[positive]", "[positive]"), "her2-", Fit.OUT),
        (("[negative]", "[negative]"), "tnbc", Fit.IN),
        (("[]", "[negative]"), "tnbc", Fit.UNSTATED),
        (("[positive, negative]", "[negative]"), "tnbc", Fit.MIXED),
    ],
)
def test_a_subtype_has_three_answers(
    sets: tuple[str, str], subtype: str, fit: Fit, write_toy: Callable[..., Path], toy_folder: Path
) -> None:
    """In if every status enrolled fits, mixed if some do, unstated if the sources do not say."""
    write_toy(("hr: [positive]", f"hr: {sets[0]}"), ("her2: [negative]", f"her2: {sets[1]}"))
    library = Library(Store([Folder(toy_folder)]))
    found = library.select(subtype=subtype, mixed=True, unstated=True, about="all").shown
    assert [fit] * (fit is not Fit.OUT) == [entry.fit for entry in found]


def test_other_tumours_make_a_trial_mixed(write_toy: Callable[..., Path], toy_folder: Path) -> None:
    """A trial that also took other cancers is not one of a breast cancer subtype."""
    write_toy(("menopause: [post]", "menopause: [post]\n  tumours: [breast, other]"))
    found = Library(Store([Folder(toy_folder)])).select(subtype="hr+/her2-", mixed=True, about="all").shown
    assert [(Fit.MIXED, "other tumours too")] == [(entry.fit, entry.why) for entry in found]


@pytest.mark.parametrize(
    ("dose", "asked", "fit"),
    [
        ("everolimus 10 mg daily", "10", Fit.IN),
        ("everolimus 10 mg daily", "5", Fit.OUT),
        ("everolimus 10 mg daily", "5..10", Fit.IN),
        ("everolimus 10 mg daily", "..5", Fit.OUT),
        ("everolimus 2.5-10 mg daily", "10", Fit.MIXED),
        ("everolimus 2.5-10 mg daily", "5", Fit.MIXED),
        ("everolimus 2.5-10 mg daily", "2..10", Fit.IN),
        ("everolimus 2.5 mg every other day then 5 mg daily from day 13", "5", Fit.IN),
        ("everolimus 2.5 mg every other day then 5 mg daily from day 13", "2.5", Fit.MIXED),
        ("everolimus 70 mg weekly", "70", Fit.OUT),
        ("everolimus", "10", Fit.UNSTATED),
        ("everolimus 10 mg", "10", Fit.IN),
    ],
)
def test_a_dose_has_three_answers(dose: str, asked: str, fit: Fit, write_toy: Callable[..., Path], toy_folder: Path) -> None:
    """A range that passes through is mixed, a titration is known by its target, weekly is not daily."""
    write_toy(("everolimus 10 mg daily", dose))
    library = Library(Store([Folder(toy_folder)]))
    found = library.select(everolimus_dose=asked, mixed=True, unstated=True, about="all").shown
    assert [fit] * (fit is not Fit.OUT) == [entry.fit for entry in found]


@pytest.mark.parametrize(
    ("line", "asked", "found"),
    [("1+", 2, True), ("1", 2, False), ("2-3", 3, True), ("2-3", 4, False), ("any", 4, True), ("not applicable", 1, False)],
)
def test_a_line_is_an_overlap(line: str, asked: int, found: bool, write_toy: Callable[..., Path], toy_folder: Path) -> None:
    """--line 2 asks whether second-line patients could enter."""
    write_toy(("line: 1+", f"line: {line}"))
    selection = Library(Store([Folder(toy_folder)])).select(line=asked, about="all")
    assert found == bool(selection)


def test_what_is_left_out_is_counted_with_its_reason(shipped: Library) -> None:
    """HORIZON and the mixed phase 1 are no HER2-positive trials, and the answer says why they are not shown."""
    selection = shipped.select(subtype="her2+")
    assert "bolero-1" in [trial.id for trial in selection.trials]
    assert {"horizon", "letrozole-everolimus-trastuzumab-ph1"} <= set(dict(selection.left_out)["mixed"])


def test_horizon_is_no_her2_negative_trial(shipped: Library) -> None:
    """It stands under her2- only with --mixed, with its mixture."""
    plain = shipped.select(subtype=["her2-", "hr+/her2-"])
    mixed = shipped.select(subtype="her2-", mixed=True).shown
    assert "horizon" not in [trial.id for trial in plain]
    assert ["her2 positive 23 %, her2 unknown 36 % (Temsirolimus + letrozole)"] == [
        e.why for e in mixed if e.profile.id == "horizon"
    ]


def test_an_empty_answer_says_which_filter_to_loosen(shipped: Library) -> None:
    """Without one of its filters the question finds trials; the counts are told."""
    query = query_of(subtype="her2+", setting="adjuvant", min_n=100)
    assert 0 == len(shipped.select(query))
    assert {"subtype", "setting"} <= set(shipped.loosened(query))


@pytest.mark.parametrize(
    ("text", "expected"),
    [("ER+/HER2-", "hr+/her2-"), ("her2-positive", "her2+"), ("triple-negative", "hr-/her2-"), ("TNBC", "hr-/her2-"), ("HER2-low", "her2-low"),
     ("hr-negative", "hr-"), ("HER2-mutated", "her2-mutated")],
)  # fmt: skip
def test_subtypes_are_read_as_clinicians_write_them(text: str, expected: str) -> None:
    """The usual spellings mean the tool's own."""
    assert expected == parse_subtype(text)


def test_a_subtype_that_is_none_names_the_allowed_ones() -> None:
    """A wrong word is wrong usage, with the words that there are."""
    with pytest.raises(UsageError, match=r"use her2\+, her2-"):
        parse_subtype("luminal A")


@pytest.mark.parametrize("text", ["..", "five", "5...10", "10..x", ""])
def test_a_range_that_is_none_says_how_to_write_it(text: str) -> None:
    """A dose is a number or two joined by two dots."""
    with pytest.raises(UsageError, match=r"5, 5\.\.10"):
        parse_range(text)


def test_what_a_trial_is_about_follows_from_its_drugs(load_toy: Callable[..., Loaded]) -> None:
    """No mTOR inhibitor, one in every arm, or one that is compared: derived, never declared."""
    terms = open_store().terms
    plain = load_toy().trial
    both = load_toy(
        ("placebo daily, letrozole 2.5", "everolimus 10 mg daily, letrozole 2.5"),
        (
            "everolimus 10 mg daily, letrozole 2.5 mg daily], src: Doe2020 Abstract}\n  pbo",
            "everolimus 10 mg daily, exemestane 25 mg daily], src: Doe2020 Abstract}\n  pbo",
        ),
    ).trial
    none = load_toy(("everolimus 10 mg daily, letrozole", "fulvestrant, letrozole")).trial
    dose = load_toy(("placebo daily, letrozole 2.5", "everolimus 5 mg daily, letrozole 2.5")).trial
    assert ["mtor", "mtor-in-both-arms", "comparator", "mtor"] == [about_of(trial, terms) for trial in (plain, both, none, dose)]
    assert isolates_mtor(dose, "eve", "pbo", terms)


def test_a_cohort_is_of_another_subject(write_toy: Callable[..., Path], toy_folder: Path) -> None:
    """Routine care is asked for by name, and is counted where it is not; it would fit here but for that."""
    write_toy()
    write_toy(("phase: 3", "phase: 3\nkind: cohort"), ("allocation: randomised", "allocation: non-randomised"), id="cohort-1")
    library = Library(Store([Folder(toy_folder)]))
    selection = library.select(subtype="hr+")
    assert ["toy-1"] == [entry.profile.id for entry in selection.shown]
    assert [("about cohort", ("cohort-1",))] == [(left.reason, tuple(left.ids)) for left in selection.left_out]
    assert ["cohort-1"] == [entry.profile.id for entry in library.select(about="cohort").shown]


def test_the_order_is_never_one_of_results(shipped: Library) -> None:
    """Lists go by setting, line and year; the words of --sort hold no result."""
    trials = [entry.profile for entry in shipped.select(about="all").shown]
    settings = [trial.setting for trial in trials]
    assert sorted(settings, key=["advanced", "neoadjuvant", "adjuvant", "supportive", "not stated"].index) == settings
    by_year = sorted(trials, key=sort_key("year"))
    assert sorted(trial.year or "9999" for trial in trials) == [trial.year or "9999" for trial in by_year]


@pytest.mark.parametrize(
    ("hr", "her2", "expected"),
    [
        ("[positive]", "[negative]", "HR+/HER2-"), ("[negative]", "[negative]", "TNBC"), ("[]", "[positive]", "HER2+"),
        ("[positive, negative]", "[positive]", "HER2+ (HR+ or HR-)"), ("[]", "[]", "not stated"),
        ("[positive]", "[positive, negative, unknown]", "HR+ (HER2+, HER2- or HER2 unknown)"),
    ],
)  # fmt: skip
def test_subtype_words(hr: str, her2: str, expected: str, load_toy: Callable[..., Loaded]) -> None:
    """The subtype says every status that was enrolled."""
    assert expected == subtype_words(load_toy(("hr: [positive]", f"hr: {hr}"), ("her2: [negative]", f"her2: {her2}")).trial)
