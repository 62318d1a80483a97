"""Pages as Markdown, read back by a parser: a text is text wherever it stands, and what looks like markup makes none."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_reader import read, told
from payloads import PAYLOADS

from evtrials.answers.markdown import inline, markdown
from evtrials.questions.answer import Entries, Entry, Facts, Grid, Heading, Item, Line, Listing, Page, Paragraph, Table

# Signs that a grammar gives a meaning to, among letters, digits and spaces.
SIGNS = st.text(alphabet="ab1 \\`*_[]()<>|!#&;:/=+-.~$@{}\"'^w", min_size=1, max_size=24).map(str.strip).filter(bool)


def page_of(text: str) -> Page:
    """A page that says a text in every place that it has."""
    table = Table((Heading("a", text), Heading("b", "B")), ((text, f"{text}\n{text}"), ("", text)), text, (text,), (text,))
    entries = Entries(text, (Entry(text), Entry(text, (text, f"{text}:", text), (text, text))), (text,), (text,))
    lines = (Line(text), Line(columns=(text, text), cells=(text, "")))
    listing = Listing((Item(text, lines),), text, (text,), (text, text))
    grid = Grid((text, text), ((text, text, text), (text, text)), text, (text,))
    blocks = (Paragraph(text), Paragraph(text, strong=True), Facts(((text, text),), text), entries, listing, grid, table)
    return Page(text, blocks, notes=(("a", text),), foot=(text,), tally=text)


@pytest.mark.parametrize("text", PAYLOADS.values(), ids=PAYLOADS)
def test_a_text_is_text_in_every_place_of_a_page(text: str) -> None:
    """No image, link, element, code, list, rule or cell is there but those of the layout, and every letter is."""
    page = page_of(text)
    assert told(page) == read(markdown(page))


@settings(max_examples=150, deadline=None, derandomize=True)
@given(SIGNS)
def test_any_signs_are_text_in_every_place_of_a_page(text: str) -> None:
    """So is whatever else the signs of the grammar are put together to."""
    page = page_of(text)
    assert told(page) == read(markdown(page))


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("see https://example.org/S0140-6736(13)1-X.", "see <https://example.org/S0140-6736(13)1-X>."),
        ("(https://example.org/a_b_c)", "(<https://example.org/a_b_c>)"),
        ("https://example.org/?a=b&copy;c", r"https\://example.org/?a=b&amp;copy;c"),
        ("www.example.org", r"www\.example.org"),
        ("ftp://example.org", r"ftp\://example.org"),
        ("ci_high <0.001 & 5 %", "ci_high &lt;0.001 & 5 %"),
    ],
)
def test_an_address_is_a_link_that_shows_where_it_leads(text: str, written: str) -> None:
    """What a code host would make a link of its own accord is one with brackets, or none; other words stand as they are."""
    assert written == inline(text)
