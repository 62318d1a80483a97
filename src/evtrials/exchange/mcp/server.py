"""The server: its tools over stdin and stdout, in the terms of the protocol. The SDK is imported here alone."""

from __future__ import annotations

import gc
from collections.abc import Callable, Mapping
from threading import Lock
from traceback import print_exc
from typing import TYPE_CHECKING, Any

import anyio
import anyio.to_thread
from mcp import types
from mcp.server import Server, ServerRequestContext
from mcp.server.stdio import stdio_server
from mcp.shared.exceptions import MCPError

from evtrials import __version__
from evtrials.answers.closing import closed
from evtrials.answers.markdown import markdown
from evtrials.errors import EvTrialsError, NameNotFound, UsageError
from evtrials.exchange.mcp.calls import answered, error_text
from evtrials.exchange.mcp.hints import as_calls
from evtrials.exchange.mcp.instructions import INSTRUCTIONS
from evtrials.exchange.mcp.tools import TOOLS, Tool
from evtrials.questions.show import show

if TYPE_CHECKING:
    from evtrials.collection.library import Library

_CARD = "evtrials://trials/"
# What the parts are is said once, in the instructions.
_OUTPUT: dict[str, Any] = {
    "type": "object",
    "properties": {"answer": {"type": "string"}, "figures": {"type": "array", "items": {"type": "object"}}},
    "required": ["answer", "figures"],
}


def server_of(open_library: Callable[[], Library]) -> Server[dict[str, Any]]:
    """The server over a collection, which each call opens anew, so that it answers of the files as they are."""
    lock = Lock()

    def failed(text: str) -> types.CallToolResult:
        return types.CallToolResult(content=[types.TextContent(type="text", text=text)], is_error=True)

    def answer(name: str, given: Mapping[str, object]) -> types.CallToolResult:
        try:
            with lock:
                reply = answered(name, given, open_library())
        except EvTrialsError as error:
            return failed(error_text(error))
        except Exception as error:  # the reply of a fault must not end the server
            print_exc()
            return failed(f"a fault of evtrials itself ({type(error).__name__}); no answer. Report it.")
        return types.CallToolResult(content=[types.TextContent(type="text", text=reply.text)], structured_content=reply.data)

    def card(uri: str) -> str:
        with lock:
            library = open_library()
            try:
                page = closed(show(library, library.get(uri.removeprefix(_CARD))), is_evidence=True)
            except (NameNotFound, UsageError) as error:
                raise MCPError(types.INVALID_PARAMS, as_calls(str(error))) from None
        return markdown(page)

    async def list_tools(_: ServerRequestContext[Any], __: types.PaginatedRequestParams | None) -> types.ListToolsResult:
        return types.ListToolsResult(tools=[_published(tool) for tool in TOOLS])

    async def call_tool(_: ServerRequestContext[Any], params: types.CallToolRequestParams) -> types.CallToolResult:
        return await anyio.to_thread.run_sync(answer, params.name, params.arguments or {})

    async def list_templates(
        _: ServerRequestContext[Any], __: types.PaginatedRequestParams | None
    ) -> types.ListResourceTemplatesResult:
        template = types.ResourceTemplate(
            uri_template=f"{_CARD}{{trial}}", name="trial", title="A trial on a card", mime_type="text/markdown"
        )
        return types.ListResourceTemplatesResult(resource_templates=[template])

    async def read_resource(_: ServerRequestContext[Any], params: types.ReadResourceRequestParams) -> types.ReadResourceResult:
        uri = str(params.uri)
        text = await anyio.to_thread.run_sync(card, uri)
        return types.ReadResourceResult(contents=[types.TextResourceContents(uri=uri, mime_type="text/markdown", text=text)])

    return Server(
        "evtrials",
        version=__version__,
        title="Trials of mTOR inhibitors in breast cancer",
        instructions=INSTRUCTIONS,
        on_list_tools=list_tools,
        on_call_tool=call_tool,
        on_list_resource_templates=list_templates,
        on_read_resource=read_resource,
    )


def _published(tool: Tool) -> types.Tool:
    """A tool as it is listed."""
    schema: dict[str, Any] = {"type": "object", "properties": {one.name: one.schema for one in tool.parameters}}
    if needed := [one.name for one in tool.parameters if one.is_needed]:
        schema["required"] = needed
    return types.Tool(
        name=tool.name, title=tool.title, description=tool.text, input_schema=schema | {"additionalProperties": False},
        output_schema=_OUTPUT, annotations=types.ToolAnnotations(read_only_hint=True, open_world_hint=False),
    )  # fmt: skip


def serve(open_library: Callable[[], Library]) -> None:
    """Answer over stdin and stdout until stdin ends."""
    # A command looks for no garbage, for it ends; the collection of each call is left behind here.
    gc.set_threshold(10_000)
    server = server_of(open_library)

    async def run() -> None:
        async with stdio_server() as (incoming, outgoing):
            await server.run(incoming, outgoing, server.create_initialization_options())

    anyio.run(run)
