"""What a section about a field of security (military, cyber, ...) adds to its statements: where its events are told, and what else was reported.

So that a short section is no claim of calm: the foremost of what the annex lists in the field is quoted by its headline.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence, Set

from tasks.events.merging.lead import tells_news
from tasks.report.headings import FURTHER
from tasks.voice.voice import N_, Voice
from warehouse.tables import Article, Sector, Statement

NAMED_ABOVE = 3
"""Headings named of the events of a field that are told above."""
OF_SECURITY, NEAR_IT = 2, 1
"""Grades of `articles.relevance`."""
NOTHING_FURTHER = N_("Other fields")
"""Heading of the fields on which the week has no report."""


def told_above(statements: Sequence[Statement], sectors: Sequence[Sector], say: Voice) -> str:
    """Which of the key developments are of the field, as `See above: “...”.`; empty where none is."""
    shared = say(FURTHER)
    of_field = [s for s in statements if s.section == "developments" and s.sector in sectors and s.heading is not None]
    named = list(dict.fromkeys(f"“{s.heading}”" for s in of_field if s.heading != shared))[:NAMED_ABOVE]
    if any(s.heading == shared for s in of_field):
        named.append(f"“{shared}”")
    return say("See above: {events}.", events=say.join(named)) if named else ""


def also_reported(articles: Sequence[Article], sectors: Sequence[Sector], cited: Set[str]) -> list[Article]:
    """The week's news in the field that no statement cites, one article a story, what most publishers tell first.

    Repetitions, comment, what is told of other times, and stories of a single publisher that are only near security are left out.
    """
    known = {a.story_id for a in articles if a.article_id in cited and a.story_id is not None}
    publishers: dict[str | None, set[str]] = defaultdict(set)
    for article in articles:
        publishers[article.story_id].add(article.publisher)
    of_story: dict[str, Article] = {}
    for a in sorted(articles, key=lambda a: (-a.severity, a.published_at, a.article_id)):
        is_of_field = a.sector in sectors and a.duplicate_of is None and a.time_kind == "current" and tells_news(a)
        is_told = a.relevance == OF_SECURITY or (a.relevance == NEAR_IT and len(publishers[a.story_id]) > 1)
        if a.story_id is not None and a.story_id not in known and is_of_field and is_told:
            of_story.setdefault(a.story_id, a)
    return sorted(of_story.values(), key=lambda a: (-len(publishers[a.story_id]), -a.severity, a.article_id))
