"""The attacks by words: of options, arguments and environment, and the filters that part a collection. See attack.py."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from random import Random
from unittest.mock import patch

from asked import ask
from attack_fence import fenced
from attack_kind import Kind, Place
from attack_reader import unclean
from cases import TOY
from mutations import CHARACTERS
from payloads import PAYLOADS
from typed_words import EVERY, HOSTILE, NO_NUMBERS, NOTHING, title

from evtrials.collection.library import Library
from evtrials.collection.store import open_store

ATOMS = (
    "everolimus", "her2+", "hr+", "tnbc", "pfs", "os", "2", "1..3", "10 mg", "mtor", "all", "toy-1", "bolero-2", ",", "/", "..",
    " ", "-", "--", "=", "not", "no", "any", "%s", "{0}", "\\", "*", "?", "[a-z]", "^", "$(id)", "`id`", "'", '"',
    "é", "²", "王", "😀",
)  # fmt: skip
VARIABLES = (
    "EVTRIALS_TRIALS", "EVTRIALS_CACHE", "COLUMNS", "LINES", "NO_COLOR", "FORCE_COLOR", "TERM", "HOME", "XDG_CACHE_HOME",
    "TMPDIR", "PAGER", "LANG", "LC_ALL", "TZ", "COLORTERM", "TTY_COMPATIBLE", "TTY_INTERACTIVE", "_TYPER_STANDARD_TRACEBACK",
)  # fmt: skip
QUESTIONS = (("list",), ("show", "toy-1"), ("figures",), ("trace", "toy-1", "pfs"), ("safety", "stomatitis"), ("sources",))


def a_word(chance: Random) -> str:
    """A word such as nobody expects."""
    return chance.choice(
        (
            lambda: chance.choice(NOTHING), lambda: chance.choice(list(HOSTILE.values())), lambda: chance.choice(NO_NUMBERS),
            lambda: chance.choice(list(PAYLOADS.values())),
            lambda: "".join(chance.choice(ATOMS) for _ in range(chance.randint(1, 6))),
            lambda: "".join(chance.choice(CHARACTERS) for _ in range(chance.randint(1, 12))),
            lambda: chance.choice(ATOMS) * chance.randint(1, 3000),
        )
    )().replace("\0", "")  # fmt: skip


def toys(bench: Place) -> Path:
    """A folder with two trials, and the working folder of the commands, made once."""
    folder = bench.folder / "toys"
    if not folder.exists():
        folder.mkdir()
        (bench.folder / "work").mkdir()
        (folder / "toy-1.yaml").write_text(TOY, encoding="utf-8")
        other = TOY.replace("id: toy-1", "id: toy-2", 1).replace("TOY-1", "TOY-2").replace("NCT00000001", "NCT00000002")
        (folder / "toy-2.yaml").write_text(other, encoding="utf-8")
    return folder


def plain(bench: Place) -> dict[str, str]:
    """The environment of a command; its home is its working folder."""
    return {"EVTRIALS_TRIALS": str(toys(bench)), "EVTRIALS_CACHE": "off", "COLUMNS": "80", "HOME": str(bench.folder / "work")}


def words(bench: Place, chance: Random) -> str:
    """A word in one of the places of a command that take one: an answer or a short message, no fault; nothing asks for all."""
    place, word = chance.choice(EVERY), a_word(chance)
    os.chdir(toys(bench).parent / "work")
    done = f"{title(place)} {word[:60]!r}"
    with patch.dict(os.environ, plain(bench)), fenced(bench.folder) as held:
        said = ask(*place.given(word))
    if held and not place.is_path:
        return f"{done}: would write {held[0]}"
    if said.code not in (0, 1, 2):
        return f"{done}: exit code {said.code}"
    if not place.is_path and word in NOTHING and (said.code, said.out) != (2, ""):
        return f"{done}: a word that asks for nothing gave {said.code}"
    if said.code and len(said.out) + len(said.err) > 10_000:
        return f"{done}: {len(said.err)} characters"
    return unclean(said, done)


def environment(bench: Place, chance: Random) -> str:
    """Words in variables of the environment: the answer in its columns is the same, or it is said why there is none."""
    question = chance.choice(QUESTIONS)
    names = chance.sample(VARIABLES, chance.randint(1, 3))
    words = {name: a_word(chance)[: chance.choice((5, 100, 5000))].replace("\0", "") for name in names}
    os.chdir(toys(bench).parent / "work")
    with patch.dict(os.environ, plain(bench)):
        expected = ask(*question, "--format", "csv")
    try:
        with patch.dict(os.environ, {**plain(bench), **words}), fenced(bench.folder):
            said, shown = ask(*question, "--format", "csv"), ask(*question, "--format", "table")
    except (ValueError, UnicodeError):  # the system takes no such word
        return ""
    done = f"{question[0]} where {words!r}"[:200]
    for one in (said, shown):
        if one.code not in (0, 1, 2) or (one.code and not one.err):
            return f"{done}: exit code {one.code}, {one.err[:100]!r}"
    if said.code == 0 and said.out != expected.out:
        return f"{done}: another answer"
    if said.code and not set(names) & {"EVTRIALS_TRIALS", "EVTRIALS_CACHE", "HOME", "XDG_CACHE_HOME", "TMPDIR"}:
        return f"{done}: exit code {said.code}, {said.err[:100]!r}"
    return unclean(said, done) or ("a fault" if "a fault of evtrials itself" in shown.err else "")


def filters(_: Place, chance: Random) -> str:
    """Filters of the shipped collection: what is shown, what is left out and what is out are the whole, and parted.

    The union of two alternatives shows whatever each of them shows alone, and a filter more shows nothing more.
    """
    asked = {name: chance.choice(VALUES[name]) for name in chance.sample(list(VALUES), chance.randint(1, 3))}
    more = {name: True for name in ("mixed", "unstated") if chance.random() < 0.4}
    more |= {"about": "all"} if chance.random() < 0.4 else {}
    found = shipped().select(**asked, **more)
    shown, left = list(found.ids), [id_ for reason in found.left_out for id_ in reason.ids]
    if sorted([*shown, *left]) != sorted({*shown, *left}) or len(shown) + len(left) + found.out != len(shipped()):
        return f"{asked} {more}: {len(shown)} shown, {len(left)} left out and {found.out} out of {len(shipped())}"
    name = chance.choice(list(asked))
    # A trial that fits in part, and of which a filter more does not say, is unstated, no longer mixed.
    is_nested = ("mixed" in more) == ("unstated" in more)
    if is_nested and (wider := {*shown} - {*shipped().select(**{one: asked[one] for one in asked if one != name}, **more).ids}):
        return f"{asked} {more}: without {name}, {wider} are no longer shown"
    other = chance.choice(VALUES[name])
    if is_nested and name in UNITED:
        both = {*shipped().select(**{**asked, name: [asked[name], other]}, **more).ids}
        if lost := {*shown, *shipped().select(**{**asked, name: other}, **more).ids} - both:
            return f"{asked} {more}: with {other} too, {lost} are no longer shown"
    return ""


@cache
def shipped() -> Library:
    """The shipped collection, read once."""
    return Library(open_store(["shipped"]))


VALUES = {
    "subtype": ("her2+", "her2-", "hr+", "hr-", "tnbc", "hr+/her2-", "hr+/her2+", "her2-low", "her2-mutated"),
    "line": ("1", "2", "3", "4"), "phase": ("1", "2", "3", "1/2"), "setting": ("advanced", "adjuvant", "neoadjuvant"),
    "drug": ("everolimus", "exemestane", "trastuzumab", "everolimus/exemestane", "temsirolimus"),
    "drug_class": ("rapalog", "aromatase inhibitor"), "everolimus_dose": ("5", "10", "5..10", "..5", "10.."),
    "menopause": ("pre", "post"), "year": ("2012", "2010..2015", "2020..2026"), "min_n": (50, 100, 500),
    "endpoint": ("pfs", "os", "orr"), "basis": ("full text", "abstract", "registry"),
}  # fmt: skip
# A union of their values may show more than each of them alone, never less.
UNITED = ("subtype", "line", "phase", "setting", "drug", "endpoint", "basis")

KINDS = {"words": Kind(words, 1300), "environment": Kind(environment, 60), "filters": Kind(filters, 3600)}
