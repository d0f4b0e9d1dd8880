"""The documentation: links lead somewhere, commands are commands, and the site of it builds and fetches nothing from elsewhere."""

from __future__ import annotations

import importlib.util
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml

from flows.cli.app import app

ROOT = Path(__file__).parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), ROOT / "warehouse" / "DICTIONARY.md"])
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
QUERY = "query"
"""Options of a named query are its parameters, which tests/warehouse/sql/test_named.py tries."""


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as mkdocs and forges make them."""
    text = FENCE.sub("", page.read_text(encoding="utf-8"))
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[\s-]+", "-", re.sub(r"[^\w\s-]", "", heading).strip().lower()) for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_links_lead_somewhere(page: Path) -> None:
    for target in LINK.findall(page.read_text(encoding="utf-8")):
        path, _, anchor = target.partition("#")
        if "://" in target:
            continue
        place = (page.parent / path) if path else page
        assert place.exists(), f"{name_of(page)} leads to {target}"
        assert not anchor or anchor in anchors(place), f"{name_of(page)} leads to {target}"


def commands() -> Iterator[tuple[str, str]]:
    """Page and line of every command in a shell example, continuation lines joined, comments and what follows a pipe cut off."""
    for page in PAGES:
        for language, block in FENCE.findall(page.read_text(encoding="utf-8")):
            if language in ("sh", "text") and page.name != "CLI.md":
                for line in block.replace("\\\n", " ").splitlines():
                    found = re.search(r"(?:^|\s)(weekwatch [a-z].*)$", line)
                    if found and (language == "sh" or re.match(r"^[\d*]", line)):
                        yield name_of(page), found[1]
        for span in re.findall(r"`(weekwatch [a-z][^`]*)`", FENCE.sub("", page.read_text(encoding="utf-8"))):
            yield name_of(page), span


def shell_words(line: str) -> list[str]:
    lexer = shlex.shlex(line, posix=True, punctuation_chars="|;&")
    lexer.whitespace_split = True
    words: list[str] = []
    for word in lexer:
        if set(word) <= set("|;&"):
            break
        words.append(word)
    return words


@pytest.mark.parametrize(("page", "line"), sorted(set(commands())))
def test_a_command_of_the_documentation_is_one(page: str, line: str) -> None:
    words = shell_words(line)[1:]
    command: Any = typer.main.get_command(app)
    named = []
    while words and words[0] in getattr(command, "commands", {}):
        named.append(words[0])
        command = command.commands[words.pop(0)]
    assert named, f"{page}: {line}"
    if named[0] == QUERY:
        return
    known = {option for parameter in command.params for option in parameter.opts} | {"--help"}
    for word in words:
        if word.startswith("--"):
            assert word.split("=")[0] in known, f"{page}: {word} in {line}"


def test_the_site_has_every_page_in_its_menu() -> None:
    menu = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    listed = re.findall(r"(\w+\.md)$", yaml.safe_dump(yaml.safe_load(menu)["nav"]), re.MULTILINE)
    assert {page.name for page in PAGES} - {"README.md"} == set(listed) - {"index.md"}
    assert len(listed) == len(set(listed))


@pytest.mark.slow
def test_the_site_builds_and_fetches_nothing_from_elsewhere(tmp_path: Path) -> None:
    if importlib.util.find_spec("material") is None:
        pytest.skip("mkdocs-material is not installed")
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(tmp_path)],
        cwd=ROOT,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    pages = list(tmp_path.rglob("*.html"))
    assert len(pages) > 15
    for page in pages:
        text = page.read_text(encoding="utf-8")
        fetched = re.findall(r'<(?:script|img|iframe)[^>]+src="(https?:[^"]+)"', text)
        fetched += re.findall(r'<link[^>]+rel="(?:stylesheet|preconnect|icon)"[^>]+href="(https?:[^"]+)"', text)
        assert fetched == [], page.name
