"""Common Crawl: pages of the profile's outlets, found in the URL index of the crawls of that time.

The list of crawls names the one whose span holds the week; its index lists captures of an outlet's site; each
capture is a range of a WARC file, one gzip member, from whose page head the title, date and summary are read.
(The crawl of news alone, CC-NEWS, has no URL index: its files of a gigabyte each can only be read whole.)
Documented at https://index.commoncrawl.org/ and https://commoncrawl.org/cdxj-index.
"""

from __future__ import annotations

import datetime as dt
import json
import zlib
from urllib.parse import quote

from tasks.collect.archives.base import (
    Answer,
    Archive,
    Job,
    Manners,
    Page,
    Request,
    ServiceError,
    in_week,
    listing,
    make_item,
    mapping,
    note,
)
from tasks.collect.archives.page_head import read_head
from tasks.collect.urls import site_of

AFTER = dt.timedelta(days=21)
"""How long after the week a capture of an article of it is looked for: crawls come by once or twice a month."""
CAPTURES = 60
"""Captures read of one outlet."""
LARGEST_PAGE = 5_000_000
COLLECTIONS = "https://index.commoncrawl.org/collinfo.json"


def _plan(job: Job) -> list[Request]:
    """The list of crawls."""
    return [Request(COLLECTIONS).with_state(step="crawls")]


def _read(job: Job, answer: Answer) -> Page:
    """What comes next: indices to ask, captures to read, or the item of one."""
    return {"crawls": _crawls, "index": _index, "capture": _capture}[answer.request.get("step")](job, answer)


def _crawls(job: Job, answer: Answer) -> Page:
    crawls = [mapping(entry) for entry in listing(answer.json())]
    first, last = job.week.starts_at, job.week.ends_at + AFTER
    page = Page()
    for crawl in crawls:
        try:
            begun, ended = (
                dt.datetime.fromisoformat(str(crawl.get(name))).replace(tzinfo=dt.UTC) for name in ("from", "to")
            )
        except ValueError:
            continue
        if begun > last or ended < first:
            continue
        for site in sorted({site_of(feed.url) for feed in job.profile.feeds} - {""}):
            url = (
                f"{crawl.get('cdx-api')}?url={quote(site, safe='')}&matchType=domain&output=json"
                f"&filter=status:200&filter=mime:text/html&from={first:%Y%m%d%H%M%S}&to={last:%Y%m%d%H%M%S}&limit={CAPTURES}"
            )
            page.more.append(Request(url).with_state(step="index", site=site))
    if not page.more:
        page.issues.append(note(job, answer, "no_captures", "no crawl of Common Crawl covers that week"))
    return page


def _index(job: Job, answer: Answer) -> Page:
    site, page, seen = answer.request.get("site"), Page(), set[str]()
    for line in answer.body.splitlines():
        try:
            capture = mapping(json.loads(line))
            start, length = int(str(capture.get("offset"))), int(str(capture.get("length")))
        except ValueError:
            continue
        url, file = str(capture.get("url") or ""), str(capture.get("filename") or "")
        if url in seen or not file.endswith(".warc.gz") or not 0 < length < LARGEST_PAGE:
            continue
        seen.add(url)
        page.more.append(
            Request(
                f"https://data.commoncrawl.org/{quote(file)}",
                headers=(("Range", f"bytes={start}-{start + length - 1}"),),
            ).with_state(step="capture", site=site, page=url)
        )
    if not page.more:
        page.issues.append(note(job, answer, "no_captures", f"{site} was not captured around that week", "info"))
    elif len(seen) >= CAPTURES:
        page.issues.append(note(job, answer, "incomplete", f"{site}: only the first {CAPTURES} captures were read"))
    return page


def _capture(job: Job, answer: Answer) -> Page:
    html, content_type = _payload(answer.body)
    head = read_head(html, content_type)
    if head.published_at is None or not head.title:
        return Page()  # a front page, a section, a picture gallery: no dated article
    outlet = next((f.outlet for f in job.profile.feeds if site_of(f.url) == answer.request.get("site")), "")
    item = make_item(
        job,
        answer,
        0,
        source=f"https://{answer.request.get('site')}/",
        title=head.title,
        text=head.summary,
        url=head.url or answer.request.get("page"),
        outlet=outlet or head.site,
        published_at=head.published_at,
        lang=head.lang,
        outlet_country=job.profile.country,
    )
    return Page(items=in_week(job, [item] if item else []))


def _payload(record: bytes) -> tuple[bytes, str | None]:
    """The page in a WARC record (one gzip member) and its Content-Type. Raises ServiceError for another thing."""
    plain = record  # fetching takes off a gzip that it recognises
    if not record.startswith(b"WARC/"):
        try:
            plain = zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(record, LARGEST_PAGE)
        except zlib.error as error:
            raise ServiceError("the record is not gzip") from error
    warc, _, response = plain.partition(b"\r\n\r\n")
    head, separator, body = response.partition(b"\r\n\r\n")
    if not warc.startswith(b"WARC/") or not separator:
        raise ServiceError("the record is not a WARC response")
    fields = dict(line.split(b":", 1) for line in head.splitlines()[1:] if b":" in line)
    kinds = [
        value.strip().decode("latin-1") for name, value in fields.items() if name.strip().lower() == b"content-type"
    ]
    return body, kinds[0] if kinds else None


COMMON_CRAWL = Archive(
    name="common-crawl",
    description="Common Crawl: pages of the profile's outlets captured around that week",
    manners=Manners(
        delay_seconds=1.5, max_requests=400, source="https://commoncrawl.org/faq asks for slow, single requests"
    ),
    plan=_plan,
    read=_read,
    missing_is_empty=True,
)
