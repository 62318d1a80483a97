"""docs/commands.md tells every command and every filter, made from the tables of commands and of filters.

UPDATE_DOCUMENTS=1 writes it anew. That its examples run is shown in tests/test_documents.py.
"""

from __future__ import annotations

import inspect
import os
import re
import shlex
from collections import Counter
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

import pytest
import typer

from evtrials.cli import app_of, run
from evtrials.cli.commands import COMMANDS, GROUPS
from evtrials.collection.filters import FILTERS, Filter

GUIDE = Path(__file__).parents[2] / "docs" / "commands.md"
HEAD = """\
# Commands and filters

`evtrials COMMAND [ARGUMENTS] [OPTIONS]`. What stands in brackets may be left out, and `...` is for more of the same. Where an option takes several values, a comma or repeating the option is *or*.

The answer goes to stdout, what is said beside it to stderr. The exit code is 0 for an answer (an empty list is one), 1 where there could be none, 2 for wrong usage, 130 where it was interrupted.

On a terminal an answer that is longer than the screen goes through a pager: `EVTRIALS_PAGER`, else `PAGER`, else `less`; none where that is empty or `cat`, with `--no-pager`, under `CI`, and where `TERM` is `dumb`. `COLUMNS` says another width; `NO_COLOR` forbids bold and dim, `FORCE_COLOR` asks for them in a pipe. What an encoding cannot write is written as the nearest that it can (± as +/-). `evtrials --show-completion SHELL` prints what a shell needs to complete commands, trials and words of filters, `--install-completion SHELL` installs it.
"""
FILTERS_HEAD = """\
## Filters

A filter has three answers. A trial is **in** where all that it enrolled fits, **mixed** where some does, **unstated** where its sources do not say; else it does not fit. Shown is what is in. The others are counted, and named with the option that adds them; `--mixed` and `--unstated` do. Several filters together are *and*: the least favourable answer holds. Where one of the three is not named, the filter never answers so.
"""


def table(*rows: tuple[str, ...]) -> str:
    """Rows as a table of Markdown, the first as its head."""
    lines = ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows]
    lines.insert(1, "| " + " | ".join("---" for _ in rows[0]) + " |")
    return "\n".join(lines) + "\n"


def typed(parameter: Any) -> str:
    """How an argument or option is typed: `TRIAL ...`, `--output FILE`."""
    if parameter.param_type_name == "argument":
        return f"`{parameter.metavar}`"
    names = [f"`{name}`" for name in (*parameter.opts, *parameter.secondary_opts)]
    return ", ".join([*names[:-1], names[-1] if parameter.is_flag else f"{names[-1][:-1]} {parameter.metavar}`"])


def help_of(parameter: Any, command: Any) -> str:
    """What an argument or option is for; Typer 0.16 beside a newer Click keeps the words of an argument only where we wrote them."""
    if parameter.help:
        return str(parameter.help)
    annotation = inspect.signature(command.callback, eval_str=True).parameters[parameter.name].annotation
    return str(next(info.help for info in annotation.__metadata__ if hasattr(info, "help")))


def explained(name: str, command: Any, shared: Collection[tuple[str, str]]) -> str:
    """One command: its purpose, what it takes, two examples."""
    parameters = [one for one in command.params if one.name not in FILTERS and one.name != "help"]
    own = [(typed(one), help_of(one, command)) for one in parameters]
    rows = [row for row in own if row not in shared]
    also = ["the [filters](#filters)"] if any(one.name in FILTERS for one in command.params) else []
    also += [f"`{one.opts[-1]}`" for one, row in zip(parameters, own, strict=True) if row in shared]
    purpose = "\n\n".join(" ".join(part.split()) for part in command.help.split("\n\n"))
    parts = [f"### `evtrials {name}`\n", f"{purpose}\n", "```sh\n" + "\n".join(COMMANDS[name].examples) + "\n```\n"]
    if rows:
        parts.append(table(("takes", ""), *rows))
    if also:
        parts.append(f"{'Also' if rows else 'It takes'} {', '.join(also)}.\n")
    return "\n".join(parts)


