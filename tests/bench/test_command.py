"""The command `check`: formats, exit codes, the list of checks."""

from __future__ import annotations

import json
import re

import pytest
import typer
from typer.testing import CliRunner

from evtrials.bench.checks import CHECKS
from evtrials.bench.text_rules import TEXT_RULES
from evtrials.cli import explain
from evtrials.cli.check import check
from evtrials.errors import UsageError

BROKEN = ("0.45 (0.34 to 0.59)", "0.61 (0.34 to 0.59)")
DOUBTFUL = ("0.45 (0.34 to 0.59)", "0.54 (0.34 to 0.59)")
WAIVED = ("safety:", "waivers:\n  - {check: W210, about: {endpoint: pfs}, why: Doe2020 prints it so}\nsafety:")


@pytest.fixture
def run():
    """Run the command alone with arguments."""
    app = typer.Typer(rich_markup_mode=None)
    app.command()(check)
    return lambda *arguments: CliRunner().invoke(app, [str(argument) for argument in arguments])


def test_text_tells_place_severity_code_name_and_how_to_mend(run, write_toy, toy_folder, monkeypatch):
    """Two lines for a finding, and the count at the end; the path is relative to the working folder."""
    write_toy(DOUBTFUL)
    monkeypatch.chdir(toy_folder.parent)
    first, second, last = run("toys").stdout.splitlines()
    place, said = re.split("  ", first, maxsplit=1)
    assert re.fullmatch(r"toys/toy-1\.yaml:37:\d+", place)
    assert said.startswith("warning W210 estimate-off-centre  endpoints.pfs.results.1.hr: the hazard ratio 0.54 ")
    assert second.startswith("  mend: Look the three numbers up again")
    assert "1 trial: no error, 1 warning, no note" == last


def test_how_to_mend_is_said_once_below_a_run_of_findings_of_one_code(run, write_toy):
    """Eighteen faults are not as many times the same words."""
    lines = run(write_toy(("eve: 6.9", "xnet: 6.9"), ("phase: 3", "phase: 9"), ("setting: advanced", "setting: late"))).stdout.splitlines()
    assert ["E100"] * 3 == re.findall(r"error (E\d+)", "\n".join(lines[:3]))
    assert [3] == [number for number, line in enumerate(lines) if line.startswith("  mend: ")]


@pytest.mark.parametrize(
    ("changes", "options", "code"),
    [((), (), 0), ((), ("--strict",), 0), ((DOUBTFUL,), (), 0), ((DOUBTFUL,), ("--strict",), 1), ((BROKEN,), (), 1),
     ((DOUBTFUL, WAIVED), ("--strict",), 0)],
)  # fmt: skip
def test_exit_code(changes, options, code, run, write_toy):
    """1 on errors, with --strict on warnings too; what is waived does not count."""
    assert code == run(write_toy(*changes), *options).exit_code


def test_files_below_a_folder_are_checked_and_yml_too(run, write_toy, toy_folder, monkeypatch):
    """A folder, a file of it and a file named from within are told alike, each file once."""
    (toy_folder / "_sources.yaml").write_text("Roe2014: {title: A review, basis: review}\n", encoding="utf-8")
    below = toy_folder / "2020"
    below.mkdir()
    write_toy(("src: Doe2020 Table 2", "src: Roe2014 Table 2")).rename(below / "toy-1.yml")
    other = (("NCT00000001", "NCT00000002"), ("name: TOY-1", "name: TOY-2"), ("pmid: 10000001", "pmid: 10000002"))
    write_toy(BROKEN, *other, id="toy-2").rename(below / "toy-2.yaml")
    monkeypatch.chdir(toy_folder.parent)
    for named in ("toys", "toys/2020/toy-2.yaml"):
        lines = run(named).stdout.splitlines()
        assert (3, True) == (len(lines), lines[0].startswith("toys/2020/toy-2.yaml:37:")), lines
    assert "1 trial: no error, no warning, no note\n" == run("toys/2020/toy-1.yml").stdout
    monkeypatch.chdir(below)
    assert "1 trial: no error, no warning, no note\n" == run("toy-1.yml").stdout
    assert run("toy-2.yaml").stdout.startswith("toy-2.yaml:37:")


