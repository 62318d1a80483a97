"""The help of the program: its commands by group."""

from __future__ import annotations

from typing import Any

from typer.core import TyperGroup

from evtrials.cli.commands import GROUPS


class Grouped(TyperGroup):
    """The program, whose help has a heading for each group of commands."""

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002 - Click's signature
        """Write the groups, the words of all commands in one column."""
        longest = max(map(len, self.commands), default=0)
        for group, names in GROUPS.items():
            own = [name for name in names if name in self.commands]
            told = [self.commands[name].get_short_help_str(formatter.width - longest - 6) for name in own]
            if own:
                with formatter.section(group):
                    formatter.write_dl([(name.ljust(longest), words) for name, words in zip(own, told, strict=True)])
