"""Authors as lists print them, and which of them are cut into family and given names."""

from __future__ import annotations

import pytest

from evtrials.notation.authors import Name, may_be_one, name_of


@pytest.mark.parametrize(
    ("author", "family", "given", "suffix"),
    [
        ("Baselga J", "Baselga", "J.", ""),
        ("Hortobagyi GN", "Hortobagyi", "G. N.", ""),
        ("von Minckwitz G", "von Minckwitz", "G.", ""),
        ("Di Leo A", "Di Leo", "A.", ""),
        ("Tseng L-M", "Tseng", "L.-M.", ""),
        ("Burris HA 3rd", "Burris", "H. A.", "3rd"),
        ("O'Regan R", "O'Regan", "R.", ""),
        ("Garcia Lopez A", "Garcia Lopez", "A.", ""),
        ("Saint-Ghislain M", "Saint-Ghislain", "M.", ""),
        ("Braña I", "Braña", "I.", ""),
    ],
)
def test_a_name_as_pubmed_prints_it_is_cut(author: str, family: str, given: str, suffix: str) -> None:
    """Family name with its particles, initials with points, suffix."""
    assert Name(family, given, suffix) == name_of(author)


@pytest.mark.parametrize(
    "author",
    ["Schmidt", "NSABP Foundation", "German Breast Group GBG", "NCIC CTG", "SOLTI Group SG", "Österreichische Gruppe für Mamma",
     "Fehm Th", "Burris H A", "Doe, Roe J", "Roe and Doe J", "王 小明", "Breast International Research Team BI"],
)  # fmt: skip
def test_what_may_be_no_person_and_what_is_not_clear_stays_whole(author: str) -> None:
    """Groups, acronyms, names without initials or with initials apart, and more than one name in one."""
    assert Name(literal=author) == name_of(author)
    assert author == name_of(author).short


@pytest.mark.parametrize(
    ("first", "second"),
    [("Doe J", "doe j."), ("Doe J", "J. Doe"), ("Doe J", "Doe, John P"), ("Doe JP", "John Doe"), ("Braña I", "I. Brana"), ("Doe", "Doe J")],
)
def test_one_person_may_be_named_in_several_ways(first: str, second: str) -> None:
    """Whatever the order, with initials or given names, whole or in part."""
    assert may_be_one(first, second)
    assert may_be_one(second, first)


@pytest.mark.parametrize(
    ("first", "second"),
    [("Doe J", "Doe M"), ("Doe J", "Roe J"), ("Doe John", "Doe Jane"), ("first reader", "second reader"), ("reader 1", "reader 2"),
     ("RA", "RB")],
)  # fmt: skip
def test_two_persons_are_two(first: str, second: str) -> None:
    """A name in common is not enough, nor an initial."""
    assert not may_be_one(first, second)
    assert not may_be_one(second, first)
