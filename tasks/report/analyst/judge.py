"""A second model as judge: whether a statement that the verifier let pass follows from the words cited for it. It is not told who wrote it.

The verifier compares names, numbers, dates and words; who did what to whom, blame and opposites can slip through it. A judge can
only strike out. What it does not rule on, or where it does not answer, stays as the verifier left it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tasks.report.analyst.account import Account
from tasks.report.analyst.answer import AnswerRuling, read_items
from tasks.report.analyst.document import document, report_key
from tasks.report.analyst.extract import ProvenClaim
from tasks.report.analyst.orders import sentences_around
from tasks.report.analyst.scribe import NoAnswerError, Question, Scribe, first_turn
from tasks.report.evidence import Evidence
from tasks.report.prose.inert import plain
from warehouse.tables import Article

REASONS = {
    "who_did_what": "another did it, or it was done to another",
    "blame": "another is held responsible or is quoted",
    "opposite": "the articles say the opposite",
    "certainty": "what is planned, claimed or feared is told as done",
    "figure": "the figure is another, or of something else",
    "time_or_place": "the time or the place is another",
    "not_said": "the quoted words do not say it",
}
"""What the writer is told of a fault."""


@dataclass(frozen=True, slots=True)
class JudgedStatement:
    """A statement that is to be judged, and the claims on which it rests."""

    text: str
    claims: Sequence[ProvenClaim]


def judge_statements(
    evidence: Evidence, scribe: Scribe, account: Account, written: Mapping[str, JudgedStatement]
) -> dict[str, str]:
    """Why statements do not follow, by their keys in `written`; only those that the judge rejects. Empty where no judge is configured."""
    if scribe.config.judge_model is None or not written:
        return {}
    keys = {f"S{number}": key for number, key in enumerate(written, 1)}
    shown = [
        {"statement": name, "text": written[key].text, "words": _words(evidence, written[key].claims)}
        for name, key in keys.items()
    ]
    try:
        answer = scribe.ask(
            Question("judge", first_turn("judge", document({"statements": shown})), report_key(evidence))
        )
    except NoAnswerError as error:
        account.rows.append(("not_judged", "judge", f"the second model did not judge: {error}"))
        return {}
    account.pay(1, answer.spend)
    rulings = read_items(AnswerRuling, answer.body, "rulings")[0]
    if len({ruling.statement for ruling in rulings} & keys.keys()) < len(keys):
        account.rows.append(("not_judged", "judge", "the second model did not judge every statement"))
    return {
        keys[ruling.statement]: f"a second model that saw the quoted words alone: {REASONS[ruling.fault or 'not_said']}"
        for ruling in rulings
        if ruling.statement in keys and not ruling.follows
    }


def _words(evidence: Evidence, claims: Iterable[ProvenClaim]) -> list[dict[str, str]]:
    """The sentences in which the quotes of the claims stand, each once, with the day of its article."""
    found: dict[tuple[str, str], None] = {}
    for claim in claims:
        for citation in claim.citations:
            for quote in claim.quotes:
                if said := _around(evidence.article[citation], quote):
                    found[f"{evidence.article[citation].published_at:%A %Y-%m-%d}", said] = None
    return [{"day": day, "words": words} for day, words in found]


def _around(article: Article, quote: str) -> str:
    """The sentences of an article in which a quote stands; empty where it does not stand there."""
    for text in (plain(article.title), plain(article.text)):
        at = text.find(quote)
        if at >= 0:
            return "".join(sentences_around(text, at, at + len(quote))).strip()
    return ""
