"""Pictures of a site's pages to look at: five widths, light and dark, and of each whether it runs over its width.

    python -m tests.measure.site_pictures SITE OUT [--pages index.html TR/index.html ...] [--widths 320 1440] [--schemes light]

Without `--pages`: the front page, compare, search, data, sources, corrections, and of each country its page, its newest report and
the page of its first event. A picture is cut into pieces of 2,400 pixels; prints a line a page and width.
"""

from __future__ import annotations

import argparse
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from flows.cli.serve import serve_site

if TYPE_CHECKING:
    from playwright.sync_api import Page

WIDTHS = (320, 375, 768, 1440, 1920)
SCHEMES = ("light", "dark")
PIECE = 2400
"""Pixels of a page in one picture, at most: a higher one is shrunk by what shows it until nothing can be read."""
PIECES = 3
COMMON = ("index.html", "compare.html", "search.html", "data.html", "sources.html", "corrections.html", "404.html")


def pages_of(site: Path) -> Iterator[str]:
    """The pages that a reader meets first."""
    yield from (name for name in COMMON if (site / name).is_file())
    for index in sorted(site.glob("[A-Z][A-Z]/index.html")):
        country = index.parent.name
        yield f"{country}/index.html"
        yield f"{country}/{max(p.name for p in index.parent.glob('????-??-??.html'))}"
        if event := re.search(r'href="\.\./(e/[^"]+)"', index.read_text(encoding="utf-8")):
            yield event[1]


def taken(page: Page, address: str, name: str, out: Path, label: str) -> str:
    """Takes the pictures of a page; what there is to say of it."""
    page.goto(f"{address}{name}")
    page.wait_for_load_state("networkidle")
    width, needed, height = page.evaluate(
        "[innerWidth, document.documentElement.scrollWidth, document.documentElement.scrollHeight]"
    )
    stem = name.removesuffix(".html").replace("/", "-")
    for piece in range(min(PIECES, -(-height // PIECE))):
        top = piece * PIECE
        clip = {"x": 0.0, "y": float(top), "width": float(width), "height": float(min(PIECE, height - top))}
        page.screenshot(path=out / f"{stem}-{label}-{piece}.png", full_page=True, clip=clip)  # type: ignore[arg-type]
    return f"{name:40} {label:12} height {height:6}{'  OVER ITS WIDTH' if needed > width else ''}"


def main(arguments: list[str] | None = None) -> int:
    """Takes the pictures; 1 where a page runs over its width."""
    parser = argparse.ArgumentParser(description="Pictures of a site's pages.")
    parser.add_argument("site", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--pages", nargs="*")
    parser.add_argument("--widths", nargs="*", type=int, default=WIDTHS)
    parser.add_argument("--schemes", nargs="*", choices=SCHEMES, default=SCHEMES)
    chosen = parser.parse_args(arguments)
    from playwright.sync_api import sync_playwright

    chosen.out.mkdir(parents=True, exist_ok=True)
    said = []
    with serve_site(chosen.site) as server, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for width in chosen.widths:
            for scheme in chosen.schemes:
                context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
                page = context.new_page()
                page.on("console", lambda told: said.append(told.text) if told.type in ("error", "warning") else None)
                for name in chosen.pages or pages_of(chosen.site):
                    said.append(taken(page, server.address, name, chosen.out, f"{width}-{scheme}"))
                    print(said[-1], flush=True)
                context.close()
        browser.close()
    return int(any("OVER ITS WIDTH" in line for line in said))


if __name__ == "__main__":
    sys.exit(main())
