"""What is worth an alert, and who hears of it when."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from pydantic import ValidationError

from tasks.publish.alerts import (
    Alert,
    Channel,
    Quiet,
    alert_messages,
    failed_alerts,
    feed_alerts,
    filled,
    hotspot_alerts,
    is_quiet,
    late_alerts,
    level_alerts,
)
from tasks.publish.digests import AlertSettings
from tests.warehouse.samples import sample
from warehouse.tables import Fetch, Hotspot, Report, Run
from warehouse.weeks import Week

WEEK = Week(dt.date(2026, 1, 5))
NEXT = WEEK.shift(1)
NOON = dt.datetime(2026, 1, 20, 12, tzinfo=dt.UTC)


def report(week: Week, level: str, country: str = "UA", **changes: Any) -> Report:
    return sample(Report, country=country, week=week.start, threat_level=level, **changes)


def test_a_level_that_changes_is_said_with_both_levels() -> None:
    reports = [report(WEEK, "Guarded"), report(NEXT, "Severe"), report(NEXT.shift(1), "Severe")]
    (alert,) = level_alerts(reports)
    assert alert.key == "level UA 2026-01-12 Guarded Severe"
    assert "Guarded -> Severe" in alert.title
    assert alert.urgent
    (alert,) = level_alerts([report(WEEK, "High"), report(NEXT, "Low", provisional=True)])
    assert not alert.urgent
    assert "so far" in alert.title


def test_no_evidence_is_no_change_of_level() -> None:
    assert level_alerts([report(WEEK, "Insufficient evidence"), report(NEXT, "High")]) == []
    assert level_alerts([report(WEEK, "High"), report(NEXT.shift(1), "Low")]) == []  # a week between them is missing
    assert level_alerts([report(WEEK, "High"), report(NEXT, "Low", country="PK")]) == []


def test_a_grave_hotspot_is_new_once() -> None:
    def spot(week: Week, place: str, intensity: int) -> Hotspot:
        return sample(Hotspot, country="UA", week=week.start, place_id=place, intensity=intensity)

    spots = [spot(WEEK, "a", 4), spot(NEXT, "a", 5), spot(WEEK, "b", 3), spot(NEXT, "b", 4), spot(NEXT, "c", 3)]
    found = hotspot_alerts(spots, {NEXT.start})
    assert [alert.key for alert in found] == ["hotspot UA 2026-01-12 b"]
    assert [alert.key for alert in hotspot_alerts(spots, {WEEK.start})] == ["hotspot UA 2026-01-05 a"]


def run(week: Week, status: str, hour: int, country: str = "UA", error: str | None = None) -> Run:
    at = NOON.replace(hour=hour)
    return sample(Run, country=country, week=week.start, status=status, finished_at=at, started_at=at, error=error)


def test_a_failure_is_said_until_it_is_mended_and_once_for_each_reason() -> None:
    failed = run(WEEK, "failed", 3, error="disk full")
    (first,) = failed_alerts([failed, run(WEEK, "complete", 2)])
    (again,) = failed_alerts([failed, run(WEEK, "failed", 4, error="disk full")])
    (other,) = failed_alerts([run(WEEK, "failed", 4, error="no disk")])
    assert first.key == again.key != other.key
    assert failed_alerts([failed, run(WEEK, "complete", 4)]) == []


def test_a_late_week_is_said_when_it_should_have_been_built() -> None:
    runs = [run(WEEK, "complete", 1), run(WEEK, "complete", 1, "PK"), run(NEXT, "complete", 1, "PK")]
    assert late_alerts(runs, NEXT, NEXT.ends_at + dt.timedelta(hours=20)) == []
    (alert,) = late_alerts(runs, NEXT, NEXT.ends_at + dt.timedelta(hours=40))
    assert alert.text == "UA"
    assert late_alerts([*runs, run(NEXT, "complete", 2)], NEXT, NOON) == []


def test_silent_feeds_are_said_with_what_is_known_of_them() -> None:
    quiet = sample(Fetch, feed_url="https://a.example/rss", health="stale", newest_item_at=NOON, failures=0, error=None)
    gone = sample(
        Fetch, feed_url="https://b.example/rss", health="dead", newest_item_at=None, failures=12, error="HTTP 410"
    )
    live = sample(Fetch, feed_url="https://c.example/rss", health="alive")
    first, second = feed_alerts([live, gone, quiet])
    assert "nothing new since 2026-01-20" in first.text
    assert "12 failures in a row: HTTP 410" in second.text


def test_where_a_dead_feed_is_now_is_another_alert() -> None:
    gone = sample(Fetch, feed_url="https://b.example/rss", health="dead", countries=["MN"], newest_item_at=None)
    before, after = (
        feed_alerts([gone], {gone.feed_url: said} if said else {})[0] for said in ("", "b.example/new answers")
    )
    assert before.key != after.key
    assert after.text.endswith("b.example/new answers: weekwatch check MN --mend")


def alerts(count: int, kind: Any = "level", **changes: Any) -> list[Alert]:
    return [Alert(f"{kind} {n}", kind, f"alert {n}", "text", "UA", **changes) for n in range(count)]


def test_each_alert_goes_to_a_channel_once_and_many_as_a_digest() -> None:
    channel = Channel(name="ops", url="https://example.org/hook", digest_over=3)
    assert [m.title for m in alert_messages(channel, alerts(3), set(), NOON)] == ["alert 0", "alert 1", "alert 2"]
    assert [m.title for m in alert_messages(channel, alerts(3), {"level 1"}, NOON)] == ["alert 0", "alert 2"]
    (digest,) = alert_messages(channel, [*alerts(4), *alerts(1, "hotspot", urgent=True)], set(), NOON)
    assert digest.title == "5 alerts: 1 hotspot, 4 level"
    assert digest.text.splitlines()[0] == "- alert 0"
    assert digest.alerts[0].kind == "hotspot"  # urgent ones first
    assert alert_messages(channel, alerts(4) + alerts(4), set(), NOON) == alert_messages(
        channel, alerts(4), set(), NOON
    )


def test_a_channel_gets_what_it_asked_for() -> None:
    channel = Channel(name="pk", url="https://example.org/hook", kinds=("failed",), countries=("PK",))
    asked = Alert("1", "failed", "asked for", "", "PK")
    others = [Alert("2", "failed", "other country", "", "UA"), Alert("3", "level", "other kind", "", "PK")]
    assert [m.title for m in alert_messages(channel, [asked, *others], set(), NOON)] == ["asked for"]


@pytest.mark.parametrize(
    ("begins", "ends", "zone", "quiet"),
    [
        ("22:00", "07:00", "UTC", False),
        ("22:00", "07:00", "Asia/Ulaanbaatar", False),  # 20:00 there
        ("19:30", "07:00", "Asia/Ulaanbaatar", True),
        ("11:00", "12:00", "UTC", False),
        ("11:00", "12:01", "UTC", True),
        ("22:00", "06:30", "America/Bogota", False),  # 07:00 there
        ("22:00", "07:30", "America/Bogota", True),
    ],
)
def test_quiet_hours_are_those_of_a_time_zone(begins: str, ends: str, zone: str, quiet: bool) -> None:
    hours = Quiet(begins=begins, ends=ends, time_zone=zone)
    assert is_quiet(hours, NOON) == quiet
    channel = Channel(name="ops", url="https://example.org/hook", quiet=hours)
    assert bool(alert_messages(channel, alerts(1), set(), NOON)) != quiet
    assert alert_messages(channel, alerts(1, urgent=True), set(), NOON)


def test_settings_refuse_what_they_do_not_know() -> None:
    with pytest.raises(ValidationError, match="qiet"):
        AlertSettings.model_validate({"channels": [{"name": "a", "url": "x", "qiet": {}}]})
    with pytest.raises(ValidationError, match="IANA"):
        Quiet(begins="22:00", ends="07:00", time_zone="Mars/Olympus")


def test_a_secret_comes_from_the_environment() -> None:
    assert filled("slack://${TOKEN}/x", {"TOKEN": "abc"}) == "slack://abc/x"
    with pytest.raises(KeyError, match="TOKEN"):
        filled("slack://${TOKEN}/x", {})