def test_an_ending_in_capitals_is_one_too(run, write_toy, toy_folder, monkeypatch):
    """A file that an old system named in capitals is not passed over beside the others, be it named or not."""
    write_toy()
    write_toy(BROKEN, ("NCT00000001", "NCT00000002"), ("TOY-1", "TOY-2"), ("10000001", "10000002"), id="toy-2").rename(toy_folder / "toy-2.YML")
    monkeypatch.chdir(toy_folder)
    for named in (".", "toy-2.YML"):
        assert run(named).stdout.startswith("toy-2.YML:37:")


def test_a_hook_passes_over_what_is_no_trial(run, write_toy, toy_folder, monkeypatch):
    """Of every YAML file of a checkout those are checked that say that they are trials, or lie in a collection; the rest is counted."""
    monkeypatch.chdir(toy_folder.parent)
    write_toy(BROKEN)
    (toy_folder / "broken.yml").write_text("# yaml-language-server: $schema=_schema.json\nid broken\n", encoding="utf-8")
    (toy_folder / "compose.yml").write_text("services: {a: {image: b}}\n", encoding="utf-8")
    result = run("--skip-foreign", "toys/toy-1.yaml", "toys/compose.yml", "toys/broken.yml")
    assert (1, "2 trials: 2 errors, no warning, no note; 1 file passed over, not said to be trials") == (
        result.exit_code, result.stdout.splitlines()[-1],
    )
    assert 1 == json.loads(run("--skip-foreign", "toys/compose.yml", "--json").stdout)["passed_over"]
    only = run("--skip-foreign", "toys/compose.yml")
    assert (0, "no trials: no error, no warning, no note; 1 file passed over, not said to be trials\n") == (only.exit_code, only.stdout)
    (toy_folder / "_schema.json").write_text("{}", encoding="utf-8")
    assert 1 == run("--skip-foreign", "toys/compose.yml").exit_code


