"""References as plain text, BibTeX, RIS and CSL-JSON, each read back by a parser of its format."""

from __future__ import annotations

import json
import re
from itertools import accumulate
from typing import Any

import bibtexparser
import jsonschema
import pytest
import rispy
from bibtexparser.middlewares import LatexDecodingMiddleware, SeparateCoAuthors

from evtrials.answers.references import FORMATS, bibtex, csl_json, latex, plain_text, ris
from evtrials.collection.library import Library
from evtrials.collection.store import open_store
from evtrials.notation.authors import name_of
from evtrials.questions.citation import Reference, gaps, link, title_of
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
CUT = Publication(title="Everolimus overcomes [resistance; rest of the title cut off]", authors=("Doe J", "et al"), journal="J Toys", basis="abstract")
NEWS = Publication(title="News of it", publisher="The Paper", year="2015", url="https://example.org/n", basis="press")
LABEL = Publication(title="Prescribing information", basis="label")
EVERY = [
    Reference(f"toy-1:{key}", source)
    for key, source in {
        "Andre2014": PAPER, "Poster": ABSTRACT, "Printed": PRINTED_ABSTRACT, "Nameless": NAMELESS, "News": NEWS, "Label": LABEL,
        "Cut": CUT,
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
    assert r"title = {Safety \& efficacy of everolimus in {HER2}-negative disease: the {BOLERO-X} trial, 50 \% $<$ 60\_y $\lbrace$phase {I}$\rbrace$}," in text
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
    """`and`, `others` and a comma in one author are of that author, whose name is whole; et al are the others of BibTeX."""
    odd = PAPER.model_copy(update={"authors": ("Roe and Doe J", "others", "Doe, Roe J", "Smith J", "Doe Study Group SG", "et al")})
    library = bibtexparser.parse_string(bibtex([Reference("k", odd)]), append_middleware=[SeparateCoAuthors()])
    authors = ["{Roe and Doe J}", "{others}", "{Doe, Roe J}", "Smith, J.", "{Doe Study Group SG}", "others"]
    assert authors == library.entries[0]["author"]


@pytest.mark.parametrize(
    ("title", "kept"),
    [
        ("Everolimus in HR+, HER2- disease: results of BOLERO-2", "Everolimus in {HR+}, {HER2}- disease: results of {BOLERO-2}"),
        ("Role of PI3K/Akt/mTOR in U.S. and Asian patients", "Role of {PI3K/Akt/mTOR} in {U.S.} and {Asian} patients"),
        ("Safety of Everolimus vs. Exemestane Alone in HER2-Negative, Receptor-Positive Disease in Japan",
         "Safety of Everolimus vs. Exemestane Alone in {HER2}-Negative, Receptor-Positive Disease in {Japan}"),
        ("A phase Ib/II trial (TRIO-US B-09): The trial and its Ki67", "A phase {Ib/II} trial ({TRIO-US} {B-09}): The trial and its {Ki67}"),
        ("Étude of cells of the Sarah Cannon centre", "{\\'E}tude of cells of the {Sarah} {Cannon} centre"),
        ("An anti-IGF1R antibody", "An anti-{IGF1R} antibody"),
    ],
)  # fmt: skip
def test_names_in_a_title_are_kept_and_nothing_else(title: str, kept: str) -> None:
    """Acronyms, numerals and proper nouns stand in braces; where every word has a capital, capitals alone make no name."""
    assert kept == bibtex([Reference("k", PAPER.model_copy(update={"title": title}))]).split("title = {")[1].split("},\n")[0]


def test_what_no_text_shows_is_a_marked_gap() -> None:
    """A title that was not read is no title in any format; a note says so, and what the source is."""
    note = "title, authors, journal and year not in the text read; described as: Report of a paper"
    entry, cut = (read_bibtex(bibtex(EVERY))[f"toy-1:{key}"] for key in ("Nameless", "Cut"))
    assert ("misc", note) == (entry["type"], entry["note"])
    assert {"type", "note", "annote"} == set(entry)
    assert ("Everolimus overcomes ...", "Doe, J. and others") == (cut["title"], cut["author"])
    assert "rest of the title and year not in the text read; described as: resistance" == cut["note"]
    record = read_ris(ris(EVERY))[3]
    assert {"type_of_reference": "GEN", "id": "toy-1:Nameless", "notes": [note, "Read for evtrials: abstract."]} == record
    item = json.loads(csl_json(EVERY))[3]
    assert {"id": "toy-1:Nameless", "type": "article", "note": note, "annote": "Read for evtrials: abstract."} == item


def test_plain_text_is_numbered_and_marks_its_gaps() -> None:
    """The style of Vancouver: six authors and et al; gaps in square brackets."""
    assert """\
1. André F, Tseng L-M, von Minckwitz G, Burris HA 3rd, Österreichische Gruppe für Mamma, O'Regan R. Safety & efficacy of everolimus in \
HER2-negative disease: the BOLERO-X trial, 50 % < 60_y {phase I}. Ann Oncol 2014;25(12 Suppl):2357-62. PMID 25231953. doi 10.1000/x_1%2&y.
2. [authors not seen]. A poster. SABCS 2013. Abstract P4-13.
3. Doe J. A printed poster. Cancer Res djt337 [year not seen]. SABCS. Abstract P4-13.
4. [authors not seen]. [title not seen: Report of a paper]. [journal and year not seen].
5. News of it. The Paper 2015. https://example.org/n.
6. Prescribing information.
7. Doe J, et al. Everolimus overcomes [rest of the title not seen: resistance]. J Toys [year not seen].
""" == plain_text(EVERY)


def test_bibtex_types_follow_what_was_seen() -> None:
    """An abstract without a journal is of its meeting; what has neither, and what is no paper, is of the rest."""
    entries = read_bibtex(bibtex(EVERY))
    assert ["article", "inproceedings", "article", "misc", "misc", "misc", "article"] == [entry["type"] for entry in entries.values()]
    assert "SABCS" == entries["toy-1:Poster"]["booktitle"]
    assert "SABCS; Abstract P4-13; year not in the text read" == entries["toy-1:Printed"]["note"]
    assert "The Paper" == entries["toy-1:News"]["howpublished"]


def test_ris_is_read_by_a_parser_with_every_field() -> None:
    """Authors come back one by one, with pages, DOI, link and PMID; a comma ends a name that no manager may cut."""
    record = read_ris(ris(EVERY))[0]
    assert ["André, F.", "Tseng, L.-M.", "von Minckwitz, G.", "Burris, H. A., 3rd", "Österreichische Gruppe für Mamma,", "O'Regan, R."] == record["authors"]
    assert PAPER.title == record["title"]
    assert ("2357", "62", "25", "12 Suppl") == (record["start_page"], record["end_page"], record["volume"], record["number"])
    assert (PAPER.doi, [PAPER.url], "25231953") == (record["doi"], record["urls"], record["accession_number"])
    assert ("toy-1:Andre2014", "2014", "Ann Oncol") == (record["id"], record["year"], record["secondary_title"])


def test_ris_types_and_lines() -> None:
    """Each line is a tag, two spaces, a hyphen, a space; lines end in CR LF; each record begins with TY and ends with ER."""
    text = ris(EVERY)
    assert ["JOUR", "CPAPER", "JOUR", "GEN", "ELEC", "GEN", "JOUR"] == [record["type_of_reference"] for record in read_ris(text)]
    lines = text.split("\r\n")
    assert [] == [line for line in lines if line and (line[2:6] != "  - " or "\n" in line)]
    assert (7, 7) == (sum(line.startswith("TY") for line in lines), lines.count("ER  - "))


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
        "required": ["id", "type"],
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
                    "URL", "note", "annote",
                )
            },
        },
    },
}  # fmt: skip


