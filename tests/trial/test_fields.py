"""The field types of one line: DOIs are stored bare, PubMed numbers are digits, a line of therapy runs from first to last."""

import pytest
from pydantic import TypeAdapter, ValidationError

from evtrials.trial.fields import Contrast, Doi, Line, Pmid, Registration, Url


@pytest.mark.parametrize(
    "typed",
    [
        "10.1016/S0140-6736(13)1-X", "https://doi.org/10.1016/S0140-6736(13)1-X", "http://dx.doi.org/10.1016/S0140-6736(13)1-X",
        "doi.org/10.1016/S0140-6736(13)1-X", "doi:10.1016/S0140-6736(13)1-X", "DOI: 10.1016/S0140-6736(13)1-X",
    ],
)  # fmt: skip
def test_a_doi_is_stored_bare_whatever_stands_before_it(typed: str) -> None:
    """One paper has one DOI, so that prints of it are found to be one."""
    assert "10.1016/S0140-6736(13)1-X" == TypeAdapter(Doi).validate_python(typed)


@pytest.mark.parametrize(
    ("kind", "typed", "message"),
    [
        (Doi, "NEJMoa1109653", "write a DOI as 10.1056/NEJMoa1109653"),
        (Doi, "10.1056/NEJMoa1109653.", "with no full stop behind it"),
        (Doi, "10.1056/NEJMoa 1109653", "write a DOI as"),
        (Doi, "https://example.org/10.1056/x", "write a DOI as"),
        (Doi, "10.1000/x}, note = {y", "write a DOI as"),
        (Doi, "10.1000/x\\y", "and no \" < > \\ ^ ` { | } in it"),
        (Doi, "10.1000/x`y`", "write a DOI as"),
        (Pmid, "1}, note = {x", "write a PubMed number as its digits"),
        (Pmid, "\uff11\uff12", "U+FF11, FULLWIDTH DIGIT ONE"),
        (Pmid, "PMC3212345", "one with PMC is another number"),
        (Pmid, "PMID 22149876", "write a PubMed number as its digits"),
        (Pmid, "0", "write a PubMed number as its digits"),
        (Url, "clinicaltrials.gov", "write an address with http:// or https://"),
        (Url, "javascript:alert(1)", "write an address with http:// or https://"),
        (Url, "file:///etc/passwd", "write an address with http:// or https://"),
        (Url, "https://user@example.org", "write an address with http:// or https://"),
        (Url, "https://example.org/a b", "no spaces"),
        (Url, "JavaScript:alert(1)", "write an address with http:// or https://"),
        (Url, "https://example.org/x}, note = {y", "stands in it by its code: %7C"),
        (Url, "https://example.org/`x`|y", "stands in it by its code: %7C"),
        (Url, "https://ex\u0430mple.org", "U+0430, CYRILLIC SMALL LETTER A"),
        (Registration, "[NCT00863655](javascript:x)", 'write the number of the register alone: "NCT00863655"'),
        (Registration, "NCT0086365", 'a number of ClinicalTrials.gov is written as "NCT00863655"'),
        (Contrast, "eve vs pbo", 'write a contrast as two arms in the printed direction: "eve v pbo"'),
    ],
)
def test_what_is_no_reference_is_refused_with_the_way_out(kind: object, typed: str, message: str) -> None:
    """The message shows how such a thing is written."""
    with pytest.raises(ValidationError) as error:
        TypeAdapter(kind).validate_python(typed)
    assert message in error.value.errors()[0]["msg"]


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (Pmid, "22149876"), (Url, "https://clinicaltrials.gov/study/NCT00863655?tab=results#more"), (Url, "http://jcancer.org"),
        (Registration, "CTRI/2010/091/001234"), (Contrast, "eve v pbo"), (Contrast, "eve with pbo"),
    ],
)  # fmt: skip
def test_references_are_kept_as_written(kind: object, text: str) -> None:
    """Only a DOI loses what stands before it."""
    assert text == TypeAdapter(kind).validate_python(text)


@pytest.mark.parametrize("line", ["1", "2+", "2-3", "any", "not applicable"])
def test_a_line_of_therapy_runs_from_first_to_last(line: str) -> None:
    """One line, a range, or one without end."""
    assert line == TypeAdapter(Line).validate_python(line)


@pytest.mark.parametrize("line", ["0", "0-2", "3-1", "2-2", "1-", "+2"])
def test_a_line_that_cannot_be_is_refused(line: str) -> None:
    """There is no line before the first, and no range that ends where it begins or before."""
    with pytest.raises(ValidationError, match='write the line of therapy as "1", "1\\+", "2-3"'):
        TypeAdapter(Line).validate_python(line)
