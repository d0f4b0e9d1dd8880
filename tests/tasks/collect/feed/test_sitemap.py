from __future__ import annotations

import datetime as dt

from tasks.collect.feed.parse import Parsed, parse_feed
from tasks.countries.profiles import Feed

NOW = dt.datetime(2026, 4, 24, 12, tzinfo=dt.UTC)
FEED = Feed(url="https://news.example/news-sitemap.xml", outlet="News", language="en", source="invented")
URL = (
    "<url><loc>https://news.example/{n}</loc><news:news><news:publication><news:name>News of Arvania</news:name>"
    "<news:language>fr</news:language></news:publication><news:publication_date>2026-04-{day:02}T0{hour}:00:00+01:00"
    "</news:publication_date><news:title>Le pont numéro {n} sur la rivière &amp; la route</news:title></news:news></url>"
)
HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
    'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">'
)


def read(body: str) -> Parsed:
    return parse_feed(body.encode(), feed=FEED, raw_sha256="0" * 64, fetched_at=NOW)


def test_a_news_sitemap_is_read_as_a_feed() -> None:
    found = read(HEAD + URL.format(n=1, day=23, hour=7) + URL.format(n=2, day=24, hour=6) + "</urlset>")
    assert found.is_feed
    assert found.issues == ()
    second, first = found.items
    assert (first.title, first.url, first.lang) == (
        "Le pont numéro 1 sur la rivière & la route",
        "https://news.example/1",
        "fr",
    )
    assert (first.published_at, first.published_basis) == (dt.datetime(2026, 4, 23, 6, tzinfo=dt.UTC), "published")
    assert (second.url, second.outlet, second.publisher) == ("https://news.example/2", "News", "News")


def test_of_a_long_one_the_newest_are_read_and_of_a_cut_one_those_that_are_whole() -> None:
    many = HEAD + "".join(URL.format(n=n, day=1 + n // 30, hour=n % 10) for n in range(600)) + "</urlset>"
    found = read(many)
    assert len(found.items) == 500
    assert min(item.published_at for item in found.items if item.published_at) > dt.datetime(2026, 4, 4, tzinfo=dt.UTC)
    assert [issue.kind for issue in found.issues] == ["too_many_items"]
    cut = HEAD + URL.format(n=1, day=23, hour=7) + URL.format(n=2, day=24, hour=6)[:-60]
    assert [item.url for item in read(cut).items] == ["https://news.example/1"]


def test_a_sitemap_without_news_is_no_feed() -> None:
    plain = HEAD + "<url><loc>https://news.example/1</loc><lastmod>2026-04-24</lastmod></url></urlset>"
    found = read(plain)
    assert not found.is_feed
    assert "sitemap" in found.issues[0].message
