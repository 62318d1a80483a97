"""References in BibTeX, RIS and CSL-JSON, each read back by a parser of its format."""

from __future__ import annotations

import json
from itertools import accumulate
from typing import Any

import bibtexparser
import jsonschema
import pytest
import rispy
from bibtexparser.middlewares import LatexDecodingMiddleware, SeparateCoAuthors

from evtrials.answers.references import FORMATS, bibtex, csl_json, latex, name_of, ris
from evtrials.collection.library import Library
from evtrials.collection.store import open_store
from evtrials.questions.citation import Reference, link
from evtrials.questions.sources import references
from evtrials.trial.sources import Publication

PAPER = Publication(
    title="Safety & efficacy of everolimus in HER2-negative disease: the BOLERO-X trial, 50 % < 60_y {phase I}",
    authors=("André F", "Tseng L-M", "von Minckwitz G", "Burris HA 3rd", "Österreichische Gruppe für Mamma", "O'Regan R"),
    journal="Ann Oncol",
    year="2014",
    volume="25",
    issue="12 Suppl",
    pages="2357-62",
    pmid="25231953",
    doi="10.1000/x_1%2&y",
    url="https://example.org/a_b?c=1&d=%20e",
    basis="abstract",
    not_seen="the 2nd table",
)
ABSTRACT = Publication(title="A poster", meeting="SABCS", number="P4-13", year="2013", basis="conference abstract")
PRINTED_ABSTRACT = Publication(
    title="A printed poster", authors=("Doe J",), journal="Cancer Res", meeting="SABCS", number="P4-13", pages="djt337", basis="conference abstract"
)
NAMELESS = Publication(title="[Report of a paper; title not in the text read]", basis="abstract")
NEWS = Publication(title="News of it", publisher="The Paper", year="2015", url="https://example.org/n", basis="press")
LABEL = Publication(title="Prescribing information", basis="label")
EVERY = [
    Reference(f"toy-1:{key}", source)
    for key, source in {
        "Andre2014": PAPER, "Poster": ABSTRACT, "Printed": PRINTED_ABSTRACT, "Nameless": NAMELESS, "News": NEWS, "Label": LABEL,
    }.items()
]  # fmt: skip


def read_bibtex(text: str) -> dict[str, Any]:
    """The entries of a BibTeX file by key, LaTeX turned back into letters."""
    library = bibtexparser.parse_string(text, append_middleware=[LatexDecodingMiddleware(keep_math_mode=False)])
    assert [] == library.failed_blocks
    return {entry.key: {"type": entry.entry_type, **{field.key: field.value for field in entry.fields}} for entry in library.entries}


def read_ris(text: str) -> list[dict[str, Any]]:
    """The records of an RIS file."""
    return rispy.loads(text)


@pytest.mark.parametrize("author", ["Baselga J", "Hortobagyi GN", "von Minckwitz G", "Tseng L-M", "Burris HA 3rd", "Schmidt", "NSABP Foundation"])
def test_authors_are_cut_as_pubmed_prints_them(author: str) -> None:
    """Family name, initials with points, suffix; what has no initials is one word or the name of a group."""
    expected = {
        "Baselga J": ("Baselga", "J.", "", ""),
        "Hortobagyi GN": ("Hortobagyi", "G. N.", "", ""),
        "von Minckwitz G": ("von Minckwitz", "G.", "", ""),
        "Tseng L-M": ("Tseng", "L.-M.", "", ""),
        "Burris HA 3rd": ("Burris", "H. A.", "3rd", ""),
        "Schmidt": ("Schmidt", "", "", ""),
        "NSABP Foundation": ("", "", "", "NSABP Foundation"),
    }
    name = name_of(author)
    assert expected[author] == (name.family, name.given, name.suffix, name.literal)


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("A & B_c 5 % #1 $2 {x} ~ ^", r"A \& B\_c 5 \% \#1 \$2 $\lbrace$x$\rbrace$ \textasciitilde{} \textasciicircum{}"),
        ("André, Braña, Dvořák, Østergård", r"Andr{\'e}, Bra{\~n}a, Dvo{\v r}{\'a}k, {\O}sterg{\r a}rd"),
        ("naïve façade, Ångström", r"na{\"\i}ve fa{\c c}ade, {\r A}ngstr{\"o}m"),
        ("≥ 65 µg – “so”…", r"$\geq$ 65 $\mu$g -- ``so''\ldots{}"),
        (r"a\b", r"a\textbackslash{}b"),
        ("王", "王"),
    ],
)
def test_text_for_latex(text: str, escaped: str) -> None:
    """Special characters are escaped, accents are commands in braces; a script that LaTeX has no command for stays."""
    assert escaped == latex(text)


