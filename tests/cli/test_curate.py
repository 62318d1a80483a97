"""The curator's commands on the shell: reconcile, diff, new, schema."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import typer
from typer.testing import CliRunner

from evtrials import cli
from evtrials.cli import curate
from evtrials.collection.folders import shipped_folder
from evtrials.errors import DataError, EvTrialsError, NameNotFound, UsageError
from evtrials.trial.schema import schema_text

Run = Callable[..., Any]
FIRST, SECOND = "extracted: {by: Doe J, date: 2026-01-02}", "extracted: {by: Roe R, date: 2026-02-03}"


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command in tmp_path; its errors are raised as they are."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    app = typer.Typer()
    for name in ("reconcile", "diff", "new", "schema"):
        app.command(name)(getattr(curate, name))

    def invoke(*arguments: object) -> Any:
        result = CliRunner().invoke(app, [str(argument) for argument in arguments])
        if isinstance(result.exception, EvTrialsError):
            raise result.exception
        return result

    return invoke


def signed(path: Path, curation: str) -> Path:
    """A trial file with who read it, where that is said."""
    with path.open("a", encoding="utf-8") as file:
        file.write(f"curation: {{{curation}}}\n" if curation else "")
    return path


@pytest.fixture
def readings(write_toy: Callable[..., Path]) -> tuple[str, str]:
    """Two readings of the toy that differ in an assessor, a cell, a row and a title, and in the spelling of a ratio."""
    path = write_toy(
        ("hr: 0.45 (0.34 to 0.59)", "hr: 0.45 (95 % CI 0.34 to 0.59)"),
        ("assessor: central", "assessor: not stated"),
        ("Stomatitis: [59, 8, 12, 0]", "Stomatitis: [59, 9, 12, 0]"),
        ("      Diarrhoea: [34, 2, 19, <1]\n", ""),
        ("title: A toy report", "title: Toy report"),
    )
    signed(path, "extracted: {by: Roe R, date: 2026-02-03}").rename("toy-1.second.yaml")
    signed(write_toy(), "extracted: {by: Doe J, date: 2026-01-02}, verified: {by: Roe R, date: 2026-02-03}")
    return "toys/toy-1.yaml", "toy-1.second.yaml"


def test_reconcile_on_a_screen(run: Run, readings: tuple[str, str]) -> None:
    """Agreement is told by section, then each difference with both values and their places, and wording apart."""
    result = run("reconcile", *readings, "--format", "table")
    expected = """\
TOY-1: two readings

First   toys/toy-1.yaml, read by Doe J, 2026-01-02
Second  toy-1.second.yaml, read by Roe R, 2026-02-03

The readings agree in 83 of 89 fields (93.3 %).

                                          only   only
                                          in     in
section       compared  equal  different  first  second
───────────────────────────────────────────────────────
trial         5         5      0          0      0
status        3         3      0          0      0
participants  2         2      0          0      0
sources       8         8      0          0      0
design        5         5      0          0      0
population    6         6      0          0      0
arms          7         7      0          0      0
populations   4         4      0          0      0
cuts          6         6      0          0      0
endpoints     31        30     1          0      0
safety        12        7      1          4      0
all           89        83     2          4      0

Differences: first / second
  endpoints: pfs, median, assessor central, cut final, Doe2020
    assessor: central [toys/toy-1.yaml:38] / not stated [toy-1.second.yaml:38]
  safety: Doe2020, cut final, attribution any cause, rate, Stomatitis
    eve 3-4: 8 [toys/toy-1.yaml:54] / 9 [toy-1.second.yaml:54]
  safety: Doe2020, cut final, attribution any cause, rate, Diarrhoea
    only in first [toys/toy-1.yaml:55]: eve any 34, eve 3-4 2, pbo any 19, pbo 3-4 <1

