"""ReliefWeb's API (version 2): reports of humanitarian organisations, by country and date of publication.

Since November 2025 every call needs an approved application name (free, by e-mail); 1,000 calls a day, 1,000 entries a
call. Documented at https://apidoc.reliefweb.int/.
"""

from __future__ import annotations

import datetime as dt
from urllib.parse import urlencode

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
    undated,
)
from warehouse.errors import InputError

LIMIT = 200
_FIELDS = ("title", "body", "url", "date.created", "source.shortname", "source.name", "language.code")


def _plan(job: Job) -> list[Request]:
    """The week's first page. Raises InputError without an application name."""
    if not job.settings.get("appname"):
        raise InputError(
            "ReliefWeb asks for an approved application name",
            remedy="ask for one at https://apidoc.reliefweb.int/parameters#appname and set WEEKWATCH_RELIEFWEB_APPNAME",
        )
    return [_request(job, 0)]


def _read(job: Job, answer: Answer) -> Page:
    """The reports, and the next page if there is one. Raises ServiceError for an error of the API."""
    said = mapping(answer.json())
    if "data" not in said:
        raise ServiceError(str(mapping(said.get("error")).get("message") or "the answer holds no data")[:200])
    page, entries = Page(), listing(said["data"])
    for position, entry in enumerate(entries):
        fields = mapping(mapping(entry).get("fields"))
        source = mapping(next(iter(listing(fields.get("source"))), None))
        language = mapping(next(iter(listing(fields.get("language"))), None))
        created = str(mapping(fields.get("date")).get("created") or "")
        try:
            published_at = dt.datetime.fromisoformat(created)
        except ValueError:
            page.issues.append(undated(job, answer, position))
            continue
        item = make_item(
            job,
            answer,
            position,
            source="https://api.reliefweb.int/v2/reports",
            title=str(fields.get("title") or ""),
            text=str(fields.get("body") or ""),
            url=str(fields.get("url") or ""),
            outlet=str(source.get("shortname") or source.get("name") or "ReliefWeb"),
            published_at=published_at if published_at.tzinfo else published_at.replace(tzinfo=dt.UTC),
            lang=str(language.get("code") or "") or None,
        )
        if item is not None:
            # ReliefWeb republishes: the organisation that wrote is the independent source, not the host
            page.items.append(item.model_copy(update={"publisher": item.outlet}))
    page.items = in_week(job, page.items)
    total, offset = said.get("totalCount"), int(answer.request.get("offset"))
    if entries and isinstance(total, int) and offset + len(entries) < total:
        page.more = [_request(job, offset + len(entries))]
    return page


def _request(job: Job, offset: int) -> Request:
    query: list[tuple[str, str]] = [
        ("appname", job.settings["appname"]),
        ("profile", "minimal"),
        ("limit", str(LIMIT)),
        ("offset", str(offset)),
        ("sort[]", "date.created:asc"),
        ("filter[operator]", "AND"),
        ("filter[conditions][0][field]", "country.name"),
        ("filter[conditions][0][value]", job.profile.name),
        ("filter[conditions][1][field]", "date.created"),
        ("filter[conditions][1][value][from]", f"{job.week.starts_at:%Y-%m-%dT%H:%M:%S}+00:00"),
        ("filter[conditions][1][value][to]", f"{job.week.ends_at - dt.timedelta(seconds=1):%Y-%m-%dT%H:%M:%S}+00:00"),
        *(("fields[include][]", name) for name in _FIELDS),
    ]
    return Request(f"https://api.reliefweb.int/v2/reports?{urlencode(query)}").with_state(offset=str(offset))


RELIEFWEB = Archive(
    name="reliefweb",
    description="ReliefWeb: reports of humanitarian organisations, in full",
    manners=Manners(delay_seconds=1.0, max_requests=20, source="1,000 calls a day, https://apidoc.reliefweb.int/"),
    plan=_plan,
    read=_read,
    settings={"appname": "WEEKWATCH_RELIEFWEB_APPNAME"},
)
