"""A call of a tool, answered: its arguments read, its question asked, its reply made; or why there is none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from evtrials.errors import DataError, EvTrialsError, UsageError, printable
from evtrials.exchange.mcp.asked import Asked
from evtrials.exchange.mcp.hints import as_calls
from evtrials.exchange.mcp.parameters import read
from evtrials.exchange.mcp.reply import LIMIT, Call, Reply, reply_of
from evtrials.exchange.mcp.tools import TOOLS

if TYPE_CHECKING:
    from evtrials.collection.library import Library

_LONGEST_ERROR = 4000
_FAULTS_SAID = 5
_TOOLS = {tool.name: tool for tool in TOOLS}


def answered(name: str, given: Mapping[str, object], library: Library) -> Reply:
    """The reply to a call. EvTrialsError for a tool that there is not, wrong arguments, and where there is no answer."""
    if name not in _TOOLS:
        raise UsageError(f'"{name[:60]}" is no tool; tools are: {", ".join(_TOOLS)}')
    tool = _TOOLS[name]
    arguments = read(name, tool.parameters, given)
    asked = Asked(library, arguments)
    made = tool.answer(asked)
    said = (*_skipped(library), *asked.caveats)
    call = Call(name, {key: value for key, value in arguments.items() if key != "offset"})
    return reply_of(made, call, library, said, arguments.get("limit", LIMIT), arguments.get("offset", 0))


def _skipped(library: Library) -> list[str]:
    """What is said of files that were passed over."""
    faults = [str(problem) for failure in library.skipped for problem in failure.problems]
    more = [f"and {len(faults) - _FAULTS_SAID} more faults of files that do not load"] if len(faults) > _FAULTS_SAID else []
    return [f"skipped, because it does not load: {fault}" for fault in faults[:_FAULTS_SAID]] + more


def error_text(error: EvTrialsError) -> str:
    """What an agent is told where there is no answer: why, and what to call instead."""
    told = "\n".join(printable(line) for line in str(error).split("\n"))
    if isinstance(error, DataError):
        told += "\nOthers can be asked for where the server was started with --skip-invalid."
    return as_calls(told if len(told) <= _LONGEST_ERROR else f"{told[:_LONGEST_ERROR]} ...")
