"""How the shipped files are laid out, so that a person reads them in an editor and any YAML parser reads the same."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from evtrials.collection.folders import shipped_folder
from evtrials.collection.loading import Loaded
from evtrials.collection.store import Store, open_store
from evtrials.evidence.notes import marked

WIDTH = 160
# In the order of an abstract: what is this, who against whom, in whom, when looked at, what was found, what it cost; sources last.
SECTIONS = (
    "id", "name", "title", "aliases", "registry", "kind", "phase", "setting", "status", "participants", "design", "strata",
    "stopped", "crossover", "population", "parts", "pools", "arms", "isolates", "populations", "cuts", "endpoints",
    "dose_finding", "safety", "exposure", "baseline", "curves", "notes", "waivers", "curation", "sources",
)  # fmt: skip
# Words that YAML 1.1 reads as true and false: a key of that name is lost to its readers.
BOOLEANS = {"on", "off", "yes", "no", "true", "false"}
# Any parser will do here; that of libyaml is the quicker one.
LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
# Parts of a file at which a note may stand.
NOTED = ("endpoints", "safety", "exposure", "baseline")

TRIALS = open_store(["shipped"]).files
FILES = sorted(shipped_folder().glob("*.yaml"))


@pytest.fixture(scope="module")
def store() -> Store:
    """The shipped collection."""
    return open_store(["shipped"])


each_file = pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
each_trial = pytest.mark.parametrize("id_", TRIALS)


@each_file
def test_a_line_has_at_most_160_columns_unless_it_is_one_address(path: Path) -> None:
    """A note or a row never runs out of the window."""
    address = re.compile(r' *(?:url: )?"?https?://\S+')
    wide = [
        number
        for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1)
        if len(line) > WIDTH and not address.fullmatch(line)
    ]
    assert [] == wide


@each_file
def test_a_text_runs_over_lines_in_its_quotes_alone(path: Path) -> None:
    """Between the lines of a text without quotes no comment may stand, and who mends it does not see that it goes on."""
    events = yaml.parse(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    plain = (event for event in events if isinstance(event, yaml.ScalarEvent) and not event.style)
    assert [] == [event.value for event in plain if event.start_mark.line != event.end_mark.line]


@each_trial
def test_the_sections_stand_in_the_order_of_an_abstract(id_: str) -> None:
    """What the trial is comes first, its sources last."""
    found = _top_keys(TRIALS[id_])
    assert sorted(found, key=SECTIONS.index) == found


@each_file
def test_yaml_1_1_and_1_2_read_the_same(path: Path) -> None:
    """PyYAML and a parser of YAML 1.2 find the same keys and the same values: no 2:1 that is 121, no `no` that is false."""
    ruamel = pytest.importorskip("ruamel.yaml", reason="a parser of YAML 1.2 is in the extra dev")
    text = path.read_text(encoding="utf-8")
    older, newer = yaml.safe_load(text), ruamel.YAML(typ="safe", pure=True).load(text)
    assert list(_values(newer)) == list(_values(older))


@each_file
def test_no_key_is_a_word_for_true_or_false(path: Path) -> None:
    """Every key is the same text to every reader."""
    keys = {key for keys, _ in _values(yaml.load(path.read_text(encoding="utf-8"), LOADER)) for key in keys}
    assert set() == {key for key in keys if str(key).casefold() in BOOLEANS}


@each_trial
def test_a_cut_that_is_a_report_stands_behind_the_named_cuts(id_: str, store: Store) -> None:
    """Named cuts come first, and only a report says so: no label says that its cut is not stated."""
    cuts = store.load(id_).trial.cuts
    reports = [cut.report for cut in cuts.values()]
    assert sorted(reports) == reports
    assert [] == [cut.label for cut in cuts.values() if "not stated" in cut.label]


@each_trial
def test_a_note_of_the_list_is_about_more_than_one_place(id_: str, store: Store) -> None:
    """A remark on one row, table, arm or cut, on the status, the design or who could enter, stands there."""
    loaded = store.load(id_)
    assert [] == [index for index, note in enumerate(loaded.trial.notes_about) if _has_one_place(loaded, index, note.about)]


def _has_one_place(loaded: Loaded, index: int, about: dict[str, Any]) -> bool:
    trial = loaded.trial
    if "section" in about:
        declared = {"arms": ("arm", trial.arms), "cuts": ("cut", trial.cuts)}
        if about["section"] in declared:
            name, parts = declared[about["section"]]
            return isinstance(about.get(name), str) or len(parts) == 1
        return about["section"] in ("status", "design", "population")
    if set(about) == {"source"}:
        return False  # a remark on a source, wherever it is cited
    (placed,) = (note for note in trial.notes if note.path == ("notes", index))
    ((_, rows),) = marked([placed], loaded.figures)
    paths = (loaded.figures[row].path for row in rows)
    places = {path[:4] if path[0] == "endpoints" else path[:2] for path in paths}
    return len(places) == 1 and next(iter(places))[0] in NOTED


def _top_keys(path: Path) -> list[str]:
    return [match[1] for match in re.finditer(r"^([a-z_]+):", path.read_text(encoding="utf-8"), re.MULTILINE)]


def _values(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """Each value that is no collection, with the keys that lead to it; true is told from 1, and 7 is 7.0."""
    if isinstance(data, dict):
        for key, value in data.items():
            yield from _values(value, (*path, key))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from _values(value, (*path, index))
    else:
        kind = "number" if isinstance(data, (int, float)) and not isinstance(data, bool) else type(data).__name__
        yield path, (kind, data)
