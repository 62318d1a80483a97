"""quote: a result in one sentence to paste, with its reference and what changes how its figures are read."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from evtrials.collection.library import Library
from evtrials.collection.store import open_store
from evtrials.evidence.notes import touching
from evtrials.evidence.respects import disease_words
from evtrials.questions.citation import in_text
from evtrials.questions.quote import Quoted, plain, quote_answer

LATER = "      - {cut: final, eve: not reached, pbo: 26.6 (22.6 to not reached), src: Doe2020 Abstract}\n"


def sentences(shell: Callable, *arguments: str) -> list[str]:
    """The quotes of a command, as JSON has them."""
    return [one["quote"] for one in json.loads(shell("quote", *arguments, "--json").out)["quotes"]]


def test_the_primary_endpoint_in_a_sentence(shell: Callable) -> None:
    """Regimens with their doses, patients of each arm, both medians, the effect, all intervals with their level, cut and source."""
    assert """\
In TOY-1 (HR+/HER2-, advanced; letrozole 2.5 mg daily with everolimus 10 mg
daily v with placebo; n 200 v 100), median progression-free survival (primary
endpoint; investigator) was 7.8 months (95 % CI 6.9 to 8.5) v 3.2 months
(95 % CI 2.8 to 4.1); HR 0.45 (95 % CI 0.34 to 0.59), p <0.0001; final analysis,
follow-up 18 months, data to 2019-06-30 [Doe, J Toys 2020, PMID 10000001 (read:
abstract)].
Evidence, not medical advice; the literature was not searched systematically.
""" == shell("quote", "toy-1", "--format", "table").screen


def test_a_pipe_gets_the_sentence_as_it_is_pasted(shell: Callable) -> None:
    """On one line, with common spaces and no markup: < stays <."""
    out = shell("quote", "toy-1").out
    assert sentences(shell, "toy-1") == out.splitlines()
    assert "p <0.0001; final analysis" in out
    assert "\u00a0" not in out


def test_what_nobody_compared_says_so(shell: Callable) -> None:
    """Words stand where figures would, and no effect is made up."""
    (told,) = sentences(shell, "toy-1", "overall survival")
    assert (
        "median overall survival (key secondary endpoint) was not reached v 26.6 months (95 % CI 22.6 to not reached); "
        "no comparison of the arms was read; final analysis" in told
    )


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("{cut: final, eve: not reached, pbo: 26.6, hr: 0.74 (90 % CI 0.57 to 0.97), p: 0.062 one-sided, src: Doe2020 Abstract}",
         "26.6 months; HR 0.74 (90 % CI 0.57 to 0.97), p = 0.062 one-sided; final"),
        ("{cut: final, hr: 0.74 (CI 0.57 to 0.97), src: Doe2020 Abstract}", "overall survival (key secondary endpoint): HR 0.74 (CI 0.57 to 0.97); final"),
        ("{cut: final, p: stated not significant, src: Doe2020 Abstract}", "overall survival (key secondary endpoint): p stated not significant; final"),
        ("{cut: final, measure: landmark rate, at: 2 years, unit: percent, eve: 61.4, pbo: <50, src: Doe2020 Abstract}",
         "), overall survival at 2 years (key secondary endpoint) was 61.4 % v <50 %; no comparison"),
        ("{cut: final, measure: deaths, unit: participants, eve: 12, pbo: 20, n: {eve: 199, pbo: 99}, src: Doe2020 Abstract}",
         "n 199 v 99), overall survival, deaths (key secondary endpoint): 12 of 199 v 20 of 99; no comparison"),
        ("{cut: final, eve: 30.1, src: Doe2020 Abstract}", "n 200), median overall survival (key secondary endpoint) was 30.1 months; final"),
        ("{cut: final, population: visceral, eve: 9, pbo: 8, src: Doe2020 Abstract}", "v with placebo), median overall survival (visceral metastasis: present) was 9 months v 8 months"),
        ("{cut: final, analysis_set: safety set, method: Kaplan-Meier, eve: 9, pbo: 8, src: Doe2020 Abstract}", "(key secondary endpoint; safety set; Kaplan-Meier) was"),
        ("{cut: final, stated: {says: favours eve, text: longer with everolimus}, src: Doe2020 Abstract}",
         'overall survival (key secondary endpoint) is reported in words, summarised here, favours everolimus + letrozole: longer with everolimus; final'),
    ],
)  # fmt: skip
def test_each_kind_of_result_has_its_words(row: str, told: str, shell: Callable, toys: Path) -> None:
    """Another level, a bare ratio or p, rates, deaths, one arm alone, a group of patients, a set, no cut, words."""
    path = toys / "toy-1.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace(LATER, f"      - {row}\n"), encoding="utf-8")
    (found,) = sentences(shell, "toy-1", "os")
    assert told in found


def test_a_report_that_names_no_cut_passes_for_none(shell: Callable, toys: Path) -> None:
    """Its label stands, and that no cut is stated."""
    path = toys / "toy-1.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("{label: Final analysis, date: 2019-06-30, followup: 18 months, events: 210,", "{label: Report of 2020, report: true,"), encoding="utf-8")
    (found,) = sentences(shell, "toy-1", "os")
    assert "no comparison of the arms was read; report of 2020 (cut not stated) [Doe" in found


def test_each_source_says_what_it_bears_and_whose_report_it_retells(shell: Callable, toys: Path) -> None:
    """The ratio of the news and the medians of the abstract are one analysis, and neither passes for the other's."""
    rows = (
        "      - {cut: final, eve: 30.1, pbo: 26.6, src: Doe2020 Abstract}\n"
        "      - {cut: final, hr: 0.89 (0.73 to 1.10), src: News2020 News}\n"
    )
    path = toys / "toy-1.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace(LATER, rows), encoding="utf-8")
    (found,) = sentences(shell, "toy-1", "os")
    assert found.endswith(
        "[HR: Doe, J Toys 2020, PMID 10000001, as cited in A toy report, 2020, News (read: press); "
        "arms, follow-up and date of the cut: Doe, J Toys 2020, PMID 10000001 (read: abstract)]."
    )


