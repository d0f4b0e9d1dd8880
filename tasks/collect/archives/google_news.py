"""Google News search as RSS, with `after:` and `before:`; at most 100 items an answer, so full answers are split by days.

There is no written limit; a second between requests has long been tolerated. The links lead through Google.
"""

from __future__ import annotations

import datetime as dt
from urllib.parse import quote_plus

from tasks.collect.archives.base import (
    Answer,
    Archive,
    Job,
    Manners,
    Page,
    Request,
    ServiceError,
    in_week,
    note,
    read_as_feed,
)
from tasks.countries.profiles import Feed

FULL = 100
"""Items at which an answer is cut off."""


def search_url(words: str, start: dt.date, end: dt.date) -> str:
    """The RSS search for days in [start, end)."""
    query = quote_plus(f"{words} after:{start} before:{end}")
    return f"https://news.google.com/rss/search?q={query}&hl=en-US&gl=US&ceid=US:en"


def _plan(job: Job) -> list[Request]:
    """A search for each query of the profile, or for the country's name; a day wider at both ends, as its days are not UTC's."""
    queries = job.profile.queries.google_news or (f'"{job.profile.name}"',)
    day = dt.timedelta(days=1)
    return [_request(words, job.week.start - day, job.week.end + day) for words in queries]


def _read(job: Job, answer: Answer) -> Page:
    """The week's items; a full answer asks for its days one by one. Raises ServiceError for what is not a feed."""
    request = answer.request
    feed = Feed(
        url="https://news.google.com/rss/search",
        outlet="Google News",
        language="en",
        kind="international",
        source="search",
    )
    parsed = read_as_feed(job, answer, feed)
    if any(issue.kind == "not_a_feed" for issue in parsed.issues):
        raise ServiceError("the answer is not a feed; Google may want a pause")
    page = Page(items=in_week(job, list(parsed.items)))
    start, end = dt.date.fromisoformat(request.get("start")), dt.date.fromisoformat(request.get("end"))
    if len(parsed.items) >= FULL:
        if (end - start).days > 1:
            days = [start + dt.timedelta(days=n) for n in range((end - start).days)]
            page.more = [_request(request.get("words"), day, day + dt.timedelta(days=1)) for day in days]
        else:
            page.issues.append(note(job, answer, "incomplete", f"{start} has more than the {FULL} items of an answer"))
    return page


def _request(words: str, start: dt.date, end: dt.date) -> Request:
    return Request(search_url(words, start, end)).with_state(words=words, start=str(start), end=str(end))


GOOGLE_NEWS = Archive(
    name="google-news",
    description="Google News RSS search by the profile's queries; headlines in English, links through Google",
    manners=Manners(delay_seconds=1.5, max_requests=40, source="no written limit; answers hold at most 100 items"),
    plan=_plan,
    read=_read,
)
