"""The report of a country-week: written by an analyst, verified statement by statement, published as rows."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

from tasks.report.analyst.embedded import write_drafts
from tasks.report.draft import Draft
from tasks.report.evidence import Evidence, Written
from tasks.report.sections import SECTIONS
from tasks.verify import SourceText, Verdict, verify, verify_assessment
from warehouse.tables import Article, Issue, Report, Statement

ANALYST = "embedded"


def write_report(evidence: Evidence) -> Written:
    """The verified report. A statement that the verifier rejects is not published: it is counted and has an Issue."""
    drafts = _in_order(write_drafts(evidence))
    verdicts = judge(evidence, drafts)
    kept = [draft for draft in drafts if verdicts[draft.key].supported]
    names = {draft.key: f"s{number:03d}" for number, draft in enumerate(kept, start=1)}
    statements = [
        _statement(evidence, draft, position, names, verdicts[draft.key]) for position, draft in enumerate(kept)
    ]
    issues = [
        _issue(
            evidence,
            stage="verify",
            kind="unsupported",
            subject=f"{draft.section}:{hashlib.sha256(draft.key.encode()).hexdigest()[:8]}",
            message=f"not published: {verdicts[draft.key].reason}; it read: {draft.text[:300]}",
        )
        for draft in drafts
        if not verdicts[draft.key].supported
    ]
    issues += _silent_feeds(evidence)
    return Written(_report(evidence, statements, len(drafts) - len(kept)), statements, issues)


def judge(evidence: Evidence, drafts: Sequence[Draft]) -> Mapping[str, Verdict]:
    """The verdict on each draft by its key: first what is reported, then what rests on it."""
    verdicts: dict[str, Verdict] = {}
    texts = {draft.key: draft.text for draft in drafts}
    for draft in drafts:
        if draft.confidence is None:
            sources = _sources(evidence, draft)
            verdicts[draft.key] = verify(draft.text, sources, period=evidence.week, known=draft.known)
    for draft in drafts:
        if draft.confidence is not None:
            rests_on = {key: texts[key] for key in draft.rests_on if key in verdicts and verdicts[key].supported}
            verdicts[draft.key] = verify_assessment(
                draft.text, rests_on, _sources(evidence, draft), confidence=draft.confidence, period=evidence.week
            )
    return verdicts


def source_of(article: Article) -> SourceText:
    """The article as the verifier reads it."""
    return SourceText(article.title, article.text, article.published_at, article.outlet, article.lang)


def _sources(evidence: Evidence, draft: Draft) -> list[SourceText]:
    return [source_of(evidence.article[a]) for a in draft.citations if a in evidence.article]


def _in_order(drafts: Sequence[Draft]) -> list[Draft]:
    order = {section.key: position for position, section in enumerate(SECTIONS)}
    return sorted(drafts, key=lambda draft: order[draft.section])


def _statement(
    evidence: Evidence, draft: Draft, position: int, names: Mapping[str, str], verdict: Verdict
) -> Statement:
    reason = verdict.reason
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
        citations=list(draft.citations),
        rests_on=[names[key] for key in draft.rests_on if key in names],
        story_id=draft.story_id,
        sector=draft.sector,
        event_date=draft.event_date,
        supported=True,
        support_reason=reason,
    )


def _report(evidence: Evidence, statements: Sequence[Statement], dropped: int) -> Report:
    score, profile, week = evidence.score, evidence.profile, evidence.week
    written = len(statements) + dropped
    summary = " ".join(s.text for s in statements if s.section == "summary")
    return Report(
        country=profile.country,
        week=week.start,
        revision=evidence.revision,
        country_name=profile.name,
        title=f"Security Analysis Report: {profile.name} ({week.period})",
        week_label=week.label,
        period_end=week.end,
        threat_level=score.threat_level,
        threat_score=score.threat_score,
        change=score.change,
        summary=summary or next(s.empty for s in SECTIONS if s.key == "summary"),
        formula_version=score.formula_version,
        analyst=ANALYST,
        prompt_digest=None,
        language="en",
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
    for fetch in sorted(evidence.feed_health, key=lambda f: (f.feed_url, f.fetched_at)):
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