Wording, which does not count: first / second
  sources: News2020
    title: A toy report [toys/toy-1.yaml:11] / Toy report [toy-1.second.yaml:11]
  endpoints: pfs, median, assessor investigator, cut final, Doe2020
    hr: 0.45 (0.34 to 0.59) [toys/toy-1.yaml:37] / 0.45 (95 % CI 0.34 to 0.59)
    [toy-1.second.yaml:37]
"""
    assert expected == "\n".join(line.rstrip() for line in result.stdout.split("\n"))
    assert 1 == result.exit_code


def test_reconcile_in_a_pipe_is_markdown(run: Run, readings: tuple[str, str]) -> None:
    """A page in a pipe is Markdown, unfolded."""
    lines = run("reconcile", *readings).stdout.split("\n")
    assert "# TOY-1: two readings" == lines[0]
    assert "**First**: toys/toy-1.yaml, read by Doe J, 2026-01-02" in "\n".join(lines)
    assert "  - eve 3-4: 8 [toys/toy-1.yaml:54] / 9 [toy-1.second.yaml:54]" in lines


def test_reconcile_as_json(run: Run, readings: tuple[str, str]) -> None:
    """JSON holds how far they agree, and each difference with both values and where they stand."""
    answer = json.loads(run("reconcile", *readings, "--json").stdout)
    assert {
        "first": readings[0], "first_reader": "Doe J", "first_date": "2026-01-02",
        "second": readings[1], "second_reader": "Roe R", "second_date": "2026-02-03",
    } == answer["query"]  # fmt: skip
    assert ["The readings agree in 83 of 89 fields (93.3 %)."] == answer["caveats"]
    assert 8 == len(answer["differences"])
    assert ["title", "hr"] == [row["field"] for row in answer["differences"] if row["what"] == "wording"]
    assert {
        "trial": "toy-1",
        "section": "safety",
        "item": "Doe2020, cut final, attribution any cause, rate, Stomatitis",
        "field": "eve 3-4",
        "what": "figure",
        "difference": "different",
        "first": "8",
        "first_place": "toys/toy-1.yaml:54",
        "second": "9",
        "second_place": "toy-1.second.yaml:54",
    } == answer["differences"][1]


def test_reconcile_as_rows(run: Run, readings: tuple[str, str]) -> None:
    """Rows hold the same differences, wording among them by its kind."""
    head, *rows = [line.split("\t") for line in run("reconcile", *readings, "--format", "tsv").stdout.splitlines()]
    assert ["trial", "section", "item", "field", "what", "difference", "first", "first_place", "second", "second_place"] == head
    assert 8 == len(rows)
    assert ["figure", "different", "8", "toys/toy-1.yaml:54", "9", "toy-1.second.yaml:54"] == rows[1][4:]


def test_readings_that_agree_exit_with_0(run: Run, write_toy: Callable[..., Path]) -> None:
    """Another wording is no disagreement."""
    path = write_toy(("title: A toy report", "title: Toy report"))
    signed(path, SECOND).rename("second.yaml")
    result = run("reconcile", signed(write_toy(), FIRST), "second.yaml")
    assert (0, "") == (result.exit_code, result.stderr)
    assert "**The readings agree in 88 of 88 fields (100.0 %).**" in result.stdout


@pytest.mark.parametrize(
    ("first", "second", "refused"),
    [
        (FIRST, "extracted: {by: doe j., date: 2026-03-04}", True),
        (FIRST, "verified: {by: Doe J, date: 2026-03-04}", True),
        (FIRST, "extracted: {by: J. Doe, date: 2026-03-04}", True),
        (f"{FIRST}, verified: {{by: Roe R, date: 2026-02-03}}", SECOND, False),
        (FIRST, "extracted: {by: Doe M, date: 2026-03-04}", False),
    ],
)
def test_two_readings_by_one_person_are_refused(
    first: str, second: str, refused: bool, run: Run, write_toy: Callable[..., Path]
) -> None:
    """Whoever reads again what he read finds what he found; who read is the first that the file names."""
    signed(write_toy(), second).rename("second.yaml")
    path = signed(write_toy(), first)
    if not refused:
        assert 0 == run("reconcile", path, "second.yaml").exit_code
        return
    with pytest.raises(EvTrialsError, match=r'toys/toy-1\.yaml and second\.yaml were both read by "[Dd]oe [Jj]\.?"( and "J\. Doe", who may be one)?') as caught:
        run("reconcile", path, "second.yaml")
    assert not isinstance(caught.value, UsageError)


@pytest.mark.parametrize(
    ("first", "second", "told"),
    [
        (FIRST, "", "second.yaml does not say who read the sources, "),
        ("", SECOND, "toys/toy-1.yaml does not say who read the sources, "),
        ("", "", "toys/toy-1.yaml and second.yaml do not say who read the sources, "),
    ],
)
def test_readings_that_nobody_signed_agree_in_nothing(
    first: str, second: str, told: str, run: Run, write_toy: Callable[..., Path]
) -> None:
    """Two copies of one file are no two readings: what they agree in is shown, and the exit code is that of no agreement."""
    signed(write_toy(), second).rename("second.yaml")
    result = run("reconcile", signed(write_toy(), first), "second.yaml")
    assert (1, True) == (result.exit_code, result.stderr.startswith(told))
    assert 2 - bool(first) - bool(second) == result.stdout.count("by whom and when is not stated")


def test_digits_make_two_figures_and_spelling_one(run: Run, write_toy: Callable[..., Path]) -> None:
    """A zero more is another figure, as the help says; the label of a 95 % interval is wording."""
    figure = "0.43 (0.32 to 0.58)"
    first = signed(write_toy(), FIRST).rename("first.yaml")
    for other, code in ((figure.replace("0.43", "0.4300"), 1), (figure.replace("(", "(95 % CI "), 0)):
        assert code == run("reconcile", first, signed(write_toy((figure, other)), SECOND)).exit_code


def test_both_readings_tell_their_faults(run: Run, write_toy: Callable[..., Path]) -> None:
    """Faults of both files are told at once."""
    write_toy(("phase: 3", "phase: 9")).rename("second.yaml")
    with pytest.raises(DataError) as caught:
        run("reconcile", write_toy(("cut: interim", "cut: first")), "second.yaml")
    assert ["second.yaml", "toys/toy-1.yaml"] == [problem.file for problem in caught.value.problems]


def test_shared_sources_of_the_first_reading_serve_the_second(run: Run, write_toy: Callable[..., Path]) -> None:
    """The second reading may lie anywhere; sources beside the first are known to it."""
    gone = ("  News2020: {title: A toy report, year: 2020, basis: press, reports: Doe2020}\n", "")
    signed(write_toy(gone), SECOND).rename("second.yaml")
    first = signed(write_toy(gone), FIRST)
    shared = first.with_name("_sources.yaml")
    shared.write_text("News2020: {title: A toy report, year: 2020, basis: press}\n", encoding="utf-8")
    assert 0 == run("reconcile", first, "second.yaml").exit_code


@pytest.fixture
def states(write_toy: Callable[..., Path], tmp_path: Path) -> tuple[Path, Path]:
    """Two states of a collection: a figure changed, a row added, a status changed, a trial added, a trial removed."""
    write_toy()
    write_toy(id="toy-2")
    old = tmp_path / "old"
    (tmp_path / "toys").rename(old)
    new = tmp_path / "toys"
    new.mkdir()
    write_toy(
        ("0.38 (0.28 to 0.51)", "0.38 (0.28 to 0.52)"),
        (
            "  os:\n",
            "      - {cut: final, measure: rate, unit: percent, at: 12 months, eve: 31, pbo: <10, src: Doe2020 Table 3}\n  os:\n",
        ),
        ("as_of: 2020-06-30", "as_of: 2021"),
    )
    write_toy(id="toy-3")
    return old, new


BODY = """\
- added: toy-3 (TOY-1), Everolimus plus letrozole in an invented disease; 27 figures
- removed: toy-2 (TOY-1), Everolimus plus letrozole in an invented disease; 27 figures
- toy-1 (TOY-1): figures: 1 changed, 2 added; other fields: 3
  - status: as_of 2020-06-30 -> 2021
  - endpoints: pfs, median, assessor central, cut final, Doe2020: hr 0.38 (0.28 to 0.51) -> 0.38 (0.28 to 0.52) (Doe2020 Abstract)
  - added endpoints: pfs, rate, at 12 months, cut final, Doe2020: eve 31, pbo &lt;10 (Doe2020 Table 3)