def filter_told(one: Filter, parameter: Any) -> str:
    """One filter: what it takes, its values, its three answers, an example."""
    flags = " / ".join(one.flag.split("/"))
    parts = [f"### `{flags}{f' {one.metavar}' if one.metavar else ''}`\n", f"{parameter.help}\n"]
    if words := one.vocabulary or one.examples:
        parts.append(("Values: " if one.vocabulary else "Such as: ") + ", ".join(f"`{word}`" for word in words) + ".\n")
    answers = [f"- **{fit}**: {meaning}" for fit, meaning in zip(("in", "mixed", "unstated"), one.fits, strict=True) if meaning]
    if answers:
        parts.append("\n".join(answers) + "\n")
    parts.append(f"```sh\n{example(one)}\n```\n")
    return "\n".join(parts)


def example(one: Filter) -> str:
    """A question with the filter."""
    flag = one.flag.partition("/")[0]
    return " ".join(["evtrials list", flag, *([shlex.quote(one.example)] if one.example else [])])


def document() -> str:
    """The whole of docs/commands.md."""
    program = typer.main.get_command(app_of(COMMANDS))
    commands = program.commands  # type: ignore[attr-defined]
    pairs = [
        (typed(one), help_of(one, command))
        for command in commands.values()
        for one in command.params
        if one.name not in (*FILTERS, "help") and one.param_type_name == "option"
    ]
    shared = {pair: count for pair, count in Counter(pairs).items() if count > len(commands) / 4}
    filters = {one.name: one for one in commands["list"].params if one.name in FILTERS}
    contents = [f"- {group}: " + ", ".join(f"[{name}](#evtrials-{name})" for name in names) for group, names in GROUPS.items()]
    parts = [HEAD, "\n".join(contents) + "\n- [Options of many commands](#options-of-many-commands), [filters](#filters)\n"]
    for group, names in GROUPS.items():
        parts += [f"## {group}\n", *(explained(name, commands[name], shared) for name in names)]
    parts += ["## Options of many commands\n", table(("option", ""), *shared)]
    own = [(typed(one), one.help) for one in program.params if one.name in ("version", "no_cache", "no_pager", "debug", "install_completion", "show_completion")]
    parts += ["Before the command or after it:\n", table(("option", ""), *own)]
    parts += [FILTERS_HEAD, *(filter_told(one, filters[name]) for name, one in FILTERS.items())]
    return "\n".join(parts)


def test_the_document_of_commands_and_filters_is_current() -> None:
    """docs/commands.md is what the tables make of it."""
    text = document()
    if os.environ.get("UPDATE_DOCUMENTS"):
        GUIDE.write_text(text, encoding="utf-8")
    assert text == GUIDE.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", COMMANDS)
def test_help_ends_with_the_examples(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The last lines of a command's help are its two examples."""
    run([name, "--help"])
    lines = capsys.readouterr().out.splitlines()
    assert ["Examples:", *COMMANDS[name].examples] == [line.strip() for line in lines if line.strip()][-3:]


@pytest.mark.parametrize(
    "words",
    [
        "list", "show toy-1", "compare toy-1 toy-2", "search everolimus", "map", "results pfs", "quote toy-1", "safety", "exposure", "doses everolimus",
        "subgroups", "biomarkers", "trace toy-1", "conflicts", "sources", "figures", "arms", "cite",
    ],
)  # fmt: skip
def test_what_an_answer_says_to_type_can_be_typed(words: str, shell: Callable[..., Any]) -> None:
    """Every option that is named beside an answer, or in it, is one of its command, or of the command that is named before it."""
    filters = [] if words.split()[0] in ("show", "compare", "search", "quote", "trace") else ["--line=1", "--about=mtor"]
    for more in ([], filters, [*filters, "--format=text" if words == "cite" else "--format=table"]):
        answer = shell(*words.split(), *more)
        assert 0 == answer.code
        said = " ".join((answer.out + answer.err).split())
        for command, option in re.findall(r"(?:evtrials ([a-z]+)(?: [\w/+.]+)* )?(?<![\w-])(--[a-z][a-z-]+)", said):
            assert option in options_of(command or words.split()[0]), (more, command, option)


def options_of(name: str) -> set[str]:
    """The names of the options of a command."""
    command: Any = typer.main.get_command(app_of([name]))
    command = getattr(command, "commands", {name: command})[name]
    return {option for parameter in command.params for option in (*parameter.opts, *parameter.secondary_opts)}
