"""Feed documents into items, and any bytes into items or issues."""

import datetime as dt
import json
import time
from html import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.collect.feed.dates import date_in_url, parse_date, read_date
from tasks.collect.feed.entries import MAX_BODY, MAX_ENTRIES, read_feed
from tasks.collect.feed.parse import Parsed, parse_feed
from tasks.countries.profiles import Feed

FETCHED_AT = dt.datetime(2026, 4, 26, 12, tzinfo=dt.UTC)
FEED = Feed(url="https://example.com/rss.xml", outlet="Example Times", language="en", source="invented")


def parse(body: bytes | str, *, feed: Feed = FEED, content_type: str | None = None) -> Parsed:
    raw = body.encode() if isinstance(body, str) else body
    return parse_feed(raw, feed=feed, raw_sha256="0" * 64, fetched_at=FETCHED_AT, content_type=content_type)


def rss(*items: str, head: str = "") -> str:
    inner = "".join(f"<item>{item}</item>" for item in items)
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>T</title>{head}{inner}</channel></rss>'


def kinds(parsed: Parsed) -> list[str]:
    return [issue.kind for issue in parsed.issues]


DATED = "<pubDate>Fri, 24 Apr 2026 08:00:00 +0800</pubDate>"
GOOD = f"<title>Border crossing keeps longer hours</title><link>https://example.com/a?utm_source=rss</link>{DATED}"


def test_an_rss_item_is_read_whole() -> None:
    parsed = parse(
        rss(GOOD + "<guid>g-1</guid><description>&lt;p&gt;From &lt;b&gt;Monday&lt;/b&gt;.&lt;/p&gt;</description>")
    )
    (item,) = parsed.items
    assert parsed.issues == ()
    assert (item.title, item.text, item.url) == (
        "Border crossing keeps longer hours",
        "From Monday.",
        "https://example.com/a",
    )
    assert item.published_at == dt.datetime(2026, 4, 24, 0, 0, tzinfo=dt.UTC)
    assert (item.published_basis, item.week, item.guid) == ("published", dt.date(2026, 4, 20), "g-1")
    assert (item.outlet, item.publisher, item.lang, item.position) == ("Example Times", "Example Times", "en", 0)


def test_weeks_start_on_the_warehouse_s_weekday() -> None:
    parsed = parse_feed(rss(GOOD).encode(), feed=FEED, raw_sha256="0" * 64, fetched_at=FETCHED_AT, week_starts_on=4)
    assert parsed.items[0].week == dt.date(2026, 4, 24)


def test_atom_rdf_and_json_feed_are_read() -> None:
    atom = (
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://example.com/x/"><entry><title type="xhtml">'
        '<div xmlns="http://www.w3.org/1999/xhtml">A <b>bold</b> step</div></title><link rel="self" href="s"/>'
        '<link href="a.html"/><id>urn:1</id><updated>2026-04-24T10:00:00Z</updated></entry></feed>'
    )
    (item,) = parse(atom).items
    assert (item.title, item.url, item.published_basis) == ("A bold step", "https://example.com/x/a.html", "updated")
    rdf = (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><item rdf:about="https://example.com/1"><title>One</title>'
        "<dc:date>2026-04-24T10:00:00+02:00</dc:date></item></rdf:RDF>"
    )
    (item,) = parse(rdf).items
    assert (item.url, item.published_at) == ("https://example.com/1", dt.datetime(2026, 4, 24, 8, tzinfo=dt.UTC))
    feed = {"version": "https://jsonfeed.org/version/1.1", "items": [
        {"id": 7, "url": "https://example.com/j", "title": "J", "content_html": "<p>t</p>",
         "date_published": "2026-04-24T10:00:00Z"}, {"title": None, "url": ["x"]}, "nothing"]}  # fmt: skip
    parsed = parse(json.dumps(feed))
    assert [(i.title, i.text, i.guid) for i in parsed.items] == [("J", "t", "7")]
    assert kinds(parsed) == ["empty_items"] or "empty_items" in kinds(parsed)


@pytest.mark.parametrize(
    "when", ["", "<pubDate></pubDate>", "<pubDate>yesterday</pubDate>", "<pubDate>32 Foo 2026</pubDate>"]
)
def test_an_undated_item_stays_undated(when: str) -> None:
    parsed = parse(rss(f"<title>No date</title><link>https://example.com/a</link>{when}"))
    (item,) = parsed.items
    assert (item.published_at, item.published_basis, item.week) == (None, "none", dt.date(2026, 4, 20))
    assert kinds(parsed) == ["undated"]
    assert parsed.undated_count == 1


