"""Texts that YAML ends where their writer did not: at a comma within braces, at a bracket behind a figure."""

from __future__ import annotations

import re

from evtrials.errors import NotationError
from evtrials.notation.figures import parse_estimate, parse_figure
from evtrials.notation.p_values import parse_p
from evtrials.notation.patterns import compiled
from evtrials.trial.results import EFFECTS

# A longer text is not said again.
_LONGEST = 80
# A field whose plain text ends where a bracket opens, and the text up to where that closes.
_FIELD = compiled(r"(?:^|[{,\s])(?P<key>[^\s{}\[\],:\"'#][^{}\[\],:\"'#\n]*): +(?P<text>[^{}\[\],:\"'#\n]+)\Z")
_CLOSED = compiled(r"[\[{][^{}\[\]\n]*[\]}][^{}\[\],\n]*")


def cut_at_comma(key: str, whole: str) -> str:
    """What is said of a field whose value is cut at a comma; whole: the text with its commas, as it stands in the file."""
    whole = " ".join(whole.split())
    if mend := _mend(key, whole):
        return f'a comma separates here and cuts the value of "{key}": {mend}'
    shown = f': "{whole}"' if len(whole) <= _LONGEST and '"' not in whole and "\\" not in whole else ""
    return f'a comma separates here and cuts the value of "{key}"; put the text in quotes{shown}'


def without_value(name: str) -> str:
    """What is said of a name within braces that has neither colon nor value, where nothing before it is cut."""
    return f'"{name}" has no value; a field is written as name: value'


def bracket_of_text(text: str, at: int) -> tuple[int, str] | None:
    """Where the field begins whose value a bracket ends, and what is said of it; None where no such bracket opens at `at`."""
    before = text[text.rfind("\n", 0, at) + 1 : at]
    closed, field = _CLOSED.match(text, at), _FIELD.search(before)
    if closed is None or field is None:
        return None
    whole = " ".join(f"{field['text']}{closed[0]}".split())
    how = _mend(field["key"], whole) or "write round ones, or put the text in quotes"
    return at - len(before) + field.start("key"), f'a bracket "{text[at]}" ends the value of "{field["key"]}": {how}'


def _mend(key: str, text: str) -> str:
    """How to write a figure or a p value that was meant by the text of a field; "" where it is none."""
    # What begins otherwise is running text, in which nothing is looked for.
    if not re.match(r"(?:[<>=\u2264\u2265]|about |[-.])* ?\d", text):
        return ""
    for parse in (parse_estimate if key in EFFECTS else parse_figure, parse_p):
        try:
            parse(text)
        except NotationError as error:
            if str(error).startswith('write "'):
                return str(error)
    return ""
