"""The audit against texts: what it must accept, what it must refuse, and how it says so."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from evtrials.bench import effort
from evtrials.bench.audit import Confirmation, audit
from evtrials.bench.corpus import Texts, mapping_of, open_texts, read_mapping
from evtrials.bench.passages import regions
from evtrials.bench.quotations import quotations
from evtrials.bench.texts import Text, phrase, stems
from evtrials.collection.folders import shipped_folder, trial_files
from evtrials.collection.loading import Loaded
from evtrials.collection.store import Store
from evtrials.errors import DataError, EvTrialsError
from evtrials.trial.tables import Block
from evtrials.trial.walk import FIGURES, stored

Load = Callable[..., Loaded]

# The toy's row: eve 7.8 (6.9 to 8.5), pbo 3.2 (2.8 to 4.1), hr 0.45 (0.34 to 0.59), p <0.0001
ROW = "endpoints.pfs.results.1"
WORDS = (
    ("no grade 4 event", ["0"]),
    ("no more than 3 months, no difference", ["<=3"]),
    ("after cross-over 5.5 months", ["5.5"]),
    ("over 5.5 months", [">5.5"]),
    ("single centre, single-agent, no news, no one", ["1", "0", "1"]),
    ("no grade 3 or 4 stomatitis; p = 2.9e-6", ["0", "0.0000029"]),
    ("value 49.0 upper NA", ["49.0", "NA"]),
    ("0·45 (95% CI 0·34–0·59)", ["0.45", "0.34", "0.59"]),
    ("−0.7 (95% CI −4.3 to 3.0), 71.3%–78.0%", ["-0.7", "-4.3", "3.0", "71.3", "78.0"]),
    ("1,112 patients, 1,476 alterations in 2,010", ["1112", "1476", "2010"]),
    ("6% versus ,1%; 4 |\n,1\n", ["6", "<1", "4", "<1"]),
    ("P < 0.001; p=.05; P≤.01", ["<0.001", "0.05", "<=0.01"]),
    ("about 3 months, nearly 4%, more than 90 %, less than 5", ["about3", "about4", ">90", "<5"]),
    ("no more than 5, up to 6, at least 7 and no fewer than 8", ["<=5", "<=6", ">=7", ">=8"]),
    ("One hundred and\n\neleven women; seven deaths; forty-two", ["111", "7", "42"]),
    ("7, 7.0 and 7.00", ["7", "7.0", "7.00"]),
    ("BOLERO-2, HER2, QLQ-C30, CDK4/6, BOLERO-217, 4E-BP1, P1NP", []),
    ("more frequent (79%).14 All grade; women.15,16 Then", ["79"]),
    ("grade 3-4: 12; Grade 3 or 4 in 8%; grade 3, 4% versus 2%", ["12", "8", "4", "2"]),
    ("median not reached; 28.0-NR", ["not reached", "28.0", "NR"]),
    ("everoli-\n\nmus 10 mg", ["10"]),
)
ACCEPTED = {
    "as printed in an abstract": (
        "Median PFS was 7.8 months (95% CI 6.9-8.5) with everolimus v 3.2 months (95% CI 2.8-4.1) with placebo; "
        "hazard ratio 0.45 (95% CI 0.34-0.59); P <0.0001."
    ),
    "the control first": (
        "PFS rose from 3.2 (95% CI, 2.8 to 4.1) months with letrozole to 7.8 (95% CI, 6.9 to 8.5), HR 0.45; 95% CI, 0.34 to "
        "0.59; P<.0001."
    ),
    "the ratio first": "Everolimus (HR 0.45; 95% CI 0.34-0.59; P<0.0001): 7.8 (6.9-8.5) v 3.2 (2.8-4.1) months of PFS.",
    "typography of a journal": (
        "Progression-free survival 7·8 months (95 % CI 6·9–8·5) versus 3·2 months (2·8–4·1); HR 0·45 (0·34–0·59), p < 0·0001."
    ),
    "broken over lines": (
        "progres-\n\nsion-free survival with everoli-\nmus 7.8 months\n(6.9 to\n\n8.5) v 3.2 (2.8 to 4.1);\nHR 0.45 (0.34 to "
        "0.59; P<.0001)"
    ),
    "two other numbers between": (
        "PFS 7.8 months (95% CI 6.9-8.5; n = 200) v 3.2 (95% CI 2.8-4.1; n = 100; 18 months): HR 0.45 (0.34-0.59), P<.0001."
    ),
    "in a remark above the text": (
        "key: doe-2020\nnote: Median PFS 7.8 (6.9-8.5) v 3.2 (2.8-4.1) months; HR 0.45 (0.34-0.59); P<.0001\n\nNo figures."
    ),
    "two sentences": "PFS: 7.8 (6.9-8.5) v 3.2 (2.8-4.1) months. The ratio was 0.45 (0.34-0.59). It differed, P<.0001.",
}
REFUSED = {
    "one digit": "Median PFS 7.8 (6.9-8.5) v 3.2 (2.8-4.1) months; HR 0.46 (0.34-0.59); P<.0001.",
    "a digit more": "Median PFS 7.80 (6.9-8.5) v 3.2 (2.8-4.1) months; HR 0.45 (0.34-0.59); P<.0001.",
    "the arms' limits changed over": "Median PFS 7.8 (2.8-4.1) v 3.2 (6.9-8.5) months; HR 0.45 (0.34-0.59); P<.0001.",
    "three other numbers between": "PFS 7.8 (6.9-8.5) v 12, 13 and 14 or 3.2 (2.8-4.1); HR 0.45 (0.34-0.59); P<.0001.",
    "the operator lost": "Median PFS 7.8 (6.9-8.5) v 3.2 (2.8-4.1) months; HR 0.45 (0.34-0.59); P=0.0001.",
    "another level of the interval": "PFS 7.8 (6.9-8.5) v 3.2 (2.8-4.1); HR 0.45 (90% CI 0.34-0.59); P<.0001.",
    "another unit": "PFS with everolimus 7.8 weeks (6.9-8.5) v 3.2 (2.8-4.1); HR 0.45 (0.34-0.59); P<.0001.",
    "a limit taken for a median": "PFS 7 (95% CI 7.8-6.9), 8.5 v 3.2 (2.8-4.1); HR 0.45 (0.34-0.59); P<.0001.",
    "no word of the row near": "In lions the score was 7.8 (6.9-8.5) v 3.2 (2.8-4.1); 0.45 (0.34-0.59); <.0001.",
    "all of them, anywhere": (
        "PFS: 7.8. Everolimus 3.2; 1, 2, 3. Letrozole 6.9, 8.5. Then 2.8 and 4.1; 5, 6, 7. Ratios 0.34, 0.45 and 0.59. P<.0001"
    ),
    "only in the header above the text": (
        "key: doe-2020\ncitation: PFS with everolimus 7.8 (6.9-8.5) v 3.2 (2.8-4.1); HR 0.45 (0.34-0.59); P<.0001\n\nNo figures."
    ),
}
TABLE = """Table 2 Side effects

