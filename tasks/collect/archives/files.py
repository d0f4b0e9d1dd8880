"""Files of dated items (JSONL, CSV, Parquet) as an archive, so that weeks can be built that no feed holds any more.

A file is read in batches of at most BATCH_ROWS rows. The rows of a batch, as they were, become JSON lines with
their SHA-256: the raw bytes that its items refer to by position. A bad row is an issue with its number and reason,
and the rest goes in.
"""

from __future__ import annotations

import datetime as dt
import difflib
import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from tasks.collect.archives.rows import BrokenRow, OpenedRows, open_rows
from tasks.collect.feed.date_words import DayOrder
from tasks.collect.feed.dates import read_date
from tasks.collect.feed.days import DateHints, day_order
from tasks.collect.feed.parse import FUTURE_TOLERANCE, MAX_TEXT, MAX_TITLE, item_id
from tasks.collect.text import clean_html, one_line, truncate
from tasks.collect.urls import canonical_url, host_of, site_of
from tasks.language.detect import detect, normalise_code, plausible
from warehouse.errors import InputError
from warehouse.tables import FeedItem, Fetch, Issue, IssueSeverity
from warehouse.weeks import EARLIEST, week_of

BATCH_ROWS = 5_000
"""Rows read at a time: some 5 MB of text, so that memory does not grow with the file."""

COLUMNS: dict[str, tuple[str, ...]] = {
    "published": (),
    "title": (),
    "summary": ("text", "description", "content", "body"),
    "link": ("url",),
    "lang": ("language",),
    "outlet": ("domain",),
    "outlet_country": (),
    "feed_url": (),
    "guid": ("id",),
}
"""Our columns and the names that stand for them where they are missing or empty."""
REQUIRED = ("published", "title")


@dataclass(frozen=True, slots=True)
class ImportBatch:
    """Rows of a file: their bytes, the items read from them and what was wrong."""

    raw: bytes
    """The rows as JSON lines, in the order of the file."""
    items: tuple[FeedItem, ...]
    issues: tuple[Issue, ...]
    row_count: int
    source: str
    """`file:` and the file's name, as in the table `fetches`."""
    first_row: int
    """Number of the first row (JSONL: its line; CSV: its row with the header as row 1; Parquet: from 1)."""

    @property
    def raw_sha256(self) -> str:
        """SHA-256 of the raw bytes, 64 hex digits."""
        return hashlib.sha256(self.raw).hexdigest()


def import_file(
    path: Path, mapping: Mapping[str, str], imported_at: dt.datetime, week_starts_on: int = 0
) -> Iterator[ImportBatch]:
    """The batches of a file. mapping: the file's column -> ours (`{"date": "published"}`), before all other names.

    Raises InputError at once for a file that cannot be read, lacks `published` or `title`, or does not have a
    mapped column; and while iterating for a file that turns out damaged (earlier batches stay good).
    Times without a zone are taken for UTC, which an issue of the batch states.
    """
    path = Path(path)
    opened = open_rows(path)
    names = _column_names(path, opened.columns, mapping)
    return _batches(path, opened, names, imported_at, week_starts_on)


def import_fetch_row(
    batch: ImportBatch, *, imported_at: dt.datetime, new_item_count: int, week_starts_on: int = 0
) -> Fetch:
    """The `fetches` row of a batch; its feed_url carries the first row's number, since a file has many batches."""
    source = f"{batch.source}#{batch.first_row}"
    return Fetch(
        week=week_of(imported_at, week_starts_on).start,
        feed_url=source,
        final_url=source,
        fetched_at=imported_at,
        status="imported",
        http_status=None,
        error=None,
        raw_sha256=batch.raw_sha256,
        body_bytes=len(batch.raw),
        content_type="application/jsonl",
        etag=None,
        last_modified=None,
        item_count=len(batch.items),
        new_item_count=new_item_count,
        undated_count=0,
        countries=[],
    )


