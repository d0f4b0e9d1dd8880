"""The report of a country-week: written by an analyst, verified statement by statement, published as rows."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import get_args

from tasks.collect.living import floor_of, is_search, newest_attempts
from tasks.report.analyst.account import Account
from tasks.report.analyst.embedded import write_drafts
from tasks.report.analyst.llm import write_with_model
from tasks.report.analyst.scribe import Scribe, prompt_digest
from tasks.report.evidence import Evidence, Written
from tasks.report.headings import EVENTS_LEFT_OUT
from tasks.report.manuscript import StatementDraft, check, sources_of
from tasks.report.sections import SECTIONS
from tasks.report.sections.summary import EMPTY, UNTOLD
from tasks.report.unlike import stored_id, told_apart
from tasks.verify.spans import SPANS_AT_MOST, EvidenceSpan, evidence_spans, first_words
from tasks.verify.verdict import Verdict, verify_assessment
from tasks.voice.voice import ENGLISH, voice
from warehouse.tables import FeedHealth, Fetch, Issue, Report, Statement, StatementEvidence

ANALYST = "embedded"
NAMED_FEEDS = 5
REASONS_NAMED = 3
_WELL = frozenset({"alive", "moved"})


def write_report(evidence: Evidence, scribe: Scribe | None = None) -> Written:
    """The verified report. A statement that the verifier rejects is not published: it is counted and has an Issue.

    `scribe`: the language model that writes; the embedded analyst where None, and where the model's statements are not proven.
    """
    account: Account | None = None
    evidence = told_apart(evidence)
    if scribe is None:
        written, refused = write_drafts(evidence)
    else:
        written, refused, account = write_with_model(evidence, scribe)
    drafts = _in_order(written)
    verdicts = dict(judge(evidence, drafts))
    spans = {draft.key: spans_of(evidence, draft) for draft in drafts if verdicts[draft.key].supported}
    for key in [key for key, found in spans.items() if not found]:
        verdicts[key] = Verdict(False, "no words of its articles bear it", "evidence")
    kept = [draft for draft in drafts if verdicts[draft.key].supported]
    refused = [*refused, *((d, verdicts[d.key]) for d in drafts if not verdicts[d.key].supported)]
    names = {draft.key: f"s{number:03d}" for number, draft in enumerate(kept, start=1)}
    statements = [
        _statement(evidence, draft, position, names, verdicts[draft.key]) for position, draft in enumerate(kept)
    ]
    issues = _refusals(evidence, refused) + _left_out(evidence)
    issues += _silent_feeds(evidence) + _feed_health(evidence) + _few_outlets(evidence)
    report = _report(evidence, statements, len(refused))
    if scribe is not None and account is not None:
        report = report.model_copy(update=_credits(scribe, account))
        issues += [*_replaced(evidence, account), *_mended(evidence, account), *_edited(evidence, account)]
    proof = [row for draft in kept for row in _proof(evidence, names[draft.key], draft, spans[draft.key])]
    return Written(report, statements, issues, proof)


def spans_of(evidence: Evidence, draft: StatementDraft) -> list[EvidenceSpan]:
    """The words of the cited articles that bear a draft; of a judgement that shares no word with them, their titles."""
    sources = sources_of(evidence, draft)
    found = evidence_spans(draft.english, sources)
    if not found and draft.confidence is not None:
        return [first_words(source, number) for number, source in enumerate(sources[:SPANS_AT_MOST])]
    return found


def _proof(
    evidence: Evidence, name: str, draft: StatementDraft, spans: Sequence[EvidenceSpan]
) -> list[StatementEvidence]:
    cited = [a for a in draft.citations if a in evidence.article]
    return [
        StatementEvidence(
            country=evidence.profile.country,
            week=evidence.week.start,
            revision=evidence.revision,
            statement_id=name,
            n=n,
            article_id=cited[span.source],
            in_title=span.in_title,
            start_offset=span.start,
            end_offset=span.end,
            words=span.words,
        )
        for n, span in enumerate(spans)
    ]


def _credits(scribe: Scribe, account: Account) -> dict[str, object]:
    """What the report's row says of its model: who wrote, with which prompts, for how much, and which sections it did not."""
    return {
        "analyst": scribe.config.model if account.written else ANALYST,
        "prompt_digest": prompt_digest(),
        "model_calls": account.calls,
        "input_tokens": account.spend.input_tokens,
        "output_tokens": account.spend.output_tokens,
        "cost_usd": account.spend.usd,
        "replaced_sections": sorted(account.replaced),
    }


