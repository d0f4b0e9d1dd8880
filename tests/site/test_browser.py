"""The site in a real browser that can reach nothing else: clean, accessible, inert, and working by mouse, key and touch."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.site.conftest import ARABIC, FIRST, LAST, WEEKS

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.slow
PAGES = {
    "front": "index.html",
    "country": "EG/index.html",
    "report": f"EG/{LAST}.html",
    "comparison": f"compare.html?c=EG,IL&from={FIRST}&to={LAST}",
    "search": "search.html?q=blast",
    "data": "data.html",
    "sources": "sources.html",
    "corrections": "corrections.html",
    "event": "event/",
    "missing": "404.html",
}
"""Addresses below the root; that of an event is the first of Egypt's last week."""
WIDTHS = (320, 375, 1440, 1920)
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
COLOUR_RULES = ["color-contrast", "link-in-text-block"]
"""Of those rules, the ones whose outcome can differ between the colour schemes of a page."""
_SHIFTS = """
window.shifted = 0;
new PerformanceObserver((list) => { for (const e of list.getEntries()) if (!e.hadRecentInput) window.shifted += e.value; })
  .observe({ type: "layout-shift", buffered: true });
"""


def an_event(site: Path) -> str:
    """The page of an event with a toll over time that Egypt's newest list leads to."""
    found = re.findall(r'href="\.\./(event/e[0-9a-f]{15}\.html)"', (site / "EG" / "index.html").read_text("utf-8"))
    return next(str(path) for path in found if 'id="toll"' in (site / path).read_text("utf-8"))