def test_nothing_to_check_is_an_error(run, tmp_path, monkeypatch):
    """Where a folder holds no trial, or a file is none, that is said, and the exit code is 1."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "notes.txt").write_text("", encoding="utf-8")
    for arguments, message in (
        (["."], ". has no trial file in it or below it"),
        (["--trials", "."], ". has no trial file in it or below it"),
        (["notes.txt"], "notes.txt is no trial file; trial files end in .yaml or .yml"),
    ):
        result = run(*arguments)
        assert (1, True) == (result.exit_code, str(result.exception).startswith(message))


def test_two_files_of_one_id_are_an_error_at_both(run, write_toy, toy_folder, monkeypatch):
    """Each is told with the other, whether the folder or one of them is named."""
    text = write_toy().read_text(encoding="utf-8")
    (toy_folder / "toy-1.yml").write_text(text, encoding="utf-8")
    monkeypatch.chdir(toy_folder.parent)
    told = "does-not-load  two files of one id: toy-1.yaml and toy-1.yml; keep one, or give the other an id and a name of its own"
    for named, files in (("toys", ["toys/toy-1.yaml", "toys/toy-1.yml"]), ("toys/toy-1.yml", ["toys/toy-1.yml"])):
        result = run(named)
        assert [f"{file}  error E100 {told}" for file in files] == [line for line in result.stdout.splitlines() if told in line]
        assert 1 == result.exit_code


def test_waived_findings_are_hidden_unless_asked_for(run, write_toy):
    """With --waived they stand with their reason; the count is there in any case."""
    path = write_toy(DOUBTFUL, WAIVED)
    assert "1 trial: no error, no warning, no note; 1 waived\n" == run(path).stdout
    assert "  waived: Doe2020 prints it so" in run(path, "--waived").stdout.splitlines()


def test_json_has_every_part_of_a_finding(run, write_toy):
    """The counts, and each finding with code, place, message and how to mend it."""
    answer = json.loads(run(write_toy(BROKEN), "--json").stdout)
    assert (1, 1, 0, 0, 0) == tuple(answer[name] for name in ("trials", "errors", "warnings", "notes", "waived"))
    (finding,) = answer["findings"]
    assert {"code", "name", "severity", "file", "line", "column", "field", "message", "mend", "waived"} == set(finding)
    assert ("E110", "error", "estimate-outside-interval") == (finding["code"], finding["severity"], finding["name"])
    assert finding["waived"] is None


def test_sarif_has_rules_relative_places_and_suppressions(run, write_toy, toy_folder, monkeypatch):
    """SARIF 2.1.0: each result points to a rule and to a line of a file named from the working folder."""
    write_toy(DOUBTFUL, WAIVED)
    monkeypatch.chdir(toy_folder.parent)
    document = json.loads(run("toys", "--format", "sarif", "--waived").stdout)
    assert "2.1.0" == document["version"]
    (only,) = document["runs"]
    rules = only["tool"]["driver"]["rules"]
    assert [rule.code for rule in (*CHECKS, *TEXT_RULES)] == [rule["id"] for rule in rules]
    (centred,) = (rule for rule in rules if rule["id"] == "W210")
    assert {"tags": ["INSPECT-SR 4.9"]} == centred["properties"]
    (result,) = only["results"]
    assert "W210" == result["ruleId"] == rules[result["ruleIndex"]]["id"]
    assert "warning" == result["level"]
    place = result["locations"][0]["physicalLocation"]
    assert {"uri": "toys/toy-1.yaml", "uriBaseId": "%SRCROOT%"} == place["artifactLocation"]
    assert {"%SRCROOT%": {"uri": toy_folder.parent.as_uri() + "/"}} == only["originalUriBaseIds"]
    assert 37 == place["region"]["startLine"]
    assert [{"kind": "inSource", "justification": "Doe2020 prints it so"}] == result["suppressions"]


def test_sarif_names_files_from_the_root_of_the_checkout(run, write_toy, toy_folder, tmp_path, monkeypatch):
    """As a code host looks for them, from whatever folder the tool was run; a file outside is named by its whole path."""
    write_toy(DOUBTFUL)
    outside = tmp_path / "out side"
    outside.mkdir()
    checkout = toy_folder.rename(tmp_path / "checkout")
    (checkout / ".git").mkdir()
    below = checkout / "my trials"
    below.mkdir()
    (outside / "toy-1.yaml").write_bytes((checkout / "toy-1.yaml").read_bytes())
    (checkout / "toy-1.yaml").rename(below / "toy-1.yaml")
    for folder, named in ((checkout, "my trials"), (below, "."), (below, "toy-1.yaml"), (below, below)):
        monkeypatch.chdir(folder)
        (only,) = json.loads(run(named, "--format", "sarif").stdout)["runs"]
        (result,) = only["results"]
        expected = {"uri": "my%20trials/toy-1.yaml", "uriBaseId": "%SRCROOT%"}
        assert expected == result["locations"][0]["physicalLocation"]["artifactLocation"]
        assert {"%SRCROOT%": {"uri": checkout.as_uri() + "/"}} == only["originalUriBaseIds"]
    (only,) = json.loads(run("../../out side", "--format", "sarif").stdout)["runs"]
    found = only["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]
    assert {"uri": (outside / "toy-1.yaml").as_uri()} == found


def test_sarif_of_a_file_as_a_whole_has_no_region(run, write_toy):
    """A file that cannot be read has no line."""
    path = write_toy()
    path.write_bytes(b"")
    document = json.loads(run(path, "--format", "sarif").stdout)
    (result,) = document["runs"][0]["results"]
    assert "E100" == result["ruleId"]
    assert "region" not in result["locations"][0]["physicalLocation"]


def test_sarif_says_a_text_and_no_link_or_placeholder(run, write_toy):
    """Brackets and braces mean something in a message of SARIF (3.11.5, 3.11.6); those of a file are given as signs."""
    name = "[see {0}](https://example.org) \\\\[x]"
    path = write_toy(("phase: 3", f"'{name}': 3"))
    (told,) = json.loads(run(path, "--json").stdout)["findings"]
    document = json.loads(run(path, "--format", "sarif").stdout)
    (result,) = document["runs"][0]["results"]
    assert r"\[see {{0}}\](https://example.org) \\\\\[x\]: " in result["message"]["text"]
    plain = re.sub(r"\\([\\\[\]])|\{(\{)|\}(\})", lambda sign: "".join(filter(None, sign.groups())), result["message"]["text"])
    assert f"{told['field']}: {told['message']}" == plain
    rules = document["runs"][0]["tool"]["driver"]["rules"]
    texts = [rule[part]["text"] for rule in rules for part in ("shortDescription", "fullDescription", "help")]
    single = re.compile(r"(?<!\{)(?:\{\{)*\{(?!\{)|(?<!\\)\[")
    assert [] == [text for text in texts if single.search(text)]


def test_the_list_names_every_check_on_a_line(run):
    """Code, severity, name, the items of INSPECT-SR and what is looked at, in the order of the codes; what the items ask stands
    below."""
    listed, _, asked = run("--list").stdout.partition("\n\n")
    head, *lines = listed.splitlines()
    assert ["code", "severity", "name", "INSPECT-SR", "what is looked at"] == re.split("  +", head)
    assert [[rule.code, rule.severity, rule.name] for rule in (*CHECKS, *TEXT_RULES)] == [line.split()[:3] for line in lines]
    of_code = {line[:4]: re.split("  +", line) for line in lines}
    assert ["W216", "warning", "interval-without-width", "4.9", "Both limits of an interval are one number, as 0.45 (0.45 to 0.45)"] == of_code["W216"]
    assert ["E100", "error", "does-not-load", "The file cannot be read as a trial"] == of_code["E100"]
    assert "4.9   are there errors in statistical results?" in asked.splitlines()
    assert sorted({item for check_ in CHECKS for item in check_.inspect_sr}) == sorted(
        line.split()[0] for line in asked.splitlines()[1:]
    )


@pytest.fixture
def narrow(monkeypatch):
    """A terminal of 60 columns."""
    monkeypatch.setenv("COLUMNS", "60")
    monkeypatch.setattr(explain, "terminal_width", lambda: 60)


@pytest.mark.usefixtures("narrow")
def test_on_a_terminal_the_list_keeps_its_width(run):
    """What is looked at stands below the name where both do not fit, and ends where the line does."""
    lines = run("--list").stdout.partition("\n\n")[0].splitlines()
    at = next(number for number, line in enumerate(lines) if line.startswith("W216"))
    assert "      Both limits of an interval are one number, as 0.45 ..." == lines[at + 1]
    assert 60 >= max(len(line) for line in lines if line.startswith("   "))


@pytest.mark.usefixtures("narrow")
def test_an_explanation_is_folded_to_the_terminal(run):
    """Running text keeps to the columns that there are; no word is broken."""
    text = run("--explain", "W260").stdout.partition("Catches:")[0]
    assert 60 >= max(map(len, text.splitlines()))
    assert "beyond rounding" in text


def test_the_list_as_json_is_complete(run):
    """Every check with its words and its fragments."""
    listed = json.loads(run("--list", "--json").stdout)["checks"]
    assert [rule.code for rule in (*CHECKS, *TEXT_RULES)] == [entry["code"] for entry in listed]
    names = {"code", "name", "severity", "description", "needs", "limits", "mend", "inspect_sr"}
    names |= {"catches", "passes", "beside", "curve", "waived"}
    assert {tuple(sorted(names))} == {tuple(sorted(entry)) for entry in listed}
    assert ["E180", "E181", "W280", "W281"] == [entry["code"] for entry in listed if entry["beside"]]
    assert ["W262", "W263", "W264", "W265"] == [entry["code"] for entry in listed if entry["curve"]]
    of_trials = [entry for entry in listed if entry["code"][0] != "T"]
    assert ["E100", "N390", "N391"] == [entry["code"] for entry in of_trials if not entry["waived"]]
    (width,) = (entry for entry in listed if entry["code"] == "W211")
    assert {"4.9": "are there errors in statistical results?"} == width["inspect_sr"]
    assert width["needs"].startswith("the limits of a hazard ratio")


EXPLAINED = """\
W260 sources-disagree (warning)

