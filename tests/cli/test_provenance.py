"""trace, conflicts, search, sources and cite as a user sees them: whole screens, pipes, wrong words."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Callable
from itertools import groupby
from operator import itemgetter
from pathlib import Path

import bibtexparser
import pytest
import rispy

from evtrials.evidence.columns import NAMES

ORR = """\
  orr:
    role: secondary
    assessor: not stated
    measure: rate
    unit: percent
    results:
      - {cut: final, eve: 12.6 (9.8 to 15.9), pbo: 1.7 (0.5 to 4.2), n: {eve: 200, pbo: 100}, src: Label section 14}
      - {cut: final, eve: 12.6, pbo: 2.1, src: Review2021 Table 1}
      - {cut: final, analysis_set: measurable disease, eve: 14.0, src: Doe2020 Abstract}
  cbr:
    is: clinical benefit rate
    role: secondary
"""
NOTES = """\
notes:
  - {about: {endpoint: orr, arm: pbo}, kind: conflict, text: "The review prints 2.1 %, the label 1.7 %."}
  - {about: {endpoint: orr}, kind: caveat, text: "Neither names an assessor."}
  - {about: {term: Diarrhoea, arm: pbo, grade: 3-4}, kind: suspect, text: "Printed as <1; the text says 3."}
  - {about: {endpoint: pfs, cut: interim, arm: eve, measure: median}, kind: suspect, text: "Perhaps 7.1."}
  - {about: {section: arms, arm: pbo, drug: letrozole}, kind: conflict, text: "The registry has 5 mg."}
curation:
  extracted: {by: A. Reader, date: 2026-01-01}
"""
SOURCES = """\
  Label: {title: "Prescribing information, section 14", basis: label, not_seen: the date}
  Review2021: {title: A review, authors: [Roe R], journal: J Reviews, year: 2021, doi: 10.1000/r, basis: review}
  Poster: {title: A poster & more, authors: [André F], meeting: SABCS, year: 2019, url: "https://example.org/p", basis: conference abstract}
"""


@pytest.fixture
def doubted(toys: Path, write_toy: Callable[..., Path], shell: Callable) -> Callable:
    """The shell, with a fourth trial whose sources disagree."""
    write_toy(
        ("name: TOY-1", "name: TOY-4"), ("NCT00000001", "NCT00000004"), ("pmid: 10000001", "pmid: 10000004"),
        ("design: {", SOURCES + "design: {"), ("safety:\n", ORR + "safety:\n"), ("19, <1]\n", "19, <1]\n" + NOTES), id="toy-4",
    )  # fmt: skip
    assert toys.is_dir()
    return shell


def test_the_trace_of_an_endpoint(doubted: Callable) -> None:
    """Each figure is told with its source, and why it stands by default or does not."""
    assert """\
toy-4: where the figures come from

Objective response rate (ORR) (secondary)
  rate, eve: 12.6 (9.8 to 15.9) %
    Label, section 14 (label); final analysis; assessor not stated; analysis set
    not stated; n 200
    default: no narrower analysis set, best basis (label)
    note 2 (caveat)
  rate, pbo: 1.7 (0.5 to 4.2) %
    Label, section 14 (label); final analysis; assessor not stated; analysis set
    not stated; n 100
    default: best basis (label)
    notes 1 (conflict), 2 (caveat)

Not by default
  rate, eve
    12.6 % †: second-hand (review; the default is from a label) [Review2021,
    Table 1; review]; note 2 (caveat)
    14.0 %: analysis set measurable disease; final analysis, follow-up
    18 months, 2019-06-30 [Doe2020, Abstract; abstract]; note 2 (caveat)
  rate, pbo
    2.1 % †: second-hand (review; the default is from a label) [Review2021,
    Table 1; review]; notes 1 (conflict), 2 (caveat)

Notes
1  conflict: The review prints 2.1 %, the label 1.7 %.
2  caveat: Neither names an assessor.

Sources
Doe2020     Doe J. A toy paper. J Toys 2020. PMID 10000004. Read: abstract.
            https://pubmed.ncbi.nlm.nih.gov/10000004/
Label       Prescribing information, section 14. Read: label. Not seen: the
            date.
Review2021  Roe R. A review. J Reviews 2021. doi 10.1000/r. Read: review.
            https://doi.org/10.1000/r

