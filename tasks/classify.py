"""What kind of event a text reports, how grave it is, and the words that decided.

`classify` finds the terms of the language's lexicon in the title and the first sentences, weighs them (the title
most; what a governing verb such as "threatens to" rules, what is denied, supposed, remembered, rehearsed, played or
filmed, least) and takes the category with most weight. With a vector of tasks.encoder, what texts like this one are
about (tasks.kinds) has a say too. Severity follows the scale at the head of tasks/taxonomy.yaml: the gravest of the category's terms,
raised by the casualties stated and by modifiers.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from tasks.casualties import Casualties, Count, find_casualties
from tasks.force import killed_by_state
from tasks.kinds import kinds
from tasks.lexicon import Concept, Hit, concepts, fold, lexicon
from tasks.taxonomy import UNCLASSIFIED, quad_of, taxonomy
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


@dataclass(frozen=True, slots=True)
class _Weighed:
    """A term in its context: how much of its weight counts, and why less."""

    hit: Hit
    concept: Concept
    weight: float
    real: bool
    in_title: bool
    sentence: int


READ_CHARS = 700
"""Characters of the text that are read: news puts its point first, and later paragraphs tell of other events."""

_TITLE, _LEDE, _SECOND, _LATER = 2.0, 1.0, 0.6, 0.3
_GOVERNED, _HYPOTHETICAL, _BACKGROUND, _RELATIVE = 0.2, 0.4, 0.6, 0.5
_PARTICIPANT, _TELLING, _CLAUSE_CHARS = 0.35, 1.2, 80
"""What is left of a participant beside a term of at least such weight, within so many characters."""
_ENOUGH = 0.9
"""Weight below which nothing was recognised: less than one hint in the lede."""

_ENUMERATED = 6
"""Characters between two terms that one negation denies."""

_VIOLENT = frozenset({"assault", "coerce", "crime", "accident", "disaster", "mobilize", "protest"})
_PLAYED = _VIOLENT | {"consult", "agree", "retreat", "concede", "support"}
"""Categories whose words stand for something else in play, film and memory."""
_PEACEFUL = ("sport", "society", "economy", "politics")
_SENTENCE_END = re.compile(
    r"[.](?=\s|$)(?<!\b\w[.])(?<!\b(?:lt|mr|ms|dr|st|no|vs|mt|jr|sr)[.])(?<!\b(?:gen|col|sgt|maj|mrs|sen|rep|gov|hon|rev|etc)[.])"
    r"(?<!\b(?:capt|prof|pres)[.])|[!?](?=\s|$)|[。！？।؟\n]"
)
_CLAUSE_END = re.compile(r"[.,;:](?=\s|$)|[!?。！？।؟，、—\n]")


def classify(title: str, text: str, *, lang: str, vector: np.ndarray | None = None) -> Classification:
    """Category, sector, severity, casualties and certainty of a text, with the words that decided.

    vector: the text's embedding (tasks.encoder, 512, L2-normalised), or None to do without.
    """
    weighed, steering = _read(title, text, lang)
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
    return _conclude(category, others, weighed, casualties, steering, tone, title, text, peaceful=mood >= _ALONE)


def lexicon_weights(title: str, text: str, *, lang: str) -> dict[str, float]:
    """Weight of each category by the words alone; empty when the lexicon knows none of them."""
    weighed, steering = _read(title, text, lang)
    return _scores(weighed, _tone(steering, {}))


def _read(title: str, text: str, lang: str) -> tuple[list[_Weighed], dict[str, int]]:
    """The weighed terms of title and text, and how often each steering term stands there."""
    weighed: list[_Weighed] = []
    steering: dict[str, int] = defaultdict(int)
    for in_title, source in ((True, title), (False, text[:READ_CHARS])):
        if source:
            weighed += _weigh(source, in_title, lang, steering, alone=not title.strip())
    if title.rstrip().endswith(("?", "？", "؟")):
        steering["commentary"] += 2
    return weighed, steering


def _weigh(source: str, in_title: bool, lang: str, steering: dict[str, int], *, alone: bool) -> list[_Weighed]:
    """The category terms of a source with the weight that their context leaves them; steering terms are counted."""
    folded = fold(source)
    hits = lexicon(lang).find(folded)
    ends = [match.end() for match in _SENTENCE_END.finditer(folded)]
    conditions = [hit.start for hit in hits if hit.concept == "condition"]
    result: list[_Weighed] = []
    steers: dict[str, Hit] = {}
    governor: Hit | None = None
    denied: Hit | None = None
    sentence = 0
    meanings = concepts()
    for hit in hits:
        while sentence < len(ends) and hit.start >= ends[sentence]:
            sentence += 1
            steers, governor, denied = {}, None, None
        concept = meanings[hit.concept]
        if concept.category is None:
            if hit.concept != "commentary" or (in_title and _opens(hit, folded)):
                steering[hit.concept] += 2 if in_title else 1
            if hit.concept == "background":
                governor = None
            if hit.concept == "negation":
                denied = None
            steers[hit.concept] = hit
            continue
        opening = hit.start - (ends[sentence - 1] if sentence else 0)
        weight = concept.weight * _position(in_title, sentence, alone) * (1 - 0.5 * min(1.0, opening / 160))
        real = True
        negated = _rules(steers.get("negation"), hit, folded, 30) and (denied is None or _enumerated(denied, hit))
        if hit.concept in _TOLL and _rules(steers.get("spared"), hit, folded, 30):
            weight, real = 0.0, False
        elif negated and not concept.governs:
            weight, real, denied = 0.0, False, hit
        elif _rules(steers.get("hypothetical"), hit, folded, 60):
            weight, real = weight * _HYPOTHETICAL, False
        if _rules(steers.get("future"), hit, folded, 120):
            concept, real = _intended(concept, unless=_within(conditions, sentence, ends, len(folded))), False
        elif hit.concept == "promise" and _within(conditions, sentence, ends, len(folded)):
            concept = _intended(concept, unless=True)
        if _rules(steers.get("background"), hit, folded, 80) or _PAST_YEAR.search(
            folded, max(0, hit.start - 60), hit.start
        ):
            weight *= _BACKGROUND
        aside = _is_aside(hit, steers, folded) or (bool(result) and not in_title and _is_participle(hit, folded))
        if aside:
            weight *= _RELATIVE
        vowed = governor is not None and governor.concept == "promise" and governor.end <= hit.start
        if (
            vowed
            and concept.category
            and concept.category != "crime"
            and quad_of(concept.category) == "material_conflict"
        ):
            concept, real = _intended(concept, unless=False), False
        elif governor is not None and governor.end <= hit.start and not concept.verdict:
            weight *= _GOVERNED
            real = real and meanings[governor.concept].category in ("accuse", "request")
        elif concept.governs and not aside:
            governor = hit
        result.append(_Weighed(hit, concept, weight, real, in_title, sentence))
    result = _without_subjects(result)
    named = [item.concept.participant or _is_named(item, folded) for item in result]
    told = [item for item, is_named in zip(result, named, strict=True) if not is_named]
    fought = any(_quad(item) == "material_conflict" for item in told)
    others = [] if fought else [item for item in told if _quad(item) != "neutral"]
    return [
        _beside_its_verb(item, told if item.concept.participant else others, folded) if is_named else item
        for item, is_named in zip(result, named, strict=True)
    ]


def _is_aside(hit: Hit, steers: dict[str, Hit], folded: str) -> bool:
    """Whether a term stands in a clause about somebody who is spoken of: "rebels who had agreed", "the court that indicted"."""
    return _rules(steers.get("relative"), hit, folded, 80) or folded.endswith("that ", 0, hit.start)


_PARTICIPLE = re.compile(r"\w+ed (?:of|with|for|by|in)")
_AUXILIARY = re.compile(r"\b(?:is|was|are|were|be|been|being|has|had|have|and|or|also|stands?)\s+(?:\w+ly\s+)?$")


def _is_participle(hit: Hit, folded: str) -> bool:
    """Whether a term after others only says who somebody is: "froze the assets of two banks accused of fraud"."""
    return bool(
        _PARTICIPLE.fullmatch(folded, hit.start, hit.end)
        and _AUXILIARY.search(folded, max(0, hit.start - 20), hit.start) is None
    )


def _without_subjects(items: list[_Weighed]) -> list[_Weighed]:
    """The terms, with less weight where a verdict on them follows in their sentence: "bombing villages is shameful"."""
    verdicts = [item for item in items if item.concept.verdict and item.weight > 0]
    return [
        replace(item, weight=item.weight * _GOVERNED)
        if any(item.sentence == verdict.sentence and item.hit.end <= verdict.hit.start for verdict in verdicts)
        else item
        for item in items
    ]


_NAMING = re.compile(r"(?:\b(?:the|of|over|about|against|into|an?|its|their|his|her|any|all|no)|'s)\s+$")
"""What stands before a noun: an event that is named, not told."""


def _is_named(item: _Weighed, folded: str) -> bool:
    """Whether a term of conflict is a noun in another's clause: "a video of the bombing", "the arrest was unacceptable"."""
    return _quad(item) == "material_conflict" and bool(
        _NAMING.search(folded, max(0, item.hit.start - 16), item.hit.start)
    )


