"""Which document a source is, however its number or address is written."""

from __future__ import annotations

import pytest

from evtrials.trial.documents import identifiers
from evtrials.trial.sources import Publication


@pytest.mark.parametrize(
    ("field", "spellings"),
    [
        ("doi", ("10.1000/ABC.1", "10.1000/abc.1", "https://doi.org/10.1000/abc.1")),
        (
            "url",
            (
                "https://example.org/Study/1", "http://www.example.org/study/1/", "https://example.org/study/1#results",
                "https://example.org/study/1?utm_source=news&utm_medium=mail",
            ),
        ),
        (
            "url",
            (
                "https://clinicaltrials.gov/study/NCT00000001", "https://clinicaltrials.gov/ct2/show/results/NCT00000001?view=results",
                "https://classic.clinicaltrials.gov/show/nct00000001/",
            ),
        ),
    ],
)  # fmt: skip
def test_one_document_has_one_spelling(field: str, spellings: tuple[str, ...]) -> None:
    """Case, scheme, `www.`, the last slash, a fragment and what tells whence a reader came make no other document."""
    assert 1 == len({identifiers(source(**{field: spelling})) for spelling in spellings})


@pytest.mark.parametrize(
    ("url", "identifier"),
    [
        ("https://doi.org/10.1000/ABC.1", "DOI 10.1000/abc.1"),
        ("https://pubmed.ncbi.nlm.nih.gov/10000001/", "PMID 10000001"),
        ("https://www.ncbi.nlm.nih.gov/pubmed/10000001", "PMID 10000001"),
        ("https://clinicaltrials.gov/study/NCT00000001?tab=results", "record NCT00000001"),
        ("https://clinicaltrials.gov/study/NCT00000001?tab=history&a=5", "clinicaltrials.gov/study/nct00000001?tab=history&a=5"),
        ("https://example.org/page?id=2", "example.org/page?id=2"),
        ("http://[", "["),
    ],
)
def test_an_address_is_the_number_that_it_leads_to(url: str, identifier: str) -> None:
    """An earlier version of a record is another document; so is another page of a site that numbers its pages."""
    assert (identifier,) == identifiers(source(url=url))


def test_a_source_without_number_and_address_is_no_document() -> None:
    """Two titles may be alike, and say nothing."""
    assert () == identifiers(source())


def source(**fields: str) -> Publication:
    """A source with these fields."""
    return Publication.model_validate({"title": "A toy paper", "basis": "abstract", **fields})