"""


@pytest.mark.usefixtures("states")
def test_diff_of_two_folders(run: Run) -> None:
    """Markdown is the body of a changelog: trials added and removed, figures with old, new and source, other fields."""
    result = run("diff", "old", "toys", "--format", "markdown")
    assert BODY == result.stdout
    assert 0 == result.exit_code


@pytest.mark.usefixtures("states")
def test_diff_as_json_and_rows(run: Run) -> None:
    """A row for each trial added or removed and for each field changed, the same in JSON and TSV."""
    answer = json.loads(run("diff", "old", "toys", "--json").stdout)["changes"]
    assert [("toy-3", "trial added"), ("toy-2", "trial removed")] == [(row["trial"], row["change"]) for row in answer[:2]]
    figures = [row for row in answer if row["what"] == "figure"]
    assert [("hr", "changed"), ("eve", "added"), ("pbo", "added")] == [(row["field"], row["change"]) for row in figures]
    assert ("0.38 (0.28 to 0.51)", "0.38 (0.28 to 0.52)") == (figures[0]["old"], figures[0]["new"])
    head, *rows = [line.split("\t") for line in run("diff", "old", "toys", "--format", "tsv").stdout.splitlines()]
    assert ["trial", "change", "section", "item", "field", "what", "old", "new", "src"] == head
    assert [list(row.values()) for row in answer] == rows


@pytest.mark.usefixtures("states")
def test_diff_of_nothing(run: Run) -> None:
    """Of two equal states it is said that nothing changed."""
    assert "Nothing changed from old to old.\n" == run("diff", "old", "old").stdout


def git(*arguments: str) -> None:
    """Run git in the working folder, apart from the user's settings."""
    environment = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    author = ("-c", "user.name=A", "-c", "user.email=a@example.org")
    subprocess.run(["git", *author, *arguments], check=True, capture_output=True, env=environment)