def test_csl_json_has_the_shape_of_its_schema() -> None:
    """The names and types are those of the CSL-JSON schema of CSL 1.0.2, as far as they are used here."""
    items = json.loads(csl_json(EVERY))
    jsonschema.validate(items, CSL)
    assert ["article-journal", "paper-conference", "article-journal", "article", "webpage", "article", "article-journal"] == [item["type"] for item in items]
    assert {"family": "Burris", "given": "H. A.", "suffix": "3rd"} == items[0]["author"][3]
    assert {"literal": "Österreichische Gruppe für Mamma"} == items[0]["author"][4]
    assert {"date-parts": [[2014]]} == items[0]["issued"]


def test_what_was_read_goes_with_the_reference() -> None:
    """Each format for a manager carries basis and what was not seen in a field that is not printed."""
    said = "Read for evtrials: abstract; not seen: the 2nd table."
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


@pytest.mark.parametrize(
    ("title", "read", "goes_on", "described"),
    [
        ("A toy", "A toy", False, ""),
        ("[News of it; in Japanese; title not in the text read]", "", False, "News of it; in Japanese"),
        ("[News of it]", "", False, "News of it"),
        ("A toy [of wood; end of the title not in the text read]", "A toy", True, "of wood"),
        ("A toy [rest of the title cut off]", "A toy", True, ""),
        ("A toy [letter]", "A toy [letter]", False, ""),
        ("Toys [of wood] and others", "Toys [of wood] and others", False, ""),
    ],
)
def test_what_brackets_say_of_a_title(title: str, read: str, goes_on: bool, described: str) -> None:
    """Around the whole they hold what the source is, behind a part what is known of the rest; any others are of the title."""
    assert (read, goes_on, described) == title_of(PAPER.model_copy(update={"title": title}))


