"""`pool`: the number with whom it is about, what could not enter, and the sentences with which it is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Call = Callable[..., Any]
Write = Callable[..., Path]
PFS = "hr: 0.45 (0.34 to 0.59), p: <0.0001"
INTERIM = "      - {cut: interim, eve: 6.9, pbo: 2.8, hr: 0.43 (0.32 to 0.58), p: <0.001, assessor: investigator, src: News2020 News}\n"
CENTRAL = "      - {cut: final, assessor: central, role: supportive, eve: 11.0, pbo: 4.1, hr: 0.38 (0.28 to 0.51), src: Doe2020 Abstract}\n"
VISCERAL = "      - {cut: final, population: visceral, eve: 6.8, pbo: 2.8, hr: 0.47 (0.31 to 0.71), assessor: investigator, src: Doe2020 Abstract}\n"
ALONE = [(INTERIM, ""), (CENTRAL, ""), (VISCERAL, "")]


@pytest.fixture
def another(write_toy: Write) -> Callable[..., None]:
    """A trial like toy-1 but for its names, one ratio of progression-free survival, and parts of its text."""

    def write(id_: str, *replacements: tuple[str, str]) -> None:
        number = id_.removeprefix("toy-")
        names = [("name: TOY-1", f"name: TOY-{number}"), ("NCT00000001", f"NCT0000000{number}"), ("10000001", f"1000000{number}")]
        write_toy(*names, *ALONE, *replacements, id=id_)

    return write


@pytest.fixture
def three(another: Callable[..., None], shell: Call) -> Call:
    """toy-1 with two more of its kind, and one whose ratio has no interval."""
    another("toy-4", (PFS, "hr: 0.60 (0.45 to 0.80), p: 0.001"), ("line: 1+", "line: 2+"))
    another("toy-5", (PFS, "hr: 0.70 (90 % CI 0.52 to 0.94)"), ("double-blind", "open label"))
    another("toy-6", (PFS, "hr: 0.73, p: 0.137"), ("n: 200", "n: 90"), ("n: 100, control", "n: 45, control"))
    return shell


def test_three_trials_have_a_mean_effect_and_a_common_one(three: Call) -> None:
    """First whom it is about and what is missing, then the ratios that went in, then the numbers, derived."""
    assert """\
PFS with everolimus added in HR+/HER2-, advanced: 3 trials, 900 patients. 1 more
trial, 135 patients (13 %), could not enter. They differ, or may, in line and
masking.

What went in, intervals 95 % unless said; a ratio below 1 favours the drug
added, or the arm before v
───────────────────────────────────────────────────────────────────────────────
toy-1     letrozole ± everolimus 10 mg daily (placebo)
          n 200 v 100   line 1+   investigator   double-blind
          had had: aromatase inhibitor
          HR 0.45 (0.34 to 0.59)   weight 36 %
toy-5     letrozole ± everolimus 10 mg daily (placebo)
          n 200 v 100   line 1+   investigator   open label
          had had: aromatase inhibitor
          HR 0.70 (90 % CI 0.52 to 0.94)   weight 29 %
toy-4     letrozole ± everolimus 10 mg daily (placebo)
          n 200 v 100   line 2+   investigator   double-blind
          had had: aromatase inhibitor
          HR 0.60 (0.45 to 0.80)   weight 35 %
───────────────────────────────────────────────────────────────────────────────

Mean effect    HR 0.56 (0.32 to 0.98) d, random effects
Common effect  HR 0.56 (0.47 to 0.66) d, if there is one true effect in all
Heterogeneity cannot be told from so few trials (3).

Could not enter
───────────────────────────────────────────────────────────────────────────────
toy-6     n 135   HR 0.73   p 0.137   7.8 v 3.2 months
          hazard ratio 0.73 without an interval
───────────────────────────────────────────────────────────────────────────────
3 trials in the number, 1 could not enter. 2 do not fit.
None of the 3 ratios was read in a review or in the press. Trials of this
collection, no systematic search; risk of bias not assessed.
Method: Each logarithm with its standard error, (ln upper - ln lower) / 2 z at
the printed level; inverse-variance weights; tau2 by restricted maximum
likelihood (REML; Viechtbauer 2005); interval by Hartung-Knapp-Sidik-Jonkman in
its conservative form (Röver 2015), t with 2 degrees of freedom; common effect
with a normal interval.
d derived; data without a version.
Evidence, not medical advice; the literature was not searched systematically.
""" == three("pool", "pfs", "--subtype", "hr+/her2-", "--format", "table").screen


def test_two_trials_stand_side_by_side(three: Call) -> None:
    """Two trials tell no distribution: no number is made unless a common effect is asked for, with its assumption."""
    assert """\
