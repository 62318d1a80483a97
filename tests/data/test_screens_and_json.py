"""Every command says the same on a screen and in JSON, and calls nothing by the keys of a file: asked of shipped trials."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from evtrials.cli import run
from evtrials.collection.library import Library
from evtrials.collection.store import Store

# Two arms and three, one arm, dose finding, a pooled analysis, prevention, neoadjuvant and adjuvant trials, words without figures.
TRIALS = (
    "bolero-2", "bolero-1", "bolero-6", "horizon", "swish", "triniti-1", "baselga-neoadjuvant", "unirad", "manta", "nct01031446",
    "bolero-1-3-biomarkers", "desiree",
)  # fmt: skip
OF_A_TRIAL = (
    "show {}", "compare {} bolero-5", "results pfs {}", "results os {} --all", "exposure {}", "subgroups {}", "biomarkers {}", "trace {}",
    "conflicts {}", "sources {}", "figures {}", "arms {}", "quote {}",
)  # fmt: skip
OF_ALL = ("list --about all", "safety", "safety stomatitis --grade 3+", "exposure", "doses everolimus", "map", "search stomatitis")
# A figure on a screen: a decimal, a percentage, an interval, a ratio or a p value; what stands in it as digits.
_FIGURE = re.compile(r"[<>]?\d*\.\d+(?![\d/])|\d+(?= %)|(?<=\()\d+(?= to )|(?<= to )\d+(?=\))|(?<=HR )\d+|(?<=\bp )[<>]?\d+")
_NUMBER = re.compile(r"\d*\.?\d+")
# Where a command is told that shows more, endpoints stand as they are typed.
_TYPED = re.compile(r"evtrials [^.;]*|\((?:results|--)[^)]*\)|--\S+ \S+|https?://\S+")


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache for the questions of this file, so that the collection is read once."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def ask(cache: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """What is printed for one question on the shipped trials, in 100 columns."""
    for name, value in (("EVTRIALS_TRIALS", "shipped"), ("EVTRIALS_CACHE", str(cache)), ("COLUMNS", "100")):
        monkeypatch.setenv(name, value)

    def answer(*arguments: str) -> str:
        capsys.readouterr()
        code = run(list(arguments))
        if arguments[0] == "quote" and code == 1:
            pytest.skip("nothing of this trial can be quoted, which is said on stderr and no answer")
        assert 0 == code
        return capsys.readouterr().out

    return answer


def strings(data: Any) -> Iterator[str]:
    """Every text and number of a JSON answer."""
    if isinstance(data, dict):
        for part in data.values():
            yield from strings(part)
    elif isinstance(data, list):
        for part in data:
            yield from strings(part)
    elif data is not None:
        yield str(data)


def told(screen: str) -> list[str]:
    """The lines of a screen without its footnotes, which are shorter than the notes of JSON, and its foot."""
    lines = screen.splitlines()
    ends = [index for index, line in enumerate(lines) if line.startswith(("[a]", "Nothing is computed"))]
    # The level of all intervals is no figure; the notes of a card are those of the file.
    return [re.sub("95 % intervals|[Ii]ntervals 95 %", "", line) for line in lines[: min(ends, default=len(lines))] if not re.match(r"\d+ +(?:caveat|conflict|erratum|suspect)", line)]


def questions() -> list[str]:
    """Every command, of each trial that it can be asked of."""
    return [*OF_ALL, *(command.format(trial) for command in OF_A_TRIAL for trial in TRIALS)]


@pytest.mark.parametrize("question", questions())
def test_every_figure_on_a_screen_stands_in_json(question: str, ask: Callable[..., str]) -> None:
    """As printed: a figure that a screen shows and JSON does not was made on the way."""
    command, *trials = question.split()
    # A comparison and figures name arms by their labels, which may hold a strength: of the file, as `show` has it, not of a row.
    files = [ask("show", trial, "--json") for trial in trials] if command in ("compare", "figures") else []
    held = [strings(json.loads(text)) for text in (ask(*question.split(), "--json"), *files)]
    known = {number for texts in held for text in texts for number in _NUMBER.findall(text)}
    shown = [figure.lstrip("<>") for line in told(ask(*question.split(), "--format", "table")) for figure in _FIGURE.findall(line)]
    assert set() == set(shown) - known


@pytest.mark.parametrize("trial", TRIALS)
def test_no_screen_calls_an_endpoint_by_its_key(trial: str, ask: Callable[..., str], shipped: Store) -> None:
    """The vocabulary knows PFS and pCR, and its name for whatever a file keeps under a key of its own."""
    library = Library(shipped)
    terms = library.terms
    keys = {key for key in library.trial(trial).endpoints if terms.endpoint(key) not in terms.endpoints or "-" in key}
    short = {key for key in terms.endpoints if len(key) < 5 and key.upper() != key}
    names = sorted({*keys, *(key.capitalize() for key in keys), *short}, key=len, reverse=True)
    raw = re.compile(rf"(?<![\w/.-])(?:{'|'.join(map(re.escape, names))})(?![\w-])")
    for command in OF_A_TRIAL:
        lines = ask(*command.format(trial).split(), "--format", "markdown").splitlines()
        assert [] == [line for line in lines if raw.search(_TYPED.sub("", line))], command
