"""list, show, compare, figures and arms as a user sees them: whole screens, pipes, wrong words."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from evtrials.evidence.columns import NAMES


def test_a_list_at_80_columns(shell: Callable) -> None:
    """Columns that do not fit are left out and named, and no interval is cut."""
    assert """\
Trials
───────────────────────────────────────────────────────────────────────────────
toy-1     phase 3  HR+/HER2-           advanced, line 1+                   n 300
          letrozole ± everolimus 10 mg daily (placebo)
          PFS 7.8 v 3.2 months, HR 0.45 (0.34 to 0.59)
toy-2     phase 3  HER2+ (HR+ or HR-)  advanced, line 1                    n 300
          letrozole ± everolimus 5 mg daily (placebo)
          PFS 7.8 v 3.2 months, HR 0.45 (0.34 to 0.59)
toy-3     phase 3  HR+ (HER2+ or HER2-mutated)  advanced                   n 300
          letrozole ± everolimus 2.5-10 mg daily (placebo)
          PFS 7.8 v 3.2 months, HR 0.45 (0.34 to 0.59)
───────────────────────────────────────────────────────────────────────────────
3 of 3 trials.
Evidence, not medical advice; the literature was not searched systematically.
""" == shell("list", "--format", "table").screen


def test_a_list_in_a_very_narrow_terminal(shell: Callable) -> None:
    """Where no table fits, each trial is a short card."""
    assert """\
Trials
───────────────────────────────────────
toy-1     phase 3  HR+/HER2-       n 300
          advanced, line 1+
          2 arms
          PFS HR 0.45 (0.34 to 0.59)
toy-2     phase 3  HER2+ (HR+ or   n 300
          HR-)  advanced, line 1
          2 arms
          PFS HR 0.45 (0.34 to 0.59)
toy-3     phase 3  HR+ (HER2+ or   n 300
          HER2-mutated)  advanced
          2 arms
          PFS HR 0.45 (0.34 to 0.59)
───────────────────────────────────────
3 of 3 trials.
Evidence, not medical advice; the
literature was not searched
systematically.
""" == shell("list", "--format", "table", columns=40).screen


def test_a_list_of_mixed_trials(shell: Callable) -> None:
    """A trial of which some patients fit is shown with its mixture when asked for."""
    assert """\
Trials: subtype her2+
───────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
toy-2     phase 3  HER2+ (HR+ or HR-)  advanced, line 1                                                                                n 300
          letrozole ± everolimus 5 mg daily (placebo)   PFS 7.8 v 3.2 months, HR 0.45 (0.34 to 0.59)
toy-3     phase 3  HR+ (HER2+ or HER2-mutated) [a]  advanced                                                                           n 300
          letrozole ± everolimus 2.5-10 mg daily (placebo)   PFS 7.8 v 3.2 months, HR 0.45 (0.34 to 0.59)
───────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
2 of 3 trials. 1 does not fit.
[a] mixed: her2 amplified 28, her2 mutated 4
Evidence, not medical advice; the literature was not searched systematically.
""" == shell("list", "--subtype", "her2+", "--mixed", "--format", "table", columns=140).screen


def test_a_list_as_markdown(shell: Callable) -> None:
    """Markdown has every column, unfolded."""
    assert """\
# Trials

- **toy-1**: phase 3; HR+/HER2-; advanced, line 1+; n 300; letrozole ± everolimus 10 mg daily (placebo); PFS 7.8 v 3.2 months, HR 0.45 (0.34 to 0.59)
- **toy-2**: phase 3; HER2+ (HR+ or HR-); advanced, line 1; n 300; letrozole ± everolimus 5 mg daily (placebo); PFS 7.8 v 3.2 months, HR 0.45 (0.34 to 0.59)
- **toy-3**: phase 3; HR+ (HER2+ or HER2-mutated); advanced; n 300; letrozole ± everolimus 2.5-10 mg daily (placebo); PFS 7.8 v 3.2 months, HR 0.45 (0.34 to 0.59)

3 of 3 trials.

Evidence, not medical advice; the literature was not searched systematically.
""" == shell("list", "--format", "markdown").screen


def test_a_trial(shell: Callable) -> None:
    """The card of a trial says on one screen what it is, what it found, at what price, and how much more there is."""
    assert """\
TOY-1   NCT00000001   phase 3, double-blind, 2:1, 300 randomised
letrozole 2.5 mg daily ± everolimus 10 mg daily (placebo)
HR+/HER2-, advanced, line 1+, postmenopausal; prior aromatase inhibitor

                       everolimus (n 200)           placebo (n 100)
