"""Step one, extract: what the articles of each event say, as claims with verbatim quotes, in English whatever the language.

Several events share a question and each is kept by itself, so that one new article asks about one event again. A claim counts
where its quotes stand in the articles letter by letter, in sentences that report, and the verifier finds it in them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tasks.language.detect import detect
from tasks.report.analyst.account import Account
from tasks.report.analyst.answer import AnswerClaim, AnswerEvent, Conflict, Relevance, read_items
from tasks.report.analyst.document import document, form_fault, plain_sentence, repair_turn, report_key
from tasks.report.analyst.ledger import Spend
from tasks.report.analyst.orders import may_be_quoted, orders_in_each, sentences_around
from tasks.report.analyst.scribe import NoAnswerError, Question, Reply, Scribe, first_turn
from tasks.report.evidence import Evidence
from tasks.report.manuscript import StatementDraft, check
from tasks.report.prose.inert import plain
from tasks.verify.verdict import Verdict
from tasks.voice.voice import ENGLISH
from warehouse.tables import Article, Event

EVENTS_READ = 12
"""The most salient ones; the ten first get paragraphs, and the merging may drop or join some."""
ARTICLES_AN_EVENT = 3
"""Originals shown of an event, each of another publisher: more say the same."""
TEXT_CHARACTERS = 600
"""Of an article's text that are shown: what happened stands at its beginning."""
CHARACTERS_A_QUESTION = 9_000
"""Of events that share a question: some 2,300 tokens, beside which the instructions are a third."""
CLAIMS_AN_EVENT = 4
WORDS_OF_A_CLAIM = 50
HEADLINE_WORDS = 14
QUOTE_WORDS = 4
QUOTE_CHARACTERS = 8
"""The least of a quote, in words or, for scripts that do not part them, in characters; a title may be quoted whole."""


@dataclass(frozen=True, slots=True)
class ProvenClaim:
    """A fact that its quoted words bear."""

    key: str
    """E2.1, ..."""
    text: str
    citations: tuple[str, ...]
    quotes: tuple[str, ...]


@dataclass(slots=True)
class EventNotes:
    """An event as the model read it."""

    key: str
    """E1, E2, ... by salience."""
    event: Event
    articles: tuple[Article, ...]
    headline: str | None = None
    gist: str | None = None
    """What the model says that it is about, where no article in English can bear it: never published."""
    relevance: Relevance = "security"
    conflicts: tuple[Conflict, ...] = ()
    claims: list[ProvenClaim] = field(default_factory=list)
    items: dict[str, list[Any]] = field(default_factory=lambda: {"events": [], "claims": [], "mended": []})
    """What was answered about it, as it was answered, the second answer's claims under `mended`."""

    @property
    def is_foreign_only(self) -> bool:
        """Whether no article shown is in English."""
        return not any(article.lang in ("en", "und") for article in self.articles)


def read_events(evidence: Evidence, scribe: Scribe, account: Account) -> list[EventNotes]:
    """The notes on the most salient events, those without a proven claim included."""
    notes = [
        EventNotes(f"E{number}", event, shown_articles(evidence, event))
        for number, event in enumerate(evidence.ranked[:EVENTS_READ], 1)
    ]
    _report_orders(notes, account)
    fresh = [one for one in notes if not _recall(evidence, scribe, account, one)]
    batches = _batches(evidence, fresh)
    key = report_key(evidence)
    asked = [Question("extract", first_turn("extract", _document(evidence, batch)), key) for batch in batches]
    answers = scribe.ask_all(asked)
    paid: dict[int, tuple[int, Spend]] = {}
    again: list[tuple[int, Question, list[EventNotes]]] = []
    for number, (batch, answer) in enumerate(zip(batches, answers, strict=True)):
        if isinstance(answer, NoAnswerError):
            account.fall_back("developments", str(answer))
            continue
        paid[number] = (1, answer.spend)
        faults = _take(evidence, account, batch, answer)
        refused = {fault[0] for fault in faults}
        named = {entry.event for entry in read_items(AnswerEvent, answer.body, "events")[0]}
        cut = answer.ended != "whole"
        empty = [one for one in batch if not one.claims and (cut or one.key in refused or one.key not in named)]
        if empty and answer.ended != "refused":
            turn = repair_turn(
                [f for f in faults if f[0] in {n.key for n in empty}], [n.key for n in empty], answer.ended
            )
            # A new conversation about these events alone: the same one would send every article of the question again.
            asked_again = first_turn("extract", f"{_document(evidence, empty)}\n{turn}")
            again.append((number, Question("extract", asked_again, key), empty))
        elif answer.ended == "refused":
            account.fall_back("developments", "the model refused to read some articles")
    for (number, _, unread), reply in zip(again, scribe.ask_all([q for _, q, _ in again]), strict=True):
        if isinstance(reply, NoAnswerError):
            account.fall_back("developments", f"no second answer: {reply}")
            continue
        calls, spend = paid[number]
        paid[number] = (calls + 1, spend + reply.spend)
        _take(evidence, account, unread, reply, mending=True)
    for number, (calls, spend) in paid.items():
        account.pay(calls, spend)
        for one in (first := [one for one in batches[number] if one.claims or one.items["events"]]):
            _remember(evidence, scribe, one, *((calls, spend) if one is first[0] else (0, Spend())))
    return notes


