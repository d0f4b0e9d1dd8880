"""The embedded report on a small made-up week: what it says, what it cites, and what it leaves out."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from pathlib import Path

import pytest

from tasks.collect.living import SEARCHED_AT
from tasks.countries.profiles import Feed
from tasks.publish.report.document import make_document
from tasks.report.evidence import Evidence
from tasks.report.headings import EVENTS_LEFT_OUT
from tasks.report.prose import copied_runs as prose
from tasks.report.prose.casing import Vocabulary
from tasks.report.prose.likelihood import CONFIDENCE
from tasks.report.prose.retell import resolve_weekday, retell
from tasks.report.sections import SECTIONS, WRITING_ORDER
from tasks.report.writing import write_report
from tests.measure.report_weeks import assemble, make_article, score_row
from tests.tasks import report_rows
from tests.tasks.report_rows import MONGOLIA, WEEK, small_week
from tests.warehouse.samples import fetch
from warehouse.tables import Article, FeedHealth, Fetch, Statement

GOLDEN = Path(__file__).with_name("data") / "report_small_week.txt"


@pytest.fixture(scope="module")
def evidence() -> Evidence:
    return small_week()


@pytest.fixture(scope="module")
def statements(evidence: Evidence) -> list[Statement]:
    return write_report(evidence).statements


def told(statements: list[Statement]) -> str:
    return "\n".join(f"[{s.section}] {s.heading or '-'} | {s.text}" for s in statements)


def test_the_small_week_reads_as_agreed(statements: list[Statement]) -> None:
    assert told(statements) + "\n" == GOLDEN.read_text(encoding="utf-8")


def test_every_statement_cites_articles_that_exist(evidence: Evidence, statements: list[Statement]) -> None:
    known = {article.article_id for article in evidence.articles}
    assert statements
    for statement in statements:
        assert statement.citations
        assert set(statement.citations) <= known


def test_whose_headline_is_quoted_is_cited(evidence: Evidence, statements: list[Statement]) -> None:
    titled = {article.title: article.article_id for article in evidence.articles}
    quoting = [(s, quoted) for s in statements for quoted in re.findall("“([^”]+)”", s.text) if quoted in titled]
    assert quoting
    for statement, quoted in quoting:
        assert titled[quoted] in statement.citations


def test_assessments_say_how_sure_they_are_and_rest_on_published_statements(statements: list[Statement]) -> None:
    names = {s.statement_id for s in statements}
    judged = [s for s in statements if s.kind == "assessment"]
    assert judged
    for statement in judged:
        assert statement.confidence in CONFIDENCE
        assert f"{statement.confidence} confidence" in statement.text
        assert statement.rests_on
        assert set(statement.rests_on) <= names


def test_the_newest_toll_is_told_with_its_day_not_the_first(statements: list[Statement]) -> None:
    [statement] = [s for s in statements if s.section == "developments" and "19 people" in s.text]
    assert statement.text.startswith("By April 26, ")
    assert "between" not in " ".join(s.text for s in statements if s.section == "developments")


def test_numbers_of_one_day_that_disagree_are_given_as_a_range() -> None:
    later = report_rows.CLASH_ONE.model_copy(update={"published_at": report_rows.CLASH_TWO.published_at})
    written = write_report(assemble(MONGOLIA, WEEK, [[later, report_rows.CLASH_TWO]]))
    [statement] = [s for s in written.statements if s.section == "developments" and "between" in s.text]
    assert re.search(r"between 12 \(Morning Wire\) and 19 \(Evening Echo\)", statement.text)
    assert len(statement.citations) == 2


def headline(title: str, outlet: str, *, day: int = 0) -> Article:
    """A headline alone, as most feeds give it."""
    published = WEEK.starts_at + dt.timedelta(days=day, hours=8)
    return make_article(
        "MN", WEEK, outlet=outlet, title=title, text="", published_at=published, category="assault", sector="internal_security", severity=2.5,
        event_date=WEEK.start,
    )  # fmt: skip


def test_beneath_a_heading_stand_its_own_source_and_what_goes_on_telling_the_same() -> None:
    taken = headline("Gunmen take thirty gold miners in Hovd", "Plain Post")
    again = headline("Gunmen take thirty miners in Hovd", "Morning Wire")
    search = headline("Army helicopters search Hovd for thirty gold miners as talks fail", "Border Gazette", day=2)
    ambush = headline("One officer hurt in an ambush on a patrol near Sainshand", "Evening Echo", day=3)
    written = write_report(assemble(MONGOLIA, WEEK, [[taken, again, search, ambush]]))
    beneath = [s for s in written.statements if s.section == "developments" and s.kind == "reported"]
    headings = {s.heading for s in beneath}
    assert {s.text.split(" (")[0] for s in beneath} >= {beneath[0].heading, search.title}
    for heading in headings:
        first = next(s for s in beneath if s.heading == heading)
        assert first.text.startswith(str(heading))
        assert not any(ambush.title in s.text for s in beneath if s.heading == heading != ambush.title)


def test_what_is_not_of_the_countrys_security_is_counted_and_not_told() -> None:
    film = make_article(
        "MN",
        WEEK,
        outlet="Plain Post",
        title="Film about Mongolia wins a prize",
        text="A film won a prize.",
        relevance=0,
    )
    column = report_rows.ENERGY.model_copy(update={"article_id": "f" * 16, "genre": "comment"})
    written = write_report(assemble(MONGOLIA, WEEK, [[report_rows.CLASH_ONE], [film], [column]]))
    told = " ".join(s.text for s in written.statements)
    assert "film" not in told.lower()
    assert "aviation" not in told
    assert [(i.subject, i.stage) for i in written.issues if i.kind == EVENTS_LEFT_OUT] == [("2", "write")]


def test_the_brief_has_at_most_300_words_and_begins_with_the_gravest_event(statements: list[Statement]) -> None:
    brief = [s for s in statements if s.section == "summary"]
    assert sum(len(s.text.split()) for s in brief) <= 300
    assert "Darkhan" in brief[0].text
    assert "score" not in " ".join(s.text for s in brief)


def test_another_language_is_described_in_english_with_its_headline(statements: list[Statement]) -> None:
    [statement] = [s for s in statements if s.section == "developments" and "Russian" in s.text]
    assert "Zamiin-Uud" in statement.text
    assert "“Погранпереход Замын-Ууд будет работать дольше”" in statement.text


def test_weekdays_become_dates(statements: list[Statement]) -> None:
    [statement] = [
        s
        for s in statements
        if (s.section == "developments" and "Dornogovi" in s.text and "began" in s.text) or "started joint" in s.text
    ]
    assert "April 26" in statement.text
    assert "Sunday" not in statement.text


def test_quotations_and_runs_keep_their_limits(evidence: Evidence, statements: list[Statement]) -> None:
    sources = [f"{a.title}\n{a.text}" for a in evidence.articles]
    for statement in statements:
        assert prose.copied_run(statement.text, sources) is None, statement.text
    quoted: dict[str, int] = {}
    for statement in statements:
        if statement.kind == "reported" and statement.section == "developments":
            for quotation in re.findall("“([^”]*)”", statement.text):
                key = statement.citations[0]
                quoted[key] = quoted.get(key, 0) + len(prose.word_tokens(quotation))
    assert quoted
    assert max(quoted.values()) <= prose.QUOTE_WORDS


def test_the_report_is_the_same_whatever_the_order_of_its_rows(evidence: Evidence) -> None:
    turned = dataclasses.replace(
        evidence,
        contributions=evidence.contributions[::-1],
        stories=evidence.stories[::-1],
        articles=evidence.articles[::-1],
        places=evidence.places[::-1],
        hotspots=evidence.hotspots[::-1],
    )
    assert write_report(turned) == write_report(evidence)


def test_an_empty_week_says_that_it_knows_nothing() -> None:
    empty = assemble(
        MONGOLIA, WEEK, [], score=score_row("MN", WEEK, threat_level="Insufficient evidence", threat_score=0.0)
    )
    written = write_report(empty)
    assert written.statements == []
    assert written.report.support_rate == 1.0
    assert "not a sign of calm" in written.report.summary


def test_insufficient_evidence_is_said_and_not_shown_as_calm(evidence: Evidence) -> None:
    score = score_row("MN", WEEK, threat_level="Insufficient evidence", threat_score=0.0)
    written = write_report(dataclasses.replace(evidence, score=score))
    assert "insufficient for a threat level" in written.report.summary


def test_past_items_are_not_told() -> None:
    old = make_article(
        "MN",
        WEEK,
        title="Old flood killed many in Hovd in 1999",
        text="A flood killed many people in Hovd in 1999.",
        time_kind="past",
    )
    written = write_report(assemble(MONGOLIA, WEEK, [[old]]))
    assert written.statements == []


def test_what_the_verifier_refuses_is_counted_and_has_an_issue(
    monkeypatch: pytest.MonkeyPatch, evidence: Evidence
) -> None:
    from tasks.report.prose import facts

    monkeypatch.setattr(
        facts,
        "disagreement",
        lambda articles, toll: (lambda say: "The number of people killed is given as 77.", tuple(articles[:1])),
    )
    written = write_report(evidence)
    assert written.report.dropped_count >= 1
    assert any(i.stage == "verify" and "77" in i.message for i in written.issues)
    assert not any("77" in s.text for s in written.statements)
    assert written.report.support_rate < 1


def test_the_health_of_the_feeds_is_told_in_the_report(evidence: Evidence) -> None:
    monday = dt.datetime.combine(evidence.week.start, dt.time(6), dt.UTC)

    def asked(name: str, health: FeedHealth | None, hours: int = 0) -> Fetch:
        return Fetch(
            week=evidence.week.start, feed_url=f"https://{name}.example/feed", final_url=f"https://{name}.example/feed",
            fetched_at=monday + dt.timedelta(hours=hours), status="fetched", http_status=200, error=None, raw_sha256=None,
            body_bytes=0, content_type=None, etag=None, last_modified=None, item_count=1, new_item_count=1, undated_count=0,
            countries=["MN"], health=health,
        )  # fmt: skip

    fetches = (
        asked("a", "failing"),
        asked("a", "alive", 5),
        asked("b", "stale"),
        asked("c", "alive"),
        asked("d", None),
    )
    written = write_report(dataclasses.replace(evidence, feed_health=fetches))
    (issue,) = [issue for issue in written.issues if issue.kind == "feed_health"]
    assert issue.message == "3 asked, 2 alive, 1 stale (https://b.example/feed)"
    page = make_document(
        report=written.report, score=evidence.score, statements=written.statements, contributions=(), stories=(), hotspots=(),
        outlook=(), articles=evidence.articles, issues=written.issues,
    )  # fmt: skip
    assert f"Feeds: {issue.message}." in page.record
    assert not [i for i in write_report(evidence).issues if i.kind == "feed_health"]


def test_a_country_heard_from_too_few_outlets_is_told_so(evidence: Evidence) -> None:
    monday = dt.datetime.combine(evidence.week.start, dt.time(6), dt.UTC)
    feed = Feed(url="https://a.example/feed", outlet="A", language="en", source="a test")
    profile = evidence.profile.model_copy(update={"feeds": (feed,)})
    own = fetch(feed.url, monday, countries=["MN"], newest_item_at=monday)
    search = fetch(f"{SEARCHED_AT['Google News']}?q=Mongolia", monday, countries=["MN"])
    written = write_report(dataclasses.replace(evidence, profile=profile, feed_health=(own, search)))
    said = {issue.kind: issue.message for issue in written.issues if issue.kind in ("few_outlets", "feed_health")}
    assert said["feed_health"] == "1 asked, 1 alive"  # a search is no feed
    assert said["few_outlets"].endswith("searched too: Google News")
    page = make_document(
        report=written.report, score=evidence.score, statements=written.statements, contributions=(), stories=(), hotspots=(),
        outlook=(), articles=evidence.articles, issues=written.issues,
    )  # fmt: skip
    (unknowns,) = [section for section in page.sections if section.key == "unknowns"]
    assert f"Feeds: {said['few_outlets']}." in unknowns.notes
    regional = dataclasses.replace(evidence, profile=profile, feed_health=(own,), shared_feeds=frozenset({feed.url}))
    (few,) = [issue for issue in write_report(regional).issues if issue.kind == "few_outlets"]
    assert few.message.startswith("no outlet of the country")


def test_sections_are_written_once_each() -> None:
    assert sorted(WRITING_ORDER) == sorted(section.key for section in SECTIONS)


def test_a_run_of_words_is_broken_or_refused() -> None:
    source = "the quick committee of elders met near the old bridge during the long winter to speak about several matters of water and land"
    broken = prose.break_runs(source, [source])
    assert broken is not None
    assert prose.copied_run(broken, [source]) is None
    plain = " ".join(f"word{letter}" for letter in "abcdefghijklmnopqrstuvwxyz")
    assert prose.break_runs(plain, [plain]) is None


def test_a_sentence_cut_inside_an_aside_is_not_retold() -> None:
    vocabulary = Vocabulary([report_rows.CLASH_ONE.text])
    whole = "The minister said that the north - not the south - is holding up the talks on water."
    assert retell(whole, report_rows.CLASH_ONE, vocabulary) is not None
    assert (
        retell("The minister said that the north - not the south is holding up.", report_rows.CLASH_ONE, vocabulary)
        is None
    )


def test_relative_days_resolve_against_publication() -> None:
    friday = dt.date(2026, 4, 24)
    assert resolve_weekday("Friday", friday, ahead=False) == friday
    assert resolve_weekday("Saturday", friday, ahead=False) == dt.date(2026, 4, 18)
    assert resolve_weekday("Saturday", friday, ahead=True) == dt.date(2026, 4, 25)


def test_an_outlet_known_by_its_domain_is_named_and_its_number_is_no_claim(evidence: Evidence) -> None:
    article = report_rows.ENERGY.model_copy(update={"outlet": "france24.com", "publisher": "france24.com"})
    written = write_report(assemble(MONGOLIA, WEEK, [[article]]))
    assert any("France 24" in s.text for s in written.statements if s.section == "developments")
    assert written.report.dropped_count == 0
