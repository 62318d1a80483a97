"""Findings in SARIF 2.1.0 (OASIS), which editors and code hosts show beside the lines of a file.

Files are named from the root of the git checkout around the working folder, as code hosts look for them, from whatever folder
the tool was run; outside a checkout from the working folder. `originalUriBaseIds` (3.14.14) says where that was.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from evtrials.bench.checks.base import Finding, Rule

ROOT = "%SRCROOT%"
_MEANT = str.maketrans({"\\": "\\\\", "[": "\\[", "]": "\\]", "{": "{{", "}": "}}"})
SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json"


def sarif(findings: Sequence[Finding], rules: Sequence[Rule], version: str) -> dict[str, Any]:
    """One run with every rule; a waived finding is a suppressed result, with its reason."""
    index = {rule.code: position for position, rule in enumerate(rules)}
    root = checkout_around(Path.cwd()) or Path.cwd()
    return {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": {"name": "evtrials", "version": version, "rules": [_rule(rule) for rule in rules]}},
                "columnKind": "unicodeCodePoints",
                "originalUriBaseIds": {ROOT: {"uri": (root / "_").as_uri()[:-1]}},
                "results": [_result(finding, index[finding.code], root) for finding in findings],
            }
        ],
    }


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.code,
        "name": rule.name,
        "shortDescription": _message(rule.description),
        "fullDescription": _message(" ".join(filter(None, (rule.description, rule.needs, rule.limits)))),
        "help": _message(rule.mend),
        "defaultConfiguration": {"level": rule.severity},
        "properties": {"tags": [f"INSPECT-SR {item}" for item in rule.inspect_sr]},
    }


def _result(finding: Finding, rule: int, root: Path) -> dict[str, Any]:
    place: dict[str, Any] = {"artifactLocation": _location(finding.file, root)}
    if finding.line:
        place["region"] = {"startLine": finding.line, "startColumn": max(1, finding.column)}
    text = f"{finding.field}: {finding.message}" if finding.field else finding.message
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "ruleIndex": rule,
        "level": finding.severity,
        "message": _message(text),
        "locations": [{"physicalLocation": place}],
    }
    if finding.waived:
        result["suppressions"] = [{"kind": "inSource", "justification": finding.waived}]
    return result


def _message(text: str) -> dict[str, str]:
    """A plain text message: `[a](b)` in it is no link (3.11.6), `{0}` no placeholder (3.11.5)."""
    return {"text": text.translate(_MEANT)}


def _location(file: str, root: Path) -> dict[str, str]:
    """A file as it is told, from the root where it lies below it."""
    path = Path(os.path.abspath(file))
    if not path.is_relative_to(root):
        return {"uri": path.as_uri()}
    return {"uri": quote(path.relative_to(root).as_posix()), "uriBaseId": ROOT}


def checkout_around(folder: Path) -> Path | None:
    """The root of the git checkout in which a folder lies; None outside of one. A worktree or submodule has a file `.git`."""
    return next((above for above in (folder, *folder.parents) if os.path.lexists(above / ".git")), None)