def test_what_changes_how_a_figure_is_read_follows_in_sentences(shell: Callable, toys: Path) -> None:
    """Notes of its row, arm and cut in their short form, with their kind; an early stop; what is said of other cuts is not."""
    path = toys / "toy-1.yaml"
    text = path.read_text(encoding="utf-8")
    changed = (
        ("p: <0.0001, assessor", "p: <0.0001, note: {kind: conflict, short: another print has 0.46, text: Long.}, assessor"),
        ("p: <0.001, assessor", "p: <0.001, note: {text: Of the interim.}, assessor"),
        ("follow-up", "follow-up"),
        ("events: 210, src: Doe2020 Abstract", "events: 210, src: Doe2020 Abstract, note: Events were 209 or 210"),
        ("arms:\n", "stopped: {why: futility, src: Doe2020 Abstract}\narms:\n"),
    )
    for old, new in changed[:2] + changed[3:]:
        assert old in text
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")
    (found,) = sentences(shell, "toy-1")
    assert found.endswith(
        "(read: abstract)]. Sources conflict: another print has 0.46. Events were 209 or 210. Stopped early: futility."
    )


def test_a_later_look_that_prints_less_is_told(shell: Callable, toys: Path) -> None:
    """The ratio of the interim analysis stands with its own medians, and the final p beside it as what it is."""
    rows = (
        "      - {cut: interim, eve: 30.1, pbo: 26.6, hr: 0.89 (0.73 to 1.10), src: Doe2020 Abstract}\n"
        "      - {cut: final, p: 0.14, src: Doe2020 Abstract}\n"
    )
    path = toys / "toy-1.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace(LATER, rows), encoding="utf-8")
    (found,) = sentences(shell, "toy-1", "os")
    assert "HR 0.89 (95 % CI 0.73 to 1.10); interim analysis, data to 2018-01-31 [" in found
    assert found.endswith("A later look (final analysis, follow-up 18 months, data to 2019-06-30) prints p = 0.14.")


def test_a_fact_of_the_cut_names_the_source_that_states_it(shell: Callable, toys: Path) -> None:
    """The ratio of a page that prints no date: date and follow-up of its cut are the abstract's, and said to be."""
    path = toys / "toy-1.yaml"
    row = "      - {cut: final, hr: 0.89 (0.73 to 1.10), src: News2020 News}\n"
    path.write_text(path.read_text(encoding="utf-8").replace(LATER, row), encoding="utf-8")
    (found,) = sentences(shell, "toy-1", "os")
    assert found.endswith(
        "HR 0.89 (95 % CI 0.73 to 1.10); final analysis, follow-up 18 months, data to 2019-06-30 "
        "[HR: Doe, J Toys 2020, PMID 10000001, as cited in A toy report, 2020, News (read: press); "
        "follow-up and date of the cut: Doe, J Toys 2020, PMID 10000001 (read: abstract)]."
    )