Trial A Trial B Trial C

EVE Placebo EVE Placebo EVE Placebo

Stomatitis/mucositis
All grade
Grade 3–4

36.5
2.2

6.1
0

59
8

12
0

26
1

4
,1

Diarrhea
All grade
Grade 3–4

NR 34
2

19
,1

21
2

9
1

Cough
All grade
Grade 3–4

NR NR 15
,1

10
,1

Nausea
All grade
Grade 3–4

NR 31
,1

29
1

16
1

16
1

Abbreviations: EVE, everolimus.
"""


@pytest.mark.parametrize(("printed", "numbers"), WORDS)
def test_numbers_are_read_as_printed(printed: str, numbers: list[str]) -> None:
    """Typography is levelled, digits and operators are not, and digits inside names are no numbers."""
    assert numbers == [number.operator + (number.digits or number.missing) for number in Text(printed).numbers]


def test_number_words_without_end_are_no_number() -> None:
    """As many as a number may have are one; a list of thousands is read in pieces, not as one number of thousands of digits."""
    assert ["999999"] == [one.digits for one in Text("nine hundred and ninety-nine thousand nine hundred and ninety-nine").numbers]
    assert max(len(one.digits) for one in Text("hundred " * 4000).numbers) < 25


def test_a_place_is_told_by_the_line_of_the_file() -> None:
    """Lines are those of the file, though broken words are closed up and the header is passed over."""
    text = Text("key: a\ndoi: 10.1/2\n\nwith everoli-\n\nmus 7.8\nand 3.2\n" + "\n" * 500 + " " * 500 + "4.1")
    assert [("7.8", 6), ("3.2", 7), ("4.1", 508)] == [(number.digits, text.line(number.start)) for number in text.numbers]
    assert len(text.body) < 100


@pytest.mark.parametrize("sentence", ACCEPTED.values(), ids=ACCEPTED.keys())
def test_what_a_text_may_say_is_confirmed(say: Callable[..., dict[str, Confirmation]], sentence: str) -> None:
    """Figures in one place and in order are confirmed in each way in which texts print them, whether or not they name arms."""
    assert say(sentence)[ROW].result in ("confirmed", "confirmed, arms not told apart")


@pytest.mark.parametrize("sentence", REFUSED.values(), ids=REFUSED.keys())
def test_what_a_text_does_not_say_is_not_found(say: Callable[..., dict[str, Confirmation]], sentence: str) -> None:
    """One digit, order, place, operator, unit or level that differs is enough."""
    assert "not found" == say(sentence)[ROW].result


def test_what_stands_there_instead_is_told(say: Callable[..., dict[str, Confirmation]]) -> None:
    """A row that is not found names the place where most of it stands, and its own line and column."""
    row = say("Median PFS 7.8 (6.9-8.5) v 3.2 (2.8-4.1) months; HR 0.46 (0.34-0.59); P<.0001.")[ROW]
    assert "HR 0.46 (0.34-0.59)" in row.candidates[0]
    assert row.candidates[0].startswith("Doe2020:1 ")
    assert (37, 9) == (row.line, row.column)
    assert "7.8 (6.9 to 8.5) | 3.2 (2.8 to 4.1) | 0.45 (0.34 to 0.59) | <0.0001" == row.printed


@pytest.mark.parametrize(
    ("sentence", "result"),
    [
        ("PFS HR for everolimus 0.45 (90% CI 0.34-0.59)", "confirmed"),
        ("PFS HR for everolimus 0.45 (95% CI 0.34-0.59)", "not found"),
        ("PFS HR for everolimus 0.45 (0.34-0.59)", "not found"),
    ],
)
def test_a_level_other_than_95_must_stand(say: Callable[..., dict[str, Confirmation]], sentence: str, result: str) -> None:
    """An interval of 90 % in the file needs the 90 in the text."""
    row = "eve: 7.8 (6.9 to 8.5), pbo: 3.2 (2.8 to 4.1), hr: 0.45 (0.34 to 0.59), p: <0.0001"
    assert result == say(sentence, (row, "hr: 0.45 (90 % CI 0.34 to 0.59)"))[ROW].result


@pytest.mark.parametrize(
    ("sentence", "result"),
    [
        ("after 210 events", "confirmed"),
        ("after two hundred and ten deaths", "confirmed"),
        ("after 201 events", "not found"),
        ("210" + " lions" * 40 + " events", "not found"),
        ("210 lions, 3 bears, 4 wolves and 5 events", "not found"),
        ("210 % of events", "not found"),
    ],
)
def test_a_single_figure_stands_beside_a_word_of_its_row(
    say: Callable[..., dict[str, Confirmation]], sentence: str, result: str
) -> None:
    """Within 200 characters and at most two other numbers."""
    assert result == say(sentence)["cuts.final.events"].result


def test_the_size_of_an_arm_is_looked_up_in_its_own_source(say: Callable[..., dict[str, Confirmation]]) -> None:
    """Where `n_src` names another source than that of the drugs, the number is looked for there."""
    sentence = "Everolimus plus letrozole in 200 patients."
    other = ("Everolimus + letrozole, n: 200", "Everolimus + letrozole, n: 200, n_src: News2020 News")
    assert "confirmed" == say(sentence)["arms.eve.n"].result
    assert "not checkable" == say(sentence, other)["arms.eve.n"].result


@pytest.mark.parametrize(
    ("sentence", "result"),
    [
        ("letrozole 2.5 mg plus everolimus 10 mg once daily", "confirmed"),
        ("letrozole 2.5 mg plus everolimus 5 mg once daily", "not found"),
    ],
)
def test_doses_are_looked_up_too(say: Callable[..., dict[str, Confirmation]], sentence: str, result: str) -> None:
    """The amount of a drug stands beside its name."""
    assert result == say(sentence)["arms.eve.drugs.0"].result


@pytest.mark.parametrize(
    ("sentence", "result"),
    [
        ("stomatitis 59% (grade 3-4, 8%) v 12% (0%)", "confirmed, arms not told apart"),
        ("oral mucositis: all grades 59 v 12; stomatitis of grade 3 or 4 in 8% v 0%", "confirmed, arms not told apart"),
        ("stomatitis (59%, 8% v 12%, 0%), rash (39%, 1% v 7%, 0%)", "confirmed, arms not told apart"),
        ("stomatitis (59%, 8% v 13%, 0%), rash (39%, 1% v 12%, 0%)", "not found"),
        ("stomatitis (8%, 59% v 12%, 0%)", "not found"),
        ("rash (39%, 1% v 7%, 0%), fatigue (59%, 8% v 12%, 0%), stomatitis (1% v 2%)", "not found"),
    ],
)
def test_the_cells_of_a_row_stand_beside_its_term(
    say: Callable[..., dict[str, Confirmation]], sentence: str, result: str
) -> None:
    """In the order of the columns, by arm or by grade, by any name of the event, and not those of its neighbour."""
    assert result == say(sentence, ("src: Doe2020 Table 2", "src: Doe2020 Text"))["safety.0.rows.Stomatitis"].result


@pytest.mark.parametrize(
    ("sentence", "result"),
    [
        ("safety population: 199 v 100", "confirmed, arms not told apart"),
        ("treated with everolimus: 199; with placebo: 100", "confirmed"),
        ("Adverse Events 1: Total: 9/199 (4.52%). Adverse Events 2: Total: 1/100 (1.00%)", "confirmed, arms not told apart"),
        ("safety population: 199 v 101", "not found"),
        ("treated with everolimus: 200; with placebo: 100", "not found"),
        ("199 lions and 100 bears", "not found"),
    ],
)
def test_the_denominators_of_a_table_are_looked_up(
    say: Callable[..., dict[str, Confirmation]], sentence: str, result: str
) -> None:
    """Together, or each beside its arm; treated is not randomised."""
    assert result == say(sentence)["safety.0.n"].result


COUGH = (
    "      Diarrhoea: [34, 2, 19, <1]\n",
    "      Diarrhoea: [34, 2, 19, <1]\n      Cough: not reported\n      Nausea: [31, <1, 29, 1]\n",
)


def test_a_table_of_several_trials_is_read_by_column(say: Callable[..., dict[str, Confirmation]]) -> None:
    """Printed cell after cell, with `,1` for <1 and one NR for four cells, this trial's cells are in the same column."""
    rows = say(TABLE, COUGH)
    assert {"confirmed"} == {rows[f"safety.0.rows.{term}"].result for term in ("Stomatitis", "Diarrhoea", "Cough", "Nausea")}