def test_a_day_in_the_link_dates_an_item() -> None:
    (item,) = parse(rss("<title>T</title><link>https://example.com/2026/04/23/story</link>")).items
    assert (item.published_at, item.published_basis) == (dt.datetime(2026, 4, 23, tzinfo=dt.UTC), "url")


@pytest.mark.parametrize(
    ("date", "kind"),
    [
        ("Fri, 01 May 2026 08:00:00 GMT", "future_dated"),
        ("Thu, 01 Jan 1970 00:00:00 GMT", "ancient_dated"),
        ("Mon, 01 Jan 0001 00:00:00 +0000", "ancient_dated"),
    ],
)
def test_a_date_that_cannot_be_is_not_believed(date: str, kind: str) -> None:
    parsed = parse(rss(f"<title>Odd</title><link>https://example.com/a</link><pubDate>{date}</pubDate>"))
    (item,) = parsed.items
    (issue,) = parsed.issues
    assert item.published_at is None
    assert (issue.kind, issue.subject) == (kind, item.item_id)
    assert (issue.country, issue.revision, issue.week) == (None, None, dt.date(2026, 4, 20))


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", "empty"),
        (b" \n\0 ", "empty"),
        (b"<!DOCTYPE html><html><head><title>Not found</title></head><body>x</body></html>", "not_a_feed"),
        (b"just words", "not_a_feed"),
        (b'{"error": 404}', "not_a_feed"),
        (b"\x89PNG\r\n\x1a\n\0\0\0", "not_a_feed"),
        (rss().encode(), "no_items"),
    ],
)
def test_what_holds_no_items_says_why(body: bytes, kind: str) -> None:
    parsed = parse(body)
    assert parsed.items == ()
    assert kind in kinds(parsed)
    assert all(issue.subject == FEED.url and issue.message for issue in parsed.issues)


def test_a_body_cut_half_way_gives_what_came() -> None:
    whole = rss(GOOD, GOOD.replace("/a?", "/b?"), GOOD.replace("/a?", "/c?"))
    parsed = parse(whole[: whole.rindex("<title>")])
    assert [item.url[-1] for item in parsed.items] == ["a", "b"]
    assert "truncated" in kinds(parsed)


def test_broken_markup_is_read_leniently() -> None:
    parsed = parse(rss(GOOD + "<description><p>one<br>two & three</description>", GOOD.replace("/a?", "/b?")))
    assert [item.url[-1] for item in parsed.items] == ["a", "b"]
    assert "two & three" in parsed.items[0].text
    assert "malformed" in kinds(parsed)


@pytest.mark.parametrize(
    ("encoding", "declared", "has_issue"),
    [
        ("utf-8", "utf-8", False),
        ("cp1251", "windows-1251", False),
        ("utf-16", "utf-16", False),
        ("utf-8", "windows-1252-none", True),
        ("utf-8", "us-ascii", True),
    ],
)
def test_encodings(encoding: str, declared: str, has_issue: bool) -> None:
    text = rss(f"<title>Дорноговь</title><link>https://example.com/a</link>{DATED}").replace(
        '<?xml version="1.0"?>', f'<?xml version="1.0" encoding="{declared}"?>'
    )
    parsed = parse(text.encode(encoding))
    assert parsed.items[0].title == "Дорноговь"
    assert ("encoding" in kinds(parsed)) == has_issue


def test_wrongly_declared_utf_8_is_read_as_windows_1252() -> None:
    parsed = parse(rss(f"<title>Café à Zürich</title>{DATED}").encode("cp1252"))
    assert parsed.items[0].title == "Café à Zürich"
    assert "encoding" in kinds(parsed)


def test_content_type_decides_where_the_document_says_nothing() -> None:
    body = rss(f"<title>Дорноговь</title>{DATED}").encode("koi8-r")
    assert parse(body, content_type="text/xml; charset=koi8-r").items[0].title == "Дорноговь"


