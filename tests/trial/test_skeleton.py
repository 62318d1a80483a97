"""New files: the emptied template, and the skeleton of a trial for the second reader."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from evtrials.bench.changes import load_reading, reconcile
from evtrials.collection.loading import Loaded, load_file
from evtrials.collection.store import open_store
from evtrials.errors import DataError, UsageError
from evtrials.trial.reader import read_file, read_text
from evtrials.trial.schema import FIRST_LINE
from evtrials.trial.skeleton import minimal_text, new_text, places_to_fill, skeleton_text

TRIALS = Path(__file__).parents[2] / "trials"
STORE = open_store(["shipped"])
FILES = [*sorted(STORE.files.values()), TRIALS / "_template.yaml"]
# Tried in the fast suite: all that a file can hold, three arms, several cuts, pages of notes.
SEED = ("_template", "bolero-2", "bolero-6", "horizon", "tamrad")
PARAMETERS = [pytest.param(path, id=path.stem, marks=() if path.stem in SEED else pytest.mark.slow) for path in FILES]
DROPPED = ("curves", "notes", "waivers", "curation")
SIGNED = {"extracted": {"by": "TODO", "date": "TODO"}}

TEMPLATE = TRIALS / "_template.yaml"


def leaves(data: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Every text of a file with its path; a list of texts is one."""
    if isinstance(data, str):
        yield path, data
    elif isinstance(data, list) and not any(isinstance(part, (dict, list)) for part in data):
        yield path, ", ".join(data)
    else:
        for name, part in data.items() if isinstance(data, dict) else enumerate(data):
            yield from leaves(part, (*path, name))


def filled(skeleton: Any, original: Any) -> Any:
    """A skeleton filled in by a reader who finds what the first reader found."""
    if isinstance(skeleton, dict):
        return {name: filled(part, original[name]) for name, part in skeleton.items()}
    if skeleton == "TODO" or (isinstance(skeleton, list) and set(map(str, skeleton)) == {"TODO"}):
        return original
    if isinstance(skeleton, list):
        return [filled(part, original[index]) for index, part in enumerate(skeleton)]
    return skeleton


def as_yaml(data: Any) -> str:
    """Any data as flow YAML in quotes."""
    if isinstance(data, dict):
        return "{" + ", ".join(f"{as_yaml(name)}: {as_yaml(part)}" for name, part in data.items()) + "}"
    if isinstance(data, list):
        return "[" + ", ".join(map(as_yaml, data)) + "]"
    return '"' + data.replace("\\", "\\\\").replace('"', '\\"') + '"'


@pytest.mark.parametrize("path", PARAMETERS)
def test_a_skeleton_filled_in_agrees_with_its_file(path: Path, tmp_path: Path) -> None:
    """Nothing that a second reader has to fill in is lost: filled with the same figures, the readings agree."""
    original = read_file(path)
    skeleton = read_text(skeleton_text(original))
    second = tmp_path / "second.yaml"
    second.write_text(as_yaml(filled(skeleton.data, original.data)), encoding="utf-8")
    first, again = load_reading(path, STORE.terms, STORE.sources), load_reading(second, STORE.terms, STORE.sources)
    comparison = reconcile(first, again)
    assert () == comparison.differences
    assert {"note"} >= {difference.field for difference in comparison.wording if difference.section != "notes"}


@pytest.mark.parametrize("path", PARAMETERS)
def test_a_skeleton_keeps_names_and_nothing_found(path: Path) -> None:
    """Every figure of the file says TODO in the skeleton; what is not TODO stands in the file as it is."""
    original = read_file(path)
    skeleton = read_text(skeleton_text(original)).data
    assert isinstance(original.data, dict) and isinstance(skeleton, dict)
    assert SIGNED == skeleton.pop("curation")
    assert [name for name in original.data if name not in DROPPED] == list(skeleton)
    texts = dict(leaves(original.data))
    kept = {place: text for place, text in leaves(skeleton) if set(text.split(", ")) != {"TODO"}}
    assert kept == {place: texts[place] for place in kept}
    blank = {place for place, _ in leaves(skeleton)} - set(kept)
    for row in load_reading(path, STORE.terms, STORE.sources).figures:
        # The list a cell stands in; one mapping may stand where a list of one could.
        place = (*row.path, "text") if row.kind == "statement" else row.path[:-1] if isinstance(row.path[-1], int) else row.path
        assert place in blank or tuple(part for part in place if part != 0) in blank, f"{place} keeps {row.text}"


