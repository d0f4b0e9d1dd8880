"""The Wayback Machine: the profile's feeds as they were in that week.

The CDX server lists the captures of a feed's URL; each capture is then read as served at the time (`id_`).
Documented at https://github.com/internetarchive/wayback/tree/master/wayback-cdx-server.
"""

from __future__ import annotations

import datetime as dt
from urllib.parse import quote

from tasks.collect.archives.base import (
    Answer,
    Archive,
    Job,
    Manners,
    Page,
    Request,
    as_utc,
    in_week,
    listing,
    note,
    read_as_feed,
)

AFTER = dt.timedelta(days=3)
"""How long after the week a capture may still hold its items."""
CAPTURES = 150
"""Captures listed for a feed; identical neighbours are listed once."""
_STAMP = "%Y%m%d%H%M%S"


def _plan(job: Job) -> list[Request]:
    """The list of captures of each feed."""
    first, last = job.week.starts_at, job.week.ends_at + AFTER
    return [
        Request(
            f"https://web.archive.org/cdx/search/cdx?url={quote(feed.url, safe='')}&output=json&fl=timestamp,original,digest"
            f"&filter=statuscode:200&collapse=digest&from={first:{_STAMP}}&to={last:{_STAMP}}&limit={CAPTURES}"
        ).with_state(feed=feed.url)
        for feed in job.profile.feeds
    ]


def _read(job: Job, answer: Answer) -> Page:
    """The captures to read, or the week's items of one. Raises ServiceError for a list that is none."""
    return _capture(job, answer) if answer.request.get("captured") else _captures(job, answer)


def _captures(job: Job, answer: Answer) -> Page:
    feed = answer.request.get("feed")
    if not answer.body.strip():
        return Page(issues=[note(job, answer, "no_captures", f"{feed} was not captured in that week", "info")])
    rows = listing(answer.json())
    header, captures = (rows[0], rows[1:]) if rows else ([], [])
    page, seen = Page(), set[str]()
    for row in captures:
        capture = dict(zip(header, row, strict=False)) if isinstance(row, list) else {}
        timestamp, original, digest = (str(capture.get(name, "")) for name in ("timestamp", "original", "digest"))
        if not timestamp.isdigit() or len(timestamp) != 14 or digest in seen:
            continue
        seen.add(digest)
        url = f"https://web.archive.org/web/{timestamp}id_/{original}"
        page.more.append(Request(url).with_state(feed=feed, captured=timestamp))
    if not page.more:
        page.issues.append(note(job, answer, "no_captures", f"{feed} was not captured in that week", "info"))
    if len(captures) >= CAPTURES:
        page.issues.append(note(job, answer, "incomplete", f"{feed} has more than {CAPTURES} captures in that week"))
    return page


def _capture(job: Job, answer: Answer) -> Page:
    request = answer.request
    feed = next(feed for feed in job.profile.feeds if feed.url == request.get("feed"))
    parsed = read_as_feed(job, answer, feed, seen_at=as_utc(request.get("captured"), _STAMP))
    unreadable = [
        note(job, answer, issue.kind, f"the capture of {feed.url}: {issue.message}")
        for issue in parsed.issues
        if issue.severity == "error"
    ]
    return Page(items=in_week(job, list(parsed.items)), issues=unreadable)


WAYBACK = Archive(
    name="wayback",
    description="The Wayback Machine: the profile's own feeds as captured in that week",
    manners=Manners(delay_seconds=4.0, max_requests=400, source="about 15 requests a minute are tolerated"),
    plan=_plan,
    read=_read,
)
