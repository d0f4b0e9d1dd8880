"""Who did it to whom in an event, and which type of organised violence that is.

Read from the actors and targets that titles tell (tasks.events.deeds) and the countries and organisations that texts name. A party is
a state (its forces, police, or a country that acts), an armed group, or people who are neither. UCDP's types follow from the pair:
a state and a state or group is state-based, two groups are non-state, either against people who bear no arms is one-sided.
"""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Sequence
from typing import Literal

from tasks.events.actors import find_actors
from tasks.events.casualties.words import grammar_of
from tasks.language.lexicon import event_lexicon, fold_for_lexicon
from warehouse.tables import Article, UcdpType

Side = Literal["state", "group", "people"]

TARGETS_AT_MOST = 5
_STATE_TERMS = frozenset({"military"})
_GROUP_TERMS = frozenset({"militants", "attackers", "terrorism", "gang"})
_STATE_FORCES = frozenset({"IDF", "IRGC", "NATO"})
_UNARMED = frozenset({
    "UN", "EU", "AFRICAN-UNION", "ASEAN", "ARAB-LEAGUE", "GCC", "OIC", "ECOWAS", "SADC", "AES", "SCO", "CSTO", "EAEU", "BRICS",
    "G7", "G20", "OSCE", "OAS", "IAEA", "ICC", "ICJ", "OPCW", "IMF", "WORLD-BANK", "ADB", "WTO", "WHO", "WFP",
    "UNHCR", "UNICEF", "UNRWA", "ICRC", "MSF", "OPEC", "INTERPOL", "AMNESTY", "HRW",
})  # fmt: skip
"""Organisations of tasks/language/data/lexicon-actors.yaml that bear no arms; the others are parties to conflicts."""
_POLICE = re.compile(
    r"\b(?:police|polic[ií]a|policj|polizei|polizia|politie|polis)|полиц|поліц|警察|경찰|شرط|पुलिस|পুলিশ"
)


def parties(originals: Sequence[Article]) -> tuple[list[str], list[str]]:
    """Actors (countries and organisations by code) and targets (by code, or in the titles' words), the most often named first."""
    actors: Counter[str] = Counter(name for article in originals for name in dict.fromkeys(article.actors))
    targets: Counter[str] = Counter()
    for article in originals:
        if article.target:
            targets.update(_named(article.target, article.lang))
    most = sorted(targets.items(), key=lambda one: (-one[1], one[0]))[:TARGETS_AT_MOST]
    return [name for name, _ in actors.most_common()], [name for name, _ in most]


def _named(words: str, lang: str) -> list[str]:
    """Codes of the countries and organisations that the words name; the words themselves where they name only people."""
    codes = find_actors(words, "", lang=lang)
    return codes or ([words.strip().casefold()] if side(words, lang) is not None else [])


def ucdp_type(originals: Sequence[Article]) -> UcdpType | None:
    """The type that most titles tell; None where no title tells both parties."""
    told: Counter[UcdpType] = Counter()
    for article in originals:
        actor = side(article.actor, article.lang) if article.actor else None
        target = side(article.target, article.lang) if article.target else None
        kind = _TYPES.get((actor, target))
        if kind is not None:
            told[kind] += 1
    ranked = sorted(told, key=lambda name: (-told[name], name))
    return ranked[0] if ranked else None


_TYPES: dict[tuple[Side | None, Side | None], UcdpType] = {
    ("state", "state"): "state-based",
    ("state", "group"): "state-based",
    ("group", "state"): "state-based",
    ("group", "group"): "non-state",
    ("state", "people"): "one-sided",
    ("group", "people"): "one-sided",
}


@functools.lru_cache(maxsize=4096)
def side(words: str, lang: str) -> Side | None:
    """What a party is, by the words of a title: what they name first decides; None where they name nobody."""
    folded = fold_for_lexicon(words)
    codes = find_actors(words, "", lang=lang)
    armed = [code for code in codes if len(code) > 2 and code not in _UNARMED]
    for hit in event_lexicon(lang).find(folded):
        if hit.concept in _GROUP_TERMS:
            return "group"
        if hit.concept in _STATE_TERMS:
            return "state"
    if armed:
        return "state" if armed[0] in _STATE_FORCES else "group"
    if _POLICE.search(folded):
        return "state"
    if grammar_of(lang).person.search(folded):
        return "people"
    country = any(len(code) == 2 and code not in _UNARMED for code in codes)
    return "state" if country and len(folded.split()) <= _A_NAME else None


_A_NAME = 2
"""Words of a phrase that names a country and nothing more; longer ones name something of it."""