def test_several_endpoints_and_a_name_of_several_words(shell: Callable) -> None:
    """Words that are one name together are that one; else each is an endpoint, and one without a figure is told beside the others."""
    assert sentences(shell, "toy-1", "os") == sentences(shell, "toy-1", "overall", "survival")
    assert sentences(shell, "toy-1", "pfs") + sentences(shell, "toy-1", "os") == sentences(shell, "toy-1", "pfs", "os")
    answer = shell("quote", "toy-1", "pfs", "orr")
    assert sentences(shell, "toy-1", "pfs") == answer.out.splitlines()
    assert "TOY-1: no figure of ORR in the sources read." in answer.err


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["toy-1", "orr"], "TOY-1: no figure of ORR in the sources read. There is PFS, OS: evtrials quote toy-1 pfs\n"),
        (["toy-2"], "TOY-2: no figure of its primary endpoint (PFS) in the sources read. There is OS: evtrials quote toy-2 os\n"),
        (["toy-1", "stomatitis"], "TOY-1: stomatitis is told among its adverse events: evtrials safety stomatitis toy-1\n"),
        (["toy-1", "pneumonitis"], "TOY-1: nothing on pneumonitis, an adverse event, in the sources read\n"),
        (["toy-3"], "TOY-3: no primary endpoint is stated in the sources read. There is PFS, OS: evtrials quote toy-3 pfs\n"),
    ],
)
def test_where_there_is_nothing_to_quote_it_says_what_there_is(arguments: list[str], told: str, shell: Callable, toys: Path) -> None:
    """Where no sentence can be given, as exit code 1 says, the message names what is missing and what to type next."""
    path = toys / "toy-2.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(re.sub(r"    results:\n(?:      - .*\n)*  os:", "  os:", text, count=1), encoding="utf-8")
    path = toys / "toy-3.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("    role: primary\n", ""), encoding="utf-8")
    answer = shell("quote", *arguments)
    assert (1, "", f"evtrials: {told}") == (answer.code, answer.out, answer.err)


def test_json_has_the_fields_of_the_figures_beside_the_sentence(shell: Callable) -> None:
    """One object a sentence: sentence, reference and caveats, then the columns of `results`."""
    (one,) = json.loads(shell("quote", "toy-1", "--json").out)["quotes"]
    assert ["quote", "sentence", "reference", "caveats", "trial"] == list(one)[:5]
    assert ("0.45 (0.34 to 0.59)", 0.45, "7.8 (6.9 to 8.5)", 200, "abstract") == tuple(
        one[name] for name in ("text", "value", "arm_text", "arm_n", "basis")
    )
    assert f"{one['sentence']} [{one['reference']}]." == one["quote"]


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["quote", "toy-9"], 1, 'there is no trial "toy-9"; did you mean toy-'),
        (["quote", "toy-1", "pfss"], 2, '"pfss" is no endpoint of this collection; did you mean pfs'),
        (["quote", "Doe"], 1, '"Doe" fits 3 trials: toy-1, toy-2, toy-3; name one of them'),
    ],
)
def test_wrong_words_are_answered_with_the_next_step(arguments: list[str], code: int, message: str, shell: Callable) -> None:
    """An unknown trial or endpoint, and a name that fits several, are never guessed."""
    answer = shell(*arguments)
    assert (code, "") == (answer.code, answer.out)
    assert message in answer.err


@pytest.fixture(scope="module")
def shipped_quotes() -> list[Quoted]:
    """Every sentence that can be asked for of the shipped trials."""
    library = Library(open_store(["shipped"]))

    def every() -> Iterator[Quoted]:
        for trial in library.trials():
            for endpoint in {row.endpoint: None for row in library.rows_of(trial) if row.endpoint}:
                yield from quote_answer(library, trial, [endpoint]).rows

    return list(every())


def numbers(text: str) -> list[str]:
    """The numbers of a text, digits as printed."""
    return re.findall(r"\d+(?:\.\d+)?|\.\d+", text)


