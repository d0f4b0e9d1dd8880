"""Verdict on a statement: do the cited texts support it, and if not, why not, in words.

`comparison` reads statement and sources and aligns them, the checks compare slot by slot, `decide` weighs what they found.
Attribution to an outlet ("X reported on ...") is checked against the source's outlet, whose name stands nowhere else.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from tasks.verify.alignment.comparison import Comparison, Side, compare, read_side
from tasks.verify.checks.content import check_judged_content
from tasks.verify.checks.dates import check_dates, check_quotes
from tasks.verify.checks.fault import Fault
from tasks.verify.checks.outlets import check_full_names, check_outlets, check_reporter
from tasks.verify.decide import Findings, find, refusal
from tasks.verify.text.reading import Claim, Proof, Reading, gather, read_source, read_statement
from tasks.verify.text.texts import CHARACTERS_AT_MOST
from tasks.verify.text.words import QUOTE, tokenise

LONGEST_STATEMENT = 1_000
"""Characters of a statement; what is longer is no single statement, and what a hostile one may cost stays bounded."""


_NUMBER = re.compile(r"\d+")
MOST_NUMBERS = 60
"""Runs of digits in a statement: those of one that says something are a tenth of it."""


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
    kind: str = ""
    """What a refusal is about, a word of `REASONS`; empty where it is supported."""


REASONS: Mapping[str, tuple[str, ...]] = {
    "number": ("number", "rank", "unit", "counted", "planned_figure", "best", "ever"),
    "toll": ("superseded", "state"),
    "name": ("name", "outlet"),
    "date": ("date",),
    "quotation": ("quote",),
    "actor": ("actors", "order", "speaker", "class_"),
    "reality": ("planned", "denied", "affirmed", "contrary", "grammar"),
    "extent": ("extent", "lone_extent"),
    "withdrawn": ("retracted",),
    "wording": ("wording", "placing"),
}
"""What refusals are about, each the beginnings of the kinds of faults that it stands for; what no word covers is `support`.
Besides, `form` (empty, too long, without its confidence), `citation` (no article, or one of another week), `evidence` (no words bear it),
and of the desk `comment` and `relevance` (what its articles are)."""


def reason_of(fault: Fault) -> str:
    """The word of `REASONS` for a fault."""
    found = [word for word, kinds in REASONS.items() if fault.kind.startswith(kinds)]
    return found[0] if found else "support"


def verify(
    statement: str,
    sources: Sequence[SourceText],
    *,
    known: Collection[str] = (),
) -> Verdict:
    """The verdict on one reported statement.

    `known`: names that the caller read in the sources in another language or spelling.
    """
    if not statement.strip():
        return Verdict(False, "the statement is empty", "form")
    if len(statement) > LONGEST_STATEMENT:
        return Verdict(False, f"it is longer than {LONGEST_STATEMENT} characters: too much for one statement", "form")
    if len(_NUMBER.findall(statement)) > MOST_NUMBERS:
        return Verdict(False, f"it has more than {MOST_NUMBERS} numbers: too much for one statement", "form")
    if not sources:
        return Verdict(False, "it cites no article", "citation")
    if (fault := refusal(findings(statement, sources, known))) is not None:
        return Verdict(False, fault.reason, reason_of(fault))
    return Verdict(True, "the cited articles say it")


def findings(statement: str, sources: Sequence[SourceText], known: Collection[str] = ()) -> Findings:
    """What all checks find on a statement."""
    claim, proof = _claim(statement, sources), _proof(sources)
    checks = (("quote", check_quotes), ("date", check_dates), ("outlet", check_outlets), ("name", check_full_names))
    faults = [Fault(kind, reason) for kind, check in checks if (reason := check(claim, proof))]
    if reason := check_reporter(statement, proof):
        faults.append(Fault("outlet", reason))
    names = frozenset(t.fold for name in known for t in tokenise(name) if t.is_word)
    return find(beside(statement, sources), names, proof.outlet_words, faults)


def beside(statement: str, sources: Sequence[SourceText]) -> Comparison:
    """A statement beside its sources, its quotations and who reports it aside."""
    return compare(QUOTE.sub(" ", _without_outlets(statement, sources)), [side_of(source) for source in sources])


_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_ON_DAY = rf"(?:(?:^On|,? on) (?:{_MONTHS}) \d{{1,2}}(?:, \d{{4}})?,?)?"


def _without_outlets(statement: str, sources: Sequence[SourceText]) -> str:
    """The statement without the outlets that report it and the day of it: `X reported on April 22 that`, `, X reported`."""
    for name in sorted({s.outlet.removeprefix("The ") for s in sources if s.outlet}, key=lambda n: (-len(n), n)):
        frame = (
            rf"(?:^On (?:{_MONTHS}) \d{{1,2}}(?:, \d{{4}})?, )?(?:, )?(?:\b[Tt]he )?{re.escape(name)}(?: also)?"
            rf" (?:reported|reports|added|said)\b{_ON_DAY}(?: under the headline| in [A-Z][a-z]+(?=:)| in \w+ on an? (?:[\w-]+ ){{1,4}}?(?=in |;|, with))?(?: that)?,?"
        )
        statement = re.sub(rf"(?:{frame}|\b{re.escape(name)})", " ", statement)
    for frame in ("; the original headline reads", "(machine translation"):
        statement = statement.replace(frame, " ")
    return statement


def side_of(source: SourceText) -> Side:
    """The source with its slots: one text, `title` and `text` with a line break between where it has both."""
    published = source.published_at.date() if source.published_at else None
    return read_side(joined(source.title, source.text), source.lang, len(source.title), published)


def joined(title: str, text: str) -> str:
    """Title and text as one text."""
    return f"{title}\n{text}" if title and text else title or text


def _without_digits(statement: str, sources: Sequence[SourceText]) -> str:
    """The statement without the digits of outlets' names: those of `France 24` count nothing."""
    for source in sources:
        if source.outlet:
            statement = statement.replace(source.outlet, re.sub(r"\b\d+\b", "", source.outlet))
    return statement


