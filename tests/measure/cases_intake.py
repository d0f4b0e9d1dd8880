"""The given cases of what comes in whose text is shorthand, spelled out: documents, servers and passes by the case's id.

`SPELLED[id]()` says whether the case is right. What a case leaves open (dates, hosts) is chosen here; what it expects is
not. The server answers on loopback under names of `.localhost`, as the fetcher allows for tests.
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import gzip
import tempfile
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from flows.collecting.feeds import collect_feeds, import_files
from tasks.collect.archives.files import ImportBatch, import_file
from tasks.collect.feed.dates import parse_date
from tasks.collect.feed.parse import Parsed, parse_feed
from tasks.collect.http.fetch import Fetched, FetchFailed, FetchRequest, FetchResult, FetchSettings, fetch_feeds
from tasks.countries.profiles import Feed
from tasks.stories.duplicates import find_duplicates
from warehouse.store.country_weeks import Store
from warehouse.store.home import Home
from warehouse.tables import FeedItem, Fetch

NOW = dt.datetime(2026, 4, 28, 12, tzinfo=dt.UTC)
DATE = "Mon, 27 Apr 2026 06:00:00 GMT"
HOST = "http://news.localhost"
Served = Callable[[str, int], bytes]
"""What goes over the wire for a path when it is asked for the n-th time, n from 1."""


def rss(items: str, head: str = "", root: str = "") -> bytes:
    """A feed of these items."""
    return (
        f'<?xml version="1.0"?><rss version="2.0"{root}><channel><title>t</title>{head}{items}</channel></rss>'.encode()
    )


def item(title: str = "Raid in Bama", link: str = "https://n.example/a", date: str = DATE, more: str = "") -> str:
    """An item of a feed."""
    linked = f"<link>{link}</link>" if link else ""
    return f"<item><title>{title}</title>{linked}<pubDate>{date}</pubDate>{more}</item>"


def parsed(body: bytes, url: str = "https://n.example/rss", language: str = "en", **more: str) -> Parsed:
    """A document as it is read on the 28th of April 2026."""
    feed = Feed(url=url, outlet="Case", language=language, source="case")
    return parse_feed(body, feed=feed, raw_sha256="0" * 64, fetched_at=NOW, **more)  # type: ignore[arg-type]


def only(body: bytes, **more: str) -> FeedItem:
    """The one item of a document."""
    (found,) = parsed(body, **more).items
    return found


def kinds(found: Parsed) -> set[str]:
    """What was wrong with a document."""
    return {issue.kind for issue in found.issues}


def answer(body: bytes, status: str = "200 OK", head: str = "", length: int | None = None) -> bytes:
    """An answer as it goes over the wire."""
    size = len(body) if length is None else length
    return f"HTTP/1.1 {status}\r\nContent-Length: {size}\r\n{head}\r\n".encode() + body


def to(location: str, status: str = "302 Found", head: str = "") -> bytes:
    """A redirect."""
    return answer(b"", status, f"Location: {location}\r\n{head}")


@contextlib.asynccontextmanager
async def serving(served: Served) -> AsyncIterator[tuple[int, list[str]]]:
    """A server's port and the paths that it was asked for, with their hosts."""
    asked: list[str] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                path = head.split(" ", 2)[1].encode("latin-1").decode("utf-8", "replace")
                asked.append(path)
                writer.write(served(path, asked.count(path)))
                await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1], asked
    finally:
        server.close()


def settings(port: int) -> FetchSettings:
    """Short waits; all else as it is."""
    return FetchSettings(loopback_port=port, host_delay_seconds=0.0, read_seconds=1.0, total_seconds=4.0)


def fetched(served: Served, path: str = "/rss") -> FetchResult:
    """What comes of one request."""

    async def ask() -> FetchResult:
        async with serving(served) as (port, _):
            feed = Feed(url=HOST + path, outlet="Case", language="en", source="case")
            return (await fetch_feeds([FetchRequest(feed)], settings(port), lambda: NOW))[0]

    return asyncio.run(ask())


def read(result: FetchResult, count: int = 1) -> bool:
    """Whether a feed of so many items was served."""
    return isinstance(result, Fetched) and len(parsed(result.body).items) == count


def failed(result: FetchResult, *of: str) -> bool:
    """Whether a request failed, and of one of these kinds."""
    return isinstance(result, FetchFailed) and (not of or result.kind in of)