def _replaced(evidence: Evidence, account: Account) -> list[Issue]:
    """An issue for each section that stayed the embedded analyst's, wholly or in part."""
    return [
        _issue(
            evidence,
            stage="write",
            kind="model_replaced",
            subject=section,
            message=f"written by the embedded analyst instead of the language model: {reason}",
            severity="warning",
        )
        for section, reason in sorted(account.replaced.items())
    ]


def _mended(evidence: Evidence, account: Account) -> list[Issue]:
    """An issue that counts the statements of a model that were proven in its second wording alone."""
    if not account.mended:
        return []
    message = f"{account.mended} statements of the language model were refused and proven in a second wording"
    return [_issue(evidence, stage="verify", kind="mended", subject=str(account.mended), message=message)]


def _edited(evidence: Evidence, account: Account) -> list[Issue]:
    """An issue for each event that a model merged, left out or was not allowed to, each order to programs, and its refused claims."""
    rows = {
        (kind, stored_id(subject)): _issue(
            evidence, stage="write", kind=kind, subject=stored_id(subject), message=message
        )
        for kind, subject, message in account.rows
    }
    if account.claims_refused:
        reasons = "; ".join(
            f"{reason} ({n})" for reason, n in Counter(account.claims_refused).most_common(REASONS_NAMED)
        )
        handed = account.claims_proven + len(account.claims_refused)
        message = f"{len(account.claims_refused)} of {handed} claims of the language model were refused: {reasons}"
        rows["claims_refused", ""] = _issue(
            evidence, stage="verify", kind="claims_refused", subject=str(len(account.claims_refused)), message=message
        )
    return list(rows.values())


def _refusals(evidence: Evidence, refused: Sequence[tuple[StatementDraft, Verdict]]) -> list[Issue]:
    """An issue for each statement that was written and not published."""
    issues: dict[str, Issue] = {}
    for draft, verdict in refused:
        subject = (
            f"{draft.section}:{verdict.kind}:{hashlib.sha256(f'{draft.key} {draft.text}'.encode()).hexdigest()[:8]}"
        )
        message = f"not published: {verdict.reason}; it read: {draft.text[:300]}"
        issues.setdefault(
            subject, _issue(evidence, stage="verify", kind="unsupported", subject=subject, message=message)
        )
    return list(issues.values())


def _left_out(evidence: Evidence) -> list[Issue]:
    """An issue that counts the events that a report may not tell; its subject is their number."""
    may_be_told = {stored_id(evidence.lead_of.get(e.event_id, e.event_id)) for e in evidence.ranked}
    may_be_told |= {stored_id(part) for part in evidence.lead_of}
    count = len({stored_id(e.event_id) for e in evidence.events} - may_be_told)
    message = f"{count} events do not bear on the country's security, are comment, or are another country's affair"
    return [_issue(evidence, stage="write", kind=EVENTS_LEFT_OUT, subject=str(count), message=message)] if count else []


def judge(evidence: Evidence, drafts: Sequence[StatementDraft]) -> Mapping[str, Verdict]:
    """The verdict on each draft by its key: first what is reported, then what rests on it."""
    verdicts: dict[str, Verdict] = {}
    texts = {draft.key: draft.english for draft in drafts}
    for draft in drafts:
        if draft.confidence is None:
            verdicts[draft.key] = check(evidence, draft)
    for draft in drafts:
        if draft.confidence is not None:
            rests_on = {key: texts[key] for key in draft.rests_on if key in verdicts and verdicts[key].supported}
            verdicts[draft.key] = verify_assessment(
                draft.english, rests_on, sources_of(evidence, draft), confidence=draft.confidence
            )
    return verdicts


def _in_order(drafts: Sequence[StatementDraft]) -> list[StatementDraft]:
    order = {section.key: position for position, section in enumerate(SECTIONS)}
    return sorted(drafts, key=lambda draft: order[draft.section])


def _statement(
    evidence: Evidence, draft: StatementDraft, position: int, names: Mapping[str, str], verdict: Verdict
) -> Statement:
    reason = verdict.reason
    event = evidence.event.get(draft.event_id or "")
    for key, name in names.items():
        if key in draft.rests_on:
            reason = reason.replace(key, name)
    return Statement(
        country=evidence.profile.country,
        week=evidence.week.start,
        revision=evidence.revision,
        statement_id=names[draft.key],
        section=draft.section,
        position=position,
        heading=draft.heading,
        text=draft.text,
        kind="reported" if draft.confidence is None else "assessment",
        confidence=draft.confidence,
        citations=list(dict.fromkeys((*draft.citations, *draft.also))),
        rests_on=[names[key] for key in draft.rests_on if key in names],
        story_id=next(iter(event.story_ids), None) if event else None,
        event_id=stored_id(draft.event_id) if draft.event_id is not None else None,
        sector=draft.sector,
        event_date=draft.event_date,
        supported=True,
        support_reason=reason,
    )


