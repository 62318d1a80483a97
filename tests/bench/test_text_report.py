"""The report of a trial held against the texts of its sources: the verdict first, then what weighs most, the bulk counted."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from evtrials.bench.audit import audit
from evtrials.bench.corpus import Texts
from evtrials.bench.text_report import text_report, text_summary
from evtrials.bench.text_rules import TEXT_RULES, text_findings
from evtrials.bench.wording import held
from evtrials.collection.loading import Loaded

Load = Callable[..., Loaded]
Report = Callable[..., list[str]]

SWAPPED = "By central review median PFS 3.2 months (2.8-4.1) with everolimus v 7.8 (6.9-8.5) with letrozole; HR 0.45 (0.34-0.59), P<0.0001."
CONTRASTING = (
    "Median PFS by local review 7.8 months (6.9-8.5) with everolimus v 3.2 (2.8-4.1) with letrozole; HR 0.45 (0.34-0.59), P<0.0001."
)


@pytest.fixture
def report(tmp_path: Path, load_toy: Load) -> Report:
    """The report of the toy (with changes) against a text of Doe2020; the summary is its last line."""

    def made(text: str, *changes: tuple[str, str], everything: bool = False) -> list[str]:
        (tmp_path / "Doe2020.txt").write_text(text, encoding="utf-8")
        loaded, texts = load_toy(*changes), Texts([tmp_path], {})
        figures, words = audit(loaded, texts), held(loaded, texts)
        return [*text_report(figures, words, everything=everything), text_summary(figures, words)]

    return made


def codes(lines: list[str]) -> list[str]:
    """The rules whose findings a report lists, in its order."""
    known = {rule.code for rule in TEXT_RULES}
    return [line[:4] for line in lines if line[:4] in known]


def test_the_verdict_comes_first(report: Report) -> None:
    """What is confirmed, then what is not; the last line of all does not read as if all were clear."""
    lines = report(SWAPPED)
    assert lines[0].startswith("Figures: the texts confirm ")
    assert "; 4 stand there with other arms; " in lines[0]
    assert lines[1].startswith("Words that say what they are: the texts say ")
    assert lines[-1].startswith("; the texts do not bear out ")


def test_what_weighs_most_comes_first(report: Report) -> None:
    """Figures before words, results before other figures, what speaks against before what is silent, a row's own before what it inherits."""
    own = ("cut: final, eve: 7.8", "cut: final, at: 24 weeks, eve: 7.8")
    assert ["T210", "T220", "T221", "T321"] == codes(report("Investigators found little. " + CONTRASTING.replace("local", "central"), own))
    lines = report(SWAPPED, own, everything=True)
    assert ["T211", "T210", "T221", "T321"] == codes(lines)
    results, randomised = (
        next(index for index, line in enumerate(lines) if f"  {field}: " in line)
        for field in ("safety.0.rows.Stomatitis", "participants.0.randomised")
    )
    assert results < randomised


def test_figures_that_no_word_tells_apart_are_listed_on_demand(report: Report) -> None:
    """They are counted with the way to see them; then each stands with its place in the file and in the text."""
    text = CONTRASTING.replace(" with everolimus", "").replace(" with letrozole", "")
    lines = report(text)
    assert "; 4 stand there, but no word says whose they are (--texts-all lists them); " in lines[0]
    assert "T310" not in codes(lines)
    everything = report(text, everything=True)
    (line,) = (line for line in everything if "no word at Doe2020:1 says whose they are" in line)
    assert "toy-1.yaml:37:9  endpoints.pfs.results.1: 7.8 (6.9 to 8.5) | " in line


def test_the_bulk_is_counted_and_listed_on_demand(report: Report) -> None:
    """Five findings of a rule are shown, the others counted by file; with everything all of them are shown."""
    lines, everything = report("Nothing."), report("Nothing.", everything=True)
    shown, all_of_them = (sum("[Doe2020 " in line for line in each) for each in (lines, everything))
    assert 5 == shown
    assert f"... and {all_of_them - 5} more (--texts-all lists them)" in lines
    assert not [line for line in everything if line.startswith("...")]


def test_the_table_has_kinds_of_words_in_words(report: Report) -> None:
    """Not the columns' names; kinds that the text says are counted in one line."""
    lines = report(CONTRASTING)
    followup = next(line for line in lines if line.startswith("  median follow-up"))
    assert ["-", "-", "-", "-", "5"] == followup.split()[2:]
    assert 80 >= len(followup)
    assert "  1 other kind of words: all said (--texts-all shows them)" in lines
    assert not [line for line in lines if "cut_date" in line]


def test_inherited_words_are_places_by_kind(report: Report) -> None:
    """One line for each kind with the lines of the file; with everything each word has its own line."""
    own = "toy-1.yaml:31"
    (role,) = (line for line in report(CONTRASTING) if line.startswith("  role, 2: "))
    assert role.endswith(f"{own}, 41")
    assert any(f"{own}:11  endpoints.pfs.role: the role " in line for line in report(CONTRASTING, everything=True))


def test_what_is_not_checkable_has_its_reason(report: Report) -> None:
    """How many figures, and which text is not there."""
    lines = report(CONTRASTING)
    assert "  4 figures: no text of News2020 (News2020.txt)" in lines[lines.index("Not checkable:") :]
    assert lines[-1].endswith("; 4 figures cannot be checked")


def test_a_text_that_bears_out_all_is_said_to() -> None:
    """Where nothing speaks against the figures the last line says that too."""
    assert "; the texts speak against nothing" == text_summary([], [])
    assert [] == text_findings([], [])
