"""Explanation of a published statement: each cited article's sentences that carry it, and what in them it shares with the statement."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from tasks.report.prose.inert import plain
from tasks.verify.text.name_forms import same_actor
from tasks.verify.text.quantities import read_numbers
from tasks.verify.text.words import fold_word, split_sentences, stem, synonyms, word_classes
from warehouse.tables import Article, Statement, StatementEvidence

MatchKind = Literal["name", "number", "word"]
SENTENCES_SHOWN = 2
WEIGHTS: Mapping[MatchKind, int] = {"name": 3, "number": 3, "word": 1}
"""What a match counts in choosing the sentences to show."""

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class Match:
    """A stretch of a sentence, `text[start:end]`, that the statement has too."""

    start: int
    end: int
    kind: MatchKind


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence of an article with what it shares with the statement."""

    text: str
    matches: tuple[Match, ...]


@dataclass(frozen=True, slots=True)
class Exhibit:
    """A cited article and the passages of it that carry the statement, best first; none where nothing is shared."""

    article_id: str
    outlet: str
    published_at: dt.datetime
    url: str
    language: str
    title: str
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """A statement, the verdict on it, what it rests on and what its articles say."""

    statement_id: str
    section: str
    kind: str
    confidence: str | None
    text: str
    matches: tuple[Match, ...]
    """What of the statement is found in any passage shown."""
    supported: bool
    reason: str
    rests_on: tuple[tuple[str, str], ...]
    """The statements that an assessment rests on: id and text."""
    exhibits: tuple[Exhibit, ...]
    spans: tuple[Quoted, ...] = ()
    """The very words that bear it, as stored."""


@dataclass(frozen=True, slots=True)
class Quoted:
    """Words of an article that bear a statement: `title[start:end]` or `text[start:end]`."""

    article_id: str
    in_title: bool
    start: int
    end: int
    words: str


def explain(
    statement: Statement,
    statements: Sequence[Statement],
    articles: Sequence[Article],
    proof: Sequence[StatementEvidence] = (),
) -> Explanation:
    """The explanation of a statement from the rows of its country-week."""
    by_id = {article.article_id: article for article in articles}
    texts = {other.statement_id: other.text for other in statements}
    said = " ".join([statement.text, *(texts[key] for key in statement.rests_on if key in texts)])
    exhibits = tuple(_exhibit(said, by_id[a]) for a in statement.citations if a in by_id)
    shown = " \n ".join(passage.text for exhibit in exhibits for passage in exhibit.passages)
    return Explanation(
        statement_id=statement.statement_id,
        section=statement.section,
        kind=statement.kind,
        confidence=statement.confidence,
        text=statement.text,
        matches=find_matches(shown, statement.text),
        supported=statement.supported,
        reason=statement.support_reason,
        rests_on=tuple((key, texts[key]) for key in statement.rests_on if key in texts),
        exhibits=exhibits,
        spans=tuple(
            Quoted(row.article_id, row.in_title, row.start_offset, row.end_offset, row.words)
            for row in sorted(proof, key=lambda row: row.n)
            if row.statement_id == statement.statement_id
        ),
    )


def _exhibit(statement: str, article: Article) -> Exhibit:
    sentences = list(dict.fromkeys([plain(article.title), *map(plain, split_sentences(article.text))]))
    passages = [Passage(text, find_matches(statement, text)) for text in sentences if text]
    ranked = sorted(passages, key=lambda p: -sum(WEIGHTS[m.kind] for m in p.matches))
    return Exhibit(
        article_id=article.article_id,
        outlet=article.outlet,
        published_at=article.published_at,
        url=article.url,
        language=article.lang,
        title=article.title,
        passages=tuple(p for p in ranked[:SENTENCES_SHOWN] if p.matches),
    )


def find_matches(known: str, text: str) -> tuple[Match, ...]:
    """The names, numbers and words of content of `text` that `known` has too, in any spelling, in the order of the text."""
    values = {number.value for number in read_numbers(known)}
    found = [
        Match(start, start + len(number.text.strip()), "number")
        for number in read_numbers(text)
        if number.value in values and (start := text.find(number.text.strip())) >= 0
    ]
    taken = [range(m.start, m.end) for m in found]
    words = [match[0] for match in _WORD.finditer(known)]
    names = {fold_word(word).removesuffix("'s") for word in words if word[0].isupper() and _is_content(word)}
    groups = synonyms()
    stems = {stem(fold_word(word)) for word in words if _is_content(word)}
    meant = {group for s in stems for group in groups.get(s, ())}
    for match in _WORD.finditer(text):
        word = match[0]
        if not _is_content(word) or any(match.start() in span for span in taken):
            continue
        folded = fold_word(word).removesuffix("'s")
        if word[0].isupper() and any(same_actor(folded, name) for name in names):
            found.append(Match(match.start(), match.end(), "name"))
        elif stem(folded) in stems or groups.get(stem(folded), frozenset()) & meant:
            found.append(Match(match.start(), match.end(), "word"))
    return tuple(sorted(found, key=lambda m: (m.start, m.end)))


def _is_content(word: str) -> bool:
    folded = fold_word(word)
    return len(folded) > 1 and folded not in word_classes()["stop"] and folded not in word_classes()["neutral"]
