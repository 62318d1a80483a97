"""Findings in SARIF 2.1.0 (OASIS), which editors and code hosts show beside the lines of a file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from evtrials.bench.checks.base import Check, Finding

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json"


def sarif(findings: Sequence[Finding], checks: Sequence[Check], version: str) -> dict[str, Any]:
    """One run with every check as a rule; a waived finding is a suppressed result, with its reason."""
    index = {check.code: position for position, check in enumerate(checks)}
    return {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": {"name": "evtrials", "version": version, "rules": [_rule(check) for check in checks]}},
                "columnKind": "unicodeCodePoints",
                "results": [_result(finding, index[finding.code]) for finding in findings],
            }
        ],
    }


def _rule(check: Check) -> dict[str, Any]:
    return {
        "id": check.code,
        "name": check.name,
        "shortDescription": {"text": check.description},
        "fullDescription": {"text": " ".join(filter(None, (check.description, check.needs, check.limits)))},
        "help": {"text": check.mend},
        "defaultConfiguration": {"level": check.severity},
        "properties": {"tags": [f"INSPECT-SR {item}" for item in check.inspect_sr]},
    }


def _result(finding: Finding, rule: int) -> dict[str, Any]:
    place: dict[str, Any] = {"artifactLocation": {"uri": _uri(finding.file)}}
    if finding.line:
        place["region"] = {"startLine": finding.line, "startColumn": max(1, finding.column)}
    text = f"{finding.field}: {finding.message}" if finding.field else finding.message
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "ruleIndex": rule,
        "level": finding.severity,
        "message": {"text": text},
        "locations": [{"physicalLocation": place}],
    }
    if finding.waived:
        result["suppressions"] = [{"kind": "inSource", "justification": finding.waived}]
    return result


def _uri(file: str) -> str:
    """Relative to the working folder where the file lies below it."""
    path = Path(file)
    return path.as_uri() if path.is_absolute() else quote(path.as_posix())
