"""The files beside the trials (_collection, _sources, _terms, _texts) may have any shape: each loads, or is told with its place."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from evtrials.cli import run

FILES = ("_collection.yaml", "_sources.yaml", "_terms.yaml", "_texts.yaml")
SHAPES = {
    "a list": "- a\n- b\n", "a word": "hello\n", "nothing": "", "a comment": "# x\n", "null": "~\n", "brackets": f"a: {'[' * 50}{']' * 50}\n",
    "one key twice": "name: a\nname: b\n", "an anchor": "a: &x b\nc: *x\n", "two documents": "a: b\n---\nc: d\n", "no text": "a: \0\n",
    "an escape": 'name: "\\e[31m"\n', "lists for words": "version: [1, 2]\nname: {a: b}\nformat: [2]\ndate: [a]\n",
    "mappings for words": "name: {a: {b: c}}\nformat: {a: 2}\n", "another format": "format: 3\n", "digits of another script": "format: \u0662\n",
    "a format without end": f"format: {'z' * 9000}\n", "a version without end": f"format: 2\nversion: {'9' * 9000}\n",
    "words for entries": "drugs: {a: b}\nendpoints: [a]\nfactors: {a: b}\nadverse_events: {a: [b]}\n",
    "nested names": "drugs: {a: {class: {x: y}, synonyms: [[x]]}, b: {class: c, synonyms: x}}\n",
    "no boolean": "endpoints: {pfs: {name: x, override: maybe}}\n", "entries that are none": "K1: {title: a, basis: b}\nK2: [a]\nK3: x\n",
    "paths": "'../k': {title: a, basis: review}\nshared: {K: [../../etc/passwd, /etc/passwd]}\n",
    "nested names of texts": "toy-1: {Doe2020: [a, [b]]}\nx: y\ndecimal comma: [a]\n", "names that are a word": "shared: {K: x}\ndecimal comma: [x]\n",
    "a name without end": f"toy-1: {{Doe2020: [{'x' * 9000}]}}\n",
}  # fmt: skip


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("shape", SHAPES)
def test_a_file_of_any_shape_is_told_with_its_place(
    name: str, shape: str, write_toy: Callable[..., Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """No shape is half understood, and none is a fault of the tool: exit code 1, and a short message that names file and line."""
    folder = write_toy().parent
    (folder / name).write_text(SHAPES[shape], encoding="utf-8")
    (tmp_path / "Doe2020.txt").write_text("median 7.8 months", encoding="utf-8")
    commands = {"_texts.yaml": [["check", str(folder), "--texts", str(tmp_path)]]}
    for command in commands.get(name, [["check", str(folder)], ["list", "--json", "--trials", str(folder)]]):
        capsys.readouterr()
        code = run(command)
        captured = capsys.readouterr()
        told = captured.out + captured.err
        assert 1 == code
        assert re.search(rf"{name}(:\d+:\d+)?  ", told)
        assert "a fault of evtrials itself" not in told
        assert len(told) < 5000
        assert "" == "".join(char for char in told if not char.isprintable() and char != "\n")
        assert not re.search(r'"(\w+)" is not a field here; did you mean "\1"', told)