def test_bibtex_is_read_by_a_parser_with_every_field() -> None:
    """Names, title, place and links of a paper come back as they were, the accents as letters."""
    entry = read_bibtex(bibtex(EVERY))["toy-1:Andre2014"]
    assert "article" == entry["type"]
    assert "André, F. and Tseng, L.-M. and von Minckwitz, G. and Burris, 3rd, H. A." in entry["author"]
    assert "Österreichische Gruppe für Mamma" in entry["author"]
    assert ("Ann Oncol", "2014", "25", "12 Suppl") == (entry["journal"], entry["year"], entry["volume"], entry["number"])
    assert "Safety & efficacy of everolimus" in entry["title"]
    assert "25231953" == entry["pmid"]


def test_bibtex_as_written() -> None:
    """One field a line; names made by their capitals are kept from lower case; DOI and URL stand as they are."""
    text = bibtex(EVERY[:1])
    assert r"title = {Safety \& efficacy of everolimus in {HER2-negative} disease: the {BOLERO-X} trial, 50 \% $<$ 60\_y $\lbrace$phase {I$\rbrace$}}," in text
    assert "pages = {2357--62}," in text
    assert "doi = {10.1000/x_1%2&y}," in text
    assert "url = {https://example.org/a_b?c=1&d=%20e}," in text
    assert text.isascii()


@pytest.mark.parametrize("text", ["ends } here", "opens { here", "behind \\\\{ a backslash \\\\}"])
def test_no_brace_of_a_text_counts(text: str) -> None:
    """BibTeX counts braces, escaped or not (BibTeXing, 1988); one alone would swallow the entries behind it."""
    odd = PAPER.model_copy(update={"title": text, "authors": (text,), "journal": text, "not_seen": text})
    for line in bibtex([Reference("k", odd)]).splitlines()[1:-1]:
        value = line.partition(" = ")[2].removesuffix(",")
        depths = list(accumulate({"{": 1, "}": -1}.get(char, 0) for char in value))
        assert (1, 0, 1) == (min(depths[:-1]), depths[-1], depths[0]), line


def test_words_between_names_part_no_name() -> None:
    """`and`, `others` and a comma in one author are of that author, whatever the program that cuts names reads."""
    odd = PAPER.model_copy(update={"authors": ("Roe and Doe J", "others", "Doe, Roe J", "Smith J")})
    library = bibtexparser.parse_string(bibtex([Reference("k", odd)]), append_middleware=[SeparateCoAuthors()])
    assert ["{Roe and Doe}, J.", "{others}", "{Doe, Roe}, J.", "Smith, J."] == library.entries[0]["author"]


def test_bibtex_types_follow_what_was_seen() -> None:
    """An abstract without a journal is of its meeting; what has neither, and what is no paper, is of the rest."""
    entries = read_bibtex(bibtex(EVERY))
    assert ["article", "inproceedings", "article", "misc", "misc", "misc"] == [entry["type"] for entry in entries.values()]
    assert "SABCS" == entries["toy-1:Poster"]["booktitle"]
    assert "SABCS; Abstract P4-13" == entries["toy-1:Printed"]["note"]
    assert "The Paper" == entries["toy-1:News"]["howpublished"]
    assert "author" not in entries["toy-1:Nameless"]
    assert "year" not in entries["toy-1:Nameless"]


def test_ris_is_read_by_a_parser_with_every_field() -> None:
    """Authors come back one by one, with pages, DOI, link and PMID."""
    record = read_ris(ris(EVERY))[0]
    assert ["André, F.", "Tseng, L.-M.", "von Minckwitz, G.", "Burris, H. A., 3rd", "Österreichische Gruppe für Mamma", "O'Regan, R."] == record["authors"]
    assert PAPER.title == record["title"]
    assert ("2357", "62", "25", "12 Suppl") == (record["start_page"], record["end_page"], record["volume"], record["number"])
    assert (PAPER.doi, [PAPER.url], "25231953") == (record["doi"], record["urls"], record["accession_number"])
    assert ("toy-1:Andre2014", "2014", "Ann Oncol") == (record["id"], record["year"], record["secondary_title"])


def test_ris_types_and_lines() -> None:
    """Each line is a tag, two spaces, a hyphen, a space; lines end in CR LF; each record begins with TY and ends with ER."""
    text = ris(EVERY)
    assert ["JOUR", "CPAPER", "JOUR", "GEN", "ELEC", "GEN"] == [record["type_of_reference"] for record in read_ris(text)]
    lines = text.split("\r\n")
    assert [] == [line for line in lines if line and (line[2:6] != "  - " or "\n" in line)]
    assert (6, 6) == (sum(line.startswith("TY") for line in lines), lines.count("ER  - "))