def _quad(item: _Weighed) -> str:
    return quad_of(item.concept.category or UNCLASSIFIED)


def _enumerated(denied: Hit, hit: Hit) -> bool:
    """Whether a negation of one term is one of the next too: "no deaths or injuries", but not "no deaths in the attack"."""
    return hit.start <= denied.end + _ENUMERATED and (denied.concept in _TOLL) == (hit.concept in _TOLL)


def _within(places: list[int], sentence: int, ends: list[int], length: int) -> bool:
    """Whether one of some places is in the sentence of that number."""
    start, stop = [0, *ends][sentence], [*ends, length][sentence]
    return any(start <= place < stop for place in places)


def _opens(hit: Hit, folded: str) -> bool:
    """Whether a word stands where a title says its genre: "How ...", "Opinion: ...", "... : an analysis"."""
    return hit.start == 0 or folded[hit.end : hit.end + 1] == ":" or folded[: hit.start].rstrip().endswith((":", "|"))


_PAST_YEAR = re.compile(r"\b(?:19|20)\d\d(?:'s)?(?:\s+[\w'-]+){0,3}\s*$")
"""A year before an event's name dates it: "the 2018 school shooting"."""


def _beside_its_verb(item: _Weighed, others: list[_Weighed], folded: str) -> _Weighed:
    """A participant with less weight where a term of its clause tells the event: "kidnappers freed", "police arrest protesters"."""
    for other in others:
        if other.sentence != item.sentence or other.concept.weight < _TELLING:
            continue
        first, last = sorted((item.hit, other.hit), key=lambda hit: hit.start)
        if last.start - first.end <= _CLAUSE_CHARS and _CLAUSE_END.search(folded, first.end, last.start) is None:
            return replace(item, weight=item.weight * _PARTICIPANT)
    return item


