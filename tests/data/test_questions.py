"""Named medical questions, asked of the shipped trials: the few places where a shipped figure is expected by its value.

Everywhere else tests are of toys, or of what holds for any trial; so a figure that is mended breaks a test here or none.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from evtrials.cli import run

Ask = Callable[..., str]


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache for the questions of this file, so that the collection is read once."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def ask(cache: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Ask:
    """What is printed for one question on the shipped trials, in 80 columns."""
    for name, value in (("EVTRIALS_TRIALS", "shipped"), ("EVTRIALS_CACHE", str(cache)), ("COLUMNS", "80")):
        monkeypatch.setenv(name, value)

    def answer(*arguments: str) -> str:
        capsys.readouterr()
        assert 0 == run(list(arguments))
        return capsys.readouterr().out

    return answer


def objects(data: Any) -> Iterator[dict[str, Any]]:
    """Every object of a JSON answer, however deep."""
    if isinstance(data, dict):
        yield data
    for part in data.values() if isinstance(data, dict) else data if isinstance(data, list) else ():
        yield from objects(part)


@pytest.mark.parametrize(
    "question",
    ["results --endpoint pfs", "show bolero-2", "compare bolero-2 horizon", "figures bolero-2 --endpoint pfs", "trace bolero-2 pfs"],
)
def test_bolero_2_has_one_hazard_ratio_of_progression_free_survival(question: str, ask: Ask) -> None:
    """Every command answers with the ratio of the label, by the investigator, at the final analysis."""
    asked = {"trial": "bolero-2", "endpoint": "pfs", "measure": "hazard ratio", "population": "all"}
    found = {
        tuple(item[name] for name in ("text", "value", "ci_low", "ci_high", "assessor", "cut", "source", "locator"))
        for item in objects(json.loads(ask(*question.split(), "--json")))
        if asked.items() <= item.items() and item.get("default", True)
    }
    assert {("0.45 (0.38 to 0.54)", 0.45, 0.38, 0.54, "investigator", "final-pfs", "Label", "section 14")} == found


def test_the_list_answers_with_the_same_ratio(ask: Ask) -> None:
    """A trial stands in the list with the figures of its primary endpoint."""
    trials = json.loads(ask("list", "--json"))["trials"]
    rows = [row for trial in trials if trial["trial"] == "bolero-2" for row in trial["results"]]
    found = [(row["text"], row["cut"], row["source"]) for row in rows if row["measure"] == "hazard ratio"]
    assert [("0.45 (0.38 to 0.54)", "final-pfs", "Label")] == found


def test_a_pooling_that_is_refused_names_the_command_that_pools(ask: Ask, capsys: pytest.CaptureFixture[str]) -> None:
    """With the trials that it pools; the command gives the number of these."""
    ask("columns")  # the collection of this file
    assert 1 == run(["pool", "pfs", "--subtype", "hr+/her2-", "--setting", "advanced"])
    said = re.search(r"but so: evtrials (.*?) \(pools (.*?)\)", " ".join(capsys.readouterr().err.split()))
    assert said is not None
    pooled = [row["trial"] for row in json.loads(ask(*said[1].split(), "--json"))["pool"] if row["trial"] and not row["code"]]
    assert re.split(", | and ", said[2]) == pooled


def test_what_differed_at_baseline_is_no_result(ask: Ask) -> None:
    """Quality of life before treatment stands apart from its effect; the time to its deterioration is pointed to."""
    screen = " ".join(ask("results", "qol", "bolero-2", "--format", "table").split())
    assert "1 contrast of 1 trial" in screen
    assert "bolero-2 at baseline, before treatment and so no effect of it: 64.7 v 65.3 points" in screen.replace("\xa0", " ")
    assert "(results time to deterioration)" in screen
    assert "HR 0.74 (0.58 to 0.95)" in ask("results", "time", "to", "deterioration", "bolero-2", "--format", "table")


def test_which_trials_are_still_running(ask: Ask) -> None:
    """Those last said to be under way are shown with the date of it; those that may be are named with what was last said of them."""
    screen = " ".join(ask("list", "--status", "ongoing", "--format", "table").split())
    for told in ("simrise phase 3", "litespark-029 phase 2", "in progress (2025)", "in progress (no date): adela"):
        assert told in screen


def test_a_trial_without_results_is_listed_with_where_it_stood(ask: Ask) -> None:
    """With its status and the date of it, or that no source states one."""
    trials = json.loads(ask("list", "--without-results", "--about", "all", "--json"))["trials"]
    stood = {trial["trial"]: trial["status"] + (f" ({trial['as_of']})" if trial["as_of"] else " (no date)") for trial in trials}
    assert {} != stood
    assert {} == {trial["trial"]: trial["result"] for trial in trials if stood[trial["trial"]] not in trial["result"]}


@pytest.mark.parametrize("question", ["results --endpoint pfs", "list", "show bolero-2", "compare bolero-2 horizon"])
def test_the_screens_say_what_json_says_of_bolero_2(question: str, ask: Ask) -> None:
    """On a terminal of 80 columns the ratio stands whole with its interval."""
    assert "HR 0.45 (0.38 to 0.54)" in " ".join(ask(*question.split(), "--format", "table").split())


def test_every_contrast_of_a_rapalog_is_drawn(ask: Ask) -> None:
    """Advanced HR+/HER2- disease: each row with a hazard ratio is in the plot, and neither vistusertib nor giredestrant is."""
    question = ("results", "--endpoint", "pfs", "--subtype", "hr+/her2-", "--setting", "advanced")
    out = ask(*question, "--plot")
    wanted = [row["trial"] for row in json.loads(ask(*question, "--json"))["results"] if row["measure"] == "hazard ratio"]
    # A name stands at the margin, what is drawn of it on a line below.
    drawn = [part.split()[0] for part in re.split(r"\n(?=[a-z])", out) if "■" in part or "□" in part]
    assert wanted == drawn
    assert {"bolero-2", "bolero-5", "pre0102"} <= set(drawn)
    assert [] == [line for line in out.splitlines() if len(line) > 80]
    assert [] == re.findall("(?i)manta|vistusertib|evera|giredestrant", out)
    assert "manta" in ask(*question, "--about", "all", "--unstated", "--plot")


def test_a_mixed_trial_is_no_trial_of_her2_positive_disease(ask: Ask) -> None:
    """HORIZON, in which a part of the tumours was HER2-positive, is left out with the flag that adds it."""
    answer = json.loads(ask("list", "--subtype", "her2+", "--json"))
    assert {"bolero-1", "bolero-3"} <= {trial["trial"] for trial in answer["trials"]}
    assert "horizon" in answer["left_out"]["mixed"]


def test_a_mixed_trial_is_no_trial_of_her2_negative_disease(ask: Ask) -> None:
    """HORIZON stands there with --mixed alone, and with its mixture."""
    found = [{trial["trial"]: trial["fit_why"] for trial in json.loads(ask("list", "--subtype", "her2-", *more, "--json"))["trials"]} for more in ((), ("--mixed",))]
    assert "horizon" not in found[0]
    assert "her2 positive 23 %, her2 unknown 36 % (Temsirolimus + letrozole)" == found[1]["horizon"]


def test_figures_of_what_is_isolated_are_of_no_other_contrast(ask: Ask) -> None:
    """Who takes them to R gets no ratio of vistusertib among those of everolimus."""
    found = json.loads(ask("figures", "--endpoint", "pfs", "--isolates", "everolimus", "--json"))["figures"]
    assert {"", "everolimus"} == {row["isolates"] for row in found}
    assert {"manta", "bolero-2"} <= {row["trial"] for row in found}


def test_a_trial_asked_for_by_name_shows_every_contrast(ask: Ask) -> None:
    """BOLERO-6's primary contrast isolates exemestane, and is the answer all the same."""
    assert "HR 0.74 (90 % CI 0.57 to 0.97)" in ask("results", "pfs", "bolero-6", "--format", "markdown")


