"""Regular expressions that are compiled when they are first asked: an answer asks few of those that its modules have."""

from __future__ import annotations

import re
from typing import Any, cast


class _Later:
    """Stands for a regular expression, and takes over each of its methods when that is first called for."""

    def __init__(self, expression: str, flags: int) -> None:
        self.pattern, self._flags = expression, flags

    def __getattr__(self, name: str) -> Any:
        found = getattr(re.compile(self.pattern, self._flags), name)
        setattr(self, name, found)
        return found


def compiled(expression: str, flags: int = 0) -> re.Pattern[str]:
    """A regular expression as `re.compile` makes it, at the first use; a wrong one is told no sooner.

    It stands for its methods, and is no pattern that the functions of `re` would take.
    """
    return cast("re.Pattern[str]", _Later(expression, flags))
