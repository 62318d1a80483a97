"""The JSON Schema for editors: generated, current, and true of what the loader takes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from evtrials.collection.store import open_store
from evtrials.errors import NotationError
from evtrials.notation.figures import ESTIMATE_PATTERN, FIGURE_PATTERN, parse_estimate, parse_figure
from evtrials.notation.numbers import MAX_DIGITS
from evtrials.notation.p_values import P_PATTERN, parse_p
from evtrials.trial.fields import Record
from evtrials.trial.schema import FIRST_LINE, schema_text, trial_schema

TRIALS = Path(__file__).parents[2] / "trials"
FILES = [*sorted(open_store(["shipped"]).files.values()), TRIALS / "_template.yaml"]
SCHEMA = trial_schema()


class Editor(yaml.SafeLoader):
    """Reads as an editor does: YAML 1.2, core schema, in which 2013-10-03 and 2:1 are text."""

    yaml_implicit_resolvers: dict[str, Any] = {}


for tag, pattern, first in (
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("null", r"null|Null|NULL|~|", "nN~"),
    ("int", r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+", "-+0123456789"),
    ("float", r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?", "-+.0123456789"),
):
    Editor.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(rf"^(?:{pattern})$"), list(first))


def problems(data: Any) -> list[str]:
    """What an editor would mark, as `path: message`."""
    validator = jsonschema.Draft7Validator(SCHEMA)
    return [f"{'.'.join(map(str, error.absolute_path))}: {error.message}" for error in validator.iter_errors(data)]


def read(text: str) -> Any:
    """Text as an editor reads it."""
    return yaml.load(text, Loader=Editor)


def test_the_editor_of_these_tests_reads_yaml_1_2() -> None:
    """Numbers and true are resolved; dates, ratios, yes and quoted digits are text."""
    expected = {"a": 7.8, "b": 2013, "c": True, "d": "2013-10-03", "e": "2:1", "f": "no", "g": "7", "h": ".5"}
    assert expected == read('{a: 7.8, b: 2013, c: true, d: 2013-10-03, e: 2:1, f: no, g: "7", h: ".5"}')


def test_the_schema_is_valid_draft_7() -> None:
    """The schema is one of draft 7 and uses no keyword of later drafts."""
    jsonschema.Draft7Validator.check_schema(SCHEMA)
    assert "http://json-schema.org/draft-07/schema#" == SCHEMA["$schema"]
    later = ('"$defs"', '"prefixItems"', '"unevaluatedProperties"', '"dependentSchemas"', "#/$defs/")
    assert [] == [word for word in later if word in schema_text()]


def test_the_shipped_schema_is_current() -> None:
    """trials/_schema.json is what `evtrials schema` prints; mend it with: evtrials schema > trials/_schema.json"""
    assert schema_text() == (TRIALS / "_schema.json").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_shipped_files_fit_the_schema(path: Path) -> None:
    """An editor marks nothing in a file that loads."""
    assert [] == problems(read(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_shipped_files_point_to_the_schema(path: Path) -> None:
    """The first line of each file tells the editor where the schema is."""
    assert path.read_text(encoding="utf-8").split("\n", 1)[0] == FIRST_LINE
    assert (TRIALS / FIRST_LINE.partition("$schema=")[2]).is_file()


def described(node: Any, path: str = "") -> Iterator[tuple[str, bool]]:
    """Every property of the schema, and whether it is described."""
    if isinstance(node, dict):
        for name, schema in node.get("properties", {}).items():
            yield f"{path}.{name}", bool(schema.get("description"))
        for name, part in node.items():
            yield from described(part, f"{path}.{name}")


def test_every_field_is_described() -> None:
    """An editor shows what each field means."""
    found = dict(described(SCHEMA))
    assert len(found) > 150
    assert [] == [name for name, is_described in found.items() if not is_described]


def test_an_editor_says_how_to_write_what_has_a_form() -> None:
    """Where a value has a form of its own an editor tells how it is written, and does not show the pattern."""

    def patterns(node: Any) -> Iterator[dict[str, Any]]:
        for part in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
            yield from patterns(part)
        if isinstance(node, dict) and isinstance(node.get("pattern"), str) and node["pattern"] != r"^(?:\S(?:.*\S)?)$":
            yield node

    found = list(patterns(SCHEMA))
    assert len(found) > 50
    assert [] == [node["pattern"] for node in found if "pattern" in node and "patternErrorMessage" not in node]
    (src,) = {node["patternErrorMessage"] for node in found if "Yardley2013" in node.get("patternErrorMessage", "")}
    assert 'the key of a source and the place in it: "Yardley2013 Abstract"' == src


def models(kind: type[Record] = Record) -> Iterator[type[Record]]:
    """Every model of a mapping in a file."""
    for child in kind.__subclasses__():
        yield child
        yield from models(child)


def test_every_field_of_every_model_says_what_it_means() -> None:
    """What a field means stands at the field, whence schema, template and documents have it."""
    # What the file spreads over keys of its own is no field there.
    gathered = {"Row.values", "Mixture.kinds"}
    found = {f"{model.__name__}.{name}": field.description for model in models() for name, field in model.model_fields.items()}
    assert len(found) > 170
    assert [] == [name for name, text in found.items() if not text and name not in gathered]


def test_draft_7_sees_nothing_beside_a_ref() -> None:
    """A $ref stands alone, since draft 7 ignores its neighbours."""

    def refs(node: Any) -> Iterator[dict[str, Any]]:
        if isinstance(node, dict):
            if "$ref" in node:
                yield node
            for part in node.values():
                yield from refs(part)
        elif isinstance(node, list):
            for part in node:
                yield from refs(part)

    found = list(refs(SCHEMA))
    assert len(found) > 20
    assert [] == [node for node in found if set(node) != {"$ref"}]


TEMPLATE = (TRIALS / "_template.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ("hr: 0.54 (0.36 to 0.81)", "hr: 0.54 (0.36-0.81)", "endpoints.pfs.results.0"),
        ("eve-10: 8.6 (7.0 to 9.9)", "eve-10: 8.6 months", "endpoints.pfs.results.0"),
        ("p: 0.002 two-sided", "p: two percent", "endpoints.pfs.results.0"),
        ("- {cut: interim, assessor: central", "- {cut: interim, asessor: central", "endpoints.pfs.results.2"),
        ("phase: 2 ", "phase: 7 ", "phase"),
        ("phase: 2, allocation", "phase: two, allocation", "parts.randomised.phase"),
        ("{planned: 180", '{planned: "1,180"', "participants"),
        ("date: 2019-06-30", "date: 30.6.2019", "cuts.final.date"),
        ("columns: [eve-10 any, eve-10 3-4", "columns: [eve-10 any, eve-10 severe", "safety.0.columns.1"),
        ("Cough: not reported", "Cough: NR", "safety.0.rows.Cough"),
        ("drugs: [letrozole 2.5 mg daily], part", 'drugs: ["letrozole, 2.5 mg"], part', "arms.let.drugs.0"),
        ("  eve-5: {label: Everolimus", "  EVE: {label: Everolimus", "arms"),
        ("src: Doe2020 Table 2", "src: Doe2020", "safety.0.src"),
        ("control: true", 'control: "true"', "arms.let.control"),
        ("her2 positive: 23", "her2 positive: few", "population.mix"),
        ("id: template-1", "id: Template_1", "id"),
        ("disease: [hr+/her2-,", "disease: [HR+/HER2-,", "population.disease.0"),
        ("planning: prespecified, src", "planned: prespecified, src", "populations.visceral"),
        ("date: 2026-01-02", "on: 2026-01-02", "curation.verified"),
        ("says: consistent", "says: the same", "endpoints.pfs.results.5.stated.says"),
        ("only: let 3-4, text", "only: {}, text", "safety.0.note"),
        ("share: 96/165", "share: most", "population.prior.1"),
        ("short: the registry prints 4.4,", "short: " + 9 * "the registry " + "prints 4.4,", "endpoints.pfs.results.0.note"),
    ],
)  # fmt: skip
def test_an_editor_marks_what_the_loader_refuses(old: str, new: str, where: str) -> None:
    """A slip is marked at its place, and nothing else is."""
    assert 1 == TEMPLATE.count(old)
    found = problems(read(TEMPLATE.replace(old, new)))
    assert found
    assert all(problem.startswith(where) for problem in found)


def test_one_mapping_may_stand_for_a_list_of_one() -> None:
    """Participants are one mapping or a list of them, in the schema as in the loader."""
    data = read(TEMPLATE)
    data["participants"] = data["participants"][0]
    assert [] == problems(data)


_pieces = st.sampled_from([
    "7.8", "0", "12", "-1.5", "1.0", ".05", "0.049", "<", ">=", "about ", " to ", " (", ")", "/", " %", "%", "; ", "95 % CI ", "90% CI ",
    "range ", "IQR ", "SD ", "not reached", "not reported", "not estimable", "stated significant", " stated not significant",
    " one-sided", " ", "NR", ",",
])  # fmt: skip


@given(st.lists(_pieces, min_size=1, max_size=8).map("".join))
@pytest.mark.parametrize(
    ("pattern", "parse"),
    [(FIGURE_PATTERN, parse_figure), (ESTIMATE_PATTERN, parse_estimate), (P_PATTERN, parse_p)],
    ids=["figure", "estimate", "p"],
)
def test_the_patterns_are_the_grammar(pattern: str, parse: Any, text: str) -> None:
    """The pattern that editors use takes what the parser takes, but for the limit of digits."""
    try:
        parse(text)
        parsed = True
    except NotationError:
        parsed = False
    if any(sum(char.isdigit() for char in run) > MAX_DIGITS for run in re.findall(r"[\d.]+", text)):
        return
    assert parsed == bool(re.fullmatch(pattern, text)), text


@pytest.mark.parametrize(
    ("pattern", "parse", "text"),
    [
        (FIGURE_PATTERN, parse_figure, "122/280 (43.57 %; 90 % CI 38.1 to 49.0)"),
        (FIGURE_PATTERN, parse_figure, "64 (IQR 41 to 86)"),
        (FIGURE_PATTERN, parse_figure, "6.3 (SD 1.1)"),
        (FIGURE_PATTERN, parse_figure, "not reached (22.6 to not reached)"),
        (ESTIMATE_PATTERN, parse_estimate, "0.74 (90 % CI 0.57 to 0.97)"),
        (P_PATTERN, parse_p, "0.0049 one-sided stated not significant"),
    ],
)
def test_the_patterns_take_the_whole_grammar(pattern: str, parse: Any, text: str) -> None:
    """Forms that chance would seldom make are taken by parser and pattern alike."""
    assert text == str(parse(text))
    assert re.fullmatch(pattern, text)


def test_the_text_is_json() -> None:
    """What is printed is the schema, with a line end."""
    assert json.loads(schema_text()) == SCHEMA
    assert schema_text().endswith("}\n")