def test_ris_has_one_address() -> None:
    """A semicolon parts addresses in RIS; in the address that was read it stands by its code."""
    odd = PAPER.model_copy(update={"url": "https://example.org/a;javascript:x"})
    assert [["https://example.org/a%3Bjavascript:x"]] == [record["urls"] for record in read_ris(ris([Reference("k", odd)]))]


def test_ris_keeps_to_one_line_and_bars_the_asterisk_from_names() -> None:
    """A text with more than one line would begin a tag of its own; an asterisk is not allowed in a periodical."""
    odd = PAPER.model_copy(update={"title": "First\nER  - second", "journal": "J* Toys"})
    (record,) = read_ris(ris([Reference("k", odd)]))
    assert ("First ER - second", "J Toys") == (record["title"], record["secondary_title"])


CSL = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["id", "type", "title"],
        "additionalProperties": False,
        "properties": {
            "id": {"type": "string"},
            "type": {"enum": ["article", "article-journal", "paper-conference", "webpage"]},
            "author": {
                "type": "array",
                "items": {
                    "type": "object",
                    "additionalProperties": False,
                    "properties": {name: {"type": "string"} for name in ("family", "given", "suffix", "literal")},
                },
            },
            "issued": {
                "type": "object",
                "properties": {"date-parts": {"type": "array", "items": {"type": "array", "items": {"type": "integer"}}}},
            },
            **{
                name: {"type": "string"}
                for name in (
                    "title", "container-title", "event-title", "publisher", "volume", "issue", "page", "number", "DOI", "PMID",
                    "URL", "annote",
                )
            },
        },
    },
}  # fmt: skip


def test_csl_json_has_the_shape_of_its_schema() -> None:
    """The names and types are those of the CSL-JSON schema of CSL 1.0.2, as far as they are used here."""
    items = json.loads(csl_json(EVERY))
    jsonschema.validate(items, CSL)
    assert ["article-journal", "paper-conference", "article-journal", "article", "webpage", "article"] == [item["type"] for item in items]
    assert {"family": "Burris", "given": "H. A.", "suffix": "3rd"} == items[0]["author"][3]
    assert {"literal": "Österreichische Gruppe für Mamma"} == items[0]["author"][4]
    assert {"date-parts": [[2014]]} == items[0]["issued"]


@pytest.mark.parametrize("form", FORMATS)
def test_nothing_is_made_up(form: str) -> None:
    """A source of which only the title was seen has no author, year or journal in any format."""
    text = FORMATS[form]([Reference("k", NAMELESS)])
    for word in ("author", "AU  -", "year", "PY  -", "journal", "JOUR", "issued", "None"):
        assert word not in text


def test_what_was_read_goes_with_the_reference() -> None:
    """Each format carries basis, what was not seen and that authors may be missing, in a field that is not printed."""
    said = "Read for evtrials: abstract; not seen: the 2nd table; authors as far as shown there."
    assert said == read_bibtex(bibtex(EVERY))["toy-1:Andre2014"]["annote"]
    assert [said] == read_ris(ris(EVERY))[0]["notes"]
    assert said == json.loads(csl_json(EVERY))[0]["annote"]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (PAPER, "https://example.org/a_b?c=1&d=%20e"),
        (PAPER.model_copy(update={"url": None}), "https://doi.org/10.1000/x_1%252&y"),
        (PAPER.model_copy(update={"url": None, "doi": "10.1000/a#b?c"}), "https://doi.org/10.1000/a%23b%3Fc"),
        (PAPER.model_copy(update={"url": None, "doi": None}), "https://pubmed.ncbi.nlm.nih.gov/25231953/"),
        (LABEL, ""),
    ],
)
def test_the_link_is_to_what_was_read(source: Publication, expected: str) -> None:
    """The link is the page read, else the DOI, else PubMed."""
    assert expected == link(source)


@pytest.mark.slow
def test_every_shipped_source_is_cited_in_every_format(shipped_references: list[tuple[str, list[Reference]]]) -> None:
    """All sources of all shipped trials are read back by each parser, as many as went in, under keys of their own."""
    for trial, cited in shipped_references:
        keys = [reference.key for reference in cited]
        assert keys == list(read_bibtex(bibtex(cited))), trial
        assert keys == [record["id"] for record in read_ris(ris(cited))], trial
        items = json.loads(csl_json(cited))
        jsonschema.validate(items, CSL)
        assert keys == [item["id"] for item in items], trial


@pytest.fixture(scope="module")
def shipped_references() -> list[tuple[str, list[Reference]]]:
    """The references of each shipped trial."""
    library = Library(open_store(["shipped"]))
    return [(trial.id, references(library, [trial], everything=True)) for trial in library.trials()]