Curation: extracted by A. Reader on 2026-01-01; not yet verified.
† from a review.
Evidence, not medical advice; the literature was not searched systematically.
""" == doubted("trace", "toy-4", "orr", "--format", "table").screen


def test_the_trace_of_an_endpoint_with_several_cuts(doubted: Callable) -> None:
    """Earlier cuts, other assessors and subgroups have their reason."""
    assert """\
toy-1: where the figures come from

Progression-free survival (PFS) (primary)
  median, eve: 7.8 (6.9 to 8.5) months
    Doe2020, Abstract (abstract); final analysis, follow-up 18 months,
    2019-06-30; investigator; analysis set not stated
    default: all patients, protocol's assessor, last cut
  median, pbo: 3.2 (2.8 to 4.1) months
    Doe2020, Abstract (abstract); final analysis, follow-up 18 months,
    2019-06-30; investigator; analysis set not stated
    default: all patients, protocol's assessor, last cut
  hazard ratio, eve v pbo: 0.45 (0.34 to 0.59) p <0.0001
    Doe2020, Abstract (abstract); final analysis, follow-up 18 months,
    2019-06-30; investigator; analysis set not stated
    default: all patients, protocol's assessor, last cut

Not by default
  median, eve
    6.9 months ‡: earlier cut; interim analysis [News2020, News; press, retells
    Doe2020]
    11.0 months: central review, not the protocol's assessor (investigator)
    [Doe2020, Abstract; abstract]
    6.8 months: one subgroup (visceral metastasis: present) [Doe2020, Abstract;
    abstract]
  median, pbo
    2.8 months ‡: earlier cut; interim analysis [News2020, News; press, retells
    Doe2020]
    4.1 months: central review, not the protocol's assessor (investigator)
    [Doe2020, Abstract; abstract]
    2.8 months: one subgroup (visceral metastasis: present) [Doe2020, Abstract;
    abstract]
  hazard ratio, eve v pbo
    0.43 (0.32 to 0.58) ‡ p <0.001 ‡: earlier cut; interim analysis [News2020,
    News; press, retells Doe2020]
    0.38 (0.28 to 0.51): central review, not the protocol's assessor
    (investigator) [Doe2020, Abstract; abstract]
    0.47 (0.31 to 0.71): one subgroup (visceral metastasis: present) [Doe2020,
    Abstract; abstract]

Sources
Doe2020   Doe J. A toy paper. J Toys 2020. PMID 10000001. Read: abstract.
          https://pubmed.ncbi.nlm.nih.gov/10000001/
News2020  A toy report. 2020. Read: press, retells Doe2020.

Curation: not yet extracted; not yet verified.
‡ from press.
Evidence, not medical advice; the literature was not searched systematically.
""" == doubted("trace", "toy-1", "pfs", "--format", "table").screen


def test_a_trace_as_markdown(doubted: Callable) -> None:
    """A pipe gets the trace as Markdown."""
    assert """\
# toy-4: where the figures come from

## Objective response rate (ORR) (secondary)

- rate, eve: 12.6 (9.8 to 15.9) %
  - Label, section 14 (label); final analysis; assessor not stated; analysis set not stated; n 200
  - default: no narrower analysis set, best basis (label)
  - note 2 (caveat)
- rate, pbo: 1.7 (0.5 to 4.2) %
  - Label, section 14 (label); final analysis; assessor not stated; analysis set not stated; n 100
  - default: best basis (label)
  - notes 1 (conflict), 2 (caveat)

## Not by default

- rate, eve
  - 12.6 % †: second-hand (review; the default is from a label) [Review2021, Table 1; review]; note 2 (caveat)
  - 14.0 %: analysis set measurable disease; final analysis, follow-up 18 months, 2019-06-30 [Doe2020, Abstract; abstract]; note 2 (caveat)
- rate, pbo
  - 2.1 % †: second-hand (review; the default is from a label) [Review2021, Table 1; review]; notes 1 (conflict), 2 (caveat)

## Notes

- **1**: conflict: The review prints 2.1 %, the label 1.7 %.
- **2**: caveat: Neither names an assessor.

## Sources