@contextmanager
def opened(
    browser: Browser,
    address: str,
    path: str,
    width: int = 1440,
    scheme: str = "light",
    touch: bool = False,
    expected: tuple[str, ...] = (),
) -> Iterator[Page]:
    """A page in a context of its own; at the end nothing may have gone wrong in it or reached beyond the site, but for
    messages and addresses that begin like one of `expected`."""
    trouble: list[str] = []
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme="dark" if scheme == "dark" else "light", has_touch=touch
    )
    context.add_init_script(_SHIFTS)
    page = context.new_page()
    page.on("console", lambda said: trouble.append(said.text) if said.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.on("request", lambda asked: None if asked.url.startswith((address, "data:")) else trouble.append(asked.url))
    page.on("response", lambda got: trouble.append(f"{got.status} {got.url}") if got.status >= 400 else None)
    page.goto(address + path)
    page.wait_for_load_state("networkidle")
    yield page
    assert page.evaluate("window.owned") is None
    context.close()
    assert [told for told in trouble if not told.startswith(expected)] == []


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_clean_and_accessible(browser: Browser, address: str, site: Path, name: str, width: int) -> None:
    """In both colour schemes: narrow pages are loaded in the dark one, wide ones in the light one, and the first of each turned.

    All rules are tried in the scheme that a page is loaded in, those about colours in the other one too. No style
    changes between the two narrow widths or between the two wide ones.
    """
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")
    schemes = ["dark", "light"] if width < 1_000 else ["light", "dark"]
    if width in (375, 1920):
        schemes.pop()
    path = an_event(site) if name == "event" else PAGES[name]
    with opened(browser, address, path, width, schemes[0]) as page:
        for scheme in schemes:
            page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
            page.wait_for_timeout(300)
            assert page.evaluate("window.shifted") < 0.02
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            asked = {"runOnly": RULES if scheme == schemes[0] else COLOUR_RULES, "resultTypes": ["violations"]}
            found = axe.Axe().run(page, options=asked).response["violations"]
            told = [(rule["id"], rule["help"], [node["html"][:200] for node in rule["nodes"][:3]]) for rule in found]
            assert told == [], scheme


@pytest.mark.parametrize("width", WIDTHS)
def test_a_citation_opens_on_hover_and_focus_and_closes(browser: Browser, address: str, width: int) -> None:
    with opened(browser, address, PAGES["report"], width) as page:
        link, card = page.locator("a.cite").first, page.locator("#cite")
        link.hover()
        card.wait_for(state="visible")
        assert "Outlet" in card.inner_text()
        quote = card.locator("blockquote").inner_text()
        assert 0 < len(quote.split()) <= 41
        box = card.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        page.keyboard.press("Escape")
        card.wait_for(state="hidden")
        page.mouse.move(2, 2)
        page.locator("a.cite").nth(1).focus()
        card.wait_for(state="visible")
        assert page.locator("a.cite").nth(1).get_attribute("aria-describedby") == "cite"


def test_a_tap_opens_a_citation_and_a_second_one_leads_to_the_source(browser: Browser, address: str) -> None:
    with opened(browser, address, PAGES["report"], 375, touch=True) as page:
        link, card = page.locator("a.cite").first, page.locator("#cite")
        link.tap()
        card.wait_for(state="visible")
        assert "#source" not in page.url
        page.wait_for_timeout(500)
        link.tap()
        page.wait_for_url("**#source-*")
        card.wait_for(state="hidden")


@pytest.mark.parametrize("width", WIDTHS)
def test_the_slider_moves_map_list_and_level(browser: Browser, address: str, width: int) -> None:
    with opened(browser, address, PAGES["country"], width) as page:
        slider = page.get_by_label("Week", exact=True)
        last = page.locator("#week-list").inner_text()
        slider.focus()
        for _ in range(WEEKS - 1):
            page.keyboard.press("ArrowLeft")
        assert page.locator("#week-list").inner_text() != last
        assert page.locator("#hotspots g.ww-week").get_attribute("data-week") == str(FIRST)
        assert page.locator("#hotspots g.ww-week g.ww-spot").count() == 5
        assert "2026" in (slider.get_attribute("aria-valuetext") or "")
        assert page.locator("#week-level a").get_attribute("href") == f"{FIRST}.html"


@pytest.mark.parametrize("width", WIDTHS)
def test_search_finds_titles_in_any_script(browser: Browser, address: str, width: int) -> None:
    from playwright.sync_api import expect

    with opened(browser, address, "search.html", width) as page:
        page.get_by_label("Words").fill(ARABIC.split()[0])
        expect(page.locator("#results li")).to_have_count(WEEKS * 3)
        quoted = page.locator("#results bdi").first
        assert (quoted.get_attribute("lang"), quoted.get_attribute("dir")) == ("ar", "rtl")
        page.get_by_label("Country").select_option("IL")
        expect(page.locator("#results li")).to_have_count(WEEKS)
        page.get_by_label("Words").fill("no such word anywhere")
        expect(page.locator("#results li")).to_have_count(0)
        expect(page.locator("#found")).to_contain_text("0 events and stories")


def test_search_shows_the_week_before_it_is_asked_and_suggests_what_is_spelt_alike(
    browser: Browser, address: str
) -> None:
    from playwright.sync_api import expect

    with opened(browser, address, "search.html") as page:
        expect(page.locator("#results li.event")).to_have_count(12)
        page.get_by_label("What").select_option("title")
        page.get_by_label("Words").fill("harbuor")
        page.locator("#hints button").first.click()
        expect(page.get_by_label("Words")).to_have_value("harbour")
        expect(page.locator("#results li").first).to_contain_text("harbour")


@pytest.mark.parametrize("width", WIDTHS)
def test_the_events_of_a_country_are_filtered(browser: Browser, address: str, width: int) -> None:
    from playwright.sync_api import expect

    with opened(browser, address, PAGES["country"], width) as page:
        rows, said = page.locator("#event-list tbody tr"), page.locator("#e-said")
        first = rows.count()
        page.get_by_label("Kind").select_option("Attack")
        expect(said).to_have_text(re.compile(r"^\d+ of \d+ events"))
        attacks = int(said.inner_text().split(" of ")[0])
        assert 0 < attacks < first
        before = said.inner_text()
        page.get_by_label("Killed at least").fill("5")
        expect(said).not_to_have_text(before)
        assert all(int(n) >= 5 for n in page.locator("#event-list tbody td.num").all_inner_texts())
        page.get_by_label("Kind").select_option("")
        page.get_by_label("Killed at least").fill("")
        expect(rows).to_have_count(first)


def test_the_map_zooms_and_pans_by_button_and_key(browser: Browser, address: str) -> None:
    with opened(browser, address, "index.html") as page:
        seen = "document.querySelector('.world svg').getAttribute('viewBox')"
        whole = page.evaluate(seen)
        page.get_by_role("button", name="Zoom in").click()
        closer = page.evaluate(seen)
        page.keyboard.press("ArrowRight")
        assert len({whole, closer, page.evaluate(seen)}) == 3
        page.get_by_role("button", name="Show the whole map").click()
        assert page.evaluate(seen) == whole


def test_many_citations_are_folded_until_asked(browser: Browser, address: str) -> None:
    with opened(browser, address, PAGES["report"]) as page:
        group = page.locator("sup.cites", has=page.locator("button.unfold")).first
        shown = group.locator("a.cite").locator("visible=true")
        assert (group.locator("a.cite").count(), shown.count()) == (6, 3)
        group.locator("button").click()
        assert page.locator("span.further.shown a.cite").locator("visible=true").count() == 3


def test_an_unknown_address_shows_the_sites_own_page(browser: Browser, address: str) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        answer = page.goto(address + "event/e000000000000000.html")
        assert answer is not None
        assert answer.status == 404
        assert page.locator("h1").inner_text() == "There is no such page"
        page.get_by_role("link", name="The world this week").click()
        assert page.url == address + "index.html"


def test_the_comparison_follows_its_choices(browser: Browser, address: str) -> None:
    from playwright.sync_api import expect

    with opened(browser, address, "compare.html?c=EG") as page:
        assert page.locator("#numbers tbody tr").count() == 1
        page.get_by_label("Country", exact=True).select_option("UA")
        expect(page.locator("#numbers tbody tr")).to_have_count(2)
        assert page.locator("#canvas path.line").count() == 2
        page.get_by_label("From").select_option(str(LAST))
        page.wait_for_url(f"**from={LAST}*")
        page.get_by_role("button", name="Remove Egypt").click()
        expect(page.locator("#numbers tbody tr")).to_have_count(1)
        assert "c=UA" in page.url


def test_dark_is_kept_from_page_to_page(browser: Browser, address: str) -> None:
    with opened(browser, address, "index.html") as page:
        ground = "getComputedStyle(document.body).backgroundColor"
        light = page.evaluate(ground)
        page.get_by_role("button", name="Switch to dark colours").click()
        dark = page.evaluate(ground)
        assert dark != light
        page.goto(address + PAGES["country"])
        assert page.evaluate(ground) == dark


def test_the_table_sorts_and_filters(browser: Browser, address: str) -> None:
    with opened(browser, address, "index.html") as page:
        page.get_by_role("button", name="Country").click()
        assert page.locator("#countries tbody th").all_inner_texts() == ["Egypt", "Israel", "Ukraine"]
        page.get_by_label("Filter").fill("ukr")
        assert page.locator("#countries tbody tr:visible").count() == 1


def test_the_policy_refuses_an_inline_script_and_a_foreign_address(browser: Browser, address: str) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(address + PAGES["report"])
        refused = page.evaluate(
            """async () => {
                const seen = [];
                addEventListener("securitypolicyviolation", (e) => seen.push(e.effectiveDirective));
                const script = document.createElement("script");
                script.textContent = "window.owned = 8";
                document.body.append(script);
                await fetch("https://example.org/").catch(() => null);
                await new Promise((done) => setTimeout(done, 200));
                return [window.owned ?? null, seen.sort()];
            }"""
        )
        assert refused == [None, ["connect-src", "script-src-elem"]]


def test_keys_alone_reach_the_content(browser: Browser, address: str) -> None:
    with opened(browser, address, "index.html") as page:
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "main"


def test_no_element_carries_an_event_handler_or_a_script_link(browser: Browser, address: str, site: Path) -> None:
    with opened(browser, address, PAGES["report"]) as page:
        bad = page.evaluate(
            """[...document.querySelectorAll("*")].flatMap((e) => [...e.attributes])
                .filter((a) => a.name.startsWith("on") || /^\\s*javascript:/i.test(a.value)).map((a) => a.name + a.value)"""
        )
        assert bad == []
        assert page.locator("img").count() == 0
        assert page.locator("script:not([src])").count() == 0
