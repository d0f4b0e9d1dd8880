"""The one reading of a text: what it is, whether it matters, what happened, how grave it was, to whom, and why we think so.

`read_texts` brings together the lexicon's terms (tasks.events.classify), the learned heads (tasks.events.heads), the casualties bound
to people (tasks.events.casualties.find) and who did what to whom in the title (tasks.events.roles). Whatever comes after asks this reading and never
looks at the words again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from tasks.events.casualties.find import Count
from tasks.events.classify import Lexical, by_lexicon, sector_of
from tasks.events.features import Looked, TextToRead, look_at
from tasks.events.heads import Judged, judge_text, numbers, reasons, regime_of
from tasks.events.roles import find_roles
from tasks.events.taxonomy import UNCLASSIFIED
from tasks.language.encoder import encode, lede
from warehouse.tables import Genre, Reality, Sector, Span

__all__ = ["READ_COLUMNS", "EventReading", "TextToRead", "read_once", "read_text", "read_texts", "row_of"]

READ_COLUMNS = (
    "category", "kind_probability", "genre", "reality", "relevance", "relevance_probability", "security_probability", "actor",
    "deed", "target", "sector", "severity", "severity_low", "severity_high", "killed", "injured", "why",
)  # fmt: skip
"""The columns of a row of `articles` that a reading fills."""

_ALSO = 0.25
"""Probability from which another kind is named beside the likeliest."""

_WORDS_SHOWN = 4


@dataclass(frozen=True, slots=True)
class EventReading:
    """What a text says. Severities are 0-5; probabilities are calibrated on texts of other outlets and months.

    category: a kind of the taxonomy or `unclassified` (no event at all); categories: it and others that are likely too.
    relevance: 2 an event of security, 1 context, 0 irrelevant; relevance_probability that it is not 0, security_probability that it is 2.
    severity_low, severity_high: the middle 80 % of what careful readers say of such a text. certainty: that it happened as told.
    actor, deed, target: in the title's words; None where the title tells none. why: for a reader, with the words that decided.
    """

    category: str
    categories: tuple[str, ...]
    kind_probability: float
    genre: Genre
    relevance: int
    relevance_probability: float
    security_probability: float
    reality: Reality
    sector: Sector
    severity: float
    severity_low: float
    severity_high: float
    killed: Count | None
    injured: Count | None
    certainty: float
    actor: str | None
    deed: str | None
    target: str | None
    why: str
    evidence: tuple[Span, ...]


def read_texts(texts: Sequence[TextToRead], vectors: np.ndarray | None = None) -> list[EventReading]:
    """The readings of texts, in their order; vectors are those of their ledes (tasks.language.encoder), encoded where not given."""
    if vectors is None:
        vectors = encode([lede(text.title, text.text) for text in texts])
    return [read_text(text, vector) for text, vector in zip(texts, vectors, strict=True)]


_READINGS_KEPT = 8_192
"""About 20 MB a process: the texts of a week's countries with the most news."""

_readings: dict[TextToRead, EventReading] = {}


def read_once(text: TextToRead, vector: np.ndarray) -> EventReading:
    """The reading of a text, remembered: of a week's texts a quarter are about several countries, and each of these asks for it."""
    known = _readings.get(text)
    if known is None:
        if len(_readings) == _READINGS_KEPT:
            _readings.clear()
        known = _readings[text] = read_text(text, vector)
    return known


def read_text(text: TextToRead, vector: np.ndarray) -> EventReading:
    """The reading of one text with the vector of its lede."""
    lexical = by_lexicon(text.title, text.text, lang=text.lang, vector=vector)
    seen = look_at(text, lexical)
    judged = judge_text(seen.blocks, numbers(lexical, vector), vector, lang=text.lang)
    read = lexical.classification
    kinds = {_category(name): odds for name, odds in judged.odds["kind"].items()}
    ranked = sorted(kinds, key=lambda name: (-kinds[name], name))
    category = ranked[0]
    if _by_words_alone(text) and lexical.category != UNCLASSIFIED:
        category = lexical.category
    severity = _severity(text, lexical, judged, category)
    relevance = judged.odds["relevance"]
    deed = None if category == UNCLASSIFIED else find_roles(text.title, lang=text.lang)
    return EventReading(
        category=category,
        categories=(category, *(name for name in ranked if name != category and kinds[name] >= _ALSO)),
        kind_probability=round(kinds[category], 4),
        genre=_genre(judged),
        relevance=int(judged.likeliest("relevance")),
        relevance_probability=round(1 - relevance["0"], 4),
        security_probability=round(relevance["2"], 4),
        reality=_reality(judged),
        sector=sector_of(category, lexical.weighed),
        severity=severity,
        severity_low=round(min(judged.severity_low, severity), 2),
        severity_high=round(max(judged.severity_high, severity), 2),
        killed=read.killed if _may_kill(text, kinds) else None,
        injured=read.injured,
        certainty=read.certainty,
        actor=deed.actor if deed else None,
        deed=deed.deed if deed else None,
        target=deed.target if deed else None,
        why=_why(text, seen, judged, category, severity),
        evidence=read.evidence,
    )


