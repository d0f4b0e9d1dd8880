"""The manuscript: a report while it is written. Sections add drafts of statements, which are numbered and verified later."""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from tasks.report.evidence import Evidence, ToldToll
from tasks.report.prose import copied_runs as prose
from tasks.report.prose import likelihood as words
from tasks.report.prose.casing import Vocabulary
from tasks.report.prose.headlines import EventHeadline, is_title_case
from tasks.report.prose.outlets import outlet_name
from tasks.verify.verdict import SourceText, Verdict, verify
from tasks.voice.voice import ENGLISH, Phrase, Voice, voice
from warehouse.tables import Article, Event, Sector


@dataclass(frozen=True, slots=True)
class StatementDraft:
    """A statement as a section wrote it. `key` names it for the assessments that rest on it."""

    key: str
    section: str
    text: str
    citations: tuple[str, ...]
    heading: str | None = None
    confidence: words.Confidence | None = None
    """Given for an assessment; None for what is reported."""
    rests_on: tuple[str, ...] = ()
    event_id: str | None = None
    sector: Sector | None = None
    event_date: dt.date | None = None
    also: tuple[str, ...] = ()
    """Further articles that tell the same, cited behind `citations`, on which alone the verdict rests."""
    is_retold: bool = False
    """It is a sentence of an article told again, and no headline."""
    is_toll: bool = False
    """It says the newest number of dead."""
    known: tuple[str, ...] = ()
    """Names that stand in the sources in another language or script: the verifier takes them as given."""
    checked: str | None = None
    """The same statement in English, which the verifier reads; None where the text is English itself."""

    @property
    def english(self) -> str:
        """The statement as the verifier reads it."""
        return self.text if self.checked is None else self.checked


@dataclass
class Manuscript:
    """A report while it is written: drafts so far, events told, words quoted from each article."""

    evidence: Evidence
    vocabulary: Vocabulary
    say: Voice = ENGLISH
    """The language of the report."""
    quoted_words: Counter[str] = field(default_factory=Counter)
    drafts: list[StatementDraft] = field(default_factory=list)
    headings: dict[str, str] = field(default_factory=dict)
    """The short heading of each event that has been told."""
    headed_by: dict[str, str] = field(default_factory=dict)
    """The article whose headline the heading is, where it is one's."""
    told: dict[str, str] = field(default_factory=dict)
    """The key of the first statement of each told event."""
    headlines: dict[str, list[EventHeadline]] = field(default_factory=dict)
    """The headlines of each event, the best first."""
    tolls: dict[str, ToldToll | None] = field(default_factory=dict)
    """The newest number of dead of each event that the verifier supports; None where it supports none."""
    rejected: list[tuple[StatementDraft, Verdict]] = field(default_factory=list)
    """Drafts that the verifier refused while they were written, with its verdict."""

    @functools.cached_property
    def reads(self) -> str:
        """The language by whose headlines events are judged: the report's own, or English where the week has none in it."""
        own = self.say.language
        return own if any(a.lang == own for a in self.evidence.articles) else ENGLISH.language

    def add(self, draft: StatementDraft) -> None:
        """Adds a draft to the report."""
        self.drafts.append(draft)
        if draft.event_id is not None and draft.confidence is None:
            self.told.setdefault(draft.event_id, draft.key)

    def draft(self, phrase: Phrase, **fields: Any) -> StatementDraft:
        """The draft of a phrase: said in the report's language, and in English for the verifier."""
        if self.say is ENGLISH:
            return StatementDraft(text=_in_one_bracket(phrase(ENGLISH), ENGLISH), **fields)
        text, checked = (_in_one_bracket(phrase(say), say) for say in (self.say, ENGLISH))
        return StatementDraft(text=text, checked=checked, **fields)

    def tell_as(self, event_id: str, key: str) -> None:
        """Counts an event as told by the statement with this key."""
        self.told.setdefault(event_id, key)

    def accepts(self, draft: StatementDraft) -> bool:
        """Whether the verifier supports what is reported; if not, the draft is kept aside with the reason."""
        verdict = check(self.evidence, draft)
        if not verdict.supported:
            self.rejected.append((draft, verdict))
        return verdict.supported

    def may_quote(self, article: Article, text: str) -> bool:
        """Whether the article's 40 words still allow this quotation; if so, they are counted."""
        length = len(prose.word_tokens(text))
        if self.quoted_words[article.article_id] + length > prose.QUOTE_WORDS:
            return False
        self.quoted_words[article.article_id] += length
        return True