PFS with everolimus added in HR+/HER2-, advanced: 2 trials, 600 patients. Two
trials: no pooled answer; both stand side by side. They differ, or may, in line.

What went in, intervals 95 % unless said; a ratio below 1 favours the drug
added, or the arm before v
───────────────────────────────────────────────────────────────────────────────
toy-1     letrozole ± everolimus 10 mg daily (placebo)
          n 200 v 100   line 1+   investigator   double-blind
          had had: aromatase inhibitor
          HR 0.45 (0.34 to 0.59)
toy-4     letrozole ± everolimus 10 mg daily (placebo)
          n 200 v 100   line 2+   investigator   double-blind
          had had: aromatase inhibitor
          HR 0.60 (0.45 to 0.80)
───────────────────────────────────────────────────────────────────────────────

--model common prints one number for both, which assumes one true effect in both
trials.
2 trials side by side, 0 could not enter.
None of the 2 ratios was read in a review or in the press. Trials of this
collection, no systematic search; risk of bias not assessed.
d derived; data without a version.
Evidence, not medical advice; the literature was not searched systematically.
""" == three("pool", "pfs", "toy-1", "toy-4", "--format", "table").screen
    lines = three("pool", "pfs", "toy-1", "toy-4", "--model", "common", "--format", "table").out.splitlines()
    assert "Common effect  HR 0.52 (0.42 to 0.63) d, if there is one true effect in all" in lines
    assert "The common effect assumes one true effect in both trials." in lines


def test_the_rows_are_numbers_and_say_what_they_are(three: Call) -> None:
    """JSON holds the numbers, the ratios that entered with their weights, and what could not enter with its reason."""
    told = json.loads(three("pool", "pfs", "--subtype", "hr+/her2-", "--json").out)
    rows = told["pool"]
    assert ["pooled", "pooled", "entered", "entered", "entered", "could not enter"] == [row["part"] for row in rows]
    mean, common, *entered, barred = rows
    assert ("random", "REML", "HKSJ conservative", 2) == tuple(mean[name] for name in ("model", "tau2_method", "test", "df"))
    assert "common" == common["model"]
    for name in ("weight", "weight_common"):
        assert 1 == pytest.approx(sum(row[name] for row in entered), abs=1e-6)
    assert ("toy-6", "no-interval", 135) == tuple(barred[name] for name in ("trial", "code", "n"))
    assert "Heterogeneity cannot be told from so few trials (3)." in told["caveats"]


def test_more_than_a_fifth_of_the_patients_missing_is_in_the_headline(three: Call, another: Callable[..., None]) -> None:
    """Who reads one sentence reads that the number lacks many patients."""
    another("toy-7", (PFS, "p: 0.5"))
    assert (
        "PFS with everolimus added in HR+/HER2-, advanced: 3 trials, 900 patients. More than a fifth of the patients of the question "
        "(33 %: 435 of 1335) are in trials that could not enter."
    ) in json.loads(three("pool", "pfs", "--subtype", "hr+/her2-", "--json").out)["caveats"][0]


def test_a_ratio_printed_the_other_way_round_enters_the_right_way_round(three: Call, another: Callable[..., None]) -> None:
    """The ratio of the control to the experimental arm is turned before it is pooled, and said to be."""
    another("toy-7", (PFS, "of: pbo v eve, hr: 2.00 (1.25 to 3.20)"))
    told = json.loads(three("pool", "pfs", "toy-1", "toy-7", "--json").out)["pool"]
    assert [("toy-1", -0.798508), ("toy-7", -0.693147)] == [(row["trial"], round(row["log_ratio"], 6)) for row in told]
    assert told[1]["derived_from"].endswith("reciprocal")


REFUSED = [
    (["toy-1", "toy-2"], [], "different-diseases",
     "not pooled: the trials are of different diseases: HR+/HER2- (toy-1) and HER2+ (HR+ or HR-) (toy-2). One number over them would "
     "be about no patient. Choose one with --subtype. --across subtype does it nevertheless, and says so."),
    (["toy-1", "toy-6"], [], "one-trial",
     "not pooled: only one trial has a ratio of PFS that may enter, toy-1. Could not enter: toy-6 (hazard ratio 0.73 without an "
     "interval)."),
    (["toy-6"], [], "no-trial",
     "not pooled: no trial has a ratio of PFS that may enter. Could not enter: toy-6 (hazard ratio 0.73 without an interval)."),
    (["toy-1", "toy-7"], [(PFS, "period: years 0 to 2, hr: 0.45 (0.34 to 0.59)")], "period",
     "not pooled: toy-7: its ratio is of a part of the time (years 0 to 2), not of the whole."),
    (["toy-1", "toy-7"], [(PFS, "at: 2 years, hr: 0.45 (0.34 to 0.59)")], "period",
     "not pooled: toy-7: its ratio is of a part of the time (2 years), not of the whole."),
    (["toy-1", "toy-7"], [(PFS, "population: visceral, role: co-primary, hr: 0.45 (0.34 to 0.59)")], "subgroup",
     "not pooled: toy-7: its ratio is of a subgroup (visceral metastasis: present), not of all patients."),
    (["toy-1", "toy-7"], [(PFS, "per: doubling of the trough level, hr: 0.45 (0.34 to 0.59)")], "association",
     "not pooled: toy-7: its ratio is an association, which no randomisation made."),
    (["toy-1", "toy-7"], [(PFS, "of: eve with pbo, hr: 0.45 (0.34 to 0.59)")], "direction",
     "not pooled: toy-7: the direction of its ratio is not stated."),
    (["toy-1", "toy-7"], [("n: 100, control: true", "n: 100, external: toy-1"), (PFS, "of: eve v pbo, hr: 0.45 (0.34 to 0.59)")],
     "historical", "not pooled: toy-7: its control is historical, and no randomisation made the contrast."),
    (["toy-1", "toy-7"], [("src: Doe2020 Abstract}\n  os:", "src: Doe2020 Abstract, note: {kind: suspect, text: A misprint.}}\n  os:")],
     "suspect", "not pooled: toy-7: its figure is under a note of suspicion (A misprint.)."),
    (["toy-1", "toy-7"], [("  pfs:\n", "  ttp:\n")], "one-trial",
     "Could not enter: toy-7 (no figure of it in the sources read). toy-7 tells TTP, which is another endpoint than PFS."),
    (["toy-1", "toy-7"], [("kind: trial", "kind: trial"), ("phase: 3", "kind: pooled analysis\npools: [toy-1]\nphase: 3")], "pooled-file",
     "not pooled: toy-7: a pooled analysis, which counts the patients of toy-1 again."),
    (["toy-1", "toy-7"], [("everolimus 10 mg daily", "ridaforolimus 40 mg daily")], "different-drugs",
     "not pooled: their contrasts isolate different things: everolimus (toy-1) and ridaforolimus (toy-7)."),
]  # fmt: skip


@pytest.mark.parametrize(("names", "text", "code", "words"), REFUSED, ids=lambda value: value if isinstance(value, str) else "")
def test_what_must_not_be_pooled_is_refused_in_words(
    names: list[str], text: list[tuple[str, str]], code: str, words: str, three: Call, another: Callable[..., None]
) -> None:
    """Each rule ends in exit code 1, a sentence that names the trial, and a code for what reads JSON."""
    another("toy-7", *[pair for pair in text if pair[0] != pair[1]])
    done = three("pool", "pfs", *names)
    assert (1, "") == (done.code, done.out)
    assert words in " ".join(done.err.split())
    (told,) = json.loads(three("pool", "pfs", *names, "--json").out)["refused"]
    assert code == told["code"]
    assert words in told["reason"]


def test_two_contrasts_of_one_trial_are_refused(shell: Call, another: Callable[..., None]) -> None:
    """Patients of an arm that two contrasts share would be counted twice."""
    third = "  low: {label: Everolimus low, n: 99, drugs: [everolimus 5 mg daily, letrozole 2.5 mg daily], src: Doe2020 Abstract}\npopulations"
    rows = "of: eve v pbo, hr: 0.45 (0.34 to 0.59), src: Doe2020 Abstract}\n      - {cut: final, of: low v pbo, hr: 0.60 (0.40 to 0.90)"
    another("toy-7", ("populations", third), (PFS, rows))
    done = shell("pool", "pfs", "toy-1", "toy-7")
    assert (1, "") == (done.code, done.out)
    assert (
        "not pooled: 2 contrasts of toy-7, eve v pbo and low v pbo, share the patients of pbo, who would be counted twice. Choose one "
        "with --isolates, or leave the trial out with --without toy-7."
    ) in " ".join(done.err.split())


@pytest.mark.parametrize(("arguments", "code", "words"), [
    ((), 2, "name the endpoint: evtrials pool pfs (or os, idfs ...)"),
    (("pfs", "os"), 1, "not pooled: PFS and OS are 2 endpoints, which count different events; ask for one of them."),
    (("pfs", "toy-1", "toy-4", "--model", "random"), 1,
     "not pooled: two trials (toy-1 and toy-4) do not tell how effects are distributed, which random effects assume; --model common "
     "gives one number and assumes one true effect in both."),
    (("pfs", "--across", "line"), 2, '--across: "line" is not one of: subtype, setting, backbone'),
])  # fmt: skip
def test_what_is_not_asked_so_is_told(arguments: tuple[str, ...], code: int, words: str, three: Call) -> None:
    """A question without its endpoint, or with two, and a model that two trials do not allow."""
    done = three("pool", *arguments)
    assert code == done.code
    assert words in " ".join(done.err.split())


def test_across_is_the_first_that_is_said(three: Call) -> None:
    """A number over two diseases that is asked for says first that it is about no one kind of patient."""
    first = three("pool", "pfs", "toy-1", "toy-2", "toy-4", "--across", "subtype", "--format", "table").out.split("\nPFS")[0]
    assert (
        "Across subtype (HR+/HER2- and HER2+ (HR+ or HR-)), as asked with --across: the number is about no one kind of patient."
        == " ".join(first.split())
    )


@pytest.mark.parametrize(("options", "left"), [
    (("--without", "toy-4"), ["toy-1", "toy-5"]),
    (("--basis", "press"), []),
    (("--assessor", "central"), ["toy-1"]),
])  # fmt: skip
def test_sensitivity_is_asked_for_by_leaving_out(options: tuple[str, ...], left: list[str], three: Call) -> None:
    """Without a trial, by one assessor, from some sources alone: what is no longer in is said to be out, never absent."""
    done = three("pool", "pfs", "toy-1", "toy-4", "toy-5", *options, "--json")
    told = json.loads(done.out)
    entered = [row["trial"] for row in told.get("pool", []) if row["part"] == "entered"]
    assert (left if len(left) > 1 else []) == entered
    if len(left) < 2:
        assert "not told by this assessor (central)" in done.err or "nothing of it was read in press" in done.err


def test_the_script_for_r_holds_data_and_numbers(three: Call, tmp_path: Path) -> None:
    """Whoever runs it sees metafor's numbers beside those of this tool."""
    path = tmp_path / "pool.R"
    assert 0 == three("pool", "pfs", "--subtype", "hr+/her2-", "--r", str(path)).code
    text = path.read_text(encoding="utf-8")
    assert 'trial = c("toy-1", "toy-5", "toy-4")' in text
    assert 'method = "REML", test = "adhoc"' in text
    assert "log_ratio = c(-0.79850769" in text
    done = three("pool", "pfs", "--subtype", "hr+/her2-", "--r", str(tmp_path / "none" / "pool.R"))
    assert (1, True) == (done.code, "cannot be written" in done.err)


