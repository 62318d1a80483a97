"""Tests that cannot fail are found: they show nothing, whatever the program answers."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
FILES = sorted(TESTS.rglob("*.py"))
# What a test may expect by, besides an assert: a context in which something must happen, or a call that raises.
EXPECTS = {"raises", "warns", "fail", "validate", "check_schema"}
# A call of these has one answer for one argument; another may be called twice to see that it answers alike.
PURE = {"len", "set", "sorted", "str", "list", "tuple", "dict", "int", "float"}
# What is mostly compared with something rather than found true or false.
BARE = (ast.Constant, ast.Name, ast.Attribute, ast.Subscript)
CAN_RAISE = (ast.Call, ast.Subscript, ast.Attribute, ast.BinOp, ast.Raise, ast.Delete, ast.Import, ast.ImportFrom)
DISPLAYS = (ast.Tuple, ast.List, ast.Set, ast.Dict)


def faults(source: str) -> list[tuple[int, str]]:
    """The line of everything in a file of tests that cannot fail, and why."""
    tree = ast.parse(source)
    asserting = helpers(tree)
    found: list[tuple[int, str]] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Assert):
            found += [(node.lineno, why) for why in faults_of_assert(node)]
        elif isinstance(node, ast.With):
            found += [(node.lineno, why) for why in faults_of_raises(node)]
        elif isinstance(node, ast.FunctionDef) and node.name.startswith("test_") and not expects(node, asserting):
            found.append((node.lineno, "the test expects nothing"))
    return sorted(found)


def faults_of_assert(node: ast.Assert) -> Iterator[str]:
    """Why an assert holds, or seems to say what it does not, whatever the program does."""
    if is_always_true(node.test):
        yield "it is always true"
    if isinstance(node.test, ast.BoolOp) and isinstance(node.test.op, ast.Or):
        rest = [value for value in node.test.values if not isinstance(value, (ast.Compare, ast.Call, ast.UnaryOp, ast.BoolOp))]
        if rest:
            yield f'"or {ast.unparse(rest[0])}" lets it pass'
    if isinstance(node.msg, BARE[1:]) and isinstance(node.test, BARE):
        yield f'"{ast.unparse(node.msg)}" after the comma is a message and not compared'
    for compared in (part for part in ast.walk(node.test) if isinstance(part, ast.Compare)):
        sides = [ast.unparse(side) for side in (compared.left, *compared.comparators)]
        calls = {name_of(part) for part in ast.walk(compared) if isinstance(part, ast.Call)}
        if calls <= PURE and any(first == second for first, second in pairwise(sides)):
            yield "it compares a thing to itself"
        if isinstance(compared.ops[0], ast.In) and sides[0] in ("''", "b''"):
            yield "the empty text is in every text"
        if sides[0].startswith("len(") and isinstance(compared.ops[0], ast.GtE) and sides[1] == "0":
            yield "no length is below 0"


def is_always_true(test: ast.expr) -> bool:
    """Whether an expression is true by its form: a constant, a display that holds something, a generator, a function."""
    if isinstance(test, ast.Constant):
        return bool(test.value)
    if isinstance(test, DISPLAYS):
        return bool(test.keys if isinstance(test, ast.Dict) else test.elts)
    if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.Or):
        return any(is_always_true(value) for value in test.values)
    return isinstance(test, (ast.GeneratorExp, ast.Lambda, ast.JoinedStr))


def faults_of_raises(node: ast.With) -> Iterator[str]:
    """Why a `with pytest.raises` is empty, or holds what is never reached."""
    if not any(isinstance(item.context_expr, ast.Call) and name_of(item.context_expr) == "raises" for item in node.items):
        return
    if not any(isinstance(part, CAN_RAISE) for line in node.body for part in ast.walk(line)):
        yield "nothing can raise in pytest.raises"
    if any(isinstance(line, ast.Assert) for line in node.body[1:]):
        yield "an assert after what raises is never reached"


def helpers(tree: ast.Module) -> set[str]:
    """The functions of a file, or of a file of the tests that it imports from, that expect something or call one which does."""
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and not node.name.startswith("test_")]
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (paths := [path for path in FILES if path.stem == node.module]):
            found |= helpers(ast.parse(paths[0].read_text(encoding="utf-8"))) & {name.name for name in node.names}
    for _ in functions:
        found |= {function.name for function in functions if expects(function, found)}
    return found


def expects(function: ast.FunctionDef, asserting: set[str]) -> bool:
    """Whether a function expects something of what it runs."""
    calls = [part for part in ast.walk(function) if isinstance(part, ast.Call)]
    checked = any(keyword.arg == "check" for call in calls for keyword in call.keywords)
    return (
        checked
        or any(isinstance(part, ast.Assert) for part in ast.walk(function))
        or any(name_of(call) in EXPECTS | asserting for call in calls)
    )


def name_of(call: ast.Call) -> str:
    """The last word of what is called."""
    function = call.func
    return function.attr if isinstance(function, ast.Attribute) else function.id if isinstance(function, ast.Name) else ""


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(TESTS).as_posix())
def test_every_test_can_fail(path: Path) -> None:
    """No assert holds by its form, no expectation is empty, no test is without one."""
    assert [] == faults(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("assert (1, 1) == answer or answer", '"or answer" lets it pass'),
        ("assert True", "it is always true"),
        ('assert (found, "a message")', "it is always true"),
        ("assert (line for line in lines)", "it is always true"),
        ("assert found == 1 or [1]", "it is always true"),
        ("assert found, expected", '"expected" after the comma is a message and not compared'),
        ("assert text in text", "it compares a thing to itself"),
        ("assert len(rows) == len(rows)", "it compares a thing to itself"),
        ("assert '' in text", "the empty text is in every text"),
        ("assert len(rows) >= 0", "no length is below 0"),
        ("with pytest.raises(ValueError): pass", "nothing can raise in pytest.raises"),
        ("with pytest.raises(ValueError): run(); assert found", "an assert after what raises is never reached"),
        ("run()", "the test expects nothing"),
    ],
)
def test_what_cannot_fail_is_found(line: str, why: str) -> None:
    """Each is told with its reason."""
    assert why in [told for _, told in faults(f"def test_it():\n    {line}\n")]


@pytest.mark.parametrize(
    "line",
    [
        "assert (1, 1) == answer",
        "assert found == 1 or found == 2",
        "assert found",
        'assert found, "a message"',
        "assert found == 1, found",
        "assert answer() == answer()",
        "assert [] == rows",
        "with pytest.raises(ValueError): run()",
        "subprocess.run(command, check=True)",
    ],
)
def test_what_can_fail_is_let_pass(line: str) -> None:
    """An expectation that the program can disappoint."""
    assert [] == faults(f"def test_it():\n    {line}\n")


def test_a_helper_may_expect_for_its_test() -> None:
    """What a function of the file expects counts, at any depth."""
    helpers_of_file = "def clean(x):\n    assert x\ndef whole(x):\n    clean(x)\n"
    assert [] == faults(f"{helpers_of_file}def test_it():\n    whole(1)\n")


def test_the_rooms_run_together() -> None:
    """Each room's tests run alone as well as with all others: no two files of one name, and nothing imported of a conftest."""
    names = [path.name for path in FILES if path.name != "conftest.py"]
    assert [] == sorted({name for name in names if names.count(name) > 1})
    assert [] == [path.name for path in FILES if re.search(r"^(?:from|import) conftest\b", path.read_text(encoding="utf-8"), re.M)]