def test_a_skeleton_by_example(load_toy: Callable[..., Loaded]) -> None:
    """Rows keep their keys on one line, tables their terms; roles, doses, counts, dates and notes go."""
    note = "notes:\n  - {about: {endpoint: os}, kind: caveat, text: Immature.}\nsafety:\n"
    text = skeleton_text(load_toy(("safety:\n", note), ("Diarrhoea: [34, 2, 19, <1]", "Diarrhoea: not reported")).document)
    assert FIRST_LINE == text.split("\n", 1)[0]
    expected = """\
design: {allocation: TODO, ratio: TODO, masking: TODO, control: TODO, src: Doe2020 Abstract}

population:
  summary: TODO
  hr: [TODO]
  her2: [TODO]
  menopause: [TODO]
  line: TODO
  prior: [TODO]
  src: Doe2020 Abstract

arms:
  eve: {label: Everolimus + letrozole, n: TODO, drugs: [TODO], src: Doe2020 Abstract}
  pbo: {label: Placebo + letrozole, n: TODO, control: true, drugs: [TODO], src: Doe2020 Abstract}

populations:
  visceral: {factor: visceral metastasis, level: present, planning: TODO, src: Doe2020 Abstract}

cuts:
  interim: {label: Interim analysis, date: TODO, src: Doe2020 Abstract}
  final: {label: Final analysis, date: TODO, followup: TODO, events: TODO, src: Doe2020 Abstract}

endpoints:
  pfs:
    role: TODO
    assessor: investigator
    measure: median
    unit: months
    results:
      - {cut: interim, eve: TODO, pbo: TODO, hr: TODO, p: TODO, assessor: investigator, src: News2020 News}
      - {cut: final, eve: TODO, pbo: TODO, hr: TODO, p: TODO, assessor: investigator, src: Doe2020 Abstract}
      - {cut: final, assessor: central, role: TODO, eve: TODO, pbo: TODO, hr: TODO, src: Doe2020 Abstract}
      - {cut: final, population: visceral, eve: TODO, pbo: TODO, hr: TODO, assessor: investigator, src: Doe2020 Abstract}
  os:
    role: TODO
    measure: median
    unit: months
    results:
      - {cut: final, eve: TODO, pbo: TODO, src: Doe2020 Abstract}

safety:
  - src: Doe2020 Table 2
    cut: final
    attribution: any cause
    unit: percent
    n: {eve: TODO, pbo: TODO}
    columns: [eve any, eve 3-4, pbo any, pbo 3-4]
    rows:
      Stomatitis: [TODO, TODO, TODO, TODO]
      Diarrhoea: [TODO, TODO, TODO, TODO]

curation:
  extracted: {by: TODO, date: TODO}
"""
    assert expected == text[text.index("design:") :]


def test_comments_do_not_reach_the_second_reader(load_toy: Callable[..., Loaded]) -> None:
    """A comment of the first reader may hold a figure, so none is copied."""
    text = skeleton_text(load_toy(("    results:\n", "    results:   # hr 0.45 in the abstract\n")).document)
    assert "0.45" not in text


LABELS = (
    "a, b", "a: b", "a #b", "[x] y", 'say "x"', "back\\slash", "- dash", "> more", "'quoted'", "k", "true", "x:", "100 %", "&a", "*b",
    "!c", "@d", "`e`",
)  # fmt: skip


@pytest.mark.parametrize("label", LABELS)
def test_any_text_survives_in_a_skeleton(load_toy: Callable[..., Loaded], label: str) -> None:
    """Text that YAML would read otherwise is quoted; all other text is not."""
    loaded = load_toy(("{label: Interim analysis", f"{{label: {as_yaml(label)}"))
    data = read_text(skeleton_text(loaded.document)).data
    assert isinstance(data, dict)
    assert label == data["cuts"]["interim"]["label"]


