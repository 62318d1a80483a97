"""A trial file, mutated: in how many ways, and what must hold of the outcome. The same seed makes the same mutation.

Each way takes a text and chance and gives a text; a lone half of a surrogate pair in it stands for a byte that is no UTF-8.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from evtrials.bench.checks import examine
from evtrials.collection.folders import shipped_folder, trial_files
from evtrials.collection.loading import Loaded, validate
from evtrials.collection.store import Folder, Store, open_store
from evtrials.errors import DataError
from evtrials.evidence.traits import headline_of, profile_of
from evtrials.trial.reader import ReadError, read_bytes

FILES = trial_files(shipped_folder())
# Signs that mean something to YAML, to the notation or to a terminal; digits of other scripts; letters that look alike.
CHARACTERS = (
    ":,#[]{}&*!|>'\"%@`-?<~ \t\n\r\\/.=()0123456789abevzAZ\x00\x1b\x7f\x85\x9b\u00a0\u00ad\u200b\u202e\u2028\u2066\ufeff\ufffe"
    "\U000e0041٧７²еé–−"
)
NUMBERS = ("0", "00", "0.0", "-1", "1", "100", "101", "999999999999", "9" * 5000, "1e9", "1_000", "0x1F", ".5", "nan", "inf", "", "0/0")
WORDS = ("not reported", "not reached", "not estimable", "~", "null", "yes", '""', "[]", "{}", "2020-02-30", "*all", "<1", '">90"', "NR", "1 to 2")
REMARKS = ("", "   ", "# a comment: [", "  # another", " ")
LOOK_ALIKE = {"a": "а", "e": "е", "o": "о", "p": "р", "c": "с", "i": "і", "-": "–", "0": "О", "1": "l", ":": "："}
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
Mutation = Callable[[str, Random], str]


def _on_lines(change: Callable[[list[str], Random], object]) -> Mutation:
    """A mutation of the lines of a text, in place."""

    def mutate(text: str, chance: Random) -> str:
        lines = text.split("\n")
        change(lines, chance)
        return "\n".join(lines)

    return mutate


def _at(found: str | re.Pattern[str], change: Callable[[str, Random], str]) -> Mutation:
    """A mutation of one of the places that a pattern finds; none where it finds none."""
    pattern = re.compile(found)

    def mutate(text: str, chance: Random) -> str:
        places = [match.span() for match in pattern.finditer(text)]
        if not places:
            return text
        start, end = chance.choice(places)
        return text[:start] + change(text[start:end], chance) + text[end:]

    return mutate


def _between(change: Callable[[str, int, Random], str]) -> Mutation:
    """A mutation at some character."""
    return lambda text, chance: change(text, chance.randrange(len(text) + 1), chance)


def _delete(lines: list[str], chance: Random) -> None:
    del lines[chance.randrange(len(lines))]


def _double(lines: list[str], chance: Random) -> None:
    at = chance.randrange(len(lines))
    lines.insert(at, lines[at])


def _swap(lines: list[str], chance: Random) -> None:
    at, other = (chance.randrange(len(lines)) for _ in range(2))
    lines[at], lines[other] = lines[other], lines[at]


def _move(lines: list[str], chance: Random) -> None:
    line = lines.pop(chance.randrange(len(lines)))
    lines.insert(chance.randrange(len(lines) + 1), line)


def _join(lines: list[str], chance: Random) -> None:
    at = chance.randrange(len(lines))
    lines[at : at + 2] = [chance.choice(("", " ")).join(lines[at : at + 2])]


def _indent(lines: list[str], chance: Random) -> None:
    at, by = chance.randrange(len(lines)), chance.choice((-3, -2, -1, 1, 2, 3))
    lines[at] = " " * by + lines[at] if by > 0 else lines[at][-by:]


def _block(lines: list[str], chance: Random) -> slice:
    at = chance.randrange(len(lines))
    return slice(at, at + chance.randint(2, 30))


def _repeat(lines: list[str], chance: Random) -> None:
    block = _block(lines, chance)
    lines[block.start : block.start] = lines[block]


def _drop(lines: list[str], chance: Random) -> None:
    del lines[_block(lines, chance)]


def _splice(lines: list[str], chance: Random) -> None:
    other = FILES[chance.choice(sorted(FILES))].read_text(encoding="utf-8").split("\n")
    lines[_block(lines, chance)] = other[_block(other, chance)]


def _remark(lines: list[str], chance: Random) -> None:
    lines.insert(chance.randrange(len(lines) + 1), chance.choice(REMARKS))


def _trail(lines: list[str], chance: Random) -> None:
    lines[chance.randrange(len(lines))] += "  # x"


def _digit(digit: str, chance: Random) -> str:
    return chance.choice("0123456789".replace(digit, ""))


def _number(_: str, chance: Random) -> str:
    return chance.choice((chance.choice(NUMBERS), str(chance.randint(-200, 3000)), f"{chance.uniform(0, 200):.2f}"))


def _point(number: str, chance: Random) -> str:
    digits = number.replace(".", "")
    at = chance.randrange(len(digits) + 1)
    return f"{digits[:at]}.{digits[at:]}"


MUTATIONS: dict[str, Mutation] = {
    "line deleted": _on_lines(_delete), "line doubled": _on_lines(_double), "lines exchanged": _on_lines(_swap),
    "line moved": _on_lines(_move), "lines joined": _on_lines(_join), "line indented": _on_lines(_indent),
    "block repeated": _on_lines(_repeat), "block dropped": _on_lines(_drop), "block of another trial": _on_lines(_splice),
    "remark": _on_lines(_remark), "remark behind a line": _on_lines(_trail),
    "end cut off": _between(lambda text, at, _: text[:at]),
    "sign exchanged": _between(lambda text, at, chance: text[:at] + chance.choice(CHARACTERS) + text[at + 1 :]),
    "sign put in": _between(lambda text, at, chance: text[:at] + chance.choice(CHARACTERS) + text[at:]),
    "sign many times": _between(lambda text, at, chance: text[:at] + chance.choice(CHARACTERS) * chance.randint(2, 3000) + text[at:]),
    "signs cut": _between(lambda text, at, chance: text[:at] + text[at + chance.randint(1, 40) :]),
    "neighbours exchanged": _between(lambda text, at, _: text[:at] + text[at : at + 2][::-1] + text[at + 2 :]),
    "byte that is no UTF-8": _between(lambda text, at, chance: text[:at] + chr(0xDC00 + chance.randrange(128, 256)) + text[at:]),
    "letter of other case": _at("[A-Za-z]", lambda letter, _: letter.swapcase()),
    "sign that looks alike": _at("[aeopci01:-]", lambda sign, _: LOOK_ALIKE[sign]),
    "another number": _at(_NUMBER, _number), "another digit": _at("[0-9]", _digit), "point moved": _at(_NUMBER, _point),
    "sign before a number": _at(_NUMBER, lambda number, chance: chance.choice("<>-+~≥=") + number),
    "quote": _at("[\"']|(?<=: )|$", lambda quote, chance: "" if quote else chance.choice("\"'")),
    "mark of YAML": _at("(?<=: )", lambda _, chance: chance.choice(("&a ", "*a ", "!!str ", "!x ", "| ", ">- ", "? ", "- ", "<<: ", "%", "@", "--- "))),
    "other value": _at(r"(?<=: )[^,\n{}\[\]]+", lambda _, chance: chance.choice(WORDS)),
    "other key": _at(r"[\w-]+(?=: )", lambda _, chance: chance.choice(("id", "n", "hr", "p", "src", "note", "eve", "label", "cut", "of", "is", "x", "<<"))),
}  # fmt: skip


def mutated(text: str, ways: list[tuple[str, int]]) -> str:
    """A text mutated in some ways, one after another, each with the seed of its chance."""
    for way, seed in ways:
        text = MUTATIONS[way](text, Random(seed))
    return text


def remarked(text: str, seed: int) -> str:
    """A text with some blank lines and comments more, none of them within a text that runs over lines in its quotes."""
    chance = Random(seed)
    for _ in range(chance.randint(1, 6)):
        lines, is_open, goes_on = text.split("\n"), False, []  # of each line, whether a text is open at its begin
        for line in lines:
            goes_on.append(is_open)
            is_open ^= not line.lstrip().startswith("#") and len(re.findall(r'(?<!\\)"', line)) % 2 == 1
        assert not is_open
        remark = chance.choice((*REMARKS, "  # x"))
        ahead = 1 if remark == "  # x" else 0
        at = chance.randrange(len(lines))
        while at + ahead < len(lines) and goes_on[at + ahead]:
            at += 1
        lines[at : at + ahead] = [lines[at] + remark if ahead else remark]
        text = "\n".join(lines)
    return text


def as_bytes(text: str) -> bytes:
    """The bytes of a file with such a text."""
    return text.encode("utf-8", errors="surrogateescape")


@cache
def shipped() -> Store:
    """The shipped collection, its vocabulary and sources read once."""
    return open_store(["shipped"])


@cache
def original(id_: str) -> tuple[str, Loaded]:
    """A shipped file: its text and its trial."""
    return FILES[id_].read_text(encoding="utf-8"), shipped().load(id_)


def loaded(id_: str, text: str) -> Loaded | None:
    """The trial of a text; None where the text is refused as it should be: at a line, in words that can be printed."""
    content = as_bytes(text)
    try:
        document = read_bytes(content)
        return validate(document, Path(f"{id_}.yaml"), shipped().terms, shipped().sources)
    except ReadError as error:
        told = [(error.line, error.column, error.message)]
    except DataError as error:
        told = [(problem.line, problem.column, f"{problem.field} {problem.message}") for problem in error.problems]
    assert told
    # What is missing at the end is missed on the line after the last.
    lines = text.count("\n") + 2
    # A file of which nothing is left but comments is told as a whole.
    least = 1 if re.search(r"^\s*[^\s#]", text, re.MULTILINE) else 0
    for line, column, message in told:
        assert least <= line <= lines, (line, lines)
        assert least <= column
        assert message.strip()
        assert [] == [char for char in message if not char.isprintable() and char != "\u00a0"]
        assert len(message) < 1500
    return None


def hold(id_: str, text: str) -> Loaded | None:
    """What loads can be listed and checked too: zeros, limits turned round and other figures are no traceback."""
    found = loaded(id_, text)
    if found is not None:
        profile_of(found.trial, found.figures, found.terms)
        headline_of(found.trial, found.figures)
        assert [] == [finding for finding in examine([found]) if finding.line < 1]
    return found


def hold_remarked(id_: str, seed: int) -> None:
    """Blank lines and comments change nothing: between them stands the same trial with the same figures."""
    text, before = original(id_)
    after = loaded(id_, remarked(text, seed))
    assert after is not None
    assert (before.trial, before.figures) == (after.trial, after.figures)


def hold_vocabulary(name: str, text: str) -> None:
    """What the trials of a folder share loads, or is told with a line."""
    with TemporaryDirectory() as made:
        (Path(made) / name).write_bytes(as_bytes(text))
        try:
            folder = Folder(Path(made))
            assert (folder.terms_beside(shipped().terms), folder.sources) != (None, None)
        except DataError as error:
            # A file of which nothing is left but comments is told as a whole.
            least = 1 if re.search(r"^\s*[^\s#]", text, re.MULTILINE) else 0
            assert [] == [problem for problem in error.problems if problem.line < least]
