"""Files of dated items into batches."""

import csv
import datetime as dt
import gzip
import hashlib
import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tasks.collect.archives.files import BATCH_ROWS, ImportBatch, import_fetch_row, import_file
from warehouse.errors import InputError

IMPORTED_AT = dt.datetime(2026, 5, 1, tzinfo=dt.UTC)
ROW = {
    "published": "2026-04-24T08:00:00+08:00",
    "title": "Ministers <b>sign</b> a protocol &amp; leave",
    "summary": "<p>They met in the capital.</p>",
    "link": "https://www.example.co.uk/a?utm_source=x",
    "lang": "en-GB",
    "outlet": "Example Wire",
    "outlet_country": "gb",
    "feed_url": "https://www.example.co.uk/rss",
}


def read(path: Path, **mapping: str) -> list[ImportBatch]:
    return list(import_file(path, mapping, IMPORTED_AT))


def write_jsonl(path: Path, *rows: Any) -> Path:
    text = "".join((row if isinstance(row, str) else json.dumps(row)) + "\n" for row in rows)
    path.write_bytes(gzip.compress(text.encode()) if path.suffix == ".gz" else text.encode())
    return path


def test_a_row_becomes_an_item(tmp_path: Path) -> None:
    (batch,) = read(write_jsonl(tmp_path / "items.jsonl", ROW))
    (item,) = batch.items
    assert batch.issues == ()
    assert (item.title, item.text) == ("Ministers sign a protocol & leave", "They met in the capital.")
    assert item.published_at == dt.datetime(2026, 4, 24, tzinfo=dt.UTC)
    assert (item.published_basis, item.week) == ("archive", dt.date(2026, 4, 20))
    assert (item.url, item.feed_url) == ("https://www.example.co.uk/a", "https://www.example.co.uk/rss")
    assert (item.outlet, item.publisher, item.outlet_country) == ("Example Wire", "example.co.uk", "GB")
    assert (item.lang, item.fetched_at, item.position) == ("en", IMPORTED_AT, 0)
    assert item.raw_sha256 == batch.raw_sha256 == hashlib.sha256(batch.raw).hexdigest()
    assert json.loads(batch.raw) == ROW


def test_every_kind_of_file_gives_the_same_items(tmp_path: Path) -> None:
    rows = [{**ROW, "title": f"Title {n}", "link": f"https://example.com/{n}"} for n in range(3)]
    paths = [write_jsonl(tmp_path / "a.jsonl", *rows), write_jsonl(tmp_path / "a.jsonl.gz", *rows)]
    for name, delimiter in (("a.csv", ","), ("b.csv", ";")):
        with (tmp_path / name).open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, fieldnames=list(ROW), delimiter=delimiter)
            writer.writeheader()
            writer.writerows(rows)
        paths.append(tmp_path / name)
    table = pa.Table.from_pylist(rows)
    moments = pa.array([dt.datetime(2026, 4, 24, tzinfo=dt.UTC)] * 3, pa.timestamp("us", tz="UTC"))
    pq.write_table(table.set_column(0, "published", moments), tmp_path / "a.parquet")
    paths.append(tmp_path / "a.parquet")
    ids = [[item.item_id for batch in read(path) for item in batch.items] for path in paths]
    assert len(ids[0]) == 3
    assert all(found == ids[0] for found in ids)


@pytest.mark.parametrize(
    ("row", "kind", "said"),
    [
        ({**ROW, "title": " <p></p> "}, "no_title", "no title"),
        ({**ROW, "title": None}, "no_title", "no title"),
        ({**ROW, "published": ""}, "undated", "no date"),
        ({**ROW, "published": "last week"}, "undated", "last week"),
        ({**ROW, "published": "1066-10-14"}, "ancient_dated", "1066-10-14"),
        ({**ROW, "published": "2031-01-01"}, "future_dated", "2031-01-01"),
        ({**ROW, "link": "javascript:alert(1)"}, "bad_link", "javascript"),
        ("{not json", "broken_row", "not JSON"),
        ([1, 2], "broken_row", "list"),
    ],
)
def test_a_bad_row_is_reported_and_the_rest_goes_in(tmp_path: Path, row: Any, kind: str, said: str) -> None:
    path = write_jsonl(tmp_path / "items.jsonl", ROW, row, "", {**ROW, "title": "Another"})
    (batch,) = read(path)
    assert [item.position for item in batch.items] == [0, 2]
    assert batch.row_count == 3
    issue = batch.issues[0]
    assert (issue.stage, issue.kind, issue.subject) == ("import", kind, "items.jsonl:2")
    assert said in issue.message
    assert (issue.country, issue.revision, issue.week) == (None, None, dt.date(2026, 4, 27))


