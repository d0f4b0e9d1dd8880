"""Verdict on a statement: do the cited texts support it, and if not, why not, in words.

Checked in this order: sources exist and lie in the period; numbers; dates; names and places; negation;
who did what to whom; and whether each clause's content is in the sources at all. `tasks.verify.claims` reads
these from a text. Attribution to an outlet ("X reported on ...") is checked against the source's outlet, whose name
stands nowhere else.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from tasks.verify import claims
from tasks.verify.checks import Fault
from tasks.verify.comparison import Side, compare, read_side
from tasks.verify.decide import Findings, find, refusal
from tasks.verify.facts import check_dates, check_quotes
from tasks.verify.named import check_full_names, check_outlets
from tasks.verify.words import QUOTE, tokenise
from warehouse.weeks import Week


@dataclass(frozen=True, slots=True)
class SourceText:
    """A cited text. `outlet` is empty and `lang` `en` where the caller does not know them."""

    title: str
    text: str
    published_at: dt.datetime | None
    outlet: str = ""
    lang: str = "en"


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a statement is supported, and the reason in one sentence."""

    supported: bool
    reason: str


def verify(
    statement: str,
    sources: Sequence[SourceText],
    *,
    period: Week | None = None,
    known: Collection[str] = (),
) -> Verdict:
    """The verdict on one reported statement.

    `period`: the week in which every source must have been published; not checked where None.
    `known`: names that the caller read in the sources in another language or spelling.
    """
    if not statement.strip():
        return Verdict(False, "the statement is empty")
    if not sources:
        return Verdict(False, "it cites no article")
    if period is not None:
        for source in sources:
            if source.published_at is None or source.published_at not in period:
                return Verdict(False, f"a cited article was not published in the week of {period.start}")
    found = findings(statement, sources, known)
    if (reason := refusal(found)) is not None:
        return Verdict(False, reason)
    return Verdict(True, "the cited articles say it")


def findings(statement: str, sources: Sequence[SourceText], known: Collection[str] = ()) -> Findings:
    """What all checks find on a statement."""
    for source in sources:  # the digits of `France 24` count nothing
        if source.outlet:
            statement = statement.replace(source.outlet, re.sub(r"\b\d+\b", "", source.outlet))
    quoteless = QUOTE.sub(" ", statement)
    claim = claims.read_statement(statement)
    evidence = claims.gather([_reading(source) for source in sources], ())
    checks = (("quote", check_quotes), ("date", check_dates), ("outlet", check_outlets), ("name", check_full_names))
    faults = [Fault(kind, reason) for kind, check in checks if (reason := check(claim, evidence))]
    return find(
        compare(quoteless, [read_source_side(source) for source in sources]),
        frozenset(t.fold for name in known for t in tokenise(name) if t.is_word),
        evidence.outlet_words,
        faults,
    )


def read_source_side(source: SourceText) -> Side:
    """The source with its slots; the title is its first sentence."""
    raw = f"{source.title}\n{source.text}" if source.text and source.title else source.title or source.text
    return read_side(raw, source.lang, len(source.title), source.published_at.date() if source.published_at else None)


def verify_assessment(
    statement: str,
    rests_on: Mapping[str, str],
    sources: Sequence[SourceText],
    *,
    confidence: str | None,
    period: Week | None = None,
) -> Verdict:
    """The verdict on a judgement: labelled with its confidence, resting on published statements, citing their articles.

    `rests_on`: the published statements that it rests on, by statement_id.
    """
    if confidence is None or f"{confidence} confidence" not in statement:
        return Verdict(False, "an assessment must carry a word of the stated scale of confidence")
    if not rests_on:
        return Verdict(False, "it rests on no published statement")
    if not sources:
        return Verdict(False, "it cites no article")
    if period is not None and any(s.published_at is None or s.published_at not in period for s in sources):
        return Verdict(False, f"a cited article was not published in the week of {period.start}")
    return Verdict(True, f"a judgement with {confidence} confidence that rests on {', '.join(rests_on)}")


def verify_judgement(
    statement: str,
    rests_on: Mapping[str, str],
    sources: Sequence[SourceText],
    *,
    confidence: str | None,
) -> Verdict:
    """The verdict on a judgement in free words: as `verify_assessment`, and what it takes for granted is in its sources.

    Names, numbers, dates, denials and actors are checked as in a report of facts, against the articles and the statements that it
    rests on; of its other words, those of judging (`judgement` in claims/lexicon.yaml) need no source.
    """
    verdict = verify_assessment(statement, rests_on, sources, confidence=confidence)
    if not verdict.supported:
        return verdict
    claim = claims.read_statement(_CONFIDENCE.sub("", statement))
    told = [SourceText("", text, None) for text in rests_on.values()]
    evidence = claims.gather([_reading(source) for source in (*sources, *told)], ())
    for check in (*claims.CHECKS[:-1], claims.check_judged_content):
        if fault := check(claim, evidence):
            return Verdict(False, fault)
    return verdict


_CONFIDENCE = re.compile(r"(?:^We (?:assess|judge),? )?,?\b ?with (?:high|moderate|low) confidence,?(?: that)? ?")


def _reading(source: SourceText) -> claims.Reading:
    return claims.read_source(source.title, source.text, source.published_at, source.outlet, source.lang)
