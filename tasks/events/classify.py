"""What kind of event a text reports, how grave it is, and the words that decided.

`classify` takes the category with most weight among the terms of the title and the first sentences (tasks.events.terms).
With a vector of tasks.language.encoder, what texts like this one are about (tasks.events.nearest_kinds) has a say too. Severity follows the
scale at the head of tasks/events/taxonomy.yaml: the gravest of the category's terms, raised by the casualties stated and by
modifiers.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from tasks.events.casualties.find import Casualties, Count, find_casualties
from tasks.events.nearest_kinds import kinds
from tasks.events.state_killings import killed_by_state
from tasks.events.taxonomy import UNCLASSIFIED, taxonomy
from tasks.events.terms import READ_CHARS, TOLL, Weighed, read_terms
from warehouse.tables import Sector, Span

__all__ = ["Classification", "Count", "classify"]


@dataclass(frozen=True, slots=True)
class Classification:
    """What was read in a text.

    category: of the taxonomy, or `unclassified`; categories: it and the others with a good share of the weight.
    severity: 0-5. certainty: 0-1, that it happened as told. why: a sentence for a reader.
    """

    category: str
    categories: tuple[str, ...]
    sector: Sector
    severity: float
    killed: Count | None
    injured: Count | None
    certainty: float
    why: str
    evidence: tuple[Span, ...]


_ENOUGH = 0.9
"""Weight below which nothing was recognised: less than one hint in the lede."""

_VIOLENT = frozenset({"assault", "coerce", "crime", "accident", "disaster", "mobilize", "protest"})
_PLAYED = _VIOLENT | {"consult", "agree", "retreat", "concede", "support"}
"""Categories whose words stand for something else in play, film and memory."""
_PEACEFUL = ("sport", "society", "economy", "politics")


def classify(title: str, text: str, *, lang: str, vector: np.ndarray | None = None) -> Classification:
    """Category, sector, severity, casualties and certainty of a text, with the words that decided.

    vector: the text's embedding (tasks.language.encoder, 512, L2-normalised), or None to do without.
    """
    return by_lexicon(title, text, lang=lang, vector=vector).classification


@dataclass(frozen=True, slots=True)
class Lexical:
    """What the lexicon found: the terms in their places, the steering words, the weight of each category, the conclusion."""

    weighed: list[Weighed]
    steering: dict[str, int]
    scores: dict[str, float]
    classification: Classification

    @property
    def category(self) -> str:
        """The category that the lexicon concludes."""
        return self.classification.category


def by_lexicon(title: str, text: str, *, lang: str, vector: np.ndarray | None = None) -> Lexical:
    """The same as `classify`, with what it was concluded from."""
    weighed, steering = read_terms(title, text, lang)
    odds = kinds(vector) if vector is not None else {}
    tone = _tone(steering, odds)
    scores = _scores(weighed, tone)
    likeliest = _add_likeness(scores, odds)
    ranked = sorted(scores.items(), key=lambda item: (-item[1], item[0]))
    casualties = find_casualties(title, text, lang=lang)
    category = likeliest or (ranked[0][0] if ranked and ranked[0][1] >= _ENOUGH else UNCLASSIFIED)
    if tone and category in _PLAYED:
        category = tone
    others = tuple(name for name, score in ranked[1:] if score >= 0.5 * ranked[0][1] and score >= _ENOUGH)
    mood = sum(odds.get(name, 0.0) for name in _PEACEFUL)
    concluded = _conclude(category, others, weighed, casualties, steering, tone, title, text, peaceful=mood >= _ALONE)
    return Lexical(weighed, dict(steering), dict(scores), concluded)


def lexicon_weights(title: str, text: str, *, lang: str) -> dict[str, float]:
    """Weight of each category by the words alone; empty when the lexicon knows none of them."""
    weighed, steering = read_terms(title, text, lang)
    return _scores(weighed, _tone(steering, {}))


def _tone(steering: dict[str, int], odds: dict[str, float]) -> str | None:
    """The category of a text that is play, film or memory throughout, by its words or by one word and the vector, else None."""
    if (
        steering["sport"] + _LIKE_PLAY * odds.get("sport", 0.0) >= _WORDS_OF_PLAY
        or odds.get("sport", 0.0) >= _SURELY_PLAY
    ):
        return "sport"
    if max(steering["film"], steering["anniversary"]) + _LIKE_PLAY * odds.get("society", 0.0) >= _WORDS_OF_PLAY:
        return "society"
    return None


_WORDS_OF_PLAY = 3
"""Words of sport, film or memory that settle what a text is about."""
_LIKE_PLAY = 2.5
"""Words of sport or film that a vector sure of it stands for: one word must still say so."""

_SURELY_PLAY = 0.7
"""Probability of sport from which no word need say so: "Bayern shoot Dortmund down"."""

_PLAINLY = 0.5
"""Weight from which a word of attack says that there was an attacker."""
_CAUSES = frozenset({"accident", "disaster", "disease", "humanitarian"})


def _scores(weighed: Iterable[Weighed], tone: str | None) -> dict[str, float]:
    """Weight a category; a concept counts in full once and a third each further time.

    Words of death and injury say nothing of their cause: beside a cause without an attacker they count for it.
    """
    weighed = list(weighed)
    attacked = any(
        w.concept.category == "assault" and w.hit.concept not in TOLL and w.weight > _PLAINLY for w in weighed
    )
    causes = [w for w in weighed if w.concept.category in _CAUSES and w.weight > 0]
    cause = max(causes, key=lambda w: w.weight).concept.category if causes and not attacked else None
    seen: dict[str, int] = defaultdict(int)
    scores: dict[str, float] = defaultdict(float)
    for item in sorted(weighed, key=lambda w: -w.weight):
        category = item.concept.category
        if category is None or item.weight <= 0:
            continue
        if cause and item.hit.concept in TOLL:
            category = cause
        times = seen[item.hit.concept]
        seen[item.hit.concept] += 1
        scores[category] += item.weight * (1.0 if not times else 0.33) * (0.15 if tone and category in _VIOLENT else 1)
    if tone:
        scores[tone] += 2.0
    exercise = scores.get("exercise", 0.0)
    if exercise:
        for category in ("assault", "mobilize", "accident", "disaster"):
            if category in scores:
                scores[category] *= 0.25
    return scores


_LIKENESS = 1.0
"""Weight of what the vector is sure of: as much as one hint, so that it decides between weak words and never against a clear one."""
_ALONE = 0.6
"""Probability from which the vector decides where the lexicon is silent."""


def _add_likeness(scores: dict[str, float], odds: dict[str, float]) -> str | None:
    """Add what the vector says to the scores; the category that it alone decides where there are none, or None."""
    silent = not any(score > 0 for score in scores.values())
    for name, probability in odds.items():
        scores[name] = scores.get(name, 0.0) + _LIKENESS * probability
    likeliest = min(odds, key=lambda name: (-odds[name], name), default=UNCLASSIFIED)
    return likeliest if silent and odds.get(likeliest, 0.0) >= _ALONE else None


_BY_ITS_CONTEXT = 1.2
"""Severity at most of a kind that other words decided, none of its own."""
_OF_NOTE = 1.5
"""Severity from which words such as `massive` and `minor` change it: a routine matter stays one."""
_INTENSIFIED, _ATTENUATED = 0.25, 0.4
"""Severity that two words which magnify add, and that one which belittles takes away."""
_AT_A_DISTANCE = 0.6
"""Share of the severity left where a title judges, explains or remembers."""


def severity_of_deaths(killed: int) -> float:
    """Severity of deaths: 1 is 3.0, 10 is 4.0, 50 and more 5.0, straight on a logarithmic scale between."""
    if killed < 1:
        return 0.0
    if killed < 10:
        return 3.0 + math.log10(killed)
    return min(5.0, 4.0 + math.log(killed / 10) / math.log(5))


def severity_of_injured(injured: int) -> float:
    """Severity of injuries: 1 is 2.0, 10 is 2.6, 100 is 3.2; at most 4."""
    return min(4.0, 2.0 + 0.6 * math.log10(injured)) if injured >= 1 else 0.0


_UNINTENDED = {
    "accident": 0.6,
    "crime": 0.4,
    "disease": 0.6,
    "politics": 1.5,
    "economy": 2.0,
    "society": 3.0,
    "sport": 3.0,
    "unclassified": 1.0,
}
"""How much less the same deaths weigh where nobody attacked: they endanger fewer others."""

_TOLD = frozenset(
    {"accuse", "request", "support", "consult", "agree", "reject", "threaten", "concede", "cooperate", "aid", "retreat"}
)
"""Categories of words and of deeds of peace: casualties in such a text are what is spoken of."""


def _conclude(
    category: str,
    others: tuple[str, ...],
    weighed: list[Weighed],
    casualties: Casualties,
    steering: dict[str, int],
    tone: str | None,
    title: str,
    text: str,
    *,
    peaceful: bool,
) -> Classification:
    deciding = sorted((w for w in weighed if w.concept.category == category and w.weight > 0), key=lambda w: -w.weight)[
        :4
    ]
    rehearsed = category in ("exercise", "sport", "society")
    killed = None if rehearsed else casualties.killed
    injured = None if rehearsed else casualties.injured
    severity, reasons = _severity(category, deciding, weighed, killed, injured, steering, peaceful=peaceful)
    evidence = tuple(_span(w, title, text) for w in deciding)
    counts = tuple(count.span for count in (killed, injured) if count)
    certainty = _certainty(steering, deciding)
    words = ", ".join(f"“{span.text}”" for span in evidence)
    why = f"{category}: {words or 'like such news' if category != UNCLASSIFIED else 'no term of the lexicon'}; severity {severity:.1f}: {reasons}"
    if (
        killed
        and category in ("assault", "coerce", "protest")
        and (force := killed_by_state(title) or killed_by_state(text[:READ_CHARS]))
    ):
        why += f"; at the hands of the state: “{force.text}”"
    if tone:
        why += f"; told as {tone}"
    return Classification(
        category, (category, *(o for o in others if o != category)), sector_of(category, weighed), severity,
        killed, injured, certainty, why, evidence + counts,
    )  # fmt: skip


def _span(item: Weighed, title: str, text: str) -> Span:
    source = title if item.in_title else text
    return Span(
        text=source[item.hit.start : item.hit.end], start=item.hit.start, end=item.hit.end, in_title=item.in_title
    )


def sector_of(category: str, weighed: list[Weighed]) -> Sector:
    """The sector with most weight among the terms that tell it, else the category's own.

    What is said, or done by a measure, is of the matter that the title names: a threat of tariffs is of trade. An attack is of whoever
    carries it out: by police or a gang it is no war; that somebody was attacked or killed tells no sector.
    """
    if category == UNCLASSIFIED:
        return "other"
    own = taxonomy().categories[category].sector
    weight: dict[Sector, float] = defaultdict(float)
    if category in _OF_A_MATTER:
        for item in weighed:
            if item.in_title and item.weight > 0 and item.concept.sector in _MATTERS:
                weight[item.concept.sector] += item.weight
    if not weight:
        for item in weighed:
            sector = _voted(category, item, own)
            if sector is not None:
                weight[sector] += item.weight
    return max(weight, key=lambda sector: (weight[sector], sector == own, sector)) if weight else own


def _voted(category: str, item: Weighed, own: Sector) -> Sector | None:
    """The sector that a term speaks for in a text of this category; None where it tells none."""
    concept = item.concept
    if category != "assault":
        return concept.sector or own if concept.category == category else None
    if concept.category == "assault" or concept.category not in _ATTACKERS:
        return concept.sector if concept.category == "assault" else None
    return concept.sector or taxonomy().categories[concept.category].sector


_OF_A_MATTER = frozenset(
    ["agree", "consult", "support", "concede", "cooperate", "request", "accuse", "reject", "threaten", "sanction"]
)
"""Categories of what is said, agreed or ruled, whatever it is about."""
_MATTERS: tuple[Sector, ...] = ("border_trade", "energy", "cyber")
"""Sectors that a matter has of itself; the others are those of an act."""
_ATTACKERS = frozenset(["coerce", "crime", "mobilize"])
"""Categories whose terms tell who attacks: police and courts, criminals, armies."""


_UNWORDED = 0.6
"""Share of a category's severity where no word of the lexicon says it."""


