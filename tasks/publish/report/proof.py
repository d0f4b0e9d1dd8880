"""What a report says of its own proof: sentences handed in, mended and refused by reason, those on one publisher, and what the check sees."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from tasks.voice.voice import N_, Voice, capital
from warehouse.tables import Article, Issue, Report, Statement

REFUSED_FOR = {
    "number": N_("a number"),
    "toll": N_("a toll that was overtaken or is of something else"),
    "name": N_("a name"),
    "date": N_("a date"),
    "quotation": N_("a quotation"),
    "actor": N_("who did or said it"),
    "reality": N_("what is denied, planned or in doubt"),
    "extent": N_("how much of it"),
    "withdrawn": N_("an article that was withdrawn"),
    "wording": N_("words put in another's place"),
    "comment": N_("articles that judge and do not tell"),
    "relevance": N_("articles of no relevance"),
    "support": N_("too little of it in the articles"),
    "form": N_("its form"),
    "citation": N_("its citations"),
    "evidence": N_("no words that bear it"),
}
"""The reasons of refusals (tasks/verify/verdict.py) as they stand behind a number."""

SEES = N_(
    "The check compares names, numbers and what they count, dates, who acts and who says it, what is denied, planned or in doubt, how "
    "much, cause and order. It does not see whether an article is right, whether an event was put under the right kind and place, irony, "
    "or what the articles leave out. Sentences in the articles' own words are compared word by word; freer ones, as a language model "
    "writes them, are checked less surely."
)


def proof_lines(
    report: Report, statements: Sequence[Statement], articles: Sequence[Article], issues: Sequence[Issue], say: Voice
) -> tuple[str, ...]:
    """How many sentences were handed in, mended, refused and why, how many rest on one publisher, and what the check sees."""
    refused = Counter(
        issue.subject.split(":")[1] for issue in issues if issue.kind == "unsupported" and ":" in issue.subject
    )
    mended = sum(int(issue.subject) for issue in issues if issue.kind == "mended" and issue.subject.isdigit())
    told = [] if report.statement_count + report.dropped_count == 0 else [
        say(
            "Every statement cites articles of the annex, and a program checked each one against them: {written} were handed in, "
            "{published} accepted ({share}), {mended} of them in a second wording, {dropped} refused and not published.",
            written=say.number(report.statement_count + report.dropped_count), published=say.number(report.statement_count),
            share=say.share(report.support_rate), mended=say.number(mended), dropped=say.number(report.dropped_count),
        )
    ]  # fmt: skip
    reasons = [
        f"{say.number(count)} {say(REFUSED_FOR[word])}"
        for word, count in sorted(refused.items(), key=lambda pair: (-pair[1], pair[0]))
        if word in REFUSED_FOR
    ]
    if reasons:
        told.append(say("Refused for: {list}.", list="; ".join(reasons)))
    publisher = {article.article_id: article.publisher for article in articles}
    reported = [s for s in statements if s.kind == "reported" and s.supported]
    single = sum(len({publisher[a] for a in s.citations if a in publisher}) == 1 for s in reported)
    if reported:
        told.append(
            capital(
                say.many(
                    "one of {all} reported statements rests on a single publisher.",
                    "{count} of {all} reported statements rest on a single publisher.",
                    single,
                    all=say.number(len(reported)),
                )
            )
        )
    return (*told, say(SEES))
