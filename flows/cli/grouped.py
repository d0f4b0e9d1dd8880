"""The help of `weekwatch` itself: its commands under what one wants to do, each in a whole sentence."""

from __future__ import annotations

from typing import Any

import typer

GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Begin", ("demo", "status", "model")),
    ("Read", ("brief", "report", "events", "reports", "site", "serve")),
    ("Ask", ("ask", "query", "sql", "standing", "export", "mcp")),
    ("Collect", ("collect", "import", "archive", "sources", "check", "country")),
    ("Build", ("run", "backfill", "weekly", "rescore", "desk", "resolve-outlook")),
    ("Watch", ("alerts",)),
    ("Keep and deploy", ("warehouse", "inspect", "deploy")),
)
"""The commands by what they are for, in the order of a first day."""


class GroupedHelp(typer.core.TyperGroup):
    """A group whose help shows the commands under the titles of GROUPS; others, if any, come last."""

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Writes a list a title: each command with the first sentence of its help."""
        named = {name for _, names in GROUPS for name in names}
        rest = tuple(name for name in self.list_commands(ctx) if name not in named)
        for title, names in (*GROUPS, ("Other", rest)):
            found = [(name, self.get_command(ctx, name)) for name in names]
            rows = [(name, _sentence(command.help or "")) for name, command in found if command is not None]
            if rows:
                with formatter.section(title):
                    formatter.write_dl(rows)


def _sentence(text: str) -> str:
    """The first sentence of a help text, on one line."""
    line = " ".join(text.split("\n\n")[0].split())
    end = line.find(". ")
    return line if end < 0 else line[: end + 1]