def _severity(
    category: str,
    deciding: list[Weighed],
    weighed: list[Weighed],
    killed: Count | None,
    injured: Count | None,
    steering: dict[str, int],
    *,
    peaceful: bool,
) -> tuple[float, str]:
    if category == UNCLASSIFIED and not killed:
        return 0.0, "nothing recognised"
    base = taxonomy().categories[category].severity if category != UNCLASSIFIED else 0.0
    terms = [w for w in weighed if w.real and w.concept.category == category and w.weight > 0]
    reasons = [f"{category} {base:.1f}"]
    if terms:
        titled = any(w.in_title for w in weighed)
        gravest = max(terms, key=lambda w: (_gravity(w, titled), -w.hit.start))
        base = round(_gravity(gravest, titled), 2)
        reasons = [f"{gravest.hit.concept.replace('_', ' ')} {base:.1f}"]
    elif deciding:
        base = min(base, _BY_ITS_CONTEXT)
    else:
        base *= _UNWORDED
    severity = base
    if base >= _OF_NOTE:
        severity += _INTENSIFIED * min(2, steering["intensifier"]) / 2 - _ATTENUATED * min(1, steering["attenuator"])
    toll = max(severity_of_deaths(killed.low) if killed else 0.0, severity_of_injured(injured.low) if injured else 0.0)
    toll -= _UNINTENDED.get(category, 0.0) + (1.0 if category in _TOLD else 0.0)
    if category in _VIOLENT or category == "accuse":
        severity *= min(_distance(steering), _UNWORDED if peaceful else 1.0)
        toll -= 1.0 if steering["court"] >= 2 else 0.0
    if toll > severity:
        severity = toll
        reasons.append(" and ".join(f"{n} {c.span.text!r}" for n, c in (("killed", killed), ("injured", injured)) if c))
    return round(min(5.0, max(0.0, severity)), 2), ", ".join(reasons)


def _distance(steering: dict[str, int]) -> float:
    """Share of the gravity left where a title judges, explains or remembers violence instead of reporting it."""
    return min(_AT_A_DISTANCE if steering[genre] >= 2 else 1.0 for genre in ("court", "commentary", "anniversary"))


def _gravity(item: Weighed, titled: bool) -> float:
    """Severity of a term; three quarters of it where the title speaks of something else."""
    return item.concept.severity * (1.0 if item.in_title or not titled else 0.75)


def _certainty(steering: dict[str, int], deciding: list[Weighed]) -> float:
    certainty = 0.95
    if steering["alleged"]:
        certainty *= 0.8
    if deciding and not any(w.real for w in deciding):
        certainty *= 0.6
    if steering["negation"] and any(w.concept.category == "reject" for w in deciding):
        certainty *= 0.9
    return round(certainty, 3)