def _in_one_bracket(text: str, say: Voice) -> str:
    """The text with a confidence in the bracket before it, `(April 27; low confidence)`; what is quoted stays as it is."""
    said = "|".join(re.escape(say(name)) for name in words.SAID.values())
    quoted_or_two = rf"“[^”]*”|(?P<two>\) \()(?=(?:{said})\))"
    return re.sub(quoted_or_two, lambda match: "; " if match["two"] else match[0], text)


def source_of(article: Article) -> SourceText:
    """The article as the verifier reads it."""
    return SourceText(article.title, article.text, article.published_at, outlet_name(article), article.lang)


def sources_of(evidence: Evidence, draft: StatementDraft) -> list[SourceText]:
    """The cited articles as the verifier reads them."""
    return [source_of(evidence.article[a]) for a in draft.citations if a in evidence.article]


def translations_of(evidence: Evidence, draft: StatementDraft) -> list[SourceText]:
    """The translated headlines of the cited articles, which the verifier reads beside them: what is told of them is marked as translated."""
    found = [(evidence.article[a], evidence.translations[a]) for a in draft.citations if a in evidence.translations]
    return [SourceText(said, "", a.published_at, outlet_name(a), evidence.profile.report.language) for a, said in found]


def check(evidence: Evidence, draft: StatementDraft) -> Verdict:
    """The verifier's verdict on a draft of what is reported."""
    if not all(in_period(evidence, a) for a in draft.citations):
        return Verdict(False, f"a cited article does not belong to the week of {evidence.week.start}", "citation")
    if (withheld := _withheld(evidence, draft)) is not None:
        return withheld
    sources = [*sources_of(evidence, draft), *translations_of(evidence, draft)]
    return verify(draft.english, sources, known=draft.known)


OVERTAKEN_BY = 2
"""Publishers that must tell a higher number of dead of a later day before an older one is withheld."""


def _withheld(evidence: Evidence, draft: StatementDraft) -> Verdict | None:
    """Why a statement is not told although its articles may say it: they judge instead of telling, are of no relevance, or a newer toll overtook it."""
    cited = [evidence.article[a] for a in draft.citations if a in evidence.article]
    if cited and all(a.genre in ("comment", "analysis") for a in cited):
        return Verdict(False, "the cited articles are comment or analysis", "comment")
    if cited and all(a.relevance == 0 for a in cited):
        return Verdict(False, "the cited articles are of no relevance to the country's security", "relevance")
    told = {a.killed for a in cited if a.killed}
    if draft.event_id is None or len(told) != 1:
        return None
    (killed,) = told
    day = max(a.published_at.date() for a in cited)
    for toll in evidence.tolls.get(draft.event_id, ()):
        later = toll.as_of > day and toll.killed > killed and len(toll.articles) >= OVERTAKEN_BY
        if later and re.search(rf"(?<![\w.,]){killed}(?![\w]|[.,]\d)", draft.english.replace(",", "")):
            return Verdict(False, f"a newer number of dead is told of it: {toll.killed} as of {toll.as_of}", "toll")
    return None


def in_period(evidence: Evidence, article_id: str) -> bool:
    """Whether a cited article is one that selection gave to this week (by what it tells, so a late report counts)."""
    article = evidence.article.get(article_id)
    return article is not None and article.week == evidence.week.start


def new_manuscript(evidence: Evidence) -> Manuscript:
    """An empty manuscript for this evidence, in the language of the country's reports."""
    english = [a for a in evidence.articles if a.lang == "en"]
    texts = [*(a.text for a in english), *(a.title for a in english if not is_title_case(a.title))]
    return Manuscript(evidence, Vocabulary(texts), voice(evidence.profile.report.language))


def leads(manuscript: Manuscript, events: tuple[Event, ...] | list[Event]) -> tuple[str, ...]:
    """An article of each event, to cite: the one by whose headline it is called, else its lead."""
    found = [
        manuscript.headed_by.get(e.event_id, manuscript.evidence.members[e.event_id][0].article_id) for e in events
    ]
    return tuple(dict.fromkeys(found))
