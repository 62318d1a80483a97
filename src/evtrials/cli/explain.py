"""Checks told to the curator: a list of all, or what one catches, what it lets pass, how to mend it and how to waive it."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from evtrials.cli.completing import beginning
from evtrials.cli.reading import show_lines
from evtrials.cli.streams import out_is_terminal, put_json, size

if TYPE_CHECKING:
    from evtrials.bench.checks import Rule
    from evtrials.bench.examples import Example

# The most columns of running text; the lines of trial files stand as they are written.
WIDTH = 100
_HEADS = ("code", "severity", "name", "INSPECT-SR", "what is looked at")
INSPECT_SR = "Items of INSPECT-SR to which a finding may matter; what it comes to there is for people to judge:"


def complete_check(incomplete: str) -> list[str]:
    """Completion by the codes and names of the checks."""
    from evtrials.bench.checks import CHECKS
    from evtrials.bench.text_rules import TEXT_RULES

    return beginning(incomplete, (word for check in (*CHECKS, *TEXT_RULES) for word in (check.code, check.name)))


def print_checks(words: list[str], chosen: str) -> None:
    """The checks of these codes or names, each explained, or where none is named a list of all; as JSON every part of either.

    EvTrialsError for a word that is no check, with the nearest.
    """
    from evtrials.bench.checks import CHECKS
    from evtrials.bench.text_rules import TEXT_RULES
    from evtrials.errors import UsageError

    if chosen == "sarif":
        raise UsageError("checks are told as text or JSON; SARIF holds every check as a rule beside the findings")
    named = [check for word in words for check in _named(word)]
    if chosen == "json":
        echo_json({"checks": [_description(check) for check in named or (*CHECKS, *TEXT_RULES)]})
    elif named:
        show_lines(["\n\n".join(_explained(check) for check in named)])
    else:
        show_lines(_list((*CHECKS, *TEXT_RULES)))


def _list(checks: Sequence[Rule]) -> Iterator[str]:
    """A line for each check, with what it looks at (on a terminal below it, where it does not fit), and what the items of
    INSPECT-SR ask.
    """
    width = terminal_width()
    rows = [(check.code, check.severity, check.name, ", ".join(check.inspect_sr)) for check in checks]
    columns = [max(map(len, column)) for column in zip(*rows, _HEADS[:-1], strict=True)]
    for cells, told in ((_HEADS[:-1], _HEADS[-1]), *zip(rows, (_in_short(check) for check in checks), strict=True)):
        line = "  ".join(cell.ljust(size) for cell, size in zip(cells, columns, strict=True))
        if not width or len(f"{line}  {told}") <= width:
            yield f"{line}  {told}"
        else:
            yield line.rstrip()
            yield textwrap.indent(textwrap.shorten(told, width - 6, placeholder=" ..."), " " * 6)
    yield ""
    yield _filled(INSPECT_SR)
    asked = {item: question for check in checks for item, question in check.asked.items()}
    yield from (f"{item:6}{asked[item]}" for item in sorted(asked, key=lambda item: [int(part) for part in item.split(".")]))


def _in_short(check: Rule) -> str:
    """The first sentence of what a check looks at, or of a long one its beginning."""
    return re.split(r"(?<=[^.][.;:]) ", check.description, maxsplit=1)[0].rstrip(".;:")


def _named(word: str) -> list[Rule]:
    """The checks that a word names, one or several with commas."""
    from evtrials.bench.checks import CHECKS
    from evtrials.bench.text_rules import TEXT_RULES
    from evtrials.errors import EvTrialsError, joined
    from evtrials.notation.spelling import folded, suggest, typed

    spelt = {spelling: check for check in (*CHECKS, *TEXT_RULES) for spelling in (check.code, check.name)}
    known = {folded(spelling): check for spelling, check in spelt.items()}
    parts = [typed("--explain", part) for part in word.split(",")]
    for part in parts:
        if folded(part) not in known:
            near = suggest(part, {spelling: f"{check.code} {check.name}" for spelling, check in spelt.items()})
            meant = f"did you mean {joined(near)}?" if near else "evtrials check --list names them all"
            raise EvTrialsError(f'"{part}" is no check; {meant}')
    return [known[folded(part)] for part in parts]


def _explained(check: Rule) -> str:
    shown = _example(check)
    beside = [("Beside this trial", shown.beside), ("With this curves/toy.csv", shown.curve)]
    fragments = [*beside, ("Catches", shown.catches), ("Lets pass", shown.passes)]
    parts = [
        f"{check.code} {check.name} ({check.severity})",
        _filled(check.description),
        *(_filled(f"{heading}: {said}") for heading, said in (("Needs", check.needs), ("Limits", check.limits)) if said),
        *(_headed(heading, fragment) for heading, fragment in fragments if fragment),
        _filled(f"To mend it: {check.mend}"),
    ]
    if shown.waived:
        how = "To waive it, with a source or a rule of arithmetic as the reason, or `to read again`"
        parts.append(_headed(how, shown.waived))
    if check.asked:
        parts.append(f"{_filled(INSPECT_SR)}\n" + "\n".join(f"  {item:6}{question}" for item, question in check.asked.items()))
    return "\n\n".join(parts)


def _example(rule: Rule) -> Example:
    """What shows a check; of what the texts do not bear out no fragment of a trial alone can show anything."""
    from evtrials.bench.checks import Check
    from evtrials.bench.examples import Example, example

    return example(rule.code) if isinstance(rule, Check) else Example("", "")


def _filled(text: str) -> str:
    return textwrap.fill(text, min(WIDTH, terminal_width() or WIDTH), break_long_words=False, break_on_hyphens=False)


def _headed(heading: str, fragment: str) -> str:
    """Lines of a trial file under a heading, as they are written."""
    return f"{heading}:\n" + textwrap.indent(fragment.rstrip(), "  ")


def _description(check: Rule) -> dict[str, Any]:
    shown = _example(check)
    return {
        "code": check.code,
        "name": check.name,
        "severity": check.severity,
        "description": check.description,
        "needs": check.needs or None,
        "limits": check.limits or None,
        "mend": check.mend,
        "inspect_sr": check.asked,
        "catches": shown.catches or None,
        "passes": shown.passes or None,
        "beside": shown.beside or None,
        "curve": shown.curve or None,
        "waived": shown.waived or None,
    }


def terminal_width() -> int:
    """The columns of the terminal; 0 where the answer goes elsewhere, and lines are not folded."""
    return size().columns if out_is_terminal() else 0


def echo_json(answer: dict[str, Any]) -> None:
    """Print an answer as JSON, as it is read by people too."""
    put_json(json.dumps(answer, ensure_ascii=False, indent=2) + "\n")