@pytest.mark.parametrize("cells", ["[26, 1, 4, <1]", "[59, 8, 12, 1]", "[36.5, 2.2, 6.1, 0]", "[8, 12, 0, 26]"])
def test_the_cells_of_another_column_are_refused(say: Callable[..., dict[str, Confirmation]], cells: str) -> None:
    """Cells that stand in the row, but under another trial or across two, are not this trial's; its own are shown."""
    row = say(TABLE, COUGH, ("[59, 8, 12, 0]", cells))["safety.0.rows.Stomatitis"]
    assert ("not found", True) == (row.result, "59 8 12 0" in row.candidates[0])


def test_registry_counts_may_stand_group_by_group(say: Callable[..., dict[str, Confirmation]]) -> None:
    """A count with its total and percentage is known by itself, so each arm may have its own list."""
    rows = (
        ("src: Doe2020 Table 2", "src: Doe2020 Record"), ("    unit: percent\n", ""),
        ("[eve any, eve 3-4, pbo any, pbo 3-4]", "[eve serious, pbo serious]"),
        ("[59, 8, 12, 0]", "[7/199 (3.52 %), 0/100 (0.00 %)]"), ("[34, 2, 19, <1]", "[1/199 (0.50 %), 0/100 (0.00 %)]"),
    )  # fmt: skip
    text = "Events 1:\nStomatitis 7/199 (3.52%)\nDiarrhea 11/199 (0.50%)\nEvents 2:\nStomatitis 0/100 (0.00%)\nDiarrhea 0/100 (0.00%)"
    found = say(text, *rows)
    assert ["confirmed, arms not told apart", "not found"] == [
        found[f"safety.0.rows.{term}"].result for term in ("Stomatitis", "Diarrhoea")
    ]