Two sources, or two places of one, print different figures for one question at one cut, by one
assessor, in one population, beyond rounding to the coarser precision, and no note says so.

Needs: both rows with the same words for cut, assessor, population, set and time.

Limits: two analyses that no source tells apart look like one.

Catches:
  sources:
    Label: {title: Prescribing information, year: 2021, basis: label}
  endpoints:
    pfs:
      results:
        - {eve: 7.8, pbo: 3.2, src: Doe2020 Abstract}
        - {eve: 7.6, pbo: 3.2, src: Label section 14}

Lets pass:
  sources:
    Label: {title: Prescribing information, year: 2021, basis: label}
  endpoints:
    pfs:
      results:
        - {eve: 7.8, pbo: 3.2, src: Doe2020 Abstract}
        - {eve: 8, pbo: 3, src: Label section 14}

To mend it: Look both up again. If both print so, add a note of kind conflict about the figure; if
they are not the same analysis, say in what they differ.

To waive it, with a source or a rule of arithmetic as the reason, or `to read again`:
  waivers:
    - {check: W260, about: {endpoint: pfs, arm: eve}, why: Label section 14 is of other patients; to read again}

Items of INSPECT-SR to which a finding may matter; what it comes to there is for people to judge:
  4.4   do figures, tables and text contradict each other?
  4.11  do publications of the study contradict each other?
