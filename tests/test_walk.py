"""A newcomer's walk: every command of README and of the pages, in their order, over the demo's warehouse.

What goes to the network, needs a server or runs until it is stopped is left out, and said here. The demo has Mongolia and invented
countries: a command about another country may find nothing, and then must say so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.command import weekwatch, weekwatch_here
from tests.conftest import copied
from tests.test_docs import FENCE, PAGES, QUERY, name_of, shell_words

pytestmark = pytest.mark.slow

GENERATED = ("CLI.md", "DICTIONARY.md", "CHANGELOG.md", "DECISIONS.md", "QUALITY.md")
"""Pages that are no instructions."""
OUTSIDE = {
    "collect": "fetches feeds",
    "check": "fetches feeds",
    "archive": "asks archives",
    "serve": "runs until it is stopped",
    "mcp": "runs until it is stopped",
    "deploy": "needs a Prefect server",
    "ask": "asks a language model",
    "model": "asks a language model",
}
"""Commands that the walk leaves out, and why."""
WITH_PREFECT = ("run", "backfill")
"""Commands that start Prefect, so each takes a process of its own."""
ELSEWHERE = re.compile(r"s3://|tcp://|/srv/|https?://")
THEIRS = re.compile(r"\b(?:items\.parquet|FILE\.jsonl|FILE|THEIRS\.csv|ucdp\.csv|[A-Z]{4,}\.\w+)\b")
"""Files that only a reader has."""
HOMELESS = re.compile(r"\b(?:UA|PK|CN|XK|TR|NG|HK|all)\b|2025-|2024-|2023-|2016-|Ukraine")
"""Countries and weeks that the demo does not have."""


def steps() -> Iterator[tuple[str, str]]:
    """Page and line of every command, fenced or indented, in the order of the pages, each once."""
    seen = set()
    for page in PAGES:
        if page.name in GENERATED:
            continue
        text = page.read_text(encoding="utf-8")
        lines = [line for language, block in FENCE.findall(text) if language == "sh" for line in block.splitlines()]
        lines += re.findall(r"^    (weekwatch .*)$", FENCE.sub("", text), re.MULTILINE)
        for line in lines:
            line = re.sub(r"\s+#.*$", "", line.strip())
            if line.startswith("weekwatch ") and line not in seen:
                seen.add(line)
                yield name_of(page), line


STEPS = [(page, line) for page, line in steps() if line.split()[1] != "demo"]
WALKED = [
    (page, line)
    for page, line in STEPS
    if line.split()[1] not in OUTSIDE and not ELSEWHERE.search(line) and not THEIRS.search(line)
]


@pytest.fixture(scope="module")
def home(demo: tuple[Path, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = copied(demo[0], tmp_path_factory.mktemp("walk") / "home")
    (home.parent / "folder").mkdir()
    return home


def test_the_walk_has_steps_and_leaves_little_out() -> None:
    assert len(WALKED) >= 30
    assert len(WALKED) >= 0.6 * len(STEPS)


@pytest.mark.parametrize(("page", "line"), WALKED, ids=[f"{page}: {line}" for page, line in WALKED])
def test_a_step_of_the_documentation_works(home: Path, page: str, line: str) -> None:
    words = shell_words(line)[1:]
    if "xlsx" in words and find_spec("xlsxwriter") is None:
        pytest.skip("the extra xlsx is not installed")
    done = (weekwatch if words[0] in WITH_PREFECT else weekwatch_here)(home, *words)
    assert "Traceback" not in done.stderr, done.stderr
    if done.returncode == 2 and HOMELESS.search(line):
        assert done.stderr.startswith("weekwatch: ")
        assert "to fix:" in done.stderr
        return
    assert done.returncode == 0, f"{page}: {line}\n{done.stdout[-500:]}{done.stderr[-1500:]}"
    assert done.stdout or done.stderr or words[0] == QUERY