def test_a_count_that_brings_its_total_is_of_no_other(say: Callable[..., dict[str, Confirmation]]) -> None:
    """`0/100 (0.00%)` is not 0 of 199, though 199 stands in the text too; `0 (0.00%)` may be."""
    rows = (
        ("src: Doe2020 Table 2", "src: Doe2020 Record"), ("    unit: percent\n", ""), ("[eve any, eve 3-4, pbo any, pbo 3-4]", "[eve any]"),
        ("[59, 8, 12, 0]", "[0/199 (0.00 %)]"), ("[34, 2, 19, <1]", "[1/199 (0.50 %)]"),
    )  # fmt: skip
    texts = ("Of 199 patients on everolimus: stomatitis 0/100 (0.00%)", "Of 199 patients on everolimus: stomatitis 0 (0.00%)")
    assert ["not found", "confirmed"] == [say(text, *rows)["safety.0.rows.Stomatitis"].result for text in texts]


@pytest.mark.parametrize(
    ("sentence", "result"),
    [
        ("Median OS was not reached with everolimus v 26.6 months (95% CI 22.6-NR).", "confirmed"),
        ("Median OS was not reached with everolimus v 25.6 months (95% CI 22.6-NR).", "not found"),
        ("Median OS was 31 months with everolimus v 26.6 months (95% CI 22.6-NR).", "not found"),
    ],
)
def test_words_for_missing_stand_in_the_row(say: Callable[..., dict[str, Confirmation]], sentence: str, result: str) -> None:
    """`not reached` and `NR` stand where the file has a word for a number."""
    assert result == say(sentence)["endpoints.os.results.0"].result


