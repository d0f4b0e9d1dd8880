"""What Prefect's pages show of a backfill with one slow and one failed country: screenshots, as a person finds and reruns it.

    python -m tests.measure.prefect_ui OUT

A server of its own with everything deployed, a small home of three countries; Ukraine fails, Pakistan takes ten seconds more. OUT gets a PNG a page: the
list of runs, the run, its table of what was not published with the command for each, and the form that builds one country-week again.
Needs Debian's Chromium, as the tests of the site do.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any
from unittest.mock import patch

from flows.collecting.feeds import import_files
from flows.runtime.environment import prepare_prefect
from tasks.country_week import build
from tasks.draft import Draft
from tests.e2e.processes import prefect_server
from tests.e2e.run import deploy
from tests.flows.building.test_batch import NEWS, NOW, write_news
from warehouse.store.home import Home

SLOW_SECONDS = 10
WIDE = {"width": 1440, "height": 1000}
SETTLED_MS = 6000
"""After which a page of Prefect's has drawn what it asked for."""


def amiss(draft: Draft) -> Draft:
    """As a country-week is built: Ukraine's breaks, Pakistan's takes long."""
    if draft.profile.country == "UA":
        raise ValueError("a feed gave what no reader understands")
    if draft.profile.country == "PK":
        time.sleep(SLOW_SECONDS)
    return build(draft)


def pages(server: str, out: Path) -> list[Path]:
    """The screenshots, in the order in which a person goes."""
    import httpx
    from playwright.sync_api import sync_playwright

    def newest(kind: str, body: dict[str, Any]) -> dict[str, Any]:
        found: list[dict[str, Any]] = httpx.post(f"{server}/api/{kind}/filter", json=body).json()
        return found[0]

    run = newest("flow_runs", {"flows": {"name": {"any_": ["backfill"]}}, "limit": 1})["id"]
    table = newest("artifacts", {"artifacts": {"key": {"any_": ["not-published"]}}, "limit": 1})["id"]
    form = newest("deployments", {"deployments": {"name": {"any_": ["country-week"]}}})["id"]
    asked = {
        "1-runs": "/runs",
        "2-run": f"/runs/flow-run/{run}",
        "3-not-published": f"/artifacts/artifact/{table}",
        "4-again": f"/deployments/deployment/{form}/run?parameters=%7B%22country%22:%22UA%22,%22week%22:%222023-W01%22%7D",
    }
    made = []
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"]
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=arguments)
        page = browser.new_page(viewport=WIDE)  # type: ignore[arg-type]
        for name, path in asked.items():
            page.goto(server + path, timeout=180_000)
            page.wait_for_timeout(SETTLED_MS)
            made.append(out / f"{name}.png")
            page.screenshot(path=made[-1])
        browser.close()
    return made


def main(out: Path) -> None:
    """Writes the screenshots."""
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="weekwatch-ui-") as made:
        folder = Path(made)
        with prefect_server(folder, f"sqlite+aiosqlite:///{folder / 'prefect.db'}") as (address, _):
            os.environ["PREFECT_API_URL"] = address
            os.environ["PREFECT_HOME"] = str(folder / "client")
            prepare_prefect()
            from flows.backfill import backfill
            from flows.building.outcome import UnfinishedError

            home = Home.create(folder / "home")
            list(import_files(home, [write_news(folder / "news.jsonl", NEWS)], {}, NOW))
            deploy(home)
            with patch("flows.building.batch.build", amiss), contextlib.suppress(UnfinishedError):
                asyncio.run(backfill("UA, PK, IR", "2023-W01", "2023-W01", workers="1", home=home.location, now=NOW))
            for path in pages(address.removesuffix("/api"), out):
                print(path)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
