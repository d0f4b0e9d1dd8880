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
    """The places but those called by one word that the articles of the story write small and, amid small words, nowhere large; in the same order.

    Titles that write every word large leave open what is a name; the others of the story tell: `a nice morning in Nice` has both.
    Texts of one language count. Countries stay, and so does what is in no story.
    """
    small: dict[tuple[str, str], set[str]] = defaultdict(set)
    large: dict[tuple[str, str], set[str]] = defaultdict(set)
    of: dict[str, tuple[str, str]] = {}
    for article in articles:
        if article.story_id is not None:
            story = of[article.article_id] = (article.story_id, article.lang)
            for text in (article.title, article.text[:READ_CHARS]):
                small[story].update(word for word in _WORD.findall(text) if word.islower())
                large[story].update(_names_amid(text))

    def is_ordinary(place: Place) -> bool:
        story = of.get(place.article_id)
        if story is None or place.kind == "country" or _WORD.fullmatch(place.text) is None:
            return False
        return place.text.lower() in small[story] - large[story]

    return [place for place in places if not is_ordinary(place)]


def _names_amid(text: str) -> set[str]:
    """The words, in small letters, that a text writes large between a small word and a small word or the end of a clause."""
    words = list(_WORD.finditer(text))
    found = set()
    for before, word, after in zip(words, words[1:], [*words[2:], None], strict=False):
        is_joined = text[before.end() : word.start()] == " "
        ends = after is None or text[word.end() : after.start()] != " "
        if is_joined and before[0].islower() and word[0][0].isupper() and (ends or (after and after[0].islower())):
            found.add(word[0].lower())
    return found
