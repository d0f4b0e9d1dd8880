"""WordPress feeds page by page (`?paged=2`, ...): every post there ever was, newest first.

The pages of the week are found as a word is in a dictionary: the page number is doubled until a page begins before
the week's end, then the interval is halved, and from there one reads on until a page lies before the week.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from tasks.collect.archives.base import Answer, Archive, Job, Manners, Page, Request, in_week, note, read_as_feed
from tasks.countries.profiles import Feed
from warehouse.errors import InputError

LAST_PAGE = 4096
_GENERATOR = re.compile(rb"<generator>\s*https?://(www\.)?wordpress\.(org|com)", re.I)


def looks_like_wordpress(url: str) -> bool:
    """Whether a feed's URL has WordPress's form: it ends in `/feed`, or asks for `feed=rss2`."""
    parts = urlsplit(url)
    return parts.path.rstrip("/").endswith("/feed") or "feed=" in parts.query


def page_url(feed_url: str, number: int) -> str:
    """The URL of a page of a feed."""
    parts = urlsplit(feed_url)
    query = [(name, value) for name, value in parse_qsl(parts.query) if name != "paged"]
    return urlunsplit(parts._replace(query=urlencode([*query, ("paged", str(number))])))


def _plan(job: Job) -> list[Request]:
    """The first page of every feed that looks like WordPress's. Raises InputError where the profile has none."""
    feeds = [feed for feed in job.profile.feeds if looks_like_wordpress(feed.url)]
    if not feeds:
        raise InputError(
            "no feed looks like WordPress's",
            where=job.profile.country,
            remedy="its feeds end in /feed/; try another archive",
        )
    return [_request(feed, 1, 0, 0) for feed in feeds]


def _read(job: Job, answer: Answer) -> Page:
    """The week's items of a page, and the page to look at next. What is not a WordPress feed is an issue."""
    request = answer.request
    feed = next(feed for feed in job.profile.feeds if feed.url == request.get("feed"))
    number, after, reached = (int(request.get(name)) for name in ("page", "after", "reached"))
    if number == 1 and not _GENERATOR.search(answer.body[:5000]):
        return Page(issues=[note(job, answer, "not_wordpress", f"{feed.url} does not say that WordPress made it")])
    parsed = read_as_feed(job, answer, feed)
    dates = [item.published_at for item in parsed.items if item.published_at is not None]
    page = Page(items=in_week(job, list(parsed.items)))
    if dates and min(dates) >= job.week.ends_at:
        after = number
    elif reached == 0 or number < reached:
        reached = number
    if reached == 0 and number >= LAST_PAGE:
        page.issues.append(
            note(job, answer, "incomplete", f"{feed.url}: {LAST_PAGE} pages do not reach back to the week")
        )
    elif reached == 0:
        page.more = [_request(feed, number * 2, after, reached)]
    elif reached - after > 1:
        page.more = [_request(feed, (after + reached) // 2, after, reached)]
    elif number < reached:
        page.more = [_request(feed, reached, after, reached)]
    elif dates and min(dates) >= job.week.starts_at:  # the week goes on
        page.more = [_request(feed, number + 1, after, reached)]
    return page


def _request(feed: Feed, number: int, after: int, reached: int) -> Request:
    """after: the last page known to lie wholly after the week; reached: the first known not to (0: none yet)."""
    return Request(page_url(feed.url, number)).with_state(
        feed=feed.url, page=str(number), after=str(after), reached=str(reached)
    )


WORDPRESS = Archive(
    name="wordpress",
    description="The profile's WordPress feeds, page by page back to that week",
    manners=Manners(delay_seconds=2.0, max_requests=200, source="WordPress states none; two seconds are gentle"),
    plan=_plan,
    read=_read,
    missing_is_empty=True,
    crawls=True,
)
