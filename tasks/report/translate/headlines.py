"""Which headlines of a country-week are translated, each once for ever: answers are kept in a file of the home."""

from __future__ import annotations

import contextlib
import hashlib
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tasks.events.merging.lead import tells_news
from tasks.report.translate.engines import Translator, UntranslatedError
from warehouse.tables import Article, Event, EventArticle

HEADLINES_AT_MOST = 60
"""Translated for one report: its most salient events' first."""
A_EVENT = 3
"""Of one event: the report shows one or two."""


@dataclass(frozen=True, slots=True)
class Interpreter:
    """A translator with its file of kept answers."""

    translator: Translator
    kept: Path

    def say(self, text: str, source: str, target: str) -> str | None:
        """The translation, kept or new; None where there is no such pair. Raises UntranslatedError."""
        key = hashlib.sha256("\0".join((self.translator.digest, source, target, text)).encode()).hexdigest()
        with _opened(self.kept) as base:
            row = base.execute("select said from translations where key = ?", (key,)).fetchone()
        if row is not None:
            return str(row[0]) or None
        said = self.translator.translate(text, source, target)
        with _opened(self.kept) as base:
            base.execute("insert or ignore into translations values (?, ?)", (key, said or ""))
        return said


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    with contextlib.closing(sqlite3.connect(path, timeout=60)) as base, base:
        base.execute("create table if not exists translations (key text primary key, said text not null)")
        yield base


def translate_headlines(
    interpreter: Interpreter,
    events: Sequence[Event],
    event_articles: Sequence[EventArticle],
    articles: Sequence[Article],
    language: str,
) -> tuple[dict[str, str], str | None]:
    """The translated headlines by article_id, the most salient events' first, and why the translator stopped; None where it did not.

    Events that the report's language or English tells are left out: nobody needs a translation of what stands there.
    """
    by_id = {article.article_id: article for article in articles}
    told: dict[str, list[Article]] = {}
    for row in event_articles:
        article = by_id.get(row.article_id)
        if article is not None and article.duplicate_of is None and tells_news(article):
            told.setdefault(row.event_id, []).append(article)
    found: dict[str, str] = {}
    for event in sorted(events, key=lambda e: (e.rank, e.event_id)):
        foreign = sorted(told.get(event.event_id, ()), key=lambda a: (-a.published_at.timestamp(), a.article_id))
        if any(a.lang == language for a in foreign):
            continue
        for article in foreign[:A_EVENT]:
            if len(found) == HEADLINES_AT_MOST:
                return found, None
            try:
                said = interpreter.say(article.title, article.lang, language)
            except UntranslatedError as error:
                return found, str(error)
            if said is not None:
                found[article.article_id] = said
    return found, None
