"""A feed judged by one fetch: is it a feed, is it alive, is it what its profile says, and what is to be done."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from tasks.collect.feed.pages import CHALLENGE
from tasks.collect.feed.parse import Parsed, parse_feed
from tasks.collect.http.fetch import Fetched, FetchFailed, FetchResult
from tasks.collect.rows import fetch_issue
from tasks.language.detect import detect, normalise_code

STALE_DAYS = 30
"""A feed whose newest item is older has stopped, or its outlet publishes too rarely for a weekly report."""
UNDATED_SHARE = 0.5
"""Above this share of undated items a feed is of little use: an item without a date can belong to no week."""
_READ_FOR_LANGUAGE = 40

Verdict = Literal["ok", "other language", "moved", "truncated", "stale", "undated", "empty", "no feed", "failed"]
_USABLE = frozenset({"ok", "other language", "moved", "truncated"})
_REMEDIES = {
    "other language": "correct `language`, or look for the feed of the right edition",
    "moved": "write the new address into the profile, as `weekwatch check XX --mend` does",
    "truncated": "ask again; if it lasts, tell the outlet",
    "stale": "look for the outlet's new feed address, or remove the feed",
    "undated": "look for another feed of the outlet: an item without a date can belong to no week",
    "empty": "if it stays empty, look for another feed of the outlet",
    "no feed": "look for the outlet's new feed address and correct the profile",
}
_UNREACHED = frozenset({"unknown_host", "connection", "timeout"})
_OFFLINE_REMEDY = "this machine seems to be offline: look at its network and check again"


@dataclass(frozen=True, slots=True)
class FeedCheck:
    """What one fetch of a feed showed."""

    outlet: str
    url: str
    verdict: Verdict
    http_status: int | None
    """Null where no answer came."""
    items: int
    newest_at: dt.datetime | None
    """Of the dated items; null where there are none."""
    language: str | None
    """As the titles look; null where there are none or they tell nothing."""
    undated_share: float | None
    """0 to 1; null where there are no items."""
    redirected_to: str | None
    """Where the answer came from, if not from the feed's URL."""
    why: str
    """What is wrong, in a sentence; empty where nothing is."""
    remedy: str
    """What to do; empty where there is nothing to do."""
    cause: str = ""
    """What kind of failure it is (`tls`, `forbidden`, `not_found`, ...), or what stands in a feed's place: `challenge`, `page`,
    `document`; empty where a feed was served."""
    unreached: bool = False
    """Whether its server was not even reached: the name did not resolve, or nobody answered at the address."""

    @property
    def usable(self) -> bool:
        """Whether a report gains from the feed as it is."""
        return self.verdict in _USABLE


def judged_together(checks: Sequence[FeedCheck]) -> list[FeedCheck]:
    """The judgements, which where no server at all was reached advise to look at the network and not at the profile."""
    if checks and all(one.unreached for one in checks):
        return [replace(one, remedy=_OFFLINE_REMEDY) for one in checks]
    return list(checks)


def check_feed(result: FetchResult, now: dt.datetime) -> FeedCheck:
    """The judgement on one fetch. Never raises for any answer."""
    feed = result.request.feed
    issue = fetch_issue(result)
    said = issue.message.removeprefix(f"{feed.outlet}: ") if issue else ""
    redirected = result.final_url if result.final_url != feed.url else None
    if isinstance(result, FetchFailed):
        remedy = (issue.remedy if issue else None) or ""
        return FeedCheck(
            feed.outlet, feed.url, "failed", result.http_status, 0, None, None, None, redirected, said, remedy,
            cause=result.kind, unreached=result.http_status is None and result.kind in _UNREACHED,
        )  # fmt: skip
    if not isinstance(result, Fetched):  # nothing was asked conditionally, so this is a server's whim
        return FeedCheck(feed.outlet, feed.url, "ok", 304, 0, None, None, None, redirected, "", "")
    parsed = parse_feed(
        result.body,
        feed=feed,
        raw_sha256=hashlib.sha256(result.body).hexdigest(),
        fetched_at=result.fetched_at,
        content_type=result.content_type,
        final_url=result.final_url,
    )
    dates = [item.published_at for item in parsed.items if item.published_at]
    newest = max(dates, default=None)
    language = _language(parsed, feed.language)
    undated = parsed.undated_count / len(parsed.items) if parsed.items else None
    verdict: Verdict
    why = said
    if not parsed.items:
        faults = {fault.kind: fault.message.removeprefix(f"{feed.outlet}: ") for fault in parsed.issues}
        verdict = "no feed" if "not_a_feed" in faults else "empty"
        why = faults.get("not_a_feed") or next(iter(faults.values()), "it has no items")
    elif undated is not None and undated > UNDATED_SHARE:
        verdict, why = "undated", f"{parsed.undated_count} of {len(parsed.items)} items carry no date that can be read"
    elif newest and (now - newest).days > STALE_DAYS:
        verdict, why = "stale", f"its newest item is {(now - newest).days} days old"
    elif result.incomplete:
        verdict = "truncated"
    elif result.moved_to:
        verdict = "moved"
    elif language and language != normalise_code(feed.language):
        verdict, why = "other language", f"its titles look like {language}, the profile says {feed.language}"
    else:
        verdict, why = "ok", ""
    return FeedCheck(
        feed.outlet, feed.url, verdict, result.http_status, len(parsed.items), newest, language,
        None if undated is None else round(undated, 3), redirected, why, _REMEDIES.get(verdict, ""),
        cause=_what_stands_there(why) if verdict == "no feed" else "",
    )  # fmt: skip


def _what_stands_there(why: str) -> str:
    """What a document that is not a feed is, after the sentence that `tasks.collect.feed.pages` says of it."""
    return "challenge" if CHALLENGE in why else "page" if "web page" in why else "document"


def _language(parsed: Parsed, stated: str) -> str | None:
    """The language of the titles together; the stated one where they look like it or like one close to it."""
    titles = " \n".join(item.title for item in parsed.items[:_READ_FOR_LANGUAGE])
    found = detect(titles, hint=stated) if titles else "und"
    return None if found == "und" else found
