"""GDELT DOC 2.0: headlines of the world's online news since 2017; one request in five seconds, 250 records an answer.

A full answer is asked for again in halves of its span. Errors come as plain text with status 200.
Documented at https://blog.gdeltproject.org/gdelt-doc-2-0-api-debuts/.
"""

from __future__ import annotations

import datetime as dt
import functools
from urllib.parse import quote_plus

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
    make_item,
    mapping,
    note,
    undated,
)
from warehouse.errors import InputError

FULL = 250
SHORTEST = dt.timedelta(minutes=30)
"""Span that is not halved any more."""
LONGEST_QUERY = 250
"""Characters: longer ones are answered with `Your query was too short or too long.`"""
FIRST_DAY = dt.date(2017, 1, 1)
_STAMP = "%Y%m%d%H%M%S"


def _plan(job: Job) -> list[Request]:
    """The whole week for each query of the profile, or for the country's name. Raises InputError before 2017."""
    if job.week.start < FIRST_DAY:
        raise InputError(f"GDELT's DOC 2.0 begins on {FIRST_DAY}, {job.week.start} is before it")
    queries = job.profile.queries.gdelt or (f'"{job.profile.name}"',)
    for words in queries:
        if len(words) > LONGEST_QUERY:
            raise InputError(
                f"a GDELT query of {len(words)} characters is too long ({LONGEST_QUERY} at most)",
                where=f"{job.profile.country}: queries.gdelt",
                remedy="split it into several",
            )
    return [_request(words, job.week.starts_at, job.week.ends_at) for words in queries]


def _read(job: Job, answer: Answer) -> Page:
    """The articles; a full answer asks for both halves of its span. Raises ServiceError for an error in plain text."""
    said = answer.json() if answer.body.strip() else {}
    articles = listing(mapping(said).get("articles"))
    page = Page()
    for position, article in enumerate(map(mapping, articles)):
        try:
            seen_at = as_utc(str(article.get("seendate")), "%Y%m%dT%H%M%SZ")
        except ValueError:
            page.issues.append(undated(job, answer, position))
            continue
        item = make_item(
            job,
            answer,
            position,
            source="https://api.gdeltproject.org/api/v2/doc/doc",
            title=str(article.get("title") or ""),
            url=str(article.get("url") or ""),
            published_at=seen_at,
            outlet=str(article.get("domain") or ""),
            lang=_codes().get(str(article.get("language") or "").casefold()),
            outlet_country=_countries().get(str(article.get("sourcecountry") or "").casefold()),
        )
        if item is not None:
            page.items.append(item)
    page.items = in_week(job, page.items)
    request = answer.request
    start, end = as_utc(request.get("start"), _STAMP), as_utc(request.get("end"), _STAMP)
    if len(articles) >= FULL:
        if end - start > SHORTEST:
            middle = (start + (end - start) / 2).replace(microsecond=0)
            page.more = [_request(request.get("words"), start, middle), _request(request.get("words"), middle, end)]
        else:
            page.issues.append(
                note(job, answer, "incomplete", f"{start:%Y-%m-%d %H:%M} UTC has more than {FULL} records")
            )
    return page


def _request(words: str, start: dt.datetime, end: dt.datetime) -> Request:
    first, last = start.strftime(_STAMP), end.strftime(_STAMP)
    url = (
        f"https://api.gdeltproject.org/api/v2/doc/doc?query={quote_plus(words)}&mode=artlist&format=json"
        f"&maxrecords={FULL}&sort=dateasc&startdatetime={first}&enddatetime={last}"
    )
    return Request(url).with_state(words=words, start=first, end=last)


@functools.cache
def _codes() -> dict[str, str]:
    """English name of a language -> its code."""
    from babel import Locale

    return {name.casefold(): code for code, name in Locale("en").languages.items() if len(code) in (2, 3)}


@functools.cache
def _countries() -> dict[str, str]:
    """English name of a country -> its ISO 3166-1 alpha-2 code."""
    from babel import Locale

    names = {
        name.casefold(): code for code, name in Locale("en").territories.items() if len(code) == 2 and code.isalpha()
    }
    return names | {"turkey": "TR", "czech republic": "CZ", "myanmar": "MM", "ivory coast": "CI", "burma": "MM"}


GDELT = Archive(
    name="gdelt",
    description="GDELT DOC 2.0: headlines in 65 languages since 2017, without summaries",
    manners=Manners(
        delay_seconds=5.5, max_requests=60, source="one request in five seconds, 250 records, as its answers say"
    ),
    plan=_plan,
    read=_read,
)