def passes(served: Callable[[int, str], bytes], days: int) -> tuple[list[Fetch], list[FeedItem], list[str]]:
    """Attempts, items and paths of one look a day at `/feed.xml`; served: day (from 1) and path -> answer."""
    asked: list[str] = []

    async def watch(home: Home) -> None:
        for day in range(1, days + 1):
            at = NOW + dt.timedelta(days=day - 1)
            async with serving(lambda path, _, day=day: served(day, path)) as (port, paths):  # type: ignore[misc]
                feed = Feed(url=f"{HOST}/feed.xml", outlet="Case", language="en", source="case")
                await collect_feeds(home, [(feed, ["IQ"])], settings(port), lambda at=at: at)  # type: ignore[misc]
                asked.extend(paths)

    with tempfile.TemporaryDirectory() as folder:
        home = Home.create(Path(folder) / "home")
        asyncio.run(watch(home))
        store = Store(home)
        return sorted(store.read(Fetch), key=lambda row: row.fetched_at), store.read(FeedItem), asked


def imported(write: Callable[[Path], object], name: str) -> ImportBatch:
    """The one batch of a file."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        write(path)
        (batch,) = import_file(path, {}, NOW)
        return batch


def _parquet(table: pa.Table) -> Callable[[Path], None]:
    return lambda path: pq.write_table(table, path)


def _text(text: str) -> Callable[[Path], object]:
    return lambda path: path.write_text(text, encoding="utf-8")


def _dated(times: pa.Array) -> pa.Table:
    return pa.table(
        {"published": times, "title": ["Raid in Bama"] * len(times), "link": ["https://n.example/a"] * len(times)}
    )


def _account_suspended_for_two_days() -> bool:
    page = b"<!doctype html><html><title>Account suspended</title><body>This account has been suspended.</body></html>"

    def served(day: int, path: str) -> bytes:
        if path != "/feed.xml":
            return answer(page, head="Content-Type: text/html\r\n")
        return (
            to("/", "301 Moved Permanently")
            if day in (2, 3)
            else answer(rss(item(f"Day {day}: raid", f"{HOST}/{day}")))
        )

    attempts, items, asked = passes(served, 5)
    return (
        asked == ["/feed.xml", "/feed.xml", "/", "/feed.xml", "/", "/feed.xml", "/feed.xml"]
        and [row.failures for row in attempts] == [0, 1, 2, 0, 0]
        and len(items) == 3
    )


def _dates_of_the_fetch() -> bool:
    def served(day: int, path: str) -> bytes:
        stamped = NOW + dt.timedelta(days=day - 1, minutes=-1)
        return answer(rss(item(date=f"{stamped:%a, %d %b %Y %H:%M:%S} GMT")))

    _, items, _ = passes(served, 9)
    return len(items) == 1 and items[0].week == dt.date(2026, 4, 27)


def _the_newer_words_of_a_page() -> bool:
    head = "published,title,link\n"
    rows = f"{head}2026-04-27T08:00:00Z,Blast in Mosul kills 3,https://n.example/blast\n"
    newer = f'{head}2026-04-27T18:00:00Z,"Blast in Mosul kills 17, officials say",https://n.example/blast\n'
    with tempfile.TemporaryDirectory() as folder:
        home = Home.create(Path(folder) / "home")
        for name, text in (("one.csv", rows), ("two.csv", newer)):
            (Path(folder) / name).write_text(text, encoding="utf-8")
            list(import_files(home, [Path(folder) / name], {}, NOW))
        items = Store(home).read(FeedItem)
    older, newest = sorted(items, key=lambda found: len(found.title))
    duplicates = find_duplicates(items)
    return list(duplicates) == [older.item_id] and duplicates[older.item_id].original_id == newest.item_id


def _moved_to_another_host() -> bool:
    atom = (
        b'<feed xmlns="http://www.w3.org/2005/Atom"><title>t</title><entry><id>x</id><title>Raid</title>'
        b'<link href="raid.html"/><published>2026-04-27T06:00:00Z</published></entry></feed>'
    )

    def served(day: int, path: str) -> bytes:
        return answer(atom) if path == "/rss/r.xml" else to("http://cdn.localhost/rss/r.xml")

    _, items, _ = passes(served, 1)
    return [found.url for found in items] == ["http://cdn.localhost/rss/raid.html"]


def _ten_megabytes() -> bool:
    filling = "word " * 6_600
    body = rss(
        "".join(
            item(f"Raid {n}", f"https://n.example/{n}", more=f"<description>{filling}</description>")
            for n in range(300)
        )
    )
    assert len(body) > 9_900_000
    plain, packed = (
        fetched(lambda *_: answer(body)),
        fetched(lambda *_: answer(gzip.compress(body, 1), head="Content-Encoding: gzip\r\n")),
    )
    return all(
        isinstance(result, Fetched) and result.incomplete is not None and 200 < len(parsed(result.body).items) < 300
        for result in (plain, packed)
    )


def _retry_after(value: str, seconds: int) -> bool:
    return all(
        isinstance(result, FetchFailed) and result.retry_after == NOW + dt.timedelta(seconds=seconds)
        for status in ("429 Too Many Requests", "503 Service Unavailable")
        for result in [fetched(lambda *_, status=status: answer(b"", status, f"Retry-After: {value}\r\n"))]
    )


def _in_chunks() -> bool:
    body = rss(item())
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    chunks = [body[i : i + 7] for i in range(0, len(body), 7)]
    sent = b"".join(b"%x\r\n%s\r\n" % (len(chunk), chunk) for chunk in chunks)
    cut = fetched(lambda *_: head + sent[: -len(sent) // 8])
    return read(fetched(lambda *_: head + sent + b"0\r\n\r\n")) and isinstance(cut, Fetched) and bool(cut.incomplete)


def _with_a_cookie(path: str, time: int) -> bytes:
    if path == "/check_cookie":
        return to("/rss", head="Set-Cookie: seen=1\r\n")
    return to("/check_cookie") if time == 1 else answer(rss(item()))


def _texts_of_arrow() -> bool:
    table = pa.table(
        {
            "published": pa.array(["2026-04-27T06:00:00Z"], pa.large_string()),
            "title": pa.array(["Raid in Bama"]).dictionary_encode(),
            "link": pa.array(["https://n.example/a"], pa.string_view()),
        }
    )
    (found,) = imported(_parquet(table), "a.parquet").items
    return found.title == "Raid in Bama" and found.url == "https://n.example/a"


def _semicolons() -> bool:
    text = '\ufeffpublished;title;link\n2026-04-27T06:00:00Z;"Raid; ""many"" dead";https://n.example/a\n'
    (found,) = imported(_text(text), "a.csv").items
    return found.title == 'Raid; "many" dead'


def _zoned_times() -> bool:
    times = pa.array([dt.datetime(2026, 4, 27, 6, tzinfo=dt.UTC)], pa.timestamp("us", "Asia/Baghdad"))
    (found,) = imported(_parquet(_dated(times)), "a.parquet").items
    return found.published_at == dt.datetime(2026, 4, 27, 6, tzinfo=dt.UTC)


def _times_without_a_zone() -> bool:
    for unit in ("ns", "ms"):
        batch = imported(_parquet(_dated(pa.array(["2026-04-27T06:00:00"]).cast(pa.timestamp(unit)))), "a.parquet")
        if batch.items[0].published_at != dt.datetime(2026, 4, 27, 6, tzinfo=dt.UTC) or not batch.issues:
            return False
    return True


_ATOM = (
    '<feed xmlns="http://www.w3.org/2005/Atom"{}><title>t</title><entry><id>x</id><title>Raid</title>{}</entry></feed>'
)
_RDF = (
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"><channel><title>t'
    "</title></channel><item><title>Raid</title><link>https://www.dw.example/en/a?maca=en-rss</link></item></rdf:RDF>"
)
_VIDEO = (
    '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:media="http://search.yahoo.com/mrss/"><title>t</title><entry><id>x</id>'
    "<title>Raid</title><media:group><media:title>Raid</media:title><media:description>Ten died in Bama.</media:description>"
    "</media:group></entry></feed>"
)
_SITEMAP = (
    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>https://n.example/a</loc></url></urlset>'
)
_CHALLENGE = (
    "<!DOCTYPE html><html><head><title>Just a moment...</title></head><body>Enable JavaScript and cookies</body></html>"
)
_JSON = (
    '\ufeff{"version": "https://jsonfeed.org/version/1.1", "title": "t", "home_page_url": "https://n.example/", "items": '
    '[{"id": 17, "url": "/world/a", "title": "Raid", "content_text": "Ten died.", "date_published": "2026-04-27T06:00:00Z"}]}'
)

SPELLED: dict[str, Callable[[], bool]] = {
    "date-25": lambda: parse_date("Mon, 27 Apr 2026 06:00:00 UT") == dt.datetime(2026, 4, 27, 6, tzinfo=dt.UTC),
    "date-28": lambda: (
        only(rss(item(date="Sun, 27 Dec 2026 10:00:00 GMT"))).published_at is None
        and "future_dated" in kinds(parsed(rss(item(date="Sun, 27 Dec 2026 10:00:00 GMT"))))
    ),
    "date-30": lambda: only(rss(item(link="https://n.example/2026/05/18/x", date=""))).published_at is None,
    "date-31": lambda: (
        only(
            _ATOM.format(
                "", "<published>2023-04-27T06:00:00Z</published><updated>2026-04-28T06:00:00Z</updated>"
            ).encode()
        ).published_at
        == dt.datetime(2023, 4, 27, 6, tzinfo=dt.UTC)
    ),
    "feed-3": lambda: (
        only(rss(item(link="post/1"), root=' xml:base="https://b.example/in/"')).url == "https://b.example/in/post/1"
    ),
    "feed-4": lambda: (
        only(_ATOM.format(' xml:base="https://b.example/posts/"', '<link href="slug/" xml:base="slug/"/>').encode()).url
        == "https://b.example/posts/slug/slug/"
    ),
    "feed-5": lambda: (
        len(
            parsed(
                rss("".join(item(t, "", more="<guid isPermaLink='false'>7</guid>") for t in ("Raid", "Flood")))
            ).items
        )
        == 2
    ),
    "feed-8": lambda: (
        only(
            rss(
                item(
                    link="",
                    more='<atom:link rel="self" href="https://n.example/self"/><link>https://n.example/a</link>',
                ),
                root=' xmlns:atom="http://www.w3.org/2005/Atom"',
            )
        ).url
        == "https://n.example/a"
    ),
    "feed-9": lambda: only(_RDF.encode()).url == "https://www.dw.example/en/a",
    "feed-10": lambda: only(rss(item("<![CDATA[T&uuml;r &#8217;x]]>"))).title == "Tür ’x",
    "feed-12": lambda: not parsed(_CHALLENGE.encode()).is_feed and "not_a_feed" in kinds(parsed(_CHALLENGE.encode())),
    "feed-14": lambda: (
        len(parsed(rss(item()) + b"<!-- 0.3s --><script>track()</script>").items) == 1
        and kinds(parsed(rss(item()) + b"<!-- 0.3s --><script>track()</script>")) <= {"malformed"}
    ),
    "feed-15": lambda: len(parsed(b"\n \t\n" + rss(item())).items) == 1,
    "feed-16": lambda: only(rss(item("Ra&#x0B;id\x0b"))).title.replace(" ", "") == "Raid",
    "feed-18": lambda: (
        only(rss(item(link="", more='<enclosure url="https://n.example/a.mp3" type="audio/mpeg" length="1"/>'))).url
        in ("", "https://n.example/a.mp3")
    ),
    "feed-19": lambda: only(_JSON.encode()).url == "https://n.example/world/a",
    "feed-23": lambda: (
        only(
            rss(item("Взрыв в Москве")).decode().replace("?>", ' encoding="utf-8"?>', 1).encode("cp1251"),
            language="ru",
            content_type="text/xml; charset=windows-1251",
        ).title
        == "Взрыв в Москве"
    ),
    "feed-26": lambda: only(rss(item("Explosión".encode().decode("latin-1")))).title == "Explosión",
    "feed-27": lambda: "not_a_feed" in kinds(parsed(_SITEMAP.encode())),
    "feed-28": lambda: only(rss(item(link="", more="<guid>/world/raid</guid>"))).url == "https://n.example/world/raid",
    "feed-29": lambda: only(rss(item(link="www.news.example.org/x"))).url == "https://www.news.example.org/x",
    "feed-31": lambda: only(_VIDEO.encode()).text == "Ten died in Bama.",
    "http-1": lambda: read(fetched(_with_a_cookie)),
    "http-2": lambda: failed(fetched(lambda path, n: to(f"{path}x")), "too_many_redirects"),
    "http-4": lambda: all(
        read(fetched(lambda *_, word=word: answer(rss(item()), head=f"Content-Encoding: {word}\r\n")))
        for word in ("UTF-8", "none", "identity")
    ),
    "http-6": lambda: failed(
        fetched(lambda *_: answer(b"\x0b\x02\x80", head="Content-Encoding: br\r\n")), "refused_encoding"
    ),
    "http-7": _ten_megabytes,
    "http-8": lambda: (
        len(parsed(rss("".join(item(f"Raid {n}", f"https://n.example/{n}") for n in range(2000)))).items) == 500
        and "too_many_items"
        in kinds(parsed(rss("".join(item(f"Raid {n}", f"https://n.example/{n}") for n in range(2000)))))
    ),
    "http-9": lambda: read(fetched(lambda *_: answer(rss(item()), length=len(rss(item())) + 100))),
    "http-11": lambda: read(fetched(lambda path, _: to("/дом") if path == "/rss" else answer(rss(item())))),
    "http-13": _account_suspended_for_two_days,
    "http-14": _moved_to_another_host,
    "http-15": _in_chunks,
    "http-17": lambda: _retry_after("120", 120) and _retry_after("Tue, 28 Apr 2026 13:00:00 GMT", 3600),
    "http-18": lambda: failed(fetched(lambda *_: b"HTTP/1.1 304 Not Modified\r\n\r\n")),
    "http-20": lambda: (
        "not_a_feed"
        in kinds(
            parsed(b'<!doctype html><html><head><meta http-equiv="refresh" content="0;url=/feed.xml"></head></html>')
        )
    ),
    "store-1": _dates_of_the_fetch,
    "store-2": _the_newer_words_of_a_page,
    "import-1": _zoned_times,
    "import-2": _times_without_a_zone,
    "import-4": _texts_of_arrow,
    "import-11": _semicolons,
}