def test_a_suspect_figure_says_so_where_it_stands(ask: Ask) -> None:
    """MANTA's ratio is printed the wrong way round: on its card, too, it never stands bare."""
    shown = ask("show", "manta", "--only", "results", "--format", "markdown").replace("\u00a0", " ")
    assert re.search(r"HR 0\.63 \(0\.45 to 0\.90\) †;\s+p 0\.01 † \(suspect\)", shown)


def test_a_group_is_never_labelled_as_the_whole_trial(ask: Ask) -> None:
    """BOLERO-1's second primary analysis is of hormone-receptor-negative disease alone."""
    labels = [line.split("|")[1].strip() for line in ask("show", "bolero-1").splitlines() if line.startswith("| PFS")]
    assert ["PFS, months", "PFS, hr-negative, months"] == labels


def test_what_its_source_calls_not_significant_says_so_where_no_p_stands(ask: Ask) -> None:
    """BOLERO-1's interval in hormone-receptor-negative disease excludes 1, and the protocol's threshold was not met."""
    shown = " ".join(ask("list", "--subtype", "her2+", "--phase", "3", "--format", "markdown").replace("\u00a0", " ").split())
    assert re.search(r"also primary: PFS in hormone receptor status: negative; .*HR 0\.66 \(0\.48 to 0\.91\) ‡; stated as not significant", shown)


@pytest.mark.parametrize("question", ["list --subtype her2+ --line 2", "compare bolero-3 bolero-1", "compare bolero-2 bolero-1"])
def test_a_line_that_a_source_words_otherwise_bears_its_note(question: str, ask: Ask) -> None:
    """BOLERO-1 is called first-line, and let in patients after endocrine therapy: where its line is told, so is that."""
    answer = " ".join(ask(*question.split(), "--format", "table").split())
    (letter,) = re.findall(r"\[(\w+)\] called first-line; endocrine therapy", answer)
    assert f"line 1+ [{letter}]" in answer or f"(bolero-1 [{letter}])" in answer or re.search(rf"Line .*1\+ \[{letter}\]", answer)