def test_dates_without_zone_are_utc_and_that_is_stated(tmp_path: Path) -> None:
    rows = [{**ROW, "published": value, "title": value} for value in ("2026-04-24", "2026-04-24 08:30:00")]
    (batch,) = read(write_jsonl(tmp_path / "items.jsonl", *rows))
    assert [f"{item.published_at:%d %H:%M %Z}" for item in batch.items] == ["24 00:00 UTC", "24 08:30 UTC"]
    (issue,) = batch.issues
    assert (issue.kind, issue.severity) == ("naive_dates", "info")
    assert "2 dates" in issue.message


def test_missing_columns_are_named_with_what_may_stand_for_them(tmp_path: Path) -> None:
    path = write_jsonl(tmp_path / "items.jsonl", {"date": "2026-04-24", "headline": "x", "url": "https://example.com/"})
    with pytest.raises(InputError) as raised:
        read(path)
    assert "no column 'published' and none 'title'; it has date, headline, url" in str(raised.value)
    assert "--map date=published" in str(raised.value)
    with pytest.raises(InputError, match="--map headline=title"):
        read(path, date="published")
    (batch,) = read(path, date="published", headline="title")
    assert batch.items[0].url == "https://example.com/"
    with pytest.raises(InputError, match="did you mean 'date'"):
        read(path, dat="published")
    with pytest.raises(InputError, match="did you mean 'published'"):
        read(path, date="publishd")


def test_what_cannot_be_imported_is_said_at_once(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        import_file(tmp_path / "none.jsonl", {}, IMPORTED_AT)
    (tmp_path / "a.xlsx").write_bytes(b"x")
    with pytest.raises(InputError, match=r"\.parquet"):
        import_file(tmp_path / "a.xlsx", {}, IMPORTED_AT)
    (tmp_path / "a.parquet").write_bytes(b"PAR1 not really")
    with pytest.raises(InputError, match="not a readable Parquet file"):
        import_file(tmp_path / "a.parquet", {}, IMPORTED_AT)
    (tmp_path / "empty.csv").write_bytes(b"")
    with pytest.raises(InputError, match="has no column 'published' and none 'title'; it has none"):
        import_file(tmp_path / "empty.csv", {}, IMPORTED_AT)


def test_a_cut_gzip_gives_what_came(tmp_path: Path) -> None:
    rows = [
        {**ROW, "title": f"Title {n}", "summary": hashlib.sha256(str(n).encode()).hexdigest() * 40} for n in range(400)
    ]
    path = write_jsonl(tmp_path / "items.jsonl.gz", *rows)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    (batch,) = read(path)
    assert 50 < len(batch.items) < 400
    assert batch.issues[-1].kind == "broken_row"


def test_broken_csv_rows_are_counted_as_a_spreadsheet_does(tmp_path: Path) -> None:
    path = tmp_path / "items.csv"
    path.write_bytes(
        b"\xef\xbb\xbfpublished,title,link\n"
        b'2026-04-24T00:00:00Z,"two\nlines",https://example.com/1\n'
        b"2026-04-24T00:00:00Z,too,many,fields\n"
        b"2026-04-24T00:00:00Z,short\n"
    )
    (batch,) = read(path)
    assert [item.title for item in batch.items] == ["two lines", "short"]
    assert [issue.subject for issue in batch.issues] == ["items.csv:3"]


def test_long_files_come_in_batches_that_repeat_exactly(tmp_path: Path) -> None:
    rows = [{**ROW, "title": f"Title {n}", "feed_url": None} for n in range(BATCH_ROWS + 10)]
    path = write_jsonl(tmp_path / "items.jsonl", *rows)
    batches = read(path)
    assert [(batch.row_count, batch.first_row) for batch in batches] == [(BATCH_ROWS, 1), (10, BATCH_ROWS + 1)]
    assert batches == read(path)
    assert {item.feed_url for item in batches[1].items} == {"file:items.jsonl"}
    keys = {import_fetch_row(batch, imported_at=IMPORTED_AT, new_item_count=0).key_values for batch in batches}
    assert len(keys) == 2


def test_the_stated_language_counts_where_its_script_allows(tmp_path: Path) -> None:
    title = "The government presents its plan to parliament on Tuesday"
    rows = [{**ROW, "title": title, "summary": "", "lang": lang} for lang in ("np", "", "fr", "en-US")]
    rows = [{**row, "link": f"https://example.com/{n}"} for n, row in enumerate(rows)]
    (batch,) = read(write_jsonl(tmp_path / "items.jsonl", *rows))
    assert [item.lang for item in batch.items] == ["en", "en", "fr", "en"]


@pytest.mark.data
def test_real_items_all_go_in(data: Path) -> None:
    later = dt.datetime(2027, 1, 1, tzinfo=dt.UTC)
    batches = list(import_file(data / "corpora" / "items-nepal-2025-2026.parquet", {}, later))
    assert sum(len(batch.items) for batch in batches) == 4883
    assert {item.lang for batch in batches for item in batch.items} == {"ne", "en"}