def test_titles_are_cleaned_and_bounded() -> None:
    parsed = parse(rss(f"<title>safe\u202egnp.exe&#0;\u0007</title>{DATED}", f"<title>{'x' * 9000}</title>{DATED}",
                       f"<description>only a body here</description>{DATED}", DATED))  # fmt: skip
    titles = [item.title for item in parsed.items]
    assert titles[0] == "safegnp.exe"
    assert len(titles[1]) == 500
    assert titles[2] == "only a body here"
    assert len(titles) == 3
    assert "empty_items" in kinds(parsed)


def test_html_s_named_entities_are_letters() -> None:
    assert (
        parse(rss(f"<title>Caf&eacute; &nbsp;&unknown; &amp; bar</title>{DATED}")).items[0].title
        == "Café &unknown; & bar"
    )


def test_entities_and_external_references_are_off(tmp_path: object) -> None:
    bomb = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "boom"><!ENTITY b SYSTEM "file:///etc/passwd">]>'
    parsed = parse(bomb + rss(f"<title>&a;&b;|</title>{DATED}")[21:])
    assert "boom" not in parsed.items[0].title
    assert "root:" not in parsed.items[0].title
    assert "entities" in kinds(parsed)


def test_an_item_that_stands_twice_is_read_once() -> None:
    parsed = parse(rss(GOOD, GOOD))
    assert len(parsed.items) == 1
    assert kinds(parsed) == ["repeated_items"]


def test_items_are_capped_and_that_is_said() -> None:
    parsed = parse(rss(*(GOOD.replace("/a?", f"/{n}?") for n in range(MAX_ENTRIES + 7))))
    assert len(parsed.items) == MAX_ENTRIES
    assert "too_many_items" in kinds(parsed)


def test_an_aggregator_s_item_names_its_outlet() -> None:
    feed = FEED.model_copy(update={"url": "https://news.google.com/rss/search?q=Mongolia", "outlet": "Google News"})
    item = f'<title>Talks end - The Daily</title>{DATED}<source url="https://www.daily.co.uk">The Daily</source>'
    (read,) = parse(rss(item), feed=feed).items
    assert (read.title, read.outlet, read.publisher) == ("Talks end", "The Daily", "daily.co.uk")


def test_other_namespaces_do_not_speak_for_the_article() -> None:
    body = rss("<m:title>Picture</m:title><title>Story</title><m:description>Caption</m:description>"
               f"<description>Text</description>{DATED}").replace(
        "<rss ", '<rss xmlns:m="http://search.yahoo.com/mrss/" ')  # fmt: skip
    (item,) = parse(body).items
    assert (item.title, item.text) == ("Story", "Text")


@pytest.mark.parametrize(
    ("description", "text"),
    [
        ('&nbsp;<a href="/a">Read on</a><img src="/pixel"/>', "What happened"),
        ('<a href="/a">More</a> | <a href="/b">Share</a>', "What happened"),
        ('Told here. <a href="/a">Read on</a>', "Told here. Read on"),
        ('<a href="/a"><img src="/picture"/></a>', ""),
        ("", "What happened"),
    ],
)
def test_a_summary_that_only_leads_on_gives_way_to_the_picture_s(description: str, text: str) -> None:
    body = rss(f"<title>Story</title><description>{escape(description)}</description>{DATED}"
               "<m:description>What happened</m:description>").replace(
        "<rss ", '<rss xmlns:m="http://search.yahoo.com/mrss/" ')  # fmt: skip
    (item,) = parse(body).items
    assert item.text == text