PFS (primary), months  7.8 (6.9 to 8.5)             3.2 (2.8 to 4.1)
  investigator         HR 0.45 (0.34 to 0.59), p <0.0001
PFS, months            11.0                         4.1
  central review       HR 0.38 (0.28 to 0.51)
OS, months             not reached                  26.6 (22.6 to not reached)
  key secondary
Final analysis, follow-up 18 months, data to 2019-06-30. Intervals 95 %.

Harms, any / grade 3-4  everolimus                  placebo
Stomatitis              59 / 8 %                    12 / 0 %
Diarrhoea               34 / 2 %                    19 / <1 %

More: results (2 at other cuts or in further sources), subgroups (1): evtrials
show toy-1 --full, or --only results
Read: 1 abstract, 1 press page; no full text. Risk of bias not assessed.
Evidence, not medical advice; the literature was not searched systematically.
""" == shell("show", "toy-1", "--format", "table").screen


def test_a_trial_as_markdown(shell: Callable) -> None:
    """A pipe gets the same card as Markdown."""
    assert """\
# TOY-1 NCT00000001 phase 3, double-blind, 2:1, 300 randomised

letrozole 2.5 mg daily ± everolimus 10 mg daily (placebo)

HR+/HER2-, advanced, line 1+, postmenopausal; prior aromatase inhibitor

|  | everolimus (n 200) | placebo (n 100) |
| --- | --- | --- |
| PFS (primary), months | 7.8 (6.9 to 8.5) | 3.2 (2.8 to 4.1) |
| investigator | HR 0.45 (0.34 to 0.59), p &lt;0.0001 |  |
| PFS, months | 11.0 | 4.1 |
| central review | HR 0.38 (0.28 to 0.51) |  |
| OS, months | not reached | 26.6 (22.6 to not reached) |
| key secondary |  |  |

Final analysis, follow-up 18 months, data to 2019-06-30. Intervals 95 %.

| Harms, any / grade 3-4 | everolimus | placebo |
| --- | --- | --- |
| Stomatitis | 59 / 8 % | 12 / 0 % |
| Diarrhoea | 34 / 2 % | 19 / &lt;1 % |

More: results (2 at other cuts or in further sources), subgroups (1): evtrials show toy-1 --full, or --only results

Read: 1 abstract, 1 press page; no full text. Risk of bias not assessed.

Evidence, not medical advice; the literature was not searched systematically.
""" == shell("show", "toy-1").screen


def test_two_trials_side_by_side(shell: Callable) -> None:
    """What differs comes first, what is equal in a line; no figure is compared across trials."""
    assert """\
They differ in subtype, line and mTOR inhibitor. Read each trial's results by
themselves.
             toy-1                             toy-2
Regimen      letrozole ± everolimus 10 mg      letrozole ± everolimus 5 mg
             daily (placebo)                   daily (placebo)
Subtype      HR+/HER2-                         HER2+ (HR+ or HR-)
Line         1+                                1
Same: size 300 randomised, setting advanced, prior therapy aromatase inhibitor,
menopause post, allocation randomised, masking double-blind, control placebo,
primary endpoint PFS, assessor investigator, cut Final analysis.
Results at the last look in all patients; intervals 95 % unless said
PFS, months  7.8 (6.9 to 8.5)                  7.8 (6.9 to 8.5)
             v 3.2 (2.8 to 4.1),               v 3.2 (2.8 to 4.1),
             HR 0.45 (0.34 to 0.59),           HR 0.45 (0.34 to 0.59),
             p <0.0001                         p <0.0001
OS, months   not reached v 26.6                not reached v 26.6
             (22.6 to not reached)             (22.6 to not reached)
Harms, % of patients of each trial's own arms, any / grade 3-4
             everolimus v placebo; any cause   everolimus v placebo; any cause
Stomatitis   59 / 8 v 12 / 0                   59 / 8 v 12 / 0
Diarrhoea    34 / 2 v 19 / <1                  34 / 2 v 19 / <1
Nothing is computed across trials: a control arm fares differently in each.
Evidence, not medical advice; the literature was not searched systematically.
""" == shell("compare", "toy-1", "toy-2", "--format", "table").screen


def test_three_trials_side_by_side(shell: Callable) -> None:
    """Where figures do not fit beside each other each trial has a block."""
    assert """\
