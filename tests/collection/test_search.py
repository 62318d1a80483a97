"""Search: what is found under which name, in which order, with which place."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from evtrials.collection.library import Library
from evtrials.collection.search import Found, search
from evtrials.collection.store import open_store


@pytest.fixture
def found(write_toy: Callable[..., Path], toy_folder: Path) -> Callable[[str], Found]:
    """Search three toys: everolimus (toy-1), temsirolimus (toy-2), and one that speaks of toy-1 in a note (toy-3)."""
    write_toy()
    write_toy(
        ("name: TOY-1", "name: TEMTOY"), ("NCT00000001", "NCT00000002"), ("everolimus 10 mg daily", "temsirolimus 30 mg daily"),
        ("Everolimus plus letrozole in", "Letrozole in"), ("Everolimus + letrozole", "Combination"), ("10000001", "10000002"),
        ("Diarrhoea:", "Pneumonitis:"), id="toy-2",
    )  # fmt: skip
    write_toy(
        ("name: TOY-1", "name: LETTOY"), ("NCT00000001", "NCT00000003"), ("everolimus 10 mg daily, ", ""), ("10000001", "10000003"),
        ("Everolimus plus letrozole in", "Letrozole in"), ("Everolimus + letrozole", "Letrozole alone"),
        ("safety:", 'notes:\n  - {about: {endpoint: pfs}, kind: caveat, text: "Unlike TOY-1, here the interim analysis of the trial came late, and everolimus was not given to anybody at any time in the course of it, whatever was said of that elsewhere and later on."}\nsafety:'),
        ("her2: [negative]", "her2: [positive]"), id="toy-3",
    )  # fmt: skip
    library = Library(open_store([str(toy_folder)]))
    return lambda text: search(library, text)


def ids(answer: Found) -> list[str]:
    """The trials found, in order."""
    return [hit.profile.id for hit in answer.hits]


def first(answer: Found) -> tuple[str, str]:
    """The nearest place of the nearest trial."""
    match = answer.hits[0].matches[0]
    return match.place, match.match


@pytest.mark.parametrize("name", ["everolimus", "Everolimus", "Afinitor", "afinitor", "RAD001", "rad 001", "RAD-001"])
def test_a_drug_is_found_by_all_its_names(name: str, found: Callable) -> None:
    """Brand and code names find the trial that gives the drug first, then the one that only speaks of it."""
    assert ["toy-1", "toy-3"] == ids(found(name))


def test_a_name_as_typed_comes_before_what_it_means(write_toy: Callable[..., Path], toy_folder: Path) -> None:
    """A source that names Afinitor goes before a trial whose name holds everolimus; of equals the one with more figures."""
    write_toy(("name: TOY-1", "name: Everolimus TOY"), ("  - {cut: interim,", "  # - {cut: interim,"))
    write_toy(
        ("name: TOY-1", "name: TOY-2"), ("00000001", "00000002"), ("10000001", "10000002"), ("line: 1+", "line: 3"), id="toy-2"
    )
    write_toy(
        ("name: TOY-1", "name: TOY-3"), ("00000001", "00000003"), ("10000001", "10000003"), ("line: 1+", "line: 4"),
        ("title: A toy report", "title: Afinitor in the news"), id="toy-3",
    )  # fmt: skip
    answer = search(Library(open_store([str(toy_folder)])), "Afinitor")
    assert ["toy-3", "toy-2", "toy-1"] == ids(answer)
    assert ("source News2020", "Afinitor in the news") == first(answer)


@pytest.mark.parametrize("name", ["CCI-779", "cci779", "Torisel", "temsirolimus"])
def test_a_code_name_with_a_hyphen(name: str, found: Callable) -> None:
    """The arm with the drug is the place, with the dose as printed."""
    answer = found(name)
    assert (["toy-2"], ("arm eve", "temsirolimus 30 mg daily")) == (ids(answer), first(answer))


def test_what_a_name_was_read_as_is_said(found: Callable) -> None:
    """A brand name is told with the drug; the drug's own name needs no word."""
    assert (("Afinitor", "everolimus"),) == found("Afinitor").read_as
    assert () == found("everolimus").read_as


def test_the_name_of_a_trial_comes_before_a_note_that_mentions_it(found: Callable) -> None:
    """The rank says how near the place is to what the trial is."""
    answer = found("toy 1")
    assert ["toy-1", "toy-3"] == ids(answer)
    assert ("name", "TOY-1") == first(answer)
    assert "note 1 (caveat)" == answer.hits[1].matches[0].place


def test_all_words_must_be_found(found: Callable) -> None:
    """Two words narrow; the best place of each stands first."""
    answer = found("temsirolimus pneumonitis")
    assert ["toy-2"] == ids(answer)
    assert ["arm eve", "adverse event"] == [match.place for match in answer.hits[0].matches[:2]]


def test_words_that_no_trial_has_together_are_counted_alone(found: Callable) -> None:
    """For an empty answer it is said which of the words is found."""
    answer = found("Torisel diarrhoea")
    assert ([], (("Torisel", 1), ("diarrhoea", 2))) == (ids(answer), answer.alone)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("progression-free survival", "endpoint pfs"),
        ("PFS", "endpoint pfs"),
        ("stomatitis", "adverse event"),
        ("diarrhea", "adverse event"),
        ("visceral", "subgroup visceral"),
        ("aromatase inhibitor", "arm eve, class of drug"),
        ("postmenopausal", "population"),
        ("rapalog", "arm eve, class of drug"),
        ("NCT00000001", "registry"),
        ("10000001", "source Doe2020"),
        ("Doe", "source Doe2020, authors"),
        ("interim", "cut interim"),
        ("HER2-negative", "subtype"),
        ("J Toys", "source Doe2020, where published"),
    ],
)
def test_places(text: str, place: str, found: Callable) -> None:
    """Endpoints, harms in both spellings, populations, classes, numbers, authors and cuts are found, with their place."""
    hit = next(hit for hit in found(text).hits if hit.profile.id == "toy-1")
    assert place in [match.place for match in hit.matches]


def test_a_word_is_found_by_its_beginning_but_not_by_its_middle(found: Callable) -> None:
    """`temsir` begins temsirolimus; `sirolimus` inside it is another drug."""
    assert ["toy-2"] == ids(found("temsir"))
    assert [] == ids(found("sirolimus"))


def test_equals_stand_in_the_order_of_lists(found: Callable) -> None:
    """Trials that match equally well are ordered by setting, line, year and name, never by result."""
    assert ["toy-3", "toy-2", "toy-1"] == ids(found("stomatitis"))


def test_a_long_text_is_cut_round_the_match(found: Callable) -> None:
    """The words on either side are shown, cut at spaces."""
    note = next(match for match in found("given anybody").hits[0].matches if match.place.startswith("note"))
    assert note.match.startswith("…")
    assert note.match.endswith("…")
    assert "everolimus was not given" in note.match
    assert 140 > len(note.match)
