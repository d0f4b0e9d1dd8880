"""Which events a report tells: those of this country's security that are told as news, each happening once to a reader."""

from __future__ import annotations

from collections.abc import Sequence

from tasks.report.prose.event_kinds import exact_kind
from warehouse.tables import Article, Event

LEAST_RELEVANCE = 1.0
"""Mean relevance (0 to 2) of an event's articles from which it is one of security."""
NOT_NEWS = frozenset({"live", "comment", "analysis", "stub"})
"""Genres that repeat or judge what the news tells."""
AFTERMATH_SEVERITY = 4.0
"""Severity of a disaster from which the other grave disasters of the country's week are taken for its aftermath."""
SAME_CATASTROPHE = 0.1
"""Share of such a disaster's deaths from which those of another are the same counted again."""
ALIKE = 0.5
"""Share of the shorter title's telling words from which two events of a kind are one to the reader."""
ALIKE_WORDS = 3
DAYS_APART = 3


def tells_news(article: Article) -> bool:
    """Whether an article tells something of security that happened: no comment, live page, stub, past, plan or fiction."""
    return article.relevance != 0 and article.genre not in NOT_NEWS and article.reality not in ("past", "hypo")


def is_told(event: Event, originals: Sequence[Article]) -> bool:
    """Whether a report tells the event: it concerns the country, is of security, and most of its articles are news of it."""
    if event.nearness == "mentioned" or event.relevance < LEAST_RELEVANCE or event.kind in ("sport", "society"):
        return False
    return 2 * sum(tells_news(article) for article in originals) >= len(originals)


def is_aftermath(event: Event, lead: Event, words: frozenset[str], lead_words: frozenset[str]) -> bool:
    """Whether a reader takes `event` for a part of the more salient `lead`: its aftermath, or the same told again.

    `words`, `lead_words`: telling words of their titles without the country's names.
    """
    if event.kind != lead.kind:
        return False
    if event.kind == "disaster" and lead.severity >= AFTERMATH_SEVERITY:
        deaths = (event.killed_best or 0) >= SAME_CATASTROPHE * (lead.killed_best or 0) > 0
        if deaths or event.severity >= AFTERMATH_SEVERITY:
            return True
    shared = words & lead_words
    alike = len(shared) >= ALIKE_WORDS and len(shared) >= ALIKE * min(len(words), len(lead_words))
    if event.unit is not None and lead.unit is not None and event.unit != lead.unit:
        return False
    near = abs((event.event_date - lead.event_date).days) <= DAYS_APART
    same_place = event.place_id is not None and event.place_id == lead.place_id
    same_kind = exact_kind(event.kind, event.title) == exact_kind(lead.kind, lead.title) is not None
    return near and (alike or ((same_place or same_kind) and len(shared) >= 2))


def with_aftermath(lead: Event, others: Sequence[Event]) -> Event:
    """The event as a reader sees it: with the newest toll that two publishers tell, the publishers and the stories of its parts."""
    if not others:
        return lead
    parts = [lead, *others]
    counted = [e for e in parts if e.killed_best is not None and e.toll_as_of is not None]
    newest = max(counted, key=lambda e: (e.toll_publishers > 1, e.toll_as_of, e.toll_publishers), default=lead)
    return lead.model_copy(
        update={
            "killed_low": newest.killed_low,
            "killed_best": newest.killed_best,
            "killed_high": newest.killed_high,
            "toll_as_of": newest.toll_as_of,
            "toll_publishers": newest.toll_publishers,
            "publisher_count": max(e.publisher_count for e in parts),
            "story_ids": list(dict.fromkeys(s for e in parts for s in e.story_ids)),
        }
    )