"""


def test_a_check_is_explained(run):
    """What it looks at, what it catches and lets pass, how to mend and how to waive it, as in a trial file."""
    assert EXPLAINED == run("--explain", "W260").stdout


@pytest.mark.parametrize(
    "arguments",
    [("W211", "E110"), ("W211,E110",), ("w211", "--explain", "e110"), ("interval-width-against-events", "E110")],
)
def test_several_checks_are_explained(arguments, run):
    """By code or name, after one another, with commas, or with the option again."""
    heads = [line for line in run("--explain", *arguments).stdout.splitlines() if line.endswith(("(warning)", "(error)"))]
    assert ["W211 interval-width-against-events (warning)", "E110 estimate-outside-interval (error)"] == heads


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("W2110", '"W2110" is no check; did you mean W210 estimate-off-centre or W211 interval-width-against-events?'),
        ("interval-width-events", '"interval-width-events" is no check; did you mean W211 interval-width-against-events?'),
        ("xyz", '"xyz" is no check; evtrials check --list names them all'),
    ],
)
def test_an_unknown_code_is_told_with_the_nearest(typed, message, run):
    """It could not be answered, which is no wrong usage: exit 1."""
    error = run("--explain", typed).exception
    assert message == str(error)
    assert not isinstance(error, UsageError)


def test_the_collection_of_trials_is_checked_where_no_path_is_named(run, write_toy, toy_folder):
    """--trials names the folder, as everywhere."""
    write_toy(BROKEN)
    result = run("--trials", toy_folder)
    assert 1 == result.exit_code
    assert "1 trial: 1 error" in result.stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ("--format", "xml"),
        ("--format", "text", "--json"),
        ("--map", "m.yaml"),
        ("--texts-all",),
        ("a.yaml", "--trials", "b"),
        ("--list", "--format", "sarif"),
    ],
)
def test_wrong_usage_is_refused(arguments, run):
    """Formats that do not exist or contradict, and options that do not go together."""
    assert isinstance(run(*arguments).exception, UsageError)


def test_figures_are_looked_up_in_the_texts_of_their_sources(run, write_toy, tmp_path):
    """--texts adds the audit; a figure that is not found fails only under --strict."""
    texts = tmp_path / "texts"
    texts.mkdir()
    (texts / "Doe2020.txt").write_text("Nothing of the kind.\n", encoding="utf-8")
    result = run(write_toy(), "--texts", texts)
    assert 0 == result.exit_code
    assert "T210 figure-not-in-text" in result.stdout
    assert "; the texts do not bear out " in result.stdout.splitlines()[-1]
    assert 1 == run(write_toy(), "--texts", texts, "--strict").exit_code
    answer = json.loads(run(write_toy(), "--texts", texts, "--json").stdout)
    assert answer["texts"]["counts"]["not found"] > 0


def test_sarif_has_what_the_texts_do_not_bear_out(run, write_toy, tmp_path):
    """Figures that are not found and words that stand nowhere are results with rules of their own, at the lines of the file."""
    texts = tmp_path / "texts"
    texts.mkdir()
    text = "By local review PFS was 3.2 months (2.8-4.1) with everolimus v 7.8 (6.9-8.5) with letrozole; HR 0.45 (0.34-0.59), P<0.0001."
    (texts / "Doe2020.txt").write_text(text, encoding="utf-8")
    (only,) = json.loads(run(write_toy(), "--texts", texts, "--format", "sarif").stdout)["runs"]
    rules = only["tool"]["driver"]["rules"]
    results = {(rules[result["ruleIndex"]]["id"], result["level"], result["locations"][0]["physicalLocation"]["region"]["startLine"])
               for result in only["results"]}  # fmt: skip
    assert {("T211", "warning", 37), ("T210", "warning", 38), ("T321", "note", 31)} <= results
    assert all(result["ruleId"] == rules[result["ruleIndex"]]["id"] for result in only["results"])


def test_what_the_texts_may_not_bear_out_is_explained(run):
    """By code or name as a check is: what is looked at, what it needs, how to mend it."""
    told = run("--explain", "T210", "inherited-word-not-in-text").stdout
    assert told.startswith("T210 figure-not-in-text (warning)\n\nThe numbers of a row stand in one place")
    assert "Needs: check --texts DIR, and all texts of the source." in told
    assert "T321 inherited-word-not-in-text (note)" in told


def test_strict_refuses_an_answer_for_now(run, write_toy):
    """A waiver that says `to read again` is told with its reason and fails under --strict; a settled one, or without it, passes."""
    settled = write_toy(DOUBTFUL, WAIVED)
    assert 0 == run(settled, "--strict").exit_code
    again = write_toy(DOUBTFUL, (WAIVED[0], WAIVED[1].replace("prints it so", "prints it so; to read again")))
    strict, lenient = run(again, "--strict"), run(again)
    assert (1, 0) == (strict.exit_code, lenient.exit_code)
    assert "Doe2020 prints it so; to read again" in strict.stdout
    assert "W210" not in lenient.stdout


def test_words_are_looked_up_in_the_texts_of_their_sources(run, write_toy, tmp_path):
    """--texts tells words that stand nowhere; under --strict one of the row itself fails, one that it inherits does not."""
    texts, map_ = tmp_path / "texts", tmp_path / "map.yaml"
    texts.mkdir()
    (texts / "Doe2020.txt").write_text("PFS 6.9 v 2.8 with letrozole; HR 0.43 (0.32-0.58), P<0.001, median, months.\n", encoding="utf-8")
    map_.write_text("toy-1: {News2020: [Doe2020], Doe2020: [none]}\n", encoding="utf-8")
    arguments = ("--texts", texts, "--map", map_)
    unsaid = ("p: <0.001, assessor: investigator,", "p: <0.001,")
    inherited, of_the_row = (run(write_toy(*change), *arguments, "--strict") for change in ((unsaid,), ()))
    (line,) = (line for line in inherited.stdout.splitlines() if "  role, 1: " in line)
    assert "toy-1.yaml:31" in line
    assert 'endpoints.pfs.results.0.assessor: the assessor "investigator" stands nowhere' in of_the_row.stdout
    assert (0, 1) == (inherited.exit_code, of_the_row.exit_code)
    answer = json.loads(run(write_toy(), *arguments, "--json").stdout)["texts"]["words"]
    assert 1 == answer["counts"]["assessor"]["nowhere"]
    assert {"nowhere"} == {row["result"] for row in answer["rows"] if row["name"] == "assessor"}
