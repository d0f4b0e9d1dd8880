"""The pictures of README, taken of the demo's site: invented countries and Mongolia, no text of others.

    weekwatch demo --home DEMO && weekwatch site --home DEMO --out SITE
    python -m tests.measure.readme_pictures SITE [--out docs/images]

The country and the week are those of the report with the most sources. JPEG, so that the repository stays small.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path

from flows.cli.serve import serve_site

WIDE, HIGH = 1280, 860
"""Pixels of a laptop's window."""
QUALITY = 70
"""Of the JPEG: letters stay sharp, and a picture has about 100 kB."""
CITATION = 2
"""The citation that a report is shown with open: the third, which lies below the heading."""


def fullest(site: Path) -> Path:
    """The report with the most sources, below the root of the site."""
    reports = sorted(site.glob("[A-Z][A-Z]/????-??-??.html"))
    return max(reports, key=lambda path: path.read_text(encoding="utf-8").count('id="source-')).relative_to(site)


def main(arguments: list[str] | None = None) -> int:
    """Takes them; prints each with its size."""
    parser = argparse.ArgumentParser(description="The pictures of README.")
    parser.add_argument("site", type=Path)
    parser.add_argument("--out", type=Path, default=Path("docs/images"))
    chosen = parser.parse_args(arguments)
    from playwright.sync_api import sync_playwright

    report = fullest(chosen.site).as_posix()
    pictures = (
        ("front-light", "index.html", "light"),
        ("country-light", f"{report.partition('/')[0]}/index.html", "light"),
        ("report-dark", report, "dark"),
    )
    with serve_site(chosen.site) as server, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for name, path, scheme in pictures:
            page = browser.new_page(viewport={"width": WIDE, "height": HIGH}, color_scheme=scheme)  # type: ignore[arg-type]
            page.goto(f"{server.address}{path}")
            page.wait_for_load_state("networkidle")
            if name == "report-dark":
                page.locator("a.cite").nth(CITATION).hover()
                page.locator("#cite:not([hidden])").wait_for()
            target = chosen.out / f"{name}.jpg"
            page.screenshot(path=target, type="jpeg", quality=QUALITY)
            print(f"{target} {target.stat().st_size / 1e3:.0f} kB, of {path}")
            page.close()
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