- **Doe2020**: Doe J. A toy paper. J Toys 2020. PMID 10000004. Read: abstract. <https://pubmed.ncbi.nlm.nih.gov/10000004/>
- **Label**: Prescribing information, section 14. Read: label. Not seen: the date.
- **Review2021**: Roe R. A review. J Reviews 2021. doi 10.1000/r. Read: review. <https://doi.org/10.1000/r>

Curation: extracted by A. Reader on 2026-01-01; not yet verified.

† from a review.

Evidence, not medical advice; the literature was not searched systematically.
""" == doubted("trace", "toy-4", "orr").screen


def test_a_trace_of_what_has_no_figure(doubted: Callable) -> None:
    """The answer says that no figure was read, and of what there are some."""
    assert """\
toy-4: where the figures come from

toy-4: no figure of CBR in the sources read. It has figures of: PFS, OS, ORR.

Curation: extracted by A. Reader on 2026-01-01; not yet verified.
Evidence, not medical advice; the literature was not searched systematically.
""" == doubted("trace", "toy-4", "cbr", "--format", "table").screen


def test_conflicts(doubted: Callable) -> None:
    """Values stand as printed with what is said against them; none is corrected."""
    assert """\
4 conflicts. Different cuts are not conflicts; values are as printed, none is
corrected.

toy-4
  · Objective response rate (ORR), rate, placebo + letrozole, final analysis,
    assessor not stated
    1.7 (0.5 to 4.2) %* [Label, section 14]
    2.1 % † [Review2021, Table 1]
    conflict: The review prints 2.1 %, the label 1.7 %.
  · Diarrhoea, grade 3-4, rate, placebo + letrozole, final analysis, follow-up
    18 months
    <1 % [Doe2020, Table 2]
    suspect: Printed as <1; the text says 3.
  · Progression-free survival (PFS), median, everolimus + letrozole, interim
    analysis, investigator
    6.9 months ‡ [News2020, News]
    suspect: Perhaps 7.1.
  · arms: Placebo + letrozole, letrozole
    conflict: The registry has 5 mg.

* stands by default.
† from a review; ‡ from press.
Evidence, not medical advice; the literature was not searched systematically.
""" == doubted("conflicts", "toy-4", "--format", "table").screen


def test_no_conflicts(doubted: Callable) -> None:
    """Where nothing is disputed it is said."""
    assert """\
No figures of one analysis disagree, and no note marks a conflict, in 2 trials.
Evidence, not medical advice; the literature was not searched systematically.
""" == doubted("conflicts", "toy-1", "toy-2", "--format", "table").screen


def test_a_search(doubted: Callable) -> None:
    """Each hit says where the words stand."""
    assert """\
1 trial with "Afinitor poster"
"Afinitor" is read as everolimus too.
  toy-4  TOY-4
    arm eve: everolimus 10 mg daily
    source Poster: A poster & more
    title: Everolimus plus letrozole in an invented disease
    and 1 more
Evidence, not medical advice; the literature was not searched systematically.
""" == doubted("search", "Afinitor", "poster", "--format", "table").screen


def test_sources(doubted: Callable) -> None:
    """Each source is told with its basis, its figures and what was not seen."""
    assert """\
toy-1: 2 sources (abstract 1, press 1)
───────────────────────────────────────────────────────────────────────────────
Doe2020   Doe J. A toy paper. J Toys 2020. PMID 10000001.
          abstract; 24 figures
News2020  A toy report. 2020.
          press, retells Doe2020; 3 figures
───────────────────────────────────────────────────────────────────────────────

toy-4: 5 sources (label 1, abstract 1, conference abstract 1, review 1, press 1)
───────────────────────────────────────────────────────────────────────────────
Doe2020     Doe J. A toy paper. J Toys 2020. PMID 10000004.
            abstract; 25 figures
News2020    A toy report. 2020.
            press, retells Doe2020; 3 figures
Label       Prescribing information, section 14.
            label; 2 figures; not seen: the date
Review2021  Roe R. A review. J Reviews 2021. doi 10.1000/r.
            review; 2 figures
Poster      André F. A poster & more. SABCS 2019.
            conference abstract; 0 figures
            https://example.org/p
───────────────────────────────────────────────────────────────────────────────
7 sources of 2 trials.
Evidence, not medical advice; the literature was not searched systematically.
""" == doubted("sources", "toy-1", "toy-4", "--format", "table").screen


def test_citations_as_bibtex(doubted: Callable) -> None:
    """Sources of two trials are cited with the keys of the files."""
    assert """\
