"""The drawing of the house: imports run one way, and libraries come in at one door each."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent / "src" / "evtrials"
# Each layer may import from itself (a package's own modules) and from those before it.
ORDER = (
    "errors", "folders", "vocabulary", "notation", "doses", "stats", "survival", "terms", "nearest", "rows", "looks", "cards", "filters", "reader", "curves", "models",
    "figures", "traits", "store", "catalogue", "index", "indexed", "checks", "changes", "revisions", "schema", "skeleton", "library", "citations",
    "search", "compare", "views", "render", "plots", "cli",
)  # fmt: skip
DOORS = {"pydantic": {"models", "store"}, "pydantic_core": {"models"}, "yaml": {"reader"}, "rich": {"render"}, "typer": {"cli"}, "matplotlib": {"plots"}}
MODULES = sorted(path for path in ROOT.rglob("*.py") if path.relative_to(ROOT).as_posix() not in ("__init__.py", "__main__.py"))


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


def layer(path: Path) -> str:
    """The layer that a file belongs to."""
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_imports_run_one_way(path: Path) -> None:
    """A module imports only from its own layer and from earlier ones."""
    here = ORDER.index(layer(path))
    later = [name for name in imports(path) if name.startswith("evtrials.") and ORDER.index(name.split(".")[1]) > here]
    assert [] == later


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_each_library_has_one_door(path: Path) -> None:
    """pydantic, PyYAML, Rich and Typer are each imported in one layer only."""
    strays = [name for name in imports(path) if layer(path) not in DOORS.get(name.split(".")[0], {layer(path)})]
    assert [] == strays


def test_start_up_is_light() -> None:
    """Importing the command line loads neither Rich nor PyYAML nor pydantic nor the models."""
    code = "import sys, evtrials.cli; print(*sorted({'rich', 'yaml', 'pydantic', 'evtrials.models'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "" == done.stdout.strip()
