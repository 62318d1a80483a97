"""YAML text to dict, list and str, each with its line: the parser's events are walked, nothing is resolved or composed.

Every scalar stays text, so `2:1`, `no` and `0.40` arrive as written. What a trial file has no use for
(anchors, aliases, tags, block scalars, repeated keys, empty values, control characters, deep nesting, endless keys,
texts and lists) is refused, with its place; reading goes on behind what stands for itself, so that all of it is told at
once. A file from a stranger costs no more than its size, and what it says can be printed: no escape of a quoted text brings
back what is refused in plain sight.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import yaml

from evtrials.errors import printable
from evtrials.notation.patterns import compiled
from evtrials.notation.spelling import UNSAFE
from evtrials.trial.cut_texts import bracket_of_text, cut_at_comma, without_value

MAX_BYTES = 1 << 20
MAX_DEPTH = 20
# Several times what the longest files of the collection have. Where a later step holds all rows of a file against each
# other, or against its notes, it takes no longer than a second of these.
MAX_VALUES = 10_000
MAX_TEXT = 10_000
MAX_KEY = 200
# The faults of the text that are told at once.
MAX_FAULTS = 200

_QUOTES = ("'", '"')

Path_ = tuple[str | int, ...]
Tree = dict[str, Any] | list[Any] | str


class ReadError(Exception):
    """The text is no trial file: message, line and column from 1 (0 where the file as a whole is meant).

    others: what else is at fault in it, in the order of the text.
    """

    def __init__(self, message: str, line: int = 0, column: int = 0, others: Sequence[ReadError] = ()) -> None:
        self.message, self.line, self.column, self.others = message, line, column, tuple(others)
        super().__init__(message)

    @property
    def every(self) -> tuple[ReadError, ...]:
        """This fault and the others."""
        return (self, *self.others)


@dataclass(frozen=True, slots=True)
class Document:
    """What a file says (`data`) and where: `marks` maps the path of a value to its line and column, from 1.

    digest: the hash of the very bytes that were read; of a text that was never bytes, none.
    """

    data: Tree
    marks: dict[Path_, tuple[int, int]] = field(repr=False)
    digest: bytes = field(default=b"", repr=False)

    def place(self, path: Path_) -> tuple[int, int]:
        """Line and column of the value at `path`, or of the nearest thing around it."""
        while path and path not in self.marks:
            path = path[:-1]
        return self.marks.get(path, (1, 1))


def read_file(path: Path) -> Document:
    """Read one file; ReadError where it is too large, not a plain file, not UTF-8 text, or no plain YAML."""
    return read_bytes(plain_bytes(path))


def plain_bytes(path: Path) -> bytes:
    """The bytes of a plain file of at most 1 MiB that lies in its folder; ReadError for any other."""
    if _leads_out(path):
        raise ReadError("is a link out of the folder and was not read; copy the file here")
    try:
        # Non-blocking, so that a pipe that bears a trial's name does not hang the program.
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0))
    except OSError as error:
        raise ReadError(f"cannot be opened ({error.strerror}); check the file and its permissions") from None
    info = os.fstat(handle)
    if not stat.S_ISREG(info.st_mode) or info.st_size > MAX_BYTES:
        os.close(handle)
        if not stat.S_ISREG(info.st_mode):
            raise ReadError("is not a plain file; a trial is one plain text file")
        raise ReadError(f"is larger than 1 MiB ({info.st_size} bytes) and was not read; a trial file is small text")
    with os.fdopen(handle, "rb") as file:
        return file.read(MAX_BYTES + 1)


def _leads_out(path: Path) -> bool:
    try:
        return path.is_symlink() and path.resolve().parent != path.parent.resolve()
    except (OSError, RuntimeError):  # a link to itself, or a folder that cannot be entered
        return True


def read_bytes(raw: bytes) -> Document:
    """Read the bytes of one file; a UTF-8 byte order mark at the start and CRLF line ends are accepted."""
    if len(raw) > MAX_BYTES:
        raise ReadError("is larger than 1 MiB and was not read; a trial file is small text")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode("utf-8-sig").split("\n")
        raise ReadError("is not UTF-8 text; save the file as UTF-8", len(before), len(before[-1]) + 1) from None
    return replace(read_text(text), digest=hashlib.sha256(raw).digest())


def read_text(text: str) -> Document:
    """Read YAML text; ReadError with the place of what offends, and the others with theirs, as far as the text can be read."""
    text = text.replace("\r\n", "\n")
    if offence := UNSAFE.search(text):
        raise _at(text, offence.start(), _INVISIBLE.format(ord(offence[0])))
    # libyaml ends the last line itself and then says that a fault at the end lies on the line after; the pure loader does not.
    text = text if text.endswith("\n") else text + "\n"
    builder = _Builder(text)
    try:
        return builder.build()
    except yaml.YAMLError as error:
        raise _together([*builder.faults, *_told(error, text).every]) from None


def _together(faults: list[ReadError]) -> ReadError:
    """The first of some faults with the others, one of each place."""
    first, *others = {(fault.line, fault.column): fault for fault in reversed(faults)}.values()
    first, *others = sorted((first, *others), key=lambda fault: (fault.line, fault.column))
    return ReadError(first.message, first.line, first.column, others)


def _told(error: yaml.YAMLError, text: str) -> ReadError:
    """What a parser refuses, in words and with a place that do not depend on which parser it was."""
    mark: Any = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    if mark is None:
        return ReadError(_NOT_YAML.format("this cannot be read"))
    context: Any = getattr(error, "context_mark", None) or mark
    if isinstance(error, yaml.scanner.ScannerError):
        for end in (mark.index, context.index):
            if earlier := _nested_too_deep(text[:end]):
                return earlier
    problem = str(getattr(error, "problem", ""))
    kind, says = next(((kind, says) for kind, words, says in _FAULTS if words.search(problem)), ("", "this cannot be read"))
    at: int = mark.index
    if kind == "quote":
        at = context.index
    elif kind == "escape":
        at = text.rfind("\\", 0, at + 1)
    elif kind == "start":
        before = text[text.rfind("\n", 0, at) + 1 : at]
        if text[at : at + 1] == "\t" and before.strip():
            return _at(text, at, _TAB)
        says = says.format("a tab" if text[at : at + 1] == "\t" else text[at : at + 1])
    elif kind == "comma" and (found := bracket_of_text(text, at)):
        return _at(text, *found)
    return _at(text, at, _NOT_YAML.format(says))


def _events(text: str) -> Iterator[Any]:
    """The parser's events. Within brackets the pure loader alone ends a text at "?" and reads `a:[b]` as a field: not here."""
    if _LOADER is not yaml.SafeLoader:
        yield from yaml.parse(text, Loader=_LOADER)
        return
    sign = chr(next(code for code in range(0xE000, 0xF900) if chr(code) not in text))
    for event in yaml.parse(_QUESTION.sub(lambda found: found[0].replace("?", sign), text), Loader=_LOADER):
        if isinstance(event, yaml.ScalarEvent):
            event.value = event.value.replace(sign, "?")
            mark: Any = event.end_mark
            end: int = mark.index
            if not event.style and re.match(r":[,\[\]{}]", text[end : end + 2]):
                raise _at(text, end, _NOT_YAML.format(_COLON))
        yield event


