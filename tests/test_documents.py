"""The documents tell the truth: what the README shows is what the tool prints, every command in them runs, the tables are current.

UPDATE_DOCUMENTS=1 writes anew what is made: the output in the README, the table of trials.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import get_args

import pytest

from evtrials.answers.markdown import cell
from evtrials.cli import run
from evtrials.cli.tables import TABLES, columns_of
from evtrials.collection.library import Library
from evtrials.evidence.columns import Column
from evtrials.evidence.traits import best_basis
from evtrials.notation import closed_words

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
GUIDE = ROOT / "trials" / "README.md"
COMMANDS = ROOT / "docs" / "commands.md"
GLOSSARY = ROOT / "docs" / "glossary.md"
RELIABILITY = ROOT / "docs" / "reliability.md"
DICTIONARY = ROOT / "docs" / "columns.md"
_CONSOLE = re.compile(r"```console\n\$ (?P<command>[^\n]+)\n(?P<output>.*?)```", re.DOTALL)
_SHELL = re.compile(r"```sh\n(.*?)```", re.DOTALL)
_TABLE = re.compile(r"(<!-- table -->\n).*?(<!-- end of table -->)", re.DOTALL)


_HEAD = """\
# Columns

What each column of each answer means; `evtrials columns` prints the same. The names are those of CSV, TSV, JSON and jsonl.

- *number*: digits as printed in CSV and TSV, a number in JSON; empty (null) where there is none. What a number cannot say
  stands beside it: an operator in `qualifier` and `p_qualifier`, a limit in words in `ci_text`, `about 60` in `counts_text`.
- *flag*: `true` or `false`. *list*: texts, in CSV and TSV joined by `; `. *text*: empty where a thing does not apply or no
  source says it.
- JSON is one object: `schema_version` (2), `data_version`, `data_date`, `query`, `caveats`, `left_out`, and the answer, a list
  under the command's noun. `show` and `compare` hold whole trials there, each with its `figures` in the columns below."""


def written(path: Path, text: str) -> str:
    """The text of a document; with UPDATE_DOCUMENTS the new text is written first."""
    if os.environ.get("UPDATE_DOCUMENTS"):
        path.write_text(text, encoding="utf-8")
    return path.read_text(encoding="utf-8")


def shape(text: str) -> str:
    """A document without its numbers, which a correction of the data changes, and without the blanks that align them."""
    return re.sub(r"[0-9]+([.][0-9]+)?", "0", re.sub(r"\s+|─+", " ", text))


def screen(command: str) -> str:
    """What a terminal of 80 columns shows after a command: its output, then what it said on stderr."""
    environment = {**os.environ, "COLUMNS": "80", "NO_COLOR": "1"}
    environment.pop("EVTRIALS_TRIALS", None)
    words = [sys.executable, "-m", *shlex.split(command), "--format", "table"]
    done = subprocess.run(words, capture_output=True, text=True, cwd=ROOT, env=environment, check=True)
    return "".join(f"{line.rstrip()}\n" for line in (done.stdout + done.stderr).splitlines())


