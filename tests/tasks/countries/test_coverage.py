from __future__ import annotations

from tasks.countries.coverage import coverage_of
from tasks.countries.profiles import CountryProfile, Feed, FeedEvidence


def feed(number: int, **more: str) -> Feed:
    given = {"url": f"https://example.org/{number}", "outlet": f"Outlet {number}", "language": "en", "source": "x"}
    return Feed.model_validate(given | more)


def profile(code: str, *feeds: Feed) -> CountryProfile:
    return CountryProfile(country=code, name=code, names={}, languages=("fr",), time_zone="UTC", feeds=feeds)


def test_coverage_counts_and_names_what_is_thin() -> None:
    good = profile("ML", *(feed(n, language="fr", source="kagisearch/kite-public") for n in range(5)))
    poor = profile("TV", feed(9, kind="official"), feed(10, kind="international"))
    found = coverage_of({"TV": poor, "ML": good}, [feed(10, language="de"), feed(11)])
    ml, tv = found.countries
    assert (ml.country, ml.thin, ml.on_a_list, ml.publishers, ml.in_own_language) == ("ML", (), 5, 5, 5)
    assert tv.thin == ("only 2 feeds", "1 publisher of its own", "nothing in fr", "no press that is not the state's")
    assert (found.feeds, found.international, found.with_enough, found.on_a_list) == (8, 2, 1, 5)
    assert found.languages == {"fr": 5, "en": 2, "de": 1}
    assert found.thin == (tv,)


def test_a_floor_counts_publishers_that_are_attested_and_no_candidates() -> None:
    alive = FeedEvidence(source="one file", month="2026-05", status="tested alive")
    named = FeedEvidence(source="another file", month="2026", status="listed")
    dead = FeedEvidence(source="a third file", month="2026-09", status="tested dead")
    given = [(alive, named), (alive,), (named,), (), (dead,)]
    feeds = [feed(n).model_copy(update={"evidence": said}) for n, said in enumerate(given)]
    promised = feed(5).model_copy(update={"evidence": (alive,), "candidate": True})
    family = feed(6, publisher="Outlet 0").model_copy(update={"evidence": (alive,)})
    found = coverage_of({"ML": profile("ML", *feeds, promised, family)}, []).countries[0]
    assert [one.standing for one in (*feeds, promised)] == ["strong", "tested", "listed", *["candidate"] * 3]
    assert found.standings == {"strong": 1, "tested": 2, "listed": 1, "candidate": 3}
    assert (found.attested_outlets, found.tested_outlets) == (3, 2)
