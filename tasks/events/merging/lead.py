"""Which article of an event tells it best and latest: its title is the event's."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import numpy as np

from tasks.events.taxonomy import DONE_BY_SAYING
from warehouse.tables import Article

NOT_NEWS = frozenset({"live", "comment", "analysis", "stub"})
"""Genres that repeat or judge what the news tells."""

CENTRAL, NEWS, OF_KIND, NEWEST, TOLL = 2.0, 0.3, 0.2, 0.1, 0.2
"""What counts for a lead: its mean likeness (cosine) to all articles of the event; that it is news, of the event's kind, the newest of
them, and that the toll rests on it. Likeness decides; the others decide between articles that are equally central. Held against the
titles that readers gave the events of eleven gold weeks, where a weight of 1 to 3 for likeness does about as well."""


def tells_news(article: Article) -> bool:
    """Whether an article tells something of security that happened: no comment, live page, stub, past, fear or fiction."""
    if article.relevance == 0 or article.genre in NOT_NEWS or article.reality == "past":
        return False
    return article.reality != "hypo" or article.category in DONE_BY_SAYING


def lead_of(
    originals: Sequence[Article], kind: str, toll_rests_on: Collection[str], vectors: Mapping[str, np.ndarray]
) -> Article:
    """The article that tells the event best and latest; of equals the latest, then the first by article_id.

    kind: the event's. toll_rests_on: article_ids that tell its toll. vectors: of each original, by article_id.
    """
    rows = np.array([vectors[article.article_id] for article in originals])
    central = rows @ rows.mean(axis=0)
    times = [article.published_at.timestamp() for article in originals]
    first, span = min(times), max(max(times) - min(times), 1.0)

    def order(i: int) -> tuple[float, float, str]:
        article = originals[i]
        points = CENTRAL * float(central[i]) + NEWEST * (times[i] - first) / span
        points += NEWS * tells_news(article) + OF_KIND * (article.category == kind)
        points += TOLL * (article.article_id in toll_rests_on)
        return -round(points, 4), -times[i], article.article_id

    return originals[min(range(len(originals)), key=order)]
