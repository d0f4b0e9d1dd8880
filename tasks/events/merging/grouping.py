"""Which articles tell one event."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from warehouse.tables import Article, Story


@dataclass(frozen=True, slots=True)
class Group:
    """Originals that tell one event, and why each does."""

    article_ids: tuple[str, ...]
    why: dict[str, str]
    because: str


def groups(articles: Sequence[Article], stories: Sequence[Story]) -> list[Group]:
    """The groups of originals, each of which tells one event; every original that is current is in one."""
    because = {story.story_id: story.together_because for story in stories}
    members: dict[str, list[str]] = {}
    for article in sorted(articles, key=lambda a: (a.published_at, a.article_id)):
        if article.story_id is not None and article.duplicate_of is None:
            members.setdefault(article.story_id, []).append(article.article_id)
    return [Group(tuple(ids), dict.fromkeys(ids, "the same story"), because[key]) for key, ids in members.items()]