def test_every_bracket_in_a_shipped_title_is_a_gap(shipped: list[Reference]) -> None:
    """No title of the collection holds words of ours that would be cited as its own; nor does it speak of what was cut off outside them."""
    told = [(one.key, title_of(one.publication).read) for one in shipped]
    assert [] == [key for key, read in told if "[" in read or re.search(r"\b(?:title|text|address) (?:not|cut|read)\b|\.\.\.", read)]


@pytest.mark.parametrize("form", FORMATS)
def test_no_description_of_a_shipped_source_passes_for_its_title(form: str, shipped: list[Reference]) -> None:
    """No title field of any format begins with a bracket, and every source without one says that it has a gap."""
    text = FORMATS[form](shipped)
    assert not re.search(r'(?m)^(?:  title = \{\{?|TI  - |    "title": ")\[', text)
    untitled = sum("title" in gaps(one.publication) for one in shipped)
    assert untitled > 50
    marks = {"text": r"\[title not seen", "bibtex": "note = {[^}]*title"}.get(form, "title[^\n]*not in the text read; described as")
    assert untitled <= len(re.findall(marks, text))


def test_every_shipped_source_comes_back_from_bibtex(shipped: list[Reference]) -> None:
    """Authors, title, year, volume, pages, DOI and PMID are those of the file, whatever LaTeX makes of their letters."""
    entries = read_bibtex(bibtex(shipped))
    assert [one.key for one in shipped] == list(entries)
    for one in shipped:
        source, entry = one.publication, entries[one.key]
        authors = [name_of(author) for author in source.named]
        told = [name.literal or ", ".join(part for part in (name.family, name.suffix, name.given) if part) for name in authors]
        told += ["others"] * source.goes_on
        assert letters(" and ".join(told)) == letters(entry.get("author", "")), one.key
        assert letters(title_of(source).cited) == letters(entry.get("title", "")), one.key
        assert ((source.year or "", source.volume or "", source.doi or "", source.pmid or "")
                == tuple(entry.get(name, "") for name in ("year", "volume", "doi", "pmid"))), one.key  # fmt: skip
        assert (source.pages or "").replace("–", "-") == re.sub("[-–]+", "-", entry.get("pages", "")), one.key


def test_every_shipped_source_comes_back_from_ris(shipped: list[Reference]) -> None:
    """Authors, title, year, volume, pages, DOI and PMID are those of the file; that there are more authors is a note, not a person."""
    records = read_ris(ris(shipped))
    assert [one.key for one in shipped] == [record["id"] for record in records]
    for one, record in zip(shipped, records, strict=True):
        source = one.publication
        assert len(source.named) == len(record.get("authors", [])), one.key
        assert source.goes_on == ("further authors are not named here" in str(record.get("notes", ""))), one.key
        assert all("," in author for author in record.get("authors", [])), one.key
        for author, told in zip(source.named, record.get("authors", []), strict=False):
            assert letters(author) == letters(told), one.key
        assert title_of(source).cited == record.get("title", ""), one.key
        fields = ("year", "volume", "doi", "accession_number")
        assert (source.year or "", source.volume or "", source.doi or "", source.pmid or "") == tuple(record.get(name, "") for name in fields)
        pages = [record[name] for name in ("start_page", "end_page") if name in record]
        assert (source.pages or "") == "-".join(pages), one.key


def test_every_shipped_source_comes_back_from_csl_json(shipped: list[Reference]) -> None:
    """Authors, title, year, volume, pages, DOI and PMID are those of the file, in the shape of the schema."""
    items = json.loads(csl_json(shipped))
    jsonschema.validate(items, CSL)
    assert [one.key for one in shipped] == [item["id"] for item in items]
    for one, item in zip(shipped, items, strict=True):
        source = one.publication
        told = [letters("".join(author.values())) for author in item.get("author", [])]
        assert list(map(letters, source.named)) == told, one.key
        assert source.goes_on == ("further authors are not named here" in item.get("note", "")), one.key
        assert title_of(source).cited == item.get("title", ""), one.key
        fields = (source.volume, source.pages, source.doi, source.pmid)
        assert fields == tuple(item.get(name) for name in ("volume", "page", "DOI", "PMID")), one.key
        assert ({"date-parts": [[int(source.year)]]} if source.year else None) == item.get("issued"), one.key


def letters(text: str) -> str:
    """What stands in a text whatever sets it: its letters and digits."""
    return re.sub(r"[\W_]+", "", text.replace("$", ""))


@pytest.fixture(scope="module")
def shipped() -> list[Reference]:
    """The references of every shipped source, each once."""
    library = Library(open_store(["shipped"]))
    return references(library, list(library.trials()), everything=True)
