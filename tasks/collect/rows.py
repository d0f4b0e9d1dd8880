"""The rows that a fetch leaves behind: one in `fetches` always, one in `issues` where something was wrong."""

from __future__ import annotations

from tasks.collect.http.fetch import Fetched, FetchFailed, FetchResult
from warehouse.tables import Fetch, Issue
from warehouse.weeks import week_of

_REMEDIES = {
    "not_found": "look for the outlet's new feed address and correct the profile",
    "gone": "the feed has ended: remove it from the profile",
    "forbidden": "the server refuses this program: ask the outlet or remove the feed",
    "refused_address": "feeds must be on public addresses; correct the profile",
    "refused_url": "correct the feed's URL in the profile",
    "unknown_host": "the host name does not resolve: correct the profile if that lasts",
    "retry_later": "it will be asked again by the next collect after that time",
}


def fetch_row(
    result: FetchResult,
    *,
    raw_sha256: str | None = None,
    item_count: int = 0,
    new_item_count: int = 0,
    undated_count: int = 0,
    week_starts_on: int = 0,
) -> Fetch:
    """The `fetches` row of a result. raw_sha256 and the counts are what the raw store and the parser found."""
    fetched = result if isinstance(result, Fetched) else None
    failed = result if isinstance(result, FetchFailed) else None
    request = result.request
    status: int | None = 304
    if fetched or failed:
        status = (fetched or failed).http_status  # type: ignore[union-attr]
    return Fetch(
        week=week_of(result.fetched_at, week_starts_on).start,
        feed_url=request.feed.url,
        final_url=result.final_url,
        fetched_at=result.fetched_at,
        status="fetched" if fetched else "failed" if failed else "not_modified",
        http_status=status,
        error=failed.message if failed else None,
        raw_sha256=raw_sha256,
        body_bytes=len(fetched.body) if fetched else 0,
        content_type=fetched.content_type if fetched else None,
        etag=request.etag if isinstance(result, FetchFailed) else result.etag,
        last_modified=request.last_modified if isinstance(result, FetchFailed) else result.last_modified,
        item_count=item_count,
        new_item_count=new_item_count,
        undated_count=undated_count,
        countries=sorted(request.countries),
    )


def fetch_issue(result: FetchResult, *, week_starts_on: int = 0, is_feed: bool = True) -> Issue | None:
    """The `issues` row of a result (stage `collect`): a failure, a cut body or a permanent move; None if all is well.

    is_feed: whether the parser found a feed; the page that answers at a new address is not a feed that has moved.
    """
    outlet = result.request.feed.outlet
    if isinstance(result, FetchFailed):
        again = (
            f"; it asks to be left alone until {result.retry_after:%Y-%m-%d %H:%M} UTC" if result.retry_after else ""
        )
        kind, message = result.kind, f"{outlet}: {result.message}{again}"
        remedy = _REMEDIES.get(kind)
    elif isinstance(result, Fetched) and result.incomplete:
        kind = "too_large" if result.is_cut else "truncated"
        message, remedy = f"{outlet}: {result.incomplete}; what came was read", None
    elif isinstance(result, Fetched) and result.moved_to and is_feed:
        kind, message = "moved", f"{outlet}: the feed has moved for good to {result.moved_to}"
        remedy = "write the new address into the profile"
    else:
        return None
    return Issue(
        week=week_of(result.fetched_at, week_starts_on).start,
        country=None,
        revision=None,
        stage="collect",
        severity="error" if isinstance(result, FetchFailed) else "info" if kind == "moved" else "warning",
        kind=kind,
        subject=result.request.feed.url,
        message=message,
        remedy=remedy,
    )