@article{toy-4:Doe2020,
  author = {Doe, J.},
  title = {A toy paper},
  journal = {J Toys},
  year = {2020},
  pmid = {10000004},
  annote = {Read for evtrials: abstract.},
}

@inproceedings{toy-4:Poster,
  author = {Andr{\\'e}, F.},
  title = {A poster \\& more},
  booktitle = {SABCS},
  year = {2019},
  url = {https://example.org/p},
  annote = {Read for evtrials: conference abstract.},
}

@article{toy-1:Doe2020,
  author = {Doe, J.},
  title = {A toy paper},
  journal = {J Toys},
  year = {2020},
  pmid = {10000001},
  annote = {Read for evtrials: abstract.},
}
""" == doubted("cite", "toy-4", "toy-1").screen


def test_citations_as_ris(doubted: Callable) -> None:
    """RIS has one record for each source."""
    assert """\
TY  - JOUR
ID  - toy-4:Doe2020
AU  - Doe, J.
TI  - A toy paper
T2  - J Toys
PY  - 2020
AN  - 10000004
DB  - PubMed
N1  - Read for evtrials: abstract.
ER  -

TY  - CPAPER
ID  - toy-4:Poster
AU  - André, F.
TI  - A poster & more
T2  - SABCS
PY  - 2019
UR  - https://example.org/p
N1  - Read for evtrials: conference abstract.
ER  -

""" == doubted("cite", "toy-4", "--format", "ris").screen


def test_citations_as_csl_json(doubted: Callable) -> None:
    """CSL-JSON is one list."""
    assert """\
[
  {
    "id": "toy-4:Doe2020",
    "type": "article-journal",
    "title": "A toy paper",
    "author": [
      {
        "family": "Doe",
        "given": "J."
      }
    ],
    "container-title": "J Toys",
    "issued": {
      "date-parts": [
        [
          2020
        ]
      ]
    },
    "PMID": "10000004",
    "annote": "Read for evtrials: abstract."
  },
  {
    "id": "toy-4:Poster",
    "type": "paper-conference",
    "title": "A poster & more",
    "author": [
      {
        "family": "André",
        "given": "F."
      }
    ],
    "container-title": "SABCS",
    "event-title": "SABCS",
    "issued": {
      "date-parts": [
        [
          2019
        ]
      ]
    },
    "URL": "https://example.org/p",
    "annote": "Read for evtrials: conference abstract."
  }
]
""" == doubted("cite", "toy-4", "--format", "csl-json").screen


@pytest.mark.parametrize("columns", [60, 80, 110, 160])
@pytest.mark.parametrize("command", [["trace", "toy-4"], ["conflicts", "toy-4"], ["search", "toys"], ["sources"]])
def test_no_line_is_wider_than_the_terminal(columns: int, command: list[str], doubted: Callable) -> None:
    """At every width from 60 columns everything stands within it."""
    out = doubted(*command, "--format", "table", columns=columns).out
    assert [] == [line for line in out.splitlines() if len(line.rstrip()) > columns]


def traced(shell: Callable, *arguments: str) -> list[dict[str, str]]:
    """The rows behind a trace."""
    return list(csv.DictReader(io.StringIO(shell("trace", *arguments, "--format", "csv").out)))


def test_trace_shows_both_printed_values_of_the_control_arm_and_why_one_stands(doubted: Callable) -> None:
    """Of two sources of one figure the better one is the default, and each says why."""
    rows = [row for row in traced(doubted, "toy-4", "orr") if row["arm"] == "pbo"]
    assert [
        ("1.7 (0.5 to 4.2)", "Label", "true", "default: best basis (label)"),
        ("2.1", "Review2021", "false", "not default: second-hand (review; the default is from a label)"),
    ] == [(row["text"], row["source"], row["default"], row["reason"]) for row in rows]


@pytest.mark.parametrize(
    ("trial", "text", "why"),
    [
        ("toy-1", "0.45 (0.34 to 0.59)", "default: all patients, protocol's assessor, last cut"),
        ("toy-1", "0.43 (0.32 to 0.58)", "not default: earlier cut"),
        ("toy-1", "0.38 (0.28 to 0.51)", "not default: central review, not the protocol's assessor (investigator)"),
        ("toy-1", "0.47 (0.31 to 0.71)", "not default: one subgroup (visceral metastasis: present)"),
        ("toy-1", "26.6 (22.6 to not reached)", "default: the only figure"),
        ("toy-4", "14.0", "not default: analysis set measurable disease"),
        ("toy-4", "<1", "not default: suspect"),
    ],
)
def test_the_reason_is_in_words(trial: str, text: str, why: str, doubted: Callable) -> None:
    """Cut, assessor, population, analysis set and suspicion each have their words."""
    assert [why] == [row["reason"] for row in traced(doubted, trial) if row["text"] == text]


def test_exactly_the_default_rows_are_called_default(doubted: Callable) -> None:
    """The words agree with the mark of every row."""
    rows = traced(doubted, "toy-4")
    assert [row["default"] == "true" for row in rows] == [row["reason"].startswith("default: ") for row in rows]


def test_trace_names_source_link_notes_and_readers(doubted: Callable) -> None:
    """Each row carries the citation, where to find it, what was not seen, the notes, and who extracted and verified."""
    row = next(row for row in traced(doubted, "toy-4", "orr") if row["source"] == "Review2021" and row["arm"] == "pbo")
    assert ("https://doi.org/10.1000/r", "Roe R. A review. J Reviews 2021. doi 10.1000/r.") == (row["link"], row["citation"])
    assert "The review prints 2.1 %, the label 1.7 %. Neither names an assessor." == row["note"]
    assert ("A. Reader", "2026-01-01", "", "") == tuple(
        row[name] for name in ("extracted_by", "extracted_on", "verified_by", "verified_on")
    )


def test_trace_takes_an_adverse_event_too(doubted: Callable) -> None:
    """A harm is traced by any of its names, in either spelling."""
    assert {"Diarrhoea"} == {row["term"] for row in traced(doubted, "toy-1", "diarrhea")}


def test_conflicts_are_of_one_analysis_or_under_a_note(doubted: Callable) -> None:
    """The differing response rate, the suspect cells and the conflict on a dose are told; two cuts of one endpoint are none."""
    document = json.loads(doubted("conflicts", "--json").out)
    groups = [(named, list(rows)) for named, rows in groupby(document["conflicts"], itemgetter("trial", "conflict"))]
    assert [
        ("toy-4", 1, "sources differ", ["1.7 (0.5 to 4.2)", "2.1"]),
        ("toy-4", 2, "suspect", ["<1"]),
        ("toy-4", 3, "suspect", ["6.9"]),
        ("toy-4", 4, "conflict", []),
    ] == [(trial, number, rows[0]["cause"], [row["text"] for row in rows if row["text"]]) for (trial, number), rows in groups]
    assert ["2.1 against 1.7 (0.5 to 4.2)"] == document["conflicts"][0]["differences"]
    assert ["conflict: The review prints 2.1 %, the label 1.7 %."] == document["conflicts"][0]["explained"]


def test_conflicts_of_one_endpoint(doubted: Callable) -> None:
    """With --endpoint only its figures are asked about."""
    document = json.loads(doubted("conflicts", "toy-4", "--endpoint", "orr", "--json").out)
    assert {"sources differ"} == {row["cause"] for row in document["conflicts"]}


def test_notes_on_one_question_stand_together_and_a_note_on_many_once(shell: Callable, toys: Path) -> None:
    """Two notes on the rate at two places are one conflict; one note on figures of several questions is one conflict too."""
    path = toys / "toy-1.yaml"
    notes = (
        'notes:\n  - {about: {endpoint: pfs, cut: interim, arm: eve, population: all}, kind: conflict, text: "First."}\n'
        '  - {about: {endpoint: pfs, assessor: central, arm: eve, measure: median}, kind: suspect, text: "Second."}\n'
        '  - {about: {term: Stomatitis}, kind: conflict, text: "Third."}\n'
    )
    text = path.read_text(encoding="utf-8").replace("interim, eve: 6.9, pbo: 2.8, hr: 0.43 (0.32 to 0.58), p: <0.001", "interim, eve: 6.9")
    path.write_text(text + notes, encoding="utf-8")
    found = json.loads(shell("conflicts", "toy-1", "--json").out)["conflicts"]
    first, second = [list(rows) for _, rows in groupby(found, itemgetter("conflict"))]
    assert (["6.9", "11.0"], ["conflict: First.", "suspect: Second."]) == ([row["text"] for row in first], first[0]["explained"])
    assert (["59", "8", "12", "0"], ["conflict: Third."]) == ([row["text"] for row in second], second[0]["explained"])


def test_a_difference_that_no_note_explains_says_so(shell: Callable, toys: Path) -> None:
    """Two sources of one median differ beyond rounding; the screen does not invent a reason."""
    path = toys / "toy-1.yaml"
    more = "      - {cut: final, assessor: investigator, eve: 7.1, src: News2020 News}\n  os:"
    path.write_text(path.read_text(encoding="utf-8").replace("  os:", more), encoding="utf-8")
    out = shell("conflicts", "toy-1", "--format", "table").out
    assert "7.8 (6.9 to 8.5) months* [Doe2020, Abstract]\n    7.1 months ‡ [News2020, News]\n    No note explains this." in out


def test_conflicts_in_a_pipe_are_one_figure_a_row(doubted: Callable) -> None:
    """TSV has the columns of the tidy table, and before them which conflict it is."""
    rows = list(csv.DictReader(io.StringIO(doubted("conflicts", "toy-4").out), delimiter="\t"))
    assert ["trial", "conflict", "cause", "subject", "differences", "explained", *NAMES[1:]] == list(rows[0])
    assert ["1", "1", "2", "3", "4"] == [row["conflict"] for row in rows]


def test_search_ranks_and_names_the_place(doubted: Callable) -> None:
    """In a pipe each place is a row, with the rank of its trial."""
    rows = list(csv.DictReader(io.StringIO(doubted("search", "TOY-4").out), delimiter="\t"))
    assert ("1", "toy-4", "name", "TOY-4") == tuple(rows[0][name] for name in ("rank", "trial", "place", "match"))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["afintor"], 'nothing found for "afintor"; did you mean Afinitor?'),
        (["everolimus", "gibberish"], 'no trial has all of these; alone they are in: "everolimus" 4, "gibberish" 0'),
        (["qqqqqq"], 'nothing found for "qqqqqq"; try fewer or other words'),
    ],
)
def test_a_search_that_finds_nothing_says_what_to_try(words: list[str], said: str, doubted: Callable) -> None:
    """Nothing found is an answer, with the nearest names on stderr."""
    answer = doubted("search", *words, "--json")
    assert (0, []) == (answer.code, json.loads(answer.out)["matches"])
    assert said in answer.err


def test_what_a_limit_leaves_out_is_told(doubted: Callable) -> None:
    """In JSON, and on stderr beside any format: a part of the trials does not pass for all of them."""
    for command, key in ((("list", "--about", "all"), "trials"), (("search", "everolimus"), "matches")):
        found = [json.loads(doubted(*command, "--limit", limit, "--json").out) for limit in ("1", "4")]
        (shown,) = {row["trial"] for row in found[0][key]}
        whole = {row["trial"] for row in found[1][key]}
        assert ([{"beyond the limit"}, set()], whole - {shown}) == ([set(one["left_out"]) for one in found], set(found[0]["left_out"]["beyond the limit"]))
        assert "eyond the limit 3" in doubted(*command, "--limit", "1").err


def test_search_takes_a_limit(doubted: Callable) -> None:
    """Only the nearest are shown, and how many there are is told."""
    assert {1} == {row["rank"] for row in json.loads(doubted("search", "everolimus", "--limit", "1", "--json").out)["matches"]}
    assert "Beyond the limit 3." in doubted("search", "everolimus", "--limit", "1", "--format", "table").out


def test_sources_count_their_figures(doubted: Callable) -> None:
    """Each source has its figures of the tidy table; one that bears none says 0."""
    rows = list(csv.DictReader(io.StringIO(doubted("sources", "toy-4").out), delimiter="\t"))
    counted = {row["source"]: int(row["figures"]) for row in rows}
    own = list(csv.DictReader(io.StringIO(doubted("figures", "toy-4").out), delimiter="\t"))
    assert {key: sum(row["source"] == key for row in own) for key in counted} == counted
    assert 0 == counted["Poster"]


def test_cite_gives_the_papers_and_says_what_else_there_is(doubted: Callable) -> None:
    """By default neither news nor review nor label is cited; with --all everything that was read is."""
    papers, everything = doubted("cite", "toy-4"), doubted("cite", "toy-4", "--all")
    assert ["toy-4:Doe2020", "toy-4:Poster"] == [entry.key for entry in bibtexparser.parse_string(papers.out).entries]
    assert 5 == len(bibtexparser.parse_string(everything.out).entries)


TERMINAL = """\
1  Doe J. A toy paper. J Toys 2020. PMID 10000004.
2  A toy report. 2020.
3  Prescribing information, section 14.
4  Roe R. A review. J Reviews 2021. doi 10.1000/r.
5  André F. A poster & more. SABCS 2019. https://example.org/p.
"""


def test_a_terminal_gets_the_references_to_read(doubted: Callable, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a screen they are a numbered list in the style of Vancouver, wrapped to its width."""
    monkeypatch.setenv("TERM", "dumb")
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    assert TERMINAL == doubted("cite", "toy-4", "--all").screen


def test_cite_takes_the_filters(doubted: Callable) -> None:
    """The papers of the trials that fit, and on stderr what was left out, as in every command."""
    answer = doubted("cite", "--subtype", "her2+")
    assert ["toy-2:Doe2020"] == [entry.key for entry in bibtexparser.parse_string(answer.out).entries]
    assert "Mixed 1 (toy-3). (evtrials list --left-out)" in answer.err


@pytest.mark.parametrize(("name", "begins"), [("a.bib", "@article{"), ("a.ris", "TY  - JOUR"), ("a.json", "["), ("a.txt", "1. Doe J.")])
def test_the_ending_of_a_file_says_its_form(name: str, begins: str, doubted: Callable, tmp_path: Path) -> None:
    """Nothing but a line on stderr is printed; a file that is there is never written over."""
    path = tmp_path / name
    answer = doubted("cite", "toy-4", "-o", str(path))
    assert (0, "", f"written: {path}") == (answer.code, answer.out, answer.err.splitlines()[0])
    text = path.read_bytes().decode()
    assert text.startswith(begins)
    again = doubted("cite", "toy-1", "-o", str(path))
    assert (1, "") == (again.code, again.out)
    assert "exists and is not overwritten" in again.err
    assert text == path.read_bytes().decode()


def test_a_file_of_another_ending_needs_its_format(doubted: Callable, tmp_path: Path) -> None:
    """Without one the endings that there are are named."""
    path = tmp_path / "refs.enw"
    answer = doubted("cite", "toy-4", "-o", str(path))
    assert (2, "") == (answer.code, answer.out)
    assert "ends in none of .txt, .bib, .ris or .json; name the file so, or give --format" in answer.err
    assert 0 == doubted("cite", "toy-4", "-o", str(path), "--format", "ris").code
    assert 2 == len(rispy.loads(path.read_text(encoding="utf-8")))


def test_a_name_that_fits_several_trials_is_not_guessed(doubted: Callable) -> None:
    """Doe wrote on each of the toys."""
    answer = doubted("cite", "Doe")
    assert (1, "") == (answer.code, answer.out)
    assert '"Doe" fits 4 trials: toy-1, toy-2, toy-3, toy-4; name one of them' in answer.err


def test_citation_keys_are_unique_across_trials_and_stay(doubted: Callable) -> None:
    """The same key of two files names two papers; neither changes when the other is cited too."""
    both = [entry.key for entry in bibtexparser.parse_string(doubted("cite", "toy-1", "toy-2").out).entries]
    alone = [entry.key for entry in bibtexparser.parse_string(doubted("cite", "toy-2").out).entries]
    assert ["toy-1:Doe2020", "toy-2:Doe2020"] == both
    assert ["toy-2:Doe2020"] == alone


def test_a_shared_source_is_cited_once(doubted: Callable, toys: Path) -> None:
    """A source of _sources.yaml has one key, whichever trials cite it."""
    (toys / "_sources.yaml").write_text("Pool2019: {title: A pooled paper, year: 2019, basis: abstract}\n", encoding="utf-8")
    for name in ("toy-1", "toy-2"):
        path = toys / f"{name}.yaml"
        text = path.read_text(encoding="utf-8").replace("assessor: investigator, src: News2020 News", "assessor: investigator, src: Pool2019 Abstract")
        path.write_text(text, encoding="utf-8")
    keys = [entry.key for entry in bibtexparser.parse_string(doubted("cite", "toy-1", "toy-2").out).entries]
    assert ["toy-1:Doe2020", "Pool2019", "toy-2:Doe2020"] == keys


def test_a_trial_without_papers_says_so(doubted: Callable, toys: Path) -> None:
    """Nothing to cite is an answer; stderr has the way to the other sources."""
    path = toys / "toy-1.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("pmid: 10000001, basis: abstract", "basis: review"), encoding="utf-8")
    answer = doubted("cite", "toy-1", "--format", "ris")
    assert (0, []) == (answer.code, rispy.loads(answer.out))
    assert "no paper or conference abstract was read of toy-1; --all cites what was" in answer.err


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["trace", "toy-9"], 1, 'there is no trial "toy-9"; did you mean toy-'),
        (["trace", "toy-4", "orrr"], 2, '"orrr" is no endpoint or term of this collection; did you mean orr?'),
        (["trace", "toy-4", "stomatits"], 2, "did you mean Stomatitis?"),
        (["trace", "toy-4", "overal survival"], 2, "did you mean os?"),
        (["trace", "toy-4", "qqqqqq"], 2, "toy-4 has: pfs, os, orr, cbr"),
        (["conflicts", "toy-9"], 1, 'there is no trial "toy-9"'),
        (["conflicts", "--endpoint", "pfss"], 2, "did you mean pfs"),
        (["search", "-", "."], 2, "TEXT: an empty word asks for nothing; give one, or leave it out. Words that must all stand in a trial"),
        (["sources", "toy-9"], 1, 'there is no trial "toy-9"'),
        (["cite", "toy-9"], 1, 'there is no trial "toy-9"'),
        (["cite", "toy-1", "--format", "endnote"], 2, '"endnote" is not one of: text, bibtex, ris, csl-json'),
    ],
)
def test_wrong_words_are_answered_with_the_next_step(arguments: list[str], code: int, message: str, doubted: Callable) -> None:
    """Every error names the thing and what to type, on stderr, with the code of its kind, and never a traceback."""
    answer = doubted(*arguments)
    assert (code, "") == (answer.code, answer.out)
    assert message in answer.err
    assert "Traceback" not in answer.err