def _claim(statement: str, sources: Sequence[SourceText]) -> Claim:
    return read_statement(_without_digits(statement, sources))


def _proof(sources: Sequence[SourceText]) -> Proof:
    return gather([_reading(source) for source in sources], ())


def _reading(source: SourceText) -> Reading:
    title, text = source.title[:CHARACTERS_AT_MOST], source.text[:CHARACTERS_AT_MOST]
    return read_source(title, text, source.published_at, source.outlet, source.lang)


def verify_assessment(
    statement: str,
    rests_on: Mapping[str, str],
    sources: Sequence[SourceText],
    *,
    confidence: str | None,
) -> Verdict:
    """The verdict on a judgement: labelled with its confidence, resting on published statements, citing their articles.

    `rests_on`: the published statements that it rests on, by statement_id.
    """
    if confidence is None or f"{confidence} confidence" not in statement:
        return Verdict(False, "an assessment must carry a word of the stated scale of confidence", "form")
    if not rests_on:
        return Verdict(False, "it rests on no published statement", "evidence")
    if not sources:
        return Verdict(False, "it cites no article", "citation")
    return Verdict(True, f"a judgement with {confidence} confidence that rests on {', '.join(rests_on)}")


JUDGED = frozenset(["number", "rank", "date", "quote", "outlet", "unit", "state", "counted", "name", "actors", "order"])
"""Faults that refuse a judgement as well: what it takes for granted is in its sources, what it judges need not be."""


def verify_judgement(
    statement: str,
    rests_on: Mapping[str, str],
    sources: Sequence[SourceText],
    *,
    confidence: str | None,
) -> Verdict:
    """The verdict on a judgement in free words: as `verify_assessment`, and what it takes for granted is in its sources.

    Names, numbers, dates and actors are checked as in a report of facts, against the articles and the statements that it rests on; of its
    other words, those of judging (`judgement` in claims.yaml) need no source.
    """
    verdict = verify_assessment(statement, rests_on, sources, confidence=confidence)
    if not verdict.supported:
        return verdict
    bare = _CONFIDENCE.sub("", statement)
    every = [*sources, *(SourceText("", text, None) for text in rests_on.values())]
    for fault in findings(bare, every).vetoes:
        if fault.kind in JUDGED:
            return Verdict(False, fault.reason, reason_of(fault))
    reason = check_judged_content(_claim(bare, every), _proof(every))
    return Verdict(False, reason, "support") if reason else verdict


_CONFIDENCE = re.compile(r"(?:^We (?:assess|judge),? )?,?\b ?with (?:high|moderate|low) confidence,?(?: that)? ?")