def shown_articles(evidence: Evidence, event: Event) -> tuple[Article, ...]:
    """The articles of an event that the model reads, each of another publisher: who tells its latest toll, its lead, others; one in English if there is one."""
    latest = next(iter(evidence.tolls.get(event.event_id, ())), None)
    tellers = sorted(latest.articles, key=lambda a: a.lang not in ("en", "und")) if latest else []
    by_publisher: dict[str, Article] = {}
    for article in (*tellers[:1], *evidence.members.get(event.event_id, ())):
        by_publisher.setdefault(article.publisher, article)
    found = list(by_publisher.values())
    shown = found[:ARTICLES_AN_EVENT]
    if not any(a.lang in ("en", "und") for a in shown):
        shown = [*shown[: ARTICLES_AN_EVENT - 1], *[a for a in found if a.lang in ("en", "und")][:1]] or shown
    return tuple(shown)


def _report_orders(notes: Sequence[EventNotes], account: Account) -> None:
    """A row for each article that holds what looks like an order to a program; it is shown all the same."""
    articles = list({a.article_id: a for one in notes for a in one.articles}.values())
    texts = [f"{plain(a.title)}\n{plain(a.text)[:TEXT_CHARACTERS]}\n{plain(a.outlet)}" for a in articles]
    for article, found in zip(articles, orders_in_each(texts), strict=True):
        if found:
            account.rows.append(
                (
                    "order_to_programs",
                    article.article_id,
                    f"this sentence looks like an order to a program; it was shown as data and proves nothing: {found[0][:200]}",
                )
            )


def _batches(evidence: Evidence, notes: Sequence[EventNotes]) -> list[list[EventNotes]]:
    """The events in groups of about the size of a question."""
    found: list[list[EventNotes]] = []
    room = 0
    for one in notes:
        size = len(json.dumps(_event(one), ensure_ascii=False))
        if size > room or not found:
            found.append([])
            room = CHARACTERS_A_QUESTION
        found[-1].append(one)
        room -= size
    return found


def _document(evidence: Evidence, notes: Sequence[EventNotes]) -> str:
    return document({"country": evidence.profile.name, "events": [{"event": n.key, **_event(n)} for n in notes]})


def _event(one: EventNotes) -> dict[str, Any]:
    """An event as it is shown, without its key."""
    return {
        "articles": [
            {
                "id": f"A{number}",
                "outlet": plain(a.outlet),
                "day": f"{a.published_at:%A %Y-%m-%d}",
                **({} if a.lang == "en" else {"language": ENGLISH.language_name(a.lang)}),
                "title": plain(a.title),
                "text": _beginning(a),
            }
            for number, a in enumerate(one.articles, 1)
        ]
    }


def _beginning(article: Article) -> str:
    """The beginning of an article's text, without its title and up to a word's end."""
    text, title = plain(article.text), plain(article.title)
    text = text.removeprefix(title).lstrip(" .:-–—")
    if len(text) <= TEXT_CHARACTERS:
        return text
    cut = text[:TEXT_CHARACTERS]
    return cut.rpartition(" ")[0] or cut


def _take(
    evidence: Evidence, account: Account, notes: Sequence[EventNotes], answer: Reply, *, mending: bool = False
) -> list[tuple[str, str, str]]:
    """Puts what is proven on the notes; what is not, as subject, text and reason. What was refused is counted once, at the end of mending."""
    by_key = {one.key: one for one in notes}
    entries, _ = read_items(AnswerEvent, answer.body, "events")
    claims, amiss = read_items(AnswerClaim, answer.body, "claims")
    faults = [(m.subject, m.given, m.reason) for m in amiss]
    for claim in claims:
        one = by_key.get(claim.event)
        if one is None or len(one.claims) >= CLAIMS_AN_EVENT:
            continue
        one.items["mended" if mending else "claims"].append(claim.model_dump(mode="json"))
        draft, verdict = _prove(evidence, one, claim)
        if verdict.supported:
            quotes = tuple(plain(quote.words) for quote in claim.quotes)
            one.claims.append(ProvenClaim(f"{one.key}.{len(one.claims) + 1}", draft.text, draft.citations, quotes))
            account.claims_proven += 1
            account.mended += mending
        else:
            account.claims_refused.append(verdict.reason)
            faults.append((claim.event, claim.text, verdict.reason))
    for entry in entries:
        if (one := by_key.get(entry.event)) is not None:
            one.items["events"] = [entry.model_dump(mode="json")]
            _settle_entry(evidence, one, entry)
    return faults


