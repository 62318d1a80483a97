"""The drawing of the house: imports run one way, and libraries come in at one door each."""

import ast
import functools
import graphlib
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent / "src" / "evtrials"
# Each room may import from itself and from those before it.
ORDER = ("errors", "stats", "notation", "trial", "evidence", "collection", "questions", "plots", "answers", "bench", "exchange", "cli")
DOORS = {
    "pydantic": {"trial", "collection"}, "pydantic_core": {"trial"}, "yaml": {"trial"}, "rich": {"plots", "answers"}, "typer": {"cli"},
    "matplotlib": {"plots"}, "scipy": {"stats"}, "pandas": {"collection"}, "pyarrow": {"collection", "exchange"}, "openpyxl": {"exchange"},
    "jinja2": {"exchange"}, "markupsafe": {"exchange"},
    "mcp": {"exchange"}, "anyio": {"exchange"},
}  # fmt: skip
TOP = {
    "pyproject.toml", "README.md", "src", "tests", "trials", "CHANGELOG.md", "docs", "benchmarks", "CONTRIBUTING.md", "CITATION.cff",
    "LICENSE", ".ci", ".gitignore", ".pre-commit-hooks.yaml",
}  # fmt: skip
MODULES = sorted(path for path in ROOT.rglob("*.py") if path.relative_to(ROOT).as_posix() not in ("__init__.py", "__main__.py"))


@functools.cache
def imports(path: Path) -> list[str]:
    """Every module that a file imports when it runs, at any depth; what only the type checker sees is passed over."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    unseen = {
        child
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
        for child in ast.walk(node)
    }
    found = []
    for node in ast.walk(tree):
        if node in unseen:
            continue
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert 0 == node.level, f"{path} imports relatively"
            found.append(node.module or "")
    return found


def room(path: Path) -> str:
    """The room that a file belongs to."""
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_imports_run_one_way(path: Path) -> None:
    """A module imports only from its own room and from earlier ones."""
    here = ORDER.index(room(path))
    later = [name for name in imports(path) if name.startswith("evtrials.") and ORDER.index(name.split(".")[1]) > here]
    assert [] == later


def test_no_modules_need_each_other() -> None:
    """No module imports what imports it, be it for its types alone; but for the model of a trial and those that walk through it."""
    names = {".".join(("evtrials", *path.relative_to(ROOT).with_suffix("").parts)): path for path in MODULES if room(path) != "trial"}
    graph: dict[str, set[str]] = {name: set() for name in names}
    for name, path in names.items():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom):
                graph[name] |= {node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names)} & names.keys()
    assert graph.keys() == set(graphlib.TopologicalSorter(graph).static_order())  # CycleError names the modules of a circle


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_each_library_has_one_door(path: Path) -> None:
    """pydantic, PyYAML, Rich and Typer are each imported in one room only."""
    strays = [name for name in imports(path) if room(path) not in DOORS.get(name.split(".")[0], {room(path)})]
    assert [] == strays


def test_capitals_are_made_in_one_place() -> None:
    """What begins a sentence with a capital knows the words that have their own (mTOR, pCR); nothing does it by itself."""
    made = re.compile(r"\.capitalize\(\)|\[:1\]\.(?:upper|lower)\(\)|(?<!found)\[0\]\.(?:upper|lower)\(\)")
    shown = [path for path in MODULES if room(path) in ("evidence", "questions", "plots", "answers")]
    assert {"plain.py"} == {path.name for path in shown if made.search(path.read_text(encoding="utf-8"))}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_module_compiles_an_expression(path: Path) -> None:
    """What a module looks for is compiled when it is first looked for (`notation.patterns`), but where no start matters."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    of_module = [node for node in tree.body if not isinstance(node, (ast.FunctionDef, ast.ClassDef))]
    made = [ast.unparse(node) for part in of_module for node in ast.walk(part) if isinstance(node, ast.Call)]
    assert room(path) in ("bench", "exchange") or [] == [call for call in made if call.startswith("re.compile(")]


def test_start_up_is_light() -> None:
    """Importing the command line loads neither Rich nor PyYAML nor pydantic nor scipy nor the models, but for what Typer itself loads."""
    code = (
        "import sys, typer; brought = set(sys.modules); import evtrials.cli; "
        "print(*sorted({'rich', 'yaml', 'pydantic', 'scipy', 'evtrials.trial.model'} & (set(sys.modules) - brought)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "" == done.stdout.strip()


def test_the_top_level_holds_what_it_should() -> None:
    """What a command wrote where it was tried (a template, a schema, a draft of a trial) is not committed beside the README."""
    root = Path(__file__).parent.parent
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=root, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("not a checkout of git")
    assert {path.split("/")[0] for path in listed.stdout.split("\0") if path} == TOP