def test_one_figure_may_be_printed_for_both_arms(say: Callable[..., dict[str, Confirmation]]) -> None:
    """`27% in both arms` gives both arms 27 %; without the word it gives one."""
    row = (
        "eve: 7.8 (6.9 to 8.5), pbo: 3.2 (2.8 to 4.1), hr: 0.45 (0.34 to 0.59), p: <0.0001",
        "measure: rate, unit: percent, eve: 27, pbo: 27",
    )
    assert "confirmed" == say("PFS at one year: 27% in both arms", row)[ROW].result
    assert "not found" == say("PFS at one year: 27% with everolimus", row)[ROW].result


def test_a_figure_that_is_a_word_is_not_checkable(say: Callable[..., dict[str, Confirmation]]) -> None:
    """A statement such as `not reached` that the text words otherwise is no error of a digit."""
    row = say("No medians.", ("eve: not reached, pbo: 26.6 (22.6 to not reached)", "eve: not reached, pbo: not reached"))
    assert ("not checkable", "the figure is a word") == (
        row["endpoints.os.results.0"].result, row["endpoints.os.results.0"].reason,
    )  # fmt: skip


def test_a_statement_of_significance_is_not_checkable(say: Callable[..., dict[str, Confirmation]]) -> None:
    """`stated significant` is a reading of words; an abbreviation for missing in the text does not confirm it."""
    row = ("eve: 7.8 (6.9 to 8.5), pbo: 3.2 (2.8 to 4.1), hr: 0.45 (0.34 to 0.59), p: <0.0001", "p: stated significant")
    assert "not checkable" == say("PFS with everolimus was better (median NR).", row)[ROW].result


def test_a_source_without_a_text_is_not_checkable(say: Callable[..., dict[str, Confirmation]]) -> None:
    """The reason names the source and the file that was looked for."""
    row = say("Nothing.")["endpoints.pfs.results.0"]
    assert ("not checkable", "no text of News2020 (News2020.txt)") == (row.result, row.reason)


