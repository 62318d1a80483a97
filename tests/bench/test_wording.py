"""Words held against texts: for each kind of word, what stands near the figure, elsewhere in its source, nowhere in it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from evtrials.bench import effort
from evtrials.bench.corpus import Texts
from evtrials.bench.sayings import said
from evtrials.bench.text_report import text_report
from evtrials.bench.text_rules import text_findings
from evtrials.bench.texts import Text
from evtrials.bench.wording import Judgement, held, held_json
from evtrials.collection.loading import Loaded

Load = Callable[..., Loaded]
Hold = Callable[..., dict[tuple[str, str], Judgement]]

ROW = "endpoints.pfs.results.1"
FIGURES = "eve: 7.8 (6.9 to 8.5), pbo: 3.2 (2.8 to 4.1), hr: 0.45 (0.34 to 0.59), p: <0.0001"
PRINTED = "Everolimus 7.8 (6.9-8.5) v letrozole 3.2 (2.8-4.1); 0.45 (0.34-0.59), P<.0001."
CELLS = "Stomatitis 59 8 12 0"
FAR = "; lions" * 300
# The word, what the row or the endpoint says to have it, how a text says it.
OF_A_ROW = [
    ("endpoint", "", "", "progression-free survival"),
    ("assessor", "", "", "by local review"),
    ("role", "", "", "the primary endpoint"),
    ("measure", "", "", "medians"),
    ("unit", "", "", "in months"),
    ("p_sides", "p: <0.0001", "p: <0.0001 one-sided", "one-tailed"),
    ("at", "", "at: 24 weeks, ", "at week 24"),
    ("period", "", "period: first 12 weeks, ", "in the first 12 weeks"),
    ("definition", "", "definition: confirmed by a second scan, ", "a second scan confirmed it"),
    ("analysis_set", "", "analysis_set: intention to treat, ", "by intention to treat"),
    ("method", "", "method: stratified Cox model, ", "a stratified model"),
    ("per", "", "per: doubling of Cmin, ", "for each doubling"),
    ("factor", "", "p_interaction: 0.2, factor: age, ", "age"),
    ("cut_date", "", "", "cutoff 30 June 2019"),
    ("followup", "", "", "an 18-month follow-up"),
]
OF_AN_ENDPOINT = [
    ("instrument", "instrument: EORTC QLQ-C30, ", "the EORTC QLQ-C30"),
    ("threshold", "threshold: 5 % decrease, ", "a decrease of 5%"),
]


@pytest.fixture
def hold(tmp_path: Path, load_toy: Load) -> Hold:
    """Hold the toy's words against a text of Doe2020 (and one of News2020): the judgements by field and name."""

    def run(text: str, *changes: tuple[str, str], news: str = "") -> dict[tuple[str, str], Judgement]:
        (tmp_path / "Doe2020.txt").write_text(text, encoding="utf-8")
        if news:
            (tmp_path / "News2020.txt").write_text(news, encoding="utf-8")
        words = held(load_toy(*changes), Texts([tmp_path], {}))
        return {(row.field, row.name): row for row in reversed(words)}  # the measure of the arms stands before that of a ratio

    return run


def with_more(old: str, more: str) -> tuple[str, str]:
    """The change of the toy that gives the row of figures one field more, or another p value."""
    return (FIGURES, FIGURES.replace(old, more) if old else more + FIGURES)


def three(hold: Hold, field: str, name: str, saying: str, printed: str, *changes: tuple[str, str]) -> list[str]:
    """What becomes of a word that stands beside the figures, far from them, not at all."""
    texts = (f"{printed} {saying}.", f"{printed} {FAR} {saying}.", printed)
    return [hold(text, *changes)[field, name].result for text in texts]


@pytest.mark.parametrize(("name", "old", "more", "saying"), OF_A_ROW)
def test_each_word_of_a_row_is_asked(hold: Hold, name: str, old: str, more: str, saying: str) -> None:
    """A word of the row, of its endpoint, its population or its cut: near its figures, elsewhere, or nowhere."""
    assert ["near", "elsewhere", "nowhere"] == three(hold, ROW, name, saying, PRINTED, with_more(old, more))


@pytest.mark.parametrize(("name", "more", "saying"), OF_AN_ENDPOINT)
def test_each_word_of_an_endpoint_is_asked(hold: Hold, name: str, more: str, saying: str) -> None:
    """Instrument and threshold, which only an endpoint has."""
    change = ("    role: primary\n", f"    role: primary\n    {more.removesuffix(', ')}\n")
    assert ["near", "elsewhere", "nowhere"] == three(hold, ROW, name, saying, PRINTED, change)


