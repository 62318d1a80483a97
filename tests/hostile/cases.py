"""Hostile files: what is in them, and what the first message about each must say, with its place."""

from __future__ import annotations

import os
import re
import runpy
import socket
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

# The toy of all tests; several files here are named conftest, so it is not imported by that name.
TOY: str = runpy.run_path(str(Path(__file__).parents[1] / "conftest.py"))["TOY"]
FILE = "hostile.yaml"
GOOD = TOY.replace("id: toy-1", "id: hostile", 1).replace("NCT00000001", "NCT00000002").replace("name: TOY-1", "name: HOSTILE")
MIB = 1 << 20


@dataclass(frozen=True)
class Case:
    """What is made in the folder, and a pattern of what is said of it, from the name of the file on."""

    make: Callable[[Path], None]
    says: str
    file: str = FILE
    checked: str = ""  # what `check` is given, where that is not the file


def content(raw: bytes | str, says: str) -> Case:
    """A hostile file of these bytes."""
    data = raw.encode("utf-8") if isinstance(raw, str) else raw
    return Case(lambda folder: (folder / FILE).write_bytes(data) and None, says)


def changed(old: str, new: str, says: str) -> Case:
    """A good trial with one thing changed; `@` in the pattern stands for the line and column of the change."""
    assert GOOD.count(old) >= 1, old
    at = GOOD.index(old)
    line = GOOD.count("\n", 0, at) + 1
    return content(GOOD.replace(old, new, 1), says.replace("@", f":{line}:\\d+"))


def _bomb() -> str:
    lines = ["a: &a [lol, lol, lol, lol, lol, lol, lol, lol, lol]"]
    lines += [f"{new}: &{new} [{', '.join([f'*{old}'] * 9)}]" for old, new in zip("abcdefgh", "bcdefghi", strict=True)]
    return "\n".join(lines)


def _sparse(folder: Path) -> None:
    with (folder / FILE).open("wb") as file:
        file.truncate(100 * MIB)