@pytest.fixture
def checkout(states: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout whose tags `one` and `two` hold the two states in `trials`, on the second."""
    root = tmp_path / "checkout"
    root.mkdir()
    monkeypatch.chdir(root)
    git("init", "--quiet")
    for tag, state in zip(("one", "two"), states, strict=True):
        state.rename(root / "trials")
        git("add", "--all")
        git("commit", "--quiet", "--message", tag)
        git("tag", tag)
        (root / "trials").rename(root.parent / f"was-{tag}")
    (root.parent / "was-two").rename(root / "trials")
    return root


def test_diff_of_two_revisions(run: Run, checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Revisions are read from the repository; the checkout stays as it is."""
    monkeypatch.chdir(checkout / "trials")
    before = sorted(checkout.rglob("*.yaml"))
    assert BODY == run("diff", "one", "two").stdout
    assert before == sorted(checkout.rglob("*.yaml"))


def test_diff_of_a_revision_and_a_folder(run: Run, checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that is a folder is one; the collection may lie elsewhere in the checkout."""
    monkeypatch.chdir(checkout)
    assert BODY == run("diff", "one", "trials").stdout
    git("mv", "trials", "mine")
    git("commit", "--quiet", "--message", "moved")
    assert "Nothing changed from HEAD to mine.\n" == run("diff", "HEAD", "mine", "--trials", "mine").stdout


def test_diff_sees_the_files_below_the_folder(run: Run, checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that only moved, or changed its ending, is the same; a fault is told with its place within the revision."""
    monkeypatch.chdir(checkout)
    Path("trials/2020").mkdir()
    git("mv", "trials/toy-1.yaml", "trials/2020/toy-1.yml")
    git("commit", "--quiet", "--message", "moved")
    assert "Nothing changed from two to HEAD.\n" == run("diff", "two", "HEAD").stdout
    path = Path("trials/2020/toy-1.yml")
    path.write_text(path.read_text(encoding="utf-8").replace("phase: 3", "phase: 9"), encoding="utf-8")
    git("commit", "--quiet", "--all", "--message", "bad")
    with pytest.raises(DataError, match=r"^HEAD:2020/toy-1\.yml:5:8  phase"):
        run("diff", "two", "HEAD")


def test_diff_with_nothing_is_refused(run: Run, checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder or a revision without a trial is no state to compare with."""
    monkeypatch.chdir(checkout)
    Path("empty").mkdir()
    with pytest.raises(EvTrialsError, match="empty has no trial file in it"):
        run("diff", "empty", "trials")
    git("rm", "--quiet", "-r", "trials")
    Path("trials").mkdir()
    Path("trials/_terms.yaml").write_text("drugs: {}\n", encoding="utf-8")
    git("add", "--all")
    git("commit", "--quiet", "--message", "none")
    with pytest.raises(EvTrialsError, match='the revision "HEAD" has no trial file'):
        run("diff", "HEAD", "one")


def test_revisions_that_are_not_there(run: Run, checkout: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is neither folder nor revision is told, and so is a revision without the collection, and no checkout."""
    monkeypatch.chdir(checkout)
    with pytest.raises(EvTrialsError, match='"nope" is neither a folder nor a revision'):
        run("diff", "nope", "HEAD")
    with pytest.raises(EvTrialsError, match='"--output=x" is no revision'):
        run("diff", "one", "--", "--output=x")
    Path("later").mkdir()
    with pytest.raises(EvTrialsError, match='the revision "one" has no folder later'):
        run("diff", "one", "two", "--trials", "later")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    with pytest.raises(EvTrialsError, match="git could not read"):
        run("diff", "one", "two")


def test_a_faulty_file_of_a_revision(run: Run, checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault is told under the revision's name; --skip-invalid goes on without the file and names it."""
    monkeypatch.chdir(checkout)
    path = Path("trials/toy-3.yaml")
    path.write_text(path.read_text(encoding="utf-8").replace("phase: 3", "phase: 9"), encoding="utf-8")
    git("commit", "--quiet", "--all", "--message", "bad")
    with pytest.raises(DataError, match=r"HEAD:toy-3\.yaml:5:8  phase"):
        run("diff", "two", "HEAD")
    result = run("diff", "two", "HEAD", "--skip-invalid")
    assert 0 == result.exit_code
    assert "skipped, because it does not load: HEAD:toy-3.yaml:5:8" in result.stderr
    assert result.stdout.startswith("- removed: toy-3")


def test_new_writes_a_file_to_fill_in(run: Run, tmp_path: Path) -> None:
    """A new trial is written into the folder named, and is not overwritten."""
    (tmp_path / "mine").mkdir()
    result = run("new", "radar", "--into", "mine")
    assert "" == result.stdout
    assert result.stderr.startswith("wrote mine/radar.yaml: ")
    assert "\nid: radar " in (tmp_path / "mine" / "radar.yaml").read_text(encoding="utf-8")
    with pytest.raises(EvTrialsError, match=r"radar\.yaml exists and is not overwritten"):
        run("new", "radar", "--into", "mine")


def test_new_skeleton_for_the_second_reader(run: Run, write_toy: Callable[..., Path], tmp_path: Path) -> None:
    """The skeleton of a file lies beside nothing: ID.second.yaml here, or where --output says."""
    path = write_toy()
    assert 0 == run("new", "toy-1", "--skeleton", path).exit_code
    text = (tmp_path / "toy-1.second.yaml").read_text(encoding="utf-8")
    assert "\nid: toy-1\n" in text
    assert "0.45" not in text
    assert 0 == run("new", "toy-1", "--skeleton", path, "-o", "other.yaml").exit_code
    assert text == (tmp_path / "other.yaml").read_text(encoding="utf-8")


def test_a_folder_that_is_not_there_is_made(run: Run, tmp_path: Path) -> None:
    """With those above it, for a file and for the schema; a file in its place is named."""
    assert 0 == run("new", "radar", "--into", "no/such/folder").exit_code
    assert (tmp_path / "no" / "such" / "folder" / "radar.yaml").is_file()
    (tmp_path / "taken").write_text("", encoding="utf-8")
    for arguments in (("new", "radar", "--into", "taken/x"), ("schema", "--into", "taken")):
        with pytest.raises(EvTrialsError, match=r"the folder taken(?:/x)? cannot be made \(is a file\); name another"):
            run(*arguments)


def test_a_second_reading_is_checked_under_its_name_and_lies_in_nobodys_way(
    write_toy: Callable[..., Path], capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By its name, or in a folder of readings, it is held against all but its first; beside that it is passed over, and said."""
    monkeypatch.chdir(tmp_path)
    first = write_toy()
    second = first.with_name("toy-1.second.yaml")
    second.write_text(first.read_text(encoding="utf-8").replace("0.43 (0.32", "0.43 (0.52"), encoding="utf-8")
    assert 0 == cli.run(["check", "toys"])
    beside = "1 trial: no error, no warning, no note; 1 second reading passed over, name one to check it\n"
    assert beside == capsys.readouterr().out
    assert 0 == cli.run(["list", "--trials", "toys", "--format", "tsv"])
    out, err = capsys.readouterr()
    assert (2, "passed over as second readings: toy-1.second.yaml") == (len(out.splitlines()), err.splitlines()[0])
    (tmp_path / "readings").mkdir()
    moved = second.rename("readings/toy-1.second.yaml")
    for named in (moved, moved.parent):
        assert 1 == cli.run(["check", str(named)])
        codes = re.findall(r"^readings/toy-1\.second\.yaml:36:\d+  \w+ (\w+)", capsys.readouterr().out, re.M)
        assert ["E110"] == codes[:1]
    assert 1 == cli.run(["list", "--trials", "readings"])
    assert "names that begin with _ or . are no trials, and .second.yaml is a second reading)" in capsys.readouterr().err


def test_a_second_reading_may_cite_what_the_shipped_trials_share(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A skeleton of a shipped trial can be checked wherever it lies."""
    monkeypatch.chdir(tmp_path)
    text = (shipped_folder() / "bolero-2.yaml").read_text(encoding="utf-8")
    (tmp_path / "bolero-2.second.yaml").write_text(re.sub(r"^curves:\n(?:  .*\n)+", "", text, flags=re.M), encoding="utf-8")
    assert 0 == cli.run(["check", "bolero-2.second.yaml"])
    assert capsys.readouterr().out.startswith("1 trial: no error")


def test_new_skeleton_of_a_trial_of_the_collection(run: Run, tmp_path: Path) -> None:
    """FROM may be the id of a trial."""
    assert 0 == run("new", "bolero-2", "--skeleton", "bolero-2").exit_code
    assert (tmp_path / "bolero-2.second.yaml").is_file()
    with pytest.raises(NameNotFound, match='"bolero-99" is neither a file here nor the id of a trial'):
        run("new", "bolero-99", "--skeleton", "bolero-99")


def test_new_refuses_what_cannot_be_meant(run: Run, write_toy: Callable[..., Path], tmp_path: Path) -> None:
    """A wrong id, a skeleton under another id, and --output without a skeleton are wrong usage; nothing is written."""
    path = write_toy()
    for arguments, message in (
        (("../radar",), "cannot be an id"),
        (("toy-1", "--minimal", "--skeleton", path), "--minimal and --skeleton ask for two files"),
        (("../radar", "--minimal", "--into", "made"), "cannot be an id"),
        (("toy-2", "--skeleton", path), 'is "toy-1", not "toy-2"'),
        (("radar", "--output", "x.yaml"), "--output names the file of a --skeleton"),
    ):
        with pytest.raises(UsageError, match=message):
            run("new", *arguments)
    assert ["toys"] == [found.name for found in tmp_path.iterdir()]


def test_schema_prints_the_schema(run: Run) -> None:
    """What is printed is what trials/_schema.json holds."""
    assert schema_text() == run("schema").stdout


def test_the_pre_commit_hook_runs_check_on_every_yaml_file() -> None:
    """A folder of trials may have any name, so the hook is given each file that is YAML; `check` passes over what is none."""
    text = (Path(__file__).parent.parent.parent / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")
    fields = dict(line.strip(" -").split(": ", 1) for line in text.splitlines())
    assert ("evtrials check --skip-foreign", "[yaml]") == (fields["entry"], fields["types"])
    assert "files" not in fields
    for name, is_passed in {"my/2020/x1.yml": True, "trials/_terms.yaml": True, ".github/a.yml": False, "a/.b.yaml": False}.items():
        assert is_passed == (not re.search(fields["exclude"], name)), name


def test_schema_into_brings_what_an_editor_needs(run: Run, tmp_path: Path) -> None:
    """Schema and template lie in the folder; a schema of an older version is made anew, a file that is not ours is not."""
    (tmp_path / "mine").mkdir()
    result = run("schema", "--into", "mine")
    assert ("", 2) == (result.stdout, len(result.stderr.splitlines()))
    schema, template = tmp_path / "mine" / "_schema.json", tmp_path / "mine" / "_template.yaml"
    assert schema_text() == schema.read_text(encoding="utf-8")
    assert (shipped_folder() / "_template.yaml").read_text(encoding="utf-8") == template.read_text(encoding="utf-8")
    told = ["mine/_schema.json is up to date", "mine/_template.yaml is up to date"]
    assert told == run("schema", "--into", "mine").stderr.splitlines()
    schema.write_text('{"title": "A trial file of evtrials"}', encoding="utf-8")
    template.write_text("# mine\n", encoding="utf-8")
    assert "mine/_template.yaml is not the one of this version and stays" in run("schema", "--into", "mine").stderr
    assert (schema_text(), "# mine\n") == (schema.read_text(encoding="utf-8"), template.read_text(encoding="utf-8"))
    for text in ('{"title": "Another"}', "no JSON", "[]"):
        schema.write_text(text, encoding="utf-8")
        with pytest.raises(EvTrialsError, match=r"mine/_schema\.json is no schema of evtrials and is not overwritten"):
            run("schema", "--into", "mine")
    assert "wrote new/one/_schema.json: by which an editor helps while typing" in run("schema", "--into", "new/one").stderr
    schema.unlink()
    schema.symlink_to(tmp_path / "elsewhere.json")
    with pytest.raises(EvTrialsError, match=r"mine/_schema\.json is a link and is not written through"):
        run("schema", "--into", "mine")
    assert not (tmp_path / "elsewhere.json").exists()


@pytest.mark.parametrize(
    ("options", "file", "schema"),
    [
        (("--minimal", "--into", "mine"), "mine/radar.yaml", "mine/_schema.json"),
        (("--into", "mine"), "mine/radar.yaml", "mine/_schema.json"),
        ((), "radar.yaml", "_schema.json"),
        (("--minimal", "--into", "coll/2020"), "coll/2020/radar.yaml", "coll/_schema.json"),
        (("--skeleton", "radar", "--into", "readings"), "readings/radar.second.yaml", "readings/_schema.json"),
        (("--skeleton", "radar", "--output", "coll/mine.yaml"), "coll/mine.yaml", "coll/_schema.json"),
    ],
)
def test_the_first_line_of_a_new_file_leads_to_the_schema(
    options: tuple[str, ...], file: str, schema: str, run: Run, tmp_path: Path
) -> None:
    """Wherever it is written an editor finds the schema: that of the collection around it, or one that is brought along."""
    (tmp_path / "coll").mkdir()
    (tmp_path / "coll" / "_terms.yaml").write_text("drugs: {}\n", encoding="utf-8")
    assert 0 == run("new", "radar", *options).exit_code
    first = (tmp_path / file).read_text(encoding="utf-8").split("\n", 1)[0]
    target = (tmp_path / file).parent / first.removeprefix("# yaml-language-server: $schema=")
    assert (tmp_path / schema).resolve() == target.resolve()
    assert schema_text() == target.read_text(encoding="utf-8")
    jsonschema.Draft7Validator.check_schema(json.loads(schema_text()))
    assert target.with_name("_template.yaml").is_file()


def test_a_first_file_and_its_check_on_a_screen(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """From nothing to what is left to do: it all fits a screen, and a slip of typing is told beside it."""
    monkeypatch.chdir(tmp_path)
    assert 0 == cli.run(["new", "my-trial", "--minimal", "--into", "mine"])
    expected = """\
wrote mine/my-trial.yaml: 19 TODOs to fill in or delete
wrote mine/_schema.json: by which an editor helps while typing
wrote mine/_template.yaml: an example of every field
"""
    assert expected == capsys.readouterr().err
    assert 1 == cli.run(["check", "mine"])
    expected = """\
mine/my-trial.yaml:5:7  error E100 does-not-load  19 TODOs to fill in or delete, the first at line 5: write what the source prints, or delete what it does not say
  mend: Correct it as the message says; _template.yaml shows every field. Nothing else of the file is checked before it loads.
1 trial: 1 error, no warning, no note
"""
    assert expected == capsys.readouterr().out
    path = Path("mine/my-trial.yaml")
    path.write_text(path.read_text(encoding="utf-8").replace("population:", "populaton:"), encoding="utf-8")
    assert 1 == cli.run(["check", "mine"])
    expected = """\
mine/my-trial.yaml:4:1  error E100 does-not-load  "population" is missing here
mine/my-trial.yaml:5:7  error E100 does-not-load  19 TODOs to fill in or delete, the first at line 5: write what the source prints, or delete what it does not say
mine/my-trial.yaml:9:12  error E100 does-not-load  populaton: "populaton" is not a field here; did you mean "population"? (see _template.yaml)
  mend: Correct it as the message says; _template.yaml shows every field. Nothing else of the file is checked before it loads.
1 trial: 3 errors, no warning, no note
"""
    assert expected == capsys.readouterr().out


def test_on_a_terminal_a_finding_is_broken_between_words(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A person reads whole words; what is no terminal gets a line for a line, as the screen above."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    assert 0 == cli.run(["new", "my-trial", "--minimal", "--into", "mine"])
    capsys.readouterr()
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    assert 1 == cli.run(["check", "mine"])
    expected = """\
mine/my-trial.yaml:5:7  error E100 does-not-load  19 TODOs to fill in or delete,
    the first at line 5: write what the source prints, or delete what it does
    not say
  mend: Correct it as the message says; _template.yaml shows every field.
    Nothing else of the file is checked before it loads.
1 trial: 1 error, no warning, no note
"""
    assert expected == capsys.readouterr().out


@pytest.mark.parametrize("id_", ["whole", "short"])
def test_the_first_check_of_a_new_file_fits_one_screen(id_: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """In 24 lines of 80 characters, for the long file and the short one."""
    assert 0 == cli.run(["new", id_, "--into", str(tmp_path), *(["--minimal"] if id_ == "short" else [])])
    capsys.readouterr()
    assert 1 == cli.run(["check", str(tmp_path)])
    out = capsys.readouterr().out
    assert 24 > sum(-(-len(line) // 80) for line in out.splitlines())
