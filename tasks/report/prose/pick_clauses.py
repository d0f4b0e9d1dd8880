"""What the articles of an event offer for its telling: its whole sentences as clauses, the most telling first."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tasks.report.evidence import Evidence
from tasks.report.prose import copied_runs as prose
from tasks.report.prose.casing import Vocabulary
from tasks.report.prose.retell import Clause, retell
from tasks.report.prose.sentences import is_headlinese, is_report, sentences
from tasks.report.prose.telling import telling
from warehouse.tables import Article

SENTENCES_READ = 6


@dataclass(frozen=True, slots=True)
class Piece:
    """Something that can be said: the clause, its article, and the article's own words for it."""

    article: Article
    clause: Clause
    source: str


def pieces(articles: Sequence[Article], vocabulary: Vocabulary, *, subject: str, at_most: int) -> Iterator[Piece]:
    """The whole sentences of English articles that can be said again, the most telling first.

    `subject`: the heading under which they stand.
    """
    for article, sentence in _ranked(articles, subject)[:at_most]:
        if clause := retell(sentence, article, vocabulary):
            yield Piece(article, clause, sentence)


def _ranked(articles: Sequence[Article], subject: str) -> list[tuple[Article, str]]:
    """Sentences that could tell the event, the most telling first."""
    title_words = telling(subject)
    ranked: list[tuple[float, int, int, Article, str]] = []
    for order, article in enumerate(articles):
        if article.lang != "en":
            continue
        own_title = telling(article.title)
        found = [s for s in sentences(article.text) if is_report(s) and not is_headlinese(s)]
        for position, sentence in enumerate(found[:SENTENCES_READ]):
            said = telling(sentence)
            common = len(title_words & said)
            if min(common, len(own_title & said)) < min(2, len(own_title)):
                continue  # it tells of something else, or leaves unsaid what it is about
            shared = common / (len(title_words) or 1)
            numbers = min(len(re.findall(r"\d", sentence)), 3) / 3
            length = 1.0 if 10 <= len(prose.word_tokens(sentence)) <= 34 else 0.6
            weight = length * (1.0 + 1.5 * shared + 0.4 * numbers) - 0.25 * position - 0.15 * order
            ranked.append((-weight, order, position, article, sentence))
    ranked.sort(key=lambda entry: entry[:3])
    return [(article, sentence) for _, _, _, article, sentence in ranked]


def country_words(evidence: Evidence) -> frozenset[str]:
    """The country's names: every title of the week holds them."""
    names = " ".join(name.rstrip("*") for names in evidence.profile.names.values() for name in names)
    return telling(f"{evidence.profile.name} {names}")


def says_something_new(sentence: str, used: Sequence[str], *, share: float = 0.5) -> bool:
    """Whether at least a `share` of what carries the sentence, and three words (two of a smaller share), are not in those used already."""
    own = telling(sentence)
    new = own - set().union(*(telling(u) for u in used))
    return len(new) >= max(3 if share >= OF_A_STEP else 2, share * len(own))


OF_A_STEP = 0.5
"""Share from which a sentence on an event tells a step of it."""
OF_ANOTHER_EVENT = 0.3
"""Share from which a sentence tells another event: two attacks of a week have most of their words in common."""