def test_every_number_of_a_sentence_is_printed_in_its_rows(shipped_quotes: list[Quoted]) -> None:
    """Of figures, intervals and p nothing is rounded, computed or taken from another row."""
    assert len(shipped_quotes) > 200
    for quoted in shipped_quotes:
        line, trial = quoted.line, quoted.line.trial
        rows = [row for row in (line.effect, *line.tests, line.arm_row, line.comparator_row) if row is not None]
        printed = [row.figure.text for row in rows] + [row.p.text for row in rows if row.p] + [row.figure.level for row in rows]
        printed += [text for row in rows for text in (row.n, row.unit)] + [line.arm_n, line.comparator_n, trial.name, line.lead.cut_date, line.lead.followup]
        printed += [line.lead.definition, line.lead.at, line.lead.period, line.lead.method, line.lead.analysis_set, line.lead.term]
        printed += [line.lead.endpoint, disease_words(trial)]
        if line.lead.cut:
            cut = trial.cuts[line.lead.cut]
            printed += [cut.label, *(text for said in (cut, *cut.also) for text in (said.date, said.followup, said.events) if text)]
        printed += [dose.text for arm in trial.arms.values() for dose in arm.drugs] + [arm.label for arm in trial.arms.values()]
        if line.lead.population in trial.populations:
            printed += [trial.populations[line.lead.population].label, trial.populations[line.lead.population].n or ""]
        known = {number for text in printed for number in numbers(text)}
        assert [] == [number for number in numbers(plain(quoted.sentence)) if number not in known], quoted.whole


def test_a_cut_that_a_source_dates_is_dated_in_every_sentence_of_its_figures(shipped_quotes: list[Quoted]) -> None:
    """Date and follow-up of a named cut stand in the sentence, and the source that states them in its reference."""
    dated = 0
    for quoted in shipped_quotes:
        line = quoted.line
        if line.lead.kind == "statement" or not line.lead.cut or (cut := line.trial.cuts[line.lead.cut]).report:
            continue
        for name, words in (("date", "data to "), ("followup", "follow-up ")):
            said = [(getattr(facts, name).partition(" (")[0], facts.src.key) for facts in (cut, *cut.also) if getattr(facts, name)]
            told = [source for value, source in said if f"{words}{value}" in plain(quoted.sentence)]
            assert bool(said) == bool(told), quoted.whole
            dated += bool(told)
            assert not told or any(in_text(line.trial.sources[source]) in quoted.reference for source in told), quoted.whole
    assert dated > 30


def test_no_sentence_is_of_a_suspect_figure_without_its_warning(shipped_quotes: list[Quoted]) -> None:
    """Every note that marks one of its figures is told behind it, a suspicion as such."""
    marked = 0
    for quoted in shipped_quotes:
        line = quoted.line
        rows = [row for row in (line.effect, *line.tests, line.arm_row, line.comparator_row) if row is not None]
        for _, note in touching(line.trial, rows):
            marked += 1
            said = (note.short or note.text).rstrip(".").casefold()
            told = [caveat for caveat in quoted.caveats if said in caveat.casefold()]
            assert [] != told
            assert note.kind != "suspect" or any(caveat.startswith("Suspect: ") for caveat in told), quoted.whole
    assert marked > 50


def test_what_stands_at_second_hand_says_so(shipped_quotes: list[Quoted]) -> None:
    """A figure of a review or of the press is never cited as if the paper had been read."""
    second_hand = 0
    for quoted in shipped_quotes:
        line = quoted.line
        rows = [row for row in (line.effect, *line.tests, line.arm_row, line.comparator_row) if row is not None]
        bases = {row.place.basis for row in rows}
        second_hand += bool(bases & {"review", "press"})
        assert bool(bases & {"review", "press"}) == ("as cited in " in quoted.reference), quoted.whole
        assert all(f"(read: {basis})" in quoted.reference for basis in bases), quoted.whole
    assert second_hand > 50


def test_a_sentence_has_the_default_of_the_tidy_table(shipped_quotes: list[Quoted]) -> None:
    """The effect of each contrast in all patients is the row that answers by default."""
    effects = [one.line.effect for one in shipped_quotes if one.line.effect and one.line.effect.kind == "effect"]
    others = [row for row in effects if row.population == "all" and row.measure != "test" and not row.default]
    assert len(effects) > 50
    assert [] == others
