"""What an archive is: a plan of requests for a country and week, and a reader of the answers.

Both are plain functions. Whoever runs them (`flows.collecting.archives`) does the asking, one polite request after the other,
keeps every answer in the raw store, and can therefore stop and resume anywhere: an answer that is there already is read
again instead of asked for again.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from tasks.collect.feed.parse import MAX_TEXT, MAX_TITLE, Parsed, item_id, parse_feed
from tasks.collect.text import clean_html, one_line, truncate
from tasks.collect.urls import canonical_url, host_of, site_of
from tasks.countries.profiles import CountryProfile, Feed
from tasks.language.detect import detect, normalise_code, plausible
from warehouse.tables import FeedItem, Issue, IssueSeverity
from warehouse.weeks import Week, week_of


@dataclass(frozen=True, slots=True)
class Manners:
    """What a service asks of its users, and where that is written."""

    delay_seconds: float
    """Least time between the starts of two requests."""
    max_requests: int
    """Requests for one country-week; what is left over is an issue `incomplete`."""
    source: str
    max_body_bytes: int = 8_000_000


@dataclass(frozen=True, slots=True)
class Job:
    """What is looked for: one country in one week."""

    profile: CountryProfile
    week: Week
    week_starts_on: int = 0
    settings: Mapping[str, str] = field(default_factory=dict)
    """Of the archive, by name: `appname` for ReliefWeb."""
    publishers: Mapping[str, str] = field(default_factory=dict)
    """Registered name of a site -> the publisher whose feeds bring its articles too."""


@dataclass(frozen=True, slots=True)
class Request:
    """A page of an archive. Its key stands for it in `fetches`, so equal questions must have equal keys."""

    url: str
    state: tuple[tuple[str, str], ...] = ()
    """What the reader needs to know about it, beside the URL."""
    headers: tuple[tuple[str, str], ...] = ()

    def get(self, name: str, default: str = "") -> str:
        """A value of the state."""
        return dict(self.state).get(name, default)

    def key(self, archive: str) -> str:
        """`archive:NAME` and the URL, with the state that distinguishes equal URLs."""
        span = dict(self.headers).get("Range")
        return f"archive:{archive} {self.url}" + (f" {span}" if span else "")

    def with_state(self, **changes: str) -> Request:
        """The same request that knows more."""
        return replace(self, state=tuple(sorted((dict(self.state) | changes).items())))


@dataclass(frozen=True, slots=True)
class Answer:
    """What the service said."""

    request: Request
    body: bytes
    sha256: str
    fetched_at: dt.datetime
    content_type: str | None = None

    def json(self) -> Any:
        """What the body says as JSON. Raises ServiceError with its beginning: services write their errors in plain text."""
        try:
            return json.loads(self.body, strict=False)
        except (ValueError, RecursionError) as error:
            raise ServiceError(one_line(self.body[:200].decode("utf-8", "replace")) or "nothing") from error


@dataclass(slots=True)
class Page:
    """What an answer held."""

    items: list[FeedItem] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    more: list[Request] = field(default_factory=list)
    """Pages to ask for now that this one is known."""


class ServiceError(Exception):
    """The service answered, but with an error of its own; the page is asked for again the next time."""


@dataclass(frozen=True, slots=True)
class Archive:
    """A source of items for weeks that no feed holds any more."""

    name: str
    description: str
    manners: Manners
    plan: Callable[[Job], list[Request]]
    """The first pages. Raises InputError where a profile or setting lacks what the archive needs."""
    read: Callable[[Job, Answer], Page]
    """What a page holds. Raises ServiceError where it is an error message."""
    settings: Mapping[str, str] = field(default_factory=dict)
    """Setting -> environment variable that holds it."""
    missing_is_empty: bool = False
    """Whether 404 is an answer, with an empty body: the page after the last one."""
    crawls: bool = False
    """Whether it counts on through the pages of outlets' own sites, so that their robots.txt bind it."""


def make_item(
    job: Job,
    answer: Answer,
    position: int,
    *,
    source: str,
    title: str,
    url: str,
    published_at: dt.datetime,
    text: str = "",
    outlet: str = "",
    lang: str | None = None,
    outlet_country: str | None = None,
    guid: str | None = None,
) -> FeedItem | None:
    """The item, cleaned as feeds' items are; None where it has no title or no web address.

    source: what stands for a feed's URL. lang: what the service states, believed where the script allows it.
    """
    title = truncate(one_line(clean_html(title)), MAX_TITLE)
    url = canonical_url(url)
    if not title or not url:
        return None
    text = truncate(clean_html(text), MAX_TEXT)
    text = "" if text == title else text
    told = f"{title}\n{text}" if text else title
    code, site = normalise_code(lang), site_of(url)
    return FeedItem(
        week=week_of(published_at, job.week_starts_on).start,
        item_id=item_id(source, guid or url, title, text),
        feed_url=source,
        outlet=truncate(one_line(clean_html(outlet)), 200) or host_of(url),
        publisher=job.publishers.get(site) or site or outlet or host_of(url),
        outlet_country=outlet_country,
        url=url,
        guid=guid,
        title=title,
        text=text,
        lang=code if code and plausible(told, code) else detect(told, hint=code),
        published_at=published_at.astimezone(dt.UTC),
        published_basis="archive",
        fetched_at=answer.fetched_at,
        raw_sha256=answer.sha256,
        position=position,
    )


def read_as_feed(job: Job, answer: Answer, feed: Feed, seen_at: dt.datetime | None = None) -> Parsed:
    """The answer read as the document of a feed. seen_at: when the feed stood like that, if not when it was fetched."""
    return parse_feed(
        answer.body,
        feed=feed,
        raw_sha256=answer.sha256,
        fetched_at=seen_at or answer.fetched_at,
        week_starts_on=job.week_starts_on,
        content_type=answer.content_type,
        outlet_country=job.profile.country if feed.kind in ("national", "regional", "official") else None,
        publishers=job.publishers,
    )


def in_week(job: Job, items: list[FeedItem]) -> list[FeedItem]:
    """The items of the week that is looked for, as archives of that week; undated ones belong to none."""
    return [
        item.model_copy(update={"published_basis": "archive"})
        for item in items
        if item.published_at is not None and item.week == job.week.start
    ]


def note(
    job: Job, answer_or_request: Answer | Request, kind: str, message: str, severity: IssueSeverity = "warning"
) -> Issue:
    """An issue of stage `archive` about a page."""
    request = answer_or_request.request if isinstance(answer_or_request, Answer) else answer_or_request
    return Issue(
        week=job.week.start,
        country=None,
        revision=None,
        stage="archive",
        severity=severity,
        kind=kind,
        subject=truncate(request.url, 500),
        message=f"{job.profile.name}, week of {job.week.start}: {message}",
        remedy=None,
    )


def undated(job: Job, answer: Answer, position: int) -> Issue:
    """The issue of an entry, counted from 0, that has no date that can be read."""
    return note(job, answer, "undated", f"entry {position} has no date that can be read")


def as_utc(value: str, form: str) -> dt.datetime:
    """An instant from digits such as 20230102T001500Z. Raises ValueError."""
    return dt.datetime.strptime(value, form).replace(tzinfo=dt.UTC)


def mapping(value: Any) -> Mapping[str, Any]:
    """The value if it is a JSON object, else an empty one: services are not to be trusted with shapes."""
    return value if isinstance(value, dict) else {}


def listing(value: Any) -> list[Any]:
    """The value if it is a JSON array, else an empty one."""
    return value if isinstance(value, list) else []
