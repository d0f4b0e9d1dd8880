"""What each term of the lexicon weighs in its place in a text.

A term of the title weighs most, one far into the text least; so does what a governing verb such as "threatens to"
rules, what is denied, supposed, remembered or rehearsed, who is only spoken of ("rebels who had agreed"), what is
named beside the verb that tells the event ("a video of the bombing"), and the subject of a verdict ("bombing villages
is shameful"). Terms that only steer (negation, sport, film, ...) are counted.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, replace

from tasks.events.taxonomy import UNCLASSIFIED, quad_of
from tasks.language.lexicon import Concept, Hit, concepts, event_lexicon, fold_for_lexicon


@dataclass(frozen=True, slots=True)
class Weighed:
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

TOLL = frozenset({"killed", "dead", "injured"})
"""Words of death and injury, which say nothing of their cause."""

_ENUMERATED = 6
"""Characters between two terms that one negation denies."""

_SENTENCE_END = re.compile(
    r"[.](?=\s|$)(?<!\b\w[.])(?<!\b(?:lt|mr|ms|dr|st|no|vs|mt|jr|sr)[.])(?<!\b(?:gen|col|sgt|maj|mrs|sen|rep|gov|hon|rev|etc)[.])"
    r"(?<!\b(?:capt|prof|pres)[.])|[!?](?=\s|$)|[。！？।؟\n]"
)
_CLAUSE_END = re.compile(r"[.,;:](?=\s|$)|[!?。！？।؟，、—\n]")


def read_terms(title: str, text: str, lang: str) -> tuple[list[Weighed], dict[str, int]]:
    """The weighed terms of title and text, and how often each steering term stands there."""
    weighed: list[Weighed] = []
    steering: dict[str, int] = defaultdict(int)
    for in_title, source in ((True, title), (False, text[:READ_CHARS])):
        if source:
            weighed += _weigh(source, in_title, lang, steering, alone=not title.strip())
    if title.rstrip().endswith(("?", "？", "؟")):
        steering["commentary"] += 2
    return weighed, steering


def _weigh(source: str, in_title: bool, lang: str, steering: dict[str, int], *, alone: bool) -> list[Weighed]:
    """The category terms of a source with the weight that their context leaves them; steering terms are counted."""
    folded = fold_for_lexicon(source)
    hits = event_lexicon(lang).find(folded)
    ends = [match.end() for match in _SENTENCE_END.finditer(folded)]
    conditions = [hit.start for hit in hits if hit.concept == "condition"]
    result: list[Weighed] = []
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
        if hit.concept in TOLL and _rules(steers.get("spared"), hit, folded, 30):
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
        result.append(Weighed(hit, concept, weight, real, in_title, sentence))
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


def _without_subjects(items: list[Weighed]) -> list[Weighed]:
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


def _is_named(item: Weighed, folded: str) -> bool:
    """Whether a term of conflict is a noun in another's clause: "a video of the bombing", "the arrest was unacceptable"."""
    return _quad(item) == "material_conflict" and bool(
        _NAMING.search(folded, max(0, item.hit.start - 16), item.hit.start)
    )


def _quad(item: Weighed) -> str:
    return quad_of(item.concept.category or UNCLASSIFIED)


def _enumerated(denied: Hit, hit: Hit) -> bool:
    """Whether a negation of one term is one of the next too: "no deaths or injuries", but not "no deaths in the attack"."""
    return hit.start <= denied.end + _ENUMERATED and (denied.concept in TOLL) == (hit.concept in TOLL)


def _within(places: list[int], sentence: int, ends: list[int], length: int) -> bool:
    """Whether one of some places is in the sentence of that number."""
    start, stop = [0, *ends][sentence], [*ends, length][sentence]
    return any(start <= place < stop for place in places)


def _opens(hit: Hit, folded: str) -> bool:
    """Whether a word stands where a title says its genre: "How ...", "Opinion: ...", "... : an analysis"."""
    return hit.start == 0 or folded[hit.end : hit.end + 1] == ":" or folded[: hit.start].rstrip().endswith((":", "|"))


_PAST_YEAR = re.compile(r"\b(?:19|20)\d\d(?:'s)?(?:\s+[\w'-]+){0,3}\s*$")
"""A year before an event's name dates it: "the 2018 school shooting"."""


def _beside_its_verb(item: Weighed, others: list[Weighed], folded: str) -> Weighed:
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
