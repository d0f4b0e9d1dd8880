"""Writes `docs/CLI.md`: the help of every command as it prints itself. `make docs` runs it, a test checks that it is fresh."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer

from flows.cli.app import app

PAGE = Path(__file__).parents[2] / "docs" / "CLI.md"
WIDTH = 100


def commands(command: Any, path: tuple[str, ...] = ("weekwatch",)) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every command with its full name, groups before their members."""
    yield path, command
    for name, member in getattr(command, "commands", {}).items():
        yield from commands(member, (*path, name))


def page() -> str:
    """The reference as Markdown."""
    parts = ["# The command line\n\nMade by `make docs` from the commands themselves.\n"]
    for path, command in commands(typer.main.get_command(app)):
        context = command.context_class(
            command, info_name=" ".join(path), max_content_width=WIDTH, terminal_width=WIDTH
        )
        text = "\n".join(line.rstrip() for line in command.get_help(context).splitlines())
        parts.append(f"## {' '.join(path)}\n\n```text\n{text}\n```\n")
    return "\n".join(parts)


if __name__ == "__main__":
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(page(), encoding="utf-8")