@pytest.mark.parametrize(
    ("name", "saying"), [("population", "visceral disease"), ("planning", "pre-planned"), ("assay", "by sequencing of plasma")]
)
def test_each_word_of_a_population_is_asked(hold: Hold, name: str, saying: str) -> None:
    """Which patients, whether that was planned, how a biomarker was measured."""
    change = ("planning: prespecified", "planning: prespecified, assay: sequencing of plasma")
    row, printed = "endpoints.pfs.results.3", "Everolimus 6.8 v letrozole 2.8; 0.47 (0.31-0.71)."
    printed += " Visceral." if name != "population" else ""
    assert ["near", "elsewhere", "nowhere"] == three(hold, row, name, saying, printed, change)


@pytest.mark.parametrize(
    ("field", "name", "saying"),
    [
        ("safety.0", "attribution", "regardless of cause"),
        ("safety.0", "unit", "in per cent"),
        ("safety.0", "cut_date", "June 30, 2019"),
        ("safety.0", "threshold", "in more than 10 of all"),
        ("safety.0.rows.Stomatitis", "grade", "of grade 3 or 4"),
    ],
)
def test_each_word_of_a_table_is_asked(hold: Hold, field: str, name: str, saying: str) -> None:
    """Those of the whole table once, the band of grades row by row."""
    changes = (("Doe2020 Table 2", "Doe2020 Text"), ("    unit: percent\n", "    unit: percent\n    threshold: more than 10\n"))
    assert ["near", "elsewhere", "nowhere"] == three(hold, field, name, saying, CELLS, *changes)


def test_what_nobody_wrote_is_not_asked(hold: Hold) -> None:
    """All patients, any grade, an assessor that is not stated: none of these is a word."""
    words = hold(PRINTED, ("assessor: investigator", "assessor: not stated"))
    assert not {(ROW, "population"), (ROW, "assessor"), (ROW, "at"), ("safety.0", "grade")} & words.keys()
    assert {"3-4"} == {row.value for row in words.values() if row.name == "grade"}


def test_a_text_that_is_not_at_hand_may_say_it(tmp_path: Path, load_toy: Load) -> None:
    """A word stands nowhere in a source only where all of its texts are read; what one of them says is said."""
    (tmp_path / "one.txt").write_text(f"{PRINTED} Primary.", encoding="utf-8")
    texts = Texts([tmp_path], {"toy-1": {"Doe2020": ["one", "two"]}})
    assert {"role"} == {row.name for row in held(load_toy(), texts) if row.field == ROW and row.origin == "endpoint"}


def test_a_word_is_told_where_it_is_written(hold: Hold, toy_folder: Path) -> None:
    """An inherited word has the place of the endpoint or cut; the row is its field."""
    words = hold(PRINTED)
    lines = (toy_folder / "toy-1.yaml").read_text(encoding="utf-8").splitlines()
    role, followup, central = words[ROW, "role"], words[ROW, "followup"], words["endpoints.pfs.results.2", "assessor"]
    assert ("endpoint", "endpoints.pfs.role") == (role.origin, role.written)
    assert "    role: primary" == lines[role.line - 1]
    assert ("cut", "cuts.final.followup") == (followup.origin, followup.written)
    assert ("row", "endpoints.pfs.results.2.assessor") == (central.origin, central.written)


def test_what_names_the_endpoint_may_be_borrowed(hold: Hold) -> None:
    """The role may stand in the source that the endpoint names for it; an assessor may not, the figure was judged by somebody."""
    news = "Primary endpoint PFS by investigators."
    src = ("    role: primary\n", "    role: primary\n    src: News2020 News\n")
    assert "nowhere" == hold(PRINTED, news=news)[ROW, "role"].result
    words = hold(PRINTED, src, news=news)
    assert ("borrowed", "nowhere") == (words[ROW, "role"].result, words[ROW, "assessor"].result)
    assert ("News2020",) == words[ROW, "assessor"].others