@pytest.mark.parametrize(
    ("arguments", "name"),
    [
        (["trace", "toy-4"], "figures"),
        (["conflicts", "toy-4"], "conflicts"),
        (["search", "everolimus"], "matches"),
        (["sources"], "sources"),
    ],
)
def test_json_is_one_object_of_the_fixed_form(arguments: list[str], name: str, doubted: Callable) -> None:
    """Every answer has the same frame, and its items under its own name."""
    document = json.loads(doubted(*arguments, "--json").out)
    assert ["schema_version", "data_version", "data_date", "query", "caveats", "left_out", name] == list(document)
    assert document[name]


@pytest.mark.parametrize("command", ["trace", "conflicts", "search", "sources", "cite"])
def test_help_has_an_example(command: str, doubted: Callable) -> None:
    """The help of each command shows one line to type."""
    text = " ".join(doubted(command, "--help").out.split())
    # Once as the usage, once as the example.
    assert 2 <= text.count(f"evtrials {command} ")


def test_a_source_that_names_no_analysis_set_is_told_so(write_toy: Callable[..., Path], shell: Callable) -> None:
    """Where the endpoint names a set, a source that leaves it open is not read as of that set, nor as of a set called so."""
    rows = ORR.replace("role: secondary\n    assessor", "role: secondary\n    analysis_set: eligible patients\n    assessor")
    rows = rows.replace("eve: 12.6, pbo: 2.1, src: Review2021", "analysis_set: not stated, eve: 12.6, pbo: 2.1, src: Review2021")
    write_toy(("design: {", SOURCES + "design: {"), ("safety:\n", rows + "safety:\n"))
    card = " ".join(shell("show", "toy-1", "--all-cuts").out.split())
    assert ", eligible patients" in card
    assert "analysis set not stated" in card
    assert ", not stated" not in card
