"""Names of places that are ordinary words: `Three Dead in Light Plane Crash` names no town of Light where another outlet writes `light plane`."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from warehouse.tables import Article, Place

READ_CHARS = 600
"""Characters of a text in which small words are looked for."""
_WORD = re.compile(r"[^\W\d_]+")


def without_ordinary_words(places: Sequence[Place], articles: Sequence[Article]) -> list[Place]:
    """The places but those called by one word that an article of the same story and language writes small, in the same order.

    Titles that write every word large leave open what is a name; the others of the story tell. Countries stay, and so does what is
    in no story.
    """
    written_small: dict[tuple[str, str], set[str]] = defaultdict(set)
    of: dict[str, tuple[str, str]] = {}
    for article in articles:
        if article.story_id is not None:
            story = of[article.article_id] = (article.story_id, article.lang)
            words = _WORD.findall(f"{article.title} {article.text[:READ_CHARS]}")
            written_small[story].update(word for word in words if word.islower())

    def is_ordinary(place: Place) -> bool:
        story = of.get(place.article_id)
        is_one_word = _WORD.fullmatch(place.text) is not None
        return (
            story is not None and is_one_word and place.kind != "country" and place.text.lower() in written_small[story]
        )

    return [place for place in places if not is_ordinary(place)]
