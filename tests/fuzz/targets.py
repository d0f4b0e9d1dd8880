"""What is fuzzed: seven readers of what others wrote, each with what must hold whatever they are given.

A target takes bytes and raises AssertionError, or whatever the reader raised, where its promise is broken. It is bounded in
what it reads as its callers are; how its cost grows is measured by `tests.measure.budgets`.
"""

from __future__ import annotations

import datetime as dt
import re
import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

from tasks.collect.feed.dates import date_in_url, read_date
from tasks.collect.feed.days import DateHints, day_order
from tasks.collect.feed.parse import parse_feed
from tasks.collect.pages import extract_text
from tasks.collect.text import clean_html, clean_text, strip_tags
from tasks.collect.urls import canonical_url, host_of, site_of, wire_url
from tasks.countries.profiles import Feed, load_profile
from tasks.verify.verdict import SourceText, verify
from warehouse.errors import InputError, ProfileError
from warehouse.sql.text import check_reads_only

NOW = dt.datetime(2026, 4, 26, 12, tzinfo=dt.UTC)
FEED = Feed(url="https://news.example/feed", outlet="Example", language="en", kind="national", source="test")
_LIVE = re.compile(r"</?(script|img|iframe|svg|a|style)(>|[\s/][^>]*>)", re.IGNORECASE)
"""What a browser takes for a tag: its name ends with a space, a slash or the bracket, and it is closed."""
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def fuzz_feed(data: bytes) -> None:
    """A feed never raises; its items are plain, dated by nobody's clock and never in the far future."""
    parsed = parse_feed(data, feed=FEED, raw_sha256="0" * 64, fetched_at=NOW, home_country="MN")
    again = parse_feed(data, feed=FEED, raw_sha256="0" * 64, fetched_at=NOW, home_country="MN")
    assert parsed == again, "not deterministic"
    for item in parsed.items:
        assert not _LIVE.search(item.title + item.text), f"markup is alive: {item.title!r} {item.text!r}"
        assert not _CONTROLS.search(item.title + item.text), "control characters"
        assert "\n" not in item.title
        assert item.url == "" or item.url.startswith(("http://", "https://")), item.url
        assert item.published_at is None or item.published_at <= NOW + dt.timedelta(days=2, hours=1), "from the future"


def fuzz_date(data: bytes) -> None:
    """A date never raises; what is read is an instant in UTC of a year that a feed may have."""
    text = data.decode("utf-8", "replace")
    for hints in (DateHints(), DateHints("fr", "FR"), DateHints("fa", "IR", latest=NOW)):
        reading = read_date(text, hints)
        assert reading is None or reading.moment.utcoffset() == dt.timedelta(0)
    found = date_in_url(text)
    assert found is None or found.tzinfo is dt.UTC
    day_order(text.split("|"))


def fuzz_url(data: bytes) -> None:
    """An address never raises; its canonical form is its own canonical form, http alone, in ASCII and without a password."""
    text = data.decode("utf-8", "replace")
    for base in (None, "https://news.example/feed"):
        url = canonical_url(text, base)
        assert url == "" or url.startswith(("http://", "https://")), url
        assert canonical_url(url) == url, f"{url!r} becomes {canonical_url(url)!r}"
        assert not re.search(r"[\s\x00-\x1f<>\"]", url), f"unsafe: {url!r}"
        if url:
            assert "@" not in url.split("/")[2], f"a password: {url!r}"
            host_of(url), site_of(url)
            wire_url(url).encode("ascii")


def fuzz_html(data: bytes) -> None:
    """A page and a piece of HTML never raise; what is cleaned is plain, and clean when it is cleaned again."""
    extract_text(data[:4096])
    text = data.decode("utf-8", "replace")
    cleaned = clean_html(text)
    assert not _LIVE.search(cleaned), f"markup is alive: {cleaned!r}"
    assert not _LIVE.search(strip_tags(text)), f"markup is alive: {strip_tags(text)!r}"
    assert not _CONTROLS.search(cleaned), "control characters"
    assert clean_text(clean_text(text)) == clean_text(text), "cleaned again it is another text"


def fuzz_profile(data: bytes) -> None:
    """A profile is read, or refused with a ProfileError."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "MN.yaml"
        path.write_bytes(data)
        with suppress(ProfileError):
            load_profile(path)


_WRITES = re.compile(r"^\s*(copy|create|insert|update|delete|drop|alter|attach|install|load|set|call|export)\b", re.I)


def fuzz_sql(data: bytes) -> None:
    """The gate passes what the engine then does without a change to files or tables, and refuses by InputError alone."""
    import duckdb

    text = data.decode("utf-8", "replace")
    try:
        check_reads_only(text)
    except InputError:
        return
    assert not _WRITES.match(re.sub(r"/\*.*?\*/|--[^\n]*", " ", text, flags=re.S)), f"let in: {text!r}"
    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as connection:
        connection.execute("create table scores as select 1 as a; set memory_limit = '200MB'; set temp_directory = ''")
        connection.execute(f"set allowed_directories = ['{folder}/']")
        connection.execute("set enable_external_access = false; set lock_configuration = true")
        with suppress(duckdb.Error):
            connection.execute(text).fetchmany(10)
        assert connection.execute("select * from scores").fetchall() == [(1,)], f"changed a table: {text!r}"
        names = connection.execute("select count(*) from duckdb_tables()").fetchall()
        assert names == [(1,)], f"made a table: {text!r}"
        assert list(Path(folder).iterdir()) == [], f"wrote a file: {text!r}"


def fuzz_verifier(data: bytes) -> None:
    """A statement and a source, parted by a zero byte, are judged; the verdict has a reason and is the same twice."""
    statement, _, source = data.decode("utf-8", "replace").partition("\0")
    sources = [SourceText(source[:80], source[80:20_000], NOW, "Example News", "en")]
    verdict = verify(statement, sources)
    assert verdict.reason
    assert verify(statement, sources) == verdict
    assert not verify(statement, []).supported


TARGETS: Mapping[str, Callable[[bytes], None]] = {
    "feed": fuzz_feed,
    "date": fuzz_date,
    "url": fuzz_url,
    "html": fuzz_html,
    "profile": fuzz_profile,
    "sql": fuzz_sql,
    "verifier": fuzz_verifier,
}
