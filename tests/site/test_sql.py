"""SQL in the browser: DuckDB as npm packs it, beside the pages, under a policy that lets it reach nothing else."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from flows.cli.serve import serve_site
from flows.publishing import duckdb_wasm
from flows.publishing.site import build_site
from tasks.publish.site.data import QUESTIONS
from tests.site.conftest import WEEKS, hostile_home
from tests.site.test_browser import RULES, WIDTHS, opened
from warehouse.errors import InputError, NotFoundError
from warehouse.store.home import Home

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PACKAGE = os.environ.get("WEEKWATCH_DUCKDB_WASM")
"""npm's file of DuckDB for browsers."""
OF_DUCKDB = ("blob:", "Buffering missing file: answer-")
"""Its worker, which is made of a blob of the page, and what it says of every file that it is to write."""
needs_package = pytest.mark.skipif(
    PACKAGE is None,
    reason=f"no DuckDB for browsers here (npm pack @duckdb/duckdb-wasm@{duckdb_wasm.VERSION}, named in WEEKWATCH_DUCKDB_WASM)",
)


@pytest.fixture(scope="module")
def address(home: Home, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The site with DuckDB in it."""
    out = tmp_path_factory.mktemp("sql") / "out"
    build_site(home, out, workers=1, wasm_package=Path(str(PACKAGE)))
    assert build_site(home, out, workers=1).made == 0
    with serve_site(out) as server:
        yield server.address


def asked(page: Page, statement: str) -> str:
    """What the page says once it has answered."""
    from playwright.sync_api import expect

    page.get_by_label("Ask here").fill(statement)
    page.get_by_role("button", name="Run").first.click()
    expect(page.locator("#run")).to_be_enabled(timeout=120_000)
    return page.locator("#said").inner_text()


@pytest.mark.slow
@needs_package
@pytest.mark.parametrize("width", WIDTHS)
def test_questions_are_answered_in_the_page(browser: Browser, address: str, width: int) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")
    with opened(browser, address, "data.html", width, expected=OF_DUCKDB) as page:
        for title, statement in QUESTIONS:
            assert "row" in asked(page, statement), title
            assert page.locator("#answer tbody tr").count() > 0, title
        assert asked(page, f"select count(*) as n from scores having n = {WEEKS * 3};").startswith("1 row")
        assert asked(page, "select null::varchar, '', 'a,\"b\"\n<b>c</b>' as t, 7 as n").startswith("1 row")
        assert page.locator("#answer td").all_inner_texts() == ["null", "", 'a,"b"\n<b>c</b>', "7"]
        assert page.locator("#answer td.num").all_inner_texts() == ["7"]
        assert "nowhere" in asked(page, "from nowhere")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        asked(page, "from scores")
        found = axe.Axe().run(page, options={"runOnly": RULES}).response["violations"]
        assert [(rule["id"], [node["html"][:200] for node in rule["nodes"][:3]]) for rule in found] == []


@pytest.mark.slow
@needs_package
def test_sql_reaches_nothing_beyond_the_site(browser: Browser, address: str, site: Path) -> None:
    """A second server of this machine stands for the world."""
    with serve_site(site) as world, browser.new_context() as context:
        page = context.new_page()
        answered: list[str] = []
        page.on("response", lambda got: answered.append(got.url))
        page.goto(address + "data.html")
        assert "row" not in asked(page, f"from read_csv('{world.address}data/scores.csv')")
        assert "row" not in asked(page, "select * from read_json('x.json')")
        assert [url for url in answered if not url.startswith((address, "blob:"))] == []


@pytest.mark.slow
@needs_package
def test_the_files_of_two_years_are_one_table(browser: Browser, tmp_path: Path) -> None:
    home, out = hostile_home(tmp_path / "home", weeks=2, first=dt.date(2025, 12, 29)), tmp_path / "out"
    build_site(home, out, workers=1, wasm_package=Path(str(PACKAGE)))
    with serve_site(out) as server, opened(browser, server.address, "data.html", 1440, expected=OF_DUCKDB) as page:
        for name in ("scores", "'data/scores-*.parquet'"):
            asked(page, f"select year(week) as y, count(*) as n from {name} group by y order by y")
            assert page.locator("#answer td").all_inner_texts() == ["2025", "3", "2026", "3"], name


def test_another_package_is_refused(tmp_path: Path) -> None:
    wrong = tmp_path / "duckdb.tgz"
    wrong.write_bytes(b"not the file that npm has")
    with pytest.raises(InputError, match="is not @duckdb/duckdb-wasm"):
        duckdb_wasm.install(wrong, tmp_path / "out")
    with pytest.raises(NotFoundError, match="npm pack"):
        duckdb_wasm.install(tmp_path / "none.tgz", tmp_path / "out")
    assert not duckdb_wasm.is_installed(tmp_path / "out")


def test_without_the_package_the_page_allows_no_webassembly(site: Path) -> None:
    html = (site / "data.html").read_text(encoding="utf-8")
    assert "wasm-unsafe-eval" not in html
    assert "query.js" not in html
    assert "duckdb -c" in html