def _by_words_alone(text: TextToRead) -> bool:
    """Whether the lexicon decides kind and gravity: in languages without labels or vectors, and of sentences without a title.

    The heads learned from titles: of PLOVER's sentences they read .47 rightly, the lexicon .89.
    """
    return regime_of(text.lang) == "bare" or not text.title.strip()


def _may_kill(text: TextToRead, kinds: Mapping[str, float]) -> bool:
    """Whether deaths that a text states may be of its own event: a speech, a vote and a film have none."""
    return _by_words_alone(text) or sum(kinds[name] for name in _DEADLY) >= _DEADLY_LEAST


_DEADLY = ("accident", "assault", "coerce", "crime", "disaster", "disease", "humanitarian", "protest")
_DEADLY_LEAST = 0.3
"""Of deaths read where the kind was another, more than half were of another event, of the deadly kinds one in twenty-five."""


def _severity(text: TextToRead, lexical: Lexical, judged: Judged, category: str) -> float:
    """The heads' severity, raised to what the deaths stated for an event of now mean on the scale; by words alone, the lexicon's."""
    read = lexical.classification
    if _by_words_alone(text):
        return read.severity
    dead = read.killed is not None and category not in _PLAYED and judged.odds["reality"]["now"] >= _HAPPENED
    return round(max(judged.severity, read.severity) if dead else judged.severity, 2)


_PLAYED = frozenset({"sport", "society", "exercise", "coerce"})
"""Kinds in whose texts deaths are of a game, a film, a drill or an old case."""

_HAPPENED = 0.5


def row_of(reading: EventReading) -> dict[str, object]:
    """The columns READ_COLUMNS of an article's row; of counts the lower bound."""
    row = {name: getattr(reading, name) for name in READ_COLUMNS}
    for name in ("killed", "injured"):
        row[name] = row[name].low if row[name] else None
    return row


def _category(kind: str) -> str:
    """The category of the taxonomy for a kind of the annotators' guide, whose `none` is our `unclassified`."""
    return UNCLASSIFIED if kind == "none" else kind


def _genre(judged: Judged) -> Genre:
    return judged.likeliest("genre")  # type: ignore[return-value]


def _reality(judged: Judged) -> Reality:
    return judged.likeliest("reality")  # type: ignore[return-value]


def _why(text: TextToRead, seen: Looked, judged: Judged, category: str, severity: float) -> str:
    """What was read and the words that spoke for it most."""
    kind = judged.likeliest("kind")
    added: dict[str, float] = {}
    for block, of_bucket in reasons(seen.blocks, "kind", kind, lang=text.lang).items():
        named = seen.names(block, of_bucket)
        for bucket, value in of_bucket.items():
            if bucket in named:
                added[named[bucket]] = added.get(named[bucket], 0.0) + value
    words = sorted(added, key=lambda name: (-added[name], name))[:_WORDS_SHOWN]
    shown = ", ".join(f"“{word}”" for word in words) or "its likeness to such news"
    genre, reality, grade = (judged.likeliest(head) for head in ("genre", "reality", "relevance"))
    return (
        f"{category} {judged.odds['kind'][kind]:.0%} by {shown}; {genre} {judged.odds['genre'][genre]:.0%}, "
        f"{reality} {judged.odds['reality'][reality]:.0%}, relevance {grade} {judged.odds['relevance'][grade]:.0%}; "
        f"severity {severity:.1f} ({judged.severity_low:.1f}-{judged.severity_high:.1f})"
    )