@pytest.mark.parametrize(
    ("text", "result", "beside"),
    [
        (f"Investigators found little. By central review: {PRINTED}", "another", "central"),
        (f"Central review found little. By investigators: {PRINTED}", "near", ""),
        (f"By central review: {PRINTED[:-1]} (investigators: the same).", "near", ""),
        (f"Investigators (not a central review): {PRINTED}", "near", ""),
        (f"By central review: {PRINTED} {FAR} investigators", "another", "central"),
        (f"By central review: {PRINTED[:-1]}; investigators: 6.9 v 2.8", "another", "central"),
        (f"{PRINTED[:-1]} centrally reviewed, and by investigators.", "another", "central"),
        (f"By central review: {PRINTED}", "nowhere", ""),
    ],
)
def test_another_word_beside_the_figures_speaks_against_it(hold: Hold, text: str, result: str, beside: str) -> None:
    """The last assessor before the figures is theirs, unless one that fits stands behind them; a bracket is passed over."""
    judgement = hold(text)[ROW, "assessor"]
    assert (result, beside) == (judgement.result, judgement.beside)


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("Grade 3 or 4 events were few. Stomatitis of any grade 59 v 12", None),
        ("Stomatitis of grade 3 or 4: stomatitis 59 v 12", "another"),
    ],
)
def test_figures_of_any_grade_do_not_stand_beside_another(hold: Hold, text: str, result: str | None) -> None:
    """That figures are of any grade is not asked, but a grade in their sentence speaks against it."""
    changes = (
        ("Doe2020 Table 2", "Doe2020 Text"), ("[eve any, eve 3-4, pbo any, pbo 3-4]", "[eve any, pbo any]"),
        ("[59, 8, 12, 0]", "[59, 12]"), ("[34, 2, 19, <1]", "[34, 19]"),
    )  # fmt: skip
    found = hold(text, *changes).get(("safety.0.rows.Stomatitis", "grade"))
    assert result == (found.result if found else None)


def test_a_historical_control_has_its_own_words(hold: Hold) -> None:
    """What the row says of the trial's patients must stand in the sentence of the other trial's figure."""
    changes = (
        ("populations:\n", "  hist: {label: Once, external: true, drugs: [letrozole], src: Doe2020 Abstract}\npopulations:\n"),
        (FIGURES, "at: 24 weeks, measure: rate, unit: percent, eve: 41, hist: 33"),
    )  # fmt: skip
    one = hold("PFS at 24 weeks 41% with everolimus, against 33% with letrozole", *changes)
    two = hold("PFS at 24 weeks: everolimus 41%. Then letrozole 33%", *changes)
    assert ["near", "near"] == [words[ROW, "at"].result for words in (one, two)]
    assert ["near", "nowhere"] == [words[f"{ROW}.hist", "at"].result for words in (one, two)]
    (told,) = (found.message for found in text_findings([], two.values()) if "24 weeks" in found.message)
    assert 'the time point "24 weeks" stands nowhere beside the figure of hist in Doe2020 (1 row)' == told


@pytest.mark.parametrize(("basis", "result"), [("abstract", "elsewhere"), ("review", "nowhere")])
def test_a_long_review_speaks_of_other_trials(hold: Hold, basis: str, result: str) -> None:
    """Only what lies around the figures, under the heading and behind the trial's name is of this trial."""
    change = ("pmid: 10000001, basis: abstract", f"basis: {basis}")
    text = f"{PRINTED} {FAR * 6} PFS by investigators in another trial."
    assert result == hold(text, change)[ROW, "assessor"].result
    assert "elsewhere" == hold(f"{PRINTED} {FAR * 6} TOY-1: PFS by investigators.", change)[ROW, "assessor"].result


def test_a_phrase_is_said_by_half_of_its_words_and_all_its_numbers() -> None:
    """In one place; an abbreviation says it too, a remark in brackets is none of it."""
    phrase = said("complete or partial response of 6 months (assessor not stated)")
    everywhere = [(0, 10_000)]
    assert phrase.stands(Text("CR + PR for 6 months"), everywhere)
    assert phrase.stands(Text("partial responses over six or 6\nmonths"), everywhere)
    assert not phrase.stands(Text("complete and partial responses of 5 months"), everywhere)
    assert not phrase.stands(Text(f"complete responses {FAR} at 6"), everywhere)
    assert said("pattern plot (STEPP)").stands(Text("by STEPP"), everywhere)


@pytest.mark.parametrize(
    "text", ["24 weeks", "24-week", "week 24", "weeks 12 and 24", "12, 24 and 36 weeks", "twenty-four weeks"]
)
def test_an_amount_of_time_is_said_in_several_ways(text: str) -> None:
    """Before or behind its unit, in a list, in letters."""
    assert said("24 weeks").stands(Text(f"at {text} of it"), [(0, 100)])