They differ in subtype, line and mTOR inhibitor. Read each trial's results by
themselves.
toy-1
  Regimen      letrozole ± everolimus 10 mg daily (placebo)
  Subtype      HR+/HER2-
  Line         1+
  Results at the last look in all patients; intervals 95 % unless said
  PFS, months  7.8 (6.9 to 8.5) v 3.2 (2.8 to 4.1), HR 0.45 (0.34 to 0.59),
               p <0.0001
  OS, months   not reached v 26.6 (22.6 to not reached)
  Harms, % of patients of each trial's own arms, any / grade 3-4
               everolimus v placebo; any cause
  Stomatitis   59 / 8 v 12 / 0
  Diarrhoea    34 / 2 v 19 / <1
toy-2
  Regimen      letrozole ± everolimus 5 mg daily (placebo)
  Subtype      HER2+ (HR+ or HR-)
  Line         1
  Results at the last look in all patients; intervals 95 % unless said
  PFS, months  7.8 (6.9 to 8.5) v 3.2 (2.8 to 4.1), HR 0.45 (0.34 to 0.59),
               p <0.0001
  OS, months   not reached v 26.6 (22.6 to not reached)
  Harms, % of patients of each trial's own arms, any / grade 3-4
               everolimus v placebo; any cause
  Stomatitis   59 / 8 v 12 / 0
  Diarrhoea    34 / 2 v 19 / <1
toy-3
  Regimen      letrozole ± everolimus 2.5-10 mg daily (placebo)
  Subtype      HR+ (HER2+ or HER2-mutated); HER2 amplified 28, HER2 mutated 4
  Line         -
  Results at the last look in all patients; intervals 95 % unless said
  PFS, months  7.8 (6.9 to 8.5) v 3.2 (2.8 to 4.1), HR 0.45 (0.34 to 0.59),
               p <0.0001
  OS, months   not reached v 26.6 (22.6 to not reached)
  Harms, % of patients of each trial's own arms, any / grade 3-4
               everolimus v placebo; any cause
  Stomatitis   59 / 8 v 12 / 0
  Diarrhoea    34 / 2 v 19 / <1
  - not stated in the sources read.
  Same: size 300 randomised, setting advanced, prior therapy aromatase
  inhibitor, menopause post, allocation randomised, masking double-blind,
  control placebo, primary endpoint PFS, assessor investigator, cut Final
  analysis.
Nothing is computed across trials: a control arm fares differently in each.
Evidence, not medical advice; the literature was not searched systematically.
""" == shell("compare", "toy-1", "toy-2", "toy-3", "--format", "table").screen


def test_figures_as_a_table(shell: Callable) -> None:
    """Each stored figure is a row with its population, cut, assessor and source."""
    assert """\
───────────────────────────────────────────────────────────────────────────────
toy-1     PFS, median, everolimus + letrozole: 6.9 months ‡
          interim analysis, investigator [News2020, News]
toy-1     PFS, median, placebo + letrozole: 2.8 months ‡
          interim analysis, investigator [News2020, News]
toy-1     PFS, hazard ratio, everolimus + letrozole v placebo + letrozole: 0.43
          (0.32 to 0.58), p <0.001 ‡
          interim analysis, investigator [News2020, News]
toy-1     PFS, median, everolimus + letrozole: 7.8 (6.9 to 8.5) months
          final analysis, follow-up 18 months, investigator [Doe2020, Abstract]
toy-1     PFS, median, placebo + letrozole: 3.2 (2.8 to 4.1) months
          final analysis, follow-up 18 months, investigator [Doe2020, Abstract]
toy-1     PFS, hazard ratio, everolimus + letrozole v placebo + letrozole: 0.45
          (0.34 to 0.59), p <0.0001
          final analysis, follow-up 18 months, investigator [Doe2020, Abstract]
toy-1     PFS, median, everolimus + letrozole: 11.0 months
          final analysis, follow-up 18 months, central review [Doe2020,
          Abstract]
toy-1     PFS, median, placebo + letrozole: 4.1 months
          final analysis, follow-up 18 months, central review [Doe2020,
          Abstract]
toy-1     PFS, hazard ratio, everolimus + letrozole v placebo + letrozole: 0.38
          (0.28 to 0.51)
          final analysis, follow-up 18 months, central review [Doe2020,
          Abstract]
