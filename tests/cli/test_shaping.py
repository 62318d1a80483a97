"""--columns, --limit, --sort and --left-out on every command that answers with a table."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable

import pytest

from evtrials.cli.tables import columns_of

# Each command with what it must be asked; those of one trial or of what is typed have no filters, and so nothing to sort.
ASKED = {
    "list": [], "results": ["pfs"], "safety": ["stomatitis"], "exposure": [], "doses": ["everolimus"], "subgroups": [], "biomarkers": ["visceral"],
    "conflicts": [], "sources": [], "figures": [], "arms": [], "show": ["toy-1"], "compare": ["toy-1", "toy-2"], "trace": ["toy-1"],
    "search": ["everolimus"], "pool": ["pfs", "--across", "subtype"], "absolute": ["toy-1", "stomatitis"],
}  # fmt: skip
# Of these a limit counts trials, each with all of its rows.
BY_TRIAL = ("list", "safety", "search")
# Of the toys nothing is stored that these tell of.
EMPTY = ("conflicts", "exposure")
FILTERED = [name for name in ASKED if name not in ("show", "compare", "trace", "search", "absolute")]


def rows(text: str) -> list[dict[str, str]]:
    """The records of a CSV answer."""
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.parametrize("command", ASKED)
def test_columns_are_those_asked_for_in_their_order(command: str, shell: Callable) -> None:
    """As CSV and on the screen, where a figure stands whole; an unknown one is refused with those that there are."""
    first, second = "trial", next(column.name for column in reversed(columns_of(command)) if column.name != "trial")
    asked = (command, *ASKED[command], "--columns", f"{second},{first}")
    told = [[second, first]] if command not in EMPTY else []
    assert told == [list(row) for row in rows(shell(*asked, "--format", "csv").out)[:1]]
    assert 0 == shell(*asked, "--format", "table").code
    wrong = shell(command, *ASKED[command], "--columns", "colour")
    assert (2, True) == (wrong.code, '"colour" is no column' in wrong.err)


@pytest.mark.parametrize("command", [name for name in ASKED if name not in EMPTY])
def test_a_limit_takes_the_first(command: str, shell: Callable) -> None:
    """Rows, or trials with all of theirs: the same as without it, on the screen as in CSV."""
    every, first = (rows(shell(command, *ASKED[command], *limit, "--format", "csv").out) for limit in ((), ("--limit", "1")))
    assert every[: len(first)] == first
    assert 1 == (len({row["trial"] for row in first}) if command in BY_TRIAL else len(first))
    assert 0 == shell(command, *ASKED[command], "--limit", "1", "--format", "table").code


@pytest.mark.parametrize("command", FILTERED)
def test_trials_stand_in_the_order_asked_for(command: str, shell: Callable) -> None:
    """By name the trials of the answer are in order; an order by a result there is none."""
    found = list(dict.fromkeys(row["trial"] for row in rows(shell(command, *ASKED[command], "--sort", "name", "--format", "csv").out)))
    assert sorted(found) == found
    wrong = shell(command, *ASKED[command], "--sort", "hr")
    assert (2, True) == (wrong.code, "hr" in wrong.err)


@pytest.mark.parametrize("command", FILTERED)
def test_what_was_left_out_is_a_table(command: str, shell: Callable) -> None:
    """Every trial that JSON names as left out stands there with its reason."""
    asked = (command, *ASKED[command], "--subtype", "her2+")
    named = {id_ for ids in json.loads(shell(*asked, "--json").out)["left_out"].values() for id_ in ids}
    told = rows(shell(*asked, "--left-out", "--format", "csv").out)
    assert named == {row["trial"] for row in told}
    assert all(row["reason"] for row in told)


def test_what_was_left_out_stands_under_its_reason(shell: Callable) -> None:
    """Each reason once, with the option that adds its trials where one does, and their ids to type next."""
    assert """\
Left out, by why; in brackets what adds it
  · only some of the patients fit (add --mixed): 1
    toy-3
1 left out. 1 does not fit.
Evidence, not medical advice; the literature was not searched systematically.
""" == shell("list", "--subtype", "her2+", "--left-out", "--format", "table").screen