def _intended(concept: Concept, *, unless: bool) -> Concept:
    """What is only to be done: a threat where the deed would be conflict or is put on condition, else a promise."""
    quad = quad_of(concept.category) if concept.category else "neutral"
    if quad == "material_conflict" or (unless and quad != "neutral"):
        return concept.model_copy(update={"category": "threaten", "severity": 0.5 * concept.severity})
    if quad in ("material_cooperation", "verbal_cooperation") and concept.category != "exercise":
        return concept.model_copy(update={"category": "agree", "severity": 0.5 * concept.severity})
    return concept


def _position(in_title: bool, sentence: int, alone: bool) -> float:
    if in_title:
        return _TITLE
    return (_TITLE if alone else _LEDE, _SECOND, _LATER)[min(sentence, 2)]


def _rules(steer: Hit | None, hit: Hit, folded: str, reach: int) -> bool:
    """Whether a steering term stands before a term, near and in the same clause."""
    if steer is None or steer.end > hit.start or hit.start - steer.end > reach:
        return False
    return _CLAUSE_END.search(folded, steer.end, hit.start) is None


def _tone(steering: dict[str, int], odds: dict[str, float]) -> str | None:
    """The category of a text that is play, film or memory throughout, by its words or by one word and the vector, else None."""
    if steering["sport"] + _LIKE_PLAY * odds.get("sport", 0.0) >= 3 or odds.get("sport", 0.0) >= _SURELY_PLAY:
        return "sport"
    if max(steering["film"], steering["anniversary"]) + _LIKE_PLAY * odds.get("society", 0.0) >= 3:
        return "society"
    return None


