"""What an answer says to type next, as what an agent calls next: `evtrials show horizon` becomes `show horizon`.

What no tool answers stays a command, which the user can type.
"""

from __future__ import annotations

import re

from evtrials.collection.filters import FILTERS

# The tool that answers for a command, with what else it is given then.
_TOOLS = {
    "list": ("find", ""), "show": ("show", ""), "compare": ("compare", ""), "results": ("results", ""), "safety": ("harms", ""),
    "exposure": ("harms", " exposure="), "trace": ("trace", ""), "cite": ("cite", ""), "pool": ("pool", ""),
    "subgroups": ("show", " sections=subgroups"), "biomarkers": ("show", " sections=biomarkers"),
    "sources": ("show", " sections=sources"),
}  # fmt: skip
# The parameter of an option, where it is not called as the option is.
_PARAMETERS = {
    "all": "everything=true", "all-cuts": "all_cuts=true", "mixed": "mixed=true", "unstated": "unstated=true", "only": "sections",
    "left-out": "named below",
}  # fmt: skip
_OWN = ("top", "grade", "population", "assessor", "model", "method", "across", "without")
# Whatever else begins with two lines is no option of a tool, or a text of a trial file.
_NAMES = (*(one.flag.partition("/")[0][2:] for one in FILTERS.values()), *_PARAMETERS, *_OWN)
_OPTION = rf"--(?:{'|'.join(sorted(_NAMES, key=len, reverse=True))})(?![\w-])"
_WORD = r"[^\s(),;:?\[\]]*[^\s(),;:?\[\].]"
_SAID = re.compile(
    rf"\bevtrials (?P<command>[a-z]+)(?P<words>(?: (?!--){_WORD})*)(?P<options>(?: {_OPTION}(?: (?!--){_WORD})?)*)"
    rf"|(?<![^\s(\"'])(?P<option>{_OPTION})(?:[ \u00a0](?P<value>(?!--|says\b){_WORD}))?"
)


def as_calls(text: str) -> str:
    """A text with its commands and options as tools and parameters."""
    return _SAID.sub(_said, text.replace("--full, or --only ", "--only "))


def _said(found: re.Match[str]) -> str:
    if option := found["option"]:
        return _parameter(option[2:], found["value"] or "")
    if found["command"] not in _TOOLS:
        return found[0]
    tool, more = _TOOLS[found["command"]]
    words = found["words"]
    told = f"{more}{words[1:]}".removesuffix("=") if more.endswith("=") else f"{words}{more}"
    return f"{tool}{told}{as_calls(found['options'])}"


def _parameter(option: str, value: str) -> str:
    said = _PARAMETERS.get(option, option.replace("-", "_"))
    is_whole = "=" in said or " " in said
    return f"{said} {value}".rstrip() if is_whole or not value else f"{said}={value}"