def _full(folder: Path) -> None:
    with (folder / FILE).open("wb") as file:
        for _ in range(100):
            file.write(b"# a line of text\n" * (MIB // 17))


def _link(target: str) -> Callable[[Path], None]:
    return lambda folder: (folder / FILE).symlink_to(target)


def _link_to_trial_outside(folder: Path) -> None:
    outside = folder.parent / "outside.yaml"
    outside.write_text(GOOD, encoding="utf-8")
    (folder / FILE).symlink_to(outside)


def _shared_link(name: str) -> Callable[[Path], None]:
    def make(folder: Path) -> None:
        outside = folder.parent / "secret.yaml"
        outside.write_text("Secret2020: {title: A secret, basis: press}\n", encoding="utf-8")
        (folder / name).symlink_to(outside)

    return make


def _socket(folder: Path) -> None:
    here = os.getcwd()
    os.chdir(folder)  # the name of a socket is short
    try:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(FILE)
    finally:
        os.chdir(here)


def _unreadable(folder: Path) -> None:
    (folder / FILE).write_text(GOOD, encoding="utf-8")
    (folder / FILE).chmod(0)


def _keys(size: int, form: str) -> str:
    made: list[str] = []
    length = 0
    while length < size:
        made.append(form.format(len(made)))
        length += len(made[-1])
    return "".join(made)


CUTS = "".join(f"  c{index}: {{label: A cut, src: Doe2020 Abstract}}\n" for index in range(1500))
GROUPS = "".join(f"  p{index}: {{factor: Factor {index}, level: low, src: Doe2020 Abstract}}\n" for index in range(780))
IN_GROUPS = "".join(
    f"      - {{cut: final, population: p{index}, eve: 6.8, pbo: 2.8, hr: 0.47 (0.31 to 0.71), assessor: investigator, src: Doe2020 Abstract}}\n"
    for index in range(780)
)


def _rows(number: int) -> str:
    return "".join(
        f"      - {{cut: final, at: {index} months, eve: 7.8, pbo: 3.2, hr: 0.45 (0.34 to 0.59), src: Doe2020 Abstract}}\n"
        for index in range(number)
    )


def _notes(number: int) -> str:
    return "notes:\n" + "".join(f"  - {{about: {{endpoint: os}}, kind: caveat, text: N{index}}}\n" for index in range(number))


FIGURES = "eve: 7.8 (6.9 to 8.5)"
MANY_ARMS = "".join(f"  a{index}: {{label: An arm, src: Doe2020 Abstract}}\n" for index in range(1500))
MANY_ROWS = "".join(f"      - {{cut: final, b{index}: 7.8, src: Doe2020 Abstract}}\n" for index in range(1000))
DIGITS = "7" * 10_000
DAILY = " once daily" * 2000
ESCAPES = {"escape": "\x1b[31m", "C1 escape": "\x9b31m", "title of the window": "\x1b]0;x\x07", "backspace": "\x08",
           "direction": "\u202e", "isolate": "\u2066", "invisible tag": "\U000e0041", "line separator": "\u2028"}  # fmt: skip

CASES: dict[str, Case] = {
    # Size and shape
    "alias bomb": content(_bomb(), r":1:4  an anchor"),
    "alias of itself": content("a: &a [*a]", r":1:4  an anchor"),
    "alias of nothing": changed("title: Everolimus", "title: *e #", r"@  an alias"),
    "merge key": changed("design: {", "design: {<<: {a: b}, ", r"@  a merge key"),
    "100 MB, sparse": Case(_sparse, r"  is larger than 1 MiB"),
    "100 MB of comments": Case(_full, r"  is larger than 1 MiB"),
    "100,000 brackets": content("[" * 100_000, r":1:21  is nested more than 20 deep"),
    "100,000 braces": content("{a: " * 100_000, r":1:81  is nested more than 20 deep"),
    "100,000 dashes": content("- " * 100_000, r":1:41  is nested more than 20 deep"),
    "100,000 question marks": content("? " * 100_000, r":1:\d+  a key is plain text"),
    "100,000 closing brackets": content("]" * 100_000, r":1:1  is not YAML here"),
    "1 MiB of exclamation marks": content("!" * MIB, r":1:1  a tag"),
    "1 MiB of ampersands": content("&" * MIB, r":1:\d+  is not YAML here"),
    "1 MiB of colons": content(":" * MIB, r":1:1  a text of 1048575 characters"),
    "1 MiB of a quote": content('"' + "a" * (MIB - 1), r":1:\d+  is not YAML here"),
    "1 MiB of blank lines in a quote": content('a: "' + "\n" * (MIB - 5) + '"', r":1:4  a tab or an empty line"),
    "1 MiB of one text": changed("an invented disease", "x" * (MIB - 5000), r"@  a text of \d+ characters"),
    "1 MiB of one key": content("? " + "k" * (MIB - 10) + "\n: v", r":1:3  a text of 1048566 characters"),
    "a long unquoted key": content("k" * 2000 + ": v", r":1:\d+  is not YAML here"),
    "1 MiB of keys": content(_keys(MIB - 20, "k{0}: 1\n"), r":10000:\d+  more than 10000 values"),
    "1 MiB of keys on one line": content("{" + _keys(MIB - 30, "k{0}: 1, ") + "z: 1}", r":1:\d+  more than 10000 values"),
    "9,000 unknown fields": content(GOOD + _keys(126_000, "seting{0}: 1\n"), r':56:10  seting0: "seting0" is not a field here'),
    "1,500 arms and 1,000 rows": content(
        GOOD.replace("populations:\n", MANY_ARMS + "populations:\n", 1).replace("  os:\n", MANY_ROWS + "  os:\n", 1),
        r':\d+:\d+  endpoints\.pfs\.results\.\d+\.b0: "b0" is neither a field nor an arm of this trial \(eve, pbo, a0',
    ),
    "2,000 schedules": changed("everolimus 10 mg daily", f"everolimus 10 mg{DAILY} x", "@  arms.eve.drugs.0: a text of|@  a text of"),
    "25 schedules": changed("everolimus 10 mg daily", f"everolimus 10 mg{DAILY[: 25 * 11]} x", "@  arms.eve.drugs.0: "),
    "9,000 words of a drug": changed("everolimus 10 mg daily", "a " * 4500 + "z", "@  arms.eve.drugs.0: a drug with its dose has at most"),
    "301 notes": content(GOOD + _notes(301), r":57:\d+  notes: at most 300 notes and waivers"),
    "an empty file": content("", r"  is empty; copy _template\.yaml"),
    "nothing but comments": content("# nothing\n", r"  is empty"),
    "a list": content("- a\n- b\n", r":1:1  a trial file is a mapping of fields"),
    "a word": content("hello", r":1:1  a trial file is a mapping of fields"),
    "two documents": content(f"--- \n{GOOD}\n---\na: b\n", r":\d+:1  a second document"),
    "a future YAML": content(f"%YAML 9.9\n---\n{GOOD}", r":1:1  is not YAML here"),
    # Bytes and characters
    "UTF-16": content(GOOD.encode("utf-16"), r":1:1  is not UTF-8 text"),
    "UTF-16 without a mark": content(GOOD.encode("utf-16-le"), r":1:2  the invisible or control character U\+0000"),
    "UTF-32": content(GOOD.encode("utf-32"), r":1:1  is not UTF-8 text"),
    "Latin-1": content(GOOD.replace("authors: [Doe J]", "authors: [Doé J]").encode("latin-1"), r":10:\d+  is not UTF-8 text"),
    "overlong UTF-8": content(b"id: hostile\nname: \xc0\xaf\n", r":2:7  is not UTF-8 text"),
    "half a surrogate pair": content(b"id: hostile\nname: \xed\xa0\x80\n", r":2:7  is not UTF-8 text"),
    "an escaped half of a pair": changed("title: Everolimus", 'title: "\\ud800" #', r"@  (?:is not YAML here|the invisible)"),
    "NUL": changed("name: HOSTILE", "name: HOS\x00TILE", r"@  the invisible or control character U\+0000"),
    "noncharacter": changed("name: HOSTILE", "name: HOS\ufffeTILE", r"@  the invisible or control character U\+FFFE"),
    "BOM in the middle": changed("name: HOSTILE", "name: HOS\ufeffTILE", r"@  the invisible or control character U\+FEFF"),
    "two BOMs": content("\ufeff\ufeff" + GOOD, r":1:1  the invisible or control character U\+FEFF"),
    "lone CR": content(GOOD.replace("\n", "\r"), r":1:12  the invisible or control character U\+000D"),
    "one lone CR": changed("phase: 3\n", "phase: 3\rkind: trial\n", r"@  the invisible or control character U\+000D"),
    "tab before a field": changed("  pfs:", "\tpfs:", r"@  is not YAML here"),
    "tab in a text": changed("name: HOSTILE", "name: HOS\tTILE", r"@  a tab or an empty line inside a text"),
    "empty line in a text": changed("title: Everolimus", 'title: "a\n\n  b" #', r"@  a tab or an empty line inside a text"),
    **{f"{name} in a text": changed("name: HOSTILE", f"name: HOS{char}TILE", r"@  the invisible or control character U\+")
       for name, char in ESCAPES.items()},
    **{f"{name} by its code": changed("name: HOSTILE", f'name: "HOS\\U{ord(char[0]):08x}TILE"', r"@  the invisible or control character U\+")
       for name, char in ESCAPES.items()},
    **{f"{name} in a key": changed("phase: 3\n", f'"\\U{ord(char[0]):08x}phase": 3\n', r"@  the invisible or control character U\+")
       for name, char in ESCAPES.items()},
    "digits of another script": changed(FIGURES, "eve: ٧.٨", r"@  endpoints\.pfs\.results\.1\.eve: write a figure as"),
    "full-width digits": changed("n: 200,", "n: ２００,", r"@  arms\.eve\.n: write a count .*U\+FF12, FULLWIDTH DIGIT TWO"),
    # YAML that a trial file has no use for
    "key twice": changed("phase: 3\n", "phase: 3\nphase: 2\n", r':6:1  the key "phase" stands twice'),
    "key twice in a row": changed(FIGURES, f"{FIGURES}, eve: 7.9", r'@  the key "eve" stands twice'),
    "tag": changed("phase: 3", "phase: !!int 3", r"@  a tag"),
    "tag that runs": changed("phase: 3", 'phase: !!python/object/apply:os.system ["touch pwned"]', r"@  a tag"),
    "tag of an escape": changed("phase: 3", "phase: !%1b%5b31m 3", r"@  a tag"),
    "anchor in a row": changed(FIGURES, "eve: &x 7.8", r"@  an anchor"),
    "literal block": changed("title: Everolimus", "title: |\n  Everolimus", r"@  a block scalar"),
    "folded block": changed("title: Everolimus", "title: >-\n  Everolimus", r"@  a block scalar"),
    "null": changed("phase: 3", "phase: ~", r"@  an empty value"),
    "key that is a list": changed("phase: 3", "? [phase]\n: 3", r"@  a key is plain text"),
    "empty key": changed("phase: 3", '"": 3', r"@  a key is empty"),
    "padded key": changed("phase: 3", '"phase ": 3', r"@  a key is empty, or has spaces around it"),
    # Values
    **{f"10,000 digits in {old.partition(':')[0]}": changed(old, new, says) for old, new, says in (
        (FIGURES, f"eve: {DIGITS}", r"@  endpoints\.pfs\.results\.1\.eve: a figure has at most 12 digits"),
        ("hr: 0.45", f"hr: 0.{DIGITS[:9000]}", r"@  endpoints\.pfs\.results\.1\.hr: a figure has at most 12 digits"),
        ("p: <0.0001", f"p: <0.{DIGITS[:9000]}", r"@  endpoints\.pfs\.results\.1\.p: a figure has at most 12 digits"),
        ("n: 200", f"n: {DIGITS}", r"@  arms\.eve\.n: write a count"),
        ("ratio: 2:1", f"ratio: {DIGITS[:5000]}:1", r"@  design\.ratio: write the allocation ratio"),
        ("followup: 18 months", f"followup: {DIGITS[:9000]} months", r"@  cuts\.final\.followup: write the median follow-up"),
        ("drugs: [everolimus 10 mg", f"drugs: [everolimus {DIGITS[:9000]} mg", r"@  arms\.eve\.drugs\.0: a drug with its dose has at most"),
        ("year: 2020", f"year: {DIGITS}", r"@  sources\.Doe2020\.year: write a year"),
        ("registry: [NCT00000002]", f"registry: [NCT{DIGITS[:9000]}]", r"@  registry\.0: a number of ClinicalTrials\.gov is written as"),
    )},
    "30 February": changed("date: 2018-01-31", "date: 2018-02-30", r"@  cuts\.interim\.date: 2018-02-30 is no day of the calendar"),
    "31 February": changed("as_of: 2020-06-30", "as_of: 2013-02-31", r"@  status\.as_of: 2013-02-31 is no day of the calendar"),
    "29 February of no leap year": changed("as_of: 2020-06-30", "as_of: 2100-02-29", r"@  status\.as_of: write a date|@  status\.as_of: 2100"),
    "month 13": changed("date: 2018-01-31", "date: 2018-13-01", r"@  cuts\.interim\.date: write a date"),
    "year 9999": changed("as_of: 2020-06-30", "as_of: 9999-12-31", r"@  status\.as_of: write a date"),
    "year 0": changed("as_of: 2020-06-30", "as_of: 0000-00-00", r"@  status\.as_of: write a date"),
    "unknown field": changed("phase: 3", "pahse: 3", r'@  pahse: "pahse" is not a field here; did you mean "phase"\?'),
    "unknown field in a row": changed(FIGURES, f"{FIGURES}, evv: 3", r'@  endpoints\.pfs\.results\.1\.evv: "evv" is neither a field nor an arm'),
    "look-alike letter in the id": changed("id: hostile", "id: h\u043estile", r"@  id: an id is .*U\+043E, CYRILLIC SMALL LETTER O"),
    "look-alike letter in an arm": changed("  eve: {label", "  \u0435ve: {label", r"@  arms\.\u0435ve: an id is .*U\+0435, CYRILLIC SMALL LETTER IE"),
    "look-alike letter in a cut": changed("  interim: {", "  \u0456nterim: {", r"@  cuts\.\u0456nterim: an id is .*U\+0456, CYRILLIC SMALL LETTER"),
    "look-alike letter in a source": changed("  News2020: {", "  N\u0435ws2020: {", r"@  sources\.N\u0435ws2020: the key of a source is letters"),
    # Paths
    **{f"path as id: {path}": changed("id: hostile", f'id: "{path}"', r"@  id: an id is two or more")
       for path in ("../hostile", "../../etc/passwd", "/etc/passwd", "hostile/../../x", "..", "a/b", "C:x")},
    "path as arm": changed("  eve: {label", "  ../eve: {label", r"@  arms\.\.\./eve: an id is two or more|:\d+:\d+  endpoints"),
    "path as cut": changed("  interim: {", "  ../interim: {", r"@  cuts\.\.\./interim: an id is two or more"),
    "path as source": changed("  News2020: {", "  ../../News2020: {", r"@  sources\.\.\./\.\./News2020: the key of a source is letters"),
    "path as pooled trial": changed("phase: 3", "pools: [../toy-1]", r"@  pools\.0: an id is two or more"),
    "path as curve": changed("safety:\n", "curves:\n  - {file: ../secret.csv, endpoint: pfs}\nsafety:\n", r":\d+:\d+  curves\.0\.file: name a file of the folder curves"),
    # What is no file
    "link out of the folder": Case(_link_to_trial_outside, r"  is a link out of the folder"),
    "link to a file of the system": Case(_link("/etc/passwd"), r"  is a link out of the folder"),
    "link to a device": Case(_link("/dev/zero"), r"  is a link out of the folder"),
    "link to itself": Case(_link(FILE), r"  is a link out of the folder|  cannot be opened"),
    "link to nothing": Case(_link("nothing.yaml"), r"  cannot be opened \(No such file"),
    "link to the folder": Case(_link("."), r"  is a link out of the folder|  is not a plain file|  is no"),
    "a folder": Case(lambda folder: (folder / FILE).mkdir(), r"  is not a plain file", checked="."),
    "a pipe": Case(lambda folder: os.mkfifo(folder / FILE), r"  is not a plain file"),
    "a socket": Case(_socket, r"  cannot be opened"),
    "an unreadable file": Case(_unreadable, r"  cannot be opened \(Permission denied\)"),
}  # fmt: skip

# Good trials of as many values as a file can have, of the kinds that are held against each other: dear, but no fault.
FULL: dict[str, Case] = {
    "rows": content(GOOD.replace("  os:\n", _rows(1380) + "  os:\n", 1), ""),
    "rows and notes": content(GOOD.replace("  os:\n", _rows(1150) + "  os:\n", 1) + _notes(300), ""),
    "cuts and rows": content(GOOD.replace("endpoints:\n", CUTS + "endpoints:\n", 1).replace("  os:\n", _rows(700) + "  os:\n", 1), ""),
    "subgroups": content(GOOD.replace("cuts:\n", GROUPS + "cuts:\n", 1).replace("  os:\n", IN_GROUPS + "  os:\n", 1), ""),
    "harms": content(GOOD + "".join(f"      Harm {index}: [59, 8, 12, 0]\n" for index in range(1850)), ""),
}

# Faults of what all trials of a folder share: no trial of it can be answered, and the file is named.
SHARED: dict[str, Case] = {
    **{f"{name} that links out": Case(_shared_link(name), r"  is a link out of the folder", name)
       for name in ("_terms.yaml", "_sources.yaml")},
    "_terms.yaml that is a list": Case(lambda folder: (folder / "_terms.yaml").write_text("- a\n") and None, r":1:1  this is a mapping", "_terms.yaml"),
    "_terms.yaml of 100 MB": Case(lambda folder: os.truncate(_touched(folder / "_terms.yaml"), 100 * MIB), r"  is larger than 1 MiB", "_terms.yaml"),
    "_sources.yaml with a path": Case(
        lambda folder: (folder / "_sources.yaml").write_text("../../x: {title: A, basis: press}\n") and None,
        r":1:\d+  \.\./\.\./x: the key of a source is letters", "_sources.yaml"),
    "_sources.yaml that is a pipe": Case(lambda folder: os.mkfifo(folder / "_sources.yaml"), r"  is not a plain file", "_sources.yaml"),
}  # fmt: skip

# One case of each kind, for the fast suite; the others run with `pytest -m slow`.
SEED = frozenset((
    "alias bomb", "merge key", "100 MB, sparse", "100,000 brackets", "1 MiB of colons", "1 MiB of keys", "9,000 words of a drug", "301 notes",
    "an empty file", "a list", "two documents", "UTF-16", "overlong UTF-8", "NUL", "two BOMs", "one lone CR", "tab before a field",
    "escape in a text", "direction in a text", "escape by its code", "direction in a key", "digits of another script",
    "key twice", "tag that runs", "tag of an escape", "literal block", "null", "key that is a list", "10,000 digits in eve", "10,000 digits in n",
    "30 February", "unknown field", "unknown field in a row", "look-alike letter in the id", "path as id: ../../etc/passwd", "path as curve",
    "link out of the folder", "link to a device", "link to itself", "a folder", "a pipe", "an unreadable file",
    "_terms.yaml that links out", "_sources.yaml with a path",
))  # fmt: skip


def _touched(path: Path) -> Path:
    path.touch()
    return path


def reads_all() -> bool:
    """Whether nothing is unreadable to this user, as to root."""
    with tempfile.TemporaryDirectory() as made:
        path = Path(made) / "closed"
        path.touch(0o000)
        return os.access(path, os.R_OK)


def pattern(case: Case) -> re.Pattern[str]:
    """The name of the file, then what is said of it; check names the severity and the code in between."""
    says = case.says.replace("  ", "  (?:error E100 does-not-load  )?")
    return re.compile(re.escape(case.file) + f"(?:{says})")
