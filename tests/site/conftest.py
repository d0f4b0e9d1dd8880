"""A small site of made rows, hostile ones among them, and a browser that can reach nothing but it."""

from __future__ import annotations

import datetime as dt
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pytest

from flows.cli.serve import serve_site
from flows.publishing.site import build_site
from tests.measure.site import SiteMaker
from warehouse.schema import Row
from warehouse.store import delta
from warehouse.store.home import Home
from warehouse.tables import Statement

if TYPE_CHECKING:
    from playwright.sync_api import Browser

CHROMIUM = os.environ.get("WEEKWATCH_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
COUNTRIES = ["EG", "IL", "UA"]
FIRST = dt.date(2026, 3, 2)
WEEKS = 5
LAST = FIRST + dt.timedelta(days=7 * (WEEKS - 1))
HOSTILE = (
    "<script>window.owned = 1</script>Blast in the harbour",
    '"><img src=x onerror="window.owned = 2">',
    "</title></script><svg onload=window.owned=3>",
    "{{ 7 * 7 }} ${window.owned=4} <%= 1 %>",
    "&lt;b&gt &#x3c;i&#62; &amp;&amp; &notanentity;",
    "evil\u202egnp.exe\u2066 override\u2069",
    "javascript:window.owned=5//",
    "A" * 490 + " end",
)
ARABIC, HEBREW = "انفجار في ميناء الإسكندرية", "פיצוץ בנמל חיפה"


class HostileMaker(SiteMaker):
    """The benchmark's rows with hostile titles, texts and links in each country, and headlines from right to left."""

    def _articles(self, week: dt.date, columns: dict[str, Any]) -> dict[str, Any]:
        made = super()._articles(week, columns)
        each = len(columns["title"]) // len(self.countries)
        urls = list(columns["url"])
        for start in range(0, len(columns["title"]), each):
            for k, (title, lang) in enumerate([*((t, "en") for t in HOSTILE), (ARABIC, "ar"), (HEBREW, "he")]):
                columns["title"][start + k] = title
                columns["text"][start + k] = (
                    f"{title}. Twelve people were hurt. <b onclick=alert(1)>More</b> " + "word " * 80
                )
                made["lang"][start + k] = lang
            urls[start] = "javascript:window.owned=6"
            urls[start + 1] = 'https://x.example/"onmouseover="window.owned=7'
        return made | {"url": urls}

    def table(self, row_type: type[Row], week: dt.date, each: int, columns: dict[str, Any]) -> pa.Table:
        if row_type is Statement:
            text = list(columns["text"])
            for start in range(0, len(text), each):
                text[start] = f"{HOSTILE[0]} {HOSTILE[1]} Twelve people were hurt."
                text[start + 3] = f"On Monday Al Ahram reported under the headline “{ARABIC}”."
            columns = columns | {"text": text}
        return super().table(row_type, week, each, columns)


def hostile_home(folder: Path, weeks: int = WEEKS, first: dt.date = FIRST) -> Home:
    """A warehouse of three countries, from the week `first` on."""
    home, maker = Home.create(folder), HostileMaker(COUNTRIES)
    for number in range(weeks):
        for row_type, data in maker.week(first + dt.timedelta(days=7 * number)).items():
            delta.append(home, row_type.table, data)
    return home


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return hostile_home(tmp_path_factory.mktemp("site") / "home")


@pytest.fixture(scope="session")
def site(home: Home) -> Path:
    out = Path(home.location).parent / "out"
    build_site(home, out, workers=1)
    return out


@pytest.fixture(scope="session")
def address(site: Path) -> Iterator[str]:
    with serve_site(site) as server:
        yield server.address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium; the tests are skipped, saying so, where it or its driver is absent.

    Not for the session: while Playwright's driver is there, its event loop runs, and no other test could start one.
    """
    driver = pytest.importorskip("playwright.sync_api", reason="playwright is not installed (dev group)")
    if not CHROMIUM:
        pytest.skip("no Chromium here (apt-get install chromium, or name one in WEEKWATCH_CHROMIUM)")
    with driver.sync_playwright() as started:
        chromium = started.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"],
        )
        yield chromium
        chromium.close()