def test_a_text_whose_allowance_is_spent_is_named(
    say: Callable[..., dict[str, Confirmation]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A row that was not found in what was looked at is not checkable: that is said, and no silence."""
    text = ACCEPTED["as printed in an abstract"]
    assert "confirmed" == say(text)[ROW].result
    monkeypatch.setattr(effort, "_OF_A_TEXT", 10)
    monkeypatch.setattr(effort, "_OF_A_QUOTATION", 0)
    row = say(text)[ROW]
    told = "and Doe2020 is too long, or prints numbers of this trial too often, to look at each place; keep the text of one source"
    assert ("not checkable", True) == (row.result, told in row.reason)


@pytest.mark.parametrize(("said", "result"), [("metastatic", "not found"), ("visceral", "confirmed")])
def test_figures_of_a_group_stand_beside_the_word_that_tells_it(
    say: Callable[..., dict[str, Confirmation]], said: str, result: str
) -> None:
    """Beside a word that all patients share, the figures of visceral metastasis may be those of everybody."""
    text = f"PFS in {said} disease with everolimus 6.8 v letrozole 2.8 months; HR 0.47 (0.31-0.71)"
    assert result == say(text)["endpoints.pfs.results.3"].result


def test_equal_numbers_in_a_row_are_no_labyrinth(say: Callable[..., dict[str, Confirmation]]) -> None:
    """A row that nearly stands in a list of equal numbers in every possible way is looked up in each way once."""
    row = "eve: 7.8 (6.9 to 8.5), pbo: 3.2 (2.8 to 4.1), hr: 0.45 (0.34 to 0.59), p: <0.0001"
    ones = "eve: 1 (1 to 1), pbo: 1 (1 to 1), hr: 1 (1 to 2), p: 0.3"
    text = "PFS with everolimus " + "1, " * 150 + "in lions. " * 50 + "2 and 0.3"
    assert "not found" == say(text, (row, ones), ("cut: final, assessor", "cut: interim, assessor"))[ROW].result


@pytest.mark.parametrize("name", ["stomatitis", "tumour", "anaemia", "adverse event", "OS", "PFS", "5-year survival", "QoL", "ILD"])
def test_words_are_found_by_their_letters_as_by_reading(name: str) -> None:
    """What is tried only where its first letters stand is found in the same places as what is tried everywhere."""
    text = Text(
        "Stomatitis STOMATITIS, stomatitises; tumor and Tumours; anemia, an anaemia; Adverse\nevents, adverse-event.\n"
        "OS os OSs PFS pfs; 5 year survival; QOL; ILDs mild, İstanbul ild" * 3
    )
    for pattern in (phrase(name), *stems([name]).values()):
        assert [match.span() for match in pattern.finditer(text.body)] == text.places(pattern)
        assert [match.span() for match in pattern.finditer(text.body, 40, 150)] == text.places(pattern, 40, 150)


SECTIONS = (
    "Abstract\nIt was 1 day.\n\nBiomarker data in key\nstudies\nIt was 2 days.\n"
    + "x " * 5000
    + "\nTable 2 Harms\nIt was 3 days."
)


@pytest.mark.parametrize(
    ("locator", "digits"),
    [
        ("section Biomarkers", ["2"]),
        ("Table 2", ["2", "3"]),
        ("Abstract", ["1", "2", "2", "3"]),
        ("Table 9", ["1", "2", "2", "3"]),
    ],
)
def test_the_place_in_the_source_narrows_the_search(locator: str, digits: list[str]) -> None:
    """A table begins at its caption, a section at its heading; where neither is found the whole text counts."""
    text = Text(SECTIONS)
    numbers = [number for number in text.numbers if any(low <= number.start < high for low, high in regions(text, locator))]
    assert digits == [number.digits for number in numbers]


def test_texts_are_found_by_mapping(tmp_path: Path, load_toy: Load) -> None:
    """Of the trial first, then shared, else the key; in any of the folders; JSON gives its words and numbers."""
    one, two = tmp_path / "one", tmp_path / "two"
    one.mkdir()
    two.mkdir()
    (one / "paper.txt").write_text("after 201 events", encoding="utf-8")
    (two / "record.json").write_text(json.dumps({"Results": ["PFS events", 210]}), encoding="utf-8")
    mapping = {"toy-1": {"Doe2020": ["paper", "record.json"]}, "shared": {"Doe2020": ["nothing"], "News2020": ["paper"]}}
    texts = Texts([one, two], mapping)
    assert ("paper.txt",) == texts.names("toy-1", "News2020")
    assert ("nothing.txt",) == texts.names("toy-2", "Doe2020")
    assert ("Other.txt",) == texts.names("toy-2", "Other")
    found = {row.field: row for row in audit(load_toy(), texts)}
    assert ("confirmed", "record:3") == (found["cuts.final.events"].result, found["cuts.final.events"].where)


@pytest.mark.parametrize(
    ("content", "place"),
    [
        ("toy-1: {Doe2020: [../secret]}", ":1:19  toy-1.Doe2020.0: is the plain name of a file"),
        ("toy-1: {Doe2020: paper}", ":1:18  toy-1.Doe2020: is a list of names"),
        ("toy-1: [paper]", ":1:8  toy-1: write trial"),
        ("- paper", ":1:1  write trial"),
        ("decimal comma: paper", ":1:16  decimal comma: is a list of names"),
        ("decimal comma: [paper]", ":1:17  decimal comma.0: is the text of no source in this file"),
        ("toy-1: {Doe2020: [", ":2:1  is not YAML"),
    ],
)
def test_a_faulty_mapping_is_told_with_its_place(tmp_path: Path, content: str, place: str) -> None:
    """Names with folders in them, wrong shapes and bad YAML are refused with line and column."""
    path = tmp_path / "_texts.yaml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(DataError) as raised:
        read_mapping(path)
    assert place in str(raised.value)


def test_a_folder_that_is_none_is_told(tmp_path: Path) -> None:
    """The message names the option."""
    with pytest.raises(EvTrialsError, match="--texts"):
        open_texts([str(tmp_path / "nothing")])


def test_the_shipped_mapping_names_sources_of_the_shipped_trials(shipped: Store, load_shipped: Load) -> None:
    """Each trial of the mapping is in the collection, each key is one of its sources, and shared keys are shared."""
    path = mapping_of(shipped.folders[0].path)
    assert path is not None
    mapping = dict(read_mapping(path).sources)
    assert set() == set(mapping.pop("shared")) - set(shipped.sources)
    assert {} == {
        trial: unknown for trial, keys in mapping.items()
        if trial not in shipped.files or (unknown := set(keys) - set(load_shipped(trial).trial.sources))
    }  # fmt: skip


def test_what_a_further_source_says_of_a_cut_is_looked_up(say: Callable[..., dict[str, Confirmation]]) -> None:
    """The follow-up and the events under `also` are figures like those of the cut itself."""
    also = ("events: 210,", "also: {followup: 18.5 months, events: 210, src: Doe2020 Text},")
    found = say("At a median follow-up of 18.5 months 210 events had occurred.", also)
    assert "confirmed" == found["cuts.final.also.0.followup"].result
    assert "confirmed" == found["cuts.final.also.0.events"].result
    assert "not found" == say("At a median follow-up of 19 months.", also)["cuts.final.also.0.followup"].result


@pytest.mark.parametrize("name", trial_files(shipped_folder()))
def test_every_stored_figure_is_looked_up(name: str, load_shipped: Load) -> None:
    """No figure of a shipped file is left out of the audit but the denominators of a table and a dose without an amount."""
    loaded = load_shipped(name)
    trial, quoted = loaded.trial, {quotation.path for quotation in quotations(loaded.trial, loaded.terms)}
    for value in stored(trial, *FIGURES):
        if isinstance(value.node.record, Block) and value.field == "n":
            continue
        if value.notation == "dose" and not any(step.low for step in value.value.steps):
            continue
        assert any(value.path[:length] in quoted for length in range(2, len(value.path) + 1)), value.path


def test_what_is_shown_of_a_text_steers_no_terminal() -> None:
    """A source from anywhere may hold escapes; in a finding they stand as their codes."""
    assert r"\x1b[31m7.8\u202e" == Text("\x1b[31m7.8\u202e", "a.txt").snippet(0, 20)


def test_the_share_of_those_who_had_had_a_drug_stands_beside_its_name(tmp_path: Path, load_toy: Callable[..., Loaded]) -> None:
    """Of a share the words are the drug or class itself."""
    share = ("prior: [aromatase inhibitor]", "prior: [{is: aromatase inhibitor, share: 96/104}]")
    for said, result in (("had had an aromatase inhibitor", "confirmed"), ("were men", "not found")):
        (tmp_path / "Doe2020.txt").write_text(f"Of the patients 96 of 104 {said}.", encoding="utf-8")
        found = {row.field: row.result for row in audit(load_toy(share), Texts([tmp_path], {}))}
        assert result == found["population.prior.0.share"]