def _at(text: str, index: int, message: str) -> ReadError:
    return ReadError(message, text.count("\n", 0, index) + 1, index - text.rfind("\n", 0, index))


def _nested_too_deep(before: str) -> ReadError | None:
    """What offends first in a text that nests too deep before the parser gave up; None where it does not.

    A parser reads on from an opening bracket, which may begin a key, before it tells of it, and its scanner refuses what it
    meets there: a nesting deeper than its own limit, for one. So what stands before that place is walked alone.
    """
    depth = 0
    try:
        for event in _events(before):
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > MAX_DEPTH:
                _Builder(before).build()
    except ReadError as first:
        return first
    except yaml.YAMLError:
        pass
    return None


class _Builder:
    """Folds the events of the parser into one tree and remembers where each value began, and what is at fault in the text.

    What ends the reading is raised; what it can go on behind is kept in `faults`.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.events = _events(text)
        self.marks: dict[Path_, tuple[int, int]] = {}
        self.faults: list[ReadError] = []

    def build(self) -> Document:
        try:
            document = self._document()
        except ReadError as last:
            raise _together([*self.faults, last]) from None
        if self.faults:
            raise _together(self.faults)
        return document

    def _document(self) -> Document:
        root: Tree | None = None
        documents = 0
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise _fault(event, 'a second document begins with "---"; one file is one trial')
            elif isinstance(event, yaml.NodeEvent):
                root = self._value(event, ())
        if root is None:
            raise ReadError("is empty; copy _template.yaml to begin")
        return Document(root, self.marks)

    def _tell(self, event: Any, message: str) -> None:
        """Keep a fault that the reading goes on behind."""
        self.faults.append(_fault(event, message))
        if len(self.faults) >= MAX_FAULTS:
            raise _fault(event, "from here on there may be more faults; mend these first")

    def _value(self, event: Any, path: Path_) -> Tree:
        """The text that an event is, or the collection that begins with it."""
        for message in _refused(event):
            self._tell(event, message)
        is_text = isinstance(event, yaml.ScalarEvent)
        if is_text and (event.value == "" or (event.value == "~" and event.style not in _QUOTES)):
            self._tell(event, "an empty value; write the figure, or leave the line out where nothing was seen")
        self.marks[path] = (event.start_mark.line + 1, event.start_mark.column + 1)
        if len(self.marks) > MAX_VALUES:
            raise _fault(event, f"more than {MAX_VALUES} values; one file is one trial")
        if not isinstance(event, yaml.CollectionStartEvent):
            return str(event.value) if is_text else ""
        if len(path) >= MAX_DEPTH:
            raise _fault(event, f"is nested more than {MAX_DEPTH} deep")
        return self._mapping(path) if isinstance(event, yaml.MappingStartEvent) else self._list(path)

    def _mapping(self, path: Path_) -> dict[str, Any]:
        found: dict[str, Any] = {}
        last: tuple[Any, Any] | None = None
        cut: list[Any] = []
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            key = self._key(event)
            value = next(self.events)
            if self._has_no_colon(event, value):
                cut.append(event)
                continue
            self._tell_cut(last, cut)
            last, cut = (event, value), []
            if key in found:
                self._tell(event, f'the key "{key}" stands twice; keep one')
            found[key] = self._value(value, (*path, key))
        self._tell_cut(last, cut)
        return found

    def _list(self, path: Path_) -> list[Any]:
        found: list[Any] = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            found.append(self._value(event, (*path, len(found))))
        return found

    def _key(self, event: Any) -> str:
        """The name of a field."""
        for message in _refused(event):
            self._tell(event, message)
        if not isinstance(event, yaml.ScalarEvent):
            raise _fault(event, "a key is plain text")
        text = str(event.value)
        mark: Any = event.start_mark
        if self.text[max(mark.index - 1, 0) : mark.index] == "?":
            # Of `{?a: b}` YAML 1.1 reads the key "a", YAML 1.2 the key "?a".
            self._tell(event, "a key is plain text; leave the question mark out, or quote it")
        if len(text) > MAX_KEY:
            raise _fault(event, f"a key of {len(text)} characters; it has at most {MAX_KEY}")
        if text != text.strip() or not text:
            self._tell(event, "a key is empty, or has spaces around it; write the name alone")
        if text == "<<":
            self._tell(event, 'a merge key ("<<") is not allowed; write the fields out')
        return text

    def _has_no_colon(self, key: Any, value: Any) -> bool:
        """Whether what stands in the place of a field within braces is no field: what follows a comma in a text."""
        if not isinstance(value, yaml.ScalarEvent) or value.value or value.style in _QUOTES:
            return False
        behind: Any = key.end_mark
        begin: Any = value.start_mark
        return ":" not in self.text[behind.index : begin.index]

    def _tell_cut(self, last: tuple[Any, Any] | None, cut: list[Any]) -> None:
        """Tell of texts without a colon that they are what a comma cut off the value before, at the name of that value."""
        if not cut:
            return
        if last and isinstance(last[1], yaml.ScalarEvent) and last[1].style not in _QUOTES:
            key, value = last
            self._tell(key, cut_at_comma(key.value, self.text[value.start_mark.index : cut[-1].end_mark.index]))
        else:
            self._tell(cut[0], without_value(cut[0].value))


def _fault(event: Any, message: str) -> ReadError:
    """A fault at an event; a space of another kind in a name that it repeats is seen as its code."""
    return ReadError(printable(message), event.start_mark.line + 1, event.start_mark.column + 1)


def _refused(event: Any) -> Iterator[str]:
    """What a trial file has no use for, of a value or a key."""
    if isinstance(event, yaml.AliasEvent):
        yield 'an alias ("*name") is not allowed; write the value out'
        return
    if event.anchor is not None:
        yield 'an anchor ("&name") is not allowed; write the value where it is used'
    if event.tag is not None:
        yield 'a tag ("!name") is not allowed; every value is plain text'
    if not isinstance(event, yaml.ScalarEvent):
        return
    if event.style in ("|", ">"):
        yield 'a block scalar ("|" or ">") is not allowed; write the text on one line, a figure above a limit in quotes: ">90"'
    # Within double quotes, "\e" or "\u202e" bring in what the text of the file does not show.
    elif offence := UNSAFE.search(event.value):
        yield _INVISIBLE.format(ord(offence[0]))
    elif "\n" in event.value or "\t" in event.value:
        yield _TAB
    elif len(event.value) > MAX_TEXT:
        yield f"a text of {len(event.value)} characters; it has at most {MAX_TEXT}"


_INVISIBLE = "the invisible or control character U+{:04X} is not allowed; delete it"
_TAB = "a tab or an empty line inside a text; write it on one line, with spaces"
_NOT_YAML = 'is not YAML here: {}; a text with ": " or " #" needs double quotes'
_COLON = 'a ":" that follows no name of a field, or no space after it'
# What the parsers say (libyaml's words and the pure loader's differ, and change) and what it means in a trial file.
_FAULTS = tuple(
    (kind, compiled(words), says)
    for kind, words, says in (
        ("quote", "unexpected end of stream|unexpected document separator", "a quote that opens here is not closed"),
        ("escape", "escape|hexdecimal|hexadecimal", "a backslash within double quotes; use single quotes"),
        ("start", "cannot start any token|tab character", "a text cannot begin with {}"),
        ("", r"mapping values|unexpected ':'", _COLON),
        ("", "expected ':'", "a name of a field without its colon"),
        ("comma", "',' or", "a comma or a closing bracket is missing before this"),
        ("", "node content", "a value is missing before this"),
        (
            "",
            "expected key|'-' indicator|block end|document start|not allowed",
            "this does not continue the lines above; look at the indent",
        ),
    )
)
_QUESTION = compiled(r"""[^\s,\[\]{}:?"'-] *\?+""")  # within a text, and not where it would begin a key
# Both give the same tree with the same places; the pure one, where there is no libyaml, also refuses a tab outside quotes.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