toy-1     PFS, median, everolimus + letrozole: 6.8 months
          visceral metastasis: present, final analysis, follow-up 18 months,
          investigator [Doe2020, Abstract]
toy-1     PFS, median, placebo + letrozole: 2.8 months
          visceral metastasis: present, final analysis, follow-up 18 months,
          investigator [Doe2020, Abstract]
toy-1     PFS, hazard ratio, everolimus + letrozole v placebo + letrozole: 0.47
          (0.31 to 0.71)
          visceral metastasis: present, final analysis, follow-up 18 months,
          investigator [Doe2020, Abstract]
───────────────────────────────────────────────────────────────────────────────
12 figures.
‡ from press.
Evidence, not medical advice; the literature was not searched systematically.
""" == shell("figures", "toy-1", "--endpoint", "pfs", "--format", "table").screen


def test_arms_as_a_table(shell: Callable) -> None:
    """Each arm is a row with its drugs and doses."""
    assert """\
       arm  n    drug with dose as printed   class
toy-1  eve  200  everolimus 10 mg daily      rapalog
toy-1  eve  200  letrozole 2.5 mg daily      aromatase inhibitor
toy-1  pbo  100  placebo daily               placebo
toy-1  pbo  100  letrozole 2.5 mg daily      aromatase inhibitor
toy-2  eve  200  everolimus 5 mg daily       rapalog
toy-2  eve  200  letrozole 2.5 mg daily      aromatase inhibitor
toy-2  pbo  100  placebo daily               placebo
toy-2  pbo  100  letrozole 2.5 mg daily      aromatase inhibitor
toy-3  eve  200  everolimus 2.5-10 mg daily  rapalog
toy-3  eve  200  letrozole 2.5 mg daily      aromatase inhibitor
toy-3  pbo  100  placebo daily               placebo
toy-3  pbo  100  letrozole 2.5 mg daily      aromatase inhibitor
12 drugs of 6 arms.
Evidence, not medical advice; the literature was not searched systematically.
""" == shell("arms", "--format", "table").screen


def test_what_a_cohort_compares_is_said_to_be_an_association(shell: Callable, write_toy: Callable[..., Path]) -> None:
    """No heading says what its groups isolate, and each ratio between them says that it is no treatment effect."""
    write_toy(("phase: 3", "phase: 3\nkind: cohort"), ("allocation: randomised", "allocation: non-randomised"), id="cohort-1")
    card, out = (" ".join(shell("show", "cohort-1", *more, "--format", "table").out.split()) for more in ((), ("--only", "results")))
    assert "The arms were not randomised: a difference between them is no effect of treatment." in card
    assert card.count("HR 0.") == card.count("association, not a treatment effect") > 0
    assert ("Results (eve v pbo, not randomised)" in out, "isolates" in out) == (True, False)
    assert out.count("HR 0.") == out.count("eve v pbo (association, not a treatment effect): HR 0.") > 0


@pytest.mark.parametrize("columns", [60, 80, 110, 160])
@pytest.mark.parametrize("command", [["list"], ["show", "toy-1"], ["compare", "toy-1", "toy-2"], ["figures"], ["arms"]])
def test_no_line_is_wider_than_the_terminal_and_no_interval_is_cut(columns: int, command: list[str], shell: Callable) -> None:
    """At every width each interval stands whole on one line."""
    out = shell(*command, "--format", "table", columns=columns).out
    assert [] == [line for line in out.splitlines() if len(line.rstrip()) > columns]
    if command[0] != "arms":
        assert "(0.34 to 0.59)" in out


def test_mixed_trials_are_counted_apart_and_marked_when_added(shell: Callable) -> None:
    """The trial with mutated tumours is left out on stderr with its flag, and shown with its mixture when asked for."""
    plain, mixed = (
        shell("list", "--subtype", "her2+"),
        shell("list", "--subtype", "her2+", "--mixed", "--format", "table", columns=220),
    )
    assert "1 of 3 trials. Mixed 1 (toy-3); 1 does not fit. (--left-out)\n" == plain.err
    assert "toy-3" not in plain.out
    assert "mixed: her2 amplified 28," in mixed.out


def test_a_pipe_gets_tsv_from_a_table_and_markdown_from_a_page(shell: Callable) -> None:
    """One-table commands give a header and rows; pages give Markdown."""
    assert shell("list").out.startswith("trial\tname\tfit\t")
    assert shell("show", "toy-1").out.startswith("# TOY-1")
    assert "|  | toy-1 | toy-2 |" in shell("compare", "toy-1", "toy-2").out


@pytest.mark.parametrize("command", ["list", "figures", "arms"])
def test_json_names_what_the_filters_left_out(command: str, shell: Callable) -> None:
    """Whatever command chooses by filters, its JSON names the trials that stderr counts, and --left-out tells them."""
    answer = shell(command, "--subtype", "her2+", "--json")
    left_out = json.loads(answer.out)["left_out"]
    assert {"mixed": ["toy-3"]} == left_out
    assert "Mixed 1" in answer.err
    assert "trial\treason\toption\ntoy-3\tonly some of the patients fit\tadd --mixed\n" == shell(command, "--subtype", "her2+", "--left-out").out


def test_figures_have_the_same_columns_in_every_format(shell: Callable) -> None:
    """CSV, TSV, JSON and jsonl bear the names of the fixed table in its order."""
    as_csv = next(csv.reader(io.StringIO(shell("figures", "toy-1", "--format", "csv").out)))
    as_tsv = shell("figures", "toy-1", "--format", "tsv").out.splitlines()[0].split("\t")
    as_json = list(json.loads(shell("figures", "toy-1", "--json").out)["figures"][0])
    as_lines = list(json.loads(shell("figures", "toy-1", "--format", "jsonl").out.splitlines()[0]))
    assert [list(NAMES)] * 4 == [as_csv, as_tsv, as_json, as_lines]


def test_json_and_csv_hold_the_same_figures(shell: Callable) -> None:
    """CSV has the digits as printed, and JSON numbers beside the text."""
    rows = list(csv.DictReader(io.StringIO(shell("figures", "toy-1", "--format", "csv").out)))
    items = json.loads(shell("figures", "toy-1", "--json").out)["figures"]
    assert [row["text"] for row in rows] == [item["text"] for item in items]
    assert [float(row["value"]) if row["value"] else None for row in rows] == [item["value"] for item in items]


def test_json_numbers_and_words(shell: Callable) -> None:
    """`<1` is value 1 with its qualifier, a median not reached is null, a limit not reached too."""
    items = json.loads(shell("figures", "toy-1", "--json").out)["figures"]
    bound = next(item for item in items if item["text"] == "<1")
    unreached = next(item for item in items if item["endpoint"] == "os" and item["arm"] == "eve")
    limit = next(item for item in items if item["endpoint"] == "os" and item["arm"] == "pbo")
    assert (1, "<") == (bound["value"], bound["qualifier"])
    assert (None, "not reached") == (unreached["value"], unreached["qualifier"])
    assert (26.6, 22.6, None) == (limit["value"], limit["ci_low"], limit["ci_high"])


@pytest.mark.parametrize(
    ("arguments", "name"),
    [
        (["list"], "trials"),
        (["figures"], "figures"),
        (["arms"], "arms"),
        (["show", "toy-1"], "trials"),
        (["compare", "toy-1", "toy-2"], "trials"),
    ],
)
def test_json_is_one_object_of_the_fixed_form(arguments: list[str], name: str, shell: Callable) -> None:
    """Every answer has the same frame, and its items under its own name."""
    document = json.loads(shell(*arguments, "--json").out)
    assert ["schema_version", "data_version", "data_date", "query", "caveats", "left_out", name] == list(document)
    assert document[name]


def test_table_and_json_show_the_same_figures(shell: Callable) -> None:
    """Every figure text of the PFS rows stands on the screen."""
    items = json.loads(shell("figures", "toy-1", "--endpoint", "pfs", "--json").out)["figures"]
    out = shell("figures", "toy-1", "--endpoint", "pfs", "--format", "table", columns=200).out
    assert [] == [item["text"] for item in items if item["text"] not in out]


def test_show_names_cut_assessor_source_basis_and_place_of_each_figure(shell: Callable) -> None:
    """The interim, central and final readings stand apart, each with where it comes from."""
    (trial,) = json.loads(shell("show", "toy-1", "--json").out)["trials"]
    found = {
        (item["text"], item["cut"], item["assessor"], item["source"], item["basis"], item["locator"])
        for item in trial["figures"] if item["measure"] == "hazard ratio" and item["population"] == "all"
    }  # fmt: skip
    assert {
        ("0.43 (0.32 to 0.58)", "interim", "investigator", "News2020", "press", "News"),
        ("0.45 (0.34 to 0.59)", "final", "investigator", "Doe2020", "abstract", "Abstract"),
        ("0.38 (0.28 to 0.51)", "final", "central", "Doe2020", "abstract", "Abstract"),
    } == found


def test_compare_keeps_the_order_as_typed(shell: Callable) -> None:
    """Trials stand in the order of the command, not of their results."""
    assert "|  | toy-2 | toy-1 |" in shell("compare", "toy-2", "toy-1").out


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["show", "toy-9"], 1, 'there is no trial "toy-9"; did you mean toy-'),
        (["list", "--subtype", "luminal"], 2, '"luminal" is no subtype; use her2+, her2-, her2-low'),
        (
            ["list", "--setting", "palliative"],
            2,
            '--setting: "palliative" is not one of: advanced, neoadjuvant, adjuvant, supportive',
        ),
        (["list", "--line", "later"], 2, '"later" is no line of therapy; write 1, 2, 3'),
        (["list", "--drug", "evrolimus"], 2, '"evrolimus" is no drug of this collection; did you mean everolimus'),
        (["list", "--dose", "evrolimus 10"], 2, '"evrolimus" is no drug of this collection; did you mean everolimus'),
        (["list", "--class", "rapalogs of"], 2, '"rapalogs of" is no class of drug of this collection; did you mean rapalog'),
        (["list", "--isolates", "evrolimus"], 2, '"evrolimus" is no drug of this collection; did you mean everolimus'),
        (["figures", "--endpoint", "pfss"], 2, '"pfss" is no endpoint of this collection; did you mean pfs'),
        (["list", "--year", "2020..2010"], 2, '"2020..2010" runs backwards; write 2010..2020'),
        (["list", "--subtype", ""], 2, "--subtype: an empty word asks for nothing; give one, or leave it out. Subtype;"),
        (["list", "--class", "rapalog,"], 2, "--class: an empty word asks for nothing"),
        (["show", "toy-1", "--only", ""], 2, '--only: an empty word asks for nothing; give one, or leave it out. Sections whole: about, results'),
        (["list", "--everolimus-dose", "ten"], 2, '"ten" is no number or range; write 5, 5..10, ..5 or 5..'),
        (["list", "--dose", "30"], 2, '--dose: "30" is no drug with a dose; write "temsirolimus 30"'),
        (["list", "--sort", "pfs"], 2, '--sort: "pfs" is not one of: name, year, n, phase, line, setting'),
        (["list", "--columns", "hazard"], 2, '"hazard" is no column; columns are: trial, name, fit'),
        (["list", "--format", "xml"], 2, '--format: "xml" is not one of: table, markdown, csv, tsv, json, jsonl'),
        (["list", "--json", "--format", "csv"], 2, "ask for two formats; give one"),
        (["show", "toy-1", "--only", "efficacy"], 2, '--only: "efficacy" is not one of: about, results'),
        (["compare", "toy-1"], 2, "compare takes two to six different trials, not 1"),
        (["compare", "toy-1", "TOY 1"], 2, "compare takes two to six different trials, not 1"),
        (["lst"], 2, "No such command 'lst'"),
        (["list", "--trials", "nowhere"], 1, "nowhere is no folder of trials"),
    ],
)
def test_wrong_words_are_answered_with_the_next_step(arguments: list[str], code: int, message: str, shell: Callable) -> None:
    """Every error names the thing and what to type, on stderr, with the code of its kind, and never a traceback."""
    answer = shell(*arguments)
    assert (code, "") == (answer.code, answer.out)
    assert message in answer.err
    assert "Traceback" not in answer.err


def test_an_empty_list_is_an_answer(shell: Callable) -> None:
    """Nothing found is exit 0, with the filter to loosen on stderr."""
    answer = shell("list", "--subtype", "her2+", "--line", "3", "--json")
    assert (0, []) == (answer.code, json.loads(answer.out)["trials"])
    assert "no trial fits; trials found without --subtype" in answer.err


def test_a_bad_file_fails_a_question_over_the_collection_and_says_where(shell: Callable, toys: Path) -> None:
    """The list names file, line and column; with --skip-invalid it goes on and names the file all the same, in JSON too."""
    (toys / "bad.yaml").write_text("id: bad\nname: [", encoding="utf-8")
    failed, skipped = shell("list"), shell("list", "--skip-invalid")
    assert (1, "") == (failed.code, failed.out)
    assert "bad.yaml:3:1" in failed.err
    assert 0 == skipped.code
    assert "bad.yaml:3:1" in skipped.err
    (caveat,) = json.loads(shell("list", "--skip-invalid", "--json").out)["caveats"]
    assert caveat.startswith("skipped, because it does not load: ")
    assert "bad.yaml:3:1" in caveat
    assert 0 == shell("show", "toy-1").code


def test_formulas_are_guarded_in_text_and_figures_are_not_touched(shell: Callable, toys: Path) -> None:
    """A text cell that a spreadsheet would run is quoted; a negative figure stays a number."""
    path = toys / "toy-1.yaml"
    text = path.read_text(encoding="utf-8").replace("label: Everolimus + letrozole", 'label: "=cmd()"')
    path.write_text(text.replace("eve: not reached, pbo: 26.6", "measure: change from baseline, eve: -5, pbo: 26.6"), encoding="utf-8")
    assert "'=cmd()" in shell("arms", "toy-1", "--format", "csv").out
    rows = list(csv.DictReader(io.StringIO(shell("figures", "toy-1", "--format", "csv").out)))
    assert "-5" in [row["value"] for row in rows]


def test_markup_in_a_file_is_text(shell: Callable, toys: Path) -> None:
    """Square brackets and colons of a file are printed as they are."""
    path = toys / "toy-1.yaml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("title: Everolimus", 'title: "[bold]A[/bold] :smile:" #'), encoding="utf-8"
    )
    assert "[bold]A[/bold] :smile:" in shell("show", "toy-1", "--full", "--format", "table").out


def test_columns_choose_those_of_rows_too(shell: Callable) -> None:
    """In a pipe the columns asked for are printed, by the names that the table has."""
    assert shell("list", "--columns", "trial,year", "--format", "csv").out.startswith("trial,year\ntoy-1,2020\n")
    assert {"trial": "toy-1", "year": 2020} in json.loads(shell("list", "--columns", "trial,year", "--json").out)["trials"]


def test_rows_name_the_contrast_and_what_it_isolates(shell: Callable) -> None:
    """A row of the list says whose hazard ratio it is, so that a script need not guess."""
    (row,) = csv.DictReader(io.StringIO(shell("list", "--subtype", "hr+/her2-", "--format", "csv").out))
    assert ("eve", "pbo", "everolimus", "primary") == (row["arm"], row["comparator"], row["isolates"], row["role"])


def test_a_primary_result_of_something_else_is_said_to_be_one(shell: Callable, toys: Path) -> None:
    """Where the primary contrast isolates no mTOR inhibitor, list, show and compare say what it isolates."""
    path = toys / "toy-1.yaml"
    text = path.read_text(encoding="utf-8")
    solo = "  solo: {label: Everolimus alone, drugs: [everolimus 10 mg daily], src: Doe2020 Abstract}\n"
    path.write_text(
        text.replace("populations:\n", f"{solo}populations:\n").replace(", hr:", ", of: eve v solo, hr:"), encoding="utf-8"
    )
    listed = shell("list", "--format", "table", columns=140).out
    assert "PFS everolimus ± letrozole: HR" in listed
    assert "isolates letrozole, not an mTOR inhibitor" in listed
    warning = "primary contrast isolates letrozole, not an mTOR inhibitor."
    assert f"The {warning}" in shell("show", "toy-1").out
    assert f"toy-1: the {warning}" in shell("compare", "toy-1", "toy-2").out


def test_a_primary_endpoint_of_which_only_a_p_value_was_seen_has_its_cut(shell: Callable, toys: Path) -> None:
    """Where a p value is all that was seen of the primary endpoint, it still says at which cut it was looked at."""
    path = toys / "toy-1.yaml"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    start = next(place for place, line in enumerate(lines) if "{cut: interim, eve" in line)
    kept = [*lines[:start], "      - {cut: final, p: 0.034, src: Doe2020 Abstract}\n", *lines[start + 4 :]]
    path.write_text("".join(kept), encoding="utf-8")
    page = shell("compare", "toy-1", "toy-2", "--format", "markdown").out
    assert "cut Final analysis" in page
    assert "cut not stated" not in page


def test_a_figure_that_a_later_report_repeats_says_so(shell: Callable, toys: Path) -> None:
    """Beside the print that it repeats, a recalled figure does not pass for a second finding."""
    path = toys / "toy-1.yaml"
    row = "      - {cut: final, recalled: true, hr: 0.45, src: News2020 News}\n"
    path.write_text(path.read_text(encoding="utf-8").replace("  os:\n", f"{row}  os:\n"), encoding="utf-8")
    for command in (("results", "--endpoint", "pfs", "--all", "--format", "table"), ("trace", "toy-1", "pfs")):
        assert "recalled by a later report" in " ".join(shell(*command, columns=300).out.split())


def test_the_number_analysed_stands_at_its_figure(shell: Callable, toys: Path) -> None:
    """A share or a median of fewer than the arm has says of how many it is; one of the whole arm need not."""
    path = toys / "toy-1.yaml"
    text = path.read_text(encoding="utf-8").replace("final, eve: 7.8 (6.9", "final, n: {eve: 187, pbo: 100}, eve: 7.8 (6.9")
    path.write_text(text, encoding="utf-8")
    for asked in (("show", "toy-1", "--only", "results"), ("compare", "toy-1", "toy-2")):
        page = shell(*asked).out.replace("\u00a0", " ")
        assert 1 == page.count("(n 187)")
        assert 0 == page.count("(n 100)")
    assert 1 == shell("show", "toy-1").out.replace("\u00a0", " ").count("n 187 v 100")


@pytest.mark.parametrize("arguments", [["figures", "--format", "csv"], *(pytest.param(words, marks=pytest.mark.slow) for words in (["list", "--json"], ["check"]))])
def test_a_reader_that_stops_early_has_what_it_wanted(arguments: list[str], toys: Path) -> None:
    """A closed pipe, as `head` leaves it, is no failure."""
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [sys.executable, "-m", "evtrials", *arguments, "--trials", str(toys)], stdout=writing, stderr=subprocess.PIPE, check=False
    )
    os.close(writing)
    assert (0, b"") == (done.returncode, done.stderr)


@pytest.mark.skipif(os.name == "nt", reason="a shell of another kind")
def test_an_answer_that_nobody_wants_is_no_fault(toys: Path) -> None:
    """Started with its output closed, as by `>&-`, the tool answers nobody, without a traceback."""
    command = ["sh", "-c", '"$@" >&-', "sh", sys.executable, "-m", "evtrials", "show", "toy-1", "--trials", str(toys)]
    done = subprocess.run(command, stderr=subprocess.PIPE, check=False)
    assert (0, b"") == (done.returncode, done.stderr)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_is_told(toys: Path) -> None:
    """An answer that could not be written whole is a failure with a reason."""
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "evtrials", "list", "--trials", str(toys)], stdout=full, stderr=subprocess.PIPE, check=False
        )
    assert (1, b"evtrials: the answer could not be written: No space left on device\n") == (done.returncode, done.stderr)


def test_the_filter_to_loosen_is_named_as_it_was_typed(shell: Callable) -> None:
    """Of two options that are one filter, the one that was given."""
    assert "without --without-results " in shell("list", "--subtype", "her2+", "--without-results").err


@pytest.mark.parametrize(
    ("arguments", "shown"),
    [
        (["show", "toy", "1"], "# TOY-1"), (["show", "TOY", "1", "--only", "notes"], "# TOY-1"), (["compare", "toy", "2", "TOY", "1"], "They "),
        (["figures", "toy", "1"], "trial\tanalysis"), (["results", "pfs", "toy", "1"], "trial\tname"),
    ],
)  # fmt: skip
def test_a_name_may_be_typed_in_words_apart(arguments: list[str], shown: str, shell: Callable) -> None:
    """As a shell parts it: where only together they are a name, they are one."""
    answer = shell(*arguments)
    assert (0, True) == (answer.code, answer.out.startswith(shown)), answer.err


def test_a_name_in_words_before_another_word_needs_quotes(shell: Callable) -> None:
    """What is typed behind it would be a part of it, and the message says how to write it."""
    answer = shell("trace", "toy", "1", "pfs")
    assert (2, "") == (answer.code, answer.out)
    assert 'A name of several words stands in quotes: "bolero 2".' in answer.err


def test_how_a_word_was_read_is_said_beside_the_answer_and_in_json(shell: Callable) -> None:
    """A drug that was had before is found by its class too, in every format."""
    told = "letrozole is an aromatase inhibitor; trials with the class are shown too"
    for format in ("table", "markdown", "csv", "jsonl"):
        answer = shell("list", "--prior", "letrozole", "--format", format)
        assert 1 == answer.err.count(told), format
        assert told not in answer.out
    assert [told] == json.loads(shell("list", "--prior", "letrozole", "--json").out)["caveats"]