_LIKE_PLAY = 2.5
"""Words of sport or film that a vector sure of it stands for: one word must still say so."""

_SURELY_PLAY = 0.7
"""Probability of sport from which no word need say so: "Bayern shoot Dortmund down"."""

_TOLL = frozenset({"killed", "dead", "injured"})
_CAUSES = frozenset({"accident", "disaster", "disease", "humanitarian"})


def _scores(weighed: Iterable[_Weighed], tone: str | None) -> dict[str, float]:
    """Weight a category; a concept counts in full once and a third each further time.

    Words of death and injury say nothing of their cause: beside a cause without an attacker they count for it.
    """
    weighed = list(weighed)
    attacked = any(w.concept.category == "assault" and w.hit.concept not in _TOLL and w.weight > 0.5 for w in weighed)
    causes = [w for w in weighed if w.concept.category in _CAUSES and w.weight > 0]
    cause = max(causes, key=lambda w: w.weight).concept.category if causes and not attacked else None
    seen: dict[str, int] = defaultdict(int)
    scores: dict[str, float] = defaultdict(float)
    for item in sorted(weighed, key=lambda w: -w.weight):
        category = item.concept.category
        if category is None or item.weight <= 0:
            continue
        if cause and item.hit.concept in _TOLL:
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


def _by_deaths(killed: int) -> float:
    """Severity of deaths: 1 is 3.0, 10 is 4.0, 50 and more 5.0, straight on a logarithmic scale between."""
    if killed < 1:
        return 0.0
    if killed < 10:
        return 3.0 + math.log10(killed)
    return min(5.0, 4.0 + math.log(killed / 10) / math.log(5))


def _by_injured(injured: int) -> float:
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
    weighed: list[_Weighed],
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
        category, (category, *(o for o in others if o != category)), _sector(category, weighed), severity,
        killed, injured, certainty, why, evidence + counts,
    )  # fmt: skip


def _span(item: _Weighed, title: str, text: str) -> Span:
    source = title if item.in_title else text
    return Span(
        text=source[item.hit.start : item.hit.end], start=item.hit.start, end=item.hit.end, in_title=item.in_title
    )


def _sector(category: str, weighed: list[_Weighed]) -> Sector:
    """The sector with most weight among the terms of the category, else the category's own."""
    if category == UNCLASSIFIED:
        return "other"
    own = taxonomy().categories[category].sector
    weight: dict[Sector, float] = defaultdict(float)
    for item in weighed:
        if item.concept.category == category:
            weight[item.concept.sector or own] += item.weight
    return max(weight, key=lambda sector: (weight[sector], sector == own, sector)) if weight else own


_UNWORDED = 0.6
"""Share of a category's severity where no word of the lexicon says it."""


def _severity(
    category: str,
    deciding: list[_Weighed],
    weighed: list[_Weighed],
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
        base = min(base, 1.2)
    else:
        base *= _UNWORDED
    severity = base
    if base >= 1.5:
        severity += 0.25 * min(2, steering["intensifier"]) / 2 - 0.4 * min(1, steering["attenuator"])
    toll = max(_by_deaths(killed.low) if killed else 0.0, _by_injured(injured.low) if injured else 0.0)
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
    return min(0.6 if steering[genre] >= 2 else 1.0 for genre in ("court", "commentary", "anniversary"))


def _gravity(item: _Weighed, titled: bool) -> float:
    """Severity of a term; three quarters of it where the title speaks of something else."""
    return item.concept.severity * (1.0 if item.in_title or not titled else 0.75)


def _certainty(steering: dict[str, int], deciding: list[_Weighed]) -> float:
    certainty = 0.95
    if steering["alleged"]:
        certainty *= 0.8
    if deciding and not any(w.real for w in deciding):
        certainty *= 0.6
    if steering["negation"] and any(w.concept.category == "reject" for w in deciding):
        certainty *= 0.9
    return round(certainty, 3)
