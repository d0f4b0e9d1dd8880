"""What a headline tells of its event: a change of control, a deed, a reaction to it, or a scene beside it.

The main clause decides: `Australian PM proposes gun laws after mass shooting` tells of laws. A scene is true and moving, and no news of
security: a child saved, a vigil, an eyewitness. Read by word lists, in the languages that have one; other headlines tell a deed.
"""

from __future__ import annotations

import functools
from collections.abc import Set
from typing import Literal

from tasks.events.taxonomy import UNCLASSIFIED
from tasks.events.terms import TOLL
from tasks.language.lexicon import UNSPACED, EventLexicon, concepts, event_lexicon, fold_for_lexicon, split_terms
from tasks.language.word_lists import word_list
from warehouse.tables import Article

Bearing = Literal["control", "deed", "reaction", "scene", "judgement"]
LABEL_WORDS = 4
"""Words before a colon up to which they are a label, as in `Turkey earthquake: ...`, and not what is told."""
BEHIND = 30
"""Characters behind a verb of taking within which the place stands that is taken."""
HEDGES = frozenset({"alleged", "hypothetical", "future"})
LEAST_WEIGHT = 1.0
"""Weight of a term from which it tells a deed: `war` in `anti-war activist` is a hint."""
NO_DEEDS = frozenset({UNCLASSIFIED, "society", "sport", "support"})
"""Categories whose terms tell no deed of weight."""


@functools.lru_cache(maxsize=16_384)
def bearing_of(title: str, lang: str, kind: str = "", places: frozenset[str] = frozenset()) -> Bearing:
    """What a headline tells.

    kind: the event's; a headline whose main clause has no term of it, nor of death, reacts to it. Without one any deed counts.
    places: names of the event's places, in small letters, which may have changed hands.
    """
    terms = _terms(lang)
    if terms is None:
        return "deed"
    folded = fold_for_lexicon(title)
    hits = event_lexicon(lang).find(folded)
    start, end = _main_clause(folded, [hit.start for hit in hits if hit.concept in ("background", "relative")])
    own = {hit.concept: hit for hit in terms.find(folded) if start <= hit.start < end}
    if "control" in own or ("taking" in own and _names_one(folded[own["taking"].start :][:BEHIND], places)):
        return "control"
    if "scene" in own:
        return "scene"
    if "judgement" in own:
        return "judgement"
    meanings = concepts()
    told = (meanings[hit.concept] for hit in hits if start <= hit.start < end)
    of_deeds = {
        c.category for c in told if not c.participant and c.category is not None and c.weight >= LEAST_WEIGHT
    } - NO_DEEDS
    of_death = any(hit.concept in TOLL and start <= hit.start < end for hit in hits)
    return "deed" if of_death or (kind in of_deeds if kind else of_deeds) else "reaction"


def opens_with(text: str, lang: str) -> str | None:
    """The category of the first deed that a text tells, as `accuse` of `The White House condemned the attack`; None where it tells none."""
    meanings = concepts()
    for hit in sorted(event_lexicon(lang).find(fold_for_lexicon(text)), key=lambda hit: (hit.start, -hit.end)):
        concept = meanings.get(hit.concept)
        if concept is not None and concept.category is not None and not concept.participant:
            return concept.category
    return None


def is_beside_the_news(article: Article) -> bool:
    """Whether a headline tells a scene or a judgement: a reader of security learns nothing that happened."""
    return bearing_of(article.title, article.lang) in ("scene", "judgement")


def gravity_beside(article: Article, kind: str) -> float:
    """How grave (0 to 5) the gravest deed of another kind is that a headline's main clause tells: the state of emergency after a quake."""
    folded = fold_for_lexicon(article.title)
    hits = event_lexicon(article.lang).find(folded)
    start, end = _main_clause(folded, [hit.start for hit in hits if hit.concept in ("background", "relative")])
    meanings = concepts()
    told = [meanings[h.concept] for h in hits if start <= h.start < end and h.concept not in TOLL]
    grave = (
        c.severity for c in told if c.category not in (None, kind) and not c.participant and c.weight >= LEAST_WEIGHT
    )
    return max(grave, default=0.0)


def is_hedged(article: Article) -> bool:
    """Whether a headline says that its news is alleged or only planned, in its main clause."""
    folded = fold_for_lexicon(article.title)
    hits = event_lexicon(article.lang).find(folded)
    start, end = _main_clause(folded, [hit.start for hit in hits if hit.concept in ("background", "relative")])
    return any(hit.concept in HEDGES and start <= hit.start < end for hit in hits)


def _main_clause(folded: str, backgrounds: list[int]) -> tuple[int, int]:
    """From where to where the main clause of a headline goes: without a label before it and the circumstances behind or before it."""
    colon = folded.find(": ")
    start = colon + 2 if colon > 0 and len(folded[:colon].split()) <= LABEL_WORDS else 0
    first = next((at for at in backgrounds if at >= start), len(folded))
    if first > start:
        return start, first
    comma = folded.find(", ", start)
    return (comma + 2, len(folded)) if comma > 0 else (start, len(folded))


def _names_one(text: str, places: Set[str]) -> bool:
    return any(fold_for_lexicon(place) in text for place in places)


@functools.cache
def _terms(lang: str) -> EventLexicon | None:
    lists = word_list("headline_bearing").get(lang)
    if lists is None:
        return None
    return EventLexicon({name: split_terms(value) for name, value in lists.items()}, spaced=lang not in UNSPACED)