def _prove(evidence: Evidence, one: EventNotes, claim: AnswerClaim) -> tuple[StatementDraft, Verdict]:
    """The claim as a draft, and whether its quotes and its articles bear it."""
    articles = {f"A{number}": a for number, a in enumerate(one.articles, 1)}
    cited = tuple(dict.fromkeys(articles[q.article].article_id for q in claim.quotes if q.article in articles))
    draft = StatementDraft(
        key=f"claim:{one.key}", section="developments", text=plain_sentence(claim.text), citations=cited,
        event_id=one.event.event_id,
    )  # fmt: skip
    for quote in claim.quotes:
        article = articles.get(quote.article)
        reason = f"there is no article {quote.article}" if article is None else quote_fault(article, quote.words)
        if reason:
            return draft, Verdict(False, reason, "evidence")
    if reason := form_fault(draft.text, [evidence.article[a] for a in cited], WORDS_OF_A_CLAIM):
        return draft, Verdict(False, reason, "form")
    if not any(evidence.article[a].lang in ("en", "und") for a in cited):
        return draft, Verdict(
            False, "it cites only articles whose wording cannot be compared; cite one in English too", "evidence"
        )
    return draft, check(evidence, draft)


def quote_fault(article: Article, words: str) -> str:
    """Why words are no quote of an article; empty where they are: they stand there letter by letter, in sentences that report."""
    wanted = plain(words)
    for text in (plain(article.title), plain(article.text)):
        at = text.find(wanted)
        if at < 0:
            continue
        is_long = len(wanted.split()) >= QUOTE_WORDS or (" " not in wanted and len(wanted) >= QUOTE_CHARACTERS)
        if wanted != text and not is_long:
            return "its quote is too short to bear anything"
        if not may_be_quoted(text, at, at + len(wanted), article.lang):
            return "its quote is an order or speaks to the reader, which is no report of anything"
        said = "".join(sentences_around(text, at, at + len(wanted)))
        if article.lang in ("en", "und") and detect(said, article.lang) not in ("en", "und"):
            return "its quote is in another language than its article, so its wording cannot be compared"
        return ""
    return "its quote does not stand in the article letter by letter"


def _settle_entry(evidence: Evidence, one: EventNotes, entry: AnswerEvent) -> None:
    """Takes over what the model says of an event as a whole; the headline where its articles bear it.

    Of an event that no English article tells nothing that the model says is published, since the verifier compares no wording
    across languages and an article could dictate it; its headline only helps to plan.
    """
    one.relevance, one.conflicts = entry.relevance, tuple(dict.fromkeys(entry.conflicts))
    if entry.headline is None:
        return
    text = plain(entry.headline).rstrip(".")
    if one.is_foreign_only:
        one.gist = text
        return
    cited = tuple(dict.fromkeys(c for claim in one.claims for c in claim.citations))
    draft = StatementDraft(key=f"headline:{one.key}", section="developments", text=f"{text}.", citations=cited)
    if not form_fault(draft.text, [], HEADLINE_WORDS) and check(evidence, draft).supported:
        one.headline = text


def _piece(evidence: Evidence, scribe: Scribe, one: EventNotes) -> str:
    shown = json.dumps([evidence.profile.name, _event(one)], ensure_ascii=False)
    return scribe.piece("extract", f"event\0{shown}")


def _remember(evidence: Evidence, scribe: Scribe, one: EventNotes, calls: int, spend: Spend) -> None:
    """Keeps what was answered about an event; the first of a question bears what the question cost."""
    body = json.dumps({"calls": calls, **one.items}, ensure_ascii=False)
    scribe.ledger.keep(_piece(evidence, scribe, one), body, spend)


def _recall(evidence: Evidence, scribe: Scribe, account: Account, one: EventNotes) -> bool:
    """Whether the event was read before with these articles; if so, what was answered is taken again."""
    kept = scribe.ledger.kept(_piece(evidence, scribe, one))
    if kept is None:
        return False
    body: Mapping[str, Any] = json.loads(kept.body)
    account.pay(int(body["calls"]), kept.spend)
    for key in ("claims", "mended"):
        again = {
            "events": [{**item, "event": one.key} for item in body["events"]],
            "claims": [{**item, "event": one.key} for item in body[key]],
        }
        _take(evidence, account, [one], Reply("", again, "whole", kept.spend, kept=True), mending=key == "mended")
    return True