def _report(evidence: Evidence, statements: Sequence[Statement], dropped: int) -> Report:
    score, profile, week = evidence.score, evidence.profile, evidence.week
    written = len(statements) + dropped
    say = voice(profile.report.language)
    summary = " ".join(s.text for s in statements if s.section == "summary")
    named = profile.name if profile.synthetic or say is ENGLISH else say.country(profile.country)
    period = week.period if say is ENGLISH else f"{say.day(week.start, year=True)} - {say.day(week.end, year=True)}"
    return Report(
        country=profile.country,
        week=week.start,
        revision=evidence.revision,
        country_name=profile.name,
        title=say("Security Analysis Report: {country} ({period})", country=named, period=period),
        week_label=week.label,
        period_end=week.end,
        threat_level=score.threat_level,
        threat_score=score.threat_score,
        change=score.change,
        summary=summary or say(UNTOLD if evidence.articles else EMPTY),
        formula_version=score.formula_version,
        analyst=ANALYST,
        prompt_digest=None,
        model_calls=None,
        input_tokens=None,
        output_tokens=None,
        cost_usd=None,
        replaced_sections=None,
        language=say.language,
        provisional=evidence.provisional,
        synthetic=profile.synthetic,
        statement_count=len(statements),
        dropped_count=dropped,
        support_rate=len(statements) / written if written else 1.0,
        article_count=len(evidence.articles),
        story_count=len(evidence.stories),
        publisher_count=len({article.publisher for article in evidence.articles}),
    )


def _silent_feeds(evidence: Evidence) -> list[Issue]:
    """An issue for each feed of the profile that was tried in the week and never answered."""
    tried: dict[str, bool] = {}
    reasons: dict[str, str] = {}
    for fetch in sorted(_of_feeds(evidence), key=lambda f: (f.feed_url, f.fetched_at)):
        tried[fetch.feed_url] = tried.get(fetch.feed_url, False) or fetch.status != "failed"
        if fetch.status == "failed":
            reasons[fetch.feed_url] = fetch.error or "no reason given"
    return [
        _issue(
            evidence,
            stage="report",
            kind="silent_feed",
            subject=url,
            message=f"the feed did not answer this week: {reasons[url]}",
            severity="warning",
        )
        for url, answered in sorted(tried.items())
        if not answered
    ]


def _feed_health(evidence: Evidence) -> list[Issue]:
    """An issue that counts the country's feeds by their health at the end of the week and names those that are not well.

    None where no feed was asked, as in a week out of an archive.
    """
    last: dict[str, FeedHealth] = {}
    for fetch in sorted(_of_feeds(evidence), key=lambda f: f.fetched_at):
        if fetch.health is not None:
            last[fetch.feed_url] = fetch.health
    if not last:
        return []
    by_health: dict[FeedHealth, list[str]] = {}
    for url, health in sorted(last.items()):
        by_health.setdefault(health, []).append(url)
    parts = []
    for health in get_args(FeedHealth):
        if urls := by_health.get(health):
            more = f" and {len(urls) - NAMED_FEEDS} more" if len(urls) > NAMED_FEEDS else ""
            named = "" if health in _WELL else f" ({', '.join(urls[:NAMED_FEEDS])}{more})"
            parts.append(f"{len(urls)} {health}{named}")
    message = f"{len(last)} asked, {', '.join(parts)}"
    return [_issue(evidence, stage="report", kind="feed_health", subject=evidence.profile.country, message=message)]


def _few_outlets(evidence: Evidence) -> list[Issue]:
    """An issue where too few of the country's own outlets brought news at the end of the week, with where else was looked."""
    attempts = newest_attempts(evidence.feed_health)
    asked_at = max((row.fetched_at for row in attempts.values()), default=None)
    floor = floor_of(evidence.profile, attempts, asked_at, evidence.shared_feeds) if asked_at else None
    if floor is None or not floor.is_low:
        return []
    country = evidence.profile.country
    return [
        _issue(evidence, stage="report", kind="few_outlets", subject=country, message=floor.words, severity="warning")
    ]


def _of_feeds(evidence: Evidence) -> list[Fetch]:
    """The attempts without those at searches."""
    return [fetch for fetch in evidence.feed_health if not is_search(fetch.feed_url)]


def _issue(evidence: Evidence, *, stage: str, kind: str, subject: str, message: str, severity: str = "info") -> Issue:
    return Issue.model_validate(
        {
            "week": evidence.week.start,
            "country": evidence.profile.country,
            "revision": evidence.revision,
            "stage": stage,
            "severity": severity,
            "kind": kind,
            "subject": subject,
            "message": message,
            "remedy": None,
        }
    )