def test_the_output_in_the_readme_is_that_of_the_tool(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The console block shows what its command prints, but for figures corrected since; .ci/run holds these current too."""
    monkeypatch.setenv("EVTRIALS_CACHE", str(tmp_path))
    old = README.read_text(encoding="utf-8")
    new = _CONSOLE.sub(lambda match: f"```console\n$ {match['command']}\n{screen(match['command'])}```", old)
    assert shape(new) == shape(written(README, new))


def test_the_readme_is_short_and_begins_with_an_answer() -> None:
    """At most 150 lines; one sentence, one command with its output, two one-line commands stand within the first 45."""
    lines = README.read_text(encoding="utf-8").splitlines()
    head = "\n".join(lines[:45])
    assert [1, 2] == [head.count("```console"), len(re.findall(r"^python3 -m venv .*$", head, re.MULTILINE))]
    assert len(lines) <= 150


def test_the_table_of_trials_is_current() -> None:
    """trials/README.md lists each trial with its number of figures, best basis, and what was not seen."""
    library = Library()
    lines = ["| trial | name | registration | figures | best basis | not seen |", "| --- | --- | --- | --- | --- | --- |"]
    for trial in library.trials():
        missing = "; ".join(dict.fromkeys(source.not_seen for source in trial.sources.values() if source.not_seen))
        rows = library.rows_of(trial)
        texts = (trial.name, ", ".join(trial.registry), str(len(rows)), best_basis(rows), missing)
        lines.append(f"| [{trial.id}]({trial.id}.yaml) | " + " | ".join(map(cell, texts)) + " |")
    old = GUIDE.read_text(encoding="utf-8")
    new = _TABLE.sub(lambda match: match[1] + "\n" + "\n".join(lines) + "\n\n" + match[2], old)
    assert shape(new) == shape(written(GUIDE, new))


def test_every_promise_names_what_tests_it() -> None:
    """docs/reliability.md names tests of the suite and kinds of the bench of attacks; a row without one says that it is no promise."""
    text = RELIABILITY.read_text(encoding="utf-8")
    tests = {name for path in (ROOT / "tests").rglob("test_*.py") for name in re.findall(r"^def (test_\w+)", path.read_text("utf-8"), re.M)}
    kinds = {name for path in (ROOT / "benchmarks").glob("attack_*.py") for name in re.findall(r'"([\w-]+)": (?:_on_cache|Kind)\(', path.read_text("utf-8"))}
    assert set(re.findall(r"`(test_\w+)`", text)) <= tests
    assert {name for names in re.findall(r"attacks? ((?:\*[\w-]+\*(?:, )?)+)", text) for name in re.findall(r"[\w-]+", names)} == kinds - {"remarks"}
    rows = [line for line in text.splitlines() if line.startswith("| ") and not line.startswith(("| --", "| promise", "| of what", "| what happens"))]
    assert len(rows) > 30
    assert 2 == sum("`test_" not in row for row in rows)


def in_blocks(path: Path) -> list[str]:
    """The commands of evtrials in a document's blocks for the shell."""
    blocks = _SHELL.findall(path.read_text(encoding="utf-8"))
    return [line for block in blocks for line in block.splitlines() if line.startswith("evtrials ")]


def in_lines(path: Path) -> list[str]:
    """The commands of evtrials within the lines of a document."""
    return re.findall(r"`(evtrials [^`]+)`", path.read_text(encoding="utf-8"))


# What a newcomer types first is run with the fast tests; the examples of docs/commands.md, and these, with the slow ones.
DEAR = re.compile("evtrials (check trials|cache --rebuild|diff trials)")
FIRST = {*in_blocks(README), *in_lines(README)}
EXAMPLES = dict.fromkeys([*in_blocks(COMMANDS), *in_blocks(README), *in_lines(README)])


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache for all examples, so that the collection is read once."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def desk(tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch, write_toy: Callable[..., Path]) -> Iterator[None]:
    """The folder in which the documents' reader types: trials of a checkout, a collection of one's own, a second reading."""
    monkeypatch.setenv("EVTRIALS_CACHE", str(cache))
    monkeypatch.chdir(tmp_path)
    write_toy(("name: TOY-1", "name: MY-TRIAL"), id="my-own").parent.rename("my-trials")
    Path("readings").mkdir()
    Path("trials").symlink_to(ROOT / "trials")
    text = (ROOT / "trials" / "radar.yaml").read_text(encoding="utf-8")
    Path("radar.second.yaml").write_text(text.replace("extracted: {by: first reader", "extracted: {by: second reader"), encoding="utf-8")
    # A server ends where its host hangs up.
    with open(os.devnull, encoding="utf-8") as nothing:
        monkeypatch.setattr("sys.stdin", nothing)
        yield


def commit_a_trial() -> None:
    """Make the folder a git checkout with one trial committed."""
    Path("trials").unlink()
    Path("trials").mkdir()
    for name in ("radar.yaml", "_sources.yaml"):
        Path("trials", name).write_bytes((ROOT / "trials" / name).read_bytes())
    author = ("-c", "user.name=reader", "-c", "user.email=reader@example.org")
    for words in (("init", "--quiet", "-b", "main"), ("add", "trials"), (*author, "commit", "--quiet", "-m", "Add a trial")):
        subprocess.run(["git", *words], check=True)


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize(
    "example",
    [pytest.param(one, marks=() if one in FIRST and not DEAR.match(one) else pytest.mark.slow) for one in EXAMPLES],
)
def test_every_command_in_the_documents_runs(example: str) -> None:
    """Each example of a command or a filter, and each command in the README, is answered as printed."""
    if "HEAD" in example:
        commit_a_trial()
    assert 0 == run(shlex.split(example.partition(" > ")[0])[1:])


@pytest.mark.usefixtures("desk")
def test_python_in_the_readme_runs() -> None:
    """What the README shows of Python is done as printed."""
    names: dict[str, object] = {}
    for block in re.findall(r"```python\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL):
        exec(block, names)
    assert names["rows"]


def test_the_glossary_has_every_word_that_may_stand_beside_a_figure() -> None:
    """Each basis, role, assessor, kind of figure and kind of note is explained."""
    text = GLOSSARY.read_text(encoding="utf-8")
    lists = (closed_words.Basis, closed_words.Role, closed_words.Assessor, closed_words.FigureKind)
    words = [f"`{word}`" for words in lists for word in get_args(words)]
    words += [f"**{kind.capitalize()}.**" for kind in get_args(closed_words.NoteKind)]
    assert [] == [word for word in words if word not in text]


def test_the_data_dictionary_is_current() -> None:
    """docs/columns.md tells every column of every command, from the columns themselves; commands that share them together."""
    commands: dict[tuple[Column, ...], list[str]] = {}
    for command in TABLES:
        commands.setdefault(columns_of(command), []).append(command)
    parts = [_HEAD]
    for columns, named in commands.items():
        rows = [f"| `{each.name}` | {each.type} | {each.unit} | {each.meaning} |" for each in columns]
        title = ", ".join(f"`evtrials {command}`" for command in named)
        parts.append("\n".join([f"## {title}\n", "| column | type | unit | meaning |", "| --- | --- | --- | --- |", *rows]))
    text = "\n\n".join(parts).replace("<", "&lt;") + "\n"
    assert text == written(DICTIONARY, text)


def test_every_link_between_documents_leads_somewhere() -> None:
    """A relative link names a file that is there, and a heading in it; a path of the source or the tests is there."""
    documents = [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), GUIDE]
    broken = []
    for document in documents:
        for path in re.findall(r"`((?:src|tests)/[\w/.]+)`", document.read_text(encoding="utf-8")):
            if not (ROOT / path).exists():
                broken.append(f"{document.relative_to(ROOT)}: {path}")
        for target in re.findall(r"\]\(([^)\s]+)\)", document.read_text(encoding="utf-8")):
            if "://" in target:
                continue
            name, _, heading = target.partition("#")
            file = document.parent / name if name else document
            if not file.exists() or (heading and heading not in headings(file)):
                broken.append(f"{document.relative_to(ROOT)}: {target}")
    assert [] == broken


def headings(path: Path) -> list[str]:
    """The anchors of a document's headings."""
    found = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return [re.sub(r"[^\w\- ]", "", heading).strip().casefold().replace(" ", "-") for heading in found]


def test_no_document_names_the_machine_or_a_registry_host() -> None:
    """Nothing in the repository names a package registry's host or a folder outside it."""
    # Written in pieces, so that this file does not name them either.
    forbidden = re.compile(
        "|".join(["py" + r"pi\.org", "python" + "hosted", "registry" + r"\.npmjs", r"\.\./sha" + "red", "/wo" + "rk/"])
    )
    ignored = {".git", ".venv", "__pycache__", ".ruff_cache", ".mypy_cache", ".pytest_cache", ".hypothesis", "dist", "build"}
    found = [
        path.relative_to(ROOT).as_posix()
        for path in sorted(ROOT.rglob("*"))
        if path.is_file() and not ignored & set(path.relative_to(ROOT).parts) and path.suffix in (".py", ".md", ".yaml", ".toml", ".cff", "", ".json")
        and forbidden.search(path.read_text(encoding="utf-8", errors="replace"))
    ]  # fmt: skip
    assert [] == found