def test_the_forest_has_a_diamond(three: Call) -> None:
    """Only where trials are pooled is there a number over them to draw."""
    assert """\
PFS with everolimus added in HR+/HER2-, advanced: 3 trials, 900 patients. They
differ, or may, in line and masking.
        ◄ favours everolimus │ favours its control ►
toy-1   letrozole ± everolimus 10 mg daily (placebo)
       ├────■─────┤          │                 HR 0.45 (0.34 to 0.59), p <0.0001
toy-5   letrozole ± everolimus 10 mg daily (placebo)
               ├──────■─────┤│                 HR 0.70 (90 % CI 0.52 to 0.94)
toy-4   letrozole ± everolimus 10 mg daily (placebo)
            ├──────■─────┤   │                 HR 0.60 (0.45 to 0.80), p 0.001
mean    random effects
     ◇───────────◆──────────◇│                 HR 0.56 (0.32 to 0.98) d
common  if there is one true effect in all
             ◇───◆───◇       │                 HR 0.56 (0.47 to 0.66) d
┬──────────────┬─────────────┬──────────────┬
0.25          0.5            1              2

■ ratio with its interval, ◇─◆─◇ number over the trials with its interval (d:
derived), ◄ ► interval beyond the axis; upright line: 1, no difference. °
conference abstract, † review, ‡ press.
Heterogeneity cannot be told from so few trials (3).
None of the 3 ratios was read in a review or in the press. Trials of this
  collection, no systematic search; risk of bias not assessed.
Method: Each logarithm with its standard error, (ln upper - ln lower) / 2 z at
  the printed level; inverse-variance weights; tau2 by restricted maximum
  likelihood (REML; Viechtbauer 2005); interval by Hartung-Knapp-Sidik-Jonkman
  in its conservative form (Röver 2015), t with 2 degrees of freedom; common
  effect with a normal interval.
""" == three("pool", "pfs", "toy-1", "toy-4", "toy-5", "--plot").screen
