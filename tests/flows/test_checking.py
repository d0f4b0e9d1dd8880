"""Feeds judged and mended, against forty broken sites on loopback."""

from __future__ import annotations

from flows.checking import Checked, check_countries
from tasks.collect.mending import OURS, mended_profile
from tasks.countries.profiles import CountryProfile, Feed, FeedEvidence
from tests.tasks.collect.broken_sites import NOW, SITES, serve_sites
from tests.tasks.collect.patience import patient

FEEDS = tuple(
    Feed(url=f"http://{name}.localhost/old", outlet=name, language="en", source="a test", candidate=True)
    for name in SITES
)
PROFILE = CountryProfile(country="XA", name="Arvania", names={}, languages=("en",), time_zone="UTC", feeds=FEEDS)


def check(profile: CountryProfile) -> tuple[Checked, list[str]]:
    """What a check with mending found, and what was asked."""
    with serve_sites() as (port, asked):
        settings = patient(port)
        return check_countries({"XA": profile}, settings, lambda: NOW, mend=True)["XA"], asked


def test_each_breakage_is_told_apart_and_each_feed_found_where_it_is_now() -> None:
    (checks, mended), asked = check(PROFILE)
    assert {one.outlet: (one.verdict, one.cause) for one in checks} == {
        site.name: (site.verdict, site.cause) for site in SITES.values()
    }
    wanted = {f"http://{site.name}.localhost/old": site for site in SITES.values()}
    found = {wanted[one.url].name: one.instead for one in mended}
    assert {name: url and url.partition(".localhost")[2] for name, url in found.items() if url} == {
        site.name: site.instead for site in SITES.values() if site.instead
    }
    assert {name for name, url in found.items() if url is None} == {"well", "fornow"}
    for refused in ("shut", "hurried", "guarded", "barred"):
        assert [url for url in asked if url.startswith(f"{refused}.localhost")] == [f"{refused}.localhost/old"]
    assert "shy.localhost/" not in asked


def test_the_mended_profile_loses_nothing_and_a_second_run_changes_nothing() -> None:
    (checks, mended), _ = check(PROFILE)
    once = mended_profile(PROFILE, mended, checks, NOW)
    assert [feed.outlet for feed in once.feeds] == [feed.outlet for feed in PROFILE.feeds]
    moved = [feed.outlet for feed in once.feeds if feed.url != f"http://{feed.outlet}.localhost/old"]
    assert sorted(moved) == sorted(site.name for site in SITES.values() if site.instead)
    assert {(one.url, one.month, bool(one.reason)) for one in once.retired} == {
        (f"http://{name}.localhost/old", "2026-04", True) for name in moved
    }
    attested = {feed.outlet for feed in once.feeds if feed.standing == "tested"}
    assert attested == {*moved, "well", "fornow"}
    (checks, mended), _ = check(once)
    assert mended_profile(once, mended, checks, NOW) == once


def test_what_a_check_sees_overrules_what_was_said_against_a_feed() -> None:
    against = FeedEvidence(source="a file", month="2026-01", status="tested dead")
    listed = FeedEvidence(source="another file", month="2026-02", status="listed")
    well = FEEDS[-1].model_copy(update={"evidence": (against, listed)})
    (checks, mended), _ = check(PROFILE.model_copy(update={"feeds": (well,)}))
    (feed,) = mended_profile(PROFILE.model_copy(update={"feeds": (well,)}), mended, checks, NOW).feeds
    assert (feed.standing, [said.source for said in feed.evidence]) == ("strong", [OURS, "another file"])