HOSTILE = {
    "less-than": b"<" * 3_000_000,
    "open tags": b"<a" * 1_500_000,
    "nesting": b"<rss><channel>" + b"<a>" * 700_000,
    "open items": b"<rss><channel>" + b"<item><title>t</title>" * 120_000,
    "quotes": b"<rss><channel>" + b'<item><title a="' * 150_000,
    "attributes": b"<rss><channel><item " + b" ".join(b'a%d="1"' % i for i in range(150_000)) + b"/></channel></rss>",
    "comments": b"<rss><channel>" + b"<!--" * 500_000,
    "doctype": b"<!DOCTYPE x [" + b'<!ENTITY a "b">' * 150_000,
    "escaped title": b"<rss><channel><item><title>" + b"&lt;b&gt;" * 300_000 + b"</title></item></channel></rss>",
    "tiny items": b"<rss><channel>" + b"<item><title>t</title></item>" * 90_000 + b"</channel></rss>",
    "small and broken": b"<rss><channel>" + b"<item><title>t</b>&x;</title>" * 6_000,
    "JSON nesting": b'{"items":' + b"[" * 900_000,
    "nulls": b"\0" * 3_000_000,
    "links": b"<rss xmlns:m='m'><channel><item><m:description>d</m:description><description>"
    + b"&lt;a &gt; " * 300_000 + b"</description></item></channel></rss>",
    "above the cap": b"<rss><channel>" + b"x" * (MAX_BODY + 1),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_documents_are_bounded(name: str) -> None:
    started = time.process_time()
    parsed = parse(HOSTILE[name])
    assert time.process_time() - started < 2.5
    assert parsed.issues
    assert len(parsed.items) <= MAX_ENTRIES


@given(st.binary(max_size=300))
@settings(max_examples=150, deadline=None)
def test_any_bytes_give_items_or_a_stated_issue(noise: bytes) -> None:
    for body in (noise, b"<rss><channel><item><title>" + noise, b"<feed><entry>" + noise + b"</entry></feed>"):
        parsed = parse(body)
        assert parsed.items or parsed.issues


@given(st.integers(min_value=0, max_value=400))
@settings(max_examples=60, deadline=None)
def test_a_document_cut_anywhere_never_gives_other_dates(length: int) -> None:
    whole = rss(GOOD, GOOD.replace("/a?", "/b?")).encode()
    for item in parse(whole[:length]).items:
        assert item.published_at is None or item.published_at.year == 2026
        assert item.published_at != FETCHED_AT


def test_parsing_is_repeatable() -> None:
    body = rss(GOOD, "<title>x</title>")
    assert parse(body) == parse(body)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Fri, 24 Apr 2026 08:00:00 GMT", "2026-04-24T08:00"),
        ("Fri, 24 Apr 2026 08:00:00 +0530", "2026-04-24T02:30"),
        ("24 Apr 26 08:00 EST", "2026-04-24T13:00"),
        ("Mon, 01 Jan 0001 00:00:00 +0000", "0001-01-01T00:00"),
        ("2026-04-24T08:00:00.123+08:00", "2026-04-24T00:00"),
        ("2026-04-24 08:00:00", "2026-04-24T08:00"),
        ("2026-04-24", "2026-04-24T00:00"),
        ("20260424T080000Z", "2026-04-24T08:00"),
        ("Fri Apr 24 08:00:00 2026", "2026-04-24T08:00"),
        ("April 24, 2026 8:05 PM", "2026-04-24T20:05"),
        ("24 avril 2026 08:00", "2026-04-24T08:00"),
        ("24 апреля 2026", "2026-04-24T00:00"),
        ("1777017600", "2026-04-24T08:00"),
        ("Fri,24 Apr 2026 4:35:5 GMT+9", "2026-04-23T19:35"),
        ("Fri , 24 Apr 2026 08:00 +0000", "2026-04-24T08:00"),
        ("24.04.2026 08:00:00", "2026-04-24T08:00"),
        ("31 Feb 2026", None),
        ("soon", None),
        ("", None),
        (None, None),
    ],
)
def test_dates(text: str | None, expected: str | None) -> None:
    found = parse_date(text)
    assert (found.isoformat()[:16] if found else None) == expected


def test_dates_without_zone_can_be_told_apart() -> None:
    naive, aware = read_date("2026-04-24 08:00"), read_date("2026-04-24 08:00Z")
    assert naive is not None
    assert not naive.has_zone
    assert aware is not None
    assert aware.has_zone


@given(st.text(max_size=60))
def test_any_text_is_a_date_or_none(text: str) -> None:
    found = parse_date(text)
    assert found is None or found.tzinfo is dt.UTC


def test_only_whole_days_in_links_are_dates() -> None:
    assert date_in_url("https://example.com/2026/13/01/x") is None
    assert date_in_url("https://example.com/2026/04/x") is None
    assert date_in_url("https://example.com/2026-04-24/x") == dt.datetime(2026, 4, 24, tzinfo=dt.UTC)


def test_read_feed_keeps_the_entries_order() -> None:
    entries = read_feed(rss(*(f"<title>{n}</title>" for n in range(5))).encode()).entries
    assert [entry.title for entry in entries] == ["0", "1", "2", "3", "4"]