def _column_names(path: Path, columns: list[str], mapping: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """For each of our columns the file's columns to look into, in order. Raises InputError."""
    by_folded = {column.strip().casefold(): column for column in reversed(columns)}
    for theirs, ours in mapping.items():
        if theirs not in columns and theirs in COLUMNS and ours in columns:
            raise InputError(
                f"--map {theirs}={ours}: the file's column is {ours!r}, ours {theirs!r}",
                where=str(path),
                remedy=f"the file's name comes first: --map {ours}={theirs}",
            )
        if ours not in COLUMNS:
            raise InputError(
                f"--map {theirs}={ours}: {ours!r} is not one of our columns",
                where=str(path),
                remedy=f"{_nearest(ours, COLUMNS)}ours are {', '.join(COLUMNS)}",
            )
        if theirs not in columns:
            raise InputError(
                f"--map {theirs}={ours}: the file has no column {theirs!r}",
                where=str(path),
                remedy=f"{_nearest(theirs, columns)}it has {', '.join(columns)}",
            )
    names: dict[str, tuple[str, ...]] = {}
    for ours, others in COLUMNS.items():
        mapped = [theirs for theirs, target in mapping.items() if target == ours]
        known = [by_folded[name] for name in (ours, *others) if name in by_folded and by_folded[name] not in mapping]
        names[ours] = tuple(dict.fromkeys([*mapped, *known]))
    if missing := [ours for ours in REQUIRED if not names[ours]]:
        raise InputError(
            f"has no column {' and none '.join(map(repr, missing))}; it has {', '.join(columns) or 'none'}",
            where=str(path),
            remedy="; ".join(_suggestion(ours, columns) for ours in missing),
        )
    return names


_LIKELY = {
    "published": ("date", "published_at", "pubdate", "datetime", "time", "timestamp", "publication_date", "created"),
    "title": ("headline", "name", "heading", "subject"),
}


def _suggestion(ours: str, columns: list[str]) -> str:
    folded = {column.casefold(): column for column in columns}
    near = [folded[name] for name in _LIKELY[ours] if name in folded]
    near += [folded[name] for name in difflib.get_close_matches(ours, folded, n=1, cutoff=0.5)]
    near += [column for column in columns if ours[:4] in column.casefold()]
    theirs = near[0] if near else "THEIRS"
    question = f"is {theirs!r} the one meant? " if near else "name the column that holds it: "
    return f"{question}--map {theirs}={ours}"


def _nearest(name: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(name, list(known), n=1, cutoff=0.5)
    return f"did you mean {near[0]!r}? " if near else ""


def _batches(
    path: Path,
    opened: OpenedRows,
    names: dict[str, tuple[str, ...]],
    imported_at: dt.datetime,
    week_starts_on: int,
) -> Iterator[ImportBatch]:
    order: DayOrder | None = None
    said: Counter[str] = Counter()
    while batch := list(islice(opened.rows, BATCH_ROWS)):
        order = day_order(_dates(batch, names["published"])) or order
        reader = _BatchReader(path.name, batch, names, imported_at, week_starts_on, order)
        for encoding, count in (opened.encodings - said).items():
            where = f"{path.name}:{batch[0][0]}-{batch[-1][0]}"
            reader.issue("encoding", where, f"{count} lines are not UTF-8; they were read as {encoding}")
        said = Counter(opened.encodings)
        yield reader.read()


def _dates(batch: list[tuple[int, Mapping[str, Any] | BrokenRow]], columns: tuple[str, ...]) -> Iterator[str]:
    """The dates of a batch that are text."""
    for _, row in batch:
        if not isinstance(row, BrokenRow):
            yield from (value for name in columns if isinstance(value := row.get(name), str))


class _BadRowError(Exception):
    """A row that cannot go in; becomes an issue."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind, self.message = kind, message


class _BatchReader:
    """Turns the rows of one batch into items."""

    def __init__(
        self,
        file_name: str,
        rows: list[tuple[int, Mapping[str, Any] | BrokenRow]],
        names: dict[str, tuple[str, ...]],
        imported_at: dt.datetime,
        week_starts_on: int,
        order: DayOrder | None,
    ) -> None:
        self.order = order
        self.doubtful: Counter[str] = Counter()
        self.file_name = file_name
        self.rows = rows
        self.names = names
        self.imported_at = imported_at
        self.week_starts_on = week_starts_on
        self.source = f"file:{file_name}"
        self.naive_count = 0
        self.repeated_count = 0
        self.issues: list[Issue] = []

    def read(self) -> ImportBatch:
        """The batch."""
        raw = b"".join(_as_line(row) + b"\n" for _, row in self.rows)
        sha256 = hashlib.sha256(raw).hexdigest()
        items: dict[str, FeedItem] = {}
        for position, (number, row) in enumerate(self.rows):
            try:
                item = self.item(row, sha256, position)
            except _BadRowError as bad:
                self.issue(bad.kind, f"{self.file_name}:{number}", f"row {number} was left out: {bad.message}")
                continue
            self.repeated_count += item.item_id in items
            items.setdefault(item.item_id, item)
        first, last = self.rows[0][0], self.rows[-1][0]
        subject = f"{self.file_name}:{first}-{last}"
        if self.naive_count:
            message = f"{self.naive_count} dates without a time zone in rows {first} to {last} were taken for UTC"
            self.issue("naive_dates", subject, message, "info")
        if count := self.doubtful["day_order"]:
            message = f"{count} dates in figures in rows {first} to {last} could have day and month the other way round"
            self.issue("doubtful_dates", subject, message)
        if count := self.doubtful["zone"]:
            message = (
                f"{count} dates in rows {first} to {last} name a time zone that is not known; they were taken for UTC"
            )
            self.issue("unknown_zones", subject, message)
        if self.repeated_count:
            message = f"{self.repeated_count} of the rows {first} to {last} repeat another one exactly"
            self.issue("repeated_items", subject, message, "info")
        return ImportBatch(raw, tuple(items.values()), tuple(self.issues), len(self.rows), self.source, first)

    def item(self, row: Mapping[str, Any] | BrokenRow, sha256: str, position: int) -> FeedItem:
        """The item of a row. Raises _BadRowError."""
        if isinstance(row, BrokenRow):
            raise _BadRowError("broken_row", row.reason)
        title = truncate(one_line(clean_html(self.text(row, "title"))), MAX_TITLE)
        if not title:
            raise _BadRowError("no_title", "it has no title")
        published_at = self.date(row)
        link = self.text(row, "link").strip()
        url = canonical_url(link)
        if link and not url:
            raise _BadRowError("bad_link", f"its link is not an http or https URL: {truncate(link, 80)!r}")
        text = truncate(clean_html(self.text(row, "summary")), MAX_TEXT)
        if text == title:
            text = ""
        feed_url = canonical_url(self.text(row, "feed_url")) or self.source
        outlet = truncate(one_line(clean_html(self.text(row, "outlet"))), 200) or host_of(url) or self.file_name
        guid = truncate(one_line(self.text(row, "guid")), 500) or None
        country = self.text(row, "outlet_country").strip().upper()
        return FeedItem(
            week=week_of(published_at, self.week_starts_on).start,
            item_id=item_id(feed_url, guid or url, title, text),
            feed_url=feed_url,
            outlet=outlet,
            publisher=site_of(url) or outlet,
            outlet_country=country if len(country) == 2 and country.isascii() and country.isalpha() else None,
            url=url,
            guid=guid,
            title=title,
            text=text,
            lang=_language(f"{title}\n{text}" if text else title, self.text(row, "lang")),
            published_at=published_at,
            published_basis="archive",
            fetched_at=self.imported_at,
            raw_sha256=sha256,
            position=position,
        )

    def text(self, row: Mapping[str, Any], ours: str) -> str:
        """The first of the columns that stand for ours and is not empty, as text."""
        for name in self.names[ours]:
            if isinstance(value := row.get(name), bytes):
                value = value.decode("utf-8", "replace")
            if not _is_empty(value) and not isinstance(value, (dict, list, tuple)):
                return value if isinstance(value, str) else str(value)
        return ""

    def date(self, row: Mapping[str, Any]) -> dt.datetime:
        """When the row was published, UTC. Raises _BadRowError where that cannot be told or believed."""
        value = next((row[name] for name in self.names["published"] if not _is_empty(row.get(name))), None)
        if value is None:
            raise _BadRowError("undated", "it has no date")
        moment = self.moment(value, row)
        if moment is None:
            raise _BadRowError("undated", f"its date cannot be read: {truncate(str(value), 60)!r}")
        if moment.tzinfo is None:
            self.naive_count += 1
            moment = moment.replace(tzinfo=dt.UTC)
        moment = moment.astimezone(dt.UTC)
        if moment.date() < EARLIEST:
            raise _BadRowError("ancient_dated", f"its date {moment:%Y-%m-%d} is before {EARLIEST}")
        if moment > self.imported_at + FUTURE_TOLERANCE:
            raise _BadRowError("future_dated", f"its date {moment:%Y-%m-%d} lies in the future")
        return moment

    def moment(self, value: object, row: Mapping[str, Any]) -> dt.datetime | None:
        """The date that a cell holds, without zone where it names none; None where it cannot be read."""
        if isinstance(value, dt.datetime):
            return value
        if isinstance(value, dt.date):
            return dt.datetime.combine(value, dt.time())
        reading = read_date(str(value), self.hints(row))
        if reading and reading.doubt:
            self.doubtful[reading.doubt] += 1
        if reading is None:
            return None
        if reading.has_zone:
            return reading.moment
        return reading.moment.replace(tzinfo=None)

    def hints(self, row: Mapping[str, Any]) -> DateHints:
        """What the row and the file say of how its dates are meant."""
        country = self.text(row, "outlet_country").strip().upper()
        return DateHints(
            language=normalise_code(self.text(row, "lang")) or "",
            country=country if len(country) == 2 else None,
            order=self.order,
            latest=self.imported_at + FUTURE_TOLERANCE,
        )

    def issue(self, kind: str, subject: str, message: str, severity: IssueSeverity = "warning") -> None:
        """Notes an issue of the import."""
        self.issues.append(
            Issue(
                week=week_of(self.imported_at, self.week_starts_on).start,
                country=None,
                revision=None,
                stage="import",
                severity=severity,
                kind=kind,
                subject=subject,
                message=message[:1].upper() + message[1:],
                remedy="correct the row and import the file again" if severity == "warning" else None,
            )
        )


def _is_empty(value: object) -> bool:
    """Whether a cell holds nothing; not a number (NaN) is how numpy and pandas write that."""
    return value is None or value == "" or value != value


def _language(text: str, stated: str) -> str:
    """The stated language where the text's script allows it, else what the text looks like."""
    code = normalise_code(stated)
    return code if code and plausible(text, code) else detect(text, hint=code)


def _as_line(row: Mapping[str, Any] | BrokenRow) -> bytes:
    """A row as one JSON line: the file's own bytes where it was JSON, else its values by sorted names."""
    if isinstance(row, BrokenRow):
        return row.raw
    return json.dumps(row, ensure_ascii=False, sort_keys=True, default=_plain, separators=(",", ":")).encode(
        "utf-8", "replace"
    )


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, dt.date) else str(value)