def test_an_unfilled_file_does_not_load(load_toy: Callable[..., Loaded], tmp_path: Path) -> None:
    """All that is to be filled in is one fault, with the number of places and the first of them, and nothing stands beside it."""
    path = tmp_path / "toy-1.yaml"
    path.write_text(skeleton_text(load_toy().document), encoding="utf-8")
    with pytest.raises(DataError) as caught:
        load_file(path, STORE.terms, {})
    text = path.read_text(encoding="utf-8")
    body = text[text.index("\nid:") :]
    (problem,) = caught.value.problems
    expected = f"{body.count('TODO')} TODOs to fill in or delete, the first at line {problem.line}: write what the source prints"
    assert problem.message.startswith(expected)
    assert text.split("\n")[problem.line - 1][problem.column - 1 :].startswith("TODO")


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("\ntitle: TODO", "\ntitel: TODO", "titel"),
        ("allocation: TODO", "allocation: random", "design.allocation"),
        ("{arm-1: TODO", "{asessor: TODO, arm-1: TODO", "endpoints.endpoint-1.results.0.asessor"),
        ("sources:\n", "curation: {extracted: {by: TODO, on: TODO}}\nsources:\n", "curation.extracted.on"),
        ("phase: TODO", "phase: TODO\ncolour: TODO", "colour"),
    ],
)
def test_no_other_fault_hides_behind_todo(old: str, new: str, field: str, tmp_path: Path) -> None:
    """A misspelt field is told though its value is to be filled in, and a wrong value beside many that are."""
    path = tmp_path / "radar.yaml"
    text = minimal_text("radar").replace("title: TODO\n", "title: TODO\nphase: TODO\n")
    assert 1 == text.count(old)
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(DataError) as caught:
        load_file(path, STORE.terms, {})
    assert field in [problem.field for problem in caught.value.problems]


def test_a_broken_rule_is_told_beside_todo(load_toy: Callable[..., Loaded]) -> None:
    """Where the fields are right so far, what one owes to another is told too."""
    with pytest.raises(DataError) as caught:
        load_toy(("title: Everolimus plus letrozole in an invented disease", "title: TODO"), ("cut: interim, eve", "cut: middle, eve"))
    assert ["", "endpoints.pfs.results.0.cut"] == [problem.field for problem in caught.value.problems]


def test_other_faults_are_told_beside_todo(load_toy: Callable[..., Loaded], tmp_path: Path) -> None:
    """A reader half way through learns of his slips too."""
    path = tmp_path / "toy-1.yaml"
    path.write_text(skeleton_text(load_toy().document).replace("hr: TODO", "hr: 0.4-0.5", 1), encoding="utf-8")
    with pytest.raises(DataError) as caught:
        load_file(path, STORE.terms, {})
    others = [problem.field for problem in caught.value.problems if "TODO" not in problem.message]
    assert ["endpoints.pfs.results.0.hr"] == others


def test_todo_alone_keeps_a_file_from_loading(load_toy: Callable[..., Loaded]) -> None:
    """A text field that would take any word does not take TODO."""
    with pytest.raises(DataError, match=r"toy-1\.yaml:3:8  1 TODO to fill in or delete, at line 3: write what the source prints"):
        load_toy(("title: Everolimus plus letrozole in an invented disease", "title: TODO"))


def comments(text: str) -> list[str]:
    """The comments of a file, from the id on."""
    return re.findall(r"(?:^|\s)(#.*)", text[text.index("\nid:") :])


def test_a_new_file_is_the_template_without_its_invention() -> None:
    """Keys, references and every comment stay; all that was invented says TODO."""
    template, text = (TRIALS / "_template.yaml").read_text(encoding="utf-8"), new_text("radar", TEMPLATE)
    assert comments(template) == comments(text)
    assert FIRST_LINE == text.split("\n", 1)[0]
    before, after = dict(leaves(read_text(template).data)), dict(leaves(read_text(text).data))
    assert list(before) == list(after)
    assert "radar" == after[("id",)]
    kept = {place[-1] for place, value in after.items() if value and set(value.split(", ")) != {"TODO"}}
    assert kept <= {"id", "src", "n_src", "cut", "population", "part", "arm", "of", "reports", "columns"}
    assert "TODO" == after["endpoints", "pfs", "results", 0, "hr"] == after["name",] == after["phase",]