@pytest.mark.parametrize("text", ["24 months", "24 patients", "6 months", "124 weeks", "24"])
def test_another_amount_of_time_does_not_say_it(text: str) -> None:
    """Nor does the same time in another unit: 6 months are not printed as 24 weeks."""
    assert not said("24 weeks").stands(Text(f"at {text} of it"), [(0, 100)])


def test_a_word_is_one_finding_and_counted_row_by_row(hold: Hold) -> None:
    """An inherited word that reaches several rows is one finding with its rows counted; JSON counts each of them."""
    words = list(hold(PRINTED, ("src: News2020 News", "src: Doe2020 Abstract")).values())
    told = [(found.code, found.message) for found in text_findings([], words) if found.field == "endpoints.pfs.role"]
    assert [("T321", 'the role "primary" stands nowhere in Doe2020 (2 rows)')] == told
    counts = held_json(words)["counts"]
    assert {"near": 0, "elsewhere": 0, "borrowed": 0, "another": 0, "nowhere": 4, "not checkable": 0} == counts["role"]


@pytest.mark.parametrize(
    ("text", "result", "beside"),
    [
        ("In visceral disease everolimus 6.8 v 2.8; HR 0.47 (0.31-0.71)", "near", ""),
        ("Visceral disease is common. At 65 everolimus 6.8 v 2.8; 0.47 (0.31-0.71)", "another", "age: 65 years or more"),
        ("By age over 65 and visceral disease, everolimus 6.8 v 2.8; 0.47 (0.31-0.71)", "near", ""),
    ],
)
def test_another_group_in_the_sentence_speaks_against_it(hold: Hold, text: str, result: str, beside: str) -> None:
    """A group of patients whose words stand in the sentence of the figures, where those of the row's own do not."""
    old = "populations:\n"
    change = (old, f"{old}  elderly: {{factor: age, level: 65 years or more, src: Doe2020 Abstract}}\n")
    visceral = "      - {cut: final, population: visceral"
    row = (visceral, f"      - {{cut: final, population: elderly, eve: 5, src: Doe2020 Abstract}}\n{visceral}")
    judgement = hold(text, change, row)["endpoints.pfs.results.4", "population"]
    assert (result, beside) == (judgement.result, judgement.beside)


@pytest.mark.parametrize(
    ("group", "beside", "far"),
    [
        ("factor: visceral metastasis, level: present", "metastatic disease", "visceral involvement"),
        ("factor: PIK3CA, level: mutated", "ESR1 mutated", "PIK3CA mutated"),
        ("factor: hormone receptor status, level: negative", "HER2 status negative", "ER negative"),
        ("factor: menopausal status, level: premenopausal", "postmenopausal status", "premenopausal"),
    ],
)
def test_a_word_that_many_groups_share_tells_none(hold: Hold, group: str, beside: str, far: str) -> None:
    """Beside the figures and anywhere, a group is said by the word that tells it from others: not by `metastatic` or `mutated`."""
    change = ("factor: visceral metastasis, level: present", group)
    row, printed = "endpoints.pfs.results.3", "everolimus 6.8 v letrozole 2.8; HR 0.47 (0.31-0.71)"
    assert ["nowhere", "near"] == [hold(f"In {said}: {printed}", change)[row, "population"].result for said in (beside, far)]


def test_what_a_table_counts_is_no_group(hold: Hold) -> None:
    """A word of its rows beside its figures, though it names another group of the trial, does not speak against its own."""
    changes = (
        ("populations:\n", "populations:\n  tired: {factor: fatigue, level: present, src: Doe2020 Abstract}\n"),
        ("    unit: percent\n", "    unit: percent\n    population: visceral\n"), ("Doe2020 Table 2", "Doe2020 Text"),
    )  # fmt: skip
    words = hold("Visceral disease. Grade any, 3-4, any, 3-4: stomatitis 59 8 12 0. Fatigue 34 2 19 <1.", *changes)
    assert "near" == words["safety.0", "population"].result


def test_words_of_a_text_whose_allowance_is_spent_are_not_checkable(hold: Hold, monkeypatch: pytest.MonkeyPatch) -> None:
    """No word is said to stand nowhere in a text that was not looked through, and the report names the source."""
    monkeypatch.setattr(effort, "_OF_A_TEXT", 10)
    monkeypatch.setattr(effort, "_OF_A_QUOTATION", 0)
    words = list(hold("PFS by local review. " + PRINTED).values())
    assert {"not checkable"} == {row.result for row in words}
    (line,) = (line for line in text_report([], words) if "too long" in line)
    assert line.startswith(f"  {len(words)} words: the texts of Doe2020 are too long to look through")
