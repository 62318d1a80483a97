"""What would steer a terminal or hide text is refused in every field, plainly written or by its code, keys included."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from evtrials.collection.folders import shipped_folder
from evtrials.trial.reader import ReadError, read_text

TEMPLATE = (shipped_folder() / "_template.yaml").read_text(encoding="utf-8")
# Escape, C1 escape, window title's end, carriage return, right-to-left override, isolate, zero-width joiner, soft hyphen,
# line separator, invisible tag, Hangul filler.
CHARACTERS = "\x1b\x9b\x07\r\u202e\u2066\u200d\u00ad\u2028\U000e0041\u3164"
Place = tuple[str | int, ...]


def leaves(data: Any, place: Place = ()) -> Iterator[Place]:
    """The place of every text of the template."""
    if isinstance(data, str):
        yield place
    else:
        for name, value in data.items() if isinstance(data, dict) else enumerate(data):
            yield from leaves(value, (*place, name))


def poisoned(data: Any, place: Place, char: str, *, key: bool) -> Any:
    """The branch of the data that leads to a place, with a character inside the text there or inside the key of that text."""
    if isinstance(data, str):
        return data if key else data[:1] + char + data[1:]
    head, *rest = place
    at_key = key and not any(isinstance(part, str) for part in rest)
    value = poisoned(data[head], tuple(rest), char, key=key and not at_key)
    return {f"{head}{char}" if at_key else head: value} if isinstance(data, dict) else [value]


DATA = read_text(TEMPLATE).data
PLACES = list(leaves(DATA))


def test_the_template_is_walked_whole() -> None:
    """Every text of every section of the template is tried."""
    assert len(PLACES) > 250
    assert isinstance(DATA, dict)
    assert set(DATA) - {"pools"} == {place[0] for place in PLACES}


@pytest.mark.parametrize("char", CHARACTERS, ids=lambda char: f"U+{ord(char):04X}")
def test_every_text_refuses_it_plainly_written(char: str) -> None:
    """Each text of the template with the character in it is refused at the line and column where the character stands."""
    lines = TEMPLATE.split("\n")
    marks = read_text(TEMPLATE).marks
    for place in PLACES:
        line, column = marks[place]
        at = column - 1 + (1 if lines[line - 1][column - 1] in "\"'" else 0)
        text = lines[line - 1][:at] + char + lines[line - 1][at:]
        with pytest.raises(ReadError, match=f"U\\+{ord(char):04X}") as caught:
            read_text("\n".join([*lines[: line - 1], text, *lines[line:]]))
        assert (line, at + 1) == (caught.value.line, caught.value.column), place


@pytest.mark.parametrize("char", CHARACTERS, ids=lambda char: f"U+{ord(char):04X}")
@pytest.mark.parametrize("key", [False, True], ids=["text", "key"])
def test_every_text_and_key_refuses_it_by_its_code(char: str, key: bool) -> None:
    r"""`"\u001b"` within double quotes is an escape to YAML, though the file shows none."""
    for place in PLACES:
        if key and not any(isinstance(part, str) for part in place):
            continue
        # JSON is YAML: one line, everything in double quotes, what is no ASCII by its code.
        text = json.dumps(poisoned(DATA, place, char, key=key))
        if ord(char) > 0xFFFF:  # JSON writes it as two halves of a pair
            text = text.replace(json.dumps(char)[1:-1], f"\\U{ord(char):08x}")
        with pytest.raises(ReadError, match=f"U\\+{ord(char):04X}") as caught:
            read_text(text)
        assert (1, True) == (caught.value.line, caught.value.column > 1), place


@pytest.mark.parametrize("text", ["α-blocker", "Andrée", "30 °C", "≥ 3", "a\u00a0b", "naïve — really", "日本", "µg/m²"])
def test_a_near_miss_reads(text: str) -> None:
    """Letters of any script, signs and no-break spaces are text."""
    assert {"a": text} == read_text(f"a: {text}").data == read_text(f"a: {json.dumps(text)}").data


def test_the_shipped_files_hold_nothing_invisible() -> None:
    """No shipped file has a character that cannot be seen, but for the line ends."""
    found = [
        (path.name, f"U+{ord(char):04X}")
        for path in sorted(Path(shipped_folder()).glob("*.yaml"))
        for char in path.read_text(encoding="utf-8")
        if not char.isprintable() and char not in "\n\u00a0"
    ]
    assert [] == found