def test_comments_of_a_new_file_stay_in_their_column() -> None:
    """The file is pleasant to fill in: comments stand where the template has them."""
    template, text = TEMPLATE.read_text(encoding="utf-8"), new_text("template-1", TEMPLATE)
    columns = {line.partition(" #")[2]: line.find(" #") for line in template.split("\n") if " #" in line}
    lines = [line for line in text[text.index("\nid:") :].split("\n") if " #" in line]
    assert len(lines) > 50
    for line in lines:
        said, _, comment = line.partition(" #")
        assert columns[comment] == len(said) or len(said.rstrip()) > columns[comment]


def test_a_new_file_does_not_load_before_it_is_filled_in(tmp_path: Path) -> None:
    """A new file tells of its TODOs and of no other fault."""
    path = tmp_path / "radar.yaml"
    path.write_text(new_text("radar", TEMPLATE), encoding="utf-8")
    with pytest.raises(DataError) as caught:
        load_file(path, STORE.terms, {})
    assert [""] == [problem.field for problem in caught.value.problems]
    number = len(places_to_fill(read_file(path).data))
    assert number > 200
    assert caught.value.problems[0].message.startswith(f"{number} TODOs to fill in or delete, the first at line ")


def test_a_few_places_to_fill_in_are_told_each_with_its_line(load_toy: Callable[..., Loaded]) -> None:
    """By the end one need not look for them."""
    with pytest.raises(DataError, match=r":3:8  3 TODOs to fill in or delete, at lines 3 and 7: "):
        load_toy(
            ("title: Everolimus plus letrozole in an invented disease", "title: TODO"),
            ("as_of: 2020-06-30, src: Doe2020 Abstract", "as_of: TODO, src: TODO"),
        )


FILLED = """\
id: radar
name: RADAR
title: Everolimus in an invented disease
status: {is: not stated, src: Doe2020 Abstract}
design: {allocation: single arm, src: Doe2020 Abstract}
population: {summary: Postmenopausal women, src: Doe2020 Abstract}
arms:
  eve: {label: Everolimus, drugs: [everolimus 10 mg daily], src: Doe2020 Abstract}
endpoints:
  pfs: {is: pfs, role: primary, measure: median, unit: months, results: [{eve: 7.8, src: Doe2020 Abstract}]}
sources:
  Doe2020: {title: A toy paper, basis: abstract}
"""


def test_a_minimal_file_is_a_dozen_lines(tmp_path: Path) -> None:
    """It holds no word that a source would have to say, and loads when its TODOs are filled in and its names changed."""
    text = minimal_text("radar")
    lines = text.splitlines()
    assert FIRST_LINE == lines[0]
    body = [line for line in lines if not line.startswith("#")]
    assert 12 == len(body)
    names = {place for place, value in leaves(read_text(text).data) if set(value.split(", ")) != {"TODO"}}
    assert {("id",)} == names
    path = tmp_path / "radar.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataError) as caught:
        load_file(path, STORE.terms, {})
    assert 1 == len(caught.value.problems)
    path.write_text(FILLED, encoding="utf-8")
    assert list(shape(read_text(text).data)) == list(shape(read_text(FILLED).data))
    assert "7.8" == next(row for row in load_file(path, STORE.terms, {}).figures if row.kind == "outcome").figure.text


def shape(data: Any) -> Iterator[str]:
    """The fields of a file, but for the names that are the curator's own."""
    for place, _ in leaves(data):
        yield ".".join(str(part) for part in place if part not in {"arm-1", "endpoint-1", "Author2020", "eve", "pfs", "Doe2020"})


@pytest.mark.parametrize("id_", ["", "a", "Radar", "../radar", "radar-", "ra dar", "rаdar", "a" * 65])
def test_an_id_is_checked(id_: str) -> None:
    """An id that no trial may have is refused, look-alike letters too."""
    with pytest.raises(UsageError, match="cannot be an id: an id is two or more of a-z"):
        new_text(id_, TEMPLATE)
    with pytest.raises(UsageError, match="cannot be an id: an id is two or more of a-z"):
        minimal_text(id_)
