"""`evtrials mcp` as a host meets it: over the protocol, in memory and as a process, by the client of the SDK."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from evtrials.cli import run
from evtrials.collection.library import Library
from evtrials.collection.store import open_store
from evtrials.exchange.mcp.calls import answered
from evtrials.exchange.mcp.instructions import INSTRUCTIONS

mcp = pytest.importorskip("mcp", reason="the SDK of the Model Context Protocol is not installed: pip install 'evtrials[mcp]'")

# As many bytes as a host spends on the list of tools before anything is asked.
MOST_OF_LIST = 12_000


@pytest.fixture
def folder(write_toy: Callable[..., Path]) -> Path:
    """The folder of one toy."""
    return write_toy().parent


def asked(folder: Path, ask: Callable[[Any], Awaitable[Any]], *, mode: str = "auto") -> Any:
    """What a client is told that asks the server over a folder in memory."""
    from evtrials.exchange.mcp.server import server_of

    async def talk() -> Any:
        server = server_of(lambda: Library(open_store([str(folder)])))
        async with mcp.Client(server, raise_exceptions=True, mode=mode) as client:
            return await ask(client)

    return asyncio.run(talk())


def test_the_list_of_tools(folder: Path) -> None:
    """Eight that read alone, each with limits in its schema and no parameter besides; short, for every question pays for it."""
    tools = asked(folder, lambda client: client.list_tools()).tools
    listed = [tool.model_dump(mode="json", by_alias=True, exclude_none=True) for tool in tools]
    assert len(json.dumps(listed, ensure_ascii=False, separators=(",", ":")).encode()) < MOST_OF_LIST
    assert ["find", "show", "compare", "results", "harms", "trace", "cite", "pool"] == [tool["name"] for tool in listed]
    for tool in listed:
        assert {"readOnlyHint": True, "openWorldHint": False} == tool["annotations"]
        assert tool["title"] and tool["description"] and tool["outputSchema"]
        schema = tool["inputSchema"]
        assert schema["additionalProperties"] is False
        assert {"type": "integer", "minimum": 1, "maximum": 100} == {key: schema["properties"]["limit"][key] for key in ("type", "minimum", "maximum")}
    find = next(tool["inputSchema"]["properties"] for tool in listed if tool["name"] == "find")
    assert ["advanced", "neoadjuvant", "adjuvant", "supportive"] == find["setting"]["enum"]
    assert "hr+/her2-" in find["subtype"]["enum"]
    assert {"1", "2+"} < {*find["line"]["enum"]}
    assert "supportive-care" in find["about"]["enum"]


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_a_question_over_the_protocol(mode: str, folder: Path) -> None:
    """An old host and a new one get the text and the data of the reply."""
    given = {"endpoint": ["pfs"]}
    found = asked(folder, lambda client: client.call_tool("results", given), mode=mode)
    reply = answered("results", given, Library(open_store([str(folder)])))
    assert not found.is_error
    assert (reply.text, reply.data) == (found.content[0].text, found.structured_content)


def test_a_nonsense_question_over_the_protocol(folder: Path) -> None:
    """The reason reaches the agent, and the server goes on."""

    async def ask(client: Any) -> list[Any]:
        return [await client.call_tool(tool, given) for tool, given in (("show", {"trial": "toy-11"}), ("find", {"drugs": "x"}), ("show", {"trial": "toy-1"}))]

    wrong, unknown, right = asked(folder, ask)
    assert (True, 'there is no trial "toy-11"; did you mean toy-1?') == (wrong.is_error, wrong.content[0].text)
    assert (True, '"drugs" is no parameter of find; did you mean drug?') == (unknown.is_error, unknown.content[0].text)
    assert not right.is_error


def test_a_fault_is_told_and_ends_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Of a fault of the tool itself an agent learns that there is no answer; what it was goes to stderr."""

    def broken(*_: object) -> None:
        raise ZeroDivisionError("a secret of the machine")

    monkeypatch.setattr("evtrials.exchange.mcp.server.answered", broken)
    found = asked(folder, lambda client: client.call_tool("show", {"trial": "toy-1"}))
    assert (True, "a fault of evtrials itself (ZeroDivisionError); no answer. Report it.") == (found.is_error, found.content[0].text)
    said = capsys.readouterr()
    assert ("", True) == (said.out, "a secret of the machine" in said.err)


def test_a_card_is_a_resource(folder: Path) -> None:
    """As Markdown, by any name of the trial; for another name the nearest."""
    card = asked(folder, lambda client: client.read_resource("evtrials://trials/toy-1")).contents[0]
    assert ("text/markdown", True) == (card.mime_type, card.text.startswith("# TOY-1 NCT00000001 phase 3"))

    async def ask(client: Any) -> str:
        with pytest.raises(mcp.MCPError) as error:
            await client.read_resource("evtrials://trials/toy-11")
        return str(error.value)

    assert 'there is no trial "toy-11"; did you mean toy-1?' == asked(folder, ask)


def test_what_an_agent_is_told_first(folder: Path) -> None:
    """How figures are to be read, and what may not be made of them."""

    async def ask(client: Any) -> str:
        return str(client.instructions)

    assert INSTRUCTIONS == asked(folder, ask)
    for said in ("not medical advice", "Never compare an arm of one trial with an arm of another", "Never invent a p value", "A median is a median", "not \"not reported\""):
        assert said in " ".join(INSTRUCTIONS.split())


@pytest.mark.slow
def test_as_a_process(folder: Path) -> None:
    """A host starts it with the words of --config; nothing but the protocol is on its stdout, and it ends with its input."""
    server = mcp.StdioServerParameters(command=sys.executable, args=["-m", "evtrials", "mcp", "--trials", str(folder)], env=dict(os.environ))

    async def talk() -> list[Any]:
        async with mcp.Client(server) as client:
            return [await client.list_tools(), await client.call_tool("show", {"trial": "toy-1"}), await client.call_tool("show", {"trial": "x"})]

    listed, right, wrong = asyncio.run(talk())
    assert (8, False, True) == (len(listed.tools), right.is_error, wrong.is_error)
    assert right.structured_content["answer"].startswith("# TOY-1")

    begin = {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "t", "version": "1"}}}
    done = subprocess.run([server.command, *server.args], input=json.dumps(begin) + "\n", capture_output=True, text=True, timeout=60, check=True)
    assert [1] == [json.loads(line)["id"] for line in done.stdout.splitlines()]


def test_without_the_sdk_the_extra_is_named(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """As where only evtrials itself is installed; what to paste is printed all the same."""
    monkeypatch.setenv("EVTRIALS_TRIALS", str(folder))
    monkeypatch.delitem(sys.modules, "evtrials.exchange.mcp.server", raising=False)
    for name in [name for name in sys.modules if name.partition(".")[0] == "mcp"]:
        monkeypatch.setitem(sys.modules, name, None)
    assert 1 == run(["mcp"])
    assert "evtrials: mcp is not installed; install it with: pip install 'evtrials[mcp]'\n" == capsys.readouterr().err
    assert 0 == run(["mcp", "--config"])


def test_without_stdin_there_is_nothing_to_answer(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """A stdin that is closed is told in words, not as a fault."""
    monkeypatch.setattr("sys.stdin", None)
    assert 1 == run(["mcp", "--trials", str(folder)])
    assert "evtrials: evtrials mcp answers what it reads from stdin, which is closed\n" == capsys.readouterr().err
