"""What programs that start servers for an agent are told of this one, in the files in which they keep it."""

from __future__ import annotations

import json
import shlex
from collections.abc import Sequence


def snippets(arguments: Sequence[str]) -> str:
    """For the usual hosts what to paste, and where. arguments: of the command, behind its name."""
    server = {"command": "evtrials", "args": ["mcp", *arguments]}
    of_claude = {"mcpServers": {"evtrials": server}}
    of_code = {"servers": {"evtrials": {"type": "stdio", **server}}}
    typed = shlex.join(("claude", "mcp", "add", "evtrials", "--", "evtrials", "mcp", *arguments))
    parts = [
        ("Claude Desktop (claude_desktop_config.json), Cursor (.cursor/mcp.json), Claude Code (.mcp.json)", _json(of_claude)),
        ("Claude Code, typed", typed),
        ("VS Code (.vscode/mcp.json)", _json(of_code)),
    ]
    return "\n".join(f"# {title}\n{text}\n" for title, text in parts)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)
